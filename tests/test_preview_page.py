"""The page of a preview in a browser, while its file is edited: one start of everything, one look at each promise."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.problems import ROOT

SCRIPT = ROOT / "tests" / "node" / "preview.mjs"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the script has seen, and how the command has ended."""
    folder = tmp_path_factory.mktemp("preview")
    file = Path(shutil.copy(ROOT / "problems" / "sheet-a.yaml", folder))
    command = [sys.executable, "-m", "gen", "preview", file.name, "--no-browser", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as preview:
        try:
            assert preview.stdout
            address = preview.stdout.readline().split(" is shown at ")[1].split()[0]
            asked: list[str | Path] = ["node", SCRIPT, CHROMIUM, folder / "profile", address, file]
            ran = subprocess.run(asked, capture_output=True, text=True, timeout=240, check=False)
            assert ran.returncode == 0, ran.stderr
            preview.send_signal(signal.SIGINT)
            yield {**json.loads(ran.stdout), "code": preview.wait(60)}
        finally:
            preview.kill()


def test_a_save_changes_the_key(seen: dict[str, Any]) -> None:
    """The derivative that was 1 with W = 1 is another with W = 3; on the sheet no key is ever shown."""
    assert "=1 (" in seen["first"] and "=−9 (" in seen["changed"]
    assert seen["sheet"] == 0 and seen["sheetSteps"] == 0


def test_what_is_read_stays_in_its_place(seen: dict[str, Any]) -> None:
    """What stands above became longer by some lines, and the item in front of the reader moved by less than a pixel."""
    assert seen["grown"] and abs(seen["moved"]) < 1


def test_a_wrong_edit_is_told_above_the_last_good_page(seen: dict[str, Any]) -> None:
    """With place, line and caret as gen check has them; when it is mended, nothing is told any more."""
    (fault,) = seen["faults"]
    assert fault.startswith("fault sheet-a.yaml:129:10: expected a number such as -3, 3/2 or 0.1, found 'minus'")
    assert fault.endswith("          V: minus\n             ^")
    assert seen["kept"] and seen["stale"] and seen["mended"] == [True, False]


def test_h_shows_what_steps_are_made_of_and_hides_it(seen: dict[str, Any]) -> None:
    """Rule, operands with their numbers and the line of the file for each step, and the routes that have confirmed the item."""
    assert "dh[3]/dV = 2/3 chain rule: relu'(z[3])*dz[3]/dV, with relu'(z[3]) = 1, dz[3]/dV = 2/3 ·\u00a0line\u00a013" in seen["steps"]
    assert seen["line"] == "sum over the parameters: #W + #V + #b, with #W = 15, #V = 25, #b = 5"
    assert seen["routes"][0] == ["dual numbers", "27", "none"] and len(seen["routes"]) == 6
    assert seen["hidden"] == 0


def test_a_seed_shows_its_variant(seen: dict[str, Any]) -> None:
    """The numbers of seed 7, which stands in the address, and the author's own when the field is empty again."""
    assert seen["address"] == "seed=7" and seen["variant"] not in (seen["first"], seen["changed"])
    assert seen["help"]


def test_a_narrow_page_has_the_key_below_the_sheet(seen: dict[str, Any]) -> None:
    """As high as what is in them."""
    assert seen["below"]


def test_the_page_has_no_errors_and_ctrl_c_ends_well(seen: dict[str, Any]) -> None:
    """Nothing is refused by the page's own policy, no script fails, axe-core finds nothing; the command ends while a page is open."""
    assert seen["wrong"] == [] and seen["axe"] == [] and seen["code"] == 0
