"""Which of a prompt's numbered sub-questions a step of the key answers."""

from collections.abc import Mapping

from gen.model.derivation import answer_name
from gen.model.problem import Item
from gen.model.solved import Solved, step_name
from gen.questions import by_kind


def sub_questions(item: Item, solved: Solved) -> Mapping[str, str]:
    """The number of the sub-question, without its brackets, that each answer belongs to, by the name of its step.

    The entries of a prompt's numbered list belong to those of the list under `ask` in their order, if there are as many; those of an open
    question to its model answers.
    """
    numbers = [piece.label.strip("()") for piece in item.prompt if piece.label and piece.text == "entry"]
    numbers = [number for number in numbers if "." not in number]
    if len(numbers) == len(item.answer) and item.queries[-1].question == 1:
        return dict(zip(item.answer, numbers, strict=True))
    if len(numbers) < 2 or len(numbers) != item.queries[-1].question:
        return {}
    found: dict[str, str] = {}
    for part, (kind, first) in zip(solved.parts, by_kind(item.queries), strict=True):
        queries = [query for query in item.queries if isinstance(query, kind.types)] if kind.together else [first]
        names = [answer_name(answer) for answer in part.derivation.answers] or [step_name(step) for step in part.derivation.steps]
        asking = queries if len(queries) == len(names) else [first] * len(names)
        found |= {name: numbers[query.question - 1] for name, query in zip(names, asking, strict=True)}
    return found
