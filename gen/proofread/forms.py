"""Printed forms and sentences read back: each must be the value that was derived, with the sign before it that it needs.

Nothing here writes a formula but names, to find them again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from gen.algebra.arrays import Array, Shape, Value, numbers, shape_of
from gen.algebra.expr import Atom, Call, Index, LocalDerivative, Partial, Var, atoms
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import number_text, text
from gen.algebra.rounding import is_exact
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.model.derivation import Statement, Step
from gen.model.memo import Memo
from gen.model.problem import Item
from gen.model.solved import Solved
from gen.proofread import reader as readback
from gen.proofread.elided import is_elided, read_elided, terms_of_rule
from gen.proofread.intervals import Bounds, ConstantArray, Interval, IntervalMatrix, indexed, interval_of, listed
from gen.proofread.lines import may_round, read_line
from gen.proofread.printed_steps import PrintedStep
from gen.proofread.printed_tables import Place, by_time, names_at_t
from gen.proofread.tokens import Token, Vocabulary, latex_words, tokens, without_room
from gen.verify.array_definitions import ARRAY_DEFINITIONS
from gen.verify.definitions import DEFINITIONS
from gen.verify.tolerance import MP, close, mpf

_DIGITS = r"(\d+((\.|\{,\})\d+)?( \\cdot 10\^\{-?\d+\})?|10\^\{-?\d+\})"
_NUMBER = rf"-?({_DIGITS}|\\frac\{{{_DIGITS}\}}\{{{_DIGITS}\}})"
_BROKEN = rf"-?{_DIGITS} (\\quad )*/ \\(?P<big>bigg?)l\({_DIGITS}\\(?P=big)r\)"  # a fraction wider than a row
# Nothing is left to be computed.
_VALUE = re.compile(rf"{_BROKEN}|{_NUMBER}|\\begin\{{pmatrix\}}{_NUMBER}( (&|\\\\) {_NUMBER})+\\end\{{pmatrix\}}")
_SHIFT = re.compile(r"\bt([+-]\d+)?\b")
_BOLD = re.compile(r"\\(?:boldsymbol|mathbf)\{")
FEWEST = 2  # rows of a table that its rule gives
STEP = Var("t")  # the number of a step
_NEARLY, _DAGGER = r"\approx", r"^{\dagger}"


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """How formulas of a reading are read: what its names stand for, and how its numbers are rounded if they may be."""

    names: Mapping[str, Interval | IntervalMatrix]
    with_names: Vocabulary
    item: Item
    shown: NumberFormat | None

    def words(self, symbols: bool) -> Vocabulary:
        return self.with_names if symbols else _NO_NAMES

    def read(self, what: str, form: str, symbols: bool, shape: Shape | None = None) -> Bounds:
        """What a form stands for. Raises VerificationError where it cannot be read."""
        try:
            return read_line(form, self.words(symbols), self.names, self.item.conventions, self.shown, shape)
        except ValueError as error:
            raise VerificationError(f"{what}: {form} cannot be read back: {error}") from None

    def read_elided(self, step: Step, form: str, one: Solved, symbols: bool) -> None:
        """Raises VerificationError where a form with dots is not what the general rule has in full."""

        def read(line: Sequence[Token]) -> Bounds:
            return readback.evaluate_latex(line, self.names, self.item.conventions, self.shown)

        try:
            read_elided(text(step.lhs), tokens(form, self.words(symbols)), terms_of_rule(step, one, self.item.conventions), symbols, read)
        except ValueError as error:
            raise VerificationError(f"{text(step.lhs)}: {form} cannot be read back: {error}") from None

    def as_shown(self, form: str, symbols: bool, step: Step) -> Bounds | None:
        """What a form stands for if its numbers are taken as they stand; None where it has no value then."""
        try:
            found = read_line(form, self.words(symbols), self.names, self.item.conventions, None, shape_of(step.value))
            return _in_place(found, step)
        except ValueError:
            return None

    def has_symbols(self, form: str) -> bool:
        """Whether a form cannot be read as numbers alone."""
        try:
            read_line(form, _NO_NAMES, {}, self.item.conventions, self.shown)
        except ValueError:
            return True
        return False

    def may_round(self, form: str, symbols: bool) -> bool:
        return self.shown is not None and may_round(form, self.words(symbols), self.shown)


_NO_NAMES = latex_words(())


def reading_context(
    names: Mapping[str, Interval | IntervalMatrix], values: Mapping[Atom, Value], item: Item, latex: Latex, parts: Iterable[Atom] = ()
) -> ReadingContext:
    """A page with the numbers of these values, and with their names and those of parts of them."""
    rounded = any(not is_exact(x, latex.shown) for value in values.values() for x in numbers(value))
    named = [latex.expr(atom) for atom in (*values, *parts) if not _is_read_as_call(atom, latex)]
    return ReadingContext(names, latex_words(named), item, latex.shown if rounded else None)


def page_of(one: Solved, item: Item, latex: Latex, memo: Memo | None = None) -> ReadingContext:
    """A page with all values of a reading under their names; what the `memo` has of this reading is not made again."""
    return (memo or Memo()).call(_page_of, one.derivation.values, item, latex)


def _page_of(values: Mapping[Atom, Value], item: Item, latex: Latex) -> ReadingContext:
    return reading_context({latex.expr(atom): interval_of(value) for atom, value in values.items()}, values, item, latex)


def check_bold(one: Solved, latex: Latex) -> None:
    """Raises VerificationError where the name of a vector or a matrix is not bold or that of a number is; the author's LaTeX may be."""
    known = [one.derivation.values, *(step.example for step in one.derivation.steps if isinstance(step, Statement) and step.chain)]
    for atom, value in ((atom, value) for values in known for atom, value in values.items()):
        if isinstance(atom, Var) and not atom.index and atom.name not in latex.names and atom not in latex.calls:
            name, is_array = latex.name(atom), isinstance(value, Array)
            if bool(_BOLD.search(name)) != (is_array and not latex.plain):
                raise VerificationError(f"{text(atom)}, which is {'an array' if is_array else 'a number'}, is printed as {name}")


