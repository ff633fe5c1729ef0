"""The unrolled cell: its edges are the dependencies of the trace, everything has its place, marks tell where a gradient goes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby, product
from pathlib import Path

import pytest

from gen.algebra.arrays import Value, numbers
from gen.algebra.expr import Atom, Partial, Var, variables
from gen.algebra.printer import name_text, text
from gen.calculus.evaluate import evaluate_number
from gen.calculus.unroll import unroll, unroll_unchecked
from gen.figures.edge_routing import LABEL, RoutedBand
from gen.figures.geometry import Box, visible
from gen.figures.gradient_flow import Flow, flow
from gen.figures.gradient_graph import GradientGraph, gradient_graph, slopes_of_one
from gen.figures.recurrence_graph import Graph, graph
from gen.figures.tikz import tikz
from gen.figures.unrolled import label_text, routed, unrolled
from gen.figures.unrolled_layout import WIDTH
from gen.latex.text_width import width
from gen.latex.writer import Latex
from gen.model.solved import SolvedItem
from gen.model.trace import Trace
from gen.questions.values import GradientQuery
from tests.support.figure_cells import CELLS, cell_of
from tests.support.problems import PROBLEMS, ROOT, item, solve_text, solved

STEPS = (1, 2, 5, 12)


def dependencies(trace: Trace) -> set[tuple[str, str]]:
    """(used, user) for the author's values: what an inner value uses is used by the value that it belongs to."""
    inner = {eqn.out: eqn for eqn in trace.eqns if eqn.auto}

    def used(var: Var) -> set[Var]:
        return set().union(*map(used, inner[var].inputs)) if var in inner else {var}

    return {(name_text(v), name_text(eqn.out)) for eqn in trace.eqns if not eqn.auto for var in eqn.inputs for v in used(var)}


def drawn(one: Graph) -> set[tuple[str, str]]:
    """The same of a graph: from the source, and from each parameter of the label."""
    return {
        (name_text(v), name_text(e.target)) for e in one.edges for v in (e.source, *(p for label in e.labels for p in variables(label)))
    }


def test_edges_and_labels_are_the_dependencies_of_the_trace(tmp_path: Path, subtests: pytest.Subtests) -> None:
    """No more, no less, and no edge twice; for cells with and without matrices."""
    for name, steps in product(CELLS, STEPS):
        with subtests.test(name, steps=steps):
            trace = unroll_unchecked(cell_of(CELLS[name], tmp_path), steps)
            one = graph(trace.eqns)
            assert drawn(one) == dependencies(trace)
            assert max(Counter((e.source, e.target) for e in one.edges).values()) == 1


def test_the_unchecked_trace_is_the_checked_one_where_that_exists(tmp_path: Path) -> None:
    """For a scalar cell both ways to unroll give the same equations in the same order."""
    cell = cell_of(CELLS["lstm"], tmp_path)
    free = unroll_unchecked(cell, 3)
    known = set(free.inputs)
    assert free.eqns == unroll(cell, 3, known, {v.name for v in known}, cell.where).eqns


LABELS = [
    ("outputs", {"x[1]->h[1]: u", "h[0]->h[1]: w", "h[1]->y[1]: v", "k->y[1]: "}),
    ("bias", {"x[1]->h[1]: W", "h[0]->h[1]: V", "b->h[1]: "}),
    # A gate is a node: its product has no label.
    ("gru", {"z[1]->h[1]: ", "h[0]->h[1]: ", "n[1]->h[1]: ", "r[1]->n[1]: ", "h[0]->n[1]: ", "U_n->n[1]: ", "x[1]->n[1]: W_n"}),
    # Within functions a product begins anew; what multiplies the function stands beside.
    ("nested", {"h[0]->h[1]: 2*U*V, -k", "x[1]->h[1]: W, U^2", "m->h[1]: ", "U->h[1]: ", "h[1]->g[1]: s*q", "g[0]->g[1]: "}),
]


@pytest.mark.parametrize(("name", "expected"), LABELS)
def test_a_parameter_labels_the_edge_of_what_it_multiplies(name: str, expected: set[str], tmp_path: Path) -> None:
    """Whatever stands in no plain product is a small node instead."""
    edges = graph(unroll_unchecked(cell_of(CELLS[name], tmp_path), 1).eqns).edges
    found = {f"{name_text(e.source)}->{name_text(e.target)}: {', '.join(map(text, e.labels))}" for e in edges}
    assert expected <= found


def placed(name: str, steps: int, folder: Path) -> tuple[Graph, tuple[RoutedBand, ...]]:
    one = graph(unroll_unchecked(cell_of(CELLS[name], folder), steps).eqns)
    return one, routed(one, Latex())


