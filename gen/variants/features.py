"""What is known of an item with its numbers: the derivation of each reading, and what a variant has in common with the others."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from gen.algebra.arrays import Value, numbers, rows_of
from gen.algebra.axes import base_and_axis
from gen.algebra.expr import Atom, Call, Num, Partial, SecondDerivative, Size, Var
from gen.algebra.numbers import Number
from gen.calculus import evaluate
from gen.functions import FUNCTIONS, Conventions, array_function, gives, kink_at, slope_at, tied_arguments
from gen.messages.errors import working_on
from gen.model.derivation import Derivation, Statement, joined
from gen.model.memo import Memo
from gen.model.problem import Item, Reading
from gen.model.trace import Trace
from gen.questions import AskedItem, by_kind
from gen.variants.variation import FEATURES, Feature

KINDS = ("answers", "values", "derivatives", "results")
"""What a requirement can be about besides names and counts: all numbers of a kind."""
COUNTS = ("closed_gates", "kinks", "ties")


@dataclass(frozen=True)
class Features:
    """One reading of an item: its derivation, and on which piece each function made of pieces is, as (function, slope)."""

    derivation: Derivation
    pieces: tuple[tuple[str, Fraction | None], ...]
    ties: int

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """The numbers that a requirement can be about."""
        kinks = sum(slope is None for _, slope in self.pieces)
        closed = sum(slope is not None and not slope for _, slope in self.pieces)
        return dict(zip(COUNTS, (closed, kinks, self.ties), strict=True))

    @cached_property
    def env(self) -> Mapping[Atom, Value]:
        """What a requirement can name: values, sizes and counts."""
        derived = self.derivation.values
        counts: dict[Atom, Value] = {Var(name): Fraction(count) for name, count in self.counts.items()}
        sizes = {Var(atom.name): value for atom, value in derived.items() if isinstance(atom, Size) and atom.units}
        return counts | sizes | dict(derived)

    @cached_property
    def horizon(self) -> int:
        """The last time of a value, from 1."""
        return max([1, *(atom.time for atom in self.derivation.values if isinstance(atom, Var) and isinstance(atom.time, int))])

    @cached_property
    def steps(self) -> tuple[tuple[str | Atom, str], ...]:
        """What is told of each step but its numbers."""
        return tuple((one.name if isinstance(one, Statement) else one.lhs, one.kind) for one in self.derivation.steps)

    @cached_property
    def gates(self) -> Mapping[tuple[str, Fraction | None], int]:
        """How often each function is on each of its pieces."""
        return Counter(piece for piece in self.pieces if piece[1] is not None)

    @cached_property
    def zeros(self) -> int:
        return sum(not x for value in self.derivation.values.values() for x in numbers(value))

    @property
    def kinks(self) -> int:
        return self.counts["kinks"]

    @property
    def every(self) -> Mapping[Feature, object]:
        """What all variants share."""
        return {feature: getattr(self, feature) for feature in FEATURES}

    def numbers(self, kind: str) -> Iterator[Number]:
        """All `answers`, forward `values`, `derivatives` or `results` (these and all others)."""
        asked = set(self.derivation.asked)
        for step in self.derivation.numbers:
            match kind:
                case "answers":
                    wanted = step.lhs in asked
                case "values":
                    wanted = isinstance(step.lhs, Var)
                case "derivatives":
                    wanted = isinstance(step.lhs, Partial | SecondDerivative)
                case _:
                    wanted = True
            if wanted:
                yield from numbers(step.value)


def features_of(item: Item, known: frozenset[str], memo: Memo) -> tuple[Features, ...]:
    """The features of each reading; none for a question in words. Raises InputErrors where these numbers have no solution."""
    with working_on(item.where):
        return tuple(_of_reading(item, reading, known, memo) for reading in item.readings)


def _of_reading(item: Item, reading: Reading, known: frozenset[str], memo: Memo) -> Features:
    asked = AskedItem(item, reading, known, memo)
    parts = [kind.derivation(query, asked) for kind, query in by_kind(item.queries)]
    return features_in(joined(parts) if parts else Derivation((), (), {}), item.conventions)


def features_in(derivation: Derivation, conventions: Conventions) -> Features:
    """The features of a derivation, confirmed or not."""
    if derivation.trace is None:
        return Features(derivation, (), 0)
    values = derivation.values
    return Features(derivation, tuple(_active_pieces(derivation.trace, values, conventions)), _ties(derivation.trace, values))


def _active_pieces(trace: Trace, values: Mapping[Atom, Value], conventions: Conventions) -> Iterator[tuple[str, Fraction | None]]:
    """Each function made of straight pieces of several slopes, with that of its argument; None at a kink."""
    for eqn in trace.eqns:
        match eqn.rhs:
            case Call(fn, (z, *literals)) if (pieces := FUNCTIONS[fn].pieces) and len(set(pieces.slopes())) > 1:
                constants = [one.value for one in literals if isinstance(one, Num)]
                for x in numbers(evaluate(z, values, {})):
                    slope = None if kink_at(fn, x) is not None else slope_at(fn, x, conventions, *constants)
                    yield fn, None if slope is None else Fraction(slope)


def _ties(trace: Trace, values: Mapping[Atom, Value]) -> int:
    """How many maxima and minima have several best arguments."""
    found = 0
    for eqn in trace.eqns:
        match eqn.rhs:
            case Call(fn, (arg,)) if base_and_axis(fn)[1] and (rule := array_function(fn)) and rule.ties:
                lines = rows_of(evaluate(arg, values, {}))
                lines = lines if fn.endswith("rows") else tuple(zip(*lines, strict=True))
                found += sum(len(tied_arguments(fn, line)) > 1 for line in lines)
            case Call(fn, args) if gives(fn) == "each":
                entries = [numbers(evaluate(arg, values, {})) for arg in args]
                most = max(map(len, entries))
                each = [one * most if len(one) == 1 else one for one in entries]  # a number goes with every entry
                found += sum(len(tied_arguments(fn, row)) > 1 for row in (zip(*each, strict=True) if len(args) > 1 else each))
            case Call(fn, args) if (rule := array_function(fn)) and rule.compared:
                windows = rule.compared(*(evaluate(arg, values, {}) for arg in args))
                found += sum(len(tied_arguments(rule.by_ties_of, window)) > 1 for window in windows)
    return found
