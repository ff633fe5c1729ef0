"""Characters of an author's texts: each is set by LaTeX, in text, in titles and between `$` signs, or refused by name before TeX."""

import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.cli.commands import main
from gen.latex.tex import Tex, escape
from gen.messages import characters
from gen.messages.characters import (
    ACCEPTED,
    NATIVE,
    ascii_instead,
    character_name,
    declarations,
    in_text,
    plain_form,
    refused_characters,
    remedy,
)
from gen.messages.errors import Location
from gen.model.math_tree import latex_of_row
from gen.model.source import Text
from gen.syntax.read_math import read_math
from gen.system.distribution import templates

SIGNS = sorted(ACCEPTED)


def _formula(source: str) -> str:
    """An author's formula as it is set."""
    return latex_of_row(read_math(Text(source, Location("p.yaml", 1, 1))))


def test_tex_sets_every_character_that_is_accepted(tmp_path: Path) -> None:
    """One run of pdflatex over all of them, upright, bold, slanted, small, in math, in an index and in the PDF's title: no complaint.

    The title of the PDF has each character itself; only blanks and signs of fractions are written in another way.
    """
    rows = [
        rf"\textbf{{{text}}}\textit{{{text}}}{{\small {text}}} {text} ${formula}$\par"
        for text, formula in ((in_text(c), _formula(rf"{c} a{c}b x_{{{c}}} \text{{a {c}}}")) for c in SIGNS)
    ]
    title = in_text("".join(c for c in SIGNS if not c.isspace()))
    head = r"\documentclass[11pt,a4paper]{exam}\usepackage[english]{babel}\usepackage{gensheet}"
    body = [rf"\hypersetup{{pdftitle={{{title}}}}}", r"\begin{document}", *rows, r"\end{document}"]
    source = "\n".join([head, *declarations("".join(body)), *body])
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
    assert [c for c in SIGNS if list(refused_characters(c))] == []


TEXTS = {
    "naïve 50 % – „ja“ …": r"naïve 50 \% – „ja“ …",
    "e\u0301 and u\u0308": "é and ü",
    "α → β": r"\mathsign{\alpha}{945} \mathsign{\rightarrow}{8594} \mathsign{\beta}{946}",
    "10⁻³ m²": r"10\texorpdfstring{\textsuperscript{-3}}{\unichar{8315}\unichar{179}} m²",
    "3\u00a0km": "3~km",
    "Ένα α": "Ένα α",
    "x\u0302 and e\u0323\u0301": r"\texorpdfstring{\accentabove{x}{2}}{\unichar{120}\unichar{770}} and "
    r"\texorpdfstring{\accentabove{ẹ}{1}}{\unichar{7865}\unichar{769}}",
    ",,a, b`` ?`c": ",{},a, b`` ?{}`c",
}


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_escaped_character_by_character(text: str) -> None:
    """What LaTeX reads stays; signs of mathematics are set as such; accents are composed or put over; indices in a row are one
    index; Greek letters are signs where no word of Greek stands."""
    assert escape(text) == TEXTS[text]
    assert escape(Tex(text)) == text


FORMULAS = {
    "α ≤ β": r"\alpha \leq \beta",
    "αx": r"\alpha x",
    "x²⁰ + h₁": "x^{20} + h_{1}",
    "a − b × c": r"a - b \times c",
    r"x_{\text{für α}}": r"x_{\text{für \mathsign{\alpha}{945}}}",
    r"\text{a {b} ≤} ≤ c": r"\text{a {b} \mathsign{\leq}{8804}} \leq c",
    "ü + ç": r"\ddot{u} + \text{ç}",
    "x\u0302_t + i\u0304 + α\u0302 + ẏ": r"\hat{x}_t + \bar{\imath} + \hat{\alpha} + \dot{y}",
    r"\text{σφάλμα λ} + \text{für λ}": r"\text{σφάλμα λ} + \text{für \mathsign{\lambda}{955}}",
    "ж": r"\text{ж}",
    "f’(x) ∈ ℝ": r"f'(x) \in \mathbb{R}",
    r"\alpha x": r"\alpha x",
}


@pytest.mark.parametrize("latex", FORMULAS)
def test_math_has_the_macro_of_each_sign(latex: str) -> None:
    """Between `$` signs the same characters stand for macros of math, and within \\text{...} for those of text."""
    assert re.sub(" +", " ", _formula(latex)) == FORMULAS[latex]


NAMES = {
    "ҕ": "'ҕ' (CYRILLIC SMALL LETTER GHE WITH MIDDLE HOOK)",
    "漢": "'漢' (CJK UNIFIED IDEOGRAPH-6F22)",
    "🙂": "'🙂' (SLIGHTLY SMILING FACE)",
    "\u200b": "U+200B (ZERO WIDTH SPACE)",
    "\u202e": "U+202E (RIGHT-TO-LEFT OVERRIDE)",
    "\u0345": "U+0345 (COMBINING GREEK YPOGEGRAMMENI)",
    "\x07": "U+0007 (BELL)",
    "\x1f": "U+001F (INFORMATION SEPARATOR ONE)",
    "\x7f": "U+007F (DELETE)",
    "\x9b": "U+009B (CONTROL CHARACTER)",
    "\ud800": "U+D800 (SURROGATE)",
    "\uf8ff": "U+F8FF (PRIVATE USE)",
    "\ufffe": "U+FFFE (NOT A CHARACTER)",
    "\ufdd0": "U+FDD0 (NOT A CHARACTER)",
    "\u0378": "U+0378 (UNASSIGNED)",
    "ﬁ": "'ﬁ' (LATIN SMALL LIGATURE FI)",
    "\u00ad": "U+00AD (SOFT HYPHEN)",
}


