"""Consistent values for both sides of a general formula: random inputs, gates open and closed entry by entry, all else computed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product
from math import prod
from random import Random

from gen.algebra.arrays import Value, array, rows_of
from gen.algebra.expr import Atom, Call, Expr, LocalDerivative, Num, Var, atoms, walk
from gen.algebra.numbers import Number, add, multiply
from gen.calculus import evaluate
from gen.functions import CONVENTIONS, FUNCTIONS, linear_pieces, local_derivative
from gen.functions.linalg import each
from gen.functions.shapes import shape
from gen.messages.errors import MathError
from gen.model.derivation import PlannedStep
from gen.questions.formula_inputs import UnrolledCell, random_inputs
from gen.questions.mixed_draws import KINKED, mixed_draws, number_of_draws

MAX_PATTERNS = 256
MAX_OF_ARRAYS = 32  # patterns of open and closed entries
DRAWS = 2  # of random fractions for each pattern
TRIES = 6  # of fractions for which something has no value, for each draw


Chosen = Mapping[LocalDerivative, tuple[tuple[Fraction, Fraction], ...]]
"""Slope and offset of each entry of each gate."""


def patterns(
    steps: Sequence[PlannedStep], forms: Sequence[Expr], unrolled: UnrolledCell
) -> Iterator[tuple[dict[Atom, Value], list[LocalDerivative] | None]]:
    """Consistent values for every name, slope and derivative, at patterns of open and closed gates; and which are closed (None: no gates).

    A gate is set, whatever its argument: its output is on the line that it follows, entry by entry; but for forms with such a function of
    their own, as sign(w) is the slope of abs(w), which follow from the same numbers as the gates then do. Everything else follows from
    random inputs: a few of about one size first, then mixed ones, of both signs and of several sizes.
    """
    slopes = {p for p in (line.lhs for line in steps) if isinstance(p, LocalDerivative) and not FUNCTIONS[p.fn].array}
    slopes |= {replace(a, arg=a.arg.whole) for form in forms for a in atoms(form) if isinstance(a, LocalDerivative)}
    kinked = any(isinstance(part, Call) and part.fn in KINKED for form in forms for part in walk(form))
    gates = [] if kinked else sorted((p for p in slopes if _pieces(p)), key=str)
    entries = [(gate, entry) for gate in gates for entry in range(prod(shape(gate.arg, unrolled.shapes)))]
    draw = Random(len(entries))
    most, draws = (MAX_OF_ARRAYS, 1) if gates and unrolled.shapes else (MAX_PATTERNS, DRAWS)
    seen: list[tuple[Chosen, list[LocalDerivative] | None]] = []
    for pattern in _choices([len(_pieces(gate)) for gate, _ in entries], draw, most):
        sides = dict(zip(entries, pattern, strict=True))
        chosen: Chosen = {gate: tuple(_pieces(gate)[side] for (one, _), side in sides.items() if one == gate) for gate in gates}
        closed = [_entry(gate, entry, unrolled) for (gate, entry), side in sides.items() if side] if gates else None
        seen.append((chosen, closed))
        inputs = (random_inputs(draw, unrolled, positive=k % 2 == 1) for k in range(TRIES * draws))
        yield from ((values, closed) for values in islice(_filled(inputs, steps, slopes, chosen), draws))
    mixed, wanted = mixed_draws(unrolled, forms), number_of_draws(unrolled)
    for_each = -(-wanted // len(seen))
    for pieces, closed in seen if len(seen) <= wanted else seen[:: len(seen) // wanted]:
        yield from ((values, closed) for values in _filled(islice(mixed, for_each), steps, slopes, pieces))


def _filled(
    inputs: Iterable[dict[Atom, Value]],
    steps: Sequence[PlannedStep],
    slopes: set[LocalDerivative],
    chosen: Chosen,
) -> Iterator[dict[Atom, Value]]:
    """All values for those inputs with which everything has a value."""
    for values in inputs:
        with suppress(MathError):
            _fill(values, steps, slopes, chosen)
            yield values


def _pieces(prime: LocalDerivative) -> tuple[tuple[Fraction, Fraction], ...]:
    return linear_pieces(prime.fn, *(one.value for one in prime.among[1:] if isinstance(one, Num)))


def _entry(gate: LocalDerivative, entry: int, unrolled: UnrolledCell) -> LocalDerivative:
    """The slope at one entry."""
    n, m = shape(gate.arg, unrolled.shapes)
    index = () if n == m == 1 else (entry + 1,) if 1 in (n, m) else (entry // m + 1, entry % m + 1)
    return LocalDerivative(gate.fn, replace(gate.arg, index=index))


def _choices(counts: Sequence[int], draw: Random, most: int) -> Iterator[tuple[int, ...]]:
    """All choices of a line for each gate, the open ones (0) first; where they are too many, single closed ones and random ones."""
    if prod(counts) <= most:
        yield from product(*map(range, counts))
        return
    yield (0,) * len(counts)
    for closed in range(len(counts)):
        yield tuple(int(i == closed) for i in range(len(counts)))
    for _ in range(most):
        yield tuple(draw.choice(range(count)[::-1]) for count in counts)


def _fill(
    values: dict[Atom, Value],
    steps: Sequence[PlannedStep],
    slopes: set[LocalDerivative],
    chosen: Chosen,
) -> None:
    """The values, slopes and derivatives that follow from the inputs and from slope and offset of each gate, entry by entry."""
    conventions = dict.fromkeys(CONVENTIONS, Fraction(1))
    gates = {(gate.fn, gate.arg): gate for gate in chosen}
    for line in steps:
        match line.rhs:
            case Call(fn, (Var() as z, *_)) if line.kind == "evaluate" and (gate := gates.get((fn, z))):
                slope, offset = (_like(values[z], [piece[k] for piece in chosen[gate]]) for k in (0, 1))
                values[gate] = slope
                values[line.lhs] = each(lambda s, x, o: add(multiply(s, x), o), slope, values[z], offset)
            case _ if line.lhs not in values:
                values[line.lhs] = evaluate(line.rhs, values, conventions)
    for prime in slopes - values.keys():
        z, y = prime.arg, Var("f(z)")
        if prime in chosen:
            values[prime] = _like(values[z], [slope for slope, _ in chosen[prime]])
            continue
        values[y] = evaluate(Call(prime.fn, prime.among or (z,)), values, conventions)
        values[prime] = evaluate(local_derivative(prime.fn, y, z, prime.among), values, conventions)


def _like(value: Value, entries: Sequence[Number]) -> Value:
    """Numbers in the shape of a value."""
    left = iter(entries)
    return array([next(left) for _ in row] for row in rows_of(value))
