"""Numbers on paper: given ones as they were typed, rounded ones as students round, arrays in one style, and what no page can say."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction as F
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.algebra.arrays import Array, Value
from gen.algebra.expr import Call, Expr, Num, Pow, Var
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.printer import number_text, text
from gen.algebra.rounding import TypedNumber, as_author_writes, is_exact, round_half_up, shown_text
from gen.check.exam import check_exam
from gen.document.plain_text import problem_text
from gen.format.exam_file import load_exam
from gen.latex.decimal_points import aligned
from gen.latex.text_width import width
from gen.latex.writer import Latex
from gen.messages.errors import InputErrors
from gen.messages.sentences import message_text
from gen.proofread.intervals import Interval, IntervalMatrix, interval_of
from gen.proofread.reader import evaluate_latex
from gen.proofread.tokens import latex_words, tokens
from gen.solver.printed_values import with_computed_prints
from gen.variants.acceptance import Acceptance
from gen.variants.variant_file import acceptances
from tests.support.examples import quick

TWO = NumberFormat("decimals", 2, fractions="none")
FOUR = NumberFormat("digits", 4, fractions="none")


def _file(folder: Path, keys: str, cells: str, item: str) -> Path:
    path = folder / "paper.yaml"
    path.write_text(
        f"title: Paper\n{keys}\ncells:\n  f:\n{cells}\nitems:\n  - id: a\n    prompt: Compute {{cell}} for {{given}}.\n{item}\n"
        "    points: {all: 1}\n",
        encoding="utf-8",
    )
    return path


def _steps(path: Path) -> list[str]:
    (solved,) = check_exam(*load_exam(path)).solved.values()
    lines = problem_text(solved).splitlines()
    return [line.split(None, 1)[1] for line in lines if line.startswith(("      evaluate", "      printed"))]


# As typed -------------------------------------------------------------------------------------------------------------

TYPED = [
    # typed, value, in one form, LaTeX, German
    ("0.001", F(1, 1000), "0.001", "0.001", "0{,}001"),
    ("0.50", F(1, 2), "0.50", "0.50", "0{,}50"),
    ("3/2", F(3, 2), "3/2", r"\frac{3}{2}", r"\frac{3}{2}"),
    ("-6/4", F(-3, 2), "-6/4", r"-\frac{6}{4}", r"-\frac{6}{4}"),
    (".5", F(1, 2), "0.5", "0.5", "0{,}5"),
    ("+2", F(2), "2", "2", "2"),
    ("5.", F(5), "5", "5", "5"),
    ("- 1.5", F(-3, 2), "-1.5", "-1.5", "-1{,}5"),
    ("1e-8", F(1, 10**8), "1e-8", "10^{-8}", "10^{-8}"),
    ("-1E-08", F(-1, 10**8), "-1e-8", "-10^{-8}", "-10^{-8}"),
    ("1.5e-8", F(3, 2 * 10**8), "1.5e-8", r"1.5 \cdot 10^{-8}", r"1{,}5 \cdot 10^{-8}"),
    ("0.5/3", F(1, 6), "0.5/3", r"\frac{0.5}{3}", r"\frac{0{,}5}{3}"),
    ("-0.0", F(0), "0.0", "0.0", "0{,}0"),
    ("007", F(7), "7", "7", "7"),
]


@pytest.mark.parametrize(("written", "exact", "form", "latex", "german"), TYPED)
def test_a_given_number_is_printed_as_it_was_typed_and_read_back(written: str, exact: F, form: str, latex: str, german: str) -> None:
    """However few digits are shown: nothing of it is rounded, it is exact, and a reader takes the same number from the page."""
    x = TypedNumber(exact, written)
    assert (x.text, number_text(x, TWO), x, is_exact(x, TWO)) == (form, form, exact, True)
    assert (Latex(shown=TWO).number(x)[0], Latex(language="de", shown=TWO).number(x)[0]) == (latex, german)
    for line in (latex, german):
        assert evaluate_latex(tokens(line, latex_words(())), {}, {}).contains(exact)


def test_what_is_computed_with_a_typed_number_is_a_plain_one() -> None:
    """The text stays with the number of the sheet alone."""
    x = TypedNumber(F(1, 2), "0.50")
    assert [shown_text(y, NumberFormat()) for y in (x + 0, x * 1, -x)] == ["1/2", "1/2", "-1/2"]


def test_given_numbers_are_substituted_as_they_were_typed(tmp_path: Path) -> None:
    """With two decimals shown, d is 0.001 and not 0.00; typed numbers make no sign of approximation."""
    cells = "    v: exp(-x) + d\n    c: a - b\n    p: e*k"
    path = _file(tmp_path, "numbers: decimals\nshown: 2 decimals", cells, CASE)
    assert _steps(path)[2:] == [
        "v = exp(-x) + d = exp(-1) + 0.001 ≈ 0.37 + 0.001 ≈ 0.37",
        "c = a - b = 133.33337 - 33.33333 ≈ 100.00",
        "p = e*k = 1e-8*3e8 = 3",
    ]
    checked = check_exam(*load_exam(path))
    (item,) = checked.key.problems[0].items
    for shown in ("$d = 0.001$", "$a = 133.33337$", "$e = 10^{-8}$", r"$k = 3 \cdot 10^{8}$"):
        assert shown in item.prompt
    assert item.solution
    forms = " ".join(row.form for group in item.solution.readings[0].groups for block in group.blocks for row in block.rows)
    assert r"133.33337 - 33.33333 \approx 100.00" in forms
    assert r"10^{-8} \cdot (3 \cdot 10^{8})" in forms


CASE = "    given: {x: 1, d: 0.001, a: 133.33337, b: 33.33333, e: 1e-8, k: 3e8}\n    ask: value of v, c, p"


def test_entries_rows_and_transposes_follow(tmp_path: Path) -> None:
    """What is part of a given array is written as that part was typed."""
    cells = "    u: V.T @ b\n    q: V[1, 2]*b[1]\n    r: dot(V[2, :], V[1, :])"
    item = "    given: {V: [[0.50, 1/2], [-.5, +2]], b: [6/4, 1e-1]}\n    ask: value of u, q, r"
    assert _steps(_file(tmp_path, "numbers: decimals", cells, item)) == [
        "u = V.T @ b = [[0.50, 1/2], [-0.5, 2]].T @ [6/4, 1e-1] = [0.7, 0.95]",
        "q = V[1, 2]*b[1] = 1/2*(6/4) = 0.75",
        "r = dot(V[2, :], V[1, :]) = -0.5*0.50 + 2*(1/2) = 0.75",
    ]


def test_a_printed_value_is_taken_as_the_sheet_has_it(tmp_path: Path) -> None:
    """A reading with the printed value substitutes 0.3330, with all four digits."""
    cells = "    y: x/3\n    z: 2*y"
    item = (
        "    given: {x: 1}\n    printed: {y: 0.3330}\n    readings: [{name: as printed, values: printed}]\n    ask: value of z\n"
        "    acknowledge: {printed y: So it was.}"
    )
    assert _steps(_file(tmp_path, "numbers: decimals\nshown: 2 decimals", cells, item)) == [
        "y = 0.3330   as printed",
        "z = 2*y = 2*0.3330 ≈ 0.67",
    ]


DRAWN = [
    (F(1, 4), True, "0.25"),
    (F(1, 3), True, "1/3"),
    (F(1, 10**13), True, "1e-13"),
    (F(-3, 2 * 10**13), True, "-1.5e-13"),
    (F(1, 4), False, "1/4"),
]


@pytest.mark.parametrize(("x", "decimals", "expected"), DRAWN)
def test_a_drawn_number_is_written_in_the_authors_style(x: F, decimals: bool, expected: str) -> None:
    """Decimals where the author has some, with an exponent where they would be long."""
    assert as_author_writes(x, decimals) == expected


# Rounding -------------------------------------------------------------------------------------------------------------

TIES = [
    (F(1, 8), TWO, "0.13"),
    (F(-1, 8), TWO, "-0.13"),
    (F(1, 8) - F(1, 10**80), TWO, "0.12"),  # of 60 digits it would be a tie
    (F(5, 2), NumberFormat("decimals", 0, fractions="none"), "3"),
    (Decimal("0.125"), TWO, "0.13"),
    (F(100005, 10000), NumberFormat("digits", 5, fractions="none"), "10.001"),
    (F(99995, 10**4), FOUR, "10.00"),
    (F(999951, 10**5), FOUR, "10.00"),
    (F(-12345, 10**9), FOUR, "-0.00001235"),
    (F(99995, 1), FOUR, "99995"),
    (F(199999, 2), FOUR, "1.000e+5"),
]


@pytest.mark.parametrize(("x", "shown", "expected"), TIES)
def test_a_tie_is_rounded_away_from_0_and_decided_exactly(x: Number, shown: NumberFormat, expected: str) -> None:
    """As students round; what is a little less than halfway is no tie, however little it is."""
    assert shown_text(x, shown) == expected


@quick(133)
@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6), st.integers(0, 12))
def test_decimals_are_those_of_long_division(top: int, bottom: int, places: int) -> None:
    """As the decimal module rounds a quotient of 400 digits, half up."""
    wide = Context(prec=400, rounding=ROUND_HALF_UP)
    expected = wide.quantize(wide.divide(Decimal(top), Decimal(bottom)), Decimal(1).scaleb(-places, wide))
    assert round_half_up(F(top, bottom), places) == F(expected)


def test_printed_values_of_variants_are_rounded_half_up(tmp_path: Path) -> None:
    """What a variant prints anew has the decimals that its author typed."""
    item = "    given: {x: 2}\n    printed: {y: 0.50}\n    ask: value of z\n    acknowledge: {printed y: So it was.}"
    exam, _ = load_exam(_file(tmp_path, "", "    y: sqrt(x)\n    z: 2*y", item))
    (anew,) = with_computed_prints(exam.problems[0].items[0]).printed.values()
    assert (anew.value, anew.texts) == (F("1.41"), (("1.41",),))


STYLES: list[tuple[Value, str]] = [
    (Array(((F(1, 2), Decimal("0.123456789")),)), "[0.5, 0.1235]"),
    (Array(((F(-1), Decimal("0.123456789"), F(1, 3)),)), "[-1, 0.1235, 0.3333]"),
    (Array(((F(1, 2), F(1, 3)),)), "[1/2, 1/3]"),
    (Array(((F(1, 2), F(1055, 576)),)), "[0.5, 1.832]"),
    (Array(((F(0), Decimal("1e-9")), (F(-3, 4), F(2)))), "[[0, 1.000e-9], [-0.75, 2]]"),
]


@pytest.mark.parametrize(("x", "expected"), STYLES)
def test_once_an_entry_is_rounded_all_are_decimals(x: Value, expected: str) -> None:
    """Exact ones as they are, -1 and 0.5, the others rounded; an array of short fractions alone keeps them."""
    assert number_text(x, NumberFormat("digits", 4, "short")) == expected


COLUMNS: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (("-0.25", "12.5", "3"), (r"\phantom{0}{-}0.25", r"\phantom{-}12.5\phantom{0}", r"\phantom{-0}3\phantom{.00}")),
    (("0{,}25", "1"), ("0{,}25", r"1\phantom{.00}")),
    (("-1", "12"), (r"\phantom{0}{-}1", r"\phantom{-}12")),
    (("0.7", "0.1"), ("0.7", "0.1")),
]


@pytest.mark.parametrize(("column", "expected"), COLUMNS)
def test_decimal_points_stand_below_each_other(column: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """All numbers take the same room before and behind their point, and are read as what they are."""
    words = latex_words(())
    assert aligned(column) == expected
    assert len({round(width(number), 6) for number in expected}) == 1
    assert [tokens(number, words) for number in expected] == [tokens(number, words) for number in column]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ((r"-\frac{1}{2}", "0.3", ""), (r"-\frac{1}{2}", r"\phantom{-}0.3", "")),
        ((r"\frac{1}{2}", r"1.5 \cdot 10^{-7}"), (r"\frac{1}{2}", r"1.5 \cdot 10^{-7}")),
        ((r"\frac{1}{2}", "12.5", "3.5"), (r"\frac{1}{2}", "12.5", r"\phantom{0}3.5")),
    ],
)
def test_beside_fractions_there_is_room_for_a_sign(column: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Numbers begin below each other, and an empty place stays one."""
    assert aligned(column) == expected


