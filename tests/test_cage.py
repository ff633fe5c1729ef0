"""What TeX runs is caged: whatever it does, it ends within limits and with gen, and each failure is a message.

Most of it is shown on programs of the shell that take the place of latexmk; what latexmk itself is told, on real TeX.
"""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select

import pytest

from gen.latex.tex import Tex
from gen.system import cage
from gen.system.cage import Limits, bubblewrap, inside
from gen.typeset import pdf
from gen.typeset.measuring import paper_of
from gen.typeset.pdf import TexFailed, typeset
from gen.typeset.tex_output import read_measurements
from tests.support.problems import ROOT

Program = Callable[[str], None]
MB = 2**20


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Takes the place of latexmk and pdflatex by a script of the shell; temporary folders lie in a folder `tmp` of their own."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    def become(script: str) -> None:
        for name in ("latexmk", "pdflatex"):
            (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            (tmp_path / name).chmod(0o755)

    return become


# What it does, the limits that it has, and what is told.
ENDS = {
    "does nothing": ("exit 0", Limits(), "TeX failed: it made no PDF and did not say why"),
    "waits too long": ("sleep 30 & wait", Limits(seconds=1), "TeX took longer than 1 seconds"),
    "works for ever": ("while :; do :; done", Limits(cpu=1, seconds=60), "TeX took more than 1 s of processor time"),
    "says too much": ("exec yes", Limits(file=MB), "TeX wrote a file of more than 1 MB"),
    "writes too large a file": ("exec yes >exam.log", Limits(file=MB), "TeX wrote a file of more than 1 MB"),
    "writes too much": (
        "for i in 1 2 3; do head -c 900000 /dev/zero >$i; done; sleep 30",
        Limits(file=MB, folder=2 * MB),
        "TeX wrote more than 2 MB",
    ),
    "writes too many files": (
        "for i in 1 2 3 4 5 6 7 8 9 a b; do :>$i; done; sleep 30",
        Limits(files=10),
        "TeX wrote more than 10 files",
    ),
    "needs too much memory": ("exec perl -e '$x = \"a\" x 1e9; print length $x'", Limits(memory=200 * MB), "TeX failed: Out of memory"),
    "kills all of it": ("kill -9 0", Limits(), "TeX was stopped"),
    "is killed by itself": ("kill -9 $$", Limits(), "TeX failed: it made no PDF and did not say why"),
    "leaves a link": ("ln -s /etc/passwd exam.pdf", Limits(), "TeX left no good exam.pdf: cannot read the file: Too many levels"),
    "leaves a link for a log": (
        "ln -s /dev/zero exam.log; exit 1",
        Limits(),
        "TeX left no good exam.log: cannot read the file: Too many levels",
    ),
    "leaves a pipe": (
        ":>exam.pdf; mkfifo exam.places",
        Limits(),
        "TeX left no good exam.places: cannot read the file: it is a folder, a pipe",
    ),
    "leaves a folder": ("mkdir exam.pdf", Limits(), "TeX failed: it made no PDF and did not say why"),
    "leaves an endless log": (
        ":>exam.pdf; truncate -s 60M exam.log",
        Limits(),
        "TeX left no good exam.log: the file is larger than 16,777,216 b",
    ),
    "leaves a log that is no text": ("printf '! \\377 stop.' >exam.log; exit 1", Limits(), "TeX failed: \ufffd stop."),
    "leaves no source": ("rm *; exit 1", Limits(), "TeX failed: it made no PDF and did not say why"),
}


@pytest.mark.parametrize("what", ENDS)
def test_whatever_tex_does_it_ends_with_a_message(what: str, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each limit has its own, and nothing is left in the folder for temporary ones."""
    script, limits, told = ENDS[what]
    monkeypatch.setattr(pdf, "LIMITS", limits)
    program(script)
    with pytest.raises(TexFailed) as failed:
        typeset(Tex("x"), "exam")
    assert str(failed.value).startswith(told)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_tex_has_nothing_to_read_no_terminal_and_no_way_to_make_fonts(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """It works in a folder of this user alone, in a session of its own, without a core file, and knows few variables."""
    monkeypatch.setenv("SECRET", "of this user")
    program("{ cat; tty; ulimit -c; stat -c %a .; ps -o sid= $$ | tr -d ' ' ; env | sort; } >exam.pdf 2>&1; exit 0")
    said = typeset(Tex("x"), "exam").pdf.decode().splitlines()
    assert said[:3] == ["not a tty", "0", "700"]
    assert int(said[3]) != os.getsid(0)
    assert {"MKTEXMF=0", "MKTEXPK=0", "MKTEXTFM=0", "openin_any=p", "openout_any=p"} <= set(said)
    assert not [line for line in said if "SECRET" in line]


def test_what_tex_reads_and_writes_is_not_what_is_kept(program: Program) -> None:
    """The source of a build is what gen wrote, whatever TeX has made of it."""
    program("echo other >exam.tex; echo other >gensheet.sty; echo made >exam.pdf")
    made = typeset(Tex("own"), "exam")
    assert (made.source, made.pdf) == (b"own", b"made\n")
    assert made.files["gensheet.sty"] == (ROOT / "templates" / "gensheet.sty").read_bytes()


def test_a_temporary_folder_that_cannot_be_used_is_told(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what the system says."""
    program("exit 0")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(TexFailed, match="TeX's temporary folder cannot be used: No such file or directory"):
        typeset(Tex("x"), "exam")


@pytest.mark.parametrize(
    "told",
    ["", "page - 0.0pt", "page - 700.0pt\nframe - 690.0pt", "page - 16000.0pt\ngap - -1.0pt", "page - 0.00001pt\ngap - 1.0pt"],
)
def test_a_report_that_tells_no_page_is_refused(told: str) -> None:
    """None, or one that nothing could be laid out on: a forged one would make pages without an end."""
    with pytest.raises(TexFailed, match="TeX has not told how high a page is"):
        paper_of(read_measurements(told))


# It ends with gen

BUILD = "from gen.typeset.pdf import typeset; from gen.latex.tex import Tex; typeset(Tex('x'), 'exam')"
COMMAND = "from gen.cli.commands import main; main()"


@contextmanager
def _begun(tmp_path: Path, program: Program, *command: str) -> "Iterator[tuple[subprocess.Popen[str], int]]":
    """A process of gen whose TeX has started another that never ends, and a pipe that is at its end when both are gone."""
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    program(f"exec 9>{alive}; echo begun >&9; sleep 120 & wait")
    pipe = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    env = {**os.environ, "TMPDIR": str(tmp_path / "tmp"), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", *command], env=env, stderr=subprocess.PIPE, text=True, start_new_session=True) as gen:
        said = b""
        while not said:
            assert gen.poll() is None, gen.communicate()
            time.sleep(0.05)
            with suppress(BlockingIOError):
                said = os.read(pipe, 100)
        yield gen, pipe
    os.close(pipe)


def _is_over(pipe: int) -> bool:
    """Whether nobody holds it any more, as soon as that is so."""
    return bool(select([pipe], [], [], 60)[0]) and os.read(pipe, 100) == b""


def test_tex_ends_with_gen_even_if_that_is_killed(program: Program, tmp_path: Path) -> None:
    """With all that it has started; the folder that stays behind is removed by the next run."""
    with _begun(tmp_path, program, BUILD) as (gen, pipe):
        gen.kill()
        assert _is_over(pipe)
    (left,) = (tmp_path / "tmp").iterdir()
    assert (left.name[:8], stat.S_IMODE(left.stat().st_mode)) == ("gen-tex-", 0o700)
    program("echo made >exam.pdf")
    typeset(Tex("x"), "exam")
    assert list((tmp_path / "tmp").iterdir()) == []


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("sign", "code"), SIGNALS)
def test_a_signal_ends_a_build_with_all_that_it_started(sign: signal.Signals, code: int, program: Program, tmp_path: Path) -> None:
    """Its folder is gone as well, nothing is written, and nothing is said; the exit code tells the signal."""
    out = tmp_path / "out"
    command = (COMMAND, "exam", str(ROOT / "problems" / "kink.yaml"), "--out", str(out))
    with _begun(tmp_path, program, *command) as (gen, pipe):
        gen.send_signal(sign)
        assert _is_over(pipe)
        assert (gen.communicate()[1], gen.returncode) == ("", code)
    assert (list((tmp_path / "tmp").iterdir()), out.exists()) == ([], False)


def _children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()


def _gone(group: int) -> bool:
    """Whether no process of a group is left, as soon as the system has cleared away what was killed."""
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


WORK = """import time
from gen.system.signals import ended_by_signals
from gen.stress.trials import _workers
with ended_by_signals(), _workers(2) as each:
    list(each(time.sleep, [1000, 1000]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="children are counted in /proc")
@pytest.mark.parametrize(("sign", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_workers_of_stress_end_with_gen(sign: signal.Signals, code: int) -> None:
    """Whatever they are at, and nobody waits for it."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", WORK], env=env, stderr=subprocess.DEVNULL, start_new_session=True) as gen:
        while len(_children(gen.pid)) < 2 and gen.poll() is None:
            time.sleep(0.05)
        gen.send_signal(sign)
        try:
            with suppress(subprocess.TimeoutExpired):
                gen.wait(60)
            assert (gen.returncode, _gone(gen.pid)) == (code, True)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(gen.pid, signal.SIGKILL)


