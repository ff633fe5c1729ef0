"""Shapes of names and derivatives; of layers also the multiplications in them, and how far their entries see."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Partial, Size, Var
from gen.algebra.printer import text
from gen.calculus import NameShapes, declared_shapes, evaluate_plan, has_images, layer_sizes, letter_numbers, name_shapes
from gen.calculus.layer_sizes import LayerSizes, known_axes
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.derivation import Answer, Derivation, Plan, Statement, Step
from gen.model.problem import Cell
from gen.model.queries import Query
from gen.model.source import Text, Use
from gen.model.table import table_of
from gen.model.verified import Verified
from gen.questions.counted_parameters import inputs_of, targets
from gen.questions.kind import AskedItem, Kind, WrittenQuestion, written_of
from gen.questions.layer_lines import LayerLines, What, number_of
from gen.questions.receptive_field import add_field, field_of
from gen.questions.shape_statements import ShapeAnswer, shape_answer, shape_statement
from gen.syntax import check_once, one_name, split
from gen.verify import image_sizes, layer_number, receptive_field, verify_shapes, verify_sizes

_DERIVATIVE = re.compile(r"d\s*(?P<of>[A-Za-z]\w*(?:\[[^]]*\])*)\s*/\s*d\s*(?P<wrt>[A-Za-z]\w*(?:\[[^]]*\])*)")


@dataclass(frozen=True, slots=True)
class _OfLayer(Query):
    """What is asked of a layer."""

    of: Use

    @property
    def same(self) -> object:
        return self.kind, *(use.var for use in self.uses)

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of,)


@dataclass(frozen=True, slots=True)
class ShapeQuery(_OfLayer):
    """`shape of Z`, or of a derivative, `shape of dL/dW`."""

    wrt: Use | None = None
    kind: ClassVar[str] = "shape"

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of, self.wrt) if self.wrt else (self.of,)

    @property
    def name(self) -> str:
        """What its step is called."""
        return text(self.asked)

    @property
    def asked(self) -> Var | Partial:
        """What has the shape."""
        return Partial(self.of.var, self.wrt.var) if self.wrt else self.of.var

    def has_answer(self, answer: object) -> bool:
        return isinstance(answer, ShapeAnswer) and answer.asked == self.asked


@dataclass(frozen=True, slots=True)
class _NumberQuery(_OfLayer):
    """A number of a layer, or of several together, `Z + P`; of memory, how many `times` bytes a number has."""

    others: tuple[Use, ...] = ()
    times: int = 1
    what: ClassVar[What]

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of, *self.others)

    @property
    def same(self) -> object:
        return self.kind, self.times, *(use.var for use in self.uses)

    @property
    def name(self) -> str:
        """What its step is called."""
        return text(number_of(self.what, [use.var.name for use in self.uses]))

    def has_answer(self, answer: object) -> bool:
        return answer == number_of(self.what, [use.var.name for use in self.uses])


@dataclass(frozen=True, slots=True)
class WorkQuery(_NumberQuery):
    """`multiplications of Z`."""

    kind: ClassVar[str] = "multiplications"
    what: ClassVar[What] = "multiplications"


@dataclass(frozen=True, slots=True)
class ParametersQuery(_NumberQuery):
    """`parameters of Z`: those in the equation of a layer."""

    kind: ClassVar[str] = "parameters"
    what: ClassVar[What] = "parameters"


@dataclass(frozen=True, slots=True)
class ActivationsQuery(_NumberQuery):
    """`activations of Z`: how many numbers a layer computes."""

    kind: ClassVar[str] = "activations"
    what: ClassVar[What] = "activations"


@dataclass(frozen=True, slots=True)
class MemoryQuery(_NumberQuery):
    """`memory of Z`, or `memory of Z with 4 bytes`: activations and parameters."""

    kind: ClassVar[str] = "memory"
    what: ClassVar[What] = "memory"


@dataclass(frozen=True, slots=True)
class FieldQuery(_OfLayer):
    """`receptive field of P wrt X`."""

    wrt: Use
    kind: ClassVar[str] = "field"

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of, self.wrt)

    @property
    def name(self) -> str:
        """What its step is called."""
        return text(field_of(self.of.var.name))

    def has_answer(self, answer: object) -> bool:
        return answer == field_of(self.of.var.name)


NumberOfLayers = WorkQuery | ParametersQuery | ActivationsQuery | MemoryQuery
LayerQuery = ShapeQuery | NumberOfLayers | FieldQuery
_NUMBERS = {one.kind: one for one in (WorkQuery, ParametersQuery, ActivationsQuery, MemoryQuery)}
_WITH_BYTES = re.compile(r"(?P<of>.+?)\s+with\s+(?P<bytes>[1-9]\d?)\s+bytes?", re.DOTALL)


def _read(written: WrittenQuestion) -> list[LayerQuery]:
    word = written.text.value.split()[0]
    if word == "receptive":
        return [FieldQuery(use, wrt, where=use.where) for use in written.names() for wrt in written.names("wrt")]
    if word in _NUMBERS:
        return _numbers(word, written)
    return [query for piece in split(written.part()) if (query := _shape(written, piece))]


def _numbers(word: str, written: WrittenQuestion) -> list[LayerQuery]:
    """`Z, P` are two questions, `Z + P` is one; behind memory may stand how many bytes a number has."""
    of, times = written.part(), 1
    if bytes_of := _WITH_BYTES.fullmatch(of.value):
        if word != "memory":
            written.fields.fault(of.where, f"bytes are those of memory, not of {word}", "write: memory of Z with 4 bytes")
        of, times = of.part(*bytes_of.span("of")), int(bytes_of["bytes"])
    found: list[LayerQuery] = []
    for group in split(of):
        pieces = split(group, "+")
        uses = [use for piece in pieces if (use := written.fields.attempt(one_name, piece))]
        check_once(written.fields, uses)
        if len(uses) == len(pieces):
            found.append(_NUMBERS[word](uses[0], tuple(uses[1:]), times, where=group.where))
    return found


def _shape(written: WrittenQuestion, piece: Text) -> ShapeQuery | None:
    """`Z`, or `dL/dW`, whose names are read like others; faults go to the fields."""
    parts = _DERIVATIVE.fullmatch(piece.value)
    named = [piece.part(*parts.span(group)) for group in ("of", "wrt")] if parts else [piece]
    uses = [written.fields.attempt(lambda one: one_name(one, written.timeless), one) for one in named]
    found = [use for use in uses if use]
    return ShapeQuery(*found, where=piece.where) if len(found) == len(named) else None


def _answer(query: Query, asked: AskedItem) -> Verified:
    """All of them in an item, by one plan. Raises InputErrors."""
    item, cell = asked.item, asked.cell
    queries = [query for query in item.queries if isinstance(query, LayerQuery)]
    _check(queries, asked)
    declared = declared_shapes(item, letter_numbers(item))
    sizes = layer_sizes(cell, declared) if has_images(cell, declared) or any(not isinstance(one, ShapeQuery) for one in queries) else None
    uses = [use for one in queries if isinstance(one, ShapeQuery) for use in one.uses]
    shapes = name_shapes(item, cell, uses) if uses else NameShapes({}, frozenset())
    inputs = inputs_of(cell, declared)
    needed = next((one for one in queries if isinstance(one, ParametersQuery | MemoryQuery)), None)
    if needed and len(inputs) != 1:
        message = f"nothing in the cell '{cell.name}' has a time: nobody can tell inputs from parameters"
        raise InputErrors([InputError(needed.where, message, "give a size to the only input, to kernels and to values that are computed")])
    derivation = _derivation(queries, asked, sizes, shapes, {*inputs, *targets(cell)})
    confirmed = verify_sizes(derivation, _counted(queries, derivation, cell, declared, {*inputs, *targets(cell)}) if sizes else {})
    answers = {answer.asked: answer.extents for answer in derivation.answers if isinstance(answer, ShapeAnswer)}
    return verify_shapes(confirmed, cell, item, answers) if uses else confirmed


def _check(queries: Sequence[LayerQuery], asked: AskedItem) -> None:
    """Raises InputErrors where something is asked of a part, or where the sheet says what is asked for."""
    item, cell = asked.item, asked.cell
    faults: list[InputError] = []
    for query in queries:
        for use in query.uses:
            if use.var.index or (use.var.time is not None and not isinstance(query, ShapeQuery)):
                message = f"'{text(use.var)}' is no layer, but a part of one or a value in time"
                faults.append(InputError(use.where, message))
        name = query.of.var.name
        computed = {equation.lhs.var.name for equation in cell.equations}
        if isinstance(query, ShapeQuery):
            # A table of layers has those as well whose size is stated.
            if query.wrt is None and name in item.shapes.keys() | item.letters.keys() and table_of(item) is None:
                faults.append(InputError(query.of.where, f"'{name}' has its size under shapes"))
        elif name not in computed:
            known = any(name == use.var.name for equation in cell.equations for use in equation.rhs.uses)
            message = f"'{name}' is given, not computed" if known else f"'{name}' does not stand in the cell '{cell.name}'"
            faults.append(InputError(query.of.where, message, did_you_mean(name, computed)))
    if others := [one for one in queries if isinstance(one, MemoryQuery) and one.times != _bytes(queries)]:
        faults.append(InputError(others[0].where, "an item has one number of bytes for all numbers", "make two items of it"))
    if faults:
        raise InputErrors(faults)


def _bytes(queries: Sequence[LayerQuery]) -> int:
    """How many bytes each number has."""
    return next((one.times for one in queries if isinstance(one, MemoryQuery)), 1)


def _derivation(
    queries: Sequence[LayerQuery], asked: AskedItem, sizes: LayerSizes | None, shapes: NameShapes, no_parameters: Collection[str]
) -> Derivation:
    """The lines of sizes and numbers, each shape behind the lines that it follows from."""
    lines = LayerLines(asked.cell, sizes or LayerSizes({}, {}, {}, frozenset(), frozenset()), no_parameters)
    answers: list[Answer] = []
    statements: list[tuple[int, Statement]] = []
    for query in queries:
        if isinstance(query, ShapeQuery):
            if sizes and query.wrt is None and query.of.var.name in lines.equations:
                known_axes(sizes, query.of)
                lines.sizes_of(query.of.var.name)
            found = shape_answer(query.asked, shapes)
            statements.append((len(lines.steps), shape_statement(found, shapes, asked.cell)))
            answers.append(found)
        else:
            for use in query.uses:
                known_axes(lines.sizes, use)
            if isinstance(query, FieldQuery):
                answers.append(add_field(lines, query.of, query.wrt))
            else:
                answers.append(lines.number(query.what, query.uses, query.times))
    givens: dict[Atom, Value] = {axis: Fraction(n) for axis, n in lines.sizes.units.items()}
    derivation = evaluate_plan(Plan(tuple(lines.steps.values()), ()), givens, {}, {}, asked.item.where)
    steps: list[Step | Statement] = list(derivation.steps)
    for place, statement in reversed(statements):
        steps.insert(place, statement)
    return Derivation(tuple(steps), tuple(answers), derivation.values)


def _counted(
    queries: Sequence[LayerQuery],
    derivation: Derivation,
    cell: Cell,
    declared: Mapping[str, tuple[int, ...]],
    no_parameters: Collection[str],
) -> dict[Atom, int]:
    """All numbers of the lines by loops."""
    found: dict[Atom, int] = {}
    counted = image_sizes(cell, declared)
    for axis in (step.lhs for step in derivation.numbers):
        if isinstance(axis, Size) and axis.units:
            name, _, place = axis.name.partition("(")
            found[axis] = counted[name][int(place.rstrip(")") or 1) - 1]
    for atom in (step.lhs for step in derivation.numbers):
        if isinstance(atom, Size) and atom.what in _NUMBERS:
            found[atom] = layer_number(atom.what, atom.name.split(" + "), cell, declared, no_parameters, _bytes(queries))
    for one in queries:
        if isinstance(one, FieldQuery):
            for name in [step.lhs.name for step in derivation.numbers if isinstance(step.lhs, Size) and step.lhs.what == "field"]:
                rows, columns = receptive_field(name, one.wrt.var.name, cell, declared)
                found[field_of(name)] = max(rows, columns)
    return found


LAYERS = Kind(
    types=(ShapeQuery, WorkQuery, ParametersQuery, ActivationsQuery, MemoryQuery, FieldQuery),
    forms=("shape of W, dL/dW", "multiplications of Z", "parameters of Z", "memory of Z", "receptive field of P wrt X"),
    patterns=(
        written_of("(?:shape|size)"),
        written_of("(?:multiplications|parameters|activations|memory)"),
        re.compile(r"receptive\s+field\s+of\s+(?P<of>.+?)\s+wrt\s+(?P<wrt>.+)", re.DOTALL),
    ),
    read=_read,
    answer=_answer,
    axes=4,
    together=True,
)
