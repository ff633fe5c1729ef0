"""What an author has written of a problem, read and not computed, as frozen data: its items, and what they ask and state."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from gen.algebra.arrays import Value
from gen.algebra.expr import Expr, Var
from gen.algebra.numbers import NumberFormat
from gen.algebra.sizes import letters_in, number_of
from gen.algebra.totals import total
from gen.messages.errors import Location
from gen.messages.sentences import Language
from gen.model.answers import AnswerSpace, Tolerance
from gen.model.math_tree import Macros, Row
from gen.model.plot import PlotSpec
from gen.model.profile import Profile
from gen.model.queries import Query
from gen.model.source import Parsed, Relation, Text, Use

Mode = Literal["forward", "paths", "reverse"]
Style = Literal["", "table", "rows", "short"]  # how the key tells numbers over time; empty: the tool chooses
Part = Literal["whole", "equation", "result"]
RuleKind = Literal["note", "accept", "partial", "forfeit", "zero"]
FollowOn = Literal["none", "full"]
ValueSource = Literal["computed", "printed"]
FigureForm = Literal["unrolled", "diagram"]
InlineKind = (
    Literal["text", "math", "expr", "slot", "value", "percent", "relation", "side", "source", "say", "either", "display", "pair"]
    | Literal["formula", "code", "listing", "break", "begin", "end", "worked", "shape"]  # of an author's text; a name with its axes
)
Weight = Literal["bold", "plain"]  # of the letters of vectors and matrices


@dataclass(frozen=True, slots=True)
class Equation:
    """`h[t]: relu(V*h[t-1] + W*x[t])`: the name on the left, the expression on the right; in a stack the `layer` it stands in."""

    lhs: Use
    rhs: Parsed
    layer: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """The equations of one time step, in the author's order. Those of a stack are written out from `cells`, the lowest first.

    `feeds` are the inputs of a layer, each with the value of the layer below that it is: `("x", "h")`."""

    name: str
    equations: tuple[Equation, ...]
    where: Location
    cells: tuple["Cell", ...] = ()
    feeds: tuple[tuple[str, str], ...] = ()

    @property
    def timeless(self) -> frozenset[str]:
        """The names that stand somewhere without a time: brackets behind them hold the place of an entry."""
        return frozenset(use.var.name for eq in self.equations for use in (eq.lhs, *eq.rhs.uses) if use.var.time is None)


def timeless_names(cells: Iterable[Cell]) -> frozenset[str]:
    """The names that have a time in none of these cells."""
    found = tuple(cells)
    timed = {use.var.name for cell in found for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses) if use.var.time is not None}
    return frozenset(name for cell in found for name in cell.timeless) - timed


@dataclass(frozen=True, slots=True)
class Given:
    """A number or an array of numbers from the author: exact, each as it was written, row by row, and where."""

    value: Value
    texts: tuple[tuple[str, ...], ...]
    where: Location
    repeats: Var | None = None  # what it is once more, in a later epoch
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Jacobian:
    """`jacobian of A[t] wrt A[1]`, a derivation that an open question asks to be shown."""

    of: Use
    wrt: Use


@dataclass(frozen=True, slots=True)
class Criterion:
    """Points for one step of the key: its equation, its result, or both; `credits` names it as `gen show` prints it.

    `credits` None means every answer of the item together: all or nothing. `when` is the case that the points are for, a
    condition that the item's premises must allow.
    """

    points: Fraction
    credits: str | None
    part: Part
    where: Location
    when: Relation | None = None


@dataclass(frozen=True, slots=True)
class GradingRule:
    """What a grader needs to know beyond the points, beside the steps that it is `about` (none: the whole item).

    A `note` is a remark, `accept` what is accepted, too, `partial` what earns `points` instead of all, `forfeit` what loses these
    points again, `zero` what earns nothing. A number that it prices is its `slip` (`priced_slip` in `gen/model/slips.py`).
    """

    kind: RuleKind
    about: tuple[str, ...]
    text: tuple["Inline", ...]
    points: Fraction | None
    where: Location
    slip: object | None = None


@dataclass(frozen=True, slots=True)
class PublishedFormula:
    """A general formula that a published sheet or key states and the derivation has to confirm, with the text it was read from."""

    lhs: Text
    rhs: Text


@dataclass(frozen=True, slots=True)
class Grading:
    """The rubric: points, other rules, whether results that follow from an earlier error count; model answers earn `most` together."""

    criteria: tuple[Criterion, ...]
    rules: tuple[GradingRule, ...] = ()
    follow_on: FollowOn | None = None
    most: Fraction | None = None


MAX_FIGURE_STEPS = 24  # what can still be read


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """The cell that the item's figure draws, unrolled (over the item's own steps if `steps` is None) or as a diagram of one step."""

    cell: Cell
    where: Location
    form: FigureForm = "unrolled"
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the author's own, with the SHA-256 of its file; `alt` is for those who do not see it, `width` in cm, or its own."""

    file: Path
    digest: str
    alt: str
    caption: tuple["Inline", ...]
    width: Fraction | None
    where: Location

    @property
    def name(self) -> str:
        """The name that it has beside the source, by what is in it; a drawing that TeX cannot read is made a PDF."""
        return f"picture-{self.digest[:12]}{self.file.suffix.replace('.svg', '.pdf')}"


