"""The shipped exam and its keys as they are set: what stands on the pages, and how they look beside pictures that somebody accepted.

`make golden` accepts what is set now. A page that no longer looks the same leaves itself and the difference beside its picture, as
`NAME.actual.png` and `NAME.difference.png` (black where the two differ).
"""

import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from pikepdf import OutlineItem, Pdf
from PIL import Image

from gen.check.exam import CheckedExam, check_exam
from gen.cli.commands import main
from gen.format.exam_file import load_exam
from gen.messages.sentences import LANGUAGES, Language
from gen.page.exam import Audience, exam_view, with_layout
from gen.typeset.building import form_name, lay_out, stored_layout, view_of
from gen.typeset.pdf import typeset
from gen.typeset.templates import Form, render
from tests.support.pages import kept_logs, pdf_text
from tests.support.pictures import compare_picture, pages_of, unlike
from tests.support.problems import ROOT

DEFAULT, KINK = ROOT / "problems" / "exams" / "default.yaml", ROOT / "problems" / "kink.yaml"
SET = {"en": DEFAULT, "de": KINK}
FORMS: list[tuple[Form, Audience]] = [("exam", "graders"), ("solutions", "graders"), ("solutions", "students")]
READINGS = ("by the equation", "with the values that the recurrence gives")
PICTURES = ROOT / "tests" / "pictures"
README = ROOT / "docs" / "pages.png"
RESOLUTION = 50  # dots per inch
SHOWN = 80  # dots per inch of the README's picture
TABLE = ROOT / "problems" / "final" / "memory-table.yaml"
GRADING = 2  # pages of the grading sheet in front of the default exam's key for graders
CUT = 790  # dots: below it the page is empty


@cache
def _checked(path: Path, language: Language) -> CheckedExam:
    exam, faults = load_exam(path)
    return check_exam(replace(exam, language=language), faults)


@dataclass(frozen=True)
class Sheet:
    """A form as TeX set it: the PDF, its text in lines as they are laid out, TeX's log, and where each item stands."""

    file: Path
    text: str
    log: str
    places: Sequence[tuple[str, int, float]]


Sheets = Callable[[Path, Language], list[Sheet]]
"""All forms of an exam file in a language."""


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    """Each is set once, for all tests that look at it."""

    @cache
    def all_forms(path: Path, language: Language) -> list[Sheet]:
        checked, folder = _checked(path, language), tmp_path_factory.mktemp(f"{path.stem}-{language}")
        stored, found = stored_layout(path, checked.exam), list[Sheet]()
        layout = stored.pages if stored else lay_out(checked).layout
        for form, audience in FORMS:
            name = form_name(form, audience)
            with pytest.MonkeyPatch.context() as patched:
                logs = kept_logs(patched)
                made = typeset(render(with_layout(view_of(checked, form, audience), layout), form), name)
            file = folder / f"{name}.pdf"
            file.write_bytes(made.pdf)
            found.append(Sheet(file, pdf_text(file), logs[-1], made.report.places))
        return found

    return all_forms


@pytest.fixture
def built(sheets: Sheets) -> Path:
    """The folder that holds both exam and key of the shipped exam."""
    return sheets(DEFAULT, "en")[0].file.parent


# What stands on the pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_begins_at_the_same_place_in_all_forms(language: Language, sheets: Sheets) -> None:
    """Exam, key for graders and key for students agree on page and height of each heading and item to 0.01 pt."""
    exam, *keys = (sheet.places for sheet in sheets(SET[language], language))
    assert len(exam) >= 2
    for key in keys:
        assert [(name, page) for name, page, _ in key] == [(name, page) for name, page, _ in exam]
        assert max(abs(y - z) for (_, _, y), (_, _, z) in zip(key, exam, strict=True)) <= 0.01


def test_the_exam_of_all_sheets_is_set(sheets: Sheets) -> None:
    """Titles, items, points and totals are on the sheet; nothing of the key is."""
    text = sheets(DEFAULT, "en")[0].text
    for words in ("Problem 1", "Problem 2", "Problem 3", "(3 points)", "Matriculation number", "How many parameters"):
        assert words in text
    assert "Forward pass" not in text


