"""What TeX made or told before: made once, never older than what it was made from, and gone when nobody asks for it any more."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from gen.latex.tex import Tex
from gen.system.cage import Limits
from gen.typeset import pdf
from gen.typeset.cache import Made, kept
from gen.typeset.pdf import measure

Maker = tuple[Path, list[bytes], Callable[[bytes], Made]]


@pytest.fixture
def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maker:
    """A file that TeX reads, the keys for which something was made, and what asks for them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    style, made = tmp_path / "some.sty", list[bytes]()
    style.write_text("% the first", encoding="utf-8")

    def ask(key: bytes) -> Made:
        def make() -> Made:
            made.append(key)
            return Made(b"\0" + style.read_bytes(), f"PWD {tmp_path}\nINPUT {style}\nINPUT gensheet.sty\n")

        return kept(key, make)

    return style, made, ask


def test_what_is_kept_is_made_once_for_each_key(maker: Maker) -> None:
    """The second time it comes from the cache, with the list of files that the certificate digests."""
    _, made, ask = maker
    first = ask(b"one")
    assert (ask(b"one"), ask(b"another")) == (first, first)
    assert made == [b"one", b"another"]


def test_what_is_kept_is_made_anew_where_a_file_of_it_is_another(maker: Maker) -> None:
    """An update of TeX changes sizes or times of files, or takes one away."""
    style, made, ask = maker
    ask(b"one")
    os.utime(style, (1, 1))
    ask(b"one")
    style.write_text("% the second, longer", encoding="utf-8")
    os.utime(style, (1, 1))
    assert ask(b"one").data == b"\0% the second, longer"
    assert len(made) == 3


@pytest.mark.parametrize("damage", [b"", b"half of it", b"\xff\0\xff\0"])
def test_what_lies_damaged_in_the_cache_is_made_anew(damage: bytes, maker: Maker, tmp_path: Path) -> None:
    """Whatever was written there by others."""
    _, made, ask = maker
    first = ask(b"one")
    (place,) = (tmp_path / "cache" / "worked-exam").iterdir()
    place.write_bytes(damage)
    assert (ask(b"one"), ask(b"one")) == (first, first)
    assert len(made) == 2


def test_where_nothing_can_be_kept_it_is_made_each_time(maker: Maker, tmp_path: Path) -> None:
    """A file where the cache would be hinders no build."""
    (tmp_path / "cache").write_text("", encoding="utf-8")
    _, made, ask = maker
    assert ask(b"one") == ask(b"one")
    assert len(made) == 2


def test_what_nobody_has_asked_for_in_a_month_goes(maker: Maker, tmp_path: Path) -> None:
    """Also what other versions of gen have left; what was asked for stays, however old it is."""
    _, made, ask = maker
    ask(b"one")
    ask(b"two")
    folder = tmp_path / "cache" / "worked-exam"
    (folder / "old.fmt").write_bytes(b"")
    for file in folder.iterdir():
        os.utime(file, (1, 1))
    ask(b"one")
    ask(b"three")
    assert len(list(folder.iterdir())) == 2
    ask(b"one")
    assert made == [b"one", b"two", b"three"]


SOURCE = r"""\documentclass{article}\newwrite\p\immediate\openout\p=\jobname.places\immediate\write\p{key a %spt}
\begin{document}\end{document}"""


def test_a_source_that_was_measured_is_not_set_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one is, and the same beside another file of the author's; what is kept tells what TeX has told."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    runs, run = list[str](), pdf._run

    def counted(work: Path, name: str, source: str, program: Sequence[str], *limits: Limits) -> None:
        runs.append(name)
        run(work, name, source, program, *limits)

    def height(points: str, beside: str) -> float:
        return measure(Tex(SOURCE % points), "m", {"logo.txt": beside.encode()}).length("key", "a")

    monkeypatch.setattr(pdf, "_run", counted)
    assert [height("1.5", "x"), height("1.5", "x"), height("2.5", "x"), height("1.5", "y")] == [1.5, 1.5, 2.5, 1.5]
    assert len(runs) == 3
