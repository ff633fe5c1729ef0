"""Problem and exam files to frozen data; every fault of a file is collected, none repaired.

What can be told from one item by itself is checked here (keys, types, numbers, points); what needs the unrolled recurrence
(indices, cycles, missing numbers) is checked by `trace`.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from gen.errors import Fault, Faults, Where, did_you_mean
from gen.fields import Fields
from gen.language import LANGUAGES, Language
from gen.load_ask import names as read_names
from gen.load_grading import acknowledged
from gen.load_item import ItemReader
from gen.parse import Parsed, Text, Use, expression, variable
from gen.prompt import Prompts
from gen.spec import Cell, Equation, Exam, Item, Problem
from gen.yamltree import Mapping as Tree
from gen.yamltree import Node, read

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def is_exam(path: Path) -> bool:
    """Whether a readable file is an exam (it has the key `problems`). Raises Faults if it is not YAML."""
    node = read(path, str(path))
    return isinstance(node, Tree) and any(key.value == "problems" for key, _ in node.entries)


def load_problem(path: Path) -> tuple[Problem, list[Fault]]:
    """A problem file: its sound items, and every fault found. Raises Faults only if the file is not YAML at all."""
    faults: list[Fault] = []
    root = read(path, str(path))
    optional = ("id", "language", "stem", "latex", "cells", "names", "acknowledge", "total")
    fields = Fields(root, "a problem", faults, ("title", "items"), optional)
    title, stem = fields.text("title"), fields.text("stem")
    if title and not title.value:
        fields.fault(title.where, "the title is empty")
    cells = _cells(fields)
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
        cells=tuple(cell for cell in cells.values() if cell),
        acknowledged=acknowledged(fields, prompts),
        where=root.where,
        language=_language(fields),
    )
    if whole:
        check_total(fields, problem.points, "the items", faults)
    return problem, faults


def load_exam(path: Path) -> tuple[Exam, list[Fault]]:
    """An exam file with its problems, or a single problem file as an exam of its own."""
    if not is_exam(path):
        problem, faults = load_problem(path)
        return Exam(problem.title, (problem,), where=problem.where, language=problem.language or "en"), faults
    faults = []
    root = read(path, str(path))
    fields = Fields(root, "an exam", faults, ("title", "problems"), ("date", "duration", "course", "language", "total"))
    problems: list[Problem] = []
    ids: dict[str, Where] = {}
    for node in fields.items("problems", "file names"):
        text = fields.leaf(node, "a problem of the exam")
        file = _beside(path, text, faults) if text else None
        if text and file:
            problem, more = load_problem(file)
            faults += more
            problems.append(problem)
            first = ids.setdefault(problem.id, text.where)
            if first is not text.where:
                fields.fault(text.where, f"duplicate problem id '{problem.id}'", f"first in line {first.line}")
    if "problems" in fields and not problems and not faults:
        fields.fault(fields.nodes["problems"].where, "an exam needs at least one problem")
    title, date, duration, course = (" ".join(fields.string(key).split()) for key in ("title", "date", "duration", "course"))
    exam = Exam(title, tuple(problems), date, duration, course, root.where, _language(fields) or _common_language(fields, problems))
    if not faults:
        check_total(fields, exam.points, "the problems", faults)
    return exam, faults


def check_total(fields: Fields, points: Fraction, parts: str, faults: list[Fault]) -> None:
    """A stated total must be the computed one."""
    text, stated = fields.text("total"), fields.number("total")
    if text and stated is not None and stated != points:
        faults.append(Fault(text.where, f"the stated total is {stated}, but {parts} add up to {points}"))


def _beside(exam: Path, name: Text, faults: list[Fault]) -> Path | None:
    """The file an exam names; it must lie in the exam's project (the nearest folder called `problems`, or the exam's own)."""
    folder = exam.resolve().parent
    root = next((p for p in (folder, *folder.parents) if p.name == "problems"), folder)
    file = exam.parent / name.value
    if not re.fullmatch(r"[\w./ -]{1,200}", name.value):
        faults.append(Fault(name.where, f"'{name.value[:40]}' is not the name of a problem file"))
        return None
    if not file.resolve().is_relative_to(root):
        faults.append(Fault(name.where, f"'{name.value}' lies outside the folder '{root.name}'"))
        return None
    if not file.is_file():
        here = [str(p.relative_to(root)) for p in root.rglob("*.yaml")]
        faults.append(Fault(name.where, f"there is no file '{name.value}'", did_you_mean(name.value, here)))
        return None
    return Path(*_without_dots(file.parts))


def _without_dots(parts: tuple[str, ...]) -> list[str]:
    kept: list[str] = []
    for part in parts:
        if part == ".." and kept and kept[-1] != "..":
            kept.pop()
        else:
            kept.append(part)
    return kept


def _identifier(text: Text, what: str, faults: list[Fault]) -> None:
    if not _ID.fullmatch(text.value):
        faults.append(Fault(text.where, f"the id of {what} is made of letters, digits, - and _; found '{text.value}'"))


def _language(fields: Fields) -> Language | None:
    """The language of what the tool says on a page; None if the file does not say."""
    text = fields.text("language")
    language = next((language for language in LANGUAGES if text and language == text.value), None)
    if text and not language:
        fields.fault(text.where, f"'language' must be one of {', '.join(LANGUAGES)}, found '{text.value}'")
    return language


def _common_language(fields: Fields, problems: Sequence[Problem]) -> Language:
    """The language of an exam that does not say: that of its problems."""
    spoken = sorted({problem.language or "en" for problem in problems})
    if len(spoken) > 1 and "language" not in fields:
        fields.fault(fields.where, f"the problems are in several languages: {', '.join(spoken)}", "choose one under 'language'")
    return spoken[0] if spoken else "en"


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
