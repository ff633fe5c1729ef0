"""Functions over rows or columns by their definitions: the definition for one vector, put into each row or column by itself.

An argument that is a number, such as what is added to a variance, goes with every one of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gen.messages.errors import VerificationError
from gen.verify.array_arithmetic import ArrayDefinition, Matrix


def for_each_row(of: Callable[..., Any]) -> Callable[..., Matrix]:
    """What `of(f, row, ...)` gives of each row: a row, or a number; below each other."""

    def value(f: Any, first: Matrix, *others: Matrix) -> Matrix:
        if any(len(other) not in (1, len(first)) for other in others):
            raise VerificationError("arrays with as many rows or columns are needed")
        found = []
        for i, row in enumerate(first):
            result = of(f, (row,), *((other[i],) if len(other) > 1 else other for other in others))
            found.append(result[0] if isinstance(result, tuple) else (result,))
        return tuple(found)

    return value


def for_each_column(of: Callable[..., Any]) -> Callable[..., Matrix]:
    """The same of each column; beside each other."""
    by_rows = for_each_row(of)
    return lambda f, *arrays: _turned(by_rows(f, *map(_turned, arrays)))


def _turned(a: Matrix) -> Matrix:
    return tuple(zip(*a, strict=True))


_OVER_AXES = (
    *("max", "min", "argmax", "softmax", "masked_softmax", "log_softmax", "logsumexp"),
    *("sum", "mean", "var", "normalize", "norm", "cross_entropy", "cross_entropy_logits", "entropy", "kl", "cosine_similarity"),
)


def over_axes(definitions: Mapping[str, ArrayDefinition]) -> Mapping[str, ArrayDefinition]:
    """Those of functions over rows and over columns, by their names in calls."""
    return {
        f"{fn}_{axis}": _along(definitions[fn], lines)
        for axis, lines in (("rows", for_each_row), ("columns", for_each_column))
        for fn in _OVER_AXES
    }


def _along(definition: ArrayDefinition, lines: Callable[[Callable[..., Any]], Callable[..., Matrix]]) -> ArrayDefinition:
    return replace(definition, value=lines(definition.value), with_output=definition.with_output and lines(definition.with_output))
