"""Moodle XML: each field read back, valid by a schema of what Moodle reads, marked as the sheet says, and without a word of the key where
students look."""

import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree
from lxml import html as lxml_html

from gen.check import solve_exam
from gen.cli import main
from gen.cli.export import FORMATS as NAMES
from gen.export import FORMATS, Task, Wanted
from gen.export.fragments import fragments_of
from gen.export.moodle import GRADES, SCORING, audiences, marking, moodle_question
from gen.export.moodle_check import check_read_back
from gen.export.moodle_reader import NotMoodle, read_moodle_xml
from gen.export.moodle_records import File, MoodleQuestion, Rich
from gen.export.moodle_xml import category_path, moodle_xml
from gen.export.protected import protected
from gen.export.questions import questions
from gen.interface import loads
from gen.messages.errors import VerificationError
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.solved import SolvedProblem
from tests.support.garbled import garbled
from tests.support.moodle import SCHEMA, made, seen
from tests.support.problems import ROOT

QUIZ = r"""title: Units / gates
stem: A unit with numbers alone.
cells:
  unit:
    h[t]: relu(v*h[t-1] + w*x[t])
  soft:
    p: softmax(z)
items:
  - id: a
    prompt: What is `h[1]` for {given}?
    cell: unit
    given: {v: 3, w: 2, "h[0]": 1, x: [1]}
    ask: value of h[1]
    points: 2
  - id: b
    prompt: And `h[1]` and `p` for {given}?
    cell: soft
    given: {z: [0, 0, 0]}
    ask: value of p
    points: 2
  - id: c
    prompt: Which one is it for {given}?
    cell: unit
    given: {v: 3, w: 2, "h[0]": 1, x: [1]}
    ask: choose one
    right: value of h[1]
    scoring: {scheme: right minus wrong, wrong: 1/2, below zero: yes}
    options: [4, 5, 6]
    points: 1
  - id: d
    prompt: Say it of each.
    cell: unit
    ask: true or false
    options:
      - {text: No state behind the first is negative., right: "yes"}
      - {text: Each is larger., right: "no"}
    points: 2
  - id: e
    prompt: Which of these hold?
    ask: choose all
    scoring: per option
    options:
      - {text: This., right: "yes"}
      - {text: Not that., right: "no"}
    points: 1
  - id: f
    prompt: Why? Say it with braces, \{x\}.
    ask: open
    answer: A canary sings.
    points: 1
    words: 20
"""


@cache
def solved_quiz() -> tuple[Exam, dict[str, SolvedProblem]]:
    return _solved(QUIZ, "quiz")


def _solved(text: str, name: str) -> tuple[Exam, dict[str, SolvedProblem]]:
    found = solve_exam(loads(text, name))
    return found.exam, dict(found.solved)


def written(exam: Exam, solved: dict[str, SolvedProblem], wanted: Wanted = "auto", feedback: bool = False) -> bytes:
    return FORMATS["moodle"](Task([(exam, solved)], wanted, feedback)).files["moodle.xml"]


def of_quiz(wanted: Wanted = "auto", feedback: bool = False) -> dict[str, MoodleQuestion]:
    """The questions of the quiz by their letters."""
    return {one.idnumber[-1]: one for one in read_moodle_xml(written(*solved_quiz(), wanted, feedback))}


def test_each_item_is_what_moodle_can_mark_as_the_sheet_says() -> None:
    """A number, numbers of an array in one text, one of several options, a place at each statement or option; an essay else."""
    found = of_quiz()
    assert {label: one.type for label, one in found.items()} == {
        "a": "numerical", "b": "cloze", "c": "multichoice", "d": "cloze", "e": "cloze", "f": "essay",
    }  # fmt: skip
    assert {label: one.grade for label, one in found.items()} == {"a": 2, "b": 3, "c": 1, "d": 2, "e": 2, "f": 1}
    assert [(one.text.html, one.percent, one.tolerance) for one in found["a"].answers] == [("5", "100", "0")]
    assert [[(one.text, one.percent) for one in place.choices] for place in found["b"].places] == [[("0.333333", "100")]] * 3
    assert [(_words(one.text.html), one.percent) for one in found["c"].answers] == [(r"\(4\)", "-50"), (r"\(5\)", "100"), (r"\(6\)", "-50")]
    said = [[(one.text, one.percent) for one in place.choices] for place in found["d"].places]
    assert said == [[("true", "100"), ("false", "0")], [("true", "0"), ("false", "100")]]
    said = [[(one.text, one.percent) for one in place.choices] for place in found["e"].places]
    assert said == [[("right", "100"), ("wrong", "0")], [("right", "0"), ("wrong", "100")]]
    assert "Choose right or wrong for each. Each correct answer earns ½ point." in found["e"].text.html
    essay = found["f"].essay
    assert essay is not None and "A canary sings." in essay.graderinfo.html and (essay.words, essay.attachments) == (20, 0)


