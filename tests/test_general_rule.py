"""General rules: the recursion behind a derivation, compared with the formulas of published sheets and with what is derived."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from gen.model.derivation import Statement
from gen.page.prose import text_of
from tests.conftest import solve_text


@dataclass(frozen=True)
class Question:
    """A cell, its numbers and what is asked of it."""

    cell: str
    given: str
    ask: str
    further: str = ""

    @property
    def yaml(self) -> str:
        lines = ["title: A rule", "cells:", "  cell:", *(f"    {line}" for line in self.cell.split("; ")), "items:", "  - id: a"]
        given = re.sub(r"(\w\[-?\d\]):", r'"\1":', self.given)
        lines += ["    prompt: Find it.", f"    given: {{{given}}}", f"    ask: [{self.ask}]", "    points: {all: 1}"]
        return "\n".join([*lines, *(f"    {line}" for line in self.further.split("; ") if line), ""])


def rows(question: Question, folder: Path) -> list[str]:
    """The rows of the general rules of a question as text."""
    solved = solve_text(question.yaml, folder)
    steps = solved.items[0].readings[0].derivation.steps
    return [row for step in steps if isinstance(step, Statement) for row in text_of(step.pieces).split("; ")]


NUMBERS = "V: 2, W: 3, b: -1, h[0]: 1/2, x: [1, -2, 3]"
RELU, TANH = "h[t]: relu(V*h[t-1] + W*x[t])", "h[t]: tanh(V*h[t-1] + W*x[t] + b)"
MATRICES = "V: [[1, 1/2], [-1, 2]], W: [[1, 0, 2], [0, 1, -1]], b: [1, 2], h[0]: [1, 0], x: [[1, 2, 3], [0, 1, 0], [1, 1, 0]], y: [1, 2]"
VECTORS = "h[t]: tanh(V @ h[t-1] + W @ x[t] + b)"
GATES = "w_f: 1, w_i: 2, w_o: 1, w_g: 1/2, u_f: 1, u_i: -1, u_o: 1/2, u_g: 1, h[0]: 1, c[0]: 2, x: [1, 2, -1], y: 3"
LSTM = (
    "f[t]: sigmoid(w_f*x[t] + u_f*h[t-1]); i[t]: sigmoid(w_i*x[t] + u_i*h[t-1]); o[t]: sigmoid(w_o*x[t] + u_o*h[t-1]); "
    "g[t]: tanh(w_g*x[t] + u_g*h[t-1]); c[t]: f[t]*c[t-1] + i[t]*g[t]; h[t]: o[t]*tanh(c[t])"
)
PEEPHOLE = "f[t]: sigmoid(w_f*x[t] + u_f*c[t-1]); c[t]: f[t]*c[t-1] + (1 - f[t])*x[t]"
GRU = (
    "z[t]: sigmoid(w_f*x[t] + u_f*h[t-1]); r[t]: sigmoid(w_i*x[t] + u_i*h[t-1]); n[t]: tanh(w_g*x[t] + u_g*(r[t]*h[t-1])); "
    "h[t]: (1 - z[t])*n[t] + z[t]*h[t-1]"
)
QUESTIONS = {
    "relu forward": Question(RELU, NUMBERS, "'gradient of h[3] wrt V, W, x[1]'", "by: forward"),
    "relu paths": Question(RELU, NUMBERS, "'gradient of h[3] wrt V, x[1], h[0]'", "by: paths"),
    "relu reverse": Question(RELU, NUMBERS, "'gradient of h[3] wrt V, x[1], h[0]'", "by: reverse"),
    "tanh bias": Question(TANH, NUMBERS, "'gradient of h[3] wrt b'", "by: forward"),
    "readout": Question(f"{RELU}; y[t]: V*h[t]", NUMBERS, "'gradient of y[3] wrt V'", "by: forward"),
    "vector": Question(f"{VECTORS}; L: sum((h[T] - y)**2)/2", MATRICES, "'gradient of L wrt V, W, b, h[0]'", "horizon: 3; by: reverse"),
    "summed": Question(f"{TANH}; L: sum_t((h[t] - W)**2/2)", NUMBERS, "'gradient of L wrt V, W'", "horizon: 3; by: reverse"),
    "summed forward": Question(
        f"{TANH}; l[t]: (h[t] - W)**2/2; L: sum_t(l[t])", NUMBERS, "'gradient of L wrt V'", "horizon: 3; by: forward"
    ),
    "mean": Question(f"{TANH}; l[t]: (h[t] - b)**2/2; L: mean_t(l[t])", NUMBERS, "'gradient of L wrt V'", "horizon: 3; by: reverse"),
    "jacobian": Question(VECTORS, MATRICES, "'jacobian of h[3] wrt h[0]'", "by: forward"),
    "lstm reverse": Question(
        f"{LSTM}; L: (h[T] - y)**2/2", GATES, "'gradient of L wrt u_f, w_g, u_o, w_i, c[0]'", "horizon: 3; by: reverse"
    ),
    "lstm forward": Question(LSTM, GATES, "'gradient of c[3] wrt c[0]'", "by: forward"),
    "gru": Question(GRU, GATES, "'gradient of h[3] wrt u_g'", "by: reverse"),
    "gru forward": Question(GRU, GATES, "'gradient of h[3] wrt h[0]'", "by: forward"),
    "peephole": Question(PEEPHOLE, GATES, "'gradient of c[3] wrt u_f'", "by: reverse"),
    "peephole paths": Question(PEEPHOLE, GATES, "'gradient of c[3] wrt u_f'", "by: paths"),
    "stacked": Question(
        "h[t]: tanh(V*h[t-1] + W*x[t]); k[t]: tanh(V*k[t-1] + b*h[t])", NUMBERS + ", k[0]: 1", "'gradient of k[3] wrt V, b'", "by: reverse"
    ),
    "horizon 1": Question(RELU, NUMBERS, "'gradient of h[1] wrt V'", "by: forward"),
    "horizon 1 reverse": Question(RELU, NUMBERS, "'gradient of h[1] wrt V, W'", "by: reverse"),
    "two steps back": Question("h[t]: V*h[t-1] + W*h[t-2] + x[t]", NUMBERS + ", h[-1]: 2", "'gradient of h[3] wrt V'", "by: forward"),
    "truncated": Question(TANH, NUMBERS, "'gradient of h[3] wrt V'", "by: reverse; truncate: 2"),
    "truncated forward": Question(TANH, NUMBERS, "'gradient of h[3] wrt V'", "by: forward; truncate: 2"),
    "cut": Question(TANH, NUMBERS, "'gradient of h[3] wrt V'", "by: forward; cut: 'h[1]'"),
    "cut reverse": Question(TANH, NUMBERS, "'gradient of h[3] wrt V'", "by: reverse; cut: 'h[1]'"),
    "cut paths": Question(TANH, NUMBERS, "'gradient of h[3] wrt V'", "by: paths; cut: 'h[1]'"),
    "cut of one state": Question(LSTM, GATES, "'gradient of h[3] wrt u_f'", "by: reverse; cut: 'h[2]'"),
    "without time": Question(
        "h: tanh(V @ x + b); o: W @ h; p: softmax(o); L: cross_entropy(p, y)",
        "V: [[1, 1/2], [-1, 2]], W: [[1, 0], [0, 1]], b: [1, 2], x: [1, 2], y: [1, 0]",
        "'gradient of L wrt V, W, b'",
        "by: reverse",
    ),
    "power of t": Question("h[t]: t*V*h[t-1] + W*x[t]", NUMBERS, "'gradient of h[3] wrt V'", "by: reverse"),
}
