"""A table to fill in: rows and columns from times or from lists, and what each cell asks.

One of rows and columns may be times, `t = 0..3`; the other is then a list of what is asked at t. Where both are lists a cell asks what its
row and column say together, `shape of ...` of a row `Z_1`, or what the row lists under `cells`.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from gen.algebra.expr import Var
from gen.algebra.printer import text as text_of
from gen.format.prompt import Prompts
from gen.keys import TABLE, TABLE_ENTRY
from gen.messages.errors import Location, did_you_mean
from gen.model.problem import Cell, Given, Inline, sentence_inline
from gen.model.queries import Query
from gen.model.source import Text
from gen.model.table import Table, TableCell, TableQuery, TableRow, Words
from gen.questions import (
    GradientQuery,
    NumberQuery,
    RelationQuery,
    Times,
    ValueQuery,
    WordQuery,
    at_step,
    read_question,
    relation_at,
    times_of,
)
from gen.syntax import MAX_TIME, Fields, relation, split
from gen.syntax.yamltree import Leaf, Node
from gen.syntax.yamltree import Sequence as List

MOST = 24  # rows or columns
_TIMES = re.compile(r"t\s*=\s*(?P<times>.+)")
_FROM_TO = re.compile(r"(?P<first>\d+|T)\s*\.\.\s*(?P<last>\d+|T)")
_NAME = re.compile(r"[A-Za-z]\w*(\s*\[[^\]]*\])*")
_STEP = re.compile(r"d(?P<of>[A-Za-z][^/]*?)\s*/\s*d(?P<wrt>[A-Za-z].*)")
_WORDS = re.compile(r"open\s+(?P<label>\S.*)")
_GAP = "..."  # in a question: what the other list has there
_HINT = "write h[t], dL/dh[t], h[t] > 0, open LABEL, or a question such as shape of Z"
_HEADS = {
    "size": sentence_inline("Size"),
    "shape": sentence_inline("Shape"),
    "parameters": sentence_inline("Parameters"),
    "activations": sentence_inline("Activations"),
    "memory": sentence_inline("Memory"),
    "multiplications": sentence_inline("Multiplications"),
    "count": sentence_inline("Parameters"),
    "value": sentence_inline("Value"),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row or column of a list: what it asks, or a name that the other one asks something of; or the cells of a row one by one."""

    ask: Text | None
    head: Words | None
    where: Location
    cells: tuple[Node, ...] | None = None
    lines: int = 1

    @property
    def label(self) -> str:
        return re.sub(r"\s+", "", self.ask.value) if self.ask and _NAME.fullmatch(self.ask.value) else self.ask.value if self.ask else ""


_Axis = tuple[int | _Entry, ...]


