"""How expressions are written: tables of input and exact output, in plain text and in LaTeX."""

from decimal import Decimal
from fractions import Fraction as F

import pytest

from gen.array import Value
from gen.errors import Where
from gen.expr import Atom, Expr, Var
from gen.latex import Latex
from gen.notation import points_text, text
from gen.parse import Text, expression

VALUES: dict[Atom, Value] = {
    Var("a"): F(-2),
    Var("b"): F(3),
    Var("c"): F(2, 3),
    Var("d"): F(-1, 2),
    Var("e"): F(0),
    Var("g"): Decimal("-0.25"),
}

WRITTEN = [
    # author                     symbols                     numbers
    ("a*b", "a*b", "(-2)*3"),
    ("b*a", "b*a", "3*(-2)"),
    ("b + a*e", "b + a*e", "3 + (-2)*0"),
    ("a + b", "a + b", "-2 + 3"),
    ("b - a", "b - a", "3 - (-2)"),
    ("-a*b", "-a*b", "-(-2)*3"),
    ("-b", "-b", "-3"),
    ("b + -a", "b - a", "3 - (-2)"),
    ("b*(-a)", "b*(-a)", "3*(-(-2))"),
    ("a*(b + c)", "a*(b + c)", "(-2)*(3 + 2/3)"),
    ("a*(b*c)", "a*(b*c)", "(-2)*(3*(2/3))"),
    ("a*b*c", "a*b*c", "(-2)*3*(2/3)"),
    ("a - (b - c)", "a - (b - c)", "-2 - (3 - 2/3)"),
    ("a - (b + c)", "a - (b + c)", "-2 - (3 + 2/3)"),
    ("a**2", "a^2", "(-2)^2"),
    ("-b**2", "-b^2", "-3^2"),
    ("c**2", "c^2", "(2/3)^2"),
    ("(a + b)**2", "(a + b)^2", "(-2 + 3)^2"),
    ("a/b", "a/b", "(-2)/3"),
    ("a/(b*c)", "a/(b*c)", "(-2)/(3*(2/3))"),
    ("b/c", "b/c", "3/(2/3)"),
    ("a/b/c", "a/b/c", "(-2)/3/(2/3)"),
    ("a/b*c", "a/b*c", "(-2)/3*(2/3)"),
    ("c*b", "c*b", "2/3*3"),
    ("relu(a)", "relu(a)", "relu(-2)"),
    ("tanh(a + 0.5*b)", "tanh(a + 0.5*b)", "tanh(-2 + 0.5*3)"),
    ("d*g", "d*g", "(-1/2)*(-0.25)"),
    ("b**(-1)", "b^(-1)", "3^(-1)"),
]


def _read(source: str) -> Expr:
    where = Where("test", 1, 1, source)
    return expression(Text(source, where, (where,))).expr


@pytest.mark.parametrize(("author", "symbols", "numbers"), WRITTEN)
def test_text_keeps_order_brackets_and_factors(author: str, symbols: str, numbers: str) -> None:
    """The author's order and brackets; negative numbers in brackets as operands; 0 and 1 kept."""
    e = _read(author)
    assert (text(e), text(e, VALUES)) == (symbols, numbers)


LATEX = [
    ("a*b", r"a\,b", r"(-2) \cdot 3"),
    ("c*b", r"c\,b", r"\frac{2}{3} \cdot 3"),
    ("b*d", r"b\,d", r"3 \cdot \left(-\frac{1}{2}\right)"),
    ("c**2", r"c^{2}", r"\left(\frac{2}{3}\right)^{2}"),
    ("a/b", r"\frac{a}{b}", r"\frac{-2}{3}"),
    ("sqrt(b)", r"\sqrt{b}", r"\sqrt{3}"),
    ("sigmoid(a/b)", r"\sigma\left(\frac{a}{b}\right)", r"\sigma\left(\frac{-2}{3}\right)"),
    ("2*b", r"2\,b", r"2 \cdot 3"),
    ("b*2", r"b \cdot 2", r"3 \cdot 2"),
]


@pytest.mark.parametrize(("author", "symbols", "numbers"), LATEX)
def test_latex_reads_as_a_person_writes(author: str, symbols: str, numbers: str) -> None:
    """Juxtaposed symbols, dots between numbers, fractions as fractions, brackets that fit."""
    e, latex = _read(author), Latex()
    assert (latex.expr(e), latex.expr(e, VALUES)) == (symbols, numbers)


@pytest.mark.parametrize(
    ("var", "latex"),
    [
        (Var("h", 3), "h_{3}"),
        (Var("V"), "V"),
        (Var("g_1", 2), "g_{1,2}"),
        (Var("g1", 2), "g_{1,2}"),
        (Var("theta_c"), r"\theta_{c}"),
        (Var("c_tilde", 1), r"\tilde{c}_{1}"),
        (Var("loss"), r"\mathrm{loss}"),
        (Var("W_out"), r"W_{\mathrm{out}}"),
        (Var("own", 4), r"{\mathbf{o}}_{4}"),
    ],
)
def test_names_become_latex(var: Var, latex: str) -> None:
    """Greek names, accents, subscripts and the time, unless the author has said otherwise."""
    assert Latex({"own": r"\mathbf{o}"}).name(var) == latex


def test_points_are_written_with_at_most_one_decimal() -> None:
    """1, 0.5, 1.5."""
    assert [points_text(F(n, 2)) for n in (1, 2, 3)] == ["0.5", "1", "1.5"]
