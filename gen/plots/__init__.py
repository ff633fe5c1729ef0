"""What a plot shows, computed by the engine and confirmed by routes that do not know it: curves, contours, paths, eigenvalues, bins."""

from gen.plots.plotted import plotted

__all__ = [
    "plotted",  # a plot of an item with all its numbers
]
