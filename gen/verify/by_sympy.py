"""SymPy: every equation's derivative to each of its inputs is SymPy's, and is propagated by the chain rule.

An equation that comes once with each step is differentiated once, as a function of its names, and numbers are put in at each step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache, reduce
from typing import Any

from gen.algebra.arrays import scalar
from gen.algebra.expr import Call, Expr, Var, replace_atoms
from gen.verify.recurrence import Recurrence, RunValue, Seeds
from gen.verify.sympy_functions import MachineFunction, machine, printed_output_tangent, rational, sympy_form
from gen.verify.tolerance import MP, mpf, plus, times


@dataclass(frozen=True, slots=True)
class _Equation:
    """SymPy's form of an equation with its symbols, and what it gives for numbers: those of its names, then what is `stated`."""

    whole: Any
    symbols: tuple[Any, ...]
    stated: tuple[str, ...]
    value: MachineFunction
    slopes: tuple[MachineFunction, ...]


@lru_cache(maxsize=1024)
def _equation(rhs: Expr, n: int) -> _Equation:
    """An equation of the names 0 to n - 1."""
    import sympy

    stated: dict[str, Any] = {}
    names = [sympy.Symbol(f"v{i}", real=True) for i in range(n)]
    whole = sympy_form(
        rhs,
        {Var("", i): name for i, name in enumerate(names)},
        lambda key: stated.setdefault(key, sympy.Symbol(f"s{len(stated)}", real=True)),
    )
    symbols = (*names, *stated.values())
    places = {symbol: i for i, symbol in enumerate(symbols)}
    having: dict[Any, list[Any]] = {name: [] for name in symbols}
    for term in sympy.Add.make_args(whole):  # a sum over a thousand steps has a thousand names, each in one of its terms
        for name in term.free_symbols:
            having[name].append(term)
    slopes = tuple(machine(sympy.Add(*(sympy.diff(term, name) for term in having[name])), places) for name in names)
    return _Equation(whole, symbols, tuple(stated), machine(whole, places), slopes)


@lru_cache(maxsize=256)
def _printed(fn: str) -> MachineFunction | None:
    """The slope of a function at a printed output and an argument that moves by 0, if it is written with the output."""
    import sympy

    y, z, d = sympy.symbols("y z d", real=True)
    along = printed_output_tangent(fn, y, z, d)
    return None if along is None else machine(sympy.diff(along, d), {y: 0, z: 1, d: 2})


def route(recurrence: Recurrence) -> Callable[[Seeds], Mapping[Var, RunValue]]:
    """Every value of the trace by SymPy's form of its equation, and how it moves."""
    values: dict[Var, Any] = {var: _number(value) for var, value in recurrence.givens.items()}
    forms: dict[Var, tuple[_Equation, list[Any]]] = {}
    eqns = {eqn.out: eqn for eqn in recurrence.trace.eqns}
    inputs = {eqn.out: eqn.inputs for eqn in recurrence.trace.eqns}
    for eqn in recurrence.trace.eqns:
        places = {var: Var("", i) for i, var in enumerate(inputs[eqn.out])}
        equation = _equation(replace_atoms(eqn.rhs, places.__getitem__), len(places))  # type: ignore[arg-type]
        numbers = [*(values[var] for var in places), *(recurrence.conventions.get(key, Fraction(0)) for key in equation.stated)]
        forms[eqn.out] = equation, numbers
        values[eqn.out] = _number(recurrence.printed[eqn.out]) if eqn.out in recurrence.printed else equation.value(numbers)

    @cache
    def slope(out: Var, i: int) -> Any:
        match eqns[out].rhs:
            case Call(fn, (Var() as z,)) if out in recurrence.printed and (at := _printed(fn)):
                return at([values[out], values[z], Fraction(0)])
            case _:
                return _slope(*forms[out], i)

    def found(seeds: Seeds) -> dict[Var, RunValue]:
        along: dict[Var, Any] = {}
        tangents: dict[Var, Any] = dict(seeds)
        for eqn in recurrence.trace.eqns if seeds else ():
            moving = [(i, var) for i, var in enumerate(inputs[eqn.out]) if tangents.get(var, 0) != 0]
            if moving:
                along[eqn.out] = reduce(plus, (times(slope(eqn.out, i), tangents[var]) for i, var in moving))
                if eqn.out not in recurrence.cut:
                    tangents[eqn.out] = plus(along[eqn.out], seeds[eqn.out]) if eqn.out in seeds else along[eqn.out]
        zero = Fraction(0)
        return {var: RunValue(values.get(var, zero), along.get(var, zero), tangents.get(var, zero)) for var in values | tangents}

    return found


