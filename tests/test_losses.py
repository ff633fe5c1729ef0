"""Losses and measures of distributions against what they are: other formulas, integrals, autograd and differences; and on paper."""

from fractions import Fraction as F
from pathlib import Path
from tempfile import TemporaryDirectory

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.algebra.arrays import Value, array, scalar
from gen.algebra.expr import UNIT, Add
from gen.check.exam import check_exam
from gen.document.plain_text import problem_text
from gen.format.exam_file import load_exam
from gen.functions.losses import LOSSES
from gen.functions.registry import apply
from gen.messages.errors import InputErrors, VerificationError
from gen.page.exam import with_layout
from gen.typeset.templates import render
from tests.support.array_cells import Cell
from tests.support.array_readings import reading_of, wrong_values
from tests.support.examples import quick
from tests.support.mutation import put_in
from tests.support.problems import plain_layout, solve_text

# Values and gradients by autograd and differences ---------------------------------------------------------------------

_ANY = st.fractions(F(-4), F(4), max_denominator=12)
_POSITIVE = st.fractions(F(1, 5), F(4), max_denominator=12)
_INSIDE = st.fractions(F(1, 12), F(11, 12), max_denominator=12)


def _list(xs: list[F], row: bool) -> str:
    return f"[{'[' * row}{', '.join(map(str, xs))}{']' * row}]"


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    """One loss of columns or rows of 1 to 4 entries, or of numbers, in a sum, and its gradient with respect to all its arguments."""
    fn, n, row = draw(st.sampled_from(sorted(LOSSES))), draw(st.integers(1, 4)), draw(st.booleans())

    def some(of: st.SearchStrategy[F]) -> list[F]:
        return draw(st.lists(of, min_size=n, max_size=n))

    def shares() -> list[F]:
        parts = some(st.integers(1, 9).map(F))
        return [x / sum(parts) for x in parts]

    def perhaps_a_number(of: st.SearchStrategy[F]) -> list[F]:
        return draw(st.sampled_from([some(of), [draw(of)]]))

    one_hot = [F(i == draw(st.integers(0, n - 1))) for i in range(n)] if n == 1 else draw(st.permutations([F(1)] + [F(0)] * (n - 1)))
    normal = [perhaps_a_number(_ANY), perhaps_a_number(_POSITIVE)]
    values: dict[str, list[list[F]]] = {
        "bce": [some(_INSIDE), draw(st.sampled_from([some(_INSIDE), some(st.sampled_from([F(0), F(1)]))]))],
        "bce_logits": [some(_ANY), some(_INSIDE)],
        "cross_entropy_logits": [some(_ANY), draw(st.sampled_from([shares(), one_hot]))],
        "nll": [shares(), [F(draw(st.integers(1, n)))]],
        "entropy": [shares()],
        "kl": [shares(), shares()],
        "kl_normal": [*normal, *([perhaps_a_number(_ANY), perhaps_a_number(_POSITIVE)] if draw(st.booleans()) else [])],
        "log_density": [perhaps_a_number(_ANY), *normal],
        "cosine_similarity": [some(_POSITIVE), some(_POSITIVE)],
        "huber": [some(_ANY), some(_ANY)],
    }
    args = values[fn]
    names = "abcd"[: len(args)]
    bound = f", {draw(st.sampled_from(['1/2', '2']))}" if fn == "huber" and draw(st.booleans()) else ""
    call = f"{fn}({', '.join(names)}{bound.replace('1/2', '0.5')})"
    moving = names[:1] if fn == "nll" else names
    given = tuple(f"{name}: {_list(xs, row) if len(xs) > 1 else xs[0]}" for name, xs in zip(names, args, strict=True))
    return Cell((f"L: 3*{call} - sum(a)",), given, 1, (f"gradient of L wrt {', '.join(moving)}",))


@given(cells())
@quick(40)
def test_values_and_gradients_are_those_of_unrelated_routes(cell: Cell) -> None:
    """To 1e-12 those of HIPS autograd and of central differences, with respect to every argument, for columns, rows and numbers."""
    with TemporaryDirectory() as folder:
        assert wrong_values(*reading_of(cell, Path(folder))) == []


