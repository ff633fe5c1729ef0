"""The last line of defence: processor time and memory for what one file asks, whatever it is.

Sizes are judged before the work, where one can (`size_limits`, `numbers` ...); this is for what nobody has thought of. Time is that
of the processor, so that a busy machine refuses no good file. Commands put a budget around what they judge, never around TeX: its
processes inherit neither limit. Within a budget nothing can see how much is left, so that no result depends on it.
"""

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType

from gen.messages.errors import InputError, InputErrors, LimitExceeded, Location, OutOfMemory, working_on

SECONDS = 20.0  # of processor time for each problem file
MEMORY = 1024  # MiB of the process
_AGAIN = 1.0  # seconds after which a limit that was met is told once more, should a library have swallowed it
_STATM = Path("/proc/self/statm")


@contextmanager
def budget(seconds: float, where: Location, memory: int = MEMORY) -> Iterator[None]:
    """Around the work for a file, which `where` names. Raises InputErrors with the limit that was met, at the item where it was met.

    In the main thread only: in another, such as one of a cluster's worker, there are no limits. Within another budget that one goes on.
    """
    if current_thread() is not main_thread() or any(signal.getitimer(signal.ITIMER_PROF)):
        yield
        return
    try:
        with _processor_time(seconds), _memory(memory * 2**20), working_on(where):
            yield
    except OutOfMemory as met:
        raise InputErrors([InputError(met.where or where, f"this takes more than {memory:,} MiB of memory", met.hint)]) from None
    except LimitExceeded as met:
        raise InputErrors([InputError(met.where or where, met.message, met.hint)]) from None


@contextmanager
def _processor_time(seconds: float) -> Iterator[None]:
    def exceeded(_signal: int, _frame: FrameType | None) -> None:
        hint = "take fewer items or steps, smaller arrays, or fewer values to draw from; --time-limit allows more"
        raise LimitExceeded(f"this takes more than {seconds:g} s of processor time", hint)

    def swallowed(met: "sys.UnraisableHookArgs") -> None:
        if not isinstance(met.exc_value, LimitExceeded):  # else met while something was collected, where Python raises nothing
            unraisable(met)

    before, unraisable = signal.signal(signal.SIGPROF, exceeded), sys.unraisablehook
    sys.unraisablehook = swallowed
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.unraisablehook = unraisable
        signal.signal(signal.SIGPROF, before)


@contextmanager
def _memory(size: int) -> Iterator[None]:
    """The address space of the process is limited; one that is large already, as that of many tests, gets half as much more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = max(size, _used() + size // 2)
    bounds = [bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([wanted, *bounds]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _used() -> int:
    """Bytes of address space that the process has; 0 where the system does not tell."""
    return int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize() if _STATM.is_file() else 0
