"""What may stand in a cell: numbers as they were given, names that can be printed, nothing that a spreadsheet program has made of them."""

import re
from collections.abc import Iterator

from gen.messages.characters import character_name, composed, plain_form, refused_characters, remedy
from gen.messages.errors import InputError
from gen.roster.source import Source
from gen.roster.table import Cell

MAX_NAME = 100  # characters
MAX_PLACE = 40  # of a number, a room, a seat
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+|\d+[.,]0*")
_AS_TEXT = re.compile(r"""="(.*)"|'(.*)""")  # how some exports keep the zeros before a number
_ERROR = re.compile(r"#(?:NAME|REF|VALUE|WERT|BEZUG|NUM|ZAHL|DIV/0|N/A|NV)[?!]?")
_MONTH = "(?:Jan|Feb|Mar|Mär|Mrz|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)[a-z]*"
_DATE = re.compile(
    rf"\d{{1,2}}[. -]+{_MONTH}\.?(?:[. -]*\d{{2,4}})?|{_MONTH}[ -]\d{{2}}|\d{{1,2}}([./])\d{{1,2}}\1(?:19|20)\d\d|20\d\d-\d\d-\d\d"
)
_TEXT = "mark the column as text there and type it again"


def number_of(cell: Cell, source: Source, faults: list[InputError]) -> str:
    """The number of a student, zeros before it kept; empty if there is a fault. Files and codes are called by it."""
    text = _AS_TEXT.sub(r"\1\2", cell.text).strip()
    where = source.at(cell.begin)
    if not text:
        faults.append(InputError(where, "the student has no number"))
    elif _ROUNDED.fullmatch(text):
        faults.append(InputError(where, f"'{text}' is what a spreadsheet program has made of a number", _TEXT))
    elif _ERROR.fullmatch(text):
        faults.append(_error(cell, source))
    elif not _NUMBER.fullmatch(text):
        hint = plain_form(text) or "it has digits, letters from A to z, '.', '_' and '-', the first a digit or a letter"
        faults.append(InputError(where, f"'{text}' is no number of a student", hint))
    elif len(text) > MAX_PLACE:
        faults.append(InputError(where, f"the number has {len(text)} characters, and {MAX_PLACE} at most are printed"))
    else:
        return text
    return ""


def name_of(cell: Cell, source: Source, faults: list[InputError]) -> str:
    """A name or a part of one; empty if it is, or if there is a fault."""
    text = _text(cell, MAX_NAME, source, faults)
    if text and not any(c.isalpha() for c in text):
        faults.append(InputError(source.at(cell.begin), f"'{text}' is no name: it has no letter"))
        return ""
    if text and (meant := _twice_encoded(text)):
        message = f"'{text}' is '{meant}', read in the wrong encoding and saved again"
        faults.append(InputError(source.at(cell.begin), message, "take the list as it was exported"))
        return ""
    return text


def room_of(cell: Cell, source: Source, faults: list[InputError]) -> str:
    """A room; empty if it is, or if there is a fault."""
    return _text(cell, MAX_PLACE, source, faults)


def seat_name_of(cell: Cell, source: Source, faults: list[InputError]) -> str:
    """What a seat is called; empty if it is, or if there is a fault."""
    text = _text(cell, MAX_PLACE, source, faults)
    if _DATE.fullmatch(text):
        faults.append(InputError(source.at(cell.begin), f"'{text}' is the date that a spreadsheet program has made of it", _TEXT))
        return ""
    return text


def _text(cell: Cell, most: int, source: Source, faults: list[InputError]) -> str:
    """What stands in a cell, composed, with one blank between words; empty if there is a fault."""
    strange = list(_strange(cell.text))
    for n, sign in strange:
        faults.append(InputError(source.at(cell.index(n)), f"{character_name(sign)} cannot be printed", remedy(sign)))
    text = " ".join(composed(cell.text).split())
    text = text[1:] if re.match(r"'[=+@\t-]", text) else text  # as `csv_text` writes it
    if _ERROR.fullmatch(text):
        faults.append(_error(cell, source))
    elif len(text) > most:
        faults.append(InputError(source.at(cell.begin), f"this has {len(text)} characters, and {most} at most are printed"))
    elif not strange:
        return text
    return ""


def _strange(text: str) -> Iterator[tuple[int, str]]:
    """Each character that no sheet has, with its place; a cell has one line."""
    yield from sorted([*refused_characters(text), *((n, c) for n, c in enumerate(text) if c in "\n\t")])


def _error(cell: Cell, source: Source) -> InputError:
    return InputError(source.at(cell.begin), f"'{cell.text}' is an error of a spreadsheet program", _TEXT)


def _twice_encoded(text: str) -> str:
    """`Müller` for `MÃ¼ller`; empty for a name that is what it is."""
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
    return meant if meant != text else ""
