r"""MathML read back: which formula stands there, from the names that Unicode gives its characters.

What is read is LaTeX in its plainest form: `\frac{\partial L}{\partial x_{2}}`. That has no spaces that TeX would not need, no sizes
of brackets, braces around indices and what commands take alone, and upright words as `\text{word}` whatever made them so. `plain_latex`
brings any LaTeX into this form. Nothing here knows what wrote the MathML.
"""

import re
import unicodedata
from collections.abc import Sequence

from lxml import etree

Element = etree._Element

_SIGNS = {
    "ASTERISK OPERATOR": "*",
    "MINUS SIGN": "-",
    "PRIME": "'",
    "DOUBLE PRIME": "''",
    "TRIPLE PRIME": "'''",
    "QUADRUPLE PRIME": "''''",
    "DOUBLE VERTICAL LINE": r"\|",
    "LEFT CURLY BRACKET": r"\{",
    "RIGHT CURLY BRACKET": r"\}",
    "NUMBER SIGN": r"\#",
    "PERCENT SIGN": r"\%",
    "INVISIBLE TIMES": "",
    "FUNCTION APPLICATION": "",
} | {
    name: rf"\{command} "
    for name, command in {
        "ALMOST EQUAL TO": "approx",
        "CIRCLED DOT OPERATOR": "odot",
        "CIRCLED PLUS": "oplus",
        "CIRCLED TIMES": "otimes",
        "DIVIDES": "mid",
        "DOT OPERATOR": "cdot",
        "DOWN TACK": "top",
        "ELEMENT OF": "in",
        "FOR ALL": "forall",
        "GREATER-THAN OR EQUAL TO": "geq",
        "HORIZONTAL ELLIPSIS": "dots",
        "IDENTICAL TO": "equiv",
        "INFINITY": "infty",
        "INTEGRAL": "int",
        "INTERSECTION": "cap",
        "LEFT CEILING": "lceil",
        "LEFT FLOOR": "lfloor",
        "LEFTWARDS ARROW": "leftarrow",
        "LESS-THAN OR EQUAL TO": "leq",
        "LOGICAL AND": "wedge",
        "LOGICAL OR": "vee",
        "MATHEMATICAL LEFT ANGLE BRACKET": "langle",
        "MATHEMATICAL RIGHT ANGLE BRACKET": "rangle",
        "MIDLINE HORIZONTAL ELLIPSIS": "cdots",
        "MULTIPLICATION SIGN": "times",
        "N-ARY PRODUCT": "prod",
        "N-ARY SUMMATION": "sum",
        "NABLA": "nabla",
        "NOT EQUAL TO": "neq",
        "NOT SIGN": "neg",
        "PARALLEL TO": "parallel",
        "PARTIAL DIFFERENTIAL": "partial",
        "PLUS-MINUS SIGN": "pm",
        "PROPORTIONAL TO": "propto",
        "RIGHT CEILING": "rceil",
        "RIGHT FLOOR": "rfloor",
        "RIGHTWARDS ARROW": "rightarrow",
        "RIGHTWARDS DOUBLE ARROW": "Rightarrow",
        "RING OPERATOR": "circ",
        "SCRIPT SMALL L": "ell",
        "TILDE OPERATOR": "sim",
        "UNION": "cup",
        "VERTICAL ELLIPSIS": "vdots",
    }.items()
}
_NUMBERED = re.compile(r"(\\text\{[^{}]+)\}(\d+)")
_RUN = re.compile(r"\\(?P<font>text|math[a-z]+|boldsymbol)\{[^{}]*\}(?:\\(?P=font)\{[^{}]*\})+")
READ = frozenset(sign.strip() for sign in _SIGNS.values())
"""The commands that are read for characters, beside Greek letters; all other characters are read as themselves."""

_ACCENTS = {
    "CIRCUMFLEX ACCENT": "hat",
    "TILDE": "tilde",
    "MACRON": "bar",
    "DOT ABOVE": "dot",
    "DIAERESIS": "ddot",
    "CARON": "check",
    "BREVE": "breve",
    "ACUTE ACCENT": "acute",
    "GRAVE ACCENT": "grave",
    "RING ABOVE": "mathring",
    "RIGHTWARDS ARROW": "vec",
    "COMBINING THREE DOTS ABOVE": "dddot",
    "HORIZONTAL BAR": "overline",
    "TOP CURLY BRACKET": "overbrace",
    "BOTTOM CURLY BRACKET": "underbrace",
}
_FAMILIES = {
    "BOLD ITALIC": "boldsymbol",
    "BOLD": "mathbf",
    "ITALIC": "mathit",
    "DOUBLE-STRUCK": "mathbb",
    "SCRIPT": "mathcal",
    "FRAKTUR": "mathfrak",
    "BLACK-LETTER": "mathfrak",
    "SANS-SERIF": "mathsf",
    "MONOSPACE": "mathtt",
}
_SYMBOLS = {"EPSILON": "epsilon", "THETA": "vartheta", "PHI": "phi", "RHO": "varrho", "PI": "varpi", "KAPPA": "varkappa"}
_LETTERS = {"EPSILON": "varepsilon", "PHI": "varphi", "LAMDA": "lambda"}
_SCRIPTS = {"msub": "_", "msup": "^", "msubsup": "_^", "munder": "_", "mover": "^", "munderover": "_^"}


_LINE_END = r"\\"


