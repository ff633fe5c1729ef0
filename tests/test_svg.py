"""Figures as SVG: the same picture as TikZ draws, self-contained, and described for those who do not see it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from gen.calculus.unroll import unroll_unchecked
from gen.figures.descriptions import plain_text
from gen.figures.diagram import diagram
from gen.figures.drawing import Drawing
from gen.figures.figures import sheet_figure
from gen.figures.formula_layout import Face, Piece, formula_layout
from gen.figures.looks import LOOKS, OVER, look_of
from gen.figures.placed_nodes import set_node
from gen.figures.recurrence_graph import graph
from gen.figures.svg import number, svg
from gen.figures.tikz import tikz
from gen.figures.unrolled import routed, unrolled
from gen.latex.text_width import row_width
from gen.latex.writer import Latex
from gen.messages.sentences import Language
from tests.support.drawn_labels import assert_same_labels, labels_of_tikz
from tests.support.figure_cells import CELLS, cell_of
from tests.support.problems import ROOT, item, solve_text

NAMES = ("rnn", "bias", "lstm", "gru", "nested", "long names")


def _drawings(name: str, folder: Path, language: Language = "en") -> list[Drawing]:
    cell, latex = cell_of(CELLS[name], folder), Latex(language=language)
    return [diagram(cell, latex, {"f": "forget"}), unrolled(routed(graph(unroll_unchecked(cell, 3).eqns), latex), latex)]


def _tree(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_xml_that_holds_nothing_but_shapes_and_text(name: str, tmp_path: Path) -> None:
    """No script, style sheet, link or foreign object; ids begin with the caller's prefix; the same bytes each time."""
    for drawing in _drawings(name, tmp_path):
        text = svg(drawing, "here", "A title", drawing.description)
        root = _tree(text)
        names = {etree.QName(one).localname for one in root.iter()}
        assert names <= {"svg", "title", "desc", "defs", "pattern", "g", "path", "rect", "circle", "text"}
        assert not re.search(r"href|\son\w+=|\sstyle=|<!|https?:(?!//www\.w3\.org/2000/svg)", text)
        assert all(str(one).startswith("here-") for one in root.xpath("//@id"))
        assert (root.get("role"), root[0].text, root[1].text) == ("img", "A title", drawing.description)
        assert text == svg(replace(drawing), "here", "A title", drawing.description)


@pytest.mark.parametrize("name", NAMES)
def test_each_label_stands_where_tikz_has_it(name: str, tmp_path: Path) -> None:
    """With the same letters and digits; both are read back by themselves."""
    for drawing in _drawings(name, tmp_path):
        assert len(labels_of_tikz(tikz(drawing))) > 3
        assert_same_labels(tikz(drawing), svg(drawing, "p", "", ""))


def test_a_label_at_another_place_or_with_other_letters_is_noticed(tmp_path: Path) -> None:
    """Else the comparison would be of nothing."""
    (drawing, _) = _drawings("lstm", tmp_path)
    text = svg(drawing, "p", "", "")
    places = re.findall(r'<text x="([\d.]+)"', text)
    for changed in (text.replace(f'x="{places[0]}"', 'x="200"', 1), text.replace(">tanh<", ">sinh<", 1)):
        with pytest.raises(AssertionError):
            assert_same_labels(tikz(drawing), changed)


def test_an_image_alone_has_its_own_ink_and_paper(tmp_path: Path) -> None:
    """And the size of print. It knows no page: what lies in one has the colours of the page alone, and grows with its type."""
    (drawing, _) = _drawings("lstm", tmp_path)
    inside, alone = svg(drawing, "p", "", ""), svg(drawing, "p", "", "", alone=True)
    assert "currentColor" in inside and "#" not in re.sub(r"url\(#", "", inside)
    assert [float(re.findall(rf'width="([\d.]+){unit}"', text)[0]) for text, unit in ((alone, "pt"), (inside, "em"))] == pytest.approx(
        [drawing.width, drawing.width / 10.95], abs=2.0
    )
    assert "currentColor" not in alone and "var(" not in alone and '<rect width="' in alone


def test_what_an_author_writes_is_escaped(tmp_path: Path) -> None:
    """In the title, the description and the labels, also in attributes."""
    (drawing, _) = _drawings("rnn", tmp_path)
    nasty = "<script>alert(1)</script>\"'&"
    words = replace(drawing, shapes=tuple(replace(one, label=replace(one.label, words=nasty)) for one in drawing.nodes))
    text = svg(words, 'p"><script>', nasty, nasty)
    assert "<script" not in text
    root = _tree(text)
    assert (root[0].text, root[1].text, len(root[0]), len(root[1])) == (nasty, nasty, 0, 0)
    assert nasty in [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_caption_is_plain_text() -> None:
    """Formulas in one line, an author's signs as they were."""
    caption = r"lines on which $L_{1}$ is $0{,}5$: squares: A \& B 100\,\%"
    assert plain_text(caption) == "lines on which L_1 is 0,5: squares: A & B 100\u2009%"


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (-0.001, "0"), (0.5, "0.5"), (-12.345, "-12.35"), (100.0, "100")])
def test_numbers_are_written_in_one_way(value: float, text: str) -> None:
    """To a hundredth of a point, without zeros at the end or a minus before 0."""
    assert number(value) == text


