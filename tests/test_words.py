"""Derivatives of states as products of matrices: their factors, the order of these, and what is refused."""

from pathlib import Path

import pytest

from gen.document.plain_text import problem_text
from gen.messages.errors import InputErrors
from tests.support.problems import solve_text

_PROBLEM = """title: Jacobians
cells:
  cell:
{cell}
items:
  - id: a
    prompt: Derive it.
    ask: open
    derive: jacobian of {wish}
    answer: Because of that.
    points: {{answer: 1}}
"""


def _solved(cell: str, wish: str, folder: Path) -> str:
    lines = "\n".join(f"    {line}" for line in cell.split("; "))
    return problem_text(solve_text(_PROBLEM.format(cell=lines, wish=wish), folder))


JACOBIANS = [
    # by hand, as matrices do not commute
    ("h[t]: V @ h[t-1] + W @ x[t]", "V"),
    ("h[t]: tanh(V @ h[t-1] + W @ x[t])", "diag(tanh'(z[t])) @ V"),
    ("h[t]: U @ tanh(V @ h[t-1])", "U @ diag(tanh'(z_h[t])) @ V"),
    ("h[t]: U @ V @ h[t-1] - W @ h[t-1]", "U @ V - W"),
    ("h[t]: g[t]*h[t-1]; g[t]: sigmoid(W @ x[t])", "diag(g[t])"),
    ("h[t]: g[t]*tanh(V @ h[t-1]); g[t]: sigmoid(W @ x[t])", "diag(g[t]) @ diag(tanh'(z_h[t])) @ V"),
    ("h[t]: g[t]*f[t]*(V @ h[t-1]); g[t]: sigmoid(W @ x[t]); f[t]: W @ x[t]", "diag(g[t]*f[t]) @ V"),
    ("h[t]: (V @ h[t-1])/2", "1/2*V"),
    ("h[t]: 2*h[t-1] + V @ h[t-1]", "2*I + V"),
    ("h[t]: s[t]*h[t-1]; s[t]: max(x[t])", "s[t]*I"),
    ("h[t]: h[t-1] @ V + x[t]", "V.T"),
    ("h[t]: tanh(h[t-1] @ V)", "diag(tanh'(z[t])) @ V.T"),
    ("h[t]: -(V @ h[t-1])", "-V"),
    ("h[t]: relu(h[t-1]); y[t]: V @ h[t]", "diag(relu'(h[t-1]))"),
    # where nothing is for matrices, all are numbers
    ("h[t]: relu(h[t-1])", "relu'(h[t-1])"),
    ("h[t]: g[t]*h[t-1]; g[t]: sigmoid(w*x[t])", "g[t]"),
    ("h[t]: g[t]*tanh(v*h[t-1]); g[t]: sigmoid(w*x[t])", "g[t]*tanh'(z_h[t])*v"),
    ("h[t]: h[t-1] + x[t]", "1"),
]


@pytest.mark.parametrize(("cell", "jacobian"), JACOBIANS)
def test_jacobian_has_its_factors_in_the_order_of_matrices(cell: str, jacobian: str, tmp_path: Path) -> None:
    """From one step to the next: gates and slopes as diagonal matrices, the latest on the left."""
    assert f"dh[t]/dh[t-1] = {jacobian}." in _solved(cell, "h[t] wrt h[t-1]", tmp_path)


@pytest.mark.parametrize(
    ("first", "power"),
    [("h[1]", "V^(t - 1)"), ("h[0]", "V^t"), ("h[3]", "V^(t - 3)")],
)
def test_jacobian_over_all_steps_is_a_power_with_as_many_factors(first: str, power: str, tmp_path: Path) -> None:
    """From step k to step t there are t - k factors."""
    said = _solved("h[t]: V @ h[t-1] + x[t]", f"h[t] wrt {first}", tmp_path)
    assert [line.split(" = ")[-1] for line in said.splitlines() if "Over all steps" in line] == [f"{power}."]


_NO_PRODUCT = "no jacobian of h[t] with respect to h[t-1]: its derivative is not a product of matrices"
REFUSED = [
    ("h[t]: V @ h[t-1]", "c[t] wrt c[t-1]", "no equation of the cell 'cell' defines 'c[t]'"),
    ("h[t]: V @ h[t-1]", "h[t] wrt x[t-1]", "a jacobian leads from a state at time t to the same state earlier"),
    ("h[t]: V @ h[t-1]", "h[2] wrt h[1]", "a jacobian leads from a state at time t to the same state earlier"),
    ("h[t]: V @ x[t]", "h[t] wrt h[t-1]", "no jacobian of h[t] with respect to h[t-1]: the equation of h[t] does not use h[t-1]"),
    ("h[t]: u*max(h[t-1])", "h[t] wrt h[t-1]", _NO_PRODUCT),
    ("h[t]: h[t-1] + sum_t(x[t])", "h[t] wrt h[t-1]", _NO_PRODUCT),
    ("h[t]: V @ h[t-1] + c[t]; c[t]: W @ h[t-1]", "h[t] wrt h[1]", "h[t] depends on its past through c[t] as well"),
]


@pytest.mark.parametrize(("cell", "wish", "message"), REFUSED)
def test_jacobian_that_is_not_to_be_had_is_refused(cell: str, wish: str, message: str, tmp_path: Path) -> None:
    """A derivative that is no product of matrices over time is a fault that says why."""
    with pytest.raises(InputErrors) as refused:
        _solved(cell, wish, tmp_path)
    assert [fault.message for fault in refused.value.faults] == [message]
