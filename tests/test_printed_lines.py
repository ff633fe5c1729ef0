"""What is printed is what was computed: every line read back as a number by `tests.line_evaluator`."""

import re
import tempfile
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.expr import Atom, Call, Partial, Size
from gen.notation import Latex
from gen.pipeline import Solved, SolvedItem, SolvedProblem
from gen.show import problem_json, problem_text
from gen.solution_view import solution
from gen.spec import Telling
from gen.steps import ClaimAnswer, Step
from tests.conftest import PROBLEMS, solve_text, solved
from tests.line_evaluator import evaluate, factors, latex_tokens, plain_tokens, spread
from tests.test_oracles import SMOOTH, TELLINGS, Recurrence, load, misprinted, recurrences, solvable, truncated

TINY = Fraction(1, 10**40)  # what rounding to 60 digits may add up to

# Problems with what the shipped ones do not have ----------------------------------------------------------------------

_HEAD = "title: Lines\ncells:\n  cell:\n"

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
def _cell(name: str, telling: Telling) -> SolvedProblem:
    equations, given, ask = CELLS[name]
    item = f"items:\n  - id: a\n    prompt: Find it.\n    given: {given}\n    ask: {ask}\n    by: {telling}\n    points: {{all: 1}}\n"
    with tempfile.TemporaryDirectory() as folder:
        return solve_text(_HEAD + equations.strip("\n") + "\n" + item, Path(folder))


def _readings(problem: SolvedProblem) -> Iterator[tuple[SolvedItem, int]]:
    for item in problem.items:
        yield from ((item, i) for i in range(len(item.readings)))


SHIPPED = [(path.stem, problem, item, i) for path in PROBLEMS for problem in [solved(path)] for item, i in _readings(problem)]
OWN = [(f"{name}-{telling}", p, *r) for name in CELLS for telling in TELLINGS for p in [_cell(name, telling)] for r in _readings(p)]
_each = pytest.mark.parametrize(
    ("problem", "item", "reading"),
    [row[1:] for row in (*SHIPPED, *OWN)],
    ids=[f"{name}-{item.item.id}-{i}" for name, _, item, i in (*SHIPPED, *OWN)],
)


# The lines of --json --------------------------------------------------------------------------------------------------


def _lines(problem: SolvedProblem, item: SolvedItem, reading: int) -> list[dict[str, Any]]:
    """The steps of a reading that compute something, as `gen show --json` prints them."""
    (shown,) = problem_json(problem, item.item.id)["items"]
    steps: list[dict[str, Any]] = shown["readings"][reading]["steps"]
    return [line for line, step in zip(steps, item.readings[reading].derivation.steps, strict=True) if isinstance(step, Step)]


def _given(item: SolvedItem, one: Solved) -> dict[str, Fraction]:
    """What the lines start from, by the names that it has in plain text: the numbers of the sheet or of a counterexample."""
    sizes = {f"n_{atom.name}": Fraction(n) for atom, n in one.derivation.values.items() if isinstance(atom, Size) and atom.units}
    numbers = {var: Fraction(given.value) for var, given in item.item.given.items()}
    for answer in one.derivation.answers:
        if isinstance(answer, ClaimAnswer):
            numbers |= {var: Fraction(value) for var, value in answer.counterexample.items()}
    return sizes | {var.name if var.time is None else f"{var.name}[{var.time}]": value for var, value in numbers.items()}


def _near(a: Fraction, b: Fraction) -> bool:
    return abs(a - b) <= TINY * max(Fraction(1), abs(a), abs(b))


def wrong_symbols(problem: SolvedProblem, item: SolvedItem, reading: int) -> list[str]:
    """The lines whose symbols do not have their value, with the values of earlier lines put in."""
    one = item.readings[reading]
    names, wrong = _given(item, one), []
    for line, step in zip(_lines(problem, item, reading), one.derivation.numbers, strict=True):
        value = Fraction(step.value)
        if line["symbolic"] is not None:
            found = evaluate(plain_tokens(line["symbolic"], names), names, item.item.conventions)
            good = found == value == Fraction(line["exact"]) if line["exact"] is not None else _near(found, value)
            wrong += [] if good else [f"{line['lhs']} = {line['symbolic']}: {found}, not {value}"]
        names[line["lhs"]] = value
    return wrong


def wrong_numbers(problem: SolvedProblem, item: SolvedItem, reading: int) -> list[str]:
    """The lines whose numbers do not have their value: exactly, or up to the digits shown where a value is not rational."""
    one = item.readings[reading]
    exact = all(isinstance(step.value, Fraction) for step in one.derivation.numbers)
    wrong = []
    for line, step in zip(_lines(problem, item, reading), one.derivation.numbers, strict=True):
        if line["substituted"] is not None:
            tokens = plain_tokens(line["substituted"], {})
            off = abs(evaluate(tokens, {}, item.item.conventions) - Fraction(step.value))
            room = Fraction(0) if exact else spread(tokens, {}, item.item.conventions) + TINY
            wrong += [] if off <= room else [f"{line['lhs']} = {line['substituted']}: off {step.value} by {float(off)}"]
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


