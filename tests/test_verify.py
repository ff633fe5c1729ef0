"""Each route by itself: it confirms what is right, and alone it refuses every number that is not."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any, cast

import pytest

from gen.algebra import numbers as number
from gen.algebra.arrays import Value, array, scalar
from gen.algebra.arrays import numbers as entries_of
from gen.algebra.expr import Call, Expr, Mul, Num, Partial, PathTerm, Var
from gen.algebra.numbers import Number
from gen.functions.elementwise import ELEMENTWISE
from gen.messages.errors import Location, VerificationError
from gen.model.derivation import Derivation
from gen.model.problem import Cell, Equation, Mode
from gen.model.source import Parsed, Use
from gen.model.trace import Trace
from gen.model.verified import Verified
from gen.questions import digits
from gen.questions import random_probes as probes
from gen.questions import values as numeric
from gen.verify import by_closed_form as route_closed
from gen.verify import by_sympy as route_sympy
from gen.verify.compare import CLOSED, DUAL, ROUTES, confirm, verify
from gen.verify.recurrence import Recurrence, Seeds
from gen.verify.tolerance import require_close
from gen.verify.truncation import truncated_parts
from tests.support.recurrences import OracleCell, load, retold
from tests.test_mutants import ENGINE, lost_where_it_is_1

TELLINGS: tuple[Mode, ...] = ("forward", "paths", "reverse")


def _run(oracle: OracleCell, mode: Mode) -> tuple[Derivation, Recurrence]:
    """The last derivation that a recurrence hands to verification, with what it depends on."""
    kept: list[tuple[Derivation, Recurrence]] = []

    def keep(derivation: Derivation, recurrence: Recurrence) -> Verified:
        kept.append((derivation, recurrence))
        return verify(derivation, recurrence)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numeric, "verify", keep)
        retold(load(oracle), mode)
    return kept[-1]


@cache
def _engine(name: str) -> tuple[Derivation, Recurrence]:
    return _run(*ENGINE[name])


def _wrong(derivation: Derivation, index: int, by: Number) -> Derivation:
    """The same with one step's value off."""
    steps = list(derivation.numbers)
    steps[index] = replace(steps[index], value=number.add(scalar(steps[index].value), by))
    return replace(derivation, steps=tuple(steps), values={**derivation.values, steps[index].lhs: steps[index].value})


@pytest.mark.parametrize("route", ROUTES)
def test_each_route_confirms_every_number(route: str, subtests: pytest.Subtests) -> None:
    """Values, derivatives and slopes, at kinks, with printed and cut values; of a sum over paths the sum."""
    for name in ENGINE:
        with subtests.test(name):
            derivation, recurrence = _engine(name)
            check = confirm(derivation, recurrence, route)
            assert check.numbers == sum(not isinstance(step.lhs, PathTerm) for step in derivation.numbers)
            assert check.residual <= 1e-100


def _unnoticed(derivation: Derivation, recurrence: Recurrence, route: str) -> list[str]:
    """The numbers that a route lets pass though they are off in their twentieth digit."""
    passed = []
    for i, step in enumerate(derivation.numbers):
        if not isinstance(step.lhs, PathTerm):
            off = number.add(number.multiply(scalar(step.value), Fraction(1, 10**20)), Fraction(int(step.value == 0), 10**20))
            try:
                confirm(_wrong(derivation, i, off), recurrence, route)
                passed.append(str(step.lhs))
            except VerificationError:
                continue
    return passed


@pytest.mark.parametrize("route", ROUTES)
def test_each_route_alone_refuses_every_wrong_number(route: str, subtests: pytest.Subtests) -> None:
    """A number that is off in its twentieth digit is refused by each of the routes, whatever the others say."""
    for name in ENGINE:
        with subtests.test(name):
            assert _unnoticed(*_engine(name), route) == []


def test_the_closed_form_confirms_each_answer_and_refuses_another(subtests: pytest.Subtests) -> None:
    """Composed and differentiated by SymPy, with the numbers put in last."""
    for name in ENGINE:
        with subtests.test(name):
            derivation, recurrence = _engine(name)
            parts = truncated_parts(derivation, recurrence).parts  # a sum of truncated gradients has no closed form of its own
            closed = {atom for part, own in parts for atom in route_closed.run(own, part.asked)}
            given = {var for var in recurrence.givens if var in recurrence.trace.inputs}
            asked = [answer for part, _ in parts for answer in part.asked]
            assert closed == {answer for answer in asked if not isinstance(answer, Partial) or answer.wrt in given}
            answers = [i for i, step in enumerate(derivation.numbers) if step.lhs in closed]
            for i in answers:
                with pytest.raises(VerificationError, match=r"closed form|the derivation"):
                    verify(_wrong(derivation, i, Fraction(1, 10**20)), recurrence)
            checks = {check.route: check.numbers for check in verify(derivation, recurrence).checks}
            assert checks.get(CLOSED, 0) == len(closed)


