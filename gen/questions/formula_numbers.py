"""Consistent values for both sides of a general formula: random inputs, gates open and closed entry by entry, all else computed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import prod
from random import Random

from gen.algebra.arrays import SCALAR, Value, array, mapped, numbers, rows_of
from gen.algebra.axes import base_and_axis
from gen.algebra.expr import Atom, Call, Expr, LocalDerivative, Num, Var, atoms
from gen.algebra.numbers import Number, add, divide, multiply
from gen.calculus import evaluate, input_kinds
from gen.functions import CONVENTIONS, FUNCTIONS, line_by_line, linear_pieces, local_derivative
from gen.functions.linalg import each, sum_of_numbers
from gen.functions.shapes import shape
from gen.messages.errors import MathError
from gen.model.derivation import PlannedStep
from gen.model.problem import Cell
from gen.model.trace import Shapes, Trace

MAX_PATTERNS = 256
MAX_OF_ARRAYS = 32  # patterns of open and closed entries
DRAWS = 2  # of random fractions for each pattern
TRIES = 6  # of fractions for which something has no value, for each draw


@dataclass(frozen=True, slots=True)
class UnrolledCell:
    """A cell unrolled for the comparison, over names of these shapes, in which letters for sizes stand for these numbers.

    With `small` numbers no tanh is as good as flat, so that no term is lost beside others.
    """

    cell: Cell
    trace: Trace
    horizon: int
    cut: frozenset[Var]
    timeless: frozenset[str]
    letters: Mapping[str, int] = field(default_factory=dict)
    small: bool = False

    @property
    def shapes(self) -> Shapes:
        return self.trace.shapes


def patterns(
    steps: Sequence[PlannedStep], rhs: Expr, unrolled: UnrolledCell
) -> Iterator[tuple[dict[Atom, Value], list[LocalDerivative] | None]]:
    """Consistent values for every name, slope and derivative, at patterns of open and closed gates; and which are closed (None: no gates).

    A gate is set, whatever its argument: its output is on the line that it follows, entry by entry. Everything else follows from
    random inputs.
    """
    slopes = {p for p in (line.lhs for line in steps) if isinstance(p, LocalDerivative) and not FUNCTIONS[p.fn].array}
    slopes |= {replace(a, arg=a.arg.whole) for a in atoms(rhs) if isinstance(a, LocalDerivative)}
    gates = sorted((p for p in slopes if _pieces(p)), key=str)
    entries = [(gate, entry) for gate in gates for entry in range(prod(shape(gate.arg, unrolled.shapes)))]
    draw = Random(len(entries))
    most, draws = (MAX_OF_ARRAYS, 1) if unrolled.shapes else (MAX_PATTERNS, DRAWS)
    for pattern in _choices([len(_pieces(gate)) for gate, _ in entries], draw, most):
        sides = dict(zip(entries, pattern, strict=True))
        chosen = {gate: tuple(_pieces(gate)[side] for (one, _), side in sides.items() if one == gate) for gate in gates}
        closed = [_entry(gate, entry, unrolled) for (gate, entry), side in sides.items() if side] if gates else None
        found = 0
        for k in range(TRIES * (draws if gates else DRAWS)):
            values = random_inputs(draw, unrolled, positive=k % 2 == 1)
            try:
                _fill(values, steps, slopes, chosen)
            except MathError:
                continue
            yield values, closed
            found += 1
            if found == (draws if gates else DRAWS):
                break


def random_inputs(draw: Random, unrolled: UnrolledCell, positive: bool) -> dict[Atom, Value]:
    """Random fractions for all inputs; positive ones below a root, adding up to 1 for distributions, whole ones for classes and sizes."""
    special = input_kinds(unrolled.cell)

    def number(above_zero: bool) -> Fraction:
        sign, (most, least) = 1 if above_zero else draw.choice([-1, 1]), (12, 9) if unrolled.small else (23, 2)
        return Fraction(sign * draw.randint(2, most), draw.randint(least, least + 9))

    def value(var: Var) -> Value:
        kind, *largest = special.get(var.name, ("",))
        if var.time is None and var.name in unrolled.letters:
            return Fraction(unrolled.letters[var.name])
        if kind == "class":
            return Fraction(draw.randint(1, int(*largest) if largest else 1))
        n, m = unrolled.shapes.get(var.name, SCALAR)
        if kind == "mask":  # no row and no column is masked whole
            return array([Fraction(i % m == j or j % n == i or draw.randint(0, 1)) for j in range(m)] for i in range(n))
        if kind == "probability":
            return array([x / (1 + x) for x in (number(True) for _ in range(m))] for _ in range(n))
        drawn = array([number(positive or bool(kind)) for _ in range(m)] for _ in range(n))
        base, axis = base_and_axis(kind)
        return drawn if base not in ("target", "distribution") else line_by_line(shares, axis)(drawn) if axis else shares(drawn)

    def shares(line: Value) -> Value:
        """Numbers that add up to 1."""
        whole = sum_of_numbers(numbers(line))
        return mapped(line, lambda x: divide(x, whole))

    return {var: value(var) for var in unrolled.trace.inputs}


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
    chosen: Mapping[LocalDerivative, tuple[tuple[Fraction, Fraction], ...]],
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
