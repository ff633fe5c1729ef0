"""Recurrences that run backwards in time, and bidirectional cells: against loops over time and HIPS autograd, written apart."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from gen.algebra.arrays import Value, numbers
from gen.algebra.printer import text
from gen.calculus.unroll import unroll_unchecked
from gen.figures.recurrence_graph import graph
from gen.figures.unrolled import routed
from gen.latex.writer import Latex
from gen.messages.errors import InputErrors
from gen.model.solved import Solved
from tests.support.examples import quick
from tests.support.problems import answers, solve_text

NUMBERS = st.integers(-8, 8).map(lambda n: n / 4)

_OF_NUMBERS = """title: Both directions
cells:
  both:
    f[t]: tanh(w*x[t] + u*f[t-1])
    b[t]: tanh(v*x[t] + r*b[t+1])
    y[t]: p*f[t] + q*b[t]
    l[t]: (y[t] - d[t])**2
    L: sum_t(l[t])
items:
  - id: a
    prompt: Find it.
    given: {given}
    ask: gradient of L wrt w, u, v, r, p, q, f[0], b[{last}], x[1]
    by: {by}
    points: {{all: 1}}
"""

_OF_VECTORS = """title: Both directions
cells:
  both:
    f[t]: tanh(W @ x[t] + U @ f[t-1])
    b[t]: tanh(V @ x[t] + R @ b[t+1])
    y[t]: softmax(Q @ concat(f[t], b[t]))
    l[t]: cross_entropy(y[t], one_hot(k[t], 2))
    L: sum_t(l[t])
items:
  - id: a
    prompt: Find it.
    given: {given}
    ask: gradient of L wrt W, U, V, R, Q, b[{last}]
    by: reverse
    points: {{all: 1}}
"""


def _text(form: str, numbers: dict[str, Any], horizon: int, by: str = "reverse") -> str:
    given = "{" + ", ".join(f'"{name}": {value}' for name, value in numbers.items()) + "}"
    return form.replace("{given}", given).replace("{last}", str(horizon + 1)).replace("{by}", by).replace("{{", "{").replace("}}", "}")


def _loss_of_numbers(w: Any, u: Any, v: Any, r: Any, p: Any, q: Any, f: Any, b: Any, x: Any, d: Any) -> Any:
    """Two loops, one in each direction."""
    on: list[Any] = []
    back: list[Any] = []
    for one in x:
        f = np.tanh(w * one + u * f)
        on.append(f)
    for one in reversed(x):
        b = np.tanh(v * one + r * b)
        back.insert(0, b)
    return sum((p * one + q * other - target) ** 2 for one, other, target in zip(on, back, d, strict=True))


@pytest.mark.parametrize("by", ["forward", "reverse"])
@quick(4)
@given(data=st.data())
def test_both_directions_have_the_derivatives_that_autograd_finds(by: str, data: st.DataObject) -> None:
    """Every derivative of a loss over both directions, over one to three steps, is that of two loops over time to 1e-12."""
    horizon = data.draw(st.integers(1, 3))
    several = st.lists(NUMBERS, min_size=horizon, max_size=horizon)
    own = {name: data.draw(NUMBERS) for name in ("w", "u", "v", "r", "p", "q", "f[0]")}
    stated = {**own, f"b[{horizon + 1}]": data.draw(NUMBERS), "x": data.draw(several), "d": data.draw(several)}
    with TemporaryDirectory() as folder:
        found = solve_text(_text(_OF_NUMBERS, stated, horizon, by), Path(folder)).items[0].readings[0]
    arguments = [*own.values(), stated[f"b[{horizon + 1}]"], stated["x"], stated["d"]]
    expected = [grad(_loss_of_numbers, i)(*map(_as_float, arguments)) for i in range(8)]
    expected.append(grad(_loss_of_numbers, 8)(*map(_as_float, arguments))[0])
    assert [float(x) for value in _values(found) for x in numbers(value)] == pytest.approx(
        [float(x) for x in expected], rel=1e-12, abs=1e-12
    )


@pytest.mark.parametrize("horizon", [1, 2])
def test_joined_states_have_the_derivatives_that_autograd_finds(horizon: int, tmp_path: Path) -> None:
    """A softmax of both states joined: the gradients to all matrices and to the state behind the last step, to 1e-12."""
    matrices = {
        "W": [[0.5, -1.0], [0.25, 1.0]],
        "U": [[1.0, 0.5], [-0.5, 0.25]],
        "V": [[-0.5, 1.0], [0.75, 0.25]],
        "R": [[0.25, -1.0], [0.5, 0.5]],
        "Q": [[1.0, -0.5, 0.25, 0.5], [0.0, 1.0, -1.0, 0.75]],
    }
    first, last = [0.5, -0.25], [1.0, 0.5]
    x, k = [[1.0, 0.5], [-1.0, 0.25], [0.0, 1.0]][:horizon], [1, 2, 2][:horizon]

    def loss(W: Any, U: Any, V: Any, R: Any, Q: Any, b: Any) -> Any:
        f, on, back = np.array(first), list[Any](), list[Any]()
        for one in x:
            f = np.tanh(W @ np.array(one) + U @ f)
            on.append(f)
        for one in reversed(x):
            b = np.tanh(V @ np.array(one) + R @ b)
            back.insert(0, b)
        total = 0.0
        for one, other, place in zip(on, back, k, strict=True):
            scores = Q @ np.concatenate([one, other])
            total = total + np.log(np.sum(np.exp(scores))) - scores[place - 1]
        return total

    stated = {**matrices, "f[0]": first, f"b[{horizon + 1}]": last, "x": x, "k": k}
    found = solve_text(_text(_OF_VECTORS, stated, horizon), tmp_path).items[0].readings[0]
    arguments = [*map(np.array, matrices.values()), np.array(last)]
    for i, value in enumerate(_values(found)):
        expected = np.array(grad(loss, i)(*arguments)).flatten()
        assert [float(x) for x in numbers(value)] == pytest.approx(list(expected), rel=1e-12, abs=1e-12)


def _floats(found: Solved) -> list[float]:
    return [float(x) for value in _values(found) for x in numbers(value)]


def _as_float(value: Any) -> Any:
    return np.array(value, dtype=float) if isinstance(value, list) else float(value)


def _values(found: Solved) -> list[Value]:
    return [found.derivation.values[answer] for answer in found.derivation.asked]


_BACK = """title: Backwards
cells:
  back:
    h[t]: relu(w*h[t+1] + x[t])
