"""The engine's derivatives against routes that share nothing with it: three tellings, SymPy, differences and autograd."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gen.algebra.arrays import scalar
from gen.algebra.expr import Call, Partial, Var, walk
from gen.functions.registry import FUNCTIONS
from gen.messages.errors import InputErrors
from gen.model.problem import Item, Mode, Problem
from gen.model.solved import Solved, SolvedProblem
from tests.support.examples import quick
from tests.support.oracles import (
    Question,
    at_kink,
    by_autograd,
    central_difference,
    closed_form,
    forward,
    frozen,
    one_sided,
    shifts,
    with_printed,
)
from tests.support.problems import PROBLEMS, answers, solve_text, solved
from tests.support.recurrences import (
    SMOOTH,
    TELLINGS,
    OracleCell,
    asks_for_gradient,
    load,
    misprinted,
    recurrences,
    retold,
    solvable,
    truncated,
)

TINY = Fraction(1, 10**40)  # what rounding to 60 digits may add up to


def _near(a: Fraction, b: Fraction) -> bool:
    return abs(a - b) <= TINY * max(Fraction(1), abs(a), abs(b))


@cache
def _shipped(path: Path, mode: Mode) -> SolvedProblem:
    """What is shipped of numbers, told in another way: solved once for all items and readings of it."""
    items = solved(path).problem.items
    told = {items[i].id for file, i, _ in _gradients() if file == path}
    return retold(solved(path).problem, mode, lambda item: item.id in told)


# Solving it -----------------------------------------------------------------------------------------------------------


def _told(problem: Problem, mode: Mode) -> Solved:
    """The only reading of the only item."""
    return solvable(problem, mode).items[0].readings[0]


def _asked(reading: Solved) -> Partial:
    answer = reading.derivation.answers[-1]
    assert isinstance(answer, Partial)
    return answer


def _answer(reading: Solved) -> Fraction:
    return Fraction(scalar(reading.derivation.values[_asked(reading)]))


def _question(item: Item, reading: Solved, partial: Partial) -> Question:
    """What a derivative of the reading answers; printed values and cuts are put into the equations."""
    trace = reading.trace
    assert trace is not None
    givens = {var: Fraction(scalar(number.value)) for var, number in item.given.items()}
    if reading.reading is not None and reading.reading.values == "printed":
        trace = with_printed(trace, givens, {var: Fraction(scalar(number.value)) for var, number in item.printed.items()})
    return Question(frozen(trace, givens, item.cut), givens, partial.of, partial.wrt, item.conventions)


def _short(number: Fraction) -> bool:
    """Whether an author could give this number."""
    return len(str(number)) < 60


@cache
def _one_told(recurrence: OracleCell, mode: Mode) -> tuple[Fraction, Question]:
    """The tool's answer to a recurrence, and the question."""
    problem = load(recurrence)
    reading = _told(problem, mode)
    return _answer(reading), _question(problem.items[0], reading, _asked(reading))


def _one(recurrence: OracleCell) -> tuple[Fraction, Question]:
    return _one_told(recurrence, "reverse")


def _three(recurrence: OracleCell) -> tuple[Fraction, ...]:
    """The tool's answer in each telling."""
    return tuple(_one_told(recurrence, mode)[0] for mode in TELLINGS)


# The shipped problems -------------------------------------------------------------------------------------------------


def _of_numbers(reading: Solved) -> bool:
    """Whether a reading holds neither arrays nor functions of them nor rounded numbers; all others are in `test_arrays`."""
    trace = reading.trace
    assert trace is not None
    calls = [e for eqn in trace.eqns for e in walk(eqn.rhs) if isinstance(e, Call)]
    exact = all(isinstance(value, Fraction) for value in reading.derivation.values.values())
    return exact and not trace.shapes and not any(FUNCTIONS[call.fn].array for call in calls)


def _gradients() -> Iterator[tuple[Path, int, int]]:
    """Every item and reading of numbers that asks for a gradient, as places in the solved file; truncated ones are in `test_arrays`."""
    for path in PROBLEMS:
        if any(item.item.truncate for item in solved(path).items):
            continue
        for i, item in enumerate(solved(path).items):
            if asks_for_gradient(item.item):
                yield from ((path, i, j) for j, reading in enumerate(item.readings) if _of_numbers(reading))


