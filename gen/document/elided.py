"""A sum over many paths with the first two terms and the last one, a long product along a path with its first steps and its last factors.

What is left out stands in the general rule, which is told before: nothing is left out where there is none, or where a person would write
all of it.
"""

from collections.abc import Sequence

from gen.algebra.expr import DOTS, Add, Expr, Mul, PathTerm, atoms
from gen.model.derivation import Statement, Step
from gen.model.general_rule import Path, paths_of

MOST_TERMS, MOST_FACTORS = 6, 8
FIRST_TERMS, FIRST_FACTORS, LAST_FACTORS = 2, 4, 2


def follows_rule(step: Step, steps: Sequence[Step | Statement]) -> bool:
    """Whether a sum over paths has the terms of the general rule, factor by factor."""
    written = step.line.written
    terms = written.terms if isinstance(written, Add) else (written,)
    found = tuple(map(_factors, terms))
    rules = [chain for one in steps if isinstance(one, Statement) and one.kind == "rule" for chain in one.relations]
    return step.kind == "accumulate" and any(lhs == step.lhs and paths_of(rhs) == found for lhs, rhs in rules)


def elided(e: Expr) -> Expr:
    """The same with dots for what lies between its first and its last parts, if it is long. The numbers of all paths stay."""
    match e:
        case Add() if any(isinstance(atom, PathTerm) for atom in atoms(e)):
            return e
        case Add(terms) if len(terms) > MOST_TERMS:
            return Add((*map(_product, terms[:FIRST_TERMS]), DOTS, _product(terms[-1])))
        case Add(terms):
            return Add(tuple(map(_product, terms)))
        case _:
            return _product(e)


def _product(e: Expr) -> Expr:
    if not isinstance(e, Mul) or len(e.factors) <= MOST_FACTORS:
        return e
    return Mul((*e.factors[:FIRST_FACTORS], DOTS, *e.factors[-LAST_FACTORS:]))


def _factors(e: Expr) -> Path:
    return e.factors if isinstance(e, Mul) else (e,)
