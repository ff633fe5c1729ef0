"""Real PDFs through real latexmk. A missing TeX fails these tests, it does not skip them."""

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen import measuring, pdf
from gen.cli import main
from gen.engine import Engine
from gen.errors import Unwritable
from gen.pdf import Made, TexFailed, first_error, keep, typeset
from gen.render import TEMPLATES, render
from gen.report import Report
from gen.tex import Tex
from tests.conftest import PROBLEMS, ROOT, build_text


def test_no_line_of_a_key_runs_into_the_margin(tmp_path: Path, tex_logs: list[str]) -> None:
    """TeX reports no overfull box for any shipped problem: all of them are set in one exam, since TeX starts slowly."""
    problems = tmp_path / "problems"
    problems.mkdir()
    for path in PROBLEMS:
        shutil.copy(path, problems)
    names = "".join(f"  - {path.name}\n" for path in PROBLEMS)
    (problems / "all.yaml").write_text(f"title: All problems\nproblems:\n{names}", encoding="utf-8")
    text = build_text("solutions", problems / "all.yaml", tmp_path / "out")
    assert [n for n in range(1, len(PROBLEMS) + 1) if f"Problem {n} " not in text] == []
    assert "Overfull" not in tex_logs[-1]


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
    with pytest.raises(TexFailed), typeset(source, "attempt") as made:
        keep(made, tmp_path)
    assert list(tmp_path.iterdir()) == []


PLAIN = Tex(r"\documentclass{article}\begin{document}x\end{document}")


def test_a_configuration_of_latexmk_is_not_read(tmp_path: Path) -> None:
    """Not even one that lies beside the source."""
    (tmp_path / "rc").write_text("die 'a configuration was read';\n", encoding="utf-8")
    with typeset(PLAIN, "plain", {"latexmkrc": tmp_path / "rc"}) as made:
        assert made.pdf.is_file()


def test_tex_knows_neither_the_users_styles_nor_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class of the user's own is not read, whatever the environment says, and the PDF is made in 1970."""
    (tmp_path / "article.cls").write_text("\\errmessage{this user has styles}\n", encoding="utf-8")
    monkeypatch.setenv("TEXINPUTS", f"{tmp_path}//:")
    with typeset(PLAIN, "plain") as made:
        assert b"/CreationDate (D:19700101000000Z)" in made.pdf.read_bytes()


def test_a_disk_that_is_full_leaves_the_last_good_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file moves to its place when all of it is written, so that half of one never stands there."""

    def full(file: Path, target: Path) -> None:
        target.write_bytes(file.read_bytes()[:2])
        raise OSError(28, "No space left on device")

    (tmp_path / "work").mkdir()
    made = Made(tmp_path / "work", "exam", {}, Report({}, ()), Engine("", "", ""))
    for file in (made.source, made.pdf):
        file.write_bytes(b"a new one")
    out = tmp_path / "out"
    out.mkdir()
    names = {made.source.name, made.pdf.name, *(file.name for file in TEMPLATES.glob("*.sty"))}
    for name in names:
        (out / name).write_bytes(b"the last good one")
    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(Unwritable, match="No space left on device"):
        keep(made, out)
    assert {(out / name).read_bytes() for name in names} == {b"the last good one"}


def test_a_missing_tex_is_said_at_once_with_the_commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without latexmk the build ends with exit code 3 and how to install it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(main, ["exam", str(ROOT / "problems" / "kink.yaml"), "--out", str(tmp_path)])
    assert result.exit_code == 3
    for word in ("apt-get install", "dnf install", "brew install", "tlmgr install"):
        assert word in result.stderr


SOURCE = "\\input{other.tex}\n% p, item a\nx\n"
LOGS = [
    ("garbage\n! Emergency stop.\n", "TeX failed: Emergency stop."),
    ("./exam.tex:3: Undefined control sequence.\n", "TeX failed in p, item a: Undefined control sequence.\n    x"),
    ("exam.tex:1: Undefined control sequence.\n", "TeX failed: Undefined control sequence.\n    \\input{other.tex}"),
    ("./other.tex:3: Undefined control sequence.\n", "TeX failed in other.tex, line 3: Undefined control sequence."),
]


@pytest.mark.parametrize(("log", "message"), LOGS, ids=[message for _, message in LOGS])
def test_the_first_error_of_a_log_is_told_with_its_item_or_its_file(log: str, message: str) -> None:
    """A log without file and line still gives a sentence; an error in another file is not blamed on an item."""
    assert first_error(log, "exam", SOURCE) == message


def test_tex_that_never_ends_is_stopped_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """After the time is over nothing of latexmk runs any more and nothing is written."""
    monkeypatch.setattr(pdf, "TIMEOUT", 3)
    started: list[int] = []
    killpg = os.killpg

    def kill(group: int, sign: int) -> None:
        started.append(group)
        killpg(group, sign)

    monkeypatch.setattr(os, "killpg", kill)
    source = Tex(r"\documentclass{article}\begin{document}\loop\iftrue\repeat\end{document}")
    with pytest.raises(TexFailed, match="longer than 3 seconds"), typeset(source, "endless") as made:
        keep(made, tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        while True:  # until the system has cleared away what was killed
            killpg(started[0], 0)
            time.sleep(0.01)
