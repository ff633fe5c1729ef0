"""Numbers that a file describes and does not list: `linspace(-0.1, 0.5, 4)`, `zeros(2, 3)`, `normal(seed=7, digits=2)`.

Each becomes what the author could have typed in its place, a number, a list or lists of lists, and is read like that. Without sizes it
takes those that the equations ask for. Draws are those of the specified stream.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, islice
from math import ceil, prod

from gen.algebra.normal_draws import normal
from gen.algebra.random_stream import Stream
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.source import Text
from gen.syntax import constant, split
from gen.syntax.yamltree import Leaf, Node
from gen.syntax.yamltree import Sequence as List

MOST = 10_000  # numbers of one value
MAX_SEED = 10**9
MAX_DIGITS = 12
_CALL = re.compile(r"(?P<name>[A-Za-z_]+)\s*(?:\((?P<inside>.*)\))?", re.DOTALL)
_ALSO_CALLED = {"randn": "normal", "rand": "uniform", "identity": "eye", "range": "arange", "constant": "full"}

Sizes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`normal(2, 3, seed=7)`: what stands before the brackets, what in them, and what by name."""

    text: Text
    name: str
    numbers: tuple[Text, ...]
    named: Mapping[str, Text]

    @property
    def has_sizes(self) -> bool:
        """Whether the sizes are stated, or follow from the numbers."""
        return self.name in ("linspace", "arange") or len(self.numbers) > (self.name == "full")

    def error(self, message: str, hint: str = "", at: Text | None = None) -> InputErrors:
        return InputErrors([InputError((at or self.text).where, message, hint)])

    def sizes(self, after: int = 0) -> Sizes:
        """The whole numbers behind the first ones. Raises InputErrors."""
        return tuple(self.whole(text, "a size", 1, MOST) for text in self.numbers[after:])

    def whole(self, text: Text, what: str, least: int, most: int) -> int:
        value = constant(text)
        if value.denominator != 1 or not least <= value <= most:
            raise self.error(f"{what} of {self.name} is a whole number from {least} to {most:,}, found '{text.value}'", at=text)
        return int(value)

    def option(self, key: str, otherwise: Fraction) -> Fraction:
        return constant(self.named[key]) if key in self.named else otherwise


def call_of(text: Text) -> Call | None:
    """What a text calls; None where it is something else. Raises InputErrors for a call of what there is not."""
    match = _CALL.fullmatch(text.value)
    if not match or (match["inside"] is None and match["name"] not in MAKERS):
        return None
    name, inside = match["name"], match["inside"]
    if name not in MAKERS:
        meant = _ALSO_CALLED.get(name)
        hint = f"did you mean '{meant}'?" if meant else did_you_mean(name, MAKERS) or f"known: {', '.join(MAKERS)}"
        raise InputErrors([InputError(text.where, f"nothing makes numbers by the name '{name}'", hint)])
    parts = split(text.part(*match.span("inside"))) if inside and inside.strip() else ()
    numbers, named = list[Text](), dict[str, Text]()
    for part in parts:
        key, sign, _ = part.value.partition("=")
        if not sign:
            if named:
                raise InputErrors([InputError(part.where, f"'{part.value}' stands behind what has a name", "write it first")])
            numbers.append(part)
        elif key.strip() not in MAKERS[name].options or key.strip() in named:
            known = ", ".join(f"{one}=" for one in MAKERS[name].options) or "none"
            raise InputErrors([InputError(part.where, f"{name} has no '{key.strip()}=', or has it twice", f"what it has by name: {known}")])
        else:
            named[key.strip()] = part.part(len(key) + 1, len(part.value))
    found = Call(text, name, tuple(numbers), named)
    if len(numbers) < MAKERS[name].least:
        raise found.error(f"{name} takes {MAKERS[name].form}", f"write {MAKERS[name].example}")
    return found


