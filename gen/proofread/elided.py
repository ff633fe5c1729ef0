"""Sums and products with dots read back: what stands there must be the first and the last of what the general rule has in full."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any

from gen.algebra.expr import Atom, Expr, Var, atoms, replace_atoms
from gen.algebra.printer import text
from gen.algebra.values import value_of
from gen.messages.errors import VerificationError
from gen.model.derivation import Step
from gen.model.general_rule import paths_of
from gen.model.solved import Solved
from gen.proofread.intervals import Bounds, Interval
from gen.proofread.tokens import DOTS, Token, without_spaces
from gen.verify.dual import Dual, dual_of
from gen.verify.tolerance import close, mpf, times

Terms = Sequence[Sequence[Any]]
"""The factors of each term of a sum, as numbers."""

Read = Callable[[Sequence[Token]], Bounds]

_DEPTH = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}
_PLUS_MINUS, _TIMES = ("+", "-"), (r"\,", r"\cdot")


def is_elided(form: str) -> bool:
    """Whether something is left out of a form."""
    return DOTS in form


def terms_of_rule(step: Step, one: Solved, conventions: Mapping[str, Fraction]) -> Terms:
    """What the general rule has in full for a derivative: the path that begins latest first, and of each its latest factor first.

    Raises VerificationError where no rule gives the value of the step as such a sum.
    """
    paths = [path for rule in one.derivation.rules_of(step.lhs) for path in paths_of(rule)]
    terms = [[_number(factor, one, conventions) for factor in path] for path in paths]
    if not terms or not close(step.value, sum(map(product_of, terms))):
        raise VerificationError(f"{text(step.lhs)} is told with dots, but no general rule has what they leave out")
    return terms


def _number(e: Expr, one: Solved, conventions: Mapping[str, Fraction]) -> Any:
    names: dict[Atom, Var] = {atom: Var(f"#{i}") for i, atom in enumerate(dict.fromkeys(atoms(e)))}
    duals = {name: Dual(_exact_or_mpf(value_of(atom, one.derivation.values)), Fraction(0)) for atom, name in names.items()}
    return dual_of(replace_atoms(e, names.__getitem__), duals, conventions).value


def _exact_or_mpf(x: Any) -> Any:
    return x if isinstance(x, Fraction) else mpf(x)


def product_of(factors: Sequence[Any]) -> Any:
    """The product of numbers, exact where all are."""
    *_, last = accumulate(factors, times, initial=Fraction(1))
    return last


def read_elided(what: str, line: Sequence[Token], terms: Terms, symbols: bool, read: Read) -> None:
    """Raises VerificationError where a form with dots has something else than the first and the last of these terms, and of a term with
    dots its first and its last factors. A form with numbers has no terms 0 and no factors 1."""
    if not symbols:
        terms = [[factor for factor in term if factor != 1] or [Fraction(1)] for term in terms if product_of(term) != 0]
    printed = _signed(line)
    dots = [i for i, (_, term) in enumerate(printed) if [token.text for token in term] == [DOTS]]
    first = dots[0] if dots else len(printed)
    last = len(printed) - first - len(dots)
    fits = len(dots) == 1 and first and last and first + last < len(terms) if dots else first == len(terms)
    if not fits or printed[first : first + len(dots)] != [(1, term) for _, term in printed[first : first + len(dots)]]:
        raise VerificationError(f"{what}: the dots in {without_spaces(line)} stand for no terms of the general rule")
    pairs = [*zip(printed[:first], terms, strict=False), *zip(printed[len(printed) - last :], terms[len(terms) - last :], strict=True)]
    for (sign, term), factors in pairs:
        if not _is_term(sign, term, factors, symbols, read):
            raise VerificationError(f"{what}: {without_spaces(term)} is no term of the general rule in its place")


def _signed(line: Sequence[Token]) -> list[tuple[int, list[Token]]]:
    """The terms of a sum with their signs."""
    found: list[tuple[int, list[Token]]] = []
    for sign, term in _parts(line, _PLUS_MINUS):
        if term or found:
            found.append((-1 if sign == "-" else 1, term))
    return found


def _parts(line: Sequence[Token], signs: Collection[str]) -> list[tuple[str, list[Token]]]:
    """What stands between these signs outside of brackets, each with the sign before it."""
    found: list[tuple[str, list[Token]]] = [("", [])]
    depth = 0
    for token in line:
        depth += _DEPTH.get(token.text, 0)
        if depth == 0 and token.kind == "sign" and token.text in signs:
            found.append((token.text, []))
        else:
            found[-1][1].append(token)
    return found


def _is_term(sign: int, term: Sequence[Token], factors: Sequence[Any], symbols: bool, read: Read) -> bool:
    """Whether a printed term is the product of these factors: where it has dots, of the first and the last ones."""
    dots = [i for i, token in enumerate(term) if token.text == DOTS]
    if not dots:
        return _is(read(term), sign * product_of(factors))
    front, back = ([part for _, part in _parts(side, _TIMES) if part] for side in (term[: dots[0]], term[dots[0] + 1 :]))
    if len(dots) > 1 or not front or not back or len(front) + len(back) >= len(factors):
        return False
    if symbols:
        shown = [*zip(front, factors, strict=False), *zip(back, factors[len(factors) - len(back) :], strict=True)]
        return sign == 1 and all(_is(read(part), factor) for part, factor in shown)
    # Equal factors may be a power.
    begins = list(accumulate([sign * factors[0], *factors[1:]], times))
    ends = list(accumulate(reversed(factors), times))
    at_front = [i for i, value in enumerate(begins, 1) if _is(_times(map(read, front)), value)]
    at_back = [i for i, value in enumerate(ends, 1) if _is(_times(map(read, back)), value)]
    return any(i + j < len(factors) for i in at_front for j in at_back)


def _is(found: Bounds, value: Any) -> bool:
    return isinstance(found, Interval) and found.contains(value)


def _times(found: Iterable[Bounds]) -> Bounds:
    whole = Interval(Fraction(1), Fraction(1))
    for one in found:
        if not isinstance(one, Interval):
            return one
        whole = whole * one
    return whole
