"""Students as a list has them."""

from dataclasses import dataclass, field

from gen.messages.errors import Location


@dataclass(frozen=True, slots=True)
class Student:
    """A student; texts are composed (NFC), without blanks around, and hold only characters that are set.

    `name` is as it is printed, `Anna Müller`; `family` and `given` are for sorting. Room and seat may be empty.
    """

    number: str
    name: str
    family: str
    given: str
    room: str = ""
    seat: str = ""
    where: Location = field(default=Location("", 1, 1), compare=False)


@dataclass(frozen=True, slots=True)
class Roster:
    """The students in the order of the file, and what is to be said of the reading: which columns, who was left out."""

    file: str
    students: tuple[Student, ...]
    remarks: tuple[str, ...]
