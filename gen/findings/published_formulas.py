"""General formulas that a published sheet states, compared with the derivation.

A general formula such as `dh[t]/dV: relu'(z[t])*(h[t-1] + V*dh[t-1]/dV)` must hold as an identity: at patterns of open and closed
gates, entry by entry, with random fractions for all inputs. So a gate that was dropped is found although the numbers of the sheet agree.
Vectors and matrices are compared as what they are, a derivative in the layout of `expr.Partial`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product

from gen.algebra.arrays import SCALAR, Shape, Value, mapped, rows_of, scalar, shape_of
from gen.algebra.expr import (
    Atom,
    Delta,
    Expr,
    LocalDerivative,
    Num,
    Partial,
    Shift,
    Time,
    Var,
    atoms,
    replace_atoms,
    sees_last_step,
)
from gen.algebra.numbers import Number
from gen.algebra.numbers import nearly_equal as near_numbers
from gen.algebra.printer import name_text, number_text, text
from gen.calculus import evaluate, free_values, plan, unroll
from gen.findings.formula_numbers import UnrolledCell, patterns
from gen.findings.formula_shapes import shapes_of_inputs, written_by_columns
from gen.functions import FUNCTIONS, ShapeError
from gen.functions.linalg import transpose
from gen.functions.shapes import infer, shape
from gen.messages.errors import Finding, InputError, InputErrors, MathError
from gen.messages.sentences import Listed, Message, Slot, lazy_message
from gen.model.derivation import PlannedStep
from gen.model.problem import Cell, Item, PublishedFormula, timeless_names
from gen.model.trace import Trace
from gen.syntax import formula, plain

_NOTHING = Fraction(1, 10**40)  # in a value of 60 digits
MOST_GATES = 4  # that a message names


def formula_findings(item: Item, cell: Cell) -> list[Finding]:
    """The stated general formulas that are not identities of the cell. Raises InputErrors for what is no formula or cannot be compared."""
    if not item.published.formulas:
        return []
    horizon = item.horizon if _has_last_step(cell) else max(3, item.horizon)
    given = free_values(cell, horizon)
    trace = unroll(cell, horizon, given, {v.name for v in given}, item.where)
    faults: list[InputError] = []
    found: list[Finding] = []
    unrolled_cells = [
        UnrolledCell(cell, replace(trace, shapes=_all_shapes(trace, sizes, item)), horizon, item.cut, timeless_names([cell]))
        for sizes in shapes_of_inputs(item, cell, trace.inputs)
    ]
    for stated in item.published.formulas:
        try:
            difference = next((message for unrolled in unrolled_cells if (message := _difference(stated, unrolled))), None)
        except InputErrors as error:
            faults += error.faults
            continue
        if difference:
            found.append(Finding(stated.lhs.where, difference, f"formula {plain(stated.lhs.value)}"))
    if faults:
        raise InputErrors(faults)
    return found


def _has_last_step(cell: Cell) -> bool:
    """Whether the equations look at the last step, so that a formula may hold for the item's own horizon alone."""
    return any(sees_last_step(equation.rhs.expr) for equation in cell.equations)


def _all_shapes(trace: Trace, sizes: Mapping[str, Shape], item: Item) -> dict[str, Shape]:
    found = infer(trace.general, {var: sizes[var.name] for var in trace.inputs}, lambda var: item.where)
    return found if any(one != SCALAR for one in found.values()) else {}


