"""Options read back: the boxes that are ticked, the numbers that options print, and what is said of each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gen.algebra.expr import Var, atoms
from gen.algebra.values import value_of
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.model.choice import ChoiceAnswer, OptionVerdict, choice_of
from gen.model.derivation import Statement
from gen.model.problem import Inline, Item
from gen.model.solved import Solved
from gen.page import ChoiceView
from gen.proofread.forms import reading_context
from gen.proofread.intervals import interval_of
from gen.proofread.relations import read_relation

_ENTRY = re.compile(r"\\nextentry\{([A-Z])\}")
_FORMULA = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$", re.DOTALL)


def choice_answer(one: Solved) -> ChoiceAnswer | None:
    """What was found of options, if a reading has some."""
    return next((answer for answer in one.derivation.answers if isinstance(answer, ChoiceAnswer)), None)


def read_options(view: ChoiceView | None, one: Solved, item: Item, latex: Latex) -> list[float]:
    """How far each number that an option prints is off. Raises VerificationError where one is another, or where other boxes are ticked."""
    answer, choice = choice_answer(one), choice_of(item)
    if answer is None or choice is None:
        return []
    if view is None or [option.label for option in view.options] != [verdict.label for verdict in answer.options]:
        raise VerificationError("the options are not told in their order")
    seen: list[float] = []
    for option, verdict in zip(view.options, answer.options, strict=True):
        boxes = (verdict.right, not verdict.right) if answer.form == "statements" else (verdict.right,)
        if option.ticked != boxes:
            raise VerificationError(f"option {verdict.label} is {'not ' * verdict.right}ticked")
        seen += _numbers(verdict, option.text, item, latex)
    return seen


def _numbers(verdict: OptionVerdict, text: str, item: Item, latex: Latex) -> Iterator[float]:
    """Each number of an option against what is printed of it."""
    formulas = _FORMULA.findall(text)
    values = [value for piece in verdict.shown if piece.kind == "value" for value in (piece.values or {}).values()]
    page = replace(reading_context({}, {}, item, latex), shown=latex.shown)
    for value in values:
        read = (page.read(f"option {verdict.label}", formula, symbols=False) for formula in formulas if _is_number(formula))
        found = next((one for one in read if one.contains(value)), None)
        if found is None:
            raise VerificationError(f"option {verdict.label} does not print its number: {text}")
        yield found.relative_error(value)


def _is_number(formula: str) -> bool:
    """Whether a formula may be a number, and has no name in it."""
    without_commands = re.sub(r"\\(frac|cdot|begin|end)|[a-z]*matrix", "", formula)
    return bool(re.search(r"\d", formula)) and not re.search(r"[a-zA-Z]", without_commands)


def read_ticks(statement: Statement, sentence: str, answer: ChoiceAnswer) -> None:
    """Raises VerificationError where the sentence about the right options names others."""
    first, _, _ = sentence.partition(";")
    named = set(re.findall(r"\b[A-T]\b", first))
    right = {verdict.label for verdict in answer.options if verdict.right}
    together = answer.form == "statements" and len(right) in (0, len(answer.options))  # all are true, or all are false
    if named != (set() if together else right):
        raise VerificationError(f"{statement.name}: '{sentence}' names {', '.join(sorted(named))}, not {', '.join(sorted(right))}")


def read_reasons(sentence: str, answer: ChoiceAnswer, item: Item, latex: Latex) -> list[float]:
    """A 0 for each side of a relation between numbers in what is said of options. Raises VerificationError where one does not hold."""
    parts = _ENTRY.split(sentence)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    seen: list[float] = []
    for verdict in answer.options:
        said = list(_relations(verdict.why))
        if said and verdict.label not in told:
            raise VerificationError(f"nothing is said of option {verdict.label}")
        formulas = _FORMULA.findall(told.get(verdict.label, ""))
        if len(formulas) < len(said):
            raise VerificationError(f"what is said of option {verdict.label} has lost a formula")
        parts = [atom for piece in said if piece.values is not None for e in piece.chain for atom in atoms(e)]
        values = dict(verdict.values)
        values |= {atom: value_of(atom, values) for atom in parts if isinstance(atom, Var) and atom.index}
        page = reading_context({latex.expr(atom): interval_of(value) for atom, value in values.items()}, values, item, latex)
        for piece, formula in zip(said, formulas[len(formulas) - len(said) :], strict=True):
            if piece.values is not None:
                seen += [0.0] * read_relation(f"option {verdict.label}", formula, page)
    return seen


def _relations(pieces: Sequence[Inline]) -> Iterator[Inline]:
    """The formulas of a text and of the sentences in it, in their order."""
    for piece in pieces:
        if piece.kind in ("relation", "side", "expr", "math"):
            yield piece
        for slot in piece.slots.values():
            yield from _relations(slot)
