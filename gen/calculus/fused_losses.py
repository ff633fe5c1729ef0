"""Losses that hand p - y straight on to what a softmax or sigmoid is taken of, as one writes it by hand."""

from collections.abc import Collection

from gen.algebra.expr import Call, Expr, Var, children, variables
from gen.functions import Fused, array_function
from gen.model.trace import Eqn


def fused(way: Collection[Eqn], kept: Collection[Var]) -> dict[Var, Var]:
    """The values of a softmax or sigmoid that only losses take, as predictions and over the same axis, each with its argument; but for
    `kept` ones."""
    users: dict[Var, list[Expr]] = {}
    for eqn in way:
        for var in eqn.uses:
            users.setdefault(var, []).append(eqn.rhs)
    found = {}
    for eqn in way:
        match eqn.rhs:
            case Call(fn, (Var() as o,)) if eqn.out not in kept and all(_only_predicts(eqn.out, fn, e) for e in users[eqn.out]):
                found[eqn.out] = o
    return found


def fused_with(fn: str) -> Fused | None:
    """What a loss hands on past the function before it; None for any other function."""
    rule = array_function(fn)
    return rule.fused if rule else None


def _only_predicts(p: Var, fn: str, e: Expr) -> bool:
    """Whether a value p of a function stands in an expression only as the prediction of losses that are told with that function."""
    match e:
        case Call(loss, (Var() as first, *others)) if first == p and (rule := fused_with(loss)) and rule.fn == fn:
            return all(var.whole != p for other in others for var in variables(other))
        case Var():
            return e.whole != p
        case _:
            return all(_only_predicts(p, fn, part) for part in children(e))
