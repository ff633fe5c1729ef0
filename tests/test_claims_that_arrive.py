"""Claims of exams arrive: thirty that hold, thirty that do not, and a share of random ones, each against an oracle of plain Python."""

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings

from gen.algebra.arrays import array, scalar
from gen.algebra.expr import Num, Var
from gen.algebra.linear_inequalities import Contradiction
from gen.algebra.printer import text
from gen.document.prose import text_of
from gen.messages.errors import InputErrors, VerificationError
from gen.model.derivation import Statement
from gen.proofread.forms import ReadingContext
from gen.proofread.relations import read_relation
from gen.proofread.tokens import latex_words
from gen.questions import ClaimAnswer
from gen.verify import sides_equal
from tests.support.problems import solve_text
from tests.support.random_claims import Claim, draws, names_in, random_claim, violated

RELU = {"h[t]": "relu(V*h[t-1] + W*x[t])"}
TANH = {"h[t]": "tanh(V*h[t-1] + W*x[t])"}
SIGMOID = {"h[t]": "sigmoid(V*h[t-1])"}
LINEAR = {"h[t]": "a*h[t-1]"}
GATED = {"z[t]": "sigmoid(u*x[t])", "n[t]": "tanh(w*x[t])", "h[t]": "(1 - z[t])*h[t-1] + z[t]*n[t]"}
AVERAGE = {"m[t]": "b*m[t-1] + (1 - b)*g[t]"}
UNIT = {"s": "w*x + b", "y": "relu(s)"}

TRUE = [
    # initial states, and every t by induction
    Claim(LINEAR, "h[t] = a**t*h[0]"),
    Claim(LINEAR, "h[t] >= 0", ("a >= 0", "h[0] >= 0")),
    Claim(LINEAR, "abs(h[t]) <= abs(h[0])", ("abs(a) <= 1",)),
    Claim(LINEAR, "h[t] <= h[t-1]", (), {"a": "1/2", "h[0]": "1"}),
    Claim({"h[t]": "h[t-1] + 1"}, "h[t] = h[0] + t"),
    Claim({"h[t]": "h[t-1]/2 + 1/2"}, "h[t] = 1 - (1/2)**t", (), {"h[0]": "0"}),
    Claim({"h[t]": "h[t-1]/2 + 1/2"}, "h[t] < 1", (), {"h[0]": "0"}),
    Claim({"h[t]": "a*h[t-1] + b"}, "h[t] <= c", ("h[0] <= c", "a >= 0", "a*c + b <= c")),
    Claim(GATED, "abs(h[t]) <= 1", ("abs(h[0]) <= 1",)),
    Claim(AVERAGE, "m[t] <= c", ("m[0] = 0", "b >= 0", "b <= 1", "g[t] <= c", "c >= 0")),
    Claim({"m[t]": "b*m[t-1] + (1 - b)*g"}, "m[t] = (1 - b**t)*g", ("m[0] = 0",)),
    Claim(RELU, "h[t] = 0", ("h[0] = 0", "x[t] = 0")),
    Claim(RELU, "h[t] <= h[0]", ("V = 1", "W >= 0", "x[t] <= 0", "h[0] >= 0")),
    # cases of functions made of straight lines
    Claim(RELU, "h[t] <= abs(V)*abs(h[t-1]) + abs(W)*abs(x[t])"),
    Claim({"y": "relu(z) - relu(-z)"}, "y = z"),
    Claim({"y": "relu(z) + relu(-z)"}, "y = abs(z)"),
    Claim({"y": "max(p, q)"}, "y = (p + q + abs(p - q))/2"),
    Claim({"y": "abs(p + q)"}, "y <= abs(p) + abs(q)"),
    Claim({"y": "step(z)*z"}, "y = relu(z)"),
    Claim(UNIT, "y = w*x + b", ("w > 0", "x > 0", "b >= 0")),
    # bounds and monotonicity of smooth functions, quotients, roots
    Claim(TANH, "abs(h[t]) < 1"),
    Claim(TANH, "h[t] > 0", ("V > 0", "h[t-1] > 0", "W >= 0", "x[t] >= 0")),
    Claim({"y": "x/(1 + abs(x))"}, "y < 1"),
    Claim({"y": "x/x"}, "y = 1"),  # wherever it has a value
    Claim({"p": "sigmoid(z)", "q": "sigmoid(v)"}, "p <= q", ("z <= v",)),
    # gradients
    Claim(TANH, "abs(grad(h[t], h[t-1])) <= abs(V)"),
    Claim(SIGMOID, "abs(grad(h[t], h[t-1])) <= abs(V)/4"),
    Claim(RELU, "grad(h[t], h[t-1]) = V", ("V*h[t-1] + W*x[t] > 0",)),
    Claim(LINEAR, "grad(h[t], h[0]) = a**t"),
    Claim(TANH, "abs(grad(h[t], h[0])) <= 1", ("abs(V) <= 1",)),
]

