"""General rules: the recursion behind a derivation as published sheets have it, and that no other one is printed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from gen.algebra.arrays import shape_of
from gen.algebra.expr import TWO, UNIT, Add, Atom, Call, Expr, LocalDerivative, MatMul, Mul, Num, Series, Shift, Var, rebuild, replace_atoms
from gen.algebra.printer import text
from gen.document.prose import text_of
from gen.format.problem_file import load_problem
from gen.latex import Latex
from gen.latex.tex import Tex
from gen.messages.errors import VerificationError
from gen.model.derivation import Statement
from gen.model.general_rule import GeneralEquation, GeneralRule
from gen.model.solved import SolvedItem
from gen.page.solution import BlockView, SolutionView
from gen.proofread.proofread import proofread
from gen.questions import AskedItem
from gen.questions.digits import evaluate_with_more_digits
from gen.questions.values import GradientQuery, Task, task_of
from gen.solver.solve import solve_problem
from gen.verify import RULE, Recurrence, verify_rule, verify_rule_at_random
from gen.verify.rule_written_out import WrittenOut, rows_of_value
from tests.support.array_oracles import Asked as Numbers
from tests.support.array_oracles import by_autograd, off
from tests.support.keys import key_of


@dataclass(frozen=True)
class Question:
    """A cell, its numbers, what is asked of it, and the rows of its rules."""

    cell: str
    given: str
    ask: str
    by: str
    rows: tuple[str, ...]

    @property
    def yaml(self) -> str:
        given = re.sub(r"(\w\[-?\d\]):", r'"\1":', self.given)
        lines = ["title: A rule", "cells:", "  cell:", *(f"    {line}" for line in self.cell.split("; ")), "items:", "  - id: a"]
        lines += ["    prompt: Find it.", f"    given: {{{given}}}", f"    ask: '{self.ask}'", "    points: {all: 1}"]
        return "\n".join([*lines, *(f"    {line}" for line in f"by: {self.by}".split("; ")), ""])


NUMBERS = "V: 2, W: 3, b: -1, h[0]: 1/2, x: [1, -2, 3]"
RELU, TANH = "h[t]: relu(V*h[t-1] + W*x[t])", "h[t]: tanh(V*h[t-1] + W*x[t] + b)"
ARRAYS = (
    "V: [[1, 1/2], [-1, 2]], W: [[1, 0, 2], [0, 1, -1]], b: [1, 2], h[0]: [1, 0], x: [[1, 2, 3], [0, 1, 0], [1, 1, 0]], "
    "y: [[1, 0], [0, 1], [1, 0]]"
)
VECTORS = "h[t]: tanh(V @ h[t-1] + W @ x[t] + b)"
GATES = "w_f: 1, w_i: 2, w_o: 1, w_g: 1/2, u_f: 1, u_i: -1, u_o: 1/2, u_g: 1, h[0]: 1, c[0]: 2, x: [1, 2, -1], y: 3"
LSTM = (
    "f[t]: sigmoid(w_f*x[t] + u_f*h[t-1]); i[t]: sigmoid(w_i*x[t] + u_i*h[t-1]); o[t]: sigmoid(w_o*x[t] + u_o*h[t-1]); "
    "g[t]: tanh(w_g*x[t] + u_g*h[t-1]); c[t]: f[t]*c[t-1] + i[t]*g[t]; h[t]: o[t]*tanh(c[t])"
)
GRU = (
    "z[t]: sigmoid(w_f*x[t] + u_f*h[t-1]); r[t]: sigmoid(w_i*x[t] + u_i*h[t-1]); n[t]: tanh(w_g*x[t] + u_g*(r[t]*h[t-1])); "
    "h[t]: (1 - z[t])*n[t] + z[t]*h[t-1]"
)
PEEPHOLE = "f[t]: sigmoid(w_f*x[t] + u_f*c[t-1]); c[t]: f[t]*c[t-1] + (1 - f[t])*x[t]"
STACKED = "h[t]: tanh(V*h[t-1] + W*x[t]); k[t]: tanh(V*k[t-1] + b*h[t])"
NETWORK = "h: tanh(V @ x + b); o: W @ h; p: softmax(o); L: cross_entropy(p, y)"

QUESTIONS = {
    "a scalar RNN, forward": Question(
        RELU,
        NUMBERS,
        "gradient of h[3] wrt V, W, x[1]",
        "forward",
        (
            "dh[t]/dV = relu'(z[t])*(h[t-1] + V*dh[t-1]/dV), dh[0]/dV = 0",
            "dh[t]/dW = relu'(z[t])*(V*dh[t-1]/dW + x[t]), dh[0]/dW = 0",
            "dh[t]/dx[1] = relu'(z[t])*V*dh[t-1]/dx[1] for t >= 2, dh[1]/dx[1] = relu'(z[1])*W",
        ),
    ),
    "a scalar RNN, by paths": Question(
        RELU,
        NUMBERS,
        "gradient of h[3] wrt V, x[1], h[0]",
        "paths",
        (
            "dh[3]/dV = sum[k=1..3](prod[j=k+1..3](relu'(z[j])*V)*relu'(z[k])*h[k-1])",
            "dh[3]/dx[1] = prod[j=2..3](relu'(z[j])*V)*relu'(z[1])*W",
            "dh[3]/dh[0] = prod[j=1..3](relu'(z[j])*V)",
        ),
    ),
    "a scalar RNN, in reverse": Question(
        RELU,
        NUMBERS,
        "gradient of h[3] wrt V, x[1], h[0]",
        "reverse",
        (
            "dh[3]/dz[t] = relu'(z[t])*dh[3]/dz[t+1]*V for t < 3, dh[3]/dz[3] = relu'(z[3])",
            "dh[3]/dx[1] = dh[3]/dz[1]*W",
            "dh[3]/dh[0] = dh[3]/dz[1]*V",
            "dh[3]/dV = sum[t=1..3](dh[3]/dz[t]*h[t-1])",
        ),
    ),
    "a bias": Question(TANH, NUMBERS, "gradient of h[3] wrt b", "forward", ("dh[t]/db = tanh'(z[t])*(V*dh[t-1]/db + 1), dh[0]/db = 0",)),
    "an output with the same weight, forward": Question(
        f"{RELU}; y[t]: V*h[t]",
        NUMBERS,
        "gradient of y[3] wrt V",
        "forward",
        ("dh[t]/dV = relu'(z[t])*(h[t-1] + V*dh[t-1]/dV), dh[0]/dV = 0", "dy[3]/dV = h[3] + V*dh[3]/dV"),
    ),
    "an output, by paths": Question(
        f"{RELU}; y[t]: b*h[t]",
        NUMBERS,
        "gradient of y[3] wrt V",
        "paths",
        ("dy[3]/dV = b*sum[k=1..3](prod[j=k+1..3](relu'(z[j])*V)*relu'(z[k])*h[k-1])",),
    ),
    "vectors and matrices, a loss at the end": Question(
        f"{VECTORS}; L: sum((h[T] - b)**2)/2",
        ARRAYS,
        "gradient of L wrt V, W, h[0]",
        "reverse; horizon: 3",
        (
            "dL/dz[t] = tanh'(z[t])*(V.T @ dL/dz[t+1]) for t < 3, dL/dz[3] = tanh'(z[3])*(h[3] - b)",
            "dL/dh[0] = V.T @ dL/dz[1]",
            "dL/dV = sum[t=1..3](dL/dz[t] @ h[t-1].T)",
            "dL/dW = sum[t=1..3](dL/dz[t] @ x[t].T)",
        ),
    ),
    "vectors and matrices, a loss at each step": Question(
        f"{VECTORS}; p[t]: softmax(h[t]); L: sum_t(cross_entropy(p[t], y[t]))",
        ARRAYS,
        "gradient of L wrt V, b",
        "reverse; horizon: 3",
        (
            "dL/dz_h[t] = tanh'(z_h[t])*(V.T @ dL/dz_h[t+1] + p[t] - y[t]) for t < 3, dL/dz_h[3] = tanh'(z_h[3])*(p[3] - y[3])",
            "dL/dV = sum[t=1..3](dL/dz_h[t] @ h[t-1].T)",
            "dL/db = sum[t=1..3](dL/dz_h[t])",
        ),
    ),
    "an entry of a matrix": Question(
        VECTORS,
        ARRAYS,
        "gradient of h[3][1] wrt V[1, 2]",
        "reverse",
        (
            "dh[3][1]/dz[t] = tanh'(z[t])*(V.T @ dh[3][1]/dz[t+1]) for t < 3, dh[3][1]/dz[3] = tanh'(z[3])*unit[1]",
            "dh[3][1]/dV = sum[t=1..3](dh[3][1]/dz[t] @ h[t-1].T)",
        ),
    ),
    "a Jacobian": Question(
        VECTORS,
        ARRAYS,
        "jacobian of h[3] wrt h[0]",
        "forward",
        ("dh[t]/dh[0] = diag(tanh'(z[t])) @ V @ dh[t-1]/dh[0], dh[0]/dh[0] = identity",),
    ),
    "a loss summed over the steps, forward": Question(
        f"{TANH}; L: sum_t((h[t] - W)**2/2)",
        NUMBERS,
        "gradient of L wrt V",
        "forward; horizon: 3",
        ("dh[t]/dV = tanh'(z[t])*(h[t-1] + V*dh[t-1]/dV), dh[0]/dV = 0", "dL/dV = sum[t=1..3]((h[t] - W)*dh[t]/dV)"),
    ),
    "a mean over the steps, with a weight in it": Question(
        f"{TANH}; L: mean_t((h[t] - W)**2)",
        NUMBERS,
        "gradient of L wrt V, W",
        "reverse; horizon: 3",
        (
            "dL/dz[t] = tanh'(z[t])*(2/3*(h[t] - W) + dL/dz[t+1]*V) for t < 3, dL/dz[3] = 2/3*tanh'(z[3])*(h[3] - W)",
            "dL/dV = sum[t=1..3](dL/dz[t]*h[t-1])",
            "dL/dW = sum[t=1..3](dL/dz[t]*x[t] - 2/3*(h[t] - W))",
        ),
    ),
    "an LSTM in reverse": Question(
        f"{LSTM}; L: (h[T] - y)**2/2",
        GATES,
        "gradient of L wrt u_f, u_o, u_i, w_g, c[0]",
        "reverse; horizon: 3",
        (
            "dL/dh[t] = dL/dz_g[t+1]*u_g + dL/dz_o[t+1]*u_o + dL/dz_i[t+1]*u_i + dL/dz_f[t+1]*u_f for t < 3, dL/dh[3] = h[3] - y",
            "dL/dc[t] = dL/dc[t+1]*f[t+1] + tanh'(c[t])*dL/dh[t]*o[t] for 0 < t < 3, dL/dc[3] = tanh'(c[3])*dL/dh[3]*o[3], "
            "dL/dc[0] = dL/dc[1]*f[1]",
            "dL/dz_g[t] = tanh'(z_g[t])*dL/dc[t]*i[t]",
            "dL/dz_o[t] = sigmoid'(z_o[t])*dL/dh[t]*z_h[t]",
            "dL/dz_i[t] = sigmoid'(z_i[t])*dL/dc[t]*g[t]",
            "dL/dz_f[t] = sigmoid'(z_f[t])*dL/dc[t]*c[t-1]",
            "dL/du_f = sum[t=1..3](dL/dz_f[t]*h[t-1])",
            "dL/du_o = sum[t=1..3](dL/dz_o[t]*h[t-1])",
            "dL/du_i = sum[t=1..3](dL/dz_i[t]*h[t-1])",
            "dL/dw_g = sum[t=1..3](dL/dz_g[t]*x[t])",
        ),
    ),
    "an LSTM forward": Question(
        LSTM,
        GATES,
        "gradient of c[3] wrt c[0]",
        "forward",
        (
            "dc[t]/dc[0] = df[t]/dc[0]*c[t-1] + f[t]*dc[t-1]/dc[0] + di[t]/dc[0]*g[t] + i[t]*dg[t]/dc[0], dc[0]/dc[0] = 1",
            "dh[t]/dc[0] = do[t]/dc[0]*z_h[t] + tanh'(c[t])*o[t]*dc[t]/dc[0], dh[0]/dc[0] = 0",
            "df[t]/dc[0] = sigmoid'(z_f[t])*u_f*dh[t-1]/dc[0]",
            "di[t]/dc[0] = sigmoid'(z_i[t])*u_i*dh[t-1]/dc[0]",
            "do[t]/dc[0] = sigmoid'(z_o[t])*u_o*dh[t-1]/dc[0]",
            "dg[t]/dc[0] = tanh'(z_g[t])*u_g*dh[t-1]/dc[0]",
        ),
    ),
    "a GRU in reverse": Question(
        GRU,
        GATES,
        "gradient of h[3] wrt u_g",
        "reverse",
        (
            "dh[3]/dh[t] = dh[3]/dh[t+1]*z[t+1] + dh[3]/da_n[t+1]*u_g*r[t+1] + dh[3]/da_r[t+1]*u_i + dh[3]/da_z[t+1]*u_f for t < 3, "
            "dh[3]/dh[3] = 1",
            "dh[3]/da_n[t] = tanh'(a_n[t])*dh[3]/dh[t]*(1 - z[t])",
            "dh[3]/da_r[t] = sigmoid'(a_r[t])*dh[3]/da_n[t]*u_g*h[t-1]",
            "dh[3]/da_z[t] = sigmoid'(a_z[t])*dh[3]/dh[t]*(h[t-1] - n[t])",
            "dh[3]/du_g = sum[t=1..3](dh[3]/da_n[t]*r[t]*h[t-1])",
        ),
    ),
    "a peephole": Question(
        PEEPHOLE,
        GATES,
        "gradient of c[3] wrt u_f",
        "reverse",
        (
            "dc[3]/dc[t] = dc[3]/dc[t+1]*f[t+1] + dc[3]/dz[t+1]*u_f for t < 3, dc[3]/dc[3] = 1",
            "dc[3]/dz[t] = sigmoid'(z[t])*dc[3]/dc[t]*(c[t-1] - x[t])",
            "dc[3]/du_f = sum[t=1..3](dc[3]/dz[t]*c[t-1])",
        ),
    ),
    "stacked cells with a shared weight": Question(
        STACKED,
        f"{NUMBERS}, k[0]: 1",
        "gradient of k[3] wrt V, b",
        "reverse",
        (
            "dk[3]/dz_k[t] = tanh'(z_k[t])*dk[3]/dz_k[t+1]*V for t < 3, dk[3]/dz_k[3] = tanh'(z_k[3])",
            "dk[3]/dz_h[t] = tanh'(z_h[t])*(dk[3]/dz_h[t+1]*V + dk[3]/dz_k[t]*b) for t < 3, dk[3]/dz_h[3] = tanh'(z_h[3])*dk[3]/dz_k[3]*b",
            "dk[3]/dV = sum[t=1..3](dk[3]/dz_k[t]*k[t-1] + dk[3]/dz_h[t]*h[t-1])",
            "dk[3]/db = sum[t=1..3](dk[3]/dz_k[t]*h[t])",
        ),
    ),
    "one step": Question(RELU, NUMBERS, "gradient of h[1] wrt V", "forward", ("dh[1]/dV = relu'(z[1])*h[0]",)),
    "two steps back": Question(
        "h[t]: V*h[t-1] + W*h[t-2] + x[t]",
        f"{NUMBERS}, h[-1]: 2",
        "gradient of h[3] wrt V",
        "forward",
        ("dh[t]/dV = h[t-1] + V*dh[t-1]/dV + W*dh[t-2]/dV, dh[-1]/dV = 0, dh[0]/dV = 0",),
    ),
    "the step as a number": Question(
        "h[t]: t*V*h[t-1] + W*x[t]",
        NUMBERS,
        "gradient of h[3] wrt V",
        "reverse",
        (
            "dh[3]/dh[t] = dh[3]/dh[t+1]*(t + 1)*V for t < 3, dh[3]/dh[3] = 1",
            "dh[3]/dV = sum[t=1..3](dh[3]/dh[t]*t*h[t-1])",
        ),
    ),
    "truncated": Question(
        TANH,
        NUMBERS,
        "gradient of h[3] wrt V",
        "reverse; truncate: 2",
        (
            "dh[3]/dz[t] = tanh'(z[t])*dh[3]/dz[t+1]*V for t < 3, dh[3]/dz[3] = tanh'(z[3])",
            "dh[3]/dV = sum[t=2..3](dh[3]/dz[t]*h[t-1])",
        ),
    ),
    "cut, forward": Question(
        TANH,
        NUMBERS,
        "gradient of h[3] wrt V",
        "forward; cut: 'h[1]'",
        ("dh[t]/dV = tanh'(z[t])*(h[t-1] + V*dh[t-1]/dV) for t >= 2, dh[1]/dV = 0",),
    ),
    "cut, by paths": Question(
        TANH,
        NUMBERS,
        "gradient of h[3] wrt V",
        "paths; cut: 'h[1]'",
        ("dh[3]/dV = sum[k=2..3](prod[j=k+1..3](tanh'(z[j])*V)*tanh'(z[k])*h[k-1])",),
    ),
    "no time": Question(
        NETWORK,
        "V: [[1, 1/2], [-1, 2]], W: [[1, 0], [0, 1]], b: [1, 2], x: [1, 2], y: [1, 0]",
        "gradient of L wrt V, W, b",
        "reverse",
        (
            "dL/do = p - y",
            "dL/dz = tanh'(z)*(W.T @ dL/do)",
            "dL/dV = dL/dz @ x.T",
            "dL/dW = dL/do @ h.T",
            "dL/db = dL/dz",
        ),
    ),
    "paths through two states": Question(LSTM, GATES, "gradient of h[2] wrt u_f", "paths", ()),
    "windows that differ": Question(f"{TANH}; L: sum_t(h[t]**2)", NUMBERS, "gradient of L wrt V", "reverse; truncate: 1; horizon: 3", ()),
    "as long as the lines": Question(RELU, NUMBERS, "gradient of h[1] wrt V, W", "reverse", ()),
}


@dataclass(frozen=True)
class Derived:
    """A question with what the tool has made of it."""

    item: SolvedItem
    task: Task
    setting: Recurrence

    @property
    def statements(self) -> list[Statement]:
        return [step for step in self.item.readings[0].derivation.steps if isinstance(step, Statement)]

    @property
    def rules(self) -> tuple[GeneralRule, ...]:
        return self.task.rules

    def refuses(self, rule: GeneralRule) -> bool:
        """Whether one of the two checks that every build makes refuses a rule; `at random` alone where numbers are 0, say."""
        derivation = evaluate_with_more_digits(self.task.plan, self.setting, self.item.item.where)[1]
        try:
            verify_rule(rule, derivation, self.setting)
            verify_rule_at_random(rule, self.setting)
        except VerificationError:
            return True
        return False


@cache
def derived(name: str) -> Derived:
    """A question of the table, solved and verified."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "problem.yaml"
        path.write_text(QUESTIONS[name].yaml, encoding="utf-8")
        problem, faults = load_problem(path)
    solved = solve_problem(problem, faults)
    (item,), (one,) = problem.items, solved.items
    queries = [query for query in item.queries if isinstance(query, GradientQuery)]
    planned = task_of(queries, AskedItem(item, item.readings[0], {var.name for var in item.given}))
    return Derived(one, planned, planned.recurrence(item))


