"""The ideas of a model answer under their labels, as a grader speaks of them."""

from gen.document.tree import Credit, Text
from gen.model.derivation import Statement
from gen.model.problem import Inline, Item

AS_TYPED = ("model", "gap", "blank")  # in these names are written as in the prompt


def name_of(step: Statement) -> str:
    """What a rule calls a place that is filled in, or an idea; empty for what is said otherwise."""
    return f"({step.name})" if step.kind in ("gap", "blank") else step.name.replace("_", " ") if step.kind == "model" else ""


def with_label(step: Statement, item: Item, credit: Credit | None) -> Text:
    """A sentence; an idea behind its label where there are several, unless its points say for which question it is, or it begins with
    bold words of the author's own."""
    numbered = credit is not None and bool(credit.question)
    label = name_of(step) if step.kind == "model" and len(item.answer) > 1 and not numbered else ""
    first = step.pieces[0]
    if not label or (first.kind, first.text) == ("begin", "strong"):
        return step.pieces
    return (
        Inline("begin", "strong"),
        Inline("text", f"{label}:"),
        Inline("end", "strong"),
        Inline("text", " "),
        *step.pieces,
    )
