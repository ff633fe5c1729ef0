"""The protection tried on faults that are put in on purpose: each mutant alters one place of the engine or of the printer.

A mutant of the engine has to be refused by the verification that every build runs, on a problem that is solved without it. A mutant
of the printer has to be refused by the proofreading that every build does of its key; one of plain text, by a check of
`tests.test_printed_lines`; one that keeps the numbers, by a golden page.
"""

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gen.algebra import numbers as number
from gen.algebra.arrays import SCALAR, Array, Value, array, numbers, rows_of, scalar
from gen.algebra.axes import over_axis
from gen.algebra.expr import (
    TWO,
    UNIT,
    Add,
    Atom,
    Call,
    Div,
    Expr,
    Group,
    LocalDerivative,
    MatMul,
    Mul,
    Neg,
    Num,
    Partial,
    Place,
    Pow,
    Range,
    Shift,
    Var,
    replace_atoms,
)
from gen.algebra.printer import ATOM
from gen.cli.commands import main
from gen.document.plain_text import LAYERS, problem_text
from gen.document.told_steps import told_anew
from gen.format.exam_file import load_exam
from gen.format.problem_file import load_problem
from gen.functions.by_axis import OVER_AXES
from gen.functions.elementwise import ELEMENTWISE
from gen.functions.linalg import each, transpose
from gen.functions.of_arrays import ARRAY_FUNCTIONS
from gen.functions.registry import FUNCTIONS, gives
from gen.latex.tex import Tex
from gen.latex.writer import Latex
from gen.messages.errors import InputErrors, VerificationError
from gen.model.derivation import Plan, PlannedStep, Step
from gen.model.problem import Mode, Problem, Style
from gen.model.solved import SolvedProblem
from gen.page.exam import exam_view
from gen.page.solution import with_adjoint_letters
from gen.proofread.forms import read_forms
from gen.proofread.printed_steps import printed_lines
from gen.proofread.proofread import proofread
from gen.proofread.reasons import check_reasons
from gen.proofread.statements import read_statements
from gen.solver.solve import solve_problem
from gen.typeset.templates import Form, render
from tests.support.function_table import call_of_arrays
from tests.support.goldens import GOLDENS
from tests.support.keys import key_of
from tests.support.mutation import Change, put_in
from tests.support.printed_lines import (
    bare_minus_signs,
    lines_of,
    lost_factors,
    names_with_numbers,
    solved_cell,
    wrong_numbers,
    wrong_symbols,
)
from tests.support.problems import ROOT, plain_layout, solve_text, solved
from tests.support.recurrences import OracleCell, load, retold


def _given_instead(kind: type, new: Callable[[Any], Expr]) -> Change:
    """The function handles another expression than the one of this kind that it is handed."""
    return lambda f: lambda e, *rest: f(new(e) if isinstance(e, kind) else e, *rest)


def _gives_instead(kind: type, new: Callable[[Any], Expr]) -> Change:
    """The function gives another result wherever its result is of this kind."""

    def mutant(f: Any) -> Any:
        def run(*args: Any, **named: Any) -> Any:
            result = f(*args, **named)
            return new(result) if isinstance(result, kind) else result

        return run

    return mutant


def _derives(kind: str, new: Callable[[Any], Expr], only: type | tuple[type, ...] = object) -> Change:
    """Lines of one kind are recorded with another right side."""

    def mutant(f: Any) -> Any:
        def run(self: Any, line: PlannedStep) -> None:
            wrong = line.kind == kind and isinstance(line.rhs, only)
            f(self, replace(line, rhs=new(line.rhs), written=new(line.written)) if wrong else line)

        return run

    return mutant


def _always(**changed: Any) -> Change:
    """The function is called with other named arguments."""
    return lambda f: lambda *args, **named: f(*args, **(named | changed))


def _first_lost(e: Any) -> Expr:
    parts = (e.terms if isinstance(e, Add) else e.factors)[1:]
    return parts[0] if len(parts) == 1 else type(e)(parts)


def _last_lost(e: Any) -> Expr:
    parts = (e.terms if isinstance(e, Add) else e.factors)[:-1]
    return parts[0] if len(parts) == 1 else type(e)(parts)


def _last_subtracted(e: Add) -> Expr:
    *before, last = e.terms
    return Add((*before, last.arg if isinstance(last, Neg) else Neg(last)))


def _turned_over(e: Div) -> Expr:
    return Div(e.bottom, e.top)


def _earlier_values(e: Expr) -> Expr:
    """Values and slopes one step earlier, derivatives as they are."""
    return replace_atoms(e, lambda a: a if isinstance(a, Partial) else _earlier(a))


def _earlier(e: Expr) -> Expr:
    """Everything one step earlier, as far as there is an earlier step."""

    def back(var: Var) -> Var:
        return Var(var.name, var.time - 1) if isinstance(var.time, int) and var.time > 1 else var

    def atom(a: Atom) -> Expr:
        match a:
            case Var():
                return back(a)
            case LocalDerivative(fn, arg):
                return LocalDerivative(fn, back(arg))
            case Partial(of, wrt):
                return Partial(back(of), wrt)
        return a

    return replace_atoms(e, atom)


def _of_the_argument(e: Expr) -> Expr:
    """The tangents of z in place of those of h."""
    return replace_atoms(e, lambda a: Partial(Var("z", a.of.time), a.wrt) if isinstance(a, Partial) and a.of.name == "h" else a)


_H2 = Var("h", 2)


def _with_printed(other: Callable[[Any], Any]) -> Change:
    """The plan is solved with other printed values."""
    return lambda f: lambda plan, givens, conventions, printed, where: f(plan, givens, conventions, other(printed), where)


def _back(var: Var) -> Var:
    """The value at t-2 where t-1 is written."""
    return Var(var.name, Shift(-2)) if var.time == Shift(-1) else var


def _ahead(var: Var) -> Var:
    """The value at t+2 where t+1 is written."""
    return Var(var.name, Shift(2)) if var.time == Shift(1) else var


def _argument(new: Callable[[Any], Expr]) -> Change:
    """The arguments of functions are other ones, as they are lowered and as the author wrote them."""

    def mutant(f: Any) -> Any:
        def run(step: Any, *times: int) -> Any:
            return f(replace(step, rhs=new(step.rhs), written=new(step.written)) if step.auto else step, *times)

        return run

    return mutant


