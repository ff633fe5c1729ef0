"""The table of an item as the sheet has it, and filled in, as the key has it at the same place."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import points_text
from gen.document.parts import Grid, GridCell, GridRow
from gen.document.prose import text_of
from gen.document.tree import Credit, Text
from gen.messages.errors import VerificationError
from gen.model.derivation import Derivation
from gen.model.problem import Criterion, Inline, Item, sentence_inline
from gen.model.table import WHOLE, CellPlace, Table, TableCell, cell_text, table_of

NO_CELL = "-"


def grid_of(item: Item, derivation: Derivation | None) -> Grid | None:
    """The table of an item, if it has one, with the answers of a derivation or without any."""
    table = table_of(item)
    if table is None:
        return None
    criteria = item.grading.criteria
    singles = _singles(table, criteria)
    note = _note(table, criteria, singles)

    def cell_of(place: CellPlace, cell: TableCell) -> GridCell:
        if cell.query is None:
            return GridCell((), "crossed")
        if cell.printed:
            if not (text := cell.printed_text(item)):
                raise VerificationError(f"the sheet has no number for {cell.name}, which it prints")
            return GridCell(text, "printed", cell.query.kind == "words")
        filled = cell_text(cell.answers(derivation), derivation.values) if derivation else ()
        own = None if note or not cell.in_words else singles.get(place)
        return GridCell(filled, "empty", cell.query.kind == "words", cell.in_words, Credit(own) if own else None)

    cells = [tuple(cell_of((i, j), cell) for j, cell in enumerate(row.cells)) for i, row in enumerate(table.rows)]
    rows = (GridRow(row.head, own, row.lines, _credit(f"row {row.label}", criteria)) for row, own in zip(table.rows, cells, strict=True))
    return Grid(table.corner, table.columns, tuple(rows), tuple(_credit(f"column {label}", criteria) for label in table.labels), note)


def _credit(name: str, criteria: Sequence[Criterion]) -> Credit | None:
    points = [one.points for one in criteria if one.credits == name]
    return Credit(sum(points, Fraction(0))) if points else None


def _singles(table: Table, criteria: Sequence[Criterion]) -> dict[CellPlace, Fraction]:
    """The points of cells that are paid one by one."""
    points = {one.credits: one.points for one in criteria if one.part == "whole"}
    return {place: points[cell.name] for place, cell in table.empty.items() if cell.name in points}


def _note(table: Table, criteria: Sequence[Criterion], singles: dict[CellPlace, Fraction]) -> Text:
    """What stands below a table of points that all of its cells earn, or each of those that neither a row nor a column pays."""
    if whole := _credit(WHOLE, criteria):
        return (sentence_inline("{points} p for the whole table", points=Inline("text", points_text(whole.points))),)
    together = {place for one in criteria for place in table.places_named(one.credits) if place not in singles}
    each = {singles.get(place) for place in table.empty.keys() - together}
    if len(each) != 1 or None in each or len(singles) < 2:
        return ()
    points = Inline("text", points_text(next(iter(singles.values()))))
    if together:
        return (sentence_inline("{points} p for each other cell", points=points),)
    return (sentence_inline("{points} p for each cell", points=points),)


def _written(cell: TableCell, item: Item, derivation: Derivation, shown: NumberFormat) -> str:
    if cell.query is None:
        return NO_CELL
    return text_of(cell.printed_text(item) if cell.printed else cell_text(cell.answers(derivation), derivation.values), shown)


def table_text(table: Table, item: Item, derivation: Derivation, shown: NumberFormat) -> list[str]:
    """The filled-in table in lines of text; what the sheet prints stands in brackets."""
    heads = [text_of(table.corner, shown), *(text_of(head, shown) for head in table.columns)]
    lines = [heads]
    for row in table.rows:
        cells = [(cell, _written(cell, item, derivation, shown)) for cell in row.cells]
        lines.append([text_of(row.head, shown), *(f"[{text}]" if cell.printed else text for cell, text in cells)])
    wide = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(text.ljust(n) for text, n in zip(line, wide, strict=True)).rstrip() for line in lines]


def table_json(table: Table, item: Item, derivation: Derivation, shown: NumberFormat) -> dict[str, Any]:
    """The same as an object: of each cell what it asks, what belongs there, and whether the sheet prints it; null where there is none."""

    def cell_json(cell: TableCell) -> dict[str, Any] | None:
        if cell.query is None:
            return None
        return {"asks": cell.name, "text": _written(cell, item, derivation, shown), "printed": cell.printed}

    return {
        "columns": [text_of(head, shown) for head in table.columns],
        "rows": [{"head": text_of(row.head, shown), "cells": [cell_json(cell) for cell in row.cells]} for row in table.rows],
    }
