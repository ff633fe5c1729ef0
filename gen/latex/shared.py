"""The LaTeX of a problem, the same object for all its variants: what has been written with it need not be written again."""

from collections.abc import Mapping

from gen.algebra.numbers import NumberFormat
from gen.latex.writer import Latex
from gen.messages.sentences import Language
from gen.model.memo import Memo
from gen.model.problem import Problem, Weight, timeless_names


def shared_latex(problem: Problem, language: Language, memo: Memo) -> Latex:
    """The LaTeX of a problem, with no names that stand for arrays."""
    return memo.call(_latex, problem.latex, language, problem.shown, problem.notation, memo.call(timeless_names, problem.cells))


def _latex(names: Mapping[str, str], language: Language, shown: NumberFormat, notation: Weight | None, timeless: frozenset[str]) -> Latex:
    return Latex(names, language, shown, plain=notation == "plain", timeless=timeless)
