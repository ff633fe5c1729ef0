"""A PDF is opened before it is handed out: it holds what the tool sets, and each page reads as it was set."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pikepdf import Array, Dictionary, Encryption, Name, Object, ObjectStreamMode, Pdf, Stream
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gen.check.exam import check_exam
from gen.cli.commands import main
from gen.format.exam_file import load_exam
from gen.inspection import page_content
from gen.inspection.page_content import blocks
from gen.inspection.pdf_file import BROKEN, open_pdf
from gen.inspection.pdf_objects import unexpected_objects
from gen.inspection.pdf_text import PaintedText, painted_texts
from gen.inspection.pictures import jpeg, png, stripped_picture
from gen.inspection.printed_text import ANYTHING, printed_characters
from gen.latex.tex import Tex, escape
from gen.messages.characters import ACCEPTED, declarations
from gen.messages.errors import InputErrors
from gen.messages.math_commands import ARGUMENTS, COLUMNS, FENCES, LARGE, OPTIONS, SIGNS, SIZES, WORDS
from gen.messages.scripts import ABOVE, BELOW
from gen.page.exam import ExamView, exam_view, with_layout
from gen.typeset import building, page_text
from gen.typeset.building import lay_out, view_of
from gen.typeset.page_text import difference, inspect
from gen.typeset.pdf import TexFailed, TypesetPdf, typeset
from gen.typeset.templates import render
from gen.typeset.tex_output import Measurements
from tests.hostile.logos import LOGOS
from tests.support.problems import ROOT, plain_layout

KINK = ROOT / "problems" / "kink.yaml"


@pytest.fixture(scope="module")
def key() -> ExamView:
    """The key of a problem with its layout."""
    checked = check_exam(*load_exam(KINK))
    return with_layout(view_of(checked, "solutions", "graders"), lay_out(checked).layout)


@pytest.fixture(scope="module")
def made(key: ExamView) -> TypesetPdf:
    """Its PDF, as TeX makes it."""
    return typeset(render(key, "solutions"), "solutions")


def test_what_hangs_below_the_last_line_of_a_page_is_no_foot(monkeypatch: pytest.MonkeyPatch) -> None:
    """A denominator there is of the page's text; the foot, whose line stands 30 points lower, begins half-way."""
    exam, _ = load_exam(KINK)
    view = with_layout(exam_view(exam, None), plain_layout(exam))
    report = Measurements({"page": {"-": [700.0]}}, [(slot.name, 1, 800.0) for page in view.pages for slot in page], {})
    painted = {"head": 810, "last line": 101, "denominator": 88, "foot": 70}
    texts = [(what, height * page_text.POINT) for what, height in painted.items()]
    monkeypatch.setattr(page_text, "painted_texts", lambda *_: [texts])
    written = BytesIO()
    with Pdf.new() as blank:
        blank.add_blank_page(page_size=(595, 842))
        blank.save(written)
    with open_pdf(written.getvalue()) as file:
        (page,) = page_text._pages(file, report, view, 0)
    assert (page.head, page.rest, page.foot) == ("head", "last linedenominator", "foot")


# What a PDF is made of


Change = Callable[[Pdf], object]


def _dictionary(**entries: object) -> Dictionary:
    """A dictionary of PDF: strings that begin with a slash are names."""
    return Dictionary({f"/{key}": _value(value) for key, value in entries.items()})


def _value(value: object) -> object:
    match value:
        case list():
            return Array([_value(one) for one in value])
        case str() if value.startswith("/"):
            return Name(value)
    return value


def _stream(pdf: Pdf, **entries: object) -> Stream:
    return pdf.make_stream(b"hidden", _dictionary(**entries))


def _put(into: Object, **entries: object) -> None:
    for key, value in _dictionary(**entries).items():
        into[key] = value


def _in_catalog(**entries: object) -> Change:
    return lambda pdf: _put(pdf.Root, **entries)


def _on_page(**entries: object) -> Change:
    return lambda pdf: _put(pdf.pages[0].obj, **entries)


def _annotation(**entries: object) -> Change:
    return _on_page(Annots=[_dictionary(Type="/Annot", Rect=[0, 0, 9, 9], **entries)])


def _picture(**entries: object) -> Change:
    return lambda pdf: _put(pdf.pages[0].Resources, XObject=_dictionary(Im=_stream(pdf, **entries)))


def _picture_with_notes(pdf: Pdf) -> None:
    _picture(Subtype="/Image", Metadata=_stream(pdf))(pdf)


