"""The general rule of a derivation confirmed: written out over all steps it gives what was derived, and with random numbers the truth.

A rule comes here as data, and is put in by what this room knows of functions and products of matrices. With random numbers, in the shapes
of the sheet and in larger ones, its derivatives are compared with those of dual numbers, which run through the author's equations.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from random import Random
from typing import Any, Literal

from gen.algebra.arrays import SCALAR, Array, Value, array, numbers, rows_of, shape_of
from gen.algebra.axes import base_and_axis
from gen.algebra.expr import LOOKUPS, Atom, Call, Expr, Index, LocalDerivative, Num, Partial, Var, atoms, rebuild, walk
from gen.algebra.printer import text
from gen.messages.errors import VerificationError
from gen.model.derivation import Derivation
from gen.model.general_rule import GeneralRule
from gen.model.trace import Trace
from gen.model.verified import Check
from gen.verify.axis_definitions import for_each_column, for_each_row
from gen.verify.by_dual_numbers import route
from gen.verify.piecewise import is_piecewise_linear
from gen.verify.recurrence import Recurrence
from gen.verify.rule_written_out import RULE, Rows, WrittenOut, evaluated, flat, rows_of_value, shaped
from gen.verify.scalarize import scalarize
from gen.verify.tolerance import MP, mpf, plus, require_close, times
from gen.verify.truncation import constant_past


def verify_rule(rule: GeneralRule, derivation: Derivation, recurrence: Recurrence) -> Check:
    """Confirm that a rule, written out, gives each derivative of a derivation that it is about, and what is asked.

    Raises VerificationError at the first that differs, or that it does not give.
    """
    shapes = {atom.name: shape_of(value) for atom, value in derivation.values.items() if isinstance(atom, Var) and not atom.index}
    held = {atom for eqn in recurrence.trace.eqns for atom in atoms(eqn.rhs) if isinstance(atom, Partial)}
    known = {atom: rows_of_value(value) for atom, value in derivation.values.items() if atom in held or not isinstance(atom, Partial)}
    written_out = WrittenOut(rule, known, shapes, recurrence.conventions)
    seen: list[float] = []
    derived = {step.lhs: step.value for step in derivation.numbers if isinstance(step.lhs, Partial)}
    for partial in rule.answers:
        if not any(partial in _wholes(other) for other in derived):
            raise VerificationError(f"{RULE} gives {text(partial)}, which is not derived")
        written_out.value(partial)
    for partial, value in derived.items():
        for whole, index in _wholes(partial).items():
            if written_out.gives(whole):
                rows = written_out.value(whole)
                found = flat(evaluated(Var("whole", None, index), {"whole": rows}, recurrence.conventions) if index else rows)
                if len(found) != len(numbers(value)):
                    raise VerificationError(f"{RULE} gives {text(partial)} with {len(found)} numbers, not {len(numbers(value))}")
                seen += [require_close(RULE, text(partial), x, y) for x, y in zip(numbers(value), found, strict=True)]
                break
    if not seen:
        raise VerificationError(f"{RULE} gives nothing that is derived")
    return Check(RULE, len(seen), max(seen))


def _wholes(partial: Partial) -> dict[Partial, Index]:
    """A derivative, and that of which it is an entry, with the index in it."""
    of, wrt = partial.of, partial.wrt
    wholes = {Partial(of, wrt.whole): wrt.index} if wrt.index else {Partial(of.whole, wrt): of.index} if of.index else {}
    return {partial: (), **wholes}


def verify_rule_at_random(rule: GeneralRule, recurrence: Recurrence) -> Check:
    """Confirm what a rule gives with random numbers, in the shapes of the sheet and in larger ones where these go together.

    Raises VerificationError.
    """
    seen = [off for draw in DRAWS for off in _at_random(rule, recurrence, draw)]
    return Check(RULE, len(seen), max(seen, default=0.0))


def _at_random(rule: GeneralRule, recurrence: Recurrence, drawn: "_Draw") -> Iterator[float]:
    (first, *_), trace = rule.answers, recurrence.trace.only(recurrence.trace.before(answer.of for answer in rule.answers))
    if any(isinstance(e, Partial) for eqn in trace.eqns for e in walk(eqn.rhs)) or (drawn.larger and _has_sizes(rule, trace)):
        return
    random = Random(int.from_bytes(sha256(f"{drawn} {text(first)}".encode()).digest()[:8]))
    calls = [e for eqn in trace.eqns for e in walk(eqn.rhs) if isinstance(e, Call)]
    classes = {e.args[e.fn in LOOKUPS] for e in calls if e.fn == "one_hot" or e.fn in LOOKUPS}
    targets = dict(_targets(trace))
    givens = {var: value if var in classes else drawn.like(value, random, targets.get(var, "")) for var, value in recurrence.givens.items()}
    cut = recurrence.cut | constant_past(first.of, recurrence)
    trace, cell = (
        _smooth_trace(trace),
        replace(
            recurrence.cell,
            equations=tuple(replace(eq, rhs=replace(eq.rhs, expr=_smooth(eq.rhs.expr))) for eq in recurrence.cell.equations),
        ),
    )
    rule = replace(rule, equations=tuple(replace(equation, rhs=_smooth(equation.rhs)) for equation in rule.equations))
    try:
        parts = scalarize(replace(recurrence, cell=cell, trace=trace, givens=givens, printed={}, truncate=None, cut=cut), {})
        run = route(parts.recurrence)
        still = run({})
    except (VerificationError, ValueError, ArithmeticError):
        return  # sizes that depend on each other, as that of a joined vector does; a logarithm of 0
    if any(isinstance(found.value, MP.mpc) for found in still.values()):
        return
    names = [*(eqn.out for eqn in trace.eqns), *trace.inputs]
    shapes = {var.name: SCALAR for var in names} | dict(parts.shapes)
    known: dict[Atom, Rows] = {var: shaped([still[part].value for part in parts.of(var)], shapes[var.name]) for var in names}
    written_out = WrittenOut(rule, known, shapes, recurrence.conventions)
    for partial in rule.answers:
        try:
            found = flat(written_out.value(partial))
        except ArithmeticError:
            return  # no derivative there, as of a norm at 0
        if not all(map(MP.isfinite, map(mpf, found))):
            return
        wrt, of = parts.of(partial.wrt), parts.of(partial.of)
        if len(found) != len(of) * len(wrt):
            raise VerificationError(f"{RULE} gives {text(partial)} with {len(found)} numbers, not {len(of) * len(wrt)}")
        directions = {part: Fraction(random.randint(2, 23), random.randint(2, 11)) for part in wrt}
        moved = run(directions)
        for i, part in enumerate(of):
            along: Any = Fraction(0)
            for k, direction in enumerate(directions.values()):
                along = plus(along, times(found[i * len(wrt) + k], direction))
            yield require_close(RULE, f"{text(partial)} with random numbers", along, moved[part].local_tangent)


def _targets(trace: Trace) -> Iterator[tuple[Expr, str]]:
    """The targets of losses of each row or column, with the axis: another loss has one vector of targets."""
    for part in (part for eqn in trace.eqns for part in walk(eqn.rhs)):
        match part:
            case Call(fn, (_, target)) if base_and_axis(fn)[0] in ("cross_entropy", "cross_entropy_logits"):
                yield target, base_and_axis(fn)[1]


def _smooth_trace(trace: Trace) -> Trace:
    return replace(trace, eqns=tuple(replace(eqn, rhs=_smooth(eqn.rhs), written=_smooth(eqn.written)) for eqn in trace.eqns))


def _smooth(e: Expr) -> Expr:
    """Another function in place of those made of lines, whose slopes are 0 or 1: nothing that a rule says depends on which it is."""
    match e:
        case LocalDerivative(fn, arg, ()) if is_piecewise_linear(fn):
            return LocalDerivative(SMOOTH, arg)
        case Call(fn, (arg,)) if is_piecewise_linear(fn):
            return Call(SMOOTH, (_smooth(arg),))
        case _:
            return rebuild(e, _smooth)


@dataclass(frozen=True)
class _Draw:
    """Random numbers: in the shapes of those of the sheet or in larger ones, and with which signs."""

    signs: Literal["own", "any"]
    larger: bool = False

    def like(self, value: Value, random: Random, axis: str = "") -> Value:
        """Numbers about as large as these. What adds up to 1 still does, and so does each row of targets over rows."""
        rows = rows_of(value)
        if self.larger and isinstance(value, Array):
            n, m = (size + (size > 1) for size in value.shape)
            rows = tuple(tuple(rows[i % len(rows)][j % len(rows[0])] for j in range(m)) for i in range(n))
        near = [[Fraction(x) * Fraction(random.randint(12, 36), 24) for x in row] for row in rows]
        if axis:
            lines = for_each_row if axis == "rows" else for_each_column
            return array(lines(lambda _, line: (tuple(x / sum(line[0]) for x in line[0]),))(None, tuple(map(tuple, near))))
        whole = [Fraction(x) for x in numbers(value)]
        if isinstance(value, Array) and sum(whole) == 1 and min(whole) >= 0:
            return array([x / sum(map(sum, near)) for x in row] for row in near)
        return array([x * (random.choice((-1, 1)) if self.signs == "any" else 1) for x in row] for row in near)


DRAWS = (_Draw("own"), _Draw("any", larger=True))
SMOOTH = "softplus"


def _has_sizes(rule: GeneralRule, trace: Trace) -> bool:
    """Whether a rule may hold for arrays of one size only: it has a vector of so many ones, an entry, some rows, a number of entries."""
    equations = [part for eqn in trace.eqns for part in walk(eqn.rhs)]
    stated = {part.value for part in equations if isinstance(part, Num)} | {Fraction(0), Fraction(1)}
    for part in (*equations, *(part for equation in rule.equations for part in walk(equation.rhs))):
        match part:
            case Num(value) if value not in stated:
                return True
            case Call("ones" | "unit" | "units" | "zeros", (Num(), *_)):
                return True
            case Call(fn) if base_and_axis(fn)[0] in ("rows", "one_hot", "concat", "mean", "mse", "var"):
                return True
            case Var(index=index) if index:
                return True
            case Partial(of, wrt) if of.index or wrt.index:
                return True
    return False
