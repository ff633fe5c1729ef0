"""What graders look up most, taken from a key: answers and whatever earns points, the rules about them, and what holds for many items."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from gen.algebra.expr import Atom
from gen.document.parts import ItemPart
from gen.document.tree import EqualityChain, Equations, Paragraph, ReadingPart, Remark, Text

GradedLine: TypeAlias = EqualityChain | Paragraph


@dataclass(frozen=True, slots=True)
class GradedRule:
    """A remark, and the step that it is about, or the name of a sentence; None where it is about the whole item."""

    remark: Remark
    about: Atom | str | None = None


def graded_lines(reading: ReadingPart) -> tuple[GradedLine, ...]:
    """The answers of a reading and what else earns points, in the order of the key."""
    return tuple(line for line in _lines(reading) if line.answer or _earns_points(line))


def graded_rules(item: ItemPart) -> tuple[GradedRule, ...]:
    """The rules of an item, in the order of the key; but for what its readings say themselves, and for what is told of many items."""
    if item.solution is None:
        return ()
    found = [
        GradedRule(remark, line.lhs if isinstance(line, EqualityChain) else line.name or None)
        for reading in item.solution.readings
        for line in _lines(reading)
        for remark in line.remarks
    ]
    return (*found, *(GradedRule(remark) for remark in item.solution.remarks if remark.label and not remark.of_readings))


def standing_rules(items: Iterable[ItemPart]) -> list[tuple[Text, list[int]]]:
    """What is said of items as wholes, such as what becomes of results after an error: each sentence once, with the numbers of items."""
    found: list[tuple[Text, list[int]]] = []
    for number, item in enumerate(items):
        for remark in item.solution.remarks if item.solution else ():
            if not remark.label:
                same = next((numbers for text, numbers in found if text == remark.text), None)
                if same is None:
                    found.append((remark.text, [number]))
                else:
                    same.append(number)
    return found


def _lines(reading: ReadingPart) -> Iterator[GradedLine]:
    for section in reading.sections:
        for block in section.blocks:
            if isinstance(block, Equations):
                yield from block.equations
            elif isinstance(block, Paragraph):
                yield block


def _earns_points(line: GradedLine) -> bool:
    return bool(line.equation or line.result if isinstance(line, EqualityChain) else line.credit)
