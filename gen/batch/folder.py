"""The folder of a batch: it takes one batch, which is either on its way or done. Nothing that may have been handed out is ever replaced."""

from pathlib import Path

from gen.messages.errors import OutputError
from gen.system import Output, Unreadable, read_bytes, remove_folder, write
from gen.typeset import EXAM_FILE, STAFF, STUDENTS, claim_folder, exam_file

DONE = "index.csv"  # in the folder for staff, when all is there


def progress_folder(out: Path) -> Path:
    """What is known of a batch on its way, in the folder for staff."""
    return out / STAFF / "progress"


def claim(out: Path, exam: Path, resume: bool) -> None:
    """The folder can take a batch of this exam. Raises OutputError where it holds anything else, or one that was begun before."""
    claim_folder(out, exam, "")
    if _begun(out).is_file():
        if not resume:
            raise OutputError(f"{out} holds a batch that was interrupted or has failures: go on with --resume, or remove the folder")
    elif (out / STAFF / DONE).exists() or any((out / STUDENTS).glob("*")):
        raise OutputError(f"{out} holds a batch that is done, which may have been handed out: name another folder with --out, or remove it")


def begin(out: Path, exam: Path, digest: str) -> None:
    """Note which batch is on its way, by its digest. Raises OutputError where it is another one."""
    note = _begun(out)
    if note.is_file() and _text(note) != digest:
        raise OutputError(
            f"{out} holds a batch of another exam, other students or other options, or of another gen: "
            "go on with what it was begun with, name another folder with --out, or remove that one"
        )
    own = Output(out / STAFF / EXAM_FILE, exam_file(out, exam).encode(), private=True)
    write([own, Output(note, digest.encode(), private=True)])


def _begun(out: Path) -> Path:
    return progress_folder(out) / "batch.txt"


def end(out: Path) -> None:
    """All is there: nothing is to go on."""
    remove_folder(progress_folder(out))


def _text(file: Path) -> str:
    try:
        return read_bytes(file, 1000).decode(errors="replace")
    except Unreadable as error:
        raise OutputError(f"{file}: {error}") from None