# Formulas -------------------------------------------------------------------------------------------------------------

FORMULAS = (
    "h_{t-1}",
    r"\boldsymbol{c}_{t}",
    r"\tilde{h}_{t}",
    r"\bar{h}_{3}",
    "V",
    r"2\,U\,V,-k",
    r"-\frac{1}{m}",
    r"\frac{2\,(h_{1} - y_{1})}{2}",
    r"\left\lVert \frac{\partial L}{\partial \boldsymbol{h}_{t}} \right\rVert",
    r"\mathrm{hidden}_{2}^{2}",
    r"v^{\top}",
    r"y > 0",
    r"+ \cdots \longrightarrow",
    r"\operatorname{ReLU}",
    r"\mathrm{Re}\,\lambda",
    r"\sqrt{x}",
    r"\left( \frac{a}{b} \right)",
    r"\begin{pmatrix} 1 & -2 \\ 3 & 4 \end{pmatrix}",
    "0{,}5",
)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_as_wide_as_a_figure_has_taken_it_for(formula: str) -> None:
    """Placed piece by piece it has the width by which room was kept, from another reader of LaTeX; nothing in it hangs out."""
    layout = formula_layout(formula, 10.95)
    assert layout.width == pytest.approx(row_width((formula,), 1), abs=0.6)
    assert all(one.at[0] >= -0.01 and one.at[0] + one.width <= layout.width + 0.01 for one in layout.pieces)


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_piece_of_a_formula_lies_on_another(formula: str) -> None:
    """Those on one line follow each other."""
    lines: dict[float, list[Piece]] = {}
    for piece in formula_layout(formula, 10.0).pieces:
        lines.setdefault(piece.at[1], []).append(piece)
    for pieces in lines.values():
        accents = "˜ˆ"
        assert all(a.at[0] + a.width <= b.at[0] + 1.2 for a, b in pairwise(pieces) if b.text not in accents and a.text not in accents)


FACES: list[tuple[str, list[tuple[str, Face]]]] = [
    (r"W\mathbf{W}\boldsymbol{w}2", [("W", "italic"), ("W", "bold"), ("w", "bold italic"), ("2", "roman")]),
    (r"\sigma\Sigma\partial", [("σ", "italic"), ("Σ", "roman"), ("∂", "italic")]),
    (r"\mathrm{ReLU}+\tanh", [("ReLU", "roman"), ("+", "roman"), ("tanh", "roman")]),
    (r"\mathbb{R}\mathcal{N}", [("ℝ𝒩", "roman")]),
]


@pytest.mark.parametrize(("formula", "faces"), FACES)
def test_letters_have_the_faces_of_formulas(formula: str, faces: list[tuple[str, Face]]) -> None:
    """Names slanted, numbers and operators upright."""
    assert [(one.text, one.face) for one in formula_layout(formula, 10.0).pieces] == faces


# Looks ----------------------------------------------------------------------------------------------------------------


def _styles() -> Iterator[tuple[str, str]]:
    """The styles of the figures in print, with what each one says, those that it builds on put in."""
    source = (ROOT / "templates" / "genfigures.sty").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for name, text in re.findall(r"^  gen ([\w ]+?)/\.style(?: 2 args)?=\{(.*)\},$", source, re.MULTILINE):
        based = "".join(f"{found.get(base.strip(), '')}," for base in re.findall(r"gen ([\w ]+)", text))
        found[name] = f"{based}{text}"
    return iter(found.items())


def test_strokes_and_greys_are_those_of_print() -> None:
    """Each style of the figures is known, with its grey, its thickness, its fill and its size of type."""
    sizes = {"footnotesize": 9.0, "scriptsize": 8.0}
    seen = set()
    for name, text in _styles():
        if name in ("figure", "node", "extent", "drawn"):
            continue
        seen.add(name)
        look = look_of("value", [name]) if name in OVER else LOOKS[name]
        for key, value in dict(re.findall(r"(draw|fill|text)=black!(\d+)", text)).items():
            assert {"draw": look.line, "fill": look.fill, "text": look.text}[key] == int(value), name
        for thick in re.findall(r"line width=([\d.]+)pt", text)[-1:]:
            assert look.thick == float(thick), name
        for size in re.findall(r"\\(footnotesize|scriptsize)", text)[-1:]:
            assert look.size == sizes[size], name
        assert (look.fill == 0) == bool(re.search(r"fill=white(?!.*fill=black)", text)), name
        assert ("round" if "line cap=round" in text else "butt") == look.caps, name
        for dash in re.findall(r"dash pattern=((?:on [\d.]+pt off [\d.]+pt ?)+)", text):
            assert look.dash == tuple(map(float, re.findall(r"[\d.]+(?=pt)", dash))), name
    assert seen == (LOOKS.keys() | OVER.keys())


