"""Problem files to frozen data; every fault of a file is collected, none repaired.

What can be told from one item by itself is checked here (keys, types, numbers, points); what needs the unrolled recurrence
(indices, cycles, missing numbers) is checked by `unroll`.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from gen.calculus import general_equations
from gen.format.display import read_notation, read_number_format, read_orientation, read_tolerance
from gen.format.item import ItemReader
from gen.format.item_numbers import Shared, check_slots, read_common
from gen.format.languages import in_language, stated_language
from gen.format.named_files import macros_of
from gen.format.picture import read_picture
from gen.format.profile import read_profile
from gen.format.prompt import Prompts
from gen.format.rubric import read_acknowledged
from gen.format.stacks import MAX_EQUATIONS, read_stack
from gen.keys import PROBLEM as KEYS
from gen.latex import Tex
from gen.messages.characters import ascii_instead
from gen.messages.errors import InputError, Location, did_you_mean, working_on
from gen.messages.math_commands import SPACES
from gen.messages.sentences import LANGUAGES, Language
from gen.model.cases import one_of_each
from gen.model.math_tree import NO_MACROS, Macros, is_name, latex_of_row, trimmed
from gen.model.placeholders import COMMON, STATED
from gen.model.problem import Cell, Equation, Item, Problem
from gen.model.source import Text, Use
from gen.questions import NAMES
from gen.syntax import Fields, expression, read_math, variable
from gen.syntax import names as read_names
from gen.syntax.yamltree import Mapping as Tree
from gen.syntax.yamltree import Node, read

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
MAX_ID = 64  # letters: files and folders are called by it


def load_problem(path: Path, macros: Macros = NO_MACROS, language: Language | None = None) -> tuple[Problem, list[InputError]]:
    """A problem file: its sound items, and every fault found; `macros` are those of its course, and so may be the `language`.

    Raises InputErrors only if the file is not YAML at all.
    """
    return problem_of(read(path, str(path)), path, macros, language)


def problem_of(root: Node, path: Path, macros: Macros = NO_MACROS, language: Language | None = None) -> tuple[Problem, list[InputError]]:
    """The problem that a tree holds, in the `language` of its exam or its own; the file's name is its id unless it says another."""
    faults: list[InputError] = []
    spoken = language or stated_language(root) or "en"
    root = in_language(root, KEYS, spoken, faults)
    fields = Fields(root, KEYS, faults)
    macros_file, own = macros_of(path, fields.text("macros"), faults)
    macros = {**macros, **own}
    title, stem = fields.line("title"), fields.text("stem")
    cells = _cells(fields)
    written = tuple(cell for cell in cells.values() if cell)
    cells |= _stacks(fields, cells)
    items: list[Item] = []
    seen: dict[str, Location] = {}
    names = _names(cells)
    prompts = Prompts(cells, names, faults, macros)
    shared = Shared(cells, names, read_orientation(fields), read_tolerance(fields), macros)
    shared = replace(shared, common=read_common(fields, shared))
    said = prompts.pieces(stem, STATED) if stem else ()
    common = replace(shared.common, prompt=said) if shared.common else None
    shown = [piece.text for piece in said if piece.text in STATED and piece.kind == "slot"]
    if common:
        check_slots(fields, "stem", "problem", common)
    elif shown and None not in cells.values():
        fields.fault(fields.nodes["stem"].where, f"the stem shows {{{shown[0]}}}, but the problem has nothing under '{shown[0]}'")
    whole = bool(fields.items("items"))
    if "items" in fields and not whole and not faults:
        fields.fault(fields.nodes["items"].where, "a problem needs at least one item")
    for node in fields.items("items"):
        reader = ItemReader(node, shared, faults)
        ident = reader.fields.text("id")
        if ident:
            _identifier(ident, "an item", faults)
            if common and ident.value == COMMON:
                fields.fault(ident.where, f"'{COMMON}' stands for what all items share and cannot be an item's id")
            first = seen.setdefault(ident.value, ident.where)
            if first is not ident.where:
                fields.fault(ident.where, f"duplicate item id '{ident.value}'", f"first in line {first.line}")
            with working_on(node.where):
                shared.earlier[ident.value] = item = reader.read()
            if item:
                items.append(item)
            whole = whole and item is not None
    name = fields.text("id")
    if name:
        _identifier(name, "a problem", faults)
    elif not _ID.fullmatch(path.stem) or len(path.stem) > MAX_ID:
        fields.fault(
            root.where, "the file's name cannot be the problem's id", f"add 'id', made of at most {MAX_ID} letters, digits, - and _"
        )
    problem = Problem(
        id=name.value if name else path.stem,
        title=title,
        stem=said,
        latex=_latex(fields, macros),
        items=tuple(items),
        names=_declared(fields) if "names" in fields else None,
        cells=written,
        acknowledged=read_acknowledged(fields, prompts),
        where=root.where,
        language=read_language(fields),
        notation=read_notation(fields),
        shown=read_number_format(fields),
        macros_file=macros_file,
        macros=macros,
        picture=read_picture(fields, prompts),
        common=common,
        spoken=spoken,
        profile=read_profile(fields),
    )
    if whole:
        _check_latex(fields, problem)
        check_total(fields, problem.points, "the items", faults)
    return problem, faults


