"""Random claims about small cells, and an oracle that knows nothing of the tool: plain Python on fractions, dual numbers for derivatives.

A claim that is said to hold must hold on every set of numbers that the oracle draws; one that is said to fail must fail on the numbers
that are shown.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

STEPS = 4
_SMALL = [Fraction(text) for text in ("0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "-3", "1/3", "3/2", "10", "-7/5")]
_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True)
class Claim:
    """A cell by its equations, what is claimed, what is assumed and what is given."""

    cell: Mapping[str, str]
    claim: str
    assume: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)

    def problem(self) -> str:
        """The same as a problem file."""
        equations = "".join(f"    {lhs}: {rhs}\n" for lhs, rhs in self.cell.items())
        assume = f"    assume: {', '.join(self.assume)}\n" if self.assume else ""
        given = "    given: {" + ", ".join(f'"{k}": {v}' for k, v in self.given.items()) + "}\n" if self.given else ""
        return (
            f"title: T\ncells:\n  cell:\n{equations}items:\n  - id: a\n    prompt: P\n    ask: claim {self.claim}\n"
            f"{assume}{given}    points: {{all: 1}}\n"
        )


class Kink(Exception):
    """A derivative where there is none."""


class NoValue(Exception):
    """A value that is not defined."""


@dataclass(frozen=True)
class Dual:
    """A number that moves."""

    value: Any
    moved: Any = Fraction(0)

    def __add__(self, other: Any) -> "Dual":
        o = _dual(other)
        return Dual(self.value + o.value, self.moved + o.moved)

    __radd__ = __add__

    def __neg__(self) -> "Dual":
        return Dual(-self.value, -self.moved)

    def __sub__(self, other: Any) -> "Dual":
        return self + -_dual(other)

    def __rsub__(self, other: Any) -> "Dual":
        return _dual(other) - self

    def __mul__(self, other: Any) -> "Dual":
        o = _dual(other)
        return Dual(self.value * o.value, self.moved * o.value + self.value * o.moved)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Dual":
        o = _dual(other)
        if o.value == 0:
            raise NoValue
        return Dual(self.value / o.value, (self.moved * o.value - self.value * o.moved) / (o.value * o.value))

    def __rtruediv__(self, other: Any) -> "Dual":
        return _dual(other) / self

    def __pow__(self, n: Any) -> "Dual":
        found = Dual(Fraction(1))
        for _ in range(int(_dual(n).value)):
            found = found * self
        return found


def _dual(x: Any) -> Dual:
    return x if isinstance(x, Dual) else Dual(Fraction(x))


def _lines(below: int, above: int) -> Callable[[Any], Dual]:
    def f(z: Any) -> Dual:
        z = _dual(z)
        if z.value == 0:
            if z.moved != 0:
                raise Kink
            return Dual(Fraction(0))
        slope = above if z.value > 0 else below
        return Dual(slope * z.value, slope * z.moved)

    return f


def _smooth(
    value: Callable[[float], float], slope: Callable[[float, float], float], at_0: Fraction, slope_at_0: Fraction
) -> Callable[[Any], Dual]:
    def f(z: Any) -> Dual:
        z = _dual(z)
        x = float(z.value)
        if abs(x) > 300:
            raise NoValue
        if z.value == 0:
            return Dual(at_0, z.moved * slope_at_0)
        y = value(x)
        return Dual(y, z.moved * slope(x, y) if z.moved != 0 else Fraction(0))

    return f


def _step(z: Any) -> Dual:
    z = _dual(z)
    if z.value == 0:
        raise NoValue
    return Dual(Fraction(int(z.value > 0)))


def _largest(*args: Any) -> Dual:
    args = tuple(map(_dual, args))
    best: Dual = max(args, key=lambda one: one.value)
    if sum(one.value == best.value for one in args) > 1 and any(one.moved != 0 for one in args):
        raise Kink
    return best


FUNCTIONS: Mapping[str, Callable[..., Dual]] = {
    "relu": _lines(0, 1),
    "abs": _lines(-1, 1),
    "step": _step,
    "max": _largest,
    "min": lambda *args: -_largest(*(-_dual(one) for one in args)),
    "tanh": _smooth(math.tanh, lambda x, y: 1 - y * y, Fraction(0), Fraction(1)),
    "sigmoid": _smooth(lambda x: 1 / (1 + math.exp(-x)), lambda x, y: y * (1 - y), Fraction(1, 2), Fraction(1, 4)),
    "exp": _smooth(math.exp, lambda x, y: y, Fraction(1), Fraction(1)),
}


class Run:
    """A cell with numbers, as far as it is asked for."""

    def __init__(self, cell: Mapping[str, str], numbers: Mapping[str, Fraction], moving: str = "") -> None:
        self.cell, self.numbers, self.moving = cell, numbers, moving
        self.found: dict[str, Dual] = {}

    def name(self, name: str) -> Dual:
        """A value such as `h[2]` or `V`."""
        if name not in self.found:
            match = re.fullmatch(r"(\w+)\[(-?\d+)\]", name)
            rhs = self.cell.get(f"{match[1]}[t]") if match and int(match[2]) >= 1 else self.cell.get(name)
            if rhs is not None and name not in self.numbers:
                value = _dual(self.expression(rhs, int(match[2]) if match else 0))
            else:
                value = Dual(self.numbers[name])
            self.found[name] = Dual(value.value, Fraction(1)) if name == self.moving else value
        return self.found[name]

    def expression(self, text: str, t: int) -> Dual:
        """An expression at step t."""

        def gradient(match: re.Match[str]) -> str:
            of, wrt = (at(part.strip(), t) for part in match[1].split(","))
            return f"_grad('{of}', '{wrt}')"

        text = re.sub(r"grad\(([^()]*)\)", gradient, text)
        text = at(text, t)
        text = re.sub(r"(?<!['\w])([A-Za-z_]\w*(?:\[-?\d+\])?)(?![\w('\[])", r"_name('\1')", text)
        text = re.sub(r"(?<![\w.'\[])(\d+)(?![\w.'\]])", r"_number(\1)", text)
        scope = {**FUNCTIONS, "_name": self.name, "_number": lambda n: Dual(Fraction(n)), "_grad": self.gradient, "__builtins__": {}}
        return _dual(eval(text, scope))  # noqa: S307 - of a text that the generator has written

    def gradient(self, of: str, wrt: str) -> Dual:
        return Dual(Run(self.cell, self.numbers, wrt).name(of).moved)


def at(text: str, t: int) -> str:
    """A text with numbers for times and for t."""
    text = re.sub(r"\[t(?:([+-]\d+))?\]", lambda match: f"[{t + int(match[1] or 0)}]", text)
    return re.sub(r"(?<![\w\[])t(?![\w(])", str(t), text)


def holds(relation: str, run: Run, t: int, near: bool = False) -> bool | None:
    """Whether a relation holds; None without a value, and where rounded numbers do not tell, unless `near` ones count as equal."""
    left, sign, right = re.split(r"\s(=|!=|<=|>=|<|>)\s", relation)
    try:
        a, b = run.expression(left, t).value, run.expression(right, t).value
    except (NoValue, Kink, OverflowError):
        return None
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return _SIGNS[sign](a, b)
    if abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b)):
        return _SIGNS[sign](a, a) if near else None
    return _SIGNS[sign](a, b)


def names_in(claim: Claim, last: int) -> list[str]:
    """All that a cell needs numbers for up to a step, and letters."""
    texts = [at(text, t) for t in range(1, last + 1) for text in (*claim.cell.values(), claim.claim, *claim.assume)]
    computed = {at(lhs, t) for lhs in claim.cell for t in range(1, last + 1)}
    found = {name for text in texts for name in re.findall(r"(?<![\w])([A-Za-z_]\w*(?:\[-?\d+\])?)(?!\w*[\w(\[])", text)}
    return sorted(name for name in found - computed - set(FUNCTIONS) - {"grad"} if not re.search(r"\[-", name))


def violated(claim: Claim, numbers: Mapping[str, Fraction], last: int, near: bool = False) -> bool:
    """Whether these numbers meet all hypotheses and refute the claim, at any step up to the last."""
    run = Run(claim.cell, numbers)
    for t in range(1, last + 1):
        for hypothesis in claim.assume:
            try:
                met = holds(hypothesis, run, t)
            except KeyError:
                continue  # it speaks of a step before the first
            if met is not True:
                return False
    for t in range(1, last + 1):
        try:
            if holds(claim.claim, run, t, near) is False:
                return True
        except KeyError:
            continue
    return False


def draws(claim: Claim, draw: Random, count: int) -> Iterator[tuple[dict[str, Fraction], int]]:
    """Numbers for everything, those that are given and assumed as they must be, as far as that is written as `name = number`."""
    general = "t" in re.findall(r"\[t|\bt\b", claim.claim)[0:1] or "[t" in claim.claim
    times = [int(n) for n in re.findall(r"\[(\d+)\]", claim.claim)]
    for _ in range(count):
        last = draw.randint(1, STEPS) if general else max([1, *times])
        last = max([last, *times])
        numbers = {name: draw.choice(_SMALL) for name in names_in(claim, last)}
        for hypothesis in claim.assume:
            left, sign, right = re.split(r"\s(=|!=|<=|>=|<|>)\s", hypothesis)
            for t in range(1, last + 1):
                name = at(left, t)
                if name in numbers and re.fullmatch(r"-?\d+(/\d+)?", right):
                    bound = Fraction(right)
                    more = abs(draw.choice(_SMALL))
                    values = {"=": bound, ">=": bound + more, "<=": bound - more, ">": bound + more, "<": bound - more}
                    numbers[name] = values.get(sign, numbers[name])
        yield numbers | {name: Fraction(value) for name, value in claim.given.items()}, last


# Claims -----------------------------------------------------------------------------------------------------------------

_CELLS: list[dict[str, str]] = [
    {"h[t]": "{f}(V*h[t-1] + W*x[t])"},
    {"h[t]": "{f}(V*h[t-1] + W*x[t] + b)"},
    {"h[t]": "V*h[t-1] + W*x[t]"},
    {"h[t]": "V*h[t-1]"},
    {"h[t]": "h[t-1]/2 + {c}"},
    {"h[t]": "{f}(V*h[t-1])"},
    {"h[t]": "h[t-1] + {f}(x[t])"},
    {"h[t]": "{f}({c}*h[t-1] - x[t])"},
    {"z[t]": "sigmoid(u*x[t])", "h[t]": "(1 - z[t])*h[t-1] + z[t]*{f}(x[t])"},
    {"h[t]": "{f}(x[t])", "y[t]": "h[t] - {g}(-x[t])"},
    {"h[t]": "max(h[t-1], {f}(x[t]))"},
    {"h[t]": "{f}(x[t]) + {g}(x[t])"},
    {"h[t]": "-{f}(h[t-1])"},
    {"h[t]": "{f}(x[t])*{g}(V)"},
    {"h[t]": "x[t]/(1 + {f}(x[t])**2)"},
    {"h[t]": "b*h[t-1] + (1 - b)*x[t]"},
]
_FUNCTIONS = ["relu", "abs", "tanh", "sigmoid", "exp", "step", "relu", "abs", "tanh"]
_CLAIMS = [
    *("h[t] {s} {c}", "h[t] {s} {c}", "h[t] {s} h[t-1]", "abs(h[t]) {s} {c}", "abs(h[t]) {s} abs(h[t-1])", "h[t] {s} {f}(x[t])"),
    *("h[t] {s} x[t]", "h[t]**2 {s} {c}", "grad(h[t], h[t-1]) {s} {c}", "abs(grad(h[t], h[t-1])) {s} abs(V)", "grad(h[t], x[t]) {s} {c}"),
    *("grad(h[t], h[t-1]) {s} V", "h[2] {s} h[1]", "h[2] {s} {c}", "abs(grad(h[t], h[0])) {s} {c}", "h[t] {s} h[0]", "h[t] {s} V**t*h[0]"),
    *(
        "{f}(h[t]) {s} h[t]",
        "{f}({g}(h[t])) {s} {g}(h[t])",
        "{f}(x[t]) - {f}(-x[t]) {s} x[t]",
        "h[t] + {f}(x[t]) {s} {c}",
        "h[t] {s} t*{c}",
    ),
    *("max(h[t], x[t]) {s} h[t]", "abs(h[t] - x[t]) {s} abs(h[t]) + abs(x[t])", "h[t]*x[t] {s} 0", "h[t]*h[t-1] {s} {c}"),
]
_HYPOTHESES = [
    *(
        "x[t] >= 0",
        "x[t] = 0",
        "V >= 0",
        "V = 1",
        "V = 0",
        "W >= 0",
        "W = 1",
        "b = 0",
        "h[0] >= 0",
        "h[0] = 0",
        "h[0] = 1",
        "abs(h[0]) <= 1",
    ),
    *("x[t] <= 1", "V > 0", "abs(V) <= 1", "V <= 1", "x[t] > 0", "b >= 0", "b <= 1", "W = V", "x[t] <= 0", "h[t-1] >= 0", "V < 0", "u = 1"),
    *("h[0] <= 1", "W*x[t] >= 0", "V + W <= 1", "2*V + 1 <= 3", "x[t] >= 1"),
]
_GIVEN = [{"V": "1/2"}, {"h[0]": "0"}, {"V": "1", "h[0]": "1"}, {"W": "0"}, {"V": "2"}, {"h[0]": "-1"}, {"b": "1/2"}, {"V": "-1", "W": "1"}]


def random_claim(draw: Random) -> Claim:
    """A claim that may be true, false, or neither of what can be told."""

    def filled(text: str) -> str:
        for slot, choices in (("{f}", _FUNCTIONS), ("{g}", _FUNCTIONS), ("{c}", ["0", "1", "-1", "2", "1/2", "0", "1"])):
            text = text.replace(slot, draw.choice(choices))
        return text.replace("{s}", draw.choice(["=", "!=", "<", "<=", ">", ">=", "<=", ">=", "<", ">"]))

    while True:
        cell = {lhs: filled(rhs) for lhs, rhs in draw.choice(_CELLS).items()}
        texts = " ".join(cell.values())
        known = set(re.findall(r"[A-Za-z]\w*(?=\[|\b)", texts)) | {lhs[0] for lhs in cell}

        claims = [claim for claim in _CLAIMS if _fits(re.sub(r"\{\w\}", "", claim), known, texts)]
        hypotheses = [one for one in _HYPOTHESES if _fits(one, known, texts)]
        given = [one for one in _GIVEN if all(_fits(name, known, texts) for name in one)] if draw.random() < 0.3 else []
        chosen = draw.sample(hypotheses, min(len(hypotheses), draw.choice([0, 0, 1, 1, 2, 3])))
        numbers = draw.choice(given) if given else {}
        subjects = [one.split()[0] for one in chosen if " = " in one]
        if len(set(subjects)) == len(subjects) and not any(name in one for one in chosen for name in numbers):
            return Claim(cell, filled(draw.choice(claims)), tuple(chosen), numbers)


def _fits(text: str, known: Set[str], texts: str) -> bool:
    """Whether a cell has all names of a text, and a state if that speaks of one."""
    names = set(re.findall(r"[A-Za-z]\w*", text)) - {"t", "grad", *FUNCTIONS}
    return names <= known and (("h[0]" not in text and "h[t-1]" not in text) or "h[t-1]" in texts)
