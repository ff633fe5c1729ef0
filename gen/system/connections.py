"""Whose a connection on loopback is, as far as the system tells."""

import os
from pathlib import Path
from typing import Literal

_TABLE = Path("/proc/net/tcp")  # of Linux: a line for each end of each connection, addresses in hexadecimal digits, with its user
_LOOPBACK, _NOBODY = "0100007F", "00000000:0000"  # 127.0.0.1 as a number whose lowest byte comes first; the other end of who listens


def owner_of_connection(client: tuple[str, int] | None, port: int) -> Literal["user", "another", "unknown"]:
    """Whether the program that has connected from `client` to this port of 127.0.0.1 is the user's own, or the system's administrator's.

    `unknown` where the system has no such table, or one that does not have who listens at the port.
    """
    ends = _ends()
    here = f"{_LOOPBACK}:{port:04X}"
    if client is None or (here, _NOBODY) not in ends:
        return "unknown"
    there = f"{_LOOPBACK}:{client[1]:04X}"
    return "user" if (here, there) in ends and ends.get((there, here)) in (0, os.geteuid()) else "another"


def _ends() -> dict[tuple[str, str], int]:
    """The user of each end, by its own address and the other one."""
    lines = _TABLE.read_text(encoding="ascii").splitlines()[1:] if _TABLE.is_file() else []
    return {(cells[1], cells[2]): int(cells[7]) for cells in map(str.split, lines)}
