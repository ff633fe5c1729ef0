"""Questions for numbers: values, gradients and second derivatives."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, islice, product
from typing import ClassVar

from gen.algebra.expr import Atom, Expr, Partial, SecondDerivative
from gen.model.queries import Query
from gen.model.source import Use
from gen.questions.kind import MAX_ASKED, WrittenQuestion


@dataclass(frozen=True, slots=True)
class ValueQuery(Query):
    """`value of h[2]`."""

    of: Use
    kind: ClassVar[str] = "value"
    lines_per_point: ClassVar[float] = 1.5

    @property
    def same(self) -> object:
        return self.of.var

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of,)

    @property
    def answer(self) -> Atom:
        return self.of.var

    def has_answer(self, atom: Expr) -> bool:
        return self.answer == atom


@dataclass(frozen=True, slots=True)
class GradientQuery(Query):
    """`gradient of h[3] wrt V`, or `jacobian of h[3] wrt h[1]`, which is the gradient of a vector."""

    of: Use
    wrt: Use
    kind: ClassVar[str] = "gradient"
    lines_per_point: ClassVar[float] = 3

    @property
    def same(self) -> object:
        return self.of.var, self.wrt.var

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of, self.wrt)

    @property
    def answer(self) -> Atom:
        return Partial(self.of.var, self.wrt.var)

    def has_answer(self, atom: Expr) -> bool:
        return self.answer == atom


@dataclass(frozen=True, slots=True)
class SecondQuery(Query):
    """`second derivative of L wrt w, v`, or `hessian of L wrt w`, which is that to w and w."""

    of: Use
    wrt: Use
    again: Use
    kind: ClassVar[str] = "gradient"
    lines_per_point: ClassVar[float] = 3

    @property
    def same(self) -> object:
        return self.of.var, self.wrt.var, self.again.var

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of, self.wrt, self.again)

    @property
    def answer(self) -> Atom:
        return SecondDerivative(Partial(self.of.var, self.wrt.var), self.again.var)

    def has_answer(self, atom: Expr) -> bool:
        return self.answer == atom


NumberQuery = ValueQuery | GradientQuery | SecondQuery


def read_numbers(written: WrittenQuestion) -> list[NumberQuery]:
    uses = written.names()
    if "wrt" not in written.match.groupdict():
        return [ValueQuery(use, where=use.where) for use in uses]
    if "hessian" in written.match.groupdict():
        return _read_seconds(written, uses)
    pairs = product(uses, written.names("wrt"))
    return [GradientQuery(use, wrt, where=wrt.where) for use, wrt in islice(pairs, MAX_ASKED + 1)]


def _read_seconds(written: WrittenQuestion, uses: Sequence[Use]) -> list[NumberQuery]:
    """A second derivative is with respect to one name, twice, or to two; a Hessian has one for each pair of its names."""
    wrts = written.names("wrt")
    if written.match["hessian"]:
        pairs = list(islice(combinations_with_replacement(wrts, 2), MAX_ASKED + 1))
    elif len(wrts) <= 2:
        pairs = [(wrts[0], wrts[-1])] if wrts else []
    else:
        where = written.part("wrt").where
        written.fields.fault(where, f"a second derivative is with respect to two names, not {len(wrts)}", "write: hessian of L wrt u, v, w")
        pairs = []
    return [SecondQuery(of, one, other, where=other.where) for of in uses for one, other in pairs]
