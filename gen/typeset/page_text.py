"""The text of a PDF read back against what was set: every letter, digit and sign of each page, at its place and in its order.

What is expected comes from the records of a form, not from what TeX did with them. So a page is refused on which something else stands: a
number that was exchanged, points that were changed, an answer on the sheet, or anything more. A formula with a command that `printed` does
not know is the exception.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from gen.inspection import (
    ANYTHING,
    BROKEN,
    Illegible,
    PdfFile,
    open_pdf,
    outline_titles,
    painted_texts,
    plain_characters,
    printed_characters,
    unexpected_objects,
)
from gen.messages.sentences import translate
from gen.model.memo import Memo
from gen.page import ExamView, ItemView
from gen.typeset.pdf import TexFailed, TypesetPdf
from gen.typeset.templates import Form, part, parts_of
from gen.typeset.tex_output import Measurements

POINT = 72 / 72.27  # points of PDF in one of TeX's
MM = 72 / 25.4
DEPTH = 14  # points of TeX; half of \footskip, about
_GRADED = r"\begin{graded}"
AROUND = 12  # letters around a difference that are told


@dataclass(frozen=True, slots=True)
class PageText:
    """What stands on a page: in its head and foot, in the slots by their names, and beside them."""

    head: str
    foot: str
    slots: Mapping[str, str]
    rest: str


def inspect(made: TypesetPdf, view: ExamView, form: Form, memo: Memo | None = None) -> None:
    """Open a PDF that TeX made of a form with its layout: it holds what the tool sets, and nothing else.

    What the `memo` has of its items is not rendered again.

    Raises TexFailed with what does not belong there, or with the first place that reads otherwise than what was set.
    """
    try:
        with open_pdf(made.pdf) as file:
            objects = (f"it has {found}" for found in unexpected_objects(file, bool(_pictures(view))))
            fault = next(chain(objects, _differences(file, made, view, form, memo or Memo())), "")
    except (Illegible, *BROKEN) as error:
        fault = f"its text cannot be read back{f', {error}' if isinstance(error, Illegible) else ''}"
    if fault:
        raise TexFailed(f"{made.name}.pdf is not handed out: {fault}")


def _differences(file: PdfFile, made: TypesetPdf, view: ExamView, form: Form, memo: Memo) -> Iterator[str]:
    """Each place that does not read as it was set."""
    graded = int(made.report.length("grading"))
    every = _pages(file, made.report, view, graded)
    front, pages = every[:graded], every[graded:]
    laid, (_, first, _) = len(view.pages) + bool(view.cover), made.report.places[0]
    if first != 1 + bool(view.cover) or len(pages) < laid or (form == "exam" and len(pages) > laid):
        yield f"it has {len(pages)} pages, and the items begin on page {first}"
        return
    labels = {f"rest {name}": str(page) for name, (_, page) in made.report.pages.items()} | {"numpages": str(len(pages))}
    for where, expected, found in chain(
        _comparisons(pages, view, made.report, labels, memo), _graded(front, view, memo), _metadata(file, view)
    ):
        if words := difference(expected, found):
            yield f"{where} {words}"


def _pages(file: PdfFile, report: Measurements, view: ExamView, graded: int) -> list[PageText]:
    """The text of each page: by the slots where TeX reports them, and by the edges of what is between head and foot.

    So many pages in front, those of the grading sheet, are not counted.
    """
    top = max(y for _, _, y in report.places) * POINT
    # The last line of a page may have a fraction whose denominator stands below it; the foot begins far lower.
    bottom = top - (report.length("page") + DEPTH) * POINT
    slots: dict[int, list[tuple[float, float, str]]] = {}  # of each page the upper edge, the lower edge and the name
    for slot, (_, number, y) in zip(chain.from_iterable(view.pages), report.places, strict=True):
        slots.setdefault(number, []).append((y * POINT, y * POINT - float(slot.height.removesuffix("mm")) * MM, slot.name))
    pages: list[PageText] = []
    painters, pictures = file.pages(), _pictures(view)
    shown = {page: pictures[number] for number, page in enumerate(painters, 1 - graded) if number in pictures}
    for number, text in enumerate(painted_texts(file, painters, shown), 1 - graded):
        own = sorted(slots.get(number, []))
        held: dict[str, list[str]] = {name: [] for _, _, name in own}
        head, foot, beside = list[str](), list[str](), list[str]()
        at: dict[float, list[str]] = {}  # by the height of a line, which has many letters
        for letters, height in text:
            if height not in at:
                _, lower, name = own[place] if (place := bisect_left(own, (height,))) < len(own) else (0, height, "")
                between = held[name] if lower < height else beside
                at[height] = between if bottom <= height <= top else head if height > top else foot
            at[height].append(letters)
        inside = {name: "".join(found) for name, found in held.items()}
        pages.append(PageText("".join(head), "".join(foot), inside, "".join(beside)))
    return pages


def _pictures(view: ExamView) -> dict[int, list[str]]:
    """The pages that show pictures of the author's, with the texts that stand for these; a logo has none."""
    found: dict[int, list[str]] = {1: []} if view.cover and view.logo else {}
    for number, page in enumerate(view.pages, 1 + bool(view.cover)):
        for one in (slot.item or slot.problem for slot in page):
            if one.picture:
                digits = one.picture.picture.rpartition("{")[2].rstrip("}")
                found.setdefault(number, []).append(bytes.fromhex(digits).decode("utf-16"))
    return found


