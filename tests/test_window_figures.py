"""The window of one entry drawn in the key: which cells are shaded, where it is left out, and that it is read back."""

import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from gen.figures.figures import Figure
from gen.figures.window_figure import HEIGHT, window_places
from gen.format.exam_file import load_exam
from gen.functions.convolution import Axis
from gen.latex.tex import Tex
from gen.latex.writer import Latex
from gen.messages.errors import VerificationError
from gen.messages.sentences import Language
from gen.page.exam import exam_view
from gen.proofread.proofread import proofread
from gen.typeset.actual_text import picture_text
from gen.typeset.pdf import typeset
from gen.typeset.templates import render
from tests.support.drawn_labels import assert_same_labels
from tests.support.keys import key_of
from tests.support.mutation import Change, put_in
from tests.support.problems import ROOT, answers_of, plain_layout, solve_text
from tests.support.window_oracles import of_windows

CNN = ROOT / "problems" / "cnn.yaml"
_EIGHT = "[" + ", ".join(["[1, 0, 2, 1, 3, 1, 0, 1]"] * 8) + "]"
_IMAGE = "X: [[1, 0, 2, 1], [0, 1, 3, 0], [2, 1, 0, 5]]"
_KERNEL = "K: [[1, -1], [0, 2]]"


def _text(equation: str, *given: str) -> str:
    name = equation.partition(":")[0]
    stated = "convention: {relu'(0): 0}" if "relu" in equation else "prompt: Compute {cell} for {given}."
    prompt = "" if stated.startswith("prompt") else "    prompt: Compute {cell} for {given} and {convention}.\n"
    return f"""title: T
cells:
  layer:
    {equation}
items:
  - id: a
{prompt}    {stated}
    given: {{{", ".join(given)}}}
    ask: value of {name}
    points: {{all: 1}}
"""


def _figures(text: str, folder: Path, language: Language = "en") -> list[Figure]:
    """Those of a key; what is drawn is read back."""
    solved = solve_text(text, folder)
    latex = Latex.of(solved.problem, language)
    view = key_of(solved.items[0], latex)
    assert proofread(view, solved.items[0], latex).numbers > 0
    return [group.figure for reading in view.readings for group in reading.groups if group.figure]


@pytest.mark.parametrize(("size", "kernel"), [((4, 5), (2, 2)), ((7, 6), (3, 2)), ((1, 8), (1, 3))])
def test_a_window_has_the_cells_that_its_entry_depends_on(size: tuple[int, int], kernel: tuple[int, int]) -> None:
    """With each stride, padding and dilation, at each place of the output: one cell after the other is 1, and all others are 0."""
    counted = 0
    for stride, padding, dilation in product((1, 2, 3), (0, 1, 2), (1, 2)):
        rows, columns = (
            Axis(n, k, *(option if n > 1 else least for option, least in ((stride, 1), (padding, 0), (dilation, 1))))
            for n, k in zip(size, kernel, strict=True)
        )
        if min(rows.windows, columns.windows) < 1:
            continue
        wide = (rows.n + 2 * rows.padding, columns.n + 2 * columns.padding)
        found: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for place in product(range(wide[0]), range(wide[1])):
            image = np.zeros(wide)
            image[place] = 1
            options = [np.array([[rows.stride, columns.stride]]), np.array([[0, 0]]), np.array([[rows.dilation, columns.dilation]])]
            for out in np.argwhere(of_windows("conv", [image, np.ones(kernel), *options], lambda name, grids: grids)):
                found.setdefault((int(out[0]), int(out[1])), []).append(place)
        assert {out: window_places((rows, columns), out) for out in found} == found
        assert len(found) == rows.windows * columns.windows
        counted += 1
    assert counted >= 12


