"""What an author is told of a claim that is neither proved nor refuted: how far that came."""

from fractions import Fraction

from gen.algebra.expr import Num
from gen.algebra.printer import name_text, number_text
from gen.messages.errors import Location
from gen.model.source import Parsed, Relation
from gen.questions.case_proofs import Case, Open
from gen.questions.claim_proofs import Found, Undecided
from gen.questions.counterexamples import Search
from gen.questions.proof_text import Told, text_of


def how_far(result: Undecided, search: Search, too_large: str) -> str:
    """For an author: the cases that are proved, the one that is open, and what the search has come near to."""
    parts = ["neither a counterexample nor a proof was found"]
    if result.how in ("base", "step"):
        parts = [
            f"an induction fails at its {'first step' if result.how == 'base' else 'step from t-1 to t'}, and no counterexample was found"
        ]
    if too_large:
        parts = [f"no counterexample was found, and {too_large}; claim it of fewer steps"]
    found = result.found
    if found and isinstance(found.result, Open) and (found.result.proved or found.result.case.conditions):
        proved = [case for case in found.result.proved if not case.impossible]
        if proved:
            parts.append(f"proved where {'; or where '.join(_where(found, case) for case in proved[:4])}")
        if found.result.case.conditions:
            parts.append(f"open where {_where(found, found.result.case)}")
    if search.nearest and search.nearest[0]:
        gap, numbers = search.nearest
        at = ", ".join(f"{name_text(var)} = {number_text(value)}" for var, value in numbers.items())
        parts.append(f"its sides come as near as {float(gap):.3g}, at {at}")
    return "; ".join([*parts, "add hypotheses, or ask it as an open question"])


def _where(found: Found, case: Case) -> str:
    nowhere = Parsed(Num(Fraction(0)), (), Location("", 0, 0))
    told = Told(found, Relation(nowhere, "=", nowhere, "", nowhere.where))
    return " and ".join(map(text_of, told.conditions(case)))
