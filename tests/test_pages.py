"""Exam and key in step, by what TeX itself reports; room that is too little; what a course file puts on each page."""

import re
import subprocess
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.check.exam import CheckedExam, check_exam
from gen.cli.commands import main
from gen.format.exam_file import load_exam
from gen.latex.tex import Tex
from gen.messages.errors import VerificationError
from gen.page.exam import Audience, ExamView, exam_view, with_layout
from gen.page.writing import CM
from gen.system.files import write
from gen.typeset.building import build, lay_out, view_of
from gen.typeset.pdf import measure
from gen.typeset.templates import Form, render
from tests.support.pages import build_text
from tests.support.problems import ROOT, answers_of, plain_layout

FORMS: list[tuple[Form, Audience]] = [("exam", "graders"), ("solutions", "graders"), ("solutions", "students")]

ROOM = """title: Room
cells:
  rnn:
    h[t]: relu(V*h[t-1] + W*x[t])
items:
  - id: a
    prompt: Compute `h[6]` for {{given}}.
    given: {{V: 1, W: 1, "h[0]": 1, x: [1, 2, 3, 4, 5, 6]}}
    space: {space}
    ask: value of h[6]
    points: {{"h[6]": 1}}
  - id: b
    prompt: And `h[1]`?
    like: a
    space: 4
    ask: value of h[1]
    points: {{"h[1]": 1}}
"""


def _room(space: str, folder: Path) -> tuple[Path, CheckedExam]:
    path = folder / "room.yaml"
    path.write_text(ROOM.format(space=space), encoding="utf-8")
    return path, check_exam(*load_exam(path))


def test_a_solution_that_is_one_line_too_high_fails_the_build_and_says_by_how_much(tmp_path: Path) -> None:
    """With exactly its height it is built; with a line (half a centimetre) less neither form is, and the last good file stays."""
    _, checked = _room("10", tmp_path)
    needed = measure(render(checked.key, "measure"), "measure").length("key", "room/a") / CM
    path, checked = _room(f"{needed + 0.02:.2f}", tmp_path)
    for form, audience in FORMS:
        built = build(path, checked, form, audience, tmp_path / "out")
        write(built.files)
        assert built.shown.is_file()
    kept = {file: file.read_bytes() for file in (tmp_path / "out").rglob("*.*")}
    _room(f"{needed - 0.5:.2f}", tmp_path)
    for command in ("exam", "solutions"):
        result = CliRunner().invoke(main, [command, str(path), "--out", str(tmp_path / "out")])
        assert result.exit_code == 3
        told = re.match(
            rf"{path}:6:5: room/a: the solution is (0\.\d\d) cm higher than the room for it \(raise its 'space', or leave that out\)\n",
            result.stderr,
        )
        assert told and abs(float(told[1]) - 0.5) <= 0.03
    assert {file: file.read_bytes() for file in (tmp_path / "out").rglob("*.*")} == kept


def test_an_overflow_never_moves_or_covers_what_follows(tmp_path: Path) -> None:
    """Even in the refused key item b stands where it does in the exam."""
    _, checked = _room("2", tmp_path)
    laid = lay_out(checked)
    assert list(laid.over) == ["room/a"]
    sheet = measure(render(with_layout(view_of(checked, "exam", "graders"), laid.layout), "exam"), "exam").places
    key = measure(render(with_layout(checked.key, laid.layout), "solutions"), "solutions").places
    assert sheet == key


