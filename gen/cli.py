"""The command `gen`: reads arguments and prints.

0 good, 1 findings, 2 bad input, 3 TeX failed. Heavy imports wait until a command runs, so that `--help` answers at once.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from gen.cli_stress import stress
from gen.command import (
    DEFAULT_EXAM,
    FILE,
    FOLDER,
    PROBLEMS,
    TIME_LIMIT,
    checked,
    conclusion,
    good,
    judged_of,
    load_good,
    of_all,
    print_all,
    reports,
    unverified,
)
from gen.errors import Disagreement, Fault, Faults, Finding, writing

if TYPE_CHECKING:
    from gen.check_exam import CheckedExam
    from gen.exam import Exam
    from gen.judge import Judge
    from gen.layout import Layout
    from gen.render import Form
    from gen.variants import Variant
    from gen.view import Audience

R = TypeVar("R")

SAMPLE = 8  # seeds whose solutions have room in any variant, where no layout is stored
ROOMY = 24  # the same for a layout that is stored


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gen")
def main() -> None:
    """Exam sheets and fully worked answer keys from equations and numbers."""


main.add_command(stress)

VARIANT = click.option("--variant", type=FILE, help="A file variant.yaml: the exam with its numbers, into output/variant-NAME.")


@main.command()
@click.argument("exam", type=FILE, required=False)
@VARIANT
@click.option("--out", type=FOLDER, help="Folder for the result.  [default: output, or output/NAME]")
@TIME_LIMIT
@reports
def exam(exam: Path | None, variant: Path | None, out: Path | None) -> None:
    """Set the exam sheet of EXAM, an exam file or a single problem file."""
    _build(exam, "exam", out, variant)


@main.command()
@click.argument("exam", type=FILE, required=False)
@VARIANT
@click.option(
    "--for", "audience", type=click.Choice(["graders", "students"]), default="graders", show_default=True, help="Whom the key is for."
)
@click.option("--out", type=FOLDER, help="Folder for the result.  [default: output, or output/NAME]")
@TIME_LIMIT
@reports
def solutions(exam: Path | None, variant: Path | None, audience: "Audience", out: Path | None) -> None:
    """Set the worked answer key of EXAM, an exam file or a single problem file.

    For graders it has notes, accepted alternatives and misprints; for students it is what one would publish.
    """
    _build(exam, "solutions", out, variant, audience)


@main.command("new-variant")
@click.argument("exam", type=FILE, default=DEFAULT_EXAM)
@click.option("--seed", type=click.IntRange(0, 10**18 - 1), required=True, help="A number; each has a variant of its own.")
@click.option("--out", type=FOLDER, help="Folder for the result.  [default: output/variant-SEED]")
@TIME_LIMIT
@reports
def new_variant(exam: Path, seed: int, out: Path | None) -> None:
    """Draw other numbers for EXAM, and set its sheet and key with them.

    In students/ is what may be handed out; staff/ holds the key, certificates and variant.yaml with all numbers.
    """
    from gen.certificate import name_in_project
    from gen.variants import draw, variant_text

    own = good(load_good(exam)).exam
    judged = judged_of(own)
    if fixed := [name for name, judge in judged.items() if not judge.varies]:
        click.echo(f"nothing varies in {', '.join(fixed)}: it is the same for every seed", err=True)
    with of_all(own):
        variant = draw(judged, seed)
    folder = out or Path("output") / f"variant-{seed}"
    _set_variant(exam, own, judged, variant, [("exam", "graders"), ("solutions", "graders")], folder)
    file = folder / "staff" / "variant.yaml"
    with writing(file):
        file.write_text(variant_text(variant, judged, name_in_project(exam, exam)), encoding="utf-8")
    click.echo(f"{file}\n(what is in staff/ holds all answers)")


@main.command()
@click.argument("problem", type=FILE)
@reports
def variants(problem: Path) -> None:
    """Count the variants of PROBLEM, and tell what each requirement removes.

    Numbers that are typed in its texts, and are results with the author's own numbers alone, are told, too.
    """
    from gen.census_text import census_text
    from gen.typed import typed
    from gen.variants import judges

    for judge in judges(load_good(problem)).values():
        print_all(typed(judge))
        text, empty = census_text(judge)
        click.echo(text)
        if empty:
            raise SystemExit(1)


@main.command()
@click.argument("exam", type=FILE, default=DEFAULT_EXAM)
@click.option("--variants", "number", type=click.IntRange(0), default=ROOMY, show_default=True, help="Of how many seeds, from 0.")
@TIME_LIMIT
@reports
def layout(exam: Path, number: int) -> None:
    """Store the place of each item of EXAM beside it, with room for its own solutions and for those of its variants."""
    from gen.load_exam import layout_file, layout_text

    loaded = load_good(exam)
    judged = judged_of(loaded)
    file = layout_file(exam)
    text = layout_text(_laid_out(loaded, judged, number), exam)
    with writing(file):
        file.write_text(text, encoding="utf-8")
    click.echo(str(file))


@main.command()
@click.argument("paths", type=FILE, nargs=-1)
@TIME_LIMIT
@reports
def check(paths: tuple[Path, ...]) -> None:
    """Check problem and exam files without TeX, and what they say of variants; all of problems/ if no PATHS are given."""
    from gen.check_exam import check_exam
    from gen.load_exam import SUFFIX, kind_of, load_course

    found = [file for path in paths or (PROBLEMS,) for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    files = [file for file in found if not file.name.endswith(SUFFIX)]
    if not files:
        raise click.UsageError("there are no .yaml files to check")
    faults: list[Fault] = []
    wrong: list[str] = []
    findings: dict[Finding, None] = {}
    exams: list[CheckedExam] = []
    for file in files:
        try:
            if kind_of(file) == "course":
                faults += load_course(file)[-1]
                continue
            own = checked(file)
            findings |= dict.fromkeys(own.findings)
            exams.append(own)
            judged = judged_of(own.exam) if kind_of(file) == "problem" else {}
            with of_all(own.exam):
                for problem in (problem for judge in judged.values() if judge.varies for problem in judge.corrected):
                    findings |= dict.fromkeys(check_exam(replace(own.exam, problems=(problem,))).findings)
        except Faults as error:
            faults += error.faults
        except Disagreement as error:
            wrong.append(f"{file}: {unverified(error)}")
    click.echo("\n".join(wrong), err=True, nl=bool(wrong))
    if faults:
        raise Faults(faults)
    if wrong:
        raise SystemExit(1)
    print_all(findings)
    click.echo(conclusion(len(files), findings, exams))
    if findings:
        raise SystemExit(1)


@main.command()
@click.argument("problem", type=FILE)
@click.option("--item", help="Only the item with this id.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@TIME_LIMIT
@reports
def show(problem: Path, item: str | None, as_json: bool) -> None:
    """Print the trace and every step of a problem file."""
    from gen.errors import Where, did_you_mean
    from gen.load_exam import kind_of
    from gen.show import problem_json, problem_text

    if kind_of(problem) != "problem":
        raise Faults([Fault(Where(str(problem), 1, 1), "this is no problem file; show takes one")])
    (solved,) = checked(problem).solved.values()
    ids = [one.item.id for one in solved.items]
    if item is not None and item not in ids:
        hint = did_you_mean(item, ids) or f"items: {', '.join(ids)}"
        raise Faults([Fault(solved.problem.where, f"there is no item '{item}'", hint)])
    click.echo(json.dumps(problem_json(solved, item), indent=2) if as_json else problem_text(solved, item), nl=as_json)


@main.command()
@click.argument("file", type=FILE)
@click.argument("exam", type=FILE, required=False)
@TIME_LIMIT
@reports
def verify(file: Path, exam: Path | None) -> None:
    """Solve, confirm and set again what a certificate tells of, and compare.

    FILE is a certificate, or a PDF that has one in the folder staff beside it. EXAM says where the exam file is now, if it is
    not where the certificate has it.
    """
    from gen.certificate import certificate_of, read_certificate
    from gen.recheck import beside, recheck, verdict
    from gen.variants import recorded, variant_of, varied

    certificate = certificate_of(file)
    stated = read_certificate(certificate)
    loaded = load_good(exam or beside(stated.exam, certificate))
    if not isinstance(stated.numbers, str):
        judged = judged_of(loaded)
        with of_all(loaded):
            loaded = varied(loaded, judged, variant_of(recorded(stated.numbers, stated.exam, str(certificate)), judged))
    compared = []
    for one in recheck(stated, certificate, good(loaded)):
        click.echo(str(one))
        compared.append(one)
    click.echo(verdict(compared))
    if any(one.fails for one in compared):
        raise SystemExit(1)


def _build(path: Path | None, form: "Form", out: Path | None, variant: Path | None, audience: "Audience" = "graders") -> None:
    from gen.build import build
    from gen.certificate import certificate_of

    if variant:
        _build_variant(path, variant, form, audience, out)
        return
    path = path or DEFAULT_EXAM
    own = good(load_good(path))
    folder = out or (Path("output") if path == DEFAULT_EXAM else Path("output") / path.stem)
    made = _tex(lambda: build(path, own, form, audience, folder))
    click.echo(f"{made}\n{certificate_of(made)} (for staff: it holds all answers)")


def _build_variant(path: Path | None, file: Path, form: "Form", audience: "Audience", out: Path | None) -> None:
    """A form with the numbers of a variant file."""
    from gen.recheck import beside
    from gen.variants import read_variant, variant_of

    stated = read_variant(file)
    path = path or beside(stated.exam, file)
    own = load_good(path)
    judged = judged_of(own)
    _set_variant(path, own, judged, variant_of(stated, judged), [(form, audience)], out or Path("output") / f"variant-{stated.name}")


def _set_variant(
    path: Path, own: "Exam", judged: "Mapping[str, Judge]", variant: "Variant", forms: Iterable[tuple["Form", "Audience"]], folder: Path
) -> None:
    """Forms of a variant into its folder for staff, and the sheet into the one for students, too."""
    from gen.build import build, hand_out, stored_layout
    from gen.variants import varied

    with of_all(own):
        exam = varied(own, judged, variant)
    numbered = good(exam)
    layout = stored_layout(path, own) or _laid_out(own, judged, SAMPLE)
    for form, audience in forms:
        made = _tex(partial(build, path, numbered, form, audience, folder / "staff", layout))
        click.echo(str(hand_out(made, folder / "students") if form == "exam" else made))


def _laid_out(own: "Exam", judged: "Mapping[str, Judge]", number: int) -> "Layout":
    """A layout with room for the exam's own numbers and for those of so many seeds; what cannot be built needs no room."""
    from gen.build import lay_out
    from gen.check_exam import check_exam
    from gen.variants import draw, varied

    def variants() -> Iterator["CheckedExam"]:
        for seed in range(number if any(judge.varies for judge in judged.values()) else 0):
            with suppress(Faults, Disagreement):
                with of_all(own):
                    found = check_exam(varied(own, judged, draw(judged, seed)))
                yield found

    first = good(own)
    return _tex(lambda: lay_out(first, variants())).layout


def _tex(work: Callable[[], R]) -> R:
    """What can go wrong with TeX ends with exit code 3."""
    from gen.build import TooLittleRoom
    from gen.pdf import TexFailed

    try:
        return work()
    except (TexFailed, TooLittleRoom) as error:
        click.echo(str(error), err=True)
        raise SystemExit(3) from None