FALSE = [
    Claim(LINEAR, "h[t] = a**2*h[0]"),
    Claim(LINEAR, "h[t] >= 0", ("h[0] >= 0",)),
    Claim(LINEAR, "abs(h[t]) <= abs(h[0])", ("a <= 1",)),
    Claim(LINEAR, "h[t] < h[t-1]", ("a < 1",)),
    Claim({"h[t]": "h[t-1] + 1"}, "h[t] <= 5", (), {"h[0]": "0"}),
    Claim({"h[t]": "h[t-1]/2 + 1/2"}, "h[t] <= 9/10", (), {"h[0]": "0"}),
    Claim({"h[t]": "x[t]"}, "h[t] < 1000"),
    Claim({"h[t]": "x[t]"}, "h[t] > -77/10", ("x[t] <= -7",)),
    Claim(GATED, "abs(h[t]) <= 1"),
    Claim(GATED, "h[t] > h[t-1]", ("x[t] > 0", "w > 0")),
    Claim(AVERAGE, "m[t] <= c", ("m[0] = 0", "g[t] <= c")),
    Claim(RELU, "h[t] > 0"),  # strict at the kink
    Claim(RELU, "h[t] > 0", ("V >= 0", "h[0] > 0", "W >= 0", "x[t] >= 0")),
    Claim(RELU, "h[2] >= h[1]", ("V >= 1", "h[0] >= 0")),
    Claim({"y": "relu(p + q)"}, "y = relu(p) + relu(q)"),
    Claim({"y": "max(p, q)"}, "y = (p + q)/2 + abs(p)"),
    Claim({"y": "abs(p + q)"}, "y = abs(p) + abs(q)"),
    Claim({"y": "abs(p - q)"}, "y <= abs(p) - abs(q)"),
    Claim({"y": "relu(z)"}, "y >= 7", ("z >= 13/2",)),
    Claim({"y": "2*p + 3*q"}, "y <= 21/2", ("p <= 3", "q <= 2", "p + q <= 9/2")),
    Claim(TANH, "abs(h[t]) < 9/10"),
    Claim(TANH, "h[t] >= 0", ("V > 0", "h[t-1] > 0")),
    Claim(SIGMOID, "h[t] < 1/2", ("V < 0", "h[0] >= 0")),
    Claim({"y": "x/(1 + abs(x))"}, "y <= 3/4"),
    Claim({"y": "sqrt(x**2)"}, "y = x"),
    Claim({"y": "exp(x)"}, "y > 1 + x"),  # with equality at 0
    Claim(TANH, "grad(h[t], h[t-1]) <= V"),
    Claim(TANH, "abs(grad(h[t], h[t-1])) < abs(V)", ("V > 0",)),
    Claim(RELU, "grad(h[t], h[t-1]) != 0", ("V > 0",)),
    Claim(LINEAR, "abs(grad(h[t], h[0])) <= 1", ("a <= 1",)),
]


def _answer(claim: Claim, folder: Path) -> ClaimAnswer:
    (answer,) = solve_text(claim.problem(), folder).items[0].readings[0].derivation.answers
    assert isinstance(answer, ClaimAnswer)
    return answer


def _holds_on_all_that_is_drawn(claim: Claim, seed: int, count: int) -> bool:
    return not any(violated(claim, drawn, last) for drawn, last in draws(claim, Random(seed), count))


def _is_refuted(claim: Claim, answer: ClaimAnswer) -> bool:
    """Whether the numbers that are shown refute a claim in plain Python, at some step from the first that needs no others."""
    shown = {text(var): Fraction(scalar(value)) for var, value in answer.counterexample.items()}
    own = {name: Fraction(value) for name, value in claim.given.items()} | shown
    last = max([1, *(int(name.split("[")[1][:-1]) for name in own if "[" in name), *_times(claim)])
    for steps in range(last, last + 13):
        needed = {name: own.get(name, Fraction(1)) for name in names_in(claim, steps)}
        if violated(claim, needed | own, steps, near=True):
            return True
    return False


