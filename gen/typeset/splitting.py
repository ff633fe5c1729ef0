"""The PDF of a run of TeX cut into its documents: each with its own pages, outline, places, links and metadata, and nothing of the others.

The only module that writes PDFs anew. What TeX reports is cut with it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

from pikepdf import Array, Dictionary, ForeignObjectError, Name, NameTree, Object, ObjectStreamMode, Page, Pdf, PdfError, String
from pikepdf import open as open_pdf

from gen.typeset.pdf import TexFailed
from gen.typeset.tex_output import Measurements, read_measurements

# What pikepdf raises where a run of TeX left something else than what the templates make it write.
BROKEN = (PdfError, ForeignObjectError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, RuntimeError)
_BEGINS = re.compile(r"^document (\d{1,6}): (\d{1,6}) (\d{1,9})$", re.MULTILINE | re.ASCII)
_SHARED = ("/Pattern", "/ExtGState")  # TikZ gives every page those of all


@dataclass(frozen=True, slots=True)
class _Run:
    """The PDF of all documents, its named places by their names, and the entries of its outline that stand below no other."""

    pdf: Pdf
    places: Mapping[str, Object]
    outline: Sequence[Object]


def split(pdf: bytes, places: str, documents: int) -> list[tuple[bytes, Measurements]]:
    """The PDF and the report of each document. Raises TexFailed where these are not what so many documents leave."""
    head, *told = _BEGINS.split(places)
    numbers, starts, about = (list(map(int, told[n::4])) for n in range(3))
    reports = [read_measurements(head + text) for text in told[3::4]]
    try:
        with open_pdf(BytesIO(pdf)) as whole:
            ends = [*starts[1:], len(whole.pages)]
            if numbers != list(range(documents)) or starts[0] or any(begin >= end for begin, end in zip(starts, ends, strict=True)):
                raise TexFailed(f"TeX left {len(whole.pages)} pages for {documents} documents, which begin behind {starts}")
            run = _Run(whole, _places(whole), list(_entries(whole.Root.get(Name.Outlines))))
            parts = [_part(run, n, range(starts[n], ends[n]), about[n]) for n in numbers]
    except BROKEN as error:
        raise TexFailed(f"TeX left no good PDF of {documents} documents: {error}") from None
    return list(zip(parts, reports, strict=True))


def _places(pdf: Pdf) -> dict[str, Object]:
    """The named places: a page and where on it."""
    names = pdf.Root.get(Name.Names)
    return {name: place.D for name, place in NameTree(names.Dests).items()} if names and Name.Dests in names else {}


def _entries(parent: Object | None) -> Iterator[Object]:
    """The entries of an outline right below it, or below one of them."""
    entry = parent.get(Name.First) if parent else None
    while entry is not None:
        yield entry
        entry = entry.get(Name.Next)


def _part(run: _Run, number: int, pages: range, about: int) -> bytes:
    """The PDF of one document, whose names all begin with its number."""
    said, prefix = run.pdf.get_object(about, 0), f"{number}:"
    with Pdf.new() as part:
        own: dict[tuple[int, int], Object] = {}  # by the place of the page in the run
        for page in run.pdf.pages[pages.start : pages.stop]:
            part.pages.append(page)
            own[page.obj.objgen] = part.pages[-1].obj
        for added in part.pages:
            _tidy(added, prefix)
        root = part.Root
        root.PageMode = run.pdf.Root.PageMode
        root.Lang = said.Lang
        if Name.Metadata in said:
            root.Metadata = part.copy_foreign(said.Metadata)
        opened = run.pdf.Root.OpenAction
        root.OpenAction = Dictionary(S=opened.S, D=Array([part.pages[0].obj, *list(opened.D)[1:]]))
        places = {name.removeprefix(prefix): _place(place, own) for name, place in run.places.items() if name.startswith(prefix)}
        listed = [one for name in sorted(places) for one in (String(name), part.make_indirect(Dictionary(D=places[name])))]
        root.Names = Dictionary(Dests=Dictionary(Names=Array(listed)))
        entries = [entry for entry in run.outline if str(entry.A.D).startswith(prefix)]
        if entries:
            root.Outlines = _outline(part, Dictionary(Type=Name.Outlines), entries, prefix)
        part.trailer.Info = part.make_indirect(Dictionary({**dict(run.pdf.trailer.Info), **dict(said.Info)}))
        data = BytesIO()
        part.save(
            data,
            object_stream_mode=ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
            min_version=run.pdf.pdf_version,
        )
    return data.getvalue()


def _place(place: Object, pages: Mapping[tuple[int, int], Object]) -> Array:
    return Array([pages[place[0].objgen], *list(place)[1:]])


def _own(name: str, prefix: str) -> String:
    """A name without the number of its document. Raises ValueError if it is another's."""
    if not name.startswith(prefix):
        raise ValueError(f"a link from document {prefix.rstrip(':')} to {name}")
    return String(name.removeprefix(prefix))


def _tidy(page: Page, prefix: str) -> None:
    """Links by their names in the document, and of what all pages of a run are given what this one paints with."""
    for link in page.obj.get(Name.Annots, ()):
        link.A.D = _own(str(link.A.D), prefix)
    for kind in _SHARED:
        given = page.resources.get(kind)
        if given:
            painted = page.Contents.read_bytes()
            page.resources[kind] = Dictionary({name: one for name, one in given.items() if re.search(rb"%b\b" % name.encode(), painted)})


def _outline(part: Pdf, above: Dictionary, entries: Sequence[Object], prefix: str) -> Object:
    """The entries with all that is below them, below what is above; it counts those that are seen."""
    parent = part.make_indirect(above)
    below = []
    for entry in entries:
        about = Dictionary(Title=String(bytes(entry.Title)), A=Dictionary(S=entry.A.S, D=_own(str(entry.A.D), prefix)), Parent=parent)
        under = list(_entries(entry))
        below.append(_outline(part, about, under, prefix) if under else part.make_indirect(about))
    for entry, following in pairwise(below):
        entry.Next, following.Prev = following, entry
    parent.First, parent.Last = below[0], below[-1]
    parent.Count = sum(1 + int(entry.get(Name.Count, 0)) for entry in below)
    return parent
