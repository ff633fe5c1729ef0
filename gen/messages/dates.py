"""Days as an author writes them, and as a page has them in words."""

import re
from datetime import date

from gen.messages.sentences import Language

_MONTHS: dict[Language, list[str]] = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "de": ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
}
_DAYS = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)|(?P<d2>\d\d?)\.\s*(?P<m2>\d\d?)\.\s*(?P<y2>\d{4})", re.ASCII)
_IN_WORDS = re.compile(
    r"(?P<d>\d\d?)(?:\.|st|nd|rd|th)?\s+(?P<m>[^\W\d]+)\.?\s+(?P<y>\d{4})|(?P<m2>[^\W\d]+)\.?\s+(?P<d2>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4})"
)


class NoSuchDay(ValueError):
    """What reads as a day and is in no calendar: its text."""


def day_in(text: str) -> date | None:
    """The first day that a text states in figures or with the name of its month; None where it states none. Raises NoSuchDay."""
    found = _DAYS.search(text) or _IN_WORDS.search(text)
    if not found:
        return None
    part = {key.rstrip("2"): value for key, value in found.groupdict().items() if value}
    month = int(part["m"]) if part["m"].isdigit() else _month(part["m"])
    try:
        return None if month is None else date(int(part["y"]), month, int(part["d"]))
    except ValueError:
        raise NoSuchDay(found[0]) from None


def date_words(text: str, language: Language) -> str:
    """`2026-02-13` as `13 February 2026` or `13. Februar 2026`; what is not such a date stays as it is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day}{'.' if language == 'de' else ''} {_MONTHS[language][day.month - 1]} {day.year}"


def _month(word: str) -> int | None:
    """The number of a month by its name or the first three letters or more of it, in any of the languages; None for another word."""
    found = (i for names in _MONTHS.values() for i, name in enumerate(names, 1) if len(word) > 2 and name.lower().startswith(word.lower()))
    return next(found, None)