def test_the_key_of_all_sheets_is_set(sheets: Sheets) -> None:
    """Both readings of A.d and of B.b are in the key, each with its results."""
    text = sheets(DEFAULT, "en")[1].text
    for words in ("with the printed values", "with the values that the recurrence gives", "by the figure", "by the equation"):
        assert words in text
    for result in ("= 45", "= 192", "= 37", "= −37", "= −20", "= 24", "= −24", "= −4"):
        assert result in text


def test_exam_and_key_share_few_pages(sheets: Sheets) -> None:
    """29 points take seven pages behind the cover, in keys as well (behind a grading sheet); most hold several items, one two problems."""
    pages = [sheet.text.rstrip("\f").split("\f") for sheet in sheets(DEFAULT, "en")]
    assert [len(one) for one in pages] == [8, GRADING + 8, 8]
    items = [len(re.findall(r"\b[a-e]\) \(\d point", page)) for page in pages[0][1:]]
    assert (sum(items), sum(number > 1 for number in items) > len(items) / 2) == (14, True)
    assert any("Problem 3" in page and "c) (2 points)" in page for page in pages[0])


def test_what_another_reading_has_otherwise_stands_where_there_is_room(sheets: Sheets) -> None:
    """Of 2 b) below its frame; of 1 d) behind the last item, and its frame says where."""
    pages = sheets(DEFAULT, "en")[1].text.split("\f")[GRADING:]
    there = [next(n for n, page in enumerate(pages, 1) if f"Reading: {name}, where it differs." in page) for name in READINGS]
    frame = next(page for page in pages if "Reading: by the figure." in page)
    assert frame is pages[there[0] - 1]
    assert f"Other accepted solution: page {there[1]}." in next(page for page in pages if "Reading: with the printed values." in page)


def test_the_key_mentions_the_convention_only_where_a_gate_is_at_its_kink(sheets: Sheets) -> None:
    """The kink problem has z_2 = 0 and says so; C.d states a convention that it never needs, and the exam of all sheets is silent."""
    assert "nach der angegebenen Konvention" in sheets(SET["de"], "de")[1].text
    assert "by the stated convention" not in sheets(DEFAULT, "en")[1].text


def test_the_students_key_has_derivations_and_points_and_nothing_for_graders(sheets: Sheets) -> None:
    """Notes, alternatives, forfeits and the words `for graders` are only in the graders' key; the numbers are in both."""
    keys = zip(FORMS[1:], sheets(DEFAULT, "en")[1:], strict=True)
    texts = {audience: re.sub(r"\s+", " ", key.text) for (_, audience), key in keys}
    for words in (
        "Also accepted",
        "No points:",
        "Partial credit",
        "No points if",
        "for graders",
        "depending on the reading",
    ):
        assert (words in texts["graders"], words in texts["students"]) == (True, False), words
    for words in (
        "(1 p)",
        "(½ p)",
        "Forward pass",
        "= 192",
        "= 45",
        "Reading: by the equation",
        "The cell state.",
        "turned over on",
    ):
        assert all(words in text for text in texts.values()), words


def test_credit_boxes_go_by_halves_where_the_rubric_has_halves() -> None:
    """One point with halves has 0, a half and 1; two whole points 0, 1, 2; a partial rule of a half counts as well."""
    exam = _checked(DEFAULT, "en").exam
    boxes = {
        str(item.name): [str(credit) for credit in item.credits] for problem in exam_view(exam, None).problems for item in problem.items
    }
    half = "½"
    assert boxes["sheet-a/a"] == ["0", "1"]
    assert boxes["sheet-a/b"] == ["0", half, "1"]
    assert boxes["sheet-a/c"] == ["0", "1", "2"]
    assert boxes["sheet-b/b"] == ["0", half, "1", f"1{half}", "2", f"2{half}", "3"]
    assert boxes["sheet-a/e"] == ["0", half, "1", f"1{half}", "2"]  # its criteria are whole, a partial rule gives a half


