"""From a loaded and solved exam to its PDF: measure, lay out, set, and compare what TeX did with the layout."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gen.layout import Block, Layout, Paper, arrange, lacking, misplaced, room
from gen.load_exam import layout_file, load_layout
from gen.pdf import measure, typeset
from gen.render import Form, render
from gen.report import Report
from gen.spec import Exam
from gen.view import Audience, Solutions, credit_steps, exam_view, files_of, name_of, names_of

CM = 72.27 / 2.54  # points
LINE = 20.0  # points: a line by hand; an answer has room for two, and for one more for each point
TRIES = 4


class TooLittleRoom(Exception):
    """Solutions that do not fit the room of their items; the message says by how much."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A layout on its paper, and the items whose solution is higher than their room, by how many points."""

    layout: Layout
    paper: Paper
    over: Mapping[str, float]


def build(path: Path, exam: Exam, solved: Solutions, form: Form, audience: Audience, out: Path) -> Path:
    """Set one form of an exam file into `out`. Raises TexFailed, TooLittleRoom and Faults; older files then stay.

    An exam without room for its answers is no good either: both forms are refused.
    """
    file = layout_file(path)
    laid = _stored(file, exam, solved) if file.is_file() else lay_out(exam, solved)
    if laid.over:
        raise TooLittleRoom("\n".join(_too_little(laid, file)))
    source = render(exam_view(exam, solved if form == "solutions" else None, laid.layout, audience), form)
    name = f"{form}-students" if audience == "students" else form
    return typeset(source, name, out, files_of(exam), lambda report: misplaced(laid.layout, report.places, laid.paper))


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
    if any(len(parts) > 1 for parts in heights.values()):
        report = measure(render(exam_view(exam, solved, layout), "solutions"), "solutions", files_of(exam))
        return Laid(layout, paper, {name: max(lengths) for name, lengths in report.lengths.get("over", {}).items()})
    lacks = {block.name: lacking(block, heights[block.name][0], paper) for block in blocks}
    return Laid(layout, paper, {name: points for name, points in lacks.items() if points > 0})


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


def _too_little(laid: Laid, file: Path) -> Iterable[str]:
    for name, points in laid.over.items():
        hint = f"raise its height in {file}" if file.is_file() else "raise its 'space', or leave that out"
        yield f"{name}: the solution is {points / CM:.2f} cm higher than the room for it; {hint}"
