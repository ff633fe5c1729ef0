"""General rules read back: at each step that a printed equation speaks of, both its sides are the same number."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gen.algebra.arrays import SCALAR, Shape, shape_of
from gen.algebra.expr import Atom, LocalDerivative, Partial, Shift, Time, Var, atoms, replace_atoms
from gen.algebra.values import value_of
from gen.latex import Latex, unfitted
from gen.messages.errors import VerificationError
from gen.messages.sentences import say
from gen.model.derivation import Statement
from gen.model.problem import Inline, Item
from gen.model.solved import Solved
from gen.proofread.intervals import Filled, Grid, Interval, Read, filled, known
from gen.proofread.series import value
from gen.proofread.tokens import latex_words, tokens

_DISPLAY = re.compile(r"\\begin\{align\*\}\n(.*)\n\\end\{align\*\}", re.DOTALL)
_BESIDE = r",\qquad "


@dataclass(frozen=True)
class _Equation:
    """A printed equation, and the steps at which it is said to hold: all that there are from `first` on and before `end`."""

    left: str
    right: str
    first: int
    end: int


def read_rules(statement: Statement, told: str, one: Solved, item: Item, latex: Latex) -> list[float]:
    """How far the sides of each equation are apart at each step, relatively. Raises VerificationError where they are no longer the same."""
    reader = _Rules(statement, one, item, latex)
    printed = list(_equations(told, latex))
    relations = [piece for row in _rows(statement) for piece in row if piece.kind == "relation"]
    if len(printed) != len(relations):
        raise VerificationError(f"{statement.name} is told with {len(printed)} equations, not {len(relations)}")
    # What holds at one time alone may be a start that no line derives: it is learnt before it is used.
    order = sorted(zip(printed, relations, strict=True), key=lambda pair: bool(reader.indices(pair[1])))
    return [off for equation, relation in order for off in reader.read(equation, relation)]


def _rows(statement: Statement) -> list[tuple[Inline, ...]]:
    return [row for piece in statement.pieces for row in piece.slots.values()]


def _equations(told: str, latex: Latex) -> Iterator[_Equation]:
    display = _DISPLAY.search(told)
    if not display:
        raise VerificationError(f"no formula is displayed in: {told}")
    lines: list[str] = []
    for line in display[1].split("\\\\\n"):
        if line.startswith(" &"):
            lines[-1] += " " + unfitted(line.removeprefix(" &").strip().removeprefix(r"\quad {}"))[0]
        else:
            lines.append(line)
    condition = re.escape(say("for {condition}", latex.language, condition="@")).replace("@", r"\$t (<|\\geq) (\d+)\$")
    for formula in (formula for line in lines for formula in line.split(_BESIDE)):
        formula, _, behind = formula.partition(r"\quad \text{")
        found = re.fullmatch(condition, behind.rstrip("}"))
        if behind and not found:
            raise VerificationError(f"{behind} tells no steps")
        left, sign, right = formula.replace(" &= ", " = ").partition(" = ")
        if not sign:
            raise VerificationError(f"{formula} is no equation")
        sides = (int(found[2]) if found and found[1] == sign else limit for sign, limit in ((r"\geq", -(10**6)), ("<", 10**6)))
        yield _Equation(left, unfitted(right)[0], *sides)


class _Rules:
    """The values of a reading at any step, by the names of general formulas."""

    def __init__(self, statement: Statement, one: Solved, item: Item, latex: Latex) -> None:
        self.name, self.item, self.latex, self.values = statement.name, item, latex, one.derivation.values
        self.starts: dict[Atom, Interval | Grid] = {}
        self.shown = latex.shown
        self.last = max((var.time for var in self.values if isinstance(var, Var) and isinstance(var.time, int)), default=0)
        sides = [side for row in _rows(statement) for piece in row for side in piece.chain]
        used = dict.fromkeys(atom for side in sides for atom in atoms(side))
        inside = [atom for call in (latex.calls.get(var) for var in used if isinstance(var, Var)) if call for atom in atoms(call)]
        self.atoms = {latex.expr(atom): atom for atom in (*used, *inside) if atom not in latex.calls}
        self.words = latex_words(self.atoms)

    def indices(self, relation: Inline) -> set[str]:
        """The letters for a step that the left side has."""
        return {time.base for time in _times(relation.chain[0]) if isinstance(time, Shift)}

    def read(self, equation: _Equation, relation: Inline) -> Iterator[float]:
        if self.latex.expr(relation.chain[0]) != equation.left:
            raise VerificationError(f"{self.name}: {equation.left} is told where {self.latex.expr(relation.chain[0])} belongs")
        lhs = self.atoms[equation.left]
        steps = [{"t": t} for t in range(max(equation.first, 1), min(equation.end, self.last + 1))] if self.indices(relation) else [{}]
        seen: list[float] = []
        for at in steps:
            there = _at(lhs, at)
            if there not in self.values:
                if at or there in self.starts:
                    continue  # not derived at this step
                self.starts[there] = self._start(equation, there)
                seen.append(0.0)
                continue
            derived = value_of(there, self.values)
            try:
                found = self._value(equation, at, shape_of(derived))
            except VerificationError:
                if any(_at(atom, at) not in self.values and _at(atom, at) not in self.starts for atom in self._used(relation)):
                    continue  # a step at which something is not derived that the general formula needs
                raise
            if not found.fits(derived):
                raise VerificationError(f"{self.name}: {equation.left} = {equation.right} does not hold at {at}: it is read as {found}")
            seen.append(found.off(derived))
        if not seen:
            raise VerificationError(f"{self.name}: {equation.left} = {equation.right} holds at no step")
        yield from seen

    def _start(self, equation: _Equation, there: Atom) -> Interval | Grid:
        """Of a recursion: a number, which stands for one in every entry, or the identity."""
        assert isinstance(there, Partial)
        above, below = (shape_of(value_of(var, self.values)) if var in self.values else SCALAR for var in (there.of, there.wrt))
        shape = below if above == SCALAR else above if below == SCALAR else (max(above), max(below))
        found = self._value(equation, {}, shape)
        if isinstance(found, Interval) and shape != SCALAR:
            return filled(Filled(found), *shape)
        if isinstance(found, Filled):
            raise VerificationError(f"{self.name}: {equation.left} = {equation.right} has no shape")
        return found

    def _used(self, relation: Inline) -> list[Atom]:
        return [atom for atom in atoms(relation.chain[1]) if isinstance(atom, Partial)]

    def _value(self, equation: _Equation, at: Mapping[str, int], shape: Shape | None) -> Read:
        try:
            return value(tokens(equation.right, self.words), self._names, at, self.item.conventions, None, shape)
        except ValueError as error:
            raise VerificationError(f"{self.name}: {equation.right} cannot be read back: {error}") from None

    def _names(self, at: Mapping[str, int]) -> Mapping[str, Interval | Grid]:
        found: dict[str, Interval | Grid] = {}
        for name, atom in self.atoms.items():
            there = _at(atom, at)
            if there in self.starts:
                found[name] = self.starts[there]
            elif there in self.values or (isinstance(there, Var) and there.whole in self.values):
                found[name] = known(value_of(there, self.values))
        return found


def _times(atom: Any) -> list[Time]:
    match atom:
        case Var(_, time):
            return [time]
        case Partial(of, wrt):
            return [of.time, wrt.time]
        case _:
            return []


def _at(atom: Any, at: Mapping[str, int]) -> Any:
    """An atom of a general formula at the steps that its indices stand for."""
    match atom:
        case Var(_, Shift(by, base)) if base in at:
            return replace(atom, time=at[base] + by)
        case Partial(of, wrt):
            return Partial(_at(of, at), _at(wrt, at))
        case LocalDerivative(fn, arg, among):
            return LocalDerivative(fn, _at(arg, at), tuple(replace_atoms(one, lambda inner: _at(inner, at)) for one in among))
        case _:
            return atom