DRAWN = {
    "stride, padding and dilation": (
        ("Z: conv(X, K, stride=2, padding=1, dilation=2)", _IMAGE, _KERNEL),
        "X: (0) 0 (0) 0 0 0; 0 1 0 2 1 0; (0) 0 (1) 3 0 0; 0 2 1 0 5 0; 0 0 0 0 0 0, ∗, K: 1 −1; 0 2, ⟶, Z: (2) 0; −1 1",
    ),
    "a bias, behind a function": (
        ("Z: relu(conv(X, K) + b)", _IMAGE, _KERNEL, "b: 1/2"),
        "X: (1) (0) 2 1; (0) (1) 3 0; 2 1 0 5, ∗, K: 1 −1; 0 2, ⟶, Z: (7/2) 9/2 3/2; 3/2 0 27/2",
    ),
    "a vector is one row": (
        ("z: conv(x, k, stride=2, padding=1)", "x: [1, 2, 0, -1, 3]", "k: [1, 0, -1]"),
        "x: (0) (1) (2) 0 −1 3 0, ∗, k: 1 0 −1, ⟶, z: (−2) 3 −1",
    ),
    "two channels": (
        ("Z: conv(X, K) + b", "X: [[[1, 2], [3, 4]], [[0, 1], [1, 0]]]", "K: [[[[1, 2]], [[3, -1]]]]", "b: [1]"),
        "X_1: (1) (2); 3 4, ∗, K_(1,1): 1 2, +, X_2: (0) (1); 1 0, ∗, K_(1,2): 3 −1, ⟶, Z_1: (5); 15",
    ),
    "the first of many channels": (
        ("Z: conv(X, K)", f"X: [{', '.join(['[[1, 2, 3, 4], [3, 4, 5, 6]]'] * 5)}]", f"K: [[{', '.join(['[[1, 0], [0, 1]]'] * 5)}]]"),
        "X_1: (1) (2) 3 4; (3) (4) 5 6, ∗, K_(1,1): 1 0; 0 1, +⋯ ⟶, Z_1: (25) 35 45",
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn(name: str, tmp_path: Path) -> None:
    """What the picture reads as: its grids, the shaded cells in brackets; cells that a dilation skips are not shaded."""
    problem, expected = DRAWN[name]
    (figure,) = _figures(_text(*problem), tmp_path)
    assert picture_text(figure.picture) == expected
    assert_same_labels(figure.picture, figure.svg("p"))
    for pattern in (r"−?\d+", r"\(−?\d+\)"):
        assert re.findall(pattern, figure.description()) == re.findall(pattern, expected)
    assert (" in the first of 5 channels" in figure.caption) == (name == "the first of many channels")


def test_a_padding_is_grey_and_stands_apart(tmp_path: Path) -> None:
    """Its zeros are drawn otherwise than those of the image, shaded or not."""
    (figure,) = _figures(_text("Z: conv(X, K, padding=1)", _IMAGE, _KERNEL), tmp_path)
    assert re.findall(r"gen padding=[^,\]]*(, gen window)?\] at \([^)]*\) \{\$(.*?)\$", figure.picture).count((", gen window", "0")) == 3
    assert figure.picture.count("gen padding") == 5 * 6 - 3 * 4


@pytest.mark.parametrize(
    "problem",
    [
        ("Z: conv(X, K)", "X: [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 5, 6, 7, 8, 9]]", _KERNEL),
        ("Z: conv(X, K, padding=2)", f"X: {_EIGHT}", _KERNEL),
        ("Z: conv_transpose(X, K)", _IMAGE, _KERNEL),
        ("Z: 2*conv(X, K)", _IMAGE, _KERNEL),
    ],
    ids=["nine columns", "too high with its padding", "a transposed convolution", "a multiple"],
)
def test_a_figure_that_would_not_help_is_left_out(problem: tuple[str, ...], tmp_path: Path) -> None:
    """What is too large to be read, and what is no sum of windows."""
    assert _figures(_text(*problem), tmp_path) == []


def test_the_caption_has_a_german_form(tmp_path: Path) -> None:
    """It names the entry."""
    (figure,) = _figures(_text("Z: conv(X, K)", _IMAGE, _KERNEL), tmp_path, "de")
    assert figure.caption == "das Fenster von $Z_{1,1}$."
    (many,) = _figures(_text(*DRAWN["the first of many channels"][0]), tmp_path, "de")
    assert many.caption == r"das Fenster von $(\boldsymbol{Z}_{1})_{1}$ im ersten von 5 Kanälen."


def test_a_window_stands_in_the_key_alone_and_once() -> None:
    """The sheet has nothing of it; an item whose forward pass stands in an earlier one has no figure of its own."""
    exam, _ = load_exam(CNN)
    sheet = render(exam_view(exam, None, plain_layout(exam)), "exam")
    key = render(exam_view(exam, answers_of(exam), plain_layout(exam)), "solutions")
    caption = r"Figure 1: the window of $(\boldsymbol{Z}_{1})_{1,1}$."
    assert [source.count(caption) for source in (sheet, key)] == [0, 1]
    assert [source.count("gen window") for source in (sheet, key)] == [0, 19]


def test_no_window_is_much_higher_than_three_centimetres(tmp_path: Path) -> None:
    """Measured by TeX: eight rows with a padding, fractions, and a row of channels as wide as a key."""
    problems = [
        ("Z: conv(X, K, padding=1)", f"X: {_EIGHT}", _KERNEL),
        DRAWN["a bias, behind a function"][0],
        DRAWN["two channels"][0],
        DRAWN["the first of many channels"][0],
    ]
    pictures = [figure.picture for problem in problems for figure in _figures(_text(*problem), tmp_path)]
    assert len(pictures) == len(problems)
    head = r"\documentclass[11pt,a4paper]{exam}\usepackage{gensheet,genfigures}\newsavebox{\one}"
    head += rf"\renewcommand{{\picture}}[1]{{\sbox{{\one}}{{#1}}\ifdim\ht\one>{HEIGHT + 2}pt \errmessage{{too high}}\fi"
    head += r"\ifdim\wd\one>425pt \errmessage{too wide}\fi\usebox{\one}\par}"
    body = "\n".join(rf"\picture{{{picture}}}" for picture in pictures)
    assert typeset(Tex(f"{head}\\begin{{document}}{body}\\end{{document}}"), "windows").pdf


@pytest.mark.parametrize(
    ("place", "change", "words"),
    [
        ("figures.window_figure.window_places", lambda f: lambda axes, out: f(axes, (out[0], out[1] + 1)), "shades"),
        ("figures.window_figure.window_places", lambda f: lambda axes, out: f(axes, out)[:-1], "shades"),
        ("figures.window_figure._cells", lambda f: lambda value, latex: tuple(row[::-1] for row in f(value, latex)), "the derivation has"),
        ("figures.window_figure._cells", lambda f: lambda value, latex: f(value, latex) + f(value, latex)[:1], "numbers where"),
    ],
    ids=["another window", "a cell too few", "rows backwards", "a row too many"],
)
def test_a_misprint_of_a_figure_is_refused(place: str, change: Change, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its numbers and its shades are read back beside the derivation."""
    solved = solve_text(_text("Z: conv(X, K, stride=2)", _IMAGE, _KERNEL), tmp_path)
    put_in(monkeypatch, place, change)
    with pytest.raises(VerificationError, match=words):
        proofread(key_of(solved.items[0], Latex()), solved.items[0], Latex())
