r"""A formula as MathML Core: the parts of it that browsers show alike, without a stylesheet.

Each node of a formula becomes an atom: an element, and what TeX takes it for at both of its sides. What depends on neighbours, such as
whether a minus joins two operands, is decided for a whole row (`atoms.joined`).
"""

from dataclasses import replace
from functools import lru_cache

from gen.mathml.atoms import BARS, Atom, Class, atom, begins, joined
from gen.mathml.commands import applied, words
from gen.mathml.elements import Element, around, mo, row_of, with_attributes, with_operator
from gen.mathml.grids import grid
from gen.mathml.letters import Font, identifier
from gen.mathml.numbers import with_numbers
from gen.mathml.signs import bar, fence, printed, sign
from gen.mathml.style import Style, Unwritable
from gen.messages.characters import of_math
from gen.messages.errors import Location
from gen.messages.math_commands import INTEGRALS, LARGE
from gen.model.math_tree import Applied, Blank, Braced, Fenced, MathGrid, MathNode, Row, Scripted, Sign, TextInMath
from gen.model.source import Text
from gen.syntax import read_math

_STYLES = {
    r"\displaystyle": {"displaystyle": "true", "scriptlevel": "0"},
    r"\textstyle": {"displaystyle": "false", "scriptlevel": "0"},
    r"\scriptstyle": {"displaystyle": "false", "scriptlevel": "1"},
    r"\scriptscriptstyle": {"displaystyle": "false", "scriptlevel": "2"},
}
_PRIMES = ("", "′", "″", "‴", "⁗")
_TRANSPOSED = (Sign(r"\top"), Braced((Sign(r"\top"),)))
_NOTHING = Element("mrow", ())


@lru_cache(maxsize=8192)
def mathml(row: Row, display: bool = False, of_tool: bool = False, goes_on: bool = False, label: str = "") -> str:
    r"""The `<math>` of a formula. `display` sets it as in a line of its own.

    In a formula of the tool `\,` is a product, and a name before a bracket is a function; an author's says neither. One that `goes_on`
    begins behind an operand, which stands in another `<math>`. A `label` is its name where nothing but a name is read of it, as of the
    head of a table. Raises Unwritable for what no element of MathML shows.
    """
    attributes = {"display": "block"} if display else {}
    attributes |= {"aria-label": label} if label else {}
    inner = _elements(row, Style(display=display, of_tool=of_tool), "ord" if goes_on else "")
    return str(around("math", *inner, **attributes))


def _elements(row: Row, style: Style, before: Class = "") -> list[Element]:
    return joined(_atoms(row, style), style.of_tool, style.tight, before)


def _inside(row: Row, style: Style, before: Class = "") -> Atom:
    """A row as one atom: a single sign stays what it is, all else is an operand."""
    atoms = _atoms(row, style)
    shown = [one for one in atoms if one.left]
    if len(shown) == 1 and not before:
        return shown[0]
    return atom(row_of(joined(atoms, style.of_tool, style.tight, before)))


def _atoms(row: Row, style: Style) -> list[Atom]:
    nodes = with_numbers(tuple(node for node in row if not isinstance(node, Blank)))
    found: list[Atom] = []
    at = 0
    while at < len(nodes):
        node, end = nodes[at], _word(nodes, at, style.font)
        if isinstance(node, Sign) and node.latex in _STYLES:
            found.append(_restyled(node.latex, nodes[at + 1 :], style))
            break
        if end > at + 1:
            letters = "".join(one.latex for one in nodes[at:end] if isinstance(one, Sign))
            found.append(atom(identifier(letters, style.font), names=True))
        elif isinstance(node, Scripted):
            found = _with_scripted(found, node, style)
        elif isinstance(node, Sign) and node.latex in _FREE_BARS:
            sides: Class = "close" if begins(found, printed(node.latex)) is not None else "open" if _closes(nodes, at) else "ord"
            found.append(bar(printed(node.latex), sides))
        else:
            found.append(_atom(node, style))
        at = max(end, at + 1)
    return found


_FREE_BARS = ("|", r"\|", r"\vert", r"\Vert")  # which do not say at which side they stand


def _closes(nodes: Row, at: int) -> bool:
    """Whether a bar has a partner behind it, between the same brackets."""
    depth = 0
    for node in nodes[at + 1 :]:
        inner = node.base if isinstance(node, Scripted) else node
        if not isinstance(inner, Sign):
            continue
        if inner == nodes[at] and not depth:
            return True
        depth += (inner.latex in _OPENING) - (inner.latex in _CLOSING)
        if depth < 0:
            return False
    return False


_OPENING, _CLOSING = ("(", "[", r"\{", r"\langle"), (")", "]", r"\}", r"\rangle")


def _restyled(command: str, rest: Row, style: Style) -> Atom:
    """Everything behind a command such as `\\displaystyle`."""
    inner = replace(style, display=command == r"\displaystyle", tight="script" in command)
    atoms = _atoms(rest, inner)
    shown = [one for one in atoms if one.left not in ("", "space")]
    sides: tuple[Class, Class] = (shown[0].left, shown[-1].right) if shown else ("ord", "ord")
    return Atom(around("mstyle", *joined(atoms, style.of_tool, inner.tight), **_STYLES[command]), *sides)


