"""How expressions are written: tables of input and exact output, in plain text and in LaTeX."""

from decimal import Decimal
from fractions import Fraction as F

import pytest

from gen.algebra.arrays import Array, Value
from gen.algebra.expr import (
    UNIT,
    Add,
    Atom,
    Call,
    Delta,
    Div,
    Expr,
    Group,
    LocalDerivative,
    MatMul,
    Mul,
    Neg,
    Num,
    Partial,
    PathTerm,
    Pow,
    Shift,
    Size,
    Var,
)
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import number_text, text
from gen.latex import knowing
from gen.latex.writer import Latex
from gen.messages.errors import Location
from gen.model.source import Text
from gen.syntax.parse import expression

VALUES: dict[Atom, Value] = {
    Var("a"): F(-2),
    Var("b"): F(3),
    Var("c"): F(2, 3),
    Var("d"): F(-1, 2),
    Var("e"): F(0),
    Var("g"): Decimal("-0.25"),
    Var("rate"): F(2),
    Var("gain"): F(5),
}

WRITTEN = [
    # author                     symbols                     numbers
    ("a*b", "a*b", "-2*3"),
    ("b*a", "b*a", "3*(-2)"),
    ("b + a*e", "b + a*e", "3 - 2*0"),
    ("a + b", "a + b", "-2 + 3"),
    ("b - a", "b - a", "3 - (-2)"),
    ("-a*b", "-a*b", "-(-2)*3"),
    ("b + a", "b + a", "3 - 2"),
    ("b + a*b*a", "b + a*b*a", "3 - 2*3*(-2)"),
    ("a*b + a", "a*b + a", "-2*3 - 2"),
    ("-b", "-b", "-3"),
    ("b + -a", "b - a", "3 - (-2)"),
    ("b*(-a)", "b*(-a)", "3*(-(-2))"),
    ("a*(b + c)", "a*(b + c)", "-2*(3 + 2/3)"),
    ("a*(b*c)", "a*(b*c)", "-2*(3*(2/3))"),
    ("a*b*c", "a*b*c", "-2*3*(2/3)"),
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
    ("d*g", "d*g", "-1/2*(-0.250000)"),
    ("b**(-1)", "b^(-1)", "3^(-1)"),
]


def _read(source: str) -> Expr:
    where = Location("test", 1, 1, source)
    return expression(Text(source, where, (where,))).expr


@pytest.mark.parametrize(("author", "symbols", "numbers"), WRITTEN)
def test_text_keeps_order_brackets_and_factors(author: str, symbols: str, numbers: str) -> None:
    """The author's order and brackets; negative numbers in brackets as operands; 0 and 1 kept."""
    e = _read(author)
    assert (text(e), text(e, VALUES)) == (symbols, numbers)


LATEX = [
    ("a*b", r"a\,b", r"-2 \cdot 3"),
    ("c*b", r"c\,b", r"\frac{2}{3} \cdot 3"),
    ("b*d", r"b\,d", r"3 \cdot \left(-\frac{1}{2}\right)"),
    ("c**2", r"c^{2}", r"\left(\frac{2}{3}\right)^{2}"),
    ("a/b", r"\frac{a}{b}", r"-\frac{2}{3}"),
    ("b*(-a/b)", r"b\,\left(-\frac{a}{b}\right)", r"3 \cdot \frac{-(-2)}{3}"),
    ("rate*gain", r"\mathrm{rate} \cdot \mathrm{gain}", r"2 \cdot 5"),
    ("sqrt(b)", r"\sqrt{b}", r"\sqrt{3}"),
    ("sigmoid(a/b)", r"\sigma\left(\frac{a}{b}\right)", r"\sigma\left(-\frac{2}{3}\right)"),
    ("2*b", r"2\,b", r"2 \cdot 3"),
    ("b*2", r"b \cdot 2", r"3 \cdot 2"),
]


@pytest.mark.parametrize(("author", "symbols", "numbers"), LATEX)
def test_latex_reads_as_a_person_writes(author: str, symbols: str, numbers: str) -> None:
    """Juxtaposed symbols, dots between numbers, fractions as fractions, brackets that fit."""
    e, latex = _read(author), Latex()
    assert (latex.expr(e), latex.expr(e, VALUES)) == (symbols, numbers)


