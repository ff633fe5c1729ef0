"""Tasks given to workers, a few ahead of what is being done, and their results kept as they come."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from typing import Protocol, TypeVar

from gen.batch.results import Results
from gen.batch.store import Kept, Record, Store
from gen.messages.errors import InputErrors, OutputError, VerificationError
from gen.stamps import WrongStamp
from gen.system import Output, Progress
from gen.typeset import TexFailed

TOLD = (InputErrors, VerificationError, TexFailed, WrongStamp)
"""What says by itself what is wrong; anything else is a fault of gen, and named."""


class Task(Protocol):
    """What a worker is given."""

    @property
    def digest(self) -> str:
        """Of all that the result follows from."""


T = TypeVar("T", bound=Task)

Placing = Callable[[T, Mapping[str, bytes]], tuple[Record, Iterable[Output]]]
"""Tells of the result of a task what is to be kept, and which files are to be written."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task has no result."""

    why: str


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work, how many tasks at a time, where results are kept, and who is told."""

    executor: Executor
    at_once: int
    store: Store
    progress: Progress

    def done(
        self, stage: str, function: Callable[[T], bytes], tasks: Iterable[T], number: int, placed: Placing[T]
    ) -> Iterator[tuple[int, Kept | Failure]]:
        """What there is of each of so many tasks, or why it failed, by its number, as it comes: a task that fails stops no other.

        What the store has already is not done again. Raises OutputError where nothing can be written, or a worker is gone.
        """
        waiting: dict[Future[bytes], tuple[int, T]] = {}
        ended = 0

        def counted(n: int, result: Kept | Failure) -> tuple[int, Kept | Failure]:
            nonlocal ended
            ended += 1
            self.progress(stage, ended, number)
            return n, result

        def taken(future: Future[bytes]) -> tuple[int, Kept | Failure]:
            n, task = waiting.pop(future)
            return counted(n, self._kept(future, task, placed))

        def first() -> Iterator[tuple[int, Kept | Failure]]:
            done = wait(waiting, return_when=FIRST_COMPLETED).done
            while done:
                yield taken(done.pop())  # nothing here keeps a result, which is large, while one waits for the next

        try:
            for n, task in enumerate(tasks):
                if (kept := self.store.kept(task.digest)) is not None:
                    yield counted(n, kept)
                    continue
                waiting[self.executor.submit(function, task)] = n, task
                if len(waiting) > self.at_once:  # one waits for whoever is free first: tasks are large
                    yield from first()
            while waiting:
                yield from first()
        except BrokenExecutor:
            raise OutputError(
                "a worker was ended from outside, perhaps for want of memory; what is done is kept: go on with --resume"
            ) from None

    def _kept(self, future: Future[bytes], task: T, placed: Placing[T]) -> Kept | Failure:
        """What there is of a task that has ended, its files at their places; or why it failed."""
        try:
            record, files = placed(task, Results(future.result()))
            return self.store.keep(task.digest, record, files)
        except (BrokenExecutor, OutputError):
            raise
        except TOLD as error:
            return Failure(str(error))
        except Exception as error:
            return Failure(f"crash: {type(error).__name__}: {error}")