def _information(**entries: object) -> Change:
    return lambda pdf: _put(pdf.docinfo, **entries)


def _attachment(pdf: Pdf) -> None:
    pdf.attachments["key.pdf"] = b"all answers"


SCRIPT = _dictionary(S="/JavaScript", JS="app.alert(1)")
MEDIA = ("RichMedia", "3D", "Movie", "Sound", "Screen", "FileAttachment", "Text")
HELD = [
    ("a script when it opens", _in_catalog(OpenAction=SCRIPT), ["an action with /S /JavaScript", "an action with /JS"]),
    ("another action when it opens", _in_catalog(OpenAction=_dictionary(S="/Named", N="/Print")), ["an action with /N"]),
    ("actions of the document", _in_catalog(AA=_dictionary(WC=SCRIPT)), ["a catalog with /AA"]),
    ("a form", _in_catalog(AcroForm=_dictionary(XFA="x")), ["a catalog with /AcroForm"]),
    ("notes in XML", lambda pdf: _put(pdf.Root.Metadata, Note="x"), ["metadata with /Note"]),
    ("another profile", _in_catalog(OutputIntents=[]), ["a catalog with /OutputIntents"]),
    ("scripts by name", _in_catalog(Names=_dictionary(JavaScript=_dictionary(Names=["a", SCRIPT]))), ["names with /JavaScript"]),
    ("an attachment", _attachment, ["names with /EmbeddedFiles"]),
    ("actions of a page", _on_page(AA=_dictionary(O=SCRIPT)), ["a page with /AA"]),
    ("notes of a program", _on_page(PieceInfo=_dictionary(X="x")), ["a page with /PieceInfo"]),
    ("another size", _on_page(MediaBox=[0, 0, 9, 9]), ["a page that is not A4"]),
    ("a part of the page", _on_page(CropBox=[0, 0, 9, 9]), ["a page with /CropBox"]),
    ("a link to the web", _annotation(Subtype="/Link", A=_dictionary(S="/URI", URI="http://a.b")), ["an action with /URI"]),
    ("a program", _annotation(Subtype="/Link", A=_dictionary(S="/Launch", F="x")), ["an action with /S /Launch", "an action with /F"]),
    ("another document", _annotation(Subtype="/Link", A=_dictionary(S="/GoTo", F="x", D=[])), ["an action with /F"]),
    ("a form that is sent", _annotation(Subtype="/Link", A=_dictionary(S="/SubmitForm")), ["an action with /S /SubmitForm"]),
    ("data from outside", _annotation(Subtype="/Link", A=_dictionary(S="/ImportData")), ["an action with /S /ImportData"]),
    *((f"a {kind}", _annotation(Subtype=f"/{kind}"), [f"a link with /Subtype /{kind}"]) for kind in MEDIA),
    ("a field", _annotation(Subtype="/Widget", FT="/Btn"), ["a link with /Subtype /Widget", "a link with /FT"]),
    ("a stream outside", _picture(Subtype="/Form", F="key.pdf"), ["a picture with /F"]),
    ("a picture's notes", _picture_with_notes, ["a picture with /Metadata"]),
    ("a program that paints", _picture(Subtype="/PS"), ["a picture that is a program"]),
    ("a logo where none is", _picture(Subtype="/Form", **{"PTEX.FileName": "x"}), ["a picture with /PTEX.FileName"]),
    ("a font by a state", _on_page(Resources=_dictionary(ExtGState=_dictionary(G=_dictionary(Font=[])))), ["a graphics with /Font"]),
    ("a day of change", _information(ModDate="D:20260213000000Z"), ["information with /ModDate"]),
    ("a note", _information(Note="x"), ["information with /Note"]),
]  # fmt: skip


def _altered(made: TypesetPdf, change: Change, **saved: Any) -> bytes:
    data = BytesIO()
    with Pdf.open(BytesIO(made.pdf)) as pdf:
        change(pdf)
        pdf.save(data, fix_metadata_version=False, **saved)
    return data.getvalue()


def _found(data: bytes) -> list[str]:
    with open_pdf(data) as file:
        return list(unexpected_objects(file, False))


@pytest.mark.filterwarnings("ignore:This document has 1 form widget")
@pytest.mark.parametrize(("change", "told"), [row[1:] for row in HELD], ids=[row[0] for row in HELD])
def test_what_does_not_come_from_the_tool_is_found(change: Change, told: list[str], made: TypesetPdf) -> None:
    """Each of them is told by the key that holds it, wherever it stands; the same PDF without it has no surprise."""
    assert _found(_altered(made, lambda pdf: None)) == []
    found = _found(_altered(made, change))
    assert [words for words in told if not any(one.startswith(words) for one in found)] == [], found


