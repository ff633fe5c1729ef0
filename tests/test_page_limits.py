"""What no page holds: set on a line of its own, scaled down, or refused before TeX is called."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.calculus.size_limits import MAX_ROWS
from gen.check.exam import CheckedExam, check_exam
from gen.check.page_limits import SMALLEST
from gen.cli.commands import main
from gen.format.exam_file import load_exam
from gen.latex.line_breaking import fitted
from gen.latex.tex import unfitted
from gen.latex.text_width import width
from gen.messages.errors import InputErrors
from gen.page.solution import SIDE_BY_SIDE
from gen.typeset.building import build

MATRIX = """
title: Numbers as a program prints them
cells:
  c:
    y: W @ x
items:
  - id: a
    prompt: "{prompt}"
    given:
      W: [{rows}]
      x: [1, 0, 0, 0, 1]
    ask: value of y
    points: {{all: 1}}
"""
ROWS = "[0.1234567890123456, 0.2345678901234567, 0.3456789012345678, 0.4567890123456789, 0.5678901234567891]"


def _checked(folder: Path, text: str) -> CheckedExam:
    path = folder / "limits.yaml"
    path.write_text(text, encoding="utf-8")
    return check_exam(*load_exam(path))


def _steps(folder: Path, n: int, rhs: str = "h[t-1]", ask: str = "value of") -> CheckedExam:
    by = "\n    by: reverse" if "gradient" in ask else ""
    wrt = " wrt h[0]" if "gradient" in ask else ""
    return _checked(
        folder,
        f"title: Steps\ncells:\n  c:\n    h[t]: {rhs}\nitems:\n  - id: a\n    prompt: Compute it.\n    given: {{'h[0]': 1}}\n"
        f"    ask: {ask} h[{n}]{wrt}{by}\n    points: {{all: 1}}\n",
    )


def test_what_is_wider_than_the_room_is_scaled_to_it() -> None:
    """The scale is one of whole hundredths, and can be taken off again."""
    formula = "W = 1234567890"
    assert fitted(formula, width(formula)) == formula
    scaled = fitted(formula, width(formula) * 0.777)
    assert (scaled, unfitted(scaled), unfitted(formula)) == (rf"\fitted{{0.77}}{{{formula}}}", (formula, 0.77), (formula, 1.0))
    assert width(scaled) == pytest.approx(0.77 * width(formula))


@pytest.mark.parametrize("prompt", ["Compute {cell} for {given}.", "For {given}, compute {cell}", "{given}"])
def test_a_wide_matrix_stands_on_a_line_of_its_own_and_is_read_back(prompt: str, tmp_path: Path) -> None:
    """In the prompt and in the key, with the sign that its sentence needs behind it, and never smaller than legible."""
    (item,) = _checked(tmp_path, MATRIX.format(prompt=prompt, rows=f"{ROWS}, {ROWS}")).key.problems[0].items
    assert re.search(
        r"(?:^|\n)\\begin\{align\*\}\n&\\fitted\{0\.\d\d\}\{\\boldsymbol\{W\} = .*\},\\\\\n&\\boldsymbol\{x\} = .*[.,]\n\\end\{align\*\}",
        item.prompt,
    )
    assert item.solution
    (group,) = item.solution.readings[0].groups
    scales = [unfitted(row.form)[1] for block in group.blocks for row in block.rows]
    assert SMALLEST <= min(scales) < 1


def test_an_accepted_matrix_is_within_the_page(tmp_path: Path, tex_logs: list[str]) -> None:
    """TeX, which knows the true widths, finds nothing that sticks out by more than a point."""
    checked = _checked(tmp_path, MATRIX.format(prompt="For {given}, compute `y`.", rows=f"{ROWS}, {ROWS}"))
    build(tmp_path / "limits.yaml", checked, "solutions", "graders", tmp_path / "out")
    wide = [float(points) for log in tex_logs for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert tex_logs and not [points for points in wide if points > 1]


def test_long_columns_are_not_set_side_by_side(tmp_path: Path) -> None:
    """Groups beside each other cannot be broken: a page would have to hold them."""
    for n, paired in ((3, True), (60, False)):
        (item,) = _steps(tmp_path, n, "relu(h[t-1])", "gradient of").key.problems[0].items
        assert item.solution
        groups = item.solution.readings[0].groups
        assert any(group.side for group in groups) == paired
        high = [sum(row.height for block in group.blocks for row in block.rows) for group in groups if group.side]
        assert all(points <= SIDE_BY_SIDE for points in high)


def test_a_key_of_too_many_lines_is_refused_before_it_is_derived(tmp_path: Path) -> None:
    """At its item, with the limit and what to do; what an earlier item tells does not count."""
    with pytest.raises(InputErrors) as refused:
        _steps(tmp_path, MAX_ROWS + 1)
    (fault,) = refused.value.faults
    assert fault.message == f"the key of this item would have {MAX_ROWS + 1} lines; it has {MAX_ROWS} at most, on about 21 pages"
    assert (fault.where.line, fault.hint) == (6, "ask for fewer steps, or make several items of it")


def test_a_key_of_high_rows_is_refused_by_its_height(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Matrices and fractions make a key higher than its lines tell; here with a limit that a few of them reach."""
    _steps(tmp_path, 8, "1/(1 + h[t-1])")
    monkeypatch.setattr("gen.check.page_limits.HIGHEST", 200)
    _steps(tmp_path, 2, "1/(1 + h[t-1])")
    with pytest.raises(InputErrors) as refused:
        _steps(tmp_path, 8, "1/(1 + h[t-1])")
    assert "the key of this item takes about" in refused.value.faults[0].message


LARGE = """title: Larger than a page
cells:
  layer:
    y: W @ x
    s: sum(y)
items:
  - id: a
    prompt: For {given}, compute `s`.
    given: {W: "normal(50, 4, seed=1, digits=1)", x: ones}
    ask: value of s, y
    points: {all: 1}
"""


def test_what_no_page_holds_is_computed_and_confirmed_without_one(tmp_path: Path) -> None:
    """A vector of 50 is shown, as JSON too, and confirmed; a page refuses it with item and name before any number is computed."""
    file = tmp_path / "large.yaml"
    file.write_text(LARGE.replace("x: ones", 'x: "ones(4)"'), encoding="utf-8")
    shown = CliRunner().invoke(main, ["show", "--json", str(file)])
    assert shown.exit_code == 0
    (total, values) = json.loads(shown.stdout)["items"][0]["readings"][0]["answers"]
    assert len(values["value"]) == 50
    assert total["value"] == pytest.approx(sum(x for row in values["value"] for x in row), rel=1e-12)
    assert CliRunner().invoke(main, ["check", "--numbers", str(file)]).exit_code == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gen.questions.values.evaluate_with_more_digits", _nothing_is_computed)
        for command in (["check", str(file)], ["exam", str(file), "--out", str(tmp_path)]):
            refused = CliRunner().invoke(main, command)
            assert refused.exit_code == 2
            assert "W is 50 x 4; a page holds vectors of 10 and matrices of 8 x 8 at most" in refused.stderr
            assert "so that the item 'a' cannot be set" in refused.stderr


def _nothing_is_computed(*_: object) -> None:
    raise AssertionError("numbers are computed")
