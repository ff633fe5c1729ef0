"""Training: gradients inside recurrences, the optimisers of a course, epochs, and what counts as a constant.

The oracles are loops in NumPy, with gradients by autograd: nothing of the tool is in them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import autograd
import autograd.numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.algebra.arrays import numbers
from gen.algebra.expr import Add, Partial, Var
from gen.check import check_exam
from gen.format.exam_file import load_exam
from gen.format.problem_file import load_problem
from gen.messages.errors import InputErrors, VerificationError
from gen.variants import acceptances, draw, with_variant
from tests.support.examples import quick
from tests.support.mutation import put_in
from tests.support.problems import solve_text

Vector = Any


def _loss(w: Vector, x: Vector, y: float) -> Any:
    return (np.tanh(np.dot(w, x)) - y) ** 2


_slope = autograd.grad(_loss)

LOSS = {"L[t]": "(tanh(dot(w[t-1], x[t])) - y[t])**2", "g[t]": "grad(L[t], w[t-1])"}
"""The loss of a unit, and its gradient, with which an optimiser takes a step."""


@dataclass(frozen=True)
class Optimiser:
    """Its equations, the states that begin at 0, its constants, and one step of its loop: of the state by name, the gradient and t."""

    equations: Mapping[str, str]
    step: Callable[[dict[str, Any], Callable[[Vector], Vector], int], None]
    states: Sequence[str] = ()
    constants: str = ""


def _descent(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    s["w"] = s["w"] - 0.25 * slope(s["w"])


def _decay(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    s["w"] = s["w"] - 0.25 * (slope(s["w"]) + 0.1 * s["w"])


def _momentum(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    s["m"] = 0.9 * s["m"] + slope(s["w"])
    s["w"] = s["w"] - 0.25 * s["m"]


def _heavy_ball(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    before = s.get("before", s["w"])
    s["before"], s["w"] = s["w"], s["w"] - 0.25 * slope(s["w"]) + 0.9 * (s["w"] - before)


def _nesterov(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    s["m"] = 0.9 * s["m"] - 0.25 * slope(s["w"] + 0.9 * s["m"])
    s["w"] = s["w"] + s["m"]


def _adagrad(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    g = slope(s["w"])
    s["s"] = s["s"] + g**2
    s["w"] = s["w"] - 0.25 * g / (np.sqrt(s["s"]) + 0.01)


def _rmsprop(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    g = slope(s["w"])
    s["s"] = 0.9 * s["s"] + 0.1 * g**2
    s["w"] = s["w"] - 0.25 * g / (np.sqrt(s["s"]) + 0.01)


def _adam(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int, decay: float = 0.0) -> None:
    g = slope(s["w"])
    s["m"], s["v"] = 0.9 * s["m"] + 0.1 * g, 0.99 * s["v"] + 0.01 * g * g
    update = s["m"] / (1 - 0.9**t) / (np.sqrt(s["v"] / (1 - 0.99**t)) + 0.01)
    s["w"] = (1 - 0.25 * decay) * s["w"] - 0.25 * update


def _clip_norm(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    g = slope(s["w"])
    size = float(np.linalg.norm(g))
    s["w"] = s["w"] - 0.25 * (g if size <= 0.1 else g * 0.1 / size)


def _clip_value(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    s["w"] = s["w"] - 0.25 * np.clip(slope(s["w"]), -0.1, 0.1)


def _inverse_time(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    s["w"] = s["w"] - 0.25 / (1 + 0.5 * t) * slope(s["w"])


def _in_stairs(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    s["w"] = s["w"] - (0.25 if t <= 2 else 0.125) * slope(s["w"])


def _cosine(s: dict[str, Any], slope: Callable[[Vector], Vector], t: int) -> None:
    s["w"] = s["w"] - (0.01 + 0.24 * (1 + np.cos(3.14159 * t / 3)) / 2) * slope(s["w"])


ADAM = {"m[t]": "b_1*m[t-1] + (1 - b_1)*g[t]", "v[t]": "b_2*v[t-1] + (1 - b_2)*g[t]**2"}
STEP = "eta*m[t]/(1 - b_1**t)/(sqrt(v[t]/(1 - b_2**t)) + eps)"
BETAS = ", b_1: 0.9, b_2: 0.99, eps: 0.01"
AHEAD = {"a[t]": "w[t-1] + mu*m[t-1]", "L[t]": "(tanh(dot(a[t], x[t])) - y[t])**2", "g[t]": "grad(L[t], a[t])"}

OPTIMISERS = {
    "gradient descent": Optimiser({"w[t]": "w[t-1] - eta*g[t]"}, _descent),
    "weight decay": Optimiser({"w[t]": "w[t-1] - eta*(g[t] + lam*w[t-1])"}, _decay, (), ", lam: 0.1"),
    "momentum": Optimiser({"m[t]": "mu*m[t-1] + g[t]", "w[t]": "w[t-1] - eta*m[t]"}, _momentum, "m", ", mu: 0.9"),
    "heavy ball": Optimiser({"m[t]": "mu*m[t-1] - eta*g[t]", "w[t]": "w[t-1] + m[t]"}, _heavy_ball, "m", ", mu: 0.9"),
    "Nesterov": Optimiser({**AHEAD, "m[t]": "mu*m[t-1] - eta*g[t]", "w[t]": "w[t-1] + m[t]"}, _nesterov, "m", ", mu: 0.9"),
    "AdaGrad": Optimiser({"s[t]": "s[t-1] + g[t]**2", "w[t]": "w[t-1] - eta*g[t]/(sqrt(s[t]) + eps)"}, _adagrad, "s", ", eps: 0.01"),
    "RMSprop": Optimiser(
        {"s[t]": "rho*s[t-1] + (1 - rho)*g[t]**2", "w[t]": "w[t-1] - eta*g[t]/(sqrt(s[t]) + eps)"}, _rmsprop, "s", ", rho: 0.9, eps: 0.01"
    ),
    "Adam": Optimiser({**ADAM, "w[t]": f"w[t-1] - {STEP}"}, _adam, "mv", BETAS),
    "AdamW": Optimiser(
        {**ADAM, "w[t]": f"(1 - eta*lam)*w[t-1] - {STEP}"}, lambda s, slope, t: _adam(s, slope, t, 0.2), "mv", BETAS + ", lam: 0.2"
    ),
    "clipping by norm": Optimiser({"s[t]": "min(1, c/norm(g[t]))", "w[t]": "w[t-1] - eta*s[t]*g[t]"}, _clip_norm, (), ", c: 0.1"),
    "clipping by value": Optimiser({"w[t]": "w[t-1] - eta*max(min(g[t], c), -c)"}, _clip_value, (), ", c: 0.1"),
    "a rate like 1/t": Optimiser({"eta[t]": "eta_0/(1 + k*t)", "w[t]": "w[t-1] - eta[t]*g[t]"}, _inverse_time, (), ", eta_0: 0.25, k: 0.5"),
    "a rate in stairs": Optimiser(
        {"eta[t]": "eta_0*r**floor((t - 1)/2)", "w[t]": "w[t-1] - eta[t]*g[t]"}, _in_stairs, (), ", eta_0: 0.25, r: 0.5"
    ),
    "a cosine": Optimiser(
        {"eta[t]": "eta_1 + (eta_0 - eta_1)*(1 + cos(pi*t/n))/2", "w[t]": "w[t-1] - eta[t]*g[t]"},
        _cosine,
        (),
        ", eta_0: 0.25, eta_1: 0.01, pi: 3.14159, n: 3",
    ),
}
STEPS = 3


def _problem(cell: Mapping[str, str], given: str, ask: str, more: str = "") -> str:
    equations = "".join(f"    {lhs}: {rhs}\n" for lhs, rhs in cell.items())
    item = f"    prompt: P\n    given: {{{given}}}\n    ask: {ask}\n    points: {{all: 1}}\n{more}"
    return f"title: T\ncells:\n  c:\n{equations}items:\n  - id: a\n{item}"


def _solved(text: str) -> Mapping[Any, Any]:
    with TemporaryDirectory() as folder:
        return solve_text(text, Path(folder)).items[0].readings[0].derivation.values


_number = st.integers(-8, 8).filter(bool).map(lambda n: Fraction(n, 4))
_pair = st.lists(_number, min_size=2, max_size=2)


@pytest.mark.parametrize("name", OPTIMISERS)
@quick(1)
@given(start=_pair, xs=st.lists(_pair, min_size=STEPS, max_size=STEPS), ys=st.lists(_number, min_size=STEPS, max_size=STEPS))
def test_an_optimiser_is_its_loop_in_numpy(name: str, start: list[Fraction], xs: list[list[Fraction]], ys: list[Fraction]) -> None:
    """The weights of each step are those of a loop with gradients by autograd."""
    one = OPTIMISERS[name]
    written = [f"[{', '.join(map(str, x))}]" for x in (start, *xs)]
    states = "".join(f", '{state}[0]': [0, 0]" for state in one.states)
    rate = "" if "eta[t]" in one.equations else ", eta: 0.25"
    numbers_given = f"'w[0]': {written[0]}, x: [{', '.join(written[1:])}], y: [{', '.join(map(str, ys))}]{states}{rate}{one.constants}"
    found = _solved(_problem({**LOSS, **one.equations}, numbers_given, f'"value of w[{STEPS}]"'))
    state: dict[str, Any] = {"w": np.array([float(x) for x in start]), **{key: np.zeros(2) for key in one.states}}
    for t, (x, y) in enumerate(zip(xs, ys, strict=True), 1):
        one.step(state, lambda w, x=x, y=y: _slope(w, np.array([float(e) for e in x]), float(y)), t)  # type: ignore[misc]
        assert [float(e) for e in numbers(found[Var("w", t)])] == pytest.approx(list(state["w"]), rel=1e-12, abs=1e-12)


def test_mini_batches_move_matrices_as_autograd_does() -> None:
    """A step with each batch of rows moves a matrix of weights and a row of biases by the gradients of its own loss."""
    cell = {
        "L[t]": "mse(tanh(X[t] @ W[t-1] + b[t-1]), Y[t])",
        "W[t]": "W[t-1] - eta*grad(L[t], W[t-1])",
        "b[t]": "b[t-1] - eta*grad(L[t], b[t-1])",
    }
    x = [[[1, 2], [-1, 1], [1, 1]], [[1, 2], [-1, 1], [0, 1]]]
    y = [[[1, 0], [1, 0], [0, 0]], [[1, 1], [0, 0], [0, 1]]]
    found = _solved(_problem(cell, f"'W[0]': [[1, 0], [0, 1]], 'b[0]': [0, 0], X: {x}, Y: {y}, eta: 1/2", '"value of W[2], b[2]"'))
    w, b = np.array([[1.0, 0], [0, 1]]), np.zeros(2)
    for rows, targets in zip(np.array(x, float), np.array(y, float), strict=True):
        slopes = autograd.grad(lambda w, b: np.mean((np.tanh(rows @ w + b) - targets) ** 2), (0, 1))(w, b)  # noqa: B023
        w, b = w - slopes[0] / 2, b - slopes[1] / 2
    assert [float(e) for e in numbers(found[Var("W", 2)])] == pytest.approx(list(w.ravel()), rel=1e-12)
    assert [float(e) for e in numbers(found[Var("b", 2)])] == pytest.approx(list(b), rel=1e-12)


# What counts as a constant --------------------------------------------------------------------------------------------

UPDATE = {"L[t]": "(w[t-1]*x[t] - y[t])**2", "w[t]": "w[t-1] - eta*grad(L[t], w[t-1])"}
NUMBERS = "'w[0]': 1, x: [2, 1], y: [1, 3], eta: 1/10"


def test_what_stands_beside_a_gradient_is_differentiated() -> None:
    """To the rate of the last step the derivative is the chain rule with the gradient as a number: -2 (w_1 x_2 - y_2) x_2 g_1."""
    cell = {"L[t]": "(w[t-1]*x[t] - y[t])**2", "w[t]": "w[t-1] - r[t]*grad(L[t], w[t-1])"}
    found = _solved(_problem(cell, "'w[0]': 1, x: [2, 1], y: [1, 3], r: [1/10, 0]", '["value of w[1]", "gradient of L[2] wrt r[1]"]'))
    w_1, g_1 = 1 - Fraction(1, 10) * 4, 4
    assert found[Var("w", 1)] == w_1
    assert [v for k, v in found.items() if str(k) == "dL[2]/dr[1]"] == [2 * (w_1 - 3) * -g_1]


@pytest.mark.parametrize(
    ("ask", "where"),
    [("gradient of L[2] wrt w[0]", "w[1]"), ("gradient of w[2] wrt eta", "w[2]"), ("gradient of w[1] wrt w[0]", "w[1]")],
)
def test_a_gradient_through_an_update_is_a_second_derivative(ask: str, where: str, tmp_path: Path) -> None:
    """Where the gradient itself would move, the tool does not take it for a constant in silence: it refuses, and says what to ask."""
    with pytest.raises(InputErrors) as error:
        solve_text(_problem(UPDATE, NUMBERS, f'"{ask}"'), tmp_path)
    assert [fault.message for fault in error.value.faults] == [f"{where} holds a derivative, of which no derivative is taken"]


def _never(no_second: Callable[..., None]) -> Callable[..., None]:
    return lambda *args: None


def _stale(expr_at: Callable[..., Any]) -> Callable[..., Any]:
    """From the second step on the gradient is that of the step before."""

    def changed(e: Any, t: int, horizon: int = 0) -> Any:
        return expr_at(e, t - 1 if isinstance(e, Partial) and t > 1 else t, horizon)

    return changed


def _later(pull_back: Callable[..., Any]) -> Callable[..., Any]:
    """What comes back is twice what it should be."""
    return lambda *args: [(var, Add((term, term))) for var, term in pull_back(*args)]


MUTANTS = {
    "a gradient that goes through an update": ("calculus.plan._Builder.no_second", _never, '"gradient of L[2] wrt w[0]"'),
    "a gradient of the step before": ("calculus.unroll.expr_at", _stale, '"value of w[2]"'),
    "a gradient that is twice as large": ("calculus.vjp.Vjp.pull_back", _later, '"value of w[2]"'),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_verification_refuses_a_wrong_gradient_within_training(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gradient that is none of its step, or that would have to move, is found by routes that know nothing of the derivation."""
    place, change, ask = MUTANTS[name]
    put_in(monkeypatch, place, change)
    with pytest.raises(VerificationError):
        solve_text(_problem(UPDATE, NUMBERS, ask, "    by: reverse\n"), tmp_path)


