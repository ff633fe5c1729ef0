"""Seeds by a keyed hash: who has the secret gets the same ones again, and nobody else can tell them from numbers of students.

A digest is HMAC-SHA256 of its names, each behind its length in bytes, so that no two lists of names are one message. A seed is its
remainder by 10^18, which favours no seed by more than one part in 10^58.
"""

import hmac
import re
import secrets
from dataclasses import replace
from pathlib import Path

from gen.algebra.random_stream import MAX_SEED, Stream
from gen.messages.characters import composed
from gen.messages.errors import InputError, InputErrors, Location
from gen.system import Output, Unreadable, read_bytes, write

SEEDS = MAX_SEED + 1  # so many are there
DIGITS = 32  # hexadecimal, of a secret at least
_MOST = 2**16  # bytes of a file that has one
_VERSION = "gen/roster/1"
_ABOUT = "# The seeds of this exam follow from the line below. Keep it with the exam, and show it to nobody.\n"
_FORM = f"it is a line of at least {DIGITS} digits from 0 to 9 and a to f; lines that begin with # are left out"


def keyed(secret: bytes, *names: str | int) -> bytes:
    """32 bytes that follow from the secret and the names."""
    parts = [composed(str(name)).encode() for name in (_VERSION, *names)]
    return hmac.digest(secret, b"".join(len(part).to_bytes(8, "big") + part for part in parts), "sha256")


def seed_of(secret: bytes, exam: str, who: str, attempt: int = 0) -> int:
    """The seed of a student, who is known by a number; another for each attempt."""
    return _seed(secret, "student", exam, who, attempt)


def seed_of_variant(secret: bytes, exam: str, variant: int, attempt: int = 0) -> int:
    """The seed of one of the variants that many share, counted from 0; another for each attempt."""
    return _seed(secret, "variant", exam, variant, attempt)


def _seed(secret: bytes, *names: str | int) -> int:
    return int.from_bytes(keyed(secret, *names), "big") % SEEDS


def keyed_stream(secret: bytes, *names: str | int) -> Stream:
    """Draws that follow from the secret and the names."""
    return Stream(keyed(secret, *names).hex())


def read_secret(file: Path) -> bytes:
    """The secret in a file. Raises InputErrors where there is none; its messages quote no line of the file."""
    start = Location(str(file), 1, 1)
    try:
        lines = read_bytes(file, _MOST).decode("utf-8-sig").splitlines()
    except Unreadable as error:
        raise InputErrors([InputError(start, str(error))]) from None
    except UnicodeDecodeError:
        raise InputErrors([InputError(start, "the file is no text", _FORM)]) from None
    told = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.lstrip().startswith("#")]
    if not told:
        raise InputErrors([InputError(start, "the file has no secret", _FORM)])
    number, line = told[0]
    digits = line.strip()
    faults = [InputError(replace(start, line=more), "a second secret", _FORM) for more, _ in told[1:2]]
    if strange := re.search(r"[^0-9A-Fa-f]", digits):
        where = Location(str(file), number, line.index(digits) + strange.start() + 1)
        faults.append(InputError(where, "this is no hexadecimal digit", _FORM))
    elif len(digits) < DIGITS:
        faults.append(InputError(replace(start, line=number), f"the secret has {len(digits)} digits, and {DIGITS} are needed", _FORM))
    if faults:
        raise InputErrors(faults)
    return digits.lower().encode()


def make_secret(file: Path) -> bytes:
    """A new secret in a new file for its owner alone. Raises InputErrors where there is a file, OutputError where none can be written."""
    if file.is_symlink() or file.exists():
        message = "there is a file already, and seeds that follow from it would be lost"
        raise InputErrors([InputError(Location(str(file), 1, 1), message, "name another one, or take that secret")])
    digits = secrets.token_hex(32)
    write([Output(file, (_ABOUT + digits + "\n").encode(), private=True)])
    return digits.encode()