def test_room_holds_nothing_but_zeros_a_point_and_a_sign() -> None:
    """A digit of a number cannot vanish in it unseen."""
    with pytest.raises(ValueError, match="cannot read"):
        tokens(r"\phantom{1}2", latex_words(()))


@pytest.mark.parametrize(
    ("keys", "printed"),
    [
        ("", r"= \left(\frac{1055}{576}\right)^{2} \approx 3.35475"),
        ("numbers: fractions", r"= \left(\frac{1055}{576}\right)^{2} = \frac{1113025}{331776}"),
    ],
)
def test_a_long_fraction_is_a_decimal_on_the_page_and_itself_in_the_record(keys: str, printed: str, tmp_path: Path) -> None:
    """A given one stays as it was typed; who wants long fractions says so."""
    path = _file(tmp_path, keys, "    y: x**2\n    z: y/3", "    given: {x: 1055/576}\n    ask: value of y, z")
    assert _steps(path)[0] == "y = x^2 = (1055/576)^2 = 1113025/331776"
    (item,) = check_exam(*load_exam(path)).key.problems[0].items
    assert item.solution
    first, second = (row.form for group in item.solution.readings[0].groups for block in group.blocks for row in block.rows)
    assert first.endswith(printed[2:])
    assert (r"\frac{3.35475}{3}" in second) == (keys == "")


