"""What is HTML already, told apart from text, which is escaped: the only module that says so of anything."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from markupsafe import Markup, escape

from gen.messages.sentences import Language, listed, lookup
from gen.system import html_from

NOTHING = Markup("")


def rendered(template: str, language: Language, /, **records: object) -> Markup:
    """What a template makes of records: it escapes all that is no HTML. `translate` tells a sentence of the tool, `text` is one as text."""

    def told(sentence: str, **slots: object) -> Markup:
        return in_sentence(lookup(sentence, language), slots)

    return Markup(html_from(template, language=language, translate=told, **records))  # noqa: S704 - the template has escaped them


def in_sentence(sentence: str, slots: Mapping[str, object]) -> Markup:
    """A sentence with what is put into it, which is escaped unless it is HTML."""
    return Markup("{}").format(sentence) if not slots else Markup(escape(sentence)).format_map(slots)  # noqa: S704 - as is said above


def listed_html(parts: Sequence[Markup], language: Language, word: Literal["and", "or"] = "and") -> Markup:
    """`a, b and c` of what is HTML."""
    return Markup(listed(parts, language, word))  # noqa: S704 - words of the tool stand between them


def joined(parts: str) -> Markup:
    """A sentence of the tool that was put together of HTML and of escaped words."""
    return Markup(parts)  # noqa: S704 - its callers have none but these


_CLOSED = re.compile(r"(<math\b(?:(?!</math>).)*</math>)([,.;:!?)\u2019\u201d]+)", re.DOTALL)


def unbroken(text: Markup) -> Markup:
    """Text in which no line begins with the sign behind a formula."""
    return Markup(_CLOSED.sub(r'<span class="unbroken">\1\2</span>', str(text)))  # noqa: S704 - the same text


def drawn(svg: str) -> Markup:
    """A drawing that the tool has written, with all texts in it escaped."""
    return Markup(svg)  # noqa: S704 - as is said above