# Epochs ---------------------------------------------------------------------------------------------------------------

EPOCHS = {"z[t]": "w[t-1]*x[t]", "w[t]": "w[t-1] - eta[t]*(z[t] - y[t])*x[t]"}


def test_examples_come_again_in_each_epoch(tmp_path: Path) -> None:
    """Two epochs are the same as their examples written out twice; a rate may have a value for each step of all."""
    rest = "'w[0]': 1, eta: [1/2, 1/2, 1/4, 1/4]"
    short = _solved(_problem(EPOCHS, f"{rest}, x: [1, 2], y: [2, 1]", '"value of w[4]"', "    epochs: 2\n"))
    long = _solved(_problem(EPOCHS, f"{rest}, x: [1, 2, 1, 2], y: [2, 1, 2, 1]", '"value of w[4]"'))
    assert short == long


def test_epochs_repeat_lists_that_an_item_takes_from_elsewhere(tmp_path: Path) -> None:
    """Data that all items share, or that an item takes with `like`, is an epoch like its own; epochs of that item are not added."""
    path = tmp_path / "p.yaml"
    alone = _problem(EPOCHS, "'w[0]': 1, eta: [1/2, 1/2, 1/2, 1/2], x: [1, 2], y: [2, 1]", '"value of w[4]"', "    epochs: 2\n")
    shared = _problem(EPOCHS, "'w[0]': 1, eta: [1/2, 1/2, 1/2, 1/2]", '"value of w[4]"', "    epochs: 2\n")
    shared = shared.replace("items:\n", "given: {x: [1, 2], y: [2, 1]}\nitems:\n")
    more = "{id: z, prompt: Q, like: a, given: {eta: [1, 1, 1, 1, 1, 1]}, epochs: 3, ask: 'value of w[6]', points: 1}"
    shared += f"  - {more}\n"
    assert _solved(shared.partition("  - {id: z")[0]) == _solved(alone)
    path.write_text(shared, encoding="utf-8")
    problem, faults = load_problem(path)
    assert not faults and problem
    assert problem.items[1].given[Var("x", 5)].repeats == Var("x", 1)
    assert Var("x", 7) not in problem.items[1].given


