"""Questions with options: boxes to tick, what decides whether an option is right, how ticks are paid, and what was found of each option.

These types are data of the model, and not of `gen/questions/`, since what reads a page back has to know what was asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr
from gen.messages.errors import Location
from gen.model.problem import Given, Inline, Item
from gen.model.queries import Query
from gen.model.slips import Slip
from gen.model.source import Parsed, Relation, Text, Use

ChoiceForm = Literal["one", "all", "statements"]
"""Which boxes are to be ticked: that of the right option, those of all right ones, or `true` or `false` of each statement."""

Scheme = Literal["all or nothing", "per option", "right minus wrong", "half for one error"]
"""How boxes are paid.

all or nothing      all points, if all boxes are as they should be
per option          so much for each option whose boxes are
right minus wrong   the same, and what is wrong costs something
half for one error  all points, half of them if one option is wrong
"""

MAX_OPTIONS = 20  # 20! orders are fewer than a word of the stream has


@dataclass(frozen=True, slots=True)
class Scoring:
    """A scheme. What is wrong costs `wrong` (None: as much as what is right earns); an item has 0 points at least unless `below_zero`."""

    scheme: Scheme
    wrong: Fraction | None = None
    below_zero: bool = False


@dataclass(frozen=True, slots=True)
class RightIf:
    """What decides whether an option is right: the author's word (`typed`), a `claim`, or what is `asked`; without any of them that no
    other option is right."""

    where: Location
    typed: bool | None = None
    claim: Relation | None = None
    asked: Query | None = None

    @property
    def is_no_other(self) -> bool:
        return self.typed is None and self.claim is None and self.asked is None


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `shown` is what is printed of it: words, a formula, or a value, which has its number once it is solved.

    The value is an expression, a number as it was `typed`, or neither: then it is what is asked, with a `slip`. Where options change
    places the `last` ones stay. The `name` is the letter that it has in the author's order.
    """

    name: str
    shown: tuple[Inline, ...]
    right: RightIf
    where: Location
    value: Parsed | None = None
    typed: Given | None = None
    formula: Text | None = None
    slip: Slip | None = None
    reason: tuple[Inline, ...] = ()
    points: Fraction | None = None
    last: bool = False

    @property
    def is_value(self) -> bool:
        return bool(self.value or self.typed or self.slip)


@dataclass(frozen=True, slots=True)
class Choice:
    """What there is to tick: options, how they are paid, and whether they change places in variants."""

    form: ChoiceForm
    where: Location
    options: tuple[Option, ...] = ()
    scoring: Scoring = Scoring("all or nothing")
    shuffled: bool = True

    @property
    def uses(self) -> tuple[Use, ...]:
        """The names that options speak of."""
        asked = {one.right.asked.same: one.right.asked for one in self.options if one.right.asked}
        claims = [side for one in self.options if one.right.claim for side in (one.right.claim.left, one.right.claim.right)]
        values = [one.value for one in self.options if one.value]
        return (*(use for query in asked.values() for use in query.uses), *(use for part in (*claims, *values) for use in part.uses))

    @property
    def order(self) -> tuple[str, ...]:
        """The letters of the author's order as they stand now."""
        return tuple(option.name for option in self.options)


def choice_of(item: Item) -> Choice | None:
    """What there is to tick in an item, if something is."""
    return next((query.ticked for query in item.queries if isinstance(query.ticked, Choice)), None)


def wants_reason(item: Item) -> bool:
    """Whether ticks are to be explained, for which a sheet has a frame."""
    return any(isinstance(query.ticked, Choice) and query.framed for query in item.queries)


def with_choice(item: Item, choice: Choice) -> Item:
    """The item with other things to tick."""
    return replace(item, queries=tuple(query.with_ticked(choice) for query in item.queries))


def points_of_ticks(item: Item) -> Fraction:
    """What ticks earn: what the step `right` does, or all points of the item."""
    own = [criterion.points for criterion in item.grading.criteria if criterion.credits == "right"]
    return sum(own, Fraction(0)) if own else item.points


def letter(place: int) -> str:
    """What the option at a place, from 0 on, is called on a page."""
    return chr(ord("A") + place)


@dataclass(frozen=True, slots=True)
class OptionVerdict:
    """What was found of an option: whether it is right, whether that is the author's word, why, and what is printed of it.

    `values` are the numbers that its reason speaks of, `number` is its own if it is a value, `asked` the one that it is compared with.
    """

    label: str
    right: bool
    typed: bool
    shown: tuple[Inline, ...]
    why: tuple[Inline, ...] = ()
    values: Mapping[Atom, Value] = field(default_factory=dict)
    number: Value | None = None
    asked: tuple[Expr, Value] | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """What options of a question must not be: its name among the requirements of variants, and the fault at one of them."""

    name: str
    where: Location
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """Which options are right, in the order of the page. An answer has no `clashes`; a draw of numbers may have some."""

    form: ChoiceForm
    options: tuple[OptionVerdict, ...]
    clashes: tuple[Clash, ...] = ()

    @property
    def name(self) -> str:
        return "right"

    about = name

    @property
    def value(self) -> str:
        return ", ".join(option.label for option in self.options if option.right)

    word = value

    @property
    def text(self) -> str:
        typed = ", ".join(option.label for option in self.options if option.typed)
        return f"right: {self.value or 'none'}" + (f" (typed, not computed: {typed})" if typed else "")

    @property
    def json(self) -> dict[str, Any]:
        options = [{"option": one.label, "right": one.right, "typed": one.typed} for one in self.options]
        return {"right": [one.label for one in self.options if one.right], "options": options}


def clashes_of(answer: object) -> tuple[Clash, ...]:
    """What is wrong with options, if they are an answer."""
    return answer.clashes if isinstance(answer, ChoiceAnswer) else ()
