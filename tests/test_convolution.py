"""Convolution and pooling: values and gradients by unrelated routes, how they are written and read back, and what is refused."""

import re
from fractions import Fraction as F
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.algebra.arrays import Shape, Value, array, mapped, numbers, rows_of, shape_of
from gen.algebra.expr import Atom, Call, Expr, Num, Var
from gen.algebra.printer import text
from gen.algebra.values import named_parts
from gen.calculus.evaluate import evaluate
from gen.calculus.slices import part_of
from gen.calculus.vjp import Vjp
from gen.document.plain_text import problem_text
from gen.functions.convolution import turned
from gen.functions.function import ShapeError
from gen.functions.registry import arguments
from gen.functions.shapes import shape
from gen.latex.writer import Latex
from gen.messages.errors import InputErrors, Location, MathError, VerificationError
from gen.model.source import Text
from gen.proofread.intervals import interval_of, listed
from gen.proofread.proofread import proofread
from gen.proofread.reader import evaluate_latex
from gen.proofread.tokens import latex_words, tokens
from gen.syntax.parse import expression, relation
from gen.verify.array_arithmetic import flattened
from gen.verify.dual import Dual, dual_of
from gen.verify.scalarize import grid
from tests.support.array_cells import Cell
from tests.support.array_readings import reading_of, wrong_values
from tests.support.examples import quick
from tests.support.keys import key_of
from tests.support.mutation import Change, put_in
from tests.support.problems import solve_text
from tests.support.window_oracles import WINDOW_CALLS

# Values and gradients -------------------------------------------------------------------------------------------------

_X = "X: [[1, 0, 2, -1], [0, 1, 1/2, 3], [-2, 2, 1, 4], [5, 1, -3, 6]]"
_K = "K: [[1, -1, 2], [0, 2, 1]]"
_SMALL = "K: [[1, -1], [1/2, 2]]"
_COLUMN, _ROW = "x: [1, -2, 3, 1/2, 4, -1]", "x: [[1, -2, 3, 1/2, 4, -1]]"


def _layer(z: str, *given: str, of: str = "X, K", vectors: str = "") -> Cell:
    """Its sum of squares, so that what comes back is different at each place."""
    return Cell((f"Z: {z}", "L: sum(Z**2)/2"), given, 1, (f"gradient of L wrt {of}",), vectors=vectors)


