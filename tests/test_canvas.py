"""Packages for Canvas: what its importer reads of them, marked as the sheet says, and without a word of the key where students look."""

import re
from fractions import Fraction
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree

from gen.export import FORMATS, Task, Wanted
from gen.export.canvas_check import COMPARED, check_quiz
from gen.export.canvas_questions import NOTES, SCORING, SEVERAL, CanvasQuestion, canvas_questions
from gen.export.canvas_reader import FoundQuestion, FoundQuiz, found_text, read_quiz
from gen.export.pieces import Pieces, pieces_of
from gen.export.questions import questions
from gen.html import COURSE_IMAGES
from gen.messages.errors import VerificationError
from gen.model.choice import ChoiceForm
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.solved import SolvedProblem
from gen.system import pack, unpack
from tests.support.garbled import garbled
from tests.support.problems import PROBLEMS, solved, with_printed
from tests.support.variants_of_quiz import variants
from tests.test_moodle import CHOICE, HOSTILE, _solved, solved_quiz

SHIPPED = [path for path in PROBLEMS if path.stem in {"kink", "true-or-false", "network-blanks"}]
QTI = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"}
ORDER = ["itemmetadata", "presentation", "resprocessing", "itemfeedback"]


def _package(exams: list[tuple[Exam, dict[str, SolvedProblem]]], wanted: Wanted = "auto", feedback: bool = False) -> bytes:
    return FORMATS["canvas"](Task(exams, wanted, feedback)).files["canvas.zip"]


@cache
def quiz(wanted: Wanted = "auto", feedback: bool = False) -> FoundQuiz:
    return read_quiz(_package([solved_quiz()], wanted, feedback))


def _questions(found: FoundQuiz) -> dict[str, FoundQuestion]:
    return {one.ident: one for own in found.groups for one in own}


def test_each_item_is_what_canvas_can_mark_as_the_sheet_says() -> None:
    """A number each, a statement each, one of several options; an essay where Canvas would take points otherwise."""
    found = _questions(quiz())
    assert {ident: (one.type.removesuffix("_question"), f"{float(one.points):.3g}") for ident, one in found.items()} == {
        "quiz-a": ("numerical", "2"),
        "quiz-b.1": ("numerical", "0.667"),
        "quiz-b.2": ("numerical", "0.667"),
        "quiz-b.3": ("numerical", "0.667"),
        "quiz-c": ("essay", "1"),  # a wrong tick costs points
        "quiz-d.1": ("multiple_choice", "1"),
        "quiz-d.2": ("multiple_choice", "1"),
        "quiz-e.1": ("multiple_choice", "0.5"),
        "quiz-e.2": ("multiple_choice", "0.5"),
        "quiz-f": ("essay", "1"),
    }
    assert found["quiz-a"].accepted == ((Fraction(5), Fraction(5), Fraction(5)),)
    ((low, exact, high),) = found["quiz-b.1"].accepted
    assert (str(float(exact)), low < Fraction(1, 3) < high) == ("0.333333", True)
    assert [(text.words, ident in found["quiz-d.2"].right) for ident, text in found["quiz-d.2"].options] == [
        ("true", False),
        ("false", True),
    ]
    assert [(text.words, ident in found["quiz-e.1"].right) for ident, text in found["quiz-e.1"].options] == [
        ("right", True),
        ("wrong", False),
    ]


def test_a_number_says_which_one_it_is() -> None:
    """Of an array by its row and column; each question has all that is asked."""
    found = _questions(quiz())
    assert found["quiz-b.2"].text.words.endswith("withatleastfourdigits.,row2,column1=?")
    assert found["quiz-b.2"].text.formulas[-1] == r"\boldsymbol{p}"
    assert {found[f"quiz-b.{n}"].text.formulas for n in (1, 2, 3)} == {found["quiz-b.1"].text.formulas}


