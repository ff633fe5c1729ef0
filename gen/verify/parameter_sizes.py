"""The entries of each parameter by another way than `parameter_shapes`: every name has rows and columns, and equations make sizes equal.

A vector that is given by its length is a column; where that does not work out, a row. Layers of a stack are taken one by one, each
as the cell that the author wrote, with as many inputs as the layer below has values.

What stands beside a batch is first as large as the batch. Then everything is worked out again with one example more: what grows with
the examples is no parameter, so that it has one row (or one column) for all of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise, product
from math import prod

from gen.algebra.axes import base_and_axis
from gen.algebra.expr import LOOKUPS, Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Partial, Place, Pow, Range, Var, children, walk
from gen.messages.errors import VerificationError
from gen.model.problem import Cell, Equation
from gen.verify.array_definitions import gives_number

Sizes = Mapping[str, tuple[int, ...]]
_TURNABLE = 8  # vectors that are added: each is tried as a column and as a row


def parameter_entries(cell: Cell, declared: Sizes, asked: Collection[str] = ()) -> Mapping[int, Mapping[str, int]]:
    """The entries of the parameters by name, layer by layer; a cell that is no stack is the layer 0. Raises VerificationError.

    `asked` are the parameters that are counted; without any, all are.
    """
    if not cell.cells:
        return {0: _parameters(cell, _sizes(cell, declared, asked))}
    found: dict[int, Mapping[str, int]] = {}
    below: Mapping[str, int] = {}
    for layer, part in enumerate(cell.cells, 1):
        own = {name: declared[f"{name}_{layer}"] for name in _names(part) if f"{name}_{layer}" in declared}
        for name, source in cell.feeds:
            if layer > 1:
                own[name] = (below[source],)
            elif name in declared:
                own[name] = declared[name]
        below = _sizes(part, own, [name.removesuffix(f"_{layer}") for name in asked])
        found[layer] = _parameters(part, below)
    return found


def _names(cell: Cell) -> Iterable[str]:
    return dict.fromkeys(use.var.name for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses))


def _parameters(cell: Cell, sizes: Mapping[str, int]) -> Mapping[str, int]:
    """Those without a time that no equation computes."""
    timed = {use.var.name for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses) if use.var.time is not None}
    computed = {eq.lhs.var.name for eq in cell.equations}
    return {name: n for name, n in sizes.items() if name not in timed | computed}


def _sizes(cell: Cell, declared: Sizes, asked: Collection[str]) -> Mapping[str, int]:
    """The entries of every name of a cell."""
    return {name: prod(sizes) for name, sizes in rows_and_columns(cell, declared, asked).items()}


def rows_and_columns(
    cell: Cell, declared: Sizes, asked: Collection[str], wanted: Collection[str] | None = None
) -> Mapping[str, tuple[int, int]]:
    """Rows and columns of the names that are wanted, or of every name of a cell; `asked` are its parameters. Raises VerificationError."""
    names = list(_names(cell) if wanted is None else wanted)
    added = [name for name, sizes in declared.items() if len(sizes) == 1 and name not in _multiplied(cell)]
    for columns in (False, True) if _has_rows(cell) else (True, False):
        for turned in product((False, True), repeat=len(added) if len(added) <= _TURNABLE else 0):
            ways = dict.fromkeys(declared, columns) | {name: columns != turn for name, turn in zip(added, turned, strict=False)}
            try:
                found = _for_any_batch(cell, declared, ways, asked)
            except ValueError:
                continue
            if found.keys() >= {*names}:
                return {name: found[name] for name in names}
    raise VerificationError(f"rows and columns of the cell '{cell.name}' do not work out")


def _has_rows(cell: Cell) -> bool:
    """Whether a row that is looked up stands left of a matrix, so that vectors are rows."""
    looked_up = {eq.lhs.var.name for eq in cell.equations if isinstance(eq.rhs.expr, Call) and eq.rhs.expr.fn == "rows_at"}
    begins = (part.factors[0] for eq in cell.equations for part in walk(eq.rhs.expr) if isinstance(part, MatMul))
    return any((isinstance(e, Var) and e.name in looked_up) or (isinstance(e, Call) and e.fn == "rows_at") for e in begins)


def _for_any_batch(cell: Cell, declared: Sizes, ways: Mapping[str, bool], asked: Collection[str]) -> Mapping[str, tuple[int, int]]:
    """Rows and columns of every name that they tell, where what is neither declared nor multiplied is not repeated for each example."""
    as_stated = _Equal(cell.equations, declared, ways)
    found = dict(as_stated.sizes(_names(cell)))
    free = {name for name in _timeless(cell) if name not in declared and name not in _multiplied(cell)}
    # Where inputs have a time, what has none is a parameter, counted or not.
    inputs = {use.var.time for eq in cell.equations for use in eq.rhs.uses if use.var.name not in {e.lhs.var.name for e in cell.equations}}
    kept = [name for name in _timeless(cell) if name not in free and (not asked or name in asked or inputs != {None})]
    data = [name for name, sizes in declared.items() if (len(sizes) == 2 and name not in kept) or name in _places(cell.equations)]
    for batch in {as_stated.root(size) for name in data for size in as_stated.names[name]}:
        more = {name: as_stated.with_one_more(sizes, name, batch) for name, sizes in declared.items()}
        with suppress(ValueError):  # the number of inputs, say, cannot be another one
            grown = _Equal(cell.equations, more, ways).sizes(_names(cell))
            # What is declared and not multiplied may have a row for each example, as a table of positions has.
            if all(grown.get(name) == found.get(name) for name in kept if name in _multiplied(cell)):
                found |= {name: _common(found[name], grown[name]) for name in free if name in found and name in grown}
    return found


def _common(stated: tuple[int, int], grown: tuple[int, int]) -> tuple[int, int]:
    """The sizes that did not grow, and 1 for those that did."""
    rows, columns = (n if n == m else 1 for n, m in zip(stated, grown, strict=True))
    return rows, columns


def _timeless(cell: Cell) -> list[str]:
    """The names without a time that no equation computes."""
    computed = {eq.lhs.var.name for eq in cell.equations}
    timed = {use.var.name for eq in cell.equations for use in eq.rhs.uses if use.var.time is not None}
    return [name for name in _names(cell) if name not in computed | timed]


def _multiplied(cell: Cell) -> set[str]:
    """The names in products of matrices, but for those that are added to a product in one."""
    return {
        name
        for eq in cell.equations
        for part in walk(eq.rhs.expr)
        if isinstance(part, MatMul)
        for f in part.factors
        for name in _names_of_shape(f)
    }


def _names_of_shape(e: Expr) -> set[str]:
    """The names that give a factor its rows and columns: those in it, but only the products of a sum that has some."""
    found = {part.name for part in walk(e) if isinstance(part, Var)}
    products = [part for part in walk(e) if isinstance(part, MatMul)]
    return {part.name for inner in products for part in walk(inner) if isinstance(part, Var)} if products else found


def _places(equations: Iterable[Equation]) -> set[str]:
    """The names by whose numbers rows are looked up."""
    lookups = (part for eq in equations for part in walk(eq.rhs.expr) if isinstance(part, Call) and part.fn in LOOKUPS)
    return {place.name for call in lookups if isinstance(place := call.args[1], Var)}


class _Equal:
    """Sizes by number, each with one that it is equal to, and what is known of them. Raises ValueError where two known ones differ."""

    def __init__(self, equations: tuple[Equation, ...], declared: Sizes, ways: Mapping[str, bool]) -> None:
        self.equal: list[int] = []
        self.known: dict[int, int] = {}
        self.names: dict[str, tuple[int, int]] = {}
        self.scalars = {name for name, sizes in declared.items() if not sizes} | _places(equations) - declared.keys()
        for name, sizes in declared.items():
            self.names[name] = self.new(*sizes, 1) if len(sizes) == 1 and ways[name] else self.new(*(1, 1, *sizes)[-2:])
        self.columns = next(iter(ways.values()), True)
        # What a value is made of may be known only by a later equation.
        for i, equation in enumerate(equations * (len(equations) + 1)):
            self.last = i >= len(equations) * len(equations)
            shape = self.shape(equation.rhs.expr)
            if shape is None:
                self.scalars.add(equation.lhs.var.name)
            left = self.shape(equation.lhs.var)
            if left and shape:
                self.same(left, shape)

    def with_one_more(self, sizes: tuple[int, ...], name: str, batch: int) -> tuple[int, ...]:
        """The declared sizes of a name, those that are the batch's made larger by one."""
        places = [self.root(size) for size in self.names[name]]
        if len(sizes) == 1:
            places = [place for place in places if self.known[place] != 1] or places[:1]
        return tuple(n + (place == batch) for n, place in zip(sizes, places, strict=False))

    def new(self, *known: int) -> tuple[int, int]:
        """Two sizes more."""
        first = len(self.equal)
        self.equal += [first, first + 1]
        self.known |= {first + i: n for i, n in enumerate(known)}
        return first, first + 1

    def root(self, size: int) -> int:
        while self.equal[size] != size:
            size = self.equal[size]
        return size

    def one(self, a: int, b: int) -> None:
        """Two sizes are one."""
        a, b = self.root(a), self.root(b)
        if a == b:
            return
        if self.known.get(a, self.known.get(b)) != self.known.get(b, self.known.get(a)):
            raise ValueError
        if a in self.known:
            self.known[b] = self.known[a]
        self.equal[a] = b

    def together(self, shapes: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        """Of what is computed entry by entry: a known 1 goes with any number."""
        return (self.largest([s[0] for s in shapes]), self.largest([s[1] for s in shapes])) if shapes else None

    def largest(self, sizes: Sequence[int]) -> int:
        single = [size for size in sizes if self.known.get(self.root(size)) == 1]
        others = [size for size in sizes if size not in single]
        alike = sizes if self.last and not any(self.root(size) in self.known for size in others) else others or sizes
        for size in alike[1:]:
            self.one(alike[0], size)
        return alike[0]

    def same(self, a: tuple[int, int], b: tuple[int, int]) -> None:
        self.one(a[0], b[0])
        self.one(a[1], b[1])

    def shape(self, e: Expr) -> tuple[int, int] | None:
        """Rows and columns; None for a scalar, which goes with anything."""
        match e:
            case Num() | Var("t", None):
                return None
            case Call("rows_at" | "columns_at" | "entries_at" as fn, (array, place)):
                places = self.shape(place) if isinstance(place, Var) and place.name not in self.scalars else None
                return self.chosen(fn, self.shape(array) or self.new(1, 1), places)
            case Call("one_hot"):
                return self.new()
            case Call("normalize" | "normalize_rows" | "normalize_columns", (arg, *more)):
                self.scalars |= {var.name for part in more for var in walk(part) if isinstance(var, Var)}
                return self.shape(arg)
            case Call(fn, args) if (over := base_and_axis(fn))[1] and gives_number(over[0], len(args)):
                found = self.together([shape for part in children(e) if (shape := self.shape(part))])
                one = self.new(1, 1)
                return found and ((found[0], one[1]) if over[1] == "rows" else (one[0], found[1]))
            case Call(fn, args) if gives_number(fn, len(args)):
                shapes = [shape for part in children(e) if (shape := self.shape(part))]
                for shape in shapes[1:]:
                    self.same(shapes[0], shape)
                return None
            case Var(index=index) if index:
                rows, columns = self.shape(e.whole) or self.new(1, 1)
                lying = len(index) == 1 and self.known.get(self.root(rows)) == 1
                left, right = index if len(index) == 2 else (None, index[0]) if lying else (index[0], None)
                sizes = self.at(left, rows), self.at(right, columns)
                return None if all(isinstance(place, int) for place in index) else sizes
            case Var(name):
                if name not in self.names:
                    self.names[name] = self.new()
                return None if name in self.scalars else self.names[name]
            case Call("transpose", (arg,)):
                return (shape[1], shape[0]) if (shape := self.shape(arg)) else None
            case Call("concat", parts):
                return self.joined([self.shape(part) or self.new(1, 1) for part in parts])
            case Add() | Mul() | Div() | Call():
                return self.together([shape for part in children(e) if (shape := self.shape(part))])
            case MatMul(parts):
                factors = [self.shape(part) or self.new(1, 1) for part in parts]
                for (_, inner), (other, _) in pairwise(factors):
                    self.one(inner, other)
                return factors[0][0], factors[-1][1]
            case Neg(arg) | Pow(arg, _) | Partial(_, arg):
                return self.shape(arg)
        raise ValueError

    def chosen(self, fn: str, whole: tuple[int, int], places: tuple[int, int] | None) -> tuple[int, int] | None:
        """As many rows or columns as there are places."""
        count = self.largest(places) if places else self.new(1)[0]
        if fn == "entries_at":
            return None if places is None else (count, self.new(1)[0]) if self.columns else (self.new(1)[0], count)
        return (count, whole[1]) if fn == "rows_at" else (whole[0], count)

    def at(self, place: Place, size: int) -> int:
        """How many rows or columns stand at a place."""
        match place:
            case None:
                return size
            case Range(first, last):
                return self.new(last - first + 1)[0]
            case _:
                return self.new(1)[0]

    def joined(self, parts: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Columns below each other, or rows beside each other."""
        along, across = (0, 1) if self.columns else (1, 0)
        whole = self.new()
        for part in parts:
            self.one(whole[across], part[across])
        known = [self.known.get(self.root(part[along])) for part in parts]
        if None not in known:
            self.known[whole[along]] = sum(n for n in known if n)
        return whole

    def sizes(self, names: Iterable[str]) -> Mapping[str, tuple[int, int]]:
        """Rows and columns of each name of which they are known."""
        found = {name: (1, 1) if name in self.scalars else self.numbers(name) for name in names if name in self.scalars | self.names.keys()}
        return {name: own for name, own in found.items() if own}

    def numbers(self, name: str) -> tuple[int, int] | None:
        rows, columns = (self.known.get(self.root(size)) for size in self.names[name])
        return (rows, columns) if rows and columns else None
