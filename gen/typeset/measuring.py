"""How high everything in a key is, by what TeX reports, and a layout that has room for it: for one exam, or for many of its variants.

All variants are set in one run of TeX, and what they have as the exam has it once. Nothing here is told to an author: `fitting` does that.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from math import ceil

from gen.latex import NOTHING, Tex
from gen.model.answers import AnswerSpace
from gen.model.exam import Exam
from gen.model.pages import Layout
from gen.model.problem import Item
from gen.page import (
    CM,
    ExamView,
    ItemView,
    ProblemView,
    SlotView,
    credit_steps,
    is_framed,
    name_of,
    room_of_places,
    ruled_line,
    with_layout,
)
from gen.typeset.pagination import NEAR, Block, Paper, arrange, room, shortfall
from gen.typeset.pdf import Files, TexFailed, measure
from gen.typeset.templates import Form, render
from gen.typeset.tex_output import Measurements

LINE = 0.56 * CM  # a line by hand, 7 mm with the usual factor for handwriting
TRIES = 12
TOGETHER = 20  # keys in one run of TeX

Length = Callable[[str, str], float]
"""The height in points of a kind of thing, by its name."""

Overflow = Mapping[str, float]
"""By how many points what is too high for its slot is: a heading, or a prompt with its solution."""


@dataclass(frozen=True, slots=True)
class MeasuredKeys:
    """Keys that differ in numbers alone, the exam's own first, with the files that they read, their paper, and what needs slots."""

    keys: tuple[ExamView, ...]
    files: Files
    paper: Paper
    blocks: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class FittedLayout:
    """A layout, and what does not fit into it, for each key that was measured."""

    layout: Layout
    measured: MeasuredKeys
    each: tuple[Overflow, ...]

    @property
    def over(self) -> Overflow:
        """The most that any key is too high by, for what is too high in one of them."""
        return {name: max(over.get(name, 0.0) for over in self.each) for over in self.each for name in over}


def measure_all(exam: Exam, keys: Sequence[ExamView], files: Files) -> MeasuredKeys:
    """The key of an exam and those of variants, set once at their own heights. Raises TexFailed."""
    numbered = tuple(_numbered(key, n) for n, key in enumerate(keys))
    names: dict[str, str] = {}
    distinct = list(_distinct(numbered, names))
    parts = [replace(keys[0], problems=tuple(chain.from_iterable(distinct[part.start : part.stop]))) for part in _parts(len(keys))]
    reports = _reports(parts, "measure", files)
    paper = paper_of(reports[0])

    def lengths(n: int) -> Length:
        return lambda kind, name: max(report.length(kind, names[f"{n}:{name}"]) for report in reports)

    own = tuple(_blocks(exam, lengths(0), paper))
    return MeasuredKeys(tuple(keys), files, paper, (own, *(_with_heights(own, lengths(n)) for n in range(1, len(keys)))))


def paper_of(report: Measurements) -> Paper:
    """Raises TexFailed where TeX, whatever it was made to run, tells no page that can be filled."""
    paper = Paper(*(report.length(kind) for kind in ("page", "gap", "frame", "credit")))
    if min(paper.gap, paper.frame, paper.credit) < 0 or paper.gap + paper.frame + paper.credit > paper.page / 4 or not paper.page:
        raise TexFailed("TeX has not told how high a page is")
    return paper


def _with_heights(own: Sequence[Block], length: Length) -> tuple[Block, ...]:
    """The exam's blocks with the heights of a variant; the room for a hand is the exam's."""
    return tuple(
        replace(block, top=length("heading", block.name))
        if block.heading
        else replace(block, top=length("prompt", block.name), need=length("key", block.name), start=length("start", block.name))
        if block.framed
        else replace(block, top=length("prompt", block.name))
        for block in own
    )


def select_keys(found: MeasuredKeys, numbers: Sequence[int]) -> MeasuredKeys:
    """Some of the keys; the exam's own, which has the number 0, is among them."""
    return replace(found, keys=tuple(found.keys[n] for n in numbers), blocks=tuple(found.blocks[n] for n in numbers))


