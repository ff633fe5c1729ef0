"""What the numbers of a gradient mean, in a sentence or two: what an inactive ReLU cuts off, how much of the gradient survives, which
function is saturated, which term of a sum outweighs the others.

Each sentence follows from recorded values alone; where nothing is notable nothing is said.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby, islice

from gen.algebra.arrays import Array, Value, numbers, scalar
from gen.algebra.expr import Add, Atom, Call, Expr, LocalDerivative, Num, Partial, Var, atoms
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import text
from gen.algebra.rounding import TypedNumber, rounded_text, shown_text
from gen.calculus import differentiate, evaluate, evaluate_number
from gen.document.tree import Text
from gen.functions import Conventions
from gen.messages.errors import MathError
from gen.model.derivation import Statement, Step
from gen.model.memo import Memo
from gen.model.problem import Inline, Item, sentence_inline
from gen.model.solved import Solved
from gen.model.trace import Eqn, Trace

SENTENCES = 2  # at most
SHRUNK, GROWN = Fraction(1, 5), 5  # what of a gradient arrives is notable outside of these,
TINY = Fraction(1, 100)  # and no percentage where it is less,
EARLIEST, STEPS = 1, 3  # from a step on to this one, over so many steps
SATURATED = Fraction(1, 20)  # a slope below
LONGEST_TERM = 60  # characters
OUTWEIGHS, TERMS = Fraction(4, 5), 3  # a share of a sum of so many terms
NEARLY_ALL = Fraction(99, 100)  # not 100 %, where the other terms are not 0
MANY = 3  # names in a row, from here on the first and the last
LONG = 10**6  # from here on as a power of ten
_DIGITS = NumberFormat("digits", 2, fractions="none")


def meaning(solved: Solved, item: Item, memo: Memo | None = None) -> Text:
    """The sentences of a reading in order of weight; empty where nothing is notable, or where words of the author follow the numbers."""
    asked = [answer for answer in solved.derivation.asked if isinstance(answer, Partial)]
    targets = {partial.of for partial in asked}
    in_words = any(isinstance(step, Statement) and step.kind != "rule" for step in solved.derivation.steps)
    if solved.trace is None or len(targets) != 1 or in_words:
        return ()
    (of,) = targets
    found = islice(_sentences(solved, solved.trace, of, item, memo or Memo()), SENTENCES)
    return tuple(piece for i, one in enumerate(found) for piece in ((Inline("text", " "),) * (i > 0) + (one,)))


def _sentences(solved: Solved, trace: Trace, of: Var, item: Item, memo: Memo) -> Iterator[Inline]:
    values = solved.derivation.values
    # Where the item stops a gradient, or a gradient is a value, it is not the numbers that decide what arrives.
    plain = not (item.cut or item.truncate or of.index or memo.call(_has_gradients, trace))
    if plain:
        yield from _cut_off(trace, of, values)
    if plain and not trace.shapes:
        yield from _survival(trace, of, values, item.conventions, memo)
    yield from _saturation(solved)
    yield from _outweighing(solved, item.conventions)


def _has_gradients(trace: Trace) -> bool:
    return any(isinstance(atom, Partial) for eqn in trace.eqns for atom in atoms(eqn.rhs))


# What an inactive ReLU cuts off ------------------------------------------------------------------------------------------------


def _cut_off(trace: Trace, of: Var, values: Mapping[Atom, Value]) -> Iterator[Inline]:
    """What reaches the target through inactive ReLUs only. At its kink a ReLU is not inactive: a small move may open it."""
    inactive = {eqn for eqn in trace.eqns if _is_inactive(eqn, values)}
    through, past = reaching(trace, of), reaching(trace, of, inactive)
    names = [var for var in trace.inputs if var in through and var not in past]
    met = [eqn for eqn in trace.eqns if eqn in inactive and eqn.out in past and reaching(trace, eqn.out) & set(names)]
    if not names:
        return
    where = [_below_zero(z, values) for eqn in met for z in eqn.uses]
    name = Inline("expr", "", of)
    if all(var in names for var in trace.inputs if var in through):
        yield sentence_inline("The ReLU is inactive at {where}, so all derivatives of {of} are 0.", where=where, of=name)
    else:
        yield sentence_inline(
            "The ReLU is inactive at {where}, so nothing of {names} reaches {of}.", where=where, names=_listed(names), of=name
        )


def _is_inactive(eqn: Eqn, values: Mapping[Atom, Value]) -> bool:
    """Where the derivation has its slope; of an array at every entry."""
    match eqn.rhs:
        case Call("relu", (Var() as z,)) if LocalDerivative("relu", z) in values:
            return not any(numbers(values[LocalDerivative("relu", z)])) and all(x < 0 for x in numbers(values[z]))
        case _:
            return False


def reaching(trace: Trace, of: Var, closed: Collection[Eqn] = ()) -> frozenset[Var]:
    """A value and all that it depends on, but through these equations."""
    found = {of}
    for eqn in reversed(trace.eqns):
        if eqn.out in found and eqn not in closed:
            found |= set(eqn.uses)
    return frozenset(found)


def _below_zero(z: Var, values: Mapping[Atom, Value]) -> Inline:
    if isinstance(values[z], Array):
        return sentence_inline("all entries of {name}", name=Inline("expr", "", z))
    return Inline("side", "<", chain=(z, Num(Fraction(0))), values=values)


def _listed(names: Iterable[Var]) -> list[Inline]:
    """Names in order; of many in a row, `x_1` to `x_8`, the first and the last."""
    by_name = {name: list(own) for name, own in groupby(sorted(names, key=lambda var: var.name), lambda var: var.name)}
    found: list[Inline] = []
    for name in dict.fromkeys(var.name for var in names):
        for run in _runs(by_name[name]):
            pieces = [Inline("expr", "", var) for var in run]
            if len(run) > MANY:
                pieces = [sentence_inline("{first} to {last}", first=pieces[0], last=pieces[-1])]
            found += pieces
    return found


def _runs(own: Sequence[Var]) -> list[list[Var]]:
    """Values of one name, those at successive times together."""
    runs: list[list[Var]] = []
    for var in sorted(own, key=lambda var: var.time if isinstance(var.time, int) else 0):
        before = runs[-1][-1].time if runs else None
        if isinstance(before, int) and isinstance(var.time, int) and var.time == before + 1:
            runs[-1].append(var)
        else:
            runs.append([var])
    return runs


# How much survives -------------------------------------------------------------------------------------------------------------


def _survival(trace: Trace, of: Var, values: Mapping[Atom, Value], conventions: Conventions, memo: Memo) -> Iterator[Inline]:
    """From the last state back to the first, where it is notable."""
    first = Var(of.name, EARLIEST)
    if not isinstance(of.time, int) or of.time < STEPS or not any(eqn.out == first for eqn in trace.eqns):
        return
    try:
        left = abs(_derivative(memo.call(_slopes_to_first, trace, of.name), of, first, values, conventions))
    except (MathError, KeyError):  # a slope that the derivation did not need
        return
    back = {"of": Inline("expr", "", of), "first": Inline("expr", "", first)}
    if 0 < left < TINY:
        factor = Inline("value", "", values={of: _rounded(1 / left)})
        yield sentence_inline("From {of} back to {first} the gradient shrinks by a factor of about {factor}.", **back, factor=factor)
    elif 0 < left < SHRUNK:
        percent = Inline("percent", "", values={of: _rounded(100 * left)})
        yield sentence_inline("From {of} back to {first} the gradient shrinks to about {percent}.", **back, percent=percent)
    elif left > GROWN:
        factor = Inline("value", "", values={of: _rounded(left)})
        yield sentence_inline("From {of} back to {first} the gradient grows by a factor of about {factor}.", **back, factor=factor)


def _slopes_to_first(trace: Trace, name: str) -> Mapping[Partial, Expr | None]:
    """The derivatives of all values that move with the first state, forward, each by those before it; None for 0."""
    wrt = Var(name, EARLIEST)
    found: dict[Partial, Expr | None] = {}
    moved = {wrt}
    for eqn in trace.eqns:
        if eqn.out != wrt and not moved.isdisjoint(eqn.uses):
            found[Partial(eqn.out, wrt)] = differentiate(eqn.rhs, lambda var: Partial(var, wrt) if var in moved else None)
            moved.add(eqn.out)
    return found


def _derivative(
    slopes: Mapping[Partial, Expr | None], of: Var, wrt: Var, values: Mapping[Atom, Value], conventions: Conventions
) -> Fraction:
    """A derivative between two numbers, from the slopes that are recorded, forward through all that lies between them."""
    known: dict[Atom, Value] = {**values, Partial(wrt, wrt): Fraction(1)}
    for partial, slope in slopes.items():
        known[partial] = evaluate_number(slope, known, conventions) if slope is not None else Fraction(0)
    own = Partial(of, wrt)
    return Fraction(scalar(known[own])) if of == wrt or own in slopes else Fraction(0)


def _rounded(x: Fraction) -> TypedNumber:
    """Two digits, the others 0: `3900`."""
    return TypedNumber(x, str(int(Fraction(rounded_text(x, _DIGITS)))) if 100 <= x < LONG else shown_text(x, _DIGITS))


# Saturation --------------------------------------------------------------------------------------------------------------------


def _saturation(solved: Solved) -> Iterator[Inline]:
    """Where the slope of a tanh or a sigmoid is next to nothing."""
    values = solved.derivation.values
    slopes = [step.lhs for step in solved.derivation.numbers if isinstance(step.lhs, LocalDerivative)]
    flat = [slope for slope in slopes if _is_flat(values[slope])]
    for fn in dict.fromkeys(slope.fn for slope in flat):
        places = [slope.arg for slope in flat if slope.fn == fn]
        where = [Inline("relation", "=", chain=(z,), values=values) for z in places] if len(places) < MANY else _listed(places)
        if fn == "tanh":
            yield sentence_inline("The tanh is saturated at {where}: hardly any gradient passes.", where=where)
        elif fn == "sigmoid":
            yield sentence_inline("The sigmoid is saturated at {where}: hardly any gradient passes.", where=where)


def _is_flat(slope: Value) -> bool:
    return not isinstance(slope, Array) and abs(Fraction(slope)) < SATURATED


# Sums --------------------------------------------------------------------------------------------------------------------------


def _outweighing(solved: Solved, conventions: Conventions) -> Iterator[Inline]:
    """A term of an answer that is a sum over time."""
    asked = {answer for answer in solved.derivation.asked if isinstance(answer, Partial) and answer.wrt.time is None}
    for step in solved.derivation.numbers:
        if step.lhs in asked and (terms := _terms(step)):
            shares = _shares(terms, solved.derivation.values, conventions)
            term = terms[shares.index(max(shares))] if shares and max(shares) > OUTWEIGHS else None
            # A long product says nothing to who reads a sentence, and no line may hold it.
            if term is not None and len(text(term)) <= LONGEST_TERM:
                yield sentence_inline(
                    "Of the terms of {sum}, {term} alone makes up about {percent} in absolute value.",
                    sum=Inline("expr", "", step.lhs),
                    term=Inline("expr", "", term),
                    percent=Inline("percent", "", values={step.lhs: _rounded(100 * min(max(shares), NEARLY_ALL))}),
                )


def _terms(step: Step) -> Sequence[Expr]:
    match step.planned.written:
        case Add(terms) if step.kind in ("adjoint", "accumulate") and len(terms) >= TERMS and not isinstance(step.value, Array):
            return terms
        case _:
            return ()


def _shares(terms: Sequence[Expr], values: Mapping[Atom, Value], conventions: Conventions) -> list[Fraction]:
    """The absolute value of each term as a part of their sum; none where too few terms are not 0, or one is an array."""
    found = [evaluate(term, values, conventions) for term in terms]
    sizes = [abs(Fraction(x)) for x in found if not isinstance(x, Array)]
    notable = len(sizes) == len(terms) and sum(map(bool, sizes)) >= TERMS
    return [size / sum(sizes) for size in sizes] if notable else []
