"""What stands between the equals signs of a step once numbers are put in: made once for all items that have the same numbers there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from gen.algebra.arrays import Array, Value
from gen.algebra.expr import Atom, Call, Expr, LocalDerivative, Num, Partial, PathTerm, SecondDerivative, Var, atoms
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import Values
from gen.document.by_hand import by_hand, without_zeros
from gen.document.calculator_check import calculator_result
from gen.document.elided import elided
from gen.document.equality_chain import equalities, is_convolution, with_equalities, with_numbers
from gen.document.reasons import reason_of
from gen.document.tree import CalculatorResult, Credit, Equality, EqualityChain, Remark, Text
from gen.functions import Conventions
from gen.model.derivation import PlannedStep, Reason, Step, StepKind
from gen.model.memo import Memo

_DERIVATIVES = ("chain", "term", "accumulate", "adjoint")  # the numbers of a forward pass are all put in: they are what is given


@dataclass(frozen=True, slots=True)
class ToldStep:
    """The equalities of a step, where its numbers land, and why it has its value."""

    equalities: tuple[Equality, ...]
    calculator_result: CalculatorResult
    reason: Text


def told_step(step: Step, values: Values, by_rule: bool, style: str, shown: NumberFormat, conventions: Conventions, memo: Memo) -> ToldStep:
    """What a step of an item of this style says; a sum `by_rule` has the terms of a general rule, which stands above it."""
    numbers = tuple(map(values.get, _names(step.planned)))
    settings = by_rule, style, shown, conventions
    if Array in map(type, numbers):  # whose parts may have names of their own, which no line has
        return told_anew(step, values, *settings)
    return memo.call(_told_with, step.planned, step.kind, step.value, step.why, step.about, step.sides, numbers, *settings)


def equation_of(
    lhs: Atom, told: ToldStep, equation: Credit | None, result: Credit | None, remarks: tuple[Remark, ...], answer: bool
) -> EqualityChain:
    """The line of a step with its points and remarks."""
    whole = EqualityChain(lhs, told.equalities, told.calculator_result, told.reason, equation, result, remarks, answer)
    return with_equalities(whole, told.equalities)


def with_remarks(equation: EqualityChain, remarks: tuple[Remark, ...]) -> EqualityChain:
    return replace(equation, remarks=remarks)


def _told_with(
    planned: PlannedStep,
    kind: StepKind,
    value: Value,
    why: Reason,
    about: Var | None,
    sides: tuple[Fraction | None, Fraction | None],
    numbers: tuple[Value | None, ...],
    by_rule: bool,
    style: str,
    shown: NumberFormat,
    conventions: Conventions,
) -> ToldStep:
    """The same for a step, taken apart, whose names have these numbers."""
    values = {name: number for name, number in zip(_names(planned), numbers, strict=True) if number is not None}
    return told_anew(Step(planned, kind, value, why, about, sides), values, by_rule, style, shown, conventions)


def told_anew(step: Step, values: Values, by_rule: bool, style: str, shown: NumberFormat, conventions: Conventions) -> ToldStep:
    chain, reason = equalities(step, values, shown), reason_of(step, values)
    if step.kind in _DERIVATIVES:
        chain = tuple(_shortened(one, without_zeros if step.planned.window else by_hand, shown) for one in chain)
    if by_rule:
        chain = tuple(replace(one, expr=elided(one.expr, one.values is not None)) for one in chain)
    match step.planned.rhs:
        case Call(_, (first, *_)) if step.kind == "local" and (reason or isinstance(first, Num)):
            # The reason has the number: ReLU'(z_2) = 1 since z_2 = 3/2 > 0. The place of an argument of max is for the tool alone.
            chain = chain[-1:]
    # The arguments of a convolution stand above, and one window shows what is done with them.
    chain = tuple(one for one in chain if one.values is None or not is_convolution(one.expr))
    if style == "short" and len(chain) > 1:
        chain = (chain[0], chain[-1])
    return ToldStep(chain, calculator_result(step, values, conventions, shown), reason)


def _shortened(equality: Equality, leave_out: Callable[[Expr, Values], Expr], shown: NumberFormat) -> Equality:
    """Without the numbers that a person leaves out."""
    values = equality.values
    return equality if values is None else with_numbers(leave_out(equality.expr, values), values, shown)


@lru_cache(maxsize=4096)
def _names(planned: PlannedStep) -> tuple[Atom, ...]:
    """Whose numbers may stand in a step or decide how it is told: all names of its line, those that they are parts of, and those inside
    of derivatives."""
    lines = (planned.lhs, planned.written, planned.rhs, *(size for _, size in planned.parts))
    return tuple(dict.fromkeys(name for line in lines for atom in atoms(line) for name in _with_inner(atom)))


def _with_inner(atom: Atom) -> Iterator[Atom]:
    yield atom
    match atom:
        case Var():
            yield atom.whole
        case LocalDerivative(_, arg, among):
            yield from _with_inner(arg)
            yield from (name for one in among for inner in atoms(one) for name in _with_inner(inner))
        case Partial(of, wrt):
            yield from _with_inner(of)
            yield from _with_inner(wrt)
        case SecondDerivative(of, wrt):
            yield from _with_inner(of)
            yield from _with_inner(wrt)
        case PathTerm(partial):
            yield from _with_inner(partial)
