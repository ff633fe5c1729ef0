"""LaTeX source to PDF with latexmk, in a temporary folder; the files move to their place when all is whole."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gen.engine import Engine, read_engine
from gen.errors import writing
from gen.render import TEMPLATES
from gen.report import Report, read_report
from gen.tex import Tex

TIMEOUT = 300  # seconds for one document

# The same text that `make exam` takes its command from.
INSTALL = (TEMPLATES.parent / "tools" / "tex.txt").read_text(encoding="utf-8").rstrip()


class TexFailed(Exception):
    """TeX is missing, or did not make a PDF; the message says what it said first and at which item."""


Files = Mapping[str, Path]
"""The author's files, such as a logo, by the names that they have beside the source."""

NONE: Files = {}


@dataclass(frozen=True, slots=True)
class Made:
    """A PDF in a temporary folder, with what TeX reports of it and which TeX made it."""

    folder: Path
    name: str
    files: Files
    report: Report
    engine: Engine

    @property
    def source(self) -> Path:
        return self.folder / f"{self.name}.tex"

    @property
    def pdf(self) -> Path:
        return self.folder / f"{self.name}.pdf"


@contextmanager
def typeset(source: Tex, name: str, files: Files = NONE) -> Iterator[Made]:
    """`name.tex` and `name.pdf` as long as the context lasts. Raises TexFailed if TeX does not succeed."""
    with _workplace(source, name, files) as work:
        _run(work, name, ["latexmk", "-norc", "-pdf", "-quiet"])
        engine = read_engine(_text(work / f"{name}.log"), _text(work / f"{name}.fls"))
        yield Made(work, name, files, _report(work, name), engine)


def keep(made: Made, out: Path, beside: Mapping[str, str] = {}) -> Path:
    """Put source, PDF and the files that the source reads into `out`, with texts to stand `beside` them. Raises Unwritable."""
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, file in {**_beside(made.files), made.source.name: made.source, made.pdf.name: made.pdf}.items():
            replace_file(file, out / name)
        for name, text in beside.items():
            (made.folder / "beside").write_text(text, encoding="utf-8")
            replace_file(made.folder / "beside", out / name)
    return out / made.pdf.name


def measure(source: Tex, name: str, files: Files = NONE) -> Report:
    """What TeX reports of a source, in one run that leaves nothing behind. Raises TexFailed."""
    with _workplace(source, name, files) as work:
        _run(work, name, ["pdflatex", "-draftmode"])
        return _report(work, name)


@contextmanager
def _workplace(source: Tex, name: str, files: Files) -> Iterator[Path]:
    """A temporary folder with the source and all that it reads. Raises TexFailed if there is no TeX."""
    if not (shutil.which("latexmk") and shutil.which("pdflatex")):
        raise TexFailed(INSTALL)
    with tempfile.TemporaryDirectory(prefix="gen-") as folder:
        work = Path(folder)
        (work / f"{name}.tex").write_text(source, encoding="utf-8")
        for beside, file in _beside(files).items():
            shutil.copyfile(file, work / beside)
        yield work


def _beside(files: Files) -> Files:
    """All that a source reads: the tool's styles and the author's files."""
    return {file.name: file for file in sorted(TEMPLATES.glob("*.sty"))} | dict(files)


def _report(work: Path, name: str) -> Report:
    return read_report(_text(work / f"{name}.places"))


def _text(file: Path) -> str:
    """What TeX wrote into a file; nothing if it wrote none. TeX writes bytes, UTF-8 or not."""
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def replace_file(file: Path, target: Path) -> Path:
    """Copy into place in one step, so that nobody ever sees half a file, whoever else builds into the same folder."""
    beside = target.with_name(f"{target.name}.{os.getpid()}.new")
    shutil.copyfile(file, beside)
    return beside.replace(target)


def _run(work: Path, name: str, program: Sequence[str]) -> None:
    # No shell escape; TeX may read only below its folder and its own trees. The engine's options go through latexmk.
    # The PDF's bytes depend on the source alone: the date is fixed, and nothing comes from this user's configuration (-norc), home or
    # environment, where styles of the same names may lie.
    command = [*program, "-interaction=nonstopmode", "-halt-on-error", "-file-line-error", "-no-shell-escape", f"{name}.tex"]
    env = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(work), "TZ": "UTC", "max_print_line": "1000"}
    env |= {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1", "openin_any": "p", "openout_any": "p"}
    # A session of its own: latexmk's children end with it.
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=work,
        env=env,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as run:
        try:
            said, _ = run.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            raise TexFailed(f"TeX took longer than {TIMEOUT} seconds") from None
        finally:
            if run.returncode is None:
                os.killpg(run.pid, signal.SIGKILL)
    if run.returncode or not ("-draftmode" in program or (work / f"{name}.pdf").is_file()):
        raise TexFailed(first_error(_text(work / f"{name}.log") or said, name, (work / f"{name}.tex").read_text(encoding="utf-8")))


def first_error(log: str, name: str, source: str) -> str:
    """The first error of a log of `name.tex`, with the item that it stands in, or the other file."""
    found = re.search(r"^(?:\./)?([^\n:]+\.(?:tex|sty|cls)):(\d+): (.*)$", log, re.MULTILINE)
    if not found:
        missing = re.search(r"^! (.*)$", log, re.MULTILINE)
        return f"TeX failed: {missing[1] if missing else log.strip()[-500:]}"
    file, line, said = found[1], int(found[2]), found[3]
    if file != f"{name}.tex":
        return f"TeX failed in {file}, line {line}: {said}"
    lines = source.splitlines()
    items = [text[2:] for text in lines[:line] if re.fullmatch(r"% \S+, item \S+", text)]
    place = f" in {items[-1]}" if items else ""
    shown = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return f"TeX failed{place}: {said}\n    {shown}"
