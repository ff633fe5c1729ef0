"""Blanks of a figure: left out on the sheet, where nothing tells what they are, at their numbers in the key, and read back from both."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.algebra.expr import Var
from gen.check.exam import CheckedExam, check_exam
from gen.cli.commands import main
from gen.format.exam_file import load_exam
from gen.format.problem_file import load_problem
from gen.latex.tex import Tex
from gen.messages.errors import InputErrors, VerificationError
from gen.page.exam import ExamView, exam_view
from gen.page.records import ItemView
from gen.proofread.figure_blanks import _FILLED, _multiplies
from gen.proofread.proofread import proofread_exam
from gen.typeset.actual_text import picture_text, with_actual_text
from gen.typeset.templates import render
from tests.support.problems import plain_layout, solve_text

NETWORK = """title: Blanks
cells:
  rnn:
    h[t]: tanh(W*h[t-1] + U*x[t] + b)
    y[t]: V*h[t]
  lstm:
    f[t]: sigmoid(W*x[t] + U*h[t-1])
    i[t]: sigmoid(V*x[t] + b*h[t-1])
    c[t]: f[t]*c[t-1] + i[t]*tanh(x[t])
items:
  - id: a
    prompt: What is missing in the figure?
    cell: rnn
    figure: {cell: rnn, steps: 2, blanks: [U, W, "h[1]", b]}
    ask: blanks
    points: {each blank: 1/2}
  - id: b
    prompt: And here?
    cell: lstm
    figure: {cell: lstm, as: diagram, blanks: "f[t], c[t-1]"}
    ask: blanks
    points: {each blank: 1/2}
