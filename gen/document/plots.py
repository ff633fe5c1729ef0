"""Where the plot of a solved item stands in its key."""

from dataclasses import replace

from gen.document.tree import PlotFigure, SolutionPart
from gen.model.solved import SolvedItem


def with_plot(key: SolutionPart, solved: SolvedItem) -> SolutionPart:
    """The key with its plot: one that is sketched in the axes below the prompt, one for the key alone with the first reading."""
    match solved.plot and solved.plot.spec.place:
        case "sketch":
            return replace(key, sketch=solved.plot)
        case "key" if solved.plot:
            return replace(key, readings=(replace(key.readings[0], figure=PlotFigure(solved.plot)), *key.readings[1:]))
    return key
