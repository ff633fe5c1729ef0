"""Arrays that nobody computes by hand, and such as no page holds: refused by their shapes, before any number is computed."""

from collections.abc import Collection, Mapping
from itertools import accumulate, pairwise

from gen.array import Shape, shape_words
from gen.dims import Shapes, shape
from gen.errors import Fault, Faults, Where
from gen.expr import Atom, Expr, MatMul, Var, walk
from gen.notation import text
from gen.steps import Plan

MAX_WORK = 100_000  # products and sums of numbers in all lines of a derivation
MAX_SIDE = 8  # rows and columns of a matrix on a page
MAX_LENGTH = 10  # entries of a vector on a page


def check_sizes(plan: Plan, inputs: Collection[Var], shapes: Shapes, asked: Mapping[Atom, Where], where: Where) -> None:
    """Every array that is told fits on a page, and all lines are soon computed; `asked` are the places of the queries, else `where`.

    Raises Faults.
    """
    told = {atom: shape(atom, shapes) for atom in (*inputs, *(line.lhs for line in plan.lines))}
    faults = [_too_large(atom, s, asked, where) for atom, s in told.items() if not _fits(s)]
    if faults:
        raise Faults(faults[:1])
    if any(total > MAX_WORK for total in accumulate(work(line.rhs, shapes) for line in plan.lines)):
        raise Faults(
            [Fault(where, f"this takes more than {MAX_WORK:,} products and sums of numbers", "take smaller arrays or fewer steps")]
        )


def work(e: Expr, shapes: Shapes) -> int:
    """How many numbers are multiplied, added or written down: the entries of each part, and rows times inner times columns of a product."""
    return sum(_product(part, shapes) if isinstance(part, MatMul) else _entries(shape(part, shapes)) for part in walk(e))


def _product(e: MatMul, shapes: Shapes) -> int:
    found = [shape(factor, shapes) for factor in e.factors]
    return sum(found[0][0] * inner * columns for (_, inner), (_, columns) in pairwise(found))


def _entries(s: Shape) -> int:
    return s[0] * s[1]


def _fits(s: Shape) -> bool:
    return max(s) <= (MAX_LENGTH if 1 in s else MAX_SIDE)


def _too_large(atom: Atom, s: Shape, asked: Mapping[Atom, Where], where: Where) -> Fault:
    message = f"{text(atom)} is {shape_words(s)}; a page holds vectors of {MAX_LENGTH} and matrices of {MAX_SIDE} x {MAX_SIDE} at most"
    hint = "ask for entries, such as h[3][1] or V[1, 2], or take fewer units" if atom in asked else "take fewer units"
    return Fault(asked.get(atom, where), message, hint)
