"""What the formats that are XML share: elements as they are written, and XML and HTML as they are read."""

from fractions import Fraction

from lxml import etree, html

from gen.algebra.numbers import NumberFormat
from gen.algebra.rounding import shown_text

_DIGITS = NumberFormat("digits", 12, fractions="none")


def element(namespace: str, name: str, /, *parts: etree._Element | str, **attributes: str) -> etree._Element:
    """An element with what is in it. An attribute whose name is a word of Python has a `_` behind it here."""
    made = etree.Element(f"{{{namespace}}}{name}", {key.rstrip("_"): value for key, value in attributes.items()}, nsmap={None: namespace})
    for part in parts:
        if isinstance(part, str):
            made.text = part
        else:
            made.append(part)
    return made


def decimal(x: Fraction) -> str:
    """A number as XML has it, with twelve digits."""
    return shown_text(x, _DIGITS)


def file_text(root: etree._Element) -> bytes:
    """The bytes of a file."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def parsed(content: bytes) -> etree._Element:
    """A file of XML read, which asks for nothing from elsewhere."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def html_tree(fragment: str) -> etree._Element:
    """A fragment of HTML read, below a `div`."""
    return html.fragment_fromstring(fragment, create_parent="div")


def words(part: etree._Element) -> str:
    """All text without blanks."""
    return "".join("".join(part.itertext()).split())


def all_of(part: etree._Element, name: str) -> list[etree._Element]:
    """All elements of a name from this one on, in order, whatever their namespaces are."""
    return [one for one in part.iter() if isinstance(one.tag, str) and etree.QName(one).localname == name]