def _times(claim: Claim) -> list[int]:
    return [int(part.split("]")[0]) for part in claim.claim.split("[")[1:] if part.split("]")[0].isdigit()]


def _name(claim: Claim) -> str:
    return f"{claim.claim} | {', '.join(claim.assume)}"


HONEST = [
    # undecided, and what the message says of how far it came
    (Claim({"y": "x**2"}, "y != 7"), "neither a counterexample nor a proof"),  # false at a root that no search meets
    (Claim({"y": "x/(1 + relu(x)**2)"}, "y <= 1/2"), "open where"),
    (Claim({"h[t]": "h[t-1]/2"}, "h[t]*h[t-1] != 1/3"), "no counterexample was found"),
    (Claim({"h[t]": "h[t-1]/2"}, "h[t] != 1/3", (), {"h[0]": "1"}), "an induction fails at its step"),
]


@pytest.mark.parametrize(("claim", "said"), HONEST, ids=lambda row: _name(row) if isinstance(row, Claim) else "")
def test_what_stays_undecided_says_how_far_it_came(claim: Claim, said: str, tmp_path: Path) -> None:
    """It is a fault with a verdict of neither kind."""
    with pytest.raises(InputErrors, match="is undecided") as raised:
        _answer(claim, tmp_path)
    assert said in str(raised.value)


def test_hypotheses_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    """From these everything would follow."""
    with pytest.raises(InputErrors, match="they contradict each other"):
        _answer(Claim(RELU, "h[t] = 5", ("V > 0", "V < 0")), tmp_path)


NEVER = [
    # an induction that would be wrong: what is claimed has no value at the step before, or holds at the first step alone
    Claim({"h[t]": "-abs(h[t-1])"}, "log(h[t])/log(h[t]) > 2", (), {"h[0]": "2"}),
    Claim({"h[t]": "abs(V*h[t-1] + W*x[t] + b)"}, "tanh(step(h[t])) >= step(h[t])", (), {"h[0]": "-1"}),
    Claim({"h[t]": "step(V*h[t-1])"}, "h[t] <= h[0]"),
    Claim({"h[t]": "2 - h[t-1]"}, "(h[t] - 1)/(h[t] - 1) = h[t]", ("h[0] = 1",)),
    Claim({"h[t]": "h[t-1] + 1"}, "1/(h[t] - 1) >= 1", ("h[0] = 0",)),
]


@pytest.mark.parametrize("claim", NEVER, ids=_name)
def test_a_wrong_induction_is_not_given(claim: Claim, tmp_path: Path) -> None:
    """The verdict is that it fails, or none."""
    try:
        assert not _answer(claim, tmp_path).holds
    except InputErrors as error:
        assert "VerificationError" not in str(error)


