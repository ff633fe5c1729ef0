"""The numbers of a table over time, put into what `tabling` has found for all numbers."""

from collections.abc import Mapping
from dataclasses import replace

from gen.algebra.expr import Atom
from gen.document.equality_chain import with_equalities
from gen.document.table_places import TableCell, TableColumns
from gen.document.tree import Column, EqualityChain, TimeTable
from gen.model.derivation import Reason, Step
from gen.model.memo import Memo


def time_table(table: TableColumns, steps: Mapping[Atom, Step], chains: Mapping[Atom, EqualityChain], memo: Memo) -> TimeTable:
    """The table of these steps with the equations of each, by their left sides."""

    def cell(place: TableCell | None) -> EqualityChain | None:
        return None if place is None else memo.call(_cell, chains[place.line.lhs], steps[place.line.lhs].why, place)

    return TimeTable(table.times, tuple(Column(one.head, one.rule, tuple(map(cell, one.cells))) for one in table.columns))


def _cell(chain: EqualityChain, why: Reason, place: TableCell) -> EqualityChain:
    """Without symbols where the head has them, and without a reason that stands in the same row; of arrays the result alone."""
    equalities = chain.equalities
    if place.by_rule:
        equalities = equalities[-1:] if place.of_argument else equalities[1:] or equalities
    chain = with_equalities(chain, equalities[-1:]) if place.line.of_array else replace(chain, equalities=equalities)
    return replace(chain, reason=()) if why == "side" and place.slope_at_argument else chain
