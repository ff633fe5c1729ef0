"""Small plots as geometry, for a template to draw: bars that count, a curve, a strip. Lengths are those of the plot's own box."""

import math
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT = 200.0, 60.0
SEVERAL = 30  # whole numbers get a bar each up to here
BINS = 16
DECADES = 3  # from here on bars are set out by powers


@dataclass(frozen=True, slots=True)
class Bar:
    """`says` is what it counts: `4 to 5: 31`. The bar that holds the `own` value is another one to look at."""

    x: float
    width: float
    height: float
    says: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars from left to right, what stands below the left and the right end, and where the author's `own` value is."""

    bars: tuple[Bar, ...]
    left: str
    right: str
    own: float | None = None


@dataclass(frozen=True, slots=True)
class BoxPlot:
    """From the least to the most, with the middle half and the middle."""

    least: float
    lower: float
    middle: float
    upper: float
    most: float


def histogram(counts: Mapping[float, int], own: float | None = None) -> Plot:
    """How often numbers occur. There is one at least."""
    places = [*counts, *([] if own is None else [own])]
    edges = _edges(min(places), max(places), whole=all(x == int(x) for x in places))
    found = [0] * (len(edges) - 1)
    for value, count in counts.items():
        found[_bin(edges, value)] += count
    single = edges[1] - edges[0] == 1 and edges[0] % 1 == 0.5
    names = [_number(a + 0.5) if single else f"{_number(a)} to {_number(b)}" for a, b in pairwise(edges)]
    mine = None if own is None else _bin(edges, own)
    plot = _bars(dict(zip(names, found, strict=True)), None if mine is None else names[mine])
    return Plot(plot.bars, _number(edges[0] + 0.5 if single else edges[0]), _number(edges[-1] - 0.5 if single else edges[-1]), plot.own)


def categories(counts: Mapping[str, int], own: str | None = None) -> Plot:
    """How often words occur, the most frequent first."""
    names = sorted(counts.keys() | ({own} if own else set()), key=lambda name: (-counts.get(name, 0), name))
    return _bars({name: counts.get(name, 0) for name in names}, own)


def curve(ys: Sequence[int]) -> str:
    """The points of a curve over the whole box, which is as high as there are points: where each adds one, it is the diagonal."""
    step = max(1, len(ys) // 100)
    shown = sorted({0, len(ys), *range(0, len(ys), step)})
    return " ".join(f"{k / len(ys) * WIDTH:.1f},{HEIGHT - (ys[k - 1] if k else 0) / len(ys) * HEIGHT:.1f}" for k in shown)


def box_plot(values: Sequence[float], low: float, high: float) -> BoxPlot:
    """Where values lie between two ends."""
    ordered = sorted(values)
    quarters = [ordered[round(k * (len(ordered) - 1) / 4)] for k in range(5)]
    return BoxPlot(*(relative_position(x, low, high) for x in quarters))


def relative_position(x: float, low: float, high: float) -> float:
    return round((x - low) / (high - low) * WIDTH if high > low else WIDTH / 2, 1)


def _bars(counts: Mapping[str, int], own: str | None) -> Plot:
    width, most = WIDTH / len(counts), max([1, *counts.values()])
    bars = [
        Bar(round(k * width, 2), round(width * 0.9, 2), round(count / most * HEIGHT, 1), f"{name}: {count:,}", name == own)
        for k, (name, count) in enumerate(counts.items())
    ]
    mark = next((round(bar.x + bar.width / 2, 2) for bar in bars if bar.own), None)
    names = list(counts)
    return Plot(tuple(bars), names[0], names[-1], mark)


def _bin(edges: Sequence[float], value: float) -> int:
    return min(bisect(edges, value), len(edges) - 1) - 1


def _edges(low: float, high: float, whole: bool) -> list[float]:
    """Where bars begin and end: around each whole number, by powers, or at round numbers."""
    if whole and high - low <= SEVERAL:
        return [k - 0.5 for k in range(int(low), int(high) + 2)]
    if low > 0 and math.log10(high / low) >= DECADES:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        parts = max(1, BINS // (last - first))
        return [10 ** (first + k / parts) for k in range((last - first) * parts + 1)]
    step = _round_step((high - low) / BINS or 1)
    return list(_steps(low, high, step))


def _steps(low: float, high: float, step: float) -> Iterator[float]:
    first = math.floor(low / step)
    yield from ((first + k) * step for k in range(math.floor(high / step) - first + 2))


def _round_step(least: float) -> float:
    """1, 2 or 5 times a power of 10."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * 0.999999)


def _number(x: float) -> str:
    """`-1,200`, `0.25`, `3e+08`."""
    return f"{x:,.0f}" if x == int(x) and abs(x) < 1e7 else f"{x:.3g}"
