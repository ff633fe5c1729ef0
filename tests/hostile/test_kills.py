"""A build that ends at any moment, by whatever ends it: old files whole or new ones, nothing that runs on, nothing left behind.

Run by `make hostile` alone. The moments are fractions of what the command took when nothing ended it, drawn by a seed.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.support.problems import ROOT

pytestmark = [pytest.mark.hostile, pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")]

GEN = (sys.executable, "-c", "from gen.cli.commands import main; main()")
EXAM = "problems/small.yaml"
SOURCE = """title: A step
cells: {c: {'h[t]': 'V*h[t-1]'}}
items:
  - {id: a, prompt: 'Compute `h[1]` with {given}.', given: {V: 2, 'h[0]': 3}, vary: {V: 2..9}, ask: 'value of h[1]', points: {all: 1}}
"""
COMMANDS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    "exam": (("exam", EXAM), (("exam", EXAM), ("solutions", EXAM))),
    "solutions": (("solutions", EXAM), (("exam", EXAM), ("solutions", EXAM))),
    "new-variant": (("new-variant", EXAM, "--seed", "3"), (("new-variant", EXAM, "--seed", "3"),)),
    "layout": (("layout", EXAM, "--variants", "2"), (("layout", EXAM, "--variants", "0"),)),
}
"""A command, and what was run before; in between the author changes the problem."""

WITHIN = 10  # seconds after which nothing of a run is alive
FULL = 24 * 2**20  # bytes of the disk that becomes full
MOMENTS = range(50)
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Done:
    """A command, its project before it and after it, and the seconds that it takes."""

    command: tuple[str, ...]
    before: Files
    after: Files
    seconds: float


def _files(folder: Path) -> Files:
    """All files that are no remains of a write."""
    found = [file for file in folder.rglob("*") if file.is_file() and ".gen-new-" not in str(file)]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(found)}


def _put(files: Files, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _env(tmp: Path) -> dict[str, str]:
    tmp.mkdir(exist_ok=True)
    return {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp)}


def _gen(project: Path, tmp: Path, *args: str, program: tuple[str, ...] = GEN) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*program, *args], cwd=project, env=_env(tmp), capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def each(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """The four commands, run once without an end."""
    found = {}
    for name, (own, commands) in COMMANDS.items():
        project, tmp = tmp_path_factory.mktemp(name), tmp_path_factory.mktemp("tmp")
        (project / "problems").mkdir()
        (project / EXAM).write_text(SOURCE, encoding="utf-8")
        for command in commands:
            assert _gen(project, tmp, *command).returncode == 0
        (project / EXAM).write_text(SOURCE.replace("Compute", "Find the number"), encoding="utf-8")
        before, began = _files(project), time.monotonic()
        assert _gen(project, tmp, *own).returncode == 0
        found[name] = Done(own, before, _files(project), time.monotonic() - began)
        assert found[name].after != before
    return found


# What ends a run: it is given the process, which leads a session of its own, and the file of its terminal.
ENDS: dict[str, Callable[[subprocess.Popen[bytes], int], object]] = {
    "kill": lambda gen, _: gen.kill(),
    "terminate": lambda gen, _: gen.terminate(),
    "Ctrl-C": lambda _, terminal: os.write(terminal, b"\x03"),
    "closed terminal": lambda _, terminal: os.close(terminal),
}
FILLED = ("full project", "full TMPDIR")


def _with_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _ended(command: tuple[str, ...], project: Path, tmp: Path, end: Callable[[subprocess.Popen[bytes], int], object], after: float) -> None:
    """Run in a terminal of its own that ends it so many seconds after its start."""
    own, its = os.openpty()
    gen = subprocess.Popen(
        [*GEN, *command], cwd=project, env=_env(tmp), stdin=its, stdout=its, stderr=its, start_new_session=True, preexec_fn=_with_terminal
    )
    os.close(its)
    with suppress(subprocess.TimeoutExpired):
        gen.wait(after)
    with suppress(ProcessLookupError):
        end(gen, own)
    gen.wait(60)
    with suppress(OSError):
        os.close(own)


def _alive(tmp: Path) -> list[str]:
    """The processes that were started with this folder for temporary files, or work in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(tmp).encode() in (process / "environ").read_bytes() or str(process.joinpath("cwd").readlink()).startswith(str(tmp)):
                found.append((process / "cmdline").read_bytes().decode(errors="replace"))
    return found


