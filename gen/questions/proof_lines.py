"""A proved claim in one line: what its hypotheses leave of an equation, down to the other side of the claim."""

from collections.abc import Mapping
from fractions import Fraction

from gen.algebra.expr import UNIT, Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Shift, Var, rebuild, replace_atoms, variables
from gen.calculus import evaluate_number, expr_at
from gen.messages.errors import MathError
from gen.model.problem import Cell
from gen.model.source import Relation

_ZERO, _MINUS_ONE = Num(Fraction(0)), Num(Fraction(-1))


def proof_line(claim: Relation, cell: Cell, put_in: Mapping[Expr, Expr]) -> tuple[Expr, ...]:
    """`h[t] = tanh(V @ h[t-1] + W @ x[t]) = tanh(0) = 0`, from one side of the claim to the other; empty where one equation does not lead
    there. `put_in` is what hypotheses say that names are."""
    if claim.sign != "=":
        return ()
    for one, other in ((claim.left.expr, claim.right.expr), (claim.right.expr, claim.left.expr)):
        rhs = _right_side(one, cell) if isinstance(one, Var) else None
        if rhs is None:
            continue
        chain = [one, rhs]
        for e in (left := _without_zeros(_with(rhs, put_in)), _with_values(left), other):
            if e != chain[-1]:
                chain.append(e)
        computed = {eq.lhs.var.name for eq in cell.equations}
        if {var for var in variables(_with_values(left)) if var.name in computed} <= set(variables(other)):
            return tuple(chain)
    return ()


def worked_out(e: Expr, put_in: Mapping[Expr, Expr]) -> Expr:
    """What hypotheses leave of an expression."""
    return _with_values(_without_zeros(_with(e, put_in)))


def _right_side(var: Var, cell: Cell) -> Expr | None:
    for equation in cell.equations:
        lhs = equation.lhs.var
        if lhs == var:
            return equation.rhs.expr
        if lhs.name == var.name and lhs.time == Shift(0) and isinstance(var.time, int):
            return expr_at(equation.rhs.expr, var.time)
    return None


def _with(e: Expr, put_in: Mapping[Expr, Expr]) -> Expr:
    return replace_atoms(e, lambda atom: put_in.get(atom, atom))


def _without_zeros(e: Expr) -> Expr:
    """Without products in which a factor is 0, terms 0 and factors 1; a factor -1 is a sign."""
    match e:
        case Neg(arg):
            inner = _without_zeros(arg)
            return _ZERO if inner == _ZERO else Neg(inner)
        case Add(terms):
            kept = [term for term in map(_without_zeros, terms) if term != _ZERO]
            return Add(tuple(kept)) if kept[1:] else kept[0] if kept else _ZERO
        case Mul(factors) | MatMul(factors):
            found = [factor for factor in map(_without_zeros, factors) if factor != UNIT]
            if _ZERO in found or not found:
                return _ZERO if found else UNIT
            if found[1:] and found[0] == _MINUS_ONE:
                return Neg(_without_zeros(type(e)(tuple(found[1:]))))
            return type(e)(tuple(found)) if found[1:] else found[0]
        case Div(top, bottom):
            above = _without_zeros(top)
            return _ZERO if above == _ZERO else Div(above, _without_zeros(bottom))
        case _:
            return rebuild(e, _without_zeros)


def _with_values(e: Expr) -> Expr:
    """With exact values for functions of numbers, and without what that leaves of zeros."""
    match e:
        case Call() if not variables(e):
            try:
                value = evaluate_number(e, {}, {})
            except MathError:
                return e
            return Num(value) if isinstance(value, Fraction) else e
        case _:
            inner = rebuild(e, _with_values)
            return inner if inner == e else _without_zeros(inner)
