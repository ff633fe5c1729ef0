"""Printed lines read back as numbers, by a reader of its own: what stands on the page must be what was computed.

The grammar is as strict as a reader is. A minus sign stands before a whole sum's first product or between two products, so that a
negative operand without brackets (`2*-3`, `1 + -2`, `2^-1`) is an error, and so is a fraction as the base of a power.

    sum      [-] product {(+ | -) product}
    product  factor {(* | /) factor}
    factor   fraction | primary [^ primary]
    primary  number | name | function ['] ( sum ) | ( sum )
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

_MP = mpmath.MPContext()
_MP.dps = 90

DIGITS = 6  # of a number that is not rational
_NUMBER = r"(?:\d+\.?\d*|\.\d+)"
_TEXT = re.compile(rf"(?P<space> +)|(?P<number>{_NUMBER}(?:[eE][+-]?\d+)?)|(?P<fn>relu|abs|tanh|sigmoid|exp|log|sqrt)|(?P<sign>[-+*/^()'])")
_LATEX = re.compile(
    rf"(?P<space> +|\\quad )|(?P<number>{_NUMBER})|(?P<times>\\cdot|\\,)|(?P<open>(?:\\left|\\bigg?l)?\(|\{{)"
    r"|(?P<close>(?:\\right|\\bigg?r)?\)|\})|(?P<sign>[-+/^'])"
    r"|(?P<fn>\\operatorname\{(?:ReLU|abs|sqrt)\}|\\(?:tanh|sigma|exp|ln|sqrt))|(?P<frac>\\frac)"
)
_SPOKEN = {r"\operatorname{ReLU}": "relu", r"\sigma": "sigmoid", r"\ln": "log"}


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


def plain_tokens(line: str, names: Mapping[str, Fraction]) -> list[Token]:
    """The tokens of plain text such as `relu'(z[3])*h[2] + (-3)^2/4`."""
    return _tokens(line, names, _TEXT, r"[\w\[.']", {})


def latex_tokens(line: str, names: Mapping[str, Fraction]) -> list[Token]:
    r"""The tokens of LaTeX such as `\frac{1}{2} \cdot \left(-3\right)^{2}`; braces are brackets."""
    signs = {"times": "*", "open": "(", "close": ")"}
    return _tokens(line, names, _LATEX, r"[A-Za-z0-9_']", signs)


def _tokens(line: str, names: Mapping[str, Fraction], pattern: re.Pattern[str], longer: str, signs: Mapping[str, str]) -> list[Token]:
    known = sorted(names, key=len, reverse=True)
    result: list[Token] = []
    at = 0
    while at < len(line):
        # A name is taken whole: not the h of h[3], nor dh[3]/dV of its path dh[3]/dV.2.
        name = next((n for n in known if line.startswith(n, at) and not (n[-1].isalnum() and re.match(longer, line[at + len(n) :]))), "")
        match = pattern.match(line, at)
        if name:
            result.append(Token("name", name))
            at += len(name)
        elif match and match.lastgroup:
            kind, word = match.lastgroup, match[0]
            if kind == "fn":
                result.append(Token(kind, _SPOKEN.get(word, word.removeprefix(r"\operatorname{").rstrip("}").lstrip("\\"))))
            elif kind != "space":
                result.append(Token("sign" if kind in signs else kind, signs.get(kind, word)))
            at = match.end()
        else:
            raise ValueError(f"cannot read '{line[at:]}' in '{line}'")
    return result


def evaluate(tokens: Sequence[Token], names: Mapping[str, Fraction], kinks: Mapping[str, Fraction], nudged: int | None = None) -> Fraction:
    """The value: exact as long as the functions are. The number with the index `nudged` is read half a unit of its last digit higher."""
    reader = _Reader(tokens, names, kinks, nudged)
    value = reader.sum()
    if reader.at < len(tokens):
        raise ValueError(f"not a whole expression: {_line(tokens)}")
    return value


def spread(tokens: Sequence[Token], names: Mapping[str, Fraction], kinks: Mapping[str, Fraction]) -> Fraction:
    """How far the value may be off because numbers are shown rounded: each moved by half a unit, with room for what is not linear."""
    middle = evaluate(tokens, names, kinks)
    return 2 * sum((abs(evaluate(tokens, names, kinks, i) - middle) for i, token in enumerate(tokens) if is_rounded(token)), Fraction(0))


def is_rounded(token: Token) -> bool:
    """Whether a number may be a rounded one: it shows exactly as many digits as rounded numbers do."""
    return token.kind == "number" and len(_digits(token.text)) == DIGITS


def _digits(number: str) -> str:
    return re.split("[eE]", number)[0].replace(".", "").lstrip("0")


def factors(tokens: Sequence[Token]) -> list[int]:
    """How many factors each summand has, those inside its brackets included."""
    counts, depth = [1], 0
    for i, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if token.text in "+-" and depth == 0 and i > 0:
            counts.append(1)
        counts[-1] += token.text == "*"
    return counts


def _line(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


class _Reader:
    """Recursive descent; each method reads one rule of the grammar from `at` on."""

    def __init__(self, tokens: Sequence[Token], names: Mapping[str, Fraction], kinks: Mapping[str, Fraction], nudged: int | None) -> None:
        self.tokens, self.names, self.kinks, self.nudged, self.at = tokens, names, kinks, nudged, 0

    def next_is(self, *texts: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].kind == "sign" and self.tokens[self.at].text in texts

    def take(self, *texts: str) -> str:
        if self.at == len(self.tokens) or (texts and self.tokens[self.at].text not in texts):
            raise ValueError(f"expected {' or '.join(texts) or 'more'} at token {self.at} of: {_line(self.tokens)}")
        self.at += 1
        return self.tokens[self.at - 1].text

    def sum(self) -> Fraction:
        negative = self.next_is("-") and bool(self.take("-"))
        value = -self.product() if negative else self.product()
        while self.next_is("+", "-"):
            value = value + self.product() if self.take("+", "-") == "+" else value - self.product()
        return value

    def product(self) -> Fraction:
        value = self.factor()
        while self.next_is("*", "/"):
            value = value * self.factor() if self.take("*", "/") == "*" else value / self.factor()
        return value

    def factor(self) -> Fraction:
        if self.at < len(self.tokens) and self.tokens[self.at].kind == "frac":
            self.at += 1
            return self.bracket() / self.bracket()
        base = self.primary()
        if not self.next_is("^"):
            return base
        self.take("^")
        return _power(base, self.primary())

    def bracket(self) -> Fraction:
        self.take("(")
        value = self.sum()
        self.take(")")
        return value

    def primary(self) -> Fraction:
        if self.next_is("("):
            return self.bracket()
        index = self.at
        word = self.take()
        match self.tokens[index].kind:
            case "number":
                return Fraction(word) + (_half_a_unit(word) if index == self.nudged else 0)
            case "name":
                return self.names[word]
            case "fn":
                prime = self.next_is("'") and bool(self.take("'"))
                return self.slope(word, self.bracket()) if prime else _FUNCTIONS[word](self.bracket())
        raise ValueError(f"unexpected {word} at token {index} of: {_line(self.tokens)}")

    def slope(self, fn: str, z: Fraction) -> Fraction:
        left = {"relu": Fraction(0), "abs": Fraction(-1)}[fn]
        return Fraction(1) if z > 0 else left if z < 0 else self.kinks[fn]


def _half_a_unit(number: str) -> Fraction:
    mantissa, _, exponent = number.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return Fraction(1, 2) * Fraction(10) ** (int(exponent or 0) - decimals)


def _of_mp(value: Any) -> Fraction:
    return Fraction(*map(int, mpmath.libmp.to_rational(value._mpf_)))


def _to_mp(x: Fraction) -> Any:
    return _MP.mpf(x.numerator) / x.denominator


def _smooth(fn: Callable[[Any], Any]) -> Callable[[Fraction], Fraction]:
    return lambda x: _of_mp(fn(_to_mp(x)))


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        return base**exponent.numerator
    return _of_mp(_MP.power(_to_mp(base), _to_mp(exponent)))


_FUNCTIONS: dict[str, Callable[[Fraction], Fraction]] = {
    "relu": lambda z: z if z > 0 else Fraction(0),
    "abs": abs,
    "tanh": _smooth(_MP.tanh),
    "sigmoid": _smooth(lambda z: 1 / (1 + _MP.exp(-z))),
    "exp": _smooth(_MP.exp),
    "log": _smooth(_MP.log),
    "sqrt": _smooth(_MP.sqrt),
}
