"""What takes too long to compute, and what no page holds: told by shapes and lines, before any number is computed.

The first are limits of the computation: they hold for everything. The others are those of a page, and hold where pages are made.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from itertools import accumulate, pairwise

from gen.algebra.arrays import Shape, shape_words
from gen.algebra.expr import Atom, Call, Expr, MatMul, Var, children, walk
from gen.algebra.printer import text
from gen.functions import gives
from gen.functions.shapes import shape
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.derivation import Plan
from gen.model.trace import Shapes

MAX_WORK = 100_000  # products and sums of numbers in all lines of a derivation
MAX_WRITTEN = 20_000  # operations in an equation that is written out entry by entry, as it is to be confirmed
MAX_SIDE = 8  # rows and columns of a matrix on a page
MAX_LENGTH = 10  # entries of a vector on a page
MAX_ROWS = 850  # lines of a derivation that an item tells: each takes a row, and so many take 21 pages, which is as much as TeX measures


def check_work(plan: Plan, shapes: Shapes, where: Location) -> None:
    """All lines are soon computed and confirmed; `where` is the place of the item. Raises InputErrors."""
    for line in plan.steps:
        if isinstance(line.lhs, Var) and _entries(shape(line.lhs, shapes)) * operations_per_entry(line.written, shapes) > MAX_WRITTEN:
            message = f"entry by entry, {text(line.lhs)} has more than {MAX_WRITTEN:,} products and sums"
            raise InputErrors(
                [InputError(line.where or where, message, "give parts of it names by equations of their own, or take smaller arrays")]
            )
    if any(total > MAX_WORK for total in accumulate(count_operations(line.rhs, shapes) for line in plan.steps)):
        raise InputErrors(
            [InputError(where, f"this takes more than {MAX_WORK:,} products and sums of numbers", "take smaller arrays or fewer steps")]
        )


def too_large(
    plan: Plan, given: Mapping[Atom, Location], shapes: Shapes, asked: Mapping[Atom, Location], item: str
) -> Iterator[InputError]:
    """The first array that no page holds. `given` and `asked` are the places of the numbers and of the queries."""
    lines = {line.lhs: line.where for line in plan.steps if line.where}
    for atom, place in {**given, **lines, **asked}.items():
        own = shape(atom, shapes)
        if not _fits_on_page(own):
            message = (
                f"{text(atom)} is {shape_words(own)}; a page holds vectors of {MAX_LENGTH} and matrices of {MAX_SIDE} x {MAX_SIDE} at most"
            )
            hint = "ask for entries, such as h[3][1] or V[1, 2], or take fewer units" if atom in asked else "take fewer units"
            yield InputError(place, f"{message}, so that the item '{item}' cannot be set", f"{hint}; gen show computes it as it is")
            return


def too_long(plan: Plan, known: Collection[Atom], where: Location) -> Iterator[InputError]:
    """What is said of a key that no page holds; what is `known` from earlier items is free."""
    rows = sum(not line.hidden and line.lhs not in known for line in plan.steps)
    if rows > MAX_ROWS:
        message = f"the key of this item would have {rows:,} lines; it has {MAX_ROWS:,} at most, on about 21 pages"
        yield InputError(where, message, "ask for fewer steps, or make several items of it")


def count_operations(e: Expr, shapes: Shapes) -> int:
    """How many numbers are multiplied, added or written down: the entries of each part, and rows times inner times columns of a product."""
    return sum(_product(part, shapes) if isinstance(part, MatMul) else _entries(shape(part, shapes)) for part in walk(e))


def _product(e: MatMul, shapes: Shapes) -> int:
    found = [shape(factor, shapes) for factor in e.factors]
    return sum(found[0][0] * inner * columns for (_, inner), (_, columns) in pairwise(found))


def operations_per_entry(e: Expr, shapes: Shapes) -> int:
    """How many operations one entry of an expression has without names for what is inside: a product repeats all of its factors."""
    match e:
        case MatMul(factors):
            inner = [shape(factor, shapes)[0] for factor in factors[1:]]
            first, *others = (operations_per_entry(factor, shapes) for factor in factors)
            return reduce(lambda size, other: other[0] * (size + other[1] + 1), zip(inner, others, strict=True), first)
        case Call(fn, args) if gives(fn) in ("number", "alike", "numbers", "lines"):
            return sum(_entries(shape(arg, shapes)) * operations_per_entry(arg, shapes) for arg in args)
        case _:
            return 1 + sum(operations_per_entry(part, shapes) for part in children(e))


def _entries(s: Shape) -> int:
    return s[0] * s[1]


def _fits_on_page(s: Shape) -> bool:
    return max(s) <= (MAX_LENGTH if 1 in s else MAX_SIDE)
