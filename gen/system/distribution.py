"""What this package was installed as: its version, its sources, and the files that it brings along.

A wheel has the templates in the package; a checkout has them at its top, beside the package. Nothing here is read at import.
"""

from functools import cache
from importlib.metadata import requires
from importlib.metadata import version as version_of
from importlib.resources import files
from pathlib import Path
from re import match

NAME = "worked-exam"  # what is installed; the package and the command are called gen


@cache
def package() -> Path:
    """The folder of the package."""
    return Path(str(files("gen")))


def templates() -> Path:
    """The folder of the templates and of the styles that LaTeX reads."""
    return _templates_of(package())


@cache
def _templates_of(folder: Path) -> Path:
    """Asked for with each part of a page."""
    installed = folder / "templates"
    return installed if installed.is_dir() else folder.parent / "templates"


def styles() -> list[Path]:
    """The files of `templates` that LaTeX reads, by name."""
    return sorted(templates().glob("*.sty"))


def sources() -> dict[str, Path]:
    """All that decides what gen prints or shows, by its place in an installed package: `questions/kinds.py`, `templates/exam.tex.j2`."""
    code = {file.relative_to(package()).as_posix(): file for file in package().rglob("*.py")}
    pages = {f"templates/{file.name}": file for file in templates().iterdir() if file.suffix in (".j2", ".sty", ".html", ".css", ".js")}
    return dict(sorted((code | pages).items()))


def how_to_install_tex() -> str:
    """The commands for it; `make exam` runs those that stand there."""
    return (package() / "tex.txt").read_text(encoding="utf-8").rstrip()


def version() -> str:
    """The version of gen."""
    return version_of(NAME)


def versions() -> dict[str, str]:
    """The versions of the packages that gen needs."""
    needed = (match(r"[\w.-]+", line) for line in requires(NAME) or () if "extra ==" not in line)
    return {name[0]: version_of(name[0]) for name in needed if name}
