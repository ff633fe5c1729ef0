"""A formula evaluated by definitions alone: what is confirmed of an answer that is a formula, without what derived or simplified it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from gen.algebra.arrays import Value, numbers, shape_of
from gen.algebra.expr import Atom, Expr, Var, atoms, replace_atoms
from gen.algebra.values import value_of
from gen.messages.errors import VerificationError
from gen.verify.array_arithmetic import Matrix, flattened
from gen.verify.dual import Dual, dual_of
from gen.verify.scalarize import grid
from gen.verify.tolerance import mpf, require_close

FORMULAS = "formulas evaluated by definitions"


def verify_formula(name: str, e: Expr, value: Value, values: Mapping[Atom, Value], conventions: Mapping[str, Fraction]) -> float:
    """The largest relative difference between a formula and the confirmed value of what it stands for, entry by entry.

    `values` are those of all atoms in it. Raises VerificationError where shapes or numbers differ.
    """
    try:
        parts, entries = _entries(e, values)
    except ValueError:
        raise VerificationError(f"{FORMULAS}: the shapes in {name} do not go together") from None
    if (len(parts), len(parts[0])) != shape_of(value):
        raise VerificationError(f"{FORMULAS}: {name} is {len(parts)} x {len(parts[0])}, the derivation has {shape_of(value)}")
    found = [dual_of(part, entries, conventions).value for part in flattened(parts)]
    return max(require_close(FORMULAS, name, _number(x), y) for x, y in zip(numbers(value), found, strict=True))


def evaluated(e: Expr, values: Mapping[Atom, Value], conventions: Mapping[str, Fraction]) -> list[Any]:
    """A formula by definitions, entry by entry, row by row. Raises VerificationError where shapes do not go together."""
    try:
        parts, entries = _entries(e, values)
    except ValueError:
        raise VerificationError(f"{FORMULAS}: the shapes in a formula do not go together") from None
    return [dual_of(part, entries, conventions).value for part in flattened(parts)]


def _entries(e: Expr, values: Mapping[Atom, Value]) -> tuple[Matrix, dict[Var, Dual]]:
    """The formula of each entry, over names that stand for the entries of its atoms, with the numbers of these."""
    names = {atom: Var(f"#{i}") for i, atom in enumerate(dict.fromkeys(atoms(e)))}
    known = {names[atom]: value_of(atom, values) for atom in names}
    shapes = {var.name: shape_of(value) for var, value in known.items()}
    parts = grid(replace_atoms(e, names.__getitem__), shapes)
    entries = {
        entry: Dual(_number(x), Fraction(0))
        for var, value in known.items()
        for entry, x in zip(flattened(grid(var, shapes)), numbers(value), strict=True)
    }
    return parts, entries


def _number(x: Any) -> Any:
    return x if isinstance(x, Fraction) else mpf(x)
