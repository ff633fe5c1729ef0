"""The one door to verdicts: whether a relation holds, for the numbers of an item, or for all numbers that fit its hypotheses."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import Array, Value
from gen.algebra.expr import Expr, Num, Partial, Var, walk
from gen.algebra.numbers import NumberFormat
from gen.calculus import evaluate_number, expr_at
from gen.messages.errors import InputError, InputErrors, Location, VerificationError
from gen.model.derivation import Statement, Step
from gen.model.problem import Cell, Inline, sentence_inline
from gen.model.source import OPPOSITE, Relation
from gen.model.verified import Check
from gen.questions.case_claims import decide_cases
from gen.questions.claim_checks import check_claim, first_step, scalar_cell, scalar_relation
from gen.questions.claim_proofs import ByCases, ByInduction, Setting, Undecided, prove_claim
from gen.questions.claim_proofs import relation_variables as names_of
from gen.questions.claim_values import compare_numbers, has_all_numbers
from gen.questions.comparison import further_down
from gen.questions.counterexamples import (
    Counterexample,
    Search,
    known_steps,
)
from gen.questions.decision import Decision
from gen.questions.digits import evaluate_with_more_digits
from gen.questions.kind import AskedItem
from gen.questions.matrix_claims import decide_matrices, is_of_matrices
from gen.questions.proof_text import proof_sentences, sympy_sentences
from gen.questions.proofs import TooLarge, is_general, is_proved
from gen.questions.size_claims import (
    compare_sizes,
    is_of_sizes,
    proved_sizes,
    sizes_in_letters,
    smallest_counterexample,
    whole_hypotheses,
    with_sizes,
)
from gen.questions.undecided_text import how_far
from gen.verify import Recurrence, verify, verify_relation

CASES, SYMPY = "inequalities that contradict each other", "SymPy's proof on the closed form"
ON_NUMBERS = "dual numbers, on numbers that fit"
SAMPLES = 6
POINTS = 12
FIRST = 60  # combinations of small numbers that are tried before a proof is


def decide_relation(statement: Relation, asked: AskedItem, where: Location) -> Decision:
    """Whether a relation holds in this reading, with its reason.

    Where the item gives all numbers that it speaks of they are computed and compared. Else it is a claim about all numbers that fit the
    item's hypotheses and for which both of its sides have a value: refuted by numbers, or proved. Raises InputErrors where it is neither.
    """
    item = asked.item
    if item.over:
        return decide_cases(statement, asked, where, decide_relation)
    if is_of_sizes(statement):
        return _of_sizes(statement, asked, where)
    if is_of_matrices(statement, item):
        return decide_matrices(statement, asked, where)
    if has_all_numbers(statement, asked):
        return compare_numbers(statement, asked, where)
    cell = _cell_of(statement, asked, where)
    given: dict[Var, Fraction] = {}
    for var, one in item.given.items():
        if isinstance(one.value, Array):
            message = "a claim about all numbers cannot have arrays given"
            raise InputErrors([InputError(one.where, message, "give all numbers that it speaks of, or leave them out")])
        assert isinstance(one.value, Fraction)
        given[var] = one.value
    conventions = tuple(sorted(item.conventions.items()))
    key = (
        statement,
        item.hypotheses,
        cell,
        tuple(sorted(given.items(), key=str)),
        conventions,
        item.cut,
        item.where,
        where,
        asked.shown,
    )
    setting = Setting(cell, item.hypotheses, given, item.conventions, item.cut)
    return asked.memo.once("claim", key, lambda: _Claim(statement, setting, item.where, where, asked.shown).decide())


def _cell_of(statement: Relation, asked: AskedItem, where: Location) -> Cell:
    """The cell that a claim speaks of; one of letters alone needs none. Raises InputErrors."""
    names = names_of(statement)
    own = asked.reading.cell if asked.reading else None
    known = {use.var.name for eq in own.equations for use in (eq.lhs, *eq.rhs.uses)} if own else set()
    if all(var.time is None and var.name not in known for var in names):
        return Cell("", (), where)
    if own is None:
        raise InputErrors([InputError(where, "'claim' needs a cell", "name it under 'cell'")])
    return own


def _of_sizes(statement: Relation, asked: AskedItem, where: Location) -> Decision:
    """A claim about numbers of entries. Raises InputErrors."""
    item, sizes = asked.item, sizes_in_letters(statement, asked, where)
    letters = item.size_letters
    setting = Setting(Cell("", (), where), whole_hypotheses(item.hypotheses, letters, where), {}, {})
    failing = smallest_counterexample(statement, sizes, item.hypotheses, letters)
    if failing is None:
        message = f"no sizes that were tried meet the hypotheses of '{statement.text}'"
        raise InputErrors([InputError(where, message, _contradictory(statement, setting, 1))])
    if failing or not letters:
        return compare_sizes(statement, sizes, failing)
    if isinstance(prove_claim(with_sizes(statement, sizes), setting, 1, general=False), Undecided):
        message = f"the claim '{statement.text}' is undecided"
        raise InputErrors([InputError(where, message, "no small sizes refute it, and no proof was found; add hypotheses")])
    return proved_sizes(statement, sizes, item.hypotheses)


def _contradictory(statement: Relation, setting: Setting, first: int) -> str:
    """Whether the hypotheses contradict each other: then anything follows from them, even that 0 is 1."""
    zero, one = (replace(statement.left, expr=Num(Fraction(n)), uses=()) for n in (0, 1))
    impossible = prove_claim(replace(statement, left=zero, sign="=", right=one), setting, first, general=False)
    return "" if isinstance(impossible, Undecided) else "they contradict each other"


class _Claim:
    """A claim about all numbers that fit."""

    def __init__(self, statement: Relation, setting: Setting, where: Location, asked: Location, shown: NumberFormat) -> None:
        self.statement, self.own, self.where, self.asked, self.shown = statement, setting, where, asked, shown
        self.scalar = Setting(
            scalar_cell(setting.cell),
            tuple(map(scalar_relation, setting.hypotheses)),
            setting.given,
            setting.conventions,
            setting.cut,
        )
        self.claim = scalar_relation(statement)
        check_claim(self.claim, self.scalar)
        self.first, self.general = first_step(self.claim, self.scalar), is_general(statement)
        self.search = Search(self.claim, self.scalar, where)

    def decide(self) -> Decision:
        """Proved, refuted, or neither, which raises InputErrors."""
        if found := self.search.run(self.first, most=FIRST):
            return self.refuted(found)
        result = prove_claim(self.statement, self.own, self.first, self.general)
        if not isinstance(result, Undecided):
            return self.proved(result)
        if found := self.search.run(self.first):
            return self.refuted(found)
        if self.search.met:
            self.check_met()  # where no side has a value, as beside 10**10**10, there is no more to prove, and SymPy may take for ever
        too_large = ""
        try:
            if self.search.met and self.is_proved_by_sympy():
                return self.proved(None)
        except TooLarge as error:
            too_large = str(error)
        if found := self.search.run(self.first, self.candidates()):
            return self.refuted(found)
        if found := self.failing_everywhere():
            return self.refuted(found)
        self.check_met()
        raise InputErrors(
            [InputError(self.asked, f"the claim '{self.statement.text}' is undecided", how_far(result, self.search, too_large))]
        )

    def failing_everywhere(self) -> Counterexample | None:
        """Numbers with which the opposite of the claim is proved: rounded ones would not tell that sides are equal."""
        opposite = replace(self.claim, sign=OPPOSITE[self.claim.sign])
        if not isinstance(prove_claim(opposite, self.scalar, self.first, self.general), Undecided):
            return next(iter(self.search.samples(self.first, 1)), None)
        for one in self.search.samples(self.first, POINTS):
            exact = {var: value for var, value in one.numbers.items() if isinstance(value, Fraction)}
            alone = replace(self.scalar, given=exact, hypotheses=())
            if not isinstance(prove_claim(replace(self.at(one.steps), sign=opposite.sign), alone, one.steps, general=False), Undecided):
                return one
        return None

    def candidates(self) -> list[Mapping[Var, Fraction]]:
        """Numbers with which proofs at the first steps got stuck."""
        found: list[Mapping[Var, Fraction]] = [{}]
        for step in range(self.first, self.first + (3 if self.general else 1)):
            one = prove_claim(self.at(step), self.scalar, step, general=False)
            found += one.candidates if isinstance(one, Undecided) else ()
        return found

    def at(self, step: int) -> Relation:
        """The claim at one step."""
        left, right = (replace(side, expr=expr_at(side.expr, step)) for side in (self.claim.left, self.claim.right))
        return replace(self.claim, left=left, right=right)

    def is_proved_by_sympy(self) -> bool:
        sides = [side.expr for side in (self.statement.left, self.statement.right)]
        beyond = any(isinstance(e, Partial) or e == Var("t") for side in sides for e in walk(side))
        fixed = self.general and any(isinstance(var.time, int) for var in names_of(self.statement))
        if beyond or fixed or self.own.given:
            return False
        try:
            return is_proved(self.statement, self.own.hypotheses, self.own.cell, self.first)
        except VerificationError:
            return False  # it has no form for a function

    def check_met(self) -> None:
        """Raises InputErrors where nothing meets the hypotheses, or no side has a value."""
        if not self.search.met:
            message = f"no numbers that were tried meet the hypotheses of '{self.statement.text}'"
            raise InputErrors([InputError(self.asked, message, _contradictory(self.claim, self.scalar, self.first))])
        if not self.search.seen:
            raise InputErrors([InputError(self.asked, f"no numbers that were tried give both sides of '{self.statement.text}' a value")])

    def proved(self, result: ByCases | ByInduction | None) -> Decision:
        """A proof, which also has to hold on numbers that fit."""
        samples = self.search.samples(self.first, SAMPLES)
        self.check_met()
        for one in samples:
            recurrence = Recurrence(self.scalar.cell, one.trace, one.numbers, {}, self.own.cut, self.own.conventions)
            verify_relation(self.claim, True, recurrence, one.steps)
        checks = (Check(SYMPY if result is None else CASES, 1), Check(ON_NUMBERS, len(samples)))
        pieces = sympy_sentences(self.statement, self.own) if result is None else proof_sentences(self.statement, self.own, result)
        return Decision(True, {}, (Statement("reason", "proof", pieces),), {}, checks)

    def refuted(self, found: Counterexample) -> Decision:
        """The numbers of a counterexample, the forward pass, and what comes of it; confirmed by all routes."""
        recurrence = Recurrence(self.scalar.cell, found.trace, found.numbers, {}, self.own.cut, self.own.conventions)
        derivation, finer = evaluate_with_more_digits(found.forward, recurrence, self.where)
        checks = verify(finer, recurrence).checks if derivation.numbers else ()
        verify_relation(self.claim, False, recurrence, found.steps)
        for hypothesis in self.scalar.hypotheses:
            for t in known_steps(hypothesis, derivation.values, found.steps):
                verify_relation(hypothesis, True, recurrence, t)
        named = {*found.trace.inputs, *names_of(self.claim), *(var for h in self.scalar.hypotheses for var in names_of(h))}
        used = {var: value for var, value in recurrence.givens.items() if var in named}
        listing = [Inline("relation", "=", chain=(var,), values={var: value}) for var, value in used.items()]
        sides = tuple(expr_at(side.expr, found.steps) for side in (self.claim.left, self.claim.right))
        reached: dict[Expr, Value] = {side: evaluate_number(side, derivation.values, {}) for side in sides}
        outcome = Inline("relation", OPPOSITE[self.statement.sign], chain=sides, values={**reached, **derivation.values})
        told = (
            sentence_inline("A counterexample in one dimension: {numbers}.", numbers=listing)
            if self.own.cell.equations
            else sentence_inline("A counterexample: {numbers}.", numbers=listing)
        )
        said: tuple[Step | Statement, ...] = (
            *((Statement("reason", "counterexample", (told,)),) if used else ()),
            *derivation.steps,
            Statement("reason", "outcome", (sentence_inline("So {relation}.", relation=outcome), *further_down([outcome], self.shown))),
        )
        return Decision(False, used, said, derivation.values, (*checks, Check(ON_NUMBERS, 1)))
