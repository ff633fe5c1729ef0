"""What one number, array or size may be in a variant: a list of values, each as likely as the others.

-3..3            whole steps from -3 to 3
0..2 step 1/2    steps of another size
-1..1 over 3     all fractions with a denominator of at most 3
[1, 2, 4..6]     several of these together
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import permutations, product
from math import ceil, floor, lcm, prod
from typing import overload

from gen.algebra.arrays import Shape, Value, array
from gen.messages.errors import InputError, InputErrors
from gen.model.source import Text
from gen.syntax import constant, split

MOST = 10_000  # values of one domain
MOST_MATRICES = 50_000  # that are made before one of them is drawn
_RANGE = re.compile(r"(?P<low>\S+?)\s*\.\.\s*(?P<high>\S+?)(?:\s+(?P<how>step|over)\s+(?P<by>\S+))?")
_SIZES = {2: 2, 3: 1}  # the largest entry of the matrices that a matrix with given eigenvalues is made with


def numbers_of(text: Text) -> tuple[Fraction, ...]:
    """Numbers and those of ranges, each once. Raises InputErrors."""
    found = tuple(dict.fromkeys(x for part in split(text, "|") for x in _numbers(part)))
    if len(found) > MOST:
        raise InputErrors([InputError(text.where, f"'{text.value}' are more than {MOST:,} values")])
    return found


def _numbers(text: Text) -> tuple[Fraction, ...]:
    match = _RANGE.fullmatch(text.value)
    if not match:
        return (constant(text),)
    low, high = (constant(text.part(*match.span(end))) for end in ("low", "high"))
    by = constant(text.part(*match.span("by"))) if match["by"] else Fraction(1)
    if low > high:
        raise InputErrors([InputError(text.where, f"the range '{text.value}' is empty", f"write {high}..{low}")])
    if match["how"] == "over":
        return _fractions(text, low, high, by)
    steps = (high - low) / by if by > 0 else Fraction(1, 2)
    if steps.denominator != 1:
        raise InputErrors([InputError(text.where, f"no whole number of steps of {by} leads from {low} to {high}")])
    _check_length(text, steps + 1)
    return tuple(low + k * by for k in range(int(steps) + 1))


def _fractions(text: Text, low: Fraction, high: Fraction, largest: Fraction) -> tuple[Fraction, ...]:
    if largest.denominator != 1 or not 1 <= largest <= 100:
        raise InputErrors([InputError(text.where, f"denominators go up to a whole number from 1 to 100, found '{largest}'")])
    _check_length(text, (high - low) * largest * largest)
    bottoms = range(1, int(largest) + 1)
    return tuple(sorted({Fraction(top, b) for b in bottoms for top in range(ceil(low * b), floor(high * b) + 1)}))


def _check_length(text: Text, length: Fraction) -> None:
    if length > MOST:
        raise InputErrors([InputError(text.where, f"'{text.value}' are more than {MOST:,} values")])


def orthogonal(n: int) -> tuple[Value, ...]:
    """Orthogonal n x n matrices of fractions: permutations with signs, and for n = 2 those of the triangle 3, 4, 5."""
    signed = [array(_signed(order, signs)) for order in permutations(range(n)) for signs in product((1, -1), repeat=n)]
    if n != 2:
        return tuple(signed)
    sides = [(Fraction(a, 5), Fraction(b, 5)) for a, b in ((3, 4), (4, 3))]
    turned = [(a * s, b * t) for a, b in sides for s in (1, -1) for t in (1, -1)]
    return (*signed, *(array(rows) for a, b in turned for rows in (((a, -b), (b, a)), ((a, b), (b, -a)))))


def _signed(order: Sequence[int], signs: Sequence[int]) -> list[list[Fraction]]:
    return [[Fraction(sign if j == place else 0) for j in range(len(order))] for place, sign in zip(order, signs, strict=True)]


def one_hot(shape: Shape) -> tuple[Value, ...]:
    """Vectors of one 1 and else zeros."""
    n = max(shape)
    rows = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    return tuple(array([[x] for x in row] if shape[1] == 1 else [row]) for row in rows)


_Rows = Sequence[Sequence[int]]
Projectors = tuple[tuple[tuple[int, ...], ...], ...]
"""For each eigenvalue a matrix of whole numbers: the sum of eigenvalues times these is the matrix."""


@dataclass(frozen=True, slots=True)
class Spectral(Sequence[Value]):
    """The matrices P D P^-1 of many eigenvalues, each made when it is drawn. One that several D and P make is there several times."""

    eigenvalues: tuple[tuple[Fraction, ...], ...]
    bases: tuple[Projectors, ...]

    def __len__(self) -> int:
        return prod(map(len, self.eigenvalues)) * len(self.bases)

    @overload
    def __getitem__(self, at: int) -> Value: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Value]: ...

    def __getitem__(self, at: int | slice) -> Value | Sequence[Value]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        left, place = divmod(range(len(self))[at], len(self.bases))
        chosen: list[Fraction] = []
        for values in reversed(self.eigenvalues):
            left, i = divmod(left, len(values))
            chosen.append(values[i])
        return _spectral(chosen[::-1], self.bases[place])


def with_eigenvalues(choices: Sequence[Sequence[Fraction]]) -> Sequence[Value]:
    """Matrices P D P^-1 with the eigenvalues on the diagonal of D, for P of small whole numbers with the determinant 1 or -1.

    Each once; where they are very many, as often as there are ways to make it, and none before it is drawn.
    """
    every = Spectral(tuple(map(tuple, choices)), _bases(len(choices)))
    return every if len(every) > MOST_MATRICES else tuple(dict.fromkeys(every))


def _spectral(eigenvalues: Sequence[Fraction], basis: Projectors) -> Value:
    bottom = lcm(*(x.denominator for x in eigenvalues))
    tops = [int(x * bottom) for x in eigenvalues]
    size = range(len(eigenvalues))
    return array([[Fraction(sum(top * part[i][j] for top, part in zip(tops, basis, strict=True)), bottom) for j in size] for i in size])


@cache
def _bases(n: int) -> tuple[Projectors, ...]:
    """Column k of P times row k of P^-1 for each k: all that the matrices depend on, each once."""
    found: dict[Projectors, None] = {}
    for basis, inverse in _unimodular(n):
        pairs = zip(zip(*basis, strict=True), inverse, strict=True)
        found[tuple(tuple(tuple(x * y for y in row) for x in column) for column, row in pairs)] = None
    return tuple(found)


def _unimodular(n: int) -> Iterator[tuple[_Rows, _Rows]]:
    """Such matrices with their inverses, which are made of whole numbers, too: the adjugate by the determinant."""
    entries = range(-_SIZES[n], _SIZES[n] + 1)
    for flat in product(entries, repeat=n * n):
        rows = [flat[i * n : (i + 1) * n] for i in range(n)]
        if abs(det := _determinant(rows)) == 1:
            yield rows, [[det * _cofactor(rows, j, i) for j in range(n)] for i in range(n)]


def _determinant(rows: _Rows) -> int:
    if len(rows) == 1:
        return rows[0][0]
    return sum(x * _cofactor(rows, 0, j) for j, x in enumerate(rows[0]) if x)


def _cofactor(rows: _Rows, i: int, j: int) -> int:
    """(-1)^(i+j) times the determinant without row i and column j."""
    left = [[x for k, x in enumerate(row) if k != j] for m, row in enumerate(rows) if m != i]
    return _determinant(left) if (i + j) % 2 == 0 else -_determinant(left)
