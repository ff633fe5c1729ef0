"""Finished sheets that become a student's own: what is printed onto them, where, and that nothing else changes."""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unicodedata import normalize

import pytest
import segno
import zxingcpp
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageFilter

from gen.format.exam_file import load_exam
from gen.inspection import open_pdf, unexpected_objects
from gen.latex.tex import Tex
from gen.messages.sentences import Language
from gen.page.exam import exam_view, with_layout
from gen.stamps.addition import Addition
from gen.stamps.checking import WrongStamp, check_stamped
from gen.stamps.codes import CORRECTION, MASK, PageCode, code_drawing, code_text, read_code
from gen.stamps.layers import Written, set_layers
from gen.stamps.orders import Order, Sheet
from gen.stamps.pdf_objects import body_of, reference_to
from gen.stamps.print_shop import Part, room_pdf
from gen.stamps.stamp import Stamp, stamp_faults
from gen.stamps.stamped_sheets import stamped_sheets
from gen.stamps.stamping import Stamps
from gen.typeset.pdf import TypesetPdf, typeset
from gen.typeset.templates import render
from gen.typeset.together import typeset_together
from tests.support.problems import ROOT, plain_layout

KINK = (ROOT / "problems" / "kink.yaml").read_text(encoding="utf-8")
POINT = 72 / 72.27  # points of PDF in one of TeX's
MM = 72 / 25.4

ANNA = Stamp("Müller-Lüdenscheidt, Anna", "03712345", "MW 0001", "A12")
LONG = Stamp("Großmüller-Fernández y Jiménez, Maximiliane Ångström Łucja-Z.", "00000007", "", "B3")
MINH = Stamp("Nguyễn Thị Minh Khai", "03700002", "MW 0001", "C 4")
IVAN = Stamp("Сидоров, Иван", "ab-Cd.0123456789xyzZ", "", "")
GEORGE = Stamp("Παπαδόπουλος, Γιώργος", "1", "MW 0001 $x_1$ & 50 % • Foyer", "D 100")
EVERYBODY = (ANNA, LONG, MINH, IVAN, GEORGE)


@cache
def source(options: str = "", language: Language = "en") -> Tex:
    """The sheet of an exam of two problems: a cover, unless it has none, and two pages."""
    with TemporaryDirectory() as folder:
        for name in ("p", "q"):
            (Path(folder) / f"{name}.yaml").write_text(KINK, encoding="utf-8")
        path = Path(folder) / "exam.yaml"
        path.write_text(f"title: Exam\nproblems: [p.yaml, q.yaml]\nlanguage: {language}\n{options}\n", encoding="utf-8")
        exam, _ = load_exam(path)
    return render(with_layout(exam_view(exam, None), plain_layout(exam)), "exam")


@cache
def sheet(options: str = "", language: Language = "en") -> Sheet:
    """It as TeX sets it."""
    return _sheet(typeset(source(options, language), "exam"))


def _sheet(made: TypesetPdf) -> Sheet:
    with Pdf.open(BytesIO(made.pdf)) as pdf:
        return Sheet((made.pdf,), len(pdf.pages), made.report.fields, "3fa2", "17")


@cache
def stamped(options: str = "", language: Language = "en", stamps: tuple[Stamp, ...] = (ANNA,)) -> tuple[bytes, ...]:
    return tuple(stamped_sheets([Order(one, sheet(options, language)) for one in stamps], language))


class Word(NamedTuple):
    """A word of a page with its edges in points of PDF from the lower left corner."""

    text: str
    left: float
    right: float
    bottom: float