CORNERS = {
    "prediction and a part of the target": Cell(
        ("p: softmax(o)", "L: cross_entropy(p, concat(p[1], 1 - p[1])) + bce(q, q[1]*q)", "q: sigmoid(o)"),
        ("o: [1, -1/2]",),
        1,
        ("gradient of L wrt o",),
    ),
    "prediction used twice": Cell(
        ("p: sigmoid(o)", "L: bce(p, y) + bce(p, 1 - y)/2 + lam*dot(o, o)"),
        ("o: [1, -1/2]", "y: [0, 1]", "lam: 1/3"),
        1,
        ("gradient of L wrt o",),
    ),
    "prediction used otherwise": Cell(
        ("p: sigmoid(o)", "L: bce(p, y) + sum(p)"), ("o: [1, -1/2]", "y: [0, 1]"), 1, ("gradient of L wrt o",)
    ),
    "prediction asked for": Cell(("p: sigmoid(o)", "L: 2*bce(p, y)"), ("o: [1, -1/2]", "y: [0, 1]"), 1, ("gradient of L wrt p, o",)),
    "prediction cut": Cell(("p: sigmoid(o)", "L: bce(p, y) + sum(o)"), ("o: [1, -1/2]", "y: [0, 1]"), 1, ("gradient of L wrt o",), cut="p"),
    "over time": Cell(
        ("h[t]: tanh(V*h[t-1] + x[t])", "p[t]: sigmoid(u*h[t])", "L: sum_t(bce(p[t], y[t]))"),
        ("V: 1/2", "u: 2", "h[0]: 1/3", "x: [1, -1, 2]", "y: [1, 0, 1]"),
        3,
        ("gradient of L wrt V, u",),
    ),
    "classes over time": Cell(
        ("h[t]: tanh(V @ h[t-1])", "p[t]: softmax(h[t])", "l[t]: nll(p[t], k[t])", "L: mean_t(l[t])"),
        ("V: [[1/2, -1], [2/3, 1]]", "h[0]: [1, -1/2]", "k: [1, 2]"),
        2,
        ("gradient of L wrt V",),
    ),
    "a number for all entries": Cell(
        ("L: kl_normal(a*x, b) + log_density(x, a, b) - kl_normal(0, b, x, a)",),
        ("x: [1, -1/2, 2]", "a: 3", "b: 1/2"),
        1,
        ("gradient of L wrt a, b, x",),
    ),
    "over rows": Cell(
        ("P: softmax(X @ W, rows)", "L: mean(kl(Q, P, rows)) + sum(entropy(P, rows)) - mean(cosine_similarity(P, Q, rows))"),
        ("X: [[1, 2], [0, -1], [1, 1]]", "W: [[1, 0], [1/2, -1]]", "Q: [[1/4, 3/4], [1, 0], [1/2, 1/2]]"),
        1,
        ("gradient of L wrt W",),
    ),
    "logits over columns": Cell(
        ("O: W @ X", "L: mean(cross_entropy_logits(O, Y, columns)) + bce(sigmoid(O), Y)"),
        ("X: [[1, 2, 0], [0, -1, 1]]", "W: [[1, 0], [1/2, -1]]", "Y: [[1, 0, 1/4], [0, 1, 3/4]]"),
        1,
        ("gradient of L wrt W",),
    ),
    "bounds of Huber met": Cell(("L: huber(a, b)",), ("a: [1, 2, 0]", "b: [0, 3, 5]"), 1, ("gradient of L wrt a, b",)),
    "certain predictions": Cell(("L: bce(p, y)",), ("p: [1, 1/2]", "y: [1, 0]"), 1, ("value of L",)),
    "certain distributions": Cell(
        ("L: kl(p, q) - entropy(p)",), ("p: [0, 1, 0]", "q: [0, 1/2, 1/2]"), 1, ("value of L", "gradient of L wrt q[2]")
    ),
}


@pytest.mark.parametrize("cell", CORNERS.values(), ids=CORNERS.keys())
def test_corners_are_those_of_unrelated_routes(cell: Cell, tmp_path: Path) -> None:
    """Where a loss may or may not hand the error straight on, where one number goes with many, where pieces meet."""
    assert wrong_values(*reading_of(cell, tmp_path)) == []


FORWARD = {
    "logistic regression": ("p: sigmoid(w*x + b)", "L: bce(p, y)"),
    "from logits": ("L: bce_logits(w*x + b, y)",),
    "divergence": ("L: kl_normal(w*x, exp(b))",),
    "divergence from another": ("L: kl_normal(x, 2, w*x, exp(b))",),
    "density": ("L: log_density(x, w*x, exp(w + b))",),
    "robust": ("L: huber(w*x + b, y, 1/2) + cosine_similarity(w, b)",),
}


