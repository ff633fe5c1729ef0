"""When a file, or one that it includes, has been saved: told by the system, and looked at each second where the system tells nothing.

Whatever an editor does, writes into the file, puts a new one in its place, saves twice in a row, or takes it away and brings it back:
what counts is whether the files are others than those that were read.
"""

from collections.abc import AsyncGenerator, Iterable
from pathlib import Path

import anyio
from watchfiles import awatch

from gen.system import real_path, seen_of

_BURST, _STEP = 200, 15  # milliseconds: saves that follow each other so closely are one
_ABSENT = 0.15  # seconds that a file may be away between an old and a new one
_LOOK = 1_000  # milliseconds between two looks


class Followed:
    """The files that are followed, and how each was when it was last seen; with `folders`, what comes and goes beside them, too."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.files, self.folders = tuple(files), False
        self._before: dict[Path, object] = {}
        self._others = anyio.Event()
        self.is_changed()

    def follow(self, files: Iterable[Path], folders: bool) -> None:
        """Follow these files from here on."""
        new = tuple(dict.fromkeys(files))
        if (new, folders) != (self.files, self.folders):
            self.files, self.folders = new, folders
            now = self._seen()
            self._before = {**now, **{one: seen for one, seen in self._before.items() if one in now}}
            self._others.set()

    def is_changed(self) -> bool:
        """Whether one of them is another than when this was asked before."""
        before, self._before = self._before, self._seen()
        return before != self._before

    def places(self) -> list[Path]:
        """The folders in which they lie, also where a name leads to elsewhere."""
        each = [place.parent for file in self.files for place in (file.absolute(), real_path(file))]
        return [folder for folder in dict.fromkeys(each) if folder.is_dir()]

    def _lacks_one(self) -> bool:
        return not all(self._before[file] for file in self.files)

    def _seen(self) -> dict[Path, object]:
        return {one: seen_of(one) for one in (*self.files, *(self.places() if self.folders else ()))}

    async def changes(self) -> AsyncGenerator[None, None]:
        """Each time that one of them is another."""
        while True:
            self._others = anyio.Event()
            watched = awatch(
                *self.places(),
                watch_filter=None,
                debounce=_BURST,
                step=_STEP,
                rust_timeout=_LOOK,
                yield_on_timeout=True,
                stop_event=self._others,
                recursive=False,
            )
            async for _ in watched:
                if self.is_changed():
                    if self._lacks_one():  # an editor may be about to put the new one there
                        await anyio.sleep(_ABSENT)
                        self.is_changed()
                    yield
            if not self._others.is_set():  # nothing can be watched, as where the folder is gone
                await anyio.sleep(_LOOK / 1000)
