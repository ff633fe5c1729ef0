"""Names that no question needs, have no value anywhere, and look like a slip for a name beside them: `hh` for `h`.

Equations that nobody asks for need no numbers, so that nothing else would tell such a slip. Where names are declared, that does.
"""

from collections.abc import Iterator

from gen.algebra.families import family_of
from gen.messages.errors import Finding
from gen.messages.sentences import lazy_message
from gen.model.cases import one_of_each
from gen.model.problem import Cell, Problem
from gen.questions import NumberQuery


def likely_slips(problem: Problem) -> Iterator[Finding]:
    """One finding for each such name of cells whose numbers are asked for."""
    if problem.names is not None:
        return
    valued = {"t", "T"}
    for item in problem.items:
        valued |= {family_of(var.name) for var in (*one_of_each(item), *item.printed)} | item.shapes.keys() | item.letters.keys()
    asked = [item for item in problem.items if any(isinstance(query, NumberQuery) for query in item.queries)]
    cells = {reading.cell.name: reading.cell for item in asked for reading in item.readings}
    told = set[str]()
    for cell in cells.values():
        for finding in _of_cell(cell, valued):
            if finding.key not in told:
                yield finding
            told.add(finding.key)


def _of_cell(cell: Cell, valued: set[str]) -> Iterator[Finding]:
    computed = {equation.lhs.var.name for equation in cell.equations}
    for equation in cell.equations:
        beside = {use.var.name for use in (equation.lhs, *equation.rhs.uses)}
        for use in equation.rhs.uses:
            name = family_of(use.var.name)
            near = next((other for other in sorted((computed | valued) - beside) if _is_slip(name, other)), "")
            if near and name not in computed | valued:
                message = lazy_message(
                    "`{name}` in the cell '{cell}' has no value anywhere, did you mean '{near}'?", name=name, cell=cell.name, near=near
                )
                yield Finding(use.where, message, f"name {name}")


def _is_slip(name: str, other: str) -> bool:
    """A letter doubled or left out of two, two letters exchanged, or capitals in place of small letters; not `W_y` for `W_h`."""
    longer, shorter = (name, other) if len(name) > len(other) else (other, name)
    if len(longer) == len(shorter):
        return len(name) > 1 and (name.lower() == other.lower() or (len(name) > 2 and _is_exchanged(name, other)))
    dropped = [i for i in range(len(longer)) if longer[:i] + longer[i + 1 :] == shorter]
    return any(longer[i].isalpha() and (len(longer) > 4 or longer[i] in (longer[i - 1 : i], longer[i + 1 : i + 2])) for i in dropped)


def _is_exchanged(name: str, other: str) -> bool:
    differing = [i for i, (a, b) in enumerate(zip(name, other, strict=True)) if a != b]
    return len(differing) == 2 and [name[i] for i in differing] == [other[i] for i in reversed(differing)]
