"""Draws from a specified generator: the same for each seed under every version of Python and of any library.

Block k of a stream is the SHA-256 of `gen/1`, the names of the stream and k, each on a line of its own, as UTF-8 with a line feed
between them. Its 32 bytes are four words of 64 bits, the most significant byte first. A draw below n takes words one after the other
until one is below the largest multiple of n that a word can hold, and is the remainder of that word by n.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import count
from struct import unpack
from typing import TypeVar

T = TypeVar("T")

MAX_SEED = 10**18 - 1
"""Seeds that a user names are whole numbers from 0 to this one."""
VERSION = "gen/1"
WORD = 2**64


class Stream:
    """The words of one stream. `names` tell streams from each other: a seed, a problem, an item, an attempt."""

    def __init__(self, *names: str | int) -> None:
        self.words = _words("\n".join((VERSION, *map(str, names))))

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1, each as likely as the others. `n` is at most 2^64."""
        end = WORD - WORD % n
        while (word := next(self.words)) >= end:
            pass
        return word % n

    def choice(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]


def _words(names: str) -> Iterator[int]:
    for k in count():
        block = sha256(f"{names}\n{k}".encode()).digest()
        yield from unpack(">4Q", block)


def chosen(names: Sequence[str], number: int, seed: int | str) -> frozenset[str]:
    """So many of these names, each set of that size as likely as the others, whatever order they stand in.

    Each name has the first word of a stream of its own, `seed, choose, name`; those with the lowest words are drawn.
    """
    return frozenset(sorted(names, key=lambda name: (next(Stream(seed, "choose", name).words), name))[:number])
