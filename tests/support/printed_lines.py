"""Lines of plain text read back as numbers, and problems with what the shipped ones do not have."""

import re
import tempfile
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from gen.algebra.arrays import Array, scalar
from gen.algebra.expr import Size
from gen.algebra.numbers import Number
from gen.document.plain_text import problem_json
from gen.model.derivation import Step
from gen.model.problem import Mode
from gen.model.solved import Solved, SolvedItem, SolvedProblem
from gen.proofread.intervals import interval_of
from gen.proofread.reader import evaluate_latex
from gen.questions import ClaimAnswer
from tests.support.line_evaluator import evaluate, factors, plain_tokens
from tests.support.problems import solve_text

HEAD = "title: Lines\ncells:\n  cell:\n"
_WIDE = "0.1*V*h[t-1] + 0.1*W*x[t] - 0.2*U*x[t]*h[t-1] + b/9 - 0.1*W*V*x[t] + 0.2*U*V*b*x[t] + 0.1*V**2 - 0.1*b*V*W + 0.1*W**2"
CELLS = {
    "gated cell with three gates": (
        """
    i[t]: sigmoid(W_i*x[t] + U*h[t-1])
    f[t]: sigmoid(W_f*x[t] + U*h[t-1] - b)
    c_tilde[t]: tanh(W_c*x[t] + U*h[t-1])
    c[t]: f[t]*c[t-1] + i[t]*c_tilde[t]
    h[t]: f[t]*tanh(c[t])
""",
        "{W_i: 1/2, W_f: -3/4, W_c: 0.7, U: -0.3, b: 2/3, 'h[0]': 1/4, 'c[0]': -1, x: [1, -2/5]}",
        "gradient of h[2] wrt W_c, U, c[0]",
    ),
    "negative numbers everywhere": (
        """
    h[t]: -V*h[t-1] - W*x[t]**2 - (-b - V)**3 + V**-2 - x[t]/W
""",
        "{V: -2, W: -3/2, b: -1, 'h[0]': -4, x: [-1, -3]}",
        "gradient of h[2] wrt V, W, b, h[0]",
    ),
    "quotients and powers": (
        """
    h[t]: (V*h[t-1] + 1)/(2 + x[t]**2)/W - 2/(V - 3)**2 + x[t]/(W/V)
""",
        "{V: 1/2, W: -2/3, 'h[0]': 3, x: [1, -1/2, 2]}",
        "gradient of h[3] wrt V, W, x[2]",
    ),
    "roots and logarithms": (
        """
    s[t]: log(1 + exp(V*h[t-1])) - sqrt(2 + x[t]**2)
    h[t]: (1 + s[t]**2)**(1/2) * 2**W - exp(-s[t])*x[t]
""",
        "{V: -3/4, W: 1/3, 'h[0]': 1, x: [1, -1/2]}",
        "gradient of h[2] wrt V, W, x[1]",
    ),
    "very small and very large numbers": (
        """
    g[t]: exp(-20*W)*h[t-1] + 0.001*x[t]
    h[t]: tanh(g[t]/1000) + 123456*V*h[t-1] - exp(10*W)*x[t]
""",
        "{V: -1/1000, W: 1, 'h[0]': 2, x: [1/7, 3]}",
        "gradient of h[2] wrt V, W, h[0]",
    ),
    "a long sum": (
        """
    h[t]: relu(V*h[t-1] + W*x[t] + U*x[t]*h[t-1] + b - W*V*x[t] + abs(x[t] - h[t-1])*U - 0.5*b*V*W*U)
""",
        "{V: -4/3, W: -5/2, U: 7/3, b: -11/4, 'h[0]': 1, x: [-2, 13/5, -1/3]}",
        "gradient of h[3] wrt V, W, U, b",
    ),
    "numbers as an author may write them": (
        """
    h[t]: 1e-3*h[t-1] + 2.5E2*x[t] + V*.5 - 1.*V + (1e-1)**2*h[t-1]**2
""",
        "{V: 1/2, 'h[0]': 1, x: [2, -1]}",
        "gradient of h[2] wrt V, h[0]",
    ),
    "values that cancel": (
        """
    h[t]: tanh(V*h[t-1]) - tanh(V*h[t-1]) + x[t]*(1 - sigmoid(W*x[t]))
""",
        "{V: 1/2, W: -1/3, 'h[0]': 1, x: [2, -1]}",
        "gradient of h[2] wrt V, W, h[0]",
    ),
    "an argument wider than a row": (
        f"""
    h[t]: 2*tanh({_WIDE})*V + b/(1 + exp(-W*x[t] - {_WIDE}))
""",
        "{V: 1/2, W: -1/3, U: 2/7, b: -3/4, 'h[0]': 1, x: [2, -1]}",
        "gradient of h[2] wrt V, W",
    ),
    "roots and quotients wider than a row": (
        f"""
    s[t]: sqrt(100 + {_WIDE} + W*x[t])
    h[t]: V*(s[t] + W)/(50 + V*s[t] + {_WIDE} + x[t])*W - U/({_WIDE} - 30*b*W*x[t])
""",
        "{V: 1/2, W: -1/3, U: 2/7, b: -3/4, 'h[0]': 1, x: [2, -1]}",
        "gradient of h[2] wrt V, b",
    ),
    "a product wider than a row": (
        """
    h[t]: h[t-1]*(V*W*U*b)**3*V*W*U*b*V*W*U*b*V*W*U*b*V*W*U*b*V*W*U*b*V*W*U*b*V*W*U*b*V*W*U*b*(V - W*U*b*x[t])*x[t]
""",
        "{V: -3/2, W: -2/3, U: 2/7, b: -5/4, 'h[0]': 1, x: [2, -1]}",
        "gradient of h[2] wrt V, x[1]",
    ),
    "names as long as a row": (
        """
    hidden_state_of_cell[t]: relu(recurrent_weight_matrix*hidden_state_of_cell[t-1] + input_weight*sensor_reading[t] + bias_of_cell)
    output_of_the_cell[t]: readout_weight_of_cell*relu(hidden_state_of_cell[t] - bias_of_cell*output_of_the_cell[t-1])
""",
        "{recurrent_weight_matrix: 1/2, input_weight: -3/4, bias_of_cell: 2, readout_weight_of_cell: 3, 'hidden_state_of_cell[0]': 1,"
        " 'output_of_the_cell[0]': -137/240, sensor_reading: [1, 2, -3]}",
        "gradient of output_of_the_cell[3] wrt recurrent_weight_matrix, bias_of_cell, sensor_reading[3]",
    ),
    "what leads nowhere": (
        """
    c[t]: abs(V*c[t-1] - 3*x[t])
    h[t]: relu(W*h[t-1] + x[t])
""",
        "{V: 2, W: -1/2, 'h[0]': 1, 'c[0]': 2, x: [2, -137/240]}",
        "gradient of h[2] wrt W, c[1], V",
    ),
    "twelve time steps": (
        """
    h[t]: relu(V*h[t-1] + W*x[t])
""",
        "{V: -137/240, W: 2, 'h[0]': -3, x: [1, 2, -7, 3, 1, 2, -1, 3, 1, 2, 1, 4]}",
        "gradient of h[12] wrt V, x[1]",
    ),
}


