"""What is said below a plot."""

from collections.abc import Sequence

from gen.figures.plot_names import line_name, number_text
from gen.latex import Latex, Tex, escape
from gen.messages.sentences import listed, translate
from gen.model.plotted import Plotted


def plot_caption(drawn: Plotted, latex: Latex) -> Tex:
    """What is drawn; of a sketch the same on the sheet and in the key."""
    spec, language = drawn.spec, latex.language
    if spec.place == "sketch" and spec.kind != "surface":
        return Tex(" ".join([translate("the sketch.", language), *_classes(drawn, latex)]))
    of = listed([f"${latex.expr(one.expr)}$" for one in spec.of], language)
    match spec.kind:
        case "curves":
            return Tex(translate("{of} as a function of {name}.", language, of=of, name=f"${latex.name(spec.swept[0])}$"))
        case "times":
            scale = translate("on a logarithmic scale", language) if spec.log else ""
            sentence = translate("{of} over the steps {t}.", language, of=", ".join(filter(None, (of, scale))), t="$t$")
            return Tex(" ".join([sentence, *_zeros(drawn, latex)]))
        case "boundary" if len(spec.of) == 2:
            sides = f"${latex.expr(spec.of[0].expr)} = {latex.expr(spec.of[1].expr)}$"
            return Tex(" ".join([translate("the line {equation}.", language, equation=sides), *_classes(drawn, latex)]))
        case "boundary":
            sides = f"${latex.expr(spec.of[0].expr)} = 0$"
            return Tex(" ".join([translate("the line {equation}.", language, equation=sides), *_classes(drawn, latex)]))
        case "surface":
            levels = [f"${number_text(line.level, False, latex)}$" for line in drawn.lines if line.level is not None]
            return Tex(translate("lines on which {of} is {levels}.", language, of=of, levels=listed(levels, language)))
        case "eigenvalues":
            return Tex(translate("the eigenvalues of {of} and the circle of radius 1.", language, of=of))
        case "histogram":
            number = sum(n for _, _, n in drawn.bars)
            return Tex(translate("the {number} numbers of {of}.", language, number=str(number), of=of))
    raise AssertionError(spec.kind)


def _zeros(drawn: Plotted, latex: Latex) -> list[str]:
    """What a logarithmic axis has no place for."""
    found: list[str] = []
    for line in drawn.lines:
        times: Sequence[str] = [f"${t}$" for t, number in drawn.zeros if number == line.number]
        if times:
            at = listed(times, latex.language)
            found.append(
                translate("{of} is 0 at {t} = {times}.", latex.language, of=f"${line_name(line, latex).formula}$", t="$t$", times=at)
            )
    return found


def _classes(drawn: Plotted, latex: Latex) -> list[str]:
    """Which markers are which class."""
    names = [escape(one.name) for one in drawn.marks]
    if not any(names):
        return []
    filled, rings, squares, triangles = (*names, "", "", "", "")[:4]
    told = [
        filled and translate("filled circles: {name}", latex.language, name=filled),
        rings and translate("open circles: {name}", latex.language, name=rings),
        squares and translate("squares: {name}", latex.language, name=squares),
        triangles and translate("triangles: {name}", latex.language, name=triangles),
    ]
    sentence = "; ".join(filter(None, told))
    return [f"{sentence[:1].upper()}{sentence[1:]}."]
