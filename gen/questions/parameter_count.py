"""Counting parameters: the sum over those that are counted, told as a person writes it: parameters of one shape together."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import ClassVar

from gen.algebra.arrays import Value
from gen.algebra.expr import UNIT, Add, Atom, Expr, Group, Mul, Num, Size, Var
from gen.algebra.printer import name_text
from gen.algebra.sizes import Product, factors_of, size_expr
from gen.calculus import evaluate_plan, has_images, layer_sizes, letter_numbers
from gen.calculus.layer_sizes import known_axes
from gen.calculus.parameter_shapes import ParameterShapes, infer
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.derivation import Plan, PlannedStep
from gen.model.problem import Cell
from gen.model.queries import Query
from gen.model.source import Use
from gen.model.verified import Verified
from gen.questions.counted_parameters import all_parameters, has_time, named_groups, targets
from gen.questions.counts_in_letters import counted_in_letters
from gen.questions.kind import AskedItem, Kind, WrittenQuestion, written_of
from gen.questions.layer_lines import with_biases
from gen.syntax import check_once, one_name, split
from gen.verify import counts, verify_count

_ALL = re.compile(r"all(?P<by>\s+by\s+layer)?")


@dataclass(frozen=True, slots=True)
class CountQuery(Query):
    """`count of W, V, b`, or `W_i + b_i, W_f + b_f` group by group; without groups `count of all`, or `count of all by layer`."""

    groups: tuple[tuple[Use, ...], ...]
    by_layer: bool = False
    kind: ClassVar[str] = "count"
    lines_per_point: ClassVar[float] = 1

    @property
    def same(self) -> object:
        return self.kind, self.by_layer, tuple(tuple(use.var for use in group) for group in self.groups)

    @property
    def uses(self) -> tuple[Use, ...]:
        return tuple(use for group in self.groups for use in group)


def _read(written: WrittenQuestion) -> list[CountQuery]:
    """`W, V, b`, or groups such as `W_i + b_i, W_f + b_f`, or `all`, or `all by layer`."""
    of, where, fields = written.part(), written.text.where, written.fields
    everything = _ALL.fullmatch(of.value)
    if everything:
        return [CountQuery((), everything["by"] is not None, where=where)]
    groups = [[use for name in split(group, "+") if (use := fields.attempt(one_name, name))] for group in split(of)]
    query = CountQuery(tuple(map(tuple, groups)), where=where)
    for use in query.uses:
        if use.var.time is not None or use.var.index:
            fields.fault(use.where, f"'{use.var.name}' has {'an index' if use.var.index else 'a time'} and is no parameter")
    check_once(fields, query.uses)
    return [query]


def _answer(query: CountQuery, asked: AskedItem) -> Verified:
    """The parameters of the reading's cell. Raises InputErrors."""
    item, cell = asked.item, asked.cell
    declared = item.sized(letter_numbers(item))
    timed = has_time(cell) and not has_images(cell, declared)
    shapes = shapes_of_parameters(cell, declared, [use.var.name for use in query.uses]) if timed else None
    listed = counted(query, cell, declared)
    # Where inputs have a time, all that has none is counted, and `verify` finds by itself what that is.
    itself = not query.groups and timed and not targets(cell)
    names = [] if itself else [name for group in listed for name in group.names]
    shapes = shapes or shapes_of_parameters(cell, declared, names, query.uses)
    plan = count_plan(shapes, listed)
    if item.letters:
        return counted_in_letters(plan, shapes, asked, names)
    layers = counts.entries_of_layers(cell, declared, names)
    known = counts.entries_by_name(layers)
    if others := [use for use in query.uses if use.var.name not in known]:
        unknown = [InputError(use.where, f"'{name_text(use.var)}' is no parameter", did_you_mean(use.var.name, known)) for use in others]
        raise InputErrors(unknown)
    givens: dict[Atom, Value] = {Size(axis, units=True): Fraction(n) for axis, n in shapes.units.items()}
    derivation = evaluate_plan(plan, givens, {}, {}, item.where)
    return verify_count(derivation, names, layers)


