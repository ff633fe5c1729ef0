"""Plots: what is drawn is what the engine computes, by oracles written apart; a sheet shows nothing of a sketch; drawings are read back."""

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.check.exam import check_exam
from gen.cli.commands import main
from gen.figures.drawing import Drawing, Label, Mark, Stroke
from gen.figures.figures import plot_figure
from gen.figures.geometry import Box
from gen.figures.plot_axes import nice_ticks, whole_ticks
from gen.figures.plot_labels import distance
from gen.figures.plots import plot_drawing
from gen.format.exam_file import load_exam
from gen.format.problem_file import load_problem
from gen.latex.tex import Tex
from gen.latex.writer import Latex
from gen.messages.errors import InputErrors, VerificationError
from gen.messages.sentences import Language
from gen.model.exam import Exam
from gen.model.plotted import Plotted
from gen.model.problem import Item
from gen.page.exam import Solutions, exam_view
from gen.page.records import ItemView
from gen.plots import plotted as of_plots
from gen.plots.bins import bins
from gen.plots.curve import simplest_between
from gen.plots.plotted import plotted
from gen.plots.roots import eigenvalues
from gen.proofread.plots import read_plot
from gen.solver.solve import solve_problem
from gen.typeset.actual_text import picture_text
from gen.typeset.pdf import typeset
from gen.typeset.templates import render
from gen.verify.drawn import verify_bars, verify_crossing, verify_roots
from tests.support.drawn_labels import assert_same_labels
from tests.support.mutation import Change, put_in
from tests.support.problems import ROOT, plain_layout

PROBLEM = ROOT / "problems" / "plots.yaml"

CELLS = """title: T
cells:
  unit:
    f: relu(x)
    g: step(x - 1)
    s: sigmoid(2*x)
    c: max(-1, min(x, 1))
    k: floor(x)
  plane:
    r: a**2 + b**2
    z: 2*a - b + 1
    y: relu(a + b) + relu(a - b) - 1
    q: a*b
    h: relu(a) - 3/4
  valley:
    L[t]: dot(w[t-1]*w[t-1], d)
    w[t]: w[t-1] - eta*grad(L[t], w[t-1])
  rnn:
    h[t]: tanh(W @ h[t-1] + x[t])
    p[t]: relu(w*p[t-1] + u[t])
    l: sum(h[T])
    m: p[T]
items:
  - id: a
    prompt: Look at {cell}
    cell: """


def _text(cell: str, plot: str, more: str = "", ask: str = "open") -> str:
    return f"{CELLS}{cell}\n    {more}\n    ask: {ask}\n    plot: {plot}\n    answer: {{shape: As drawn.}}\n    points: {{shape: 1}}\n"


def _item(folder: Path, *parts: str) -> Item:
    file = folder / "p.yaml"
    file.write_text(_text(*parts), encoding="utf-8")
    problem, faults = load_problem(file)
    assert problem is not None and faults == [], [str(fault) for fault in faults]
    return problem.items[0]


def _drawn(folder: Path, *parts: str) -> Plotted:
    found = plotted(_item(folder, *parts))
    assert found is not None
    return found


def _exam(folder: Path, *parts: str) -> Exam:
    file = folder / "p.yaml"
    file.write_text(_text(*parts), encoding="utf-8")
    exam, faults = load_exam(file)
    assert faults == [], [str(fault) for fault in faults]
    return exam


def answers_of(exam: Exam) -> Solutions:
    return {problem.id: solve_problem(problem) for problem in exam.problems}


def _points(line: Any) -> np.ndarray:
    return np.array([[float(x), float(y)] for x, y in line.points])


# Curves ---------------------------------------------------------------------------------------------------------------

CURVES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "f": lambda x: np.maximum(x, 0),
    "s": lambda x: 1 / (1 + np.exp(-2 * x)),
    "c": lambda x: np.clip(x, -1, 1),
    "'x**3/4 - x'": lambda x: x**3 / 4 - x,
    "'grad(s, x)'": lambda x: 2 / (1 + np.exp(-2 * x)) / (1 + np.exp(2 * x)),
    "'exp(-50*(x - 1/3)**2)'": lambda x: np.exp(-50 * (x - 1 / 3) ** 2),
}


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_is_its_function_at_each_point_and_as_nearly_as_anybody_sees_between_them(name: str, tmp_path: Path) -> None:
    """Against NumPy: to 1e-12 where it is computed, and to a tenth of a point on the page everywhere."""
    (line,) = _drawn(tmp_path, "unit", f"{{of: {name}, over: {{x: -2..2}}}}").lines
    assert len(line.pieces) == 1
    assert line.ends == ()
    points = _points(line)
    assert np.allclose(points[:, 1], CURVES[name](points[:, 0]), rtol=0, atol=1e-12)
    x = np.linspace(-2, 2, 4001)
    off = np.abs(np.interp(x, points[:, 0], points[:, 1]) - CURVES[name](x)) * 120 / np.ptp(points[:, 1])
    slope = np.gradient(CURVES[name](x), x) * 120 / np.ptp(points[:, 1]) / (190 / 4)
    assert (off / np.hypot(1, slope)).max() < 0.1  # at right angles to the curve
    assert (points[0, 0], points[-1, 0]) == (-2, 2)
    assert len(points) < 120