def test_a_build_confirms_by_every_route_and_on_other_numbers() -> None:
    """None of the routes is left out of what each build does."""
    (item,) = retold(load(ENGINE["sum"][0]), "reverse").items
    assert [check.route for check in item.readings[0].parts[0].checks] == [
        "dual numbers",
        "central differences",
        "SymPy's derivative of each equation",
        "SymPy's derivative of the closed form",
        "dual numbers, other numbers",
        "the general rule",
    ]


def test_a_factor_that_is_lost_where_it_is_1_is_refused_on_other_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """dh_3/dh_0 = V^3 is 1 for V = 1 with or without its factors; only other numbers tell."""
    given = (("V", "1"), ("h[0]", "2"), ("x", "[1, 3, 2]"))
    problem = load(OracleCell((("h[t]", "V*h[t-1] + x[t]"),), given, 3, "h[3]", "h[0]"))
    lost_where_it_is_1(monkeypatch)
    with pytest.raises(VerificationError, match="dual numbers: "):
        retold(problem, "reverse")


def _long(steps: int, first: str = "1") -> OracleCell:
    given = (("V", "1/2"), ("W", "3/2"), ("h[0]", first), ("x", f"[{', '.join(['1', '2'] * steps)}]"))
    return OracleCell((("h[t]", "tanh(V*h[t-1] + W*x[t])"),), given, steps, f"h[{steps}]", "V")


def test_a_closed_form_is_made_once_for_a_structure() -> None:
    """Other numbers are put into the form that is there already."""
    _run(_long(2), "forward")
    made = route_closed._closed.cache_info().misses
    _run(_long(2, "-3/4"), "reverse")
    assert route_closed._closed.cache_info().misses == made


def test_a_large_closed_form_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over many steps the other routes are enough."""
    monkeypatch.setattr(route_closed, "LARGEST", 20)
    derivation, recurrence = _run(_long(4), "forward")
    assert route_closed.run(recurrence, derivation.asked) == {}
    assert [check.route for check in verify(derivation, recurrence).checks] == list(ROUTES)


@pytest.mark.parametrize("mode", ["forward", "reverse"])
@pytest.mark.parametrize("route", ROUTES)
def test_as_many_runs_confirm_a_long_recurrence_as_a_short_one(route: str, mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run for the values, one for the answer and one for all other derivatives: the cost of a step does not grow with their number."""
    real = ROUTES[route]
    runs: list[int] = []

    def counted(recurrence: Recurrence) -> Any:
        run = real(recurrence)

        def once(moves: Seeds) -> Any:
            runs.append(len(moves))
            return run(moves)

        return once

    for steps in (3, 30):
        derivation, recurrence = _run(_long(steps), mode)
        with monkeypatch.context() as patch:
            patch.setitem(cast(dict[str, Any], ROUTES), route, counted)
            confirm(derivation, recurrence, route)
    half = len(runs) // 2
    assert len(runs[:half]) == len(runs[half:]) <= 3


def test_sympy_differentiates_an_equation_of_each_step_once() -> None:
    """Numbers are put in at each step; what SymPy has to do does not grow with the steps."""
    route_sympy._equation.cache_clear()
    _run(_long(12), "forward")
    assert route_sympy._equation.cache_info().misses == 2


