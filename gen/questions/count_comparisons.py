"""Numbers computed with counts: how many parameters or multiplications more, how many times as many, which share of all."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, Literal

from gen.algebra.arrays import Value, scalar
from gen.algebra.expr import Add, Atom, Div, Expr, Group, Size, replace_atoms
from gen.algebra.printer import text
from gen.algebra.rounding import TypedNumber
from gen.calculus import declared_shapes, evaluate_plan, layer_sizes
from gen.functions.simplify import minus
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.derivation import Derivation, Plan, PlannedStep, Statement, Step
from gen.model.problem import Cell, Inline, sentence_inline
from gen.model.queries import Query
from gen.model.source import Text, Use
from gen.model.verified import Verified
from gen.questions.counted_parameters import all_parameters, named_groups
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.questions.layer_lines import LayerLines, number_of
from gen.questions.parameter_count import count_plan, shapes_of_parameters
from gen.syntax import one_name, split
from gen.verify import verify_comparisons

Word = Literal["difference", "ratio", "share"]


@dataclass(frozen=True, slots=True)
class Counted:
    """`count of W + b`, `count of all of gru`, `multiplications of Z`: what is counted, of the item's cell or of another one."""

    what: Literal["count", "multiplications"]
    names: tuple[Use, ...]
    cell: Cell | None

    @property
    def key(self) -> object:
        """What is counted, wherever it is asked."""
        return self.what, tuple(use.var for use in self.names), self.cell and self.cell.name

    @property
    def atom(self) -> Atom:
        """What it is called in the key."""
        cell = self.cell.name if self.cell else ""
        names = tuple(use.var.name for use in self.names)
        if self.what == "multiplications":
            return replace(number_of("multiplications", names), cell=cell)
        return Size("", cell=cell) if not names else Size(names[0], cell=cell) if len(names) == 1 else Group(names, cell=cell)


@dataclass(frozen=True, slots=True)
class _Comparison(Query):
    """One count compared with another."""

    one: Counted
    other: Counted
    what: ClassVar[Word]
    lines_per_point: ClassVar[float] = 2

    @property
    def same(self) -> object:
        return self.kind, self.one.key, self.other.key

    @property
    def uses(self) -> tuple[Use, ...]:
        return (*self.one.names, *self.other.names)

    @property
    def in_other_cells(self) -> Collection[str]:
        cells = [counted.cell for counted in (self.one, self.other) if counted.cell]
        return {use.var.name for cell in cells for equation in cell.equations for use in (equation.lhs, *equation.rhs.uses)}

    @property
    def answer(self) -> Size:
        """What it is called."""
        return Size("", what=self.what)

    @property
    def formula(self) -> Expr:
        """How it is computed."""
        return Div(self.one.atom, self.other.atom)

    def has_answer(self, answer: object) -> bool:
        return answer == self.answer


@dataclass(frozen=True, slots=True)
class DifferenceQuery(_Comparison):
    """`difference of count of all and count of all of gru`."""

    kind: ClassVar[str] = "difference"
    what: ClassVar[Word] = "difference"

    @property
    def formula(self) -> Expr:
        return Add((self.one.atom, minus(self.other.atom)))


@dataclass(frozen=True, slots=True)
class RatioQuery(_Comparison):
    """`ratio of multiplications of Z to multiplications of Y`."""

    kind: ClassVar[str] = "ratio"
    what: ClassVar[Word] = "ratio"


@dataclass(frozen=True, slots=True)
class ShareQuery(_Comparison):
    """`share of count of W + c in count of all`."""

    kind: ClassVar[str] = "share"
    what: ClassVar[Word] = "share"


_TYPES = {"difference": DifferenceQuery, "ratio": RatioQuery, "share": ShareQuery, "-": DifferenceQuery, "/": RatioQuery}
_COUNTED = re.compile(r"(?P<what>count|multiplications)\s+of\s+(?P<names>.+?)(?:\s+of\s+(?P<cell>\w[\w-]*))?", re.DOTALL)


