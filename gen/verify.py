"""The same numbers by unrelated routes; only what agrees may be typeset.

No route imports the table of functions, the rules of differentiation or the derivation. Exact values must agree exactly, others to
25 digits. Each route knows what a printed value, a cut and a convention at a kink mean, and states it once more in its own way.
Routes are about numbers: arrays come to them entry by entry.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from hashlib import sha256
from random import Random
from typing import Any

from gen import route_closed, route_differences, route_dual, route_sympy
from gen.agreement import MP, Check, agree, mpf, plus, residual, same, times
from gen.array import numbers
from gen.entrywise import entries
from gen.errors import Disagreement
from gen.expr import Call, Group, Partial, Prime, Size, Term, Var
from gen.notation import text
from gen.setting import Moves, Route, Setting
from gen.steps import Derivation
from gen.trace import Eqn

ONE_BY_ONE = 16  # entries of an array that is asked for, each of which is the source of a run of its own
REACH = 40  # a value moves by 10^-40 of how it may move at least, so that differences see all moves in one run

DUAL = "dual numbers"
DIFFERENCES = "central differences"
ROUTES: Mapping[str, Route] = {
    DUAL: route_dual.route,
    DIFFERENCES: route_differences.route,
    "SymPy's derivative of each equation": route_sympy.route,
}
ENTRIES = "rows times columns from equal sizes"
CLOSED = "SymPy's derivative of the closed form"


@dataclass(frozen=True, slots=True)
class Verified:
    """A derivation and the checks that it has passed. One that computes something has at least one, or is none."""

    derivation: Derivation
    checks: tuple[Check, ...]

    def __post_init__(self) -> None:
        if self.derivation.numbers and not self.checks:
            raise Disagreement("a derivation that nothing has confirmed")


def verify(derivation: Derivation, setting: Setting) -> Verified:
    """Confirm every forward value and every derivative of the derivation. Raises Disagreement at the first that differs."""
    lines = _Lines.of(derivation, setting)
    checks = [_confirm(lines, route) for route in ROUTES]
    closed = route_closed.run(lines.setting, lines.asked)
    if closed:
        seen = [agree(CLOSED, text(atom), lines.values[atom], value) for atom, value in closed.items()]
        checks.append(Check(CLOSED, len(seen), max(seen)))
    return Verified(derivation, tuple(checks))


def confirm(derivation: Derivation, setting: Setting, route: str) -> Check:
    """Confirm a derivation by one route. Raises Disagreement at the first number that differs.

    A step's value is one of the trace, or the derivative of one to another. The slope of a function is how its value moves with its
    argument. Terms of a sum over paths are confirmed by their sum.
    """
    return _confirm(_Lines.of(derivation, setting), route)


@dataclass(frozen=True, slots=True)
class _Lines:
    """What a derivation says, number by number. Of what is `asked` each is confirmed by itself, as far as an array is not too large."""

    setting: Setting
    steps: int
    values: Mapping[Any, Any]
    asked: tuple[Any, ...]

    @staticmethod
    def of(derivation: Derivation, setting: Setting) -> "_Lines":
        parts = entries(setting, derivation.values)
        steps = {step.lhs: step.value for step in derivation.numbers if not isinstance(step.lhs, Term)}
        values: dict[Any, Any] = {}
        for atom, value in steps.items():
            names, found = parts.of(atom), numbers(value)
            if len(names) != len(found):
                raise Disagreement(f"{text(atom)} has {len(found)} numbers and not {len(names)}")
            values |= zip(names, (x if isinstance(x, Fraction) else mpf(x) for x in found), strict=True)
        asked = tuple(part for atom in derivation.asked for part in parts.of(atom)[:ONE_BY_ONE])
        return _Lines(parts.setting, len(steps), values, asked)


def _confirm(lines: _Lines, route: str) -> Check:
    found = _Confirming(route, lines)
    found.values()
    found.slopes()
    for source in found.sources:
        found.one_by_one(source)
    found.all_at_once()
    left = [atom for atom in lines.values if atom not in found.residuals]
    if left:
        raise Disagreement(f"{route}: nothing confirms {text(left[0])}")
    return Check(route, lines.steps, max(found.residuals.values(), default=0.0))


class _Confirming:
    """What one route has confirmed, with the relative differences that it saw."""

    def __init__(self, route: str, lines: _Lines) -> None:
        self.route, self.lines = route, lines
        self.run = ROUTES[route](lines.setting)
        self.still = self.run({})
        self.sources = dict.fromkeys(atom.wrt for atom in lines.asked if isinstance(atom, Partial))
        self.residuals: dict[Any, float] = {}

    def agree(self, atom: Any, other: Any) -> None:
        self.residuals[atom] = agree(self.route, text(atom), self.lines.values[atom], other)

    def values(self) -> None:
        for atom in self.lines.values:
            if isinstance(atom, Var):
                self.agree(atom, self.still[atom].value)

    def one_by_one(self, source: Var) -> None:
        """The derivatives to one value, which alone moves."""
        found = self.run({source: Fraction(1)})
        for atom in self.lines.values:
            if isinstance(atom, Partial) and atom.wrt == source:
                self.agree(atom, found[atom.of].tangent)

    def slopes(self) -> None:
        """Where the arguments of functions move, a function moves with each by its slope to it."""
        slopes: dict[Call, list[Prime]] = {}
        for atom in self.lines.values:
            if isinstance(atom, Prime):
                slopes.setdefault(Call(atom.fn, atom.among or (atom.arg,)), []).append(atom)
        if not slopes:
            return
        calls: dict[Call, Eqn] = {}
        for eqn in self.lines.setting.trace.eqns:
            match eqn.rhs:
                case Call(fn, args):
                    calls.setdefault(Call(fn, args), eqn)
                    calls.setdefault(Call(fn, args[:1]), eqn)  # a slope on the left that is written beside the argument
        draw = self._random("slopes")
        moves = {atom.arg: draw.choice((-1, 1)) * self._some(draw, atom.arg) for atoms in slopes.values() for atom in atoms}
        found = self.run(moves)
        for call, atoms in slopes.items():
            if call not in calls:
                raise Disagreement(f"{self.route}: nothing has the slope {text(atoms[0])}")
            eqn, moving = calls[call], found
            told = {atom.arg for atom in atoms}
            if any(var not in told and found[var].tangent != 0 for var in eqn.inputs):
                held = frozenset(eqn.out for eqn in self.lines.setting.trace.eqns)
                moving = ROUTES[self.route](replace(self.lines.setting, cut=held))({var: moves[var] for var in told})
            others = [times(self.lines.values[atom], moving[atom.arg].tangent) for atom in atoms[1:]]
            along = reduce(plus, (times(-1, other) for other in others), moving[eqn.out].along)
            self.agree(atoms[0], times(along, 1 / moving[atoms[0].arg].tangent))
            self.residuals |= dict.fromkeys(atoms, self.residuals[atoms[0]])

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
            moves = self._moves({wrt: max((slopes[of][wrt] for of in ofs), key=lambda x: abs(mpf(x))) for wrt in wrts}, text(ofs[0]))
            found = self.run(moves)
            for of in ofs:
                total, moved = _along(slopes[of], moves), found[of].tangent
                if not same(total, moved):
                    self._blame(of, slopes[of], moves)
                self.residuals |= dict.fromkeys((Partial(of, wrt) for wrt in wrts), residual(total, moved))

    def _blame(self, of: Var, slopes: Mapping[Var, Any], moves: Moves) -> None:
        """Find a line that is wrong by halves. Raises Disagreement."""
        while len(moves) > 1:
            half = dict(list(moves.items())[: len(moves) // 2])
            if same(_along(slopes, half), self.run(half)[of].tangent):
                half = {var: move for var, move in moves.items() if var not in half}
            moves = half
        self.one_by_one(*moves)
        raise Disagreement(f"{self.route}: the derivatives of {text(of)} do not add up")

    def _moves(self, slopes: Mapping[Var, Any], seed: str) -> Moves:
        """How much each value moves. Each line adds about as much as the others; none that is not 0 is lost beside them."""
        draw = self._random(seed)
        sizes = {var: self._size(var) for var in slopes}
        shares = {var: _magnitude(slope) + sizes[var] for var, slope in slopes.items() if slope != 0}
        most = max(shares.values(), default=0)
        moves: dict[Var, Any] = {}
        for var, slope in slopes.items():
            more = most - shares.get(var, most - REACH)
            more = min(more, REACH) if self.route == DIFFERENCES else more
            moves[var] = (-1 if slope < 0 else 1) * draw.randint(2**20, 2**21) * Fraction(10) ** (sizes[var] + more)
        return moves

    def _size(self, var: Var) -> int:
        return max(_magnitude(self.still[var].value), -REACH) if var in self.still else 0

    def _some(self, draw: Random, var: Var) -> Any:
        return draw.randint(2**20, 2**21) * Fraction(10) ** self._size(var)

    def _random(self, what: str) -> Random:
        return Random(int.from_bytes(sha256(f"{self.route}: {what}".encode()).digest()[:8]))


def _along(slopes: Mapping[Var, Any], moves: Moves) -> Any:
    return reduce(plus, (times(slopes[var], move) for var, move in moves.items()))


def _magnitude(x: Any) -> int:
    """About how many digits a number has before the point; less than 0 for a small one."""
    return -REACH if x == 0 else int(MP.mag(mpf(x)) * 0.30103)


def verify_count(derivation: Derivation, asked: Collection[str], layers: Mapping[int, Mapping[str, int]]) -> Verified:
    """Confirm a count: each parameter, each group and all that are `asked` for (or all there are) by entries found another way.

    `layers` has the entries of each layer's parameters, by the cell's own names; a cell that is no stack is the layer 0.
    """
    entries = {f"{name}_{layer}" if layer else name: n for layer, found in layers.items() for name, n in found.items()}
    for step in derivation.numbers:
        match step.lhs:
            case Group(_, layer) if layer:
                found = sum(layers[layer].values())
            case Group(names):
                found = sum(entries[name] for name in names)
            case Size(name) if name:
                found = entries[name]
            case _:
                found = sum(entries[name] for name in asked or entries)
        if step.value != found:
            raise Disagreement(f"{text(step.lhs)}: {ENTRIES} give {found}, the derivation {step.value}")
    return Verified(derivation, (Check(ENTRIES, len(derivation.numbers)),))