def made(call: Call, name: str, told: Sizes | None) -> Node:
    """The numbers for a value of this name, as the author could have typed them; of sizes that are `told` where the call states none.

    Raises InputErrors.
    """
    maker = MAKERS[call.name]
    if call.has_sizes or told is None:
        if not call.has_sizes:
            raise call.error(f"the shape of '{name}' cannot be told", f"state it, {maker.example}")
        sizes = maker.sizes(call)
    else:
        sizes = told
    if prod(sizes) > MOST or len(sizes) > 4:
        raise call.error(f"'{name}' would have {prod(sizes):,} numbers and {len(sizes)} axes; one value has {MOST:,} and 4 at most")
    return _nested(call, sizes, iter(maker.make(call, sizes, name)))


def in_place(node: Leaf, name: str, told: Sizes | None) -> Node:
    """What a text makes in its place; the text itself where it makes nothing. Raises InputErrors."""
    call = call_of(node.text)
    return made(call, name, told) if call else node


def _nested(call: Call, sizes: Sizes, texts: Iterator[str]) -> Node:
    if not sizes:
        return Leaf(Text(next(texts), call.text.where))
    return List(tuple(_nested(call, sizes[1:], texts) for _ in range(sizes[0])), call.text.where)


@dataclass(frozen=True, slots=True)
class Maker:
    """What makes numbers: the texts for sizes, these sizes where they follow from the call, and how it is written."""

    make: Callable[[Call, Sizes, str], Sequence[str]]
    sizes: Callable[[Call], Sizes]
    form: str
    example: str
    least: int = 0
    options: tuple[str, ...] = ()


def _written(values: Sequence[Fraction], typed: Sequence[Text]) -> list[str]:
    """Whole numbers and decimals where the author types decimals and all values have short ones, fractions elsewhere."""
    decimals = any("." in text.value or "e" in text.value.lower() for text in typed)
    if decimals and all((10**MAX_DIGITS * x).denominator == 1 for x in values):
        return [_decimal(x) for x in values]
    return [str(x) for x in values]


def _decimal(x: Fraction, digits: int | None = None) -> str:
    """A number that has at most 12 decimals, with all that it has, or with so many."""
    places = next(k for k in count() if (10**k * x).denominator == 1) if digits is None else digits
    whole = f"{abs(int(x * 10**places)):0{places + 1}d}"
    return ("-" if x < 0 else "") + (f"{whole[:-places]}.{whole[-places:]}" if places else whole)


def _linspace(call: Call, sizes: Sizes, name: str) -> Sequence[str]:
    first, last = (constant(text) for text in call.numbers[:2])
    steps = sizes[0] - 1
    return _written([first + (last - first) * Fraction(k, steps) if steps else first for k in range(sizes[0])], call.numbers[:2])


def _length_of_linspace(call: Call) -> Sizes:
    if len(call.numbers) != 3:
        raise call.error(f"linspace takes {MAKERS['linspace'].form}", f"write {MAKERS['linspace'].example}")
    return call.sizes(2)


def _bounds(call: Call) -> tuple[Fraction, Fraction, Fraction]:
    """Start, end and step of `arange(end)`, `arange(start, end)` and `arange(start, end, step)`."""
    numbers = [constant(text) for text in call.numbers]
    start, end, step = {1: (Fraction(0), *numbers, Fraction(1)), 2: (*numbers, Fraction(1))}.get(len(numbers), (*numbers[:3],))
    if len(numbers) > 3 or not step:
        raise call.error(f"arange takes {MAKERS['arange'].form}", f"write {MAKERS['arange'].example}")
    return start, end, step


def _length_of_arange(call: Call) -> Sizes:
    start, end, step = _bounds(call)
    length = ceil((end - start) / step)
    if not 1 <= length <= MOST:
        raise call.error(f"'{call.text.value}' has {max(length, 0):,} numbers, not 1 to {MOST:,}", "the last one comes before its end")
    return (length,)