def words(pdf: bytes) -> list[list[Word]]:
    """What poppler reads on each page."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.pdf"
        file.write_bytes(pdf)
        found = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True, text=True).stdout
    pages = []
    for height, body in re.findall(r'<page width="[\d.]+" height="([\d.]+)">(.*?)</page>', found, re.DOTALL):
        rows = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', body)
        pages.append(
            [Word(normalize("NFC", unescape(text)), float(x), float(right), float(height) - float(y)) for x, right, y, text in rows]
        )
    return pages


def added(before: list[Word], after: list[Word]) -> list[Word]:
    """What a page has more than before. Raises ValueError where something of it is gone."""
    rest = list(after)
    for word in before:
        rest.remove(word)
    return rest


OWN_LINES = "lines: [Name, Family name, Platz]\ntop: 3.8"
FORMS: list[tuple[str, Language]] = [
    ("", "en"),
    ("sticker: 9 x 4\nroom: Audimax", "de"),
    (OWN_LINES, "en"),
    ("lines: []", "de"),
    ("cover: none", "en"),
]


@pytest.mark.parametrize(("options", "language"), FORMS)
def test_every_line_of_a_page_has_what_belongs_there(options: str, language: Language) -> None:
    """Name and number stand on their lines of each page, room and seat on those of the cover; what has none is in its head."""
    blank = sheet(options, language)
    (made,) = stamped(options, language)
    covered = "none" not in options
    for number, (before, after) in enumerate(zip(words(blank.pdf), words(made), strict=True), 1):
        lines = {field.name: field for field in blank.fields if field.page == number}
        new = added(before, after)
        told = {"name": ANNA.name, "number": ANNA.number, "room": ANNA.room, "seat": ANNA.seat}
        cover = covered and number == 1
        assert {"name", "number"} <= lines.keys() or cover
        assert ("head" in lines) == cover
        if not cover:
            del told["room"], told["seat"]
        for name, text in told.items():
            line = lines.get(name) or lines["head"]
            found = [word for word in new if word.text in text.split() and word.left > line.x * POINT - 1 and word.bottom > 100]
            assert " ".join(word.text for word in found) == text, name
            assert all(word.right < (line.x + line.width) * POINT for word in found)
            assert all(-4 < word.bottom - line.y * POINT < 2 for word in found), name  # descenders cross the line as a hand's do
        (seat,) = [word for word in new if word.bottom < 100]
        assert seat.text == ANNA.seat and 190 * MM < seat.left < seat.right < 205 * MM


def test_lines_that_an_author_worded_are_left_to_hands() -> None:
    """A line is known where it has the tool's own word for it; of others nobody knows what belongs there."""
    assert {field.name for field in sheet(OWN_LINES).fields if field.page == 1} == {"head", "name"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_letters_of_all_scripts_are_printed_and_long_ones_fit(who: Stamp) -> None:
    """All that is printed can be read back, inside of its line, also a name of sixty letters."""
    index = EVERYBODY.index(who)
    for number, (before, after) in enumerate(zip(words(sheet().pdf), words(stamped(stamps=EVERYBODY)[index]), strict=True), 1):
        line = next(field for field in sheet().fields if (field.page, field.name) == (number, "name"))
        found = [
            word for word in added(before, after) if abs(word.bottom - line.y * POINT) < 4 and word.left < (line.x + line.width) * POINT
        ]
        assert " ".join(word.text for word in found) == who.name
        assert max(word.right for word in found) < (line.x + line.width) * POINT


def test_a_sheet_that_was_set_with_others_is_stamped_as_one_that_was_set_alone() -> None:
    """Its lines are at the same places, and so is all that is printed onto it."""
    made = typeset_together([source(), source("room: Audimax"), source()], "exam")
    sheets = [_sheet(one) for _, one in made if isinstance(one, TypesetPdf)]
    assert [one.fields for one in sheets] == [sheet().fields, sheets[1].fields, sheet().fields]
    *_, last = stamped_sheets([Order(LONG, sheets[1]), Order(ANNA, sheets[2])], "en")
    assert words(last) == words(*stamped())


def fonts_of(pdf: bytes) -> list[set[str]]:
    """The fonts of each page by their names, which begin with a digest of the letters that they have."""
    with Pdf.open(BytesIO(pdf)) as opened:
        return [{str(font.BaseFont) for font in page.resources.Font.values()} for page in opened.pages]


def test_a_layer_has_fonts_that_are_the_same_in_every_run() -> None:
    """All letters, accents and signs that a stamp may have are of the fonts on the first page, which has all letters of each."""
    signs = [chr(code) for code in range(0x20, 0x2FFF) if not list(stamp_faults(Stamp(chr(code) + "b", "1", "", "")))]
    texts = ["".join(signs[n : n + 90]) for n in range(0, len(signs), 90)]
    every, *used = fonts_of(set_layers([(Written(text, 10.0, 10.0, 500.0),) for text in texts], "en").pdf)
    assert len(signs) > 700 and every == set().union(*used)
    assert fonts_of(set_layers([(Written("A", 10.0, 10.0, 500.0),)], "en").pdf)[0] == every


def test_nothing_of_one_student_is_in_anothers_pdf() -> None:
    """A student's PDF has the same bytes alone and among others, in whatever order: so it can hold nothing of theirs, not even in fonts."""
    among = stamped(stamps=EVERYBODY)
    assert stamped(stamps=(ANNA,)) == among[:1]
    assert stamped(stamps=EVERYBODY[::-1]) == among[::-1]


def test_a_stamped_sheet_is_the_sheet_but_for_its_stamp() -> None:
    """Title, metadata, outline, places and the contents of each page are as they were, and no object of a new kind is there."""
    (made,) = stamped()
    assert made.startswith(sheet().pdf)
    with open_pdf(made) as file:
        found = unexpected_objects(file, pictures=False)  # what the sheet used before is still there
        assert [one for one in found if "that nothing uses" not in one] == ["a trailer with /Prev"]
    with Pdf.open(BytesIO(sheet().pdf)) as blank, Pdf.open(BytesIO(made)) as own:
        assert own.Root.Metadata.read_raw_bytes() == blank.Root.Metadata.read_raw_bytes()
        assert own.docinfo == blank.docinfo
        with own.open_outline() as after, blank.open_outline() as before:
            assert str(after) == str(before)
        for page, old in zip(own.pages, blank.pages, strict=True):
            assert page.obj.Contents[1].read_raw_bytes() == old.obj.Contents.read_raw_bytes()
            assert set(page.resources.XObject) - set(old.resources.get(Name.XObject, ())) == {"/StampLetters", "/StampCode"}


def _exchange_codes(pdf: Pdf) -> None:
    codes = [page.resources.XObject.StampCode for page in pdf.pages]
    for page, code in zip(pdf.pages, codes[::-1], strict=True):
        page.resources.XObject.StampCode = code


def _exchange_letters(pdf: Pdf) -> None:
    pdf.pages[1].resources.XObject.StampLetters = pdf.pages[0].resources.XObject.StampLetters


def _print_more(pdf: Pdf) -> None:
    pdf.pages[1].contents_add(pdf.make_stream(b"0 0 100 100 re f"))


def _turn(pdf: Pdf) -> None:
    pdf.pages[1].rotate(180, relative=True)


def _print_otherwise(pdf: Pdf) -> None:
    pdf.pages[1].obj.Contents[1].write(b"0 0 100 100 re f")


def _rename(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = "Answers"


def _run_a_script(pdf: Pdf) -> None:
    pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS="1"))


