"""Proofs by cases: where functions made of straight lines follow one of these, what is left is a question of inequalities.

A case is proved where the claim's opposite and all that is known contradict each other: added up, with factors that are not negative, they
say that 0 is more than 0. What is added up is checked by plain addition. Products of two things that are known are known as well.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from gen.algebra.linear_inequalities import Constraint, TooLong
from gen.algebra.polynomials import ONE, Quotient, constant, unknown
from gen.model.source import OPPOSITE, relation_holds
from gen.questions.contradictions import constraint_of, contradiction
from gen.questions.exact_forms import Forms
from gen.questions.known_facts import (
    RISING,
    Known,
    Shown,
    bounded_power_facts,
    compared_facts,
    facts_of,
    ordered_facts,
    same_functions,
    signed_facts,
)
from gen.questions.unknowns import Applied, NoValue, Question, Side, Unknowns

MAX_CASES = 48
FEW = 24  # known things of which products are tried before more cases

Relations = Sequence[tuple[Quotient, str, Quotient]]


@dataclass(frozen=True, slots=True)
class Case:
    """What was decided on the way to a case, in order, with the facts and the numbers of the assumptions on which the proof rests there.

    `forced` decisions follow from assumptions, by their numbers: they leave no other case. An `impossible` case is one in which what is
    assumed contradicts itself.
    """

    decisions: tuple[tuple[Quotient, Side], ...] = ()
    facts: tuple[Shown, ...] = ()
    assumptions: tuple[int, ...] = ()
    impossible: bool = False
    forced: tuple[tuple[Quotient, tuple[int, ...]], ...] = ()

    @property
    def conditions(self) -> tuple[tuple[Quotient, Side], ...]:
        """What tells it from other cases."""
        forced = dict(self.forced)
        return tuple((about, side) for about, side in self.decisions if about not in forced)


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
    points: tuple[Mapping[int, Fraction], ...] = ()


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
    todo = [Case()]
    while todo:
        way = todo.pop()
        if len(proved) > MAX_CASES:
            raise TooLong
        try:
            found = look(dict(way.decisions))
        except NoValue:
            continue  # the claim is about numbers for which both sides have a value
        state = _Case(found, way, unknowns)
        forced = next(((one, only) for one in found.forms.open if (only := state.forced(one))), None)
        if forced:
            todo.append(_with(way, forced[0].about, *forced[1]))
            continue
        by_cases = found.claim[1] == "=" and found.forms.open and state.gap.top.terms  # that says more than inequalities both ways
        if not by_cases and (case := state.proved()):
            proved.append(case)
            continue
        question = next(iter(found.forms.open), None) or state.further_question()
        if question is None:
            return Open(tuple(proved), way, tuple(state.points))
        todo += [_with(way, question.about, side) for side in reversed(_sides(question, dict(way.decisions)))]
    return Proof(tuple(proved))


def _sides(question: Question, decisions: Mapping[Quotient, Side]) -> tuple[Side, ...]:
    if question.about in decisions:
        return (">", "=")
    return (">", "=", "<") if question.strictly else (">=", "<")


def _with(way: Case, about: Quotient, side: Side, because: tuple[int, ...] | None = None) -> Case:
    kept = tuple((key, value) for key, value in way.decisions if key != about)
    forced = tuple((key, numbers) for key, numbers in way.forced if key != about)
    return Case((*kept, (about, side)), forced=forced if because is None else (*forced, (about, because)))


def _alternatives(left: Quotient, sign: str, right: Quotient) -> list[Constraint]:
    """What a relation may mean: of != there are two ways."""
    if sign == "!=":
        return [constraint_of(left, ">", right), constraint_of(left, "<", right)]
    return [constraint_of(left, sign, right)]


class _Case:
    """One case while it is looked at."""

    def __init__(self, found: Assertion, way: Case, unknowns: Unknowns) -> None:
        self.found, self.way, self.unknowns = found, way, unknowns
        left, sign, right = found.claim
        self.gap = left - right
        self.points: list[Mapping[int, Fraction]] = []
        ways = [_alternatives(*relation) for relation in found.assumed]
        self.ways = [[Known(one, assumed=number) for number, one in enumerate(way)] for way in product(*ways)] or [[]]
        self.opposites = _alternatives(left, OPPOSITE[sign], right)
        self.general = [Known(constraint) for constraint in (*found.forms.domain, *found.forms.squares)]
        self.general += [Known(constraint_of(about, side, Quotient(constant(0)))) for about, side in way.decisions]
        self.facts = [fact for number in self.applied() for fact in facts_of(number, unknowns)]
        self.facts += compared_facts(self.applied(), unknowns)

    def forced(self, question: Question) -> tuple[Side, tuple[int, ...]] | None:
        """The one side on which something can be, and the assumptions that say so."""
        if len(self.ways) > 1:
            return None
        found = self.sign_of(question.about, [*self.general, *self.ways[0], *self.facts], (">", "<", ">=", "<="))
        if not found or found[0] == "<=" or (found[0] == ">=" and (question.strictly or question.about in dict(self.way.decisions))):
            return None
        side: Side = ">" if found[0] == ">" else ">=" if found[0] == ">=" else "<"
        return side, tuple(sorted({number for one in found[1] for number in one.assumptions}))

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
        facts, assumptions = dict[Shown, None](), set[int]()
        impossible = True
        for way in self.ways:
            known = self.with_signs([*self.general, *way, *self.facts])
            used = contradiction(known, (), 0)
            if used is None:
                impossible = False
                for opposite in self.opposites:
                    if not opposite.left.terms and opposite.sign == ">":
                        continue
                    used = self.refuted(opposite, known)
                    if used is None:
                        return None
                    facts |= dict.fromkeys(one.shown for one in used if one.shown is not None)
                    assumptions.update(number for one in used for number in one.assumptions)
        assumptions.update(number for _, numbers in self.way.forced for number in numbers)
        return replace(self.way, facts=tuple(facts), assumptions=tuple(sorted(assumptions)), impossible=impossible)

    def refuted(self, opposite: Constraint, known: Sequence[Known]) -> tuple[Known, ...] | None:
        """What contradicts the opposite of the claim, without rarer facts if that is enough."""
        depth = 2 if not self.found.forms.open or len(known) <= FEW else 1
        usual = [one for one in known if not one.rare]
        used = contradiction(usual, (opposite,), depth, self.points)
        return used if used is not None or len(usual) == len(known) else contradiction(known, (opposite,), depth)

    def with_signs(self, known: list[Known]) -> list[Known]:
        """With what follows for functions from the signs of their arguments, the inner ones first."""
        for number in self.applied():
            origin = self.unknowns.origins[number]
            assert isinstance(origin, Applied)
            if origin.fn == "@":
                signs = [self.sign_of(arg, known, (">", ">=")) for arg in origin.args]
                told = [one for one in signs if one]
                sign = None if len(told) < len(signs) else ">" if {one for one, _ in told} == {">"} else ">="
                because = tuple(one for _, used in told for one in used)
            else:
                sign, because = self.sign_of(origin.args[0], known, (">", "<", ">=", "<=")) or (None, ())
            if sign:
                known = [*known, *(replace(one, because=because) for one in signed_facts(number, self.unknowns, sign))]
            if origin.fn == "power" and (used := self.bounds(origin.args[0], known)) is not None:
                known = [*known, *(replace(one, because=used) for one in bounded_power_facts(number))]
        for fn, one, other, by in same_functions(self.applied(), self.unknowns):
            found = self.sign_of(by, known, (">", "<", ">=", "<=")) if fn in RISING else None
            if found:
                known = [*known, *(replace(fact, because=found[1]) for fact in ordered_facts(fn, one, other, found[0]))]
        return known

    def sign_of(self, z: Quotient, known: Sequence[Known], signs: Sequence[str]) -> tuple[str, tuple[Known, ...]] | None:
        """What is known of the sign of an argument, strictly if it can be told, and what it follows from."""
        value = z.constant
        if value is not None:
            sign = next((sign for sign in (">", "<", ">=", "<=") if sign in signs and relation_holds(sign, value < 0, value == 0)), None)
            return (sign, ()) if sign else None
        for weak, strict in ((">=", ">"), ("<=", "<")):
            if weak in signs and (used := self._follows(z, weak, known)) is not None:
                strictly = self._follows(z, strict, known)
                return (weak, used) if strictly is None else (strict, strictly)
        return None

    def _follows(self, z: Quotient, sign: str, known: Sequence[Known]) -> tuple[Known, ...] | None:
        opposite = (constraint_of(z, OPPOSITE[sign], Quotient(constant(0))),)
        used = contradiction(known, opposite, 0)
        if used is None and not z.top.is_linear:
            near = [one for one in known if one.constraint.left.unknowns <= z.sign.unknowns]
            used = contradiction(near, opposite, 2)
        return used

    def bounds(self, z: Quotient, known: Sequence[Known]) -> tuple[Known, ...] | None:
        """What tells that something is between -1 and 1."""
        one = Quotient(ONE)
        below, above = (contradiction(known, (constraint_of(z, sign, end),), 0) for sign, end in (("<", -one), (">", one)))
        return None if below is None or above is None else (*below, *above)

    def further_question(self) -> Question | None:
        """The sign of an argument of a smooth function, or of a value, that nothing decides: two or three of these at most."""
        decided = {about for about, _ in self.way.decisions}
        if len(decided) >= 6 or not self.gap.top.terms:
            return None
        asked = Counter(x for monomial, _ in self.gap.sign.terms if len(monomial) > 1 for x in monomial)
        for x in sorted(asked):
            z = Quotient(unknown(x))
            if z not in decided and not isinstance(self.unknowns.origins[x], Applied):
                return Question(z, strictly=False)
        return None