@pytest.mark.parametrize(("name", "kinks"), [("f", [0]), ("c", [-1, 1]), ("'abs(x - 1/3)'", [1 / 3]), ("'relu(x)*relu(1 - x)'", [0, 1])])
def test_a_kink_is_a_point_of_the_line(name: str, kinks: list[float], tmp_path: Path) -> None:
    """Exactly, where straight lines meet, however the grid lies to it; else to a hundredth of a point on the page."""
    (line,) = _drawn(tmp_path, "unit", f"{{of: {name}, over: {{x: -2..2}}}}").lines
    for kink in kinks:
        assert np.abs(_points(line)[:, 0] - kink).min() < (1e-12 if "relu(1" not in name else 1e-4)


JUMPS = {  # the expression, what is stated, where it jumps, and there what belongs to it
    "a step": ("g", "", [(1.0, [(0.0, False), (1.0, False)])]),
    "a step by convention": ("g", "convention: {step(0): 1}", [(1.0, [(0.0, False), (1.0, True)])]),
    "stairs": ("k", "", [(0.0, [(-1.0, False), (0.0, True)]), (1.0, [(0.0, False), (1.0, True)])]),
    "a slope at a kink": ("'grad(f, x)'", "", [(0.0, [(0.0, False), (1.0, False)])]),
    "by convention": ("'grad(f, x)'", "convention: {relu'(0): 0}", [(0.0, [(0.0, True), (1.0, False)])]),
    "by a convention between": ("'grad(f, x)'", "convention: {relu'(0): 1/2}", [(0.0, [(0.0, False), (0.5, True), (1.0, False)])]),
}


@pytest.mark.parametrize("name", JUMPS)
def test_where_a_curve_jumps_there_is_a_gap_and_it_is_told_what_belongs_to_it(name: str, tmp_path: Path) -> None:
    """No line leads over a jump; a dot is on the curve, a ring is not."""
    of, stated, jumps = JUMPS[name]
    (line,) = _drawn(tmp_path, "unit", f"{{of: {of}, over: {{x: -1/2..3/2}}}}", stated).lines
    assert len(line.pieces) == len(jumps) + 1
    assert len(line.ends) == len({end for end, _ in line.ends})
    ends = [(round(float(x), 5), round(float(y), 5), belongs) for (x, y), belongs in line.ends]
    assert ends == [(x, y, belongs) for x, at in jumps for y, belongs in at]
    for before, after in pairwise(line.pieces):
        assert 0 <= float(after[0][0]) - float(before[-1][0]) < 1e-5


def test_a_pole_is_left_out_and_a_range_cuts_a_curve_off(tmp_path: Path) -> None:
    """1/x within -4..4: two pieces, each up to the edge; nothing where a logarithm has no value."""
    (line,) = _drawn(tmp_path, "unit", "{of: 1/x, over: {x: -2..2}, range: -4..4}").lines
    assert [[round(float(p[i][0]), 2) for i in (0, -1)] for p in line.pieces] == [[-2, -0.25], [0.25, 2]]
    assert line.ends == ()
    (line,) = _drawn(tmp_path, "unit", "{of: log(x), over: {x: -2..2}, range: -2..2}").lines
    (piece,) = line.pieces
    assert abs(float(piece[0][0]) - np.exp(-2)) < 1e-3 and float(piece[-1][0]) == 2


@pytest.mark.parametrize(("of", "border"), [("log(x)", 0), ("log(x - 1/3)", 1 / 3), ("log(-x)", 0), ("1/sqrt(x + 1/5)", -1 / 5)])
def test_where_values_grow_towards_the_border_of_a_domain_a_curve_goes_to_the_edge(of: str, border: float, tmp_path: Path) -> None:
    """However near to the border that is, wherever the border lies to the grid."""
    (line,) = _drawn(tmp_path, "unit", f"{{of: '{of}', over: {{x: -2..2}}, range: -40..40}}").lines
    (piece,) = line.pieces
    x, y = max(piece, key=lambda point: abs(float(point[1])))
    assert abs(abs(float(y)) - 40) < 0.01 and abs(float(x) - border) < 1e-3


def test_a_curve_begins_at_the_border_of_its_domain(tmp_path: Path) -> None:
    """A root, whose border lies between two places of the grid."""
    (line,) = _drawn(tmp_path, "unit", "{of: 'sqrt(x - 1/30)', over: {x: -2..2}}").lines
    x, y = line.points[0]
    assert 0 <= float(x) - 1 / 30 < 1e-6 and float(y) < 1e-3


