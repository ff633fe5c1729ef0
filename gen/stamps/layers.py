"""The letters of stamps as pages that hold nothing else, set by TeX for many students in one run.

A page of a sheet has its lines where TeX reported them. What is written there is the same on all pages whose lines are at the same places,
so a student mostly needs two layers: one for the cover, one for all other pages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gen.latex import Tex, escape
from gen.messages.sentences import Language, lookup
from gen.stamps.stamp import Stamp
from gen.typeset import Field, rendered, run_tex

_MM = 72.27 / 25.4  # points of TeX
_SEAT_X, _SEAT_Y, _SEAT_WIDTH, _SEAT_SCALE = 191.0, 23.2, 15.0, 0.8  # mm; above the code of the page

_ABOVE = 2.0  # points from a line to what stands on it: then it stands beside its label in a head
_INSET = 4.0
_COVER_SCALE = 1.15
_HEAD = "head"  # the field of a cover's head


@dataclass(frozen=True, slots=True)
class Written:
    """A text and where it stands: its baseline begins `x`, `y` points of TeX from the page's lower left corner and is at most so wide."""

    text: str
    x: float
    y: float
    width: float
    scale: float = 1.0
    centred: bool = False


Letters = tuple[Written, ...]
"""What is written onto a page."""


@dataclass(frozen=True, slots=True)
class Layers:
    """A PDF of TeX's, and on which of its pages (from 0) the letters of a layer stand."""

    pdf: bytes
    pages: Mapping[Letters, int]


@dataclass(frozen=True, slots=True)
class _WrittenView:
    """The same as LaTeX, for the template."""

    letters: Tex
    x: Tex
    y: Tex
    width: Tex
    scale: Tex
    centred: bool


def letters_of(stamp: Stamp, fields: Sequence[Field], language: Language) -> Letters:
    """What is written onto a page with these lines: on each what belongs there, in a cover's head what has none, the seat at the code."""
    lines = {field.name: field for field in fields}
    head = lines.pop(_HEAD, None)
    scale = _COVER_SCALE if head else 1.0
    own = {"name": stamp.name, "number": stamp.number, "room": stamp.room, "seat": stamp.seat}
    found = [_on_line(own[name], line, scale) for name, line in lines.items() if own.get(name)]
    lacking = [_labelled(name, text, language) for name, text in own.items() if text and name not in lines]
    if head and lacking:
        found.append(Written(" • ".join(lacking), head.x, head.y, head.width))
    if stamp.seat:
        found.append(Written(stamp.seat, _SEAT_X * _MM, _SEAT_Y * _MM, _SEAT_WIDTH * _MM, _SEAT_SCALE, centred=True))
    return tuple(found)


def _on_line(text: str, line: Field, scale: float) -> Written:
    return Written(text, line.x + _INSET, line.y + _ABOVE, line.width - 2 * _INSET, scale)


def _labelled(name: str, text: str, language: Language) -> str:
    """A name and a number say by themselves what they are."""
    labels = {"room": lookup("Room", language), "seat": lookup("Seat", language)}
    return f"{labels[name]} {text}" if name in labels else text


def set_layers(wanted: Iterable[Letters], language: Language) -> Layers:
    """All that is wanted, each once, in one run of TeX. Raises TexFailed."""
    layers = tuple(dict.fromkeys(wanted))
    views = [[_view(one) for one in layer] for layer in layers]
    made = run_tex(rendered("stamps", language, layers=views), "stamps", documents=len(layers))
    return Layers(made.pdf, {layer: number for number, layer in enumerate(layers, 1)})


def _view(one: Written) -> _WrittenView:
    x, y, width = (Tex(f"{length:.4f}pt") for length in (one.x, one.y, max(one.width, 0.0)))
    return _WrittenView(escape(one.text), x, y, width, Tex(f"{one.scale:.2f}"), one.centred)
