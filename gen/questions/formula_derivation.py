"""Formulas derived without numbers: for steps that are told one by one, or for a general t, of which a step in the middle is an example."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import Atom, Call, Expr, LocalDerivative, Num, Partial, Shift, Time, Var, rebuild, replace_atoms, walk
from gen.algebra.printer import name_text
from gen.calculus import free_values, plan, too_long, unroll, var_at
from gen.functions.simplify import product
from gen.messages.errors import InputError, InputErrors, Location, MathError, did_you_mean
from gen.model.derivation import Plan
from gen.model.problem import Cell, Item, Mode
from gen.model.source import Use
from gen.model.trace import Shapes, Trace
from gen.questions.formula_comparison import all_shapes, has_last_step
from gen.questions.formula_lines import FormulaLine, formula_lines, predictions
from gen.questions.formula_shapes import shapes_of_inputs
from gen.questions.kind import AskedItem
from gen.questions.named_values import check_names
from gen.questions.values import GradientQuery, NumberQuery, ValueQuery

PRIMES = (10007, 10009, 10037, 10039, 10061, 10067, 10069, 10079, 10091, 10093, 10099, 10103)
"""Sizes by which a letter is known again in a plan, where it may stand as a factor; nobody counts so many."""
LARGE = 5000  # a number that may be one of these multiplied


@dataclass(frozen=True, slots=True)
class Formulas:
    """What was derived: the lines, with a step `now` for a general t (0: none is), and what it takes to derive it with numbers."""

    item: Item
    cell: Cell
    queries: tuple[NumberQuery, ...]
    mode: Mode
    horizon: int
    now: int
    fixed: frozenset[int]
    rows: bool
    shapes: Shapes
    lines: tuple[FormulaLine, ...] = ()
    answers: tuple[Atom, ...] = ()

    def plan(self, trace: Trace) -> Plan:
        """All that a person writes down, for a trace of these or other shapes. Raises MathError where that is not told."""
        targets = [(q.of.var, q.wrt.var if isinstance(q, GradientQuery) else None) for q in self.queries]
        losses = [of for of, wrt in targets if wrt and not of.index and trace.shapes.get(of.name, SCALAR) == SCALAR]
        # The derivative to a prediction is asked for as well, so that p - y does not fall from the sky.
        between = [(of, p) for of in dict.fromkeys(losses) for p, _ in predictions(trace) if p not in self.item.cut]
        found = plan(trace, [*targets, *between], self.mode, self.item.cut, self.item.truncate)
        return replace(found, answers=found.answers[: len(targets)])

    def only(self, trace: Trace) -> Trace:
        """What of a trace is needed."""
        return trace.only(trace.before([use.var for query in self.queries for use in query.uses]))

    def general(self, e: Expr) -> Expr:
        """With times relative to t, where a general t is asked for; a time that was asked for as a number stays one."""
        return shifted(e, self.now, self.fixed) if self.now else e


def derive(uses: Sequence[tuple[Use, Use | None]], asked: AskedItem) -> Formulas:
    """The formulas of values, or of derivatives, all for numbered steps or all for a general t. Raises InputErrors."""
    item, cell = asked.item, asked.cell
    named = [use for pair in uses for use in pair if use]
    where = named[0].where
    from_end = any(of.var.time is None for of, _ in uses)  # a loss, say, to which later steps contribute
    fixed = frozenset(use.var.time for use in named if isinstance(use.var.time, int))
    earliest, now = _steps(uses, max(fixed, default=0))
    least = item.horizon if from_end or not now or has_last_step(cell) else 1
    horizon = max(least, now + 2 if now and from_end else now, *fixed)
    queries = tuple(_concrete(of, wrt, now) for of, wrt in uses)
    given = free_values(cell, horizon)
    trace = unroll(cell, horizon, given, {var.name for var in given}, item.where)
    item = replace(item, cut=frozenset(var_at(var, now) for var in item.cut), printed={}, horizon=horizon)
    _check(named, item, cell, trace)
    (sized,) = shapes_of_inputs(item, cell, trace.inputs, where, (PRIMES,))
    trace = replace(trace, shapes=all_shapes(trace, sized, item))
    mode: Mode = "reverse" if now and from_end else item.mode or "forward"
    result = Formulas(item, cell, queries, mode, horizon, now, fixed, sized.rows, trace.shapes)
    letters = {n: letter for letter, n in sized.letters.items()}
    try:
        check_names(queries, item, trace)
        lines = result.plan(trace)
    except MathError as error:
        raise InputErrors([InputError(where, _in_letters(str(error), letters, named, queries))]) from None
    except InputErrors as error:
        faults = [replace(fault, message=_in_letters(fault.message, letters, named, queries)) for fault in error.faults]
        raise InputErrors(faults) from None
    if faults := [*too_long(lines, (), item.where)]:
        raise InputErrors(faults)
    whole = {use.var.whole for query in queries for use in query.uses}
    arguments = _arguments(trace, {use.var.name for use in named})

    def is_near(var: Var) -> bool:
        return not now or not isinstance(var.time, int) or earliest <= var.time <= now or var.whole in whole or var in arguments

    numbers = {e.value for equation in cell.equations for e in walk(equation.rhs.expr) if isinstance(e, Num)}
    found = formula_lines(lines, result.only(trace), is_near)
    forms = [tuple(_with_letters(form, letters, numbers, where) for form in line.forms) for line in found]
    lettered = tuple(replace(line, forms=own) for line, own in zip(found, forms, strict=True))
    return replace(result, lines=lettered, answers=lines.answers)


def _arguments(trace: Trace, states: Collection[str]) -> set[Expr]:
    """What the tool has named inside of these states: a recursion goes from state to state, not from argument to state."""
    own = {eqn.out for eqn in trace.eqns if eqn.auto}
    return {arg for eqn in trace.eqns if eqn.out.name in states and isinstance(eqn.rhs, Call) for arg in eqn.rhs.args if arg in own}


def _steps(uses: Sequence[tuple[Use, Use | None]], last: int) -> tuple[int, int]:
    """The steps that are told for a general t, the first and that of t itself; 0 where there is none.

    They come after the `last` time that the author names, and there is one before them.
    """
    backs = [-use.var.time.by for pair in uses for use in pair if use and isinstance(use.var.time, Shift)]
    if not backs:
        return 0, 0
    now = max(*backs, 1) + (last + 3 if last or any(use and use.var.time == 0 for pair in uses for use in pair) else 1)
    return (now - max(backs) if all(wrt and isinstance(wrt.var.time, Shift) for _, wrt in uses) else now), now


def _check(named: Sequence[Use], item: Item, cell: Cell, trace: Trace) -> None:
    """Every name is a value of the cell, no letter is one, and a general t is the time of names alone. Raises InputErrors."""
    known = {var.name for eqn in trace.eqns for var in (eqn.out, *eqn.inputs)}
    faults = [
        InputError(use.where, f"'{use.var.name}' is neither computed nor used by the cell", did_you_mean(use.var.name, known))
        for use in named
        if use.var.name not in known
    ]
    values = {eqn.out.name for eqn in trace.eqns} | {name for name, one in {**item.shapes, **item.letters}.items() if one}
    if taken := [letter for letter in item.size_letters if letter in values]:
        message = f"'{taken[0]}' stands for a size under 'shapes' and for a value of the cell"
        faults.append(InputError(item.where, message, "take another letter for the size"))
    general = next((use.var for use in named if isinstance(use.var.time, Shift)), None)
    steps = [step for equation in cell.equations for step in equation.rhs.steps]
    if general and steps:
        message = "a formula for a general t cannot have the number t itself in it"
        faults.append(InputError(steps[0].where, message, f"ask for a step, such as {general.name}[3]"))
    means = [eq.rhs.where for eq in cell.equations if any(isinstance(e, Call) and e.fn == "mean_t" for e in walk(eq.rhs.expr))]
    if general and means and any(use.var.time is None for use in named):
        faults.append(InputError(means[0], "a formula for a general t cannot have the number T of steps in it", "take sum_t"))
    if faults:
        raise InputErrors(faults)


def _in_letters(message: str, letters: Mapping[int, str], named: Sequence[Use], queries: Sequence[NumberQuery]) -> str:
    """A message with the author's letters and times in place of what stands for them; a size that has no letter is any."""
    for use, concrete in zip(named, [use for query in queries for use in query.uses], strict=True):
        message = message.replace(name_text(concrete.var), name_text(use.var))
    return re.sub("|".join(map(str, PRIMES)), lambda n: letters.get(int(n[0]), "?"), message)