@pytest.mark.parametrize(
    ("given", "epochs", "message", "hint"),
    [
        ("x: [1, 2], y: [2]", "1", "'epochs' is a whole number from 2 on, found '1'", ""),
        ("x: [1, 2], y: [2]", "5/2", "'epochs' is a whole number from 2 on, found '5/2'", ""),
        (
            "x: {from 0: [1, 2]}, y: [2]",
            "2",
            "'x' begins at time 0, and 'epochs' repeats lists that begin at time 1",
            "read x[t] in the equations, or write all epochs out",
        ),
        ("'x[1]': 1, 'x[3]': 2", "2", "'epochs' repeats lists over time, and the item gives none", "write x: [...] under 'given'"),
        (
            "x: [1, 2, 3], y: [2, 1]",
            "2",
            "'x' has 3 values over time, but an epoch has 2 steps, as many as 'y' has values",
            "give 2 values, or 4 for all epochs",
        ),
        ("x: [1, 2]", "9999", "9999 epochs of 2 steps; the last time is at most 10,000", ""),
    ],
)
def test_epochs_that_do_not_fit_are_refused(given: str, epochs: str, message: str, hint: str, tmp_path: Path) -> None:
    """A list that is neither an epoch nor all of them is named, with how long it would have to be."""
    path = tmp_path / "p.yaml"
    path.write_text(_problem(EPOCHS, f"{given}, 'w[0]': 1", '"value of w[1]"', f"    epochs: {epochs}\n"), encoding="utf-8")
    faults = load_problem(path)[1]
    assert [(fault.message, fault.hint) for fault in faults[:1]] == [(message, hint)]


