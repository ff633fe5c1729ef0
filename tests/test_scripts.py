"""An exam in Russian, Greek and Vietnamese, with accents of all kinds, by LaTeX: its key says on paper what was written."""

import subprocess
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pikepdf import Pdf

from gen.cli.commands import main

PROBLEM = """
title: Обратное распространение · Οπισθοδιάδοση σφάλματος · Lan truyền ngược
stem: "x\u0302 and m\u0304 in a text, \\u1e7d and $x\u0302_t + \u03b1$ in a formula."
cells:
  rnn:
    h[t]: V*h[t-1] + W*x[t]
items:
  - id: a
    prompt: |
      Вычислите производную `h[2]` по параметру `W` для {given}. Обчисліть її знак; љубав, џак, ѝ; ґанок.
      {cell}
    given: {V: 2, W: 1, "h[0]": 1, x: [1, -3]}
    ask: gradient of h[2] wrt W
    by: reverse
    points: {"dh[2]/dW": 2}
    rules:
      - note: Знак важнее числа.
  - id: b
    prompt: Να εξηγήσετε γιατί η παράγωγος μηδενίζεται. Έστω ότι η αρχική τιμή είναι μηδέν, προϊόν, ΐ.
    ask: open
    answer: Επειδή το άθροισμα των όρων είναι μηδέν.
    points: {answer: 1}
  - id: c
    prompt: Hãy giải thích đạo hàm của hàm mất mát; ưỡn ẹo, ẩn ngữ.
    ask: open
    answer: Bởi vì tổng các số hạng bằng không.
    points: {answer: 1}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """What `gen solutions` says, and where the key is."""
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "all.yaml").write_text(PROBLEM.replace("\\u1e7d", "\u1e7d"), encoding="utf-8")
    result = CliRunner().invoke(main, ["solutions", str(folder / "all.yaml"), "--out", str(folder / "out")])
    return result, folder / "out" / "staff" / "solutions.pdf"


@pytest.fixture
def key(built: tuple[Result, Path]) -> Path:
    return built[1]


def test_the_key_reads_letter_by_letter_as_it_was_set(built: tuple[Result, Path]) -> None:
    """A build hands nothing out that does not: letters of other scripts are read by their places in their fonts."""
    assert (built[0].exit_code, built[0].stderr) == (0, "")


SAID = [
    "Вычислите производную",
    "Обчисліть її знак; љубав, џак, ѝ;",
    "Знак важнее числа.",
    "Να εξηγήσετε γιατί η παράγωγος μηδενίζεται.",
    "στω ότι η αρχική τιμή",
    "μηδέν, προϊόν",
    "Επειδή το άθροισμα των όρων είναι μηδέν.",
    "Hãy giải thích đạo hàm của hàm mất mát; ưỡn ẹo, ẩn ngữ.",
    "Bởi vì tổng các số hạng bằng không.",
    "x̂ and m̄ in a text, ṽ and",
]


def test_text_copied_from_the_page_is_what_was_written(key: Path) -> None:
    """In all scripts, with accents that are letters of their own and with such as stand over them."""
    text = subprocess.run(["pdftotext", "-layout", str(key), "-"], capture_output=True, check=True).stdout.decode()
    lines = unicodedata.normalize("NFC", " ".join(text.split()))
    assert [words for words in SAID if unicodedata.normalize("NFC", words) not in lines] == []


def test_title_and_outline_are_in_the_scripts_of_the_author(key: Path) -> None:
    """As the reader's window shows them."""
    title = "Обратное распространение · Οπισθοδιάδοση σφάλματος · Lan truyền ngược"
    with Pdf.open(key) as pdf, pdf.open_outline() as outline:
        assert str(pdf.docinfo.Title) == f"{title}: Solutions for graders"
        assert outline.root[0].title == title


def test_every_letter_is_of_a_font_that_scales(key: Path) -> None:
    """No font of dots, which would mean that Metafont was at work, and each font is in the file."""
    fonts = subprocess.run(["pdffonts", str(key)], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert {"WNCYR10", "WNCYB10", "CMMI10-Slant_-250", "CMMIB10-Slant_-250"} <= {line.split()[0].partition("+")[2] for line in fonts}
    assert [line for line in fonts if "Type 1" not in line or "yes yes" not in line] == []
