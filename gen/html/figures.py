"""Figures and an author's pictures as HTML: drawings within the page, or files by name, each with a text for those who do not see it."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count

from markupsafe import Markup, escape

from gen.document import Document, GradientFigure, PlotFigure, ReadingPart, RolesFigure, WindowFigure
from gen.figures import Figure, gradient_figure, plot_figure, roles_figure, window_figure
from gen.html.formulas import inline
from gen.html.markup import NOTHING, drawn
from gen.html.medium import Medium
from gen.html.prose import line_of
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.messages.sentences import Language, translate
from gen.model.problem import Item, Picture
from gen.syntax import words_and_formulas

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


def picture_name(picture: Picture) -> str:
    """What a page calls an author's picture, by what is in it."""
    return f"picture-{picture.digest[:12]}{picture.file.suffix}"


def data_address(pictures: Mapping[str, bytes], name: str) -> str:
    """A picture as an address that holds all of it. Raises VerificationError for one that nobody has given."""
    if name not in pictures:
        raise VerificationError(f"a page has no bytes of the picture {name}")
    return f"data:{_TYPES[name[name.rindex('.') :]]};base64,{b64encode(pictures[name]).decode()}"


@dataclass(slots=True)
class FigureWriter:
    """Writes the figures of a page in their order, each with its label: those of the sheet first, so that these are the same in a key.

    Without `numbered` there are no labels, as in the questions of a course system. `files` are the drawings that stand beside the page.
    """

    medium: Medium
    language: Language
    numbered: bool = False
    sheets: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    _sheet: Iterator[int] = field(init=False)
    _key: Iterator[int] = field(init=False)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self._sheet, self._key = count(1), count(self.sheets + 1)

    def drawing(self, figure: Figure | None, latex: Latex, solved: bool, of_key: bool = False) -> Markup:
        """A figure as a sheet shows it, or `solved` as a key does; one that is `of_key` alone comes behind those of all sheets."""
        if figure is None:
            return NOTHING
        own = figure.caption if self.numbered else f"{figure.caption[:1].upper()}{figure.caption[1:]}"  # it begins behind a label, or alone
        caption = self._caption(self._label(of_key), caption_html(own, latex, self.medium))
        return _figure(self._drawn(figure, solved), caption)

    def _drawn(self, figure: Figure, solved: bool) -> Markup:
        """Within the page, or as a file beside it."""
        if self.medium.styled:
            return drawn(figure.svg(f"_figure-{next(self._ids)}", key=solved))
        svg = figure.svg("figure", key=solved, alone=True).encode()
        name = f"figure-{sha256(svg).hexdigest()[:12]}.svg"
        self.files[name] = svg
        alt = ". ".join(filter(None, (figure.title.rstrip("."), figure.description(solved))))
        return Markup('<img src="{}" alt="{}">').format(self.medium.source(name), alt)

    def picture(self, picture: Picture | None, latex: Latex) -> Markup:
        """A picture of the author's own."""
        if picture is None:
            return NOTHING
        wide = Markup(' style="width: {}cm"').format(f"{float(picture.width):.3g}") if picture.width is not None else NOTHING
        html = Markup('<img src="{}" alt="{}"{}>').format(self.medium.source(picture_name(picture)), picture.alt, wide)
        return _figure(html, self._caption(self._label(False), line_of(picture.caption, latex, self.medium)))

    def of_reading(self, reading: ReadingPart, latex: Latex) -> Markup:
        """What the key of a reading shows of its gradients, of a window, or of a plot."""
        match reading.figure:
            case GradientFigure(trace, asked, values, conventions, cut):
                found = gradient_figure(trace, asked, values, conventions, cut, latex)
            case WindowFigure(entry, line, values, conventions):
                found = window_figure(entry, line, values, conventions, latex)
            case PlotFigure(drawn_in_key):
                found = plot_figure(drawn_in_key, latex)
            case None:
                found = None
        return self.drawing(found, latex, solved=True, of_key=True)

    def of_roles(self, figure: RolesFigure | None, latex: Latex) -> Markup:
        """One step of a cell with the roles of its gates, with the first item that has it."""
        found = figure and roles_figure(figure.cell, figure.roles, latex)
        if not found or found.picture in self.roles:
            return NOTHING
        self.roles.add(found.picture)
        return _figure(self._drawn(found, solved=True), caption_html(found.caption, latex, self.medium))

    def _label(self, of_key: bool) -> str:
        if not self.numbered:
            return ""
        return translate("Figure {number}", self.language, number=str(next(self._key if of_key else self._sheet)))

    def _caption(self, label: str, caption: Markup) -> Markup:
        if not (label and caption):
            return caption or Markup("{}").format(label)
        return Markup("<b>{}:</b> {}").format(label, caption)


def _figure(html: Markup, caption: Markup) -> Markup:
    below = Markup("<figcaption>{}</figcaption>").format(caption) if caption else NOTHING
    return Markup("<figure>{}{}</figure>").format(html, below)


def caption_html(caption: str, latex: Latex, medium: Medium) -> Markup:
    """A caption of the tool, whose formulas stand between `$` signs."""
    parts = enumerate(words_and_formulas(caption))
    return Markup("").join(inline(part, latex.language, medium) if i % 2 else escape(part) for i, part in parts)


def has_figure(item: Item) -> bool:
    """Whether the prompt of an item has a figure."""
    return bool(item.published.figure) or bool(item.plot and item.plot.place != "key")


def figures_of_sheet(document: Document) -> int:
    """How many figures and pictures the sheet of an exam has."""
    problems = [part.problem for part in document.problems]
    return sum(bool(one.picture) + sum(bool(item.picture) + has_figure(item) for item in one.items) for one in problems)
