"""Exam and course files, and the layout that is stored beside an exam."""

import re
from collections.abc import Collection
from collections.abc import Sequence as Seq
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from gen.errors import Fault, Faults, Where
from gen.exam import HANDWRITING, Course, Exam
from gen.fields import Fields
from gen.files import real
from gen.language import Language, month_of
from gen.layout import Layout, Slot
from gen.load import check_total, load_problem, read_language
from gen.named_files import macros_of, named_file
from gen.spec import Problem
from gen.yamltree import Mapping, read

PICTURES = (".pdf", ".png", ".jpg", ".jpeg")
SUFFIX = ".layout.yaml"
MAX_PAGES, MAX_SEEDS = 500, 10_000  # of a stored layout
Seeds = tuple[range, ...]
Places = dict[str, Where]
_COURSE = ("institution", "logo", "macros", "header", "footer", "notice", "aids", "language")
_EXAM = ("date", "duration", "course", "aids", "language", "handwriting", "total")
# Keys that tell what a file is meant to be where the one is missing by which one knows it.
_OF_COURSES = {"institution", "logo", "macros", "header", "footer", "notice"}
_OF_EXAMS = {"problem", "date", "duration", "course", "aids", "handwriting"}


def kind_of(path: Path) -> str:
    """`exam`, `course` or `problem`, by what a readable file holds. Raises Faults if it is not YAML."""
    node = read(path, str(path))
    keys = {key.value for key, _ in node.entries} if isinstance(node, Mapping) else set()
    if "problems" in keys or "items" in keys:
        return "exam" if "problems" in keys else "problem"
    return "course" if "name" in keys or keys & _OF_COURSES else "exam" if keys & _OF_EXAMS else "problem"


def load_exam(path: Path) -> tuple[Exam, list[Fault]]:
    """An exam file with its problems, or a single problem file as an exam of its own."""
    if kind_of(path) != "exam":
        problem, faults = load_problem(path)
        return Exam(problem.title, (problem,), language=problem.language or "en", where=problem.where), faults
    faults = []
    root = read(path, str(path))
    fields = Fields(root, "an exam", faults, ("title", "problems"), _EXAM)
    course, aids, language = _course(path, fields)
    problems: list[Problem] = []
    ids: dict[str, Where] = {}
    for node in fields.items("problems", "file names"):
        text = fields.leaf(node, "a problem of the exam")
        file = named_file(path, text, "problem", (".yaml",), faults) if text else None
        if text and file:
            problem, more = load_problem(file, course.macros)
            faults += more
            problems.append(problem)
            first = ids.setdefault(problem.id, text.where)
            if first is not text.where:
                fields.fault(text.where, f"duplicate problem id '{problem.id}'", f"first in line {first.line}")
    if "problems" in fields and not problems and not faults:
        fields.fault(fields.nodes["problems"].where, "an exam needs at least one problem")
    exam = Exam(
        title=fields.line("title"),
        problems=tuple(problems),
        date=_date(fields),
        duration=fields.line("duration"),
        aids=fields.line("aids") or aids,
        course=course,
        language=read_language(fields) or language or _common_language(fields, problems),
        handwriting=_handwriting(fields),
        cover=True,
        where=root.where,
    )
    if not faults:
        check_total(fields, exam.points, "the problems", faults)
    return exam, faults


def load_course(path: Path) -> tuple[Course, str, Language | None, list[Fault]]:
    """A course file: the course, its permitted aids and its language, for exams that do not say their own."""
    faults: list[Fault] = []
    fields = Fields(read(path, str(path)), "a course", faults, ("name",), _COURSE)
    logo = fields.text("logo")
    macros_file, macros = macros_of(path, fields.text("macros"), faults)
    course = Course(
        name=fields.line("name"),
        institution=fields.line("institution"),
        logo=named_file(path, logo, "picture", PICTURES, faults) if logo else None,
        macros_file=macros_file,
        macros=macros,
        header=fields.line("header"),
        footer=fields.line("footer"),
        notice=fields.line("notice"),
        file=path,
    )
    return course, fields.line("aids"), read_language(fields), faults


