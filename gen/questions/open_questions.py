"""Open questions: the author's model answer, and what can be derived beside it.

`jacobian of A[t] wrt A[1]` derives the immediate derivative of a state with respect to the state one step before, from the cell's
equation, and its product over the steps. Where it is one and the same matrix at every step the product is its power, and the largest
modulus of its eigenvalues decides whether gradients explode or vanish.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from gen.algebra.arrays import Array
from gen.algebra.expr import (
    DOTS,
    UNIT,
    Add,
    Call,
    Div,
    Expr,
    LocalDerivative,
    MatMul,
    Mul,
    Neg,
    Num,
    Partial,
    Pow,
    Shift,
    Var,
    rebuild,
    variables,
    walk,
)
from gen.algebra.printer import name_text
from gen.calculus import general_equations
from gen.functions import FUNCTIONS
from gen.functions.simplify import product
from gen.messages.errors import InputError, InputErrors, Location, did_you_mean
from gen.model.derivation import Derivation, Statement
from gen.model.problem import Cell, Inline, Item, Jacobian, sentence_inline
from gen.model.queries import Query
from gen.model.source import Text
from gen.model.trace import Eqn
from gen.model.verified import Check, Verified
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.syntax import MATRIX_FUNCTIONS, relation
from gen.verify import verify_slope

IDENTITY = Var("I")


@dataclass(frozen=True, slots=True)
class OpenQuery(Query):
    """`open`: answered in words, by the author's model answer and by what is derived beside it."""

    kind: ClassVar[str] = "open"
    in_words: ClassVar[bool] = True


def _read(written: WrittenQuestion) -> list[OpenQuery]:
    return [OpenQuery(where=written.text.where)]


def _answer(query: OpenQuery, asked: AskedItem) -> Verified:
    """The model answer by its labels, and the derivations that the item asks for. Raises InputErrors."""
    item = asked.item
    if not item.answer:
        raise InputErrors([InputError(query.where, "an open question needs a model answer under 'answer'")])
    said: list[Statement] = []
    checked = 0
    for wish in item.derive:
        if asked.reading is None:
            raise InputErrors([InputError(wish.of.where, "there is no cell to derive this from")])
        said += _jacobian(wish, asked.cell, _is_of_numbers(asked.cell, item))
        checked += 1
    said += [Statement("model", label, pieces) for label, pieces in item.answer.items()]
    return Verified(Derivation(tuple(said), (), {}), (Check("dual numbers in one dimension", checked),) if checked else ())


def _is_of_numbers(cell: Cell, item: Item) -> bool:
    """Whether nothing in a cell is for arrays, and the item has none."""
    parts = [e for equation in cell.equations for e in walk(equation.rhs.expr)]
    arrays = [e for e in parts if isinstance(e, MatMul) or (isinstance(e, Call) and e.fn in FUNCTIONS and FUNCTIONS[e.fn].array)]
    sizes = [n for shape in item.shapes.values() for n in shape]
    return not arrays and all(n == 1 for n in sizes) and not any(isinstance(given.value, Array) for given in item.given.values())


def _jacobian(wish: Jacobian, cell: Cell, of_numbers: bool) -> list[Statement]:
    name = wish.of.var.name
    now, before = Var(name, Shift(0)), Var(name, Shift(-1))
    equations = {eqn.out: eqn for eqn in general_equations(cell)}
    if now not in equations:
        hint = did_you_mean(name, [v.name for v in equations])
        raise InputErrors([InputError(wish.of.where, f"no equation of the cell '{cell.name}' defines '{name}[t]'", hint)])
    if wish.wrt.var.name != name or wish.of.var != now or not (wish.wrt.var == before or isinstance(wish.wrt.var.time, int)):
        message = "a jacobian leads from a state at time t to the same state earlier"
        raise InputErrors([InputError(wish.wrt.where, message, f"write {name}[t] wrt {name}[1]")])
    inner = {out: eqn.rhs for out, eqn in equations.items() if eqn.auto}
    step = jacobian(equations[now].rhs, before, inner)
    if step is None:
        used = any(before in variables(eqn.rhs) for eqn in (equations[now], *(e for e in equations.values() if e.auto)))
        why = "its derivative is not a product of matrices" if used else f"the equation of {name}[t] does not use {name}[t-1]"
        raise InputErrors([InputError(wish.wrt.where, f"no jacobian of {name}[t] with respect to {name}[t-1]: {why}")])
    step = _number(step) if of_numbers else step
    others = _other_ways(now, before, equations)
    if others and isinstance(wish.wrt.var.time, int):
        message = f"{name}[t] depends on its past through {', '.join(others)} as well"
        raise InputErrors([InputError(wish.wrt.where, message, f"only the jacobian wrt {name}[t-1] can be derived")])
    verify_slope(equations[now].written, before, step, inner)
    step = IDENTITY if step == UNIT and not of_numbers else step
    one = Partial(now, before)
    statements = [
        Statement("jacobian", "jacobian", (sentence_inline("From one step to the next: {formula}.", formula=_chain((one, step))),))
    ]
    first = wish.wrt.var
    if isinstance(first.time, int):
        factors = (one, DOTS, Partial(Var(name, first.time + 1), first))
        chain: tuple[Expr, ...] = (Partial(now, first), MatMul(factors))
        constant = all(var.time is None for var in variables(step)) and not any(isinstance(e, LocalDerivative) for e in walk(step))
        if constant:
            power = Add((Var("t"), Neg(Num(Fraction(first.time))))) if first.time else Var("t")
            chain = (*chain, step if step in (IDENTITY, UNIT) else Pow(step, power))
        statements.append(Statement("product", "product", (sentence_inline("Over all steps: {formula}.", formula=_chain(chain)),)))
        if constant and isinstance(step, Var) and step != IDENTITY and not of_numbers:
            statements += _cases(step)
    return statements


