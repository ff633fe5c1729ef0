"""A general rule written out over all steps: numbers put in by what this room knows of functions and products of matrices."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from typing import Any

from gen.algebra.arrays import SCALAR, Shape, Value, rows_of
from gen.algebra.expr import Atom, Call, Expr, LocalDerivative, Num, Partial, Series, Var, children, rebuild, replace_atoms, walk
from gen.algebra.printer import text
from gen.algebra.times import atom_at, time_at
from gen.messages.errors import VerificationError
from gen.model.general_rule import GeneralRule
from gen.verify.dual import Dual, dual_of
from gen.verify.scalarize import grid
from gen.verify.tolerance import mpf, plus, times

RULE = "the general rule"

Rows = tuple[tuple[Any, ...], ...]
"""The numbers of a value, row by row."""


@dataclass
class WrittenOut:
    """A rule at every step. `known` is what it is written out from: values, perhaps slopes, and derivatives that stand in equations."""

    rule: GeneralRule
    known: Mapping[Atom, Rows]
    shapes: Mapping[str, Shape]
    conventions: Mapping[str, Fraction]
    found: dict[Partial, Rows] = field(default_factory=dict)
    lines: dict[Atom, tuple[Expr, Mapping[str, int]]] = field(init=False)
    """The right side for each derivative, and the step that it holds at."""

    def __post_init__(self) -> None:
        # What holds at one time goes before what holds at all, and what stands first before what stands behind it.
        at_one_time = [(one.lhs, one.rhs, dict[str, int]()) for one in self.rule.equations if one.steps is None]
        at_each_step = [
            (atom_at(one.lhs, {"t": step}), one.rhs, {"t": step})
            for one in self.rule.equations
            if one.steps is not None
            for step in range(one.steps[0], one.steps[1] + 1)
        ]
        self.lines = {lhs: (rhs, at) for lhs, rhs, at in reversed([*at_one_time, *at_each_step])}

    def gives(self, partial: Partial) -> bool:
        return partial in self.lines

    def value(self, partial: Partial) -> Rows:
        """The derivative that the rule gives. Raises VerificationError where it gives none."""
        self._work_out(partial)
        if partial in self.found:
            return self.found[partial]
        if partial in self.known:
            return self.known[partial]
        if partial.of.index or partial.wrt.index:
            return self._part(partial)
        raise VerificationError(f"{RULE} does not give {text(partial)}")

    def _work_out(self, partial: Partial) -> None:
        """What a derivative stands on before the derivative itself, without recursion: it may be as deep as there are steps."""
        todo, waiting = [partial], set[Partial]()
        while todo:
            one = todo[-1]
            missing = [] if one in self.found or one not in self.lines else self._missing(*self.lines[one])
            if missing and one in waiting:
                raise VerificationError(f"{RULE} does not give {text(one)}")
            if missing:
                waiting.add(one)
                todo += missing
                continue
            todo.pop()
            if one not in self.found and one in self.lines:
                rhs, at = self.lines[one]
                try:
                    rows = self._rows(rhs, at)
                except ValueError:
                    raise VerificationError(f"{RULE}: the shapes in {text(one)} = {text(rhs)} do not go together") from None
                self.found[one] = self._filled(rows, one)

    def _missing(self, e: Expr, at: Mapping[str, int]) -> list[Partial]:
        """The derivatives in an expression that are still to be worked out."""
        named = dict.fromkeys(self._partials(e, at))
        wholes = dict.fromkeys(one if one in self.lines else _whole(one) for one in named)
        return [one for one in wholes if one in self.lines and one not in self.found]

    def _partials(self, e: Expr, at: Mapping[str, int]) -> Iterator[Partial]:
        match e:
            case Partial():
                named = atom_at(e, at)
                assert isinstance(named, Partial)
                yield named
            case Series(term=term, index=index):
                for step in _steps(e, at):
                    yield from self._partials(term, {**at, index: step})
            case _:
                for child in children(e):
                    yield from self._partials(child, at)

    def _part(self, partial: Partial) -> Rows:
        """The derivative of a part of a value, or with respect to one, from that of the whole."""
        index = partial.of.index or partial.wrt.index
        return evaluated(Var("whole", None, index), {"whole": self.value(_whole(partial))}, self.conventions)

    def _filled(self, rows: Rows, partial: Partial) -> Rows:
        """The number 0 stands for one in every entry."""
        n, m = self._shape(partial)
        return ((rows[0][0],) * m,) * n if (len(rows), len(rows[0])) == SCALAR and rows[0][0] == 0 else rows

    def _shape(self, partial: Partial) -> Shape:
        above, below = (SCALAR if var.index else self.shapes.get(var.name, SCALAR) for var in (partial.of, partial.wrt))
        return below if above == SCALAR else above if below == SCALAR else (max(above), max(below))

    def _rows(self, e: Expr, at: Mapping[str, int]) -> Rows:
        """The numbers of an expression where indices stand for these steps."""
        names: dict[str, Rows] = {}

        def named(rows: Rows) -> Var:
            names[f"#{len(names)}"] = rows
            return Var(f"#{len(names) - 1}")

        def put(part: Expr) -> Expr:
            match part:
                case Series():
                    return named(self._series(part, at))
                case Var(index, None) if index in at:
                    return Num(Fraction(at[index]))
                case Call("identity" | "unit" | "zeros" as fn, args):
                    return named(_constant(fn, [self._rows(arg, at) for arg in args]))
                case Partial() | LocalDerivative() | Var():
                    return named(self._atom(atom_at(part, at)))
                case _:
                    return rebuild(part, put)

        return evaluated(put(e), names, self.conventions)

    def _series(self, series: Series, at: Mapping[str, int]) -> Rows:
        terms = [self._rows(series.term, {**at, series.index: step}) for step in _steps(series, at)]
        whole: Rows = ((Fraction(series.kind == "product"),),) if not terms else terms[0]
        for term in terms[1:]:
            combine = plus if series.kind == "sum" else times
            whole = tuple(tuple(map(combine, a, b)) for a, b in zip(whole, term, strict=True))
        return whole

    def _atom(self, atom: Atom) -> Rows:
        if isinstance(atom, Partial):
            return self.value(atom)
        if atom in self.known:
            return self.known[atom]
        if isinstance(atom, LocalDerivative):
            return self._slope(atom)
        if isinstance(atom, Var) and atom.whole in self.known:
            return evaluated(replace(atom, time=None), {atom.name: self.known[atom.whole]}, self.conventions)
        raise VerificationError(f"{RULE} needs {text(atom)}, which has no value")

    def _slope(self, slope: LocalDerivative) -> Rows:
        """How a function moves with each entry of its argument."""
        args = slope.among or (slope.arg,)
        uses = dict.fromkeys(var for arg in args for var in walk(arg) if isinstance(var, Var))
        names = {var: Var(f"#{i}") for i, var in enumerate(uses)}
        values = {name.name: self._atom(var) for var, name in names.items()}
        call = Call(slope.fn, tuple(replace_atoms(arg, lambda atom: names[atom] if isinstance(atom, Var) else atom) for arg in args))
        own, moving = names[slope.arg].name, values[names[slope.arg].name]
        places = [(i, j) for i, row in enumerate(moving) for j in range(len(row))]
        whole = _tangents(call, values, self.conventions, own, places)
        if len(args) > 1 or (len(whole) == len(moving) and len(whole[0]) == len(moving[0])):
            return whole  # entry by entry
        found = [reduce(plus, flat(_tangents(call, values, self.conventions, own, [place]))) for place in places]
        return shaped(found, (len(moving), len(moving[0])))


def _whole(partial: Partial) -> Partial:
    """The derivative of which one with respect to a part, or of a part, is an entry."""
    of, wrt = partial.of, partial.wrt
    return Partial(of.whole, wrt) if of.index else Partial(of, wrt.whole)


def _steps(series: Series, at: Mapping[str, int]) -> range:
    first, last = time_at(series.first, at), time_at(series.last, at)
    assert isinstance(first, int) and isinstance(last, int)
    return range(first, last + 1)


def evaluated(e: Expr, values: Mapping[str, Rows], conventions: Mapping[str, Fraction]) -> Rows:
    """The numbers of an expression over names without times."""
    return _each(lambda dual: dual.value, _duals(e, values, conventions, "", ()))


def _tangents(
    e: Expr, values: Mapping[str, Rows], conventions: Mapping[str, Fraction], name: str, places: Collection[tuple[int, int]]
) -> Rows:
    """How an expression moves with the entries of a name at these places."""
    return _each(lambda dual: dual.tangent, _duals(e, values, conventions, name, places))


def _duals(
    e: Expr, values: Mapping[str, Rows], conventions: Mapping[str, Fraction], name: str, places: Collection[tuple[int, int]]
) -> Rows:
    shapes = {one: (len(rows), len(rows[0])) for one, rows in values.items()}
    found = {
        part: Dual(x, Fraction(one == name and divmod(i, shapes[one][1]) in places))
        for one, rows in values.items()
        for i, (part, x) in enumerate(zip(_parts(one, shapes), flat(rows), strict=True))
    }
    return _each(lambda part: dual_of(part, found, conventions), grid(e, shapes))


def _each(of: Callable[[Any], Any], rows: Rows) -> Rows:
    return tuple(tuple(map(of, row)) for row in rows)


def _parts(name: str, shapes: Mapping[str, Shape]) -> list[Any]:
    return [part for row in grid(Var(name), shapes) for part in row]


def _constant(fn: str, args: Sequence[Rows]) -> Rows:
    """What the tool alone writes: the identity with as many rows as a vector, a unit vector, zeros."""
    if fn == "identity":
        n = max(len(args[0]), len(args[0][0]))
        return tuple(tuple(Fraction(i == j) for j in range(n)) for i in range(n))
    n, m = (int(rows[0][0]) for rows in args)
    return tuple((Fraction(i + 1 == m),) for i in range(n)) if fn == "unit" else ((Fraction(0),) * m,) * n


def rows_of_value(value: Value) -> Rows:
    return tuple(tuple(x if isinstance(x, Fraction) else mpf(x) for x in row) for row in rows_of(value))


def shaped(entries: Sequence[Any], shape: Shape) -> Rows:
    return tuple(tuple(entries[i * shape[1] : (i + 1) * shape[1]]) for i in range(shape[0]))


def flat(rows: Rows) -> list[Any]:
    return [x for row in rows for x in row]
