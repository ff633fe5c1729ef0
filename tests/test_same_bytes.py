"""The same files give the same bytes: on another day, in another folder, under another user, locale, time zone and hash seed.

Each row builds exam and key by commands of their own, and is compared with one plain build: the sources first, so that a failure says
whether the tool or TeX made the difference.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import DEVNULL, PIPE

import pytest
from PIL import Image

from tests.support.problems import ROOT

FORMS = ("exam", "solutions")
FILES = [f"staff/{form}.{kind}" for kind in ("tex", "pdf", "certificate.json") for form in FORMS]

# A German exam of a shipped problem and one with a claim and rounded numbers; umlauts stand in every file.
EXAM = """title: Größen, die sich „verstärken“
course: course.yaml
date: 2026-03-13
duration: 20 Minuten
problems: [../kink.yaml, ../rounded.yaml]
"""
COURSE = """name: Einführung in tiefe Netze
language: de
logo: logo.png
macros: macros.tex
"""
PROBLEM = r"""title: Sättigung
cells:
  c:
    h[t]: tanh(w*h[t-1] + x[t])
items:
  - id: a
    prompt: 'Wie groß ist die Ableitung? $\schluss$'
    given: {w: 1/2, "h[0]": 0, x: [1, -2]}
    ask: gradient of h[2] wrt w
    points:
      dh[2]/dw: 2
  - id: b
    prompt: Gilt das für alle Größen?
    ask: claim h[t] = w*h[t-1]
    points: {all: 1}
"""

# Read by Python when it starts: every clock of this process is 400 days ahead.
ANOTHER_DAY = """
import datetime, time
now = time.time
time.time = lambda: now() + 400 * 86400
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
datetime.datetime = Later
"""

CLOCKS = """
import datetime, time
real = time.clock_gettime(time.CLOCK_REALTIME)
print(*(round((clock - real) / 86400) for clock in (time.time(), datetime.datetime.now().timestamp())), end=" ")
print((datetime.date.today() - datetime.date.fromtimestamp(real)).days)
"""

LOCALES = subprocess.run(["locale", "-a"], check=True, capture_output=True, text=True).stdout.split()
# One that writes numbers with a comma, where the system has it.
COMMA = next((name for name in ("de_DE.utf8", "de_DE.UTF-8", "fr_FR.utf8", "fr_FR.UTF-8") if name in LOCALES), "C.UTF-8")

Files = dict[str, bytes]
NONE: Mapping[str, str] = {}


def _build(problems: Path, out: Path, environment: Mapping[str, str] = NONE, cwd: Path = ROOT, umask: int = -1) -> Files:
    """Exam and key, at the same time."""
    gen = [sys.executable, "-c", "from gen.cli.commands import main; main()"]
    rest = [str(problems / "exams" / "exam.yaml"), "--out", str(out)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", **environment}
    runs = [subprocess.Popen([*gen, form, *rest], cwd=cwd, umask=umask, env=env, stdout=DEVNULL, stderr=PIPE) for form in FORMS]
    for run in runs:
        _, said = run.communicate()
        assert run.returncode == 0, said.decode(errors="replace")
    return {name: (cwd / out / name).read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of problem files, with an exam, a course, a logo and macros."""
    folder = tmp_path_factory.mktemp("plain") / "problems"
    (folder / "exams").mkdir(parents=True)
    shutil.copy(ROOT / "problems" / "kink.yaml", folder)
    (folder / "rounded.yaml").write_text(PROBLEM, encoding="utf-8")
    (folder / "exams" / "exam.yaml").write_text(EXAM, encoding="utf-8")
    (folder / "exams" / "course.yaml").write_text(COURSE, encoding="utf-8")
    (folder / "exams" / "macros.tex").write_text("\\newcommand{\\schluss}{\\text{Ausführlich, bitte.}}\n", encoding="utf-8")
    Image.new("RGB", (8, 8), "gray").save(folder / "exams" / "logo.png")
    return folder


@pytest.fixture(scope="module")
def plain(problems: Path) -> Files:
    """What a plain build gives."""
    return _build(problems, problems.parent / "output")


def _another_folder(problems: Path, folder: Path) -> Files:
    """A copy under a name with spaces, of files of another age, built from another working folder under another umask.

    The heights of its key are in the cache since the plain build.
    """
    copy = folder / "a copy of the project"
    shutil.copytree(problems, copy / "problems")
    for file in copy.rglob("*.*"):
        os.utime(file, (10**9, 10**9))
    mode = {"LC_ALL": COMMA, "PYTHONUTF8": "1", "PYTHONHASHSEED": "1"}
    return _build(Path("problems"), Path("the output"), mode, cwd=copy, umask=0o077)


def _another_user(problems: Path, folder: Path) -> Files:
    """A user with a configuration of latexmk and with styles of names that the sheets use, of which none is read, on another day.

    Nothing is in this user's cache. The locale has no umlauts, and Python is told to believe it. Its clocks are 400 days ahead, in a zone
    where it is already tomorrow, and another date is set for reproducible builds.
    """
    (folder / ".latexmkrc").write_text("die 'this user has a configuration';\n", encoding="utf-8")
    for home, stray in [("texmf", "exam.cls"), ("trees", "geometry.sty"), ("inputs", "lmodern.sty")]:
        styles = folder / home / "tex" / "latex"
        styles.mkdir(parents=True)
        (styles / stray).write_text("\\errmessage{this user has styles}\n", encoding="utf-8")
    own = {"HOME": str(folder), "TEXMFHOME": str(folder / "trees"), "TEXINPUTS": f"{folder / 'inputs'}//:", "USER": "another"}
    own |= {"XDG_CACHE_HOME": str(folder / "cache")}
    own |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONHASHSEED": "0"}
    (folder / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    dates = {"TZ": "Pacific/Kiritimati", "SOURCE_DATE_EPOCH": "1000000000", "FORCE_SOURCE_DATE": "0"}
    return _build(problems, folder / "out", {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", **own, **dates})


# Locales and hash seeds go along, since each build costs seconds: what fails in every row is theirs.
CIRCUMSTANCES = {
    f"another folder, {COMMA}": _another_folder,
    "another user on another day, no UTF-8": _another_user,
}


@pytest.mark.parametrize("circumstance", CIRCUMSTANCES)
def test_bytes_are_the_same_in_other_circumstances(circumstance: str, problems: Path, plain: Files, tmp_path: Path) -> None:
    """Source, PDF and certificate of exam and key are those of a plain build."""
    found = CIRCUMSTANCES[circumstance](problems, tmp_path)
    assert [name for name in FILES if found[name] != plain[name]] == []


def test_the_other_day_is_another_day(tmp_path: Path) -> None:
    """The row that moves Python's clocks does move all of them, against the one that it leaves alone."""
    (tmp_path / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", CLOCKS], env=env, check=True, capture_output=True, text=True)
    assert run.stdout == "400 400 400\n"


@pytest.mark.parametrize("form", FORMS)
def test_the_pdf_knows_no_date_but_the_exams(form: str, plain: Files) -> None:
    """Whenever it was made: it says the day of the exam, and nothing of a change."""
    dates = re.findall(rb"/(\w+Date) ?\(D:([^)]*)\)", plain[f"staff/{form}.pdf"])
    assert dates == [(b"CreationDate", b"20260313")]


def test_goldens_are_the_same_under_another_hash_seed() -> None:
    """Trace, steps and LaTeX do not depend on the order of a set. (Each run of all tests has a seed of its own for the other problems.)"""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_goldens.py", "-k", "sheet"]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "4242"}, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
