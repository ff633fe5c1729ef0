"""A drawing in SVG as a PDF, by fpdf2, which is there only where somebody has installed it.

What fpdf2 would leave out or draw otherwise is refused, and so is all that leads out of the file: a drawing is lines, areas and shades.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from gen.inspection.pdf_file import BROKEN
from gen.inspection.unsuitable import Unsuitable

_SVG = "{http://www.w3.org/2000/svg}"
_NAMES = "svg g defs symbol use path rect circle ellipse line polyline polygon clipPath style linearGradient radialGradient stop"
_DRAWN = {f"{_SVG}{name}" for name in _NAMES.split(" ")}
_WORDS = {f"{_SVG}{name}" for name in ("title", "desc", "metadata")}
_ATTRIBUTES = (
    "id class style href d points x y x1 y1 x2 y2 cx cy r rx ry fx fy fr width height transform viewBox preserveAspectRatio color display "
    "visibility opacity fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-dasharray stroke-dashoffset clip-path clip-rule clipPathUnits paint-order vector-effect offset stop-color stop-opacity "
    "gradientUnits gradientTransform spreadMethod type"
)
_PAINTING = frozenset(_ATTRIBUTES.split())
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|\\", re.IGNORECASE)
_NOT_DRAWN = ("filter", "mask", "marker", "marker-start", "marker-mid", "marker-end")
MAX_SIDE = 16_000.0  # points, as fpdf2 counts them
AS_PDF = "save it as PDF"
_MISSING = ("an SVG needs the package fpdf2", f"python3 -m pip install fpdf2, or {AS_PDF}")
_UNREADABLE = ("this SVG cannot be read", f"save it anew, or {AS_PDF}")


def drawing(data: bytes) -> bytes:
    """The PDF of a drawing, with the day on which it is made. Raises Unsuitable, also where fpdf2 is missing."""
    root, written = _cleared(data)
    try:
        from fpdf import FPDF
        from fpdf.errors import FPDFException
        from fpdf.svg import SVGObject, resolve_length
    except ImportError:
        raise Unsuitable(*_MISSING) from None
    try:
        width, height = (resolve_length(length) for length in _size(root))
        if not all(0 < side <= MAX_SIDE for side in (width, height)):
            raise Unsuitable("this SVG does not say how large it is", "give it a width and a height, or a viewBox")
        with _nothing_left_out():
            found = SVGObject(written(root))
            page = FPDF(unit="pt", format=(width, height))
            page.set_margin(0)
            page.set_auto_page_break(False)
            page.add_page()
            found.draw_to_page(page)
            return bytes(page.output())
    except (FPDFException, *BROKEN):
        raise Unsuitable(*_UNREADABLE) from None


def clear_drawing(data: bytes) -> bytes:
    """A drawing in SVG with nothing in it but what is known to paint it. Raises Unsuitable as above."""
    root, written = _cleared(data)
    try:
        _size(root)
        _leave_what_paints(root)
        return written(root)
    except BROKEN:
        raise Unsuitable(*_UNREADABLE) from None


def _cleared(data: bytes) -> tuple[Any, Callable[[Any], bytes]]:
    """The elements of a drawing without those that are not drawn, and what writes them. Raises Unsuitable."""
    try:
        from defusedxml import ElementTree
        from defusedxml.common import DefusedXmlException
    except ImportError:
        raise Unsuitable(*_MISSING) from None
    try:
        root = ElementTree.fromstring(data)
        _clear(root)
        return root, ElementTree.tostring
    except DefusedXmlException:
        raise Unsuitable("this SVG has entities, which may lead out of it", AS_PDF) from None
    except (ElementTree.ParseError, *BROKEN):
        raise Unsuitable(*_UNREADABLE) from None


def _clear(root: Any) -> None:
    """Take away what is not drawn anyway: words about the drawing, and what other programs keep in it. Raises Unsuitable."""
    for parent in root.iter():
        for child in list(parent):
            if child.tag in _WORDS or not str(child.tag).startswith(_SVG):
                parent.remove(child)
    for one in root.iter():
        name = str(one.tag).removeprefix(_SVG)
        if one.tag not in _DRAWN:
            raise Unsuitable(
                f"this SVG holds '{name[:20]}', which is not drawn", f"{'save texts as paths, or ' * (name == 'text')}{AS_PDF}"
            )
        style = re.findall(r"([\w-]+)\s*:", one.get("style", "") + (one.text or "") * (name == "style"))
        if unknown := next((key for key in (*one.attrib, *style) if key in _NOT_DRAWN), None):
            raise Unsuitable(f"this SVG holds '{unknown}', which is not drawn", AS_PDF)
        links = [value for key, value in one.attrib.items() if key.rpartition("}")[2] == "href" and not value.startswith("#")]
        named = [*one.attrib.values(), (one.text or "") * (name == "style")]
        if links or any(_OUTSIDE.search(text) for text in named):
            raise Unsuitable("this SVG leads out of its file", f"put into it what it shows, or {AS_PDF}")


def _leave_what_paints(root: Any) -> None:
    """Take away attributes that paint nothing, such as what is to be done on a click; all names are those of SVG, without prefixes."""
    for one in root.iter():
        kept = {key.rpartition("}")[2]: value for key, value in one.attrib.items()}
        one.attrib.clear()
        one.attrib.update((key, kept[key]) for key in sorted(kept) if key in _PAINTING)
        one.tag = str(one.tag).removeprefix(_SVG)
    root.set("xmlns", _SVG[1:-1])


def _size(root: Any) -> list[str]:
    """The width and the height of a drawing: its own, or those of the part that is seen, which it is given then."""
    seen = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    for key, side in zip(("width", "height"), seen[2:], strict=False):
        if root.get(key, "%").endswith("%"):
            root.set(key, side)
    return [root.get(key, "0") for key in ("width", "height")]


class _Complaints(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise Unsuitable("this SVG has something that is not drawn", AS_PDF)


@contextmanager
def _nothing_left_out() -> Iterator[None]:
    """While fpdf2 draws: what it only warns of is an error."""
    log, complaints = logging.getLogger("fpdf.svg"), _Complaints(logging.WARNING)
    log.addHandler(complaints)
    try:
        yield
    finally:
        log.removeHandler(complaints)