LARGE = """from pathlib import Path
from gen.system.memory import give_back_large
if {asked}: give_back_large()
large, small = [bytes(200_000)], []
del large[:]
for n in range(400):
    large.append(b"." * 200_000)
    small.append(bytes(2_000))
del large
print(int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 10**6)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="told by /proc")
def test_large_pieces_of_memory_are_given_back() -> None:
    """Also where small ones that stay lie between them."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    kept, given_back = (
        int(subprocess.run([sys.executable, "-c", LARGE.format(asked=asked)], env=env, capture_output=True, check=True).stdout)
        for asked in (False, True)
    )
    assert given_back + 40 < kept


# Bubblewrap


def test_bubblewrap_gives_one_folder_to_write_in_and_no_network() -> None:
    """All else can only be read; without it the command is as it is."""
    work = Path("/work")
    assert inside(["latexmk", "x"], work, "") == ["latexmk", "x"]
    told = "--unshare-all --die-with-parent --new-session --ro-bind / / --dev /dev --proc /proc --bind /work /work --chdir /work"
    assert inside(["latexmk", "x"], work, "/usr/bin/bwrap") == ["/usr/bin/bwrap", *told.split(), "--", "latexmk", "x"]


@pytest.mark.parametrize(("script", "used"), [("exit 0", True), ("echo no permission; exit 1", False), (None, False)])
def test_bubblewrap_is_used_where_it_works(
    script: str | None, used: bool, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is not installed or may make no namespaces, TeX runs without it."""
    bwrap = tmp_path / "bwrap"
    if script:
        bwrap.write_text(f'#!/bin/sh\n{script}\nwhile [ "$1" != -- ]; do shift; done; shift; exec "$@"\n', encoding="utf-8")
        bwrap.chmod(0o755)
    else:
        monkeypatch.setenv("PATH", str(tmp_path))
    cage.bubblewrap.cache_clear()
    assert bubblewrap() == (str(bwrap) if used else "")
    cage.bubblewrap.cache_clear()


# What latexmk is told, with real TeX

BEGIN, END = r"\documentclass{article}\begin{document}x ", r"\end{document}"
ATTACKS = {
    "an index": r"\immediate\write-1{Writing index file `sh run.tex`.idx}",
    "an index of a package": r"\immediate\write-1{Package x Info: Writing index file `sh run.tex`.idx on input line 1}",
    "a bibliography": r"\immediate\write-1{No file `sh run.tex`.bbl.}",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_line_of_a_log_and_no_name_of_a_file_makes_latexmk_run_anything(
    attack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TeX has written a script and files whose names have backquotes; latexmk gives no name to a shell. The build may fail."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    script = rf"\immediate\openout5=run \immediate\write5{{:>{tmp_path}/proof}}\immediate\closeout5 "
    files = r'\immediate\openout5="`sh run.tex`.idx" \immediate\write5{x}\immediate\closeout5 '
    with suppress(TexFailed):
        typeset(Tex(BEGIN + script + files + ATTACKS[attack] + END), "attack")
    assert list(tmp_path.iterdir()) == []
