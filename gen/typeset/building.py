"""From a loaded and solved exam to its PDF: measure, lay out, set, and compare what TeX did with the layout; a certificate tells of it."""

from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from gen.check import CheckedExam
from gen.inspection import stripped_pictures
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.pages import Layout
from gen.page import Audience, ExamView, exam_view, files_of, names_of, with_layout
from gen.system import Output
from gen.typeset.certificate import SUFFIX, certify
from gen.typeset.fitting import TooLittleRoom, key_overflows, overflow_text
from gen.typeset.folders import EXAM_FILE, STAFF, claim_folder, exam_file, student_folder
from gen.typeset.layout_file import StoredLayout, layout_file, load_layout
from gen.typeset.measuring import FittedLayout, MeasuredKeys, arrange_for_all, measure_all, overflow_of, overflow_when_set, paper_of
from gen.typeset.page_text import inspect
from gen.typeset.pagination import check_places, overfull_pages
from gen.typeset.pdf import TypesetPdf, typeset
from gen.typeset.templates import Form, render

PAIR: tuple[Form, ...] = ("exam", "solutions")  # what a variant has


@dataclass(frozen=True, slots=True)
class BuiltForm:
    """All files of a form that are to be written together, and the PDF that somebody wants to look at."""

    files: tuple[Output, ...]
    shown: Path


def build(
    path: Path,
    checked: CheckedExam,
    form: Form,
    audience: Audience,
    out: Path,
    layout: Layout | None = None,
    copies: Collection[Path] = (),
) -> BuiltForm:
    """One form of an exam file for the folder for staff in `out`, with a copy outside if students may get it; staff's forms have `copies`.

    Raises TexFailed, TooLittleRoom, OutputError and InputErrors. Nothing is written here.

    An exam without room for its answers is no good either: both forms are refused. All variants of an exam have one `layout`, unless
    one is stored.
    """
    claim_folder(out, path, checked.exam.variant)
    laid = _fitted(path, checked, layout)
    view = with_layout(view_of(checked, form, audience), laid)
    made = _set(checked, view, form, audience)
    confirm(made, view, form, laid)
    return _built(path, checked, form, audience, out, laid, made, copies)


def build_variant(path: Path, checked: CheckedExam, out: Path, layout: Layout | None) -> list[BuiltForm]:
    """Sheet and key of a variant, as `build` makes each. Raises the same.

    Both are set at a time. Where there is a layout already, what TeX reports of the two tells whether they fit; it is measured only if
    something does not.
    """
    claim_folder(out, path, checked.exam.variant)
    stored = stored_layout(path, checked.exam)
    known = stored.pages if stored else layout
    laid = _fitted(path, checked, layout) if known is None else drawn_pages(known, checked.exam)
    views = {form: with_layout(view_of(checked, form, "graders"), laid) for form in PAIR}
    with ThreadPoolExecutor(len(PAIR)) as threads:
        pair = dict(zip(PAIR, threads.map(lambda form: _set(checked, views[form], form, "graders"), PAIR), strict=True))
    over = {name: points for made in pair.values() for name, points in overflow_when_set(laid, made.report).items()}
    if over or any(overfull_pages(laid, paper_of(made.report)) for made in pair.values()):
        _fitted(path, checked, layout)  # tells more than TeX reports
        raise TooLittleRoom(overflow_text(over))
    for form, made in pair.items():
        confirm(made, views[form], form, laid)
    return [_built(path, checked, form, "graders", out, laid, made) for form, made in pair.items()]


def _fitted(path: Path, checked: CheckedExam, layout: Layout | None) -> Layout:
    """The layout that is stored or given, or else one of the exam's own, in which its key has room. Raises TexFailed, TooLittleRoom."""
    exam = checked.exam
    stored = stored_layout(path, exam)
    pages = stored.pages if stored else layout
    found = measure_keys(checked)
    laid = arrange_for_all(found) if pages is None else overflow_of(drawn_pages(pages, exam), found)
    if overflows := key_overflows(laid, exam, path, stored):
        raise TooLittleRoom("\n".join(map(str, overflows)))
    return laid.layout


def _set(checked: CheckedExam, view: ExamView, form: Form, audience: Audience) -> TypesetPdf:
    return typeset(render(view, form), form_name(form, audience), stripped_pictures(files_of(checked.exam)))


def _built(
    path: Path,
    checked: CheckedExam,
    form: Form,
    audience: Audience,
    out: Path,
    layout: Layout,
    made: TypesetPdf,
    copies: Collection[Path] = (),
) -> BuiltForm:
    """The files of a form, each at its place."""
    name, staff = form_name(form, audience), out / STAFF
    texts = {EXAM_FILE: exam_file(out, path), f"{name}{SUFFIX}": certify(checked, form, audience, layout, made).text()}
    for_staff = form == "solutions" and audience == "graders"
    outside = tuple(copies) if for_staff else (student_folder(out, checked.exam.variant),)
    shown = [Output(folder / f"{name}.pdf", made.pdf, private=for_staff) for folder in outside]
    own = [Output(staff / file, data, private=True) for file, data in made.files.items()]
    # The certificate moves last: what it certifies is there.
    last = [Output(staff / file, text.encode(), private=True) for file, text in texts.items()]
    return BuiltForm((*own, *shown, *last), shown[0].path if shown else staff / f"{name}.pdf")


def confirm(made: TypesetPdf, view: ExamView, form: Form, layout: Layout, memo: Memo | None = None) -> None:
    """What TeX made has everything at its place in the layout, and reads as it was set.

    Raises TooLittleRoom, VerificationError and TexFailed.
    """
    if "cover" in made.report.lengths.get("over", {}):
        raise TooLittleRoom("the cover is higher than its page: the exam has too many problems or instructions, or too long texts")
    check_places(layout, made.report.places, paper_of(made.report))
    inspect(made, view, form, memo)


def form_name(form: Form, audience: Audience) -> str:
    """What the files of a form are called."""
    return f"{form}-students" if audience == "students" else form


def view_of(checked: CheckedExam, form: Form, audience: Audience, memo: Memo | None = None) -> ExamView:
    """What a form shows; the exam's view is made without a look at the solutions, and graders get the key that was read back."""
    if form == "exam":
        return exam_view(checked.exam, None, memo=memo)
    return checked.key if audience == "graders" else exam_view(checked.exam, checked.solved, audience=audience, memo=memo)


def stored_layout(path: Path, exam: Exam) -> StoredLayout | None:
    """The layout beside an exam file, if there is one: for all problems that a variant may have. Raises InputErrors."""
    file = layout_file(path)
    return load_layout(file, [name for problem in exam.whole.problems for name in names_of(problem)]) if file.is_file() else None


def drawn_pages(layout: Layout, exam: Exam) -> Layout:
    """The pages of a layout for all that variants may have, with what of it this exam has."""
    names = {name for problem in exam.problems for name in names_of(problem)}
    pages = (tuple(slot for slot in page if slot.name in names) for page in layout)
    return tuple(page for page in pages if page)


def measure_keys(checked: CheckedExam, others: Iterable[ExamView] = ()) -> MeasuredKeys:
    """The key of an exam and those of variants, measured. Raises TexFailed, and InputErrors for a picture that cannot be set."""
    return measure_all(checked.exam, [checked.key, *others], stripped_pictures(files_of(checked.exam)))


def lay_out(checked: CheckedExam, others: Iterable[ExamView] = ()) -> FittedLayout:
    """The layout that an exam has if none is stored, with room for the keys of these variants, too. Raises TexFailed."""
    return arrange_for_all(measure_keys(checked, others))
