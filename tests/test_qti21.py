"""Packages of QTI 2.1: valid, read back and marked as the sheet says, and without a word of the key where students look."""

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from gen.export import FORMATS, Task, Wanted
from gen.export.pieces import Pieces, pieces_of
from gen.export.qti21_check import check_item
from gen.export.qti21_item import STUDENT_FIELDS, item_xml
from gen.export.qti21_package import qti21_files
from gen.export.qti21_reader import read_item, read_package
from gen.export.questions import questions
from gen.export.xhtml import Pictures, blocks
from gen.html import COURSE_MATHML
from gen.messages.errors import VerificationError
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.solved import SolvedProblem
from gen.system import pack, unpack
from tests.support.garbled import garbled
from tests.support.problems import PROBLEMS, ROOT, solved, with_printed
from tests.support.variants_of_quiz import variants
from tests.test_moodle import CHOICE, HOSTILE, _solved, solved_quiz

ITEM, MANIFEST = (etree.RelaxNG(etree.parse(ROOT / "tests" / "schemas" / name)) for name in ("qti21.rng", "imscp.rng"))
NAMES = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1"}
SHIPPED = [path for path in PROBLEMS if path.stem in {"kink", "true-or-false", "listing-gaps", "network-blanks"}]


@cache
def package(wanted: Wanted = "auto", feedback: bool = False) -> dict[str, bytes]:
    """The files of the quiz by their names."""
    return _files([solved_quiz()], wanted, feedback)


def _files(exams: list[tuple[Exam, dict[str, SolvedProblem]]], wanted: Wanted = "auto", feedback: bool = False) -> dict[str, bytes]:
    return unpack(FORMATS["qti21"](Task(exams, wanted, feedback)).files["qti21.zip"])


def _assert_valid(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith(".xml"):
            (MANIFEST if name == "imsmanifest.xml" else ITEM).assertValid(etree.fromstring(content))


@pytest.mark.parametrize("wanted", ["auto", "essay", "numbers"])
@pytest.mark.parametrize("feedback", [True, False])
def test_a_package_is_valid(wanted: Wanted, feedback: bool) -> None:
    """Items, test and manifest, by schemas of what is written here, which are as strict as those of IMS."""
    files = package(wanted, feedback)
    _assert_valid(files)
    assert list(files)[:2] == ["imsmanifest.xml", "test.xml"] and len(files) == 8


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_package_of_a_shipped_problem_is_valid(path: Path) -> None:
    """With listings, tables, statements and figures."""
    problem = solved(path)
    exam = with_printed(Exam.of(problem.problem))
    _assert_valid(_files([(exam, {problem.problem.id: problem})], "numbers", True))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<itemBody>", "<itemBody><figure/>"),
        ('view="scorer"', 'view="grader"'),
        ("<responseProcessing>", "<responseProcessing><mapResponse/>"),
        ('toleranceMode="absolute"', 'toleranceMode="absolut"'),
        ("outcomeDeclaration", "responseDeclaration"),
        ("m:mi", "m:mj"),
        ("</p>", "<p/></p>"),
    ],
)
def test_the_schema_refuses_what_is_not_qti(old: str, new: str) -> None:
    """Elements in other places, misspelt names and values: else a package that is valid says nothing."""
    source = package()["items/item-quiz-a.xml"].decode()
    assert old in source and ITEM.validate(etree.fromstring(source.encode()))
    assert not ITEM.validate(etree.fromstring(source.replace(old, new).encode()))


