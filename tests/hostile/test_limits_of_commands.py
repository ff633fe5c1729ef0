"""What commands may take where the budget ends a search, and what they say where nothing can be printed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.cli.commands import main
from gen.variants import search
from tests.hostile.written import problem
from tests.support.problems import ROOT

SEARCH = problem("h: V + x", "given: {V: 1, x: 1}; vary: {V: 1..9999, x: 1..9999}; require: [h = 2]; ask: value of h")
"""A space of 10^8 draws with one variant."""


@pytest.fixture
def endless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search in that space goes on; only the time can end it. All that is imported is there before it begins."""
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_text(SEARCH, encoding="utf-8")
    assert CliRunner().invoke(main, ["check", "p.yaml"]).exit_code == 0
    monkeypatch.setattr(search, "PATIENCE", 10**9)
    monkeypatch.setattr(search, "SAMPLE", 10**9)


SEARCHES = {"new-variant": (["--seed", "1", "--out", "out"], 2), "stress": (["--seeds", "1", "--jobs", "1", "--out", "o.html"], 1)}


@pytest.mark.parametrize("command", SEARCHES)
@pytest.mark.usefixtures("endless")
def test_a_search_that_time_ends_names_the_requirement_that_removes_most(command: str) -> None:
    """As one does that has made all its draws."""
    options, code = SEARCHES[command]
    result = CliRunner().invoke(main, [command, "p.yaml", *options, "--time-limit", "1"])
    assert result.exit_code == code
    assert "p.yaml:9:12: this takes more than 1 s of processor time in search of a variant: 'h = 2' removes most draws" in result.stderr


@pytest.mark.usefixtures("endless")
def test_a_count_of_variants_has_the_limit_of_time() -> None:
    """`gen variants` judges many draws of a large space."""
    result = CliRunner().invoke(main, ["variants", "p.yaml", "--time-limit", "1"])
    assert result.exit_code == 2
    assert ": this takes more than 1 s of processor time (" in result.stderr


MEMORY = "this takes more than 64 MiB of memory (take fewer steps or smaller arrays; --memory-limit allows more)"


@pytest.mark.parametrize(("options", "environment"), [(["--memory-limit", "64"], {}), ([], {"GEN_MEMORY": "64"})])
def test_the_limit_of_memory_is_chosen(options: list[str], environment: dict[str, str], tmp_path: Path) -> None:
    """By an option or for all commands in the environment; the message names the limit. (A process that is large already gets more.)"""
    file = tmp_path / "p.yaml"
    file.write_text(problem("h: W @ x", "shapes: {x: 4, h: 3}; ask: count of W", points="{total: 1}"), encoding="utf-8")
    assert CliRunner().invoke(main, ["check", str(file), *options], env=environment).exit_code in (0, 2)
    run = _run(["check", "problems/lstm.yaml", *options], **environment)
    assert (run.returncode, run.stderr.splitlines()[0].partition(": ")[2]) == (2, MEMORY)


WRONG = {
    "no time": (["--time-limit", "0"], "Invalid value for '--time-limit': 0.0 is not in the range 0<x<=1000000."),
    "no number": (["--time-limit", "nan"], "Invalid value for '--time-limit': 'nan' is no number"),
    "without an end": (["--time-limit", "inf"], "Invalid value for '--time-limit': inf is not in the range 0<x<=1000000."),
    "no memory": (
        ["--memory-limit", "0"],
        "Invalid value for '--memory-limit' (env var: 'GEN_MEMORY'): 0 is not in the range 64<=x<=1048576.",
    ),
    "an option that is none": (["--\x1b[2J"], r"No such option '--\x1b[2J'."),
}


@pytest.mark.parametrize(("options", "said"), WRONG.values(), ids=WRONG)
def test_a_limit_that_is_none_is_bad_input(options: list[str], said: str) -> None:
    """Exit code 2, and nothing that a terminal would obey."""
    result = CliRunner().invoke(main, ["check", *options])
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, f"Error: {said}")


# Where nothing can be printed ---------------------------------------------------------------------------------------------


def _run(args: list[str], **changed: object) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own; `stdout` and `stderr` are where it prints, everything else is its environment."""
    streams = {name: changed.pop(name, subprocess.PIPE) for name in ("stdout", "stderr")}
    env = {**os.environ, **{name: str(value) for name, value in changed.items()}}
    command = [sys.executable, "-c", "from gen.cli.commands import main; main(prog_name='gen')", *args]
    return subprocess.run(command, cwd=ROOT, env=env, text=True, encoding="utf-8", check=False, **streams)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("args", [["show", "problems/kink.yaml"], ["check", "problems/kink.yaml"], ["--help"]])
def test_a_full_disk_behind_the_output_is_told(args: list[str]) -> None:
    """Exit code 2 and one line, whatever was to be printed."""
    with Path("/dev/full").open("w", encoding="ascii") as full:
        run = _run(args, stdout=full)
    assert (run.returncode, run.stderr) == (2, "cannot write what there is to say: No space left on device\n")


def test_a_full_disk_behind_all_output_leaves_the_exit_code() -> None:
    """Where nothing can be told, not even that, the exit code does."""
    with Path("/dev/full").open("w", encoding="ascii") as full:
        assert _run(["check", "problems/kink.yaml"], stdout=full, stderr=full).returncode == 2
        run = _run(["check", "tests/broken/tag.yaml"], stderr=full)
    assert (run.returncode, run.stdout) == (2, "")


def test_who_reads_no_further_ends_the_command() -> None:
    """`gen show FILE | head` ends without a word."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="ascii") as nobody:
        run = _run(["show", "problems/kink.yaml"], stdout=nobody)
    assert (run.returncode, run.stderr) == (1, "")


def test_an_output_without_the_characters_gets_their_numbers() -> None:
    """In an encoding that does not have them, no character ends the command."""
    run = _run(["show", "problems/vector-rnn.yaml"], PYTHONIOENCODING="latin-1:strict", PYTHONUTF8=0)
    assert (run.returncode, run.stderr) == (0, "")
    assert r"\u2248" in run.stdout and run.stdout.isascii()


@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_closed_output_is_no_fault(closed: str) -> None:
    """Who has closed where messages go wants none; the exit code is as ever."""
    command = f'exec "$0" "$@" {closed}>&-'
    args = ["-c", "from gen.cli.commands import main; main(prog_name='gen')", "check", "tests/broken/tag.yaml"]
    run = subprocess.run(["sh", "-c", command, sys.executable, *args], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2 and "Traceback" not in run.stderr
