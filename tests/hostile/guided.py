"""Bytes that grow by what they reach in the readers of files: `python -m tests.hostile.guided files|formulas SECONDS FOLDER`.

Every reader ends in InputErrors, whatever it is given; anything else, and what takes ten seconds, ends the run and is kept in the folder.
Needs the package atheris, which is no dependency: it exists for few versions of Python.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from itertools import accumulate, count
from pathlib import Path
from typing import Any

from tests.hostile.latex import MATH
from tests.hostile.written import KINDS

ROOT = Path(__file__).resolve().parent.parent.parent


def main(kind: str, seconds: str, folder: Path) -> None:
    """Run for so long, beginning with what the project and its tests hold."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["gen"]):
        import gen.format.exam_file
        import gen.typeset.certificate
        import gen.variants.variant_file  # noqa: F401
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    number = count()
    for text in {"files": files, "formulas": formulas}[kind]():
        (corpus / f"seed-{next(number)}").write_bytes(text)
    with tempfile.TemporaryDirectory() as place:
        read = {"files": read_files(Path(place)), "formulas": read_formula}[kind]
        bounds = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=6000", f"-artifact_prefix={folder}/"]
        atheris.Setup([sys.argv[0], *bounds, str(corpus)], lambda data: judged(read, bytes(data)))
        atheris.Fuzz()


def judged(read: Callable[[bytes], object], data: bytes) -> None:
    """Raises whatever is no InputErrors, as a finding."""
    from gen.messages.errors import InputErrors, LimitExceeded, Location, working_on

    with suppress(InputErrors, LimitExceeded), working_on(Location("f", 1, 1)):
        read(data)


def files() -> Iterator[bytes]:
    """Files of all kinds that an author writes."""
    for file in (*ROOT.glob("problems/**/*.yaml"), *ROOT.glob("tests/broken/**/*.*"), *ROOT.glob("problems/**/*.tex")):
        yield file.read_bytes()
    for kind in KINDS.values():
        for text, *_ in kind.values():
            yield text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text


def read_files(place: Path) -> Callable[[bytes], None]:
    """What takes the same bytes for a problem, an exam or a course, for a layout, a variant, a certificate and a file of macros."""
    from gen.format.exam_file import kind_of, load_course, load_exam
    from gen.format.macros import read_macros
    from gen.messages.errors import InputErrors, LimitExceeded
    from gen.typeset.certificate import read_certificate
    from gen.typeset.layout_file import load_layout
    from gen.variants.variant_file import read_variant

    def exam(file: Path) -> None:
        (load_course if kind_of(file) == "course" else load_exam)(file)

    def macros(file: Path) -> None:
        with suppress(UnicodeDecodeError):
            read_macros(file.read_bytes().decode(), "m.tex")

    readers: tuple[Callable[[Path], object], ...] = (
        exam,
        lambda file: load_layout(file, ["a"]),
        read_variant,
        read_certificate,
        macros,
    )

    def read(data: bytes) -> None:
        file = place / "f.yaml"
        file.write_bytes(data)
        for reader in readers:
            with suppress(InputErrors, LimitExceeded):
                reader(file)

    return read


def formulas() -> Iterator[bytes]:
    """Formulas of the problems, of attacks, and one of each command."""
    from gen.messages.math_commands import KNOWN

    for text in files():
        yield from text.split(b"$")[1::2]
    for latex, _ in MATH.values():
        yield latex.encode()
    for name in KNOWN:
        yield f"{name}{{a}}{{b}}".encode()
        yield f"{name}e\u0301\u2032\u2082".encode()


def read_formula(data: bytes) -> None:
    """Read what a file may hold: what is written has no command but those of the tables, and all its braces are closed."""
    from gen.messages.characters import refused_characters
    from gen.messages.errors import Location
    from gen.model.math_tree import latex_of_row
    from gen.model.source import Text
    from gen.syntax.read_math import read_math

    source = data.decode(errors="replace")
    if any(refused_characters(source)):
        return
    latex = latex_of_row(read_math(Text(source, Location("f", 1, 1, source))))
    words = re.findall(r"\\[A-Za-z]+\*?|\\.|[{}]", latex)
    depths = [0, *accumulate({"{": 1, "}": -1}.get(word, 0) for word in words)]
    assert (min(depths), depths[-1]) == (0, 0), latex
    assert (others := {word.rstrip("*") for word in words} - written()) == set(), others


@cache
def written() -> frozenset[str]:
    """The words that may stand in what is written."""
    from gen.messages.characters import ACCEPTED, in_text, of_math
    from gen.messages.math_commands import KNOWN

    signs = [*ACCEPTED, *map(chr, range(32, 127))]
    tables = "".join(f"{in_text(sign)} {sign if sign.isascii() else of_math(sign)} " for sign in signs)
    return frozenset((*KNOWN, *re.findall(r"\\[A-Za-z]+|\\.", tables), "{", "}", "\\\\", "\\{", "\\}"))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]).resolve())