items:
  - id: a
    prompt: Find it.
    {item}
    points: {{all: 1}}
"""


def _solved(item: str, tmp_path: Path) -> Solved:
    return solve_text(_BACK.replace("{item}", item).replace("{{", "{").replace("}}", "}"), tmp_path).items[0].readings[0]


def test_the_last_step_is_that_of_the_inputs(tmp_path: Path) -> None:
    """What is given behind the last step is no step of its own: three inputs and h[4] are three steps, from the last to the first."""
    found = _solved("given: {w: 2, x: [1, 2, 3], 'h[4]': 5}\n    ask: value of h[1], h[2], h[3]", tmp_path)
    assert answers(found) == ["57", "28", "13"]
    assert [str(eqn.out) for eqn in found.trace.eqns if not eqn.auto] == ["h[3]", "h[2]", "h[1]"] if found.trace else False


def test_what_is_read_ahead_is_given_for_so_many_steps_more(tmp_path: Path) -> None:
    """Where an input is read one step ahead, four inputs make three steps."""
    file = _BACK.replace("h[t]: relu(w*h[t+1] + x[t])", "y[t]: x[t+1] - x[t]; L: sum_t(y[t]**2)".replace("; ", "\n    "))
    item = "given: {x: [1, 3, 4, 8]}\n    ask: value of L"
    found = solve_text(file.replace("{item}", item).replace("{{", "{").replace("}}", "}"), tmp_path).items[0].readings[0]
    assert answers(found) == [str(4 + 1 + 16)]


@pytest.mark.parametrize("by", ["forward", "paths", "reverse"])
def test_a_recursion_that_runs_backwards_is_told_in_general(by: str, tmp_path: Path) -> None:
    """The rule in general t goes the other way in time: forward from h[t+1], in reverse from the step before."""
    stated = "given: {w: 1, x: [1, 1, 1], 'h[4]': 1}\n    ask: gradient of h[1] wrt w"
    found = _solved(f"{stated}\n    by: {by}", tmp_path)
    rules = {
        "forward": [
            "dh[t]/dw = relu'(z[t])*(h[t+1] + w*dh[t+1]/dw)",
            "dh[4]/dw = 0",
        ],
        "paths": [],
        "reverse": [
            "dh[1]/dz[t] = relu'(z[t])*dh[1]/dz[t-1]*w",
            "dh[1]/dz[1] = relu'(z[1])",
            "dh[1]/dw = sum[t=1..3](dh[1]/dz[t]*h[t+1])",
        ],
    }
    assert answers(found) == ["6"]
    assert [f"{text(left)} = {text(right)}" for left, right in found.derivation.rules] == rules[by]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (
            "given: {w: 1, x: [1, 1]}\n    ask: value of h[1]",
            "no value for 'h[3]', behind the last step 2 (h[2] in the cell",
        ),
        ("given: {w: 1, x: [1, 1], 'h[2]': 1}\n    ask: value of h[1]", "'h[2]' is given, but the cell 'back' computes it"),
        (
            "given: {w: 1, x: [1, 1], 'h[3]': 1}\n    truncate: 1\n    ask: gradient of h[1] wrt w",
            "'truncate' counts steps back in time, and 'h' is computed from later steps (name what counts as constant under 'cut')",
        ),
        ("ask: claim h[t] >= h[t+2]", "'h[t+2]' lies in the future of step t"),
    ],
)
def test_what_has_no_meaning_backwards_is_told(item: str, message: str, tmp_path: Path) -> None:
    """A missing start, a step that is given and computed, a window in time, and a step that nothing reads."""
    with pytest.raises(InputErrors) as caught:
        _solved(item, tmp_path)
    assert any(message in str(fault) for fault in caught.value.faults)


def test_a_claim_may_speak_of_the_step_that_a_cell_reads(tmp_path: Path) -> None:
    """What is handed back from step to step is claimed of as what is handed on."""
    found = _solved("ask: claim h[t] = w*h[t+1]\n    assume: x[t] = 0, w > 0, h[t+1] > 0", tmp_path)
    assert [answer.value for answer in found.derivation.answers if hasattr(answer, "value")] == [True]


def test_gates_of_a_cell_that_is_read_backwards_have_their_roles(tmp_path: Path) -> None:
    """Roles are read off what a gate multiplies: the state of the step that the cell reads, whichever that is."""
    file = """title: Backwards
