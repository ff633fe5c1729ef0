"""A problem as a bank lists it: nothing of it is solved."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from gen.format import load_exam
from gen.messages.errors import InputErrors
from gen.model.profile import Profile
from gen.variants import load_variation


@dataclass(frozen=True, slots=True)
class BankEntry:
    """A problem file: what it says of itself, what it asks by kinds of questions, and whether a variant has other numbers."""

    file: Path
    id: str
    title: str
    profile: Profile
    points: Fraction
    kinds: tuple[str, ...]
    varies: bool

    @property
    def as_json(self) -> Mapping[str, Any]:
        """The same as plain data."""
        known = self.profile
        points = int(self.points) if self.points.denominator == 1 else float(self.points)
        return {
            "file": str(self.file),
            "id": self.id,
            "title": self.title,
            "topics": list(known.topics),
            "level": known.level,
            "minutes": known.minutes,
            "points": points,
            "kinds": list(self.kinds),
            "varies": self.varies,
        }


def bank_entry(file: Path) -> BankEntry:
    """A problem file for a list. Raises InputErrors."""
    exam, faults = load_exam(file)
    (problem,) = exam.problems
    variation, more = load_variation(file, problem.macros, problem.spoken)
    if variation is None or faults or more:
        raise InputErrors((*faults, *more))
    kinds = dict.fromkeys(query.kind for item in problem.items for query in item.queries)
    return BankEntry(file, problem.id, problem.title, problem.profile, problem.points, tuple(kinds), bool(variation.groups))
