"""Who gets which variant, from which seed: decided before anything is computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from gen.messages.errors import InputError
from gen.roster import Roster, Student, deal, in_seat_order, seed_of, seed_of_variant
from gen.stamps import Stamp, stamp_faults

DIGITS = 9  # of a seed that nobody has chosen: it stands on each page
ATTEMPTS = 5  # seeds of which a variant takes the first that is good
MOST = 100_000  # variants of a batch


@dataclass(frozen=True, slots=True)
class Plan:
    """`variants` are the seeds of each, in the order in which they are tried; `students` have the number of theirs, in the order of seats.

    `remarks` are what is to be told of it.
    """

    variants: tuple[tuple[int, ...], ...]
    students: tuple[tuple[Student, int], ...] = ()
    remarks: tuple[str, ...] = ()


def plan_of_seeds(seeds: Sequence[int]) -> Plan:
    """A variant for each seed, and nobody who gets it."""
    return Plan(tuple((seed,) for seed in seeds))


def plan_of_roster(roster: Roster, exam: str, secret: bytes, number: int | None, seeds: Sequence[int] | None) -> Plan:
    """Variants for students: of these `seeds`, or so many by the secret, dealt so that neighbours differ; else one for each student."""
    students = in_seat_order(roster.students)
    if number is None and seeds is None:
        # By numbers, so that the order of a list or of seats has no say.
        numbers = sorted(student.number for student in students)
        seeds_by = dict(
            zip(numbers, _distinct([[seed_of(secret, exam, who, n) for n in range(2 * ATTEMPTS)] for who in numbers]), strict=True)
        )
        every = tuple(seeds_by[student.number] for student in students)
        return Plan(every, tuple((student, n) for n, student in enumerate(students)), roster.remarks)
    if seeds is None:
        every = _distinct([[seed_of_variant(secret, exam, k, n) for n in range(2 * ATTEMPTS)] for k in range(number or 1)])
    else:
        every = tuple((seed,) for seed in seeds)
    dealt = deal(roster.students, len(every), secret, exam)
    same = (f"{pair.one.number} and {pair.other.number}, {pair.how} each other, have the same variant" for pair in dealt.same)
    return Plan(every, tuple((student, dealt.variants[student.number]) for student in students), (*roster.remarks, *same))


def _distinct(every: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """The first seeds of each, cut to so many digits, of which none is another's."""
    taken: set[int] = set()
    found = []
    for seeds in every:
        own = tuple(islice((seed for seed in dict.fromkeys(seed % 10**DIGITS for seed in seeds) if seed not in taken), ATTEMPTS))
        taken |= {*own}
        found.append(own)
    return tuple(found)


def stamp_of(student: Student) -> Stamp:
    """What is printed of a student."""
    return Stamp(student.name, student.number, student.room, student.seat)


def roster_faults(roster: Roster) -> list[InputError]:
    """What of students cannot be printed on a sheet, at their lines."""
    return [InputError(student.where, fault) for student in roster.students for fault in stamp_faults(stamp_of(student))]