def _words(html: str) -> str:
    return " ".join(lxml_html.fromstring(f"<div>{html}</div>").text_content().split())


def test_all_may_be_essays_with_their_options_in_the_text() -> None:
    """Whoever marks by hand has the key beside each answer, and students see what they may choose from."""
    found = of_quiz("essay")
    assert {one.type for one in found.values()} == {"essay"}
    assert "<ol type" in found["c"].text.html and all(one.essay and one.essay.graderinfo.html for one in found.values())


CHOICE = """title: T
items:
  - id: a
    prompt: Tick.
    ask: {ask}
    scoring: {scoring}
    options:
      - {{text: One., right: "yes"}}
      - {{text: Two., right: "no"}}
      - {{text: Three., right: "no"}}
      - {{text: Four., right: "no"}}
    points: 2
"""


def _with_reasons(text: str) -> str:
    reasons = re.sub('(right: "(yes|no)")', r"\1, reason: Since.", text)
    return reasons.replace("points: 2", "points: {right: 2, reason: 1}")


@pytest.mark.parametrize(
    ("ask", "scoring", "how"),
    [
        ("choose one", "all or nothing", "multichoice"),
        ("choose one", "{scheme: right minus wrong, below zero: yes}", "multichoice"),
        ("choose one", "{scheme: right minus wrong, wrong: 1/2, below zero: yes}", "multichoice"),
        ("choose all", "per option", "places"),
        ("choose all", "all or nothing", "essay"),
        ("choose all", "half for one error", "essay"),
        ("choose all", "right minus wrong", "essay"),  # a cloze may fall below zero
        ("choose all", "{scheme: right minus wrong, below zero: yes}", "places"),
        ("true or false", "per option", "places"),
        ("true or false", "all or nothing", "essay"),
        ("true or false with a reason", "per option", "essay"),
    ],
)
def test_ticks_are_marked_by_moodle_only_as_the_sheet_says(ask: str, scoring: str, how: str) -> None:
    """What Moodle would pay otherwise is an essay with the reason, whatever is right."""
    text = CHOICE.format(ask=ask, scoring=scoring)
    (question,) = questions(*_solved(_with_reasons(text) if "reason" in ask else text, "t"))
    assert marking(question) == how
    if how == "essay" and "reason" not in ask:
        assert FORMATS["moodle"](Task([_solved(text, "t")])).by_hand == {"t-a": SCORING}


def test_an_option_costs_only_what_moodle_knows() -> None:
    """A part of the points that is none of Moodle's makes an essay: 3/4 and 1/3 are some, 3/8 is none."""
    for wrong, how in (("3/2", "multichoice"), ("1/2", "multichoice"), ("1", "multichoice")):
        text = CHOICE.format(ask="choose one", scoring=f"{{scheme: right minus wrong, wrong: {wrong}, below zero: yes}}")
        (question,) = questions(*_solved(text, "t"))
        assert marking(question) == how
    text = CHOICE.format(ask="choose one", scoring="{scheme: right minus wrong, wrong: 3/2, below zero: yes}").replace(
        "points: 2", "points: 4"
    )
    (question,) = questions(*_solved(text, "t"))
    assert (marking(question), Fraction(3, 8) in GRADES) == ("essay", False)