def test_an_object_that_nothing_uses_is_found(made: TypesetPdf) -> None:
    """In a file that is whole: its number is told."""
    plain = _altered(made, lambda pdf: _put(pdf.Root, Key=_stream(pdf)), object_stream_mode=ObjectStreamMode.disable)
    (used,) = re.findall(rb"/Key (\d+) 0 R", plain)
    assert "a catalog with /Key" in _found(plain)
    assert _found(plain.replace(b"/Key %b 0 R" % used, b" " * len(b"/Key %b 0 R" % used))) == [
        f"an object that nothing uses (number {used.decode()})"
    ]


def test_an_object_that_another_replaces_is_found(made: TypesetPdf) -> None:
    """What a file held before an update is still in it."""
    plain = _altered(made, lambda pdf: None, object_stream_mode=ObjectStreamMode.disable)
    start = plain.rpartition(b"startxref")[2].split()[0]
    (root,) = re.findall(rb"/Root (\d+) 0 R", plain)
    (catalog,) = re.findall(rb"\n%b 0 obj\n(.*?)\nendobj" % root, plain)
    begin = len(plain)
    update = b"%b 0 obj\n%b\nendobj\n" % (root, catalog)
    table = b"xref\n%b 1\n%010d 00000 n \ntrailer << /Size 9999 /Root %b 0 R /Prev %b >>\n" % (root, begin, root, start)
    assert "a trailer with /Prev" in _found(plain + update + table + b"startxref\n%d\n%%%%EOF\n" % (begin + len(update)))


def _packed(held: int) -> bytes:
    """A file whose catalog and pages stand in a stream of objects, which says that it has so many."""
    objects = b"1 0 2 34 5 78 << /Type /Catalog /Pages 2 0 R >>  << /Type /Pages /Count 0 /Kids [] >>   << /Secret 9 >>"
    about = b"<< /Type /ObjStm /N %d /First 14 /Length %d >>" % (held, len(objects))
    data = b"%%PDF-1.5\n3 0 obj\n%b stream\n%b\nendstream\nendobj\n" % (about, objects)
    rows = b"".join(
        bytes((kind, *place.to_bytes(2), n)) for kind, place, n in ((0, 0, 0), (2, 3, 0), (2, 3, 1), (1, 9, 0), (1, len(data), 0))
    )
    about = b"<< /Type /XRef /Size 5 /W [1 2 1] /Root 1 0 R /Length %d >>" % len(rows)
    return data + b"4 0 obj\n%b stream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (about, rows, len(data))


def test_objects_that_stand_in_no_table_are_found() -> None:
    """A stream of objects has as many as the table of the file lists, and no more."""
    assert [words for words in _found(_packed(2)) if "nothing uses" in words] == []
    assert "objects that nothing uses (in number 3)" in _found(_packed(3))


def test_a_file_that_has_to_be_mended_is_refused(made: TypesetPdf) -> None:
    """What another reader might mend in another way: a key that stands there twice, and a table that leads to other places."""
    plain = _altered(made, lambda pdf: None, object_stream_mode=ObjectStreamMode.disable)
    twice, moved = plain.replace(b"/PageMode", b"/Type    "), plain.replace(b"/PageMode", b"/PageMode ")
    with open_pdf(plain) as file:
        assert file.pages()
    for data in (twice, moved):
        with pytest.raises(BROKEN), open_pdf(data) as file:
            assert file.objects
    assert _found(twice) == ["an object that cannot be read"]


def test_a_pdf_that_is_locked_or_broken_is_refused(made: TypesetPdf) -> None:
    """One with a password, half a one, none at all, and one that is locked for nobody."""
    locked = _altered(made, lambda pdf: None, encryption=Encryption(owner="a", user="b"))
    for data in (locked, made.pdf[:9000], b"", b"%PDF-1.5"):
        with pytest.raises(BROKEN):
            _found(data)
    assert "a trailer with /Encrypt" in _found(_altered(made, lambda pdf: None, encryption=Encryption(owner="a", user="")))


# What a page reads


def _hostile(source: Tex, old: str, new: str) -> Tex:
    assert old in source
    return Tex(source.replace(old, new, 1))


