"""Which parameters of a cell are counted."""

from collections.abc import Mapping, Sequence

from gen.algebra.expr import LOOKUPS, Call, Expr, Group, MatMul, Var, variables, walk
from gen.algebra.options import CONVOLUTIONS
from gen.calculus import has_images
from gen.messages.errors import InputError, InputErrors, Location, did_you_mean
from gen.model.problem import Cell
from gen.model.source import Use

Declared = Mapping[str, tuple[int, ...]]
_WITH_TARGET = ("mse", "bce", "bce_logits", "cross_entropy")  # of a prediction and what it should have been


def named_groups(groups: Sequence[Sequence[Use]], cell: Cell) -> tuple[Group, ...]:
    """Those that are asked for by name, group by group; one that is named alone is a group of one. Raises InputErrors."""
    known = {use.var.name for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses)}
    computed = {eq.lhs.var.name for eq in cell.equations}
    faults = []
    for use in (use for group in groups for use in group):
        name = use.var.name
        if name not in known:
            faults.append(InputError(use.where, f"'{name}' does not stand in the cell '{cell.name}'", did_you_mean(name, known)))
        elif name in computed:
            faults.append(InputError(use.where, f"'{name}' is computed and no parameter"))
    if faults:
        raise InputErrors(faults)
    return tuple(Group(tuple(use.var.name for use in group)) for group in groups)


def all_parameters(cell: Cell, declared: Declared, where: Location, by_layer: bool = False) -> tuple[Group, ...]:
    """Every name without a time that no equation computes, in the order of the equations; in layers if that is asked. Raises InputErrors.

    Where nothing has a time the input is not among them: the only one that has a size, beside tables and kernels, or by which rows are
    looked up. A name that a loss alone has is a target.
    """
    if by_layer and not cell.cells:
        raise InputErrors([InputError(where, f"the cell '{cell.name}' is no stack and has no layers")])
    computed = {eq.lhs.var.name for eq in cell.equations}
    layers: dict[str, int] = {}
    for equation in cell.equations:
        for var in variables(equation.rhs.expr):
            if var.time is None and var.name not in computed and var != Var("t"):
                layers.setdefault(var.name, equation.layer)
    for name in layers.keys() & targets(cell):
        del layers[name]
    if not has_time(cell):
        inputs = [name for name in layers if name in inputs_of(cell, declared)]
        if len(inputs) != 1:
            message = f"nothing in the cell '{cell.name}' has a time: nobody can tell inputs from parameters"
            hint = "give sizes to the only input and to values that are computed; or name the parameters: count of W, b"
            raise InputErrors([InputError(where, message, hint)])
        del layers[inputs[0]]
    for name in layers:
        if len(declared.get(name, ())) == 1 and name not in _kernels(cell):
            message = f"'{name}' has no time: nobody can tell whether it is an input or a parameter"
            raise InputErrors([InputError(where, message, "name the parameters: count of W, b")])
    if not layers:
        raise InputErrors([InputError(where, f"the cell '{cell.name}' has no parameters")])
    if by_layer:
        return tuple(Group(tuple(name for name in layers if layers[name] == k), k) for k in dict.fromkeys(layers.values()))
    return tuple(Group((name,)) for name in layers)


def has_time(cell: Cell) -> bool:
    """Whether something in a cell has a time."""
    return any(use.var.time is not None for equation in cell.equations for use in equation.rhs.uses)


def _parts(cell: Cell) -> list[Expr]:
    return [part for equation in cell.equations for part in walk(equation.rhs.expr)]


def _kernels(cell: Cell) -> set[str]:
    """The names by which images are convolved."""
    calls = (part for part in _parts(cell) if isinstance(part, Call) and part.fn in CONVOLUTIONS)
    return {var.name for call in calls for var in variables(call.args[1])}


def inputs_of(cell: Cell, declared: Declared) -> list[str]:
    """The names that could be the input of a cell without times; behind a flattened image stand weights. Targets are none."""
    parts = _parts(cell)
    computed = {eq.lhs.var.name for eq in cell.equations}
    free = dict.fromkeys(part.name for part in parts if isinstance(part, Var) and part.name not in computed)
    lookups = [part for part in parts if isinstance(part, Call) and part.fn in LOOKUPS]
    tables, places = ({var.name for call in lookups for var in variables(call.args[i])} for i in (0, 1))
    weights = tables | _kernels(cell)
    if has_images(cell, declared):
        for factors in (part.factors for part in parts if isinstance(part, MatMul)):
            behind = [any(var.name in computed for var in variables(one)) for one in factors]
            if any(behind):
                weights |= {var.name for one, data in zip(factors, behind, strict=True) if not data for var in variables(one)}
    return [name for name in free if name in places or name in declared.keys() - weights]


def targets(cell: Cell) -> set[str]:
    """The names that stand in a loss alone, beside the prediction."""
    calls = [part for part in _parts(cell) if isinstance(part, Call) and part.fn in _WITH_TARGET]
    computed = {equation.lhs.var.name for equation in cell.equations}
    uses = [part.name for part in _parts(cell) if isinstance(part, Var)]
    names = {arg.name for call in calls for arg in call.args[:2] if isinstance(arg, Var)}
    return {name for name in names - computed if uses.count(name) == 1}
