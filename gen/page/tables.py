"""Numbers over time as tables of LaTeX: as many beside each other as a line has room for, the others in tables of their own below."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from gen.algebra.expr import Atom, Expr, Partial, Shift, Var
from gen.document import Column, EqualityChain, TimeTable, with_equalities
from gen.latex import BOLD, NOTHING, Latex, Tex, aligned, height, is_tall_fraction, text_width, width
from gen.model.memo import Memo
from gen.page.rows import GAP, LINE, MARK, remarks_of, set_chain

BETWEEN, BEHIND = 14, 3  # points between two columns, between a head and its rule
UNBROKEN = 8  # rows
LOW, TALL, RULES, AIR = 15.6, 19.0, 24.0, 2.0  # points: a row without fractions and with them, the rules of a table, between two rows


@dataclass(frozen=True, slots=True)
class CellView:
    """What equals the head of its column at the time of its row, and the points it earns: the value, and what stands `before` it, which
    ends with its sign where there is something or the sign is no sign of equality.

    A reason stands below the table, with the value that it is about: `note`.
    """

    before: Tex
    value: Tex
    credit: Tex = NOTHING
    note: Tex = NOTHING

    @property
    def form(self) -> Tex:
        """Both in one line."""
        return Tex(f"{self.before} {self.value}".strip())

    @property
    def style(self) -> Tex:
        """Fractions are large where they are more than one number over another, or a derivative."""
        return Tex(r"\displaystyle ") if is_tall_fraction(self.form) else NOTHING

    def width(self, form: str) -> float:
        """How wide a part of it is, in points."""
        return width(form) if self.style else text_width(f"${form}$")

    @property
    def height(self) -> float:
        """In points."""
        if self.style or r"\begin" in self.form:
            return height(self.form) + AIR
        return TALL if r"\frac" in self.form else LOW


@dataclass(frozen=True, slots=True)
class TableView:
    """A table over time: `heads` and below them `rules`, which are empty where a column has none, and the cells of each time.

    Of vectors the times run `across`: each quantity is a line, with its head and rule at the left, or its rule on a line of its own where
    it is `wide`. `width` is in points.
    """

    heads: tuple[Tex, ...]
    rules: tuple[Tex, ...]
    rows: tuple[tuple[Tex, tuple[CellView, ...]], ...]
    remarks: tuple[Tex, ...] = ()
    across: bool = False
    wide: tuple[bool, ...] = ()
    width: float = LINE

    @property
    def lines(self) -> tuple[tuple[Tex, Tex, bool, tuple[CellView, ...]], ...]:
        """Head, rule, whether that has a line of its own, and cells of each quantity."""
        cells = zip(*(cells for _, cells in self.rows), strict=True)
        return tuple(zip(self.heads, self.rules, self.wide, cells, strict=True))

    @property
    def notes(self) -> Tex:
        """What stands below of single cells."""
        notes = [cell.note for _, cells in self.rows for cell in cells if cell.note]
        return Tex("; ".join(notes) + ".") if notes else NOTHING

    @property
    def unbroken(self) -> bool:
        """Whether it stands on one page."""
        return not self.across and len(self.rows) <= UNBROKEN

    @property
    def of_arrays(self) -> bool:
        """Whether numbers are left out, as beside arrays."""
        return any(r"\begin" in cell.form for _, cells in self.rows for cell in cells)

    @property
    def has_fractions(self) -> bool:
        """Whether rows of a matrix need the room that fractions take."""
        return self.of_arrays and any(r"\frac" in cell.form for _, cells in self.rows for cell in cells)

    @property
    def height(self) -> float:
        """About how high it is, in points."""
        if self.across:
            lines = (height(rule) * wide + max(height(head), *(cell.height for cell in cells)) for head, rule, wide, cells in self.lines)
            credits = LOW * sum(any(cell.credit for cell in cells) for _, _, _, cells in self.lines)
            return RULES + LOW + sum(AIR + line for line in lines) + credits + LOW * bool(self.notes)
        head = max(map(height, self.heads)) + max(map(height, self.rules)) + RULES
        rows = sum(max(cell.height for cell in cells) for _, cells in self.rows)
        return head + rows + LOW * bool(self.notes)


def least_height(table: TimeTable) -> float:
    """About how high it is at least, in points, before it is set: it has lines for its times, or for its quantities below these."""
    return RULES + LOW * min(len(table.times), len(table.columns) + 1)


def table_views(table: TimeTable, latex: Latex, line: float, memo: Memo) -> tuple[TableView, ...]:
    """The table, in parts where it is too wide for a line of so many points, or in fewer with results alone; empty where even one column
    is too wide. Of arrays each time is a column, if they fit."""

    def of(column: Column) -> _SetColumn:
        return memo.call(_set, column.head, column.rule, column.cells, latex, memo)

    columns = list(map(of, table.columns))
    times = [Tex(str(time)) for time in table.times]
    if any(r"\begin" in cell.form for column in columns for cell in column.cells) and (view := _across(columns, times, line)):
        return (view,)
    room = line - max(text_width(f"${time}$") for time in (*times, "t"))
    parts = _parts(columns, room)
    if len(parts) != 1:
        short = _parts([of(_in_short(column, memo)) for column in table.columns], room)
        parts = short if len(short) < len(parts) or not parts else parts
    return tuple(_view(part, times) for part in parts)


def _in_short(column: Column, memo: Memo) -> Column:
    """With results alone where the head has the rule and no points are earned."""
    if column.rule is None:
        return column
    return replace(column, cells=tuple(one and memo.call(_result, one) for one in column.cells))


def _result(cell: EqualityChain) -> EqualityChain:
    symbols = cell.equalities[0].values is None
    return cell if symbols or cell.equation or cell.result else with_equalities(cell, cell.equalities[-1:])


def _parts(columns: Sequence["_SetColumn"], room: float) -> list[list["_SetColumn"]]:
    """The columns in as many tables as they need, none where even one is too wide; those of one group stay together where a line has room
    for them."""
    if any(column.width > room for column in columns):
        return []
    parts: list[list[_SetColumn]] = [[]]
    for _, group in groupby(columns, lambda column: column.group):
        together = list(group)
        if parts[-1] and sum(column.width for column in (*parts[-1], *together)) > room:
            parts.append([])
        for column in together:
            if sum(one.width for one in (*parts[-1], column)) > room:
                parts.append([])
            parts[-1].append(column)
    return parts


def _group(head: Atom) -> Var | None:
    """Derivatives with respect to the same value, in reverse those of the same value; none for all others."""
    match head:
        case Partial(Var(_, Shift()), wrt):
            return wrt
        case Partial(of, _):
            return of
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _SetColumn:
    """`width` in points, with the room before the next one."""

    head: Tex
    rule: Tex
    cells: tuple[CellView, ...]
    remarks: tuple[Tex, ...]
    group: Var | None
    width: float


def _across(columns: Sequence[_SetColumn], times: Sequence[Tex], line: float) -> TableView | None:
    """With a line for each quantity, and points below it; None where the times do not fit beside each other."""
    cells = sum(BETWEEN + max(text_width(f"${column.cells[i].form}$") for column in columns) for i in range(len(times)))
    room = line - max(width(column.head) for column in columns) - BEHIND - cells
    if room < 0 or any(width(column.rule) > room + cells for column in columns):
        return None
    return replace(_view(columns, times), across=True, width=LINE, wide=tuple(width(column.rule) > room for column in columns))


def _set(head: Atom, rule: Expr | None, chains: tuple[EqualityChain | None, ...], latex: Latex, memo: Memo) -> _SetColumn:
    cells: list[CellView] = []
    remarks: list[Tex] = []
    for chain in chains:
        if chain is None:
            cells.append(CellView(NOTHING, NOTHING))
            continue
        one = memo.call(set_chain, chain, latex)
        before = "" if one.signs[0] == "=" else f"{one.signs[0]} "
        before += "".join(f"{form} {sign} " for form, sign in zip(one.forms[:-1], one.signs[1:], strict=True))
        note = Tex(f"${one.left} {one.signs[-1]} {one.forms[-1]}$ {one.note}") if one.note else NOTHING
        credit = Tex(", ".join(filter(None, (one.equation, one.result))))
        cells.append(CellView(Tex(before.strip()), Tex(one.forms[-1]), credit, note))
        remarks += remarks_of(chain.remarks, latex)
    if any(cell.before.endswith(MARK) for cell in cells):
        cells = [replace(cell, before=_with_room_of_mark(cell.before)) for cell in cells]
    if not any(r"\begin" in cell.value for cell in cells):
        values = aligned([cell.value for cell in cells])
        cells = [replace(cell, value=Tex(value)) for cell, value in zip(cells, values, strict=True)]
    name, by_rule = Tex(latex.expr(head)), Tex(f"= {latex.expr(rule)}") if rule is not None else NOTHING
    return _SetColumn(name, by_rule, tuple(cells), tuple(remarks), _group(head), _width(name, by_rule, cells))


def _width(head: Tex, rule: Tex, cells: Sequence[CellView]) -> float:
    before = max(cell.width(f"{cell.before} {{}}") if cell.before else 0 for cell in cells)
    credits = (GAP + text_width(f"({cell.credit})", BOLD) if cell.credit else 0 for cell in cells)
    values = (cell.width(cell.value) + credit for cell, credit in zip(cells, credits, strict=True))
    return BETWEEN + max(width(head), width(rule), before + max(values))


def _with_room_of_mark(before: Tex) -> Tex:
    """So that signs stand below each other where some of them have a mark."""
    return Tex(before + r"^{\phantom{\dagger}}") if before and not before.endswith(MARK) else before


def _view(columns: Sequence[_SetColumn], times: Sequence[Tex]) -> TableView:
    rows = tuple((time, tuple(column.cells[i] for column in columns)) for i, time in enumerate(times))
    remarks = tuple(remark for column in columns for remark in column.remarks)
    width = text_width("$t$") + sum(column.width for column in columns)
    return TableView(tuple(column.head for column in columns), tuple(column.rule for column in columns), rows, remarks, width=width)
