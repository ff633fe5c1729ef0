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
from gen.typeset import (
    FittedLayout,
    MeasuredKeys,
    TooLittleRoom,
    arrange_for_all,
    key_overflows,
    longer_variants,
    measure_keys,
    seeds_text,
    select_keys,
    stored_layout,
    variant_overflows,
)
from gen.variants import Acceptance, of_seed

SAMPLE = 8  # seeds whose solutions have room in any variant, where no layout is stored
BudgetOf = Callable[[Exam], AbstractContextManager[None]]
"""What the work for one exam may take."""


def no_budget(exam: Exam) -> AbstractContextManager[None]:
    """No limits."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class RoomyLayout:
    """A layout for an exam and for variants, the seeds that it has room for, those that take more pages, and what is told of the others."""

    laid: FittedLayout
    seeds: Sequence[int]
    costly: Sequence[int]
    remarks: Sequence[str]


def roomy_layout(
    path: Path, own: CheckedExam, acceptances: Mapping[str, Acceptance], wanted: Iterable[int], limits: BudgetOf = no_budget
) -> RoomyLayout:
    """A layout with room for the exam's own numbers and for those of these seeds; `own` is the `whole` exam, with all that variants have.

    Raises TexFailed, and TooLittleRoom for its own.
    """
    seeds, failed, keys = measure_variants(own, acceptances, wanted, limits)
    laid = arrange_for_all(keys)
    remarks = list(variant_overflows(laid, own.exam, path, None, seeds))
    fitting = [n for n, over in enumerate(laid.each) if not over or n == 0]
    if len(fitting) < len(laid.each):
        # What does not fit at all has grown in vain.
        laid = arrange_for_all(select_keys(keys, fitting))
    if faults := key_overflows(laid, own.exam, path, None):
        raise TooLittleRoom("\n".join(map(str, faults)))
    more = [seeds[n - 1] for n in longer_variants(keys) if n in fitting]
    return RoomyLayout(laid, [seeds[n - 1] for n in fitting if n], more, [*remarks, *failed])


def shared_layout(
    path: Path, exam: Exam, own: Callable[[], CheckedExam], acceptances: Mapping[str, Acceptance], limits: BudgetOf = no_budget
) -> Layout | None:
    """The layout that all variants of an exam have, None if one is stored; `own` checks the whole exam, where that is needed."""
    return None if stored_layout(path, exam) else roomy_layout(path, own(), acceptances, range(SAMPLE), limits).laid.layout


def measure_variants(
    own: CheckedExam, acceptances: Mapping[str, Acceptance], wanted: Iterable[int], limits: BudgetOf = no_budget
) -> tuple[list[int], list[str], MeasuredKeys]:
    """The seeds that have a variant, what is said of those that have none, and the keys of the exam and of these variants, measured.

    Raises TexFailed.
    """
    keys: dict[int, ExamView] = {}
    failed: dict[str, list[int]] = {}
    for seed in wanted if any(acceptance.varies for acceptance in acceptances.values()) else ():
        try:
            with limits(own.exam):
                keys[seed] = check_exam(of_seed(own.exam, acceptances, seed)).key
        except (InputErrors, VerificationError) as error:
            failed.setdefault(error.faults[0].message if isinstance(error, InputErrors) else str(error), []).append(seed)
    remarks = [f"no variant of the seeds {seeds_text(seeds)} can be built: {why}" for why, seeds in failed.items()]
    return list(keys), remarks, measure_keys(own, keys.values())
