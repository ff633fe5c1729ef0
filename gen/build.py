"""From a loaded and solved exam to its PDF: measure, lay out, set, and compare what TeX did with the layout; a certificate tells of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gen.certificate import certify, file_name
from gen.check_exam import CheckedExam
from gen.errors import writing
from gen.exam import Exam
from gen.layout import Block, Layout, Paper, arrange, lacking, misplaced, overfull, room
from gen.load_exam import layout_file, load_layout
from gen.pdf import Files, keep, measure, replace_file, typeset
from gen.render import Form, render
from gen.report import Report
from gen.view import Audience, ExamView, credit_steps, exam_view, files_of, name_of, names_of, with_layout

CM = 72.27 / 2.54  # points
LINE = 20.0  # points: a line by hand; an answer has room for two, and for one more for each point
TRIES = 12


class TooLittleRoom(Exception):
    """Solutions, headings or slots that do not fit where they should stand; the message says by how much."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A layout on its paper, and by how many points what is too high for its slot is: a solution, or a heading."""

    layout: Layout
    paper: Paper
    over: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Measured:
    """The key for graders with the files that it reads, and what TeX measures of it: its paper, and what needs a slot."""

    key: ExamView
    files: Files
    paper: Paper
    blocks: tuple[Block, ...]


def build(path: Path, checked: CheckedExam, form: Form, audience: Audience, out: Path, layout: Layout | None = None) -> Path:
    """Set one form of an exam file into `out`. Raises TexFailed, TooLittleRoom and Faults; older files then stay.

    An exam without room for its answers is no good either: both forms are refused. All variants of an exam have one `layout`.
    """
    file, exam = layout_file(path), checked.exam
    stored = layout or stored_layout(path, exam)
    measured = _measured(checked)
    laid = _arranged([measured]) if stored is None else _tried(stored, measured)
    if told := list(_too_little(laid, file, exam)):
        raise TooLittleRoom("\n".join(told))
    view = view_of(checked, form, audience)
    with typeset(render(with_layout(view, laid.layout), form), form_name(form, audience), measured.files) as made:
        if "cover" in made.report.lengths.get("over", {}):
            raise TooLittleRoom("the cover is higher than its page: the exam has too many problems, or too long titles")
        misplaced(laid.layout, made.report.places, laid.paper)
        certificate = certify(checked, form, audience, laid.layout, made)
        return keep(made, out, {file_name(made.name, out): certificate.text})


def hand_out(made: Path, folder: Path) -> Path:
    """A copy of the sheet alone, in a folder that holds nothing else of the tool. Raises Unwritable."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        return replace_file(made, folder / made.name)


def form_name(form: Form, audience: Audience) -> str:
    """What the files of a form are called."""
    return f"{form}-students" if audience == "students" else form


def view_of(checked: CheckedExam, form: Form, audience: Audience) -> ExamView:
    """What a form shows; the exam's view is made without a look at the solutions, and graders get the key that was read back."""
    if form == "exam":
        return exam_view(checked.exam, None)
    return checked.key if audience == "graders" else exam_view(checked.exam, checked.solved, audience=audience)


def stored_layout(path: Path, exam: Exam) -> Layout | None:
    """The layout beside an exam file, if there is one. Raises Faults."""
    file = layout_file(path)
    return load_layout(file, [name for problem in exam.problems for name in names_of(problem)]) if file.is_file() else None


def lay_out(checked: CheckedExam, variants: Iterable[CheckedExam] = ()) -> Laid:
    """The layout that an exam has if none is stored, with room for these variants, too."""
    return _arranged([_measured(one) for one in (checked, *variants)])


def _measured(checked: CheckedExam) -> _Measured:
    files = files_of(checked.exam)
    report = measure(render(checked.key, "measure"), "measure", files)
    paper = Paper(*(report.length(kind) for kind in ("page", "gap", "frame", "credit")))
    return _Measured(checked.key, files, paper, tuple(_blocks(checked.exam, report, paper)))


def _arranged(several: Sequence[_Measured]) -> Laid:
    """A layout made from the measures of all. A solution that loses height where pages break gets more until all fit."""
    first, *_ = several
    blocks = tuple(map(_highest, zip(*(measured.blocks for measured in several), strict=True)))
    for _ in range(TRIES):
        tried = [_tried(arrange(blocks, first.paper), measured) for measured in several]
        over = {name: max(laid.over.get(name, 0.0) for laid in tried) for laid in tried for name in laid.over}
        grown = tuple(block if block.fixed else replace(block, need=block.need + over.get(block.name, 0.0)) for block in blocks)
        if grown == blocks:
            break
        blocks = grown
    return Laid(tried[0].layout, first.paper, over)


def _highest(blocks: Sequence[Block]) -> Block:
    """An item with room for the highest of its texts and solutions."""
    return replace(blocks[0], top=max(one.top for one in blocks), need=max(one.need for one in blocks))


def _tried(layout: Layout, measured: _Measured) -> Laid:
    """The layout, and what does not fit: by its measure, or by trying where a solution goes on over pages."""
    heights, paper = room(layout), measured.paper
    lacks = {block.name: lacking(block, heights[block.name][0], paper) for block in measured.blocks if len(heights[block.name]) == 1}
    over = {name: points for name, points in lacks.items() if points > 0}
    if len(lacks) < len(measured.blocks):
        report = measure(render(with_layout(measured.key, layout), "solutions"), "solutions", measured.files)
        over |= {name: max(lengths) for name, lengths in report.lengths.get("over", {}).items()}
    return Laid(layout, paper, over)


def _blocks(exam: Exam, report: Report, paper: Paper) -> Iterable[Block]:
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
                least=paper.credit * len(credit_steps(item)),
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
