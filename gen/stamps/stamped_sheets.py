"""The sheets of many students, with one run of TeX for the letters of all of them."""

from collections.abc import Iterator, Sequence

from gen.messages.sentences import Language
from gen.stamps.checking import check_stamped
from gen.stamps.layers import set_layers
from gen.stamps.orders import Order, Sheet
from gen.stamps.stamping import Stamps


def stamped_sheets(orders: Sequence[Order], language: Language) -> Iterator[bytes]:
    """The sheet of each student, in their order; about a hundred at a time. Raises TexFailed and WrongStamp.

    Each has the same bytes whoever else is in the run. What a stamp cannot have (`stamp_faults`) was refused before.
    """
    lengths: dict[Sheet, int] = {}
    for order in orders:
        if order.sheet not in lengths:
            lengths[order.sheet] = order.sheet.length
    layers = set_layers((letters for order in orders for letters in order.letters(lengths[order.sheet], language)), language)
    with Stamps(layers, language) as stamps:
        for order in orders:
            made = stamps.stamped(order)
            check_stamped(made, order, language)
            yield made
