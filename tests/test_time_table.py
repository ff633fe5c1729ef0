"""Scalar recurrences set as tables: one row for each time, the rule of a column in its head, points in the cells that earn them."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gen.algebra.numbers import NumberFormat
from gen.document import TimeTable
from gen.document.solution import solution_part
from gen.latex.tex import Tex
from gen.latex.writer import Latex
from gen.messages.errors import VerificationError
from gen.model.memo import Memo
from gen.model.problem import Style
from gen.model.solved import SolvedItem
from gen.page.rows import LINE
from gen.page.solution import ReadingView, SolutionView
from gen.page.tables import TableView, least_height, table_views
from gen.proofread.proofread import proofread
from tests.support.keys import key_of
from tests.support.problems import ROOT, every_rule_holds, solve_text, solved

CELL = """
title: T
cells:
  rnn:
    h[t]: relu(V*h[t-1] + W*x[t])
items:
  - id: a
    prompt: Find it.
    given: {V: 2, W: 1, 'h[0]': 1, x: [1, -9, 4]}
    ask: ASK
    by: BY
    style: STYLE
    points: {all: 1}
"""


def _item(tmp_path: Path, ask: str = "gradient of h[3] wrt V", by: str = "forward", style: str = "table") -> SolvedItem:
    return solve_text(CELL.replace("ASK", ask).replace("BY", by).replace("STYLE", style), tmp_path).items[0]


def _tables(key: SolutionView) -> list[TableView]:
    return [table for group in key.readings[0].groups for block in group.blocks for table in block.tables]


def _cells(table: TableView) -> list[list[str]]:
    return [[time, *(cell.form for cell in cells)] for time, cells in table.rows]


def test_each_column_has_its_rule_in_its_head_and_numbers_below(tmp_path: Path) -> None:
    """Of a recursion that stands above the head has the name alone, and what that writes out has no column. The first step of a derivative,
    which is another, has its own symbols; a gate needs no reason beside its argument."""
    item = _item(tmp_path)
    key = key_of(item, Latex())
    tables = _tables(key)
    assert [one for table in tables for one in zip(table.heads, table.rules, strict=True)] == [
        ("z_{t}", r"= V\,h_{t-1} + W\,x_{t}"),
        ("h_{t}", r"= \operatorname{ReLU}(z_{t})"),
        (r"\operatorname{ReLU}'(z_{t})", ""),
        (r"\frac{\partial h_{t}}{\partial V}", ""),  # the general rule above has said it
    ]
    assert _cells(tables[0]) == [
        ["1", r"2 \cdot 1 + 1 \cdot 1 = \phantom{-}3", "3", "1", r"\operatorname{ReLU}'(z_{1})\,h_{0} = 1"],
        ["2", r"2 \cdot 3 + 1 \cdot (-9) = -3", "0", "0", r"0 \cdot (3 + 2) = 0"],
        ["3", r"2 \cdot 0 + 1 \cdot 4 = \phantom{-}4", "4", "1", r"2 \cdot 0 = 0"],
    ]
    assert [cell.credit for cell in tables[0].rows[-1][1]] == ["", "", "", r"1\,p"]
    assert proofread(key, item, Latex()).numbers > 0


def test_a_backward_pass_runs_from_the_last_step_to_the_first(tmp_path: Path) -> None:
    """In a table of its own; the sum over its rows stands below it, under the same heading."""
    key = key_of(_item(tmp_path, by="reverse"), Latex())
    _, backward = _tables(key)
    assert [time for time, _ in backward.rows] == ["3", "2", "1"]
    assert list(backward.heads) == [r"\delta_{t}"]
    assert [group.heading for group in key.readings[0].groups if group.heading] == [
        "In general",
        "Step by step",
        "Backward pass",
    ]


@pytest.mark.parametrize(("style", "tables", "longest"), [("table", 1, 3), ("rows", 0, 5), ("short", 0, 3)])
def test_the_author_may_say_how_a_key_is_set(style: Style, tables: int, longest: int, tmp_path: Path) -> None:
    """As a table over time, in rows, or in rows with symbols and result alone."""
    item = _item(tmp_path, ask="value of h[3]", style=style)
    key = key_of(item, Latex())
    assert len(_tables(key)) == tables
    rows = [row for group in key.readings[0].groups for block in group.blocks for row in block.rows]
    forms = [row.form for row in rows] or [cell.form for table in _tables(key) for _, cells in table.rows for cell in cells]
    assert max(form.count(" = ") + 2 for form in forms) == longest
    assert proofread(key, item, Latex()).numbers > 0


def test_no_table_is_less_high_than_is_known_of_it_before_it_is_set() -> None:
    """Rows stay where even that is more than they take."""
    for name in ("sheet-a", "sheet-b", "lstm", "gru", "vector-rnn"):
        found = solved(ROOT / "problems" / f"{name}.yaml")
        latex, memo = Latex.of(found.problem), Memo()
        for one in found.items:
            readings = solution_part(one, found.problem.shown, found.problem.latex).readings
            blocks = [block for reading in readings for section in reading.tabled for block in section.blocks]
            for table in (block for block in blocks if isinstance(block, TimeTable)):
                assert all(view.height >= least_height(table) for view in table_views(table, latex, LINE, memo))


def test_twelve_steps_fit_one_page(tmp_path: Path) -> None:
    """Forward pass, gates and the gradient over twelve steps of time take less than a page."""
    text = CELL.replace("[1, -9, 4]", str([1, -3, 2] * 4)).replace("V: 2", "V: 1/2").replace("STYLE", "table")
    item = solve_text(text.replace("ASK", "gradient of h[12] wrt V").replace("BY", "forward"), tmp_path).items[0]
    assert sum(table.height for table in _tables(key_of(item, Latex()))) < 640


def test_a_column_that_is_too_wide_for_a_line_leaves_the_key_in_rows(tmp_path: Path) -> None:
    """Also where the author would have a table."""
    name = "_".join(["weight"] * 8)
    text = CELL.replace("V*h[t-1]", f"{name}*{name}*{name}*h[t-1]").replace("V: 2", f"{name}: 2")
    text = text.replace("ASK", f"gradient of h[3] wrt {name}").replace("BY", "forward").replace("STYLE", "table")
    assert _tables(key_of(solve_text(text, tmp_path).items[0], Latex())) == []


def _with_tables(reading: ReadingView, change: Callable[[TableView], TableView]) -> ReadingView:
    groups = tuple(
        replace(group, blocks=tuple(replace(block, tables=tuple(map(change, block.tables))) for block in group.blocks))
        for group in reading.groups
    )
    return replace(reading, groups=groups)


def _refused(item: SolvedItem, change: Callable[[TableView], TableView]) -> str:
    key = key_of(item, Latex(plain=True))
    with pytest.raises(VerificationError) as refused:
        proofread(replace(key, readings=tuple(_with_tables(reading, change) for reading in key.readings)), item, Latex(plain=True))
    return str(refused.value)


def test_a_rule_that_gives_no_row_is_refused(tmp_path: Path) -> None:
    """A rule that speaks of values that there are at no time is not taken for one that holds."""

    def change(table: TableView) -> TableView:
        return replace(table, rules=(Tex(r"= V\,h_{t-9} + W\,x_{t}"), *table.rules[1:]))

    assert _refused(_item(tmp_path), change) == r"the rule V\,h_{t-9} + W\,x_{t} of a column is that of 0 rows alone"


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Each value stands once in a key."""

    def change(table: TableView) -> TableView:
        rows = tuple((time, (*cells, cells[0])) for time, cells in table.rows)
        return replace(table, heads=(*table.heads, table.heads[0]), rules=(*table.rules, table.rules[0]), rows=rows)

    assert _refused(_item(tmp_path), change) == "z_{t} at 1 is told twice"


