"""Derivatives of a backward pass that are 0 because one before them is, as behind an inactive ReLU: results alone, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from gen.algebra.arrays import Value, numbers, shape_of
from gen.algebra.expr import Atom, Call, Num, Partial, atoms, terms_of
from gen.document.tree import EqualityChain, Text
from gen.model.derivation import Step
from gen.model.problem import Inline, sentence_inline

FEWEST = 2  # in a row, from here on without their products


def behind_zeros(steps: Sequence[Step], kept: Collection[Atom]) -> Mapping[Step, Text]:
    """The steps of a backward pass that follow from a derivative that is 0; the last of several in a row says from which. All others,
    and those that are `kept`, are told in full."""
    cause: dict[Atom, Atom] = {}
    shown = [step for step in steps if step.kind == "adjoint" and not step.planned.hidden]
    zero = {step.lhs: step.value for step in shown if not any(numbers(step.value))}
    for step in shown:
        terms = [[atom for atom in atoms(term) if isinstance(atom, Partial)] for term in terms_of(step.planned.written)]
        causes = dict.fromkeys(cause.get(partial, partial) for own in terms for partial in own)
        if all(terms) and len(causes) == 1 and causes.keys() <= zero.keys():
            cause[step.lhs] = next(iter(causes))
    found: dict[Step, Text] = {}
    for why, run in groupby(shown, lambda step: None if step.lhs in kept else cause.get(step.lhs)):
        *before, last = run
        if why is not None and len(before) + 1 >= FEWEST:
            found |= dict.fromkeys(before, ()) | {last: _since(why, zero[why])}
    return found


def _since(partial: Atom, value: Value) -> Text:
    rows, columns = (Num(Fraction(n)) for n in shape_of(value))
    nothing = Num(Fraction(0)) if rows == columns == Num(Fraction(1)) else Call("zeros", (rows, columns))
    return (sentence_inline("since {relation}", relation=Inline("relation", "=", chain=(partial, nothing))),)


def without_products(equation: EqualityChain, reason: Text) -> EqualityChain:
    """The result alone."""
    return replace(equation, equalities=equation.equalities[-1:], reason=reason)
