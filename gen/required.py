"""Requirements: relations between the numbers of an item, each to hold for all that it speaks of.

h[3] != 0                     one value
abs(z[t]) <= 12               each time at which there are all its names
denominator(answers) <= 4     each answer; so with `values`, `derivatives` and `results`
closed_gates = 1              a count: closed_gates, kinks, ties
x != h                        sizes, in an item with `shapes`
distinct(answers)             no two of them are the same
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from gen.algebra import each
from gen.array import Value, mapped, numbers
from gen.errors import Calculation, Fault, did_you_mean
from gen.evaluate import evaluate
from gen.expr import Atom, Call, Expr, Partial, Shift, Time, Var, atoms, rebuild, replace_atoms, walk
from gen.facts import KINDS, Facts
from gen.notation import name_text, text
from gen.number import Number, add, negate, sign
from gen.parse import stands
from gen.variation import Requirement

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


def meets(requirement: Requirement, facts: Facts) -> bool:
    """Whether the numbers meet it. What does not exist for them, such as the logarithm of a negative number, does not."""
    relation = requirement.relation
    try:
        if relation is None:
            parts = _instances([part.expr for part in requirement.distinct], facts)
            found = [x for values in parts for value in values for x in numbers(value)]
            return len(set(found)) == len(found)
        for left, right in _instances([relation.left.expr, relation.right.expr], facts):
            for difference in numbers(each(lambda a, b: add(a, negate(b)), left, right)):
                if not stands(relation.sign, sign(difference) < 0, sign(difference) == 0):
                    return False
    except Calculation:
        return False
    return True


def unknown(requirement: Requirement, facts: Facts) -> Iterator[Fault]:
    """Names that the item has not."""
    env, times = facts.env, range(1, facts.horizon + 1)
    for use in (use for side in requirement.sides for use in side.uses):
        var = use.var
        places = [_at(var, t, facts.horizon) for t in times] if isinstance(var.time, Shift) else [var]
        if not (any(place.whole in env for place in places) or (var.time is None and var.name in KINDS)):
            known = [*KINDS, *(name_text(atom) for atom in env if isinstance(atom, Var))]
            yield Fault(use.where, f"'{name_text(var)}' is neither computed nor given here", did_you_mean(name_text(var), known))
    for side in requirement.sides:
        for atom in atoms(side.expr):
            if isinstance(atom, Partial) and atom not in env:
                yield Fault(requirement.where, f"{text(atom)} is not derived here")


def _at(var: Var, t: int, horizon: int) -> Var:
    time: Time = (horizon if var.time.base == "T" else t) + var.time.by if isinstance(var.time, Shift) else var.time
    return Var(var.name, time, var.index)


def _placed(e: Expr, t: int, horizon: int) -> Expr:
    """An expression at step t."""
    return replace_atoms(e, lambda atom: _at(atom, t, horizon) if isinstance(atom, Var) else atom)


def _instances(parts: Sequence[Expr], facts: Facts) -> Iterator[tuple[Value, ...]]:
    """The values of expressions: for each number of a kind, at each time that has them, or once."""
    env = facts.env
    found = [atom for part in parts for atom in atoms(part) if isinstance(atom, Var)]
    kind = next((var.name for var in found if var.name in KINDS and var not in env), None)
    if kind:
        readers, number = [_reader(part) for part in parts], Var(kind)
        with_number = dict(env)
        for x in facts.numbers(kind):
            with_number[number] = x
            yield tuple(read(with_number) for read in readers)
    elif any(isinstance(var.time, Shift) for var in found):
        for t in range(1, facts.horizon + 1):
            placed = [_placed(part, t, facts.horizon) for part in parts]
            if all(atom.whole in env for part in placed for atom in atoms(part) if isinstance(atom, Var)):
                yield tuple(_reader(part)(env) for part in placed)
    else:
        yield tuple(_reader(part)(env) for part in parts)


def _reader(e: Expr) -> Callable[[Env], Value]:
    """What takes the values of an expression from numbers."""
    own = any(isinstance(part, Call) and part.fn in OWN for part in walk(e))
    return lambda env: _value(e, env) if own else evaluate(e, env, {})


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
