"""What an exam says of itself as a whole, or its course says for all exams: permitted aids, language, cover, credit boxes, free space."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TypeVar

from gen.format.display import read_notation
from gen.format.problem_file import read_language
from gen.format.prompt import Prompts
from gen.messages.sentences import Language
from gen.model.exam import INSTRUCTION_SLOTS, Cover
from gen.model.math_tree import NO_MACROS, Macros
from gen.model.problem import Inline, Weight
from gen.model.source import Text
from gen.syntax import Fields, check_prose
from gen.syntax.yamltree import Leaf

T = TypeVar("T")
MOST_TOP, LEAST_STICKER, MOST_STICKER = 10, 1, (10, 8)  # cm; of a sticker the width and the height
MOST_LINES, MOST_INSTRUCTIONS = 12, 30


@dataclass(frozen=True, slots=True)
class Options:
    """What is stated, None where nothing is."""

    aids: str | None = None
    language: Language | None = None
    notation: Weight | None = None
    examiner: str | None = None
    room: str | None = None
    lines: tuple[str, ...] | None = None
    sticker: tuple[Fraction, Fraction] | None = None
    instructions: tuple[tuple[Inline, ...], ...] | None = None
    has_cover: bool | None = None
    has_credits: bool | None = None
    top: Fraction | None = None

    def before(self, other: "Options") -> "Options":
        """These, and where they state nothing, the other ones."""
        pairs = ((getattr(self, one.name), getattr(other, one.name)) for one in fields(self))
        return Options(*(theirs if own is None else own for own, theirs in pairs))

    @property
    def cover(self) -> Cover | None:
        """The cover of an exam with these options, if it has one."""
        if self.has_cover is False:
            return None
        return Cover(self.examiner or "", self.room or "", self.lines, self.sticker, self.instructions)


def read_options(fields: Fields, macros: Macros = NO_MACROS) -> Options:
    """The options of an exam or a course; `macros` are those that stand for what is between `$` signs in its instructions."""
    prompts = Prompts({}, None, fields.faults, macros)
    return Options(
        aids=fields.line("aids") or None,
        language=read_language(fields),
        notation=read_notation(fields),
        examiner=fields.line("examiner") or None,
        room=fields.line("room") or None,
        lines=_list(fields, "lines", MOST_LINES, lambda text: _line(text, fields)),
        sticker=_sticker(fields),
        instructions=_list(fields, "instructions", MOST_INSTRUCTIONS, lambda text: prompts.pieces(text, INSTRUCTION_SLOTS)),
        has_cover=_is_wanted(fields, "cover", "page"),
        has_credits=_is_wanted(fields, "credits", "boxes"),
        top=_top(fields),
    )


def _is_wanted(fields: Fields, key: str, what: str) -> bool | None:
    """`cover: none` or `cover: page`."""
    return {"": None, "none": False, what: True}[fields.choice(key, "", dict.fromkeys(("no", "off", "false"), "none"))]


def _line(text: Text, fields: Fields) -> str:
    check_prose(text, fields.faults)
    return " ".join(text.value.split())


def _list(fields: Fields, key: str, most: int, read: Callable[[Text], T]) -> tuple[T, ...] | None:
    """A list of texts, each on a line of the cover."""
    if key not in fields:
        return None
    nodes = fields.items(key)
    if len(nodes) > most:
        fields.fault(nodes[most].where, f"'{key}' has {len(nodes)} entries; a cover has room for {most} at most")
    for node in nodes:
        if not isinstance(node, Leaf):
            fields.fault(node.where, f"each entry of '{key}' is a text", "one that holds ': ' needs quotes")
    return tuple(read(node.text) for node in nodes[:most] if isinstance(node, Leaf))


def _top(fields: Fields) -> Fraction | None:
    text, height = fields.text("top"), fields.number("top")
    if text and height is not None and not 0 <= height <= MOST_TOP:
        fields.fault(text.where, f"the free space at the top of a page is 0 to {MOST_TOP} cm, found '{text.value}'")
        return None
    return height


def _sticker(fields: Fields) -> tuple[Fraction, Fraction] | None:
    """`sticker: 9 x 4`: its width and height in cm."""
    text = fields.text("sticker")
    if text is None:
        return None
    sizes = re.fullmatch(r"(\d{1,2}(?:\.\d)?)\s*x\s*(\d{1,2}(?:\.\d)?)", text.value, re.ASCII)
    width, height = (Fraction(size) for size in sizes.groups()) if sizes else (Fraction(0), Fraction(0))
    if LEAST_STICKER <= width <= MOST_STICKER[0] and LEAST_STICKER <= height <= MOST_STICKER[1]:
        return width, height
    most = f"at most {MOST_STICKER[0]} x {MOST_STICKER[1]}"
    fields.fault(text.where, f"'sticker' is a width and a height in cm such as 9 x 4, {most}, found '{text.value[:40]}'")
    return None
