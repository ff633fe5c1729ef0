"""Convolutional networks by loops over four axes in autograd's numpy: nothing of the tool, and no convolution of any library."""

from itertools import product
from typing import Any

import autograd.numpy as np

Grid = Any


def conv(x: Grid, k: Grid, stride: int = 1, padding: int = 0, dilation: int = 1) -> Grid:
    """The cross-correlation of an image (channels, rows, columns) with kernels (filters, channels, rows, columns)."""
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding)), mode="constant")
    sizes = [(n - dilation * (m - 1) - 1) // stride + 1 for n, m in zip(x.shape[1:], k.shape[2:], strict=True)]
    entries = []
    for f, i, j in product(range(k.shape[0]), range(sizes[0]), range(sizes[1])):
        total = 0.0
        for c, a, b in product(*map(range, k.shape[1:])):
            total = total + k[f, c, a, b] * x[c, i * stride + a * dilation, j * stride + b * dilation]
        entries.append(total)
    return np.reshape(np.array(entries), (k.shape[0], *sizes))


def depthwise(x: Grid, k: Grid, **options: int) -> Grid:
    """Each channel with its own kernel (channels, rows, columns)."""
    return np.concatenate([conv(x[c : c + 1], k[c : c + 1][None], **options) for c in range(len(x))])


def conv_transpose(x: Grid, k: Grid, stride: int = 1) -> Grid:
    """What an image (channels in, rows, columns) is spread to by kernels (channels in, channels out, rows, columns)."""
    rows, columns = ((n - 1) * stride + m for n, m in zip(x.shape[1:], k.shape[2:], strict=True))
    found: dict[tuple[int, int, int], Any] = dict.fromkeys(product(range(k.shape[1]), range(rows), range(columns)), 0.0)
    for c, i, j, f, a, b in product(*map(range, x.shape), *map(range, k.shape[1:])):
        place = f, i * stride + a, j * stride + b
        found[place] = found[place] + x[c, i, j] * k[c, f, a, b]
    return np.reshape(np.array(list(found.values())), (k.shape[1], rows, columns))


def pooled(x: Grid, size: int, of: Any) -> Grid:
    """Windows that do not overlap, channel by channel."""
    rows, columns = x.shape[1] // size, x.shape[2] // size
    found = [
        of(x[c, i * size : (i + 1) * size, j * size : (j + 1) * size]) for c, i, j in product(range(len(x)), range(rows), range(columns))
    ]
    return np.reshape(np.array(found), (len(x), rows, columns))
