"""General formulas that a published sheet states and the equations do not give."""

from gen.messages.errors import Finding, InputError, InputErrors
from gen.model.problem import Cell, Item
from gen.questions import difference, unrolled_cells
from gen.syntax import plain


def formula_findings(item: Item, cell: Cell) -> list[Finding]:
    """The stated general formulas that are not identities of the cell. Raises InputErrors for what is no formula or cannot be compared."""
    formulas = item.published.formulas
    if not formulas:
        return []
    cells = unrolled_cells(item, cell, formulas[0].lhs.where)
    faults: list[InputError] = []
    found: list[Finding] = []
    for stated in formulas:
        try:
            if message := difference(stated, cells):
                found.append(Finding(stated.lhs.where, message, f"formula {plain(stated.lhs.value)}"))
        except InputErrors as error:
            faults += error.faults
    if faults:
        raise InputErrors(faults)
    return found