def test_a_value_is_a_function_of_a_weight_through_all_steps(tmp_path: Path) -> None:
    """A name without a number takes those of the axis; one with a number, too, and an entry alone of an array."""
    given = "given: {w: 1, u: [1, -1/2, 2], 'p[0]': 1}"
    (line,) = _drawn(tmp_path, "rnn", "{of: m, over: {w: -1..1}}", given).lines

    def m(w: float) -> float:
        p = 1.0
        for u in (1, -0.5, 2):
            p = max(0.0, w * p + u)
        return p

    assert all(abs(m(float(x)) - float(y)) < 1e-12 for x, y in line.points)
    given = "given: {W: [[1/2, 0], [1, 1]], x: [[1, 0], [0, 1]], 'h[0]': [1, 1]}"
    (line,) = _drawn(tmp_path, "rnn", "{of: l, over: {'W[1, 2]': -1..1}}", given).lines

    def total(w: float) -> float:
        h = np.ones(2)
        for x in ([1, 0], [0, 1]):
            h = np.tanh(np.array([[0.5, w], [1, 1]]) @ h + x)
        return float(h.sum())

    assert all(abs(total(float(x)) - float(y)) < 1e-12 for x, y in line.points)


@given(st.fractions(-3, 3, max_denominator=50), st.fractions(0, 1, max_denominator=50))
@settings(max_examples=25, deadline=None)
def test_the_simplest_number_of_a_range_has_the_smallest_denominator(low: Fraction, wide: Fraction) -> None:
    """Against all denominators in turn."""
    found = simplest_between(low, low + wide)
    least = next(n for n in range(1, 51) if -((-low.numerator * n) // low.denominator) <= (low + wide) * n)
    assert low <= found <= low + wide and found.denominator == least


# Planes ---------------------------------------------------------------------------------------------------------------

OVER = "over: {a: -2..2, b: -2..2}"
BOUNDARIES: dict[str, tuple[str, Callable[[np.ndarray, np.ndarray], np.ndarray], int, int]] = {  # pieces, most points
    "a circle": ("'r - 1'", lambda a, b: a**2 + b**2 - 1, 1, 110),
    "two values": ("[r, 'b + 1/2']", lambda a, b: a**2 + b**2 - b - 0.5, 1, 110),
    "a unit": ("z", lambda a, b: 2 * a - b + 1, 1, 2),
    "a net": ("y", lambda a, b: np.maximum(a + b, 0) + np.maximum(a - b, 0) - 1, 1, 8),
    "one unit of it": ("h", lambda a, b: np.maximum(a, 0) - 0.75, 1, 2),
    "a hyperbola": ("'q - 1/2'", lambda a, b: a * b - 0.5, 2, 80),
}


@pytest.mark.parametrize("name", BOUNDARIES)
def test_a_boundary_is_where_its_value_is_0(name: str, tmp_path: Path) -> None:
    """At its points to a thousandth, at all places between them to a hundredth; a unit's is the line between two exact points."""
    of, value, pieces, most = BOUNDARIES[name]
    (line,) = _drawn(tmp_path, "plane", f"{{boundary: {of}, {OVER}}}").lines
    assert len(line.pieces) == pieces and len(line.points) <= most
    for piece in line.pieces:
        way = np.array([[float(x), float(y)] for x, y in piece])
        between = np.concatenate([a + np.linspace(0, 1, 9)[:, None] * (b - a) for a, b in pairwise(way)])
        assert np.abs(value(*way.T)).max() < 2e-3
        assert np.abs(value(*between.T)).max() < 1e-2
    if most == 2:
        assert all(value(np.array(float(x)), np.array(float(y))) == 0 for x, y in line.points)


def test_a_boundary_has_its_corners_and_its_sides(tmp_path: Path) -> None:
    """The net of two units has its corners; on either side stands the sign that the value has there."""
    drawn = _drawn(tmp_path, "plane", f"{{boundary: y, {OVER}}}")
    points = _points(drawn.lines[0])
    corners = np.array([[-1, 2], [0.5, 0.5], [0.5, -0.5], [-1, -2]])
    assert all(np.hypot(*(points - corner).T).min() < 0.01 for corner in corners)
    for at, positive in drawn.sides:
        x, y = map(float, at)
        assert (max(x + y, 0.0) + max(x - y, 0.0) - 1 > 0) == positive
    assert [positive for _, positive in drawn.sides] == [True, False]


def test_each_region_beside_a_boundary_has_its_sign(tmp_path: Path) -> None:
    """Of a hyperbola the two regions outside, and the one between; of a small circle the inside."""
    sides = _drawn(tmp_path, "plane", f"{{boundary: 'q - 1/2', {OVER}}}").sides
    assert sorted((at[0] > 0, positive) for at, positive in sides if positive) == [(False, True), (True, True)]
    (small,) = (at for at, positive in _drawn(tmp_path, "plane", f"{{boundary: 'r - 1/3', {OVER}}}").sides if not positive)
    assert tuple(map(float, small)) == (0.0, 0.0)  # between the places that are looked at first
    assert [float(a) * float(b) > 0.5 for (a, b), _ in sides] == [positive for _, positive in sides] == [True, True, False]


def test_a_closed_line_ends_where_it_begins_and_a_saddle_is_not_crossed(tmp_path: Path) -> None:
    """a b = 1/100, near the saddle: two lines that do not meet."""
    (circle,) = _drawn(tmp_path, "plane", f"{{boundary: 'r - 1', {OVER}}}").lines[0].pieces
    assert circle[0] == circle[-1]
    first, second = _drawn(tmp_path, "plane", f"{{boundary: 'q - 1/100', {OVER}}}").lines[0].pieces
    assert {np.sign(float(x)) for x, _ in first} != {np.sign(float(x)) for x, _ in second}


GIVEN = "given: {d: [1/2, 2], eta: 1/4, 'w[0]': [-3, 1]}\n    horizon: 4"
VALLEY = "{surface: 'L[1]', over: {'w[0][1]': -4..4, 'w[0][2]': -2..2}, path: w}"  # a second each: few tests have it


def test_contours_have_their_values_and_a_path_is_that_of_the_recurrence(tmp_path: Path) -> None:
    """Against gradient descent in NumPy; the lines around a minimum are about equally far apart."""
    drawn = _drawn(tmp_path, "valley", VALLEY, GIVEN)
    *contours, path = drawn.lines
    w, ways = np.array([-3.0, 1.0]), []
    for _ in range(5):
        ways.append(w)
        w = w - 0.25 * np.array([w[0], 4 * w[1]])
    assert np.allclose(_points(path), ways, atol=1e-12)
    assert len(contours) >= 5
    radii = []
    for line in contours:
        assert line.level is not None
        values = _points(line) ** 2 @ [0.5, 2]
        assert np.abs(values - float(line.level)).max() < 0.02 * max(1, float(line.level))
        radii.append(float(line.level) ** 0.5)
    steps = np.diff(radii[:5])
    assert steps.max() < 1.6 * steps.min()


# Lists ----------------------------------------------------------------------------------------------------------------


def test_a_gradient_over_time_is_that_of_backpropagation(tmp_path: Path) -> None:
    """The norms of dl/dh[t] against NumPy."""
    given = "given: {W: [[1/2, -1], [1, 1/4]], x: [[1, 0], [0, 1], [1, 1], [-1, 0]], 'h[0]': [0, 0]}"
    (line,) = _drawn(tmp_path, "rnn", "{of: 'norm(grad(l, h[t]))', over: t, scale: log}", given).lines
    matrix, h, states = np.array([[0.5, -1], [1, 0.25]]), np.zeros(2), []
    for x in ([1, 0], [0, 1], [1, 1], [-1, 0]):
        h = np.tanh(matrix @ h + x)
        states.append(h)
    slope, norms = np.ones(2), []
    for h in reversed(states):
        norms.append(np.linalg.norm(slope))
        slope = matrix.T @ (slope * (1 - h**2))
    assert np.allclose(_points(line)[:, 1], norms[::-1], atol=1e-12)


def test_what_is_0_has_no_place_on_a_logarithmic_axis_and_is_told(tmp_path: Path) -> None:
    """A closed gate at the third step: the gradients behind it are 0."""
    given = "given: {w: 1/2, u: [1, 1, -4, 1, 1], 'p[0]': 0}"
    drawn = _drawn(tmp_path, "rnn", "{of: 'grad(m, p[t])', over: t, scale: log}", given)
    assert [int(x) for x, _ in drawn.lines[0].points] == [3, 4, 5]
    assert drawn.zeros == ((1, 0), (2, 0))
    captions: dict[Language, str] = {"en": "is 0 at $t$ = $1$ and $2$.", "de": "ist 0 bei $t$ = $1$ und $2$."}
    for language, words in captions.items():
        assert plot_figure(drawn, Latex(language=language)).caption.endswith(words)


@given(st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4), min_size=4, max_size=4), st.integers(2, 4))
@settings(max_examples=25, deadline=None)
def test_eigenvalues_are_those_of_numpy(entries: list[list[int]], n: int) -> None:
    """As a set; those that are equal as nearly as NumPy tells them."""
    rows = [[Fraction(x) for x in row[:n]] for row in entries[:n]]
    found = np.array([complex(float(a), float(b)) for a, b in eigenvalues(rows)])
    expected = list(np.linalg.eigvals(np.array(rows, float)))
    for root in found:
        nearest = min(expected, key=lambda other: abs(other - root))
        assert abs(nearest - root) < 2e-3
        expected.remove(nearest)
    verify_roots(rows, eigenvalues(rows))


