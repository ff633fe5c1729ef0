"""SymPy: every equation's derivative to each of its inputs is SymPy's, and is propagated by the chain rule."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from gen.expr import Call, Var
from gen.setting import Setting
from gen.sympy_forms import KINKS, form, inverse, plain, rational, settled
from gen.trace import Eqn


def run(setting: Setting, source: Var | None) -> dict[Var, tuple[Any, Any]]:
    """Every value of the trace by SymPy's evaluation and its derivative to `source`."""
    import sympy

    values: dict[Var, Any] = {var: rational(value) for var, value in setting.givens.items()}
    tangents: dict[Var, Any] = {source: sympy.Integer(1)} if source else {}
    slopes = {fn: rational(setting.conventions.get(fn, Fraction(0))) for fn in KINKS}
    for eqn in setting.trace.eqns:
        symbols = {var: sympy.Symbol(f"v{i}", real=True) for i, var in enumerate(eqn.inputs)}
        numbers = {symbols[var]: values[var] for var in eqn.inputs}
        whole = form(eqn.rhs, symbols, slopes)
        values[eqn.out] = settled(whole.subs(numbers))
        if eqn.out in setting.printed:
            values[eqn.out] = rational(setting.printed[eqn.out])
        if eqn.out == source or eqn.out in setting.cut:
            continue
        moving = [var for var in eqn.inputs if tangents.get(var, 0) != 0]
        if moving:
            steep = [_slope(eqn, whole, symbols[var], numbers, values, setting) for var in moving]
            tangents[eqn.out] = settled(sum(s * tangents[v] for s, v in zip(steep, moving, strict=True)))
    zero = sympy.Integer(0)
    return {var: (plain(values.get(var, zero)), plain(tangents.get(var, zero))) for var in {*values, *tangents}}


def _slope(eqn: Eqn, whole: Any, symbol: Any, numbers: Mapping[Any, Any], values: Mapping[Var, Any], setting: Setting) -> Any:
    import sympy

    if isinstance(eqn.rhs, Call) and eqn.out in setting.printed:
        # As a function of the output: the derivative of the inverse function, turned over.
        y = sympy.Symbol("y")
        argument = inverse(eqn.rhs.fn, y)
        if argument is not None:
            return sympy.simplify(1 / sympy.diff(argument, y)).subs(y, values[eqn.out])
    # The other numbers go in first: SymPy's x**n * n / x has no value at 0, x**2 has the derivative 2 x.
    others = {other: number for other, number in numbers.items() if other != symbol}
    return sympy.diff(whole.subs(others), symbol).subs(numbers)
