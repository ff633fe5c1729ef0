"""What the mappings of an author's files may hold: a table for each, of its keys and of what may stand behind them.

A reader takes from the table of its mapping which keys are known and required, which words there are to choose from and what is a list or
a mapping; the schema that editors use and the reference are made from the same tables.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

Spoken = Literal["", "text", "words"]
"""In how many languages of a page a text may be written: in one, in each of them, or in each unless it is a number."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text or number, called `words` in the reference.

    It is `one_of` a few words, or matched as a whole by `pattern`, which JavaScript understands as well; a number lies from `least` to
    `most`, if it does. `like` are examples; `question` is a line under `ask`, and `stated` what a key says, `true` perhaps.
    """

    words: str
    one_of: tuple[str, ...] = ()
    pattern: str = ""
    least: int | None = None
    most: int | None = None
    spoken: Spoken = ""
    like: tuple[str, ...] = ()
    question: bool = False
    stated: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, called `words` in messages, of at least so many entries, each of which is an `item`."""

    words: str
    item: "Value"
    least: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping, called `words` in messages, whose keys an author makes up, or matched by `pattern`; behind each stands an `item`.

    `like` are keys that are usual.
    """

    words: str
    item: "Value"
    like: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Instead:
    """Some keys of the mapping called `of`, without those that it cannot have; one without a value stands for its absence."""

    of: str
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A key, what may stand behind it, and a sentence in Markdown that explains it; `example` is a value as it may be written."""

    name: str
    value: "Value"
    says: str
    required: bool = False
    example: str = ""


@dataclass(frozen=True)
class Keys:
    """A mapping, called `what` in messages: its keys; of those that are `one_of` it has exactly one."""

    what: str
    keys: tuple[Key, ...]
    one_of: tuple[str, ...] = ()

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(key.name for key in self.keys if key.required)

    @cached_property
    def known(self) -> tuple[str, ...]:
        """All names, those that are required before the others."""
        return (*self.required, *(key.name for key in self.keys if not key.required))

    @cached_property
    def by_name(self) -> dict[str, Key]:
        return {key.name: key for key in self.keys}

    @property
    def title(self) -> str:
        """Its name without articles or quotes: `item` for "an item"."""
        return re.sub(r"\b(a|an|the) (?!.* is )", "", self.what).strip("'")

    def part(self, *names: str) -> "Keys":
        """With these keys alone, none of them required."""
        return Keys(self.what, tuple(replace(self.by_name[name], required=False) for name in names))

    def words(self, name: str) -> tuple[str, ...]:
        """What there is to choose from at a key."""
        return next((form.one_of for form in self.by_name[name].value if isinstance(form, Scalar)), ())

    def entries(self, name: str) -> str:
        """What a mapping at a key is one of, in words."""
        return next(form.words for form in self.by_name[name].value if isinstance(form, Named))

    def items(self, name: str) -> str:
        """What a list at a key is one of, in words."""
        return next(form.words for form in self.by_name[name].value if isinstance(form, ListOf))


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions that begin as `pattern` says: keys that such an item `needs`, and keys that are its `own`: no other item has them."""

    pattern: str
    needs: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    def matches(self, line: str) -> bool:
        """Whether a line under `ask` begins so."""
        return re.match(self.pattern, line) is not None


Form = Scalar | ListOf | Named | Instead | Keys
Value = tuple[Form, ...]
"""What may stand in a place: at most one form for each of a text, a list and a mapping, which YAML tells apart.

Beside a mapping of known keys one of keys with a pattern may stand.
"""


def of_names(what: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Keys:
    """A mapping whose keys another file tells."""
    anything: Value = (Scalar("a text"),)
    return Keys(what, (*(Key(name, anything, "", required=True) for name in required), *(Key(name, anything, "") for name in optional)))
