"""What to write where a file is not readable as YAML: the slips of people who do not think of YAML while they write."""

import re
from collections.abc import Sequence
from dataclasses import replace

from gen.messages.errors import Location

COMMENT = "in YAML ' #' begins a comment: a text that holds it needs quotes, or '|' and a line of its own"
QUOTES = "needs quotes, or '|' and a line of its own"
# Keys under which names stand with what they are.
_OF_NAMES = "given|points|printed|shapes|convention|vary|latex|cells|accept|corrected|acknowledge|published|lines|formulas"


def hint_for(problem: str, where: Location, begun: Location | None, lines: Sequence[str]) -> tuple[Location, str]:
    """Where to look and what to write for what PyYAML has found; `begun` is where it was reading from, `lines` are those of the file.

    The place is PyYAML's own where nothing tells a better one.
    """
    line, before = where.text, _line_before(where, lines)
    if "\t" in line[: where.column]:
        return where, "indent with spaces, not tabs"
    around = [text for place in (where, begun) if place for text in (place.text, _line_before(place, lines)[1])]
    if any(re.search(r"\S #", text) for text in around):
        return where, COMMENT
    if "'`'" in problem:
        return where, f"text that begins with a backtick {QUOTES}"
    if "got '['" in problem and (found := _bracketed(where)):
        return found
    if "got '?'" in problem:
        return where, "inside { } and [ ] a text with a question mark needs quotes"
    if "unknown escape" in problem:
        return where, "between double quotes a backslash has a meaning of its own: take single quotes, or '|' and a line of its own"
    if star := re.match(r"\s*(?:- )?(?:[\w ]+: +)?(\*)", line):
        return replace(where, column=star.start(1) + 1), f"text that begins with * {QUOTES}"
    if "mapping values" in problem:
        return _colons(where, before)
    if begun and begun.line < where.line and "','" in problem:
        return begun, f"this {begun.text[begun.column - 1 : begun.column]} is not closed"
    if "<block end>" in problem and re.search(r": +'.*'", line[: where.column] + line[where.column :]):
        return where, "between single quotes an apostrophe is written twice, ''; or take '|' and a line of its own"
    if "<block end>" in problem and (brace := re.search(r": +([{\[])", line)):
        return replace(where, column=brace.start(1) + 1), f"text that begins with {brace[1]} {QUOTES}"
    if "<block end>" in problem and begun and begun.line < where.line:
        return where, f"what stands below each other begins in the same column, here {begun.column} as in line {begun.line}"
    return where, ""


def _line_before(where: Location, lines: Sequence[str]) -> tuple[int, str]:
    """The number and the text of the last line before a place that has some."""
    return next(((n, lines[n - 1]) for n in range(min(where.line - 1, len(lines)), 0, -1) if lines[n - 1].strip()), (0, ""))


def _bracketed(where: Location) -> tuple[Location, str] | None:
    """An entry of { } or [ ] with a bracket in it: where it begins, and the same in quotes."""
    head, rest = where.text[: where.column - 1], where.text[where.column - 1 :]
    start = max(head.rfind(sign) for sign in "{[,") + 1
    start = max(start, head.rfind(": ") + 2 if ": " in head[start:] else 0)
    end = re.match(r"(?:\[[^\[\]]*\]|[^,{}\[\]:]|:(?! ))*", rest)
    entry = (head[start:] + (end[0] if end else "")).strip()
    place = start + len(head[start:]) - len(head[start:].lstrip())
    if not entry or not re.fullmatch(r"[^\[\]]*(\[[^\[\]]*\][^\[\]]*)+", entry):
        return None
    return replace(where, column=place + 1), f'inside {{ }} and [ ] a text with brackets needs quotes: write "{entry}"'


def _colons(where: Location, before: tuple[int, str]) -> tuple[Location, str]:
    """A colon where none can stand: of a text, of what belongs into lines of its own, or none with a blank in the line before."""
    number, text = before
    if missing := re.match(r"\s*([\w\[\], ]+):(\S+)\s*$", text):
        place = Location(where.file, number, missing.start(2) + 1, text)
        return place, f"a colon needs a blank behind it: write {missing[1].strip()}: {missing[2]}"
    if equation := re.match(r"\s*(\w[\w\[\], -]*?) *(?<![<>!=])(=)(?!=) *(\S[^:]*)$", text):
        place = Location(where.file, number, equation.start(2) + 1, text)
        return place, f"behind a name stands a colon: write {equation[1]}: {equation[3].strip()}"
    if key := re.match(rf"\s*(?:- )?({_OF_NAMES}): +(?=[^\s{{])", where.text):
        return where, f"what stands under '{key[1]}' has lines of its own below it, or stands in {{ }}"
    return where, f"text that holds ': ' {QUOTES}"
