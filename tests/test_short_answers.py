"""Questions in words: ideas with points of their own, room that tells nothing, limits of words, and numbers and formulas worked out."""

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from gen.check.exam import CheckedExam, check_exam
from gen.format.exam_file import load_exam
from gen.format.problem_file import load_problem
from gen.latex.tex import Tex
from gen.messages.errors import InputErrors, VerificationError
from gen.page.exam import exam_view
from gen.page.solution import BlockView
from gen.proofread.proofread import proofread_exam
from gen.typeset.measuring import _blocks
from gen.typeset.pagination import Paper, arrange
from gen.typeset.templates import render
from tests.support.problems import plain_layout

REASONS = """title: Reasons
cells:
  rnn:
    h[t]: relu(w*h[t-1] + x[t])
  net:
    z: W @ x
    p: softmax(z)
    L: cross_entropy(p, y)
items:
  - id: a
    prompt: Give two reasons.
    ask: open
    words: 12
    lines: 2..5
    answer:
      first_one: It is fast.
      second: "**Memory.** It remembers more than the others do."
      third: It is small.
    points: {each idea: 1, at most: 2}
  - id: b
    prompt: How does it grow for {given}?
    cell: rnn
    given: {w: 3, x: [1, 2], "h[0]": 1}
    ask: open
    answer: "To {value h[2]}, by $w$ to the second, {value w**2}, and with the slope {value grad(h[2], w)}."
    points: 1
  - id: c
    prompt: What does the loss say?
    cell: net
    shapes: {x: [n], W: [k, n], y: [k]}
    ask: open
    answer: "Its derivative is {formula of gradient of L wrt z}, that of `W` {formula of gradient of L wrt W}."
    points: 1
"""


def _checked(text: str, folder: Path) -> CheckedExam:
    file = folder / "reasons.yaml"
    file.write_text(text, encoding="utf-8")
    return check_exam(*load_exam(file))


def _told(checked: CheckedExam, number: int) -> list[BlockView]:
    item = checked.key.problems[0].items[number]
    return [block for group in item.solution.readings[0].groups for block in group.blocks] if item.solution else []


def test_ideas_stand_behind_their_labels_with_their_points(tmp_path: Path) -> None:
    """And above them what they earn together; bold words of the author's own take the place of a label."""
    checked = _checked(REASONS, tmp_path)
    assert [(block.text, block.credit) for block in _told(checked, 0)] == [
        ("Together these ideas earn at most 2 points.", ""),
        (r"\textbf{first one:} It is fast.", r"1\,p"),
        (r"\textbf{Memory.} It remembers more than the others do.", r"1\,p"),
        (r"\textbf{third:} It is small.", r"1\,p"),
    ]
    lines = [line.text for row in checked.key.grading.items for line in row.lines] if checked.key.grading else []
    assert [block.text for block in _told(checked, 0)[1:]] == lines[:3]


def test_a_single_answer_has_no_label(tmp_path: Path) -> None:
    """There is nothing to tell it from."""
    assert [block.text for block in _told(_checked(REASONS, tmp_path), 1)] == [
        "To $14$, by $w$ to the second, $9$, and with the slope $7$."
    ]


POINTS = [
    ("{each idea: 1, at most: 2}", 2),
    ("{each idea: 1}", 3),
    ("{first_one: 1, second: 2, at most: 2}", 2),
    ("{each idea: 1/2, at most: 1}", 1),
]


@pytest.mark.parametrize(("points", "total"), POINTS, ids=[points for points, _ in POINTS])
def test_an_item_has_the_points_that_can_be_earned(points: str, total: int, tmp_path: Path) -> None:
    """All of them, or the most that the ideas earn together, on sheet, grading sheet and credit boxes alike."""
    checked = _checked(REASONS.replace("{each idea: 1, at most: 2}", points).replace("words: 12", "words: 20"), tmp_path)
    item = checked.key.problems[0].items[0]
    assert checked.exam.problems[0].items[0].points == Fraction(total)
    assert item.points == ("1 point" if total == 1 else f"{total} points")
    assert item.credits == () or item.credits[-1] == str(total)


