"""What the process that works does with a file: read, solve and confirm it, and make its pages; then all else that `gen check` judges.

Between two requests it keeps what it has made of items that are still the same, byte by byte.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

from gen.check import check_pages, solve_exam
from gen.format import kind_of, languages_of, load_exam
from gen.html import key_page, sheet_page
from gen.interface import checked_with_variants, page_pictures
from gen.messages.errors import (
    Finding,
    InputError,
    InputErrors,
    Location,
    VerificationError,
    first_lines,
    verification_message,
)
from gen.messages.sentences import Language
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.preview.answers import Answer, Messages, Pages, Read, Request
from gen.preview.steps import made_of
from gen.system import budget
from gen.variants import acceptances, constant_text, of_seed

KEPT = 3_000  # results: those of some tens of saves


def begin() -> Callable[[Request], Iterator[Answer]]:
    """What answers requests, with one memo for all of them."""
    memo = Memo(KEPT)
    return lambda request: answers(request, memo)


def answers(request: Request, memo: Memo) -> Iterator[Answer]:
    """What is known of a file, as soon as it is known: `Read`, then `Pages`, then `Messages`. Without pages where it has faults."""
    try:
        yield from _answers(request, memo)
    except InputErrors as error:
        yield Messages(faults=_printed(error.faults))
    except VerificationError as error:
        yield Messages(faults=(verification_message(error),))


def _answers(request: Request, memo: Memo) -> Iterator[Answer]:
    where = Location(str(request.file), 1, 1)
    with budget(request.seconds, where, request.memory):
        if kind_of(request.file) == "course":
            raise InputErrors([InputError(where, "this is a course file, which has no pages", "preview an exam or a problem")])
        languages = languages_of(request.file)
    own, faults = _loaded(request, request.view.language, memo)
    yield Read(own.files, not faults)
    shown, fixed, pages, wrong = own, "", None, list[InputError]()
    try:
        with _budget_of(own, request):
            if request.view.seed is not None and not faults:
                shown, fixed = _variant(own, request.view.seed, memo)
            pages = _pages(shown, languages, faults, memo)
        yield pages
    except InputErrors as error:
        wrong += error.faults
        yield Messages(faults=_printed(error.faults), whole=False)
    with _budget_of(own, request):
        checked = checked_with_variants(shown, faults, memo)
        if pages:
            check_pages(checked, pages.sheet, [("graders", pages.key)], memo=memo)
    if wrong:
        raise InputErrors(wrong)
    told = Messages(findings=_printed(checked.findings), warnings=(*_printed(own.warnings), *((fixed,) if fixed else ())))
    others = [language for language in languages if language != own.language]
    yield replace(told, whole=not others)
    for language in others:
        other, faults = _loaded(request, language, memo)
        with _budget_of(other, request):
            more = checked_with_variants(other, faults, memo).findings
        told = replace(told, findings=tuple(dict.fromkeys((*told.findings, *_printed(more)))))
    if others:
        yield told


def _printed(faults: Iterable[InputError | Finding]) -> tuple[str, ...]:
    """As `gen check` prints them."""
    return tuple(first_lines(faults))


def _loaded(request: Request, language: Language | None, memo: Memo) -> tuple[Exam, list[InputError]]:
    """The exam in a language, what was met before as the objects that were met."""
    with budget(request.seconds, Location(str(request.file), 1, 1), request.memory):
        exam, faults = load_exam(request.file, language)
        return replace(exam, problems=tuple(map(memo.same_parts, exam.problems))), faults


def _budget_of(exam: Exam, request: Request) -> AbstractContextManager[None]:
    return budget(request.seconds * max(1, len(exam.whole.problems)), exam.where, request.memory)


def _pages(exam: Exam, languages: tuple[Language, ...], faults: list[InputError], memo: Memo) -> Pages:
    one = solve_exam(exam, faults, memo)
    pictures = page_pictures(one.exam)
    sheet = sheet_page(one.exam, memo, pictures)
    key = key_page(one.exam, one.solved, memo=memo, pictures=pictures)
    return Pages(exam.title, exam.language, languages, sheet, key, made_of(one.solved))


def _variant(exam: Exam, seed: int, memo: Memo) -> tuple[Exam, str]:
    """The exam with the numbers of a seed, and what there is to say of problems that are the same for every seed."""
    by_problem = acceptances(exam, memo)
    drawn = of_seed(exam, by_problem, seed)
    return replace(drawn, problems=tuple(map(memo.same_parts, drawn.problems))), constant_text(by_problem)
