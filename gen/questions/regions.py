"""What all right answers have in common, held against the requirement in both directions.

Where all equations are made of linear pieces it is proved: no piece has numbers that meet one and miss the other, by exact arithmetic.
Elsewhere both are compared at points of a specified stream, and the key says so.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import combinations

from gen.algebra.arrays import Array, Value, array, numbers, rows_of, shape_of
from gen.algebra.expr import Expr, Var
from gen.algebra.linear_inequalities import Constraint
from gen.algebra.polynomials import Polynomial, constant, unknown
from gen.algebra.printer import name_text, number_text
from gen.algebra.random_stream import Stream
from gen.messages.errors import InputError, InputErrors, VerificationError, did_you_mean
from gen.model.source import Relation
from gen.model.verified import Check
from gen.questions.kind import AskedItem
from gen.questions.linear_pieces import (
    NotLinear,
    Path,
    TooManyPieces,
    Undefined,
    affine,
    at_most,
    equal,
    less,
    paths,
)
from gen.questions.requirements import hold, in_case, with_sides
from gen.questions.values import derive_unconfirmed, task_of
from gen.verify import scalarize

POINTS = 200  # at which a region is compared with its requirement where nothing is proved
SLICES = 20  # through points, on which it is proved for some of the names
CONFIRMING = 40  # at which a proof is tried
FEWEST = 10  # points on either side of a region
PROVED, SAMPLED = "region proved by linear pieces", "region at sampled points"

Found = Mapping[Var, Value]


@dataclass(frozen=True, slots=True)
class Region:
    """What is to be found, its requirement and what is said of all right answers, in one reading of an item with its witness.

    A requirement `for_all` values of some names is looked at in cases that the item has for it.
    """

    requirement: tuple[Relation, ...]
    region: tuple[Relation, ...]
    asked: AskedItem
    witness: Found
    for_all: bool = False

    def is_right(self, found: Found) -> bool:
        return all(hold(self.requirement, in_case(self.asked, case, found)) for case in self.asked.item.over or ({},))

    def is_inside(self, found: Found) -> bool:
        return hold(self.region, in_case(self.asked, {}, found))


def check_region(question: Region) -> Check:
    """By what a region was confirmed, and at how many points. Raises InputErrors where it is too large or too small."""
    known = {var.name for var in (*question.witness, *question.asked.item.given)}
    for use in (use for one in question.region for side in (one.left, one.right) for use in side.uses):
        if use.var.name not in known:
            message = f"'{name_text(use.var)}' is neither to be found nor given once for all cases, and a region is about such numbers"
            raise InputErrors([InputError(use.where, message, did_you_mean(use.var.name, known))])
    if not question.is_inside(question.witness):
        wrong = next(one for one in question.region if not replace(question, region=(one,)).is_inside(question.witness))
        raise InputErrors([InputError(wrong.where, f"the witness is a right answer, and '{wrong.text}' does not hold for it")])
    # What holds in all cases may not hold for all values, but for the witness itself.
    if _proved(question, question.witness) and (not question.for_all or _is_witness_alone(question)):
        return Check(PROVED, _compared(question, CONFIRMING, 0))
    _compare_slices(question)
    return Check(SAMPLED, _compared(question, POINTS, FEWEST))


def _proved(question: Region, unknown: Collection[Var]) -> bool:
    """Whether a proof goes through where only these names are unknown; False where it is not tried. Raises InputErrors where it fails."""
    try:
        point = _point_between(question, unknown)
    except (NotLinear, TooManyPieces):
        return False
    if point is not None:
        _require_alike(question, point)
        raise VerificationError(f"{PROVED}: {point} is on one side of the region alone, and its numbers say that it is not")
    return True


def _is_witness_alone(question: Region) -> bool:
    """Whether a region says of each name which number it is."""
    told = [
        one.left.expr for one in question.region if one.sign == "=" and not {use.var for use in one.right.uses} & question.witness.keys()
    ]
    return question.witness.keys() <= set(told)


def _compare_slices(question: Region) -> None:
    """A proof for some of the names, as few others as possible having the numbers of points. Raises InputErrors where it fails."""
    names = list(question.witness)
    for size in range(1, len(names)):
        sets = [fixed for fixed in combinations(names, size) if _proved(question, [name for name in names if name not in fixed])]
        for fixed in sets:
            for point in _points(question, SLICES):
                numbers_there = {name: point[name] if name in fixed else value for name, value in question.witness.items()}
                _proved(replace(question, witness=numbers_there), [name for name in names if name not in fixed])
        if sets:
            return


# Linear pieces --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class System:
    """Equations between numbers in order, what is known of the names in them, and the entries of both sides of relations."""

    equations: tuple[tuple[Var, Expr], ...]
    known: Mapping[Var, Polynomial]
    relations: tuple[tuple[str, tuple[Var, ...], tuple[Var, ...]], ...]
    conventions: Mapping[str, Fraction]

    def follow(self, path: Path) -> Iterator[tuple[list[list[Constraint]], list[list[Constraint]]]]:
        """Bounds of each relation on a path: the ways in which it holds, and those in which it fails."""
        values = dict(self.known)
        for out, rhs in self.equations:
            values[out] = affine(rhs, values, path, self.conventions)
        for sign, lefts, rights in self.relations:
            size = max(len(lefts), len(rights))
            pairs = list(zip(lefts * (size // len(lefts)), rights * (size // len(rights)), strict=True))
            yield _ways(sign, [(values[a], values[b]) for a, b in pairs])


def _ways(sign: str, pairs: Sequence[tuple[Polynomial, Polynomial]]) -> tuple[list[list[Constraint]], list[list[Constraint]]]:
    """How all pairs can be as a sign says, and how one of them can be otherwise."""
    match sign:
        case "=":
            return [[equal(a, b) for a, b in pairs]], [[one] for a, b in pairs for one in (less(a, b), less(b, a))]
        case "!=":
            holds, fails = _ways("=", pairs)
            return fails, holds
        case "<":
            return [[less(a, b) for a, b in pairs]], [[at_most(b, a)] for a, b in pairs]
        case "<=":
            return [[at_most(a, b) for a, b in pairs]], [[less(b, a)] for a, b in pairs]
        case _:
            return _ways(sign.replace(">", "<"), [(b, a) for a, b in pairs])


def system(relations: Sequence[Relation], asked: AskedItem, names: Collection[Var]) -> System:
    """The relations of an item entry by entry, the numbers of some names unknown. Raises NotLinear."""
    sides = with_sides(relations, asked)
    recurrence = task_of(sides.wanted, sides.asked).recurrence(sides.asked.item)
    try:
        parts = scalarize(recurrence, {})
    except VerificationError:  # a derivative in an equation, which moves with what is unknown
        raise NotLinear from None
    known = {part: unknown(i) for i, part in enumerate(part for var in names for part in parts.of(var))}
    for var, value in parts.recurrence.givens.items():
        if var not in known:
            if isinstance(value, Decimal | Array):
                raise NotLinear
            known[var] = constant(value)
    return System(
        tuple((eqn.out, eqn.rhs) for eqn in parts.recurrence.trace.eqns),
        known,
        tuple((relation.sign, parts.of(left), parts.of(right)) for relation, _, left, right in sides.of),
        asked.item.conventions,
    )


def _point_between(question: Region, unknown: Collection[Var]) -> Found | None:
    """Numbers for what is unknown that meet the requirement or lie in the region, and not both; None where there are none.

    Raises NotLinear.
    """
    asked, witness = question.asked, question.witness
    cases = [system(question.requirement, in_case(asked, case, witness), unknown) for case in asked.item.over or ({},)]
    region = system(question.region, in_case(asked, {}, witness), unknown)
    own = {name: value for name, value in witness.items() if name in unknown}
    size = sum(len(numbers(value)) for value in own.values())

    def too_large(case: System, path: Path) -> bool:
        _all_hold(region, path)
        return one_fails(case, path)

    def too_small(path: Path) -> bool:
        for case in cases:
            _all_hold(case, path)
        return one_fails(region, path)

    for case in cases:
        for path, wrong in paths(partial(too_large, case)):
            if wrong:
                return {**witness, **_with_numbers(own, path.point(size))}
    return next(({**witness, **_with_numbers(own, path.point(size))} for path, wrong in paths(too_small) if wrong), None)


def _all_hold(system: System, path: Path) -> None:
    for holds, _ in system.follow(path):
        path.choose(holds)


def one_fails(system: System, path: Path) -> bool:
    """Whether a relation fails on a path, or has no value there."""
    try:
        return any(path.choose([*holds, *fails]) >= len(holds) for holds, fails in system.follow(path))
    except Undefined:
        return True


def _with_numbers(like: Found, entries: Sequence[Fraction]) -> Found:
    """These numbers under the names of others, in arrays of the same shapes."""
    left = iter(entries)
    return {var: array([next(left) for _ in row] for row in rows_of(value)) for var, value in like.items()}


# Points ---------------------------------------------------------------------------------------------------------------


def _compared(question: Region, most: int, fewest: int) -> int:
    """At how many points a region and its requirement agree. Raises InputErrors where they do not, or are hardly compared."""
    inside = outside = 0
    for point in _points(question, most):
        if _require_alike(question, point):
            inside += 1
        else:
            outside += 1
    if min(inside, outside) < fewest:
        message = f"the region cannot be told by points: {inside} of {most} lie in it"
        hint = "write equations in it as NAME = ..., so that points in it can be made"
        raise InputErrors([InputError(question.region[0].where, message, hint)])
    return inside + outside


def _points(question: Region, most: int) -> Iterator[Found]:
    """Points in turn: anywhere; on the equations of the region; beside that by one entry; beside the witness, on the equations again."""
    draw = Stream("region", question.asked.item.id)
    base: Found = question.witness
    for k in range(most):
        if k % 4 < 2:
            base = _with_numbers(base, [Fraction(draw.below(17) - 8, 2) for value in base.values() for _ in numbers(value)])
        else:
            base = question.witness if k % 4 == 3 else base
            entries = [Fraction(x) for value in base.values() for x in numbers(value)]
            entries[draw.below(len(entries))] += Fraction(draw.choice((-2, -1, 1, 2)), draw.choice((1, 2, 16)))
            base = _with_numbers(base, entries)
        base = _on_equations(question, base) if k % 2 else base
        yield base


def _on_equations(question: Region, point: Found) -> Found:
    """The point with each name that the region says to be something put to that, in the order of the region."""
    found = dict(point)
    for relation in question.region:
        sides = with_sides([relation], in_case(question.asked, {}, found))
        name = relation.left.expr
        if relation.sign == "=" and isinstance(name, Var) and name in found and name not in {use.var for use in relation.right.uses}:
            try:
                value = derive_unconfirmed(sides.wanted, sides.asked).values[sides.of[0][3]]
            except InputErrors:
                continue
            if shape_of(value) == shape_of(found[name]) and all(isinstance(x, Fraction) for x in numbers(value)):
                found[name] = value
    return found


def _require_alike(question: Region, point: Found) -> bool:
    """Whether a point lies in the region. Raises InputErrors where it is a right answer and does not, or is none and does."""
    inside, right = question.is_inside(point), question.is_right(point)
    if inside == right:
        return inside
    where = ", ".join(f"{name_text(var)} = {number_text(value)}" for var, value in point.items())
    if inside:
        message = f"the region is too large: {where} lies in it and is no right answer"
    else:
        wrong = next(one for one in question.region if not replace(question, region=(one,)).is_inside(point))
        message = f"the region is too small: {where} is a right answer, and '{wrong.text}' does not hold for it"
    raise InputErrors([InputError(question.region[0].where, message)])
