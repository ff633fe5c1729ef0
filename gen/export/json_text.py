"""Running text and formulas as the records of a JSON file."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from gen.algebra.arrays import Array, Value
from gen.algebra.expr import Expr, atoms
from gen.algebra.numbers import Number
from gen.algebra.printer import Values, text
from gen.algebra.rounding import common_format, shown_text
from gen.algebra.values import value_of
from gen.document import begun, sentence
from gen.export.json_pieces import (
    ArrayRecord,
    BreakRecord,
    CodeRecord,
    EntryRecord,
    FormulaRecord,
    ListingRecord,
    ListRecord,
    MarkedRecord,
    NumberRecord,
    PieceRecord,
    RelationRecord,
    TableRecord,
    TextRecord,
    ValueRecord,
    WordsRecord,
)
from gen.latex import Latex, cell_sides, in_notation, inline_formulas, linear_text, slot_formulas
from gen.messages.sentences import listed
from gen.model.problem import Cell, Inline, Item

_LARGEST = 10**300  # a float has no more
_PLACE = 0xF0000  # a private character, which no text of the tool has, stands for what is put into a sentence
_PLACES = re.compile("([\U000f0000-\U000fffff])")


@dataclass(frozen=True, slots=True)
class TextWriter:
    """Writes texts and formulas of one item, whose names are written as `latex` says.

    For a `sheet` a formula is what is printed and nothing else: behind a number there may be more digits, behind a sign another function.
    """

    latex: Latex
    sheet: bool
    item: Item | None = None

    def text(self, pieces: Iterable[Inline]) -> TextRecord:
        """Running text; words that follow each other are one."""
        return _merged(self._until_end(iter(pieces)))

    def formula(self, latex: str, e: Expr | None = None, values: Values | None = None, display: bool = False) -> FormulaRecord:
        """A formula that is written as `latex`, with these numbers put in."""
        return self._record(latex, text(e) if e else None, e, self._numbers(e, values) if e and values else None, display)

    def expr(self, e: Expr, values: Values | None = None) -> FormulaRecord:
        """An expression as it is, or with numbers put in."""
        return self.formula(self.latex.expr(e, values), e, values)

    def value(self, value: Value) -> ValueRecord:
        """A value with all its digits."""
        if not isinstance(value, Array):
            return self._number(value)
        style = replace(self, latex=replace(self.latex, shown=common_format(value, self.latex.shown)))
        return ArrayRecord(tuple(tuple(style._number(x) for x in row) for row in value.rows))

    def _number(self, x: Number) -> NumberRecord:
        exact = Fraction(x) if isinstance(x, Fraction) else None
        near = float(x) if -_LARGEST < x < _LARGEST else None
        return NumberRecord(exact, near, shown_text(x, self.latex.shown))

    def _record(
        self,
        latex: str,
        source: str | None = None,
        tree: Expr | RelationRecord | None = None,
        numbers: Mapping[str, ValueRecord] | None = None,
        display: bool = False,
    ) -> FormulaRecord:
        reads = linear_text(latex)
        return FormulaRecord(latex, reads, display=display) if self.sheet else FormulaRecord(latex, reads, source, tree, numbers, display)

    def _numbers(self, e: Expr, values: Values) -> dict[str, ValueRecord] | None:
        found: dict[str, ValueRecord] = {}
        for atom in atoms(e):
            with suppress(KeyError):
                found[text(atom)] = self.value(value_of(atom, values))
        return found or None

    # Pieces -----------------------------------------------------------------------------------------------------------

    def _until_end(self, pieces: Iterator[Inline]) -> Iterator[PieceRecord]:
        """All up to the piece that ends what is around."""
        for piece in pieces:
            if piece.kind == "end":
                return
            if piece.kind == "begin":
                yield self._marked(piece, pieces)
            else:
                yield from self._piece(piece)

    def _marked(self, mark: Inline, pieces: Iterator[Inline]) -> PieceRecord:
        """What a piece begins, up to the one that ends it."""
        match mark.text:
            case "table":
                rows = (tuple(_merged(self._until_end(pieces)) for _ in begun(pieces)) for _ in begun(pieces))
                return TableRecord(mark.label, tuple(rows))
            case "list":
                return ListRecord(tuple(EntryRecord(one.label, _merged(self._until_end(pieces))) for one in begun(pieces)))
            case "strong" | "emphasis" as name:
                return MarkedRecord(name, _merged(self._until_end(pieces)))
        raise ValueError(f"'{mark.text}' begins nothing that stands in a text")

    def _piece(self, piece: Inline) -> Iterable[PieceRecord]:
        match piece.kind:
            case "code" | "source":
                return [CodeRecord(piece.text)]
            case "listing":
                return [ListingRecord(piece.text, piece.label, {gap: code[0].text for gap, code in piece.slots.items()})]
            case "break":
                return [BreakRecord()]
            case "slot" if piece.cell:
                return self.cell(piece.cell)
            case "slot":
                formulas = slot_formulas(piece, self.item, self.latex) if self.item else []
                return self._listed([[self._record(one, display=r"\\" in one)] for one in formulas])
            case "say":
                return self._sentence(piece)
            case "either":
                return self._listed([list(self._piece(one)) for one in piece.slots["parts"]], "or")
            case "display":
                return [one for row in piece.slots.values() for put in row for one in self._displayed(put)]
            case "relation" | "side":
                source = f" {piece.text} ".join(map(text, piece.chain))
                return [
                    self._record(one, source, RelationRecord(piece.text, piece.chain)) for one in inline_formulas(piece, self.latex) or ()
                ]
            case "expr" | "worked" if piece.expr:
                return [self.expr(piece.expr, piece.values if piece.kind == "expr" else None)]
            case "formula":
                return [self._record(in_notation(piece.math, self.latex), display=True)]
        within = inline_formulas(piece, self.latex)
        return [WordsRecord(piece.text)] if within is None else map(self._record, within)

    def cell(self, cell: Cell) -> Iterable[FormulaRecord]:
        """The equations of a cell, each in a line of its own."""
        for one, written in zip(cell.equations, cell_sides(cell, self.latex), strict=True):
            sides = (one.lhs.var, one.rhs.expr)
            yield self._record(" = ".join(written), " = ".join(map(text, sides)), RelationRecord("=", sides), display=True)

    def _displayed(self, piece: Inline) -> Iterable[PieceRecord]:
        if piece.kind == "relation":
            return [replace(one, display=True) for one in self._piece(piece) if isinstance(one, FormulaRecord)]
        return [WordsRecord(" "), *self._piece(piece)]

    def _sentence(self, piece: Inline) -> Iterable[PieceRecord]:
        put_in: list[Iterable[PieceRecord]] = []

        def write(put: Inline) -> str:
            put_in.append(self._piece(put))
            return chr(_PLACE + len(put_in) - 1)

        return _filled(sentence(piece, self.latex.language, write, str), put_in)

    def _listed(self, parts: Sequence[Iterable[PieceRecord]], word: Literal["and", "or"] = "and") -> Iterable[PieceRecord]:
        places = [chr(_PLACE + i) for i in range(len(parts))]
        return _filled(listed(places, self.latex.language, word), parts)


def _filled(words: str, put_in: Sequence[Iterable[PieceRecord]]) -> Iterator[PieceRecord]:
    """Words with records in the places of the characters that stand for them."""
    for i, part in enumerate(_PLACES.split(words)):
        if i % 2:
            yield from put_in[ord(part) - _PLACE]
        elif part:
            yield WordsRecord(part)


def _merged(pieces: Iterable[PieceRecord]) -> TextRecord:
    found: list[PieceRecord] = []
    for piece in pieces:
        if isinstance(piece, WordsRecord) and found and isinstance(found[-1], WordsRecord):
            found[-1] = WordsRecord(found[-1].text + piece.text)
        elif piece != WordsRecord(""):
            found.append(piece)
    return tuple(found)
