"""Gaps of listings: empty on the sheet, filled in at the same place in the key, read back from both, and what is refused."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gen.check.exam import CheckedExam, check_exam
from gen.cli.commands import main
from gen.document.plain_text import problem_json
from gen.format.exam_file import load_exam
from gen.format.problem_file import load_problem
from gen.latex.tex import Tex
from gen.messages.errors import InputErrors, VerificationError
from gen.model.gaps import in_gaps
from gen.page.blocks import listing
from gen.page.exam import ExamView, exam_view
from gen.page.records import ItemView
from gen.proofread.listings import _LISTING, _read
from gen.proofread.proofread import proofread_exam
from gen.typeset.templates import render
from tests.support.problems import plain_layout, solve_text

LOOP = """title: A loop
items:
  - id: a
    prompt: |
      What belongs into the gaps?

      ```python
      opt = SGD(<<1>>, lr=0.1)  # on <<2>>
      for x, y in loader:
          <<3>>
          print("step <<2>>", <<3>>)
      ```
    ask: gaps
    answer:
      1: net.parameters()
      2: all data
      3: [opt.zero_grad(), "net.zero_grad()"]
    points: {each gap: 1/2}
    rules:
      - {zero: Nothing., about: 3}
"""
CODE = '1: net.parameters()\n      2: all data\n      3: [opt.zero_grad(), "net.zero_grad()"]'
CANARIES = (
    '1: kanarie_1\n      2: [kanarie two, "kanarie_3", "kanarie_4", "kanarie_5"]\n      3: "if kanarie_6 and kanarie_7 in kanarie_8: pass"'
)


def _checked(text: str, folder: Path) -> CheckedExam:
    file = folder / "loop.yaml"
    file.write_text(text, encoding="utf-8")
    return check_exam(*load_exam(file))


def _item(checked: CheckedExam) -> ItemView:
    return checked.key.problems[0].items[0]


def test_the_key_has_the_listing_of_the_sheet_with_each_code_at_its_number(tmp_path: Path) -> None:
    """Line by line the same; a number that stands twice has its code twice, in comments and in strings as well."""
    item = _item(_checked(LOOP, tmp_path))
    (sheet,), (key,) = (_LISTING.findall(tex) for tex in (item.prompt, item.filled))
    assert re.findall(r"\\gap\{(\d)\}", sheet) == ["1", "2", "3", "2", "3"]
    assert re.findall(r"\\filledgap\{(\d)\}\{([^{}]*(?:\{\}[^{}]*)*)\}", key.replace(r"\_", "_")) == [
        ("1", "net.parameters()"),
        ("2", "all~data"),
        ("3", "opt.zero_grad()"),
        ("2", "all~data"),
        ("3", "opt.zero_grad()"),
    ]
    assert re.sub(r"\\filledgap\{(\d)\}\{(?:[^{}]|\\[{}])*\}", r"\\gap{\1}", key) == sheet


ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30).filter(lambda text: "<<" not in text)


@given(st.lists(ASCII, min_size=1, max_size=4), ASCII, st.sampled_from(["python", "cpp"]))
def test_whatever_the_code_is_it_is_read_back_as_it_was_typed(lines: list[str], code: str, language: str) -> None:
    """Quotes, backslashes, braces, two hyphens, keywords and signs of LaTeX around a gap and in it; no box tells how long its code is."""
    source = "\n".join(f"{line.rstrip()} <<1>>{line.rstrip()}" for line in lines)
    for filled in ({}, {1: code.strip() or "x"}):
        (tex,) = _LISTING.findall(listing(source, language, 0.0, filled))
        found = _read(tex).replace("\ue001", "").replace("\ue002", "")
        assert re.sub("\ue0001", "", found) == in_gaps(source, [(1, filled.get(1, ""))])
    assert listing(source, language, 0.0, {}).count(r"\gap{1}") == len(lines)


def test_no_byte_of_the_sheet_depends_on_what_belongs_into_the_gaps(tmp_path: Path) -> None:
    """Long code or short, with other forms and without: source, PDF and layout of the sheet are the same, and hold no canary."""
    made = []
    for n, answers in enumerate((CODE, CANARIES, "1: a\n      2: b\n      3: c")):
        file = tmp_path / str(n) / "loop.yaml"
        file.parent.mkdir()
        file.write_text(LOOP.replace(CODE, answers), encoding="utf-8")
        result = CliRunner().invoke(main, ["exam", str(file), "--out", str(file.parent / "out")])
        assert (result.exit_code, result.stderr) == (0, "")
        sources = [path.read_bytes() for path in sorted(file.parent.rglob("*.tex"))]
        made.append(((file.parent / "out" / "exam.pdf").read_bytes(), sources))
    assert made[0] == made[1] == made[2]
    assert b"kanarie" not in made[1][0] + b"".join(made[1][1])


def test_a_sheet_has_a_line_for_each_gap(tmp_path: Path) -> None:
    """With its number, in the frame of the sheet alone."""
    checked = _checked(LOOP, tmp_path)
    sheet = render(exam_view(checked.exam, None, plain_layout(checked.exam)), "exam")
    assert re.findall(r"\\writingline\{(\d)\}", sheet) == ["1", "2", "3"]
    assert r"\writingline" not in render(exam_view(checked.exam, checked.solved, plain_layout(checked.exam)), "solutions")


def test_answers_points_and_rules_stand_at_their_numbers(tmp_path: Path) -> None:
    """In the key, on the grading sheet and in JSON; `each gap` pays for each of them."""
    checked = _checked(LOOP, tmp_path)
    blocks = [block for group in _item(checked).solution.readings[0].groups for block in group.blocks]  # type: ignore[union-attr]
    assert [(block.text.replace(r"\_", "_"), block.credit) for block in blocks] == [
        (r"(1) \texttt{net.parameters()}", r"½\,p"),
        (r"(2) \texttt{all data}", r"½\,p"),
        (r"(3) \texttt{opt.zero_grad()}", r"½\,p"),
    ]
    assert [remark.split(":}")[0] for remark in blocks[2].remarks] == [r"\textbf{No points", r"\textbf{Also accepted"]
    rows = checked.key.grading.items if checked.key.grading else ()
    assert {(rule.about, rule.label) for row in rows for rule in row.rules} == {("(3)", "No points"), ("(3)", "Also accepted")}
    (solved,) = checked.solved.values()
    assert problem_json(solved)["items"][0]["readings"][0]["answers"][2] == {
        "gap": 3,
        "code": "opt.zero_grad()",
        "accepted": ["net.zero_grad()"],
    }


def test_code_is_written_once_for_all_languages(tmp_path: Path) -> None:
    """Where prompts are in two languages the code of a gap is in none."""
    text = LOOP.replace("    prompt: |", "    prompt:\n      de: |").replace(
        "- {zero: Nothing., about: 3}", "- {zero: {de: Nichts.}, about: 3}"
    )
    text = re.sub(r"(?m)^      (?=What|```|opt = |for |    )", "        ", text).replace("title", "language: de\ntitle")
    file = tmp_path / "loop.yaml"
    file.write_text(text, encoding="utf-8")
    assert load_problem(file)[1] == []


def _edited(view: ExamView, change: Callable[[ItemView], ItemView]) -> ExamView:
    problem = view.problems[0]
    return replace(view, problems=(replace(problem, items=(change(problem.items[0]),)),))


def _swapped(text: Tex) -> Tex:
    return Tex(text.replace("all~data", "opt").replace("net.parameters()", "all~data"))


MISPRINTS: list[tuple[str, Callable[[ItemView], ItemView], str]] = [
    (
        "an answer in the sheet's gap",
        lambda item: replace(item, prompt=Tex(item.prompt.replace(r"\gap{1}", r"\filledgap{1}{net.parameters()}"))),
        "loop/a: the sheet has another listing than the author: 'opt = SGD(<<1: net.parameters()>>, lr=0.1)  # on <<2>>' where "
        "'opt = SGD(<<1>>, lr=0.1)  # on <<2>>' stands",
    ),
    (
        "an answer beside the sheet's gap",
        lambda item: replace(item, prompt=Tex(item.prompt.replace(r"\gap{1}", r"\gap{1}net"))),
        "loop/a: the sheet has another listing than the author: 'opt = SGD(<<1>>net, lr=0.1)  # on <<2>>' where "
        "'opt = SGD(<<1>>, lr=0.1)  # on <<2>>' stands",
    ),
    (
        "answers at each other's numbers",
        lambda item: replace(item, filled=_swapped(item.filled)),
        "loop/a: the key has another listing than the author: 'opt = SGD(<<1: all data>>, lr=0.1)  # on <<2: opt>>' where "
        "'opt = SGD(<<1: net.parameters()>>, lr=0.1)  # on <<2: all data>>' stands",
    ),
    (
        "a key with other words",
        lambda item: replace(item, filled=Tex(item.filled.replace("What", "Which"))),
        "loop/a: the prompt of the key is another one than that of the sheet",
    ),
    (
        "a line of the sheet that is lost",
        lambda item: replace(item, prompt=Tex(re.sub(r"\\codeline\{\\codeword\{for\}.*\n", "", item.prompt))),
        "loop/a: the sheet has another listing than the author: '    <<3>>' where 'for x, y in loader:' stands",
    ),
]


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in MISPRINTS], ids=[row[0] for row in MISPRINTS])
def test_a_listing_that_is_not_the_authors_is_refused(change: Callable[[ItemView], ItemView], message: str, tmp_path: Path) -> None:
    """The sheet has nothing in its gaps, the key what belongs there, and both are else what was typed."""
    checked = _checked(LOOP, tmp_path)
    with pytest.raises(VerificationError) as refused:
        proofread_exam(_edited(checked.key, change), checked.solved)
    assert str(refused.value) == message


def test_a_gap_that_the_key_tells_otherwise_is_refused(tmp_path: Path) -> None:
    """The line of a gap in the frame has its number and its code."""
    checked = _checked(LOOP, tmp_path)

    def changed(item: ItemView) -> ItemView:
        assert item.solution
        (reading,) = item.solution.readings
        group = reading.groups[0]
        blocks = (replace(group.blocks[0], text=Tex(r"(1) \texttt{net}")), *group.blocks[1:])
        return replace(item, solution=replace(item.solution, readings=(replace(reading, groups=(replace(group, blocks=blocks),)),)))

    with pytest.raises(VerificationError, match=r"gap 1 is told as \(1\) \\texttt\{net\}"):
        proofread_exam(_edited(checked.key, changed), checked.solved)


TYPED = "write answer: {1: 'h @ W', 2: ['b', 'self.b']}, the first of several is printed"
BROKEN = [
    (CODE, "1: a\n      2: b", "13:10", "there is no code for gap 3", TYPED),
    (CODE, f"{CODE}\n      4: x", "18:7", "there is code for gap 4, but the prompt has no <<4>>", ""),
    ("<<1>>", "<<4>>", "3:5", "gaps are numbered from 1 in the order in which they stand, found 4, 2, 3", ""),
    ("ask: gaps", "ask: open", "4:13", "the prompt has the gap <<1>>, but nothing asks for it", None),
    ("3: [opt.zero_grad(), ", "3: [net.zero_grad(), ", "17:28", "gap 3 has 'net.zero_grad()' twice", ""),
    ("2: all data", '2: [all, ""]', "16:16", "gap 2 has no code", TYPED),
    ("2: all data", '2: "a\\nb"', "16:10", "the code of gap 2 has several lines", "give each line a gap of its own"),
    ("{zero: Nothing., about: 3}", "{zero: Nothing., about: 4}", "20:33", "no step '4' for a rule to be about", "steps: 1, 2, 3"),
    ("each gap: 1/2", "each blank: 1/2", "18:14", "nothing has a blank to give points for", ""),
    ("{each gap: 1/2}", "{1: 1, 2: 1}", "3:5", "no points for the answer '3'", "add it under 'points', or use 'all'"),
]


@pytest.mark.parametrize(("old", "new", "place", "message", "hint"), BROKEN, ids=[row[3] for row in BROKEN])
def test_what_does_not_fit_is_told_at_its_place(old: str, new: str, place: str, message: str, hint: str | None, tmp_path: Path) -> None:
    """Gaps without code, code without gaps, numbers out of order."""
    with pytest.raises(InputErrors) as refused:
        solve_text(LOOP.replace(old, new, 1), tmp_path)
    fault = refused.value.faults[0]
    assert (fault.message, fault.hint if hint is not None else None) == (message, hint)
    assert f"{fault.where.line}:{fault.where.column}" == place


def test_a_gap_stands_in_a_prompt_alone(tmp_path: Path) -> None:
    """A model answer or a stem with the signs is refused."""
    text = "title: T\nstem: |\n  ```\n  <<1>>\n  ```\nitems:\n  - {id: a, prompt: Say why., ask: open, answer: So., points: 1}\n"
    with pytest.raises(InputErrors) as refused:
        solve_text(text, tmp_path)
    assert [fault.message for fault in refused.value.faults] == ["the gap <<1>> stands in no prompt"]


def test_a_filled_line_that_a_page_does_not_hold_is_refused(tmp_path: Path) -> None:
    """With its code in it."""
    with pytest.raises(InputErrors) as refused:
        _checked(LOOP.replace("net.parameters()", "net.parameters() + " * 4 + "[]"), tmp_path)
    assert [fault.message for fault in refused.value.faults] == [
        "a table or listing in the prompt with its gaps filled in is 21.7 cm wide, a line has 15.4 cm"
    ]
