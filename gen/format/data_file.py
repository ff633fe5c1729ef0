"""Numbers in columns: a file with commas between its columns and their names in its first line, beside the problem that names it.

    x1,x2,y
    0.5,1,0
    -1/2,2,1

It is read by the grammar of an author's own numbers: nothing is guessed of separators, thousands or decimal commas, and a formula of a
spreadsheet is no number.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from gen.format.named_files import named_file
from gen.keys import DATA
from gen.messages.characters import character_name, refused_characters
from gen.messages.errors import InputError, InputErrors, Location, did_you_mean
from gen.model.source import Text
from gen.syntax import Fields, constant, split
from gen.syntax.yamltree import Leaf, Node, source
from gen.syntax.yamltree import Sequence as List

MOST = 10_000  # numbers of one file
MAX_COLUMNS = 100
MAX_FAULTS = 20  # that are told of one file
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_ .-]{0,59}")
_FORM = "columns have commas between them and decimals a point, and the first line has the names of the columns"


def read_data(node: Node, faults: list[InputError]) -> tuple[Node | None, Path | None]:
    """What `{csv: file, columns: x1, x2}` stands for: the lines as a list of lists, of one column as a list; and the file."""
    own = Fields(node, DATA, faults)
    name = own.text("csv")
    file = named_file(Path(node.where.file), name, "CSV", (".csv",), faults) if name else None
    if name is None or file is None:
        return None, None
    try:
        header, rows = _table(source(file, str(file)), str(file))
    except InputErrors as error:
        faults += error.faults
        return None, file
    wanted = _columns(own, header)
    if wanted is None:
        return None, file
    lists = [[Leaf(Text(row[i], node.where)) for i in wanted] for row in rows]
    if len(wanted) == 1:
        return List(tuple(row[0] for row in lists), node.where), file
    return List(tuple(List(tuple(row), node.where) for row in lists), node.where), file


def _columns(own: Fields, header: Sequence[str]) -> list[int] | None:
    """Which columns are taken, all of them without a word; None if there is a fault."""
    text = own.text("columns")
    if text is None:
        return list(range(len(header))) if "columns" not in own else None
    parts, before = split(text), len(own.faults)
    for part in parts:
        if part.value not in header:
            own.fault(part.where, f"there is no column '{part.value}'", did_you_mean(part.value, header) or f"columns: {', '.join(header)}")
        elif sum(other.value == part.value for other in parts) > 1:
            own.fault(part.where, f"the column '{part.value}' is taken twice")
    return [header.index(part.value) for part in parts] if len(own.faults) == before else None


def _table(content: str, shown: str) -> tuple[list[str], list[list[str]]]:
    """The names of the columns, and the numbers below them as they are typed. Raises InputErrors, each at its line and column."""
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    lines = content.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    faults: list[InputError] = []
    places = [Location(shown, n, 1, line) for n, line in enumerate(lines, 1)]
    if strange := next(refused_characters(content), None):
        n = content.count("\n", 0, strange[0])
        where = places[n] if n < len(places) else Location(shown, 1, 1)
        raise InputErrors([InputError(where, f"{character_name(strange[1])} stands in no number and no name of a column")])
    if len(lines) < 2:
        raise InputErrors([InputError(Location(shown, 1, 1), "the file has no line of numbers below the names of its columns", _FORM)])
    header = [_unquoted(part.value) for part in split(Text(lines[0], places[0], (places[0],)))]
    for name in dict.fromkeys(header):
        if not _NAME.fullmatch(name) or header.count(name) > 1 or len(header) > MAX_COLUMNS:
            message = f"'{name[:40]}' is not the name of a column, or of two; a file has {MAX_COLUMNS} columns at most"
            raise InputErrors([InputError(places[0], message, _FORM)])
    if len(header) * (len(lines) - 1) > MOST:
        message = f"the file has {len(header) * (len(lines) - 1):,} numbers; one value has at most {MOST:,}"
        raise InputErrors([InputError(places[0], message, "take fewer lines or columns")])
    rows: list[list[str]] = []
    for line, place in zip(lines[1:], places[1:], strict=True):
        parts = split(Text(line, place, (place,)))
        if len(parts) != len(header):
            hint = _FORM if ";" in line or len(parts) > len(header) else ""
            faults.append(InputError(place, f"the line has {len(parts)} columns, and {len(header)} have names", hint))
        else:
            for part in parts:
                try:
                    constant(part)
                except InputErrors as error:
                    faults += error.faults
        rows.append([part.value for part in parts])
        if len(faults) >= MAX_FAULTS:
            break
    if faults:
        raise InputErrors(faults[:MAX_FAULTS])
    return header, rows


def _unquoted(name: str) -> str:
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] == '"' else name
