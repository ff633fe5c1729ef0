"""A process between gen and a program that it does not trust: sets its limits, tells how it ended, and kills all of it once gen is gone.

    python -I -S watcher.py CPU MEMORY FILE PROCESSES COMMAND...

Standard input is a pipe of which gen alone has the other end: it is at its end when gen is, however that ended. The exit code is
written to standard output; then all that is left of this session is killed, this process with it. It imports little, to be there soon.
"""

import os
import resource
import signal
import sys
from _thread import start_new_thread
from collections.abc import Sequence


def main(limits: Sequence[int], command: Sequence[str]) -> None:
    """Run the command within limits of seconds, bytes, bytes and processes (0: none)."""
    child = os.fork()
    if not child:
        start(limits, command)
    start_new_thread(end_with_gen, ())
    _, status = os.waitpid(child, 0)
    os.write(1, b"%d" % os.waitstatus_to_exitcode(status))
    os.killpg(0, signal.SIGKILL)


def start(limits: Sequence[int], command: Sequence[str]) -> None:
    """Become the command: nothing to read, all that it says to standard error, no core, and signals as a program expects them."""
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        for sign in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(sign, signal.SIG_DFL)
        kinds = (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC)
        for kind, most in [*zip(kinds, limits, strict=True), (resource.RLIMIT_CORE, 0)]:
            if most or kind == resource.RLIMIT_CORE:
                limit(kind, most)
        os.execvp(command[0], list(command))  # noqa: S606
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}".encode())
    finally:
        os._exit(127)


def limit(kind: int, most: int) -> None:
    """No more than that, and no more than there was; some systems know some limits only by name."""
    _, hard = resource.getrlimit(kind)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        # A process that has met its processor time is told so before it is killed: the signal tells which limit it was.
        most = bound + 5 if kind == resource.RLIMIT_CPU and hard == resource.RLIM_INFINITY else bound
        resource.setrlimit(kind, (bound, most))
    except (ValueError, OSError):
        if sys.platform == "linux":
            raise


def end_with_gen() -> None:
    """Wait for the end of standard input."""
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main([int(arg) for arg in sys.argv[1:5]], sys.argv[5:])