LAYERS = {
    "plain": _layer("conv(X, K) + b", _X, _K, "b: 2", of="X, K, b"),
    "padding": _layer("conv(X, K, padding=1)", _X, _K),
    "stride that leaves a border": _layer("conv(X, K, stride=3)", _X, _K),
    "stride and padding": _layer("conv(X, K, stride=2, padding=1)", _X, _K),
    "dilation": _layer("conv(X, K, dilation=2, padding=1)", _X, _SMALL),
    "all of them": _layer("conv(X, K, stride=3, padding=2, dilation=2)", _X, _SMALL),
    "a padding larger than the kernel": _layer("conv(X, K, padding=2)", "X: [[1, 2, -1], [3, 0, 1]]", _SMALL),
    "pairs": _layer("conv(X, K, stride=(2, 1), padding=(0, 1), dilation=(1, 2))", _X, _SMALL),
    "one by one": _layer("conv(X, k, stride=2)", _X, "k: 3", of="X, k"),
    "a column": _layer("conv(x, k, padding=1)", _COLUMN, "k: [1, 2, -1]", of="x, k"),
    "a row": _layer("conv(x, k, stride=2, padding=2)", _ROW, "k: [[1, 2, -1]]", of="x, k", vectors="rows"),
    "a kernel of one row over a matrix": _layer("conv(X, k, padding=1)", _X, "k: [[1, 2, -1]]", of="X, k"),
    "a row in a padded plane": _layer("conv(x, K, padding=(1, 0))", "x: [[1, -2, 3, 4]]", _K, of="x, K"),
    "several channels": _layer("conv(X, K) + conv(X, M)", _X, _K, "M: [[1, 0, 1], [2, -1, 0]]", of="X, K, M"),
    "of an expression": _layer("conv(2*X - 1, K*K)", _X, _SMALL),
    "twice": _layer("conv(conv(X, K), K)", _X, _SMALL),
    "transposed": _layer("conv_transpose(X, K)", "X: [[1, 2], [-1, 3]]", _SMALL),
    "transposed with everything": _layer(
        "conv_transpose(X, K, stride=3, padding=1, output_padding=2, dilation=2)", "X: [[1, 2], [-1, 3]]", _SMALL
    ),
    "average": _layer("avg_pool(X, 2)", _X, of="X"),
    "average that overlaps": _layer("avg_pool(X, 3, stride=1, padding=1)", _X, of="X"),
    "average of rectangles": _layer("avg_pool(X, (2, 3), stride=(1, 2))", _X, of="X"),
    "average of a column": _layer("avg_pool(x, 4, stride=2, padding=1)", _COLUMN, of="x"),
    "average to a number": _layer("avg_pool(X, 4)", _X, of="X"),
    "largest": _layer("max_pool(X, 2)", _X, of="X"),
    "largest that overlaps": _layer("max_pool(X, 3, stride=1, padding=1)", _X, of="X"),
    "largest of rectangles": _layer("max_pool(X, (3, 2), stride=1)", _X, of="X"),
    "largest of a row": _layer("max_pool(x, 2)", _ROW, of="x", vectors="rows"),
    "largest to a number": _layer("max_pool(X, 4)", _X, of="X"),
    "ties": _layer("max_pool(X, 2, stride=1)", "X: [[1, 1, 2], [1, 1, 2], [0, 2, 2]]", of="X"),
    "a sum alone": Cell(
        ("A: relu(conv(X, K, padding=1))", "L: sum(conv(A, K)) + sum(avg_pool(A, 2)) + mean(max_pool(A, 3, stride=1))"),
        (_X, _SMALL),
        1,
        ("gradient of L wrt X, K",),
    ),
    "of one number, forward": Cell(
        ("P: max_pool(conv(a*X, K) + avg_pool(X + a, (2, 3), stride=1), 2)", "L: sum(P**2)"),
        (_X, _K, "a: 2"),
        1,
        ("gradient of L wrt a",),
        "forward",
    ),
    "over time": Cell(
        ("H[t]: tanh(conv(X[t], W) + conv(H[t-1], U, padding=(1, 0))/4)", "L: sum(H[T])"),
        (
            "X: [[[1, 2, 0], [0, -1, 1]], [[1, 0, 1], [2, 1, 0]]]",
            "W: [[1, -1], [1/2, 1]]",
            "U: [[1], [2], [-1]]",
            "H[0]: [[1, 1/2]]",
        ),
        2,
        ("gradient of L wrt W, U",),
    ),
}


@pytest.mark.parametrize("cell", LAYERS.values(), ids=LAYERS.keys())
def test_windows_are_those_of_unrelated_routes(cell: Cell, tmp_path: Path) -> None:
    """Each value and gradient is that of autograd and of central differences over numpy's slices; its key is read back."""
    solved = solve_text(cell.yaml, tmp_path).items[0]
    assert wrong_values(solved.item, solved.readings[0]) == []
    assert proofread(key_of(solved, Latex()), solved, Latex()).numbers > 0