def test_a_sum_that_is_no_contradiction_proves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Factors that the algorithm gives are added up once more."""
    monkeypatch.setattr("gen.questions.contradictions.decide", lambda constraints: Contradiction({0: Fraction(1)}))
    with pytest.raises((InputErrors, AssertionError)):
        assert not _answer(Claim({"h[t]": "tanh(x[t])"}, "h[t] < 1"), tmp_path).holds


def test_rounded_sides_that_are_near_decide_nothing(tmp_path: Path) -> None:
    """With all numbers given, sides that agree in all digits may be equal or not."""
    given = {"V": "1", "W": "1", "h[0]": "0", "x[1]": "1"}
    with pytest.raises(InputErrors, match="too near to each other"):
        _answer(Claim(TANH, "h[1] = 1 - 2/(1 + exp(2))", (), given), tmp_path)


OTHERS = [
    # of matrices, of sizes, over finite sets, with all numbers: item, verdict, what is told
    ("ask: 'claim (A @ B).T = B.T @ A.T'", True, "Indeed (A @ B).T = B.T @ A.T."),
    ("ask: 'claim A @ B = B @ A'", False, "A @ B = [[1, 2], [3, 4]] @ [[0, 1], [0, 0]] = [[0, 1], [0, 3]] != B @ A"),
    ("ask: 'claim A - A.T = 0', premises: symmetric(A)", True, "Indeed A - A.T = 0, since A.T = A."),
    ("ask: 'claim A + A.T = 0', premises: skew_symmetric(A)", True, "= 0, since"),
    ("ask: 'claim A @ B - B @ A = 0', premises: A @ B = B @ A", True, "= 0, since A @ B = B @ A."),
    ("ask: 'claim A @ A - I = 0', premises: involutory(A)", True, "= 0, since A @ A = I."),
    ("ask: 'claim A = 0', premises: 'symmetric(A), skew_symmetric(A)'", True, "Indeed A = 0, since"),
    ("ask: 'claim A = 0', premises: A @ A = 0", False, "So A = [[0, 1], [0, 0]] != 0."),
    ("ask: 'claim A - A.T != 0', premises: skew_symmetric(A)", False, "A counterexample: A = [[0, 0], [0, 0]]."),
    (
        "ask: 'claim A @ B = 0', premises: A @ B = B @ A",
        False,
        "So A @ B = [[1, 2], [3, 4]] @ [[1, 2], [3, 4]] = [[7, 10], [15, 22]] != 0.",
    ),
    ("ask: 'claim I = 0'", False, "False. So I = [[1, 0], [0, 1]] != 0."),
    ("ask: 'claim A**0 = I'", True, "Indeed"),
    ("ask: 'claim A @ 0 = 0'", True, "Indeed A @ 0 = 0."),
    ("ask: 'claim A/2 + (1/2)*A = A'", True, "Indeed"),
    ("ask: 'claim A @ A = -I', premises: 'orthogonal(A), skew_symmetric(A)'", True, "Indeed A @ A = -I, since"),
    ("ask: 'claim Q @ Q.T = I', premises: orthogonal(Q)", True, "Indeed Q @ Q.T = I, since Q.T @ Q = I."),
    ("ask: 'claim (A + B) @ (A - B) = A @ A - B @ B', assume: A @ B = B @ A", True, "since A @ B = B @ A."),
    ("ask: 'claim maxabs(eig(Q)) = 1', premises: orthogonal(Q)", True, "From Q.T @ Q = I it follows that maxabs(eig(Q)) = 1."),
    ("ask: 'claim maxabs(eig(A)) < 1', premises: symmetric(A)", False, "A counterexample: A = 1."),
    (
        "cell: lin, ask: claim count(W) < count(V), shapes: {x: n, h: m}, assume: n < m",
        True,
        "From #W = n*m, #V = m*m and n < m it follows",
    ),
    ("cell: lin, ask: claim count(W) < count(V), shapes: {x: n, h: m}", False, "A counterexample: n = 1 and m = 1."),
    ("cell: lin, ask: claim count(W) + count(V) = 28, shapes: {x: 3, h: 4}", True, "So #W + #V = 12 + 16 = 28."),
    ("cell: lin, ask: claim count(W) = 2*n*n, shapes: {x: n, h: 2*n}", True, "From #W = n*2*n it follows that #W = 2*n*n."),
    ("cell: lin, ask: claim count(W) = n*n, shapes: {x: n, h: 2*n}", False, "So #W = 2 != n*n = 1*1 = 1."),
    ("cell: lin, ask: claim count(W) < m*m, shapes: {x: n, h: m}, assume: 2*n > m", False, "A counterexample: n = 1 and m = 1."),
    (
        "cell: lin, ask: 'claim n >= m/2 + 1 + 0*count(W)', shapes: {x: n, h: m}, assume: n > m/2",
        False,
        "A counterexample: n = 1 and m = 1.",
    ),
    ("cell: lin, ask: claim count(W) > 99, shapes: {x: n, h: m}, assume: n > 99", True, "it follows that #W > 99."),
    (
        "cell: unit, ask: claim y = p*q, over: {p: [0, 1], q: [0, 1]}, given: {u: 1, v: 1, b: -1.5}",
        True,
        "For p = 1 and q = 1 we have y = 1",
    ),
    (
        "cell: unit, ask: claim y = p + q, over: {p: [0, 1], q: [0, 1]}, given: {u: 1, v: 1, b: -1.5}",
        False,
        "It fails for p = 0 and q = 1.",
    ),
    ("cell: unit, ask: claim s <= 2, over: {p: [0, 1], q: [0, 1]}, assume: 'u <= 1, v <= 1, b <= 0'", True, "There are 4 cases"),
    ("cell: lin, ask: 'claim h[1] > h[0]', given: {V: 2, W: 1, 'h[0]': 0, 'x[1]': 1}", True, "So h[1] = 1 > h[0] = 0."),
    ("cell: lin, ask: 'claim h[t] < 4', given: {V: 2, W: 1, 'h[0]': 0, x: [1, 3]}", False, "So h[2] = 5 >= 4."),
    ("cell: lin, ask: 'claim h[1] > 0', given: {V: [[1, 0], [0, 1]], W: 1, 'h[0]': [1, 0], 'x[1]': 0}", False, "So h[1][2] = 0 <= 0."),
    ("ask: 'claim relu(z) - relu(-z) = z'", True, "If z >= 0, then relu(z) = z and relu(-z) = 0, so relu(z) - relu(-z) = z."),
]
_CELLS = """title: T
cells:
  lin:
    h[t]: V @ h[t-1] + W @ x[t]
  unit:
    s: u*p + v*q + b
    y: step(s)
