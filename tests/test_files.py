"""Files are read with a bound and written whole: what is no file, endless or a link, and a fault at each step of a write."""

import errno
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from gen.messages.errors import InputErrors, OutputError
from gen.syntax.yamltree import read
from gen.system.files import Output, Unreadable, own_folder, read_bytes, write
from tests.support.full_disk import FaultsAt

KIND = "cannot read the file: it is a folder, a pipe or a device"


def _pipe(file: Path) -> None:
    os.mkfifo(file)


def _sparse(file: Path) -> None:
    with file.open("wb") as opened:
        opened.truncate(3 * 2**30)


def _gone(file: Path) -> None:
    file.symlink_to(file.with_name("nowhere"))


UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (Path.mkdir, KIND),
    "a pipe": (_pipe, KIND),
    "a link to an endless device": (lambda file: file.symlink_to("/dev/zero"), KIND),
    "a link to a terminal": (lambda file: file.symlink_to("/dev/tty"), "cannot read the file: "),
    "3 GB of nothing": (_sparse, "the file is larger than 1,000,000 bytes"),
    "a link that leads nowhere": (_gone, "cannot read the file: No such file or directory"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_file_of_an_author_is_refused_at_once(kind: str, tmp_path: Path) -> None:
    """By what was opened: nothing waits for a pipe, nothing reads on without an end."""
    make, told = UNREADABLE[kind]
    file = tmp_path / "problem.yaml"
    make(file)
    with pytest.raises(InputErrors) as refused:
        read(file, "problem.yaml")
    assert str(refused.value).startswith(f"problem.yaml:1:1: {told}")


def test_no_more_is_read_than_a_file_may_have(tmp_path: Path) -> None:
    """A file of just so many bytes is read, one byte more is too much; a link is followed only if one may."""
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"12345")
    link.symlink_to(file)
    assert (read_bytes(file, 5), read_bytes(link, 5)) == (b"12345", b"12345")
    with pytest.raises(Unreadable, match="the file is larger than 4 bytes"):
        read_bytes(file, 4)
    with pytest.raises(Unreadable, match="cannot read the file: Too many levels of symbolic links"):
        read_bytes(link, 5, follow=False)


# What is written is whole


def _prepared(folder: Path, files: dict[str, bytes]) -> Callable[[], None]:
    """What makes this folder anew, with these files."""

    def prepare() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)

    return prepare


def _all(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


OLD, NEW = {"staff/a": b"old a", "staff/b": b"old b", "c": b"old c"}, {"staff/a": b"new a", "staff/b": b"new b", "c": b"new c"}


@pytest.mark.parametrize("before", [OLD, {"staff/b": b"old b"}, {}], ids=["over old files", "over one of them", "into an empty folder"])
def test_a_fault_at_any_step_leaves_all_files_as_they_were(before: dict[str, bytes], tmp_path: Path, faults: FaultsAt) -> None:
    """All files are new or all are old, in two folders alike; nothing else lies beside, and the message names a file or its folder."""
    out = tmp_path / "out"
    seen: list[str] = []

    def work() -> None:
        try:
            write([Output(out / name, data) for name, data in NEW.items()])
        except OutputError as error:
            seen.append(str(error))

    for fault in faults(_prepared(out, before), work):
        if seen:
            assert (_all(out), seen.pop().startswith(f"cannot write {out}")) == (before, True), fault
        else:  # nothing was missed: what should be made was there
            assert (_all(out), "mkdir" in fault or fault == "no fault") == (NEW, True), fault
        assert list(out.rglob(".*")) == [], fault


def test_a_file_system_without_a_second_name_for_a_file_is_written_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file has two names, a copy is kept until all is whole."""

    def none(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", none)
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    (tmp_path / "c").mkdir()
    with pytest.raises(OutputError, match="c: Is a directory"):
        write([Output(tmp_path / name, b"new") for name in ("a", "b", "c")])
    assert _all(tmp_path) == {"a": b"old", "b": b"old"}


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """What it led to stays as it is; if the write fails, the link is there again."""
    aim, link = tmp_path / "aim", tmp_path / "link"
    aim.write_bytes(b"of somebody else")
    link.symlink_to(aim)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError):
        write([Output(link, b"new"), Output(tmp_path / "folder", b"new")])
    assert (link.is_symlink(), link.readlink()) == (True, aim)
    write([Output(link, b"new")])
    assert (link.is_symlink(), link.read_bytes(), aim.read_bytes()) == (False, b"new", b"of somebody else")


def test_what_is_private_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Its file, and the folder that is made for it; other files have the modes that the user's other files have."""
    before = os.umask(0o022)
    try:
        write([Output(tmp_path / "staff" / "key", b"", private=True), Output(tmp_path / "sheets" / "exam", b"")])
    finally:
        os.umask(before)
    modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("staff", "staff/key", "sheets", "sheets/exam")}
    assert modes == {"staff": 0o700, "staff/key": 0o600, "sheets": 0o755, "sheets/exam": 0o644}


def test_what_a_killed_run_has_left_is_removed_and_nothing_that_is_used(tmp_path: Path) -> None:
    """A lock tells, which ends with its process; what another run has locked stays, and so does what is called otherwise or is a link."""
    left, other, aim = tmp_path / "gen-x-abcdefgh", tmp_path / "gen-x-mine", tmp_path / "aim"
    for folder in (left, other, aim):
        folder.mkdir()
        (folder / "file").touch()
    (tmp_path / "gen-x-12345678").symlink_to(aim)
    with own_folder(tmp_path, "gen-x-") as first, own_folder(tmp_path, "gen-x-") as second:
        assert [stat.S_IMODE(folder.stat().st_mode) for folder in tmp_path.glob(first.name)] == [0o700]
        assert sorted(tmp_path.iterdir()) == sorted([first, second, other, aim, tmp_path / "gen-x-12345678"])
    assert sorted(tmp_path.iterdir()) == sorted([other, aim, tmp_path / "gen-x-12345678"])
    assert (aim / "file").is_file()
