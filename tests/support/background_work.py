"""Work for a process beside the tests: it counts the requests that it was begun with, since only it knows them."""

import os
from collections.abc import Callable, Iterator

IMPORTS: list[str] = []
"""What happened where `slow_import` was imported."""


def begin() -> Callable[[str], Iterator[object]]:
    """What answers requests; what it was asked before is kept."""
    asked: list[str] = []
    return lambda request: _answers(request, asked)


def _answers(request: str, asked: list[str]) -> Iterator[object]:
    asked.append(request)
    yield tuple(asked)
    match request:
        case "for ever":
            while True:
                sum(range(1000))
        case "fail":
            raise ValueError("what was asked for")
        case "die":
            os._exit(9)
        case "import":
            import tests.support.slow_import  # noqa: F401

            yield tuple(IMPORTS)
        case "two":
            yield os.getpid()
