"""A character, or a command that stands for itself."""

import re
import unicodedata

from gen.mathml.atoms import BARS, THIN, Atom, Class, atom
from gen.mathml.elements import Element, mi, mo, space
from gen.mathml.elements import around as surrounding
from gen.mathml.letters import identifier
from gen.mathml.numbers import is_number
from gen.mathml.style import Style, Unwritable
from gen.messages.math_commands import (
    BINARY,
    CAPITALS,
    CHARACTERS,
    CLOSING,
    DOTS,
    FUNCTIONS,
    INTEGRALS,
    LETTERS,
    LOGIC,
    OPENING,
    RELATIONS,
    SPACES,
    SUMS,
)

WIDTHS = {
    r"\,": THIN,
    r"\thinspace": THIN,
    r"\!": "-0.1667",
    r"\:": "0.2222",
    r"\medspace": "0.2222",
    r"\;": "0.2778",
    r"\thickspace": "0.2778",
    "\\ ": "0.3333",
    "~": "0.3333",
    r"\enspace": "0.5",
    r"\quad": "1",
    r"\qquad": "2",
}
_TYPED: dict[str, Class] = {
    "+": "bin", "-": "bin", "*": "bin", "=": "rel", "<": "rel", ">": "rel", ":": "rel", ",": "punct", ";": "punct",
    "(": "open", "[": "open", r"\{": "open", ")": "close", "]": "close", r"\}": "close", "!": "close", "?": "close",
}  # fmt: skip
_PRINTED = {"-": "−", "*": "∗", "`": "‘"}
_TIGHT = {"lspace": "0", "rspace": "0"}
_SIZED = re.compile(r"\\(big|Big|bigg|Bigg)([lrm]?)(?=[^a-z]|\\)(.*)", re.DOTALL)
_SIZES = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}
_SIDES: dict[str, Class] = {"l": "open", "r": "close", "m": "rel", "": "ord"}
_PARTNERS = dict(zip("([{⟨⌊⌈⟮⎰⌜⌞", ")]}⟩⌋⌉⟯⎱⌝⌟", strict=True))
_CLOSING = frozenset(_PARTNERS.values())
_SPOKEN = {"liminf": "lim\u2009inf", "limsup": "lim\u2009sup", "injlim": "inj\u2009lim", "projlim": "proj\u2009lim"}
_UNDER_LIM = {
    r"\varlimsup": ("mover", "―"),
    r"\varliminf": ("munder", "―"),
    r"\varinjlim": ("munder", "→"),
    r"\varprojlim": ("munder", "←"),
}
_UPRIGHT = CAPITALS | {r"\nabla", r"\eth", r"\Bbbk"}


def printed(latex: str) -> str:
    """The character of a sign. Raises Unwritable."""
    if latex.startswith(r"\not") and latex not in CHARACTERS:
        return unicodedata.normalize("NFC", printed(latex.removeprefix(r"\not").strip()) + "\u0338")
    if latex.startswith("\\") and latex not in CHARACTERS:
        raise Unwritable(f"'{latex}' has no MathML")
    return CHARACTERS.get(latex) or _PRINTED.get(latex, latex)


def fence(latex: str, **attributes: str) -> Element:
    """A bracket that is as high as what stands beside it; nothing is printed for a dot."""
    return mo({"<": "⟨", ">": "⟩", ".": ""}.get(latex) or printed(latex) if latex != "." else "", stretchy="true", **attributes)


def bar(sign: str, side: Class) -> Atom:
    """A bar that opens, closes, or stands by itself."""
    if side not in ("open", "close"):
        return atom(mo(sign, stretchy="false", **_TIGHT))
    element = mo(sign, stretchy="false", form="prefix" if side == "open" else "postfix")
    return atom(element, side, **{"opens" if side == "open" else "closes": sign})


def sign(latex: str, style: Style) -> Atom:
    """Raises Unwritable."""
    if latex in SPACES or latex == "~":
        return atom(space(WIDTHS[latex]), "space")
    if is_number(latex):
        bold = style.font.family
        return atom(identifier(latex, style.font) if bold else Element("mn", latex))
    if sized := _SIZED.fullmatch(latex):
        return _sized(sized[1], sized[2], sized[3].strip())
    if latex == r"\bmod":
        return atom(mo("mod", lspace="0.2222em", rspace="0.2222em"), "bin")
    if latex == r"\mathstrut":
        return atom(surrounding("mpadded", surrounding("mphantom", mo("(", stretchy="false")), width="0"))
    if latex in FUNCTIONS:
        return _function(latex)
    if latex in SUMS | INTEGRALS:
        return atom(mo(printed(latex)), "op", spaced=True)
    return _character(latex, printed(latex), style)


def _character(latex: str, character: str, style: Style) -> Atom:
    if latex.isalpha() or latex in LETTERS:
        letter = identifier(character, style.font, latex in _UPRIGHT)
        return atom(letter, names=True)
    if character in BARS:
        return bar(character, "open" if latex in OPENING else "close" if latex in CLOSING else "ord")
    if character in _PARTNERS:
        return atom(mo(character, stretchy="false"), "open", opens=character)
    if character in _CLOSING:
        return atom(mo(character, stretchy="false"), "close", closes=character)
    kind = kind_of(latex)
    bold = {"style": "font-weight:bold"} if style.font.bold else {}
    if kind == "rel":
        stretches = {"stretchy": "false"} if unicodedata.name(character[0], "").find("ARROW") >= 0 else {}
        colon = {"lspace": "0.2778em", "rspace": "0.2778em"} if latex == ":" else {}
        return atom(mo(character, **stretches, **colon, **bold), "rel")
    if kind == "bin":
        return atom(mo(character, **bold), "bin")
    if kind == "punct":
        return atom(mo(character, **({"lspace": "0", "rspace": "0.1667em"} if latex != "," else {}), **bold), "punct", spaced=True)
    if latex in DOTS:
        return atom(mi(character), "inner")
    if latex in LOGIC or kind == "close" or not latex.startswith("\\"):
        return atom(mo(character, **_TIGHT, **({"stretchy": "false"} if character in "^_~↑↓⇑⇓" else {}), **bold), kind)
    return atom(mi(character, **bold))


def kind_of(latex: str) -> Class:
    """What TeX takes a sign for that is neither a letter nor a bracket."""
    if latex.startswith(r"\not") and latex not in CHARACTERS:
        return "rel"
    if latex in BINARY:
        return "bin"
    if latex in RELATIONS:
        return "rel"
    return "punct" if latex == r"\colon" else _TYPED.get(latex, "ord")


def _sized(size: str, side: str, latex: str) -> Atom:
    height = _SIZES[size]
    character = "" if latex == "." else printed({"<": r"\langle", ">": r"\rangle"}.get(latex, latex))
    spaces = {} if side == "m" else _TIGHT
    element = mo(character, stretchy="true", symmetric="true", minsize=height, maxsize=height, **spaces)
    kind = _SIDES[side]
    pair = {"open": {"opens": character}, "close": {"closes": character}}.get(kind, {})
    return atom(element, kind, **pair)


def _function(latex: str) -> Atom:
    name = latex.removeprefix("\\")
    if latex in _UNDER_LIM:
        tag, mark = _UNDER_LIM[latex]
        return atom(surrounding(tag, mi("lim"), mo(mark, stretchy="true")), "op", applies=True)
    return atom(mi(_SPOKEN.get(name, name)), "op", applies=True)