@dataclass(frozen=True, slots=True)
class Published:
    """What the sheet says besides the values it prints: general formulas; answers, as `lines` or as rows of numbers; a label, a figure."""

    formulas: tuple[PublishedFormula, ...] = ()
    lines: tuple[tuple[Text, Text | Given], ...] = ()
    label: Text | None = None
    figure: FigureSpec | None = None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The author knows of a finding and says why it may stand."""

    key: str
    reason: tuple["Inline", ...]
    where: Location


@dataclass(frozen=True, slots=True)
class Reading:
    """An accepted way to understand an item: which cell, and whether printed values replace computed ones."""

    name: str
    cell: Cell
    values: ValueSource
    where: Location


@dataclass(frozen=True, slots=True)
class Item:
    """One lettered part of a problem. With `truncate` k no gradient goes back further than k steps; names in `varied` vary.

    `shapes` are those with numbers, `letters` those with a letter for a size, which stands for any. `accepted` are other forms of answers
    that are formulas. `stated` is where the item states what it does not take from elsewhere. An `epoch` has so many steps, or 0 for none.
    What a case of `over` gives is not `given`; a `witness` is a right answer. An answer has so many `words` at most.
    """

    id: str
    prompt: tuple["Inline", ...]
    queries: tuple[Query, ...]
    readings: tuple[Reading, ...]
    given: Mapping[Var, Given]
    printed: Mapping[Var, Given]
    shapes: Mapping[str, tuple[int, ...]]
    conventions: Mapping[str, Fraction]
    cut: frozenset[Var]
    horizon: int
    mode: Mode | None  # None: the tool chooses
    hypotheses: tuple[Relation, ...]
    premises: tuple[Relation, ...]
    derive: tuple[Jacobian, ...]
    answer: Mapping[str, tuple["Inline", ...]]
    grading: Grading
    published: Published
    acknowledged: tuple[Acknowledged, ...]
    space: AnswerSpace | None
    where: Location
    truncate: int | None = None
    tolerance: Tolerance | None = None
    style: Style = ""
    stated: Mapping[str, Location] = field(default_factory=dict)
    like: str = ""
    varied: frozenset[str] = frozenset()
    letters: Mapping[str, tuple[int | str, ...]] = field(default_factory=dict)
    accepted: tuple[PublishedFormula, ...] = ()
    picture: Picture | None = None
    plot: PlotSpec | None = None
    epoch: int = 0
    over: tuple[Mapping[Var, Given], ...] = ()
    words: int | None = None
    witness: Mapping[Var, Given | Parsed] = field(default_factory=dict)

    @property
    def points(self) -> Fraction:
        if self.grading.most is None:
            return total(c.points for c in self.grading.criteria)
        ideas, others = (total(c.points for c in self.grading.criteria if (c.credits in self.answer) == one) for one in (True, False))
        return others + min(ideas, self.grading.most)

    @property
    def size_letters(self) -> tuple[str, ...]:
        """The letters for sizes in their order."""
        return tuple(dict.fromkeys(letter for shape in self.letters.values() for size in shape for letter in letters_in(size)))

    def sized(self, numbers: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
        """All shapes that are declared, with numbers in place of letters."""
        return {**self.shapes, **{name: tuple(number_of(n, numbers) for n in one) for name, one in self.letters.items()}}


@dataclass(frozen=True, slots=True)
class Inline:
    """A stretch of prompt: text to be escaped, math that passes, an expression or its value, or a placeholder to be filled.

    `cell` is the cell that the placeholder `{cell}` or `{cell NAME}` shows. An expression with `values` has its numbers put in. A
    relation is a chain of expressions with the sign `text` between them, each with its number beside it where `values` has one; a
    `side` is the same of numbers as they are shown, rounded or not (`z = 1.5 > 0`). A piece to `translate` is a sentence of the tool,
    told in the language of the page; several pieces in one of its `slots` are a list (`a, b and c`), the `parts` of `either` are one
    with `or`. A display has rows as its slots, each of relations and what is said of the one before. `math` is an author's formula as
    it was read, and `text` its LaTeX; a `formula` is one in a line of its own. A pair of conjugate numbers has its two parts as its
    chain. What an author has marked stands between a piece that begins it and one that ends it, whose `text` is what it is: `strong`,
    `emphasis`, `list`, `entry`, `table`, `row`, `cell`. The `label` of an entry is its number, `(1)`, if it has one, that of a list the
    widest of its entries, that of a table the alignment of its columns, `lcr`. A `listing` is code in the language that its label says.
    """

    kind: InlineKind
    text: str
    expr: Expr | None = None
    cell: Cell | None = None
    chain: tuple[Expr, ...] = ()
    values: Mapping[Any, Value] | None = None
    slots: Mapping[str, tuple["Inline", ...]] = field(default_factory=dict)
    math: Row = ()
    label: str = ""


def sentence_inline(sentence: str, /, **slots: Inline | Sequence[Inline]) -> Inline:
    """A sentence of the tool as a piece."""
    return Inline("say", sentence, slots={name: (put,) if isinstance(put, Inline) else tuple(put) for name, put in slots.items()})


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem file."""

    id: str
    title: str
    stem: tuple[Inline, ...]
    latex: Mapping[str, str]
    items: tuple[Item, ...]
    names: tuple[Use, ...] | None
    cells: tuple[Cell, ...]
    acknowledged: tuple[Acknowledged, ...]
    shown: NumberFormat
    where: Location
    language: Language | None = None  # None: not said
    notation: Weight | None = None
    macros_file: Path | None = None
    macros: Macros = field(default_factory=dict)  # those of its course, too
    picture: Picture | None = None
    spoken: Language = "en"  # in which its texts were read
    common: Item | None = None  # the stem with what all items share, as an item that asks nothing
    profile: Profile = field(default_factory=Profile)

    @property
    def points(self) -> Fraction:
        return total(item.points for item in self.items)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Those of its stem and of its items, in their order."""
        return tuple(filter(None, (self.picture, *(item.picture for item in self.items))))
