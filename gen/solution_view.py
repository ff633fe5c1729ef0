"""Derivations as LaTeX: steps in groups, each step as rows that are aligned at the equals sign, points at the row that earns them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gen.expr import Atom, Partial, Var, atoms
from gen.notation import TEXT, Latex, number_text, points_text, summands, text
from gen.number import Number
from gen.pipeline import Solved, SolvedItem
from gen.spec import Criterion
from gen.steps import Step
from gen.telling import forms, is_rounded, joined
from gen.tex import NOTHING, Tex, escape

LINE = 78  # characters of plain text that fit on one row beside the left side and the points


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: what stands left of the relation sign (empty in a continued step), the form, a remark, the points it earns.

    The relation is empty in a row that goes on with a plus or minus.
    """

    left: Tex
    form: Tex
    relation: Tex
    note: Tex = NOTHING
    credit: Tex = NOTHING


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the derivation; `kind` chooses how the template sets it."""

    kind: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    heading: Tex
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One accepted reading; `inner` defines the names that the tool introduced, `name` is empty where there is but one reading."""

    name: Tex
    inner: tuple[Tex, ...]
    groups: tuple[GroupView, ...]


def solution(item: SolvedItem, latex: Latex) -> tuple[ReadingView, ...]:
    """Each reading of a solved item."""
    several = len(item.readings) > 1
    return tuple(_Teller(solved, item.item.criteria, latex).reading(several) for solved in item.readings)