_A, _U, _Y, _H1, _H2 = Var("A"), Var("u"), Var("y"), Var("h", 1), Var("h", 2)
SHAPES = {"A": (2, 2), "u": (2, 1), "y": (2, 1), "h": (2, 1), "p": (1, 2), "z": (2, 1)}
ARRAYS: dict[Atom, Value] = {
    _A: Array(((F(1), F(2)), (F(-3), F(1, 2)))),
    _U: Array(((F(1),), (F(-2),))),
    _Y: Array(((F(3),), (F(4),))),
    _H1: Array(((Decimal("0.76159415"),), (F(0),))),
    Var("p"): Array(((F(1), F(2)),)),
    Var("b"): F(3),
    Var("s"): F(-2),
}
_MA = r"\begin{pmatrix}1 & 2 \\ -3 & \frac{1}{2}\end{pmatrix}"
_MT = r"\begin{pmatrix}1 & -3 \\ 2 & \frac{1}{2}\end{pmatrix}"
_MU = r"\begin{pmatrix}1 \\ -2\end{pmatrix}"
_MY = r"\begin{pmatrix}3 \\ 4\end{pmatrix}"
_MH = r"\begin{pmatrix}0.761594 \\ 0\phantom{.000000}\end{pmatrix}"
_TA = "[[1, 2], [-3, 1/2]]"
_MP = r"\begin{pmatrix}1 & 2\end{pmatrix}"


def _t(e: Expr) -> Expr:
    return Call("transpose", (e,))


def _num(n: int) -> Num:
    return Num(F(n))


