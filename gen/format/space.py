"""How much room an answer has on the sheet: a height, or lines to write on, and how many words it may have."""

from gen.model.answers import AnswerSpace
from gen.syntax import Fields

MAX_SPACE = 24  # cm: a page
MAX_LINES = 30
MAX_WORDS = 1000
_ROOM = {
    "space": ("the answer space has a height from 0 to 24 cm", MAX_SPACE),
    "lines": (f"an answer has from 1 to {MAX_LINES} lines", MAX_LINES),
}


def read_space(fields: Fields) -> AnswerSpace | None:
    """`space: 5` in cm or `lines: 4`; from the least to the most, `space: 2..4`."""
    if "space" in fields and "lines" in fields:
        fields.fault(fields.nodes["lines"].where, "an item has 'space' or 'lines', not both")
        return None
    key = "lines" if "lines" in fields else "space"
    text = fields.text(key)
    if text is None:
        return None
    at = text.value.find("..")
    low = fields.fraction(text.part(0, at) if at >= 0 else text)
    high = fields.fraction(text.part(at + 2, len(text.value))) if at >= 0 else low
    if low is None or high is None:
        return None
    says, most = _ROOM[key]
    whole = key == "space" or all(n.denominator == 1 for n in (low, high))
    if not 0 < low <= most or not 0 < high <= most or not whole:
        fields.fault(text.where, f"{says}, found '{text.value}'")
    elif at >= 0 and low >= high:
        fields.fault(text.where, f"'{text.value}' goes from the least to the most", f"write {key}: {high}..{low}" if low > high else "")
    return AnswerSpace(low, high, key == "lines")


def read_words(fields: Fields) -> int | None:
    """`words: 40`: how many an answer may have."""
    text, words = fields.text("words"), fields.number("words")
    if text and words is not None and (words.denominator != 1 or not 1 <= words <= MAX_WORDS):
        fields.fault(text.where, f"an answer has from 1 to {MAX_WORDS:,} words, found '{text.value}'")
        return None
    return int(words) if words is not None else None
