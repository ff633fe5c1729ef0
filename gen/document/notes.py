"""What a key has besides the steps: functions whose slopes it tells, answers that differ between readings, how near an answer must be."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from gen.algebra.arrays import Array, Value, numbers
from gen.algebra.expr import Call, LocalDerivative, Partial, Var, walk
from gen.algebra.numbers import NumberFormat
from gen.algebra.rounding import TypedNumber, is_exact, shown_text
from gen.document.tree import Remark, Text
from gen.functions import FUNCTIONS
from gen.model.answers import USUAL_TOLERANCE, Tolerance
from gen.model.derivation import answer_name
from gen.model.problem import GradingRule, Inline, sentence_inline
from gen.model.slips import priced_slip
from gen.model.solved import Solved, SolvedItem, step_name

_RULES = {
    "note": sentence_inline("Note"),
    "accept": sentence_inline("Also accepted"),
    "partial": sentence_inline("Partial credit"),
    "forfeit": sentence_inline("No points if"),
    "zero": sentence_inline("No points"),
}
FOLLOW_ON = {
    "none": sentence_inline("Follow-through: no points for what rests on an earlier error."),
    "full": sentence_inline("Follow-through: full marks for what follows correctly from an earlier error."),
}


def rule_remark(rule: GradingRule) -> Remark:
    """A rule of the rubric as a remark; with the number that it prices."""
    slip, text = priced_slip(rule), rule.text
    if slip and slip.number is not None:
        number = Inline("relation", "=", chain=(slip.of,), values={slip.of: slip.number})
        text = (*text, Inline("text", " "), sentence_inline("This gives {number}.", number=number))
    return Remark((_RULES[rule.kind],), text, rule.points)


def functions_of(item: SolvedItem) -> tuple[str, ...]:
    """Each function whose slope is told, and each of arrays in the equations of a gradient, in order."""
    return tuple(dict.fromkeys(fn for one in item.readings for fn in _functions(one)))


def _functions(solved: Solved) -> Iterator[str]:
    left = [step.lhs for step in solved.derivation.numbers]
    if solved.trace and any(isinstance(lhs, Partial) for lhs in left):
        yield from (lhs.fn for lhs in left if isinstance(lhs, LocalDerivative))
        yield from (e.fn for eqn in solved.trace.eqns for e in walk(eqn.rhs) if isinstance(e, Call) and FUNCTIONS[e.fn].array)


def different_answers(solved: SolvedItem) -> Text:
    """The answers that differ between the readings."""
    found: list[Inline] = []
    for i, answer in enumerate(solved.readings[0].derivation.answers):
        name = answer_name(answer)
        steps = [
            step
            for one in solved.readings
            for step in one.derivation.numbers
            if step_name(step) == name and answer_name(one.derivation.answers[i]) == name
        ]
        values = list(dict.fromkeys(step.value for step in steps))
        if len(values) > 1:
            lhs = next(step for step in solved.readings[0].derivation.numbers if step_name(step) == name).lhs
            first = Inline("side", "=", chain=(lhs,), values={lhs: values[0]})
            others = [Inline("value", "", values={lhs: value}) for value in values[1:]]
            found += [Inline("text", "; ")] * bool(found) + [Inline("either", "", slots={"parts": (first, *others)})]
    return (*found, Inline("text", ".")) if found else ()


_EXACTLY = NumberFormat("digits", 12, fractions="none")


def nearness(answers: Iterable[Value], tolerance: Tolerance | None, shown: NumberFormat) -> Text:
    """How far answers may be off where one of them is rounded; if the author does not say, what a calculator's digits allow."""
    near = [answer for answer in answers if not all(is_exact(x, shown) for x in numbers(answer))]
    if not near:
        return ()
    asked = tolerance or USUAL_TOLERANCE
    amount = asked.value * (100 if asked.relative else 1)
    number = TypedNumber(Fraction(amount), shown_text(amount, _EXACTLY))
    difference = Inline("percent" if asked.relative else "value", "", values={Var("difference"): number})
    # One unit in the last of three digits is never more than 1 %.
    if tolerance or (shown.kind == "digits" and shown.n >= 3):
        sentence = sentence_inline("Answers within {difference} of the stated value are accepted.", difference=difference)
    else:
        sentence = sentence_inline(
            "Answers within {difference} of the stated value or one unit in its last place, whichever is more, are accepted.",
            difference=difference,
        )
    if not (asked.relative and any(isinstance(answer, Array) for answer in near)):
        return (sentence,)
    entries = sentence_inline("In a vector or matrix, each entry may be off by {difference} of the largest one.", difference=difference)
    return (sentence, Inline("text", " "), entries)