def _read(written: WrittenQuestion) -> list[_Comparison]:
    word = written.match.groupdict().get("word") or written.match["sign"]
    sides = [_counted(written, written.part(side)) for side in ("one", "other")]
    one, other = sides
    if one is None or other is None:
        return []
    if one.key == other.key:
        written.fields.fault(written.text.where, "a count is compared with itself")
        return []
    return [_TYPES[word](one, other, where=written.text.where)]


def _counted(written: WrittenQuestion, side: Text) -> Counted | None:
    """One side; faults go to the fields."""
    found = _COUNTED.fullmatch(side.value)
    if not found:
        hint = "write: count of W + b, count of all, count of all of CELL, or multiplications of Z + P"
        written.fields.fault(side.where, f"cannot tell what '{side.value}' counts", hint)
        return None
    name = found["cell"]
    if name and name not in written.cells:
        written.fields.fault(side.at(found.start("cell")), f"unknown cell '{name}'", did_you_mean(name, written.cells))
        return None
    listed = side.part(*found.span("names"))
    everything = found["what"] == "count" and listed.value == "all"
    pieces = () if everything else [name for group in split(listed) for name in split(group, "+")]
    uses = [use for piece in pieces if (use := written.fields.attempt(one_name, piece))]
    if len(uses) < len(pieces):
        return None
    for use in uses:
        if use.var.time is not None or use.var.index:
            written.fields.fault(
                use.where, f"'{use.var.name}' has {'an index' if use.var.index else 'a time'} and is no parameter or layer"
            )
    what: Literal["count", "multiplications"] = "count" if found["what"] == "count" else "multiplications"
    return Counted(what, tuple(uses), written.cells[name] if name else None)


def _answer(query: _Comparison, asked: AskedItem) -> Verified:
    """All of an item: each count once, and what they give. Raises InputErrors."""
    item = asked.item
    queries = [one for one in item.queries if isinstance(one, _Comparison)]
    if item.letters:
        raise InputErrors([InputError(query.where, "counts are compared in numbers", "give numbers under 'shapes'")])
    declared = declared_shapes(item, {})
    givens: dict[Atom, Value] = {}
    lines: dict[Atom, PlannedStep] = {}
    sources: dict[Atom, tuple[Cell, tuple[str, ...], str]] = {}
    for one in queries:
        for counted in (one.one, one.other):
            cell = counted.cell or asked.cell
            found, units, names = _lines(counted, cell, _named_by(cell, declared))
            if other := [axis for axis, n in units.items() if givens.get(axis, n) != n]:
                message = f"{text(other[0])} is another number in the cell '{cell.name}'"
                raise InputErrors([InputError(one.where, message, "give the name another letter there")])
            givens |= units
            lines |= {line.lhs: line for line in found if line.lhs not in lines}
            sources[counted.atom] = (cell, names, counted.what)
            parts = [step.lhs for step in found if isinstance(step.lhs, Size) and step.lhs.what and step.lhs != counted.atom]
            sources |= {part: (cell, (part.name,), counted.what) for part in parts}
        lines[one.answer] = PlannedStep("size", one.answer, one.formula, one.formula)
    answers = tuple(one.answer for one in queries)
    derivation = evaluate_plan(Plan(tuple(lines.values()), answers), givens, {}, {}, item.where)
    steps = [told for step in derivation.numbers for told in _with_percent(step)]
    compared = {one.answer: (one.one.atom, one.other.atom) for one in queries}
    return verify_comparisons(Derivation(tuple(steps), answers, derivation.values), compared, sources, declared)


