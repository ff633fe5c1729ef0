"""What was made of frozen data, kept by all that it was made of: a process that makes many variants makes each thing once.

Nothing here decides whether two things are alike in what matters. A function is called with all that it depends on, and its result is
kept for these very objects: another item, be it equal in every field, is another item. So a key cannot be too narrow, only too
wide, which costs time. Who wants hits hands out the same object for the same data (`variants.acceptance`, and `same` where a file
is read once more).
"""

import pickle
from collections.abc import Callable, Hashable
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from operator import attrgetter
from typing import Any, TypeVar, TypeVarTuple, cast

from gen.algebra.arrays import Array
from gen.algebra.expr import Var
from gen.algebra.rounding import TypedNumber

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

KEPT = 16_000  # results; of the shipped exam 25 and 37 kB for each item that was drawn, so about 640 items
LINES = 6_000  # results of lines, half a kB each


class Memo:
    """Keeps so many results, the least recently used goes first; a result that is an exception is never kept.

    One memo serves one process and all its variants.
    """

    def __init__(self, size: int = KEPT) -> None:
        self.size = size
        self._kept: dict[Hashable, Any] = {}

    @cached_property
    def lines(self) -> "Memo":
        """Of what lines of keys are made of: many small results, which live on in the items that have them."""
        return Memo(LINES)

    def call(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """The result of a pure function of frozen data for these objects; texts, numbers and tuples of all these go by what they are.

        The function must be one of a module, which sees nothing but its arguments: one that is made anew is called anew.
        """
        return self._once(_Call(function, args), function, *args)

    def once(self, what: str, key: Hashable, make: Callable[[], T]) -> T:
        """What is made for a key, by equality, where things serve several objects: plans, which depend on no numbers, and the objects
        themselves. Whoever writes a key is responsible for having all in it that `make` depends on."""
        return self._once((what, key), make)

    def same(self, one: T) -> T:
        """The object that stands for all data that are the same down to the last place, text and kind of number: the first that was met.

        What is compared is all of which the data could be made again, `where` and `compare=False` included: two that differ in what no
        comparison sees stay two.
        """
        return self.once("the same data", sha256(pickle.dumps(one)).digest(), lambda: one)

    def same_parts(self, whole: T) -> T:
        """A frozen record with each of its fields, of a tuple each of its members, as the object that stands for the same data."""
        parts = {field.name: getattr(whole, field.name) for field in fields(cast(Any, whole))}
        return cast(T, replace(cast(Any, whole), **{name: self._same_part(part) for name, part in parts.items()}))

    def _same_part(self, part: object) -> object:
        return tuple(map(self.same, part)) if type(part) is tuple else self.same(part)

    def _once(self, key: Hashable, make: Callable[[*Ts], T], *args: *Ts) -> T:
        found: T = self._kept.pop(key, _MISSING)
        if found is _MISSING:
            found = make(*args)
        self._kept[key] = found
        if len(self._kept) > self.size:
            del self._kept[next(iter(self._kept))]
        return found


_MISSING: Any = object()


class _Call:
    """A function with its arguments, which stay alive with it, so that no other object takes their identity.

    Compared are identities each time: to keep them would take more memory than all else of a result that is small.
    """

    __slots__ = ("args", "function", "hash")

    def __init__(self, function: Callable[..., object], args: tuple[object, ...]) -> None:
        self.function, self.args = function, args
        self.hash = hash((function, *[_IDENTITY[type(x)](x) for x in args]))

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Call) or self.function is not other.function or len(self.args) != len(other.args):
            return False
        both = zip(self.args, other.args, strict=True)
        return not [one for one, two in both if one is not two and _IDENTITY[type(one)](one) != _IDENTITY[type(two)](two)]


class _Identity(dict[type, Callable[[Any], Hashable]]):
    """By the kind of an argument what tells it from any other: of a text, a number or a tuple what it is, else the object itself.

    What is told of two kinds is never the same: but for plain texts, truth values and identities it begins with the kind.
    """

    def __missing__(self, kind: type) -> Callable[[Any], Hashable]:
        self[kind] = (lambda x: (kind, x)) if issubclass(kind, str) else id
        return self[kind]


def _of_tuple(found: tuple[object, ...]) -> Hashable:
    return (tuple, *[_IDENTITY[type(x)](x) for x in found])


def _of_set(found: frozenset[object]) -> Hashable:
    return (frozenset, found) if all(map(_is_plain, found)) else id(found)


def _is_plain(x: object) -> bool:
    """Whether equality leaves out nothing of it: texts and names, and pairs of these."""
    return type(x) is str or type(x) is Var or (type(x) is tuple and all(map(_is_plain, x)))


_IDENTITY = _Identity(
    {
        str: str,
        bool: bool,
        int: lambda x: (int, x),
        tuple: _of_tuple,
        frozenset: _of_set,
        # A number by its kind, its value and how it is written; numerator and denominator hash faster than it does.
        Fraction: attrgetter("__class__", "numerator", "denominator"),
        TypedNumber: attrgetter("__class__", "numerator", "denominator", "text"),
        Decimal: lambda x: (Decimal, x.as_tuple()),  # equal ones may have other digits, 1.0 and 1
        Array: lambda x: (Array, _of_tuple(x.rows)),
    }
)