def _partials(path: Path, i: int, j: int) -> list[tuple[Fraction, Question]]:
    """Every total derivative that a shipped reading writes down, not only its answers."""
    item = solved(path).items[i]
    partials = [(step.lhs, step.value) for step in item.readings[j].derivation.numbers if isinstance(step.lhs, Partial)]
    return [(Fraction(scalar(value)), _question(item.item, item.readings[j], partial)) for partial, value in partials]


def test_shipped_answers_do_not_depend_on_the_telling(subtests: pytest.Subtests) -> None:
    """Forward, paths and reverse give exactly the answers of the author's telling."""
    for (path, i, j), mode in product(_gradients(), TELLINGS):
        with subtests.test(path.stem, item=i, reading=j, mode=mode):
            told, other = (answers(one.items[i].readings[j]) for one in (solved(path), _shipped(path, mode)))
            assert other == told


def test_shipped_derivatives_are_those_of_the_closed_form(subtests: pytest.Subtests) -> None:
    """Each total derivative on the key is the derivative of one formula in the inputs."""
    for path, i, j in _gradients():
        with subtests.test(path.stem, item=i, reading=j):
            expected = [(_shown(q), closed_form(q)) for _, q in _partials(path, i, j)]
            assert [(_shown(q), value) for value, q in _partials(path, i, j)] == expected


def test_shipped_derivatives_are_central_differences(subtests: pytest.Subtests) -> None:
    """Each total derivative on the key that meets no kink is within the error bound of the difference quotient."""
    for path, i, j in _gradients():
        with subtests.test(path.stem, item=i, reading=j):
            away = [(value, q) for value, q in _partials(path, i, j) if not at_kink(q)]
            quotients = [central_difference(q) for _, q in away]
            off = [_shown(q) for (value, q), (quotient, bound) in zip(away, quotients, strict=True) if abs(value - quotient) > bound]
            assert (off, max((bound for _, bound in quotients), default=TINY) < TINY) == ([], True)


def test_shipped_derivatives_are_those_of_autograd(subtests: pytest.Subtests) -> None:
    """Each total derivative on the key that meets no kink is what autograd computes in double precision."""
    for path, i, j in _gradients():
        with subtests.test(path.stem, item=i, reading=j):
            away = [(float(value), q) for value, q in _partials(path, i, j) if not at_kink(q)]
            assert [value for value, _ in away] == pytest.approx([by_autograd(q) for _, q in away], rel=1e-12, abs=1e-12)


def _shown(q: Question) -> str:
    return f"d{q.of}/d{q.wrt}"


# Rational recurrences: everything is exact ----------------------------------------------------------------------------


@quick(12)
@given(recurrences())
def test_tellings_agree_exactly(recurrence: OracleCell) -> None:
    """Forward, paths and reverse give the same fraction."""
    first, *others = _three(recurrence)
    assert others == [first, first]


@quick(10)
@given(recurrences())
def test_forward_values_are_those_of_the_equations(recurrence: OracleCell) -> None:
    """Every forward value that is written down is the author's equation evaluated in fractions."""
    problem = load(recurrence)
    reading = _told(problem, "forward")
    assert reading.trace is not None
    expected = forward(reading.trace, {var: Fraction(scalar(number.value)) for var, number in problem.items[0].given.items()})
    values = {step.lhs: step.value for step in reading.derivation.numbers if isinstance(step.lhs, Var)}
    assert values == {var: expected[var] for var in values}


@quick(12)
@given(recurrences(horizon=4))
def test_derivative_is_that_of_the_closed_form(recurrence: OracleCell) -> None:
    """The answer is exactly SymPy's derivative of one formula in the inputs, the conventions at kinks included."""
    answer, question = _one(recurrence)
    assert answer == closed_form(question)


@quick(14)
@given(recurrences())
def test_derivative_is_a_central_difference(recurrence: OracleCell) -> None:
    """Away from kinks the answer lies within the error bound of the exact difference quotient."""
    answer, question = _one(recurrence)
    assume(not at_kink(question))
    quotient, bound = central_difference(question)
    assert abs(answer - quotient) <= bound