@pytest.mark.parametrize(
    ("ask", "scoring", "auto", "numbers"),
    [
        ("choose one", "all or nothing", "multiple_choice", "multiple_choice"),
        ("choose one", "{scheme: right minus wrong, below zero: yes}", "essay", "multiple_choice"),
        ("choose all", "per option", "multiple_choice", "multiple_choice"),
        ("choose all", "all or nothing", "essay", "multiple_answers"),
        ("choose all", "half for one error", "essay", "multiple_answers"),
        ("choose all", "right minus wrong", "essay", "multiple_answers"),
        ("true or false", "per option", "multiple_choice", "multiple_choice"),
        ("true or false", "all or nothing", "essay", "multiple_choice"),
    ],
)
def test_ticks_are_marked_by_canvas_only_as_the_sheet_says(ask: str, scoring: str, auto: str, numbers: str) -> None:
    """What Canvas would pay otherwise is an essay, with the reason; who wants machines to mark is told what they do."""
    exams = [_solved(CHOICE.format(ask=ask, scoring=scoring), "t")]
    for wanted, kind in (("auto", auto), ("numbers", numbers)):
        written = FORMATS["canvas"](Task(exams, wanted))  # type: ignore[arg-type]
        found = _questions(read_quiz(written.files["canvas.zip"]))
        assert {one.type for one in found.values()} == {f"{kind}_question"}
        assert sum(one.points for one in found.values()) == 2
        assert written.by_hand == ({"t-a": SCORING} if kind == "essay" else {})
        form: ChoiceForm = "one" if ask == "choose one" else "all" if ask == "choose all" else "statements"
        assert written.notes == ((f"t-a: {NOTES[form]}",) if kind != auto else ())
        if kind != auto:
            assert "point" not in next(iter(found.values())).text.words.lower()  # not what the sheet says of points


def test_several_numbers_are_not_drawn_from_several_variants() -> None:
    """Canvas draws question by question: what would be several questions is an essay with the reason, a number alone is drawn."""
    exam, own = solved_quiz()
    written = FORMATS["canvas"](Task(variants(exam, own)))
    found = read_quiz(written.files["canvas.zip"])
    assert [len(group) for group in found.groups] == [3] * 6
    assert [group[0].type for group in found.groups] == ["numerical_question"] + ["essay_question"] * 5
    assert {name for name, why in written.by_hand.items() if why == SEVERAL} == {"quiz-b", "quiz-d", "quiz-e"}
    assert found.points == sum(problem.points for problem in exam.problems)


def test_items_have_the_order_that_qti_says() -> None:
    """Metadata, what is shown, how it is marked, feedback; and the labels of fields that Canvas reads."""
    files = unpack(_package([solved_quiz()], "auto", True))
    (name,) = (one for one in files if re.fullmatch(r"(g\w+)/\1\.xml", one))
    root = etree.fromstring(files[name])
    for item in root.iterfind(".//q:item", QTI):
        parts = [etree.QName(part).localname for part in item]
        assert parts == sorted(parts, key=ORDER.index) and parts[:3] == ORDER[:3]
        labels = [one.text for one in item.iterfind(".//q:fieldlabel", QTI)]
        assert labels == ["question_type", "points_possible", "assessment_question_identifierref"]
    manifest = files["imsmanifest.xml"].decode()
    assert f'<file href="{name}"/>' in manifest and 'type="imsqti_xmlv1p2"' in manifest
    assert "<hide_results></hide_results>" in files[name.rpartition("/")[0] + "/assessment_meta.xml"].decode()


@pytest.mark.parametrize("feedback", [True, False])
def test_the_key_is_feedback_only_if_it_is_wanted(feedback: bool) -> None:
    """Behind the last part of an item; else no question has any, and Canvas has no place for a key that graders alone see."""
    found = _questions(quiz("auto", feedback))
    assert {ident for ident, one in found.items() if one.feedback} == (
        {"quiz-a", "quiz-b.3", "quiz-c", "quiz-d.2", "quiz-e.2", "quiz-f"} if feedback else set()
    )
    content = b"".join(unpack(_package([solved_quiz()], "auto", feedback)).values())
    assert (b"A canary sings." in content) == feedback


def test_students_see_the_same_whatever_is_right() -> None:
    """With all steps, values and verdicts replaced what students see stays letter by letter; the answers do not."""
    exam, own = solved_quiz()
    other = {name: garbled(problem) for name, problem in own.items()}
    assert _seen(exam, own) == _seen(exam, other)
    assert all(one != two for one, two in zip(_made(exam, own)[:4], _made(exam, other)[:4], strict=True))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_students_see_the_same_of_a_shipped_problem(path: Path) -> None:
    """No number and no word of a key stands where they look."""
    problem = solved(path)
    exam, ident = with_printed(Exam.of(problem.problem)), problem.problem.id
    assert _seen(exam, {ident: problem}) == _seen(exam, {ident: garbled(problem)})


