"""The eye: pages of the shipped exam beside pictures that somebody has looked at and accepted.

`make golden` accepts what is set now. A page that no longer looks the same leaves itself and the difference beside its picture, as
`NAME.actual.png` and `NAME.difference.png` (black where the two differ).
"""

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageChops

from gen.cli.commands import main
from tests.support.problems import ROOT

PICTURES = ROOT / "tests" / "pictures"
README = ROOT / "docs" / "pages.png"
RESOLUTION = 50  # dots per inch
SHOWN = 80  # dots per inch of the README's picture
PAGE = 3
VARIANTS, KINK = ROOT / "docs" / "variants.png", ROOT / "problems" / "kink.yaml"
CUT, FOOT = 650, 850  # dots: the top of the picture of two variants ends, and its bottom begins

# The tolerance: so many of 255 steps of grey may any dot differ (renderers smooth edges differently), and so large a share of a page's
# dots may differ by more. A word that changes, or a line that moves by half a millimetre, is more.
GREY = 80
SHARE = 0.0002


def _pages(form: str, folder: Path, resolution: int) -> list[Image.Image]:
    prefix = folder / f"{form}-{resolution}"
    subprocess.run(["pdftoppm", "-gray", "-png", "-r", str(resolution), str(folder / f"{form}.pdf"), str(prefix)], check=True)
    return [Image.open(file).convert("L") for file in sorted(folder.glob(f"{prefix.name}-*.png"))]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds both exam and key of the shipped exam."""
    folder = tmp_path_factory.mktemp("pictures")
    for form in ("exam", "solutions"):
        result = CliRunner().invoke(main, [form, str(ROOT / "problems" / "exams" / "default.yaml"), "--out", str(folder)])
        assert (result.exit_code, result.stderr) == (0, "")
    return folder / "staff"


def unlike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures differ by more than the tolerance."""
    if one.size != other.size:
        return True
    differing = sum(ImageChops.difference(one, other).histogram()[GREY + 1 :])
    return differing > SHARE * one.width * one.height


def _compare(file: Path, actual: Image.Image, accept: bool) -> None:
    beside, difference = file.with_suffix(".actual.png"), file.with_suffix(".difference.png")
    if accept:
        file.parent.mkdir(exist_ok=True)
        # What differs less than anybody may notice does not change the file.
        if not file.exists() or unlike(Image.open(file), actual):
            actual.point(lambda grey: grey // 16 * 17).save(file, optimize=True)  # sixteen greys are enough, and a smaller file
    approved = Image.open(file).convert("L") if file.exists() else None
    if approved is None or unlike(approved, actual):
        actual.save(beside)
        if approved and approved.size == actual.size:
            ImageChops.invert(ImageChops.difference(approved, actual)).save(difference)
        pytest.fail(f"{file.relative_to(ROOT)} does not show this page any more; see {beside.name}")
    beside.unlink(missing_ok=True)
    difference.unlink(missing_ok=True)


@pytest.mark.parametrize("form", ["exam", "solutions"])
def test_every_page_looks_as_it_was_accepted(form: str, built: Path, pytestconfig: pytest.Config) -> None:
    """No page is missing, no page is new, and none looks different."""
    accept = pytestconfig.getoption("--golden")
    pages = _pages(form, built, RESOLUTION)
    names = [f"{form}-{number:02}.png" for number in range(1, len(pages) + 1)]
    if accept:
        for file in PICTURES.glob(f"{form}-*.png"):
            file.unlink() if file.name not in names else None
    for name, page in zip(names, pages, strict=True):
        _compare(PICTURES / name, page, accept)
    kept = {file.name for file in PICTURES.glob(f"{form}-??.png")}
    assert kept == set(names)


def test_the_readme_shows_a_page_of_the_exam_beside_the_same_page_of_the_key(built: Path, pytestconfig: pytest.Config) -> None:
    """The picture is what is built now."""
    pages = [_pages(form, built, SHOWN)[PAGE - 1] for form in ("exam", "solutions")]
    both = Image.new("L", (sum(page.width for page in pages), pages[0].height))
    both.paste(pages[0], (0, 0))
    both.paste(pages[1], (pages[0].width, 0))
    _compare(README, both, pytestconfig.getoption("--golden"))
    assert f"]({README.relative_to(ROOT)})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_two_variants_side_by_side(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """The keys of two seeds, as they are drawn and set now."""
    pages = []
    kink = tmp_path / "problems" / "kink.yaml"
    kink.parent.mkdir()
    shutil.copyfile(KINK, kink)
    CliRunner().invoke(main, ["layout", str(kink), "--variants", "0"])
    for seed in (3, 4):
        result = CliRunner().invoke(main, ["new-variant", str(kink), "--seed", str(seed), "--out", str(tmp_path / str(seed))])
        assert result.exit_code == 0, result.output
        (page,) = _pages("solutions", tmp_path / str(seed) / "staff", SHOWN)
        pages.append(page)
    # Head and foot, and between them what is written: the lower half of the frame is empty.
    both = Image.new("L", (pages[0].width * 2, CUT + pages[0].height - FOOT))
    for left, page in zip((0, pages[0].width), pages, strict=True):
        both.paste(page.crop((0, 0, page.width, CUT)), (left, 0))
        both.paste(page.crop((0, FOOT, page.width, page.height)), (left, CUT))
    _compare(VARIANTS, both, pytestconfig.getoption("--golden"))
    assert f"]({VARIANTS.relative_to(ROOT)})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_small_change_of_a_page_is_noticed(built: Path) -> None:
    """One line that stands half a millimetre lower is more than the tolerance; smoother edges are not."""
    page = _pages("exam", built, RESOLUTION)[1]
    line = page.crop((0, 40, page.width, 60))
    moved = page.copy()
    moved.paste(line, (0, 41))
    assert unlike(page, moved)
    assert not unlike(page, page.point(lambda grey: min(255, grey + 40)))
