"""Proofs of claims: at fixed steps, at any step whatever was before, and for all steps by induction.

A claim at any step is looked at in a window of steps 1 to n, of which n is t; states before these may be anything. Values at fixed times,
such as h[0], are then others: they stand aside, `ASIDE` steps earlier.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Literal

from gen.algebra.expr import Add, Atom, Expr, Num, Partial, Shift, Var, atoms, rebuild, replace_atoms, variables
from gen.algebra.linear_inequalities import TooLong
from gen.algebra.polynomials import Quotient, TooManyTerms
from gen.calculus import expr_at, free_values, var_at
from gen.model.problem import Cell
from gen.model.source import Relation
from gen.questions.case_proofs import Assertion, Case, Look, Open, Proof, prove
from gen.questions.exact_forms import Forms
from gen.questions.unknowns import NoForm, NoValue, Side, Steps, Unknowns

ASIDE = 100_000
_TIME = Var("t")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a claim is about: a cell, hypotheses, the numbers that are given, what is stated at kinks, and what counts as a constant."""

    cell: Cell
    hypotheses: tuple[Relation, ...]
    given: Mapping[Var, Fraction]
    conventions: Mapping[str, Fraction]
    cut: frozenset[Var] = frozenset()


Condition = tuple[Expr, str, Expr]


@dataclass(frozen=True, slots=True)
class Found:
    """A proof, or how far one came, with what its unknowns are; `late` is what the number t is more than the unknown for it, and `step`
    is the step at which the claim is looked at (in a window that is t). `look` gives the claim in a case, `conditions` are what is
    assumed, by their numbers; an `assumption` of an induction is the last of these."""

    result: Proof | Open
    unknowns: Unknowns
    step: int
    in_window: bool
    look: Look
    conditions: tuple[Condition, ...]
    assumption: bool = False
    late: int | None = None

    @property
    def cases(self) -> tuple[Case, ...]:
        """Those in which the claim is proved and that can be."""
        return self.result.possible if isinstance(self.result, Proof) else self.result.proved


@dataclass(frozen=True, slots=True)
class ByCases:
    """A claim proved by looking at it once."""

    found: Found


@dataclass(frozen=True, slots=True)
class ByInduction:
    """A claim proved for all steps: at the step where it begins, and at each from the one before."""

    first: int
    base: Found
    step: Found


@dataclass(frozen=True, slots=True)
class Undecided:
    """What no proof was found for: how far which one came."""

    how: Literal["cases", "base", "step", "too much"]
    found: Found | None = None
    candidates: tuple[Mapping[Var, Fraction], ...] = field(default=())


Result = ByCases | ByInduction | Undecided


def relation_atoms(relation: Relation) -> list[Atom]:
    """Every named value and derivative in a relation."""
    return [atom for side in (relation.left, relation.right) for atom in atoms(side.expr)]


def relation_variables(relation: Relation) -> tuple[Var, ...]:
    """Every named value in a relation, those in derivatives too; not the number t."""
    return named_values(relation.left.expr, relation.right.expr)


def named_values(*sides: Expr) -> tuple[Var, ...]:
    """Every named value in expressions, those in derivatives too; not the number t."""
    found = dict.fromkeys(
        var
        for side in sides
        for atom in atoms(side)
        for var in ((atom.of, atom.wrt) if isinstance(atom, Partial) else (atom,))
        if isinstance(var, Var) and var != _TIME
    )
    return tuple(found)


