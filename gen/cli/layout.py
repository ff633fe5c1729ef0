"""The command `gen layout`, and layouts with room for many variants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen.cli.common import DEFAULT_EXAM, FILE, good, judged_of, load_good, of_all, put, reports, tex, with_limits
from gen.messages.errors import Disagreement, Fault, Faults, Where
from gen.system import Output, write

if TYPE_CHECKING:
    from gen.check import CheckedExam
    from gen.model.exam import Exam
    from gen.page import ExamView
    from gen.typeset import Laid, Measured
    from gen.variants import Judge

ROOMY = 24  # seeds that a layout has room for where nobody says how many


@dataclass(frozen=True, slots=True)
class Roomy:
    """A layout for an exam and for variants, the seeds that it has room for, those that take more pages, and what is told of the others."""

    laid: "Laid"
    seeds: Sequence[int]
    costly: Sequence[int]
    told: Sequence[str]


@click.command()
@click.argument("exam", type=FILE, default=DEFAULT_EXAM)
@click.option(
    "--variants", "number", type=click.IntRange(0), help=f"Of how many seeds, from 0.  [default: those of the stored layout, or {ROOMY}]"
)
@click.option("--check", "only_check", is_flag=True, help="Write nothing: tell whether the stored layout has room for what it says.")
@with_limits
@reports
def layout(exam: Path, number: int | None, only_check: bool) -> None:
    """Store the place of each item of EXAM beside it, with room for its own solutions and for those of its variants."""
    from gen.typeset import layout_file, layout_text, load_seeds, seeds_text

    own = load_good(exam)
    judged = judged_of(own)
    if only_check:
        _check(exam, own, judged, number)
        return
    file = layout_file(exam)
    stored = [seed for seeds in load_seeds(file) for seed in seeds]
    made = laid_out(exam, own, judged, (stored or range(ROOMY)) if number is None else range(number))
    text = layout_text(made.laid.layout, exam, made.seeds)
    write([Output(file, text.encode())])
    put(str(file))
    if made.costly:
        more = f"room for the seeds {seeds_text(made.costly)} takes more pages, for all variants"
        put(f"{more} (to leave them out, take them out of 'seeds' and run this again)", err=True)
    for line in made.told:
        put(line, err=True)
    if made.told:
        raise SystemExit(1)


def _check(path: Path, own: "Exam", judged: "Mapping[str, Judge]", number: int | None) -> None:
    """Whether a stored layout has room for the exam and for the first of its seeds, or all."""
    from gen.typeset import layout_file, seeds_text, stored_layout, too_little, tried, unfit

    file = layout_file(path)
    stored = stored_layout(path, own)
    if stored is None:
        raise Faults([Fault(Where(str(path), 1, 1), f"there is no {file}", "gen layout makes it")])
    promised = [seed for seeds in stored.seeds for seed in seeds if number is None or seed < number]
    seeds, failed, found = _measured(good(own), own, judged, promised)
    laid = tex(lambda: tried(stored.pages, found))
    told = [*map(str, too_little(laid, own, path, stored)), *unfit(laid, own, path, stored, seeds), *failed]
    for line in told:
        put(line, err=True)
    if told:
        raise SystemExit(1)
    put(f"{file} has room for the exam" + (f" and its variants of the seeds {seeds_text(seeds)}" if seeds else ""))


def laid_out(path: Path, own: "Exam", judged: "Mapping[str, Judge]", wanted: Iterable[int]) -> Roomy:
    """A layout with room for the exam's own numbers and for those of these seeds; what does not fit at all is left out.

    TooLittleRoom, where the exam itself does not fit, ends with exit code 3.
    """
    from gen.typeset import TooLittleRoom, arranged, costly, only, too_little, unfit

    seeds, failed, found = _measured(good(own), own, judged, wanted)

    def work() -> Roomy:
        laid = arranged(found)
        told = list(unfit(laid, own, path, None, seeds))
        fitting = [n for n, over in enumerate(laid.each) if not over or n == 0]
        if len(fitting) < len(laid.each):
            # What does not fit at all has grown in vain.
            laid = arranged(only(found, fitting))
        if faults := too_little(laid, own, path, None):
            raise TooLittleRoom("\n".join(map(str, faults)))
        more = [seeds[n - 1] for n in costly(found) if n in fitting]
        return Roomy(laid, [seeds[n - 1] for n in fitting if n], more, [*told, *failed])

    return tex(work)


def _measured(
    checked: "CheckedExam", own: "Exam", judged: "Mapping[str, Judge]", wanted: Iterable[int]
) -> tuple[list[int], list[str], "Measured"]:
    """The seeds that have a variant, what is said of those that have none, and the keys of the exam and of these variants, measured."""
    from gen.check import check_exam
    from gen.typeset import measure_keys, seeds_text
    from gen.variants import draw, varied

    keys: dict[int, ExamView] = {}
    failed: dict[str, list[int]] = {}
    for seed in wanted if any(judge.varies for judge in judged.values()) else ():
        try:
            with of_all(own):
                keys[seed] = check_exam(varied(own, judged, draw(judged, seed))).key
        except (Faults, Disagreement) as error:
            failed.setdefault(error.faults[0].message if isinstance(error, Faults) else str(error), []).append(seed)
    told = [f"no variant of the seeds {seeds_text(seeds)} can be built: {why}" for why, seeds in failed.items()]
    return list(keys), told, tex(lambda: measure_keys(checked, keys.values()))
