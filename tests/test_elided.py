"""Long sums over paths: what a page leaves out, and that it is what the general rule has in full."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gen.latex.tex import Tex
from gen.latex.writer import Latex
from gen.messages.errors import VerificationError
from gen.model.solved import SolvedItem
from gen.page.solution import BlockView, ReadingView
from gen.proofread.proofread import proofread
from tests.support.keys import key_of
from tests.support.problems import every_rule_holds, solve_text

CELLS = {
    "tanh": ("h[t]: tanh(v*h[t-1] + w*x[t])", "h[8] wrt w"),
    "a closed gate": ("h[t]: relu(v*h[t-1] + w*x[t])", "h[8] wrt w"),
    "no function": ("h[t]: v*h[t-1] + w*x[t]", "h[8] wrt w"),
    "a read-out": ("h[t]: tanh(v*h[t-1] + w*x[t])\n    y: u*h[T]", "y wrt w"),
    "one path": ("h[t]: tanh(v*h[t-1] + w*x[t])", "h[8] wrt h[0]"),
    "two states": ("c[t]: v*c[t-1] + w*x[t]\n    h[t]: tanh(c[t] + v*h[t-1])", "h[3] wrt w"),
}
TEXT = """
title: T
shown: 4 digits
cells:
  rnn:
    EQUATIONS
items:
  - id: a
    prompt: Find it.
    given: {v: 1/2, w: 1/4, u: 3, 'h[0]': 1/3, 'c[0]': 1, x: [3, 1, -9, 3, 1, 1, 1, 2]}
    ask: gradient of ASKED
    by: paths
    points: {all: 1}
"""


@cache
def _item(name: str) -> SolvedItem:
    equations, asked = CELLS[name]
    text = TEXT.replace("EQUATIONS", equations).replace("ASKED", asked)
    for given, letter in (("u: 3, ", "u*"), ("'c[0]': 1, ", "c[t]")):
        text = text if letter in equations else text.replace(given, "")
    with TemporaryDirectory() as folder, every_rule_holds():
        return solve_text(text, Path(folder)).items[0]


def _sum(reading: ReadingView) -> str:
    """The rows of the last group that has some."""
    *_, rows = [rows for group in reading.groups if (rows := [row for block in group.blocks for row in block.rows])]
    return " ".join(f"{row.relation} {row.form}".strip() for row in rows)


SHOWN = {
    "tanh": (
        r"= \tanh'(z_{8})\,x_{8} + \tanh'(z_{8})\,v\,\tanh'(z_{7})\,x_{7} + \cdots + ",
        r"+ \cdots + \tanh'(z_{8})\,v\,\tanh'(z_{7})\,v\,\cdots\,\tanh'(z_{1})\,x_{1} ",
        r"\frac{1}{2} \cdot 0.819601 + \cdots + 0.625261 \cdot \frac{1}{2} \cdot 0.819601 \cdot \frac{1}{2} \cdots 0.475365 \cdot 3 ",
        r"\approx 1.25052 + 0.256232 + 0.106903 + 0.0463774 + 0.0647719 - 0.00717280 + 0.000279848 + 0.000199545 ",
    ),
    "a closed gate": (
        r"v\,\operatorname{ReLU}'(z_{7})\,v\,\cdots",
        r"+ \frac{1}{4} + \frac{1}{8} + \frac{3}{16} = \frac{49}{16}",
    ),
    "no function": (r"= x_{8} + v\,x_{7} + \cdots + v^{7}\,x_{1} = 2 + \frac{1}{2} + \cdots + \left(\frac{1}{2}\right)^{7} \cdot 3 = ",),
    "a read-out": (r"= u\,\tanh'(z_{8})\,x_{8} + ", r"+ \cdots + u\,\tanh'(z_{8})\,v\,\tanh'(z_{7})\,\cdots\,\tanh'(z_{1})\,x_{1} "),
    "one path": (r"= \tanh'(z_{8})\,v\,\tanh'(z_{7})\,v\,\cdots\,\tanh'(z_{1})\,v \approx ",),
    # No general rule has these paths: nothing is left out.
    "two states": (r"= \tanh'(z_{3})\,x_{3} + \tanh'(z_{3})\,v\,x_{2} + \tanh'(z_{3})\,v^{2}\,x_{1} + ",),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_long_sum_has_its_first_two_terms_and_its_last(name: str) -> None:
    """A long product has its first two steps and its last factors; the numbers of all paths stand, and all of it is read back."""
    item = _item(name)
    key = key_of(item, Latex())
    assert proofread(key, item, Latex()).numbers > 0
    assert [part for part in SHOWN[name] if part not in _sum(key.readings[0])] == []


MISPRINTS = {
    "another second term": ("tanh", r"v\,\tanh'(z_{7})\,x_{7} + \cdots", r"v\,\tanh'(z_{6})\,x_{6} + \cdots"),
    "the first term lost": ("no function", r"x_{8} + v\,x_{7}", r"v\,x_{7}"),
    "another last term": ("no function", r"\cdots + v^{7}\,x_{1}", r"\cdots + v^{6}\,x_{2}"),
    "dots with another sign": ("no function", r"+ \cdots + v^{7}", r"- \cdots + v^{7}"),
    "a slope of 1 lost": ("a closed gate", r"v\,\operatorname{ReLU}'(z_{7})\,v\,\cdots", r"v\,v\,\cdots"),
    "factors in another order": ("tanh", r"v\,\tanh'(z_{7})\,v\,\cdots", r"\tanh'(z_{7})\,v\,v\,\cdots"),
    "another last factor": ("one path", r"\cdots 0.475365 \cdot", r"\cdots 0.819601 \cdot"),
    "a first factor lost": ("one path", r"\approx 0.625261 \cdot \frac{1}{2}", r"\approx \frac{1}{2}"),
    "dots in the place of nothing": ("no function", r"+ \frac{3}{128} =", r"+ \cdots + \frac{3}{128} ="),
    "dots where no rule is": ("two states", r"v\,x_{2} + \tanh'(z_{3})\,v^{2}\,x_{1}", r"v\,x_{2} + \cdots"),
}


@pytest.mark.parametrize("what", MISPRINTS)
def test_other_terms_beside_the_dots_are_refused(what: str) -> None:
    """What stands beside dots is what the general rule has there, and dots stand for terms that it has in between."""
    name, right, wrong = MISPRINTS[what]
    item = _item(name)
    key = key_of(item, Latex())
    (reading,) = key.readings

    def change(form: str) -> str:
        return form.replace(right, wrong)

    def block(one: BlockView) -> BlockView:
        rows = (replace(row, form=Tex(change(f"{row.relation} {row.form}")[len(row.relation) + 1 :])) for row in one.rows)
        return replace(one, rows=tuple(rows))

    groups = [replace(group, blocks=tuple(map(block, group.blocks))) for group in reading.groups]
    changed = replace(reading, groups=tuple(groups))
    assert changed != reading
    with pytest.raises(VerificationError):
        proofread(replace(key, readings=(changed,)), item, Latex())
