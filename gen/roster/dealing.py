"""Variants dealt out so that neighbours have different ones, each to nearly as many students as the others.

Two beside each other have different variants if there are two. From four variants on, rows behind each other share none: then two behind
each other or diagonally so differ as well, whichever seats are taken. Columns instead of rows do the same where no seats are left free, and
counts may come nearer then. With two or three variants, row by row, as few as can be have the same.

What remains is evened out by exchanging two variants among students who are connected by neighbours with these two (a Kempe chain):
that makes no two neighbours equal who were not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gen.algebra.random_stream import Stream
from gen.roster.seating import Neighbours, TakenRow, neighbours, taken_rows
from gen.roster.seeds import keyed, keyed_stream
from gen.roster.students import Student

Variants = dict[str, int]
"""The variant of each student, by number."""

_COSTS = {"beside": 10**6, "behind": 3, "diagonal": 1}  # if such neighbours have the same
_ATTEMPTS = 8  # of which the best is taken


@dataclass(frozen=True, slots=True)
class Dealt:
    """Variants 0 to K - 1 by the numbers of students; `same` are the neighbours who have one variant, in the order of seats."""

    variants: Mapping[str, int]
    same: tuple[Neighbours, ...]


def deal(students: Iterable[Student], variants: int, secret: bytes, exam: str) -> Dealt:
    """So many variants, at least one, dealt to students whose numbers differ. In which order they are listed has no say."""
    everybody = sorted(students, key=lambda student: keyed(secret, "order", exam, student.number))
    rows = taken_rows(everybody)
    columns = taken_rows(everybody, turned=True) if variants >= 4 else rows
    pairs = neighbours(rows)
    best: tuple[tuple[int, int], Variants] | None = None
    for attempt in range(_ATTEMPTS):
        dealt = _seated(columns if attempt % 2 else rows, variants, keyed_stream(secret, "deal", exam, variants, attempt))
        _deal_the_rest(dealt, everybody, variants)
        _even_out(dealt, pairs, [student.number for student in everybody], variants)
        price = sum(_COSTS[pair.how] for pair in _same(pairs, dealt)), _spread(dealt, variants)
        if best is None or price < best[0]:
            best = price, dealt
        if variants == 1 or price <= (0, 1):
            break
    assert best is not None
    return Dealt(best[1], tuple(_same(pairs, best[1])) if variants > 1 else ())


def _same(pairs: Iterable[Neighbours], dealt: Variants) -> Iterator[Neighbours]:
    return (pair for pair in pairs if dealt[pair.one.number] == dealt[pair.other.number])


def _spread(dealt: Variants, variants: int) -> int:
    counts = Counter(dealt.values())
    return max(counts.values(), default=0) - min(counts[variant] for variant in range(variants))


def _deal_the_rest(dealt: Variants, everybody: Iterable[Student], variants: int) -> None:
    """To those who have no seat, or one that tells no place: in turn what is rarest."""
    counts = Counter(dealt.values())
    for student in everybody:
        if student.number not in dealt:
            dealt[student.number] = min(range(variants), key=lambda variant: (counts[variant], (variant - len(dealt)) % variants))
            counts[dealt[student.number]] += 1


def _seated(rows: Sequence[TakenRow], variants: int, stream: Stream) -> Variants:
    """Variants for all who have seats, row by row."""
    dealt: Variants = {}
    counts = Counter[int]()
    palette: list[int] = []
    for row in rows:
        allowed = _shuffled(range(variants), stream)
        if variants >= 4:
            free = [variant for variant in allowed if not row.before or variant not in palette]
            allowed = sorted(free, key=counts.__getitem__)[: variants // 2]  # as many are left for the row behind
        palette = allowed
        for student, variant in zip(row.students, _along(row, dealt, palette, stream), strict=True):
            dealt[student.number] = variant
            counts[variant] += 1
    return dealt


def _along(row: TakenRow, dealt: Variants, palette: Sequence[int], stream: Stream) -> list[int]:
    """Variants along a row: no two beside each other the same, and in all the least that the row before costs (Viterbi)."""
    if len(palette) < 2:
        return [palette[0]] * len(row.students)
    costs: dict[int, int] = dict.fromkeys(palette, 0)
    ways: list[tuple[int, int]] = []  # for each place the two best variants of the place before: the second is for who has the first
    for n in range(len(row.students)):
        first, second = sorted(_shuffled(palette, stream), key=costs.__getitem__)[:2]
        ways.append((first, second))
        in_front = [(dealt[student.number], _COSTS["behind" if direct else "diagonal"]) for student, direct in row.in_front(n)]
        here = {variant: sum(cost for other, cost in in_front if other == variant) for variant in palette}
        costs = {variant: here[variant] + (costs[second if variant == first else first] if n else 0) for variant in palette}
    chosen = [min(_shuffled(palette, stream), key=costs.__getitem__)]
    for first, second in reversed(ways[1:]):
        chosen.append(second if chosen[-1] == first else first)
    return chosen[::-1]


def _shuffled(values: Iterable[int], stream: Stream) -> list[int]:
    return [value for _, value in sorted((stream.below(2**63), value) for value in values)]


def _even_out(dealt: Variants, pairs: Iterable[Neighbours], numbers: Sequence[str], variants: int) -> None:
    """Exchange two variants in one chain after the other, as long as that brings their counts closer together."""
    beside: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        beside[pair.one.number].append(pair.other.number)
        beside[pair.other.number].append(pair.one.number)
    counts = Counter(dealt.values())
    while any(_exchanged(dealt, counts, beside, numbers, more, fewer) for more, fewer in _uneven(counts, variants)):
        counts = Counter(dealt.values())


def _uneven(counts: Mapping[int, int], variants: int) -> Iterator[tuple[int, int]]:
    """Two variants of which one is dealt at least twice more often than the other, the most frequent first."""
    ordered = sorted(range(variants), key=counts.__getitem__)
    for more in reversed(ordered):
        for fewer in ordered:
            if counts[more] - counts[fewer] < 2:
                break
            yield more, fewer


def _exchanged(
    dealt: Variants, counts: Mapping[int, int], beside: Mapping[str, Sequence[str]], numbers: Sequence[str], more: int, fewer: int
) -> bool:
    """Whether two variants could be exchanged in any chain so that their counts are closer together."""
    before = difference = counts[more] - counts[fewer]
    for chain in _chains(dealt, beside, numbers, more, fewer):
        excess = sum(1 if dealt[number] == more else -1 for number in chain)
        if 0 < excess < difference:
            dealt |= {number: fewer if dealt[number] == more else more for number in chain}
            difference -= 2 * excess
    return difference < before


def _chains(dealt: Variants, beside: Mapping[str, Sequence[str]], numbers: Sequence[str], one: int, other: int) -> Iterator[list[str]]:
    """The students who have one of two variants, in sets that are connected by neighbours who have."""
    seen: set[str] = set()
    for number in numbers:
        if number in seen or dealt[number] not in (one, other):
            continue
        seen.add(number)
        chain = [number]
        for member in chain:  # it grows meanwhile
            more = [near for near in dict.fromkeys(beside[member]) if near not in seen and dealt[near] in (one, other)]
            seen.update(more)
            chain += more
        yield chain
