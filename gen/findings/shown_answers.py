"""Answers that the page cannot show with the digits it has: what is not 0 and is printed as 0, what is rounded out of its own tolerance."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import numbers
from gen.algebra.expr import Atom, Partial, Var
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.printer import name_text, text
from gen.algebra.rounding import as_shown, common_format, shown_text
from gen.algebra.values import named_parts
from gen.messages.errors import Finding, Location
from gen.messages.sentences import lazy_message
from gen.model.answers import Tolerance
from gen.model.derivation import Derivation
from gen.model.problem import Item

_BRIEFLY = NumberFormat("digits", 2, fractions="none")
_EXACTLY = NumberFormat("digits", 12, fractions="none")


def answer_findings(item: Item, derivation: Derivation, shown: NumberFormat) -> Iterator[Finding]:
    """One finding at most for each answer of a reading, where it is asked for; of an array it names the first such entry."""
    for atom in derivation.asked:
        value = derivation.values[atom]
        style, largest = common_format(value, shown), max(abs(Fraction(x)) for x in numbers(value))
        for name, x in _entries(atom, derivation):
            near = as_shown(x, style)
            if x != 0 and near == 0:
                message = lazy_message(
                    "`{name}` is `{true}` and not 0, but is shown as `{shown}`",
                    name=name,
                    true=shown_text(x, _BRIEFLY),
                    shown=shown_text(x, style),
                )
            elif item.tolerance and abs(Fraction(near) - Fraction(x)) > _allowed(item.tolerance, largest):
                message = lazy_message(
                    "`{name}` is `{true}` and shown as `{shown}`, which is further off than the tolerance of {tolerance}",
                    name=name,
                    true=shown_text(x, replace(style, kind="digits", n=style.n + 4 if style.kind == "digits" else 8)),
                    shown=shown_text(x, style),
                    tolerance=_tolerance_text(item.tolerance),
                )
            else:
                continue
            yield Finding(_asked_at(atom, item), message, f"shown {text(atom)}")
            break


def _entries(atom: Atom, derivation: Derivation) -> Iterator[tuple[str, Number]]:
    """Each number of an answer with its name, `y`, `y[2]` or `dL/dW[1, 2]`."""
    value = derivation.values[atom]
    match atom:
        case Var():
            yield from ((name_text(part), x) for part, x in named_parts(atom, value))
        case Partial(wrt=Var() as wrt) if not wrt.index:
            yield from ((text(replace(atom, wrt=part)), x) for part, x in named_parts(wrt, value))
        case _:
            yield from ((text(atom), x) for x in numbers(value))


def _allowed(tolerance: Tolerance, largest: Fraction) -> Fraction:
    """How far off an entry may be: of an array a part of its largest."""
    return tolerance.value * largest if tolerance.relative else tolerance.value


def _tolerance_text(tolerance: Tolerance) -> str:
    amount = shown_text(tolerance.value * (100 if tolerance.relative else 1), _EXACTLY)
    return f"{amount} %" if tolerance.relative else f"`{amount}`"


def _asked_at(atom: Atom, item: Item) -> Location:
    """The place of the question that an answer belongs to."""
    return next((query.where for query in item.queries if query.has_answer(atom)), item.where)
