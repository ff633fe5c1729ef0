"""The grading sheet as a page: answers, points and rules of each item, and what holds for several."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from gen.algebra.expr import Atom
from gen.algebra.printer import points_words
from gen.document import Document, EqualityChain, GradedLine, GradedRule, ItemPart, graded_lines, graded_rules, standing_rules
from gen.html.chains import written_chain
from gen.html.credits import credit_text, label_of
from gen.html.formulas import inline
from gen.html.markup import NOTHING, in_sentence
from gen.html.medium import Medium
from gen.html.prose import line_of
from gen.html.solution import letters_html, with_notation
from gen.latex import Latex, knowing, shared_latex, without_letters
from gen.messages.errors import working_on
from gen.messages.sentences import listed, lookup, translate
from gen.model.memo import Memo


@dataclass(frozen=True, slots=True)
class GradedLineView:
    """An answer, or what else earns points; with the name of its reading where that begins."""

    text: Markup
    credit: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class GradedRuleView:
    """A remark: what kind it is, the step that it is about, and its text."""

    label: Markup
    about: Markup
    text: Markup


@dataclass(frozen=True, slots=True)
class GradedItemView:
    label: str
    points: str
    lines: tuple[GradedLineView, ...]
    rules: tuple[GradedRuleView, ...]
    errata: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class GradingView:
    """All items, and before them what holds for several: the labels of these items with a sentence. `minutes` are those of each problem."""

    standing: tuple[tuple[str, Markup], ...]
    items: tuple[GradedItemView, ...]
    minutes: tuple[tuple[int, str], ...]
    minutes_in_all: int


def grading_view(document: Document, medium: Medium, memo: Memo) -> GradingView:
    """The grading sheet of a key."""
    language, alone = document.language, len(document.problems) == 1
    parts = [
        (
            f"{item.item.id})" if alone else f"{number} {item.item.id})",
            item,
            knowing(shared_latex(problem.problem, language, memo), item.shapes),
        )
        for number, problem in enumerate(document.problems, 1)
        for item in problem.items
    ]
    standing = []
    for text, numbers in standing_rules([item for _, item, _ in parts]):
        labels = [parts[number][0] for number in numbers]
        where = translate("All items", language) if len(labels) == len(parts) else listed(labels, language)
        standing.append((where, line_of(text, parts[numbers[0]][2], medium)))
    planned = [part.problem.profile.minutes for part in document.problems]
    minutes = tuple((number, str(one or "–")) for number, one in enumerate(planned, 1)) if not alone and any(planned) else ()
    items = tuple(_item(label, item, latex, medium) for label, item, latex in parts)
    return GradingView(tuple(standing), items, minutes, sum(filter(None, planned)))


def _item(label: str, item: ItemPart, latex: Latex, medium: Medium) -> GradedItemView:
    with working_on(item.item.where):
        return GradedItemView(
            label=label,
            points=points_words(item.item.points, latex.language),
            lines=(*_table_lines(item, latex, medium), *_lines(item, latex, medium)),
            rules=tuple(_rules(item, latex, medium)),
            errata=tuple(line_of(erratum, latex, medium) for erratum in item.solution.errata) if item.solution else (),
        )


def _table_lines(item: ItemPart, latex: Latex, medium: Medium) -> Iterator[GradedLineView]:
    """What a table says of points, and its answers that no step tells, each with the heads of its row and column."""
    grid, language = item.grid, latex.language
    if grid is None:
        return
    if grid.note:
        yield GradedLineView(line_of(grid.note, latex, medium), "")
    columns = [line_of(head, latex, medium) for head in grid.columns]
    for row in grid.rows:
        head = line_of(row.head, latex, medium)
        if row.credit:
            yield GradedLineView(in_sentence(lookup("Row {head}", language), {"head": head}), credit_text(row.credit, language))
        for column, cell in zip(columns, row.cells, strict=True):
            if cell.alone:
                text = Markup("{}, {}: {}").format(head, column, line_of(cell.text, latex, medium))
                yield GradedLineView(text, credit_text(cell.credit, language))
    for column, credit in zip(columns, grid.credits, strict=True):
        if credit:
            yield GradedLineView(in_sentence(lookup("Column {head}", language), {"head": column}), credit_text(credit, language))


def _lines(item: ItemPart, latex: Latex, medium: Medium) -> Iterator[GradedLineView]:
    """What is asked and paid in the first reading, and what the others have otherwise."""
    first: list[GradedLineView] = []
    for reading in item.solution.readings if item.solution else ():
        own = with_notation(latex, reading.notation)
        graded = graded_lines(reading)
        lines = [_line(line, own, latex, medium) for line in graded]
        if any(_has_letters(line, own) for line in graded) and (letters := letters_html(reading, own, medium)):
            lines.insert(0, GradedLineView(letters, ""))
        differing = [line for line in lines if line not in first]
        first = first or lines
        name = translate("Reading: {name}", latex.language, name=reading.name) if reading.name else ""
        yield from (replace(line, name="" if i else name) for i, line in enumerate(differing))


def _has_letters(line: GradedLine, latex: Latex) -> bool:
    """Whether a line has letters of the tool's for derivatives."""
    return isinstance(line, EqualityChain) and line.in_symbols and r"\delta" in written_chain(line, latex).last.rest


def _line(line: GradedLine, latex: Latex, of_item: Latex, medium: Medium) -> GradedLineView:
    language = latex.language
    if not isinstance(line, EqualityChain):
        text = line_of(line.text, of_item if line.by_author else latex, medium)
        return GradedLineView(Markup("<strong>{}</strong>").format(text) if line.verdict else text, credit_text(line.credit, language))
    # A number needs no letters of the tool's for derivatives, a line in symbols has them as the key has.
    last = written_chain(line, latex if line.in_symbols else without_letters(latex)).last
    equation, result = credit_text(line.equation, language), credit_text(line.result, language)
    if equation:
        parts = [translate("equation {points}", language, points=equation)]
        parts += [translate("result {points}", language, points=result)] if result else []
        result = ", ".join(parts)
    return GradedLineView(inline(f"{last.left} {last.rest}", language, medium), result)


def _rules(item: ItemPart, latex: Latex, medium: Medium) -> Iterator[GradedRuleView]:
    """A rule says what it is about where the item pays more than one thing."""
    if item.solution is None:
        return
    own = with_notation(latex, item.solution.readings[0].notation)
    several = len(graded_lines(item.solution.readings[0])) > 1
    for rule in graded_rules(item):
        about = _about(rule, own, medium) if several else NOTHING
        yield GradedRuleView(label_of(rule.remark, latex, medium), about, line_of(rule.remark.text, latex, medium))


def _about(rule: GradedRule, latex: Latex, medium: Medium) -> Markup:
    if isinstance(rule.about, Atom):
        return inline(latex.expr(rule.about), latex.language, medium)
    return Markup("{}").format(rule.about or "")
