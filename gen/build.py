"""From a loaded and solved exam to its PDF: measure, lay out, set, and compare what TeX did with the layout."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gen.layout import Block, Layout, Paper, arrange, lacking, misplaced, overfull, room
from gen.load_exam import layout_file, load_layout
from gen.pdf import measure, typeset
from gen.render import Form, render
from gen.report import Report
from gen.spec import Exam
from gen.view import Audience, Solutions, credit_steps, exam_view, files_of, name_of, names_of

CM = 72.27 / 2.54  # points
LINE = 20.0  # points: a line by hand; an answer has room for two, and for one more for each point
TRIES = 6


class TooLittleRoom(Exception):
    """Solutions, headings or slots that do not fit where they should stand; the message says by how much."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A layout on its paper, and by how many points what is too high for its slot is: a solution, or a heading."""

    layout: Layout
    paper: Paper
    over: Mapping[str, float]


def build(path: Path, exam: Exam, solved: Solutions, form: Form, audience: Audience, out: Path) -> Path:
    """Set one form of an exam file into `out`. Raises TexFailed, TooLittleRoom and Faults; older files then stay.

    An exam without room for its answers is no good either: both forms are refused.
    """
    file = layout_file(path)
    laid = _stored(file, exam, solved) if file.is_file() else lay_out(exam, solved)
    if told := list(_too_little(laid, file, exam)):
        raise TooLittleRoom("\n".join(told))
    source = render(exam_view(exam, solved if form == "solutions" else None, laid.layout, audience), form)
    name = f"{form}-students" if audience == "students" else form

    def check(report: Report) -> None:
        if "cover" in report.lengths.get("over", {}):
            raise TooLittleRoom("the cover is higher than its page: the exam has too many problems, or too long titles")
        misplaced(laid.layout, report.places, laid.paper)

    return typeset(source, name, out, files_of(exam), check)


def lay_out(exam: Exam, solved: Solutions) -> Laid:
    """A layout made from the typeset solutions. A solution that loses height where pages break gets more until all fit."""
    report = measure(render(exam_view(exam, solved), "measure"), "measure", files_of(exam))
    paper, blocks = _paper(report), tuple(_blocks(exam, report))
    for _ in range(TRIES):
        laid = _laid(arrange(blocks, paper), paper, blocks, exam, solved)
        grown = tuple(block if block.fixed else replace(block, need=block.need + laid.over.get(block.name, 0.0)) for block in blocks)
        if grown == blocks:
            break
        blocks = grown
    return laid


def _stored(file: Path, exam: Exam, solved: Solutions) -> Laid:
    layout = load_layout(file, [name for problem in exam.problems for name in names_of(problem)])
    report = measure(render(exam_view(exam, solved), "measure"), "measure", files_of(exam))
    return _laid(layout, _paper(report), tuple(_blocks(exam, report)), exam, solved)


def _laid(layout: Layout, paper: Paper, blocks: Sequence[Block], exam: Exam, solved: Solutions) -> Laid:
    """The layout, and what does not fit: by its measure, or by trying where a solution goes on over pages."""
    heights = room(layout)
    lacks = {block.name: lacking(block, heights[block.name][0], paper) for block in blocks if len(heights[block.name]) == 1}
    over = {name: points for name, points in lacks.items() if points > 0}
    if len(lacks) < len(blocks):
        report = measure(render(exam_view(exam, solved, layout), "solutions"), "solutions", files_of(exam))
        over |= {name: max(lengths) for name, lengths in report.lengths.get("over", {}).items()}
    return Laid(layout, paper, over)


def _paper(report: Report) -> Paper:
    return Paper(*(report.length(kind) for kind in ("page", "gap", "frame", "credit")))


def _blocks(exam: Exam, report: Report) -> Iterable[Block]:
    for problem in exam.problems:
        yield Block(name_of(problem), report.length("heading", name_of(problem)), heading=True)
        for item in problem.items:
            name = name_of(problem, item)
            lines = max(float(exam.handwriting) * report.length("hand", name), LINE * float(2 + item.points))
            yield Block(
                name=name,
                top=report.length("prompt", name),
                need=report.length("key", name),
                wish=lines if item.space is None else float(item.space) * CM,
                least=report.length("credit") * len(credit_steps(item)),
                fixed=item.space is not None,
            )


def _too_little(laid: Laid, file: Path, exam: Exam) -> Iterable[str]:
    stored = file.is_file()
    items = {name_of(problem, item): item for problem in exam.problems for item in problem.items}
    for name, points in laid.over.items():
        hint = (
            "raise its 'space', or leave that out" if name in items and items[name].space else "shorten its prompt, or make several items"
        )
        what = "the solution" if name in items else "the heading"
        yield f"{name}: {what} is {points / CM:.2f} cm higher than the room for it; {f'raise its height in {file}' if stored else hint}"
    for number, points in overfull(laid.layout, laid.paper).items():
        names = ", ".join(slot.name for slot in laid.layout[number - 1])
        hint = f"lower a height in {file}, or begin another page there" if stored else "shorten the text"
        yield f"{names}: together {points / CM:.2f} cm higher than a page; {hint}"
