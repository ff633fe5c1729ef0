"""Cells whose figures are looked at."""

import re
from pathlib import Path

from gen.format.problem_file import load_problem
from gen.model.problem import Cell

CELLS = {
    "rnn": "{h[t]: relu(V*h[t-1] + W*x[t])}",
    "bias": "{h[t]: tanh(V @ h[t-1] + W @ x[t] + b)}",
    "outputs": "{h[t]: relu(u*x[t] + w*h[t-1]), y[t]: v*h[t] + k}",
    "two layers": "{p[t]: tanh(U @ x[t] + V @ p[t-1]), q[t]: tanh(W @ p[t] + R @ q[t-1] + d), y[t]: K @ q[t]}",
    "lstm": "{i[t]: sigmoid(W_i*x[t] + U_i*h[t-1] + b_i), f[t]: sigmoid(W_f*x[t] + U_f*h[t-1] + b_f), "
    "o[t]: sigmoid(W_o*x[t] + U_o*h[t-1]), n[t]: tanh(W_n*x[t] + U_n*h[t-1]), c[t]: f[t]*c[t-1] + i[t]*n[t], h[t]: o[t]*tanh(c[t])}",
    "gru": "{z[t]: sigmoid(W_z @ x[t] + U_z @ h[t-1]), r[t]: sigmoid(W_r @ x[t] + U_r @ h[t-1]), "
    "n[t]: tanh(W_n @ x[t] + U_n @ (r[t]*h[t-1])), h[t]: (1 - z[t])*h[t-1] + z[t]*n[t]}",
    "skip": "{h[t]: a*h[t-1] + b*h[t-2] + x[t]}",
    "no time": "{a[t]: tanh(u*b[t-1]), b[t]: a[t] + v*b[t-1], y: b[2]**2}",
    "loss": "{h[t]: tanh(w*h[t-1]), L: (h[1] - k)**2 + (h[2] - m)**2}",
    "nested": "{h[t]: 2*U*(V*h[t-1] - relu(W*x[t] - k*h[t-1])/m) + U**2*x[t], g[t]: exp(s*h[t]*q)*g[t-1] + h[1]}",
    "long names": "{hidden_up[t]: relu(weight_in*signal[t] + weight_back*hidden_up[t-1] + offset_hidden)}",
}


def cell_of(equations: str, folder: Path) -> Cell:
    path = folder / "cell.yaml"
    quoted = re.sub(r"(\w+(?:\[t\])?): ([^{}]+?)(?=, \w+(?:\[t\])?: |\}$)", r'"\1": "\2"', equations)
    path.write_text(f"title: A cell\ncells:\n  c: {quoted}\nitems: []\n", encoding="utf-8")
    return load_problem(path)[0].cells[0]
