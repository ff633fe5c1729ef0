"""What an author has written, as frozen data: a problem, its items, and the exam that binds problems together.

Everything here has been read but not computed; shapes and meanings are those of the format reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from gen.errors import Where
from gen.expr import Expr, Var
from gen.parse import Parsed, Use

Telling = Literal["forward", "paths", "reverse"]
Part = Literal["whole", "equation", "result"]
Values = Literal["computed", "printed"]


@dataclass(frozen=True, slots=True)
class Equation:
    """`h[t]: relu(V*h[t-1] + W*x[t])`: the name on the left, the expression on the right."""

    lhs: Use
    rhs: Parsed


@dataclass(frozen=True, slots=True)
class Cell:
    """The equations of one time step, in the author's order."""

    name: str
    equations: tuple[Equation, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Given:
    """A number from the author: exact, as it was written, and where."""

    value: Fraction
    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Query:
    """One thing that is asked: a value, a gradient (`wrt` is set) or a count (`of` is None, `params` are set)."""

    where: Where
    of: Use | None = None
    wrt: Use | None = None
    params: tuple[Use, ...] = ()

    @property
    def kind(self) -> Literal["value", "gradient", "count"]:
        if self.of is None:
            return "count"
        return "gradient" if self.wrt else "value"


@dataclass(frozen=True, slots=True)
class Criterion:
    """Points for one step of the key: its equation, its result, or both; `credits` names it as `gen show` prints it.

    `credits` None means every answer of the item together: all or nothing.
    """

    points: Fraction
    credits: str | None
    part: Part
    where: Where


@dataclass(frozen=True, slots=True)
class Reading:
    """An accepted way to understand an item: which cell, and whether printed values replace computed ones."""

    name: str
    cell: Cell
    values: Values
    where: Where


@dataclass(frozen=True, slots=True)
class Item:
    """One lettered part of a problem."""

    id: str
    prompt: tuple["Piece", ...]
    queries: tuple[Query, ...]
    readings: tuple[Reading, ...]
    given: Mapping[Var, Given]
    printed: Mapping[Var, Given]
    shapes: Mapping[str, tuple[int, ...]]
    conventions: Mapping[str, Fraction]
    cut: frozenset[Var]
    horizon: int
    telling: Telling
    criteria: tuple[Criterion, ...]
    space: Fraction | None
    where: Where

    @property
    def points(self) -> Fraction:
        return sum((c.points for c in self.criteria), Fraction(0))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of prompt: text to be escaped, math that passes, an expression, or a placeholder to be filled.

    `cell` is the cell that the placeholder `{cell}` or `{cell NAME}` shows.
    """

    kind: Literal["text", "math", "expr", "slot"]
    text: str
    expr: Expr | None = None
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem file."""

    id: str
    title: str
    stem: tuple[Piece, ...]
    latex: Mapping[str, str]
    items: tuple[Item, ...]
    where: Where

    @property
    def points(self) -> Fraction:
        return sum((item.points for item in self.items), Fraction(0))


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam file, or a single problem dressed as one."""

    title: str
    problems: tuple[Problem, ...]
    date: str = ""
    duration: str = ""
    course: str = ""
    where: Where = field(default_factory=lambda: Where("", 1, 1))

    @property
    def points(self) -> Fraction:
        return sum((problem.points for problem in self.problems), Fraction(0))