_B, _S, _SQUARE = Var("b"), Var("s"), _num(2)
OF_ARRAYS: list[tuple[Expr, str, str, str, str]] = [
    # expression, text in symbols and numbers, LaTeX in symbols and numbers
    (MatMul((_A, _U)), "A @ u", "[[1, 2], [-3, 1/2]] @ [1, -2]", r"A\,u", rf"{_MA}\,{_MU}"),
    (MatMul((_t(_A), _U)), "A.T @ u", "[[1, 2], [-3, 1/2]].T @ [1, -2]", r"A^{\top}\,u", rf"{_MT}\,{_MU}"),
    (_t(_H1), "h[1].T", "[0.761594, 0].T", r"h_{1}^{\top}", r"\begin{pmatrix}0.761594 & 0\end{pmatrix}"),
    (_t(MatMul((_A, _A))), "(A @ A).T", f"({_TA} @ {_TA}).T", r"(A\,A)^{\top}", rf"\left({_MA}\,{_MA}\right)^{{\top}}"),
    (Mul((_U, _Y)), "u*y", "[1, -2]*[3, 4]", r"u \odot y", rf"{_MU} \odot {_MY}"),
    (Mul((_S, _U)), "s*u", "-2*[1, -2]", r"s\,u", rf"-2 \cdot {_MU}"),
    (Mul((_S, _U, _B, _Y)), "s*u*b*y", "-2*[1, -2]*3*[3, 4]", r"s\,u\,b \odot y", rf"-2 \cdot {_MU} \cdot 3 \odot {_MY}"),
    (
        Mul((MatMul((_A, _U)), _Y)),
        "A @ u*y",
        f"{_TA} @ [1, -2]*[3, 4]",
        r"(A\,u) \odot y",
        rf"\left({_MA}\,{_MU}\right) \odot {_MY}",
    ),
    (MatMul((_A, Mul((_U, _Y)))), "A @ (u*y)", f"{_TA} @ ([1, -2]*[3, 4])", r"A\,(u \odot y)", rf"{_MA}\,\left({_MU} \odot {_MY}\right)"),
    (MatMul((_B, _S)), "b @ s", "3 @ (-2)", r"b\,s", r"3 \cdot (-2)"),
    (Pow(_U, _SQUARE), "u^2", "[1, -2]^2", r"u \odot u", rf"{_MU} \odot {_MU}"),
    (Pow(_U, _num(3)), "u^3", "[1, -2]^3", r"u^{\odot 3}", rf"{_MU}^{{\odot 3}}"),
    (
        Pow(Add((_U, Neg(_Y))), _SQUARE),
        "(u - y)^2",
        "([1, -2] - [3, 4])^2",
        r"(u - y)^{\odot 2}",
        rf"\left({_MU} - {_MY}\right)^{{\odot 2}}",
    ),
    (Add((UNIT, Neg(Pow(_H1, _SQUARE)))), "1 - h[1]^2", "1 - [0.761594, 0]^2", r"1 - h_{1} \odot h_{1}", rf"1 - {_MH} \odot {_MH}"),
    (Div(_U, _B), "u/b", "[1, -2]/3", r"\frac{u}{b}", rf"\frac{{1}}{{3}} \cdot {_MU}"),
    (Call("tanh", (_U,)), "tanh(u)", "tanh([1, -2])", r"\tanh(u)", rf"\tanh{_MU}"),
    (Call("tanh", (MatMul((_A, _U)),)), "tanh(A @ u)", f"tanh({_TA} @ [1, -2])", r"\tanh(A\,u)", rf"\tanh\left({_MA}\,{_MU}\right)"),
    (Call("diag", (_U,)), "diag(u)", "diag([1, -2])", r"\operatorname{diag}(u)", r"\begin{pmatrix}1 & 0 \\ 0 & -2\end{pmatrix}"),
    (Call("dot", (_U, _Y)), "dot(u, y)", "dot([1, -2], [3, 4])", r"\langle u, y \rangle", rf"\left\langle {_MU}, {_MY} \right\rangle"),
    (Call("norm", (_U,)), "norm(u)", "norm([1, -2])", r"\lVert u \rVert", rf"\left\lVert {_MU} \right\rVert"),
    (Call("concat", (_U, _Y)), "concat(u, y)", "concat([1, -2], [3, 4])", "[u; y]", rf"\left[{_MU}; {_MY}\right]"),
    (Call("ones", (_U,)), "ones", "ones", r"\mathbf{1}", r"\begin{pmatrix}1 \\ 1\end{pmatrix}"),
    (_t(Call("ones", (_U,))), "ones.T", "ones.T", r"\mathbf{1}^{\top}", r"\begin{pmatrix}1 & 1\end{pmatrix}"),
    (Call("unit", (_SQUARE, _num(1))), "unit[1]", "unit[1]", r"\mathbf{e}_{1}", r"\begin{pmatrix}1 \\ 0\end{pmatrix}"),
    (_t(Call("unit", (_SQUARE, _num(1)))), "unit[1].T", "unit[1].T", r"\mathbf{e}_{1}^{\top}", r"\begin{pmatrix}1 & 0\end{pmatrix}"),
    (Call("identity", (_U,)), "identity", "identity", r"\mathbf{I}", r"\begin{pmatrix}1 & 0 \\ 0 & 1\end{pmatrix}"),
    (Call("zeros", (_num(1), _SQUARE)), "zeros", "zeros", r"\mathbf{0}", r"\begin{pmatrix}0 & 0\end{pmatrix}"),
    (Call("argmax", (_U,)), "argmax(u)", "argmax([1, -2])", r"\operatorname*{arg\,max}(u)", rf"\operatorname*{{arg\,max}}{_MU}"),
    (Call("abs", (_S,)), "abs(s)", "abs(-2)", r"\left|s\right|", r"\left|-2\right|"),
    (Call("rows", (_U, _num(1), _SQUARE)), "u[1:2]", "[1, -2][1:2]", "u_{1:2}", rf"{_MU}_{{1:2}}"),
    (Call("rows", (_H1, _num(1), _num(1))), "h[1][1:1]", "[0.761594, 0][1:1]", "(h_{1})_{1:1}", rf"{_MH}_{{1:1}}"),
    (Var("A", None, (1, 2)), "A[1, 2]", "2", "A_{1,2}", "2"),
    (Var("A", None, (2, None)), "A[2, :]", "[-3, 1/2]", "A_{2,:}", r"\begin{pmatrix}-3 & \frac{1}{2}\end{pmatrix}"),
    (Var("A", None, (None, 1)), "A[:, 1]", "[1, -3]", "A_{:,1}", r"\begin{pmatrix}1 \\ -3\end{pmatrix}"),
    (Var("h", 1, (1,)), "h[1][1]", "0.761594", "(h_{1})_{1}", "0.761594"),
    (Mul((Var("u", None, (1,)), _Y)), "u[1]*y", "1*[3, 4]", r"u_{1}\,y", rf"1 \cdot {_MY}"),
]


@pytest.mark.parametrize(("e", "symbols", "numbers", "latex", "latex_numbers"), OF_ARRAYS)
def test_arrays_are_written_as_on_a_board(e: Expr, symbols: str, numbers: str, latex: str, latex_numbers: str) -> None:
    """A sign of its own for products by entry, none for products of matrices, brackets only where they are needed."""
    page = Latex(shapes=SHAPES, plain=True)
    assert (text(e), text(e, ARRAYS)) == (symbols, numbers)
    assert (page.expr(e), page.expr(e, ARRAYS)) == (latex, latex_numbers)