def _with_percent(step: Step) -> list[Step | Statement]:
    """A share is told in percent as well."""
    if step.lhs != Size("", what="share"):
        return [step]
    percent = _percent(Fraction(scalar(step.value)))
    told = Inline("percent", "", values={step.lhs: percent})
    exact = sentence_inline("This is a share of {percent}.", percent=told)
    nearly = sentence_inline("This is a share of about {percent}.", percent=told)
    return [step, Statement("share", "percent", (exact if percent == 100 * Fraction(scalar(step.value)) else nearly,))]


def _percent(share: Fraction) -> TypedNumber:
    """In percent, to a tenth; a small one to a thousandth."""
    digits = 1 if share >= Fraction(1, 100) else 3
    rounded = round(share * 100, digits)
    return TypedNumber(rounded, str(rounded.numerator) if rounded.denominator == 1 else f"{float(rounded):.{digits}f}")


def _named_by(cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """The sizes that a cell has names for."""
    names = {use.var.name for equation in cell.equations for use in (equation.lhs, *equation.rhs.uses)}
    return {name: sizes for name, sizes in declared.items() if name in names}


def _lines(
    counted: Counted, cell: Cell, declared: Mapping[str, tuple[int, ...]]
) -> tuple[list[PlannedStep], dict[Atom, Value], tuple[str, ...]]:
    """The lines of a count, the sizes that stand in it, and the names whose entries are counted. Raises InputErrors."""
    if counted.what == "multiplications":
        computed = {equation.lhs.var.name for equation in cell.equations}
        if others := [use for use in counted.names if use.var.name not in computed]:
            message = "'{}' is not computed in the cell '{}'"
            faults = [InputError(u.where, message.format(u.var.name, cell.name), did_you_mean(u.var.name, computed)) for u in others]
            raise InputErrors(faults)
        lines = LayerLines(cell, layer_sizes(cell, declared))
        lines.number("multiplications", counted.names)

        def named(atom: Atom) -> Atom:
            """In the cell that it is of."""
            return replace(atom, cell=counted.cell.name) if counted.cell and isinstance(atom, Size) and atom.what else atom

        steps = [PlannedStep("size", named(lhs), rhs := replace_atoms(step.rhs, named), rhs) for lhs, step in lines.steps.items()]
        sizes: dict[Atom, Value] = {axis: Fraction(n) for axis, n in lines.sizes.units.items()}
        return steps, sizes, tuple(use.var.name for use in counted.names)
    where = counted.names[0].where if counted.names else cell.where
    groups = named_groups([[use] for use in counted.names], cell) if counted.names else all_parameters(cell, declared, where)
    names = tuple(name for group in groups for name in group.names)
    shapes = shapes_of_parameters(cell, declared, names, counted.names)
    total = count_plan(shapes, groups).steps[-1]
    units: dict[Atom, Value] = {Size(axis, units=True): Fraction(n) for axis, n in shapes.units.items()}
    return [PlannedStep("size", counted.atom, total.written, total.written)], units, names


COMPARISON = Kind(
    types=(DifferenceQuery, RatioQuery, ShareQuery),
    forms=("difference of count of W and count of V", "ratio of count of W to count of V", "share of count of W in count of all"),
    patterns=(
        re.compile(r"(?P<word>difference)\s+of\s+(?P<one>.+?)\s+and\s+(?P<other>.+)", re.DOTALL),
        re.compile(r"(?P<word>ratio)\s+of\s+(?P<one>.+?)\s+to\s+(?P<other>.+)", re.DOTALL),
        re.compile(r"(?P<word>share)\s+of\s+(?P<one>.+?)\s+in\s+(?P<other>.+)", re.DOTALL),
        re.compile(
            r"(?P<one>(?:count|multiplications)\s+of\s.+?)\s*(?P<sign>[-/])\s*(?P<other>(?:count|multiplications)\s+of\s.+)", re.DOTALL
        ),
    ),
    read=_read,
    answer=_answer,
    axes=4,
    together=True,
    one=("an item has one difference, one ratio and one share of counts", "make two items of it"),
)
