"""The same numbers by unrelated routes; only what agrees may be typeset.

No route imports the table of functions, the rules of differentiation or the derivation. Exact values must agree exactly, others to
25 digits. Each route knows what a printed value, a cut and a convention at a kink mean, and states it once more in its own way.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gen import route_closed, route_differences, route_dual, route_sympy
from gen.agreement import Check, agree
from gen.errors import Disagreement
from gen.expr import Atom, Call, Group, Partial, Prime, Size, Var
from gen.notation import text
from gen.setting import Setting
from gen.steps import Derivation

MAX_SOURCES = 40

Route = Callable[[Setting], Callable[[Var | None], Mapping[Var, tuple[Any, Any]]]]
"""From a setting to a function of the source: every value, with its derivative to that source. What all sources share is done once."""

DUAL = "dual numbers"
ROUTES: Mapping[str, Route] = {
    DUAL: route_dual.route,
    "central differences": route_differences.route,
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
    checks = [confirm(derivation, setting, route) for route in ROUTES]
    closed = route_closed.run(setting, derivation.asked)
    if closed:
        seen = [agree(CLOSED, text(atom), derivation.values[atom], value) for atom, value in closed.items()]
        checks.append(Check(CLOSED, len(seen), max(seen)))
    return Verified(derivation, tuple(checks))


def confirm(derivation: Derivation, setting: Setting, route: str) -> Check:
    """Confirm a derivation by one route. Raises Disagreement at the first number that differs.

    A step's value is one of the trace, or the derivative of one to a source. The slope of a function is the derivative of its value
    to its argument. Terms of a sum over paths are confirmed by their sum.
    """
    run = ROUTES[route](setting)
    slopes = _slopes(setting)
    numbers = [(step.lhs, slopes.get(step.lhs, step.lhs), step.value) for step in derivation.numbers]
    asked = [answer.wrt for answer in derivation.asked if isinstance(answer, Partial)]
    # In the reverse telling every value is a source; the answers rest on all of them, so a bounded number is confirmed by itself.
    sources = dict.fromkeys([*asked, *(atom.wrt for _, atom, _ in numbers if isinstance(atom, Partial))])
    seen: dict[Atom, float] = {}
    for source in (None, *list(sources)[: len(asked) + MAX_SOURCES]):
        found = run(source)
        for lhs, atom, value in numbers:
            match atom:
                case Var() if source is None:
                    seen[lhs] = agree(route, text(lhs), value, found[atom][0])
                case Partial(of, wrt) if wrt == source:
                    seen[lhs] = agree(route, text(lhs), value, found[of][1])
    return Check(route, len(seen), max(seen.values(), default=0.0))


def _slopes(setting: Setting) -> dict[Atom, Atom]:
    """The slope of each function as the derivative of its value to its argument; that of a cut value is 0, and tells nothing of it."""
    slopes: dict[Atom, Atom] = {}
    for eqn in setting.trace.eqns:
        match eqn.rhs:
            case Call(fn, (Var() as z,)) if eqn.out not in setting.cut:
                slopes.setdefault(Prime(fn, z), Partial(eqn.out, z))
    return slopes


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
