"""General rules as a statement that stands before the lines with numbers: each equation with its start and the steps that it holds at."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from gen.algebra.expr import Expr, Num, Var
from gen.messages.sentences import Message, lazy_message
from gen.model.derivation import Statement
from gen.model.general_rule import GeneralEquation, GeneralRule
from gen.model.problem import Inline, sentence_inline

NAME = "general rule"
HEADING: Message = lazy_message("In general")


def rule_statement(rules: Iterable[GeneralRule]) -> Statement:
    """What `rules` say, each recursion and each sum in a row of its own."""
    rows = [row for rule in rules for row in _rows(rule)]
    return Statement("rule", NAME, (Inline("display", "", slots={str(i): tuple(row) for i, row in enumerate(rows, 1)}),))


def _rows(rule: GeneralRule) -> Iterator[list[Inline]]:
    """The equations of a rule, a recursion and its start in one row."""
    row: list[Inline] = []
    before: GeneralEquation | None = None
    for equation in rule.equations:
        starts = before is not None and equation.steps is None and _value(rule, equation).name == _value(rule, before).name
        if row and not starts:
            yield row
            row = []
        before = before if starts else equation
        row.append(Inline("relation", "=", chain=(equation.lhs, equation.rhs)))
        if equation.steps and (condition := _condition(rule, _value(rule, equation).name, *equation.steps)):
            row.append(sentence_inline("for {condition}", condition=condition))
    if row:
        yield row


def _value(rule: GeneralRule, equation: GeneralEquation) -> Var:
    return equation.lhs.wrt if rule.form == "reverse" else equation.lhs.of


def _condition(rule: GeneralRule, name: str, first: int, last: int) -> Inline | None:
    """Where an equation does not hold at all steps: not at its start, nor at other steps that are told apart."""
    apart = {_value(rule, other).time for other in rule.equations if other.steps is None and _value(rule, other).name == name}
    after, before = first - 1 in apart, last + 1 in apart
    if before:
        return _relation("<", *([_step(first - 1)] if after and (first > 1 or rule.form == "reverse") else []), Var("t"), _step(last + 1))
    return _relation(">=", Var("t"), _step(first)) if first > 1 and (after or rule.form != "reverse") else None


def _relation(sign: str, *chain: Expr) -> Inline:
    return Inline("relation", sign, chain=chain)


def _step(number: int) -> Expr:
    return Num(Fraction(number))
