"""What is printed onto a finished sheet to make it one student's, and what of it cannot be printed."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from gen.latex import escape
from gen.messages.characters import character_name, refused_characters, remedy, visible_text

# What is set besides letters and ASCII: what the run of TeX for letters has in its fonts anyway, whoever is in it.
_PUNCTUATION = "‐‑–—‘’‚“”„‹›«»·•"
MOST = {"name": 100, "room": 60, "seat": 24}  # characters that are still legible where they are squeezed into their place


@dataclass(frozen=True, slots=True)
class Stamp:
    """A student's own data as they are printed; `room` and `seat` may be empty. The number stands as it is, leading zeros included."""

    name: str
    number: str
    room: str
    seat: str


def stamp_faults(stamp: Stamp) -> Iterator[str]:
    """In words what of a stamp cannot be printed, and what to do instead; nothing is set before all of these are mended."""
    who = f"student '{visible_text(stamp.number[:40])}'"
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,20}", stamp.number, re.ASCII):
        yield f"{who}: a number for a code has 1 to 20 of A-Z, a-z, 0-9, '.', '_' and '-'"
    if not stamp.name.strip():
        yield f"{who} has no name"
    for what, text in (("name", stamp.name), ("room", stamp.room), ("seat", stamp.seat)):
        if len(text) > MOST[what]:
            yield f"{who}: the {what} has {len(text)} characters, and no more than {MOST[what]} are legible on a sheet: shorten it"
        refused = [sign for _, sign in refused_characters(text)] + [sign for sign in text if not _is_of_words(sign)]
        for sign in dict.fromkeys(refused):
            yield f"{who}: the {what} has {character_name(sign)}, which cannot be printed" + (f" ({remedy(sign)})" if remedy(sign) else "")
        if not refused and r"\mathsign" in escape(text):
            yield f"{who}: the {what} has a Greek letter alone, which is set as one of mathematics (write it in Latin letters)"


def _is_of_words(sign: str) -> bool:
    if sign.isascii():
        return sign.isprintable()
    return sign in _PUNCTUATION or unicodedata.category(sign) in ("Lu", "Ll", "Lt", "Lo", "Mn", "Zs")
