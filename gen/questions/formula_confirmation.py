"""Formulas confirmed on random numbers of several shapes, and other forms of an answer that are accepted.

The numbers of the lines are confirmed by all routes, as those of a sheet are; each form that is told is evaluated by definitions and has to
give them. What an author accepts besides is compared as a published formula is: at patterns of open and closed gates.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from random import Random

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr, Num, Var, replace_atoms
from gen.algebra.printer import text
from gen.messages.errors import InputError, InputErrors
from gen.model.derivation import Derivation
from gen.model.verified import Check
from gen.questions.digits import evaluate_more_finely
from gen.questions.formula_comparison import difference, unrolled_cells
from gen.questions.formula_derivation import Formulas
from gen.questions.formula_inputs import UnrolledCell, random_inputs
from gen.syntax import plain
from gen.verify import DUAL, FORMULAS, Recurrence, verify, verify_formula
from gen.verify import confirm as confirm_by

ACCEPTED = "accepted formulas at patterns of gates"
DRAWS = 2  # of numbers for each shape
TRIES = 8  # of numbers for which something has no value, or whose digits cancel

Example = Mapping[Atom, Value]
"""The values of all that stands in formulas, for one draw of numbers."""


def confirm(formulas: Formulas) -> tuple[list[Check], Example]:
    """What confirms the lines, and the numbers of one draw. Raises VerificationError, and InputErrors where no numbers have values."""
    checks: list[Check] = []
    example: Example = {}
    for cell in unrolled_cells(formulas.item, formulas.cell, formulas.queries[0].where, formulas.horizon, small=True):
        drawn_here = 0
        for derivation, recurrence in _draws(formulas, cell):
            if example:  # the routes have agreed, and these numbers are as good as others
                checks.append(confirm_by(replace(derivation, answers=()), recurrence, DUAL))
            else:
                checks += verify(derivation, recurrence).checks
            sizes: dict[Atom, Value] = {Var(letter): Fraction(n) for letter, n in cell.letters.items()}
            values = {**derivation.values, **sizes}
            checks.append(_evaluated(formulas, values, cell, recurrence.conventions))
            example = example or values
            drawn_here += 1
            if drawn_here == DRAWS:
                break
        if not drawn_here:
            message = "the formula cannot be confirmed: the equations have no values for random numbers"
            raise InputErrors([InputError(formulas.queries[0].where, message)])
    return _together(checks), example


def check_accepted(formulas: Formulas, names: Collection[str]) -> list[Check]:
    """Confirm all that the item accepts for these answers, by their names. Raises InputErrors with the numbers for which one differs."""
    stated = [one for one in formulas.item.accepted if plain(one.lhs.value) in names]
    if not stated:
        return []
    cells = unrolled_cells(formulas.item, formulas.cell, stated[0].rhs.where, formulas.horizon, small=True)
    faults: list[InputError] = []
    for one in stated:
        try:
            if message := difference(one, cells, {"t": formulas.now} if formulas.now else {}):
                faults.append(InputError(one.rhs.where, str(message).replace("`", ""), "mend it, or accept it in words, as a rule"))
        except InputErrors as error:
            faults += error.faults
    if faults:
        raise InputErrors(faults)
    return [Check(ACCEPTED, len(stated))]


def _draws(formulas: Formulas, cell: UnrolledCell) -> Iterator[tuple[Derivation, Recurrence]]:
    """The lines with random numbers, where these have values."""
    trace = formulas.only(cell.trace)
    plan = formulas.plan(trace)
    item = formulas.item
    draw = Random(len(plan.steps))
    for k in range(TRIES):
        givens = {var: value for var, value in random_inputs(draw, cell, positive=k % 2 == 1).items() if isinstance(var, Var)}
        known = {var: givens[var] for var in trace.inputs}
        recurrence = Recurrence(formulas.cell, trace, known, {}, item.cut, item.conventions, formulas.horizon, item.truncate)
        with suppress(InputErrors):
            yield evaluate_more_finely(plan, recurrence, item.where), recurrence


def _evaluated(formulas: Formulas, values: Example, cell: UnrolledCell, conventions: Mapping[str, Fraction]) -> Check:
    """Each form of each line has the value of its left side. Raises VerificationError."""
    seen = [
        verify_formula(text(line.lhs), with_sizes(form, cell), values[line.lhs], values, conventions)
        for line in formulas.lines
        for form in line.forms
    ]
    return Check(FORMULAS, len(seen), max(seen))


def with_sizes(e: Expr, cell: UnrolledCell) -> Expr:
    """With numbers in place of letters for sizes."""
    sizes: dict[Atom, Expr] = {Var(letter): Num(Fraction(n)) for letter, n in cell.letters.items()}
    return replace_atoms(e, lambda atom: sizes.get(atom, atom))


def _together(checks: list[Check]) -> list[Check]:
    """One check for each route."""
    routes = dict.fromkeys(check.route for check in checks)
    by_route = [[check for check in checks if check.route == route] for route in routes]
    return [Check(some[0].route, sum(c.numbers for c in some), max(c.residual for c in some)) for some in by_route]
