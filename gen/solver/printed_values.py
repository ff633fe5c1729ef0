"""The values that a sheet prints, computed: for variants, which print other ones."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import Shape, Value, array, rows_of, shape_of
from gen.algebra.expr import Var
from gen.algebra.rounding import as_author_writes, round_half_up
from gen.calculus import evaluate_plan, plan, unroll
from gen.findings import decimal_places, fixed_decimals
from gen.model.derivation import Plan
from gen.model.memo import Memo
from gen.model.problem import Given, Item
from gen.model.trace import Trace
from gen.questions.named_values import check_names
from gen.questions.values import with_shapes


def true_values(item: Item, memo: Memo | None = None) -> Mapping[Var, Value]:
    """What the first reading's cell computes for the values that are printed. Raises InputErrors."""
    given = {var: shape_of(one.value) for var, one in item.given.items()}
    key = item.readings[0].cell, item.horizon, item.where, tuple(given.items()), tuple(item.printed)
    trace, values = (memo or Memo()).once("plan of printed values", key, lambda: _planned(item, given))
    check_names([], item, trace)
    givens: dict[Var, Value] = {var: given.value for var, given in item.given.items()}
    found = evaluate_plan(values, givens, item.conventions, {}, item.where).values
    return {var: found[var] for var in item.printed}


def _planned(item: Item, given: Mapping[Var, Shape]) -> tuple[Trace, Plan]:
    """How they are computed, whatever the numbers."""
    times = [var.time for var in item.printed if isinstance(var.time, int)]
    names = {var.name for var in item.given}
    trace = unroll(item.readings[0].cell, max([item.horizon, *times]), given, names, item.where, given, item.printed)
    trace = with_shapes(trace, item)
    return trace, plan(trace, [(var, None) for var in item.printed], "forward")


def with_computed_prints(item: Item, memo: Memo | None = None) -> Item:
    """The item with its printed values computed, each rounded to the decimals that its author typed, or exact. Raises InputErrors."""
    if not item.printed or not item.readings:
        return item
    true = true_values(item, memo)
    return replace(item, printed={var: _rounded_like(true[var], given) for var, given in item.printed.items()})


def _rounded_like(value: Value, like: Given) -> Given:
    """Rounded numbers have all the decimals, so that it is seen that they are rounded."""
    decimals = max(0, *(decimal_places(text) or 0 for row in like.texts for text in row))
    rows = [[x if isinstance(x, Fraction) else round_half_up(x, decimals or 4) for x in row] for row in rows_of(value)]
    both = zip(rows, rows_of(value), strict=True)
    texts = tuple(
        tuple(
            as_author_writes(x, decimals > 0) if x == exact else fixed_decimals(Fraction(exact), decimals or 4)
            for x, exact in zip(*pair, strict=True)
        )
        for pair in both
    )
    return Given(array(rows), texts, like.where)
