"""What benchmarks time is where they look for it."""

from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from tests.support.problems import ROOT


def _benchmark(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr("sys.argv", [name])
    spec = spec_from_file_location(f"benchmarks_{name}", ROOT / "benchmarks" / f"{name}.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_long_horizon_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """The benchmark of horizons writes problems that can be read."""
    assert _benchmark("horizons", monkeypatch).item("h[{}]", 2, "reverse").mode == "reverse"


@pytest.mark.parametrize("name", ["variants", "verification"])
def test_what_is_timed_is_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that has moved would be timed no more, or end the benchmark."""
    module = _benchmark(name, monkeypatch)
    assert [f"{place[0].__name__}.{place[1]}" for place in module.PLACES if not callable(getattr(place[0], place[1], None))] == []


def test_the_edits_of_a_preview_are_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each kind changes sheet-a each time: where its text is another by now, the benchmark would time nothing."""
    edits = list(_benchmark("preview", monkeypatch)._edits())
    assert len(edits) == len(dict.fromkeys(text for _, text in edits)) == 50