@st.composite
def layers(draw: st.DrawFn) -> Cell:
    """A function of windows of any size with any options that leave a window, of matrices, columns and rows."""
    fn = draw(st.sampled_from(("conv", "conv", "conv_transpose", "max_pool", "avg_pool")))
    way = draw(st.sampled_from(("plane", "plane", "column", "row")))
    entry = st.sampled_from(("-2", "-1", "-1/2", "1/3", "1", "3/2", "2"))

    def array(n: int, m: int) -> str:
        return "[" + ", ".join(f"[{', '.join(draw(entry) for _ in range(m))}]" for _ in range(n)) + "]"

    def sizes(least: int, most: int) -> Shape:
        n, m = draw(st.integers(least, most)), draw(st.integers(least, most))
        return (n, m) if way == "plane" else (n, 1) if way == "column" else (1, m)

    def option(name: str, least: int, most: int) -> str:
        a, b = draw(st.integers(least, most)), draw(st.integers(least, most))
        if way == "plane" and draw(st.booleans()):
            return f"{name}({a}, {b})" if name else f"({a}, {b})"
        return f"{name}{a}"

    x, k = sizes(4, 6) if fn != "conv_transpose" else sizes(1, 3), sizes(1, 3)
    given = [f"X: {array(*x)}"]
    if fn in ("conv", "conv_transpose"):
        given.append(f"K: {array(*k)}")
        more = [option("dilation=", 1, 2) if fn == "conv_transpose" or max(k) < 3 else "dilation=1"]
        padding = option("padding=", 0, 2 if fn == "conv" else 0)
        call = f"{fn}(X, K, {', '.join([option('stride=', 1, 3), padding, *more])})"
        return _layer(call, *given, of="X, K")
    size = draw(st.integers(2, 3))
    return _layer(f"{fn}(X, {size}, {option('stride=', 1, 3)}, {option('padding=', 0, 1)})", *given, of="X")


@quick(12)
@given(layers())
def test_random_windows_are_those_of_unrelated_routes(cell: Cell) -> None:
    """For shapes, strides, paddings and dilations of all kinds, in one dimension and in two."""
    with TemporaryDirectory() as folder:
        assert wrong_values(*reading_of(cell, Path(folder))) == []


# The functions one by one ---------------------------------------------------------------------------------------------

_DRAW = Random(7)
_SHAPES = {"X": (4, 4), "H": (4, 4), "K": (2, 3), "G": (2, 2), "x": (1, 5), "k": (1, 3), "g": (1, 2)}
_VALUES: dict[str, Value] = {
    name: array([F(_DRAW.randint(-40, 40), 7) for _ in range(m)] for _ in range(n)) for name, (n, m) in _SHAPES.items()
}
_CALLS = [call for calls in WINDOW_CALLS.values() for call in calls]
_INTERNAL = {fn: (1, 1) if fn == "turned" else (2, 3) for fn in WINDOW_CALLS}


def _text(written: str) -> Text:
    start = Location("f", 1, 1)
    return Text(written, start, (start,))


def _call(written: str) -> Expr:
    """A call as plain text has it, those that the tool alone writes as well; sizes among the arguments are literals."""
    own = {"turned": 1, "first": 3, "with_border": 3, "all_ones": 2}
    match expression(_text(written), {fn: own.get(fn, arguments(fn)[0]) for fn in WINDOW_CALLS}).expr:
        case Call() as call:
            return call
    raise AssertionError(written)


_ATOMS: dict[Atom, Value] = {Var(name): value for name, value in _VALUES.items()}


@pytest.mark.parametrize("written", _CALLS)
def test_definition_and_reader_have_the_value_of_the_table(written: str) -> None:
    """The loops of the verifying side give the same entries, as expressions and as the reader's ranges; the shape is told before."""
    call = _call(written)
    value = evaluate(call, _ATOMS, {})
    assert shape(call, _SHAPES) == shape_of(value)
    entries = flattened(grid(call, _SHAPES))
    named = {part: Dual(x, F(0)) for name, whole in _VALUES.items() for part, x in named_parts(Var(name), whole) if isinstance(x, F)}
    if "unpool" not in written and "pick" not in written:  # whose shares are slopes, which a run has for equations alone
        assert [dual_of(entry, _by_place(named), {}).value for entry in entries] == list(numbers(value))
    names = {Latex(shapes=_SHAPES).name(Var(name)): interval_of(whole) for name, whole in _VALUES.items()}
    printed = Latex(shapes=_SHAPES).expr(call)
    assert listed(evaluate_latex(tokens(printed, latex_words(names)), names, {})) == listed(interval_of(value))


