"""One item of a problem file: prompt, givens, what is asked, readings and points."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from gen.algebra.expr import Var
from gen.calculus import members
from gen.format.accepted import accepted_forms, accepted_rules, check_worked
from gen.format.ask import asks_of_cell, jacobians, queries, relations
from gen.format.cases import cases_taken, check_cases, without_cases
from gen.format.display import read_tolerance
from gen.format.epochs import in_epochs, read_epochs
from gen.format.family_names import known_members, of_members
from gen.format.gaps import accepted_codes, check_gaps
from gen.format.givens import check_shapes
from gen.format.item_numbers import Shared, check_slots, read_numbers, sizes, taken_by, with_base
from gen.format.options import read_choice
from gen.format.picture import read_picture
from gen.format.plot import read_plot
from gen.format.prompt import SLOTS, Prompts
from gen.format.published import read_published
from gen.format.rubric import read_acknowledged, read_grading
from gen.format.slips import read_priced_slips
from gen.format.space import read_space, read_words
from gen.format.stated import conventions, stated_places
from gen.format.table import TableReader
from gen.format.witness import check_inverse
from gen.keys import ITEM, READING
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.plot import PlotSpec
from gen.model.problem import Cell, Given, Inline, Item, Mode, Published, Reading, Style, ValueSource, timeless_names
from gen.model.queries import Query
from gen.model.source import Text
from gen.model.table import Table, table_of
from gen.model.times import latest_reads, steps_ahead
from gen.questions import GradientQuery, SketchQuery, at_each_step, last_time, most_axes, typed_elsewhere
from gen.syntax import MAX_TIME, Fields, names, premise, relation
from gen.syntax.yamltree import Node

_ALSO_CALLED = dict.fromkeys(("backward", "backwards", "backprop", "backpropagation", "bptt", "adjoint", "adjoints"), "reverse") | {
    **dict.fromkeys(("tangent", "tangents", "rtrl", "forwards", "chain"), "forward"),
    "path": "paths",
}


class ItemReader:
    """Reads one item; the faults go into the problem's list."""

    def __init__(self, node: Node, shared: Shared, faults: list[InputError]) -> None:
        self.fields = Fields(node, ITEM, faults)
        self.shared, self.cells, self.faults = shared, shared.cells, faults
        self.before = len(faults)

    def read(self) -> Item | None:
        """The item, or None if it has a fault that leaves nothing to compute."""
        f = self.fields
        if not f.nodes:
            return None
        like = self.like()
        readings = self.readings(like, needs_cell=asks_of_cell(f))
        timeless, used = self.timeless(readings), [reading.cell for reading in readings]
        base = taken_by(like, self.shared.common, used, self.cells.values())
        own, printed, over, witness = read_numbers(f, self.shared, f.string("id"), used, base, timeless)
        check_cases(f, own, over)
        over = over or cases_taken(like, own)
        given, epoch = in_epochs(f, without_cases(with_base(own, base), over), read_epochs(f))
        own |= {var: one for var, one in given.items() if one.repeats in own}
        check_shapes(f, given)
        mode: Mode | None = next((v for v in get_args(Mode) if v == f.choice("by", "", _ALSO_CALLED)), None)
        style: Style = next(v for v in get_args(Style) if v == f.choice("style", ""))
        prompts = Prompts(self.cells, self.shared.names, self.faults, self.shared.macros)
        numbers = {**given, **(over[0] if over else {})}
        horizon, known = self.horizon(numbers, readings), self.members(readings, numbers)
        table = TableReader(f, prompts, used, timeless, given, horizon).table()
        asked = self.asked(timeless, known, lambda found: at_each_step(found, used, numbers, last_time(found, horizon)), table)
        times = (query.of.var.time for query in asked if isinstance(query, GradientQuery) and isinstance(query.of.var.time, int))
        plain, letters = sizes(f, base, most_axes(asked))
        accepted, rubric = accepted_forms(f, asked, timeless), read_grading(f, prompts, asked, horizon, table)
        item = Item(
            id=f.string("id"),
            prompt=self.prompt(prompts, readings),
            queries=asked,
            readings=readings,
            given=given,
            printed=printed,
            shapes=plain,
            letters=letters,
            conventions={**(base.conventions if base else {}), **conventions(f)},
            cut=frozenset(one for var in self.cut(timeless) for one in members(var, known)),
            horizon=horizon,
            mode=mode,
            hypotheses=relations(f, "assume", relation),
            premises=relations(f, "premises", premise),
            derive=jacobians(f),
            answer=prompts.labelled(f, "answer", "answer", typed_elsewhere(asked)),
            grading=replace(rubric, rules=(*rubric.rules, *accepted_rules(accepted, timeless), *accepted_codes(asked))),
            published=self.published(known),
            acknowledged=read_acknowledged(f, prompts),
            space=read_space(f),
            words=read_words(f),
            where=f.where,
            truncate=self.truncate(max([horizon, *times]), readings),
            tolerance=read_tolerance(f) if "tolerance" in f else self.shared.tolerance,
            style=style,
            stated=stated_places(f, own),
            accepted=accepted,
            picture=read_picture(f, prompts),
            plot=self.plot(timeless, asked),
            epoch=epoch or (like.epoch if like else 0),
            over=over,
            witness=witness,
            like=like.id if like else "",
            varied=frozenset(re.split(r"\W", key.value)[0] for key, _ in f.entries("vary")),
        )
        item = read_choice(f, item, prompts, timeless, self.reread)
        item = read_priced_slips(f, item, timeless, self.reread)
        check_slots(f, "prompt", "item", item)
        check_gaps(f, item.prompt, asked)
        check_inverse(f, asked)
        check_worked(f, item.answer, asked)
        if table and not table_of(item):
            f.fault(table.where, "the item describes a table and does not ask for it", "write ask: table")
        if any(r.values == "printed" for r in readings) and not printed:
            f.fault(f.where, "a reading uses printed values, but the item has none under 'printed'")
        text, total = f.text("total"), f.number("total")
        if text and total is not None and len(self.faults) == self.before and total != item.points:
            f.fault(text.where, f"the stated total is {total}, but the criteria add up to {item.points}")
        return item if len(self.faults) == self.before else None

    def reread(self, node: Node) -> Item | None:
        """A node as an item of the same problem."""
        return ItemReader(node, self.shared, self.faults).read()

    def asked(
        self, timeless: frozenset[str], known: Sequence[str], each: Callable[[Sequence[Query]], Iterable[Query]], table: Table | None
    ) -> tuple[Query, ...]:
        """What the item asks, at each of its steps, and of each matrix of a family."""
        try:
            return of_members(queries(self.fields, timeless, each, self.cells, table), known)
        except InputErrors as error:
            self.faults += error.faults
            return ()

    def published(self, known: Sequence[str]) -> Published:
        """What the sheet states; general formulas are of matrices."""
        found = read_published(self.fields, self.cell)
        for stated in found.formulas if known else ():
            self.fields.fault(stated.lhs.where, "a general formula is one of matrices, not of channels", "state lines with numbers")
        return found

    def members(self, readings: tuple[Reading, ...], given: Mapping[Var, Given]) -> Sequence[str]:
        """The names of the matrices of families, given and computed."""
        try:
            return known_members(readings, given) if len(self.faults) == self.before else ()
        except InputErrors as error:
            self.faults += error.faults
            return ()

    def plot(self, timeless: frozenset[str], asked: Sequence[Query]) -> PlotSpec | None:
        """What is drawn with axes; a sketch needs it."""
        sketch = next((query for query in asked if isinstance(query, SketchQuery)), None)
        if sketch and "plot" not in self.fields:
            self.fields.fault(sketch.where, "a sketch is of what stands under 'plot'", "such as plot: {of: f, over: {x: -2..2}}")
        if "plot" in self.fields and "figure" in self.fields:
            self.fields.fault(self.fields.nodes["plot"].where, "an item has a figure or a plot", "give one of them to another item")
        return read_plot(self.fields, timeless, sketch is not None)

    def prompt(self, prompts: Prompts, readings: tuple[Reading, ...]) -> tuple[Inline, ...]:
        """The prompt with its cells; `{cell}` alone is the cell of the first reading."""
        text = self.fields.text("prompt")
        split_up = prompts.pieces(text, SLOTS) if text else ()
        first = readings[0].cell if readings else None

        def cell_of(piece: Inline) -> Cell | None:
            return prompts.part_of(first, piece.label, text.where) if text and first and piece.label else first

        return tuple(replace(p, cell=p.cell or cell_of(p)) if p.kind == "slot" and p.text == "cell" else p for p in split_up)

    def like(self) -> Item | None:
        text = self.fields.text("like")
        if text and text.value not in self.shared.earlier:
            self.fields.fault(text.where, f"no earlier item '{text.value}'", did_you_mean(text.value, self.shared.earlier))
        found = self.shared.earlier.get(text.value) if text else None
        if text and found is None:
            self.before = -1  # without the earlier item, which has faults of its own, nothing can be computed
        return found

    def timeless(self, readings: Iterable[Reading]) -> frozenset[str]:
        """The names without a time; one that the item's cells do not have, as it may be given for an item like this, by the other cells."""
        own = [reading.cell for reading in readings]
        named = {use.var.name for cell in own for equation in cell.equations for use in (equation.lhs, *equation.rhs.uses)}
        return timeless_names(own) | (timeless_names(cell for cell in self.cells.values() if cell) - named)

    def readings(self, like: Item | None, needs_cell: bool) -> tuple[Reading, ...]:
        """The accepted readings; without any, one: the item's cell and computed values. A question in words needs none."""
        f = self.fields
        if "cell" in f:
            default = self.cell(f.text("cell"))
        else:
            default = like.readings[0].cell if like and like.readings else self.only_cell(needs_cell)
        if "readings" not in f:
            if default is None:
                return ()
            return (Reading("as stated", default, "computed", f.where),)
        result: list[Reading] = []
        for node in f.items("readings"):
            own = Fields(node, READING, self.faults)
            cell = self.cell(own.text("cell")) if "cell" in own else default
            values: ValueSource = next(v for v in get_args(ValueSource) if v == own.choice("values", "computed"))
            name = own.prose("name")
            if name and name.value in [r.name for r in result]:
                own.fault(name.where, f"duplicate reading '{name.value}'")
            if cell:
                result.append(Reading(own.string("name"), cell, values, own.where))
        if not result and len(self.faults) == self.before:
            f.fault(f.nodes["readings"].where, "'readings' is an empty list")
        return tuple(result)

    def cell(self, text: Text | None) -> Cell | None:
        if text and text.value not in self.cells:
            self.fields.fault(text.where, f"unknown cell '{text.value}'", did_you_mean(text.value, self.cells))
        cell = self.cells.get(text.value) if text else None
        if cell is None:
            self.before = -1  # the cell's own faults are already in the list; the item cannot be computed
        return cell

    def only_cell(self, needed: bool) -> Cell | None:
        if len(self.cells) == 1:
            cell = next(iter(self.cells.values()))
            self.before = self.before if cell else -1
            return cell
        if needed and "readings" not in self.fields:
            hint = f"known: {', '.join(self.cells)}" if self.cells else "the problem has no 'cells'"
            self.fields.fault(self.fields.where, "an item needs the key 'cell'", hint)
        return None

    def cut(self, timeless: frozenset[str]) -> frozenset[Var]:
        """The values whose derivative is taken as 0: truncated backpropagation."""
        text = self.fields.text("cut")
        uses = names(self.fields, text, timeless) if text else []
        for use in uses:
            if use.var.index:
                self.fields.fault(use.where, f"'{use.var.name}' is cut as a whole, not one of its entries")
        return frozenset(use.var for use in uses)

    def truncate(self, last: int, readings: Iterable[Reading]) -> int | None:
        """After how many steps a gradient stops; `last` is the last step."""
        text, steps = self.fields.text("truncate"), self.fields.number("truncate")
        if text and steps is not None and (steps.denominator != 1 or not 1 <= steps <= MAX_TIME):
            self.fields.fault(text.where, f"'truncate' is a whole number of steps from 1 on, found '{text.value}'")
        elif text and steps is not None and steps > last:
            self.fields.fault(text.where, f"'truncate: {text.value}' cuts nothing off: the last step is {last}")
        computed = {equation.lhs.var.name for reading in readings for equation in reading.cell.equations}
        ahead = sorted(computed.intersection(steps_ahead(reading.cell for reading in readings)))
        if text and ahead:
            message = f"'truncate' counts steps back in time, and '{ahead[0]}' is computed from later steps"
            self.fields.fault(text.where, message, "name what counts as constant under 'cut'")
        return int(steps) if steps is not None else None

    def horizon(self, given: Mapping[Var, Given], readings: Sequence[Reading]) -> int:
        """The stated horizon, or the last time for which a number is given; what is read k steps ahead is given for k steps more."""
        text, stated = self.fields.text("horizon"), self.fields.number("horizon")
        if text and stated is not None:
            if stated.denominator == 1 and 1 <= stated <= MAX_TIME:
                return int(stated)
            self.fields.fault(text.where, f"a horizon is a whole number from 1 to {MAX_TIME:,}, found '{text.value}'")
        reads = latest_reads(reading.cell for reading in readings)
        # An input that begins at 0 and is read at t-1 alone is that of the step behind it; a state begins there as well.
        first = {var.name for var in given if var.time == 0} - {eq.lhs.var.name for one in readings for eq in one.cell.equations}
        ahead = {name: by for name, by in reads.items() if by > 0 or name in first}
        times = [var.time - ahead.get(var.name, 0) for var in given if isinstance(var.time, int)]
        return max([1, *times])
