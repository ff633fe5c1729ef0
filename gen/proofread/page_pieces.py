"""What a page of HTML says, piece by piece, as the eye sees it: formulas sign by sign, letters and digits of words, points beside steps.

Nothing here knows what wrote the page; the names of its classes say which piece is what.
"""

import re
from collections.abc import Iterator
from itertools import dropwhile, takewhile

from lxml import etree, html

from gen.proofread.mathml_text import mathml_text
from gen.proofread.pieces import Said, bag_of, digits_of, equations_of, plain_letters, without_stops

Element = etree._Element


def tree_of(page: str) -> Element:
    return html.fromstring(page)


def pieces_of_item(item: Element) -> Iterator[Said]:
    """What an item says. Raises Unreadable."""
    yield Said("points", _words(_one(item, "points")))
    prompt = _one(item, "prompt")
    yield Said("prompt", bag_of(*_apart(prompt)))
    yield Said("equations", equations_of([*_formulas(prompt)]))
    for child in item:
        yield from _choice(child)
        yield from _stray(child, _OF_ITEM)
    for grid in (one for one in item.iter("table") if _class(one) == "grid"):
        yield from _grid(grid)
    for key in of_class(item, "key"):
        for part in key:
            match _class(part):
                case "errata":
                    yield Said("misprints", _words(part).removeprefix(_words(part[0])))
                case "reading":
                    yield Said("reading", "")
                    yield from (said for inner in part for said in _part(inner))
                case "remark":
                    yield Said("remark", _words(part))
                case _:
                    yield from _stray(part, _OF_KEY)


_OF_ITEM = frozenset(["h3", "figure", ".prompt", ".instruction", ".options", ".statements", ".scroll", ".grid", ".note", ".key", ".space"])
_OF_KEY = frozenset(["h4", "figure"])
_OF_PROBLEM = frozenset(["section"])
_OF_PAGE = frozenset([".problem", ".grading"])
_SHOWN = re.compile(r"((border|height|width|padding[a-z-]*|text-align|--[a-z]+): ?[0-9a-z. -]+;? ?)*")
_OF_BODY = frozenset(["header", "main", ".skip"])


def pieces_of_frame(page: Element) -> Iterator[Said]:
    """What a page says around its problems: its title, the numbers above, and what stands where nothing should. Raises Unreadable."""
    heading = next(page.iter("h1"))
    yield Said("heading", plain_letters(heading.text or ""))
    facts = _one(page, "facts")
    yield Said("numbers above", digits_of(facts.text or ""))
    for around, known in (("body", _OF_BODY), ("main", _OF_PAGE)):
        for part in next(page.iter(around)):
            yield from _stray(part, known)
    for one in page.iter():
        if one.get("hidden") is not None or not _SHOWN.fullmatch(one.get("style") or ""):
            yield Said("part that is not shown as it is", str(one.tag))
    for problem in of_class(page, "problem"):
        for part in dropwhile(lambda one: one.tag != "section", problem):
            yield from _stray(part, _OF_PROBLEM)


def _stray(part: Element, known: frozenset[str]) -> Iterator[Said]:
    """What an element says that has no place where it stands."""
    own = {str(part.tag), *(f".{name}" for name in _class(part).split())}
    if not own & known:
        yield Said("text", _words(part))


def _formulas(element: Element) -> Iterator[str]:
    """The formulas of an element outside of figures, those that are cut or stand in two cells of a line as one."""
    if element.tag == "math":
        yield mathml_text(element)
    elif _class(element) in ("line", "pieces"):
        yield "".join(map(mathml_text, element.iter("math")))
    elif element.tag not in ("figure", "svg"):
        yield from (formula for child in element if isinstance(child.tag, str) for formula in _formulas(child))


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
            for chain in of_class(part, "chain"):
                yield from _chain(chain)
        case "said":
            yield Said("sentence", without_stops(_words(_one(part, "words"))))
            yield from _credits(part)
            yield from _remarks(part)
        case "scroll":
            yield from _table(part)
        case _ if part.tag != "figure" and (text := _words(part)):
            yield Said("sentence", without_stops(text))


def _chain(chain: Element) -> Iterator[Said]:
    lines = [cell for line in of_class(chain, "line") for cell in line if _class(cell).split(" ")[0] in ("left", "form")]
    yield Said("step", "".join(map(_words, lines)))
    yield from _credits(chain)
    for reason in of_class(chain, "because"):
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
    if points := "".join(_points(credit) for credit in of_class(part, "credit")):
        yield Said("points", points)


def _points(credit: Element) -> str:
    return plain_letters(credit.text_content() if isinstance(credit, html.HtmlElement) else "")


def _remarks(part: Element) -> Iterator[Said]:
    for remark in of_class(part, "remark"):
        yield Said("remark", _words(remark))


def _words(element: Element) -> str:
    """All that an element shows, its formulas read."""
    if element.tag == "math":
        return mathml_text(element).replace(" ", "")
    inside = "".join(_words(child) + plain_letters(child.tail or "") for child in element if isinstance(child.tag, str))
    return plain_letters(element.text or "") + inside


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


def stem_of(problem: Element) -> Iterator[Said]:
    """The title of a problem and what stands before its items. Raises Unreadable."""
    heading, *others = problem
    yield Said("title", _words(heading))
    before = takewhile(lambda part: part.tag != "section", others)
    shown = [part for part in before if part.tag != "figure"]
    parts = [_apart(part) for part in shown]
    yield Said("stem", bag_of([one for formulas, _ in parts for one in formulas], [one for _, words in parts for one in words]))
    yield Said("equations", equations_of([formula for part in shown for formula in _formulas(part)]))


def recalled_in(part: Element) -> Iterator[Said]:
    """What stands behind all problems of a key for students. Raises Unreadable."""
    if text := "".join(map(_words, part[1:])):
        yield Said("explanation", without_stops(text))


def grading_rows(page: Element) -> list[Element]:
    """The items of a grading sheet."""
    return [row for table in page.iter("table") if _class(table) == "grading" for row in table.iter("tr")][1:]


def pieces_of_row(row: Element) -> Iterator[Said]:
    """What a grading sheet says of an item. Raises Unreadable."""
    label, answers, rules = row
    yield Said("label", _words(label))
    for part in answers:
        match _class(part):
            case "name":
                yield Said("reading", _words(part))
            case _:
                credit = "".join(map(_points, of_class(part, "credit")))
                yield Said("answer", f"{without_stops(_words(part[0]))} {digits_of(credit)}")
    for part in rules:
        match _class(part):
            case "errata":
                yield Said("misprints", _words(part).removeprefix(_words(part[0])))
            case _:
                yield Said("rule", without_stops(_words(part)))


def of_class(element: Element, name: str) -> list[Element]:
    """All elements that have a class among others."""
    return [one for one in element.iter() if isinstance(one.tag, str) and name in _class(one).split()]


def _one(element: Element, name: str) -> Element:
    return next(iter(of_class(element, name)))


def _class(element: Element) -> str:
    return element.get("class") or " "
