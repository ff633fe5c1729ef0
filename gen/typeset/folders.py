"""Where the files of a build lie: a folder for each exam and each variant, what is for staff in it, and what may be published.

    output/kink/exam.pdf            the sheet, and a key for students if one is set
    output/kink/staff/              all that was made: sources, both forms, certificates
    output/kink/variant-7/students/ what of a variant may be handed out, beside a folder for staff as above

A folder never takes the builds of two exams or two variants, and what in it does not fit together is told.
"""

import json
from collections.abc import Iterator
from os.path import normpath, relpath
from pathlib import Path

from gen.format import home_of
from gen.messages.errors import InputErrors, OutputError
from gen.system import Unreadable, read_bytes, real_path
from gen.typeset.certificate import MAX_BYTES, SUFFIX, name_in_project, read_certificate

OUTPUT = Path("output")
STAFF, STUDENTS = "staff", "students"
EXAM_FILE = "exam-file.txt"  # in the folder for staff: the exam file, as it is reached from there


def folder_of(exam: Path, variant: str = "") -> Path:
    """The folder of an exam that is not the default one: `output/ws26/final` for problems/ws26/exams/final.yaml."""
    place, home, here = real_path(exam), home_of(exam), real_path(Path())
    top = here if home.name != "problems" and place.is_relative_to(here) else home
    *folders, name = place.relative_to(top).with_suffix("").parts
    return variant_folder(OUTPUT.joinpath(*(folder for folder in folders if folder != "exams"), name), variant)


def variant_folder(folder: Path, variant: str) -> Path:
    """The folder of a variant below that of its exam; that itself where there is no variant."""
    return folder / f"variant-{variant}" if variant else folder


def student_folder(out: Path, variant: str) -> Path:
    """Where the files lie that students may get."""
    return out / STUDENTS if variant else out


def exam_file(out: Path, exam: Path) -> str:
    """What the file says that tells which exam a folder is of. It holds where that is the exam and its folder move together."""
    return relpath(real_path(exam), real_path(out / STAFF)) + "\n"


def claim_folder(out: Path, exam: Path, variant: str) -> None:
    """Raises OutputError if the folder holds another exam or variant, is for staff or students, or leads elsewhere by a link."""
    if STUDENTS in real_path(out).parts:
        raise OutputError(f"{out} lies in a folder for students, and a build has files for staff: name another folder with --out")
    if real_path(out).name == STAFF or any(out.glob(f"*{SUFFIX}")):
        raise OutputError(f"{out} is for the staff's files of a build: name another folder with --out")
    if link := next((folder for folder in (out / STAFF, out / STUDENTS) if folder.is_symlink()), None):
        raise OutputError(
            f"{link} is a link: what a build writes lies where it seems to, so take it away, or name another folder with --out"
        )
    own = _folder_title(name_in_project(exam, exam), variant)
    other = next((name for name in _builds(out / STAFF) if name != own), "")
    if not other and (before := _other_file(out / STAFF, exam)):
        other, own = before, str(exam)
    if other:
        raise OutputError(f"{out} holds the build of {other}, not of {own}: name another folder with --out, or remove that one")


def recorded_exam(staff: Path) -> Path | None:
    """The exam file that a folder for staff says it is of, if there still is one."""
    try:
        noted = Path(normpath(real_path(staff) / read_bytes(staff / EXAM_FILE, 10_000).decode().strip()))
        return noted if noted.is_file() else None
    except (OSError, Unreadable, ValueError):
        return None


def _other_file(staff: Path, exam: Path) -> str:
    """The exam file that was built here before, if there still is one and it is not this one."""
    before = recorded_exam(staff)
    return str(before) if before and not before.samefile(exam) else ""


def _builds(staff: Path) -> Iterator[str]:
    """What the certificates in a folder are of, those of other versions included."""
    for file in sorted(staff.glob(f"*{SUFFIX}")):
        try:
            stated = json.loads(read_bytes(file, MAX_BYTES))
            numbers = stated["numbers"]
            yield _folder_title(str(stated["exam"]), "" if isinstance(numbers, str) else str(numbers["variant"]))
        except (Unreadable, ValueError, KeyError, TypeError, RecursionError):
            continue


def _folder_title(exam: str, variant: str) -> str:
    return f"variant {variant} of {exam}" if variant else exam


def certificate_of(file: Path) -> Path:
    """The certificate that tells of a PDF or its source, in a folder for staff here or one above; any other file is one itself."""
    if file.suffix not in (".pdf", ".tex"):
        return file
    above = file.parent.parent if file.parent.name else Path("..")
    places = [folder / f"{file.stem}{SUFFIX}" for folder in (file.parent / STAFF, file.parent, above / STAFF)]
    return next((place for place in places if place.is_file()), places[0])


def copies(certificate: Path, name: str) -> list[Path]:
    """The file of this name beside a certificate, and its copies outside the folder for staff: as many of them as there are."""
    own = certificate.parent
    out = own.parent if own.name else own / ".."
    places = [own, out, out / STUDENTS] if real_path(own).name == STAFF else [own]
    return [place / name for place in places if (place / name).is_file()]


def differing_forms(certificate: Path) -> Iterator[str]:
    """What other forms in the folder of this one ask with other numbers, or have at other places on the page."""
    own = read_certificate(certificate)
    for file in sorted(certificate.parent.glob(f"*{SUFFIX}")):
        if file == certificate:
            continue
        try:
            other = read_certificate(file)
        except InputErrors:
            continue
        shown = copies(file, f"{file.name.removesuffix(SUFFIX)}.pdf")[-1:]
        this = "sheet" if own.form == "exam" else "key"
        if shown and other.fingerprint != own.fingerprint:
            yield f"{shown[0]} is of other numbers ({other.fingerprint}) than this {this} ({own.fingerprint}): build it again"
        elif shown and other.layout != own.layout:
            yield f"{shown[0]} has its items at other places than this {this}: build it again"
