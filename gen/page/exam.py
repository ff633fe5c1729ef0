"""An exam as records of LaTeX, which is what the templates lay out.

The exam's records are made without a look at any derivation; the key's are the same with solutions added. Places come from the
layout, which both share.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from itertools import count, islice
from typing import Literal

from gen.algebra.printer import points_text, points_words
from gen.document import Document, ItemPart, ProblemPart, document
from gen.figures import plot_figure, sheet_figure
from gen.functions import FUNCTIONS
from gen.latex import NOTHING, Latex, Tex, escape, knowing, shared_latex
from gen.messages.dates import date_words
from gen.messages.errors import working_on
from gen.messages.sentences import Language, translate
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.pages import Layout
from gen.model.solved import SolvedProblem
from gen.page.choices import choice_view
from gen.page.cover import CoverView, cover_view
from gen.page.credit_boxes import credit_steps, is_framed
from gen.page.figure_places import column_beside, picture_figure
from gen.page.grading import GradingView, grading_view
from gen.page.grids import grid_view, printed_of
from gen.page.metadata import Metadata, metadata_of
from gen.page.names import name_in, name_in_source, name_of
from gen.page.prose import latex_of
from gen.page.records import ItemView, ProblemView
from gen.page.selection import for_students, what_differs
from gen.page.solution import figures_of, numbered_solution, solution_view
from gen.page.writing import prompt_of, writing_view

Solutions = Mapping[str, SolvedProblem]
"""Solved problems by their id."""

Audience = Literal["graders", "students"]
"""Whom a key is for: graders see notes and alternatives; what students get is derivations, points and misprints of the sheet."""


@dataclass(frozen=True, slots=True)
class SlotView:
    """A place on a page: of a problem's heading, an item, or more of an item that goes on (`more`); `last` where it ends."""

    kind: Literal["heading", "item", "more"]
    name: Tex
    height: Tex
    last: bool
    problem: ProblemView
    item: ItemView | None


@dataclass(frozen=True, slots=True)
class ExamView:
    """`audience` is None in the exam, `pages` is empty where only measures are taken; `explained` is for those who learn from a key,
    `grading` for graders. `top` is how much stays free at the top of each page, empty where heads begin as usual.

    `mark` stands in the foot of each page: the fingerprint of what the sheet asks, after the name of the variant if there is one. It is
    the same on sheet and keys, and made of nothing that the sheet does not show, so that it tells nothing of an answer.
    """

    audience: Audience | None
    language: Language
    title: Tex
    course: Tex
    institution: Tex
    logo: Tex
    header: Tex
    footer: Tex
    notice: Tex
    cover: CoverView | None
    top: Tex
    date: Tex
    duration: Tex
    aids: Tex
    credit: Tex
    variant: Tex
    fingerprint: Tex
    problems: tuple[ProblemView, ...]
    pages: tuple[tuple[SlotView, ...], ...]
    explained: Tex
    about: Metadata
    grading: GradingView | None = None

    def page_of(self, name: str) -> Tex:
        """The page on which an item begins."""
        return Tex(str(bool(self.cover) + next(n for n, page in enumerate(self.pages, 1) if any(slot.name == name for slot in page))))

    @property
    def length(self) -> Tex:
        """How many pages there are, but for what stands behind the last item."""
        return Tex(str(bool(self.cover) + len(self.pages)))

    @property
    def count(self) -> Tex:
        """How many problems there are."""
        return Tex(str(len(self.problems)))

    @property
    def goes_on(self) -> bool:
        """Whether something may stand behind the last item."""
        return bool(self.audience) and (bool(self.explained) or any(item.goes_on for problem in self.problems for item in problem.items))

    @property
    def mark(self) -> Tex:
        return Tex(f"{self.variant}-{self.fingerprint}") if self.variant else self.fingerprint


def exam_view(
    exam: Exam,
    solved: Solutions | None,
    layout: Layout = (),
    audience: Audience = "graders",
    memo: Memo | None = None,
    endless: bool = False,
) -> ExamView:
    """The exam sheet (`solved` None) or the key, with every item at its place. What the `memo` has is not made again.

    An `endless` key is what one for screens has to say: its lines are as long as they need to be, and it has every table over time.
    """
    memo = memo or Memo()
    return document_view(document(exam, solved or {}, memo), audience if solved is not None else None, layout, memo, endless)


