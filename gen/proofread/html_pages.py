"""A key as a page of HTML, read back: it says what the key in LaTeX says, whose rows have been read as numbers, in the same order.

What is compared is what the eye sees: each formula sign by sign, by `mathml_text`, letters and digits of words, the points beside each
step. Nothing here knows what wrote the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from os.path import commonprefix

from lxml import etree, html

from gen.latex import Tex
from gen.messages.errors import VerificationError
from gen.page import ExamView, GridView, ItemView, ReadingView, RowView, TableView
from gen.proofread.mathml_text import Unreadable, mathml_text
from gen.proofread.plain_latex import plain_latex
from gen.proofread.printed_steps import chains_of

Element = etree._Element


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a key: what it is, and what it says in plain letters and formulas without blanks."""

    what: str
    text: str


def check_html_key(page: str, key: ExamView) -> int:
    """How many pieces the page of a key has. Raises VerificationError where it does not say what the key in LaTeX says."""
    tree = html.fromstring(page)
    found = _of_class(tree, "item")
    items = [item for problem in key.problems for item in problem.items]
    if len(found) != len(items):
        raise VerificationError(f"the page has {len(found)} items, not {len(items)}")
    return sum(_check_item(one, item) for one, item in zip(found, items, strict=True))


def _check_item(element: Element, item: ItemView) -> int:
    try:
        told, wanted = [*_told(element)], [*_wanted(item)]
    except Unreadable as error:
        raise VerificationError(f"{item.name}: the page has a formula that cannot be read: {error}") from None
    for there, expected in zip_longest(told, wanted):
        if there != expected:
            raise VerificationError(f"{item.name}: the page has {_quoted(there, expected)}, the key {_quoted(expected, there)}")
    return len(told)


def _quoted(said: Said | None, other: Said | None) -> str:
    """A piece with what is around the first place at which it is not the other one."""
    if said is None:
        return "nothing more"
    same = len(commonprefix([said.text, other.text])) if other and other.what == said.what else 0
    return f"the {said.what} '{'...' * (same > 30)}{said.text[max(same - 30, 0) : same + 60]}{'...' * (len(said.text) > same + 60)}'"


# The page -------------------------------------------------------------------------------------------------------------


def _told(item: Element) -> Iterator[Said]:
    yield Said("points", _words(_one(item, "points")))
    yield Said("prompt", _bag(*_apart(_one(item, "prompt"))))
    for child in item:
        yield from _choice(child)
    for grid in (one for one in item.iter("table") if _class(one) == "grid"):
        yield from _grid(grid)
    for key in _of_class(item, "key"):
        for part in key:
            match _class(part):
                case "errata":
                    yield Said("misprints", _words(part).removeprefix(_words(part[0])))
                case "reading":
                    yield Said("reading", "")
                    yield from (said for inner in part for said in _part(inner))
                case "remark":
                    yield Said("remark", _words(part))


def _choice(part: Element) -> Iterator[Said]:
    """What is to be done, and each option with its boxes."""
    if _class(part) == "instruction":
        yield Said("instruction", _words(part))
    if _class(part) in ("options", "statements"):
        for option in part.iter("li", "tr"):
            boxes = "".join("x" if one.get("checked") is not None else "o" for one in option.iter("input"))
            if boxes:
                yield Said("option", f"{boxes} {_words(option)}")


def _grid(grid: Element) -> Iterator[Said]:
    """Each cell of a table to fill in with the heads of its row and column, and what stands at its sides."""
    (corner, *heads), *rows = grid.iter("tr")
    columns = [_words(head) for head in heads]
    yield Said("corner", _words(corner))
    for head, *cells in rows:
        for column, cell in zip((*columns, ""), cells, strict=False):
            yield Said("cell", f"{_words(head)} {column} {_words(cell)}")


def _part(part: Element) -> Iterator[Said]:
    """What a part of a reading says: steps, words, a table, or a section of these below its heading."""
    match _class(part).split(" ")[0]:
        case "section":
            yield from (said for inner in part for said in _part(inner))
        case "chains":
            for chain in _of_class(part, "chain"):
                yield from _chain(chain)
        case "said":
            yield Said("sentence", _unstopped(_words(_one(part, "words"))))
            yield from _credits(part)
            yield from _remarks(part)
        case "scroll":
            yield from _table(part)
        case _ if part.tag != "figure" and (text := _words(part)):
            yield Said("sentence", _unstopped(text))


def _chain(chain: Element) -> Iterator[Said]:
    lines = [cell for line in _of_class(chain, "line") for cell in line if _class(cell) in ("left", "form")]
    yield Said("step", "".join(map(_words, lines)))
    yield from _credits(chain)
    for reason in _of_class(chain, "because"):
        yield Said("reason", _words(reason))
    yield from _remarks(chain)


