"""Many documents in one run of TeX: each is what it is when it is set alone, and holds nothing of the others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from gen.check.exam import CheckedExam, check_exam
from gen.format.exam_file import load_exam
from gen.latex.tex import Tex
from gen.page.exam import ExamView, with_layout
from gen.typeset import together
from gen.typeset.building import lay_out, view_of
from gen.typeset.page_text import inspect
from gen.typeset.pdf import Files, TexFailed, TexRun, TypesetPdf, limits_of, typeset
from gen.typeset.repeated import set_once
from gen.typeset.splitting import split
from gen.typeset.templates import Form, render
from gen.typeset.tex_output import Measurements
from gen.typeset.together import typeset_together
from tests.support.pages import pdf_text
from tests.support.problems import ROOT

KINK = (ROOT / "problems" / "kink.yaml").read_text(encoding="utf-8")
CANARY = "Canarybird"


@dataclass(frozen=True, slots=True)
class Keys:
    """Three keys of one exam, the second with other numbers and another title, and a sheet: each alone, and all together."""

    views: Sequence[tuple[ExamView, Form]]
    sources: Sequence[Tex]
    alone: Sequence[TypesetPdf]
    together: Sequence[TypesetPdf]


def whole(made: Sequence[TypesetPdf | TexFailed]) -> list[TypesetPdf]:
    """What none of which has failed."""
    good = [one for one in made if isinstance(one, TypesetPdf)]
    assert len(good) == len(made), made
    return good


def set_together(sources: Sequence[Tex]) -> list[TypesetPdf | TexFailed]:
    """What TeX makes of the sources, in their order."""
    made = dict(typeset_together(sources, "key"))
    return [made[n] for n in range(len(sources))]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """The exam has a figure that is the same in all, and the first key and the last are equal but for their points."""
    drawn = KINK.replace("    given:\n", "    figure: {cell: relu_rnn, steps: 3}\n    given:\n", 1)
    texts = (
        drawn,
        drawn.replace("A gate at its kink", f"The {CANARY}").replace("x: [1, -3, 4]", "x: [1, -3, 7]"),
        drawn.replace("dh[3]/dW: 1", "dh[3]/dW: 2"),
    )
    checks = []
    for n, text in enumerate(texts):
        file = tmp_path_factory.mktemp(f"key{n}") / "kink.yaml"
        file.write_text(text, encoding="utf-8")
        checks.append(check_exam(*load_exam(file)))
    layout = lay_out(checks[0]).layout
    forms: list[tuple[CheckedExam, Form]] = [*((checked, "solutions") for checked in checks), (checks[0], "exam")]
    views = [(with_layout(view_of(checked, form, "graders"), layout), form) for checked, form in forms]
    sources = [render(*view) for view in views]
    return Keys(views, sources, [typeset(one, "key") for one in sources], whole(set_together(sources)))


def entries(parent: pikepdf.Object) -> list[tuple[str, str, object]]:
    """The outline below an entry: titles, where they lead, and what is below them; each names the one before it and what it is below."""
    found = list[pikepdf.Object]()
    entry = parent.get("/First")
    while entry is not None:
        assert entry.Parent == parent and entry.get("/Prev") == (found[-1] if found else None)
        found.append(entry)
        entry = entry.get("/Next")
    assert not found or parent.Last == found[-1]
    return [(str(one.Title), str(one.A.D), entries(one)) for one in found]


def painted(data: bytes) -> list[bytes]:
    """What is painted on each page, fonts by no name."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return [re.sub(rb"/F\d+ ", b"/F ", page.Contents.read_bytes()) for page in pdf.pages]


def plain(data: bytes) -> dict[str, object]:
    """All of a PDF that a reader sees, fonts by no name; the place where a document begins has a name only where it is alone."""
    with pikepdf.open(BytesIO(data)) as pdf:
        pages = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        named = pikepdf.NameTree(pdf.Root.Names.Dests).items()
        places = {name: [pages[place.D[0].objgen], *map(str, list(place.D)[1:])] for name, place in named}
        return {
            "pages": painted(data),
            "links": [str(link.A.D) for page in pdf.pages for link in page.obj.get("/Annots", ())],
            "places": {name: place for name, place in places.items() if name != "Doc-Start"},
            "outline": entries(pdf.Root.Outlines),
            "counts": [int(pdf.Root.Outlines.Count), int(pdf.Root.Outlines.First.Count)],
            "information": {key: str(value) for key, value in pdf.docinfo.items()},
            "metadata": pdf.Root.Metadata.read_bytes(),
            "catalog": [str(pdf.Root.Lang), str(pdf.Root.PageMode), str(pdf.Root.OpenAction.D[1]), pages[pdf.Root.OpenAction.D[0].objgen]],
            "version": pdf.pdf_version,
        }


