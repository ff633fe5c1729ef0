"""Letters and digits in the fonts of mathematics: MathML Core has no other way to say bold than the characters of Unicode that are bold."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from gen.mathml.elements import Element, mi

_FAMILIES = {
    "mathbf": "BOLD",
    "mathit": "ITALIC",
    "mathsf": "SANS-SERIF",
    "mathtt": "MONOSPACE",
    "mathbb": "DOUBLE-STRUCK",
    "mathcal": "SCRIPT",
    "mathfrak": "FRAKTUR",
}
_BOLDER = {
    "": "BOLD ITALIC",
    "mathnormal": "BOLD ITALIC",
    "mathrm": "BOLD",
    "mathit": "BOLD ITALIC",
    "mathsf": "SANS-SERIF BOLD",
    "mathcal": "BOLD SCRIPT",
    "mathfrak": "BOLD FRAKTUR",
}
_STYLES = {"BOLD": "font-weight:bold", "ITALIC": "font-style:italic", "BOLD ITALIC": "font-weight:bold"}
# Letters that Unicode had before it had the alphabets.
_EARLIER = {"ITALIC SMALL H": "PLANCK CONSTANT"} | {
    f"{font} CAPITAL {letter}": f"{name} CAPITAL {letter}"
    for font, name, letters in (
        ("SCRIPT", "SCRIPT", "BEFHILMR"),
        ("FRAKTUR", "BLACK-LETTER", "CHIRZ"),
        ("DOUBLE-STRUCK", "DOUBLE-STRUCK", "CHNPQRZ"),
    )
    for letter in letters
}
_EARLIER |= {f"SCRIPT SMALL {letter}": f"SCRIPT SMALL {letter}" for letter in "EGO"}
BLANK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Font:
    """The alphabet of a command, `mathrm`, or none; `bold` within `\\boldsymbol`."""

    alphabet: str = ""
    bold: bool = False

    def inside(self, command: str) -> "Font":
        """The font within another command."""
        return Font(self.alphabet, True) if command in (r"\boldsymbol", r"\pmb") else Font(command.removeprefix("\\"), self.bold)

    @property
    def family(self) -> str:
        """What Unicode calls it; empty for one that leans by itself or stands upright."""
        return (_BOLDER if self.bold else _FAMILIES).get(self.alphabet, _FAMILIES.get(self.alphabet, ""))

    @property
    def makes_words(self) -> bool:
        """Whether letters beside each other are one name."""
        return self.alphabet in ("mathrm", "mathbf", "mathit", "mathsf", "mathtt")


PLAIN = Font()


@lru_cache(maxsize=2048)
def in_family(sign: str, family: str) -> str:
    """The character of an alphabet; the sign itself where that has none."""
    name, family = unicodedata.name(sign, ""), family.replace("BOLD ITALIC", "BOLD") if sign.isdecimal() else family
    for left_out in ("LATIN ", "GREEK ", "LUNATE ", "LETTER "):
        name = name.replace(left_out, "")
    found = _EARLIER.get(f"{family} {name}", f"MATHEMATICAL {family} {name}")
    try:
        return unicodedata.lookup(found)
    except KeyError:
        return sign


def identifier(letters: str, font: Font, upright: bool = False) -> Element:
    """A letter, or a name of several, in a font; `upright` where it does not lean by itself, as a Greek capital."""
    family = font.family
    if upright and family in ("ITALIC", "BOLD ITALIC"):
        family = family.removesuffix("ITALIC").rstrip()
    if len(letters) == 1 and family == "ITALIC":
        family = ""  # a single letter leans by itself
    written = "".join(in_family(sign, family) for sign in letters) if family else letters
    if family and written == letters and letters.isalnum():
        return mi(letters, **({"style": _STYLES[family]} if family in _STYLES else {}), **_normal(letters))
    stands = upright or font.alphabet == "mathrm"
    return mi(written, **(_normal(written) if stands else {}))


def _normal(letters: str) -> dict[str, str]:
    """A single letter leans unless it is told not to; `written` in another alphabet is what it is."""
    leans = len(letters) == 1 and (letters.isalpha() or letters in "∂∇") and unicodedata.normalize("NFKC", letters) == letters
    return {"mathvariant": "normal"} if leans else {}
