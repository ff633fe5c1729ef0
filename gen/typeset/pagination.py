"""Which item stands on which page and how much room it has: computed once from what TeX measures, the same for all forms.

Every item has a slot: its prompt, and a frame that holds the student's answer in the exam and the solution in the key. Equal questions
have equal frames, and no frame is stretched to fill a page: what is left is at the end. Heights are TeX points where they are computed,
and whole tenths of a millimetre where they are kept.
"""

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from gen.messages.errors import VerificationError
from gen.model.pages import TENTH, Layout, Slot

MOST = 2 / 3  # of a page: up to there room grows in steps, beyond it an item would be broken for nothing
LONG = 1 / 2  # of a page: a frame that is higher may go on over pages
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

    `top` is what stands above the answer: a prompt, or all of a heading. `need` is the height of the solution, of which nothing is broken
    before `start`, `hand` the room that its points give to a student, `least` the height below which the credit boxes would run into the
    next item. A `fixed` block has the room that its author says; a `heading` has no answer and stays with what follows. `figure` is how
    much of `top` a figure takes. Blocks that are `alike` ask equal questions. Room for an answer whose length would tell something grows
    in whole `step`s; where its author says how much there is at `most`, it has all of that as soon as `hand` is too little. One that
    `begins_page` stands below nothing else. What is only ticked is not `framed`: it has the room of its prompt.
    """

    name: str
    top: float
    need: float = 0.0
    hand: float = 0.0
    least: float = 0.0
    fixed: bool = False
    heading: bool = False
    figure: float = 0.0
    alike: Hashable = None
    step: float = 0.0
    start: float = 0.0
    begins_page: bool = False
    most: float = 0.0
    framed: bool = True

    def around(self, paper: Paper) -> float:
        """What a frame takes beside what it holds, if there is one."""
        return paper.frame if self.framed and not self.heading else 0.0


@dataclass(frozen=True, slots=True)
class _Part:
    """A block or a part of one on a page, so high in tenths of a millimetre."""

    name: str
    height: int


def arrange(blocks: Sequence[Block], paper: Paper) -> Layout:
    """Pages that are filled one after the other, each as far as its items fit.

    A frame that is higher than a page goes on over pages: it begins below what is before it, unless that takes more pages. So does one
    that is higher than half a page, where that saves a page. One that would not even begin below its heading begins on the next page.
    """
    groups = _groups(leveled(blocks))
    broken = frozenset[int]()
    pages = _pages(groups, broken, paper)
    for i, group in enumerate(groups):
        goes_on = _height(group[-1], paper) * TENTH > paper.page
        if goes_on or (not group[-1].fixed and _inner(group[-1], paper) > LONG * paper.page):
            earlier = _pages(groups, broken | {i}, paper)
            if len(earlier) < len(pages) + goes_on:
                broken, pages = broken | {i}, earlier
    return tuple(tuple(Slot(part.name, part.height / 10) for part in page) for page in pages)


def leveled(blocks: Sequence[Block]) -> list[Block]:
    """The same blocks, each with room for the highest solution of those that are alike."""
    highest: dict[Hashable, float] = {}
    for block in blocks:
        if not block.fixed:
            highest[block.alike] = max(block.need, highest.get(block.alike, 0.0))
    return [block if block.fixed or block.alike is None else replace(block, need=highest[block.alike]) for block in blocks]


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    """Headings together with the item after them."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and groups[-1][-1].heading:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _pages(groups: Sequence[Sequence[Block]], broken: Collection[int], paper: Paper) -> list[list[_Part]]:
    """The parts on each page, if the groups with these numbers begin below what is before them and go on."""
    page, gap = int(paper.page / TENTH), paper.gap / TENTH
    pages: list[list[_Part]] = []
    for i, group in enumerate(groups):
        taken = ceil(sum(part.height + gap for part in pages[-1])) if pages else 0
        # At least a fifth of a page for the beginning of the answer, and room for the credit boxes.
        first = max(paper.page / 5, group[-1].start + SLACK, group[-1].least - group[-1].top)
        begun = _up(sum(block.top + paper.gap for block in group) + paper.frame + first)
        below = bool(pages) and not group[0].begins_page
        together, *others = _rows(group, paper, taken if below and i in broken and taken + begun < page else 0)
        if below and taken + sum(part.height for part in together) + gap * (len(together) - 1) <= page:
            pages[-1] += together
        else:
            pages.append(together)
        pages += others
    return pages


def _rows(group: Sequence[Block], paper: Paper, taken: int) -> Iterator[list[_Part]]:
    """What must stay together on a page, of which something is taken; several where the item is higher than what is left."""
    *before, item = [_Part(block.name, _height(block, paper)) for block in group]
    page, gap, frame, slack = (int(x / TENTH) for x in (paper.page, paper.gap, paper.frame, SLACK))
    room = page - taken - sum(part.height + gap + 1 for part in before)
    if item.height <= room:
        yield [*before, item]
        return
    if before and room < min(item.height, _up(group[-1].top + paper.frame + SLACK)):
        yield before
        yield from _rows(group[-1:], paper, 0)
        return
    yield [*before, _Part(item.name, room)]
    left = item.height + slack - room
    while left > 0:
        # Each further part repeats the frame and its label, and loses something to the break.
        height = min(page, max(left + frame + slack, page // 8))
        yield [_Part(item.name, height)]
        left -= height - frame - slack


def _height(block: Block, paper: Paper) -> int:
    """Of a whole block, in tenths of a millimetre."""
    if block.heading:
        return _up(block.top)
    if block.fixed:
        return _up(block.top + block.around(paper) + block.hand)
    return _up(max(block.top + block.around(paper) + _inner(block, paper), block.least))


def _inner(block: Block, paper: Paper) -> float:
    """The room for an answer: what a hand wants, or what the solution needs; in steps where its length must not tell anything."""
    if block.most and block.need > block.hand:
        return block.most
    if not block.step or block.need <= block.hand:
        return max(block.need, block.hand)
    stepped = block.hand + ceil((block.need - block.hand) / block.step) * block.step
    return max(block.need, min(stepped, MOST * paper.page - block.top - paper.frame))


def _up(points: float) -> int:
    return ceil(points / TENTH)


def room(layout: Layout) -> dict[str, list[float]]:
    """The heights in points that each name has, one for each of its pages."""
    found: dict[str, list[float]] = {}
    for page in layout:
        for slot in page:
            found.setdefault(slot.name, []).append(slot.points)
    return found


def shortfall(block: Block, height: float, paper: Paper) -> float:
    """By how many points a block that stands on one page is higher than its slot; 0 or less if it fits."""
    return block.top + block.around(paper) + (0.0 if block.heading else block.need) - height


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