def shapes_of_parameters(
    cell: Cell, declared: Mapping[str, tuple[int, ...]], names: Sequence[str], uses: Sequence[Use] = ()
) -> ParameterShapes:
    """The shapes of the parameters of a cell; `names` are those that are counted, where that is needed. Raises InputErrors."""
    if not has_images(cell, declared):
        return infer(cell, declared, names)
    sizes = layer_sizes(cell, declared)
    places = {use.var.name: use.where for use in uses}
    found = {name: [sizes.root(axis) for axis in known_axes(sizes, Use(Var(name), places.get(name, cell.where)))] for name in names}
    kernels = [name for name, axes in found.items() if len(axes) != 2 or name in sizes.kernels]
    units = {axis.name: sizes.units[axis] for axes in found.values() for axis in axes}
    axes = {name: tuple(axis.name for axis in own) for name, own in found.items()}
    return ParameterShapes(axes, units, {}, frozenset(kernels) | sizes.of_rows)


def counted(query: CountQuery, cell: Cell, declared: Mapping[str, tuple[int, ...]]) -> tuple[Group, ...]:
    """The parameters that are asked for, group by group. Raises InputErrors."""
    return named_groups(query.groups, cell) if query.groups else all_parameters(cell, declared, query.where, query.by_layer)


def count_plan(shapes: ParameterShapes, groups: Sequence[Group]) -> Plan:
    """The sum over the parameters in the author's order; where there are several groups, each in a line before."""
    names = [name for group in groups for name in group.names]
    lines = [PlannedStep("size", Size(name), _size(shapes, name), _size(shapes, name), hidden=True) for name in names]
    rhs, written = _sum(shapes, names)
    if len(groups) > 1 and len(names) > len(groups):
        together = [group for group in groups if group.layer or len(group.names) > 1]
        lines += [PlannedStep("group", group, *_sum(shapes, group.names), parts=_parts(shapes, group.names)) for group in together]
        names = [group.names[0] for group in groups if group not in together]
        rhs = Add(tuple(group if group in together else Size(group.names[0]) for group in groups))
        written = Add(tuple(group if group in together else _size(shapes, group.names[0]) for group in groups))
    whole = Size("")
    return Plan((*lines, PlannedStep("count", whole, rhs, written, parts=_parts(shapes, names))), (whole,))


def _parts(shapes: ParameterShapes, names: Sequence[str]) -> tuple[tuple[tuple[str, ...], Expr], ...]:
    """Which term is which parameter, those of one shape together."""
    alike: dict[tuple[str | int, ...], list[str]] = {}
    for name in names:
        alike.setdefault(shapes.kind(name), []).append(name)
    return tuple((tuple(same), _size(shapes, same[0])) for same in alike.values())


def _size(shapes: ParameterShapes, name: str) -> Expr:
    """Inputs times outputs; a size that an author writes as a product is one here."""
    factors: list[Expr] = []
    for axis in shapes.inputs_first(name):
        size = shapes.units.get(axis, 0)
        written = [size_expr(factor) for factor in factors_of(size)] if isinstance(size, Product) else []
        factors += written or [_added([Size(layer, units=True) for layer in shapes.sums.get(axis, (axis,))])]
    return _product(factors) if factors else UNIT


def _sum(shapes: ParameterShapes, names: Sequence[str]) -> tuple[Expr, Expr]:
    """The sum of these parameters' entries, `4 (#W + #b)`, and the same in units, `4 (n_x n_h + n_h)`."""
    alike = _parts(shapes, names)
    times = gcd(*(len(same) for same, _ in alike))
    entries = [_times(len(same) // times, Size(same[0])) for same, _ in alike]
    units = with_biases([_times(len(same) // times, size) for same, size in alike])
    return _times(times, _added(entries)), _times(times, _added(units))


def _added(terms: Sequence[Expr]) -> Expr:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def _product(factors: Sequence[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))


def _times(n: int, e: Expr) -> Expr:
    if n == 1:
        return e
    return _product([Num(Fraction(n)), *(e.factors if isinstance(e, Mul) else (e,))])


COUNT = Kind(
    types=(CountQuery,),
    forms=("count of W, V",),
    patterns=(written_of("count"),),
    read=_read,
    answer=_answer,
    axes=4,
    one=("an item has one count", "join them, count of W, V; or make two items of it"),
)
