"""The composed closed form: all equations put into each other, one expression of the numbers given, differentiated by SymPy.

It is made once for a structure and kept, so that other numbers only have to be put in. A value that is used twice is written out
twice, so that closed forms can double with each step: only small ones are composed.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, Literal

from gen.algebra.arrays import scalar
from gen.algebra.expr import Atom, Call, Expr, Partial, SecondDerivative, Var, walk
from gen.verify.recurrence import Recurrence
from gen.verify.sympy_functions import MachineFunction, machine, printed_output_tangent, sympy_form
from gen.verify.tolerance import MP, mpf

LARGEST = 250  # names and operations of a closed form, each name written out
DEEPEST = 60  # equations that stand on each other: SymPy goes down all of them at once


@dataclass(frozen=True, slots=True)
class Structure:
    """What a closed form depends on but for the numbers."""

    equations: tuple[tuple[Var, Expr], ...]
    printed: frozenset[Var]
    cut: frozenset[Var]


def run(recurrence: Recurrence, asked: Iterable[Atom]) -> dict[Atom, Any]:
    """Those of the values and derivatives `asked` that have a small closed form, by that form with the numbers of the recurrence."""
    what = Structure(tuple((eqn.out, eqn.rhs) for eqn in recurrence.trace.eqns), frozenset(recurrence.printed), recurrence.cut)
    sizes = _sizes(what, DEEPEST)
    found: dict[Atom, Any] = {}
    for atom in asked:
        of, *wrts = _parts(atom)
        if isinstance(of, Var) and 0 < sizes.get(of, 0) <= LARGEST and sizes.keys().isdisjoint(wrts):
            closed, names = _closed(what, of, *wrts)
            with suppress(ZeroDivisionError):
                value = closed([_number(name, recurrence) for name in names])
                if MP.isfinite(mpf(value)):  # not for a value at the limit of a function, printed, which has no argument
                    found[atom] = value
    return found


def _parts(atom: Atom) -> tuple[Atom, ...]:
    """A value, and what it is differentiated to."""
    match atom:
        case Partial(of, wrt):
            return of, wrt
        case SecondDerivative(Partial(of, first), wrt):
            return of, first, wrt
        case _:
            return (atom,)


def _sizes(what: Structure, deepest: int) -> dict[Var, int]:
    """How large the closed form of each value is; 0 for one that stands on too many others, one upon another."""
    sizes: dict[Var, int] = {}
    depths: dict[Var, int] = {}
    for out, rhs in what.equations:
        parts = list(walk(rhs))
        depths[out] = 1 + max((depths.get(e, 0) for e in parts if isinstance(e, Var)), default=0)
        sizes[out] = sum(sizes.get(e, 1) if isinstance(e, Var) else 1 for e in parts) if depths[out] <= deepest else 0
    return sizes


Name = tuple[Literal["given", "still", "printed", "stated"], Any]
"""What a symbol stands for: a number given, the same when it does not move, a printed value, what is stated of a kink."""


def _number(name: Name, recurrence: Recurrence) -> Any:
    kind, key = name
    match kind:
        case "printed":
            value = scalar(recurrence.printed[key])
        case "stated":
            return recurrence.conventions.get(key, Fraction(0))
        case _:
            value = scalar(recurrence.givens[key])
    return value if isinstance(value, Fraction) else mpf(value)


@lru_cache(maxsize=256)
def _closed(what: Structure, of: Var, *wrts: Var) -> tuple[MachineFunction, tuple[Name, ...]]:
    """The closed form of a value or of its derivative to one or two others, and what its symbols stand for.

    A printed value P moves as the computed one does: P + E - E', where E' is E with a source that does not move; a cut one is E'.
    """
    import sympy

    symbols: dict[Name, Any] = {}

    def symbol(kind: Any, key: Any) -> Any:
        return symbols.setdefault((kind, key), sympy.Symbol(f"s{len(symbols)}", real=True))

    stated = partial(symbol, "stated")
    sources = [(symbol("given", wrt), symbol("still", wrt)) for wrt in wrts]
    forms: dict[Var, Any] = {}

    def still(moving: Any) -> Any:
        return moving.subs(sources) if wrts else moving

    for out, rhs in what.equations:
        forms |= {var: symbol("given", var) for var in walk(rhs) if isinstance(var, Var) and var not in forms}
        moving = sympy_form(rhs, forms, stated)
        if out in what.printed:
            printed = symbol("printed", out)
            argument = sympy_form(rhs.args[0], forms, stated) if isinstance(rhs, Call) else None
            along = (
                printed_output_tangent(rhs.fn, printed, still(argument), argument - still(argument))
                if isinstance(rhs, Call) and wrts
                else None
            )
            moving = printed + moving - still(moving) if along is None else along
        forms[out] = still(moving) if out in what.cut else moving
        if out == of:
            break
    whole = sympy.diff(forms[of], *(source for source, _ in sources)) if wrts else forms[of]
    return machine(whole, {symbol: i for i, symbol in enumerate(symbols.values())}), tuple(symbols)
