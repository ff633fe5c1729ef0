r"""Printed formulas read back as numbers, by a reader that knows nothing of how they are written.

The grammar is as strict as a reader is. A minus sign stands before a whole sum's first product or between two products, so that a
negative operand without brackets (`2*-3`, `1 + -2`) is an error, and so are a fraction as the base of a power and braces as brackets.

    sum      [-] product {(+ | -) product}
    product  factor {(* | /) factor}
    factor   \frac {sum} {sum} | primary [^ (primary | {sum})]
    primary  number | name | function ['] ( sum ) | \sqrt {sum} | \left\lfloor sum \right\rfloor | ( sum )

Exact numbers stay exact. A number that is shown rounded stands for all that are rounded to it: a formula is read as a range.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gen.agreement import MP, mpf
from gen.kinks import bends, kinks_between, line, met
from gen.ranges import Range, hull, known

DIGITS = 6  # shown of a number that is not rational
MAX_BITS = 100_000  # of an exact power
_MAX_EXPONENT = 10**7  # of an exponential; no derivation gets there


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str


_NUMBER = r"\d+(?:(?:\.|\{,\})\d*)?|(?:\.|\{,\})\d+"
_OPEN = r"(?:\\left|\\bigg?l)?\("
# A thin space is no sign of multiplication before a digit.
_LATEX = (
    rf"(?P<space> +|\\quad )|(?P<floor>\\left\\lfloor)|(?P<end>\\right\\rfloor)"
    rf"|(?P<number>{_NUMBER})|(?P<times>\\cdot|\\,(?! *[\d.]))|(?P<open>{_OPEN})"
    r"|(?P<close>(?:\\right|\\bigg?r)?\))|(?P<sign>[-+/^'{}])"
    r"|(?P<fn>\\operatorname\{(?:ReLU|abs|LeakyReLU|hardsigmoid|sign|step|floor|round|softplus|SiLU|GELU|ELU)\}|\\(?:tanh|sigma|exp|ln|sqrt|Phi|varphi))|(?P<frac>\\frac)"
)
_SPOKEN = {
    r"\operatorname{ReLU}": "relu",
    r"\operatorname{abs}": "abs",
    r"\operatorname{LeakyReLU}": "leaky_relu",
    r"\operatorname{hardsigmoid}": "hard_sigmoid",
    r"\operatorname{sign}": "sign",
    r"\operatorname{step}": "step",
    r"\operatorname{floor}": "floor",
    r"\operatorname{round}": "round",
    r"\operatorname{softplus}": "softplus",
    r"\operatorname{SiLU}": "silu",
    r"\operatorname{ELU}": "elu",
    r"\operatorname{GELU}": "gelu",
    r"\Phi": "Phi",
    r"\varphi": "phi",
    r"\tanh": "tanh",
    r"\sigma": "sigmoid",
    r"\exp": "exp",
    r"\ln": "log",
    r"\sqrt": "sqrt",
}


def latex_words(names: Iterable[str]) -> re.Pattern[str]:
    """The words of LaTeX. What a bracket follows at once is a function, though a name be printed like it."""
    return words(names, _LATEX, r"[A-Za-z0-9_']", rf"(?!'?{_OPEN})")


def words(names: Iterable[str], others: str, longer: str, behind: str = "") -> re.Pattern[str]:
    """Names and other words. A name is taken whole: not the `h` of `h_{3}`, nor one before what would make it a longer one."""
    listed = (re.escape(n) + (f"(?!{longer})" if n[-1].isalnum() else "") for n in sorted(names, key=len, reverse=True))
    either = "|".join(listed)
    return re.compile(f"(?P<name>(?:{either}){behind})|{others}" if either else others)


def tokens(line: str, pattern: re.Pattern[str]) -> list[Token]:
    """The words of a line without its spaces, signs and functions as this module calls them. Raises ValueError."""
    found: list[Token] = []
    at = 0
    while at < len(line):
        match = pattern.match(line, at)
        if not match or not match.lastgroup:
            raise ValueError(f"cannot read '{line[at:]}'")
        at = match.end()
        match match.lastgroup, match[0]:
            case "space", _:
                continue
            case ("times" | "open" | "close" | "floor" | "end") as kind, _:
                found.append(Token("sign", {"times": "*", "open": "(", "close": ")", "floor": "⌊", "end": "⌋"}[kind]))
            case "number", digits:
                found.append(Token("number", digits.replace("{,}", ".")))
            case "fn", name:
                found.append(Token("fn", _SPOKEN.get(name, name)))
            case kind, word:
                found.append(Token(kind, word))
    return found


def value(line: Sequence[Token], names: Mapping[str, Range], kinks: Mapping[str, Fraction], rounded: bool = False) -> Range:
    """What a line stands for; in one that is `rounded` a number with as many digits as rounded numbers show may be one. Raises ValueError.

    `kinks` are what is stated of functions at their kinks.
    """
    reader = _Reader(line, names, kinks, rounded)
    found = reader.sum()
    if reader.at < len(line):
        raise ValueError(f"not a whole expression: {_line(line)}")
    return found


def _line(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


class _Reader:
    """Recursive descent; each method reads one rule of the grammar from `at` on."""

    def __init__(self, line: Sequence[Token], names: Mapping[str, Range], kinks: Mapping[str, Fraction], rounded: bool) -> None:
        self.line, self.names, self.kinks, self.rounded, self.at = line, names, kinks, rounded, 0

    def next_is(self, *texts: str) -> bool:
        return self.at < len(self.line) and self.line[self.at].kind == "sign" and self.line[self.at].text in texts

    def take(self, *texts: str) -> str:
        if self.at == len(self.line) or (texts and self.line[self.at].text not in texts):
            raise ValueError(f"expected {' or '.join(texts) or 'more'} at token {self.at} of: {_line(self.line)}")
        self.at += 1
        return self.line[self.at - 1].text

    def sum(self) -> Range:
        negative = self.next_is("-") and bool(self.take("-"))
        found = -self.product() if negative else self.product()
        while self.next_is("+", "-"):
            found = found + (self.product() if self.take("+", "-") == "+" else -self.product())
        return found

    def product(self) -> Range:
        found = self.factor()
        while self.next_is("*", "/"):
            found = found * (self.factor() if self.take("*", "/") == "*" else self.factor().inverse())
        return found

    def factor(self) -> Range:
        if self.at < len(self.line) and self.line[self.at].kind == "frac":
            self.at += 1
            return self.bracket("{", "}") * self.bracket("{", "}").inverse()
        base = self.primary()
        if not self.next_is("^"):
            return base
        self.take("^")
        return _power(base, self.bracket("{", "}") if self.next_is("{") else self.primary())

    def bracket(self, opening: str = "(", closing: str = ")") -> Range:
        self.take(opening)
        found = self.sum()
        self.take(closing)
        return found

    def primary(self) -> Range:
        if self.next_is("("):
            return self.bracket()
        if self.next_is("⌊"):
            return _bent("floor", self.bracket("⌊", "⌋"), self.kinks)
        kind, word = self.line[self.at].kind if self.at < len(self.line) else "", self.take()
        match kind:
            case "number":
                return _number(word, self.rounded)
            case "name" if word in self.names:
                return self.names[word]
            case "fn" if self.next_is("'"):
                self.take("'")
                return _slope(word, self.bracket(), self.kinks)
            case "fn" if bends(word):
                return _bent(word, self.bracket(), self.kinks)
            case "fn":
                return _FUNCTIONS[word](self.bracket("{", "}") if self.next_is("{") and word == "sqrt" else self.bracket())
        raise ValueError(f"unexpected {word} at token {self.at - 1} of: {_line(self.line)}")


def _number(text: str, rounded: bool) -> Range:
    """A number that shows exactly as many digits as rounded ones do may be off by half a unit of its last."""
    mantissa, _, exponent = text.lower().partition("e")
    if not rounded or len(mantissa.replace(".", "").lstrip("0")) != DIGITS:
        return Range(Fraction(text), Fraction(text))
    half = Fraction(1, 2) * Fraction(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    return Range(Fraction(text) - half, Fraction(text) + half)


def _power(base: Range, exponent: Range) -> Range:
    (n, *more) = exponent.ends
    if not more and isinstance(n, Fraction) and n.denominator == 1:
        found = _whole_power(base, abs(n.numerator))
        return found.inverse() if n < 0 else found
    return Range(Fraction(0), Fraction(0)) if base.ends == (0,) and exponent.low > 0 else _exp(exponent * _log(base))


def _whole_power(base: Range, n: int) -> Range:
    ends = [end**n if not isinstance(end, Fraction) or n * _bits(end) <= MAX_BITS else mpf(end) ** n for end in base.ends]
    return hull(*ends, *([Fraction(0)] if n % 2 == 0 and base.low < 0 < base.high else []))


def _bits(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def _slope(fn: str, z: Range, kinks: Mapping[str, Fraction]) -> Range:
    if not bends(fn):
        raise ValueError(f"{fn}' is no slope at one side of a kink")
    return hull(*(_stated(line.slope, kinks) for line in met(fn, z.low, z.high)))


def _bent(fn: str, z: Range, kinks: Mapping[str, Fraction]) -> Range:
    """A function made of lines is nowhere more or less than at the ends of one."""
    for end in z.ends:
        _stated(line(fn, end).value, kinks)
    places = [*z.ends, *(Fraction(place) for place in kinks_between(fn, z.low, z.high))]
    return hull(*(line(fn, place).at(place, kinks)[0] for place in places))


def _stated(x: Fraction | str, kinks: Mapping[str, Fraction]) -> Fraction:
    if isinstance(x, str) and x not in kinks:
        raise ValueError(f"no convention for {x}")
    return kinks[x] if isinstance(x, str) else x


def _increasing(fn: Callable[[Any], Any]) -> Callable[[Range], Range]:
    return lambda z: hull(*(fn(mpf(end)) for end in z.ends))


_exp = _increasing(lambda x: MP.exp(x) if abs(x) < _MAX_EXPONENT else MP.inf if x > 0 else MP.mpf(0))


def _log(z: Range) -> Range:
    if z.high <= 0:
        raise ValueError("the logarithm of a number that is not positive")
    return _increasing(lambda x: MP.log(x) if x > 0 else -MP.inf)(z)


def _sigmoid(z: Range) -> Range:
    return (Range(Fraction(1), Fraction(1)) + _exp(-z)).inverse()


def _sqrt(z: Range) -> Range:
    if z.high < 0:
        raise ValueError("the root of a negative number")
    return _increasing(lambda x: MP.sqrt(x) if x > 0 else MP.mpf(0))(z)


_FUNCTIONS: Mapping[str, Callable[[Range], Range]] = {
    "tanh": _increasing(MP.tanh),
    "sigmoid": _sigmoid,
    "softplus": _increasing(lambda x: MP.log1p(MP.exp(x)) if x < _MAX_EXPONENT else x),
    "silu": lambda z: z * _sigmoid(z),
    "elu": _increasing(lambda x: MP.expm1(x) if x < 0 else x),
    "gelu": lambda z: z * _increasing(MP.ncdf)(z),
    "Phi": _increasing(MP.ncdf),
    "phi": lambda z: _exp(_whole_power(z, 2) * known(Fraction(-1, 2))) * hull(1 / MP.sqrt(2 * MP.pi)),
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
}