@given(st.lists(st.fractions(-5, 5, max_denominator=8), min_size=2, max_size=40), st.none() | st.integers(2, 9))
@settings(max_examples=25, deadline=None)
def test_each_number_lies_in_one_bar(values: list[Fraction], wanted: int | None) -> None:
    """Counted one by one; as many bars as are wanted, or about as many as Sturges says."""
    bars = bins(values, wanted)
    assert sum(n for _, _, n in bars) == len(values)
    for i, (a, b, n) in enumerate(bars):
        assert n == sum(a <= x < b or (x == b and i == len(bars) - 1) for x in values)
    assert len(bars) == wanted if wanted else len(bars) <= 2 * (len(values).bit_length() + 2)
    verify_bars(values, bars)


def test_a_histogram_takes_a_name_at_all_its_times(tmp_path: Path) -> None:
    """Given and computed ones."""
    given = "given: {w: 1, u: [1, 2, 3, 4], 'p[0]': 0}"
    assert sum(n for _, _, n in _drawn(tmp_path, "rnn", "{histogram: u}", given).bars) == 4
    assert [n for _, _, n in _drawn(tmp_path, "rnn", "{histogram: p, bins: 2}", given).bars] == [2, 2]


# What confirms --------------------------------------------------------------------------------------------------------

