"""A preview from the first request to Ctrl-C: a port of loopback, the server there, the browser."""

import socket
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import uvicorn

from gen.messages.errors import OutputError
from gen.preview.answers import Answer, Request
from gen.preview.app import application
from gen.preview.guard import Guard
from gen.preview.hub import Hub
from gen.system import BackgroundProcess

USUAL = 8420  # the port, unless another program has it: a page that is still open finds the next preview there


class PortTaken(OutputError):
    """Another program listens there."""


def serve(file: Path, port: int | None, browser: bool, seconds: float, memory: int, say: Callable[[str], object]) -> None:
    """Show a file until a signal ends the command; what there is to say to the user, `say` says. Raises PortTaken."""
    listening = _listening(port)
    own = listening.getsockname()[1]
    address = f"http://127.0.0.1:{own}/"
    hub = Hub(file, seconds, memory, lambda: BackgroundProcess(_begin))
    config = uvicorn.Config(Guard(application(hub), own), log_level="critical", access_log=False, server_header=False, date_header=False)
    say(f"{file} is shown at {address} (it has all answers: for you alone)\nCtrl-C ends it")
    with listening:
        _Server(config, hub, address if browser else "").run(sockets=[listening])


def _begin() -> Callable[[Request], Iterator[Answer]]:
    """In the process that works, which alone needs all that is imported here."""
    from gen.preview.work import begin

    return begin()


class _Server(uvicorn.Server):
    """A server that opens an address in the browser when it listens, and lets go of the pages that are open when it ends."""

    def __init__(self, config: uvicorn.Config, hub: Hub, opened: str) -> None:
        super().__init__(config)
        self.hub, self.opened = hub, opened

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.opened:
            Thread(target=webbrowser.open, args=(self.opened,), daemon=True).start()  # some browsers keep who calls them waiting

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.hub.end()
        await super().shutdown(sockets)


def _listening(port: int | None) -> socket.socket:
    """A socket at this port of loopback; at the usual one or a free one if none is said. Raises PortTaken."""
    for one in (port,) if port is not None else (USUAL, 0):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", one))
            listening.listen(64)
        except OSError as error:
            listening.close()
            why = error.strerror
        else:
            return listening
    raise PortTaken(f"port {port} of this machine cannot be used: {why}\nanother preview may have it; leave --port out for a free one")
