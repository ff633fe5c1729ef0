"""What TeX reports while it sets a form: lengths, and where each item begins."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

POINT = 65536  # scaled points in one of TeX's points


@dataclass(frozen=True, slots=True)
class Report:
    """`lengths` by kind and name, in points; `places` are name, page and height above the foot of the page in points."""

    lengths: Mapping[str, Mapping[str, Sequence[float]]]
    places: Sequence[tuple[str, int, float]]

    def length(self, kind: str, name: str = "-") -> float:
        """The largest of a kind for a name, 0 if there is none."""
        return max(self.lengths.get(kind, {}).get(name, [0.0]))


def read_report(text: str) -> Report:
    """Lines such as `prompt sheet-a/d 63.2pt` and `place sheet-a/d 2 5594152 46112768`, as templates/gensheet.sty writes them.

    Other lines are not ours and are passed over. No length of TeX's has more digits before its point or behind.
    """
    lengths: dict[str, dict[str, list[float]]] = {}
    places = []
    for line in text.splitlines():
        if place := re.fullmatch(r"place (\S+) (\d{1,6}) -?\d{1,10} (-?\d{1,10})", line, re.ASCII):
            places.append((place[1], int(place[2]), int(place[3]) / POINT))
        elif length := re.fullmatch(r"(\S+) (\S+) (-?\d{1,5}(?:\.\d{1,5})?)pt", line, re.ASCII):
            lengths.setdefault(length[1], {}).setdefault(length[2], []).append(float(length[3]))
    return Report(lengths, places)
