"""A solved exam to look at: answers and steps by name, each as a number, as text and as LaTeX."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gen.algebra.arrays import Array, Value, rows_of
from gen.algebra.expr import Atom
from gen.algebra.numbers import Number, NumberFormat
from gen.algebra.printer import text
from gen.algebra.rounding import with_all_fractions
from gen.check import SolvedExam
from gen.document import step_texts
from gen.interface.exams import solved_with_variants
from gen.latex import Latex
from gen.messages.errors import Finding
from gen.model.derivation import Answer, answer_name
from gen.model.exam import Exam
from gen.model.solved import Solved, SolvedItem
from gen.model.verified import Check
from gen.page import step_formulas, with_adjoint_letters, with_shapes

Exact = Fraction | float
Plain = Exact | list[Exact] | list[list[Exact]] | str | bool
"""A fraction where a value is exact, else a float; a vector as a list, a matrix as its rows; a verdict, the role of a gate."""


@dataclass(frozen=True, slots=True, repr=False)
class SolutionStep:
    """A line of a derivation: `dh[3]/dW = h[2] + V*dh[2]/dW = 1 + 2*3 = 7`."""

    lhs: str
    value: Plain
    text: str
    latex: str

    def __repr__(self) -> str:
        return self.text

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"


class SolutionSteps(tuple[SolutionStep, ...]):
    """The steps in order; in a notebook they are aligned at their first sign."""

    def __repr__(self) -> str:
        return "\n".join(step.text for step in self)

    def _repr_latex_(self) -> str:
        rows = (step.latex.replace(" = ", " &= ", 1) if " = " in step.latex else step.latex for step in self)
        return r"$\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}$"


@dataclass(frozen=True, slots=True, repr=False)
class ItemSolution:
    """A solved item, in its first reading: `answers` by name, `steps` in order, and the `checks` that each number has passed."""

    solved: SolvedItem
    latex: Latex
    shown: NumberFormat

    @property
    def reading(self) -> Solved:
        return self.solved.readings[0]

    @property
    def answers(self) -> Mapping[str, Plain]:
        """`{"dh[3]/dW": Fraction(7, 1)}`: what is asked, by its name."""
        return {answer_name(answer): _answer(answer, self.reading) for answer in self.reading.derivation.answers}

    @property
    def steps(self) -> SolutionSteps:
        """The lines that compute something."""
        one, latex = self.reading, with_adjoint_letters(self.latex, self.reading)
        conventions = self.solved.item.conventions
        texts, formulas = step_texts(one, conventions, self.shown), step_formulas(one, conventions, latex)
        return SolutionSteps(
            SolutionStep(text(step.lhs), _plain(step.value), texts[step.lhs], formulas[step.lhs]) for step in one.derivation.numbers
        )

    @property
    def checks(self) -> Sequence[Check]:
        """The routes by which all of it was confirmed, how many numbers each, and the largest difference."""
        return self.reading.checks

    def __getitem__(self, name: str) -> SolutionStep:
        """The step that gives a value or a derivative. Raises KeyError."""
        for step in self.steps:
            if step.lhs == name:
                return step
        raise KeyError(name)

    def __repr__(self) -> str:
        return ", ".join(f"{name} = {value}" for name, value in self.answers.items()) or "an answer in words"


@dataclass(frozen=True, slots=True, repr=False)
class Solution(Mapping[str, ItemSolution]):
    """A solved exam: its items by their names, `a` where it has one problem, else `kink/a`."""

    checked: SolvedExam

    @property
    def items_by_name(self) -> Mapping[str, ItemSolution]:
        """All items in order."""
        found: dict[str, ItemSolution] = {}
        for name, one in self.checked.solved.items():
            problem = one.problem
            for item in one.items:
                latex = with_shapes(Latex.of(problem, self.checked.exam.language), item.item)
                label = item.item.id if len(self.checked.solved) == 1 else f"{name}/{item.item.id}"
                found[label] = ItemSolution(item, latex, with_all_fractions(problem.shown))
        return found

    @property
    def findings(self) -> Sequence[Finding]:
        """Contradictions that nobody has acknowledged: with one, nothing is set."""
        return self.checked.findings

    def __getitem__(self, name: str) -> ItemSolution:
        return self.items_by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.items_by_name)

    def __len__(self) -> int:
        return len(self.items_by_name)

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {item!r}" for name, item in self.items_by_name.items())


def solve(exam: Exam) -> Solution:
    """All items of an exam, solved and confirmed, be there a page for them or not. Raises InputErrors and VerificationError."""
    return Solution(solved_with_variants(exam))


def _answer(answer: Answer, solved: Solved) -> Plain:
    return _plain(solved.derivation.values[answer]) if isinstance(answer, Atom) else answer.value


def _plain(value: Value) -> Exact | list[Exact] | list[list[Exact]]:
    if not isinstance(value, Array):
        return _number(value)
    rows = [[_number(x) for x in row] for row in rows_of(value)]
    return [x for row in rows for x in row] if 1 in value.shape else rows


def _number(x: Number) -> Exact:
    return x if isinstance(x, Fraction) else float(x)
