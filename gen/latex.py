"""Expressions in LaTeX, names by what their letters say or by the author's own LaTeX."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from gen.array import Array, Value
from gen.expr import DOTS, Atom, Delta, Expr, Group, Partial, Prime, Shift, Size, Term, Time, Var
from gen.language import Language, family, say
from gen.notation import ATOM, FACTOR, NEGATIVE, PRODUCT, Script, number_text, time_text, write
from gen.number import Shown
from gen.rules import RULES

_GREEK = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega",
    "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
]  # fmt: skip
_ACCENTS = ("tilde", "hat", "bar", "dot")


@dataclass(frozen=True, slots=True)
class Latex:
    """LaTeX for one problem: the author's own LaTeX for names goes before what their letters say. Decimals are the language's."""

    names: Mapping[str, str] = field(default_factory=dict)
    language: Language = "en"
    shown: Shown = field(default_factory=Shown)

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
            fraction=FACTOR,
            inside=0,
        )

    def expr(self, e: Expr, values: Mapping[Atom, Value] | None = None) -> str:
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

    def number(self, x: Value) -> tuple[str, int]:
        if isinstance(x, Array):
            rows = r" \\ ".join(" & ".join(self.number(y)[0] for y in row) for row in x.rows)
            return rf"\begin{{pmatrix}}{rows}\end{{pmatrix}}", ATOM
        if isinstance(x, Decimal):
            shown, binds = self.typed(number_text(x))
            return shown, min(binds, ATOM if x >= 0 else NEGATIVE)
        if x.denominator == 1:
            return str(x), ATOM if x >= 0 else NEGATIVE
        sign = "-" if x < 0 else ""
        return rf"{sign}\frac{{{abs(x.numerator)}}}{{{x.denominator}}}", NEGATIVE if x < 0 else FACTOR

    def typed(self, typed: str) -> tuple[str, int]:
        """`0.5`, `1.5 \\cdot 10^{-7}`; a German decimal comma stands in braces, so that no space follows it."""
        mantissa, _, exponent = typed.lower().partition("e")
        if self.language == "de":
            mantissa = mantissa.replace(".", "{,}")
        return (rf"{mantissa} \cdot 10^{{{int(exponent)}}}", PRODUCT) if exponent else (mantissa, ATOM)

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
                return self.name(atom), ATOM
            case Prime(fn, arg):
                return self.call(fn + "'", self.name(arg)), ATOM
            case Partial(of, wrt):
                return rf"\frac{{\partial {self.name(of)}}}{{\partial {self.name(wrt)}}}", FACTOR
            case Term(partial, k):
                return rf"\left({self.atom(partial)[0]}\right)_{{{k}}}", ATOM
            case Delta(a, b):
                return rf"\delta_{{{_time_latex(a)},{_time_latex(b)}}}", ATOM
            case Size(name, units):
                if not name:
                    return rf"\text{{{say('parameters', self.language)}}}", ATOM
                return rf"n_{{{self.name(Var(name))}}}" if units else rf"\#{self.name(Var(name))}", ATOM
            case Group(names, layer):
                if layer:
                    return rf"\text{{{say('layer {number}', self.language, number=str(layer))}}}", ATOM
                return rf"\#({', '.join(self.name(Var(name)) for name in names)})", ATOM


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
