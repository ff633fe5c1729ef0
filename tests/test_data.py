"""Numbers that a file describes or has in a table: what stands for them, specified draws, and tables refused at their place."""

from collections import Counter
from fractions import Fraction
from itertools import islice
from pathlib import Path

import mpmath
import pytest

from gen.algebra.arrays import numbers, shape_of
from gen.algebra.normal_draws import normal
from gen.algebra.random_stream import WORD, Stream
from gen.format.problem_file import load_problem
from gen.messages.errors import InputErrors
from gen.model.problem import Given
from tests.support.problems import solve_text

_PROBLEM = """title: Data
cells:
  cell:
    {equations}
items:
  - id: a
    prompt: Find it.
    given: {given}
    ask: value of y
    points: {all: 1}
"""


def _text(given: str, equations: str = "y: sum(W @ v) + sum(v)") -> str:
    return _PROBLEM.replace("{equations}", equations).replace("{given}", given)


def _given(given: str, folder: Path, equations: str = "y: sum(W @ v) + sum(v)") -> dict[str, Given]:
    """What is given, by name; a name with a time as `x[1]`."""
    file = folder / "problem.yaml"
    file.write_text(_text(given, equations), encoding="utf-8")
    problem, faults = load_problem(file)
    if faults:
        raise InputErrors(faults)
    return {f"{var.name}{'' if var.time is None else f'[{var.time}]'}": one for var, one in problem.items[0].given.items()}


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ("linspace(-0.1, 0.5, 4)", "-0.1 0.1 0.3 0.5"),
        ("linspace(0, 1, 4)", "0 1/3 2/3 1"),
        ("linspace(0.1, 0.5, 4)", "1/10 7/30 11/30 1/2"),
        ("linspace(2, -2, 3)", "2 0 -2"),
        ("linspace(1/2, 5, 1)", "1/2"),
        ("arange(3)", "0 1 2"),
        ("arange(1, 4)", "1 2 3"),
        ("arange(0, 1, 0.25)", "0 0.25 0.5 0.75"),
        ("arange(0, 0.9, 0.3)", "0 0.3 0.6"),
        ("arange(1, 0, -1/3)", "1 2/3 1/3"),
        ("full(0.50, 3)", "0.50 0.50 0.50"),
        ("zeros(2)", "0 0"),
        ("ones(1)", "1"),
    ],
)
def test_what_a_file_describes_is_what_could_be_typed(written: str, texts: str, tmp_path: Path) -> None:
    """Exact numbers, decimals where the author types decimals and all have short ones; the end of a range is not in it, as in NumPy."""
    found = _given(f'{{v: "{written}"}}', tmp_path, "y: sum(v)")["v"]
    assert [text for row in found.texts for text in row] == texts.split()
    assert list(numbers(found.value)) == [Fraction(text) for text in texts.split()]


@pytest.mark.parametrize(
    ("given", "shapes"),
    [
        ('{q: [1, 2], W: "full(0.01, 2, 3)", v: ones}', {"q": (2, 1), "W": (2, 3), "v": (3, 1)}),
        ("{v: zeros, q: [1, 2], W: [[1, 2, 3], [4, 5, 6]]}", {"v": (3, 1), "q": (2, 1), "W": (2, 3)}),
        ("{W: normal(seed=1), v: ones(3), q: [1, 2]}", {"W": (2, 3), "v": (3, 1), "q": (2, 1)}),
        ("{W: eye, v: ones(3), q: full(1/2)}", {}),
    ],
)
def test_shapes_follow_from_the_equations_or_are_stated(given: str, shapes: dict[str, tuple[int, int]], tmp_path: Path) -> None:
    """A vector has as many entries as the matrix has columns. Where the equations tell none, that is said with the way out."""
    if not shapes:
        with pytest.raises(InputErrors, match=r"the shape of 'W' cannot be told \(state it, eye\(3\)\)"):
            _given(given, tmp_path, "y: dot(q, W @ v)")
        return
    assert {name: shape_of(one.value) for name, one in _given(given, tmp_path, "y: dot(q, W @ v)").items()} == shapes


