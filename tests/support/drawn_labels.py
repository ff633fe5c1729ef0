"""The labels of a figure, read out of its TikZ and out of its SVG by themselves, and compared."""

import re
import unicodedata
from dataclasses import dataclass

from lxml import etree

from gen.latex import linear_text, unfitted

_NODE = re.compile(r"\\node\[([^\]]*)\](?: \([^)]*\))? at \(([^,)]*),([^)]*)\) \{(.*)\};")
_BLANK = re.compile(r"\\(?:blank|filled)(?:box\{[\d.]+pt\}|circle)\{(\d+)\}(?:\{\$(.*)\$\})?")
_RAISED = 4.0  # pt: the middle of a title above the line on which it is said to stand
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """Its letters and digits in any order, and the middle of its room; y counts down."""

    letters: str
    x: float
    y: float


def _letters(text: str) -> str:
    """Letters, digits and signs, in order of the alphabet: brackets and bars are lines in one format and signs in another."""
    plain = unicodedata.normalize("NFKD", text.replace("−", "-"))
    return "".join(sorted(sign for sign in plain if sign.isalnum() or sign in "∂∑√"))


def labels_of_tikz(picture: str) -> list[DrawnLabel]:
    """In the order in which they are written; of one that has no anchor in its middle the place is moved there by nobody."""
    found = []
    for style, x, y, text in _NODE.findall(picture):
        words = text
        if blank := _BLANK.fullmatch(text):
            words = f"{blank[1]}${unfitted(blank[2])[0]}$" if blank[2] else blank[1]
        parts = [linear_text(part) if i % 2 else re.sub(r"\\[a-z]+", "", part) for i, part in enumerate(words.split("$"))]
        if words and "anchor" not in style:
            above = _RAISED if "gen title" in style else 0.0
            found.append(DrawnLabel(_letters("".join(parts)), float(x), -float(y) - above))
    return found


def labels_of_svg(text: str) -> list[DrawnLabel]:
    """Each group of texts is a label; a letter stands in the middle of its room, several have a length."""
    found = []
    for group in etree.fromstring(text.encode()).iter(f"{_SVG}g"):
        letters, ends, lines = "", list[float](), list[float]()
        for one in group.iter(f"{_SVG}text"):
            x, size, wide = float(one.get("x", "")), float(one.get("font-size", "")), float(one.get("textLength", "0"))
            letters += one.text or ""
            ends += [x - 0.3 * size, x + 0.3 * size] if one.get("text-anchor") == "middle" else [x, x + wide]
            lines.append(float(one.get("y", "")) - 0.3 * size)
        if ends:
            found.append(DrawnLabel(_letters(letters), (min(ends) + max(ends)) / 2, (min(lines) + max(lines)) / 2))
    return found


def assert_same_labels(picture: str, svg: str, blanks: bool = False) -> None:
    """Every label of the TikZ stands in the SVG with the same letters, all moved by the same way, to a few points.

    The number of a blank stands in its corner, so the middle of both is not that of the box.
    """
    ways = []
    rest = labels_of_svg(svg)
    for label in labels_of_tikz(picture):
        if not label.letters:
            continue
        own = [i for i, other in enumerate(rest) if other.letters == label.letters]
        assert own, f"the drawing has no label {label}"
        ways.append((rest[own[0]].x - label.x, rest[own[0]].y - label.y))
        rest = rest[own[0] + 1 :]
    across, down = sorted(x for x, _ in ways), sorted(y for _, y in ways)
    middle = len(ways) // 2
    near = (16.0, 8.0) if blanks else (3.0, 3.0)
    assert all(abs(x - across[middle]) < near[0] and abs(y - down[middle]) < near[1] for x, y in ways), ways
