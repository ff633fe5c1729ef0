"""The exam that binds problems together, and the course that it belongs to, as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from gen.algebra.totals import total
from gen.messages.errors import InputError, Location
from gen.messages.sentences import Language
from gen.model.math_tree import Macros
from gen.model.problem import Inline, Problem

HANDWRITING = Fraction(5, 4)

INSTRUCTION_SLOTS = ("pages", "problems", "points", "duration", "aids")
"""What an instruction on the cover may have filled in."""


@dataclass(frozen=True, slots=True)
class Course:
    """What all exams of a course share: its name, and what stands on each of their pages.

    `file` is where it was read from, if it is more than a name. `logo` is a picture and `macros` are what a file of
    LaTeX definitions holds; `header`
    and `footer` stand at the left of each page, `notice` at the foot of the cover.
    """

    name: str = ""
    institution: str = ""
    logo: Path | None = None
    macros_file: Path | None = None
    macros: Macros = field(default_factory=dict)
    header: str = ""
    footer: str = ""
    notice: str = ""
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first page of an exam has beside title, course, date and points.

    `lines` are those to write on, and `instructions` are for students; None where the author leaves them to the tool. A `sticker` has an
    area of its own, so wide and so high in cm.
    """

    examiner: str = ""
    room: str = ""
    lines: tuple[str, ...] | None = None
    sticker: tuple[Fraction, Fraction] | None = None
    instructions: tuple[tuple[Inline, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class ProblemChoice:
    """A group of problems, by their ids, of which each variant has so many."""

    ids: tuple[str, ...]
    number: int
    where: Location


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam file, or a single problem dressed as one, which has no cover.

    `handwriting` is how high a line by hand is, in 5.6 mm. `credits` are the boxes for a grader to tick, `top` is what stays free at the
    top of each page, in cm.

    A `variant` has a name, the seed unless somebody has edited its numbers, and what was `drawn` for its problems, by problem, item
    and name. Where `choices` are left to variants, the `pool` has all problems that one may have; the exam itself has the first of each
    group. `warnings` stop nothing.
    """

    title: str
    problems: tuple[Problem, ...]
    date: str = ""
    duration: str = ""
    aids: str = ""
    course: Course = Course()
    language: Language = "en"
    handwriting: Fraction = HANDWRITING
    cover: Cover | None = None
    credits: bool = True
    top: Fraction = Fraction(0)
    variant: str = ""
    drawn: Mapping[str, Any] = field(default_factory=dict)
    pool: tuple[Problem, ...] = ()
    choices: tuple[ProblemChoice, ...] = ()
    warnings: tuple[InputError, ...] = ()
    where: Location = field(default_factory=lambda: Location("", 1, 1))

    @classmethod
    def of(cls, problem: Problem) -> "Exam":
        """A single problem dressed as an exam."""
        return cls(problem.title, (problem,), language=problem.spoken, where=problem.where)

    @property
    def points(self) -> Fraction:
        return total(problem.points for problem in self.problems)

    @property
    def minutes(self) -> int | None:
        """The minutes that its problems are planned for; None where one of them does not say."""
        each = [problem.profile.minutes for problem in self.problems]
        return sum(filter(None, each)) if all(each) else None

    @property
    def whole(self) -> "Exam":
        """The exam with all problems that a variant may have: what a layout must have room for."""
        if not self.choices:
            return self
        return replace(self, problems=self.pool, choices=tuple(replace(one, number=len(one.ids)) for one in self.choices))

    def only(self, problem: Problem) -> "Exam":
        """The exam with one problem alone."""
        return replace(self, problems=(problem,), pool=(), choices=())

    @property
    def beginning_pages(self) -> frozenset[str]:
        """The ids of problems that begin a page: those that are drawn, and those that follow one, so that each has its place."""
        chosen = {ident for one in self.choices for ident in one.ids}
        ids = [problem.id for problem in self.problems]
        return frozenset(ident for before, ident in zip(["", *ids], ids, strict=False) if {before, ident} & chosen)

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that the exam was read from, in the order in which it names them."""
        course = (self.course.file, self.course.logo, self.course.macros_file)
        own = ((Path(one.where.file), one.macros_file, *(picture.file for picture in one.pictures), *_tables(one)) for one in self.problems)
        problems = (file for files in own for file in files if file)
        return tuple(dict.fromkeys([Path(self.where.file), *(file for file in course if file), *problems]))


def _tables(problem: Problem) -> tuple[Path, ...]:
    """The files that numbers of a problem's items come from."""
    given = (one.file for item in problem.items for values in (item.given, item.printed, *item.over) for one in values.values())
    return tuple(dict.fromkeys(file for file in given if file))