cells:
  lstm:
    a[t]: sigmoid(p*x[t] + q*h[t+1])
    b[t]: sigmoid(r*x[t] + s*h[t+1])
    e[t]: sigmoid(u*x[t] + v*h[t+1])
    c[t]: a[t]*c[t+1] + b[t]*tanh(w*x[t])
    h[t]: e[t]*tanh(c[t])
items:
  - id: a
    prompt: What do the gates do?
    ask: roles of a, b, e
    points: {all: 1}
"""
    found = solve_text(file, tmp_path).items[0].readings[0]
    assert [(one.gate, one.role) for one in found.derivation.answers] == [("a", "forget"), ("b", "update"), ("e", "output")]  # type: ignore[union-attr]


def test_a_figure_draws_what_is_handed_back_above_what_is_handed_on(tmp_path: Path) -> None:
    """In the unrolled network the states of each direction stand in a line of their own, so that no edge runs through a node."""
    stated = dict.fromkeys(("w", "u", "v", "r", "p", "q", "f[0]", "b[4]"), 1) | {"x": [1, 2, 3], "d": [1, 1, 1]}
    one = solve_text(_text(_OF_NUMBERS, stated, 3), tmp_path)
    cell = one.items[0].item.readings[0].cell
    (drawing,) = routed(graph(unroll_unchecked(cell, 3).eqns), Latex.of(one.problem))
    height = {name: {spot.box.y for spot in drawing.spots if spot.node.var.name == name} for name in ("x", "f", "b", "y")}
    assert [len(high) for high in height.values()] == [1, 1, 1, 1]
    assert [*height] == sorted(height, key=lambda name: min(height[name]))
