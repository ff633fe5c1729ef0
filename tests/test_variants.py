"""Variants: other numbers, the same task. What may be drawn, what all must satisfy, and that each is as likely as the others."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction as F
from itertools import product
from pathlib import Path

import pytest

from gen.algebra.arrays import Value, array, numbers, rows_of
from gen.algebra.expr import Var
from gen.messages.errors import InputErrors, Location
from gen.model.source import Text
from gen.solver.solve import solve_problem
from gen.variants.acceptance import Acceptance
from gen.variants.domains import numbers_of, one_hot, orthogonal, with_eigenvalues
from gen.variants.leftover_results import leftover_results
from gen.variants.search import census, every_draw, find
from gen.variants.variant_file import draw
from gen.variants.variation_file import load_variation
from tests.support.texts import RNN

SIZES = """\
title: A layer
cells:
  layer:
    h[t]: tanh(W @ x[t] + b)
items:
  - id: a
    prompt: How many parameters has {cell} for {shapes}?
    shapes: {x: 2, h: 4}
    vary: {x: 2..4, h: 2..4}
    require: [x != h, 'answers <= 14']
    ask: count of all
    points:
      all: 1
"""


def judge_of(folder: Path, more: str = "", ask: str = "value of h[2]", items: str = "") -> Acceptance:
    path = folder / "small.yaml"
    path.write_text(RNN.format(more="".join(f"    {line}\n" for line in more.splitlines()), ask=ask, items=items), encoding="utf-8")
    variation, faults = load_variation(path)
    assert variation and not faults, faults
    return Acceptance(variation)


def text(value: str) -> Text:
    return Text(value, Location("a.yaml", 1, 1))


DOMAINS = [
    ("3/2", [F(3, 2)]),
    ("-1..2", [-1, 0, 1, 2]),
    ("0..1 step 1/4", [0, F(1, 4), F(1, 2), F(3, 4), 1]),
    ("0..1 over 3", [0, F(1, 3), F(1, 2), F(2, 3), 1]),
    ("5 | 1..2 | 2..3", [5, 1, 2, 3]),
    ("0.5..1.5", [F(1, 2), F(3, 2)]),
]


@pytest.mark.parametrize(("written", "expected"), DOMAINS, ids=[d[0] for d in DOMAINS])
def test_a_domain_is_a_list_of_different_numbers(written: str, expected: list[F]) -> None:
    """Numbers, ranges, steps, small denominators, and several of these together; what is named twice counts once."""
    assert list(numbers_of(text(written))) == expected


WRONG = [
    ("3..1", "the range '3..1' is empty (write 1..3)"),
    ("0..1 step 2/3", "no whole number of steps of 2/3 leads from 0 to 1"),
    ("0..1 step 0", "no whole number of steps of 0 leads from 0 to 1"),
    ("0..1 step -1", "no whole number of steps of -1 leads from 0 to 1"),
    ("0..1 over 1/2", "denominators go up to a whole number from 1 to 100, found '1/2'"),
    ("0..99999", "'0..99999' are more than 10,000 values"),
    ("0..999999999999 over 100", "'0..999999999999 over 100' are more than 10,000 values"),
    ("0..", "expected a number such as -3, 3/2 or 0.1, found '0..'"),
    ("a..b", "expected a number such as -3, 3/2 or 0.1, found 'a'"),
]


@pytest.mark.parametrize(("written", "message"), WRONG, ids=[w[0] for w in WRONG])
def test_a_domain_that_is_none_is_refused(written: str, message: str) -> None:
    """Empty ranges, steps that miss the end, and more values than anybody wants."""
    with pytest.raises(InputErrors) as error:
        numbers_of(text(written))
    assert str(error.value) == f"a.yaml:1:1: {message}"


def matmul(a: Value, b: Value) -> list[list[F]]:
    return [
        [sum((F(x) * F(y) for x, y in zip(row, column, strict=True)), F(0)) for column in zip(*rows_of(b), strict=True)]
        for row in rows_of(a)
    ]


@pytest.mark.parametrize(("n", "expected"), [(2, 24), (3, 48)])
def test_orthogonal_matrices_are_orthogonal_and_different(n: int, expected: int) -> None:
    """Q^T Q = 1 exactly, and no matrix stands twice."""
    found = orthogonal(n)
    assert len(set(found)) == len(found) == expected
    identity = [[F(int(i == j)) for j in range(n)] for i in range(n)]
    assert all(matmul(array(zip(*rows_of(q), strict=True)), q) == identity for q in found)


def test_matrices_with_given_eigenvalues_have_them() -> None:
    """By trace and determinant, and in three dimensions by the sum of the principal minors, too; no matrix stands twice."""
    two = with_eigenvalues([[F(1, 2)], [F(2), F(3)]])
    assert len(set(two)) == len(two) > 20
    for (a, b), (c, d) in map(rows_of, two):
        assert (F(a) + F(d), F(a) * F(d) - F(b) * F(c)) in {(F(5, 2), F(1)), (F(7, 2), F(3, 2))}
    three = with_eigenvalues([[F(1)], [F(2)], [F(3)]])
    assert len(set(three)) == len(three)
    for m in three[:: len(three) // 50]:
        (a, b, c), (d, e, f), (g, h, i) = ([F(x) for x in row] for row in rows_of(m))
        det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
        assert (a + e + i, a * e - b * d + a * i - c * g + e * i - f * h, det) == (F(6), F(11), F(6))


def test_one_hot_vectors() -> None:
    """As columns and as rows."""
    assert [list(map(int, numbers(v))) for v in one_hot((3, 1))] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert one_hot((1, 2)) == (array([[F(1), F(0)]]), array([[F(0), F(1)]]))


def _run(v: int, w: int, x1: int, x2: int) -> tuple[int, int, int, int]:
    """z_1, h_1, z_2, h_2 by hand."""
    z1 = v + w * x1
    z2 = v * max(z1, 0) + w * x2
    return z1, max(z1, 0), z2, max(z2, 0)


SPACE = list(product(range(-3, 3), range(1, 4), range(4), range(4)))


def _gates(*point: int) -> tuple[int, int]:
    """How many gates are closed, and how many are at their kink."""
    z = _run(*point)[::2]
    return sum(x < 0 for x in z), z.count(0)


Rule = Callable[[int, int, int, int], bool]
# Each requirement beside the same in Python, and what may differ: without it all share zeros, gates and kinks with the author's numbers.
COUNTED: list[tuple[str, str, Rule]] = [
    ("h[2] != 0", "zeros, gates, kinks", lambda v, w, x1, x2: _run(v, w, x1, x2)[3] != 0),
    ("abs(h[t]) <= 4", "zeros, gates, kinks", lambda v, w, x1, x2: max(_run(v, w, x1, x2)[1::2]) <= 4),
    ("closed_gates = 1", "zeros, gates, kinks", lambda v, w, x1, x2: sum(z < 0 for z in _run(v, w, x1, x2)[::2]) == 1),
    ("kinks = 0", "zeros, gates, kinks", lambda v, w, x1, x2: 0 not in _run(v, w, x1, x2)[::2]),
    ("distinct(x[t])", "zeros, gates, kinks", lambda v, w, x1, x2: x1 != x2),
    ("distinct(values)", "zeros, gates, kinks", lambda v, w, x1, x2: len(set(_run(v, w, x1, x2))) == 4),
    ("x[1] > x[2]", "zeros, gates, kinks", lambda v, w, x1, x2: x1 > x2),
    ("digits(answers) <= 1", "zeros, gates, kinks", lambda v, w, x1, x2: _run(v, w, x1, x2)[3] < 10),
    ("z[t] - h[t] < 1/2", "gates, zeros, kinks", lambda v, w, x1, x2: True),
    ("W > 0", "ties", lambda v, w, x1, x2: _gates(v, w, x1, x2) == (1, 0) and (v, w, x1, x2, *_run(v, w, x1, x2)).count(0) == 1),
]


@pytest.mark.parametrize(("requirement", "differ", "rule"), COUNTED, ids=[c[0] for c in COUNTED])
def test_the_census_counts_what_brute_force_counts(requirement: str, differ: str, rule: Rule, tmp_path: Path) -> None:
    """All 288 draws, judged by the tool and by a loop in Python."""
    judge = judge_of(tmp_path, f'require: ["{requirement}"]\ndiffer: {differ}', ask="value of h[2]")
    assert _gates(-1, 2, 2, 1) == (1, 0)  # the author's own numbers: one closed gate, and h_2 is the only 0
    (group,) = judge.variation.groups
    assert group.size == len(SPACE)
    assert census(judge, group).good == sum(rule(*point) for point in SPACE)
    assert {tuple(one.values()) for one in every_draw(group) if judge.accepts(group, one)} == {p for p in SPACE if rule(*p)}


def test_every_good_draw_is_as_likely_as_the_others(tmp_path: Path) -> None:
    """Chi-squared over 2,000 seeds and 26 good draws: 25 degrees of freedom, of which 52.6 is passed once in a thousand."""
    judge = judge_of(tmp_path, "require: ['h[2] = 2']\ndiffer: zeros, gates, kinks")
    (group,) = judge.variation.groups
    good = [tuple(one.values()) for one in every_draw(group) if judge.accepts(group, one)]
    assert len(good) == 26 == sum(_run(*p)[3] == 2 for p in SPACE)
    seen = Counter(tuple(find(judge, seed).values()) for seed in range(2000))
    assert set(seen) == set(good)
    expected = 2000 / len(good)
    assert sum((seen[one] - expected) ** 2 / expected for one in good) < 52.6


def test_sizes_are_required_by_their_names(tmp_path: Path) -> None:
    """Of nine pairs three are the same size, and two more make too many parameters."""
    path = tmp_path / "sizes.yaml"
    path.write_text(SIZES, encoding="utf-8")
    variation, faults = load_variation(path)
    assert variation and not faults, faults
    (group,) = variation.groups
    assert Acceptance(variation).faults() == []
    assert census(Acceptance(variation), group).good == 4


ONE = ["V < 0", "W = 2", "x[1] + 3*x[2] > 7", "h[1] = 1", "h[2] = 1"]


def test_a_seed_finds_the_one_draw_in_a_small_space(tmp_path: Path) -> None:
    """However rare a good draw is: where luck ends the whole space is gone through."""
    judge = judge_of(tmp_path, f"require: {ONE}\ndiffer: zeros, gates, kinks")
    (only,) = [p for p in SPACE if p[0] < 0 and p[1] == 2 and p[2] + 3 * p[3] > 7 and _run(*p)[1::2] == (1, 1)]
    (group,) = judge.variation.groups
    found = census(judge, group)
    assert found.exact and found.good == 1
    for seed in range(5):
        assert tuple(find(judge, seed).values()) == only


NONE = [
    ("h[2] = 1/2", "no draw is a variant: none meets 'h[2] = 1/2'"),
    ("x[1] > 2, x[1] < 2", "no draw is a variant: 'x[1] > 2' removes 75%"),
]


@pytest.mark.parametrize(("requirements", "message"), NONE, ids=[n[0] for n in NONE])
def test_an_empty_space_names_the_requirement(requirements: str, message: str, tmp_path: Path) -> None:
    """The one that nothing meets, or the one that removes most where only several together do."""
    judge = judge_of(tmp_path, f"require: {requirements.split(', ')}\ndiffer: zeros, gates, kinks")
    with pytest.raises(InputErrors) as error:
        find(judge, 1)
    assert message in str(error.value)


SECOND = """  - id: b
    prompt: Compute `h[1]`.
    given:
      V: 2
      W: 1
      h[0]: 1
      x: [3]
    vary:
      V: 1..9
    ask: value of h[1]
    points:
      all: 1
