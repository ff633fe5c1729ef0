"""The PDF of a run of TeX cut into its documents: each with its own pages, outline, places, links and metadata, and nothing of the others.

The only module that writes PDFs anew. What TeX reports is cut with it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

from pikepdf import Array, Dictionary, Name, NameTree, Object, ObjectStreamMode, Page, Pdf, PdfError, String
from pikepdf import open as open_pdf

from gen.typeset.pdf import TexFailed
from gen.typeset.tex_output import Measurements, read_measurements

# What pikepdf raises where a run of TeX left something else than what the templates make it write.
BROKEN = (PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, RuntimeError)
_BEGINS = re.compile(r"^document (\d{1,6}): (\d{1,6}) (\d{1,9})$", re.MULTILINE | re.ASCII)
_SHARED = ("/Pattern", "/ExtGState")  # TikZ gives every page those of all


@dataclass(frozen=True, slots=True)
class _Document:
    """What a document has in the PDF of the run: its pages, its named places, the entries of its outline that stand below no other, and
    what TeX wrote about it."""

    prefix: str  # of all its names
    pages: Sequence[Object]
    places: Mapping[str, Object]
    outline: Sequence[Object]
    about: Object


def split(pdf: bytes, places: str, documents: int) -> Iterator[tuple[bytes, Measurements]]:
    """The PDF and the report of each document, one after the other: each has the fonts of all, so that all at once take much memory.

    Raises TexFailed where these are not what so many documents leave.
    """
    head, *told = _BEGINS.split(places)
    numbers, starts, about = (list(map(int, told[n::4])) for n in range(3))
    reports = [read_measurements(head + text) for text in told[3::4]]
    try:
        with open_pdf(BytesIO(pdf)) as run:
            pages = [page.obj for page in run.pages]
            ends = [*starts[1:], len(pages)]
            if numbers != list(range(documents)) or starts[0] or any(begin >= end for begin, end in zip(starts, ends, strict=True)):
                raise TexFailed(f"TeX left {len(pages)} pages for {documents} documents, which begin behind {starts}")
            named, outlines = _by_document(_places(run)), _by_document((str(one.A.D), one) for one in _entries(run.Root.get(Name.Outlines)))
            every = [
                _Document(prefix, pages[begin:end], dict(named[prefix]), [one for _, one in outlines[prefix]], run.get_object(told_of, 0))
                for prefix, begin, end, told_of in zip((f"{n}:" for n in numbers), starts, ends, about, strict=True)
            ]
            yield from zip(_parts(run, every), reports, strict=True)
    except BROKEN as error:
        raise TexFailed(f"TeX left no good PDF of {documents} documents: {error}") from None


def _by_document(named: Iterable[tuple[str, Object]]) -> defaultdict[str, list[tuple[str, Object]]]:
    """What belongs to each document by that with which its names begin; the names without it."""
    found = defaultdict[str, list[tuple[str, Object]]](list)
    for name, one in named:
        number, colon, own = name.partition(":")
        found[number + colon].append((own, one))
    return found


def _places(run: Pdf) -> Iterator[tuple[str, Object]]:
    """The named places: a page and where on it."""
    names = run.Root.get(Name.Names)
    yield from NameTree(names.Dests).items() if names and Name.Dests in names else ()


def _entries(parent: Object | None) -> Iterator[Object]:
    """The entries of an outline right below it, or below one of them."""
    entry = parent.get(Name.First) if parent else None
    while entry is not None:
        yield entry
        entry = entry.get(Name.Next)


def _parts(run: Pdf, documents: Iterable[_Document]) -> Iterator[bytes]:
    """The PDF of each document. The run itself becomes one after the other, since what is written is what its catalog leads to."""
    catalog, information = run.Root, dict(run.trailer.Info)
    for one in documents:
        run.trailer.Root = run.make_indirect(_catalog(run, catalog, one))
        run.trailer.Info = run.make_indirect(Dictionary({**information, **dict(one.about.Info)}))
        data = BytesIO()
        run.save(
            data,
            object_stream_mode=ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
            min_version=run.pdf_version,
        )
        yield data.getvalue()


def _catalog(run: Pdf, was: Object, one: _Document) -> Dictionary:
    """What leads to all of a document and to nothing of the others."""
    pages = run.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(one.pages), Count=len(one.pages)))
    for page in one.pages:
        page.Parent = pages
        _tidy(Page(page), one.prefix)
    own = {page.objgen for page in one.pages}
    if not all(place.D[0].objgen in own for place in one.places.values()):
        raise ValueError(f"a place of document {one.prefix.rstrip(':')} on a page of another")
    listed = [entry for name in sorted(one.places) for entry in (String(name), Dictionary(D=one.places[name].D))]
    made = Dictionary(
        Type=Name.Catalog,
        Pages=pages,
        PageMode=was.PageMode,
        Lang=one.about.Lang,
        OpenAction=Dictionary(S=was.OpenAction.S, D=Array([one.pages[0], *list(was.OpenAction.D)[1:]])),
        Names=Dictionary(Dests=Dictionary(Names=Array(listed))),
    )
    if Name.Metadata in one.about:
        made.Metadata = one.about.Metadata
    if one.outline:
        made.Outlines = _outline(run, one.outline, one.prefix)
    return made


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


def _outline(run: Pdf, entries: Sequence[Object], prefix: str) -> Object:
    """These entries with all that is below them, as TeX wrote them but for their names, and for the first and the last of them."""
    _rename(entries, prefix)
    above = run.make_indirect(Dictionary(Type=Name.Outlines, First=entries[0], Last=entries[-1]))
    for entry in entries:
        entry.Parent = above
    for entry, following in pairwise(entries):
        entry.Next, following.Prev = following, entry
    for entry, beside in ((entries[0], Name.Prev), (entries[-1], Name.Next)):
        if beside in entry:
            del entry[beside]
    above.Count = sum(1 + int(entry.get(Name.Count, 0)) for entry in entries)
    return above


def _rename(entries: Iterable[Object], prefix: str) -> None:
    """What TeX writes into objects of their own stands in each entry: who reads the PDF opens every object."""
    for entry in entries:
        entry.A = Dictionary(S=entry.A.S, D=_own(str(entry.A.D), prefix))
        entry.Title = String(bytes(entry.Title))
        _rename(_entries(entry), prefix)
