"""From a problem to verified derivations, read top to bottom: each item, each of its readings, each thing that it asks.

Faults of all items are collected; what needs no page ends here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gen.findings import Surroundings, answer_findings, item_findings, problem_findings, settle, surroundings_of
from gen.messages.errors import InputError, InputErrors, did_you_mean, working_on
from gen.model.cases import one_of_each
from gen.model.derivation import Derivation, Statement, answer_name
from gen.model.memo import Memo
from gen.model.plotted import Plotted
from gen.model.problem import Item, Problem
from gen.model.solved import Solved, SolvedItem, SolvedProblem, step_name, steps_of
from gen.model.table import table_of, with_table
from gen.model.verified import Verified
from gen.plots import plotted
from gen.questions import AskedItem, NumberQuery, by_kind, check_alone, check_cases, compute, fill_options, fill_placeholders, fill_slips


def solve_all(problems: Iterable[Problem], faults: Iterable[InputError] = (), memo: Memo | None = None) -> list[SolvedProblem]:
    """All problems, solved and verified; what the `memo` has is not done again. Raises InputErrors with those of all and `faults`."""
    found, solved = list(faults), []
    for problem in problems:
        try:
            solved.append(solve_problem(problem, memo=memo))
        except InputErrors as error:
            found += error.faults
    if found:
        raise InputErrors(found)
    return solved


def solve_problem(problem: Problem, faults: Iterable[InputError] = (), memo: Memo | None = None) -> SolvedProblem:
    """Solve and verify every item, but for one that the `memo` has with all that it depends on. Raises InputErrors with those of all items,
    and `faults`."""
    found, memo = list(faults), memo or Memo()
    known = tuple(sorted({var.name for item in problem.items for var in one_of_each(item)}))
    items: list[SolvedItem] = []
    for place, item in enumerate(problem.items):
        try:
            with working_on(item.where):
                items.append(memo.call(_solve_item, item, surroundings_of(place, problem, memo), known, memo))
        except InputErrors as error:
            found += error.faults
    try:
        open_ones, errata = settle(problem_findings(problem), problem.acknowledged)
    except InputErrors as error:
        found += error.faults
    if found:
        raise InputErrors(found)
    return SolvedProblem(problem, tuple(items), open_ones, errata)


def _solve_item(item: Item, around: Surroundings, known: tuple[str, ...], memo: Memo) -> SolvedItem:
    faults: list[InputError] = []
    readings: list[Solved] = []
    for reading in item.readings or (None,):
        try:
            solved = _solve_reading(AskedItem(item, reading, known, memo, around.shown))
            faults += _credits(item, solved)
            item, solved = _with_slips(item, solved, AskedItem(item, reading, known, memo, around.shown))
            readings.append(solved)
        except InputErrors as error:
            faults += error.faults
    drawn = _plot(item, faults)
    if faults:
        raise InputErrors(faults)
    if drawn:  # what has confirmed it stands with what has confirmed the first reading
        readings[0] = replace(readings[0], parts=(*readings[0].parts, Verified(Derivation((), (), {}), drawn.checks)))

    def derive(more: Sequence[NumberQuery]) -> Derivation:
        return compute(more, AskedItem(item, item.readings[0], known, memo)).derivation

    found, right = item_findings(item, around, readings[0].derivation, derive)
    found += [finding for one in readings for finding in answer_findings(item, one.derivation, around.shown)]
    item = fill_options(fill_placeholders(item, readings[0].derivation.values), readings[0].derivation.answers)
    item = _with_printed_cells(item, AskedItem(item, item.readings[0] if item.readings else None, known, memo, around.shown))
    return SolvedItem(item, tuple(readings), *settle(found, item.acknowledged), right, drawn)


def _with_slips(item: Item, solved: Solved, asked: AskedItem) -> tuple[Item, Solved]:
    """The item with the numbers that its rubric prices, and its reading with what has confirmed them. Raises InputErrors."""
    filled = fill_slips(asked, solved.derivation)
    more = (Verified(Derivation((), (), {}), filled.checks),) if filled.checks else ()
    return filled.item, replace(solved, parts=(*solved.parts, *more))


def _plot(item: Item, faults: list[InputError]) -> Plotted | None:
    """What the item draws with axes; what is wrong with it goes to the others."""
    try:
        return plotted(item)
    except InputErrors as error:
        faults += error.faults
        return None


def _solve_reading(asked: AskedItem) -> Solved:
    """Everything that an item asks, in the author's order. Values and derivatives come first: texts of the others may hold them."""
    check_alone(asked.item.queries)
    check_cases(asked.item)
    parts: dict[int, Verified] = {}
    for i, (kind, query) in sorted(enumerate(by_kind(asked.item.queries)), key=lambda one: not one[1][0].together):
        if kind.needs_cell and asked.reading is None:
            raise InputErrors([InputError(query.where, f"'{query.kind}' needs a cell", "name it under 'cell'")])
        parts[i] = kind.answer(query, asked)
        if kind.together:
            asked = replace(asked, item=fill_placeholders(asked.item, parts[i].derivation.values, rest=True))
    return Solved(asked.reading, tuple(parts[i] for i in sorted(parts)))