def test_a_display_ends_with_the_sign_that_its_sentence_needs() -> None:
    """A comma before `where`, a full stop before a capital."""
    view = exam_view(_checked(DEFAULT, "en").exam, None)
    prompts = {str(item.name): item.prompt for problem in view.problems for item in problem.items}
    assert "\\boldsymbol{x}_{t},\n\\end{align*}\nwhere" in prompts["sheet-b/a"]
    assert "\\boldsymbol{b}).\n\\end{align*}\nHow many" in prompts["sheet-a/a"].replace("\\right)", ")")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", range(len(FORMS)), ids=[form_name(*form) for form in FORMS])
def test_a_pdf_is_in_order(form: int, language: Language, sheets: Sheets) -> None:
    """No overfull box, undefined reference or missing glyph; fonts embedded; title and language set; items and formulas read in order."""
    sheet = sheets(SET[language], language)[form]
    file = sheet.file
    for words in ("Overfull", "undefined", "multiply defined", "Missing character", "Font shape"):
        assert words not in sheet.log, words
    fonts = subprocess.run(["pdffonts", str(file)], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts and all(" yes yes yes " in font for font in fonts)
    info = subprocess.run(["pdfinfo", str(file)], check=True, capture_output=True, text=True).stdout
    title, labels = {"en": ("Recurrent neural networks", [*"abcde", *"abcd", *"abcde"]), "de": ("A gate at its kink", ["a"])}[language]
    assert re.search(rf"Title: +{title}", info)
    with Pdf.open(file) as pdf, pdf.open_outline() as found:
        assert str(pdf.Root.Lang) == {"en": "en-GB", "de": "de-DE"}[language]
        outline = [*listed(found.root)]
    plain = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True).stdout
    word = {"en": "point", "de": "Punkt"}[language]
    assert re.findall(rf"\b([a-e])\) \(\d (?:{word})", plain) == labels
    formula = {"en": "h_t = ReLU(V h_(t−1) + W x_t ).", "de": "h_t = ReLU(V h_(t−1) + W x_t + b)."}[language]
    assert formula in plain.splitlines()
    assert [part.rpartition(" ")[2] for part in outline if part.endswith(")")] == [f"{label})" for label in labels]


def listed(outline: Sequence[OutlineItem]) -> Iterator[str]:
    """The titles of an outline, those below another behind it."""
    for part in outline:
        yield part.title
        yield from listed(part.children)


# How they look ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["exam", "solutions"])
def test_every_page_looks_as_it_was_accepted(form: str, built: Path, pytestconfig: pytest.Config) -> None:
    """No page is missing, no page is new, and none looks different."""
    accept = pytestconfig.getoption("--golden")
    pages = pages_of(built / f"{form}.pdf", RESOLUTION)
    names = [f"{form}-{number:02}.png" for number in range(1, len(pages) + 1)]
    if accept:
        for file in PICTURES.glob(f"{form}-*.png"):
            file.unlink() if file.name not in names else None
    for name, page in zip(names, pages, strict=True):
        compare_picture(PICTURES / name, page, accept)
    kept = {file.name for file in PICTURES.glob(f"{form}-??.png")}
    assert kept == set(names)


def test_the_readme_shows_a_page_of_the_exam_beside_the_same_page_of_the_key(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """The picture is what is set now."""
    for command in ("exam", "solutions"):
        result = CliRunner().invoke(main, [command, "--out", str(tmp_path), "--", str(TABLE)])
        assert result.exit_code == 0, result.output
    parts = [pages_of(tmp_path / pdf, SHOWN)[-1] for pdf in ("exam.pdf", "staff/solutions.pdf")]
    both = Image.new("L", (parts[0].width * 2, CUT))
    for left, part in zip((0, parts[0].width), parts, strict=True):
        both.paste(part.crop((0, 0, part.width, CUT)), (left, 0))
    compare_picture(README, both, pytestconfig.getoption("--golden"))
    assert f"]({README.relative_to(ROOT)})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_small_change_of_a_page_is_noticed(built: Path) -> None:
    """One line that stands half a millimetre lower is more than the tolerance; smoother edges are not."""
    page = pages_of(built / "exam.pdf", RESOLUTION)[1]
    line = page.crop((0, 40, page.width, 60))
    moved = page.copy()
    moved.paste(line, (0, 41))
    assert unlike(page, moved)
    assert not unlike(page, page.point(lambda grey: min(255, grey + 40)))
