"""Which item stands on which page and how much room it has: computed once from what TeX measures, the same for all forms.

Every item has a slot: its prompt, and a frame that holds the student's answer in the exam and the solution in the key. Heights
are TeX points where they are computed, and whole tenths of a millimetre where they are kept.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from gen.messages.errors import VerificationError
from gen.model.pages import TENTH, Layout, Slot

STRETCH = 2.0  # a frame grows at most by this factor to fill a page
LAST = 1.25  # the same on the last page, which need not be full; but its answers have no less room than others of their kind
MOST = 2 / 3  # of a page: up to there room grows in steps, beyond it an item would be broken for nothing
SLACK = 12.0  # points: what a break inside a solution wastes; where it wastes more, the build tries again with more room
NEAR = 0.01  # points: how exactly TeX must put an item where the layout has it


@dataclass(frozen=True, slots=True)
class Paper:
    """Lengths of the page in points: its height, the gap between slots, what a frame takes beside its content, one credit box."""

    page: float
    gap: float
    frame: float
    credit: float


@dataclass(frozen=True, slots=True)
class Block:
    """Something that needs a slot, in points.

    `top` is what stands above the answer: a prompt, or all of a heading. `need` is the height of the solution, `wish` the
    room for a student's hand, `least` the height below which the credit boxes would run into the next item. A `fixed` block has
    the room that its author says and does not stretch; a `heading` has no answer and stays with what follows. `figure` is how much of
    `top` a figure takes. Room for an answer whose length would tell something grows in whole `step`s.
    """

    name: str
    top: float
    need: float = 0.0
    wish: float = 0.0
    least: float = 0.0
    fixed: bool = False
    heading: bool = False
    figure: float = 0.0
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class _Part:
    """A block or a part of one on a page: at least and preferably so high, in tenths of a millimetre."""

    name: str
    least: int
    likes: int
    rigid: bool


def arrange(blocks: Sequence[Block], paper: Paper) -> Layout:
    """Pages that are filled evenly: like lines of a paragraph, chosen together, then stretched or squeezed to the full height.

    A block that is higher than a page is split. It begins on a page of its own, or below what is before it where that saves a page; one
    that would not even begin below its heading begins on the next page.
    """
    groups = _groups(blocks)
    below = frozenset[int]()
    pages = _pages(groups, below, paper)
    for i, group in enumerate(groups):
        if len(group) == 1 < len(_rows(group, paper)):
            fewer = _pages(groups, below | {i}, paper)
            if len(fewer) < len(pages):
                below, pages = below | {i}, fewer
    page, gap = paper.page / TENTH, paper.gap / TENTH
    return tuple(_filled([part for row in held for part in row], page, gap, last=held is pages[-1]) for held in pages)


def _pages(groups: Sequence[Sequence[Block]], below: Collection[int], paper: Paper) -> list[Sequence[Sequence[_Part]]]:
    """The rows of each page, if the groups with these numbers begin below the row before them."""
    page, gap = int(paper.page / TENTH), paper.gap / TENTH
    rows: list[list[_Part]] = []
    for i, group in enumerate(groups):
        taken = int(sum(part.likes + gap + 1 for part in rows[-1])) if i in below and rows else 0
        # At least a quarter of a page for the beginning of the answer, and room for the credit boxes.
        if taken and page - taken > max(_up(group[-1].top + paper.frame) + page // 4, _up(group[-1].least)):
            first, *others = _rows(group, paper, taken)
            rows[-1:] = [[*rows[-1], *first], *others]
        else:
            rows += _rows(group, paper)
    return _broken(rows, paper.page / TENTH, gap)


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    """Headings together with the item after them."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and groups[-1][-1].heading:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _rows(group: Sequence[Block], paper: Paper, taken: int = 0) -> list[list[_Part]]:
    """What must stay together on a page, of which something is taken; several where the item is higher than what is left."""
    *before, item = [_part(block, paper) for block in group]
    page, gap, frame, slack = (int(x / TENTH) for x in (paper.page, paper.gap, paper.frame, SLACK))
    room = page - taken - sum(part.least + gap + 1 for part in before)
    if item.least <= room:
        return [[*before, item]]
    if before and room < min(item.least, _up(group[-1].top + paper.frame + SLACK)):
        return [before, *_rows(group[-1:], paper)]
    parts, left = [_Part(item.name, room, room, True)], item.least + slack - room
    while left > 0:
        # Each further part repeats the frame and its label, and loses something to the break.
        height = min(page, max(left + frame + slack, page // 4))
        parts.append(_Part(item.name, height, height, True))
        left -= height - frame - slack
    return [[*before, parts[0]], *([part] for part in parts[1:])]


def _part(block: Block, paper: Paper) -> _Part:
    if block.heading:
        return _Part(block.name, _up(block.top), _up(block.top), True)
    around = block.top + paper.frame
    if block.fixed:
        return _Part(block.name, _up(around + block.wish), _up(around + block.wish), True)
    stepped = max(1, ceil(block.need / block.step)) * block.step if block.step else 0.0
    need = max(block.need, min(stepped, MOST * paper.page - around))
    least = max(around + need, block.least)
    return _Part(block.name, _up(least), _up(max(least, min(around + block.wish, paper.page))), False)


def _up(points: float) -> int:
    return ceil(points / TENTH)


def _broken(rows: Sequence[Sequence[_Part]], page: float, gap: float) -> list[Sequence[Sequence[_Part]]]:
    """The pages of least total cost (as Knuth and Plass 1981 choose lines); of equal ones those that begin earliest."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(rows) + 1):
        choices = []
        for start in range(end - 1, -1, -1):
            cost = _cost([part for row in rows[start:end] for part in row], page, gap, last=end == len(rows))
            if cost is None and start < end - 1:
                break
            choices.append((best[start][0] + (cost or 0.0), start))
        best.append(min(choices))
    ends, end = [len(rows)], len(rows)
    while end:
        end = best[end][1]
        ends.append(end)
    return [rows[start:stop] for start, stop in pairwise(reversed(ends))]


def _cost(parts: Sequence[_Part], page: float, gap: float, last: bool) -> float | None:
    """What a page that is not full, or squeezed, costs; a page more costs as much as one that is half empty. None: too much on it."""
    gaps = gap * (len(parts) - 1)
    likes, least = sum(part.likes for part in parts) + gaps, sum(part.least for part in parts) + gaps
    if least > page:
        return None
    if likes <= page:
        return 0.25 + (0.0 if last else ((page - likes) / page) ** 2)
    return 0.25 + ((likes - page) / (likes - least)) ** 2 / 4


def _filled(parts: Sequence[_Part], page: float, gap: float, last: bool) -> tuple[Slot, ...]:
    """The heights of one page: frames squeezed or stretched in proportion until it is full; the last page need not be."""
    free = page - gap * (len(parts) - 1) - sum(part.likes for part in parts)
    play = sum(part.likes - part.least for part in parts)
    soft = sum(part.likes for part in parts if not part.rigid)

    def height(part: _Part) -> float:
        if free < 0 and play:
            return part.likes + free * (part.likes - part.least) / play
        if free < 0 or part.rigid:
            return part.likes
        return part.likes + min(free * part.likes / soft, ((LAST if last else STRETCH) - 1) * part.likes)

    return tuple(Slot(part.name, int(height(part)) / 10) for part in parts)


def room(layout: Layout) -> dict[str, list[float]]:
    """The heights in points that each name has, one for each of its pages."""
    found: dict[str, list[float]] = {}
    for page in layout:
        for slot in page:
            found.setdefault(slot.name, []).append(slot.points)
    return found


def shortfall(block: Block, height: float, paper: Paper) -> float:
    """By how many points a block that stands on one page is higher than its slot; 0 or less if it fits."""
    return block.top - height if block.heading else block.top + paper.frame + block.need - height


def overfull_pages(layout: Layout, paper: Paper) -> dict[int, float]:
    """By how many points the slots of a page (counted from 1) and the gaps between them are higher than the paper, where they are."""
    heights = {number: sum(slot.points for slot in page) + paper.gap * (len(page) - 1) for number, page in enumerate(layout, 1)}
    return {number: height - paper.page for number, height in heights.items() if height > paper.page + NEAR}


def check_places(layout: Layout, places: Sequence[tuple[str, int, float]], paper: Paper) -> None:
    """Compare TeX's report (name, page, height above the foot in points) with the layout. Raises VerificationError beyond 0.01 pt."""
    slots = [(slot, number) for number, page in enumerate(layout) for slot in page]
    if [name for name, _, _ in places] != [slot.name for slot, _ in slots]:
        raise VerificationError("TeX has not set the items that the layout has")
    first = places[0][1] if places else 0
    top = max((y for _, _, y in places), default=0.0)
    below = [0.0] * len(layout)
    for (name, page, y), (slot, number) in zip(places, slots, strict=True):
        expected = top - below[number]
        if page != first + number or abs(y - expected) > NEAR:
            raise VerificationError(
                f"{name} stands on page {page}, {y:.3f} pt high, the layout has it on {first + number}, {expected:.3f} pt"
            )
        below[number] += slot.points + paper.gap
