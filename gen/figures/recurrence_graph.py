"""The unrolled recurrence as a graph: named values at their times, and an edge for every dependency of the trace.

Values that the tool named (`z[t]`) are folded into the author's value that uses them. A parameter that multiplies a value labels
the edge (`V*h[t-1]`: V from h[t-1] to h[t]); one that does not, such as a bias, is a small node beside its user. Where nothing has a
time there are no parameters: all that is given is an input, but for a matrix that labels what it multiplies. So the edges and their
labels together are the dependencies, no more and no less.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from gen.algebra.expr import UNIT, Add, Call, Div, Expr, MatMul, Mul, Neg, Var, children, variables
from gen.functions.simplify import minus, product
from gen.model.trace import Eqn

NodeKind = Literal["value", "start", "input", "parameter", "end"]
"""What a node is: computed; given where the cell computes later ones (`h[0]`); given at every step (`x[t]`); without time (`b`); given, and
where a gradient ends."""


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A named value; a parameter is drawn once for each `user`, beside it. `shown` is what it stands for, if that is not its name."""

    var: Var
    kind: NodeKind
    user: Var | None = None
    shown: Var | None = None

    @property
    def name(self) -> Var:
        return self.shown or self.var


@dataclass(frozen=True, slots=True)
class Edge:
    """`target` depends on `source`; `labels` are what multiplies it there, none where it stands alone or in no plain product."""

    source: Var
    target: Var
    labels: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in order of computation, each before its users; no edge twice."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]


def graph(eqns: Iterable[Eqn]) -> Graph:
    """The graph of a trace's equations."""
    own = [eqn for eqn in eqns if not eqn.auto]
    computed = {eqn.out for eqn in own}
    names = {out.name for out in computed}
    weights = {var for eqn in own for var in _weights(eqn.written)} if is_static(own) else None

    def kind(var: Var) -> NodeKind:
        if var in computed:
            return "value"
        if var.time is None:
            return "parameter" if weights is None or var in weights else "input"
        return "start" if var.name in names else "input"

    nodes: dict[GraphNode, None] = {}
    edges: list[Edge] = []
    for eqn in own:
        for edge in edges_into(eqn.out, eqn.written, lambda var: kind(var) != "parameter"):
            what = kind(edge.source)
            nodes[GraphNode(edge.source, what, eqn.out if what == "parameter" else None)] = None
            edges.append(edge)
        nodes[GraphNode(eqn.out, "value")] = None
    return Graph(tuple(nodes), tuple(edges))


def is_static(eqns: Iterable[Eqn]) -> bool:
    """Whether nothing has a time."""
    return all(var.time is None for eqn in eqns for var in (eqn.out, *eqn.uses))


def _weights(e: Expr) -> Iterator[Var]:
    """What stands in front in the products of matrices."""
    if isinstance(e, MatMul):
        yield from (var for factor in e.factors[:-1] for var in variables(factor))
    for part in children(e):
        yield from _weights(part)


def edges_into(out: Var, rhs: Expr, is_node: Callable[[Var], bool]) -> list[Edge]:
    """The edges of one equation `out = rhs`: sources in the author's order, each once."""
    found: dict[Var, dict[Expr, None]] = {}
    for source, coefficient in _uses(rhs, UNIT, True, is_node):
        found.setdefault(source, {})
        if coefficient != UNIT:
            found[source][coefficient] = None
    return [Edge(source, out, tuple(labels)) for source, labels in found.items()]


def _uses(e: Expr, coefficient: Expr, plain: bool, is_node: Callable[[Var], bool]) -> Iterator[tuple[Var, Expr]]:
    """Every use of a node with what multiplies it, and of parameters that multiply no node (with 1).

    A coefficient goes into sums; in functions and between nodes it begins anew, as 1: in relu(u*x + w*h) u belongs to x and w to h.
    It is `plain` as long as all of e is a sum of such products and functions; elsewhere a bare number labels nothing.
    """

    def holds_node(part: Expr) -> bool:
        return any(is_node(var) for var in variables(part))

    def apart(parts: Iterable[Expr], still_plain: bool = False) -> Iterator[tuple[Var, Expr]]:
        """What stands in no plain product, and the parameters of the coefficient, which therefore label nothing."""
        yield from ((var, UNIT) for var in variables(coefficient))
        for part in parts:
            yield from _uses(part, UNIT, still_plain, is_node)

    match e:
        case Var():
            yield e, coefficient if is_node(e) and (plain or variables(coefficient)) else UNIT
        case Neg(arg):
            yield from _uses(arg, minus(coefficient), plain, is_node)
        case Add(terms):
            for term in terms:
                yield from _uses(term, coefficient, plain, is_node)
        case Mul(factors) | MatMul(factors):
            inner = [factor for factor in factors if holds_node(factor)]
            rest = [factor for factor in factors if factor not in inner]
            if len(inner) == 1 and isinstance(inner[0], _LINEAR):
                together = [MatMul(tuple(rest))] if isinstance(e, MatMul) and len(rest) > 1 else rest
                yield from _uses(inner[0], product([coefficient, *together]), plain, is_node)
            else:
                yield from apart(factors)
        case Div(top, bottom) if isinstance(top, _LINEAR) and holds_node(top) and not holds_node(bottom):
            yield from _uses(top, Div(coefficient, bottom), plain, is_node)
        case Call(_, args):
            yield from apart(args, plain and coefficient == UNIT)
        case _:
            yield from apart(children(e))


_LINEAR = (Var, Neg, Add, Mul, MatMul)
