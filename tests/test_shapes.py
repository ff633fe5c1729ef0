"""Counting: shapes read off the equations."""

from pathlib import Path

import pytest

from tests.conftest import answers, solve_text

PROBLEM = """
title: Count
cells:
  cell:
{cell}
items:
  - id: a
    prompt: Count.
    shapes:
{shapes}
    ask: count of {of}
    points:
      total: 1
"""


@pytest.mark.parametrize(
    ("cell", "shapes", "of", "total", "written"),
    [
        (["h[t]: tanh(V @ h[t-1] + W @ x[t] + b)"], {"x": 3, "h": 5}, "W, V, b", "45", "3*5 + 5*5 + 5"),
        (["h[t]: tanh(V @ h[t-1] + W @ x[t])"], {"x": 4, "h": 12}, "V, W", "192", "12*12 + 4*12"),
        (["h[t]: tanh(V @ h[t-1] + W @ x[t] + b)", "y[t]: U @ h[t] + c"], {"x": 2, "h": 3, "y": 4}, "V, W, b, U, c", "34", None),
        (["y: U @ relu(W @ x)"], {"x": 2, "y": 1, "W": "[7, 2]"}, "W, U", "21", None),
        (["g[t]: sigmoid(W @ x[t] + U @ h[t-1])", "h[t]: g[t]*h[t-1]"], {"x": 2, "h": 3}, "W, U", "15", "2*3 + 3*3"),
        (["h[t]: tanh(W @ (a*x[t]))"], {"x": 2, "h": 3, "a": "[]"}, "W, a", "7", None),
        (["h[t]: V @ h[t-1]"], {"h": 1}, "V", "1", "1*1"),
    ],
)
def test_parameters_are_counted(
    cell: list[str], shapes: dict[str, object], of: str, total: str, written: str | None, tmp_path: Path
) -> None:
    """Each parameter's shape follows from the layers' sizes, in the author's order, inputs times outputs."""
    source = PROBLEM.format(
        cell="\n".join(f"    {line}" for line in cell), shapes="\n".join(f"      {k}: {v}" for k, v in shapes.items()), of=of
    )
    (item,) = solve_text(source, tmp_path).items
    assert answers(item.readings[0]) == [total]
    if written:
        from gen.notation import text

        derivation = item.readings[0].derivation
        assert text(derivation.numbers[-1].line.written, derivation.values) == written