def test_each_item_asks_as_qti_can() -> None:
    """Places for numbers, options, statements with two words each, a text; the key directly below the body, for scorers alone."""
    kinds = {}
    for label in "abcdef":
        root = etree.fromstring(package()[f"items/item-quiz-{label}.xml"])
        interactions = [etree.QName(one).localname for one in root.iter() if "Interaction" in str(one.tag)]
        kinds[label] = (interactions[0].removesuffix("Interaction"), len(interactions))
        (rubric,) = root.findall("q:itemBody/q:rubricBlock", NAMES)
        assert rubric.get("view") == "scorer" and root.findall(".//q:rubricBlock", NAMES) == [rubric]
    assert kinds == {
        "a": ("textEntry", 1), "b": ("textEntry", 3), "c": ("choice", 1), "d": ("choice", 2), "e": ("choice", 1), "f": ("extendedText", 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ask", "scoring"),
    [
        ("choose one", "all or nothing"),
        ("choose one", "{scheme: right minus wrong, below zero: yes}"),
        ("choose one", "{scheme: right minus wrong, wrong: 1/2, below zero: yes}"),
        ("choose all", "per option"),
        ("choose all", "all or nothing"),
        ("choose all", "half for one error"),
        ("choose all", "right minus wrong"),
        ("choose all", "{scheme: right minus wrong, wrong: 1/2, below zero: yes}"),
        ("true or false", "per option"),
        ("true or false", "all or nothing"),
        ("true or false", "half for one error"),
        ("true or false", "{scheme: right minus wrong, wrong: 1/2, below zero: yes}"),
        ("true or false", "right minus wrong"),
    ],
)
def test_ticks_are_marked_as_the_sheet_says(ask: str, scoring: str) -> None:
    """All right, each option otherwise, several otherwise, nothing: a reader of the rules gives the points of the scheme, and the schema
    knows each rule."""
    exam, found = _solved(CHOICE.format(ask=ask, scoring=scoring), "t")
    _assert_valid(_files([(exam, found)]))


def _first(wanted: Wanted = "auto") -> tuple[Pieces, str]:
    """The number of the quiz, and its item."""
    memo = Memo()
    pieces = pieces_of(questions(*solved_quiz(), wanted, memo)[0], COURSE_MATHML, memo)
    return pieces, etree.tostring(item_xml(pieces, Pictures(), True), encoding="unicode")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('tolerance="0 0"', 'tolerance="1 1"', "other points"),
        ('<baseValue baseType="float">5</baseValue>', '<baseValue baseType="float">6</baseValue>', "other points"),
        ('<baseValue baseType="float">2</baseValue>', '<baseValue baseType="float">1</baseValue>', "other points"),
        ("<value>5</value>", "<value>7</value>", "0 points for what it says is right"),
        ("<m:mn>3</m:mn>", "<m:mn>4</m:mn>", "another text"),
        ("<m:msub>", "<m:msup>", "other formulas"),
        ("<rubricBlock", "<div><rubricBlock", "rubric directly below"),
        ('view="scorer"', 'view="candidate"', "for scorers alone"),
        ('title="Units', 'title="Other', "another name, title or language"),
        ("textEntryInteraction", "span", "other places"),
        ("</modalFeedback>", "x</modalFeedback>", "another feedback"),
        ("</rubricBlock>", "x</rubricBlock>", "another key"),
    ],
)
def test_an_item_that_says_something_else_is_refused(old: str, new: str, told: str) -> None:
    """Each field is read back: numbers, tolerances, points, words, formulas, names, who sees the key."""
    pieces, source = _first()
    check_item(read_item(source.encode()), pieces, True)
    changed = source.replace(old, new).replace("</m:msub>", "</m:msup>" if "msup" in new else "</m:msub>")
    changed = changed.replace("</rubricBlock>", "</rubricBlock></div>") if new.startswith("<div>") else changed
    assert changed != source
    with pytest.raises(VerificationError, match=told):
        check_item(read_item(changed.encode()), pieces, True)


def test_students_see_the_same_whatever_is_right() -> None:
    """With all steps, values and verdicts replaced what students see stays letter by letter, and the key does not."""
    exam, own = solved_quiz()
    other = {name: garbled(problem) for name, problem in own.items()}
    assert _seen(exam, own) == _seen(exam, other)
    assert all("A canary" not in part for part in _seen(exam, own)) and "A canary sings." in package()["items/item-quiz-f.xml"].decode()


@pytest.mark.parametrize("path", [path for path in SHIPPED if path.stem != "listing-gaps"], ids=lambda path: path.stem)
def test_students_see_the_same_of_a_shipped_problem(path: Path) -> None:
    """No number and no word of a key stands where they look."""
    problem = solved(path)
    exam, ident = with_printed(Exam.of(problem.problem)), problem.problem.id
    assert _seen(exam, {ident: problem}) == _seen(exam, {ident: garbled(problem)})


