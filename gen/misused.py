"""Names and times of a cell that make no sense, whatever the horizon and the numbers."""

from collections.abc import Collection

from gen.errors import Fault, did_you_mean
from gen.expr import Shift, Var
from gen.notation import name_text
from gen.parse import Use
from gen.spec import Cell


def misused(cell: Cell, given: Collection[Var], known: Collection[str]) -> list[Fault]:
    """What is wrong with the names and times of a cell, whatever the horizon."""
    faults: list[Fault] = []
    defined: dict[str, Use] = {}
    fixed: set[Var] = set()
    for equation in cell.equations:
        lhs = equation.lhs.var
        if isinstance(lhs.time, Shift) and lhs.time.by:
            hint = f"write {lhs.name}[t] and shift the other side"
            faults.append(Fault(equation.lhs.where, f"the left side is '{name_text(lhs)}'", hint))
        if lhs in fixed:
            faults.append(Fault(equation.lhs.where, f"'{name_text(lhs)}' is defined twice"))
        fixed.add(lhs)
        defined.setdefault(lhs.name, equation.lhs)
    timed = {name: use.var.time is not None for name, use in defined.items()} | {v.name: v.time is not None for v in given}
    names = {*defined, *known, *(v.name for v in given)}
    for equation in cell.equations:
        for use in equation.rhs.uses:
            name, time = use.var.name, use.var.time
            if name not in names:
                hint = did_you_mean(name, names) or "neither an equation nor a given defines it"
                faults.append(Fault(use.where, f"unknown name '{name}'", hint))
            elif name in timed and timed[name] != (time is not None):
                message = f"'{name}' needs a time" if timed[name] else f"'{name}' has no time"
                faults.append(Fault(use.where, message, f"such as {name}[t]" if timed[name] else f"write {name}"))
            elif isinstance(time, Shift) and time.by > 0:
                faults.append(Fault(use.where, f"'{name_text(use.var)}' lies in the future of step t"))
            elif isinstance(time, Shift) and not isinstance(equation.lhs.var.time, Shift):
                hint = "use a whole number such as 3"
                faults.append(Fault(use.where, f"'{name_text(use.var)}' has no meaning in '{name_text(equation.lhs.var)}'", hint))
    return faults