def _table(part: Element) -> Iterator[Said]:
    head, *rows = part.iter("tr")
    heads = [_words(cell) for cell in head][1:]
    for label, *cells in rows:
        for column, cell in zip(heads, cells, strict=True):
            credit = [one for one in cell.iter() if _class(one) == "credit"]
            text = "".join(map(_words, cell.iter("math")))
            if text:
                yield Said("cell", f"{column} {_words(label)} {text} {''.join(map(_points, credit))}")


def _credits(part: Element) -> Iterator[Said]:
    if points := "".join(_points(credit) for credit in _of_class(part, "credit")):
        yield Said("points", points)


def _points(credit: Element) -> str:
    return _plain(credit.text_content() if isinstance(credit, html.HtmlElement) else "")


def _remarks(part: Element) -> Iterator[Said]:
    for remark in _of_class(part, "remark"):
        yield Said("remark", _words(remark))


def _words(element: Element) -> str:
    """All that an element shows, its formulas read."""
    if element.tag == "math":
        return mathml_text(element).replace(" ", "")
    inside = "".join(_words(child) + _plain(child.tail or "") for child in element if isinstance(child.tag, str))
    return _plain(element.text or "") + inside


def _apart(element: Element) -> tuple[list[str], list[str]]:
    """The formulas of an element, and its words."""
    formulas = [mathml_text(one) for one in element.iter("math")]
    return formulas, [part for part in _texts(element) if part]


def _texts(element: Element) -> Iterator[str]:
    """All text but that of formulas and figures."""
    if element.tag not in ("math", "figure", "svg"):
        yield element.text or ""
        for child in element:
            if isinstance(child.tag, str):
                yield from _texts(child)
            yield child.tail or ""


def _bag(formulas: Sequence[str], words: Sequence[str]) -> str:
    """The numbers, letters, signs and words of a text in the order of the alphabet: a line of a screen, which may have room for other
    columns than one of paper, has equations in another order."""
    among = [word for one in formulas for word in re.findall(_AMONG, one)]
    signs = [sign for one in formulas for sign in re.findall(_SIGNS, re.sub(_AMONG, " ", one).replace(r"\\", " "))]
    spoken = [word for one in (*words, *among) for word in re.findall(r"[A-Za-z]+|\d+", one) if word not in _JOINING]
    return " ".join(sorted(signs) + sorted(spoken))


_AMONG = r"\\text\{([^{}]*)\}"
_SIGNS = r"\\[A-Za-z]+|\\[|{}]|\d+(?:(?:\.|\{,\})\d+)?|[^\s&,.;:{}\\]"
_JOINING = frozenset(["and", "und"])


def _of_class(element: Element, name: str) -> list[Element]:
    return [one for one in element.iter() if isinstance(one.tag, str) and name in _class(one).split()]


def _one(element: Element, name: str) -> Element:
    return next(iter(_of_class(element, name)))


def _class(element: Element) -> str:
    return element.get("class") or " "


# The key in LaTeX -------------------------------------------------------------------------------------------------------


def _wanted(item: ItemView) -> Iterator[Said]:
    yield Said("points", _of_latex(item.points))
    yield Said("prompt", _bag(*_latex_apart(item.filled or item.prompt)))
    if item.choice:
        yield Said("instruction", _of_latex(item.choice.instruction))
        for option in item.choice.options:
            boxes = "".join("ox"[ticked] for ticked in option.ticked)
            yield Said("option", f"{boxes} {option.label}{_of_latex(option.text)}{_of_latex(option.points)}")
    if item.grid:
        yield from _of_grid(item.grid)
    if item.solution and (errata := [_of_latex(one) for one in item.solution.errata]):
        yield Said("misprints", "".join(f"{i}{one}" for i, one in enumerate(errata, 1)) if errata[1:] else errata[0])
    for solution in (item.solution, item.others):
        for reading in solution.readings if solution else ():
            yield Said("reading", "")
            yield from _of_reading(reading)
    if item.solution:
        yield from (Said("remark", _of_latex(remark)) for remark in item.solution.remarks)


def _of_grid(grid: GridView) -> Iterator[Said]:
    columns = [_of_latex(column) for column in grid.columns]
    yield Said("corner", _of_latex(grid.corner))
    for row in grid.rows:
        for column, cell in zip(columns, row.cells, strict=True):
            yield Said("cell", f"{_of_latex(row.head)} {column} {_of_latex(cell.text)}{_of_latex(cell.credit)}")
        if row.credit:
            yield Said("cell", f"{_of_latex(row.head)}  {_of_latex(row.credit)}")
    if any(grid.credits):
        for column, credit in zip(columns, grid.credits, strict=True):
            yield Said("cell", f" {column} {_of_latex(credit)}")


