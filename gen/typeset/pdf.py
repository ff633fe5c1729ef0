"""LaTeX source to PDF with latexmk, in a temporary folder of which nothing is left.

What TeX is made to run is taken for hostile, whatever was refused before: it is caged (`cage`), latexmk starts nothing but pdflatex for
it, and what it leaves is read with a bound. Each failure is a TexFailed.
"""

import gzip
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from gen.latex import Tex
from gen.system import MAX_FILE, Unreadable, cage, give_back_free, own_folder, read_bytes
from gen.system.cage import LimitReached, Limits
from gen.system.distribution import how_to_install_tex, styles
from gen.typeset.actual_text import BODY, with_actual_text
from gen.typeset.cache import Made, kept
from gen.typeset.preamble import kept_format, split_preamble
from gen.typeset.repeated import set_once
from gen.typeset.tex_output import Engine, Measurements, read_engine, read_measurements

LIMITS = Limits()
MAX_TOLD = 16 * 2**20  # bytes of a log or of places
FORMAT = "preamble"
ERROR = re.compile(r"^(?:\./)?([^\n:]+\.(?:tex|sty|cls)):(\d+): (.*)$", re.MULTILINE)
_GZIP = b"\x1f\x8b"
DUMP = "\\nofiles\\dump\n"  # behind a preamble: which numbers of pages a run needs is not told by LaTeX
NAMES = 150_000  # of macros, of which the packages take 45,000; each has 16 bytes in a run, and there would be 600,000
RUNS = 4  # of TeX at most, for numbers of pages that change the pages

# latexmk runs what it reads of in a log or a list of files (indices, bibliographies, figures to convert, folders to make), and it
# gives the names to a shell. So it has no such programs (NONE is its word for that), and starts pdflatex without a shell.
_PROGRAMS = "bibtex biber makeindex dvips dvipdf ps2pdf xdvipdfmx kpsewhich make latex dvilualatex lualatex xelatex"
RULES = (
    f"${' = $'.join(_PROGRAMS.split())} = 'NONE'; "
    "$bibtex_use = $allow_switch = $allow_subdir_creation = $use_make_for_missing_files = 0; "
    "@cus_dep_list = @aux_hooks = @latex_file_hooks = (); "
    "sub pdftex { my $code = system { 'pdflatex' } 'pdflatex', @_; exit(128 + ($code & 127)) if $code & 127; return $code } "
    "$pdflatex = 'internal pdftex %O %S';"
)
_LATEXMK = ("latexmk", "-norc", "-e", RULES, "-pdf", "-quiet")


class TexFailed(Exception):
    """TeX is missing, or did not make a PDF; the message says what it said first and at which item, `line` where the source is at fault."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


Files = Mapping[str, bytes]
"""The author's pictures by the names that they have beside the source, stripped of what is not the picture."""

NONE: Files = {}


@dataclass(frozen=True, slots=True)
class TypesetPdf:
    """A PDF with the source that it was made from, all that this reads by name, what TeX reports, and which TeX made it."""

    name: str
    source: bytes
    pdf: bytes
    inputs: Mapping[str, bytes]
    report: Measurements
    engine: Engine

    @property
    def files(self) -> dict[str, bytes]:
        """All of it by the names of the files."""
        return {**self.inputs, f"{self.name}.tex": self.source, f"{self.name}.pdf": self.pdf}


@dataclass(frozen=True, slots=True)
class TexRun:
    """What a run of TeX leaves: a PDF, what TeX reports as it wrote it, what was read by name, and which TeX it was."""

    pdf: bytes
    places: str
    inputs: Mapping[str, bytes]
    engine: Engine


def typeset(source: Tex, name: str, files: Files = NONE) -> TypesetPdf:
    """`name.tex` and `name.pdf`. Raises TexFailed if TeX does not succeed.

    One run is enough but where a number of a page is not what the source expects: then the right ones are given to another.
    """
    text, pages = with_actual_text(source), Tex("")
    for _ in range(RUNS):
        made = run_tex(Tex(text.replace(BODY, BODY + pages, 1)), name, files)
        report = read_measurements(made.places)
        given, pages = pages, right_pages(report)
        if pages in ("", given):
            break
    return TypesetPdf(name, source.encode(), made.pdf, made.inputs, report, made.engine)


