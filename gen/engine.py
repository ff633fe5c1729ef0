"""Which TeX set a document, read from what it leaves beside the PDF: its log and its list of files."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gen.files import Unreadable, read_bytes

# Formats, font maps and settings differ between machines with the same packages; what they come from is named by the log.
_LOCAL = {".fmt", ".map", ".cnf"}


@dataclass(frozen=True, slots=True)
class Engine:
    """The program with its distribution, the LaTeX of its format, and a digest of all classes, packages and fonts that were read."""

    program: str
    format: str
    packages: str


def read_engine(log: str, files: str) -> Engine:
    """The engine of a log and of TeX's list of files (`.fls`); parts that are not there are empty."""
    program = re.search(r"^This is (.*?) \(preloaded", log, re.MULTILINE)
    kernel = re.search(r"^LaTeX2e <.*$", log, re.MULTILINE)
    read = {Path(line.removeprefix("INPUT ")) for line in files.splitlines() if line.startswith("INPUT /")}
    used = {(file.name, _digest(file)) for file in read if file.suffix not in _LOCAL and file.is_file()}
    told = "\n".join(" ".join(pair) for pair in sorted(used))
    return Engine(program[1] if program else "", kernel[0] if kernel else "", sha256(told.encode()).hexdigest())


def _digest(file: Path) -> str:
    """The digest of a file; nothing where it is none, as a list of files that TeX was made to write may have it."""
    try:
        return sha256(read_bytes(file)).hexdigest()
    except Unreadable:
        return ""
