"""Problem files as authors leave them: good ones with a few edits that a person makes, some harmless and some not.

The same seed gives the same file. Nothing here knows whether a file is good.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from tests.support.problems import ROOT

Edit = Callable[[str, Random], str]

_NUMBER = re.compile(r"(?<![\w.\[-])-?\d+(?:\.\d+|/\d+)?(?![\w.\]])")
_NAME = re.compile(r"(?<![\w.'`{])[A-Za-z]\w*(?=\[t|\*|\[t-1|\])")
_NUMBERS = ("0", "1", "-1", "2", "1/3", "-7/4", "0.001", "12.5", "150", "-0.125", "33.33337")
_FUNCTIONS = ("relu", "tanh", "sigmoid", "exp", "log", "sqrt", "abs", "softplus", "step", "leaky_relu", "gelu", "elu", "silu")
_SETTINGS = (
    "shown: 2 decimals",
    "shown: 3 digits",
    "shown: 12 digits",
    "numbers: decimals",
    "numbers: decimals\nshown: 3 decimals",
    "tolerance: 0.001",
    "tolerance: 1%",
    "language: de",
)
_WORDS = "Let $x$ be what a student reads before the question, which may be long. "


@cache
def bases() -> tuple[str, ...]:
    """All complete problem files of the repository and of its documentation; none of them varies here."""
    files = [*sorted((ROOT / "problems").glob("*.yaml")), *sorted((ROOT / "tests" / "further").glob("*.yaml"))]
    found = [file.read_text(encoding="utf-8") for file in files]
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        blocks = re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        found += [block for block in blocks if block.startswith("title") and "items:" in block]
    return tuple(found)


def edited(seed: int) -> str:
    """A problem file with none, one, two or three edits."""
    draw = Random(seed)
    text = draw.choice(bases())
    for _ in range(draw.choice((0, 1, 1, 1, 2, 3))):
        text = draw.choice(_EDITS)(text, draw)
    return text


def _somewhere(pattern: re.Pattern[str], new: Sequence[str]) -> Edit:
    """Another word at one of the places that look like this."""

    def edit(text: str, draw: Random) -> str:
        places = list(pattern.finditer(text))
        if not places:
            return text
        place = draw.choice(places)
        return text[: place.start()] + draw.choice(new) + text[place.end() :]

    return edit


def _line_lost(text: str, draw: Random) -> str:
    lines = text.splitlines(keepends=True)
    del lines[draw.randrange(len(lines))]
    return "".join(lines)


def _line_twice(text: str, draw: Random) -> str:
    lines = text.splitlines(keepends=True)
    k = draw.randrange(len(lines))
    return "".join([*lines[: k + 1], *lines[k:]])


def _character_lost(text: str, draw: Random) -> str:
    k = draw.randrange(len(text))
    return text[:k] + text[k + 1 :]


def _setting(text: str, draw: Random) -> str:
    return f"{draw.choice(_SETTINGS)}\n{text}"


def _longer_prompt(text: str, draw: Random) -> str:
    return re.sub(r"prompt: (?=[A-Z])", lambda found: found[0] + _WORDS * draw.choice((1, 5, 40)), text, count=1)


def _renamed(text: str, draw: Random) -> str:
    names = sorted(set(_NAME.findall(text)))
    if not names:
        return text
    old, new = draw.choice(names), draw.choice(("u", "K", "theta_c", "h", "hidden", "x1"))
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text, count=draw.choice((0, 1)))


_EDITS: Sequence[Edit] = (
    _somewhere(_NUMBER, _NUMBERS),
    _somewhere(_NUMBER, _NUMBERS),
    _somewhere(re.compile(rf"\b(?:{'|'.join(_FUNCTIONS)})(?=\()"), _FUNCTIONS),
    _somewhere(re.compile(r"\b(?:forward|paths|reverse)\b"), ("forward", "paths", "reverse", "backward")),
    _somewhere(re.compile(r" [*+-] | @ |(?<=\w)\*(?=\w)"), (" + ", " - ", "*", " @ ", " ")),
    _somewhere(re.compile(r"\[t-1\]|\[t\]|\[\d\]"), ("[t]", "[t-1]", "[t-2]", "[1]", "[3]", "")),
    _somewhere(re.compile(r"\b(?:value|gradient|jacobian|count) of\b"), ("value of", "gradient of", "count of")),
    _line_lost,
    _line_twice,
    _character_lost,
    _setting,
    _setting,
    _longer_prompt,
    _renamed,
)
