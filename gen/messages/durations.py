"""How long an exam takes, as an author writes it: `90 minutes`, `1 h 30`, `1,5 Stunden`."""

import re
from fractions import Fraction

_HOURS = r"(?P<hours>\d{1,2}(?:[.,]\d{1,2})?)\s*(?:h|hrs?|hours?|Std|Stunden?)\b\.?"
_MINUTES = r"(?P<minutes>\d{1,3})\s*(?:(?:m|min|mins|minutes?|Minuten?)\b\.?|['′])"
_DURATION = re.compile(
    rf"[^\d]*?(?:{_HOURS}[^\d]*?(?:(?P<rest>[0-5]\d)(?!\d)|{_MINUTES})?|{_MINUTES.replace('minutes>', 'alone>')})[^\d]*", re.I | re.A
)
_NUMBER = re.compile(r"\s*(\d{1,3})\s*", re.ASCII)


def minutes_in(text: str) -> Fraction | None:
    """The minutes that a text states; None where it states none, or more than one length of time."""
    if number := _NUMBER.fullmatch(text):
        return Fraction(number[1])
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    part = {key: Fraction(value.replace(",", ".")) for key, value in found.groupdict().items() if value}
    return 60 * part.get("hours", Fraction(0)) + sum(part.get(key, Fraction(0)) for key in ("rest", "minutes", "alone"))