@quick(10)
@given(recurrences())
def test_derivative_is_that_of_autograd(recurrence: OracleCell) -> None:
    """Away from kinks and at moderate numbers the answer is that of autograd up to double precision."""
    problem = load(recurrence)
    reading = _told(problem, "reverse")
    question = _question(problem.items[0], reading, _asked(reading))
    assume(not at_kink(question))
    # An operation is off by 1e-16 of its result, which reaches the answer times an adjoint; a few hundred of them stay below this.
    size = max(abs(Fraction(scalar(step.value))) for step in reading.derivation.numbers)
    assume(size < 1000)
    assert float(_answer(reading)) == pytest.approx(by_autograd(question), rel=0, abs=1e-13 * max(1, float(size)) ** 2)


# Functions that are not rational --------------------------------------------------------------------------------------


def _moderate(recurrence: OracleCell) -> tuple[Fraction, Question]:
    """The answer and the question of a recurrence whose numbers leave most of the 60 digits meaning something."""
    problem = load(recurrence)
    reading = _told(problem, "reverse")
    assume(all(abs(Fraction(scalar(step.value))) < 10**6 for step in reading.derivation.numbers))
    return _answer(reading), _question(problem.items[0], reading, _asked(reading))


@quick(6)
@given(recurrences(SMOOTH, horizon=4, depth=1))
def test_smooth_tellings_agree(recurrence: OracleCell) -> None:
    """Forward, paths and reverse agree to 40 digits where values are rounded to 60."""
    first, *others = _three(recurrence)
    assert [_near(first, other) for other in others] == [True, True]


@quick(6)
@given(recurrences(SMOOTH, horizon=3, depth=1, states=2))
def test_smooth_derivative_is_that_of_the_closed_form(recurrence: OracleCell) -> None:
    """The answer is SymPy's derivative of one formula, evaluated to 60 digits, up to 40 digits."""
    answer, question = _moderate(recurrence)
    assert _near(answer, closed_form(question))


@quick(8)
@given(recurrences(SMOOTH, horizon=4, depth=1))
def test_smooth_derivative_is_a_central_difference(recurrence: OracleCell) -> None:
    """Away from kinks the answer lies within the error bound of the difference quotient at 120 digits."""
    answer, question = _moderate(recurrence)
    assume(not at_kink(question))
    quotient, bound = central_difference(question)
    assert abs(answer - quotient) <= bound + TINY * max(Fraction(1), abs(quotient))


@quick(8)
@given(recurrences(SMOOTH, horizon=4, depth=1))
def test_smooth_derivative_is_that_of_autograd(recurrence: OracleCell) -> None:
    """Away from kinks and at moderate numbers the answer is that of autograd up to double precision."""
    answer, question = _moderate(recurrence)
    assume(not at_kink(question))
    assume(abs(answer) < 100)
    assume(all(abs(value) < 100 for value in forward(question.trace, question.givens).values()))
    assert float(answer) == pytest.approx(by_autograd(question), rel=1e-8, abs=1e-8)


SMOOTH_CELLS = {
    "every function": "tanh(V*h[t-1]) + sigmoid(W*x[t])*exp(-x[t]) + log(1 + h[t-1]**2) + sqrt(2 + V**2)",
    "what networks use": "silu(V*h[t-1]) + gelu(W*x[t])*elu(-x[t]) + softplus(h[t-1]) - elu(W)*hard_sigmoid(V)",
    "normal distribution": "Phi(V*h[t-1])*x[t] - phi(W + h[t-1])",
    "steps": "step(V*h[t-1] + 3)*W*h[t-1] + V*step(-h[t-1])",
    "nested": "tanh(sigmoid(V*h[t-1]) + exp(tanh(W*x[t]) - 1))",
    "powers that are not whole": "(1 + h[t-1]**2)**(1/2) + (2 + V**2)**W + 2**(x[t]*W) - (3 + V**2)**-2",
    "quotients": "W*x[t]/(1 + exp(-V*h[t-1])) + 1/(2 + tanh(h[t-1]))",
    "absolute values": "abs(tanh(V*h[t-1]) - W*x[t])/(1 + abs(V))",
    "gates": "sigmoid(V*x[t] + h[t-1])*h[t-1] + (1 - sigmoid(V*x[t] + h[t-1]))*tanh(W*x[t] + h[t-1])",
}