def proof_at(claim: Relation, setting: Setting, step: int) -> Found:
    """A claim at one step, with all equations from the first step on. Raises NoForm, TooManyTerms, TooLong."""
    last = max([step, *(var.time for var in relation_variables(claim) if isinstance(var.time, int))])
    times = range(1, max(last, 1) + 1)
    equations = {var_at(eq.lhs.var, t): expr_at(eq.rhs.expr, t) for t in times for eq in setting.cell.equations}
    free = {*free_values(setting.cell, times[-1])}
    fixed: dict[Var, Expr] = {var: Num(value) for var, value in setting.given.items()}
    conditions: list[Condition] = []
    letters = {var for one in (claim, *setting.hypotheses) for var in relation_variables(one) if var.time is None}
    free |= letters - equations.keys()
    known = {*free, *equations}
    for t in times:
        for hypothesis in setting.hypotheses:
            own = [var_at(var, t) for var in relation_variables(hypothesis)]
            if not (own and all(var in known for var in own)):
                continue
            left, right = (expr_at(side.expr, t) for side in (hypothesis.left, hypothesis.right))
            if hypothesis.sign == "=" and isinstance(left, Var) and left in free and left not in fixed and left not in variables(right):
                fixed[left] = right
            elif (left, hypothesis.sign, right) not in conditions and not (isinstance(left, Var) and fixed.get(left) == right):
                conditions.append((left, hypothesis.sign, right))
    steps = Steps(equations, fixed, setting.conventions, setting.cut)
    relation = expr_at(claim.left.expr, step), claim.sign, expr_at(claim.right.expr, step)
    return _found(relation, conditions, steps, step, in_window=False)


def _found(claim: Condition, conditions: Sequence[Condition], steps: Steps, step: int, in_window: bool, assuming: bool = False) -> Found:
    unknowns = Unknowns()
    if steps.late is not None:
        unknowns.of(_TIME)

    def look(decisions: Mapping[Quotient, Side]) -> Assertion:
        forms = Forms(steps, unknowns, decisions)
        left, sign, right = claim
        whole = forms.of(left), sign, forms.of(right)
        own = conditions[:-1] if assuming else conditions
        assumed = [(forms.of(a), between, forms.of(b)) for a, between, b in own]
        if assuming:
            assumed.append(_everywhere(conditions[-1], forms))
        return Assertion(whole, assumed, forms)

    return Found(prove(look, unknowns), unknowns, step, in_window, look, tuple(conditions), assuming, steps.late)


def _everywhere(condition: Condition, forms: Forms) -> tuple[Quotient, str, Quotient]:
    """What an induction assumes, which says nothing of a step at which it has no value: one that may have none is not used."""
    before = len(forms.domain)
    try:
        found = forms.of(condition[0]), condition[1], forms.of(condition[2])
    except NoValue:
        raise NoForm("an assumption without a value") from None
    if len(forms.domain) > before:
        raise NoForm("an assumption that may have no value")
    return found


def in_window(e: Expr, now: int, back: int = 0) -> Expr:
    """An expression at step `now` of a window, or so many steps before t; what has a fixed time stands aside."""
    match e:
        case Var("t", None):
            return Add((e, Num(Fraction(-back)))) if back else e
        case Var():
            return _in_window(e, now)
        case Partial(of, wrt):
            return Partial(_in_window(of, now), _in_window(wrt, now))
        case _:
            return rebuild(e, lambda part: in_window(part, now, back))


def _in_window(var: Var, now: int) -> Var:
    if isinstance(var.time, int):
        return Var(var.name, var.time - ASIDE, var.index)
    return var_at(var, now)


