"""A batch from its plan to the folder that is handed out: tasks to workers, their files to their places.

OUT/students/03612345.pdf   what each student gets: nothing here or in print/ tells an answer
OUT/print/HS1.pdf           for the print shop, a room in the order of seats
OUT/staff/sheets/1234.pdf   the sheet of each variant with its source and certificate; so in keys/, and its numbers in variants/
OUT/staff/index.csv         who has which variant, with the digest of the PDF
OUT/staff/answers.csv       all answers of all variants
OUT/staff/report.txt        what failed, and what else there is to say
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from gen.batch.alike import Draws, DrawTask, alike_together, draw_seeds
from gen.batch.answers import MANY, Graded
from gen.batch.folder import progress_folder
from gen.batch.handing_out import StudentTask, stamp_sheets
from gen.batch.plan import Plan, stamp_of
from gen.batch.project import Project, digest_of, opened
from gen.batch.results import RESULT, packed
from gen.batch.setting import INPUTS, VariantTask, set_variants
from gen.batch.store import Record, Store
from gen.batch.work import Failure, Placing, Workers
from gen.messages.errors import OutputError
from gen.messages.sentences import Language
from gen.model.pages import Layout
from gen.roster import Student, csv_text
from gen.system import BeginProgress, Output, free_space, read_bytes, workers
from gen.typeset import STAFF, STUDENTS, Field

TOGETHER = 50, 100  # variants of a run of TeX, at least and at most: in many, what begins a run and what comes again cost little
RUNS = 20  # that are wanted before any of them has more than the least: there may be as many workers
DRAWN = 200  # variants of which a worker draws the numbers in one go, before they are put in order
STAMPED = 200  # students of a run of TeX: half of it is what begins each run
OF_A_VARIANT, OF_A_STUDENT = 900_000, 650_000  # bytes, about: a sheet and a key of ten pages, a sheet twice
FOLDERS = {"exam": "sheets", "solutions": "keys"}


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be made: the plan, the exam as bytes, the layout of all variants, the language of sheets, and the limits of each draw."""

    plan: Plan
    project: Project
    layout: Layout
    language: Language
    limits: tuple[float, int]

    @property
    def digest(self) -> str:
        """Of all that the files of the batch follow from."""
        return digest_of(self.project.digest, self.plan, self.layout, self.language)

    @property
    def mark(self) -> str:
        """Tells codes of this exam from those of another."""
        return self.project.digest[:8]


@dataclass(frozen=True, slots=True)
class MadeVariant:
    """A variant by its name and the mark that its pages have, how many these are, with the lines for a student on them; its answers as
    rows of CSV, and for a page where variants are few."""

    name: str
    mark: str
    pages: int
    fields: tuple[Field, ...]
    answers: str
    graded: Graded | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a batch: variants by their numbers, the digests of the PDFs by the numbers of students, and what is to be told."""

    made: Mapping[int, MadeVariant]
    handed_out: Mapping[str, str]
    failures: tuple[str, ...]
    remarks: tuple[str, ...]


def run_batch(batch: Batch, out: Path, on: str, jobs: int | None, progress: BeginProgress) -> Outcome:
    """All variants and all students' PDFs, as far as they are not there from before. Raises OutputError."""
    _check_space(batch.plan, out)
    if on == "local":
        opened(batch.project)  # here, so that processes that are forked have it; those of a cluster open it themselves
    with _workers(out, on, jobs, progress) as crew:
        order = _order(batch, out, crew)
        made, failures, remarks = _set_variants(batch, order, out, crew)
    with _workers(out, on, jobs, progress) as crew:  # new ones: the others hold all that they have made of the exam
        handed_out, more = _hand_out(batch, made, order, out, crew)
    return Outcome(made, handed_out, (*failures, *more), tuple(remarks))


@contextmanager
def _workers(out: Path, on: str, jobs: int | None, progress: BeginProgress) -> Iterator[Workers]:
    """Who does the work of a stage. Raises OutputError where there are none."""
    with workers(on, jobs, out / STAFF) as (executor, at_once), progress() as told:
        yield Workers(executor, at_once, Store(progress_folder(out), out), told)


def _set_variants(batch: Batch, order: Sequence[int], out: Path, crew: Workers) -> tuple[dict[int, MadeVariant], list[str], list[str]]:
    """The variants that there are, by their numbers; why others are not, and what was drawn again."""
    seeds, few = batch.plan.variants, len(batch.plan.variants) <= MANY
    together = _together(len(order))
    runs = [order[n : n + together] for n in range(0, len(order), together)]
    tasks = (VariantTask(batch.project, tuple(seeds[k] for k in run), batch.layout, batch.limits) for run in runs)
    made: dict[int, MadeVariant] = {}
    failures: dict[int, str] = {}
    remarks: dict[int, str] = {}
    for n, told in crew.done("variants", set_variants, tasks, len(runs), _variants_in(out)):
        if isinstance(told, Failure):
            failures[runs[n][0]] = f"the variants of the seeds {', '.join(str(seeds[k][0]) for k in sorted(runs[n]))}: {told.why}"
            continue
        for k, one in zip(runs[n], told.record, strict=True):
            again = f", so {one['name']} is taken" if "name" in one else ""
            lines = "\n".join(f"seed {seed} gives no variant{again}: {why}" for seed, why in one["remarks"])
            if again:
                made[k] = _made(one, few)
            if lines:
                (remarks if again else failures)[k] = lines
    return dict(sorted(made.items())), [failures[k] for k in sorted(failures)], [remarks[k] for k in sorted(remarks)]