@pytest.mark.parametrize("wrt", ["V", "W", "h[1]"])
@pytest.mark.parametrize("cell", SMOOTH_CELLS.values(), ids=SMOOTH_CELLS.keys())
def test_each_function_and_power_has_its_derivative(cell: str, wrt: str) -> None:
    """Two steps of a cell with each function there is: tellings, closed form and differences agree."""
    recurrence = OracleCell((("h[t]", cell),), (("V", "-3/4"), ("W", "2/3"), ("h[0]", "1/2"), ("x", "[3/2, -5/4]")), 2, "h[2]", wrt)
    answer, question = _one(recurrence)
    quotient, bound = central_difference(question)
    near = [_near(answer, other) for other in (*_three(recurrence), closed_form(question), quotient)]
    assert (near, bound < TINY) == ([True] * 5, True)


# Fixed shapes and corners ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("horizon", [1, 7])
@pytest.mark.parametrize("mode", TELLINGS)
def test_linear_recurrence_has_the_derivatives_of_a_power(horizon: int, mode: Mode) -> None:
    """For h_T = V^T h_0 the tool finds T V^(T-1) h_0, V^T and V^(T-1), at the shortest horizon and at a long one."""
    v, h = Fraction(-3, 2), Fraction(5)
    recurrence = OracleCell((("h[t]", "V*h[t-1]"),), (("V", "-3/2"), ("h[0]", "5")), horizon, f"h[{horizon}]", "V, h[0], h[1]")
    reading = _told(load(recurrence), mode)
    expected = [horizon * v ** (horizon - 1) * h, v**horizon, v ** (horizon - 1)]
    assert answers(reading) == [str(value) for value in expected]


@pytest.mark.parametrize("wrt", ["V", "h[1]"])
@pytest.mark.parametrize("horizon", [1, 7])
@pytest.mark.parametrize("fn", ["relu", "tanh"])
def test_recurrent_cell_at_its_shortest_and_at_a_long_horizon(fn: str, horizon: int, wrt: str) -> None:
    """A recurrent cell over 1 and 7 steps: tellings, closed form and differences agree."""
    given = (("V", "4/3"), ("W", "-1/2"), ("h[0]", "1"), ("x", "[1, -2, 1/2, -1, -3, 1, 2]"))
    recurrence = OracleCell((("h[t]", f"{fn}(V*h[t-1] + W*x[t])"),), given, horizon, f"h[{horizon}]", wrt)
    answer, question = _one(recurrence)
    quotient, bound = central_difference(question)
    near = [_near(answer, other) for other in (*_three(recurrence), closed_form(question), quotient)]
    assert (near, bound < TINY) == ([True] * 5, True)


@pytest.mark.parametrize(
    ("of", "wrt", "expected"),
    [("h[2]", "h[2]", 1), ("h[1]", "h[2]", 0), ("h[1]", "x[2]", 0), ("h[2]", "x[2]", 3), ("c[2]", "h[2]", 0), ("h[3]", "h[2]", 2)],
)
def test_derivative_to_itself_is_1_and_to_what_comes_later_0(of: str, wrt: str, expected: int) -> None:
    """dh/dh is 1, a derivative to what does not lead there 0, with each telling."""
    cell = (("c[t]", "V*c[t-1]"), ("h[t]", "V*h[t-1] + 3*x[t]"))
    recurrence = OracleCell(cell, (("V", "2"), ("h[0]", "1"), ("c[0]", "1"), ("x", "[1, 2, 3]")), 3, of, wrt)
    assert {mode: _answer(_told(load(recurrence), mode)) for mode in TELLINGS} == dict.fromkeys(TELLINGS, expected)


CORNERS = [
    ("x[t]**2*V", "0", "x[1]", "0"),
    ("x[t]**1*V", "0", "x[1]", "2"),
    ("x[t]**0*V", "0", "x[1]", "0"),
    ("x[t]**V", "-3", "x[1]", "-6"),
    ("x[t]**V", "0", "x[1]", "0"),
    ("x[t]**-2*V", "-3", "x[1]", "4/27"),
    ("x[t]**2.0*V", "-3", "x[1]", "-12"),
    ("sqrt(x[t])*V", "4", "x[1]", "1/2"),
    ("x[t]**(1/2)*V", "1", "x[1]", "1"),
    ("-x[t]**2*V", "3", "x[1]", "-12"),
    ("-(-x[t])*-V", "3", "x[1]", "-2"),
    ("V - (x[t] - (V - x[t]))", "3", "V", "2"),
    ("V/(x[t]/(V/x[t]))", "3", "V", "4/9"),
    ("V/x[t]/V", "3", "V", "0"),
    ("(x[t] - x[t])*V", "3", "x[1]", "0"),
    ("x[t]*x[t]*x[t]", "3", "x[1]", "27"),
    ("relu(relu(x[t]) - 1)*V", "3", "x[1]", "2"),
    ("abs(-x[t])*V", "3", "x[1]", "2"),
    ("relu(2 + 3)*V*x[t] + tanh(0) + exp(0)*V", "3", "V", "16"),
]


