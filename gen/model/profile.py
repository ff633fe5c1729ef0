"""What a bank of problems knows of each of them: what it is about, how hard it is, how long it takes. None of it stands on a sheet."""

from dataclasses import dataclass
from typing import Literal, get_args

Level = Literal["easy", "medium", "hard"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Profile:
    """What an author says of a problem as a whole; empty and None where that is nothing. `minutes` are planned for students."""

    topics: tuple[str, ...] = ()
    level: Level | None = None
    minutes: int | None = None