def test_a_stored_layout_is_used_as_it_stands(tmp_path: Path) -> None:
    """`gen layout` stores what would have been made anyway; an edited height moves what follows, and one too small is refused."""
    path, checked = _room("4", tmp_path)
    result = CliRunner().invoke(main, ["layout", str(path)])
    stored = tmp_path / "room.layout.yaml"
    assert (result.exit_code, result.stdout) == (0, f"{stored}\n")
    assert CliRunner().invoke(main, ["check", str(tmp_path)]).stdout == "1 file checked, nothing found\n"
    made = lay_out(checked).layout
    lines = stored.read_text(encoding="utf-8").splitlines()
    assert lines[-3:] == [
        f"  - room: {made[0][0].height:.1f}",
        f"    room/a: {made[0][1].height:.1f}",
        f"    room/b: {made[0][2].height:.1f}",
    ]
    stored.write_text("\n".join([*lines[:-2], "    room/a: 90.0", lines[-1]]), encoding="utf-8")
    build_text("solutions", path, tmp_path / "out")
    assert r"\placeitem{room/a}{90.0mm}" in (tmp_path / "out" / "staff" / "solutions.tex").read_text(encoding="utf-8")
    stored.write_text("\n".join([*lines[:-2], "    room/a: 35.0", lines[-1]]), encoding="utf-8")
    result = CliRunner().invoke(main, ["exam", str(path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 3
    ways = f"raise this height, or raise its 'space' and lay the exam out anew: gen layout {path}"
    told = rf"{stored}:5:13: room/a: the solution is \d\.\d\d cm higher than the room for it \({ways}\)\n    room/a: 35.0\n +\^\n"
    assert re.fullmatch(told, result.stderr.replace("    " * 2, "    ", 1)), result.stderr


def test_a_page_that_is_not_as_the_layout_has_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where TeX sets an item lower than the layout, here by a slot that is higher in the source, nothing is built."""

    def higher(view: ExamView, form: Form) -> Tex:
        return Tex(re.sub(r"(\\placeitem\{room/a\})\{[\d.]+mm\}", r"\1{60mm}", render(view, form)))

    path, checked = _room("4", tmp_path)
    monkeypatch.setattr("gen.typeset.building.render", higher)
    with pytest.raises(VerificationError, match="room/b stands on page"):
        build(path, checked, "exam", "graders", tmp_path / "out")
    assert not (tmp_path / "out").exists()


STORED = [
    (
        "  - room: 20\n    room/a: 200\n    room/b: 80\n",
        "2:11: room, room/a, room/b: together 5.71 cm higher than a page (lower a height, ",
    ),
    (
        "  - room: 1\n    room/a: 100\n    room/b: 80\n",
        "2:11: room: the heading is 0.46 cm higher than the room for it (raise this height, ",
    ),
    ("  - room: 1\n    room/a: 100\n  - room/a: 20\n    room/b: 80\n", "room: the heading is 0.46 cm higher than the room for it (raise "),
    ("  - room: 20\n    room/a: 40\n  - room/a: 16\n    room/b: 80\n", "3:13: room/a: the solution is "),
    ("  - room: 20\n    room/a: 9\n    room/b: 80\n", "3:13: room/a: the prompt with its solution is "),
]


@pytest.mark.parametrize(("pages", "message"), STORED, ids=[message for _, message in STORED])
def test_a_stored_layout_with_too_little_room_is_refused(pages: str, message: str, tmp_path: Path) -> None:
    """Too much on a page, a heading or a solution that goes on without room: each is told by its name, and nothing is built."""
    path, _ = _room("4", tmp_path)
    (tmp_path / "room.layout.yaml").write_text("pages:\n" + pages, encoding="utf-8")
    result = CliRunner().invoke(main, ["exam", str(path), "--out", str(tmp_path / "out")])
    assert (result.exit_code, message in result.stderr, (tmp_path / "out").exists()) == (3, True, False), result.stderr


LONG = [
    ("stem: " + "word " * 700, "Compute", 0, ""),
    ("stem: " + "word " * 450, "word " * 450, 0, ""),
    ("stem: " + "word " * 1800, "Compute", 3, "1:1: room: the heading is "),
    ("", "word " * 1800, 3, "7:5: room/a: the prompt is "),
]


@pytest.mark.parametrize(("stem", "prompt", "code", "message"), LONG, ids=["stem", "stem and prompt", "endless stem", "endless prompt"])
def test_long_texts_are_set_or_refused_with_their_name(stem: str, prompt: str, code: int, message: str, tmp_path: Path) -> None:
    """A stem and a prompt of more than a page together are set on two pages; one that is longer than a page is refused."""
    text = ROOM.format(space=4).replace("    space: 4\n", "").replace("title: Room", f"title: Room\n{stem}").replace("Compute", prompt)
    (tmp_path / "room.yaml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["solutions", str(tmp_path / "room.yaml"), "--out", str(tmp_path / "out")])
    assert (result.exit_code, message in result.stderr, "'space'" in result.stderr) == (code, True, False), result.stderr


def test_a_solution_longer_than_a_page_goes_on_in_both_forms(tmp_path: Path) -> None:
    """Sixty steps need two pages: the frame goes on, headed `continued`, and no row of the key is lost."""
    xs = ", ".join(str(n) for n in range(1, 61))
    path = tmp_path / "long.yaml"
    path.write_text(
        ROOM.format(space=4)
        .replace("x: [1, 2, 3, 4, 5, 6]", f"x: [{xs}]")
        .replace("    space: 4\n", "    style: rows\n")
        .replace("h[6]", "h[60]"),
        "utf-8",
    )
    for command in ("exam", "solutions"):
        text = build_text(command, path, tmp_path)
        assert "a), continued" in text
    assert [n for n in range(1, 61) if f"h_{n} = ReLU" not in text] == []


def test_a_long_label_pushes_its_prompt_aside(tmp_path: Path) -> None:
    """The points begin behind the label, whether it is a letter or a word."""
    path = tmp_path / "room.yaml"
    path.write_text(ROOM.format(space=9).replace("id: a", "id: first-of-all").replace("like: a", "like: first-of-all"), encoding="utf-8")
    build_text("exam", path, tmp_path)
    boxes = subprocess.run(["pdftotext", "-bbox", str(tmp_path / "exam.pdf"), "-"], check=True, capture_output=True, text=True).stdout
    words = [(word, float(x), float(end)) for x, end, word in re.findall(r'xMin="([\d.]+)" .*? xMax="([\d.]+)" .*?>(.*?)</word>', boxes)]
    for label in ("first-of-all)", "b)"):
        (here,) = (i for i, (word, _, _) in enumerate(words) if word == label and words[i + 1][0] == "(1")
        assert words[here + 1][1] > words[here][2]


COURSE = r"""name: Räume & Maße
institution: Universität „Übersee“
logo: logo.png
macros: macros.tex
header: Kopf
footer: Fuß
notice: Telefone aus!
examiner: Grace Hopper
room: Audimax
sticker: 9 x 4
top: 3.8
aids: ein Taschenrechner
language: de
"""
CLAIMED = """title: A problem with a title of some length
items:
  - id: a
    prompt: Why?
    ask: open
    answer: So.
    points:
      answer: 1
"""


@pytest.mark.parametrize(("count", "code"), [(18, 0), (40, 3)])
def test_a_cover_with_too_many_problems_is_refused(count: int, code: int, tmp_path: Path) -> None:
    """Eighteen problems fit its table, forty do not: the build says so and writes nothing."""
    folder = tmp_path / "problems"
    folder.mkdir()
    for n in range(count):
        (folder / f"p{n}.yaml").write_text(CLAIMED, encoding="utf-8")
    names = ", ".join(f"p{n}.yaml" for n in range(count))
    (folder / "e.yaml").write_text(f"title: E\ncourse: C\ndate: 2026-03-01\nproblems: [{names}]\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["exam", str(folder / "e.yaml"), "--out", str(tmp_path / "out")])
    told = "the cover is higher than its page: the exam has too many problems or instructions, or too long texts\n"
    assert (result.exit_code, result.stderr) == (code, told if code else "")
    assert (tmp_path / "out").exists() == (code == 0)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


def test_a_course_file_says_what_stands_on_cover_and_pages(tmp_path: Path) -> None:
    """All of it stands in the PDF, umlauts and quotation marks too, but nothing at the top of a page that is to stay free; the files lie
    beside the source that uses them."""
    folder = tmp_path / "problems"
    folder.mkdir()
    (folder / "course.yaml").write_text(COURSE, encoding="utf-8")
    (folder / "logo.png").write_bytes(PIXEL)
    (folder / "macros.tex").write_text(r"\newcommand{\mass}{m_{\mathrm{total}}}", encoding="utf-8")
    (folder / "room.yaml").write_text(ROOM.format(space=5).replace("Compute", r"""With $\mass"o$ compute"""), encoding="utf-8")
    (folder / "e.yaml").write_text("title: Prüfung\ncourse: course.yaml\ndate: 2026-03-01\nproblems: [room.yaml]\n", encoding="utf-8")
    texts = {}
    for command in ("exam", "solutions"):
        texts[command] = build_text(command, folder / "e.yaml", tmp_path / "out")
    assert {"logo.png", "exam.tex"} <= {file.name for file in (tmp_path / "out" / "staff").iterdir()}
    text = texts["exam"]
    for words in (
        "Räume & Maße",
        "Universität „Übersee“",
        "Kopf",
        "Fuß",
        "1. März 2026",
        "Taschenrechner",
        "Telefone aus!",
        "Prüfung",
        "Unterschrift",
        "Grace Hopper",
        "Audimax",
        "Aufkleber oder Code",
        "mit Bleistift",
    ):
        assert words in text, words
    assert min(_heights(tmp_path / "out" / "exam.pdf")) > 3.8 - 0.1  # its boxes begin above the letters
    assert re.findall(r"Aufkleber oder Code|Bleistift|Unterschrift", texts["solutions"]) == []
    assert "ö" not in text  # what German babel would make of "o in a formula
    assert "Seite 2 von 2" in text


def _heights(file: Path) -> list[float]:
    """How far below the edge of its page each word begins, in cm."""
    boxes = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True, text=True).stdout
    return [float(top) * 2.54 / 72 for top in re.findall(r'<word .*?yMin="([\d.]+)"', boxes)]


