"""Pictures of the author's own: what is refused before TeX has it, what of it is set, and that sheet, key and certificate know it."""

import json
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from pikepdf import Pdf
from PIL import Image

from gen.cli.commands import main
from gen.format.exam_file import load_exam
from gen.inspection.pictures import browser_picture, png, stripped_picture, svg
from gen.inspection.unsuitable import Unsuitable
from gen.messages.errors import InputErrors, Location
from gen.page.exam import exam_view
from tests.support.pages import pdf_text
from tests.support.problems import ROOT

KINK = (ROOT / "problems" / "kink.yaml").read_text(encoding="utf-8")


def _saved(mode: str, size: tuple[int, int] = (5, 3)) -> bytes:
    data = BytesIO()
    Image.effect_noise(size, 50).convert(mode).save(data, "png")
    return data.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(head: tuple[int, ...], rows: bytes, *others: bytes) -> bytes:
    packed = _chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", *head)) + b"".join(others) + packed + _chunk(b"IEND", b"")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_each_kind_keeps_its_pixels(mode: str) -> None:
    """With one bit for a dot or 64, with a palette or without."""
    data = _saved(mode)
    assert Image.open(BytesIO(png(data))).tobytes() == Image.open(BytesIO(data)).tobytes()


GREY = (2, 2, 8, 0, 0, 0, 0)  # 2 by 2 dots of 8 bits
PNGS = {
    "a checksum of something else": _png(GREY, bytes(6))[:-13] + b"\0" + _png(GREY, bytes(6))[-12:],
    "half of the rows": _png(GREY, b"\0\1\2"),
    "more rows than it says": _png(GREY, bytes(9)),
    "a row packed in no known way": _png(GREY, b"\0\1\2\5\1\2"),
    "colours without a list of them": _png((2, 2, 8, 3, 0, 0, 0), bytes(6)),
    "a kind of colour that there is not": _png((2, 2, 8, 5, 0, 0, 0), bytes(6)),
    "three bits for a dot": _png((2, 2, 3, 0, 0, 0, 0), bytes(4)),
    "no dots": _png(GREY, b"").replace(zlib.compress(b""), b""),
}


@pytest.mark.parametrize("data", PNGS.values(), ids=PNGS)
def test_a_png_that_tex_could_not_read_is_refused(data: bytes) -> None:
    """Before TeX fails on it."""
    with pytest.raises(ValueError):
        png(data)


def test_an_interlaced_png_is_read_by_its_passes() -> None:
    """Of 3 by 3 dots: four of the seven passes have any; one row too few is refused."""
    rows = b"\0\1" + b"\0\1" + b"\0\1\1" + b"\0\1" * 2 + b"\0\1\1\1"
    assert png(_png((3, 3, 8, 0, 0, 0, 1), rows))
    with pytest.raises(ValueError):
        png(_png((3, 3, 8, 0, 0, 0, 1), rows[:-4]))


def test_a_picture_with_too_much_to_unpack_is_refused() -> None:
    """256 million dots in a few bytes, by what its head says."""
    with pytest.raises(Unsuitable, match="this picture has 16,000 by 16,000 pixels, more than a page shows"):
        png(_png((16_000, 16_000, 8, 2, 0, 0, 0), b""))


def test_a_pdf_of_several_pages_is_refused(tmp_path: Path) -> None:
    """Nobody knows which one is meant."""
    with Pdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page(page_size=(10, 10))
        pdf.save(tmp_path / "a.pdf")
    with pytest.raises(InputErrors, match=r"a\.pdf:1:1: this PDF has 3 pages; a picture has one \(save the page alone\)"):
        stripped_picture(tmp_path / "a.pdf")