def _concrete(of: Use, wrt: Use | None, now: int) -> NumberQuery:
    """The question at a step in place of t."""
    of = replace(of, var=var_at(of.var, now))
    return GradientQuery(of, replace(wrt, var=var_at(wrt.var, now)), where=wrt.where) if wrt else ValueQuery(of, where=of.where)


def _with_letters(e: Expr, letters: Mapping[int, str], numbers: set[Fraction], where: Location) -> Expr:
    """With the letters of sizes in place of the numbers that stand for them. Raises InputErrors for a size without a letter."""
    if isinstance(e, Call) and e.fn == "rows" and any(isinstance(n, Num) and n.value > LARGE for n in e.args[1:]):
        raise InputErrors([InputError(where, "parts of what 'concat' joins are not written with letters", "give sizes as numbers")])
    if not isinstance(e, Num):
        return rebuild(e, lambda part: _with_letters(part, letters, numbers, where))
    left, factors = e.value, list[Expr]()
    for prime, letter in letters.items():
        while left.numerator % prime == 0 and left:
            left, factors = left / prime, [*factors, Var(letter)]
    if abs(left) > LARGE and left not in numbers:
        raise InputErrors([InputError(where, "the formula depends on sizes that have no letter", "give them under 'shapes', such as h: n")])
    return product([Num(left), *factors]) if factors else e


def shifted(e: Expr, now: int, fixed: frozenset[int] = frozenset()) -> Expr:
    """With times relative to t, which is `now`; `fixed` times stay as they are."""

    def time(one: Time) -> Time:
        return Shift(one - now) if isinstance(one, int) and one not in fixed else one

    def var(one: Var) -> Var:
        return replace(one, time=time(one.time))

    def of(atom: Atom) -> Expr:
        match atom:
            case Var():
                return var(atom)
            case LocalDerivative(_, arg, among):
                return replace(atom, arg=var(arg), among=tuple(shifted(one, now, fixed) for one in among))
            case Partial(above, below):
                return Partial(var(above), var(below))
            case _:
                return atom

    return replace_atoms(e, of)
