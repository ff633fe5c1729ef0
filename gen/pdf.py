"""LaTeX source to PDF with latexmk, in a temporary folder; the files move to their place when all is whole."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

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


def typeset(source: Tex, name: str, out: Path, files: Files = NONE, check: Callable[[Report], None] = lambda report: None) -> Path:
    """Write `out/name.tex` and `out/name.pdf`, with the files that the source reads beside them.

    Raises TexFailed if TeX does not succeed, and whatever `check` raises about its report; older files then stay as they are.
    Raises Unwritable.
    """
    with _workplace(source, name, files) as work:
        _run(work, name, ["latexmk", "-norc", "-pdf", "-quiet"])
        check(_report(work, name))
        made = {file: work / file for file in (f"{name}.tex", f"{name}.pdf")}
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
            for beside, file in {**_beside(files), **made}.items():
                _replace(file, out / beside)
    return out / f"{name}.pdf"


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
    file = work / f"{name}.places"
    return read_report(file.read_text(encoding="utf-8") if file.is_file() else "")


def _replace(file: Path, target: Path) -> None:
    """Copy into place in one step, so that nobody ever sees half a file, whoever else builds into the same folder."""
    beside = target.with_name(f"{target.name}.{os.getpid()}.new")
    shutil.copyfile(file, beside)
    beside.replace(target)


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
        log = work / f"{name}.log"
        text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else said
        raise TexFailed(first_error(text, name, (work / f"{name}.tex").read_text(encoding="utf-8")))


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
