"""What can be asked of a claim about numbers: its names, their times, and where it begins; and a cell of one dimension."""

from collections.abc import Sequence
from dataclasses import replace

from gen.algebra.expr import Call, Expr, MatMul, Mul, Shift, Var, rebuild, walk
from gen.algebra.printer import name_text
from gen.calculus import free_values, var_at
from gen.functions import FUNCTIONS
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.problem import Cell, Equation
from gen.model.source import Parsed, Relation, Use
from gen.model.times import steps_ahead
from gen.questions.claim_proofs import Setting, relation_variables
from gen.questions.proofs import assigns, is_general, uses_of
from gen.syntax import CELL_FUNCTIONS

MAX_STEPS = 50


def letters_of(claim: Relation, setting: Setting) -> tuple[Var, ...]:
    """Letters for numbers that stand in no equation."""
    own = {use.var for eq in setting.cell.equations for use in (eq.lhs, *eq.rhs.uses)}
    named = dict.fromkeys(var for one in (claim, *setting.hypotheses) for var in relation_variables(one))
    return tuple(var for var in named if var.time is None and var not in own)


def check_claim(claim: Relation, setting: Setting) -> None:
    """What cannot be asked of a claim about numbers. Raises InputErrors."""
    _check_numbers(setting.cell, (claim, *setting.hypotheses))
    _check(claim, setting)


def scalar_cell(cell: Cell) -> Cell:
    """The cell with its matrix products as products."""
    equations = (Equation(eq.lhs, Parsed(_scalar(eq.rhs.expr), eq.rhs.uses, eq.rhs.where)) for eq in cell.equations)
    return Cell(cell.name, tuple(equations), cell.where)


def _scalar(e: Expr) -> Expr:
    """Matrix products as products."""
    return Mul(tuple(map(_scalar, e.factors))) if isinstance(e, MatMul) else rebuild(e, _scalar)


def scalar_relation(relation: Relation) -> Relation:
    """The relation with its matrix products as products."""
    left, right = (replace(side, expr=_scalar(side.expr)) for side in (relation.left, relation.right))
    return replace(relation, left=left, right=right)


def _check_numbers(cell: Cell, relations: Sequence[Relation]) -> None:
    """What makes sense for arrays alone, or for a known number of steps, is beyond claims. Raises InputErrors."""
    faults = []
    for side in (*(eq.rhs for eq in cell.equations), *(side for relation in relations for side in (relation.left, relation.right))):
        for e in walk(side.expr):
            array = isinstance(e, Call) and not _is_of_numbers(e)
            last = isinstance(e, Var) and isinstance(e.time, Shift) and e.time.base == "T"
            if array or last or (isinstance(e, Var) and e.index):
                message = "a claim cannot be decided with arrays, 'T' or sums over time unless all numbers are given"
                faults.append(InputError(side.where, message, "give them, or ask it as an open question"))
    if faults:
        raise InputErrors(faults)


def _is_of_numbers(call: Call) -> bool:
    """Whether a function is one of numbers: a maximum is, of several."""
    if call.fn in CELL_FUNCTIONS or call.fn not in FUNCTIONS:
        return False
    return FUNCTIONS[call.fn].array is None or (call.fn in ("max", "min") and len(call.args) > 1)


def _check(claim: Relation, setting: Setting) -> None:
    """Names with the right kind of time. Raises InputErrors."""
    cell, hypotheses = setting.cell, setting.hypotheses
    timed = {use.var.name: use.var.time is not None for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses)}
    computed, ahead = {eq.lhs.var.name for eq in cell.equations}, steps_ahead([cell])
    spoken_of = [{use.var.name for use in uses_of(one)} for one in (claim, *hypotheses)]
    letters = {name for names in spoken_of for name in names if sum(name in other for other in spoken_of) > 1}
    faults = []
    for relation in (claim, *hypotheses):
        for use in uses_of(relation):
            name, time = use.var.name, use.var.time
            if name not in timed and time is None and (name in letters or not timed):
                continue  # a letter for a number, such as a bound
            if name not in timed:
                faults.append(InputError(use.where, f"'{name}' does not stand in the cell '{cell.name}'", did_you_mean(name, timed)))
            elif timed[name] != (time is not None):
                faults.append(InputError(use.where, f"'{name}' needs a time" if timed[name] else f"'{name}' has no time"))
            elif (isinstance(time, Shift) and -time.by > MAX_STEPS) or (isinstance(time, int) and time > MAX_STEPS):
                faults.append(InputError(use.where, f"a claim is about {MAX_STEPS} steps at most"))
            elif isinstance(time, Shift) and time.by > ahead.get(name, 0):
                faults.append(InputError(use.where, f"'{name_text(use.var)}' lies in the future of step t"))
    put_in = {h.left.expr.name for h in hypotheses if assigns(h, computed) and isinstance(h.left.expr, Var)}
    for h in hypotheses:
        if assigns(h, computed):
            chained = [use for use in h.right.uses if use.var.name in put_in or use.var.name in computed]
            faults += [InputError(use.where, f"'{use.var.name}' is itself the subject of a hypothesis or computed") for use in chained]
    if faults:
        raise InputErrors(faults)


def first_step(claim: Relation, setting: Setting) -> int:
    """The first step at which everything in the claim has a value. Raises InputErrors if there is none."""
    cell = setting.cell
    times = [var.time for var in relation_variables(claim)]
    general = is_general(claim)
    fixed = [] if general else [time for time in times if isinstance(time, int)]
    first = max([1, *(-time.by for time in times if isinstance(time, Shift)), *fixed])
    missing: list[Use] = []
    for horizon in range(first, first + 4):
        last = max([horizon, *(time for time in times if isinstance(time, int))])
        known = {*free_values(cell, last), *(var_at(eq.lhs.var, t) for eq in cell.equations for t in range(1, last + 1))}
        known |= {*letters_of(claim, setting)}
        missing = [use for use in uses_of(claim) if var_at(use.var, horizon) not in known]
        if not missing:
            return horizon
    raise InputErrors(
        [InputError(use.where, f"'{name_text(use.var)}' is neither computed nor used by the cell '{cell.name}'") for use in missing]
    )
