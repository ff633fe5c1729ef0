"""A solved exam three times over, as variants of which each item says something of its own."""

from dataclasses import replace

from gen.model.exam import Exam
from gen.model.problem import Inline, Item
from gen.model.solved import SolvedProblem


def variants(exam: Exam, solved: dict[str, SolvedProblem]) -> list[tuple[Exam, dict[str, SolvedProblem]]]:
    """The variants 1 to 3: their prompts begin with that number."""
    return [(_numbered(exam, seed), {name: _with_prompts(problem, seed) for name, problem in solved.items()}) for seed in ("1", "2", "3")]


def _numbered(exam: Exam, seed: str) -> Exam:
    problems = (replace(problem, items=tuple(_begun(item, seed) for item in problem.items)) for problem in exam.problems)
    return replace(exam, variant=seed, problems=tuple(problems))


def _with_prompts(solved: SolvedProblem, seed: str) -> SolvedProblem:
    return replace(solved, items=tuple(replace(one, item=_begun(one.item, seed)) for one in solved.items))


def _begun(item: Item, seed: str) -> Item:
    return replace(item, prompt=(Inline("text", f"{seed}. "), *item.prompt))