BOX, LINES = r"\creditbox{1}", r"\blank{name}{Name}\blank{number}{Matriculation number}"
OPTIONS = [
    (
        "problems: [room.yaml, more.yaml]",
        ["with 2 problems and 4 points", "{Problem 1 a) to 2 b)}", r"\coverfield{seat}{Seat}", "{Problem 2: Room}", BOX, LINES],
        [r"\sticker", r"\freetop"],
    ),
    ("problems: [room.yaml]", ["pages and 2 points", "}{a) to b)}", r"\outline{2}{Room}"], ["Problem 1", "Problem 2"]),
    ("problems: [room.yaml]\ncredits: none\ncover: none", [LINES, r"\numpages}{1}"], [BOX, r"\begin{cover}"]),
    ("problems: [room.yaml]\nlines: []\ninstructions: []", [r"\begin{cover}"], [r"\begin{coverfields}", r"\begin{covernotes}"]),
    (
        "problems: [room.yaml]\nduration: 1 h\nlines: [Row & seat]\n"
        "instructions: ['{pages}, {problems}, {points}, {aids}, {duration}, $x_1$']",
        [r"\coverfield{}{Row \& seat}", r"\item \numpages{}, 1, 2, 50\%, 1 h, $x_1$"],
        ["Seat", "pencil"],
    ),
    ("problems: [room.yaml]\ntop: 0\nsticker: 9.5 x 4", [r"\sticker{95.0mm}{40.0mm}"], [r"\freetop"]),
]


