"""The reader of printed arrays: what it reads, what it refuses, and that no other matrix passes for the one that was derived."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction as F
from functools import cache

import pytest

from gen.algebra import numbers as number
from gen.algebra.arrays import Shape, Value, array
from gen.algebra.expr import Atom, Call, Expr, LocalDerivative, MatMul, Mul, Num, Partial, Var
from gen.algebra.numbers import NumberFormat
from gen.latex.writer import Latex
from gen.messages.errors import VerificationError
from gen.model.derivation import Derivation, PlannedStep, Step, StepKind
from gen.model.problem import Given, Inline, Item
from gen.model.solved import Solved
from gen.model.verified import Check, Verified
from gen.proofread.forms import read_forms
from gen.proofread.intervals import Bounds, ConstantArray, Interval, IntervalMatrix, interval_of
from gen.proofread.lines import read_line
from gen.proofread.printed_steps import PrintedStep
from gen.proofread.proofread import read_prompt
from gen.proofread.reader import evaluate_latex
from gen.proofread.reasons import check_reasons
from gen.proofread.tokens import latex_words, tokens
from gen.verify.tolerance import mpf
from tests.support.problems import ROOT, solved


def _array(*rows: list[int | F]) -> Value:
    return array([[F(x) for x in row] for row in rows])


NAMES = {
    "V": _array([1, 2], [3, 4]),
    "W": _array([1, 0, 2], [0, 1, 1]),
    "h_{1}": _array([5], [-1]),
    "x": _array([1], [2], [3]),
    "r": _array([7, 8]),
    "V_{1,2}": F(2),
    "(h_{1})_{2}": F(-1),
    "a": F(3),
    r"\frac{\partial L}{\partial z_{1}}": _array([1], [-2]),
}
CONVENTIONS = {"relu'(0)": F(1, 2), "max'(tie)": F(1, 4)}


def _read(line: str, shape: Shape | None = None, shown: NumberFormat | None = None) -> Bounds:
    names = {name: interval_of(x) for name, x in NAMES.items()}
    return evaluate_latex(tokens(line, latex_words(names)), names, CONVENTIONS, shown, shape)


# What is read ---------------------------------------------------------------------------------------------------------

EXACT: list[tuple[str, Value]] = [
    # Sums and numbers with everything
    (r"V + \begin{pmatrix}1 & -1 \\ 0 & \frac{1}{2}\end{pmatrix}", _array([2, 1], [3, F(9, 2)])),
    (r"1 - h_{1}", _array([-4], [2])),
    (r"-\begin{pmatrix}1 & 2\end{pmatrix} - r", _array([-8, -10])),
    (r"\frac{h_{1} - 1}{2}", _array([2], [-1])),
    # Products of matrices, of entries, with numbers
    (r"V\,h_{1}", _array([3], [11])),
    (r"V h_{1}", _array([3], [11])),
    (r"\begin{pmatrix}1 & 2\end{pmatrix}\begin{pmatrix}3 \\ 4\end{pmatrix}", F(11)),
    (r"r\,V\,h_{1}", F(109)),
    (r"h_{1}\,r", _array([35, 40], [-7, -8])),
    (r"2\,V\,h_{1}", _array([6], [22])),
    (r"2 \cdot V\,h_{1} \cdot 3", _array([18], [66])),
    (r"\frac{1}{2} \begin{pmatrix}4 \\ 2\end{pmatrix}", _array([2], [1])),
    (r"(V\,h_{1}) \odot h_{1}", _array([15], [-11])),
    (r"V\,h_{1} \odot h_{1}", _array([15], [-11])),
    (r"2\,h_{1}\,a \odot h_{1}", _array([150], [6])),
    (r"V \quad \cdot h_{1}", _array([3], [11])),
    (r"(\mathbf{1}\,V) \odot V", _array([4, 12], [12, 24])),
    (r"2\,V \odot (\mathbf{1}\,V)", _array([8, 24], [24, 48])),
    (r"\operatorname{sum}((\mathbf{1}\,V) \odot V)", F(52)),
    # Transposes and powers
    (r"V^{\top}\,\frac{\partial L}{\partial z_{1}}", _array([-5], [-6])),
    (r"h_{1}^{\top}\,h_{1}", F(26)),
    (r"\frac{\partial L}{\partial z_{1}}\,h_{1}^{\top}", _array([5, -1], [-10, 2])),
    (r"h_{1}^{\odot 2}", _array([25], [1])),
    (r"1 - h_{1} \odot h_{1}", _array([-24], [0])),
    (r"(h_{1} - a)^{\odot 3}", _array([8], [-64])),
    # Parts, ones, zeros, the identity
    (r"V_{1,2}\,(h_{1})_{2}", F(-2)),
    (r"(V\,h_{1})_{1:1}", F(3)),
    (r"x_{2:3}", _array([2], [3])),
    (r"r_{1:2}", _array([7, 8])),
    # Functions of entries
    (r"\operatorname{ReLU}(h_{1})", _array([5], [0])),
    (r"\operatorname{ReLU}\begin{pmatrix}-1 & 2\end{pmatrix}", _array([0, 2])),
    (r"\operatorname{ReLU}'\begin{pmatrix}-1 & 0 & 2\end{pmatrix}", _array([0, F(1, 2), 1])),
    (r"\left|h_{1}\right|", _array([5], [1])),
    (r"\left\lfloor \frac{h_{1}}{2} \right\rfloor", _array([2], [-1])),
    (r"\operatorname{LeakyReLU}_{0.1}(h_{1})", _array([5], [F(-1, 10)])),
    (r"\operatorname{LeakyReLU}_{1/3}(h_{1})", _array([5], [F(-1, 3)])),
    (r"\operatorname{LeakyReLU}'(h_{1}, 0.1)", _array([1], [F(1, 10)])),
    (r"\operatorname{ELU}'(h_{1}, \begin{pmatrix}5 \\ -\frac{1}{2}\end{pmatrix})", _array([1], [F(1, 2)])),
    # Functions of arrays and of several values
    (r"\operatorname{sum}(V)", F(10)),
    (r"\operatorname{mean}(x)", F(2)),
    (r"\operatorname{Var}(x)", F(2, 3)),
    (r"\langle x, x \rangle", F(14)),
    (r"\left\langle x,\, x \right\rangle", F(14)),
    (r"\operatorname{MSE}(h_{1}, \begin{pmatrix}4 \\ 1\end{pmatrix})", F(5, 2)),
    (r"\max(h_{1})", F(5)),
    (r"\min(V, 2)", _array([1, 2], [2, 2])),
    (r"\max(h_{1}, \frac{\partial L}{\partial z_{1}}, 0)", _array([5], [0])),
    (r"\max'(1, a, 2)", F(1)),
    (r"\min'(2, \begin{pmatrix}1 \\ 4\end{pmatrix}, \begin{pmatrix}2 \\ 3\end{pmatrix})", _array([0], [1])),
    (r"\max'(1, \begin{pmatrix}2 & 1 & 2\end{pmatrix})", _array([F(1, 4), 0, F(3, 4)])),
    (r"\operatorname*{arg\,max}(h_{1})", F(1)),
    (r"\operatorname{onehot}(2, 3)", _array([0], [1], [0])),
    (r"[h_{1};\, x]", _array([5], [-1], [1], [2], [3])),
    (r"\left[r; 2\right]", _array([7, 8, 2])),
    (r"\operatorname{diag}(h_{1})\,V", _array([5, 10], [-3, -4])),
]


@pytest.mark.parametrize(("line", "expected"), EXACT)
def test_reader_reads_arrays_exactly(line: str, expected: Value) -> None:
    """Each operation on arrays, and each function, has its exact value."""
    found = _read(line)
    assert (found, found.relative_error(expected)) == (interval_of(expected), 0.0)


SHAPED: list[tuple[str, Shape, Value]] = [
    (r"\mathbf{1}\,x^{\top}", (2, 3), _array([1, 2, 3], [1, 2, 3])),
    (r"2\,\mathbf{1}\,x^{\top}", (2, 3), _array([2, 4, 6], [2, 4, 6])),
    (r"V\,\mathbf{1}", (2, 1), _array([3], [7])),
    (r"\mathbf{1}^{\top}\,x", (1, 1), F(6)),
    (r"x\,\mathbf{1}\,V", (3, 2), _array([4, 6], [8, 12], [12, 18])),
    (r"\mathbf{1} \odot x", (3, 1), _array([1], [2], [3])),
    (r"\frac{2}{3}\,\mathbf{1}", (1, 2), _array([F(2, 3), F(2, 3)])),
    (r"\mathbf{0}", (2, 2), _array([0, 0], [0, 0])),
    (r"2\,\mathbf{e}_{2}", (2, 1), _array([0], [2])),
    (r"h_{1} - \mathbf{e}_{2}", (2, 1), _array([5], [-2])),
    (r"a\,\mathbf{e}_{1}\,\mathbf{e}_{3}^{\top}", (2, 3), _array([0, 0, 3], [0, 0, 0])),
    (r"\mathbf{e}_{2}\,r", (2, 2), _array([0, 0], [7, 8])),
    (r"h_{1}\,\mathbf{e}_{1}^{\top} + V", (2, 2), _array([6, 2], [2, 4])),
    (r"V\,\mathbf{e}_{2}", (2, 1), _array([2], [4])),
    (r"2\,\mathbf{e}_{1} + \mathbf{e}_{2}", (3, 1), _array([2], [1], [0])),
    (r"1 - \mathbf{e}_{1}", (2, 1), _array([0], [1])),
    (r"\mathbf{e}_{1} \odot (\mathbf{e}_{1} - 2\,\mathbf{e}_{2})", (3, 1), _array([1], [0], [0])),
    (r"3\,(\mathbf{e}_{1}\,\mathbf{e}_{2}^{\top})", (2, 3), _array([0, 3, 0], [0, 0, 0])),
    (r"(\mathbf{e}_{2}\,r) + V", (2, 2), _array([1, 2], [10, 12])),
    (r"V^{\top}\,(2\,\mathbf{e}_{1} + \mathbf{e}_{2})", (2, 1), _array([5], [8])),
    (r"2\,((3\,\mathbf{1})\,V)", (2, 2), _array([24, 36], [24, 36])),
    (r"\mathbf{I}", (2, 2), _array([1, 0], [0, 1])),
    (r"(\mathbf{I} - \mathbf{1}\,h_{1}^{\top})\,W", (2, 3), _array([-4, 1, -7], [-5, 2, -8])),
    (r"r\,(\mathbf{I} - \mathbf{1}\,h_{1}^{\top})\,W", (1, 3), _array([-68, 23, -113])),
    (r"V\,(2\,(\mathbf{I} - \mathbf{1}\,h_{1}^{\top}))", (2, 2), _array([-28, 10], [-64, 22])),
]


@pytest.mark.parametrize(("line", "shape", "expected"), SHAPED)
def test_ones_have_the_shape_that_their_place_asks_for(line: str, shape: Shape, expected: Value) -> None:
    """Beside a matrix the inner sizes must be equal, and the outer ones are those of the value."""
    assert _read(line, shape).contains(expected)


NEAR = [
    (r"\tanh\begin{pmatrix}1 \\ 0\end{pmatrix}", ["0.761594155955764888119458282604", "0"]),
    (r"\operatorname{softmax}(\begin{pmatrix}1 \\ 2 \\ -1\end{pmatrix})", ["0.259496460342419", "0.705384512698241", "0.0351190269593397"]),
    (r"\lVert x \rVert", ["3.741657386773941385583748732317"]),
    (
        r"\operatorname{CE}(\begin{pmatrix}0 & \frac{1}{4}\end{pmatrix}, \begin{pmatrix}0 & 1\end{pmatrix})",
        ["1.386294361119890618834464242916"],
    ),
    (
        r"\operatorname{CE}(\operatorname{softmax}(\begin{pmatrix}1 \\ 1\end{pmatrix}), \begin{pmatrix}0.5 \\ 0.5\end{pmatrix})",
        ["0.69314718055994"],
    ),
    (r"\sigma(\begin{pmatrix}0 & 1000\end{pmatrix})", ["0.5", "1"]),
    (r"\operatorname{softmax}(\begin{pmatrix}1000 & 0\end{pmatrix})", ["1", "0"]),
]


@pytest.mark.parametrize(("line", "expected"), NEAR)
def test_reader_computes_what_is_not_rational(line: str, expected: list[str]) -> None:
    """Smooth functions of each entry, softmax, norm and cross-entropy; a target of 0 adds nothing, even where 0 was predicted."""
    found = _read(line)
    ranges = [found] if isinstance(found, Interval) else [x for row in found.rows for x in row] if isinstance(found, IntervalMatrix) else []
    assert [float(x.middle) for x in ranges] == pytest.approx([float(x) for x in expected], rel=1e-13, abs=1e-300)
    assert all(float(x.high - x.low) < 1e-50 for x in ranges)


ROUNDED = [
    # line, shown, low and high of each entry
    (r"\begin{pmatrix}0.5000 & 2\end{pmatrix}", NumberFormat("digits", 4), [("0.49995", "0.50005"), ("2", "2")]),
    (r"\begin{pmatrix}0.5000 & 12.34\end{pmatrix}", NumberFormat("decimals", 2), [("0.5", "0.5"), ("12.335", "12.345")]),
    (
        r"\begin{pmatrix}1.50 \\ -0.250\end{pmatrix}^{\odot 2}",
        NumberFormat("digits", 3),
        [("2.235025", "2.265025"), ("0.06225025", "0.06275025")],
    ),
    (r"\begin{pmatrix}0.00 \\ 1\end{pmatrix}^{\odot 2}", NumberFormat("decimals", 2), [("0", "0.000025"), ("1", "1")]),
    (r"\operatorname{sum}(\begin{pmatrix}1.5 & 2.5\end{pmatrix})", NumberFormat("digits", 2), [("3.9", "4.1")]),
    (
        r"\operatorname{MSE}(\begin{pmatrix}1.5 & 1\end{pmatrix}, \begin{pmatrix}1.5 & 1\end{pmatrix})",
        NumberFormat("digits", 2),
        [("0", "0.005")],
    ),
    (r"\operatorname*{arg\,max}(\begin{pmatrix}1.5 & 1.5 & 1\end{pmatrix})", NumberFormat("digits", 2), [("1", "2")]),
    (r"\max'(1, 1.5, 1.5)", NumberFormat("digits", 2), [("0", "1")]),
    (r"\max(\begin{pmatrix}1.5 & 1.52\end{pmatrix})", NumberFormat("digits", 2), [("1.52", "1.55")]),
]


@pytest.mark.parametrize(("line", "shown", "expected"), ROUNDED)
def test_an_array_has_the_room_of_its_rounded_numbers(line: str, shown: NumberFormat, expected: list[tuple[str, str]]) -> None:
    """Each entry lies between what the digits that a problem shows allow; other numbers are exact."""
    found = _read(line, shown=shown)
    ranges = [found] if isinstance(found, Interval) else [x for row in found.rows for x in row] if isinstance(found, IntervalMatrix) else []
    assert [(x.low, x.high) for x in ranges] == [(F(low), F(high)) for low, high in expected]


def test_the_ranges_of_a_softmax_are_as_narrow_as_they_can_be() -> None:
    """Each number counts once: two logits known to 0.05 give what the logistic function of their difference gives."""
    found = _read(r"\operatorname{softmax}(\begin{pmatrix}1.0 \\ 2.0\end{pmatrix})", shown=NumberFormat("digits", 2))
    other = _read(r"\sigma(1.0 - 2.0)", shown=NumberFormat("digits", 2))
    assert isinstance(found, IntervalMatrix) and isinstance(other, Interval)
    assert float(found.rows[0][0].low) == pytest.approx(float(other.low), rel=1e-40)
    assert float(found.rows[0][0].high) == pytest.approx(float(other.high), rel=1e-40)


# What is refused ------------------------------------------------------------------------------------------------------

REFUSED = [
    # Shapes
    (r"V\,x", "shapes that do not fit: 2 x 2 times 3 x 1"),
    (r"h_{1}\,x", "shapes that do not fit: 2 x 1 times 3 x 1"),
    (r"V + x", "shapes that do not fit: 2 x 2 and 3 x 1"),
    (r"r \odot h_{1}", "shapes that do not fit: 1 x 2 and 2 x 1"),
    (r"\langle h_{1}, r \rangle", "shapes that do not fit: 2 x 1 and 1 x 2"),
    (r"\operatorname{MSE}(h_{1}, a)", "shapes that do not fit: a number and an array"),
    (r"\operatorname{CE}(x, h_{1})", "shapes that do not fit: 3 x 1 and 2 x 1"),
    (r"\operatorname{softmax}(V)", "a vector is needed, not a matrix"),
    (r"[V; h_{1}]", "vectors of one direction are needed"),
    (r"[h_{1}; r]", "vectors of one direction are needed"),
    (r"\begin{pmatrix}1 & 2 \\ 3\end{pmatrix}", "rows of different lengths"),
    (r"x_{2:4}", "no entries 2 to 4 of 3"),
    (r"\operatorname{onehot}(\frac{1}{2}, 3)", "a whole number is needed, not 1/2"),
    # Signs
    (r"V \cdot h_{1}", r"expected another sign than '\cdot' between two arrays"),
    (r"a \odot V", "expected another sign than '⊙' between two arrays"),
    (r"2 \odot 3", "expected another sign than '⊙' between two numbers"),
    (r"V \odot V\,h_{1}", r"expected another sign than '\,' between two arrays"),
    (r"a a", "expected another sign than '' between two numbers"),
    (r"h_{1}^{2}", r"a power of the entries of an array is written with \odot, that of a number without"),
    (r"a^{\odot 2}", r"a power of the entries of an array is written with \odot, that of a number without"),
    (r"2^{h_{1}}", r"a power of the entries of an array is written with \odot, that of a number without"),
    (r"a \cdot -V", r"unexpected - at token 2 of: a \cdot - V"),
    (r"V 2", "not a whole expression: V 2"),
    # Arguments
    (r"\operatorname{MSE}(h_{1})", "mse of 1 values"),
    (r"\operatorname{softmax}(a, a)", "softmax of 2 values"),
    (r"\tanh(a, a)", "tanh of 2 values"),
    (r"\langle x, x, x \rangle", "dot of 3 values"),
    (r"\operatorname{softmax}'(x)", "softmax' is no slope at one side of a kink"),
    (
        r"\operatorname{CE}(\begin{pmatrix}-1 & 1\end{pmatrix}, \begin{pmatrix}1 & 0\end{pmatrix})",
        "the logarithm of a number that is not positive",
    ),
    (r"\min'(1, 2, 2)", "no convention for min'(tie)"),
    # Words
    (r"\begin{pmatrix}V & 1\end{pmatrix}", r"an array as an entry of: \begin{pmatrix} V & 1 \end{pmatrix}"),
    (r"\begin{pmatrix}1 & 2", r"expected & or \\ or \end{pmatrix} at token 4 of: \begin{pmatrix} 1 & 2"),
    (r"\mathbf{1}\,x^{\top}", "the shape of 1 is not told"),
    (r"\operatorname{sum}(\mathbf{1})", "the shape of 1 is not told"),
    (r"(x\,\mathbf{1})", "the shape of 1 is not told"),
    (r"(\mathbf{1}\,V)\,V", "the shape of 1 is not told"),
    (r"(\mathbf{1}\,V)^{\top} \odot V", "the shape of 1 is not told"),
    (r"\mathbf{e}_{1} + \mathbf{e}_{1}^{\top}\,V", "an array that is 1 x 2 has no entry 1, 1"),
    (r"V\,\mathbf{e}_{3}", "an array that is 2 x 1 has no entry 3, 1"),
    (r"\mathbf{I}", "the shape of 1 is not told"),
    (r"V_{1,1}", r"cannot read 'V_{1,1}'"),
    (r"h_{1:2}", r"cannot read 'h_{1:2}'"),
]


@pytest.mark.parametrize(("line", "message"), REFUSED)
def test_reader_refuses_arrays_that_do_not_fit_or_are_not_told(line: str, message: str) -> None:
    """Shapes, signs between factors, numbers of arguments and unknown names: each has its message."""
    with pytest.raises(ValueError) as error:
        _read(line)
    assert str(error.value) == message


def test_a_form_of_another_shape_does_not_fit() -> None:
    """Not even where the entries are equal; a number is no array, and an array of equal numbers no number."""
    column = interval_of(_array([1], [1]))
    ones = ConstantArray(Interval(F(1), F(1)))
    assert not column.contains(_array([1, 1]))
    assert not column.contains(F(1))
    assert not interval_of(F(1)).contains(_array([1], [1]))
    assert ones.contains(_array([1], [1])) and not ones.contains(F(1))


# Steps ----------------------------------------------------------------------------------------------------------------

V, H, L, Z1, Z2, P, Q = Var("V"), Var("h", 1), Var("L"), Var("z", 1), Var("z", 2), Var("p"), Var("q")
GIVEN: dict[Atom, Value] = {
    V: _array([0, F(1, 2)], [F(-1, 2), 3]),
    H: _array([F(1, 2)], [-1]),
    Partial(L, Z2): _array([1], [-3]),
    Z1: _array([0], [2]),
}
V_SHOWN, H_SHOWN = r"\begin{pmatrix}0 & \frac{1}{2} \\ -\frac{1}{2} & 3\end{pmatrix}", r"\begin{pmatrix}\frac{1}{2} \\ -1\end{pmatrix}"
D = r"\frac{\partial L}{\partial z_{2}}"
P1, P2 = number.sigmoid(F(-1, 2)), number.sigmoid(F(-13, 4))


def _told(lhs: Atom, kind: StepKind, rhs: Expr, value: Value, *forms: str, signs: str = "=", reasons: tuple[str, ...] = ()) -> PrintedStep:
    """A step as the page tells it; `signs` are those before the forms, the last of them before all that follow."""
    told = signs.split()
    return PrintedStep(Step(PlannedStep(kind, lhs, rhs, rhs), kind, value), forms, (*told, *told[-1:] * (len(forms) - len(told))), reasons)


STEPS = [
    _told(
        Partial(L, H),
        "adjoint",
        MatMul((Call("transpose", (V,)), Partial(L, Z2))),
        _array([F(3, 2)], [F(-17, 2)]),
        r"V^{\top}\,\frac{\partial L}{\partial z_{2}}",
        r"\begin{pmatrix}0 & -\frac{1}{2} \\ \frac{1}{2} & 3\end{pmatrix}\,\begin{pmatrix}1 \\ -3\end{pmatrix}",
        r"\begin{pmatrix}\frac{3}{2} \\ -\frac{17}{2}\end{pmatrix}",
    ),
    _told(
        LocalDerivative("relu", Z1),
        "local",
        Call("relu'", (Z1,)),
        _array([F(1, 4)], [1]),
        r"\operatorname{ReLU}'\begin{pmatrix}0 \\ 2\end{pmatrix}",
        r"\begin{pmatrix}\frac{1}{4} \\ 1\end{pmatrix}",
    ),
    _told(
        Partial(L, Z1),
        "adjoint",
        Mul((Partial(L, H), LocalDerivative("relu", Z1))),
        _array([F(3, 8)], [F(-17, 2)]),
        r"\frac{\partial L}{\partial h_{1}} \odot \operatorname{ReLU}'(z_{1})",
        r"\begin{pmatrix}\frac{3}{2} \\ -\frac{17}{2}\end{pmatrix} \odot \begin{pmatrix}\frac{1}{4} \\ 1\end{pmatrix}",
        r"\begin{pmatrix}\frac{3}{8} \\ -\frac{17}{2}\end{pmatrix}",
    ),
    _told(
        Partial(L, V),
        "adjoint",
        MatMul((Partial(L, Z2), Call("transpose", (H,)))),
        _array([F(1, 2), -1], [F(-3, 2), 3]),
        r"\frac{\partial L}{\partial z_{2}}\,h_{1}^{\top}",
        r"\begin{pmatrix}1 \\ -3\end{pmatrix}\,\begin{pmatrix}\frac{1}{2} & -1\end{pmatrix}",
        r"\begin{pmatrix}\frac{1}{2} & -1 \\ -\frac{3}{2} & 3\end{pmatrix}",
    ),
    _told(
        P,
        "evaluate",
        Call("sigmoid", (MatMul((V, H)),)),
        array([[P1], [P2]]),
        r"\sigma(V\,h_{1})",
        rf"\sigma\left({V_SHOWN}\,{H_SHOWN}\right)",
        r"\sigma\begin{pmatrix}-\frac{1}{2} \\ -\frac{13}{4}\end{pmatrix}",
        r"\begin{pmatrix}0.377541 \\ 0.0373269\end{pmatrix}",
        signs=r"= = = \approx",
    ),
    _told(
        Q,
        "evaluate",
        Mul((Var("h", 1, (2,)), Var("p", None, (1,)), V)),
        array([[F(0), -P1 / 2], [P1 / 2, -3 * P1]]),
        r"(h_{1})_{2}\,p_{1}\,V",
        r"(-1) \cdot 0.377541 \cdot \begin{pmatrix}0 & \frac{1}{2} \\ -\frac{1}{2} & 3\end{pmatrix}",
        r"\begin{pmatrix}0 & -0.188770 \\ 0.188770 & -1.13262\end{pmatrix}",
        signs=r"= \approx \approx",
    ),
    _told(
        Partial(L, Q),
        "independent",
        Num(F(0)),
        _array([0, 0], [0, 0]),
        "0",
        reasons=("since $L$ does not depend on $q$",),
    ),
]


@cache
def _item() -> Item:
    return replace(solved(ROOT / "problems" / "kink.yaml").items[0].item, conventions={"relu'(0)": F(1, 4)})


def _one(steps: list[PrintedStep]) -> Solved:
    values = GIVEN | {told.step.lhs: told.step.value for told in steps}
    derivation = Derivation(tuple(told.step for told in steps), (), values)
    return Solved(None, (Verified(derivation, (Check("by hand", 1),)),))


def test_steps_with_arrays_are_read() -> None:
    """Symbols, numbers put in and values are accepted, parts of computed values and a 0 for an array of zeros among them."""
    assert len(read_forms(STEPS, _one(STEPS), _item(), Latex())) == sum(len(told.forms) for told in STEPS)
    check_reasons(STEPS[:-1], _one(STEPS), _item(), Latex())


ALTERED = {
    "a matrix transposed": (
        0,
        1,
        r"-\frac{1}{2} \\ \frac{1}{2}",
        r"\frac{1}{2} \\ -\frac{1}{2}",
        "is read as [-3/2; -19/2], the derivation has [3/2, -17/2]",
    ),
    "a sign of transposition lost": (0, 0, r"V^{\top}", "V", "is read as [-3/2; -19/2]"),
    "two entries exchanged": (0, 1, r"1 \\ -3\end", r"-3 \\ 1\end", "is read as [-1/2; 3/2]"),
    "a sign lost in a matrix": (0, 1, r"& -\frac", r"& \frac", "is read as [-3/2; -17/2]"),
    "two entries of a value exchanged": (0, 2, r"\frac{3}{2} \\ -\frac{17}{2}", r"-\frac{17}{2} \\ \frac{3}{2}", "is read as [-17/2; 3/2]"),
    "a column as a row": (0, 2, r"\\", "&", "is read as [3/2, -17/2], the derivation has [3/2, -17/2]"),
    "one entry instead of all": (0, 2, r"\begin{pmatrix}\frac{3}{2} \\ -\frac{17}{2}\end{pmatrix}", r"\frac{3}{2}", "is read as 3/2"),
    "a slope without its convention": (1, 1, r"\frac{1}{4} \\ 1", r"0 \\ 1", "relu'(z[1]) = "),
    "a product of matrices for one of entries": (2, 1, r"\odot", r"\,", "shapes that do not fit: 2 x 1 times 2 x 1"),
    "a dot for a product of entries": (2, 0, r"\odot", r"\cdot", r"expected another sign than '\cdot' between two arrays"),
    "a product of entries for one of matrices": (3, 1, r"\,", r" \odot ", "shapes that do not fit: 2 x 1 and 1 x 2"),
    "an outer product as an inner one": (3, 0, rf"{D}\,h_{{1}}^{{\top}}", rf"{D}^{{\top}}\,h_{{1}}", "is read as 7/2"),
    "factors exchanged": (3, 0, rf"{D}\,h_{{1}}^{{\top}}", rf"h_{{1}}\,{D}^{{\top}}", "is read as [1/2, -3/2; -1, 3]"),
    "matrices exchanged": (4, 1, rf"{V_SHOWN}\,{H_SHOWN}", rf"{H_SHOWN}\,{V_SHOWN}", "shapes that do not fit: 2 x 1 times 2 x 2"),
    "the function left out": (4, 2, r"\sigma", "", "is read as [-1/2; -13/4]"),
    "a digit exchanged": (4, 3, "0.377541", "0.377514", "is read as "),
    "a value that is not computed": (4, 3, "0.377541", "1 - 0.622459", "which is no number"),
    "another part": (5, 0, "_{2}", "_{1}", "not a whole expression"),
    "a name for a part": (5, 0, r"\,p_{1}", r"\,p", "shapes that do not fit: 2 x 1 times 2 x 2"),
}


@pytest.mark.parametrize(("step", "form", "old", "new", "message"), ALTERED.values(), ids=ALTERED)
def test_an_altered_form_is_refused(step: int, form: int, old: str, new: str, message: str) -> None:
    """Each form of a step must have its value, in its shape and at each entry."""
    forms = STEPS[step].forms
    assert old in forms[form]
    altered = replace(STEPS[step], forms=(*forms[:form], forms[form].replace(old, new, 1), *forms[form + 1 :]))
    with pytest.raises(VerificationError) as error:
        read_forms([*STEPS[:step], altered, *STEPS[step + 1 :]], _one(STEPS), _item(), Latex())
    assert message in str(error.value)


SIGNS = [
    # step, signs, those that are wanted
    (0, r"= \approx =", "= = ="),
    (0, r"= = \approx", "= = ="),
    (4, "= = = =", r"= = = \approx"),
    (4, r"= = \approx \approx", r"= = = \approx"),
    (4, r"= = = \approx^{\dagger}", r"= = = \approx"),
    (5, r"= = \approx", r"= \approx \approx"),
    (5, r"= \approx =", r"= \approx \approx"),
]


@pytest.mark.parametrize(("step", "signs", "wanted"), SIGNS)
def test_another_sign_is_refused(step: int, signs: str, wanted: str) -> None:
    """Equal as long as the printed numbers give the value, near it from then on."""
    altered = replace(STEPS[step], signs=tuple(signs.split()))
    with pytest.raises(VerificationError) as error:
        read_forms([*STEPS[:step], altered, *STEPS[step + 1 :]], _one(STEPS), _item(), Latex())
    assert str(error.value).endswith(f" is told with the signs {signs}, not {wanted}")


LANDING = [
    # what is rounded, the numbers put in, the value and the digits that are shown of it, the last signs that may stand there
    ("0.33333349999", r"2 \cdot 0.333333", "0.66666699998", "0.666667", {r"\approx^{\dagger}"}),
    ("0.3333331", r"2 \cdot 0.333333", "0.6666662", "0.666666", {r"\approx"}),
    ("0.3333331", r"\frac{1}{2} \cdot 0.333333", "0.16666655", "0.166667", {r"\approx", r"\approx^{\dagger}"}),
]


@pytest.mark.parametrize(("exact", "form", "product", "shown", "good"), LANDING)
def test_a_dagger_stands_where_the_printed_numbers_give_other_digits(
    exact: str, form: str, product: str, shown: str, good: set[str]
) -> None:
    """It must stand there and nowhere else, except where the numbers lead halfway between two."""
    factor = F(2) if form.startswith("2") else F(1, 2)
    given: dict[Atom, Value] = {P: Decimal(exact)}
    line = PlannedStep("evaluate", Q, Mul((Num(factor), P)), Mul((Num(factor), P)))
    symbols = rf"{form.partition(' ')[0]}\,p"
    accepted = set()
    for sign in ("=", r"\approx", r"\approx^{\dagger}"):
        told = PrintedStep(Step(line, "evaluate", Decimal(product)), (symbols, form, shown), ("=", r"\approx", sign))
        derivation = Derivation((told.step,), (), {**given, Q: Decimal(product)})
        try:
            read_forms([told], Solved(None, (Verified(derivation, (Check("by hand", 1),)),)), _item(), Latex())
        except VerificationError:
            continue
        accepted.add(sign)
    assert accepted == good


PROMPT = f"For $V = {V_SHOWN}$ and $h_{{1}} = {H_SHOWN}$."
SHEETS = {
    "transposed": (r"-\frac{1}{2} & 3", r"\frac{1}{2} & 3", "V is [[0, 1/2], [-1/2, 3]]"),
    "a row for a column": (r"\frac{1}{2} \\ -1", r"\frac{1}{2} & -1", "h[1] is [1/2, -1]"),
    "a decimal that is near": (r"\frac{1}{2} \\ -1", r"0.500001 \\ -1", "h[1] is [1/2, -1]"),
    "left out": ("h_{1}", "g_{1}", "h[1] is [1/2, -1]"),
}
IN_LINES = "\n".join([r"\begin{align*}", rf"&V = {V_SHOWN},\qquad h_{{1}} = {H_SHOWN},\\", "&x = 1.", r"\end{align*}"])

IN_COLUMNS = IN_LINES.replace(r",\qquad", ", &&")


@pytest.mark.parametrize("prompt", [PROMPT, IN_LINES, IN_COLUMNS])
@pytest.mark.parametrize(("old", "new", "message"), SHEETS.values(), ids=SHEETS)
def test_a_sheet_with_another_array_is_refused(old: str, new: str, message: str, prompt: str) -> None:
    """The arrays that a prompt fills in are read exactly, in a sentence and in a display, also one in columns."""
    given = {var: Given(x, (), _item().where) for var, x in GIVEN.items() if var in (V, H) and isinstance(var, Var)}
    item = replace(_item(), given=given, stated={}, prompt=(Inline("slot", "given"),))
    assert read_prompt(prompt, item, Latex()) == 2
    assert old in prompt
    with pytest.raises(VerificationError, match=re.escape(f"the prompt does not say that {message}")):
        read_prompt(prompt.replace(old, new), item, Latex())


def test_a_line_that_was_read_is_read_anew_with_other_numbers_and_other_names() -> None:
    """What is kept of a line is kept for the words, the numbers of its names, how exact these are, and the shape and digits asked for."""
    words, exact, rounded = latex_words(["V"]), interval_of(F(1)), Interval(mpf(F(1)), mpf(F(1)))
    assert exact == rounded
    for _ in range(2):
        assert read_line(r"V \cdot 2", words, {"V": exact}, {}, None) == interval_of(F(2))
        assert isinstance(_low(read_line(r"V \cdot 2", words, {"V": exact}, {}, None)), F)
        assert not isinstance(_low(read_line(r"V \cdot 2", words, {"V": rounded}, {}, None)), F)
        assert read_line(r"V \cdot 2", words, {"V": interval_of(F(3))}, {}, None) == interval_of(F(6))
        assert read_line("V", words, {"V": exact, "W": exact}, {}, None) == exact
        assert len({str(read_line("0.50", words, {}, {}, shown)) for shown in (None, NumberFormat("decimals", 2))}) == 2
        for other in (latex_words([]), latex_words(["W"])):
            with pytest.raises(ValueError):
                read_line("V", other, {"V": exact}, {}, None)


def _low(found: Bounds) -> object:
    assert isinstance(found, Interval)
    return found.low