@dataclass
class TableReader:
    """Reads the table of one item, which knows when its names are computed or given; faults go into the problem's list."""

    item: Fields
    prompts: Prompts
    cells: Sequence[Cell]
    timeless: Collection[str]
    given: Mapping[Var, Given]
    horizon: int
    last: int = 0
    times: Times = field(default_factory=dict)
    read: dict[str, Query | None] = field(default_factory=dict)

    def table(self) -> Table | None:
        """The table, or None if there is none or it cannot be read."""
        node = self.item.nodes.get("table")
        before = len(self.item.faults)
        if node is None:
            return None
        fields = Fields(node, TABLE, self.item.faults)
        rows, columns = self.axis(fields, "rows"), self.axis(fields, "columns")
        if not rows or not columns:
            return None
        steps = [entry for entry in (*rows, *columns) if isinstance(entry, int)]
        self.last = max([self.horizon, *steps])
        self.times = times_of(self.cells, self.given, self.last)
        if all(isinstance(axis[0], int) for axis in (rows, columns)):
            fields.fault(node.where, "rows and columns are both times", "list under one of them what is asked at t, such as h[t]")
            return None
        found = [list(self.row(entry, columns)) for entry in rows]
        if len(self.item.faults) > before:
            return None
        heads = [self.head(entry) for entry in (*rows, *columns)]
        corner = fields.text("corner")
        table = Table(
            corner=self.prompts.pieces(corner, blocks=False) if corner else (Inline("math", "t"),) if steps else (),
            columns=tuple(heads[len(rows) :]),
            rows=tuple(
                TableRow(head, tuple(cells), 1 if isinstance(entry, int) else entry.lines, _label(entry, i))
                for i, (entry, head, cells) in enumerate(zip(rows, heads, found, strict=False), 1)
            ),
            where=node.where,
            labels=tuple(_label(entry, j) for j, entry in enumerate(columns, 1)),
        )
        table = self.printed(fields, table)
        if not table.empty and len(self.item.faults) == before:
            fields.fault(node.where, "the table has no cell to fill in", "some of its cells ask for what is computed")
        return table

    def axis(self, fields: Fields, key: str) -> _Axis:
        """Times, or a list of entries; a text is a list with commas."""
        node = fields.nodes.get(key)
        if node is None:
            return ()
        times = _TIMES.fullmatch(node.text.value) if isinstance(node, Leaf) else None
        if times and isinstance(node, Leaf):
            return self.steps(fields, node.text, times["times"])
        leaves = [Leaf(text) for text in split(node.text)] if isinstance(node, Leaf) else []
        nodes = node.items if isinstance(node, List) else tuple(leaves)
        if not nodes or len(nodes) > MOST:
            fields.fault(node.where, f"'{key}' are 1 to {MOST} entries, or times such as t = 0..3")
            return ()
        return tuple(entry for one in nodes if (entry := self.entry(one, key)))

    def steps(self, fields: Fields, text: Text, written: str) -> tuple[int, ...]:
        """`0..3`, `3..0`, `1..T`, `0, 2, 4`."""
        if match := _FROM_TO.fullmatch(written.strip()):
            first, last = (self.horizon if end == "T" else int(end) for end in match.groups())
            found = tuple(range(first, last + 1)) if first <= last else tuple(range(first, last - 1, -1))
        else:
            found = tuple(int(part) for part in re.split(r"\s*,\s*", written.strip()) if re.fullmatch(r"\d{1,6}", part))
            if len(found) <= written.count(","):
                fields.fault(text.where, f"'{text.value}' are no times", "write t = 0..3, t = 1..T or t = 0, 2, 4")
                return ()
        if len(found) > MOST or max(found) > MAX_TIME:
            fields.fault(text.where, f"a table has {MOST} times at most, the largest is {MAX_TIME:,}")
            return ()
        return found

    def entry(self, node: Node, key: str) -> _Entry | None:
        if isinstance(node, Leaf):
            return _Entry(node.text, None, node.where)
        own = Fields(node, TABLE_ENTRY, self.item.faults)
        head, lines = own.text("head"), own.number("lines")
        if not own.nodes:
            return None
        if key == "columns" and (of_rows := [one for one in ("cells", "lines") if one in own]):
            own.fault(node.where, f"'{of_rows[0]}' stands with rows")
        if "head" not in own and "ask" not in own:
            own.fault(node.where, "it needs the key 'ask', or a 'head' alone above cells that rows list")
        if lines is not None and (lines.denominator != 1 or not 1 <= lines <= 12):
            own.fault(own.nodes["lines"].where, "a cell has 1 to 12 lines")
            lines = None
        cells = own.items("cells") if "cells" in own else None
        has_words = any(isinstance(one, Leaf) and _WORDS.fullmatch(one.text.value) for one in cells or ())
        return _Entry(
            own.text("ask"),
            self.prompts.pieces(head, blocks=False) if head else None,
            node.where,
            cells,
            int(lines) if lines else 2 if has_words else 1,
        )

    def head(self, entry: int | _Entry) -> Words:
        """What stands before a row or above a column."""
        if isinstance(entry, int):
            return (Inline("math", str(entry)),)
        if entry.head is not None or entry.ask is None:
            return entry.head or ()
        value = entry.ask.value
        if _GAP in value:
            kind = value.split()[0]
            if kind in _HEADS:
                return (_HEADS[kind],)
            self.item.fault(entry.where, f"'{value}' has no head", "write {head: TEXT, ask: ...}")
            return ()
        match self.read.get(value):
            case RelationQuery(relation=found):
                return (Inline("relation", found.sign, chain=(found.left.expr, found.right.expr)),)
            case ValueQuery() | GradientQuery() as query:
                return (Inline("expr", value, query.answer),)
        return self.prompts.pieces(replace(entry.ask, value=f"`{value}`", starts=()), blocks=False)

    def row(self, entry: int | _Entry, columns: _Axis) -> Iterator[TableCell]:
        """The cells of a row."""
        if isinstance(entry, _Entry) and entry.cells is not None:
            if len(entry.cells) != len(columns):
                self.item.fault(entry.where, f"the row has {len(entry.cells)} cells, the table {len(columns)} columns")
            for node in entry.cells:
                text = self.item.leaf(node, "a cell")
                yield self.cell(text, None) if text and text.value not in ("", "-") else TableCell()
            return
        for column in columns:
            yield self.crossing(entry, column)

    def crossing(self, row: int | _Entry, column: int | _Entry) -> TableCell:
        """What a row and a column ask together."""
        match row, column:
            case (int(t), _Entry(ask=Text() as text)) | (_Entry(ask=Text() as text), int(t)):
                return self.cell(text, t)
            case _Entry(ask=Text() as one), _Entry(ask=Text() as other):
                for question, name in ((other, one), (one, other)):
                    if _GAP in question.value and _GAP not in name.value:
                        return self.cell(Text(question.value.replace(_GAP, name.value), name.where), None)
        where = column.where if isinstance(column, _Entry) else row.where if isinstance(row, _Entry) else self.item.where
        hint = "a question of a list has ... where the other list has a name, shape of ...; or list the cells of the row under 'cells'"
        self.item.fault(row.where if isinstance(row, _Entry) else where, "nothing says what a cell of this row asks", hint)
        return TableCell()

    def cell(self, text: Text, t: int | None) -> TableCell:
        """The cell that asks this, at a step if there is one."""
        if text.value not in self.read:
            self.read[text.value] = self.question(text)
        query = self.read[text.value]
        if query is None:
            return TableCell()
        if isinstance(query, NumberQuery) and (timed := [use for use in query.uses if use.var.time is None and use.var.name in self.times]):
            name = timed[0].var.name
            self.item.fault(text.where, f"'{name}' has a time: write {name}[t], or the time")
            return TableCell()
        if t is not None:
            query = self.at(query, t)
        if query is None:
            return TableCell()
        if isinstance(query, ValueQuery) and query.of.var.whole in self.given:
            return TableCell(text_of(query.of.var), query, printed=True, given=query.of.var)
        return TableCell(text_of(query.answer) if isinstance(query, NumberQuery) else getattr(query, "name", text.value), query)

    def question(self, text: Text) -> Query | None:
        """What a cell asks, as one question."""
        value, fields = text.value.strip(), self.item
        if words := _WORDS.fullmatch(value):
            return WordQuery(words["label"], where=text.where)
        if re.search(r"[<>=]", value):
            found = fields.attempt(partial(relation, timeless=self.timeless, cell=True), text)
            return RelationQuery(value, found, where=text.where) if found else None
        if step := _STEP.fullmatch(value):
            text = Text(f"gradient of {step['of']} wrt {step['wrt']}", text.where)
        elif _NAME.fullmatch(value):
            text = Text(f"value of {value}", text.where)
        before = len(fields.faults)
        asked = read_question(fields, text, self.timeless, self.prompts.cells)
        if len(fields.faults) > before and not (step or _NAME.fullmatch(value)):
            fields.faults[before:] = [replace(fields.faults[before], hint=_HINT)]
        elif len(asked) != 1 and len(fields.faults) == before:
            fields.fault(text.where, f"a cell asks one thing, '{value}' asks {len(asked)}")
        return asked[0] if len(asked) == 1 else None

    def at(self, query: Query, t: int) -> Query | None:
        """A question at step t; None where a value has no such step."""
        if isinstance(query, RelationQuery):
            own = relation_at(query.relation, t)
            query = replace(query, name=own.text, relation=own)
            return query if all(self.is_there(use.var) for use in query.uses) else None
        if not isinstance(query, NumberQuery):
            return query
        found = at_step(query, t)
        return found if all(self.is_there(use.var) for use in found.uses) else None

    def is_there(self, var: Var) -> bool:
        """Whether a name has a value at its time; one without a time has."""
        return var.time is None or var.whole in self.given or var.time in self.times.get(var.name, ())

    def printed(self, fields: Fields, table: Table) -> Table:
        """The table with the cells that `printed` names on the sheet: `h[1]`, `row h[t]`, `column 0`."""
        text = fields.text("printed")
        chosen = set()
        for piece in split(text) if text else ():
            name = re.sub(r"\s+", " ", piece.value)
            places = {place for place, cell in table.cells if cell.query and name.replace(" ", "") == cell.name.replace(" ", "")}
            places |= {place for place in table.places_named(name) if name != "table"}
            if not places:
                known = [cell.name for _, cell in table.cells if cell.is_empty]
                fields.fault(piece.where, f"no cell '{name}' to print", did_you_mean(name, known) or f"cells: {', '.join(known)}")
            chosen |= places
        rows = (
            replace(row, cells=tuple(replace(cell, printed=cell.printed or (i, j) in chosen) for j, cell in enumerate(row.cells)))
            for i, row in enumerate(table.rows)
        )
        return replace(table, rows=tuple(rows))


def _label(entry: int | _Entry, number: int) -> str:
    """What an author calls a row or column: its time, what it asks, else its number."""
    return str(entry) if isinstance(entry, int) else entry.label or str(number)


def asked_by(table: Table) -> list[Query]:
    """The question for a table, and those of its cells."""
    return [TableQuery(table, where=table.where), *table.queries]
