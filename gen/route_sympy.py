"""SymPy: every equation's derivative to each of its inputs is SymPy's, and is propagated by the chain rule."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache, reduce
from typing import Any

from gen.agreement import plus, times
from gen.array import scalar
from gen.expr import Call, Var
from gen.setting import Setting
from gen.sympy_forms import form, moved, plain, rational, settled
from gen.trace import Eqn


def route(setting: Setting) -> Callable[[Var | None], Mapping[Var, tuple[Any, Any]]]:
    """Every value of the trace by SymPy's evaluation, and its derivative to a source."""
    import sympy

    values: dict[Var, Any] = {var: rational(scalar(value)) for var, value in setting.givens.items()}

    def stated(convention: str) -> Any:
        return rational(setting.conventions.get(convention, Fraction(0)))

    wholes: dict[Var, tuple[Any, dict[Var, Any]]] = {}
    for eqn in setting.trace.eqns:
        symbols = {var: sympy.Symbol(f"v{i}", real=True) for i, var in enumerate(eqn.inputs)}
        whole = form(eqn.rhs, symbols, stated)
        wholes[eqn.out] = whole, symbols
        numbers = {symbol: values[var] for var, symbol in symbols.items()}
        values[eqn.out] = rational(scalar(setting.printed[eqn.out])) if eqn.out in setting.printed else settled(whole.subs(numbers))
    plain_values = {var: plain(value) for var, value in values.items()}

    @cache
    def slope(eqn: Eqn, var: Var) -> Any:
        whole, symbols = wholes[eqn.out]
        return plain(settled(_slope(eqn, whole, symbols[var], {symbol: values[v] for v, symbol in symbols.items()}, values, setting)))

    def found(source: Var | None) -> dict[Var, tuple[Any, Any]]:
        tangents: dict[Var, Any] = {source: Fraction(1)} if source else {}
        for eqn in setting.trace.eqns:
            moving = [var for var in eqn.inputs if tangents.get(var, 0) != 0]
            if moving and eqn.out != source and eqn.out not in setting.cut:
                tangents[eqn.out] = reduce(plus, (times(slope(eqn, var), tangents[var]) for var in moving))
        return {var: (plain_values.get(var, Fraction(0)), tangents.get(var, Fraction(0))) for var in {*values, *tangents}}

    return found


def _slope(eqn: Eqn, whole: Any, symbol: Any, numbers: Mapping[Any, Any], values: Mapping[Var, Any], setting: Setting) -> Any:
    import sympy

    if isinstance(eqn.rhs, Call) and eqn.out in setting.printed:
        d = sympy.Symbol("d")
        z = eqn.rhs.args[0]
        along = moved(eqn.rhs.fn, values[eqn.out], values[z], d) if isinstance(z, Var) else None
        if along is not None:
            return sympy.diff(along, d).subs(d, 0)
    # The other numbers go in first: SymPy's x**n * n / x has no value at 0, x**2 has the derivative 2 x.
    others = {other: number for other, number in numbers.items() if other != symbol}
    return sympy.diff(whole.subs(others), symbol).subs(numbers)
