"""A process beside this one: it answers, keeps what it has made, and drops what is not wanted any more."""

import time
from collections.abc import Iterator

import pytest

from gen.system import BackgroundProcess, Ended
from tests.support.background_work import begin


@pytest.fixture(scope="module")
def process() -> Iterator[BackgroundProcess[str, object]]:
    one: BackgroundProcess[str, object] = BackgroundProcess(begin)
    yield one
    one.close()


def _all(process: BackgroundProcess[str, object], request: str) -> list[object]:
    process.ask(request)
    found = [process.answer()]
    while not isinstance(found[-1], Ended):
        found.append(process.answer())
    return found


def test_a_request_that_is_dropped_ends_and_what_was_made_stays(process: BackgroundProcess[str, object]) -> None:
    """A request that would never end is dropped like any other, the next one is answered by the same process, which remembers."""
    assert _all(process, "two")[0] == ("two",)
    process.ask("for ever")
    assert process.answer() == ("two", "for ever")
    process.drop()
    assert process.answer() == Ended(dropped=True)
    *answers, ended = _all(process, "two")
    assert answers[0] == ("two", "for ever", "two") and ended == Ended()


def test_what_is_being_imported_is_imported_before_a_request_is_dropped(process: BackgroundProcess[str, object]) -> None:
    """A library that was half imported would stay so, and each later request would fail for no fault of its own."""
    process.ask("import")
    process.answer()
    time.sleep(0.1)
    process.drop()
    found = process.answer()
    assert (process.answer() if isinstance(found, tuple) else found) == Ended(dropped=True)
    assert _all(process, "import")[1:] == [("begun", "ended"), Ended()]


def test_dropping_what_has_ended_drops_nothing_that_comes_later(process: BackgroundProcess[str, object]) -> None:
    """The signal may arrive late: it is for one request alone."""
    _all(process, "two")
    process.drop()
    assert _all(process, "two")[-1] == Ended()


def test_what_fails_is_told_and_the_process_goes_on(process: BackgroundProcess[str, object]) -> None:
    """A fault of the work is an answer in a line."""
    assert _all(process, "fail")[-1] == Ended(failed="ValueError: what was asked for")
    assert _all(process, "two")[-1] == Ended()


def test_a_process_that_dies_is_told_and_another_takes_its_place(process: BackgroundProcess[str, object]) -> None:
    """As where the system ends it for want of memory: the request has failed, the next is answered, from nothing."""
    assert _all(process, "die")[-1] == Ended(failed="the process that did the work has ended with the code 9")
    assert _all(process, "two")[0] == ("two",)


def test_a_process_that_has_become_large_is_replaced_between_two_requests() -> None:
    """So that memory is bounded whatever is kept: here any is too large."""
    process: BackgroundProcess[str, object] = BackgroundProcess(begin, largest=0)
    try:
        first, second = _all(process, "two"), _all(process, "two")
    finally:
        process.close()
    assert first[-1] == Ended(large=True) and second[0] == ("two",)
    assert first[1] != second[1]


def test_a_request_that_does_not_end_when_it_is_dropped_ends_with_its_process(process: BackgroundProcess[str, object]) -> None:
    """What no signal reaches is killed, and is dropped all the same."""
    process.ask("for ever")
    process.answer()
    process._dropped.value = process.number  # without the signal
    process.kill()
    assert process.answer() == Ended(dropped=True)
    assert _all(process, "two")[-1] == Ended()
