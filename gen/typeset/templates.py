"""Records to LaTeX source through the templates.

Plain strings are refused: whatever comes from an author has been escaped or marked as LaTeX before it gets here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from gen.latex import Tex
from gen.messages.characters import declarations
from gen.messages.sentences import Language, lookup
from gen.model.memo import Memo
from gen.page import Audience, ExamView
from gen.system import tex_templates
from gen.system.distribution import templates

Form = Literal["exam", "solutions", "measure"]
"""The exam sheet, the key, or everything once at its own height, for the layout."""


def _only_tex(value: object) -> Tex:
    if not isinstance(value, Tex):
        raise TypeError(f"a template prints {value!r}, which is not marked as LaTeX")
    return value


def render(view: ExamView, form: Form, memo: Memo | None = None) -> Tex:
    """The LaTeX source of one form; parts that the `memo` has are not rendered again."""
    return rendered(form, view.language, exam=view, part=parts_of(view, memo or Memo()))


def parts_of(view: ExamView, memo: Memo) -> Callable[..., Tex]:
    """What makes the LaTeX of a part by the name of its template and by its records; what the `memo` has is not rendered again."""
    reader = memo.call(_Reader, view.audience, view.language)
    return lambda name, **records: memo.call(_part_of, name, reader, *(*records, *records.values()))


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the parts of a form that are made of their own records may know of the form: who reads it, and in which language."""

    audience: Audience | None
    language: Language


def _part_of(name: str, reader: _Reader, *named: object) -> Tex:
    """What a template makes of records, which stand behind all their names."""
    names, records = named[: len(named) // 2], named[len(named) // 2 :]
    return rendered(name, reader.language, exam=reader, **dict(zip(map(str, names), records, strict=True)))


def part(view: ExamView, name: str, **records: object) -> Tex:
    """The LaTeX of one part of a form by the name of its template, such as `prompt` with an `item`."""
    return rendered(name, view.language, exam=view, **records)


def rendered(name: str, language: Language, **records: object) -> Tex:
    """The LaTeX that a template makes of records, with the tool's own sentences in one language."""
    return Tex(_templates(templates(), language)(name, records))


@cache
def _templates(folder: Path, language: Language) -> Callable[[str, Mapping[str, object]], str]:
    """The templates of a folder, compiled once, with the tool's own sentences in one language."""
    words = {
        "declarations": lambda source: [Tex(line) for line in declarations(source)],
        "language": language,
        "number": lambda count: Tex(str(count)),
        "translate": lambda sentence, **slots: Tex(lookup(sentence, language).format(**slots)),
    }
    return tex_templates(folder, _only_tex, words, {"tex": Tex})  # `tex` marks what a template has made of LaTeX
