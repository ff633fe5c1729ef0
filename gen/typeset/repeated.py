"""What comes again in what TeX sets is set once, then copied out of a box, which paints the same and costs next to nothing.

That is the table of points, a prompt, a solution or a row of the grading sheet without numbers that differ, any picture, and a line of one
that stands by itself: figures of a cell differ in few. A box is kept from the first place to the last; then something else has room in it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

_WHOLES, _FIGURES, _LINES = range(20_000, 25_000), range(25_000, 30_000), range(30_000, 32_000)  # LaTeX gives away the first by itself
ROOM = 800_000  # characters of sources in all boxes: each takes two or three words of TeX's five million

_PICTURE = r"\\begin\{tikzpicture\}.*?\\end\{tikzpicture\}"
_PICTURES = re.compile(rf"(?P<part>\\picturetext\{{[0-9A-F]*\}}\{{{_PICTURE}\}}|{_PICTURE})|\\begin\{{(?P<place>\w+)\}}", re.DOTALL)
# Where a picture stands decides how large signs in it may be.
_PLACES = {"heading", "prompt", "narrowprompt", "key", "extra", "ownfigure", "recall", "grading", "pointstable"}
_WHOLE = re.compile(
    r"(?P<part>\\begin\{(?P<place>heading|prompt|narrowprompt|key|recall|graded|pointstable)\}.*?\\end\{(?P=place)\})", re.DOTALL
)
_LINE = re.compile(r"^\\(?:node|draw)\[.*;$", re.MULTILINE)
# An edge that goes from name to name, and the size of a picture that is told: there a line says something of the others.
_DEPENDENT = re.compile(r"^\\draw\[[^]]*\] \([^,)]*\)|\[gen extent\]", re.MULTILINE)
_HELD = {"key": r"\keybox", "recall": r"\recallbox"}  # and others in \promptbox

_Part = tuple[str, str]
"""In what something stands, or what it is, and its source."""
_Found = tuple[int, int, _Part]
"""Where a part begins and ends, and what it is."""


def set_once(texts: Sequence[str]) -> list[str]:
    """The texts, which TeX sets one after the other, with what comes again in boxes; line by line what they are."""
    wholes = _in_boxes(texts, lambda text: _found(text, _WHOLE), _whole, _WHOLES, ROOM // 2)
    figures = _in_boxes(wholes, lambda text: _found(text, _PICTURES), _picture, _FIGURES, ROOM * 3 // 8)
    return _in_boxes(figures, _lines, _line, _LINES, ROOM // 8)


def _whole(part: _Part, box: int, first: bool, last: bool) -> str:
    held = _HELD.get(part[0], r"\promptbox")
    if first:
        return rf"{part[1]}\keepbox{{{box}}}{held}"
    again = rf"\takebox{{{box}}}{held}" if last else rf"\copybox{{{box}}}{held}"
    return again + r"\placepoints" if part[0] == "pointstable" else again


def _picture(part: _Part, box: int, first: bool, last: bool) -> str:
    if first:
        return rf"\setonce{{{box}}}{{{part[1]}}}"
    return rf"\setlast{{{box}}}" if last else rf"\setagain{{{box}}}"


def _line(part: _Part, box: int, first: bool, last: bool) -> str:
    if first:
        return rf"\setline{{{box}}}{{{part[1]}}}"
    return rf"\lastline{{{box}}}" if last else rf"\lineagain{{{box}}}"


def _in_boxes(
    texts: Sequence[str],
    find: Callable[[str], Iterator[_Found]],
    written: Callable[[_Part, int, bool, bool], str],
    numbers: range,
    room: int,
) -> list[str]:
    """`find` tells where parts are, `written` how one is written: with the number of its box, whether its place is the first or last."""
    found = [list(find(text)) for text in texts]
    left = Counter(part for some in found for _, _, part in some)
    free, boxes = list(reversed(numbers)), dict[_Part, int]()

    def boxed(part: _Part) -> str:
        nonlocal room
        left[part] -= 1
        if first := part not in boxes:
            if not (left[part] and free and len(part[1]) <= room):
                return part[1]
            boxes[part] = free.pop()
            room -= len(part[1])
        box = boxes[part]
        if not left[part]:
            free.append(boxes.pop(part))
            room += len(part[1])
        text = written(part, box, first, not left[part])
        return "%\n" * (part[1].count("\n") - text.count("\n")) + text

    def replaced(text: str, some: Sequence[_Found]) -> Iterator[str]:
        at = 0
        for begin, end, part in some:
            yield text[at:begin]
            yield boxed(part)
            at = end
        yield text[at:]

    return ["".join(replaced(*one)) for one in zip(texts, found, strict=True)]


def _found(text: str, parts: re.Pattern[str]) -> Iterator[_Found]:
    place = ""
    for found in parts.finditer(text):
        if found["place"] in _PLACES:
            place = found["place"]
        if found["part"]:
            yield found.start(), found.end(), (place, found["part"])


def _lines(text: str) -> Iterator[_Found]:
    for begin, _, (place, picture) in _found(text, _PICTURES):
        if not _DEPENDENT.search(picture):
            looks = picture[: picture.find("\n")].partition("tikzpicture}")[2]
            for line in _LINE.finditer(picture):
                yield begin + line.start(), begin + line.end(), (f"{place} {looks}", line[0])