def test_an_example_that_comes_again_varies_once(tmp_path: Path) -> None:
    """What is drawn for the first epoch is what the others have, and the sheet says it once: `x_1 = x_3 = 5`."""
    path = tmp_path / "p.yaml"
    more = "    epochs: 2\n    vary: {x: 1..9, y: [1..9, 2]}\n    differ: zeros\n"
    text = _problem(EPOCHS, "'w[0]': 1, eta: [1, 1, 1, 1], x: [1, 2], y: [2, 1]", '"value of w[4]"', more)
    path.write_text(text.replace("prompt: P", "prompt: For {given}."), encoding="utf-8")
    exam, faults = load_exam(path)
    assert not faults
    judges = acceptances(exam)
    variant = draw(judges, 3)
    drawn = with_variant(exam, judges, variant)
    (item,) = drawn.problems[0].items
    x = [item.given[Var("x", t)].value for t in (1, 2, 3, 4)]
    assert x[:2] == x[2:] and [item.given[Var("y", t)].value for t in (2, 4)] == [2, 2]
    assert sorted(variant.draws["p"]) == ["a: x[1]", "a: x[2]", "a: y[1]", "a: y[2]"]
    assert f"x_{{1}} = x_{{3}} = {x[0]}" in check_exam(drawn).key.problems[0].items[0].prompt


