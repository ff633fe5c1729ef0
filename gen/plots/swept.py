"""An expression of a cell as a function of some of its names: planned once, then computed by the engine wherever they are put in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gen.algebra.arrays import SCALAR, Array, Value, array, rows_of, scalar, shape_of, shape_words
from gen.algebra.expr import Atom, Expr, Partial, Var, atoms, replace_atoms
from gen.algebra.numbers import Number
from gen.algebra.places import row_and_column
from gen.algebra.printer import name_text
from gen.calculus import evaluate_plan
from gen.messages.errors import InputError, InputErrors, Location
from gen.model.derivation import Derivation
from gen.model.plot import PlotSpec
from gen.model.problem import Cell, Equation, Given, Item, Reading
from gen.model.source import Parsed, Use
from gen.model.verified import Check
from gen.questions import AskedItem, GradientQuery, Task, ValueQuery, task_of
from gen.verify import DUAL, confirm

NAME = "the plot"
"""Of the equation that a plot adds to a cell; no author's name has a blank."""

Function = Callable[[Sequence[Fraction]], Number | None]
"""From the numbers that are put in to the value; None where there is none."""


@dataclass(frozen=True, slots=True)
class Swept:
    """A value as a function of `names`, numbers or entries of arrays, where all else is as in `item`."""

    task: Task
    item: Item
    names: tuple[Var, ...]

    def derivation(self, at: Sequence[Fraction]) -> Derivation:
        """With these numbers. Raises InputErrors where there is no value."""
        recurrence = self.task.recurrence(with_numbers(self.item, self.names, at))
        return evaluate_plan(self.task.plan, recurrence.givens, recurrence.conventions, recurrence.printed, self.item.where)

    def value(self, at: Sequence[Fraction]) -> Value:
        """Raises InputErrors where there is none."""
        return self.derivation(at).values[Var(NAME)]

    def __call__(self, at: Sequence[Fraction]) -> Number | None:
        try:
            return scalar(self.value(at))
        except InputErrors:
            return None

    def confirmed(self, *at: Fraction) -> Number | None:
        """The value, which numbers with tangents confirm; None where there is none. Raises VerificationError."""
        value = self(at)
        if value is not None:
            self.check(at)
        return value

    def check(self, at: Sequence[Fraction]) -> Check:
        """The value confirmed by numbers with tangents, and all that leads to it. Raises VerificationError."""
        return confirm(self.derivation(at), self.task.recurrence(with_numbers(self.item, self.names, at)), DUAL)


def swept(item: Item, spec: PlotSpec, of: Parsed) -> Swept:
    """An expression of a plot over the names of its axes. Raises InputErrors where it makes no sense."""
    cell = item.readings[0].cell if item.readings else None
    computed = {equation.lhs.var.name for equation in cell.equations} if cell else set()
    for sweep in spec.over:
        var = sweep.name.var
        if cell and var.name in computed and (var.time is None or var.whole not in item.given):
            message = f"'{name_text(var)}' is computed by the cell '{cell.name}', and a plot is over what is given"
            raise InputErrors([InputError(sweep.name.where, message)])
    item = _with_room(item, spec)
    task = _task(item, spec, [of])
    if (shape := task.trace.shapes.get(NAME, SCALAR)) != SCALAR:
        raise InputErrors(
            [InputError(of.where, f"'{of.text}' is {shape_words(shape)}, and a plot shows numbers", "name an entry, or a norm")]
        )
    return Swept(task, item, spec.swept)


def check_dependence(functions: Sequence[Swept], spec: PlotSpec) -> None:
    """Raises InputErrors where nothing that is drawn depends on a name of an axis; one of several may be a level line."""
    used = {var for f in functions for var in f.task.trace.inputs}
    for sweep in spec.over:
        if sweep.name.var.whole not in used and len(spec.over) == 1:
            names = " and ".join(f"'{of.text}'" for of in spec.of)
            verb = "does" if len(spec.of) == 1 else "do"
            raise InputErrors([InputError(sweep.name.where, f"{names} {verb} not depend on '{name_text(sweep.name.var)}'")])
    if spec.over and used.isdisjoint(sweep.name.var.whole for sweep in spec.over):
        raise InputErrors([InputError(spec.where, f"'{spec.of[0].text}' depends on neither of the names of the axes")])


