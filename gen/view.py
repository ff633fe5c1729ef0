"""An exam as records of LaTeX, which is what the templates lay out.

The exam's records are made without a look at any derivation; the key's are the same with solutions added.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gen.notation import Latex, points_text
from gen.pipeline import SolvedItem
from gen.prompt_view import prompt
from gen.solution_view import ReadingView, solution
from gen.spec import Exam, Item, Problem
from gen.tex import Tex, escape

Solutions = Mapping[tuple[str, str], SolvedItem]
"""Solved items by problem id and item id."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item; `space` is the height left for the answer, `solution` is empty in the exam."""

    label: Tex
    prompt: Tex
    points: Tex
    space: Tex
    solution: tuple[ReadingView, ...]
    where: Tex


@dataclass(frozen=True, slots=True)
class ProblemView:
    number: Tex
    title: Tex
    stem: Tex
    points: Tex
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class ExamView:
    title: Tex
    course: Tex
    date: Tex
    duration: Tex
    points: Tex
    problems: tuple[ProblemView, ...]


def exam_view(exam: Exam, solved: Solutions | None) -> ExamView:
    """The exam sheet (`solved` None) or the key."""
    return ExamView(
        title=escape(exam.title),
        course=escape(exam.course),
        date=escape(exam.date),
        duration=escape(exam.duration),
        points=_points(exam.points),
        problems=tuple(_problem(problem, n, solved) for n, problem in enumerate(exam.problems, 1)),
    )


def _problem(problem: Problem, number: int, solved: Solutions | None) -> ProblemView:
    latex = Latex(problem.latex)
    return ProblemView(
        number=Tex(number),
        title=escape(problem.title),
        stem=prompt(problem.stem, None, latex),
        points=_points(problem.points),
        items=tuple(_item(problem, item, latex, solved) for item in problem.items),
    )


def _item(problem: Problem, item: Item, latex: Latex, solved: Solutions | None) -> ItemView:
    space = item.space if item.space is not None else 2 + 2 * item.points
    return ItemView(
        label=escape(item.id),
        prompt=prompt(item.prompt, item, latex),
        points=_points(item.points),
        space=Tex(f"{float(space):g}cm"),
        solution=solution(solved[problem.id, item.id], latex) if solved is not None else (),
        where=Tex(f"{problem.id}, item {item.id}"),
    )


def _points(points: Fraction) -> Tex:
    return Tex(f"{points_text(points)} {'point' if points == 1 else 'points'}")
