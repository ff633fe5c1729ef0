"""What TeX leaves beside a PDF: lengths, where each item begins, and which TeX it was."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from gen.system import Unreadable, read_bytes, seen_of

POINT = 65536  # scaled points in one of TeX's points
_PLACE = re.compile(r"place (\S+) (\d{1,6}) -?\d{1,10} (-?\d{1,10})", re.ASCII)
_FIELD = re.compile(r"(field|fieldend) (\w+) (\d{1,6}) (-?\d{1,10}) (-?\d{1,10})", re.ASCII)
_PAGES = re.compile(r"pages (\S+) (\d{1,6}) (\d{1,6})", re.ASCII)
_LENGTH = re.compile(r"(\S+) (\S+) (-?\d{1,5}(?:\.\d{1,5})?)pt", re.ASCII)


class Field(NamedTuple):
    """A line of a page for a name, number, room or seat, or the head of a cover: its left end, its upper edge and its width in points.

    They are counted from the lower left corner of the page.
    """

    name: str
    page: int
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Measurements:
    """`lengths` by kind and name, in points; `places` are name, page and height above the foot of the page in points.

    `pages` are two numbers each, the one that is printed and the right one: by `-` of all pages, by the name of an item of the page where
    what stands behind the last item begins for it. `fields` are the lines for a student's own data, in the order of pages.
    """

    lengths: Mapping[str, Mapping[str, Sequence[float]]]
    places: Sequence[tuple[str, int, float]]
    pages: Mapping[str, tuple[int, int]]
    fields: tuple[Field, ...] = ()

    def length(self, kind: str, name: str = "-") -> float:
        """The largest of a kind for a name, 0 if there is none."""
        return max(self.lengths.get(kind, {}).get(name, [0.0]))


def read_measurements(text: str) -> Measurements:
    """Lines such as `prompt sheet-a/d 63.2pt`, `place sheet-a/d 2 5594152 46112768`, `field name 2 6553600 52428800` with its `fieldend`,
    and `pages - 8 9`, as templates/gensheet.sty has them.

    Other lines are not ours and are passed over. No length of TeX's has more digits before its point or behind.
    """
    lengths: dict[str, dict[str, list[float]]] = {}
    places, pages = [], {}
    begins: dict[tuple[str, int], tuple[int, int]] = {}
    fields = []
    for line in text.splitlines():
        if place := _PLACE.fullmatch(line):
            places.append((place[1], int(place[2]), int(place[3]) / POINT))
        elif field := _FIELD.fullmatch(line):
            x, y = int(field[4]), int(field[5])
            if field[1] == "field":
                begins[field[2], int(field[3])] = x, y
            elif (start := begins.get((field[2], int(field[3])))) and start[0] < x:
                fields.append(Field(field[2], int(field[3]), start[0] / POINT, start[1] / POINT, (x - start[0]) / POINT))
        elif numbers := _PAGES.fullmatch(line):
            pages[numbers[1]] = int(numbers[2]), int(numbers[3])
        elif length := _LENGTH.fullmatch(line):
            lengths.setdefault(length[1], {}).setdefault(length[2], []).append(float(length[3]))
    return Measurements(lengths, places, pages, tuple(fields))


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
    read = {Path(line.removeprefix("INPUT ")) for line in set(files.splitlines()) if line.startswith("INPUT /")}
    used = {(file.name, _digest(file, seen_of(file))) for file in read if file.suffix not in _LOCAL and file.is_file()}
    versions = "\n".join(" ".join(pair) for pair in sorted(used))
    return Engine(program[1] if program else "", kernel[0] if kernel else "", sha256(versions.encode()).hexdigest())


@lru_cache(maxsize=2048)
def _digest(file: Path, seen: tuple[int, ...]) -> str:
    """The digest of a file as it was seen; nothing where it is none, as a list of files that TeX was made to write may have it."""
    try:
        return sha256(read_bytes(file)).hexdigest()
    except Unreadable:
        return ""
