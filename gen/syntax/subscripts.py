"""What stands in square brackets behind a name: a time, the place of an entry, or one after the other."""

import ast
from collections.abc import Callable, Collection, Sequence

from gen.algebra.expr import Index, Place, Range, Shift, Time, Var
from gen.algebra.families import member

MAX_TIME = 10_000  # also the largest horizon

MAX_NAME = 60  # letters of a name


class SubscriptError(Exception):
    """Brackets without a meaning: which, what is wrong with them, and what would be right."""

    def __init__(self, node: ast.expr, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.node, self.message, self.hint = node, message, hint


Show = Callable[[ast.expr], str]


def bracketed(name: str, brackets: Sequence[ast.expr], indices: Collection[str], timeless: bool, show: Show) -> Var:
    """`h[t]`, `h[2][1]`, `V[1, 2]`, `W[1, :]`, and `b[2]`, which is an entry of what is `timeless`, else a time. Raises SubscriptError."""
    first = brackets[0]
    if len(brackets) > 2:
        raise SubscriptError(brackets[2], f"'{name}' has more brackets than a time and the place of an entry", f"write {name}[t][1, 2]")
    if len(brackets) == 2 and isinstance(first, ast.Tuple):
        raise SubscriptError(brackets[1], f"'{name}[{show(first)}]' is an entry and has none itself")
    if len(brackets) == 2 and timeless:
        raise SubscriptError(first, f"'{name}' has no time", f"write {name}[{show(first)}, {show(brackets[1])}]")
    if len(brackets) == 2:
        index = _index(brackets[1], name, show)
        if len(index) > 2:
            raise SubscriptError(brackets[1], f"'{name}' has a time, and what has one has two axes at most")
        return Var(name, _time(first, indices, show), index)
    if isinstance(first, ast.Tuple | ast.Slice) or (timeless and _whole(first) is not None):
        return _part(first, name, show)
    return Var(name, _time(first, indices, show))


def _whole(node: ast.expr) -> int | None:
    """A whole number, None for anything else."""
    match node:
        case ast.Constant(value=int(n)) if not isinstance(n, bool):
            return n
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(n))) if not isinstance(n, bool):
            return -n
        case _:
            return None


def _time(node: ast.expr, indices: Collection[str], show: Show) -> Time:
    base: str | None = None
    by = _whole(node)
    match node:
        case ast.Name(id=base):
            by = 0
        case ast.BinOp(left=ast.Name(id=base), op=ast.Add() | ast.Sub() as op, right=ast.Constant() as right):
            by = _whole(right)
            by = -by if by is not None and isinstance(op, ast.Sub) else by
    if by is None or not (base is None or base in indices):
        last = "T is the last time in equations only, write its number"
        raise SubscriptError(node, f"'{show(node)}' is not a time", last if base == "T" else "a time is t, t-1 or a whole number such as 3")
    if abs(by) > MAX_TIME:
        raise SubscriptError(node, f"a time is at most {MAX_TIME:,}")
    return by if base is None else Shift(by, base)


def _index(node: ast.expr, name: str, show: Show) -> Index:
    """The place of an entry, counted from 1; a colon stands for a whole row or column, `2:4` for three of them."""
    places = node.elts if isinstance(node, ast.Tuple) else [node]
    index = tuple(_place(place, name, show) for place in places)
    if set(index) == {None}:
        raise SubscriptError(node, f"'{name}[{show(node)}]' is all of '{name}'", f"write {name}")
    return index


def _part(node: ast.expr, name: str, show: Show) -> Var:
    """An entry, row or column of a matrix; behind two places that of a matrix of a family, `X[2, 3, 1]` and `K[2, 1, 3, 1]`."""
    index = _index(node, name, show)
    places = node.elts if isinstance(node, ast.Tuple) else [node]
    if len(index) > 4:
        raise SubscriptError(places[4], f"'{name}' has four axes at most")
    matrix = [place for place in index[:-2] if isinstance(place, int)]
    if len(matrix) < len(index) - 2:
        message = f"'{name}[{show(node)}]' is taken of several matrices at once"
        raise SubscriptError(node, message, f"name one of them, such as {name}[{', '.join('1' for _ in index[:-2])}, :, 1]")
    if len(index) > 2 and set(index[-2:]) == {None}:
        shown = ", ".join(map(str, matrix))
        raise SubscriptError(node, f"'{name}[{show(node)}]' is all of '{name}[{shown}]'", f"write {name}[{shown}]")
    return Var(member(name, tuple(matrix)), None, index[-2:])


def _place(node: ast.expr, name: str, show: Show) -> Place:
    if isinstance(node, ast.Slice):
        return _range(node, show)
    place = _whole(node)
    if place is None:
        forms = f"write {name}[1, 2] for an entry, {name}[1, :] for a row, {name}[:, 2] for a column, {name}[t][2] with a time"
        raise SubscriptError(node, f"'{show(node)}' is not the place of an entry", forms)
    if place < 1:
        raise SubscriptError(node, f"entries count from 1, found '{show(node)}'")
    return place


def _range(node: ast.Slice, show: Show) -> Place:
    """A colon alone stands for all, `3:3` for one."""
    if not (node.lower or node.upper or node.step):
        return None
    first, last = (_whole(end) if end else None for end in (node.lower, node.upper))
    if first is None or last is None or node.step:
        raise SubscriptError(node, f"'{show(node)}' is no range of entries", "write 2:4, with whole numbers, for entries 2, 3 and 4")
    if first < 1:
        raise SubscriptError(node, f"entries count from 1, found '{show(node)}'")
    if last < first:
        raise SubscriptError(node, f"'{show(node)}' has no entries", "both ends belong to a range, and the smaller one stands first")
    return first if first == last else Range(first, last)