BEGIN = r"\begin{document}"
SAYING = r"\renewcommand{\saying}[2]"
SAID = [
    ("another answer over the page", rf"\AddToHook{{shipout/foreground}}{{\put(99,-400){{dh/dW = 9}}}}{BEGIN}", "kink/a reads "),
    ("other points", rf"\let\theirs\credit\renewcommand{{\credit}}[1]{{\theirs{{9\,p}}}}{BEGIN}", "reads '9p"),
    ("other points for graders", rf"\def\gradedline#1#2{{9\par}}{BEGIN}", "the grading sheet reads '9"),
    ("another digit", rf"{BEGIN}\mathcode`4=`5 ", "reads '5"),
    ("a digit that reads as another", rf"\pdfglyphtounicode{{five}}{{0034}}{BEGIN}\mathcode`4=`5 ", "reads '5"),
    ("a page more", rf"\let\theirs\sheet\def\sheet{{\mbox{{}}\newpage\theirs}}{BEGIN}", "it has 2 pages, and the items begin on page 2"),
    ("a title", rf"\hypersetup{{pdftitle={{Answers}}}}{BEGIN}", "the title of the document reads 'nswers' where 'gateatitskin' was set"),
    ("an author", rf"\hypersetup{{pdfauthor={{Somebody}}}}{BEGIN}", "the author of the document reads 'Somebody'"),
    ("a day", rf"\pdfinfo{{/CreationDate(D:20260213)}}{BEGIN}", "the day of the document reads 'D:20260213'"),
    ("other notes in XML", rf"\xmp{{dh/dW = 2}}{BEGIN}", "it has an object that cannot be read"),
    ("an answer that is only read aloud", rf"\let\theirs\saying{SAYING}{{\theirs{{0039}}{{#2}}}}{BEGIN}", "'9' stands for 'h3z2'"),
    ("another text", rf"{SAYING}{{\pdfliteral page{{/Span<</Alt(9)>>BDC}}#2\pdfliteral page{{EMC}}}}{BEGIN}", "'9' stands for 'h3z2'"),
    ("a text without an end", rf"{SAYING}{{\pdfliteral page{{/Span BMC}}#2}}{BEGIN}", "a text does not end on its page"),
    ("a bookmark", rf"{BEGIN}\outline{{0}}{{x}}{{x}}", "the outline reads 'x"),
    ("a picture that is not there", rf"{BEGIN}\pdfliteral page{{/Other Do}}", "there is no picture /Other"),
    ("a script", rf"\pdfcatalog{{/AA << /WC << /S /JavaScript /JS (x) >> >>}}{BEGIN}", "it has a catalog with /AA"),
    ("a file", rf"{BEGIN}\immediate\pdfobj stream file {{solutions.tex}}", "it has an object that nothing uses"),
]  # fmt: skip


