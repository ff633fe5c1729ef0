r"""A small part of Markdown, read by markdown-it into pieces in their order; what belongs to a list, a table or bold words stands
between a piece that begins it and one that ends it.

Formulas, expressions, code between backticks and placeholders are found first, and each is one character while Markdown is read: no sign
in them is taken for Markdown. What the part lacks is refused at its place.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gen.messages.errors import InputError
from gen.model.problem import Inline
from gen.model.source import Text

MAX_LENGTH = 150_000  # characters of one text
MAX_LISTS, MAX_SPANS, MAX_COLUMNS = 3, 6, 12  # lists in lists, marked words in marked words; columns of a table
MAX_CODE, FEWER = 80, 6  # characters of a line of code, and how many fewer it has in a list
_TAB = 4  # characters

_BEFORE = r"^ *+(?:(?:[-*+]|\d{1,9}+[.)]) ++)*+"  # a listing: blanks, and what begins an entry
PIECE = re.compile(
    rf"{_BEFORE}(?P<fence>`{{3,}}+|~{{3,}}+)[^`\n]*\n(?:.*\n)*? *(?P=fence)[`~]* *$|"
    rf"{_BEFORE}(?P<endless>`{{3,}}+|~{{3,}}+)[^`\n]*(?:\n[\s\S]*|\Z)|"
    r"\\(?P<literal>[$`{}])|\$\$(?P<display>(?:[^$\\]|\\.)+)\$\$|\$(?P<math>(?:[^$\\]|\\.)+)\$|"
    r"(?<!`)(?P<ticks>``++)(?P<code>[^\n]+?)(?<!`)(?P=ticks)(?!`)|`(?P<expr>[^`\n]*)`|\{(?P<slot>[^{}\n]*)\}|(?P<stray>[$`{}])",
    re.MULTILINE,
)
_FIRST = 0xF0000  # of the private characters, which no text has: each stands for a piece
_MASKS = re.compile("([\U000f0000-\U0010fffd])")
_READER = MarkdownIt("commonmark").enable("table").disable(["reference", "code", "entity", "backticks"])
_MARKS = {"strong": "strong", "em": "emphasis", "bullet_list": "list", "ordered_list": "list", "list_item": "entry"}
_MARKS |= {"table": "table", "tr": "row", "th": "cell", "td": "cell"}
_HTML = ("HTML is not read", "write Markdown such as **bold**; to print '<', put a backslash before it")
_REFUSED = {
    "heading_open": ("", "a heading cannot stand in a text", "write **bold** words; to print '#', put a backslash before it"),
    "blockquote_open": ("", "a quotation cannot stand in a text", "to print '>', put a backslash before it"),
    "hr": ("", "a rule cannot stand in a text", "take this line out"),
    "html_block": ("", *_HTML),
    "html_inline": ("", *_HTML),
    "link_open": ("[", "a link cannot stand in a text", "write the address in words; to print '[', put a backslash before it"),
    "image": ("![", "a picture cannot stand in a text", "an item has one under 'picture'; to print '[', put a backslash before it"),
}
_ALIGNED = {"text-align:right": "r", "text-align:center": "c"}


def read_markdown(text: Text, put: Callable[[re.Match[str]], Inline], faults: list[InputError], blocks: bool = True) -> tuple[Inline, ...]:
    """The pieces of a text, in order; `put` makes those that PIECE matches. Faults are added to the list.

    Without `blocks` the text has words alone, and neither lists nor tables nor listings.
    """
    if len(text.value) > MAX_LENGTH:
        faults.append(InputError(text.where, f"a text has at most {MAX_LENGTH:,} characters", "make it shorter"))
        return ()
    reader = _Reader(text, put, faults, blocks)
    for token in (_READER.parse if blocks else _READER.parseInline)(reader.masked):
        reader.read(token)
    return tuple(piece for piece in reader.found if piece.kind != "text" or piece.text)


class _Reader:
    """Makes pieces of tokens.

    Markdown is read from `masked`, whose `lines` have their `starts` in it; `origins` are the places in the text of its characters.
    `lists` are the places of the pieces that begin the lists around, `numbers` those of their entries (None: they have none), `table` is
    the place of the table around, if there is one, and `spans` is how many marks the words have.
    """

    def __init__(self, text: Text, put: Callable[[re.Match[str]], Inline], faults: list[InputError], blocks: bool) -> None:
        self.text, self.faults, self.put, self.found = text, faults, list[Inline](), list[Inline]()
        self.line, self.spans, self.table, self.lists, self.numbers = 0, 0, -1, list[int](), list[int | None]()
        parts, self.origins, start = list[str](), list[int](), 0
        for match in PIECE.finditer(text.value):
            if match["fence"] and blocks:
                continue
            parts += [text.value[start : match.start()], chr(_FIRST + len(self.put))]
            self.origins += range(start, match.start() + 1)
            self.put.append(put(match))
            start = match.end()
        self.masked = "".join([*parts, text.value[start:]])
        self.origins += range(start, len(text.value) + 1)
        self.lines = self.masked.split("\n")
        self.starts = [0, *accumulate(len(line) + 1 for line in self.lines)]

    def fault(self, sign: str, message: str, hint: str = "") -> None:
        """At the first such sign from this line on; without a sign where the line begins."""
        line = self.lines[min(self.line, len(self.lines) - 1)]
        start = self.starts[min(self.line, len(self.lines) - 1)] + len(line) - len(line.lstrip(" "))
        self.faults.append(InputError(self.text.at(self.origins[max(start, self.masked.find(sign, start))]), message, hint))

    def read(self, token: Token) -> None:
        """Adds the pieces of a token."""
        kind, mark = token.type, _MARKS.get(re.sub("_(open|close)$", "", token.type))
        self.line = token.map[0] if token.map else self.line
        if kind in _REFUSED:
            sign, message, hint = _REFUSED[kind]
            self.fault(token.content if kind == "html_inline" else sign, message, hint)
        elif kind == "inline":
            for child in token.children or ():
                self.read(child)
        elif kind in ("text", "softbreak"):
            self.words("\n" if kind == "softbreak" else token.content)
        elif kind == "hardbreak":
            self.found.append(Inline("break", "\n"))
        elif kind == "fence":
            self.listing(token)
        elif kind == "paragraph_open" and self.found and (self.found[-1].kind, self.found[-1].text) != ("begin", "entry"):
            self.words("\n\n")
        elif mark and token.nesting > 0:
            self.begin(mark, token)
        elif mark:
            self.end(mark)

    def begin(self, mark: str, token: Token) -> None:
        label = ""
        if mark == "list":
            self.lists.append(len(self.found))
            self.numbers.append(int(token.attrs.get("start", 1)) - 1 if token.type == "ordered_list_open" else None)
            if len(self.numbers) == MAX_LISTS + 1:
                self.fault("", f"lists are nested at most {MAX_LISTS} deep")
        elif mark == "entry" and (number := self.numbers[-1]) is not None:
            self.numbers[-1] = number + 1
            label = f"({'.'.join(str(n) for n in self.numbers if n is not None)})"
            self.found[self.lists[-1]] = replace(self.found[self.lists[-1]], label=label)
        elif mark == "table":
            self.table = len(self.found)
        elif mark == "row" and (columns := len(self.found[self.table].label)):
            cells = 1 + len(re.findall(r"(?<!\\)\|(?!$)", self.lines[self.line].strip().removeprefix("|")))
            if cells > columns:
                self.fault("", f"a row has {cells} cells, and its table {columns} columns", r"to print '|', write \|")
        elif token.type == "th_open":
            head = self.found[self.table]
            self.found[self.table] = replace(head, label=head.label + _ALIGNED.get(str(token.attrGet("style")), "l"))
            if len(head.label) == MAX_COLUMNS:
                self.fault("", f"a table has at most {MAX_COLUMNS} columns")
        elif mark in ("strong", "emphasis"):
            self.spans += 1
            if self.spans == MAX_SPANS + 1:
                self.fault("", f"bold and emphasised words are nested at most {MAX_SPANS} deep")
        self.found.append(Inline("begin", mark, label=label))

    def listing(self, token: Token) -> None:
        lines = token.content.expandtabs(_TAB).rstrip().split("\n")
        room = MAX_CODE - FEWER * len(self.numbers)
        for number, line in enumerate(lines, 1):
            if len(line) > room:
                self.line += number
                self.fault("", f"a line of code has {len(line)} characters, and a page has room for {room} here", "break it")
                break
        self.found.append(Inline("listing", "\n".join(line.rstrip() for line in lines), label=token.info.partition(" ")[0]))

    def end(self, mark: str) -> None:
        if mark == "list":
            self.lists.pop()
            self.numbers.pop()
        elif mark == "table":
            self.table = -1
        elif mark in ("strong", "emphasis"):
            self.spans -= 1
        self.found.append(Inline("end", mark))

    def words(self, text: str) -> None:
        """Words, with the pieces that stand among them."""
        for i, part in enumerate(_MASKS.split(text)):
            piece = self.put[ord(part) - _FIRST] if i % 2 else Inline("text", part)
            if self.table >= 0 and piece.kind in ("slot", "formula"):
                self.fault(part, "a cell of a table holds words and formulas in a line", "write this before or behind the table")
            if not i % 2 and (stray := re.search("[$`{}]", part)):
                self.fault(stray[0], f"a '{stray[0]}' without its partner", "to print it, put a backslash before it")
            if piece.kind == "text" and self.found and self.found[-1].kind == "text":
                self.found[-1] = Inline("text", self.found[-1].text + piece.text)
            else:
                self.found.append(piece)