def test_zeros_beside_a_batch_are_never_as_large_as_the_batch(tmp_path: Path) -> None:
    """A bias has a number for each unit: what the batch is, nothing tells where all else is given, so that it is stated."""
    batch = "X: [[1, 2], [0, 1], [1, 1]]"
    with pytest.raises(InputErrors, match=r"the shape of 'b' cannot be told \(state it, zeros"):
        _given(f"{{{batch}, W: [[1, 0], [0, 1]], b: zeros}}", tmp_path, "y: sum(tanh(X @ W + b))")
    found = _given(f'{{{batch}, W: "ones(2, 4)", b: "zeros(1, 4)"}}', tmp_path, "y: sum(tanh(X @ W + b))")
    assert shape_of(found["b"].value) == (1, 4)


def test_a_name_with_a_time_has_a_value_for_each_step(tmp_path: Path) -> None:
    """The first axis is the steps, from 1 or from a time that is said; a state takes its shape from the equations."""
    equations = "h[t]: W @ h[t-1] + x[t]\n    y: sum(h[T])"
    found = _given('{W: eye(2), "h[0]": zeros, x: "full(1, 3, 2)"}', tmp_path, equations)
    assert [*found] == ["W", "h[0]", "x[1]", "x[2]", "x[3]"]
    assert shape_of(found["h[0]"].value) == shape_of(found["x[3]"].value) == (2, 1)
    found = _given('{"s[0]": 1, x: {from 0: "arange(5, 8)"}}', tmp_path, "s[t]: s[t-1] + x[t-1]\n    y: s[T]")
    assert [*found] == ["s[0]", "x[0]", "x[1]", "x[2]"]


def test_steps_go_as_far_as_inputs_from_0_reach(tmp_path: Path) -> None:
    """Where x[t-1] is read and x begins at 0, three inputs are three steps."""
    file = _text('{"s[0]": 1, x: {from 0: [5, 6, 7]}}', "s[t]: s[t-1] + x[t-1]\n    y: s[T]")
    answer = solve_text(file, tmp_path).items[0].readings[0].derivation
    assert [answer.values[one] for one in answer.asked] == [19]


# Draws ----------------------------------------------------------------------------------------------------------------


def test_normal_numbers_are_those_of_mpmath() -> None:
    """Each is the inverse distribution function at the middle of its word, rounded half up: by an inverse error function, in 60 digits."""
    with mpmath.workdps(60):
        for word in [*islice(Stream("any").words, 40), 0, WORD - 1, WORD // 2, 1, WORD - 2]:
            z = mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(2 * word + 1) / (2 * mpmath.mpf(WORD)) - 1)
            for mean, deviation, digits in ((0, 1, 2), (3, Fraction(1, 10), 6), (-1, 2, 0)):
                x = mean + mpmath.mpf(Fraction(deviation).numerator) / Fraction(deviation).denominator * z
                expected = Fraction(int(mpmath.floor(x * 10**digits + mpmath.mpf(1) / 2)), 10**digits)
                assert normal(word, Fraction(mean), Fraction(deviation), digits) == expected


def test_normal_numbers_are_distributed_as_they_should_be() -> None:
    """Chi-squared over ten classes of equal chance, of 2,000 numbers: 9 degrees of freedom, of which 27.9 is passed once in a thousand."""
    found = [normal(word, Fraction(0), Fraction(1), 4) for word in islice(Stream("normal", 7, "W").words, 2000)]
    seen = Counter(min(int(10 * mpmath.ncdf(mpmath.mpf(x.numerator) / x.denominator)), 9) for x in found)
    assert sum((seen[k] - 200) ** 2 / 200 for k in range(10)) < 27.9


def test_a_seed_means_the_same_numbers_in_years(tmp_path: Path) -> None:
    """Committed values of three seeds; another name has other numbers, and what else is given changes nothing."""
    found = _given('{W: "normal(2, 3, seed=7)", v: "uniform(3, seed=7, low=-1, high=1, digits=3)"}', tmp_path)
    assert [" ".join(row) for row in found["W"].texts] == GOLDEN["W"]
    assert [" ".join(row) for row in found["v"].texts] == GOLDEN["v"]
    again = _given('{v: [1, 2, 3], W: "normal(2, 3, seed=7)"}', tmp_path)
    assert again["W"].texts == found["W"].texts
    other = _given('{W: [[1, 2, 3]], v: "normal(3, seed=7)"}', tmp_path)
    assert [text for row in other["v"].texts for text in row] != GOLDEN["W"][0].split()


