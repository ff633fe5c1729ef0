"""Exams and problems, read, judged, varied and set: what a notebook calls and what commands do beyond printing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from gen.check import CheckedExam, SolvedExam, check_exam, solve_exam
from gen.format import load_exam, problem_of
from gen.interface.layouts import shared_layout
from gen.messages.errors import Finding, InputError, InputErrors
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.pages import Layout
from gen.model.problem import Problem
from gen.page import Audience
from gen.syntax import yamltree
from gen.system import write
from gen.typeset import OUTPUT, Form, build
from gen.variants import acceptances, of_seed


class Contradictions(Exception):
    """Findings that nobody has acknowledged: with any of them nothing is built."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


def load(path: Path | str) -> Exam:
    """An exam file, or a problem file as an exam of its own. Raises InputErrors with all of them."""
    return _sound(*load_exam(Path(path)))


def loads(text: str, name: str = "problem") -> Exam:
    """A problem that is given as text, and its name. It lies in no file, so that it has no variants. Raises InputErrors."""
    file = f"{name}.yaml"
    problem, faults = problem_of(yamltree.tree(text, file), Path(file))
    return _sound(Exam.of(problem), faults)


def _sound(exam: Exam, faults: list[InputError]) -> Exam:
    if faults:
        raise InputErrors(faults)
    return exam


Judged = TypeVar("Judged", bound=SolvedExam)


def checked_with_variants(exam: Exam, faults: Iterable[InputError] = (), memo: Memo | None = None) -> CheckedExam:
    """All that can be said of an exam without TeX, and what its problems say of variants unless it is one itself.

    What the `memo` has is not worked out again. Raises InputErrors, with `faults` found before, and VerificationError.
    """
    return _with_variants(exam, faults, check_exam, memo or Memo())


def solved_with_variants(exam: Exam, faults: Iterable[InputError] = ()) -> SolvedExam:
    """The same as far as no page is needed: larger arrays and longer keys than one holds are solved and confirmed as well."""
    return _with_variants(exam, faults, solve_exam, Memo())


def _with_variants(
    exam: Exam, faults: Iterable[InputError], judge: Callable[[Exam, Iterable[InputError], Memo], Judged], memo: Memo
) -> Judged:
    """Each item once, also where the author's own numbers and those of variants have it in common."""
    exam = replace(exam, problems=tuple(map(memo.same_parts, exam.problems)))
    own = judge(exam, faults, memo)
    varying = () if exam.variant or not _in_files(exam) else acceptances(exam, memo).values()
    left = [] if exam.variant else [problem for problem in exam.whole.problems if problem not in exam.problems]
    solved = [_as_variants_have_it(problem) for problem in (*exam.problems, *left)]
    others = [problem for acceptance in varying if acceptance.varies for problem in acceptance.corrected if problem not in solved]
    found = [judge(exam.only(memo.same_parts(problem)), (), memo) for problem in (*left, *others)]
    return replace(own, corrected=tuple(finding for one in found for finding in one.findings))


def _in_files(exam: Exam) -> bool:
    return all(Path(problem.where.file).is_file() for problem in exam.problems)


def _as_variants_have_it(problem: Problem) -> Problem:
    """A problem as its variants have it where nothing is corrected: what varies is told of the author's own sheet alone."""
    return replace(problem, items=tuple(replace(item, varied=frozenset()) for item in problem.items))


def variant(exam: Exam, seed: int) -> Exam:
    """The exam with the problems of a seed, where it draws them, and its numbers, where something varies. Raises InputErrors."""
    return of_seed(exam, acceptances(exam), seed)


def layout_of(exam: Exam) -> Layout | None:
    """The layout that all variants of an exam share if none is stored; None for the exam itself. Raises as `roomy_layout` does."""
    if not exam.variant:
        return None
    path = Path(exam.where.file)
    own = _sound(*load_exam(path))
    return shared_layout(path, own, lambda: checked_with_variants(own.whole), acceptances(own))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form of an exam: the sheet, or the key for graders or for students."""

    exam: Exam
    form: Form
    audience: Audience = "graders"

    def pdf(self, out: Path | str = OUTPUT) -> Path:
        """Where the PDF is now; its source and certificate lie in the folder for staff below `out`, as those of the commands do.

        Raises InputErrors, VerificationError, Contradictions, TexFailed, TooLittleRoom and OutputError.
        """
        checked = checked_with_variants(self.exam)
        if checked.findings:
            raise Contradictions(checked.findings)
        built = build(Path(self.exam.where.file), checked, self.form, self.audience, Path(out), layout_of(self.exam))
        write(built.files)
        return built.shown


def exam(problem: Exam) -> Sheet:
    """The sheet that students write on."""
    return Sheet(problem, "exam")


def key(problem: Exam, audience: Audience = "graders") -> Sheet:
    """The worked key for graders, or for students."""
    return Sheet(problem, "solutions", audience)
