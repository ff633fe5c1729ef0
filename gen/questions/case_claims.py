"""Claims over the finitely many cases of an item: each case is computed, and the first one that fails is the counterexample."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import Value
from gen.algebra.expr import Expr, Num, Var
from gen.algebra.printer import name_text
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.cases import of_case
from gen.model.derivation import Statement, Step
from gen.model.problem import Inline, sentence_inline
from gen.model.source import Relation
from gen.questions.decision import Decision
from gen.questions.kind import AskedItem

MOST = 64  # that are looked at one by one
TOLD = 16  # that are told one by one

Decide = Callable[[Relation, AskedItem, Location], Decision]


def decide_cases(statement: Relation, asked: AskedItem, where: Location, decide: Decide) -> Decision:
    """True if it holds in each case, else false with the first case in which it does not. Raises InputErrors."""
    cases = asked.item.over
    if len(cases) > MOST:
        raise InputErrors([InputError(where, f"a claim is looked at in {MOST} cases at most, here are {len(cases)}", "leave some out")])
    found: list[tuple[list[Inline], Decision]] = []
    for case in cases:
        item = replace(of_case(asked.item, case), over=())
        listing = [Inline("relation", "=", chain=(var,), values={var: one.value}) for var, one in case.items()]
        try:
            decision = decide(statement, replace(asked, item=item), where)
        except InputErrors as error:
            at = ", ".join(f"{name_text(var)} = {' '.join(one.texts[0])}" for var, one in case.items())
            raise InputErrors([replace(fault, message=f"{fault.message}, in the case {at}") for fault in error.faults]) from None
        if not decision.holds:
            return _refuted(listing, decision, {var: one.value for var, one in case.items()})
        found.append((listing, decision))
    told = found if len(found) <= TOLD else found[:1]
    said = tuple(Statement("reason", f"case {number}", _told(*one)) for number, one in enumerate(told, 1))
    count = Inline("text", str(len(found)))
    opening = Statement("reason", "proof", (sentence_inline("There are {count} cases, and it holds in each of them.", count=count),))
    checks = found[0][1].checks
    return Decision(True, {}, (opening, *said), {}, checks)


def _told(listing: list[Inline], decision: Decision) -> tuple[Inline, ...]:
    """What tells a case; its numbers stand before the first sentence."""
    last = decision.reason[-1]
    assert isinstance(last, Statement)
    if len(last.pieces) == 1 and last.pieces[0].text == "So {relation}.":
        return (sentence_inline("For {numbers} we have {relation}.", numbers=listing, relation=last.pieces[0].slots["relation"]),)
    named = [replace(one, chain=(*one.chain, *map(_number, (one.values or {}).values())), values=None) for one in listing]
    return (sentence_inline("For {numbers}: {reason}", numbers=named, reason=last.pieces[0]), *last.pieces[1:])


def _refuted(listing: list[Inline], decision: Decision, numbers: Mapping[Var, Value]) -> Decision:
    """The case in which it fails, with the numbers of that."""
    own = sentence_inline("It fails for {numbers}.", numbers=listing)
    rest: tuple[Step | Statement, ...] = decision.reason
    if isinstance(rest[0], Statement) and rest[0].name == "counterexample":
        rest = (replace(rest[0], name="numbers"), *rest[1:])
    said = (Statement("reason", "counterexample", (own,)), *rest)
    return replace(
        decision, reason=said, counterexample={**numbers, **decision.counterexample}, values=dict(numbers.items()) | dict(decision.values)
    )


def _number(value: Value) -> Expr:
    """The number of a case beside symbols."""
    assert isinstance(value, Fraction)
    return Num(value)
