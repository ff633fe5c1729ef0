"""Recurrences of numbers: written as problems, solved in each mode, and drawn at random."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import get_args

from hypothesis import assume, reject
from hypothesis import strategies as st

from gen.format.problem_file import load_problem
from gen.messages.errors import InputErrors
from gen.model.problem import Grading, Item, Mode, Problem
from gen.model.solved import SolvedProblem
from gen.questions.values import GradientQuery
from gen.solver.solve import solve_problem

TELLINGS: tuple[Mode, ...] = get_args(Mode)


def asks_for_gradient(item: Item) -> bool:
    return any(isinstance(query, GradientQuery) for query in item.queries)


def retold(problem: Problem, mode: Mode, which: Callable[[Item], bool] = asks_for_gradient) -> SolvedProblem:
    """A problem with the gradients of some items told in another way; points that are paid for steps of the author's telling go to the
    answers."""

    def other(item: Item) -> Item:
        if not which(item):
            return item
        criterion = replace(item.grading.criteria[0], credits=None, part="whole", when=None)
        return replace(item, mode=mode, grading=Grading((criterion,)))

    return solve_problem(replace(problem, items=tuple(map(other, problem.items))))


_OTHER_KINKS = "leaky_relu'(0): 2/5, hard_sigmoid'(-3): 1/8, hard_sigmoid'(3): 1/9"


@dataclass(frozen=True)
class OracleCell:
    """A scalar cell with its numbers and one gradient that is asked for, each part as text."""

    equations: tuple[tuple[str, str], ...]
    given: tuple[tuple[str, str], ...]
    horizon: int
    of: str
    wrt: str
    extra: tuple[str, ...] = ()
    relu: str = "1/3"
    abs: str = "1/5"

    @property
    def yaml(self) -> str:
        return "\n".join(
            [
                "title: Random",
                "cells:",
                "  cell:",
                *(f"    {lhs}: {rhs}" for lhs, rhs in self.equations),
                "items:",
                "  - id: a",
                "    prompt: Find it.",
                "    given:",
                *(f"      {name}: {value}" for name, value in self.given),
                f"    horizon: {self.horizon}",
                f"    convention: {{relu'(0): {self.relu}, abs'(0): {self.abs}, {_OTHER_KINKS}}}",
                f"    ask: gradient of {self.of} wrt {self.wrt}",
                *(f"    {line}" for line in self.extra),
                "    points: {all: 1}",
                "",
            ]
        )


@cache
def load(recurrence: OracleCell) -> Problem:
    """The recurrence read from a file, as any author's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problem.yaml"
        path.write_text(recurrence.yaml, encoding="utf-8")
        problem, faults = load_problem(path)
    assert faults == []
    return problem


POLYNOMIAL = ("relu", "relu", "abs", "leaky_relu", "hard_sigmoid")
SMOOTH = ("tanh", "sigmoid", "exp", "elu", "softplus", "silu", "gelu", "relu", "hard_sigmoid")
_NUMBERS = ("2", "3", "1/2", "-1", "-2", "1", "0.4", "2/3", "-3/2", "3/2", "-0.5")


_SUM, _PRODUCT, _ATOM = 1, 2, 3


def _in(text: tuple[str, int], need: int) -> str:
    return text[0] if text[1] >= need else f"({text[0]})"


@st.composite
def _expressions(draw: st.DrawFn, names: tuple[str, ...], functions: tuple[str, ...], depth: int) -> tuple[str, int]:
    """An expression and how tightly it binds, with no more brackets than an author would write."""
    kinds = ("name", "name", "+", "-", "*", "/", "**", "minus", "call", "ratio", "number")
    kind = draw(st.sampled_from(kinds if depth else ("name", "name", "name", "number")))
    part = _expressions(names, functions, depth - 1)
    match kind:
        case "name":
            return draw(st.sampled_from(names)), _ATOM
        case "number":
            return draw(st.sampled_from(("1", "2", "0.5", "3"))), _ATOM
        case "+" | "-":
            return f"{_in(draw(part), _SUM)} {kind} {_in(draw(part), _PRODUCT)}", _SUM
        case "*":
            return f"{_in(draw(part), _PRODUCT)}*{_in(draw(part), _ATOM)}", _PRODUCT
        case "/":
            return f"{_in(draw(part), _PRODUCT)}/{draw(st.sampled_from(('2', '0.5', '(-3)', '(1 + 2)')))}", _PRODUCT
        case "**":
            return f"{_in(draw(part), _ATOM)}**{draw(st.sampled_from(('2', '2', '3', '1', '0')))}", _PRODUCT
        case "minus":
            return f"-{_in(draw(part), _ATOM)}", _SUM
        case "call":
            return f"{draw(st.sampled_from(functions))}({draw(part)[0]})", _ATOM
        case _:
            return f"{_in(draw(part), _PRODUCT)}/(1 + {draw(st.sampled_from(names))}**2)", _PRODUCT


