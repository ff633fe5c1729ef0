"""A solved item as a tree: equations under small headings, points at what earns them, grading rules below what they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from gen.algebra.arrays import Array
from gen.algebra.expr import Var
from gen.algebra.families import whole_of
from gen.algebra.numbers import NumberFormat
from gen.calculus import common_gradient_cut
from gen.document.alike import LIKEWISE, adjoints_of, alike_sums, shortened, slopes_at_same_values
from gen.document.choices import choice_remarks
from gen.document.elided import follows_rule
from gen.document.equality_chain import with_equalities
from gen.document.errata import erratum_text
from gen.document.headings import cross_reference, heading_of, trains, values_of_earlier_items
from gen.document.labels import AS_TYPED, name_of, with_label
from gen.document.meaning import meaning
from gen.document.notation import letters_of, notation_of
from gen.document.notes import FOLLOW_ON, different_answers, nearness, rule_remark
from gen.document.sub_questions import sub_questions
from gen.document.table_places import Line, Tabling
from gen.document.tabling import is_of_one_pass, tabling
from gen.document.time_table import time_table
from gen.document.told_steps import equation_of, told_step, with_remarks
from gen.document.tree import (
    Credit,
    Equality,
    EqualityChain,
    Equations,
    GradientFigure,
    Paragraph,
    ReadingPart,
    Remark,
    RolesFigure,
    Section,
    SolutionPart,
    Text,
    TimeTable,
    WindowFigure,
)
from gen.document.uses import uses_of
from gen.document.zeros import behind_zeros, without_products
from gen.messages.sentences import Language
from gen.model.derivation import Statement, Step, answer_name
from gen.model.memo import Memo
from gen.model.problem import Criterion, GradingRule, sentence_inline
from gen.model.solved import Solved, SolvedItem, step_name, steps_of
from gen.model.table import criteria_of_steps, is_of_cell
from gen.questions import GradientQuery, RoleAnswer

_STEP_BY_STEP = (sentence_inline("Step by step"),)
_NO_TABLES = Tabling({}, (), {})


def solution_part(
    solved: SolvedItem,
    shown: NumberFormat,
    names: Mapping[str, str],
    language: Language = "en",
    earlier: Sequence[SolvedItem] = (),
    memo: Memo | None = None,
) -> SolutionPart:
    """The key of an item, behind `earlier` ones; `names` are those that have LaTeX of the author's own."""
    item, several, memo = solved.item, len(solved.readings) > 1, memo or Memo()
    # A rule stands once, in the first reading, where the step is that it is about.
    builders = (_Builder(one, solved, shown, names, earlier, memo, with_rules=i == 0) for i, one in enumerate(solved.readings))
    remarks = [rule_remark(rule) for rule in item.grading.rules if not rule.about or is_of_cell(item, rule.about[-1])]
    if different := different_answers(solved):
        remarks.insert(0, Remark((sentence_inline("Accepted, depending on the reading"),), different, of_readings=True))
    answers = [one.derivation.values[answer] for one in solved.readings for answer in one.derivation.asked]
    if near := nearness(answers, item.tolerance, shown):
        remarks.append(Remark((), near))
    remarks += choice_remarks(item, language)
    if item.grading.follow_on:
        remarks.append(Remark((), (FOLLOW_ON[item.grading.follow_on],)))
    return SolutionPart(
        readings=tuple(builder.reading(several) for builder in builders),
        figure=_roles(solved),
        errata=tuple(erratum_text(erratum, language) for erratum in solved.errata),
        remarks=tuple(remarks),
    )


def _roles(solved: SolvedItem) -> RolesFigure | None:
    """One step of the cell with the roles that the item asks for."""
    one = solved.readings[0]
    roles = {answer.gate: answer.role for answer in one.derivation.answers if isinstance(answer, RoleAnswer)}
    return RolesFigure(one.reading.cell, roles) if one.reading and roles else None


