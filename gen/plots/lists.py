"""Plots of many numbers at once: values over time, eigenvalues, histograms."""

from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import SCALAR, Array, numbers, rows_of, shape_of
from gen.algebra.expr import Shift, Var
from gen.calculus import expr_at
from gen.messages.errors import InputError, InputErrors, MathError
from gen.model.plot import PlotSpec, Point, PointClass
from gen.model.plotted import Line, Plotted
from gen.model.problem import Item
from gen.model.source import Parsed, Use
from gen.model.verified import Check
from gen.plots import roots
from gen.plots.bins import bins
from gen.plots.confirmed import combined
from gen.plots.swept import computed
from gen.verify import verify_bars, verify_roots

MAX_NUMBERS = 2_000  # of a histogram
SKETCHED = (Fraction(-3, 2), Fraction(3, 2))  # both axes of a circle around which eigenvalues are sketched, if the author says nothing


def plotted_times(item: Item, spec: PlotSpec) -> Plotted:
    """A point for each step, from the first on."""
    lines, checks, zeros = list[Line](), list[Check](), list[tuple[int, int]]()
    for number, of in enumerate(spec.of):
        if not any(isinstance(use.var.time, Shift) for use in of.uses):
            raise InputErrors([InputError(of.where, f"nothing in '{of.text}' has the time t", "such as norm(grad(L, h[t]))")])
        values, confirmed = computed(item, spec, [_at(of, t, item) for t in range(1, item.horizon + 1)])
        checks += confirmed
        points: list[Point] = []
        for t, value in enumerate(values, 1):
            if isinstance(value, Array):
                raise InputErrors([InputError(of.where, f"'{of.text}' is an array, and a plot shows numbers", "such as norm(...) of it")])
            if spec.log and value < 0:
                message = f"'{of.text}' is negative at t = {t}, and a logarithmic axis has positive numbers only"
                raise InputErrors([InputError(of.where, message, "such as abs(...) of it")])
            if spec.log and value == 0:
                zeros.append((t, number))
            elif spec.range and not spec.range[0] <= value <= spec.range[1]:
                message = f"'{of.text}' lies outside of the range of the axis, {spec.range[0]}..{spec.range[1]}, at t = {t}"
                raise InputErrors([InputError(of.where, message, "state a larger one under 'range'")])
            else:
                points.append((Fraction(t), value))
        lines.append(Line((tuple(points),) if points else (), of.expr, number))
    return Plotted(spec, tuple(lines), zeros=tuple(zeros), steps=item.horizon, checks=combined(checks))


def _at(of: Parsed, t: int, item: Item) -> Parsed:
    """An expression at a step."""
    return replace(of, expr=expr_at(of.expr, t, item.horizon), uses=tuple(_use_at(use, t, item) for use in of.uses))


def _use_at(use: Use, t: int, item: Item) -> Use:
    if not isinstance(use.var.time, Shift):
        return use
    base = item.horizon if use.var.time.base == "T" else t
    return replace(use, var=replace(use.var, time=base + use.var.time.by))


def plotted_eigenvalues(item: Item, spec: PlotSpec) -> Plotted:
    of = spec.of[0]
    (value,), confirmed = computed(item, spec, [of])
    rows, columns = shape_of(value)
    if rows != columns or rows > roots.MOST or shape_of(value) == SCALAR:
        message = f"eigenvalues are those of a square matrix with 2 to {roots.MOST} rows; '{of.text}' is {rows} x {columns}"
        raise InputErrors([InputError(of.where, message)])
    if spec.place == "sketch" and spec.range is None:
        spec = replace(spec, range=SKETCHED)
    try:
        found = roots.eigenvalues(rows_of(value))
    except MathError as error:
        raise InputErrors([InputError(of.where, str(error))]) from None
    if spec.range and any(not spec.range[0] <= x <= spec.range[1] for root in found for x in root):
        message = f"an eigenvalue of '{of.text}' lies outside of the range of the axes, {spec.range[0]}..{spec.range[1]}"
        raise InputErrors([InputError(spec.where, message, "state a larger one under 'range'")])
    check = verify_roots(rows_of(value), found)
    return Plotted(spec, marks=(PointClass("", tuple(found)),), checks=(*confirmed, check))


def plotted_histogram(item: Item, spec: PlotSpec) -> Plotted:
    of = spec.of[0]
    values, confirmed = computed(item, spec, _at_all_times(of, item))
    found = [x for value in values for x in numbers(value)]
    if not 2 <= len(found) <= MAX_NUMBERS:
        raise InputErrors([InputError(of.where, f"a histogram is of 2 to {MAX_NUMBERS:,} numbers; '{of.text}' has {len(found):,}")])
    bars = bins(found, spec.bins)
    return Plotted(spec, bars=bars, checks=(*combined(confirmed), verify_bars(found, bars)))


def _at_all_times(of: Parsed, item: Item) -> list[Parsed]:
    """A name that has a time and stands without one at each of its steps; anything else as it is."""
    name = of.expr
    cell = item.readings[0].cell if item.readings else None
    timed = {eq.lhs.var.name for eq in cell.equations if eq.lhs.var.time is not None} if cell else set()
    if not isinstance(name, Var) or name.time is not None or (name in item.given and name.name not in timed):
        return [of]
    computed = name.name in timed
    times = sorted({var.time for var in item.given if var.name == name.name and isinstance(var.time, int) and var.time > 0})
    times = list(range(1, item.horizon + 1)) if computed else times
    return [replace(of, expr=replace(name, time=t), uses=(Use(replace(name, time=t), of.where),)) for t in times] or [of]
