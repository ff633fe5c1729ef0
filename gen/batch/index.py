"""The index of a batch: who has which variant, with the digest of each PDF that is handed out."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path

from gen.batch.folder import DONE
from gen.batch.plan import Plan
from gen.batch.run import FOLDERS, Outcome
from gen.system import Unreadable, read_bytes
from gen.typeset import STAFF, STUDENTS, SUFFIX

TITLES = ("number", "name", "room", "seat", "variant", "mark", "file", "sha256")


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A student's PDF: whose it is, whether it is the one that was made, and the certificate of the sheet that it was made from."""

    whose: str
    same: bool
    certificate: Path


def index_rows(plan: Plan, outcome: Outcome) -> Iterator[Sequence[str]]:
    """The index below its titles."""
    for student, n in plan.students:
        one, digest = outcome.made.get(n), outcome.handed_out.get(student.number, "")
        variant = (one.name, one.mark) if one else ("", "")
        file = f"{STUDENTS}/{student.number}.pdf" if digest else ""
        yield student.number, student.name, student.room, student.seat, *variant, file, digest
    if not plan.students:
        for one in outcome.made.values():
            yield "", "", "", "", one.name, one.mark, f"{STAFF}/{FOLDERS['exam']}/{one.name}.pdf", ""


def handed_out(file: Path) -> HandedOut | None:
    """What the index of a batch says of a PDF in its folder for students; None of any other file."""
    if file.parent.name != STUDENTS:
        return None
    staff = file.parent.parent / STAFF
    try:
        rows = list(csv.DictReader(StringIO(read_bytes(staff / DONE).decode("utf-8-sig")), TITLES))
        (row,) = (row for row in rows if row["file"] == f"{STUDENTS}/{file.name}")
        same = sha256(read_bytes(file)).hexdigest() == row["sha256"]
    except (Unreadable, ValueError, KeyError, csv.Error):
        return None
    certificate = staff / FOLDERS["exam"] / f"{Path(row['variant']).name}{SUFFIX}"
    return HandedOut(f"variant {row['variant']} of {row['number']} {row['name']}", same, certificate)
