"""What has been done of a batch, by the digest of each task: an interrupted one goes on from there.

A task is done when all of its files have their places; only then its record is written.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from gen.system import Output, Unreadable, read_bytes, write

Record = Any
"""What a task has told, as JSON has it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a task has told, and the digests of its files by their places in the folder of the batch."""

    record: Record
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of records within the folder `out` of a batch."""

    folder: Path
    out: Path

    def kept(self, digest: str) -> Kept | None:
        """What there is of a task; None where it is not done, or a file of it is no longer what it was."""
        try:
            kept = json.loads(read_bytes(self._file(digest), follow=False))
            whole = all(_digest(read_bytes(self.out / name, follow=False)) == one for name, one in kept["files"].items())
            return Kept(kept["record"], kept["files"]) if whole else None
        except (Unreadable, ValueError, KeyError, TypeError, AttributeError):
            return None

    def keep(self, digest: str, record: Record, files: Iterable[Output]) -> Kept:
        """Write the files of a task, and then what it has told. Raises OutputError."""
        digests: dict[str, str] = {}
        top = f"{self.out.as_posix()}/"

        def digested() -> Iterator[Output]:
            for one in files:
                digests[one.path.as_posix().removeprefix(top)] = _digest(one.data)
                yield one

        write(digested())
        text = json.dumps({"record": record, "files": digests}, ensure_ascii=False)
        write([Output(self._file(digest), text.encode(), private=True)])
        return Kept(record, digests)

    def _file(self, digest: str) -> Path:
        return self.folder / f"{digest}.json"


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
