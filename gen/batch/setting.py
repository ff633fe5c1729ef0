"""Variants from their seeds to PDFs: drawn, solved, verified, read back, set many to a run of TeX, opened and certified."""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field

from gen.batch.answers import answers_of, graded_of
from gen.batch.project import OpenProject, Project, digest_of, opened
from gen.batch.results import RESULT, Made
from gen.check import CheckedExam, check_exam
from gen.inspection import stripped_pictures
from gen.messages.errors import InputErrors, MathError, VerificationError
from gen.model.pages import Layout
from gen.page import files_of, with_layout
from gen.typeset import (
    SUFFIX,
    Form,
    TexFailed,
    TooLittleRoom,
    TypesetPdf,
    certify,
    confirm,
    digests,
    drawn_pages,
    overflow_text,
    overflow_when_set,
    render,
    typeset_together,
    view_of,
)
from gen.variants import draw, variant_text, with_variant

INPUTS = "inputs"
FORMS: tuple[Form, ...] = ("exam", "solutions")  # the smaller first: its files wait for those of the other


@dataclass(frozen=True, slots=True)
class VariantTask:
    """Variants of a project that are set together: for each the seeds that it may have, in the order in which they are tried.

    `layout` is what all variants share. `limits` are seconds of processor time and MiB of memory for the draw of a problem with all that
    follows from it.
    """

    project: Project
    seeds: tuple[tuple[int, ...], ...]
    layout: Layout
    limits: tuple[float, int]

    @property
    def digest(self) -> str:
        """Of all that the result follows from."""
        return digest_of(self.project.digest, self.seeds, self.layout)


@dataclass(slots=True)
class _Wanted:
    """A variant on its way: the seeds that are left, why those before were no good, and what there is of it."""

    number: int
    seeds: list[int]
    made: Made
    seed: int = -1
    remarks: list[tuple[int, str]] = field(default_factory=list)
    checked: CheckedExam | None = None
    record: dict[str, object] = field(default_factory=dict)

    def give_up(self, why: str) -> None:
        """This seed is no good."""
        self.remarks.append((self.seed, why))
        self.checked, self.record = None, {}
        self.made.drop(str(self.number))

    def add(self, name: str, data: bytes) -> None:
        self.made.add(f"{self.number}/{name}", data)


def set_variants(task: VariantTask) -> bytes:
    """An archive: of each variant its files by `NUMBER/name`, and what there is to tell in `result.json`.

    A variant that no seed is good for has remarks alone. Raises InputErrors for a project that cannot be loaded.
    """
    project = opened(task.project)
    made = Made()
    every = [_Wanted(n, list(seeds), made) for n, seeds in enumerate(task.seeds)]
    while waiting := [one for one in every if not one.checked and one.seeds]:
        for one in waiting:
            _check(one, project, task)
        _set([one for one in waiting if one.checked], project, task)
    told = [{**one.record, "remarks": [[seed, project.plain(why)] for seed, why in one.remarks]} for one in every]
    made.add(RESULT, json.dumps(told, ensure_ascii=False).encode())
    return made.packed()


def _check(one: _Wanted, project: OpenProject, task: VariantTask) -> None:
    """The first of its seeds that has a verified variant, if one has."""
    exam = project.exam
    while one.seeds and not one.checked:
        one.seed = one.seeds.pop(0)
        try:
            with project.within(task.limits):
                drawn = draw(project.accepted, one.seed, exam.choices)
                checked = check_exam(with_variant(exam, project.accepted, drawn), memo=project.memo)
        except (InputErrors, VerificationError, MathError) as error:
            one.give_up(str(error))
            continue
        except Exception as error:  # of this draw, and not the end of the others
            one.give_up(f"crash: {type(error).__name__}: {error}")
            continue
        if checked.findings:
            one.give_up("\n".join(map(str, checked.findings)))
            continue
        one.checked = checked
        one.add("variant.yaml", variant_text(drawn, project.accepted, task.project.exam).encode())
        one.record = {
            "name": checked.exam.variant,
            "mark": checked.key.mark,
            "answers": answers_of(checked),
            "graded": graded_of(checked.key),
        }


def _set(ready: Sequence[_Wanted], project: OpenProject, task: VariantTask) -> None:
    """Both forms of these variants, each form in one run of TeX; what does not fit or does not read as it was set is given up."""
    pictures = stripped_pictures(files_of(project.exam.whole))
    for form in FORMS:
        left = [(one, one.checked, drawn_pages(task.layout, one.checked.exam)) for one in ready if one.checked]
        views = [with_layout(view_of(checked, form, "graders", project.memo), layout) for _, checked, layout in left]
        for n, document in typeset_together([render(view, form, project.memo) for view in views], form, pictures):
            (one, checked, layout), view = left[n], views[n]
            try:
                if isinstance(document, TexFailed):
                    raise document
                if over := overflow_when_set(layout, document.report):
                    raise TooLittleRoom(overflow_text(over))
                confirm(document, view, form, layout, project.memo)
            except (TexFailed, TooLittleRoom, VerificationError) as error:
                one.give_up(str(error))
            else:
                for name, data in _files(document, checked, form, layout, len(views), project).items():
                    one.add(name, data)
                for name, data in document.inputs.items():
                    one.made.add(f"{INPUTS}/{name}", data)
                if form == "exam":
                    one.record["fields"] = [astuple(field) for field in document.report.fields]
                    one.record["pages"] = len(view.pages) + bool(view.cover)


def _files(
    document: TypesetPdf, checked: CheckedExam, form: Form, layout: Layout, documents: int, project: OpenProject
) -> dict[str, bytes]:
    """Source, PDF and certificate. The project's files lie in a folder of this process, where nobody changes them."""
    known = project.memo.once("digests", checked.exam.files, lambda: digests(checked.exam))
    certificate = certify(checked, form, "graders", layout, document, documents, known, project.memo)
    return {f"{form}.tex": document.source, f"{form}.pdf": document.pdf, f"{form}{SUFFIX}": certificate.text(project.memo).encode()}
