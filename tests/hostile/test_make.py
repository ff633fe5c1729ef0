"""No value that is given to make, and no name of a file, is run by make or by a shell: programs get it as it is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from sysconfig import get_path

import pytest

from tests.hostile.written import question
from tests.support.problems import ROOT

# In place of gen and pdfunite: what they are called with is kept, a NUL behind each argument and one more behind each call.
STUB = """#!/bin/sh
printf '%s\\0' "$@" '' >>calls
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what make needs, whose environment is ready and whose programs only tell how they are called."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "tools", root / "tools")
    for name in ("Makefile", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, root / name)
    (root / "tools" / "need").write_text("exit 0\n", encoding="utf-8")
    programs = root / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("gen", "pdfunite"):
        (programs / name).write_text(STUB, encoding="utf-8")
        (programs / name).chmod(0o755)
    (programs / "python").symlink_to(sys.executable)
    (root / ".venv" / "made-for").write_text(f"{root} {sys.executable}\n", encoding="utf-8")
    (root / ".venv" / "runtime").touch()
    (root / "problems").mkdir()
    return root


def _made(project: Path, *args: str, **environment: str) -> list[list[str]]:
    """The calls of programs by a run of make, in order."""
    programs = project / ".venv" / "bin"
    env = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": f"{ROOT}:{get_path('purelib')}",
        "PYTHON": sys.executable,
        **environment,
    }
    subprocess.run(["make", "--no-print-directory", *args], cwd=project, env=env, capture_output=True, check=False)
    calls = project / "calls"
    said = os.fsdecode(calls.read_bytes()) if calls.exists() else ""
    return [call.split("\0") for call in said.split("\0\0")[:-1]]


HOSTILE = {
    "backquotes": "`touch owned`",
    "a command": "$(touch owned)",
    "a function of make": "$(shell touch owned)",
    "a function of make in braces": "${shell touch owned}",
    "what make reads again": "$(eval $(shell touch owned))",
    "a file that make writes": "$(file >owned,x)",
    "a double quote": '";touch owned;"',
    "a single quote": "';touch owned;'",
    "a semicolon": "x;touch owned",
    "a line end": "x\ntouch owned",
    "a pipe": "x|touch owned",
    "an option": "--help",
    "blanks": "a b  c",
    "dollars": "$$HOME $HOME $@ $<",
    "a comment": "a # b",
    "a backslash": "a\\",
    "an escape": "\x1b[2J",
    "bytes that are no UTF-8": os.fsdecode(b"\xff"),
}
CALLS: dict[str, tuple[str, list[str]]] = {
    "exam": ("EXAM", ["exam", "--"]),
    "solutions": ("EXAM", ["solutions", "--for", "graders", "--"]),
    "layout": ("EXAM", ["layout", "--"]),
    "room": ("EXAM", ["layout", "--check", "--"]),
    "verify": ("KEY", ["verify", "--"]),
    "stress": ("SEEDS", ["stress", "--seeds"]),
}


@pytest.mark.parametrize(("target", "by"), [*((target, "argument") for target in CALLS), ("exam", "environment")])
def test_a_value_reaches_the_program_as_it_was_given(target: str, by: str, project: Path, subtests: pytest.Subtests) -> None:
    """Nothing is expanded, split or run, given at the command line or in the environment with `make -e`."""
    name, before = CALLS[target]
    for case, value in HOSTILE.items():
        with subtests.test(case):
            (project / "calls").unlink(missing_ok=True)
            args, environment = ([f"{name}={value}"], {}) if by == "argument" else (["-e"], {name: value})
            assert _made(project, target, *args, **environment) == [[*before, value]]
            assert not (project / "owned").exists()


def test_whom_a_key_is_for_is_a_value_like_the_others(project: Path) -> None:
    """`FOR` as well reaches the program as it is."""
    assert _made(project, "solutions", "FOR=$(shell touch owned)`touch owned`")[0][2] == "$(shell touch owned)`touch owned`"
    assert not (project / "owned").exists()


def test_the_gallery_runs_no_name_of_a_problem(project: Path, subtests: pytest.Subtests) -> None:
    """A name is an argument of a program, behind `--`; gen itself refuses it."""
    for name in HOSTILE.values():
        (project / "problems" / f"{name}.yaml").write_text(question(""), encoding="utf-8")
    calls = _made(project, "gallery")
    for case, name in HOSTILE.items():
        with subtests.test(case):
            assert ["exam", "--out", f"output/gallery/{name}", "--", f"problems/{name}.yaml"] in calls
    assert not list(project.rglob("owned"))


def test_the_gallery_has_a_sheet_and_a_key_of_every_problem(project: Path) -> None:
    """Each problem file once as both forms, in the order of their names, and all of them together in that order; no stored layout."""
    (project / "problems" / "exams").mkdir()
    (project / "problems" / "more").mkdir()
    for name in ("b.yaml", "a.yaml", "a.layout.yaml", "more/a.yaml"):
        (project / "problems" / name).write_text(question(""), encoding="utf-8")
    (project / "problems" / "exams" / "c.yaml").write_text(question(""), encoding="utf-8")
    names = ("a", "b", "more/a")
    forms = [[form, "--out", f"output/gallery/{x}", "--", f"problems/{x}.yaml"] for x in names for form in ("exam", "solutions")]
    united = [[f"output/gallery/{x}/{pdf}" for x in names] + [f"output/gallery/{pdf}"] for pdf in ("exam.pdf", "staff/solutions.pdf")]
    assert _made(project, "gallery") == [*forms, *united]


def test_the_gallery_shows_nothing_that_a_link_leads_to(project: Path, tmp_path: Path) -> None:
    """A problem that is a link out of the folder is refused before anything is built."""
    (tmp_path / "secret.yaml").write_text("PRIVATE", encoding="utf-8")
    (project / "problems" / "a.yaml").symlink_to(tmp_path / "secret.yaml")
    assert _made(project, "gallery") == []


def test_no_recipe_expands_a_value() -> None:
    """In the Makefile, what a user gives stands behind `$(value ...)` or in the environment, and nowhere in a recipe."""
    recipes = [line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if line.startswith("\t")]
    given = ("EXAM", "FOR", "KEY", "SEED", "SEEDS", "PYTHON", "MADE_FOR", "UV")
    assert [line for line in recipes for name in given if f"$({name})" in line or f"${{{name}}}" in line] == []
