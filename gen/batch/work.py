"""Tasks given to workers, a few ahead of what is being done, and their results kept as they come."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from typing import Protocol, TypeVar

from gen.batch.archive import unpack
from gen.batch.store import Record, Store
from gen.messages.errors import InputErrors, OutputError, VerificationError
from gen.stamps import WrongStamp
from gen.system import Output
from gen.typeset import TexFailed

AHEAD = 2  # tasks that wait for each worker
FAILED = (InputErrors, VerificationError, TexFailed, WrongStamp)
"""What may become of a task that is no fault of the machine's: the others go on."""

Progress = Callable[[str, int, int], object]
"""Is told what is being done, and how much of how much is."""


class Task(Protocol):
    """What a worker is given."""

    @property
    def digest(self) -> str:
        """Of all that the result follows from."""


T = TypeVar("T", bound=Task)

Placing = Callable[[T, Mapping[str, bytes]], tuple[Record, Sequence[Output]]]
"""Tells of the result of a task what is to be kept, and which files are to be written."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work, how many tasks at a time, where results are kept, and who is told."""

    executor: Executor
    at_once: int
    store: Store
    progress: Progress

    def done(
        self,
        stage: str,
        function: Callable[[T], bytes],
        tasks: Iterable[T],
        number: int,
        placed: Placing[T],
    ) -> list[Record | Exception]:
        """What each of so many tasks has told, or why it failed.

        What the store has already is not done again. Raises OutputError where nothing can be written, or a worker is gone.
        """
        found: dict[int, Record | Exception] = {}
        waiting: dict[Future[bytes], tuple[int, T]] = {}

        def take_first() -> None:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                n, task = waiting.pop(future)
                try:
                    record, files = placed(task, unpack(future.result()))
                except FAILED as error:
                    found[n] = error
                else:
                    self.store.keep(task.digest, record, files)
                    found[n] = record
                self.progress(stage, len(found), number)

        try:
            for n, task in enumerate(tasks):
                kept = self.store.record(task.digest)
                if kept is not None:
                    found[n] = kept
                    self.progress(stage, len(found), number)
                    continue
                waiting[self.executor.submit(function, task)] = n, task
                while len(waiting) >= AHEAD * self.at_once:
                    take_first()
            while waiting:
                take_first()
        except BrokenExecutor:
            raise OutputError(
                "a worker was ended from outside, perhaps for want of memory; what is done is kept: go on with --resume"
            ) from None
        return [found[n] for n in range(number)]
