"""Commands with their groups: fractions, roots, accents, fonts, names of operators, words."""

from collections.abc import Callable
from dataclasses import replace

from gen.mathml.atoms import Atom, Class, atom
from gen.mathml.elements import Element, around, core_operator, mi, mo, row_of, space, texts, unwrapped
from gen.mathml.letters import BLANK, Font
from gen.mathml.style import Inside, Style, Unwritable
from gen.messages.math_commands import DISTINCT, names
from gen.model.math_tree import Applied, Row, TextInMath


def _pairs(entries: str) -> dict[str, str]:
    words = entries.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_FONTS = DISTINCT | names("mathrm mathnormal")
_ACCENTS = _pairs("hat ^ check ˇ tilde ~ acute ´ grave ` dot ˙ ddot ¨ dddot ⃛ breve ˘ bar ¯ vec → mathring ˚")
_OVER = _pairs("widehat ^ widetilde ~ overline ― overbrace ⏞ overrightarrow → overleftarrow ← overleftrightarrow ↔")
_SMALLER = {"vec": {"style": "font-size:70%"}}
_UNDER = _pairs("underline ― underbrace ⏟ underrightarrow → underleftarrow ←")
_CLASSES: dict[str, Class] = {
    "mathop": "op", "mathbin": "bin", "mathrel": "rel", "mathord": "ord", "mathopen": "open", "mathclose": "close", "mathpunct": "punct",
    "mathinner": "inner",
}  # fmt: skip
_AROUND: dict[Class, str] = {"bin": "0.2222", "rel": "0.2778"}
_FLAT = {"height": "0", "depth": "0"}
_TEXT_STYLES = {
    "textbf": "font-weight:bold",
    "textit": "font-style:italic",
    "textsl": "font-style:italic",
    "emph": "font-style:italic",
    "textsf": "font-family:sans-serif",
    "texttt": "font-family:monospace",
    "textsc": "font-variant:small-caps",
    "textup": "font-style:normal",
    "textnormal": "font-style:normal;font-weight:normal",
}


def applied(node: Applied, style: Style, inside: Inside) -> Atom:
    """Raises Unwritable."""
    name, groups = node.command.removeprefix("\\"), node.groups
    first = groups[0]
    if node.command in _FONTS:
        found = inside(first, replace(style, font=style.font.inside(node.command)))
        return replace(found, names=True) if name in ("boldsymbol", "pmb") else atom(found.element, names=True)
    if name in _ACCENTS:
        return atom(
            around("mover", inside(first, style).element, mo(_ACCENTS[name], stretchy="false", **_SMALLER.get(name, {})), accent="true"),
            names=True,
        )
    if name in _OVER:
        return atom(around("mover", inside(first, style).element, mo(_OVER[name], stretchy="true"), accent="true"), names=True)
    if name in _UNDER:
        return atom(around("munder", inside(first, style).element, mo(_UNDER[name], stretchy="true"), accentunder="true"), names=True)
    if name in _CLASSES:
        return _of_class(inside(first, style).element, _CLASSES[name], style)
    if name.startswith("operatorname"):
        return atom(_operator(first, style, inside), "op", applies=True)
    if name in ("frac", "dfrac", "tfrac", "cfrac", "binom", "dbinom", "tbinom"):
        return _fraction(name, groups, style, inside)
    if name in ("overset", "stackrel", "underset"):
        base, script = inside(groups[1], style), inside(first, style.index).element
        element = around("munder" if name == "underset" else "mover", base.element, script)
        return replace(base, element=element) if name != "stackrel" else _of_class(element, "rel", style)
    if name == "sqrt" and node.option is not None:
        return atom(around("mroot", inside(first, style).element, inside(node.option, style.index).element))
    if name == "sqrt":
        return atom(around("msqrt", *unwrapped(inside(first, style).element)))
    if name in ("xrightarrow", "xleftarrow"):
        return _long_arrow("→" if name == "xrightarrow" else "←", first, node.option, style, inside)
    if name in ("pmod", "pod", "mod"):
        return _modulus(name, inside(first, style).element)
    if name in _OTHERS:
        return atom(_OTHERS[name](inside(first, style).element))
    raise Unwritable(f"'{node.command}' has no MathML")