items:
  - {{id: a, prompt: P, {}, points: {{all: 1}}}}
"""


@pytest.mark.parametrize(("item", "holds", "said"), OTHERS, ids=[row[0] for row in OTHERS])
def test_claims_of_other_kinds_arrive(item: str, holds: bool, said: str, tmp_path: Path) -> None:
    """About matrices, sizes, finite sets of cases and given numbers, each with what tells it."""
    derivation = solve_text(_CELLS.format(item), tmp_path).items[0].readings[0].derivation
    (answer,) = derivation.answers
    assert isinstance(answer, ClaimAnswer) and answer.holds == holds
    told = " ".join(text_of(step.pieces) for step in derivation.steps if isinstance(step, Statement))
    assert said in told


_LETTERS = "cell: lin, shapes: {x: n, h: m}, "
FAULTS = [
    # no claim, or one that would follow from anything
    (
        "ask: 'claim A = 0', premises: 'A @ A = I, A @ A = 0'",
        "no matrices that were tried meet the premises of 'A = 0' (they contradict each other)",
    ),
    ("ask: 'claim A.T @ A = -I', premises: A.T @ A = -I", "no matrices that were tried meet the premises of 'A.T @ A = -I'"),
    (
        "ask: 'claim A @ A = 1', premises: involutory(A)",
        "'A @ A = 1' is undecided (a number other than 0 is no matrix: write 2*I for 2; or",
    ),
    ("ask: 'claim A @ A - 1 = 0', premises: involutory(A)", "a number other than 0 is no matrix: write 2*I for 2"),
    ("ask: 'claim maxabs(eig(A)) = 2', premises: A @ A = 4", "a number other than 0 is no matrix: write 2*I for 2"),
    ("ask: 'claim A + A.T = A.T + A', shapes: {A: [2, 3]}", "the shapes of its matrices do not fit; declare them under 'shapes'"),
    (_LETTERS + "ask: claim count(W) = 6, assume: n = 1/2", "meet the hypotheses of 'count(W) = 6' (they contradict each other)"),
    (_LETTERS + "ask: claim count(W) = 6, assume: n < 1", "meet the hypotheses of 'count(W) = 6' (they contradict each other)"),
    (_LETTERS + "ask: claim count(W) = 6, assume: 'n > m, m > n'", "meet the hypotheses of 'count(W) = 6' (they contradict each other)"),
    (_LETTERS + "ask: claim count(W) = 6, assume: 2*n = 2*m + 1", "no sizes that were tried meet the hypotheses of 'count(W) = 6'"),
    (
        _LETTERS + "ask: claim count(W + V) = n*m + m",
        "'count(W + V)' counts no parameter (count takes one name; add counts: count(W) + count(b))",
    ),
    (_LETTERS + "ask: claim count(W) = k", "'k' is no size (a claim about counts has the letters of 'shapes' and numbers)"),
    ("cell: lin, shapes: {x: W, h: m}, ask: claim count(V) = m*m", "'W' is a letter for a size and a name of the cell 'lin'"),
]


@pytest.mark.parametrize(("item", "said"), FAULTS, ids=[row[0] for row in FAULTS])
def test_claims_from_which_nothing_follows_are_faults(item: str, said: str, tmp_path: Path) -> None:
    """Hypotheses that nothing meets, numbers in place of matrices, and counts of what is no parameter."""
    with pytest.raises(InputErrors) as raised:
        solve_text(_CELLS.format(item), tmp_path)
    assert said in str(raised.value)


def test_zero_is_the_matrix_of_zeros() -> None:
    """The check that confirms a verdict compares entry by entry, and knows shapes that do not go together."""
    A, zero = Var("A"), Num(Fraction(0))
    values = {A: array([[Fraction(0)] * 2] * 2), Var("B"): array([[Fraction(1), Fraction(0)]] * 2)}
    assert sides_equal(A, zero, values) and sides_equal(zero, A, values) and not sides_equal(Var("B"), zero, values)
    with pytest.raises(VerificationError, match="has not the shape of"):
        sides_equal(A, Num(Fraction(1)), values)


def test_a_wrong_counterexample_is_not_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Matrices that a search gives are put into the claim and its premises once more."""
    identity = array([Fraction(i == j) for j in range(2)] for i in range(2))
    monkeypatch.setattr("gen.questions.matrix_claims._search", lambda *_: {Var("A"): identity})
    with pytest.raises(VerificationError, match=r"A - A\.T = 0 is not as it should be"):
        solve_text(_CELLS.format("ask: 'claim A - A.T = 0', premises: symmetric(A)"), tmp_path)
    with pytest.raises(VerificationError, match="A @ A = 0 is not as it should be"):
        solve_text(_CELLS.format("ask: 'claim A = 0', premises: A @ A = 0"), tmp_path)


