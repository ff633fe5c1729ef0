"""The figure of a prompt read back where it leaves out labels: nothing of them is on the sheet, and each stands at its number in the key.

A label on an edge is what its source is multiplied with: without it, the target does not move with the source.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from gen.algebra.expr import Call, Expr, Shift, Var, variables, walk
from gen.algebra.printer import text
from gen.latex import Latex, unfitted
from gen.messages.errors import VerificationError
from gen.model.derivation import Statement
from gen.model.problem import MAX_FIGURE_STEPS, Cell, Item
from gen.model.solved import Solved
from gen.page import ItemView
from gen.verify.definitions import DEFINITIONS
from gen.verify.dual import Dual, dual_of

_FILLED = re.compile(r"\\filled(?P<shape>box\{[\d.]+pt\}|circle)\{(?P<number>\d+)\}\{\$(?P<label>.*?)\$\}(?=\};)")
_NODE = re.compile(r"\\node\[(?P<style>[^\]]*)\](?: \((?P<name>[^)]*)\))? at \((?P<x>[^,)]*),(?P<y>[^)]*)\) \{(?P<shown>.*)\};")
_EDGE = re.compile(r"\\draw\[[^\]]*\] \((?P<source>\d+-\d+)\) -- \((?P<target>\d+-\d+)\);")
_DRAWS = (Fraction(3, 7), Fraction(-5, 3), Fraction(11, 13))
_AT_KINKS = {f"{fn}'(0)": Fraction(0) for fn in DEFINITIONS}  # where a weight of 0 leads


def check_figure_blanks(view: ItemView, item: Item, one: Solved, latex: Latex) -> int:
    """How many labels were read in the key's figure. Raises VerificationError where one is not the answer with its number or does not
    belong to its edge, where the figure is another one than that of the sheet, and where the sheet shows what is left out."""
    blanks = {
        int(step.name): step.pieces[1].expr
        for step in one.derivation.steps
        if isinstance(step, Statement) and step.kind == "blank" and step.pieces[1].expr is not None
    }
    if not blanks or view.figure is None:
        if view.figure and (view.figure.filled or r"\blank" in view.figure.picture):
            raise VerificationError("the figure has blanks for which nothing asks")
        return 0
    sheet, key = view.figure.picture, view.figure.filled
    written = {number: latex.expr(label) for number, label in blanks.items()}
    found = [(int(box["number"]), unfitted(box["label"])[0]) for box in _FILLED.finditer(key)]
    for number, label in found:
        if written.get(number) != label:
            raise VerificationError(f"blank {number} of the figure has {label}, not {written.get(number)}")
    if lost := written.keys() - {number for number, _ in found}:
        raise VerificationError(f"the figure has no blank {min(lost)}")
    emptied = _FILLED.sub(r"\\blank\g<shape>{\g<number>}", key).replace("gen filled", "gen blank")
    if emptied != sheet:
        raise VerificationError("the figure of the key is another one than that of the sheet")
    for node in _NODE.finditer(sheet):
        shown = unfitted(node["shown"].strip("$"))[0]
        if shown in written.values():
            raise VerificationError(f"the figure of the sheet shows {shown}, which is left out")
    figure = item.published.figure
    if figure and figure.form == "unrolled":
        for source, target, number in _labelled(key, latex, figure.cell):
            if not _multiplies(blanks[number], source, target, figure.cell):
                raise VerificationError(f"blank {number} of the figure, {text(blanks[number])}, is on an edge that it is not the weight of")
    return len(found)


def _labelled(picture: str, latex: Latex, cell: Cell) -> Iterator[tuple[Var, Var, int]]:
    """The straight edges on which a blank is, by the names at their ends, and its number."""
    names = {latex.name(var): var for var in _values(cell)}
    drawn = [(node, complex(float(node["x"]), float(node["y"]))) for node in _NODE.finditer(picture)]
    nodes = {node["name"]: (names.get(_content(node["shown"])), spot) for node, spot in drawn if node["name"]}
    labels = [(int(filled["number"]), spot) for node, spot in drawn if not node["name"] and (filled := _filled(node["shown"]))]
    for edge in _EDGE.finditer(picture):
        (source, begin), (target, end) = nodes[edge["source"]], nodes[edge["target"]]
        if source and target:
            yield from ((source, target, number) for number, spot in labels if _between(spot, begin, end))


def _values(cell: Cell) -> Iterator[Var]:
    """Every name of a cell at each step that a figure may have."""
    for name in {use.var.name for equation in cell.equations for use in (equation.lhs, *equation.rhs.uses)}:
        yield from (Var(name, time) for time in (None, *range(MAX_FIGURE_STEPS + 1)))


def _filled(shown: str) -> re.Match[str] | None:
    return _FILLED.match(f"{shown}}};")


def _content(shown: str) -> str:
    """The label of a node, blank or not."""
    filled = _filled(shown)
    return unfitted(filled["label"])[0] if filled else shown.strip("$")


def _between(spot: complex, begin: complex, end: complex) -> bool:
    """Whether a place is on the line from one to another, to a point."""
    way = end - begin
    along = (spot - begin) / way if way else 2
    return 0 < along.real < 1 and abs(along.imag * abs(way)) < 1


def _multiplies(label: Expr, source: Var, target: Var, cell: Cell) -> bool:
    """Whether the target moves with the source by this weight alone, in one dimension; True where that cannot be told from its equation."""
    rhs = next((one.rhs.expr for one in cell.equations if one.lhs.var.name == target.name), None)
    if not isinstance(label, Var) or rhs is None or any(isinstance(e, Call) and e.fn not in DEFINITIONS for e in walk(rhs)):
        return True
    used = variables(rhs)
    moved = [var for var in used if var.name == source.name and _is_at(var, source, target)]
    if label not in used or not moved:
        return False

    def slopes(level: Fraction) -> list[bool]:
        """Whether the target moves, for each draw of all other values."""
        values = [{var: _DRAWS[(i + k) % 3] for i, var in enumerate(used)} | {label: level} for k in range(3)]
        return [dual_of(rhs, {var: Dual(x, Fraction(var in moved)) for var, x in one.items()}, _AT_KINKS).tangent != 0 for one in values]

    return not any(slopes(Fraction(0))) and any(slopes(Fraction(1)))


def _is_at(var: Var, source: Var, target: Var) -> bool:
    """Whether a name in the equation of a target is the source."""
    if isinstance(var.time, Shift) and isinstance(source.time, int) and isinstance(target.time, int):
        return target.time + var.time.by == source.time
    return var.time == source.time
