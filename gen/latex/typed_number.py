"""Numbers as they are typed in LaTeX."""

from gen.algebra.printer import ATOM, FACTOR, NEGATIVE, POWER, PRODUCT
from gen.messages.sentences import Language


def typed_number(typed: str, language: Language, rounded: bool = False) -> tuple[str, int]:
    """`0.5`, `\\frac{3}{2}`, `1.5 \\cdot 10^{-7}`, `10^{-8}`, and how each binds; a German decimal comma stands in braces, so that no space
    follows it.

    A rounded number is `1 \\cdot 10^{-7}`: behind a factor of 0.5 the power alone would be read as one number with that.
    """
    if typed.startswith("-"):
        return f"-{typed_number(typed[1:], language, rounded)[0]}", NEGATIVE
    top, _, bottom = typed.partition("/")
    if bottom:
        return rf"\frac{{{typed_number(top, language)[0]}}}{{{typed_number(bottom, language)[0]}}}", FACTOR
    mantissa, _, exponent = typed.partition("e")
    if language == "de":
        mantissa = mantissa.replace(".", "{,}")
    if not exponent:
        return mantissa, ATOM
    power = rf"10^{{{int(exponent)}}}"
    return (power, POWER) if mantissa == "1" and not rounded else (rf"{mantissa} \cdot {power}", PRODUCT)
