r"""Sums and products over an index read back: `\sum_{t=1}^{3} \delta_{t}\,h_{t-1}`, which reaches to the end of its bracket."""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from gen.algebra.arrays import Shape
from gen.algebra.numbers import NumberFormat
from gen.proofread.intervals import Bounds, ConstantArray, Interval, IntervalMatrix, each, with_shape
from gen.proofread.reader import Reader
from gen.proofread.reader_functions import UNIT
from gen.proofread.tokens import Token, without_spaces

Names = Callable[[Mapping[str, int]], Mapping[str, Interval | IntervalMatrix]]
"""What names stand for where indices are these numbers."""

_SERIES = re.compile(r"\\(sum|prod)_\{(\w)=([^{}]+)\}\^\{(\w+)\}")
_LIMIT = re.compile(r"(\d+)|(\w)(?:([+-]\d+))?")


def value(
    line: Sequence[Token],
    names: Names,
    at: Mapping[str, int],
    kinks: Mapping[str, Fraction],
    shown: NumberFormat | None,
    shape: Shape | None,
) -> Bounds:
    """What a line stands for where the indices `at` are these numbers; for the rest see `reader.value`. Raises ValueError."""
    reader = _SeriesReader(line, names(at), kinks, shown, shape)
    reader.lookup, reader.indices = names, dict(at)
    found = reader.sum(shape)
    if reader.at < len(line):
        raise ValueError(f"not a whole expression: {without_spaces(line)}")
    return with_shape(found, *shape) if isinstance(found, ConstantArray) and shape and shape != (1, 1) else found


class _SeriesReader(Reader):
    """A reader that takes what stands behind a sum sign once for each number of its index."""

    lookup: Names
    indices: dict[str, int]

    def product(self, shape: Shape | None) -> Bounds:
        if self.kind() != "series":
            return super().product(shape)
        match = _SERIES.fullmatch(self.take())
        assert match
        kind, index, first, last = match.groups()
        start, end = self.at, self._end()
        names, terms = self.names, list[Bounds]()
        for number in range(self._limit(first), self._limit(last) + 1):
            self.at, self.indices[index] = start, number
            self.names = self.lookup(self.indices)
            terms.append(super().product(shape))
            if self.at != end:
                raise ValueError(f"a {kind} does not reach to the end of its bracket: {without_spaces(self.line)}")
        self.at, self.names = end, names
        self.indices.pop(index, None)
        found: Bounds = UNIT if not terms else terms[0]
        if not terms and kind == "sum":
            raise ValueError(f"a sum over nothing: {without_spaces(self.line)}")
        for term in terms[1:]:
            found = each(Interval.__add__ if kind == "sum" else Interval.__mul__, found, term)
        return found

    def _end(self) -> int:
        """Where the bracket ends that a series stands in, or the line."""
        depth = 0
        for at in range(self.at, len(self.line)):
            depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(self.line[at].text, 0)
            if depth < 0:
                return at
        return len(self.line)

    def _limit(self, text: str) -> int:
        match = _LIMIT.fullmatch(text)
        if not match or (match[2] and match[2] not in self.indices):
            raise ValueError(f"unexpected limit {text} of: {without_spaces(self.line)}")
        return int(match[1]) if match[1] else self.indices[match[2]] + int(match[3] or 0)
