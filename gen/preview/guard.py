"""Who may see a preview, which holds all answers: the user whose command it is, in a page of its own, and nobody else.

The server listens on loopback alone. That is not enough: a page of anybody's in the user's browser may ask there, too, under a name that
leads there (DNS rebinding) or as what it is; and so may other users of the machine. The first is told by the headers `Host`, `Origin` and
`Sec-Fetch-Site`, the last by the system, which knows whose each connection is. So no secret stands in an address, which would lie
in the list of processes, in histories and in notes.
"""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from gen.system import owner_of_connection

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Guard:
    """Around an application that is served at `port` of loopback: refuses what is not of its user, and says what its pages may do."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app, self.port = app, port
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        response = PlainTextResponse(f"{refused[1]}\n", refused[0], dict(_HEADERS)) if refused else None

        async def guarded(message: "dict[str, object]") -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
                message = {**message, "headers": [*message.get("headers", ()), *own]}  # type: ignore[misc]  # pairs, as ASGI has it
            await send(message)

        if response:
            await response(scope, receive, send)
        else:
            await self.app(scope, receive, guarded)  # type: ignore[arg-type]

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the reason why a request is refused."""
        if scope["type"] != "http":
            return 403, "only pages are served here"
        headers = Headers(scope=scope)
        if headers.getlist("host") not in [[host] for host in self.hosts]:
            return 421, f"this is http://127.0.0.1:{self.port}, and no other name leads here"
        if headers.get("origin", f"http://{headers['host']}") != f"http://{headers['host']}":
            return 403, "only its own pages may ask here"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return 403, "only its own pages may ask here"
        if owner_of_connection(scope.get("client"), self.port) == "another":
            return 403, "another user of this machine has started this preview"
        return None
