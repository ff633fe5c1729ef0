"""Stacks of cells, written out: each name gets the number of its layer, and an input of a layer is a value of the layer below."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from gen.algebra.expr import Atom, Partial, Var, replace_atoms
from gen.keys import STACK
from gen.messages.errors import did_you_mean
from gen.model.problem import Cell, Equation
from gen.model.source import Text, Use
from gen.syntax import Fields
from gen.syntax.yamltree import Node

MAX_EQUATIONS = 200  # of a cell or a stack

Names = Mapping[str, str]


def read_stack(name: Text, node: Node, cells: Mapping[str, Cell | None], fields: Fields) -> Cell | None:
    """`{cells: [lstm, lstm], feeds: {x: h}}`, the lowest layer first; None if it has a fault, or a cell of it has."""
    before = len(fields.faults)
    own = Fields(node, STACK, fields.faults)
    if name.value in cells:
        own.fault(name.where, f"'{name.value}' is a cell and a stack")
    texts = [text for one in own.items("cells") if (text := own.leaf(one, "a cell of a stack"))]
    for text in texts:
        if text.value not in cells:
            own.fault(text.where, f"unknown cell '{text.value}'", did_you_mean(text.value, cells))
    if "cells" in own and len(texts) < 2 and len(fields.faults) == before:
        own.fault(own.nodes["cells"].where, "a stack has two layers or more")
    layers = [cells.get(text.value) for text in texts]
    feeds = [(key, text) for key, value in own.entries("feeds") if (text := own.leaf(value, key.value))]
    parts = [cell for cell in layers if cell]
    if len(fields.faults) > before or len(parts) < len(texts):
        return None
    taken = _computed_names(parts[0]) | {f"{name}_1" for name in _names(parts[0])}
    for key, _ in feeds:
        if key.value in taken:
            own.fault(key.where, f"'{key.value}' is also a value of the first layer")
    for below, above in pairwise(parts):
        for key, text in feeds:
            if key.value in _computed_names(above) or key.value not in _names(above):
                own.fault(key.where, f"'{key.value}' is no input of the cell '{above.name}'")
            if text.value not in _computed_names(below):
                own.fault(text.where, f"'{text.value}' is not computed by the cell '{below.name}'")
    if len(fields.faults) > before:
        return None
    if sum(len(cell.equations) for cell in parts) > MAX_EQUATIONS:
        own.fault(name.where, f"a stack has {MAX_EQUATIONS} equations at most")
        return None
    return stack_equations(Cell(name.value, (), name.where, tuple(parts), tuple((key.value, text.value) for key, text in feeds)))


def stack_equations(stack: Cell) -> Cell:
    """A stack with the equations of its layers: `W` of the second is `W_2`, and its `x` is `h_1` if `x` is fed by `h`."""
    equations = []
    for layer, cell in enumerate(stack.cells, 1):
        names = {name: f"{name}_{layer}" for name in _names(cell)}
        names |= {name: f"{source}_{layer - 1}" if layer > 1 else name for name, source in stack.feeds}
        equations += [_renamed(equation, names, layer) for equation in cell.equations]
    return replace(stack, equations=tuple(equations))


def _names(cell: Cell) -> frozenset[str]:
    return frozenset(use.var.name for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses))


def _computed_names(cell: Cell) -> frozenset[str]:
    return frozenset(eq.lhs.var.name for eq in cell.equations)


def _renamed(equation: Equation, names: Names, layer: int) -> Equation:
    def named(var: Var) -> Var:
        return var if var == Var("t") else replace(var, name=names[var.name])

    def new(atom: Atom) -> Atom:
        match atom:
            case Var():
                return named(atom)
            case Partial(of, wrt):
                return Partial(named(of), named(wrt))
            case _:
                return atom

    def use(one: Use) -> Use:
        return replace(one, var=named(one.var))

    rhs = replace(equation.rhs, expr=replace_atoms(equation.rhs.expr, new), uses=tuple(map(use, equation.rhs.uses)))
    return Equation(use(equation.lhs), rhs, layer)
