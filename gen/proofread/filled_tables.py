"""A table that was filled in read back: each cell is the answer to what its row and column ask, and each of its points is the author's."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom
from gen.algebra.printer import number_text, points_text, text
from gen.algebra.values import value_of
from gen.latex import Latex, escape
from gen.messages.errors import VerificationError
from gen.messages.sentences import Language, translate
from gen.model.derivation import Derivation
from gen.model.problem import Item
from gen.model.solved import SolvedItem
from gen.model.source import Relation, relation_holds
from gen.model.table import WHOLE, Table, TableCell, criteria_of_steps, table_of
from gen.page import GradedItemView, GridCellView, GridView
from gen.proofread.forms import reading_context
from gen.proofread.intervals import Interval, interval_of
from gen.proofread.printed_tables import heads_of
from gen.proofread.shapes import read_shape_cell
from gen.proofread.tokens import without_room
from gen.verify.tolerance import close, mpf

_FORMULA = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$")
_FITTED = re.compile(r"\\fitted\{[\d.]+\}\{\\textstyle (.*)\}")
_TIME = re.compile(r"\$(\d+)\$")
_LARGE = r"\displaystyle "


def read_table(view: GridView | None, solved: SolvedItem, latex: Latex) -> list[float]:
    """How far each number of a table in a key is off. Raises VerificationError where a cell, its head or its points are not right."""
    item, table = solved.item, table_of(solved.item)
    if view is None or table is None:
        if view is not None or table is not None:
            raise VerificationError("the key has lost its table, or has one that nobody asked for")
        return []
    shape = len(table.rows), len(table.columns)
    if {len(row.cells) for row in view.rows} != {shape[1]} or (len(view.rows), len(view.columns)) != shape:
        raise VerificationError(f"the table of the key is not one of {shape[0]} rows and {shape[1]} columns")
    derivation, seen = solved.readings[0].derivation, list[float]()
    for (i, j), cell in table.cells:
        found = view.rows[i].cells[j]
        seen += _read_cell(found, cell, derivation, item, latex)
        _check_heads((view.rows[i].head, view.columns[j]), cell, derivation, latex)
    _check_points(view, table, item, latex.language)
    return seen


def _read_cell(found: GridCellView, cell: TableCell, derivation: Derivation, item: Item, latex: Latex) -> list[float]:
    wanted = "crossed" if cell.query is None else "printed" if cell.printed else "empty"
    if found.kind != wanted:
        raise VerificationError(f"the cell {cell.name} of the table is {found.kind}, not {wanted}")
    if cell.query is None:
        return []
    if cell.query.kind == "words":
        words = [piece.text.strip() for piece in item.answer[cell.name] if piece.kind == "text"]
        if lost := [one for one in words if escape(one) not in found.text]:
            raise VerificationError(f"the cell {cell.name} of the table has lost '{lost[0]}'")
        return [0.0]
    if cell.query.kind == "shape":
        return read_shape_cell(cell.name, without_room(found.text), cell.query.uses, item, latex)
    given: dict[Atom, Value] = {var: one.value for var, one in item.given.items()}
    values = given | {**derivation.values}
    relation = getattr(cell.query, "relation", None)
    if isinstance(relation, Relation):
        words = [
            translate("yes", latex.language) if true else translate("no", latex.language)
            for true in _verdicts(relation, values, item, latex)
        ]
        if found.text not in words:
            raise VerificationError(f"the cell {cell.name} of the table says {found.text}, not {words[0]}")
        return [0.0]
    return list(_read_numbers(found, cell, _answers(cell, derivation, values), item, latex))


def _answers(cell: TableCell, derivation: Derivation, values: Mapping[Atom, Value]) -> dict[Atom, Value]:
    """The numbers that belong into a cell. Those that the sheet prints were computed for it; what the key computes, too, is the same."""
    if not cell.printed:
        return {atom: value_of(atom, values) for atom in cell.answers(derivation) if isinstance(atom, Atom)}
    if cell.given is not None:
        return {cell.given: value_of(cell.given, values)}
    printed = {atom: value for piece in cell.text for atom, value in (piece.values or {}).items()}
    return {atom: value_of(atom, values) if atom in values else value for atom, value in printed.items()}


def _read_numbers(found: GridCellView, cell: TableCell, wanted: Mapping[Atom, Value], item: Item, latex: Latex) -> Iterator[float]:
    forms = [_FITTED.sub(r"\1", without_room(form)) for form in _FORMULA.findall(re.sub(r"\\mathsign\{.*?\}\{.*?\}", "", found.text))]
    if len(forms) != len(wanted) or not wanted:
        raise VerificationError(f"the cell {cell.name} of the table has {len(forms)} numbers, not {len(wanted)}")
    for form, (atom, value) in zip(forms, wanted.items(), strict=True):
        read = reading_context({}, {atom: value}, item, latex).read(text(atom), form, symbols=False)
        if not read.contains(value):
            raise VerificationError(f"the cell {cell.name} of the table: {form} is read as {read}, {text(atom)} is {number_text(value)}")
        yield read.relative_error(value)


def _verdicts(relation: Relation, values: Mapping[Atom, Value], item: Item, latex: Latex) -> list[bool]:
    """Whether a relation holds; rounded numbers that are very near may be the same or not."""
    page = reading_context({latex.expr(atom): interval_of(value) for atom, value in values.items()}, values, item, latex)
    sides = [page.read(relation.text, latex.expr(side.expr), symbols=True) for side in (relation.left, relation.right)]
    if not all(isinstance(side, Interval) for side in sides):
        raise VerificationError(f"a side of {relation.text} is no number")
    left, right = (mpf(side.middle) for side in sides if isinstance(side, Interval))
    return [relation_holds(relation.sign, left < right, same) for same in (close(left, right), left == right)]


def _check_heads(heads: tuple[str, str], cell: TableCell, derivation: Derivation, latex: Latex) -> None:
    """Raises VerificationError where a cell stands at a time, or below the name of a quantity at t, that is not its own."""
    times = [match for head in heads if (match := _TIME.fullmatch(head))]
    asked = getattr(cell.query, "answer", None)
    names = {name for atom in derivation.values for name, _ in heads_of(atom, latex)}
    own = [head[1:-1].removeprefix(_LARGE) for head in heads if not _TIME.fullmatch(head)]
    if len(times) == 1 and asked is not None and own[0] in names and (own[0], int(times[0][1])) not in set(heads_of(asked, latex)):
        raise VerificationError(f"the cell {cell.name} of the table stands at {' and '.join(heads)}")


def _check_points(view: GridView, table: Table, item: Item, language: Language) -> None:
    """Raises VerificationError where points of rows, columns, the whole table or answers in words are not told, or others are."""

    def credit(name: str) -> str:
        points = sum((one.points for one in item.grading.criteria if one.credits == name), Fraction(0))
        return translate(r"{points}\,p", language, points=points_text(points)) if points else ""

    told = {f"row {row.label}": own.credit for row, own in zip(table.rows, view.rows, strict=True)}
    told |= {f"column {label}": own for label, own in zip(table.labels, view.credits, strict=True)}
    of_cells = {cell.name: view.rows[i].cells[j].credit for (i, j), cell in table.empty.items() if cell.in_words}
    for name, found in (*told.items(), *((name, found) for name, found in of_cells.items() if not view.note)):
        if found != credit(name):
            raise VerificationError(f"{name} is told with {found or 'nothing'}, not with {credit(name) or 'nothing'}")
    steps = criteria_of_steps(item)
    untold = {one.credits for one in item.grading.criteria if one not in steps} - {
        name for name, found in {**told, **of_cells}.items() if found
    }
    if (untold or view.note) and str(view.note) not in _true_notes(table, item, language):
        raise VerificationError(f"below the table stands '{view.note}', which is not what its cells earn")


def _true_notes(table: Table, item: Item, language: Language) -> set[str]:
    """What may be said below a table of its points."""
    points = {one.credits: escape(points_text(one.points)) for one in item.grading.criteria}
    names = [name for name in points if re.match("(row|column) ", name or "")]
    paid = {place for name in names for place in table.places_named(name)}
    each = {points.get(cell.name, "") for place, cell in table.empty.items() if place not in paid}
    if WHOLE in points:
        return {translate("{points} p for the whole table", language, points=points[WHOLE])}
    if len(each) != 1 or each == {""}:
        return set()
    if paid:
        return {translate("{points} p for each other cell", language, points=each.pop())}
    return {translate("{points} p for each cell", language, points=each.pop())}


def check_graded_table(rows: Sequence[GradedItemView], view: GridView | None, language: Language) -> None:
    """Raises VerificationError where the grading sheet tells other points of a table than the key, or other answers in words."""
    found = [(line.text, line.result) for row in rows for line in row.lines if line.reading < 0]
    wanted: list[tuple[str, str]] = [(view.note, "")] if view and view.note else []
    for row in view.rows if view else ():
        head = row.head.replace(_LARGE, "")
        wanted += [(translate("Row {head}", language, head=head), row.credit)] if row.credit else []
        cells = zip(view.columns, row.cells, strict=True) if view else ()
        wanted += [(f"{head}, {column.replace(_LARGE, '')}: {cell.text}", cell.credit) for column, cell in cells if cell.alone]
    columns = zip(view.columns, view.credits, strict=True) if view else ()
    wanted += [(translate("Column {head}", language, head=column.replace(_LARGE, "")), credit) for column, credit in columns if credit]
    if found != wanted:
        raise VerificationError(f"the grading sheet tells of the table {found}, the key {wanted}")