class _Builder:
    """Makes one reading; holds what each of its steps needs."""

    def __init__(
        self,
        solved: Solved,
        item: SolvedItem,
        shown: NumberFormat,
        names: Mapping[str, str],
        earlier: Sequence[SolvedItem],
        memo: Memo,
        with_rules: bool,
    ) -> None:
        self.item, self.memo = item.item, memo
        self.solved, self.values, self.shown = solved, solved.derivation.values, shown
        self.notation = notation_of(solved, names)
        self.questions = sub_questions(item.item, solved)
        self.answers = {answer_name(answer): None for answer in solved.derivation.answers}
        # One criterion for all answers stands at the last of them on the page.
        last = next((step_name(step) for step in reversed(solved.derivation.steps) if step_name(step) in self.answers), "")
        self.credits: dict[str, list[Criterion]] = {}
        self.several: dict[str, int] = {}  # of a family, which earns its points as a whole, how many matrices it has
        for criterion in criteria_of_steps(item.item):
            earning = steps_of(criterion.credits, solved.derivation.steps) if criterion.credits else [last]
            self.credits.setdefault(earning[-1], []).append(criterion)
            self.several |= {earning[-1]: len(earning)} if len(earning) > 1 else {}
        self.rules: dict[str, list[GradingRule]] = {}
        for rule in [one for one in item.item.grading.rules if with_rules and one.about]:
            self.rules.setdefault(rule.about[-1], []).append(rule)
        self.own = {*self.answers, *self.credits, *self.rules}
        self.chains: dict[Step, EqualityChain] = {}
        numbers = solved.derivation.numbers
        self.uses = memo.call(uses_of, tuple(step.planned for step in numbers), tuple(step.kind for step in numbers))
        # What earns points by itself has its numbers.
        paid = {name for name, criteria in self.credits.items() if any(c.credits for c in criteria)}
        self.alike = {step: alike for step, alike in alike_sums(numbers).items() if step_name(step) not in paid}
        self.first = {step.lhs: step for step in reversed(numbers)}
        self.repeated = [step for step in slopes_at_same_values(numbers, self.values) if step_name(step) not in self.own]
        # What is asked for, and an equation that earns points, stands in full.
        equations = {step.lhs for step in numbers if any(c.part == "equation" for c in self.credits.get(step_name(step), ()))}
        self.zeros = behind_zeros(numbers, {*solved.derivation.asked, *equations})
        self.trains = trains(solved.trace)
        self.elsewhere = values_of_earlier_items(solved, earlier, {step.lhs for step in numbers if step_name(step) in self.own})
        self.in_tables = [step for step in numbers if step.lhs not in self.elsewhere and self.item.style in ("", "table")]

    def reading(self, several: bool) -> ReadingPart:
        sections = self.sections(_NO_TABLES)
        tabled = self.tabling()
        return ReadingPart(
            name=self.solved.name if several else "",
            notation=self.notation,
            letters=letters_of(self.notation, self.solved),
            sections=self.headed(sections),
            tabled=self.headed(self.sections(tabled)) if tabled.places else (),
            prefers_tables=self.item.style == "table",
            figure=self.gradient_figure() or self.window_figure(),
            unrounded=any(equation.calculator_result == "elsewhere" for section in sections for equation in section.equations),
            elsewhere=self.elsewhere,
            meaning=meaning(self.solved, self.item, self.memo),
        )

    def headed(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """A heading for the only section would say nothing, unless it says where the rest stands."""
        return tuple(sections) if len(sections) > 1 or self.elsewhere else tuple(replace(section, heading=()) for section in sections)

    def tabling(self) -> Tabling:
        numbers = self.in_tables
        return self.memo.call(
            tabling,
            tuple(step.planned for step in numbers),
            tuple(step.kind for step in numbers),
            tuple(isinstance(step.value, Array) for step in numbers),
            tuple(map(self.may_be_tabled, numbers)),
            tuple(step.lhs for step in numbers if step_name(step) in self.own),
            tuple(self.solved.derivation.rules),
            tuple(self.notation.shapes.items()),
            self.solved.trace,
        )

    def sections(self, tabled: Tabling) -> list[Section]:
        """The steps in their order; those that have a place stand in a table, where the first of it would be, with those that
        are written out there."""
        found: list[Section] = []
        places, written_out = tabled.places, tabled.written_out
        tables: set[int] = set()
        for step in self.solved.derivation.steps:
            if isinstance(step, Step) and (place := places.get(step.lhs)):
                if place.table not in tables:
                    tables.add(place.table)
                    if self.elsewhere and all(section.heading != cross_reference(self.elsewhere) for section in found):
                        found.append(Section(cross_reference(self.elsewhere), ()))
                    table = self.table(tabled, place.table)
                    of_one_pass = is_of_one_pass(places.values(), place.direction)
                    heading = _STEP_BY_STEP if self.trains or self.item.epoch or not of_one_pass else self.heading(step, found)
                    if not found or found[-1].heading != heading:
                        found.append(Section(heading, ()))
                    found[-1] = replace(found[-1], blocks=(*found[-1].blocks, table))
                continue
            if isinstance(step, Step) and (self.is_written_out_elsewhere(step) or step.lhs in written_out):
                continue
            heading = self.heading(step, found)
            alike = self.alike.get(step) if places and isinstance(step, Step) else None
            if alike == "by names":
                heading = LIKEWISE
            if isinstance(step, Step) and step.lhs in self.elsewhere and any(section.heading == heading for section in found):
                continue
            if not found or (heading and heading != found[-1].heading):
                found.append(Section(heading, ()))
            if isinstance(step, Statement) and step.chain:
                found[-1] = found[-1].with_equation(self.in_symbols(step))
            elif isinstance(step, Statement):
                found[-1] = replace(found[-1], blocks=(*found[-1].blocks, self.paragraph(step)))
            elif step.lhs not in self.elsewhere:
                if (zero := self.zeros.get(step)) is not None:
                    found[-1] = found[-1].with_equation(self.memo.call(without_products, self.equation(step), zero), ())
                elif alike == "by names" or step in self.repeated:
                    found[-1] = found[-1].with_equation(self.memo.call(shortened, self.equation(step), "by names"), adjoints_of(step))
                elif self.item.style == "short" and (family := whole_of(step.lhs)):
                    first = all((family,) not in block.behind for block in found[-1].blocks if isinstance(block, Equations))
                    own = self.equation(step) if first else self.memo.call(shortened, self.equation(step), "by names")
                    found[-1] = found[-1].with_equation(own, (family,))
                else:
                    own = self.memo.call(shortened, self.equation(step), alike) if alike else self.equation(step)
                    found[-1] = found[-1].with_equation(own)
        return found

    def heading(self, step: Step | Statement, before: Sequence[Section]) -> Text:
        return heading_of(step, self.solved, self.item, self.elsewhere, before[-1].heading if before else (), self.trains)

    def table(self, tabled: Tabling, number: int) -> TimeTable:
        """Of what an earlier item has worked out the results alone: its equation stands above all steps."""
        own = [place for place in tabled.places.values() if place.table == number]
        steps = {place.line.lhs: self.of_line(place.line) for place in own}
        known = {place.head for place in own if self.is_worked_out(steps[place.line.lhs])}
        table = time_table(tabled.tables[number], steps, {lhs: self.cell(step) for lhs, step in steps.items()}, self.memo)
        return replace(table, columns=tuple(replace(one, rule=None) if one.head in known else one for one in table.columns))

    def of_line(self, line: Line) -> Step:
        """The step of a line of a table, which may have written it otherwise."""
        step = self.in_tables[line.number]
        return step if step.planned is line.planned else replace(step, planned=line.planned)

    def cell(self, step: Step) -> EqualityChain:
        """The equation of a step that a table may write otherwise than rows do."""
        own = self.first[step.lhs]
        chain = self.equation(own) if step == own else self.memo.call(with_remarks, self._equation(step), self.equation(own).remarks)
        return self.memo.call(with_equalities, chain, chain.equalities[-1:]) if self.is_worked_out(step) else chain

    def is_worked_out(self, step: Step) -> bool:
        """Whether it is an inner value of what an earlier item has."""
        return step.planned.hidden and {user for user in self.uses.users_of(step.lhs) if isinstance(user, Var)} <= self.elsewhere.keys()

    def may_be_tabled(self, step: Step) -> bool:
        """What stands in rows, and the arguments of functions that the tool has named."""
        users, is_called = self.uses.users_of(step.lhs), step.lhs in self.notation.calls
        inner = step.kind == "evaluate" and not is_called and not users <= self.elsewhere.keys()
        return (inner and step.planned.hidden) or not self.is_written_out_elsewhere(step)

    def is_written_out_elsewhere(self, step: Step) -> bool:
        """An inner value stands in the line of the value that uses it, unless that one is taken from the sheet, or it earns points."""
        if not step.planned.hidden or not isinstance(step.lhs, Var) or step_name(step) in self.own:
            return step.planned.hidden and step_name(step) not in self.own
        return self.uses.kinds_of(step.lhs) <= {"evaluate", "eigenvalue"}

    def gradient_figure(self) -> GradientFigure | None:
        """What the gradients of the item meet on their way."""
        trace = self.solved.trace
        asked = tuple((query.of.var, query.wrt.var) for query in self.item.queries if isinstance(query, GradientQuery))
        past = common_gradient_cut(trace, [of for of, _ in asked], self.item.truncate) if trace and asked else None
        if trace is None or past is None:
            return None
        return GradientFigure(trace, asked, self.values, self.item.conventions, self.item.cut | past)

    def window_figure(self) -> WindowFigure | None:
        """The window of the first convolution that the forward pass writes out here."""
        lines = {step.lhs: step.planned.written for step in self.solved.derivation.numbers}
        for step in self.solved.derivation.numbers:
            if step.planned.window and isinstance(step.lhs, Var) and step.lhs not in self.elsewhere:
                return WindowFigure(step.lhs, lines[step.lhs.whole], self.values, self.item.conventions)
        return None

    def paragraph(self, step: Statement) -> Paragraph:
        credit = self.credit(step.name, ("whole", "equation", "result"))
        own, told = step.kind in AS_TYPED, with_label(step, self.item, credit)
        answer, verdict = step.name in self.answers, step.kind == "verdict"
        return Paragraph(told, credit, self.remarks(step.name), verdict, own, answer, name_of(step))

    def equation(self, step: Step) -> EqualityChain:
        """The same each time that it is asked for: its remarks stand at the first step of a name."""
        if step not in self.chains:
            self.chains[step] = self._equation(step)
        return self.chains[step]

    def _equation(self, step: Step) -> EqualityChain:
        name = step_name(step)
        rules = tuple(self.solved.derivation.rules_of(step.lhs)) if step.kind == "accumulate" and step.value else ()
        by_rule = bool(rules) and self.memo.call(follows_rule, step.planned.written, rules)
        told = told_step(step, self.values, by_rule, self.item.style, self.shown, self.item.conventions, self.memo)
        credit, result = self.credit(name, ("equation",)), self.credit(name, ("whole", "result"))
        return self.memo.call(equation_of, step.lhs, told, credit, result, self.remarks(name), name in self.answers)

    def in_symbols(self, step: Statement) -> EqualityChain:
        """A line without numbers."""
        credit, result = self.credit(step.name, ("equation",)), self.credit(step.name, ("whole", "result"))
        chain = tuple(Equality(form) for form in step.forms)
        return EqualityChain(step.lhs, chain, "exactly", (), credit, result, self.remarks(step.name), step.name in self.answers)

    def remarks(self, name: str) -> tuple[Remark, ...]:
        """The rules about a step, at its first appearance."""
        return tuple(self.memo.call(rule_remark, rule) for rule in self.rules.pop(name, ()))

    def credit(self, name: str, parts: Sequence[str]) -> Credit | None:
        """The points of a step for its equation or its result."""
        criteria = [c for c in self.credits[name] if c.part in parts] if name in self.credits else []
        if not criteria:
            return None
        together = len(self.answers) > 1 and any(c.credits is None for c in criteria)
        # Points for all answers together are for a question that all of them answer.
        questions = {self.questions.get(answer, "") for answer in (self.answers if together else (name,))}
        several = 0 if together else self.several.get(name, 0)
        points, question = sum((c.points for c in criteria), Fraction(0)), questions.pop() if len(questions) == 1 else ""
        return self.memo.call(Credit, points, together, question, several)
