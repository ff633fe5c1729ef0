"""Exams as HTML: what pages hold, what they never hold, and whether a browser and a screen reader get along with them."""

import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree, html
from pikepdf import Pdf

from gen.check import SolvedExam, solve_exam
from gen.cli import main
from gen.document import document
from gen.format import load_exam
from gen.html import grading_page, key_page, sheet_page
from gen.html.medium import COURSE_TEX
from gen.html.problems import problem_html
from gen.interface import loads
from gen.messages.sentences import Language
from gen.model.choice import choice_of
from gen.model.exam import Exam
from gen.model.table import table_of
from tests.support.problems import ROOT, with_printed

NODE = ROOT / "tests" / "node"
PROBLEMS = sorted((ROOT / "problems").glob("*.yaml"))
Element = etree._Element


@cache
def loaded(name: str, language: Language | None = None) -> Exam:
    exam, faults = load_exam(ROOT / "problems" / f"{name}.yaml", language)
    assert faults == []
    return exam


@cache
def solved(name: str, language: Language | None = None) -> SolvedExam:
    return solve_exam(loaded(name, language))


def pages_of(name: str, language: Language | None = None) -> dict[str, str]:
    one = solved(name, language)
    return {
        "sheet": sheet_page(one.exam),
        "key": key_page(one.exam, one.solved),
        "students": key_page(one.exam, one.solved, "students"),
        "grading": grading_page(one.exam, one.solved),
    }


def of_class(page: str, name: str) -> list[Element]:
    return [one for one in html.fromstring(page).iter() if isinstance(one.tag, str) and name in (one.get("class") or "").split()]


# What a browser and a screen reader say -----------------------------------------------------------------------------------


def test_a_browser_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    """axe finds no violation in light, dark and on a telephone, nothing is loaded, no page scrolls sideways, and the keyboard reaches and
    shows all that can be reached: sheet, key and grading sheet in both languages, with a table, listings, options and wide rows."""
    chosen: list[tuple[str, Language, str]] = [
        ("table", "en", "sheet"),
        ("table", "de", "key"),
        ("table", "en", "grading"),
        ("listing-gaps", "en", "sheet"),
        ("listing-gaps", "de", "key"),
        ("choices", "de", "students"),
    ]
    pages = {f"{name}-{language}-{kind}.html": pages_of(name, language)[kind] for name, language, kind in chosen}
    pages["vector-rnn.html"] = pages_of("vector-rnn")["key"]
    assert any('class="because"' in page for page in pages.values())
    for name, page in pages.items():
        (tmp_path / name).write_text(page, encoding="utf-8")
    run: list[str | Path] = ["node", NODE / "pages.mjs", "/usr/bin/chromium", *pages]
    found = json.loads(subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True).stdout)
    complaints = {file: {what: said for what, said in one.items() if said and what != "stops"} for file, one in found.items()}
    assert complaints == {file: {} for file in pages}
    assert all(one["stops"] > 0 for one in found.values())


@pytest.mark.parametrize("name", ["kink", "choices", "table"])
def test_a_page_needs_nothing_else(name: str) -> None:
    """No script, no address of anything elsewhere, a policy that lets a browser load nothing, and headings that leave out no level."""
    for page in pages_of(name).values():
        assert "<script" not in page
        assert re.findall(r"(?:src|href)=\"([^\"]*)", page) == ["#_main"]
        assert "default-src 'none'" in page
        levels = [int(level) for level in re.findall(r"<h(\d)", page)]
        assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
        assert html.fromstring(page).xpath("//main[@id='_main']")


# What a sheet never says --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", PROBLEMS, ids=lambda file: file.stem)
def test_a_sheet_has_nothing_of_a_key(file: Path) -> None:
    """No step, no remark, no points beside a step, no tick, no gap that is filled, no sentence of an answer in words: of any problem."""
    exam, faults = load_exam(file)
    assert faults == []
    # Numbers of options and of tables that a sheet prints are computed.
    computed = any(table_of(item) or choice_of(item) for item in exam.problems[0].items)
    page = sheet_page(with_printed(exam) if computed else exam)
    for name in ("key", "reading", "chain", "said", "remark", "reason", "meaning", "errata", "filled", "times"):
        assert of_class(page, name) == [], name
    assert " checked" not in page and "data-step" not in page
    shown = " ".join(" ".join(html.fromstring(page).itertext()).split())
    for item in exam.problems[0].items:
        words = (piece.text.strip() for answer in item.answer.values() for piece in answer if piece.kind == "text")
        assert [sentence for sentence in words if len(sentence) > 20 and sentence in shown] == []


