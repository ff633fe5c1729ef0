"""A derivation: lines without numbers (`PlannedStep`, `Plan`), and the same with every value filled in (`Step`, `Derivation`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, Protocol

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr, Var
from gen.algebra.kept_hash import KeepsHash, keeps_hash
from gen.algebra.printer import text
from gen.messages.errors import Location
from gen.model.problem import Inline
from gen.model.source import Relation
from gen.model.trace import Trace

StepKind = Literal[
    "evaluate",
    "printed",
    "local",
    "chain",
    "term",
    "accumulate",
    "seed",
    "adjoint",
    "independent",
    "still",
    "cut",
    "size",
    "group",
    "count",
    "eigenvalue",
]
"""What a step does:

evaluate     a forward value from its equation
printed      a forward value taken from the sheet in place of the computed one
local        the slope of a function at a named value
chain        a total derivative by the chain rule, from those of one step before
term         the product of local derivatives along one path
accumulate   the sum over paths, or over the steps of a truncated gradient
seed         dh/dh = 1
adjoint      a derivative summed over the users of a value
independent  a derivative that is 0 since nothing leads there
still        a derivative that is 0 since nothing moves on the way there (an argmax, say)
cut          a derivative that is 0 since every way there is cut
size         the entries of one parameter
group        the entries of several parameters together, such as those of a gate or of a layer
count        the sum over the parameters
eigenvalue   a number on the way to the eigenvalues of a matrix
"""

Reason = Literal["", "sizes", "side", "convention", "independent", "still", "cut", "printed", "best", "beaten", "tie"]


class _KeepsName(KeepsHash):
    """Has room for its name as well, which is asked for over and over, and no field either."""

    __slots__ = ("_name",)
    _name: str


@keeps_hash
@dataclass(frozen=True, slots=True)
class PlannedStep(_KeepsName):
    """`lhs = rhs`. `written` is the same with what a person would not name separately written out; it is what is shown.

    `hidden` lines are recorded, but on the page they are part of the line that writes them out. Two cells may hold the same line.
    A sum over parameters has as its `parts` what each term is: the parameters of one shape, and their size. Of one entry of a convolution,
    told for its `window`, the numbers are shown alone.
    """

    kind: StepKind
    lhs: Atom
    rhs: Expr
    written: Expr
    where: Location | None = field(default=None, compare=False)
    hidden: bool = False
    parts: tuple[tuple[tuple[str, ...], Expr], ...] = ()
    window: bool = False

    @property
    def name(self) -> str:
        """What an author calls it: its left side as text."""
        try:
            return self._name
        except AttributeError:
            object.__setattr__(self, "_name", text(self.lhs))
            return self._name


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in order, and the left sides that answer what was asked."""

    steps: tuple[PlannedStep, ...]
    answers: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A planned step with its value, and why it has that value where the equation alone does not say: `about` lies between two `sides`."""

    planned: PlannedStep
    kind: StepKind
    value: Value
    why: Reason = ""
    about: Var | None = None
    sides: tuple[Fraction | None, Fraction | None] = (None, None)

    @property
    def lhs(self) -> Atom:
        return self.planned.lhs


StatementKind = (
    Literal["verdict", "reason", "role", "model", "jacobian", "product", "case", "polynomial", "formula", "layout", "rule"]
    | Literal["gap", "blank", "ideas"]
    | Literal["shape", "share"]
    | Literal["witness", "cases", "region"]  # of numbers that are to be found
)
"""What a statement says:

verdict      whether a claim is true
reason       why: what the counterexample shows, or how it is proved
role         what a gate does, and what it multiplies
model        the author's model answer, in the author's words
jacobian     the derivative of a state with respect to the state one step before
product      the same over several steps
case         what follows from eigenvalues, or for one case of them
polynomial   what the eigenvalues of a matrix are
formula      a line in symbols alone
layout       in which shape derivatives are told
rule         how a derivative is computed in general, at any step
gap          the code of a gap
blank        the label of a blank in a figure
ideas        how much the ideas of a model answer earn together
shape        the shape of a name, and from what it follows
share        a share of counts in percent
witness      numbers that meet a requirement
cases        that they do, with a table of all cases where there are several
region       what all such numbers have in common
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A step in words and formulas, named for the points it earns. A case has its `condition`.

    A line in symbols alone, `chain[0] = chain[1] = ...`, has an `example`: numbers for all names in it on which it was confirmed.
    """

    kind: StatementKind
    name: str
    pieces: tuple[Inline, ...]
    condition: Relation | None = None
    chain: tuple[Expr, ...] = ()
    example: Mapping[Atom, Value] = field(default_factory=dict, compare=False)

    @property
    def lhs(self) -> Atom:
        """The left side of a line in symbols."""
        assert isinstance(self.chain[0], Atom)
        return self.chain[0]

    @property
    def relations(self) -> list[tuple[Expr, ...]]:
        """The equations of a general rule."""
        return [put.chain for piece in self.pieces for row in piece.slots.values() for put in row if put.kind == "relation"]

    @property
    def forms(self) -> tuple[Expr, ...]:
        """What equals it in a line in symbols."""
        return self.chain[1:]


class WordAnswer(Protocol):
    """An answer that is no number. Each kind of question has a type of its own."""

    @property
    def name(self) -> str:
        """The name of the step that gives it."""

    @property
    def about(self) -> str:
        """What it is about: a claim, a gate."""

    @property
    def value(self) -> bool | str:
        """The answer: a verdict, the role of a gate."""

    @property
    def word(self) -> str:
        """The same in a word."""

    @property
    def text(self) -> str:
        """The answer as `gen show` has it."""

    @property
    def json(self) -> dict[str, Any]:
        """The answer as `gen show --json` has it."""


Answer = Atom | WordAnswer
"""A number, by the left side of its step, or an answer in words."""


def answer_name(answer: Answer) -> str:
    """The name of the step that gives an answer."""
    return text(answer) if isinstance(answer, Atom) else answer.name


@dataclass(frozen=True)
class Derivation:
    """All steps of one reading or of a part of it, with the value of every left side and given.

    The `trace` is that of what is computed over time, if anything is asked of it.
    """

    steps: tuple[Step | Statement, ...]
    answers: tuple[Answer, ...]
    values: Mapping[Atom, Value]
    trace: Trace | None = None

    @cached_property
    def numbers(self) -> tuple[Step, ...]:
        """The steps that compute something."""
        return tuple(step for step in self.steps if isinstance(step, Step))

    @property
    def rules(self) -> list[tuple[Expr, Expr]]:
        """Both sides of each equation of the general rules."""
        statements = [step for step in self.steps if isinstance(step, Statement) and step.kind == "rule"]
        return [(lhs, rhs) for statement in statements for lhs, rhs in statement.relations]

    def rules_of(self, lhs: Atom) -> list[Expr]:
        """The right-hand sides that general rules have for a derivative."""
        return [rhs for left, rhs in self.rules if left == lhs]

    @property
    def asked(self) -> tuple[Atom, ...]:
        """The answers that are numbers."""
        return tuple(answer for answer in self.answers if isinstance(answer, Atom))


def joined(parts: Sequence[Derivation]) -> Derivation:
    """One derivation after the other."""
    if len(parts) == 1:
        return parts[0]
    values = {atom: value for part in parts for atom, value in part.values.items()}
    steps = tuple(step for part in parts for step in part.steps)
    trace = next((part.trace for part in parts if part.trace), None)
    return Derivation(steps, tuple(answer for part in parts for answer in part.answers), values, trace)
