"""Convolution and pooling in numpy's slices and sums, for arrays of doubles, of what autograd traces, or of mpmath's numbers."""

from collections.abc import Callable, Sequence
from typing import Any

import autograd.numpy as np
import numpy

Grid = Any
Lines = Callable[[str, Sequence[Grid]], Grid]
Pair = tuple[int, int]

WINDOWS = ("conv", "depthwise", "conv_transpose", "max_pool", "avg_pool")
WINDOW_CALLS = {
    "conv": ("conv(X, K, stride=2, padding=1)", "conv(X, K, dilation=(2, 1))", "conv(x, k, padding=2)"),
    "depthwise": ("depthwise(X, K, stride=2, padding=1)",),
    "conv_transpose": ("conv_transpose(X, K, stride=2, padding=1, output_padding=1)", "conv_transpose(x, k, dilation=2)"),
    "max_pool": ("max_pool(X, 2)", "max_pool(X, (3, 2), stride=1, padding=(1, 0))", "max_pool(x, 2)"),
    "avg_pool": ("avg_pool(X, 2)", "avg_pool(X, 3, stride=2, padding=1)", "avg_pool(x, 3)"),
    "unpool": ("unpool(G, X, 2)", "unpool(g, x, 2)"),
    "pick": ("pick(H, X, 2)", "pick(H, X, 2, stride=1)"),
    "upsample": ("upsample(G, 2)", "upsample(G, 3, stride=2, padding=1, output_padding=1)", "upsample(g, 2)"),
    "turned": ("turned(K)", "turned(k)"),
    "first": ("first(X, 2, 3)", "first(x, 1, 2)"),
    "with_border": ("with_border(G, 2, 3)", "with_border(K, 4, 4)"),
    "all_ones": ("all_ones(2, 3)", "all_ones(1, 2)"),
    "pair": ("conv(X, K, padding=(0, 1))",),
}
"""Calls of each function that goes over windows, as plain text has them."""
_LEAST = {"conv": (1, 0, 1), "depthwise": (1, 0, 1), "conv_transpose": (1, 0, 0, 1), "max_pool": (1, 1, 0), "avg_pool": (1, 1, 0)}


def of_windows(fn: str, args: Sequence[Grid], lines: Lines) -> Grid:
    """The value of a function whose options are its last arguments: each one by one, or two numbers in a row."""
    arrays, options = args[: -len(_LEAST[fn])], args[-len(_LEAST[fn]) :]
    counts = [max(array.shape[axis] for array in arrays) > 1 for axis in (0, 1)]
    said = [_said(option, counts, least) for option, least in zip(options, _LEAST[fn], strict=True)]
    match fn:
        case "conv" | "depthwise":
            return _conv(*arrays, *said)
        case "conv_transpose":
            return _transposed(*arrays, *said)
        case "avg_pool":
            size = said[0]
            return _conv(arrays[0], numpy.ones(size, dtype=int), said[1], said[2], (1, 1)) / (size[0] * size[1])
    size, stride, padding = said
    return _max_pool(arrays[0], size, stride, padding, lines)


def _said(option: Grid, counts: Sequence[bool], least: int) -> Pair:
    found = [int(x) for x in option.ravel()]
    rows, columns = found if len(found) == 2 else [found[0] if counting else least for counting in counts]
    return rows, columns


def _conv(x: Grid, k: Grid, stride: Pair, padding: Pair, dilation: Pair) -> Grid:
    """For each entry of the kernel, the entries that it meets: a slice of the padded array with the stride as its step."""
    padded = np.pad(x, tuple((p, p) for p in padding), mode="constant")
    n, m = ((padded.shape[i] - dilation[i] * (k.shape[i] - 1) - 1) // stride[i] + 1 for i in (0, 1))
    found: Grid = 0
    for a, b in numpy.ndindex(*k.shape):
        r, c = a * dilation[0], b * dilation[1]
        found = found + k[a, b] * padded[r : r + stride[0] * (n - 1) + 1 : stride[0], c : c + stride[1] * (m - 1) + 1 : stride[1]]
    return found


def _transposed(x: Grid, k: Grid, stride: Pair, padding: Pair, more: Pair, dilation: Pair) -> Grid:
    """The kernel, with zeros between its entries, at the place of each entry of x and that many times; then without the padding."""
    n, m = ((x.shape[i] - 1) * stride[i] + dilation[i] * (k.shape[i] - 1) + 1 + more[i] for i in (0, 1))
    found: Grid = 0
    for i, j in numpy.ndindex(*x.shape):
        for a, b in numpy.ndindex(*k.shape):
            place = numpy.zeros((n, m), dtype=int)
            place[i * stride[0] + a * dilation[0], j * stride[1] + b * dilation[1]] = 1
            found = found + x[i, j] * k[a, b] * place
    return found[padding[0] : n - padding[0], padding[1] : m - padding[1]]


def _max_pool(x: Grid, size: Pair, stride: Pair, padding: Pair, lines: Lines) -> Grid:
    n, m = ((x.shape[i] + 2 * padding[i] - size[i]) // stride[i] + 1 for i in (0, 1))

    def window(i: int, j: int) -> list[Grid]:
        tops = range(i * stride[0] - padding[0], i * stride[0] - padding[0] + size[0])
        lefts = range(j * stride[1] - padding[1], j * stride[1] - padding[1] + size[1])
        return [x[r : r + 1, c : c + 1] for r in tops for c in lefts if 0 <= r < x.shape[0] and 0 <= c < x.shape[1]]

    return np.concatenate([np.concatenate([lines("max", window(i, j)) for j in range(m)], axis=1) for i in range(n)], axis=0)
