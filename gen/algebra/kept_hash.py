"""Frozen data that are keys over and over, whose hash is worked out once."""

from typing import Any, TypeVar

T = TypeVar("T", bound="KeepsHash")


class KeepsHash:
    """Has room for its hash, which is no field: nothing compares or pickles it, since texts hash otherwise in another process."""

    __slots__ = ("_hash",)


def keeps_hash(kind: type[T]) -> type[T]:
    """A frozen dataclass that works out its hash when it is first asked for."""
    worked_out = kind.__hash__

    def kept(self: Any) -> int:
        try:
            found: int = self._hash
        except AttributeError:
            found = worked_out(self)
            object.__setattr__(self, "_hash", found)
        return found

    kind.__hash__ = kept  # type: ignore[method-assign]  # what this decorator is for: dataclass writes a method of its own
    return kind
