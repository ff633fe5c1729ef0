"""What open pages are told, from the first request to the last save: by work that takes no time, or for ever, as the file says."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event as Flag
from typing import cast

import anyio
import pytest

from gen.preview import hub as module
from gen.preview.answers import Answer, Messages, Pages, Read, Request, View
from gen.preview.hub import Event, Hub
from gen.system import BackgroundProcess, Ended


class Worker:
    """In place of a process beside this one, which has tests of its own."""

    def __init__(self, deaf: bool = False) -> None:
        self.number, self.deaf, self.dropped, self.answers = 0, deaf, Flag(), iter(list[Answer | Ended]())

    def ask(self, request: Request) -> int:
        self.number += 1
        self.dropped.clear()
        self.answers = self._answers(request)
        return self.number

    def answer(self) -> Answer | Ended:
        return next(self.answers)

    def drop(self) -> None:
        if not self.deaf:
            self.dropped.set()

    def kill(self) -> None:
        self.dropped.set()

    close = kill

    def _answers(self, request: Request) -> Iterator[Answer | Ended]:
        text = request.file.read_text(encoding="utf-8")
        yield Read((request.file,), text != "wrong")
        match text:
            case "wrong":
                yield Messages(faults=("it is wrong",))
            case "for ever":
                self.dropped.wait(60)
                yield Ended(dropped=True)
            case "die":
                yield Ended(failed="killed")
            case _:
                yield Pages(text, "en", (), f"{text} {request.view.seed}", "", {})
                yield Messages()
        yield Ended()


@asynccontextmanager
async def _opened(hub: Hub, view: View) -> AsyncIterator[Callable[[str], Awaitable[Event]]]:
    """An open page: what waits for its next event of a kind."""
    async with hub.reading(view) as events:

        async def event(kind: str) -> Event:
            with anyio.move_on_after(15):
                async for one in events:
                    if one[0] == kind:
                        return one
            raise AssertionError(f"the page was not told of any {kind}")

        yield event


def _run(folder: Path, first: str, test: Callable[[Hub, Path], Awaitable[None]], deaf: bool = False) -> None:
    file = folder / "file.yaml"
    file.write_text(first, encoding="utf-8")

    async def run() -> None:
        hub = Hub(file, 20, 1024, lambda: cast(BackgroundProcess[Request, Answer], Worker(deaf)))
        async with hub.running():
            await test(hub, file)

    anyio.run(run)


def test_a_save_is_told_and_a_wrong_one_keeps_the_last_pages(tmp_path: Path) -> None:
    """Who opens a page while the file is wrong gets the last good pages with the fault, and the mended ones as soon as they are there."""

    async def test(hub: Hub, file: Path) -> None:
        async with _opened(hub, View()) as event:
            assert (await event("pages"))[1]["sheet"] == "good None"
            assert not (await event("messages"))[1]["stale"]
            file.write_text("wrong", encoding="utf-8")
            await event("working")
            wrong = (await event("messages"))[1]
            assert wrong["faults"] == ("it is wrong",) and wrong["stale"]
            async with _opened(hub, View()) as other:
                assert (await other("pages"))[1]["sheet"] == "good None"
                assert (await other("messages"))[1] == wrong
            file.write_text("better", encoding="utf-8")
            assert (await event("pages"))[1]["sheet"] == "better None"

    _run(tmp_path, "good", test)


def test_work_that_a_save_has_overtaken_is_given_up(tmp_path: Path) -> None:
    """What would never end is no longer worked on, and the page has what was saved last."""

    async def test(hub: Hub, file: Path) -> None:
        async with _opened(hub, View()) as event:
            await event("working")
            await anyio.sleep(0.1)
            file.write_text("then", encoding="utf-8")
            file.write_text("now", encoding="utf-8")
            assert (await event("pages"))[1]["sheet"] == "now None"

    _run(tmp_path, "for ever", test)


def test_each_view_has_its_own_pages_and_is_forgotten_with_its_last_reader(tmp_path: Path) -> None:
    """A seed that nobody looks at is not worked on, be it waiting or begun."""

    async def test(hub: Hub, file: Path) -> None:
        async with _opened(hub, View()) as own, _opened(hub, View(7)) as seeded:
            assert (await own("pages"))[1]["sheet"] == "good None"
            assert (await seeded("pages"))[1]["sheet"] == "good 7"
            await seeded("messages")
            file.write_text("for ever", encoding="utf-8")
            await seeded("working")
        assert set(hub._views) == set()
        file.write_text("good again", encoding="utf-8")
        async with _opened(hub, View(8)) as other:
            assert (await other("pages"))[1]["sheet"] == "good again 8"

    _run(tmp_path, "good", test)


def test_a_process_that_ends_is_told_as_a_fault_of_gen(tmp_path: Path) -> None:
    """And the next save is answered."""

    async def test(hub: Hub, file: Path) -> None:
        async with _opened(hub, View()) as event:
            (fault,) = (await event("messages"))[1]["faults"]
            assert fault == "gen has failed: killed\nThis is a fault of gen, not of the file."
            file.write_text("good", encoding="utf-8")
            assert (await event("pages"))[1]["sheet"] == "good None"

    _run(tmp_path, "die", test)


def test_work_that_no_signal_ends_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a library that swallows every exception: patience has an end."""
    monkeypatch.setattr(module, "PATIENCE", 0.2)

    async def test(hub: Hub, file: Path) -> None:
        async with _opened(hub, View()) as event:
            await event("working")
            await anyio.sleep(0.1)
            file.write_text("now", encoding="utf-8")
            assert (await event("pages"))[1]["sheet"] == "now None"

    _run(tmp_path, "for ever", test, deaf=True)


def test_the_end_of_the_command_ends_what_open_pages_read(tmp_path: Path) -> None:
    """No page that is still open keeps the command waiting."""

    async def test(hub: Hub, file: Path) -> None:
        async with hub.reading(View()) as events:
            hub.end()
            with anyio.fail_after(5):
                assert [one async for one in events] != [("pages", {})]

    _run(tmp_path, "good", test)
