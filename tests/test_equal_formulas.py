"""Which formulas are equal: on numbers of both signs and of several sizes, and wherever what is asked for has a value."""

from pathlib import Path

import pytest

from gen.messages.errors import InputErrors
from gen.model.choice import ChoiceAnswer
from tests.support.problems import solve_text

DIFFERENT = [
    ("w*x + b", "abs(w*x + b)"),
    ("relu(x)", "x"),
    ("relu(w*x + b)", "w*x + b"),
    ("relu(a) + relu(b)", "relu(a + b)"),
    ("relu(a)*relu(b)", "relu(a*b)"),
    ("abs(w)*x", "w*x"),
    ("w*x", "abs(w)*x"),
    ("x**3", "abs(x)**3"),
    ("tanh(x)", "abs(tanh(x))"),
    ("w*x", "relu(w)*relu(x)"),
    ("relu(-x)", "0"),
    ("min(x, 0)", "0"),
    ("leaky_relu(x)", "x"),
    ("hard_sigmoid(x)", "x/6 + 1/2"),
    ("sign(x)", "1"),
    ("step(x)", "1"),
    ("x*step(x)", "x"),
    ("x*step(y_0)", "relu(x)"),
    ("max(-1, min(1, x))", "x"),
    ("max(-1, min(1, x))", "max(-1, x)"),
    ("min(max(x, 0), 6)", "relu(x)"),
    ("min(x, 1000)", "x"),
    ("max(100*x, 1)", "100*x"),
    ("relu(x - 50)", "0"),
    ("relu(x - 1/50)", "relu(x)"),
    ("max(a, b, c)", "max(a, b)"),
    ("max(a, b)", "a + relu(b)"),
    ("abs(a + b + c)", "abs(a) + abs(b) + abs(c)"),
    ("a*b*c*d*e", "abs(a)*b*c*d*e"),
    ("a*b*c*d*e*f*g", "abs(a)*b*c*d*e*f*g"),
    ("relu(a*b + c*d + e*f)", "a*b + c*d + e*f"),
    ("sqrt(x**2)", "x"),
    ("x", "sqrt(x)**2"),  # which has no value where x has one
    ("log(x**2)", "2*log(x)"),
    ("exp(log(x**2)/2)", "x"),
    ("sqrt(x**2*w**2)", "x*w"),
]
EQUAL = [
    ("relu(x)", "max(0, x)"),
    ("relu(x)", "x*step(x)"),
    ("abs(x)", "relu(x) + relu(-x)"),
    ("abs(x)", "sqrt(x**2)"),
    ("sqrt(x**2)", "abs(x)"),
    ("x", "relu(x) - relu(-x)"),
    ("max(a, b)", "a + relu(b - a)"),
    ("max(a, b)", "(a + b + abs(a - b))/2"),
    ("min(a, b)", "-max(-a, -b)"),
    ("min(max(x, 0), 6)", "relu(x) - relu(x - 6)"),
    ("leaky_relu(x)", "max(x, 0.01*x)"),
    ("x*sign(x)", "abs(x)"),
    ("tanh(x)", "(exp(x) - exp(-x))/(exp(x) + exp(-x))"),
    ("tanh(x)", "2*sigmoid(2*x) - 1"),
    ("1 - tanh(x)**2", "4/(exp(x) + exp(-x))**2"),
    ("sigmoid(x)", "1 - sigmoid(-x)"),
    ("tanh(100*x)", "2*sigmoid(200*x) - 1"),
    ("softplus(x)", "x + softplus(-x)"),
    ("exp(a)/(exp(a) + exp(b)) + 0*c", "exp(a - c)/(exp(a - c) + exp(b - c))"),
    ("log(exp(a) + exp(b))", "a + log(1 + exp(b - a))"),
    ("2*log(x)", "log(x**2)"),  # wherever the first has a value
    ("sqrt(x)**2", "x"),
    ("w*x/w", "x"),
    ("log(a*b)", "log(b*a)"),
    ("(a + b)**2", "a**2 + 2*a*b + b**2"),
    ("3/4", "0.75"),
]


def _problem(asked: str, form: str, shapes: str = "") -> str:
    more = f"    shapes: {{{shapes}}}\n" if shapes else ""
    return (
        f'title: F\ncells: {{s: {{y: "{asked}"}}}}\nitems:\n  - id: a\n    prompt: Which? {{cell}}\n    cell: s\n{more}'
        f"    ask: choose one\n    right: formula of y\n    points: 1\n"
        f'    options: [{{formula: "{form}"}}, {{text: None., right: no other}}]\n'
    )


def _right(source: str, folder: Path) -> str:
    solved = solve_text(source, folder)
    return next(one.value for one in solved.items[0].readings[0].derivation.answers if isinstance(one, ChoiceAnswer))


@pytest.mark.parametrize(("asked", "form"), DIFFERENT, ids=[f"{a} | {b}" for a, b in DIFFERENT])
def test_forms_that_part_on_some_piece_are_different(asked: str, form: str, tmp_path: Path) -> None:
    assert _right(_problem(asked, form), tmp_path) == "B"


