"""The key of an item as it is set."""

from collections.abc import Sequence

from gen.document.solution import solution_part
from gen.latex.writer import Latex
from gen.model.solved import SolvedItem
from gen.page.solution import SolutionView, solution_view


def key_of(item: SolvedItem, latex: Latex, earlier: Sequence[SolvedItem] = ()) -> SolutionView:
    """Set with this LaTeX, behind `earlier` items."""
    return solution_view(solution_part(item, latex.shown, latex.names, latex.language, earlier), latex)
