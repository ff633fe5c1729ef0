"""Options with their boxes, set in columns where they are short; boxes are ticked in a key."""

from collections.abc import Sequence
from dataclasses import dataclass

from gen.document import ChoicePart, Credit
from gen.latex import NOTHING, Latex, Tex, text_width
from gen.messages.sentences import translate
from gen.model.problem import Item
from gen.page.displays import LINE
from gen.page.prose import latex_of
from gen.page.rows import credit_text

BEFORE, GAP = 34.0, 14.0  # points: a letter with its box before an option, and what is between two columns
AIR = 1.06  # widths are estimated
MOST_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class OptionView:
    """An option with its letter, its boxes, of which a key has some `ticked`, and its own points if it has some."""

    label: Tex
    text: Tex
    ticked: tuple[bool, ...]
    points: Tex = NOTHING


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """Options below what is to be done, in so many `columns`; `heads` stand above the two boxes of each statement."""

    instruction: Tex
    columns: Tex
    heads: tuple[Tex, ...]
    options: tuple[OptionView, ...]


def choice_view(part: ChoicePart, item: Item, latex: Latex, column: str) -> ChoiceView:
    """What there is to choose, set; in a column of a prompt, if it has one."""
    earned = (credit_text(None if one.points is None else Credit(one.points), latex.language) for one in part.options)
    options = tuple(
        OptionView(Tex(one.label), latex_of(one.text, latex, item), one.ticked, points)
        for one, points in zip(part.options, earned, strict=True)
    )
    heads = (Tex(translate("true", latex.language)), Tex(translate("false", latex.language))) if part.statements else ()
    room = float(column.removesuffix("pt")) if column else LINE
    columns = 1 if heads else _columns([f"{one.text} {one.points}" for one in options], room)
    return ChoiceView(latex_of(part.instruction, latex), Tex(str(columns)), heads, options)


def _columns(texts: Sequence[str], room: float) -> int:
    """All beside each other if there is room, else as many as share lines evenly; long options stand below each other."""
    wide = BEFORE + GAP + AIR * max(map(text_width, texts), default=0.0)
    fits = min(int((room + GAP) / wide), MOST_COLUMNS, len(texts))
    if fits >= len(texts):
        return len(texts)
    return next((n for n in range(fits, 1, -1) if len(texts) % n == 0), 2 if fits == 2 else max(1, min(fits, (len(texts) + 1) // 2)))