def document_view(
    document: Document, audience: Audience | None, layout: Layout = (), memo: Memo | None = None, endless: bool = False
) -> ExamView:
    """A sheet (`audience` None) or a key set in LaTeX, with every item at its place."""
    memo = memo or Memo()
    exam, course = document.exam, document.exam.course
    problems = numbered_figures(
        [_problem(part, n, exam, audience, memo, endless) for n, part in enumerate(document.problems, 1)], exam.language, memo
    )
    return ExamView(
        audience=audience,
        language=exam.language,
        title=escape(exam.title),
        course=escape(course.name),
        institution=escape(course.institution),
        logo=name_in_source("logo", course.logo),
        header=escape(course.header),
        footer=escape(course.footer),
        notice=escape(course.notice),
        cover=cover_view(exam.cover, exam) if exam.cover else None,
        top=Tex(f"{float(10 * exam.top):.1f}mm") if exam.top else NOTHING,
        date=escape(date_words(exam.date, exam.language)),
        duration=escape(exam.duration),
        aids=escape(exam.aids),
        credit=escape(points_text(exam.points)),
        variant=escape(exam.variant),
        fingerprint=fingerprint(problems),
        explained=Tex(" ".join(FUNCTIONS[fn].explains[exam.language] for fn in document.functions)) if audience == "students" else NOTHING,
        problems=problems,
        pages=tuple(_pages(problems, layout)),
        about=metadata_of(exam),
        grading=grading_view(document, memo) if audience == "graders" else None,
    )


def numbered_figures(problems: Sequence[ProblemView], language: Language, memo: Memo) -> tuple[ProblemView, ...]:
    """The same problems with a label for each figure: those of the sheet first, so that the sheet's are the same in all forms.

    A figure of roles has none, since it stands only where there is room, and stands with the first item that has it.
    """
    labels = (Tex(translate("Figure {number}", language, number=str(n))) for n in count(1))

    def of_sheet(item: ItemView) -> ItemView:
        own = tuple(islice(labels, sum(1 for figure in (item.picture, item.figure) if figure)))
        return memo.call(_with_labels, item, own) if own else item

    problems = [
        replace(one, picture=one.picture and replace(one.picture, label=next(labels)), items=tuple(map(of_sheet, one.items)))
        for one in problems
    ]
    shown: set[Tex] = set()

    def of_key(item: ItemView) -> ItemView:
        roles = item.solution.figure.picture if item.solution and item.solution.figure else None
        own = tuple(islice(labels, figures_of(item.solution) + figures_of(item.different)))
        again = roles in shown
        shown.update({roles} if roles else ())
        return memo.call(_with_key_labels, item, own, again) if own or again else item

    return tuple(replace(problem, items=tuple(map(of_key, problem.items))) for problem in problems)


def _with_labels(item: ItemView, labels: tuple[Tex, ...]) -> ItemView:
    rest = iter(labels)
    picture, figure = (one and replace(one, label=next(rest)) for one in (item.picture, item.figure))
    return replace(item, picture=picture, figure=figure)


def _with_key_labels(item: ItemView, labels: tuple[Tex, ...], again: bool) -> ItemView:
    """An item with labels in its key, without a figure of roles that an earlier item has: `again`."""
    rest = iter(labels)
    solution, different = (one and numbered_solution(one, rest) for one in (item.solution, item.different))
    return replace(item, solution=replace(solution, figure=None) if solution and again else solution, different=different)


def fingerprint(problems: Sequence[ProblemView]) -> Tex:
    """Four digits of a digest of all that is asked, with its numbers: of what problems and items print on the sheet, and nothing else."""
    asked = [
        [
            problem.title,
            problem.stem,
            *([item.label, item.prompt, item.figure.on_sheet if item.figure else NOTHING, item.points] for item in problem.items),
            *([item.choice.instruction, *(one.text for one in item.choice.options)] for item in problem.items if item.choice),
            *(printed_of(item.grid) for item in problem.items if item.grid),
            *([one.picture, one.caption] for one in (problem.picture, *(item.picture for item in problem.items)) if one),
        ]
        for problem in problems
    ]
    return Tex(sha256(json.dumps(asked).encode()).hexdigest()[:4])


def with_layout(view: ExamView, layout: Layout) -> ExamView:
    """The same view with every item at its place in this layout."""
    return replace(view, pages=tuple(_pages(view.problems, layout)))


