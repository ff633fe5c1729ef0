"""The numbers of options: what is asked for, with a slip or without one, and what names in options are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from gen.algebra.arrays import Value, array, numbers, rows_of, shape_of
from gen.algebra.expr import Atom, Expr, Partial, Shift, Var, atoms
from gen.algebra.numbers import Number, NumberFormat, nearly_equal
from gen.algebra.printer import text
from gen.algebra.rounding import as_printed, common_format, is_exact, round_half_up
from gen.calculus import evaluate
from gen.functions import ShapeError
from gen.functions.shapes import shape, shapes_of
from gen.messages.errors import InputError, InputErrors, Location, MathError
from gen.model.choice import Option
from gen.model.derivation import Derivation
from gen.model.problem import Item
from gen.model.queries import Query
from gen.model.source import Relation, Use
from gen.model.verified import Check
from gen.questions.formulas import FORMULA
from gen.questions.kind import AskedItem, Kind
from gen.questions.layer_questions import LAYERS
from gen.questions.parameter_count import COUNT
from gen.questions.values import NUMBERS, GradientQuery, NumberQuery, ValueQuery, compute, derive_unconfirmed

ASKED_BY_OPTIONS: tuple[Kind[Any], ...] = (NUMBERS, COUNT, LAYERS, FORMULA)
"""The kinds of questions that an option may answer."""


def is_asked_by_options(query: Query) -> bool:
    """Whether an option may be right because it answers a question."""
    return any(isinstance(query, kind.types) for kind in ASKED_BY_OPTIONS)


Env = Mapping[Atom, Value]


@dataclass(slots=True)
class Workings:
    """What is worked out for the options of an item, confirmed or not, and the checks that it has passed."""

    asked: AskedItem
    confirmed: bool
    checks: list[Check] = field(default_factory=list)

    def with_item(self, item: Item) -> AskedItem:
        """The item as it is asked, without what it accepts and its model answer, which belong to other questions."""
        return replace(self.asked, item=replace(item, accepted=(), answer={}), reading=item.readings[0] if item.readings else None)

    def together(self, queries: Sequence[Query]) -> Iterator[list[Query]]:
        """The questions that share a derivation: all of one kind that is answered together, any other by itself."""
        for kind in ASKED_BY_OPTIONS:
            own = [query for query in queries if isinstance(query, kind.types)]
            yield from ([own] if own and kind.together else ([query] for query in own))

    def answered(self, queries: Sequence[Query], item: Item) -> Derivation:
        """The derivation that answers questions of one kind. Raises InputErrors."""
        one = self.with_item(replace(item, queries=tuple(queries)))
        if one.reading is None:
            raise InputErrors([InputError(queries[0].where, f"'{queries[0].kind}' needs a cell", "name it under 'cell'")])
        kind = next(kind for kind in ASKED_BY_OPTIONS if isinstance(queries[0], kind.types))
        if not self.confirmed:
            return kind.derivation(queries[0], one)
        found = kind.answer(queries[0], one)
        self.checks += found.checks
        return found.derivation

    def number(self, query: Query, item: Item) -> tuple[Atom, Value]:
        """What is asked for, and its value. Raises InputErrors."""
        derivation = self.answered([query], item)
        asked = derivation.asked[-1]
        return asked, derivation.values[asked]

    def env(self, parts: Iterable[tuple[Expr, Location]], item: Item) -> tuple[Env, Derivation | None]:
        """The values of all names in expressions, given or computed, and how they are computed. Raises InputErrors."""
        given: dict[Atom, Value] = {var: one.value for var, one in item.given.items()}
        if not (queries := _queries(parts, item)):
            return given, None
        one = self.with_item(item)
        if one.reading is None:
            raise InputErrors([InputError(queries[0].where, f"nothing computes '{text(queries[0].answer)}'", "name the cell under 'cell'")])
        if not self.confirmed:
            found = derive_unconfirmed(queries, one)
        else:
            verified = compute(queries, one)
            self.checks += verified.checks
            found = verified.derivation
        return {**given, **found.values}, found


def _queries(parts: Iterable[tuple[Expr, Location]], item: Item) -> list[NumberQuery]:
    """What has to be computed for expressions, each once."""
    found: dict[Atom, NumberQuery] = {}
    for e, where in parts:
        for atom in atoms(e):
            match atom:
                case Var() if atom.whole not in item.given:
                    found.setdefault(atom.whole, ValueQuery(Use(atom.whole, where), where=where))
                case Partial(of, wrt):
                    found.setdefault(atom, GradientQuery(Use(of, where), Use(wrt, where), where=where))
    return list(found.values())


def value_in(e: Expr, env: Env, item: Item, where: Location) -> Value:
    """An expression with numbers put in. Raises InputErrors."""
    try:
        shape(e, shapes_of(env))
        return evaluate(e, env, item.conventions)
    except KeyError as error:
        raise InputErrors([InputError(where, f"{text(error.args[0])} is neither computed nor given here")]) from None
    except ShapeError as error:
        raise InputErrors([InputError(where, str(error), error.hint)]) from None
    except MathError as error:
        raise InputErrors([InputError(where, f"{error} in {text(e)}")]) from None


def is_of_numbers(claim: Relation, item: Item) -> bool:
    """Whether a claim is about the numbers of its item: it gives some, and the claim does not speak of every step."""
    general = any(isinstance(use.var.time, Shift) and use.var.time.base == "t" for side in (claim.left, claim.right) for use in side.uses)
    return bool(item.given) and not general


def typed_value(option: Option, like: Value) -> Value:
    """What an author has typed for an option; a list is a column where that is what it is compared with."""
    assert option.typed
    own = option.typed.value
    n, m = shape_of(own)
    return array(zip(*rows_of(own), strict=True)) if n == 1 and m > 1 and shape_of(like) == (m, 1) else own


def is_what_is_asked(option: Option, own: Value, asked: Value) -> bool:
    """Whether an option has what is asked for: a decimal that its author typed if it is rounded to it, anything else if it is equal."""
    if shape_of(own) != shape_of(asked):
        return False
    texts = [text for row in option.typed.texts for text in row] if option.typed else [""] * len(numbers(own))
    return all(_is_entry(*entry) for entry in zip(numbers(own), numbers(asked), texts, strict=True))


def _is_entry(own: Number, asked: Number, typed: str) -> bool:
    """Whether a number is what is asked for; nothing but 0 is rounded to a typed 0."""
    decimals = typed.strip().partition(".")[2]
    plain = bool(decimals) and own != 0 and not set(typed.lower()) & set("e/")
    return round_half_up(asked, len(decimals)) == own if plain else _same(own, asked)


def look_alike(one: tuple[bool, Value], other: tuple[bool, Value], shown: NumberFormat) -> bool:
    """Whether two numbers, typed or not, are the same on paper: once one is rounded there, both as they are rounded."""
    exact = all(typed or all(is_exact(x, common_format(value, shown)) for x in numbers(value)) for typed, value in (one, other))
    style = shown if exact else replace(shown, fractions="none")
    first, second = (value if typed and exact else as_printed(value, style) for typed, value in (one, other))
    return same_values(first, second)


def same_values(a: Value, b: Value) -> bool:
    """Whether two values are the same, as fractions or to all digits that are certain."""
    return shape_of(a) == shape_of(b) and all(map(_same, numbers(a), numbers(b)))


def _same(x: Number, y: Number) -> bool:
    return x == y if isinstance(x, Fraction) and isinstance(y, Fraction) else nearly_equal(x, y)
