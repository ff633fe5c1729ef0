"""A layered placement for small dataflow graphs: from left to right by the longest way, few crossings, long edges straight.

Nodes are numbers; an edge that goes past a layer has a place of its own there (a dummy), so that nothing stands in its way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from gen.figures.geometry import Point

_SWEEPS = 12
_HEAVY = 1000.0  # the weight of what must stay on its line
_STIFF = (3.0, 60.0)  # how much a long edge holds on to itself, where its beginning pulls with 1: at first, and in the end

Link = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NodeSize:
    """Of a node, in pt: its width, and how far it reaches up and down from where edges meet it."""

    width: float
    up: float
    down: float


_PASSING = NodeSize(0.0, 2.5, 2.5)


@dataclass(frozen=True, slots=True)
class LayeredLayout:
    """The middle of each node, and for each edge the stretches (left end, right end) on which it passes layers."""

    points: tuple[Point, ...]
    passes: Mapping[Link, tuple[tuple[Point, Point], ...]]


@lru_cache(maxsize=256)  # the cell of a variant is drawn as that of another
def layered_layout(
    sizes: tuple[NodeSize, ...],
    edges: tuple[Link, ...],
    spine: tuple[int, ...] = (),
    last: tuple[int, ...] = (),
    late: tuple[int, ...] = (),
    across: float = 26.0,
    up: float = 7.0,
) -> LayeredLayout:
    """Place nodes of these sizes.

    The `spine` is a path that runs straight along the top; the nodes in `last` stand in the last layer, those in `late` right before
    their users. `across` is between layers and `up` between nodes of a layer. The edges must have no cycle.
    """
    rank = _ranks(len(sizes), edges, last, late)
    ids = len(sizes)
    layer_of, room = dict(enumerate(rank)), dict(enumerate(sizes))
    links: list[Link] = []
    chains: dict[Link, list[int]] = {}
    top = set(spine)
    on_spine = set(pairwise(spine))
    for a, b in dict.fromkeys(edges):
        chain = []
        for passed in range(rank[a] + 1, rank[b]):
            layer_of[ids], room[ids] = passed, _PASSING
            chain.append(ids)
            if (a, b) in on_spine:
                top.add(ids)
            ids += 1
        chains[a, b] = chain
        way = [a, *chain, b]
        links += pairwise(way)
    layers = [[i for i in range(ids) if layer_of[i] == k] for k in range(max(rank, default=-1) + 1)]
    layers = _ordered(layers, links, top)
    y = _heights(layers, links, room, top, chains, up)
    x, spans = [0.0] * len(sizes), []
    left = 0.0
    for layer in layers:
        width = max((sizes[i].width for i in layer if i < len(sizes)), default=0.0)
        for i in layer:
            if i < len(sizes):
                x[i] = left + width / 2
        spans.append((left, left + width))
        left += width + across
    passes = {e: tuple(((spans[layer_of[i]][0], y[i]), (spans[layer_of[i]][1], y[i])) for i in chain) for e, chain in chains.items()}
    return LayeredLayout(tuple((x[i], y[i]) for i in range(len(sizes))), passes)


def _ranks(count: int, edges: Sequence[Link], last: Sequence[int], late: Sequence[int]) -> list[int]:
    rank = [0] * count
    for _ in range(count):
        for a, b in edges:
            rank[b] = max(rank[b], rank[a] + 1)
    end = max(rank, default=0)
    for i in last:
        rank[i] = end
    for i in late:
        rank[i] = min((rank[b] - 1 for a, b in edges if a == i), default=rank[i])
    return rank


def _neighbours(links: Sequence[Link], step: int) -> dict[int, list[int]]:
    """Of each node those before it (step 1) or behind it (step -1)."""
    found: dict[int, list[int]] = {}
    for a, b in links:
        found.setdefault(b if step > 0 else a, []).append(a if step > 0 else b)
    return found


def _ordered(layers: list[list[int]], links: Sequence[Link], top: set[int]) -> list[list[int]]:
    """Barycenter sweeps; the order with the fewest crossings that was met, the spine always first."""
    layers = [sorted(layer, key=lambda i: i not in top) for layer in layers]
    best = layers
    for sweep in range(_SWEEPS):
        step = 1 if sweep % 2 == 0 else -1
        beside = _neighbours(links, step)
        order = range(1, len(layers)) if step > 0 else range(len(layers) - 2, -1, -1)
        layers = list(layers)
        for k in order:
            place = {i: n for n, i in enumerate(layers[k - step])}
            now = {i: n for n, i in enumerate(layers[k])}
            layers[k] = sorted(layers[k], key=_by_middle(top, beside, place, now))
        if _crossings(layers, links) < _crossings(best, links):
            best = layers
    return best


def _by_middle(
    top: set[int], beside: Mapping[int, list[int]], place: Mapping[int, int], now: Mapping[int, int]
) -> Callable[[int], tuple[bool, float, int]]:
    def key(i: int) -> tuple[bool, float, int]:
        around = [place[j] for j in beside.get(i, [])]
        return i not in top, sum(around) / len(around) if around else float(now[i]), now[i]

    return key


def _crossings(layers: Sequence[Sequence[int]], links: Sequence[Link]) -> int:
    place = {i: n for layer in layers for n, i in enumerate(layer)}
    layer_of = {i: k for k, layer in enumerate(layers) for i in layer}
    return sum(
        layer_of[a] == layer_of[c] and (place[a] - place[c]) * (place[b] - place[d]) < 0
        for n, (a, b) in enumerate(links)
        for c, d in links[n + 1 :]
    )


def _heights(
    layers: Sequence[Sequence[int]],
    links: Sequence[Link],
    room: Mapping[int, NodeSize],
    top: set[int],
    chains: Mapping[Link, Sequence[int]],
    up: float,
) -> dict[int, float]:
    """How high each node stands: as near to its neighbours as the others of its layer let it; 0 is the spine, below is negative."""
    below: dict[int, float] = {}
    for layer in layers:
        at = 0.0
        for n, i in enumerate(layer):
            at += room[layer[n - 1]].down + room[i].up + up if n else 0.0
            below[i] = at
    y = {i: -at for i, at in below.items()}
    before, behind = _neighbours(links, 1), _neighbours(links, -1)
    chain_of = {i: chain for chain in chains.values() for i in chain}
    for sweep in range(8 * _SWEEPS):
        stiff = _STIFF[sweep > 4 * _SWEEPS]
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted, weights = [], []
            for i in layer:
                chain = chain_of.get(i, ())
                # A long edge runs on level from where it begins, and its end does not run after it.
                pull = [(0.3 if j in chain_of and i not in chain_of else 1.0, y[j]) for j in before.get(i, []) if j not in chain]
                pull += [(0.02 if i in chain_of else 1.0, y[j]) for j in behind.get(i, []) if j not in chain]
                pull += [(stiff / len(chain), y[j]) for j in chain]
                whole = sum(w for w, _ in pull)
                middle = 0.0 if i in top else sum(w * v for w, v in pull) / whole if whole else y[i]
                wanted.append(middle + below[i])
                weights.append(_HEAVY if i in top else max(whole, 0.1))
            y |= {i: level - below[i] for i, level in zip(layer, _falling(wanted, weights), strict=True)}
    for (source, _), chain in chains.items():
        # What is left of a slope would show as a wobble.
        levels = [y[i] for i in chain]
        if levels and max(levels) - min(levels) < up:
            level = sum(levels) / len(levels)
            y |= dict.fromkeys(chain, y[source] if abs(y[source] - level) < up / 2 else level)
    return y


def _falling(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest levels (by weighted squares) of which none is above the one before it: neighbours that violate it are pooled."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(wanted, weights, strict=True):
        pools.append((value, weight, 1))
        while len(pools) > 1 and pools[-2][0] < pools[-1][0]:
            (a, u, m), (b, v, n) = pools[-2:]
            pools[-2:] = [((a * u + b * v) / (u + v), u + v, m + n)]
    return [value for value, _, count in pools for _ in range(count)]
