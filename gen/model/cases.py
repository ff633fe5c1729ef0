"""The finitely many cases of an item, each a full set of numbers."""

from collections.abc import Mapping
from dataclasses import replace

from gen.algebra.expr import Var
from gen.model.problem import Given, Item

Case = Mapping[Var, Given]
"""What one of them gives, beside what the item gives in all."""


def of_case(item: Item, case: Case) -> Item:
    """The item with the numbers of one of its cases."""
    return replace(item, given={**item.given, **case})


def one_of_each(item: Item) -> Mapping[Var, Given]:
    """All names that have numbers, those that differ from case to case with their numbers in the first one."""
    return {**item.given, **(item.over[0] if item.over else {})}
