"""The ideas of a model answer: what they earn together, and whether the answer keeps to the words that it may have."""

import re
from collections.abc import Iterator

from gen.algebra.printer import points_text
from gen.messages.errors import InputError
from gen.model.derivation import Statement
from gen.model.problem import Inline, Item, sentence_inline

_WORD = re.compile(r"\w(?:[\w'’-]*\w)?")
_FORMULAS = ("math", "formula", "expr", "value", "percent", "code", "worked")


def ideas(item: Item) -> list[Statement]:
    """The model answer by its labels, behind what all of it earns at most."""
    said = [Statement("model", label, pieces) for label, pieces in item.answer.items()]
    most = item.grading.most
    if most is None:
        return said
    number = Inline("text", points_text(most))
    points = sentence_inline("{points} point", points=number) if most == 1 else sentence_inline("{points} points", points=number)
    return [Statement("ideas", "ideas", (sentence_inline("Together these ideas earn at most {points}.", points=points),)), *said]


def too_many_words(item: Item) -> Iterator[InputError]:
    """Where a model answer has more words than the sheet allows: all of it, or any idea where not all are needed."""
    if item.words is None:
        return
    found = {label: sum(map(_words, pieces)) for label, pieces in item.answer.items()}
    if item.grading.most is None and len(found) > 1:
        found = {"": sum(found.values())}
    for label, words in found.items():
        if words > item.words:
            what = f"the model answer '{label}'" if label and len(item.answer) > 1 else "the model answer"
            yield InputError(item.where, f"{what} has {words} words, and the sheet allows {item.words}", "shorten it, or raise 'words'")


def _words(piece: Inline) -> int:
    return 1 if piece.kind in _FORMULAS else len(_WORD.findall(piece.text)) if piece.kind == "text" else 0
