"""Parameters in products of matrices: which there are, and which map rows."""

from collections.abc import Callable, Collection

from gen.algebra.expr import LOOKUPS, Call, Expr, MatMul, Var, variables, walk
from gen.model.problem import Cell


def _parts(cell: Cell) -> list[Expr]:
    return [part for equation in cell.equations for part in walk(equation.rhs.expr)]


def multipliers(cell: Cell, parameters: Collection[str]) -> set[str]:
    """The parameters in products of matrices, that are no data, and the tables in which rows are looked up."""
    parts = _parts(cell)
    factors = [{var.name for var in variables(f)} for part in parts if isinstance(part, MatMul) for f in part.factors]
    factors += [{var.name for var in variables(part.args[0])} for part in parts if isinstance(part, Call) and part.fn in LOOKUPS]
    return {name for names in factors if names <= set(parameters) for name in names}


def right_of_data(cell: Cell, is_data: Callable[[Var], bool]) -> frozenset[str]:
    """The parameters that map rows: data stands left of them, or right of them transposed, where they first stand in a product.

    So do tables whose rows are looked up: a row is that of a one-hot vector times the table. What stands in no product maps nothing, and
    is told as it is written.
    """
    parts = _parts(cell)
    multiplied = {var.name for part in parts if isinstance(part, MatMul) for var in variables(part)}
    found = {var.name: True for part in parts if isinstance(part, Call) and part.fn == "rows_at" for var in variables(part.args[0])}
    for factors in (part.factors for part in parts if isinstance(part, MatMul)):
        data = [i for i, factor in enumerate(factors) if any(map(is_data, variables(factor)))]
        for i, factor in enumerate(factors):
            turned = isinstance(factor, Call) and factor.fn == "transpose"
            for var in variables(factor) if data and i not in data else ():
                found.setdefault(var.name, (data[0] < i) != turned)
    others = {var.name for part in parts for var in variables(part)} - multiplied
    return frozenset(name for name, rows in found.items() if rows) | others