def test_no_label_lies_on_another_one(tmp_path: Path) -> None:
    """Nor a node on another; where it is narrow the ground of a label may lie below the edge of another's."""
    for name in NAMES:
        for drawing in _drawings(name, tmp_path):
            for kinds, gap in ((("label", "wire label", "title"), -2 * 1.8), (("value", "input", "parameter", "layer", "port"), 0.0)):
                boxes = [set_node(node).box for node in drawing.nodes if node.style in kinds]
                assert [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.overlaps(b, gap)] == []


# In words -------------------------------------------------------------------------------------------------------------

TOLD: list[tuple[str, int, Language, str]] = [
    (
        "bias",
        1,
        "en",
        "Arrows lead to each value from what it is computed from; in brackets what stands at the arrow. h_1 from h_0 (V), x_1 (W) and b. "
        "h_2 from h_1 (V), x_2 (W) and b. h_3 from h_2 (V), x_3 (W) and b.",
    ),
    (
        "outputs",
        1,
        "de",
        "Pfeile führen zu jedem Wert von dem, woraus er berechnet wird; in Klammern, was am Pfeil steht. h_1 aus x_1 (u) und h_0 (w). "
        "y_1 aus h_1 (v) und k. h_2 aus x_2 (u) und h_1 (w). y_2 aus h_2 (v) und k. h_3 aus x_3 (u) und h_2 (w). y_3 aus h_3 (v) und k.",
    ),
    (
        "gru",
        0,
        "en",
        "One step from left to right; in brackets what stands at the line. z_t by σ from x_t and h_(t−1). product 1 from 1 − z_t and "
        "h_(t−1). r_t by σ from x_t and h_(t−1). product 2 from r_t and h_(t−1). n_t by tanh from x_t and product 2. product 3 from z_t "
        "and n_t. sum 1 from product 1 and product 3. h_t from sum 1. A bold line leads from h_(t−1) to h_t.",
    ),
]


@pytest.mark.parametrize(("name", "which", "language", "expected"), TOLD)
def test_a_figure_is_told_in_the_order_of_computation(name: str, which: int, language: Language, expected: str, tmp_path: Path) -> None:
    """Each value with those that it comes from, and what stands between them."""
    assert _drawings(name, tmp_path, language)[which].description == expected


_BLANK = """title: Blanks
cells:
  rnn:
    h[t]: tanh({name}*h[t-1] + U*x[t])
items:
  - id: a
    prompt: What is missing in the figure?
    cell: rnn
    figure: {{cell: rnn, steps: 2, blanks: [{name}]}}
    ask: blanks
    points: {{each blank: 1}}
  - id: b
    prompt: And here?
    cell: rnn
    figure: {{cell: rnn, as: diagram, blanks: "h[t]"}}
    ask: blanks
    points: {{each blank: 1}}
"""


def test_a_sheet_tells_nothing_of_what_belongs_in_a_blank(tmp_path: Path) -> None:
    """Drawn and described it is the same whatever is left out; the key has it at its number."""
    sheets = set()
    for name in ("V", "canary"):
        problem = solve_text(_BLANK.format(name=name), tmp_path)
        figure = sheet_figure(item(problem, "a").item, Latex(), filled=True)
        assert figure
        sheets.add((figure.svg("p"), figure.description()))
        assert "canary" not in figure.svg("p") + figure.description()
        assert f"h_1 from h_0 (blank 1: {name}) and x_1 (U)." in figure.description(key=True)
        assert_same_labels(figure.filled, figure.svg("p", key=True), blanks=True)
        assert_same_labels(figure.picture, figure.svg("p"), blanks=True)
    assert len(sheets) == 1


# Contrast -------------------------------------------------------------------------------------------------------------

_PAPERS = re.findall(r"--paper: #([0-9a-f]{6})", (ROOT / "templates" / "style.html.j2").read_text(encoding="utf-8"))
GROUNDS = [("0", "f" * 6), *(zip("0f", _PAPERS[:2], strict=True))]  # an image alone, a page in the light and in the dark


def _luminance(channels: list[float]) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(ink: float, paper: list[float], percent: int) -> list[float]:
    return [ink * percent / 100 + channel * (1 - percent / 100) for channel in paper]


def _contrast(one: list[float], other: list[float]) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("ink", "ground"), GROUNDS)
def test_all_is_seen_on_light_and_dark_pages(ink: str, ground: str) -> None:
    """Text has a contrast of 4.5:1, also on the grey of what it stands in; lines one of 3:1."""
    full, paper = int(ink, 16) / 15, [int(ground[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    for name, look in [*LOOKS.items(), *((name, look_of("value", [name])) for name in OVER)]:
        below = _mixed(full, paper, look.fill or 0)
        if look.fill != 100:
            assert _contrast(_mixed(full, below, look.text), below) >= 4.5, name
        assert not look.line or _contrast(_mixed(full, paper, look.line), paper) >= 3, name