@cache
def solved_cell(name: str, mode: Mode) -> SolvedProblem:
    equations, given, ask = CELLS[name]
    item = f"items:\n  - id: a\n    prompt: Find it.\n    given: {given}\n    ask: {ask}\n    by: {mode}\n    points: {{all: 1}}\n"
    with tempfile.TemporaryDirectory() as folder:
        return solve_text(HEAD + equations.strip("\n") + "\n" + item, Path(folder))


def lines_of(problem: SolvedProblem, item: SolvedItem, reading: int) -> list[dict[str, Any]]:
    """The steps of a reading that compute something, as `gen show --json` prints them."""
    (shown,) = problem_json(problem, item.item.id)["items"]
    steps: list[dict[str, Any]] = shown["readings"][reading]["steps"]
    return [line for line, step in zip(steps, item.readings[reading].derivation.steps, strict=True) if isinstance(step, Step)]


def names_with_numbers(item: SolvedItem, one: Solved) -> dict[str, Fraction]:
    """What the lines start from, by the names that it has in plain text: the numbers of the sheet or of a counterexample."""
    sizes = {f"n_{atom.name}": Fraction(scalar(n)) for atom, n in one.derivation.values.items() if isinstance(atom, Size) and atom.units}
    numbers = {var: Fraction(scalar(given.value)) for var, given in item.item.given.items()}
    for answer in one.derivation.answers:
        if isinstance(answer, ClaimAnswer):
            found = {var: value for var, value in answer.counterexample.items() if not isinstance(value, Array)}
            numbers |= {var: Fraction(scalar(value)) for var, value in found.items()}
    return sizes | {var.name if var.time is None else f"{var.name}[{var.time}]": value for var, value in numbers.items()}


def wrong_symbols(problem: SolvedProblem, item: SolvedItem, reading: int) -> list[str]:
    """The lines whose symbols do not have their value, with the values of earlier lines put in."""
    one = item.readings[reading]
    names: dict[str, Number] = dict(names_with_numbers(item, one))
    wrong = []
    for line, step in zip(lines_of(problem, item, reading), one.derivation.numbers, strict=True):
        if line["symbolic"] is not None:
            found = evaluate_latex(
                plain_tokens(line["symbolic"], names), {n: interval_of(x) for n, x in names.items()}, item.item.conventions
            )
            good = found.contains(step.value) and (line["exact"] is None or Fraction(line["exact"]) == step.value)
            wrong += [] if good else [f"{line['lhs']} = {line['symbolic']}: {found}, not {step.value}"]
        names[line["lhs"]] = scalar(step.value)
    return wrong


def wrong_numbers(problem: SolvedProblem, item: SolvedItem, reading: int) -> list[str]:
    """The lines whose numbers do not have their value: exactly, or up to the digits shown where a value is not rational."""
    one = item.readings[reading]
    rounded = not all(isinstance(step.value, Fraction) for step in one.derivation.numbers)
    wrong = []
    for line, step in zip(lines_of(problem, item, reading), one.derivation.numbers, strict=True):
        if line["substituted"] is not None:
            found = evaluate(plain_tokens(line["substituted"], {}), {}, item.item.conventions, rounded)
            wrong += [] if found.contains(step.value) else [f"{line['lhs']} = {line['substituted']}: {found}, not {step.value}"]
    return wrong


def bare_minus_signs(lines: list[dict[str, Any]]) -> list[str]:
    """The lines of numbers in which a minus sign follows an operator."""
    return [line["substituted"] for line in lines if re.search(r"[-+*/^] *-", line["substituted"] or "")]


def lost_factors(lines: list[dict[str, Any]], names: Mapping[str, Fraction]) -> list[str]:
    """The lines in which a summand has another number of factors in symbols than in numbers."""
    wrong, known = [], dict(names)
    for line in lines:
        if line["symbolic"] is not None:
            symbols, numbers = factors(plain_tokens(line["symbolic"], known)), factors(plain_tokens(line["substituted"], {}))
            wrong += [] if symbols == numbers else [f"{line['symbolic']} = {line['substituted']}: {symbols}, {numbers}"]
        known[line["lhs"]] = Fraction(0)
    return wrong