# Drawings

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:l="http://www.w3.org/1999/xlink" width="60" height="30">'
DTD = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
DRAWING = f"""{DTD}{HEAD}<title>Secret</title>
<metadata><o xmlns="urn:o">Secret</o></metadata>
<defs><style>*{{stroke-linejoin: round}}</style><clipPath id="c"><rect width="9" height="9"/></clipPath><path id="p" d="M0 0L9 9"/>
<linearGradient id="g"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#000"/></linearGradient></defs>
<rect width="40" height="20" fill="url(#g)" stroke="black"/><use l:href="#p" x="5"/>
<circle r="9" style="fill:#888" clip-path="url(#c)"/></svg>"""
OUTSIDE = "this SVG leads out of its file"
USES = "".join(f'<g id="a{n + 1}">' + f'<use href="#a{n}"/>' * 10 + "</g>" for n in range(9))
DRAWINGS = {
    "a text": ('<text x="1" y="9">A</text>', "this SVG holds 'text', which is not drawn (save texts as paths, or save it as PDF)"),
    "a script": ("<script>1</script>", "this SVG holds 'script', which is not drawn"),
    "a picture from outside": ('<image href="file:///etc/passwd"/>', "this SVG holds 'image', which is not drawn"),
    "arrow heads": ('<path d="M0 0L1 1" style="marker-end: url(#a)"/>', "this SVG holds 'marker-end', which is not drawn"),
    "a part of another file": ('<use l:href="other.svg#a"/>', OUTSIDE),
    "a colour from the network": ('<path d="M0 0L1 1" fill="URL( http://a)"/>', OUTSIDE),
    "a style from the network": ('<style>@import "http://a";</style>', OUTSIDE),
    "a hidden style": (r'<path d="M0 0L1 1" style="fill:\75 rl(http://a)"/>', OUTSIDE),
    "a part that is not there": ('<use href="#nowhere"/>', "this SVG cannot be read"),
    "a part of itself": ('<g id="a"><use href="#a"/></g>', "this SVG cannot be read"),
    "a billion parts": (f'<defs><path id="a0" d="M0 0L1 1"/>{USES}</defs><use href="#a9"/>', "this SVG cannot be read"),
    "5,000 groups in each other": ("<g>" * 5_000 + "</g>" * 5_000, "this SVG cannot be read"),
    "no path": ('<path d="M0 0 L x"/>', "this SVG cannot be read"),
    "a shade without a place": ('<linearGradient id="g"><stop/></linearGradient>', "this SVG has something that is not drawn"),
}


def test_a_drawing_is_the_same_pdf_each_time() -> None:
    """With its lines, areas and shades, and without its words; at the size that it says, or by the part that is seen."""
    data = svg(DRAWING.encode())
    assert data == svg(DRAWING.encode())
    assert _size(data) == [0, 0, 60, 30]
    assert b"Secret" not in data and b"/Pattern" in data
    assert _size(svg(DRAWING.replace('width="60" height="30"', 'width="100%" viewBox="0 0 40 20"').encode())) == [0, 0, 40, 20]


def _size(data: bytes) -> list[float]:
    """The corners of the one page of a PDF."""
    with Pdf.open(BytesIO(data)) as pdf:
        (page,) = pdf.pages
        return [float(side) for side in page.mediabox.as_list()]


@pytest.mark.parametrize(("drawing", "message"), DRAWINGS.values(), ids=DRAWINGS)
def test_a_drawing_with_more_than_lines_is_refused(drawing: str, message: str, tmp_path: Path) -> None:
    """What would be left out, what leads out of the file, and what has no end."""
    (tmp_path / "a.svg").write_text(f"{HEAD}{drawing}</svg>", encoding="utf-8")
    with pytest.raises(InputErrors) as refused:
        stripped_picture(tmp_path / "a.svg")
    assert message in str(refused.value)


@pytest.mark.parametrize("entity", ['"b"', 'SYSTEM "file:///etc/passwd"'])
def test_entities_of_a_drawing_are_refused(entity: str) -> None:
    """Those that lead to files, and those that unpack to gigabytes."""
    with pytest.raises(Unsuitable, match="this SVG has entities, which may lead out of it"):
        svg(f"<!DOCTYPE svg [<!ENTITY a {entity}>]>{HEAD}&a;</svg>".encode())


