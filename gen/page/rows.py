"""Steps as rows that are aligned at the relation sign: each on one row if it fits, broken where a person would."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from gen.algebra.expr import Atom
from gen.algebra.printer import points_text
from gen.document import (
    Credit,
    EqualityChain,
    Remark,
    calculator_results,
    chain_text,
    credit_words,
    equalities,
    relation_signs,
    written_equalities,
)
from gen.functions import Conventions
from gen.latex import BOLD, INDENT, NOTHING, Latex, Tex, break_rows, escape, fitted, height, text_width, width
from gen.messages.sentences import Language
from gen.model.solved import Solved
from gen.page.displays import AIR, ONE_LINE
from gen.page.prose import latex_of

# In points. A solution is 438pt wide (\keywidth) and its rows are set in by 11pt (\mathindent); the rest is what the estimated
# widths may be short by. HALF is the same for two groups side by side, with 6pt between them.
TYPE = 0.935  # a key is set in 10 points, a prompt, which widths are estimated for, in 10.95; large brackets are as large in both
LINE = 438 / TYPE - 11 - 2
HALF = (438 - 6) / 2 / TYPE - 11 - 2
BESIDE = r",\quad "  # between two equations in one row
MARK = r"^{\dagger}"  # beside the sign before what was computed with unrounded numbers
GAP = 10  # between a row and what stands beside it, its points or a reason
LONG = LINE / 3  # a left side may take this much from the rows beside it before it gets a row of its own

_COLUMN = r"&&\qquad "  # before a reason that has a column of its own
_BESIDE = r"\qquad "  # between a form and its reason where there is no column for it


@dataclass(frozen=True, slots=True)
class Chain:
    """One step: its left side, the forms that equal it, why, the points for the equation and the result, remarks below."""

    left: Tex
    forms: tuple[str, ...]
    whole: str
    signs: tuple[str, ...]
    note: Tex
    equation: Tex
    result: Tex
    remarks: tuple[Tex, ...]

    def relation(self, i: int) -> Tex:
        """The sign before a form."""
        return Tex(self.signs[i])


@dataclass(frozen=True, slots=True)
class RowView:
    """What stands left of the relation sign (empty in a continued step), the form, a reason, the points the row earns.

    The relation is empty in a row that goes on with a sign or factor, or that only has a left side or a reason. The reason says itself
    how it is set: in a column of its own, or beside the form; one that has no room there is `long`. It and `remarks` are set below.
    """

    left: Tex
    form: Tex
    relation: Tex
    note: Tex = NOTHING
    credit: Tex = NOTHING
    remarks: tuple[Tex, ...] = ()
    long: Tex = NOTHING

    @property
    def below(self) -> tuple[Tex, ...]:
        """The paragraphs below the row."""
        return (self.long, *self.remarks) if self.long else self.remarks

    @property
    def in_columns(self) -> bool:
        """Whether the reason stands in a column of its own."""
        return self.note.startswith(_COLUMN)

    @property
    def room(self) -> float:
        """The points that relation and form take up, right of the left sides."""
        return width(f"{_lead(self.relation) if self.relation else INDENT} {self.form}") if self.form else 0.0

    @property
    def height(self) -> float:
        """The points that the row takes up, with the air around it."""
        return max(ONE_LINE, height(f"{self.left} {self.form}") + AIR)


def extent(block: Sequence[RowView]) -> float:
    """The points that aligned rows take up from the first left side to the last credit."""
    left = max(width(row.left) for row in block)
    if any(row.in_columns for row in block):
        return left + max(row.room for row in block) + max(_note(row) + _credit(row.credit) for row in block)
    return left + max(row.room + _note(row) + _credit(row.credit) for row in block)


def _note(row: RowView) -> float:
    return width(row.note.removeprefix("&&")) if row.note else 0.0


def set_chain(equation: EqualityChain, latex: Latex, of_item: Latex | None = None) -> Chain:
    """An equation as LaTeX, with the signs that tell where its numbers land; its remarks are in the notation `of_item`."""
    left = latex.expr(equation.lhs)
    written = written_equalities(left, equation.equalities, latex.expr)
    signs = relation_signs(written, equation.calculator_result, nearly=r"\approx", mark=MARK)
    return Chain(
        left=Tex(left),
        forms=tuple(form.text for form in written),
        whole=chain_text(written, signs),
        signs=signs,
        note=latex_of(equation.reason, latex),
        equation=credit_text(equation.equation, latex.language),
        result=credit_text(equation.result, latex.language),
        remarks=remarks_of(equation.remarks, of_item) if of_item else (),
    )


def credit_text(credit: Credit | None, language: Language) -> Tex:
    """Points as they stand at the end of a row."""
    if credit is None:
        return NOTHING
    return Tex(credit_words(credit, escape(points_text(credit.points)), language))


def remarks_of(remarks: Iterable[Remark], latex: Latex) -> tuple[Tex, ...]:
    return tuple(_remark(remark, latex) for remark in remarks)


def _remark(remark: Remark, latex: Latex) -> Tex:
    text = latex_of(remark.text, latex)
    if not remark.label:
        return text
    points = f" ({_points(remark, latex)})" if remark.points is not None else ""
    return Tex(rf"\textbf{{{latex_of(remark.label, latex)}{points}:}} {text}")


def _points(remark: Remark, latex: Latex) -> Tex:
    return credit_text(None if remark.points is None else Credit(remark.points), latex.language)


def step_formulas(solved: Solved, conventions: Conventions, latex: Latex) -> dict[Atom, str]:
    """Each step that computes something as one formula, by its left side."""
    values = solved.derivation.values
    by_calculator = calculator_results(solved.derivation.numbers, values, conventions, latex.shown)
    found: dict[Atom, str] = {}
    for step in solved.derivation.numbers:
        one = set_chain(EqualityChain(step.lhs, equalities(step, values, latex.shown), by_calculator[step.lhs]), latex)
        found[step.lhs] = f"{one.left} {one.relation(0)} {one.whole}"
    return found


def rows(block: Sequence[Chain], line: float = LINE) -> tuple[RowView, ...]:
    """The rows of steps that are aligned with each other, in a column of so many points.

    The points for an equation stand at the last row of its symbols, those for the result at the last row of the step.
    """
    widest = max(width(one.left) for one in block)
    if not all(_on_one_row(one, line - widest) for one in block):
        widest = max((width(one.left) for one in block if width(one.left) <= LONG), default=0.0)
    lines = [_rows(one, widest, line) for one in block]
    form = max(row.room for rows in lines for row in rows)
    aside = max((text_width(one.note) + _credit(one.result) for one in block if one.note), default=0.0)
    in_column = all(one.note for one in block) and widest + form + width(_BESIDE) + aside <= line
    return tuple(row for one, rows in zip(block, lines, strict=True) for row in _with_note(one, rows, line - widest, in_column))


def side_by_side(block: Sequence[Chain], behind: Sequence[Collection[Atom]], line: float = LINE) -> tuple[RowView, ...]:
    """Results alone, such as those of several weights: those with the same derivatives `behind` them, a gate say, in one row if it has
    room for them, a reason behind the last. So are the matrices of a family in a short solution."""
    widest = max(width(one.left) for one in block)
    room = line - widest
    found: list[RowView] = []
    for i, one in enumerate(block):
        row = RowView(one.left, Tex(one.whole), one.relation(0), NOTHING, one.result, one.remarks)
        if i and behind[i] == behind[i - 1] and not found[-1].credit and not found[-1].remarks:
            longer = replace(row, left=found[-1].left, relation=found[-1].relation, form=_beside(found[-1], row))
            if longer.room + _credit(longer.credit) <= room:
                found[-1:] = _with_note(one, [longer], room, in_column=False)
                continue
        found += _with_note(one, [row] if row.room + _credit(row.credit) <= room else _rows(one, widest, line), room, in_column=False)
    return tuple(found)


def _beside(row: RowView, other: RowView) -> Tex:
    return Tex(f"{row.form}{BESIDE}{other.left} {other.relation} {other.form}")


def _on_one_row(one: Chain, room: float) -> bool:
    return not one.equation and width(f"{_lead(one.relation(0))} {one.whole}") + _credit(one.result) <= room


def _lead(relation: Tex) -> str:
    """The relation sign with the space before it."""
    return f"{{}}{relation}"


def _credit(credit: Tex) -> float:
    """The room in points that a credit takes up at the end of a row."""
    return GAP + text_width(f"({credit})", BOLD) if credit else 0.0


def _rows(one: Chain, widest: float, line: float) -> list[RowView]:
    """The step without its reason, in a block whose left sides take `widest` points."""
    room = line - widest
    whole = RowView(NOTHING, Tex(one.whole), one.relation(0), NOTHING, one.result)
    found = [whole] if _on_one_row(one, room) else _broken(one, room)
    if width(one.left) > widest:
        found = [RowView(Tex(rf"\longleft{{{one.left}}}"), NOTHING, NOTHING), *found]
    else:
        found[0] = replace(found[0], left=one.left)
    found[-1] = replace(found[-1], remarks=one.remarks)
    return found


def _broken(one: Chain, room: float) -> list[RowView]:
    """The forms below each other.

    The symbols and the numbers put in each begin a row; later forms share a row as long as they fit.
    """
    found: list[RowView] = []
    shared = False
    for i, form in enumerate(one.forms):
        relation, last = one.relation(i), i == len(one.forms) - 1
        credit = Tex(", ".join(filter(None, [one.equation if i == 0 else "", one.result if last else ""])))
        if shared and not found[-1].form.startswith(r"\fitted"):
            longer = replace(found[-1], form=Tex(f"{found[-1].form} {relation} {form}"), credit=credit)
            if longer.room + _credit(credit) <= room:
                found[-1] = longer
                continue
        lead = _lead(relation)
        parts = [fitted(part, room - width(INDENT if k else lead)) for k, part in enumerate(break_rows(form, lead, room, _credit(credit)))]
        found += [RowView(NOTHING, Tex(part), NOTHING if k else relation) for k, part in enumerate(parts)]
        found[-1] = replace(found[-1], credit=credit)
        shared = i > 0 and len(parts) == 1
    return found


def _with_note(one: Chain, found: Sequence[RowView], room: float, in_column: bool) -> Sequence[RowView]:
    """With the reason: beside the last row, else below it, and as a remark if even a row of its own is too narrow."""
    if not one.note:
        return found
    *before, last = found
    reason = rf"\text{{{one.note}}}"
    if in_column:
        return [*before, replace(last, note=Tex(f"{_COLUMN}{reason}"))]
    if last.room + width(_BESIDE) + text_width(one.note) + _credit(last.credit) <= room:
        return [*before, replace(last, note=Tex(_BESIDE + reason))]
    if width(INDENT) + text_width(one.note) <= room:
        return [*before, replace(last, remarks=()), RowView(NOTHING, NOTHING, NOTHING, Tex(reason), NOTHING, last.remarks)]
    return [*before, replace(last, long=one.note)]
