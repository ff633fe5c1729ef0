"""Arrays entry by entry: what the verifying routes make of them, beside plain Python."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from operator import mul
from typing import Any

import pytest

from gen.algebra.arrays import Array, Value, array, numbers, shape_of
from gen.algebra.expr import Add, Atom, Call, Div, Expr, LocalDerivative, MatMul, Mul, Neg, Num, Partial, Pow, Shift, Var, variables
from gen.messages.errors import Location, VerificationError
from gen.model.derivation import Derivation, PlannedStep, Step
from gen.model.problem import Cell, Equation
from gen.model.source import Parsed, Use
from gen.model.trace import Eqn, Trace
from gen.verify.compare import ROUTES, confirm, verify
from gen.verify.recurrence import Recurrence
from gen.verify.scalarize import scalarize
from gen.verify.tolerance import mpf, times

NOWHERE = Location("cell", 1, 1)
Rows = list[list[float]]


def n(x: object) -> Num:
    return Num(Fraction(str(x)))


def f(fn: str, *args: Expr) -> Call:
    return Call(fn, args)


def _setting(eqns: Mapping[Var, Expr], givens: Mapping[Var, Value], cell: Mapping[Var, Expr] | None = None, **more: Any) -> Recurrence:
    """A recurrence as its trace, and the author's equations where they are others."""
    equations = tuple(Equation(Use(out, NOWHERE), Parsed(rhs, (), NOWHERE)) for out, rhs in (cell or eqns).items())
    used = dict.fromkeys(var for rhs in eqns.values() for var in variables(rhs) if var in givens)
    trace = Trace(tuple(Eqn(out, rhs, rhs, NOWHERE) for out, rhs in eqns.items()), tuple(used))
    empty: dict[str, Any] = {"printed": {}, "cut": frozenset(), "conventions": {}}
    return Recurrence(Cell("cell", equations, NOWHERE), trace, givens, **(empty | more))


def _given(rows: list[list[object]]) -> Value:
    return array([Fraction(str(x)) for x in row] for row in rows)


A, B, U, W, Y, K, L, OUT = (Var(name) for name in ("A", "B", "U", "W", "Y", "K", "L", "out"))
GIVENS: dict[Var, Value] = {
    A: _given([[1, "1/2", -2], ["3/4", 3, "-1/3"]]),
    B: _given([["2/3", -1], [2, "1/5"], [1, "3/2"]]),
    U: _given([["1/2"], [2], ["5/4"]]),
    W: _given([["3/2"], [-1], ["7/4"]]),
    Y: _given([[0], ["1/4"], ["3/4"]]),
    K: Fraction(2),
}


def _times(a: Rows, b: Rows) -> Rows:
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in zip(*b, strict=True)] for row in a]


def _all(a: Rows) -> list[float]:
    return [x for row in a for x in row]


def _mean(xs: list[float]) -> float:
    return sum(xs) / len(xs)


def _column(xs: list[float]) -> Rows:
    return [[x] for x in xs]


def _softmax(a: Rows) -> Rows:
    return [[math.exp(x) / sum(map(math.exp, _all(a))) for x in row] for row in a]


