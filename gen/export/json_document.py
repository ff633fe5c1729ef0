"""The tree of an exam as the records of a JSON file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gen.algebra.printer import text
from gen.document import (
    Block,
    ChoicePart,
    Column,
    Credit,
    Document,
    EqualityChain,
    Equations,
    Grid,
    GridCell,
    ItemPart,
    Paragraph,
    ProblemPart,
    ReadingPart,
    Remark,
    Section,
    SolutionPart,
    TimeTable,
    relation_signs,
    written_equalities,
)
from gen.export import json_records as records
from gen.export.json_pieces import ValueRecord
from gen.export.json_text import TextWriter
from gen.figures import Figure, plot_figure, roles_figure, sheet_figure
from gen.latex import Latex, knowing, without_letters
from gen.model.problem import Picture
from gen.page import key_figure, with_notation


def exam_record(document: Document, sheet: bool) -> records.ExamRecord:
    """All of a document; for a `sheet` one that was made without solutions."""
    exam, course = document.exam, document.exam.course
    return records.ExamRecord(
        format="worked-exam",
        version=1,
        form="sheet" if sheet else "whole",
        language=exam.language,
        title=exam.title,
        course=course.name,
        institution=course.institution,
        date=exam.date,
        duration=exam.duration,
        aids=exam.aids,
        variant=exam.variant,
        points=exam.points,
        problems=tuple(_problem(part, document, sheet) for part in document.problems),
    )


def _problem(part: ProblemPart, document: Document, sheet: bool) -> records.ProblemRecord:
    problem = part.problem
    latex = Latex.of(problem, document.language, part.shapes)
    stem = TextWriter(latex, sheet, problem.common)
    return records.ProblemRecord(
        id=problem.id,
        title=problem.title,
        points=problem.points,
        stem=stem.text(problem.stem),
        picture=_picture(problem.picture, stem),
        items=tuple(_ItemWriter(TextWriter(knowing(latex, one.shapes), sheet, one.item)).item(one) for one in part.items),
        topics=problem.profile.topics,
        level=problem.profile.level,
        minutes=problem.profile.minutes,
    )


def _picture(picture: Picture | None, writer: TextWriter) -> records.PictureRecord | None:
    if picture is None:
        return None
    return records.PictureRecord(picture.file.name, picture.digest, picture.alt, writer.text(picture.caption), picture.width)


def _figure(figure: Figure | None, solved: bool = True) -> records.FigureRecord | None:
    """A figure as a sheet shows it, or `solved` as a key does."""
    if figure is None:
        return None
    tikz = (figure.filled or figure.picture) if solved else figure.on_sheet
    svg = figure.svg("figure", key=solved, alone=True)
    return records.FigureRecord(svg, tikz, figure.description(solved), figure.caption, round(figure.width, 1))


@dataclass(frozen=True, slots=True)
class _ItemWriter:
    """Writes an item with the names of its prompt, and its readings each with names of its own."""

    prompt: TextWriter

    def item(self, part: ItemPart) -> records.ItemRecord:
        item, drawn = part.item, sheet_figure(part.item, self.prompt.latex)
        return records.ItemRecord(
            id=item.id,
            points=item.points,
            prompt=self.prompt.text(item.prompt),
            words=item.words,
            picture=_picture(item.picture, self.prompt),
            figure=_figure(drawn, solved=False),
            choice=self.choice(part.choice) if part.choice else None,
            grid=self.grid(part.grid) if part.grid else None,
            solution=self.solution(part, part.solution) if part.solution else None,
        )

    def choice(self, choice: ChoicePart) -> records.ChoiceRecord:
        options = (
            records.OptionRecord(one.label, self.prompt.text(one.text), None if self.prompt.sheet else one.ticked, one.points)
            for one in choice.options
        )
        return records.ChoiceRecord(choice.statements, self.prompt.text(choice.instruction), tuple(options))

    def grid(self, grid: Grid) -> records.GridRecord:
        rows = (records.RowRecord(self.prompt.text(row.head), tuple(map(self.cell, row.cells)), _credit(row.credit)) for row in grid.rows)
        return records.GridRecord(
            corner=self.prompt.text(grid.corner),
            columns=tuple(map(self.prompt.text, grid.columns)),
            credits=tuple(map(_credit, grid.credits)),
            rows=tuple(rows),
            note=self.prompt.text(grid.note),
        )

    def cell(self, cell: GridCell) -> records.CellRecord:
        return records.CellRecord(cell.kind, self.prompt.text(cell.text), _credit(cell.credit))

    def solution(self, part: ItemPart, solution: SolutionPart) -> records.SolutionRecord:
        latex = self.prompt.latex
        in_prompt = plot_figure(solution.sketch, latex) if solution.sketch else None
        if part.filled and (drawn := sheet_figure(part.item, latex, filled=True)) and drawn.filled:
            in_prompt = drawn
        roles = roles_figure(solution.figure.cell, solution.figure.roles, latex) if solution.figure else None
        return records.SolutionRecord(
            readings=tuple(self.reading(one) for one in solution.readings),
            figures=tuple(figure for figure in map(_figure, (in_prompt, roles)) if figure),
            errata=tuple(map(self.prompt.text, solution.errata)),
            remarks=self.remarks(solution.remarks),
            filled={str(number): self.prompt.text(text) for number, text in part.filled.items()},
            given={text(var): self.prompt.value(given.value) for var, given in part.item.given.items()},
        )

    def reading(self, reading: ReadingPart) -> records.ReadingRecord:
        latex = with_notation(self.prompt.latex, reading.notation)
        writer = _ReadingWriter(replace(self.prompt, latex=latex), self)
        letters = replace(self.prompt, latex=without_letters(latex))
        return records.ReadingRecord(
            name=reading.name,
            letters=tuple(letters.text([letter]) for letter in reading.letters),
            sections=tuple(map(writer.section, reading.sections)),
            tabled=tuple(map(writer.section, reading.tabled)),
            figure=_figure(key_figure(reading.figure, latex)),
            meaning=writer.own.text(reading.meaning),
            elsewhere={text(atom): label for atom, label in reading.elsewhere.items()},
        )

    def remarks(self, remarks: Iterable[Remark]) -> tuple[records.RemarkRecord, ...]:
        """What graders are told is in the words of the prompt."""
        return tuple(records.RemarkRecord(self.prompt.text(one.label), self.prompt.text(one.text), one.points) for one in remarks)


@dataclass(frozen=True, slots=True)
class _ReadingWriter:
    """Writes the sections of a reading: formulas in its `own` names."""

    own: TextWriter
    item: _ItemWriter

    def section(self, section: Section) -> records.SectionRecord:
        return records.SectionRecord(self.own.text(section.heading), tuple(map(self.block, section.blocks)))

    def block(self, block: Block) -> records.BlockRecord:
        match block:
            case Equations(equations):
                return records.EquationsRecord(tuple(map(self.equation, equations)))
            case Paragraph():
                words = self.item.prompt if block.by_author else self.own
                return records.ParagraphRecord(
                    words.text(block.text),
                    _credit(block.credit),
                    self.item.remarks(block.remarks),
                    block.verdict,
                    block.answer,
                    block.name,
                )
            case TimeTable(times, columns):
                return records.TimesRecord(times, tuple(map(self.column, columns)))

    def column(self, column: Column) -> records.ColumnRecord:
        rule = None if column.rule is None else self.own.expr(column.rule)
        return records.ColumnRecord(self.own.expr(column.head), rule, tuple(self.equation(one) if one else None for one in column.cells))

    def equation(self, chain: EqualityChain) -> records.EquationRecord:
        left = self.own.expr(chain.lhs)
        written = written_equalities(left.latex, chain.equalities, self.own.latex.expr)
        signs = relation_signs(written, chain.calculator_result, mark="")
        forms = (self.own.formula(one.text, one.equality.expr, one.equality.values) for one in written)
        return records.EquationRecord(
            left=left,
            equals=tuple(records.EqualityRecord(sign, form) for sign, form in zip(signs, forms, strict=True)),
            value=self.value(chain),
            reason=self.own.text(chain.reason),
            equation_credit=_credit(chain.equation),
            result_credit=_credit(chain.result),
            remarks=self.item.remarks(chain.remarks),
            answer=chain.answer,
            unrounded=chain.calculator_result == "elsewhere",
        )

    def value(self, chain: EqualityChain) -> ValueRecord | None:
        """The value of the left side, which some form has the numbers of."""
        known = (one.values[chain.lhs] for one in reversed(chain.equalities) if one.values and chain.lhs in one.values)
        found = next(known, None)
        return None if found is None else self.own.value(found)


def _credit(credit: Credit | None) -> records.CreditRecord | None:
    return records.CreditRecord(credit.points, credit.together, credit.question, credit.many) if credit else None
