"""The commands: output, exit codes, and what `--help` costs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen.cli.commands import main
from gen.system import cage
from tests.support.problems import ROOT


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def _run(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


MISPRINT = """title: T
cells:
  c:
    h[t]: V*h[t-1]
items:
  - id: a
    prompt: P
    given:
      V: 2
      h[0]: 1
    printed:
      h[1]: 3
    ask: value of h[1]
    points:
      h[1]: 1
"""


def test_check_reports_findings_with_exit_code_1(tmp_path: Path) -> None:
    """A finding has file, line, both values and the key by which it is acknowledged."""
    file = tmp_path / "p.yaml"
    file.write_text(MISPRINT, encoding="utf-8")
    result = _run("check", str(file))
    told = "h[1] is printed as 3, but the equations give 2 (to let it stand, acknowledge 'printed h[1]' with a reason)"
    assert (result.exit_code, result.stdout) == (1, "1 file checked, 1 finding\n")
    assert result.stderr == f"{file}:12:13: {told}\n          h[1]: 3\n                ^\n"


@pytest.mark.parametrize("form", ["exam", "solutions"])
def test_a_finding_stops_a_build_until_it_is_acknowledged(form: str, tmp_path: Path) -> None:
    """Exit code 1 and no file; with the acknowledgement the build goes on."""
    file = tmp_path / "p.yaml"
    file.write_text(MISPRINT, encoding="utf-8")
    assert _run(form, str(file), "--out", str(tmp_path / "out")).exit_code == 1
    assert not (tmp_path / "out").exists()
    file.write_text(MISPRINT + "    acknowledge:\n      printed h[1]: On purpose.\n", encoding="utf-8")
    assert _run(form, str(file), "--out", str(tmp_path / "out")).exit_code == 0


@pytest.mark.parametrize(
    ("out", "meant", "why"), [("taken/sub", "taken/sub/staff", "Not a directory"), ("full", "full/exam.pdf", "Is a directory")]
)
def test_a_result_that_cannot_be_written_is_told_in_one_line(out: str, meant: str, why: str, tmp_path: Path) -> None:
    """A folder below a file, or a folder where a file should go: exit code 2, and the folder that was meant."""
    (tmp_path / "taken").touch()
    (tmp_path / "full" / "exam.pdf").mkdir(parents=True)
    result = _run("exam", "problems/kink.yaml", "--out", str(tmp_path / out))
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"cannot write {tmp_path / meant}: {why}\n")


def test_a_layout_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    """The same for `gen layout`, which writes beside the exam."""
    file, stored = tmp_path / "p.yaml", tmp_path / "p.layout.yaml"
    file.write_text((ROOT / "problems" / "kink.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    stored.mkdir()
    result = _run("layout", str(file), "--variants", "0")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"cannot write {stored}: Is a directory\n")


def test_an_out_that_is_a_file_is_told_before_anything_is_set(tmp_path: Path) -> None:
    """Exit code 2 and no traceback."""
    (tmp_path / "taken").touch()
    result = _run("exam", "problems/kink.yaml", "--out", str(tmp_path / "taken"))
    assert (result.exit_code, f"Directory '{tmp_path / 'taken'}' is a file." in result.stderr) == (2, True)


def test_check_of_everything_that_is_shipped_finds_nothing_open() -> None:
    """All contradictions of the source sheets are acknowledged. Those of the final are checked in its exams, in both languages."""
    shipped = [file for file in (ROOT / "problems").rglob("*.yaml") if not file.name.endswith(".layout.yaml")]
    shipped = [file for file in shipped if file.parent.name != "final"]
    result = _run("check", *map(str, shipped))
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{len(shipped)} files checked, nothing found\n", "")


def test_check_of_a_good_file_is_silent_and_exits_0() -> None:
    """Nothing on standard error."""
    result = _run("check", "problems/sheet-c.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 file checked, nothing found\n", "")


NO_EXAM = "there is no problems/exams/default.yaml here: name an exam file or a problem file"
NO_PROBLEMS = "there is no folder 'problems' here: name the files"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("exam", NO_EXAM),
        ("solutions", NO_EXAM),
        ("new-variant --seed 1", NO_EXAM),
        ("layout", NO_EXAM),
        ("check", NO_PROBLEMS),
        ("stress", NO_PROBLEMS),
    ],
)
def test_a_folder_without_problems_is_told(command: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command takes where no file is named is there in a project only; elsewhere it says so, and writes nothing."""
    monkeypatch.chdir(tmp_path)
    result = _run(*command.split())
    assert (result.exit_code, result.stdout, result.stderr.splitlines()[-1]) == (2, "", f"Error: {message}")
    assert list(tmp_path.iterdir()) == []


