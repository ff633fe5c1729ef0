"""Golden files: what was read and accepted."""

from pathlib import Path

from tests.support.problems import ROOT

GOLDENS = ROOT / "tests" / "goldens"


def beside(golden: Path) -> Path:
    return golden.with_name(f"{golden.name}.actual")


def compare(golden: Path, actual: str, accept: bool) -> None:
    """Fail where the golden is another, or write it anew where that is accepted."""
    if accept:
        golden.write_text(actual, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8") if golden.exists() else None
    if actual == expected:
        beside(golden).unlink(missing_ok=True)
    else:
        beside(golden).write_text(actual, encoding="utf-8")
    assert actual == expected
