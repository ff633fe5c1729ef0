"""Exam and course files, and the layout that is stored beside an exam."""

from collections.abc import Iterator
from collections.abc import Sequence as Seq
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from gen.format.exam_options import Options, read_options
from gen.format.exam_problems import read_problems
from gen.format.languages import in_language, stated_language
from gen.format.named_files import PICTURES, macros_of, named_file
from gen.format.problem_file import check_total, load_problem
from gen.keys import COURSE, EXAM
from gen.messages.dates import NoSuchDay, day_in
from gen.messages.durations import minutes_in
from gen.messages.errors import InputError, InputErrors, Location
from gen.messages.sentences import Language
from gen.model.exam import HANDWRITING, Course, Exam
from gen.model.pages import SUFFIX
from gen.model.problem import Problem
from gen.syntax import Fields
from gen.syntax.yamltree import Leaf, Mapping, Node, read
from gen.system import real_path

# Keys that tell what a file is meant to be where the one is missing by which one knows it.
_OF_COURSES = {"institution", "logo", "macros", "header", "footer", "notice"}
_OF_EXAMS = {"problem", "date", "duration", "course", "aids", "handwriting"}
FULL = Fraction(9, 10)  # of a duration: problems that are planned for less leave open what the rest is for


def kind_of(path: Path) -> str:
    """`exam`, `course` or `problem`, by what a readable file holds. Raises InputErrors if it is not YAML."""
    node = read(path, str(path))
    keys = {key.value for key, _ in node.entries} if isinstance(node, Mapping) else set()
    if "problems" in keys or "items" in keys:
        return "exam" if "problems" in keys else "problem"
    return "course" if "name" in keys or keys & _OF_COURSES else "exam" if keys & _OF_EXAMS else "problem"


def load_exam(path: Path, language: Language | None = None) -> tuple[Exam, list[InputError]]:
    """An exam file with its problems, or a single problem file, in this language or its own, as an exam of its own."""
    if kind_of(path) != "exam":
        problem, faults = load_problem(path, language=language)
        return Exam.of(problem), faults
    faults = []
    root = read(path, str(path))
    stated = stated_language(root) or _language_of_course(path, root)
    root = in_language(root, EXAM, stated or "en", faults)
    fields = Fields(root, EXAM, faults)
    course, of_course = _course(path, fields, stated)
    options = read_options(fields, course.macros).before(of_course)
    found = read_problems(path, fields, course.macros, stated, options.notation)
    if "problems" in fields and not found.read and not faults:
        fields.fault(fields.nodes["problems"].where, "an exam needs at least one problem")
    exam = Exam(
        title=fields.line("title"),
        problems=found.own,
        date=_date(fields),
        duration=fields.line("duration"),
        aids=options.aids or "",
        course=course,
        language=options.language or _common_language(fields, found.read),
        handwriting=_handwriting(fields),
        cover=options.cover,
        credits=options.has_credits is not False,
        top=options.top or Fraction(0),
        pool=found.pool,
        choices=found.choices,
        where=root.where,
    )
    if not faults:
        check_total(fields, exam.points, "the problems", faults)
    return replace(exam, warnings=tuple(_warnings(fields, exam))), faults


def _warnings(fields: Fields, exam: Exam) -> Iterator[InputError]:
    """Whether the minutes of the problems fit to the duration, where a number can be told from it: little may be left, nothing may lack."""
    text, room = fields.text("duration"), minutes_in(exam.duration)
    stated = sum(problem.profile.minutes or 0 for problem in exam.problems)
    least = FULL * room if room and exam.minutes is not None else 0  # where a problem does not say, it may take the rest
    if text and room and not least <= stated <= room:
        message = f"warning: the problems are planned for {stated} minutes, the exam has {float(room):g}"
        yield InputError(text.where, message, "change 'duration', or the 'minutes' of problems")


def load_course(path: Path, language: Language | None = None) -> tuple[Course, Options, list[InputError]]:
    """A course file: the course, and what holds for those of its exams that do not say it themselves. Its texts are in this language."""
    faults: list[InputError] = []
    root = read(path, str(path))
    root = in_language(root, COURSE, language or stated_language(root) or "en", faults)
    fields = Fields(root, COURSE, faults)
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
    return course, read_options(fields, macros), faults


def _language_of_course(exam: Path, root: Node) -> Language | None:
    """What the course file of an exam says, if there is one that can be read; what is wrong with it is told where it is read."""
    entries = root.entries if isinstance(root, Mapping) else ()
    named = next((value.text for key, value in entries if key.value == "course" and isinstance(value, Leaf)), None)
    file = named_file(exam, named, "course", (".yaml",), []) if named and named.value.endswith(".yaml") else None
    with suppress(InputErrors):
        return stated_language(read(file, str(file))) if file else None
    return None


def _course(exam: Path, fields: Fields, language: Language | None) -> tuple[Course, Options]:
    """The course of an exam: a course file, or just its name."""
    text, faults = fields.text("course"), fields.faults
    if text is None or not text.value.endswith(".yaml"):
        return Course(fields.line("course")), Options()
    file = named_file(exam, text, "course", (".yaml",), faults)
    if file is None:
        return Course(), Options()
    course, options, more = load_course(file, language)
    faults += more
    return course, options


def _common_language(fields: Fields, problems: Seq[Problem]) -> Language:
    """The language of an exam that does not say: that of its problems."""
    spoken = sorted({problem.language or "en" for problem in problems})
    if len(spoken) > 1 and "language" not in fields:
        fields.fault(fields.where, f"the problems are in several languages: {', '.join(spoken)}", "choose one under 'language'")
    return spoken[0] if spoken else "en"


def _date(fields: Fields) -> str:
    """The date as the author writes it; a day that no calendar has is refused in all forms that can be read."""
    text, written = fields.text("date"), fields.line("date")
    try:
        day_in(written)
    except NoSuchDay as day:
        if text:
            fields.fault(text.where, f"there is no such day: {day}")
    return written


def _handwriting(fields: Fields) -> Fraction:
    text, factor = fields.text("handwriting"), fields.number("handwriting")
    if text is None or factor is None:
        return HANDWRITING
    if not 1 <= factor <= 4:
        fields.fault(text.where, f"the factor for handwriting lies from 1 to 4, found '{text.value}'")
    return factor


def problem_files(folder: Path) -> list[Path]:
    """All problem, exam and course files below a folder. Raises InputErrors if a link leads out of it: nobody has named that file."""
    files = [file for file in sorted(folder.rglob("*.yaml")) if not file.name.endswith(SUFFIX)]
    outside = [file for file in files if not real_path(file).is_relative_to(real_path(folder))]
    if outside:
        raise InputErrors(
            InputError(Location(str(file), 1, 1), f"this is a link that leads out of the folder '{folder}'") for file in outside
        )
    return files
