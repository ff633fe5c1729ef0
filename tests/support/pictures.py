"""Pictures of pages that somebody has accepted, and how much a page may differ from its picture."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PIL import Image, ImageChops

from tests.support.problems import ROOT

# The tolerance: so many of 255 steps of grey may any dot differ (renderers smooth edges differently), and so large a share of a page's
# dots may differ by more. A word that changes, or a line that moves by half a millimetre, is more.
GREY = 80
SHARE = 0.0002


def pages_of(pdf: Path, resolution: int) -> list[Image.Image]:
    """The pages in greys, with so many dots per inch."""
    with TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-gray", "-png", "-r", str(resolution), str(pdf), f"{folder}/page"], check=True)
        return [Image.open(file).convert("L") for file in sorted(Path(folder).iterdir())]


def unlike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures differ by more than the tolerance."""
    if one.size != other.size:
        return True
    differing = sum(ImageChops.difference(one, other).histogram()[GREY + 1 :])
    return differing > SHARE * one.width * one.height


def compare_picture(file: Path, actual: Image.Image, accept: bool) -> None:
    """Fail where a page is unlike its picture, or write that anew where it is accepted."""
    beside, difference = file.with_suffix(".actual.png"), file.with_suffix(".difference.png")
    if accept:
        file.parent.mkdir(exist_ok=True)
        # What differs less than anybody may notice does not change the file.
        if not file.exists() or unlike(Image.open(file).convert("L"), actual):
            actual.point(lambda grey: grey // 16 * 17).save(file, optimize=True)  # sixteen greys are enough, and a smaller file
    approved = Image.open(file).convert("L") if file.exists() else None
    if approved is None or unlike(approved, actual):
        actual.save(beside)
        if approved and approved.size == actual.size:
            ImageChops.invert(ImageChops.difference(approved, actual)).save(difference)
        pytest.fail(f"{file.relative_to(ROOT)} does not show this page any more; see {beside.name}")
    beside.unlink(missing_ok=True)
    difference.unlink(missing_ok=True)