"""


def test_an_item_draws_the_same_whatever_stands_beside_it(tmp_path: Path) -> None:
    """Items and whole problems come and go, and the order of keys changes: the others keep their numbers."""
    alone, both = judge_of(tmp_path, "differ: zeros, gates"), judge_of(tmp_path, "differ: zeros, gates", items=SECOND)
    for seed in range(10):
        one, other = find(alone, seed), find(both, seed)
        assert {key: other[key] for key in one} == one and other.keys() - one.keys() == {"b: V"}
    first = {name: draw({name: judge}, 3).draws[name] for name, judge in {"small": alone}.items()}
    assert draw({"another": both, "small": alone}, 3).draws["small"] == first["small"]


LIKE = """  - id: b
    prompt: Compute the gradient for {{given}}.
    like: a
{own}    ask: gradient of h[2] wrt V
    points:
      all: 1
"""


def test_an_item_that_is_like_another_has_its_numbers(tmp_path: Path) -> None:
    """What it takes from the other it shares; what it gives anew stays, and its own choices are its own."""
    for own, shared in (("", ["V", "W", "x"]), ("    given: {W: 5}\n", ["V", "x"]), ("    given: {x: [7, 8]}\n", ["V", "W"])):
        judge = judge_of(tmp_path, "differ: zeros, gates, kinks", items=LIKE.format(own=own) + "    differ: zeros, gates, kinks\n")
        for seed in range(5):
            a, b = judge.problem(find(judge, seed)).items
            for var, given in b.given.items():
                same = var.name in shared or var.name == "h"
                assert given.value == (a.given[var].value if same else {"W": F(5), "x": F(6 + (var.time or 0))}[var.name])  # type: ignore[operator]


def test_what_is_tied_follows_what_is_drawn(tmp_path: Path) -> None:
    """From the givens of the item, and from what another item derives."""
    formula = "    given: {V: 0, W: 3}\n    vary:\n      V: = V - grad(h[2], V) in a\n      W: = 2*V + 1\n    differ: zeros, gates, kinks\n"
    judge = judge_of(
        tmp_path, "differ: zeros, gates, kinks", ask="['value of h[2]', 'gradient of h[2] wrt V']", items=LIKE.format(own=formula)
    )
    assert [choice.key for choice in judge.variation.choices if choice.formula] == ["b: V", "b: W"]
    for seed in range(8):
        problem = judge.problem(find(judge, seed))
        a, b = problem.items
        value = {var.name if var.time is None else f"{var.name}{var.time}": F(given.value) for var, given in a.given.items()}  # type: ignore[arg-type]
        z1 = value["V"] + value["W"] * value["x1"]
        z2 = value["V"] * max(z1, F(0)) + value["W"] * value["x2"]
        slope = (z2 > 0) * (max(z1, F(0)) + value["V"] * (z1 > 0))
        new = {var.name: F(given.value) for var, given in b.given.items() if var.time is None}  # type: ignore[arg-type]
        assert new == {"V": value["V"] - slope, "W": 2 * (value["V"] - slope) + 1}


def test_printed_values_of_a_variant_are_the_computed_ones(tmp_path: Path) -> None:
    """A misprint belongs to the author's own numbers: its finding, its acknowledgement and its reading fall away."""
    more = "\n".join(
        (
            "printed: {'h[1]': 4}",
            "acknowledge: {'printed h[1]': A misprint.}",
            "readings: [{name: printed, values: printed}, {name: right}]",
            "differ: zeros, gates, kinks",
        )
    )
    judge = judge_of(tmp_path, more)
    for seed in range(5):
        problem = judge.problem(find(judge, seed))
        (item,) = problem.items
        assert [one.values for one in item.readings] == ["computed"]
        solved = solve_problem(problem)
        assert solved.findings == () and solved.items[0].errata == ()
        ((var, printed),) = item.printed.items()
        assert printed.value == solved.items[0].readings[0].derivation.values[var]


