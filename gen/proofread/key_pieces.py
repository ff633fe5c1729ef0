"""What a key in LaTeX says, piece by piece, in the order of a page for screens; its rows have been read as numbers."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from gen.latex import Tex
from gen.page import ExamView, GradedLineView, GridView, ItemView, ProblemView, ReadingView, RowView, TableView
from gen.proofread.pieces import Said, bag_of, digits_of, equations_of, plain_letters, without_stops
from gen.proofread.plain_latex import plain_latex
from gen.proofread.printed_steps import chains_of


def pieces_of_stem(problem: ProblemView) -> Iterator[Said]:
    """The title of a problem and what stands before its items."""
    yield Said("title", _of_latex(problem.label) + _of_latex(problem.title) + _of_latex(problem.points))
    formulas, words = _latex_apart(problem.stem)
    yield Said("stem", bag_of(formulas, words))
    yield Said("equations", equations_of(formulas))


def pieces_around(view: ExamView) -> Iterator[Said]:
    """What a page says around its problems: its title, and the numbers of date, duration, points and the like."""
    yield Said("heading", _of_latex(view.title))
    told = (view.date, view.duration, view.credit, *((view.cover.room, view.cover.examiner) if view.cover else ()), view.aids, view.variant)
    yield Said("numbers above", digits_of(" ".join(_NOT_SHOWN.sub("", one) for one in told)))


def pieces_recalled(view: ExamView) -> Iterator[Said]:
    """What stands behind all problems of a key for students."""
    if view.explained:
        yield Said("explanation", without_stops(_of_latex(view.explained)))


def pieces_of_grading(view: ExamView) -> Iterator[tuple[str, list[Said]]]:
    """What the grading sheet says of each item, whose name stands before it."""
    rows = [*view.grading.items] if view.grading else []
    for name, own in groupby(rows, lambda row: str(row.name)):
        together = list(own)
        answers = [said for row in together for line in row.lines for said in _of_graded(line)]
        told = (_of_latex(rule.label) + _of_latex(rule.about) + _of_latex(rule.text) for row in together for rule in row.rules)
        rules = [Said("rule", without_stops(rule)) for rule in told]
        label = Said("label", _of_latex(together[0].label) + _of_latex(together[0].points))
        yield name, [label, *answers, *_misprints(together[0].errata), *rules]


def _of_graded(line: GradedLineView) -> Iterator[Said]:
    if line.name:
        yield Said("reading", _of_latex(line.name))
    text = _of_formula(f"{line.left} {line.relation} {line.form}") if line.left else _of_latex(line.text)
    yield Said("answer", f"{without_stops(text)} {digits_of(_of_latex(line.equation) + _of_latex(line.result))}")


def _misprints(errata: Sequence[Tex]) -> Iterator[Said]:
    told = [_of_latex(one) for one in errata]
    if told:
        yield Said("misprints", "".join(f"{i}{one}" for i, one in enumerate(told, 1)) if told[1:] else told[0])


def pieces_of_key(item: ItemView) -> Iterator[Said]:
    """What an item of a key says, or of a sheet."""
    yield Said("points", _of_latex(item.points))
    formulas, words = _latex_apart(item.filled or item.prompt)
    yield Said("prompt", bag_of(formulas, words))
    yield Said("equations", equations_of(formulas))
    if item.choice:
        yield Said("instruction", _of_latex(item.choice.instruction))
        for option in item.choice.options:
            boxes = "".join("ox"[ticked] for ticked in option.ticked)
            yield Said("option", f"{boxes} {option.label}{_of_latex(option.text)}{_of_latex(option.points)}")
    if item.grid:
        yield from _of_grid(item.grid)
    yield from _misprints(item.solution.errata if item.solution else ())
    for solution in (item.solution, item.others):
        for reading in solution.readings if solution else ():
            yield Said("reading", "")
            yield from _of_reading(reading)
    if item.solution:
        yield from (Said("remark", _of_latex(remark)) for remark in item.solution.remarks)


def _of_grid(grid: GridView) -> Iterator[Said]:
    columns = [_of_latex(column) for column in grid.columns]
    yield Said("corner", _of_latex(grid.corner))
    for row in grid.rows:
        for column, cell in zip(columns, row.cells, strict=True):
            yield Said("cell", f"{_of_latex(row.head)} {column} {_of_latex(cell.text)}{_of_latex(cell.credit)}")
        if row.credit:
            yield Said("cell", f"{_of_latex(row.head)}  {_of_latex(row.credit)}")
    if any(grid.credits):
        for column, credit in zip(columns, grid.credits, strict=True):
            yield Said("cell", f" {column} {_of_latex(credit)}")


def _of_reading(reading: ReadingView) -> Iterator[Said]:
    yield from _sentence(reading.name)
    yield from _sentence(reading.inner)
    for group in reading.groups:
        yield from _sentence(group.heading)
        for block in group.blocks:
            yield from _of_rows(block.rows)
            for table in block.tables:
                yield from _of_table(table)
            if block.text:
                yield from _sentence(block.text)
                yield from _of_credits([block.credit])
                yield from (Said("remark", _of_latex(remark)) for remark in block.remarks)
    yield from _sentence(reading.carried)
    yield from _sentence(reading.meaning)


def _sentence(latex: Tex) -> Iterator[Said]:
    if text := _of_latex(latex):
        yield Said("sentence", without_stops(text))


def _of_rows(rows: Sequence[RowView]) -> Iterator[Said]:
    for chain in chains_of(rows):
        yield Said("step", _of_formula(f"{chain.left}{chain.line}"))
        yield from _of_credits(chain.credits)
        yield from (Said("reason", _of_latex(reason)) for reason in chain.reasons)
        yield from (Said("remark", _of_latex(remark)) for remark in chain.remarks)


def _of_credits(credits: Sequence[str]) -> Iterator[Said]:
    if points := "".join(map(_of_latex, credits)):
        yield Said("points", points)


def _of_table(table: TableView) -> Iterator[Said]:
    heads = [_of_formula(head) + _of_formula(rule) for head, rule in zip(table.heads, table.rules, strict=True)]
    for time, cells in table.rows:
        for head, cell in zip(heads, cells, strict=True):
            if cell.form:
                yield Said("cell", f"{head} {time} {_of_formula(cell.form)} {_of_latex(cell.credit)}")
    notes = (cell.note for column in zip(*(cells for _, cells in table.rows), strict=True) for cell in column if cell.note)
    for note in (*notes, *table.remarks):
        yield from _sentence(Tex(note))


def _of_formula(latex: str) -> str:
    """A factor that begins a row has a dot that is no sign of the formula."""
    return plain_latex(re.sub(r"(?:\\quad )+\\cdot |\\goeson|\\nolinebreak", " ", latex)).replace(" ", "")


_DISPLAY = re.compile(r"\\begin\{align\*\}(.*?)\\end\{align\*\}", re.DOTALL)
_NOT_SHOWN = re.compile(
    r"\\texorpdfstring\{(?:[^{}]|\{[^{}]*\})*\}\{[^{}]*\}|\\mathsign\{(?:[^{}]|\{[^{}]*\})*\}\{\d+\}|\\begin\{\w+\}(?:\{[^{}]*\}|\[[^\]]*\])*|\\end\{\w+\}|\\[A-Za-z]+\*?"
)


def _of_latex(text: str) -> str:
    """What text in LaTeX shows, its formulas in plain form."""
    between = _DISPLAY.split(text)
    return "".join(_of_formula(re.sub(r"&|\\\\", " ", part)) if i % 2 else _of_words(part) for i, part in enumerate(between))


def _latex_apart(text: str) -> tuple[list[str], list[str]]:
    """The formulas of a text, and its words."""
    formulas, words = list[str](), list[str]()
    for i, between in enumerate(_DISPLAY.split(text)):
        if i % 2:
            formulas.append(plain_latex(between))
            continue
        for k, part in enumerate(re.split(r"(?<!\\)\$", between)):
            (formulas if k % 2 else words).append(plain_latex(part) if k % 2 else _NOT_SHOWN.sub(" ", part))
    return formulas, words


def _of_words(text: str) -> str:
    parts = re.split(r"(?<!\\)\$", text)
    return "".join(_of_formula(part) if i % 2 else plain_letters(_NOT_SHOWN.sub("", part)) for i, part in enumerate(parts))
