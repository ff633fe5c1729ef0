"""What a key says about rounded numbers: which answers are near enough, and what the mark beside a sign means."""

from collections.abc import Iterable
from fractions import Fraction

from gen.array import Array, Value, numbers
from gen.language import say
from gen.latex import Latex
from gen.number import Shown
from gen.rounding import is_exact, plainly
from gen.rows_view import MARK, RowView
from gen.spec import Tolerance
from gen.tex import NOTHING, Tex

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
