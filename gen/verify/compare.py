"""The same numbers by unrelated routes; only what agrees may be typeset.

No route imports the table of functions, the rules of differentiation or the derivation. Exact values must agree exactly, others to
25 digits. Each route knows what a printed value, a cut and a convention at a kink mean, and states it once more in its own way.
Routes are about numbers: arrays come to them entry by entry.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from hashlib import sha256
from random import Random
from typing import Any

from gen.algebra.arrays import Value, numbers
from gen.algebra.expr import Atom, Call, LocalDerivative, Partial, PathTerm, Var
from gen.algebra.printer import text
from gen.messages.errors import VerificationError
from gen.model.derivation import Derivation, Step
from gen.model.trace import Eqn
from gen.model.verified import Check, Verified
from gen.verify import by_closed_form as route_closed
from gen.verify import by_differences as route_differences
from gen.verify import by_dual_numbers as route_dual
from gen.verify import by_sympy as route_sympy
from gen.verify.held_gradients import check_held_gradients
from gen.verify.recurrence import Recurrence, Route, RunValue, Seeds
from gen.verify.scalarize import scalarize
from gen.verify.second_order import SecondRoute, by_two_fold_numbers, second_movements
from gen.verify.tolerance import MP, close, mpf, plus, relative_error, require_close, times
from gen.verify.truncation import truncated_parts

ONE_BY_ONE = 16  # entries of an array that is asked for, each of which is the source of a run of its own
REACH = 40  # a value moves by 10^-40 of how it may move at least, so that differences see all moves in one run

DUAL = "dual numbers"
DIFFERENCES = "central differences"
ROUTES: Mapping[str, Route] = {
    DUAL: route_dual.route,
    DIFFERENCES: route_differences.route,
    "SymPy's derivative of each equation": route_sympy.route,
}
SECOND: Mapping[str, SecondRoute] = {
    DUAL: by_two_fold_numbers,
    DIFFERENCES: route_differences.second,
    "SymPy's derivative of each equation": route_sympy.second,
}
CLOSED = "SymPy's derivative of the closed form"


def verify(derivation: Derivation, recurrence: Recurrence) -> Verified:
    """Confirm every forward value and every derivative of the derivation. Raises VerificationError at the first that differs."""
    found = truncated_parts(derivation, recurrence)
    parts = [_Numbers.of(part, own) for part, own in found.parts]
    checks = [
        _combined(route, [*(_confirm(lines, route) for lines in parts), *_sums(found.sums, derivation, recurrence, route)])
        for route in ROUTES
    ]
    seen = [require_close(CLOSED, text(atom), lines.values[atom], value) for lines in parts for atom, value in _closed(lines).items()]
    if seen:
        checks.append(Check(CLOSED, len(seen), max(seen)))
    return Verified(derivation, tuple(checks))


def _closed(lines: "_Numbers") -> Mapping[Any, Any]:
    return route_closed.run(lines.recurrence, lines.asked)


def _combined(route: str, checks: Sequence[Check]) -> Check:
    return Check(route, sum(check.numbers for check in checks), max(check.residual for check in checks))


def confirm(derivation: Derivation, recurrence: Recurrence, route: str) -> Check:
    """Confirm a derivation by one route. Raises VerificationError at the first number that differs.

    A step's value is one of the trace, or the derivative of one to another. The slope of a function is how its value moves with its
    argument. Terms of a sum over paths are confirmed by their sum.
    """
    found = truncated_parts(derivation, recurrence)
    parts = [_confirm(_Numbers.of(part, own), route) for part, own in found.parts]
    return _combined(route, [*parts, *_sums(found.sums, derivation, recurrence, route)])


def _sums(steps: Sequence[Step], derivation: Derivation, recurrence: Recurrence, route: str) -> list[Check]:
    """Gradients of sums, each part of which has its own window: where the parts move by their gradients, the sum moves by its own."""
    if not steps:
        return []
    parts = scalarize(recurrence, derivation.values)
    run = ROUTES[route](replace(parts.recurrence, cut=frozenset(eqn.out for eqn in parts.recurrence.trace.eqns)))  # no part moves another
    uses = {eqn.out: eqn.uses for eqn in recurrence.trace.eqns}
    seen: list[float] = []
    for step in steps:
        assert isinstance(step.lhs, Partial)
        partials = {var: partial for var in uses[step.lhs.of] if (partial := Partial(var, step.lhs.wrt)) in derivation.values}
        slopes = {var: [x if isinstance(x, Fraction) else mpf(x) for x in numbers(derivation.values[partials[var]])] for var in partials}
        for i, (name, value) in enumerate(zip(parts.of(step.lhs), numbers(step.value), strict=True)):
            moved = run({var: found[i] for var, found in slopes.items()})[name.of].local_tangent
            seen.append(require_close(route, text(name), value, moved))
    return [Check(route, len(steps), max(seen))]


def move(of: Var, wrts: Collection[Var], recurrence: Recurrence, values: Mapping[Atom, Value]) -> tuple[Any, ...]:
    """By how much the numbers of a value move, by central differences, while all of these values move at once: the first number by 1,
    the others by powers of pi/4, so that rational derivatives never cancel. For one number it is the derivative."""
    parts = scalarize(recurrence, values)
    moved = [name for wrt in wrts for name in parts.of(wrt)]
    found = ROUTES[DIFFERENCES](parts.recurrence)({name: (MP.pi / 4) ** i for i, name in enumerate(moved)})
    return tuple(found[name].tangent for name in parts.of(of))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What a derivation says, number by number. Of what is `asked` each is confirmed by itself, as far as an array is not too large."""

    recurrence: Recurrence
    steps: int
    values: Mapping[Any, Any]
    asked: tuple[Any, ...]

    @staticmethod
    def of(derivation: Derivation, recurrence: Recurrence) -> "_Numbers":
        check_held_gradients(derivation, recurrence)
        parts = scalarize(recurrence, derivation.values)
        steps = {step.lhs: step.value for step in derivation.numbers if not isinstance(step.lhs, PathTerm)}
        values: dict[Any, Any] = {}
        for atom, value in steps.items():
            names, found = parts.of(atom), numbers(value)
            if len(names) != len(found):
                raise VerificationError(f"{text(atom)} has {len(found)} numbers and not {len(names)}")
            values |= zip(names, (x if isinstance(x, Fraction) else mpf(x) for x in found), strict=False)
        asked = tuple(part for atom in derivation.asked for part in parts.of(atom)[:ONE_BY_ONE])
        return _Numbers(parts.recurrence, len(steps), values, asked)


