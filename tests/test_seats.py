"""Seats as room plans call them, their order, and the variants that are dealt to those who sit there."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise, product

import pytest

from gen.roster import Student, by_room, deal, in_seat_order
from gen.roster.seating import Neighbours, Seat, neighbours, seat_of, taken_rows

SECRET = b"0123456789abcdef" * 2


def student(number: object, seat: str = "", room: str = "HS 1", family: str = "Muster", given: str = "Ada") -> Student:
    return Student(str(number), f"{given} {family}", family, given, room, seat)


def seated(places: Sequence[tuple[int, int]], room: str = "HS 1") -> list[Student]:
    return [student(f"{room}-{row}-{place}", f"{row}-{place}", room) for row, place in places]


def grid(rows: int, places: int, step: int = 1) -> list[tuple[int, int]]:
    return [(row, place) for row in range(1, rows * step + 1, step) for place in range(1, places * step + 1, step)]


@pytest.mark.parametrize(
    ("text", "block", "row", "place"),
    [
        ("12", "", 0, 12),
        ("Platz 12", "", 0, 12),
        ("A12", "", "A", 12),
        ("a-12", "", "A", 12),
        ("AB 3", "", "AB", 3),
        ("12A", "", 12, 1),
        ("12 c", "", 12, 3),
        ("5-7", "", 5, 7),
        ("5/7", "", 5, 7),
        ("05.07", "", 5, 7),
        ("R5 P7", "", 5, 7),
        ("R5P7", "", 5, 7),
        ("Reihe 5 Platz 7", "", 5, 7),
        ("Reihe 5, Sitz 7", "", 5, 7),
        ("Row B, Seat 7", "", "B", 7),
        ("HS1-05-07", "hs1", 5, 7),
        ("Empore R2 P3", "empore", 2, 3),
        ("HS1-A7", "hs1", "A", 7),
        ("links 3-4", "links", 3, 4),
        ("Tisch 4", "tisch", 0, 4),
    ],
)
def test_a_seat_is_a_row_and_a_place(text: str, block: str, row: int | str, place: int) -> None:
    """With letters or numbers, words or signs between them; a place alone is one of a single row."""
    letters = isinstance(row, str)
    number = row if isinstance(row, int) else {"A": 1, "B": 2, "AB": 28}[row]
    assert seat_of(text) == Seat((block, letters), number, place)


@pytest.mark.parametrize("text", ["", "Empore", "Fenster links", "A", "12345", "5-7-", "?"])
def test_a_seat_that_tells_no_place_is_none(text: str) -> None:
    """It stays text, and nobody sits beside it."""
    assert seat_of(text) is None
    assert neighbours(taken_rows([student(1, text), student(2, text)])) == ()


def test_sheets_lie_in_the_order_of_rooms_rows_and_places() -> None:
    """Numbers by what they are, letters behind each other; without seats by name as in a list of names, without a room at the end."""
    ordered = [
        student(1, "2", "HS 2"),
        student(2, "10", "HS 2"),
        student(3, "A2", "HS 10"),
        student(4, "A10", "HS 10"),
        student(5, "B1", "HS 10"),
        student(6, "Empore", "HS 10"),
        student(7, "", "HS 10", "Ärmel", "Zoë"),
        student(8, "", "HS 10", "Arndt", "Bo"),
        student(9, "", "HS 10", "Groß", "Bo"),
        student(10, "", "HS 10", "Grosse", "Al"),
        student(11, "", "HS 10", "Grosse", "Bo"),
        student(12, "", "", "Adam"),
    ]
    for seed in range(5):
        mixed = random.Random(seed).sample(ordered, len(ordered))
        assert list(in_seat_order(mixed)) == ordered
        assert by_room(mixed) == (("HS 2", tuple(ordered[:2])), ("HS 10", tuple(ordered[2:11])), ("", tuple(ordered[11:])))


@pytest.mark.parametrize("step", [1, 2, 3])
def test_in_a_grid_each_has_up_to_eight_neighbours(step: int) -> None:
    """Left, right, before, behind and diagonally, in rows and places of which all, every second or every third are taken."""
    found = {frozenset((pair.one.seat, pair.other.seat)): pair.how for pair in neighbours(taken_rows(seated(grid(4, 5, step))))}
    how = {(0, 1): "beside", (1, 0): "behind", (1, 1): "diagonal"}
    every = {
        frozenset((f"{a}-{b}", f"{c}-{d}")): how[abs(a - c) // step, abs(b - d) // step]
        for (a, b), (c, d) in product(grid(4, 5, step), repeat=2)
        if (abs(a - c) // step, abs(b - d) // step) in how
    }
    assert found == every


def test_who_is_a_neighbour_where_seats_are_free() -> None:
    """Side by side over any gap in a row; not behind each other where rows are left free that usually are not, nor in other rooms."""
    room = seated([(1, 1), (1, 2), (1, 9), (2, 2), (3, 1), (7, 1)]) + seated([(1, 1)], "HS 2")
    found = {(pair.one.seat, pair.other.seat, pair.how) for pair in neighbours(taken_rows(room))}
    assert found == {
        ("1-1", "1-2", "beside"),
        ("1-2", "1-9", "beside"),
        ("1-1", "2-2", "diagonal"),
        ("1-2", "2-2", "behind"),
        ("2-2", "3-1", "diagonal"),
    }


def _some_seats(draw: random.Random, rows: int, places: int, most: int) -> list[tuple[int, int]]:
    seats = grid(draw.randint(1, rows), draw.randint(1, places))
    return draw.sample(seats, min(len(seats), draw.randint(1, most)))


@pytest.mark.parametrize("variants", [2, 3, 4, 5, 6, 8])
def test_neighbours_have_different_variants(variants: int) -> None:
    """In random seatings nobody has the variant of who sits beside; from four variants on nobody that of any of the eight."""
    draw = random.Random(variants)
    for _ in range(60):
        room = seated(_some_seats(draw, 8, 12, 60)) + seated(_some_seats(draw, 3, 9, 20), "HS 2")
        dealt = deal(room, variants, draw.randbytes(16), "exam")
        assert set(dealt.variants) == {one.number for one in room}
        assert set(dealt.variants.values()) <= set(range(variants))
        same = {pair.how for pair in neighbours(taken_rows(room)) if dealt.variants[pair.one.number] == dealt.variants[pair.other.number]}
        assert same == {pair.how for pair in dealt.same}
        assert "beside" not in same
        assert variants < 4 or not same


def _cost(pairs: Sequence[Neighbours], dealt: Mapping[str, int]) -> int:
    weights = {"beside": 10**6, "behind": 3, "diagonal": 1}
    return sum(weights[pair.how] for pair in pairs if dealt[pair.one.number] == dealt[pair.other.number])


def _spread(dealt: Mapping[str, int], variants: int) -> int:
    counts = [Counter(dealt.values())[variant] for variant in range(variants)]
    return max(counts) - min(counts)


@pytest.mark.parametrize(("variants", "most"), [(2, 8), (3, 6), (4, 5), (5, 5), (6, 4), (8, 4)])
def test_no_other_way_to_deal_is_better(variants: int, most: int) -> None:
    """Against all ways to deal to a few: none has fewer neighbours with the same, and of those that have as few, none nearer counts."""
    draw = random.Random(100 + variants)
    for _ in range(30):
        room = seated(_some_seats(draw, 4, 5, most))
        pairs, numbers = neighbours(taken_rows(room)), [one.number for one in room]
        ways = (dict(zip(numbers, way, strict=True)) for way in product(range(variants), repeat=len(room)))
        best = min((_cost(pairs, way), _spread(way, variants)) for way in ways)
        dealt = deal(room, variants, draw.randbytes(16), "exam").variants
        assert (_cost(pairs, dealt), _spread(dealt, variants)) == best


@pytest.mark.parametrize("variants", [1, 2, 3, 4, 5, 6, 8, 30])
def test_each_variant_is_dealt_as_often(variants: int) -> None:
    """The most frequent is dealt once more than the rarest at most, in full rooms, half-full ones and to students without seats.

    With three variants, of which some neighbours have the same, it may be two more; with four, rows or columns are of two kinds, and here
    one or the other are even in number.
    """
    nobody_knows_where = [student(n, "", "") for n in range(37)]
    for room in (grid(12, 17), grid(8, 11, 2), grid(9, 12), grid(1, 40)):
        everybody = [*seated(room), *seated(grid(3, 5), "HS 2"), *nobody_knows_where]
        assert _spread(deal(everybody, variants, SECRET, "exam").variants, variants) <= 1
        assert _spread(deal(seated(room), variants, SECRET, "exam").variants, variants) <= (2 if variants == 3 else 1)


def test_without_seats_variants_are_dealt_as_often() -> None:
    """Nobody is anybody's neighbour then, and nobody's variant follows from the order of names or numbers."""
    students = [student(n, "", "") for n in range(100)]
    dealt = deal(students, 4, SECRET, "exam")
    assert Counter(dealt.variants.values()) == {0: 25, 1: 25, 2: 25, 3: 25}
    runs = sum(dealt.variants[a.number] == dealt.variants[b.number] for a, b in pairwise(students))
    assert 10 < runs < 40


def test_variants_follow_from_the_secret_and_not_from_the_list() -> None:
    """The order of lines and of rooms has no say; another secret or exam deals otherwise, about as if by chance."""
    everybody = [*seated(grid(6, 8)), *seated(grid(5, 5, 2), "HS 2"), *(student(n, "", "HS 3") for n in range(20))]
    dealt = deal(everybody, 4, SECRET, "exam").variants
    for seed in range(5):
        assert deal(random.Random(seed).sample(everybody, len(everybody)), 4, SECRET, "exam").variants == dealt
    for other in (deal(everybody, 4, SECRET[::-1], "exam"), deal(everybody, 4, SECRET, "another")):
        assert 5 < sum(other.variants[number] == variant for number, variant in dealt.items()) < 60
    first = Counter(deal(everybody, 4, SECRET, f"exam {n}").variants[everybody[0].number] for n in range(100))
    assert min(first[variant] for variant in range(4)) >= 10


def test_variants_of_a_small_room_are_those_of_today() -> None:
    """A roster that is dealt again in years has the same variants: any change here is one of all exams that were dealt."""
    dealt = deal(seated(grid(3, 4)), 4, SECRET, "exam").variants
    assert [[dealt[f"HS 1-{row}-{place}"] for place in range(1, 5)] for row in range(1, 4)] == [[2, 0, 3, 1], [3, 1, 2, 0], [2, 0, 3, 1]]


def test_neighbours_with_the_same_variant_are_told() -> None:
    """With two variants a full room has its diagonals; with one there is nothing to tell."""
    room = seated(grid(2, 2))
    assert {(pair.one.seat, pair.other.seat, pair.how) for pair in deal(room, 2, SECRET, "exam").same} == {
        ("1-1", "2-2", "diagonal"),
        ("1-2", "2-1", "diagonal"),
    }
    assert deal(room, 1, SECRET, "exam").same == ()
