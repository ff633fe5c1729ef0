"""The small headings under which the steps of a key are gathered."""

from collections.abc import Mapping, Sequence

from gen.algebra.expr import Atom, Partial, atoms
from gen.algebra.values import value_of
from gen.latex import Latex, escape
from gen.messages.sentences import listed, say, tell
from gen.model.derivation import Statement, Step
from gen.model.problem import Item
from gen.model.solved import Solved, SolvedItem
from gen.questions import HEADINGS


def heading_of(step: Step | Statement, solved: Solved, item: Item, elsewhere: Mapping[Atom, str], before: str, latex: Latex) -> str:
    """The group a step belongs to; empty where it joins the one before it, or its heading.

    Items `elsewhere` tell some of the forward values: the others follow where these are said to stand.
    """
    language = latex.language
    if isinstance(step, Statement):
        return tell(HEADINGS.get(step.kind, ""), language)
    match step.kind, step.lhs:
        case "evaluate", _ if any(isinstance(atom, Partial) for atom in atoms(step.line.rhs)):
            return say("Update", language)
        case "evaluate", lhs if lhs in elsewhere or (elsewhere and before == _told(elsewhere, latex)):
            return _told(elsewhere, latex)
        case (("evaluate" | "printed"), _):
            return say("Forward pass", language) if solved.trace else ""
        case "local", _:
            return say("Slopes", language)
        case "chain", Partial(_, wrt):
            return say("Derivatives with respect to {name}", language, name=f"${latex.name(wrt)}$")
        case "accumulate", _:
            return say("Sum over the steps", language) if item.truncate else say("Sums over the paths through time", language)
        case (("seed" | "adjoint"), _):
            return say("Backward pass", language)
        case _:
            return tell(HEADINGS.get(step.kind, ""), language)


def _told(elsewhere: Mapping[Atom, str], latex: Latex) -> str:
    labels = [f"{escape(label)})" for label in dict.fromkeys(elsewhere.values())]
    return say("Forward pass as in {items}", latex.language, items=listed(labels, latex.language))


def told_before(one: Solved, earlier: Sequence[SolvedItem]) -> dict[Atom, str]:
    """The forward values that an earlier item tells by the same equation with the same numbers, with the label of the first such item.

    An item with several readings tells nothing for others: they do not say which reading they follow.
    """
    found: dict[Atom, str] = {}
    mine = one.derivation
    for item in earlier:
        if len(item.readings) == 1:
            other = item.readings[0].derivation
            told = {step.lhs: step for step in other.numbers if step.kind == "evaluate" and not step.line.hidden}
            for step in mine.numbers:
                if step == told.get(step.lhs) and all(
                    value_of(a, mine.values) == value_of(a, other.values) for a in atoms(step.line.written)
                ):
                    found.setdefault(step.lhs, item.item.id)
    return found
