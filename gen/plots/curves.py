"""Curves over one name, with jumps and gaps where they are, and dots where the author wants them."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from gen.algebra.numbers import Number
from gen.messages.errors import InputError, InputErrors
from gen.model.plot import Interval, PlotSpec, Point, PointClass
from gen.model.plotted import Line, Plotted
from gen.model.problem import Item
from gen.model.verified import Check
from gen.plots.confirmed import combined, some
from gen.plots.curve import curve, grid
from gen.plots.swept import Swept, check_dependence, swept


def plotted_curves(item: Item, spec: PlotSpec) -> Plotted:
    (sweep,) = spec.over
    functions = [swept(item, spec, of) for of in spec.of]
    check_dependence(functions, spec)
    window = spec.range or _window(functions, sweep.interval, spec)
    lines: list[Line] = []
    checks: list[Check] = []
    marks: list[Point] = []
    for number, f in enumerate(functions):
        found = curve(_of_one(f), sweep.interval, window, spec.log, cut=spec.range is not None)
        lines.append(Line(found.pieces, spec.of[number].expr, number, ends=found.ends))
        checks += [f.check((Fraction(x),)) for x, _ in some(lines[-1].points)]
        marks += [(x, y) for x in spec.marked if sweep.interval[0] <= x <= sweep.interval[1] and (y := f.confirmed(x)) is not None]
    for x in spec.marked:
        if not any(x == at for at, _ in marks):
            raise InputErrors(
                [InputError(spec.where, f"there is no value to be marked at {x}", "choose places of the curve within its range")]
            )
    return Plotted(spec, tuple(lines), (PointClass("", tuple(marks)),) if marks else (), checks=combined(checks))


def _of_one(f: Swept) -> Callable[[Fraction], Number | None]:
    return lambda x: f((x,))


def _window(functions: Sequence[Swept], interval: Interval, spec: PlotSpec) -> Interval:
    """From the least to the largest value that the curves have; of curves that are level, with room around them."""
    values = [Fraction(y) for f in functions for x in grid(interval) if (y := f((x,))) is not None and (y > 0 or not spec.log)]
    if not values:
        for f in functions:
            f.derivation((interval[0],))  # raises what is wrong there
        raise InputErrors([InputError(spec.where, "there is no value over all of this range", "draw another range")])
    low, high = min(values), max(values)
    if low == high:
        return (low / 2, low * 2) if spec.log else (low - 1, high + 1)
    return low, high
