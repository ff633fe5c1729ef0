"""A PDF is opened before it is handed out: it holds what the tool sets, and each page reads as it was set."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject, PdfObject, StreamObject, TextStringObject

from gen.check.exam import check_exam
from gen.cli.commands import main
from gen.format.exam_file import load_exam
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
    monkeypatch.setattr(
        page_text, "painted_texts", lambda *_, **__: [PaintedText(what, height * page_text.POINT) for what, height in painted.items()]
    )
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    written = BytesIO()
    writer.write(written)
    (page,) = page_text._pages(PdfReader(written), report, view, 0)
    assert (page.head, page.rest, page.foot) == ("head", "last linedenominator", "foot")


# What a PDF is made of


def _dictionary(**entries: object) -> DictionaryObject:
    """A dictionary of PDF: strings that begin with a slash are names."""
    return DictionaryObject({NameObject(f"/{key}"): _object(value) for key, value in entries.items()})


def _object(value: object) -> PdfObject:
    match value:
        case PdfObject():
            return value
        case int():
            return NumberObject(value)
        case list():
            return ArrayObject(map(_object, value))
        case str() if value.startswith("/"):
            return NameObject(value)
    return TextStringObject(value)


def _stream(**entries: object) -> StreamObject:
    found = StreamObject()
    found.update(_dictionary(**entries))
    found.set_data(b"hidden")
    return found


def _in_catalog(**entries: object) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.root_object.update(_dictionary(**entries))


def _on_page(**entries: object) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.pages[0].update(_dictionary(**entries))


def _annotation(**entries: object) -> Callable[[PdfWriter], None]:
    return _on_page(Annots=[_dictionary(Type="/Annot", Rect=[0, 0, 9, 9], **entries)])


def _picture(**entries: object) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        resources = writer.pages[0]["/Resources"]
        assert isinstance(resources, DictionaryObject)
        resources.update(_dictionary(XObject=_dictionary(Im=writer._add_object(_stream(**entries)))))

    return change


def _information(**entries: object) -> Callable[[PdfWriter], None]:
    return lambda writer: writer.add_metadata({f"/{name}": value for name, value in entries.items()})


SCRIPT = _dictionary(S="/JavaScript", JS="app.alert(1)")
MEDIA = ("RichMedia", "3D", "Movie", "Sound", "Screen", "FileAttachment", "Text")
HELD = [
    ("a script when it opens", _in_catalog(OpenAction=SCRIPT), ["an action with /S /JavaScript", "an action with /JS"]),
    ("another action when it opens", _in_catalog(OpenAction=_dictionary(S="/Named", N="/Print")), ["an action with /N"]),
    ("actions of the document", _in_catalog(AA=_dictionary(WC=SCRIPT)), ["a catalog with /AA"]),
    ("a form", _in_catalog(AcroForm=_dictionary(XFA="x")), ["a catalog with /AcroForm"]),
    ("notes in XML", _in_catalog(Metadata=_stream(Type="/Metadata", Subtype="/XML", Filter="/Crypt")), ["metadata with /Filter"]),
    ("another profile", _in_catalog(OutputIntents=[]), ["a catalog with /OutputIntents"]),
    ("scripts by name", _in_catalog(Names=_dictionary(JavaScript=_dictionary(Names=["a", SCRIPT]))), ["names with /JavaScript"]),
    ("an attachment", lambda writer: writer.add_attachment("key.pdf", b"all answers"), ["names with /EmbeddedFiles"]),
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
    ("a picture's notes", _picture(Subtype="/Image", Metadata=_stream()), ["a picture with /Metadata"]),
    ("a program that paints", _picture(Subtype="/PS"), ["a picture that is a program"]),
    ("a logo where none is", _picture(Subtype="/Form", **{"PTEX.FileName": "x"}), ["a picture with /PTEX.FileName"]),
    ("a day of change", _information(ModDate="D:20260213000000Z"), ["information with /ModDate"]),
    ("a note", _information(Note="x"), ["information with /Note"]),
    ("a file that nothing shows", lambda writer: writer._add_object(_stream()), ["an object that nothing uses"]),
]  # fmt: skip


def _altered(made: TypesetPdf, change: Callable[[PdfWriter], object]) -> bytes:
    writer, data = PdfWriter(clone_from=BytesIO(made.pdf)), BytesIO()
    change(writer)
    writer.write(data)
    return data.getvalue()


@pytest.mark.parametrize(("change", "told"), [row[1:] for row in HELD], ids=[row[0] for row in HELD])
def test_what_does_not_come_from_the_tool_is_found(change: Callable[[PdfWriter], object], told: list[str], made: TypesetPdf) -> None:
    """Each of them is told by the key that holds it, wherever it stands; the same PDF without it has no surprise."""
    assert list(unexpected_objects(_altered(made, lambda writer: None), False)) == []
    found = list(unexpected_objects(_altered(made, change), False))
    assert [words for words in told if not any(one.startswith(words) for one in found)] == [], found


def test_a_pdf_that_is_locked_or_broken_is_refused(made: TypesetPdf) -> None:
    """An encrypted one, half a one, and none at all."""
    assert list(unexpected_objects(_altered(made, lambda writer: writer.encrypt("a")), False))
    for data in (made.pdf[:9000], b"", b"%PDF-1.5"):
        assert list(unexpected_objects(data, False)) == ["an object that cannot be read"]


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
    reader = PdfReader(BytesIO(found.pdf))
    fonts: dict[object, Mapping[int, str]] = {}
    text = "".join(one.letters for page in reader.pages for one in painted_texts(page, reader, fonts) if one.height > 45)
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
    writer = PdfWriter(clone_from=drawn)
    piece = _dictionary(Private=_stream(Type="/Metadata", Note=secret))
    page = writer.pages[0]
    page.update(_dictionary(PieceInfo=piece, Metadata=_stream(Note=secret), AA=SCRIPT, Annots=[_dictionary(Contents=secret)]))
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    resources.update(_dictionary(Properties=_dictionary(MC0=_dictionary(Name=secret))))
    for pictures in (resources["/XObject"],):
        assert isinstance(pictures, DictionaryObject)
        for one in pictures.values():
            one.get_object().update(_dictionary(Metadata=_stream(Note=secret)))
    writer.write(folder / "a.pdf")
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
    reader = PdfReader(tmp_path / "out" / "exam.pdf")
    resources = reader.pages[0]["/Resources"]
    assert isinstance(resources, DictionaryObject) and "/XObject" in resources
    objects = [reader.get_object(IndirectObject(n, 0, reader)) for n in range(1, len(reader.xref[0]) + len(reader.xref_objStm))]
    assert "Secret" not in str(objects)


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
