"""Memory that goes back to the system when nobody needs it any more: several processes share what a machine has."""

import gc
from contextlib import suppress
from ctypes import CDLL

_TRIM, _MAP = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD of malloc.h
_LARGE = 128 * 1024  # bytes, as the C library begins


def look_for_garbage_seldom() -> None:
    """Where much stays that is made once: to go through it takes long and finds little."""
    gc.set_threshold(50_000, 20, 50)


def give_back_large() -> None:
    """Whatever is larger than 128 kB, such as a PDF, goes back as soon as it is let go. Else the C library of Linux takes it for what comes
    all the time, and keeps it. Other libraries do as they do."""
    with suppress(OSError, AttributeError):
        library = CDLL(None)
        library.mallopt(_TRIM, _LARGE)
        library.mallopt(_MAP, _LARGE)


def give_back_free() -> None:
    """What is free between pieces that are in use goes back, too: a worker that waits for TeX has a sixth of its memory free."""
    with suppress(OSError, AttributeError):
        CDLL(None).malloc_trim(0)
