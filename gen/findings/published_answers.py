"""The values that a sheet states, under `printed` or as `lines` of `published`: which numbers of the derivation each is about.

A name is that of a step, as `gen show` prints it, or of any value or derivative of the cell, whole or an entry; what the item does
not ask is derived and confirmed for the comparison.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gen.algebra.arrays import SCALAR, Value, array, numbers, shape_of, shape_words
from gen.algebra.expr import Atom, Expr, Index, LocalDerivative, Partial, Place, Range, Var
from gen.algebra.printer import text
from gen.algebra.values import named_parts, part
from gen.findings.published_lines import line_of
from gen.functions import ShapeError
from gen.functions.linalg import transpose
from gen.functions.shapes import shape, shapes_of
from gen.messages.errors import InputError, InputErrors, Location, MathError
from gen.model.derivation import Derivation
from gen.model.problem import Given, Item, timeless_names
from gen.model.source import Text, Use
from gen.questions import GradientQuery, NumberQuery, ValueQuery
from gen.syntax import constant, expression, formula, plain

Derive = Callable[[Sequence[NumberQuery]], Derivation]
"""Derives and confirms what the item does not ask."""


@dataclass(frozen=True, slots=True)
class PublishedValue:
    """A value of a sheet: its numbers row by row with the texts they were read from, and which `entries` of a derived value these are.

    Entries are counted from 0, row by row. One that is `turned` stands on the sheet with rows for columns; `other` are the entries if
    a square matrix were read so. A `chain` is a line such as `16 + 2*5`, in place of its result.
    """

    key: str
    name: str
    whole: Atom
    entries: tuple[int, ...]
    names: tuple[str, ...]
    numbers: tuple[Fraction, ...]
    texts: tuple[str, ...]
    where: Location
    is_printed: bool = False
    turned: bool = False
    other: tuple[int, ...] = ()
    chain: Expr | None = None


def published_values(item: Item, derivation: Derivation, derive: Derive) -> tuple[tuple[PublishedValue, ...], Derivation]:
    """All that is printed or published in numbers, and the derivation with what the comparison needs beyond it. Raises InputErrors."""
    lines = [(name, stated) for name, stated in item.published.lines if not is_word(name, derivation)]
    printed = item.printed if item.readings else {}
    named = {plain(text(step.lhs)): step.lhs for step in derivation.numbers}
    timeless = timeless_names([reading.cell for reading in item.readings[:1]])
    times = [atom.time for atom in derivation.values if isinstance(atom, Var) and isinstance(atom.time, int)]
    last = max([item.horizon, *times]) if item.readings else None
    faults: list[InputError] = []
    atoms: list[tuple[Atom, Text, Text | Given]] = []
    for name, stated in lines:
        try:
            atoms.append((_atom(name, named, timeless, last), name, stated))
        except InputErrors as error:
            faults += error.faults
    steps = {step.lhs for step in derivation.numbers}
    missing: list[tuple[Atom, Location]] = [(var, given.where) for var, given in printed.items() if var not in steps]
    missing += [(atom, name.where) for atom, name, _ in atoms if _whole(atom, derivation.values) is None]
    if missing:
        derivation = _with(derivation, derive(list(dict.fromkeys(_query(atom, where) for atom, where in missing))))
    found: dict[str, PublishedValue] = {}
    for var, given in printed.items():
        value = _aligned(f"printed {text(var)}", var, given, given.where, derivation.values)
        found[value.key] = replace(value, is_printed=True)
    for atom, name, stated in atoms:
        try:
            given, chain = (_numbers(stated)) if isinstance(stated, Text) else (stated, None)
            value = replace(_aligned(f"line {text(atom).removeprefix('#')}", atom, given, name.where, derivation.values), chain=chain)
            if value.key in found:
                faults.append(InputError(name.where, f"'{text(atom)}' is stated twice"))
            found[value.key] = value
        except InputErrors as error:
            faults += error.faults
    if faults:
        raise InputErrors(faults)
    return tuple(found.values()), derivation


def is_word(name: Text, derivation: Derivation) -> bool:
    """Whether an answer is a word: the role of a gate or a verdict."""
    words = {"verdict"} | {answer.name for answer in derivation.answers if not isinstance(answer, Atom)}
    return plain(name.value) in words


def _atom(name: Text, named: Mapping[str, Atom], timeless: frozenset[str], last: int | None) -> Atom:
    """The step of this name, or the value or derivative of a cell, up to the `last` time (None: there is no cell). Raises InputErrors."""
    short = plain(name.value)
    for known in (short, f"#{short}"):
        if known in named:
            return named[known]
    try:
        e = formula(name, timeless) if last is not None else None
    except InputErrors:
        e = None
    vars_of = (e,) if isinstance(e, Var) else (e.of, e.wrt) if isinstance(e, Partial) else ()
    times = [var.time for var in vars_of]
    if (
        isinstance(e, Var | Partial)
        and last is not None
        and all(time is None or (isinstance(time, int) and time <= last) for time in times)
    ):
        return e
    raise InputErrors([InputError(name.where, f"no step '{short}' to compare with", f"steps: {', '.join(map(text, named.values()))}")])


def _query(atom: Atom, where: Location) -> NumberQuery:
    """What has to be derived for the comparison: of an entry the whole."""
    if isinstance(atom, Partial):
        return GradientQuery(Use(atom.of, where), Use(atom.wrt.whole, where), where=where)
    assert isinstance(atom, Var)
    return ValueQuery(Use(atom.whole, where), where=where)


def _with(derivation: Derivation, more: Derivation) -> Derivation:
    known = {step.lhs for step in derivation.numbers}
    steps = (*derivation.numbers, *(step for step in more.numbers if step.lhs not in known))
    return Derivation(steps, derivation.answers, {**more.values, **derivation.values})


def _whole(atom: Atom, values: Mapping[Atom, Value]) -> Atom | None:
    """The derived value that an atom is, or is a part of."""
    wholes: Iterable[Atom] = [atom]
    match atom:
        case Var():
            wholes = [atom, atom.whole]
        case Partial(of, wrt):
            wholes = [atom, Partial(of, wrt.whole), Partial(of.whole, wrt), Partial(of.whole, wrt.whole)]
    return next((whole for whole in wholes if whole in values), None)


def _numbers(stated: Text) -> tuple[Given, Expr | None]:
    """A number, or a line of numbers. Raises InputErrors."""
    try:
        return Given(constant(stated), ((stated.value,),), stated.where), None
    except InputErrors:
        read = expression(stated).expr
    try:
        return Given(Fraction(0), ((stated.value,),), stated.where), line_of(read)
    except MathError:
        raise InputErrors([InputError(stated.where, f"expected a line of numbers, found '{stated.value}'")]) from None


def _aligned(key: str, atom: Atom, stated: Given, where: Location, values: Mapping[Atom, Value]) -> PublishedValue:
    """The stated numbers beside the entries that they are. Raises InputErrors where there are others."""
    whole = _whole(atom, values)
    assert whole is not None, "derived above"
    try:
        for var in (atom,) if isinstance(atom, Var) else (atom.of, atom.wrt) if isinstance(atom, Partial) else ():
            shape(var, shapes_of(values))
    except ShapeError as error:
        raise InputErrors([InputError(where, str(error), error.hint)]) from None
    columns = shape_of(values[whole])[1]
    rows = range(shape_of(values[whole])[0])
    grid = _selected(atom, whole, array([Fraction(i * columns + j) for j in range(columns)] for i in rows), values)
    theirs, ours = shape_of(stated.value), shape_of(grid)
    turned = theirs != ours and theirs == ours[::-1] and 1 not in ours
    if theirs != ours and not turned and not (1 in theirs and 1 in ours and max(theirs) == max(ours)):
        listed = f"a list of {theirs[1]}" if theirs[0] == 1 < theirs[1] else shape_words(theirs)
        raise InputErrors([InputError(where, f"'{text(atom)}' is stated as {listed}, but it is {shape_words(ours)}")])
    entries = tuple(int(x) for x in numbers(transpose(grid) if turned else grid))
    return PublishedValue(
        key=key,
        name=text(atom),
        whole=whole,
        entries=entries,
        names=_names(whole, entries, values),
        numbers=tuple(Fraction(x) for x in numbers(stated.value)),
        texts=tuple(typed for row in stated.texts for typed in row),
        where=where,
        turned=turned,
        other=tuple(int(x) for x in numbers(transpose(grid))) if theirs == ours and 1 not in ours else (),
    )


def _is_jacobian(whole: Atom, values: Mapping[Atom, Value]) -> bool:
    """Whether a value has a row for each entry of one vector and a column for each of another."""
    shapes = shapes_of(values)
    return isinstance(whole, Partial) and SCALAR not in (shape(whole.of, shapes), shape(whole.wrt, shapes))


def _selected(atom: Atom, whole: Atom, grid: Value, values: Mapping[Atom, Value]) -> Value:
    """The places of a whole that an atom takes."""
    if atom == whole:
        return grid
    if isinstance(atom, Var):
        return part(grid, atom.index)
    assert isinstance(atom, Partial) and isinstance(whole, Partial)
    i, j = (() if own == all_of else own.index for own, all_of in ((atom.of, whole.of), (atom.wrt, whole.wrt)))
    if not _is_jacobian(whole, values):
        return part(grid, i or j)
    return part(grid, (_along(i), _along(j)))


def _along(index: Index) -> Place:
    """The place in a vector, `[2]`, `[2, 1]` or `[1, 2]`; None for all of it."""
    return max(
        (place for place in index if place is not None), key=lambda place: place.last if isinstance(place, Range) else place, default=None
    )


def _names(whole: Atom, entries: Iterable[int], values: Mapping[Atom, Value]) -> tuple[str, ...]:
    """What each of these entries is called."""
    value = values[whole]
    rows, columns = shape_of(value)
    match whole:
        case Var(index=()):
            named = [text(name) for name, _ in named_parts(whole, value)]
        case LocalDerivative(arg=Var(index=()), among=()):
            named = [text(replace(whole, arg=name)) for name, _ in named_parts(whole.arg, value)]
        case Partial(of, wrt) if _is_jacobian(whole, values):
            both = ((i, j) for i in range(1, rows + 1) for j in range(1, columns + 1))
            named = [text(Partial(replace(of, index=(i,)), replace(wrt, index=(j,)))) for i, j in both]
        case Partial(of, Var(index=()) as wrt) if shape(of, shapes_of(values)) == SCALAR:
            named = [text(Partial(of, name)) for name, _ in named_parts(wrt, value)]
        case Partial(Var(index=()) as of, wrt):
            named = [text(Partial(name, wrt)) for name, _ in named_parts(of, value)]
        case _:
            named = [text(whole)] * (rows * columns)
    return tuple(named[entry] for entry in entries)
