"""The shape of a name with the reason that a person gives: from which product, sum or function it follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from gen.algebra.expr import Add, Call, Expr, MatMul, Mul, Num, Partial, Var, children, walk
from gen.algebra.printer import name_text, text
from gen.calculus import NameShapes
from gen.functions.simplify import literal
from gen.model.derivation import Statement
from gen.model.problem import Cell, Inline, sentence_inline


@dataclass(frozen=True, slots=True)
class ShapeAnswer:
    """The shape of a name or of a derivative."""

    asked: Var | Partial
    extents: tuple[Expr, ...]

    @property
    def name(self) -> str:
        return text(self.asked)

    about = name

    @property
    def value(self) -> str:
        return " x ".join(map(text, self.extents)) or "1"

    word = value

    @property
    def text(self) -> str:
        return f"{self.name}: {' x '.join(map(text, self.extents)) or 'a number'}"

    @property
    def pieces(self) -> tuple[Inline, ...]:
        """The sizes alone, as a cell of a table has them."""
        return (Inline("shape", "", chain=self.extents),)

    @property
    def json(self) -> dict[str, Any]:
        of, wrt = (self.asked.of, self.asked.wrt) if isinstance(self.asked, Partial) else (self.asked, None)
        sizes = [int(one.value) if isinstance(one, Num) else text(one) for one in self.extents]
        return {"of": name_text(of), "wrt": name_text(wrt) if wrt else None, "shape": sizes}


def shape_answer(asked: Var | Partial, shapes: NameShapes) -> ShapeAnswer:
    """The axes of a derivative are those of what is differentiated, and behind them those of what it is differentiated with respect to."""
    named = (asked.of, asked.wrt) if isinstance(asked, Partial) else (asked,)
    return ShapeAnswer(asked, tuple(extent for var in named for extent in shapes.extents[var.name]))


def shape_statement(answer: ShapeAnswer, shapes: NameShapes, cell: Cell) -> Statement:
    """The answer as a sentence."""
    return Statement("shape", answer.name, (_Reasons(shapes, cell).sentence(answer),))


class _Reasons:
    def __init__(self, shapes: NameShapes, cell: Cell) -> None:
        self.shapes, self.cell = shapes, cell
        self.computed = {equation.lhs.var.name: equation for equation in cell.equations}

    def sentence(self, answer: ShapeAnswer) -> Inline:
        asked = answer.asked
        shape = Inline("shape", "", asked, chain=answer.extents)
        if isinstance(asked, Partial):
            return self.of_derivative(asked, shape)
        if asked.name in self.shapes.stated and asked.name not in self.computed:
            return sentence_inline("{shape}, as given.", shape=shape)
        found = self.of_computed(asked, shape) if asked.name in self.computed else self.of_parameter(asked, shape)
        by = next(eq for eq in self.cell.equations if asked.name in (eq.lhs.var.name, *(use.var.name for use in eq.rhs.uses)))
        equation = Inline("relation", "=", chain=(by.lhs.var, by.rhs.expr))
        return found or sentence_inline("{shape}, by {equation}.", shape=shape, equation=equation)

    def named(self, e: Expr) -> Inline | None:
        """A name with its shape; the column of all entries of an image."""
        match e:
            case Var(name, _, ()) if name in self.shapes.extents:
                return Inline("shape", "", e, chain=self.shapes.extents[name])
            case Call("flatten", (Var(name, _, ()),)) if name in self.shapes.extents:
                sizes = [one.value for one in self.shapes.extents[name] if isinstance(one, Num)]
                return Inline("shape", "", e, chain=(literal(Fraction(prod(sizes))),))
        return None

    def of_derivative(self, asked: Partial, shape: Inline) -> Inline:
        of, wrt = self.shapes.extents[asked.of.name], self.shapes.extents[asked.wrt.name]
        named = Inline("shape", "", asked.wrt, chain=wrt)
        if not of:
            return sentence_inline("{shape}: the derivative of a number has the shape of {wrt}.", shape=shape, wrt=named)
        both = Inline("shape", "", asked.of, chain=of)
        if len(of) == len(wrt) == 1:
            return sentence_inline("{shape}: a row for each entry of {of} and a column for each of {wrt}.", shape=shape, of=both, wrt=named)
        return sentence_inline("{shape}: an entry for each one of {of} and each one of {wrt}.", shape=shape, of=both, wrt=named)

    def of_computed(self, asked: Var, shape: Inline) -> Inline | None:
        own, rhs = self.shapes.extents[asked.name], self.computed[asked.name].rhs.expr
        lines = self.shapes.layers.lines if self.shapes.layers else {}
        match rhs:
            case _ if len(own) == 3:
                return sentence_inline("{shape}: channels, rows and columns.", shape=shape)
            case Call("flatten", (image,)) if whole := self.named(image):
                return sentence_inline("{shape}: all entries of {whole} in a column.", shape=shape, whole=whole)
            case Call("global_avg_pool", (image,)) if whole := self.named(image):
                return sentence_inline("{shape}: a number for each channel of {whole}.", shape=shape, whole=whole)
            case Call("concat", parts) if all(found := [self.named(part) for part in parts]):
                return sentence_inline("{shape}: {parts} one behind the other.", shape=shape, parts=[one for one in found if one])
        if len(own) == 2 and any(axis.name.startswith(f"{asked.name}(") for axis in lines):
            return sentence_inline("{shape}: rows and columns.", shape=shape)
        for factors in (part.factors for part in walk(rhs) if isinstance(part, MatMul) and len(part.factors) == 2):
            first, second = map(self.named, factors)
            if own and first and second:
                return sentence_inline("{shape}, from the product of {first} and {second}.", shape=shape, first=first, second=second)
        alike = [part for part in walk(rhs) if isinstance(part, Var) and self.shapes.extents.get(part.name) == own]
        if own and alike and not any(isinstance(part, MatMul) for part in walk(rhs)) and (operand := self.named(alike[0])):
            return sentence_inline("{shape}, entry by entry like {operand}.", shape=shape, operand=operand)
        return None

    def of_parameter(self, asked: Var, shape: Inline) -> Inline | None:
        for equation in self.cell.equations:
            result = self.named(equation.lhs.var)
            for factors in _products(equation.rhs.expr):
                own = [i for i, factor in enumerate(factors) if _is_in(asked, factor)]
                other = self.named(factors[1 - own[0]]) if len(own) == 1 else None
                if other and result and not self.shapes.extents[equation.lhs.var.name]:
                    other = None  # the product lies within what is added up
                if other and result:
                    return sentence_inline(
                        "{shape}, since its product with {other} goes into {result}.", shape=shape, other=other, result=result
                    )
        for equation in self.cell.equations:
            result = self.named(equation.lhs.var)
            beside = any(asked in children(part) for part in walk(equation.rhs.expr) if isinstance(part, Add | Mul))
            if result and beside and (found := self.beside(asked, shape, result, self.shapes.extents[equation.lhs.var.name])):
                return found
        return None

    def beside(self, asked: Var, shape: Inline, result: Inline, whole: tuple[Expr, ...]) -> Inline | None:
        """With what of a result it goes, entry by entry."""
        own = self.shapes.extents[asked.name]
        if own == whole:
            return sentence_inline("{shape}, since it goes with each entry of {result}.", shape=shape, result=result)
        if len(own) == 1 and len(whole) == 3:
            return sentence_inline("{shape}: a number for each channel of {result}.", shape=shape, result=result)
        if len(own) == 1 and len(whole) == 2 and own[0] == whole[1] != whole[0]:
            return sentence_inline("{shape}, since it goes with each row of {result}.", shape=shape, result=result)
        if len(own) == 1 and len(whole) == 2 and own[0] == whole[0] != whole[1]:
            return sentence_inline("{shape}, since it goes with each column of {result}.", shape=shape, result=result)
        return None


def _products(e: Expr) -> Iterator[tuple[Expr, Expr]]:
    for part in walk(e):
        if isinstance(part, MatMul):
            yield from zip(part.factors, part.factors[1:], strict=False)


def _is_in(var: Var, factor: Expr) -> bool:
    return factor == var or factor == Call("transpose", (var,))
