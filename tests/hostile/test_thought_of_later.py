"""Attacks that were thought of when the protections stood, without regard to them: what each does, and what must be said."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.cli.commands import main
from tests.hostile.thought_of_later import LINK, PIPE, PLAIN, TEX, Row


def _holds(row: Row, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code and the first line are those of the table; no program has run, and no terminal would obey what is said."""
    files, args, code, said = row
    monkeypatch.chdir(folder)
    for name, data in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        if data == PIPE:
            os.mkfifo(name)
        elif isinstance(data, str) and data.startswith(LINK):
            Path(name).symlink_to(data.removeprefix(LINK))
        else:
            Path(name).write_bytes(data if isinstance(data, bytes) else data.encode())
    result = CliRunner().invoke(main, args, input="")
    assert isinstance(result.exception, SystemExit | None)
    assert (result.exit_code, (result.output.splitlines() or [""])[0]) == (code, said), result.output[:2_000]
    assert all(c.isprintable() or c in "\n\t" for c in result.output)
    assert len(result.output) < 60_000
    assert list(folder.rglob("owned")) == []


@pytest.mark.parametrize("row", PLAIN.values(), ids=PLAIN)
def test_an_attack_ends_in_words(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before TeX has anything to do."""
    _holds(row, tmp_path, monkeypatch)


@pytest.mark.hostile
@pytest.mark.parametrize("row", TEX.values(), ids=TEX)
def test_a_build_of_it_is_good_or_ends_in_words(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run by `make hostile` alone."""
    _holds(row, tmp_path, monkeypatch)


def test_there_are_as_many_as_were_promised() -> None:
    """Forty, at least, beside those that broke it."""
    assert len(PLAIN) + len(TEX) >= 80
