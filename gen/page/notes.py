"""What a key says beside the steps: of functions whose slopes it tells, and of rounded numbers."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from gen.algebra.arrays import Array, Value, numbers
from gen.algebra.expr import Call, LocalDerivative, Partial, walk
from gen.algebra.numbers import Shown
from gen.algebra.rounding import is_exact, plainly
from gen.functions import RULES
from gen.latex import NOTHING, Latex, Tex
from gen.messages.sentences import Language, say
from gen.model.problem import Tolerance
from gen.model.solved import Solved, SolvedProblem
from gen.page.rows import MARK, RowView


def explained(problems: Iterable[SolvedProblem], language: Language) -> Tex:
    """A sentence about each function whose slope is told, and about each of arrays in the equations of a gradient."""
    functions = dict.fromkeys(fn for problem in problems for item in problem.items for one in item.readings for fn in _functions(one))
    return Tex(" ".join(RULES[fn].explains[language] for fn in functions)) if functions else NOTHING


def _functions(solved: Solved) -> Iterator[str]:
    told = [step.lhs for step in solved.derivation.numbers]
    if solved.trace and any(isinstance(lhs, Partial) for lhs in told):
        yield from (lhs.fn for lhs in told if isinstance(lhs, LocalDerivative))
        yield from (e.fn for eqn in solved.trace.eqns for e in walk(eqn.rhs) if isinstance(e, Call) and RULES[e.fn].array)


_USUAL = Tolerance(Fraction(1, 100), relative=True)
_EXACTLY = Shown("digits", 12, fractions=False)


def accepted(answers: Iterable[Value], tolerance: Tolerance | None, latex: Latex) -> Tex:
    """How far answers may be off where one of them is rounded; if the author does not say, what a calculator's digits allow."""
    near = [answer for answer in answers if not all(is_exact(x, latex.shown) for x in numbers(answer))]
    if not near:
        return NOTHING
    language, asked = latex.language, tolerance or _USUAL
    amount = latex.typed(plainly(asked.value * (100 if asked.relative else 1), _EXACTLY))[0]
    difference = rf"${amount}\,\%$" if asked.relative else f"${amount}$"
    # One unit in the last of three digits is never more than 1 %.
    if tolerance or (latex.shown.kind == "digits" and latex.shown.n >= 3):
        told = say("Answers within {difference} of the stated value are accepted.", language, difference=difference)
    else:
        told = say(
            "Answers within {difference} of the stated value or one unit in its last place, whichever is more, are accepted.",
            language,
            difference=difference,
        )
    if asked.relative and any(isinstance(answer, Array) for answer in near):
        told += " " + say(
            "In a vector or matrix, each entry may be off by {difference} of the largest one.", language, difference=difference
        )
    return Tex(told)


def carried_note(rows: Iterable[RowView], latex: Latex) -> Tex:
    """What the mark means, where there is one."""
    marked = any(MARK in row.relation + row.form for row in rows)
    return Tex(say("{mark} computed with unrounded values.", latex.language, mark=f"${{}}{MARK}$") if marked else "")
