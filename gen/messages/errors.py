"""Faults that point at the author's line.

A `InputError` is bad input, a `Finding` is a contradiction in good input; both know where they stand.
Nothing here prints or exits: `gen.cli` does.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from errno import ENOMEM
from itertools import islice
from pathlib import Path

from gen.messages.characters import visible_text
from gen.messages.sentences import Message

MAX_LINE = 200  # characters of an author's line in a message
MAX_MESSAGE = 400  # characters of a message, which may quote what an author has written
MAX_FAULTS = 100  # that are shown: a file may have as many as it has characters


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in an author's file: 1-based line and column, with the text of the line for the caret."""

    file: str
    line: int
    column: int
    text: str = field(default="", compare=False)

    def at(self, offset: int) -> "Location":
        """The place `offset` characters further on the same line."""
        return replace(self, column=self.column + offset)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def _excerpt(where: Location) -> tuple[str, int]:
    """The line, of a long one what is around the place, and how many characters stand before the place."""
    start, end = max(0, where.column - 1 - MAX_LINE // 2), where.column - 1 + MAX_LINE // 2
    if len(where.text) <= MAX_LINE:
        return where.text, where.column - 1
    before = ("... " if start else "") + where.text[start : where.column - 1]
    return before + where.text[where.column - 1 : end] + (" ..." if end < len(where.text) else ""), len(before)


def _shortened(message: str) -> str:
    """Beginning and end of a message that quotes too much."""
    half = MAX_MESSAGE // 2
    return message if len(message) <= MAX_MESSAGE else f"{message[:half]} ... {message[-half:]}"


@dataclass(frozen=True, slots=True, order=True)
class InputError:
    """One thing that is wrong, where it stands, and a hint if there is one."""

    where: Location
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """`file:line:col: message (hint)`, the line and a caret under the column."""
        head = visible_text(f"{self.where}: {_shortened(self.message)}" + (f" ({_shortened(self.hint)})" if self.hint else ""), kept="")
        if not self.where.text.strip():
            return head
        line, before = _excerpt(self.where)
        # Tabs stay tabs in front of the caret, so that it lands under its character in any terminal.
        lead = "".join("\t" if c == "\t" else " " for c in visible_text(line[:before]))
        return f"{head}\n    {visible_text(line)}\n    {lead}^"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A contradiction in good input. It stops a build until the author acknowledges it by its key, with a reason.

    The message can be told in any language, since an acknowledged finding stands in the key; backticks in it hold expressions,
    as they do in an author's text.
    """

    where: Location
    message: Message
    key: str

    def __str__(self) -> str:
        return str(InputError(self.where, self.plain, f"to let it stand, acknowledge '{self.key}' with a reason"))

    @property
    def plain(self) -> str:
        """The message in English, as the command line prints it."""
        return str(self.message).replace("`", "")


class InputErrors(Exception):
    """Everything that one stage found wrong, in the order of the file."""

    def __init__(self, faults: Iterable[InputError]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults[:MAX_FAULTS])))

    def __reduce__(self) -> tuple[type["InputErrors"], tuple[tuple[InputError, ...]]]:
        return type(self), (self.faults,)  # as it was where it comes from another process


class ConventionMissing(InputErrors):
    """A value that is not there since the author has not said what it is, at a jump or a kink."""


class MathError(ArithmeticError):
    """A value that cannot be computed; the message tells why, in words for the author."""


class TooManyDigits(MathError):
    """A value that there is, but in more digits than are computed."""


class NoConvention(MathError):
    """The slope at a kink is needed and the author has not said what it is."""


class VerificationError(Exception):
    """Two routes to one number disagree: a fault of this tool, never of the author. Nothing is built."""


def verification_message(error: VerificationError) -> str:
    """What is said of it wherever it is met."""
    return f"not verified, so nothing is built: {error}\nThis is a fault of gen, not of the problem file."


class LimitExceeded(BaseException):
    """A limit of time, memory or depth that was met, and where, once that is known.

    No Exception, as KeyboardInterrupt is none: whatever a library suppresses, it does not suppress this.
    """

    def __init__(self, message: str, hint: str, where: Location | None = None) -> None:
        super().__init__(message)
        self.message, self.hint, self.where = message, hint, where


class OutOfMemory(LimitExceeded):
    """The limit of memory; who has set it says how much that is."""


@contextmanager
def working_on(where: Location) -> Iterator[None]:
    """Around the work for what stands there. Raises LimitExceeded with this place, for memory and depth of recursion as well."""
    try:
        yield
    except LimitExceeded as met:
        met.where = met.where or where
        raise
    except (MemoryError, OSError, SystemError, ImportError) as error:
        # A file that is read or mapped takes memory, too; and where none is left, Python's own C code may only say that something failed.
        if isinstance(error, OSError) and error.errno != ENOMEM:
            raise
        if isinstance(error, ImportError) and not re.search(r"failed to map segment|allocate memory", str(error)):
            raise
        hint = "take fewer steps or smaller arrays; --memory-limit allows more"
        raise OutOfMemory("this takes more memory than a problem may have", hint, where) from None
    except RecursionError:
        hint = "take fewer equations or terms, each of which stands on the one before"
        raise LimitExceeded("this is nested too deeply", hint, where) from None


def first_lines(faults: Iterable[object]) -> Iterator[str]:
    """The first faults as they are printed, and how many more there are."""
    rest = iter(faults)
    yield from map(str, islice(rest, MAX_FAULTS))
    if more := sum(1 for _ in rest):
        yield f"... and {more:,} more"


def closest_word(word: str, known: Iterable[str]) -> str:
    """The known word that is probably meant; empty where none is near."""
    words = list(known)
    cutoff = 0.5 if len(word) < 4 else 0.58  # short names have less in common where they are meant
    near = [w for w in words if w.lower() == word.lower()] or difflib.get_close_matches(word, words, n=1, cutoff=cutoff)
    return near[0] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'h'?`, or nothing where no known word is near."""
    near = closest_word(word, known)
    return f"did you mean '{near}'?" if near else ""


class OutputError(Exception):
    """A place for a result that cannot be written; the message says which, and why."""


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Around what writes a result. Raises OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror}") from None