def test_everything_has_a_place_of_its_own(tmp_path: Path, subtests: pytest.Subtests) -> None:
    """No node lies on another, no edge runs through a node, no band is wider than the text."""
    for name, steps in product(CELLS, STEPS):
        with subtests.test(name, steps=steps):
            _, bands = placed(name, steps, tmp_path)
            spots = [spot for band in bands for spot in band.spots]
            assert [(a, b) for i, a in enumerate(spots) for b in spots[i + 1 :] if a.box.overlaps(b.box)] == []
            for band in bands:
                main = [spot.box for spot in band.spots if spot.node.user is None]
                for line in band.lines:
                    ends = (band.spots[line.source].box, band.spots[line.target].box)
                    points = line.curve.samples
                    assert all(box.distance(point) > 0 for box in main if box not in ends for point in points)
            assert max(spot.box.x + spot.box.w / 2 for spot in spots) <= WIDTH


def assert_labels_are_clear(bands: Sequence[RoutedBand]) -> None:
    """No label lies on a node or on another label, and no edge of others runs through one."""
    for band in bands:
        labels = [(line, Box(*line.label, width(label_text(line.edge, Latex()), 9.0), LABEL)) for line in band.lines if line.label]
        for i, (own, box) in enumerate(labels):
            assert [spot for spot in band.spots if box.touches(spot.box)] == []
            assert [other for other, more in labels[i + 1 :] if box.overlaps(more)] == []
            for line in band.lines:
                points = visible(line.curve, [band.spots[line.source].box, band.spots[line.target].box])
                assert line is own or not any(box.holds(point) for point in points)


def test_labels_are_clear_of_all_else(tmp_path: Path, subtests: pytest.Subtests) -> None:
    """By their widths in type, in each cell's figure."""
    for name, steps in product(CELLS, STEPS):
        with subtests.test(name, steps=steps):
            assert_labels_are_clear(placed(name, steps, tmp_path)[1])


@pytest.mark.parametrize(
    ("equations", "rows"),
    [
        # A graph without a time begins with all that is given, in the author's order.
        ("{s: x + y, m: max(z, w), f: s*m}", [["x", "y", "z", "w"], ["s", "m"], ["f"]]),
        # A weight is a label; a bias and a target stand beside what they go with.
        ("{z: W @ x + b, h: relu(z), o: v.T @ h, L: (o - y)**2}", [["x", "b"], ["z"], ["h"], ["o", "y"], ["L"]]),
        ("{h[t]: tanh(V*h[t-1] + W*x[t]), y[t]: U*h[t], L[t]: (y[t] - d[t])**2}", [["x[1]"], ["h[0]", "h[1]"], ["y[1]", "d[1]"], ["L[1]"]]),
    ],
)
def test_what_is_given_stands_below_what_needs_it(equations: str, rows: list[list[str]], tmp_path: Path) -> None:
    """From the bottom row to the top, each from left to right."""
    (band,) = routed(graph(unroll_unchecked(cell_of(equations, tmp_path), 1).eqns), Latex())
    assert_labels_are_clear([band])
    main = sorted((spot.box.y, spot.box.x, name_text(spot.node.var)) for spot in band.spots if spot.node.user is None)
    assert [[name for _, _, name in row] for _, row in groupby(main, key=lambda spot: spot[0])] == rows


def test_each_edge_is_drawn_once_and_between_its_own_ends(tmp_path: Path, subtests: pytest.Subtests) -> None:
    """Over all bands, also where steps go on in the next one; and the picture has as many edges and labels."""
    for name, steps in product(CELLS, STEPS):
        with subtests.test(name, steps=steps):
            one, bands = placed(name, steps, tmp_path)
            lines = [(band, line) for band in bands for line in band.lines]
            assert sorted(map(repr, (line.edge for _, line in lines))) == sorted(map(repr, one.edges))
            assert all(
                (band.spots[n.source].node.var, band.spots[n.target].node.var) == (n.edge.source, n.edge.target) for band, n in lines
            )
            assert not any(band.spots[line.target].ghost for band, line in lines)
            picture = tikz(unrolled(routed(one, Latex()), Latex()))
            assert picture.count(r"\draw[gen edge]") == len(one.edges)
            assert picture.count(r"\node[gen label]") == sum(bool(edge.labels) for edge in one.edges)


def test_a_band_begins_with_ghosts_of_what_it_takes_over(tmp_path: Path) -> None:
    """Twelve steps go into two equal bands; the second begins with the last two states of the first, and each node stands once."""
    one, bands = placed("skip", 12, tmp_path)
    ghosts = [[name_text(spot.node.var) for spot in band.spots if spot.ghost] for band in bands]
    assert ghosts == [[], ["h[5]", "h[6]"]]
    assert sorted(repr(spot.node) for band in bands for spot in band.spots if not spot.ghost) == sorted(map(repr, one.nodes))


