"""The preamble that TeX loads as a format: which lines those are, and the same pages as without it."""

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.cli.commands import main
from gen.inspection.pdf_file import open_pdf
from gen.inspection.pdf_text import painted_texts
from gen.latex.tex import Tex
from gen.typeset.preamble import split_preamble
from tests.support.problems import ROOT

LINES = "\\documentclass[11pt]{exam}\n\\usepackage[english]{babel}\n\\usepackage{gensheet}\n\\usepackage{genfigures}\n"


def test_what_follows_the_preamble_stays_in_its_line() -> None:
    """TeX tells of an error by its line in the source that the author gets."""
    source = Tex(LINES + "\\usepackage{genscripts}\n\\begin{document}")
    preamble, rest = split_preamble(source)
    assert preamble == LINES
    assert rest == "%\n%\n%\n%\n\\usepackage{genscripts}\n\\begin{document}"


@pytest.mark.parametrize("source", ["\\documentclass{article}\n\\begin{document}x", "x\n" + LINES, LINES.replace("gensheet", "mine")])
def test_a_source_of_another_kind_has_no_preamble(source: str) -> None:
    """Nothing of it goes into a format."""
    assert split_preamble(Tex(source)) == ("", source)


def test_the_source_that_staff_gets_gives_the_same_pages_without_a_format(tmp_path: Path) -> None:
    """Who sets it by hand gets the same letters at the same heights in the same fonts, though no texts for formulas, which have a font."""
    result = CliRunner().invoke(main, ["solutions", str(ROOT / "problems" / "kink.yaml"), "--out", str(tmp_path)])
    assert result.exit_code == 0, result.stderr
    staff, texts, fonts = tmp_path / "staff", [], []
    for _ in range(2):
        with open_pdf((staff / "solutions.pdf").read_bytes()) as file:
            painted = [one for page in painted_texts(file, file.pages()) for one in page]
        texts.append([(letter, height) for letters, height in painted for letter in letters])
        told = subprocess.run(["pdffonts", "solutions.pdf"], cwd=staff, check=True, capture_output=True, text=True).stdout
        fonts.append(sorted(line.split()[0].partition("+")[2] for line in told.splitlines() if "DummySpace" not in line))
        command = ["pdflatex", "-interaction=batchmode", "solutions.tex"]
        subprocess.run(command, cwd=staff, check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "0"})
    assert [letter for letter, _ in texts[0]] == [letter for letter, _ in texts[1]] and texts[0]
    assert [height for _, height in texts[0]] == pytest.approx([height for _, height in texts[1]], abs=0.02)
    assert fonts[0] == fonts[1]
