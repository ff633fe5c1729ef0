"""Where steps stand in tables over time: what is the same for all numbers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from gen.algebra.expr import Atom, Expr
from gen.model.derivation import PlannedStep, StepKind

Direction = Literal["forward", "reverse", "training"]
"""How the rows of a table follow each other. In `training` each row is a step, which has a gradient of its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """A step, the one of this number, but for its value: tables are the same for all numbers. Its right side may be written otherwise."""

    number: int
    planned: PlannedStep
    kind: StepKind
    of_array: bool

    @property
    def lhs(self) -> Atom:
        return self.planned.lhs


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands in a table: in the row of its time, below the head of its quantity, with `written` as its symbols.

    A `table` has quantities of one direction that are computed in one order of times, which `falls` or rises.
    """

    line: Line
    direction: Direction
    time: int
    head: Atom
    written: Expr
    falls: bool = False
    table: int = 0


@dataclass(frozen=True, slots=True)
class TableCell:
    """The place of a step in a column: whether its symbols are those of the rule in the head, whether it applies a function to a value that
    has a column, and whether it is a slope at such a value."""

    line: Line
    by_rule: bool
    of_argument: bool
    slope_at_argument: bool


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One quantity: its name at t, its rule, and its cells, None where there is no such value."""

    head: Atom
    rule: Expr | None
    cells: tuple[TableCell | None, ...]


@dataclass(frozen=True, slots=True)
class TableColumns:
    """A table but for its numbers."""

    times: tuple[int, ...]
    columns: tuple[TableColumn, ...]


@dataclass(frozen=True, slots=True)
class Tabling:
    """Where the steps of a reading stand that have a place in a table, by their left sides; what is `written_out` there, and the tables."""

    places: Mapping[Atom, Place]
    written_out: Collection[Atom]
    tables: Mapping[int, TableColumns]
