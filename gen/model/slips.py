"""Slips: something of an item changed by mistake, and numbers that such mistakes give, which a rule of the rubric prices."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr, Var
from gen.messages.errors import Location
from gen.model.problem import GradingRule, Item
from gen.model.queries import Query


@dataclass(frozen=True, slots=True)
class Slip:
    """Something of the item changed: the same `item` with it, the `keys` that it changes, and what it has numbers and sizes for."""

    item: Item
    keys: frozenset[str]
    given: frozenset[Var]
    sizes: frozenset[str]

    def made_in(self, own: Item) -> Item:
        """An item, which may have other numbers than the author's, with the slip."""
        changed = self.item
        return replace(
            own,
            given={**own.given, **{var: changed.given[var] for var in changed.given if var in self.given or var not in own.given}},
            shapes={**own.shapes, **{name: changed.shapes[name] for name in self.sizes}},
            conventions=changed.conventions if "convention" in self.keys else own.conventions,
            cut=changed.cut if "cut" in self.keys else own.cut,
            truncate=changed.truncate if "truncate" in self.keys else own.truncate,
            readings=changed.readings if "cell" in self.keys else own.readings,
        )


@dataclass(frozen=True, slots=True)
class PricedSlip:
    """What somebody who makes a mistake gets in place of an answer, the value or derivative `of` something: an expression, or what is asked
    once more with something of the item changed. It has its `number` once the item is solved."""

    query: Query
    of: Atom
    where: Location
    value: Expr | None = None
    change: Slip | None = None
    number: Value | None = None


def priced_slip(rule: GradingRule) -> PricedSlip | None:
    """What a rule prices, if that is a number."""
    return rule.slip if isinstance(rule.slip, PricedSlip) else None


def priced_slips(item: Item) -> Iterator[tuple[GradingRule, PricedSlip]]:
    """The rules of an item that price a number, each with it."""
    for rule in item.grading.rules:
        if slip := priced_slip(rule):
            yield rule, slip


def with_slips(item: Item, slips: dict[Location, PricedSlip]) -> Item:
    """The item with other slips in its rules, by where they stand."""
    rules = tuple(replace(rule, slip=slips.get(own.where, own)) if (own := priced_slip(rule)) else rule for rule in item.grading.rules)
    return replace(item, grading=replace(item.grading, rules=rules)) if slips else item
