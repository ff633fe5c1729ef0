"""What stands between the equals signs of an equation, from symbols to the value, and the signs.

Shared by plain text and LaTeX, so that page and golden have the same chain.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from gen.algebra.arrays import Value, numbers
from gen.algebra.expr import Call, Expr, Num, atoms, walk
from gen.algebra.numbers import NumberFormat
from gen.algebra.options import CONVOLUTIONS
from gen.algebra.printer import Values, numbers_in, text_script
from gen.algebra.rounding import is_exact
from gen.document.tree import CalculatorResult, Equality, EqualityChain
from gen.document.written_out import written_out
from gen.functions import simplified_root
from gen.model.derivation import PlannedStep, Step

Writer = Callable[[Expr, Values | None], str]
"""Writes an expression with names, or with the numbers put in where there are values."""


@dataclass(frozen=True, slots=True)
class WrittenEquality:
    """An equality as it is written."""

    text: str
    equality: Equality

    @property
    def rounded(self) -> bool:
        """Whether rounded numbers stand in it."""
        return self.equality.rounded


def equalities(step: Step, values: Values, shown: NumberFormat) -> tuple[Equality, ...]:
    """`relu(V*h[0] + W*x[1])`, `relu(-2*2 + 1*2)`, `relu(-2)`, `0`: all that may stand between the equals signs of a step."""
    line = step.planned
    value = with_numbers(step.lhs, values, shown)
    if step.kind == "printed" or is_share(line.rhs):
        return (value,)
    if root := exact_root(step, values):
        return (Equality(line.written), with_numbers(line.written, values, shown), Equality(root, {}), value)
    return (
        *([] if line.window else [Equality(line.written)]),
        *(with_numbers(e, values, shown) for e in substituted(line, values)),
        value,
    )


def exact_root(step: Step, values: Values) -> Expr | None:
    """The value of an eigenvalue as a simplified root, if it is one; then no rounded number stands before the value."""
    return simplified_root(step.planned.written, values) if step.kind == "eigenvalue" else None


def substituted(line: PlannedStep, values: Values) -> tuple[Expr, ...]:
    """What is shown with numbers put in. A function of arrays is the sum that it is, and nobody writes the call with numbers as well."""
    last = written_out(line.rhs, values) or line.rhs
    return (last,) if line.written == line.rhs else (line.written, last)


def is_share(e: Expr) -> bool:
    """Whether an expression is the slope of a maximum to one of its arguments, which has no form but its name."""
    return isinstance(e, Call) and e.fn.endswith("'") and isinstance(e.args[0], Num)


def with_numbers(e: Expr, values: Values, shown: NumberFormat) -> Equality:
    """Rounded are the numbers that are put in: not those of a name of which only the shape matters, as in a vector of ones."""
    named = [values.get(atom) for atom in atoms(e)]
    if all(value is not None and _is_exact(value, shown) for value in named):  # and so is what is put in, be it some of them or all
        return Equality(e, values)
    return Equality(e, values, not all(_is_exact(value, shown) for value in numbers_in(e, text_script(shown), values)))


def _is_exact(value: Value, shown: NumberFormat) -> bool:
    return all(is_exact(x, shown) for x in numbers(value))


def written_equalities(left: str, chain: Iterable[Equality], write: Writer) -> tuple[WrittenEquality, ...]:
    """The equalities as they are written, each only if it looks unlike what stands before it."""
    written: list[WrittenEquality] = []
    for equality in chain:
        form = WrittenEquality(write(equality.expr, equality.values), equality)
        if form.text != (written[-1].text if written else left):
            written.append(form)
    return tuple(written)


def relation_signs(
    written: Sequence[WrittenEquality], calculator_result: CalculatorResult, equals: str = "=", nearly: str = "≈", mark: str = "†"
) -> tuple[str, ...]:
    """The sign before each form: of approximation from the first one on in which rounded numbers stand, but not before an exact value
    that they give exactly.

    The last has a mark where the value was computed with numbers that are carried unrounded: those shown give another one.
    """
    *signs, last = [nearly if any(form.rounded for form in written[: i + 1]) else equals for i in range(len(written))]
    exact = calculator_result == "exactly" and not written[-1].rounded
    return (*signs, last + mark if calculator_result == "elsewhere" else equals if exact else last)


def with_equalities(chain: EqualityChain, kept: tuple[Equality, ...]) -> EqualityChain:
    """A chain with some of its equalities. Where no rounded number stands before the value, there is nothing to compute it with again."""
    if chain.calculator_result == "elsewhere" and not any(one.rounded for one in kept[:-1]):
        return replace(chain, equalities=kept, calculator_result="nearly")
    return replace(chain, equalities=kept)


def chain_text(written: Sequence[WrittenEquality], signs: Sequence[str]) -> str:
    """The forms in one line, without the first sign."""
    return written[0].text + "".join(f" {sign} {form.text}" for sign, form in zip(signs[1:], written[1:], strict=True))


def is_convolution(e: Expr) -> bool:
    """Whether one stands in it, whose arguments would fill rows with numbers that stand elsewhere."""
    return any(isinstance(part, Call) and part.fn in CONVOLUTIONS for part in walk(e))
