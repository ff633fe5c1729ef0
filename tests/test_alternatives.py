"""Alternatives of an item: each is a question of its own that must have an answer."""

from pathlib import Path
from unittest.mock import Mock

import pytest

from gen.calculus import plan
from gen.questions import values
from gen.solver.solve import solve_problem
from gen.variants.acceptance import Acceptance
from gen.variants.search import find
from gen.variants.variation_file import load_variation

ITEM = """
title: T
cells:
  cell:
    h[t]: tanh(V*h[t-1])
items:
  - id: a
    prompt: P
    ask: claim h[t] = h[t-1]
    points: {all: 1}
    either:
      - {}
      - ask: claim CLAIM
"""


@pytest.mark.parametrize(
    ("claim", "said"),
    [("h[t] = tanh(V*h[t-1])", []), ("h[t] = V*h[t-1]", []), ("h[t]**2 != 1/7", ["the claim 'h[t]**2 != 1/7' is undecided"])],
)
def test_an_alternative_without_an_answer_is_a_fault(claim: str, said: list[str], tmp_path: Path) -> None:
    """A claim that is decided is a good alternative; one that is not is told and not left out in silence."""
    path = tmp_path / "problem.yaml"
    path.write_text(ITEM.replace("CLAIM", claim), encoding="utf-8")
    variation, faults = load_variation(path)
    assert variation and faults == []
    assert [fault.message for fault in Acceptance(variation).faults()] == said


TOLD = """
title: T
cells:
  cell:
    h[t]: tanh(V*h[t-1])
items:
  - id: a
    prompt: Derive `h[2]` to `V` for {given}.
    given: {V: 2, "h[0]": 1}
    vary: {V: 2..9}
    ask: gradient of h[2] wrt V
    points: {all: 1}
    either:
      - by: forward
      - by: reverse
"""


def test_an_alternative_is_told_in_its_own_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is planned once for all variants is planned once for each way of telling."""
    path = tmp_path / "problem.yaml"
    path.write_text(TOLD, encoding="utf-8")
    variation, _ = load_variation(path)
    assert variation
    judge, planned = Acceptance(variation), Mock(wraps=plan)
    monkeypatch.setattr(values, "plan", planned)
    ways = set()
    for seed in range(10):
        draw = find(judge, seed)
        solved = solve_problem(judge.problem(draw), memo=judge.memo)
        ways.add((draw["a: either"], "adjoint" in {step.kind for step in solved.items[0].readings[0].derivation.numbers}))
    assert ways == {(0, False), (1, True)}
    assert planned.call_count == 2


OTHER = """
title: T
cells:
  rnn:
    h[t]: V*h[t-1] + dot(p, q)*x[t]
  plain:
    h[t]: V*h[t-1]
items:
  - id: a
    prompt: For {given} compute `h[2]`.
    cell: rnn
    given: {V: 1, p: [1, 2], q: [2, 1], "h[0]": 1, x: [1, 2]}
    vary: {VARY}
    either:
      - {}
      - {OTHER}
    ask: value of h[2]
    points: {all: 1}
"""


@pytest.mark.parametrize(
    ("vary", "other", "message"),
    [
        ("x: 1..3", "cell: plain, given: {V: 2, 'h[0]': 1}", "'x[1]' varies, and alternative 2 does not give it"),
        (
            "'p[2]': 1..3",
            "given: {V: 1, p: [1, 2, 3], q: [1, 1, 1], 'h[0]': 1, x: [1, 2]}",
            "'p[2]' varies: 'p' is a vector of 2, but a vector of 3 in alternative 2",
        ),
    ],
)
def test_what_varies_is_there_in_each_alternative(vary: str, other: str, message: str, tmp_path: Path) -> None:
    """In one shape; a question about other things is an item of its own."""
    path = tmp_path / "problem.yaml"
    path.write_text(OTHER.replace("VARY", vary).replace("OTHER", other), encoding="utf-8")
    _, faults = load_variation(path)
    assert message in [fault.message for fault in faults]