@pytest.mark.parametrize(("asked", "form"), EQUAL, ids=[f"{a} | {b}" for a, b in EQUAL])
def test_forms_of_the_same_are_equal(asked: str, form: str, tmp_path: Path) -> None:
    assert _right(_problem(asked, form), tmp_path) == "A"


ARRAYS = [
    ("relu(W @ x)", "W @ x", "B"),
    ("relu(W @ x)", "relu(W) @ relu(x)", "B"),
    ("abs(W) @ x", "W @ x", "B"),
    ("W @ relu(x)", "relu(W @ x)", "B"),
    ("max(x)", "sum(relu(x))", "B"),
    ("sum(abs(x))", "abs(sum(x))", "B"),
    ("norm(x)", "sum(x)", "B"),
    ("sum(max(W @ x, 1))", "sum(W @ x)", "B"),
    ("relu(W @ x)", "max(0, W @ x)", "A"),
    ("abs(W @ x)", "relu(W @ x) + relu(-W @ x)", "A"),
    ("softmax(W @ x)", "softmax(W @ x - max(W @ x))", "A"),
    ("softmax(W @ x)", "softmax(W @ x + 3)", "A"),
    ("norm(x)", "sqrt(sum(x**2))", "A"),
    ("log(softmax(x))", "log_softmax(x)", "A"),
    ("log(W @ x)", "log(W @ x)/2 + log(W @ x)/2", "A"),
]


@pytest.mark.parametrize(("asked", "form", "right"), ARRAYS, ids=[f"{a} | {b}" for a, b, _ in ARRAYS])
def test_entries_of_arrays_have_both_signs(asked: str, form: str, right: str, tmp_path: Path) -> None:
    assert _right(_problem(asked, form, "W: [3, 2], x: 2" if "W" in asked else "x: 3"), tmp_path) == right


def test_options_that_part_on_some_piece_are_not_the_same(tmp_path: Path) -> None:
    """Two wrong ones, and the right one beside one that parts from it."""
    three = "{formula: relu(x)}, {formula: x}, {formula: abs(x)}, {text: None., right: no other}"
    assert _right(_problem("x*step(x)", "x").replace('{formula: "x"}, {text: None., right: no other}', three), tmp_path) == "A"
    assert _right(_problem("2*x", "x").replace('{formula: "x"}, {text: None., right: no other}', three), tmp_path) == "D"
    with pytest.raises(InputErrors, match=r"same|equal"):
        _right(_problem("2*x", "x").replace('{formula: "x"}', "{formula: relu(x)}, {formula: 'max(0, x)'}"), tmp_path)


ACCEPTED = [("relu(x)", "x"), ("abs(w)*x", "w*x"), ("sqrt(x**2)", "x"), ("log(x**2)", "2*log(x)"), ("min(x, 100)", "x")]


@pytest.mark.parametrize(("asked", "form"), ACCEPTED, ids=[f"{a} | {b}" for a, b in ACCEPTED])
def test_a_form_that_parts_on_some_piece_is_not_accepted(asked: str, form: str, tmp_path: Path) -> None:
    source = _problem(asked, form).split("    ask:")[0] + "    ask: formula of y\n    points: 1\n    accept: {y: ['%s']}\n"
    with pytest.raises(InputErrors, match="not what the equations give"):
        solve_text(source % form, tmp_path)
    solve_text(source % asked, tmp_path)


def test_what_hardly_has_values_is_not_compared(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match=r"cannot be (compared|confirmed)"):
        _right(_problem("sqrt(-(x**2))", "x"), tmp_path)
    narrow = "title: F\ncells: {s: {y: sqrt(x - 1.1) + sqrt(1.25 - x)}}\nitems:\n  - {id: a, prompt: P, cell: s, given: {x: 1.15}, "
    stated = "ask: value of y, points: 1, published: {formulas: {dy/dx: 1/(2*sqrt(x - 1.1)) - 1/(2*sqrt(1.25 - x))}}}\n"
    with pytest.raises(InputErrors, match="values for too few random numbers"):
        solve_text(narrow + stated, tmp_path)


SLOPES = [
    ("abs(w)*x", "sign(w)*x", "A"),
    ("abs(w)*x", "x", "B"),
    ("relu(w*x)", "step(w*x)*x", "A"),
    ("relu(w*x)", "step(w)*x", "B"),
    ("relu(w*x)", "relu(x)", "B"),
    ("relu(w*x)**2", "2*relu(w*x)*x", "A"),
    ("max(w, x)", "step(w - x)", "A"),
    ("tanh(w*x)", "4*x/(exp(w*x) + exp(-w*x))**2", "A"),
    ("tanh(w*x)", "abs(x)*(1 - y**2)", "B"),
    ("log(x)*w", "log(x**2)/2", "A"),
]


@pytest.mark.parametrize(("asked", "form", "right"), SLOPES, ids=[f"{a} | {b}" for a, b, _ in SLOPES])
def test_derivatives_are_compared_on_each_piece(asked: str, form: str, right: str, tmp_path: Path) -> None:
    source = _problem(asked, form).replace("right: formula of y", "right: formula of gradient of y wrt w")
    assert _right(source, tmp_path) == right
