"""Questions in the terms of Moodle, as frozen data: what a file of Moodle XML says, and nothing else.

Each field that students may see is marked as such in `STUDENT_FIELDS`; all others are seen by teachers alone, or by the machine.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

MoodleType = Literal["essay", "numerical", "cloze", "multichoice"]

STUDENT_FIELDS = ("name", "text", "feedback", "answers of multichoice", "what a cloze gives to choose from")
"""What students may see: the text and the options before they answer, the feedback once a quiz shows it."""


@dataclass(frozen=True, slots=True)
class File:
    """A picture beside a text, which names it as `@@PLUGINFILE@@/NAME`."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Rich:
    """HTML with its pictures."""

    html: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A number with its tolerance, or an option as HTML; it earns a fraction of all points, in percent as Moodle writes it."""

    text: Rich
    percent: str
    tolerance: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a place of a cloze takes: a number with its tolerance, or a word to choose; it earns so many percent of the place's points."""

    text: str
    percent: str
    tolerance: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the text of a cloze, where that has `{#1}`, `{#2}` ...: a number to type, or words beside each other to choose from. The
    points of all places are in proportion to their weights."""

    kind: Literal["NUMERICAL", "MULTICHOICE_H"]
    weight: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Essay:
    """How long the editor is, in lines; how many words an answer has at most (0: any number); how many files may lie with it; the key,
    which graders see."""

    lines: int
    words: int
    attachments: int
    graderinfo: Rich


@dataclass(frozen=True, slots=True)
class MoodleQuestion:
    """A question in its category, the outermost name first. A cloze has its `places`, an essay its own fields, others their answers."""

    category: tuple[str, ...]
    type: MoodleType
    name: str
    idnumber: str
    text: Rich
    feedback: Rich
    grade: Fraction
    answers: tuple[Answer, ...] = ()
    shuffle: bool = False
    places: tuple[Place, ...] = ()
    essay: Essay | None = None
