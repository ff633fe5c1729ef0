"""A general formula that somebody states, compared with the derivation.

A formula such as `dh[t]/dV: relu'(z[t])*(h[t-1] + V*dh[t-1]/dV)` must hold as an identity: at patterns of open and closed
gates, entry by entry, with random fractions for all inputs. So a gate that was dropped is found although the numbers of the sheet agree.
Vectors and matrices are compared as what they are, a derivative in the layout of `expr.Partial`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product

from gen.algebra.arrays import SCALAR, Shape, Value, mapped, rows_of, scalar, shape_of
from gen.algebra.expr import (
    Atom,
    Call,
    Expr,
    LocalDerivative,
    Num,
    Partial,
    Var,
    atoms,
    rebuild,
    replace_atoms,
    sees_last_step,
)
from gen.algebra.numbers import Number
from gen.algebra.numbers import nearly_equal as near_numbers
from gen.algebra.printer import name_text, number_text, text
from gen.calculus import evaluate, free_values, plan, unroll
from gen.functions import FUNCTIONS, ShapeError
from gen.functions.linalg import transpose
from gen.functions.shapes import infer, shape
from gen.messages.errors import InputError, InputErrors, Location, MathError, TooManyDigits
from gen.messages.sentences import Listed, Message, Slot, lazy_message
from gen.model.derivation import PlannedStep
from gen.model.problem import Cell, Item, PublishedFormula, timeless_names
from gen.model.trace import Trace
from gen.questions.formula_inputs import UnrolledCell
from gen.questions.formula_numbers import patterns
from gen.questions.formula_shapes import SIZES, SMALL, Sized, shapes_of_inputs, written_by_columns
from gen.questions.formula_times import put_in, time_letters, unknown_values
from gen.questions.mixed_draws import number_of_draws
from gen.syntax import formula

_NOTHING = Fraction(1, 10**40)  # in a value of 60 digits
LEAST = 4  # sets of numbers with which there are values to compare
MOST_GATES = 4  # that a message names


def unrolled_cells(item: Item, cell: Cell, where: Location, horizon: int = 0, small: bool = False) -> list[UnrolledCell]:
    """The cell over as many steps as the item has, three at least (or `horizon`), with the shapes over which formulas are compared.

    `where` is the place to blame where nothing tells the shapes; numbers may be `small`. Raises InputErrors.
    """
    horizon = horizon or (item.horizon if has_last_step(cell) else max(3, item.horizon))
    given = free_values(cell, horizon)
    trace = unroll(cell, horizon, given, {v.name for v in given}, item.where)
    return [
        UnrolledCell(
            cell, replace(trace, shapes=all_shapes(trace, sized, item)), horizon, item.cut, timeless_names([cell]), sized.letters, small
        )
        for sized in shapes_of_inputs(item, cell, trace.inputs, where, SMALL if small else SIZES)
    ]


def difference(stated: PublishedFormula, cells: Iterable[UnrolledCell], at: Mapping[str, int] | None = None) -> Message | None:
    """Where a formula and the derivation part, in words; None if they never do. Raises InputErrors for what cannot be compared.

    It has to hold for all times, or with the times `at` in place of its letters, wherever what it is stated for has a value.
    """
    return next((message for unrolled in cells if (message := _difference(stated, unrolled, at))), None)


def has_last_step(cell: Cell) -> bool:
    """Whether the equations look at the last step, so that a formula may hold for the item's own horizon alone."""
    return any(sees_last_step(equation.rhs.expr) for equation in cell.equations)


def all_shapes(trace: Trace, sized: Sized, item: Item) -> dict[str, Shape]:
    """The shapes of all names of a cell, from those of its inputs; none where all are numbers."""
    found = infer(trace.general, {var: sized.shapes[var.name] for var in trace.inputs}, lambda var: item.where)
    return found if any(one != SCALAR for one in found.values()) else {}