def _course(exam: Path, fields: Fields) -> tuple[Course, str, Language | None]:
    """The course of an exam: a course file, or just its name."""
    text, faults = fields.text("course"), fields.faults
    if text is None or not text.value.endswith(".yaml"):
        return Course(fields.line("course")), "", None
    file = named_file(exam, text, "course", (".yaml",), faults)
    if file is None:
        return Course(), "", None
    course, aids, language, more = load_course(file)
    faults += more
    return course, aids, language


def _common_language(fields: Fields, problems: Seq[Problem]) -> Language:
    """The language of an exam that does not say: that of its problems."""
    spoken = sorted({problem.language or "en" for problem in problems})
    if len(spoken) > 1 and "language" not in fields:
        fields.fault(fields.where, f"the problems are in several languages: {', '.join(spoken)}", "choose one under 'language'")
    return spoken[0] if spoken else "en"


_DAYS = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<d2>\d\d?)\.\s*(?P<m2>\d\d?)\.\s*(?P<y2>\d{4})", re.ASCII)
_IN_WORDS = re.compile(
    r"(?P<d>\d\d?)(?:\.|st|nd|rd|th)?\s+(?P<m>[^\W\d]+)\.?\s+(?P<y>\d{4})|(?P<m2>[^\W\d]+)\.?\s+(?P<d2>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4})"
)


def _date(fields: Fields) -> str:
    """The date as the author writes it; a day that no calendar has is refused in all forms that can be read."""
    text, written = fields.text("date"), fields.line("date")
    found = _DAYS.search(written) or _IN_WORDS.search(written)
    if text and found:
        part = {key.rstrip("2"): value for key, value in found.groupdict().items() if value}
        month = int(part["m"]) if part["m"].isdigit() else month_of(part["m"])
        try:
            if month is not None:
                date(int(part["y"]), month, int(part["d"]))
        except ValueError:
            fields.fault(text.where, f"there is no such day: {found[0]}")
    return written


def _handwriting(fields: Fields) -> Fraction:
    text, factor = fields.text("handwriting"), fields.number("handwriting")
    if text is None or factor is None:
        return HANDWRITING
    if not 1 <= factor <= 4:
        fields.fault(text.where, f"the factor for handwriting lies from 1 to 4, found '{text.value}'")
    return factor


def problem_files(folder: Path) -> list[Path]:
    """All problem, exam and course files below a folder. Raises Faults if a link leads out of it: nobody has named that file."""
    files = [file for file in sorted(folder.rglob("*.yaml")) if not file.name.endswith(SUFFIX)]
    outside = [file for file in files if not real(file).is_relative_to(real(folder))]
    if outside:
        raise Faults(Fault(Where(str(file), 1, 1), f"this is a link that leads out of the folder '{folder}'") for file in outside)
    return files


def layout_file(exam: Path) -> Path:
    """Where the layout of an exam file is stored."""
    return exam.with_name(exam.stem + SUFFIX)


@dataclass(frozen=True, slots=True)
class StoredLayout:
    """A layout beside an exam file: its pages, the seeds whose variants it has room for, and where the first height of each name stands."""

    pages: Layout
    seeds: Seeds
    places: Places


def load_layout(path: Path, names: Seq[str]) -> StoredLayout:
    """A stored layout for these headings and items in this order. Raises Faults."""
    faults: list[Fault] = []
    fields = _layout_fields(path, faults)
    pages = []
    places: dict[str, Where] = {}
    nodes = fields.items("pages", "pages")
    if len(nodes) > MAX_PAGES:
        raise Faults([Fault(fields.nodes["pages"].where, f"a layout has at most {MAX_PAGES} pages")])
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
        raise Faults(faults)
    return StoredLayout(tuple(pages), seeds, places)


def load_seeds(path: Path) -> Seeds:
    """The seeds of a stored layout, whatever else stands there; none if the file or what it says of them cannot be read."""
    try:
        return _seeds(_layout_fields(path, []))
    except Faults:
        return ()


def _layout_fields(path: Path, faults: list[Fault]) -> Fields:
    if path.is_symlink():
        raise Faults([Fault(Where(str(path), 1, 1), "a stored layout is no link", "take it away, and make it anew with gen layout")])
    return Fields(read(path, str(path)), "a layout", faults, ("pages",), ("seeds",))


def _seeds(fields: Fields) -> Seeds:
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
