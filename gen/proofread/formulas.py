"""Lines in symbols read back, with the random numbers on which each was confirmed."""

from collections.abc import Iterable

from gen.algebra.arrays import SCALAR, shape_of
from gen.algebra.printer import number_text, text
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.model.problem import Item
from gen.proofread.forms import ReadingContext
from gen.proofread.intervals import ConstantArray, Interval, interval_of
from gen.proofread.printed_steps import PrintedFormula
from gen.proofread.tokens import latex_words


def read_formulas(formulas: Iterable[PrintedFormula], item: Item, latex: Latex) -> list[float]:
    """How far each form is off, with the numbers of an example for its names. Raises VerificationError where it has another value."""
    seen: list[float] = []
    for printed in formulas:
        example, lhs = printed.statement.example, printed.statement.lhs
        name, value = text(lhs), example[lhs]
        names = {latex.expr(atom): interval_of(x) for atom, x in example.items()}
        page = ReadingContext(names, latex_words(names), item, None)
        if len(printed.forms) > len(printed.statement.forms) or set(printed.signs) != {"="}:
            raise VerificationError(f"{name} is told in {len(printed.forms)} forms with the signs {' '.join(printed.signs)}")
        for form in printed.forms:
            found = page.read(name, form, symbols=True, shape=shape_of(value))
            if shape_of(value) != SCALAR and isinstance(found, Interval) and found.ends == (0,):
                found = ConstantArray(found)
            if not found.contains(value):
                raise VerificationError(f"{name} = {form} is read as {found}, for numbers with which it is {number_text(value)}")
            seen.append(found.relative_error(value))
    return seen