@pytest.mark.parametrize(("options", "there", "absent"), OPTIONS)
def test_an_exam_has_the_cover_and_boxes_that_it_asks_for(options: str, there: list[str], absent: list[str], tmp_path: Path) -> None:
    """Lines to write on, instructions, boxes and the items in the head are the exam's own, else its course's, else the usual ones; a key
    has no boxes and nothing to write on."""
    (tmp_path / "course.yaml").write_text(
        "name: C\naids: 50%\ntop: 2\nsticker: 5 x 5\n" if "sticker" in options else "name: C\naids: 50%\n"
    )
    for name in ("room", "more"):
        (tmp_path / f"{name}.yaml").write_text(ROOM.format(space=4), encoding="utf-8")
    (tmp_path / "e.yaml").write_text(f"title: E\ncourse: course.yaml\n{options}\n", encoding="utf-8")
    exam, faults = load_exam(tmp_path / "e.yaml")
    assert faults == []
    layout = (tuple(chain(*plain_layout(exam))),)
    sheet = render(exam_view(exam, None, layout), "exam")
    assert ([words for words in there if words not in sheet], [words for words in absent if words in sheet]) == ([], [])
    key = render(exam_view(exam, answers_of(exam), layout), "solutions")
    assert [words for words in (BOX, r"\blank", r"\coverfield", r"\begin{covernotes}", r"\sticker") if words in key] == []


