"""How expressions are written: one rule of brackets, two scripts (plain text and LaTeX), names or numbers at the leaves.

The order of terms and factors is the tree's. Numbers are exact fractions as they are, other values rounded to the digits asked
for; nothing is computed here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gen.algebra import value_of
from gen.array import Array, Value
from gen.expr import (
    Add,
    Atom,
    Call,
    Delta,
    Div,
    Expr,
    Group,
    MatMul,
    Mul,
    Neg,
    Num,
    Partial,
    Pow,
    Prime,
    Shift,
    Size,
    Term,
    Time,
    Var,
)
from gen.language import Language, say
from gen.number import Number, rounded

DIGITS = 6  # significant digits of a value that is not rational

# How tightly a form binds; it needs brackets where its place asks for more.
SUM, NEGATIVE, PRODUCT, FACTOR, BASE = 1, 2, 3, 4, 6
POWER, ATOM = 5, 6


@dataclass(frozen=True, slots=True)
class Script:
    """A way to write the parts; each returns a string and how tightly it binds."""

    atom: Callable[[Atom], tuple[str, int]]
    number: Callable[[Value], tuple[str, int]]
    typed: Callable[[str], tuple[str, int]]  # a number as the author typed it
    times: Callable[[bool], str]
    divide: Callable[[str, str], str]
    power: Callable[[str, str], str]
    call: Callable[[str, str], str]
    transpose: Callable[[str], str]
    bracket: Callable[[str], str]
    fraction: int  # how tightly a / b binds
    inside: int  # what a / b asks of its parts


def write(e: Expr, script: Script, values: Mapping[Atom, Value] | None = None) -> str:
    """The expression with names, or with the numbers put in where `values` are handed over."""
    return _write(e, script, values, 0)


def _write(e: Expr, s: Script, values: Mapping[Atom, Value] | None, need: int) -> str:
    text, binds = _form(e, s, values)
    return s.bracket(text) if binds < need else text


def _form(e: Expr, s: Script, values: Mapping[Atom, Value] | None) -> tuple[str, int]:
    match e:
        case Num(value, text):
            return s.typed(text) if text else s.number(value)
        case Neg(arg):
            return "-" + _write(arg, s, values, PRODUCT), NEGATIVE
        case Add(terms):
            return _sum(terms, s, values), SUM
        case Mul(factors):
            return _product(factors, s, values), PRODUCT
        case MatMul(factors):
            return s.times(False).replace("*", " @ ").join(_write(f, s, values, FACTOR) for f in factors), PRODUCT
        case Div(top, bottom):
            need = s.inside
            return s.divide(_write(top, s, values, need), _write(bottom, s, values, need and FACTOR)), s.fraction
        case Pow(base, exponent):
            return s.power(_write(base, s, values, BASE), _write(exponent, s, values, s.inside and BASE)), POWER
        case Call("transpose", (arg,)):
            return s.transpose(_write(arg, s, values, BASE)), POWER
        case Call(fn, args):
            return s.call(fn, ", ".join(_write(arg, s, values, 0) for arg in args)), ATOM
        case _:
            return s.number(value_of(e, values)) if values is not None else s.atom(e)


def _sum(terms: tuple[Expr, ...], s: Script, values: Mapping[Atom, Value] | None) -> str:
    return " ".join(_terms(terms, s, values))


def _terms(terms: tuple[Expr, ...], s: Script, values: Mapping[Atom, Value] | None) -> Iterator[str]:
    yield _write(terms[0], s, values, SUM + 1)
    for term in terms[1:]:
        if isinstance(term, Neg):
            yield "- " + _write(term.arg, s, values, PRODUCT)
        else:
            yield "+ " + _write(term, s, values, PRODUCT)


def _product(factors: tuple[Expr, ...], s: Script, values: Mapping[Atom, Value] | None) -> str:
    text = _write(factors[0], s, values, PRODUCT)
    for factor in factors[1:]:
        front = factor.base if isinstance(factor, Pow) else factor.top if isinstance(factor, Div) else factor
        literal = isinstance(front, Num)
        text += s.times(values is not None or literal) + _write(factor, s, values, FACTOR)
    return text


def time_text(time: Time) -> str:
    """`3`, `t` or `t-1`."""
    if isinstance(time, Shift):
        return time.base if time.by == 0 else f"{time.base}{time.by:+d}"
    return str(time)


def name_text(var: Var) -> str:
    return var.name if var.time is None else f"{var.name}[{time_text(var.time)}]"


def _atom_text(atom: Atom) -> tuple[str, int]:
    match atom:
        case Var():
            return name_text(atom), ATOM
        case Prime(fn, arg):
            return f"{fn}'({name_text(arg)})", ATOM
        case Partial(of, wrt):
            return f"d{name_text(of)}/d{name_text(wrt)}", ATOM
        case Term(partial, k):
            return f"{_atom_text(partial)[0]}.{k}", ATOM
        case Delta(a, b):
            return f"delta({time_text(a)}, {time_text(b)})", ATOM
        case Size(name, units):
            return (f"n_{name}" if units else f"#{name}" if name else "total"), ATOM
        case Group(names, layer):
            return f"layer {layer}" if layer else " + ".join(names), ATOM


def _number_text(x: Number, digits: int = DIGITS) -> tuple[str, int]:
    if isinstance(x, Decimal):
        return rounded(x, digits), ATOM if x >= 0 else NEGATIVE
    return str(x), NEGATIVE if x < 0 else ATOM if x.denominator == 1 else PRODUCT


def _value_text(x: Value) -> tuple[str, int]:
    if not isinstance(x, Array):
        return _number_text(x)
    rows = [", ".join(_number_text(y)[0] for y in row) for row in x.rows]
    vector = 1 in x.shape
    return f"[{', '.join(rows if vector else (f'[{row}]' for row in rows))}]", ATOM


TEXT = Script(
    atom=_atom_text,
    number=_value_text,
    typed=lambda typed: (typed, ATOM),
    times=lambda numbers: "*",
    divide=lambda a, b: f"{a}/{b}",
    power=lambda a, b: f"{a}^{b}",
    call=lambda fn, args: f"{fn}({args})",
    transpose=lambda a: f"{a}.T",
    bracket=lambda a: f"({a})",
    fraction=PRODUCT,
    inside=PRODUCT,
)


def text(e: Expr, values: Mapping[Atom, Value] | None = None) -> str:
    """The expression in plain text, `relu(V*h[0] + W*x[1])` or `relu((-2)*2 + 1*2)`."""
    return write(e, TEXT, values)


def number_text(x: Value) -> str:
    """`3/2`, `0.761594`; `[1, 2]` for a vector, `[[1, 2], [3, 4]]` for a matrix."""
    return _value_text(x)[0]


def points_text(points: Fraction, language: Language = "en") -> str:
    """`1`, `0.5`, `1.5`; `0,5` in German."""
    shown = str(points.numerator) if points.denominator == 1 else f"{float(points):g}"
    return shown.replace(".", ",") if language == "de" else shown


def points_words(points: Fraction, language: Language = "en") -> str:
    """`1 point`, `0.5 points`; `1 Punkt`, `0,5 Punkte` in German."""
    shown = points_text(points, language)
    return say("{points} point", language, points=shown) if points == 1 else say("{points} points", language, points=shown)