def streams(data: bytes) -> bytes:
    """All streams of a PDF, unpacked, and all else, as it is written."""
    with pikepdf.open(BytesIO(data)) as pdf:
        held = [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Type") != pikepdf.Name.ObjStm]
        return b"\n".join((*held, *(one.unparse(resolved=True) for one in pdf.objects if not isinstance(one, pikepdf.Stream))))


def test_a_document_of_a_run_is_what_it_is_alone(keys: Keys, subtests: pytest.Subtests) -> None:
    """Text, places, outline, links, metadata, and what TeX reports; so it is handed out like any other."""
    for n, (view, alone, made) in enumerate(zip(keys.views, keys.alone, keys.together, strict=True)):
        with subtests.test(n=n):
            assert plain(made.pdf) == plain(alone.pdf)
            assert (made.name, made.source, made.inputs, made.report) == (alone.name, alone.source, alone.inputs, alone.report)
            inspect(made, *view)


def test_a_document_holds_nothing_of_the_others(keys: Keys) -> None:
    """A word that stands in the second only is in no stream, name or title of the others."""
    assert [CANARY.encode() in streams(made.pdf) for made in keys.together] == [False, True, False, False]
    letters = [re.sub(rb"[^A-Za-z]", b"", plain(made.pdf)["outline"].__repr__().encode()) for made in keys.together]
    assert [CANARY.encode() in found for found in letters] == [False, True, False, False]


def test_order_and_neighbours_change_no_page_and_the_same_run_gives_the_same_bytes(keys: Keys) -> None:
    """The last key in front, without the second: all but its subsets of fonts is as before."""
    first, again = (whole(set_together([keys.sources[n] for n in (2, 3, 0)])) for _ in range(2))
    assert [one.pdf for one in first] == [one.pdf for one in again]
    assert [plain(one.pdf) for one in first] == [plain(keys.together[n].pdf) for n in (2, 3, 0)]


SOURCE = r"""\documentclass[11pt,a4paper]{exam}
\usepackage[english]{babel}
\usepackage{gensheet}
\hypersetup{pdftitle={%s},pdfauthor={},pdfsubject={},pdflang={en-GB}}
\xmp{<x/>}
\expectedpages{%s}\pagestyle{empty}
\begin{document}
%% p, item a
\outline{0}{a)}{p/a}\expectedpage{a}\pageref{rest a} of \numpages\newpage\restplace{a}x%s
\end{document}
"""


def source(title: str = "T", pages: str = "2", more: str = "") -> Tex:
    return Tex(SOURCE % (title, pages, more))


def text_of(made: TypesetPdf, folder: Path) -> list[str]:
    (folder / "one.pdf").write_bytes(made.pdf)
    return pdf_text(folder / "one.pdf").split()


def test_what_tex_does_not_set_is_told_and_the_others_are_set_without_it(tmp_path: Path) -> None:
    """The second of three fails with its item and its line, as it does alone."""
    first, bad, last = set_together([source(), source(more=r" \nosuchmacro"), source(more="y")])
    assert isinstance(bad, TexFailed) and str(bad).startswith("TeX failed in p, item a: Undefined control sequence.\n    \\outline{0}{a)}")
    assert [text_of(one, tmp_path) for one in whole([first, last])] == [["2", "of", "2", "x"], ["2", "of", "2", "xy"]]


@pytest.mark.parametrize(("line", "runs"), [(0, [4, 2, 1, 1, 2, 1, 1]), (30, [4, 1, 3, 1, 2, 1, 1])])
def test_each_document_is_tried_alone_before_it_is_given_up(line: int, runs: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where TeX stops at no document's line, for lack of time or memory, the run is halved; else the document of that line is set alone."""
    tried = list[int]()

    def fails(source: Tex, name: str, files: Files, documents: int) -> TexRun:
        tried.append(documents)
        raise TexFailed(f"run {len(tried)}", line)

    monkeypatch.setattr(together, "run_tex", fails)
    given_up = set_together([source(title=str(n)) for n in range(4)])
    assert tried == runs
    assert all(isinstance(one, TexFailed) and tried[int(str(one).removeprefix("run ")) - 1] == 1 for one in given_up)


def test_a_document_that_cannot_be_cut_out_is_set_again_with_those_that_were_to_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents come as they are cut: what was there before a fault was found is good."""
    runs = list[int]()

    def cut(pdf: bytes, places: str, documents: int) -> Iterator[tuple[bytes, Measurements]]:
        runs.append(documents)
        for n, one in enumerate(split(pdf, places, documents)):
            if len(runs) == 1 and n == 1:
                raise TexFailed("TeX left no good PDF")
            yield one

    monkeypatch.setattr(together, "split", cut)
    made = list(typeset_together([source(title=str(n)) for n in range(4)], "key"))
    assert runs == [4, 1, 2] and [n for n, _ in made] == [0, 1, 2, 3]
    assert all(isinstance(one, TypesetPdf) for _, one in made)


def test_numbers_of_pages_that_are_not_as_expected_are_set_right(tex_logs: list[str], tmp_path: Path) -> None:
    """Only the documents whose numbers were others are set again, and what one is told no other believes."""
    made = whole(set_together([source(pages="7"), source(), source(pages="1", more=r"\newpage z")]))
    assert [text_of(one, tmp_path) for one in made] == [["2", "of", "2", "x"], ["2", "of", "2", "x"], ["2", "of", "3", "x", "z"]]
    assert [one.report.pages for one in made] == [{"a": (2, 2), "-": (2, 2)}] * 2 + [{"a": (2, 2), "-": (3, 3)}]
    assert [log.count("Output written") for log in tex_logs] == [1, 1]


LEAVES = r"""\global\setbox\figurebox=\vbox{LEFT}\global\setbox\behindbox=\vbox{LEFT}\global\recallstrue\global\setbox\recallbox=\vbox{LEFT}
\begin{tikzpicture}[gen figure]\node[gen dies=24pt] (a) at (0,0) {A};\end{tikzpicture}"""
TAKES = r"\unvbox\figurebox\placeending{Rest}"


def test_what_a_document_leaves_behind_is_not_in_the_next(tmp_path: Path) -> None:
    """A figure that found no room, what was to stand behind all, and the patterns of figures, which TikZ gives to every page."""
    first = Tex(source(more=LEAVES).replace("{gensheet}\n", "{gensheet}\n\\usepackage{genfigures}\n"))
    second = source(more=TAKES)
    left, made = whole(set_together([first, second]))
    assert text_of(made, tmp_path) == ["2", "of", "2", "x", "Rest"]
    with pikepdf.open(BytesIO(left.pdf)) as one, pikepdf.open(BytesIO(made.pdf)) as other:
        patterns = [[len(page.resources.get("/Pattern", {})) for page in pdf.pages] for pdf in (one, other)]
    assert patterns == [[0, 1], [0, 0]]


def test_figures_that_share_lines_are_painted_as_they_are_alone() -> None:
    """The second and third have lines of the first and one of their own, left of it and above: a figure is as large as its own lines."""
    shared = [
        "\\node[gen layer=30.0pt] (0) at (0.0,0.0) {$\\sigma$};",
        "\\draw[gen edge] (15.0,0.0) .. controls (30.0,0.0) and (30.0,9.0) .. (40.0,9.0);",
    ]
    own = [
        "\\node[gen title] at (9.0,80.0) {high};",
        "\\node[gen product=15.0pt] (1) at (-60.0,0.0) {$+$};",
        "\\draw[gen line] (0.0,5.0) -- (9.0,5.0);",
    ]
    pictures = ["\n".join(("\\begin{tikzpicture}[gen figure]", *shared, line, "\\end{tikzpicture}")) for line in own]
    documents = [Tex(source(more=one).replace("{gensheet}\n", "{gensheet}\n\\usepackage{genfigures}\n")) for one in pictures]
    assert [re.findall(r"\\(\w+)\{30000\}", text) for text in set_once(documents)] == [["setline"], ["lineagain"], ["lastline"]]
    assert [painted(one.pdf) for one in whole(set_together(documents))] == [painted(typeset(one, "key").pdf) for one in documents]


def test_a_run_has_room_for_names(tmp_path: Path) -> None:
    """Ninety thousand more than the packages have: a document of a run needs a few dozen."""
    names = r"\count2=0 \loop\expandafter\gdef\csname name \the\count2\endcsname{}\ifnum\count2<90000 \advance\count2 by1 \repeat z"
    assert [text_of(one, tmp_path) for one in whole(set_together([source(more=names), source()]))] == [
        ["2", "of", "2", "xz"],
        ["2", "of", "2", "x"],
    ]


def test_documents_of_other_packages_are_no_run() -> None:
    """A sheet goes together with one that has figures besides, and with none in another language."""
    with pytest.raises(ValueError, match="same packages"):
        set_together([source(), Tex(source().replace("english", "ngerman"))])


PIC = "\\begin{tikzpicture}%s\n\\end{tikzpicture}"
A, B = PIC % "a", PIC % "b"
NODE, EDGE = r"\node[gen value] (a) at (0.0,-1.5) {$a$};", r"\draw[gen edge] (0.0,1.0) -- (2.0,1.0);"
PROMPT = "\\begin{prompt}{a}{1}\nx\n\\end{prompt}"
POINTS = "\\begin{pointstable}{1}{Problem}{Points}{}\n\\pointssum{9}\n\\end{pointstable}"
GRADED = "\\begin{graded}{1 a)}{1 point}\nx\n\\end{graded}"
ONCE = [
    ([f"{A} {B}", A], [rf"\setonce{{25000}}{{{A}}} {B}", "%\n\\setlast{25000}"]),
    (
        [A, f"{A}{B}", f"{A}{B}"],
        [rf"\setonce{{25000}}{{{A}}}", f"%\n\\setagain{{25000}}\\setonce{{25001}}{{{B}}}", "%\n\\setlast{25000}%\n\\setlast{25001}"],
    ),
    ([A, A, B, B], [rf"\setonce{{25000}}{{{A}}}", "%\n\\setlast{25000}", rf"\setonce{{25000}}{{{B}}}", "%\n\\setlast{25000}"]),
    ([rf"\begin{{prompt}}{A}", rf"\begin{{extra}}{A}"], [rf"\begin{{prompt}}{A}", rf"\begin{{extra}}{A}"]),
    ([f"{PROMPT}\ny", f"{PROMPT}\nz"], [f"{PROMPT}\\keepbox{{20000}}\\promptbox\ny", "%\n%\n\\takebox{20000}\\promptbox\nz"]),
    ([POINTS, POINTS], [f"{POINTS}\\keepbox{{20000}}\\promptbox", "%\n%\n\\takebox{20000}\\promptbox\\placepoints"]),
    ([f"{GRADED}y", f"{GRADED}z"], [f"{GRADED}\\keepbox{{20000}}\\promptboxy", "%\n%\n\\takebox{20000}\\promptboxz"]),
    ([rf"\picturetext{{0041}}{{{A}}}"] * 2, [rf"\setonce{{25000}}{{\picturetext{{0041}}{{{A}}}}}", "%\n\\setlast{25000}"]),
    (
        [PIC % f"\n{NODE}\n{EDGE}", PIC % f"\n{NODE}"],
        [PIC % f"\n\\setline{{30000}}{{{NODE}}}\n{EDGE}", PIC % "\n\\lastline{30000}"],
    ),
    ([PIC % f"[scale=2]\n{NODE}", PIC % f"\n{NODE}"],) * 2,
    ([PIC % f"\n{NODE}\n\\draw[gen edge] (a) -- (b);", PIC % f"\n{NODE}"],) * 2,
]


@pytest.mark.parametrize(
    ("texts", "expected"),
    ONCE,
    ids=[
        *(
            "again",
            "two at once",
            "a box again",
            "elsewhere",
            "a prompt",
            "the table of points",
            "a row of the grading sheet",
            "with its text",
        ),
        *("a line", "a line on another scale", "a line that others speak of"),
    ],
)
def test_what_comes_again_is_set_once(texts: list[str], expected: list[str]) -> None:
    """A box is kept as long as it is needed, and no line moves: what TeX says of a line is said of the document's own."""
    assert set_once(texts) == expected
    assert [text.count("\n") for text in expected] == [text.count("\n") for text in texts]


NO_RUN = ["", "document 0: 0 99999\n", "document 0: 1 1\n", "document 1: 0 1\n", "document 0: 0 1\ndocument 1: 9 1\n"]


@pytest.mark.parametrize("places", NO_RUN)
def test_what_no_run_of_documents_leaves_is_refused(places: str, keys: Keys) -> None:
    """Whatever TeX was made to write: other documents than were set, without pages, or without what is said of them."""
    with pytest.raises(TexFailed, match="TeX left"):
        list(split(keys.alone[0].pdf, places, 1))


def test_a_run_may_take_more_than_a_document() -> None:
    """Time and disk grow with the documents, memory does not."""
    one, many = limits_of(1), limits_of(25)
    assert (many.cpu / one.cpu, many.seconds / one.seconds, many.file / one.file, many.memory / one.memory) == (3.4, 3.4, 2.5, 1)