# An expression of the values above, and the same in plain Python.
CASES: dict[str, tuple[Expr, Callable[[Mapping[str, Rows]], Rows]]] = {
    "product": (MatMul((A, B)), lambda v: _times(v["A"], v["B"])),
    "product of three": (MatMul((A, B, A, U)), lambda v: _times(_times(_times(v["A"], v["B"]), v["A"]), v["U"])),
    "transposed": (
        MatMul((f("transpose", U), f("transpose", A))),
        lambda v: _times([_all(v["U"])], [list(c) for c in zip(*v["A"], strict=True)]),
    ),
    "entry by entry": (
        Div(Add((Mul((U, W, K)), Neg(Pow(W, n(2))))), U),
        lambda v: _column([(u * w * v["K"][0][0] - w * w) / u for u, w in zip(_all(v["U"]), _all(v["W"]), strict=True)]),
    ),
    "tanh": (f("tanh", A), lambda v: [[math.tanh(x) for x in row] for row in v["A"]]),
    "leaky": (f("leaky_relu", A, n("0.3")), lambda v: [[x if x > 0 else 0.3 * x for x in row] for row in v["A"]]),
    "entry": (Mul((Var("A", None, (2, 3)), Var("U", None, (2,)))), lambda v: [[v["A"][1][2] * v["U"][1][0]]]),
    "row": (Var("A", None, (2, None)), lambda v: [v["A"][1]]),
    "column": (Var("A", None, (None, 3)), lambda v: [[row[2]] for row in v["A"]]),
    "sum": (f("sum", A), lambda v: [[sum(_all(v["A"]))]]),
    "mean": (f("mean", A), lambda v: [[_mean(_all(v["A"]))]]),
    "var": (f("var", A), lambda v: [[_mean([(x - _mean(_all(v["A"]))) ** 2 for x in _all(v["A"])])]]),
    "dot": (f("dot", U, W), lambda v: [[sum(x * y for x, y in zip(_all(v["U"]), _all(v["W"]), strict=True))]]),
    "norm": (f("norm", U), lambda v: [[math.hypot(*_all(v["U"]))]]),
    "mse": (f("mse", U, W), lambda v: [[_mean([(x - y) ** 2 for x, y in zip(_all(v["U"]), _all(v["W"]), strict=True)])]]),
    "softmax": (f("softmax", W), lambda v: _softmax(v["W"])),
    "cross-entropy": (
        f("cross_entropy", f("softmax", W), Y),
        lambda v: [[-sum(y * math.log(p) for p, y in zip(_all(_softmax(v["W"])), _all(v["Y"]), strict=True))]],
    ),
    "concat": (f("concat", U, K, W), lambda v: _column([*_all(v["U"]), v["K"][0][0], *_all(v["W"])])),
    "rows beside each other": (f("concat", f("transpose", U), f("transpose", W)), lambda v: [[*_all(v["U"]), *_all(v["W"])]]),
    "some entries": (f("rows", U, n(2), n(3)), lambda v: v["U"][1:]),
    "max over entries": (f("max", A), lambda v: [[max(_all(v["A"]))]]),
    "max of two": (f("max", U, W), lambda v: _column(list(map(max, _all(v["U"]), _all(v["W"]))))),
    "min with a number": (f("min", A, n(0)), lambda v: [[min(x, 0) for x in row] for row in v["A"]]),
    "argmax": (Mul((f("argmax", U), K)), lambda v: [[2 * v["K"][0][0]]]),
    "one_hot": (Mul((f("one_hot", K, n(3)), U)), lambda v: [[0], [v["U"][1][0]], [0]]),
    "ones": (Mul((f("ones", A), K)), lambda v: [[v["K"][0][0]] * 3] * 2),
    "diag": (f("diag", U), lambda v: [[v["U"][i][0] if i == j else 0 for j in range(3)] for i in range(3)]),
}


def _floats() -> dict[str, Rows]:
    return {
        var.name: [[float(x) for x in row] for row in (value.rows if isinstance(value, Array) else ((value,),))]
        for var, value in GIVENS.items()
    }


def _loss(plain: Callable[[Mapping[str, Rows]], Rows], v: Mapping[str, Rows]) -> float:
    """Each entry with a factor of its own, and squared: an entry in the wrong place is another loss."""
    return sum((i + 2) * x * x for i, x in enumerate(_all(plain(v))))


def _case(name: str) -> Recurrence:
    """The array and its loss, of which derivatives can be compared."""
    rhs, plain = CASES[name]
    shape = [len(plain(_floats())), len(plain(_floats())[0])]
    factors = array([Fraction(i * shape[1] + j + 2) for j in range(shape[1])] for i in range(shape[0]))
    loss = f("sum", Mul((Var("C"), OUT, OUT)))
    return _setting({OUT: rhs, L: loss}, GIVENS | {Var("C"): factors})


