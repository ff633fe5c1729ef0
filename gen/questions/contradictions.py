"""What contradicts itself: inequalities that add up to one, products and squares of what is known among them."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, islice, product

from gen.algebra.linear_inequalities import Constraint, Point, Sign, TooLong, decide, is_contradiction
from gen.algebra.polynomials import Monomial, Polynomial, Quotient, unknown
from gen.questions.known_facts import Known

MAX_FACTORS = 24  # known things of which products are made
MAX_DEGREE = 5
MAX_COLUMNS = 320
MAX_TRIPLES = 120


def constraint_of(left: Quotient, sign: str, right: Quotient) -> Constraint:
    """A relation other than != as a constraint."""
    gap = left - right if sign in (">", ">=", "=") else right - left
    signs: dict[str, Sign] = {">": ">", "<": ">", ">=": ">=", "<=": ">=", "=": "="}
    return Constraint(gap.top if sign == "=" else gap.sign, signs[sign])


def contradiction(
    known: Sequence[Known], opposite: Sequence[Constraint], depth: int, points: list[Mapping[int, Fraction]] | None = None
) -> tuple[Known, ...] | None:
    """What contradicts itself among all that is known together with the opposite of something; None if nothing is found.

    At a `depth` of 1 products with the opposite are made as well, at 2 all products. Numbers with which all holds, if each monomial is
    taken for a number of its own, are put among the `points`.
    """
    goal = [Known(constraint) for constraint in opposite]
    if any(_is_absurd(one.constraint) for one in goal):
        return ()
    columns = [*goal, *known]
    used = _decided(columns, points)
    if used is not None or depth == 0 or all(one.constraint.left.is_linear for one in columns):
        return used
    squares = list(_squares(columns))
    used = _decided([*columns, *_products(goal, known, None), *squares], None)
    if used is None and depth == 2:
        wanted = {monomial for one in goal or known for monomial, _ in one.constraint.left.terms if len(monomial) > 1}
        factors = [*columns, *(one for one in squares if len(one.constraint.left.terms) == 1)]
        products = list(_products(factors, factors, None))
        triples = _products(list(_products(factors, factors, wanted)), factors, wanted)
        used = _decided([*columns, *squares, *products, *_multiples(columns), *islice(triples, MAX_TRIPLES)], None)
    return used


def _is_absurd(constraint: Constraint) -> bool:
    value = constraint.left.constant
    return value is not None and not {">": value > 0, ">=": value >= 0, "=": value == 0}[constraint.sign]


def _products(some: Sequence[Known], others: Sequence[Known], wanted: Collection[Monomial] | None) -> Iterator[Known]:
    """Products of two things that are known; where some monomials are `wanted`, those that have one of these, or a part of one."""
    seen = set[Polynomial]()
    for one, other in product(some[:MAX_FACTORS], others[:MAX_FACTORS]):
        a, b = one.constraint, other.constraint
        if "=" in (a.sign, b.sign) or _degree(a.left) + _degree(b.left) > MAX_DEGREE or not a.left.unknowns or not b.left.unknowns:
            continue
        left = _times(a.left, b.left)
        if left in seen or (wanted is not None and not any(_within(monomial, wanted) for monomial, _ in left.terms)):
            continue
        seen.add(left)
        yield Known(Constraint(left, ">" if a.sign == b.sign == ">" else ">="), parts=(one, other))


@lru_cache(maxsize=20_000)  # cases of one proof have much in common
def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    return a * b


def _within(monomial: Monomial, wanted: Collection[Monomial]) -> bool:
    return len(monomial) > 1 and any(not Counter(monomial) - Counter(other) for other in wanted)


def _squares(columns: Sequence[Known]) -> Iterator[Known]:
    """Squares of unknowns, of their sums and of their differences, as far as products of two stand somewhere."""
    pairs = {monomial for one in columns for monomial, _ in one.constraint.left.terms if len(monomial) >= 2}
    inside = sorted({x for monomial in pairs for x in monomial})
    for x in inside:
        yield Known(Constraint(unknown(x) * unknown(x), ">="))
    for x, y in combinations(inside, 2):
        if (x, y) in pairs:
            for left in (unknown(x) - unknown(y), unknown(x) + unknown(y)):
                yield Known(Constraint(left * left, ">="))


def _multiples(columns: Sequence[Known]) -> Iterator[Known]:
    """Equations times what stands beside them."""
    monomials = sorted({monomial for one in columns for monomial, _ in one.constraint.left.terms if 1 <= len(monomial) <= 2})
    for one in columns:
        for monomial in monomials if one.constraint.sign == "=" else ():
            if one.constraint.left.terms and _degree(one.constraint.left) + len(monomial) <= MAX_DEGREE:
                yield Known(Constraint(one.constraint.left * Polynomial(((monomial, Fraction(1)),)), "="), parts=(one,))


def _degree(p: Polynomial) -> int:
    return max((len(monomial) for monomial, _ in p.terms), default=0)


def _decided(columns: Sequence[Known], points: list[Mapping[int, Fraction]] | None) -> tuple[Known, ...] | None:
    """The columns that add up to a contradiction. Raises TooLong."""
    left = columns if points is not None else _without_loners(columns)
    if len(left) > MAX_COLUMNS:
        return None
    constraints = tuple(one.constraint for one in left)
    try:
        found = decide(constraints)
    except TooLong:
        return None
    if isinstance(found, Point):
        if points is not None:
            points.append({monomial[0]: value for monomial, value in found.values.items() if len(monomial) == 1})
        return None
    if not is_contradiction(constraints, found):
        return None
    return tuple(dict.fromkeys(source for i in found.factors for source in left[i].sources))


def _without_loners(columns: Sequence[Known]) -> list[Known]:
    """Without inequalities that have a monomial which nothing cancels: no sum of theirs is a number."""
    left = list(columns)
    while True:
        above, below = set[object](), set[object]()
        below.add(())
        above.add(())
        for one in left:
            for monomial, factor in one.constraint.left.terms:
                if factor > 0 or one.constraint.sign == "=":
                    above.add(monomial)
                if factor < 0 or one.constraint.sign == "=":
                    below.add(monomial)
        kept = [one for one in left if all(m in above and m in below for m, _ in one.constraint.left.terms)]
        if len(kept) == len(left):
            return kept
        left = kept