def _of_reading(reading: ReadingView) -> Iterator[Said]:
    yield from _sentence(reading.name)
    yield from _sentence(reading.inner)
    for group in reading.groups:
        yield from _sentence(group.heading)
        for block in group.blocks:
            yield from _of_rows(block.rows)
            for table in block.tables:
                yield from _of_table(table)
            if block.text:
                yield from _sentence(block.text)
                yield from _of_credits([block.credit])
                yield from (Said("remark", _of_latex(remark)) for remark in block.remarks)
    yield from _sentence(reading.carried)
    yield from _sentence(reading.meaning)


def _sentence(latex: Tex) -> Iterator[Said]:
    if text := _of_latex(latex):
        yield Said("sentence", _unstopped(text))


def _of_rows(rows: Sequence[RowView]) -> Iterator[Said]:
    for chain in chains_of(rows):
        yield Said("step", _of_formula(f"{chain.left}{chain.line}"))
        yield from _of_credits(chain.credits)
        yield from (Said("reason", _of_latex(reason)) for reason in chain.reasons)
        yield from (Said("remark", _of_latex(remark)) for remark in chain.remarks)


def _of_credits(credits: Sequence[str]) -> Iterator[Said]:
    if points := "".join(map(_of_latex, credits)):
        yield Said("points", points)


def _of_table(table: TableView) -> Iterator[Said]:
    heads = [_of_formula(head) + _of_formula(rule) for head, rule in zip(table.heads, table.rules, strict=True)]
    for time, cells in table.rows:
        for head, cell in zip(heads, cells, strict=True):
            if cell.form:
                yield Said("cell", f"{head} {time} {_of_formula(cell.form)} {_of_latex(cell.credit)}")
    notes = (cell.note for column in zip(*(cells for _, cells in table.rows), strict=True) for cell in column if cell.note)
    for note in (*notes, *table.remarks):
        yield from _sentence(Tex(note))


def _of_formula(latex: str) -> str:
    """A factor that begins a row has a dot that is no sign of the formula."""
    return plain_latex(re.sub(r"(?:\\quad )+\\cdot |\\goeson|\\nolinebreak", " ", latex)).replace(" ", "")


def _unstopped(text: str) -> str:
    """Without stops between formulas and behind them, which stand in a display or in the text behind it; words in formulas are words."""
    words = re.sub(r"\\text\{([^{}]*)\}", r"\1", text)
    return re.sub(r"(?<!\d)[.,;:]|[.,;:](?!\d)", "", words)


_DISPLAY = re.compile(r"\\begin\{align\*\}(.*?)\\end\{align\*\}", re.DOTALL)
_NOT_SHOWN = re.compile(
    r"\\texorpdfstring\{(?:[^{}]|\{[^{}]*\})*\}\{[^{}]*\}|\\mathsign\{(?:[^{}]|\{[^{}]*\})*\}\{\d+\}|\\begin\{\w+\}(?:\{[^{}]*\}|\[[^\]]*\])*|\\end\{\w+\}|\\[A-Za-z]+\*?"
)


def _of_latex(text: str) -> str:
    """What text in LaTeX shows, its formulas in plain form."""
    between = _DISPLAY.split(text)
    return "".join(_of_formula(re.sub(r"&|\\\\", " ", part)) if i % 2 else _of_words(part) for i, part in enumerate(between))


def _latex_apart(text: str) -> tuple[list[str], list[str]]:
    """The formulas of a text, and its words."""
    formulas, words = list[str](), list[str]()
    for i, between in enumerate(_DISPLAY.split(text)):
        if i % 2:
            formulas.append(plain_latex(between))
            continue
        for k, part in enumerate(re.split(r"(?<!\\)\$", between)):
            (formulas if k % 2 else words).append(plain_latex(part) if k % 2 else _NOT_SHOWN.sub(" ", part))
    return formulas, words


def _of_words(text: str) -> str:
    parts = re.split(r"(?<!\\)\$", text)
    return "".join(_of_formula(part) if i % 2 else _plain(_NOT_SHOWN.sub("", part)) for i, part in enumerate(parts))


def _plain(text: str) -> str:
    """Letters and digits, and the fractions in which points are counted; letters with accents are written in many ways."""
    return "".join(re.findall(r"[A-Za-z0-9¼½¾]", text))