@_each
def test_symbols_give_the_value(problem: SolvedProblem, item: SolvedItem, reading: int) -> None:
    """Each line's symbols, with givens and the values of earlier lines put in, give its value."""
    assert wrong_symbols(problem, item, reading) == []


@_each
def test_numbers_give_the_value(problem: SolvedProblem, item: SolvedItem, reading: int) -> None:
    """Each line's numbers give its value, within what six digits allow where they are rounded."""
    assert wrong_numbers(problem, item, reading) == []


@_each
def test_negative_numbers_stand_in_brackets(problem: SolvedProblem, item: SolvedItem, reading: int) -> None:
    """In numbers no minus sign follows an operator."""
    assert bare_minus_signs(_lines(problem, item, reading)) == []


@_each
def test_no_factor_is_lost(problem: SolvedProblem, item: SolvedItem, reading: int) -> None:
    """Each summand has as many factors in numbers as in symbols: a factor 0 or 1 stays."""
    assert lost_factors(_lines(problem, item, reading), _given(item, item.readings[reading])) == []


@_each
def test_answers_of_json_are_those_of_its_steps(problem: SolvedProblem, item: SolvedItem, reading: int) -> None:
    """Each answer is the exact value of the step that it names, and its decimal value rounded to double precision."""
    (shown,) = problem_json(problem, item.item.id)["items"]
    told = [(a["of"], a["wrt"], a["exact"], a["value"]) for a in shown["readings"][reading]["answers"] if "of" in a]
    steps = {line["lhs"]: line["exact"] for line in _lines(problem, item, reading)}
    derivation = item.readings[reading].derivation
    values = [float(derivation.values[answer]) for answer in derivation.answers if isinstance(answer, Atom)]
    names = [of if wrt is None and of else f"d{of}/d{wrt}" if of else "total" for of, wrt, _, _ in told]
    assert [one[2:] for one in told] == [(steps[name], value) for name, value in zip(names, values, strict=True)]


@pytest.mark.parametrize("telling", TELLINGS)
def test_value_that_cancels_is_shown_as_0(telling: Telling) -> None:
    """A rounded value that is 0 is printed as 0, without digits or an exponent that mean nothing."""
    assert re.findall(r"(?<![\d.])0\.0+(?:e[+-]?\d+)?(?![\d])", problem_text(_cell("values that cancel", telling))) == []


# The rows of the key --------------------------------------------------------------------------------------------------


def key_chains(problem: SolvedProblem, item: SolvedItem, reading: int) -> Iterator[tuple[str, list[str], str]]:
    """Each step of the key: its left side, the forms between its relation signs over all its rows, and the last of these signs."""
    groups = solution(item, Latex(problem.problem.latex)).readings[reading].groups
    chains: list[tuple[str, str]] = []
    for row in (row for group in groups for block in group.blocks for row in block.rows):
        form = f" {row.relation} {row.form}" if row.relation else f" {row.form}"
        if row.left:
            chains.append((re.sub(r"^\\longleft\{(.*)\}$", r"\1", row.left), form))
        else:
            chains[-1] = (chains[-1][0], chains[-1][1] + form)
    for left, chain in chains:
        nothing, *rest = re.split(r" (=|\\approx) ", chain)
        assert nothing == ""
        yield left, rest[1::2], rest[-2]


_VALUE = re.compile(r"-?(\d+(\.\d+)?( \\cdot 10\^\{-?\d+\})?|\\frac\{\d+\}\{\d+\})")  # nothing is left to be computed


def wrong_rows(problem: SolvedProblem, item: SolvedItem, reading: int) -> list[str]:
    """The forms on the key that do not have their step's value, in symbols or in numbers."""
    one, latex = item.readings[reading], Latex(problem.problem.latex)
    names = {latex.expr(atom): Fraction(value) for atom, value in one.derivation.values.items()}
    exact = all(isinstance(step.value, Fraction) for step in one.derivation.numbers)
    wrong = []
    for left, forms, sign in key_chains(problem, item, reading):
        step = next(step for step in one.derivation.numbers if latex.expr(step.lhs) == left)
        for form in forms:
            tokens = latex_tokens(form, names if form is forms[0] else {})
            off = abs(evaluate(tokens, names, item.item.conventions) - names[left])
            room = Fraction(0) if exact else spread(tokens, names, item.item.conventions) + TINY * max(Fraction(1), abs(names[left]))
            wrong += [] if off <= room else [f"{left} = {form}: off {step.value} by {float(off)}"]
        expected = "=" if isinstance(step.value, Fraction) else r"\approx"
        wrong += [] if sign == expected else [f"{left} {sign} {forms[-1]}"]
        wrong += [] if _VALUE.fullmatch(forms[-1]) else [f"{left} ends with {forms[-1]}"]
    return wrong


