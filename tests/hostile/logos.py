"""Pictures that no program should open: each with the name of its file, all refused."""

import struct
import zlib


def _png(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body)) + b"\0\0\0\0IEND\xaeB`\x82"


def _pdf(*objects: str | bytes, trailer: str = "/Root 1 0 R") -> bytes:
    """A file of these objects, numbered from 1."""
    data, table = b"%PDF-1.5\n", ""
    for number, one in enumerate(objects, 1):
        table += f"{len(data):010} 00000 n \n"
        data += f"{number} 0 obj\n".encode() + (one if isinstance(one, bytes) else one.encode()) + b"\nendobj\n"
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} {trailer} >>\nstartxref\n{len(data)}\n%%EOF"
    return data + end.encode()


def _page(page: str, *objects: str | bytes) -> bytes:
    """A file of one page; its other objects are numbered from 4."""
    tree = "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    return _pdf(*tree, f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] {page} >>", *objects)


def _stream(keys: str, data: bytes) -> bytes:
    return f"<< {keys} /Length {len(data)} >> stream\n".encode() + data + b"\nendstream"


def _form(resources: str) -> bytes:
    return _stream(f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << {resources} >>", b"/X Do")


_CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
_BOMB = zlib.compress(zlib.compress(bytes(10**8)))
_PAINTS = "/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>"
_CONTENT = _stream("", b"/X Do")

LOGOS: dict[str, tuple[str, bytes]] = {
    "2^31 pixels": ("l.png", _png(2**31 - 1, 2**31 - 1)),
    "no width": ("l.png", _png(0, 1)),
    "a chunk without an end": ("l.png", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR"),
    "a script": ("l.png", b"#!/bin/sh\ntouch owned\n"),
    "PostScript": ("l.jpg", b"%!PS\n(/etc/passwd) (r) file\n"),
    "markers by the million": ("l.jpg", b"\xff\xd8" + b"\xff" * 10**6),
    "small segments by the hundred thousand": ("l.jpg", b"\xff\xd8" + b"\xff\xe0\0\x02" * 300_000),
    "pages of themselves": ("l.pdf", _pdf(_CATALOG, "<< /Type /Pages /Count 1 /Kids [2 0 R] >>")),
    "no pages": ("l.pdf", _pdf(_CATALOG, "<< /Type /Pages /Count 0 /Kids [] >>")),
    "pages in pages, a thousand deep": (
        "l.pdf",
        _pdf(_CATALOG, *[f"<< /Type /Pages /Count 1 /Kids [{n} 0 R] >>" for n in range(3, 1_003)], "<< /Type /Page >>"),
    ),
    "references to each other": ("l.pdf", _pdf("2 0 R", "1 0 R")),
    "arrays, 50,000 deep": ("l.pdf", _page("/X " + "[" * 50_000 + "]" * 50_000)),
    "a length of itself": ("l.pdf", _page("/Contents 4 0 R", "<< /Length 4 0 R >> stream\nx\nendstream")),
    "a password": ("l.pdf", _pdf(_CATALOG, trailer="/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4 >>")),
    "a table of before that is itself": ("l.pdf", b"%PDF-1.5\ntrailer << /Root 1 0 R /Prev 9 /Size 1 >>\nstartxref\n9\n%%EOF"),
    "a warning that a terminal obeys": ("l.pdf", b"%PDF-\x1b]0;owned\x07\n" + _pdf(_CATALOG)[9:].replace(b"Catalog", b"\x1b[2J")),
    "a form of itself": ("l.pdf", _page(_PAINTS, _CONTENT, _form("/XObject << /X 5 0 R >>"))),
    "forms of each other": (
        "l.pdf",
        _page(_PAINTS, _CONTENT, _form("/XObject << /X 6 0 R >>"), _form("/XObject << /Y 5 0 R >>")),
    ),
    "100 MB in 200 bytes": ("l.pdf", _page("/Contents 4 0 R", _stream("/Filter [/FlateDecode /FlateDecode]", _BOMB))),
}