def _word(nodes: Row, at: int, font: Font) -> int:
    """Where the letters and digits end that are one name in this font; `at` where there is none."""
    end = at
    while font.makes_words and end < len(nodes) and isinstance(node := nodes[end], Sign) and node.latex.isascii() and node.latex.isalnum():
        end += 1
    return end if end > at and isinstance(first := nodes[at], Sign) and first.latex.isalpha() else at


def _atom(node: MathNode, style: Style) -> Atom:
    match node:
        case Sign(latex) if not latex.isascii() and not latex[:1].isdecimal():
            return _of_character(latex, style)
        case Sign(latex):
            return sign(latex, style)
        case Braced(row):
            return _braced(row, style)
        case Applied():
            return applied(node, style, _inside)
        case Fenced():
            return _fenced(node, style)
        case MathGrid():
            return grid(node, style, _inside)
        case TextInMath():
            return words(node)
        case Scripted():
            return _with_scripted([], node, style)[0]
        case _:
            raise Unwritable(f"{type(node).__name__} has no MathML")


def _of_character(character: str, style: Style) -> Atom:
    """A character by what stands for it in LaTeX; a letter of another script stands for itself."""
    latex = of_math(character)
    if latex.startswith(r"\text"):
        return atom(identifier(character, Font("mathrm")), names=True)
    return _inside(read_math(Text(latex, Location("", 1, 1))), style)


def _braced(row: Row, style: Style) -> Atom:
    """What stands in braces is an operand, whatever it is."""
    atoms = _atoms(row, style)
    if len(atoms) == 1 and atoms[0].left not in ("bin", "rel", "punct", "open", "close", "space"):
        return replace(atoms[0], opens="", closes="")
    elements = joined(atoms, style.of_tool, style.tight)
    if len(elements) == 1 and atoms[0].left != "space":
        return atom(with_operator(elements[0], lspace="0", rspace="0"))
    return atom(row_of(elements))


def _fenced(node: Fenced, style: Style) -> Atom:
    last = len(node.rows)
    found = [fence(node.fences[0], form="prefix")] if node.fences[0] != "." else []
    for i, row in enumerate(node.rows, 1):
        found += _elements(row, style)
        if node.fences[i] != ".":
            found.append(
                fence(node.fences[i], form="postfix") if i == last else fence(node.fences[i], form="infix", lspace="0", rspace="0")
            )
    return atom(Element("mrow", tuple(found)), "inner")


# Scripts --------------------------------------------------------------------------------------------------------------


def _with_scripted(before: list[Atom], node: Scripted, style: Style) -> list[Atom]:
    """The atoms of a row with one more; what stands at a closing bracket belongs to all from the opening one."""
    base = _atom(node.base, style) if node.base is not None else atom(_NOTHING)
    closes = base.closes
    if isinstance(node.base, Sign) and node.base.latex in _FREE_BARS:
        closes = printed(node.base.latex)
    begin = begins(before, closes) if closes else None
    if begin is not None:
        end = bar(closes, "close") if closes in BARS else base
        group = Element("mrow", tuple(joined([*before[begin:], end], style.of_tool, style.tight)))
        base, before = Atom(group, "open", "close", names=True), before[:begin]
    return [*before, replace(base, element=_scripts(base.element, node, style), opens="", closes="", primed=node.primes > 0)]


def _scripts(base: Element, node: Scripted, style: Style) -> Element:
    below = _script(node.below, style)
    above = _script(node.above, style)
    if node.primes:  # a prime is as small and as high as it should be by itself
        full, left = divmod(node.primes, 4)
        base = around("mrow", base, mo("⁗" * full + _PRIMES[left]))
    if node.above in _TRANSPOSED and above is not None and below is None:
        return around("msup", with_attributes(base, arg="matrix"), above, intent="transpose($matrix)")
    limits = _takes_limits(node, style)
    if limits and not style.display and base.tag == "mo":
        base = with_operator(base, movablelimits="false")
    if below is not None and above is not None:
        return around("munderover" if limits else "msubsup", base, below, above)
    if below is not None:
        return around("munder" if limits else "msub", base, below)
    return around("mover" if limits else "msup", base, above) if above is not None else base


def _script(node: MathNode | None, style: Style) -> Element | None:
    if node is None:
        return None
    return row_of(_elements(node.row if isinstance(node, Braced) else (node,), style.index))


def _takes_limits(node: Scripted, style: Style) -> bool:
    """Whether scripts stand below and above their base, and not behind it."""
    base = node.base
    if node.limits or (isinstance(base, Applied) and base.command in (r"\overbrace", r"\underbrace")):
        return node.limits != r"\nolimits"
    large = isinstance(base, Sign) and base.latex in LARGE - INTEGRALS
    named = isinstance(base, Applied) and base.command in (r"\operatorname*", r"\mathop")
    return style.display and (large or named)
