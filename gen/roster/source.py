"""The text of a file of students, and where in it a character stands.

It is UTF-8, or UTF-16 where it begins with the mark of that, or else Windows-1252, which has all letters of ISO-8859-1. Nothing else is
guessed: a file in which bytes make no sense in any of these is refused at such a byte, since a wrong letter would stand on a sheet.
"""

import re
from bisect import bisect_right
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from pathlib import Path

from gen.messages.errors import InputError, InputErrors, Location
from gen.system import Unreadable, read_bytes

MAX_BYTES = 16 * 2**20
MAX_LINES = 100_000
_UTF_8 = "save it as 'CSV UTF-8' in the program that it comes from"
_OTHERS = {
    b"PK\x03\x04": "a workbook (XLSX or ODS) and no CSV",
    b"\xd0\xcf\x11\xe0": "a workbook (XLS) and no CSV",
    b"%PDF": "a PDF and no CSV",
}
_LETTER = r"[^\W\d_]"
# Within a word these are letters of another encoding: 'ä' of DOS is read as '„', 'ü' of old Macs as 'Ÿ'.
_DAMAGED = re.compile(f"(?<={_LETTER})(?:[€‚ƒ„†‡ˆ‰‹“”˜›¡¢£¤¥¦§¨©«¬®¯°±²³µ¶¸¹»¼½¾¿]|[ŠŽŸŒ](?=[a-zß-ÿ]))(?={_LETTER})")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Source:
    """A text; `shown` is the file's name in messages, `encoding` what its bytes were read by, `starts` where its lines begin."""

    shown: str
    text: str
    encoding: str
    starts: tuple[int, ...]

    def at(self, index: int) -> Location:
        """The place of a character; lines and columns are counted as an editor does."""
        line = bisect_right(self.starts, index) - 1
        begin = self.starts[line]
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        return Location(self.shown, line + 1, index - begin + 1, self.text[begin:end].rstrip("\r\n"))


def read_source(file: Path) -> Source:
    """The text of a file. Raises InputErrors where it cannot be read, is no text, or is in an encoding that nobody can tell."""
    shown = str(file)
    try:
        raw = read_bytes(file, MAX_BYTES)
    except Unreadable as error:
        raise _refused(Location(shown, 1, 1), str(error)) from None
    if max(raw.count(b"\n"), raw.count(b"\r")) > MAX_LINES:
        raise _refused(Location(shown, 1, 1), f"the file has more than {MAX_LINES:,} lines")
    if other := next((what for magic, what in _OTHERS.items() if raw.startswith(magic)), None):
        raise _refused(Location(shown, 1, 1), f"the file is {other}", "save the list as CSV in the spreadsheet program")
    source = _decoded(raw, shown)
    if (null := source.text.find("\0")) >= 0:
        hint = "in UTF-16 every other byte is 0: " + _UTF_8
        raise _refused(source.at(null), "here is a byte 0, which stands in no text", hint)
    return source


def text_source(text: str, shown: str, encoding: str = "UTF-8") -> Source:
    return Source(shown, text, encoding, (0, *(end.end() for end in _LINE_END.finditer(text))))


def _refused(where: Location, message: str, hint: str = "") -> InputErrors:
    return InputErrors([InputError(where, message, hint)])


def _decoded(raw: bytes, shown: str) -> Source:
    """The text of bytes. Raises InputErrors at the first byte that fits no encoding."""
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _strictly(raw, "utf-16", "UTF-16", shown)
    try:
        return text_source(raw.decode("utf-8-sig"), shown)
    except UnicodeDecodeError as error:
        lenient = raw.decode("utf-8", "surrogateescape")
        if raw.startswith(BOM_UTF8) or any(c > "\x7f" and not "\udc80" <= c <= "\udcff" for c in lenient):
            message = f"the byte {_hex(raw, _first_bad(raw, error))} is no UTF-8, though other letters of the file are"
            raise _refused(_place(raw, "utf-8-sig", _first_bad(raw, error), shown), message, _UTF_8) from None
    source = _strictly(raw, "cp1252", "Windows-1252", shown)
    if damaged := _DAMAGED.search(source.text):
        at = damaged.start()
        message = f"the byte {_hex(raw, at)} is a letter neither in UTF-8 nor in Windows-1252, where it is '{damaged[0]}'"
        raise _refused(source.at(at), message, _UTF_8)
    return source


def _first_bad(raw: bytes, error: UnicodeDecodeError) -> int:
    """The byte at which decoding stopped; a decoder that takes off a mark counts from behind it."""
    return error.start + (len(BOM_UTF8) if raw.startswith(BOM_UTF8) and len(error.object) < len(raw) else 0)


def _strictly(raw: bytes, codec: str, encoding: str, shown: str) -> Source:
    try:
        return text_source(raw.decode(codec), shown, encoding)
    except UnicodeDecodeError as error:
        others = "UTF-16, with which the file begins" if codec == "utf-16" else "UTF-8, Windows-1252 or ISO-8859-1"
        message = f"the byte {_hex(raw, error.start)} is no letter in {others}"
        raise _refused(_place(raw, codec, error.start, shown), message, _UTF_8) from None


def _hex(raw: bytes, at: int) -> str:
    return f"0x{raw[at]:02X}"


def _place(raw: bytes, codec: str, at: int, shown: str) -> Location:
    """Where a byte stands that is not decoded; in the line that is shown a replacement character stands for it."""
    index = len(raw[:at].decode(codec, "ignore"))
    return text_source(raw.decode(codec, "replace"), shown).at(index)
