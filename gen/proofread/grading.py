"""The grading sheet read back: its answers are the numbers and formulas that were derived, its points and rules those of the key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gen.algebra.printer import number_text, text
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.messages.sentences import Language, listed, translate
from gen.model.derivation import Statement, Step, answer_name
from gen.model.problem import Item
from gen.model.solved import Solved
from gen.page import ExamView, GradedItemView, GradedLineView, ItemView, ReadingView
from gen.proofread.forms import ReadingContext, reading_context
from gen.proofread.formulas import read_formulas
from gen.proofread.printed_steps import PrintedFormula, PrintedStep

Told = PrintedStep | PrintedFormula | str
"""A step or a line in symbols as the key tells it, or the points of a sentence."""


def read_graded_lines(
    lines: Mapping[str, GradedLineView],
    first: Mapping[str, GradedLineView],
    view: ReadingView,
    printed: Sequence[PrintedStep],
    formulas: Sequence[PrintedFormula],
    one: Solved,
    item: Item,
    latex: Latex,
) -> list[float]:
    """How far each answer of a reading is off, in lines by what they tell; what is the same in the `first` reading is not told again.

    The key tells the reading as `view`, `printed` and `formulas`. Raises VerificationError where an answer is another or has other points,
    and where one is lost, or what earns points.
    """
    plain = replace(latex, deltas={})
    page = reading_context({}, one.derivation.values, item, plain)
    key: dict[str, Told] = {plain.expr(told.step.lhs): told for told in printed}
    key |= {latex.expr(told.statement.lhs): told for told in formulas}
    key |= {str(view.inner): ""} | {str(block.text): block.credit for group in view.groups for block in group.blocks if block.text}
    wanted = set(_wanted(view, printed, formulas, one, latex, plain))
    seen: list[float] = []
    for what, line in {**{what: line for what, line in first.items() if what in wanted}, **lines}.items():
        if what not in key:
            raise VerificationError(f"the grading sheet tells what the key does not: {what}")
        told = key[what]
        points, earned = ", ".join(filter(None, (line.equation, line.result))), told if isinstance(told, str) else ", ".join(told.credits)
        if points != earned:
            raise VerificationError(f"the grading sheet pays {what} with {points or 'nothing'}, not with {earned or 'nothing'}")
        if isinstance(told, PrintedFormula):
            seen += read_formulas([replace(told, forms=(line.form,), signs=(line.relation,))], item, latex)
        elif isinstance(told, PrintedStep):
            seen.append(_read_number(line, told.step, page))
    for what in wanted - {*first, *lines}:
        raise VerificationError(f"the grading sheet has lost {what}")
    return seen


def _read_number(line: GradedLineView, step: Step, page: ReadingContext) -> float:
    found = replace(page, shown=None if line.relation == "=" else page.shown).read(text(step.lhs), line.form, symbols=False)
    if not found.contains(step.value):
        value = number_text(step.value)
        raise VerificationError(f"the grading sheet: {text(step.lhs)} {line.relation} {line.form} is read as {found}, not as {value}")
    return found.relative_error(step.value)


def _wanted(
    view: ReadingView, printed: Iterable[PrintedStep], formulas: Iterable[PrintedFormula], one: Solved, latex: Latex, plain: Latex
) -> Iterator[str]:
    """What is asked, and what earns points, by its left side, in symbols with the tool's letters, or its sentence."""
    answers = {answer_name(answer) for answer in one.derivation.answers}
    yield from (plain.expr(told.step.lhs) for told in printed if told.credits or text(told.step.lhs) in answers)
    yield from (latex.expr(told.statement.lhs) for told in formulas if told.credits or told.statement.name in answers)
    statements = [step for step in one.derivation.steps if isinstance(step, Statement) and not step.chain]
    blocks = [block for group in view.groups for block in group.blocks if block.text]
    yield from (block.text for step, block in zip(statements, blocks, strict=True) if block.credit or step.name in answers)


def check_graded_rules(rows: Sequence[GradedItemView], item: ItemView, number: str, language: Language) -> None:
    """Raises VerificationError where an item has another label or other points than in the key, or its rules or misprints are others."""
    label = f"{number} {item.label})".strip()
    if [(row.label, row.points) for row in rows] != [(label, item.points), *[("", "")] * (len(rows) - 1)]:
        raise VerificationError(f"the grading sheet does not begin {label} with its {item.points}")
    if item.solution is None:
        return
    if rows[0].errata != item.solution.errata:
        raise VerificationError(f"the grading sheet has other misprints for {label} than the key")
    of_readings = rf"\textbf{{{translate('Accepted, depending on the reading', language)}:}}"  # the sheet has these as answers
    wanted = sorted(remark for remark in remarks_of(item) if remark.startswith(r"\textbf") and not remark.startswith(of_readings))
    found = sorted(rf"\textbf{{{rule.label}:}} {rule.text}" for row in rows for rule in row.rules)
    if wanted != found:
        raise VerificationError(f"the grading sheet has other rules for {label} than the key")


def remarks_of(item: ItemView) -> list[str]:
    """All that the key of an item says of its steps and of the item as a whole."""
    readings = [reading for view in (item.solution, item.others) if view for reading in view.readings]
    blocks = [block for reading in readings for group in reading.groups for block in group.blocks]
    remarks = [remark for block in blocks for row in block.rows for remark in row.below]
    remarks += [remark for block in blocks for remark in (*block.remarks, *(part for table in block.tables for part in table.remarks))]
    return [*remarks, *(item.solution.remarks if item.solution else ())]


def check_standing_rules(key: ExamView) -> None:
    """Raises VerificationError where a sentence about items as wholes is told of others than in the key."""
    items = [(f"{problem.number} {item.label})".strip(), item) for problem in key.problems for item in problem.items]
    wanted: dict[str, list[str]] = {}
    for label, item in items:
        for remark in item.solution.remarks if item.solution else ():
            if not remark.startswith(r"\textbf"):
                wanted.setdefault(remark, []).append(label)
    every = translate("All items", key.language)
    told = {text: every if len(labels) == len(items) else listed(labels, key.language) for text, labels in wanted.items()}
    if key.grading and {text: where for where, text in key.grading.standing} != told:
        raise VerificationError("the grading sheet tells other items than the key what holds for them as wholes")


def check_planned_minutes(key: ExamView, minutes: Sequence[int | None]) -> None:
    """Raises VerificationError where the sheet of several problems tells other minutes of one of them, or another sum."""
    if key.grading is None:
        return
    told = {str(number): str(one) for number, one in key.grading.minutes}
    wanted = {str(number): "--" if one is None else str(one) for number, one in enumerate(minutes, 1)}
    if len(minutes) == 1 or not any(minutes):  # one problem needs no sum
        wanted = {}
    if told != wanted:
        raise VerificationError("the grading sheet tells other minutes than the problems")
    if told and key.grading.minutes_in_all != str(sum(one for one in minutes if one is not None)):
        raise VerificationError("the minutes of the grading sheet do not add up")
