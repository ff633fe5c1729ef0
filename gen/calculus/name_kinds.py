"""Names that cannot be any number: probabilities, targets, classes, masks, and what is under a root or logarithm."""

from gen.algebra.axes import base_and_axis, over_axis
from gen.algebra.expr import LOOKUPS, Call, Num, Var, walk
from gen.functions import FUNCTIONS
from gen.functions.shapes import shape
from gen.model.problem import Cell
from gen.model.trace import Shapes


def classes(cell: Cell) -> set[str]:
    """Names that functions take as a class, such as k in `nll(p, k)`."""
    calls = [e for equation in cell.equations for e in walk(equation.rhs.expr) if isinstance(e, Call) and e.fn in FUNCTIONS]
    taken = ((arg, kind) for e in calls for arg, kind in zip(e.args, FUNCTIONS[e.fn].takes, strict=False))
    return {arg.name for arg, kind in taken if kind == "class" and isinstance(arg, Var)}


def input_kinds(cell: Cell, shapes: Shapes) -> dict[str, tuple[str] | tuple[str, int]]:
    """Names with which an equation can do little if they are any numbers: probabilities, targets, classes, places in an array, masks, and
    what is under a root or logarithm.

    Targets of which each row adds up to 1 are `target_rows`. Of a class it tells the largest, where that is written beside it.
    """
    found: dict[str, tuple[str] | tuple[str, int]] = {}
    for equation in cell.equations:
        for e in walk(equation.rhs.expr):
            if isinstance(e, Call) and e.fn in LOOKUPS and isinstance(place := e.args[1], Var):
                rows, columns = shape(e.args[0], shapes, strict=False)
                found[place.name] = "class", {"rows_at": rows, "columns_at": columns}.get(e.fn, max(rows, columns))
            elif isinstance(e, Call) and e.fn in FUNCTIONS:
                for arg, kind in zip(e.args, FUNCTIONS[e.fn].takes, strict=False):
                    match arg, e.args:
                        case Var(name), (_, Num(n)) if kind == "class":
                            found[name] = (kind, int(n))
                        case Var(name), _ if kind != "any":
                            axis = base_and_axis(e.fn)[1] if kind in ("target", "distribution") else ""
                            found[name] = (over_axis(kind, axis) if axis else kind,)
    return found
