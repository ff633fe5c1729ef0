"""Convolution and pooling by their definitions: the loops over places of the output and of the kernel, as a textbook writes them.

Each function takes an arithmetic f and entries of any kind. What lies outside of an array is 0, or no candidate for a largest entry.
An option is one number, which holds along each axis on which one of the arrays has several entries, or a pair, which holds for both.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from gen.messages.errors import VerificationError

Matrix = tuple[tuple[Any, ...], ...]
Pair = tuple[int, int]


def _sizes(a: Matrix) -> Pair:
    return len(a), len(a[0])


def _option(f: Any, option: Matrix, least: int, *arrays: Matrix) -> Pair:
    """An option for rows and for columns."""
    said = [f.whole(x) for row in option for x in row]
    if len(said) > 2 or min(said) < least:
        raise VerificationError(f"an option of {said}")
    if len(said) == 2:
        return said[0], said[1]
    rows, columns = (max(_sizes(a)[axis] for a in arrays) for axis in (0, 1))
    return said[0] if rows > 1 else least, said[0] if columns > 1 else least


def _count(n: int, k: int, s: int, p: int, d: int) -> int:
    """How often a kernel fits, counted one by one."""
    count = 0
    while count * s + d * (k - 1) < n + 2 * p:
        count += 1
    if not count:
        raise VerificationError(f"no window of {k} in {n}")
    return count


def _counts(sizes: Pair, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair = (1, 1)) -> Pair:
    rows, columns = (_count(*one) for one in zip(sizes, kernel, stride, padding, dilation, strict=True))
    return rows, columns


def _window(sizes: Pair, kernel: Pair, at: Pair, stride: Pair, padding: Pair, dilation: Pair = (1, 1)) -> Iterator[tuple[Pair, Pair]]:
    """The places in the kernel and in the array that a window at a place of the output has, without those outside of the array."""
    for i, j in product(range(kernel[0]), range(kernel[1])):
        r, c = at[0] * stride[0] - padding[0] + i * dilation[0], at[1] * stride[1] - padding[1] + j * dilation[1]
        if 0 <= r < sizes[0] and 0 <= c < sizes[1]:
            yield (i, j), (r, c)


def conv(f: Any, x: Matrix, k: Matrix, s: Matrix, p: Matrix, d: Matrix) -> Matrix:
    """z[i, j] is the sum of x[i s + a d - p, j s + b d - p] k[a, b] over a and b."""
    stride, padding, dilation = _option(f, s, 1, x, k), _option(f, p, 0, x, k), _option(f, d, 1, x, k)
    sizes, kernel = _sizes(x), _sizes(k)
    rows, columns = _counts(sizes, kernel, stride, padding, dilation)
    return tuple(
        tuple(
            f.total([x[r][c] * k[a][b] for (a, b), (r, c) in _window(sizes, kernel, (i, j), stride, padding, dilation)])
            for j in range(columns)
        )
        for i in range(rows)
    )


def conv_transpose(f: Any, x: Matrix, k: Matrix, s: Matrix, p: Matrix, o: Matrix, d: Matrix) -> Matrix:
    """y[r, c] is the sum of x[i, j] k[a, b] over all i, j, a, b with r = i s + a d - p and c = j s + b d - p."""
    stride, padding = _option(f, s, 1, x, k), _option(f, p, 0, x, k)
    more, dilation = _option(f, o, 0, x, k), _option(f, d, 1, x, k)
    sizes, kernel = _sizes(x), _sizes(k)
    terms: dict[Pair, list[Any]] = {}
    for i, j, a, b in product(range(sizes[0]), range(sizes[1]), range(kernel[0]), range(kernel[1])):
        r, c = i * stride[0] + a * dilation[0] - padding[0], j * stride[1] + b * dilation[1] - padding[1]
        terms.setdefault((r, c), []).append(x[i][j] * k[a][b])
    rows, columns = (
        (sizes[axis] - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1 - 2 * padding[axis] + more[axis] for axis in (0, 1)
    )
    if min(rows, columns) < 1:
        raise VerificationError("more padding than there are entries")
    return tuple(tuple(f.total(terms.get((r, c), [])) for c in range(columns)) for r in range(rows))


def _pools(f: Any, x: Matrix, k: Matrix, s: Matrix, p: Matrix) -> Iterator[tuple[Pair, Pair, list[Pair]]]:
    """Each window of a pool: its place in the output, its size, and its places in the array."""
    kernel, stride, padding = _option(f, k, 1, x), _option(f, s, 1, x), _option(f, p, 0, x)
    rows, columns = _counts(_sizes(x), kernel, stride, padding)
    for at in product(range(rows), range(columns)):
        inside = [place for _, place in _window(_sizes(x), kernel, at, stride, padding)]
        if not inside:
            raise VerificationError("a window outside of the array")
        yield at, kernel, inside


def _in_rows(found: Sequence[tuple[Pair, Any]]) -> Matrix:
    """Entries by their places, row by row."""
    rows = max(i for (i, _), _ in found) + 1
    return tuple(tuple(x for (i, _), x in found if i == row) for row in range(rows))


def max_pool(f: Any, x: Matrix, *options: Matrix) -> Matrix:
    return _in_rows([(at, f.extreme("max", [x[r][c] for r, c in inside])) for at, _, inside in _pools(f, x, *options)])


def avg_pool(f: Any, x: Matrix, *options: Matrix) -> Matrix:
    return _in_rows([(at, f.total([x[r][c] for r, c in inside]) / (n * m)) for at, (n, m), inside in _pools(f, x, *options)])


def _sums(f: Any, sizes: Pair, terms: Sequence[tuple[Pair, Any]]) -> Matrix:
    """At each place the sum of what comes there."""
    return tuple(tuple(f.total([x for place, x in terms if place == (r, c)]) for c in range(sizes[1])) for r in range(sizes[0]))


def unpool(f: Any, g: Matrix, x: Matrix, *options: Matrix) -> Matrix:
    """Each entry of g comes to the largest entry of its window."""
    terms: list[tuple[Pair, Any]] = []
    for (i, j), _, inside in _pools(f, x, *options):
        shares = f.shares([x[r][c] for r, c in inside])
        terms += [(place, g[i][j] * share) for place, share in zip(inside, shares, strict=True)]
    return _sums(f, _sizes(x), terms)


def pick(f: Any, h: Matrix, x: Matrix, *options: Matrix) -> Matrix:
    """The entries of h at the places of the largest entries of the windows of x."""
    found = []
    for at, _, inside in _pools(f, x, *options):
        shares = f.shares([x[r][c] for r, c in inside])
        found.append((at, f.total([h[r][c] * share for (r, c), share in zip(inside, shares, strict=True)])))
    return _in_rows(found)


def upsample(f: Any, g: Matrix, k: Matrix, s: Matrix, p: Matrix, o: Matrix) -> Matrix:
    """Each entry of g comes in equal parts to all entries of its window."""
    kernel, stride, padding, more = _option(f, k, 1, g), _option(f, s, 1, g), _option(f, p, 0, g), _option(f, o, 0, g)
    n, m = ((_sizes(g)[axis] - 1) * stride[axis] - 2 * padding[axis] + kernel[axis] + more[axis] for axis in (0, 1))
    terms = []
    for i, j in product(range(len(g)), range(len(g[0]))):
        terms += [(place, g[i][j] / (kernel[0] * kernel[1])) for _, place in _window((n, m), kernel, (i, j), stride, padding)]
    return _sums(f, (n, m), terms)


def turned(f: Any, a: Matrix) -> Matrix:
    """By 180 degrees."""
    n, m = _sizes(a)
    return tuple(tuple(a[n - 1 - i][m - 1 - j] for j in range(m)) for i in range(n))


def first(f: Any, a: Matrix, rows: Matrix, columns: Matrix) -> Matrix:
    n, m = f.whole(rows[0][0]), f.whole(columns[0][0])
    if not (1 <= n <= len(a) and 1 <= m <= len(a[0])):
        raise VerificationError(f"no {n} x {m} entries")
    return tuple(tuple(a[i][j] for j in range(m)) for i in range(n))


def with_border(f: Any, a: Matrix, rows: Matrix, columns: Matrix) -> Matrix:
    n, m = f.whole(rows[0][0]), f.whole(columns[0][0])
    return tuple(tuple(a[i][j] if i < len(a) and j < len(a[0]) else f.number(0) for j in range(m)) for i in range(n))


def all_ones(f: Any, rows: Matrix, columns: Matrix) -> Matrix:
    return tuple((f.number(1),) * f.whole(columns[0][0]) for _ in range(f.whole(rows[0][0])))


def pair(f: Any, rows: Matrix, columns: Matrix) -> Matrix:
    return ((rows[0][0], columns[0][0]),)


OF_WINDOWS: Mapping[str, tuple[str, Callable[..., Matrix]]] = {
    "conv": (r"\operatorname{conv}", conv),
    "depthwise": (r"\operatorname{depthwise}", conv),
    "conv_transpose": (r"\operatorname{conv}^{\top}", conv_transpose),
    "max_pool": (r"\operatorname{maxpool}", max_pool),
    "avg_pool": (r"\operatorname{avgpool}", avg_pool),
    "unpool": (r"\operatorname{unpool}", unpool),
    "pick": (r"\operatorname{pick}", pick),
    "upsample": (r"\operatorname{upsample}", upsample),
    "turned": (r"\operatorname{rot180}", turned),
    "first": (r"\operatorname{first}", first),
    "with_border": (r"\operatorname{border}", with_border),
    "all_ones": ("", all_ones),
    "pair": ("", pair),
}
"""How each is printed, if by its name, and its value."""
