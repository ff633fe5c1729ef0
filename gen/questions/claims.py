"""Claims such as `h[t] = h[t-1]` for all numbers: refuted by a counterexample that was searched, or proved by SymPy.

A claim is taken for quantities of one dimension: a counterexample there refutes it (elementwise functions act on each component
alone), and `@` is then a plain product. What is neither refuted nor proved is undecided, and that is a fault.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from gen.algebra.arrays import Value
from gen.algebra.expr import Expr, Var
from gen.algebra.printer import name_text, number_text
from gen.calculus import evaluate_number, expr_at
from gen.model.derivation import Derivation, Statement
from gen.model.problem import Cell, Inline, Item, sentence_inline
from gen.model.queries import Query
from gen.model.source import Relation, Use
from gen.model.verified import Check, Verified
from gen.questions.counterexamples import Counterexample, find_counterexample, known_steps, scalar_relation
from gen.questions.digits import evaluate_with_more_digits
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.questions.proof_lines import proof_line, worked_out
from gen.questions.proofs import assigns, uses_of
from gen.syntax import relation
from gen.verify import Recurrence, verify, verify_relation

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


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
        return f"{self.claim}: {'true' if self.holds else f'false, since {because}'}"

    @property
    def json(self) -> dict[str, Any]:
        numbers = {name_text(var): str(value) for var, value in self.counterexample.items()}
        return {"claim": self.claim, "verdict": self.holds, "counterexample": None if self.holds else numbers}


def _read(written: WrittenQuestion) -> list[ClaimQuery]:
    statement = written.fields.attempt(relation, written.part("claim"))
    return [ClaimQuery(statement, where=written.text.where)] if statement else []


def _answer(query: ClaimQuery, asked: AskedItem) -> Verified:
    """The verdict with its reason. Raises InputErrors if the claim can be neither refuted nor proved."""
    item, cell = asked.item, asked.cell
    found = find_counterexample(query.statement, item.hypotheses, cell, item.where, query.where)
    return _refutation(query, item, cell, found) if found else _proof(query, item, cell)


def _refutation(query: ClaimQuery, item: Item, cell: Cell, found: Counterexample) -> Verified:
    recurrence, horizon = Recurrence(cell, found.trace, found.numbers, {}, frozenset(), {}), found.steps
    derivation, finer = evaluate_with_more_digits(found.forward, recurrence, item.where)
    verified = verify(finer, recurrence)
    verify_relation(scalar_relation(query.statement), False, recurrence, horizon)
    for hypothesis in map(scalar_relation, item.hypotheses):
        for t in known_steps(hypothesis, derivation.values, horizon):
            verify_relation(hypothesis, True, recurrence, t)
    used = {var: value for var, value in recurrence.givens.items() if var in recurrence.trace.inputs}
    claim = scalar_relation(query.statement)
    left, right = (expr_at(side.expr, horizon) for side in (claim.left, claim.right))
    sign = _OPPOSITE[query.statement.sign]
    listing = [Inline("relation", "=", chain=(var,), values={var: value}) for var, value in used.items()]
    sides: dict[Expr, Value] = {side: evaluate_number(side, derivation.values, {}) for side in (left, right)}
    outcome = Inline("relation", sign, chain=(left, right), values={**sides, **derivation.values})
    said = (
        Statement("verdict", "verdict", (sentence_inline("False."),)),
        *_model(item),
        Statement(
            "reason",
            "counterexample" if "reason" in item.answer else "reason",
            (sentence_inline("A counterexample in one dimension: {numbers}.", numbers=listing),),
        ),
        *derivation.steps,
        Statement("reason", "outcome", (sentence_inline("So {relation}.", relation=outcome),)),
    )
    answer = ClaimAnswer(query.statement.text, False, used)
    return Verified(Derivation(said, (answer,), derivation.values), verified.checks)


def _model(item: Item) -> Iterator[Statement]:
    """The author's words, where a claim has some."""
    for label, pieces in item.answer.items():
        yield Statement("model", label, pieces)


def _proof(query: ClaimQuery, item: Item, cell: Cell) -> Verified:
    """The verdict for a proved claim, shown on the equations with the hypotheses put in."""
    claim = query.statement
    put_in = {h.left.expr: h.right.expr for h in item.hypotheses if assigns(h)}
    others = [_inline(h) for h in item.hypotheses if not assigns(h)]
    if line := proof_line(claim, cell, put_in):
        proof = Inline("relation", "=", chain=line)
        shown = (
            sentence_inline("Indeed {relation}, since {conditions}.", relation=proof, conditions=others)
            if others
            else sentence_inline("Indeed {relation}.", relation=proof)
        )
    else:
        asked = {use.var.name for use in uses_of(claim)}
        equations = []
        for equation in cell.equations:
            if equation.lhs.var.name in asked:
                left = worked_out(equation.rhs.expr, put_in)
                chain = (equation.lhs.var, equation.rhs.expr, *(() if left == equation.rhs.expr else (left,)))
                equations.append(Inline("relation", "=", chain=chain))
        given = [*equations, *others]
        shown = sentence_inline("From {equations} it follows that {relation}.", equations=given, relation=_inline(claim))
    said = (
        Statement("verdict", "verdict", (sentence_inline("True."),)),
        *_model(item),
        Statement("reason", "proof" if "reason" in item.answer else "reason", (shown,)),
    )
    answer = ClaimAnswer(claim.text, True, {})
    return Verified(Derivation(said, (answer,), {}), (Check("SymPy's proof on the closed form", 1),))


def _inline(relation: Relation) -> Inline:
    return Inline("relation", relation.sign, chain=(relation.left.expr, relation.right.expr))


CLAIM = Kind(
    types=(ClaimQuery,),
    forms=("claim h[t] = h[t-1]",),
    patterns=(re.compile(r"claim\s+(?P<claim>.+)", re.DOTALL),),
    read=_read,
    answer=_answer,
    one=("an item has one claim", "make two items of it"),
    alone=("a claim has numbers of its own and stands alone in its item", "make two items of it"),
)
