"""Losses that hand p - y straight on to what a softmax is taken of, as one writes it by hand."""

from collections.abc import Collection

from gen.algebra.expr import Call, Expr, Var, rebuild, variables
from gen.model.trace import Eqn


def fused(way: Collection[Eqn], kept: Collection[Var]) -> dict[Var, Var]:
    """The softmax values that only cross-entropies take, as predictions and over the same axis, each with its argument; but for `kept`
    ones."""
    users: dict[Var, list[Expr]] = {}
    for eqn in way:
        for var in eqn.uses:
            users.setdefault(var, []).append(eqn.rhs)
    found = {}
    for eqn in way:
        match eqn.rhs:
            case Call("softmax" | "softmax_rows" | "softmax_columns" as fn, (Var() as o,)) if eqn.out not in kept:
                loss = fn.replace("softmax", "cross_entropy")
                if not any(eqn.out in variables(_without_prediction(e, eqn.out, loss)) for e in users[eqn.out]):
                    found[eqn.out] = o
    return found


def _without_prediction(e: Expr, p: Var, loss: str) -> Expr:
    """An expression with the target alone wherever p is the prediction of a loss."""
    match e:
        case Call(fn, (first, target)) if fn == loss and first == p:
            return target
        case _:
            return rebuild(e, lambda part: _without_prediction(part, p, loss))
