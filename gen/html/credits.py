"""Points and remarks as HTML."""

from collections.abc import Iterable

from markupsafe import Markup

from gen.algebra.printer import points_text
from gen.document import Credit, Remark, credit_words
from gen.html.medium import Medium
from gen.html.prose import line_of
from gen.latex import Latex
from gen.messages.sentences import Language


def credit_text(credit: Credit | None, language: Language) -> str:
    """Points as they stand beside a step; empty where there are none."""
    if credit is None:
        return ""
    points = credit_words(credit, points_text(credit.points), language)
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