@pytest.mark.parametrize(("cell", "x", "wrt", "expected"), CORNERS)
def test_corner_of_the_rules_has_the_derivative_found_by_hand(cell: str, x: str, wrt: str, expected: str) -> None:
    """Powers at 0, double minus signs, nested quotients, repeated factors and constant functions, for V = 2, with each telling."""
    recurrence = OracleCell((("h[t]", cell),), (("V", "2"), ("x", f"[{x}]")), 1, "h[1]", wrt)
    assert {mode: str(_answer(_told(load(recurrence), mode))) for mode in TELLINGS} == dict.fromkeys(TELLINGS, expected)


def test_value_whose_digits_have_cancelled_is_refused_or_right() -> None:
    """h = (1 + V exp(-x) - 1) exp(x) V is V^2 and dh/dV = 2 V = 4, even where exp(-x) is less than the last of 60 digits."""
    cell = (("g[t]", "1 + V*exp(-x[t])"), ("h[t]", "(g[t] - 1)*exp(x[t])*V"))
    problem = load(OracleCell(cell, (("V", "2"), ("x", "[200]")), 1, "h[1]", "V"))
    try:
        answer = str(_answer(retold(problem, "reverse").items[0].readings[0]))
    except InputErrors as error:
        answer = error.faults[0].message
    assert answer in ("4", "60 digits are not enough for h[1]: its digits cancel")


@pytest.mark.parametrize("mode", TELLINGS)
def test_derivative_to_an_inner_name_is_that_of_the_formula_in_it(mode: Mode) -> None:
    """The tool's own name z[2] for the argument of a function can be differentiated to: dh_3/dz_2 = relu'(z_3) V relu'(z_2)."""
    given = (("V", "2"), ("W", "1"), ("h[0]", "1"), ("x", "[1, 2, 3]"))
    recurrence = OracleCell((("h[t]", "relu(V*h[t-1] + W*x[t])"),), given, 3, "h[3]", "z[2]")
    problem = load(recurrence)
    reading = _told(problem, mode)
    question = _question(problem.items[0], reading, _asked(reading))
    assert [_answer(reading), closed_form(question), *central_difference(question)] == [2, 2, 2, 0]


# Kinks ----------------------------------------------------------------------------------------------------------------


CONVENTIONS = ["0", "1", "1/2"]


def _kink(convention: str, wrt: str) -> OracleCell:
    """The second step of three lies exactly at the kink: 2*2 - 3 - 1 = 0."""
    given = (("V", "2"), ("W", "1"), ("b", "-1"), ("h[0]", "1"), ("x", "[1, -3, 4]"))
    recurrence = OracleCell((("h[t]", "relu(V*h[t-1] + W*x[t] + b)"),), given, 3, "h[3]", wrt)
    return replace(recurrence, relu=convention)


@pytest.mark.parametrize("mode", TELLINGS)
@pytest.mark.parametrize(
    ("convention", "expected"), [("0", ["4", "1", "0", "0"]), ("1", ["2", "7", "8", "8"]), ("1/2", ["3", "4", "4", "4"])]
)
def test_slope_at_the_kink_is_the_stated_one(convention: str, expected: list[str], mode: Mode) -> None:
    """By hand, with relu'(0) = c: dh_3/dW = 4 - 2c, dh_3/db = 1 + 6c, dh_3/dV = dh_3/dh_0 = 8c."""
    assert answers(_told(load(_kink(convention, "W, b, V, h[0]")), mode)) == expected


@pytest.mark.parametrize("wrt", ["W", "b", "V", "h[0]", "x[1]", "x[2]"])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_convention_is_a_choice_between_the_one_sided_derivatives(convention: str, wrt: str) -> None:
    """With one kink on the way and slope c there, the answer is (1-c) times one one-sided derivative plus c times the other."""
    told = [_one(_kink(c, wrt))[0] for c in ("0", "1", convention)]
    _, question = _one(_kink(convention, wrt))
    # A fraction with a denominator up to 100 that is within 1e-20 of the quotient is the only one.
    steps = [one_sided(question, side).limit_denominator(100) for side in (-1, 1)]
    c = Fraction(convention)
    assert (sorted(told[:2]), told[2]) == (sorted(steps), (1 - c) * told[0] + c * told[1])