GOLDEN = {"W": ["2.24 -0.66 1.06", "-0.75 -0.25 0.21"], "v": ["0.320", "0.742", "0.695"]}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("linspace(0, 1)", "linspace takes two ends and how many numbers (write linspace(-0.1, 0.5, 4))"),
        ("linspace(0, 1, 1/2)", "a size of linspace is a whole number from 1 to 10,000, found '1/2'"),
        ("linspace(0, x, 3)", "expected a number such as -3, 3/2 or 0.1, found 'x'"),
        ("arange(3, 1)", "'arange(3, 1)' has 0 numbers, not 1 to 10,000 (the last one comes before its end)"),
        ("arange(0, 1, 0)", "arange takes an end, or a start, an end and a step that is not 0"),
        ("arange(1e9)", "'arange(1e9)' has 1,000,000,000 numbers, not 1 to 10,000"),
        ("zeros(1000, 1000)", "'v' would have 1,000,000 numbers and 2 axes; one value has 10,000 and 4 at most"),
        ("normal(3)", "normal needs a seed, so that it is the same each time (write normal(2, 3, seed=7, digits=2))"),
        ("normal(3, seed=x)", "expected a number such as -3, 3/2 or 0.1, found 'x'"),
        ("normal(3, seed=1, digits=20)", "the number of decimals of normal is a whole number from 0 to 12, found '20'"),
        ("normal(3, seed=1, std=0)", "a standard deviation is positive"),
        ("normal(3, seed=1, low=2)", "normal has no 'low=', or has it twice (what it has by name: seed=, digits=, mean=, std=)"),
        ("normal(seed=1, 3)", "'3' stands behind what has a name (write it first)"),
        ("uniform(3, seed=1, low=1/3)", "uniform draws from low to high, which have 2 decimals at most"),
        ("randn(3)", "nothing makes numbers by the name 'randn' (did you mean 'normal'?)"),
        ("eye(2, 3)", "eye takes the number of its rows"),
        ("eval('1')", "nothing makes numbers by the name 'eval'"),
    ],
)
def test_what_describes_no_numbers_is_told_at_its_place(written: str, message: str, tmp_path: Path) -> None:
    """The fault says what there is, and how it is written."""
    with pytest.raises(InputErrors) as caught:
        _given(f'{{v: "{written}"}}', tmp_path, "y: sum(v)")
    assert any(message in str(fault) for fault in caught.value.faults), caught.value.faults


# Tables ---------------------------------------------------------------------------------------------------------------


