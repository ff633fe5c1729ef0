"""Requirements: relations between the numbers of an item, each to hold for all that it speaks of.

h[3] != 0                     one value
abs(z[t]) <= 12               each time at which there are all its names
denominator(answers) <= 4     each answer; so with `values`, `derivatives` and `results`
closed_gates = 1              a count: closed_gates, kinks, ties
x != h                        sizes, in an item with `shapes`
distinct(answers)             no two of them are the same
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from gen.algebra.arrays import Value, mapped, numbers
from gen.algebra.expr import Add, Atom, Call, Expr, Partial, Shift, Var, atoms, rebuild, sees_last_step, walk
from gen.algebra.numbers import Number, NumberFormat, add, negate, sign
from gen.algebra.printer import name_text, text
from gen.algebra.rounding import USUAL, as_shown, common_format, shown_text
from gen.calculus import evaluate, expr_at
from gen.functions import ShapeError
from gen.functions.linalg import each
from gen.functions.shapes import shape, shapes_of
from gen.messages.errors import InputError, MathError, did_you_mean
from gen.model.derivation import Derivation
from gen.model.problem import Item
from gen.model.source import relation_holds
from gen.variants.features import COUNTS, KINDS, Features
from gen.variants.variation import Requirement

Env = Mapping[Atom, Value]

_ENDLESS = Fraction(10**60)  # the denominator, and the digits, of what is no fraction


def _denominator(x: Number) -> Number:
    return Fraction(x.denominator) if isinstance(x, Fraction) else _ENDLESS


def _digits(x: Number) -> Number:
    """How many digits one writes: those above and below the line."""
    if not isinstance(x, Fraction):
        return _ENDLESS
    return Fraction(len(str(abs(x.numerator))) + (len(str(x.denominator)) if x.denominator > 1 else 0))


OWN: Mapping[str, Callable[[Number], Number]] = {"denominator": _denominator, "digits": _digits}
"""Functions that a requirement has besides those of equations."""


def meets(requirement: Requirement, features: Features, shown: NumberFormat) -> bool:
    """Whether the numbers meet it. What does not exist for them, such as the logarithm of a negative number, does not.

    What is to be distinct must be so on paper, where it is `shown` rounded.
    """
    relation = requirement.relation
    try:
        if relation is None:
            return repeated_number(requirement, features, shown) is None
        for left, right in _instances(requirement.exprs, features):
            for difference in numbers(each(lambda a, b: add(a, negate(b)), left, right)):
                order = sign(difference)
                if not relation_holds(relation.sign, order < 0, order == 0):
                    return False
    except MathError:
        return False
    return True


def repeated_number(requirement: Requirement, features: Features, shown: NumberFormat) -> str | None:
    """How two numbers are shown that are to be distinct and are not, or not on paper; None where there are no two. Raises MathError."""
    seen: set[Number] = set()
    computed = {*KINDS, *(step.lhs.name for step in features.derivation.numbers if isinstance(step.lhs, Var))}
    for part in requirement.distinct:
        given = all(isinstance(atom, Var) and atom.name not in computed for atom in atoms(part.expr))
        for (value,) in _instances((part.expr,), features):
            style = common_format(value, shown)
            for x in numbers(value):
                near = x if given else as_shown(x, style)  # what is given is never rounded
                if near in seen:
                    return shown_text(x, style)
                seen.add(near)
    return None


def fails_on_givens(requirement: Requirement, item: Item) -> bool:
    """Whether the numbers that are given do not meet one that is about these alone: so much is known without a derivation."""
    return not meets(requirement, Features(Derivation((), (), {var: one.value for var, one in item.given.items()}), (), 0), USUAL)


def is_about_givens(requirement: Requirement, item: Item) -> bool:
    """Whether a requirement speaks of what an item gives alone, whatever is derived from that."""
    sides, given = requirement.exprs, item.given.keys()
    if any(map(sees_last_step, sides)):
        return False
    parts = [part for side in sides for part in walk(side)]
    named = [part for part in parts if isinstance(part, Var)]
    if any(isinstance(part, Partial) for part in parts) or any(var.name in COUNTS for var in named):
        return False
    return all(_timed((var,)) or var.whole in given for var in named)


def unknown_names(requirement: Requirement, features: Features) -> list[InputError]:
    """Names that the item has not, or else times and shapes that do not fit."""
    return list(_missing_names(requirement, features)) or list(_shape_errors(requirement, features))


def _missing_names(requirement: Requirement, features: Features) -> Iterator[InputError]:
    env, times = features.env, range(1, features.horizon + 1)
    for use in (use for side in requirement.sides for use in side.uses):
        var, name = use.var, name_text(use.var)
        places = [expr_at(var, t, features.horizon) for t in times]
        if not (any(isinstance(place, Var) and place.whole in env for place in places) or (var.time is None and var.name in KINDS)):
            known = [*KINDS, *(name_text(atom) for atom in env if isinstance(atom, Var))]
            yield InputError(use.where, f"'{name}' is neither computed nor given here", did_you_mean(name, known))
    for side in requirement.sides:
        for atom in atoms(side.expr):
            if isinstance(atom, Partial) and atom not in env:
                yield InputError(requirement.where, f"{text(atom)} is not derived here")


def _shape_errors(requirement: Requirement, features: Features) -> Iterator[InputError]:
    sides = requirement.exprs
    for parts in [sides] if requirement.relation else [(side,) for side in sides]:
        kinds = _kinds(parts, features)
        if len(kinds) > 1:
            yield InputError(requirement.where, f"a requirement is about one of {' and '.join(sorted(kinds))}", "write two requirements")
        elif kinds and _timed(parts):
            yield InputError(requirement.where, f"what is required of {kinds[0]} has no time", "leave out t, or name the value: h[t]")
        elif _timed(parts) and not any(True for _ in _times(parts, features)):
            yield InputError(requirement.where, "there is no time at which all this is computed or given")
        try:
            shape(Add(tuple(map(_elementwise, parts))), shapes_of(features.env))
        except ShapeError as error:
            yield InputError(requirement.where, str(error), error.hint)


def _elementwise(e: Expr) -> Expr:
    """The expression without the functions that only requirements have: they are of each entry."""
    return _elementwise(e.args[0]) if isinstance(e, Call) and e.fn in OWN else rebuild(e, _elementwise)


# What requirements speak of is the same for all draws, and found once ------------------------------------------------------------


@lru_cache(maxsize=1024)
def _named(parts: tuple[Expr, ...]) -> tuple[Var, ...]:
    return tuple(atom for part in parts for atom in atoms(part) if isinstance(atom, Var))


def _kinds(parts: tuple[Expr, ...], features: Features) -> list[str]:
    return list(dict.fromkeys(var.name for var in _named(parts) if var.name in KINDS and var not in features.env))


@lru_cache(maxsize=1024)
def _timed(parts: tuple[Expr, ...]) -> bool:
    return any(isinstance(var.time, Shift) or var == Var("t") for var in _named(parts))


@lru_cache(maxsize=4096)
def _placed(parts: tuple[Expr, ...], t: int, horizon: int) -> tuple[Expr, ...]:
    return tuple(expr_at(part, t, horizon) for part in parts)


@lru_cache(maxsize=1024)
def _has_own(e: Expr) -> bool:
    """Whether it has a function that only requirements have."""
    return any(isinstance(part, Call) and part.fn in OWN for part in walk(e))


def _times(parts: tuple[Expr, ...], features: Features) -> Iterator[tuple[Expr, ...]]:
    """The expressions at each time that has them."""
    for t in range(1, features.horizon + 1):
        placed = _placed(parts, t, features.horizon)
        if all(var.whole in features.env for var in _named(placed)):
            yield placed


def _instances(parts: tuple[Expr, ...], features: Features) -> Iterator[tuple[Value, ...]]:
    """The values of expressions: for each number of a kind, at each time that has them, or once."""
    env, kinds = features.env, _kinds(parts, features)
    if kinds:
        number, with_number = Var(kinds[0]), dict(env)
        for x in features.numbers(kinds[0]):
            with_number[number] = x
            yield tuple(_read(part, with_number) for part in parts)
    else:
        for placed in _times(parts, features) if _timed(parts) else [parts]:
            yield tuple(_read(part, env) for part in placed)


def _read(e: Expr, env: Env) -> Value:
    """The value of an expression."""
    return _value(e, env) if _has_own(e) else evaluate(e, env, {})


def _value(e: Expr, env: Env) -> Value:
    """An expression with the functions that only requirements have."""
    inner: dict[Atom, Value] = {}

    def put(part: Expr) -> Expr:
        match part:
            case Call(fn, (arg,)) if fn in OWN:
                name = Var(f"{fn} {len(inner)}")
                inner[name] = mapped(_value(arg, env), OWN[fn])
                return name
            case _:
                return rebuild(part, put)

    form = put(e)
    return evaluate(form, {**env, **inner}, {})
