"""What a key says of the numbers of a gradient: only what is notable, only what holds, and what does not is refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from gen.algebra.expr import Var
from gen.document.meaning import meaning
from gen.document.prose import text_of
from gen.latex.tex import Tex
from gen.latex.writer import Latex
from gen.messages.errors import VerificationError
from gen.messages.sentences import LANGUAGES
from gen.model.solved import SolvedItem
from gen.page.selection import for_students
from gen.page.solution import SolutionView
from gen.proofread.proofread import proofread
from tests.support.keys import key_of
from tests.support.problems import ROOT, item, solve_text, solved

HEAD = """
title: T
cells:
  relu: {'h[t]': 'relu(V*h[t-1] + W*x[t])'}
  tanh: {'h[t]': 'tanh(V*h[t-1] + W*x[t])'}
  linear: {'h[t]': 'V*h[t-1] + W*x[t]'}
  residual: {'h[t]': 'h[t-1] + relu(V*h[t-1] + W*x[t])'}
  vector: {'h[t]': 'relu(V @ h[t-1] + W*x[t])'}
  lstm:
    f[t]: sigmoid(w*x[t])
    g[t]: tanh(u*h[t-1])
    c[t]: f[t]*c[t-1] + (1 - f[t])*g[t]
    h[t]: f[t]*c[t]
items:
"""
ITEM = """
  - id: i{}
    prompt: Find it.
    cell: {}
    given: {{{}}}
    ask: gradient of {}
    {}
    points: {{all: 1}}
