"""Answers that are formulas: derived without numbers, simplified by identities, confirmed on random numbers, read back from the key."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings

from gen.algebra.arrays import SCALAR, Shape, Value, array
from gen.algebra.expr import Add, Atom, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Var, rebuild, variables
from gen.algebra.printer import text
from gen.calculus import simplifier
from gen.document.plain_text import problem_json
from gen.format.problem_file import load_problem
from gen.functions.shapes import shape
from gen.latex import Latex, Tex
from gen.messages.errors import InputErrors, Location, VerificationError
from gen.messages.sentences import LANGUAGES, Language
from gen.model.derivation import Statement
from gen.model.problem import Criterion, Grading, Published
from gen.model.solved import SolvedProblem
from gen.model.source import Text
from gen.page.solution import SolutionView
from gen.proofread.proofread import proofread
from gen.questions import AskedItem, FormulaQuery, GradientQuery, ValueQuery, by_kind
from gen.solver import solve_problem
from gen.syntax import formula
from gen.verify import FORMULAS, verify_formula
from gen.verify.compare import ROUTES
from tests.support.formula_table import TABLE, Row
from tests.support.keys import key_of
from tests.support.problems import PROBLEMS, solve_text

FUZZ = settings.get_current_profile_name() == "fuzz"
HERE = Location("", 1, 1)


def _source(cell: str, ask: str, more: str = "", accept: str = "", points: str = "{all: 1}") -> str:
    equations, keys = ("".join(f"    {line}\n" for line in lines.split("; ") if line) for lines in (cell, more))
    accepted = f"    accept:\n      {accept}\n" if accept else ""
    return f"title: T\ncells:\n  cell:\n{equations}items:\n  - id: a\n    prompt: P\n{keys}    ask: {ask}\n    points: {points}\n{accepted}"


def _solved(folder: Path, cell: str, ask: str, more: str = "", accept: str = "") -> SolvedProblem:
    return solve_text(_source(cell, ask, more, accept), folder)


def _derived(folder: Path, row: Row) -> list[str]:
    """The answers, which nothing has confirmed."""
    path = folder / "derived.yaml"
    path.write_text(_source(row.cell, f"formula of {row.ask}", row.more), encoding="utf-8")
    problem, faults = load_problem(path)
    (item,) = problem.items
    assert not faults
    ((kind, query),) = by_kind(item.queries)
    return [getattr(answer, "text", "") for answer in kind.derivation(query, AskedItem(item, item.readings[0])).answers]


def _answers(problem: SolvedProblem) -> list[str]:
    return [getattr(answer, "text", "") for answer in problem.items[0].readings[0].derivation.answers]


def _refused(folder: Path, cell: str, ask: str, more: str = "", accept: str = "") -> list[str]:
    with pytest.raises(InputErrors) as error:
        _solved(folder, cell, ask, more, accept)
    return [f"{fault.message} ({fault.hint})" if fault.hint else fault.message for fault in error.value.faults]


# Textbooks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", TABLE, ids=[row.name for row in TABLE])
def test_a_formula_of_a_textbook_is_derived_and_its_forms_are_told_apart(row: Row, tmp_path: Path) -> None:
    """The answer is the one of textbooks; three other forms of it are accepted, and two near misses are refused where they stand."""
    name = row.ask if " wrt " not in row.ask else "d{2}/d{4}".format(*row.ask.split())
    (answer,) = _derived(tmp_path, row)
    assert answer.replace("^", "**") == f"{name} = {row.answer}"
    forms = ", ".join(f'"{form}"' for form in (*row.accepted, *row.missed))
    refused = _refused(tmp_path, row.cell, f"formula of {row.ask}", row.more, f"{name}: [{forms}]")
    assert [next(one for one in row.missed if f"{name} is stated as {one}, wh" in message) for message in refused] == list(row.missed)


@pytest.mark.parametrize("row", TABLE if FUZZ else TABLE[::5], ids=lambda row: row.name)
def test_a_formula_of_a_textbook_is_confirmed(row: Row, tmp_path: Path) -> None:
    """By all routes on random numbers, and by an evaluator of definitions: each fifth here, all with `make fuzz`."""
    problem = _solved(tmp_path, row.cell, f"formula of {row.ask}", row.more)
    routes = [check.route for check in problem.items[0].readings[0].checks]
    assert {*ROUTES, FORMULAS} <= set(routes)


@pytest.mark.parametrize("path", PROBLEMS if FUZZ else PROBLEMS[::6], ids=lambda path: path.stem)
def test_whatever_is_asked_with_numbers_may_be_asked_as_a_formula(path: Path) -> None:
    """Values and derivatives of shipped problems, each sixth here, all with `make fuzz`: confirmed and read back."""
    problem, _ = load_problem(path)
    for item in problem.items:
        asked = [query for query in item.queries if isinstance(query, GradientQuery | ValueQuery)]
        formulas = tuple(FormulaQuery(query.of, getattr(query, "wrt", None), where=query.where) for query in asked)
        if formulas and not any(rule.text for rule in item.grading.rules):
            paid = Grading((Criterion(Fraction(1), None, "whole", item.where),))
            alone = replace(item, queries=formulas, readings=item.readings[:1], printed={}, tolerance=None, grading=paid)
            solved = solve_problem(replace(problem, items=(replace(alone, published=Published(), acknowledged=()),)))
            latex = Latex(problem.latex)
            proofread(key_of(solved.items[0], latex), solved.items[0], latex)
            assert len(solved.items[0].readings[0].derivation.answers) == len(formulas)


# Rules of rewriting ---------------------------------------------------------------------------------------------------

N, M = 3, 2
VECTOR, ROW, MATRIX, SQUARE = (N, 1), (1, N), (N, M), (N, N)

RULES: list[tuple[str, str, Mapping[str, Shape]]] = [
    # numbers and terms
    ("0*a + 1*b - 0", "b", {}),
    ("2*a/2", "a", {}),
    ("a + a - -a", "3*a", {}),
    ("a - b - a", "-b", {}),
    ("a*(1 - b) - a*b*c", "a*(1 - b - b*c)", {}),
    ("a/2 + b/2", "(a + b)/2", {}),
    ("-(a - b)*c", "(b - a)*c", {}),
    # factors that cancel
    ("a*b/b", "a", {}),
    ("a/(b/c)", "a*c/b", {}),
    ("(1 - y)/(1 - s)*(s - s**2)", "(1 - y)*(s - s^2)/(1 - s)", {}),
    ("((1 - y)/(1 - s) - y/s)*s*(1 - s)", "s - y", {}),
    ("a/sqrt(b)**2", "a/b", {}),
    # entry by entry
    ("u*ones(u)", "u", {"u": VECTOR}),
    ("u/u", "ones", {"u": VECTOR}),
    ("2*(u - v)/3", "2/3*(u - v)", {"u": VECTOR, "v": VECTOR}),
    ("sum(2*u)", "2*sum(u)", {"u": VECTOR}),
    ("dot(u/v, v)", "sum(u)", {"u": VECTOR, "v": VECTOR}),
    ("dot(-u, v/3)", "-1/3*dot(u, v)", {"u": VECTOR, "v": VECTOR}),
    # products of matrices
    ("(A @ u).T", "u.T @ A.T", {"A": SQUARE, "u": VECTOR}),
    ("A.T.T @ u", "A @ u", {"A": SQUARE, "u": VECTOR}),
    ("diag(u) @ v", "u*v", {"u": VECTOR, "v": VECTOR}),
    ("r @ diag(q)", "r*q", {"r": ROW, "q": ROW}),
    ("diag(u) @ diag(v) @ A", "diag(u*v) @ A", {"A": SQUARE, "u": VECTOR, "v": VECTOR}),
    ("A @ identity(u) @ u", "A @ u", {"A": SQUARE, "u": VECTOR}),
    ("A @ (c*u)", "c*(A @ u)", {"A": SQUARE, "u": VECTOR}),
    ("diag(-u) @ A", "-diag(u) @ A", {"A": SQUARE, "u": VECTOR}),
    ("r @ A @ B", "r @ A @ B", {"A": SQUARE, "B": MATRIX, "r": ROW}),
]


def _read(source: str) -> Expr:
    return formula(Text(source, HERE))


def _drawn(draw: Random, e: Expr, shapes: Mapping[str, Shape]) -> dict[Atom, Value]:
    def value(n: int, m: int) -> Value:
        return array([Fraction(draw.randint(2, 30), draw.randint(31, 60)) for _ in range(m)] for _ in range(n))

    return {var: value(*shapes.get(var.name, SCALAR)) for var in variables(e)}


@pytest.mark.parametrize(("source", "expected", "shapes"), RULES, ids=[row[0] for row in RULES])
def test_a_rule_of_rewriting_is_an_identity(source: str, expected: str, shapes: Mapping[str, Shape]) -> None:
    """It gives what a person writes, of the same shape and, evaluated by definitions, of the same value with random numbers."""
    before = _read(source)
    after = simplifier(shapes)(before)
    assert text(after) == expected
    assert shape(after, shapes) == shape(before, shapes)
    _assert_same(before, after, shapes, Random(source))


def _assert_same(before: Expr, after: Expr, shapes: Mapping[str, Shape], draw: Random) -> None:
    """Both formulas have one value, by an evaluator that knows nothing of rules."""
    values = _drawn(draw, before, shapes)
    zeros = array([Fraction(0)] * shape(before, shapes)[1] for _ in range(shape(before, shapes)[0]))
    verify_formula("the difference", Add((before, Neg(after))), zeros, values, {})


def _tree(draw: Random, depth: int, place: Shape) -> Expr:
    """A random formula of a number, a vector or a square matrix."""
    names = {SCALAR: "abc", VECTOR: "uvw", SQUARE: "AB"}[place]
    if depth == 0:
        return Num(Fraction(draw.randint(1, 3))) if place == SCALAR and draw.random() < 0.3 else Var(draw.choice(names))

    def of(shape: Shape) -> Expr:
        return _tree(draw, depth - 1, shape)

    kinds = ["sum", "product", "quotient", "minus", "power"]
    kinds += {SCALAR: ["dot"], VECTOR: ["matrix", "diagonal", "number"], SQUARE: ["matrix", "diagonal", "transpose", "number"]}[place]
    match draw.choice(kinds):
        case "sum":
            return Add((of(place), of(place)))
        case "product":
            return Mul((of(place), of(place)))
        case "quotient":
            return Div(of(place), Var(draw.choice(names)))
        case "minus":
            return Neg(of(place))
        case "power":
            return Pow(of(place), Num(Fraction(2)))
        case "number":
            return Mul((of(SCALAR), of(place)))
        case "dot":
            return Call("dot", (of(VECTOR), of(VECTOR)))
        case "transpose":
            return Call("transpose", (of(place),))
        case "diagonal":
            return MatMul((Call("diag", (of(VECTOR),)), of(place)))
        case _:
            return MatMul((of(SQUARE), of(place)))


def test_what_is_simplified_keeps_value_and_shape() -> None:
    """Of 120 random formulas of numbers, vectors and matrices."""
    draw = Random(5)
    for _ in range(120):
        shapes = {**dict.fromkeys("uvw", VECTOR), **dict.fromkeys("AB", SQUARE)}
        before = _tree(draw, draw.randint(1, 3), draw.choice([SCALAR, VECTOR, SQUARE]))
        after = simplifier(shapes)(before)
        assert shape(after, shapes) == shape(before, shapes), text(before)
        _assert_same(before, after, shapes, draw)


# Hard cases -----------------------------------------------------------------------------------------------------------

RNN = "h[t]: tanh(V @ h[t-1] + W @ x[t])"
LSTM = (
    "f[t]: sigmoid(W_f @ x[t] + U_f @ h[t-1]); i[t]: sigmoid(W_i @ x[t] + U_i @ h[t-1]); o[t]: sigmoid(W_o @ x[t] + U_o @ h[t-1]); "
    "c[t]: f[t]*c[t-1] + i[t]*x[t]; h[t]: o[t]*tanh(c[t])"
)

HARD = [
    ("a shared weight", "h: W @ x; L: dot(g, W @ h)", "gradient of L wrt W", "shapes: {x: n, g: n}", "dL/dW = g @ h.T + W.T @ g @ x.T"),
    ("a row", "y: x @ W + b; L: sum(y**2)/2", "gradient of L wrt b", "shapes: {W: [d, k]}", "dL/db = y"),
    ("a batch", "Y: X @ W + b; L: sum(Y**2)/2", "gradient of L wrt b", "shapes: {X: [n, d], W: [d, k], b: k}", "dL/db = ones.T @ Y"),
    ("a kink", "y: relu(w*x + b)", "gradient of y wrt w", "", "dy/dw = relu'(z)*x"),
    ("a maximum", "y: max(a*x, b)", "gradient of y wrt a", "", "dy/da = dmax(z, b)/dz*x"),
    ("a sum over paths", "h[t]: V*h[t-1]", "gradient of h[2] wrt V", "horizon: 2; by: paths", "dh[2]/dV = h[1] + V*h[0]"),
    ("a size that is a number", "L: mse(W @ x, y)", "gradient of L wrt W", "shapes: {x: 2, y: 3}", "dL/dW = 2/3*((W @ x - y) @ x.T)"),
    ("two letters in a mean", "Y: X @ W; L: mean(Y**2)", "gradient of L wrt Y", "shapes: {X: [n, d], W: [d, k]}", "dL/dY = 2/(n*k)*Y"),
    ("a size as a value", "s: K @ q/sqrt(d); L: dot(g, s)", "gradient of L wrt q", "shapes: {q: d, g: n}", "dL/dq = 1/sqrt(d)*(K.T @ g)"),
    ("no way", "h[t]: V*h[t-1] + W*x[t]", "gradient of h[1] wrt x[2]", "horizon: 2; given: {}", "dh[1]/dx[2] = 0"),
    ("the same value", "h[t]: V*h[t-1]", "gradient of h[t] wrt h[t]", "", "dh[t]/dh[t] = 1"),
    ("a fixed time", "h[t]: V*h[t-1]", "gradient of h[t] wrt h[0]", "", "dh[t]/dh[0] = V*dh[t-1]/dh[0]"),
    ("a truncated gradient", f"{RNN}; L: sum(h[T])", "gradient of L wrt V", "shapes: {x: d, h: n}; horizon: 4; truncate: 2",
     "dL/dV = dL/dz[4] @ h[3].T + dL/dz[3] @ h[2].T"),
    ("a step of learning", "L: (w*x - y)**2; w_new: w - eta*grad(L, w)", "w_new", "", "w_new = w - 2*eta*(w*x - y)*x"),
    ("a constant", LSTM, "jacobian of c[t] wrt c[t-1]", "shapes: {x: n, h: n}; cut: h[t-1]", "dc[t]/dc[t-1] = diag(f[t])"),
    ("an entry", "y: W @ x", "gradient of y[2] wrt x", "shapes: {x: d, y: n}", "dy[2]/dx = W.T @ unit[2]"),
    ("a value of any step", "h[t]: relu(V*h[t-1] + b)", "h[t]", "", "h[t] = relu(V*h[t-1] + b)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "cell", "ask", "more", "answer"), HARD, ids=[row[0] for row in HARD])
def test_a_hard_case(name: str, cell: str, ask: str, more: str, answer: str, tmp_path: Path) -> None:
    """Shared weights, rows, batches, kinks, sizes and times: each has the answer that a person writes, confirmed by all routes."""
    assert _answers(_solved(tmp_path, cell, f"formula of {ask}", more)) == [answer]


# What refuses a wrong formula -----------------------------------------------------------------------------------------

SIGMOID = "z: w*x + b; s: sigmoid(z)"


def _spoilt(e: Expr, spoil: str) -> Expr:
    """A formula with one slip."""
    match e:
        case MatMul((a, Call("transpose", (b,)))) if spoil == "another transpose":
            return MatMul((b, Call("transpose", (a,))))
        case MatMul((a, Call("transpose", (b,)))) if spoil == "a transpose is lost":
            return MatMul((a, b))
        case Add((first, Neg(arg))) if spoil == "a sign":
            return Add((first, arg))
        case Mul((_, *factors)) if spoil == "a factor is lost":
            return Mul(tuple(factors)) if len(factors) > 1 else factors[0]
        case _:
            return rebuild(e, lambda part: _spoilt(part, spoil))


SPOILT = [
    ("a sign", SIGMOID, "gradient of s wrt w", ""),
    ("a factor is lost", SIGMOID, "gradient of s wrt w", ""),
    ("another transpose", "z: W @ x; L: sum(z**2)/2", "gradient of L wrt W", "shapes: {x: n, z: n}"),
    ("a transpose is lost", "z: W @ x; L: sum(z**2)/2", "gradient of L wrt W", "shapes: {x: n, z: n}"),
    ("a factor is lost", "h[t]: relu(V*h[t-1] + b)", "gradient of h[t] wrt V", ""),
]


@pytest.mark.parametrize(("spoil", "cell", "ask", "more"), SPOILT, ids=[f"{row[0]}: {row[2]}" for row in SPOILT])
def test_a_slip_of_what_simplifies_is_refused(
    spoil: str, cell: str, ask: str, more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A formula that is not equal to what the routes have confirmed is never told, whatever made it."""
    _solved(tmp_path, cell, f"formula of {ask}", more)
    monkeypatch.setattr("gen.questions.formula_lines.simplifier", lambda shapes: lambda e: _spoilt(simplifier(shapes)(e), spoil))
    with pytest.raises(VerificationError, match="formulas evaluated by definitions: "):
        _solved(tmp_path, cell, f"formula of {ask}", more)


