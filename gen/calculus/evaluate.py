"""Numbers put into a plan: each line computed once from the lines above it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import Any, get_args

from gen.algebra import numbers as number
from gen.algebra.arrays import Array, Value, mapped, scalar
from gen.algebra.expr import Add, Atom, Call, Div, Expr, LocalDerivative, MatMul, Mul, Neg, Num, Pow, Size, Var, atoms, rebuild
from gen.algebra.printer import text
from gen.algebra.values import named_parts, value_of
from gen.functions import FUNCTIONS, Conventions, apply, kink_at, neighbouring_kinks, on_its_side, tied_arguments
from gen.functions.linalg import each, matmul
from gen.messages.errors import ConventionMissing, InputError, InputErrors, Location, MathError, NoConvention
from gen.model.derivation import Derivation, Plan, PlannedStep, Step

_ZERO: Value = number.ZERO
_ONE: Value = number.ONE


def evaluate_number(e: Expr, values: Mapping[Atom, Value], conventions: Conventions) -> number.Number:
    """The value of an expression of numbers. Raises MathError."""
    return scalar(evaluate(e, values, conventions))


def evaluate(e: Expr, values: Mapping[Atom, Value], conventions: Conventions) -> Value:
    """The value of an expression; function slopes at their kinks follow `conventions`. Raises MathError."""
    rule = _RULES.get(type(e))
    if rule is None:
        raise MathError(f"'{text(e)}' is not a number")
    return rule(e, values, conventions)


def _two(f: Callable[[number.Number, number.Number], number.Number], a: Value, b: Value) -> Value:
    """Of two numbers, or entry by entry."""
    return each(f, a, b) if isinstance(a, Array) or isinstance(b, Array) else f(a, b)


def _joined(
    f: Callable[[number.Number, number.Number], number.Number],
    neutral: Value,
    parts: Iterable[Expr],
    values: Mapping[Atom, Value],
    conventions: Conventions,
) -> Value:
    """All terms of a sum or all factors of a product together, from the left."""
    found = neutral
    for i, part in enumerate(parts):
        own = evaluate(part, values, conventions)
        found = own if not i and type(own) is Fraction else _two(f, found, own)
    return found


def _of_atom(atom: Atom, values: Mapping[Atom, Value], _: Conventions) -> Value:
    found = values.get(atom)
    return value_of(atom, values) if found is None else found


_RULES: Mapping[type, Callable[[Any, Mapping[Atom, Value], Conventions], Value]] = {
    **dict.fromkeys(get_args(Atom), _of_atom),
    Num: lambda e, values, conventions: e.value,
    Neg: lambda e, values, conventions: mapped(evaluate(e.arg, values, conventions), number.negate),
    Add: lambda e, values, conventions: _joined(number.add, _ZERO, e.terms, values, conventions),
    Mul: lambda e, values, conventions: _joined(number.multiply, _ONE, e.factors, values, conventions),
    MatMul: lambda e, values, conventions: reduce(matmul, (evaluate(factor, values, conventions) for factor in e.factors)),
    Div: lambda e, values, conventions: _two(number.divide, evaluate(e.top, values, conventions), evaluate(e.bottom, values, conventions)),
    Pow: lambda e, values, conventions: _two(
        number.power, evaluate(e.base, values, conventions), evaluate(e.exponent, values, conventions)
    ),
    Call: lambda e, values, conventions: apply(e.fn, [evaluate(arg, values, conventions) for arg in e.args], conventions),
}


def evaluate_plan(
    plan: Plan, givens: Mapping[Any, Value], conventions: Conventions, printed: Mapping[Var, Value], where: Location
) -> Derivation:
    """The plan with numbers. A value in `printed` replaces the computed one from there on; its derivative stays the equation's.

    Raises InputErrors where a value does not exist, at the author's equation or, for a missing convention, at the item (`where`).
    """
    values: dict[Atom, Value] = dict(givens)
    steps: list[Step] = []
    inner = {line.lhs for line in plan.steps if line.hidden and line.lhs in printed}
    for line in plan.steps:
        if inner and any(atom in inner for atom in atoms(line.rhs)):
            line = replace(line, written=line.rhs)  # a printed inner value is not what is written out in its place
        try:
            if isinstance(line.lhs, LocalDerivative):
                line = _on_its_side(line, values)
            value = evaluate(line.rhs, values, conventions)
        except MathError as error:
            kind = ConventionMissing if isinstance(error, NoConvention) else InputErrors
            raise kind([_fault(line, error, values, where)]) from None
        if isinstance(line.lhs, Var) and line.lhs in printed:
            values[line.lhs] = printed[line.lhs]
            steps.append(Step(line, "printed", printed[line.lhs], "printed"))
            continue
        values[line.lhs] = value
        steps.append(_with_reason(Step(line, line.kind, value), values))
    return Derivation(tuple(steps), plan.answers, values)


def _on_its_side(line: PlannedStep, values: Mapping[Atom, Value]) -> PlannedStep:
    """A slope as it is written where its input is; the same line for all numbers, unless it is written otherwise on each side."""
    rhs, written = on_its_side(line.rhs, values), on_its_side(line.written, values)
    return line if rhs is line.rhs and written is line.written else replace(line, rhs=rhs, written=written)


def _fault(line: PlannedStep, error: MathError, values: Mapping[Atom, Value], where: Location) -> InputError:
    numbers = shorten(text(line.written, values))
    if isinstance(error, NoConvention):
        authors = _authors(line.written)
        return InputError(where, str(error), f"state it under 'convention'; {text(authors)} = {shorten(text(authors, values))}")
    return InputError(line.where or where, f"{error} in {text(line.lhs)} = {text(line.written)}", f"= {numbers}")


def _authors(e: Expr) -> Expr:
    """The slope of a maximum to the argument at some place, which the tool alone writes, as the author's maximum; so that of a pool."""
    match e:
        case Call(fn, (Num(), *args)) if fn.endswith("'"):
            return Call(fn[:-1], tuple(args))
        case Call("unpool" | "pick", (_, *args)):
            return Call("max_pool", tuple(args))
        case _:
            return rebuild(e, _authors)