@pytest.mark.parametrize("wanted", ["auto", "essay", "numbers"])
@pytest.mark.parametrize("feedback", [True, False])
def test_a_file_is_valid_and_the_same_each_time(wanted: Wanted, feedback: bool) -> None:
    """By a schema of what Moodle's importer reads; the same bytes in two runs."""
    source = written(*solved_quiz(), wanted, feedback)
    SCHEMA.assertValid(etree.fromstring(source))
    assert written(*solved_quiz(), wanted, feedback) == source


@pytest.mark.parametrize("feedback", [True, False])
def test_students_see_the_key_as_feedback_only_if_it_is_wanted(feedback: bool) -> None:
    """A quiz may show feedback while others still sit in theirs."""
    found = of_quiz(feedback=feedback)
    assert all(bool(one.feedback.html) == feedback for one in found.values())
    assert ("A canary sings." in found["f"].feedback.html) == feedback


def test_what_students_see_is_made_without_a_look_at_any_answer() -> None:
    """With all steps, values and verdicts replaced names, texts and options stay as they are, letter by letter; the answers do not."""
    exam, solved = solved_quiz()
    wrong = {name: garbled(problem) for name, problem in solved.items()}
    wishes: tuple[Wanted, ...] = ("auto", "essay")
    for wanted in wishes:
        own, other = (made(exam, one, wanted) for one in (solved, wrong))
        assert list(map(seen, own)) == list(map(seen, other))
        assert all(one != two for one, two in zip(own, other, strict=True) if one.type != "essay")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<tolerance>0</tolerance>", "<tolerance>0.5</tolerance>"),
        ("tolerance>", "tolerence>"),  # what is misspelt Moodle leaves out
        ("<defaultgrade>2.0000000</defaultgrade>", "<defaultgrade>1.0000000</defaultgrade>"),
        ("=0.333333:", "=0.343333:"),
        ("graderinfo", "gradeinfo"),
        ("A canary sings.", "A canary sang."),
        ('fraction="-50"', 'fraction="0"'),
        ("$course$/top/Units // gates", "$course$/top/Units / gates"),
        ("true~=false", "=true~false"),
        ("<responsefieldlines>5<", "<responsefieldlines>10<"),
        (r"v = 3", r"v = 4"),
        ("quiz-f", "quiz-g"),
    ],
)
def test_a_field_that_is_read_back_as_another_one_stops_the_file(old: str, new: str) -> None:
    """Points, numbers, tolerances, options, texts, formulas, key, names: each is compared."""
    exam, solved = solved_quiz()
    memo = Memo()
    pieces = [fragments_of(one, audiences(one, False), memo) for one in questions(exam, solved)]
    meant = [moodle_question(one) for one in pieces]
    source = moodle_xml(meant).decode()
    check_read_back(read_moodle_xml(source.encode()), meant, pieces)
    assert old in source
    with pytest.raises((VerificationError, NotMoodle)):
        check_read_back(read_moodle_xml(source.replace(old, new).encode()), meant, pieces)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda one: replace(one, grade=one.grade + 1), "other points"),
        (lambda one: replace(one, answers=(replace(one.answers[0], text=Rich("6")),)), "other numbers"),
        (lambda one: replace(one, answers=(replace(one.answers[0], tolerance="0.1"),)), "other numbers"),
        (lambda one: replace(one, text=Rich("<p>Something else</p>")), "another text"),
        (lambda one: replace(one, text=Rich(one.text.html.replace("v = 3", "v = 4"))), "another text"),
        (lambda one: replace(one, text=Rich(one.text.html, (File("a.png", b"x"),))), "another text"),
    ],
)
def test_what_is_written_is_compared_with_the_exam_as_well(change: object, told: str) -> None:
    """A record that says otherwise than the exam is refused, be it written and read back without a fault."""
    exam, solved = solved_quiz()
    first = fragments_of(questions(exam, solved)[0], (), Memo())
    wrong = change(moodle_question(first))  # type: ignore[operator]
    with pytest.raises(VerificationError, match=f"the question quiz-a is read back with {told}"):
        check_read_back(read_moodle_xml(moodle_xml([wrong])), [wrong], [first])


