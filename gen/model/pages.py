"""Which item stands on which page and how high its place is: the same for all forms of an exam."""

from dataclasses import dataclass

SUFFIX = ".layout.yaml"


TENTH = 72.27 / 254  # points: a tenth of a millimetre


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a block or a part of it; its height in millimetres."""

    name: str
    height: float

    @property
    def points(self) -> float:
        return self.height * 10 * TENTH


Layout = tuple[tuple[Slot, ...], ...]
"""The slots of each page, top to bottom."""
