r"""Formulas and pictures of a source with the text that stands for them in the PDF (ActualText): what a screen reader says, what is copied.

The source for staff stays as a person writes it; TeX gets `\actualtext{class}{text}{formula}` for each atom that does not read as it is
printed. A text has the letters and digits that its formula prints, no more and no fewer, or it is left out.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from gen.inspection import is_text_of, printed_characters
from gen.latex import UNREAD, Tex, linear_text, utf16_digits, with_texts

BODY = r"\begin{document}"
_DISPLAY = r"\\begin\{(?P<display>align\*|alignat\*\}\{\d)\}"
_PICTURE = r"\\begin\{tikzpicture\}.*?\\end\{tikzpicture\}"
_CODE = r"\\begin\{(?P<code>verbatim|lstlisting)\}.*?\\end\{(?P=code)\}"
_PART = re.compile(rf"(?P<picture>{_PICTURE})|{_CODE}|{_DISPLAY}|\\[\\$]|\$", re.DOTALL)
_BRACE = re.compile(r"\\[\\{}$]|[{}$]")
_NODE = re.compile(r"\\node\[([^\]]*)\](?: \(([^)]*)\))? at \(([^,)]*),([^)]*)\) \{(.*)\};")
_EDGE = re.compile(r"\\draw\[([^\]]*)\] \((\d+-\d+)\) (?:--|\.\. controls [^;]* \.\.) \((\d+-\d+)\);")
_CLOSED = re.compile("gen (closed|dies)")
_BLANK = re.compile(r"\\(?:blank|filled)(?:box\{[\d.]+pt\}|circle)\{(?P<number>\d+)\}(?:\{(?P<label>.*)\})?")
_COMMAND = re.compile(r"\\[A-Za-z]+|[{}]")


def with_actual_text(source: Tex) -> Tex:
    """The source as TeX gets it: line by line the same, with texts in its body."""
    head, begin, body = source.partition(BODY)
    return Tex(head + begin + _of_text(body))


def _of_text(text: str) -> str:
    done, at = list[str](), 0
    while found := _PART.search(text, at):
        picture = found["picture"]
        done += text[at : found.start()], _with_picture_text(picture) if picture else found[0]
        at = found.end()
        if found[0] == "$" or found["display"]:
            ending = "$" if found[0] == "$" else rf"\end{{{found['display'][: found['display'].index('*') + 1]}}}"
            end = _end(text, at, ending)
            done += _of_formula(text[at:end]), text[end : end + len(ending)]
            at = end + len(ending)
    return "".join((*done, text[at:]))


def _end(text: str, at: int, ending: str) -> int:
    """Where a formula ends; `\\text{...}` within it may hold formulas of its own."""
    if ending != "$":
        return end if (end := text.find(ending, at)) >= 0 else len(text)
    depth = 0
    for found in _BRACE.finditer(text, at):
        sign = found[0]
        depth += (sign == "{") - (sign == "}")
        if sign == "$" and depth <= 0:
            return found.start()
    return len(text)


# Most formulas of a key are those of every other variant's.
@lru_cache(maxsize=8192)
def _of_formula(formula: str) -> str:
    return with_texts(formula, _wrapped, _of_text)


@lru_cache(maxsize=8192)
def _wrapped(kind: str, text: str, source: str) -> str:
    printed = printed_characters(f"${source}$", {})
    if UNREAD in text or not is_text_of(text, printed):
        return source
    return rf"\actualtext{{{kind}}}{{{utf16_digits(text)}}}{{{source}}}"


@lru_cache(maxsize=256)
def _with_picture_text(picture: str) -> str:
    text = picture_text(picture)
    if UNREAD in text or not is_text_of(text, printed_characters(picture, {}), picture=True):
        return picture
    return rf"\picturetext{{{utf16_digits(text)}}}{{{picture}}}"


def picture_text(picture: str) -> str:
    """What a picture of gen's shows: its edges as `h_1 → h_2 (V)`, bold ones as `⇒`, and what is marked, `h_1: 0`.

    A picture of grids has these row by row, `X: (1) 0; 0 1`, what is shaded in brackets; a plot its axes with their numbers, and the
    names in it, `x: −1, 0, 1; 0, 0.5; f`; one whose edges do not go from node to node has its labels in order.
    """
    if "gen pixel" in picture:
        return _grids_text(_NODE.findall(picture))
    if "gen extent" in picture:
        return _plot_text(_NODE.findall(picture))
    names, spots = dict[str, str](), dict[str, complex]()
    labels: list[tuple[str, complex]] = []
    closed: list[str] = []
    for style, name, x, y, label in _NODE.findall(picture):
        spot = complex(float(x), float(y))
        if name:
            names[name], spots[name] = _label(label), spot
        elif style == "gen name":
            names |= {other: _label(label) for other, place in spots.items() if place == spot}
        elif style.startswith("gen label"):
            labels.append((_label(label), spot))
        closed += [name] * bool(_CLOSED.search(style))
    edges = _EDGE.findall(picture)
    if not edges:
        return ", ".join(filter(None, (_label(label) for _, _, _, _, label in _NODE.findall(picture))))

    def edge(style: str, source: str, target: str) -> str:
        along = [label for label, spot in labels if _between(spot, spots[source], spots[target])]
        arrow = "⇒" if "gen live" in style else "→"
        return f"{names[source]} {arrow} {names[target]}" + (f" ({along[0]})" if along else "")

    return ", ".join([*(edge(*one) for one in edges), *(f"{names[name]}: 0" for name in closed)])


def _plot_text(nodes: Sequence[tuple[str, str, str, str, str]]) -> str:
    """The axis to the right behind its name, the one upwards, then all other names in order."""
    styles = [(style.partition(",")[0], _label(label)) for style, _, _, _, label in nodes]
    across, up, axes = (
        [label for style, label in styles if style == f"gen {kind}"] for kind in ("number across", "number up", "axis name")
    )
    others = [label for style, label in styles if style not in ("gen number across", "gen number up", "gen axis name")]
    named = zip((*axes, "", "")[:2], (across, up), strict=True)
    parts = [": ".join(filter(None, (name, ", ".join(numbers)))) for name, numbers in named]
    return "; ".join(filter(None, (*parts, ", ".join(others))))


def _grids_text(nodes: Sequence[tuple[str, str, str, str, str]]) -> str:
    """Each grid behind its name, a sign between grids as it is."""
    parts, rows = list[str](), dict[str, list[str]]()

    def end() -> None:
        parts[-1:] = [f"{parts[-1]}: {'; '.join(map(' '.join, rows.values()))}"] if rows else parts[-1:]
        rows.clear()

    for style, _, _, y, label in nodes:
        if style.startswith(("gen pixel", "gen padding")):
            rows.setdefault(y, []).append(f"({_label(label)})" if "gen window" in style else _label(label))
        else:
            end()
            parts.append(_label(label))
    end()
    return ", ".join(parts)


def _between(spot: complex, begin: complex, end: complex) -> bool:
    """Whether a place is on the line from one to another, to a point."""
    way = end - begin
    along = (spot - begin) / way if way else 2
    return 0 < along.real < 1 and abs(along.imag * abs(way)) < 1


def _label(label: str) -> str:
    """A label, which is a formula, or one with words behind it; a blank is its number in brackets, with its label in a key."""
    if blank := _BLANK.fullmatch(label):
        return f"[{blank['number']}] {_label(blank['label'] or '')}".strip()
    parts = (linear_text(part) if i % 2 else _COMMAND.sub(" ", part) for i, part in enumerate(label.split("$")))
    return " ".join("".join(parts).split())