HOSTILE = r"""title: "]]></text><script>alert(1)</script> {1:NUMERICAL:=3}"
stem: |
  A price of \$\$5\$\$ and \$\$6\$\$, \\(x\\) and \\[y\\], \{#1\} and \{1:NUMERICAL:=3:0\};
  ]]> \</text>\</question> \<script>alert(1)\</script>.
items:
  - id: a
    prompt: |
      ]]> and \{2:SA:=x\} \<img src=x onerror=alert(1)>
    ask: true or false
    options:
      - text: \{1:MC:=a~b\} ~ =
        right: "yes"
      - text: \</li>\<b>bold\</b>
        right: "no"
    points: 2
"""


def test_words_of_an_author_are_words() -> None:
    """Ends of CDATA and elements, scripts, signs of TeX and of a cloze come through as text, and ask nothing of their own."""
    source = written(*_solved(HOSTILE, "hostile"))
    root = etree.fromstring(source)
    SCHEMA.assertValid(root)
    (found,) = read_moodle_xml(source)
    assert len(found.places) == 2
    html = lxml_html.fromstring(f"<div>{found.text.html}</div>")
    assert {one.tag for one in html.iter()} <= {"div", "p", "span", "ol", "li", "code", "em", "strong"}
    said = html.text_content()
    for words in ("<script>alert(1)</script>", "{1:NUMERICAL:=3:0}", "]]>", "{#1}", "<img src=x onerror=alert(1)>", "{1:MC:=a~b} ~ ="):
        assert words in said
    assert re.findall(r"\$\$|\\[(\[]", re.sub(r'<span class="nolink">.*?</span>', "", found.text.html)) == []
    assert found.category == ("]]>‹/text>‹script>alert(1)‹/script> {1:NUMERICAL:=3}",)


def test_signs_of_tex_are_broken_up_outside_of_formulas_alone() -> None:
    """MathJax ends a formula at an element, and shows what entities stand for."""
    formula = r'<span class="nolink">\(\frac{1}{2}\)</span>'
    assert protected(f"a{{b {formula} $$") == f"a&#123;b {formula} &#36;<span></span>&#36;<span></span>"


PLACES = r"""title: Places
items:
  - id: a
    prompt: For {given}, what is $x_{1:SA:=a}$, and `h[1]` and `h[2]`?
    cell: c
    given: {v: 2, "h[0]": 1}
    ask: value of h[1], h[2]
    points: {all: 2}
cells:
  c:
    h[t]: v*h[t-1]
"""


def test_a_cloze_has_the_places_of_its_numbers_alone() -> None:
    """A formula or the text for a picture that reads like a place asks nothing and takes none of the others; its words stay."""
    (found,) = read_moodle_xml(written(*_solved(PLACES, "places"), "numbers"))
    assert len(found.places) == 2
    text = lxml_html.fromstring(f"<div>{found.text.html}</div>").text_content()
    assert r"\(x_{1:SA:=a}\)" in text and text.index("{#1}") < text.index("{#2}")
    assert protected('<img alt="{#1} {2:NM:=3}">') == '<img alt="&#123;#1} &#123;2:NM:=3}">'


@pytest.mark.parametrize("kind", ["NM", "SA", "MW", "MC", "SAC", "MULTIRESPONSE", "MULTICHOICE_VS"])
def test_a_place_that_nobody_meant_is_refused(kind: str) -> None:
    """Moodle knows more kinds of places than are written here, each of which would ask for something and change what all others earn."""
    source = written(*_solved(PLACES, "places"), "numbers").replace(b"<p>For", f"<p>{{1:{kind}:=a}} For".encode())
    with pytest.raises(NotMoodle, match=rf"a place that was not meant, '{{1:{kind}:"):
        read_moodle_xml(source)


def test_names_that_are_cut_are_still_apart() -> None:
    """Moodle tells questions apart by at most 100 letters; a title that is cut before a blank is read back as it was written."""
    exam, solved = _solved(PLACES.replace("title: Places", f"title: {'x' * 254} y"), "p" * 64)
    ((question, pieces),) = [(one, fragments_of(one, audiences(one, False), Memo())) for one in questions(exam, solved)]
    made = [
        moodle_question(replace(pieces, question=replace(question, name=f"{question.name}-{'q' * 30}{label}-1234567"))) for label in "ab"
    ]
    assert len({one.idnumber for one in made}) == 2 and all(len(one.idnumber) <= 100 for one in made)
    check_read_back(read_moodle_xml(moodle_xml(made)), made, [pieces, pieces])