@pytest.mark.parametrize("name", QUESTIONS)
def test_rule_is_that_of_the_sheets(name: str) -> None:
    """Each telling of each cell has the recursion that a person writes down, with its start, before the numbers; or none at all."""
    told = derived(name).statements
    assert tuple(row for statement in told for row in text_of(statement.pieces).split("; ")) == QUESTIONS[name].rows
    assert derived(name).item.readings[0].derivation.steps[: len(told)] == tuple(told)


@pytest.mark.parametrize("name", [name for name, question in QUESTIONS.items() if question.rows])
def test_rule_written_out_gives_the_derivatives_of_autograd(name: str) -> None:
    """The recursion, run over the steps from the values of the forward pass alone, ends at what another library differentiates."""
    one = derived(name)
    values, setting = one.item.readings[0].derivation.values, one.setting
    names: dict[Atom, Any] = {atom: rows_of_value(value) for atom, value in values.items() if isinstance(atom, Var)}
    shapes = {atom.name: shape_of(value) for atom, value in values.items() if isinstance(atom, Var)}
    for rule in one.rules:
        for partial in rule.answers:
            asked = Numbers(setting.trace, setting.givens, partial.of, partial.wrt, {}, setting.cut, setting.truncate)
            found = WrittenOut(rule, names, shapes, {}).value(partial)
            assert off(by_autograd(asked), np.array([[float(x) for x in row] for row in found])) < 1e-9