@pytest.mark.parametrize("sign", NAMES)
def test_what_no_table_has_is_refused_by_name(sign: str) -> None:
    """Other scripts, pictures and what is invisible have a name in the message, and a number where they show nothing."""
    assert list(refused_characters(f"ab{sign}c")) == [(2, sign)]
    assert character_name(sign) == NAMES[sign]


def test_nothing_that_is_invisible_is_set() -> None:
    """Of all characters of Unicode none is set that turns a text, has no width, commands a terminal or is none; blanks are."""
    invisible = [c for c in map(chr, range(0x110000)) if unicodedata.category(c)[0] == "C" and c not in "\n\t"]
    assert [f"{ord(c):04X}" for c in invisible if not list(refused_characters(c))] == []
    turning = [
        c
        for c in map(chr, range(0x3000))
        if unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    ]
    assert all(characters.TURNING.fullmatch(c) for c in turning) and len(turning) == 9


REMEDIES = {
    "م": "no font here has Arabic letters: write it in Latin, Greek or Cyrillic ones",
    "猫": "no font here has CJK letters: write it in Latin, Greek or Cyrillic ones",
    "қ": "the letters of Russian, Ukrainian, Belarusian, Bulgarian, Serbian and Macedonian are set",
    "ᾳ": "the letters of modern Greek are set",
    "ə": "no font here has it: write another letter",
    "\u0345": "a letter has at most two accents, of those in docs/format.md",
    "\ufffd": "a letter was lost here: write it again",
    "\u202e": "take it out",
    "\u200d": "take it out",
    "\x1b": "take it out",
    "\ue000": "take it out",
    "٣": "write 3",
    "２": "write 2",
    "🙂": "write it in words",
}


@pytest.mark.parametrize("sign", REMEDIES)
def test_what_is_refused_is_told_with_what_to_do(sign: str) -> None:
    """A letter says which ones are set, what shows nothing goes, and the rest has words or a plain form."""
    assert next(refused_characters(sign))[1] == sign
    assert remedy(sign) == REMEDIES[sign]


ALPHABETS = {
    "Russian": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
    "Ukrainian": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ",
    "Belarusian": "АБВГДЕЁЖЗІЙКЛМНОПРСТУЎФХЦЧШЫЬЭЮЯ",
    "Bulgarian": "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯЍ",
    "Serbian": "АБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ",
    "Macedonian": "АБВГДЃЕЖЗЅИЈКЛЉМНЊОПРСТЌУФХЦЧЏШЀЍ",
    "Greek": "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫΐΰς",
    "Vietnamese": "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYẢẠẤẦẨẪẬẮẰẲẴẶẺẼẸẾỀỂỄỆỈĨỊỎÕỌỐỒỔỖỘỚỜỞỠỢỦŨỤỨỪỬỮỰỲÝỶỸỴ",
    "Lithuanian": "ĄČĘĖĮŠŲŪŽą́m̃ũ",
    "Yoruba": "ẸṢỌẹ́ọ̀",
    "Esperanto": "ĈĜĤĴŜŬ",
}


@pytest.mark.parametrize("language", ALPHABETS)
def test_an_alphabet_is_whole(language: str) -> None:
    """Both cases of each letter are set, composed or taken apart."""
    for letters in (ALPHABETS[language], ALPHABETS[language].lower()):
        assert list(refused_characters(letters)) == []
        assert list(refused_characters(unicodedata.normalize("NFD", letters))) == []
        assert in_text(unicodedata.normalize("NFD", letters)) == in_text(letters)


DECLARED = {
    "é, ß, α, ≤ and ŵ": [],
    "ж": [r"\usepackage{genscripts}", r"\Cyrillic{0436}{25}{zhe}"],
    "ơ": [r"\usepackage{genscripts}", r"\Vietnamese{01A1}{236}"],
    "Ґ": [r"\usepackage{genscripts}", r"\Cyrillic{0413}{71}{G}", r"\letter{0490}{\upturned{Г}}"],
    "ή": [r"\usepackage{genscripts}", r"\letter{03AE}{\accentabove{η}{1}}", r"\Greek{03B7}{17}{eta}"],
    "ї": [r"\usepackage{genscripts}", r"\letter{0457}{\accentabove{\dotless{}}{4}}"],
    "x\u0302": [r"\usepackage{genscripts}"],
}


@pytest.mark.parametrize("text", DECLARED)
def test_a_document_declares_the_letters_that_it_has(text: str) -> None:
    """And no others, so that one in Latin letters is what it was; the letter below an accent is declared with it."""
    assert list(declarations(in_text(text))) == DECLARED[text]


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
    assert ascii_instead(sign) == INSTEAD[sign]


def test_a_full_width_sign_has_a_plain_one() -> None:
    """What has a form that is set is told with it."""
    assert plain_form("２") == "write 2"
    assert plain_form("猫") == ""
