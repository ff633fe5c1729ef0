r"""Printed formulas read back as numbers and arrays, by a reader that knows nothing of how they are written.

The grammar is as strict as a reader is. A minus sign stands before a whole sum's first product or between two products, so that a
negative operand without brackets (`2*-3`, `1 + -2`) is an error, and so are a fraction as the base of a power, a power at the bracket
of an argument, f(x)^{2}, and braces as brackets.

    sum      [-] product {(+ | -) product}
    product  factor {[* | / | \odot] factor}
    factor   \frac {sum} {sum} | primary [^ (primary | {sum} | {\odot sum} | {\top})]
    primary  whole [_{i:j}]
    whole    number | \pi | name | function ['] [_{index}] (( sum {, sum} ) | matrix) | \sqrt {sum} | ( sum ) | \left| sum \right| | matrix
             | \left\lfloor sum \right\rfloor | \lVert sum \rVert | \langle sum , sum \rangle | [sum {; sum}] | \mathbf{1} ... | \mathrm{e}
    matrix   \begin{pmatrix} sum {& sum} {\\ sum {& sum}} \end{pmatrix}

Sums, quotients and functions of arrays are of their entries, and a number goes with each. A product of two arrays is that of matrices,
with a thin space or nothing between them; that of entries has its own sign \odot, behind which a product of matrices needs brackets.
Powers of entries have it as well. A dot stands at a number, or where a product goes on in another row. \mathbf{1}, \mathbf{0} and
\mathbf{e}_{2} have the shape that their place in a product asks for, \mathbf{I} has that of its bracket or of the whole. A bracket that
tells too little has the shape of what it is multiplied with by entry, else one that fits between matrices, or beside numbers the whole's.

Exact numbers stay exact. A number that is shown rounded stands for all that are rounded to it: a formula is read as a range.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from gen.algebra.arrays import SCALAR, Shape
from gen.algebra.numbers import NumberFormat
from gen.proofread.factors import multiplied, power_of, quotient, shape_between
from gen.proofread.intervals import (
    Bounds,
    ConstantArray,
    Interval,
    IntervalMatrix,
    UnknownShape,
    each,
    listed,
    matrix_of_rows,
    printed_number,
    transposed,
    unit,
    units,
    with_shape,
)
from gen.proofread.options import filled, options_below
from gen.proofread.reader_functions import CONSTANTS, NOTHING, UNIT, apply_function, sign_between, slope
from gen.proofread.tokens import Token, without_spaces

# Signs between factors; the signs and the kinds of words with which a factor may follow without one.
_TIMES = ("*", "/", "⊙", r"\cdot", r"\,")
_STARTS = ("(", "[", "⌊", "⟨", r"\lVert", r"\left|", r"\begin{pmatrix}")
_AROUND = {"⌊": ("⌋", "floor"), r"\left|": (r"\right|", "abs"), r"\lVert": (r"\rVert", "norm")}
_NAMED = ("name", "fn", "frac", "filled", "unit", "units", "identity", "constant")


def evaluate_latex(
    line: Sequence[Token],
    names: Mapping[str, Interval | IntervalMatrix],
    kinks: Mapping[str, Fraction],
    shown: NumberFormat | None = None,
    shape: Shape | None = None,
) -> Bounds:
    r"""What a line stands for; a number with as many digits as rounded ones have is one, unless all are exact. Raises ValueError.

    `kinks` are what is stated of functions at their kinks, `shown` is how numbers are rounded, `shape` what a \mathbf{1} must give
    where nothing else tells.
    """
    reader = Reader(line, names, kinks, shown, shape)
    found = reader.sum(shape)
    if reader.at < len(line):
        raise ValueError(f"not a whole expression: {without_spaces(line)}")
    return with_shape(found, *shape) if isinstance(found, ConstantArray) and shape and shape != SCALAR else found


def may_round(line: Sequence[Token], shown: NumberFormat) -> bool:
    """Whether a number of a line may be a rounded one."""
    return any(token.kind == "number" and len(printed_number(token.text, shown).ends) > 1 for token in line)


class Reader:
    """Recursive descent; each method reads one rule of the grammar from `at` on."""

    def __init__(
        self,
        line: Sequence[Token],
        names: Mapping[str, Interval | IntervalMatrix],
        kinks: Mapping[str, Fraction],
        shown: NumberFormat | None,
        shape: Shape | None,
    ) -> None:
        self.line, self.names, self.kinks, self.shown, self.shape, self.at = line, names, kinks, shown, shape, 0

    def kind(self) -> str:
        return self.line[self.at].kind if self.at < len(self.line) else ""

    def next_is(self, *texts: str) -> bool:
        return self.kind() == "sign" and self.line[self.at].text in texts

    def take(self, *texts: str) -> str:
        if self.at == len(self.line) or (texts and self.line[self.at].text not in texts):
            raise ValueError(f"expected {' or '.join(texts) or 'more'} at token {self.at} of: {without_spaces(self.line)}")
        self.at += 1
        return self.line[self.at - 1].text

    def sum(self, shape: Shape | None = None) -> Bounds:
        negative = self.next_is("-") and bool(self.take("-"))
        found = each(Interval.__neg__, self.product(shape)) if negative else self.product(shape)
        while self.next_is("+", "-"):
            sign, term = self.take("+", "-"), self.product(shape)
            found = each(Interval.__add__, found, term if sign == "+" else each(Interval.__neg__, term))
        return found

    def product(self, shape: Shape | None) -> Bounds:
        factors: list[tuple[str, Bounds]] = []
        untold: dict[int, int] = {}  # brackets whose shape is that of what stands beside them, and where they begin
        while not factors or self.next_is(*_TIMES, *_STARTS) or self.kind() in _NAMED:
            sign = self.take() if factors and self.next_is(*_TIMES) else ""
            start = self.at
            try:
                factors.append((sign, self.factor()))
            except UnknownShape:
                self.at = self.behind(start)
                untold[len(factors)] = start
                factors.append((sign, UNIT))
        end = self.at
        beside = {i: factor.shape for i, (_, factor) in enumerate(factors) if i not in untold and isinstance(factor, IntervalMatrix)}
        by_entry = any(sign == "⊙" for sign, _ in factors)
        for i, start in untold.items():
            self.at = start
            factors[i] = factors[i][0], self.bracket(shape=max(beside.values()) if beside and by_entry else shape_between(i, beside, shape))
        self.at = end
        return multiplied(factors, shape)

    def behind(self, start: int) -> int:
        """Where it goes on behind a bracket that begins there. Raises Untold where there is none, or where its shape is turned."""
        depth = 0
        for at in range(start, len(self.line)):
            depth += {"(": 1, ")": -1}.get(self.line[at].text, 0)
            if depth == 0:
                break
        after = self.line[at + 1] if at + 1 < len(self.line) else None
        if self.line[start].text != "(" or (after and (after.text == "^" or after.kind == "rows")):
            raise UnknownShape
        return at + 1

    def factor(self) -> Bounds:
        if self.kind() == "frac":
            self.at += 1
            return quotient(self.bracket("{", "}"), self.bracket("{", "}"))
        first = self.at
        base = self.primary()
        if not self.next_is("^"):
            return base
        self.take("^")
        if not self.next_is("{"):
            return power_of(base, self.primary())
        if self.applies(first):
            raise ValueError(f"a power at the bracket of an argument: {without_spaces(self.line)}")
        self.take("{")
        sign = self.take("⊤", "⊙") if self.next_is("⊤", "⊙") else ""
        raised = None if sign == "⊤" else power_of(base, self.sum(), by_entry=sign == "⊙")
        self.take("}")
        return raised or (base if isinstance(base, Interval) else transposed(base))

    def applies(self, at: int) -> bool:
        """Whether a function and its argument begin there, `f(x)`, whose power would be read as that of x."""
        kind, word = self.line[at].kind, self.line[at].text
        return (kind == "fn" and word != "sqrt") or (kind == "name" and word.endswith(")"))

    def bracket(self, opening: str = "(", closing: str = ")", shape: Shape | None = None) -> Bounds:
        self.take(opening)
        around, self.shape = self.shape, shape if opening == "(" else self.shape
        try:
            found = self.sum(shape)
        finally:
            self.shape = around
        self.take(closing)
        return found

    def listed(self, opening: str, between: str, closing: str) -> list[Bounds]:
        self.take(opening)
        found = [self.sum()]
        while self.take(between, closing) == between:
            found.append(self.sum())
        return found

    def fitted(self, parts: Sequence[Bounds]) -> Sequence[Bounds]:
        """Parts of a joined vector: one of them may be as long as the others leave room."""
        known = [listed(part) for part in parts if not isinstance(part, ConstantArray)]
        left = max(self.shape) - sum(map(len, known)) if self.shape and 1 in self.shape else 0
        if len(known) != len(parts) - 1 or left < 1 or not self.shape:
            return parts
        shape = (left, 1) if self.shape[1] == 1 else (1, left)
        return [with_shape(part, *shape) if isinstance(part, ConstantArray) else part for part in parts]

    def primary(self) -> Bounds:
        found = self.whole()
        if self.kind() != "rows":
            return found
        first, _, last = self.take().strip("_{}").partition(":")
        return apply_function("rows", [found, printed_number(first, None), printed_number(last, None)], self.kinks)

    def whole(self) -> Bounds:
        if self.next_is("("):
            return self.bracket()
        if self.next_is(*_AROUND):
            closing, fn = _AROUND[opening := self.line[self.at].text]
            return apply_function(fn, [self.bracket(opening, closing)], self.kinks)
        if self.next_is("["):
            return apply_function("concat", self.fitted(self.listed("[", ";", "]")), self.kinks)
        if self.next_is("⟨"):
            return apply_function("dot", self.listed("⟨", ",", "⟩"), self.kinks)
        if self.next_is(r"\begin{pmatrix}"):
            return self.matrix()
        kind, word = self.kind(), self.take()
        match kind:
            case "number":
                return printed_number(word, self.shown)
            case "filled":
                return filled(UNIT if "1" in word else NOTHING, self.take() if self.kind() == "options" else "")
            case "constant":
                return CONSTANTS[word]
            case "unit":
                return unit(int(word[len(r"\mathbf{e}_{") : -1]))
            case "units":
                first, _, last = word[len(r"\mathbf{I}_{:,") : -1].partition(":")
                return units(int(first), int(last))
            case "identity" if self.shape is None:
                raise UnknownShape
            case "identity" if (n := max(self.shape or SCALAR)) > 1:
                return apply_function("diag", [with_shape(UNIT, n, 1)], self.kinks)
            case "name" if word in self.names:
                return self.names[word]
            case "fn" if self.next_is("'"):
                self.take("'")
                return slope(word, self.arguments(word), self.kinks)
            case "fn" if self.next_is("{") and word == "sqrt":
                return apply_function(word, [self.bracket("{", "}")], self.kinks)
            case "fn":
                fn = f"{word}_{self.take()}" if self.kind() == "axis" else word
                options = options_below(word, self.take() if self.kind() in ("index", "options") else "")
                return apply_function(fn, [*self.arguments(word), *options], self.kinks)
        raise ValueError(f"unexpected {word} at token {self.at - 1} of: {without_spaces(self.line)}")

    def arguments(self, fn: str) -> list[Bounds]:
        """Those of a function; a matrix alone has brackets enough."""
        return [self.matrix()] if self.next_is(r"\begin{pmatrix}") else self.listed("(", sign_between(fn), ")")

    def matrix(self) -> Bounds:
        self.take(r"\begin{pmatrix}")
        found: list[list[Interval]] = [[]]
        while True:
            entry = self.sum()
            if not isinstance(entry, Interval):
                raise ValueError(f"an array as an entry of: {without_spaces(self.line)}")
            found[-1].append(entry)
            match self.take("&", r"\\", r"\end{pmatrix}"):
                case r"\\":
                    found.append([])
                case r"\end{pmatrix}":
                    return matrix_of_rows(found)
