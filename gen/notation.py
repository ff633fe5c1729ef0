"""How expressions are written: one rule of brackets, two scripts (plain text and LaTeX), names or numbers at the leaves.

The order of terms and factors is the tree's. Numbers are exact fractions as they are, other values rounded to the digits asked
for; nothing is computed here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from gen.expr import (
    DOTS,
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
from gen.language import Language, family, say
from gen.number import Number, rounded
from gen.rules import RULES

DIGITS = 6  # significant digits of a value that is not rational

# How tightly a form binds; it needs brackets where its place asks for more.
_SUM, _NEGATIVE, _PRODUCT, _FACTOR, _BASE = 1, 2, 3, 4, 6
_POWER, _ATOM = 5, 6

_GREEK = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega",
    "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
]  # fmt: skip
_ACCENTS = ("tilde", "hat", "bar", "dot")


@dataclass(frozen=True, slots=True)
class Script:
    """A way to write the parts; each returns a string and how tightly it binds."""

    atom: Callable[[Atom], tuple[str, int]]
    number: Callable[[Number], tuple[str, int]]
    typed: Callable[[str], tuple[str, int]]  # a number as the author typed it
    times: Callable[[bool], str]
    divide: Callable[[str, str], str]
    power: Callable[[str, str], str]
    call: Callable[[str, str], str]
    transpose: Callable[[str], str]
    bracket: Callable[[str], str]
    fraction: int  # how tightly a / b binds
    inside: int  # what a / b asks of its parts


def write(e: Expr, script: Script, values: Mapping[Atom, Number] | None = None) -> str:
    """The expression with names, or with the numbers put in where `values` are handed over."""
    return _write(e, script, values, 0)


def _write(e: Expr, s: Script, values: Mapping[Atom, Number] | None, need: int) -> str:
    text, binds = _form(e, s, values)
    return s.bracket(text) if binds < need else text


def _form(e: Expr, s: Script, values: Mapping[Atom, Number] | None) -> tuple[str, int]:
    match e:
        case Num(value, text):
            return s.typed(text) if text else s.number(value)
        case Neg(arg):
            return "-" + _write(arg, s, values, _PRODUCT), _NEGATIVE
        case Add(terms):
            return _sum(terms, s, values), _SUM
        case Mul(factors):
            return _product(factors, s, values), _PRODUCT
        case MatMul(factors):
            return s.times(False).replace("*", " @ ").join(_write(f, s, values, _FACTOR) for f in factors), _PRODUCT
        case Div(top, bottom):
            need = s.inside
            return s.divide(_write(top, s, values, need), _write(bottom, s, values, need and _FACTOR)), s.fraction
        case Pow(base, exponent):
            return s.power(_write(base, s, values, _BASE), _write(exponent, s, values, s.inside and _BASE)), _POWER
        case Call("transpose", (arg,)):
            return s.transpose(_write(arg, s, values, _BASE)), _POWER
        case Call(fn, args):
            return s.call(fn, ", ".join(_write(arg, s, values, 0) for arg in args)), _ATOM
        case _:
            return s.number(values[e]) if values is not None else s.atom(e)


def _sum(terms: tuple[Expr, ...], s: Script, values: Mapping[Atom, Number] | None) -> str:
    return " ".join(_terms(terms, s, values))


def _terms(terms: tuple[Expr, ...], s: Script, values: Mapping[Atom, Number] | None) -> Iterator[str]:
    yield _write(terms[0], s, values, _SUM + 1)
    for term in terms[1:]:
        if isinstance(term, Neg):
            yield "- " + _write(term.arg, s, values, _PRODUCT)
        else:
            yield "+ " + _write(term, s, values, _PRODUCT)


def _product(factors: tuple[Expr, ...], s: Script, values: Mapping[Atom, Number] | None) -> str:
    text = _write(factors[0], s, values, _PRODUCT)
    for factor in factors[1:]:
        front = factor.base if isinstance(factor, Pow) else factor.top if isinstance(factor, Div) else factor
        literal = isinstance(front, Num)
        text += s.times(values is not None or literal) + _write(factor, s, values, _FACTOR)
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
            return name_text(atom), _ATOM
        case Prime(fn, arg):
            return f"{fn}'({name_text(arg)})", _ATOM
        case Partial(of, wrt):
            return f"d{name_text(of)}/d{name_text(wrt)}", _ATOM
        case Term(partial, k):
            return f"{_atom_text(partial)[0]}.{k}", _ATOM
        case Delta(a, b):
            return f"delta({time_text(a)}, {time_text(b)})", _ATOM
        case Size(name, units):
            return (f"n_{name}" if units else f"#{name}" if name else "total"), _ATOM
        case Group(names, layer):
            return f"layer {layer}" if layer else " + ".join(names), _ATOM


def _number_text(x: Number, digits: int = DIGITS) -> tuple[str, int]:
    if isinstance(x, Decimal):
        return rounded(x, digits), _ATOM if x >= 0 else _NEGATIVE
    return str(x), _NEGATIVE if x < 0 else _ATOM if x.denominator == 1 else _PRODUCT


TEXT = Script(
    atom=_atom_text,
    number=_number_text,
    typed=lambda typed: (typed, _ATOM),
    times=lambda numbers: "*",
    divide=lambda a, b: f"{a}/{b}",
    power=lambda a, b: f"{a}^{b}",
    call=lambda fn, args: f"{fn}({args})",
    transpose=lambda a: f"{a}.T",
    bracket=lambda a: f"({a})",
    fraction=_PRODUCT,
    inside=_PRODUCT,
)


def text(e: Expr, values: Mapping[Atom, Number] | None = None) -> str:
    """The expression in plain text, `relu(V*h[0] + W*x[1])` or `relu((-2)*2 + 1*2)`."""
    return write(e, TEXT, values)


def number_text(x: Number) -> str:
    return _number_text(x)[0]


@dataclass(frozen=True, slots=True)
class Latex:
    """LaTeX for one problem: the author's own LaTeX for names goes before what their letters say. Decimals are the language's."""

    names: Mapping[str, str] = field(default_factory=dict)
    language: Language = "en"

    @property
    def script(self) -> Script:
        return Script(
            atom=self.atom,
            number=self.number,
            typed=self.typed,
            times=lambda numbers: r" \cdot " if numbers else r"\,",
            divide=lambda a, b: rf"\frac{{{a}}}{{{b}}}",
            power=lambda a, b: f"{a}^{{{b}}}",
            call=self.call,
            transpose=lambda a: f"{a}^{{\\top}}",
            bracket=_bracket_latex,
            fraction=_FACTOR,
            inside=0,
        )

    def expr(self, e: Expr, values: Mapping[Atom, Number] | None = None) -> str:
        return write(e, self.script, values)

    def name(self, var: Var) -> str:
        """`h_{3}`, `g_{1,t}`, `\\tilde{c}_{t-1}`; the author's LaTeX for a name takes the time as a subscript."""
        if var == DOTS:
            return r"\cdots"
        time = "" if var.time is None else _time_latex(var.time)
        if var.name in self.names:
            return f"{{{self.names[var.name]}}}_{{{time}}}" if time else self.names[var.name]
        base, subscript = _letters(var.name)
        below = ",".join(part for part in (subscript, time) if part)
        return f"{base}_{{{below}}}" if below else base

    def number(self, x: Number) -> tuple[str, int]:
        if isinstance(x, Decimal):
            shown, binds = self.typed(_number_text(x)[0])
            return shown, min(binds, _ATOM if x >= 0 else _NEGATIVE)
        if x.denominator == 1:
            return str(x), _ATOM if x >= 0 else _NEGATIVE
        sign = "-" if x < 0 else ""
        return rf"{sign}\frac{{{abs(x.numerator)}}}{{{x.denominator}}}", _NEGATIVE if x < 0 else _FACTOR

    def typed(self, typed: str) -> tuple[str, int]:
        """`0.5`, `1.5 \\cdot 10^{-7}`; a German decimal comma stands in braces, so that no space follows it."""
        mantissa, _, exponent = typed.lower().partition("e")
        if self.language == "de":
            mantissa = mantissa.replace(".", "{,}")
        return (rf"{mantissa} \cdot 10^{{{int(exponent)}}}", _PRODUCT) if exponent else (mantissa, _ATOM)

    def call(self, fn: str, args: str) -> str:
        name, prime = fn.rstrip("'"), "'" * fn.endswith("'")
        if name == "maxabs":
            return rf"\max\left|{args}\right|"
        if name == "eig":
            return r"\lambda" + _bracket_latex(args)
        if name == "sqrt":
            return rf"\sqrt{{{args}}}" if not prime else r"\operatorname{sqrt}'" + _bracket_latex(args)
        if name == "floor" and not prime:
            return rf"\left\lfloor {args} \right\rfloor"
        head = RULES[name].latex if name in RULES else rf"\operatorname{{{family(name, self.language)}}}"
        return head + prime + _bracket_latex(args)

    def atom(self, atom: Atom) -> tuple[str, int]:
        match atom:
            case Var():
                return self.name(atom), _ATOM
            case Prime(fn, arg):
                return self.call(fn + "'", self.name(arg)), _ATOM
            case Partial(of, wrt):
                return rf"\frac{{\partial {self.name(of)}}}{{\partial {self.name(wrt)}}}", _FACTOR
            case Term(partial, k):
                return rf"\left({self.atom(partial)[0]}\right)_{{{k}}}", _ATOM
            case Delta(a, b):
                return rf"\delta_{{{_time_latex(a)},{_time_latex(b)}}}", _ATOM
            case Size(name, units):
                if not name:
                    return rf"\text{{{say('parameters', self.language)}}}", _ATOM
                return rf"n_{{{self.name(Var(name))}}}" if units else rf"\#{self.name(Var(name))}", _ATOM
            case Group(names, layer):
                if layer:
                    return rf"\text{{{say('layer {number}', self.language, number=str(layer))}}}", _ATOM
                return rf"\#({', '.join(self.name(Var(name)) for name in names)})", _ATOM


