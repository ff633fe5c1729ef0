"""Numbers that an author has typed in the texts of an item that varies, and that stand there for a result: other variants have others."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from gen.algebra.arrays import numbers
from gen.algebra.printer import text
from gen.messages.errors import InputError
from gen.model.cases import one_of_each
from gen.model.choice import choice_of
from gen.model.problem import Inline, Item
from gen.variants.acceptance import Acceptance
from gen.variants.features import features_of

_NUMBER = re.compile(r"(?<![\w.^(])-?\d+(?:\.\d+|/[1-9]\d*)?(?![\w/)]|\.\d)")
_COMMON = {Fraction(n) for n in (-1, 0, 1, 2)}  # as in `both of the 2 steps`: they say nothing of a result


def leftover_results(acceptance: Acceptance) -> Iterator[InputError]:
    """Each such number, once for each text. Raises InputErrors."""
    problem = acceptance.corrected[0]
    known = frozenset(var.name for item in problem.items for var in one_of_each(item))
    for group in acceptance.variation.groups:
        for item in (problem.items[place] for place in group.items):
            derived: dict[Fraction, str] = {}
            for step in (
                one
                for features in features_of(item, known, acceptance.memo)
                for one in features.derivation.numbers
                if not one.planned.hidden
            ):
                for x in numbers(step.value):
                    if isinstance(x, Fraction) and x not in _COMMON:
                        derived.setdefault(x, text(step.lhs))
            yield from _of_item(item, derived)


def _of_item(item: Item, derived: Mapping[Fraction, str]) -> Iterator[InputError]:
    rules = [("a rule", rule.text, rule.where) for rule in item.grading.rules]
    answers = [(f"the answer '{label}'", pieces, item.where) for label, pieces in item.answer.items()]
    choice = choice_of(item)
    options = [(f"option {one.name}", (*one.shown, *one.reason), one.where) for one in choice.options] if choice else []
    for what, pieces, where in (("the prompt", item.prompt, item.where), *rules, *answers, *options):
        for number in sorted({x for x in _numbers(pieces) if x in derived}):
            message = f"item {item.id}: {what} says {number}; so much is {derived[number]} with the author's own numbers alone"
            yield InputError(where, message, "write {value ...} in a rule or an answer, or say it without the number")


def _numbers(pieces: tuple[Inline, ...]) -> Iterator[Fraction]:
    for piece in pieces:
        if piece.kind in ("text", "math", "formula"):
            yield from (Fraction(found[0]) for found in _NUMBER.finditer(piece.text))
