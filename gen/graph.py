"""The unrolled recurrence as a graph: named values at their times, and an edge for every dependency of the trace.

Values that the tool named (`z[t]`) are folded into the author's value that uses them. A parameter that multiplies a value labels
the edge (`V*h[t-1]`: V from h[t-1] to h[t]); one that does not, such as a bias, is a small node beside its user. So the edges and
their labels together are the dependencies, no more and no less.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from gen.differentiate import product, total
from gen.expr import UNIT, Add, Call, Div, Expr, MatMul, Mul, Neg, Var, children, variables
from gen.trace import Eqn

Kind = Literal["value", "start", "input", "parameter"]
"""What a node is: computed; given where the cell computes later ones (`h[0]`); given at every step (`x[t]`); without time (`b`)."""


@dataclass(frozen=True, slots=True)
class Node:
    """A named value; a parameter is drawn once for each `user`, beside it."""

    var: Var
    kind: Kind
    user: Var | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """`target` depends on `source`, as often as it says `label`; None where the source stands alone or in no plain product."""

    source: Var
    target: Var
    label: Expr | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in order of computation, each before its users; no edge twice."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph(eqns: Iterable[Eqn]) -> Graph:
    """The graph of a trace's equations."""
    own = [eqn for eqn in eqns if not eqn.auto]
    computed = {eqn.out for eqn in own}
    names = {out.name for out in computed}

    def kind(var: Var) -> Kind:
        if var in computed:
            return "value"
        return "parameter" if var.time is None else "start" if var.name in names else "input"

    nodes: dict[Node, None] = {}
    edges: list[Edge] = []
    for eqn in own:
        for edge in edges_into(eqn.out, eqn.written, lambda var: kind(var) != "parameter"):
            what = kind(edge.source)
            nodes[Node(edge.source, what, eqn.out if what == "parameter" else None)] = None
            edges.append(edge)
        nodes[Node(eqn.out, "value")] = None
    return Graph(tuple(nodes), tuple(edges))


def edges_into(out: Var, rhs: Expr, is_node: Callable[[Var], bool]) -> list[Edge]:
    """The edges of one equation `out = rhs`: sources in the author's order, each once."""
    found: dict[Var, list[Expr | None]] = {}
    for source, coefficient in _uses(rhs, UNIT, is_node):
        found.setdefault(source, []).append(coefficient)
    labels = {source: [c for c in uses if c is not None] for source, uses in found.items()}
    return [Edge(source, out, None if set(uses) <= {UNIT} else total(uses)) for source, uses in labels.items()]


def _uses(e: Expr, coefficient: Expr | None, is_node: Callable[[Var], bool]) -> Iterator[tuple[Var, Expr | None]]:
    """Every use of a node with what multiplies it (None: more than parameters do), and of parameters that multiply no node.

    A coefficient goes into sums and, where it is 1, into functions: in relu(u*x + w*h) u belongs to x and w to h.
    """

    def holds_node(part: Expr) -> bool:
        return any(is_node(var) for var in variables(part))

    def apart(parts: Iterable[Expr], inside: Expr | None = None) -> Iterator[tuple[Var, Expr | None]]:
        """What stands in no plain product, and the coefficient that therefore labels nothing."""
        yield from ((var, None) for var in variables(coefficient or UNIT) if inside is None)
        for part in parts:
            yield from _uses(part, inside, is_node)

    match e:
        case Var():
            yield e, coefficient if is_node(e) else None
        case Neg(arg):
            yield from _uses(arg, coefficient and product([Neg(UNIT), coefficient]), is_node)
        case Add(terms):
            for term in terms:
                yield from _uses(term, coefficient, is_node)
        case Mul(factors) | MatMul(factors):
            inner = [factor for factor in factors if holds_node(factor)]
            rest = [factor for factor in factors if factor not in inner]
            if len(inner) == 1 and isinstance(inner[0], Var | Neg | Add | Mul | MatMul):
                matrix = isinstance(e, MatMul) and len(rest) > 1
                yield from _uses(inner[0], product([coefficient or UNIT, *([MatMul(tuple(rest))] if matrix else rest)]), is_node)
            else:
                yield from apart(factors)
        case Div(top, bottom) if holds_node(top) and not holds_node(bottom) and isinstance(top, Var | Neg | Add | Mul | MatMul):
            yield from _uses(top, Div(coefficient or UNIT, bottom), is_node)
        case Call(_, args):
            yield from apart(args, UNIT if coefficient == UNIT else None)
        case _:
            yield from apart(children(e))
