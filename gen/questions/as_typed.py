"""A derivation with the numbers of its sheet as they stand there."""

from dataclasses import replace

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom
from gen.algebra.rounding import as_typed
from gen.model.derivation import Derivation, Step
from gen.model.problem import Item


def as_typed_by_author(derivation: Derivation, item: Item) -> Derivation:
    """With the numbers of the sheet, which are exact, as they stand there; what was computed with them is shown as the problem says."""
    stated: dict[Atom, Value] = {var: as_typed(given.value, given.texts) for var, given in item.given.items()}
    taken = {line.lhs for line in derivation.numbers if line.kind == "printed"}
    stated |= {var: as_typed(printed.value, printed.texts) for var, printed in item.printed.items() if var in taken}
    steps = (replace(s, value=stated[s.lhs]) if isinstance(s, Step) and s.lhs in taken else s for s in derivation.steps)
    return replace(derivation, steps=tuple(steps), values={**derivation.values, **stated})
