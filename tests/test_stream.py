"""The generator of draws: specified, and the same for ever. A change of these numbers would give other exams for the same seeds."""

import subprocess
import sys
from collections import Counter
from itertools import islice
from shutil import which

import pytest

from gen.algebra.random_stream import WORD, Stream, _words
from tests.support.problems import ROOT

# The first words of streams, made by hashlib alone from the specification in gen/algebra/random_stream.py.
VECTORS: dict[tuple[int | str, ...], list[int]] = {
    (7, "sheet-c", "c", "V", 0): [0x4736F8A1142CAFB7, 0xC7A823832DA8A6DD, 0xE3934E783F1A3725, 0x9EB559B20B2BAA75, 0x58D0ACBC9BAB6CEB],
    (7, "sheet-c", "c", "V", 1): [0x57DBDB9FD621FCFF, 0xFD52A63F1749218F, 0x92D24F7C071C3814, 0xEF58BB04F20E3ADC, 0xBD7B2B5C81914C73],
    (0, "a"): [0xBB61B7080F7AFCFA, 0x2169DF444871B213, 0xBB27AA5C767A72C9, 0x93DC3C0A2424B925, 0xBA89CE51BB631F1E],
    (10**18 - 1, "übung", "x", "h[0]", 3): [
        0xCA869CAB4371D2B1,
        0x5637A6A0C13CC4F1,
        0xA5BFD39A7F7FEC8C,
        0x690E3C7FB113D158,
        0xBE27233496F3D6EF,
    ],
}
DRAWS = [((7, "sheet-c", "c", "V", 0), 10, [1, 3, 3, 7, 5, 8, 4, 6, 0, 1, 4, 1]), ((0, "a"), 6, [4, 1, 5, 5, 0, 3, 1, 0, 4, 0, 1, 4])]
PYTHONS = [found for name in ("python3.11", "python3.12", "python3.13", "python3.14") if (found := which(name))]


@pytest.mark.parametrize("names", VECTORS, ids=str)
def test_a_stream_has_the_words_of_its_specification(names: tuple[int | str, ...]) -> None:
    """Five words, so that the second block is seen, too; a name may hold any letter."""
    assert list(islice(_words("\n".join(("gen/1", *map(str, names)))), 5)) == VECTORS[names]


@pytest.mark.parametrize(("names", "n", "expected"), DRAWS, ids=str)
def test_a_draw_is_the_remainder_of_a_word(names: tuple[int | str, ...], n: int, expected: list[int]) -> None:
    """What seeds draw is written down here."""
    stream = Stream(*names)
    assert [stream.below(n) for _ in expected] == expected


def test_words_that_would_favour_small_numbers_are_passed_over() -> None:
    """Below n = 2^63 + 1 only words below that number count: about every second one, and those unchanged."""
    n = 2**63 + 1
    words = list(islice(_words("gen/1\nx"), 40))
    kept = [word for word in words if word < n]
    stream = Stream("x")
    assert [stream.below(n) for _ in kept] == kept and len(kept) < len(words)
    assert Stream("x").below(WORD) == words[0]


def test_every_number_is_as_likely_as_the_others() -> None:
    """Chi-squared over 7,000 draws below 7: 6 degrees of freedom, of which 22.5 is passed once in a thousand."""
    stream = Stream("uniform")
    seen = Counter(stream.below(7) for _ in range(7000))
    assert sum((seen[k] - 1000) ** 2 / 1000 for k in range(7)) < 22.5


@pytest.mark.parametrize("python", PYTHONS or [sys.executable])
def test_the_vectors_hold_under_every_python_at_hand(python: str) -> None:
    """The module needs the standard library alone, and each version draws the same."""
    if subprocess.run([python, "--version"], capture_output=True, check=False).returncode:
        python = sys.executable  # a stand-in for a version that is not installed
    program = (
        f"from random_stream import Stream\nfor names, n, _ in {DRAWS!r}:\n s = Stream(*names)\n print([s.below(n) for _ in range(12)])"
    )
    said = subprocess.run(
        [python, "-I", "-c", f"import sys; sys.path.insert(0, 'gen/algebra')\n{program}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines() == [str(expected) for _, _, expected in DRAWS]