def test_a_note_about_another_cell_is_refused() -> None:
    """What stands below a table speaks of the cell that it belongs to."""
    item = solved(ROOT / "problems" / "kink.yaml").items[0]
    item = replace(item, item=replace(item.item, style="table"))

    def change(table: TableView) -> TableView:
        rows = tuple((time, tuple(replace(c, note=Tex(c.note.replace("z_{2}", "z_{1}", 1))) for c in cells)) for time, cells in table.rows)
        return replace(table, rows=rows)

    assert "below the table" in _refused(item, change)


def test_a_rule_may_speak_of_a_function_of_an_earlier_value(tmp_path: Path) -> None:
    """The derivative of an inner call stands in it with the call's own argument."""
    text = CELL.replace("relu(V*h[t-1] + W*x[t])", "V*h[t-1] + relu(relu(h[t-1]))").replace(", W: 1", "").replace(", x: [1, -9, 4]", "")
    text = text.replace("ASK", "gradient of h[4] wrt V").replace("BY", "forward").replace("STYLE", "table")
    item = solve_text(text, tmp_path).items[0]
    key = key_of(item, Latex())
    assert any(r"\frac{\partial \operatorname{ReLU}(h_{t-1})}{\partial V}" in rule for table in _tables(key) for rule in table.rules)
    assert proofread(key, item, Latex()).numbers > 0