def arrange_for_all(found: MeasuredKeys) -> FittedLayout:
    """A layout with room for all keys. A solution that loses height where pages break gets more until all fit."""
    blocks = tuple(map(_highest, zip(*found.blocks, strict=True)))
    for _ in range(TRIES):
        laid = overflow_of(arrange(blocks, found.paper), found)
        # Room for a solution does not help a prompt that is higher than a page.
        grown = tuple(
            block if block.fixed or block.top > found.paper.page else replace(block, need=block.need + laid.over.get(block.name, 0.0))
            for block in blocks
        )
        if grown == blocks:
            break
        blocks = grown
    return laid


def longer_variants(found: MeasuredKeys) -> list[int]:
    """The numbers of the variants that by themselves take more pages than the exam's own key."""

    def pages(n: int) -> int:
        return len(arrange([_highest(both) for both in zip(found.blocks[0], found.blocks[n], strict=True)], found.paper))

    return [n for n in range(1, len(found.blocks)) if pages(n) > pages(0)]


def overflow_of(layout: Layout, found: MeasuredKeys) -> FittedLayout:
    """What does not fit into a layout: by its measure, or by trying where a solution goes on over pages. Raises TexFailed."""
    heights = room(layout)
    split = {name for name, parts in heights.items() if len(parts) > 1}
    set_out = _overflow_when_set(layout, split, found) if split else [{} for _ in found.keys]
    return FittedLayout(
        layout, found, tuple(_overflow(blocks, heights, found.paper) | over for blocks, over in zip(found.blocks, set_out, strict=True))
    )


def overflow_when_set(layout: Layout, report: Measurements) -> Overflow:
    """By how much what has been set with a layout is too high for it, as TeX reports: solutions in their frames, and what has no frame."""
    over = {name: max(points) for name, points in report.lengths.get("over", {}).items() if name != "cover"}
    first = {name: parts[0] for name, parts in room(layout).items()}
    tops = {**report.lengths.get("heading", {}), **report.lengths.get("prompt", {})}
    return {name: max(points) - first[name] for name, points in tops.items() if max(points) > first[name] + NEAR} | over


def _overflow(blocks: Sequence[Block], heights: Mapping[str, Sequence[float]], paper: Paper) -> dict[str, float]:
    lacks = {block.name: shortfall(block, heights[block.name][0], paper) for block in blocks if len(heights[block.name]) == 1}
    return {name: points for name, points in lacks.items() if points > 0}


def _overflow_when_set(layout: Layout, split: set[str], found: MeasuredKeys) -> list[dict[str, float]]:
    """By how much what stands on several pages is too high for them, in each key, when it is set there."""
    pages = [page for page in layout if not split.isdisjoint(slot.name for slot in page)]

    def set_out(n: int) -> tuple[tuple[SlotView, ...], ...]:
        named = tuple(tuple(replace(slot, name=f"{n}:{slot.name}") for slot in page) for page in pages)
        return with_layout(_numbered(found.keys[n], n), named).pages

    parts = _parts(len(found.keys))
    bare = replace(found.keys[0], cover=None, grading=None, problems=())
    views = [replace(bare, pages=tuple(page for n in part for page in set_out(n))) for part in parts]
    result = []
    for part, report in zip(parts, _reports(views, "solutions", found.files), strict=True):
        over = report.lengths.get("over", {})
        result += [{name: max(over[f"{n}:{name}"]) for name in split if f"{n}:{name}" in over} for n in part]
    return result


def _numbered(key: ExamView, n: int) -> ExamView:
    """The key with a number in front of all its names."""

    def named(problem: ProblemView) -> ProblemView:
        items = tuple(replace(item, name=Tex(f"{n}:{item.name}")) for item in problem.items)
        return replace(problem, name=Tex(f"{n}:{problem.name}"), items=items)

    return replace(key, problems=tuple(map(named, key.problems)))