def test_a_key_for_students_has_no_rules_and_no_alternatives() -> None:
    """What graders read about accepted answers and partial credit is not for students; points and derivations are."""
    graders, students = (pages_of("table")[kind] for kind in ("key", "students"))
    assert of_class(graders, "remark") and not [one for one in of_class(students, "remark") if one.xpath("strong")]
    assert len(of_class(students, "line")) == len(of_class(graders, "line"))


def test_the_same_bytes_come_of_another_run(tmp_path: Path) -> None:
    """Pages depend on no hash, no clock and no folder."""
    run: list[str | Path] = [sys.executable, "-m", "gen", "html", "problems/kink.yaml", "--out", tmp_path]
    subprocess.run(run, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "1"}, check=True, capture_output=True)
    pages = pages_of("kink")
    found = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.rglob("*.html")}
    assert found == {"exam.html": pages["sheet"], "solutions.html": pages["key"], "grading.html": pages["grading"]}


# An author's text ---------------------------------------------------------------------------------------------------------

HOSTILE = r"""
title: "</title><script>alert(1)</script>"
cells: {c: {"h[t]": "w*x[t]"}}
items:
  - id: a
    prompt: |
      \<script>alert(2)\</script> \</style> \<img src=x onerror=alert(3)> "a" & 'b' `h[1]` for {given}

      ```html
      </code></pre><script>alert(4)</script>
      ```
    given: {w: 2, "x[1]": 3}
    ask: value of h[1]
    points: {"h[1]": 1}
"""


def test_what_an_author_writes_is_text() -> None:
    """Tags, attributes and ends of style sheets in a title, a prompt and a listing are shown as they were typed."""
    exam = loads(HOSTILE)
    one = solve_exam(exam)
    for page in (sheet_page(one.exam), key_page(one.exam, one.solved), grading_page(one.exam, one.solved)):
        tree = html.fromstring(page)
        assert tree.xpath("//script | //img | //b | //@onerror | //@onclick") == []
        assert page.count("</style>") == 1
    shown = " ".join(html.fromstring(sheet_page(one.exam)).itertext())
    for typed in (
        "<script>alert(1)</script>",
        "<script>alert(2)</script>",
        "<img src=x onerror=alert(3)>",
        "</code></pre><script>alert(4)",
    ):
        assert typed in shown


def test_a_long_left_side_leaves_the_line_to_its_forms() -> None:
    """The count of many parameters stands above the forms that equal it, and is cut behind commas where a line has no room for it; so its
    forms are not pushed off a telephone. A short one stands beside its forms."""
    page = pages_of("bidirectional-lstm")["key"]
    above = ["".join(one.itertext()) for one in of_class(page, "long")]
    assert [one[:3] for one in above] == ["#(𝑾", "#(𝑽"]
    assert [len(list(one.iter("math"))) for one in of_class(page, "long")] == [12, 12]
    beside = ["".join(one.itertext()) for one in of_class(page, "left") if one not in of_class(page, "long")]
    assert {"parameters", "#(𝑨,𝒆)"} <= set(beside)


# Pieces for course systems ------------------------------------------------------------------------------------------------


def test_pieces_for_course_systems_are_plain_html_with_tex() -> None:
    """A prompt, its answers and its key in the TeX that MathJax reads, without classes that only our style sheet knows what to do with."""
    one = solved("kink")
    asked, answered = document(one.exam, {}).problems[0], document(one.exam, one.solved).problems[0]
    sheet, key = (problem_html(part, 0, "en", COURSE_TEX).items[0] for part in (asked, answered))
    assert sheet.prompt == (
        "<p>A scalar recurrent cell computes</p>\n"
        r"\[\begin{aligned} h_{t} &amp; = \operatorname{ReLU}(V\,h_{t-1} + W\,x_{t} + b). \end{aligned}\]"
        "\n<p>Use backpropagation through time to find the derivatives of \\(h_{3}\\) with respect to \\(W\\) and \\(b\\) for \\(V = 2\\), "
        "\\(W = 1\\), \\(b = -1\\), \\(h_{0} = 1\\), \\(x_{1} = 1\\), \\(x_{2} = -3\\) and \\(x_{3} = 4\\). "
        "Use \\(\\operatorname{ReLU}&#39;(0) = 1\\).</p>"
    )
    assert (sheet.key, sheet.answers) == ("", ())
    assert list(key.answers) == [r"\(\frac{\partial h_{3}}{\partial W} = 2\)", r"\(\frac{\partial h_{3}}{\partial b} = 7\)"]
    assert "<math" not in key.key and "<details" not in key.key and r"\delta_{3}" in key.key


