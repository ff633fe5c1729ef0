"""Losses in numpy's algebra, for doubles, for what autograd traces and for mpmath's numbers: written from books, not from the tool.

Each is composed of other functions than the tool's: a sigmoid, a softmax and their logarithms stand in full.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import autograd.numpy as np
import mpmath

Grid = Any
Functions = Mapping[str, Callable[[Grid], Grid]]


def loss(
    fn: str, args: Sequence[Grid], f: Functions, number: Callable[[Any], Grid], total: Callable[[Grid], Grid], mean: Callable[[Grid], Grid]
) -> Grid:
    """The value, still with two axes; `number` lifts one of mpmath's, `total` and `mean` are those over the axis in question.

    Raises TypeError for what is no loss.
    """
    log, exp, sqrt = f["log"], f["exp"], f["sqrt"]

    def safe(x: Grid) -> Grid:
        """A logarithm that has a factor 0 where there is none."""
        return log(x + (x == 0))

    def softmax(o: Grid) -> Grid:
        return exp(o) / total(exp(o))

    match fn, args:
        case "bce", (p, y):
            return -mean(y * safe(p) + (1 - y) * safe(1 - p))
        case "bce_logits", (z, y):
            return -mean(y * log(1 / (1 + exp(-z))) + (1 - y) * log(1 - 1 / (1 + exp(-z))))
        case "cross_entropy_logits", (o, y):
            return -total(y * log(softmax(o)))
        case "nll", (p, k):
            return -log(np.reshape(np.reshape(p, (-1, 1))[int(np.sum(k)) - 1], (1, 1)))
        case "entropy", (p,):
            return -total(p * safe(p))
        case "kl", (p, q):
            return total(p * safe(p) - p * safe(q))
        case "kl_normal", (mu, sigma, *other):
            m, s = other or (0 * mu, 1 + 0 * mu)
            return total((sigma**2 + (mu - m) ** 2) / (2 * s**2) - log(sigma) + log(s) + number(mpmath.mpf(-1) / 2))
        case "log_density", (x, mu, sigma):
            # The logarithms of a sum over entries: what is alike for all comes once for each.
            return total(-((x - mu) ** 2) / (2 * sigma**2) - log(sigma) - number(_log_2_pi() / 2))
        case "cosine_similarity", (a, b):
            return total(a * b) / (sqrt(total(a * a)) * sqrt(total(b * b)))
        case "huber", (a, b, *delta):
            most = delta[0] if delta else number(mpmath.mpf(1))
            held = (abs(a - b + most) - abs(a - b - most)) / 2
            return mean(held * (a - b) - held * held / 2)
    raise TypeError(f"no oracle for {fn}")


def _log_2_pi() -> Any:
    with mpmath.workdps(60):
        return mpmath.log(2 * mpmath.pi)