def run_tex(source: Tex, name: str, files: Files = NONE, documents: int = 1) -> TexRun:
    """A run of TeX for a source of so many documents; what is noted for another run nobody reads. Raises TexFailed.

    Many are set without latexmk, which takes twice as long to start as TeX does and would start it once as well.
    """
    limits = limits_of(documents)
    with _workplace(source, name, files) as (work, beside, preloaded):
        give_back_free()
        _run(work, name, source, _LATEXMK if documents == 1 else ["pdflatex", "-recorder"], limits)
        engine = read_engine(_text(work / f"{name}.log"), preloaded + _text(work / f"{name}.fls"))
        return TexRun(_output_of(work / f"{name}.pdf", limits.file), _text(work / f"{name}.places"), beside, engine)


def limits_of(documents: int) -> Limits:
    """What one document may take, and for each further one in a run a tenth of the time and 4 MB: more than the longest takes."""
    more = documents - 1
    return replace(
        LIMITS,
        seconds=LIMITS.seconds + LIMITS.seconds // 10 * more,
        cpu=LIMITS.cpu + LIMITS.cpu // 10 * more,
        file=LIMITS.file + LIMITS.file // 16 * more,
        folder=LIMITS.folder + LIMITS.folder // 16 * more,
    )


def right_pages(report: Measurements) -> Tex:
    """What tells a document the right numbers of its pages, behind its head; nothing if those that are printed are right."""
    if all(printed == right for printed, right in report.pages.values()):
        return Tex("")
    right = {name: page for name, (_, page) in report.pages.items()}
    last = rf"\allpages{{{right.pop('-', 0)}}}"
    return Tex("".join((last, *(rf"\restpage{{{name}}}{{{page}}}" for name, page in right.items()))))


def measure(source: Tex, name: str, files: Files = NONE) -> Measurements:
    """What TeX reports of a source, in one run; nothing runs where it has reported of the same source before. Raises TexFailed."""

    def places() -> Made:
        text = Tex(*set_once([source]))
        with _workplace(text, name, files) as (work, _, preloaded):
            _run(work, name, text, ["pdflatex", "-draftmode", "-recorder"])
            return Made(_text(work / f"{name}.places").encode(), preloaded + _text(work / f"{name}.fls"))

    with _errors_of_files():
        inputs = [part for file, data in _inputs(files).items() for part in (file.encode(), data)]
    return read_measurements(str(kept(b"\0".join((DUMP.encode(), source.encode(), *inputs)), places).data, "utf-8"))


def _dumped(preamble: str) -> Made:
    """The format of a preamble, which TeX reads in half the time where it is not compressed. Raises TexFailed."""
    with _folder(NONE) as (work, _):
        _put(work, FORMAT, preamble)
        _run(work, FORMAT, preamble, ["pdflatex", "-ini", "-recorder"])
        dumped = _output_of(work / f"{FORMAT}.fmt", MAX_FILE)
        return Made(gzip.decompress(dumped) if dumped.startswith(_GZIP) else dumped, _text(work / f"{FORMAT}.fls"))


@contextmanager
def _workplace(source: Tex, name: str, files: Files) -> Iterator[tuple[Path, Mapping[str, bytes], str]]:
    """A folder as `_folder` makes it with the source; the preamble of one of gen's documents lies there as a format, and is given as the
    list of what that has read."""
    with _folder(files) as (work, beside):
        yield work, beside, _put_source(work, name, source)


def _put_source(work: Path, name: str, source: Tex) -> str:
    """A run waits in the `_workplace`: neither its source, cut, nor its format, twenty megabytes, are in memory then."""
    preamble, rest = split_preamble(source)
    _put(work, name, rest)
    if not preamble:
        return ""
    made = kept_format(preamble + DUMP, _dumped)
    (work / f"{FORMAT}.fmt").write_bytes(made.data)
    return made.files


def _put(work: Path, name: str, text: str) -> None:
    (work / f"{name}.tex").write_bytes(text.encode())


