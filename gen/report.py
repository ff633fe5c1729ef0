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
    """Lines such as `prompt sheet-a/d 63.2pt` and `place sheet-a/d 2 5594152 46112768`, as templates/gensheet.sty writes them."""
    lengths: dict[str, dict[str, list[float]]] = {}
    places = []
    for line in text.splitlines():
        place = re.fullmatch(r"place (\S+) (\d+) -?\d+ (-?\d+)", line)
        if place:
            places.append((place[1], int(place[2]), int(place[3]) / POINT))
            continue
        kind, name, length = line.split()
        lengths.setdefault(kind, {}).setdefault(name, []).append(float(length.removesuffix("pt")))
    return Report(lengths, places)
