"""Run by `make hostile`, and not by `make test`: what is refused before TeX sees it is set here all the same, by TeX itself."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.cli import main
from tests.hostile.latex import MATH
from tests.hostile.written import open_item

pytestmark = pytest.mark.hostile


@pytest.mark.parametrize("key", ["prompt", "answer"])
@pytest.mark.parametrize("latex", MATH.values(), ids=MATH)
def test_what_stands_between_dollar_signs_is_refused(latex: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad input, whose first line tells where it stands; no program is run, no file is read or written, and nothing is built."""
    monkeypatch.chdir(tmp_path)
    Path("secret.tex").write_text("PRIVATE", encoding="utf-8")
    Path("p.yaml").write_text(open_item(**{key: f"|\n      A ${latex}$ formula."}), encoding="utf-8")
    result = CliRunner().invoke(main, ["solutions", "p.yaml", "--out", "out"])
    assert not list(tmp_path.rglob("owned*"))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["p.yaml", "secret.tex"], result.output
    assert result.exit_code == 2 and result.stderr.startswith("p.yaml:6:"), result.output