def test_states_of_one_name_stand_in_one_row(tmp_path: Path) -> None:
    """Recurrent edges run across: in a band, the height of a value is that of its name."""
    for name in CELLS:
        for band in placed(name, 5, tmp_path)[1]:
            levels = {(spot.node.var.name, round(spot.box.y, 3)) for spot in band.spots if spot.node.user is None}
            assert len(levels) == len({n for n, _ in levels}), name


WIDTHS = [("h_{3}", "h_{12}"), ("W", r"\mathrm{weight}"), ("h_{3}", "h3"), (r"\tilde{c}_{t}", r"\tilde{c}_{t-1}"), ("", "x")]


@pytest.mark.parametrize(("narrow", "wide"), WIDTHS)
def test_more_glyphs_are_wider_and_subscripts_smaller(narrow: str, wide: str) -> None:
    """The estimate orders names as TeX does, and commands that print nothing add nothing."""
    assert width(narrow) < width(wide)
    assert width(r"\tilde{c}") == width("c")


CUT = """
title: Cut
cells:
  c:
    h[t]: relu(V*h[t-1] + W*x[t])
items:
  - id: a
    prompt: Compute.
    given: {V: 2, W: 1, "h[0]": 1, x: [1, 4, 7]}
    cut: h[1]
    ask: gradient of h[3] wrt W
    by: reverse
    points: {all: 1}
"""


def _flows(source: Path | str, ident: str, folder: Path) -> list[tuple[Flow, Trace]]:
    one = item(solved(source) if isinstance(source, Path) else solve_text(source, folder), ident)
    targets = [query.of.var for query in one.item.queries if isinstance(query, GradientQuery)]
    found = []
    for reading in one.readings:
        assert reading.trace
        trace = reading.trace.only(reading.trace.before(targets))
        found.append((flow(trace, targets, reading.derivation.values, one.item.conventions, one.item.cut), trace))
    return found


STATES = ["h[2]->h[3]", "h[1]->h[2]", "h[0]->h[1]"]
FLOWS: list[tuple[Path | str, str, list[str], list[str], list[str], int]] = [
    # file, item, closed, cut, edges between states that carry the gradient, readings
    (ROOT / "problems" / "sheet-c.yaml", "d", ["h[1]"], [], STATES[:2], 1),
    # z_2 = 0 is at its kink, and the convention there is 1: no gate is closed.
    (ROOT / "problems" / "kink.yaml", "a", [], [], STATES, 1),
    (ROOT / "problems" / "sheet-a.yaml", "d", ["h[1]"], [], STATES[:2], 2),
    (CUT, "a", [], ["h[1]"], STATES[:2], 1),
    # The same kink with the convention 0: the gate is closed and the gradient dies there.
    ((ROOT / "problems" / "kink.yaml").read_text("utf-8").replace("relu'(0): 1", "relu'(0): 0"), "a", ["h[2]"], [], STATES[:1], 1),
]


@pytest.mark.parametrize(("source", "ident", "closed", "cut", "passed", "readings"), FLOWS)
def test_marks_tell_where_the_gradient_goes(
    source: Path | str, ident: str, closed: list[str], cut: list[str], passed: list[str], readings: int, tmp_path: Path
) -> None:
    """Closed gates, cuts, and the edges between states that carry the gradient, for each reading."""
    flows = _flows(source, ident, tmp_path)
    assert len(flows) == readings
    for found, _ in flows:
        assert sorted(map(name_text, found.closed)) == closed
        assert sorted(map(name_text, found.dies)) == closed
        assert sorted(map(name_text, found.cut)) == cut
        edges = {f"{name_text(a)}->{name_text(b)}" for a, b in found.passed}
        assert [edge for edge in STATES if edge in edges] == passed


def _gradients() -> Iterator[tuple[Path, str]]:
    further = (ROOT / "tests" / "further" / f"{name}.yaml" for name in ("clean", "gru-take", "lstm-numbers", "misprints"))
    for path in (*PROBLEMS, *further):
        for one in solved(path).items:
            if any(isinstance(query, GradientQuery) for query in one.item.queries):
                yield path, one.item.id


