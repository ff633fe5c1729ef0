"""What stands in a stranger's problem file is checked, or refused in words: no crash, no command to a terminal, no page of messages."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen.cli.commands import main
from tests.hostile.written import KINDS, TIME, Row

ROWS = {f"{kind}: {name}": row for kind, rows in KINDS.items() for name, row in rows.items()}


def _checked(row: Row, *options: str) -> Result:
    text, _, _ = row
    Path("p.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(main, ["check", "p.yaml", *options])


def _first(result: Result) -> str:
    return (result.stderr.splitlines() or [""])[0].removeprefix("p.yaml:")


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_an_attack_is_told_in_words(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code and the first line are those of the table, and a terminal shows each character of what is said."""
    monkeypatch.chdir(tmp_path)
    result = _checked(row)
    assert (result.exit_code, _first(result)) == row[1:], result.output[:2_000]
    assert isinstance(result.exception, SystemExit | None)
    assert all(c.isprintable() or c in "\n\t" for c in result.output)
    assert max(map(len, result.output.splitlines())) <= 1_000


@pytest.mark.parametrize("row", TIME.values(), ids=TIME)
def test_what_takes_long_ends_with_the_limit_of_time(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The item and the limit are named, and no harm is done to who checks it."""
    monkeypatch.chdir(tmp_path)
    result = _checked(row, "--time-limit", "1")
    assert (result.exit_code, _first(result)) == row[1:]


def test_there_are_more_than_the_attacks_that_broke_it() -> None:
    """As many as were tried by hand at first."""
    assert len(ROWS) + len(TIME) >= 150