def _confirm(lines: _Numbers, route: str) -> Check:
    found = _Confirmation(route, lines)
    found.one_by_one()
    found.all_at_once()
    found.values()
    found.slopes()
    found.seconds()
    left = [atom for atom in lines.values if atom not in found.residuals]
    if left:
        raise VerificationError(f"{route}: nothing confirms {text(left[0])}")
    return Check(route, lines.steps, max(found.residuals.values(), default=0.0))


class _Confirmation:
    """What one route has confirmed, with the relative differences that it saw, and what it found in each run."""

    def __init__(self, route: str, lines: _Numbers) -> None:
        self.route, self.lines = route, lines
        self.run = ROUTES[route](lines.recurrence)
        self.sources = dict.fromkeys(atom.wrt for atom in lines.asked if isinstance(atom, Partial))
        self.runs: list[Mapping[Var, RunValue]] = []
        self.residuals: dict[Any, float] = {}

    def confirm_one(self, atom: Any, other: Any) -> None:
        self.residuals[atom] = require_close(self.route, text(atom), self.lines.values[atom], other)

    def values(self) -> None:
        """Nothing moves here: where an inner value moves, dual numbers do not follow the author's own equations."""
        found = self.run({})
        for atom in self.lines.values:
            if isinstance(atom, Var) and atom in found:
                self.confirm_one(atom, found[atom].value)

    def one_by_one(self) -> None:
        """The derivatives to each value that an answer is a derivative to: it alone moves."""
        for source in self.sources:
            self.runs.append(self.run({source: Fraction(1)}))
            for atom in self.lines.values:
                if isinstance(atom, Partial) and atom.wrt == source:
                    self.confirm_one(atom, self.runs[-1][atom.of].tangent)

    def slopes(self) -> None:
        """Where the arguments of a function move, it moves with each by its slope to it."""
        slopes: dict[Call, list[LocalDerivative]] = {}
        for atom in self.lines.values:
            if isinstance(atom, LocalDerivative):
                slopes.setdefault(Call(atom.fn, atom.among or (atom.arg,)), []).append(atom)
        if not slopes:
            return
        calls: dict[Call, Eqn] = {}
        for eqn in self.lines.recurrence.trace.eqns:
            match eqn.rhs:
                case Call(fn, args):
                    calls.setdefault(Call(fn, args), eqn)
                    calls.setdefault(Call(fn, args[:1]), eqn)  # a slope on the left that is written beside the argument
        left: dict[Eqn, list[LocalDerivative]] = {}
        for call, atoms in slopes.items():
            if call not in calls:
                raise VerificationError(f"{self.route}: nothing has the slope {text(atoms[0])}")
            if len(atoms) > 1 or not any(self._slope_in(found, calls[call].out, atoms[0]) for found in self.runs):
                left[calls[call]] = atoms
        if left:
            self._slopes_alone(left)

    def seconds(self) -> None:
        """How a value moves with two others at once."""
        for atom, moved in second_movements(SECOND[self.route], self.lines.recurrence, self.lines.values):
            self.confirm_one(atom, moved)

    def _slope_in(self, found: Mapping[Var, RunValue], out: Var, atom: LocalDerivative) -> bool:
        """Whether a run confirms a slope. It may move too little for that, or other arguments as well."""
        if found[atom.arg].tangent == 0:
            return False
        slope, value = times(found[out].local_tangent, 1 / found[atom.arg].tangent), self.lines.values[atom]
        if close(value, slope):
            self.residuals[atom] = relative_error(value, slope)
        return atom in self.residuals

    def _slopes_alone(self, left: Mapping[Eqn, Sequence[LocalDerivative]]) -> None:
        """Arguments move by themselves only, and by different amounts; where that is not enough, one after the other."""
        run = ROUTES[self.route](replace(self.lines.recurrence, cut=frozenset(eqn.out for eqn in self.lines.recurrence.trace.eqns)))
        slopes = {atom.arg: Fraction(1) for atoms in left.values() for atom in atoms}
        seeds = self._seeds(slopes, "slopes")
        found = run(seeds)
        for eqn, atoms in left.items():
            total = _directional_derivative(
                {atom.arg: self.lines.values[atom] for atom in atoms}, {atom.arg: seeds[atom.arg] for atom in atoms}
            )
            if seeds.keys() & {*eqn.inputs} == {atom.arg for atom in atoms} and close(total, found[eqn.out].local_tangent):
                self.residuals |= dict.fromkeys(atoms, relative_error(total, found[eqn.out].local_tangent))
                continue
            for atom in atoms:
                self.confirm_one(atom, run({atom.arg: Fraction(1)})[eqn.out].local_tangent)

    def all_at_once(self) -> None:
        """Derivatives of the same values to the same others: where all of these move, each of those moves by the sum over its lines.

        So one run confirms a whole reverse telling. How much each moves is drawn, so that errors do not cancel, and such that each
        line adds about as much to the sum.
        """
        slopes: dict[Var, dict[Var, Any]] = {}
        for atom, value in self.lines.values.items():
            if isinstance(atom, Partial) and atom.wrt not in self.sources:
                slopes.setdefault(atom.of, {})[atom.wrt] = value
        together: dict[tuple[Var, ...], list[Var]] = {}
        for of, to in slopes.items():
            together.setdefault(tuple(to), []).append(of)
        for wrts, ofs in together.items():
            seeds = self._seeds({wrt: max((slopes[of][wrt] for of in ofs), key=lambda x: abs(mpf(x))) for wrt in wrts}, text(ofs[0]))
            self.runs.append(self.run(seeds))
            for of in ofs:
                self._sum(of, slopes[of], seeds, self.runs[-1])

    def _sum(self, of: Var, slopes: Mapping[Var, Any], seeds: Seeds, found: Mapping[Var, RunValue]) -> None:
        """How a value moves by its lines. Where that differs, by halves down to the one that is wrong, or that was lost beside others."""
        total, moved = _directional_derivative(slopes, seeds), found[of].tangent
        if close(total, moved):
            self.residuals |= dict.fromkeys((Partial(of, wrt) for wrt in slopes), relative_error(total, moved))
        elif len(slopes) == 1:
            (source,) = slopes
            self.confirm_one(Partial(of, source), self.run({source: Fraction(1)})[of].tangent)
        else:
            wrts = list(slopes)
            for half in (wrts[: len(wrts) // 2], wrts[len(wrts) // 2 :]):
                part = {wrt: slopes[wrt] for wrt in half}
                again = self._seeds(part, text(of))
                self._sum(of, part, again, self.run(again))

    def _seeds(self, slopes: Mapping[Var, Any], seed: str) -> Seeds:
        """How much each value moves. Each line adds about as much as the others; none that is not 0 is lost beside them."""
        draw = Random(int.from_bytes(sha256(f"{self.route}: {seed}".encode()).digest()[:8]))
        sizes = {var: max(_magnitude(self.lines.values.get(var, self.lines.recurrence.givens.get(var, 1))), -REACH) for var in slopes}
        shares = {var: _magnitude(slope) + sizes[var] for var, slope in slopes.items() if slope != 0}
        most = max(shares.values(), default=0)
        seeds: dict[Var, Any] = {}
        for var, slope in slopes.items():
            more = most - shares.get(var, most - REACH)
            more = min(more, REACH) if self.route == DIFFERENCES else more
            seeds[var] = (-1 if slope < 0 else 1) * draw.randint(2**20, 2**21) * Fraction(10) ** (sizes[var] + more - most)
        return seeds


def _directional_derivative(slopes: Mapping[Var, Any], seeds: Seeds) -> Any:
    return reduce(plus, (times(slopes[var], move) for var, move in seeds.items()))


def _magnitude(x: Any) -> int:
    """About how many digits a number has before the point; less than 0 for a small one."""
    return -REACH if x == 0 else int(MP.mag(mpf(x)) * 0.30103)