def test_rules_are_among_the_checks() -> None:
    """A build counts each number that a rule was compared with, and the certificate tells it."""
    numbers = [check.numbers for check in derived("a scalar RNN, forward").item.readings[0].checks if check.route == RULE]
    assert numbers == [3 * 3 + 3 * 2]  # the derivatives of three steps, and three answers with two draws each


# Wrong rules are refused ----------------------------------------------------------------------------------------------

Change = Callable[[Expr], Expr]
NOTHING = Num(Fraction(0))


def _everywhere(kind: type, new: Callable[..., Expr]) -> Change:
    """All expressions of a kind changed, from the inside."""

    def change(e: Expr) -> Expr:
        inner = rebuild(e, change)
        return new(inner) if isinstance(inner, kind) else inner

    return change


def _atoms(kind: type, new: Callable[..., Expr]) -> Change:
    return lambda e: replace_atoms(e, lambda atom: new(atom) if isinstance(atom, kind) else atom)


def _later(by: int) -> Callable[[Var], Var]:
    return lambda var: replace(var, time=Shift(var.time.by + by, var.time.base)) if isinstance(var.time, Shift) else var


def _shorter(e: Add | Mul | MatMul, drop: int) -> Expr:
    (parts,) = (e.terms,) if isinstance(e, Add) else (e.factors,)
    kept = tuple(part for i, part in enumerate(parts) if i != drop % len(parts))
    return kept[0] if len(kept) == 1 else type(e)(kept)


