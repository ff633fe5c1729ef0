"""Seeds of students: they follow from a secret and from nothing else, and no two of a batch are equal."""

import hashlib
import hmac
import stat
from pathlib import Path

import pytest

from gen.messages.errors import InputErrors
from gen.roster import make_secret, read_secret, seed_of, seed_of_variant
from gen.roster.seeds import SEEDS, keyed

SECRET = b"0123456789abcdef" * 2


def test_a_seed_is_the_hmac_of_its_names() -> None:
    """Computed here by the definition of HMAC, each name behind its length: seeds stay the same for all time."""
    names = [b"gen/roster/1", b"student", b"exam", b"03612345", b"0"]
    message = b"".join(len(name).to_bytes(8, "big") + name for name in names)
    key = SECRET.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + message).digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in key) + inner).digest()
    assert outer == hmac.digest(SECRET, message, "sha256")
    assert seed_of(SECRET, "exam", "03612345") == int.from_bytes(outer, "big") % 10**18 == 121734854921211622


def test_seeds_differ_by_all_that_they_follow_from() -> None:
    """Secret, exam, student, attempt; a student is no variant, zeros before a number count, and names do not run into each other."""
    seeds = {
        seed_of(SECRET, "exam", "12"),
        seed_of(SECRET[::-1], "exam", "12"),
        seed_of(SECRET, "exam1", "2"),
        seed_of(SECRET, "exam", "012"),
        seed_of(SECRET, "exam", "1", 2),
        seed_of(SECRET, "exam", "12", 1),
        seed_of_variant(SECRET, "exam", 12),
        seed_of_variant(SECRET, "exam", 12, 1),
        int.from_bytes(keyed(SECRET, "deal", "exam", "12", 0), "big") % SEEDS,
    }
    assert len(seeds) == 9
    assert seed_of(SECRET, "pr\u00fcfung", "1") == seed_of(SECRET, "pru\u0308fung", "1")


def test_seeds_lie_everywhere_below_the_largest() -> None:
    """Of 2,000 each tenth of the range has about a tenth."""
    tenths = [seed_of(SECRET, "exam", str(n)) * 10 // SEEDS for n in range(2000)]
    assert all(150 < tenths.count(tenth) < 250 for tenth in range(10))
    assert set(tenths) == set(range(10))


def test_a_secret_is_made_once_and_read_again(tmp_path: Path) -> None:
    """It is for its owner alone, another one each time, and never written over."""
    one, other = (make_secret(tmp_path / "staff" / f"{n}.key") for n in range(2))
    assert one != other and len(one) == 64
    file = tmp_path / "staff" / "0.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert read_secret(file) == one
    with pytest.raises(InputErrors, match=r"0\.key:1:1: there is a file already, and seeds that follow from it would be lost"):
        make_secret(file)
    assert read_secret(file) == one


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1:1: the file has no secret"),
        ("# only a remark\n\n", ":1:1: the file has no secret"),
        ("# remark\n0123abcd\n", ":2:1: the secret has 8 digits, and 32 are needed"),
        ("  0123456789abcdef0123456789abcdefg\n", ":1:35: this is no hexadecimal digit"),
        ("0" * 32 + "\n" + "1" * 32, ":2:1: a second secret"),
    ],
)
def test_what_is_no_secret_is_told_without_it(text: str, message: str, tmp_path: Path) -> None:
    """With line and column, and with no digit of what stands there, since messages are copied into mails."""
    file = tmp_path / "secret"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputErrors) as caught:
        read_secret(file)
    form = "it is a line of at least 32 digits from 0 to 9 and a to f; lines that begin with # are left out"
    assert str(caught.value) == f"{file}{message} ({form})"


def test_a_secret_may_be_typed_in_capitals(tmp_path: Path) -> None:
    """Digits are digits, and remarks, blanks and the ends of lines are none."""
    file = tmp_path / "secret"
    file.write_bytes(b"\xef\xbb\xbf# remark\r\n\r\n  0123456789ABCDEF0123456789abcdef  \r\n")
    assert read_secret(file) == b"0123456789abcdef" * 2
