"""Names that cannot be any number: probabilities, targets, classes, masks, and what is under a root or logarithm."""

from gen.algebra.axes import base_and_axis, over_axis
from gen.algebra.expr import Call, Num, Var, walk
from gen.functions import FUNCTIONS
from gen.model.problem import Cell


def input_kinds(cell: Cell) -> dict[str, tuple[str] | tuple[str, int]]:
    """Names with which an equation can do little if they are any numbers: probabilities, targets, classes, masks, and what is under a root
    or logarithm.

    Targets of which each row adds up to 1 are `target_rows`. Of a class it tells the largest, where that is written beside it.
    """
    found: dict[str, tuple[str] | tuple[str, int]] = {}
    for equation in cell.equations:
        for e in walk(equation.rhs.expr):
            if isinstance(e, Call) and e.fn in FUNCTIONS:
                for arg, kind in zip(e.args, FUNCTIONS[e.fn].takes, strict=False):
                    match arg, e.args:
                        case Var(name), (_, Num(n)) if kind == "class":
                            found[name] = (kind, int(n))
                        case Var(name), _ if kind != "any":
                            axis = base_and_axis(e.fn)[1] if kind in ("target", "distribution") else ""
                            found[name] = (over_axis(kind, axis) if axis else kind,)
    return found
