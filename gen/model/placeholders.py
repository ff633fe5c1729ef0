"""What a placeholder of a prompt or stem stands for: `{given}` for what its item states itself, `{given all}` for all."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeVar

from gen.algebra.expr import Var
from gen.algebra.printer import name_text
from gen.algebra.sizes import Extent
from gen.model.problem import Given, Inline, Item

K = TypeVar("K")
V = TypeVar("V")

COMMON = "problem"
"""What all items of a problem share is an item of this name, which asks nothing."""

ALL = "all"
STATED = ("given", "shapes", "convention")
"""What an item may take from another one, or from its problem."""


def shown_numbers(item: Item, slot: Inline) -> Mapping[Var, Given]:
    """The numbers that a placeholder shows, by name."""
    if slot.text == "printed":
        return item.printed
    return _shown(item, slot, {f"given {name_text(var)}": var for var in item.given}, item.given) if slot.text == "given" else {}


def shown_shapes(item: Item, slot: Inline) -> Mapping[str, tuple[Extent, ...]]:
    """The shapes that `{shapes}` shows."""
    sizes: dict[str, tuple[Extent, ...]] = {**item.shapes, **item.letters}
    return _shown(item, slot, {f"size {name}": name for name in sizes}, sizes)


def shown_conventions(item: Item, slot: Inline) -> Mapping[str, Fraction]:
    """The conventions that `{convention}` shows."""
    return _shown(item, slot, {f"convention {name}": name for name in item.conventions}, item.conventions)


def _shown(item: Item, slot: Inline, names: Mapping[str, K], values: Mapping[K, V]) -> dict[K, V]:
    """What the item states itself; all of it where that is asked for, or where it states nothing itself."""
    own = [name for key, name in names.items() if key in item.stated]
    return {name: values[name] for name in (own if own and slot.label != ALL else names.values())}


def filled_numbers(item: Item) -> dict[Var, Given]:
    """All numbers that the placeholders of a prompt show."""
    return {var: given for slot in _slots(item) for var, given in shown_numbers(item, slot).items()}


def empty_slots(item: Item) -> list[str]:
    """The placeholders that have nothing to show."""
    has = {"given": item.given, "printed": item.printed, "convention": item.conventions, "shapes": {**item.shapes, **item.letters}}
    return [slot for slot in dict.fromkeys(slot.text for slot in _slots(item)) if not has.get(slot, True)]


def _slots(item: Item) -> Iterator[Inline]:
    return (piece for piece in item.prompt if piece.kind == "slot" and not piece.cell)