EITHER = """title: A claim
cells:
  rnn:
    h[t]: V*h[t-1] + b
items:
  - id: a
    prompt: Is `h[t]` always the same as `h[t-1]`?
    ask: claim h[t] = h[t-1]
    assume: b = 0
    either:
      - {answer: {reason: The weight changes it.}}
      - {prompt: "Is `h[t]` always the same as `V*h[t-1]`?", ask: "claim h[t] = V*h[t-1]", answer: {reason: Nothing is added.}}
    answer:
      reason: The weight changes it.
    points:
      verdict: 1
      reason: 1
"""


def test_the_truth_of_a_claim_varies_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    """Both alternatives turn up, each with its own verdict and reason."""
    path = tmp_path / "claim.yaml"
    path.write_text(EITHER, encoding="utf-8")
    variation, faults = load_variation(path)
    assert variation and not faults
    judge = Acceptance(variation)
    seen = set()
    for seed in range(20):
        solved = solve_problem(judge.problem(find(judge, seed)))
        (answer,) = (one for one in solved.items[0].readings[0].derivation.answers)
        seen.add((answer.holds, solved.items[0].item.answer["reason"][0].text))  # type: ignore[union-attr]
    assert seen == {(False, "The weight changes it."), (True, "Nothing is added.")}


def test_a_value_filled_in_exists_in_every_variant(tmp_path: Path) -> None:
    """A rule that names 1/h[1] has no variant in which h[1] is 0."""
    judge = judge_of(tmp_path, "rules: [{zero: 'Not {value 1/h[1]}.'}]\ndiffer: zeros, gates, kinks")
    (group,) = judge.variation.groups
    verdicts = {judge.violations(group, draw) for draw in every_draw(group)}
    assert verdicts == {(), ("has a solution",)}


