"""Alternatives of an item: each is a question of its own that must have an answer."""

from pathlib import Path

import pytest

from gen.judge import Judge
from gen.load_variation import load_variation

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
    assert [fault.message for fault in Judge(variation).faults()] == said