def test_an_authors_files_never_take_the_place_of_the_tools(tmp_path: Path) -> None:
    """A logo called as a form has a name of its own beside the source; macros called as a style are put in and stand beside it nowhere."""
    folder = tmp_path / "problems"
    (folder / "sub").mkdir(parents=True)
    (folder / "course.yaml").write_text("name: C\nlogo: sub/solutions.png\nmacros: sub/gensheet.sty\n", encoding="utf-8")
    (folder / "sub" / "solutions.png").write_bytes(PIXEL)
    (folder / "sub" / "gensheet.sty").write_text(r"\newcommand{\mass}{m}", encoding="utf-8")
    (folder / "room.yaml").write_text(ROOM.format(space=5).replace("Compute", r"With $\mass$ compute"), encoding="utf-8")
    (folder / "e.yaml").write_text("title: E\ncourse: course.yaml\nproblems: [room.yaml]\n", encoding="utf-8")
    build_text("exam", folder / "e.yaml", tmp_path / "out")
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"staff", "exam.pdf"}
    kept = {file.name for file in (tmp_path / "out" / "staff").iterdir() if "exam" not in file.name}
    assert kept == {"gensheet.sty", "genfigures.sty", "genscripts.sty", "logo.png"}
    assert (tmp_path / "out" / "staff" / "gensheet.sty").read_bytes() == (ROOT / "templates" / "gensheet.sty").read_bytes()


def test_dots_do_not_lead_out_by_way_of_a_link(tmp_path: Path) -> None:
    """`..` goes up in the name as it is written, and what is read is what was checked."""
    deep = tmp_path / "problems" / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (tmp_path / "problems" / "link").symlink_to(deep)
    for file in (tmp_path / "logo.png", tmp_path / "problems" / "a" / "logo.png"):
        file.write_bytes(PIXEL)
    course = tmp_path / "problems" / "course.yaml"
    course.write_text("name: C\nlogo: link/../../logo.png\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(course)])
    assert (result.exit_code, "lies outside the folder 'problems'" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("logo: nowhere.png", "there is no file 'nowhere.png'"),
        ("logo: ../secret.png", "'../secret.png' lies outside the folder 'problems'"),
        ("logo: logo.exe", "'logo.exe' is not the name of a picture file (.pdf or .png or .jpg or .jpeg)"),
        ("macros: logo.png", "'logo.png' is not the name of a LaTeX file (.tex or .sty)"),
        ("colour: red", "unknown key 'colour' in a course"),
        ("language: fr", "'language' must be one of en, de, found 'fr'"),
    ],
)
def test_a_faulty_course_file_is_told_with_its_line(line: str, message: str, tmp_path: Path) -> None:
    """The fault is reported in the course file, by way of the exam as well."""
    folder = tmp_path / "problems"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(PIXEL)
    (folder / "logo.png").write_bytes(PIXEL)
    (folder / "course.yaml").write_text(f"name: C\n{line}\n", encoding="utf-8")
    (folder / "room.yaml").write_text(ROOM.format(space=4), encoding="utf-8")
    (folder / "e.yaml").write_text("title: E\ncourse: course.yaml\nproblems: [room.yaml]\n", encoding="utf-8")
    for file in ("e.yaml", "course.yaml"):
        result = CliRunner().invoke(main, ["check", str(folder / file)])
        assert result.exit_code == 2
        assert f"{folder / 'course.yaml'}:2:" in result.stderr
        assert message in result.stderr


