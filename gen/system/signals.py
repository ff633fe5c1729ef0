"""TERM, HUP and Ctrl-C: gen ends at once, with all that it started, and leaves nothing half done."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children, parent_process
from threading import Thread
from types import FrameType

from gen.system.cage import end_all
from gen.system.memory import give_back_large, look_for_garbage_seldom

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 128 + signal.SIGINT
"""The exit code of a command that Ctrl-C has ended."""


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Around a command, in the main thread: a signal ends it as an exception does, with 128 and its number as exit code.

    So folders are removed and files are as before. A second signal waits for nothing. What is ignored, as under nohup, stays so.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        for one in before:
            signal.signal(one, signal.SIG_DFL)
        end_all()
        raise SystemExit(128 + number)

    before = {one: signal.getsignal(one) for one in SIGNALS if signal.getsignal(one) != signal.SIG_IGN}
    for one in before:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextmanager
def signals_held() -> Iterator[None]:
    """Signals come at the end of it: what begins processes must know them all before anything can end them. What is begun in it holds
    them, too (`begin_worker`)."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_workers() -> None:
    """Kill the processes that share gen's work, whatever they are at."""
    for process in active_children():
        process.kill()


def begin_worker() -> None:
    """In a process that shares gen's work: Ctrl-C is told to gen alone, and this process ends with gen, however that ends."""
    look_for_garbage_seldom()
    give_back_large()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    Thread(target=_end_with_gen, daemon=True).start()


def _end_with_gen() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
