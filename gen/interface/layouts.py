"""Layouts with room for many variants: what does not fit at all is left out, and told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from gen.check import CheckedExam, check_exam
from gen.messages.errors import InputErrors, VerificationError
from gen.model.exam import Exam
from gen.model.pages import Layout
from gen.page import ExamView
from gen.typeset import Laid, Measured, TooLittleRoom, arranged, costly, measure_keys, only, seeds_text, stored_layout, too_little, unfit
from gen.variants import Acceptance, draw, varied

SAMPLE = 8  # seeds whose solutions have room in any variant, where no layout is stored
Limits = Callable[[Exam], AbstractContextManager[None]]
"""What the work for one exam may take."""


def unlimited(exam: Exam) -> AbstractContextManager[None]:
    """No limits."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Roomy:
    """A layout for an exam and for variants, the seeds that it has room for, those that take more pages, and what is told of the others."""

    laid: Laid
    seeds: Sequence[int]
    costly: Sequence[int]
    remarks: Sequence[str]


def laid_out(path: Path, own: CheckedExam, judges: Mapping[str, Acceptance], wanted: Iterable[int], limits: Limits = unlimited) -> Roomy:
    """A layout with room for the exam's own numbers and for those of these seeds. Raises TexFailed, and TooLittleRoom for its own."""
    seeds, failed, keys = measured_keys(own, judges, wanted, limits)
    laid = arranged(keys)
    remarks = list(unfit(laid, own.exam, path, None, seeds))
    fitting = [n for n, over in enumerate(laid.each) if not over or n == 0]
    if len(fitting) < len(laid.each):
        # What does not fit at all has grown in vain.
        laid = arranged(only(keys, fitting))
    if faults := too_little(laid, own.exam, path, None):
        raise TooLittleRoom("\n".join(map(str, faults)))
    more = [seeds[n - 1] for n in costly(keys) if n in fitting]
    return Roomy(laid, [seeds[n - 1] for n in fitting if n], more, [*remarks, *failed])


def shared_layout(
    path: Path, exam: Exam, own: Callable[[], CheckedExam], judges: Mapping[str, Acceptance], limits: Limits = unlimited
) -> Layout | None:
    """The layout that all variants of an exam have, None if one is stored; `own` judges the exam, where that is needed."""
    return None if stored_layout(path, exam) else laid_out(path, own(), judges, range(SAMPLE), limits).laid.layout


def measured_keys(
    own: CheckedExam, judges: Mapping[str, Acceptance], wanted: Iterable[int], limits: Limits = unlimited
) -> tuple[list[int], list[str], Measured]:
    """The seeds that have a variant, what is said of those that have none, and the keys of the exam and of these variants, measured.

    Raises TexFailed.
    """
    keys: dict[int, ExamView] = {}
    failed: dict[str, list[int]] = {}
    for seed in wanted if any(judge.varies for judge in judges.values()) else ():
        try:
            with limits(own.exam):
                keys[seed] = check_exam(varied(own.exam, judges, draw(judges, seed))).key
        except (InputErrors, VerificationError) as error:
            failed.setdefault(error.faults[0].message if isinstance(error, InputErrors) else str(error), []).append(seed)
    remarks = [f"no variant of the seeds {seeds_text(seeds)} can be built: {why}" for why, seeds in failed.items()]
    return list(keys), remarks, measure_keys(own, keys.values())
