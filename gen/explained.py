"""What is said of the functions whose slopes a key tells, for those who learn from it."""

from collections.abc import Iterable, Iterator

from gen.expr import Call, Partial, Prime, walk
from gen.language import Language, tell
from gen.pipeline import Solved, SolvedProblem
from gen.rules import RULES
from gen.tex import NOTHING, Tex


def explained(problems: Iterable[SolvedProblem], language: Language) -> Tex:
    """A sentence about each function whose slope is told, and about each of arrays in the equations of a gradient."""
    functions = dict.fromkeys(fn for problem in problems for item in problem.items for one in item.readings for fn in _functions(one))
    return Tex(" ".join(tell(RULES[fn].explains, language) for fn in functions)) if functions else NOTHING


def _functions(solved: Solved) -> Iterator[str]:
    told = [step.lhs for step in solved.derivation.numbers]
    if solved.trace and any(isinstance(lhs, Partial) for lhs in told):
        yield from (lhs.fn for lhs in told if isinstance(lhs, Prime))
        yield from (e.fn for eqn in solved.trace.eqns for e in walk(eqn.rhs) if isinstance(e, Call) and RULES[e.fn].array)
