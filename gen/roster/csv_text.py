"""Tables as spreadsheet programs open them, in which no cell is a formula."""

import re
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?%?")
_FORMULA = re.compile(r"\s*[=+@＝＋－＠-]|[\t\r]")


def csv_text(rows: Iterable[Sequence[str]], separator: str = ",") -> str:
    """Rows of cells as CSV (RFC 4180), to be written in UTF-8: it begins with the mark by which spreadsheet programs know that.

    What a program would take for a formula gets an apostrophe in front, which `read_roster` takes off again; numbers stay as they are.
    Programs that are set to German part columns at `;`.
    """
    lines = (separator.join(_cell(harmless(cell), separator) for cell in row) for row in rows)
    return "\ufeff" + "".join(f"{line}\r\n" for line in lines)


def harmless(cell: str) -> str:
    """The text of a cell that no spreadsheet program computes."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _cell(text: str, separator: str) -> str:
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if any(c in text for c in (separator, '"', "\r", "\n")) or text != text.strip() else text