KINDS = {
    "curves": ("unit", "{of: [f, 'grad(f, x)'], over: {x: -2..2}, points: [1]}", "", "open"),
    "sketch": ("unit", "{of: [f, 'grad(f, x)'], over: {x: -2..2}, range: -1..2}", "", "sketch"),
    "boundary": ("plane", f"{{boundary: y, {OVER}, points: {{A: [[1, 1]], B: [[-1, 0]]}}}}", "", "open"),
    "surface": ("valley", VALLEY, GIVEN, "open"),
    "times": ("rnn", "{of: p, over: t}".replace("p,", "'p[t]',"), "given: {w: 1, u: [1, 2, 3], 'p[0]': 0}", "open"),
    "log": ("rnn", "{of: ['p[t]', 'grad(m, p[t])'], over: t, scale: log}", "given: {w: 1/2, u: [1, 2, 3], 'p[0]': 0}", "open"),
    "eigenvalues": ("rnn", "{eigenvalues: W}", "given: {W: [[0, -1], [1, 1/2]]}", "open"),
    "histogram": ("rnn", "{histogram: u}", "given: {u: [1, 2, 3, 2]}", "open"),
    "in the key": ("unit", "{of: s, over: {x: -2..2}, in: key}", "", "open"),
}


def _wrong(f: Callable[..., Any]) -> Callable[..., Any]:
    """A value that is off by a thousandth."""

    def mutant(*args: Any, **named: Any) -> Any:
        found = f(*args, **named)
        return replace(found, values={atom: x + Fraction(1, 1000) if not hasattr(x, "rows") else x for atom, x in found.values.items()})

    return mutant


