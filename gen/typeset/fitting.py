"""What does not fit into its slot or on its page, told at the line that mends it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote

from gen.messages.errors import InputError
from gen.model.exam import Exam
from gen.model.problem import Item, Problem
from gen.page import CM, name_of
from gen.typeset.layout_file import StoredLayout, seeds_text
from gen.typeset.measuring import FittedLayout, Overflow
from gen.typeset.pagination import Block, overfull_pages, room

MANY = 10_000  # seeds; nobody stores a layout for more


class TooLittleRoom(Exception):
    """Solutions, prompts, headings or pages that are too high; the message says where, and by how much."""


def key_overflows(laid: FittedLayout, exam: Exam, path: Path, stored: StoredLayout | None, n: int = 0) -> list[InputError]:
    """What of the key with the number n does not fit; `exam` has its numbers, and `path` is the exam's file."""
    blocks = {block.name: block for block in laid.measured.blocks[n]}
    owners = {name_of(problem, item): (problem, item) for problem in exam.problems for item in (None, *problem.items)}
    paper = laid.measured.paper
    faults = []
    beyond = {name: block.top + block.around(paper) - paper.page for name, block in blocks.items()}
    for name in (name for name in blocks if beyond[name] > 0):
        faults.append(_beyond(name, blocks[name], beyond[name], *owners[name]))
    for name, points in laid.each[n].items():
        if beyond[name] <= 0:
            problem, item = owners[name]
            upper = beyond[name] + paper.page > room(laid.layout)[name][0]
            what = "the heading" if item is None else "the prompt with its solution" if upper else "the solution"
            where = stored.places[name] if stored else (item or problem).where
            hint = ", or ".join(_ways(exam, item, path, stored))
            faults.append(InputError(where, f"{name}: {what} is {_cm(points)} higher than the room for it", hint))
    for number, points in overfull_pages(laid.layout, paper).items():
        names = [slot.name for slot in laid.layout[number - 1]]
        if all(beyond[name] <= 0 for name in names):
            problem, item = owners[names[0]]
            where = stored.places[names[0]] if stored else (item or problem).where
            hint = f"lower a height, begin another page, or {_layout_command(path)}" if stored else "lower a 'space', or shorten a text"
            faults.append(InputError(where, f"{', '.join(names)}: together {_cm(points)} higher than a page", hint))
    return sorted(faults)


def variant_overflows(laid: FittedLayout, exam: Exam, path: Path, stored: StoredLayout | None, seeds: Sequence[int]) -> Iterator[str]:
    """What of the variants of these seeds does not fit, of each heading or item the worst. The exam's own key has the number 0."""
    each = dict(enumerate(laid.each[1:], 1))
    for name in dict.fromkeys(name for over in each.values() for name in over):
        lacks = {n: over[name] for n, over in each.items() if name in over}
        worst = max(lacks, key=lambda n: lacks[n])
        fault = next(one for one in key_overflows(laid, exam, path, stored, worst) if one.message.startswith(f"{name}: the "))
        yield f"{fault}\nno room for the variants of the seeds {seeds_text([seeds[n - 1] for n in lacks])}"


def overflow_text(over: Overflow) -> str:
    """By how much what has been set is too high, in a line for each."""
    return "\n".join(f"{name}: what stands there is {_cm(points)} higher than the room for it" for name, points in over.items())


def _beyond(name: str, block: Block, points: float, problem: Problem, item: Item | None) -> InputError:
    """What no page holds, whatever else stands there: a heading with its stem, or a prompt with an empty frame."""
    if item is None:
        what = "give its picture a smaller 'width'" if problem.picture else "shorten the stem"
        return InputError(problem.where, f"{name}: the heading is {_cm(points)} higher than a page", what)
    if item.picture and block.figure > block.top / 2:
        message = f"{name}: the prompt with its picture is {_cm(points)} higher than a page"
        return InputError(item.picture.where, message, "state a smaller 'width'")
    figure = item.published.figure
    if figure and block.figure > block.top / 2:
        return InputError(
            figure.where, f"{name}: the prompt with its figure is {_cm(points)} higher than a page", "draw fewer steps, or a smaller cell"
        )
    return InputError(item.where, f"{name}: the prompt is {_cm(points)} higher than a page", "shorten it, or make several items")


def _ways(exam: Exam, item: Item | None, path: Path, stored: StoredLayout | None) -> Iterator[str]:
    """What makes room for a solution."""
    if stored:
        yield "raise this height"
    if item is not None and item.space is not None:
        key = "lines" if item.space.ruled else "space"
        yield f"raise its '{key}' and {_layout_command(path)}" if stored else f"raise its '{key}', or leave that out"
    elif exam.variant and not exam.variant.isdecimal():
        yield "take other numbers"
    elif exam.variant:
        seed = int(exam.variant)
        promised = stored is not None and any(seed in seeds for seeds in stored.seeds)
        if promised or seed < MANY:
            before = max((seeds.stop for seeds in stored.seeds), default=0) if stored else 0
            yield _layout_command(path, 0 if promised else max(before, seed + 1))
    elif stored:
        yield _layout_command(path)
    else:
        yield "make several items of it"


def _layout_command(path: Path, seeds: int = 0) -> str:
    """The command that lays out an exam, with room for so many seeds."""
    return f"lay the exam out anew: gen layout {quote(str(path))}{f' --variants {seeds}' if seeds else ''}"


def _cm(points: float) -> str:
    return f"{points / CM:.2f} cm"
