"""Lists of students: read with all their faults, seats, variants dealt to neighbours, seeds by a keyed hash."""

from gen.roster.csv_text import csv_text
from gen.roster.dealing import deal
from gen.roster.reading import read_roster
from gen.roster.seating import by_room, in_seat_order
from gen.roster.seeds import make_secret, read_secret, seed_of, seed_of_variant
from gen.roster.students import Roster, Student

__all__ = [
    "Roster",  # the students of a list, and what is to be said of its reading
    "Student",  # a student as a list has them
    "by_room",  # each room with those who sit there
    "csv_text",  # a table as spreadsheet programs open it
    "deal",  # variants dealt out so that neighbours differ
    "in_seat_order",  # students by room, row and place
    "make_secret",  # a new secret in a new file
    "read_roster",  # a list of students
    "read_secret",  # the secret in a file
    "seed_of",  # the seed of a student
    "seed_of_variant",  # the seed of a variant that many share
]
