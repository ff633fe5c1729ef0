"""Worked-solution generator for deep-learning exams: a problem's equations in, exam sheet and derived answer key out.

    problem = gen.load("problems/kink.yaml")    # or gen.loads(text)
    gen.solve(problem)["a"].answers             # {"dh[3]/dW": Fraction(2, 1), ...}, confirmed by all routes
    gen.solve(problem)["a"].steps               # the derivation; formulas in a notebook
    gen.exam(problem).pdf("output")             # the sheet; gen.key(problem) is its worked key
    gen.variant(problem, seed=7)                # the same with other numbers

Each is imported when it is first asked for, so that the command answers at once.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gen.interface import Contradictions, Sheet, Solution, check_answer, exam, key, load, loads, solve, variant
    from gen.messages.errors import InputErrors, VerificationError

    __version__: str

__all__ = [
    "Contradictions",
    "InputErrors",
    "Sheet",
    "Solution",
    "VerificationError",
    "__version__",
    "check_answer",
    "exam",
    "key",
    "load",
    "loads",
    "solve",
    "variant",
]


def __getattr__(name: str) -> Any:
    if name in ("InputErrors", "VerificationError"):
        from gen.messages import errors

        return getattr(errors, name)
    if name == "__version__":
        from gen.system.distribution import version

        return version()
    if name in __all__:
        from gen import interface

        return getattr(interface, name)
    raise AttributeError(f"module 'gen' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
