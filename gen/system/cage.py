"""A program in a cage: limits of time, memory, disk and processes, no input, no terminal, no network where bubblewrap is there.

Whatever it starts ends with it, and with gen, however that ends (`watcher`). What it is told to do is not decided here (`pdf`).
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gen.system.files import MAX_FILE

WATCHER = Path(__file__).with_name("watcher.py")
_TASKS = Path("/proc")
_POLL = 0.25  # seconds between two looks at the folder
_MB = 2**20

_pipe = os.pipe()
"""Only this process has the second end: all watchers see when it is closed."""


def _own_pipe() -> None:
    """A process that was forked from this one has watchers of its own."""
    global _pipe
    for end in _pipe:
        with suppress(OSError):
            os.close(end)
    _pipe = os.pipe()


os.register_at_fork(after_in_child=_own_pipe)


class LimitReached(Exception):
    """The program met a limit, or could not be started; the message goes on from its name: `took longer than 300 seconds`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may take: seconds by the clock and, for each process, of the processor; bytes; how many files and new processes."""

    seconds: int = 300
    cpu: int = 150
    memory: int = 2**30
    file: int = MAX_FILE
    folder: int = 4 * MAX_FILE
    files: int = 1_000
    processes: int = 1_000


def run(command: Sequence[str], folder: Path, env: Mapping[str, str], limits: Limits) -> tuple[int, str]:
    """The exit code of a program that works in `folder`, and what it said. Raises LimitMet and OSError."""
    confined = inside(command, folder, bubblewrap())
    watched = [sys.executable, "-I", "-S", str(WATCHER), *map(str, (limits.cpu, limits.memory, limits.file, _processes(limits))), *confined]
    with tempfile.TemporaryFile() as said:
        ended = _ended(watched, folder, env, limits, said.fileno())
        said.seek(0)
        output = said.read(limits.file).decode(errors="replace")
    if not ended:
        raise LimitReached("was stopped")
    code = int(ended)
    met = {
        signal.SIGXCPU: f"took more than {limits.cpu} s of processor time",
        signal.SIGXFSZ: f"wrote a file of more than {limits.file // _MB} MB",
    }
    for sign, words in met.items():
        if code in (-sign, 128 + sign):  # by itself, or as a shell tells of a child
            raise LimitReached(words)
    return code, output


def _ended(watched: Sequence[str], folder: Path, env: Mapping[str, str], limits: Limits, said: int) -> bytes:
    """The exit code as the watcher tells it; nothing if it was killed."""
    with subprocess.Popen(  # noqa: S603
        watched, cwd=folder, env=dict(env), stdin=_pipe[0], stdout=subprocess.PIPE, stderr=said, start_new_session=True
    ) as process:
        try:
            for _ in range(max(1, int(limits.seconds / _POLL))):
                with suppress(subprocess.TimeoutExpired):
                    return process.communicate(timeout=_POLL)[0]
                _check_folder(folder, limits)
            raise LimitReached(f"took longer than {limits.seconds} seconds")
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)


def end_all() -> None:
    """Kill every program that runs, and every one that is started from now on: gen is about to end."""
    with suppress(OSError):
        os.close(_pipe[1])


def _check_folder(folder: Path, limits: Limits) -> None:
    """Raises LimitMet if there is too much in the folder."""
    sizes = [_size(os.path.join(place, name)) for place, _, names in os.walk(folder) for name in names]  # noqa: PTH118
    if sum(sizes) > limits.folder:
        raise LimitReached(f"wrote more than {limits.folder // _MB} MB")
    if len(sizes) > limits.files:
        raise LimitReached(f"wrote more than {limits.files:,} files")


def _size(file: str) -> int:
    try:
        return os.lstat(file).st_size
    except OSError:  # gone in the meantime
        return 0


def _processes(limits: Limits) -> int:
    """The limit counts all of a user, so it is above what runs now; 0, none, where the system does not tell."""
    running = sum(1 for _ in _TASKS.glob("[0-9]*/task/*")) if _TASKS.is_dir() else 0
    return running + limits.processes if running else 0


def inside(command: Sequence[str], folder: Path, bwrap: str) -> list[str]:
    """The command in namespaces of its own: it can write in `folder` alone and knows no network; as it is where there is no bubblewrap."""
    if not bwrap:
        return list(command)
    place = str(folder)
    own = ["--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    return [bwrap, *own, "--bind", place, place, "--chdir", place, "--", *command]


@cache
def bubblewrap() -> str:
    """Where it is; empty where it is not installed, or where this system does not let it make namespaces."""
    found = shutil.which("bwrap") or ""
    trial = inside(["true"], Path(tempfile.gettempdir()), found)
    with suppress(OSError, subprocess.TimeoutExpired):
        if found and subprocess.run(trial, stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False).returncode == 0:  # noqa: S603
            return found
    return ""