def test_a_long_derivation_is_confirmed_on_one_other_set_of_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lines repeat themselves with each step, so that a factor shows on one set as well as on three."""
    numbers = []
    for longest in (1000, 20):
        monkeypatch.setattr(probes, "LONG", longest)
        (item,) = retold(load(_long(6)), "reverse").items
        checks = {check.route: check.numbers for check in item.readings[0].parts[0].checks}
        numbers.append(checks[digits.OTHER] // checks[DUAL])
    assert numbers == [3, 1]


def test_other_numbers_fit_what_they_are_used_for() -> None:
    """Classes are whole, targets one-hot, and what stands under a logarithm or a root is positive; the rest are any numbers."""
    fits = "one_hot(k, 3)", "log(p)", "cross_entropy(q, y)", "h*V"
    expressions: tuple[Expr, ...] = (
        Call("one_hot", (Var("k"), Num(Fraction(3)))),
        Call("log", (Var("p"),)),
        Call("cross_entropy", (Var("q"), Var("y"))),
        Mul((Var("h"), Var("V"))),
    )
    where = Location("cell", 1, 1)
    lines = tuple(Equation(Use(Var(text), where), Parsed(e, (), where)) for text, e in zip(fits, expressions, strict=True))
    three = array([[Fraction(1)], [Fraction(0)], [Fraction(0)]])
    givens: dict[Var, Value] = {Var("k"): Fraction(1), Var("p"): three, Var("q"): three, Var("y"): three, Var("V"): three}
    drawn = list(probes.random_probes(Recurrence(Cell("cell", lines, where), Trace((), ()), givens, {}, frozenset(), {}), 3))
    assert len(drawn) == 12
    for recurrence in drawn:
        found = {var.name: list(map(int, entries_of(value))) for var, value in recurrence.givens.items() if var.name in "ky"}
        assert found["k"][0] in (1, 2, 3)
        assert sorted(found["y"]) == [0, 0, 1]
        assert min(x for name in "pq" for x in entries_of(recurrence.givens[Var(name)])) > 0
    assert min(x for recurrence in drawn for x in entries_of(recurrence.givens[Var("V")])) < 0
    assert len({entries_of(recurrence.givens[Var("y")]) for recurrence in drawn}) == 3


def test_other_numbers_are_the_same_for_all_numbers_of_an_item() -> None:
    """What is confirmed on them is confirmed once: they look at shapes, and at those numbers alone that they leave as they are."""
    expressions: tuple[Expr, ...] = (Call("masked_softmax", (Var("V"), Var("m"))), Call("nll", (Var("q"), Var("k"))))
    where = Location("cell", 1, 1)
    lines = tuple(Equation(Use(Var(name), where), Parsed(e, (), where)) for name, e in zip("ab", expressions, strict=True))
    three = array([[Fraction(1)], [Fraction(0)], [Fraction(0)]])
    givens: dict[Var, Value] = {Var("V"): three, Var("m"): three, Var("q"): three, Var("k"): Fraction(2)}
    one = Recurrence(Cell("cell", lines, where), Trace((), ()), givens, {Var("a"): three}, frozenset(), {})
    still = probes.without_numbers(one)
    assert {var.name for var, value in still.givens.items() if value == givens[var]} == {"m", "k"}
    assert list(probes.random_probes(still, 3)) == list(probes.random_probes(one, 3))


def test_a_kink_nearer_than_a_difference_is_refused() -> None:
    """Where the moved argument changes its side, the difference would be a mean of both slopes."""
    given = (("V", "1"), ("h[0]", "1"), ("x", "[1e-80]"))
    with pytest.raises(VerificationError, match=r"relu has a kink too near to 1\.0e-80 for a difference"):
        _run(OracleCell((("h[t]", "relu(V*h[t-1] - 1 + x[t])"),), given, 1, "h[1]", "V"), "forward")


# Where a function has a value but no slope that matters, or numbers are far from 1: an equation, V, W, the source, and what is cut.
AT_THE_EDGE = {
    "root of 0 that does not move": ("sqrt(V - W)*h[t-1]", "1", "1", "h[0]", ()),
    "power 1/2 of 0 that does not move": ("V**(1/2)*h[t-1]", "0", "1", "h[0]", ()),
    "root of 0 before a cut": ("sqrt(V*h[t-1] - W) + V*h[t-1]", "1", "1", "V", ("cut: z_h_2[1]",)),
    "power 3/2 of 0": ("V**(3/2)*h[t-1] + W", "0", "1", "V", ()),
    "large exponential": ("exp(V*h[t-1])", "1000", "1", "V", ()),
    "large fraction": ("relu(V*h[t-1])", "1e200", "1", "V", ()),
    "small fraction": ("log(V*h[t-1])", "1e-70", "1", "V", ()),
    "small argument of a kink": ("abs(V*h[t-1])", "-1e-70", "1", "V", ()),
}


@pytest.mark.parametrize("name", AT_THE_EDGE)
def test_a_good_problem_is_confirmed_at_the_edge(name: str) -> None:
    """No route stumbles over a slope that is not needed, or over numbers far from 1, whatever the telling."""
    rhs, v, w, wrt, extra = AT_THE_EDGE[name]
    oracle = OracleCell((("h[t]", rhs),), (("V", v), ("W", w), ("h[0]", "1")), 1, "h[1]", wrt, extra)
    for mode in TELLINGS:
        derivation, _ = _run(oracle, mode)
        assert derivation.asked, mode


def test_other_numbers_are_no_reason_to_refuse_a_good_problem() -> None:
    """Of an item called j the third probe puts a root at 0; a root at 0 has a value."""
    given = (("V", "5"), ("W", "1"), ("h[0]", "1"))
    problem = load(OracleCell((("h[t]", "sqrt(V - W)*h[t-1]"),), given, 1, "h[1]", "h[0]"))
    (item,) = problem.items
    for letter in "abcdefghijkl":
        assert retold(replace(problem, items=(replace(item, id=letter),)), "forward").items, letter


def test_small_numbers_are_compared_as_well() -> None:
    """A vanishing gradient is no number that was not computed: a wrong factor is seen at 1e-66, too."""
    given = (("V", "-150"), ("h[0]", "1"))
    derivation, recurrence = _run(OracleCell((("h[t]", "sigmoid(V*h[t-1])"),), given, 1, "h[1]", "V"), "forward")
    (answer,) = derivation.asked
    assert 0 < float(scalar(derivation.values[answer])) < 1e-60
    index = next(i for i, step in enumerate(derivation.numbers) if step.lhs == answer)
    for route in ROUTES:
        with pytest.raises(VerificationError):
            confirm(_wrong(derivation, index, scalar(derivation.values[answer])), recurrence, route)


def test_small_derivatives_far_apart_are_confirmed_at_once() -> None:
    """Near the limits of a tanh they differ by a hundred orders of magnitude; none makes a route refuse the others."""
    given = (("V", "18"), ("h[0]", "3"), ("x", "[2, 2, 2]"))
    derivation, recurrence = _run(OracleCell((("h[t]", "tanh(V*h[t-1]) + x[t]"),), given, 3, "h[3]", "V"), "reverse")
    assert min(abs(float(scalar(step.value))) for step in derivation.numbers) < 1e-80
    small = replace(derivation, steps=tuple(step for step in derivation.numbers if step.kind != "seed"))
    assert [check.route for check in verify(small, recurrence).checks][:3] == list(ROUTES)


@pytest.mark.parametrize(("fn", "printed"), [("tanh", "1"), ("tanh", "-1"), ("sigmoid", "1"), ("sigmoid", "0")])
def test_a_printed_limit_of_a_function_has_the_slope_0(fn: str, printed: str) -> None:
    """No argument leads there; what cannot move has no derivative, by every route."""
    extra = ("readings: [{name: printed, values: printed}]", "printed:", f"  h[1]: {printed}")
    given = (("V", "2"), ("h[0]", "1"))
    derivation, _ = _run(OracleCell((("h[t]", f"{fn}(V*h[t-1])"),), given, 1, "h[1]", "V", extra), "forward")
    assert {derivation.values[answer] for answer in derivation.asked} == {0}


def test_nothing_is_verified_without_a_check() -> None:
    """A derivation with numbers and no check is none that can be typeset."""
    derivation, _ = _engine("sum")
    with pytest.raises(VerificationError, match="nothing has confirmed"):
        Verified(derivation, ())


@pytest.mark.parametrize("wrt", ["V", "x[2]"])
def test_routes_agree_on_a_printed_output_of_each_function(wrt: str, subtests: pytest.Subtests) -> None:
    """A printed output stands in the slope wherever that is written with it, and each route knows where it goes from there."""
    extra = ("readings: [{name: printed, values: printed}]", "printed:", "  g[2]: 2/3")
    for fn in ELEMENTWISE:
        with subtests.test(fn):
            cell = (("g[t]", f"{fn}(V*h[t-1]/5 + W*x[t]/3 + 1/9)"), ("h[t]", "g[t] + V"))
            given = (("V", "2"), ("W", "3/2"), ("h[0]", "1"), ("x", "[1, -3, 2]" if fn not in ("log", "sqrt") else "[1, 3, 2]"))
            (item,) = retold(load(OracleCell(cell, given, 3, "h[3]", wrt, extra)), "reverse").items
            assert [check.route for check in item.readings[0].parts[0].checks][:3] == list(ROUTES)


def test_exact_numbers_agree_only_if_they_are_equal() -> None:
    """A fraction that is off by less than any digit that decimals carry is another fraction."""
    with pytest.raises(VerificationError):
        require_close("a route", "h[1]", Fraction(1), 1 + Fraction(1, 10**400))