def _soon_nothing_of(tmp: Path) -> bool:
    until = time.monotonic() + WITHIN
    while (alive := _alive(tmp)) and time.monotonic() < until:
        time.sleep(0.1)
    return not alive


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={FULL}", "tmpfs", place], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("moment", MOMENTS)
def test_an_end_at_any_moment_leaves_old_files_or_new_ones(moment: int, each: dict[str, Done], tmp_path: Path) -> None:
    """All old or all new, but for a kill between two renames, where each file is one of both; then the next run makes all new.

    Nothing runs ten seconds later. What ends by a signal leaves nothing beside; what a kill has left, the next run removes.
    """
    how = list(ENDS)[moment // len(COMMANDS) % len(ENDS)]
    done = each[list(COMMANDS)[moment % len(COMMANDS)]]
    project, tmp = tmp_path / "project", tmp_path / "tmp"
    _put(done.before, project)
    _ended(done.command, project, tmp, ENDS[how], Random(moment).random() * done.seconds)
    assert _soon_nothing_of(tmp)
    _is_whole(done, project, mixed=how == "kill")
    if how != "kill":
        assert ([*tmp.iterdir()], [*project.rglob(".gen-*")]) == ([], [])
    assert _gen(project, tmp, *done.command).returncode == 0
    assert (_files(project), [*tmp.iterdir()], [*project.rglob(".gen-*")]) == (done.after, [], [])


@pytest.mark.parametrize("moment", range(16))
def test_a_disk_that_is_full_at_any_byte_leaves_old_files_or_new_ones(
    moment: int, each: dict[str, Done], tmp_path: Path, disk: Path
) -> None:
    """All old or all new, with a message and its exit code, nothing beside; with room again the same command makes all new."""
    done, where = each[list(COMMANDS)[moment % len(COMMANDS)]], FILLED[moment // len(COMMANDS) % len(FILLED)]
    project, tmp = (disk / "project", tmp_path / "tmp") if where == "full project" else (tmp_path / "project", disk)
    _put(done.before, project)
    # Of the little that a build writes, and of the more that TeX writes.
    left = int(Random(moment).random() * (300_000 if where == "full project" else 1_500_000))
    room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    filler = disk / "filler"
    filler.write_bytes(bytes(max(0, room - left)))
    run = _gen(project, tmp, *done.command)
    assert (run.returncode in (0, 2, 3), "Traceback" in run.stderr) == (True, False), run.stderr
    assert run.stderr or not run.returncode
    filler.unlink()
    _is_whole(done, project, mixed=False)
    assert _files(project) == (done.after if run.returncode == 0 else done.before)
    assert ([*tmp.iterdir()], [*project.rglob(".gen-*")]) == ([], [])
    assert _gen(project, tmp, *done.command).returncode == 0
    assert _files(project) == done.after


KILLED = """
import os, signal, sys
from gen.cli.commands import main
replace, left = os.replace, [int(sys.argv.pop(1))]
def killing(*args, **kwargs):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(*args, **kwargs)
os.replace = killing
main()
"""


@pytest.mark.parametrize("name", ["exam", "solutions"])
def test_a_kill_between_two_renames_is_told_by_verify(name: str, each: dict[str, Done], tmp_path: Path) -> None:
    """Some files are new and others old; the certificate is the old one, which tells it; the next build mends it."""
    done, project, tmp = each[name], tmp_path / "project", tmp_path / "tmp"
    killed = 0
    while True:
        _put(done.before, project)
        run = _gen(project, tmp, str(killed), *done.command, program=(sys.executable, "-c", KILLED))
        if run.returncode != -signal.SIGKILL:
            break
        _is_whole(done, project, mixed=killed > 0)
        told = _gen(project, tmp, "verify", "--without-tex", f"output/small/staff/{name}.certificate.json")
        assert (told.returncode, "\nnot as certified: " in told.stdout) == (1, True), told.stdout
        killed += 1
    assert (killed >= 4, _files(project)) == (True, done.after)


def _is_whole(done: Done, project: Path, mixed: bool) -> None:
    found = _files(project)
    assert found.keys() <= done.before.keys() | done.after.keys()
    assert done.before.keys() & done.after.keys() <= found.keys()
    for name, data in found.items():
        assert data in (done.before.get(name), done.after.get(name)), name
    assert mixed or found in (done.before, done.after)