@pytest.mark.parametrize("equations", FORWARD.values(), ids=FORWARD.keys())
@pytest.mark.parametrize("by", ["forward", "reverse", "paths"])
def test_numbers_are_told_in_every_way(equations: tuple[str, ...], by: str, tmp_path: Path) -> None:
    """Forward, in reverse and by paths the derivatives of a loss of numbers are the same, and those of unrelated routes."""
    cell = Cell(equations, ("w: 1/2", "x: 3", "b: -1", "y: 1"), 1, ("gradient of L wrt w, b",), by)
    assert wrong_values(*reading_of(cell, tmp_path)) == []


# Values by what they are ----------------------------------------------------------------------------------------------


def _column(*xs: F) -> Value:
    return array([x] for x in xs)


def _mp(x: F) -> mpmath.mpf:
    return mpmath.mpf(x.numerator) / x.denominator


def _value(fn: str, *args: Value) -> mpmath.mpf:
    found = scalar(apply(fn, args, {}))
    return _mp(found) if isinstance(found, F) else mpmath.mpf(str(found))


def _density(x: mpmath.mpf, mu: F, sigma: F) -> mpmath.mpf:
    return mpmath.npdf(x, _mp(mu), _mp(sigma))


@pytest.mark.parametrize(
    ("mu", "sigma", "m", "s"), [(F(1), F(2), F(0), F(1)), (F(-1, 2), F(1, 3), F(2), F(1, 2)), (F(3), F(1), F(3), F(5))]
)
def test_divergence_of_normal_distributions_is_its_integral(mu: F, sigma: F, m: F, s: F) -> None:
    """The mean of log(p/q), averaged over p, by numerical integration; the standard distribution is m = 0 and s = 1."""

    def weighted(x: mpmath.mpf) -> mpmath.mpf:
        return _density(x, mu, sigma) * (_value_at(x, mu, sigma) - _value_at(x, m, s))

    def _value_at(x: mpmath.mpf, mean: F, deviation: F) -> mpmath.mpf:
        return -((x - _mp(mean)) ** 2) / (2 * _mp(deviation) ** 2) - mpmath.log(_mp(deviation))

    middle, wide = _mp(mu), _mp(sigma)
    with mpmath.workdps(30):
        whole = mpmath.quad(weighted, [middle + k * wide for k in (-12, -6, -2, 0, 2, 6, 12)])
        standard = (m, s) == (F(0), F(1))
        assert abs(_value("kl_normal", mu, sigma, *(() if standard else (m, s))) - whole) < 1e-12


def test_log_density_is_that_of_a_density() -> None:
    """Its exponential has the integral 1, and its mean is minus the entropy log(sigma sqrt(2 pi e))."""
    mu, sigma = F(1, 2), F(3, 2)

    def log(x: mpmath.mpf) -> mpmath.mpf:
        return _value("log_density", F(str(x)), mu, sigma)

    with mpmath.workdps(30):
        places = [_mp(mu) + k * _mp(sigma) for k in (-12, -5, 0, 5, 12)]
        assert abs(mpmath.quad(lambda x: mpmath.exp(log(x)), places, maxdegree=5) - 1) < 1e-12
        entropy = -mpmath.quad(lambda x: mpmath.exp(log(x)) * log(x), places, maxdegree=5)
        assert abs(entropy - mpmath.log(_mp(sigma) * mpmath.sqrt(2 * mpmath.pi * mpmath.e))) < 1e-12


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.lists(st.integers(1, 9), min_size=5, max_size=5))
@quick(20)
def test_measures_of_distributions_fit_together(p: list[int], q: list[int]) -> None:
    """KL is cross-entropy less entropy, never negative, and 0 for the same distribution; nothing has more entropy than log n."""
    first, second = (_column(*(F(x, sum(one)) for x in one)) for one in (p, q[: len(p)]))
    with mpmath.workdps(50):
        assert abs(_value("kl", first, second) - _value("cross_entropy", second, first) + _value("entropy", first)) < 1e-40
        assert _value("kl", first, second) >= -(mpmath.mpf(10) ** -50)
        assert _value("kl", first, first) == 0
        assert _value("entropy", first) <= mpmath.log(len(p)) + 1e-40


@given(_ANY, _ANY, _INSIDE)
@quick(20)
def test_from_logits_is_behind_a_sigmoid_or_softmax(a: F, b: F, y: F) -> None:
    """The functions of logits are the others of what these become, and that of two classes is that of the difference of their logits."""
    with mpmath.workdps(50):
        assert abs(_value("bce_logits", a, y) - _value("bce", apply("sigmoid", [a], {}), y)) < 1e-40
        two, targets = _column(a, b), _column(y, 1 - y)
        assert abs(_value("cross_entropy_logits", two, targets) - _value("cross_entropy", apply("softmax", [two], {}), targets)) < 1e-40
        assert abs(_value("cross_entropy_logits", two, targets) - _value("bce_logits", a - b, y)) < 1e-40


