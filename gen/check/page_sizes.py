"""What no page holds, told by the plans of all items before any number is computed."""

from collections.abc import Iterable

from gen.algebra.expr import Atom
from gen.messages.errors import InputError, InputErrors, working_on
from gen.model.cases import one_of_each
from gen.model.memo import Memo
from gen.model.problem import Problem
from gen.questions import AskedItem, NumberQuery, beyond_page


def sizes_beyond_page(problems: Iterable[Problem], memo: Memo) -> list[InputError]:
    """Arrays and keys that are too large, at the author's lines; beside them what cannot be planned at all, which is else told later."""
    large: list[InputError] = []
    others: list[InputError] = []
    for problem in problems:
        names = {var.name for item in problem.items for var in one_of_each(item)}
        derived: frozenset[Atom] = frozenset()
        for item in problem.items:
            readings = item.readings if any(isinstance(query, NumberQuery) for query in item.queries) else ()
            for reading in readings:
                try:
                    with working_on(item.where):
                        found, own = beyond_page(AskedItem(item, reading, names, memo), derived)
                    large += found
                    derived |= own if len(readings) == 1 else frozenset()
                except InputErrors as error:
                    others += error.faults
    return [*large, *others] if large else []