def _table(content: str | bytes, folder: Path, columns: str = "", equations: str = "y: sum(v)") -> dict[str, Given]:
    (folder / "data.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return _given(f"{{v: {{csv: data.csv{f', columns: {columns!r}' if columns else ''}}}}}", folder, equations)


def test_a_table_is_a_matrix_and_a_column_a_vector(tmp_path: Path) -> None:
    """Lines are rows; with ends of lines of any system, a mark of the order of bytes, blanks and empty lines at the end."""
    whole = _table(b'\xef\xbb\xbfa, "b",c\r\n1,1/2,-3\r\n0.50, 2 ,1e-1\r\n\r\n', tmp_path)["v"]
    assert whole.texts == (("1", "1/2", "-3"), ("0.50", "2", "1e-1"))
    assert whole.file == tmp_path / "data.csv"
    assert _table("a,b\n1,2\n3,4\n", tmp_path, "b")["v"].texts == (("2",), ("4",))
    assert _table("a,b,c\n1,2,3\n4,5,6\n", tmp_path, "c, a")["v"].texts == (("3", "1"), ("6", "4"))
    assert [*_table("a,b\n1,2\n3,4\n", tmp_path, equations="y: sum_t(sum(v[t]))")] == ["v[1]", "v[2]"]


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        ("a;b\n1;2\n", "1:1", "is not the name of a column"),
        ("a,b\n1,5;2,5\n", "2:1", "the line has 3 columns, and 2 have names (columns have commas between them and decimals a point"),
        ("a,b\n1\n", "2:1", "the line has 1 columns, and 2 have names"),
        ("a,b\n1,\n", "2:3", "expected a number"),
        ("a,b\n1,=A1+1\n", "2:3", "expected a number such as -3, 3/2 or 0.1, found '=A1+1'"),
        ('a,b\n1,"2"\n', "2:3", "expected a number"),
        ("a,b\n1,nan\n", "2:3", "expected a number"),
        ("a,b\n1,1/0\n", "2:3", "division by zero"),
        ("a,b\n1,2\n\n3,4\n", "3:1", "the line has 1 columns"),
        ("1,2\n3,4\n", "1:1", "'1' is not the name of a column"),
        ("a,a\n3,4\n", "1:1", "'a' is not the name of a column, or of two"),
        ("a,b\n", "1:1", "the file has no line of numbers"),
        ("", "1:1", "the file has no line of numbers"),
        ("a\n" + "1\n" * 10_001, "1:1", "the file has 10,001 numbers; one value has at most 10,000"),
        ("a\n" + "1" * 1_000_001, "1:1", "the file is larger than 1,000,000 bytes"),
        (b"a,b\n\xff\xfe,1\n", "2:1", "the file is not UTF-8 text"),
        (b"a,b\n1,\x00\n", "2:1", "stands in no number and no name of a column"),
        ("a,b\n1,\u202e2\n", "2:1", "stands in no number and no name of a column"),
    ],
)
def test_a_hostile_or_foreign_table_is_refused_at_its_line_and_column(
    content: str | bytes, place: str, message: str, tmp_path: Path
) -> None:
    """Separators, decimal commas, formulas, quotes, empty fields, other encodings and sizes: nothing is guessed."""
    with pytest.raises(InputErrors) as caught:
        _table(content, tmp_path)
    assert any(f"data.csv:{place}:" in str(fault) and message in str(fault) for fault in caught.value.faults), str(caught.value)


@pytest.mark.parametrize("name", ["../data.csv", "/etc/passwd", "data.txt", "no.csv", "link.csv", "a b.csv", "data.csv/../../data.csv"])
def test_a_table_lies_in_the_folder_of_the_problem(name: str, tmp_path: Path) -> None:
    """No way leads outside of it, also not by a link, and what is there has the name of a table."""
    folder = tmp_path / "problems"
    folder.mkdir()
    (tmp_path / "data.csv").write_text("a\n1\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "data.csv")
    with pytest.raises(InputErrors, match=r"outside the folder|is not the name of a CSV file|there is no file|the name of a file has"):
        _given(f'{{v: {{csv: "{name}"}}}}', folder, "y: sum(v)")


def test_a_table_belongs_to_what_an_exam_is_made_from(tmp_path: Path) -> None:
    """Its digest stands in a certificate, so that another table is told."""
    from gen.model.exam import Exam

    _table("a\n1\n", tmp_path)
    problem, _ = load_problem(tmp_path / "problem.yaml")
    assert tmp_path / "data.csv" in Exam.of(problem).files


def test_alternatives_of_what_varies_may_be_made(tmp_path: Path) -> None:
    """Under `one of` a matrix is made in the shape that the given one has."""
    from gen.interface import load, variant

    file = tmp_path / "problem.yaml"
    extra = "    vary: {W: {one of: [eye, ones, [[2, 0], [0, 2]]]}}\n    differ: zeros\n    ask"
    file.write_text(_text("{W: [[1, 1], [1, 1]], v: [1, 2]}").replace("    ask", extra, 1), encoding="utf-8")
    drawn = {tuple(numbers(next(iter(variant(load(file), seed).problems[0].items[0].given.values())).value)) for seed in range(12)}
    assert {" ".join(map(str, one)) for one in drawn} == {"1 0 0 1", "1 1 1 1", "2 0 0 2"}