class _Teller:
    """Sets one reading; holds what each of its steps needs."""

    def __init__(self, solved: Solved, criteria: Sequence[Criterion], latex: Latex) -> None:
        self.solved, self.latex, self.values = solved, latex, solved.derivation.values
        self.answers = solved.derivation.answers
        # One criterion for all answers stands at the last of them.
        self.credits: dict[str, list[Criterion]] = {}
        for criterion in criteria:
            self.credits.setdefault(criterion.credits or text(self.answers[-1]), []).append(criterion)

    def reading(self, several: bool) -> ReadingView:
        groups: list[tuple[str, list[StepView]]] = []
        for step in self.solved.derivation.steps:
            if not self.is_written_out_elsewhere(step):
                heading = self.heading(step)
                if not groups or heading not in ("", groups[-1][0]):
                    groups.append((heading, []))
                groups[-1][1].append(StepView(step.kind, tuple(self.rows(step))))
        lonely = len(groups) == 1
        return ReadingView(
            name=escape(self.solved.reading.name if several else ""),
            inner=tuple(self.inner()),
            groups=tuple(GroupView(Tex("" if lonely else heading), tuple(steps)) for heading, steps in groups),
        )

    def is_written_out_elsewhere(self, step: Step) -> bool:
        """An inner value stands in the line of the value that uses it, unless that one is taken from the sheet."""
        if not step.line.hidden or not isinstance(step.lhs, Var):
            return step.line.hidden
        users = [s for s in self.solved.derivation.steps if isinstance(s.lhs, Var) and step.lhs in atoms(s.line.rhs)]
        return all(user.kind == "evaluate" for user in users)

    def inner(self) -> Iterator[Tex]:
        """What the letters stand for that the tool introduced, where a derivative speaks of them."""
        if self.solved.trace and any(isinstance(step.lhs, Partial) for step in self.solved.derivation.steps):
            for eqn in self.solved.trace.general:
                if eqn.auto:
                    yield Tex(f"{self.latex.name(eqn.out)} = {self.latex.expr(eqn.rhs)}")

    def heading(self, step: Step) -> str:
        """The group a step belongs to; empty where it joins the one before it."""
        match step.kind, step.lhs:
            case (("evaluate" | "printed"), _):
                return "Forward pass"
            case "local", _:
                return "Slopes"
            case "chain", Partial(_, wrt):
                return f"Derivatives with respect to ${self.latex.name(wrt)}$"
            case "accumulate", _:
                return "Sums over the paths through time"
            case (("seed" | "adjoint"), _):
                return "Backward pass"
            case _:
                return ""

    def rows(self, step: Step) -> Iterator[RowView]:
        """On one row if it fits; else symbols, numbers and value below each other, long sums broken at their signs."""
        latex = self.latex
        told = forms(step, self.values, latex.expr, lambda x: latex.number(x)[0])
        plain = forms(step, self.values, text, number_text)
        left, note = Tex(latex.expr(step.lhs)), self.note(step)
        equation, result = self.paid(step, ("equation",)), self.paid(step, ("whole", "result"))
        if not equation and len(" = ".join(plain)) <= LINE:
            row = Tex(joined(told, step, nearly=r" \approx "))
            yield RowView(left, row, self.relation(step, len(told) == 1), note, result)
            return
        rows = self.broken(step, told, plain)
        for i, (form, relation) in enumerate(rows):
            last = i == len(rows) - 1
            yield RowView(
                left if i == 0 else NOTHING,
                Tex(form),
                relation,
                note if last else NOTHING,
                Tex(", ".join(filter(None, [equation if i == 0 else "", result if last else ""]))),
            )

    def broken(self, step: Step, told: Sequence[str], plain: Sequence[str]) -> list[tuple[str, Tex]]:
        """The forms below each other, each with its relation sign.

        The first form keeps its row to itself; later ones share a row as long as they fit.
        """
        rows: list[tuple[str, Tex]] = []
        room = 0
        for i, (form, short) in enumerate(zip(told, plain, strict=True)):
            relation = self.relation(step, i == len(told) - 1)
            if len(short) > LINE and i < 2:
                rows += self.sum_rows(step, self.values if i else None)
                room = 0
            elif i > 1 and len(short) + 3 <= room:
                rows[-1] = (f"{rows[-1][0]} {relation} {form}", rows[-1][1])
                room -= len(short) + 3
            else:
                rows.append((form, relation))
                room = LINE - len(short)
        return rows

    def sum_rows(self, step: Step, values: Mapping[Atom, Number] | None) -> list[tuple[str, Tex]]:
        """A long sum, broken before a sign."""
        written = step.line.written
        widths = [len(part) for part in summands(written, TEXT, values)]
        rows: list[tuple[str, Tex]] = []
        width = LINE + 1
        for part, more in zip(summands(written, self.latex.script, values), widths, strict=True):
            if width + more > LINE:
                rows.append((part, NOTHING if rows else Tex("=")))
                width = more
            else:
                rows[-1] = (f"{rows[-1][0]} {part}", rows[-1][1])
                width += more
        return rows

    def relation(self, step: Step, last: bool) -> Tex:
        return Tex(r"\approx" if last and is_rounded(step) else "=")

    def paid(self, step: Step, parts: Sequence[str]) -> Tex:
        """The points of a step for its equation or its result, as they stand at the end of the row."""
        criteria = [c for c in self.credits.get(text(step.lhs), []) if c.part in parts]
        if not criteria:
            return NOTHING
        points = sum((c.points for c in criteria), Fraction(0))
        together = len(self.answers) > 1 and any(c.credits is None for c in criteria)
        return Tex(rf"{points_text(points)}\,p" + (" for all" if together else ""))

    def note(self, step: Step) -> Tex:
        """Why a step has its value, where the equation alone does not say."""
        name = self.latex.name
        about = f"{name(step.about)} = {self.latex.number(self.values[step.about])[0]}" if step.about else ""
        match step.why, step.lhs:
            case "positive", _:
                return Tex(f"since ${about} > 0$")
            case "negative", _:
                return Tex(f"since ${about} < 0$")
            case "convention", _:
                return Tex(f"since ${about}$, by the stated convention")
            case "printed", _:
                return Tex("as printed on the sheet")
            case "independent", Partial(of, wrt):
                return Tex(f"since ${name(of)}$ does not depend on ${name(wrt)}$")
            case _:
                return NOTHING
