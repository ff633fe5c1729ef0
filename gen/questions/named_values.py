"""Whether the values that a question speaks of are computed or given."""

from collections.abc import Iterable, Sequence

from gen.algebra.arrays import shape_of, shape_words
from gen.algebra.expr import Var
from gen.algebra.printer import name_text
from gen.functions import ShapeError
from gen.functions.shapes import shape
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.problem import Item
from gen.model.queries import Query
from gen.model.source import Use
from gen.model.trace import Trace


def check_names(queries: Sequence[Query], item: Item, trace: Trace) -> None:
    """Everything that an item names must be computed or given. Raises InputErrors."""
    faults = []
    computed = {eqn.out for eqn in trace.eqns}
    known = {*trace.inputs, *computed}
    names = [name_text(var) for var in known]
    for query in queries:
        for place, use in enumerate(query.uses):
            if use.var.whole not in known:
                message = f"'{name_text(use.var)}' is neither computed nor used by the cell"
                faults.append(InputError(use.where, message, _suggested_time(use.var, known) or did_you_mean(name_text(use.var), names)))
            elif place == 0 and use.var.whole not in computed:
                faults.append(InputError(use.where, f"'{name_text(use.var)}' is given, not computed"))
            elif use.var.whole in item.cut and len(query.uses) > 1:
                faults.append(InputError(use.where, f"'{name_text(use.var)}' is asked for and cut at once"))
            else:
                faults += _outside(use, trace)
    for var, given in item.printed.items():
        if var not in computed:
            message = f"'{name_text(var)}' is printed, but no equation computes it"
            faults.append(InputError(given.where, message, did_you_mean(name_text(var), names)))
        elif shape_of(given.value) != (expected := shape(var, trace.shapes)):
            message = f"'{name_text(var)}' is printed as {shape_words(shape_of(given.value))}, but it is {shape_words(expected)}"
            faults.append(InputError(given.where, message))
    for var in item.cut - known:
        faults.append(InputError(item.where, f"'{name_text(var)}' is cut, but the cell has no such value"))
    if faults:
        raise InputErrors(faults)


def _suggested_time(var: Var, known: Iterable[Var]) -> str:
    """For `x`, where the cell has x[1], x[2] and x[3]."""
    times = [one.time for one in known if one.name == var.name and isinstance(one.time, int)]
    return f"write {var.name}[{max(times)}], say" if times and not isinstance(var.time, int) else ""


def _outside(use: Use, trace: Trace) -> list[InputError]:
    """An entry that is asked for and does not exist."""
    try:
        shape(use.var, trace.shapes)
    except ShapeError as error:
        return [InputError(use.where, str(error), error.hint)]
    return []