WRONG: dict[str, tuple[str, Change]] = {
    "the first term dropped": ("a scalar RNN, forward", _everywhere(Add, lambda e: _shorter(e, 0))),
    "the last term dropped": ("a scalar RNN, forward", _everywhere(Add, lambda e: _shorter(e, -1))),
    "a state dropped": ("an LSTM in reverse", _everywhere(Add, lambda e: _shorter(e, 0))),
    "the slope dropped": ("a scalar RNN, in reverse", _everywhere(Mul, lambda e: _shorter(e, 0))),
    "a gate dropped": ("an LSTM in reverse", _everywhere(Mul, lambda e: _shorter(e, -1))),
    "values one step later": ("a scalar RNN, forward", _atoms(Var, _later(1))),
    "slopes one step earlier": ("a scalar RNN, forward", _atoms(LocalDerivative, lambda p: replace(p, arg=_later(-1)(p.arg)))),
    "gates one step later": ("an LSTM in reverse", _atoms(Var, _later(1))),
    "paths whose values are one step later": ("a scalar RNN, by paths", _atoms(Var, _later(1))),
    "paths that go through their first step twice": (
        "a scalar RNN, by paths",
        _everywhere(Series, lambda s: replace(s, first=replace(s.first, by=0)) if isinstance(s.first, Shift) else s),
    ),
    "the longest path dropped": ("a scalar RNN, by paths", _everywhere(Series, lambda s: replace(s, first=2) if s.first == 1 else s)),
    "sums from the second step on": (
        "vectors and matrices, a loss at the end",
        _everywhere(Series, lambda s: replace(s, first=2)),
    ),
    "a lost transpose": ("vectors and matrices, a loss at the end", _everywhere(Call, lambda e: e.args[0] if e.fn == "transpose" else e)),
    "a lost transpose of a square matrix": (
        "vectors and matrices, a loss at the end",
        _everywhere(Call, lambda e: e.args[0] if e == Call("transpose", (Var("V"),)) else e),
    ),
    "matrices in another order": ("a Jacobian", _everywhere(MatMul, lambda e: MatMul((e.factors[1], e.factors[0], *e.factors[2:])))),
    "a factor too much": ("a loss summed over the steps, forward", _everywhere(Series, lambda s: replace(s, term=Mul((TWO, s.term))))),
    "the sign of a loss": ("no time", _atoms(Var, lambda var: Var("p") if var == Var("y") else var)),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_rule_is_refused(what: str) -> None:
    """A rule that says something else than what is derived, in one of its equations, is refused before it is printed."""
    name, change = WRONG[what]
    one, altered = derived(name), 0
    for rule in one.rules:
        for i, equation in enumerate(rule.equations):
            if (wrong := change(equation.rhs)) != equation.rhs:
                altered += 1
                equations = (*rule.equations[:i], replace(equation, rhs=wrong), *rule.equations[i + 1 :])
                assert one.refuses(replace(rule, equations=equations)), text(wrong)
        assert not one.refuses(rule)
    assert altered


@pytest.mark.parametrize("name", [name for name, question in QUESTIONS.items() if question.rows])
def test_rule_without_its_start_is_refused(name: str) -> None:
    """No equation can be left out, and no recursion begin a step later: nothing would give what is asked for."""
    one = derived(name)
    for rule in one.rules:
        for i, equation in enumerate(rule.equations):
            rest = (*rule.equations[:i], *rule.equations[i + 1 :])
            assert one.refuses(replace(rule, equations=rest)), text(equation.lhs)
            if equation.steps:
                first, last = equation.steps
                later = replace(equation, steps=(first, last - 1) if rule.form != "reverse" else (first + 1, last))
                assert one.refuses(replace(rule, equations=(*rest, later))), text(equation.lhs)


def test_start_with_another_value_is_refused() -> None:
    """dh[0]/dV is 0, and dh[0]/dh[0] is 1: a recursion from 1 or from 0 is another derivative."""
    for name, wrong in (("a bias", UNIT), ("two steps back", UNIT), ("an LSTM forward", NOTHING), ("a GRU in reverse", NOTHING)):
        one = derived(name)
        for rule in one.rules:
            for i, equation in enumerate(rule.equations):
                if isinstance(equation.rhs, Num) and equation.rhs != wrong:
                    equations = (*rule.equations[:i], GeneralEquation(equation.lhs, wrong), *rule.equations[i + 1 :])
                    assert one.refuses(replace(rule, equations=equations)), f"{name}: {text(equation.lhs)}"


def test_random_numbers_refuse_what_the_sheet_does_not_tell() -> None:
    """Where all gates of the sheet are open a lost slope is a factor 1; with random numbers it is none."""
    one = derived("a scalar RNN, in reverse")
    (rule,) = one.rules
    wrong = replace(rule, equations=tuple(replace(eq, rhs=_everywhere(Mul, _without_slopes)(eq.rhs)) for eq in rule.equations))
    verify_rule(wrong, evaluate_with_more_digits(one.task.plan, one.setting, one.item.item.where)[1], one.setting)
    with pytest.raises(VerificationError, match="with random numbers"):
        verify_rule_at_random(wrong, one.setting)


def _without_slopes(e: Mul) -> Expr:
    return Mul(tuple(factor for factor in e.factors if not isinstance(factor, LocalDerivative)))


# What is printed ------------------------------------------------------------------------------------------------------


def _key(name: str) -> tuple[SolutionView, SolvedItem, Latex]:
    one = derived(name).item
    return key_of(one, Latex()), one, Latex()


def _altered(key: SolutionView, change: Callable[[str], str]) -> SolutionView:
    """A key whose displays are altered."""

    def of(block: BlockView) -> BlockView:
        return replace(block, text=Tex(change(block.text))) if block.is_display else block

    readings = (
        replace(reading, groups=tuple(replace(group, blocks=tuple(map(of, group.blocks))) for group in reading.groups))
        for reading in key.readings
    )
    return replace(key, readings=tuple(readings))


@pytest.mark.parametrize("name", [name for name, question in QUESTIONS.items() if question.rows])
def test_printed_rule_is_read_back(name: str) -> None:
    """Each printed equation holds at every step that it speaks of, whatever telling and shapes."""
    key, one, latex = _key(name)
    assert r"\begin{align*}" in "".join(block.text for group in key.readings[0].groups for block in group.blocks)
    assert proofread(key, one, latex).numbers > 0


MISPRINTS = [
    ("a scalar RNN, forward", r"h_{t-1} + V", r"h_{t} + V"),
    ("a scalar RNN, forward", r"h_{t-1} + V", r"h_{t-1} - V"),
    ("a scalar RNN, forward", r"\frac{\partial h_{0}}{\partial V} = 0", r"\frac{\partial h_{0}}{\partial V} = 1"),
    ("a scalar RNN, forward", r"t \geq 2", r"t \geq 1"),
    ("a scalar RNN, by paths", r"\sum_{k=1}", r"\sum_{k=2}"),
    ("a scalar RNN, by paths", r"\prod_{j=k+1}", r"\prod_{j=k}"),
    ("a scalar RNN, by paths", r"h_{k-1}", r"h_{k}"),
    ("a scalar RNN, in reverse", r"\delta_{t+1}", r"\delta_{t}"),
    ("a scalar RNN, in reverse", r"\sum_{t=1}^{3}", r"\sum_{t=1}^{2}"),
    ("a scalar RNN, in reverse", r"\delta_{3} = \operatorname{ReLU}'(z_{3})", r"\delta_{3} = 2"),
    (
        "vectors and matrices, a loss at the end",
        r"\boldsymbol{V}^{\top}\,\boldsymbol{\delta}_{t+1}",
        r"\boldsymbol{V}\,\boldsymbol{\delta}_{t+1}",
    ),
    ("vectors and matrices, a loss at the end", r"\boldsymbol{h}_{t-1}^{\top}", r"\boldsymbol{h}_{t-1}"),
    ("an LSTM in reverse", r"0 < t", r"-1 < t"),
    ("a Jacobian", r"\operatorname{diag}(\tanh'(\boldsymbol{z}_{t}))", r"\tanh'(\boldsymbol{z}_{t})"),
    ("a Jacobian", r"\mathbf{I}", "0"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), MISPRINTS)
def test_misprint_in_a_rule_is_refused(name: str, right: str, wrong: str) -> None:
    """A letter, a sign, an index or a limit that is wrong on the page alone is refused by reading back."""
    key, one, latex = _key(name)
    altered = _altered(key, lambda display: display.replace(right, wrong, 1))
    assert altered != key
    with pytest.raises(VerificationError, match="general rule"):
        proofread(altered, one, latex)


def test_rule_is_told_in_german() -> None:
    """The page has a rule in its own language."""
    german = key_of(derived("a scalar RNN, in reverse").item, Latex(language="de")).readings[0].groups[0]
    assert german.heading == "Allgemein"
    assert r"\quad \text{für $t < 3$}" in german.blocks[0].text
