"""Exact roots as a person simplifies them: (2 + sqrt(12))/2 is 1 + sqrt(3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt, lcm

from gen.algebra.arrays import Value
from gen.algebra.expr import Add, Atom, Call, Div, Expr, Mul, Neg, Num

_LARGEST = 10**6  # a number below a root that is taken apart


@dataclass(frozen=True, slots=True)
class _Surd:
    """a + b sqrt(r), where no square divides r; a number if b is 0."""

    a: Fraction
    b: Fraction = Fraction(0)
    r: int = 1


def simplified_root(e: Expr, values: Mapping[Atom, Value]) -> Expr | None:
    """The value of an expression of sums, quotients and one root; None where there is no root left, or another function."""
    found = _value(e, values)
    return None if found is None or not found.b else _written(found)


def _value(e: Expr, values: Mapping[Atom, Value]) -> _Surd | None:
    match e:
        case Num(value):
            return _Surd(value)
        case Neg(arg):
            one = _value(arg, values)
            return one and _Surd(-one.a, -one.b, one.r)
        case Add(terms):
            found = [_value(term, values) for term in terms]
            known = [one for one in found if one is not None]
            roots = {one.r for one in known if one.b}
            if len(known) < len(found) or len(roots) > 1:
                return None
            zero = Fraction(0)
            return _Surd(sum((one.a for one in known), zero), sum((one.b for one in known), zero), max(roots, default=1))
        case Div(top, bottom):
            one, other = _value(top, values), _value(bottom, values)
            return _Surd(one.a / other.a, one.b / other.a, one.r) if one and other and other.a and not other.b else None
        case Call("sqrt", (arg,)):
            one = _value(arg, values)
            return _root(one.a) if one and not one.b and one.a >= 0 else None
        case Call("abs", (arg,)):
            one = _value(arg, values)
            return _Surd(abs(one.a)) if one and not one.b else None
        case _ if isinstance(e, Atom) and isinstance(number := values.get(e), Fraction):
            return _Surd(number)
    return None


def _root(x: Fraction) -> _Surd | None:
    """sqrt(p/q) is sqrt(p q)/q."""
    below = x.numerator * x.denominator
    if isqrt(below) ** 2 == below:
        return _Surd(Fraction(isqrt(below), x.denominator))
    if below > _LARGEST:
        return None
    square = max(d for d in range(1, isqrt(below) + 1) if below % (d * d) == 0)
    return _Surd(Fraction(0), Fraction(square, x.denominator), below // square**2)


def _written(x: _Surd) -> Expr:
    """`(1 + sqrt(5))/2`, `2*sqrt(3)`, `-sqrt(2)/2`."""
    q = lcm(x.a.denominator, x.b.denominator)
    times, root = abs(x.b) * q, Call("sqrt", (Num(Fraction(x.r)),))
    part: Expr = root if times == 1 else Mul((Num(times), root))
    if x.a:
        top: Expr = Add((Num(x.a * q), part if x.b > 0 else Neg(part)))
        return top if q == 1 else Div(top, Num(Fraction(q)))
    found = part if q == 1 else Div(part, Num(Fraction(q)))
    return found if x.b > 0 else Neg(found)
