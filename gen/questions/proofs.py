"""Proofs of claims: SymPy on the composed closed form, matrix products opaque."""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

from gen.algebra.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Shift, Var, variables
from gen.calculus import expr_at, var_at
from gen.messages.errors import VerificationError
from gen.model.problem import Cell, Equation
from gen.model.source import Relation, Use
from gen.verify import function
from gen.verify.piecewise import is_piecewise_linear

MAX_FORM = 2_000  # parts of a closed form that is composed
MAX_SIMPLIFIED = 200  # parts of one that SymPy simplifies


class TooLarge(Exception):
    """A closed form that takes too long; the message says how large it is."""


def uses_of(relation: Relation) -> tuple[Use, ...]:
    """Every name on either side, with its place."""
    return (*relation.left.uses, *relation.right.uses)


def is_general(relation: Relation) -> bool:
    """Whether a relation speaks of every step t."""
    return any(isinstance(use.var.time, Shift) for use in uses_of(relation))


def assigns(relation: Relation, computed: Collection[str] = ()) -> bool:
    """Whether a hypothesis has the form name = expression, for a value that the cell does not compute."""
    return relation.sign == "=" and isinstance(relation.left.expr, Var) and relation.left.expr.name not in computed


def assignments(hypotheses: Sequence[Relation], times: Iterable[int], computed: Collection[str] = ()) -> dict[Var, Expr]:
    """What hypotheses of the form name = expression put in, at each time."""
    return {
        var_at(h.left.expr, t): expr_at(h.right.expr, t)
        for t in times
        for h in hypotheses
        if assigns(h, computed) and isinstance(h.left.expr, Var)
    }


def is_proved(claim: Relation, hypotheses: Sequence[Relation], cell: Cell, horizon: int) -> bool:
    """Whether SymPy shows the claim on the composed closed form, for all real numbers that fit the hypotheses.

    A claim about every t is shown at a step far from the beginning, where the states before it may be anything. Matrix products
    stay opaque, so that nothing is proved by exchanging their factors. Raises TooLarge.
    """
    import sympy

    general = is_general(claim)
    now = 1_000_000 if general else horizon
    first = now - horizon + 1
    computed = {eq.lhs.var.name for eq in cell.equations}
    times = range(first, now + 1)
    fixed = assignments(hypotheses, times, computed)
    equations = {var_at(eq.lhs.var, t): expr_at(eq.rhs.expr, t) for t in times for eq in cell.equations if not (general and _is_fixed(eq))}
    kinds = {">": "positive", "<": "negative", ">=": "nonnegative", "<=": "nonpositive"}
    signs: dict[Var, set[str]] = {}
    for h in hypotheses:
        if isinstance(h.left.expr, Var) and h.right.expr == Num(Fraction(0)) and h.sign in kinds:
            for t in (*times, first - 1):
                signs.setdefault(var_at(h.left.expr, t), set()).add(kinds[h.sign])
    symbols: dict[object, Any] = {}

    def symbol(key: object, kinds: Collection[str] = ()) -> Any:
        return symbols.setdefault(key, sympy.Symbol(f"s{len(symbols)}", real=True, **dict.fromkeys(kinds, True)))

    composed: dict[Var, Any] = {}

    def form_of(var: Var) -> Any:
        """That of a name, after those that it stands on: chains of equations may be longer than Python's own stack."""
        todo = [var]
        while todo:
            own = fixed.get(todo[-1], equations.get(todo[-1]))
            missing = [one for one in variables(own) if one not in composed] if own else []
            if missing:
                todo += missing
                continue
            name = todo.pop()
            if name not in composed:
                composed[name] = _bounded(form(own) if own else symbol(name, signs.get(name, ())))
        return composed[var]

    def form(e: Expr) -> Any:
        match e:
            case Var():
                return composed[e] if e in composed else form_of(e)
            case Num(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Neg(arg):
                return -form(arg)
            case Add(parts):
                return sympy.Add(*map(form, parts))
            case Mul(parts):
                return sympy.Mul(*map(form, parts))
            case MatMul(parts):
                forms = [form(part) for part in parts]
                number = sympy.Mul(*[f for f in forms if f.is_number])
                rest = tuple(f for f in forms if not f.is_number)
                return number * (rest[0] if len(rest) == 1 else symbol(rest) if rest and number != 0 else 1)
            case Div(a, b):
                return form(a) / form(b)
            case Pow(a, b):
                return form(a) ** form(b)
            case Call("relu", (arg,)):
                return sympy.Max(0, form(arg))
            case Call("abs", (arg,)):
                return sympy.Abs(form(arg))
            case Call(fn, (arg,)) if is_piecewise_linear(fn):
                return sympy.Function(fn, real=True)(form(arg))  # opaque
            case Call(fn, (arg,)):
                return function(fn, form(arg))
        raise VerificationError(f"no SymPy form for {e}")

    try:
        gap = form(expr_at(claim.left.expr, now)) - form(expr_at(claim.right.expr, now))
        return sympy_shows(claim.sign, gap) or sympy_shows(claim.sign, sympy.simplify(_bounded(gap, MAX_SIMPLIFIED)))
    except sympy.core.facts.InconsistentAssumptions:
        return False


def sympy_shows(sign: str, gap: Any) -> bool:
    """Whether SymPy can tell that the difference of both sides is 0, positive ... for all values of its symbols."""
    shown = {
        "=": gap.is_zero,
        "!=": gap.is_nonzero,
        "<": gap.is_negative,
        "<=": gap.is_nonpositive,
        ">": gap.is_positive,
        ">=": gap.is_nonnegative,
    }[sign]
    return shown is True  # SymPy says None where it cannot tell


def _bounded(form: Any, most: int = MAX_FORM) -> Any:
    """The form, as long as it is not too large. Raises TooLarge."""
    import sympy

    if sum(1 for _ in islice(sympy.preorder_traversal(form), most + 1)) > most:
        raise TooLarge(f"its closed form has more than {most} parts")
    return form


def _is_fixed(equation: Equation) -> bool:
    return isinstance(equation.lhs.var.time, int)