# What the page cannot say ---------------------------------------------------------------------------------------------

SMALL = "    h[t]: w*h[t-1]\n    g: exp(-x)\n    v: exp(-y)*x"
SMALL_ITEM = '    given: {w: 0.02, "h[0]": 0.5, x: 12, y: [0, 30]}\n    horizon: 4\n    ask: value of h[4], g, v'


def test_an_answer_that_is_printed_as_0_is_found(tmp_path: Path) -> None:
    """Each at its place, of an array the first such entry; what is 0 may be printed so."""
    findings = check_exam(*load_exam(_file(tmp_path, "numbers: decimals\nshown: 3 decimals", SMALL, SMALL_ITEM))).findings
    assert [(one.key, one.plain) for one in findings] == [
        ("shown h[4]", "h[4] is 8e-8 and not 0, but is shown as 0.000"),
        ("shown g", "g is 0.0000061 and not 0, but is shown as 0.000"),
        ("shown v", "v[2] is 1.1e-12 and not 0, but is shown as 0.000"),
    ]
    assert [one.where.column for one in findings] == [19, 25, 28]
    assert message_text(findings[1].message, "de") == "`g` ist `0.0000061` und nicht 0, steht aber als `0.000` da"


RANGES = [("tolerance: 0.001", True), ("tolerance: 0.01", False), ("tolerance: 0.1%", True), ("tolerance: 2%", False), ("", False)]


