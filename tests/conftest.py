"""Set up for all tests: fixtures, the order of files, and `--golden` to accept new golden files. What they share is in `support`."""

import gc
import os
import signal
from collections.abc import Iterator
from functools import partial
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from tests.support.full_disk import FaultsAt, faults_of
from tests.support.pages import kept_logs

LONGEST = (
    "test_course",
    "test_html",
    "test_tutorial",
    "test_preview_page",
    "test_check_means_build",
    "test_characters",
    "test_entrywise",
    "test_memo",
    "test_pages",
    "test_printed_lines",
    "test_docs",
    "test_mutants",
    "test_oracles",
    "test_same_bytes",
    "test_stress",
    "test_stamps",
    "test_plots",
    "test_tables",
    "test_width",
    "test_pictures",
    "test_convolution",
    "test_arrays",
    "test_files_of_a_build",
    "test_batches",
    "test_axes",
    "test_losses",
    "test_inspection",
    "test_verify",
    "test_cli",
    "test_wheel",
    "test_new_variant",
    "test_pdf",
    "test_together",
    "test_inverse",
    "test_claims_that_arrive",
    "test_written_exam",
)
"""The files that take the most time, dealt out first: one that began last would keep one core busy while the others idle."""

settings.register_profile("fuzz", deadline=None)

# Where a shell runs the tests in the background it has Ctrl-C ignored, and `nohup` has hangups, and what tests start would inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)


@pytest.fixture
def tex_logs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The logs of TeX's runs from here on, the latest last."""
    return kept_logs(monkeypatch)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> FaultsAt:
    """A disk that is full at its first write, at its second, and so on."""
    return partial(faults_of, monkeypatch)


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main() -> Iterator[None]:
    """A run has a cache of its own: what mutants of gen have kept is never found by another. Workers are given it with the environment."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return (yield)
    with TemporaryDirectory(prefix="gen-tests-cache-") as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """File by file as they are collected, but the longest first."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


def pytest_collection_finish() -> None:
    """What is collected stays to the end: the collector of garbage does not go through it again and again, a tenth of all time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="accept what is produced now as the new golden files")
