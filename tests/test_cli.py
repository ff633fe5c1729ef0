"""The commands: output, exit codes, and what `--help` costs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen.cli import main
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def _run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


def test_check_reports_findings_with_exit_code_1() -> None:
    """Sheet A's misprint is the only finding in all shipped files."""
    result = _run("check")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 3
    assert "h[2] is printed as 2/3, but the recurrence gives 3/2" in result.stderr


def test_check_of_a_good_file_is_silent_and_exits_0() -> None:
    """Nothing on standard error."""
    result = _run("check", "problems/sheet-c.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 file checked, nothing found\n", "")


def test_show_prints_one_item() -> None:
    """`--item` leaves out the others."""
    result = _run("show", "problems/sheet-c.yaml", "--item", "d")
    assert result.exit_code == 0
    assert "item d: gradient, 3 points" in result.stdout
    assert "item c" not in result.stdout


def test_show_of_an_unknown_item_is_bad_input() -> None:
    """The message names the items there are."""
    result = _run("show", "problems/sheet-c.yaml", "--item", "z")
    assert (result.exit_code, "there is no item 'z' (items: a, c, d)" in result.stderr) == (2, True)


def test_show_of_an_exam_file_is_bad_input() -> None:
    """show takes one problem."""
    result = _run("show", "problems/exams/default.yaml")
    assert (result.exit_code, "show takes a problem file" in result.stderr) == (2, True)


def test_json_has_exactly_the_documented_keys() -> None:
    """One object; readings, answers and steps as the README says, exact values as text."""
    data = json.loads(_run("show", "problems/sheet-a.yaml", "--json").stdout)
    assert set(data) == {"problem", "items"}
    assert [(i["id"], i["kind"], i["points"]) for i in data["items"]] == [("a", "count", 1), ("c", "value", 2), ("d", "gradient", 3)]
    count, value, gradient = data["items"]
    assert all(set(i) == {"id", "kind", "points", "readings"} for i in data["items"])
    assert count["readings"][0]["answers"] == [{"of": None, "wrt": None, "exact": "45", "value": 45.0}]
    assert value["readings"][0]["answers"][1] == {"of": "h[3]", "wrt": None, "exact": "3", "value": 3.0}
    assert gradient["readings"][0]["answers"][0] == {"of": "h[3]", "wrt": "V", "exact": "2/3", "value": 2 / 3}
    assert set(gradient["readings"][0]["steps"][0]) == {"kind", "lhs", "symbolic", "substituted", "exact"}


def test_json_of_a_value_that_is_not_rational_has_exact_null(tmp_path: Path) -> None:
    """tanh(1) has a float and no exact text."""
    text = """title: T
cells: {c: {"h[t]": "tanh(x[t])"}}
items: [{id: a, prompt: P, given: {x: [1]}, ask: "value of h[1]", points: {"h[1]": 1/2}}]
"""
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    (item,) = json.loads(_run("show", str(tmp_path / "p.yaml"), "--json").stdout)["items"]
    assert item["points"] == 0.5
    assert item["readings"][0]["answers"] == [{"of": "h[1]", "wrt": None, "exact": None, "value": 0.7615941559557649}]


HELP = """
import sys
from click.testing import CliRunner
from gen.cli import main
print(CliRunner().invoke(main, ["--help"]).exit_code, "sympy" in sys.modules, "jinja2" in sys.modules)
"""


def test_help_does_not_import_sympy() -> None:
    """`gen --help` answers without the heavy imports."""
    assert subprocess.run([sys.executable, "-c", HELP], check=True, capture_output=True, text=True).stdout == "0 False False\n"