@pytest.mark.parametrize("fn", ["relu", "abs"])
def test_kink_without_a_convention_is_a_fault(fn: str, tmp_path: Path) -> None:
    """Where the slope at a kink is needed and none is stated, the tool asks for it instead of choosing one."""
    text = _kink("1", "W").yaml.replace("relu(", f"{fn}(")
    line = next(line for line in text.splitlines() if "convention" in line)
    with pytest.raises(InputErrors, match=rf"{fn}'\(0\) is needed here and the item states no convention for it"):
        solve_text(text.replace(line, "    space: 1"), tmp_path)


@quick(6)
@given(recurrences(horizon=4, states=2), st.integers(1, 4), st.sampled_from(CONVENTIONS), st.sampled_from(["relu", "abs"]))
def test_random_kink_has_the_stated_slope(recurrence: OracleCell, step: int, convention: str, fn: str) -> None:
    """With a bias that puts one argument exactly at its kink, the tellings agree with the closed form that has a line there."""
    step, last = min(step, recurrence.horizon), recurrence.horizon
    assume(recurrence.wrt != f"h[{step}]")
    gated: list[tuple[str, str]] = []
    for lhs, rhs in recurrence.equations:
        gated += [(lhs, f"{fn}(s[t])"), ("s[t]", f"{rhs} + k[t]")] if lhs == "h[t]" else [(lhs, rhs)]
    flat = replace(recurrence, equations=tuple(gated), relu=convention, abs=convention, of=f"h[{last}]")

    def with_bias(k: Fraction) -> OracleCell:
        return replace(flat, given=(*flat.given, *((f"k[{t}]", str(k if t == step else 0)) for t in range(1, last + 1))))

    _, question = _one(with_bias(Fraction(0)))
    values = forward(question.trace, question.givens)
    assume(Var("s", step) in values)  # else the answer does not depend on it
    bias = -values[Var("s", step)]
    assume(_short(bias))
    kinked = with_bias(bias)
    _, question = _one(kinked)
    assert (at_kink(question), _three(kinked)) == (True, (closed_form(question),) * 3)


# Cuts and printed values ----------------------------------------------------------------------------------------------


@quick(6)
@given(truncated(horizon=4))
def test_cut_derivative_is_that_of_the_closed_form(recurrence: OracleCell) -> None:
    """Each telling takes a value that is cut for a constant of the same size, as SymPy is told to."""
    _, question = _one(recurrence)
    assert _three(recurrence) == (closed_form(question),) * 3


@quick(6)
@given(truncated(horizon=4))
def test_cut_derivative_is_a_central_difference(recurrence: OracleCell) -> None:
    """A value that is cut does not move when the input does; away from kinks the answer is the difference quotient."""
    answer, question = _one(recurrence)
    assume(not at_kink(question))
    quotient, bound = central_difference(question)
    assert abs(answer - quotient) <= bound


@pytest.mark.parametrize("mode", TELLINGS)
@pytest.mark.parametrize(("cut", "expected"), [("h[1]", "14"), ("h[2]", "8"), ("h[1], h[2]", "8"), ("z[2]", "8")])
def test_cut_ends_the_derivative_there(cut: str, expected: str, mode: Mode) -> None:
    """h_1 = 3, h_2 = 8, V = 2 and all slopes 1: dh_3/dV = h_2 + V (h_1 + V h_0) without the terms behind the cut."""
    given = (("V", "2"), ("W", "1"), ("h[0]", "1"), ("x", "[1, 2, 3]"))
    recurrence = OracleCell((("h[t]", "relu(V*h[t-1] + W*x[t])"),), given, 3, "h[3]", "V", (f"cut: {cut}",))
    assert str(_answer(_told(load(recurrence), mode))) == expected


@quick(6)
@given(misprinted(horizon=4))
def test_printed_value_is_a_constant_added_to_its_equation(recurrence: OracleCell) -> None:
    """In each telling, replacing a value and keeping its derivative adds a constant to its equation; SymPy differentiates the sum."""
    _, question = _one(recurrence)
    assert _three(recurrence) == (closed_form(question),) * 3


