"""Expressions in SymPy's terms, and numbers put into what SymPy has made of them.

A function made of lines takes what is stated of its kinks as further arguments, and a maximum what is stated of ties. It is a function
of our own: SymPy's Max and Abs have conventions of their own there, and nested Piecewise take minutes. SymPy is imported when it is
needed: that takes 0.4 s.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache, reduce
from typing import Any

from gen.algebra.expr import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Var
from gen.algebra.numbers import Number
from gen.messages.errors import VerificationError
from gen.verify.definitions import Arithmetic, smooth
from gen.verify.piecewise import active_piece, argbest, conventions, is_piecewise_linear, shares, tie_convention
from gen.verify.tolerance import MP, mpf, plus, times

ConventionLookup = Callable[[str], Any]
"""What an item states under the name of a convention."""


def sympy_form(e: Expr, symbols: Mapping[Var, Any], stated: ConventionLookup) -> Any:
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
            case Call("max" | "min" as fn, args):
                return _extreme(fn)(stated(tie_convention(fn)), *map(of, args))
            case Call("leaky_relu", (arg, Num(leak))):
                return _piecewise_linear("leaky_relu", leak)(of(arg), *map(stated, conventions("leaky_relu")))
            case Call(fn, args) if fn in _OF_SEVERAL:
                return _of_several(fn)(*map(of, args))
            case Call(fn, (arg,)):
                return _piecewise_linear(fn)(of(arg), *map(stated, conventions(fn))) if is_piecewise_linear(fn) else _defined(fn)(of(arg))
        raise VerificationError(f"no SymPy form for {e}")

    return of(e)


def function(fn: str, z: Any) -> Any:
    """The definition of a function at z, written out."""
    definition = smooth(fn)
    if definition is None:
        raise VerificationError(f"no SymPy form for {fn}")
    return definition.value(_expressions(), z)


@cache
def _expressions() -> Arithmetic:
    """The arithmetic of SymPy's expressions."""
    import sympy

    return Arithmetic(
        exp=sympy.exp,
        log=sympy.log,
        log1p=lambda z: sympy.log(1 + z),
        expm1=lambda z: sympy.exp(z) - 1,
        sqrt=sympy.sqrt,
        ncdf=lambda z: sympy.erfc(-z / sympy.sqrt(2)) / 2,
        sin=sympy.sin,
        cos=sympy.cos,
        split=lambda z, below, above: _either()(z, below(z), above(z)),
        pi=sympy.pi,
    )


# Functions of our own. Each knows its value at plain numbers (`at`), and SymPy its derivatives.


@cache
def _defined(fn: str, order: int = 0) -> Any:
    """A derivative of a function, SymPy's of its definition: not written out, so that functions within functions stay small."""
    import sympy

    z = sympy.Symbol("z", real=True)
    value = machine(sympy.diff(function(fn, z), z, order), {z: 0})

    class Defined(sympy.Function):  # type: ignore[misc]
        at = staticmethod(lambda x: value([x]))

        def fdiff(self, argindex: int = 1) -> Any:
            return _defined(fn, order + 1)(*self.args)

    return Defined


@cache
def _either() -> Any:
    """A function of z, a and b: a where z < 0, else b; derived as the one that it is, also at 0."""
    import sympy

    class Either(sympy.Function):  # type: ignore[misc]
        at = staticmethod(lambda z, a, b: a if z < 0 else b)

        def fdiff(self, argindex: int = 1) -> Any:
            return sympy.Integer(0) if argindex == 1 else Either(self.args[0], 3 - argindex, argindex - 2)

    return Either


@cache
def _piecewise_linear(fn: str, leak: Fraction | None = None) -> Any:
    """A function made of straight lines; SymPy derives it by the function of its slopes, which does not bend."""
    import sympy

    def part(i: int) -> Callable[..., Any]:
        """Its value (0) or slope (1) at a number."""
        return lambda z, *stated: active_piece(fn, z, leak).at(z, dict(zip(conventions(fn), stated, strict=True)))[i]

    class Slope(sympy.Function):  # type: ignore[misc]
        at = staticmethod(part(1))

        def fdiff(self, argindex: int = 1) -> Any:
            return sympy.Integer(0)

    class Bent(sympy.Function):  # type: ignore[misc]
        at = staticmethod(part(0))

        def fdiff(self, argindex: int = 1) -> Any:
            return Slope(*self.args)

    return Bent


