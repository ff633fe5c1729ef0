"""Behind a closed gate a backward pass stops: what follows from a derivative that is 0 stands in one row, with what it follows from."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gen.latex.tex import Tex
from gen.latex.writer import Latex
from gen.messages.errors import VerificationError
from gen.model.solved import SolvedItem
from gen.page.solution import BlockView
from gen.proofread.proofread import proofread
from tests.support.keys import key_of
from tests.support.problems import solve_text

TEXT = """
title: T
cells:
  rnn:
    h[t]: relu(v*h[t-1] + w*x[t])
items:
  - id: a
    prompt: Find it.
    given: {v: 2, w: 1, 'h[0]': 1, x: [1, 3, -20, 4, 1]}
    ask: gradient of h[5] wrt w
    by: reverse
    style: rows
    points: {'dh[5]/dz[2]': 1, 'dh[5]/dh[1]': {equation: 1}, 'dh[5]/dw': 1}
"""


@cache
def _item() -> SolvedItem:
    with TemporaryDirectory() as folder:
        return solve_text(TEXT, Path(folder)).items[0]


def test_zeros_behind_a_closed_gate_stand_in_one_row() -> None:
    """Results alone with their points and why, read back; an equation that earns points stands in full, and so does one 0 alone."""
    key = key_of(_item(), Latex())
    rows = [row for group in key.readings[0].groups if group.heading == "Backward pass" for block in group.blocks for row in block.rows]
    assert [f"{row.left} = {row.form}{row.note}{row.credit}" for row in rows][4:7] == [
        r"\delta_{3} = \frac{\partial h_{5}}{\partial h_{3}}\,\operatorname{ReLU}'(z_{3}) = 4 \cdot 0 = 0",
        r"\frac{\partial h_{5}}{\partial h_{2}} = 0,\quad \delta_{2} = 0\qquad \text{since $\delta_{3} = 0$}1\,p",
        r"\frac{\partial h_{5}}{\partial h_{1}} = \delta_{2}\,v1\,p",
    ]
    assert proofread(key, _item(), Latex()).numbers > 0


WRONG = {
    "no zero": r"\delta_{4} = 0",
    "a later zero": r"\delta_{1} = 0",
    "its own value": r"\delta_{2} = 0",
    "no derivative": "z_{3} = 0",
}


@pytest.mark.parametrize("what", WRONG)
def test_another_zero_is_no_reason(what: str) -> None:
    """A derivative is 0 since one that it is made of is."""
    key = key_of(_item(), Latex())
    (reading,) = key.readings

    def block(one: BlockView) -> BlockView:
        return replace(one, rows=tuple(replace(row, note=Tex(row.note.replace(r"\delta_{3} = 0", WRONG[what]))) for row in one.rows))

    groups = [replace(group, blocks=tuple(map(block, group.blocks))) for group in reading.groups]
    with pytest.raises(VerificationError, match="is no reason for it"):
        proofread(replace(key, readings=(replace(reading, groups=tuple(groups)),)), _item(), Latex())
