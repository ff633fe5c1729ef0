"""Where the work is done: processes of this machine, the workers of a Dask cluster, jobs of Slurm, all behind one interface.

Each gives a `concurrent.futures.Executor`. What is sent to it and what comes back are frozen data and bytes.
"""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from gen.messages.errors import OutputError
from gen.system.memory import give_back_large
from gen.system.signals import begin_worker, end_workers, signals_held

R = TypeVar("R")
Progress = Callable[[str, int, int], object]
"""Is told what is being done, and how much of how much is."""

BeginProgress = Callable[[], AbstractContextManager[Progress]]
"""Begins to show what it is told. That may take a thread, so it begins behind `workers`, which may be forked."""

_START = "fork" if sys.platform == "linux" else "spawn"
"""How processes of this machine begin. One that is forked has all that was loaded and made here, in the same memory as long as nobody
changes it; elsewhere libraries of the system do not stand that."""

WHERE = "local, dask:ADDRESS or slurm"


class NoSuchWorkers(OutputError):
    """There is no such cluster, or what reaches it is not installed."""


@contextmanager
def workers(on: str, jobs: int | None, folder: Path) -> Iterator[tuple[Executor, int]]:
    """What does the work, and how many tasks it does at a time; `jobs` processes (None: one for each core) where that is `local`.

    `folder` is for the notes of jobs. Raises NoSuchWorkers.
    """
    give_back_large()
    kind, _, options = on.partition(":")
    match kind:
        case "local" if not options:
            with _processes(jobs) as found:
                yield found
        case "dask" if options:
            with _dask(options) as found:
                yield found
        case "slurm":
            with _slurm(options, jobs, folder) as found:
                yield found
        case _:
            raise NoSuchWorkers(f"there are no workers called '{on}': expected {WHERE}")


@contextmanager
def _processes(jobs: int | None) -> Iterator[tuple[Executor, int]]:
    many = jobs or len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(many, mp_context=get_context(_START), initializer=begin_worker) as pool:
        try:
            with signals_held():
                pool.submit(int)  # forks them all: now, before a thread is there that holds anything
            yield pool, many
        except BaseException:  # nobody waits for what they are at
            end_workers()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _dask(address: str) -> Iterator[tuple[Executor, int]]:
    client: Any
    try:
        from distributed import Client
    except ImportError:
        raise NoSuchWorkers("Dask is not installed: pip install 'worked-exam[dask]'") from None
    try:
        client = Client(address, timeout=20, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise NoSuchWorkers(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        cores = sum(client.ncores().values())
        if not cores:
            raise NoSuchWorkers(f"the Dask scheduler at {address} has no workers")
        yield client.get_executor(pure=False), cores


@contextmanager
def _slurm(options: str, jobs: int | None, folder: Path) -> Iterator[tuple[Executor, int]]:
    try:
        import submitit
    except ImportError:
        raise NoSuchWorkers("submitit is not installed: pip install 'worked-exam[slurm]'") from None
    stated = _options(options)
    try:
        jobs_of_cluster = submitit.AutoExecutor(folder / "jobs", cluster=stated.pop("cluster", "slurm"))
        jobs_of_cluster.update_parameters(**{"timeout_min": 60, "cpus_per_task": 1, "mem_gb": 2, **stated})
    except (RuntimeError, ValueError, NameError, TypeError) as error:
        raise NoSuchWorkers(f"Slurm takes no jobs: {error}") from None
    many = jobs or 50
    with _Jobs(jobs_of_cluster, many) as executor:
        yield executor, many


def _options(text: str) -> dict[str, Any]:
    """`partition=exams,timeout_min=30`: what submitit is told of each job."""
    found: dict[str, Any] = {}
    for part in filter(None, text.split(",")):
        name, equals, value = part.partition("=")
        if not equals:
            raise NoSuchWorkers(f"'{part}' is no option of a job: expected NAME=VALUE, as in slurm:partition=exams,timeout_min=30")
        found[name] = int(value) if value.isdecimal() else value
    return found


class _Jobs(Executor):
    """Jobs of submitit as futures: a thread each waits for one."""

    def __init__(self, cluster: Any, many: int) -> None:
        self._cluster, self._waiting = cluster, ThreadPoolExecutor(many)

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        job = self._cluster.submit(fn, *args, **kwargs)
        return self._waiting.submit(job.result)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._waiting.shutdown(wait, cancel_futures=cancel_futures)