TWO_GATES = """
title: Two gates
shown: 3 digits
cells:
  cell:
    g[t]: tanh(W_g @ x[t] + U_g @ h[t-1])
    o[t]: sigmoid(W_o @ x[t] + U_o @ h[t-1])
    h[t]: o[t]*g[t]
    L: sum((h[T] - y)**2)/2
items:
  - id: a
    prompt: Find it.
    given:
      W_g: [[1, 0], [1, 2]]
      U_g: [[1, 1], [0, 1]]
      W_o: [[1, -1], [0, 1]]
      U_o: [[0, 1], [1, 0]]
      h[0]: [0, 1]
      x: [[1, 0], [0, 1], [1, 1]]
      y: [1, 0]
    ask: gradient of L wrt W_g, U_g, W_o, U_o
    by: reverse
    style: table
    points: {all: 1}
"""


@cache
def _two_gates() -> SolvedItem:
    with TemporaryDirectory() as folder, every_rule_holds():
        return solve_text(TWO_GATES, Path(folder)).items[0]


def test_of_vectors_the_times_run_across_and_results_stand_alone() -> None:
    """Slopes are written out in the rules; a gradient that is like one before has its symbols and result, or its result beside others."""
    item, latex = _two_gates(), Latex(shown=NumberFormat("digits", 3), plain=True)
    key = key_of(item, latex)
    forward, backward = _tables(key)
    assert forward.across and backward.across
    assert list(zip(backward.heads, backward.rules, strict=True)) == [
        (r"\frac{\partial L}{\partial h_{t}}", ""),
        (r"\delta_{o,t}", r"= \frac{\partial L}{\partial h_{t}} \odot g_{t} \odot o_{t} \odot (1 - o_{t})"),
        (r"\delta_{g,t}", r"= \frac{\partial L}{\partial h_{t}} \odot o_{t} \odot (1 - g_{t} \odot g_{t})"),
    ]
    assert {cell.form.count("pmatrix") for _, cells in backward.rows for cell in cells} == {0, 2}
    assert [group.heading for group in key.readings[0].groups][-2:] == ["Backward pass", "Likewise"]
    (likewise,) = key.readings[0].groups[-1].blocks
    assert [row.form.count("pmatrix") for row in likewise.rows] == [4]
    assert proofread(key, item, latex).numbers > 0


def _later(table: TableView) -> TableView:
    return replace(table, rules=tuple(Tex(rule.replace("o_{t}", "o_{t+1}")) for rule in table.rules))


def _slopes_named(table: TableView) -> TableView:
    return replace(table, rules=tuple(Tex(rule.replace(r"o_{t} \odot (1 - o_{t})", r"\sigma'(z_{o,t})")) for rule in table.rules))


REFUSED_TABLES = {
    "a rule of another time": (_later, "at 2 is read as"),
    "a rule with a slope that nothing tells": (_slopes_named, "the step sigmoid'(z_o[1]) is not told where it belongs"),
}


@pytest.mark.parametrize("what", REFUSED_TABLES)
def test_another_rule_of_vectors_is_refused(what: str) -> None:
    """The rule of each quantity gives its vectors, and names no slope that the page does not have."""
    change, message = REFUSED_TABLES[what]
    assert message in _refused(_two_gates(), change)
