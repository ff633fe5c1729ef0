"""Elements of MathML as data, and as text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"} | {chr(n): f"&#x{n:X};" for n in (0xA0, *range(0x2061, 0x2065))}
)


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes in order, and what stands in it: text or elements."""

    tag: str
    inside: "str | tuple[Element, ...]" = ""
    attributes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        attributes = "".join(f' {name}="{value.translate(_ESCAPES)}"' for name, value in self.attributes)
        inside = self.inside.translate(_ESCAPES) if isinstance(self.inside, str) else "".join(map(str, self.inside))
        return f"<{self.tag}{attributes}>{inside}</{self.tag}>"


def with_attributes(element: Element, **attributes: str) -> Element:
    """The element with these attributes, which go before those that it has."""
    return replace(element, attributes=tuple((dict(element.attributes) | attributes).items()))


def mi(text: str, **attributes: str) -> Element:
    return Element("mi", text, tuple(attributes.items()))


def mo(text: str, **attributes: str) -> Element:
    return Element("mo", text, tuple(attributes.items()))


def around(tag: str, *inside: Element, **attributes: str) -> Element:
    return Element(tag, inside, tuple(attributes.items()))


def row_of(elements: Iterable[Element]) -> Element:
    """One element for all of these."""
    found = tuple(elements)
    return found[0] if len(found) == 1 else Element("mrow", found)


def unwrapped(element: Element) -> "tuple[Element, ...]":
    """The elements of a row, for what is a row itself."""
    plain = element.tag == "mrow" and not element.attributes and not isinstance(element.inside, str)
    return element.inside if plain and not isinstance(element.inside, str) else (element,)


def space(em: str) -> Element:
    """A width in em, such as `0.1667`; one below zero pulls together what stands on both sides."""
    return around("mspace", style=f"margin-left:{em}em") if em.startswith("-") else around("mspace", width=f"{em}em")


def core_operator(element: Element) -> Element | None:
    """The operator of an operator with something below or above it."""
    if element.tag == "mo":
        return element
    inside = element.inside
    return core_operator(inside[0]) if element.tag in _EMBELLISHED and not isinstance(inside, str) and inside else None


def with_operator(element: Element, **attributes: str) -> Element:
    """An operator, with or without something below or above it, that has these attributes."""
    inside = element.inside
    if element.tag == "mo" or isinstance(inside, str):
        return with_attributes(element, **attributes)
    return replace(element, inside=(with_operator(inside[0], **attributes), *inside[1:]))


_EMBELLISHED = ("msub", "msup", "msubsup", "munder", "mover", "munderover")


def texts(elements: Sequence[Element]) -> str:
    """All that is printed of some elements."""
    return "".join(one.inside if isinstance(one.inside, str) else texts(one.inside) for one in elements)
