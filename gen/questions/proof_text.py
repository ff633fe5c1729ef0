"""Proofs as they are told: what the equations and what is known say, case by case, down to the claim; and how far one came that did not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gen.algebra.expr import UNIT, Add, Call, Expr, Neg, Num, Partial, Shift, Var, children, replace_atoms
from gen.algebra.polynomials import Quotient, TooManyTerms, constant
from gen.algebra.printer import text
from gen.calculus import expr_at
from gen.functions import FUNCTIONS
from gen.model.problem import Inline, sentence_inline
from gen.model.source import Relation
from gen.questions.case_proofs import Case
from gen.questions.claim_proofs import ByCases, ByInduction, Condition, Found, Setting, from_window, in_window, relation_atoms
from gen.questions.claim_proofs import relation_variables as names_of
from gen.questions.comparison import relation_inline
from gen.questions.exact_forms import Forms
from gen.questions.proof_lines import proof_line, worked_out
from gen.questions.proofs import assigns
from gen.questions.relation_text import FormulaWriter, is_same_relation
from gen.questions.unknowns import NoForm, NoValue, canonical

MOST_CASES = 4  # that are told one by one
_ZERO = Quotient(constant(0))


def sympy_sentences(claim: Relation, setting: Setting) -> tuple[Inline, ...]:
    """The equations with the hypotheses put in, and what follows from them."""
    return _from_equations(claim, setting, [relation_inline(h) for h in setting.hypotheses if not assigns(h)], ())


def proof_sentences(claim: Relation, setting: Setting, result: ByCases | ByInduction) -> tuple[Inline, ...]:
    """A proof in sentences."""
    if isinstance(result, ByInduction):
        return _spaced([*_induction(claim, setting, result)])
    found, put_in = result.found, _put_in(setting)
    others = [relation_inline(h) for h in setting.hypotheses if not assigns(h)]
    if line := proof_line(claim, setting.cell, put_in):
        proof = Inline("relation", "=", chain=line)
        if others:
            return (sentence_inline("Indeed {relation}, since {conditions}.", relation=proof, conditions=others),)
        return (sentence_inline("Indeed {relation}.", relation=proof),)
    told = Told(found, claim)
    if len(found.cases) <= 1:
        facts = list(told.facts(found.cases[0])) if found.cases else []
        return _from_equations(claim, setting, [*told.derivatives(found.cases), *told.assumed(found.cases)], facts)
    equations = [*_equations(claim, setting), *told.shared(), *told.assumed(found.cases)]
    opening = (sentence_inline("We have {equations}.", equations=equations),) if equations else ()
    return _spaced([*opening, *told.by_cases(_conclusion(claim))])


def _put_in(setting: Setting) -> dict[Expr, Expr]:
    given: dict[Expr, Expr] = {var: Num(value) for var, value in setting.given.items()}
    return given | {h.left.expr: h.right.expr for h in setting.hypotheses if assigns(h)}


def _from_equations(claim: Relation, setting: Setting, others: Sequence[Inline], facts: Sequence[Inline]) -> tuple[Inline, ...]:
    given = [*_equations(claim, setting), *others, *facts]
    if not given:
        return (sentence_inline("Indeed {relation}.", relation=relation_inline(claim)),)
    return (sentence_inline("From {equations} it follows that {relation}.", equations=given, relation=relation_inline(claim)),)


def _equations(claim: Relation, setting: Setting) -> list[Inline]:
    """The equations of what the claim speaks of, with what hypotheses leave of them."""
    put_in = _put_in(setting)
    asked = {var.name for var in names_of(claim)}
    found = []
    for equation in setting.cell.equations:
        if equation.lhs.var.name in asked:
            left = worked_out(equation.rhs.expr, put_in)
            chain = (equation.lhs.var, equation.rhs.expr, *(() if left == equation.rhs.expr else (left,)))
            found.append(Inline("relation", "=", chain=chain))
    return found


def _conclusion(claim: Relation) -> tuple[Expr, str, Expr]:
    return claim.left.expr, claim.sign, claim.right.expr


@dataclass(slots=True)
class Told:
    """A proof while it is told."""

    found: Found
    claim: Relation

    def expr(self, e: Expr) -> Expr:
        return from_window(e, self.found.step) if self.found.in_window else e

    def writer(self, forms: Forms) -> FormulaWriter:
        """With the names of values that are one unknown, a function of something."""
        names: dict[int, Expr] = {}
        for var in forms.steps.equations:
            form = _value(forms, var)
            if form is not None and form.bottom.constant == 1 and len(form.top.terms) == 1:
                ((monomial, factor),) = form.top.terms
                if len(monomial) == 1 and factor == 1 and not isinstance(self.found.unknowns.origins[monomial[0]], Var):
                    names.setdefault(monomial[0], var)
        return FormulaWriter(self.found.unknowns, names, self.found.late)

    def relation(self, shown: tuple[Quotient, str, Quotient], writer: FormulaWriter) -> Inline:
        left, sign, right = shown
        return Inline("relation", sign, chain=(self.expr(writer.expr(left)), self.expr(writer.expr(right))))

    def conditions(self, case: Case) -> Iterator[Inline]:
        """What tells a case from others."""
        for about, side in case.conditions:
            before = dict(case.decisions[: [one for one, _ in case.decisions].index(about)])
            try:
                forms = self.found.look(before).forms
            except (NoValue, NoForm, TooManyTerms):
                forms = self.found.look({}).forms
            yield self.condition(about, side, forms)

    def condition(self, z: Quotient, side: str, forms: Forms) -> Inline:
        """On which side of 0 something is, by its name if it has one; `forms` are those before that is decided."""
        for var in forms.steps.equations:
            value = _value(forms, var)
            if value is not None and value.constant is None and canonical(value)[0] == z:
                sign = {">=": "<=", ">": "<", "<": ">", "=": "="}[side] if canonical(value)[1] else side
                return Inline("relation", sign, chain=(self.expr(var), Num(Fraction(0))))
        return self.relation((z, side, _ZERO), self.writer(forms))

    def facts(self, case: Case) -> Iterator[Inline]:
        """What the proof of a case rests on, but for what it is to show."""
        assertion = self.found.look(dict(case.decisions))
        writer = self.writer(assertion.forms)
        for shown in case.facts:
            if not is_same_relation(shown, assertion.claim):
                yield self.relation(shown, writer)

    def assumed(self, cases: Sequence[Case]) -> list[Inline]:
        """The assumptions that proofs of cases rest on, but for that of an induction."""
        used = sorted({number for case in cases for number in case.assumptions})
        last = len(self.found.conditions) - 1 if self.found.assumption else None
        found = []
        for number in used:
            left, sign, right = self.found.conditions[number]
            if number != last and left != Var("t"):
                found.append(Inline("relation", sign, chain=(self.expr(left), self.expr(right))))
        return list({text_of(one): one for one in found}.values())

    def derivatives(self, cases: Sequence[Case]) -> list[Inline]:
        """What the derivatives in a claim are."""
        wanted = [atom for atom in relation_atoms(self.claim) if isinstance(atom, Partial)]
        if not wanted or not cases:
            return []
        forms = self.found.look(dict(cases[0].decisions)).forms
        writer = self.writer(forms)
        found = []
        for (of, wrt), form in forms.tangents.items():
            again = self.expr(Partial(of, wrt))
            if again in wanted:
                found.append(Inline("relation", "=", chain=(again, self.expr(writer.expr(form)))))
        return found

    def shared(self) -> list[Inline]:
        """What the derivatives are, where they are the same in all cases."""
        each = [self.derivatives([case]) for case in self.found.cases]
        return each[0] if each and all([*map(text_of, one)] == [*map(text_of, each[0])] for one in each) else []

    def by_cases(self, conclusion: tuple[Expr, str, Expr]) -> Iterator[Inline]:
        """A sentence for each case, or for all where there are many."""
        left, sign, right = conclusion
        whole = Inline("relation", sign, chain=(left, right))
        if len(self.found.cases) > MOST_CASES:
            about = dict.fromkeys(z for case in self.found.cases for z, _ in case.conditions)
            writer = self.writer(self.found.look({}).forms)
            signs = [Inline("expr", "", self.expr(writer.expr(z))) for z in about]
            count = Inline("text", str(len(self.found.cases)))
            yield sentence_inline(
                "There are {count} cases, by the signs of {names}; in each of them {relation}.", count=count, names=signs, relation=whole
            )
            return
        for case in self.found.cases:
            assertion = self.found.look(dict(case.decisions))
            writer = self.writer(assertion.forms)
            conditions = [*self.conditions(case)]
            own = [] if self.shared() else self.derivatives([case])
            reached = [*own, *self.sides(assertion.forms, conclusion, writer), *self.facts(case)]
            if reached:
                yield sentence_inline("If {conditions}, then {facts}, so {relation}.", conditions=conditions, facts=reached, relation=whole)
            else:
                yield sentence_inline("If {conditions}, then {relation}.", conditions=conditions, relation=whole)

    def sides(self, forms: Forms, conclusion: Condition, writer: FormulaWriter) -> Iterator[Inline]:
        """What the functions and the values in a claim are in a case, where they are not that already."""
        for side in (conclusion[0], conclusion[2]):
            for e in _outermost(side):
                form = forms.of(self.in_steps(e))
                found = () if isinstance(e, Var) or form.constant is not None else forms.steps.equations
                names: list[Expr] = [var for var in found if _value(forms, var) == form]
                names += [Neg(var) for var in found if _value(forms, var) == -form]
                written = self.expr(names[0] if names else writer.expr(form))
                if text(written) != text(e):
                    yield Inline("relation", "=", chain=(e, written))

    def in_steps(self, e: Expr) -> Expr:
        """The same with the times of the steps that are looked at."""
        return in_window(e, self.found.step) if self.found.in_window else expr_at(e, self.found.step)


def _value(forms: Forms, var: Var) -> Quotient | None:
    """The form of a value, if it has one."""
    try:
        return forms.value(var)
    except (NoValue, NoForm, TooManyTerms):
        return None


def _outermost(e: Expr) -> Iterator[Expr]:
    """The functions made of straight lines in an expression, and the named values outside of these."""
    match e:
        case Call(fn) if fn in ("max", "min") or (fn in FUNCTIONS and FUNCTIONS[fn].pieces):
            yield e
        case Var(_, time) if time is not None:
            yield e
        case Partial():
            return
        case _:
            for child in children(e):
                yield from _outermost(child)


def text_of(piece: Inline) -> str:
    return f" {piece.text} ".join(map(text, piece.chain))


def _induction(claim: Relation, setting: Setting, result: ByInduction) -> Iterator[Inline]:
    """Base and step."""
    time = Inline("relation", "=", chain=(Var("t"), Num(Fraction(result.first))))
    at_first = expr_at(claim.left.expr, result.first), claim.sign, expr_at(claim.right.expr, result.first)
    base = Inline("relation", claim.sign, chain=(at_first[0], at_first[2]))
    told = Told(result.base, claim)
    reasons = [*told.assumed(result.base.cases)]
    for case in result.base.cases if len(result.base.cases) == 1 else ():
        reasons += told.facts(case)
    reasons = [one for one in reasons if text_of(one) != text_of(base)]
    if reasons:
        yield sentence_inline("By induction. For {time}, {relation}, since {conditions}.", time=time, relation=base, conditions=reasons)
    else:
        yield sentence_inline("By induction. For {time}, {relation}.", time=time, relation=base)
    before = _before(claim)
    chain = _equality_chain(claim, setting, before)
    step = Told(result.step, claim)
    if chain:
        yield sentence_inline("If {before}, then {relation}.", before=_inline(before), relation=Inline("relation", "=", chain=chain))
        return
    equations = _equations(claim, setting)
    others = [*step.shared(), *step.assumed(result.step.cases)]
    if len(result.step.cases) <= 1:
        facts = [one for case in result.step.cases for one in step.facts(case)]
        given = [*equations, *others, *facts]
        if given:
            yield sentence_inline(
                "If {before}, it follows from {facts} that {relation}.",
                before=_inline(before),
                facts=given,
                relation=relation_inline(claim),
            )
        else:
            yield sentence_inline("If {before}, then {relation}.", before=_inline(before), relation=relation_inline(claim))
        return
    if [*equations, *others]:
        yield sentence_inline("Let {before}; we have {equations}.", before=_inline(before), equations=[*equations, *others])
    else:
        yield sentence_inline("Let {before}.", before=_inline(before))
    yield from step.by_cases(_conclusion(claim))


def _before(claim: Relation) -> tuple[Expr, str, Expr]:
    """A claim at the step before."""

    def back(atom: Expr) -> Expr:
        match atom:
            case Var("t", None):
                return Add((atom, Neg(UNIT)))
            case Var(name, Shift(by, base), index):
                return Var(name, Shift(by - 1, base), index)
            case Partial(of, wrt):
                one, other = back(of), back(wrt)
                assert isinstance(one, Var) and isinstance(other, Var)
                return Partial(one, other)
            case _:
                return atom

    return replace_atoms(claim.left.expr, back), claim.sign, replace_atoms(claim.right.expr, back)


def _inline(relation: tuple[Expr, str, Expr]) -> Inline:
    return Inline("relation", relation[1], chain=(relation[0], relation[2]))


def _equality_chain(claim: Relation, setting: Setting, before: tuple[Expr, str, Expr]) -> tuple[Expr, ...]:
    """`h[t] = a*h[t-1] = a*a**(t-1)*h[0] = a**t*h[0]`, where a claim is about a value that an equation computes."""
    if claim.sign != "=" or not isinstance(before[0], Var):
        return ()
    rhs = next((eq.rhs.expr for eq in setting.cell.equations if eq.lhs.var == claim.left.expr), None)
    if rhs is None:
        return ()
    given = worked_out(rhs, _put_in(setting))
    found: list[Expr] = [claim.left.expr]
    for one in (rhs, given, replace_atoms(given, lambda atom: before[2] if atom == before[0] else atom), claim.right.expr):
        if one != found[-1]:
            found.append(one)
    return tuple(found)


def _spaced(sentences: Sequence[Inline]) -> tuple[Inline, ...]:
    """Sentences with blanks between them."""
    return tuple(piece for sentence in sentences for piece in (Inline("text", " "), sentence))[1:]
