"""Central differences: the recurrence run twice, with what moves moved up and down by 1e-60 of its size, in numbers of 200 digits.

No derivative of anything is used. At a kink the difference would be the mean of both sides; where an argument is at one in the run that is
not moved, the function is therefore the straight line with the stated slope; so is a maximum of tied arguments. A printed value moves
as the computed one does; where slopes are written with the output of a function, its argument is the one that leads to the printed output.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any

from gen.algebra.expr import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Var
from gen.messages.errors import VerificationError
from gen.model.trace import Eqn
from gen.verify.definitions import NUMBERS, smooth
from gen.verify.piecewise import active_piece, argbest, is_piecewise_linear, shares, tie_convention
from gen.verify.recurrence import Recurrence, RunValue, Seeds
from gen.verify.tolerance import MP, mpf

STEP = MP.mpf(10) ** -60  # of the size of what moves
SMALLEST = MP.mpf(10) ** -30  # what counts as the size of 0


@dataclass(frozen=True, slots=True)
class _Values:
    """One run: every value as its equation gives it (`computed`), with a printed one in its place (`along`), and as others use it."""

    computed: Mapping[Var, Any]
    local_tangent: Mapping[Var, Any]
    found: Mapping[Var, Any]


def route(recurrence: Recurrence) -> Callable[[Seeds], Mapping[Var, RunValue]]:
    """Every value of the trace, and how it moves."""
    inputs = {eqn.out: eqn.inputs for eqn in recurrence.trace.eqns}
    still = _run(recurrence, inputs, {}, None)

    def found(seeds: Seeds) -> dict[Var, RunValue]:
        nothing = MP.mpf(0)
        if not seeds:
            return {var: RunValue(value, nothing, nothing) for var, value in still.found.items()}
        sizes = {var: abs(still.found.get(var, 0)) or SMALLEST for var in seeds}
        step = STEP / (max(abs(mpf(move)) / sizes[var] for var, move in seeds.items()) or 1)  # where nothing moves any step will do
        # A step of a tiny number is seen beside others with as many digits more.
        with MP.workdps(MP.dps + max(0, -int(MP.log10(min(sizes.values()))) - 30)):
            up, down = (_run(recurrence, inputs, {var: mpf(move) * by for var, move in seeds.items()}, still) for by in (step, -step))

        scale = 1 / (2 * step)
        result = {var: RunValue(nothing, nothing, mpf(move)) for var, move in seeds.items()}
        for var, value in still.found.items():
            tangent = along = (up.found[var] - down.found[var]).real * scale
            if var in seeds or var in recurrence.cut:
                along = (up.local_tangent[var] - down.local_tangent[var]).real * scale if var in up.local_tangent else nothing
            result[var] = RunValue(value, along, tangent)
        return result

    return found


def second(recurrence: Recurrence, one: Seeds, other: Seeds) -> Mapping[Var, Any]:
    """How each value moves with both beyond what it does with each: from the four corners f(+, +) - f(+, -) - f(-, +) + f(-, -)."""
    inputs = {eqn.out: eqn.inputs for eqn in recurrence.trace.eqns}
    still = _run(recurrence, inputs, {}, None)
    steps = [STEP * min(abs(still.found.get(var, 0)) or MP.one for var in seeds) for seeds in (one, other)]

    def corner(*signs: int) -> Mapping[Var, Any]:
        seeds: dict[Var, Any] = {}
        for sign, step, moves in zip(signs, steps, (one, other), strict=True):
            for var, move in moves.items():
                seeds[var] = seeds.get(var, 0) + sign * step * mpf(move)
        return _run(recurrence, inputs, seeds, still).local_tangent

    with MP.workdps(2 * MP.dps):  # two steps are lost, and the digits that a tiny value asks for
        corners = [(sign * again, corner(sign, again)) for sign in (1, -1) for again in (1, -1)]
        scale = 4 * steps[0] * steps[1]
        return {eqn.out: MP.fsum(sign * found[eqn.out].real for sign, found in corners) / scale for eqn in recurrence.trace.eqns}


def _run(recurrence: Recurrence, inputs: Mapping[Var, tuple[Var, ...]], seeds: Seeds, still: _Values | None) -> _Values:
    """The recurrence with values moved; `still` is the run without, in which what has no moved input is the same."""
    computed: dict[Var, Any] = {}
    along: dict[Var, Any] = {}
    found = {var: mpf(value) + seeds.get(var, 0) for var, value in recurrence.givens.items()}
    moved = set(seeds)
    for eqn in recurrence.trace.eqns:
        if still and eqn.out not in moved and moved.isdisjoint(inputs[eqn.out]):
            computed[eqn.out], along[eqn.out], found[eqn.out] = still.computed[eqn.out], still.local_tangent[eqn.out], still.found[eqn.out]
            continue
        moved.add(eqn.out)
        value = computed[eqn.out] = _value(eqn.rhs, found, recurrence, still)
        if eqn.out in recurrence.printed:
            printed = mpf(recurrence.printed[eqn.out])
            value = printed if still is None else _printed_tangent(eqn, printed, value, found, still)
        along[eqn.out] = value
        if still is not None and eqn.out in recurrence.cut:
            value = still.found[eqn.out]
        found[eqn.out] = value + seeds[eqn.out] if eqn.out in seeds else value
    return _Values(computed, along, found)


def _printed_tangent(eqn: Eqn, printed: Any, value: Any, found: Mapping[Var, Any], still: _Values) -> Any:
    """Where a printed value goes when what it depends on moves."""
    match eqn.rhs:
        case Call(fn, (Var() as z,)) if (definition := smooth(fn)) and definition.moved:
            return definition.moved(NUMBERS, printed, still.found[z], found[z] - still.found[z])
        case _:
            return printed + value - still.computed[eqn.out]


def _value(e: Expr, found: Mapping[Var, Any], recurrence: Recurrence, still: _Values | None) -> Any:
    def of(e: Expr) -> Any:
        match e:
            case Num(value):
                return mpf(value)
            case Var():
                return found[e]
            case Neg(arg):
                return -of(arg)
            case Add(terms):
                return reduce(add, map(of, terms))
            case Mul(factors):
                return reduce(mul, map(of, factors))
            case Div(top, bottom):
                return of(top) / of(bottom)
            case Pow(base, Num(exponent)) if exponent.denominator == 1:
                return of(base) ** exponent.numerator
            case Pow(base, exponent) if still and _value(base, still.found, recurrence, None) == 0 and of(exponent) > 1:
                return MP.mpf(0)  # the difference of a fractional power would be a root of the step; its slope is 0
            case Pow(base, exponent):
                return of(base) ** of(exponent)
            case Call(fn, (arg, *leak)) if is_piecewise_linear(fn):
                z = of(arg)
                unmoved = _value(arg, still.found, recurrence, None) if still else z
                return _piecewise_linear(
                    fn, z, unmoved, recurrence.conventions, leak[0].value if leak and isinstance(leak[0], Num) else None
                )
            case Call(fn, args) if len(args) > 1 or fn in ("max", "min", "argmax"):
                zs = [of(arg) for arg in args]
                unmoved = [_value(arg, still.found, recurrence, None) for arg in args] if still else zs
                return _of_several(fn, zs, unmoved, recurrence.conventions)
            case Call(fn, (arg,)) if (definition := smooth(fn)) is not None:
                return definition.value(NUMBERS, of(arg))
        raise VerificationError(f"no difference for {e}")

    return of(e)


def _of_several(fn: str, zs: Sequence[Any], unmoved: Sequence[Any], conventions: Mapping[str, Fraction]) -> Any:
    """Of tied arguments the mean by their shares, and else what the largest without a move has become."""
    if fn == "times_log":
        return MP.mpf(0) if unmoved[0] == unmoved[1] == 0 else zs[0] * MP.log(zs[1])
    if fn == "equals":
        return MP.mpf(int(unmoved[0] == unmoved[1]))
    best = argbest("max" if fn == "argmax" else fn, unmoved)
    if len(best) == 1 and argbest("max" if fn == "argmax" else fn, zs) != best:
        raise VerificationError(f"{fn} has a tie too near to {MP.nstr(unmoved[best[0]], 5)} for a difference")
    if fn == "argmax":
        return MP.mpf(best[0] + 1)
    return MP.fsum(
        mpf(share) * z for share, z in zip(shares(fn, unmoved, conventions.get(tie_convention(fn), Fraction(0))), zs, strict=True)
    )


def _piecewise_linear(fn: str, z: Any, unmoved: Any, conventions: Mapping[str, Fraction], leak: Fraction | None) -> Any:
    """A function made of straight lines, on the one on which its argument is without a move."""
    here = active_piece(fn, unmoved, leak)
    if not isinstance(here.slope, str) and active_piece(fn, z, leak) != here:
        raise VerificationError(f"{fn} has a kink too near to {MP.nstr(unmoved, 5)} for a difference")
    return mpf(here.at(z, conventions)[0])
