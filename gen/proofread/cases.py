"""A table of cases read back: each number is the derived one, and a column headed by a formula has what that gives in its row."""

import re
from collections.abc import Iterable, Mapping

from gen.algebra.arrays import Value, array, rows_of
from gen.algebra.expr import Atom, Call, Expr, Var
from gen.algebra.printer import number_text, text
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.model.derivation import Statement
from gen.model.problem import Item
from gen.proofread.forms import reading_context
from gen.proofread.intervals import interval_of

_TABLE = re.compile(r"\\begin\{smalltable\}\{([rc]+)\}\{.*?\}\n(?P<head>.*?) \\\\\n\\belowtablehead\n(?P<rows>.*?)\n\\tablefoot", re.DOTALL)


def read_cases(statement: Statement, sentence: str, values: Mapping[Atom, Value], item: Item, latex: Latex) -> list[float]:
    """How far each number of a table is off. Raises VerificationError where it is another one, or not what the head of its column says."""
    table = _TABLE.search(sentence)
    if table is None:
        raise VerificationError("the cases are told without a table")
    derived = [piece for piece in statement.pieces if piece.kind == "value"]
    heads = _cells(table["head"])
    rows = [_cells(row) for row in table["rows"].removesuffix(r" \\").split(" \\\\\n")]
    if len(derived) != sum(map(len, rows)) or any(len(row) != len(heads) for row in rows):
        raise VerificationError(f"the table of cases has {len(rows)} rows of {len(heads)} columns, which are not {len(derived)} numbers")
    expected = iter(derived)
    seen: list[float] = []
    for row in rows:
        own = [(piece.expr, value) for _, piece in zip(row, expected, strict=False) for value in (piece.values or {}).values()]
        named = {**values, **_named(own)}
        page = reading_context({latex.expr(atom): interval_of(value) for atom, value in named.items()}, named, item, latex)
        for head, cell, (e, value) in zip(heads, row, own, strict=True):
            if e is None or head != latex.expr(e):
                raise VerificationError(f"a column of the table of cases is headed {head}, not {latex.expr(e) if e else None}")
            read = page.read(text(e), cell, symbols=False)
            if not read.contains(value):
                raise VerificationError(f"{text(e)}: {cell} is read as {read}, and it is {number_text(value)}")
            if not page.read(text(e), head, symbols=True).contains(value):
                raise VerificationError(f"{text(e)}: {cell} is not what its head gives in this row")
            seen.append(read.relative_error(value))
    return seen


def _named(row: Iterable[tuple[Expr | None, Value]]) -> dict[Atom, Value]:
    """The names among the heads with their values, which stand turned in the row where the head is."""
    found: dict[Atom, Value] = {}
    for head, value in row:
        match head:
            case Var():
                found[head] = value
            case Call("transpose", (Var() as var,)):
                found[var] = array(zip(*rows_of(value), strict=True))
    return found


def _cells(row: str) -> list[str]:
    return row.removeprefix(r"\tallrow ").strip("$").split("$ & $")
