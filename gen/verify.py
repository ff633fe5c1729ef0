"""The same numbers by unrelated routes; only what agrees may be typeset.

No route imports the table of functions, the rules of differentiation or the derivation. Exact values must agree exactly, others to
25 digits. Each route knows what a printed value, a cut and a convention at a kink mean, and states it once more in its own way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gen import route_closed, route_differences, route_dual, route_sympy
from gen.agreement import Check, agree
from gen.errors import Disagreement
from gen.expr import Atom, Partial, Size, Var
from gen.setting import Setting
from gen.steps import Derivation

MAX_SOURCES = 40

Run = Callable[[Setting, Var | None], Mapping[Var, tuple[Any, Any]]]
"""Every value of a setting, with its derivative to a source."""

DUAL = "dual numbers"
ROUTES: Mapping[str, Run] = {
    DUAL: route_dual.run,
    "central differences": route_differences.run,
    "SymPy's derivative of each equation": route_sympy.run,
}
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
        seen = [agree(CLOSED, str(atom), derivation.values[atom], value) for atom, value in closed.items()]
        checks.append(Check(CLOSED, len(seen), max(seen)))
    return Verified(derivation, tuple(checks))


def confirm(derivation: Derivation, setting: Setting, route: str) -> Check:
    """Confirm a derivation by one route. Raises Disagreement at the first number that differs."""
    run = ROUTES[route]
    seen: dict[Atom, float] = {}
    for source in (None, *_sources(derivation)):
        found = run(setting, source)
        for step in derivation.numbers:
            match step.lhs:
                case Var() as var:
                    seen[var] = agree(route, str(var), step.value, found[var][0])
                case Partial(of, wrt) if wrt == source:
                    seen[step.lhs] = agree(route, str(step.lhs), step.value, found[of][1])
    return Check(route, len(seen), max(seen.values(), default=0.0))


def _sources(derivation: Derivation) -> list[Var]:
    """What the derivation differentiates to.

    In the reverse telling every value is a source; the answers rest on all of them, so a bounded number is confirmed by itself.
    """
    asked = [answer.wrt for answer in derivation.asked if isinstance(answer, Partial)]
    others = (step.lhs.wrt for step in derivation.numbers if isinstance(step.lhs, Partial))
    return list(dict.fromkeys([*asked, *others]))[: len(asked) + MAX_SOURCES]


def verify_count(derivation: Derivation, entries: Sequence[int]) -> Verified:
    """Confirm a count: the entries of each parameter, counted as the length of its shape, must sum to the answer."""
    total = sum(entries)
    answer = derivation.values[Size("")]
    if answer != total:
        raise Disagreement(f"the parameters are {total}, the derivation says {answer}")
    return Verified(derivation, (Check("sum of the shapes", 1),))
