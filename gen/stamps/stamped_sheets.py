"""The sheets of many students, with one run of TeX for the letters of all of them."""

from collections.abc import Iterator, Sequence

from gen.messages.sentences import Language
from gen.stamps.checking import check_stamped
from gen.stamps.layers import set_layers
from gen.stamps.orders import Order
from gen.stamps.stamping import Stamps


def stamped_sheets(orders: Sequence[Order], language: Language) -> Iterator[bytes]:
    """The sheet of each student, in their order; some hundred at a time. Raises TexFailed and WrongStamp.

    Each has the same bytes whoever else is in the run. What a stamp cannot have (`stamp_faults`) was refused before.
    """
    with Stamps(set_layers((letters for order in orders for letters in order.letters(language)), language), language) as stamps:
        for order in orders:
            made = stamps.stamped(order)
            check_stamped(made, order, language)
            yield made
