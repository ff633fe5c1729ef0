"""How expressions are written: one rule of brackets, two scripts (plain text and LaTeX), names or numbers at the leaves.

The order of terms and factors is the tree's. Numbers are exact fractions as they are, other values rounded to the digits that are
`NumberFormat`; nothing is computed here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from gen.algebra.arrays import Array, Value
from gen.algebra.axes import base_and_axis
from gen.algebra.expr import (
    DOTS,
    LOOKUPS,
    UNIT,
    Add,
    Atom,
    Call,
    Div,
    Expr,
    LocalDerivative,
    MatMul,
    Mul,
    Neg,
    Num,
    Partial,
    PathTerm,
    Pow,
    Range,
    Series,
    Var,
    variables,
    walk,
)
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.options import with_options
from gen.algebra.places import looked_up
from gen.algebra.rounding import USUAL, common_format, is_exact, shown_text
from gen.algebra.values import value_of
from gen.messages.sentences import Language, translate

# How tightly a form binds; it needs brackets where its place asks for more.
SUM, NEGATIVE, PRODUCT, FACTOR, BASE = 1, 2, 3, 4, 6
POWER, ATOM = 5, 6
_NAMES = (Var, Partial, PathTerm)  # in plain text they are what they call themselves

Values = Mapping[Atom, Value]
PartWriter = Callable[[Expr, int], str]
"""Writes a part, in brackets where it binds less tightly than asked for."""


@dataclass(frozen=True, slots=True)
class Script:
    """A way to write the parts; each returns a string, most of them and how tightly it binds."""

    atom: Callable[[Atom], tuple[str, int]]
    number: Callable[[Value], tuple[str, int]]
    constant: Callable[[Number], tuple[str, int]]  # a number of an equation, which is never rounded
    typed: Callable[[str], tuple[str, int]]  # a number as the author typed it
    times: Callable[[bool, bool], str]  # with numbers put in, between two arrays
    product: Callable[[bool], str]  # of matrices: whether a number stands in it
    divide: Callable[[str, str], str]
    power: Callable[[str, str], str]
    call: Callable[[Call, PartWriter], tuple[str, int]]
    series: Callable[[Series, PartWriter], tuple[str, int]]
    bracket: Callable[[str], str]
    fraction: int  # how tightly a / b binds
    inside: int  # what a / b asks of its parts
    is_array: Callable[[Expr], bool] = lambda e: False
    literal: Callable[[Call, Values], Value | None] = lambda e, values: None  # what is written as one array where numbers are put in
    apart: Callable[[str, str], bool] = lambda left, right: False  # two factors that need a sign between them
    factor_out: Callable[[Expr, Expr, bool], bool] = lambda top, bottom, numbers: False  # whether a/b is (1/b) a, with numbers put in
    last: int = FACTOR  # what a product of matrices needs as the last factor, behind numbers
    ones: str = ""  # what the number 1 is beside arrays that it is added to; without it that is a number like others
    euler: str = ""  # the number of which the exponential of a number is a power; without it that is a function like others


def write(e: Expr, script: Script, values: Values | None = None) -> str:
    """The expression with names, or with the numbers put in where `values` are handed over."""
    return _write(e, script, values, 0)


def write_binding(e: Expr, script: Script) -> tuple[str, int]:
    """The expression with names, and how tightly it binds."""
    return _form(e, script, None)


def numbers_in(e: Expr, script: Script, values: Values) -> list[Value]:
    """The values that are put in where an expression is written with them."""
    found: list[Value] = []

    def number(x: Value) -> tuple[str, int]:
        found.append(x)
        return "0", ATOM

    write(e, replace(script, number=number), values)
    return found


def _write(e: Expr, s: Script, values: Values | None, need: int) -> str:
    written, binds = _form(e, s, values)
    if binds < need and isinstance(e, Mul | MatMul):
        # Rather its first factor in brackets than all of it.
        written, binds = _factors(e, s, values, bare=False)
    return s.bracket(written) if binds < need else written


def _form(e: Expr, s: Script, values: Values | None) -> tuple[str, int]:
    if values is not None and isinstance(e, Call) and (value := s.literal(e, values)) is not None:
        return s.number(value)
    match e:
        case Num(value, text):
            return s.typed(text) if text else s.constant(value)
        case Neg(arg):
            return "-" + _write(arg, s, values, PRODUCT), NEGATIVE
        case Add(terms):
            return _sum(terms, s, values), SUM
        case Mul() | MatMul():
            return _factors(e, s, values, bare=values is not None or not variables(e.factors[0]))
        case Div(top, bottom) if s.factor_out(top, bottom, values is not None):
            factor = _write(Div(UNIT, bottom), s, values, FACTOR)
            return factor + s.times(values is not None, False) + _write(top, s, values, PRODUCT), PRODUCT
        case Div(top, bottom):
            return _quotient(top, bottom, s, values)
        case Pow(base, exponent) if s.is_array(base):
            return _elementwise_power(base, exponent, s, values)
        case Pow(base, exponent):
            return s.power(_write(base, s, values, BASE), _write(exponent, s, values, s.inside and BASE)), POWER
        case Call("exp", (Num() | Neg(Num()) | Var() | Neg(Var()) as arg,)) if s.euler and values is not None and not s.is_array(arg):
            return s.power(s.euler, _write(arg, s, values, s.inside and BASE)), POWER
        case Call():
            return s.call(e, lambda part, need: _write(part, s, values, need))
        case Series():
            return s.series(e, lambda part, need: _write(part, s, values, need))
        case _:
            return s.number(value_of(e, values)) if values is not None and e != DOTS else s.atom(e)


def _quotient(top: Expr, bottom: Expr, s: Script, values: Values | None) -> tuple[str, int]:
    """Where a fraction stands over a line, a minus sign of its numerator stands before it."""
    need = s.inside
    above, below = _form(top, s, values), _write(bottom, s, values, need and FACTOR)
    if not need and above[1] == NEGATIVE and not above[0].startswith(("-(", r"-\left(")) and not below.startswith("-"):
        return "-" + s.divide(above[0].removeprefix("-"), below), NEGATIVE
    return s.divide(_write(top, s, values, need), below), s.fraction


def _sum(terms: tuple[Expr, ...], s: Script, values: Values | None) -> str:
    return " ".join(_terms(terms, s, values))


def _terms(terms: tuple[Expr, ...], s: Script, values: Values | None) -> Iterator[str]:
    beside_arrays = bool(s.ones) and any(map(s.is_array, terms))

    def part(e: Expr, need: int) -> str:
        if beside_arrays and e in (UNIT, Neg(UNIT)):
            return s.ones if e == UNIT else f"-{s.ones}"
        return _write(e, s, values, need)

    yield part(terms[0], SUM + 1)
    for term in terms[1:]:
        if isinstance(term, Neg):
            yield "- " + part(term.arg, PRODUCT)
        elif values is not None and (written := part(term, NEGATIVE)).startswith("-"):
            yield "- " + written[1:]
        else:
            yield "+ " + part(term, PRODUCT)


def _factors(e: Mul | MatMul, s: Script, values: Values | None, bare: bool) -> tuple[str, int]:
    """A product; a negative number in front needs no brackets where it is `bare`."""
    first, binds = _form(e.factors[0], s, values)
    negative = bare and binds == NEGATIVE and first.startswith("-")
    if isinstance(e, MatMul):
        return _matrix_product(e.factors, s, values, first if negative else ""), NEGATIVE if negative else PRODUCT
    return _product(e.factors, s, values, first if negative else ""), NEGATIVE if negative else PRODUCT


def _product(factors: tuple[Expr, ...], s: Script, values: Values | None, front: str = "") -> str:
    """A product of matrices among factors that are multiplied entry by entry stands in brackets. `front` is its first factor if that is
    written already."""
    arrays = [s.is_array(factor) for factor in factors]
    entrywise = sum(arrays) > 1
    text = front or _write(factors[0], s, values, FACTOR if entrywise and isinstance(factors[0], MatMul) else PRODUCT)
    for i, factor in enumerate(factors[1:], 1):
        begins = factor.base if isinstance(factor, Pow) else factor.top if isinstance(factor, Div) else factor
        literal = isinstance(begins, Num)
        dots = values is not None and DOTS in (factor, factors[i - 1])  # a sign beside them would look like one of them
        alone = isinstance(factor, MatMul) and not entrywise and i == len(factors) - 1
        # What ones stand for is told by their bracket.
        bare = alone and not any(isinstance(part, Call) and part.fn == "ones" for part in walk(factor))
        written = _write(factor, s, values, s.last if bare else FACTOR)
        numbers = values is not None or literal or s.apart(text, written)
        text += (" " if dots else s.times(numbers, arrays[i] and any(arrays[:i]))) + written
    return text


def _matrix_product(factors: tuple[Expr, ...], s: Script, values: Values | None, front: str = "") -> str:
    """A dot stands at a number, which a name may be; one between arrays would be read as no product of matrices."""
    text = front or _write(factors[0], s, values, FACTOR)
    arrays = [s.is_array(factor) for factor in factors]
    for i, factor in enumerate(factors[1:], 1):
        text += s.product(values is not None and not (arrays[i] and any(arrays[:i]))) + _write(factor, s, values, FACTOR)
    return text


def _elementwise_power(base: Expr, exponent: Expr, s: Script, values: Values | None) -> tuple[str, int]:
    """The square of a name is a product."""
    if isinstance(base, Atom) and exponent == Num(Fraction(2)):
        return _product((base, base), s, values), PRODUCT
    return s.power(_write(base, s, values, BASE), s.times(True, True).strip() + " " + _write(exponent, s, values, FACTOR)), POWER


def name_text(var: Var) -> str:
    """`V`, `h[3]`; `V[1, 2]` and `h[2][1]` for a part."""
    return str(var)


def _atom_text(atom: Atom) -> tuple[str, int]:
    match atom:
        case LocalDerivative(fn, arg, among) if among:
            return f"d{_call_text(Call(fn, among), lambda one, need: _write(one, text_script(USUAL), None, need))[0]}/d{arg}", ATOM
        case _:
            return str(atom), ATOM


def _number_text(x: Number, shown: NumberFormat) -> tuple[str, int]:
    text = shown_text(x, shown)
    return text, NEGATIVE if text.startswith("-") else PRODUCT if "/" in text else ATOM


def _value_text(x: Value, shown: NumberFormat) -> tuple[str, int]:
    if not isinstance(x, Array):
        return _number_text(x, shown)
    style = common_format(x, shown)
    rows = [", ".join(_number_text(y, style)[0] for y in row) for row in x.rows]
    listed = ", ".join(rows) if 1 in x.shape else ", ".join(f"[{row}]" for row in rows)
    return f"[{listed}]", ATOM


def _call_text(call: Call, part: PartWriter) -> tuple[str, int]:
    match call:
        case Call("column", entries) | Call("transpose", (Call("column", entries),)):
            return f"[{', '.join(part(entry, 0) for entry in entries)}]", ATOM
        case Call("transpose", (arg,)):
            return f"{part(arg, BASE)}.T", POWER
        case Call("matrix_power", (base, exponent)):
            return f"{part(base, BASE)}^{part(exponent, BASE)}", POWER
        case Call("rows", (arg, first, last)):
            return f"{part(arg, BASE)}[{part(first, 0)}:{part(last, 0)}]", POWER
        case Call(fn) if fn in LOOKUPS:
            array, index = looked_up(call)
            inside = ", ".join(":" if i is None else str(i) if isinstance(i, int | Range) else part(i, 0) for i in index)
            return f"{part(array, BASE)}[{inside}]", ATOM
        case Call("ones" | "identity" | "zeros" | "pi" as fn, _):
            return fn, ATOM
        case Call("unit", (_, place)):
            return f"unit[{part(place, 0)}]", ATOM
        case Call("pair", (rows, columns)):
            return f"({part(rows, 0)}, {part(columns, 0)})", ATOM
    args, options = with_options(call)
    own, axis = base_and_axis(call.fn)
    written = [part(arg, 0) for arg in args]
    if axis:  # before the number that a normalisation has, behind all arrays
        written.insert(1 if own == "normalize" else len(written), axis)
    written += [f"{option.name}={part(arg, 0)}" if option.letter else part(arg, 0) for option, arg in options]
    return f"{own}({', '.join(written)})", ATOM


def _series_text(series: Series, part: PartWriter) -> tuple[str, int]:
    """`sum[t=1..3](delta[t]*h[t-1])`."""
    kind = "sum" if series.kind == "sum" else "prod"
    return f"{kind}[{series.index}={series.first}..{series.last}]({part(series.term, 0)})", ATOM


@lru_cache(maxsize=256)
def text_script(shown: NumberFormat) -> Script:
    """Plain text."""
    return Script(
        atom=_atom_text,
        number=lambda x: _value_text(x, shown),
        constant=lambda x: _number_text(x, shown if is_exact(x, shown) else USUAL),
        typed=lambda typed: (typed, ATOM),
        times=lambda numbers, arrays: "*",
        product=lambda numbers: " @ ",
        divide=lambda a, b: f"{a}/{b}",
        power=lambda a, b: f"{a}^{b}",
        call=_call_text,
        series=_series_text,
        bracket=lambda a: f"({a})",
        fraction=PRODUCT,
        inside=PRODUCT,
    )


def text(e: Expr, values: Values | None = None, shown: NumberFormat = USUAL) -> str:
    """The expression in plain text, `relu(V*h[0] + W*x[1])` or `relu(-2*2 + 1*2)`."""
    return str(e) if values is None and isinstance(e, _NAMES) else write(e, text_script(shown), values)


def number_text(x: Value, shown: NumberFormat = USUAL) -> str:
    """`3/2`, `0.761594`; `[1, 2]` for a vector, `[[1, 2], [3, 4]]` for a matrix."""
    return _value_text(x, shown)[0]


@lru_cache(maxsize=1024)
def points_text(points: Fraction) -> str:
    """`1`, `½`, `1½`, `−½`."""
    if points < 0:
        return f"−{points_text(-points)}"
    whole, half = divmod(points, 1)
    return (str(whole) if whole or not half else "") + ("½" if half else "")


def points_words(points: Fraction, language: Language = "en") -> str:
    """`1 point`, `½ point`, `1½ points`; `1½ Punkte` in German."""
    shown = points_text(points)
    return translate("{points} point", language, points=shown) if points <= 1 else translate("{points} points", language, points=shown)