def shorten(shown: str) -> str:
    """A message needs no number of 4,000 digits."""
    return shown if len(shown) <= 60 else f"{shown[:40]} ... {shown[-15:]}"


def _with_reason(step: Step, values: Mapping[Atom, Value]) -> Step:
    """The reason that a person gives for the slope of a piece, for a value by convention, or for a derivative that is 0."""
    match step.lhs, step.planned.rhs:
        case LocalDerivative(fn, z), _ if (pieces := FUNCTIONS[fn].pieces) is not None:
            at = value_of(z, values)
            if isinstance(at, Array):
                at_kink = next((part for part, x in named_parts(z, at) if kink_at(fn, x) is not None), None)
                return replace(step, why="convention", about=at_kink) if at_kink and not pieces.smooth else step
            if kink_at(fn, at) is None:
                return replace(step, why="side", about=z, sides=neighbouring_kinks(fn, at))
            return step if pieces.smooth else replace(step, why="convention", about=z)
        case Var(), Call(fn, (Var() as z,)) if (rule := FUNCTIONS.get(fn)) and rule.pieces and rule.pieces.value is not None:
            at = value_of(z, values)
            stated = not isinstance(at, Array) and kink_at(fn, at) == rule.pieces.value
            return replace(step, why="convention", about=z) if stated else step
        case LocalDerivative(fn, z, among), Call(_, (Num(), *_)) if not isinstance(step.value, Array) and not isinstance(
            value_of(z, values), Array
        ):
            places = tied_arguments(fn, [evaluate_number(arg, values, {}) for arg in among])
            own = among.index(z) in places
            return replace(step, why="tie" if own and len(places) > 1 else "best" if own else "beaten", about=z)
        case _, rhs if step.planned.parts and not isinstance(rhs, Size):
            return replace(step, why="sizes")
        case _ if step.kind == "independent" or step.kind == "still" or step.kind == "cut":
            return replace(step, why=step.kind)
        case _:
            return step