@lru_cache(maxsize=1024)
def _bends(rhs: Expr, n: int) -> Mapping[tuple[int, int], MachineFunction]:
    """The second derivatives of an equation of the names 0 to n - 1 that are not 0."""
    import sympy

    equation = _equation(rhs, n)
    places = {symbol: i for i, symbol in enumerate(equation.symbols)}
    found = {}
    for i, one in enumerate(equation.symbols[:n]):
        for j, other in enumerate(equation.symbols[:n]):
            bend = sympy.diff(equation.whole, one, other)
            if bend != 0:
                found[i, j] = machine(bend, places)
    return found


def second(recurrence: Recurrence, one: Seeds, other: Seeds) -> Mapping[Var, Any]:
    """How each value moves with both: by the chain rule of second order, with SymPy's first and second derivatives of each equation."""
    values: dict[Var, Any] = {var: _number(value) for var, value in recurrence.givens.items()}
    first, again, both, found = dict(one), dict(other), dict[Var, Any](), dict[Var, Any]()
    for eqn in recurrence.trace.eqns:
        places = {var: Var("", i) for i, var in enumerate(eqn.inputs)}
        form = replace_atoms(eqn.rhs, places.__getitem__)  # type: ignore[arg-type]
        equation = _equation(form, len(places))
        numbers = [*(values[var] for var in places), *(recurrence.conventions.get(key, Fraction(0)) for key in equation.stated)]
        values[eqn.out] = equation.value(numbers)
        slopes = {var: _slope(equation, numbers, i) for i, var in enumerate(places) if any(var in moves for moves in (first, again, both))}
        terms = [times(slope, both[var]) for var, slope in slopes.items() if var in both]
        for (i, j), bend in _bends(form, len(places)).items():
            x, y = eqn.inputs[i], eqn.inputs[j]
            if x in first and y in again:
                terms.append(times(bend(numbers), times(first[x], again[y])))
        found[eqn.out] = reduce(plus, terms, Fraction(0))
        both[eqn.out] = Fraction(0) if eqn.out in recurrence.cut else found[eqn.out]
        for moves, seeds in ((first, one), (again, other)):
            own = reduce(plus, (times(slope, moves[var]) for var, slope in slopes.items() if var in moves), Fraction(0))
            moves[eqn.out] = plus(Fraction(0) if eqn.out in recurrence.cut else own, seeds.get(eqn.out, Fraction(0)))
    return found


def _number(value: Any) -> Any:
    x = scalar(value)
    return x if isinstance(x, Fraction) else mpf(x)


def _slope(equation: _Equation, numbers: list[Any], i: int) -> Any:
    """The slope to the name i; infinite as that of a root at 0."""
    import sympy

    try:
        return equation.slopes[i](numbers)
    except ZeroDivisionError:
        # The other numbers go in first: SymPy's x**n * n / x has no value at 0, x**2 has the derivative 2 x.
        symbol = equation.symbols[i]
        others = {other: rational(x) for other, x in zip(equation.symbols, numbers, strict=True) if other != symbol}
        try:
            return machine(sympy.diff(equation.whole.subs(others), symbol), {symbol: 0})([numbers[i]])
        except ZeroDivisionError:
            return MP.inf