def _from_1(conventions: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {name: 1 - slope for name, slope in conventions.items()}


def _first_of_each(f: Any) -> Any:
    """One-hot vectors of numbers, none for a number that stood there before."""

    def once(k: Value, n: Value) -> Value:
        found, seen = rows_of(f(k, n)), [x in numbers(k)[:i] for i, x in enumerate(numbers(k))]
        return array([number.ZERO if again else x for x in row] for row, again in zip(found, seen, strict=True))

    return once


def _next(place: Place) -> Place:
    return Range(place.first + 1, place.last + 1) if place == Range(1, 2) else place


def _before(place: Place) -> Place:
    return Range(place.first - 1, place.last - 1) if place == Range(2, 3) else place


def _refutes(f: Any) -> Any:
    """Every claim is taken to fail."""
    return lambda relation, values, t: not relation.text.startswith("h") and f(relation, values, t)


def _only_claims(f: Any) -> Any:
    """Hypotheses are taken to hold."""
    return lambda relation, values, t: not relation.text.startswith("h") or f(relation, values, t)


# The engine -----------------------------------------------------------------------------------------------------------


def _recurrence(rhs: str, wrt: str = "V", *extra: str, before: str = "1") -> OracleCell:
    """h over three steps, with V = 2, W = 3/2, x = 1, 3, 2."""
    given = (("V", "2"), ("W", "3/2"), ("h[-1]", "3/4"), ("h[0]", before), ("x", "[1, 3, 2]"))
    return OracleCell((("h[t]", rhs),), given, 3, "h[3]", wrt, extra)


def _of_arrays(call: str) -> OracleCell:
    """A function of the vectors x and y, and of a class k."""
    given = (("x", "[1, 2, 3]"), ("y", "[1/2, 1/4, 1/4]"), *([("k", "2")] if "k" in call else []))
    return OracleCell((("L", f"{call} + sum(x)"),), given, 1, "L", "x")


def _of_vectors(e: str) -> OracleCell:
    """A number made of x and y."""
    return OracleCell((("L", e),), (("x", "[1, 2, 3]"), ("y", "[1/2, 1/4, 1/5]")), 1, "L", "x")


_TABLE = (("E", "[[1, 2], [0, -1], [1/2, 1]]"), ("k", "[1, 3, 1]"), ("j", "2"))


def _summed(recurrence: OracleCell) -> OracleCell:
    """The sum of the squares of its states."""
    return replace(recurrence, equations=(*recurrence.equations, ("l[t]", "h[t]**2"), ("L", "sum_t(l[t])")), of="L")


_PRINTED = ("readings: [{name: printed, values: printed}]", "printed:", "  h[2]: 3")
_BACKWARDS = OracleCell(
    (("h[t]", "V*h[t+1] - W*h[t+1]*x[t]"),), (("V", "2"), ("W", "3/2"), ("h[4]", "1"), ("h[5]", "2"), ("x", "[1, 3, 2]")), 3, "h[1]", "V"
)
_KINK = replace(_recurrence("relu(V*h[t-1] + W*x[t] - 1)", "W"), relu="1/3")

ENGINE: dict[str, tuple[OracleCell, Mode]] = {
    **{fn: (_recurrence(f"{fn}(V*h[t-1]/4 + W*x[t]/4)"), "forward") for fn in ELEMENTWISE},
    "round": (_recurrence("round(V*h[t-1]/5 + W*x[t]/5 + 1/9)"), "forward"),
    "abs left of 0": (_recurrence("abs(V*h[t-1] - 9*W*x[t])"), "reverse"),
    "elu left of 0": (_recurrence("elu(V*h[t-1] - 9*W*x[t])"), "reverse"),
    "relu left of 0": (_recurrence("V*h[t-1] + relu(V*h[t-1] - 9*W*x[t])"), "reverse"),
    "kink": (replace(_KINK, given=(("V", "2"), ("W", "3/2"), ("h[0]", "1"), ("x", "[1, -8/3, 2]"))), "reverse"),
    "cell by steps": (_recurrence("relu(V*h[t-1] + W*x[t])"), "forward"),
    "cell by paths": (_recurrence("relu(V*h[t-1] + W*x[t])"), "paths"),
    "cell in reverse": (_recurrence("relu(V*h[t-1] + W*x[t])"), "reverse"),
    "sum": (_recurrence("V*h[t-1] - W*x[t] + V"), "forward"),
    "product": (_recurrence("V*h[t-1]*x[t]*V + W"), "reverse"),
    "quotient": (_recurrence("W*h[t-1]/V + x[t]/(V + W)"), "reverse"),
    "power": (_recurrence("(V + h[t-1]/9)**3/9 + W*x[t]"), "forward"),
    "negative power": (_recurrence("(V + h[t-1])**-2 + W*x[t]"), "forward"),
    "exponent": (_recurrence("W**V + h[t-1]/3"), "forward"),
    "named exponent": (_recurrence("V**W + h[t-1]/3"), "forward"),
    "minus": (_recurrence("-V*h[t-1] - (-W)*x[t]"), "forward"),
    "equal terms": (_recurrence("h[t-1]*h[t-1]*V + W"), "reverse"),
    "backwards": (_BACKWARDS, "reverse"),
    "backwards by steps": (_BACKWARDS, "forward"),
    "two steps back": (_recurrence("V*h[t-1] - W*h[t-2]*x[t]"), "reverse"),
    "two steps back by paths": (_recurrence("V*h[t-1] - W*h[t-2]*x[t]"), "paths"),
    "slope at z": (_recurrence("tanh(V*h[t-1]/4 + W*x[t]/4)", "z[2]"), "forward"),
    "cut": (_recurrence("V*h[t-1] + W*x[t]", "V", "cut: h[1]"), "paths"),
    "all cut": (_recurrence("V*h[t-1] + W*x[t]", "h[0]", "cut: h[1]"), "paths"),
    "printed": (_recurrence("V*h[t-1] + W*x[t]", "V", *_PRINTED), "reverse"),
    "truncated": (_recurrence("tanh(V*h[t-1]/4 + W*x[t]/4)", "V", "truncate: 2"), "reverse"),
    "truncated sum": (_summed(_recurrence("tanh(V*h[t-1]/4 + W*x[t]/4)", "V", "truncate: 1")), "reverse"),
    "independent": (replace(_recurrence("V*h[t-1] + W*x[t]", "x[3]"), of="h[2]"), "paths"),
}

# A loss that moves with each of its arguments, alone and behind the function with which it is told together.
LOSS_CALLS = {
    "bce": ("bce(softmax(x), y)", "bce(y, x/4)"),
    "bce_logits": ("bce_logits(x, y)", "bce_logits(y, x/4)"),
    "cross_entropy_logits": ("cross_entropy_logits(x, y)", "cross_entropy_logits(y, x/6)"),
    "nll": ("nll(exp(log_softmax(x)), k)",),
    "entropy": ("entropy(softmax(x))",),
    "kl": ("kl(softmax(x), y)", "kl(y, x/6)"),
    "kl_normal": ("kl_normal(x, y)", "kl_normal(y, x)", "kl_normal(x, y, y, 2)", "kl_normal(y, y, x, 2)", "kl_normal(y, y, y, x)"),
    "log_density": ("log_density(x, y, 2)", "log_density(y, x, 2)", "log_density(y, y, x)"),
    "cosine_similarity": ("cosine_similarity(x, y)", "cosine_similarity(y, x)"),
    "huber": ("huber(x, y)", "huber(y, x, 2)"),
}
FUSED_CALLS = {"cross_entropy": "cross_entropy(softmax(x), y)", "bce": "bce(sigmoid(x), y)", "nll": "nll(softmax(x), k)"}
LOSSES_OF_X: dict[str, tuple[OracleCell, Mode]] = {
    call: (_of_arrays(call), "reverse") for call in (*FUSED_CALLS.values(), *(call for calls in LOSS_CALLS.values() for call in calls))
}
OF_ARRAYS: dict[str, tuple[OracleCell, Mode]] = {
    **{f"{fn} of arrays": (_of_arrays(LOSS_CALLS.get(fn, [call_of_arrays(fn)])[0]), "reverse") for fn in ARRAY_FUNCTIONS},
    **LOSSES_OF_X,
    "block": (_of_vectors("sum(x[1:2]**2) + dot(x[2:3], y[1:2])"), "reverse"),
    "lookup": (replace(_of_vectors("sum(E[k, :]**2) + E[j, 2]"), given=_TABLE, wrt="E"), "reverse"),
}


def _call_over_rows(fn: str) -> str:
    """A number that is made of what a function gives of the rows of X."""
    arguments = {
        "masked_softmax": "X, M",
        "cross_entropy": "X, Y",
        "cross_entropy_logits": "X, Y",
        "cosine_similarity": "X, Q",
        "entropy": "softmax(X, rows)",
        "kl": "softmax(X, rows), Q",
    }
    call = f"{fn}({arguments.get(fn, 'X')}, rows)"
    return f"sum({call}*Y)" if gives(over_axis(fn, "rows")) == "lines" else f"sum({call}*b)"


OVER_ROWS: dict[str, tuple[OracleCell, Mode]] = {
    f"{fn} over rows": (
        OracleCell(
            (("L", f"{_call_over_rows(fn)} + sum(X)"),),
            tuple(
                (name, value)
                for name, value in (
                    ("X", "[[1, 3, 2], [2, 1/2, 4], [3, 5, 1]]"),
                    ("Y", "[[1/4, 3/4, 0], [3/4, 0, 1/4], [0, 1/4, 3/4]]"),
                    ("M", "[[1, 1, 0], [0, 1, 1], [1, 1, 1]]"),
                    ("Q", "[[1/2, 1/4, 1/4], [1/8, 1/4, 5/8], [3/8, 1/2, 1/8]]"),
                    ("b", "[[1], [2], [3]]"),
                )
                if re.search(rf"\b{name}\b", _call_over_rows(fn))
            ),
            1,
            "L",
            "X",
        ),
        "reverse",
    )
    for fn in OVER_AXES
}


@dataclass(frozen=True)
class Mutant:
    """One place that is altered, and a problem on which it must be refused."""

    what: str
    place: str
    change: Change
    problem: str
    refused: type[Exception] = VerificationError


def _slopes() -> list[Mutant]:
    """The local derivative of each smooth function: its value, its sign, its argument, left out."""
    changes: dict[str, Change] = {
        "slope doubled": lambda f: lambda y, z: Mul((TWO, f(y, z))),
        "slope with another sign": lambda f: lambda y, z: Neg(f(y, z)),
        "slope at the other of y and z": lambda f: lambda y, z: f(z, y),
        "slope left out": lambda f: lambda y, z: UNIT,
    }
    same = ("phi", "slope at the other of y and z")  # their product
    pairs = [(fn, what) for fn, rule in ELEMENTWISE.items() if rule.slope for what in changes if (fn, what) != same]
    return [Mutant(f"{fn}: {what}", f"RULES.{fn}.slope", changes[what], fn) for fn, what in pairs]


def _values() -> list[Mutant]:
    """The value of each function: one more, with another sign, at another argument."""
    changes: dict[str, Change] = {
        "value plus 1": lambda f: lambda z: number.add(f(z), number.ONE),
        "value with another sign": lambda f: lambda z: number.negate(f(z)),
        "value at 2z": lambda f: lambda z: f(number.multiply(TWO.value, z)),
    }
    same = {("sign", "value at 2z"), ("step", "value at 2z")}
    pairs = [(fn, what) for fn in ELEMENTWISE for what in changes if (fn, what) not in same]
    return [Mutant(f"{fn}: {what}", f"RULES.{fn}.value", changes[what], fn) for fn, what in pairs]


def _arrays() -> list[Mutant]:
    """The value of each function of arrays, and what comes back through it."""
    changes: dict[str, tuple[str, Change]] = {
        "value plus 1": ("value", lambda f: lambda *args: each(lambda x: number.add(x, number.ONE), f(*args))),
        "what comes back doubled": ("array.vjp", lambda f: lambda *args: Mul((TWO, f(*args)))),
    }
    still = ("argmax", "one_hot")
    pairs = [(fn, what) for fn in ARRAY_FUNCTIONS for what in changes if fn not in still or what == "value plus 1"]
    return [Mutant(f"{fn}: {what}", f"RULES.{fn}.{changes[what][0]}", changes[what][1], f"{fn} of arrays") for fn, what in pairs]


def _over_rows() -> list[Mutant]:
    """A function over rows that is taken over columns, and what comes back through it."""

    def columns(fn: str) -> Change:
        other = FUNCTIONS[over_axis(fn, "columns")].value
        turned = gives(over_axis(fn, "rows")) == "numbers"
        return lambda f: lambda *args: transpose(other(*args)) if turned else other(*args)

    places = {fn: f"RULES.{over_axis(fn, 'rows')}" for fn in OVER_AXES}
    # Columns of a softmax over rows are no distributions, which the function itself refuses.
    refused = {"entropy": InputErrors, "kl": InputErrors}
    other = [
        Mutant(f"{fn}: columns for rows", f"{place}.value", columns(fn), f"{fn} over rows", refused.get(fn, VerificationError))
        for fn, place in places.items()
    ]
    doubled = [
        Mutant(
            f"{fn} of rows: what comes back doubled", f"{place}.array.vjp", lambda f: lambda *args: Mul((TWO, f(*args))), f"{fn} over rows"
        )
        for fn, place in places.items()
        if fn != "argmax"
    ]
    return other + doubled


def _losses() -> list[Mutant]:
    """The rule of each argument of a loss, and that of a loss behind the function with which it is told."""
    doubled: Change = lambda f: lambda *args: Mul((TWO, f(*args)))  # noqa: E731
    back = [(fn, call, "array.vjp") for fn, calls in LOSS_CALLS.items() for call in calls]
    straight_on = [(fn, call, "array.fused.vjp") for fn, call in FUSED_CALLS.items()]
    return [Mutant(f"{call}: doubled in {place}", f"RULES.{fn}.{place}", doubled, call) for fn, call, place in (*back, *straight_on)]


_EVALUATE, _DIFFERENTIATE, _ADD = "calculus.evaluate.evaluate", "calculus.differentiate.differentiate", "calculus.plan._Builder.add"
_PLACES = "calculus.unit_vectors.numbers_at"

MUTANTS = [
    *_slopes(),
    *_values(),
    *_arrays(),
    *_over_rows(),
    *_losses(),
    # Piecewise linear functions
    Mutant("relu: value of -z", "RULES.relu.value", lambda f: lambda z: f(number.negate(z)), "relu"),
    Mutant("relu: the argument as it is", "RULES.relu.value", lambda f: lambda z: z, "relu left of 0"),
    Mutant("abs: the argument as it is", "RULES.abs.value", lambda f: lambda z: z, "abs left of 0"),
    Mutant("relu: slopes exchanged", "functions.registry.slope_at", lambda f: lambda fn, z, c: f(fn, number.negate(z), c), "relu"),
    Mutant("abs: slopes exchanged", "functions.registry.slope_at", lambda f: lambda fn, z, c: f(fn, number.negate(z), c), "abs"),
    Mutant("relu: slope 1 on both sides", "functions.registry.slope_at", lambda f: lambda fn, z, c: number.ONE, "relu left of 0"),
    Mutant("abs: slope 1 on both sides", "functions.registry.slope_at", lambda f: lambda fn, z, c: number.ONE, "abs left of 0"),
    Mutant("relu: slope with another sign", "functions.registry.slope_at", lambda f: lambda fn, z, c: -f(fn, z, c), "relu"),
    Mutant(
        "elu: the other side", "functions.registry.on_its_side", lambda f: lambda e, v: f(e, {a: -x for a, x in v.items()}), "elu left of 0"
    ),
    Mutant(
        "relu'(0): convention ignored",
        "functions.registry.slope_at",
        lambda f: lambda fn, z, c: f(fn, z, dict.fromkeys(c, number.ZERO)),
        "kink",
    ),
    Mutant(
        "relu'(0): 1 less the convention",
        "functions.registry.slope_at",
        lambda f: lambda fn, z, c: f(fn, z, _from_1(c)),
        "kink",
    ),
    # Arithmetic
    Mutant("a + b as a - b", "algebra.numbers.add", lambda f: lambda a, b: f(a, -b), "sum"),
    Mutant("a*b as a + b", "algebra.numbers.multiply", lambda f: lambda a, b: number.add(a, b), "product"),
    Mutant("a*b as -a*b", "algebra.numbers.multiply", lambda f: lambda a, b: f(-a, b), "product"),
    Mutant("a/b as b/a", "algebra.numbers.divide", lambda f: lambda a, b: f(b, a), "quotient"),
    Mutant("a^n as a^(n+1)", "algebra.numbers.power", lambda f: lambda a, n: f(a, n + 1), "power"),
    Mutant("a^n as a^-n", "algebra.numbers.power", lambda f: lambda a, n: f(a, -n), "power"),
    Mutant("-a as a", "algebra.numbers.negate", lambda f: lambda a: a, "minus"),
    # Evaluation
    Mutant("evaluate: the last term subtracted", _EVALUATE, _given_instead(Add, _last_subtracted), "sum"),
    Mutant("evaluate: the last term lost", _EVALUATE, _given_instead(Add, _last_lost), "sum"),
    Mutant("evaluate: the first factor lost", _EVALUATE, _given_instead(Mul, _first_lost), "product"),
    Mutant("evaluate: a fraction turned over", _EVALUATE, _given_instead(Div, _turned_over), "quotient"),
    Mutant("evaluate: an exponent lost", _EVALUATE, _given_instead(Pow, lambda e: e.base), "power"),
    Mutant("evaluate: base and exponent exchanged", _EVALUATE, _given_instead(Pow, lambda e: Pow(e.exponent, e.base)), "exponent"),
    Mutant("evaluate: a minus sign lost", _EVALUATE, _given_instead(Neg, lambda e: e.arg), "minus"),
    Mutant("evaluate: values of one step earlier", _EVALUATE, _given_instead(Var, _earlier), "cell by steps"),
    Mutant("evaluate: tangents of one step earlier", _EVALUATE, _given_instead(Partial, _earlier), "cell by steps"),
    # The rules of differentiation
    Mutant("sum rule: the last term lost", _DIFFERENTIATE, _given_instead(Add, _last_lost), "sum"),
    Mutant("sum rule: the last term with another sign", _DIFFERENTIATE, _given_instead(Add, _last_subtracted), "sum"),
    Mutant("product rule: the first factor is constant", _DIFFERENTIATE, _given_instead(Mul, _first_lost), "product"),
    Mutant("any rule: the last term of the result lost", _DIFFERENTIATE, _gives_instead(Add, _last_lost), "product"),
    Mutant("any rule: the last factor of the result lost", _DIFFERENTIATE, _gives_instead(Mul, _last_lost), "product"),
    Mutant("minus sign lost", _DIFFERENTIATE, _given_instead(Neg, lambda e: e.arg), "minus"),
    Mutant("minus sign lost on the way", "functions.simplify.minus", lambda f: lambda e: e, "minus"),
    Mutant("quotient rule: fraction turned over", "calculus.differentiate._quotient", lambda f: lambda a, b, *d: f(b, a, *d), "quotient"),
    Mutant("quotient rule: both terms added", "calculus.differentiate._quotient", _gives_instead(Neg, lambda e: e.arg), "quotient"),
    Mutant("quotient rule: denominator constant", "calculus.differentiate._quotient", lambda f: lambda a, b, *d: Div(UNIT, b), "quotient"),
    Mutant("power rule: exponent not lowered", "functions.simplify.literal", lambda f: lambda n: f(n + 1 if n == 2 else n), "power"),
    Mutant("power rule: factor n lost", "calculus.differentiate._constant_power", _gives_instead(Mul, _first_lost), "power"),
    Mutant("power rule: inner derivative lost", "calculus.differentiate._constant_power", lambda f: lambda a, n, d: f(a, n, UNIT), "power"),
    Mutant("power rule: sign of the exponent lost", "functions.simplify.literal", lambda f: lambda n: f(abs(n)), "negative power"),
    Mutant("power rule: logarithm lost", "calculus.differentiate._power", _gives_instead(Mul, _last_lost), "exponent"),
    Mutant("power rule: base constant", "calculus.differentiate._power", lambda f: lambda a, n, *d: None, "named exponent"),
    Mutant("chain rule: slope lost", _DIFFERENTIATE, _given_instead(Call, lambda e: e.args[0]), "tanh"),
    Mutant("product: sign lost", "functions.simplify.product", _gives_instead(Neg, lambda e: e.arg), "two steps back"),
    Mutant("product: first factor lost", "functions.simplify.product", _gives_instead(Mul, _first_lost), "cell in reverse"),
    Mutant("product: last factor lost", "functions.simplify.product", _gives_instead(Mul, _last_lost), "cell in reverse"),
    Mutant("total: first term lost", "functions.simplify.sum_of", _gives_instead(Add, _first_lost), "cell in reverse"),
    Mutant(
        "total: equal terms counted once", "functions.simplify.sum_of", lambda f: lambda terms: f(list(dict.fromkeys(terms))), "equal terms"
    ),
    Mutant(
        "collect: equal factors written once",
        "functions.simplify.collect_powers",
        lambda f: lambda e: f(list(dict.fromkeys(e))),
        "cell by paths",
    ),
    # The derivation
    Mutant("paths: the first path dropped", _ADD, _derives("accumulate", _first_lost, Add), "cell by paths"),
    Mutant("paths: the last path dropped", _ADD, _derives("accumulate", _last_lost, Add), "cell by paths"),
    Mutant("paths: the last path subtracted", _ADD, _derives("accumulate", _last_subtracted, Add), "cell by paths"),
    Mutant("paths: a path through h[t-2] dropped", _ADD, _derives("accumulate", _last_lost, Add), "two steps back by paths"),
    Mutant("paths: the first factor of each path lost", _ADD, _derives("term", _first_lost, Mul), "cell by paths"),
    Mutant("paths: the last factor of each path lost", _ADD, _derives("term", _last_lost, Mul), "cell by paths"),
    Mutant("paths: each path with another sign", _ADD, _derives("term", Neg), "cell by paths"),
    Mutant("paths: values of one step earlier", _ADD, _derives("term", _earlier), "cell by paths"),
    Mutant("steps: direct dependence dropped", _ADD, _derives("chain", _first_lost, Add), "cell by steps"),
    Mutant("steps: dependence on the step before dropped", _ADD, _derives("chain", _last_lost, Add), "cell by steps"),
    Mutant("steps: tangent of z in place of h", _ADD, _derives("chain", _of_the_argument), "tanh"),
    Mutant("steps: values and tangents of one step earlier", _ADD, _derives("chain", _earlier, Add), "cell by steps"),
    Mutant("steps: slope lost", _ADD, _derives("chain", _first_lost, Mul), "tanh"),
    Mutant("slope at one step earlier", _ADD, _derives("local", _earlier), "tanh"),
    Mutant("reverse: the latest user dropped", _ADD, _derives("adjoint", _first_lost, Add), "two steps back"),
    Mutant("reverse: the earliest user dropped", _ADD, _derives("adjoint", _last_lost, Add), "two steps back"),
    Mutant("reverse: the last user subtracted", _ADD, _derives("adjoint", _last_subtracted, Add), "two steps back"),
    Mutant("reverse: the adjoint lost", _ADD, _derives("adjoint", _first_lost, Mul), "cell in reverse"),
    Mutant("reverse: the local derivative lost", _ADD, _derives("adjoint", _last_lost, Mul), "cell in reverse"),
    Mutant("reverse: values of one step earlier", _ADD, _derives("adjoint", _earlier_values), "cell in reverse"),
    Mutant("derivative that is 0 is 1", _ADD, _derives("independent", lambda e: UNIT), "independent"),
    Mutant("z[2] asked for: t-1 is t-2", "calculus.unroll.var_at", lambda f: lambda var, t: f(_back(var), t), "slope at z"),
    # Parts
    Mutant("block: the value of the one before", "algebra.values.numbers_at", lambda f: lambda place, n: f(_before(place), n), "block"),
    Mutant("block: a gradient one place further", _PLACES, lambda f: lambda place, n: f(_next(place), n), "block"),
    Mutant(
        "block: a gradient to its first entry alone",
        "calculus.unit_vectors.numbers_at",
        lambda f: lambda place, n: f(place, n)[:1],
        "block",
    ),
    Mutant("lookup: the next row", "functions.lookup._place", lambda f: lambda x, n: f(x, n) % n + 1, "lookup"),
    Mutant("lookup: what comes back doubled", "functions.lookup._chosen", lambda f: lambda k, *n: Mul((TWO, f(k, *n))), "lookup"),
    Mutant(
        "lookup: a gradient to the first row",
        "functions.lookup._chosen",
        lambda f: lambda k, n, size: f(UNIT if size == SCALAR else k, n, size),
        "lookup",
    ),
    Mutant("lookup: a row that is taken twice gets one", "RULES.one_hot.value", _first_of_each, "lookup"),
    # Cuts and printed values
    Mutant("cut ignored", "questions.values.plan", lambda f: lambda trace, targets, mode, *cut: f(trace, targets, mode), "cut"),
    Mutant(
        "cut of another value",
        "questions.values.plan",
        lambda f: lambda trace, targets, mode, *cut: f(trace, targets, mode, {_H2}),
        "cut",
    ),
    Mutant("derivative that is cut is 1", _ADD, _derives("cut", lambda e: UNIT), "all cut"),
    Mutant("cut applied to the value", "questions.digits.evaluate_plan", _with_printed(lambda printed: {Var("h", 1): number.ZERO}), "cut"),
    Mutant("printed value ignored", "questions.digits.evaluate_plan", _with_printed(lambda printed: {}), "printed"),
    Mutant(
        "printed value one step early",
        "questions.digits.evaluate_plan",
        _with_printed(lambda printed: {Var("h", 1): printed[_H2]}),
        "printed",
    ),
    Mutant(
        "printed value replaces the derivative", "questions.values.plan", lambda f: lambda tr, ta, te, *cut: f(tr, ta, te, {_H2}), "printed"
    ),
    Mutant(
        "truncated one step later",
        "calculus.plan.gradient_cut",
        lambda f: lambda trace, of, steps: f(trace, of, steps and steps + 1),
        "truncated",
    ),
    Mutant("not truncated", "calculus.plan.gradient_cut", lambda f: lambda trace, of, steps: f(trace, of, None), "truncated"),
    Mutant("one window for a sum", "calculus.plan.times_of", lambda f: lambda trace, of: frozenset([3]), "truncated sum"),
    Mutant("a window is lost", "calculus.plan.times_of", lambda f: lambda trace, of: f(trace, of) - {2}, "truncated sum"),
    # The unrolled recurrence
    Mutant("unrolled: t-1 is t-2", "calculus.unroll.var_at", lambda f: lambda var, t: f(_back(var), t), "cell by steps"),
    Mutant("unrolled: t+1 is t+2", "calculus.unroll.var_at", lambda f: lambda var, t: f(_ahead(var), t), "backwards"),
    Mutant("backwards: the adjoint lost", _ADD, _derives("adjoint", _first_lost, Mul), "backwards"),
    Mutant("backwards: dependence on the step behind dropped", _ADD, _derives("chain", _last_lost, Add), "backwards by steps"),
    Mutant("unrolled: t is t-1 on the right", "calculus.unroll.expr_at", lambda f: lambda e, t, *T: f(e, max(1, t - 1), *T), "product"),
    Mutant("unrolled: every equation loses a term", "calculus.unroll.expr_at", _given_instead(Add, _last_lost), "sum"),
    Mutant("unrolled: an equation loses its function", "calculus.unroll.expr_at", _given_instead(Call, lambda e: e.args[0]), "tanh"),
    Mutant("unrolled: an argument loses a term", "calculus.unroll._at", _argument(_last_lost), "cell by steps"),
    Mutant("unrolled: an argument with another sign", "calculus.unroll._at", _argument(_last_subtracted), "cell by paths"),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.what)
def test_mutant_of_the_engine_is_refused_by_verification(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in one place of the engine makes two routes to one number disagree, so that nothing is built."""
    recurrence, mode = (ENGINE | OF_ARRAYS | OVER_ROWS)[mutant.problem]
    problem = load(recurrence)
    calls = put_in(monkeypatch, mutant.place, mutant.change)
    with pytest.raises(mutant.refused):
        retold(problem, mode)
    assert calls


def lost_where_it_is_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mutant that is right where the local derivative is 1."""
    put_in(monkeypatch, _ADD, _derives("adjoint", _last_lost, Mul))


def _last_line(new: Callable[[Any], Expr]) -> Change:
    """The plan ends with another sum."""

    def mutant(f: Any) -> Any:
        def run(*args: Any) -> Plan:
            plan = f(*args)
            *before, last = plan.steps
            return Plan((*before, replace(last, rhs=new(last.rhs), written=new(last.written))), plan.answers)

        return run

    return mutant


def _fewer(f: Any) -> Any:
    """Of all parameters the last one, or the last layer, is not counted."""
    return lambda *args: f(*args)[:-1]


def _one_layer(f: Any) -> Any:
    """The parameters of all layers are taken for those of the first."""

    def run(*args: Any) -> tuple[Group, ...]:
        groups = f(*args)
        names = tuple(name for group in groups for name in group.names)
        return (replace(groups[0], names=names), *groups[1:]) if groups[0].layer else groups

    return run


def _fed_by(name: str) -> Change:
    """The input of the second layer is another value than the state of the first."""

    def mutant(f: Any) -> Any:
        return lambda equation, names, layer: f(equation, names | ({"x": name} if layer == 2 else {}), layer)

    return mutant


# Counts, claims and derivatives of matrices: a mutant, and the sheet or claim on which it must be refused.
STRUCTURES = [
    Mutant("count: units added, not multiplied", _EVALUATE, _given_instead(Mul, lambda e: Add(e.factors)), "sheet-a"),
    Mutant("count: a parameter left out", "questions.parameter_count.count_plan", _last_line(_last_lost), "sheet-a"),
    Mutant("count: units added, not multiplied, in a layer", _EVALUATE, _given_instead(Mul, lambda e: Add(e.factors)), "stacked-lstm"),
    Mutant("count: a layer left out", "questions.parameter_count.count_plan", _last_line(_last_lost), "stacked-lstm"),
    Mutant(
        "count: a parameter of each layer left out",
        "questions.parameter_count._added",
        lambda f: lambda terms: f(terms[:-1]),
        "stacked-lstm",
    ),
    Mutant("count: gates counted once", "questions.parameter_count._times", lambda f: lambda n, e: e, "stacked-lstm"),
    Mutant("count: all but the last parameter", "questions.parameter_count.all_parameters", _fewer, "stacked-lstm"),
    Mutant("count: all in one layer", "questions.parameter_count.all_parameters", _one_layer, "stacked-lstm"),
    Mutant(
        "shapes: units of the first axis on both",
        "calculus.parameter_shapes.ParameterShapes.inputs_first",
        lambda f: lambda *a: f(*a)[:1] * len(f(*a)),
        "sheet-a",
    ),
    Mutant("shapes: one axis lost", "calculus.parameter_shapes.ParameterShapes.inputs_first", lambda f: lambda *a: f(*a)[:1], "sheet-a"),
    Mutant("stack: a layer reads the input of the first", "format.stacks._renamed", _fed_by("x"), "stacked-lstm"),
    Mutant("stack: a layer reads its own state", "format.stacks._renamed", _fed_by("h_2"), "stacked-lstm"),
    Mutant("claim: a true instance taken for a counterexample", "questions.counterexamples._holds", _refutes, "true claim"),
    Mutant("claim: numbers against a hypothesis", "questions.counterexamples._holds", _only_claims, "false claim"),
    Mutant("claim: everything contradicts itself", "questions.case_proofs.contradiction", lambda f: lambda *a: (), "large claim"),
    Mutant("jacobian: with another sign", "questions.open_questions.slope", lambda f: lambda *a: Neg(f(*a)), "sheet-b"),
    Mutant("jacobian: gate or matrix lost", "questions.open_questions.slope", lambda f: lambda *a: UNIT, "sheet-b"),
]

_CLAIMS = {"true claim": ("h[t] = x[t]", "V = 0"), "false claim": ("h[t] > 5", "x[t] > 2"), "large claim": ("h[t] < 300", "V = 0")}
_CLAIM = """title: A claim
cells:
  cell:
    h[t]: V @ h[t-1] + x[t]
items:
  - id: a
    prompt: Is it true?
    ask: claim {}
    assume: {}
    points: {{verdict: 1}}
"""


def _structure(name: str, folder: Path) -> Problem:
    path = ROOT / "problems" / f"{name}.yaml"
    if name in _CLAIMS:
        path = folder / "claim.yaml"
        path.write_text(_CLAIM.format(*_CLAIMS[name]), encoding="utf-8")
    problem, faults = load_problem(path)
    assert faults == []
    return problem


@pytest.mark.parametrize("mutant", STRUCTURES, ids=lambda mutant: mutant.what)
def test_mutant_of_counts_claims_and_matrices_is_refused(mutant: Mutant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is counted, claimed or derived for matrices is confirmed as numbers are."""
    solve_problem(_structure(mutant.problem, tmp_path))
    calls = put_in(monkeypatch, mutant.place, mutant.change)
    problem = _structure(mutant.problem, tmp_path)
    with pytest.raises(mutant.refused):
        solve_problem(problem)
    assert calls


def test_engine_without_a_mutant_solves_the_problem(subtests: pytest.Subtests) -> None:
    """Without a mutant the routes agree, so that what is refused above is refused for its mutant."""
    for name, (recurrence, mode) in (ENGINE | OF_ARRAYS | OVER_ROWS).items():
        with subtests.test(name):
            (item,) = retold(load(recurrence), mode).items
            assert item.readings[0].parts[0].checks


# The printer ----------------------------------------------------------------------------------------------------------

Check = Callable[[SolvedProblem, Any, int], list[str]]

CHECKS: dict[str, Check] = {
    "symbols": wrong_symbols,
    "numbers": wrong_numbers,
    "brackets": lambda problem, item, i: bare_minus_signs(lines_of(problem, item, i)),
    "factors": lambda problem, item, i: lost_factors(lines_of(problem, item, i), names_with_numbers(item, item.readings[i])),
}


def _refused_parts(problem: SolvedProblem) -> set[str]:
    """What the reading of the key, which each build does, refuses: steps that are lost, else rows, reasons and sentences."""
    found: set[str] = set()
    latex = Latex(problem.problem.latex)
    readings = ((item, *pair) for item in problem.items for pair in zip(item.readings, key_of(item, latex).readings, strict=True))
    for item, one, view in readings:
        own = with_adjoint_letters(latex, one)
        try:
            told, _ = printed_lines(view, one, own)
        except VerificationError:
            found.add("steps")
            continue
        parts: dict[str, Callable[[], object]] = {
            "rows": partial(read_forms, told, one, item.item, own),
            "reasons": partial(check_reasons, told, one, item.item, own),
            "sentences": partial(read_statements, view, one, item.item, own),
        }
        for name, part in parts.items():
            try:
                part()
            except VerificationError:
                found.add(name)
    return found


def _is_refused(problem: SolvedProblem) -> bool:
    """Whether a build reads the key of one of the items as wrong."""
    latex = Latex(problem.problem.latex)
    try:
        for item in problem.items:
            proofread(key_of(item, latex), item, latex)
    except VerificationError:
        return True
    return False


def refusals(problem: SolvedProblem) -> set[str]:
    """The checks of printed lines that find something wrong, or something that cannot be read."""
    found = set()
    for name, check in CHECKS.items():
        for item in problem.items:
            for i in range(len(item.readings)):
                try:
                    wrong = bool(check(problem, item, i))
                except (ValueError, KeyError):
                    wrong = True
                if wrong:
                    found.add(name)
    parts = _refused_parts(problem)
    assert bool(parts) == _is_refused(problem)
    return found | parts


def _sheet(stem: str, style: Style = "rows") -> SolvedProblem:
    """A shipped problem whose key is set in rows, or in tables over time."""
    one = solved(ROOT / "problems" / f"{stem}.yaml")
    items = tuple(replace(item, item=replace(item.item, style=style)) for item in one.items)
    return replace(one, problem=replace(one.problem, items=tuple(item.item for item in items)), items=items)


PATHS = """
title: Paths
cells:
  rnn:
    h[t]: tanh(v*h[t-1] + w*x[t])
items:
  - id: a
    prompt: Find it.
    given: {v: 1/2, w: 1/4, 'h[0]': 1/3, x: [3, 1, -9, 3, 1, 2, 2]}
    ask: gradient of h[7] wrt w
    by: paths
    points: {all: 1}
"""


@cache
def _seven_paths() -> SolvedProblem:
    with tempfile.TemporaryDirectory() as folder:
        return solve_text(PATHS, Path(folder))


PAGES: dict[str, Callable[[], SolvedProblem]] = {
    "kink": lambda: _sheet("kink"),
    "kink in tables": lambda: _sheet("kink", "table"),
    "sheet A in tables": lambda: _sheet("sheet-a", "table"),
    "sheet A": lambda: _sheet("sheet-a"),
    "negative numbers": lambda: solved_cell("negative numbers everywhere", "forward"),
    "quotients and powers": lambda: solved_cell("quotients and powers", "reverse"),
    "roots and logarithms": lambda: solved_cell("roots and logarithms", "forward"),
    "a long sum": lambda: solved_cell("a long sum", "reverse"),
    "what leads nowhere": lambda: solved_cell("what leads nowhere", "paths"),
    "sheet A itself": lambda: _sheet("sheet-a", ""),
    "sheet A anew": lambda: solve_problem(_sheet("sheet-a", "").problem),
    "kink anew": lambda: solve_problem(_sheet("kink").problem),
    "claim": lambda: _sheet("sheet-c"),
    "wide": lambda: solved_cell("an argument wider than a row", "forward"),
    "seven paths": _seven_paths,
    "Adam": lambda: solved(ROOT / "tests" / "hard" / "adam.yaml"),
}


@dataclass(frozen=True)
class Misprint:
    """One place of the printer that is altered, a problem, and the checks that must refuse its pages."""

    what: str
    place: str
    change: Change
    page: str
    refused: set[str]


def _number_of(other: Callable[[Any], Any]) -> Change:
    """Numbers are printed as other numbers."""
    return lambda f: lambda *args: f(*args[:-1], other(args[-1])) if isinstance(args[-1], Fraction) else f(*args)


def _values_put_in(other: Callable[[Any], Any]) -> Change:
    """Other numbers are put into the symbols."""
    return lambda f: lambda e, values=None, **rest: f(e, values and {atom: other(value) for atom, value in values.items()}, **rest)


def _turned(x: Any) -> Any:
    return 1 / x if x else x


def _no_need(f: Any) -> Any:
    """No place asks for brackets."""
    return lambda e, script, values, need: f(e, script, values, 0)


def _script(**changed: Any) -> Change:
    """LaTeX is written with another form for one of its parts."""
    return lambda f: lambda self: replace(f(self), **changed)


def _told_of(other: Callable[[Step], Step]) -> Change:
    """Another step is told."""
    return lambda f: lambda step, *args: f(other(step), *args)


def _one_more(f: Any) -> Any:
    return lambda step, values, shown: f(step, {**values, step.lhs: scalar(step.value) + 1}, shown)


def _earlier_line(step: Step) -> Step:
    return replace(step, planned=replace(step.planned, written=_earlier_values(step.planned.written)))


def _other_side(step: Step) -> Step:
    return replace(step, why="side", sides=(step.sides[1], step.sides[0] or Fraction(0))) if step.why in ("side", "convention") else step


def _no_convention(step: Step) -> Step:
    return replace(step, why="side", sides=(Fraction(0), None)) if step.why == "convention" else step


def _about_another(step: Step) -> Step:
    return replace(step, about=Var("h", step.about.time)) if step.about else step


def _exchanged(step: Step) -> Step:
    lhs = step.lhs
    return replace(step, planned=replace(step.planned, lhs=Partial(lhs.wrt, lhs.of))) if isinstance(lhs, Partial) else step


def _first_row_lost(f: Any) -> Any:
    return lambda columns, times: f(columns, times[1:])


def _rows_turned(f: Any) -> Any:
    return lambda columns, times: f(columns, times[::-1])


def _without_signs(f: Any) -> Any:
    return lambda column: f([number.removeprefix("-") for number in column])


def _first_columns_lost(f: Any) -> Any:
    return lambda columns, room: [part[1:] for part in f(columns, room)]


def _other_terms(other: Callable[[tuple[Expr, ...]], tuple[Expr, ...]]) -> Change:
    """Of a long sum other terms are shown than the first two and the last."""
    return lambda f: lambda e, numbers: f(Add(other(e.terms)) if isinstance(e, Add) and isinstance(e.terms[0], Mul) else e, numbers)


def _later_rule(f: Any) -> Any:
    """The head of a column says of t what holds of t+1."""
    return lambda place, tabled: f(replace(place, time=place.time - 1), tabled)


def _rule_of_argument(f: Any) -> Any:
    """The head of a column of derivatives says the first term alone."""

    def rule(place: Any, tabled: Any) -> Any:
        found = f(place, tabled)
        return found.terms[0] if isinstance(found, Add) else found

    return rule


def _cells_turned(f: Any) -> Any:
    return lambda column, memo: replace(found := f(column, memo), cells=found.cells[::-1])


def _later_step_number(f: Any) -> Any:
    """The head of a column has t + 1 where the equation has t."""
    return lambda e, *general: replace_atoms(f(e, *general), lambda atom: Add((atom, UNIT)) if atom == Var("t") else atom)


def _without_note(f: Any) -> Any:
    return lambda form, *credit_and_note: f(form, *credit_and_note[:1])


def _recorded_other_side(f: Any) -> Any:
    return lambda step, values: _other_side(f(step, values))


def _name_of_another(f: Any) -> Any:
    """g_1 is printed as g_3."""
    return lambda self, var: f(self, replace(var, name="g_3") if var.name == "g_1" else var)


def _value_instead(f: Any) -> Any:
    """The numbers of a relation are those of another quantity."""
    return lambda symbols, numbers, *rest: f(symbols, f"{numbers} + 1", *rest)


def _equal_instead(f: Any) -> Any:
    """A refuted equality is told as one that holds."""
    return lambda piece, latex: f(replace(piece, text="="), latex)


_FORM, _LATEX = "algebra.printer._form", "latex.writer.Latex.script"
_TEXT_AND_ROWS = {"symbols", "numbers", "rows"}
_AND_RULES = {*_TEXT_AND_ROWS, "sentences"}  # a general rule is a sentence

MISPRINTS = [
    # Expressions, in text and in LaTeX
    Misprint("the last term with another sign", _FORM, _given_instead(Add, _last_subtracted), "kink", _TEXT_AND_ROWS),
    Misprint("a term lost", _FORM, _given_instead(Add, _last_lost), "kink", _TEXT_AND_ROWS),
    Misprint("a factor lost", _FORM, _given_instead(Mul, _last_lost), "kink", _AND_RULES),
    Misprint("a minus sign lost", _FORM, _given_instead(Neg, lambda e: e.arg), "negative numbers", _AND_RULES),
    Misprint("a fraction turned over", _FORM, _given_instead(Div, _turned_over), "quotients and powers", _AND_RULES),
    Misprint("an exponent lost", _FORM, _given_instead(Pow, lambda e: e.base), "quotients and powers", _AND_RULES),
    Misprint("a function lost", _FORM, _given_instead(Call, lambda e: e.args[0]), "roots and logarithms", _AND_RULES),
    Misprint("values of one step earlier", _FORM, _given_instead(Var, _earlier), "kink", {*_TEXT_AND_ROWS, "reasons"}),
    Misprint("brackets dropped", "algebra.printer._write", _no_need, "negative numbers", {*_AND_RULES, "brackets", "factors"}),
    # Numbers
    Misprint("numbers with another sign", "algebra.printer.text", _values_put_in(lambda x: -x), "kink", {"numbers"}),
    Misprint(
        "numbers with another sign in LaTeX",
        "latex.writer.Latex.number",
        _number_of(lambda x: -x),
        "kink",
        {"rows", "reasons", "sentences"},
    ),
    Misprint("numbers upside down", "algebra.printer.text", _values_put_in(_turned), "sheet A", {"numbers"}),
    Misprint("numbers upside down in LaTeX", "latex.writer.Latex.number", _number_of(_turned), "sheet A", {"rows", "reasons", "sentences"}),
    Misprint("a 0 printed as 1", "latex.writer.Latex.number", _number_of(lambda x: x or Fraction(1)), "kink", {"rows", "reasons"}),
    # LaTeX
    Misprint("LaTeX: no brackets", _LATEX, _script(bracket=lambda a: a), "negative numbers", {"rows", "sentences"}),
    Misprint(
        "LaTeX: fraction turned over",
        _LATEX,
        _script(divide=lambda a, b: rf"\frac{{{b}}}{{{a}}}"),
        "quotients and powers",
        {"rows", "sentences"},
    ),
    Misprint("LaTeX: exponent lost", _LATEX, _script(power=lambda a, b: a), "negative numbers", {"rows", "sentences"}),
    Misprint(
        "LaTeX: another function", _LATEX, _script(call=lambda call, part: (rf"\exp({part(call.args[0], 0)})", ATOM)), "kink", {"rows"}
    ),
    Misprint("LaTeX: plus for times", _LATEX, _script(times=lambda numbers, arrays: " + "), "kink", {"rows", "sentences"}),
    # What is told
    Misprint(
        "another value",
        "document.equality_chain.equalities",
        _one_more,
        "kink",
        {"rows"},
    ),
    Misprint("symbols of one step earlier", "document.equality_chain.equalities", _told_of(_earlier_line), "kink", {"rows"}),
    Misprint(
        "the value left out",
        "document.equality_chain.written_equalities",
        lambda f: lambda *args: f(*args)[:-1] or f(*args),
        "kink",
        {"rows"},
    ),
    Misprint("exact for rounded", "document.equality_chain.is_exact", lambda f: lambda *args: not f(*args), "kink", {"rows"}),
    Misprint("reason: the other side", "document.reasons.reason_of", _told_of(_other_side), "kink", {"reasons"}),
    Misprint("reason: about another value", "document.reasons.reason_of", _told_of(_about_another), "kink", {"reasons"}),
    Misprint("reason: no convention", "document.reasons.reason_of", _told_of(_no_convention), "kink", {"reasons"}),
    Misprint("reason: left out", "document.reasons.reason_of", lambda f: lambda *args: (), "kink", {"reasons"}),
    Misprint("reason: for another derivative", "document.reasons.reason_of", _told_of(_exchanged), "what leads nowhere", {"reasons"}),
    Misprint("recorded reason: the other side", "calculus.evaluate._with_reason", _recorded_other_side, "kink anew", {"reasons"}),
    # Rows
    Misprint("a step is lost", "page.rows.rows", lambda f: lambda *args: f(*args)[1:], "kink", {"steps"}),
    Misprint("a step is told twice", "page.rows.rows", lambda f: lambda *args: (*f(*args)[:1], *f(*args)), "kink", {"steps"}),
    Misprint("steps in another order", "page.rows.rows", lambda f: lambda block, line: f(block[::-1], line), "kink", {"steps"}),
    Misprint("a form is lost", "page.rows._broken", lambda f: lambda *args: f(*args)[:-1], "a long sum", {"rows"}),
    Misprint("a row of a table is lost", "page.tables._view", _first_row_lost, "kink in tables", {"steps"}),
    Misprint("rows of a table in another order", "page.tables._view", _rows_turned, "kink in tables", {"rows"}),
    Misprint("numbers of a column without signs", "page.tables.aligned", _without_signs, "sheet A in tables", {"rows"}),
    Misprint("a column of a table is lost", "page.tables._parts", _first_columns_lost, "sheet A in tables", {"reasons"}),
    Misprint("the rule of a column at another time", "document.tabling._rule", _later_rule, "kink in tables", {"rows"}),
    Misprint("the rule of another column", "document.tabling._rule", _rule_of_argument, "sheet A in tables", {"rows"}),
    Misprint(
        "a rule with another number of the step",
        "document.tabling._with_step_number",
        _later_step_number,
        "Adam",
        {"rows"},
    ),
    Misprint("results alone in another order", "page.tables._in_short", _cells_turned, "Adam", {"rows"}),
    Misprint("a long sum without its first term", "document.elided.elided", _other_terms(lambda e: e[1:]), "seven paths", {"rows"}),
    Misprint("a long sum with another last term", "document.elided.elided", _other_terms(lambda e: e[:-1]), "seven paths", {"rows"}),
    Misprint("a table without the convention at a kink", "page.tables.CellView", _without_note, "kink in tables", {"reasons"}),
    Misprint("always a sign of approximation", "page.rows.Chain.relation", lambda f: lambda self, i: Tex(r"\approx"), "kink", {"rows"}),
    Misprint(
        "a row loses a term",
        "latex.line_breaking._split",
        lambda f: lambda formula, starts: f(formula, starts)[-1:],
        "wide",
        {"rows", "sentences"},
    ),
    Misprint("a row is lost", "latex.line_breaking.break_rows", lambda f: lambda *args: f(*args)[:1], "wide", {"rows", "sentences"}),
    Misprint(
        "a root or fraction opened without brackets",
        "latex.line_breaking._bracket",
        lambda f: lambda inner: inner,
        "wide",
        {"rows", "sentences"},
    ),
    # Sentences
    Misprint(
        "a counterexample with another sign",
        "latex.writer.Latex.number",
        _number_of(lambda x: -x),
        "claim",
        {"rows", "reasons", "sentences"},
    ),
    Misprint("an outcome with another value", "document.prose.with_value", _value_instead, "claim", {"reasons", "sentences"}),
    Misprint("an outcome with another relation", "latex.inline_formulas._relation", _equal_instead, "claim", {"reasons", "sentences"}),
    Misprint("a sentence loses its formula", "document.prose.sentence", lambda f: lambda *args: "", "claim", {"reasons", "sentences"}),
]


@pytest.mark.parametrize("misprint", MISPRINTS, ids=lambda misprint: misprint.what)
def test_mutant_of_the_printer_is_refused_by_what_reads_the_page(misprint: Misprint, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in one place of the printer is found by the checks that read its lines and rows back as numbers."""
    if "anew" not in misprint.page:
        PAGES[misprint.page]()  # solved before the mutant is put in
    # A step that is kept for its own numbers has no others: here it has all, so that a mutant may put in those of another.
    monkeypatch.setattr("gen.document.solution.told_step", lambda step, values, *settings: told_anew(step, values, *settings[:-1]))
    calls = put_in(monkeypatch, misprint.place, misprint.change)
    assert (refusals(PAGES[misprint.page]()), bool(calls)) == (misprint.refused, True)


VECTORS = """
title: Vectors
cells:
  rnn:
    h[t]: tanh((V.T @ h[t-1])*x[t] + W @ x[t])
    L: sum((h[T] - y)**2)/2
items:
  - id: a
    prompt: Find it.
    given: {V: [[0, 1/2], [-1/2, 2]], W: [[1, 3], [0, 1]], 'h[0]': [1, 3], x: [[1, 2], [-1, 1]], y: [1, 2]}
    ask: value of L
    points: {all: 1}
"""


@cache
def _vectors() -> SolvedProblem:
    with tempfile.TemporaryDirectory() as folder:
        return solve_text(VECTORS, Path(folder))


def _array_of(other: Callable[[Any], Any]) -> Change:
    """Arrays are printed as others."""
    return lambda f: lambda *args: f(*args[:-1], other(args[-1])) if isinstance(args[-1], Array) else f(*args)


def _without_transposing(f: Any) -> Any:
    return lambda self, call, part: (part(call.args[0], ATOM), ATOM) if call.fn == "transpose" else f(self, call, part)


ARRAY_MISPRINTS: dict[str, tuple[str, Change]] = {
    "matrices transposed": ("latex.writer.Latex.number", _array_of(lambda a: Array(tuple(zip(*a.rows, strict=True))))),
    "rows exchanged": ("latex.writer.Latex.number", _array_of(lambda a: Array(a.rows[::-1]))),
    "signs lost in arrays": ("latex.writer.Latex.number", _array_of(lambda a: Array(tuple(tuple(abs(x) for x in row) for row in a.rows)))),
    "decimals of a column exchanged": ("latex.writer.aligned", lambda f: lambda column: f(column[::-1])),
    "a product of matrices for one of entries": (_LATEX, _script(times=lambda numbers, arrays: r"\,")),
    "a dot for a product of entries": (_LATEX, _script(times=lambda numbers, arrays: r" \cdot ")),
    "a product of entries for one of matrices": (_LATEX, _script(product=lambda numbers: r" \odot ")),
    "the sign of transposition lost": ("latex.writer.Latex.call", _without_transposing),
    "products of matrices in the other order": (_FORM, _given_instead(MatMul, lambda e: MatMul(e.factors[::-1]))),
}


@pytest.mark.parametrize(("place", "change"), ARRAY_MISPRINTS.values(), ids=ARRAY_MISPRINTS)
def test_misprint_of_arrays_is_refused_by_what_reads_the_key(place: str, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in how arrays are printed is found by reading the rows back, which are accepted without it."""
    assert _refused_parts(_vectors()) == set()
    calls = put_in(monkeypatch, place, change)
    assert (_refused_parts(_vectors()), bool(calls)) == ({"rows"}, True)


PARTS = """
title: Parts
cells:
  parts:
    x[t]: E[k[t], :]
    h[t]: h[t-1] @ V + x[t]
    L: sum(h[T]*W[1, 2:3]) + sum(E[p, :])
items:
  - id: a
    prompt: P
    given: {E: [[1, 2], [3, 5], [7, 9]], k: [1, 3], p: [1, 1], "h[0]": [1, 0], V: [[1, 2], [0, 3]], W: [[1, 2, 3], [4, 5, 7]]}
    ask: gradient of L wrt E, W
    by: reverse
    points: {all: 1}
"""


@cache
def _parts() -> SolvedProblem:
    with tempfile.TemporaryDirectory() as folder:
        return solve_text(PARTS, Path(folder))


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("algebra.places.looked_up", lambda f: lambda call: (call.args[0], f(call)[1][::-1])),
        ("algebra.places.looked_up", lambda f: lambda call: (call.args[0], (Num(Fraction(2)), *f(call)[1][1:]))),
        ("latex.literal_array.literal_array", lambda f: lambda e, *more: f(_next_unit(e), *more)),
    ],
    ids=["a column for a row", "another row", "another unit vector"],
)
def test_misprint_of_parts_is_refused_by_what_reads_the_key(place: str, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    """Places are read as formulas, and unit vectors by what is printed."""
    assert _refused_parts(_parts()) == set()
    calls = put_in(monkeypatch, place, change)
    assert ("rows" in _refused_parts(_parts()), bool(calls)) == (True, True)


def _next_unit(e: Expr) -> Expr:
    """The one that does not stand there: columns 1 and 2 of the identity for columns 2 and 3."""
    return Call("units", (e.args[0], UNIT, TWO)) if isinstance(e, Call) and e.fn == "units" else e


@pytest.mark.parametrize("bold", [False, True], ids=["no name is bold", "every name is bold"])
def test_letters_of_another_weight_are_refused(bold: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are read back as they are written, so that what is bold is compared with what is an array."""
    assert not _is_refused(_vectors())
    put_in(monkeypatch, "latex.writer.Latex.is_bold", lambda f: lambda self, name: bold)
    assert _is_refused(_vectors())


def test_a_wrong_pair_of_eigenvalues_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The sentence that has them is read like a row."""
    pair = "title: T\ncells:\n  c:\n    h[t]: W @ h[t-1]\nitems:\n  - {id: a, prompt: P, ask: eigenvalues of W, points: {all: 1}, "
    problem = solve_text(pair + "given: {W: [[1/2, -1/2], [1/2, 1/2]]}}", tmp_path)
    assert not _is_refused(problem)
    put_in(monkeypatch, "latex.inline_formulas._conjugates", lambda f: lambda *args: f(*args).replace(r"\frac{1}{2}\,", r"\frac{1}{3}\,"))
    assert _is_refused(problem)


@pytest.mark.parametrize("form", ["exam", "solutions"])
def test_build_of_a_misprint_is_refused(form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Either form of an exam whose key has a misprint ends with exit code 1, the item, step and form; nothing is written."""
    put_in(monkeypatch, "latex.writer.Latex.number", _number_of(lambda x: x or Fraction(1)))
    result = CliRunner().invoke(main, [form, str(ROOT / "problems" / "kink.yaml"), "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr.startswith("not verified, so nothing is built: kink/a: ")
    assert (result.stdout, list(tmp_path.iterdir())) == ("", [])


@pytest.mark.parametrize("name", PAGES)
def test_page_without_a_mutant_is_not_refused(name: str) -> None:
    """What is refused above is refused for its mutant."""
    assert refusals(PAGES[name]()) == set()


def _exchanged_roles(f: Any) -> Any:
    """The forget gate is called the update gate, and the update gate the forget gate."""
    return lambda evidence: {"forget": "update", "update": "forget"}.get(f(evidence), f(evidence))


def _ends_alone(f: Any) -> Any:
    """The symbols and the value without what stands between them."""
    return lambda *args: f(*args)[:1] + f(*args)[-1:]


# What gives the right numbers and is still not what the author wrote: only the pages that were read and accepted know it.
ACCEPTED = [
    Misprint(
        "factors exchanged", _FORM, _given_instead(Mul, lambda e: Mul(e.factors[::-1])), "sheet A itself", {"steps.txt", "solutions.tex"}
    ),
    Misprint("terms exchanged", _FORM, _given_instead(Add, lambda e: Add(e.terms[::-1])), "sheet A itself", {"steps.txt", "exam.tex"}),
    Misprint("matrices exchanged", _FORM, _given_instead(MatMul, lambda e: MatMul(e.factors[::-1])), "sheet A itself", {"exam.tex"}),
    Misprint("a name printed as another", "latex.writer.Latex.name", _name_of_another, "sheet A itself", {"exam.tex"}),
    Misprint("roles exchanged", "calculus.gate_roles.role_of", _exchanged_roles, "sheet A anew", {"steps.txt", "solutions.tex"}),
    Misprint("the numbers put in left out", "document.equality_chain.written_equalities", _ends_alone, "sheet A itself", {"steps.txt"}),
]


@pytest.mark.parametrize("misprint", ACCEPTED, ids=lambda misprint: misprint.what)
def test_mutant_that_keeps_the_numbers_is_refused_by_the_accepted_pages(misprint: Misprint, monkeypatch: pytest.MonkeyPatch) -> None:
    """What reads numbers back cannot know the author's order; the golden pages do."""
    PAGES[misprint.page]()  # solved before the mutant is put in
    exam, _ = load_exam(ROOT / "problems" / "sheet-a.yaml")
    calls = put_in(monkeypatch, misprint.place, misprint.change)
    problem = PAGES[misprint.page]()
    assert refusals(problem) == set()
    forms: tuple[Form, ...] = ("exam", "solutions")
    pages: dict[str, str] = {f"{form}.tex": render(exam_view(exam, {"sheet-a": problem}, plain_layout(exam)), form) for form in forms}
    pages |= {f"{layer}.txt": problem_text(problem, layers=(layer,)) for layer in LAYERS}
    different = {name for name, page in pages.items() if page != (GOLDENS / f"sheet-a.{name}").read_text(encoding="utf-8")}
    assert (misprint.refused <= different, bool(calls)) == (True, True)


def test_every_problem_has_its_mutants() -> None:
    """No problem stands in the table for nothing, and no two mutants are called the same."""
    assert {mutant.problem for mutant in MUTANTS} == {*ENGINE, *OF_ARRAYS, *OVER_ROWS}
    assert {misprint.page for misprint in (*MISPRINTS, *ACCEPTED)} == set(PAGES)
    names = [*(mutant.what for mutant in (*MUTANTS, *STRUCTURES)), *(misprint.what for misprint in (*MISPRINTS, *ACCEPTED))]
    assert len(set(names)) == len(names)
