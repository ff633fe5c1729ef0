"""What an item can ask, one type for each kind of question."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from gen.messages.errors import Where
from gen.model.source import Relation, Use

Kind = Literal["value", "gradient", "count", "eigenvalues", "claim", "roles", "open"]


@dataclass(frozen=True, slots=True)
class ValueQuery:
    """`value of h[2]`."""

    of: Use
    where: Where
    kind: ClassVar[Kind] = "value"


@dataclass(frozen=True, slots=True)
class GradientQuery:
    """`gradient of h[3] wrt V`, or `jacobian of h[3] wrt h[1]`, which is the gradient of a vector."""

    of: Use
    wrt: Use
    where: Where
    kind: ClassVar[Kind] = "gradient"


@dataclass(frozen=True, slots=True)
class CountQuery:
    """`count of W, V, b`, or `W_i + b_i, W_f + b_f` group by group; without groups `count of all`, or `count of all by layer`."""

    groups: tuple[tuple[Use, ...], ...]
    where: Where
    by_layer: bool = False
    kind: ClassVar[Kind] = "count"


@dataclass(frozen=True, slots=True)
class EigenQuery:
    """`eigenvalues of W`: those of a matrix that is given, and whether its powers explode or vanish."""

    of: Use
    where: Where
    kind: ClassVar[Kind] = "eigenvalues"


@dataclass(frozen=True, slots=True)
class ClaimQuery:
    """`claim h[t] = h[t-1]`: true or false for all numbers that fit the item's hypotheses."""

    statement: Relation
    where: Where
    kind: ClassVar[Kind] = "claim"


@dataclass(frozen=True, slots=True)
class RolesQuery:
    """`roles of g_1, g_2, g_3`: which gate does what."""

    gates: tuple[Use, ...]
    where: Where
    kind: ClassVar[Kind] = "roles"


@dataclass(frozen=True, slots=True)
class OpenQuery:
    """`open`: answered in words, by the author's model answer and by what is derived beside it."""

    where: Where
    kind: ClassVar[Kind] = "open"


Query = ValueQuery | GradientQuery | CountQuery | EigenQuery | ClaimQuery | RolesQuery | OpenQuery
