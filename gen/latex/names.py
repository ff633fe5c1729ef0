r"""What the letters of a name say: `theta_c`, `g1`, `c_tilde`. Vectors and matrices are bold, `\boldsymbol{h}`."""

import re
from functools import lru_cache

from gen.algebra.expr import Shift, Time

_GREEK = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega",
    "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
]  # fmt: skip
_SHORT = {"eps": "epsilon"}
_ACCENTS = ("tilde", "hat", "bar", "dot")
_INNER = ("z", "a", "s", "q", "delta")  # letters for arguments of functions: z_c_tilde is that of c_tilde
_LONG = r"\\(?:mathrm|mathbf)\{[A-Za-z]{2,}\}"
_ENDS_LONG, _BEGINS_LONG = re.compile(rf"{_LONG}(?:_\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}})?$"), re.compile(_LONG)


@lru_cache(maxsize=4096)
def base_and_subscript(name: str, bold: bool) -> tuple[str, str]:
    """The letter of a name and what stands below it; the subscript is empty if there is none."""
    head, *rest = name.strip("_").split("_")
    digits = re.fullmatch(r"([A-Za-z]+)(\d+)", head)
    if digits:
        head, rest = digits[1], [digits[2], *rest]
    base, below = letter(head, bold), list[str]()
    for part in rest:
        if part not in _ACCENTS:
            below.append(part if part.isdigit() else letter(part))
        elif below and head in _INNER:
            below[-1] = rf"\{part}{{{below[-1]}}}"
        else:
            base = rf"\{part}{{{base}}}"
    return base, ",".join(below)


def letter(word: str, bold: bool = False) -> str:
    """A Greek letter by its name, a single letter, or a word set upright."""
    word = _SHORT.get(word, word)
    if word in _GREEK or len(word) == 1:
        sign = f"\\{word}" if word in _GREEK else word
        return rf"\boldsymbol{{{sign}}}" if bold else sign
    return rf"\mathbf{{{word}}}" if bold else rf"\mathrm{{{word}}}"


def time_latex(time: Time) -> str:
    """`t-1`, or a letter for a time such as tau."""
    greek = isinstance(time, Shift) and time.base in _GREEK
    return "\\" * greek + str(time)


def run_together(left: str, right: str) -> bool:
    """Whether two factors are words that would be read as one beside each other."""
    return bool(_ENDS_LONG.search(left) and _BEGINS_LONG.match(right))
