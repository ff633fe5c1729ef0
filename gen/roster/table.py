"""Cells of a table in text, each with its place: what stands between separators, and between quotes whatever it is (RFC 4180).

The reader of Python's library knows lines and no columns, and takes a quote that is never closed for the rest of the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gen.messages.errors import MAX_FAULTS, InputError
from gen.roster.source import Source

SEPARATORS = ";\t,"  # the first of them where two are as frequent
MAX_COLUMNS = 500
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEP = re.compile(r"sep=([;\t,])[ ]*(?:\r\n|\r|\n|\Z)")  # a line that spreadsheet programs write for each other


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, without quotes and without the blanks around; `begin` is where it begins in the source."""

    text: str
    begin: int
    quoted: bool = False

    def index(self, n: int) -> int:
        """Where the n-th character stands in the source: between quotes each quote is written twice."""
        return self.begin + n + (self.text.count('"', 0, n) if self.quoted else 0)


Row = tuple[Cell, ...]


def rows(source: Source, faults: list[InputError]) -> Iterator[Row]:
    """The rows that have anything in them, the names of columns first. A row with a fault in it is told and left out."""
    text = source.text
    told = _SEP.match(text)
    at = told.end() if told else 0
    separator = told[1] if told else _separator(text)
    cell = re.compile(rf' *"(?P<quoted>[^"]*(?:""[^"]*)*)"(?P<behind> *)(?=[{separator}\r\n]|\Z)|(?P<plain>[^{separator}\r\n]*)')
    row: list[Cell] = []
    while len(faults) < MAX_FAULTS:
        found = cell.match(text, at)
        assert found is not None  # a plain cell may be empty
        if found["quoted"] is None and found["plain"].lstrip(" ").startswith('"'):
            faults.append(_unclosed(source, text.index('"', at)))
        elif len(row) == MAX_COLUMNS:
            faults.append(InputError(source.at(at), f"the row has more than {MAX_COLUMNS} cells"))
        else:
            row.append(_cell(found))
            at = found.end()
            if text.startswith(separator, at):
                at += 1
                continue
            if any(one.text for one in row):
                yield tuple(row)
        at, row = _next_line(text, at), []
        if at >= len(text):
            return


def _cell(found: re.Match[str]) -> Cell:
    group = "plain" if found["quoted"] is None else "quoted"
    raw = found[group]
    text = raw if group == "plain" else raw.replace('""', '"')
    blanks = len(text) - len(text.lstrip()) if text.strip() else 0
    return Cell(text.strip(), found.start(group) + blanks, group == "quoted")


def _unclosed(source: Source, at: int) -> InputError:
    message = "the quote that opens this cell is not closed at the end of it"
    return InputError(source.at(at), message, "a quote within a quoted cell is written twice")


def _next_line(text: str, at: int) -> int:
    """Where the line behind that of a character begins."""
    end = _LINE_END.search(text, at)
    return end.end() if end else len(text)


def _separator(text: str) -> str:
    """The sign that stands most often in the first line that has anything in it, quotes left out."""
    line = re.search(rf"[^\r\n {SEPARATORS}][^\r\n]*", text)
    bare = re.sub(r'"[^"]*"', "", line[0]) if line else ""
    return max(SEPARATORS, key=bare.count)