"""


def _checked(text: str, folder: Path) -> CheckedExam:
    file = folder / "network.yaml"
    file.write_text(text, encoding="utf-8")
    return check_exam(*load_exam(file))


def _figures(checked: CheckedExam) -> list[tuple[Tex, Tex]]:
    return [(item.figure.picture, item.figure.filled) for item in checked.key.problems[0].items if item.figure]


def test_the_key_has_the_figure_of_the_sheet_with_each_label_at_its_number(tmp_path: Path) -> None:
    """A label that stands at several places has one number there; all else, each place and size, is the same."""
    unrolled, diagram = _figures(_checked(NETWORK, tmp_path))
    assert [(box["number"], box["label"]) for box in _FILLED.finditer(unrolled[1])] == [
        *[("3", "h_{1}"), ("4", "b"), ("4", "b")],
        *[("2", "W"), ("1", "U"), ("2", "W"), ("1", "U")],
    ]
    assert {(box["number"], box["label"]) for box in _FILLED.finditer(diagram[1])} == {("1", "f_{t}"), ("2", "c_{t-1}")}
    for sheet, key in (unrolled, diagram):
        assert _FILLED.sub(r"\\blank\g<shape>{\g<number>}", key).replace("gen filled", "gen blank") == sheet != key


def test_what_is_read_aloud_of_a_figure_has_the_numbers(tmp_path: Path) -> None:
    """In brackets, in the place of names and of labels; in the key the labels behind them."""
    (sheet, key), _ = _figures(_checked(NETWORK, tmp_path))
    assert picture_text(sheet) == (
        "h_0 → [3] ([2]), x_1 → [3] ([1]), [3] → y_1 (V), [3] → h_2 ([2]), x_2 → h_2 ([1]), h_2 → y_2 (V), [4] → [3], [4] → h_2"
    )
    assert picture_text(key).startswith("h_0 → [3] h_1 ([2] W), x_1 → [3] h_1 ([1] U), [3] h_1 → y_1 (V)")


OTHERS = (("W", "kanarie_eins"), ("U", "m"), ("b", "kanarienvogel"), ("f", "q"), ("h", "s_kanarie"))


def test_no_byte_of_the_sheet_depends_on_the_labels_that_are_left_out(tmp_path: Path) -> None:
    """Short names or long: source, texts for the figure, layout and PDF of the sheet are the same, and hold no canary."""
    figure = NETWORK.replace('"h[1]", ', "").replace("title", "latex:\n  U: \\Omega_{42}\ntitle")
    other = figure.replace("U", "omega")
    for old, new in OTHERS[:1] + OTHERS[2:4]:
        other = re.sub(rf"(?<![\w:]){old}(?=[\[*,\]) ]|$)", new, other)
    made = []
    for n, text in enumerate((figure, other)):
        file = tmp_path / str(n) / "network.yaml"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        exam, faults = load_exam(file)
        assert faults == []
        sheet = with_actual_text(render(exam_view(exam, None, plain_layout(exam)), "exam"))
        result = CliRunner().invoke(main, ["exam", str(file), "--out", str(file.parent / "out")])
        assert (result.exit_code, result.stderr) == (0, "")
        made.append((sheet, (file.parent / "out" / "exam.pdf").read_bytes()))
    assert made[0] == made[1]
    assert "kanari" not in made[1][0] and "Omega" not in made[0][0] and b"kanari" not in made[1][1]


def _edited(view: ExamView, change: Callable[[Tex, Tex], tuple[str, str]]) -> ExamView:
    def changed(item: ItemView) -> ItemView:
        assert item.figure
        picture, filled = map(Tex, change(item.figure.picture, item.figure.filled))
        return replace(item, figure=replace(item.figure, picture=picture, filled=filled))

    problem = view.problems[0]
    return replace(view, problems=(replace(problem, items=(changed(problem.items[0]), *problem.items[1:])),))


MISPRINTS: list[tuple[str, Callable[[Tex, Tex], tuple[str, str]], str]] = [
    (
        "labels at each other's numbers",
        lambda sheet, key: (sheet, key.replace("{2}{$W$}", "{2}{$U$}")),
        "network/a: blank 2 of the figure has U, not W",
    ),
    ("a blank that is lost", lambda sheet, key: (sheet, _FILLED.sub("$b$", key)), "network/a: the figure has no blank 1"),
    (
        "a blank of the sheet at another place",
        lambda sheet, key: (sheet.replace(r"\blankcircle{3}", r"\blankcircle{2}"), key),
        "network/a: the figure of the key is another one than that of the sheet",
    ),
    (
        "a label that the sheet shows",
        lambda sheet, key: (sheet.replace("{$V$}", "{$W$}"), key.replace("{$V$}", "{$W$}")),
        "network/a: the figure of the sheet shows W, which is left out",
    ),
    (
        "numbers at edges of another weight",
        lambda sheet, key: (_exchanged(sheet), _exchanged(key)),
        "network/a: blank 1 of the figure, U, is on an edge that it is not the weight of",
    ),
]


def _exchanged(picture: str) -> str:
    """Boxes 1 and 2, whatever is in them."""
    labels = {"1": "{2}{$W$}", "2": "{1}{$U$}"} if r"\filledbox" in picture else {"1": "{2}", "2": "{1}"}
    return re.sub(r"(?<=pt\})\{([12])\}(?:\{\$\w\$\})?", lambda box: labels[box[1]], picture)


@pytest.mark.parametrize(("change", "message"), [row[1:] for row in MISPRINTS], ids=[row[0] for row in MISPRINTS])
def test_a_figure_that_is_wrong_is_refused(change: Callable[[Tex, Tex], tuple[str, str]], message: str, tmp_path: Path) -> None:
    """Each label at its number, on the edge whose weight it is, and none of them on the sheet."""
    checked = _checked(NETWORK, tmp_path)
    with pytest.raises(VerificationError) as refused:
        proofread_exam(_edited(checked.key, change), checked.solved)
    assert str(refused.value) == message


EDGES = [
    ("W", Var("h", 0), Var("h", 1), True),
    ("W", Var("h", 1), Var("h", 2), True),
    ("W", Var("x", 1), Var("h", 1), False),
    ("U", Var("x", 2), Var("h", 2), True),
    ("U", Var("x", 1), Var("h", 2), False),
    ("V", Var("h", 2), Var("y", 2), True),
    ("b", Var("h", 1), Var("h", 2), False),
]


@pytest.mark.parametrize(("label", "source", "target", "right"), EDGES)
def test_a_weight_is_what_its_source_moves_the_target_by(label: str, source: Var, target: Var, right: bool, tmp_path: Path) -> None:
    """With a weight of 0 nothing of the source arrives, with any other something does."""
    file = tmp_path / "network.yaml"
    file.write_text(NETWORK, encoding="utf-8")
    assert _multiplies(Var(label), source, target, load_problem(file)[0].cells[0]) is right


def test_answers_are_told_by_their_numbers(tmp_path: Path) -> None:
    """In the key and in JSON."""
    checked = _checked(NETWORK, tmp_path)
    (solved,) = checked.solved.values()
    answers = [answer for item in solved.items for answer in item.readings[0].derivation.answers]
    assert [answer.json for answer in answers] == [  # type: ignore[union-attr]
        *({"blank": n, "label": label} for n, label in enumerate(("U", "W", "h[1]", "b"), 1)),
        *({"blank": n, "label": label} for n, label in enumerate(("f[t]", "c[t-1]"), 1)),
    ]
    sheet = render(exam_view(checked.exam, None, plain_layout(checked.exam)), "exam")
    assert re.findall(r"\\writingline\{(\d)\}", sheet) == ["1", "2", "3", "4", "1", "2"]


FIRST = "figure: {cell: rnn, steps: 2, blanks: [U, W, "
BROKEN = [
    (FIRST, FIRST + "Z, ", "the figure has no label 'Z' to leave out", "its labels: h[0], x[1], b, h[1], y[1], x[2], h[2], y[2], W, U, V"),
    (FIRST, FIRST + '"h[3]", ', "the figure has no label 'h[3]' to leave out", "did you mean 'h[2]'?"),
    (
        "U*x[t]",
        "U*W*x[t]",
        "the figure has no label 'U' to leave out",
        "did you mean 'U*W'?",
    ),
    (FIRST, FIRST + "W, ", "'W' is left out twice", "one number stands at all places of a label"),
    ("ask: blanks", "ask: value of h[1]", "the figure has blanks, but nothing asks for them", "write 'ask: blanks'"),
    (', blanks: [U, W, "h[1]", b]', "", "nothing has a blank to give points for", ""),
    (
        ', blanks: [U, W, "h[1]", b]}\n    ask: blanks\n    points: {each blank: 1/2}',
        "}\n    ask: blanks\n    points: 1",
        "the item has no figure with blanks",
        "write figure: {cell: rnn, blanks: [W, V]}",
    ),
]


@pytest.mark.parametrize(("old", "new", "message", "hint"), BROKEN, ids=[row[2] for row in BROKEN])
def test_what_does_not_fit_is_told(old: str, new: str, message: str, hint: str, tmp_path: Path) -> None:
    """A label that the figure has not, one that it shows elsewhere, blanks that nobody asks for."""
    with pytest.raises(InputErrors) as refused:
        _checked(NETWORK.replace(old, new, 1), tmp_path)
    assert (message, hint) in [(fault.message, fault.hint) for fault in refused.value.faults]


def test_a_label_that_is_shown_in_another_one_is_refused(tmp_path: Path) -> None:
    """Else the sheet would tell it."""
    with pytest.raises(InputErrors) as refused:
        _checked(NETWORK.replace("V*h[t]", "W*V*h[t]"), tmp_path)
    assert [fault.message for fault in refused.value.faults] == ["the figure shows 'W' in the label 'W*V' as well"]


def test_an_item_without_its_cell_has_blanks_as_well(tmp_path: Path) -> None:
    """The figure names its own."""
    assert solve_text(NETWORK.replace("    cell: rnn\n", ""), tmp_path).findings == ()
