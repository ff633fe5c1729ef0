"""The sizes that the equations of a cell tell, as far as they tell them: for numbers that are made in the shape of their place."""

from collections.abc import Mapping
from contextlib import suppress

from gen.calculus.parameter_shapes import Inference
from gen.messages.errors import InputErrors
from gen.model.problem import Cell


def told_sizes(cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """The sizes of all names that the equations tell from those that are declared; a name that nothing tells is missing."""
    computed = {equation.lhs.var.name for equation in cell.equations}
    names = {use.var.name for equation in cell.equations for use in equation.rhs.uses if use.var.time is None} - computed
    reader = Inference(cell, declared, frozenset(names - declared.keys()))
    with suppress(InputErrors):  # what does not fit is told where it is solved
        reader.run()
    return {name: tuple(reader.units[axis] for axis in axes) for name, axes in reader.axes.items()}
