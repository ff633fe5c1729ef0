"""Seats as room plans call them, the order in which sheets are laid out, and who sits beside whom."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from gen.roster.students import Student

Block = tuple[str, bool]
"""Rows that lie behind each other: what stands before the row, and whether rows are called by letters."""


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """A place of a row. Where a seat says no row all are in one, number 0; letters count from A = 1."""

    block: Block
    row: int
    place: int


_ROW = r"(?P<row>\d{1,4}|[A-Za-z]{1,2})"
_PLACE = r"(?P<place>\d{1,4}|[A-Za-z])"
_BLOCK = r"(?:(?P<block>.*[^A-Za-z0-9]))?"
_BETWEEN = r"[\s,;:./_-]*"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_BLOCK}(?:Reihe|Row|R)\.?\s*{_ROW}{_BETWEEN}(?:Sitzplatz|Platz|Place|Seat|Sitz|P|S)\.?\s*{_PLACE}",  # Reihe 5 Platz 7, R5P7
        r"(?P<block>.*?)(?:Sitzplatz|Platz|Place|Seat|Sitz)\.?\s*(?P<place>\d{1,4})",  # Platz 7
        rf"{_BLOCK}{_ROW}[\s,;:./_-]+(?P<place>\d{{1,4}})",  # 5-7, A-12, HS1-05-07
        rf"{_BLOCK}(?P<row>[A-Za-z]{{1,2}})(?P<place>\d{{1,4}})",  # A12
        rf"{_BLOCK}(?P<row>\d{{1,4}})[\s-]?(?P<place>[A-Za-z])",  # 12A
        rf"{_BLOCK}(?P<place>\d{{1,4}})",  # 12, Tisch 4
    )
]


def seat_of(text: str) -> Seat | None:
    """Where a seat is, as far as its name tells: `12`, `A12`, `12A`, `5-7`, `R5 P7`, `Reihe 5 Platz 7`, `HS1-05-07`."""
    found = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if found is None:
        return None
    parts = found.groupdict(default="")
    row = parts.get("row", "")
    return Seat((parts["block"].strip(" ,;:./_-").casefold(), row.isalpha()), _number(row) if row else 0, _number(parts["place"]))


def _number(label: str) -> int:
    """A row or a place as a number: A = 1, Z = 26, AA = 27."""
    if label.isdigit():
        return int(label)
    value = 0
    for letter in label.upper():
        value = 26 * value + ord(letter) - ord("A") + 1
    return value


def in_seat_order(students: Iterable[Student]) -> tuple[Student, ...]:
    """By room, row and place; behind those, by what it is called, a seat that tells no place; then by name, without a seat."""
    return tuple(sorted(students, key=_seat_key))


def by_room(students: Iterable[Student]) -> tuple[tuple[str, tuple[Student, ...]], ...]:
    """Each room with those who sit there, in the order of seats; who has no room is in the last one, whose name is empty."""
    rooms: dict[str, list[Student]] = defaultdict(list)
    for student in in_seat_order(students):
        rooms[student.room.casefold()].append(student)
    return tuple((there[0].room, tuple(there)) for there in rooms.values())


def _seat_key(student: Student) -> tuple[object, ...]:
    seat = seat_of(student.seat)
    kind = 0 if seat else 1 if student.seat else 2
    block = (_natural(seat.block[0]), seat.block[1]) if seat else ((), False)
    place = (block, seat.row, seat.place) if seat else (block, 0, 0)
    return (not student.room, _natural(student.room), kind, place, _natural(student.seat) if kind == 1 else (), *_name_key(student))


def _name_key(student: Student) -> tuple[str, ...]:
    return (_sorted_as(student.family), _sorted_as(student.given), student.number)


def _sorted_as(name: str) -> str:
    """As in a list of names: without accents and capitals, `ß` as `ss`."""
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in apart if c.isalnum() or c == " ")


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Numbers by what they are, so that room 2 comes before room 10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", text.casefold()) if part)


# Neighbours -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakenRow:
    """Those who sit in a row, from left to right; `next_to_last` says whether the row before is the next one in front."""

    students: tuple[Student, ...]
    places: tuple[int, ...]
    before: "TakenRow | None"
    reach: int
    """How far from each other, in places, two of neighbouring rows are neighbours."""

    def in_front(self, n: int) -> list[tuple[Student, bool]]:
        """Who of the row before sits in front of the n-th, and whether directly so; the others sit there diagonally."""
        if self.before is None:
            return []
        here, front = self.places[n], self.before
        near = [m for m, place in enumerate(front.places) if abs(place - here) <= self.reach]
        return [(front.students[m], front.places[m] == here) for m in near]


def taken_rows(students: Iterable[Student], turned: bool = False) -> tuple[TakenRow, ...]:
    """All rows with anybody in them, by room and from front to back. Who has no seat, or one that tells no place, is in none.

    Rows and places may be left free throughout: what is usual in a room, every second or every third, are neighbours. `turned` sees rooms
    from the side: those who have the same place are a row.
    """
    rooms: dict[tuple[str, Block], dict[int, list[tuple[int, Student]]]] = defaultdict(lambda: defaultdict(list))
    for student in in_seat_order(students):
        if seat := seat_of(student.seat):
            row, place = (seat.place, seat.row) if turned else (seat.row, seat.place)
            rooms[student.room.casefold(), seat.block][row].append((place, student))
    return tuple(row for _, rows in sorted(rooms.items()) for row in _behind_each_other(rows))


def _behind_each_other(rows: dict[int, list[tuple[int, Student]]]) -> Iterator[TakenRow]:
    """The rows of one block of seats."""
    numbers = sorted(rows)
    between_rows = _usual(b - a for a, b in pairwise(numbers))
    reach = _usual(b - a for row in rows.values() for (a, _), (b, _) in pairwise(row))
    last: TakenRow | None = None
    for n, number in enumerate(numbers):
        near = n > 0 and number - numbers[n - 1] <= between_rows
        places, students = zip(*rows[number], strict=True)
        last = TakenRow(students, places, last if near else None, reach)
        yield last


def _usual(distances: Iterable[int]) -> int:
    """The distance that is met most often, the smallest of such."""
    counts = Counter(distance for distance in distances if distance > 0)
    return min(counts, key=lambda distance: (-counts[distance], distance), default=1)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two who sit side by side, behind each other, or diagonally so."""

    one: Student
    other: Student
    how: Literal["beside", "behind", "diagonal"]


def neighbours(rows: Iterable[TakenRow]) -> tuple[Neighbours, ...]:
    """All of them, in the order of seats."""
    found: list[Neighbours] = []
    for row in rows:
        found += [Neighbours(one, other, "beside") for one, other in pairwise(row.students)]  # empty places between them or none
        for n, student in enumerate(row.students):
            found += [Neighbours(one, student, "behind" if direct else "diagonal") for one, direct in row.in_front(n)]
    return tuple(found)
