"""The table of an item as the sheet has it, and filled in, as the key has it at the same place."""

from typing import Any

from gen.algebra.numbers import NumberFormat
from gen.document.prose import text_of
from gen.model.derivation import Derivation
from gen.model.table import Table, TableCell, cell_text

NO_CELL, EMPTY = "-", ""


def _written(cell: TableCell, derivation: Derivation, shown: NumberFormat) -> str:
    if cell.query is None:
        return NO_CELL
    return text_of(cell.text if cell.printed else cell_text(cell.answers(derivation), derivation.values), shown)


def table_text(table: Table, derivation: Derivation, shown: NumberFormat) -> list[str]:
    """The filled-in table in lines of text; what the sheet prints stands in brackets."""
    heads = [text_of(table.corner, shown), *(text_of(head, shown) for head in table.columns)]
    lines = [heads]
    for row in table.rows:
        cells = [(cell, _written(cell, derivation, shown)) for cell in row.cells]
        lines.append([text_of(row.head, shown), *(f"[{text}]" if cell.printed else text for cell, text in cells)])
    wide = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(text.ljust(n) for text, n in zip(line, wide, strict=True)).rstrip() for line in lines]


def table_json(table: Table, derivation: Derivation, shown: NumberFormat) -> dict[str, Any]:
    """The same as an object: of each cell what it asks, what belongs there, and whether the sheet prints it; null where there is none."""

    def cell_json(cell: TableCell) -> dict[str, Any] | None:
        if cell.query is None:
            return None
        return {"asks": cell.name, "text": _written(cell, derivation, shown), "printed": cell.printed}

    return {
        "columns": [text_of(head, shown) for head in table.columns],
        "rows": [{"head": text_of(row.head, shown), "cells": [cell_json(cell) for cell in row.cells]} for row in table.rows],
    }
