"""The command `gen`: reads arguments and prints.

0 good, 1 findings or not as certified, 2 bad input, 3 TeX failed or made a PDF that is not handed out. Heavy imports wait until a command
runs, so that `--help` answers at once.
"""

import json
from contextlib import suppress
from functools import partial
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen.cli.answers import check_answer
from gen.cli.batch import batch
from gen.cli.build import exam, new_variant, solutions
from gen.cli.common import (
    Commands,
    acceptances_of,
    check_file,
    conclusion,
    echo,
    exam_budget,
    file_budget,
    kind,
    load_sound,
    print_all,
    problems_here,
    reports,
    require_sound,
    solve_file,
)
from gen.cli.completion import item_ids
from gen.cli.editors import init, schema
from gen.cli.export import export
from gen.cli.html import html
from gen.cli.layout import layout
from gen.cli.list_problems import list_problems
from gen.cli.options import FILE, SOURCE, with_limits
from gen.cli.preview import preview
from gen.cli.stress import stress
from gen.messages.errors import Finding, InputError, InputErrors, Location, VerificationError, verification_message
from gen.system import SECONDS

if TYPE_CHECKING:
    from gen.check import SolvedExam
    from gen.messages.sentences import Language


def _keep_verbose(context: click.Context, _option: click.Parameter, verbose: bool) -> None:
    context.meta["gen.verbose"] = verbose


def _print_version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if not asked:
        return
    from gen.system.distribution import version

    echo(f"gen, version {version()}")
    if context.meta["gen.verbose"]:
        from gen.system.cage import bubblewrap

        found = bubblewrap()
        echo(f"TeX runs within limits and {f'in namespaces of its own by {found}' if found else 'without bubblewrap'}")
    context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-v", "--verbose", is_flag=True, is_eager=True, expose_value=False, callback=_keep_verbose, hidden=True)
@click.option("--version", is_flag=True, expose_value=False, callback=_print_version, help="Show the version (-v: and how TeX is caged).")
def main() -> None:
    """Exam sheets and fully worked answer keys from equations and numbers."""


for command in (exam, solutions, html, preview, export, new_variant, batch, layout, list_problems, stress, check_answer, init, schema):
    main.add_command(command)


@main.command(short_help="Count the variants of a problem.")
@click.argument("problem", type=SOURCE)
@partial(with_limits, seconds=3 * SECONDS)  # thousands of draws are judged, each as one problem is
@reports
def variants(problem: Path) -> None:
    """Count the variants of PROBLEM, and tell what each requirement removes.

    Numbers that are typed in its texts, and are results with the author's own numbers alone, are told, too.
    """
    from gen.variants import census_text, leftover_results

    exam = load_sound(problem)
    for acceptance in acceptances_of(exam).values():
        with exam_budget(exam):
            found = list(leftover_results(acceptance))
            text, empty = census_text(acceptance)
        print_all(found)
        echo(text)
        if empty:
            raise SystemExit(1)
    for one in exam.choices:
        echo(f"drawn for each variant: {one.number} of {', '.join(one.ids)}, in {comb(len(one.ids), one.number):,} ways")


@main.command(short_help="Check files, and what they say of variants.")
@click.argument("paths", type=SOURCE, nargs=-1)
@click.option("--numbers", is_flag=True, help="Compute and confirm, be there a page for it or not.")
@with_limits
@reports
def check(paths: tuple[Path, ...], numbers: bool) -> None:
    """Check problem and exam files without TeX, and what they say of variants; all of problems/ if no PATHS are given.

    What no page holds is refused at once, before its numbers are computed.
    """
    from gen.format import load_course, problem_files
    from gen.model.pages import SUFFIX

    found = [file for path in paths or (problems_here(),) for file in (problem_files(path) if path.is_dir() else [path])]
    files = [file for file in found if not file.name.endswith(SUFFIX)]
    if not files:
        raise click.UsageError("there are no .yaml files to check")
    faults: list[InputError] = []
    wrong: list[str] = []
    findings: dict[Finding, None] = {}
    exams: list[SolvedExam] = []
    for file, language in [(path, language) for path in files for language in _languages(path)]:
        try:
            if kind(file) == "course":
                with file_budget(file):
                    faults += load_course(file, language)[-1]
                continue
            exams.append(solve_file(file, language) if numbers else check_file(file, language))
            findings |= dict.fromkeys(exams[-1].findings)
        except InputErrors as error:
            faults += error.faults
        except VerificationError as error:
            wrong.append(f"{file}: {verification_message(error)}")
    echo("\n".join(wrong), err=True, nl=bool(wrong))
    if faults:
        raise InputErrors(faults)
    if wrong:
        raise SystemExit(1)
    print_all(findings)
    print_all(warning for one in exams for warning in one.exam.warnings)
    echo(conclusion(len(files), findings, exams))
    if findings:
        raise SystemExit(1)