@quick(6)
@given(misprinted(horizon=4))
def test_printed_derivative_is_a_central_difference(recurrence: OracleCell) -> None:
    """Away from kinks, the equation plus a constant has the answer as its difference quotient."""
    answer, question = _one(recurrence)
    assume(not at_kink(question))
    quotient, bound = central_difference(question)
    assert abs(answer - quotient) <= bound


@quick(6)
@given(misprinted(horizon=4))
def test_printed_value_can_be_written_as_a_bias(recurrence: OracleCell) -> None:
    """The author who adds a bias k[t] to each equation, 0 but for the misprint, gets the same answer without printed values."""
    problem = load(recurrence)
    reading = _told(problem, "reverse")
    item = problem.items[0]
    assert reading.trace is not None
    givens, printed = ({var: Fraction(scalar(number.value)) for var, number in one.items()} for one in (item.given, item.printed))
    outs = [lhs[0] for lhs, _ in recurrence.equations if lhs.endswith("[t]")]
    biases = {(out, t): Fraction(0) for out in outs for t in range(1, recurrence.horizon + 1)}
    biases |= {(var.name, var.time): shift for var, shift in shifts(reading.trace, givens, printed).items() if isinstance(var.time, int)}
    assume(all(map(_short, biases.values())))
    equations = tuple((lhs, f"{rhs} + k_{lhs[0]}[t]" if lhs.endswith("[t]") else rhs) for lhs, rhs in recurrence.equations)
    given = (*recurrence.given, *((f"k_{out}[{t}]", str(k)) for (out, t), k in biases.items()))
    biased, _ = _one(replace(recurrence, equations=equations, given=given, extra=()))
    assert _answer(reading) == biased


_INVERSE: dict[str, Callable[[Any], Any]] = {
    "tanh": mpmath.mp.atanh,
    "sigmoid": lambda p: mpmath.mp.log(p / (1 - p)),
    "exp": mpmath.mp.log,
    "sqrt": lambda p: p**2,
}


@pytest.mark.parametrize("wrt", ["V", "h[0]"])
@pytest.mark.parametrize("fn", _INVERSE)
def test_slope_of_a_printed_value_is_the_slope_where_the_function_has_that_value(fn: str, wrt: str) -> None:
    """Where the slope is written with the output, a printed output is an argument with the bias that leads to it."""
    given = (("V", "3/4"), ("W", "2/3"), ("h[0]", "1/2"), ("x", "[3/2, 5/4, 1]"))
    lines = ("readings: [{name: printed, values: printed}]", "printed:", "  h[2]: 2/5")
    printed = OracleCell((("h[t]", f"{fn}(V*h[t-1] + W*x[t])"),), given, 3, "h[3]", wrt, lines)
    plain = replace(printed, equations=(("h[t]", f"{fn}(V*h[t-1] + W*x[t] + k[t])"),), extra=())

    def with_bias(k: str) -> OracleCell:
        return replace(plain, given=(*given, ("k", f"[0, {k}, 0]")))

    _, question = _one(with_bias("0"))
    with mpmath.mp.workdps(80):
        z = forward(question.trace, question.givens)[Var("z", 2)]
        k = mpmath.nstr(_INVERSE[fn](mpmath.mpf(2) / 5) - mpmath.mpf(z.numerator) / z.denominator, 50, min_fixed=-9, max_fixed=9)
    assert _near(_one(printed)[0], _one(with_bias(k))[0])


@pytest.mark.parametrize("mode", TELLINGS)
def test_printed_inner_value_stands_in_for_what_it_names(mode: Mode) -> None:
    """With z_2 printed as 5 (it is 8), h_2 is 5 as well: dh_3/dV = h_2 + V (h_1 + V h_0) = 5 + 2 (3 + 2) = 15."""
    given = (("V", "2"), ("W", "1"), ("h[0]", "1"), ("x", "[1, 2, 3]"))
    lines = ("readings: [{name: printed, values: printed}]", "printed:", "  z[2]: 5")
    recurrence = OracleCell((("h[t]", "relu(V*h[t-1] + W*x[t])"),), given, 3, "h[3]", "V", lines)
    assert _answer(_told(load(recurrence), mode)) == 15
