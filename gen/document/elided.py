"""A sum over many paths with the first two terms and the last one, a long product along a path with its first steps and its last factors.

What is left out stands in the general rule, which is told before: nothing is left out where there is none, or where a person would write
all of it.
"""

from gen.algebra.expr import DOTS, Add, Expr, Mul, Num, PathTerm, Pow, atoms, terms_of
from gen.model.general_rule import Path, paths_of

MOST_TERMS, MOST_FACTORS = 6, 8
FIRST_TERMS, FIRST_FACTORS, LAST_FACTORS = 2, 4, 2


def follows_rule(written: Expr, rules: tuple[Expr, ...]) -> bool:
    """Whether a sum over paths has the terms of one of its general rules, factor by factor."""
    found = [_factors(term) for term in terms_of(written)]
    return any([_factors(Mul(path)) for path in paths_of(rule)] == found for rule in rules)


def elided(e: Expr, with_numbers: bool) -> Expr:
    """The same with dots for what lies between its first and its last parts, if it is long. The numbers of all paths stay."""
    match e:
        case Add() if any(isinstance(atom, PathTerm) for atom in atoms(e)):
            return e
        case Add(terms) if len(terms) > MOST_TERMS:
            first, last = terms[:FIRST_TERMS], terms[-1]
            return Add((*(elided(term, with_numbers) for term in first), DOTS, elided(last, with_numbers)))
        case Add(terms):
            return Add(tuple(elided(term, with_numbers) for term in terms))
        case Mul(factors) if len(factors) > MOST_FACTORS and (with_numbers or not any(isinstance(factor, Pow) for factor in factors)):
            return Mul((*factors[:FIRST_FACTORS], DOTS, *factors[-LAST_FACTORS:]))
        case _:
            return e


def _factors(e: Expr) -> Path:
    """Those of a product, a power as so many."""
    found: list[Expr] = []
    for factor in e.factors if isinstance(e, Mul) else (e,):
        match factor:
            case Pow(base, Num(n)) if n.denominator == 1 and n > 0:
                found += [base] * int(n)
            case _:
                found.append(factor)
    return tuple(found)
