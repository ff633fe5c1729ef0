"""Where the plot of a solved item stands in its key."""

from gen.document.tree import PlotFigure
from gen.model.plotted import Plotted
from gen.model.solved import SolvedItem


def plot_figure(solved: SolvedItem) -> PlotFigure | None:
    """One for the key alone stands with its first reading."""
    return PlotFigure(solved.plot) if solved.plot and solved.plot.spec.place == "key" else None


def sketch(solved: SolvedItem) -> Plotted | None:
    """One that is sketched is drawn into the axes below the prompt."""
    return solved.plot if solved.plot and solved.plot.spec.place == "sketch" else None
