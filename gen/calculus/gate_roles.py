"""The roles of gates, read off the equations: what multiplies the old state, the candidate, the state on its way out.

Only the structure counts, never a name: an equation is a polynomial in its named values (elementwise products commute), matrix
products and functions are opaque. A *memory* is a value whose equation holds its own last value as a factor:

    c[t] = A * c[t-1] + B      A = g: g forgets      B = g * candidate: g updates      A = 1 - g: g updates (and B = 1 - g: g forgets)
    h[t] = g * f(c[t])         g is the output gate
    candidate with g * c[t-1]  g resets
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from gen.algebra.expr import UNIT, Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Shift, Var, children, terms_of, variables, walk
from gen.calculus.step_before import step_before
from gen.model.problem import Cell

Role = Literal["forget", "update", "output", "reset"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A gate's role: what it multiplies (`factor`), in the equation of which value (`equation`).

    The gate leaves the `rest` to another value, where it blends two; a `closing` one lets less through the further it is open.
    """

    role: Role
    gate: str
    factor: Expr
    equation: Var
    rest: Expr | None = None
    closing: bool = False


@lru_cache(maxsize=256)  # a cell is asked about by several items, and by every variant
def roles(cell: Cell) -> Mapping[str, tuple[Evidence, ...]]:
    """All that the structure says of each named value: no evidence, one role, or several."""
    found: dict[str, dict[Evidence, None]] = {eq.lhs.var.name: {} for eq in cell.equations}
    for evidence in _evidence({eq.lhs.var: eq.rhs.expr for eq in cell.equations}):
        if evidence.gate in found:
            found[evidence.gate][evidence] = None
    return {name: tuple(evidence) for name, evidence in found.items()}


def role_of(evidence: Sequence[Evidence]) -> Role | None:
    """The one role that all evidence agrees on; None where there is none or more than one."""
    kinds = {e.role for e in evidence}
    return next(iter(kinds)) if len(kinds) == 1 else None


def memory_cells(equations: Mapping[Var, Expr]) -> list[Var]:
    """The values that are carried on elementwise: their own last value stands in their equation outside any function."""
    return [out for out, rhs in equations.items() if step_before(out, equations.values()) in _open_factors(rhs)]


def _evidence(equations: Mapping[Var, Expr]) -> Iterator[Evidence]:
    levels = _between_0_and_1(equations)
    for memory in memory_cells(equations):
        form = _Polynomial(equations[memory])
        before = step_before(memory, equations.values())
        kept, new = form.split(before)
        shown = any(True for out, rhs in equations.items() if out != memory for _ in _output_gates(out, rhs, memory))
        for gate in [value for value in form.values if value.name in levels and value.time == Shift(0)]:
            g = form.symbol(gate)
            takes, leaves = form.divides(g, new), form.divides(1 - g, new)
            if form.divides(g, kept):
                # The one gate of a GRU takes as much as it does not keep, and there is no output gate: it is called the update gate.
                role: Role = "update" if leaves and not shown else "forget"
                yield Evidence(role, gate.name, before, memory, _only(_candidates(1 - g, new, form, levels)))
            if form.divides(1 - g, kept):
                taken = _only(_candidates(g, new, form, levels))
                if taken is None:
                    yield Evidence("update" if takes else "forget", gate.name, before, memory, closing=True)
                else:
                    yield Evidence("update", gate.name, taken, memory, before)
            elif takes or not leaves:
                for candidate in _candidates(g, new, form, levels):
                    yield Evidence("update", gate.name, candidate, memory)
        for out, rhs in equations.items():
            if out != memory:
                yield from (e for e in _output_gates(out, rhs, memory) if e.gate in levels)
                yield from (e for e in _reset_gates(out, rhs, before, new, form) if e.gate in levels)


def _candidates(share: Any, new: Any, form: "_Polynomial", levels: Collection[str]) -> Iterator[Expr]:
    """What comes into the memory only with this share, a gate or what it leaves of 1: a value that is no gate, or a function in place."""
    import sympy

    for value, symbol in list(form.symbols.items()):
        terms = [term for term in sympy.Add.make_args(sympy.expand(new)) if term.has(symbol)]
        gate = isinstance(value, Var) and value.name in levels
        if not gate and symbol not in share.free_symbols and form.divides(share * symbol, sympy.Add(*terms)):
            yield value


