"""Claims about the largest modulus of the eigenvalues of a matrix, under premises about it."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import array
from gen.algebra.expr import Call, Expr, Num, Var
from gen.messages.errors import InputError, InputErrors, Location, VerificationError
from gen.model.derivation import Statement
from gen.model.problem import Inline, sentence_inline
from gen.model.source import OPPOSITE, Relation, relation_holds
from gen.model.verified import Check
from gen.questions.comparison import relation_inline
from gen.questions.decision import Decision
from gen.questions.matrix_words import NO_NUMBERS, have_numbers
from gen.questions.spectral_conditions import decide as decide_spectrum
from gen.syntax import constant_of, matrix_of
from gen.verify import largest_modulus


def undecided(statement: Relation, where: Location, why: str) -> InputErrors:
    """That a claim is neither proved nor refuted."""
    return InputErrors([InputError(where, f"the claim '{statement.text}' is undecided", f"{why}; or ask it as an open question")])


def decide_spectral(statement: Relation, premises: Sequence[Relation], where: Location) -> Decision:
    """`maxabs(eig(A)) <= 1`: true where its opposite is impossible under the premises, false for a matrix that meets these."""
    name, bound = matrix_of(statement), constant_of(statement.right.expr)
    assert name is not None and bound is not None
    opposite = decide_spectrum(premises, name, replace(statement, sign=OPPOSITE[statement.sign]))
    if opposite is None:
        why = "it follows neither from what eigenvalues the premises allow, nor does a small matrix refute it"
        raise undecided(statement, where, NO_NUMBERS if have_numbers(premises) else why)
    var = Var(name)
    if not opposite.possible:
        moduli = [Inline("relation", "=", chain=(statement.left.expr, _root(square))) for square in opposite.moduli]
        told = Inline("either", "", slots={"parts": tuple(moduli)}) if len(moduli) > 1 else moduli[0]
        given = [*map(relation_inline, premises)]
        pieces = (sentence_inline("From {equations} it follows that {relation}.", equations=given, relation=told),)
        return Decision(True, {}, (Statement("reason", "proof", pieces),), {}, (Check("which moduli the premises allow", 1),))
    assert opposite.witness is not None
    witness = array(opposite.witness)
    modulus = largest_modulus(opposite.witness)
    if relation_holds(statement.sign, modulus < bound, abs(modulus - bound) < Fraction(1, 10**12)):
        raise VerificationError(f"{statement.text} is refuted by {witness}, and the largest modulus there is {modulus}")
    listing = Inline("relation", "=", chain=(var,), values={var: witness})
    outcome = Inline("relation", OPPOSITE[statement.sign], chain=(statement.left.expr, statement.right.expr))
    said = (
        Statement("reason", "counterexample", (sentence_inline("A counterexample: {numbers}.", numbers=[listing]),)),
        Statement("reason", "outcome", (sentence_inline("So {relation}.", relation=outcome),)),
    )
    return Decision(False, {var: witness}, said, {var: witness}, (Check("matrices entry by entry", 1),))


def _root(square: Fraction) -> Expr:
    """The root of a squared modulus."""
    root = next((n for n in (Fraction(k) for k in range(100)) if n * n == square), None)
    return Num(root) if root is not None else Call("sqrt", (Num(square),))
