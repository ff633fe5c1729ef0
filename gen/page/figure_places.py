"""Where the figure of a prompt stands: beside the text if both have room there, else below it; a picture of the author's stands below."""

import re

from gen.figures import Figure
from gen.latex import BOLD, NOTHING, Latex, Tex, text_width, utf16_digits, width
from gen.model.problem import Picture
from gen.page.blocks import without_blocks
from gen.page.displays import LINE, display_width
from gen.page.prose import latex_of

NARROWEST = 240.0  # points: a line of text that is read with ease
CAPTION = 120.0  # points: no caption is narrower
BETWEEN = 12.0  # points
_DISPLAY = re.compile(r"\\begin\{align\*\}.*?\\end\{align\*\}", re.DOTALL)


def column_beside(label: str, prompt: Tex, figure: Figure) -> Tex:
    """The width of the column of text as TeX reads it; empty where a formula of the prompt, or its figure, is too wide for that.

    A table or a listing has the whole width of the page.
    """
    room = LINE + 13 - BETWEEN - max(figure.width + 4, CAPTION)
    displays = (display_width(display) + 13 for display in _DISPLAY.findall(prompt))
    inline = map(width, re.split(r"(?<!\\)\$", _DISPLAY.sub(" ", prompt))[1::2])
    if without_blocks(prompt) != prompt or text_width(f"{label})", BOLD) > 12 or room < max([NARROWEST, *displays, *inline]):
        return NOTHING
    return Tex(f"{room:.1f}pt")


def picture_figure(picture: Picture | None, latex: Latex) -> Figure | None:
    """A picture of the author's own as a figure, with its text for those who do not see it as UTF-16, which PDF reads."""
    if picture is None:
        return None
    wide = f"width={float(picture.width):.3f}cm" if picture.width is not None else ""
    alt = utf16_digits("\ufeff" + picture.alt)
    return Figure(Tex(rf"\authorpicture{{{picture.name}}}{{{wide}}}{{{alt}}}"), latex_of(picture.caption, latex), LINE)
