"""Claims such as `h[t] = h[t-1]` for all numbers: refuted by a counterexample that was searched, or proved by SymPy.

A claim is taken for quantities of one dimension: a counterexample there refutes it (elementwise functions act on each component
alone), and `@` is then a plain product. What is neither refuted nor proved is undecided, and that is a fault.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from gen.algebra.arrays import Value
from gen.algebra.expr import Var
from gen.algebra.printer import name_text, number_text
from gen.model.derivation import Derivation, Statement
from gen.model.problem import Item, sentence_inline
from gen.model.queries import Query
from gen.model.source import Relation, Use
from gen.model.verified import Verified
from gen.questions.deciding import decide_relation
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.questions.proofs import uses_of
from gen.syntax import MATRIX_FUNCTIONS, relation


@dataclass(frozen=True, slots=True)
class ClaimQuery(Query):
    """`claim h[t] = h[t-1]`: true or false for all numbers that fit the item's hypotheses."""

    statement: Relation
    kind: ClassVar[str] = "claim"
    lines_per_point: ClassVar[float] = 4
    in_words: ClassVar[bool] = True
    has_verdict: ClassVar[bool] = True

    @property
    def same(self) -> object:
        return self.kind, self.statement.left.expr, self.statement.sign, self.statement.right.expr

    @property
    def uses(self) -> tuple[Use, ...]:
        return uses_of(self.statement)


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """The verdict on a claim, and the numbers that refute it."""

    claim: str
    holds: bool
    counterexample: Mapping[Var, Value]

    @property
    def name(self) -> str:
        return "verdict"

    @property
    def about(self) -> str:
        return self.claim

    @property
    def value(self) -> bool:
        return self.holds

    @property
    def word(self) -> str:
        return "true" if self.holds else "false"

    @property
    def text(self) -> str:
        because = ", ".join(f"{name_text(var)} = {number_text(value)}" for var, value in self.counterexample.items())
        return f"{self.claim}: {self.word}{f', since {because}' if because else ''}"

    @property
    def json(self) -> dict[str, Any]:
        numbers = {name_text(var): str(value) for var, value in self.counterexample.items()}
        return {"claim": self.claim, "verdict": self.holds, "counterexample": None if self.holds else numbers}


def _read(written: WrittenQuestion) -> list[ClaimQuery]:
    statement = written.fields.attempt(
        lambda text: relation(text, {**MATRIX_FUNCTIONS, "count": 1}, written.timeless, cell=True), written.part("claim")
    )
    return [ClaimQuery(statement, where=written.text.where)] if statement else []


def _answer(query: ClaimQuery, asked: AskedItem) -> Verified:
    """The verdict with its reason. Raises InputErrors if the claim can be neither refuted nor proved."""
    found = decide_relation(query.statement, asked, query.where)
    item = asked.item
    told = found if "reason" in item.answer else found.named("reason")
    verdict = Statement("verdict", "verdict", (sentence_inline("True.") if found.holds else sentence_inline("False."),))
    answer = ClaimAnswer(query.statement.text, found.holds, found.counterexample)
    return Verified(Derivation((verdict, *_model(item), *told.reason), (answer,), found.values), found.checks)


def _model(item: Item) -> Iterator[Statement]:
    """The author's words, where a claim has some."""
    for label, pieces in item.answer.items():
        yield Statement("model", label, pieces)


CLAIM = Kind(
    types=(ClaimQuery,),
    forms=("claim h[t] = h[t-1]",),
    patterns=(re.compile(r"claim\s+(?P<claim>.+)", re.DOTALL),),
    read=_read,
    answer=_answer,
    needs_cell=False,
    cases=True,
    one=("an item has one claim", "make two items of it"),
    alone=("a claim has numbers of its own and stands alone in its item", "make two items of it"),
)