def test_what_the_gradient_does_not_reach_has_the_derivative_0(tmp_path: Path, subtests: pytest.Subtests) -> None:
    """In every problem with gradients: an answer other than 0 is about a value that the marks show as reached."""
    for path, ident in _gradients():
        with subtests.test(path.stem, item=ident):
            one = item(solved(path), ident)
            targets = {query.of.var for query in one.item.queries if isinstance(query, GradientQuery)}
            for (found, trace), reading in zip(_flows(path, ident, tmp_path), one.readings, strict=True):
                inner = {eqn.out for eqn in trace.eqns if eqn.auto}  # named by the tool, and no node of a figure
                asked = [answer for answer in reading.derivation.asked if isinstance(answer, Partial)]
                answers = [answer for answer in asked if answer.of in targets and answer.wrt.whole not in inner]
                assert answers
                assert all(answer.wrt.whole in found.alive for answer in answers if any(numbers(reading.derivation.values[answer])))


def test_the_marks_of_a_closed_gate_leave_out_what_is_behind_it(tmp_path: Path) -> None:
    """In C.d the first gate is closed: the first input and the first state are not reached, the weights are."""
    (found, trace) = _flows(ROOT / "problems" / "sheet-c.yaml", "d", tmp_path)[0]
    assert {name_text(v) for v in found.alive if v in trace.inputs} == {"V", "W", "x[2]", "x[3]"}


def test_a_slope_that_no_convention_tells_is_not_marked(tmp_path: Path) -> None:
    """Behind a kink without a convention nothing is said, and nothing fails."""
    cell = cell_of(CELLS["rnn"], tmp_path)
    trace = unroll_unchecked(cell, 1)
    (z,) = (eqn.out for eqn in trace.eqns if eqn.auto)
    values: dict[Atom, Value] = {var: Fraction(0) for var in (*trace.inputs, z, Var("h", 1))}
    found = flow(trace, [Var("h", 1)], values, {})
    assert (found.closed, found.passed) == (frozenset(), frozenset())


def _gradient_graph(source: Path | str, ident: str, folder: Path) -> tuple[GradientGraph, SolvedItem]:
    one = item(solved(source) if isinstance(source, Path) else solve_text(source, folder), ident)
    asked = [query.wrt.var for query in one.item.queries if isinstance(query, GradientQuery)]
    found, trace = _flows(source, ident, folder)[0]
    return gradient_graph(trace, asked, found, slopes_of_one(one.readings[0].derivation.values)), one


@pytest.mark.parametrize(("source", "ident"), [*(flow[:2] for flow in FLOWS), (ROOT / "problems" / "lstm.yaml", "c")])
def test_factors_along_the_ways_of_a_gradient_give_it(source: Path | str, ident: str, tmp_path: Path) -> None:
    """What is drawn is enough: products of the factors along bold edges, added up over all ways, are the answers of the record."""
    marks, one = _gradient_graph(source, ident, tmp_path)
    values = one.readings[0].derivation.values
    assert_labels_are_clear(routed(marks.graph, Latex()))
    for answer in one.readings[0].derivation.asked:
        if isinstance(answer, Partial):
            ends = [node.var for node in marks.graph.nodes if node.name == answer.wrt]
            moved = dict.fromkeys(ends, 1.0)
            for node in marks.graph.nodes:
                into = {e.source: e.labels[0] for e in marks.live if e.target == node.var and e.source in moved}
                ways = [moved[source] * float(evaluate_number(factor, values, one.item.conventions)) for source, factor in into.items()]
                if ways:
                    moved[node.var] = sum(ways, moved.get(node.var, 0.0))
            assert [moved.get(answer.of, 0.0)] == pytest.approx([float(number) for number in numbers(values[answer])])


def test_only_what_matters_to_a_gradient_is_drawn(tmp_path: Path) -> None:
    """Of an LSTM's cell state the forget gates alone are factors; what was cut has no bold edge, nothing else that is given is there."""
    marks, _ = _gradient_graph(ROOT / "problems" / "lstm.yaml", "c", tmp_path)
    assert sorted(f"{name_text(e.source)}->{name_text(e.target)}: {text(e.labels[0])}" for e in marks.live) == [
        "c[0]->c[1]: f[1]",
        "c[1]->c[2]: f[2]",
    ]
    assert {name_text(node.var) for node in marks.graph.nodes} == {"c[0]", "c[1]", "c[2]", "h[1]"}
    assert (marks.dies, {name_text(var) for var in marks.cut}) == (frozenset(), {"h[1]"})


def test_the_picture_shows_the_marks(tmp_path: Path) -> None:
    """The gate where the gradient dies is hatched with a 0, edges are thick or dashed; without marks there is none of this."""
    marks, _ = _gradient_graph(ROOT / "problems" / "sheet-c.yaml", "d", tmp_path)
    placed = routed(marks.graph, Latex())
    plain, marked = tikz(unrolled(placed, Latex())), tikz(unrolled(placed, Latex(), marks))
    counts = {"gen dies": 1, "gen badge": 1, "gen live": 4, "gen dead": 5}
    assert {word: marked.count(word) for word in counts} == counts
    assert not any(word in plain for word in counts)