def test_show_prints_one_item() -> None:
    """`--item` leaves out the others."""
    result = _run("show", "problems/sheet-c.yaml", "--item", "d")
    assert result.exit_code == 0
    assert "item d: gradient, 3 points" in result.stdout
    assert "item c" not in result.stdout


def test_show_of_an_unknown_item_is_bad_input() -> None:
    """The message names the items there are."""
    result = _run("show", "problems/sheet-c.yaml", "--item", "z")
    assert (result.exit_code, "there is no item 'z' (items: a, b, c, d, e)" in result.stderr) == (2, True)


def test_show_of_an_exam_file_is_bad_input() -> None:
    """show takes one problem."""
    result = _run("show", "problems/exams/default.yaml")
    assert (result.exit_code, "no problem file; show takes one" in result.stderr) == (2, True)


def test_json_has_exactly_the_documented_keys() -> None:
    """One object; readings, answers and steps as docs/format/output.md says, exact values as text."""
    data = json.loads(_run("show", "problems/sheet-a.yaml", "--json").stdout)
    assert set(data) == {"problem", "items"}
    assert [(i["id"], i["kind"], i["points"]) for i in data["items"]] == [
        ("a", "count", 1),
        ("b", "claim", 1),
        ("c", "value", 2),
        ("d", "gradient", 3),
        ("e", "roles", 2),
    ]
    count, claim, value, gradient, roles = data["items"]
    assert all(set(i) == {"id", "kind", "points", "readings"} for i in data["items"])
    assert count["readings"][0]["answers"] == [{"of": None, "wrt": None, "exact": "45", "value": 45.0}]
    assert value["readings"][0]["answers"][1] == {"of": "h[3]", "wrt": None, "exact": "3", "value": 3.0}
    assert gradient["readings"][0]["answers"][0] == {"of": "h[3]", "wrt": "V", "exact": "2/3", "value": 2 / 3}
    (refuted,) = claim["readings"][0]["answers"]
    numbers = {"h[0]": "1", "V": "1", "W": "1", "x[1]": "0", "b": "0"}
    assert refuted == {"claim": "h[t] = h[t-1]", "verdict": False, "counterexample": numbers}
    assert roles["readings"][0]["answers"] == [
        {"gate": "g_1", "role": "output"},
        {"gate": "g_2", "role": "forget"},
        {"gate": "g_3", "role": "update"},
    ]
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
from gen.system import cage
from gen.cli.commands import main
print(CliRunner().invoke(main, ["--help"]).exit_code, "sympy" in sys.modules, "jinja2" in sys.modules)
"""


def test_help_does_not_import_sympy() -> None:
    """`gen --help` answers without the heavy imports."""
    assert subprocess.run([sys.executable, "-c", HELP], check=True, capture_output=True, text=True).stdout == "0 False False\n"


@pytest.mark.parametrize("found", ["/usr/bin/bwrap", ""])
def test_the_version_tells_how_tex_is_caged(found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With -v before or behind; without it in one line."""
    monkeypatch.setattr(cage, "bubblewrap", lambda: found)
    told = "in namespaces of its own by /usr/bin/bwrap" if found else "without bubblewrap"
    (first,) = _run("--version").stdout.splitlines()
    assert first.startswith("gen, version ")
    for args in (["--version", "-v"], ["-v", "--version"]):
        assert _run(*args).stdout == f"{first}\nTeX runs within limits and {told}\n"
