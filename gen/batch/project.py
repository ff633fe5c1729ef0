"""An exam with all files that it is read from, as bytes: a worker needs nothing of the disk of whoever sent it."""

import gc
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from os.path import normpath, relpath
from pathlib import Path, PurePosixPath

from gen.format import home_of, load_exam
from gen.messages.errors import InputError, InputErrors
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.system import budget, process_folder, read_bytes
from gen.typeset import layout_file, program
from gen.variants import Acceptance, acceptances

_PREFIX = "gen-project-"


@dataclass(frozen=True, slots=True)
class Project:
    """`files` by their place in the folder above `problems`; `exam` is one of them. `shown` stands before a place in messages."""

    exam: str
    files: tuple[tuple[str, bytes], ...]
    shown: str = field(compare=False)

    @property
    def digest(self) -> str:
        """Of all names and bytes."""
        parts = "\n".join(f"{name} {sha256(data).hexdigest()}" for name, data in self.files)
        return sha256(f"{self.exam}\n{parts}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OpenProject:
    """The exam as a process has loaded it, and where it lies.

    The `memo` has what was made of its variants before.
    """

    exam: Exam
    accepted: Mapping[str, Acceptance]
    memo: Memo
    folder: Path
    shown: str

    def within(self, limits: tuple[float, int]) -> AbstractContextManager[None]:
        """Around the draw of a variant with all that follows from it: `limits` are seconds of processor time for each problem, and MiB."""
        seconds, memory = limits
        return budget(seconds * len(self.exam.whole.problems), self.exam.where, memory)

    def plain(self, message: str) -> str:
        """A message with the names of files as whoever called knows them."""
        return message.replace(f"{self.folder}/", self.shown)


def digest_of(*parts: object) -> str:
    """Of these parts, and of the program with all packages that it needs."""
    return sha256(repr((*parts, program())).encode()).hexdigest()


def project_of(exam: Exam) -> Project:
    """The files of an exam. Raises InputErrors for one that lies outside of its project."""
    path = Path(exam.where.file)
    home = home_of(path)
    own = path.absolute().parent
    top = PurePosixPath(home.name) if home.name == "problems" else PurePosixPath()
    place = top / own.resolve().relative_to(home).as_posix()
    layout = layout_file(path)
    found: dict[str, bytes] = {}
    for file in (*exam.whole.files, *((layout,) if layout.is_file() else ())):
        name = normpath(place / relpath(file.absolute(), own))
        if name.startswith(("..", "/")):
            raise InputErrors([InputError(exam.where, f"{file} lies outside the folder of the exam", "put it into that folder")])
        found[name] = read_bytes(file)
    root = relpath(own.joinpath(*[".."] * len(place.parts)))
    return Project((place / path.name).as_posix(), tuple(sorted(found.items())), "" if root == "." else f"{root}/")


@lru_cache(maxsize=2)
def opened(project: Project) -> OpenProject:
    """The exam of a project, loaded once in a process, from a folder that is gone when the process ends. Raises InputErrors."""
    folder = process_folder(_PREFIX)
    for name, data in project.files:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    path = folder / project.exam
    exam, faults = load_exam(path)
    if faults:
        raise InputErrors(faults)
    memo = Memo()
    made = OpenProject(exam, acceptances(exam, memo), memo, folder, project.shown)
    gc.freeze()  # what is loaded stays
    return made