REFUSED = [
    ("at most: 2", "at most: 3", "'at most: 3' limits nothing: the ideas of the answer earn 3 in all", ""),
    ("at most: 2", "at most: 0", "points are positive and come in halves, found '0'", ""),
    ("words: 12", "words: 5", "the model answer 'second' has 8 words, and the sheet allows 5", "shorten it, or raise 'words'"),
    ("words: 12", "words: 0", "an answer has from 1 to 1,000 words, found '0'", ""),
    (", at most: 2", "", "the model answer has 14 words, and the sheet allows 12", "shorten it, or raise 'words'"),
    ("lines: 2..5", "lines: 5..2", "'5..2' goes from the least to the most", "write lines: 2..5"),
    ("lines: 2..5", "lines: 2..31", "an answer has from 1 to 30 lines, found '2..31'", ""),
    ("lines: 2..5", "lines: 2.5", "an answer has from 1 to 30 lines, found '2.5'", ""),
    ("lines: 2..5", "space: 2..25", "the answer space has a height from 0 to 24 cm, found '2..25'", ""),
    ("lines: 2..5", "lines: 2..5\n    space: 3", "an item has 'space' or 'lines', not both", ""),
    (
        "{value h[2]}",
        "{value g[2]}",
        "'g[2]' is neither computed nor used by the cell",
        None,
    ),
    ("wrt z}", "wrt q}", "'q' is neither computed nor used by the cell", None),
    ("    cell: net\n", "", "{formula of gradient of L wrt z} needs a cell", "name it under 'cell'"),
    ("What does", "What {formula of L} does", "unknown placeholder {formula of L}", None),
    (
        "    points: 1\n",
        "    points: 1\n    rules: [{note: '{formula of h[2]}'}]\n",
        "{formula of h[2]} stands in the answer of an open question only",
        "",
    ),
    (
        'ask: open\n    answer: "Its',
        'ask: claim L = L\n    answer: "Its',
        "{formula of gradient of L wrt z} stands in the answer of an open question only",
        "",
    ),
]


@pytest.mark.parametrize(("old", "new", "message", "hint"), REFUSED, ids=[row[2] for row in REFUSED])
def test_what_does_not_fit_is_told(old: str, new: str, message: str, hint: str | None, tmp_path: Path) -> None:
    """Limits that limit nothing, answers longer than the sheet allows, formulas that nobody can work out."""
    with pytest.raises(InputErrors) as refused:
        _checked(REASONS.replace(old, new, 1), tmp_path)
    assert (message, hint) in [(fault.message, fault.hint if hint is not None else None) for fault in refused.value.faults]


def test_the_sheet_says_how_many_words_an_answer_may_have(tmp_path: Path) -> None:
    """In its language, behind the prompt."""
    for language, words in (("en", "At most 12 words."), ("de", "Höchstens 12 Wörter.")):
        checked = _checked(f"language: {language}\n{REASONS}", tmp_path)
        assert checked.key.problems[0].items[0].prompt == rf"Give two reasons. \emph{{{words}}}"


def test_no_byte_of_the_sheet_depends_on_a_model_answer(tmp_path: Path) -> None:
    """Short or long, in one idea or in three."""
    texts = [REASONS, REASONS.replace("It is fast.", "Kanarie " * 12), REASONS.replace("      third: It is small.\n", "")]
    sheets = []
    for text in (texts[0], texts[1], texts[2].replace("at most: 2", "").replace("words: 12", "words: 12").replace("1, }", "1}")):
        exam = _checked(text, tmp_path).exam
        sheets.append(render(exam_view(exam, None, plain_layout(exam)), "exam"))
    assert sheets[0] == sheets[1] == sheets[2] and "Kanarie" not in sheets[1]
    assert sheets[0].count(r"\ruledframe") == 1


PAPER = Paper(700.0, 13.0, 23.0, 13.0)
CM = 72.27 / 2.54


def _frame(space: str, need: float, folder: Path) -> float:
    """How high the frame of the first item is, in points, where its solution is so high."""
    file = folder / "reasons.yaml"
    file.write_text(REASONS.replace("    lines: 2..5\n", space), encoding="utf-8")
    exam, faults = load_exam(file)
    assert faults == []
    heights: Mapping[str, float] = {"heading": 20.0, "prompt": 30.0}
    layout = arrange(list(_blocks(exam, lambda kind, name: heights.get(kind, need if name.endswith("a") else 0.0), PAPER)), PAPER)
    return next(slot.points for page in layout for slot in page if slot.name.endswith("/a")) - 30.0 - PAPER.frame