@contextmanager
def _folder(files: Files) -> Iterator[tuple[Path, Mapping[str, bytes]]]:
    """A temporary folder with all that a source reads, which is given as well. Raises TexFailed, also if there is no TeX."""
    if not (shutil.which("latexmk") and shutil.which("pdflatex")):
        raise TexFailed(how_to_install_tex())
    with _errors_of_files():
        beside = _inputs(files)
        with own_folder(Path(tempfile.gettempdir()), "gen-tex-") as work:
            for file, data in beside.items():
                (work / file).write_bytes(data)
            yield work, beside


@contextmanager
def _errors_of_files() -> Iterator[None]:
    """Around what reads TeX's files and uses its folder. Raises TexFailed."""
    try:
        yield
    except Unreadable as error:
        raise TexFailed(f"TeX cannot be given its files: {error}") from None
    except OSError as error:
        raise TexFailed(f"TeX's temporary folder cannot be used: {error.strerror}") from None


def _inputs(files: Files) -> dict[str, bytes]:
    """All that a source reads: the tool's styles and the author's pictures."""
    return {file.name: read_bytes(file) for file in styles()} | dict(files)


def _text(file: Path) -> str:
    """What TeX wrote into a file; nothing if it wrote none. TeX writes bytes, UTF-8 or not. Raises TexFailed."""
    return _output_of(file, MAX_TOLD).decode(errors="replace") if os.path.lexists(file) else ""


def _output_of(file: Path, most: int) -> bytes:
    """What TeX left in a file. Raises TexFailed if it is none, or larger."""
    try:
        return read_bytes(file, most, follow=False)
    except Unreadable as error:
        raise TexFailed(f"TeX left no good {file.name}: {error}") from None


def _run(work: Path, name: str, source: str, program: Sequence[str], limits: Limits | None = None) -> None:
    # No shell escape; TeX may read only below its folder and its own trees, and makes no fonts. The engine's options go through latexmk.
    # The PDF's bytes depend on the source alone: the date is fixed, and nothing comes from this user's configuration (-norc), home or
    # environment, where styles of the same names may lie.
    preloaded = [f"-fmt={FORMAT}"] if (work / f"{FORMAT}.fmt").is_file() else []
    read = f"&pdflatex {name}.tex" if "-ini" in program else f"{name}.tex"
    command = [*program, *preloaded, "-interaction=nonstopmode", "-halt-on-error", "-file-line-error", "-no-shell-escape", read]
    env = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(work), "TZ": "UTC", "max_print_line": "1000", "hash_extra": str(NAMES)}
    env |= {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1", "openin_any": "p", "openout_any": "p"}
    env |= dict.fromkeys(("MKTEXFMT", "MKTEXMF", "MKTEXPK", "MKTEXTEX", "MKTEXTFM"), "0")
    try:
        code, said = cage.run(command, work, env, limits or LIMITS)
    except LimitReached as met:
        raise TexFailed(f"TeX {met}") from None
    if code or not ({"-draftmode", "-ini"} & {*program} or (work / f"{name}.pdf").is_file()):
        log = _text(work / f"{name}.log") or said
        stopped = ERROR.search(log)
        own = stopped and stopped[1] == f"{name}.tex" and "capacity exceeded" not in stopped[3]
        raise TexFailed(first_error(log, name, source), int(stopped[2]) if stopped and own else 0)


def first_error(log: str, name: str, source: str) -> str:
    """The first error of a log of `name.tex`, with the item that it stands in, or the other file."""
    found = ERROR.search(log)
    if not found:
        missing = re.search(r"^! (.*)$", log, re.MULTILINE)
        return f"TeX failed: {missing[1] if missing else log.strip()[-500:] or 'it made no PDF and did not say why'}"
    file, line, said = found[1], int(found[2]), found[3]
    if file != f"{name}.tex":
        return f"TeX failed in {file}, line {line}: {said}"
    lines = source.splitlines()
    items = [text[2:] for text in lines[:line] if re.fullmatch(r"% \S+, item \S+", text)]
    place = f" in {items[-1]}" if items else ""
    shown = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return f"TeX failed{place}: {said}\n    {shown}"