@pytest.mark.parametrize("names", [("Deep / learning", "a//b"), ("/", "x/"), ("A", "B", "C")])
def test_a_name_with_a_slash_is_one_category(names: tuple[str, ...]) -> None:
    """Slashes of names are doubled, as Moodle reads them."""
    question = replace(of_quiz()["a"], category=names)
    (found,) = read_moodle_xml(moodle_xml([question]))
    assert found.category == names
    assert category_path(names).count("/") == len(names) - 1 + 2 * "".join(names).count("/")


def test_variants_of_an_item_stand_in_a_category_of_their_own(tmp_path: Path) -> None:
    """So that a quiz draws one of them at random; each that differs once, named by its seed. The file is for staff alone."""
    run = CliRunner().invoke(
        main, ["export", "moodle", str(ROOT / "problems" / "kink.yaml"), "--seeds", "3..8", "--as", "numbers", "--out", str(tmp_path)]
    )
    assert run.exit_code == 0, run.output
    file = tmp_path / "staff" / "moodle.xml"
    assert file.stat().st_mode & 0o077 == 0
    found = read_moodle_xml(file.read_bytes())
    assert {one.category for one in found} == {("A gate at its kink", "a")}
    assert len({one.text for one in found}) == len({one.places for one in found if one.places}) == len(found) > 3
    assert all(one.name.endswith(f" {one.idnumber.removeprefix('kink-a-')}") for one in found)
    assert "set 3 in the quiz" in run.output and "what is in staff/ holds all answers" in run.output


def test_variants_in_which_nothing_varies_are_one_question() -> None:
    """The same question twice would be drawn twice as often."""
    exam, solved = solved_quiz()
    both = [(replace(exam, variant=seed), solved) for seed in ("1", "2")]
    assert FORMATS["moodle"](Task(both)).questions == len(exam.problems[0].items)


def test_the_command_says_what_a_person_marks_and_why(tmp_path: Path) -> None:
    """One line for each reason, and nothing is written where two options say different things."""
    problem = str(ROOT / "problems" / "true-or-false.yaml")
    run = CliRunner().invoke(main, ["export", "moodle", problem, "--out", str(tmp_path)])
    assert run.exit_code == 0, run.output
    assert f"marked by hand, since {SCORING}: true-or-false-b" in run.output
    run = CliRunner().invoke(main, ["export", "moodle", problem, "--seeds", "1..2", "--variants", "2", "--out", str(tmp_path / "other")])
    assert run.exit_code == 2 and "so does --variants: take one of them" in run.output and not (tmp_path / "other").exists()


def test_the_command_knows_all_formats() -> None:
    """Its help names them without an import of what writes them."""
    assert set(NAMES) == set(FORMATS)


def test_a_question_by_itself_has_what_the_items_before_it_ask() -> None:
    """A quiz may draw each item of another variant: what an item speaks of stands folded above it, with the same numbers."""
    found = of_quiz()
    folded = [one.text.html.partition("<details>")[2].partition("</details>")[0] for one in found.values()]
    assert [one.count("<strong>") for one in folded] == [0, 1, 0, 0, 0, 5]  # what is ticked says itself what it is about
    assert "v = 3" in folded[1] and "NUMERICAL" not in "".join(folded)


def test_a_file_that_does_not_read_as_it_was_meant_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be it a fault of this tool or of a library: the command ends, and no file is there."""
    monkeypatch.setattr("gen.export.moodle_file.moodle_xml", lambda questions: moodle_xml(questions).replace(b"graderinfo", b"graderinf0"))
    run = CliRunner().invoke(main, ["export", "moodle", str(ROOT / "problems" / "kink.yaml"), "--out", str(tmp_path)])
    assert run.exit_code == 1 and "nothing is built" in run.output
    assert list(tmp_path.rglob("*")) == []