def _write_more(pdf: Pdf) -> None:
    letters = pdf.pages[0].resources.XObject.StampLetters
    letters.write(letters.read_bytes().replace(b"ET", b"[(1)]TJ ET", 1))


@pytest.mark.parametrize(
    ("alter", "fault"),
    [
        (_exchange_codes, "page 1 is not the page of the sheet with the stamp of the student"),
        (_exchange_letters, "page 2 is not the page of the sheet with the stamp of the student"),
        (_print_more, "page 2 is not the page of the sheet with the stamp of the student"),
        (_turn, "page 2 is not the page of the sheet with the stamp of the student"),
        (_print_otherwise, "something beside the pages has changed"),
        (_rename, "something beside the pages has changed"),
        (_run_a_script, "something beside the pages has changed"),
        (_write_more, "the stamp reads 'MullerLudenscheidt,Anna103712345' where 'Müller-Lüdenscheidt, Anna 03712345' was set"),
        (lambda pdf: pdf.pages.append(pdf.pages[0]), "something beside the pages has changed"),
        (lambda pdf: pdf.make_stream(b"1"), "it has 2 objects that are no part of a stamp"),  # this one, and the table that there was
    ],
)
def test_a_stamped_sheet_that_is_altered_is_refused(alter: Callable[[Pdf], None], fault: str) -> None:
    """Whatever is neither of the sheet nor of the stamp, or stands on another page, is said by its place."""
    (made,) = stamped()
    with pytest.raises(WrongStamp, match=f"^the sheet of student 03712345 is not handed out: {re.escape(fault)}$"):
        check_stamped(_altered(made, alter), Order(ANNA, sheet()), "en")


