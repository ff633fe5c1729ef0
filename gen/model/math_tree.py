"""An author's LaTeX math as data, and as LaTeX written anew from it: nothing reaches TeX but what these types can say."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from itertools import groupby

from gen.messages.characters import in_text, of_math
from gen.messages.math_commands import DISTINCT, LETTERS, SPACES


@dataclass(frozen=True, slots=True)
class Sign:
    """A character, or a command that stands for itself."""

    latex: str


@dataclass(frozen=True, slots=True)
class Blank:
    """What separates two words; math prints nothing for it."""


@dataclass(frozen=True, slots=True)
class Braced:
    """What stands in braces."""

    row: "Row"


@dataclass(frozen=True, slots=True)
class Scripted:
    """A base, which may be missing, with what stands below and above it and its primes."""

    base: "MathNode | None"
    limits: str = ""
    below: "MathNode | None" = None
    above: "MathNode | None" = None
    primes: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """A command with its groups, and with what stands in square brackets before them."""

    command: str
    groups: "tuple[Row, ...]"
    option: "Row | None" = None


@dataclass(frozen=True, slots=True)
class Fenced:
    r"""`\left( a \middle| b \right)`: one more fence than rows."""

    fences: tuple[str, ...]
    rows: "tuple[Row, ...]"


@dataclass(frozen=True, slots=True)
class GridLine:
    """A line of an environment: its cells, the distance that it asks for behind it, and how many rules stand above it."""

    cells: "tuple[Row, ...]"
    skip: str = ""
    rules: int = 0


@dataclass(frozen=True, slots=True)
class MathGrid:
    r"""An environment, or the lines of a `\substack`; an array says what its columns are."""

    name: str
    lines: tuple[GridLine, ...]
    columns: str = ""


@dataclass(frozen=True, slots=True)
class TextInMath:
    """Text in math: characters as they are printed, and words in another font within it."""

    command: str
    parts: "tuple[str | TextInMath, ...]"


@dataclass(frozen=True, slots=True)
class Parameter:
    """`#1` in the body of a macro."""

    number: int


MathNode = Sign | Blank | Braced | Scripted | Applied | Fenced | MathGrid | TextInMath | Parameter
Row = tuple[MathNode, ...]


@dataclass(frozen=True, slots=True)
class Macro:
    """A command of the author's: how many groups stand behind it, and what it stands for."""

    parameters: int
    body: Row


Macros = Mapping[str, Macro]
NO_MACROS: Macros = {}


def latex_of_row(row: Row) -> str:
    """The LaTeX of a row. What a macro has left open, a `Parameter`, has none."""
    written = ""
    for node in row:
        written = _joined(written, _written(node))
    return written


def _joined(left: str, right: str) -> str:
    """Two pieces beside each other: the name of a command ends before a letter."""
    name = left.rpartition("\\")[2]
    apart = name.isascii() and name.isalpha() and "\\" in left and right[:1].isalpha()
    return f"{left} {right}" if apart else left + right


def _written(node: MathNode) -> str:
    match node:
        case Sign(latex):
            return latex if latex.isascii() else of_math(latex)
        case Blank():
            return " "
        case Braced(row):
            return _braced(row)
        case Scripted():
            return _scripted(node)
        case Applied(command, groups, option):
            return command + _bracketed(option) + "".join(map(_braced, groups))
        case Fenced(fences, rows):
            opens = (r"\left", *[r"\middle"] * (len(rows) - 1))
            inner = "".join(_joined(name + fence, latex_of_row(row)) for name, fence, row in zip(opens, fences, rows, strict=False))
            return _joined(inner, rf"\right{fences[-1]}")
        case MathGrid():
            return _grid(node)
        case TextInMath(command, parts):
            return f"{command}{{{_text_in_math(parts)}}}"
        case Parameter(number):
            raise AssertionError(f"#{number} outside a macro")


def _text_in_math(parts: "Sequence[str | TextInMath]") -> str:
    """Characters beside each other are one text, as Greek words are known as such."""
    runs = groupby(parts, lambda part: isinstance(part, str))
    return "".join(
        in_text("".join(map(str, run))) if text else "".join(_written(one) for one in run if isinstance(one, TextInMath))
        for text, run in runs
    )


def _braced(row: Row) -> str:
    return f"{{{latex_of_row(row)}}}"


def _bracketed(option: Row | None) -> str:
    """A square bracket within the option would end it."""
    grouped = option is not None and len(option) == 1 and isinstance(option[0], Braced)
    inner = "" if option is None else latex_of_row(option) if grouped or "]" not in latex_of_row(option) else _braced(option)
    return "" if option is None else f"[{inner}]"


def _scripted(node: Scripted) -> str:
    base = "{}" if node.base is None else _braced((node.base,)) if isinstance(node.base, Scripted) else _written(node.base)
    below = f"_{_script(node.below)}" if node.below is not None else ""
    above = f"^{_script(node.above)}" if node.above is not None else ""
    return _joined(base, node.limits) + below + "'" * node.primes + above


