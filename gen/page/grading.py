"""The grading sheet in front of the graders' key: a table of answers, points and rules, as few pages as it needs.

It is made of the tree that the key is made of. What its columns have no room for is told by the page of the key where it stands.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from gen.algebra.expr import Atom
from gen.algebra.printer import points_words
from gen.document import Credit, Document, GradedLine, ItemPart, Paragraph, ProblemPart, graded_lines, graded_rules, standing_rules
from gen.latex import NOTHING, Latex, Tex, escape, height, knowing, shared_latex, width, without_letters
from gen.messages.errors import working_on
from gen.messages.sentences import Language, listed, translate
from gen.model.memo import Memo
from gen.page.blocks import text_height
from gen.page.names import name_in
from gen.page.prose import latex_of
from gen.page.rows import MARK, credit_text, set_chain
from gen.page.solution import letters_text, with_notation

T = TypeVar("T")
TYPE = 9 / 10.95  # of the type for which widths are estimated
ANSWERS, RULES = 205 / TYPE, 178 / TYPE  # points: the widths of two columns
OF_TABLE = -1
LINE = 11.0  # points: from one line to the next
LONG, HIGH = 5.5 * LINE, 80.0  # points: what a text and a formula take at most, before the page of the key is told instead
ROW = 260.0  # points: an item that takes more goes on in another row, since no row is broken


@dataclass(frozen=True, slots=True)
class GradedLineView:
    """`left = form` or a sentence, with its points for the equation and for the result; one that is `elsewhere` has no room here.

    `reading` is the number of its reading, whose name stands before the first of its lines where there are several; -1 where it tells of
    a table to fill in.
    """

    reading: int
    name: Tex = NOTHING
    left: Tex = NOTHING
    relation: Tex = NOTHING
    form: Tex = NOTHING
    text: Tex = NOTHING
    equation: Tex = NOTHING
    result: Tex = NOTHING
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class GradedRuleView:
    """A remark: what kind it is, the step that it is about, and its text, which may be `elsewhere`."""

    label: Tex
    about: Tex
    text: Tex
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class GradedItemView:
    """An item, or more of one, which has no label, points and misprints again; `name` is what a layout calls it.

    Misprints may have room in the key alone.
    """

    name: Tex
    label: Tex
    points: Tex
    lines: tuple[GradedLineView, ...]
    rules: tuple[GradedRuleView, ...]
    errata: tuple[Tex, ...] = ()
    errata_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class GradingView:
    """All items in order, and before them what holds for several: the labels of these items with a sentence.

    `minutes` are those planned for each problem, by its number; empty where no problem of several says. `minutes_in_all` is their sum.
    """

    points: Tex
    standing: tuple[tuple[Tex, Tex], ...]
    items: tuple[GradedItemView, ...]
    minutes: tuple[tuple[Tex, Tex], ...] = ()
    minutes_in_all: Tex = NOTHING


def grading_view(document: Document, memo: Memo) -> GradingView:
    """The grading sheet of a key."""
    language, alone = document.language, len(document.problems) == 1
    parts = [
        (escape(f"{item.item.id})" if alone else f"{number} {item.item.id})"), problem, item)
        for number, problem in enumerate(document.problems, 1)
        for item in problem.items
    ]
    standing = []
    for text, numbers in standing_rules([item for _, _, item in parts]):
        labels = [parts[number][0] for number in numbers]
        where = translate("All items", language) if len(labels) == len(parts) else listed(labels, language)
        standing.append((Tex(where), latex_of(text, _latex(*parts[numbers[0]][1:], language, memo))))
    plain = {one.problem.id: shared_latex(one.problem, language, memo) for one in document.problems}
    items = (row for label, one, item in parts for row in memo.call(_rows, one.problem.id, item, label, plain[one.problem.id], memo))
    planned = [part.problem.profile.minutes for part in document.problems]
    says = not alone and any(planned)
    minutes = tuple((Tex(str(number)), Tex(str(one) if one else "--")) for number, one in enumerate(planned, 1)) if says else ()
    in_all = Tex(str(sum(filter(None, planned)))) if says else NOTHING
    return GradingView(escape(points_words(document.exam.points, language)), tuple(standing), tuple(items), minutes, in_all)


def _latex(problem: ProblemPart, item: ItemPart, language: Language, memo: Memo) -> Latex:
    return knowing(shared_latex(problem.problem, language, memo), item.shapes)


def _rows(problem: str, item: ItemPart, label: Tex, plain: Latex, memo: Memo) -> tuple[GradedItemView, ...]:
    """An item as one row of the table, or as several where it has much."""
    with working_on(item.item.where):
        return tuple(_rows_of(Tex(name_in(problem, item.item)), item, label, knowing(plain, item.shapes), memo.lines))


def _rows_of(name: Tex, item: ItemPart, label: Tex, latex: Latex, memo: Memo) -> Iterator[GradedItemView]:
    points = escape(points_words(item.item.points, latex.language))
    errata = tuple(latex_of(erratum, latex) for erratum in item.solution.errata) if item.solution else ()
    lines, rules = (
        _chunks([*_table_lines(item, latex), *_lines(item, latex, memo)], _line_height),
        _chunks(_rules(item, latex), _rule_height),
    )
    for n in range(max(len(lines), len(rules))):
        own, others = (lines[n] if n < len(lines) else ()), (rules[n] if n < len(rules) else ())
        if n == 0:
            yield GradedItemView(name, label, points, own, others, errata, _is_long(" ".join(errata), RULES))
        else:
            yield GradedItemView(name, NOTHING, NOTHING, own, others)


def _table_lines(item: ItemPart, latex: Latex) -> list[GradedLineView]:
    """What a table says of points, and its answers that no step tells, each with the heads of its row and column."""
    grid, language = item.grid, latex.language
    if grid is None:
        return []
    found = [GradedLineView(OF_TABLE, text=latex_of(grid.note, latex))] if grid.note else []
    columns = [latex_of(head, latex) for head in grid.columns]
    for row in grid.rows:
        head = latex_of(row.head, latex)
        if row.credit:
            text = Tex(translate("Row {head}", language, head=head))
            found.append(GradedLineView(OF_TABLE, text=text, result=credit_text(row.credit, language)))
        for column, cell in zip(columns, row.cells, strict=True):
            if cell.alone:
                points, text = credit_text(cell.credit, language), Tex(f"{head}, {column}: {latex_of(cell.text, latex)}")
                found.append(GradedLineView(OF_TABLE, text=text, result=points, elsewhere=_is_long(text, ANSWERS)))
    for column, credit in zip(columns, grid.credits, strict=True):
        if credit:
            text = Tex(translate("Column {head}", language, head=column))
            found.append(GradedLineView(OF_TABLE, text=text, result=credit_text(credit, language)))
    return found


def _chunks(entries: Sequence[T], tall: Callable[[T], float]) -> list[tuple[T, ...]]:
    """The entries in order, as many together as a row holds."""
    found: list[list[T]] = [[]]
    for entry in entries:
        if found[-1] and sum(map(tall, (*found[-1], entry))) > ROW:
            found.append([])
        found[-1].append(entry)
    return list(map(tuple, found))


def _lines(item: ItemPart, latex: Latex, memo: Memo) -> list[GradedLineView]:
    """What is asked and paid in the first reading, and what the others have otherwise."""
    found: list[GradedLineView] = []
    first: list[GradedLineView] = []
    for number, reading in enumerate(item.solution.readings if item.solution else ()):
        own = with_notation(latex, reading.notation)
        lines = [memo.call(_line, line, own, latex, memo) for line in graded_lines(reading)]
        if letters := letters_text(reading, own) if any(line.left and r"\delta" in line.form for line in lines) else NOTHING:
            lines.insert(0, GradedLineView(0, text=letters, elsewhere=_is_long(letters, ANSWERS)))
        differing = [replace(line, reading=number) for line in lines if line not in first]
        first = first or lines
        name = escape(translate("Reading: {name}", latex.language, name=reading.name) if reading.name else "")
        found += [replace(line, name=NOTHING if i else name) for i, line in enumerate(differing)]
    return found


def _line(line: GradedLine, latex: Latex, of_item: Latex, memo: Memo) -> GradedLineView:
    if isinstance(line, Paragraph):
        text = latex_of(line.text, of_item if line.by_author else latex)
        shown = Tex(rf"\textbf{{{text}}}") if line.verdict else text
        return GradedLineView(0, text=shown, result=credit_text(line.credit, latex.language), elsewhere=_is_long(text, ANSWERS))
    # A number needs no letters of the tool's for derivatives, a line in symbols has them as the key has.
    chain = memo.call(set_chain, line, latex if line.in_symbols else without_letters(latex), of_item)
    relation = Tex(chain.signs[-1].removesuffix(MARK))
    form = Tex(chain.forms[-1])
    whole = f"{chain.left} {relation} {form}"
    elsewhere = width(whole) > ANSWERS or height(whole) > HIGH
    return GradedLineView(0, NOTHING, chain.left, relation, form, NOTHING, chain.equation, chain.result, elsewhere)


def _rules(item: ItemPart, latex: Latex) -> list[GradedRuleView]:
    """A rule says what it is about where the item pays more than one thing."""
    if item.solution is None:
        return []
    own = with_notation(latex, item.solution.readings[0].notation)
    several = len(graded_lines(item.solution.readings[0])) > 1
    found = []
    for rule in graded_rules(item):
        about = _about(rule.about, own) if rule.about is not None and several else NOTHING
        points = f" ({credit_text(Credit(rule.remark.points), latex.language)})" if rule.remark.points is not None else ""
        text = latex_of(rule.remark.text, latex)
        found.append(GradedRuleView(Tex(f"{latex_of(rule.remark.label, latex)}{points}"), about, text, _is_long(text, RULES)))
    return found


def _about(step: Atom | str, latex: Latex) -> Tex:
    return escape(step) if isinstance(step, str) else Tex(f"${latex.expr(step)}$")


def _is_long(text: str, room: float) -> bool:
    """Whether a text is for the key: it is long, has a display, a list, a table or a listing, or a formula wider than its column."""
    return (
        bool(re.search(r"\\begin\{(?!pmatrix)", text))
        or text_height(text, room, LINE) > LONG
        or any(width(part) > room for part in text.split("$")[1::2])
    )


def _line_height(line: GradedLineView) -> float:
    formula = height(f"{line.left} {line.form}") * TYPE if line.left and not line.elsewhere else 0.0
    return LINE * bool(line.name) + max(LINE, formula + 2, 0.0 if line.elsewhere else text_height(line.text, ANSWERS, LINE)) + LINE / 2


def _rule_height(rule: GradedRuleView) -> float:
    return 3 + (LINE if rule.elsewhere else text_height(f"{rule.label} {rule.text}", RULES, LINE))
