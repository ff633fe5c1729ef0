"""The state of a preview: what each open page shows, and who works on it. All of it runs in one event loop."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import anyio
from anyio.streams.memory import MemoryObjectSendStream
from anyio.to_thread import run_sync

from gen.preview.answers import Answer, Messages, Pages, Read, Request, View
from gen.preview.following import Followed
from gen.system import BackgroundProcess, Ended

PATIENCE = 3.0  # seconds until a request that is dropped and does not end is ended with its process
Event = tuple[str, dict[str, Any]]
"""What a page is told: the kind of event, and data for JSON."""


@dataclass(slots=True)
class Shown:
    """What pages of one view show: the last good pages, whether they are of the file as it is, and what is said of it."""

    pages: dict[str, Any] | None = None
    messages: dict[str, Any] = field(default_factory=dict)
    readers: set[MemoryObjectSendStream[Event]] = field(default_factory=set)

    @property
    def events(self) -> list[Event]:
        """What a page is told that is opened now."""
        found: list[Event] = [("pages", self.pages)] if self.pages else []
        return [*found, ("messages", self.messages)] if self.messages else found


class Hub:
    """Gives each open page what it shows, and begins anew with all of them each time that the file is saved."""

    def __init__(self, file: Path, seconds: float, memory: int, start: Callable[[], BackgroundProcess[Request, Answer]]) -> None:
        self.file, self.seconds, self.memory, self._start = file, seconds, memory, start
        self.followed = Followed((file,))
        self._views: dict[View, Shown] = {View(): Shown()}
        self._waiting: dict[View, None] = {}
        self._wanted = anyio.Event()
        self._at: View | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While it runs, files are followed and views are worked on."""
        self._process = await run_sync(self._start)
        self._want(View())
        try:
            async with anyio.create_task_group() as self._tasks:
                self._tasks.start_soon(self._follow)
                self._tasks.start_soon(self._work)
                yield
                self._tasks.cancel_scope.cancel()
        finally:
            self._process.close()

    @asynccontextmanager
    async def reading(self, view: View) -> AsyncIterator[AsyncIterator[Event]]:
        """What an open page is told, from what there is to what comes."""
        send, receive = anyio.create_memory_object_stream[Event](100)
        if view not in self._views:
            self._views[view] = Shown()
            self._want(view)
        shown = self._views[view]
        working: list[Event] = [("working", {})] if view in self._waiting or view == self._at else []
        for event in (*shown.events, *working):
            send.send_nowait(event)
        shown.readers.add(send)
        try:
            async with receive:
                yield receive
        finally:
            send.close()
            shown.readers.discard(send)
            if not shown.readers and self._views.get(view) is shown:
                self._forget(view)

    def end(self) -> None:
        """Nobody reads any more: each open page is told that the command has ended."""
        for shown in self._views.values():
            for reader in list(shown.readers):
                reader.close()

    def _tell(self, view: View, kind: str, data: dict[str, Any]) -> None:
        for reader in list(self._views[view].readers if view in self._views else ()):
            try:
                reader.send_nowait((kind, data))
            except (anyio.WouldBlock, anyio.BrokenResourceError, anyio.ClosedResourceError):  # a page that reads no more
                reader.close()

    def _want(self, view: View) -> None:
        self._waiting[view] = None
        self._tell(view, "working", {})
        self._wanted.set()

    def _forget(self, view: View) -> None:
        """Nobody has this view open any more."""
        del self._views[view]
        self._waiting.pop(view, None)
        if self._at == view:
            self._drop()

    async def _follow(self) -> None:
        async with aclosing(self.followed.changes()) as changes:
            async for _ in changes:
                for view, shown in list(self._views.items()):
                    self._want(view) if shown.readers else self._forget(view)
                if self._at is not None:
                    self._drop()

    def _drop(self) -> None:
        """What is worked on is not wanted any more."""
        process = self._process
        process.drop()
        self._tasks.start_soon(self._end_if_stuck, process.number)

    async def _end_if_stuck(self, number: int) -> None:
        await anyio.sleep(PATIENCE)
        if self._at is not None and self._process.number == number:
            self._process.kill()

    async def _work(self) -> None:
        while True:
            while not self._waiting:
                self._wanted = anyio.Event()
                await self._wanted.wait()
            view = next(iter(self._waiting))
            del self._waiting[view]
            self._at = view
            await self._answer(view)
            self._at = None

    async def _answer(self, view: View) -> None:
        """One request to its end: what is given up, since a file was saved again, is asked for once more by then."""
        process, shown, sound, good = self._process, self._views[view], False, False
        await run_sync(process.ask, Request(self.file, view, self.seconds, self.memory))
        while not isinstance(answer := await run_sync(process.answer, abandon_on_cancel=True), Ended):
            match answer:
                case Read():
                    sound = answer.sound
                    self.followed.follow(answer.files if sound else (*self.followed.files, *answer.files), not sound)
                case Pages():
                    good, shown.pages = True, asdict(answer)
                    self._tell(view, "pages", shown.pages)
                case Messages():
                    if not sound:
                        self.followed.follow(self.followed.files, True)
                    self._say(view, shown, answer, good)
        if answer.failed:
            self._say(view, shown, Messages(faults=(f"gen has failed: {answer.failed}\nThis is a fault of gen, not of the file.",)), good)

    def _say(self, view: View, shown: Shown, messages: Messages, good: bool) -> None:
        shown.messages = {**asdict(messages), "stale": not good}
        self._tell(view, "messages", shown.messages)