def _arange(call: Call, sizes: Sizes, name: str) -> Sequence[str]:
    start, _, step = _bounds(call)
    return _written([start + k * step for k in range(sizes[0])], call.numbers)


def _full(call: Call, sizes: Sizes, name: str) -> Sequence[str]:
    constant(call.numbers[0])
    return [call.numbers[0].value] * prod(sizes)


def _side(call: Call) -> Sizes:
    """`eye(3)` has as many columns as rows."""
    sizes = call.sizes()
    if len(sizes) > 1:
        raise call.error(f"eye takes {MAKERS['eye'].form}", f"write {MAKERS['eye'].example}")
    return sizes * 2


def _eye(call: Call, sizes: Sizes, name: str) -> Sequence[str]:
    if len(sizes) != 2 or sizes[0] != sizes[1]:
        raise call.error(f"'{name}' is not as wide as high, which an identity matrix is")
    return [str(int(i == j)) for i in range(sizes[0]) for j in range(sizes[0])]


def _drawn(call: Call, name: str) -> tuple[Stream, int]:
    """The stream of a value by its seed and its name, and the decimals of its numbers."""
    if "seed" not in call.named:
        raise call.error(f"{call.name} needs a seed, so that it is the same each time", f"write {MAKERS[call.name].example}")
    seed = call.whole(call.named["seed"], "the seed", 0, MAX_SEED)
    digits = call.whole(call.named["digits"], "the number of decimals", 0, MAX_DIGITS) if "digits" in call.named else 2
    return Stream(call.name, seed, name), digits


def _normal(call: Call, sizes: Sizes, name: str) -> Sequence[str]:
    stream, digits = _drawn(call, name)
    mean, deviation = call.option("mean", Fraction(0)), call.option("std", Fraction(1))
    if not 0 < deviation <= 10**6 or abs(mean) > 10**6:
        raise call.error("a standard deviation is positive, and neither it nor the mean is larger than 1,000,000")
    words = islice(stream.words, prod(sizes))
    return [_decimal(normal(word, mean, deviation, digits), digits) for word in words]


def _uniform(call: Call, sizes: Sizes, name: str) -> Sequence[str]:
    stream, digits = _drawn(call, name)
    low, high = call.option("low", Fraction(0)), call.option("high", Fraction(1))
    first, last = low * 10**digits, high * 10**digits
    if first.denominator != 1 or last.denominator != 1 or not first < last or last - first > 10**15:
        raise call.error(f"uniform draws from low to high, which have {digits} decimals at most, and low is less than high")
    return [_decimal(Fraction(int(first) + stream.below(int(last - first) + 1), 10**digits), digits) for _ in range(prod(sizes))]


def _stated(call: Call) -> Sizes:
    return call.sizes()


_DRAWS = ("seed", "digits")
MAKERS: Mapping[str, Maker] = {
    "linspace": Maker(_linspace, _length_of_linspace, "two ends and how many numbers", "linspace(-0.1, 0.5, 4)", 3),
    "arange": Maker(_arange, _length_of_arange, "an end, or a start, an end and a step that is not 0", "arange(0, 1, 1/4)", 1),
    "full": Maker(_full, lambda call: call.sizes(1), "a number, and sizes behind it", "full(0.01, 2, 3)", 1),
    "zeros": Maker(lambda call, sizes, name: ["0"] * prod(sizes), _stated, "sizes", "zeros(2, 3)"),
    "ones": Maker(lambda call, sizes, name: ["1"] * prod(sizes), _stated, "sizes", "ones(2, 3)"),
    "eye": Maker(_eye, _side, "the number of its rows", "eye(3)"),
    "normal": Maker(_normal, _stated, "sizes", "normal(2, 3, seed=7, digits=2)", 0, (*_DRAWS, "mean", "std")),
    "uniform": Maker(_uniform, _stated, "sizes", "uniform(2, 3, seed=7, digits=2)", 0, (*_DRAWS, "low", "high")),
}
