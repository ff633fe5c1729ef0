"""LaTeX of a stranger reaches no TeX: it is refused where it stands."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.cli.commands import main
from tests.hostile.latex import MATH
from tests.hostile.written import open_item

KEYS = {"prompt": 7, "answer": 8}
"""Texts of an item, and the line of what stands in them."""


def _written(key: str, latex: str) -> None:
    Path("p.yaml").write_text(open_item(**{key: f"|\n      A ${latex}$ formula."}), encoding="utf-8")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("row", MATH.values(), ids=MATH)
def test_what_is_no_formula_is_refused(row: tuple[str, str], key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before TeX, with its place: `gen check` and a build say the same."""
    monkeypatch.chdir(tmp_path)
    _written(key, row[0])
    result = CliRunner().invoke(main, ["check", "p.yaml"])
    place, said = result.stderr.splitlines()[0].split(": ", 1)
    assert (result.exit_code, said) == (2, row[1])
    assert place.startswith(f"p.yaml:{KEYS[key]}:")


@pytest.mark.hostile
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("row", MATH.values(), ids=MATH)
def test_a_build_leaves_nothing(row: tuple[str, str], key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run by `make hostile` alone: no program is run, no file is written, nothing is built."""
    monkeypatch.chdir(tmp_path)
    _written(key, row[0])
    for form in ("exam", "solutions"):
        assert CliRunner().invoke(main, [form, "p.yaml", "--out", "out"]).exit_code == 2
    assert [file.name for file in tmp_path.rglob("*")] == ["p.yaml"]