# On paper -------------------------------------------------------------------------------------------------------------

_CELLS = """
  logistic:
    p: sigmoid(dot(w, x) + b)
    L: bce(p, y) + lam*dot(w, w)
  classes:
    p: softmax(o)
    L: nll(p, k) - 0.1*entropy(p) + kl(q, p)
  logits:
    L: cross_entropy_logits(o, q) + bce_logits(o, q)
  normal:
    L: kl_normal(o, q) + kl_normal(o, 2, q, 1) - 3*log_density(o, q, 2) + log_density(o, 1, 1)
  distances:
    s: cosine_similarity(o, q)
    L: s + huber(o, q) + 3*huber(q, o, 0.5)
"""
_GIVEN = {
    "logistic": "{w: [1/2, -1], x: [1, 2], b: 1/2, y: 1, lam: 0.1}",
    **dict.fromkeys(("logits", "normal", "distances"), "{o: [1, 2], q: [1/4, 3/4]}"),
    "classes": "{o: [1, 2], q: [1/4, 3/4], k: 2}",
}
_WRT = {"logistic": "w, b"}


def _problem(cell: str, language: str = "en") -> str:
    return f"""title: Losses
language: {language}
cells:{_CELLS}items:
  - id: a
    prompt: Find it.
    cell: {cell}
    given: {_GIVEN[cell]}
    ask: gradient of L wrt {_WRT.get(cell, "o")}
    by: reverse
    points: {{all: 1}}
"""


def _key(cell: str, folder: Path, language: str = "en") -> str:
    """The key in LaTeX, confirmed and read back."""
    path = folder / "losses.yaml"
    path.write_text(_problem(cell, language), encoding="utf-8")
    checked = check_exam(*load_exam(path))
    assert checked.findings == ()
    return render(with_layout(checked.key, plain_layout(checked.exam)), "solutions")


WRITTEN = {
    "logistic": [r"\operatorname{BCE}(p, y)", r"-\ln(0.268941)", r"p - y", r"0.268941 - 1"],
    "classes": [r"\operatorname{NLL}(\boldsymbol{p}, k)", r"\operatorname{KL}(\boldsymbol{q} \parallel \boldsymbol{p})", r"-\ln(0.731059)"],
    "logits": [
        r"\operatorname{CE}(\operatorname{softmax}(\boldsymbol{o}), \boldsymbol{q})",
        r"\operatorname{BCE}(\sigma(\boldsymbol{o}), \boldsymbol{q})",
        r"\operatorname{softmax}(\boldsymbol{o}) - \boldsymbol{q}",
    ],
    "normal": [
        r"\operatorname{KL}_{\mathcal{N}}(\boldsymbol{o}, \boldsymbol{q})",
        r"\ln\mathcal{N}(\boldsymbol{o}, 1, 1)",
        r"\ln(2 \cdot \pi)",
    ],
    "distances": [r"\operatorname{sim}(\boldsymbol{o}, \boldsymbol{q})", r"\max(-1, \min(\boldsymbol{o} - \boldsymbol{q}, 1))"],
}


@pytest.mark.parametrize("cell", WRITTEN)
def test_a_key_writes_losses_as_books_do(cell: str, tmp_path: Path) -> None:
    """Functions of logits are written as what they are, and each loss with numbers as the sum that it is; every row is read back."""
    rows = _key(cell, tmp_path)
    assert [form for form in WRITTEN[cell] if form not in rows] == []


@pytest.mark.parametrize("cell", _GIVEN)
def test_a_german_key_of_losses_is_read_back(cell: str, tmp_path: Path) -> None:
    """With its decimal commas."""
    assert r"\begin{document}" in _key(cell, tmp_path, "de")