def _by_place(named: dict[Var, Dual]) -> dict[Var, Dual]:
    """Entries of rows by row and column, as the verifying side names them."""
    return {Var(var.name, None, (1, *var.index)[-2:]): dual for var, dual in named.items()}


@pytest.mark.parametrize("written", [call for call in _CALLS if not call.startswith("all_ones")])
def test_what_comes_back_is_the_slope_to_each_entry(written: str) -> None:
    """For any numbers that come to the output: how their sum over the output changes, which is exact since all of them are linear."""
    call = _call(written)
    value = evaluate(call, _ATOMS, {})
    came = array([F(_DRAW.randint(-9, 9)) for _ in range(shape_of(value)[1])] for _ in range(shape_of(value)[0]))
    shapes, atoms = {**_SHAPES, "came": shape_of(value)}, {**_ATOMS, Var("came"): came}
    for var, back in Vjp(shapes).pull_back(call, Var("came"), Var("y")):
        slope = evaluate(back, atoms, {})
        assert shape_of(slope) == _SHAPES[var.name]
        for (part, _), found in zip(named_parts(var, _ATOMS[var]), numbers(slope), strict=True):
            moved = mapped_at(_ATOMS[var], part, F(1, 10**6))
            there = evaluate(call, {**_ATOMS, var: moved}, {})
            change = sum(F(g) * (F(b) - F(a)) for g, a, b in zip(numbers(came), numbers(value), numbers(there), strict=True))
            assert change * 10**6 == found


def mapped_at(value: Value, part: Var, more: F) -> Value:
    """The value with one entry moved."""
    places = iter(range(len(numbers(value))))
    at = [one for one, _ in named_parts(part.whole, value)].index(part)
    return mapped(value, lambda x: F(x) + more * (next(places) == at))


# How they are written and read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "plain", "latex"),
    [
        ("conv(X, K)", "conv(X, K)", r"\operatorname{conv}(X, K)"),
        ("conv(X, K, padding=1, stride=2)", "conv(X, K, stride=2, padding=1)", r"\operatorname{conv}_{s=2,\,p=1}(X, K)"),
        ("conv(X, K, stride=1, dilation=(1, 2))", "conv(X, K, dilation=(1, 2))", r"\operatorname{conv}_{d=(1,2)}(X, K)"),
        (
            "conv_transpose(X, K, stride=2, output_padding=1)",
            "conv_transpose(X, K, stride=2, output_padding=1)",
            r"\operatorname{conv}^{\top}_{s=2,\,o=1}(X, K)",
        ),
        ("max_pool(X, 2)", "max_pool(X, 2)", r"\operatorname{maxpool}_{2\times 2}(X)"),
        ("max_pool(X, size=2, stride=2)", "max_pool(X, 2)", r"\operatorname{maxpool}_{2\times 2}(X)"),
        ("avg_pool(X, (2, 3), stride=1)", "avg_pool(X, (2, 3), stride=1)", r"\operatorname{avgpool}_{2\times 3,\,s=1}(X)"),
        ("max_pool(x, 3, stride=1, padding=1)", "max_pool(x, 3, stride=1, padding=1)", r"\operatorname{maxpool}_{3,\,s=1,\,p=1}(x)"),
    ],
)
def test_options_are_written_where_they_say_something(written: str, plain: str, latex: str) -> None:
    """As an author may write them in plain text, as an index in LaTeX; what holds anyway is left out, and the order is always the same."""
    read = expression(_text(written)).expr
    assert text(read) == plain
    assert expression(_text(plain)).expr == read
    assert Latex(shapes=_SHAPES, plain=True).expr(read) == latex


def test_the_sign_of_an_option_is_none_of_an_equation() -> None:
    """`Z = conv(X, K, stride=2)` has one equals sign between its sides."""
    read = relation(_text("Z = conv(X, K, stride=2) - 1"))
    assert (text(read.left.expr), read.sign, text(read.right.expr)) == ("Z", "=", "conv(X, K, stride=2) - 1")


