"""Places along the axes of an array: a number, a range of numbers or all, counted from 1 as on paper; ranges have both of their ends."""

from gen.algebra.arrays import Shape
from gen.algebra.expr import Index, Place, Range


def row_and_column(index: Index, whole: Shape) -> tuple[Place, Place]:
    """The places of rows and of columns; one place alone is that in a vector."""
    if len(index) == 2:
        return index[0], index[1]
    return (index[0], None) if whole[1] == 1 else (None, index[0])


def is_entry(index: Index) -> bool:
    """Whether one entry stands there, whatever shape the whole has."""
    return bool(index) and all(isinstance(place, int) for place in index)


def numbers_at(place: Place, n: int) -> range:
    """The numbers that a place stands for, along an axis of n."""
    match place:
        case None:
            return range(1, n + 1)
        case Range(first, last):
            return range(first, last + 1)
        case _:
            return range(place, place + 1)


def is_inside(place: Place, n: int) -> bool:
    """Whether an axis of n has a place."""
    found = numbers_at(place, n)
    return found[0] >= 1 and found[-1] <= n


def within(outer: Place, inner: Place) -> Place:
    """The place in the whole of a place in a part: the second of the rows 3:5 is row 4. One row alone has no places within it."""
    match outer, inner:
        case (None, _):
            return inner
        case (_, None) | (int(), _):
            return outer
        case Range(first), Range(own, last):
            return Range(first + own - 1, first + last - 1)
        case Range(first), int(own):
            return first + own - 1
    raise AssertionError(outer)


def overlap(one: Index, other: Index) -> bool:
    """Whether two parts of one value have an entry in common; an empty index stands for all of it."""
    return all(map(_meet, one, other))


def _meet(a: Place, b: Place) -> bool:
    if a is None or b is None:
        return True
    one, other = numbers_at(a, 0), numbers_at(b, 0)
    return one[0] <= other[-1] and other[0] <= one[-1]
