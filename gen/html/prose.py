"""Running text as HTML: prompts, model answers, statements, reasons, remarks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from gen.document import begun, sentence
from gen.html.blocks import code, listing, marked_list, scrolled, table
from gen.html.formulas import Line, aligned, display, inline
from gen.html.markup import NOTHING, joined, listed_html, unbroken
from gen.html.medium import Medium, in_head
from gen.latex import Latex, cell_sides, in_notation, inline_formulas, slot_formulas, width
from gen.model.problem import Inline, Item

MANY = 8  # numbers, from here on in columns
WIDE = 340.0  # points: a formula that is wider stands on a line of its own
_FONTS = {"strong": "strong", "emphasis": "em"}
_STOP = re.compile(r"[ \t]*(?P<own>[.,;:?!])[ \t]*")
_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class _Block:
    """What stands between paragraphs, or nothing but their end.

    To formulas the sign is added that their sentence needs behind them, unless the author's own stand there alone.
    """

    html: Markup = NOTHING
    lines: tuple[Line, ...] = ()
    formulas: tuple[str, ...] = ()
    own: bool = False

    def ended(self, sign: str, latex: Latex, medium: Medium) -> Markup:
        if self.lines:
            *before, last = self.lines
            return aligned([*before, replace(last, rest=last.rest + sign)], latex.language, medium)
        if self.formulas:
            return display([*self.formulas[:-1], self.formulas[-1] + sign], latex.language, medium, not self.own)
        return self.html


_Part = Markup | _Block


def html_of(pieces: Iterable[Inline], latex: Latex, medium: Medium, item: Item | None = None) -> Markup:
    """The pieces as paragraphs and what stands between them; `item` fills the placeholders (a stem has none but cells)."""
    return _text(list(_parts(iter(pieces), item, latex, medium)), latex, medium, in_paragraphs=True)


def line_of(pieces: Iterable[Inline], latex: Latex, medium: Medium, item: Item | None = None) -> Markup:
    """The same where one paragraph needs no marks of its own: in a heading, a cell, an entry of a list."""
    return _text(list(_parts(iter(pieces), item, latex, medium)), latex, medium, in_paragraphs=False)


def _text(parts: Sequence[_Part], latex: Latex, medium: Medium, in_paragraphs: bool) -> Markup:
    """Paragraphs end where a line is empty, and before and behind blocks."""
    found: list[tuple[bool, Markup]] = []
    words: list[Markup] = []

    def end() -> None:
        if text := Markup("").join(words).strip():
            found.append((True, unbroken(text) if medium.styled else text))
        words.clear()

    for i, part in enumerate(parts):
        if isinstance(part, _Block):
            end()
            following = parts[i + 1] if i + 1 < len(parts) else NOTHING
            if html := part.ended(_sign_behind(part, following), latex, medium):
                found.append((False, html))
        else:
            stop = _STOP.match(part) if i and _takes_sign(parts[i - 1]) else None
            words.append(part[stop.end() :] if stop else part)
    end()
    if len(found) == 1 and found[0][0] and not in_paragraphs:
        return found[0][1]
    return Markup("\n").join(Markup("<p>{}</p>").format(html) if is_words else html for is_words, html in found)


def _takes_sign(part: _Part) -> bool:
    return isinstance(part, _Block) and bool(part.lines or part.formulas)


def _sign_behind(block: _Block, following: _Part) -> str:
    """The author's own sign, a comma where the sentence goes on, else a full stop; none behind a formula of the author's."""
    if not _takes_sign(block):
        return ""
    text = following if isinstance(following, Markup) else ""
    if own := _STOP.match(text):
        return own["own"]
    return "" if block.own else "," if re.match(r"\s*[a-zäöüß]", text) else "."


def _parts(pieces: Iterator[Inline], item: Item | None, latex: Latex, medium: Medium) -> Iterator[_Part]:
    """All up to the piece that ends what is around."""
    for piece in pieces:
        if piece.kind == "end":
            return
        yield from _marked(piece, pieces, item, latex, medium) if piece.kind == "begin" else _piece(piece, item, latex, medium)


def _marked(mark: Inline, pieces: Iterator[Inline], item: Item | None, latex: Latex, medium: Medium) -> Iterator[_Part]:
    """What a piece begins, up to the one that ends it."""

    def inner(medium: Medium = medium) -> Markup:
        return _text(list(_parts(pieces, item, latex, medium)), latex, medium, in_paragraphs=False)

    match mark.text:
        case "table":
            rows = [[inner(medium if i else in_head(medium)) for _ in begun(pieces)] for i, _ in enumerate(begun(pieces))]
            yield _Block(scrolled(table(mark.label, rows), "Table", latex.language, medium))
        case "list":
            yield _Block(marked_list([(one.label, inner()) for one in begun(pieces)], medium.styled))
        case _:
            yield Markup("<{0}>{1}</{0}>").format(_FONTS[mark.text], inner())


def _piece(piece: Inline, item: Item | None, latex: Latex, medium: Medium) -> Iterator[_Part]:
    formulas = inline_formulas(piece, latex)
    if formulas is not None:
        yield from (inline(formula, latex.language, medium, of_tool=piece.kind != "math") for formula in formulas)
        return
    match piece.kind:
        case "formula":
            yield _Block(formulas=(in_notation(piece.math, latex),), own=True)
        case "code" | "source":
            yield code(piece.text)
        case "listing":
            lines = listing(piece.text, piece.label, {int(gap): filled[0].text for gap, filled in piece.slots.items()})
            yield _Block(scrolled(lines, "Code", latex.language, medium))
        case "break":
            yield Markup("<br>")
        case "slot" if piece.cell:
            *before, (left, right) = cell_sides(piece.cell, latex)
            yield _Block(lines=(*(Line(one, f"= {other},") for one, other in before), Line(left, f"= {right}")))
        case "slot" if item:
            yield from _in_sentence(slot_formulas(piece, item, latex), latex, medium)
        case "slot":
            return
        case "say":
            yield joined(sentence(piece, latex.language, lambda put: _joined(put, item, latex, medium), escape))
        case "either":
            yield listed_html([_joined(part, item, latex, medium) for part in piece.slots["parts"]], latex.language, "or")
        case "display":
            yield _Block(lines=tuple(_rows(piece, latex)))
        case _:
            for i, paragraph in enumerate(_PARAGRAPH.split(piece.text)):
                yield from [_Block()] * bool(i)
                yield escape(paragraph)


def _joined(piece: Inline, item: Item | None, latex: Latex, medium: Medium) -> Markup:
    """A piece within a sentence of the tool."""
    return _text(list(_piece(piece, item, latex, medium)), latex, medium, in_paragraphs=False)


def _rows(piece: Inline, latex: Latex) -> Iterator[Line]:
    """Each relation of a display in a line of its own, with what is said of it behind it."""
    found: list[Line] = []
    for row in piece.slots.values():
        for part in row:
            if part.kind == "relation":
                left, right = map(latex.expr, part.chain)
                found.append(Line(left, f"= {right}"))
            else:
                found[-1] = replace(found[-1], rest=rf"{found[-1].rest} \quad {_condition(part, latex)}")
    yield from (replace(line, rest=f"{line.rest},") for line in found[:-1])
    yield found[-1]


def _condition(piece: Inline, latex: Latex) -> str:
    """What is said of a relation as a formula, its words in `\\text`."""
    formulas = inline_formulas(piece, latex)
    if formulas is not None:
        return "".join(formulas)
    if piece.kind == "say":
        return sentence(piece, latex.language, lambda put: _condition(put, latex), _words)
    return _words(piece.text)


def _words(text: str) -> str:
    return rf"\text{{{text}}}" if text else ""


def _in_sentence(formulas: Sequence[str], latex: Latex, medium: Medium) -> Iterator[_Part]:
    """Formulas as a list in a sentence. Arrays of several rows, and what takes most of a line, stand in lines of their own behind the
    others, and so do many numbers."""
    apart = [formula for formula in formulas if r"\\" in formula or width(formula) > WIDE]
    others = [formula for formula in formulas if formula not in apart]
    if len(others) >= MANY:
        apart, others = [*others, *apart], []
    if others:
        yield listed_html([inline(formula, latex.language, medium) for formula in others], latex.language)
    if apart:
        yield _Block(formulas=(*(f"{formula}," for formula in apart[:-1]), apart[-1]))