def test_without_fpdf2_a_drawing_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other picture needs it."""
    monkeypatch.setitem(sys.modules, "fpdf", None)
    with pytest.raises(Unsuitable) as refused:
        svg(DRAWING.encode())
    assert (refused.value.message, refused.value.hint) == (
        "an SVG needs the package fpdf2",
        "python3 -m pip install fpdf2, or save it as PDF",
    )


# On the page


def _problem(folder: Path) -> Path:
    """A problem with a drawing at its stem and dots at its item."""
    folder.mkdir()
    Image.new("L", (60, 30)).save(folder / "shape.pdf")
    (folder / "dots.png").write_bytes(_saved("RGB", (400, 30)))
    text = KINK.replace(
        "title: A gate at its kink\n", "title: Kink\nstem: See.\npicture: {path: shape.pdf, alt: A disc – grey, caption: A $h_t$.}\n"
    )
    text = text.replace("    ask: gradient", "    picture: {path: dots.png, alt: Dots, width: 4}\n    ask: gradient")
    (folder / "kink.yaml").write_text(text, encoding="utf-8")
    return folder / "kink.yaml"


def _alternatives(file: Path) -> Iterator[str]:
    """The texts in place of pictures, in the order of the pages."""
    with Pdf.open(file) as pdf:
        for page in pdf.pages:
            for digits in re.findall(rb"/Alt <([0-9A-F]+)>", page.Contents.read_bytes()):
                yield bytes.fromhex(digits.decode()).decode("utf-16")


def test_a_picture_is_on_sheet_and_key_of_a_variant_and_in_its_certificate(tmp_path: Path) -> None:
    """With its number, its caption and its alternative text, from whatever folder one builds; a changed picture is told."""
    file = _problem(tmp_path / "problems")
    result = CliRunner().invoke(main, ["new-variant", str(file), "--seed", "3", "--out", str(tmp_path / "far" / "away")])
    assert (result.exit_code, result.stderr) == (0, "")
    (folder,) = (one.parent for one in (tmp_path / "far").rglob("variant.yaml"))
    for built in (*(tmp_path / "far").rglob("exam.pdf"), folder / "solutions.pdf"):
        assert list(_alternatives(built)) == ["A disc – grey", "Dots"]
        text = pdf_text(built)
        assert "Figure 1: A" in text and "Figure 2" in text
    certificate = folder / "solutions.certificate.json"
    assert {"problems/shape.pdf", "problems/dots.png"} <= json.loads(certificate.read_text("utf-8"))["files"].keys()
    same = CliRunner().invoke(main, ["verify", str(certificate), "--without-tex"])
    assert (same.exit_code, "differs" in same.stdout) == (0, False)
    (tmp_path / "problems" / "dots.png").write_bytes(_saved("L", (400, 30)))
    changed = CliRunner().invoke(main, ["verify", str(certificate), "--without-tex"])
    assert changed.exit_code == 1
    assert re.search(r"files +differs: problems/dots\.png", changed.stdout)
    assert re.search(r"fingerprint +differs", changed.stdout)


def test_the_same_file_at_two_places_is_set_from_one(tmp_path: Path) -> None:
    """Pictures have the names of what is in them; numbers in the order of the page, before figures of the tool."""
    file = _problem(tmp_path / "problems")
    file.write_text(file.read_text("utf-8").replace("dots.png", "shape.pdf").replace("    ask:", "    figure: relu_rnn\n    ask:"), "utf-8")
    exam, faults = load_exam(file)
    (problem,) = exam_view(exam, None).problems
    (item,) = problem.items
    assert not faults and problem.picture and item.picture and item.figure
    assert [figure.label for figure in (problem.picture, item.picture, item.figure)] == ["Figure 1", "Figure 2", "Figure 3"]
    assert problem.picture.picture.partition("}")[0] == item.picture.picture.partition("}")[0]


def test_a_drawing_on_a_page_has_nothing_but_what_paints_it(tmp_path: Path) -> None:
    """No words about it, nothing that is done on a click; browsers draw what is left, the same bytes each time."""
    (tmp_path / "a.svg").write_text(DRAWING.replace("<circle ", '<circle onload="alert(1)" data-x="Secret" '), encoding="utf-8")
    where = Location("problem.yaml", 1, 1)
    data = browser_picture(tmp_path / "a.svg", where)
    assert data == browser_picture(tmp_path / "a.svg", where)
    assert not re.search(rb"Secret|onload|alert|DOCTYPE|metadata|ns0", data)
    assert data.startswith(b'<svg height="30" width="60" xmlns="http://www.w3.org/2000/svg">') and data.count(b"url(#") == 2
    assert _size(svg(data)) == [0, 0, 60, 30]
