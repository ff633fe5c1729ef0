"""Whether a key has what is asked and paid.

Each answer is told in it, and each point of the rubric stands in it once, where it is earned.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from gen.algebra.families import stands_for
from gen.algebra.printer import text
from gen.latex import Latex
from gen.messages.errors import VerificationError
from gen.messages.sentences import Language, translate
from gen.model.derivation import Statement, Step, answer_name
from gen.model.problem import Criterion, Item
from gen.model.solved import Solved, step_name
from gen.model.table import criteria_of_steps
from gen.page import ReadingView
from gen.proofread.printed_steps import PrintedFormula, PrintedStep


def check_points(
    view: ReadingView, printed: Sequence[PrintedStep], formulas: Sequence[PrintedFormula], one: Solved, item: Item, latex: Latex
) -> None:
    """Raises VerificationError where an answer is not told, and where points are lost, told twice or stand at another step."""
    answered = {steps.step.lhs for steps in printed if steps.forms}
    for answer in one.derivation.asked:
        if answer not in answered:
            raise VerificationError(f"the answer {text(answer)} is not in the key")
    order = list(_in_order(view, printed, formulas, one))
    earning = {criterion.credits: _family_steps(criterion, one) for criterion in item.grading.criteria if criterion.credits}
    found: defaultdict[str, Fraction] = defaultdict(Fraction)
    for name, credit in order:
        for points, together, question, many in points_in(credit, latex.language):
            found[name] += points
            if question and not _answers_question(name, question, one, item):
                raise VerificationError(f"{name} is told as an answer to ({question})")
            if together and not any(criterion.credits is None for criterion in item.grading.criteria):
                raise VerificationError(f"{name} is told to be paid with all others")
            if many != _matrices(name, earning.values()):
                raise VerificationError(f"{name} is told to be paid with {many} in all")
    wanted = _expected_points([name for name, _ in order], one, item)
    for name in dict.fromkeys((*wanted, *found)):
        if found[name] != wanted[name]:
            raise VerificationError(f"{name} is told with {found[name]} points, not with {wanted[name]}")


def _answers_question(name: str, question: str, one: Solved, item: Item) -> bool:
    """Whether a step may answer the sub-question with this number; of a number that is asked for by its name is known which one does."""
    labels = [piece.label for piece in item.prompt if piece.kind == "begin" and piece.text == "entry"]
    if f"({question})" not in labels:
        return False
    place = 1 + [label for label in labels if label.strip("()").isdigit()].index(f"({question})")
    atoms = [step.lhs for step in one.derivation.numbers if step_name(step) == name]
    answers = [*atoms, *(answer for answer in one.derivation.answers if answer_name(answer) == name)]
    asking = {query.question for query in item.queries if any(map(query.has_answer, answers))}
    return not asking or place in asking


def _in_order(
    view: ReadingView, printed: Iterable[PrintedStep], formulas: Iterable[PrintedFormula], one: Solved
) -> Iterator[tuple[str, str]]:
    """The steps of a page in their order, each with the points beside it."""
    forms = {steps.step: steps for steps in printed if steps.forms}
    in_symbols = iter(formulas)
    sentences = iter([block for group in view.groups for block in group.blocks if block.text])
    for step in one.derivation.steps:
        if isinstance(step, Statement):
            yield step.name, ", ".join(next(in_symbols).credits) if step.chain else next(sentences).credit
        elif step in forms:
            yield step_name(step), ", ".join(forms[step].credits)


def _expected_points(order: Sequence[str], one: Solved, item: Item) -> defaultdict[str, Fraction]:
    """The points of each step; those for all answers together are at the last of them on the page."""
    answers = {answer_name(answer) for answer in one.derivation.answers}
    last = next((name for name in reversed(order) if name in answers), "")
    wanted: defaultdict[str, Fraction] = defaultdict(Fraction)
    for criterion in criteria_of_steps(item):
        wanted[_family_steps(criterion, one)[-1] if criterion.credits else last] += criterion.points
    return wanted


def _family_steps(criterion: Criterion, one: Solved) -> list[str]:
    """The step that earns points, or the steps of all matrices of the family that does, the last of which has them on the page."""
    names = {step_name(step): step for step in one.derivation.steps}
    wanted = criterion.credits or ""
    return [wanted] if wanted in names else [n for n, step in names.items() if isinstance(step, Step) and stands_for(wanted, step.lhs)]


def _matrices(name: str, families: Iterable[Sequence[str]]) -> int:
    """Of how many matrices of a family a step is the last, which has their points; 0 if it is alone."""
    return max((len(steps) for steps in families if len(steps) > 1 and steps[-1] == name), default=0)


def points_in(credit: str, language: Language) -> Iterator[tuple[Fraction, bool, str, int]]:
    """The points of a credit, whether they are for all answers together, the number of a question, and for how many matrices of a family
    they are. Raises VerificationError for what is no credit."""
    alone, together = translate(r"{points}\,p", language, points="POINTS"), translate(r"{points}\,p for all", language, points="POINTS")
    numbered = re.escape(translate(r"for {question}:\ {points}", language, question="NUMBER", points="")).replace("NUMBER", r"(\d+)")
    several = translate(r"{points}\,p for all {number}", language, points="POINTS", number="MANY")
    for part in credit.split(", ") if credit else ():
        for sentence in (alone, together, several):
            pattern = re.escape(sentence).replace("POINTS", r"(\d*)(½?)").replace("MANY", r"(\d+)")
            if match := re.fullmatch(rf"(?:{numbered})?{pattern}", part):
                many = int(match[4]) if sentence == several else 0
                yield Fraction(match[2] or "0") + Fraction(len(match[3]), 2), sentence == together, match[1] or "", many
                break
        else:
            raise VerificationError(f"{part} are no points")
