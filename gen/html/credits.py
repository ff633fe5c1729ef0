"""Points and remarks as HTML."""

from collections.abc import Iterable

from markupsafe import Markup

from gen.algebra.printer import points_text
from gen.document import Credit, Remark
from gen.html.medium import Medium
from gen.html.prose import line_of
from gen.latex import Latex
from gen.messages.sentences import Language, translate


def credit_text(credit: Credit | None, language: Language) -> str:
    """Points as they stand beside a step; empty where there are none."""
    if credit is None:
        return ""
    points = points_text(credit.points)
    if credit.together:
        points = translate(r"{points}\,p for all", language, points=points)
    elif credit.many:
        points = translate(r"{points}\,p for all {number}", language, points=points, number=str(credit.many))
    else:
        points = translate(r"{points}\,p", language, points=points)
    if credit.question:
        points = translate(r"for {question}:\ {points}", language, question=credit.question, points=points)
    return points.replace(r"\,", "\u202f").replace(r"\ ", "\u00a0")


def remarks_of(remarks: Iterable[Remark], latex: Latex, medium: Medium) -> tuple[Markup, ...]:
    return tuple(_remark(remark, latex, medium) for remark in remarks)


def _remark(remark: Remark, latex: Latex, medium: Medium) -> Markup:
    text = line_of(remark.text, latex, medium)
    return Markup("{} {}").format(label_of(remark, latex, medium), text) if remark.label else text


def label_of(remark: Remark, latex: Latex, medium: Medium) -> Markup:
    """What kind of remark it is, with the points that it is about."""
    points = f" ({credit_text(Credit(remark.points), latex.language)})" if remark.points is not None else ""
    return Markup("<strong>{}{}:</strong>").format(line_of(remark.label, latex, medium), points)