def _order(batch: Batch, out: Path, crew: Workers) -> Sequence[int]:
    """The numbers of the variants, those together that have much in common: that follows from the plan, and not from who has drawn them."""
    first = [seeds[0] for seeds in batch.plan.variants]
    together = _together(len(first))
    if len(first) <= together:
        return range(len(first))
    starts = range(0, len(first), DRAWN)
    tasks = (DrawTask(batch.project, tuple(first[n : n + DRAWN]), batch.limits) for n in starts)
    draws: list[Draws] = [{}] * len(first)
    points: Mapping[str, float] = {}
    for n, told in crew.done("draws", draw_seeds, tasks, len(starts), _draws_in):
        if not isinstance(told, Failure):  # whoever sets these variants meets it again, and tells it
            draws[starts[n] : starts[n] + DRAWN], points = told.record["draws"], told.record["points"]
    return alike_together(draws, points, together)


def _together(variants: int) -> int:
    """How many of so many variants are set in a run of TeX: it follows from the plan, not from who does the work."""
    least, most = TOGETHER
    return max(least, min(most, variants // RUNS))


def _hand_out(
    batch: Batch, made: Mapping[int, MadeVariant], order: Sequence[int], out: Path, crew: Workers
) -> tuple[dict[str, str], list[str]]:
    """The digests of students' PDFs by their numbers, and who has none."""
    students = batch.plan.students
    places = {n: place for place, n in enumerate(order)}  # sheets that were set together have the same fonts
    ready = [(student, made[n]) for student, n in sorted(students, key=lambda one: places[one[1]]) if n in made]
    without = [f"{student.number} {student.name} has no sheet: its variant could not be made" for student, n in students if n not in made]
    failures: dict[int, str] = {}
    starts = range(0, len(ready), STAMPED)
    tasks = (_student_task(batch, ready[n : n + STAMPED], out) for n in starts)
    handed_out: dict[str, str] = {}
    for n, told in crew.done("students", stamp_sheets, tasks, len(starts), _students_in(out)):
        if isinstance(told, Failure):
            some = ", ".join(student.number for student, _ in ready[starts[n] : starts[n] + STAMPED])
            failures[n] = f"no sheets for {some}: {told.why}"
        else:
            handed_out |= {Path(place).stem: digest for place, digest in told.files.items()}
    return handed_out, [*without, *(failures[n] for n in sorted(failures))]


def _student_task(batch: Batch, ready: Sequence[tuple[Student, MadeVariant]], out: Path) -> StudentTask:
    """Students with their variants, whose sheets are read from where they lie."""
    variants = {variant.name: variant for _, variant in ready}
    sheets = packed((name, read_bytes(out / STAFF / FOLDERS["exam"] / f"{name}.pdf")) for name in variants)
    pages = {name: (variant.pages, variant.fields) for name, variant in variants.items()}
    return StudentTask(tuple((stamp_of(one), variant.name) for one, variant in ready), sheets, pages, batch.mark, batch.language)


def _check_space(plan: Plan, out: Path) -> None:
    """Raises OutputError where the disk has too little room for all of it."""
    needed = len(plan.variants) * OF_A_VARIANT + len(plan.students) * OF_A_STUDENT
    if (free := free_space(out)) < needed:
        raise OutputError(
            f"{out}: a batch of {len(plan.variants):,} variants for {len(plan.students):,} students takes about {needed / 1e9:.1f} GB, "
            f"and {free / 1e9:.1f} GB are free there: name a folder with more room with --out"
        )


def _variants_in(out: Path) -> Placing[VariantTask]:
    """What is kept of variants, and where their files belong."""

    def outputs(told: Record, files: Mapping[str, bytes]) -> Iterator[Output]:
        for path, data in files.items():
            number, _, name = path.partition("/")
            if number == INPUTS:
                yield from (Output(out / STAFF / folder / name, data, private=True) for folder in FOLDERS.values())
            elif name:
                form, _, ending = name.partition(".")
                place = f"{FOLDERS.get(form, 'variants')}/{told[int(number)]['name']}.{ending}"
                yield Output(out / STAFF / place, data, private=True)

    def placed(task: VariantTask, files: Mapping[str, bytes]) -> tuple[Record, Iterable[Output]]:
        told = json.loads(files[RESULT])
        return told, outputs(told, files)

    return placed


def _draws_in(task: DrawTask, files: Mapping[str, bytes]) -> tuple[Record, list[Output]]:
    """All that was drawn is kept."""
    return json.loads(files[RESULT]), []


def _students_in(out: Path) -> Placing[StudentTask]:
    """There is nothing to tell but the digests of students' PDFs, which are kept with all files."""

    def placed(task: StudentTask, files: Mapping[str, bytes]) -> tuple[Record, Iterable[Output]]:
        outputs = (Output(out / STUDENTS / f"{number}.pdf", data) for number, data in files.items())
        return None, outputs

    return placed


def _made(told: Mapping[str, Any], few: bool) -> MadeVariant:
    """A variant from its record, of which no more is kept than is needed: there may be thousands."""
    fields, marks = _fields(tuple(map(tuple, told["fields"]))), (told["name"], told["mark"])
    answers = csv_text((*marks, *row) for row in told["answers"]).removeprefix("\ufeff")
    return MadeVariant(*marks, told["pages"], fields, answers, told["graded"] if few else None)


@lru_cache(maxsize=256)
def _fields(told: tuple[tuple[str, int, float, float, float], ...]) -> tuple[Field, ...]:
    """The same object for the same places: nearly all variants have these lines in common."""
    return tuple(Field(*one) for one in told)
