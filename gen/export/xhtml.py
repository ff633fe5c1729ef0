"""Fragments of HTML as elements of a package for QTI 2.1: the few elements and attributes that its schema knows, formulas in the namespace
of MathML, pictures as files of the package.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree, html

from gen.messages.errors import VerificationError

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
MATHML = "http://www.w3.org/1998/Math/MathML"

_KEPT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("p", "div", "span", "em", "strong", "code", "pre", "br", "hr", "sub", "sup", "ul", "ol", "li"), ()),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody", "tfoot", "tr"), ()),
    **dict.fromkeys(("td", "th"), ("scope", "rowspan", "colspan")),
}
"""Elements that QTI has as well, and which of their attributes are kept."""

_INSTEAD: Mapping[str, str] = {
    **dict.fromkeys(("section", "details", "figure", "header", "article"), "div"),
    **dict.fromkeys(("summary", "figcaption"), "p"),
    **dict.fromkeys(("label", "i", "b", "var"), "span"),
}
"""Elements that QTI 2.1 does not have, and what stands in their places."""

_WIDE = re.compile(r"width: ([0-9.]+)cm")
_PER_CM = 96 / 2.54  # what browsers take for a centimetre
_INLINE = frozenset({"span", "em", "strong", "code", "br", "sub", "sup", "img", "math"})


@dataclass(slots=True)
class Pictures:
    """The pictures that a package has, by their names in it, of those that are `known` by the names that HTML has for them."""

    known: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def named(self, name: str) -> str:
        """The name of a picture, which is one of the package from now on. Raises VerificationError for one that nobody knows."""
        if name not in self.known:
            raise VerificationError(f"there is no picture {name[:80]}")
        self.files[f"pictures/{name}"] = self.known[name]
        return f"pictures/{name}"


def blocks(fragment: str, pictures: Pictures, up: str = "") -> list[etree._Element]:
    """A fragment of HTML as blocks: what stands beside them is put into paragraphs. From where it stands pictures lie `up`."""
    whole = html.fragment_fromstring(fragment, create_parent="div")
    found = _element(whole, pictures, up)
    return list(_in_blocks(found))


def line(fragment: str, pictures: Pictures, up: str = "") -> etree._Element:
    """A line of HTML as a span. Raises VerificationError where it is more."""
    found = _element(html.fragment_fromstring(fragment, create_parent="span"), pictures, up)
    if not all(etree.QName(part).namespace == MATHML or _is_inline(part) for part in found.iter()):
        raise VerificationError(f"more than a line: {fragment[:200]}")
    return found


def _is_inline(part: etree._Element) -> bool:
    return etree.QName(part).localname in _INLINE


def _element(source: etree._Element, pictures: Pictures, up: str) -> etree._Element:
    """An element with all that is in it. Raises VerificationError for one that has no place in QTI."""
    name = str(source.tag)
    if name == "math":
        return _formula(source)
    if name == "img":
        wide = _WIDE.fullmatch(source.get("style", ""))
        address = up + pictures.named(source.get("src", ""))
        image = etree.Element(f"{{{QTI}}}img", {"src": address, "alt": source.get("alt", "")})
        if wide:
            image.set("width", str(round(float(wide[1]) * _PER_CM)))
        return image
    name = _INSTEAD.get(name, name)
    if name not in _KEPT:
        raise VerificationError(f"<{name}> has no place in a question")
    made = etree.Element(f"{{{QTI}}}{name}", {key: source.get(key, "") for key in _KEPT[name] if source.get(key)})
    _put_in(made, source, [_element(part, pictures, up) for part in source if isinstance(part.tag, str)])
    if name == "ol" and source.get("class") == "numbered":
        return _numbered(made)
    return _around_lines(made) if name in _INLINE and not all(map(_is_inline, made)) else made


def _numbered(made: etree._Element) -> etree._Element:
    """Entries that have their numbers with them: a list would number them once more."""
    made.tag = f"{{{QTI}}}div"
    for entry in made:
        number, content = entry
        if all(map(_is_inline, content)):
            entry.tag, content.tag = f"{{{QTI}}}p", f"{{{QTI}}}span"
        else:
            entry.tag = f"{{{QTI}}}div"
        number.tail = " "
    return made


def _around_lines(made: etree._Element) -> etree._Element:
    """An element of a line that has paragraphs in it: QTI has it within each of these."""
    name, made.tag = made.tag, f"{{{QTI}}}div"
    for part in made:
        if etree.QName(part).localname == "p":
            inner = etree.Element(name)
            inner.text, part.text = part.text, None
            inner.extend(list(part))
            part.append(inner)
    return made


def _put_in(made: etree._Element, source: etree._Element, parts: list[etree._Element]) -> None:
    """Text and parts, each with the text behind it."""
    made.text = source.text
    for own, part in zip(source, parts, strict=True):
        part.tail = own.tail
        made.append(part)


def _formula(source: etree._Element) -> etree._Element:
    made = etree.Element(f"{{{MATHML}}}{source.tag!s}", {str(key): str(value) for key, value in source.attrib.items()}, nsmap={"m": MATHML})
    _put_in(made, source, [_formula(part) for part in source])
    return made


def _in_blocks(whole: etree._Element) -> Iterator[etree._Element]:
    """The parts of an element, all in blocks."""
    line: etree._Element | None = None

    def opened() -> etree._Element:
        return etree.Element(f"{{{QTI}}}p") if line is None else line

    if (whole.text or "").strip():
        line = opened()
        line.text = whole.text
    for part in list(whole):
        tail, part.tail = part.tail, None
        if _is_inline(part) and part.get("display") != "block":
            line = opened()
            line.append(part)
            part.tail = tail
            continue
        if line is not None:
            yield line
            line = None
        yield part
        if (tail or "").strip():
            line = opened()
            line.text = tail
    if line is not None:
        yield line