def _with_printed_cells(item: Item, asked: AskedItem) -> Item:
    """The item with what the sheet prints in its table, computed and confirmed like its answers. Raises InputErrors."""
    table = table_of(item)
    if not table or not table.printed_queries:
        return item
    found = _solve_reading(replace(asked, item=replace(item, queries=table.printed_queries))).derivation
    return with_table(item, table.with_printed(found))


def _all_steps(name: str, steps: Iterable[str]) -> str:
    """For `dL/dx`, where there is a step at each time."""
    each = {re.sub(r"\[\d+\]$", "[t]", step) for step in steps if re.sub(r"\[\d+\]$", "", step) == name}
    return f"write {each.pop()} for so many at each step" if each else ""


def _credits(item: Item, solved: Solved) -> Iterable[InputError]:
    """Each criterion and rule is about a step that exists in every reading, and each answer is paid for."""
    derivation = solved.derivation
    reading = f" in the reading '{solved.name}'" if len(item.readings) > 1 else ""
    steps = Counter(step_name(step) for step in derivation.steps)
    table = table_of(item)
    cells = {c.credits: table.places_named(c.credits) for c in item.grading.criteria} if table else {}
    criteria = item.grading.criteria
    named = [(c.credits, c.where, "to give points for") for c in criteria if c.credits is not None and not cells.get(c.credits)]
    abouts = [(step, rule.where) for rule in item.grading.rules for step in rule.about]
    named += [(step, where, "for a rule to be about") for step, where in abouts if not (table and table.places_named(step))]
    for name, where, purpose in named:
        if not steps_of(name, derivation.steps):
            hint = _all_steps(name, steps) or did_you_mean(name, steps) or f"steps: {', '.join(steps)}"
            yield InputError(where, f"no step '{name}' {purpose}{reading}", hint)
    if twice := [name for name, times in steps.items() if times > 1]:
        yield InputError(
            item.where, f"the step '{twice[0]}' is there twice, for several of the questions", "ask each in an item of its own"
        )
    computed = [step_name(step) for step in derivation.steps if not (isinstance(step, Statement) and step.kind == "model")]
    for label in item.answer:
        if label in computed and label != "reason":
            yield InputError(item.where, f"the label '{label}' of the answer is the name of a step, too")
    paid = {criterion.credits for criterion in item.grading.criteria}
    if None not in paid:
        covered = {step for name in paid if name is not None for step in steps_of(name, derivation.steps)}
        places = [place for own in cells.values() for place in own]
        covered |= {answer_name(answer) for place in places if table for answer in table.empty[place].answers(derivation)}
        for name in map(answer_name, derivation.answers):
            if name not in covered:
                yield InputError(item.where, f"no points for the answer '{name}'", "add it under 'points', or use 'all'")
    elif not derivation.answers:
        where = next(c.where for c in item.grading.criteria if c.credits is None)
        yield InputError(where, "'all' stands for all computed answers, and this item has none")
