"""One step of a cell as operations and wires, read off its equations.

A function of weighted values is one operation with what it reads (a *layer*: its weights and bias belong to it); products of values,
sums, and functions of one value stand for themselves. What several layers read together is joined once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from gen.algebra.expr import UNIT, Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Shift, Var, variables
from gen.functions.simplify import minus, product
from gen.model.problem import Cell

OpKind = Literal["input", "parameter", "layer", "function", "product", "sum", "complement", "join", "output"]


@dataclass(frozen=True, slots=True)
class Op:
    """An operation. `shown` is what its box says, `gives` the author's value that it computes."""

    kind: OpKind
    shown: Expr | None = None
    gives: Var | None = None


@dataclass(frozen=True, slots=True)
class Wire:
    """From one operation to another, by their numbers; `label` is what the value is multiplied with on its way."""

    source: int
    target: int
    label: Expr | None = None


@dataclass(frozen=True, slots=True)
class Dataflow:
    ops: tuple[Op, ...]
    wires: tuple[Wire, ...]

    def into(self, target: int) -> tuple[Wire, ...]:
        return tuple(wire for wire in self.wires if wire.target == target)


def dataflow(cell: Cell) -> Dataflow:
    """The operations of one step of a cell, in no particular order. The equations must have no cycle."""
    builder = _Builder({eq.lhs.var: eq.rhs.expr for eq in cell.equations})
    used = {var for rhs in builder.equations.values() for var in variables(rhs)}
    names = {var.name for var in used if isinstance(var.time, Shift) and var.time.by}
    for var in builder.equations:
        if var.name in names or var not in used:
            op, label = builder.value(var)
            end = builder.add(Op("output", None, var))
            builder.wires.append(Wire(op, end, label))
    return _joined(Dataflow(tuple(builder.ops), tuple(dict.fromkeys(builder.wires))))


def memory_path(flow: Dataflow, memory: Var) -> tuple[int, ...]:
    """The way of a memory through the step, from its last value to its next, by sums and products only; empty if there is none."""
    before = [Op("input", None, Var(memory.name, Shift(by))) for by in (-1, 1)]
    end = next((i for i, op in enumerate(flow.ops) if op.kind == "output" and op.gives == memory), None)

    def back(i: int) -> tuple[int, ...]:
        if flow.ops[i] in before:
            return (i,)
        if flow.ops[i].kind not in ("sum", "product", "output"):
            return ()
        return next(((*way, i) for wire in flow.into(i) if (way := back(wire.source))), ())

    return back(end) if end is not None else ()


class _Builder:
    def __init__(self, equations: Mapping[Var, Expr]) -> None:
        self.equations = equations
        self.ops: list[Op] = []
        self.wires: list[Wire] = []
        self.values: dict[Var, tuple[int, Expr | None]] = {}

    def add(self, op: Op, *sources: tuple[int, Expr | None]) -> int:
        self.ops.append(op)
        self.wires += [Wire(source, len(self.ops) - 1, label) for source, label in sources]
        return len(self.ops) - 1

    def is_node(self, var: Var) -> bool:
        return var.time is not None or var in self.equations

    def holds_node(self, e: Expr) -> bool:
        return any(self.is_node(var) for var in variables(e))

    def value(self, var: Var) -> tuple[int, Expr | None]:
        """Where a value comes from, and what it is multiplied with there."""
        if var not in self.values:
            if var in self.equations:
                op, label = self.build(self.equations[var])
                if label is None and self.ops[op].gives is None and self.ops[op].kind not in ("input", "parameter"):
                    self.ops[op] = replace(self.ops[op], gives=var)
                self.values[var] = op, label
            else:
                self.values[var] = self.add(Op("input", None, var)), None
        return self.values[var]

    def build(self, e: Expr) -> tuple[int, Expr | None]:
        if not self.holds_node(e):
            return self.add(Op("parameter", e)), None
        match e:
            case Var():
                return self.value(e)
            case Neg(arg):
                op, label = self.build(arg)
                return op, minus(label or UNIT)
            case Add((Num(one), Neg(arg))) if one == 1 and self.holds_node(arg):
                return self.add(Op("complement"), self.build(arg)), None
            case Add(terms):
                return self.add(Op("sum"), *map(self.build, terms)), None
            case Mul(factors) | MatMul(factors):
                inner = [factor for factor in factors if self.holds_node(factor)]
                rest = [factor for factor in factors if factor not in inner]
                if len(inner) == 1:
                    op, label = self.build(inner[0])
                    matrix = isinstance(e, MatMul) and len(rest) > 1
                    return op, product([*([MatMul(tuple(rest))] if matrix else rest), label or UNIT])
                if isinstance(e, Mul):
                    return self.add(Op("product"), *map(self.build, factors)), None
            case Div(top, bottom) if not self.holds_node(bottom):
                op, label = self.build(top)
                return op, Div(label or UNIT, bottom)
            case Call(fn, (arg,)) if any(not self.is_node(var) for var in variables(arg)):
                return self.add(Op("layer", Call(fn, ())), *((op, None) for op in self.read(arg))), None
            case Call(fn, (arg,)):
                return self.add(Op("function", Call(fn, ())), self.build(arg)), None
        return self.add(Op("function", e), *((self.value(var)) for var in variables(e) if self.is_node(var))), None

    def read(self, e: Expr) -> list[int]:
        """What a layer reads: the values in its affine form, products of values as operations of their own."""
        match e:
            case Neg(arg):
                return self.read(arg)
            case Add(terms):
                return list(dict.fromkeys(op for term in terms for op in self.read(term)))
            case Mul(factors) | MatMul(factors):
                inner = [factor for factor in factors if self.holds_node(factor)]
                if len(inner) == 1:
                    return self.read(inner[0])
        return [self.build(e)[0]] if self.holds_node(e) else []


def _joined(flow: Dataflow) -> Dataflow:
    """What several layers read together goes into one point from which all of them read."""
    readers: dict[frozenset[int], list[int]] = {}
    for i, op in enumerate(flow.ops):
        sources = frozenset(wire.source for wire in flow.into(i))
        if op.kind == "layer" and len(sources) > 1:
            readers.setdefault(sources, []).append(i)
    ops, wires = list(flow.ops), list(flow.wires)
    for sources, group in readers.items():
        if len(group) > 1:
            ops.append(Op("join"))
            wires = [wire for wire in wires if wire.target not in group]
            wires += [Wire(source, len(ops) - 1) for source in sorted(sources)]
            wires += [Wire(len(ops) - 1, reader) for reader in group]
    return Dataflow(tuple(ops), tuple(wires))