@pytest.mark.parametrize(
    ("written", "column", "message"),
    [
        ("conv(X, K, strides=2)", 20, "conv has no option 'strides' (did you mean 'stride'?)"),
        ("conv(X, K, bias=2)", 17, "conv has no option 'bias' (it has stride, padding, dilation)"),
        (
            "conv(X, K, stride=0)",
            19,
            "'stride' is a whole number from 1 to 1,000, or two of them, one for rows and one for columns (such as 2 or (2, 1))",
        ),
        (
            "conv(X, K, padding=-1)",
            20,
            "'padding' is a whole number from 0 to 1,000, or two of them, one for rows and one for columns (such as 2 or (2, 1))",
        ),
        (
            "conv(X, K, padding=(1, 2, 3))",
            20,
            "'padding' is a whole number from 0 to 1,000, or two of them, one for rows and one for columns (such as 2 or (2, 1))",
        ),
        (
            "max_pool(X, n)",
            13,
            "'size' is a whole number from 1 to 1,000, or two of them, one for rows and one for columns (such as 2 or (2, 1))",
        ),
        ("max_pool(X)", 1, "max_pool needs the size of its windows (such as max_pool(X, 2) or max_pool(X, (2, 3)))"),
        ("max_pool(X, 2, size=2)", 21, "'size' stands twice"),
        ("max_pool(X, 2, 2)", 1, "max_pool takes one argument"),
        ("conv(X)", 1, "conv takes two arguments"),
        ("relu(X, stride=2)", 1, "relu takes one argument"),
    ],
)
def test_an_option_that_cannot_be_is_refused_at_its_place(written: str, column: int, message: str) -> None:
    """With what it may be."""
    with pytest.raises(InputErrors) as refused:
        expression(_text(written))
    (fault,) = refused.value.faults
    assert (fault.where.column, f"{fault.message} ({fault.hint})" if fault.hint else fault.message) == (column, message)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("conv(X, K)", "K has no room in X: rows are floor((3 + 2*0 - 1*(4 - 1) - 1)/1) + 1 = 0"),
        ("conv(X, K, stride=3, dilation=2)", "K has no room in X: rows are floor((3 + 2*0 - 2*(4 - 1) - 1)/3) + 1 = -1"),
        ("max_pool(X, 4)", "a window has no room in X: rows are floor((3 + 2*0 - 1*(4 - 1) - 1)/4) + 1 = 0"),
        ("max_pool(X, (2, 3), padding=2)", "padding of a pool is at most half of the size, so that no window is outside"),
        ("conv_transpose(X, K, stride=2, output_padding=2)", "output_padding is less than the stride"),
        ("conv_transpose(X, K, padding=3)", "columns of conv_transpose: (3 - 1)*1 - 2*3 + 1*(2 - 1) + 0 + 1 = -2"),
    ],
)
def test_sizes_that_do_not_fit_are_told_with_the_formula(call: str, message: str, tmp_path: Path) -> None:
    """The formula of the size with the numbers put in, so that an author sees which of them to change."""
    cell = Cell(
        (f"Z: {call}", "L: sum(Z)"), ("X: [[1, 2, 3], [4, 5, 6], [7, 8, 9]]", "K: [[1, 2], [0, 1], [1, 1], [2, 1]]"), 1, ("value of L",)
    )
    with pytest.raises(InputErrors) as refused:
        solve_text(cell.yaml, tmp_path)
    assert next(fault.message for fault in refused.value.faults) == message


@pytest.mark.parametrize(("share", "slope"), [("1", [2, 0, 0, 0]), ("1/2", [1, F(1, 2), F(1, 2), 0])])
def test_a_tie_in_a_window_goes_by_the_convention_of_the_maximum(share: str, slope: list[F], tmp_path: Path) -> None:
    """The first in reading order has the stated share, as in libraries if that is 1, and the others have the rest in equal parts."""
    text = Cell(("P: max_pool(X, 2)", "L: 2*P"), ("X: [[3, 3], [3, 1]]",), 1, ("gradient of L wrt X",)).yaml
    solved = solve_text(text.replace("max'(tie): 2/5", f"max'(tie): {share}"), tmp_path).items[0].readings[0]
    (answer,) = solved.derivation.asked
    assert list(numbers(solved.derivation.values[answer])) == slope
    with pytest.raises(InputErrors, match=re.escape("max'(tie) is needed here")) as refused:
        solve_text(text.replace("max'(tie): 2/5, ", ""), tmp_path)
    assert refused.value.faults[0].hint == "state it under 'convention'; max_pool(X, 2) = max_pool([[3, 3], [3, 1]], 2)"