def test_steps_of_training_are_the_rows_of_one_table(tmp_path: Path) -> None:
    """Loss, gradient and weight have a column each, a gradient with both of its times; where there is no table each step has a heading."""
    for style, heads, headings in (
        ("table", [("L_{t}", r"\frac{\partial L_{t}}{\partial w_{t-1}}", "w_{t}")], [""]),
        ("rows", [], ["Epoch 1, step 1", "Epoch 1, step 2", "Epoch 2, step 3", "Epoch 2, step 4"]),
    ):
        path = tmp_path / "p.yaml"
        path.write_text(_problem(UPDATE, NUMBERS, '"value of w[4]"', f"    epochs: 2\n    style: {style}\n"), encoding="utf-8")
        solution = check_exam(*load_exam(path)).key.problems[0].items[0].solution
        assert solution
        groups = solution.readings[0].groups
        assert [table.heads for group in groups for block in group.blocks for table in block.tables] == heads
        assert [group.heading for group in groups] == headings


def test_a_gradient_of_1_in_an_equation_has_its_line(tmp_path: Path) -> None:
    """In reverse a factor 1 on the way is not written down; one that an equation names is."""
    text = """title: T
cells:
  rnn:
    p[t]: relu(w*p[t-1] + u[t])
    m: p[T]
    b: grad(m, p[1])
    a: grad(m, p[2])
items:
  - id: a
    prompt: Look at {cell} for {given}.
    given: {w: 1/2, u: [1, 1], "p[0]": 0}
    ask: value of b, a
    points: {all: 1}
"""
    values = solve_text(text, tmp_path).items[0].readings[0].derivation.values
    assert (values[Var("a")], values[Var("b")]) == (Fraction(1), Fraction(1, 2))
