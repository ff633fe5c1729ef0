"""Every key read back before it is set: each printed form must be the number that was derived.

Forms are read by `reader`, from the rows as a template gets them. Nothing here writes a formula but names, to find them again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom
from gen.algebra.printer import name_text, number_text, text
from gen.latex import Latex, escape, shared_latex, unfitted
from gen.messages.errors import VerificationError, working_on
from gen.messages.sentences import Language
from gen.model.memo import Memo
from gen.model.placeholders import filled_numbers
from gen.model.problem import Item, Problem
from gen.model.solved import SolvedItem, SolvedProblem
from gen.model.verified import Check
from gen.page import (
    ExamView,
    GradedItemView,
    GradedLineView,
    ItemView,
    ProblemView,
    SolutionView,
    with_adjoint_letters,
    with_shapes,
)
from gen.proofread.choices import read_options
from gen.proofread.figure_blanks import check_figure_blanks
from gen.proofread.filled_tables import check_graded_table, read_table
from gen.proofread.forms import check_bold, read_forms, reading_context
from gen.proofread.formulas import read_formulas
from gen.proofread.grading import check_graded_rules, check_planned_minutes, check_standing_rules, read_graded_lines, remarks_of
from gen.proofread.listings import check_listings, places_of
from gen.proofread.meaning import read_meaning
from gen.proofread.plots import read_plot
from gen.proofread.points import check_points
from gen.proofread.printed_steps import printed_lines
from gen.proofread.reasons import check_reasons
from gen.proofread.slips import read_slips
from gen.proofread.statements import read_statements
from gen.proofread.window_figures import read_window_figures

_DISPLAY = r"\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}"
_APART = re.compile(r",(?:\\qquad| &&) ")  # between two formulas of a display
ROUTE = "printed rows read back"


def proofread_exam(key: ExamView, solved: Mapping[str, SolvedProblem], memo: Memo | None = None) -> dict[str, Check]:
    """What was read of each item of a key, by its name, `sheet-a/c`: each item once, as long as the `memo` has it with all that it is read
    with. Raises VerificationError.

    The key for students has the same rows.
    """
    memo = memo or Memo()
    found: dict[str, Check] = {}
    for problem in key.problems:
        own = solved[problem.name]
        earlier: dict[str, Mapping[Atom, Value]] = {}
        _check_stem(problem, own.problem, key.language)
        plain = shared_latex(own.problem, key.language, memo)
        for item, one in zip(problem.items, own.items, strict=True):
            rows = tuple(row for row in key.grading.items if row.name == item.name) if key.grading else None
            try:
                with working_on(one.item.where):
                    check, told = memo.call(_read_item, item, one, plain, rows, problem.number, memo)
                    _check_elsewhere(_whole(item), one, earlier)
            except VerificationError as error:
                raise VerificationError(f"{item.name}: {error}") from None
            found[item.name], earlier[one.item.id] = check, told
    check_standing_rules(key)
    check_planned_minutes(key, [solved[problem.name].problem.profile.minutes for problem in key.problems])
    return found


def _read_item(
    item: ItemView, one: SolvedItem, plain: Latex, rows: tuple[GradedItemView, ...] | None, number: str, memo: Memo
) -> tuple[Check, Mapping[Atom, Value]]:
    """What was read of an item of the problem with this number and of its rows on the grading sheet, and the values that it tells."""
    latex = with_shapes(plain, one.item, memo)
    ticked = read_options(item.choice, one.readings[0], one.item, latex)
    check, told = _read_solution(_whole(item), one, latex, rows)
    if rows is not None:
        check_graded_rules(rows, item, number, latex.language)
    priced = read_slips(remarks_of(item), one.item, latex)
    cells = read_table(item.grid, one, latex)
    if rows is not None:
        check_graded_table(rows, item.grid, latex.language)
    filled = len(ticked) + len(cells) + len(priced) + check_listings(item, one.item, places_of(one.readings[0]))
    filled += check_figure_blanks(item, one.item, one.readings[0], latex) + len(read_plot(item, one.plot, latex))
    numbers = check.numbers + filled + read_prompt(item.prompt, one.item, latex)
    return replace(check, numbers=numbers, residual=max([check.residual, *cells, *priced])), told


def _check_stem(view: ProblemView, problem: Problem, language: Language) -> None:
    """Raises VerificationError where a stem has other numbers than the items start from."""
    if problem.common:
        latex = with_shapes(Latex.of(problem, language), problem.common)
        try:
            read_prompt(view.stem, problem.common, latex)
        except VerificationError as error:
            raise VerificationError(f"{view.name}: {error}") from None


def read_prompt(prompt: str, item: Item, latex: Latex) -> int:
    """How many numbers a prompt fills in. Raises VerificationError where the sheet has others than the derivation starts from."""
    numbers = filled_numbers(item)
    page = reading_context({}, {}, item, latex)
    rows = (row for display in re.findall(_DISPLAY, prompt, re.DOTALL) for row in display.split("\n"))
    displayed = (unfitted(part)[0] for row in rows for part in _APART.split(re.sub(r"^&|[,.;:?!](\\\\)?$", "", row)))
    inline = re.findall(r"(?<!\\)\$(.+?)(?<!\\)\$", prompt)
    formulas = [formula.split(" = ") for formula in (*inline, *displayed)]
    for var, given in numbers.items():
        name = latex.name(var)
        values = [page.read(name, right, symbols=False) for *left, right in formulas if name in left]
        if not any(found.contains(given.value) for found in values):
            raise VerificationError(f"the prompt does not say that {name_text(var)} is {number_text(given.value)}")
    return len(numbers)


def _whole(item: ItemView) -> SolutionView:
    """All readings of an item, which a key has at two places."""
    if item.solution is None:
        raise VerificationError("the key has no solution")
    return replace(item.solution, readings=item.solution.readings + (item.others.readings if item.others else ()))


def proofread(
    key: SolutionView,
    solved: SolvedItem,
    latex: Latex,
    earlier: dict[str, dict[Atom, Value]] | None = None,
    graded: Sequence[GradedItemView] | None = None,
) -> Check:
    """How many forms were read in an item's key, and how far the worst is off its value, as its digits allow. Raises VerificationError.

    `earlier` are the values that earlier items tell, by their labels; those of this item are added. `graded` is the item on the grading
    sheet, if there is one.
    """
    check, told = _read_solution(key, solved, latex, graded)
    _check_elsewhere(key, solved, earlier or {})
    if earlier is not None:
        earlier[solved.item.id] = told
    return check


def _read_solution(
    key: SolutionView, solved: SolvedItem, latex: Latex, graded: Sequence[GradedItemView] | None
) -> tuple[Check, dict[Atom, Value]]:
    """What was read of an item's key, and the values that it tells, but for those that it leaves to earlier items."""
    if len(key.readings) != len(solved.readings):
        raise VerificationError(f"{len(key.readings)} readings are printed, not {len(solved.readings)}")
    seen: list[float] = []
    mine: dict[Atom, Value] = {}
    graded_lines = [{str(line.left or line.text): line for line in lines} for lines in _by_reading(graded or (), len(key.readings))]
    for number, (view, one) in enumerate(zip(key.readings, solved.readings, strict=True)):
        own, page = with_adjoint_letters(latex, one), Memo()  # which is made once for all that read the numbers of this reading
        check_bold(one, own)
        printed, formulas = printed_lines(view, one, own)
        seen += read_forms(printed, one, solved.item, own, page)
        check_reasons(printed, one, solved.item, own, page)
        seen += read_formulas(formulas, solved.item, own)
        seen += read_statements(view, one, solved.item, own, page)
        seen += read_meaning(view, printed, one, solved.item, own, page)
        seen += read_window_figures(view, one, solved.item, own)
        check_points(view, printed, formulas, one, solved.item, own)
        if graded is not None:
            seen += read_graded_lines(graded_lines[number], graded_lines[0], view, printed, formulas, one, solved.item, own)
        mine |= {steps.step.lhs: steps.step.value for steps in printed if steps.forms}
    return Check(ROUTE, len(seen), max(seen, default=0.0)), mine


def _by_reading(rows: Sequence[GradedItemView], readings: int) -> list[list[GradedLineView]]:
    """The lines of an item on the grading sheet, for each of its readings."""
    lines = [line for row in rows for line in row.lines]
    if any(line.reading >= readings for line in lines):
        raise VerificationError("the grading sheet has more readings than the key")
    return [[line for line in lines if line.reading == number] for number in range(readings)]


def _check_elsewhere(key: SolutionView, solved: SolvedItem, earlier: Mapping[str, Mapping[Atom, Value]]) -> None:
    """Raises VerificationError where a value is left to an item that does not tell it, or that no heading names."""
    for view, one in zip(key.readings, solved.readings, strict=True):
        headings = [group.heading for group in view.groups]
        for lhs, label in view.elsewhere.items():
            if earlier.get(label, {}).get(lhs) != one.derivation.values[lhs]:
                raise VerificationError(f"the step {text(lhs)} is left to item {label}, which does not tell it")
            if not any(f" {escape(label)})" in heading for heading in headings):
                raise VerificationError(f"the step {text(lhs)} is left to item {label}, but no heading says so")
