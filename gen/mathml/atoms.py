"""Elements beside each other, with the spaces, invisible operators and forms of operators that TeX or a reader would give them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gen.mathml.elements import Element, core_operator, mo, space, with_operator

Class = Literal["ord", "op", "bin", "rel", "open", "close", "punct", "inner", "space", ""]
"""What TeX takes an element for; nothing for what prints nothing."""

APPLICATION, TIMES = "\u2061", "\u2062"
_SIGNED = ("+", "−", "±", "∓")  # which MathML knows before an operand, too
THIN = "0.1667"
BARS = ("|", "‖")
_BEFORE_OPERAND: tuple[Class, ...] = ("ord", "open", "inner", "op")
_BEHIND_OPERAND: tuple[Class, ...] = ("ord", "close", "inner")
_APART = {
    ("ord", "op"),
    ("op", "op"),
    ("close", "op"),
    ("inner", "op"),
    ("ord", "inner"),
    ("close", "inner"),
    ("inner", "ord"),
    ("inner", "inner"),
}
_APART |= {("inner", "open")}


@dataclass(frozen=True, slots=True)
class Atom:
    """An element and what it is for its neighbours at both sides.

    `applies` is whether what follows is its argument, `names` whether a bracket behind it holds one in a formula
    of the tool; behind what is `primed` it does in any.
    `spaced` says that it brings its own space, as operators of MathML do. `opens` is the bracket that it is.
    """

    element: Element
    left: Class = "ord"
    right: Class = "ord"
    applies: bool = False
    names: bool = False
    primed: bool = False
    spaced: bool = False
    opens: str = ""
    closes: str = ""


def atom(element: Element, kind: Class = "ord", **more: bool | str) -> Atom:
    return replace(Atom(element, kind, kind), **more)  # type: ignore[arg-type]  # which key has a text and which is yes or no is not told


def begins(atoms: Sequence[Atom], closes: str) -> int | None:
    """Where the bracket or the bar stands that is closed behind these atoms; None where there is none."""
    is_bar, depth, bars = closes in BARS, 0, 0
    for i in range(len(atoms) - 1, -1, -1):
        one = atoms[i]
        if is_bar and not depth and one.opens == closes and not bars:
            return i
        bars += (one.closes == closes) - (one.opens == closes) if is_bar and not depth else 0
        if one.opens and one.opens not in BARS:
            if not depth:
                return None if is_bar else i
            depth -= 1
        depth += bool(one.closes) and one.closes not in BARS
    return None


def joined(atoms: Sequence[Atom], of_tool: bool, tight: bool, before: Class = "") -> list[Element]:
    """The elements of a row with all that stands between them; `tight` is how indices are set, without spaces around operators.

    `before` is what stands before the row.
    """
    found: list[Element] = []
    shown = [one for one in atoms if one.left]
    kinds = list(_classes(shown, before))
    for i, one in enumerate(shown):
        if i and one.left != "space":
            found += _between(shown[:i], one, of_tool)
        found.append(_at_edge(_set(one, kinds[i], tight, i, len(shown)), kinds[i], not i and not before, i == len(shown) - 1))
        if one.left == "space" and of_tool and _is_product(shown, i):
            found.insert(-1, mo(TIMES))
    return found


def _classes(atoms: Sequence[Atom], before: Class) -> Iterator[Class]:
    """What each atom is where it stands: a sign without an operand at both sides joins none."""
    last: Class = before
    for i, one in enumerate(atoms):
        kind = one.left
        if kind == "bin":
            behind = next((other.left for other in atoms[i + 1 :] if other.left != "space"), "")
            kind = "bin" if last in _BEHIND_OPERAND and behind in (*_BEFORE_OPERAND, "bin") else "ord"
        yield kind
        if kind != "space":
            last = "bin" if one.left == "bin" else one.right  # of two signs beside each other the second is no operator


def _set(one: Atom, kind: Class, tight: bool, at: int, count: int) -> Element:
    core = core_operator(one.element)
    if core is None or one.left not in ("bin", "rel"):
        return one.element
    if kind == "ord" and core.inside in _SIGNED:
        return one.element if not at and count > 1 else with_operator(one.element, form="prefix")
    if kind == "ord" or tight:
        return with_operator(one.element, lspace="0", rspace="0")
    return with_operator(one.element, form="infix") if at in (0, count - 1) and core.inside in _SIGNED else one.element


def _at_edge(element: Element, kind: Class, first: bool, last: bool) -> Element:
    """A relation with nothing at its one side has no space there, as in `$x =$`, behind which text goes on."""
    outside = ({"lspace": "0"} if first else {}) | ({"rspace": "0"} if last else {})
    return with_operator(element, **outside) if kind == "rel" and outside and core_operator(element) is not None else element


def _between(before: Sequence[Atom], one: Atom, of_tool: bool) -> Iterator[Element]:
    """What stands between two atoms: the sign of a function's application, and the space of TeX."""
    last = before[-1]
    apart = last.left == "space"
    left = next((other for other in reversed(before) if other.left != "space"), None) if apart else last
    bracket = one.left == "open" or (one.element.tag == "mrow" and one.left == "inner")
    if left is not None and left.applies and one.left in _BEFORE_OPERAND:
        yield mo(APPLICATION)
        if not (bracket or apart):
            yield space(THIN)
        return
    if bracket and not apart and ((of_tool and last.names) or last.primed):
        yield mo(APPLICATION)
        return
    if not apart and (last.right, one.left) in _APART and not (last.spaced or one.spaced):
        yield space(THIN)


def _is_product(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a thin space stands between two factors."""
    thin = ("width", f"{THIN}em") in atoms[at].element.attributes
    inside = 0 < at < len(atoms) - 1
    return thin and inside and atoms[at - 1].right in _BEHIND_OPERAND and atoms[at + 1].left in _BEFORE_OPERAND
