"""An exam as records of LaTeX, which is what the templates lay out.

The exam's records are made without a look at any derivation; the key's are the same with solutions added.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gen.figures import sheet_figure
from gen.notation import Latex, points_words
from gen.pieces_view import latex_of
from gen.pipeline import SolvedItem, SolvedProblem
from gen.solution_view import SolutionView, solution, told
from gen.spec import Exam, Item, Problem
from gen.tex import Tex, escape

Solutions = Mapping[str, SolvedProblem]
"""Solved problems by their id."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item; `space` is the height left for the answer, `solution` is None in the exam."""

    label: Tex
    prompt: Tex
    figure: Tex
    points: Tex
    space: Tex
    solution: SolutionView | None
    where: Tex


@dataclass(frozen=True, slots=True)
class ProblemView:
    number: Tex
    title: Tex
    stem: Tex
    points: Tex
    items: tuple[ItemView, ...]
    errata: tuple[Tex, ...]


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
    answers = solved or {}
    return ExamView(
        title=escape(exam.title),
        course=escape(exam.course),
        date=escape(exam.date),
        duration=escape(exam.duration),
        points=Tex(points_words(exam.points)),
        problems=tuple(_problem(problem, n, answers.get(problem.id)) for n, problem in enumerate(exam.problems, 1)),
    )


def _problem(problem: Problem, number: int, solved: SolvedProblem | None) -> ProblemView:
    latex = Latex(problem.latex)
    items = {one.item.id: one for one in solved.items} if solved else {}
    return ProblemView(
        number=Tex(number),
        title=escape(problem.title),
        stem=latex_of(problem.stem, latex),
        points=Tex(points_words(problem.points)),
        items=tuple(_item(problem, item, latex, items.get(item.id)) for item in problem.items),
        errata=tuple(told(erratum, latex) for erratum in solved.errata) if solved else (),
    )


def _item(problem: Problem, item: Item, latex: Latex, solved: SolvedItem | None) -> ItemView:
    space = item.space if item.space is not None else 2 + 2 * item.points
    return ItemView(
        label=escape(item.id),
        prompt=latex_of(item.prompt, latex, item),
        figure=sheet_figure(item, latex),
        points=Tex(points_words(item.points)),
        space=Tex(f"{float(space):g}cm"),
        solution=solution(solved, latex) if solved else None,
        where=Tex(f"{problem.id}, item {item.id}"),
    )
