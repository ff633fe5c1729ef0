"""Which step the rows of a key tell where: the rows of each put together again, and its forms taken apart."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gen.algebra.expr import LocalDerivative, Partial
from gen.algebra.printer import text
from gen.latex import Latex, unfitted
from gen.messages.errors import VerificationError
from gen.model.derivation import Statement, Step
from gen.model.solved import Solved
from gen.page import ReadingView, RowView
from gen.proofread.printed_tables import Place, cells_of, heads_of
from gen.proofread.tokens import without_room

_BESIDE = r",\quad "  # between two equations in one row
_SIGN = re.compile(r" ((?:=|\\approx)(?:\^\{\\dagger\})?) ")


@dataclass(frozen=True, slots=True)
class PrintedStep:
    """A step as its rows tell it: the forms with the sign before each, what stands beside and below as its reason, and its points.

    A hidden step that is part of another line has none, nor has one that an earlier item tells, or a derivative of which nothing on the
    page speaks. One may have a `place` in a table.
    """

    step: Step
    forms: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(slots=True)
class Chain:
    """A step, or whatever has a left side: all behind that in one line, its reasons, points and remarks."""

    left: str
    line: str = ""
    reasons: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PrintedFormula:
    """A line in symbols alone as its rows tell it: the forms with the sign before each, and its points."""

    statement: Statement
    forms: tuple[str, ...]
    signs: tuple[str, ...]
    credits: tuple[str, ...]


def printed_lines(view: ReadingView, one: Solved, latex: Latex) -> tuple[list[PrintedStep], list[PrintedFormula]]:
    """All steps and all lines in symbols, in their order. Raises VerificationError where one is lost, told twice or told where it does not
    belong."""
    found = _printed(view, one, latex)
    return [line for line in found if isinstance(line, PrintedStep)], [line for line in found if isinstance(line, PrintedFormula)]


def _printed(view: ReadingView, one: Solved, latex: Latex) -> list[PrintedStep | PrintedFormula]:
    blocks = [block for group in view.groups for block in group.blocks]
    chains = chains_of(row for block in blocks for row in block.rows)
    cells = cells_of(table for block in blocks for table in block.tables)
    found: list[PrintedStep | PrintedFormula] = []
    told = _told(view)
    for step in one.derivation.steps:
        if isinstance(step, Statement) and not step.chain:
            continue
        if cells and isinstance(step, Step) and (heads := [head for head in heads_of(step.lhs, latex) if head in cells]):
            found.append(_in_table(step, cells.pop(heads[0]), latex))
            continue
        if not chains or chains[0].left != latex.expr(step.lhs):
            untold = isinstance(step, Step) and (step.planned.hidden or step.lhs in view.elsewhere or _is_unused(step, told, latex))
            if isinstance(step, Statement) or not untold:
                raise VerificationError(f"the step {text(step.lhs)} is not told where it belongs")
            found.append(PrintedStep(step))
            continue
        chain = chains.pop(0)
        nothing, *rest = _SIGN.split(chain.line)
        if nothing or not rest:
            raise VerificationError(f"{text(step.lhs)} is not told as a chain of equals signs: {chain.line}")
        forms, signs, credits = tuple(rest[1::2]), tuple(rest[::2]), tuple(chain.credits)
        if isinstance(step, Statement):
            found.append(PrintedFormula(step, forms, signs, credits))
        else:
            found.append(PrintedStep(step, forms, signs, tuple(chain.reasons), credits))
    for left in (*(f"{head} at {time}" for head, time in cells), *(chain.left for chain in chains)):
        raise VerificationError(f"{left} is told where no step belongs")
    return found


def _told(view: ReadingView) -> tuple[bool, str]:
    """Whether a reading has tables, and all that its rows and tables have, line by line: no name has a break in it."""
    blocks = [block for group in view.groups for block in group.blocks]
    tables = [table for block in blocks for table in block.tables]
    printed = [row.form for block in blocks for row in block.rows]
    printed += [rule for table in tables for rule in table.rules]
    printed += [cell.form for table in tables for _, cells in table.rows for cell in cells]
    return bool(tables), "\n".join(printed)


def _is_unused(step: Step, told: tuple[bool, str], latex: Latex) -> bool:
    """Whether a step is a slope, or beside a table any derivative, that nothing `told` has, by its name or by its name at t: where it is
    needed it is written out."""
    in_tables, printed = told
    if not isinstance(step.lhs, LocalDerivative) and not (in_tables and isinstance(step.lhs, Partial)):
        return False
    names = [latex.expr(step.lhs), *(head for head, _ in heads_of(step.lhs, latex))]
    return not any(name in printed for name in names)


def _in_table(step: Step, place: Place, latex: Latex) -> PrintedStep:
    """Raises VerificationError where what is said below a table is not about its cell."""
    cell, form = place.cell, without_room(place.cell.form)
    line = f" {form}" if form.startswith(r"\approx") else f" = {form}"
    _, *rest = _SIGN.split(line)
    reasons: tuple[str, ...] = ()
    if cell.note:
        about, reason = cell.note[1:].split("$ ", 1)
        if about != f"{latex.expr(step.lhs)} {rest[-2]} {rest[-1]}":
            raise VerificationError(f"{text(step.lhs)}: below the table {about} has a reason")
        reasons = (reason,)
    points = tuple(cell.credit.split(", ")) if cell.credit else ()
    return PrintedStep(step, tuple(rest[1::2]), tuple(rest[::2]), reasons, points, place)


def chains_of(rows: Iterable[RowView]) -> list[Chain]:
    """The rows of each step put together again."""
    chains: list[Chain] = []
    for row in rows:
        if row.left:
            chains.append(Chain(re.sub(r"^\\longleft\{(.*)\}$", r"\1", row.left)))
        if not chains:
            raise VerificationError(f"a row has no left side: {row.form}")
        form, *others = unfitted(row.form)[0].split(_BESIDE)
        chains[-1].line += (f" {row.relation}" if row.relation else "") + (f" {form}" if form else "")
        for other in others:
            left, sign, right = _SIGN.split(other, maxsplit=1)
            chains.append(Chain(left, f" {sign} {right}"))
        chains[-1].reasons += _reasons(row)
        chains[-1].credits += [row.credit] if row.credit else []
        chains[-1].remarks += row.remarks
    return chains


def _reasons(row: RowView) -> Iterator[str]:
    """What stands beside a row, or below it where it had no room."""
    if row.note:
        beside = re.fullmatch(r"(?:&&)?\\qquad \\text\{(.*)\}|\\text\{(.*)\}", row.note)
        yield (beside[1] or beside[2]) if beside else row.note
    if row.long:
        yield row.long
