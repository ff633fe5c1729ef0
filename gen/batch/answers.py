"""The answers of variants as graders look them up: for a CSV file, and in LaTeX for a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gen.check import CheckedExam
from gen.document import answer_texts
from gen.latex import NOTHING, Tex, escape
from gen.model.exam import Exam
from gen.page import ExamView, GradedLineView, name_of
from gen.typeset import rendered, typeset

MANY = 60  # variants, of which a page shows each answer

Answers = Sequence[Sequence[str]]
"""Of a variant in the order of its sheet: item, reading, name of the answer, and the answer."""

Graded = Sequence[tuple[str, str, Sequence[str]]]
"""Of a variant: the label of each item, its points, and in LaTeX the lines that the grading sheet has of it."""


@dataclass(frozen=True, slots=True)
class AnsweredView:
    """The variants that have the same answers to an item, and these; all variants have no names."""

    variants: Tex
    lines: tuple[Tex, ...]


@dataclass(frozen=True, slots=True)
class AnsweredItemView:
    """An item with the answers of all variants."""

    label: Tex
    points: Tex
    answers: tuple[AnsweredView, ...]


def answers_of(checked: CheckedExam) -> Answers:
    """All answers of a variant as text."""
    return [
        [name_of(problem, one.item), *row]
        for problem in checked.exam.problems
        for one in checked.solved[problem.id].items
        for row in answer_texts(one, problem.shown)
    ]


def graded_of(key: ExamView) -> Graded:
    """What the grading sheet of a key has of its answers; what it has no room for is left to the key."""
    found: dict[str, tuple[str, str, list[str]]] = {}
    for row in key.grading.items if key.grading else ():
        found.setdefault(row.name, (row.label, row.points, []))[2].extend(filter(None, map(_line, row.lines)))
    return list(found.values())


def _line(line: GradedLineView) -> Tex:
    name = Tex(rf"\gradedreading{{{line.name}}}") if line.name else NOTHING
    if line.elsewhere:
        return name
    return Tex(name + (rf"$\displaystyle {line.left} {line.relation} {line.form}$" if line.left else line.text))


def answers_page(exam: Exam, graded: Mapping[str, Graded]) -> bytes:
    """A PDF with the answers to each item, variants that have the same together; `graded` is by the marks of variants. Raises TexFailed."""
    labels = dict.fromkeys((label, points) for one in graded.values() for label, points, _ in one)
    items = [AnsweredItemView(Tex(label), Tex(points), tuple(_answered(label, graded))) for label, points in labels]
    source = rendered("answers", exam.language, title=escape(exam.title), course=escape(exam.course.name), items=items)
    return typeset(source, "answers").pdf


def _answered(label: str, graded: Mapping[str, Graded]) -> Iterator[AnsweredView]:
    """The answers to an item, each once with the variants that have it."""
    found: dict[tuple[str, ...], list[str]] = {}
    for mark, items in graded.items():
        for own, _, lines in items:
            if own == label:
                found.setdefault(tuple(lines), []).append(mark)
    for lines, marks in found.items():
        every = len(found) == 1 and len(marks) == len(graded)
        yield AnsweredView(NOTHING if every else Tex(r"\\".join(map(escape, marks))), tuple(map(Tex, lines)))
