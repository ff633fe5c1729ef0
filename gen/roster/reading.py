"""A list of students read: every fault of it is told at its line and column, and nothing that is unclear is taken."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from gen.messages.characters import visible_text
from gen.messages.errors import MAX_FAULTS, InputError, InputErrors
from gen.roster.cells import name_of, number_of, room_of, seat_name_of
from gen.roster.columns import columns_of
from gen.roster.seating import seat_of
from gen.roster.source import Source, read_source
from gen.roster.students import Roster, Student
from gen.roster.table import Cell, Row, rows

_LEARNERS = ("stud", "teilnehm", "learner", "participant")  # how the role of a student begins
_KINDS = ("number", "family", "given", "name", "room", "seat", "role")


def read_roster(file: Path, columns: Mapping[str, str] = {}) -> Roster:
    """The students of a list. `columns` says which column has `number`, `name` or `family` and `given`, `room`, `seat`, `role`.

    Raises InputErrors with all faults, as many as messages print.
    """
    source = read_source(file)
    faults: list[InputError] = []
    table = rows(source, faults)
    header = next(table, None)
    if header is None and not faults:
        faults.append(InputError(source.at(0), "the file is empty", "its first row has the names of columns"))
    found = columns_of(header, columns, source, faults) if header and not faults else {}
    if header is None or faults:
        raise InputErrors(faults if found or header is None else _header_below(header, table, source) or faults)
    students: list[Student] = []
    others: Counter[str] = Counter()
    for row in _whole(table, header, source, faults):
        role = row[found["role"]].text if "role" in found else ""
        if role and not role.casefold().startswith(_LEARNERS):
            others[role] += 1
        else:
            students.append(_student(row, found, source, faults))
        if len(faults) >= MAX_FAULTS:
            break
    faults += [*_doubles(students), *_shared_seats(students)]
    if not faults and not students:
        faults.append(InputError(source.at(header[0].begin), "there is no student below the names of the columns"))
    if faults:
        raise InputErrors(sorted(faults)[:MAX_FAULTS])
    remarks = _remarks(source, header, found, students, others)
    return Roster(source.shown, tuple(students), tuple(visible_text(one, kept="") for one in remarks))


def _header_below(header: Row, table: Iterator[Row], source: Source) -> list[InputError]:
    """That one of the next rows has the names of columns, if it has, and the first one is a title."""
    for row in islice(table, 20):
        strange: list[InputError] = []
        columns_of(row, {}, source, strange)
        if not strange:
            message = f"the first row does not have the names of columns, line {source.at(row[0].begin).line} has"
            return [InputError(source.at(header[0].begin), message, "take out all lines before it")]
    return []


def _whole(table: Iterator[Row], header: Row, source: Source, faults: list[InputError]) -> Iterator[Row]:
    """The rows that have a cell for each column; what is empty behind the last column is left out."""
    width = max(n for n, cell in enumerate(header, 1) if cell.text)
    for row in table:
        if len(row) < width:
            message = f"the row has {len(row)} cell{'s' * (len(row) > 1)}, and {width} columns have names"
            faults.append(InputError(source.at(row[0].begin), message, "an empty cell has its separator, too"))
        elif more := next((cell for cell in row[width:] if cell.text), None):
            message = f"here is a cell behind the last column: the row has {len(row)} cells, and {width} columns have names"
            faults.append(InputError(source.at(more.begin), message, "a cell that has the separator in it stands between quotes"))
        else:
            yield row


def _student(row: Row, found: Mapping[str, int], source: Source, faults: list[InputError]) -> Student:
    """The student of a row; what has a fault is empty."""
    cells = {kind: row[n] for kind, n in found.items()}
    number = number_of(cells["number"], source, faults)
    family, given, name = _name(cells, source, faults)
    room = room_of(cells["room"], source, faults) if "room" in cells else ""
    seat = seat_name_of(cells["seat"], source, faults) if "seat" in cells else ""
    return Student(number, name, family, given, room, seat, source.at(cells["number"].begin))


def _name(cells: Mapping[str, Cell], source: Source, faults: list[InputError]) -> tuple[str, str, str]:
    """Family name, given name, and both as they are printed. In one column they are `Anna Müller` or `Müller, Anna`."""
    before = len(faults)
    if "name" in cells:
        whole, cell = name_of(cells["name"], source, faults), cells["name"]
        family, comma, given = (part.strip() for part in whole.partition(","))
        if not comma:
            given, _, family = whole.rpartition(" ")
    else:
        cell = cells["family"]
        family = name_of(cell, source, faults)
        given = name_of(cells["given"], source, faults) if "given" in cells else ""
    name = f"{given} {family}".strip()
    if not name and len(faults) == before:
        faults.append(InputError(source.at(cell.begin), "the student has no name"))
    return family, given, name


def _doubles(students: list[Student]) -> Iterator[InputError]:
    """Two with one number. Zeros before it count, and yet no two numbers differ by them alone: some program has lost them."""
    first: dict[str, Student] = {}
    for student in students:
        other = first.setdefault(student.number.casefold().lstrip("0"), student)
        if other is student or not student.number:
            continue
        if other.number.casefold() == student.number.casefold():
            message = f"the number {student.number} stands in {_who(other)}, too"
        else:
            message = f"the number {student.number} differs by zeros before it alone from {other.number} in {_who(other)}"
        yield InputError(student.where, message, "each student has one row and a number of their own")


def _who(student: Student) -> str:
    return f"line {student.where.line}" + (f" ({student.name})" if student.name else "")


def _shared_seats(students: list[Student]) -> Iterator[InputError]:
    first: dict[tuple[object, ...], Student] = {}
    for student in students:
        if not student.seat:
            continue
        seat = seat_of(student.seat)
        other = first.setdefault((student.room.casefold(), seat or student.seat.casefold()), student)
        if other is not student:
            room = f" in {student.room}" if student.room else ""
            yield InputError(student.where, f"the seat {student.seat}{room} is taken in {_who(other)}")


def _remarks(source: Source, header: Row, found: Mapping[str, int], students: list[Student], others: Counter[str]) -> Iterator[str]:
    taken = ", ".join(f"{kind} from '{header[found[kind]].text}'" for kind in _KINDS if kind in found)
    yield f"{len(students)} student{'s' * (len(students) != 1)}, {source.encoding}: {taken}"
    if others:
        kinds = ", ".join(f"{role} {count}" for role, count in sorted(others.items()))
        yield f"left out, since they are no students: {kinds}"
    for kind, lacking in (("room", [one for one in students if not one.room]), ("seat", [one for one in students if not one.seat])):
        if 0 < len(lacking) < len(students):
            yield f"without a {kind}: {_some(lacking)}"
    if short := _short_numbers(students):
        yield f"shorter than all other numbers, perhaps by zeros that are lost: {_some(short)}"
    if unread := [student for student in students if student.seat and not seat_of(student.seat)]:
        places = ", ".join(f"'{student.seat}' in line {student.where.line}" for student in unread[:5])
        yield f"seats that tell no place, so that nobody sits beside them: {places}{', ...' * (len(unread) > 5)}"


def _short_numbers(students: list[Student]) -> list[Student]:
    """Those whose numbers have fewer digits than nine of ten others have."""
    lengths = Counter(len(student.number) for student in students if student.number.isdigit())
    if not lengths:
        return []
    usual, count = max(lengths.items(), key=lambda item: (item[1], item[0]))
    short = [student for student in students if student.number.isdigit() and len(student.number) < usual]
    return short if count >= 0.9 * lengths.total() else []


def _some(students: list[Student]) -> str:
    return ", ".join(f"{one.number} in line {one.where.line}" for one in students[:5]) + ", ..." * (len(students) > 5)