@pytest.mark.parametrize(("tolerance", "found"), RANGES)
def test_a_tolerance_that_the_printed_answer_misses_is_found(tolerance: str, found: bool, tmp_path: Path) -> None:
    """exp(-1) is 0.3679 and printed as 0.37: who rounds as the key does is not within 0.001 of the value."""
    keys = f"numbers: decimals\nshown: 2 decimals\n{tolerance}"
    findings = check_exam(*load_exam(_file(tmp_path, keys, "    u: exp(-x)", "    given: {x: 1}\n    ask: value of u"))).findings
    stated = tolerance.partition(": ")[2].replace("%", " %")
    expected = f"u is 0.36787944 and shown as 0.37, which is further off than the tolerance of {stated}"
    assert [one.plain for one in findings] == [expected] * found


DISTINCT = "    given: {x: 1, d: %s}\n    vary: {d: 0.001 | 0.002 | 1}\n    require: [distinct(answers)]\n    ask: value of u, v"


def _judge(folder: Path, d: str) -> Acceptance:
    path = _file(folder, "numbers: decimals\nshown: 2 decimals", "    u: exp(-x)\n    v: exp(-x) + d", DISTINCT % d)
    (judge,) = acceptances(load_exam(path)[0]).values()
    return judge


def test_what_is_distinct_and_printed_alike_is_not_distinct(tmp_path: Path) -> None:
    """The author's own numbers are refused, and of the draws only the one whose answers differ on paper is good."""
    with pytest.raises(InputErrors) as refused:
        _judge(tmp_path, "0.001")
    assert [fault.message for fault in refused.value.faults] == [
        "the author's own numbers do not meet 'distinct(answers)': two of them are shown as 0.37"
    ]
    judge = _judge(tmp_path, "1")
    (group,) = judge.variation.groups
    (choice,) = group.free
    assert [x for x in choice.values if judge.accepts(group, {choice.key: x})] == [1]