class Unreadable(ValueError):
    """Something in MathML that no formula of the tool holds."""


def mathml_text(element: Element) -> str:
    """The formula of an element. Raises Unreadable."""
    return without_blanks(_read(element))


def without_blanks(latex: str) -> str:
    """A blank stays before a letter alone, which it keeps apart from the name of a command; letters of one word are together."""
    apart = _NUMBERED.sub(r"\1\2}", re.sub(r" +(?![A-Za-z])", "", latex))
    return _RUN.sub(lambda run: rf"\{run['font']}{{{''.join(re.findall(r'{([^{}]*)}', run[0]))}}}", apart)


def _read(element: Element) -> str:
    tag, inside = str(etree.QName(element).localname), [child for child in element if isinstance(child.tag, str)]
    own = {"mi", "mn", "mo", "mtext"}
    if inside if tag in own else [text for text in (element.text, *(child.tail for child in inside)) if (text or "").strip()]:
        raise Unreadable(f"<{tag}> has what no browser shows there")
    if tag in own:
        return _token(tag, element.text or "", element.get("mathvariant") == "normal")
    if tag in ("mspace", "mphantom"):
        return ""
    if tag in ("math", "mrow", "mstyle", "mpadded", "mtd"):
        return "".join(map(_read, inside))
    if tag == "mfrac":
        return _braced(r"\binom" if (element.get("linethickness") or "").startswith("0") else r"\frac", inside)
    if tag == "msqrt":
        return rf"\sqrt{{{''.join(map(_read, inside))}}}"
    if tag == "mroot":
        return rf"\sqrt[{_read(inside[1])}]{{{_read(inside[0])}}}"
    if tag == "mtable":
        lines = ["&".join(map(_read, row)) for row in inside]
        return rf"\matrix{{{_LINE_END.join(lines)}}}"
    if tag in _SCRIPTS and len(inside) == 1 + len(_SCRIPTS[tag]):
        return _scripted(tag, inside, "true" in (element.get("accent"), element.get("accentunder")))
    raise Unreadable(f"<{tag}> is not known")


def _braced(command: str, parts: Sequence[Element]) -> str:
    return command + "".join(f"{{{_read(part)}}}" for part in parts)


def _scripted(tag: str, inside: Sequence[Element], accent: bool) -> str:
    base, *scripts = inside
    mark = _ACCENTS.get(unicodedata.name((scripts[0].text or "").strip()[:1] or " ", ""))
    if accent and mark and not (mark == "vec" and tag == "munder"):
        over = mark if tag == "mover" or mark.startswith("under") else mark.replace("over", "under")
        return rf"\{over}{{{_read(base)}}}"
    texts = dict(zip(_SCRIPTS[tag], map(_read, scripts), strict=True))
    raised = texts.get("^", "").lstrip("'")
    primes = "'" * (len(texts.get("^", "")) - len(raised))
    below = f"_{{{texts['_']}}}" if "_" in texts else ""
    return _read(base) + primes + below + (f"^{{{raised}}}" if raised or ("^" in texts and not primes) else "")


def _token(tag: str, text: str, upright: bool) -> str:
    if tag == "mtext":
        return rf"\text{{{text.replace(chr(0xA0), ' ').strip()}}}"
    if tag == "mn":
        return text.replace(",", "{,}") if text.isascii() else _word(text)
    if tag == "mi" and (len(text) > 1 or (upright and text.isascii() and text.isalpha())):
        return _word(text)
    return "".join(_sign(sign, upright) for sign in text)


def _word(text: str) -> str:
    """Several letters that are one name."""
    plain = unicodedata.normalize("NFKC", text)
    families = {_family(sign) for sign in text if sign.isalnum()}
    family = families.pop() if len(families) == 1 else ""
    if family == "mathit" or (text.isdecimal() and not family):
        return plain
    return rf"\{family or 'text'}{{{plain}}}"


def _family(sign: str) -> str:
    """The command of the alphabet that a letter is of; empty for a plain one."""
    name = unicodedata.name(sign, "").removeprefix("MATHEMATICAL ")
    families = [family for family in _FAMILIES if name.startswith((f"{family} CAPITAL ", f"{family} SMALL ", f"{family} DIGIT "))]
    return _FAMILIES[families[0]] if families and sign != "ℓ" and unicodedata.normalize("NFKC", sign) != sign else ""


def _sign(sign: str, upright: bool) -> str:
    if family := _family(sign):
        plain = unicodedata.normalize("NFKC", sign)
        family = "boldsymbol" if family == "mathbf" and not plain.isascii() else family  # a Greek capital stands upright in both
        return rf"\{family}{{{_sign(plain, True)}}}"
    name = unicodedata.name(sign, "")
    if name.startswith("GREEK "):
        return rf"\{_greek(name, upright)} "
    if name in _SIGNS:
        return _SIGNS[name]
    if sign.isspace():
        return ""
    return sign


def _greek(name: str, upright: bool) -> str:
    """The command of a Greek letter; a capital that leans is another one."""
    *_, kind, letter = name.split(" ")
    if letter == "SYMBOL":
        return _SYMBOLS.get(kind, kind.lower())
    if "CAPITAL" in name:
        own = "Lambda" if letter == "LAMDA" else letter.capitalize()
        return own if upright else f"var{own}"
    return "varsigma" if kind == "FINAL" else _LETTERS.get(letter, letter.lower())
