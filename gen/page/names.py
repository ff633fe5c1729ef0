"""What things are called beyond a page: headings and items in a layout, the author's files in a source."""

from pathlib import Path

from gen.latex import NOTHING, Tex
from gen.model.exam import Exam
from gen.model.problem import Item, Problem


def files_of(exam: Exam) -> dict[str, Path]:
    """The author's files by the names that the source calls them: never those of the tool's own files, whatever the author's are."""
    logo = exam.course.logo
    pictures = {picture.name: picture.file for problem in exam.problems for picture in problem.pictures}
    return pictures | ({name_in_source("logo", logo): logo} if logo else {})


def name_in_source(name: str, file: Path | None) -> Tex:
    """What a source calls an author's file, or nothing."""
    return Tex(name + file.suffix) if file else NOTHING


def name_of(problem: Problem, item: Item | None = None) -> str:
    """What a layout calls a heading or an item."""
    return name_in(problem.id, item) if item else problem.id


def name_in(problem: str, item: Item) -> str:
    """The same by the id of its problem."""
    return f"{problem}/{item.id}"


def names_of(problem: Problem) -> list[str]:
    """The headings and items of a problem, in order."""
    return [name_of(problem), *(name_of(problem, item) for item in problem.items)]