def _is_read_as_call(atom: Atom, latex: Latex) -> bool:
    """Whether a value is written as what it is, and read as that."""
    written = latex.calls.get(atom) if isinstance(atom, Var) else None
    return written is not None and (not isinstance(written, Call) or written.fn in DEFINITIONS or written.fn in ARRAY_DEFINITIONS)


def read_forms(printed: Iterable[PrintedStep], one: Solved, item: Item, latex: Latex, memo: Memo | None = None) -> list[float]:
    """How far each form is off its step's value, relatively. Raises VerificationError where that is more than its digits allow.

    Symbols stand for what is given and for the values of earlier steps; behind them only numbers follow.
    """
    computed = {step.lhs for step in one.derivation.numbers}
    values, parts, whole_page = one.derivation.values, _parts(one), page_of(one, item, latex, memo)
    names: dict[str, Interval | IntervalMatrix] = {}

    def learn(atom: Atom) -> None:
        written = latex.expr(atom)
        names[written] = whole_page.names[written]
        names.update({latex.expr(part): indexed(names[written], index) for part, (whole, index) in parts.items() if whole == atom})

    for atom in values:
        if atom not in computed:
            learn(atom)
    page = reading_context(names, values, item, latex, parts) if parts else replace(whole_page, names=names)
    timed, confirmed = by_time(values), Counter[str]()
    seen: list[float] = []
    for steps in printed:
        step, name = steps.step, text(steps.step.lhs)
        values_read: list[Bounds | None] = []
        if steps.place and steps.place.rule:
            by_rule = not steps.reasons and not page.has_symbols(steps.forms[0])
            confirmed[steps.place.rule] += by_rule and _gives(
                step, steps.place, {**at_rule_times(steps.place, names, timed, latex), **names}, page
            )
        for i, form in enumerate(steps.forms):
            if is_elided(form):
                page.read_elided(step, form, one, i == 0)
                values_read.append(None)
                seen.append(0.0)
                continue
            found = _in_place(page.read(name, form, i == 0, shape_of(step.value)), step)
            values_read.append(found)
            if not found.contains(step.value):
                raise VerificationError(f"{name} = {form} is read as {found}, the derivation has {number_text(step.value)}")
            seen.append(found.relative_error(step.value))
        _check_signs(name, steps, page, values_read)
        if steps.forms and not _VALUE.fullmatch(without_room(steps.forms[-1])):
            raise VerificationError(f"{name} ends with {steps.forms[-1]}, which is no number")
        learn(step.lhs)
    for rule, rows in confirmed.items():
        if rows < FEWEST:
            raise VerificationError(f"the rule {rule} of a column is that of {rows} rows alone")
    return seen


def at_rule_times(
    place: Place, names: Mapping[str, Interval | IntervalMatrix], timed: Mapping[int, Sequence[Atom]], latex: Latex
) -> dict[str, Interval | IntervalMatrix]:
    """What the names at t, t-1 ... stand for in a row: those of all values at the times of which a rule speaks."""
    # The value of a function that is written as one, tanh(h_{t-1}), has a later time than what stands in it.
    shifts = {0, *(int(shift or 0) for shift in _SHIFT.findall(place.rule))}
    times = range(place.time + min(shifts), place.time + max(shifts) + 1)
    known = [(atom, own) for time in times for atom in timed.get(time, ()) if (own := latex.expr(atom)) in names]
    own_time: dict[str, Interval | IntervalMatrix] = {latex.expr(STEP): interval_of(Fraction(place.time))}
    return own_time | {latex.expr(name): names[own] for atom, own in known for name in names_at_t(atom, place.time)}


def _gives(step: Step, place: Place, known: Mapping[str, Interval | IntervalMatrix], page: ReadingContext) -> bool:
    """Whether the rule in the head of a column speaks of values that there are at the time of a row: of a derivative at the start there
    may be none. Raises VerificationError where it does, and does not give the value of the cell."""
    try:
        found = read_line(place.rule, latex_words(known), known, page.item.conventions, page.shown, shape_of(step.value))
    except ValueError:
        return False
    if found.contains(step.value):
        return True
    shown = number_text(step.value)
    raise VerificationError(f"{text(step.lhs)}: {place.rule} at {place.time} is read as {found}, the derivation has {shown}")


