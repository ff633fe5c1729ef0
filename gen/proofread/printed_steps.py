"""Which step the rows of a key tell where: the rows of each put together again, and its forms taken apart."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gen.algebra.printer import text
from gen.latex import Latex, unfitted
from gen.messages.errors import VerificationError
from gen.model.derivation import Step
from gen.model.solved import Solved
from gen.page import ReadingView, RowView

_SIGN = re.compile(r" ((?:=|\\approx)(?:\^\{\\dagger\})?) ")


@dataclass(frozen=True, slots=True)
class PrintedStep:
    """A step as its rows tell it: the forms with the sign before each, what stands beside and below as its reason, and its points.

    A hidden step that is part of another line has none, nor has one that an earlier item tells.
    """

    step: Step
    forms: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


@dataclass(slots=True)
class _Chain:
    left: str
    line: str = ""
    reasons: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)


def printed_steps(view: ReadingView, one: Solved, latex: Latex) -> list[PrintedStep]:
    """All steps in their order. Raises VerificationError where one is lost, told twice or told where it does not belong."""
    chains = _chains(row for group in view.groups for block in group.blocks for row in block.rows)
    found: list[PrintedStep] = []
    for step in one.derivation.numbers:
        if not chains or chains[0].left != latex.expr(step.lhs):
            if not step.line.hidden and step.lhs not in view.elsewhere:
                raise VerificationError(f"the step {text(step.lhs)} is not told where it belongs")
            found.append(PrintedStep(step))
            continue
        chain = chains.pop(0)
        nothing, *rest = _SIGN.split(chain.line)
        if nothing or not rest:
            raise VerificationError(f"{text(step.lhs)} is not told as a chain of equals signs: {chain.line}")
        found.append(PrintedStep(step, tuple(rest[1::2]), tuple(rest[::2]), tuple(chain.reasons), tuple(chain.credits)))
    if chains:
        raise VerificationError(f"{chains[0].left} is told where no step belongs")
    return found


def _chains(rows: Iterable[RowView]) -> list[_Chain]:
    """The rows of each step put together again."""
    chains: list[_Chain] = []
    for row in rows:
        if row.left:
            chains.append(_Chain(re.sub(r"^\\longleft\{(.*)\}$", r"\1", row.left)))
        if not chains:
            raise VerificationError(f"a row has no left side: {row.form}")
        chains[-1].line += (f" {row.relation}" if row.relation else "") + (f" {unfitted(row.form)[0]}" if row.form else "")
        chains[-1].reasons += _reasons(row)
        chains[-1].credits += [row.credit] if row.credit else []
    return chains


def _reasons(row: RowView) -> Iterator[str]:
    """What stands beside a row, or below it where it had no room."""
    if row.note:
        beside = re.fullmatch(r"(?:&&)?\\qquad \\text\{(.*)\}|\\text\{(.*)\}", row.note)
        yield (beside[1] or beside[2]) if beside else row.note
    if row.long:
        yield row.long