def _difference(stated: PublishedFormula, unrolled: UnrolledCell, at: Mapping[str, int] | None) -> Message | None:
    sizes: dict[Atom, Expr] = {Var(letter): Num(Fraction(n)) for letter, n in unrolled.letters.items()}
    left, right = (replace_atoms(formula(side, unrolled.timeless), lambda a: sizes.get(a, a)) for side in (stated.lhs, stated.rhs))
    indices = list(time_letters(left) | time_letters(right))
    if at is not None and (others := [index for index in indices if index not in at]):
        raise InputErrors([InputError(stated.rhs.where, f"the formula for {stated.lhs.value} has another time, '{others[0]}'")])
    fitted, compared = False, 0
    every = product(range(unrolled.horizon, 0, -1), repeat=len(indices))
    for named in [at] if at is not None else [dict(zip(indices, times, strict=True)) for times in every]:
        lhs, rhs = (put_in(side, named) for side in (left, right))
        if not isinstance(lhs, Partial if at is None else Partial | Var):
            raise InputErrors([InputError(stated.lhs.where, f"expected a derivative such as dh[t]/dV, found '{stated.lhs.value}'")])
        if unknown_values((lhs, *atoms(rhs)), unrolled):
            continue
        fitted = True
        rhs = _with_values(rhs, unrolled.trace)
        steps = _lines(lhs, rhs, stated, unrolled)
        rhs = replace_atoms(rhs, partial(_slope, steps=steps))
        try:
            fit = written_by_columns(rhs, unrolled.shapes)
            shape(fit, unrolled.shapes)
        except ShapeError:
            return _misfit(stated, rhs, unrolled)
        for values, closed in patterns(steps, [rhs], unrolled):
            with suppress(TooManyDigits):
                theirs = _value(fit, values)
                compared += 1
                if message := _parted(stated, named, closed, values[lhs], theirs):
                    return message
    if not fitted:
        unknown = unknown_values((lhs, *atoms(rhs)), unrolled)
        what = f"'{name_text(unknown[0])}' in the formula for {stated.lhs.value} is not a value of the cell"
        raise InputErrors([InputError(stated.rhs.where, what)])
    if compared < min(LEAST, number_of_draws(unrolled)):
        found = "values for too few" if compared else "no values for"
        what = f"the formula for {stated.lhs.value} cannot be compared: the equations have {found} random numbers"
        raise InputErrors([InputError(stated.rhs.where, what)])
    return None


def _with_values(e: Expr, trace: Trace) -> Expr:
    """With the name of a value in place of a function that has a kink: at a pattern of gates its value is set."""
    gates = [eqn for eqn in trace.eqns if isinstance(eqn.rhs, Call) and FUNCTIONS[eqn.rhs.fn].pieces]
    named: dict[Expr, Var] = {form: eqn.out for eqn in gates for form in (eqn.rhs, eqn.written)}

    def of(part: Expr) -> Expr:
        return named[part] if part in named else rebuild(part, of)

    return of(e) if gates else e


def _slope(atom: Atom, steps: Sequence[PlannedStep]) -> Atom:
    """The slope of a function with a number behind its argument, as the derivation has it."""
    if not isinstance(atom, LocalDerivative):
        return atom
    found = (line.lhs for line in steps if isinstance(line.lhs, LocalDerivative) and (line.lhs.fn, line.lhs.arg) == (atom.fn, atom.arg))
    return next(found, atom)


def _lines(lhs: Partial | Var, rhs: Expr, stated: PublishedFormula, unrolled: UnrolledCell) -> tuple[PlannedStep, ...]:
    """All that has to be computed for both sides, in order. Raises InputErrors for a derivative that is no matrix."""
    wanted: dict[tuple[Var, Var | None], None] = {}
    for atom in (lhs, *atoms(rhs)):
        match atom:
            case LocalDerivative(fn, _) if FUNCTIONS[fn].array:
                message = f"the slope of {fn} in the formula for {stated.lhs.value} cannot be compared"
                raise InputErrors([InputError(stated.rhs.where, message, "write it out")])
            case Var() | LocalDerivative():
                var = (atom.arg if isinstance(atom, LocalDerivative) else atom).whole
                wanted |= {(var, None): None} if var not in unrolled.trace.inputs else {}
            case Partial(of, wrt):
                wanted[of, wrt] = None
    try:
        return plan(unrolled.trace, list(wanted), "forward", unrolled.cut).steps
    except (MathError, ShapeError) as error:
        where = stated.rhs.where if _is_derived(lhs, unrolled) else stated.lhs.where
        raise InputErrors([InputError(where, f"the formula for {stated.lhs.value} cannot be compared: {error}")]) from None


