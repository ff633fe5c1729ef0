"""The sentences of a key read back: relations between numbers, general rules, a pair of eigenvalues."""

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import Value, scalar
from gen.algebra.expr import Atom, Size, Var, atoms
from gen.algebra.printer import number_text, text
from gen.algebra.values import value_of
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.messages.sentences import Language, translate
from gen.model.derivation import Statement
from gen.model.memo import Memo
from gen.model.problem import Item
from gen.model.solved import Solved
from gen.page import ReadingView
from gen.proofread.cases import read_cases
from gen.proofread.choices import choice_answer, read_reasons, read_ticks
from gen.proofread.forms import ReadingContext, page_of, reading_context
from gen.proofread.general_rules import read_rules
from gen.proofread.intervals import Interval, interval_of
from gen.proofread.listings import check_gap_line, places_of
from gen.proofread.model_answers import read_model_answer
from gen.proofread.relations import RELATION, read_relation
from gen.proofread.shapes import read_shapes


def read_statements(view: ReadingView, one: Solved, item: Item, latex: Latex, memo: Memo | None = None) -> list[float]:
    """A 0 for each side of a relation between numbers in a sentence, as of a counterexample. Raises VerificationError where it fails."""
    statements = [step for step in one.derivation.steps if isinstance(step, Statement) and not step.chain]
    texts = [block.text for group in view.groups for block in group.blocks if block.text]
    if len(texts) != len(statements):
        raise VerificationError(f"{len(texts)} sentences are told, not {len(statements)}")
    values = one.derivation.values
    page = page_of(one, item, latex, memo)
    answer = choice_answer(one)
    seen: list[float] = []
    for statement, sentence in zip(statements, texts, strict=True):
        if answer and statement.name == "right":
            read_ticks(statement, sentence, answer)
            continue
        if answer and statement.name == "reason":
            seen += read_reasons(sentence, answer, item, latex)
            continue
        if statement.name == "pair":
            seen += _read_pair(sentence, values, page)
            continue
        if statement.kind == "cases" and any(piece.kind == "value" for piece in statement.pieces):
            seen += read_cases(statement, sentence, values, item, latex)
            continue
        if statement.example:
            seen += _read_example(statement, sentence, item, latex)
            continue
        if statement.kind == "rule":
            seen += read_rules(statement, sentence, one, item, latex)
            continue
        if statement.kind == "model":
            seen += read_model_answer(statement, sentence, item, latex, page)
            continue
        if statement.kind == "gap":
            check_gap_line(statement.name, sentence, places_of(one))
            continue
        if statement.kind == "shape":
            seen += read_shapes(statement, sentence, one, item, latex)
            continue
        if statement.kind == "share":
            seen.append(_read_share(sentence, values, page, latex.language))
            continue
        label = statement.pieces[1].expr if statement.kind == "blank" else None
        if label and sentence != f"({statement.name}) ${latex.expr(label)}$":
            raise VerificationError(f"blank {statement.name} is told as {sentence}")
        formulas = sentence.split("$")[1::2] if _has_numbers(statement) else []
        if len(formulas) < _has_numbers(statement):
            raise VerificationError(f"{statement.name} has lost a formula: {sentence}")
        own = {**values, **_values_of(statement)}
        told = (
            reading_context({latex.expr(atom): interval_of(value) for atom, value in own.items()}, own, item, latex) if formulas else page
        )
        for formula in formulas:
            seen += [0.0] * read_relation(statement.name, formula, told)
    return seen


def _read_example(statement: Statement, sentence: str, item: Item, latex: Latex) -> list[float]:
    """A 0 for each side of the relations of a sentence, which hold on its numbers. Raises VerificationError where one does not."""
    told = [put for piece in statement.pieces for slot in piece.slots.values() for put in slot if put.kind == "relation"]
    entries = [atom for put in told for e in put.chain for atom in atoms(e) if isinstance(atom, Var) and atom.index]
    values: dict[Atom, Value] = {**statement.example}
    values |= {entry: value_of(entry, statement.example) for entry in entries}
    page = reading_context({latex.expr(atom): interval_of(value) for atom, value in values.items()}, values, item, latex)
    formulas = [formula for formula in sentence.split("$")[1::2] if RELATION.search(formula)]
    if len(formulas) != len(told):
        raise VerificationError(f"{statement.name} has {len(formulas)} formulas, not {len(told)}: {sentence}")
    return [0.0 for formula in formulas for _ in range(read_relation(statement.name, formula, page))]


_PERCENT = re.compile(r"\$(?P<number>[^$]+?)\\,\\%\$")


def _read_share(sentence: str, values: Mapping[Atom, Value], page: ReadingContext, language: Language) -> float:
    """0 for a share in percent, rounded where the sentence says so. Raises VerificationError where it is another, or none."""
    told, share = _PERCENT.search(sentence), scalar(values[Size("", what="share")])
    found = page.read("the share", told["number"], symbols=False) if told else None
    if not told or not isinstance(found, Interval):
        raise VerificationError(f"no share is told: {sentence}")
    digits = len(re.split(r"\.|\{,\}", told["number"])[1:][0]) if re.search(r"\.|\{,\}", told["number"]) else 0
    off = abs(Fraction(str(found.low)) - 100 * Fraction(share))
    exact = sentence == translate("This is a share of {percent}.", language, percent=told[0])
    if off > (0 if exact else Fraction(1, 2 * 10 ** max(digits, 1))):
        raise VerificationError(f"the share is told as {told['number']} percent, and is {number_text(share)}")
    return 0.0


def _values_of(statement: Statement) -> dict[Atom, Value]:
    """The numbers that a statement has for names, which are its own where it tells of one of several cases."""
    puts = [put for piece in statement.pieces for slot in piece.slots.values() for put in slot if put.values is not None]
    return {atom: value for put in puts for atom, value in (put.values or {}).items() if isinstance(atom, Atom)}


_PAIR = re.compile(r"\$\\lambda_\{1,2\} (?P<sign>=|\\approx) (?P<real>.*?) ?\\pm (?P<imaginary>.*?)(\\,)?\\mathrm\{i\}\$")


def _read_pair(sentence: str, values: Mapping[Atom, Value], page: ReadingContext) -> list[float]:
    """How far the real and the imaginary part of a pair of eigenvalues are off. Raises VerificationError where one is not theirs."""
    found = _PAIR.search(sentence)
    if not found:
        raise VerificationError(f"the eigenvalues are not told: {sentence}")
    seen: list[float] = []
    for part, form in ((Var("alpha"), found["real"] or "0"), (Var("beta"), found["imaginary"] or "1")):
        read = replace(page, shown=None if found["sign"] == "=" else page.shown).read("the eigenvalues", form, symbols=False)
        if not read.contains(values[part]):
            raise VerificationError(f"the eigenvalues: {form} is read as {read}, {text(part)} is {number_text(values[part])}")
        seen.append(read.relative_error(values[part]))
    return seen


def _has_numbers(statement: Statement) -> int:
    """How many of its formulas are told with numbers."""
    return sum(put.values is not None for piece in statement.pieces for slot in piece.slots.values() for put in slot)
