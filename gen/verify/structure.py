"""Structures confirmed: what a gate lets through and the derivative of one equation, in one dimension on dual numbers; eigenvalues."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from gen.algebra.expr import Add, Call, Div, Expr, LocalDerivative, MatMul, Mul, Neg, Var, rebuild, variables
from gen.model.verified import Check
from gen.verify.dual import Dual, call, dual_of
from gen.verify.tolerance import mpf, plus, require_close, times


def gate_throughput(rhs: Expr, gate: Var, level: Fraction, factor: Expr) -> Fraction:
    """How much of `factor` gets through an equation while a gate stands at `level`: the derivative, in one dimension.

    All other values are arbitrary constants; a function around the whole right-hand side is taken off, so that what is left is
    linear in what the gate multiplies.
    """
    while isinstance(rhs, Call):
        (rhs,) = rhs.args
    through = Var("through")
    opened = _opaque(_replace(rhs, factor, through))
    found = {var: Dual(Fraction(2 * i + 3, 2), Fraction(0)) for i, var in enumerate(variables(opened))}
    found |= {gate: Dual(level, Fraction(0)), through: Dual(Fraction(5, 7), Fraction(1))}
    tangent = dual_of(opened, found, {}).tangent
    assert isinstance(tangent, Fraction)  # functions are constants here, so everything is a fraction
    return tangent


def verify_slope(rhs: Expr, before: Var, slope: Expr, inner: Mapping[Var, Expr]) -> None:
    """Confirm a derivative of one equation in one dimension, on dual numbers. Raises VerificationError."""
    used = dict.fromkeys(var for e in (rhs, slope, *inner.values()) for var in variables(e) if var not in inner)
    found = {var: Dual(Fraction(2 * i + 3, 7), Fraction(var == before)) for i, var in enumerate(used)}
    for var, e in inner.items():
        found[var] = dual_of(e, found, {})
    require_close("dual numbers", str(slope), dual_of(rhs, found, {}).tangent, _slope_value(slope, found))


def _slope_value(e: Expr, found: Mapping[Var, Dual]) -> Any:
    """A derivative in one dimension: diag(g) is g, the identity 1, f'(z) is the tangent of f at z."""
    match e:
        case LocalDerivative(fn, arg):
            return call(fn, Dual(found[arg].value, Fraction(1)), {}, None).tangent
        case Call("identity"):
            return Fraction(1)
        case Call("diag" | "transpose", (arg,)):
            return _slope_value(arg, found)
        case Neg(arg):
            return times(-1, _slope_value(arg, found))
        case Add(parts):
            total: Any = Fraction(0)
            for part in parts:
                total = plus(total, _slope_value(part, found))
            return total
        case Mul(parts) | MatMul(parts):
            whole: Any = Fraction(1)
            for part in parts:
                whole = times(whole, _slope_value(part, found))
            return whole
        case Div(top, bottom):
            return times(_slope_value(top, found), Dual(_slope_value(bottom, found), Fraction(0)).inverse().value)
        case _:
            return dual_of(e, found, {}).value


def _opaque(e: Expr) -> Expr:
    """Functions as constants: what stands inside one is not let through in proportion."""
    return Var(f"constant {e}") if isinstance(e, Call) else rebuild(e, _opaque)


def _replace(e: Expr, old: Expr, new: Expr) -> Expr:
    """The expression with one part put in place of another, wherever it stands."""
    return new if e == old else rebuild(e, lambda child: _replace(child, old, new))


POLYNOMIAL = "the characteristic polynomial at more points than its degree"


def verify_eigenvalues(matrix: Sequence[Sequence[Any]], found: Sequence[tuple[Any, Any]], modulus: Any) -> Check:
    """Confirm real and imaginary parts of all eigenvalues: what has them as its roots is det(x I - W). Raises VerificationError."""
    roots = [tuple(x if isinstance(x, Fraction) else mpf(x) for x in root) for root in found]
    seen = []
    for x in range(len(matrix) + 1):
        real, imaginary = Fraction(1), Fraction(0)
        for a, b in roots:
            a, b = plus(x, times(-1, a)), times(-1, b)
            real, imaginary = plus(times(real, a), times(-1, times(imaginary, b))), plus(times(real, b), times(imaginary, a))
        shifted = [[(x if i == j else 0) - Fraction(entry) for j, entry in enumerate(row)] for i, row in enumerate(matrix)]
        seen += [
            require_close(POLYNOMIAL, "an eigenvalue", real, _determinant(shifted)),
            require_close(POLYNOMIAL, "an eigenvalue", imaginary, Fraction(0)),
        ]
    largest = max((plus(times(a, a), times(b, b)) for a, b in roots), key=mpf)
    modulus = modulus if isinstance(modulus, Fraction) else mpf(modulus)
    seen.append(require_close(POLYNOMIAL, "the largest modulus", times(modulus, modulus), largest))
    return Check(POLYNOMIAL, len(roots) + 1, max(seen))


def _determinant(rows: Sequence[Sequence[Fraction]]) -> Fraction:
    """By the entries of the first row."""
    if not rows:
        return Fraction(1)
    first, *others = rows
    return sum(((-1) ** j * x * _determinant([[*row[:j], *row[j + 1 :]] for row in others]) for j, x in enumerate(first) if x), Fraction(0))