def _altered(made: bytes, alter: Callable[[Pdf], None]) -> bytes:
    """A PDF with all objects that are others after it is altered, or new, written behind it."""
    with Pdf.open(BytesIO(made)) as pdf, Pdf.open(BytesIO(made)) as was:
        alter(pdf)
        addition = Addition(made, json.loads(was.trailer.to_json()))
        for reference in map(reference_to, range(1, len(pdf.objects) + 1)):
            body = body_of(pdf, reference)
            if int(reference.split()[0]) > len(was.objects):
                addition.put(body.renumbered(bytes))
            elif body != body_of(was, reference):
                addition.write(reference, body.renumbered(bytes))
        return addition.closed()


def test_a_stamped_sheet_that_is_written_anew_is_refused() -> None:
    """The sheet is the beginning of what is handed out, byte by byte."""
    (made,) = stamped()
    anew = BytesIO()
    with Pdf.open(BytesIO(made)) as pdf:
        pdf.save(anew)
    with pytest.raises(WrongStamp, match="is not handed out: it does not begin with the sheet"):
        check_stamped(anew.getvalue(), Order(ANNA, sheet()), "en")


@pytest.mark.parametrize(
    ("order", "fault"),
    [
        (Order(replace(ANNA, name="Muller-Ludenscheidt, Anne"), sheet()), "the stamp reads 'MullerLudenscheidt,Anna03712345' where"),
        (Order(replace(ANNA, seat="A13"), sheet()), "the stamp reads"),
        (Order(replace(ANNA, number="03712354"), sheet()), "page 1 is not the page of the sheet with the stamp of the student"),
        (Order(ANNA, replace(sheet(), variant="18")), "page 1 is not the page of the sheet with the stamp of the student"),
    ],
)
def test_the_stamp_of_another_student_is_refused(order: Order, fault: str) -> None:
    """A wrong name is read from the page, a wrong number or variant told by the code."""
    (made,) = stamped()
    with pytest.raises(WrongStamp, match=re.escape(fault)):
        check_stamped(made, order, "en")


