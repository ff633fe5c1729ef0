"""Other numbers for a recurrence, drawn by the names that they are for: a factor that is 1 on the sheet is not 1 there.

Nothing else decides what is drawn, neither the item's id nor the order in which names are given.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from random import Random

from gen.algebra.arrays import Array, Value, mapped, numbers
from gen.algebra.axes import base_and_axis
from gen.algebra.printer import name_text
from gen.calculus import input_kinds
from gen.functions import CONVENTIONS, line_by_line
from gen.model.derivation import Plan
from gen.verify import Recurrence

PROBES = 3
LONG = 1000  # lines of a derivation that repeats itself so often that one probe tells as much
DRAWS = 4  # for each probe: numbers that have no value, such as a logarithm of less than 0, tell nothing


def number_of_probes(plan: Plan) -> int:
    """On how many other sets of numbers a derivation is confirmed."""
    return PROBES if len(plan.steps) <= LONG else 1


def random_probes(recurrence: Recurrence, number: int) -> Iterator[Recurrence]:
    """The same recurrence on other numbers, small fractions: some more than the number that is wanted."""
    special = input_kinds(recurrence.cell, recurrence.trace.shapes)
    for k in range(DRAWS * number):
        givens = {
            var: _random_value(_stream(k, name_text(var)), value, *special.get(var.name, ("",))) for var, value in recurrence.givens.items()
        }
        printed = {var: _quarters(_stream(k, f"{name_text(var)} printed"), value) for var, value in recurrence.printed.items()}
        conventions = {name: Fraction(_stream(k, name).randint(0, 4), 4) for name in CONVENTIONS}
        yield replace(recurrence, givens=givens, printed=printed, conventions=conventions)


def without_numbers(recurrence: Recurrence) -> Recurrence:
    """The recurrence as far as probes look at it: the numbers that they leave as they are, and zeros in the shapes of all others.

    What is confirmed on its probes is confirmed for all numbers that an item may have.
    """
    special = input_kinds(recurrence.cell, recurrence.trace.shapes)
    givens = {var: value if _stays(*special.get(var.name, ("",))) else _zeros(value) for var, value in recurrence.givens.items()}
    return replace(recurrence, givens=givens, printed={var: _zeros(value) for var, value in recurrence.printed.items()})


def _stays(kind: str, largest: int = 0) -> bool:
    """Whether a probe has the number that is given: a mask, and a class where nothing says how many there are."""
    return kind == "mask" or (kind == "class" and not largest)


def _zeros(value: Value) -> Value:
    return mapped(value, lambda _: Fraction(0))


def _stream(k: int, name: str) -> Random:
    return Random(int.from_bytes(sha256(f"{k}/{name}".encode()).digest()[:8]))


def _quarters(draw: Random, value: Value) -> Value:
    return mapped(value, lambda _: Fraction(draw.randint(1, 9), 4))


def _random_value(draw: Random, value: Value, kind: str, largest: int = 0) -> Value:
    if _stays(kind, largest):
        return value
    if kind == "class":
        return mapped(value, lambda _: Fraction(draw.randint(1, largest)))
    if kind == "probability":
        return mapped(value, lambda _: Fraction(draw.randint(1, 9), 10))
    if kind == "distribution":
        parts = [Fraction(draw.randint(1, 9)) for _ in numbers(value)]
        shares = iter(parts)
        return mapped(value, lambda _: next(shares) / sum(parts))
    if kind == "target" and isinstance(value, Array):
        left = iter(draw.sample([1] + [0] * (len(numbers(value)) - 1), len(numbers(value))))
        return mapped(value, lambda _: Fraction(next(left)))
    base, axis = base_and_axis(kind)
    if axis:
        return line_by_line(lambda line: _random_value(draw, line, base), axis)(value)

    def drawn() -> Fraction:
        x = Fraction(draw.choice([-5, -3, -2, -1, 1, 2, 3, 5]), draw.choice([1, 2, 3]))
        return abs(x) if kind == "positive" else x

    return mapped(value, lambda _: drawn())
