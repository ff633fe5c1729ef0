"""Values that a sheet states against those derived: how the right ones were rounded, and one finding for each cause of wrong ones.

Values are judged in the order of the derivation. One that is wrong but follows from earlier wrong ones, put in the place of those
derived as a printed value is, is no cause: the finding of its cause names it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import permutations

from gen.algebra.arrays import Value, array, numbers, shape_of
from gen.algebra.expr import Atom, LocalDerivative, Num, Partial, Var, atoms, walk
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.printer import text
from gen.algebra.rounding import shown_text
from gen.calculus import evaluate
from gen.findings.published_answers import PublishedValue
from gen.findings.published_lines import is_line_of, line_total, term_difference
from gen.findings.published_number import HOW, decimal_places, how_rounded, rounding_slack, true_value_text
from gen.messages.errors import Finding, MathError
from gen.messages.sentences import Listed, Message, Slot, lazy_message
from gen.model.derivation import Derivation
from gen.model.problem import Item
from gen.model.solved import HowRounded, RightNumber

MOST = 4  # entries of an array that a message names


@dataclass(slots=True)
class _Cause:
    """What is wrong with a value, and the names of those that follow from it. One that `moves` others is wrong as a number."""

    value: PublishedValue
    message: Message
    moves: bool = True
    followers: list[str] = field(default_factory=list)

    def finding(self) -> Finding:
        values = Listed(tuple(f"`{name}`" for name in self.followers))
        message = self.message
        if len(self.followers) == 1:
            message = lazy_message("{finding}; {values} follows from it", finding=message, values=values)
        elif self.followers:
            message = lazy_message("{finding}; {values} follow from it", finding=message, values=values)
        return Finding(self.value.where, message, self.value.key)


def judge_values(
    values: Sequence[PublishedValue], derivation: Derivation, item: Item, shown: NumberFormat
) -> tuple[tuple[Finding, ...], tuple[RightNumber, ...]]:
    """The causes of what is wrong among the values of a sheet, and what is right. `derivation` has all that they are about."""
    judge = _Comparison(values, derivation, item, shown)
    for value in judge.values:
        judge.compare(value)
    return tuple(cause.finding() for cause in judge.causes), tuple(judge.right)


def summary(right: Collection[RightNumber]) -> str:
    """`published: 12 numbers right (4 exact, 7 rounded, 1 cut off)`."""
    counts = {how: sum(one.how == how for one in right) for how in HOW}
    listed = ", ".join(f"{count} {how}" for how, count in counts.items() if count)
    return f"published: {len(right)} number{'' if len(right) == 1 else 's'} right ({listed})"


class _Comparison:
    """Goes through the values in the order of their derivation."""

    def __init__(self, values: Sequence[PublishedValue], derivation: Derivation, item: Item, shown: NumberFormat) -> None:
        self.derivation, self.item, self.shown = derivation, item, shown
        self.steps = {step.lhs: step for step in derivation.numbers}
        places = {lhs: k for k, lhs in enumerate(self.steps)}
        self.values = sorted(values, key=lambda value: places.get(value.whole, -1))
        # A reading with printed values derives its answers from these, right or wrong.
        self.as_printed = bool(item.readings) and item.readings[0].values == "printed"
        self.roots = _paired(values, derivation)
        self.causes: list[_Cause] = []
        self.right: list[RightNumber] = []
        self.runs: dict[object, Mapping[Atom, Value]] = {}
        self.above: dict[Atom, frozenset[Atom]] = {}

    def compare(self, value: PublishedValue) -> None:
        """Right, a cause, or what follows from one."""
        true = self.true_numbers(value)
        hows = self.roundings(value, true)
        if value.other and None in hows:
            other = replace(value, entries=value.other, turned=True)
            if None not in (exchanged := self.roundings(other, self.true_numbers(other))):
                value, hows = other, exchanged
        if None in hows:
            self.record_wrong(value, true, hows)
        elif value.turned:
            self.causes.append(
                _Cause(value, lazy_message("`{name}` is stated with rows and columns exchanged", name=value.name), moves=False)
            )
        elif terms := self.terms(value):
            self.causes.append(_Cause(value, terms, moves=False))
        else:
            self.right += [RightNumber(value.where, name, how) for name, how in zip(value.names, hows, strict=True) if how]

    def record_wrong(self, value: PublishedValue, true: Sequence[Number], hows: Sequence[HowRounded | None]) -> None:
        """What follows from an earlier cause, or a cause of its own."""
        causes = [cause for cause in self.causes if cause.moves and self.is_above(cause.value, value)]
        before = [one for one in self.values if self.is_above(one, value)]
        subsets = [causes, *([cause] for cause in causes), *([c for c in causes if c is not cause] for cause in causes)]
        for subset in subsets:
            if subset and self.follows(value, [cause.value for cause in subset]):
                subset[-1].followers.append(value.name)
                return
        if causes and len(value.numbers) > 1:
            hows = [how or other for how, other in zip(hows, self.followed(value, [cause.value for cause in causes]), strict=True)]
        if self.follows(value, before):
            if causes:
                causes[-1].followers.append(value.name)
                return
            message = lazy_message("{finding}; it follows from the rounded values before it", finding=self.message(value, true, hows))
        else:
            message = self.message(value, true, hows)
        self.causes.append(_Cause(value, message))

    # Numbers ----------------------------------------------------------------------------------------------------------

    def true_numbers(self, value: PublishedValue) -> tuple[Number, ...]:
        """What the derivation gives for the entries of a value."""
        return (self.roots[value.whole],) if value.whole in self.roots else _entries(value, self.run(value, ()))

    def roundings(self, value: PublishedValue, true: Sequence[Number]) -> list[HowRounded | None]:
        """How each number of a value came out of the true one."""
        if value.chain:
            stated, off = line_total(value.chain, _all_numbers(self.run(value, ())))
            how = how_rounded("", Fraction(stated), true[0], off)
            return ["rounded" if how is None and self.has_terms(value) else "rounded" if how == "within the tolerance" else how]
        tolerance = self.item.tolerance
        largest = max((abs(Fraction(x)) for x in true), default=Fraction(0))
        within = tolerance.value * (largest if tolerance.relative else 1) if tolerance else None
        return [how_rounded(typed, stated, x, within) for typed, stated, x in zip(value.texts, value.numbers, true, strict=True)]

    def has_terms(self, value: PublishedValue) -> bool:
        """Whether a line of numbers has the terms of the derivation."""
        step = self.steps.get(value.whole)
        return bool(value.chain and step and is_line_of(value.chain, step, self.run(value, ())))

    def terms(self, value: PublishedValue) -> Message | None:
        """Where a line with the right sum has other terms than the derivation."""
        step = self.steps.get(value.whole)
        if not value.chain or not step or self.has_terms(value) or value.name != text(value.whole):
            return None
        return term_difference(value.name, value.chain, step, self.run(value, ()), self.shown)

    def follows(self, value: PublishedValue, earlier: Sequence[PublishedValue]) -> bool:
        """Whether a value is what the derivation gives with earlier ones as stated, to a unit of its last digit."""
        return bool(earlier) and None not in self.followed(value, earlier)

    def followed(self, value: PublishedValue, earlier: Sequence[PublishedValue]) -> list[HowRounded | None]:
        """How each number comes out of the derivation with earlier ones as stated; one may be off by a unit of its last digit."""
        run = self.run(value, tuple(earlier))
        if value.whole not in run:
            return [None] * len(value.entries)
        found = _entries(value, run)
        if value.chain:
            stated, off = line_total(value.chain, _all_numbers(run))
            return [how_rounded("", Fraction(stated), found[0], off)]
        return [
            how_rounded(typed, x, other, rounding_slack(typed)) for typed, x, other in zip(value.texts, value.numbers, found, strict=True)
        ]

    def run(self, value: PublishedValue, stated: tuple[PublishedValue, ...]) -> Mapping[Atom, Value]:
        """The values of the derivation as they come out with some `stated` ones in place of those derived; up to where there are none.

        Those of a reading with printed values stand in place where an answer is judged.
        """
        put_in = self.as_printed and not value.is_printed
        if not stated and put_in == self.as_printed:
            return self.derivation.values
        key = (put_in, *(one.key for one in stated))
        if key not in self.runs:
            self.runs[key] = dict(self.rerun(put_in, stated))
        return self.runs[key]

    def rerun(self, put_in: bool, stated: Sequence[PublishedValue]) -> Iterator[tuple[Atom, Value]]:
        values = {atom: value for atom, value in self.derivation.values.items() if atom not in self.steps}
        yield from values.items()
        for step in self.steps.values():
            try:
                value = evaluate(step.planned.rhs, values, self.item.conventions)
            except MathError:
                return
            if put_in and isinstance(step.lhs, Var) and step.lhs in self.item.printed:
                value = self.item.printed[step.lhs].value
            for one in stated:
                value = _put(one, value) if one.whole == step.lhs else value
            values[step.lhs] = value
            yield step.lhs, value

    def is_above(self, one: PublishedValue, other: PublishedValue) -> bool:
        """Whether another value is derived from one; not from a printed one that the reading has in place anyway."""
        in_place = self.as_printed and one.is_printed and not other.is_printed
        return not in_place and one.whole in self.sources(other.whole)

    def sources(self, whole: Atom) -> frozenset[Atom]:
        """All that a value is derived from."""
        if whole not in self.above:
            found, todo = set[Atom](), [whole]
            while todo:
                step = self.steps.get(todo.pop())
                new = {above for atom in atoms(step.planned.rhs) for above in _wholes(atom)} - found if step else set()
                found |= new
                todo += new
            self.above[whole] = frozenset(found)
        return self.above[whole]

    # Words ------------------------------------------------------------------------------------------------------------

    def message(self, value: PublishedValue, true: Sequence[Number], hows: Sequence[HowRounded | None]) -> Message:
        """Both sides of a wrong value: the text of the sheet and what is derived."""
        if value.chain:
            stated = line_total(value.chain)[0]
            decimals = any(isinstance(part, Num) and decimal_places(part.text) is not None for part in walk(value.chain))
            shown = shown_text(stated, replace(self.shown, fractions="none" if decimals else self.shown.fractions))
            return lazy_message(
                "`{name}` is printed as `{printed}`, which is `{total}`; the derivation gives `{derived}`",
                name=value.name,
                printed=value.texts[0],
                total=shown,
                derived=true_value_text(true[0], shown, Fraction(stated), self.shown),
            )
        disputed = [
            (name, typed, true_value_text(x, typed, stated, self.shown))
            for name, typed, stated, x, how in zip(value.names, value.texts, value.numbers, true, hows, strict=True)
            if how is None
        ]
        if len(value.numbers) == 1:
            ((_, printed, derived),) = disputed
            if value.is_printed:
                both = {"printed": printed, "true": derived}
                return lazy_message("`{name}` is printed as `{printed}`, but the equations give `{true}`", name=value.name, **both)
            both = {"printed": printed, "derived": derived}
            return lazy_message("`{name}` is printed as `{printed}`; the derivation gives `{derived}`", name=value.name, **both)
        listed: list[Slot] = [
            lazy_message("`{name}` is `{derived}`, not `{printed}`", name=name, printed=printed, derived=derived)
            for name, printed, derived in disputed[:MOST]
        ]
        if len(disputed) > MOST:
            listed.append(lazy_message("{count} further entries are wrong", count=str(len(disputed) - MOST)))
        return lazy_message("in what is printed for `{name}`, {entries}", name=value.name, entries=Listed(tuple(listed)))


def _paired(values: Iterable[PublishedValue], derivation: Derivation) -> dict[Atom, Number]:
    """Eigenvalues in the order in which a sheet has them, if they are right in some order."""
    roots = [numbers(value)[0] for atom, value in derivation.values.items() if _is_root(atom)]
    stated = [value for value in values if _is_root(value.whole) and not value.chain]
    for order in permutations(roots, len(stated)):
        if all(how_rounded(one.texts[0], one.numbers[0], x) for one, x in zip(stated, order, strict=True)):
            return {one.whole: x for one, x in zip(stated, order, strict=True)}
    return {}


def _is_root(atom: Atom) -> bool:
    return isinstance(atom, Var) and atom.name.startswith("lambda_") and atom.time is None and not atom.index


def _entries(value: PublishedValue, values: Mapping[Atom, Value]) -> tuple[Number, ...]:
    """The numbers that a value should be, in the order in which it states them."""
    whole = numbers(values[value.whole])
    return tuple(whole[entry] for entry in value.entries)


def _all_numbers(values: Mapping[Atom, Value]) -> list[Number]:
    return list(dict.fromkeys(x for value in values.values() for x in numbers(value)))


def _put(value: PublishedValue, whole: Value) -> Value:
    """The derived value with the stated entries."""
    flat, columns = list(numbers(whole)), shape_of(whole)[1]
    stated: Sequence[Number] = (line_total(value.chain)[0],) if value.chain else value.numbers
    for entry, x in zip(value.entries, stated, strict=True):
        flat[entry] = x
    return array(flat[k : k + columns] for k in range(0, len(flat), columns))


def _wholes(atom: Atom) -> Iterator[Atom]:
    """An atom, and what it may be a part of."""
    yield atom
    match atom:
        case Var():
            yield atom.whole
        case LocalDerivative(fn, arg, among):
            yield LocalDerivative(fn, arg.whole, tuple(one.whole if isinstance(one, Var) else one for one in among))
        case Partial(of, wrt):
            yield from (Partial(of, wrt.whole), Partial(of.whole, wrt), Partial(of.whole, wrt.whole))
