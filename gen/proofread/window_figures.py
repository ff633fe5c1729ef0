"""The figure of a window read back: each grid has the numbers of its name, and shaded is what the definition of a convolution adds up."""

import re
from collections.abc import Sequence
from typing import Any

from gen.algebra.arrays import SCALAR, Shape
from gen.algebra.expr import Call, Expr, Num, Var, walk
from gen.algebra.places import row_and_column
from gen.algebra.printer import text
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.model.problem import Item
from gen.model.solved import Solved
from gen.page import ReadingView
from gen.proofread.forms import ReadingContext, page_of
from gen.proofread.intervals import IntervalMatrix, listed
from gen.verify.array_definitions import ARRAY_DEFINITIONS

_NODE = re.compile(r"\\node\[gen (pixel|padding|title)([^\]]*)\] at \([^)]*\) \{\$(.*)\$\};")


_Grid = tuple[str, list[tuple[Any, bool]]]
"""The name of a grid, and its cells row by row: each number, and whether it is shaded."""


def read_window_figures(view: ReadingView, one: Solved, item: Item, latex: Latex) -> list[float]:
    """How far each number in the figures of a reading is off, relatively. Raises VerificationError where one is another number than that
    of its name, or something else is shaded than what is multiplied for the entry."""
    pictures = [group.figure.picture for group in view.groups if group.figure and "gen pixel" in group.figure.picture]
    if not pictures:
        return []
    page = page_of(one, item, latex)
    steps = {step.lhs: step.planned for step in one.derivation.numbers}
    entry = next((lhs for lhs, line in steps.items() if line.window and isinstance(lhs, Var)), None)
    if entry is None or len(pictures) > 1:
        raise VerificationError("there is a figure of a window that nothing writes out")
    *drawn, (name, result) = _grids(pictures[0], page)
    calls = [part for part in walk(steps[entry.whole].written) if isinstance(part, Call) and part.fn in ("conv", "depthwise")]
    if len(drawn) not in (2, 2 * len(calls)) or name != latex.name(entry.whole):
        raise VerificationError(f"the figure of {text(entry)} does not have the grids of its line")
    seen: list[float] = []
    for call, image, kernel in zip(calls, drawn[::2], drawn[1::2], strict=False):
        sizes = [_read(grid, arg, page, latex, seen) for grid, arg in zip((image, kernel), call.args, strict=False)]
        _check_shaded(text(entry), image, _multiplied(call, *sizes))
    _check_shaded(text(entry), (name, result), [_place(entry, _read((name, result), entry.whole, page, latex, seen))])
    return seen


def _grids(picture: str, page: ReadingContext) -> list[_Grid]:
    """The grids from left to right, without their padding."""
    found: list[_Grid] = []
    for kind, style, label in _NODE.findall(picture):
        if kind == "title":
            found.append((label, []))
        elif kind == "pixel":
            number = page.read("a cell of a figure", label, False)
            found[-1][1].append((number, "gen window" in style))
        elif label != "0":
            raise VerificationError(f"the padding of {found[-1][0]} has {label}")
    return found


def _read(grid: _Grid, of: Expr, page: ReadingContext, latex: Latex, seen: list[float]) -> Shape:
    """The shape of what a grid shows, whose numbers are those of its name."""
    name, cells = grid
    value = page.read("the name of a figure", name, True)
    entries = listed(value)
    if name != latex.expr(of) or len(entries) != len(cells):
        raise VerificationError(f"the figure has {name} with {len(cells)} numbers where {text(of)} stands")
    for (number, _), entry in zip(cells, entries, strict=True):
        if not number.contains(entry.middle):
            raise VerificationError(f"the figure has {number} in {name}, the derivation has {entry}")
        seen.append(number.relative_error(entry.middle))
    return value.shape if isinstance(value, IntervalMatrix) else SCALAR


def _check_shaded(entry: str, grid: _Grid, places: Sequence[int]) -> None:
    """The places are counted row by row from 0."""
    name, cells = grid
    shaded = [i for i, (_, is_shaded) in enumerate(cells) if is_shaded]
    if shaded != sorted(places):
        raise VerificationError(f"the figure of {entry} shades {shaded} of {name}, not {sorted(places)}")


def _multiplied(call: Call, size: Shape, kernel: Shape) -> list[int]:
    """The places of an input that the first entry of a convolution is made of: its definition for places in place of numbers."""
    (rows, columns), (high, wide) = size, kernel
    places = tuple(tuple((i * columns + j,) for j in range(columns)) for i in range(rows))
    options = [
        (tuple(part.value for part in (arg.args if isinstance(arg, Call) else (arg,)) if isinstance(part, Num)),) for arg in call.args[2:]
    ]
    found = ARRAY_DEFINITIONS[call.fn].value(_Places, places, ((1,) * wide,) * high, *options)
    return [place for (place,) in found[0][0]]


class _Places:
    """Arithmetic of places: one times 1 is itself, and a sum is the list of what is added."""

    total, whole = list, int


def _place(entry: Var, whole: Shape) -> int:
    i, j = ((place or 1) for place in row_and_column(entry.index, whole))
    assert isinstance(i, int) and isinstance(j, int)
    return (i - 1) * whole[1] + j - 1