def _languages(file: Path) -> "tuple[Language | None, ...]":
    """In which languages a file is to be checked; None where it has one, or cannot be read, which is told where it is."""
    from gen.format import languages_of

    with file_budget(file), suppress(InputErrors):
        return languages_of(file) or (None,)
    return (None,)


@main.command(short_help="Print each step of a problem, its answers and points.")
@click.argument("problem", type=SOURCE)
@click.option("--item", shell_complete=item_ids, help="Only the item with this id.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@with_limits
@reports
def show(problem: Path, item: str | None, as_json: bool) -> None:
    """Print the trace and every step of a problem file.

    What no page holds is computed and confirmed as well.
    """
    from gen.document import problem_json, problem_text
    from gen.messages.errors import did_you_mean

    if kind(problem) != "problem":
        raise InputErrors([InputError(Location(str(problem), 1, 1), "this is no problem file; show takes one")])
    (solved,) = solve_file(problem).solved.values()
    ids = [one.item.id for one in solved.items]
    if item is not None and item not in ids:
        hint = did_you_mean(item, ids) or f"items: {', '.join(ids)}"
        raise InputErrors([InputError(solved.problem.where, f"there is no item '{item}'", hint)])
    echo(json.dumps(problem_json(solved, item), indent=2) if as_json else problem_text(solved, item), nl=as_json)


@main.command(short_help="Confirm what a certificate tells of, and compare.")
@click.argument("file", type=FILE)
@click.argument("exam", type=SOURCE, required=False)
@click.option("--without-tex", is_flag=True, help="Do not set the PDF again.")
@click.option("--signers", type=FILE, help="A list of names and keys (allowed_signers of OpenSSH): one of them must have signed.")
@with_limits
@reports
def verify(file: Path, exam: Path | None, without_tex: bool, signers: Path | None) -> None:
    """Solve, confirm and set again what a certificate tells of, and compare.

    FILE is a certificate, or a PDF that has one in a folder for staff beside it or beside its own, or a student's PDF of a batch. EXAM
    says where the exam file is now, if it is not where the certificate has it. What differs, or was not compared, is an error.
    """
    from gen.batch import handed_out
    from gen.typeset import (
        Comparison,
        Unsigned,
        certificate_of,
        find_exam,
        read_certificate,
        reproduce,
        signer,
        summary,
        verified_exam_text,
    )
    from gen.variants import variant_of, variant_record, with_variant

    if not file.is_file():
        raise InputErrors([InputError(Location(str(file), 1, 1), "cannot be read: No such file or directory")])
    students = handed_out(file)
    certificate = students.certificate if students else certificate_of(file)
    stated = read_certificate(certificate)
    path = exam or find_exam(stated.exam, certificate)
    echo(verified_exam_text(stated, path))
    loaded = load_sound(path)
    if not isinstance(stated.numbers, str):
        acceptances = acceptances_of(loaded)
        with exam_budget(loaded):
            loaded = with_variant(
                loaded,
                acceptances,
                variant_of(variant_record(stated.numbers, stated.exam, str(certificate)), acceptances, loaded.choices),
            )
    compared = []
    if students:
        compared.append(Comparison("student's PDF", "same" if students.same else "differs", students.whose))
        echo(str(compared[0]))
    if signers:
        try:
            compared.append(Comparison("signature", "same", signer(certificate, signers)))
        except Unsigned as error:
            compared.append(Comparison("signature", "differs", str(error)))
        echo(str(compared[-1]))
    for one in reproduce(stated, certificate, require_sound(loaded), tex=not without_tex):
        echo(str(one))
        compared.append(one)
    echo(summary(compared))
    if any(one.fails for one in compared):
        raise SystemExit(1)


@main.command(short_help="Sign a certificate.")
@click.argument("file", type=FILE)
@click.option("--key", type=FILE, required=True, help="A key of OpenSSH: a private one, or a public one that the agent knows.")
@reports
def sign(file: Path, key: Path) -> None:
    """Sign the certificate of FILE, so that gen verify --signers can tell whose build it is."""
    from gen.typeset import Unsigned, certificate_of, read_certificate
    from gen.typeset import sign as signed

    certificate = certificate_of(file)
    read_certificate(certificate)
    try:
        echo(str(signed(certificate, key)))
    except Unsigned as error:
        echo(f"not signed: {error}", err=True)
        raise SystemExit(2) from None