# One window written out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [call for call in _CALLS if not call.startswith(("unpool", "pick", "upsample", "with_border"))])
def test_each_entry_is_that_of_its_window(written: str) -> None:
    """What is written out of one entry has the value of that entry; what cannot be written out is refused."""
    call = _call(written)
    value, shapes = evaluate(call, _ATOMS, {}), dict(_SHAPES)
    for i, row in enumerate(rows_of(value), 1):
        for j, entry in enumerate(row, 1):
            assert evaluate(part_of(call, (i, j), shapes), _ATOMS, {}) == entry
    with pytest.raises(MathError, match="cannot be written out"):
        part_of(_call("upsample(G, 2)"), (1, 1), shapes)


_TWO_FILTERS = """title: Two filters
cells:
  layer:
    Z_1: conv(X, K_1) + b
    Z_2: conv(X, K_2)
    L: sum(Z_1*Z_2)
items:
  - id: a
    prompt: Find it.
    given: {{X: {x}, K_1: {k}, K_2: {k}, b: 1/2}}
    ask: [value of L, "gradient of L wrt K_1, K_2, X"]
    by: reverse
    points: {{all: 1}}
"""


def _windows(text: str, folder: Path) -> list[str]:
    """The lines of single entries in plain text."""
    shown = problem_text(solve_text(text, folder))
    return [line.split(maxsplit=1)[1] for line in shown.splitlines() if "[1, 1] = " in line]


def test_one_window_of_each_pass_is_written_out(tmp_path: Path) -> None:
    """The first entry of the first convolution, and that of the first gradient to a kernel, each as the numbers that are added up."""
    text = _TWO_FILTERS.format(x="[[1, 0, 2], [0, 3, 1], [2, 1, 5]]", k="[[1, -1], [0, 2]]")
    assert _windows(text, tmp_path) == [
        "Z_1[1, 1] = 1*1 + 0*(-1) + 0*0 + 3*2 + 1/2 = 15/2",
        "dL/dK_2[1, 1] = 1*(15/2) + 0*(1/2) + 0*(-1/2) + 3*(25/2) = 45",
    ]


def test_a_window_of_many_products_is_not_written_out(tmp_path: Path) -> None:
    """Those of a kernel of 6 x 6 would fill the page."""
    x, k = ("[" + ", ".join(f"[{', '.join(str(i * j % 7) for i in range(n))}]" for j in range(n)) + "]" for n in (7, 6))
    assert [line.partition(" = ")[0] for line in _windows(_TWO_FILTERS.format(x=x, k=k), tmp_path)] == ["dL/dK_2[1, 1]"]


@pytest.mark.parametrize("digits", ["1 digits", "2 digits", "3 digits"])
def test_a_window_of_rounded_numbers_is_read_back(digits: str, tmp_path: Path) -> None:
    """With the sign that says whether the printed numbers give the printed digits; in the key the terms that are 0 are left out."""
    cell = Cell(
        ("A: tanh(conv(X, K) + b)", "B: relu(conv(A, M))", "L: mean(B)"),
        (
            "X: [[0.13, 0, 2, 1], [0, 1, 1.7, 0], [1, 2.3, 1, 1], [0, 1, 2, 1.9]]",
            "K: [[1/3, -1], [0, 2.17]]",
            "M: [[0.77, -1.3], [1/7, 0.35]]",
            "b: 1/7",
        ),
        1,
        ("gradient of L wrt M, K",),
    )
    solved = solve_text(f"shown: {digits}\nnumbers: decimals\n{cell.yaml}", tmp_path)
    latex = Latex.of(solved.problem)
    view = key_of(solved.items[0], latex)
    assert proofread(view, solved.items[0], latex).numbers > 0
    lefts = [row.left for reading in view.readings for group in reading.groups for block in group.blocks for row in block.rows]
    assert any(r"\partial M_{1,1}" in left for left in lefts)
    assert "A_{1,1}" in lefts