def test_given_numbers_are_distinct_as_they_are_typed(tmp_path: Path) -> None:
    """They are never rounded: 0.001 and 0.002 are two numbers with two decimals shown."""
    item = "    given: {x: [0.001, 0.002]}\n    vary: {'x[1]': 0.001 | 0.003}\n    require: ['distinct(x[t])']\n    ask: value of y[2]"
    path = _file(tmp_path, "numbers: decimals\nshown: 2 decimals", "    y[t]: x[t] + 1", item)
    (judge,) = acceptances(load_exam(path)[0]).values()
    assert judge.varies


# Powers ---------------------------------------------------------------------------------------------------------------

Y = Var("y")
SQUARE = Num(F(2))
POWERS: list[tuple[Expr, str]] = [
    (Pow(Call("tanh", (Y,)), SQUARE), r"(\tanh(y))^{2}"),
    (Pow(Call("exp", (Y,)), Num(F(-1))), r"(\exp(y))^{-1}"),
    (Pow(Call("max", (Y, Num(F(1)))), SQUARE), r"(\max(y, 1))^{2}"),
    (Pow(Call("abs", (Y,)), SQUARE), r"\left|y\right|^{2}"),
    (Pow(Call("sqrt", (Y,)), SQUARE), r"\sqrt{y}^{2}"),
    (Pow(Y, SQUARE), "y^{2}"),
]


@pytest.mark.parametrize(("e", "expected"), POWERS)
def test_a_power_of_a_function_is_not_that_of_its_argument(e: Expr, expected: str) -> None:
    """The function stands in brackets of its own; what has its argument between strokes or under a root needs none."""
    assert Latex().expr(e) == expected


def test_the_reader_refuses_a_power_at_the_bracket_of_an_argument() -> None:
    """Whether the function is written out or is a name that looks like one."""
    names: dict[str, Interval | IntervalMatrix] = {r"\tanh(c)": interval_of(F(1, 2))}
    for line in (r"\tanh(2)^{2}", r"\tanh(c)^{2}"):
        with pytest.raises(ValueError, match="a power at the bracket of an argument"):
            evaluate_latex(tokens(line, latex_words(names)), names, {})
    assert evaluate_latex(tokens(r"(\tanh(c))^{2}", latex_words(names)), names, {}).contains(F(1, 4))


def test_powers_of_functions_are_told_and_read_back(tmp_path: Path) -> None:
    """In symbols, with numbers put in, of arrays entry by entry, and in the slope of a tanh that has no name."""
    cells = "    m: tanh(y)**2 + exp(-y)**2\n    n: sum(tanh(W @ u)**3)\n    a: w*tanh(k*y)**2"
    item = (
        "    given: {y: -3/2, W: [[1, 2], [0, 1]], u: [1, 1], w: 2, k: 1}\n    ask: [value of m, n, gradient of a wrt k]\n    by: reverse"
    )
    checked = check_exam(*load_exam(_file(tmp_path, "", cells, item.replace("[value of m, n,", "['value of m, n',"))))
    assert not list(_bare_powers(checked.key.problems[0].items[0].solution))


def _bare_powers(solution: object) -> Iterator[str]:
    """Each argument's bracket with a power at it."""
    assert solution is not None
    text_of_rows = str(solution)
    yield from (part for part in (r"\\tanh(y)^", r"\\exp(-y)^", r"\\tanh(z)^") if part in text_of_rows)


def test_plain_text_writes_a_power_as_code_does() -> None:
    """`gen show` is read by who writes the file."""
    assert text(Pow(Call("tanh", (Y,)), SQUARE)) == "tanh(y)^2"