def _only(found: Iterable[Expr]) -> Expr | None:
    """The only one; None where there are none or several."""
    several = list(found)
    return several[0] if len(several) == 1 else None


def _output_gates(out: Var, rhs: Expr, memory: Var) -> Iterator[Evidence]:
    """g in h[t] = g * c[t] or g * f(c[t])."""
    for term in terms_of(rhs):
        factors = term.factors if isinstance(term, Mul) else (term,)
        carriers = [f for f in factors if f == memory or (isinstance(f, Call) and memory in variables(f))]
        if len(carriers) == 1:
            for factor in factors:
                if isinstance(factor, Var) and factor != memory:
                    yield Evidence("output", factor.name, carriers[0], out)


def _reset_gates(out: Var, rhs: Expr, before: Var, new: Any, form: "_Polynomial") -> Iterator[Evidence]:
    """g in a candidate that looks at g * c[t-1], or at g * (U @ c[t-1])."""
    if out not in form.values or not new.has(form.symbol(out)):
        return
    for e in walk(rhs):
        if isinstance(e, Mul):
            looked = [f for f in e.factors if f == before or (isinstance(f, MatMul) and before in variables(f))]
            for factor in e.factors:
                if looked and isinstance(factor, Var) and factor != before and factor.time == Shift(0):
                    yield Evidence("reset", factor.name, looked[0], out)


def _between_0_and_1(equations: Mapping[Var, Expr]) -> set[str]:
    """The values that a sigmoid gives, and what such a value leaves of 1."""
    found = {out.name for out, rhs in equations.items() if isinstance(rhs, Call) and rhs.fn == "sigmoid"}
    left = [Add((UNIT, Neg(Var(name, Shift(0))))) for name in found]
    return found | {out.name for out, rhs in equations.items() if rhs in left}


def _open_factors(e: Expr) -> set[Expr]:
    """Every value that stands in sums and elementwise products only."""
    match e:
        case Var():
            return {e}
        case Add() | Mul() | Neg():
            return set().union(*(_open_factors(child) for child in children(e)))
        case _:
            return set()


class _Polynomial:
    """An equation as a SymPy polynomial in its named values."""

    def __init__(self, e: Expr) -> None:
        import sympy

        self.sympy = sympy
        self.symbols: dict[Expr, Any] = {}
        self.form = sympy.expand(self.build(e))

    @property
    def values(self) -> list[Var]:
        return [e for e in self.symbols if isinstance(e, Var)]

    def symbol(self, e: Expr) -> Any:
        return self.symbols.setdefault(e, self.sympy.Symbol(f"s{len(self.symbols)}"))

    def build(self, e: Expr) -> Any:
        match e:
            case Num(value):
                return self.sympy.Rational(value.numerator, value.denominator)
            case Neg(arg):
                return -self.build(arg)
            case Add(parts):
                return self.sympy.Add(*map(self.build, parts))
            case Mul(parts):
                return self.sympy.Mul(*map(self.build, parts))
            case Div(top, Num(value)) if value:
                return self.build(top) / self.sympy.Rational(value.numerator, value.denominator)
            case Pow(base, Num(value)) if value.denominator == 1 and 0 < value < 9:
                return self.build(base) ** int(value)
            case _:
                return self.symbol(e)

    def split(self, before: Var) -> tuple[Any, Any]:
        """The coefficient of the old state, and the rest; the coefficient is 0 where the equation is not linear in it."""
        poly = self.sympy.Poly(self.form, self.symbol(before))
        if poly.degree() != 1:
            return self.sympy.Integer(0), self.form
        return poly.all_coeffs()[0], poly.all_coeffs()[1]

    def divides(self, factor: Any, whole: Any) -> bool:
        """Whether a polynomial other than 0 is a multiple of the factor."""
        if whole == 0:
            return False
        return bool(self.sympy.rem(self.sympy.expand(whole), self.sympy.expand(factor), *factor.free_symbols) == 0)
