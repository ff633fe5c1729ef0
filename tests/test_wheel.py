"""gen installed from a wheel: it has all that a checkout has, and works on a user's own files from any folder."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import click
import pytest

from gen.system import distribution
from gen.typeset.certificate import program
from tests.support.pages import pdf_text
from tests.support.problems import ROOT

PROBLEM = """\
title: My own
cells:
  cell:
    h[t]: relu(V*h[t-1] + x[t])
items:
  - id: a
    prompt: Find `h[2]` of {cell} for {given}.
    given: {V: 3, "h[0]": 1, x: [1, 2]}
    vary: {V: 2..4}
    ask: value of h[2]
    points: {all: 1}
"""


def _python(*args: str, folder: Path) -> str:
    return subprocess.run([sys.executable, *args], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that is built from the source distribution, without a download."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "checkout"
    for name in ("gen", "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("LICENSE", "MANIFEST.in", "README.md", "pyproject.toml", "setup.py"):
        shutil.copy(ROOT / name, copy)
    _python("-c", "from setuptools.build_meta import build_sdist; build_sdist('..')", folder=copy)
    (source,) = folder.glob("*.tar.gz")
    with tarfile.open(source) as packed:
        packed.extractall(folder, filter="data")
    _python("-c", "from setuptools.build_meta import build_wheel; build_wheel('..')", folder=folder / source.name.removesuffix(".tar.gz"))
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `gen` and `python` of an environment that has the wheel and what it needs, and not the repository."""
    folder = tmp_path_factory.mktemp("environment")
    _python("-m", "venv", "--without-pip", ".", folder=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "needed.pth").write_text(f"{Path(click.__file__).parents[1]}\n", encoding="utf-8")
    pip = ["-m", "pip", "--python", "bin/python", "install", "--no-deps", "--no-index", "--quiet", str(wheel)]
    _python(*pip, folder=folder)
    return folder / "bin"


def _run(programs: Path, folder: Path, command: str, path: str | None = None) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command that starts in a folder and knows no other."""
    env = {"PATH": os.environ["PATH"] if path is None else path, "HOME": str(folder)}
    program, *args = command.split()
    run = subprocess.run([programs / program, *args], cwd=folder, env=env, capture_output=True, text=True)
    return run.returncode, run.stdout, run.stderr


def test_a_wheel_holds_all_that_a_checkout_has(wheel: Path) -> None:
    """Every source and template, the text about TeX, the mark of a typed package, the files of a new course, and nothing else."""
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("gen/")}
    starter = [file.relative_to(ROOT / "gen").as_posix() for file in (ROOT / "gen" / "starter").rglob("*") if file.is_file()]
    assert held == {f"gen/{name}" for name in (*distribution.sources(), *starter, "tex.txt", "py.typed")}
    shown = {path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").iterdir() if not path.name.startswith(".")}
    assert shown == {name for name in distribution.sources() if name.startswith("templates/")}


ASKED = """\
import gen, json
from gen.typeset.certificate import program
print(json.dumps([gen.__file__, program()]))
"""


def test_an_installed_gen_is_the_same_program(programs: Path, tmp_path: Path) -> None:
    """It is not that of the repository, and certificates have the same digest of its sources."""
    (tmp_path / "asked.py").write_text(ASKED, encoding="utf-8")
    code, said, _ = _run(programs, tmp_path, "python asked.py")
    file, installed = json.loads(said)
    assert (code, installed) == (0, program())
    assert Path(file).is_relative_to(programs.parent) and not Path(file).is_relative_to(ROOT)
    assert _run(programs, tmp_path, "python -m gen --version") == (0, f"gen, version {distribution.version()}\n", "")


IMPORTED = """\
import importlib, pkgutil, sys
import click, jinja2, markdown_it, mpmath, pikepdf, sympy, yaml
import gen
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
names = [module.name for module in pkgutil.walk_packages(gen.__path__, "gen.")]
for name in names:
    importlib.import_module(name)
