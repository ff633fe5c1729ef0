"""Figures as SVG: the same picture as TikZ draws, self-contained, and described for those who do not see it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from gen.calculus.unroll import unroll_unchecked
from gen.figures.diagram import diagram
from gen.figures.drawing import Drawing
from gen.figures.recurrence_graph import graph
from gen.figures.svg import svg
from gen.figures.unrolled import routed, unrolled
from gen.latex.writer import Latex
from tests.support.figure_cells import CELLS, cell_of

NAMES = ("rnn", "bias", "lstm", "gru", "nested", "long names")


def _drawings(name: str, folder: Path) -> list[Drawing]:
    cell = cell_of(CELLS[name], folder)
    return [diagram(cell, Latex(), {"f": "forget"}), unrolled(routed(graph(unroll_unchecked(cell, 3).eqns), Latex()), Latex())]


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


def test_what_an_author_writes_is_escaped(tmp_path: Path) -> None:
    """In the title, the description and the labels, also in attributes."""
    (drawing, _) = _drawings("rnn", tmp_path)
    nasty = "<script>alert(1)</script>\"'&"
    root = _tree(svg(drawing, "p", nasty, nasty))
    assert (root[0].text, root[1].text, len(root[0]), len(root[1])) == (nasty, nasty, 0, 0)