@pytest.mark.parametrize("route", ROUTES)
def test_each_route_knows_each_operation_on_arrays_by_its_definition(route: str, subtests: pytest.Subtests) -> None:
    """Values entry by entry, and derivatives to each entry beside central differences in plain Python."""
    for name in CASES:
        with subtests.test(name):
            recurrence, plain = _case(name), CASES[name][1]
            parts = scalarize(recurrence, {})
            run = ROUTES[route](parts.recurrence)
            values = run({})
            assert [float(mpf(values[var].value)) for var in parts.of(OUT)] == pytest.approx(_all(plain(_floats())))
            for given in variables(CASES[name][0]):
                if given == K and "one_hot" in name:
                    continue
                given = given.whole
                for k, var in enumerate(parts.of(given)):
                    i, j = divmod(k, shape_of(GIVENS[given])[1])
                    moved = []
                    for step in (1e-5, -1e-5):
                        v = _floats()
                        v[given.name][i][j] += step
                        moved.append(_loss(plain, v))
                    assert float(mpf(run({var: Fraction(1)})[L].tangent)) == pytest.approx((moved[0] - moved[1]) / 2e-5, rel=1e-5, abs=1e-7)


def _value(shape: tuple[int, int], found: list[Any]) -> Value:
    return array(found[i * shape[1] : (i + 1) * shape[1]] for i in range(shape[0]))


def _derivation(
    recurrence: Recurrence, lines: Sequence[Partial | LocalDerivative], asked: tuple[Atom, ...], values: Mapping[Atom, Value] | None = None
) -> Derivation:
    """Values, derivatives and slopes by dual numbers, as a derivation would have them: other routes can refuse them."""
    known = dict(values or {})
    parts = scalarize(recurrence, known)
    run = ROUTES["dual numbers"](parts.recurrence)
    slopes = {eqn.rhs: eqn.out for eqn in parts.recurrence.trace.eqns}

    def number(atom: Atom) -> Any:
        match atom:
            case Partial(of, wrt):
                return run({wrt: Fraction(1)})[of].tangent
            case LocalDerivative(fn, arg, among):
                return run({arg: Fraction(1)})[slopes[Call(fn, among or (arg,))]].local_tangent
            case _:
                assert isinstance(atom, Var)
                return run({})[atom].value

    def step(atom: Var | Partial | LocalDerivative) -> Step:
        a, b = (parts.shapes.get(name, (1, 1)) for name in _names(atom))
        shape = (a[0] * a[1], b[0] * b[1]) if (1, 1) not in (a, b) else a if b == (1, 1) else b
        return Step(PlannedStep("evaluate", atom, atom, atom), "evaluate", _value(shape, [number(part) for part in parts.of(atom)]))

    steps = [step(atom) for atom in (*(eqn.out for eqn in recurrence.trace.eqns), *lines) if atom not in known]
    return Derivation(tuple(steps), asked, {**known, **{step.lhs: step.value for step in steps}})


def _names(atom: Var | Partial | LocalDerivative) -> tuple[str, str]:
    match atom:
        case Partial(of, wrt):
            return of.name, wrt.name
        case LocalDerivative(_, arg):
            return arg.name, ""
        case _:
            return atom.name, ""


def _h(t: int) -> Var:
    return Var("h", t)


V, X = Var("V"), Var("x", 1)
ELMAN: dict[Var, Expr] = {
    **{_h(t): f("tanh", Add((MatMul((V, _h(t - 1))), MatMul((A, Var("x", t)))))) for t in (1, 2)},
    Var("p"): f("softmax", MatMul((B, _h(2)))),
    L: f("cross_entropy", Var("p"), Y),
}
ELMAN_GIVENS: dict[Var, Value] = {
    **{var: GIVENS[var] for var in (A, B, Y)},
    V: _given([["1/2", -1], ["2/3", "1/4"]]),
    _h(0): _given([[1], ["-1/2"]]),
    Var("x", 1): _given([[1], [0], ["1/3"]]),
    Var("x", 2): _given([[0], [1], ["1/2"]]),
}
ADJOINTS = tuple(Partial(L, var) for var in (Var("p"), _h(2), _h(1), _h(0), V, A, B))


def _elman() -> tuple[Derivation, Recurrence]:
    recurrence = _setting(ELMAN, ELMAN_GIVENS)
    return _derivation(recurrence, ADJOINTS, (Partial(L, V),)), recurrence


OFF = Fraction(1, 10**20)


