"""A table to fill in that no page holds: too wide, too high, or with an answer that its cell has no room for."""

from collections.abc import Iterator

from gen.latex import BOLD, text_width
from gen.messages.errors import InputError
from gen.model.problem import Item
from gen.model.table import table_of
from gen.page import CM, GridView

PAGE, HIGHEST = 455.0, 560.0  # points: the width of a page, and what a table may take of its height
SMALLEST = 0.6  # a number is not set smaller than this


def table_faults(view: GridView, item: Item, label: str) -> Iterator[InputError]:
    """What is wrong with the table of an item with this label, at the author's lines."""
    table = table_of(item)
    if table is None:
        return
    room = PAGE - max(18.0, text_width(f"{label})", BOLD) + 6)
    if view.width > room + 0.1:
        message = f"the table is {view.width / CM:.1f} cm wide with cells to write into, a line has {room / CM:.1f} cm"
        yield InputError(table.where, message, "take fewer columns or shorter heads, exchange rows and columns, or make two items of it")
    if view.height > HIGHEST:
        message = f"the table is {view.height / CM:.1f} cm high with cells to write into, a page has room for {HIGHEST / CM:.1f} cm"
        yield InputError(table.where, message, "a table is not broken over pages: take fewer rows, or make two items of it")
    wide = False
    for (i, j), cell in table.cells:
        found, high = view.rows[i].cells[j], view.rows[i].high
        if found.scale < SMALLEST and not wide:
            wide = True
            message = f"what belongs into the cell '{cell.name}' is too wide for it"
            yield InputError(table.where, message, "show fewer digits, take fewer columns, or ask for entries of arrays")
        if found.high > high:
            message = f"what belongs into the cell '{cell.name}' is {found.high / CM:.1f} cm high, its row {high / CM:.1f} cm"
            yield InputError(table.where, message, f"write less, or give the row more lines: lines: {table.rows[i].lines + 1}")