@cache
def _extreme(fn: str) -> Any:
    """The maximum or minimum of what follows the convention for ties; its slope to argument i has i before these."""
    import sympy

    class Share(sympy.Function):  # type: ignore[misc]
        at = staticmethod(lambda i, first, *values: shares(fn, values, first)[int(i)])

        def fdiff(self, argindex: int = 1) -> Any:
            return sympy.Integer(0)

    class Extreme(sympy.Function):  # type: ignore[misc]
        at = staticmethod(lambda first, *values: values[argbest(fn, values)[0]])

        def fdiff(self, argindex: int = 1) -> Any:
            return Share(sympy.Integer(argindex - 2), *self.args)

    return Extreme


_OF_SEVERAL: Mapping[str, Callable[..., Any]] = {
    "argmax": lambda *values: Fraction(argbest("max", values)[0] + 1),
    "equals": lambda a, b: Fraction(int(a == b)),
    "times_log": lambda y, p: Fraction(0) if y == p == 0 else times(y, MP.log(mpf(p))),
}


@cache
def _of_several(fn: str) -> Any:
    import sympy

    class Quotient(sympy.Function):  # type: ignore[misc]
        at = staticmethod(lambda y, p: Fraction(0) if y == p == 0 else times(y, 1 / p))

        def fdiff(self, argindex: int = 1) -> Any:
            return 1 / self.args[1] if argindex == 1 else -Quotient(*self.args) / self.args[1]

    class Several(sympy.Function):  # type: ignore[misc]
        at = staticmethod(_OF_SEVERAL[fn])

        def fdiff(self, argindex: int = 1) -> Any:
            if fn != "times_log":
                return sympy.Integer(0)
            return Quotient(*self.args) if argindex == 2 else sympy.log(self.args[1])

    return Several


def printed_output_tangent(fn: str, y: Any, z: Any, d: Any) -> Any:
    """Where a printed output y goes when the argument z moves by d; None for functions whose slope is not written with the output."""
    definition = smooth(fn)
    return definition.moved(_expressions(), y, z, d) if definition and definition.moved else None


def rational(x: Number) -> Any:
    """A fraction as it is, a decimal with the digits of the verifying routes."""
    import sympy

    return sympy.Rational(x.numerator, x.denominator) if isinstance(x, Fraction) else sympy.Float(str(x), MP.dps)


MachineFunction = Callable[[Sequence[Any]], Any]
"""An expression as a function of the numbers for its symbols: fractions as long as they last, mpmath numbers beyond."""


def machine(e: Any, places: Mapping[Any, int]) -> MachineFunction:
    """The expression with each symbol at its place. What it gives may be infinite, and it may raise ZeroDivisionError."""
    import sympy

    @cache
    def of(e: Any) -> MachineFunction:
        if e in places:
            place = places[e]
            return lambda numbers: numbers[place]
        if not e.args:
            constant = Fraction(int(e.p), int(e.q)) if e.is_Rational else MP.mpf(str(e.evalf(MP.dps)))
            return lambda numbers: constant
        parts = [of(part) for part in e.args]
        if e.is_Add or e.is_Mul:
            both = plus if e.is_Add else times
            return lambda numbers: reduce(both, [part(numbers) for part in parts])
        known = {sympy.exp: MP.exp, sympy.log: MP.log, sympy.erfc: MP.erfc, sympy.sin: MP.sin, sympy.cos: MP.cos}
        known |= {sympy.Abs: abs, sympy.sign: MP.sign}
        if value := known.get(e.func):
            (part,) = parts
            return lambda numbers: value(mpf(part(numbers)))
        at = _power if e.is_Pow else e.func.at
        return lambda numbers: at(*[part(numbers) for part in parts])

    return of(e)


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        return base**exponent.numerator
    return mpf(base) ** mpf(exponent)
