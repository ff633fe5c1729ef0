"""Characters of an author's texts: each is set by LaTeX, in text, in titles and between `$` signs, or refused by name before TeX."""

import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen import characters
from gen.characters import ACCEPTED, NATIVE, alike, called, in_text, instead, refused
from gen.cli import main
from gen.distribution import templates
from gen.errors import Where
from gen.math_tree import latex_of_row
from gen.parse import Text
from gen.read_math import read_math
from gen.tex import Tex, escape

SIGNS = sorted(ACCEPTED)


def _formula(source: str) -> str:
    """An author's formula as it is set."""
    return latex_of_row(read_math(Text(source, Where("p.yaml", 1, 1))))


def test_tex_sets_every_character_that_is_accepted(tmp_path: Path) -> None:
    """One run of pdflatex over all of them, upright, bold, slanted, small, in math, in an index and in the PDF's title: no complaint.

    The title of the PDF has each character itself; only blanks and signs of fractions are written in another way.
    """
    rows = [
        rf"\textbf{{{text}}}\textit{{{text}}}{{\small {text}}} {text} ${formula}$\par"
        for text, formula in ((in_text(c), _formula(rf"{c} a{c}b x_{{{c}}} \text{{a {c}}}")) for c in SIGNS)
    ]
    title = in_text("".join(c for c in SIGNS if not c.isspace()))
    head = rf"\documentclass[11pt,a4paper]{{exam}}\usepackage[english]{{babel}}\usepackage{{gensheet}}\hypersetup{{pdftitle={{{title}}}}}"
    source = "\n".join([head, r"\begin{document}", *rows, r"\end{document}"])
    (tmp_path / "all.tex").write_text(source, encoding="utf-8")
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "TEXINPUTS": f"{templates()}:"}
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    log = (tmp_path / "all.log").read_text(encoding="latin-1")
    assert run.returncode == 0, log[-2000:]
    assert "Missing character" not in log and "Token not allowed" not in log
    info = subprocess.run(["pdfinfo", "all.pdf"], cwd=tmp_path, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    shown = info.partition("Title:")[2].partition("\n")[0]
    assert [c for c in SIGNS if not c.isspace() and c not in shown] == []


def test_every_row_of_the_table_says_something_of_its_own() -> None:
    """No character stands in two tables of what text sets, none is ASCII, and each has a name."""
    assert not NATIVE & (characters._MATH.keys() | characters.LOWERED.keys() | characters._SPACES.keys())
    assert all(ord(c) > 127 and unicodedata.name(c) for c in SIGNS)
    assert all(unicodedata.normalize("NFC", c) == c for c in SIGNS)
    assert [c for c in SIGNS if list(refused(c))] == []


TEXTS = {
    "naïve 50 % – „ja“ …": r"naïve 50 \% – „ja“ …",
    "e\u0301 and u\u0308": "é and ü",
    "α → β": r"\mathsign{\alpha}{945} \mathsign{\rightarrow}{8594} \mathsign{\beta}{946}",
    "10⁻³ m²": r"10\texorpdfstring{\textsuperscript{-3}}{\unichar{8315}\unichar{179}} m²",
    "3\u00a0km": "3~km",
    ",,a, b`` ?`c": ",{},a, b`` ?{}`c",
}


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_escaped_character_by_character(text: str) -> None:
    """What LaTeX reads stays; signs of mathematics are set as such; accents are composed; indices in a row are one index."""
    assert escape(text) == TEXTS[text]
    assert escape(Tex(text)) == text


FORMULAS = {
    "α ≤ β": r"\alpha \leq \beta",
    "αx": r"\alpha x",
    "x²⁰ + h₁": "x^{20} + h_{1}",
    "a − b × c": r"a - b \times c",
    r"x_{\text{für α}}": r"x_{\text{für \mathsign{\alpha}{945}}}",
    r"\text{a {b} ≤} ≤ c": r"\text{a {b} \mathsign{\leq}{8804}} \leq c",
    "ü": r"\text{ü}",
    "f’(x) ∈ ℝ": r"f'(x) \in \mathbb{R}",
    r"\alpha x": r"\alpha x",
}


@pytest.mark.parametrize("latex", FORMULAS)
def test_math_has_the_macro_of_each_sign(latex: str) -> None:
    """Between `$` signs the same characters stand for macros of math, and within \\text{...} for those of text."""
    assert re.sub(" +", " ", _formula(latex)) == FORMULAS[latex]


NAMES = {
    "ж": "'ж' (CYRILLIC SMALL LETTER ZHE)",
    "漢": "'漢' (CJK UNIFIED IDEOGRAPH-6F22)",
    "🙂": "'🙂' (SLIGHTLY SMILING FACE)",
    "\u200b": "U+200B (ZERO WIDTH SPACE)",
    "\u202e": "U+202E (RIGHT-TO-LEFT OVERRIDE)",
    "\u0302": "U+0302 (COMBINING CIRCUMFLEX ACCENT)",
    "\x07": "U+0007",
    "ﬁ": "'ﬁ' (LATIN SMALL LIGATURE FI)",
    "\u00ad": "U+00AD (SOFT HYPHEN)",
}


@pytest.mark.parametrize("sign", NAMES)
def test_what_no_table_has_is_refused_by_name(sign: str) -> None:
    """Other scripts, pictures and what is invisible have a name in the message, and a number where they show nothing."""
    assert list(refused(f"ab{sign}")) == [(2, NAMES[sign])]
    assert called(sign) == NAMES[sign]


@pytest.mark.parametrize(
    "place",
    ["title: T{}", "stem: S {}", "items: [{{id: a, prompt: P {}}}]", "latex: {{V: '{}'}}", "cells: {{'{}': {{y: a}}}}", "problems: ['{}']"]
    + [f"{key}: K {{}}\nproblems: [x.yaml]" for key in ("date", "duration", "aids", "course")]
    + [f"name: N\n{key}: K {{}}" for key in ("institution", "header", "footer", "notice", "aids")],
)
def test_a_refused_character_never_reaches_tex(place: str, tmp_path: Path) -> None:
    """Wherever it stands in a problem, an exam or a course, check names it with its line and column; a build ends with exit 2."""
    file = tmp_path / "file.yaml"
    file.write_text(place.format("Ω猫") + "\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(file)])
    assert result.exit_code == 2
    column = place.splitlines()[0].format("Ω").find("Ω") + 2 if "{}" in place.splitlines()[0] else 0
    line = 1 if "{}" in place.splitlines()[0] else 2
    column = column or place.splitlines()[1].format("Ω").find("Ω") + 2
    assert f"file.yaml:{line}:{column}: '猫' (CJK UNIFIED IDEOGRAPH-732B) cannot be set on a page" in result.output
    assert CliRunner().invoke(main, ["exam", str(file), "--out", str(tmp_path / "out")]).exit_code == 2
    assert not (tmp_path / "out").exists()


INSTEAD = {
    "−": "'−' (MINUS SIGN): write -",
    "×": "'×' (MULTIPLICATION SIGN): write *",
    "θ": "'θ' (GREEK SMALL LETTER THETA): write theta",
    "φ": "'φ' (GREEK SMALL LETTER PHI): write phi",
    "²": "'²' (SUPERSCRIPT TWO): write **2",
    "₁": "'₁' (SUBSCRIPT ONE): write [1] or _1",
    "\u00a0": "U+00A0 (NO-BREAK SPACE): write a plain blank",
    "é": "'é' (LATIN SMALL LETTER E WITH ACUTE): names and numbers are in ASCII",
    "a-b": "",
}


@pytest.mark.parametrize("sign", INSTEAD)
def test_a_sign_in_an_expression_says_what_to_write(sign: str) -> None:
    """Of what a word processor or another keyboard puts in, the message says what it is and what has that meaning here."""
    assert instead(sign) == INSTEAD[sign]


def test_a_full_width_sign_has_a_plain_one() -> None:
    """What has a form that is set is told with it."""
    assert alike("２") == "write 2"
    assert alike("猫") == ""
