"""A table to fill in, and those of its cells that are answered in words: relations between values, and the author's own words.

All other cells ask what an item can ask as well; each of them is a question of its own kind.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from gen.algebra.arrays import Array, Value
from gen.algebra.expr import Atom, Expr, Var
from gen.algebra.printer import text
from gen.calculus import evaluate, expr_at
from gen.messages.errors import InputError, InputErrors
from gen.model.derivation import Derivation, Statement
from gen.model.problem import Inline, sentence_inline
from gen.model.queries import Query
from gen.model.source import OPPOSITE, Relation, Use
from gen.model.table import CellQuery, TableAnswer, TableQuery
from gen.model.verified import Check, Verified
from gen.questions.comparison import compare_values, further_down
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.questions.values import NumberQuery, ValueQuery, compute, derive_unconfirmed, task_of
from gen.verify import verify_relation

YES, NO = sentence_inline("yes"), sentence_inline("no")
COMPARED = "comparison"
"""The name of the sentence that tells what relations say."""


@dataclass(frozen=True, slots=True)
class RelationQuery(CellQuery):
    """`h[2] > 0` in a cell: yes or no, as its numbers say."""

    relation: Relation
    kind: ClassVar[str] = "relation"

    @property
    def uses(self) -> tuple[Use, ...]:
        return (*self.relation.left.uses, *self.relation.right.uses)


@dataclass(frozen=True, slots=True)
class WordQuery(CellQuery):
    """`open speed` in a cell: the author's model answer of that label."""

    kind: ClassVar[str] = "words"
    lines_per_point: ClassVar[float] = 0  # there is room in the cell


def relation_at(relation: Relation, t: int) -> Relation:
    """A relation at step t."""
    left, right = (
        replace(side, expr=expr_at(side.expr, t), uses=tuple(replace(use, var=_at(use, t)) for use in side.uses))
        for side in (relation.left, relation.right)
    )
    return replace(relation, left=left, right=right, text=f"{text(left.expr)} {relation.sign} {text(right.expr)}")


def _at(use: Use, t: int) -> Var:
    found = expr_at(use.var, t)
    assert isinstance(found, Var)
    return found


def _no_table(written: WrittenQuestion) -> list[Any]:
    written.fields.fault(
        written.text.where, "the item asks for a table and has none", "describe it under 'table': its rows and its columns"
    )
    return []


def _nothing(query: Query, asked: AskedItem) -> Verified:
    """The table holds answers to other questions and none of its own."""
    return Verified(Derivation((), (), {}), ())


def _words(query: WordQuery, asked: AskedItem) -> Verified:
    """The author's words of that label. Raises InputErrors where there are none."""
    pieces = asked.item.answer.get(query.name)
    if pieces is None:
        hint = f"write it under answer: {{{query.name}: ...}}"
        raise InputErrors([InputError(query.where, f"the cell 'open {query.name}' has no answer", hint)])
    return Verified(Derivation((), (TableAnswer(query.name, pieces),), {}), ())


def _relations(item_queries: Iterable[Query]) -> list[RelationQuery]:
    return [query for query in item_queries if isinstance(query, RelationQuery)]


def _numbers_for(asked: AskedItem) -> tuple[list[NumberQuery], list[NumberQuery]]:
    """The values and gradients that an item asks for, and the values that relations need besides."""
    item = asked.item
    numbers = [query for query in item.queries if isinstance(query, NumberQuery)]
    needed = {use.var: ValueQuery(use, where=use.where) for query in _relations(item.queries) for use in query.uses}
    own = {query.of.var for query in numbers if isinstance(query, ValueQuery)}
    return numbers, [query for var, query in needed.items() if var.whole not in item.given and var not in own]


def _decide(query: Query, asked: AskedItem) -> Verified:
    """All relations of an item, with the steps that nothing else of it tells, and one sentence. Raises InputErrors."""
    numbers, needed = _numbers_for(asked)
    found = compute([*numbers, *needed], asked) if numbers or needed else Verified(Derivation((), (), {}), ())
    derivation, told = _decided(found.derivation, numbers, asked)
    task = task_of([*numbers, *needed], asked)
    for one, holds in told:
        verify_relation(one.relation, holds, task.recurrence(asked.item), asked.item.horizon)
    return Verified(derivation, (*found.checks, Check("relations by dual numbers", len(told))))


def _derive(query: Query, asked: AskedItem) -> Derivation:
    numbers, needed = _numbers_for(asked)
    return _decided(derive_unconfirmed([*numbers, *needed], asked), numbers, asked)[0]


def _decided(whole: Derivation, numbers: Sequence[NumberQuery], asked: AskedItem) -> tuple[Derivation, list[tuple[RelationQuery, bool]]]:
    """What relations add to the derivation of an item, with the verdict on each."""
    values: dict[Atom, Value] = {var: given.value for var, given in asked.item.given.items()}
    values |= whole.values
    told: list[tuple[RelationQuery, bool]] = []
    faults: list[InputError] = []
    for query in _relations(asked.item.queries):
        try:
            told.append((query, _holds(query, values, asked)))
        except InputErrors as error:
            faults += error.faults
    if faults:
        raise InputErrors(faults)
    elsewhere = {step.lhs for step in task_of(numbers, asked).plan.steps} if numbers else set()
    steps = tuple(step for step in whole.steps if not isinstance(step, Statement) and step.lhs not in elsewhere)
    sides = [_with_numbers(query.relation, holds, values, asked) for query, holds in told]
    statement = Statement(
        "reason", COMPARED, (sentence_inline("In the table: {relations}.", relations=sides), *further_down(sides, asked.shown))
    )
    answers = tuple(TableAnswer(query.name, (YES if holds else NO,)) for query, holds in told)
    return replace(whole, steps=(*steps, statement), answers=answers, values=values), told


def _holds(query: RelationQuery, values: Mapping[Atom, Value], asked: AskedItem) -> bool:
    left, right = (evaluate(side.expr, values, asked.item.conventions) for side in (query.relation.left, query.relation.right))
    if isinstance(left, Array) or isinstance(right, Array):
        message = f"a cell compares numbers; a side of '{query.name}' is an array"
        raise InputErrors([InputError(query.where, message, "compare its entries: h[t][1] > 0")])
    return compare_values(query.name, query.relation.sign, left, right, query.where)


def _with_numbers(relation: Relation, holds: bool, values: Mapping[Atom, Value], asked: AskedItem) -> Inline:
    """The relation that is true, with its numbers."""
    sides: list[Expr] = [relation.left.expr, relation.right.expr]
    of_sides = {side: evaluate(side, values, asked.item.conventions) for side in sides}
    return Inline("relation", relation.sign if holds else OPPOSITE[relation.sign], chain=tuple(sides), values={**of_sides, **values})


TABLE = Kind(
    types=(TableQuery,),
    forms=("table",),
    patterns=(re.compile("table"),),
    read=_no_table,
    answer=_nothing,
    needs_cell=False,
    axes=4,
)

WORDS = Kind(types=(WordQuery,), forms=(), patterns=(), read=_no_table, answer=_words, needs_cell=False, axes=4)

RELATIONS = Kind(types=(RelationQuery,), forms=(), patterns=(), read=_no_table, answer=_decide, derive=_derive, together=True)