def computed(item: Item, spec: PlotSpec, of: Sequence[Parsed]) -> tuple[list[Value], list[Check]]:
    """The values of expressions with the numbers of the item, and how they were confirmed. Raises InputErrors and VerificationError.

    Gradients in them are found first, all in one pass.
    """
    item, of, checks = _with_gradients(item, of)
    derivation, check = _confirmed(_task(item, spec, of), item)
    return [derivation.values[_name(i)] for i in range(len(of))], [*checks, check]


def _confirmed(task: Task, item: Item) -> tuple[Derivation, Check]:
    recurrence = task.recurrence(item)
    derivation = evaluate_plan(task.plan, recurrence.givens, recurrence.conventions, recurrence.printed, item.where)
    return derivation, confirm(derivation, recurrence, DUAL)


def _with_gradients(item: Item, of: Sequence[Parsed]) -> tuple[Item, list[Parsed], list[Check]]:
    """The expressions with names in place of gradients, the item that has these for given, and how they were confirmed."""
    held: dict[Atom, Location] = {atom: one.where for one in of for atom in atoms(one.expr) if isinstance(atom, Partial)}
    if not held or not item.readings:
        return item, list(of), []
    queries = tuple(
        GradientQuery(Use(atom.of, where), Use(atom.wrt, where), where=where) for atom, where in held.items() if isinstance(atom, Partial)
    )
    task = task_of(queries, AskedItem(replace(item, queries=queries), replace(item.readings[0], values="computed")))
    derivation, check = _confirmed(task, item)
    names: dict[Atom, Expr] = {atom: Var(f"{NAME} gradient {i}") for i, atom in enumerate(held)}
    given = {name: Given(derivation.values[atom], (), held[atom]) for atom, name in names.items() if isinstance(name, Var)}
    put_in = [replace(one, expr=replace_atoms(one.expr, lambda atom: names.get(atom, atom))) for one in of]
    return replace(item, given={**item.given, **given}), put_in, [check]


def _name(i: int) -> Var:
    return Var(NAME if i == 0 else f"{NAME} {i}")


def _task(item: Item, spec: PlotSpec, of: Sequence[Parsed]) -> Task:
    """The cell with an equation for each expression, planned for these."""
    reading = item.readings[0] if item.readings else Reading("", Cell("plot", (), spec.where), "computed", spec.where)
    own = tuple(Equation(Use(_name(i), one.where), one) for i, one in enumerate(of))
    cell = replace(reading.cell, equations=(*reading.cell.equations, *own), cells=(), feeds=())
    queries = tuple(ValueQuery(one.lhs, where=one.rhs.where) for one in own)
    return task_of(queries, AskedItem(replace(item, queries=queries), replace(reading, cell=cell, values="computed")))


def with_numbers(item: Item, names: Sequence[Var], at: Sequence[Fraction]) -> Item:
    """The item with other numbers for some names; each is given, an entry in its array."""
    given = dict(item.given)
    for var, x in zip(names, at, strict=True):
        old = given[var.whole]
        value: Value = x
        if var.index:
            i, j = (place or 1 for place in row_and_column(var.index, shape_of(old.value)))
            rows = [list(row) for row in rows_of(old.value)]
            assert isinstance(i, int) and isinstance(j, int)
            rows[i - 1][j - 1] = x
            value = array(rows)
        given[var.whole] = Given(value, (), old.where)
    return replace(item, given=given)


def _with_room(item: Item, spec: PlotSpec) -> Item:
    """The item with a number, or a vector, for each name of an axis that has none; of entries as many as the largest place."""
    given = dict(item.given)
    for sweep in spec.over:
        var = sweep.name.var
        if var.whole not in given:
            places = [place for other in spec.swept if other.whole == var.whole for place in other.index]
            size = max((place for place in places if isinstance(place, int)), default=1)
            given[var.whole] = Given(array([[Fraction(0)]] * size), (), sweep.name.where)
        elif var.index and not isinstance(given[var.whole].value, Array):
            raise InputErrors([InputError(sweep.name.where, f"'{name_text(var.whole)}' is a number and has no entries")])
        elif not var.index and isinstance(given[var.whole].value, Array):
            hint = f"name an entry, such as {name_text(var)}[1]"
            raise InputErrors([InputError(sweep.name.where, f"'{name_text(var)}' is an array, and an axis has numbers", hint)])
    return replace(item, given=given)