_OTHERS: dict[str, Callable[[Element], Element]] = {
    "phantom": lambda inner: around("mphantom", *unwrapped(inner)),
    "hphantom": lambda inner: around("mpadded", around("mphantom", *unwrapped(inner)), **_FLAT),
    "vphantom": lambda inner: around("mpadded", around("mphantom", *unwrapped(inner)), width="0"),
    "smash": lambda inner: around("mpadded", *unwrapped(inner), **_FLAT),
    "boxed": lambda inner: around("mrow", *unwrapped(inner), style="border:thin solid;padding:0.25em"),
}


def _of_class(element: Element, kind: Class, style: Style) -> Atom:
    """An element that TeX is told to take for an operator, a relation or the like."""
    if kind in _AROUND and core_operator(element) is None and not style.tight:
        apart = space(_AROUND[kind])
        return atom(around("mrow", apart, element, apart), "ord", spaced=True)
    return atom(element, kind, applies=kind == "op")


def _operator(name: Row, style: Style, inside: Inside) -> Element:
    """The name of an operator: one word, where it is nothing but letters."""
    element = inside(name, replace(style, font=Font("mathrm", style.font.bold), of_tool=False)).element
    parts = unwrapped(element)
    if len(parts) > 1 and all(part.tag in ("mi", "mn", "mspace") or texts([part]) in "−∗" for part in parts):
        written = "".join("\u2009" if part.tag == "mspace" else texts([part]).replace("−", "-").replace("∗", "*") for part in parts)
        return mi(written)
    return element


def _fraction(name: str, groups: tuple[Row, ...], style: Style, inside: Inside) -> Atom:
    forced = {"d": style.large, "c": style.large, "t": style.text}.get(name[0], style)
    inner = forced.large if name == "cfrac" else forced.in_fraction
    parts = [inside(group, inner).element for group in groups]
    if name == "cfrac":
        parts = [around("mstyle", part, displaystyle="true", scriptlevel="0") for part in parts]
    attributes = {} if name in ("frac", "binom") else {"displaystyle": "true" if forced.display else "false"}
    if attributes and style.tight:
        attributes["scriptlevel"] = "0"
    if not name.endswith("binom"):
        return atom(around("mfrac", *parts, **attributes))
    pair = around("mfrac", *parts, linethickness="0", **attributes)
    return atom(around("mrow", mo("(", stretchy="true", form="prefix"), pair, mo(")", stretchy="true", form="postfix")), "ord")


def _long_arrow(arrow: str, above: Row, below: Row | None, style: Style, inside: Inside) -> Atom:
    def label(row: Row) -> Element:
        apart = space("0.4")
        return around("mrow", apart, *unwrapped(inside(row, style.index).element), apart)

    base = mo(arrow, stretchy="true")
    if below is None:
        return atom(around("mover", base, label(above)), "rel")
    return atom(around("munderover", base, label(below), label(above)), "rel")


def _modulus(name: str, number: Element) -> Atom:
    inner = [number] if name == "pod" else [mi("mod"), space("0.3333"), number]
    brackets = [] if name == "mod" else [mo("(", stretchy="false"), mo(")", stretchy="false")]
    return atom(around("mrow", space("1" if name == "mod" else "0.4444"), *brackets[:1], *inner, *brackets[1:]))


# Words ----------------------------------------------------------------------------------------------------------------


def words(node: TextInMath) -> Atom:
    return atom(row_of(_texts(node, "")), names=True)


def _texts(node: TextInMath, style: str) -> list[Element]:
    own = _TEXT_STYLES.get(node.command.removeprefix("\\"), "")
    style = ";".join(part for part in (style, own) if part)
    found, run = list[Element](), ""
    for part in (*node.parts, None):
        if isinstance(part, str):
            run += part
            continue
        if run:
            found.append(Element("mtext", run.replace(" ", BLANK), (("style", style),) if style else ()))
            run = ""
        found += _texts(part, style) if part is not None else []
    return found