def _time_latex(time: Time) -> str:
    greek = isinstance(time, Shift) and time.base in _GREEK
    return "\\" * greek + time_text(time)


def _letters(name: str) -> tuple[str, str]:
    """The base and the subscript that a name's own letters say: `theta_c`, `g1`, `c_tilde`."""
    head, *rest = name.strip("_").split("_")
    digits = re.fullmatch(r"([A-Za-z]+)(\d+)", head)
    if digits:
        head, rest = digits[1], [digits[2], *rest]
    base = f"\\{head}" if head in _GREEK else head if len(head) == 1 else rf"\mathrm{{{head}}}"
    below = []
    for part in rest:
        if part in _ACCENTS:
            base = rf"\{part}{{{base}}}"
        elif part in _GREEK:
            below.append(f"\\{part}")
        else:
            below.append(part if len(part) == 1 or part.isdigit() else rf"\mathrm{{{part}}}")
    return base, ",".join(below)


def _bracket_latex(inner: str) -> str:
    return rf"\left({inner}\right)" if r"\frac" in inner or r"\left" in inner else f"({inner})"


def points_text(points: Fraction, language: Language = "en") -> str:
    """`1`, `0.5`, `1.5`; `0,5` in German."""
    shown = str(points.numerator) if points.denominator == 1 else f"{float(points):g}"
    return shown.replace(".", ",") if language == "de" else shown


def points_words(points: Fraction, language: Language = "en") -> str:
    """`1 point`, `0.5 points`; `1 Punkt`, `0,5 Punkte` in German."""
    shown = points_text(points, language)
    return say("{points} point", language, points=shown) if points == 1 else say("{points} points", language, points=shown)
