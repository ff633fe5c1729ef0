"""Lists of students: each `tests/rosters/NAME.csv` is read as `NAME.txt` says, those in `broken` give exactly these messages."""

import csv
import io
import re
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.messages.errors import MAX_FAULTS, InputError, InputErrors
from gen.roster import csv_text, read_roster
from gen.roster.columns import KNOWN
from gen.roster.source import MAX_BYTES, text_source
from gen.roster.table import rows
from tests.support.problems import ROOT

ROSTERS = ROOT / "tests" / "rosters"
GOOD, BROKEN = (sorted(path.relative_to(ROSTERS) for path in ROSTERS.glob(pattern)) for pattern in ("*.csv", "broken/*.csv"))
COLUMNS = {"columns.csv": {"number": "Kennung", "name": "Wer", "room": "Ort", "seat": "Tisch"}}


def told(file: Path) -> str:
    """All that a list was read as, or its faults."""
    try:
        roster = read_roster(file, COLUMNS.get(file.name, {}) if file.parent == Path() else {})
    except InputErrors as error:
        return f"{error}\n"
    students = [
        f"{one.where.line}:{one.where.column}: {one.number} | {one.name} | {one.family}, {one.given} | {one.room} | {one.seat}"
        for one in roster.students
    ]
    return "\n".join([*roster.remarks, *students, ""])


def fault(text: str | bytes, folder: Path, **columns: str) -> list[str]:
    """The messages about a list, without its name."""
    file = folder / "list.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputErrors) as caught:
        read_roster(file, columns)
    return [str(one).replace(str(file), "list.csv") for one in caught.value.faults]


@pytest.mark.parametrize("case", [*GOOD, *BROKEN], ids=lambda path: "-".join(path.with_suffix("").parts))
def test_a_list_is_read_as_it_says_beside_it(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Students in the order of the file with all zeros and accents, or every fault with line, column and caret."""
    monkeypatch.chdir(ROSTERS)
    assert told(case) == case.with_suffix(".txt").read_text(encoding="utf-8")


def test_every_caret_stands_under_a_character() -> None:
    """In each expected text a caret stands below the line that is quoted above it, in files of any encoding."""
    for case in BROKEN:
        for above, line in pairwise((ROSTERS / case).with_suffix(".txt").read_text(encoding="utf-8").splitlines()):
            if line.strip() == "^":
                assert line.index("^") <= len(above), case


def test_what_is_no_file_of_text_is_told(tmp_path: Path) -> None:
    """A file that is missing, a folder, one that is too large."""
    for file, message in [
        (tmp_path / "nowhere.csv", "cannot read the file: No such file or directory"),
        (tmp_path, "cannot read the file: it is a folder, a pipe or a device"),
    ]:
        with pytest.raises(InputErrors) as caught:
            read_roster(file)
        assert str(caught.value) == f"{file}:1:1: {message}"
    assert fault(b"x" * (MAX_BYTES + 1), tmp_path) == ["list.csv:1:1: the file is larger than 16,777,216 bytes"]
    assert fault(b"\n" * 100_001, tmp_path) == ["list.csv:1:1: the file has more than 100,000 lines"]


@pytest.mark.parametrize("row", [";" * 10**6, '"' * 10**6, '"""' * 10**5 + ";", "A" * 10**6, '"x' * 10**5], ids=lambda row: row[:4])
def test_a_long_row_takes_no_long_time(row: str, tmp_path: Path) -> None:
    """A million signs in the first row or behind it are refused in less than a second, in one or two messages that fit on a screen."""
    for text in (f"{row}\n1;Anna A\n", f"Matrikel;Name\n{row}\n"):
        begun = process_time()
        faults = fault(text, tmp_path)
        assert process_time() - begun < 1
        assert 1 <= len(faults) <= 2 and len("".join(faults)) < 2500


def test_all_faults_are_told_and_no_more_than_are_printed(tmp_path: Path) -> None:
    """The first hundred of a list that is wrong throughout, in the order of its lines."""
    faults = fault("Matrikelnummer;Name\n" + ";Anna A\n" * 1000, tmp_path)
    assert len(faults) == MAX_FAULTS
    assert [line.split(":")[1] for line in faults] == [str(n) for n in range(2, MAX_FAULTS + 2)]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (
            {"nubmer": "Kennung"},
            "list.csv:1:1: --columns has no 'nubmer' (did you mean 'number'?)\n    Kennung;Wer\n    ^",
        ),
        (
            {"number": "Kenung", "name": "Wer"},
            "list.csv:1:1: there is no column 'Kenung' for number (did you mean 'Kennung'?)\n    Kennung;Wer\n    ^",
        ),
        (
            {"number": "Kennung", "name": "Wer", "seat": "X"},
            "list.csv:1:1: there is no column 'X' for seat (the file has 'Kennung', 'Wer')\n    Kennung;Wer\n    ^",
        ),
    ],
)
def test_columns_that_the_user_names_are_there(chosen: dict[str, str], message: str, tmp_path: Path) -> None:
    """Kinds and names of columns are known, or the nearest are told."""
    assert fault("Kennung;Wer\n1;Anna A\n", tmp_path, **chosen) == [message]