def _graded(pages: Sequence[PageText], view: ExamView, memo: Memo) -> Iterator[tuple[str, str, str]]:
    """The grading sheet: its heads and feet, and all of its rows."""
    title = printed_characters(translate("Grading sheet", view.language), {})
    header, footer = part(view, "header"), part(view, "gradingfooter")
    for number, page in enumerate(pages, 1):
        labels = {"rightmark": title, "gradingpage": str(number)}
        yield f"the head of page {number} for grading", printed_characters(header, labels), page.head
        yield f"the foot of page {number} for grading", printed_characters(footer, labels), page.foot
    rows = part(view, "grading", part=parts_of(view, memo)).split(_GRADED) if view.grading else []  # most are those of other variants
    yield "the grading sheet", "".join(printed_characters(row, {}) for row in rows), "".join(page.rest for page in pages)


def _comparisons(
    pages: Sequence[PageText], view: ExamView, report: Measurements, labels: Mapping[str, str], memo: Memo
) -> Iterator[tuple[str, str, str]]:
    """Each part of the form: where it is, what it prints, and what stands there."""
    part_of_item = parts_of(view, memo)

    def text(name: str, **records: object) -> str:
        return printed_characters(part(view, name, **records), labels)

    def of_item(name: str, item: ItemView) -> str:
        return printed_characters(part_of_item(name, item=item), labels)

    lengths, covers = report.lengths, int(bool(view.cover))
    header, footer = part(view, "header"), part(view, "footer")
    for number, page in enumerate(pages, 1):
        slots = view.pages[number - 1 - covers] if covers < number <= len(view.pages) + covers else ()
        items = printed_characters(part(view, "items", page=slots), {}) if slots else ""
        here = {**labels, "thepage": str(number), "rightmark": items}
        yield f"the head of page {number}", "" if number <= covers else printed_characters(header, here), page.head
        yield f"the foot of page {number}", text("mark") if number <= covers else printed_characters(footer, here), page.foot
    inside, below = lengths.get("inside", {}), dict.fromkeys(lengths.get("below", {}), "")
    behind = ""
    for problem in view.problems:
        found = "".join(page.slots.get(problem.name, "") for page in pages)
        yield problem.name, text("heading", problem=problem), found
        for item in problem.items:
            place = printed_characters(item.place, labels)
            frame = ["key"] * item.framed if item.solution else ["writing"] * bool(item.writing)
            parts = ["credits", "prompt", *frame]
            if item.solution and not item.framed:
                parts[1:1] = [] if item.name in below else ["reasons"]
                below |= {item.name: place + of_item("key", item)} if item.name in below else {}
                behind += place + of_item("key", item) if item.name not in below else ""
            if item.different:
                parts += ["extra"] if item.name in inside else [] if item.name in below else ["elsewhere"]
                below |= {item.name: place + of_item("extra", item)} if item.name in below else {}
                behind += place + of_item("extra", item) if item.name not in (*inside, *below) else ""
            first = "".join(of_item(name, item) for name in parts)
            if item.solution and item.solution.figure:
                figure, name = text("figure", figure=item.solution.figure), f"figure:{item.name}"
                first += figure if name in inside else ""
                below |= {name: place + figure} if name in below else {}
            first += text("recall") if item.name in lengths.get("recall", {}) else ""
            more = of_item("continued", item)
            start, *others = (page.slots[item.name] for page in pages if item.name in page.slots)
            for slot in others:
                yield item.name, more, slot[: len(more)]
            yield item.name, first, start + "".join(slot[len(more) :] for slot in others)
    behind += text("recall") if view.explained and "recall" not in lengths else ""
    additional = text("additional") * len(lengths.get("additional", {}).get("-", ()))
    expected = [text("cover") if view.cover else "", *below.values(), behind, additional]
    yield "what stands beside the items", "".join(expected), "".join(page.rest for page in pages)


def difference(expected: str, found: str) -> str:
    """Where a text is not what it is expected to be, in words; empty where it is. ANYTHING fits to any text, also to none."""
    first, *others = expected.split(ANYTHING)
    at = 0
    for n, piece in enumerate((first, *others)):
        place = found.find(piece, at) if n else 0
        if n and n == len(others):
            place = max(place, len(found) - len(piece))
        if place < 0 or not found.startswith(piece, place):
            return _difference_text(piece, found, at)
        at = place + len(piece)
    return _difference_text("", found, at) if at < len(found) else ""


def _difference_text(expected: str, found: str, at: int) -> str:
    """The words for a text that is not found from a place on."""
    same = next((i for i, (a, b) in enumerate(zip(expected, found[at:], strict=False)) if a != b), min(len(expected), len(found) - at))
    at, missing = at + same, expected[same : same + AROUND]
    behind = found[max(0, at - AROUND) : at]
    return f"reads '{found[at : at + AROUND]}' where '{missing}' was set" + (f", behind '{behind}'" if behind else "")


def _metadata(file: PdfFile, view: ExamView) -> Iterator[tuple[str, str, str]]:
    """The title of the document, its subject, author and day, what it says of these in XML, and its outline."""
    about = file.dictionary(file.trailer, "/Info")
    yield "the title of the document", printed_characters(part(view, "title"), {}), plain_characters(file.text(about, "/Title"))
    yield "the subject of the document", printed_characters(view.course, {}), plain_characters(file.text(about, "/Subject"))
    yield "the author of the document", printed_characters(view.about.author, {}), plain_characters(file.text(about, "/Author"))
    yield "the day of the document", view.about.pdf_date, file.text(about, "/CreationDate")
    found = file.data(file.dictionary(file.trailer, "/Root").get("/Metadata")).decode(errors="replace")
    yield "the metadata of the document", " ".join(part(view, "metadata").split()), " ".join(found.split())
    expected: list[str] = []
    for problem in view.problems:
        expected += [problem.label, problem.title]
        expected += [f"{problem.number}{item.label}" for item in problem.items]
    yield "the outline", printed_characters("".join(expected), {}), plain_characters("".join(outline_titles(file)))
