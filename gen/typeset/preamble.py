"""The preamble of gen's documents, of which TeX dumps a format: its packages are read once on a machine, and loaded by each run since.

No author's file is among them.
"""

import re
from collections.abc import Callable
from threading import Lock

from gen.latex import Tex
from gen.system import read_bytes
from gen.system.distribution import styles
from gen.typeset.cache import Made, kept

# What may follow, for letters of other scripts, changes TeX's list of fonts, which no format holds.
_LINES = re.compile(r"\\documentclass.*\n(?:\\usepackage.*\n)*\\usepackage\{gensheet\}\n(?:\\usepackage\{genfigures\}\n)?")
_MAKING = Lock()  # keys are measured by several threads: one makes the format, the others have it from the cache


def split_preamble(source: Tex) -> tuple[str, Tex]:
    """The lines that many sources begin with, and the source with empty comments in their place: what stands where remains the same.

    A source that gen's templates did not write has none.
    """
    found = _LINES.match(source)
    return (found[0], Tex("%\n" * found[0].count("\n") + source[found.end() :])) if found else ("", source)


def kept_format(preamble: str, make: Callable[[str], Made]) -> Made:
    """The format of a preamble from the cache, or else from `make`. Raises Unreadable."""
    with _MAKING:
        return kept(preamble.encode() + b"".join(map(read_bytes, styles())), lambda: make(preamble))
