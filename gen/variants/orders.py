"""The orders of options: which there are, which one a seed has, and an item with its options in one of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import factorial
from typing import overload

from gen.algebra.random_stream import Stream
from gen.model.choice import Choice, Option, choice_of, with_choice
from gen.model.problem import Item

NAME = "options"
"""What the order of an item's options is called in a draw."""

Order = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Orders(Sequence[Order]):
    """All orders of options, sorted by their letters: those that `move` change places with each other, the others stay."""

    letters: Order
    move: tuple[bool, ...]

    @classmethod
    def of(cls, choice: Choice) -> "Orders":
        return cls(choice.order, tuple(not option.last for option in choice.options))

    def __len__(self) -> int:
        return factorial(sum(self.move))

    @overload
    def __getitem__(self, at: int) -> Order: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Order]: ...

    def __getitem__(self, at: int | slice) -> Order | Sequence[Order]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        left = [name for name, moves in zip(self.letters, self.move, strict=True) if moves]
        number, drawn = range(len(self))[at], list[str]()
        while left:
            place, number = divmod(number, factorial(len(left) - 1))
            drawn.append(left.pop(place))
        rest = iter(drawn)
        return tuple(next(rest) if moves else name for name, moves in zip(self.letters, self.move, strict=True))

    def __contains__(self, order: object) -> bool:
        """Whether the letters are all there, and those that stay are where they were."""
        if not isinstance(order, tuple) or sorted(order) != sorted(self.letters):
            return False
        return all(moves or name == own for name, own, moves in zip(order, self.letters, self.move, strict=True))


def order_key(item: str) -> str:
    """The name of an order in a draw."""
    return f"{item}: {NAME}"


def orders_of(items: Sequence[Item]) -> Iterator[tuple[str, Orders]]:
    """The items whose options change places, with the orders that these may have."""
    for item in items:
        choice = choice_of(item)
        if choice and choice.shuffled and len(orders := Orders.of(choice)) > 1:
            yield item.id, orders


def drawn_orders(items: Sequence[Item], seed: int | str, problem: str) -> dict[str, Order]:
    """The order of a seed for each item, each from a stream of its own: whatever else is drawn changes nothing."""
    return {order_key(item): Stream(seed, problem, item, NAME).choice(orders) for item, orders in orders_of(items)}


def in_order(item: Item, draw: Mapping[str, object]) -> Item:
    """The item with its options in the order of a draw, if that has one."""
    choice, order = choice_of(item), draw.get(order_key(item.id))
    if choice is None or not isinstance(order, tuple):
        return item
    by_letter: dict[object, Option] = {option.name: option for option in choice.options}
    return with_choice(item, replace(choice, options=tuple(by_letter[name] for name in order)))
