"""Derivations as LaTeX: groups of steps under small headings, points at what earns them, grading rules beside what they are about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gen.expr import Partial, Var, atoms
from gen.figures import gradient_figure, roles_figure
from gen.findings import Erratum
from gen.notation import Latex, points_text
from gen.pieces_view import latex_of, marked
from gen.pipeline import Solved, SolvedItem, answer_name, step_name
from gen.rows_view import RowView, rows
from gen.spec import Criterion, GradientQuery, Rule
from gen.steps import RoleAnswer, Statement, Step
from gen.telling import why
from gen.tex import NOTHING, Tex, escape

_RULES = {
    "note": "Note",
    "accept": "Also accepted",
    "partial": "In part",
    "forfeit": "Forfeits these points",
    "zero": "No points",
}
_FOLLOW_ON = {
    "none": "Results that follow from an earlier error earn no points.",
    "full": "Results that follow correctly from an earlier error earn their points.",
}


@dataclass(frozen=True, slots=True)
class BlockView:
    """Rows that are aligned with each other, or one paragraph (`text`) with its points and remarks."""

    rows: tuple[RowView, ...] = ()
    text: Tex = NOTHING
    credit: Tex = NOTHING
    remarks: tuple[Tex, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupView:
    heading: Tex
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One accepted reading; `inner` defines the names that the tool introduced, `name` is empty where there is but one reading.

    `figure` shows where a gradient dies or what gates do; it is empty where there is nothing of the kind to see.
    """

    name: Tex
    inner: tuple[Tex, ...]
    figure: Tex
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class SolutionView:
    """All of an item's key: its readings, and behind them what holds for the whole item: errata and remarks for graders."""

    readings: tuple[ReadingView, ...]
    errata: tuple[Tex, ...]
    remarks: tuple[Tex, ...]


def solution(solved: SolvedItem, latex: Latex) -> SolutionView:
    """The key of a solved item."""
    item = solved.item
    several = len(solved.readings) > 1
    # A rule stands once, in the first reading, where the step is that it is about.
    tellers = (_Teller(one, solved, latex, with_rules=i == 0) for i, one in enumerate(solved.readings))
    remarks = [_rule(rule, latex) for rule in item.grading.rules if not rule.about]
    accepted = list(_accepted(solved, latex))
    if accepted:
        remarks.insert(0, Tex(rf"\textbf{{Accepted, depending on the reading:}} {'; '.join(accepted)}."))
    if item.grading.follow_on:
        remarks.append(Tex(_FOLLOW_ON[item.grading.follow_on]))
    return SolutionView(
        readings=tuple(teller.reading(several) for teller in tellers),
        errata=tuple(told(erratum, latex) for erratum in solved.errata),
        remarks=tuple(remarks),
    )


def _rule(rule: Rule, latex: Latex) -> Tex:
    points = f" ({points_text(rule.points)}\\,p)" if rule.points is not None else ""
    return Tex(rf"\textbf{{{_RULES[rule.kind]}{points}:}} {latex_of(rule.text, latex)}")


def told(erratum: Erratum, latex: Latex) -> Tex:
    """An acknowledged finding with its reason."""
    said = erratum.finding.message
    capital = said if said.startswith("`") else said[0].upper() + said[1:]
    stop = "" if capital.endswith("?") else "."
    return Tex(f"{latex_of(marked(capital), latex)}{stop} {latex_of(erratum.acknowledged.reason, latex)}")


def _accepted(solved: SolvedItem, latex: Latex) -> Iterator[str]:
    """The answers that differ between the readings."""
    for i, answer in enumerate(solved.readings[0].derivation.answers):
        name = answer_name(answer)
        found = [
            step.value
            for one in solved.readings
            for step in one.derivation.numbers
            if step_name(step) == name and answer_name(one.derivation.answers[i]) == name
        ]
        values = [latex.number(value)[0] for value in dict.fromkeys(found)]
        if len(values) > 1:
            left = next(step for step in solved.readings[0].derivation.numbers if step_name(step) == name).lhs
            yield rf"${latex.expr(left)} = {values[0]}$ or ${'$ or $'.join(values[1:])}$"