def _in_place(found: Bounds, step: Step) -> Bounds:
    """That nothing leads to an array is told as 0."""
    zero = isinstance(found, Interval) and found.ends == (0,) and step.kind in ("independent", "still", "cut")
    return ConstantArray(found) if isinstance(found, Interval) and zero and isinstance(step.value, Array) else found


def _parts(one: Solved) -> dict[Atom, tuple[Atom, Index]]:
    """The parts of values that stand in lines, with their wholes and indices."""
    found: dict[Atom, tuple[Atom, Index]] = {}
    for step in one.derivation.numbers:
        for atom in (*atoms(step.planned.written), *atoms(step.planned.rhs)):
            match atom:
                case Var(index=index) if index:
                    found[atom] = (atom.whole, index)
                case LocalDerivative(_, Var(index=index) as arg) if index:
                    among = tuple(x.whole if isinstance(x, Var) else x for x in atom.among)
                    found[atom] = (replace(atom, arg=arg.whole, among=among), index)
                case Partial(_, Var(index=index) as wrt) if index:
                    found[atom] = (replace(atom, wrt=wrt.whole), index)
                case Partial(Var(index=index) as above, Var()) if index:
                    found[atom] = (replace(atom, of=above.whole), index)
    return found


# Signs ----------------------------------------------------------------------------------------------------------------


def _check_signs(name: str, printed: PrintedStep, page: ReadingContext, values_read: Sequence[Bounds | None]) -> None:
    r"""`values_read` are what the forms are read as, None for those with dots, which may be near the value or equal to it. Raises
    VerificationError where a sign says more or less than its form.

    Forms are equal as long as the numbers that are printed give the value itself, and from then on they are near it. A last sign with a
    dagger says that they do not even give the digits that are printed.
    """
    step, plain = printed.step, [sign.removesuffix(_DAGGER) for sign in printed.signs]
    # Where nothing is rounded the numbers have been taken as they stand.
    as_shown = [page.as_shown(form, i == 0, step) for i, form in enumerate(printed.forms)] if page.shown else values_read
    elided = [is_elided(form) for form in printed.forms]
    may = [dots or page.may_round(form, i == 0) for i, (form, dots) in enumerate(zip(printed.forms, elided, strict=True))]
    near = [not dots and (x is None or not x.contains(step.value)) for x, dots in zip(as_shown, elided, strict=True)]
    wanted = [_NEARLY if any(near[: i + 1]) else sign if any(may[: i + 1]) else "=" for i, sign in enumerate(plain)]
    carried = bool(printed.signs) and printed.signs[-1].endswith(_DAGGER)
    # In a cell of a table the first form may be numbers, and of one entry of a convolution it is.
    numbers_first = printed.place or (step.planned.window and printed.forms)
    first = 0 if numbers_first and not page.has_symbols(printed.forms[0]) else 1
    before = [form for form, dots in [*zip(as_shown, elided, strict=True)][first:-1] if not dots]
    lands = [_is_rounded_to(form, as_shown[-1], numbers(step.value), page.shown) for form in before]
    if False in lands:
        wanted[-1] += _DAGGER
    elif carried and (
        None in lands
        or step.planned.written != step.planned.rhs
        or any(elided)
        or (any(near[first:-1]) and not near[-1])
        or (isinstance(step.lhs, LocalDerivative) and not lands)
    ):
        # Halfway between two, inside what is written out, the value itself, which no rounded number gives, or the slope at a rounded
        # number: it may print like a kink, or like what it is compared with.
        wanted[-1] += _DAGGER
    if list(printed.signs) != wanted:
        raise VerificationError(f"{name} is told with the signs {' '.join(printed.signs)}, not {' '.join(wanted)}")


def _is_rounded_to(form: Bounds | None, value: Bounds | None, true: Sequence[Any], shown: NumberFormat | None) -> bool | None:
    """Whether a form, computed from the numbers in it, is rounded to the value that is printed; None where that may be either.

    So may be halfway between two, and beside an entry that is the `true` one itself, which no rounded number gives.
    """
    if form is None or value is None or shown is None:
        return form is not None
    found: list[bool | None] = []
    for x, y, exact in zip(listed(form), listed(value), true, strict=True):
        off, place = abs(mpf(x.middle) - mpf(y.low)), _place(y.low, shown)
        either = close(off, place / 2) or (y.low == 0 and shown.kind == "decimals") or (len(true) > 1 and y.low == exact)
        found.append(None if either and off else bool(off <= place / 2))
    return False if False in found else None if None in found else True


def _place(x: Any, shown: NumberFormat) -> Any:
    """One unit of the last digit that is shown."""
    if shown.kind == "decimals":
        return MP.mpf(10) ** -shown.n
    return MP.mpf(10) ** (int(MP.floor(MP.log10(abs(mpf(x))))) - shown.n + 1) if x else MP.mpf(0)
