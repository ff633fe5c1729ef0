"""The window of one entry of a convolution as a drawing: input, kernel and result as grids of their numbers, the window shaded."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gen.algebra.arrays import Shape, Value, rows_of, shape_of
from gen.algebra.expr import Add, Atom, Call, Expr, Var, walk
from gen.algebra.options import CONVOLUTIONS, OF_CONVOLUTION
from gen.algebra.places import row_and_column
from gen.algebra.rounding import common_format
from gen.calculus import evaluate
from gen.figures.descriptions import grids_description
from gen.figures.drawing import Drawing, Label, Node
from gen.figures.unrolled_layout import WIDTH
from gen.functions import FUNCTIONS, Conventions
from gen.functions.convolution import Axes, Place, axes_of, written
from gen.latex import Latex, width

MOST = 8  # rows and columns of an input
HEIGHT = 92.0  # pt: 3.2 cm
READABLE, SMALLEST = 0.85, 0.75  # what a figure may be scaled by: with all channels, and with one
_CELL, _FRACTION, _TITLE = 11.0, 14.0, 12.0  # pt: the height of a cell, of one with a fraction, of the line above a grid
_NUMBER_SIZE, _TITLE_SIZE = 8.0, 9.0  # pt: \scriptsize, \footnotesize
_AROUND = 6.0  # pt: on either side of a sign between two grids


@dataclass(frozen=True, slots=True)
class Grid:
    """An array with its name above it: the LaTeX of its cells, of which some are shaded, and the places of a padding."""

    title: str
    cells: tuple[tuple[str, ...], ...]
    shaded: frozenset[Place] = frozenset()
    padding: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class Window:
    """What is drawn, from left to right: the grids with the signs between them, and how many channels there are without being drawn."""

    grids: tuple[Grid, ...]
    signs: tuple[str, ...]
    left_out: int = 0


def window_picture(
    entry: Var, e: Expr, values: Mapping[Atom, Value], conventions: Conventions, latex: Latex
) -> tuple[Drawing, float, Window] | None:
    """The drawing, its width on the page in pt and what it shows of an entry of `e`; only the first channel where not all have room.

    None where `e` is no sum of convolutions and of what has none in it, or the picture would be too large or too small to be read.
    """
    calls = convolutions(e)
    every = _window(calls, entry, values, conventions, latex) if calls else None
    if every is None:
        return None
    for one, least in ((every, READABLE), (_first_channel(every, len(calls)), SMALLEST)):
        wide, high = _extent(one)
        scale = min(1.0, HEIGHT / high, WIDTH / wide)
        if scale >= least:
            shapes = tuple(_shapes(one))
            return Drawing(shapes, wide, wide * scale, description=grids_description(shapes, latex.language)), wide * scale, one
    return None


def convolutions(e: Expr) -> list[Call]:
    """Those whose sum an expression is, up to what is added and to functions of each entry; none where one stands elsewhere."""
    while isinstance(e, Call) and len(e.args) == 1 and e.fn in FUNCTIONS and not FUNCTIONS[e.fn].array:
        e = e.args[0]
    terms = e.terms if isinstance(e, Add) else (e,)
    found = [term for term in terms if isinstance(term, Call) and term.fn in ("conv", "depthwise")]
    inside = [part for part in walk(e) if isinstance(part, Call) and part.fn in CONVOLUTIONS]
    return found if len(found) == len(inside) else []


def window_places(axes: Axes, out: Place) -> list[Place]:
    """Where a window has its entries, those in the padding too: rows and columns of the padded input, counted from 0."""
    rows, columns = ([place * axis.stride + i * axis.dilation for i in range(axis.kernel)] for place, axis in zip(out, axes, strict=True))
    return [(r, c) for r in rows for c in columns]


def _window(calls: Sequence[Call], entry: Var, values: Mapping[Atom, Value], conventions: Conventions, latex: Latex) -> Window | None:
    result = values[entry.whole]
    i, j = (place or 1 for place in row_and_column(entry.index, shape_of(result)))
    assert isinstance(i, int) and isinstance(j, int), entry
    out, grids, signs = (i - 1, j - 1), list[Grid](), list[str]()
    for call in calls:
        arrays = [evaluate(arg, values, conventions) for arg in call.args[:2]]
        size, kernel = map(shape_of, arrays)
        if max(size) > MOST:
            return None
        axes = axes_of(size, kernel, *written(call.args, OF_CONVOLUTION, size, kernel))
        titles = [latex.expr(arg) for arg in call.args[:2]]
        grids.append(_padded(Grid(titles[0], _cells(arrays[0], latex), frozenset(window_places(axes, out))), size, axes, latex))
        grids.append(Grid(titles[1], _cells(arrays[1], latex)))
        signs += [r"\ast", "+"]
    last = Grid(latex.name(entry.whole), _cells(result, latex), frozenset([out]))
    drawn = (*grids, last)
    if all(len(grid.cells[0]) == 1 for grid in drawn):
        drawn = tuple(map(_lying, drawn))
    return Window(drawn, (*signs[:-1], r"\longrightarrow"))


def _cells(value: Value, latex: Latex) -> tuple[tuple[str, ...], ...]:
    style = replace(latex, shown=common_format(value, latex.shown))
    return tuple(tuple(style.number(x)[0] for x in row) for row in rows_of(value))


def _padded(grid: Grid, size: Shape, axes: Axes, latex: Latex) -> Grid:
    """With the zeros around it."""
    (above, left), (n, m) = (axis.padding for axis in axes), size
    rows, columns = n + 2 * above, m + 2 * left
    inside = {(r, c) for r in range(above, above + n) for c in range(left, left + m)}
    cells = tuple(tuple(grid.cells[r - above][c - left] if (r, c) in inside else "0" for c in range(columns)) for r in range(rows))
    return replace(grid, cells=cells, padding=frozenset((r, c) for r in range(rows) for c in range(columns)) - inside)


def _lying(grid: Grid) -> Grid:
    """A column as a row."""

    def turned(places: Collection[Place]) -> frozenset[Place]:
        return frozenset((c, r) for r, c in places)

    return replace(grid, cells=tuple(zip(*grid.cells, strict=True)), shaded=turned(grid.shaded), padding=turned(grid.padding))


def _first_channel(window: Window, channels: int) -> Window:
    """The others are dots in the sum."""
    first, kernel, *_, last = window.grids
    between = window.signs[-1] if channels == 1 else rf"+ \cdots {window.signs[-1]}"
    return Window((first, kernel, last), (window.signs[0], between), channels - 1)


# In points ------------------------------------------------------------------------------------------------------------


def _cell_size(window: Window) -> tuple[float, float]:
    """Of all cells: as wide as the widest number, at least as wide as high."""
    cells = [cell for grid in window.grids for row in grid.cells for cell in row]
    high = _FRACTION if any(r"\frac" in cell for cell in cells) else _CELL
    return max(high, *(width(cell, _NUMBER_SIZE) + 4 for cell in cells)), high


def _extent(window: Window) -> tuple[float, float]:
    (wide, high), rows = _cell_size(window), max(len(grid.cells) for grid in window.grids)
    grids, signs = sum(_grid_width(grid, wide) for grid in window.grids), sum(map(_sign_width, window.signs))
    return grids + signs, rows * high + _TITLE


def _grid_width(grid: Grid, cell: float) -> float:
    return max(len(grid.cells[0]) * cell, width(grid.title, _TITLE_SIZE))


def _sign_width(sign: str) -> float:
    return width(sign, _TITLE_SIZE) + 2 * _AROUND


def _shapes(window: Window) -> Iterator[Node]:
    """Grids beside each other around the same height, the names above them."""
    wide, high = _cell_size(window)
    x = 0.0
    for grid, sign in zip(window.grids, (*window.signs, ""), strict=True):
        room, top = _grid_width(grid, wide), len(grid.cells) * high / 2
        yield Node("title", (x + room / 2, top + 2), Label(grid.title), anchor="base")
        left = x + (room - len(grid.cells[0]) * wide) / 2
        for r, row in enumerate(grid.cells):
            for c, cell in enumerate(row):
                style = "padding" if (r, c) in grid.padding else "pixel"
                over = ("window",) if (r, c) in grid.shaded else ()
                yield Node(style, (left + (c + 0.5) * wide, top - (r + 0.5) * high), Label(cell), (wide, high), over=over)
        x += room
        if sign:
            yield Node("sign", (x + _sign_width(sign) / 2, 0.0), Label(sign))
            x += _sign_width(sign)