def test_a_page_is_read_with_zero_as_a_matrix(tmp_path: Path) -> None:
    """What a key says of a matrix and 0 is read entry by entry."""
    item = solve_text(_CELLS.format("ask: claim A @ B = B @ A"), tmp_path).items[0].item
    page, matrix = ReadingContext({}, latex_words({}), item, None), r"\begin{pmatrix}0 & 1 \\ 0 & 0\end{pmatrix}"
    assert read_relation("x", rf"{matrix} \neq 0", page) == read_relation("x", rf"0 \neq {matrix}", page) == 2
    for formula in (f"{matrix} = 0", f"0 = {matrix}"):
        with pytest.raises(VerificationError, match="does not hold"):
            read_relation("x", formula, page)


def test_there_are_thirty_of_each() -> None:
    """No claim stands twice in the tables."""
    assert len({_name(claim) + str(claim.cell) for claim in TRUE}) == len({_name(claim) + str(claim.cell) for claim in FALSE}) == 30


@pytest.mark.parametrize("claim", TRUE, ids=_name)
def test_a_claim_that_holds_is_proved(claim: Claim, tmp_path: Path) -> None:
    """And the oracle, which draws numbers that meet the hypotheses, finds none that refute it."""
    assert _answer(claim, tmp_path).holds
    if "sqrt" not in str(claim.cell):
        assert _holds_on_all_that_is_drawn(claim, 1, 60)


@pytest.mark.parametrize("claim", FALSE, ids=_name)
def test_a_claim_that_does_not_hold_is_refuted(claim: Claim, tmp_path: Path) -> None:
    """By numbers that meet all hypotheses and refute it in plain Python as well."""
    answer = _answer(claim, tmp_path)
    assert not answer.holds
    if "sqrt" not in str(claim.cell):
        assert _is_refuted(claim, answer)


FUZZ = settings.get_current_profile_name() == "fuzz"


@pytest.mark.parametrize("seed", range(20_000, 22_000 if FUZZ else 20_006))
def test_no_random_claim_gets_a_wrong_verdict(seed: int, tmp_path: Path) -> None:
    """Each is decided as the oracle finds it, or not at all; `make fuzz` has two thousand of them."""
    check_random_claim(seed, tmp_path)


def check_random_claim(seed: int, folder: Path) -> str:
    """The verdict on a random claim, which must not be wrong."""
    claim = random_claim(Random(seed))
    try:
        answer = _answer(claim, folder)
    except InputErrors:
        return "undecided"
    if answer.holds:
        assert _holds_on_all_that_is_drawn(claim, seed, 300), claim
    else:
        assert _is_refuted(claim, answer), (claim, answer)
    return answer.word
