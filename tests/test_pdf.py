"""Real PDFs through real latexmk. A missing TeX fails these tests, it does not skip them."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.cli.commands import main
from gen.latex.tex import Tex
from gen.model.exam import Exam
from gen.page.exam import exam_view
from gen.typeset import measuring
from gen.typeset.pdf import RUNS, TexFailed, first_error, typeset
from gen.typeset.templates import render
from tests.support.pages import pdf_text
from tests.support.problems import PROBLEMS, ROOT, solved


def test_no_line_of_a_key_runs_into_the_margin(tex_logs: list[str]) -> None:
    """TeX reports no overfull box for any shipped problem: all of them are set in one run, since TeX starts slowly."""
    keys = [solved(path) for path in PROBLEMS]
    exam = replace(Exam.of(keys[0].problem), problems=tuple(key.problem for key in keys))
    view = exam_view(exam, {key.problem.id: key for key in keys})
    found = measuring.measure_all(exam, [view], {})
    assert [block.name for block in found.blocks[0] if not block.heading] == [item.name for one in view.problems for item in one.items]
    assert len(tex_logs) == 1 and "Overfull" not in tex_logs[0]


def test_tex_that_fails_names_the_item_and_keeps_the_last_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What TeX does not know gives exit code 3, the item and TeX's first error; older files stay."""
    monkeypatch.setattr(measuring, "render", lambda view, form: Tex(render(view, form).replace("A scalar", r"A \nosuchmacro scalar")))
    (tmp_path / "exam.pdf").write_bytes(b"the last good one")
    result = CliRunner().invoke(main, ["exam", str(ROOT / "problems" / "kink.yaml"), "--out", str(tmp_path)])
    assert result.exit_code == 3
    assert result.stderr.startswith("TeX failed in kink, item a: Undefined control sequence.\n")
    assert (tmp_path / "exam.pdf").read_bytes() == b"the last good one"


@pytest.mark.parametrize(
    "attempt",
    [
        r"\input{/etc/passwd}",
        r"\input{../../../../../etc/passwd}",
        r"\openin5=/etc/passwd \ifeof5 \refused\fi x",
        r"\input{|ls}",
        r"\input{|kpsewhich article.cls}",  # which TeX would run by its own rules
        r"\immediate\openout5=../stray \immediate\write5{}\immediate\closeout5 x",
    ],
)
def test_an_authors_latex_reads_and_writes_nothing_outside_and_runs_nothing(
    attempt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TeX refuses files outside its folder and shell escapes."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source = Tex(r"\documentclass{article}\begin{document}" + attempt + r"\end{document}")
    with pytest.raises(TexFailed):
        typeset(source, "attempt")
    assert list(tmp_path.iterdir()) == []


PLAIN = Tex(r"\documentclass{article}\begin{document}x\end{document}")


def test_a_configuration_of_latexmk_is_not_read() -> None:
    """Not even one that lies beside the source."""
    assert typeset(PLAIN, "plain", {"latexmkrc": b"die 'a configuration was read';\n"}).pdf


def test_tex_knows_neither_the_users_styles_nor_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class of the user's own is not read, whatever the environment says, and the PDF is made in 1970."""
    (tmp_path / "article.cls").write_text("\\errmessage{this user has styles}\n", encoding="utf-8")
    monkeypatch.setenv("TEXINPUTS", f"{tmp_path}//:")
    assert b"/CreationDate (D:19700101000000Z)" in typeset(PLAIN, "plain").pdf


def test_a_missing_tex_is_said_at_once_with_the_commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without latexmk the build ends with exit code 3 and how to install it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(main, ["exam", str(ROOT / "problems" / "kink.yaml"), "--out", str(tmp_path)])
    assert result.exit_code == 3
    for word in ("apt-get install", "dnf install", "brew install", "tlmgr install"):
        assert word in result.stderr


PAGES = r"""\documentclass[11pt,a4paper]{exam}
\usepackage[english]{babel}
\usepackage{gensheet}
\expectedpages{%s}\pagestyle{empty}
\begin{document}\expectedpage{a}\pageref{rest a} of \numpages\newpage\restplace{a}x%s\end{document}
"""
NEVER_RIGHT = r"\makeatletter\ifnum\exam@lastpage=2 \newpage x\fi"


@pytest.mark.parametrize(("expected", "more", "runs"), [(2, "", 1), (1, "", 2), (7, "", 2), (2, NEVER_RIGHT, RUNS)])
def test_tex_runs_again_only_where_a_number_of_a_page_is_not_as_expected(
    expected: int, more: str, runs: int, tex_logs: list[str], tmp_path: Path
) -> None:
    """The second run has the right numbers, and gives the bytes that one has which expected them; no run goes on for ever."""
    made = typeset(Tex(PAGES % (expected, more)), "pages")
    assert len(tex_logs) == runs
    if not more:
        (tmp_path / "pages.pdf").write_bytes(made.pdf)
        assert pdf_text(tmp_path / "pages.pdf").split() == ["2", "of", "2", "x"]
        assert made.pdf == typeset(Tex(PAGES % (2, "")), "pages").pdf


SOURCE = "\\input{other.tex}\n% p, item a\nx\n"
LOGS = [
    ("", "TeX failed: it made no PDF and did not say why"),
    ("garbage\n! Emergency stop.\n", "TeX failed: Emergency stop."),
    ("./exam.tex:3: Undefined control sequence.\n", "TeX failed in p, item a: Undefined control sequence.\n    x"),
    ("exam.tex:1: Undefined control sequence.\n", "TeX failed: Undefined control sequence.\n    \\input{other.tex}"),
    ("./other.tex:3: Undefined control sequence.\n", "TeX failed in other.tex, line 3: Undefined control sequence."),
]


@pytest.mark.parametrize(("log", "message"), LOGS, ids=[message for _, message in LOGS])
def test_the_first_error_of_a_log_is_told_with_its_item_or_its_file(log: str, message: str) -> None:
    """A log without file and line still gives a sentence; an error in another file is not blamed on an item."""
    assert first_error(log, "exam", SOURCE) == message
