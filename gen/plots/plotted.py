"""All numbers of a plot: whatever is drawn is a value of the engine at exact numbers, and confirmed before anybody draws it."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from gen.messages.errors import InputError, InputErrors
from gen.model.plot import PlotKind, PlotSpec
from gen.model.plotted import Plotted
from gen.model.problem import Item
from gen.plots.curves import plotted_curves
from gen.plots.lists import plotted_eigenvalues, plotted_histogram, plotted_times
from gen.plots.planes import plotted_boundary, plotted_surface

_DRAWN: Mapping[PlotKind, Callable[[Item, PlotSpec], Plotted]] = {
    "curves": plotted_curves,
    "times": plotted_times,
    "boundary": plotted_boundary,
    "surface": plotted_surface,
    "eigenvalues": plotted_eigenvalues,
    "histogram": plotted_histogram,
}


@dataclass(frozen=True, slots=True)
class _Task:
    """An item as a plot sees it: what `numbers` has tells it from any other."""

    numbers: tuple[Hashable, ...]
    item: Item = field(compare=False)


def plotted(item: Item) -> Plotted | None:
    """The plot of an item, if it has one, with the checks that its numbers have passed. Raises InputErrors and VerificationError.

    The sheet, the keys and who solves the item ask for the same one.
    """
    if item.plot is None:
        return None
    given, conventions = frozenset(item.given.items()), frozenset(item.conventions.items())
    return _plotted(_Task((item.plot, item.readings[:1], given, conventions, item.cut, item.horizon, item.mode), item))


@lru_cache(maxsize=64)
def _plotted(task: _Task) -> Plotted:
    item, spec = task.item, task.item.plot
    assert spec is not None
    drawn = _DRAWN[spec.kind](item, spec)
    if spec.kind not in ("eigenvalues", "histogram") and not any(line.pieces for line in drawn.lines):
        what = {"boundary": "the boundary does not lie in the plane that is drawn", "surface": "nothing is seen of it there"}
        raise InputErrors([InputError(spec.where, what.get(spec.kind, "there is no value over all of this range"), "draw another range")])
    return drawn