def test_a_wrong_rule_of_differentiation_is_refused_by_the_routes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines and formula agree with each other, but not with what dual numbers find."""
    module = sys.modules["gen.calculus.local_slopes"]
    monkeypatch.setattr(module, "local_derivative", lambda fn, y, z, among=(): Add((Num(Fraction(1)), Neg(y))))
    with pytest.raises(VerificationError, match="dual numbers: "):
        _solved(tmp_path, SIGMOID, "formula of gradient of s wrt w")


# The key --------------------------------------------------------------------------------------------------------------

BPTT = _source(
    f"{RNN}; l[t]: sum((h[t] - y[t])**2)/2; L: sum_t(l[t])",
    "formula of gradient of L wrt V",
    "shapes: {x: d, h: n}; horizon: 2",
    "dL/dV: dL/dz[1] @ h[0].T + dL/dz[2] @ h[1].T",
    "{dL/dV: 1}",
)


@pytest.fixture(scope="module")
def bptt(tmp_path_factory: pytest.TempPathFactory) -> SolvedProblem:
    """Backpropagation through two steps, solved once."""
    return solve_text(BPTT, tmp_path_factory.mktemp("bptt"))


def _key(problem: SolvedProblem, language: Language = "en") -> SolutionView:
    return key_of(problem.items[0], Latex({}, language))


TOLD = {
    "en": ["The derivative of a scalar has the shape of the variable. Vectors are columns.", "Also accepted:"],
    "de": ["Die Ableitung einer Zahl hat die Form der Variablen. Vektoren sind Spalten.", "Auch akzeptiert:"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_line_is_told_and_read_back(language: Language, bptt: SolvedProblem) -> None:
    """In either language: rows in symbols, the layout in a sentence, other forms as a rule beside the answer with its points."""
    key = _key(bptt, language)
    lines = [step for step in bptt.items[0].readings[0].derivation.steps if isinstance(step, Statement) and step.chain]
    assert proofread(key, bptt.items[0], Latex({}, language)).numbers == sum(len(step.chain) - 1 for step in lines)
    in_symbols, layout = [block for group in key.readings[0].groups for block in group.blocks]
    *others, answer = in_symbols.rows
    assert answer.credit and not any(row.credit for row in others)
    sentence, accepted = TOLD[language]
    assert layout.text == sentence and accepted in answer.remarks[0]


_H, _Y = r"\boldsymbol{h}", r"\boldsymbol{y}"
MISPRINTS = [
    ("a sign", rf"{_H}_{{2}} - {_Y}_{{2}}", rf"{_H}_{{2}} + {_Y}_{{2}}", "is read as"),
    ("a transpose", rf"{_H}_{{1}}^{{\top}}", rf"{_H}_{{1}}", "cannot be read back"),
    ("an index", rf"{_H}_{{0}}^{{\top}}", rf"{_H}_{{1}}^{{\top}}", "is read as"),
    ("a factor", rf"\odot (\mathbf{{1}} - {_H}_{{2}} \odot {_H}_{{2}})", "", "is read as"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), MISPRINTS, ids=[row[0] for row in MISPRINTS])
def test_a_misprint_in_symbols_is_refused(name: str, old: str, new: str, message: str, bptt: SolvedProblem) -> None:
    """A row that says something else is read as another value, with the numbers on which it was confirmed."""
    key = _key(bptt)
    (reading,) = key.readings
    group, *others = reading.groups
    rows = [replace(row, form=Tex(row.form.replace(old, new))) for row in group.blocks[0].rows]
    assert rows != list(group.blocks[0].rows)
    spoilt = replace(group, blocks=(replace(group.blocks[0], rows=tuple(rows)), *group.blocks[1:]))
    with pytest.raises(VerificationError, match=message):
        proofread(replace(key, readings=(replace(reading, groups=(spoilt, *others)),)), bptt.items[0], Latex({}))


def test_an_answer_is_told_as_text_and_as_json(tmp_path: Path) -> None:
    """The formula stands in both, with what it is a formula of."""
    problem = _solved(tmp_path, SIGMOID, "[formula of gradient of s wrt w, formula of s]")
    assert _answers(problem) == ["ds/dw = s*(1 - s)*x", "s = sigmoid(w*x + b)"]
    assert problem_json(problem)["items"][0]["readings"][0]["answers"] == [
        {"of": "s", "wrt": "w", "formula": "s*(1 - s)*x"},
        {"of": "s", "wrt": None, "formula": "sigmoid(w*x + b)"},
    ]


def test_formulas_of_steps_and_of_any_step_share_lines(tmp_path: Path) -> None:
    """What both say of each step is told once."""
    problem = _solved(tmp_path, "h[t]: tanh(V*h[t-1])", '["formula of gradient of h[2] wrt V", "formula of gradient of h[t] wrt V"]')
    assert _answers(problem) == [
        "dh[2]/dV = (1 - h[2]^2)*(h[1] + V*(1 - h[1]^2)*h[0])",
        "dh[t]/dV = (1 - h[t]^2)*(h[t-1] + V*dh[t-1]/dV)",
    ]
    proofread(_key(problem), problem.items[0], Latex({}))


def test_a_formula_stands_beside_numbers(tmp_path: Path) -> None:
    """An item may ask for the formula of a gradient and for values: each is answered and told, under a heading of its own."""
    problem = _solved(tmp_path, SIGMOID, "[value of s, formula of gradient of s wrt w]", "given: {w: 1, x: 2, b: -2}")
    derivation = problem.items[0].readings[0].derivation
    assert [text(one) for one in derivation.asked] == ["s"] and _answers(problem)[1] == "ds/dw = s*(1 - s)*x"
    assert [group.heading for group in _key(problem).readings[0].groups] == ["Forward pass", "In symbols"]
    proofread(_key(problem), problem.items[0], Latex({}))