@_each
def test_rows_of_the_key_have_one_value(problem: SolvedProblem, item: SolvedItem, reading: int) -> None:
    """All forms of a step on the key have one value; the last is a number, behind a sign of approximation if it is rounded."""
    assert wrong_rows(problem, item, reading) == []


def missing_steps(problem: SolvedProblem, item: SolvedItem, reading: int) -> list[str]:
    """The steps on the key and those of the derivation that are not hidden, where they are not the same in the same order."""
    latex = Latex(problem.problem.latex)
    visible = [latex.expr(step.lhs) for step in item.readings[reading].derivation.numbers if not step.line.hidden]
    hidden = {latex.expr(step.lhs) for step in item.readings[reading].derivation.numbers if step.line.hidden}
    told = [left for left, _, _ in key_chains(problem, item, reading) if left not in hidden]
    return [] if told == visible else [f"told {told}, not {visible}"]


@_each
def test_key_tells_every_visible_step(problem: SolvedProblem, item: SolvedItem, reading: int) -> None:
    """Each step that is not hidden stands on the key once, in the order of the derivation."""
    assert missing_steps(problem, item, reading) == []


def _reasons(problem: SolvedProblem, item: SolvedItem, reading: int) -> dict[str, str]:
    """What stands beside or below each step of the key as its reason, by its left side."""
    found: dict[str, str] = {}
    left = ""
    for group in solution(item, Latex(problem.problem.latex)).readings[reading].groups:
        for row in (row for block in group.blocks for row in block.rows):
            left = re.sub(r"^\\longleft\{(.*)\}$", r"\1", row.left) or left
            beside = re.fullmatch(r"(?:&&)?(?:\\qquad )?\\text\{(.*)\}", row.note)
            below = [remark for remark in row.remarks if remark.startswith(("since ", "as printed"))]
            for note in [*([beside[1]] if beside else []), *below]:
                found[left] = note
    return found


def _is_true(reason: str, step: Step, item: SolvedItem, one: Solved, latex: Latex) -> bool:
    """Whether a reason holds: its relation with the number in it, what does not depend on what, what is cut or printed."""
    names = {latex.expr(atom): (atom, Fraction(value)) for atom, value in one.derivation.values.items()}
    relation = re.fullmatch(r"since \$(.+?) = (.+?)( > 0| < 0|)\$(, by the stated convention|)", reason)
    apart = re.fullmatch(r"since \$(.+)\$ does not depend on \$(.+)\$", reason)
    if relation and isinstance(step.line.rhs, Call):
        atom, value = names[relation[1]]
        tokens = latex_tokens(relation[2], {})
        near = abs(evaluate(tokens, {}, {}) - value) <= spread(tokens, {}, {})
        side = {" > 0": value > 0, " < 0": value < 0, "": value == 0}[relation[3]]
        return near and side and (value == 0) == bool(relation[4]) and step.line.rhs.args == (atom,)
    if apart and isinstance(step.lhs, Partial) and one.trace:
        of, wrt = step.lhs.of, step.lhs.wrt
        return apart.groups() == (latex.name(of), latex.name(wrt)) and wrt not in one.trace.before([of])
    if reason == "since every way there is cut":
        return bool(item.item.cut) and step.value == 0
    return reason == "as printed" and step.lhs in item.item.printed


def wrong_reasons(problem: SolvedProblem, item: SolvedItem, reading: int) -> list[str]:
    """The reasons on the key that do not hold, and the slopes at one side of a kink that have none."""
    one, latex = item.readings[reading], Latex(problem.problem.latex)
    steps = {latex.expr(step.lhs): step for step in one.derivation.numbers}
    reasons = _reasons(problem, item, reading)
    sided = [left for left, step in steps.items() if isinstance(step.line.rhs, Call) and step.line.rhs.fn.endswith("'")]
    wrong = [f"{left}: {said}" for left, said in reasons.items() if not _is_true(said, steps[left], item, one, latex)]
    return [*wrong, *(f"{left} without a reason" for left in sided if left not in reasons)]


@_each
def test_reasons_on_the_key_are_true(problem: SolvedProblem, item: SolvedItem, reading: int) -> None:
    """What a slope, a 0 or a printed value is said to follow from is so, with the numbers that are told; each slope has its reason."""
    assert wrong_reasons(problem, item, reading) == []


# Random recurrences ---------------------------------------------------------------------------------------------------


