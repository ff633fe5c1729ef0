"""Lines of plain text, as `gen show` prints them, read back as numbers by `gen.proofread.reader`."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from gen.algebra.numbers import NumberFormat
from gen.functions.registry import FUNCTIONS
from gen.proofread.intervals import Interval, interval_of
from gen.proofread.reader import evaluate_latex
from gen.proofread.tokens import Token, latex_words, tokens, vocabulary

_NUMBER = r"(?:\d+\.?\d*|\.\d+)"
_TEXT = (
    rf"(?P<space> +)|(?P<number>{_NUMBER}(?:[eE][+-]?\d+)?)"
    rf"|(?P<fn>{'|'.join(sorted(FUNCTIONS, key=len, reverse=True))})|(?P<sign>[-+*/^()'])"
)


def plain_tokens(line: str, names: Iterable[str]) -> tuple[Token, ...]:
    """The tokens of plain text such as `relu'(z[3])*h[2] + (-3)^2/4`."""
    return tokens(line, vocabulary(names, _TEXT, r"[\w\[.']"))


def latex_tokens(line: str, names: Iterable[str]) -> tuple[Token, ...]:
    r"""The tokens of LaTeX such as `\frac{1}{2} \cdot \left(-3\right)^{2}`."""
    return tokens(line, latex_words(names))


def evaluate(line: Sequence[Token], names: Mapping[str, Fraction], kinks: Mapping[str, Fraction], rounded: bool = False) -> Interval:
    """What a line stands for, the names being exact."""
    found = evaluate_latex(line, {name: interval_of(number) for name, number in names.items()}, kinks, NumberFormat() if rounded else None)
    assert isinstance(found, Interval)
    return found


def factors(line: Sequence[Token]) -> list[int]:
    """How many factors each summand has, those inside its brackets included."""
    counts, depth = [1], 0
    for i, token in enumerate(line):
        depth += (token.text == "(") - (token.text == ")")
        if token.text in "+-" and depth == 0 and i > 0:
            counts.append(1)
        counts[-1] += token.text == "*"
    return counts
