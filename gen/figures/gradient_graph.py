"""The part of an unrolled cell through which a gradient goes: from what is differentiated to what it is differentiated with respect to.

Edges have the factors of the chain rule as labels, 0 where one is 0. A weight is drawn at each step that uses it, since each adds its
own term. What lies behind a closed gate or a cut is left out, but for the edges that end there.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from gen.algebra.arrays import Value
from gen.algebra.expr import UNIT, Atom, Expr, LocalDerivative, Num, Var
from gen.calculus import differentiate, put_in
from gen.figures.gradient_flow import Flow
from gen.figures.recurrence_graph import Edge, Graph, GraphNode, edges_into
from gen.functions import FUNCTIONS
from gen.functions.shapes import NUMBERS
from gen.model.trace import Eqn, Trace

_ZERO = Num(Fraction(0))


@dataclass(frozen=True, slots=True)
class GradientGraph:
    """The graph, and which of its edges the gradient takes on its way to what is asked, or up to a closed gate."""

    graph: Graph
    flow: Flow
    live: frozenset[Edge]

    @property
    def dies(self) -> frozenset[Var]:
        """The values at which the gradient comes to a closed gate."""
        return self.flow.dies & {node.var for node in self.graph.nodes}

    @property
    def cut(self) -> frozenset[Var]:
        """The values that it reaches and does not pass since the item says so."""
        return self.flow.cut & {node.var for node in self.graph.nodes}

    @property
    def reached(self) -> frozenset[Var]:
        """The ends of the edges that it takes."""
        return frozenset(end for edge in self.live for end in (edge.source, edge.target))


def slopes_of_one(values: Mapping[Atom, Value]) -> tuple[LocalDerivative, ...]:
    """The slopes of kinked functions that are exactly 1."""
    return tuple(slope for slope, value in values.items() if isinstance(slope, LocalDerivative) and _is_kinked(slope) and value == 1)


def gradient_graph(trace: Trace, wrt: Collection[Var], flow: Flow, slopes_of_one: Collection[LocalDerivative]) -> GradientGraph:
    """What lies between the targets of a flow and `wrt`; where nothing of the gradient arrives there, as far as it comes.

    Of numbers each edge has its factor, but for slopes of kinked functions that are exactly 1; of arrays the weights of the equation.
    """
    inner = {eqn.out: eqn for eqn in trace.eqns if eqn.auto}
    ones: dict[Expr, Expr] = dict.fromkeys(slopes_of_one, UNIT)
    starts = {var.whole for var in wrt}
    reached = set(starts)
    for eqn in trace.eqns:
        if any(var in reached for var in eqn.uses):
            reached.add(eqn.out)
    own = {eqn.out: eqn for eqn in trace.eqns if not eqn.auto}
    nodes, edges, passed = dict[GraphNode, None](), list[Edge](), set[Edge]()
    for out, eqn in own.items():
        if out not in reached or out not in flow.alive:
            continue
        for source in _uses(eqn, inner):
            if source in reached:
                node = _node(source, eqn, own)
                nodes[node] = None
                edges.append(Edge(node.var, out, _weights(eqn, source) if trace.shapes else _factor(eqn, source, inner, ones)))
                if (source, out) in flow.passed:
                    passed.add(edges[-1])
        nodes[GraphNode(out, "value")] = None
    live = _leading_from(flow.dies | {node.var for node in nodes if node.name in starts}, passed) or passed
    reached = {end for edge in live for end in (edge.source, edge.target)}
    stopped, near = flow.dies | flow.cut, reached | {node.var for node in nodes if node.name in starts}
    drawn = dict[Edge, None]()
    for edge in edges:
        if edge in live:
            drawn[edge] = None
        elif edge in passed and edge.source in flow.cut and edge.target in reached:
            drawn[replace(edge, labels=())] = None
        elif edge not in passed and (edge.target in reached or (edge.target in stopped and edge.source in near)):
            drawn[replace(edge, labels=() if edge.target in stopped else (_ZERO,))] = None
    ends = {end for edge in drawn for end in (edge.source, edge.target)}
    return GradientGraph(Graph(tuple(node for node in nodes if node.var in ends), tuple(drawn)), flow, frozenset(live))


def _node(source: Var, user: Eqn, computed: Collection[Var]) -> GraphNode:
    """A value is there once, a weight at each step that uses it."""
    if source in computed:
        return GraphNode(source, "value")
    if source.time is None:
        return GraphNode(replace(source, time=user.out.time), "end", shown=source)
    return GraphNode(source, "start" if any(var.name == source.name for var in computed) else "end")


def _is_kinked(slope: LocalDerivative) -> bool:
    pieces = FUNCTIONS[slope.fn].pieces
    return pieces is not None and not pieces.smooth


def _uses(eqn: Eqn, inner: Mapping[Var, Eqn]) -> Iterable[Var]:
    """The author's values in an equation, those of inner ones in their place."""
    found = dict[Var, None]()
    for var in eqn.uses:
        found |= dict.fromkeys(_uses(inner[var], inner) if var in inner else (var,))
    return found


def _factor(eqn: Eqn, source: Var, inner: Mapping[Var, Eqn], ones: Mapping[Expr, Expr]) -> tuple[Expr, ...]:
    """The derivative of the equation to this value, all others held."""

    def moved(var: Var) -> Expr | None:
        return UNIT if var == source else differentiate(inner[var].rhs, moved) if var in inner else None

    factor = differentiate(eqn.rhs, moved)
    return () if factor is None else (put_in(factor, ones, NUMBERS),)


def _weights(eqn: Eqn, source: Var) -> tuple[Expr, ...]:
    """What multiplies a value with a time or a computed one; nothing for a weight."""
    edges = edges_into(eqn.out, eqn.written, lambda var: var.whole == source)
    return next((edge.labels for edge in edges if edge.source.whole == source), ())


def _leading_from(goals: Collection[Var], passed: Collection[Edge]) -> set[Edge]:
    """The edges on the ways on from these."""
    found, reached = set[Edge](), set(goals)
    while more := {edge for edge in passed if edge.source in reached} - found:
        found |= more
        reached |= {edge.target for edge in more}
    return found
