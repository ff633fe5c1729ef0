"""A certificate held against the world of today: its files, the answers solved and confirmed anew, the LaTeX, the PDF."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Literal

from gen.check import CheckedExam
from gen.inspection import stripped_pictures
from gen.messages.errors import InputError, InputErrors, Location
from gen.page import ExamView, files_of, with_layout
from gen.system import Unreadable, is_name, read_bytes, real_path
from gen.typeset.building import form_name, view_of
from gen.typeset.certificate import SUFFIX, Certificate, answers, answers_only, confirmations, digest, digests, program
from gen.typeset.folders import STAFF, STUDENTS, copies, recorded_exam
from gen.typeset.page_text import inspect
from gen.typeset.pdf import TexFailed, TypesetPdf, typeset
from gen.typeset.templates import render

NAME_IT = "name the exam file behind this one"

Outcome = Literal["same", "differs", "not compared"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that a certificate states beside what is found today.

    It does not matter that the program is another one if it gives the same, nor what a command was told to leave out.
    """

    what: str
    verdict: Outcome
    words: str = ""
    matters: bool = True

    @property
    def fails(self) -> bool:
        """Whether this is not as certified, or was not compared and should have been."""
        return self.verdict != "same" and self.matters

    def __str__(self) -> str:
        return _row(self.what, f"{self.verdict}{f': {self.words}' if self.words else ''}")


def _row(what: str, words: str) -> str:
    return f"{what:<23} {words}"


def summary(compared: Sequence[Comparison]) -> str:
    """All of it in a word."""
    differ = [one.what for one in compared if one.fails and one.verdict == "differs"]
    if differ:
        return f"not as certified: {', '.join(differ)}"
    if open_ones := [one.what for one in compared if one.fails]:
        return f"not verified: {', '.join(open_ones)} not compared"
    left = [one.what for one in compared if one.verdict == "not compared"]
    return f"as certified, but not compared: {', '.join(left)}" if left else "as certified"


def verified_exam_text(certificate: Certificate, exam: Path) -> str:
    """What is verified: the exam file that is used, its variant if it is one, and the mark of its pages."""
    numbers = certificate.numbers
    variant = "" if isinstance(numbers, str) else f"variant {numbers.get('variant')}, "
    return _row("exam", f"{exam}, {variant}{certificate.fingerprint}")


def find_exam(exam: str, file: Path) -> Path:
    """The exam that a certificate or a variant file tells of: below a folder around that file, or else below this one. Raises InputErrors.

    Such a file may be a stranger's: it names no file elsewhere, and none through a link that leads there. Where several folders have one,
    it is the one that the folder's own note tells of (see `folders`).
    """
    named = PurePosixPath(exam)
    if named.suffix != ".yaml" or not is_name(named.name) or named.parts[0] not in ("problems", named.name) or ".." in named.parts:
        raise InputErrors([InputError(Location(str(file), 1, 1), f"'{exam}' is no exam file in a folder 'problems'", NAME_IT)])
    around = []
    for folder in (*real_path(file).parents, Path()):
        found = folder / exam
        if found.is_file() and real_path(found).is_relative_to(real_path(folder)):
            around.append(found)
    if len(around) > 1 and around[1] != Path(exam):
        noted = recorded_exam(file.parent)
        around = [one for one in around if noted and one.samefile(noted)]
        if not around:
            raise InputErrors([InputError(Location(str(file), 1, 1), f"several folders around this file have a {exam}", NAME_IT)])
    if not around:
        raise InputErrors([InputError(Location(str(file), 1, 1), f"there is no {exam} here or in a folder around this file", NAME_IT)])
    return around[0]