def test_no_sheet_is_handed_out_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where stamping gives the sheet of somebody else, the run ends with whose it should have been."""
    (made,) = stamped()
    monkeypatch.setattr(Stamps, "stamped", lambda *_: made)
    with pytest.raises(WrongStamp, match="the sheet of student 1 is not handed out: page 1 is not"):
        list(stamped_sheets([Order(GEORGE, sheet())], "en"))


@pytest.mark.parametrize(
    ("stamp", "fault"),
    [
        (
            Stamp("علي, Ali", "1", "", ""),
            "student '1': the name has 'ع' (ARABIC LETTER AIN), which cannot be printed "
            "(no font here has Arabic letters: write it in Latin, Greek or Cyrillic ones)",
        ),
        (Stamp("A\nB", "1", "", ""), "student '1': the name has U+000A (LINE FEED), which cannot be printed (take it out)"),
        (Stamp("A", "1", "", "A\u200b1"), "student '1': the seat has U+200B (ZERO WIDTH SPACE), which cannot be printed (take it out)"),
        (Stamp("A", "1", "Saal 5²", ""), "student '1': the room has '²' (SUPERSCRIPT TWO), which cannot be printed (write 2)"),
        (
            Stamp("A", "1", "Saal α", ""),
            "student '1': the room has a Greek letter alone, which is set as one of mathematics (write it in Latin letters)",
        ),
        (Stamp(" ", "1", "", ""), "student '1' has no name"),
        (Stamp("A", "12/3", "", ""), "student '12/3': a number for a code has 1 to 20 of A-Z, a-z, 0-9, '.', '_' and '-'"),
        (
            Stamp("A" * 101, "1", "", ""),
            "student '1': the name has 101 characters, and no more than 100 are legible on a sheet: shorten it",
        ),
    ],
)
def test_what_cannot_be_printed_is_said_before_anything_is_set(stamp: Stamp, fault: str) -> None:
    """With the student, the character by its name, and what to do."""
    assert fault in list(stamp_faults(stamp))


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_can_be_printed_has_no_fault(who: Stamp) -> None:
    """Letters of all scripts of the tool, the signs of TeX, sixty letters."""
    assert list(stamp_faults(who)) == []


# Codes


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (PageCode("3fa2", "17", "03712345", 4), "1:3FA2:17:03712345:4"),
        (PageCode("0", "", "1", 1), "1:0::1:1"),
        (PageCode("3fa23fa23fa23fa2", "12345678901234567890", "ab-Cd.0123456789xyzZ", 12),) * 1
        + ("1:3FA23FA23FA23FA2:12345678901234567890:ab-Cd.0123456789xyzZ:12",),
    ],
)
def test_the_text_of_a_code_gives_it_back(code: PageCode, text: str) -> None:
    """Leading zeros and small letters included."""
    assert code_text(code) == text
    assert read_code(text) == code


@pytest.mark.parametrize(
    "text", ["", "1:3FA2:17:1", "2:3FA2:17:1:1", "1:3fa2:17:1:1", "1:3FA2:17:1:01", "1:3FA2:17:1:0", "1:G:17:1:1", "1:3FA2:17:1:1:1"]
)
def test_a_text_that_no_code_has_is_refused(text: str) -> None:
    """What is read is one code only: a text has no second form."""
    with pytest.raises(ValueError, match="no code of a page"):
        read_code(text)


@pytest.mark.parametrize(
    "code", [PageCode("3fa2", "1:7", "1", 1), PageCode("3FA2", "17", "1", 1), PageCode("3fa2", "17", "", 1), PageCode("3fa2", "17", "1", 0)]
)
def test_a_code_that_could_not_be_read_is_not_made(code: PageCode) -> None:
    """No colon in a part, no empty number, no page 0."""
    with pytest.raises(ValueError, match="a code cannot hold"):
        code_text(code)


def test_a_code_that_is_made_of_others_is_the_one_that_segno_draws() -> None:
    """For numbers of any length, with small letters and without, and pages of one to four digits; nothing there was drawn before."""
    chance = Random(7)
    for n in range(120):
        signs = ("0123456789", "0189AXZ.-", "09azAZ._-")[n % 3]
        number = "".join(chance.choices(signs, k=chance.randint(1, 20)))
        text = code_text(PageCode("3fa2", chance.choice(("", "17", "123456789")), number, chance.randint(1, 10 ** (1 + n % 4) - 1)))
        size, drawing = code_drawing(text)
        dark = {(x + k, size - 1 - y) for x, y, width in map(_rectangle, drawing.decode().splitlines()[:-1]) for k in range(width)}
        matrix = segno.make(text, error=CORRECTION, boost_error=False, micro=False, mask=MASK).matrix
        assert dark == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def _rectangle(line: str) -> tuple[int, int, int]:
    """`x y width 1 re`."""
    x, y, width, *rest = line.split()
    assert rest == ["1", "re"]
    return int(x), int(y), int(width)


def scanned(pdf: bytes) -> list[list[str]]:
    """The codes that are decoded in the lower right quarter of each page of a bad scan: 150 dpi, turned by 1.5 degrees, blurred."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.pdf"
        file.write_bytes(pdf)
        quarter = ["-x", "620", "-y", "877", "-W", "620", "-H", "877"]
        subprocess.run(["pdftoppm", "-gray", "-r", "150", *quarter, "-png", str(file), str(Path(folder) / "page")], check=True)
        pages = [Image.open(one).rotate(1.5, Image.Resampling.BICUBIC, fillcolor=255) for one in sorted(Path(folder).glob("page*.png"))]
        return [[one.text for one in zxingcpp.read_barcodes(page.filter(ImageFilter.GaussianBlur(1)))] for page in pages]


