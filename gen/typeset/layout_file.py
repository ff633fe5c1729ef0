"""The layout that is stored beside an exam file."""

import re
from collections.abc import Collection
from collections.abc import Sequence as Seq
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from gen.keys import LAYOUT
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.pages import SUFFIX, Layout, Slot
from gen.syntax import Fields
from gen.syntax.yamltree import Mapping, read

MAX_PAGES, MAX_SEEDS = 500, 10_000  # of a stored layout
SeedRanges = tuple[range, ...]
Places = dict[str, Location]


def layout_file(exam: Path) -> Path:
    """Where the layout of an exam file is stored."""
    return exam.with_name(exam.stem + SUFFIX)


@dataclass(frozen=True, slots=True)
class StoredLayout:
    """A layout beside an exam file: its pages, the seeds whose variants it has room for, and where the first height of each name stands."""

    pages: Layout
    seeds: SeedRanges
    places: Places


def load_layout(path: Path, names: Seq[str]) -> StoredLayout:
    """A stored layout for these headings and items in this order. Raises InputErrors."""
    faults: list[InputError] = []
    fields = _layout_fields(path, faults)
    pages = []
    places: dict[str, Location] = {}
    nodes = fields.items("pages")
    if len(nodes) > MAX_PAGES:
        raise InputErrors([InputError(fields.nodes["pages"].where, f"a layout has at most {MAX_PAGES} pages")])
    for node in nodes:
        slots = []
        for key, value in node.entries if isinstance(node, Mapping) else ():
            text = fields.leaf(value, f"the height of '{key.value}'")
            height = fields.fraction(text) if text else None
            if text and height is not None and not (0 < height <= 400 and (height * 10).denominator == 1):
                fields.fault(text.where, "a height is in mm, with at most one decimal")
            slots.append(Slot(key.value, float(height or 0)))
            places.setdefault(key.value, value.where)
        if not isinstance(node, Mapping):
            fields.fault(node.where, "a page must be a mapping of names and heights")
        pages.append(tuple(slots))
    placed = [slot.name for page in pages for slot in page]
    # An item may go on where it ended; a heading has one place.
    stored = [name for before, name in pairwise(["", *placed]) if name != before or "/" not in name]
    if not faults and stored != list(names):
        lost = next((a for a, b in zip([*names, None], [*stored, None], strict=False) if a != b), None)
        what = f"'{lost}' is not where the exam has it" if lost else "it has more than the exam"
        fields.fault(fields.where, f"this layout is not the exam's: {what}", "make it anew with gen layout")
    seeds = _seeds(fields)
    if faults:
        raise InputErrors(faults)
    return StoredLayout(tuple(pages), seeds, places)


def load_seeds(path: Path) -> SeedRanges:
    """The seeds of a stored layout, whatever else stands there; none if the file or what it says of them cannot be read."""
    try:
        return _seeds(_layout_fields(path, []))
    except InputErrors:
        return ()


def _layout_fields(path: Path, faults: list[InputError]) -> Fields:
    if path.is_symlink():
        raise InputErrors(
            [InputError(Location(str(path), 1, 1), "a stored layout is no link", "take it away, and make it anew with gen layout")]
        )
    return Fields(read(path, str(path)), LAYOUT, faults)


def _seeds(fields: Fields) -> SeedRanges:
    """`0..17, 20..199`, or one number in place of a range."""
    text = fields.text("seeds")
    ranges = [re.fullmatch(r"(\d{1,9})(?:\.\.(\d{1,9}))?", part.strip()) for part in text.value.split(",")] if text else []
    found = [range(int(one[1]), int(one[2] or one[1]) + 1) for one in ranges if one]
    if text and (len(found) < len(ranges) or not all(found)):
        fields.fault(text.where, f"seeds are written as 0..17, 20..199, found '{text.value}'")
        return ()
    if text and sum(map(len, found)) > MAX_SEEDS:
        fields.fault(text.where, f"a layout has room for the variants of at most {MAX_SEEDS:,} seeds")
        return ()
    return tuple(found)


def layout_text(layout: Layout, exam: Path, seeds: Collection[int] = ()) -> str:
    """The file of a layout that has room for the variants of these seeds."""
    lines = [
        f"# Made by: gen layout {exam.name}",
        "# The height of each heading and item in mm, page by page. All forms share it.",
    ]
    if seeds:
        lines.append(f"seeds: {seeds_text(seeds)}")
    lines.append("pages:")
    for page in layout:
        for i, slot in enumerate(page):
            lines.append(f"  {'-' if i == 0 else ' '} {slot.name}: {slot.height:.1f}")
    return "\n".join(lines) + "\n"


def seeds_text(seeds: Collection[int]) -> str:
    """`0..17, 20`: whole numbers as ranges."""
    firsts = [seed for seed in sorted(seeds) if seed - 1 not in seeds]
    lasts = [seed for seed in sorted(seeds) if seed + 1 not in seeds]
    return ", ".join(f"{first}..{last}" if first < last else str(first) for first, last in zip(firsts, lasts, strict=True))
