"""What an item asks of a family of matrices, asked of each of its members."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from gen.algebra.arrays import shape_of
from gen.algebra.expr import Var
from gen.algebra.families import family_of, place_of
from gen.calculus import general_equations, members, with_channels
from gen.messages.errors import InputError, InputErrors
from gen.model.problem import Given, Reading
from gen.model.queries import Query
from gen.model.source import Use
from gen.questions import EigenQuery, FormulaQuery, GradientQuery, NumberQuery


def known_members(readings: Sequence[Reading], given: Mapping[Var, Given]) -> list[str]:
    """The names of all matrices of families that the first reading has, those that are given and those that it computes.

    Raises InputErrors where channels do not go together.
    """
    shapes = {var: shape_of(one.value) for var, one in given.items()}
    found = [var.name for var in given]
    if readings and any(map(place_of, found)):
        found += [eqn.out.name for eqn in with_channels(general_equations(readings[0].cell, given), shapes)]
    return [name for name in dict.fromkeys(found) if place_of(name)]


def of_members(queries: Sequence[Query], known: Collection[str]) -> tuple[Query, ...]:
    """The questions, those about a family once for each of its members. Raises InputErrors for those that are about matrices alone."""
    if known and (formula := next((query for query in queries if isinstance(query, FormulaQuery)), None)):
        message = f"a formula is one of matrices, and '{family_of(next(iter(known)))}' has channels"
        raise InputErrors([InputError(formula.where, message, "ask for numbers")])
    return tuple(one for query in queries for one in _each(query, known)) if known else tuple(queries)


def _each(query: Query, known: Collection[str]) -> Iterator[Query]:
    if isinstance(query, EigenQuery):
        yield from (replace(query, of=_use(query.of, var)) for var in members(query.of.var, known))
        return
    if not isinstance(query, NumberQuery):
        yield query
        return
    for of in members(query.of.var, known):
        if isinstance(query, GradientQuery):
            yield from (replace(query, of=_use(query.of, of), wrt=_use(query.wrt, wrt)) for wrt in members(query.wrt.var, known))
        else:
            yield replace(query, of=_use(query.of, of))


def _use(use: Use, var: Var) -> Use:
    return replace(use, var=var)


def without_restated(given: Mapping[Var, Given], own: Collection[Var]) -> dict[Var, Given]:
    """The numbers of an earlier item without the families that an item states anew."""
    families = {family_of(var.name) for var in own}
    return {var: one for var, one in given.items() if family_of(var.name) not in families or not place_of(var.name)}
