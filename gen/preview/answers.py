"""What the process that works is asked, and what it answers: frozen data that go from one process to another, and to a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gen.messages.sentences import Language


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows: the author's own numbers or those of a seed, in the file's own language or another that it has."""

    seed: int | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A view of a file, with the seconds of processor time for each problem and the MiB of memory that it may take."""

    file: Path
    view: View
    seconds: float
    memory: int


@dataclass(frozen=True, slots=True)
class Read:
    """The file was read, `sound` if without a fault, and all files that it was read from."""

    files: tuple[Path, ...]
    sound: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Sheet and key as HTML, each number confirmed, and what the steps of the key are made of, as JSON.

    They are in one language of those that the file has.
    """

    title: str
    language: Language
    languages: tuple[Language, ...]
    sheet: str
    key: str
    steps: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Messages:
    """What `gen check` would print, each as it prints it: faults, findings and warnings. `whole` if all was judged that it judges."""

    faults: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    whole: bool = True


Answer = Read | Pages | Messages
