"""What is written in a plot: names of axes and curves, numbers, which side of a boundary is which."""

from dataclasses import replace
from fractions import Fraction

from gen.algebra.expr import Expr, Num, Var
from gen.algebra.numbers import Number
from gen.figures.drawing import Label
from gen.latex import Latex
from gen.messages.sentences import translate
from gen.model.plot import PlotSpec
from gen.model.plotted import Line


def axis_names(spec: PlotSpec, latex: Latex) -> tuple[Label, Label | None]:
    """What the axes are of; curves are named themselves."""
    match spec.kind:
        case "times":
            return Label("t"), None
        case "eigenvalues":
            return Label(r"\mathrm{Re}\,\lambda"), Label(r"\mathrm{Im}\,\lambda")
        case "histogram":
            return Label(latex.expr(spec.of[0].expr)), Label(words=translate("count", latex.language))
        case "curves":
            return Label(latex.name(spec.swept[0])), None
    names = list(spec.swept)
    if spec.path:  # at the first step and at all others
        entries = [(1,), (2,)] if len(spec.path) == 1 else [(), ()]
        names = [Var(use.var.name, index=index) for use, index in zip((*spec.path, *spec.path), entries, strict=False)]
    across, up = (Label(latex.name(name)) for name in names)
    return across, up


def number_text(x: Number, log: bool, latex: Latex) -> str:
    """`-0.5`, with a German comma; a power of ten where the axis has them."""
    if log:
        exponent = len(str(Fraction(x).numerator)) - len(str(Fraction(x).denominator))
        return f"10^{{{exponent}}}" if exponent else "1"
    style = replace(latex, shown=replace(latex.shown, fractions="none", kind="digits", n=6))
    return style.number(x)[0]


def line_name(line: Line, latex: Latex) -> Label:
    """What a curve is of."""
    return Label(latex.expr(line.expr or Num(Fraction(0))))


def side_name(spec: PlotSpec, positive: bool, latex: Latex) -> Label:
    """`y > 0` on one side of a boundary, `y < 0` on the other; of two values which of them is larger."""
    other: Expr = spec.of[1].expr if len(spec.of) == 2 else Num(Fraction(0))
    return Label(f"{latex.expr(spec.of[0].expr)} {'>' if positive else '<'} {latex.expr(other)}")
