r"""LaTeX math word by word: names of commands, single characters with their accents, runs of blanks; each knows its place in the file."""

import re

from gen.messages.characters import composed
from gen.messages.errors import InputError, InputErrors
from gen.model.source import Text

_WORD = re.compile(r"\\operatorname\*|\s+|(?:\\[A-Za-z]+|\\.|.)[\u0300-\u036f]*", re.DOTALL)  # an accent belongs to what it stands on


class TokenStream:
    """The words of a text, taken from left to right; an empty word stands at the end."""

    def __init__(self, text: Text) -> None:
        found = list(_WORD.finditer(text.value))
        self.text, self.at = text, 0
        self.places = [one.start() for one in found]
        self.all = ["\\ " if one[0][0] == "\\" and one[0][1:].isspace() else composed(one[0]) for one in found]

    def fault(self, message: str, hint: str = "", at: int | None = None) -> InputErrors:
        """At the word that was taken last, or at another one."""
        number = self.at - 1 if at is None else at
        place = self.places[min(max(number, 0), len(self.places) - 1)] if self.places else 0
        return InputErrors([InputError(self.text.at(place), message, hint)])

    def peek(self) -> str:
        """The next word, not yet taken."""
        return self.all[self.at] if self.at < len(self.all) else ""

    def after_blanks(self) -> str:
        """The next word that is not blank; nothing is taken."""
        blank = self.peek().isspace() and self.at + 1 < len(self.all)
        return self.all[self.at + 1] if blank else self.peek()

    def take(self) -> str:
        self.at += 1
        return self.all[self.at - 1] if self.at <= len(self.all) else ""

    def skip(self) -> str:
        """The next word behind blanks, which are taken."""
        while self.peek().isspace():
            self.at += 1
        return self.peek()

    def match(self, pattern: re.Pattern[str]) -> str | None:
        """The first group of what a pattern matches behind blanks, taken; None where it does not."""
        if not self.skip():
            return None
        found = pattern.match(self.text.value, self.places[self.at])
        while found and self.at < len(self.places) and self.places[self.at] < found.end():
            self.at += 1
        return found[1] if found else None