# Mutants --------------------------------------------------------------------------------------------------------------

_MUTATED = """title: Windows
cells:
  layer:
    Z: conv(X, K, stride=3, padding=1)
    D: conv(X, K, dilation=2)
    U: conv_transpose(D, K, stride=2)
    P: max_pool(X, 2, stride=1)
    A: avg_pool(X, 3, stride=1, padding=1)
    L: sum(Z**2) + sum(D**3) + sum(U**2) + sum(P**2) + sum(A**2)
items:
  - id: a
    prompt: Find it.
    given: {X: [[1, 0, 2, -1], [3, 5, -2, 4], [7, -3, 6, 1/2], [2, 9, -5, 8]], K: [[1, -1], [1/2, 2]]}
    ask: gradient of L wrt K, X
    by: reverse
    points: {all: 1}
"""


MUTANTS: dict[str, tuple[str, Change]] = {
    "the kernel turned": ("RULES.conv.value", lambda f: lambda a, k, *options: f(a, turned(k), *options)),
    "the first entry left out": ("functions.convolution.Axis.inside", lambda f: lambda axis, at: list(f(axis, at))[1:]),
    "windows one entry later": (
        "functions.convolution.Axis.inside",
        lambda f: lambda axis, at: [(place, x + 1) for place, x in f(axis, at) if x + 1 < axis.n],
    ),
    "the kernel not turned on the way back": ("RULES.turned.value", lambda f: lambda a: a),
    "a dilation lost on the way back": (
        "functions.of_windows._call",
        lambda f: lambda fn, a, b, shapes, *options: f(fn, a, b, shapes, *options[:-1], (1, 1)),
    ),
    "the other share of a tie": ("functions.registry._share", lambda f: lambda fn, xs, c: f(fn, xs, c)[::-1]),
    "equal parts of what comes back not divided": ("functions.convolution._size", lambda f: lambda axes: F(1)),
    "the border handed on": ("functions.of_windows._first", lambda f: lambda e, shape, wanted: e),
    "a window of another place": (
        "calculus.window_entries.window_entry",
        lambda f: lambda call, sizes, i, j, part: f(call, sizes, 2, 2, part),
    ),
}


def test_the_problem_of_the_mutants_is_solved_without_them(tmp_path: Path) -> None:
    """So that what is refused below is refused for the mutant."""
    assert solve_text(_MUTATED, tmp_path).findings == ()


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_rule_of_windows_is_refused(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A fault in a value, in what comes back or in a window that is written out makes two routes disagree."""
    place, change = MUTANTS[name]
    calls = put_in(monkeypatch, place, change)
    with pytest.raises((VerificationError, ShapeError)):  # what has another shape is refused before there are numbers
        solve_text(_MUTATED, tmp_path)
    assert calls


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("latex.options._named", lambda f: lambda option, arg: f(option, Num(F(3)))),
        ("latex.options.over_windows", lambda f: lambda call, shapes, part: (f(call, shapes, part)[0], "")),
        ("latex.options.over_windows", lambda f: lambda call, shapes, part: (f(call, shapes, part)[0][::-1], f(call, shapes, part)[1])),
    ],
    ids=["another option", "no option", "arguments exchanged"],
)
def test_a_misprint_of_windows_is_refused(place: str, change: Change, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An option or the order of arguments that is not that of the derivation is read back as other numbers."""
    solved = solve_text(_MUTATED, tmp_path)
    put_in(monkeypatch, place, change)
    with pytest.raises(VerificationError):
        proofread(key_of(solved.items[0], Latex()), solved.items[0], Latex())