@pytest.mark.parametrize("who", [ANNA, IVAN])
def test_codes_are_decoded_from_a_bad_scan(who: Stamp) -> None:
    """Each page has one code, and it says whose and which page it is."""
    made = stamped(stamps=EVERYBODY)[EVERYBODY.index(who)]
    assert scanned(made) == [[code_text(PageCode("3fa2", "17", who.number, page))] for page in (1, 2, 3)]


@pytest.mark.parametrize("who", [ANNA, IVAN])
def test_a_code_keeps_its_distance(who: Stamp) -> None:
    """It is 12 to 13 mm wide, 5 mm from the edges of the paper, and nothing else is printed within four modules around it."""
    (made,) = stamped(OWN_LINES) if who is ANNA else stamped_sheets([Order(replace(IVAN, seat="A12"), sheet(OWN_LINES))], "en")
    with Pdf.open(BytesIO(made)) as pdf:
        for page, text in zip(pdf.pages, words(made), strict=True):
            code = page.resources.XObject.StampCode
            module, _, _, _, x, y = (float(number) for number in code.Matrix)
            size = module * float(code.BBox[2])
            assert 12 < size / MM < 13.3
            assert min(210 * MM - x - size, y) > 4.99 * MM
            around = 4 * module
            near = [word for word in text if word.right > x - around + 0.5 and word.bottom < y + size + around]
            assert [word.text for word in near if word.text != "A12"] == []
            (seat,) = [word for word in near if word.text == "A12"] or [word for word in text if word.text == "A12" and word.bottom < 100]
            assert seat.bottom > y + size


# The print shop


def test_a_room_is_one_pdf_in_which_each_sheet_begins_on_a_front(tmp_path: Path) -> None:
    """Three pages get a fourth that is A4 and blank; bookmarks lead to each student; what is printed is what the sheets have."""
    made = stamped(stamps=EVERYBODY)
    parts = []
    for stamp, pdf in zip(EVERYBODY, made, strict=True):
        parts.append(Part(stamp, tmp_path / f"{stamp.number}.pdf"))
        parts[-1].file.write_bytes(pdf)
    out = BytesIO()
    room_pdf("MW 0001", parts, out)
    with Pdf.open(BytesIO(out.getvalue()), attempt_recovery=False) as room:
        assert room.check_pdf_syntax() == []
        assert len(room.pages) == 4 * len(EVERYBODY)
        blank = room.pages[3]
        assert [float(one) for one in blank.mediabox] == [0, 0, 595.276, 841.89]
        assert "/Contents" not in blank.obj
        with room.open_outline() as outline:
            titles = [entry.title for entry in outline.root]
            starts = [room.pages.index(place[0]) for entry in outline.root if isinstance(place := entry.destination, Array)]
        assert titles == ["A12 03712345", "B3 00000007", "C 4 03700002", "ab-Cd.0123456789xyzZ", "D 100 1"]
        assert starts == [0, 4, 8, 12, 16]
    assert words(out.getvalue()) == [page for pdf in made for page in (*words(pdf), [])]
    again = BytesIO()
    room_pdf("MW 0001", parts, again)
    assert again.getvalue() == out.getvalue()


def test_what_sheets_have_alike_is_in_a_room_once(tmp_path: Path) -> None:
    """Five students of one variant take little more than one: pages and fonts are shared."""
    sizes = []
    for count in (1, len(EVERYBODY)):
        parts = []
        for stamp, pdf in zip(EVERYBODY[:count], stamped(stamps=EVERYBODY), strict=False):
            parts.append(Part(stamp, tmp_path / f"{stamp.number}.pdf"))
            parts[-1].file.write_bytes(pdf)
        out = BytesIO()
        room_pdf("", parts, out)
        sizes.append(len(out.getvalue()))
    # The others' scripts have fonts of their own, of 70 kB together.
    assert sizes[1] < sizes[0] + 70_000 + 8_000 * len(EVERYBODY)
