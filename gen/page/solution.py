"""Derivations as LaTeX: groups of steps under small headings, points at what earns them, grading rules beside what they are about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from gen.algebra.arrays import shape_of
from gen.algebra.expr import Atom, Var, atoms
from gen.algebra.printer import points_text, text
from gen.calculus import common_past
from gen.figures import Figure, gradient_figure, roles_figure
from gen.latex import NOTHING, Latex, Tex, escape
from gen.messages.sentences import listed, said, say, tell
from gen.model.derivation import Statement, Step, answer_name
from gen.model.problem import Criterion, Rule
from gen.model.solved import Erratum, Solved, SolvedItem, step_name
from gen.page.adjoint_letters import introduced, lettered
from gen.page.calculator_check import landings
from gen.page.equalities import why
from gen.page.headings import heading_of, told_before
from gen.page.notes import accepted, carried_note
from gen.page.prose import latex_of, marked
from gen.page.rows import HALF, Chain, RowView, chain, extent, rows
from gen.questions import GradientQuery, RoleAnswer

SIDE_BY_SIDE = 350  # points: groups beside each other cannot be broken, so they are at most half a page high
_RULES = {
    "note": said("Note"),
    "accept": said("Also accepted"),
    "partial": said("In part"),
    "forfeit": said("Forfeits these points"),
    "zero": said("No points"),
}
_FOLLOW_ON = {
    "none": said("Results that follow from an earlier error earn no points."),
    "full": said("Results that follow correctly from an earlier error earn their points."),
}


@dataclass(frozen=True, slots=True)
class BlockView:
    """Rows that are aligned with each other, or one paragraph (`text`) with its points and remarks."""

    rows: tuple[RowView, ...] = ()
    text: Tex = NOTHING
    credit: Tex = NOTHING
    remarks: tuple[Tex, ...] = ()

    @property
    def in_columns(self) -> bool:
        """Whether the reasons of the rows stand in a column of their own."""
        return any(row.in_columns for row in self.rows)

    @property
    def is_display(self) -> bool:
        """Whether the paragraph begins with a display, which has no line of text above it, and has no points behind it."""
        return self.text.startswith(r"\begin{align*}") and not self.credit


@dataclass(frozen=True, slots=True)
class GroupView:
    """Steps below a heading, a figure, or one below the other. Two narrow ones stand side by side, one `left` and the next `right`."""

    heading: Tex
    blocks: tuple[BlockView, ...]
    figure: Figure | None = None
    side: Literal["", "left", "right"] = ""


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One accepted reading; `inner` defines the names that the tool introduced, `name` is empty where there is but one reading.

    `carried` says what the mark of values computed with unrounded ones means. Values `elsewhere` are told by an earlier item: its label.
    """

    name: Tex
    inner: Tex
    groups: tuple[GroupView, ...]
    carried: Tex = NOTHING
    elsewhere: Mapping[Atom, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SolutionView:
    """All of an item's key: its readings, and what holds for the whole item: a figure of gates, errata and remarks for graders."""

    readings: tuple[ReadingView, ...]
    figure: Tex
    errata: tuple[Tex, ...]
    remarks: tuple[Tex, ...]


def solution(solved: SolvedItem, latex: Latex, earlier: Sequence[SolvedItem] = ()) -> SolutionView:
    """The key of a solved item. What `earlier` items of its problem tell is not told again, unless it is asked for or graded here."""
    item = solved.item
    several = len(solved.readings) > 1
    # A rule stands once, in the first reading, where the step is that it is about.
    tellers = (_Teller(one, solved, latex, earlier, with_rules=i == 0) for i, one in enumerate(solved.readings))
    remarks = [_rule(rule, latex) for rule in item.grading.rules if not rule.about]
    if several_answers := list(_accepted(solved, latex)):
        head = say("Accepted, depending on the reading", latex.language)
        remarks.insert(0, Tex(rf"\textbf{{{head}:}} {'; '.join(several_answers)}."))
    answers = [one.derivation.values[answer] for one in solved.readings for answer in one.derivation.asked]
    if near := accepted(answers, item.tolerance, latex):
        remarks.append(near)
    if item.grading.follow_on:
        remarks.append(Tex(tell(_FOLLOW_ON[item.grading.follow_on], latex.language)))
    return SolutionView(
        readings=tuple(teller.reading(several) for teller in tellers),
        figure=_gates(solved, latex),
        errata=tuple(told(erratum, latex) for erratum in solved.errata),
        remarks=tuple(remarks),
    )


def _gates(solved: SolvedItem, latex: Latex) -> Tex:
    """One step of the cell with the roles that the item asks for."""
    one = solved.readings[0]
    roles = {answer.gate: answer.role for answer in one.derivation.answers if isinstance(answer, RoleAnswer)}
    return roles_figure(one.reading.cell, roles, latex) if one.reading and roles else NOTHING


def for_students(key: SolutionView) -> SolutionView:
    """The same derivations and points without what is for graders: rules, accepted alternatives, errata."""
    readings = tuple(replace(reading, groups=tuple(map(_plain_group, reading.groups))) for reading in key.readings)
    return SolutionView(readings, key.figure, errata=(), remarks=())


def _plain_group(group: GroupView) -> GroupView:
    blocks = (replace(block, rows=tuple(replace(row, remarks=()) for row in block.rows), remarks=()) for block in group.blocks)
    return replace(group, blocks=tuple(blocks))


def _rule(rule: Rule, latex: Latex) -> Tex:
    points = f" ({_credit(rule.points, latex)})" if rule.points is not None else ""
    return Tex(rf"\textbf{{{tell(_RULES[rule.kind], latex.language)}{points}:}} {latex_of(rule.text, latex)}")


def _credit(points: Fraction, latex: Latex) -> str:
    return say(r"{points}\,p", latex.language, points=points_text(points, latex.language))


def told(erratum: Erratum, latex: Latex) -> Tex:
    """An acknowledged finding with its reason."""
    sentence = _quoted(tell(erratum.finding.message, latex.language))
    capital = sentence if sentence.startswith("`") else sentence[0].upper() + sentence[1:]
    stop = "" if capital.endswith("?") else "."
    return Tex(f"{latex_of(marked(capital), latex)}{stop} {latex_of(erratum.acknowledged.reason, latex)}")


def _quoted(sentence: str) -> str:
    """With typographic quotation marks; what stands in backticks stays as it is."""
    parts = enumerate(sentence.split("`"))
    return "`".join(part if i % 2 else re.sub(r"'([^']+)'", "\u2018\\1\u2019", part) for i, part in parts)


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
            first, *others = values
            yield listed([f"${latex.expr(left)} = {first}$", *(f"${other}$" for other in others)], latex.language, "or")


def _paired(groups: list[GroupView]) -> tuple[GroupView, ...]:
    """The same groups, two by two side by side where both are narrow enough; a narrow figure goes where a column is short."""
    paired: list[GroupView] = []
    for group in groups:
        if paired and not paired[-1].side and _narrow(paired[-1]) and _narrow(group):
            paired[-1:] = [replace(paired[-1], side="left"), replace(group, side="right")]
        else:
            paired.append(group)
    *before, last = paired or [GroupView(NOTHING, ())]
    short = [i for i, (left, right) in enumerate(pairwise(before), 1) if right.side == "right" and _height(right) < _height(left) - 1]
    if not short or last.side or not last.figure or not _narrow(last):
        return tuple(paired)
    before[short[0]] = replace(before[short[0]], figure=last.figure)
    return tuple(before)


def _height(group: GroupView) -> int:
    """In rows."""
    return sum(len(block.rows) for block in group.blocks)


def _narrow(group: GroupView) -> bool:
    if group.figure:
        return group.figure.width <= HALF
    low = sum(row.height for block in group.blocks for row in block.rows) <= SIDE_BY_SIDE
    return low and bool(group.blocks) and all(block.rows and extent(block.rows) <= HALF for block in group.blocks)


def _block(gathered: BlockView | list[Chain]) -> BlockView:
    return gathered if isinstance(gathered, BlockView) else BlockView(rows(gathered))


class _Teller:
    """Sets one reading; holds what each of its steps needs."""

    def __init__(self, solved: Solved, item: SolvedItem, latex: Latex, earlier: Sequence[SolvedItem], with_rules: bool) -> None:
        self.item = item.item
        self.solved, self.values = solved, solved.derivation.values
        self.latex = replace(
            lettered(latex, solved), shapes={a.name: shape_of(v) for a, v in self.values.items() if isinstance(a, Var) and not a.index}
        )
        self.landings = landings(solved.derivation.numbers, self.values, self.item.conventions, latex.shown)
        self.answers = {answer_name(answer): None for answer in solved.derivation.answers}
        # One criterion for all answers stands at the last of them on the page.
        last = next((step_name(step) for step in reversed(solved.derivation.steps) if step_name(step) in self.answers), "")
        self.credits: dict[str, list[Criterion]] = {}
        for criterion in item.item.grading.criteria:
            self.credits.setdefault(criterion.credits or last, []).append(criterion)
        self.rules: dict[str, list[Rule]] = {}
        for rule in item.item.grading.rules if with_rules else ():
            if rule.about:
                self.rules.setdefault(rule.about[-1], []).append(rule)
        self.own = {*self.answers, *self.credits, *self.rules}
        self.elsewhere = {lhs: label for lhs, label in told_before(solved, earlier).items() if text(lhs) not in self.own}

    def reading(self, several: bool) -> ReadingView:
        # Steps are gathered before they are set: those of one block are aligned, so that each row's room depends on all of them.
        groups: list[tuple[str, list[BlockView | list[Chain]]]] = []
        for step in self.solved.derivation.steps:
            if isinstance(step, Step) and self.is_written_out_elsewhere(step):
                continue
            heading = heading_of(step, self.solved, self.item, self.elsewhere, groups[-1][0] if groups else "", self.latex)
            if not groups or heading not in ("", groups[-1][0]):
                groups.append((heading, []))
            blocks = groups[-1][1]
            if isinstance(step, Statement):
                blocks.append(self.statement(step))
            elif step.lhs not in self.elsewhere and blocks and isinstance(blocks[-1], list):
                blocks[-1].append(self.chain(step))
            elif step.lhs not in self.elsewhere:
                blocks.append([self.chain(step)])
        # A heading for the only group would say nothing, unless it says where the rest is told.
        headed = len(groups) > 1 or self.elsewhere
        set_groups = [GroupView(Tex(heading if headed else ""), tuple(map(_block, blocks))) for heading, blocks in groups]
        figure = self.figure()
        return ReadingView(
            name=escape(say("Reading: {name}", self.latex.language, name=self.solved.name) if several else ""),
            inner=self.inner(),
            groups=_paired([*set_groups, *([GroupView(NOTHING, (), figure)] if figure else [])]),
            carried=carried_note((row for group in set_groups for block in group.blocks for row in block.rows), self.latex),
            elsewhere=self.elsewhere,
        )

    def is_written_out_elsewhere(self, step: Step) -> bool:
        """An inner value stands in the line of the value that uses it, unless that one is taken from the sheet, or it earns points."""
        if not step.line.hidden or not isinstance(step.lhs, Var) or step_name(step) in self.own:
            return step.line.hidden and step_name(step) not in self.own
        users = [s for s in self.solved.derivation.numbers if isinstance(s.lhs, Var) and step.lhs in atoms(s.line.rhs)]
        return all(user.kind in ("evaluate", "eigenvalue") for user in users)

    def inner(self) -> Tex:
        """What the letters stand for that the tool introduced, where a derivative speaks of them."""
        letters = [f"${formula}$" for formula in introduced(self.latex, self.solved)]
        language = self.latex.language
        return Tex(say("Here {equations}.", language, equations=listed(letters, language))) if letters else NOTHING

    def figure(self) -> Figure | None:
        """What the gradients of the item meet on their way."""
        reading, trace = self.solved.reading, self.solved.trace
        targets = list(dict.fromkeys(query.of.var for query in self.item.queries if isinstance(query, GradientQuery)))
        if reading is None or trace is None or not targets:
            return None
        past = common_past(trace, targets, self.item.truncate)
        if past is None:
            return None
        return gradient_figure(reading.cell, trace, targets, self.values, self.item.conventions, self.item.cut | past, self.latex)

    def statement(self, step: Statement) -> BlockView:
        credit = self.paid(step.name, ("whole", "equation", "result"))
        text = latex_of(step.pieces, self.latex)
        return BlockView(
            text=Tex(rf"\textbf{{{text}}}") if step.kind == "verdict" else text, credit=credit, remarks=self.remarks(step.name)
        )

    def chain(self, step: Step) -> Chain:
        name = step_name(step)
        equation, result = self.paid(name, ("equation",)), self.paid(name, ("whole", "result"))
        landing = self.landings[step.lhs]
        return chain(step, self.values, self.latex, self.note(step), equation, result, self.remarks(name), landing)

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
        if together:
            language = self.latex.language
            return Tex(say(r"{points}\,p for all", language, points=points_text(points, language)))
        return Tex(_credit(points, self.latex))

    def note(self, step: Step) -> Tex:
        """Why a step has its value, where the equation alone does not say."""
        return Tex(why(step, self.values, self.latex.script, "$", self.latex.language))