MUTANTS: dict[str, tuple[str, str, Change]] = {
    "another value": ("curves", "plots.swept.Swept.derivation", _wrong),
    "a boundary of another value": ("boundary", "plots.planes.contours", lambda f: lambda land, level: f(land, level + Fraction(1, 5))),
    "contours of another value": ("surface", "plots.planes.contours", lambda f: lambda land, level: f(land, level * Fraction(6, 5))),
    "another eigenvalue": ("eigenvalues", "plots.roots.eigenvalues", lambda f: lambda rows: [(a, b * 2) for a, b in f(rows)]),
    "a lost eigenvalue": ("eigenvalues", "plots.roots.eigenvalues", lambda f: lambda rows: f(rows)[1:]),
    "a number too many in a bar": ("histogram", "plots.lists.bins", lambda f: lambda *a: tuple((x, y, n + 1) for x, y, n in f(*a))),
    "a lost bar": ("histogram", "plots.lists.bins", lambda f: lambda *args: f(*args)[1:]),
    "axes that are exchanged": ("boundary", "figures.plots.Frame.at", lambda f: lambda self, p: f(self, p[::-1])),
    "half as high": ("curves", "figures.plots.Frame.at", lambda f: lambda self, p: f(self, (p[0], p[1] / 2))),
    "a scale that is not logarithmic": ("log", "figures.plot_axes._measure", lambda f: lambda x, log: float(x)),
    "a ring for a dot": (
        "curves",
        "figures.plots._lines",
        lambda f: lambda *a: (replace(m, marker="dot") if isinstance(m, Mark) else m for m in f(*a)),
    ),
    "a lost point": ("times", "figures.plots._lines", lambda f: lambda *a: list(f(*a))[:-1]),
    "another name of a curve": ("curves", "figures.plots.line_name", lambda f: lambda line, latex: Label("g")),
    "sides exchanged": ("boundary", "figures.plots.side_name", lambda f: lambda spec, positive, latex: f(spec, not positive, latex)),
    "an answer on the sheet": ("sketch", "figures.plots._without_answer", lambda f: lambda drawn: drawn),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_plot_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is computed otherwise, or drawn otherwise than it was computed, ends the check; without the mutant it passes."""
    kind, place, change = MUTANTS[name]
    exam = _exam(tmp_path, *KINDS[kind])
    assert check_exam(exam).findings == ()
    of_plots.__globals__["_plotted"].cache_clear()
    calls = put_in(monkeypatch, place, change)
    with pytest.raises(VerificationError):
        check_exam(exam)
    assert calls


EDITS = {  # of a drawing: what is put in place of what
    "a point": (r"(gen curve 0\] \(0\.00,)(\d+)", lambda m: f"{m[1]}{int(m[2]) + 1}"),
    "a number": (r"(number up[^$]*\$)2\$", lambda m: f"{m[1]}3$"),
    "a number along": (r"(number across[^$]*\$)2\$", lambda m: f"{m[1]}4$"),
    "a number between": (r"(number across[^$]*\$)1\$", lambda m: f"{m[1]}7$"),
    "another name": (r"(gen curve name[^{]*\{)\$f\$", lambda m: f"{m[1]}$x$"),
    "a lost point": (r"(gen curve 0\]) \([^)]*\) --", lambda m: m[1]),
    "a lost line": (r"\\draw\[gen curve 1\][^;]*;\n", lambda m: ""),
    "a lost dot": (r"\\draw\[gen dot\][^;]*;\n", lambda m: ""),
    "a moved ring": (r"(gen ring\] \()(\d+)", lambda m: f"{m[1]}{int(m[2]) + 3}"),
    "a lost name": (r"\\node\[gen curve name\][^;]*;\n", lambda m: ""),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_misprint_of_a_plot_is_refused(name: str, tmp_path: Path) -> None:
    """One coordinate, number, marker or name of a drawing is another: reading it back refuses it."""
    exam = _exam(tmp_path, *KINDS["curves"])
    (solved,) = answers_of(exam)["p"].items
    view = exam_view(exam, answers_of(exam)).problems[0].items[0]
    latex = Latex.of(exam.problems[0])
    assert len(read_plot(view, solved.plot, latex)) > 8
    pattern, change = EDITS[name]
    with pytest.raises(VerificationError):
        read_plot(_edited(view, pattern, change), solved.plot, latex)


def _edited(view: ItemView, pattern: str, change: Callable[[re.Match[str]], str]) -> ItemView:
    assert view.figure is not None
    picture = re.sub(pattern, change, view.figure.picture, count=1)
    assert picture != view.figure.picture
    return replace(view, figure=replace(view.figure, picture=Tex(picture)))


def test_a_line_beside_its_value_and_bars_that_lose_numbers_are_refused() -> None:
    """By definitions of their own."""
    verify_crossing(lambda x, y: x - y, 0, (Fraction(1), Fraction(1)), (Fraction(1, 100), Fraction(1, 100)))
    with pytest.raises(VerificationError, match="a line is drawn through"):
        verify_crossing(lambda x, y: x - y, 0, (Fraction(1), Fraction(2)), (Fraction(1, 100), Fraction(1, 100)))
    with pytest.raises(VerificationError, match="not beside each other"):
        verify_bars([0, 1, 2], [(Fraction(0), Fraction(1), 1), (Fraction(3, 2), Fraction(5, 2), 2)])


# Sheets ---------------------------------------------------------------------------------------------------------------

SKETCHES = {  # the same axes for different answers
    "curves": [
        ("unit", f"{{of: {of}, over: {{x: -1..2}}, range: -1..2}}", "", "sketch") for of in ("f", "g", "s", "'grad(f, x)'", "'x - 1/8'")
    ],
    "without a range": [("unit", f"{{of: {of}, over: {{x: -1..2}}}}", "", "sketch") for of in ("f", "'100*x'", "'x - 5'", "'-s/1000'")],
    "boundary": [("plane", f"{{boundary: {of}, {OVER}, points: [[1, 1]]}}", "", "sketch") for of in ("y", "z", "'r - 1'")],
    "eigenvalues": [("rnn", "{eigenvalues: W}", f"given: {{W: [[0, {a}], [1, 0]]}}", "sketch") for a in (1, -1, "1/4", 0)],
    "times": [
        ("rnn", "{of: 'grad(m, p[t])', over: t, scale: log, range: 1/100..10}", f"given: {{w: {w}, u: [1, 2, 3], 'p[0]': 0}}", "sketch")
        for w in ("1/2", "3/2", "1/8")
    ],
    "path": [("valley", VALLEY, GIVEN.replace("1/4", eta), "sketch") for eta in ("1/4", "2/5")],
}


@pytest.mark.parametrize("name", SKETCHES)
def test_a_sheet_shows_nothing_of_what_is_to_be_sketched(name: str, tmp_path: Path) -> None:
    """Whatever the right drawing is, the axes on the sheet are the same, to the byte, and as large; the keys differ."""
    sheets, keys = set(), set()
    for parts in SKETCHES[name]:
        exam = _exam(tmp_path, *parts)
        sheet, key = (exam_view(exam, solved).problems[0].items[0].figure for solved in (None, answers_of(exam)))
        assert sheet is not None and key is not None
        sheets.add((sheet.picture, sheet.whole_caption, sheet.width, sheet.svg("p"), sheet.description(), key.svg("p"), key.description()))
        keys.add(key.picture)
        assert (key.blank, key.width, key.caption) == (sheet.picture, sheet.width, sheet.caption)
        assert _extent(key.picture) == _extent(sheet.picture)
        assert exam_view(exam, None).fingerprint == exam_view(exam, answers_of(exam)).fingerprint
    assert (len(sheets), len(keys)) == (1, len(SKETCHES[name]))


def _extent(picture: str) -> str:
    found = re.search(r"gen extent\] ([^;]*);", picture)
    assert found
    return found[1]


def test_a_plot_of_the_key_is_nowhere_on_the_sheet(tmp_path: Path) -> None:
    """Its names, its caption and its coordinates stand in the key alone."""
    exam = _exam(tmp_path, *KINDS["in the key"])
    layout = plain_layout(exam)
    sheet, key = render(exam_view(exam, None, layout), "exam"), render(exam_view(exam, answers_of(exam), layout), "solutions")
    for canary in ("tikzpicture", "gen curve", "as a function of", "genfigures"):
        assert canary in key and canary not in sheet


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_drawn_within_its_extent_and_its_names_do_not_cover_each_other(kind: str, tmp_path: Path) -> None:
    """Names of curves are nearest to their own; nothing hangs out of what the page gives to a plot."""
    drawn = _drawn(tmp_path, *KINDS[kind])
    languages: tuple[Language, ...] = ("en", "de")
    for language in languages:
        plot = plot_drawing(drawn, Latex(language=language))
        assert plot.extent
        points = [p for one in plot.shapes if isinstance(one, Stroke) for p in one.points] + [label.at for label in plot.nodes]
        assert all(plot.extent.holds(point, 0.01) for point in points)
        _check_names(plot)
        figure = plot_figure(drawn, Latex(language=language))
        assert figure.caption and figure.description(key=True)
        assert_same_labels(figure.picture, figure.svg("p", key=True))


def _check_names(plot: Drawing) -> None:
    """Each name of a curve stands nearer to that than to another."""
    curves: dict[str, list[Any]] = {}
    for one in plot.shapes:
        if isinstance(one, Stroke) and re.match("curve|steps", one.style):
            curves.setdefault(one.style[-1], []).extend(one.points)
    names = [label for label in plot.nodes if label.style == "curve name"]
    for number, label in enumerate(names):
        away = {key: distance(Box(*label.at, 8.0, 8.0), _dense(way)) for key, way in curves.items()}
        assert min(away, key=away.__getitem__) == str(number)


def _dense(way: list[Any]) -> list[Any]:
    return [(a[0] + (b[0] - a[0]) * k / 20, a[1] + (b[1] - a[1]) * k / 20) for a, b in pairwise(way) for k in range(21)]


def test_the_same_bytes_come_out_of_two_computations(tmp_path: Path) -> None:
    """Nothing is kept from the first one."""
    sources = []
    for _ in range(2):
        of_plots.__globals__["_plotted"].cache_clear()
        exam = _exam(tmp_path, *KINDS["boundary"])
        sources.append(render(exam_view(exam, answers_of(exam), plain_layout(exam)), "solutions"))
    assert sources[0] == sources[1]


def test_what_a_plot_says_aloud(tmp_path: Path) -> None:
    """The axes with what stands at them, then the curves or the sides."""
    plane = plot_figure(_drawn(tmp_path, *KINDS["boundary"]), Latex())
    assert picture_text(plane.picture) == "a: −2, −1, 0, 1, 2; b: −2, −1, 0, 1, 2; y > 0, y < 0"
    assert plane.description(key=True) == (
        "The axis to the right, a, goes from −2 to 2. The axis upwards, b, goes from −2 to 2. A line runs through (−1, −2), (0.5, −0.5), "
        "(0.5, 0.5) and (−1, 2). Around (1.3, −1.45) it is y > 0. Around (−1.3, −0.85) it is y < 0. A: points at (1, 1). "
        "B: points at (−1, 0)."
    )
    figure = plot_figure(_drawn(tmp_path, *KINDS["curves"]), Latex())
    assert picture_text(figure.picture) == "x: −2, −1, 0, 1, 2; 0, 0.5, 1, 1.5, 2; f, ∂f/∂x"
    assert figure.description(key=True) == (
        "The axis to the right, x, goes from −2 to 2. The axis upwards goes from −0.1 to 2.1. f runs through (−2, 0), (0, 0) and (2, 2). "
        "∂f/∂x runs through (−2, 0) and (0, 0). ∂f/∂x runs through (0, 1) and (2, 1). ∂f/∂x jumps at 0. Points at (1, 1)."
    )


@pytest.mark.parametrize("low", [Fraction(-2), Fraction(0), Fraction(1, 3), Fraction(-7, 1000)])
@pytest.mark.parametrize("wide", [Fraction(1), Fraction(3, 7), Fraction(250), Fraction(1, 900)])
def test_an_axis_has_few_numbers_that_are_easily_read(low: Fraction, wide: Fraction) -> None:
    """Two to five of them, multiples of 1, 2 or 5 times a power of ten."""
    ticks = nice_ticks(low, low + wide, 5)
    assert 2 <= len(ticks) <= 5 and all(low <= tick <= low + wide for tick in ticks)
    step = ticks[1] - ticks[0]
    assert str(step.numerator * 10**9 // step.denominator).rstrip("0") in ("1", "2", "5")
    assert [int(t) for t in whole_ticks(23)] == [1, 5, 10, 15, 20] and len(whole_ticks(6)) == 6


# Files ----------------------------------------------------------------------------------------------------------------

REFUSED = {
    ("plane", "{boundary: 'r + 1', over: {a: -2..2, b: -2..2}}"): "the boundary does not lie in the plane that is drawn",
    ("plane", f"{{boundary: 'relu(a) - relu(b)', {OVER}}}"): (
        "the value is 0 on a whole area (near a = -2, b = -2), so its boundary is no line (draw a value that is 0 on lines only)"
    ),
    ("plane", f"{{boundary: 'floor(a) + 0*b', {OVER}}}"): "the value is 0 on a whole area (near a = 0, b = -2), so",
    ("plane", f"{{boundary: 'relu(a - b) - relu(1/20 - abs(a - b + 1))', {OVER}}}"): "the value is 0 on a whole area (near a = -2, b = -2)",
    ("plane", f"{{boundary: q, {OVER}}}"): (
        "branches of the boundary cross (near a = 0, b = 0), and a boundary is drawn of lines that do not "
        "(draw a range without that place, or each factor by itself)"
    ),
    ("plane", f"{{boundary: '(a - 1/10)*(b - 1/7)', {OVER}}}"): "branches of the boundary cross (near a = 0.09, b = 0.14)",
    ("plane", f"{{boundary: '1/(a - b)', {OVER}}}"): (
        "the value changes its sign through a pole (near a = -2, b = -1.86), where it is not 0 "
        "(draw a value without a pole, or a range without it)"
    ),
    (
        "plane",
        f"{{boundary: 'a/(b - 1/9)', {OVER}}}",
    ): "the value changes its sign through a pole (near a = -2, b = 0.11), where it is not 0",
    ("plane", f"{{boundary: '(a - b)**2', {OVER}}}"): (
        "the value is 0 in places of the plane that is drawn, and does not change its sign there, so it has no boundary "
        "(a boundary is where a value changes its sign)"
    ),
    ("plane", f"{{boundary: 'relu(a)*relu(-a) + 0*b', {OVER}}}"): "and does not change its sign there, so it has no boundary",
    ("plane", f"{{boundary: 'a*(a - 1/7) + 0*b', {OVER}}}"): "lines of the boundary lie nearer to each other than can be drawn",
    ("rnn", "{of: 'p[t]', over: t, range: 0..5}", "given: {w: 2, u: [1, 2, 3], 'p[0]': 0}"): (
        "'p[t]' lies outside of the range of the axis, 0..5, at t = 3 (state a larger one under 'range')"
    ),
    ("unit", "{of: log(x), over: {x: -2..-1}}"): "logarithm of a number that is not positive",
    ("unit", "{of: f, over: {x: -2..2}, points: [3]}"): "there is no value to be marked at 3",
    ("unit", "{of: f, over: {u: -2..2}}", "given: {x: 1}"): "'f' does not depend on 'u'",
    ("unit", "{of: f, over: {f: -2..2}}"): "'f' is computed by the cell 'unit', and a plot is over what is given",
    ("unit", "{of: nothing, over: {x: -2..2}}"): "no value for 'nothing'",
    ("plane", "{of: r, over: {a: -2..2}}"): "no value for 'b'",
    (
        "rnn",
        "{of: 'h[2]', over: {'x[1][1]': -1..1}}",
        "given: {W: [[1, 0], [0, 1]], 'h[0]': [0, 0], x: [[0, 0], [1, 1]]}",
    ): "'h[2]' is a vector of 2",
    ("rnn", "{of: 'p[t] - 3', over: t, scale: log}", "given: {w: 1, u: [1, 2], 'p[0]': 0}"): "'p[t] - 3' is negative at t = 1",
    ("rnn", "{of: m, over: t}", "given: {w: 1, u: [1, 2], 'p[0]': 0}"): "nothing in 'm' has the time t",
    ("rnn", "{eigenvalues: W, range: -1..1}", "given: {W: [[2, 1], [0, 1/2]]}"): "an eigenvalue of 'W' lies outside of the range",
    ("rnn", "{eigenvalues: u}", "given: {u: [1, 2], W: [[1, 0], [0, 1]]}"): "'u' needs a time",
    ("plane", f"{{surface: '1/(a - b)', {OVER}}}"): "the value passes -3.5 through a pole (near a = -2, b = -1.86), where it is not -3.5",
    ("valley", VALLEY.replace("-4..4", "-2..2"), GIVEN): "the path leaves the plane that is drawn at t = 0, with (-3, 1)",
    ("rnn", "{histogram: w}", "given: {w: 1}"): "a histogram is of 2 to 2,000 numbers; 'w' has 1",
}


@pytest.mark.parametrize("parts", REFUSED)
def test_what_cannot_be_drawn_is_refused_at_its_place(parts: tuple[str, ...], tmp_path: Path) -> None:
    """With the numbers of the item, each with a message of its own."""
    with pytest.raises(InputErrors) as error:
        _drawn(tmp_path, *parts)
    assert REFUSED[parts] in str(error.value)


def test_the_shipped_problem_is_set_in_german(tmp_path: Path) -> None:
    """Its key is read back, and TeX sets it; in English it is a golden page."""
    text = PROBLEM.read_text(encoding="utf-8").replace("title:", "language: de\ntitle:", 1)
    (tmp_path / "plots.yaml").write_text(text, encoding="utf-8")
    exam, faults = load_exam(tmp_path / "plots.yaml")
    checked = check_exam(exam, faults)
    assert checked.findings == ()
    source = render(exam_view(exam, checked.solved, plain_layout(exam)), "solutions")
    assert source.count("begin{tikzpicture}") == 5 and "die Skizze." in source
    assert typeset(source, "solutions").pdf.startswith(b"%PDF")


def test_a_plot_goes_through_the_command(tmp_path: Path) -> None:
    """`gen show` tells what earns points."""
    shown = CliRunner().invoke(main, ["show", str(PROBLEM), "--item", "a"])
    assert shown.exit_code == 0 and "jumps" in shown.output
