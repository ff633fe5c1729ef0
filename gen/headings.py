"""The small headings under which the steps of a key are gathered."""

from collections.abc import Collection

from gen.expr import Partial, atoms
from gen.language import listed, say
from gen.latex import Latex
from gen.pipeline import Solved
from gen.spec import Item
from gen.steps import Statement, Step
from gen.tex import escape


def heading_of(step: Step | Statement, solved: Solved, item: Item, elsewhere: Collection[str], latex: Latex) -> str:
    """The group a step belongs to; empty where it joins the one before it. Items `elsewhere` tell the forward pass."""
    language = latex.language
    if isinstance(step, Statement):
        return say("Eigenvalues", language) if step.kind == "polynomial" else ""
    match step.kind, step.lhs:
        case "evaluate", _ if any(isinstance(atom, Partial) for atom in atoms(step.line.rhs)):
            return say("Update", language)
        case "evaluate", _ if elsewhere:
            labels = [f"{escape(label)})" for label in dict.fromkeys(elsewhere)]
            return say("Forward pass as in {items}", language, items=listed(labels, language))
        case (("evaluate" | "printed"), _):
            return say("Forward pass", language) if solved.trace else ""
        case "eigenvalue", _:
            return say("Eigenvalues", language)
        case "local", _:
            return say("Slopes", language)
        case "chain", Partial(_, wrt):
            return say("Derivatives with respect to {name}", language, name=f"${latex.name(wrt)}$")
        case "accumulate", _:
            return say("Sum over the steps", language) if item.truncate else say("Sums over the paths through time", language)
        case (("seed" | "adjoint"), _):
            return say("Backward pass", language)
        case _:
            return ""
