"""A disk that is full at one write after the other."""

import errno
import os
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

FaultsAt = Callable[[Callable[[], object], Callable[[], object]], Iterator[str]]


def faults_of(patched: pytest.MonkeyPatch, prepare: Callable[[], object], work: Callable[[], object]) -> Iterator[str]:
    """Prepares and does something again and again: the disk is full at its first write, at its second, and so on, until nothing fails.

    A write is any call that makes, fills, forces to disk or renames. Yields the fault after each time, `no fault` after the last.
    """
    calls: list[str] = []
    for at in count(1):
        prepare()
        calls.clear()
        with patched.context() as patch:
            for name in ("open", "fdopen", "fsync", "replace", "mkdir"):
                patch.setattr(os, name, _full(name, getattr(os, name), calls, at))
            work()
        if len(calls) < at:
            yield "no fault"
            return
        yield f"fault {at}: {calls[at - 1]}"


def _full(name: str, call: Callable[..., Any], calls: list[str], at: int) -> Callable[..., Any]:
    """The call, which fails if it is the one with this number."""

    def step(*args: Any, **kwargs: Any) -> Any:
        if name == "open" and not args[1] & os.O_CREAT:
            return call(*args, **kwargs)
        calls.append(name)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return call(*args, **kwargs)

    return step
