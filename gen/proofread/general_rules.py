"""General rules read back: at each step that a printed equation speaks of, both its sides are the same number."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gen.algebra.arrays import SCALAR, Shape, Value, rows_of, shape_of
from gen.algebra.expr import Atom, Index, LocalDerivative, Partial, Shift, Time, Var, atoms
from gen.algebra.times import atom_at
from gen.algebra.values import value_of
from gen.latex import Latex, unfitted
from gen.messages.errors import VerificationError
from gen.messages.sentences import translate
from gen.model.derivation import Statement
from gen.model.problem import Inline, Item
from gen.model.solved import Solved
from gen.proofread import series
from gen.proofread.intervals import Bounds, ConstantArray, Interval, IntervalMatrix, indexed, interval_of, matrix_of_rows, with_shape
from gen.proofread.tokens import latex_words, tokens
from gen.verify.dual import Dual, call
from gen.verify.tolerance import mpf

_DISPLAY = re.compile(r"\\begin\{align\*\}\n(.*)\n\\end\{align\*\}", re.DOTALL)
_BESIDE = r",\qquad "
NEVER = 10**9  # a step that no horizon has


@dataclass(frozen=True)
class _Equation:
    """A printed equation, and the steps at which it is said to hold: all that there are from `first` on and before `end`."""

    left: str
    right: str
    first: int
    end: int


def read_rules(statement: Statement, displayed: str, one: Solved, item: Item, latex: Latex) -> list[float]:
    """How far the sides of each equation are apart at each step, relatively. Raises VerificationError where they are no longer the same."""
    reader = _Rules(statement, one, item, latex)
    printed = list(_equations(displayed, latex))
    relations = [piece for row in _rows(statement) for piece in row if piece.kind == "relation"]
    if len(printed) != len(relations):
        raise VerificationError(f"{statement.name} is told with {len(printed)} equations, not {len(relations)}")
    pairs = list(zip(printed, relations, strict=True))
    # What holds at one time alone may be a start that no line derives: it is learnt before it is used.
    starts = [pair for pair in pairs if not reader.indices(pair[1])]
    others = [pair for pair in pairs if reader.indices(pair[1])]
    for pair in starts:
        reader.learn_start(*pair)
    while sum(reader.learn(*pair) for pair in others):
        pass
    return [off for pair in pairs for off in reader.read(*pair)]


def _rows(statement: Statement) -> list[tuple[Inline, ...]]:
    return [row for piece in statement.pieces for row in piece.slots.values()]


def _equations(displayed: str, latex: Latex) -> Iterator[_Equation]:
    display = _DISPLAY.search(displayed)
    if not display:
        raise VerificationError(f"no formula is displayed in: {displayed}")
    lines: list[str] = []
    for line in display[1].split("\\\\\n"):
        if line.startswith(" &"):
            lines[-1] += " " + unfitted(line.removeprefix(" &").strip().removeprefix(r"\quad {}"))[0]
        else:
            lines.append(line)
    condition = re.escape(translate("for {condition}", latex.language, condition="@")).replace(
        "@", r"\$(?:(-?\d+) < )?t (<|\\geq) (-?\d+)\$"
    )
    for formula in (formula for line in lines for formula in line.split(_BESIDE)):
        formula, _, behind = formula.partition(r"\quad \text{")
        found = re.fullmatch(condition, behind.rstrip("}"))
        if behind and not found:
            raise VerificationError(f"{behind} tells no steps")
        left, sign, right = formula.replace(" &= ", " = ").partition(" = ")
        if not sign:
            raise VerificationError(f"{formula} is no equation")
        below, compared, limit = found.groups() if found else (None, "", "")
        first = int(limit) if compared == r"\geq" else int(below) + 1 if below else -NEVER
        yield _Equation(left, unfitted(right)[0], first, int(limit) if compared == "<" else NEVER)


class _Rules:
    """The values of a reading at any step, by the names of general formulas."""

    def __init__(self, statement: Statement, one: Solved, item: Item, latex: Latex) -> None:
        self.name, self.item, self.latex, self.values = statement.name, item, latex, one.derivation.values
        self.ranges: dict[Atom, Interval | IntervalMatrix] = {}
        self.starts: dict[Atom, Interval | IntervalMatrix] = {}
        self.names: dict[object, Mapping[str, Interval | IntervalMatrix]] = {}
        self.shown = latex.shown
        times = [var.time for var in self.values if isinstance(var, Var) and isinstance(var.time, int)]
        self.first, self.last = min(times, default=0), max(times, default=0)
        sides = [side for row in _rows(statement) for piece in row for side in piece.chain]
        used = dict.fromkeys(atom for side in sides for atom in atoms(side))
        for atom in (todo := [*used]):  # a call is read as what it is, and so is one in it
            inside = [*atoms(latex.calls[atom])] if isinstance(atom, Var) and atom in latex.calls else []
            todo += [other for other in inside if other not in used]
            used |= dict.fromkeys(inside)
        self.atoms = {latex.expr(atom): atom for atom in used if atom not in latex.calls}
        self.words = latex_words(self.atoms)

    def indices(self, relation: Inline) -> set[str]:
        """The letters for a step that the left side has."""
        return {time.base for time in _times(relation.chain[0]) if isinstance(time, Shift)}

    def _steps(self, equation: _Equation, relation: Inline) -> list[dict[str, int]]:
        """The steps that an equation speaks of: none where it has no t."""
        times = range(max(equation.first, self.first), min(equation.end, self.last + 1))
        return [{"t": t} for t in times] if self.indices(relation) else [{}]

    def learn_start(self, equation: _Equation, relation: Inline) -> None:
        """Where a recursion starts: 0 in every entry, or 1 or the identity. Raises VerificationError for anything else."""
        there = self._left(equation, relation)
        if any(self._derived(there)):
            return
        if equation.right not in ("0", "1", r"\mathbf{I}"):
            raise VerificationError(f"{self.name}: {equation.left} is told, which is not derived")
        found, shape = self._value(equation, {}, self._shape(there)), self._shape(there)
        start = with_shape(ConstantArray(found), *shape) if isinstance(found, Interval) and shape != SCALAR else _told(found)
        self._learnt(there, start)

    def learn(self, equation: _Equation, relation: Inline) -> bool:
        """Whether something was learnt of a step at which nothing is derived, since nothing moves there yet."""
        lhs, before = self._left(equation, relation), len(self.starts)
        for at in self._steps(equation, relation):
            there = atom_at(lhs, at)
            if there not in self.starts and not any(self._derived(there)) and self._has_all(relation, at):
                self._learnt(there, _told(self._value(equation, at, self._shape(there))))
        return len(self.starts) > before

    def _learnt(self, there: Atom, start: Interval | IntervalMatrix) -> None:
        self.starts[there] = start
        self.names.clear()

    def _left(self, equation: _Equation, relation: Inline) -> Atom:
        if self.latex.expr(relation.chain[0]) != equation.left:
            raise VerificationError(f"{self.name}: {equation.left} is told where {self.latex.expr(relation.chain[0])} belongs")
        return self.atoms[equation.left]

    def _has_all(self, relation: Inline, at: Mapping[str, int]) -> bool:
        """Whether all values in an equation are known at a step."""
        return all(self._is_known(atom_at(atom, at), at) for atom in atoms(relation.chain[1]))

    def _is_known(self, there: Atom, at: Mapping[str, int]) -> bool:
        if there in self.values or there in self.starts:
            return True
        match there:
            case Var():
                return there.whole in self.values or (there.time is None and there.name in at) or there in self.latex.calls
            case LocalDerivative(_, arg, among):
                return arg in self.values and not among
            case Partial(Var(index=index) as of, wrt) if index:
                return Partial(of.whole, wrt) in self.values
            case _:
                return False

    def read(self, equation: _Equation, relation: Inline) -> Iterator[float]:
        lhs = self._left(equation, relation)
        seen: list[float] = [0.0] if lhs in self.starts else []
        for at in self._steps(equation, relation):
            derived = list(self._derived(atom_at(lhs, at)))
            if derived:
                found = self._value(equation, at, self._shape(atom_at(lhs, at)))
                for index, value in derived:
                    own = indexed(found, index) if index and not isinstance(found, ConstantArray) else found
                    if not own.contains(value):
                        where = f" at t = {at['t']}" if at else ""
                        raise VerificationError(f"{self.name}: {equation.left} = {equation.right}, read as {found}, does not hold{where}")
                    seen.append(own.relative_error(value))
        if not seen:
            raise VerificationError(f"{self.name}: {equation.left} = {equation.right} holds at no step")
        yield from seen

    def _derived(self, there: Atom) -> Iterator[tuple[Index, Value]]:
        """What is derived of a derivative: all of it, or entries."""
        if there in self.values:
            yield (), value_of(there, self.values)
            return
        for atom, value in self.values.items():
            match atom, there:
                case Partial(of, Var(index=index) as wrt), Partial() if index and Partial(of, wrt.whole) == there:
                    yield index, value
                case Partial(Var(index=index) as of, wrt), Partial() if index and Partial(of.whole, wrt) == there:
                    yield index, value

    def _shape(self, there: Atom) -> Shape:
        assert isinstance(there, Partial)
        above, below = (shape_of(self.values[var]) if var in self.values and not var.index else SCALAR for var in (there.of, there.wrt))
        return below if above == SCALAR else above if below == SCALAR else (max(above), max(below))

    def _value(self, equation: _Equation, at: Mapping[str, int], shape: Shape | None) -> Bounds:
        try:
            return series.value(tokens(equation.right, self.words), self._names, at, self.item.conventions, None, shape)
        except ValueError as error:
            raise VerificationError(f"{self.name}: {equation.right} cannot be read back: {error}") from None

    def _names(self, at: Mapping[str, int]) -> Mapping[str, Interval | IntervalMatrix]:
        """What names stand for at a step, the same for all equations until more is learnt."""
        key = tuple(at.items())
        if key not in self.names:
            self.names[key] = self._names_at(at)
        return self.names[key]

    def _names_at(self, at: Mapping[str, int]) -> Mapping[str, Interval | IntervalMatrix]:
        found: dict[str, Interval | IntervalMatrix] = {}
        for name, atom in self.atoms.items():
            there = atom_at(atom, at)
            if isinstance(atom, Var) and atom.time is None and atom.name in at:
                found[name] = interval_of(Fraction(at[atom.name]))  # the step itself
            elif there in self.starts:
                found[name] = self.starts[there]
            elif there in self.values or (isinstance(there, Var) and there.whole in self.values):
                found[name] = self._range(there)
            elif isinstance(there, LocalDerivative) and there.arg in self.values and not there.among:
                found[name] = self._slope(there)
            elif isinstance(there, Partial) and there.of.index and Partial(there.of.whole, there.wrt) in self.values:
                found[name] = indexed(interval_of(self.values[Partial(there.of.whole, there.wrt)]), there.of.index)
        return found

    def _range(self, there: Atom) -> Interval | IntervalMatrix:
        """That of a value, or of a part of one, the same for all names and steps."""
        return self.ranges.get(there) or self.ranges.setdefault(there, interval_of(value_of(there, self.values)))

    def _slope(self, slope: LocalDerivative) -> Interval | IntervalMatrix:
        """A slope that no line derives, since its argument does not move yet at its step."""

        def at(z: Any) -> Interval:
            found = call(slope.fn, Dual(z if isinstance(z, Fraction) else mpf(z), Fraction(1)), self.item.conventions, None).tangent
            return Interval(found, found)

        return matrix_of_rows(map(at, row) for row in rows_of(value_of(slope.arg, self.values)))


def _told(found: Bounds) -> Interval | IntervalMatrix:
    assert not isinstance(found, ConstantArray)
    return found


def _times(atom: Any) -> list[Time]:
    match atom:
        case Var(_, time):
            return [time]
        case Partial(of, wrt):
            return [of.time, wrt.time]
        case _:
            return []