def _is_derived(lhs: Partial | Var, unrolled: UnrolledCell) -> bool:
    """Whether what a formula is stated for can be derived, so that what cannot stands on its right."""
    try:
        return isinstance(lhs, Var) or bool(plan(unrolled.trace, [(lhs.of, lhs.wrt)], "forward", unrolled.cut))
    except (MathError, ShapeError):
        return False


# What parts them ------------------------------------------------------------------------------------------------------


def _parted(
    stated: PublishedFormula, named: Mapping[str, int], closed: Sequence[LocalDerivative] | None, ours: Value, theirs: Value | None
) -> Message | None:
    """The message if both sides differ. A number stands for all entries."""
    if theirs is not None and shape_of(theirs) == SCALAR:
        number = scalar(theirs)
        theirs = mapped(ours, lambda _: number)
    sides = {"lhs": stated.lhs.value, "rhs": stated.rhs.value}
    if theirs is not None and _near(ours, theirs):
        return None
    if theirs is not None and shape_of(theirs) == shape_of(ours)[::-1] and _near(transpose(theirs), ours):
        return lazy_message("`{lhs}` is stated as `{rhs}`, which is the transpose of what the equations give", **sides)
    if theirs is not None and shape_of(theirs) != shape_of(ours):
        return lazy_message(
            "`{lhs}` is stated as `{rhs}`, which is {stated}, but the derivative is {derived}",
            **sides,
            stated=_size(shape_of(theirs)),
            derived=_size(shape_of(ours)),
        )
    place = [f"`{name} = {time}`" for name, time in named.items()]
    gates: list[Slot] = [f"`{text(prime)} = 0`" for prime in (closed or [])[:MOST_GATES]]
    if closed and len(closed) > MOST_GATES:
        gates.append(lazy_message("{count} further closed gates", count=str(len(closed) - MOST_GATES)))
    if closed == []:
        gates.append(lazy_message("all gates open"))
    conditions = Listed((*place, *gates, lazy_message("random fractions for the rest")))
    if shape_of(ours) == SCALAR or theirs is None:
        return lazy_message(
            "`{lhs}` is stated as `{rhs}`, which is not what the equations give: with {conditions} it is {stated}, derived {derived}",
            **sides,
            conditions=conditions,
            stated=_number_slot(theirs),
            derived=_number_slot(ours),
        )
    i, j, a, b = next(_unlike(ours, theirs))
    return lazy_message(
        "`{lhs}` is stated as `{rhs}`, which is not what the equations give: with {conditions} entry {entry} is {stated}, not {derived}",
        **sides,
        conditions=conditions,
        entry=f"({i}, {j})" if 1 not in shape_of(ours) else str(max(i, j)),
        stated=_number_slot(b),
        derived=_number_slot(a),
    )


def _misfit(stated: PublishedFormula, rhs: Expr, unrolled: UnrolledCell) -> Message:
    """What the shapes are that do not go together."""
    used = {text(atom): shape(atom, unrolled.shapes) for atom in atoms(rhs)}
    listed = Listed(tuple(f"`{name}` {_size(one)}" for name, one in used.items()))
    sides = {"lhs": stated.lhs.value, "rhs": stated.rhs.value}
    return lazy_message("`{lhs}` is stated as `{rhs}`, whose shapes do not go together: here {shapes}", **sides, shapes=listed)


def _size(one: Shape) -> str:
    return f"{one[0]} \u00d7 {one[1]}"


def _number_slot(x: Value | None) -> Slot:
    return lazy_message("undefined") if x is None else f"`{number_text(x)}`"


def _near(a: Value, b: Value) -> bool:
    return shape_of(a) == shape_of(b) and next(_unlike(a, b), None) is None


def _unlike(ours: Value, theirs: Value) -> Iterator[tuple[int, int, Number, Number]]:
    """The places where two values differ, by more than what is left where digits cancel, and both numbers there."""
    for i, rows in enumerate(zip(rows_of(ours), rows_of(theirs), strict=True), 1):
        for j, (a, b) in enumerate(zip(*rows, strict=True), 1):
            both_exact = isinstance(a, Fraction) and isinstance(b, Fraction)
            if not near_numbers(a, b) and (both_exact or abs(Fraction(a) - Fraction(b)) > _NOTHING):
                yield i, j, a, b


def _value(e: Expr, values: Mapping[Atom, Value]) -> Value | None:
    try:
        return evaluate(e, values, {})
    except TooManyDigits:
        raise
    except MathError:
        return None