"""
RELU = "V: 2, W: 1, 'h[0]': 1"
LINEAR = "V: 3, W: 1, 'h[0]': 1"
BOLD = {letter: rf"\boldsymbol{{{letter}}}" for letter in "zh"}
VECTOR = "V: [[1, 2], [0, 1]], W: [1, 1], 'h[0]': [1, 1]"
LSTM = "w: 1, u: 1, 'h[0]': 1, 'c[0]': 1"
MORE = 'convention: {"relu\'(0)": 0}'

CELLS = {
    # cell, given, what is asked, what else the item says, and the sentences in English and German
    "closed in the middle": (
        ("relu", f"{RELU}, x: [1, -9, 4]", "h[3] wrt V", MORE),
        "The ReLU is inactive at $z_{2} = -3 < 0$, so nothing of $h_{0}$, $x_{1}$ and $x_{2}$ reaches $h_{3}$.",
        "Die ReLU ist inaktiv bei $z_{2} = -3 < 0$: Von $h_{0}$, $x_{1}$ und $x_{2}$ gelangt nichts nach $h_{3}$.",
    ),
    "closed at the last step": (
        ("relu", f"{RELU}, x: [1, 1, -99]", "h[3] wrt V", "by: reverse"),
        "The ReLU is inactive at $z_{3} = -85 < 0$, so all derivatives of $h_{3}$ are 0.",
        "Die ReLU ist inaktiv bei $z_{3} = -85 < 0$: Alle Ableitungen von $h_{3}$ sind 0.",
    ),
    "closed twice: the last one is what cuts off": (
        ("relu", f"{RELU}, x: [-9, -1, 4]", "h[3] wrt V", "by: paths"),
        "The ReLU is inactive at $z_{2} = -1 < 0$, so nothing of $h_{0}$, $x_{1}$ and $x_{2}$ reaches $h_{3}$.",
        "Die ReLU ist inaktiv bei $z_{2} = -1 < 0$: Von $h_{0}$, $x_{1}$ und $x_{2}$ gelangt nichts nach $h_{3}$.",
    ),
    "many values in a row": (
        ("relu", f"{RELU}, x: [1, 1, 1, 1, -99, 4]", "h[6] wrt V", "by: reverse"),
        "The ReLU is inactive at $z_{5} = -37 < 0$, so nothing of $h_{0}$ and $x_{1}$ to $x_{5}$ reaches $h_{6}$.",
        "Die ReLU ist inaktiv bei $z_{5} = -37 < 0$: Von $h_{0}$ und $x_{1}$ bis $x_{5}$ gelangt nichts nach $h_{6}$.",
    ),
    "a value passes beside the gate": (
        ("residual", f"{RELU}, x: [1, -9, 4]", "h[3] wrt V", ""),
        "The ReLU is inactive at $z_{h,2} = -1 < 0$, so nothing of $x_{2}$ reaches $h_{3}$.",
        "Die ReLU ist inaktiv bei $z_{h,2} = -1 < 0$: Von $x_{2}$ gelangt nichts nach $h_{3}$.",
    ),
    "two sentences": (
        ("residual", f"{RELU}, x: [-9, 1, 4, 1]", "h[4] wrt V", ""),
        "The ReLU is inactive at $z_{h,1} = -7 < 0$, so nothing of $x_{1}$ reaches $h_{4}$. "
        "From $h_{4}$ back to $h_{1}$ the gradient grows by a factor of about $27$.",
        "Die ReLU ist inaktiv bei $z_{h,1} = -7 < 0$: Von $x_{1}$ gelangt nichts nach $h_{4}$. "
        "Von $h_{4}$ zurück bis $h_{1}$ wächst der Gradient etwa um den Faktor $27$.",
    ),
    "none closed": (("relu", f"{RELU}, x: [1, 1, 1]", "h[3] wrt V", ""), "", ""),
    "at its kink": (("relu", f"{RELU}, x: [1, -6, 4]", "h[3] wrt V", MORE), "", ""),
    "one step": (("linear", f"{LINEAR}, x: [1]", "h[1] wrt V", ""), "", ""),
    "two steps": (("linear", "V: 9, W: 1, 'h[0]': 1, x: [1, 1]", "h[2] wrt V", ""), "", ""),
    "vanishes": (
        ("linear", "V: -1/5, W: 1, 'h[0]': 1, x: [1, 1, 1]", "h[3] wrt V", ""),
        r"From $h_{3}$ back to $h_{1}$ the gradient shrinks to about $4\,\%$.",
        r"Von $h_{3}$ zurück bis $h_{1}$ schrumpft der Gradient auf etwa $4\,\%$.",
    ),
    "next to nothing survives": (
        ("tanh", "V: 1/10, W: 1, 'h[0]': 1, x: [1, 0, 1]", "h[3] wrt V", "by: reverse"),
        "From $h_{3}$ back to $h_{1}$ the gradient shrinks by a factor of about $240$.",
        "Von $h_{3}$ zurück bis $h_{1}$ schrumpft der Gradient etwa um den Faktor $240$.",
    ),
    "explodes": (
        ("linear", f"{LINEAR}, x: [1, 1, 1, 1, 1]", "h[5] wrt V", ""),
        "From $h_{5}$ back to $h_{1}$ the gradient grows by a factor of about $81$.",
        "Von $h_{5}$ zurück bis $h_{1}$ wächst der Gradient etwa um den Faktor $81$.",
    ),
    "a gate near 0": (
        ("lstm", f"{LSTM}, x: [-6, 1]", "h[2] wrt w", ""),
        "The sigmoid is saturated at $z_{f,1} = -6$: hardly any gradient passes.",
        "Die Sigmoidfunktion ist gesättigt bei $z_{f,1} = -6$: Dort kommt vom Gradienten kaum etwas durch.",
    ),
    "saturated": (
        ("tanh", "V: 1/2, W: 1, 'h[0]': 1, x: [1, 5]", "h[2] wrt V", ""),
        r"The tanh is saturated at $z_{2} \approx 5.45257$: hardly any gradient passes.",
        r"Der tanh ist gesättigt bei $z_{2} \approx 5{,}45257$: Dort kommt vom Gradienten kaum etwas durch.",
    ),
    "saturated at many steps": (
        ("tanh", "V: 1, W: 1, 'h[0]': 1, x: [5, 6, 7, 5]", "h[4] wrt V", ""),
        r"From $h_{4}$ back to $h_{1}$ the gradient shrinks by a factor of about $2.7 \cdot 10^{16}$. "
        "The tanh is saturated at $z_{1}$ to $z_{4}$: hardly any gradient passes.",
        r"Von $h_{4}$ zurück bis $h_{1}$ schrumpft der Gradient etwa um den Faktor $2{,}7 \cdot 10^{16}$. "
        "Der tanh ist gesättigt bei $z_{1}$ bis $z_{4}$: Dort kommt vom Gradienten kaum etwas durch.",
    ),
    "one term outweighs": (
        ("linear", "V: 1, W: 1, 'h[0]': 1, x: [1, 20, -1]", "h[3] wrt W", "by: reverse"),
        r"Of the terms of $\frac{\partial h_{3}}{\partial W}$, $\frac{\partial h_{3}}{\partial h_{2}}\,x_{2}$ alone makes up about "
        r"$91\,\%$ in absolute value.",
        r"Von den Summanden von $\frac{\partial h_{3}}{\partial W}$ macht $\frac{\partial h_{3}}{\partial h_{2}}\,x_{2}$ allein dem Betrag "
        r"nach etwa $91\,\%$ aus.",
    ),
    "one path is nearly all": (
        ("linear", "V: 1, W: 1, 'h[0]': 1, x: [1, 999, -1]", "h[3] wrt W", "by: paths"),
        r"Of the terms of $\frac{\partial h_{3}}{\partial W}$, $V\,x_{2}$ alone makes up about $99\,\%$ in absolute value.",
        r"Von den Summanden von $\frac{\partial h_{3}}{\partial W}$ macht $V\,x_{2}$ allein dem Betrag nach etwa $99\,\%$ aus.",
    ),
    "of two terms one always is larger": (("linear", "V: 1, W: 1, 'h[0]': 1, x: [1, 20]", "h[2] wrt W", "by: reverse"), "", ""),
    "a vector closed in part": (("vector", f"{VECTOR}, x: [1, -3, 1]", "h[3] wrt h[1]", ""), "", ""),
    "a whole vector closed": (
        ("vector", f"{VECTOR}, x: [1, -99, 1]", "h[3] wrt h[1]", ""),
        rf"The ReLU is inactive at all entries of ${BOLD['z']}_{{2}}$, so nothing of ${BOLD['h']}_{{0}}$, $x_{{1}}$ and $x_{{2}}$ reaches "
        rf"${BOLD['h']}_{{3}}$.",
        rf"Die ReLU ist inaktiv bei allen Einträgen von ${BOLD['z']}_{{2}}$: Von ${BOLD['h']}_{{0}}$, $x_{{1}}$ und $x_{{2}}$ gelangt "
        rf"nichts nach ${BOLD['h']}_{{3}}$.",
    ),
    "cut by the item": (("relu", f"{RELU}, x: [1, -9, 4]", "h[3] wrt V", "cut: h[1]"), "", ""),
    "truncated": (("linear", f"{LINEAR}, x: [1, 1, 1, 1, 1]", "h[5] wrt V", "by: reverse\n    truncate: 2"), "", ""),
}


def _problem(items: Sequence[tuple[str, str, str, str]]) -> str:
    return HEAD + "".join(ITEM.format(i, *parts) for i, parts in enumerate(items))


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, SolvedItem]:
    """All cells, solved together."""
    problem = solve_text(_problem([asked for asked, _, _ in CELLS.values()]), tmp_path_factory.mktemp("cells"))
    return dict(zip(CELLS, problem.items, strict=True))


@pytest.mark.parametrize("name", CELLS)
def test_a_key_says_what_is_notable_and_nothing_else(name: str, items: Mapping[str, SolvedItem]) -> None:
    """In both languages, and what it says is read back."""
    for language, sentences in zip(LANGUAGES, CELLS[name][1:], strict=True):
        latex = Latex(language=language)
        key = key_of(items[name], latex)
        assert key.readings[0].meaning == sentences
        proofread(key, items[name], latex)


WRONG = {
    # what is said in the key of which cell, and what is said of it when it is read
    "another gate": ("closed in the middle", "z_{2} = -3 < 0", "z_{1} = 3 > 0", "no ReLU is inactive at z_{1} = 3 > 0"),
    "a wrong number": ("closed in the middle", "z_{2} = -3 < 0", "z_{2} = -2 < 0", "z_{2} = -2 < 0 does not hold"),
    "a gate that another one makes void": ("closed twice: the last one is what cuts off", "z_{2} = -1", "z_{1} = -7", "does not follow"),
    "one value too many": ("closed in the middle", "$x_{1}$ and $x_{2}$", "$x_{1}$, $x_{2}$ and $x_{3}$", "does not follow"),
    "one too few": ("closed in the middle", "$h_{0}$, ", "", "does not follow"),
    "a longer row": ("many values in a row", "to $x_{5}$", "to $x_{6}$", "does not follow"),
    "all of them": (
        "closed in the middle",
        ", so nothing of $h_{0}$, $x_{1}$ and $x_{2}$ reaches $h_{3}$.",
        ", so all derivatives of $h_{3}$ are 0.",
        "does not",
    ),
    "a vector closed in part": (
        "a vector closed in part",
        "",
        r"The ReLU is inactive at all entries of $\boldsymbol{z}_{2}$, so nothing of $x_{2}$ reaches $\boldsymbol{h}_{3}$.",
        r"no ReLU is inactive at \boldsymbol{z}_{2}",
    ),
    "none closed": (
        "none closed",
        "",
        "The ReLU is inactive at $z_{2} = 7 < 0$, so nothing of $h_{0}$ reaches $h_{3}$.",
        "z_{2} = 7 < 0 does not hold",
    ),
    "at its kink": (
        "at its kink",
        "",
        "The ReLU is inactive at $z_{2} = 0$, so nothing of $h_{0}$ reaches $h_{3}$.",
        "no ReLU is inactive at z_{2} = 0",
    ),
    "a wrong percentage": ("vanishes", r"$4\,\%$", r"$5\,\%$", "does not follow"),
    "it shrinks and does not grow": ("vanishes", r"shrinks to about $4\,\%$", "grows by a factor of about $25$", "does not follow"),
    "a wrong factor": ("explodes", "$81$", "$27$", "does not follow"),
    "another step": ("explodes", "$h_{1}$", "$h_{2}$", "does not follow"),
    "no value": ("explodes", "$h_{1}$", "$g_{1}$", "g_{1} is no value of the item"),
    "not saturated": ("saturated", r"$z_{2} \approx 5.45257$", r"$z_{1} = \frac{3}{2}$", "does not follow"),
    "another function": ("saturated", "tanh", "sigmoid", "does not follow"),
    "another term": ("one term outweighs", r"\frac{\partial h_{3}}{\partial h_{2}}\,x_{2}", "x_{3}", "does not follow"),
    "a wrong share": ("one term outweighs", r"$91\,\%$", r"$85\,\%$", "does not follow"),
    "other words": ("none closed", "", "Nothing reaches $h_{3}$.", "'Nothing reaches $h_{3}$.' is nothing that a key says"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_sentence_that_does_not_hold_is_refused(name: str, items: Mapping[str, SolvedItem]) -> None:
    """By the reading of each key, which finds what it says in another way."""
    cell, old, new, refusal = WRONG[name]
    key = key_of(items[cell], Latex())
    said = key.readings[0].meaning
    wrong = said.replace(old, new) if old else new
    assert wrong != said
    with pytest.raises(VerificationError, match=re.escape(refusal)):
        proofread(_saying(key, wrong), items[cell], Latex())


def _saying(key: SolutionView, words: str) -> SolutionView:
    return replace(key, readings=(replace(key.readings[0], meaning=Tex(words)), *key.readings[1:]))


def test_who_learns_from_a_key_reads_what_its_numbers_mean() -> None:
    """Each reading has its own sentence, also in the key for students."""
    key = key_of(item(solved(ROOT / "problems" / "sheet-a.yaml"), "d"), Latex())
    sentence = "The ReLU is inactive at $z_{1} = -2 < 0$, so nothing of $h_{0}$ and $x_{1}$ reaches $h_{3}$."
    assert [reading.meaning for view in (key, for_students(key)) for reading in view.readings] == [sentence] * 4


def _drawn(random: Random) -> tuple[list[Fraction], list[Fraction]]:
    """V, W, h_0 and inputs, none of which is 0."""
    numbers = [Fraction(n, 2) for n in range(-6, 7) if n]
    return [random.choice(numbers) for _ in range(3)], [random.choice(numbers) for _ in range(random.randint(2, 5))]


def _last(weights: Sequence[Fraction], xs: Sequence[Fraction]) -> Fraction:
    v, w, h = weights
    for x in xs:
        h = max(v * h + w * x, Fraction(0))
    return h


def _unmoved(weights: Sequence[Fraction], xs: Sequence[Fraction]) -> set[str]:
    """The start and the inputs that do not move the last state: a central difference of it is 0."""
    numbers, step, found = [*weights, *xs], Fraction(1, 10**9), set[str]()
    for i, name in enumerate(("h[0]", *(f"x[{t}]" for t in range(1, len(xs) + 1))), 2):
        up, down = ([x + sign * step * (i == k) for k, x in enumerate(numbers)] for sign in (1, -1))
        if _last(up[:3], up[3:]) == _last(down[:3], down[3:]):
            found.add(name)
    return found


def test_a_key_names_what_does_not_reach_the_last_state_and_all_of_it(tmp_path: Path) -> None:
    """In random cells exactly the values by which central differences do not move it; where there are none nothing is said of any."""
    random = Random(5)
    cells = [_drawn(random) for _ in range(16)]
    asked = []
    for (v, w, h), xs in cells:
        given = f"V: {v}, W: {w}, 'h[0]': {h}, x: [{', '.join(map(str, xs))}]"
        asked.append(("relu", given, f"h[{len(xs)}] wrt V", MORE))
    kinds = set()
    for (weights, xs), one in zip(cells, solve_text(_problem(asked), tmp_path).items, strict=True):
        (reading,) = one.readings
        if 0 in [x for atom, x in reading.derivation.values.items() if isinstance(atom, Var) and atom.name == "z"]:
            continue
        said, unmoved = text_of(meaning(reading, one.item)), _unmoved(weights, xs)
        if "all derivatives" in said:
            assert unmoved == {"h[0]", *(f"x[{t}]" for t in range(1, len(xs) + 1))}
        else:
            names = "".join(re.findall("so nothing of (.*) reaches", said))
            row = re.sub(r"x.(\d). to x.(\d).", lambda ends: " ".join(f"x[{t}]" for t in range(int(ends[1]), int(ends[2]) + 1)), names)
            assert set(re.findall(r"\w\[\d\]", row)) == unmoved
        kinds.add((bool(unmoved), "all derivatives" in said))
    assert kinds == {(False, False), (True, False), (True, True)}
