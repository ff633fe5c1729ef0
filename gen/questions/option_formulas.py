"""Options that are formulas: compared with the formula that is asked for, and with each other, as published ones are."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from gen.algebra.printer import text
from gen.messages.errors import InputError, InputErrors
from gen.model.choice import Option
from gen.model.problem import Item, PublishedFormula
from gen.model.source import Text
from gen.model.verified import Check
from gen.questions.formula_comparison import difference, unrolled_cells
from gen.questions.formula_derivation import Formulas
from gen.questions.formulas import FormulaQuery, groups_of
from gen.questions.option_numbers import Workings

FORMULAS = "formulas of options at patterns of gates"

Compared = tuple[list[bool], list[tuple[int, int]]]
"""Which options are what is asked, and which two are equal."""


def equal_formulas(options: Sequence[Option], query: FormulaQuery, item: Item, workings: Workings) -> Compared:
    """Which options are the formula that is asked for, and which two are equal and are not it; once for all numbers of an item.

    Raises InputErrors for what cannot be compared.
    """
    asked = workings.with_item(item)
    key = query, asked.reading, item.where, *(option.formula for option in options)
    found = asked.memo.once("formulas of options", key, lambda: _compared(options, query, item, workings))
    if workings.confirmed:
        workings.checks.append(Check(FORMULAS, len(options)))
    return found


def _compared(options: Sequence[Option], query: FormulaQuery, item: Item, workings: Workings) -> Compared:
    asked = workings.with_item(replace(item, queries=(query,)))
    ((_, formulas),) = groups_of(asked)
    name = f"d{text(query.of.var)}/d{text(query.wrt.var)}" if query.wrt else text(query.of.var)
    right = [_is(option.formula, name, formulas, option) for option in options]
    wrong = [i for i, one in enumerate(right) if not one]
    # Two formulas are equal if what is asked stays as it is with one added and the other taken off.
    equal = [(i, j) for i, j in combinations(wrong, 2) if _are_equal(options[i], options[j], name, formulas)]
    equal += list(combinations([i for i, one in enumerate(right) if one], 2))
    return right, equal


def _is(stated: Text | None, name: str, formulas: Formulas, option: Option) -> bool:
    """Whether a formula holds for what is asked. Raises InputErrors where it is none, or is one of something else."""
    assert stated
    cells = unrolled_cells(formulas.item, formulas.cell, stated.where, formulas.horizon, small=True)
    where = option.formula.where if option.formula else option.where
    one = PublishedFormula(Text(name, where), stated)
    return difference(one, cells, {"t": formulas.now} if formulas.now else {}) is None


def _are_equal(one: Option, other: Option, name: str, formulas: Formulas) -> bool:
    assert one.formula and other.formula
    both = Text(f"{name} + ({one.formula.value}) - ({other.formula.value})", other.formula.where)
    try:
        return _is(both, name, formulas, other)
    except InputErrors:
        return False


def without_formula(option: Option) -> InputErrors:
    """What is said of an option that is no formula where one is asked for."""
    return InputErrors([InputError(option.where, "a formula is asked for, and this is none", "write 'formula: ...', or 'right: no'")])
