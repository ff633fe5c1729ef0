"""Open questions: the author's model answer, and what can be derived beside it.

`jacobian of A[t] wrt A[1]` derives the immediate derivative of a state with respect to the state one step before, from the cell's
equation, and its product over the steps. Where it is one and the same matrix at every step the product is its power, and the largest
modulus of its eigenvalues decides whether gradients explode or vanish.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from gen.algebra.arrays import SCALAR, Array, Shape, shape_of
from gen.algebra.expr import (
    DOTS,
    UNIT,
    Add,
    Call,
    Expr,
    LocalDerivative,
    MatMul,
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
from gen.calculus import differentiate, general_equations, jacobian
from gen.functions import FUNCTIONS, ShapeError
from gen.functions.shapes import NUMBERS, inferred, shape, uses_arrays
from gen.messages.errors import InputError, InputErrors, Location, MathError, did_you_mean
from gen.model.derivation import Derivation, Statement
from gen.model.problem import Cell, Inline, Item, Jacobian, sentence_inline
from gen.model.queries import Query
from gen.model.source import Text
from gen.model.trace import Eqn, Shapes
from gen.model.verified import Check, Verified
from gen.questions.ideas import ideas, too_many_words
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.questions.worked_out import numbers_alone, worked_out
from gen.syntax import MATRIX_FUNCTIONS, relation
from gen.verify import verify_slope

IDENTITY = Var("I")
_UNITS = 2  # of each layer, where only the kind of a value matters: number, row, column or matrix


@dataclass(frozen=True, slots=True)
class OpenQuery(Query):
    """`open`: answered in words, by the author's model answer and by what is derived beside it."""

    kind: ClassVar[str] = "open"
    lines_per_point: ClassVar[float] = 3
    in_words: ClassVar[bool] = True


def _read(written: WrittenQuestion) -> list[OpenQuery]:
    return [OpenQuery(where=written.text.where)]


def _answer(query: OpenQuery, asked: AskedItem) -> Verified:
    """The model answer by its labels, and the derivations that the item asks for. Raises InputErrors."""
    worked = worked_out(asked)
    item = worked.item
    if not item.answer:
        raise InputErrors([InputError(query.where, "an open question needs a model answer under 'answer'")])
    said: list[Statement] = []
    checked = 0
    for wish in item.derive:
        if asked.reading is None:
            raise InputErrors([InputError(wish.of.where, "there is no cell to derive this from")])
        said += _jacobian(wish, asked.cell, _shapes(asked.cell, item, wish.of.var.name))
        checked += 1
    if faults := [*too_many_words(item)]:
        raise InputErrors(faults)
    said += ideas(item)
    own = (Check("dual numbers in one dimension", checked),) if checked else ()
    return Verified(Derivation(tuple(said), (), worked.values), (*own, *worked.checks))


def _is_of_numbers(cell: Cell, item: Item) -> bool:
    """Whether nothing in a cell is for arrays, and the item has none."""
    arrays = any(uses_arrays(equation.rhs.expr) for equation in cell.equations)
    sizes = [n for shape in item.shapes.values() for n in shape]
    return not arrays and all(n == 1 for n in sizes) and not any(isinstance(given.value, Array) for given in item.given.values())


def _jacobian(wish: Jacobian, cell: Cell, shapes: Shapes) -> list[Statement]:
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
    try:
        step = slope(equations[now].rhs, before, inner, shapes)
    except (MathError, ShapeError):
        step = None
    if step is None:
        used = any(before in variables(eqn.rhs) for eqn in (equations[now], *(e for e in equations.values() if e.auto)))
        why = "its derivative is not a product of matrices" if used else f"the equation of {name}[t] does not use {name}[t-1]"
        raise InputErrors([InputError(wish.wrt.where, f"no jacobian of {name}[t] with respect to {name}[t-1]: {why}")])
    others = _other_ways(now, before, equations)
    if others and isinstance(wish.wrt.var.time, int):
        message = f"{name}[t] depends on its past through {', '.join(others)} as well"
        raise InputErrors([InputError(wish.wrt.where, message, f"only the jacobian wrt {name}[t-1] can be derived")])
    verify_slope(equations[now].written, before, step, inner)
    step = _with_name(step)
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
            chain = (*chain, step if step in (IDENTITY, UNIT) else _power(step, power, shapes))
        statements.append(Statement("product", "product", (sentence_inline("Over all steps: {formula}.", formula=_chain(chain)),)))
        if constant and isinstance(step, Var) and step != IDENTITY and shapes:
            statements += _cases(step)
    return statements


def _power(step: Expr, exponent: Expr, shapes: Shapes) -> Expr:
    """A matrix times itself; `Pow` would be that of its entries."""
    return Pow(step, exponent) if shape(step, shapes) == SCALAR else Call("matrix_power", (step, exponent))


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


def _with_name(e: Expr) -> Expr:
    """The identity by its letter."""
    return IDENTITY if isinstance(e, Call) and e.fn == "identity" else rebuild(e, _with_name)


def slope(e: Expr, before: Var, inner: Mapping[Var, Expr], shapes: Shapes) -> Expr | None:
    """The immediate derivative of an expression with respect to the value `before`, as a product of matrices (None: 0).

    `inner` are named parts of the expression. Without shapes all are numbers. Raises MathError and ShapeError where it is no such product.
    """
    if any(isinstance(part, Call) and part.fn not in FUNCTIONS for part in walk(e)):
        raise MathError("a sum over all steps is no function of one")
    one = Call("identity", (before,)) if shapes else UNIT

    def of(var: Var) -> Expr | None:
        if var == before:
            return one
        return slope(inner[var], before, inner, shapes) if var in inner else None

    return jacobian(e, of, shapes, e) if shapes else differentiate(e, of)


def _shapes(cell: Cell, item: Item, state: str) -> Shapes:
    """The shapes of names where all layers have as many units: a matrix stands left of what it multiplies, or right of a row.

    What the item says of a name goes before where it stands. There are none where the state is a number.
    """
    if _is_of_numbers(cell, item):
        return NUMBERS
    products = [part.factors for equation in cell.equations for part in walk(equation.rhs.expr) if isinstance(part, MatMul)]
    rows = any(var.name == state for factors in products for var in variables(factors[0]))
    matrices = {var.name for factors in products for factor in (factors[1:] if rows else factors[:-1]) for var in variables(factor)}
    computed = {equation.lhs.var for equation in cell.equations}
    names = {use.var.name for equation in cell.equations for use in equation.rhs.uses if use.var.whole not in computed} | {state}
    kinds = (SCALAR, (1, _UNITS) if rows else (_UNITS, 1), (_UNITS, _UNITS))
    known = {var.name: shape_of(given.value) for var, given in item.given.items()}
    shapes: dict[str, Shape] = {
        **{name: kinds[2 if name in matrices else 1] for name in names},
        **{name: (min(n, _UNITS), min(m, _UNITS)) for name, (n, m) in known.items()},
        **{name: kinds[len(sizes)] for name, sizes in item.shapes.items()},
    }
    return inferred([(eqn.out.name, eqn.rhs) for eqn in general_equations(cell)], shapes) if shapes[state] != SCALAR else NUMBERS


def _without_numbers(query: OpenQuery, asked: AskedItem) -> Derivation:
    """Of what is answered in words the numbers alone, if it has any."""
    return Derivation((), (), numbers_alone(asked))


OPEN = Kind(
    types=(OpenQuery,),
    forms=("open",),
    patterns=(re.compile("open"),),
    read=_read,
    answer=_answer,
    derive=_without_numbers,
    needs_cell=False,
    cases=True,
)
