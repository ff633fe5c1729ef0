"""Tables to fill in: what their cells ask, what the sheet shows of them, and how the key that fills them in is confirmed."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gen.algebra.expr import Atom
from gen.check.exam import CheckedExam, check_exam
from gen.cli.commands import main
from gen.format.exam_file import load_exam
from gen.format.problem_file import load_problem
from gen.latex.tex import Tex
from gen.messages.errors import InputErrors, VerificationError
from gen.model.table import Table, table_of
from gen.page.exam import exam_view
from gen.page.grids import GridView
from gen.proofread.proofread import proofread_exam
from gen.typeset.building import view_of
from gen.typeset.templates import render
from tests.support.examples import quick
from tests.support.mutation import Change, put_in
from tests.support.pages import build_text
from tests.support.problems import plain_layout, solve_text

RNN = """\
title: A table
cells:
  rnn:
    h[t]: relu(w*h[t-1] + u*x[t])
    L: (h[T] - y)**2/2
items:
  - id: a
    prompt: Fill it in.
    given: {w: 2, u: 1, y: 5, "h[0]": 1, x: [1, -3, 4]}
    convention: {relu'(0): 0}
    ask: table
    table:
      columns: t = 0..3
      rows: ["x[t]", "z[t]", "h[t]", "dL/dh[t]", "h[t] > 2"]
      printed: h[1]
    by: reverse
    points: {cell: 1/2}
"""
WORDS = """\
title: A table in words
items:
  - id: a
    prompt: Fill it in.
    ask: table
    table:
      columns: [{head: SGD}, {head: Adam}]
      rows:
        - {head: Memory, cells: [open little, open much]}
        - {head: Good at, cells: [open some, "-"], lines: 3}
      printed: little
    answer: {little: One number each, much: Three numbers each, some: Simple}
    points: {row: 1}
"""


def _table(text: str, folder: Path) -> Table:
    path = folder / "table.yaml"
    path.write_text(text, encoding="utf-8")
    problem, faults = load_problem(path)
    assert faults == []
    found = table_of(problem.items[0])
    assert found
    return found


def _with(rows: str, columns: str, more: str = "") -> str:
    """The recurrent problem with another table."""
    begin, end = RNN.index("      columns:"), RNN.index("    by:")
    return f"{RNN[:begin]}      columns: {columns}\n      rows: {rows}\n{more}{RNN[end:]}"


# What is read --------------------------------------------------------------------------------------------------------------------------


def _names(table: Table) -> list[list[str]]:
    """Each cell as an author names it: in brackets what the sheet prints, a dash where there is nothing."""
    return [[f"({c.name})" if c.printed else c.name if c.query else "-" for c in row.cells] for row in table.rows]


@pytest.mark.parametrize(
    ("rows", "columns", "cells"),
    [
        ('["x[t]", "z[t]"]', "t = 0..2", [["-", "(x[1])", "(x[2])"], ["-", "z[1]", "z[2]"]]),
        ("t = 2..1", '["h[t]", "dL/dh[t]", "h[t-1]"]', [["h[2]", "dL/dh[2]", "h[1]"], ["h[1]", "dL/dh[1]", "(h[0])"]]),
        ("h[t], gradient of L wrt h[t]", "t = 1..T", [["h[1]", "h[2]", "h[3]"], ["dL/dh[1]", "dL/dh[2]", "dL/dh[3]"]]),
        ("h[t] > h[t-1]", "t = 0, 1, 3", [["-", "h[1] > h[0]", "h[3] > h[2]"]]),
        ("w, u", "[value of L, gradient of L wrt ...]", None),
        ("w, u", "[gradient of L wrt ..., gradient of h[1] wrt ...]", [["dL/dw", "dh[1]/dw"], ["dL/du", "dh[1]/du"]]),
        ('[{head: Both, cells: [L, "h[2] = 3"]}]', "[{head: A}, {head: B}]", [["L", "h[2] = 3"]]),
    ],
)
def test_a_cell_asks_what_its_row_and_column_say_together(rows: str, columns: str, cells: list[list[str]] | None, tmp_path: Path) -> None:
    """Times are put into what is listed, names into a gap; what is given is printed, what has no such step is crossed out."""
    text = _with(rows, columns).replace("gradient of L wrt ...", "{head: dL, ask: gradient of L wrt ...}")
    text = text.replace("gradient of h[1] wrt ...", "{head: dh, ask: 'gradient of h[1] wrt ...'}")
    if cells is None:
        path = tmp_path / "table.yaml"
        path.write_text(text, encoding="utf-8")
        assert "nothing says what a cell of this row asks" in str(load_problem(path)[1][0])
    else:
        assert _names(_table(text, tmp_path)) == cells


BROKEN = [
    (_with("t = 1..3", "t = 1..3"), "13:7: rows and columns are both times"),
    (_with("h[t]", "t = 1..x"), "13:16: 't = 1..x' are no times"),
    (_with("h[t]", "t = 1..99"), "13:16: a table has 24 times at most"),
    (_with("hh[t]", "t = 1..3").replace("rows: hh", "rows: h, size of"), "cannot tell what 'size of[t]' asks"),
    (_with("x[t]", "t = 1..3"), "13:7: the table has no cell to fill in"),
    (_with("h[t]", "t = 1..3", "      printed: h[7]\n"), "15:16: no cell 'h[7]' to print (did you mean 'h[3]'?)"),
    (_with("[{head: A, cells: [L]}]", "[{head: B}, {head: C}]"), "14:14: the row has 1 cells, the table 2 columns"),
    (RNN.replace("cell: 1/2", "row q: 1"), "17:14: no cell for 'row q' to give points for"),
    (RNN.replace("{cell: 1/2}", '{cell: 1/2, "column 1": 1, "row z[t]": 1}'), "cells of 'row z[t]' are paid twice"),
    (RNN.replace("{cell: 1/2}", '{"row z[t]": 1}'), "no points for the answer 'h[2]'"),
    (RNN.replace("ask: table", "ask: value of L").replace("cell: 1/2", "L: 1"), "13:7: the item describes a table and does not ask for it"),
    (RNN[: RNN.index("    table:")] + RNN[RNN.index("    by:") :], "11:10: the item asks for a table and has none"),
    (WORDS.replace(", some: Simple", ""), "the cell 'open some' has no answer (write it under answer: {some: ...})"),
    (_with("value of h", "t = 1..3"), "'h' has a time: write h[t], or the time"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_what_is_no_table_is_refused_at_its_place(text: str, message: str, tmp_path: Path) -> None:
    """Each message has the line and column, and what to write instead."""
    with pytest.raises(InputErrors) as refused:
        solve_text(text, tmp_path)
    assert message in str(refused.value)


# What is computed ----------------------------------------------------------------------------------------------------------------------


@quick(8)
@given(st.lists(st.integers(-4, 4).filter(bool), min_size=2, max_size=4), st.integers(-3, 3), st.integers(1, 3))
def test_cells_are_those_of_a_loop(inputs: list[int], w: int, first: int) -> None:
    """A forward and a backward pass written as two loops give every number and every yes or no of the table."""
    steps = len(inputs)
    text = (
        RNN.replace("w: 2", f"w: {w}")
        .replace('"h[0]": 1', f'"h[0]": {first}')
        .replace("[1, -3, 4]", str(inputs))
        .replace("0..3", f"0..{steps}")
    )
    with TemporaryDirectory() as folder:
        one = solve_text(text, Path(folder)).items[0]
    h, z = [float(first)], [0.0]
    for x in inputs:
        z.append(w * h[-1] + x)
        h.append(max(z[-1], 0.0))
    back = [0.0] * steps + [h[-1] - 5]
    for t in range(steps, 0, -1):
        back[t - 1] = back[t] * (z[t] > 0) * w
    table = table_of(one.item)
    assert table
    wanted: list[list[Any]] = [[], z, h, back, ["yes" if value > 2 else "no" for value in h]]
    derivation = one.readings[0].derivation
    for (i, j), cell in table.empty.items():
        (answer,) = cell.answers(derivation)
        found: object = derivation.values[answer] if isinstance(answer, Atom) else answer.word
        assert found == wanted[i][j]


def test_show_has_the_table_in_text_and_json(tmp_path: Path) -> None:
    """`gen show` prints it with what the sheet prints in brackets, and has it as rows of cells for programs."""
    file = tmp_path / "t.yaml"
    file.write_text(RNN, encoding="utf-8")
    lines = CliRunner().invoke(main, ["show", str(file)]).stdout.splitlines()
    at = lines.index("    table")
    assert [re.split(r"  +", line.strip()) for line in lines[at + 1 : at + 7]] == [
        ["t", "0", "1", "2", "3"],
        ["x[t]", "-", "[1]", "[-3]", "[4]"],
        ["z[t]", "-", "3", "3", "10"],
        ["h[t]", "[1]", "[3]", "3", "10"],
        ["dL/dh[t]", "40", "20", "10", "5"],
        ["h[t] > 2", "no", "yes", "yes", "yes"],
    ]
    item = json.loads(CliRunner().invoke(main, ["show", "--json", str(file)]).stdout)["items"][0]
    assert item["kind"] == "table"
    table = item["readings"][0]["table"]
    assert table["rows"][2]["cells"][1:3] == [
        {"asks": "h[1]", "text": "3", "printed": True},
        {"asks": "h[2]", "text": "3", "printed": False},
    ]
    assert table["rows"][0]["cells"][0] is None


@pytest.mark.parametrize(
    ("points", "total", "criteria"),
    [
        ("{cell: 1/2}", Fraction(13, 2), 13),
        ("{row: 1}", Fraction(4), 4),
        ("{column: 2}", Fraction(8), 4),
        ("{all: 3}", Fraction(3), 1),
        ("3", Fraction(3), 1),
        ('{cell: 1/2, "h[2]": 2, "row z[t]": 3}', Fraction(19, 2), 11),
    ],
)
def test_points_are_for_cells_rows_columns_or_all(points: str, total: Fraction, criteria: int, tmp_path: Path) -> None:
    """`cell` pays each empty cell that nothing else pays, `row` and `column` what is right as a whole; what is printed earns nothing."""
    item = solve_text(RNN.replace("{cell: 1/2}", points), tmp_path).items[0].item
    assert (item.points, len(item.grading.criteria)) == (total, criteria)


def test_a_relation_is_decided_once_more_by_dual_numbers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A verdict that is turned round is refused."""
    calls = put_in(monkeypatch, "questions.table_cells._holds", lambda f: lambda *args: not f(*args))
    with pytest.raises(VerificationError, match="dual numbers give"):
        solve_text(RNN, tmp_path)
    assert calls


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("questions.each_step.at_step", lambda f: lambda query, t: f(query, max(t - 1, 0))),
        ("model.table.cell_text", lambda f: lambda answers, values: f(answers, {atom: 2 * x for atom, x in values.items()})),
        ("page.grids._cell", lambda f: lambda cell, latex: replace(f(cell, latex), text=Tex(f(cell, latex).text.replace("4", "9")))),
        ("document.filled_table.grid_of", lambda f: lambda *args: replace(f(*args), rows=f(*args).rows[::-1])),
        ("document.filled_table._singles", lambda f: lambda table, criteria: dict.fromkeys(table.empty, Fraction(1))),
    ],
    ids=["another step", "other numbers", "another digit", "other rows", "other points"],
)
def test_a_mutant_that_fills_tables_wrongly_is_refused(place: str, change: Change, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What comes out of each is read back as wrong."""
    file = tmp_path / "table.yaml"
    file.write_text(RNN, encoding="utf-8")
    calls = put_in(monkeypatch, place, change)
    with pytest.raises(VerificationError):
        check_exam(*load_exam(file))
    assert calls


# The sheet -----------------------------------------------------------------------------------------------------------------------------


@cache
def _checked(text: str) -> CheckedExam:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.yaml"
        file.write_text(text, encoding="utf-8")
        return check_exam(*load_exam(file))


def _sheet(text: str) -> GridView:
    grid = view_of(_checked(text), "exam", "graders").problems[0].items[0].grid
    assert grid
    return grid


def _key(text: str) -> GridView:
    grid = _checked(text).key.problems[0].items[0].grid
    assert grid
    return grid


def _bare(view: GridView) -> GridView:
    """A table as its sheet has it."""
    rows = (
        replace(row, cells=tuple(c if c.kind == "printed" else replace(c, text=Tex(""), scale=1.0, high=0.0) for c in row.cells))
        for row in view.rows
    )
    return replace(view, rows=tuple(rows))


@pytest.mark.parametrize("text", [RNN, WORDS, RNN.replace("{cell: 1/2}", "{row: 1}")], ids=["numbers", "words", "rows"])
def test_the_sheet_is_the_key_without_its_answers(text: str) -> None:
    """Same widths, heights, heads and points; cells to fill in are empty, and everything that the sheet prints stands in the key."""
    assert _bare(_key(text)) == _bare(_sheet(text)) == _sheet(text)
    assert _key(text) != _sheet(text)


@pytest.mark.parametrize("other", ["w: -2", "w: 123", "w: 0.123456"])
def test_no_size_on_the_sheet_depends_on_an_answer(other: str) -> None:
    """Long numbers and short ones, yes and no, have cells of the same size."""
    own, varied = (_sheet(text.replace("      printed: h[1]\n", "")) for text in (RNN, RNN.replace("w: 2", other)))
    assert own == varied


def test_the_exam_of_a_table_is_made_without_a_look_at_its_solution() -> None:
    """But for what its author has printed there, nothing of a solution is in the exam; a template without an audience shows none of it."""
    checked = _checked(RNN)
    sheet = render(exam_view(checked.exam, None, plain_layout(checked.exam)), "exam")
    assert render(replace(exam_view(checked.exam, checked.solved, plain_layout(checked.exam)), audience=None), "exam") == sheet
    table = table_of(checked.exam.problems[0].items[0])
    assert table and [cell.name for _, cell in table.cells if cell.text] == ["h[1]"]
    assert [text for text in ("$40$", "$20$", "yes", "$10$") if text in sheet] == []


def test_what_is_printed_is_computed_and_varies() -> None:
    """A printed cell that is computed has the number of each variant."""
    assert [_sheet(text).rows[2].cells[1].text for text in (RNN, RNN.replace("w: 2", "w: 4"))] == ["$3$", "$5$"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_with("h[t]", "t = 1..24").replace("[1, -3, 4]", str([1] * 24)), "the table is 30.1 cm wide with cells to write into"),
        (_with("t = 1..24", "h[t]").replace("[1, -3, 4]", str([1] * 24)), "the table is 21."),
        (WORDS.replace("Three numbers each", "word " * 80), "what belongs into the cell 'much' is"),
    ],
)
def test_a_table_that_no_page_holds_is_refused(text: str, message: str) -> None:
    """Too wide, too high, or with an answer for which its cell has no room."""
    with pytest.raises(InputErrors, match=re.escape(message)):
        _checked(text)


# The key read back ---------------------------------------------------------------------------------------------------------------------

Damage = Callable[[GridView], GridView]


def _changed(i: int, j: int, **changes: Any) -> Damage:
    def damage(view: GridView) -> GridView:
        cells = [list(row.cells) for row in view.rows]
        cells[i][j] = replace(cells[i][j], **changes)
        return replace(view, rows=tuple(replace(row, cells=tuple(own)) for row, own in zip(view.rows, cells, strict=True)))

    return damage


def _exchanged(view: GridView) -> GridView:
    """Two rows without their heads."""
    first, second, third, *rest = view.rows
    return replace(view, rows=(first, replace(second, cells=third.cells), replace(third, cells=second.cells), *rest))


DAMAGES: Mapping[str, tuple[Damage, str]] = {
    "another number": (_changed(3, 0, text=Tex("$41$")), "41 is read as 41, dL/dh[0] is 40"),
    "a number that is lost": (_changed(3, 0, text=Tex("")), "has 0 numbers, not 1"),
    "another printed number": (_changed(0, 1, text=Tex("$2$")), r"2 is read as 2, x[1] is 1"),
    "yes in place of no": (_changed(4, 0, text=Tex("yes")), "says yes, not no"),
    "a cell crossed out": (_changed(2, 2, kind="crossed"), "is crossed, not empty"),
    "an answer that is printed": (_changed(2, 2, kind="printed"), "is printed, not empty"),
    "rows exchanged": (_exchanged, "is printed, not crossed"),
    "heads exchanged": (lambda view: replace(view, columns=(view.columns[1], view.columns[0], *view.columns[2:])), "stands at"),
    "a row that is lost": (lambda view: replace(view, rows=view.rows[:-1]), "is not one of 5 rows and 4 columns"),
    "other points": (lambda view: replace(view, note=Tex("1 p for each cell")), "is not what its cells earn"),
    "points that are lost": (lambda view: replace(view, note=Tex("")), "is told with"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_table_is_refused(name: str) -> None:
    """Each number, head, verdict and point of the key is read back."""
    damage, message = DAMAGES[name]
    checked = _checked(RNN)
    problem = checked.key.problems[0]
    item = problem.items[0]
    assert item.grid
    key = replace(checked.key, problems=(replace(problem, items=(replace(item, grid=damage(item.grid)),)),))
    with pytest.raises(VerificationError, match=re.escape(message)):
        proofread_exam(key, checked.solved)


@pytest.mark.parametrize(("points", "note"), [("{cell: 1/2}", "½ p for each cell"), ("{all: 2}", "2 p for the whole table")])
def test_points_stand_below_the_table_in_the_language_of_the_page(points: str, note: str) -> None:
    """What each cell earns, or all of them; beside a row what that earns, in the table and on the grading sheet."""
    assert _key(RNN.replace("{cell: 1/2}", points)).note == note
    german = _key(RNN.replace("{cell: 1/2}", '{"row z[t]": 1, cell: 1/2}').replace("title:", "language: de\ntitle:"))
    assert german.note == "½ P. für jede andere Zelle"
    assert [row.credit for row in german.rows] == ["", r"1\,P.", "", "", ""]
    assert german.rows[4].cells[0].text == "nein"


def test_the_grading_sheet_has_rows_and_answers_in_words() -> None:
    """A line for each row that earns points, and one for each answer in words with the heads of its row and column."""
    grading = _checked(WORDS).key.grading
    assert grading
    assert [(line.text, line.result) for row in grading.items for line in row.lines] == [
        ("Row Memory", r"1\,p"),
        ("Memory, Adam: Three numbers each", ""),
        ("Row Good at", r"1\,p"),
        ("Good at, SGD: Simple", ""),
    ]


def test_a_table_stands_at_the_same_place_in_exam_and_key(tmp_path: Path) -> None:
    """Both are set, and read back letter by letter; the key has the answers where the sheet has room for them."""
    file = tmp_path / "t.yaml"
    file.write_text(RNN, encoding="utf-8")
    exam, key = (build_text(form, file, tmp_path / "out") for form in ("exam", "solutions"))
    assert "yes" not in exam and re.search(r"no +yes +yes +yes", key)
    assert re.search(r"1 +3\n", exam) and "(½ p for each cell)" in exam
