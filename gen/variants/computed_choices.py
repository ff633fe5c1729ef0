"""Choices that a formula computes from what is drawn: what a formula may name, and what its value may be."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from gen.algebra.arrays import SCALAR, Value, numbers, shape_of, shape_words
from gen.algebra.expr import Atom, Partial, Var, atoms
from gen.algebra.places import overlap
from gen.algebra.printer import name_text, number_text, text
from gen.functions import ShapeError
from gen.functions.shapes import shape, shapes_of
from gen.messages.errors import InputError, MathError, did_you_mean
from gen.model.problem import Item
from gen.variants.variation import Choice, ChoiceFormula, Drawn


def writable_value(value: Value, choice: Choice) -> Drawn:
    """The value as an author could have typed it. Raises MathError for a number that is no fraction, and for a size that is none."""
    fractions = [x for x in numbers(value) if isinstance(x, Fraction)]
    if len(fractions) < len(numbers(value)):
        raise MathError(f"{choice.name} = {number_text(value)} is no fraction")
    if choice.kind != "size":
        return value
    if fractions[0].denominator != 1 or fractions[0] < 1:
        raise MathError(f"{choice.name} = {number_text(value)} is no size")
    return int(fractions[0])


def formula_errors(
    choice: Choice, formula: ChoiceFormula, env: Mapping[Atom, Value], own: Item, later: Sequence[Choice]
) -> Iterator[InputError]:
    """What is wrong with a formula whose names are those of `env`: names that are not there or are computed `later`, and shapes."""
    source = formula.item or choice.item
    uses, partials = formula.parsed.uses, {atom for atom in atoms(formula.parsed.expr) if isinstance(atom, Partial)}
    missing = [use for use in uses if use.var.whole not in env]
    for use in missing:
        lacking = "neither given nor derived" if formula.item else "not given"
        hint = did_you_mean(name_text(use.var), [name_text(atom) for atom in env if isinstance(atom, Var)])
        yield InputError(use.where, f"'{name_text(use.var)}' is {lacking} in item '{source}'", hint)
    for step in formula.parsed.steps:
        yield InputError(step.where, "what a variant is computed from has no time t", "name one: x[1]")
    for partial in sorted(map(text, partials - env.keys())):
        yield InputError(formula.parsed.where, f"{partial} is not derived in item '{source}'")
    for one in later:
        if formula.item or any(_overlap(use.var, one.var or Var(one.name)) for use in uses):
            hint = "" if one == choice else "put it above"
            which = "itself" if one == choice else f"'{one.name}', which is computed later"
            yield InputError(formula.parsed.where, f"'{choice.name}' is computed from {which}", hint)
    if missing or formula.parsed.steps or partials - env.keys():
        return
    wanted = shape(choice.var, {var.name: shape_of(given.value) for var, given in own.given.items()}) if choice.var else SCALAR
    try:
        found = shape(formula.parsed.expr, shapes_of(env))
    except ShapeError as error:
        yield InputError(formula.parsed.where, str(error), error.hint)
        return
    if found != wanted:
        yield InputError(
            formula.parsed.where, f"'{choice.name}' is {shape_words(wanted)}, and what it is computed as is {shape_words(found)}"
        )


def _overlap(one: Var, other: Var) -> bool:
    """Whether both are, or have, an entry of the same value."""
    return one.whole == other.whole and overlap(one.index, other.index)