def _distinct(keys: Sequence[ExamView], names: dict[str, str]) -> Iterator[list[ProblemView]]:
    """The problems of each key, of later ones only what the first has otherwise. `names` gets the name that each is measured by."""
    for key in keys:
        problems = []
        for problem, first in zip(key.problems, keys[0].problems, strict=True):
            items = []
            for item, own in zip(problem.items, first.items, strict=True):
                same = _unnamed(item) == _unnamed(own)
                names[item.name] = own.name if same else item.name
                if item is own:
                    items.append(item)
                elif not same:
                    items.append(_unnamed(item, item.name))
            names[problem.name] = problem.name
            problems.append(replace(problem, items=tuple(items)))
        yield problems


def _unnamed(item: ItemView, name: Tex = NOTHING) -> ItemView:
    """An item without its name, or with another; what a hand would write is of interest in the exam's own key only."""
    return replace(item, name=name, alone=())


def _parts(keys: int) -> list[range]:
    """The numbers of the keys that one run of TeX gets."""
    return [range(start, min(start + TOGETHER, keys)) for start in range(0, keys, TOGETHER)]


def _reports(views: Sequence[ExamView], form: Form, files: Files) -> list[Measurements]:
    """What TeX reports of each, in runs side by side. Raises TexFailed."""
    sources = [render(view, form) for view in views]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda source: measure(source, form, files), sources))


def _blocks(exam: Exam, length: Length, paper: Paper) -> Iterator[Block]:
    for problem in exam.problems:
        begins = problem.id in exam.beginning_pages
        yield Block(name_of(problem), length("heading", name_of(problem)), heading=True, begins_page=begins)
        for item in problem.items:
            name = name_of(problem, item)
            if not is_framed(item):
                least = paper.credit * len(credit_steps(item)) if exam.credits else 0.0
                yield Block(name, length("prompt", name), least=least, figure=length("figure", name), framed=False)
                continue
            yield Block(
                name=name,
                top=length("prompt", name),
                # Whichever reading a student takes has room.
                need=max(length("key", name), length("hand", name)),
                hand=room_by_hand(exam, item),
                least=paper.credit * len(credit_steps(item)) if exam.credits else 0.0,
                fixed=item.space is not None and item.space.fixed,
                most=0.0 if item.space is None else _points(exam, item.space, item.space.most),
                figure=length("figure", name),
                start=length("start", name),
                alike=_alike(item),
                # True or false, long or short: of a claim or a question in words the room on the sheet must not tell the answer.
                step=room_by_hand(exam, item) / 8 if any(query.in_words for query in item.queries) else 0.0,
            )


def room_by_hand(exam: Exam, item: Item) -> float:
    """The points of height that a question of this kind with these points gives to a hand, within what its author says.

    A question with numbered places has a line for each.
    """
    lines = [query.lines_per_point for query in item.queries if not query.places]
    usual = float(exam.handwriting) * LINE * (1 + max(lines) * float(item.points)) if lines else 0.0
    usual += sum(room_of_places(query, exam) for query in item.queries)
    space = item.space
    if space is None:
        return usual
    usual = ceil(usual / ruled_line(exam)) * ruled_line(exam) if space.ruled else usual
    return min(max(usual, _points(exam, space, space.least)), _points(exam, space, space.most))


def _points(exam: Exam, space: AnswerSpace, length: Fraction) -> float:
    """A length of a space in points."""
    return float(length) * (ruled_line(exam) if space.ruled else CM)


def _alike(item: Item) -> Hashable:
    """Equal for questions of the same kinds, answered in the same way, with as many results and points; for all with a verdict."""
    kinds = tuple(sorted(query.kind for query in item.queries))
    places = sum(query.places for query in item.queries)
    return kinds if any(query.has_verdict for query in item.queries) else (kinds, item.mode, item.points, item.space, places)


def _highest(blocks: Sequence[Block]) -> Block:
    """An item with room for the highest of its texts and solutions."""
    top, need, start = (max(lengths) for lengths in zip(*((one.top, one.need, one.start) for one in blocks), strict=True))
    return replace(blocks[0], top=top, need=need, start=start)