class _Teller:
    """Sets one reading; holds what each of its steps needs."""

    def __init__(self, solved: Solved, item: SolvedItem, latex: Latex, with_rules: bool) -> None:
        self.item = item.item
        self.solved, self.latex, self.values = solved, latex, solved.derivation.values
        self.answers = solved.derivation.answers
        # One criterion for all answers stands at the last of them.
        self.credits: dict[str, list[Criterion]] = {}
        for criterion in item.item.grading.criteria:
            self.credits.setdefault(criterion.credits or answer_name(self.answers[-1]), []).append(criterion)
        self.rules: dict[str, list[Rule]] = {}
        for rule in item.item.grading.rules if with_rules else ():
            if rule.about:
                self.rules.setdefault(rule.about[-1], []).append(rule)

    def reading(self, several: bool) -> ReadingView:
        groups: list[tuple[str, list[BlockView]]] = []
        for step in self.solved.derivation.steps:
            if isinstance(step, Step) and self.is_written_out_elsewhere(step):
                continue
            heading = self.heading(step)
            if not groups or heading not in ("", groups[-1][0]):
                groups.append((heading, []))
            blocks = groups[-1][1]
            if isinstance(step, Statement):
                blocks.append(self.statement(step))
            elif blocks and blocks[-1].rows:
                blocks[-1] = BlockView((*blocks[-1].rows, *self.rows(step)))
            else:
                blocks.append(BlockView(tuple(self.rows(step))))
        lonely = len(groups) == 1
        return ReadingView(
            name=escape(f"Reading: {self.solved.name}" if several else ""),
            inner=tuple(self.inner()),
            figure=self.figure(),
            groups=tuple(GroupView(Tex("" if lonely else heading), tuple(blocks)) for heading, blocks in groups),
        )

    def is_written_out_elsewhere(self, step: Step) -> bool:
        """An inner value stands in the line of the value that uses it, unless that one is taken from the sheet."""
        if not step.line.hidden or not isinstance(step.lhs, Var) or step_name(step) in self.credits:
            return step.line.hidden and step_name(step) not in self.credits
        users = [s for s in self.solved.derivation.numbers if isinstance(s.lhs, Var) and step.lhs in atoms(s.line.rhs)]
        return all(user.kind == "evaluate" for user in users)

    def inner(self) -> Iterator[Tex]:
        """What the letters stand for that the tool introduced, where a derivative speaks of them."""
        if self.solved.trace and any(isinstance(step.lhs, Partial) for step in self.solved.derivation.numbers):
            for eqn in self.solved.trace.general:
                if eqn.auto:
                    yield Tex(f"{self.latex.name(eqn.out)} = {self.latex.expr(eqn.rhs)}")

    def figure(self) -> Tex:
        """What the gradients of the item meet on their way; else the roles of gates in one step of the cell."""
        reading, trace = self.solved.reading, self.solved.trace
        if reading is None:
            return NOTHING
        targets = list(dict.fromkeys(query.of.var for query in self.item.queries if isinstance(query, GradientQuery)))
        if trace and targets:
            return gradient_figure(reading.cell, trace, targets, self.values, self.item.conventions, self.item.cut, self.latex)
        roles = {answer.gate: answer.role for answer in self.answers if isinstance(answer, RoleAnswer)}
        return roles_figure(reading.cell, roles, self.latex) if roles else NOTHING

    def heading(self, step: Step | Statement) -> str:
        """The group a step belongs to; empty where it joins the one before it."""
        if isinstance(step, Statement):
            return ""
        match step.kind, step.lhs:
            case (("evaluate" | "printed"), _):
                return "Forward pass" if self.solved.trace else ""
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

    def statement(self, step: Statement) -> BlockView:
        credit = self.paid(step.name, ("whole", "equation", "result"))
        said = latex_of(step.pieces, self.latex)
        return BlockView(
            text=Tex(rf"\textbf{{{said}}}") if step.kind == "verdict" else said, credit=credit, remarks=self.remarks(step.name)
        )

    def rows(self, step: Step) -> list[RowView]:
        name = step_name(step)
        equation, result = self.paid(name, ("equation",)), self.paid(name, ("whole", "result"))
        return rows(step, self.values, self.latex, self.note(step), equation, result, self.remarks(name))

    def remarks(self, name: str) -> tuple[Tex, ...]:
        """The rules about a step, at its first appearance."""
        return tuple(_rule(rule, self.latex) for rule in self.rules.pop(name, ()))

    def paid(self, name: str, parts: Sequence[str]) -> Tex:
        """The points of a step for its equation or its result, as they stand at the end of the row."""
        criteria = [c for c in self.credits.get(name, []) if c.part in parts]
        if not criteria:
            return NOTHING
        points = sum((c.points for c in criteria), Fraction(0))
        together = len(self.answers) > 1 and any(c.credits is None for c in criteria)
        return Tex(rf"{points_text(points)}\,p" + (" for all" if together else ""))

    def note(self, step: Step) -> Tex:
        """Why a step has its value, where the equation alone does not say."""
        return Tex(why(step, self.values, self.latex.name, lambda x: self.latex.number(x)[0], "$"))
