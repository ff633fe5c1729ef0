"""The seconds that one build of the shipped exam spends on verification, in a process that has not verified anything before.

Printed by `python benchmarks/verification.py`; `make bench` runs it anew for each round and sets it beside TeX. SymPy's import counts.
"""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import ParamSpec, TypeVar

from gen.format.exam_file import load_exam
from gen.page.exam import exam_view
from gen.proofread.proofread import proofread_exam
from gen.questions import deciding, eigenvalues
from gen.questions import gate_questions as gates
from gen.questions import open_questions as words
from gen.questions import parameter_count as count
from gen.questions import values as numeric
from gen.solver.solve import solve_problem

EXAM = Path(__file__).resolve().parent.parent / "problems" / "exams" / "default.yaml"
PLACES = [
    (numeric, "verify"),
    (numeric, "evaluate_on_probes"),
    (count, "verify_count"),
    (eigenvalues, "verify_eigenvalues"),
    (deciding, "verify"),
    (deciding, "verify_relation"),
    (words, "verify_slope"),
    (gates, "gate_throughput"),
]

P = ParamSpec("P")
R = TypeVar("R")

spent = 0.0


def timed(function: Callable[P, R]) -> Callable[P, R]:
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        global spent
        start = perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent += perf_counter() - start

    return run


def main() -> None:
    for module, name in PLACES:
        setattr(module, name, timed(getattr(module, name)))
    exam, _ = load_exam(EXAM)
    solved = {problem.id: solve_problem(problem) for problem in exam.problems}
    timed(proofread_exam)(exam_view(exam, solved), solved)
    print(spent)


if __name__ == "__main__":
    main()