def from_window(e: Expr, now: int) -> Expr:
    """The same with times relative to t again."""

    def again(atom: Atom) -> Expr:
        match atom:
            case Var(name, int(time), index):
                return Var(name, time + ASIDE if time < -ASIDE // 2 else Shift(time - now), index)
            case Partial(of, wrt):
                a, b = again(of), again(wrt)
                assert isinstance(a, Var) and isinstance(b, Var)
                return Partial(a, b)
            case _:
                return atom

    return replace_atoms(e, again)


def proof_in_window(claim: Relation, setting: Setting, count: int, first: int, assuming: bool) -> Found:
    """A claim at any step from `first` on, the last of so many; `assuming` that it holds at the step before.

    Raises NoForm, TooManyTerms, TooLong.
    """
    times = range(1, count + 1)
    general = [eq for eq in setting.cell.equations if not isinstance(eq.lhs.var.time, int)]
    equations = {var_at(eq.lhs.var, t): in_window(eq.rhs.expr, t, count - t) for t in times for eq in general}
    states = {eq.lhs.var.name for eq in general if eq.lhs.var.time is not None}
    fixed: dict[Var, Expr] = {_in_window(var, 0): Num(value) for var, value in setting.given.items()}
    conditions: list[Condition] = []
    for t in times:
        for hypothesis in setting.hypotheses:
            apart = [var for var in relation_variables(hypothesis) if isinstance(var.time, int)]
            if any(var not in relation_variables(claim) for var in apart):
                continue  # it says something of a step that is not looked at
            left, right = (in_window(side.expr, t) for side in (hypothesis.left, hypothesis.right))
            free = isinstance(left, Var) and left not in equations and left not in fixed and left not in variables(right)
            if hypothesis.sign == "=" and isinstance(left, Var) and free:
                fixed[left] = right
            elif (left, hypothesis.sign, right) not in conditions and not (isinstance(left, Var) and fixed.get(left) == right):
                conditions.append((left, hypothesis.sign, right))
    whole = in_window(claim.left.expr, count), claim.sign, in_window(claim.right.expr, count)
    speaks_of_t = any(_TIME in variables(e) for e in (whole[0], whole[2], *equations.values()))
    late = first if speaks_of_t else None
    if speaks_of_t:
        conditions.append((_TIME, ">=", Num(Fraction(first))))
    if assuming:
        conditions.append((in_window(claim.left.expr, count - 1, 1), claim.sign, in_window(claim.right.expr, count - 1, 1)))
    return _found(whole, conditions, Steps(equations, fixed, setting.conventions, setting.cut, states, late), count, True, assuming)


def prove_claim(claim: Relation, setting: Setting, first: int, general: bool) -> Result:
    """A claim at its fixed steps, or `general` at every step from `first` on, where everything in it has a value."""
    if not general:
        return _attempt(lambda: proof_at(claim, setting, first), "cases")
    direct = _attempt(lambda: proof_in_window(claim, setting, first, first, assuming=False), "cases")
    if isinstance(direct, ByCases):
        return direct
    base = _attempt(lambda: proof_at(claim, setting, first), "base")
    step: Result = direct
    if first == 1 and _has_values_at_0(claim, setting.cell):
        initial = _attempt(lambda: proof_at(claim, setting, 0), "base")
        if isinstance(initial, ByCases):
            step = _attempt(lambda: proof_in_window(claim, setting, 1, 1, assuming=True), "step")
            if isinstance(step, ByCases):
                return ByInduction(0, initial.found, step.found)
    if not isinstance(base, ByCases):
        return direct if _is_stateless(setting.cell) else base
    for count in (first, first + 1):  # a window of so many steps tells of t = count and later alone
        step = _attempt(partial(proof_in_window, claim, setting, count, first + 1, assuming=True), "step")
        if isinstance(step, ByCases):
            return ByInduction(first, base.found, step.found)
    return step


def _attempt(make: Callable[[], Found], how: Literal["cases", "base", "step"]) -> ByCases | Undecided:
    try:
        found = make()
    except (NoForm, TooManyTerms, TooLong, RecursionError):  # a chain of hundreds of equations is not followed
        return Undecided("too much")
    if isinstance(found.result, Proof):
        return ByCases(found)
    return Undecided(how, found, _candidates(found, found.result))


def _candidates(found: Found, result: Open) -> tuple[Mapping[Var, Fraction], ...]:
    """Numbers for named values with which a claim may fail."""
    if found.in_window:
        return ()
    names = {number: origin for number, origin in enumerate(found.unknowns.origins) if isinstance(origin, Var)}
    return tuple({var: point.get(number, Fraction(0)) for number, var in names.items()} for point in result.points)


def _has_values_at_0(claim: Relation, cell: Cell) -> bool:
    """Whether a claim speaks of states alone, so that it says something of the initial ones."""
    fixed = {eq.lhs.var for eq in cell.equations if isinstance(eq.lhs.var.time, int)}
    known = {*free_values(cell, 1), *fixed}
    own = [var_at(var, 0) for var in relation_variables(claim)]
    return bool(own) and all(var in known for var in own)


def _is_stateless(cell: Cell) -> bool:
    """Whether a cell carries nothing from step to step."""
    return not any(isinstance(use.var.time, Shift) and use.var.time.by < 0 for eq in cell.equations for use in eq.rhs.uses)