print(len(names), [file for file in opened if not file.endswith((".py", ".pyc", ".so"))])
"""


def test_no_module_reads_a_file_at_import(programs: Path, tmp_path: Path) -> None:
    """While all modules are imported, nothing but code is opened."""
    (tmp_path / "imported.py").write_text(IMPORTED, encoding="utf-8")
    modules = len([name for name in distribution.sources() if name.endswith(".py") and name != "__init__.py"])
    assert _run(programs, tmp_path, "python imported.py") == (0, f"{modules} []\n", "")


def test_an_installed_gen_works_on_a_users_own_files(programs: Path, tmp_path: Path) -> None:
    """From a folder with nothing but a problem file: everything is found in the wheel, and all that is made lies in that folder."""
    (tmp_path / "own.yaml").write_text(PROBLEM, encoding="utf-8")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True)
    staff = "output/own/staff"
    told = "certificate.json (for staff: it holds all answers)"
    commands = {
        "gen exam own.yaml": f"output/own/exam.pdf\n{staff}/exam.{told}",
        "gen solutions own.yaml": f"{staff}/solutions.pdf\n{staff}/solutions.{told}",
        "gen check .": "1 file checked, nothing found",
        "gen init course": "next: cd course && gen exam && gen solutions",
        "gen check course/problems/open.yaml": "1 file checked, nothing found",
        "gen stress own.yaml --seeds 0..1 --jobs 1": "output/stress.html",
        f"gen sign {staff}/solutions.pdf --key key": f"{staff}/solutions.certificate.json.sig",
        f"gen verify {staff}/solutions.pdf --without-tex": "as certified, but not compared: PDF",
    }
    for command, last in commands.items():
        code, said, _ = _run(programs, tmp_path, command)
        assert (code, said.endswith(f"{last}\n")) == (0, True), (command, said)
    assert "= 14" in re.sub(r"\s+", " ", pdf_text(tmp_path / staff / "solutions.pdf"))


def test_an_installed_gen_says_how_tex_is_installed(programs: Path, tmp_path: Path) -> None:
    """All that comes before TeX is done; where there is none, its commands are printed, and nothing is written."""
    (tmp_path / "own.yaml").write_text(PROBLEM, encoding="utf-8")
    text = (ROOT / "gen" / "tex.txt").read_text(encoding="utf-8")
    assert text.startswith("TeX is missing, or a part of it that the sheets need. Install it with\n")
    assert _run(programs, tmp_path, "gen new-variant own.yaml --seed 1", path=str(tmp_path)) == (3, "", text)
    assert [path.name for path in tmp_path.iterdir()] == ["own.yaml"]


def _layouts(folder: Path) -> dict[str, Path]:
    """The same small program as a checkout and as it is installed, by the folders of the package."""
    packages = {"checkout": folder / "checkout" / "gen", "wheel": folder / "wheel" / "gen"}
    for kind, package in packages.items():
        templates = package / "templates" if kind == "wheel" else package.parent / "templates"
        for file in (package / "cli.py", package / "questions" / "eigen.py", templates / "a.sty", templates / "b.tex.j2"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(file.name, encoding="utf-8")
    return packages


def _digest(package: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(distribution, "package", lambda: package)
    return program.__wrapped__()["sources"]


def test_a_certificate_has_one_digest_for_a_checkout_and_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same sources and templates are the same program, wherever they lie."""
    checkout, installed = _layouts(tmp_path).values()
    assert _digest(checkout, monkeypatch) == _digest(installed, monkeypatch)


@pytest.mark.parametrize("name", ["cli.py", "questions/eigenvalues.py", "templates/a.sty", "templates/b.tex.j2"])
def test_a_certificate_covers_sources_in_all_folders(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another digest where any of them is another, or has another name."""
    package = _layouts(tmp_path)["wheel"]
    digests = {_digest(package, monkeypatch)}
    file = package / name
    file.write_text("other", encoding="utf-8")
    digests.add(_digest(package, monkeypatch))
    file.rename(file.with_name(f"other-{file.name}"))
    digests.add(_digest(package, monkeypatch))
    assert len(digests) == 3