def _passed(derivation: Derivation, recurrence: Recurrence, route: str) -> list[tuple[Atom, int]]:
    """The entries of lines that a route does not refuse when they are off in their twentieth digit."""
    passed = []
    for i, step in enumerate(derivation.numbers):
        for k, x in enumerate(numbers(step.value)):
            found: list[Any] = list(numbers(step.value))
            found[k] = times(x, 1 + OFF) if x else OFF
            wrong = replace(step, value=_value(shape_of(step.value), found))
            steps = (*derivation.numbers[:i], wrong, *derivation.numbers[i + 1 :])
            try:
                confirm(replace(derivation, steps=steps), recurrence, route)
                passed.append((step.lhs, k))
            except VerificationError:
                continue
    return passed


# Derivations that every route has to confirm, and of which each has to refuse every wrong entry.

Z = Var("z")
BENT: dict[Var, Expr] = {
    Z: MatMul((A, U)),
    Var("a"): f("max", Z, Var("b"), n("1/2")),
    Var("m"): f("max", Var("a")),
    Var("r"): f("relu", Z),
    L: Add((Pow(Var("m"), n(3)), f("dot", Var("r"), Var("b")))),
}
BENT_GIVENS = {A: GIVENS[A], U: GIVENS[U], Var("b"): _given([["1/2"], ["3"]])}
BENT_LINES: tuple[Partial | LocalDerivative, ...] = (
    *(Partial(L, var) for var in (Var("m"), Var("a"), Var("r"), Z, Var("b"), U)),
    LocalDerivative("max", Z, (Z, Var("b"), n("1/2"))),
    LocalDerivative("max", Var("a"), (Var("a"),)),
    LocalDerivative("relu", Z),
)
STEP: dict[Var, Expr] = {L: ELMAN[L], Var("V_new"): Add((V, Neg(Mul((n("0.1"), Partial(L, V))))))}


def _bent() -> tuple[Derivation, Recurrence]:
    recurrence = _setting(BENT, BENT_GIVENS, conventions={"max'(tie)": Fraction(1, 3), "relu'(0)": Fraction(1, 5)})
    return _derivation(recurrence, BENT_LINES, (Partial(L, U),)), recurrence


def _jacobian() -> tuple[Derivation, Recurrence]:
    recurrence = _setting(ELMAN, ELMAN_GIVENS)
    lines = tuple(Partial(var, _h(0)) for var in (_h(1), _h(2), Var("p"), L))
    return _derivation(recurrence, lines, (Partial(Var("p"), _h(0)),)), recurrence


def _update() -> tuple[Derivation, Recurrence]:
    """A step of gradient descent: a derivative inside an equation."""
    before, _ = _elman()
    after = _setting(ELMAN | STEP, ELMAN_GIVENS)
    gradient: dict[Atom, Value] = {Partial(L, V): before.values[Partial(L, V)]}
    found = _derivation(after, ADJOINTS, (Var("V_new"),), gradient)
    told = next(step for step in before.numbers if step.lhs == Partial(L, V))
    return replace(found, steps=(*found.steps, told)), after


def _printed() -> tuple[Derivation, Recurrence]:
    """Printed values of a softmax, in whose slope they stand, and of a tanh; and a cut."""
    printed = {Var("p"): _given([["0.3"], ["0.2"], ["0.4"]]), _h(1): _given([["0.9"], ["-0.1"]])}
    recurrence = _setting(ELMAN, ELMAN_GIVENS, printed=printed, cut=frozenset({_h(1)}))
    return _derivation(recurrence, tuple(Partial(L, var) for var in (Var("p"), _h(2), V, B)), (Partial(L, V),)), recurrence


