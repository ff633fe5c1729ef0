"""The axes of factors and of their product, each named after the layer whose units it counts."""

from gen.algebra.expr import Index, Range
from gen.algebra.places import is_inside, numbers_at

NamedAxes = tuple[str, ...]
"""The axes of a value: `("h", "x")` for W in R^(5x3); () for a scalar."""


def end_axes(first: NamedAxes | None, last: NamedAxes | None, shape: NamedAxes | None) -> tuple[int, int]:
    """How many axes the first and the last factor have; 0 where that cannot be told yet. A product of both has `shape`."""
    known = [len(end) if end else 0 for end in (first, last)]
    if shape is not None and known.count(0) == 1:
        missing = len(shape) + 2 - sum(known)
        known[known.index(0)] = missing if missing in (1, 2) else 0
    return known[0], known[1]


ONE = ""  # the axis that a row vector has before it and a column behind it


def side_axes(shape: NamedAxes | None, at_left: bool) -> tuple[str | None, str | None]:
    """The axis before a factor and the one behind it; a vector at the left end is a row, else a column."""
    match shape:
        case (rows, columns):
            return rows, columns
        case (axis,):
            return (ONE, axis) if at_left else (axis, ONE)
        case _:
            return None, None


def outer_axis(end: int, own: str | None, asked: str | None) -> str | None:
    """The axis at an end of a product, whose factor there has `end` axes: its own, or the one that its place asks for."""
    return ONE if end == 1 else (own or asked) if end == 2 else None


def axes_without_ones(axes: tuple[str | None, str | None]) -> NamedAxes | None:
    """Two axes as a shape; None if one is not known."""
    known = tuple(axis for axis in axes if axis is not None)
    return tuple(axis for axis in known if axis != ONE) if len(known) == len(axes) else None


def axes_of_part(index: Index, whole: NamedAxes, units: dict[str, int]) -> NamedAxes | None:
    """The axes of some rows or columns, None where they lie outside. Those of a range are an axis of its own, added with its `units`."""
    found: list[str] = []
    for axis, place in zip(whole, index, strict=False):
        if not is_inside(place, units[axis]):
            return None
        if isinstance(place, Range):
            own = f"{axis}[{place}]"
            units[own] = len(numbers_at(place, units[axis]))
            found.append(own)
        elif place is None:
            found.append(axis)
    return tuple(found)