def _difference(stated: PublishedFormula, unrolled: UnrolledCell) -> Message | None:
    """Where the formula and the derivation part, in words; None if they never do."""
    left, right = formula(stated.lhs, unrolled.timeless), formula(stated.rhs, unrolled.timeless)
    indices = list(_bases(left) | _bases(right))
    fitted = compared = False
    for times in product(range(unrolled.horizon, 0, -1), repeat=len(indices)):
        named = dict(zip(indices, times, strict=True))
        lhs, rhs = (_put_in(side, named) for side in (left, right))
        if not isinstance(lhs, Partial):
            raise InputErrors([InputError(stated.lhs.where, f"expected a derivative such as dh[t]/dV, found '{stated.lhs.value}'")])
        if _unknown((lhs, *atoms(rhs)), unrolled):
            continue
        fitted = True
        steps = _lines(lhs, rhs, stated, unrolled)
        rhs = replace_atoms(rhs, partial(_slope, steps=steps))
        try:
            fit = written_by_columns(rhs, unrolled.shapes)
            shape(fit, unrolled.shapes)
        except ShapeError:
            return _misfit(stated, rhs, unrolled)
        for values, closed in patterns(steps, rhs, unrolled):
            compared = True
            if message := _parted(stated, named, closed, values[lhs], _value(fit, values)):
                return message
    if not fitted:
        unknown = _unknown((lhs, *atoms(rhs)), unrolled)
        what = f"'{name_text(unknown[0])}' in the formula for {stated.lhs.value} is not a value of the cell"
        raise InputErrors([InputError(stated.rhs.where, what)])
    if not compared:
        what = f"the formula for {stated.lhs.value} cannot be compared: the equations have no values for random numbers"
        raise InputErrors([InputError(stated.rhs.where, what)])
    return None


def _slope(atom: Atom, steps: Sequence[PlannedStep]) -> Atom:
    """The slope of a function with a number behind its argument, as the derivation has it."""
    if not isinstance(atom, LocalDerivative):
        return atom
    found = (line.lhs for line in steps if isinstance(line.lhs, LocalDerivative) and (line.lhs.fn, line.lhs.arg) == (atom.fn, atom.arg))
    return next(found, atom)


def _lines(lhs: Partial, rhs: Expr, stated: PublishedFormula, unrolled: UnrolledCell) -> tuple[PlannedStep, ...]:
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
                    plan(unrolled.trace, [(of, wrt)], "forward", unrolled.cut)
                except (MathError, ShapeError) as error:
                    where = stated.lhs.where if atom == lhs else stated.rhs.where
                    raise InputErrors([InputError(where, f"the formula for {stated.lhs.value} cannot be compared: {error}")]) from None
    return plan(unrolled.trace, list(wanted), "forward", unrolled.cut).lines


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


# Times ----------------------------------------------------------------------------------------------------------------


def _bases(e: Expr) -> dict[str, None]:
    """The letters that stand for a time in a formula."""
    found: dict[str, None] = {}
    for atom in atoms(e):
        match atom:
            case Var():
                times = [atom.time]
            case LocalDerivative(_, arg):
                times = [arg.time]
            case Partial(of, wrt):
                times = [of.time, wrt.time]
            case Delta(a, b):
                times = [a, b]
            case _:
                times = []
        found |= {time.base: None for time in times if isinstance(time, Shift)}
    return found


def _put_in(e: Expr, named: Mapping[str, int]) -> Expr:
    """A formula with numbers for the letters that stand for a time."""

    def time(general: Time) -> Time:
        return named[general.base] + general.by if isinstance(general, Shift) else general

    def at(var: Var) -> Var:
        return replace(var, time=time(var.time))

    def put(atom: Atom) -> Expr:
        match atom:
            case Var():
                return at(atom)
            case LocalDerivative(fn, arg):
                return LocalDerivative(fn, at(arg))
            case Partial(of, wrt):
                return Partial(at(of), at(wrt))
            case Delta(a, b):
                return Num(Fraction(time(a) == time(b)))
            case _:
                return atom

    return replace_atoms(e, put)


def _unknown(used: tuple[Expr, ...], unrolled: UnrolledCell) -> list[Var]:
    """The values in a formula that the unrolled cell does not have, such as h[-1]."""
    known = {*unrolled.trace.inputs, *(eqn.out for eqn in unrolled.trace.eqns)}
    found: list[Var] = []
    for atom in used:
        match atom:
            case Var():
                found.append(atom)
            case LocalDerivative(_, arg):
                found.append(arg)
            case Partial(of, wrt):
                found += [of, wrt]
    return [var for var in found if var.whole not in known]


def _value(e: Expr, values: Mapping[Atom, Value]) -> Value | None:
    try:
        return evaluate(e, values, {})
    except MathError:
        return None