def reproduce(certificate: Certificate, file: Path, checked: CheckedExam, tex: bool = True) -> Iterator[Comparison]:
    """What a certificate states, compared one by one; without `tex` the PDF is not set again. All routes have confirmed the exam again."""
    exam = checked.exam
    yield _changes("files", certificate.files, digests(exam))
    yield _changes("program", certificate.program, program(), matters=False)
    now = answers(checked)
    seen = [check for one in checked.solved.values() for item in one.items for reading in item.readings for check in reading.checks]
    times, forms = sum(check.numbers for check in seen), sum(check.numbers for check in checked.read.values())
    largest = max((check.residual for check in seen), default=0.0)
    again = f"confirmed {times} times with a largest difference of {largest:.1g}, {forms} printed forms read back"
    yield _changes("answers", answers_only(certificate.items), answers_only(now), again)
    yield _changes("checks", confirmations(certificate.items), confirmations(now))
    yield Comparison("fingerprint", "same" if certificate.fingerprint == checked.key.fingerprint else "differs")
    name = form_name(certificate.form, certificate.audience)
    try:
        view = with_layout(view_of(checked, certificate.form, certificate.audience), certificate.layout)
    except KeyError:
        yield Comparison("LaTeX", "differs", "the exam has other items")
        yield Comparison("PDF", "not compared", "the LaTeX differs")
        return
    source = render(view, certificate.form)
    same = sha256(source.encode()).hexdigest() == certificate.tex_sha256
    yield Comparison("LaTeX", "same" if same else "differs")
    stem = file.name.removesuffix(SUFFIX)
    for beside, digested in ((f"{stem}.tex", certificate.tex_sha256), (f"{stem}.pdf", certificate.pdf_sha256)):
        yield from _digested(file, beside, digested)
    if not same:
        yield Comparison("PDF", "not compared", "the LaTeX differs")
        return
    if not tex:
        yield Comparison("PDF", "not compared", "it was not set again", matters=False)
        return
    try:
        made = typeset(source, name, stripped_pictures(files_of(exam)))
        inspect(made, view, certificate.form)
        if certificate.documents:
            yield _read_again(replace(made, pdf=read_bytes(file.with_name(f"{stem}.pdf"))), view, certificate)
            return
    except Unreadable as error:
        yield Comparison("PDF", "not compared", f"{stem}.pdf: {error}")
        return
    except TexFailed as error:
        yield Comparison("PDF", "not compared", str(error).partition("\n")[0])
        return
    if made.engine == certificate.engine:
        yield Comparison("PDF", "same" if sha256(made.pdf).hexdigest() == certificate.pdf_sha256 else "differs")
    else:
        yield Comparison("PDF", "not compared", _other_engine(certificate, made.engine.program, made.engine.format))


def _read_again(found: TypesetPdf, view: ExamView, certificate: Certificate) -> Comparison:
    """A PDF that was set beside others is read at the places that it has when it is set alone: their bytes differ in letters of fonts."""
    try:
        inspect(found, view, certificate.form)
    except TexFailed as error:
        return Comparison("PDF", "differs", str(error).partition("\n")[0])
    return Comparison("PDF", "same", f"read back at the places of one that is set alone; it was set in a run of {certificate.documents}")


def _changes(what: str, before: Mapping[str, object], now: Mapping[str, object], words: str = "", matters: bool = True) -> Comparison:
    """Whether two mappings are equal; the words name what is not, or what is compared."""
    changed = [name for name in dict.fromkeys((*before, *now)) if before.get(name) != now.get(name)]
    if changed and not matters:
        return Comparison(what, "differs", f"{', '.join(changed)} (no harm where the rest is the same)", matters)
    return Comparison(what, "differs" if changed else "same", ", ".join(changed) or words or ", ".join(now))


def _digested(certificate: Path, name: str, expected: str) -> Iterator[Comparison]:
    """The file beside the certificate and its copies for students, each by itself."""
    found = copies(certificate, name)
    if not found:
        yield Comparison(name, "not compared", "it is not where the certificate lies", matters=False)
    for file in found:
        folder = real_path(file).parent.name
        shown = f"{folder}/{name}" if folder in (STAFF, STUDENTS) else name
        yield Comparison(shown, "same" if digest(file) == expected else "differs")


def _other_engine(certificate: Certificate, program: str, kernel: str) -> str:
    recorded = certificate.engine
    if (program, kernel) == (recorded.program, recorded.format):
        return "some of the packages or fonts are of other versions"
    return f"made by {recorded.program} with {recorded.format}, here is {program} with {kernel}"
