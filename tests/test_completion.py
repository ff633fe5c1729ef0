"""What a shell proposes, and what runs before a commit."""

import re
from pathlib import Path

import pytest
import yaml
from click.shell_completion import BashComplete, ShellComplete
from click.testing import CliRunner

from gen.cli.commands import main
from tests.support.problems import ROOT

PROPOSED = {  # what is typed before the word, the word as far as it is there, and what is proposed
    "problem files": (["show"], "", ["own.yaml", "problems/a.yaml", "problems/exams/default.yaml"]),
    "problem files of a folder": (["check"], "problems/", ["problems/a.yaml", "problems/exams/default.yaml"]),
    "the rest of a name": (["exam"], "problems/ex", ["problems/exams/default.yaml"]),
    "items": (["show", "problems/a.yaml", "--item"], "", ["a", "b2"]),
    "items that begin so": (["check-answer", "problems/a.yaml", "--item"], "b", ["b2"]),
    "items of a file that is none": (["show", "problems/none.yaml", "--item"], "", []),
    "items of a broken file": (["show", "own.yaml", "--item"], "", []),
    "languages": (["init", "--language"], "", ["en", "de"]),
    "kinds of files": (["schema"], "e", ["exam"]),
    "levels": (["list", "--level"], "", ["easy", "medium", "hard"]),
    "commands": ([], "sch", ["schema"]),
}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a problem, an exam, its layout, and a file that cannot be read."""
    (tmp_path / "problems" / "exams").mkdir(parents=True)
    (tmp_path / "problems" / "a.yaml").write_text("title: T\nitems:\n  - id: a\n  - {id: b2, ask: open}\n  - none\n", encoding="utf-8")
    for name in ("default.yaml", "default.layout.yaml"):
        (tmp_path / "problems" / "exams" / name).write_text("title: T\n", encoding="utf-8")
    (tmp_path / "own.yaml").write_text("items: [\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", PROPOSED)
def test_a_shell_proposes(course: Path, case: str) -> None:
    """Files of problems and exams without their layouts, ids of items, words of options."""
    before, word, proposed = PROPOSED[case]
    found = ShellComplete(main, {}, "gen", "_GEN_COMPLETE").get_completions(before, word)
    assert [one.value for one in found if one.type == "plain"] == proposed


def test_any_file_is_proposed_where_no_problem_file_begins_so(course: Path) -> None:
    """The shell goes on by itself: the files may lie anywhere."""
    (one,) = ShellComplete(main, {}, "gen", "_GEN_COMPLETE").get_completions(["show"], "../other")
    assert (one.value, one.type) == ("../other", "file")


def test_the_documented_line_gives_a_script() -> None:
    """For bash, zsh and fish, by the variable that the page names."""
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    shells = re.findall(r"_GEN_COMPLETE=(\w+)_source gen", page)
    assert sorted(set(shells)) == ["bash", "fish", "zsh"]
    assert "_GEN_COMPLETE=bash_complete" in BashComplete(main, {}, "gen", "_GEN_COMPLETE").source()


def test_the_hook_checks_what_a_commit_changes(course: Path) -> None:
    """Of the names that are changed those of problem folders; a fault in one stops the commit."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    changed = ["problems/a.yaml", "course/problems/exams/b.yaml", ".github/workflows/check.yaml", "notes.yaml"]
    assert [name for name in changed if re.search(hook["files"], name)] == changed[:2]
    assert hook["types"] == ["yaml"] and hook["entry"].split() == ["gen", "check"] and hook["require_serial"] is True
    sound = ROOT / "problems" / "listing-gaps.yaml"
    (course / "problems" / "b.yaml").write_text(sound.read_text(encoding="utf-8"), encoding="utf-8")
    runs = [CliRunner().invoke(main, [*hook["entry"].split()[1:], name]).exit_code for name in ("problems/a.yaml", "problems/b.yaml")]
    assert runs == [2, 0]
