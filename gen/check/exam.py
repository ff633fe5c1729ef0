"""Everything that can be said of an exam without TeX, by one function for `check`, the builds and `verify`; `show` needs no page.

Solved, confirmed, its key written and read back: what passes here fails later only by what TeX alone can tell, a height or a letter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gen.check.page_limits import page_faults
from gen.check.page_sizes import sizes_beyond_page
from gen.check.print_faults import faults_of_figures, names_alike
from gen.messages.errors import Finding, InputError, InputErrors
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.verified import Check
from gen.page import ExamView, Solutions, exam_view
from gen.proofread import proofread_exam
from gen.solver import solve_all, with_sheet_numbers


@dataclass(frozen=True, slots=True)
class SolvedExam:
    """An exam with its confirmed solutions. `corrected` are findings of the problems as their variants have them."""

    exam: Exam
    solved: Solutions
    corrected: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What nobody has acknowledged: with any of these nothing is built."""
        own = (finding for one in self.solved.values() for finding in one.findings)
        return tuple(dict.fromkeys((*own, *self.corrected)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedExam(SolvedExam):
    """An exam with its key for graders as well, and what was read back of that key, by item."""

    key: ExamView
    read: Mapping[str, Check]


def solve_exam(exam: Exam, faults: Iterable[InputError] = (), memo: Memo | None = None) -> SolvedExam:
    """The exam solved and confirmed, be there a page for it or not; what the `memo` has is not done again.

    Raises InputErrors, with `faults` found before, and VerificationError.
    """
    memo = memo or Memo()
    solved = {one.problem.id: one for one in solve_all(exam.problems, faults, memo)}
    return SolvedExam(with_numbers_of_sheets(exam, solved, memo), solved)


def with_numbers_of_sheets(exam: Exam, solved: Solutions, memo: Memo | None = None) -> Exam:
    """The exam with what its sheet prints of what is computed: nothing of what is right."""
    return replace(exam, problems=tuple(with_sheet_numbers(problem, solved[problem.id], memo) for problem in exam.problems))


def check_exam(exam: Exam, faults: Iterable[InputError] = (), memo: Memo | None = None) -> CheckedExam:
    """The exam solved, confirmed and read back: each item once, as long as the `memo` has it with all that it depends on.

    Raises InputErrors, with `faults` found before, and VerificationError: what no page holds is told before anything is computed.
    """
    memo = memo or Memo()
    faults = [*faults, *faults_of_figures(exam.problems, memo)]
    if large := sizes_beyond_page(exam.problems, memo):
        raise InputErrors([*faults, *large])
    whole = solve_exam(exam, faults, memo)
    exam, solved = whole.exam, whole.solved
    key = exam_view(exam, solved, memo=memo)
    if found := [*names_alike(solved.values(), memo), *page_faults(key, solved, memo)]:
        raise InputErrors(found)
    return CheckedExam(exam, solved, key=key, read=proofread_exam(key, solved, memo))
