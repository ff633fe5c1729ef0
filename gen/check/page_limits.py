"""What no page holds, told before TeX sees it: a formula or word wider than a line, a key higher than TeX can measure.

Widths and heights are those of `width`. What is a little too wide has been scaled down where it was written; here that has its limit.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Var
from gen.algebra.printer import name_text, text
from gen.algebra.rounding import as_typed
from gen.check.table_limits import table_faults
from gen.latex import BOLD, Latex, Tex, shared_latex, text_width, tokens, unfitted, width
from gen.messages.errors import InputError, Location
from gen.model.memo import Memo
from gen.model.placeholders import filled_numbers
from gen.model.problem import Item
from gen.model.solved import SolvedItem, SolvedProblem
from gen.page import (
    CM,
    LINE,
    ExamView,
    ItemView,
    ReadingView,
    RowView,
    SolutionView,
    block_widths,
    groups_height,
    text_height,
    with_adjoint_letters,
    with_shapes,
    without_blocks,
)

SMALLEST = 0.6  # a formula is not set smaller than this
HIGHEST = 15_000  # points: TeX measures no more than 16,383, and heights are estimated
PAGE = 717.0  # points: the height of a page's text
TEXT, KEY, PROMPT = 455.0, 438.0, 424.0  # points: the widths of text, of a solution, and of a display in a prompt
REMARK = KEY - 20
_LINE = 13.6  # points: a line of text
_DISPLAY = re.compile(r"\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}", re.DOTALL)
_BREAKS = frozenset({"=", "<", ">", "+", "-", r"\cdot", r"\odot", r"\times", r"\approx", r"\leq", r"\geq", r"\neq", r"\in", r"\pm"})
_SHORTER = "show fewer digits, give parts of it names by equations of their own, or take smaller arrays"


def page_faults(key: ExamView, solved: Mapping[str, SolvedProblem], memo: Memo) -> list[InputError]:
    """Everything that no page holds, at the author's lines."""
    found: list[InputError] = []
    for problem in key.problems:
        own = solved[problem.name]
        found += memo.call(_stem_faults, problem.stem, own.problem.where)
        plain = shared_latex(own.problem, key.language, memo)
        for item, one in zip(problem.items, own.items, strict=True):
            found += memo.call(_item_faults, item, one, plain, memo)
    return found


def _stem_faults(stem: Tex, where: Location) -> list[InputError]:
    found = [*_too_wide_text("the stem", stem, TEXT, where)]
    if (points := text_height(stem, TEXT, _LINE)) > HIGHEST:
        found.append(InputError(where, too_long(points, "the stem"), "make it shorter"))
    return found


def _item_faults(item: ItemView, one: SolvedItem, plain: Latex, memo: Memo) -> list[InputError]:
    latex = with_shapes(plain, one.item, memo)
    found = [*_of_prompt(item, one.item, latex)]
    found += table_faults(item.grid, one.item, item.label) if item.grid else ()
    views = [view for view in (item.solution, item.others) if view]
    readings = [reading for view in views for reading in view.readings]
    found += _of_key(views, readings, one, latex)
    found += _too_high(item, one.item.where)
    return found


def _of_prompt(item: ItemView, own: Item, latex: Latex) -> Iterator[InputError]:
    """Given numbers that would be too small, each at its place, and else what is too wide in the prompt."""
    hang = max(18.0, text_width(f"{item.label})", BOLD) + 6)
    small = False
    for var, given in filled_numbers(own).items():
        wide = _width_of(var, as_typed(given.value, given.texts), latex)
        if PROMPT / wide < SMALLEST:
            small = True
            yield InputError(given.where, f"'{name_text(var)}' {_measure(wide, PROMPT)}", "give fewer digits, or a smaller array")
    if not small:
        yield from _too_wide_text("the prompt", item.prompt, TEXT - hang, own.where)
        yield from _too_wide_text("the prompt with its gaps filled in", item.filled, TEXT - hang, own.where)


def _width_of(var: Var, value: Value, latex: Latex) -> float:
    return width(f"{latex.name(var)} = {latex.number(value)[0]}")


def _of_key(views: Iterable[SolutionView], readings: Iterable[ReadingView], one: SolvedItem, latex: Latex) -> Iterator[InputError]:
    for reading, solved in zip(readings, one.readings, strict=True):
        own = with_adjoint_letters(latex, solved)
        steps = {own.expr(step.lhs): (step.lhs, step.planned.where) for step in solved.derivation.numbers}
        for words in (reading.inner, reading.meaning):
            yield from _too_wide_text("the key", words, KEY, one.item.where)
        for group in reading.groups:
            for block in group.blocks:
                yield from _too_wide_text("the key", block.text, KEY, one.item.where)
                yield from _too_wide_rows(block.rows, steps, one.item.where)
                below = (*block.remarks, *(part for row in block.rows for part in row.below))
                for remark in (*below, *(part for table in block.tables for part in (*table.remarks, table.notes))):
                    yield from _too_wide_text("a remark", remark, REMARK, one.item.where)
    for view in views:
        for remark in (*view.remarks, *view.errata):
            yield from _too_wide_text("a remark", remark, REMARK, one.item.where)


