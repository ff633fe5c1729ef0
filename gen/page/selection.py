"""What of a key stands where: nothing for graders in that of students, and of a further reading what it has otherwise."""

from dataclasses import replace
from operator import is_

from gen.latex import NOTHING, Tex
from gen.messages.sentences import Language, translate
from gen.page.solution import BlockView, GroupView, ReadingView, SolutionView, paired


def for_students(key: SolutionView) -> SolutionView:
    """The same derivations, points and misprints without what is for graders: rules and accepted alternatives.

    What has nothing for graders is the same object.
    """
    return SolutionView(tuple(map(_plain_reading, key.readings)), key.figure, key.errata, remarks=())


def _plain_reading(reading: ReadingView) -> ReadingView:
    groups = tuple(map(_plain_group, reading.groups))
    return reading if all(map(is_, groups, reading.groups)) else replace(reading, groups=groups)


def _plain_group(group: GroupView) -> GroupView:
    blocks = tuple(map(_plain_block, group.blocks))
    return group if all(map(is_, blocks, group.blocks)) else replace(group, blocks=blocks)


def _plain_block(block: BlockView) -> BlockView:
    if not (block.remarks or any(row.remarks for row in block.rows) or any(table.remarks for table in block.tables)):
        return block
    rows, tables = (replace(row, remarks=()) for row in block.rows), (replace(table, remarks=()) for table in block.tables)
    return replace(block, rows=tuple(rows), tables=tuple(tables), remarks=())


def what_differs(key: SolutionView, language: Language) -> SolutionView:
    """What the readings after the first have otherwise: the rest is printed with that."""
    first, *others = key.readings
    return SolutionView(tuple(_difference(one, first, language) for one in others), None, (), ())


def _difference(one: ReadingView, first: ReadingView, language: Language) -> ReadingView:
    """A reading without what the first one says, too, or with other letters: rules, tables, figures, what the numbers mean."""
    blocks = [_plain_block(part) for group in first.groups for block in group.blocks for part in _parts(block)]
    figures, headings = [group.figure for group in first.groups], {group.heading for group in first.groups}

    def differing(group: GroupView) -> GroupView:
        own = (part for block in group.blocks for part in _parts(block) if _plain_block(part) not in blocks)
        return GroupView(group.heading, tuple(own), None if group.figure in figures else group.figure)

    groups = [differing(group) for group in one.groups if not (_only_displays(group) and group.heading in headings)]
    return replace(
        one,
        name=Tex(translate("{reading}, where it differs", language, reading=one.name)),
        inner=NOTHING if one.inner == first.inner else one.inner,
        groups=paired([group for group in groups if group.blocks or group.figure or group.heading not in headings]),
        meaning=NOTHING if one.meaning == first.meaning else one.meaning,
    )


def _parts(block: BlockView) -> list[BlockView]:
    """Each of its tables alone; rows, which are aligned, stay together."""
    return [BlockView(tables=(table,)) for table in block.tables] or [block]


def _only_displays(group: GroupView) -> bool:
    """Whether it is a general rule: formulas without numbers."""
    return bool(group.blocks) and all(block.is_display for block in group.blocks)
