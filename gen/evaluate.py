"""Numbers put into a plan: each line computed once from the lines above it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gen import number
from gen.errors import Calculation, Fault, Faults, NoConvention, Where
from gen.expr import Add, Atom, Call, Div, Expr, Mul, Neg, Num, Pow, Prime, Var, atoms
from gen.notation import text
from gen.number import Number
from gen.rules import RULES, Conventions, apply, between, kink_at, on_its_side
from gen.steps import Derivation, Line, Plan, Step


def evaluate(e: Expr, values: Mapping[Atom, Number], conventions: Conventions) -> Number:
    """The value of an expression; function slopes at their kinks follow `conventions`. Raises Calculation."""
    match e:
        case Num(value):
            return value
        case Neg(arg):
            return number.negate(evaluate(arg, values, conventions))
        case Add(terms):
            result: Number = number.ZERO
            for term in terms:
                result = number.add(result, evaluate(term, values, conventions))
            return result
        case Mul(factors):
            result = number.ONE
            for factor in factors:
                result = number.multiply(result, evaluate(factor, values, conventions))
            return result
        case Div(top, bottom):
            return number.divide(evaluate(top, values, conventions), evaluate(bottom, values, conventions))
        case Pow(base, exponent):
            return number.power(evaluate(base, values, conventions), evaluate(exponent, values, conventions))
        case Call(fn, (Var(), Var())) if fn.endswith("'"):
            return evaluate(on_its_side(e, values), values, conventions)
        case Call(fn, (arg,)):
            return apply(fn, evaluate(arg, values, conventions), conventions)
        case _ if isinstance(e, Atom):
            return values[e]
    raise Calculation(f"'{text(e)}' is not a number")


def solve(plan: Plan, givens: Mapping[Any, Number], conventions: Conventions, printed: Mapping[Var, Number], where: Where) -> Derivation:
    """The plan with numbers. A value in `printed` replaces the computed one from there on; its derivative stays the equation's.

    Raises Faults where a value does not exist, at the author's equation or, for a missing convention, at the item (`where`).
    """
    values: dict[Atom, Number] = dict(givens)
    steps: list[Step] = []
    inner = {line.lhs for line in plan.lines if line.hidden and line.lhs in printed}
    for line in plan.lines:
        if any(atom in inner for atom in atoms(line.rhs)):
            line = replace(line, written=line.rhs)  # a printed inner value is not what is written out in its place
        try:
            if isinstance(line.lhs, Prime):
                line = replace(line, rhs=on_its_side(line.rhs, values), written=on_its_side(line.written, values))
            value = evaluate(line.rhs, values, conventions)
        except Calculation as error:
            raise Faults([_fault(line, error, values, where)]) from None
        if isinstance(line.lhs, Var) and line.lhs in printed:
            values[line.lhs] = printed[line.lhs]
            steps.append(Step(line, "printed", printed[line.lhs], "printed"))
            continue
        values[line.lhs] = value
        steps.append(_with_reason(Step(line, line.kind, value), values))
    return Derivation(tuple(steps), plan.answers, values)


def _fault(line: Line, error: Calculation, values: Mapping[Atom, Number], where: Where) -> Fault:
    numbers = shorten(text(line.written, values))
    if isinstance(error, NoConvention):
        return Fault(where, str(error), f"state it under 'convention'; {text(line.written)} = {numbers}")
    return Fault(line.where or where, f"{error} in {text(line.lhs)} = {text(line.written)}", f"= {numbers}")


def shorten(shown: str) -> str:
    """A message needs no number of 4,000 digits."""
    return shown if len(shown) <= 60 else f"{shown[:40]} ... {shown[-15:]}"


def _with_reason(step: Step, values: Mapping[Atom, Number]) -> Step:
    """The reason that a person gives for the slope of a piece, for a value by convention, or for a derivative that is 0."""
    match step.lhs, step.line.rhs:
        case Prime(fn, z), _ if (pieces := RULES[fn].pieces) is not None:
            if kink_at(fn, values[z]) is None:
                return replace(step, why="side", about=z, sides=between(fn, values[z]))
            return step if pieces.smooth else replace(step, why="convention", about=z)
        case Var(), Call(fn, (Var() as z,)) if (rule := RULES.get(fn)) and rule.pieces and rule.pieces.value is not None:
            return replace(step, why="convention", about=z) if kink_at(fn, values[z]) == rule.pieces.value else step
        case _ if step.kind == "independent" or step.kind == "cut":
            return replace(step, why=step.kind)
        case _:
            return step