def check_total(fields: Fields, points: Fraction, parts: str, faults: list[InputError]) -> None:
    """A stated total must be the computed one."""
    text, stated = fields.text("total"), fields.number("total")
    if text and stated is not None and stated != points:
        faults.append(InputError(text.where, f"the stated total is {stated}, but {parts} add up to {points}"))


def _identifier(text: Text, what: str, faults: list[InputError]) -> None:
    if not _ID.fullmatch(text.value):
        message = f"the id of {what} is made of letters, digits, - and _; found '{text.value[:MAX_ID]}'"
        faults.append(InputError(text.where, message, ascii_instead(text.value)))
    elif len(text.value) > MAX_ID:
        faults.append(InputError(text.where, f"the id of {what} has at most {MAX_ID} letters"))


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


def _latex(fields: Fields, macros: Macros) -> dict[str, str]:
    """LaTeX for names whose own letters do not say it."""
    result: dict[str, str] = {}
    for key, node in fields.entries("latex"):
        text = fields.leaf(node, f"the LaTeX of '{key.value}'")
        if text and not text.value:
            fields.fault(key.where, f"there is no LaTeX for '{key.value}'")
        elif text:
            found = fields.attempt(lambda text: read_math(text, macros), text)
            row = trimmed(found or (), SPACES)
            if found is not None and not is_name(row):
                fields.fault(text.where, f"what '{key.value}' is printed as holds no letter, so it reads as a number or a sign")
            result[key.value] = Tex(latex_of_row(row))
    return result


def _check_latex(fields: Fields, problem: Problem) -> None:
    """LaTeX is for names that the problem has: those of its cells, with the ones that the tool gives, and of what items state."""
    named = [use.var for cell in problem.cells for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses)]
    named += [eqn.out for cell in problem.cells for eqn in general_equations(cell)]
    known = {*(var.name for var in named), *(use.var.name for use in problem.names or ()), *NAMES}
    for item in problem.items:
        sides = [side for one in (*item.hypotheses, *item.premises) for side in (one.left, one.right)]
        known |= {var.name for var in (*one_of_each(item), *item.printed)} | item.shapes.keys()
        known |= {use.var.name for side in sides for use in side.uses}
        known |= {use.var.name for query in item.queries for use in query.uses}
        known |= {eq.lhs.var.name for one in item.readings for eq in one.cell.equations}
        known |= {use.var.name for one in item.readings for eq in one.cell.equations for use in eq.rhs.uses}
        known |= {eqn.out.name for one in item.readings for eqn in general_equations(one.cell)}
    for key, _ in fields.entries("latex"):
        if key.value not in known:
            fields.fault(key.where, f"nothing in the problem is called '{key.value}'", did_you_mean(key.value, known))


def _cells(fields: Fields) -> dict[str, Cell | None]:
    """The cells by name; a faulty one is None, so that items that use it are not blamed again."""
    cells: dict[str, Cell | None] = {}
    for key, node in fields.entries("cells"):
        before = len(fields.faults)
        cell = None
        if not isinstance(node, Tree):
            fields.fault(node.where, f"the cell '{key.value}' must be a mapping such as h[t]: relu(V*h[t-1] + W*x[t])")
        elif not node.entries:
            fields.fault(node.where, f"the cell '{key.value}' has no equations")
        elif len(node.entries) > MAX_EQUATIONS:
            fields.fault(key.where, f"the cell '{key.value}' has {len(node.entries):,} equations; a cell has {MAX_EQUATIONS} at most")
        else:
            cell = _cell(key, node, (), fields)
            if cell.timeless and len(fields.faults) == before:
                # Only now is known which names have no time: b[2] is an entry of these.
                cell = _cell(key, node, cell.timeless, fields)
        cells[key.value] = cell if len(fields.faults) == before else None
    return cells


def _cell(name: Text, node: Tree, timeless: Collection[str], fields: Fields) -> Cell:
    read = (_equation(lhs, rhs, timeless, fields) for lhs, rhs in node.entries)
    return Cell(name.value, tuple(equation for equation in read if equation), name.where)


def _stacks(fields: Fields, cells: Mapping[str, Cell | None]) -> dict[str, Cell | None]:
    """The stacks of cells by name; items use them as they use cells."""
    return {name.value: read_stack(name, node, cells, fields) for name, node in fields.entries("stacks")}


def _equation(lhs: Text, rhs: Node, timeless: Collection[str], fields: Fields) -> Equation | None:
    text = fields.leaf(rhs, f"the equation of {lhs.value}")
    parsed = fields.attempt(partial(expression, timeless=timeless, cell=True), text) if text else None
    use = fields.attempt(partial(variable, timeless=timeless), lhs)
    if use and use.var.index:
        fields.fault(use.where, f"'{lhs.value}' is an entry; an equation gives a whole value")
    elif use and use.var.name == "t":
        fields.fault(use.where, "'t' is the time and no name of a value")
    return Equation(use, parsed) if use and parsed else None