@pytest.mark.parametrize(("new", "told"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
def test_a_source_that_shows_something_else_is_refused(new: str, told: str, key: ExamView) -> None:
    """Whatever LaTeX does with a key that was confirmed: what stands on the page is compared with what was confirmed."""
    found = typeset(_hostile(render(key, "solutions"), BEGIN, new), "solutions")
    with pytest.raises(TexFailed) as refused:
        inspect(found, key, "solutions")
    assert str(refused.value).startswith("solutions.pdf is not handed out: ")
    assert told in str(refused.value)


_FOUR, _FIVE = "BT\n/F1 9 Tf (4) Tj\nET", "BT\n/F1 9 Tf (5) Tj\nET"
PAINTED = [
    ("BT /F1 9 Tf 2 3 Td (4) Tj ET", [("4", 3)]),
    ("1 0 0 1 0 9 cm BT /F1 9 Tf 2 3 Td [(4)-300(5)] TJ 0 -1 TD (6) ' T* (7) Tj ET", [("45", 12), ("6", 10), ("7", 9)]),
    ("q 1 0 0 1 0 9 cm BT /F1 9 Tf (4) Tj ET q 1 0 0 1 0 9 cm Q Q BT /F1 9 Tf (5) Tj ET", [("4", 9), ("5", 0)]),
    ("BT /F1 9 Tf (4) Tj 9 0 Td (5) Tj 0 3 Td (6) Tj ET", [("45", 0), ("6", 3)]),
    ("0 1 -1 0 0 0 cm BT /F1 9 Tf (4) Tj 9 0 Td (5) Tj 0 3 Td (6) Tj ET", [("4", 0), ("5", 9), ("6", 9)]),
    ("BT /F1 9 Tf 2 TL (4) ' 3 TL 9 9 (5) \" <36> Tj ET", [("4", -2), ("56", -5)]),
    (r"BT /F1 9 Tf (\064\(5\)) Tj ET BT /F1 9 Tf 1 0 0 2 7 8 Tm (6) Tj ET", [("45", 0), ("6", 8)]),
    ("q /F1 9 Tf Q BT (4) Tj ET", "text has no font"),
    ("BT /F1 9 Tf (4) Tj ET BT (5) Tj ET", "text has no font"),
    ("/F1 9 Tf (4) Tj", "text has no font"),
    ("BT /F1 9 Tf (4) Tj 9 0 Td (5) Tj 0 3 Td (6) Tj ET", [("45", 0), ("6", 3)]),
    ("0 1 -1 0 0 0 cm BT /F1 9 Tf (4) Tj 9 0 Td (5) Tj 0 3 Td (6) Tj ET", [("4", 0), ("5", 9), ("6", 9)]),
    ("BT /F1 9 Tf 2 TL (4) ' ET BT /F1 9 Tf (5) ' ET", "text does not say how far its lines are apart"),
    ("BT /F1 9 Tf (4) Tj", "a text does not end where it should"),
    ("BT /F1 9 Tf q (4) Tj\nQ\nET", ""),
    ("BT /F2 9 Tf (4) Tj ET", "there is no font /F2"),
    ("BT /F1 9 Tf 3 Tr (4) Tj ET", "text is painted so that it is not seen"),
    ("/Im Do", "there is no picture /Im"),
    ("BT /F1 9 Tf (4) (5) Tj ET", ""),
    ("BT /F1 9 Tf 1.2.3 4 Td (4) Tj ET", ""),
    ("BT /F1 9 Tf (4 Tj ET", ""),
    ("BT /F1 9 Tf (4\nET\n) Tj ET", ""),
    ("BT /F1 9 Tf [(4)\nET\n] TJ ET", ""),
    ("BT /F1 9 Tf (4) Tj ET 5", ""),
    ("BT /F1 9 Tf (4) Tj 5 ET", ""),
    ("BI /W 1\nQ\nBT /F1 9 Tf (4) Tj ET", ""),
    ("BI /W 1 /H 1 /BPC 8 /CS /G ID x EI", "dots stand between its letters"),
    ("ID BT /F1 9 Tf (4) Tj ET EI", "dots stand between its letters"),
    ("BT /F1 9 Tf % (\nET\nBT /F1 9 Tf (4) Tj ET", [("4", 0)]),
    ("/Span << /ActualText (4) /ActualText (5) >> BDC BT /F1 9 Tf (5) Tj ET EMC", ""),
    # Blocks: within a mark or a group, at another place, with the text of another mark.
    (f"/P BMC\n{_FOUR}\nEMC\n{_FIVE}", [("4", 0), ("5", 0)]),
    (f"/P BMC\n{_FOUR}\nEMC\n{_FIVE}\n/P BMC\n{_FOUR}\nEMC\n{_FOUR}", [("4", 0), ("54", 0), ("4", 0)]),
    (f"1 0 0 1 0 9 cm /P BMC\n{_FOUR}\nEMC\n{_FIVE}\n/P BMC EMC\nBT\nET", [("4", 9), ("5", 9)]),
    (f"q 1 0 0 1 0 9 cm /P BMC\n{_FOUR}\nEMC\n{_FIVE}\nQ /P BMC\n{_FOUR}\nEMC\n{_FIVE}", [("4", 9), ("5", 9), ("4", 0), ("5", 0)]),
    (f"/Span << /ActualText (454) >> BDC\n/P BMC\n{_FOUR}\nEMC\n{_FIVE}\n{_FOUR}\nEMC\n{_FIVE}", [("4", 0), ("5", 0), ("4", 0), ("5", 0)]),
    (f"/Span << /ActualText (46) >> BDC\n/P BMC\n{_FOUR}\nEMC\n{_FIVE}\nEMC\n{_FIVE}", "'46' stands for '45'"),
    (f"/P BMC\n{_FOUR}\nEMC\nBT\nET\n/Span << /ActualText (4) >> BDC\n{_FIVE}\nEMC\n{_FIVE}", "'4' stands for '5'"),
    (f"/P BMC\n/P BMC\n{_FOUR}\nEMC\n{_FIVE}", "a text does not end on its page"),
]


@pytest.mark.parametrize(("content", "read"), PAINTED)
def test_text_is_read_as_a_page_paints_it(content: str, read: Sequence[tuple[str, float]] | str) -> None:
    """With the height of each line, or what is wrong with it: whatever two readers may take for two things is refused."""
    data = BytesIO()
    with Pdf.new() as pdf:
        page = pdf.add_blank_page()
        font = _dictionary(Type="/Font", Subtype="/Type1", Encoding=_dictionary(Differences=[52, "/four", "/five", "/six", "/seven"]))
        page.Resources = _dictionary(Font=_dictionary(F1=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(content.encode())
        pdf.save(data)

    def painted() -> list[PaintedText]:
        with open_pdf(data.getvalue()) as file:
            return painted_texts(file, file.pages())[0]

    if isinstance(read, str):
        with pytest.raises(BROKEN, match=read or None):
            painted()
    else:
        assert painted() == read and painted() == read


def _shown(content: bytes) -> list[object]:
    """What is shown in which fonts, where nothing else is done."""
    (found,) = blocks([content])
    return [(operator, one.fonts, one.shown) for block in found for operator, one in block.does]


def test_a_piece_that_was_read_before_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was read in between, with a memory for all pieces or for none; and of one that is at fault nothing is kept."""
    content = "".join(f"q 1 0 0 1 {n} 0 cm\nQ\nBT /F{n % 3} 9 Tf ({n % 5}) Tj\nET\n" for n in range(9)).encode()
    fresh = _shown(content)
    assert fresh == [(b"ET", (f"/F{n % 3}",), ((0, str(n % 5), 0.0, 0.0),)) for n in range(9)]
    assert _shown(content) == fresh
    for _ in range(2):
        with pytest.raises(BROKEN):
            blocks([content + b"("])
    monkeypatch.setattr(page_content, "MAX_KNOWN", 0)
    assert _shown(content) == fresh


def test_a_key_that_reads_as_it_was_set_passes(key: ExamView, made: TypesetPdf) -> None:
    """And a record that has another prompt, other points, one letter more in a remark, or other notes about itself does not."""
    inspect(made, key, "solutions")
    (problem,) = key.problems
    (item,) = problem.items
    for other in (
        replace(item, prompt=Tex(f"{item.prompt} Hurry.")),
        replace(item, points=Tex("9 points")),
        replace(item, label=Tex("b")),
    ):
        with pytest.raises(TexFailed, match=r"^solutions\.pdf is not handed out: kink/a reads "):
            inspect(made, replace(key, problems=(replace(problem, items=(other,)),)), "solutions")
    with pytest.raises(TexFailed, match=r"handed out: the metadata of the document reads 'A gate at it' where 'The gate at '"):
        inspect(made, replace(key, about=replace(key.about, title_xml=Tex("The gate at its kink"))), "solutions")


def test_a_build_hands_out_nothing_that_it_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3, the place, and no file."""
    answer = r"\AddToHook{shipout/foreground}{\put(99,-400){dh/dW = 2}}"
    monkeypatch.setattr(building, "render", lambda view, form: _hostile(render(view, form), BEGIN, answer + BEGIN))
    result = CliRunner().invoke(main, ["exam", str(KINK), "--out", str(tmp_path / "out")])
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("exam.pdf is not handed out: ")
    assert not list(tmp_path.rglob("*.pdf"))


# What LaTeX prints, and how two texts are compared

FIGURE = r"""\genfigure{%
\begin{tikzpicture}[gen figure]
\node[gen value=24.0pt] (0-1) at (1.0,2.0) {$h_{1}$};
\draw[a] (0-1) -- (0-2);
\end{tikzpicture}}{As said.}"""
PRINTED = [
    (r"Compute $h_{2}^{10}$ for \textbf{all} $x\in\mathbb{R}^{3}$.", "Computeh102forallxR3."),
    (r"$\frac{\partial h_{3}}{\partial V} = -\frac{3}{2} \approx 1.5$", "h3V=−321.5"),
    (r"\begin{align*} h_{t} &= \tanh(V\,h_{t-1}) \\ \sigma &\neq \operatorname{ReLU}' \end{align*}", "ht=tanhVht−1σ=ReLU"),
    (r"$\fitted{0.85}{x}$ and \mathsign{\leq}{8804} $0{,}5$, \textonehalf{} \% \{ {-1}", "xand0,5,121"),
    (FIGURE, "h1Assaid."),
    (r"Größe ﬁx ½ Ångström \pageref{other a} of \numpages{}", "Großefix12Angstrom7of9"),
    (r"a $\mass + 1$ b $c$", f"a{ANYTHING}bc"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text"), PRINTED)
def test_what_latex_prints_is_read_from_its_source(source: str, text: str) -> None:
    """Letters, digits and signs in the order of the page; a formula with a command that is not known may print anything."""
    assert printed_characters(source, {"other a": "7", "numpages": "9"}) == text


def _formulas() -> Iterator[str]:
    """Each command that an author may write, with what has to stand behind it."""
    for name in sorted(SIGNS - LARGE):
        yield rf"x {name} y_{{i}}^{{2}}"
    for name in sorted(LARGE):
        yield from (rf"{style} {name}_{{a}}^{{b}} x" for style in (r"\textstyle", r"\displaystyle"))
    for name in sorted(ARGUMENTS):
        yield name + "{ab}" * ARGUMENTS[name]
    for name in sorted(OPTIONS):
        yield name + "[c]{ab}"
    for name in sorted(WORDS):
        yield name + "{a b-c}"
    for name in sorted(SIZES):
        yield f"{name}( x"
    for name in sorted(FENCES - {"."}):
        yield rf"\left{name} x \middle| y \right."
    for name in sorted(COLUMNS):
        inner = "a&b" if COLUMNS[name] > 1 else "ab"
        yield rf"\begin{{{name}}}{inner}\\ c\end{{{name}}}"
    yield from (
        r"a'_{i}{}^{2}",
        r"\sum\limits_{\substack{a\\b}}^{c} x",
        r"\not= x",
        r"\int\nolimits_{a}^{b}",
        r"\begin{array}{|cc|}\hline a&b\end{array}",
    )


def _misread(pieces: Sequence[str]) -> dict[str, str]:
    """How each piece of LaTeX differs on paper from what is read in its source, where it does."""
    lines = "".join(rf"\noindent Q{{}}{piece}\par" "\n" for piece in pieces)
    head = r"\documentclass[11pt,a4paper]{exam}\usepackage[english]{babel}\usepackage{gensheet}"
    letters = "\n".join(declarations(lines))
    found = typeset(Tex(rf"{head}{letters}\begin{{document}}{lines}Q\end{{document}}"), "pieces")
    with open_pdf(found.pdf) as file:
        text = "".join(letters for page in painted_texts(file, file.pages()) for letters, height in page if height > 45)
    told = {piece: difference(printed_characters(piece, {}), there) for piece, there in zip(pieces, text.split("Q")[1:-1], strict=True)}
    return {piece: words for piece, words in told.items() if words}


def test_each_character_of_an_author_is_read_as_it_is_painted() -> None:
    """Whatever letter or sign a prompt may have, the page has it."""
    signs = {chr(code) for code in range(33, 127)} | ACCEPTED
    accented = [f"{letter}{mark}" for letter in ("x", "j", "ø", "ж", "і", "ω", "Ω", "ẹ") for mark in (*ABOVE, *BELOW)]
    pieces = [escape(sign) for sign in (*sorted(signs - {"Q", "ℚ"}), *accented, "αβ", "ΑΒ")]
    assert _misread(pieces) == {}
    assert not any(ANYTHING in printed_characters(piece, {}) for piece in pieces)


def test_each_command_of_an_author_is_read_as_it_is_painted() -> None:
    """Or its formula may print anything: no page is refused for a command that the reader takes for another."""
    formulas = list(_formulas())
    assert _misread([f"${formula}$" for formula in formulas]) == {}
    unknown = [formula for formula in formulas if ANYTHING in printed_characters(f"${formula}$", {})]
    assert len(unknown) < len(formulas) / 10


DIFFERENT = [
    ("Compute12", "Compute12", ""),
    ("Compute12", "Compute21", "reads '21' where '12' was set, behind 'Compute'"),
    ("Compute12", "Compute12and13", "reads 'and13' where '' was set, behind 'Compute12'"),
    ("Compute12", "", "reads '' where 'Compute12' was set"),
    (f"a{ANYTHING}b", "aXYb", ""),
    (f"a{ANYTHING}b", "ab", ""),
    (f"a{ANYTHING}b{ANYTHING}c", "aXbYbc", ""),
    (f"a{ANYTHING}b", "aXYbc", "reads 'XYbc' where 'b' was set, behind 'a'"),
    (f"a{ANYTHING}", "aXYZ", ""),
    (f"{ANYTHING}b", "XYa", "reads 'XYa' where 'b' was set"),
]


@pytest.mark.parametrize(("expected", "found", "told"), DIFFERENT)
def test_the_first_difference_of_two_texts_is_told(expected: str, found: str, told: str) -> None:
    """Nothing where they are the same; ANYTHING fits to any text."""
    assert difference(expected, found) == told


# What a logo says of its author


def _pictures(folder: Path) -> Iterator[Path]:
    """A picture in each form, with the name of its author in all places that its form has."""
    picture, secret = Image.new("RGB", (30, 20), "red"), "Secret Author"
    exif = Image.Exif()
    exif[0x013B] = secret
    picture.save(folder / "a.jpg", exif=exif, comment=secret)
    notes = PngInfo()
    notes.add_text("Author", secret)
    picture.save(folder / "a.png", pnginfo=notes, exif=exif)
    drawn = BytesIO()
    picture.save(drawn, "pdf", author=secret, title=secret)
    with Pdf.open(drawn) as pdf:
        page = pdf.pages[0].obj
        piece = _dictionary(Private=_stream(pdf, Type="/Metadata", Note=secret))
        _put(page, PieceInfo=piece, Metadata=_stream(pdf, Note=secret), AA=SCRIPT, Annots=[_dictionary(Contents=secret)])
        _put(page.Resources, Properties=_dictionary(MC0=_dictionary(Name=secret)))
        for one in page.Resources.XObject.values():
            _put(one, Metadata=_stream(pdf, Note=secret))
        pdf.save(folder / "a.pdf", object_stream_mode=ObjectStreamMode.disable)
    yield from sorted(folder.glob("a.*"))


def test_a_logo_loses_its_authors_name_and_keeps_its_picture(tmp_path: Path) -> None:
    """Of a JPEG, a PDF and a PNG; the same bytes each time."""
    for file in list(_pictures(tmp_path)):
        assert b"Secret Author" in file.read_bytes(), file
        data = stripped_picture(file)
        assert data == stripped_picture(file)
        assert b"Secret" not in data
        assert b"PieceInfo" not in data
        if file.suffix != ".pdf":
            assert Image.open(BytesIO(data)).tobytes() == Image.open(file).tobytes()


@pytest.mark.parametrize("suffix", [".pdf", ".png", ".jpg"])
def test_an_exam_shows_a_logo_and_nothing_of_its_author(suffix: str, tmp_path: Path) -> None:
    """In whatever form it is, it is on the cover, and the PDF has passed its inspection."""
    folder = tmp_path / "problems"
    folder.mkdir()
    list(_pictures(folder))
    (folder / "course.yaml").write_text(f"name: C\nlogo: a{suffix}\n", encoding="utf-8")
    (folder / "kink.yaml").write_text(KINK.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "e.yaml").write_text("title: E\ncourse: course.yaml\nproblems: [kink.yaml]\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["exam", str(folder / "e.yaml"), "--out", str(tmp_path / "out")])
    assert (result.exit_code, result.stderr) == (0, "")
    with open_pdf((tmp_path / "out" / "exam.pdf").read_bytes()) as file:
        page = file.dictionary(file.objects, file.pages()[0])
        assert file.dictionary(file.dictionary(page, "/Resources"), "/XObject")
        assert "Secret" not in str(file.objects)


@pytest.mark.parametrize("name", ["logo.png", "logo.jpg", "logo.pdf"])
@pytest.mark.parametrize("data", [b"", b"x", b"\x89PNG\r\n\x1a\n\0\0\0\0IHDR", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\xff\xff", b"%PDF-1.4"])
def test_a_logo_that_is_no_picture_is_refused(name: str, data: bytes, tmp_path: Path) -> None:
    """By its name, as bad input."""
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(InputErrors) as refused:
        stripped_picture(file)
    assert str(refused.value) == f"{file}:1:1: this picture cannot be read (save it anew, as PNG, JPEG or PDF)"


@pytest.mark.parametrize(("name", "data"), LOGOS.values(), ids=LOGOS)
def test_a_logo_that_harms_who_opens_it_is_refused(name: str, data: bytes, tmp_path: Path) -> None:
    """Before TeX has it, without an end or a memory that it needs, and with nothing but this said."""
    test_a_logo_that_is_no_picture_is_refused(name, data, tmp_path)


def test_what_does_not_belong_to_a_picture_goes_wherever_it_stands() -> None:
    """Also behind the end of a picture, where other programs hide whole files."""
    for form, strip in (("png", png), ("jpeg", jpeg)):
        data = BytesIO()
        Image.new("L", (3, 2)).save(data, form)
        assert strip(data.getvalue() + b"a file behind it") == strip(data.getvalue())
