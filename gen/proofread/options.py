r"""The options of a printed function below its name: `\operatorname{conv}_{s=2,\,p=1}`, `\operatorname{maxpool}_{2\times 2}`."""

import re
from collections.abc import Sequence
from fractions import Fraction

from gen.algebra.options import OPTIONS, Option
from gen.proofread.intervals import Bounds, ConstantArray, Interval, IntervalMatrix, interval_of, matrix_of_rows, printed_number, with_shape

_NAMED = r"[a-z]=(?:\d+|\(\d+,\d+\))"
BELOW = rf"_\{{(?:\d+(?:\\times \d+)?|{_NAMED})(?:,\\,{_NAMED})*\}}"
"""One number is an index like any other."""


def options_below(fn: str, word: str) -> list[Bounds]:
    """The arguments that an index stands for, all options of a function in their order, or a number of its own. Raises ValueError."""
    known = OPTIONS.get(fn, ())
    inner = word.removeprefix("_{").removesuffix("}")
    if not known:
        return [printed_number(inner.replace("{,}", "."), None)] if word else []
    return list(_in_order(fn, known, [part for part in re.split(r",\\,", inner) if part]))


def _in_order(fn: str, known: Sequence[Option], parts: Sequence[str]) -> list[Bounds]:
    said = {}
    for part in parts:
        letter, _, value = part.rpartition("=")
        option = next((one for one in known if one.letter == letter), None)
        if option is None or option.name in said:
            raise ValueError(f"{fn} has no option {part}")
        said[option.name] = _value(value)
    found: list[Bounds] = []
    for option in known:
        if option.name in said:
            found.append(said[option.name])
        elif option.default is not None:
            found.append(interval_of(Fraction(option.default)))
        elif found:
            found.append(found[-1])
        else:
            raise ValueError(f"{fn} without the size of its windows")
    return found


def _value(written: str) -> Bounds:
    numbers = [interval_of(Fraction(int(n))) for n in re.findall(r"\d+", written)]
    return numbers[0] if len(numbers) == 1 else matrix_of_rows([numbers])


def filled(entry: Interval, below: str) -> ConstantArray | IntervalMatrix:
    r"""An array with the same entry everywhere; it may say its size, `\mathbf{1}_{2\times 3}`."""
    whole = ConstantArray(entry)
    return with_shape(whole, *map(int, re.findall(r"\d+", below))) if below else whole