def _wrong(recurrence: Recurrence, telling: Telling) -> list[str]:
    """Everything that is wrong with the lines and rows of a random recurrence."""
    problem = solvable(load(recurrence), telling)
    (item,) = problem.items
    lines = _lines(problem, item, 0)
    return [
        *wrong_symbols(problem, item, 0),
        *wrong_numbers(problem, item, 0),
        *bare_minus_signs(lines),
        *lost_factors(lines, _given(item, item.readings[0])),
        *wrong_rows(problem, item, 0),
        *missing_steps(problem, item, 0),
        *wrong_reasons(problem, item, 0),
    ]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.one_of(recurrences(), truncated(horizon=4), misprinted(horizon=4)), st.sampled_from(TELLINGS))
def test_lines_of_rational_recurrences_are_exact(recurrence: Recurrence, telling: Telling) -> None:
    """Random recurrences, cut and misprinted ones among them: each line and row has its value, its brackets and its factors."""
    assert _wrong(recurrence, telling) == []


@settings(max_examples=30, deadline=None, derandomize=True)
@given(recurrences(SMOOTH, horizon=3, depth=1), st.sampled_from(TELLINGS))
def test_lines_of_smooth_recurrences_are_right_to_the_digits_shown(recurrence: Recurrence, telling: Telling) -> None:
    """Random recurrences with functions that are not rational: the same within what six digits allow."""
    assert _wrong(recurrence, telling) == []


# The reader itself ----------------------------------------------------------------------------------------------------

NAMES = {
    "h[3]": Fraction(5),
    "h": Fraction(7),
    "V": Fraction(-2),
    "dh[3]/dV": Fraction(3),
    "dh[3]/dV.2": Fraction(4),
    "relu'(z[1])": Fraction(9),
}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("2 + 3*4^2/8 - 1", 7),
        ("-2^2", -4),
        ("(-2)^2", 4),
        ("8/2/2", 2),
        ("h[3]*dh[3]/dV - V", 17),
        ("dh[3]/dV.2 + h/V", Fraction(1, 2)),
        ("relu'(z[1])*relu'(-2)", 0),
        ("relu'(0) + abs'(-3)", Fraction(-1, 2)),
        ("relu(-(3 - 4))", 1),
        ("1.25e-3*8e2", 1),
        ("sqrt(9/4)", Fraction(3, 2)),
        ("4^(1/2)", 2),
    ],
)
def test_reader_reads_plain_text(line: str, value: Fraction) -> None:
    """Numbers, names, precedence and slopes of plain text."""
    assert evaluate(plain_tokens(line, NAMES), NAMES, {"relu": Fraction(1, 2)}) == value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (r"\frac{1}{2} \cdot (-3)^{2}", Fraction(9, 2)),
        (r"\operatorname{ReLU}'\left(\frac{1}{2}\right) + \operatorname{ReLU}(-1)", 1),
        (r"V^{2}\,h_{3}", 20),
        (r"\frac{\partial h_{3}}{\partial V}\,V", -6),
        (r"\sqrt{\frac{9}{4}} - \exp(0)", Fraction(1, 2)),
        (r"2.5 \cdot 10^{-3} \cdot 400", 1),
        (r"\sigma(0)\,\tanh(0) + \ln(1)", 0),
    ],
)
def test_reader_reads_latex(line: str, value: Fraction) -> None:
    """Fractions, powers, products and functions of LaTeX."""
    names = {"V": Fraction(-2), "h_{3}": Fraction(5), r"\frac{\partial h_{3}}{\partial V}": Fraction(3)}
    assert evaluate(latex_tokens(line, names), names, {}) == value


@pytest.mark.parametrize("line", ["2*-3", "1 + -2", "1 - -2", "2^-1", "--2", "2 3", "2*", "(1", "U*2", "h[2]", "1 +* 2", "2(3)"])
def test_reader_refuses_what_a_person_would_not_write(line: str) -> None:
    """Bare negative operands, missing operators and unknown names are errors."""
    with pytest.raises(ValueError, match=r"cannot read|unexpected|expected|not a whole"):
        evaluate(plain_tokens(line, NAMES), NAMES, {})


@pytest.mark.parametrize(
    ("line", "room"),
    [("1.00000*2", 2 * Fraction(1, 10**5)), ("1/3 + 2.5", 0), ("0.00123456^1", Fraction(1, 10**8)), ("1.23457e-7", Fraction(1, 10**12))],
)
def test_room_follows_from_the_digits_shown(line: str, room: Fraction) -> None:
    """A number with six digits may be off by half a unit of the last, which is doubled; one with fewer is exact."""
    assert spread(plain_tokens(line, {}), {}, {}) == room


def test_factors_are_counted_by_summand() -> None:
    """Each summand's factors are counted; signs inside brackets and in front do not part summands."""
    assert factors(plain_tokens("-2*3*(1 - 2) + 4 - (-1)*5", {})) == [3, 1, 2]
