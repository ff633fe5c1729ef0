"""Unrolled cells, one step as a diagram, where a gradient goes, and plots, as TikZ pictures."""

from gen.figures.figures import Figure, figure_faults, gradient_figure, plot_figure, roles_figure, sheet_figure, window_figure

__all__ = [
    "Figure",  # a picture with its caption
    "figure_faults",  # figures that no page holds
    "gradient_figure",  # where a gradient goes, for the key
    "plot_figure",  # a plot with its caption
    "roles_figure",  # one step with the role of each gate, for the key
    "sheet_figure",  # the figure below a prompt
    "window_figure",  # the window of one entry of a convolution, for the key
]