# The command --------------------------------------------------------------------------------------------------------------


def test_the_key_lies_where_only_staff_looks(tmp_path: Path) -> None:
    """The sheet lies outside the folder for staff; key and grading sheet within it, for their owner alone; a key for students beside
    the sheet."""
    run = CliRunner().invoke(main, ["html", str(ROOT / "problems" / "kink.yaml"), "--out", str(tmp_path)])
    assert run.exit_code == 0, run.output
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == {
        "exam.html",
        "staff/exam-file.txt",
        "staff/grading.html",
        "staff/solutions.html",
    }
    assert (tmp_path / "staff" / "solutions.html").stat().st_mode & 0o077 == 0
    run = CliRunner().invoke(main, ["html", str(ROOT / "problems" / "kink.yaml"), "--for", "students", "--out", str(tmp_path)])
    assert run.output.split() == [str(tmp_path / "exam.html"), str(tmp_path / "solutions-students.html")]


PICTURED = """title: One
cells: {c: {"h[t]": "w*x[t]"}}
items:
  - id: a
    prompt: "Compute `h[1]` for {given}."
    picture: {path: picture.pdf, alt: A line.}
    given: {w: 2, "x[1]": 3}
    ask: value of h[1]
    points: {"h[1]": 1}
"""


def test_a_picture_that_no_browser_shows_is_a_fault_at_its_place(tmp_path: Path) -> None:
    """A PDF is no picture for a browser: the author is told where it is named, and what to do."""
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(40, 40))
        pdf.save(tmp_path / "picture.pdf")
    file = tmp_path / "one.yaml"
    file.write_text(PICTURED, encoding="utf-8")
    run = CliRunner().invoke(main, ["html", str(file), "--out", str(tmp_path / "out")])
    assert run.exit_code == 2 and not (tmp_path / "out").exists()
    assert run.output.splitlines()[0] == f"{file}:6:21: browsers show no PDF as a picture (save it as PNG or SVG)"


def test_a_drawing_of_the_author_stands_within_the_page(tmp_path: Path) -> None:
    """An SVG is an image of its own, in which no script runs, with the author's description and without what another program kept in it."""
    (tmp_path / "loop.svg").write_bytes((ROOT / "tests" / "finals" / "loop.svg").read_bytes())
    file = tmp_path / "one.yaml"
    file.write_text(PICTURED.replace("picture.pdf", "loop.svg"), encoding="utf-8")
    run = CliRunner().invoke(main, ["html", str(file), "--out", str(tmp_path / "out")])
    assert run.exit_code == 0, run.output
    (image,) = html.parse(tmp_path / "out" / "exam.html").getroot().iter("img")
    assert image.get("alt") == "A line."
    kind, data = (image.get("src") or "").split(",")
    assert kind == "data:image/svg+xml;base64" and etree.fromstring(b64decode(data)).tag == "{http://www.w3.org/2000/svg}svg"


def test_a_page_that_says_something_else_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One digit of a key that is not the one that was confirmed, and nothing is written."""
    monkeypatch.setattr("gen.interface.pages.key_page", lambda *args: str(key_page(*args)).replace("<mn>7</mn>", "<mn>8</mn>"))
    run = CliRunner().invoke(main, ["html", str(ROOT / "problems" / "kink.yaml"), "--out", str(tmp_path)])
    assert run.exit_code == 1 and run.output.startswith("not verified, so nothing is built: kink/a: the page has the step")
    assert list(tmp_path.iterdir()) == []


IN_LANGUAGES = {
    "an exam": (
        "title: One\nproblems: [one.yaml]\n",
        "--language is for a problem file (an exam says itself in which language it is: language: de)",
    ),
    "a problem": ("title: {en: One}\nitems: []\n", "this file has no texts in the language 'de' (it has them in en)"),
}


@pytest.mark.parametrize(("text", "said"), IN_LANGUAGES.values(), ids=IN_LANGUAGES)
def test_a_language_that_a_file_is_not_to_be_had_in_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """Nobody is handed a page in another language than the one that was asked for."""
    file = tmp_path / "file.yaml"
    file.write_text(text, encoding="utf-8")
    run = CliRunner().invoke(main, ["html", str(file), "--language", "de", "--out", str(tmp_path / "out")])
    assert (run.exit_code, run.output) == (2, f"{file}:1:1: {said}\n")