def _script(node: MathNode) -> str:
    """A group has its braces already; all but a single sign gets them."""
    plain = isinstance(node, Braced) or (isinstance(node, Sign) and node.latex.isascii())
    return _written(node) if plain else _braced((node,))


def trimmed(row: Row, spaces: Collection[str] = ()) -> Row:
    """A row without the blanks at its ends, nor these spaces."""
    kept = [i for i, node in enumerate(row) if not (isinstance(node, Blank) or (isinstance(node, Sign) and node.latex in spaces))]
    return row[kept[0] : kept[-1] + 1] if kept else ()


def _grid(grid: MathGrid) -> str:
    lines = [r"\hline " * line.rules + " & ".join(latex_of_row(trimmed(cell)) for cell in line.cells) for line in grid.lines]
    # LaTeX takes a bracket or a star behind a line's end, or at the beginning of some environments, for an option.
    safe = [f"{{}}{line}" if line[:1] in ("[", "*") else line for line in lines]
    ends = [rf" \\{f'[{line.skip}]' if line.skip else ''} " for line in grid.lines]
    body = "".join(line + end for line, end in zip(safe, ends, strict=True)).removesuffix(ends[-1])
    if grid.name == r"\substack":
        return rf"\substack{{{body}}}"
    columns = f"{{{grid.columns}}}" if grid.columns else ""
    return rf"\begin{{{grid.name}}}{columns}{'' if body[:1] == '{' else ' '}{body} \end{{{grid.name}}}"


# Names ----------------------------------------------------------------------------------------------------------------


def is_name(row: Row) -> bool:
    """Whether a row prints a letter, or a digit in a font that no number has: else it would be taken for a number or a sign."""
    return any(_is_letter(node) for node in row)


def _is_letter(node: MathNode) -> bool:
    match node:
        case Sign(latex):
            return latex.isalpha() or latex in LETTERS
        case TextInMath(_, parts):
            return any(is_name((part,)) if isinstance(part, TextInMath) else part.isalpha() for part in parts)
        case Applied(command, groups):
            if command in DISTINCT:
                return any(latex_of_row(trimmed(group, SPACES)) for group in groups)
            return "phantom" not in command and any(map(is_name, groups))
        case _:
            return any(map(is_name, _rows(node)))


# Macros ---------------------------------------------------------------------------------------------------------------


def size_of(row: Row) -> tuple[int, int]:
    """How many nodes a row has, and how deep they are nested."""
    count, depth = 0, 0
    for node in row:
        inner = [size_of(part) for part in _rows(node)]
        count += 1 + sum(n for n, _ in inner)
        depth = max([depth, *(1 + d for _, d in inner)])
    return count, depth


def _rows(node: MathNode) -> tuple[Row, ...]:
    """What stands in a node."""
    match node:
        case Braced(row):
            return (row,)
        case Scripted():
            return tuple((part,) for part in (node.base, node.below, node.above) if part is not None)
        case Applied(_, groups, option):
            return groups if option is None else (*groups, option)
        case Fenced(_, rows):
            return rows
        case MathGrid(_, lines):
            return tuple(cell for line in lines for cell in line.cells)
        case _:
            return ()


def substituted(body: Row, groups: Sequence[Row]) -> Row:
    """The body of a macro with its groups in the places of its parameters."""
    found: list[MathNode] = []
    for node in body:
        found += groups[node.number - 1] if isinstance(node, Parameter) else (rebuilt(node, lambda row: substituted(row, groups)),)
    return tuple(found)


def rebuilt(node: MathNode, inside: Callable[[Row], Row]) -> MathNode:
    """The node with every row in it replaced."""

    def one(part: MathNode | None) -> MathNode | None:
        row = inside((part,)) if part is not None else ()
        return None if part is None else row[0] if len(row) == 1 else Braced(row)

    match node:
        case Braced(row):
            return Braced(inside(row))
        case Scripted(base, limits, below, above, primes):
            return Scripted(one(base), limits, one(below), one(above), primes)
        case Applied(command, rows, option):
            return Applied(command, tuple(map(inside, rows)), None if option is None else inside(option))
        case Fenced(fences, rows):
            return Fenced(fences, tuple(map(inside, rows)))
        case MathGrid(name, lines, columns):
            return MathGrid(name, tuple(GridLine(tuple(map(inside, line.cells)), line.skip, line.rules) for line in lines), columns)
        case _:
            return node


def holds_grid(part: object) -> bool:
    """Whether lines and columns stand anywhere in a row or a node."""
    parts = part if isinstance(part, tuple) else [getattr(part, one.name) for one in fields(part)] if is_dataclass(part) else ()
    return isinstance(part, MathGrid) or any(map(holds_grid, parts))