@pytest.mark.parametrize(
    ("own", "domain", "typed"),
    [
        ("0.5", "0.25 | 0.1", {"0.25", "0.1"}),
        ("1/2", "0.25 | 0.1", {"1/4", "1/10"}),
        ("0.5", "3 | -1/3", {"3", "-1/3"}),
        ("0.5", "-0.05 | 12.5", {"-0.05", "12.5"}),
    ],
)
def test_numbers_are_written_as_the_author_writes_them(own: str, domain: str, typed: set[str], tmp_path: Path) -> None:
    """Decimals where the author has decimals, if they end; fractions where not."""
    path = tmp_path / "typed.yaml"
    path.write_text(
        f"title: T\ncells:\n  c:\n    h[t]: V*h[t-1]\nitems:\n  - id: a\n    prompt: For {{given}} find `h[1]`.\n"
        f"    given: {{V: {own}, 'h[0]': 1}}\n    vary: {{V: {domain}}}\n    ask: value of h[1]\n    points: {{all: 1}}\n",
        encoding="utf-8",
    )
    variation, faults = load_variation(path)
    assert variation and not faults
    judge = Acceptance(variation)
    found = [judge.problem(find(judge, seed)).items[0].given[Var("V")] for seed in range(20)]
    assert {given.texts[0][0] for given in found} == typed