@pytest.mark.parametrize(
    ("e", "plain", "latex"),
    [
        (LocalDerivative("max", Var("z"), (Var("z"), Var("w"))), "dmax(z, w)/dz", r"\frac{\partial \max(z, w)}{\partial z}"),
        (Partial(Var("L"), Var("h", 2, (1,))), "dL/dh[2][1]", r"\frac{\partial L}{\partial (h_{2})_{1}}"),
        (_t(Partial(Var("L"), Var("h", 2))), "dL/dh[2].T", r"\left(\frac{\partial L}{\partial h_{2}}\right)^{\top}"),
        (Call("sum_t", (Var("l", Shift(0)),)), "sum_t(l[t])", r"\sum_{t=1}^{T} l_{t}"),
        (Div(Call("sum_t", (Add((Var("l", Shift(0)), UNIT)),)), _SQUARE), "sum_t(l[t] + 1)/2", r"\frac{\sum_{t=1}^{T} (l_{t} + 1)}{2}"),
        (Call("mean_t", (Var("l", Shift(0)),)), "mean_t(l[t])", r"\frac{1}{T}\sum_{t=1}^{T} l_{t}"),
        (Var("h", Shift(0, "T")), "h[T]", "h_{T}"),
        (Call("max", (Var("z"), Var("w"))), "max(z, w)", r"\max(z, w)"),
        (Mul((Partial(Var("L"), _U), Var("z"))), "dL/du*z", r"\frac{\partial L}{\partial u} \odot z"),
        (Mul((Partial(Var("L"), Var("s")), Var("z"))), "dL/ds*z", r"\frac{\partial L}{\partial s}\,z"),
        (Mul((Call("sum", (_U,)), Var("z"))), "sum(u)*z", r"\operatorname{sum}(u)\,z"),
        (Mul((MatMul((_t(_U), _Y)), Var("z"))), "u.T @ y*z", r"u^{\top}\,y\,z"),
    ],
)
def test_sums_slopes_and_derivatives_of_arrays(e: Expr, plain: str, latex: str) -> None:
    """Sums over time have their bounds; what is a number goes with an array without a sign of its own."""
    assert (text(e), Latex(shapes=SHAPES, plain=True).expr(e)) == (plain, latex)


@pytest.mark.parametrize(
    ("e", "latex"),
    [
        (Var("u"), r"\boldsymbol{u}"),
        (Var("s"), "s"),
        (Var("h", Shift(-1)), r"\boldsymbol{h}_{t-1}"),
        (Var("c_tilde", 2), r"\tilde{\boldsymbol{c}}_{2}"),
        (Var("theta"), r"\boldsymbol{\theta}"),
        (Var("state"), r"\mathbf{state}"),
        (Var("own"), r"\mathfrak{o}"),
        (Var("A", None, (1, 2)), "A_{1,2}"),
        (Var("A", None, (1, None)), r"\boldsymbol{A}_{1,:}"),
        (Var("h", 1, (1,)), r"(\boldsymbol{h}_{1})_{1}"),
        (Partial(Var("L"), Var("A")), r"\frac{\partial L}{\partial \boldsymbol{A}}"),
        (Mul((Add((UNIT, Neg(_U))), _Y)), r"(\mathbf{1} - \boldsymbol{u}) \odot \boldsymbol{y}"),
        (Add((Neg(UNIT), _U)), r"-\mathbf{1} + \boldsymbol{u}"),
        (Div(Call("sum", (Pow(_U, _SQUARE),)), _SQUARE), r"\frac{1}{2}\,\lVert \boldsymbol{u} \rVert^{2}"),
    ],
)
def test_vectors_and_matrices_are_bold(e: Expr, latex: str) -> None:
    """Names of numbers are not, nor is an entry, nor what has LaTeX of the author's own; 1 minus a vector is that of a vector of ones."""
    shapes = {**SHAPES, "c_tilde": (2, 1), "theta": (2, 2), "state": (2, 1), "own": (2, 1)}
    assert Latex({"own": r"\mathfrak{o}"}, shapes=shapes).expr(e) == latex


FOUR, THREE, DECIMALS = NumberFormat("digits", 4), NumberFormat("decimals", 3), NumberFormat("digits", 4, fractions="none")