def _pages(problems: tuple[ProblemView, ...], layout: Layout) -> Iterator[tuple[SlotView, ...]]:
    """The slots with what stands in them. The layout names exactly the headings and items that there are."""
    by_name: dict[str, tuple[ProblemView, ItemView | None]] = {problem.name: (problem, None) for problem in problems}
    by_name |= {item.name: (problem, item) for problem in problems for item in problem.items}
    ends = {slot.name: number for number, page in enumerate(layout) for slot in page}
    begun: set[str] = set()
    for number, page in enumerate(layout):
        slots = []
        for slot in page:
            problem, item = by_name[slot.name]
            kind: Literal["heading", "item", "more"] = "more" if slot.name in begun else "item" if item else "heading"
            last = ends[slot.name] == number
            slots.append(SlotView(kind, Tex(slot.name), Tex(f"{slot.height:.1f}mm"), last, problem, item))
            begun.add(slot.name)
        yield tuple(slots)


def _problem(part: ProblemPart, number: int, exam: Exam, audience: Audience | None, memo: Memo, endless: bool) -> ProblemView:
    problem = part.problem
    plain = shared_latex(problem, exam.language, memo)
    latex = knowing(plain, part.shapes)
    alone, points = len(exam.problems) == 1, problem.points
    label = NOTHING if alone else Tex(translate("Problem {number}", exam.language, number=str(number)))
    settings = memo.call(_Settings, problem.id, label, audience, exam.credits, exam.handwriting, endless)
    return ProblemView(
        name=Tex(name_of(problem)),
        number=NOTHING if alone else Tex(number),
        label=label,
        title=escape(problem.title),
        stem=latex_of(problem.stem, latex, problem.common),
        picture=picture_figure(problem.picture, latex),
        points=escape(points_words(points, exam.language)),
        credit=escape(points_text(points)),
        items=tuple(memo.call(_item, item, plain, settings, memo) for item in part.items),
    )


@dataclass(frozen=True, slots=True)
class _Settings:
    """What the page of an item needs to know of its problem, its exam and its reader."""

    problem: str
    label: Tex
    audience: Audience | None
    credits: bool
    handwriting: Fraction
    endless: bool


def _item(part: ItemPart, plain: Latex, settings: _Settings, memo: Memo) -> ItemView:
    item = part.item
    with working_on(item.where):
        latex = knowing(plain, part.shapes)
        view = _item_view(part, latex, settings, memo)
        grid = grid_view(part.grid, latex, view.label, settings.handwriting) if part.grid else None
        return replace(view, writing=writing_view(item, settings.handwriting), grid=grid, column=NOTHING if grid else view.column)


def _item_view(part: ItemPart, latex: Latex, settings: _Settings, memo: Memo) -> ItemView:
    item, audience = part.item, settings.audience
    sketch = part.solution.sketch if part.solution else None
    figure = plot_figure(sketch, latex) if sketch else memo.call(sheet_figure, item, latex, bool(part.filled), memo)
    prompt = memo.call(prompt_of, item, latex)
    key = solution_view(part.solution, latex, settings.endless, memo.lines) if part.solution else None
    plain = for_students(key) if key else None
    # A student writes a derivation, and no misprints.
    alone = tuple(replace(plain, readings=(reading,), errata=()) for reading in plain.readings) if plain else ()
    key, column = (plain if audience == "students" else key), (column_beside(item.id, prompt, figure) if figure else NOTHING)
    return ItemView(
        name=Tex(name_in(settings.problem, item)),
        label=escape(item.id),
        place=Tex(f"{settings.label} {escape(item.id)})".strip()),
        prompt=prompt,
        filled=prompt_of(item, latex, part.filled) if part.filled else NOTHING,
        picture=picture_figure(item.picture, latex),
        figure=figure,
        column=column,
        points=escape(points_words(item.points, latex.language)),
        credits=tuple(escape(points_text(points)) for points in credit_steps(item)) if settings.credits else (),
        solution=replace(key, readings=key.readings[:1]) if key else None,
        others=replace(key, readings=key.readings[1:]) if key and key.readings[1:] else None,
        different=what_differs(key, latex.language) if key and key.readings[1:] else None,
        alone=alone,
        where=Tex(f"{settings.problem}, item {item.id}"),
        recalls=audience == "students" and bool(part.functions),
        choice=choice_view(part.choice, item, latex, column) if part.choice else None,
        framed=is_framed(item),
    )
