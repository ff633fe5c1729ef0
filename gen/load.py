"""Problem files to frozen data; every fault of a file is collected, none repaired.

What can be told from one item by itself is checked here (keys, types, numbers, points); what needs the unrolled recurrence
(indices, cycles, missing numbers) is checked by `trace`.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from gen.errors import Fault, Faults, Where
from gen.fields import Fields
from gen.language import LANGUAGES, Language
from gen.load_ask import names as read_names
from gen.load_grading import acknowledged
from gen.load_item import ItemReader
from gen.parse import Parsed, Text, Use, expression, variable
from gen.prompt import Prompts
from gen.spec import Cell, Equation, Item, Problem
from gen.stack import read_stack
from gen.yamltree import Mapping as Tree
from gen.yamltree import Node, read

_KEYS = ("id", "stem", "latex", "cells", "stacks", "names", "acknowledge", "language", "total")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def load_problem(path: Path) -> tuple[Problem, list[Fault]]:
    """A problem file: its sound items, and every fault found. Raises Faults only if the file is not YAML at all."""
    faults: list[Fault] = []
    root = read(path, str(path))
    fields = Fields(root, "a problem", faults, ("title", "items"), _KEYS)
    title, stem = fields.text("title"), fields.text("stem")
    if title and not title.value:
        fields.fault(title.where, "the title is empty")
    cells = _cells(fields)
    written = tuple(cell for cell in cells.values() if cell)
    cells |= _stacks(fields, cells)
    items: list[Item] = []
    earlier: dict[str, Item | None] = {}
    seen: dict[str, Where] = {}
    names = _names(cells)
    prompts = Prompts(cells, names, faults)
    whole = bool(fields.items("items", "items"))
    if "items" in fields and not whole and not faults:
        fields.fault(fields.nodes["items"].where, "a problem needs at least one item")
    for node in fields.items("items", "items"):
        reader = ItemReader(node, cells, names, earlier, faults)
        ident = reader.fields.text("id")
        if ident:
            _identifier(ident, "an item", faults)
            first = seen.setdefault(ident.value, ident.where)
            if first is not ident.where:
                fields.fault(ident.where, f"duplicate item id '{ident.value}'", f"first in line {first.line}")
            earlier[ident.value] = item = reader.read()
            if item:
                items.append(item)
            whole = whole and item is not None
    name = fields.text("id")
    if name:
        _identifier(name, "a problem", faults)
    elif not _ID.fullmatch(path.stem):
        fields.fault(root.where, "the file's name cannot be the problem's id", "add 'id', made of letters, digits, - and _")
    problem = Problem(
        id=name.value if name else path.stem,
        title=" ".join(title.value.split()) if title else "",
        stem=prompts.pieces(stem) if stem else (),
        latex=_latex(fields),
        items=tuple(items),
        names=_declared(fields) if "names" in fields else None,
        cells=written,
        acknowledged=acknowledged(fields, prompts),
        where=root.where,
        language=read_language(fields),
    )
    if whole:
        check_total(fields, problem.points, "the items", faults)
    return problem, faults


def check_total(fields: Fields, points: Fraction, parts: str, faults: list[Fault]) -> None:
    """A stated total must be the computed one."""
    text, stated = fields.text("total"), fields.number("total")
    if text and stated is not None and stated != points:
        faults.append(Fault(text.where, f"the stated total is {stated}, but {parts} add up to {points}"))


def _identifier(text: Text, what: str, faults: list[Fault]) -> None:
    if not _ID.fullmatch(text.value):
        faults.append(Fault(text.where, f"the id of {what} is made of letters, digits, - and _; found '{text.value}'"))


def read_language(fields: Fields) -> Language | None:
    """The language of what the tool says on a page; None if the file does not say."""
    text = fields.text("language")
    language = next((language for language in LANGUAGES if text and language == text.value), None)
    if text and not language:
        fields.fault(text.where, f"'language' must be one of {', '.join(LANGUAGES)}, found '{text.value}'")
    return language


def _names(cells: Mapping[str, Cell | None]) -> frozenset[str] | None:
    """Every name that stands in a cell; None if a cell could not be read, since then nobody knows."""
    if None in cells.values():
        return None
    return frozenset(use.var.name for cell in cells.values() if cell for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses))


def _declared(fields: Fields) -> tuple[Use, ...]:
    """`names: x, h, W, V`: every name that the problem means to use."""
    text = fields.text("names")
    return tuple(read_names(fields, text)) if text else ()


def _latex(fields: Fields) -> dict[str, str]:
    """LaTeX for names whose own letters do not say it."""
    result = {}
    for key, node in fields.entries("latex", "names and their LaTeX"):
        text = fields.leaf(node, f"the LaTeX of '{key.value}'")
        if text:
            result[key.value] = text.value
    return result


def _cells(fields: Fields) -> dict[str, Cell | None]:
    """The cells by name; a faulty one is None, so that items that use it are not blamed again."""
    cells: dict[str, Cell | None] = {}
    for key, node in fields.entries("cells", "cells"):
        before = len(fields.faults)
        equations = []
        if isinstance(node, Tree):
            if not node.entries:
                fields.fault(node.where, f"the cell '{key.value}' has no equations")
            for lhs, rhs in node.entries:
                equation = _equation(lhs, rhs, fields)
                if equation:
                    equations.append(equation)
        else:
            fields.fault(node.where, f"the cell '{key.value}' must be a mapping such as h[t]: relu(V*h[t-1] + W*x[t])")
        sound = len(fields.faults) == before
        cells[key.value] = Cell(key.value, tuple(equations), key.where) if sound else None
    return cells


def _stacks(fields: Fields, cells: Mapping[str, Cell | None]) -> dict[str, Cell | None]:
    """The stacks of cells by name; items use them as they use cells."""
    return {name.value: read_stack(name, node, cells, fields) for name, node in fields.entries("stacks", "stacks of cells")}


def _equation(lhs: Text, rhs: Node, fields: Fields) -> Equation | None:
    text = fields.leaf(rhs, f"the equation of {lhs.value}")
    parsed: Parsed | None = None
    try:
        parsed = expression(text) if text else None
    except Faults as error:
        fields.faults += error.faults
    try:
        use = variable(lhs)
    except Faults as error:
        fields.faults += error.faults
        return None
    return Equation(use, parsed) if parsed else None