@pytest.mark.parametrize(
    ("value", "shown", "plain", "latex"),
    [
        (Decimal("0.76159415"), FOUR, "0.7616", "0.7616"),
        (Decimal("-0.76159415"), THREE, "-0.762", "-0.762"),
        (F(-3, 2), FOUR, "-3/2", r"-\frac{3}{2}"),
        (F(-3, 2), DECIMALS, "-1.5", "-1.5"),
        (F(1, 3), DECIMALS, "0.3333", "0.3333"),
        (F(1, 10**9), DECIMALS, "1e-9", r"10^{-9}"),
        (Array(((F(1, 3), F(2)),)), DECIMALS, "[0.3333, 2]", r"\begin{pmatrix}0.3333 & 2\end{pmatrix}"),
    ],
)
def test_numbers_have_the_digits_that_a_problem_asks_for(value: Value, shown: NumberFormat, plain: str, latex: str) -> None:
    """Significant digits or decimals, fractions or none."""
    assert (number_text(value, shown), Latex(shown=shown).number(value)[0]) == (plain, latex)


def test_given_fractions_are_never_rounded() -> None:
    """A number of the sheet stays a fraction where its decimals do not end."""
    assert [Latex(shown=DECIMALS).given(x) for x in (F(1, 2), F(1, 3))] == ["0.5", r"\frac{1}{3}"]


@pytest.mark.parametrize(
    ("var", "latex"),
    [
        (Var("h", 3), "h_{3}"),
        (Var("V"), "V"),
        (Var("g_1", 2), "g_{1,2}"),
        (Var("g1", 2), "g_{1,2}"),
        (Var("theta_c"), r"\theta_{c}"),
        (Var("c_tilde", 1), r"\tilde{c}_{1}"),
        (Var("z_c_tilde", 1), r"z_{\tilde{c},1}"),
        (Var("y_i_hat"), r"\hat{y}_{i}"),
        (Var("loss"), r"\mathrm{loss}"),
        (Var("W_out"), r"W_{\mathrm{out}}"),
        (Var("W_f", None, (1, 2)), "(W_{f})_{1,2}"),
        (Var("own", 4), r"{\mathbf{o}}_{4}"),
    ],
)
def test_names_become_latex(var: Var, latex: str) -> None:
    """Greek names, accents, subscripts and the time, unless the author has said otherwise."""
    assert Latex({"own": r"\mathbf{o}"}).name(var) == latex


NAMED: list[tuple[Atom, str]] = [
    (Var("h", 3), "h[3]"),
    (Var("V", None, (1, None)), "V[1, :]"),
    (Var("h", Shift(-1), (2,)), "h[t-1][2]"),
    (Partial(Var("h", 3), Var("W")), "dh[3]/dW"),
    (PathTerm(Partial(Var("L"), Var("V")), 2), "dL/dV.2"),
    (LocalDerivative("relu", Var("z", 1)), "relu'(z[1])"),
    (Delta(Shift(0), Shift(0, "tau")), "delta(t, tau)"),
    (Size("W"), "#W"),
    (Group(("W", "b")), "W + b"),
]


@pytest.mark.parametrize(("atom", "expected"), NAMED)
def test_a_name_reads_as_one_writes_it(atom: Atom, expected: str) -> None:
    """As `gen show` prints it, in a debugger and in a notebook, too."""
    assert (str(atom), text(atom)) == (expected, expected)


def test_the_same_shapes_letters_and_calls_are_one_latex() -> None:
    """So that a name is written once for all numbers of an item; one in which a number is typed otherwise is another."""
    plain, shapes, letters = Latex(), {"W": (2, 2)}, {(Var("L"), "z"): "delta"}
    assert knowing(plain, shapes) is knowing(plain, dict(shapes)) is not knowing(plain, {})
    assert knowing(plain, shapes, letters) is not knowing(plain, shapes)
    typed = [knowing(plain, {}, calls={Var("q"): Call("exp", (Num(F(1, 10), number),))}) for number in ("0.1", "1/10")]
    assert [latex.expr(Var("q")) for latex in typed] == [r"\exp(0.1)", r"\exp\left(\frac{1}{10}\right)"]


def test_a_slope_beside_a_typed_number_is_written_with_that_number() -> None:
    """Equal numbers may be typed in two ways: what is kept of the first is not taken for the second."""
    latex, z = Latex(), Var("z")
    slopes = [LocalDerivative("leaky_relu", z, (z, Num(F(1, 10), number))) for number in ("0.1", "1/10")]
    assert slopes[0] == slopes[1] and latex.expr(slopes[0]) != latex.expr(slopes[1])