def _made(exam: Exam, found: dict[str, SolvedProblem]) -> list[CanvasQuestion]:
    memo = Memo()
    pieces = (pieces_of(one, COURSE_IMAGES, memo) for one in questions(exam, found, "auto", memo))
    return [one for own in pieces for one in canvas_questions(own, "auto", False, False)]


def _seen(exam: Exam, found: dict[str, SolvedProblem]) -> list[object]:
    """What students may see: the fields of STUDENT_FIELDS, and how many questions of which type there are."""
    return [
        (one.title, one.type, one.text, [(option.ident, option.html) for option in one.options], one.feedback) for one in _made(exam, found)
    ]


def test_a_formula_is_what_the_editor_of_canvas_writes() -> None:
    """An image whose address has the LaTeX quoted twice, with the same LaTeX for who sets it and for who reads it aloud."""
    pieces = pieces_of(questions(*solved_quiz())[1], COURSE_IMAGES, Memo())
    images = re.findall(
        r'<img class="equation_image" title="([^"]*)" src="/equation_images/([^"?]*)\?scale=1" alt="LaTeX: ([^"]*)"', pieces.asked
    )
    assert images and all(title == alt and unquote(unquote(src)) == title.replace("&amp;", "&") for title, src, alt in images)
    assert all("%25" in src for _, src, title in images if "{" in title)


def test_words_of_an_author_are_words() -> None:
    """Elements and scripts come through as text, and signs of TeX are broken up."""
    (question, *_) = _questions(read_quiz(_package([_solved(HOSTILE, "hostile")]))).values()
    assert "<script>alert(1)</script>" in question.text.words and "<imgsrc=xonerror=alert(1)>" in question.text.words
    (made, *_) = _made(*_solved(HOSTILE, "hostile"))
    assert re.findall(r"\$\$|\\[(\[]|<script|onerror=[^&]*>", re.sub(r"<img class=\"equation_image\"[^>]*>", "", made.text)) in (
        [],
        ["onerror=alert(1)&gt;"],
    )
    assert found_text(made.text).pictures == frozenset()


@cache
def _with_feedback() -> tuple[bytes, list[tuple[Pieces, tuple[CanvasQuestion, ...]]], list[list[CanvasQuestion]]]:
    """The package of the quiz, with what it is compared with when it is read back."""
    exam, own = solved_quiz()
    memo = Memo()
    content = _package([(exam, own)], "auto", True)
    asked = questions(exam, own, "auto", memo)
    made = [canvas_questions(pieces_of(one, COURSE_IMAGES, memo), "auto", True, False) for one in asked]
    plain = list(zip([pieces_of(one, COMPARED, memo) for one in asked], made, strict=True))
    groups = [[one] for parts in made for one in parts]
    check_quiz(read_quiz(content), plain, groups, True)
    return content, plain, groups


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<vargte respident="response1">5</vargte>', '<vargte respident="response1">4</vargte>'),
        ('<varequal respident="response1">5</varequal>', '<varequal respident="response1">6</varequal>'),
        ("<fieldentry>2</fieldentry>", "<fieldentry>1</fieldentry>"),
        ("quiz-d-1-true</varequal>", "quiz-d-1-false</varequal>"),
        ("numerical_question", "short_answer_question"),
        ('data-equation-content="v = 3"', 'data-equation-content="v = 4"'),
        ("And ", "Or "),
        ("A canary sings.", "A canary sang."),
        ('ident="quiz-a"', 'ident="quiz-x"'),
        ("<points_possible>", "<points_possible>1"),
        ('texttype="text/html"', 'texttype="text/plain"'),
    ],
)
def test_a_package_that_says_something_else_is_refused(old: str, new: str) -> None:
    """Numbers, ranges, points, what is right, types, formulas, words, names: each is read back."""
    content, plain, groups = _with_feedback()
    files = {name: part.decode().replace(old, new).encode() for name, part in unpack(content).items()}
    assert pack(files.items()) != content
    with pytest.raises((VerificationError, KeyError, ValueError)):
        check_quiz(read_quiz(pack(files.items())), plain, groups, True)


def test_a_package_is_the_same_each_time() -> None:
    """No time, no user, no number that was drawn."""
    assert _package([solved_quiz()]) == _package([solved_quiz()])
