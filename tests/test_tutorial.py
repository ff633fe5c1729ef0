"""The tutorial, typed as it stands: its files written, its commands run in order in an empty folder, what they print compared.

`make golden` writes anew what the commands print, and the pictures.
"""

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from PIL import Image

from gen.cli.commands import main
from tests.support.pictures import compare_picture, pages_of
from tests.support.problems import ROOT

TUTORIAL, README = ROOT / "docs" / "tutorial.md", ROOT / "README.md"
BLOCK = re.compile(r"^```(\S*) ?(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
RESOLUTION = 80  # dots per inch
TOP, BOTTOM = 66, 650  # dots: what is shown of a page


def _printed(commands: str) -> str:
    """Each line that is a command, with what it prints below it."""
    lines = [line for line in commands.splitlines() if line.startswith("$ ")]
    assert all(line.startswith("$ gen ") for line in lines)
    return "".join(f"{line}\n{CliRunner().invoke(main, line.split()[2:], prog_name='gen').output}" for line in lines)


def test_the_tutorial_prints_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    """Whoever types it from the first line to the last sees what it says, and the pictures are of what was set then."""
    monkeypatch.chdir(tmp_path)
    accept = pytestconfig.getoption("--golden")
    pictured = [("tutorial", ("exam", "staff/solutions")), ("variants", ("variant-7/staff/solutions", "variant-8/staff/solutions"))]

    def done(block: re.Match[str]) -> str:
        language, name, text = block.groups()
        if name:
            Path(name).write_text(text, encoding="utf-8")
        return f"```console\n{_printed(text)}```" if language == "console" else block[0]

    page = TUTORIAL.read_text(encoding="utf-8")
    now = BLOCK.sub(done, page)
    if accept:
        TUTORIAL.write_text(now, encoding="utf-8")
    else:
        assert now == page
    for picture, pdfs in pictured:
        compare_picture(ROOT / "docs" / f"{picture}.png", _beside(tmp_path / "output" / "unit", pdfs), accept)
        assert f"]({picture}.png)" in page


def _beside(folder: Path, pdfs: tuple[str, str]) -> Image.Image:
    """The last pages of two PDFs, their upper parts."""
    parts = [pages_of(folder / f"{pdf}.pdf", RESOLUTION)[-1].crop((0, TOP, 662, BOTTOM)) for pdf in pdfs]
    both = Image.new("L", (sum(part.width for part in parts), parts[0].height))
    for i, part in enumerate(parts):
        both.paste(part, (i * parts[0].width, 0))
    return both


def test_the_readme_shows_the_problem_of_the_tutorial() -> None:
    """The same equations, numbers, questions and points, if shorter written; and the picture is that of its sheet and key."""
    _, mended, _ = (block[3] for block in BLOCK.finditer(TUTORIAL.read_text(encoding="utf-8")) if block[2])
    (shown,) = (block[3] for block in BLOCK.finditer(README.read_text(encoding="utf-8")) if block[1] == "yaml")
    assert yaml.safe_load(shown) == yaml.safe_load(mended)
    assert "](docs/tutorial.png)" in README.read_text(encoding="utf-8")
