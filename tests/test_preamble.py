"""The preamble that TeX loads as a format: made once, never older than what it was made from, and the same pages as without it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from gen.cli.commands import main
from gen.inspection.pdf_text import painted_texts
from gen.latex.tex import Tex
from gen.typeset.preamble import Format, kept_format, split_preamble
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


@pytest.fixture
def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[str], Callable[[str], Format]]:
    """A file that TeX reads, the preambles that were made, and what makes them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    style, made = tmp_path / "some.sty", list[str]()
    style.write_text("% the first", encoding="utf-8")

    def make(preamble: str) -> Format:
        made.append(preamble)
        return Format(style.read_bytes(), f"PWD {tmp_path}\nINPUT {style}\nINPUT gensheet.sty\n")

    return style, made, make


def test_a_format_is_made_once_for_each_preamble(maker: tuple[Path, list[str], Callable[[str], Format]]) -> None:
    """The second time it comes from the cache, with the list of files that the certificate digests."""
    _, made, make = maker
    first = kept_format(LINES, make)
    assert (kept_format(LINES, make), kept_format("another", make)) == (first, first)
    assert made == [LINES, "another"]


def test_a_format_is_made_anew_where_a_file_of_it_is_another(maker: tuple[Path, list[str], Callable[[str], Format]]) -> None:
    """An update of TeX changes sizes or times of files, or takes one away."""
    style, made, make = maker
    kept_format(LINES, make)
    os.utime(style, (1, 1))
    kept_format(LINES, make)
    style.write_text("% the second, longer", encoding="utf-8")
    os.utime(style, (1, 1))
    assert kept_format(LINES, make).data == b"% the second, longer"
    assert len(made) == 3


def test_where_nothing_can_be_kept_a_format_is_made_each_time(
    maker: tuple[Path, list[str], Callable[[str], Format]], tmp_path: Path
) -> None:
    """A file where the cache would be hinders no build."""
    (tmp_path / "cache").write_text("", encoding="utf-8")
    _, made, make = maker
    assert kept_format(LINES, make) == kept_format(LINES, make)
    assert len(made) == 2


def test_the_source_that_staff_gets_gives_the_same_pages_without_a_format(tmp_path: Path) -> None:
    """Who sets it by hand gets the same letters at the same heights in the same fonts, though no texts for formulas, which have a font."""
    result = CliRunner().invoke(main, ["solutions", str(ROOT / "problems" / "kink.yaml"), "--out", str(tmp_path)])
    assert result.exit_code == 0, result.stderr
    staff, texts, fonts = tmp_path / "staff", [], []
    for _ in range(2):
        reader = PdfReader(staff / "solutions.pdf")
        painted = [one for page in reader.pages for one in painted_texts(page, reader, {})]
        texts.append([(letter, one.height) for one in painted for letter in one.letters])
        told = subprocess.run(["pdffonts", "solutions.pdf"], cwd=staff, check=True, capture_output=True, text=True).stdout
        fonts.append(sorted(line.split()[0].partition("+")[2] for line in told.splitlines() if "DummySpace" not in line))
        command = ["pdflatex", "-interaction=batchmode", "solutions.tex"]
        subprocess.run(command, cwd=staff, check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "0"})
    assert [letter for letter, _ in texts[0]] == [letter for letter, _ in texts[1]] and texts[0]
    assert [height for _, height in texts[0]] == pytest.approx([height for _, height in texts[1]], abs=0.02)
    assert fonts[0] == fonts[1]
