"""The command `gen list`: which problems there are, by topic, level, time, points and what they ask."""

import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen.algebra.printer import points_text
from gen.cli.common import echo, file_budget, kind, print_all, problems_here, reports
from gen.cli.options import SOURCE, with_limits
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.profile import LEVELS

if TYPE_CHECKING:
    from gen.interface import BankEntry

Span = tuple[Fraction, Fraction]
LARGEST = Fraction(10**6)
LONGEST = 40  # letters of a title in the table


class SpanType(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click alone
    """`12`, `5..12`, `5..` or `..12`: numbers from the first to the last of them."""

    name = "range"

    def convert(self, value: str | Span, param: click.Parameter | None, ctx: click.Context | None) -> Span:
        if not isinstance(value, str):
            return value
        first, dots, last = value.partition("..")
        try:
            span = Fraction(first or 0), Fraction((last if dots else first) or LARGEST)
        except (ValueError, ZeroDivisionError):
            self.fail(f"'{value}' is no number and no range such as 5..12", param, ctx)
        if not value.strip(".") or span[0] > span[1]:
            self.fail(f"'{value}' is no number and no range such as 5..12", param, ctx)
        return span


@click.command("list", short_help="List problems by topic, level, kind, minutes, points.")
@click.argument("paths", type=SOURCE, nargs=-1)
@click.option("--topic", "topics", multiple=True, help="Only problems with this topic; of several options all.")
@click.option("--level", "levels", type=click.Choice(LEVELS), multiple=True, help="Only problems of this level; of several options any.")
@click.option("--kind", "kinds", multiple=True, help="Only problems that ask this, such as gradient or claim; of several options all.")
@click.option("--minutes", type=SpanType(), help="Only problems that take so long: 10, 5..12, ..12 or 5..")
@click.option("--points", type=SpanType(), help="Only problems with so many points.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list instead of a table.")
@with_limits
@reports
def list_problems(
    paths: tuple[Path, ...],
    topics: tuple[str, ...],
    levels: tuple[str, ...],
    kinds: tuple[str, ...],
    minutes: Span | None,
    points: Span | None,
    as_json: bool,
) -> None:
    """List the problems in PATHS, files and folders; all of problems/ if none are given.

    Nothing is solved. A file with faults is told and left out; then the exit code is 2.
    """
    bank, faults = _bank(paths or (problems_here(),))
    _check_known("topic", topics, (topic for one in bank for topic in one.profile.topics))
    _check_known("kind", kinds, (asked for one in bank for asked in one.kinds))
    found = [
        one
        for one in bank
        if {topic.lower() for topic in topics} <= set(one.profile.topics)
        and (not levels or one.profile.level in levels)
        and set(kinds) <= set(one.kinds)
        and _lies_in(None if one.profile.minutes is None else Fraction(one.profile.minutes), minutes)
        and _lies_in(one.points, points)
    ]
    echo(json.dumps([one.as_json for one in found], indent=2, ensure_ascii=False) if as_json else _table(found, len(bank)))
    if faults:
        print_all(faults)
        raise SystemExit(2)


def _bank(paths: Iterable[Path]) -> "tuple[list[BankEntry], list[InputError]]":
    """The sound problem files of these files and folders, each once, and the faults of the others."""
    from gen.format import problem_files
    from gen.interface import bank_entry
    from gen.model.pages import SUFFIX

    files = [file for path in paths for file in (problem_files(path) if path.is_dir() else [path]) if not file.name.endswith(SUFFIX)]
    bank: list[BankEntry] = []
    faults: list[InputError] = []
    for file in dict.fromkeys(files):
        try:
            if kind(file) == "problem":
                with file_budget(file):
                    bank.append(bank_entry(file))
        except InputErrors as error:
            faults += error.faults
    return bank, faults


def _check_known(what: str, words: Iterable[str], known: Iterable[str]) -> None:
    """Raises UsageError for a word that no problem of the bank has."""
    there = sorted(set(known))
    for word in words:
        if word.lower() not in there:
            hint = did_you_mean(word, there) or f"there are: {', '.join(there) or 'none'}"
            raise click.UsageError(f"no problem has the {what} '{word}' ({hint})")


def _lies_in(number: Fraction | None, span: Span | None) -> bool:
    return span is None or (number is not None and span[0] <= number <= span[1])


def _table(found: "Sequence[BankEntry]", of: int) -> str:
    """A row for each problem, its columns as wide as they need, and how many there are."""
    heads = ("id", "title", "topics", "level", "minutes", "points", "asks", "varies")
    rows = [heads, *map(_row, found)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(heads))]
    numbers = {heads.index("minutes"), heads.index("points")}
    lines = [
        "  ".join(
            cell.rjust(width) if n in numbers else cell.ljust(width) for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    silent = sum(one.profile.minutes is None for one in found)
    without = f", {silent} without" if silent else ""
    minutes, points = sum(one.profile.minutes or 0 for one in found), sum((one.points for one in found), Fraction(0))
    total = f"{len(found)} of {of} problems: {points_text(points) or 0} points, {minutes} minutes{without}"
    return "\n".join([*(lines if found else []), total])


def _row(one: "BankEntry") -> tuple[str, ...]:
    known = one.profile
    minutes = "" if known.minutes is None else str(known.minutes)
    topics, kinds = ", ".join(known.topics), ", ".join(one.kinds)
    title = one.title if len(one.title) <= LONGEST else f"{one.title[: LONGEST - 3].rstrip()}..."
    return (one.id, title, topics, known.level or "", minutes, points_text(one.points), kinds, "yes" if one.varies else "no")
