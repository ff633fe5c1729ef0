"""One process beside this one that answers requests, keeps between them what it has made, and drops a request when told to.

A request that is dropped ends as by an exception, wherever it is but within an import, since what is half imported would stay broken:
what was made before stays made. One that does not end within seconds is ended with its process, and another takes its place. So does
another where it has become too large.
"""

import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any, Generic, TypeVar

from gen.system.signals import begin_worker

R = TypeVar("R")
A = TypeVar("A")
Work = Callable[[R], Iterator[A]]

_SOON = 0.02  # seconds from a signal that comes within an import to the next look
LARGEST = 512 * 2**20  # bytes that the process may keep between two requests
_STATM = Path("/proc/self/statm")
_SPAWN = get_context("spawn")


@dataclass(frozen=True, slots=True)
class Ended:
    """The last answer to a request: whether it was `dropped`, or why it has failed, in a line. A `large` process ends with it."""

    dropped: bool = False
    failed: str = ""
    large: bool = False


class Dropped(BaseException):
    """The request is not wanted any more; no Exception, so that nothing on its way takes it for one of its own."""


class BackgroundProcess(Generic[R, A]):
    """The process; `begin` is called in it once and gives what answers requests. One request at a time.

    One that holds more than `largest` bytes at the end of a request is replaced.
    """

    def __init__(self, begin: Callable[[], Work[R, A]], largest: int = LARGEST) -> None:
        self._begin, self._largest = begin, largest
        self._dropped: Any = _SPAWN.Value("q", 0, lock=False)
        self._listens: Any = _SPAWN.Value("b", 0, lock=False)
        self.number = 0
        self._closed = False
        self._start()

    def _start(self) -> None:
        self._pipe, other = _SPAWN.Pipe()
        self._listens.value = 0
        self._process = _SPAWN.Process(target=_serve, args=(other, self._dropped, self._listens, self._begin, self._largest), daemon=True)
        self._process.start()
        other.close()

    def ask(self, request: R) -> int:
        """Begin with a request: its number. That of the one before must have `Ended`."""
        self.number += 1
        try:
            self._pipe.send((self.number, request))
        except OSError:  # it has ended since the last request
            self._restart()
            self._pipe.send((self.number, request))
        return self.number

    def answer(self) -> A | Ended:
        """The next answer; waits for it. The last is `Ended`."""
        try:
            found: A | Ended = self._pipe.recv()
        except (EOFError, OSError):
            if self._closed:
                return Ended(dropped=True)
            self._process.join(1)
            code, dropped = self._process.exitcode, self._dropped.value >= self.number
            self._restart()
            return Ended(dropped, "" if dropped else f"the process that did the work has ended with the code {code}")
        if isinstance(found, Ended) and found.large:
            self._restart()
        return found

    def drop(self) -> None:
        """The request is not wanted any more: it will end as `dropped`, unless its last answer is on the way."""
        self._dropped.value = self.number
        if self._listens.value and self._process.pid and self._process.is_alive():
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGUSR1)

    def kill(self) -> None:
        """End the process with what it is at: for a request that does not end when it is dropped."""
        self._process.kill()

    def close(self) -> None:
        """End the process for good."""
        self._closed = True
        self._process.kill()
        self._process.join(5)

    def _restart(self) -> None:
        self._process.kill()
        self._pipe.close()
        self._start()


class _Request:
    """Which request is worked on; none where its number is 0."""

    number = 0


def _serve(pipe: Connection, dropped: Any, listens: Any, begin: Callable[[], Work[Any, Any]], largest: int) -> None:
    """The life of the process. From when on it `listens` a signal does not end it."""
    own = _Request()

    def drop(_signal: int, frame: FrameType | None) -> None:
        if not 0 < own.number <= dropped.value:
            return
        if not _imports(frame):
            raise Dropped
        signal.setitimer(signal.ITIMER_REAL, _SOON)

    signal.signal(signal.SIGUSR1, drop)
    signal.signal(signal.SIGALRM, drop)
    listens.value = 1
    begin_worker()
    work = begin()
    with suppress(EOFError, OSError):  # nobody asks any more
        while True:
            number, request = pipe.recv()
            ended = _answered(pipe, number, work(request), own, dropped)
            pipe.send(replace(ended, large=_size() > largest))


def _imports(frame: FrameType | None) -> bool:
    """Whether a module is being imported there."""
    while frame is not None and not frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None


def _answered(pipe: Connection, number: int, answers: Iterator[Any], own: _Request, dropped: Any) -> Ended:
    """Send all answers but the last one, which is given back."""
    try:
        while dropped.value < number:
            try:
                own.number = number  # from here to the end of this block a signal drops it
                answer = next(answers)
            finally:
                own.number = 0
            pipe.send(answer)
    except StopIteration:
        return Ended()
    except Dropped:
        own.number = 0
        return Ended(dropped=True)
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        return Ended(failed=f"{type(error).__name__}: {error}".splitlines()[0])
    return Ended(dropped=True)


def _size() -> int:
    """Bytes of memory that the process holds; where the system does not tell, those that it once held at most."""
    if _STATM.is_file():
        return int(_STATM.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
