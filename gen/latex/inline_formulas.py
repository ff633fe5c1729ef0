"""The formulas of running text: those of a piece, of a placeholder, of a cell; how they stand in a line or a display is a writer's."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from gen.algebra.arrays import numbers
from gen.algebra.expr import UNIT, Call, Expr, Num, Shift, Var
from gen.algebra.rounding import as_typed, is_exact
from gen.algebra.sides import Signs, with_value
from gen.algebra.sizes import Extent, size_expr
from gen.latex.author_math import in_notation
from gen.latex.shapes import membership, sizes_latex
from gen.latex.writer import Latex
from gen.model.placeholders import shown_conventions, shown_numbers, shown_shapes
from gen.model.problem import Cell, Given, Inline, Item

_SIGNS = {"!=": r"\neq", "<=": r"\leq", ">=": r"\geq"}


def inline_formulas(piece: Inline, latex: Latex) -> list[str] | None:
    """The formulas of a piece that is nothing but formulas; None of all others."""
    match piece.kind:
        case "math":
            return [in_notation(piece.math, latex) if piece.math else piece.text]
        case "worked":
            return [latex.expr(piece.expr)] if piece.expr else []
        case "expr":
            return [latex.expr(piece.expr, piece.values)] if piece.expr else []
        case "value":
            return [latex.number(value)[0] for value in (piece.values or {}).values()]
        case "percent":
            return [rf"{latex.number(value)[0]}\,\%" for value in (piece.values or {}).values()]
        case "pair":
            return [_conjugates(piece, latex)]
        case "relation" | "side":
            return [_relation(piece, latex)]
        case "shape":
            return [membership(latex.expr(piece.expr), piece.chain, latex) if piece.expr else sizes_latex(piece.chain, latex) or "1"]
        case _:
            return None


def cell_sides(cell: Cell, latex: Latex) -> list[tuple[str, str]]:
    """The left and right sides of the equations of a cell."""
    return [(latex.name(eq.lhs.var), latex.expr(eq.rhs.expr)) for eq in cell.equations]


def _relation(piece: Inline, latex: Latex) -> str:
    sign = f" {_SIGNS.get(piece.text, piece.text)} "
    if piece.values is None:
        in_arrays = any(map(latex.script.is_array, piece.chain))
        return sign.join(latex.expr(_of_arrays(e) if in_arrays else e) for e in piece.chain)
    sides = ((e, latex.expr(e), latex.expr(e, piece.values)) for e in piece.chain)
    signs = Signs(lambda value: latex.number(value)[0], " = ", r" \approx ")
    return sign.join(with_value(*side, piece.values, signs, latex.shown, piece.kind == "side") for side in sides)


def _of_arrays(e: Expr) -> Expr:
    """A 0 that is an array, alone or as what a function is applied to."""
    match e:
        case Num(value) if value == 0:
            return Call("zeros", (UNIT, UNIT))
        case Call(fn, (arg,)):
            return Call(fn, (_of_arrays(arg),))
        case _:
            return e


def _conjugates(piece: Inline, latex: Latex) -> str:
    """`1/2 +- 1/2 i`, without a part that is 0 and a factor 1."""
    values = piece.values or {}
    real, imaginary = (latex.expr(part, values) for part in piece.chain)
    rounded = any(not is_exact(x, latex.shown) for part in piece.chain if isinstance(part, Var) for x in numbers(values[part]))
    pair = r"\pm \mathrm{i}" if imaginary == "1" else rf"\pm {imaginary}\,\mathrm{{i}}"
    sign = r"\approx" if rounded else "="
    return f"{piece.text} {sign} {pair if real == '0' else f'{real} {pair}'}"


def slot_formulas(slot: Inline, item: Item, latex: Latex) -> list[str]:
    """What a placeholder stands for, but that for a cell: numbers behind their names, conventions, shapes."""
    match slot.text:
        case "given" | "printed":
            return _numbers(shown_numbers(item, slot), latex)
        case "convention":
            return [f"{_convention(name, latex)} = {latex.given(value)}" for name, value in shown_conventions(item, slot).items()]
        case _:
            return [_dimension(item, name, shape, latex) for name, shape in shown_shapes(item, slot).items()]


def _convention(name: str, latex: Latex) -> str:
    """`relu'(0)` in LaTeX."""
    fn, place = name.removesuffix(")").split("(")
    return latex.expr(Call(fn, (Var(place) if place.isalpha() else Num(Fraction(place)),)))


def _numbers(givens: Mapping[Var, Given], latex: Latex) -> list[str]:
    """Each value behind its name, or behind all its names where it comes again in other epochs."""
    names = {var: [var] for var, given in givens.items() if not given.repeats}
    for var, given in givens.items():
        if given.repeats:
            names[given.repeats].append(var)
    written = {var: latex.number(as_typed(givens[var].value, givens[var].texts))[0] for var in names}
    return [" = ".join([*map(latex.name, own), written[var]]) for var, own in names.items()]


def _dimension(item: Item, name: str, shape: Sequence[Extent], latex: Latex) -> str:
    uses = {use.var for reading in item.readings for eq in reading.cell.equations for use in (eq.lhs, *eq.rhs.uses)}
    timed = any(var.name == name and var.time is not None for var in uses)
    shown = latex.name(Var(name, Shift(0) if timed else None))
    return membership(shown, map(size_expr, shape), latex)
