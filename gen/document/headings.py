"""The small headings under which the steps of a key are gathered."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from gen.algebra.expr import Atom, LocalDerivative, Partial, SecondDerivative, Var, atoms
from gen.algebra.values import value_of
from gen.document.tree import Text
from gen.model.derivation import Statement, Step
from gen.model.problem import Inline, Item, sentence_inline
from gen.model.solved import Solved, SolvedItem
from gen.model.trace import Trace
from gen.questions import HEADINGS

_PASSES = ("evaluate", "local", "adjoint")
_NONE: Text = ()
_FORWARD = (sentence_inline("Forward pass"),)
_BACKWARD = (sentence_inline("Backward pass"),)
_SLOPES = (sentence_inline("Local derivatives"),)
_SUMS = (sentence_inline("Sums over the paths through time"),)
_LAST_STEPS = (sentence_inline("Sum over the steps"),)
_UPDATE = (sentence_inline("Update"),)
_UPDATED = (sentence_inline("Forward pass with the new values"),)
_AFTER = (sentence_inline("After the last step"),)
_OF_KINDS: Mapping[str, Text] = {kind: (Inline("say", heading.sentence),) for kind, heading in HEADINGS.items()}
_STEPS = ("Step {number}", "Epoch {number}", "Epoch {epoch}, step {number}")


def heading_of(step: Step | Statement, solved: Solved, item: Item, elsewhere: Mapping[Atom, str], before: Text, trains: bool) -> Text:
    """The group a step belongs to; empty where it joins the one before it, or its heading.

    Items `elsewhere` have some of the values: other forward values follow where these are said to stand. Of a cell that `trains` each
    step has a group.
    """
    if isinstance(step, Statement):
        return _of_kind(step.kind)
    match step.kind, step.lhs:
        case _, lhs if lhs in elsewhere:
            return cross_reference(elsewhere)
        case _, lhs if (trains or item.epoch) and (time := _time_of(lhs)):
            return _of_time(time, item.epoch, trains)
        case "evaluate", _ if before == _AFTER or any(piece.text in _STEPS for piece in before):
            return _AFTER
        case "evaluate", _ if any(isinstance(atom, Partial) for atom in atoms(step.planned.rhs)):
            return _UPDATE
        case "evaluate", _ if elsewhere and before == cross_reference(elsewhere):
            return cross_reference(elsewhere)
        case "evaluate", _ if before in (_UPDATE, _UPDATED):
            return _UPDATED
        case (("evaluate" | "printed"), _):
            return _FORWARD if solved.trace else _NONE
        case "local", _:
            return _SLOPES
        case "chain", Partial(_, wrt):
            return _derivatives(wrt, second=False)
        case _, SecondDerivative(_, wrt):
            return _derivatives(wrt, second=True)
        case "accumulate", _:
            return _LAST_STEPS if item.truncate else _SUMS
        case (("seed" | "adjoint"), _):
            return _BACKWARD
        case _:
            return _of_kind(step.kind)


@lru_cache(maxsize=1024)
def _derivatives(wrt: Var, second: bool) -> Text:
    name = Inline("expr", "", wrt)
    if second:
        return (sentence_inline("Second derivatives with respect to {name}", name=name),)
    return (sentence_inline("Derivatives with respect to {name}", name=name),)


def trains(trace: Trace | None) -> bool:
    """Whether there are several steps of learning: at several times an equation has a gradient in it."""
    eqns = trace.eqns if trace else ()
    times = {eqn.out.time for eqn in eqns if any(isinstance(atom, Partial) for atom in atoms(eqn.rhs))}
    return len(times - {None}) > 1


def _time_of(lhs: Atom) -> int:
    """The step to which a value belongs, or a slope, or a derivative by what it is of; 0 where there is none."""
    match lhs:
        case Var(_, int(time)) | LocalDerivative(_, Var(_, int(time))) | Partial(Var(_, int(time)), _):
            return time
        case _:
            return 0


def _of_time(time: int, epoch: int, in_steps: bool) -> Text:
    """`Step 3`, `Epoch 2`, or both."""
    step, number = Inline("text", str(time)), Inline("text", str((time - 1) // epoch + 1 if epoch else 0))
    if not epoch:
        return (sentence_inline("Step {number}", number=step),)
    if not in_steps:
        return (sentence_inline("Epoch {number}", number=number),)
    return (sentence_inline("Epoch {epoch}, step {number}", epoch=number, number=step),)


def _of_kind(kind: str) -> Text:
    return _OF_KINDS.get(kind, _NONE)


def cross_reference(elsewhere: Mapping[Atom, str]) -> Text:
    """Which earlier items have these values."""
    return _as_in(tuple(dict.fromkeys(elsewhere.values())), any(isinstance(lhs, Partial) for lhs in elsewhere))


@lru_cache(maxsize=1024)
def _as_in(labels: tuple[str, ...], backward: bool) -> Text:
    items = [Inline("text", f"{label})") for label in labels]
    if backward:
        return (sentence_inline("Forward and backward pass as in {items}", items=items),)
    return (sentence_inline("Forward pass as in {items}", items=items),)


def has_same_values(one: SolvedItem, other: SolvedItem) -> bool:
    """Whether an earlier item has values of a reading of this one, so that what this one tells depends on it."""
    return any(values_of_earlier_items(reading, [other], ()) for reading in one.readings)


def values_of_earlier_items(one: Solved, earlier: Sequence[SolvedItem], own: Collection[Atom]) -> dict[Atom, str]:
    """The values of a forward or backward pass that an earlier item has by the same equation with the same numbers, with the label of the
    first such item: but for `own` ones, and for derivatives only where all others are there.

    An item with several readings has nothing for others: they do not say which reading they follow. Nor has one whose forward pass
    is another, with other weights say, even where a value is the same in both.
    """
    found: dict[Atom, str] = {}
    mine = one.derivation
    for item in earlier if mine.numbers else ():
        if len(item.readings) != 1:
            continue
        other = item.readings[0].derivation
        steps = {step.lhs: step for step in other.numbers if step.kind in _PASSES and not step.planned.hidden}
        both = [step for step in mine.numbers if step.lhs in steps]
        if all(step.value == steps[step.lhs].value for step in both if step.kind == "evaluate"):
            for step in both:
                same = step.lhs not in own and step == steps[step.lhs]
                if same and all(value_of(a, mine.values) == value_of(a, other.values) for a in atoms(step.planned.written)):
                    found.setdefault(step.lhs, item.item.id)
    if not found:
        return found
    derivatives = {step.lhs for step in mine.numbers if step.kind != "evaluate" and not step.planned.hidden}
    if derivatives - found.keys() <= {*own}:
        return found
    return {lhs: label for lhs, label in found.items() if lhs not in derivatives}
