"""Many documents in one run of TeX, which starts slowly and sets a figure that comes again once, each as good as if it were set alone.

The documents are sheets of one exam with other numbers, or their keys: they have the same classes and packages, and each all else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gen.latex import NOTHING, Tex
from gen.typeset.actual_text import BODY, with_actual_text
from gen.typeset.pdf import NONE, RUNS, Files, TexFailed, TypesetPdf, right_pages, run_tex
from gen.typeset.preamble import split_preamble
from gen.typeset.repeated import set_once
from gen.typeset.splitting import split

_END = "\\end{document}"
_HEAD = "\\hypersetup"  # what stands before it declares letters


@dataclass(frozen=True, slots=True)
class _Document:
    """A source, and what tells TeX the right numbers of its pages."""

    source: Tex
    pages: Tex = NOTHING


def typeset_together(sources: Sequence[Tex], name: str, files: Files = NONE) -> Iterator[tuple[int, TypesetPdf | TexFailed]]:
    """For each source by its number `name.tex` and `name.pdf`, or why TeX does not set it: then the others are set without it.

    They come one after the other as they are cut, since all of them take ten times as much memory as their run.

    The PDFs depend on the sources of the run: on none of the others but for the subsets of fonts. What needs other numbers of pages than
    those that it expects is set once more, with all of the run that do. Raises ValueError for documents of different classes or packages.
    """
    waiting = {n: _Document(source) for n, source in enumerate(sources)}
    for left in reversed(range(RUNS)):
        again: dict[int, _Document] = {}
        for n, made in _set(waiting, name, files):
            right = right_pages(made.report) if isinstance(made, TypesetPdf) else NOTHING
            if left and right not in (NOTHING, waiting[n].pages):
                again[n] = replace(waiting[n], pages=right)
            else:
                yield n, made
        waiting = again


def _set(documents: Mapping[int, _Document], name: str, files: Files) -> Iterator[tuple[int, TypesetPdf | TexFailed]]:
    """All that TeX sets of these. One at which it stops is set alone, to hear what TeX says of it by itself, and the others without it."""
    if not documents:
        return
    waiting = dict(documents)
    source, ends = _joined(list(documents.values()))
    try:
        made = run_tex(source, name, files, len(documents))
        for n, (pdf, report) in zip(documents, split(made.pdf, made.places, len(documents)), strict=True):
            yield n, TypesetPdf(name, waiting.pop(n).source.encode(), pdf, made.inputs, report, made.engine)
    except TexFailed as error:
        numbers = list(waiting)
        if len(documents) == 1:
            yield numbers[0], error
            return
        at = next((at for at, end in enumerate(ends) if error.line <= end), 0)
        alone = numbers[at : at + 1] if error.line else numbers[: max(1, len(numbers) // 2)]
        others = [n for n in numbers if n not in alone]
        for some in (alone, others):
            yield from _set({n: documents[n] for n in some}, name, files)


def _joined(documents: Sequence[_Document]) -> tuple[Tex, list[int]]:
    """One source for all, and the number of the last line of each document in it; each has as many lines as alone."""
    split_up = [split_preamble(with_actual_text(one.source)) for one in documents]
    preamble = max((lines for lines, _ in split_up), key=len)
    if not all(lines and preamble.startswith(lines) for lines, _ in split_up):
        raise ValueError("documents of one run have one class and the same packages")
    shared: dict[str, None] = {}
    texts = []
    for n, ((lines, rest), one) in enumerate(zip(split_up, documents, strict=True)):
        head, _, body = rest.partition(BODY)
        own = []
        before = True
        for line in head.splitlines()[lines.count("\n") :]:
            before = before and not line.startswith(_HEAD)
            common = before or line.startswith("\\freetop")
            shared |= {line: None} if common else {}
            own.append("%" if common else line)
        empty = ["%"] * (lines.count("\n") - 1)
        body = rf"\documentbody {one.pages}" + body.rpartition(_END)[0] + "\\documentend\n"
        texts.append("\n".join((rf"\nextdocument{{{n}}}", *empty, *own, body)))
    front = preamble + "".join(f"{line}\n" for line in shared) + f"\\nofiles\n{BODY}\n"
    ends, last = list[int](), front.count("\n")
    for text in texts:
        last += text.count("\n")
        ends.append(last)
    return Tex(front + "".join(set_once(texts)) + _END + "\n"), ends
