"""Whether the vectors of a cell are columns or rows, read off where they stand: `W @ x[t]` has columns, `x[t] @ W` rows.

`direction` knows no shapes, only how many axes the author has written for a name: none for a number, one for a list, two for lists in a
list. A name that is computed has as many as its equation. `fitting` knows sizes: what goes with each row of a batch is a row itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Literal

from gen.algebra.arrays import SCALAR, Shape
from gen.algebra.expr import UNIT, Add, Call, Div, Expr, MatMul, Mul, Num, Var, children, rebuild, variables, walk
from gen.functions import array_function, gives, reduces
from gen.functions.shapes import inferred, is_array, shape
from gen.messages.errors import InputError, InputErrors
from gen.model.problem import Cell, Equation
from gen.model.source import Use

Direction = Literal["columns", "rows"]
Axes = Mapping[str, int]


def direction(cells: Iterable[Cell], given: Axes, hint: str = "") -> Direction:
    """Columns, unless a vector stands left of a matrix. Raises InputErrors where one does and another stands right of one.

    `hint` says what else than writing all products one way round may help.
    """
    equations = [equation for cell in cells for equation in cell.equations]
    axes = _axes(equations, given)
    places = {style: use for equation in equations for style, use in _places(equation, axes)}
    if len(places) == 2:
        message = "'{}' stands {} of a matrix here, and a vector {} of one elsewhere"
        sides = {"rows": ("left", "right"), "columns": ("right", "left")}
        faults = [(use.where, message.format(use.var.name, *sides[style])) for style, use in places.items()]
        raise InputErrors([InputError(where, text, f"write W @ x or x @ W throughout{hint}") for where, text in faults])
    return next(iter(places), "columns")


def _axes(equations: list[Equation], given: Axes) -> Axes:
    """The axes of every name; what a value is made of may be known only by a later equation."""
    axes = dict(given)
    for _ in equations:
        for equation in equations:
            name = equation.lhs.var.name
            axes[name] = max(axes.get(name, 0), axes_of(equation.rhs.expr, axes))
    return axes


def axes_of(e: Expr, axes: Axes) -> int:
    """How many axes an expression has, as far as those of its names are known."""
    match e:
        case Var(name, _, index):
            return sum(not isinstance(place, int) for place in index) if index else axes.get(name, 0)
        case MatMul(parts):
            ends = (axes_of(parts[0], axes), axes_of(parts[-1], axes))
            return 1 if sorted(ends) == [1, 2] else 2 if ends == (2, 2) else 0
        case Call(fn, _) if gives(fn) in ("vector", "joined", "alike"):
            return 1
        case Call(fn) if gives(fn) == "numbers":
            return 1
        case Call(fn, args) if reduces(fn, len(args)):
            return 0
        case Num():
            return 0
        case _:
            return max((axes_of(part, axes) for part in children(e)), default=0)


def _places(equation: Equation, axes: Axes) -> Iterator[tuple[Direction, Use]]:
    """Where a vector stands beside a matrix, and which direction it has there; as `x.T` it has the other one."""
    for product in walk(equation.rhs.expr):
        for left, right in pairwise(product.factors if isinstance(product, MatMul) else ()):
            found = (axes_of(left, axes), axes_of(right, axes))
            if sorted(found) != [1, 2]:
                continue
            at_left = found[0] == 1
            vector = left if at_left else right
            turned = isinstance(vector, Call) and vector.fn == "transpose"
            style: Direction = "rows" if at_left != turned else "columns"
            names = variables(vector)
            yield style, next((use for use in equation.rhs.uses if use.var in names), equation.lhs)


def list_directions(cells: Iterable[Cell], shapes: Mapping[str, Shape], lists: Mapping[str, int]) -> Mapping[str, frozenset[Direction]]:
    """The directions in which each list, of so many entries, goes with the arrays that it is added to or multiplied with by entry.

    `shapes` are those of all names, the lists in the usual direction, which stays where a list is a factor of `@`. Both directions are
    left of a list that goes with a square matrix, and none where it fits nothing. A list that meets no array is not in the result.
    """
    equations = [(equation.lhs.var.name, equation.rhs.expr) for cell in cells for equation in cell.equations]
    made = {name: frozenset([name]) for name in lists}
    for _ in equations:
        for name, e in equations:
            made[name] = made.get(name, frozenset()) | _lists_in(e, made)
    free = inferred(equations, {**shapes, **dict.fromkeys(lists, SCALAR)})
    factors = (f for _, e in equations for part in walk(e) if isinstance(part, MatMul) for f in part.factors)
    alone = (var for f in factors if not is_array(f, free) for var in variables(f) if not var.index)
    tied = {name for var in alone for name in made.get(var.name, ())}
    loose = {name: n for name, n in lists.items() if name not in tied}

    def undirected(e: Expr) -> Expr:
        """The expression without what is joined of loose lists: it has their direction."""
        joined = isinstance(e, Call) and gives(e.fn) == "joined" and _lists_in(e, made) & loose.keys()
        return UNIT if joined else rebuild(e, undirected)

    known = inferred([(name, undirected(e)) for name, e in equations], {**shapes, **dict.fromkeys(loose, SCALAR)})
    found: dict[str, frozenset[Direction]] = {}
    for part in (part for _, e in equations for part in walk(e) if isinstance(part, Add | Mul | Div)):
        rows, columns = shape(undirected(part), known, strict=False)
        for name in _lists_in(part, made) - tied if (rows, columns) != SCALAR else ():
            sizes: dict[Direction, int] = {"columns": rows, "rows": columns}
            fits = frozenset(way for way, n in sizes.items() if n == loose[name])
            found[name] = found.get(name, fits) & fits
    return found


def _lists_in(e: Expr, made: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The lists whose direction an expression has, which it is made of entry by entry; `made` are those of names."""
    match e:
        case Var(name, _, index):
            return frozenset() if index else made.get(name, frozenset())
        case MatMul():
            return frozenset()
        case Call(fn) if array_function(fn) and gives(fn) not in ("joined", "alike", "lines"):
            return frozenset()
        case _:
            return frozenset[str]().union(*(_lists_in(part, made) for part in children(e)))
