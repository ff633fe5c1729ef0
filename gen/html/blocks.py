"""What an author's text has besides words and formulas, as HTML: lists, tables, listings, and code in a line."""

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from gen.html.medium import Medium
from gen.messages.sentences import Language, lookup
from gen.model.gaps import GAP

_ALIGNED = {"l": "left", "c": "center", "r": "right"}
_EMPTY = 8  # characters: an empty gap is as wide, whatever belongs there


def code(text: str) -> Markup:
    """Code in a line."""
    return Markup("<code>{}</code>").format(text)


def marked_list(entries: Sequence[tuple[str, Markup]], styled: bool) -> Markup:
    """Entries below each other, each behind its number if it has one. In a page of somebody else's they say themselves how they stand."""
    if not any(label for label, _ in entries):
        return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(text) for _, text in entries))
    rows = (Markup('<li><span class="number">{}</span><div>{}</div></li>').format(label, text) for label, text in entries)
    if not styled:
        rows = (Markup('<li>{} <div style="display: inline">{}</div></li>').format(label, text) for label, text in entries)
        return Markup('<ol style="list-style: none" role="list">{}</ol>').format(Markup("").join(rows))
    return Markup('<ol class="numbered" role="list">{}</ol>').format(Markup("").join(rows))


def table(columns: str, rows: Sequence[Sequence[Markup]]) -> Markup:
    """A table with its first row as its head; a letter for each column says how it is aligned."""
    head, *others = rows
    kinds = [_ALIGNED.get(column, "left") for column in columns]
    heads = Markup("").join(Markup('<th scope="col" class="{}">{}</th>').format(*one) for one in zip(kinds, head, strict=True))
    body = (
        Markup("<tr>{}</tr>").format(Markup("").join(Markup('<td class="{}">{}</td>').format(*one) for one in zip(kinds, row, strict=True)))
        for row in others
    )
    return Markup('<table class="small"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(heads, Markup("").join(body))


def listing(text: str, language: str, filled: Mapping[int, str]) -> Markup:
    """Lines of code. A gap is a box with its number, or what it is `filled` with."""
    parts = re.split(GAP, text)
    written = (_gap(int(part), filled) if i % 2 else escape(part) for i, part in enumerate(parts))
    kind = Markup(' class="language-{}"').format(language) if language else Markup("")
    return Markup("<pre><code{}>{}</code></pre>").format(kind, Markup("").join(written))


def _gap(number: int, filled: Mapping[int, str]) -> Markup:
    if number in filled:
        return Markup('<span class="gap filled"><sup>{}</sup>{}</span>').format(number, filled[number])
    return Markup('<span class="gap"><sup>{}</sup>{}</span>').format(number, Markup("&nbsp;") * _EMPTY)


def scrolled(block: Markup, name: str, language: Language, medium: Medium) -> Markup:
    """A block that may be wider than a narrow page, within reach of the keyboard, by a name in English."""
    if not medium.styled:
        return block
    return Markup('<div class="scroll" role="group" tabindex="0" aria-label="{}">{}</div>').format(lookup(name, language), block)
