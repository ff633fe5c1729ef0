"""A student's own numbers, judged as the author's witness is: for questions that have more than one right answer."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from gen.format import check_sizes, read_answer
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.model.cases import one_of_each
from gen.model.exam import Exam
from gen.model.problem import Item, Problem
from gen.questions import AskedItem, Judgement, check_found, judgement


def check_answer(exam: Exam, item: str, answers: Sequence[str] | Mapping[str, Fraction | int | str]) -> Mapping[str, Judgement]:
    """What is said of numbers that somebody has found for an item, `a` or `sheet/a`, in each of its readings. Raises InputErrors."""
    problem, own = _item(exam, item)
    texts = [f"{name}={value}" for name, value in answers.items()] if isinstance(answers, Mapping) else answers
    known = {var.name for one in problem.items for var in one_of_each(one)}
    check_found(own)
    found = read_answer(texts, own)
    try:
        return {reading.name: judgement(AskedItem(own, reading, known, shown=problem.shown), found) for reading in own.readings}
    except InputErrors:
        check_sizes(found, own)  # that of the cell would point into the file
        raise


def _item(exam: Exam, name: str) -> tuple[Problem, Item]:
    """An item by its name. Raises InputErrors."""
    items = {f"{problem.id}/{item.id}": (problem, item) for problem in exam.problems for item in problem.items}
    if len(exam.problems) == 1:
        items |= {item.id: (exam.problems[0], item) for item in exam.problems[0].items}
    if name not in items:
        hint = did_you_mean(name, items) or f"items: {', '.join(items)}"
        raise InputErrors([InputError(exam.where, f"there is no item '{name}'", hint)])
    return items[name]
