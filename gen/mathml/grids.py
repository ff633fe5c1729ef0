"""Environments of lines and columns."""

from gen.mathml.atoms import Atom, atom
from gen.mathml.elements import Element, around, mo, unwrapped
from gen.mathml.style import Inside, Style
from gen.model.math_tree import GridLine, MathGrid, trimmed

_BRACKETS = {
    "pmatrix": "()",
    "bmatrix": "[]",
    "Bmatrix": "{}",
    "vmatrix": "||",
    "Vmatrix": "‖‖",
    "cases": "{",
}
_SIDES = {"l": "left", "c": "center", "r": "right"}


def grid(node: MathGrid, style: Style, inside: Inside) -> Atom:
    inner = style.large if node.name in ("aligned", "gathered") else style.index if _is_small(node) else style.text
    lines = [around("mtr", *_cells(node, line, i, inner, inside)) for i, line in enumerate(node.lines)]
    attributes = {"displaystyle": "true"} if inner.display else {"scriptlevel": "1"} if node.name == "smallmatrix" else {}
    table = around("mtable", *lines, **attributes)
    opening, closing = (*_BRACKETS.get(node.name, ""), "", "")[:2]
    if not opening:
        return atom(table, "ord" if _is_small(node) else "inner")
    behind = [mo(closing, stretchy="true", form="postfix")] if closing else []
    return atom(around("mrow", mo(opening, stretchy="true", form="prefix"), table, *behind), "inner")


def _is_small(node: MathGrid) -> bool:
    return node.name in ("smallmatrix", r"\substack")


def _cells(node: MathGrid, line: GridLine, number: int, style: Style, inside: Inside) -> list[Element]:
    """The cells of a line; what its environment and an array's columns say of them is their style."""
    count = max(len(one.cells) for one in node.lines)
    cells = list[Element]()
    for i in range(count if number == 0 else len(line.cells)):
        row = trimmed(line.cells[i]) if i < len(line.cells) else ()
        element = inside(row, style, "ord" if node.name == "aligned" and i % 2 else "").element
        styles = [*_sides(node, i, i == count - 1), *_style(node, line, i)]
        cells.append(around("mtd", *unwrapped(element), **({"style": ";".join(styles)} if styles else {})))
    return cells


def _sides(node: MathGrid, column: int, last: bool) -> list[str]:
    """Brackets stand close to the columns of a matrix."""
    if node.name not in _BRACKETS or node.name == "cases":
        return []
    return ["padding-left:0.15em"] * (column == 0) + ["padding-right:0.15em"] * last


def _style(node: MathGrid, line: GridLine, column: int) -> list[str]:
    found = list[str]()
    if node.name == "aligned":
        found += ["text-align:left", "padding-left:0"] if column % 2 else ["text-align:right", f"padding-left:{'1em' if column else '0'}"]
        found.append("padding-right:0")
    if node.name == "cases":
        found += ["text-align:left", f"padding-left:{'1em' if column else '0'}"]
    if node.name == r"\substack":
        found.append("padding:0")
    if node.columns:
        found += _of_columns(node.columns, column)
    if line.rules:
        found.append("border-top:thin solid" if line.rules == 1 else "border-top:medium double")
    if line.skip:
        found.append(f"padding-bottom:calc(0.5ex + {line.skip})")
    return found


def _of_columns(columns: str, column: int) -> list[str]:
    """The side of a column of an array, and the rules beside it."""
    places = [i for i, sign in enumerate(columns) if sign != "|"]
    if column >= len(places):
        return []
    at = places[column]
    before = columns[:at] if column == 0 else ""
    behind = columns[at + 1 : places[column + 1] if column + 1 < len(places) else None]
    side = _SIDES[columns[at]]
    rules = [
        f"border-{name}:{'thin solid' if len(found) == 1 else 'medium double'}"
        for name, found in (("left", before), ("right", behind))
        if found
    ]
    return [*([f"text-align:{side}"] if side != "center" else []), *rules]