def _of_all_times() -> tuple[Derivation, Recurrence]:
    """What an author says of all times is written out in the trace."""
    now, last, t = Shift(0), Shift(0, "T"), Var("t")
    h, h_now = Var("h", now), f("tanh", Add((MatMul((V, Var("h", Shift(-1)))), Div(Var("h", Shift(-1)), t))))
    cell: dict[Var, Expr] = {
        h: h_now,
        L: Add((f("sum_t", Mul((t, f("sum", h)))), f("mean_t", f("dot", h, h)), Var("h", last, (2,)), Var("h", Shift(-1, "T"), (1,)))),
    }
    times_ = range(1, 4)
    trace: dict[Var, Expr] = {_h(k): f("tanh", Add((MatMul((V, _h(k - 1))), Div(_h(k - 1), n(k))))) for k in times_}
    summed = [Mul((n(k), f("sum", _h(k)))) for k in times_]
    mean = Div(Add(tuple(f("dot", _h(k), _h(k)) for k in times_)), n(3))
    trace[L] = Add((*summed, mean, Var("h", 3, (2,)), Var("h", 2, (1,))))
    recurrence = _setting(trace, {V: ELMAN_GIVENS[V], _h(0): ELMAN_GIVENS[_h(0)]}, cell, horizon=3)
    return _derivation(recurrence, tuple(Partial(L, var) for var in (_h(3), _h(2), _h(1), V)), (Partial(L, V),)), recurrence


DERIVATIONS = {
    "reverse": _elman,
    "maxima with a tie": _bent,
    "a jacobian": _jacobian,
    "a derivative in an equation": _update,
    "printed and cut": _printed,
    "all times": _of_all_times,
}


@pytest.mark.parametrize("name", DERIVATIONS)
def test_a_derivation_over_arrays_is_confirmed_by_all_routes(name: str) -> None:
    """Every line of it, by each route."""
    derivation, recurrence = DERIVATIONS[name]()
    checks = {check.route: check.numbers for check in verify(derivation, recurrence).checks}
    assert checks.items() >= dict.fromkeys(ROUTES, len(derivation.numbers)).items()


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", ["reverse", "maxima with a tie", "a jacobian", "printed and cut"])
def test_each_route_alone_refuses_a_wrong_entry_of_any_line(name: str, route: str) -> None:
    """One entry of one value, slope or derivative that is off in its twentieth digit, whatever the others say."""
    derivation, recurrence = DERIVATIONS[name]()
    assert _passed(derivation, recurrence, route) == []


def test_a_printed_softmax_stands_in_its_own_slope() -> None:
    """What comes back through it is y*(g - dot(g, y)) with the printed y, as for any function whose slope is written with its output."""
    derivation, _ = _printed()
    p, y = (0.3, 0.2, 0.4), (0.0, 0.25, 0.75)
    g = [-b / a for a, b in zip(p, y, strict=True)]
    back = [a * (x - sum(map(mul, g, p))) for a, x in zip(p, g, strict=True)]
    expected = [float(sum(map(mul, back, column))) for column in zip(*GIVENS[B].rows, strict=True)]  # type: ignore[union-attr]
    assert [float(x) for x in numbers(derivation.values[Partial(L, _h(2))])] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("atom", "message"), [(LocalDerivative("tanh", Z), r"nothing has the slope tanh'\(z\)"), (Z, "nothing confirms z")]
)
def test_a_line_that_nothing_confirms_is_refused(atom: Var | LocalDerivative, message: str) -> None:
    """A value or a slope that no equation has is none that could be compared."""
    derivation, recurrence = _elman()
    stray = Step(PlannedStep("evaluate", atom, atom, atom), "evaluate", Fraction(1))
    with pytest.raises(VerificationError, match=message):
        verify(replace(derivation, steps=(*derivation.steps, stray)), recurrence)


def test_an_array_of_another_shape_is_refused() -> None:
    """A gradient has as many entries as what it is a gradient to."""
    derivation, recurrence = _elman()
    last = replace(derivation.numbers[-1], value=_given([[1, 2]]))
    with pytest.raises(VerificationError, match="has 2 numbers and not 6"):
        verify(replace(derivation, steps=(*derivation.numbers[:-1], last)), recurrence)


def test_a_setting_of_numbers_alone_stays_as_it_is() -> None:
    """Nothing is written out where there is nothing to write out."""
    recurrence = _setting({Var("h", 1): f("tanh", Mul((K, Var("h", 0))))}, {K: Fraction(2), Var("h", 0): Fraction(1)})
    assert scalarize(recurrence, {}).recurrence is recurrence
