"""Options judged once more: values and both sides of relations by definitions alone, and a value against what is asked."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from gen.algebra.arrays import Value, numbers, shape_of
from gen.algebra.expr import Atom
from gen.messages.errors import VerificationError
from gen.model.choice import ChoiceAnswer, ChoiceForm, Option, OptionVerdict
from gen.model.source import Relation, relation_holds
from gen.verify.formulas import evaluated, verify_formula
from gen.verify.tolerance import close, mpf

OPTIONS = "options judged once more"


def verify_option(
    option: Option, verdict: OptionVerdict, values: Mapping[Atom, Value], conventions: Mapping[str, Fraction], of_numbers: bool
) -> int:
    """How many numbers of an option were found again. `values` are confirmed ones of all names in it, whose claim may be `of_numbers`.

    Raises VerificationError where the value is another one, or where it is right that was found wrong, or the other way round.
    """
    found = 0
    if option.value and verdict.number is not None:
        verify_formula(f"option {verdict.label}", option.value.expr, verdict.number, values, conventions)
        found += 1
    if verdict.number is not None and verdict.asked is not None and not option.right.typed:
        if _is_what_is_asked(option, verdict.number, verdict.asked[1]) != verdict.right:
            raise VerificationError(f"{OPTIONS}: {verdict.label} is {'not ' * verdict.right}what is asked")
        found += 1
    if option.right.claim and of_numbers:
        if verdict.right not in _verdicts(option.right.claim, values, conventions):
            raise VerificationError(f"{OPTIONS}: '{option.right.claim.text}' is {'not ' * verdict.right}true of these numbers")
        found += 1
    return found


def verify_ticks(form: ChoiceForm, answer: ChoiceAnswer, options: Sequence[Option]) -> None:
    """Raises VerificationError where what the author has typed is told otherwise, or where ticks are more or fewer than are asked for."""
    right = [verdict.right for verdict in answer.options]
    typed = [option.right.typed for option in options]
    if len(right) != len(typed) or any(word is not None and word != tick for word, tick in zip(typed, right, strict=True)):
        raise VerificationError(f"{OPTIONS}: the author's word is told otherwise")
    for option, tick in zip(options, right, strict=True):
        if option.right.is_no_other and tick != (sum(right) - tick == 0):
            raise VerificationError(f"{OPTIONS}: 'no other' is {'not ' * tick}right")
    if (form == "one" and sum(right) != 1) or (form == "all" and not any(right)):
        raise VerificationError(f"{OPTIONS}: {sum(right)} are right")


def _is_what_is_asked(option: Option, own: Value, asked: Value) -> bool:
    """Whether an option has the number that is asked for: rounded to the decimals that its author typed, or else itself."""
    if shape_of(own) != shape_of(asked):
        return False
    texts = [text for row in option.typed.texts for text in row] if option.typed else [""] * len(numbers(own))
    return all(_is_entry(*entry) for entry in zip(numbers(own), numbers(asked), texts, strict=True))


def _is_entry(own: Fraction | Decimal, asked: Fraction | Decimal, text: str) -> bool:
    point, decimals = re.search(r"\.(\d*)", text), 0
    if own == 0 or point is None or not (decimals := len(point[1])) or re.search(r"[eE/]", text):
        return close(_number(own), _number(asked))
    half = Fraction(1, 2 * 10**decimals)
    off = Fraction(asked) - Fraction(own)
    away = off if own > 0 else -off  # what lies halfway is rounded away from 0
    return -half <= away < half


def _verdicts(claim: Relation, values: Mapping[Atom, Value], conventions: Mapping[str, Fraction]) -> set[bool]:
    """Whether a relation holds between numbers; of arrays between all entries, where a number goes with each. Near ones may be the same.

    Two arrays are different where one entry is.
    """
    left, right = (evaluated(side.expr, values, conventions) for side in (claim.left, claim.right))
    most = max(len(left), len(right))
    each = [one * most if len(one) == 1 else one for one in (left, right)]
    each_or_one = any if claim.sign == "!=" else all
    found = [(mpf(a) < mpf(b), close(a, b), a == b) for a, b in zip(*each, strict=True)]
    return {each_or_one(relation_holds(claim.sign, less, same[i]) for less, *same in found) for i in (0, 1)}


def _number(x: Fraction | Decimal) -> object:
    return x if isinstance(x, Fraction) else mpf(x)
