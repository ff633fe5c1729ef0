"""Sheet and key of every problem in `problems/`, into `output/gallery/`, and a page that shows them. Run by `make gallery`.

The page is `docs/gallery.md`, with a picture of each problem in `docs/gallery/`: the first page of its key. `docs/gallery/made-from.txt`
has the digest of each problem file that was pictured. Names of files are arguments of programs here, and text of a shell nowhere.
"""

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from textwrap import fill
from typing import Any

from PIL import Image, ImageChops

from gen.algebra.printer import points_text
from gen.format.exam_file import problem_files
from gen.interface import bank_entry
from gen.messages.errors import InputErrors

PROBLEMS, GALLERY = Path("problems"), Path("output", "gallery")
PAGE, PICTURES = Path("docs", "gallery.md"), Path("docs", "gallery")
MADE_FROM = PICTURES / "made-from.txt"
FORMS = {"exam": Path("exam.pdf"), "solutions": Path("staff", "solutions.pdf")}
RESOLUTION = 80  # dots per inch
LEFT, TOP, RIGHT, FOOT, LONGEST = 84, 66, 612, 880, 620  # dots: what is shown of a page
GREYS = 8
INTRODUCTION = """\
# Gallery

Every problem that comes with the program, with the first page of its key. `gen list` shows the same as a
table and finds problems by topic, level, time and what they ask; `make gallery` sets a sheet and a key of
each into `output/gallery/` and makes this page anew.
"""


def problems() -> list[Path]:
    """The problem files, in the order of their names; what lies in a folder `exams` is none. Raises InputErrors."""
    files = [file for file in problem_files(PROBLEMS) if "exams" not in file.parts]
    return sorted(files, key=lambda file: (len(file.parts), file))


def name_of(file: Path) -> str:
    """What a problem is called in the gallery: its place below `problems/`."""
    return file.relative_to(PROBLEMS).with_suffix("").as_posix()


def page(bank: Sequence[Mapping[str, Any]]) -> str:
    """The page as Markdown, of what `gen list --json` says: all topics, then a row for each problem."""
    minutes, points = sum(one["minutes"] or 0 for one in bank), sum((Fraction(one["points"]) for one in bank), Fraction(0))
    topics = defaultdict[str, list[str]](list)
    for one in bank:
        for topic in one["topics"]:
            topics[topic].append(f"[{one['id']}](#{one['id']})")
    said = [
        fill(f"- {_text(topic)}: {', '.join(there)}", 110, subsequent_indent="  ", break_on_hyphens=False)
        for topic, there in sorted(topics.items())
    ]
    total = f"{len(bank)} problems, {points_text(points)} points, {minutes} minutes.\n"
    return "\n".join([INTRODUCTION, total, "## By topic\n", *said, "\n## All problems\n", "| | |", "|---|---|", *map(_row, bank), ""])


def _row(one: Mapping[str, Any]) -> str:
    """A picture, and beside it what the bank knows."""
    file = Path(one["file"])
    picture = f"{PICTURES.name}/{name_of(file)}.png"
    minutes = f"{one['minutes']} minutes" if one["minutes"] else ""
    facts = [
        f'<a id="{one["id"]}"></a>**{_text(one["title"])}**',
        ", ".join(filter(None, [one["level"], minutes, f"{points_text(Fraction(one['points']))} points"])),
        f"asks: {', '.join(one['kinds'])}",
        f"topics: {_text(', '.join(one['topics']))}",
        "other numbers in each variant" if one["varies"] else "",
        f"[{file.as_posix()}](../{file.as_posix()})",
    ]
    return f"| [![{_text(one['title'])}: the first page of the key]({picture})]({picture}) | {'<br>'.join(filter(None, facts))} |"


def _text(words: str) -> str:
    """An author's words, of which no sign is one of Markdown or HTML."""
    return "".join(f"&#{ord(sign)};" if sign in "&<>|*_[]`\\" else sign for sign in words)


def made_from(files: Iterable[Path]) -> str:
    """A line for each problem file: its digest and its name."""
    return "".join(f"{sha256(file.read_bytes()).hexdigest()}  {file.as_posix()}\n" for file in files)


def picture(key: Path) -> Image.Image:
    """The first page of a key behind its grading sheet, down to a gap between two lines or to additional space, in few greys."""
    words = _made("pdftotext", "-bbox", key, "-").decode().split("<page ")[1:]
    number, text = next((n, one) for n, one in enumerate(words, 1) if ">Grading<" not in one)
    page = str(number)
    dots = BytesIO(_made("pdftoppm", "-gray", "-r", str(RESOLUTION), "-f", page, "-l", page, key))
    shown = Image.open(dots).convert("L").crop((LEFT, TOP, RIGHT, FOOT))
    ink = ImageChops.invert(shown)
    inner = ink.crop((20, 0, shown.width - 20, shown.height))
    gaps = [y for y in range(LONGEST - 120, LONGEST) if not inner.crop((0, y - 4, inner.width, y + 4)).getbbox()]
    ends = [(ink.getbbox() or (0, 0, 0, 0))[3] + 8, *gaps[-1:], LONGEST]
    ends += [round(float(y) * RESOLUTION / 72) - TOP - 8 for y in re.findall(r'yMin="([\d.]+)"[^>]*>Additional<', text)]
    return _in_few_greys(shown.crop((0, 0, shown.width, min(ends))))


def _made(*command: str | Path) -> bytes:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def _in_few_greys(shown: Image.Image) -> Image.Image:
    steps = GREYS - 1
    few = Image.frombytes("P", shown.size, shown.point(lambda grey: (grey * steps + 127) // 255).tobytes())
    few.putpalette([grey * 255 // steps for grey in range(GREYS) for _ in "rgb"])
    return few


def main() -> None:
    gen = Path(sys.executable).with_name("gen")
    files = problems()
    folders = [GALLERY / name_of(file) for file in files]
    for file, folder in zip(files, folders, strict=True):
        for form in FORMS:
            subprocess.run([gen, form, "--out", folder, "--", file], check=True, stdout=subprocess.DEVNULL)
        print(folder, flush=True)
    for pdf in FORMS.values():
        (GALLERY / pdf).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["pdfunite", *(folder / pdf for folder in folders), GALLERY / pdf], check=True)
    print("all pages:", *(GALLERY / pdf for pdf in FORMS.values()))
    show(files, folders)


def show(files: Sequence[Path], folders: Sequence[Path]) -> None:
    """Make the page and its pictures from what was set."""
    for old in PICTURES.rglob("*.png"):
        old.unlink()
    for file, folder in zip(files, folders, strict=True):
        shown = PICTURES / f"{name_of(file)}.png"
        shown.parent.mkdir(parents=True, exist_ok=True)
        picture(folder / FORMS["solutions"]).save(shown, optimize=True)
    MADE_FROM.write_text(made_from(files), encoding="utf-8")
    PAGE.write_text(page([bank_entry(file).as_json for file in files]), encoding="utf-8")
    print("shown:", PAGE)


if __name__ == "__main__":
    try:
        main()
    except InputErrors as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