@pytest.mark.parametrize(
    ("header", "row", "columns", "name"),
    [
        ("Name;Vorname", "Müller;Anna", {}, ("Anna Müller", "Müller", "Anna")),
        ("Name", "Müller, Anna", {}, ("Anna Müller", "Müller", "Anna")),
        ("Name", "Anna  Maria Müller", {}, ("Anna Maria Müller", "Müller", "Anna Maria")),
        ("Nachname;Vorname;Name", "Müller;Anna;Klausur", {}, ("Anna Müller", "Müller", "Anna")),
        ("Nachname;Vorname;Name", "Müller;Anna;A. Müller", {"name": "Name"}, ("A. Müller", "Müller", "A.")),
        ("Name;Vorname;Rufname", "Müller;Anna;Änne", {"given": "Rufname"}, ("Änne Müller", "Müller", "Änne")),
        ("Name, Vorname", "Müller, Anna", {}, ("Anna Müller", "Müller", "Anna")),
        ("Nachname", "Prince", {}, ("Prince", "Prince", "")),
        ("FAMILY NAME;first_name", "\u00a0Mu\u0308ller ;  Anna", {}, ("Anna Müller", "Müller", "Anna")),
    ],
)
def test_names_stand_in_one_column_or_in_two(
    header: str, row: str, columns: dict[str, str], name: tuple[str, str, str], tmp_path: Path
) -> None:
    """A name is printed given name first; beside a 'Vorname' a column 'Name' has the family name; what the user says comes first."""
    file = tmp_path / "list.csv"
    file.write_text(f"{header};Matrikel\n{row};1\n", encoding="utf-8")
    (one,) = read_roster(file, columns).students
    assert (one.name, one.family, one.given) == name


def test_a_number_with_fewer_digits_than_all_others_is_remarked(tmp_path: Path) -> None:
    """Zeros that a spreadsheet program has taken away: the list is read, and the lines are told."""
    file = tmp_path / "list.csv"
    rows = [f"0361{n:04};Anna {chr(65 + n)}x" for n in range(20)]
    file.write_text("\n".join(["Matrikelnummer;Name", *rows, "3612345;Bo B"]), encoding="utf-8")
    assert read_roster(file).remarks[1:] == ("shorter than all other numbers, perhaps by zeros that are lost: 3612345 in line 22",)


def test_what_is_said_of_a_reading_commands_no_terminal(tmp_path: Path) -> None:
    """Roles and the names of columns may be anything; they are shown as they are and do nothing."""
    file = tmp_path / "list.csv"
    file.write_text("Matrikel;Name;Role\n1;Anna A;Student\n2;Bo B;\x1b[31mTutor\n", encoding="utf-8")
    assert read_roster(file).remarks[1] == "left out, since they are no students: \\x1b[31mTutor 1"


HARMFUL = ["=cmd|' /C calc'!A0", "+1+2", "-2+3", "@SUM(A1)", "\t=1", " =1+1", "＝1", "\r=1", '=HYPERLINK("x")']


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_that_is_written_has_no_formulas_and_is_read_as_it_was(separator: str) -> None:
    """Quotes, separators and lines in cells stay; what would be computed has an apostrophe in front; numbers are numbers."""
    rows = [["Müller", 'Anna "A"', "x,y;z\tw", "two\nlines", " blanks "], ["-0.5", "+3", "1e-3", "-12,5", "-"], HARMFUL]
    text = csv_text(rows, separator)
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=separator))
    assert read[0] == rows[0]
    assert read[1] == ["-0.5", "+3", "1e-3", "-12,5", "'-"]
    assert read[2] == [f"'{cell}" for cell in HARMFUL]


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """A name that looks like a formula comes back as it was, and so do zeros, commas and apostrophes."""
    names = ["=cmd() Anna", "-Müller", "'t Hooft", "Turing (Jr.)", "@nna"]
    file = tmp_path / "list.csv"
    file.write_text(csv_text([["Matrikel", "Nachname"], *(["00" + str(n), name] for n, name in enumerate(names, 1))]), "utf-8", newline="")
    students = read_roster(file).students
    assert [(one.number, one.name) for one in students] == [(f"00{n}", name) for n, name in enumerate(names, 1)]


_CELLS = st.lists(st.text(alphabet='aä" ;,\t\n\r', max_size=6), min_size=2, max_size=4)


@given(st.lists(_CELLS, min_size=1, max_size=4), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=200, deadline=None)
def test_cells_are_those_of_pythons_reader_and_know_their_places(table: list[list[str]], separator: str, end: str) -> None:
    """Whatever Python's writer puts into cells is found again, and each character of a cell at its place in the file."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    source, faults = text_source(f"sep={separator}\n{written.getvalue()}", "list.csv"), list[InputError]()
    found = list(rows(source, faults))
    assert faults == []
    assert [[cell.text for cell in row] for row in found] == [[cell.strip() for cell in row] for row in table if "".join(row).strip()]
    for cell in (cell for row in found for cell in row):
        assert "".join(source.text[cell.index(n)] for n in range(len(cell.text))) == cell.text


def test_the_page_on_rosters_names_all_columns_that_are_known() -> None:
    """The table in docs/batch.md is the table of the code, in its order."""
    page = (ROOT / "docs" / "batch.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.MULTILINE))
    assert shown == {kind: ", ".join(names.split("|")) for kind, names in KNOWN.items()}