def _too_wide_rows(rows: Iterable[RowView], steps: Mapping[str, tuple[Atom, Location | None]], where: Location) -> Iterator[InputError]:
    """At most one fault for each step: its rows that are too small, or its left side."""
    name, place, reported = "", where, False
    for row in rows:
        if row.left:
            left = re.sub(r"^\\longleft\{(.*)\}$", r"\1", row.left)
            lhs, line = steps.get(left, (None, None))
            name, place, reported = (text(lhs) if lhs else "a line"), line or where, False
            if width(left) > LINE:
                reported = True
                yield InputError(
                    place, f"the name of {name[:40]} {_measure(width(left), LINE)}", "take a shorter one, or another LaTeX for it"
                )
        form, scale = unfitted(row.form)
        if scale < SMALLEST and not reported:
            reported = True
            yield InputError(place, f"what the key says of {name} {_measure(width(form), width(row.form))}", _SHORTER)


def _measure(wide: float, room: float) -> str:
    least = f"and nothing is set smaller than {SMALLEST:.0%} of its size".replace("%", " %")
    return f"is {wide / CM:.1f} cm wide where it cannot be broken, a line has {room / CM:.1f} cm, {least}"


def _too_wide_text(what: str, tex: str, room: float, where: Location) -> Iterator[InputError]:
    """The first piece of a text without a place to break it that is wider than the room."""
    for wide in block_widths(tex):
        if wide > room:
            message = f"a table or listing in {what} is {wide / CM:.1f} cm wide, a line has {room / CM:.1f} cm"
            yield InputError(where, message, "write less in its lines or cells")
            return
    tex = without_blocks(tex)
    for display in _DISPLAY.findall(tex):
        for row in display.split("\n"):
            form, scale = unfitted(row.removesuffix(r"\\").strip().rstrip(",.;:?!"))
            if scale < SMALLEST or (r"\fitted{0." in form and min(map(float, re.findall(r"\\fitted\{([\d.]+)\}", form))) < SMALLEST):
                yield InputError(where, f"in {what} a formula {_measure(width(unfitted(row)[0]), room)}", _SHORTER)
                return
    for piece, wide in _pieces(_DISPLAY.sub(" ", tex)):
        if wide > room:
            begins = re.sub(r"\\(?:textbf|emph|texttt)\{|[\\{}$]", "", piece)[:30]
            message = f"'{begins} ...' in {what} is {wide / CM:.1f} cm wide and cannot be broken, a line has {room / CM:.1f} cm"
            yield InputError(where, message, "put a space or a hyphen into it, or make it shorter")
            return


def _pieces(tex: str) -> Iterator[tuple[str, float]]:
    """What stands between the places at which TeX may break a line, with its width."""
    for i, part in enumerate(re.split(r"(?<!\\)\$", tex)):
        if i % 2:
            yield from ((piece, width(piece)) for piece in _unbroken(part))
        else:
            yield from ((word, text_width(word)) for word in re.split(r"[\s-]+", part) if len(word) > 40)


def _unbroken(formula: str) -> Iterator[str]:
    """The parts of an inline formula: TeX breaks it behind a relation or an operator outside of braces and of brackets that grow."""
    words, depth, cuts = tokens(formula), 0, [0]
    for i, word in enumerate(words):
        depth += (word in ("{", r"\left", r"\begin")) - (word in ("}", r"\right", r"\end"))
        if depth == 0 and word in _BREAKS:
            cuts.append(i + 1)
    return ("".join(words[a:b]) for a, b in pairwise([*cuts, len(words)]))


def _too_high(item: ItemView, where: Location) -> Iterator[InputError]:
    if (points := text_height(item.prompt, TEXT, _LINE)) > HIGHEST:
        yield InputError(where, too_long(points, "the prompt of this item"), "make it shorter")
    points = groups_height(item.solution.readings[0].groups) if item.solution else 0.0
    if points > HIGHEST:
        yield InputError(where, too_long(points), LONG)


def too_long(points: float, what: str = "the key of this item") -> str:
    """What is said of a key of this height, or of a text."""
    return f"{what} takes about {points / PAGE:,.0f} pages; one item has {HIGHEST / PAGE:.0f} at most"


LONG = "ask for fewer steps, or make several items of it"
