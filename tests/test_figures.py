"""Figures on the page: captions, what the key adds, and real TeX."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gen.calculus.unroll import unroll_unchecked
from gen.figures.diagram import diagram
from gen.figures.figures import Figure, gradient_figure, roles_figure, sheet_figure
from gen.figures.recurrence_graph import graph
from gen.figures.tikz import tikz
from gen.figures.unrolled import routed, unrolled
from gen.format.exam_file import load_exam
from gen.latex.tex import NOTHING, Tex
from gen.latex.writer import Latex
from gen.page.exam import exam_view
from gen.page.figure_places import column_beside
from gen.questions.values import GradientQuery
from gen.typeset.pdf import typeset
from gen.typeset.templates import render
from tests.support.figure_cells import CELLS, cell_of
from tests.support.problems import ROOT, answers_of, item, plain_layout, solve_text, solved

SHEET_B = ROOT / "problems" / "sheet-b.yaml"


NASTY = [("outputs", 12), ("lstm", 2), ("gru", 3), ("skip", 5), ("loss", 2), ("nested", 2), ("long names", 5)]


def test_a_figure_names_the_cell_that_it_draws() -> None:
    """In B.b that is another cell than the one of the equation: x_1 leads to h_1 with u."""
    figure = sheet_figure(item(solved(SHEET_B), "b").item, Latex())
    assert figure and figure.caption == "the network, unrolled over 2 steps."
    assert figure.picture.count(r"\draw[gen edge]") == 6


def test_a_figure_reaches_to_what_is_asked(tmp_path: Path) -> None:
    """Only the start is given, the third state asked for: three steps are drawn."""
    text = """title: T
cells: {decay: {"h[t]": "V*h[t-1]"}}
items:
  - id: a
    prompt: Compute {cell}
    given: {V: 2, "h[0]": 1}
    ask: value of h[3]
    figure: decay
    points: {"h[3]": 1}
"""
    figure = sheet_figure(item(solve_text(text, tmp_path), "a").item, Latex())
    assert figure and "unrolled over 3 steps." in figure.caption


def test_captions_have_a_german_form() -> None:
    """The sheet's figure and the roles of the key."""
    item_b, cell = item(solved(SHEET_B), "b").item, item(solved(SHEET_B), "c").readings[0].reading
    assert cell
    german = Latex(language="de")
    figure = sheet_figure(item_b, german)
    assert figure and "über 2 Schritte entfaltet" in figure.caption
    assert "Ein Schritt der Zelle" in roles_figure(cell.cell, {"g_2": "forget"}, german).caption


@pytest.mark.parametrize(("name", "ident", "there"), [("sheet-c", "d", True), ("kink", "a", False), ("sheet-b", "b", False)])
def test_the_key_has_a_figure_where_a_gradient_dies(name: str, ident: str, there: bool) -> None:
    """A closed gate makes one; where every gate is open there is nothing to show."""
    one = item(solved(ROOT / "problems" / f"{name}.yaml"), ident)
    reading = one.readings[0]
    assert reading.trace
    asked = tuple((query.of.var, query.wrt.var) for query in one.item.queries if isinstance(query, GradientQuery))
    figure = gradient_figure(reading.trace, asked, reading.derivation.values, one.item.conventions, one.item.cut, Latex())
    assert (figure is not None and "gen dies" in figure.picture) == there
    assert (figure is None) != there


def test_figures_are_numbered_and_each_diagram_is_printed_once() -> None:
    """The sheet's have the same numbers in all forms, the key's follow; the LSTM of three items is drawn for the first, with no number."""
    exam, _ = load_exam(ROOT / "problems" / "exams" / "default.yaml")
    sheet = render(exam_view(exam, None, plain_layout(exam)), "exam")
    key = render(exam_view(exam, answers_of(exam), plain_layout(exam)), "solutions")
    captions = [re.findall(r"^\\end\{tikzpicture\}\}\{(Figure \d): (\w+)", source, re.MULTILINE) for source in (sheet, key)]
    assert captions == [[("Figure 1", "the")], [("Figure 2", "bold"), ("Figure 1", "the"), ("Figure 3", "bold")]]
    assert (key.count("One step of the cell"), key.count(r"\begin{ownfigure}{sheet-a/e}")) == (1, 1)


def test_a_figure_stands_beside_its_prompt_where_both_have_room() -> None:
    """A narrow picture leaves the text a column that its displays fit; a wide one or a long formula has it stand below."""
    prompt, narrow = Tex("Compute\n\\begin{align*}\nh_t &= x_t.\n\\end{align*}\nand $y$."), Figure(NOTHING, NOTHING, 100.0)
    assert column_beside("b", prompt, narrow) == "305.0pt"
    wide = [(prompt, replace(narrow, width=200.0)), (Tex(prompt.replace("x_t", "+".join(["x_t"] * 20))), narrow)]
    assert [column_beside("b", *one) for one in wide] == [NOTHING, NOTHING]


def test_the_exam_has_no_marks_and_no_roles() -> None:
    """Nothing of the key's figures is in the source of the sheet."""
    exam, _ = load_exam(ROOT / "problems" / "exams" / "default.yaml")
    answers = answers_of(exam)
    marks = ("gen dies", "gen live", "gen badge", r"\textit{forget}")
    sheet = render(exam_view(exam, None, plain_layout(exam)), "exam")
    key = render(exam_view(exam, answers, plain_layout(exam)), "solutions")
    assert [word for word in marks if word in key] == list(marks)
    assert [word for word in marks if word in sheet] == []


def test_tex_sets_the_nasty_ones_without_an_overfull_box(tmp_path: Path) -> None:
    """No picture is wider than the text beside a solution's rule, measured by TeX; names that do not fit a circle included."""
    cells = {name: cell_of(CELLS[name], tmp_path) for name in CELLS}
    pictures = [tikz(unrolled(routed(graph(unroll_unchecked(cells[name], steps).eqns), Latex()), Latex())) for name, steps in NASTY]
    pictures += [tikz(diagram(cells[name], Latex(), {"f": "forget"})) for name in ("lstm", "gru", "nested", "long names")]
    head = r"\documentclass[11pt,a4paper]{exam}\usepackage{gensheet,genfigures}\newsavebox{\one}"
    # A box that is too wide becomes an error, which stops TeX.
    head += r"\renewcommand{\picture}[1]{\sbox{\one}{#1}\ifdim\wd\one>425pt \errmessage{too wide}\fi\usebox{\one}\par}"
    body = "\n".join(rf"\picture{{{picture}}}" for picture in pictures)
    assert typeset(Tex(f"{head}\\begin{{document}}{body}\\end{{document}}"), "figures").pdf


def test_another_reading_tells_what_it_has_otherwise() -> None:
    """Of 1 d) one of two tables, with no rule and no figure; of 2 b) all numbers, without the rule."""
    exam, _ = load_exam(ROOT / "problems" / "exams" / "default.yaml")
    items = {str(one.name): one for problem in exam_view(exam, answers_of(exam)).problems for one in problem.items}
    groups = {}
    for name in ("sheet-a/d", "sheet-b/b"):
        different = items[name].different
        assert different
        groups[name] = [
            (group.heading, sum(len(block.tables) for block in group.blocks), group.figure) for group in different.readings[0].groups
        ]
    assert groups["sheet-a/d"] == [("Step by step", 1, None)]
    assert [heading for heading, _, _ in groups["sheet-b/b"]] == ["Step by step", "Forward pass", "Sums over the paths through time"]