SPACES = [
    ("    space: 5..7\n", (5.0, 7.0)),
    ("    space: 2..3.5\n", (3.5, 3.5)),
    ("    space: 2..9\n", (4.9, 9.0)),
    ("    lines: 2..5\n", (4.0, 4.0)),
    ("    lines: 7..9\n", (5.6, 7.2)),
    ("    lines: 2..11\n", (5.6, 8.8)),
]


@pytest.mark.parametrize(("space", "heights"), SPACES, ids=[space.strip() for space, _ in SPACES])
def test_a_range_of_room_has_no_height_in_between(space: str, heights: tuple[float, float], tmp_path: Path) -> None:
    """What the points give within the bounds, or the most: a model answer that is a line longer moves nothing."""
    usual, most = (height * CM for height in heights)
    for need in (0.0, usual / 2, usual - 0.1):
        assert _frame(space, need, tmp_path) == pytest.approx(usual, abs=0.5)
    for need in (usual + 1, (usual + most) / 2, most - 0.1):
        assert _frame(space, need, tmp_path) == pytest.approx(most if need > usual else usual, abs=0.5)


def test_what_is_worked_out_is_confirmed(tmp_path: Path) -> None:
    """By the routes of values and derivatives, and by those of formulas."""
    (solved,) = _checked(REASONS, tmp_path).solved.values()
    routes = [{check.route for check in item.readings[0].checks} for item in solved.items]
    assert not routes[0] and "dual numbers" in routes[1] and routes[1] != routes[2] and len(routes[2]) > 2


def test_other_numbers_have_other_answers(tmp_path: Path) -> None:
    """An answer is worked out anew with what is given."""
    assert _told(_checked(REASONS.replace("{w: 3,", "{w: 2,"), tmp_path), 1)[0].text == (
        "To $8$, by $w$ to the second, $4$, and with the slope $5$."
    )


def test_a_formula_is_told_in_the_letters_of_the_cell(tmp_path: Path) -> None:
    """For any sizes, with vectors in bold."""
    assert _told(_checked(REASONS, tmp_path), 2)[0].text == (
        r"Its derivative is $\boldsymbol{p} - \boldsymbol{y}$, that of $\boldsymbol{W}$ "
        r"$(\boldsymbol{p} - \boldsymbol{y})\,\boldsymbol{x}^{\top}$."
    )


MISPRINTS = [
    (1, "$14$", "$15$", "reasons/b: answer: 15 is read as 15, where h[2] is 14"),
    (
        1,
        "$9$",
        "nine",
        "reasons/b: answer is told with 3 formulas, not with 4: To $14$, by $w$ to the second, nine, and with the slope $7$.",
    ),
    (1, "$7$", "$-7$", "reasons/b: answer: -7 is read as -7, where grad(h[2], w) is 7"),
    (2, r"\boldsymbol{p} - \boldsymbol{y}$,", r"\boldsymbol{y} - \boldsymbol{p}$,", "reasons/c: dL/dz: "),
]


@pytest.mark.parametrize(("number", "old", "new", "message"), MISPRINTS, ids=[row[2] for row in MISPRINTS])
def test_a_number_or_formula_that_is_printed_wrong_is_refused(number: int, old: str, new: str, message: str, tmp_path: Path) -> None:
    """Each is read back from the sentence, at its place in it."""
    checked = _checked(REASONS, tmp_path)
    problem = checked.key.problems[0]
    item = problem.items[number]
    assert item.solution
    (reading,) = item.solution.readings
    (group,) = reading.groups
    (block,) = group.blocks
    changed = replace(group, blocks=(replace(block, text=Tex(block.text.replace(old, new))),))
    item = replace(item, solution=replace(item.solution, readings=(replace(reading, groups=(changed,)),)))
    items = tuple(item if i == number else one for i, one in enumerate(problem.items))
    with pytest.raises(VerificationError, match=re.escape(message)):
        proofread_exam(replace(checked.key, problems=(replace(problem, items=items),)), checked.solved)


def test_a_shipped_problem_has_a_dozen_of_them() -> None:
    """In two languages, with numbers that vary."""
    path = Path(__file__).parents[1] / "problems" / "short-answers.yaml"
    problems = [load_problem(path, language=language) for language in ("en", "de")]
    assert [(len(problem.items), faults) for problem, faults in problems] == [(12, []), (12, [])]
