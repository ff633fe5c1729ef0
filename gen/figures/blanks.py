"""Labels that a figure leaves out: on a sheet empty boxes with numbers, in a key the same boxes with the labels.

All boxes are alike, so that neither their sizes nor where something else finds room tells what belongs there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gen.algebra.expr import Expr, variables
from gen.algebra.printer import text
from gen.figures.drawing import Label
from gen.latex import fitted
from gen.messages.errors import InputError, Location, did_you_mean

BOX, SMALL = 30.0, 22.0  # pt: the width of a box in a diagram of one step, and of one on an edge or beside a node
NAME = 14.0  # pt: as wide as this is a name in a circle taken for
_CIRCLE = 20.0  # pt: what a circle has for a name
_NUMBER = 6.0  # pt: what the number in a box takes


@dataclass(frozen=True, slots=True)
class Blanks:
    """The numbers of the labels that are left out; in a key they are `filled` in."""

    numbers: Mapping[Expr, int] = field(default_factory=dict)
    filled: bool = False

    def __contains__(self, label: object) -> bool:
        return label in self.numbers

    def shown(self, label: Expr | None, formula: str, wide: float = BOX) -> Label:
        """What stands in a box so `wide`, or in a circle (0): a label whose LaTeX is known, or the number in its place, or both."""
        if label is None or label not in self.numbers:
            return Label(formula)
        inner = wide - _NUMBER if wide else _CIRCLE
        return Label(fitted(formula, inner) if self.filled else "", number=self.numbers[label], room=wide)


NONE = Blanks()


def blank_faults(blanks: Mapping[Expr, int], labels: Iterable[Expr], where: Location) -> Iterator[InputError]:
    """What is to be left out of a figure with these labels and is not in it, or stands in it once more, as a part of another label."""
    found = list(dict.fromkeys(labels))
    for blank in blanks:
        if blank not in found:
            shown = [text(label) for label in found]
            hint = did_you_mean(text(blank), shown) or f"its labels: {', '.join(shown)}"
            yield InputError(where, f"the figure has no label '{text(blank)}' to leave out", hint)
    for label in found:
        parts = [var for var in variables(label) if var in blanks] if label not in blanks else []
        if parts:
            message = f"the figure shows '{text(parts[0])}' in the label '{text(label)}' as well"
            yield InputError(where, message, "leave that out, too, or neither of them")


def only_label(labels: tuple[Expr, ...]) -> Expr | None:
    """The label of an edge that has one alone."""
    return labels[0] if len(labels) == 1 else None