def _seen(exam: Exam, found: dict[str, SolvedProblem]) -> list[str]:
    """What students may see of all items: the fields of STUDENT_FIELDS."""
    memo, seen = Memo(), []
    for question in questions(exam, found, "auto", memo):
        pieces = pieces_of(question, COURSE_MATHML, memo)
        root = item_xml(pieces, Pictures(dict(pieces.pictures)), False)
        seen.append(root.get("title", ""))
        for path in STUDENT_FIELDS[1:]:
            parts = root.findall("/".join(f"q:{name}" for name in path.split("/")), NAMES)
            seen += [etree.tostring(part, encoding="unicode") for part in parts]
    assert len(seen) >= 3
    return seen


def test_the_key_is_feedback_only_if_it_is_wanted() -> None:
    """Students see it once a test shows feedback; else no item has any."""
    for feedback in (True, False):
        items = [content.decode() for name, content in package("auto", feedback).items() if name.startswith("items/")]
        assert all(("modalFeedback" in one) == feedback for one in items)
        assert (b'showFeedback="true"' in package("auto", feedback)["test.xml"]) == feedback


def test_variants_are_drawn_one_for_each_item() -> None:
    """Sections with several items select one; items have the names of their seeds."""
    exam, found = solved_quiz()
    files = _files(variants(exam, found))
    _assert_valid(files)
    root = etree.fromstring(files["test.xml"])
    assert [one.get("select") for one in root.iterfind(".//q:selection", NAMES)] == ["1"] * 6
    assert read_package(pack(files.items())).sections[0] == ("item-quiz-a-1", "item-quiz-a-2", "item-quiz-a-3")


def test_what_does_not_vary_is_there_once() -> None:
    """Three variants that say the same are one item, which nobody draws."""
    exam, found = solved_quiz()
    files = _files([(replace(exam, variant=seed), found) for seed in ("1", "2", "3")])
    assert [name for name in files if name.startswith("items/")] == [f"items/item-quiz-{label}-1.xml" for label in "abcdef"]
    assert b"selection" not in files["test.xml"]


@pytest.mark.parametrize("lost", ["test.xml", "items/item-quiz-a.xml", "pictures/x.png"])
def test_a_package_names_each_of_its_files(lost: str) -> None:
    """One that is missing, or that nobody names, is refused."""
    files = dict(package())
    if files.pop(lost, None) is None:
        files[lost] = b"x"
    with pytest.raises((VerificationError, KeyError)):
        read_package(pack(files.items()))


def test_words_of_an_author_are_words() -> None:
    """Ends of CDATA, elements and scripts come through as text."""
    exam, found = _solved(HOSTILE, "hostile")
    files = _files([(exam, found)])
    _assert_valid(files)
    root = etree.fromstring(files["items/item-hostile-a.xml"])
    assert root.get("title") == "]]></text><script>alert(1)</script> {1:NUMERICAL:=3} a)"
    said = "".join(root.itertext())
    assert "<img src=x onerror=alert(1)>" in said and "</li><b>bold</b>" in said
    assert {etree.QName(one).localname for one in root.iter()} & {"script", "b", "text"} == set()


@pytest.mark.parametrize(
    "fragment", ["<script>x</script>", "<iframe></iframe>", '<img src="https://x.example/y.png" alt="">', "<video></video>", "<input>"]
)
def test_what_has_no_place_in_a_question_is_refused(fragment: str) -> None:
    """Nothing that runs, and nothing from elsewhere."""
    with pytest.raises(VerificationError):
        blocks(fragment, Pictures())


def test_a_picture_lies_in_the_package_by_its_name() -> None:
    """One that comes twice lies there once; its description stays with it, and its width in the unit of screens."""
    pictures = Pictures({"a.png": b"x"})
    image = '<img src="a.png" alt="{}" style="width: 2.54cm">'
    found = blocks(f"<p>A {image.format('a box')} and {image.format('the same')}</p>", pictures, "../")
    names = re.findall(r'src="([^"]+)" alt="([^"]+)" width="(\d+)"', etree.tostring(found[0], encoding="unicode"))
    assert pictures.files == {"pictures/a.png": b"x"}
    assert names == [("../pictures/a.png", "a box", "96"), ("../pictures/a.png", "the same", "96")]


def test_a_package_is_the_same_each_time() -> None:
    """No time, no user: 1980 is the first year of the format."""
    first, second = (qti21_files(Task([solved_quiz()])).files["qti21.zip"] for _ in range(2))
    assert first == second
    assert {one.date_time for one in ZipFile(BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