def test_the_entry_drawn_first_does_not_change_how_the_next_is_written(tmp_path: Path) -> None:
    """The author has 0.5 in the vector; a 3 in its place makes no fraction of 0.25."""
    path = tmp_path / "entries.yaml"
    path.write_text(
        "title: T\ncells:\n  c:\n    y: dot(p, q)\nitems:\n  - id: a\n    prompt: For {given} find `y`.\n"
        "    given: {p: [0.5, 1], q: [1, 1]}\n    vary: {p: [3, 0.25]}\n    ask: value of y\n    points: {all: 1}\n",
        encoding="utf-8",
    )
    variation, faults = load_variation(path)
    assert variation and not faults
    judge = Acceptance(variation)
    assert judge.problem(find(judge, 0)).items[0].given[Var("p")].texts == (("3",), ("0.25",))


def test_printed_values_that_are_rounded_are_written_as_decimals(tmp_path: Path) -> None:
    """As on the author's sheet: 0.905, not 181/200."""
    path = tmp_path / "printed.yaml"
    path.write_text(
        "title: T\ncells:\n  c:\n    h[t]: tanh(V*h[t-1] + x[t])\nitems:\n  - id: a\n    prompt: With {printed} and {given} find `h[2]`.\n"
        "    given: {V: 1/2, 'h[0]': 1, x: [1, 2]}\n    vary: {x: [1..2, 1..2]}\n    printed: {'h[1]': 0.905}\n"
        "    ask: value of h[2]\n    points: {all: 1}\n",
        encoding="utf-8",
    )
    variation, faults = load_variation(path)
    assert variation and not faults
    judge = Acceptance(variation)
    found = {judge.problem(find(judge, seed)).items[0].printed[Var("h", 1)].texts[0][0] for seed in range(10)}
    assert found == {"0.905", "0.987"}


TYPED = [
    ("{{zero: Only 3.}}", ["item a: a rule says 3; so much is h[1] with the author's own numbers alone"]),
    ("{{zero: 'Only {{value h[1]}}.'}}", []),
    ("{{zero: Less than 33 or 3.5}}", []),
    ("{{zero: 'Only -1, not $-1$, in 2 steps.'}}", []),
]


@pytest.mark.parametrize(("rule", "messages"), TYPED, ids=[t[0] for t in TYPED])
def test_a_number_that_is_typed_for_a_result_is_told(rule: str, messages: list[str], tmp_path: Path) -> None:
    """It would be wrong in variants; a value that the key fills in is not, and -1, 0, 1 and 2 mean nothing by themselves."""
    judge = judge_of(tmp_path, f"rules: [{rule.replace('{{', '{').replace('}}', '}')}]\ndiffer: zeros, gates, kinks")
    assert [fault.message for fault in leftover_results(judge)] == messages
