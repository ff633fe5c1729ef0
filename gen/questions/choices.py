"""Questions with options: which are right is worked out where it can be, and is the author's word where it cannot.

An option is right if its claim is true, if it is what is asked, or if no other option is right. Exactly one is right where one box is to
be ticked, and no two are the same; of a draw of numbers for which that fails there is no variant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr, Num
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import text
from gen.algebra.rounding import as_typed
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.choice import Choice, ChoiceAnswer, ChoiceForm, Clash, Option, OptionVerdict, letter
from gen.model.derivation import Derivation, Statement, joined
from gen.model.problem import Inline, Item, sentence_inline
from gen.model.queries import Query
from gen.model.source import OPPOSITE, Relation, Use
from gen.model.verified import Check, Verified
from gen.questions.claims import CLAIM, ClaimQuery
from gen.questions.comparison import compare_values, failing_entry, further_down
from gen.questions.formulas import FormulaQuery
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.questions.option_formulas import equal_formulas, without_formula
from gen.questions.option_numbers import Env, Workings, is_of_numbers, is_what_is_asked, look_alike, typed_value, value_in
from gen.questions.option_statements import reasons, slip_words, ticks
from gen.questions.option_twins import twins
from gen.verify import OPTIONS, verify_option, verify_ticks

_FORMS: dict[str, ChoiceForm] = {"choose one": "one", "choose all": "all", "true or false": "statements"}
ONE_RIGHT, SOME_RIGHT, NO_TWINS = "one option is right", "an option is right", "no two options are the same"

Pieces = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class ChoiceQuery(Query):
    """`choose one`, `choose all` or `true or false`: answered by ticks alone, for which a sheet needs no frame."""

    choice: Choice
    kind: ClassVar[str] = "choice"
    framed: ClassVar[bool] = False

    @property
    def uses(self) -> tuple[Use, ...]:
        return self.choice.uses

    @property
    def ticked(self) -> Choice:
        return self.choice

    def with_ticked(self, choice: object) -> "ChoiceQuery":
        return replace(self, choice=choice) if isinstance(choice, Choice) else self


@dataclass(frozen=True, slots=True)
class ReasonedChoice(ChoiceQuery):
    """The same `with a reason`, which is written into a frame."""

    lines_per_point: ClassVar[float] = 3
    in_words: ClassVar[bool] = True
    has_verdict: ClassVar[bool] = True
    framed: ClassVar[bool] = True


def _read(written: WrittenQuestion) -> list[ChoiceQuery]:
    form = _FORMS[" ".join(written.match["form"].split())]
    of_kind = ReasonedChoice if written.match["reason"] else ChoiceQuery
    return [of_kind(Choice(form, written.text.where), where=written.text.where)]


def _answer(query: ChoiceQuery, asked: AskedItem) -> Verified:
    """The right options with what shows it. Raises InputErrors where there are too many or too few, or two are the same."""
    choice = query.choice
    judging = _Judging(choice, Workings(asked, confirmed=True))
    answer = judging.answer()
    if answer.clashes:
        raise InputErrors([InputError(one.where, one.message, one.hint) for one in answer.clashes])
    verify_ticks(choice.form, answer, choice.options)
    again = sum(judging.verify(option, verdict) for option, verdict in zip(choice.options, answer.options, strict=True))
    checks = (*judging.workings.checks, *([Check(OPTIONS, again)] if again else []))
    return Verified(judging.derivation(answer), checks)


def _derive(query: ChoiceQuery, asked: AskedItem) -> Derivation:
    judging = _Judging(query.choice, Workings(asked, confirmed=False))
    return judging.derivation(judging.answer())


class _Judging:
    """Judges the options of one question.

    `asked` is what options may answer, by the questions for it, `env` has the values of the names in options, and `told` is how both are
    computed.
    """

    def __init__(self, choice: Choice, workings: Workings) -> None:
        self.choice, self.options, self.workings, self.item = choice, choice.options, workings, workings.asked.item
        self.told: list[Derivation] = []
        self.clashes: list[Clash] = []
        self.asked = dict(self._asked())
        parts = [part for option in self.options if not option.slip for part in _parts(option, self.item)]
        self.env, computed = workings.env(parts, self.item)
        if computed and not self.told:
            self.told.append(computed)
        self.equal: list[tuple[int, int]] = []
        self.formulas = self._formulas()

    @property
    def shown(self) -> NumberFormat:
        return self.workings.asked.shown

    def _asked(self) -> Iterator[tuple[object, tuple[Atom, Value]]]:
        """The numbers that are asked for; formulas are worked out beside them."""
        questions = list({one.right.asked.same: one.right.asked for one in self.options if one.right.asked}.values())
        for together in self.workings.together(questions):
            derivation = self.workings.answered(together, self.item)
            self.told.append(derivation)
            for question, atom in zip(together, derivation.asked, strict=False):
                yield question.same, (atom, derivation.values[atom])

    def _formulas(self) -> dict[int, bool]:
        """Which options are the formula that each asks for."""
        found: dict[int, bool] = {}
        groups: dict[object, list[int]] = {}
        for i, option in enumerate(self.options):
            if isinstance(option.right.asked, FormulaQuery):
                if option.formula is None:
                    raise without_formula(option)
                groups.setdefault(option.right.asked.same, []).append(i)
        for places in groups.values():
            question = self.options[places[0]].right.asked
            assert isinstance(question, FormulaQuery)
            right, equal = equal_formulas([self.options[i] for i in places], question, self.item, self.workings)
            found |= dict(zip(places, right, strict=True))
            self.equal += [(places[i], places[j]) for i, j in equal]
        return found

    def answer(self) -> ChoiceAnswer:
        """The verdict on each option, and what is wrong with them together. Raises InputErrors."""
        found = [None if option.right.is_no_other else self.verdict(i, option) for i, option in enumerate(self.options)]
        none = not any(verdict.right for verdict in found if verdict)
        whole = tuple(verdict or self.of_no_other(i, none) for i, verdict in enumerate(found))
        self.clashes += [*_miscounted(self.choice, whole), *self.twins(whole)]
        return ChoiceAnswer(self.choice.form, whole, tuple(self.clashes))

    def of_no_other(self, i: int, right: bool) -> OptionVerdict:
        why = (sentence_inline("None of the other options is right."),) if right else ()
        number, env = self.number(self.options[i])
        return OptionVerdict(letter(i), right, False, self.printed(self.options[i], number), why, env, number)

    def verdict(self, i: int, option: Option) -> OptionVerdict:
        """Of one option; what is printed has its numbers. Raises InputErrors."""
        right = option.right
        number, env = self.number(option)
        shown = self.printed(option, number)
        if right.typed is not None:
            return OptionVerdict(letter(i), right.typed, True, shown, (), env, number)
        if right.claim and is_of_numbers(right.claim, self.item):
            return self.of_numbers(letter(i), right.claim, shown, option.where)
        if right.claim:
            return self.of_claim(letter(i), right.claim, shown)
        if i in self.formulas:
            return OptionVerdict(letter(i), self.formulas[i], False, shown)
        if number is None or right.asked is None or right.asked.same not in self.asked:
            message = "a number is asked for, and this option is none"
            raise InputErrors([InputError(option.where, message, "write 'value: ...', or say whether it is right: yes or no")])
        return self.of_value(letter(i), option, shown, number, env)

    def number(self, option: Option) -> tuple[Value | None, Env]:
        """The value of an option, if it is one, and the numbers that it is made of. Raises InputErrors."""
        asked = option.right.asked
        item = option.slip.made_in(self.item) if option.slip else self.item
        if option.typed:
            known = self.asked.get(asked.same) if asked else None
            return (typed_value(option, known[1]) if known else option.typed.value), self.env
        if option.value is None:
            return (self.workings.number(asked, item)[1] if asked and option.slip else None), self.env
        env = self.workings.env([(option.value.expr, option.where)], item)[0] if option.slip else self.env
        return value_in(option.value.expr, env, item, option.where), env

    def printed(self, option: Option, number: Value | None) -> Pieces:
        """What a sheet has of an option: its text with numbers put in, or its value, as its author typed it if that is a number."""
        if number is None:
            return tuple(_filled(piece, self.env, self.item, option.where) for piece in option.shown)
        typed = option.typed and number == option.typed.value
        put = as_typed(number, option.typed.texts) if option.typed and typed else number
        e = option.value.expr if option.value else Num(number if isinstance(number, Fraction) else Fraction(0))
        return (Inline("value", "", e, values={e: put}),)

    def of_value(self, label: str, option: Option, shown: Pieces, number: Value, env: Env) -> OptionVerdict:
        """Whether a value is what is asked: equal to it, or as an author has rounded it."""
        assert option.right.asked
        atom, value = self.asked[option.right.asked.same]
        right = is_what_is_asked(option, number, value)
        if not right and look_alike((option.typed is not None, number), (False, value), self.shown):
            message = f"option {label} is printed like {text(atom)}, and is another number"
            self.clashes.append(Clash(NO_TWINS, option.where, message, "show more digits under 'shown', or take another one"))
        why: Pieces = ()
        if right:
            why = (Inline("relation", "=", chain=(atom,), values={atom: value}),)
        elif option.slip:
            why = () if option.reason else slip_words(option.slip)
            env = {**env, **{var: option.slip.item.given[var].value for var in option.slip.given}}
        elif option.value and not isinstance(option.value.expr, Num):
            why = (Inline("relation", "=", chain=(option.value.expr,), values={**env, option.value.expr: number}),)
        return OptionVerdict(label, right, False, shown, why, {**self.env, **env, atom: value} if right else env, number, (atom, value))

    def of_numbers(self, label: str, claim: Relation, shown: Pieces, where: Location) -> OptionVerdict:
        """The verdict on a relation between numbers of the item."""
        chain = (claim.left.expr, claim.right.expr)
        left, right = (value_in(side, self.env, self.item, where) for side in chain)
        true = compare_values(claim.text, claim.sign, left, right, where)
        values: dict[Expr, Value] = {chain[0]: left, chain[1]: right}
        if not true and claim.sign != "=":
            chain, entries = failing_entry(chain, (left, right), claim.sign, where)
            values.update(entries.items())
        why = Inline("relation", claim.sign if true else OPPOSITE[claim.sign], chain=chain, values=values | dict(self.env.items()))
        return OptionVerdict(label, true, False, shown, (why, *further_down([why], self.shown)), self.env)

    def of_claim(self, label: str, claim: Relation, shown: Pieces) -> OptionVerdict:
        """The verdict on a claim that is decided as one that is asked for. Raises InputErrors where it is undecided."""
        asked = self.workings.with_item(self.item)
        if asked.reading is None:
            raise InputErrors([InputError(claim.where, "a claim needs a cell", "name it under 'cell'")])
        found = CLAIM.answer(ClaimQuery(claim, where=claim.where), asked)
        self.workings.checks += found.checks
        said = [step.pieces for step in found.derivation.steps if isinstance(step, Statement) and step.kind == "reason"]
        why = tuple(piece for pieces in said for piece in (*pieces, Inline("text", " ")))[:-1]
        true = any(not isinstance(one, Atom) and one.value is True for one in found.derivation.answers)
        return OptionVerdict(label, true, False, shown, why, found.derivation.values)

    def verify(self, option: Option, verdict: OptionVerdict) -> int:
        """How many numbers of an option were found again by definitions. Raises VerificationError."""
        item = option.slip.made_in(self.item) if option.slip else self.item
        numeric = option.right.claim is not None and is_of_numbers(option.right.claim, self.item)
        return verify_option(option, verdict, verdict.values, item.conventions, numeric)

    def twins(self, verdicts: Sequence[OptionVerdict]) -> Iterator[Clash]:
        """Each two options that are the same on paper."""
        for i, j in sorted({*self.equal, *twins(self.options, verdicts, self.shown)}):
            message = f"options {letter(i)} and {letter(j)} are the same"
            yield Clash(NO_TWINS, self.options[j].where, message, "each option says something else")

    def derivation(self, answer: ChoiceAnswer) -> Derivation:
        """The right options, what is computed for them, and the reasons."""
        first = Derivation((Statement("verdict", "right", ticks(answer)),), (answer,), {})
        said = tuple(reasons(answer, self.options))
        last = [Derivation((Statement("reason", "reason", said),), (), {})] if said else []
        return joined([first, *(replace(one, answers=()) for one in self.told), *last])


def _miscounted(choice: Choice, verdicts: Sequence[OptionVerdict]) -> Iterator[Clash]:
    """Where more or fewer options are right than are to be ticked."""
    right = [verdict.label for verdict in verdicts if verdict.right]
    if choice.form == "one" and len(right) > 1:
        yield Clash(ONE_RIGHT, choice.where, f"{', '.join(right)} are right, and one box is to be ticked", "ask: choose all")
    elif choice.form != "statements" and not right:
        name = ONE_RIGHT if choice.form == "one" else SOME_RIGHT
        yield Clash(name, choice.where, "no option is right", "add one with 'right: no other'")


def _parts(option: Option, item: Item) -> Iterator[tuple[Expr, Location]]:
    """The expressions of an option that numbers are put into."""
    if option.value:
        yield option.value.expr, option.where
    for piece in option.shown:
        if piece.kind == "value" and piece.expr and not option.is_value:
            yield piece.expr, option.where
    if (claim := option.right.claim) and is_of_numbers(claim, item):
        yield from ((side.expr, side.where) for side in (claim.left, claim.right))


def _filled(piece: Inline, env: Env, item: Item, where: Location) -> Inline:
    """A piece of a text with its number."""
    if piece.kind != "value" or piece.expr is None:
        return piece
    return replace(piece, values={piece.expr: value_in(piece.expr, env, item, where)})


CHOICE = Kind(
    types=(ChoiceQuery, ReasonedChoice),
    forms=("choose one", "choose all", "true or false"),
    patterns=(re.compile(r"(?P<form>choose\s+one|choose\s+all|true\s+or\s+false)(?P<reason>\s+with\s+a\s+reason)?"),),
    read=_read,
    answer=_answer,
    derive=_derive,
    needs_cell=False,
    one=("an item has its options once", "make two items of it"),
    alone=("a question with options stands alone in its item", "make two items of it"),
)