def _other_ways(now: Var, before: Var, equations: dict[Var, Eqn]) -> list[str]:
    """The states, besides the one before, by which a state depends on its own past."""
    found, todo = dict[Var, None](), [now]
    while todo:
        for var in variables(equations[todo.pop()].rhs):
            if var in equations and var not in found:
                todo.append(var)
            found[var] = None
    states = {out.name for out, eqn in equations.items() if not eqn.auto}
    return [name_text(v) for v in found if v != before and v.name in states and (v not in equations or _uses(v, before, equations))]


def _uses(var: Var, before: Var, equations: dict[Var, Eqn]) -> bool:
    used = variables(equations[var].rhs)
    return before in used or any(v in equations and _uses(v, before, equations) for v in used)


def _chain(chain: tuple[Expr, ...], sign: str = "=") -> Inline:
    return Inline("relation", sign, chain=chain)


def _cases(matrix: Var) -> list[Statement]:
    """A power grows or shrinks with the largest modulus of the eigenvalues."""
    above, below = (relation(Text(f"maxabs(eig({matrix.name})) {sign} 1", Location("", 1, 1)), MATRIX_FUNCTIONS) for sign in "><")
    large, small = (_chain((case.left.expr, case.right.expr), case.sign) for case in (above, below))
    explodes = sentence_inline("If {condition}, its powers grow without bound: the gradient explodes.", condition=large)
    vanishes = sentence_inline("If {condition}, its powers tend to 0: the gradient vanishes.", condition=small)
    return [Statement("case", "explode", (explodes,), above), Statement("case", "vanish", (vanishes,), below)]


def jacobian(e: Expr, before: Var, inner: dict[Var, Expr]) -> Expr | None:
    """The immediate derivative of an expression with respect to the vector `before`, as a product of matrices (None: 0).

    M @ a gives M, a gate g * a gives diag(g), a function f(z) gives diag(f'(z)) times the derivative of z.
    """
    match e:
        case Var():
            return UNIT if e == before else jacobian(inner[e], before, inner) if e in inner else None
        case Neg(arg):
            found = jacobian(arg, before, inner)
            return None if found is None else Neg(found)
        case Add(terms):
            return _sum([part for term in terms if (part := jacobian(term, before, inner)) is not None])
        case MatMul(factors):
            last = jacobian(factors[-1], before, inner)
            return None if last is None else _times((*factors[:-1], last))
        case Mul(factors):
            parts = []
            for i, factor in enumerate(factors):
                found = jacobian(factor, before, inner)
                if found is not None:
                    others = [f for j, f in enumerate(factors) if j != i]
                    gate = others[0] if len(others) == 1 else Mul(tuple(others))
                    parts.append(_times((Call("diag", (gate,)), found)))
            return _sum(parts)
        case Call(fn, (Var() as z,)):
            found = UNIT if z == before else jacobian(z, before, inner)
            return None if found is None else _times((Call("diag", (LocalDerivative(fn, z),)), found))
        case Div(top, bottom) if not _needs(bottom, before, inner):
            found = jacobian(top, before, inner)
            return None if found is None else Div(found, bottom)
        case _:
            return None


def _number(e: Expr) -> Expr:
    """The same where matrices are numbers: diag(f) is f."""
    match e:
        case Call("diag", (gate,)):
            return gate
        case MatMul(factors):
            return product([_number(factor) for factor in factors])
        case _:
            return rebuild(e, _number)


def _needs(e: Expr, before: Var, inner: dict[Var, Expr]) -> bool:
    return any(var == before or (var in inner and _needs(inner[var], before, inner)) for var in variables(e))


def _sum(parts: list[Expr]) -> Expr | None:
    return None if not parts else parts[0] if len(parts) == 1 else Add(tuple(parts))


def _times(factors: tuple[Expr, ...]) -> Expr:
    kept = [f for f in factors if f != UNIT]
    flat = [part for f in kept for part in (f.factors if isinstance(f, MatMul) else (f,))]
    return UNIT if not flat else flat[0] if len(flat) == 1 else MatMul(tuple(flat))


def _without_numbers(query: OpenQuery, asked: AskedItem) -> Derivation:
    """Nothing: no number changes what is answered in words."""
    return Derivation((), (), {})


OPEN = Kind(
    types=(OpenQuery,),
    forms=("open",),
    patterns=(re.compile("open"),),
    read=_read,
    answer=_answer,
    derive=_without_numbers,
    needs_cell=False,
)
