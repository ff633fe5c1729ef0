"""Names that cannot be any number: targets, classes, and what is under a root or logarithm."""

from gen.algebra.expr import Call, Num, Var, walk
from gen.model.problem import Cell


def input_kinds(cell: Cell) -> dict[str, tuple[str] | tuple[str, int]]:
    """Names with which an equation can do little if they are any numbers: targets, classes, and what is under a root or logarithm."""
    found: dict[str, tuple[str] | tuple[str, int]] = {}
    for equation in cell.equations:
        for e in walk(equation.rhs.expr):
            match e:
                case Call("log" | "sqrt", (Var(name),)):
                    found[name] = ("positive",)
                case Call("one_hot", (Var(name), Num(n))):
                    found[name] = ("class", int(n))
                case Call("cross_entropy", (p, y)):
                    found |= {e.name: (kind,) for e, kind in ((p, "positive"), (y, "target")) if isinstance(e, Var)}
    return found
