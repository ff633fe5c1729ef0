"""Broken problem files: each `tests/broken/NAME.yaml` gives exactly the messages in `NAME.txt`. To add a case is to add the two files."""

from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.cli.commands import main
from tests.support.problems import ROOT

BROKEN = ROOT / "tests" / "broken"
CASES = sorted(BROKEN.glob("*.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_broken_file_gives_its_messages_and_exit_code_2(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All faults at once, each with file:line:col, the line and a caret; exit 2 and nothing else."""
    monkeypatch.chdir(BROKEN)
    result = CliRunner().invoke(main, ["check", case.name])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == case.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["exam", "solutions"])
def test_a_broken_file_leaves_the_last_good_pdf_in_place(form: str, tmp_path: Path, subtests: pytest.Subtests) -> None:
    """A build of bad input ends with exit 2 before anything in the output folder is touched."""
    for case in CASES:
        with subtests.test(case.stem):
            out = tmp_path / case.stem
            out.mkdir()
            (out / f"{form}.pdf").write_bytes(b"the last good one")
            result = CliRunner().invoke(main, [form, str(case), "--out", str(out)])
            assert result.exit_code == 2
            assert [(file.name, file.read_bytes()) for file in out.iterdir()] == [(f"{form}.pdf", b"the last good one")]


def test_every_message_points_at_a_character() -> None:
    """In each expected text a caret stands under a character of the line that is quoted above it."""
    for case in CASES:
        lines = case.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
        for above, line in pairwise(lines):
            if line.strip() == "^":
                assert line.index("^") <= len(above), f"{case.stem}: {above}"


def test_a_missing_file_is_bad_input() -> None:
    """A path that does not exist is reported as file:line:col, too."""
    result = CliRunner().invoke(main, ["check", "problems/nowhere.yaml"])
    assert (result.exit_code, result.stderr) == (2, "problems/nowhere.yaml:1:1: cannot read the file: No such file or directory\n")


def test_the_faults_of_all_files_are_told_at_once() -> None:
    """One run over two broken files reports both."""
    paths = [str(BROKEN / "future.yaml"), str(BROKEN / "cycle.yaml")]
    result = CliRunner().invoke(main, ["check", *paths])
    assert result.exit_code == 2
    assert all(path in result.stderr for path in paths)
