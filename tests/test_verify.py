"""Each route by itself: it confirms what is right, and alone it refuses every number that is not."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from gen import number, numeric, route_closed
from gen.errors import Disagreement
from gen.expr import Partial, Term
from gen.number import Number
from gen.rules import RULES
from gen.setting import Setting
from gen.spec import Telling
from gen.steps import Derivation
from gen.verify import CLOSED, ROUTES, Verified, confirm, verify
from tests.test_mutants import ENGINE
from tests.test_oracles import Recurrence, load, retold

TELLINGS: tuple[Telling, ...] = ("forward", "paths", "reverse")


def _run(recurrence: Recurrence, telling: Telling) -> tuple[Derivation, Setting]:
    """The last derivation that a recurrence hands to verification, with what it depends on."""
    kept: list[tuple[Derivation, Setting]] = []

    def keep(derivation: Derivation, setting: Setting) -> Verified:
        kept.append((derivation, setting))
        return verify(derivation, setting)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numeric, "verify", keep)
        retold(load(recurrence), telling)
    return kept[-1]


@cache
def _engine(name: str) -> tuple[Derivation, Setting]:
    return _run(*ENGINE[name])


def _wrong(derivation: Derivation, index: int, by: Number) -> Derivation:
    """The same with one step's value off."""
    steps = list(derivation.numbers)
    steps[index] = replace(steps[index], value=number.add(steps[index].value, by))
    return replace(derivation, steps=tuple(steps), values={**derivation.values, steps[index].lhs: steps[index].value})


_each = pytest.mark.parametrize(("name", "route"), [(name, route) for name in ENGINE for route in ROUTES])


@_each
def test_each_route_confirms_every_number(name: str, route: str) -> None:
    """Values, derivatives and slopes, at kinks, with printed and cut values; of a sum over paths the sum."""
    derivation, setting = _engine(name)
    check = confirm(derivation, setting, route)
    assert check.numbers == sum(not isinstance(step.lhs, Term) for step in derivation.numbers)
    assert check.residual <= 1e-100


@_each
def test_each_route_alone_refuses_every_wrong_number(name: str, route: str) -> None:
    """A number that is off in its twentieth digit is refused by each of the routes, whatever the others say."""
    derivation, setting = _engine(name)
    passed = []
    for i, step in enumerate(derivation.numbers):
        if not isinstance(step.lhs, Term):
            off = number.add(number.multiply(step.value, Fraction(1, 10**20)), Fraction(int(step.value == 0), 10**20))
            try:
                confirm(_wrong(derivation, i, off), setting, route)
                passed.append(str(step.lhs))
            except Disagreement:
                continue
    assert passed == []


@pytest.mark.parametrize("name", ENGINE)
def test_the_closed_form_confirms_each_answer_and_refuses_another(name: str) -> None:
    """Composed and differentiated by SymPy, with the numbers put in last."""
    derivation, setting = _engine(name)
    closed = route_closed.run(setting, derivation.asked)
    given = {var for var in setting.givens if var in setting.trace.inputs}
    assert set(closed) == {answer for answer in derivation.asked if not isinstance(answer, Partial) or answer.wrt in given}
    answers = [i for i, step in enumerate(derivation.numbers) if step.lhs in closed]
    for i in answers:
        with pytest.raises(Disagreement, match=r"closed form|the derivation"):
            verify(_wrong(derivation, i, Fraction(1, 10**20)), setting)
    checks = {check.route: check.numbers for check in verify(derivation, setting).checks}
    assert checks.get(CLOSED, 0) == len(closed)


def _long(steps: int, first: str = "1") -> Recurrence:
    given = (("V", "1/2"), ("W", "3/2"), ("h[0]", first), ("x", f"[{', '.join(['1', '2'] * steps)}]"))
    return Recurrence((("h[t]", "tanh(V*h[t-1] + W*x[t])"),), given, steps, f"h[{steps}]", "V")


def test_a_closed_form_is_made_once_for_a_structure() -> None:
    """Other numbers are put into the form that is there already."""
    _run(_long(2), "forward")
    made = route_closed._closed.cache_info().misses
    _run(_long(2, "-3/4"), "reverse")
    assert route_closed._closed.cache_info().misses == made


def test_a_large_closed_form_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over many steps the other routes are enough."""
    monkeypatch.setattr(route_closed, "LARGEST", 20)
    derivation, setting = _run(_long(4), "forward")
    assert route_closed.run(setting, derivation.asked) == {}
    assert [check.route for check in verify(derivation, setting).checks] == list(ROUTES)


def test_a_kink_nearer_than_a_difference_is_refused() -> None:
    """Where the moved argument changes its side, the difference would be a mean of both slopes."""
    given = (("V", "2"), ("h[0]", "1e-80"), ("x", "[1]"))
    with pytest.raises(Disagreement, match=r"relu has a kink within 1\.0e-60 of 2\.0e-80"):
        _run(Recurrence((("h[t]", "relu(V*h[t-1]) + x[t]"),), given, 1, "h[1]", "h[0]"), "forward")


@pytest.mark.parametrize(("fn", "printed"), [("tanh", "1"), ("tanh", "-1"), ("sigmoid", "1"), ("sigmoid", "0")])
def test_a_printed_limit_of_a_function_has_the_slope_0(fn: str, printed: str) -> None:
    """No argument leads there; what cannot move has no derivative, by every route."""
    extra = ("readings: [{name: printed, values: printed}]", "printed:", f"  h[1]: {printed}")
    given = (("V", "2"), ("h[0]", "1"))
    derivation, _ = _run(Recurrence((("h[t]", f"{fn}(V*h[t-1])"),), given, 1, "h[1]", "V", extra), "forward")
    assert {derivation.values[answer] for answer in derivation.asked} == {0}


def test_nothing_is_verified_without_a_check() -> None:
    """A derivation with numbers and no check is none that can be typeset."""
    derivation, _ = _engine("sum")
    with pytest.raises(Disagreement, match="nothing has confirmed"):
        Verified(derivation, ())


@pytest.mark.parametrize("wrt", ["V", "x[2]"])
@pytest.mark.parametrize("fn", RULES)
def test_routes_agree_on_a_printed_output_of_each_function(fn: str, wrt: str) -> None:
    """A printed output stands in the slope wherever that is written with it, and each route knows where it goes from there."""
    cell = (("g[t]", f"{fn}(V*h[t-1]/5 + W*x[t]/3 + 1/9)"), ("h[t]", "g[t] + V"))
    given = (("V", "2"), ("W", "3/2"), ("h[0]", "1"), ("x", "[1, -3, 2]" if fn not in ("log", "sqrt") else "[1, 3, 2]"))
    extra = ("readings: [{name: printed, values: printed}]", "printed:", "  g[2]: 2/3")
    (item,) = retold(load(Recurrence(cell, given, 3, "h[3]", wrt, extra)), "reverse").items
    assert [check.route for check in item.readings[0].parts[0].checks][:3] == list(ROUTES)
