"""Plots over two names: where a value is 0 or two are equal, and the contours of a loss with the path of descent."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import Array, scalar
from gen.algebra.expr import Add, Neg, Var
from gen.algebra.printer import name_text
from gen.messages.errors import InputError, InputErrors, VerificationError
from gen.model.plot import PlotSpec, Point
from gen.model.plotted import Line, Plotted
from gen.model.problem import Item
from gen.model.source import Parsed, Use
from gen.model.verified import Check
from gen.plots.confirmed import CONFIRMED, combined, some
from gen.plots.contours import Landscape, contours
from gen.plots.levels import levels
from gen.plots.refused import check_crossings, check_poles, check_signs
from gen.plots.swept import Swept, check_dependence, computed, swept
from gen.verify import verify_crossing

MAX_PATH = 60  # steps
ROOM = 9.0  # pt around a sign, half of it at its left and right
CROSSED = 12  # points of a boundary around which both sides are looked at


def _of_two(item: Item, spec: PlotSpec) -> tuple[Swept, Parsed]:
    """The function of a plane: a value, or by how much one is larger than the other."""
    of = spec.of[0]
    if len(spec.of) == 2:
        other = spec.of[1]
        text = f"{of.text} - ({other.text})"
        of = Parsed(Add((of.expr, Neg(other.expr))), (*of.uses, *other.uses), of.where, text)
    f = swept(item, spec, of)
    check_dependence([f], spec)
    return f, of


def plotted_boundary(item: Item, spec: PlotSpec) -> Plotted:
    f, of = _of_two(item, spec)
    land = Landscape.of(lambda x, y: f((x, y)), spec.over[0].interval, spec.over[1].interval)
    check_signs(land, spec)
    check_poles(land, Fraction(0), spec)
    pieces = contours(land, Fraction(0))
    check_crossings(land, pieces, spec)
    line = Line(tuple(pieces), of.expr, level=Fraction(0))
    checks = _confirmed(f, land, line, CROSSED)
    return Plotted(spec, (line,), spec.classes, checks=combined(checks), sides=_sides(land, pieces, spec))


def _confirmed(f: Swept, land: Landscape, line: Line, most: int) -> list[Check]:
    """The value at points of a line, confirmed; and around some of them that it crosses the level there. Raises VerificationError."""
    places = [(Fraction(x), Fraction(y)) for x, y in some(line.points, CONFIRMED if most == CROSSED else most)]
    checks = [f.check(place) for place in places if f(place) is not None]  # a step has no value where it lies
    (left, right), (low, high) = land.across, land.up
    near = (right - left) / 200, (high - low) / 200
    for point in some(line.points, most):
        verify_crossing(f.confirmed, line.level, (Fraction(point[0]), Fraction(point[1])), near)
    return checks


def _sides(land: Landscape, pieces: Sequence[Sequence[Point]], spec: PlotSpec) -> tuple[tuple[Point, bool], ...]:
    """In each region beside the boundary a place with room around it, and whether the value is positive there; those above 0 first."""
    taken = [land.placed(point) for piece in pieces for point in _dense(piece)]
    taken += [land.placed(point) for one in spec.classes for point in one.points]
    parts = len(land.values) - 1
    best: dict[int, tuple[float, Point, bool]] = {}
    regions = _regions(land)
    every, other = ([(i, j) for j in range(4, parts - 3, step) for i in range(5, parts - 4, step)] for step in (1, 2))
    for places in (other, every):  # more of them for regions that have no room at every other one
        done = {region for region, (room, _, _) in best.items() if room > ROOM**2}
        for i, j in places:
            if (region := regions.get((i, j))) is None or region in done:
                continue
            x, y = land.placed(land.point(i, j))
            # A label is wider than high.
            room = min((((x - a) / 2) ** 2 + (y - b) ** 2 for a, b in taken), default=0.0)
            if region not in best or room > best[region][0] + 1e-6:
                value = land.values[j][i]
                best[region] = (room, land.point(i, j), value is not None and value > 0)
    found = [(at, positive) for room, at, positive in best.values() if room > ROOM**2]
    return tuple(sorted(found, key=lambda one: not one[1]))


def _regions(land: Landscape) -> dict[tuple[int, int], int]:
    """The region of each point of the grid, by column and row: neighbours of one sign have the same."""
    signs = {(i, j): value > 0 for j, row in enumerate(land.values) for i, value in enumerate(row) if value is not None and value != 0}
    found: dict[tuple[int, int], int] = {}
    for start in signs:
        todo = [] if start in found else [start]
        while todo:
            i, j = place = todo.pop()
            if place not in found:
                found[place] = len(signs) * j + i if place == start else found[start]
                beside = ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1))
                todo += [other for other in beside if signs.get(other) == signs[place]]
    return found


def _dense(piece: Sequence[Point]) -> Iterator[Point]:
    """The points of a line and some between them."""
    for (ax, ay), (bx, by) in itertools.pairwise(piece):
        for k in range(9):
            share = Fraction(k, 8)
            yield Fraction(ax) + (Fraction(bx) - Fraction(ax)) * share, Fraction(ay) + (Fraction(by) - Fraction(ay)) * share


def plotted_surface(item: Item, spec: PlotSpec) -> Plotted:
    f, of = _of_two(item, spec)
    land = Landscape.of(lambda x, y: f((x, y)), spec.over[0].interval, spec.over[1].interval)
    path, checks = _path(item, spec) if spec.path else ((), [])
    lines = []
    for level in levels([value for row in land.values for value in row if value is not None]):
        pieces = contours(land, level)
        if pieces:
            lines.append(Line(tuple(pieces), of.expr, level=level))
            try:
                checks += _confirmed(f, land, lines[-1], CROSSED // 3)
            except VerificationError:
                check_poles(land, level, spec)
                raise
    if path:
        lines.append(Line((path,), None, 1))
    return Plotted(spec, tuple(lines), checks=combined(checks))


def _path(item: Item, spec: PlotSpec) -> tuple[tuple[Point, ...], list[Check]]:
    """Where the names of the path are, from their first value on; as far as the plane is drawn."""
    if item.horizon > MAX_PATH:
        raise InputErrors([InputError(spec.path[0].where, f"a path has {MAX_PATH} steps at most, and this item has {item.horizon:,}")])
    where, whole = spec.path[0].where, spec.path[0].var
    names = [use.var for use in spec.path] if len(spec.path) == 2 else [Var(whole.name, index=(i,)) for i in (1, 2)]
    places = [replace(name, time=t) for t in range(item.horizon + 1) for name in names]
    of = [Parsed(var, (Use(var, where),), where, name_text(var)) for var in places]
    values, checks = computed(item, replace(spec, over=()), of)
    if arrays := [one.text for one, value in zip(of, values, strict=True) if isinstance(value, Array)]:
        raise InputErrors(
            [InputError(where, f"'{arrays[0]}' is an array, and a path is of two numbers", "name one vector of 2, or two numbers")]
        )
    points = [(scalar(x), scalar(y)) for x, y in zip(values[::2], values[1::2], strict=True)]
    (left, right), (low, high) = (sweep.interval for sweep in spec.over)
    outside = next((t for t, (x, y) in enumerate(points) if not (left <= x <= right and low <= y <= high)), None)
    if outside is not None:
        x, y = (float(one) for one in points[outside])
        message = f"the path leaves the plane that is drawn at t = {outside}, with ({x:.4g}, {y:.4g})"
        raise InputErrors([InputError(spec.over[0].name.where, message, "draw a larger range, or fewer steps")])
    return tuple(points), checks
