"""One item of a problem file: prompt, givens, what is asked, readings and points."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar, get_args

from gen.errors import Fault, Faults, did_you_mean
from gen.expr import Var
from gen.fields import Fields
from gen.parse import Text, Use, split, variable
from gen.prompt import pieces
from gen.rules import RULES
from gen.spec import Cell, Criterion, Given, Item, Part, Piece, Query, Reading, Telling, Values
from gen.yamltree import Leaf, Node, Sequence
from gen.yamltree import Mapping as Tree

T = TypeVar("T")

MAX_HORIZON = 10_000
_KEYS = ("like", "cell", "given", "printed", "shapes", "convention", "readings", "cut", "horizon", "by", "space", "total")
_ASK = re.compile(r"(?P<kind>value|gradient|count)\s+of\s+(?P<of>.+?)(?:\s+wrt\s+(?P<wrt>.+))?", re.DOTALL)


class ItemReader:
    """Reads one item; the faults go into the problem's list."""

    def __init__(
        self,
        node: Node,
        cells: Mapping[str, Cell | None],
        names: frozenset[str] | None,
        earlier: Mapping[str, Item | None],
        faults: list[Fault],
    ) -> None:
        self.names_known = names
        self.fields = Fields(node, "an item", faults, ("id", "prompt", "ask", "points"), _KEYS)
        self.cells, self.earlier, self.faults = cells, earlier, faults
        self.before = len(faults)

    def read(self) -> Item | None:
        """The item, or None if it has a fault that leaves nothing to compute."""
        f = self.fields
        if not f.nodes:
            return None
        like = self.like()
        given = {**(like.given if like else {}), **self.given("given")}
        conventions = {**(like.conventions if like else {}), **self.conventions()}
        shapes = {**(like.shapes if like else {}), **self.shapes()}
        telling: Telling = next(v for v in get_args(Telling) if v == f.choice("by", get_args(Telling), "forward"))
        readings = self.readings(like)
        queries = self.queries()
        criteria = self.criteria()
        printed = self.given("printed")
        item = Item(
            id=f.string("id"),
            prompt=self.prompt(readings),
            queries=queries,
            readings=readings,
            given=given,
            printed=printed,
            shapes=shapes,
            conventions=conventions,
            cut=self.cut(),
            horizon=self.horizon(given),
            telling=telling,
            criteria=criteria,
            space=f.number("space"),
            where=f.where,
        )
        if any(r.values == "printed" for r in readings) and not printed:
            f.fault(f.where, "a reading uses printed values, but the item has none under 'printed'")
        text, total = f.text("total"), f.number("total")
        if text and total is not None and len(self.faults) == self.before and total != item.points:
            f.fault(text.where, f"the stated total is {total}, but the criteria add up to {item.points}")
        return item if len(self.faults) == self.before else None

    def attempt(self, read: Callable[[Text], T], text: Text) -> T | None:
        """What `read` makes of the text, None (and its faults) if it cannot."""
        try:
            return read(text)
        except Faults as error:
            self.faults += error.faults
            return None

    def prompt(self, readings: tuple[Reading, ...]) -> tuple[Piece, ...]:
        """The prompt with its cells; `{cell}` alone is the cell of the first reading."""
        text = self.fields.text("prompt")
        split_up = pieces(text, self.cells, self.names_known, self.faults) if text else ()
        first = readings[0].cell if readings else None
        return tuple(replace(p, cell=p.cell or first) if p.kind == "slot" and p.text == "cell" else p for p in split_up)

    def like(self) -> Item | None:
        text = self.fields.text("like")
        if text and text.value not in self.earlier:
            self.fields.fault(text.where, f"no earlier item '{text.value}'", did_you_mean(text.value, self.earlier))
        found = self.earlier.get(text.value) if text else None
        if text and found is None:
            self.before = -1  # without the earlier item, which has faults of its own, nothing can be computed
        return found

    def given(self, key: str) -> dict[Var, Given]:
        """Numbers by name; a list stands for the times 1, 2, 3 ..."""
        result: dict[Var, Given] = {}
        for name, node in self.fields.entries(key, "names and numbers"):
            use = self.attempt(variable, name)
            if isinstance(node, Sequence):
                texts = [self.fields.leaf(item, f"a value of '{name.value}'") for item in node.items]
                if use and use.var.time is not None:
                    self.fields.fault(name.where, f"'{name.value}' is one value and cannot be a list")
                pairs = [(Var(use.var.name, i), text) for i, text in enumerate(texts, 1)] if use else []
                if not node.items:
                    self.fields.fault(node.where, f"'{name.value}' is an empty list")
            else:
                pairs = [(use.var, self.fields.leaf(node, f"'{name.value}'"))] if use else []
            for var, text in pairs:
                value = self.fields.fraction(text) if text else None
                if var in result:
                    self.fields.fault(name.where, f"'{name.value}' is given twice")
                if text and value is not None:
                    result[var] = Given(value, text.value, text.where)
        return result

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Declared shapes: `x: 3` is a vector with 3 entries, `W: [5, 3]` a matrix with 5 rows."""
        result = {}
        for name, node in self.fields.entries("shapes", "names and sizes"):
            nodes = node.items if isinstance(node, Sequence) else (node,)
            texts = [text for n in nodes if (text := self.fields.leaf(n, f"the shape of '{name.value}'"))]
            for text in texts:
                if not re.fullmatch(r"[1-9]\d{0,8}", text.value):
                    self.fields.fault(text.where, f"a size is a whole number from 1 to 999,999,999, found '{text.value}'")
            if isinstance(node, Sequence) and len(nodes) > 2:
                self.fields.fault(node.where, f"the shape of '{name.value}' has more than two axes")
            result[name.value] = tuple(int(t.value) for t in texts if t.value.isdigit())
        return result

    def conventions(self) -> dict[str, Fraction]:
        """`relu'(0): 0`: the slope that a kink is given."""
        result = {}
        for name, node in self.fields.entries("convention", "slopes such as relu'(0): 0"):
            match = re.fullmatch(r"(\w+)'\s*\(\s*0\s*\)", name.value)
            kinked = [fn for fn, rule in RULES.items() if rule.sides]
            text = self.fields.leaf(node, f"'{name.value}'")
            if not match or match[1] not in kinked:
                known = ", ".join(f"{fn}'(0)" for fn in kinked)
                self.fields.fault(name.where, f"a convention is the slope at a kink, found '{name.value}'", f"known: {known}")
                continue
            value = self.fields.fraction(text) if text else None
            if value is not None:
                result[match[1]] = value
        return result

    def readings(self, like: Item | None) -> tuple[Reading, ...]:
        """The accepted readings; without any, one: the item's cell and computed values."""
        f = self.fields
        default = self.cell(f.text("cell")) if "cell" in f else like.readings[0].cell if like else self.only_cell()
        if "readings" not in f:
            if default is None:
                return ()
            return (Reading("as stated", default, "computed", f.where),)
        result: list[Reading] = []
        for node in f.items("readings", "readings"):
            own = Fields(node, "a reading", self.faults, ("name",), ("cell", "values"))
            cell = self.cell(own.text("cell")) if "cell" in own else default
            values: Values = next(v for v in get_args(Values) if v == own.choice("values", get_args(Values), "computed"))
            name = own.text("name")
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

    def only_cell(self) -> Cell | None:
        if len(self.cells) == 1:
            cell = next(iter(self.cells.values()))
            self.before = self.before if cell else -1
            return cell
        if "readings" not in self.fields:
            hint = f"known: {', '.join(self.cells)}" if self.cells else "the problem has no 'cells'"
            self.fields.fault(self.fields.where, "an item needs the key 'cell'", hint)
        return None

    def queries(self) -> tuple[Query, ...]:
        """`value of h[2], h[3]`, `gradient of h[3] wrt V, x[1]`, `count of W, V`; one such line or a list of them."""
        node = self.fields.nodes.get("ask")
        nodes = node.items if isinstance(node, Sequence) else (node,) if node else ()
        result: list[Query] = []
        for one in nodes:
            text = self.fields.leaf(one, "'ask'")
            if text:
                result += self.query(text)
        for i, query in enumerate(result):
            if any((query.of, query.wrt) == (q.of, q.wrt) for q in result[:i]) and query.of:
                self.fields.fault(query.where, "this is asked twice")
        if node and not nodes:
            self.fields.fault(node.where, "'ask' is an empty list")
        return tuple(result)

    def query(self, text: Text) -> list[Query]:
        match = _ASK.fullmatch(text.value)
        form = "write: value of h[2], h[3]; gradient of h[3] wrt V, x[1]; or count of W, V"
        if not match or (match["kind"] == "gradient") != (match["wrt"] is not None):
            self.fields.fault(text.where, f"cannot tell what '{text.value}' asks", form)
            return []
        ofs = self.names(text.part(*match.span("of")))
        if match["kind"] == "count":
            return [Query(text.where, params=tuple(ofs))]
        if match["kind"] == "value":
            return [Query(use.where, of=use) for use in ofs]
        wrts = self.names(text.part(*match.span("wrt")))
        return [Query(wrt.where, of=of, wrt=wrt) for of in ofs for wrt in wrts]

    def names(self, text: Text) -> list[Use]:
        return [use for piece in split(text) if (use := self.attempt(variable, piece))]

    def cut(self) -> frozenset[Var]:
        """The values whose derivative is taken as 0: truncated backpropagation."""
        text = self.fields.text("cut")
        return frozenset(use.var for use in self.names(text)) if text else frozenset()

    def horizon(self, given: Mapping[Var, Given]) -> int:
        """The stated horizon, or the last time for which a number is given."""
        text, stated = self.fields.text("horizon"), self.fields.number("horizon")
        if text and stated is not None:
            if stated.denominator == 1 and 1 <= stated <= MAX_HORIZON:
                return int(stated)
            self.fields.fault(text.where, f"a horizon is a whole number from 1 to {MAX_HORIZON:,}, found '{text.value}'")
        times = [var.time for var in given if isinstance(var.time, int)]
        return max([1, *times])

    def criteria(self) -> tuple[Criterion, ...]:
        """`h[2]: 1`, `h[2]: {equation: 1/2, result: 1/2}` or `all: 2`."""
        result: list[Criterion] = []
        for name, node in self.fields.entries("points", "steps and their points"):
            credits = None if name.value == "all" else re.sub(r"\s+", "", name.value)
            parts: list[tuple[Part, Text | None]] = []
            if isinstance(node, Tree):
                own = Fields(node, "points", self.faults, (), ("equation", "result"))
                parts = [("equation", own.text("equation"))] if "equation" in own else []
                parts += [("result", own.text("result"))] if "result" in own else []
            elif isinstance(node, Leaf):
                parts = [("whole", node.text)]
            else:
                self.fields.fault(node.where, f"the points of '{name.value}' must be a number")
            for part, text in parts:
                points = self.fields.fraction(text) if text else None
                if text and points is not None:
                    if points <= 0 or (2 * points).denominator != 1:
                        self.fields.fault(text.where, f"points are positive and come in halves, found '{text.value}'")
                    result.append(Criterion(points, credits, part, name.where))
        if "points" in self.fields and not result and len(self.faults) == self.before:
            self.fields.fault(self.fields.nodes["points"].where, "an item needs at least one criterion under 'points'")
        return tuple(result)