@st.composite
def recurrences(
    draw: st.DrawFn, functions: tuple[str, ...] = POLYNOMIAL, horizon: int = 6, depth: int = 2, states: int = 3, shortest: int = 1
) -> OracleCell:
    """One to three states with shared weights, reaching back one or two steps, to fixed times and within the step."""
    outs = ("h", "c", "g")[: draw(st.integers(1, states))]
    last = draw(st.integers(shortest, horizon))
    weights = ("V", "W", "U") if draw(st.booleans()) else ("V", "W")
    back = tuple(f"{out}[t-1]" for out in outs)
    around = (*weights, "x[t]", "x[1]", "h[0]", "h[t-2]", *back, *back)
    equations = [("U", f"V*W {draw(st.sampled_from('+-'))} 0.5")] if "U" in weights else []
    for i, out in enumerate(outs):
        names = (*around, *(f"{earlier}[t]" for earlier in outs[:i] for _ in range(3)))
        rest = draw(_expressions(names, functions, depth))
        own = (f"{out}[t-1]",) * len(names)  # half of the states begin with themselves one step before, as in a recurrent cell
        state = draw(st.sampled_from((*own, *names)))
        inner = f"{draw(st.sampled_from(weights))}*{state} {draw(st.sampled_from('+-'))} {_in(rest, _PRODUCT)}"
        outer = draw(st.sampled_from(("", "", *functions)))
        equations.append((f"{out}[t]", f"{outer}({inner})" if outer else inner))
    number = st.sampled_from(_NUMBERS)
    xs = [f"x[{t}]" for t in range(1, last + 1)]
    starts = [f"{out}[{t}]" for out in outs for t in (-1, 0)]
    values = [(name, draw(number)) for name in ("V", "W", *starts, *xs)]
    computed = [f"{out}[{t}]" for out in outs for t in range(1, last + 1)]
    # Only what the cell uses may be asked for; whether a weight or an input is among it, the text tells.
    text = " ".join(rhs for _, rhs in equations)
    candidates = [name for name in ("V", "W") if name in text]
    candidates += [x for x in xs if "x[t]" in text or (x == "x[1]" and x in text)]
    candidates += ["h[0]"] if "h[0]" in text or "h[t-1]" in text else []
    of = draw(st.sampled_from((f"h[{last}]", computed[-1], computed[-1], draw(st.sampled_from(computed)))))
    wrt = draw(st.sampled_from((*candidates, *candidates, *computed)))
    order = draw(st.permutations(equations))
    return OracleCell(tuple(order), tuple(values), last, of, wrt)


_REFUSALS = ("paths, more than", "4,200 digits", "the number is too", "this close to 0 cannot be told", "digits are not enough")


def solvable(problem: Problem, mode: Mode) -> SolvedProblem:
    """A random problem solved; numbers and paths that the tool refuses are not examples."""
    try:
        return retold(problem, mode)
    except InputErrors as error:
        if all(any(refusal in fault.message for refusal in _REFUSALS) for fault in error.faults):
            reject()
        raise


@st.composite
def _long(draw: st.DrawFn, horizon: int) -> tuple[OracleCell, list[str]]:
    """A recurrence asked for its last state with respect to a weight, and the computed values on the way, the latest first."""
    recurrence = draw(recurrences(horizon=horizon, shortest=2))
    weights = [weight for weight in ("V", "W") if any(weight in rhs for _, rhs in recurrence.equations)]
    assume(weights)
    outs = sorted((lhs[0] for lhs, _ in recurrence.equations if lhs.endswith("[t]")), key="hcg".index)
    last = recurrence.horizon
    values = [f"{out}[{t}]" for t in range(last - 1, 0, -1) for out in outs]
    return replace(recurrence, of=f"h[{last}]", wrt=draw(st.sampled_from(weights))), values


@st.composite
def truncated(draw: st.DrawFn, horizon: int) -> OracleCell:
    """A recurrence with some values cut."""
    recurrence, values = draw(_long(horizon))
    cut = draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))
    return replace(recurrence, extra=(f"cut: {', '.join(cut)}",))


@st.composite
def misprinted(draw: st.DrawFn, horizon: int) -> OracleCell:
    """A recurrence with some values printed, right or wrong."""
    recurrence, values = draw(_long(horizon))
    names = st.sampled_from((*values, recurrence.of))
    printed = draw(st.dictionaries(names, st.sampled_from(_NUMBERS), min_size=1, max_size=3))
    lines = ("readings: [{name: printed, values: printed}]", "printed:", *(f"  {name}: {value}" for name, value in printed.items()))
    return replace(recurrence, extra=lines)