@pytest.mark.parametrize(
    ("fn", "cell"),
    [
        *(("bce", "logistic"), ("nll", "classes"), ("entropy", "classes"), ("kl", "classes"), ("bce_logits", "logits")),
        *(("cross_entropy_logits", "logits"), ("kl_normal", "normal"), ("log_density", "normal")),
        *(("cosine_similarity", "distances"), ("huber", "distances")),
    ],
)
def test_a_loss_that_is_written_out_wrongly_is_refused(fn: str, cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more between a call and its value: what reads the page tells that it is another number."""
    calls = put_in(monkeypatch, f"RULES.{fn}.written_out", lambda f: lambda *args: Add((f(*args), UNIT)))
    with pytest.raises(VerificationError):
        _key(cell, tmp_path)
    assert calls


def test_the_bound_of_huber_may_be_a_fraction_of_arrays_too(tmp_path: Path) -> None:
    """`1/2` is the number 0.5, before any shape is asked for."""
    given_ = ("a: [1, 2]", "b: [0, 4]")
    cells = (Cell((f"L: huber(a, b, {bound})",), given_, 1, ("value of L",)) for bound in ("1/2", "0.5"))
    half, decimal = (reading_of(cell, tmp_path)[1].derivation.values for cell in cells)
    assert half == decimal


# Refused --------------------------------------------------------------------------------------------------------------

REFUSED = {
    "bce(p, y)": (("p: 1/2", "y: -1"), "bce has -1 as target 1: it goes from 0 to 1 in L = bce(p, y)"),
    "entropy(p)": (("p: [1/2, 1/3]",), "the probabilities of entropy add up to 5/6, not to 1 in L = entropy(p)"),
    "kl(p, q)": (("p: [1/2, 1/2]", "q: [1, 0]"), "kl is infinite: the first distribution has 1/2 at entry 2, the second 0 in L = kl(p, q)"),
    "kl_normal(mu, s)": (("mu: 1", "s: 0"), "kl_normal has the standard deviation 0, which is not positive in L = kl_normal(mu, s)"),
    "nll(p, k)": (("p: [1, 0]", "k: 2"), "nll has 0 as the probability of class 2: it is above 0 and at most 1 in L = nll(p, k)"),
    "kl_normal(mu, s, m)": (("mu: 1", "s: 1", "m: 1"), "kl_normal takes two or four arguments"),
    "huber(mu, s, m)": (("mu: 1", "s: 1", "m: 1"), "the third argument of huber is a positive number"),
}


@pytest.mark.parametrize("call", REFUSED)
def test_what_is_no_probability_or_deviation_is_refused_at_its_equation(call: str, tmp_path: Path) -> None:
    """With the name of the function, the number that is at fault, and its place."""
    given_, message = REFUSED[call]
    with pytest.raises(InputErrors) as refused:
        reading_of(Cell((f"L: {call}",), given_, 1, ("value of L",)), tmp_path)
    (error,) = refused.value.faults
    assert (error.message, error.where.line) == (message, 4)


def test_a_claim_about_a_loss_says_what_can_be_asked(tmp_path: Path) -> None:
    """Claims are of numbers and what is made of them one by one."""
    item = "{id: a, prompt: Is it so, ask: claim L >= 0, points: {verdict: 1, reason: 1}}"
    text = f"title: A claim\ncells: {{c: {{L: 'bce(p, y)'}}}}\nitems: [{item}]\n"
    with pytest.raises(InputErrors, match="a claim cannot be decided with arrays") as refused:
        solve_text(text, tmp_path)
    assert refused.value.faults[0].hint == "give them, or ask it as an open question"


# Formulas -------------------------------------------------------------------------------------------------------------

FORMULAS = {
    "p - y": ("p: sigmoid(dot(w, x) + b)\n    L: bce(p, y)", "x: d, w: d, b: [], y: []", "(p - y)*x", "w"),
    "targets that add up to 1": ("p: softmax(o)\n    L: kl(q, p)", "o: n", "p - q", "o"),
    "logits": ("L: cross_entropy_logits(o, y)", "o: n", "softmax(o) - y", "o"),
    "class": ("p: softmax(o)\n    L: nll(p, k)", "o: 3, k: []", "p - one_hot(k, 3)", "o"),
    "reparameterised": (
        "z: mu + sigma*eps\n    L: sum((x - U @ z)**2)/2 + kl_normal(mu, sigma)",
        "mu: k, sigma: k, x: d",
        "mu - U.T @ (x - U @ z)",
        "mu",
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_gradients_are_formulas(name: str, tmp_path: Path) -> None:
    """Of any sizes, confirmed with numbers for their letters."""
    equations, shapes, answer, wrt = FORMULAS[name]
    text = f"""title: Formulas
cells:
  c:
    {equations}
items:
  - id: a
    prompt: Derive it.
    shapes: {{{shapes}}}
    ask: formula of gradient of L wrt {wrt}
    accept: {{dL/d{wrt}: ['{answer}']}}
    points: {{all: 1}}
"""
    shown = problem_text(solve_text(text, tmp_path))
    assert f"dL/d{wrt} = {answer}\n" in shown
