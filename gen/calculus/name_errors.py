"""Names and times of a cell that make no sense, whatever the horizon and the numbers."""

from collections.abc import Collection, Iterator

from gen.algebra.expr import OVER_STEPS, Call, Partial, Shift, Var, atoms, walk
from gen.algebra.families import family_of
from gen.algebra.printer import name_text
from gen.messages.errors import InputError, Location, closest_word
from gen.model.problem import Cell, Equation
from gen.model.source import Use


def name_errors(
    cell: Cell, given: Collection[Var], known: Collection[str], where: Location, needed: Collection[str] | None = None
) -> list[InputError]:
    """What is wrong with the names and times of a cell, whatever the horizon. `known` are names that numbers are given for.

    `where` is the item to blame for a number that is missing: of names `needed` (all, if None), or of what computes them.
    """
    faults: list[InputError] = []
    defined: dict[str, Use] = {}
    fixed: set[Var] = set()
    missing: set[str] = set()
    for equation in cell.equations:
        lhs = equation.lhs.var
        if isinstance(lhs.time, Shift) and lhs.time.by:
            hint = f"write {lhs.name}[t] and shift the other side"
            faults.append(InputError(equation.lhs.where, f"the left side is '{name_text(lhs)}'", hint))
        if lhs in fixed:
            faults.append(InputError(equation.lhs.where, f"'{name_text(lhs)}' is defined twice"))
        fixed.add(lhs)
        defined.setdefault(lhs.name, equation.lhs)
    timed = {name: use.var.time is not None for name, use in defined.items()} | {family_of(v.name): v.time is not None for v in given}
    names = {family_of(name) for name in (*defined, *known, *(v.name for v in given))}
    for equation in cell.equations:
        for use in equation.rhs.uses:
            name, time = use.var.name, use.var.time
            if name not in names and not (needed is None or equation.lhs.var.name in needed):
                continue
            if name not in names:
                meant = _likely_meant(name, equation, names)
                if meant:
                    faults.append(InputError(use.where, f"unknown name '{name}'", f"did you mean '{meant}'?"))
                elif name not in missing:
                    hint = needed_by(name_text(equation.lhs.var), cell, use.where)
                    faults.append(InputError(where, f"no value for '{name}'", hint))
                missing.add(name)
            elif name in timed and timed[name] != (time is not None):
                message = f"'{name}' needs a time" if timed[name] else f"'{name}' has no time"
                faults.append(InputError(use.where, message, f"such as {name}[t]" if timed[name] else f"write {name}"))
            elif isinstance(time, Shift):
                faults += _misplaced_times(use, time, equation, "T" in timed)
        for step in equation.rhs.steps:
            if not _has_steps(step, equation):
                message = f"'t' has no meaning in '{name_text(equation.lhs.var)}'"
                faults.append(InputError(step.where, message, "it is the number of the step in equations with a time"))
        faults += _over_time(equation)
    return faults + list(_gradients(cell, defined))


def needed_by(name: str, cell: Cell, where: Location) -> str:
    """Which equation needs what is missing, and where it stands."""
    return f"{name} in the cell '{cell.name}' needs it, in line {where.line}"


def _likely_meant(name: str, equation: Equation, names: Collection[str]) -> str:
    """The name that was probably meant; none where the other one stands beside it, or differs in one letter as U_n does from W_n."""
    beside = {use.var.name for use in equation.rhs.uses}
    meant = closest_word(name, sorted(set(names) - beside))
    one_letter = len(meant) == len(name) <= 4 and sorted(meant.lower()) != sorted(name.lower())
    return "" if one_letter else meant


def _has_steps(use: Use, equation: Equation) -> bool:
    """Whether t has a meaning there: in an equation of every step, or where the steps are summed."""
    return isinstance(equation.lhs.var.time, Shift) or (use.summed and equation.lhs.var.time is None)


def _misplaced_times(use: Use, time: Shift, equation: Equation, named: bool) -> Iterator[InputError]:
    """A time relative to t or to T where it has no meaning; `named`: there is a value of the name T."""
    shown, lhs = name_text(use.var), equation.lhs.var
    if time.base == "T" and named:
        yield InputError(use.where, f"'T' is the last time in '{shown}' and cannot be the name of a value")
    elif time.base == "T" and lhs.time is not None:
        yield InputError(use.where, f"'{shown}' has no meaning in '{name_text(lhs)}'", "T is the last time in equations without a time")
    elif time.base == "T" and time.by > 0:
        yield InputError(use.where, f"'{shown}' lies behind the last step")
    elif time.base == "t" and not _has_steps(use, equation):
        further = "" if lhs.time is not None else f", {use.var.name}[T] for the last step, or a sum such as sum_t({use.var.name}[t])"
        yield InputError(use.where, f"'{shown}' has no meaning in '{name_text(lhs)}'", f"use a whole number such as 3{further}")


def _over_time(equation: Equation) -> Iterator[InputError]:
    """Sums over the steps that stand where there are none, within another, or over what is the same in each step."""
    for e in walk(equation.rhs.expr):
        if not (isinstance(e, Call) and e.fn in OVER_STEPS):
            continue
        inside = list(walk(e.args[0]))
        where = next((use.where for use in equation.rhs.uses if use.summed and use.var in inside), equation.rhs.where)
        if equation.lhs.var.time is not None:
            message = f"{e.fn} is taken over all steps and has no meaning in '{name_text(equation.lhs.var)}'"
            yield InputError(where, message, "give it an equation without a time")
        elif any(isinstance(part, Call) and part.fn in OVER_STEPS for part in inside):
            yield InputError(where, "sum_t and mean_t do not stand within each other")
        elif not any(part == Var("t") or (isinstance(part, Var) and isinstance(part.time, Shift)) for part in inside):
            yield InputError(where, f"nothing in {e.fn} has the time t")


def _gradients(cell: Cell, defined: Collection[str]) -> Iterator[InputError]:
    """`grad` of what no equation computes."""
    for equation in cell.equations:
        for partial in (atom for atom in atoms(equation.rhs.expr) if isinstance(atom, Partial)):
            if partial.of.name not in defined:
                where = next((use.where for use in equation.rhs.uses if use.var == partial.of), equation.rhs.where)
                yield InputError(where, f"'{partial.of.name}' has no gradient: no equation computes it")
