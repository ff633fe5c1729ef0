"""Numbers for the inputs of an unrolled cell, by what each of them may be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from gen.algebra.arrays import SCALAR, Value, array, mapped, numbers
from gen.algebra.axes import base_and_axis
from gen.algebra.expr import Atom, Var
from gen.algebra.numbers import divide
from gen.calculus import input_kinds
from gen.functions import line_by_line
from gen.functions.linalg import sum_of_numbers
from gen.model.problem import Cell
from gen.model.trace import Shapes, Trace


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


def random_inputs(draw: Random, unrolled: UnrolledCell, positive: bool) -> dict[Atom, Value]:
    """Random fractions for all inputs; positive ones below a root, adding up to 1 for distributions, whole ones for classes and sizes."""

    def number(above_zero: bool) -> Fraction:
        sign, (most, least) = 1 if above_zero or positive else draw.choice([-1, 1]), (12, 9) if unrolled.small else (23, 2)
        return Fraction(sign * draw.randint(2, most), draw.randint(least, least + 9))

    return inputs_of(unrolled, number, lambda n: draw.randint(0, n - 1))


def inputs_of(unrolled: UnrolledCell, number: Callable[[bool], Fraction], below: Callable[[int], int]) -> dict[Atom, Value]:
    """All inputs, of numbers (each above zero or not) and whole numbers below another one that are drawn in the order of the inputs."""
    special = input_kinds(unrolled.cell, unrolled.shapes)

    def value(var: Var) -> Value:
        n, m = unrolled.shapes.get(var.name, SCALAR)
        kind, *largest = special.get(var.name, ("",))
        if var.time is None and var.name in unrolled.letters:
            return Fraction(unrolled.letters[var.name])
        if kind == "class":
            return array([Fraction(1 + below(int(*largest) if largest else 1)) for _ in range(m)] for _ in range(n))
        if kind == "mask":  # no row and no column is masked whole
            return array([Fraction(i % m == j or j % n == i or below(2)) for j in range(m)] for i in range(n))
        if kind == "probability":
            return array([x / (1 + x) for x in (number(True) for _ in range(m))] for _ in range(n))
        drawn = array([number(bool(kind)) for _ in range(m)] for _ in range(n))
        base, axis = base_and_axis(kind)
        return drawn if base not in ("target", "distribution") else line_by_line(shares, axis)(drawn) if axis else shares(drawn)

    def shares(line: Value) -> Value:
        """Numbers that add up to 1."""
        whole = sum_of_numbers(numbers(line))
        return mapped(line, lambda x: divide(x, whole))

    return {var: value(var) for var in unrolled.trace.inputs}
