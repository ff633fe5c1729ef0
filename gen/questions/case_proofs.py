"""Proofs by cases: where functions made of straight lines follow one of these, what is left is a question of inequalities.

A case is proved where the claim's opposite and all that is known contradict each other: added up, with factors that are not negative, they
say that 0 is more than 0. What is added up is checked by plain addition. Products of two things that are known are known as well.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from gen.algebra.linear_inequalities import Constraint, Contradiction, Point, Sign, TooLong, decide, is_contradiction
from gen.algebra.polynomials import ONE, Polynomial, Quotient, TooManyTerms, constant, unknown
from gen.questions.exact_forms import Applied, Forms, NoForm, NoValue, Question, Side, Unknowns
from gen.questions.known_facts import (
    RISING,
    Known,
    Shown,
    ordered_facts,
    same_functions,
    bounded_power_facts,
    compared_facts,
    facts_of,
    signed_facts,
)

MAX_CASES = 48
MAX_FACTORS = 24  # known things of which products are made
MAX_DEGREE = 5
MAX_COLUMNS = 260

Relations = Sequence[tuple[Quotient, str, Quotient]]


@dataclass(frozen=True, slots=True)
class Case:
    """What was decided on the way to a case, in order, with what the proof of the claim rests on there.

    `impossible` is one in which what is assumed contradicts itself.
    """

    decisions: tuple[tuple[Quotient, Side], ...]
    rests_on: tuple[Shown, ...] = ()
    gap: Quotient | None = None
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """All cases of a claim that holds."""

    cases: tuple[Case, ...]

    @property
    def possible(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if not case.impossible)


@dataclass(frozen=True, slots=True)
class Open:
    """How far a proof came: the cases that are proved, the one that is not, and numbers for the unknowns with which it may fail."""

    proved: tuple[Case, ...]
    case: Case
    points: tuple[Mapping[int, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Assertion:
    """A claim with all that is assumed, under decisions: relations between forms."""

    claim: tuple[Quotient, str, Quotient]
    assumed: Relations
    forms: Forms


Look = Callable[[Mapping[Quotient, Side]], Assertion]
"""A claim under decisions. Raises NoValue, NoForm, TooManyTerms."""


def prove(look: Look, unknowns: Unknowns) -> Proof | Open:
    """Whether a claim holds in all cases. Raises NoForm, TooManyTerms, TooLong."""
    proved: list[Case] = []
    todo: list[tuple[tuple[Quotient, Side], ...]] = [()]
    while todo:
        decisions = todo.pop()
        if len(proved) > MAX_CASES:
            raise TooLong
        try:
            found = look(dict(decisions))
        except NoValue:
            continue  # the claim is about numbers for which both sides have a value
        state = _Case(found, decisions, unknowns)
        case = state.proved()
        if case:
            proved.append(case)
            continue
        question = next(iter(found.forms.open), None) or state.further_question()
        if question is None:
            return Open(tuple(proved), Case(decisions, gap=state.gap), tuple(state.points))
        todo += [_with(decisions, question.about, side) for side in reversed(_sides(question, dict(decisions)))]
    return Proof(tuple(proved))


def _sides(question: Question, decisions: Mapping[Quotient, Side]) -> tuple[Side, ...]:
    if question.about in decisions:
        return (">", "=")
    return (">", "=", "<") if question.strictly else (">=", "<")


def _with(decisions: tuple[tuple[Quotient, Side], ...], about: Quotient, side: Side) -> tuple[tuple[Quotient, Side], ...]:
    kept = tuple((key, value) for key, value in decisions if key != about)
    return (*kept, (about, side))


def constraint_of(left: Quotient, sign: str, right: Quotient) -> Constraint:
    """A relation other than != as a constraint."""
    gap = left - right if sign in (">", ">=", "=") else right - left
    signs: dict[str, Sign] = {">": ">", "<": ">", ">=": ">=", "<=": ">=", "=": "="}
    return Constraint(gap.top if sign == "=" else gap.sign, signs[sign])


def _alternatives(left: Quotient, sign: str, right: Quotient) -> list[Constraint]:
    """What a relation may mean: of != there are two ways."""
    if sign == "!=":
        return [constraint_of(left, ">", right), constraint_of(left, "<", right)]
    return [constraint_of(left, sign, right)]


OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class _Case:
    """One case while it is looked at."""

    def __init__(self, found: Assertion, decisions: tuple[tuple[Quotient, Side], ...], unknowns: Unknowns) -> None:
        self.found, self.decisions, self.unknowns = found, decisions, unknowns
        left, sign, right = found.claim
        self.gap = left - right
        self.points: list[Mapping[int, object]] = []
        ways = [_alternatives(*relation) for relation in found.assumed]
        self.ways = [
            [Known(one, shown=relation) for one, relation in zip(way, found.assumed, strict=True)] for way in product(*ways)
        ] or [[]]
        self.opposites = _alternatives(left, OPPOSITE[sign], right)
        self.general = [Known(constraint) for constraint in found.forms.domain]
        self.general += [
            Known(constraint_of(about, side, Quotient(constant(0))), shown=(about, side, Quotient(constant(0)))) for about, side in decisions
        ]
        self.facts = [fact for number in self.applied() for fact in facts_of(number, unknowns)]
        self.facts += compared_facts(self.applied(), unknowns)

    def applied(self) -> list[int]:
        """The functions that are left as they are, and those in their arguments."""
        found, todo = dict[int, None](), list(self.found.forms.used)
        while todo:
            number = todo.pop(0)
            origin = self.unknowns.origins[number]
            if number in found or not isinstance(origin, Applied):
                continue
            found[number] = None
            todo += sorted({x for arg in origin.args for x in (*arg.top.unknowns, *arg.bottom.unknowns)})
        return sorted(found)

    def proved(self) -> Case | None:
        """The case with what it rests on, if the claim follows."""
        rests_on: dict[Shown, None] = {}
        impossible = True
        for way in self.ways:
            known = self.with_signs([*self.general, *way, *self.facts])
            used = contradiction(known, (), thorough=False)
            if used is None:
                impossible = False
                for opposite in self.opposites:
                    if not opposite.left.terms and opposite.sign == ">":
                        continue
                    used = contradiction(known, (opposite,), thorough=not self.found.forms.open, points=self.points)
                    if used is None:
                        return None
                    rests_on |= dict.fromkeys(one.shown for one in used if one.shown is not None)
        return Case(self.decisions, tuple(rests_on), self.gap, impossible)

    def with_signs(self, known: list[Known]) -> list[Known]:
        """With what follows for functions from the signs of their arguments, the inner ones first."""
        for number in self.applied():
            origin = self.unknowns.origins[number]
            assert isinstance(origin, Applied)
            if origin.fn == "@":
                signs = [self.sign_of(arg, known, (">", ">=")) for arg in origin.args]
                sign = None if None in signs else ">" if set(signs) == {">"} else ">="
            else:
                sign = self.sign_of(origin.args[0], known, (">", "<", ">=", "<="))
            if sign:
                known = [*known, *signed_facts(number, self.unknowns, sign)]
            if origin.fn == "power" and self.is_bounded(origin.args[0], known):
                known = [*known, *bounded_power_facts(number)]
        for fn, one, other, by in same_functions(self.applied(), self.unknowns):
            sign = self.sign_of(by, known, (">", "<", ">=", "<=")) if fn in RISING else None
            if sign:
                known = [*known, *ordered_facts(fn, one, other, sign)]
        return known

    def sign_of(self, z: Quotient, known: Sequence[Known], signs: Sequence[str]) -> str | None:
        """What is known of the sign of an argument."""
        value = z.constant
        zero = Quotient(constant(0))
        for sign in signs:
            if value is not None:
                if {">": value > 0, "<": value < 0, ">=": value >= 0, "<=": value <= 0}[sign]:
                    return sign
            elif contradiction(known, (constraint_of(z, OPPOSITE[sign], zero),), thorough=not z.top.is_linear) is not None:
                return sign
        return None

    def is_bounded(self, z: Quotient, known: Sequence[Known]) -> bool:
        one = Quotient(ONE)
        outside = (constraint_of(z, ">", one), constraint_of(z, "<", -one))
        return all(contradiction(known, (constraint,), thorough=False) is not None for constraint in outside)

    def further_question(self) -> Question | None:
        """The sign of an argument of a smooth function, or of a value, that nothing decides: two or three of these at most."""
        decided = {about for about, _ in self.decisions}
        if len(decided) >= 6 or not self.gap.top.terms:
            return None
        asked = Counter(x for monomial, _ in self.gap.sign.terms if len(monomial) > 1 for x in monomial)
        for x in sorted(asked):
            z = Quotient(unknown(x))
            if z not in decided and not isinstance(self.unknowns.origins[x], Applied):
                return Question(z, strictly=False)
        return None


def contradiction(
    known: Sequence[Known], opposite: Sequence[Constraint], thorough: bool, points: list[Mapping[int, object]] | None = None
) -> tuple[Known, ...] | None:
    """What contradicts itself among all that is known together with the opposite of something; None if nothing is found.

    Products with the opposite are made as well, and where it is `thorough` all products. Numbers with which all holds, if each monomial is
    taken for a number of its own, are put among the `points`.
    """
    goal = [Known(constraint) for constraint in opposite]
    if any(_is_absurd(one.constraint) for one in goal):
        return ()
    columns = [*goal, *known]
    used = _decided(columns, points)
    if used is not None or all(one.constraint.left.is_linear for one in columns):
        return used
    used = _decided([*columns, *_products(goal, known), *_squares(columns)], None)
    if used is None and thorough:
        squares = list(_squares(columns))
        factors = [*columns, *(one for one in squares if len(one.constraint.left.terms) == 1)]
        products = list(_products(factors, factors))
        triples = _products(products, [one for one in known if one.shown]) if len(products) <= 40 else ()
        used = _decided([*columns, *squares, *products, *_multiples(columns), *triples], None)
    return used


def _is_absurd(constraint: Constraint) -> bool:
    value = constraint.left.constant
    return value is not None and not {">": value > 0, ">=": value >= 0, "=": value == 0}[constraint.sign]


def _products(some: Sequence[Known], others: Sequence[Known]) -> Iterator[Known]:
    """Products of two things that are known."""
    seen = set[Polynomial]()
    for one, other in product(some[:MAX_FACTORS], others[:MAX_FACTORS]):
        a, b = one.constraint, other.constraint
        if "=" in (a.sign, b.sign) or _degree(a.left) + _degree(b.left) > MAX_DEGREE or not a.left.unknowns or not b.left.unknowns:
            continue
        left = a.left * b.left
        if left not in seen:
            seen.add(left)
            yield Known(Constraint(left, ">" if a.sign == b.sign == ">" else ">="), parts=(one, other))


def _squares(columns: Sequence[Known]) -> Iterator[Known]:
    """Squares of unknowns, of their sums and of their differences, as far as products of two stand somewhere."""
    pairs = {monomial for one in columns for monomial, _ in one.constraint.left.terms if len(monomial) >= 2}
    inside = sorted({x for monomial in pairs for x in monomial})
    for x in inside:
        yield Known(Constraint(unknown(x) * unknown(x), ">="))
    for x, y in combinations(inside, 2):
        if (x, y) in pairs:
            for left in (unknown(x) - unknown(y), unknown(x) + unknown(y)):
                yield Known(Constraint(left * left, ">="))


def _multiples(columns: Sequence[Known]) -> Iterator[Known]:
    """Equations times what stands beside them."""
    monomials = sorted({monomial for one in columns for monomial, _ in one.constraint.left.terms if 1 <= len(monomial) <= 2})
    for one in columns:
        for monomial in monomials if one.constraint.sign == "=" else ():
            if one.constraint.left.terms and _degree(one.constraint.left) + len(monomial) <= MAX_DEGREE:
                yield Known(Constraint(one.constraint.left * Polynomial(((monomial, Fraction(1)),)), "="), parts=(one,))


def _degree(p: Polynomial) -> int:
    return max((len(monomial) for monomial, _ in p.terms), default=0)


def _decided(columns: Sequence[Known], points: list[Mapping[int, object]] | None) -> tuple[Known, ...] | None:
    """The columns that add up to a contradiction. Raises TooLong."""
    left = columns if points is not None else _without_loners(columns)
    if len(left) > MAX_COLUMNS:
        return None
    constraints = [one.constraint for one in left]
    found = decide(constraints)
    if isinstance(found, Point):
        if points is not None:
            points.append({monomial[0]: value for monomial, value in found.values.items() if len(monomial) == 1})
        return None
    if not is_contradiction(constraints, found):
        raise TooLong  # pragma: no cover
    return tuple(dict.fromkeys(source for i in found.factors for source in left[i].sources))


def _without_loners(columns: Sequence[Known]) -> list[Known]:
    """Without inequalities that have a monomial which nothing cancels: no sum of theirs is a number."""
    left = list(columns)
    while True:
        above, below = set[object](), set[object]()
        below.add(())
        above.add(())
        for one in left:
            for monomial, factor in one.constraint.left.terms:
                if factor > 0 or one.constraint.sign == "=":
                    above.add(monomial)
                if factor < 0 or one.constraint.sign == "=":
                    below.add(monomial)
        kept = [one for one in left if all(m in above and m in below for m, _ in one.constraint.left.terms)]
        if len(kept) == len(left):
            return kept
        left = kept
