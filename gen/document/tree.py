"""A solved exam as a tree that knows no output format: sections, equations, paragraphs, figures and remarks, with all formulas as data.

`page` sets it in LaTeX; whatever else shows a key starts here, too. What depends on a width, such as where a row breaks or what stands
side by side, is the writer's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr, Var
from gen.algebra.printer import Values
from gen.functions import Conventions
from gen.model.plotted import Plotted
from gen.model.problem import Cell, Inline
from gen.model.trace import Shapes, Trace

Text: TypeAlias = tuple[Inline, ...]
"""Running text: words, formulas, numbers, and sentences of the tool with what is put into them."""

CalculatorResult = Literal["exactly", "nearly", "elsewhere"]
"""Whether the numbers of an equation as they are printed give its value, what is printed of it, or something else."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How the names of a reading are written.

    `shapes` are those of names that stand for arrays. `deltas` are the letters for derivatives of a value with respect to those of a
    name, `calls` the values that are written as what they are, `tanh(c[2])`.
    """

    shapes: Shapes = field(default_factory=dict)
    deltas: Mapping[tuple[Var, str], str] = field(default_factory=dict)
    calls: Mapping[Var, Expr] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Credit:
    """Points where they are earned; `together` if all answers of an item earn them, or none; the number of the `question` that they are
    for, where a prompt has numbered ones. Those of a family of matrices are for all of these, so `many`."""

    points: Fraction
    together: bool = False
    question: str = ""
    many: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """What graders need to know beyond the points: what kind of remark it is, and the points that it is about.

    One `of_readings` tells answers that differ between them.
    """

    label: Text
    text: Text
    points: Fraction | None = None
    of_readings: bool = False


@dataclass(frozen=True, slots=True)
class Equality:
    """One way to write what an equation gives: in symbols, or with numbers put in, some of which may be `rounded` where it is shown."""

    expr: Expr
    values: Values | None = None
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class EqualityChain:
    """`lhs` and all that equals it, from symbols to the value; why, the points for the equation and for the result, remarks below.

    An `answer` is asked for. A writer leaves out an equality that looks like the one before it.
    """

    lhs: Atom
    equalities: tuple[Equality, ...]
    calculator_result: CalculatorResult
    reason: Text = ()
    equation: Credit | None = None
    result: Credit | None = None
    remarks: tuple[Remark, ...] = ()
    answer: bool = False

    @property
    def in_symbols(self) -> bool:
        """Whether no form has numbers put in."""
        return all(one.values is None for one in self.equalities)


@dataclass(frozen=True, slots=True)
class Equations:
    """Equations that are aligned with each other, or such as are results alone and stand beside each other: those with the same
    derivatives `behind` them, which each equation then has."""

    equations: tuple[EqualityChain, ...]
    behind: tuple[Collection[Atom], ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its points and remarks; a `verdict` stands out. In the author's words names are written as in the prompt.

    An `answer` is asked for. `name` is what rules call it apart from others.
    """

    text: Text
    credit: Credit | None = None
    remarks: tuple[Remark, ...] = ()
    verdict: bool = False
    by_author: bool = False
    answer: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One quantity over time: its name at t, its `rule` at t if it has one, and at each time what equals it.

    A cell starts with symbols only where they are others than those of the rule; it is None where there is no such value.
    """

    head: Atom
    rule: Expr | None
    cells: tuple[EqualityChain | None, ...]


@dataclass(frozen=True, slots=True)
class TimeTable:
    """Numbers over time: a row for each time, in the order in which they are computed."""

    times: tuple[int, ...]
    columns: tuple[Column, ...]


Block: TypeAlias = Equations | Paragraph | TimeTable


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks below a heading, which may be empty."""

    heading: Text
    blocks: tuple[Block, ...]

    @property
    def equations(self) -> tuple[EqualityChain, ...]:
        """All equations in order."""
        return tuple(one for block in self.blocks if isinstance(block, Equations) for one in block.equations)

    def with_equation(self, equation: EqualityChain, behind: Collection[Atom] | None = None) -> "Section":
        """With one more: equations that follow each other are aligned; results alone stand beside each other if the same is `behind`."""
        *before, last = self.blocks or (Equations(()),)
        own = () if behind is None else (behind,)
        if isinstance(last, Equations) and (not last.equations or bool(last.behind) == bool(own)):
            return replace(self, blocks=(*before, Equations((*last.equations, equation), (*last.behind, *own))))
        return replace(self, blocks=(*self.blocks, Equations((equation,), own)))


@dataclass(frozen=True, slots=True)
class GradientFigure:
    """What gradients, each a value and what it is differentiated with respect to, meet on their way through an unrolled cell.

    A writer leaves it out where it would not help.
    """

    trace: Trace
    asked: tuple[tuple[Var, Var], ...]
    values: Mapping[Atom, Value]
    conventions: Conventions
    cut: Collection[Var]


@dataclass(frozen=True, slots=True)
class WindowFigure:
    """The window of the entry of a convolution that is written out, and the line of the whole. A writer leaves out what is too large."""

    entry: Var
    line: Expr
    values: Mapping[Atom, Value]
    conventions: Conventions


@dataclass(frozen=True, slots=True)
class PlotFigure:
    """A plot that only the key has."""

    drawn: Plotted


@dataclass(frozen=True, slots=True)
class RolesFigure:
    """One step of a cell with the role of each gate."""

    cell: Cell
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadingPart:
    """One accepted reading. `name` is empty where there is but one.

    `letters` are equations that say what the tool's own names and letters stand for. `unrounded` says whether values were computed with
    numbers that are carried unrounded. Values `elsewhere` are in the key of an earlier item: its label. `tabled` are the same sections
    with tables over time; empty where there is nothing to tabulate. A writer chooses what is shorter, unless the author `prefers_tables`.
    The `meaning` stands below all of them.
    """

    name: str
    notation: Notation
    letters: tuple[Inline, ...]
    sections: tuple[Section, ...]
    tabled: tuple[Section, ...] = ()
    prefers_tables: bool = False
    figure: GradientFigure | WindowFigure | PlotFigure | None = None
    unrounded: bool = False
    elsewhere: Mapping[Atom, str] = field(default_factory=dict)
    meaning: Text = ()


@dataclass(frozen=True, slots=True)
class SolutionPart:
    """All of an item's key: its readings, the roles of its gates, what the sheet has wrong, and remarks on all of it.

    A `sketch` is what is drawn into the empty axes below the prompt.
    """

    readings: tuple[ReadingPart, ...]
    figure: RolesFigure | None
    errata: tuple[Text, ...]
    remarks: tuple[Remark, ...]
    sketch: Plotted | None = None
