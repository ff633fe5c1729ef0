"""Expressions in SymPy's terms, and numbers to and from SymPy.

A function made of lines takes what is stated of its kinks as further arguments. It is a function of our own: SymPy's Max and Abs have
conventions of their own there, and nested Piecewise take minutes. SymPy is imported when it is needed: that takes 0.4 s.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from gen.agreement import MP
from gen.errors import Disagreement
from gen.expr import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Var
from gen.kinks import bends, conventions, line
from gen.number import Number

Stated = Callable[[str], Any]
"""What an item states under the name of a convention."""


def form(e: Expr, symbols: Mapping[Var, Any], stated: Stated) -> Any:
    """The expression with what `symbols` has for its names, and with what is `stated` of kinks."""
    import sympy

    def of(e: Expr) -> Any:
        match e:
            case Num(value):
                return rational(value)
            case Var():
                return symbols[e]
            case Neg(arg):
                return -of(arg)
            case Add(terms):
                return sympy.Add(*map(of, terms))
            case Mul(factors):
                return sympy.Mul(*map(of, factors))
            case Div(top, bottom):
                return of(top) / of(bottom)
            case Pow(base, exponent):
                return of(base) ** of(exponent)
            case Call(fn, (arg,)):
                return function(fn, of(arg), stated)
        raise Disagreement(f"no SymPy form for {e}")

    return of(e)


def function(fn: str, z: Any, stated: Stated) -> Any:
    """A function of the table at z."""
    import sympy

    if bends(fn):
        return _bent(fn)(z, *map(stated, conventions(fn)))
    if fn == "sigmoid":
        return 1 / (1 + sympy.exp(-z))
    root = sympy.sqrt(2)
    smooth = {
        "softplus": lambda z: sympy.log(1 + sympy.exp(z)),
        "silu": lambda z: z / (1 + sympy.exp(-z)),
        "elu": lambda z: _either()(z, sympy.exp(z) - 1, z),
        "gelu": lambda z: z * sympy.erfc(-z / root) / 2,
        "Phi": lambda z: sympy.erfc(-z / root) / 2,
        "phi": lambda z: sympy.exp(-(z**2) / 2) / sympy.sqrt(2 * sympy.pi),
        "tanh": sympy.tanh,
        "exp": sympy.exp,
        "log": sympy.log,
        "sqrt": sympy.sqrt,
    }
    return smooth[fn](z)


@cache
def _either() -> Any:
    """A function of z, a and b: a where z < 0, else b; derived as the one that it is, also at 0."""
    import sympy

    class Either(sympy.Function):  # type: ignore[misc]
        @classmethod
        def eval(cls, z: Any, a: Any, b: Any) -> Any:
            return (a if z < 0 else b) if z.is_number else None

        def fdiff(self, argindex: int = 1) -> Any:
            return sympy.Integer(0) if argindex == 1 else Either(self.args[0], 3 - argindex, argindex - 2)

    return Either


@cache
def _bent(fn: str) -> Any:
    """A function made of straight lines; SymPy derives it by the function of its slopes, and that one not at all."""
    import sympy

    def at(z: Any, stated: tuple[Any, ...], i: int) -> Any:
        """Its value (0) or slope (1) at a number."""
        here = line(fn, plain(settled(z)))
        names = dict(zip(conventions(fn), stated, strict=True))
        slope, value = (names[x] if isinstance(x, str) else rational(x) for x in (here.slope, here.value))
        return slope if i else value + slope * (z - rational(here.place))

    class Slope(sympy.Function):  # type: ignore[misc]
        @classmethod
        def eval(cls, z: Any, *stated: Any) -> Any:
            return at(z, stated, 1) if z.is_number else None

    class Bent(sympy.Function):  # type: ignore[misc]
        @classmethod
        def eval(cls, z: Any, *stated: Any) -> Any:
            return at(z, stated, 0) if z.is_number else None

        def fdiff(self, argindex: int = 1) -> Any:
            return Slope(*self.args)

    return Bent


def moved(fn: str, y: Any, z: Any, d: Any) -> Any:
    """Where a printed output y goes when the argument z moves by d; None for functions whose slope is not written with the output."""
    import sympy

    exp, tanh = sympy.exp, sympy.tanh
    forms = {
        "tanh": lambda: (y + tanh(d)) / (1 + y * tanh(d)),
        "sigmoid": lambda: y * exp(d) / (1 - y + y * exp(d)),
        "silu": lambda: (y * (1 + exp(-z)) + d) / (1 + exp(-z - d)),
        "elu": lambda: _either()(z, (y + 1) * exp(d) - 1, y + d),
        "phi": lambda: y * exp((z**2 - (z + d) ** 2) / 2),
        "exp": lambda: y * exp(d),
        "sqrt": lambda: sympy.sqrt(y**2 + d),
    }
    return forms[fn]() if fn in forms else None


def rational(x: Number) -> Any:
    """A fraction as it is, a decimal with the digits of the verifying routes."""
    import sympy

    return sympy.Rational(x.numerator, x.denominator) if isinstance(x, Fraction) else sympy.Float(str(x), MP.dps)


def settled(x: Any) -> Any:
    """A rational as it is, anything else as a number of as many digits as dual numbers have."""
    return x if x.is_Rational else x.evalf(MP.dps)


def put_in(e: Any, numbers: Mapping[Any, Any]) -> Any:
    """An expression with numbers for its symbols, each part settled once: exact as long as it is rational, however nested it is."""

    @cache
    def of(e: Any) -> Any:
        return numbers[e] if e in numbers else settled(e.func(*map(of, e.args)) if e.args else e)

    return of(e)


def plain(x: Any) -> Any:
    """A settled number outside SymPy; infinity for the slope of a root at 0."""
    return Fraction(int(x.p), int(x.q)) if x.is_Rational else MP.mpf(str(x)) if x.is_finite else MP.inf
