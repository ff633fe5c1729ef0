"""Model answers read back: each number and formula that was worked out stands at its place in the author's words."""

import re

from gen.algebra.arrays import SCALAR, shape_of
from gen.algebra.expr import Atom
from gen.algebra.printer import number_text, text
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.model.derivation import Statement
from gen.model.problem import Inline, Item
from gen.proofread.forms import ReadingContext
from gen.proofread.intervals import ConstantArray, Interval, interval_of
from gen.proofread.tokens import latex_words

_IN_FORMULA = ("math", "expr", "value", "worked")  # pieces that stand between two dollar signs
_DOLLAR = re.compile(r"(?<!\\)\$")


def read_model_answer(statement: Statement, sentence: str, item: Item, latex: Latex, page: ReadingContext) -> list[float]:
    """How far each number and each formula of a model answer is off. Raises VerificationError where one is another, or is lost."""
    inline = [piece for piece in statement.pieces if piece.kind in _IN_FORMULA]
    formulas = _DOLLAR.split(sentence)[1::2]
    if not any(piece.kind in ("value", "worked") for piece in inline):
        return []
    if len(formulas) != len(inline):
        raise VerificationError(f"{statement.name} is told with {len(formulas)} formulas, not with {len(inline)}: {sentence}")
    seen: list[float] = []
    for piece, formula in zip(inline, formulas, strict=True):
        if piece.kind == "value":
            for value in (piece.values or {}).values():
                found = ReadingContext({}, page.with_names, item, latex.shown).read(
                    statement.name, formula, symbols=False, shape=shape_of(value)
                )
                if not found.contains(value):
                    raise VerificationError(f"{statement.name}: {formula} is read as {found}, where {piece.text} is {number_text(value)}")
                seen.append(found.relative_error(value))
        elif piece.kind == "worked":
            seen.append(_read_formula(piece, formula, item, latex))
    return seen


def _read_formula(piece: Inline, formula: str, item: Item, latex: Latex) -> float:
    """How far a formula is off what it is a formula of, with the numbers on which that was confirmed."""
    example, asked = piece.values or {}, piece.chain[0]
    assert isinstance(asked, Atom)
    value, names = example[asked], {latex.expr(atom): interval_of(x) for atom, x in example.items()}
    found = ReadingContext(names, latex_words(names), item, None).read(text(asked), formula, symbols=True, shape=shape_of(value))
    if shape_of(value) != SCALAR and isinstance(found, Interval) and found.ends == (0,):
        found = ConstantArray(found)
    if not found.contains(value):
        raise VerificationError(f"{text(asked)}: {formula} is read as {found}, for numbers with which it is {number_text(value)}")
    return found.relative_error(value)
