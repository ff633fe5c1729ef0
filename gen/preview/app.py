"""What is served: one page, its script and style, and a stream of events for each page that is open. Nothing can be changed here."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from gen.algebra.random_stream import MAX_SEED
from gen.messages.sentences import LANGUAGES
from gen.preview.answers import View
from gen.preview.hub import Event, Hub
from gen.system.distribution import templates

FILES = {"/": "preview.html", **{f"/{name}": name for name in ("preview.js", "preview.css", "preview-steps.css")}}


def application(hub: Hub) -> Starlette:
    """The application; the hub runs as long as it does."""

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        async with hub.running():
            yield

    async def events(request: Request) -> Response:
        view = view_of(request.query_params.get("seed", ""), request.query_params.get("language", ""))
        if view is None:
            return PlainTextResponse("a seed is a whole number of at most 18 digits, and a language one that gen has\n", 400)
        return StreamingResponse(_stream(hub, view), media_type="text/event-stream")

    files = [Route(path, _file(name)) for path, name in FILES.items()]
    return Starlette(routes=[*files, Route("/events", events)], lifespan=running)


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def file(_request: Request) -> Response:
        return FileResponse(templates() / name)

    return file


def view_of(seed: str, language: str) -> View | None:
    """The view that an address names; None if there is none."""
    if seed and not (seed.isascii() and seed.isdigit() and len(seed) <= len(str(MAX_SEED))):
        return None
    spoken = next((one for one in LANGUAGES if one == language), None)
    return None if language and not spoken else View(int(seed) if seed else None, spoken)


async def _stream(hub: Hub, view: View) -> AsyncIterator[str]:
    async with hub.reading(view) as events:
        yield f"event: file\ndata: {json.dumps({'file': str(hub.file)})}\nretry: 1000\n\n"
        async for event in events:
            yield _text(event)


def _text(event: Event) -> str:
    """An event as a page reads it: JSON has no line of its own that ends it."""
    kind, data = event
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"