@pytest.mark.parametrize("name", ["kink", "two-layer"])
def test_a_single_problem_has_no_cover_and_starts_on_page_1(name: str) -> None:
    """And its solutions fit into the boxes of its sheet."""
    checked = check_exam(*load_exam(ROOT / "problems" / f"{name}.yaml"))
    laid = lay_out(checked)
    report = measure(render(exam_view(checked.exam, None, laid.layout), "exam"), "exam")
    assert report.places[0][1] == 1
    assert laid.over == {}


STEPS = """title: Rows over a page
cells:
  scalar:
    h[t]: V*h[t-1] + x[t]
items:
  - id: a
    prompt: PROMPT
    given: {V: 2, "h[0]": 1, x: INPUTS}
    ask: gradient of h[30] wrt V
    by: forward
    style: rows
    points: POINTS
"""


@pytest.mark.parametrize("lines", [2, 4])
def test_a_step_is_not_parted_from_its_result_where_a_solution_goes_on(lines: int, tmp_path: Path) -> None:
    """Thirty steps with points for the equation in one row and for the result in the next: below any prompt a page ends with a result."""
    points = ", ".join(f"'dh[{t}]/dV': {{equation: 1, result: 2}}" for t in range(1, 31))
    text = STEPS.replace("INPUTS", str([1] * 30)).replace("POINTS", f"{{{points}}}").replace("PROMPT", '"' + "Find it.\\n\\n" * lines + '"')
    path = tmp_path / "rows.yaml"
    path.write_text(text, encoding="utf-8")
    pages = build_text("solutions", path, tmp_path / "out").split("\f")
    earned = [found for page in pages if (found := re.findall(r"\((\d) p\)", page))]
    assert len(earned) > 1
    assert {(found[0], found[-1]) for found in earned} == {("1", "2")}


BEHIND = """title: Gates
cells:
  gated:
    g[t]: sigmoid(W*x[t])
    h[t]: g[t]*h[t-1] + x[t]
items:
  - {id: a, prompt: Name the gate., cell: gated, ask: roles of g, space: FIRST, points: {all: 1}}
  - {id: b, prompt: Say why., ask: open, answer: Because., space: SECOND, points: {answer: 1}}
"""


def _gates(first: int, second: int, folder: Path) -> Path:
    path = folder / "gates.yaml"
    path.write_text(BEHIND.replace("FIRST", str(first)).replace("SECOND", str(second)), encoding="utf-8")
    return path


@pytest.mark.parametrize(("first", "second", "above"), [(8, 5, "b) (1 point)"), (2, 5, "Page 1 of 1"), (2, 18, "")])
def test_a_figure_that_nobody_asked_for_stands_where_there_is_room(first: int, second: int, above: str, tmp_path: Path) -> None:
    """In the frame below the solution, else below the last frame of the page; a key has no page more for it."""
    text = re.sub(r"\s+", " ", build_text("solutions", _gates(first, second, tmp_path), tmp_path / "out"))
    before, caption, after = text.partition("Grading sheet 1")[2].partition("One step of the cell with the roles of its gates.")
    assert "Page 1 of 1" in text
    assert (bool(caption), above in after, "Because." in before) == (bool(above), True, not above.startswith("b)"))


@pytest.mark.parametrize(("second", "areas"), [(5, 1), (12, 0)])
def test_what_is_left_of_the_last_page_is_additional_space_with_a_label(second: int, areas: int, tmp_path: Path) -> None:
    """On the sheet and in a key that has nothing else to put there; a narrow strip is left empty."""
    path = _gates(8, second, tmp_path)
    assert [build_text(form, path, tmp_path / "out").count("Additional space") for form in ("exam", "solutions")] == [areas, areas]
