"""The LaTeX of a problem, the same object for all its variants: what has been written with it need not be written again."""

from collections.abc import Mapping
from dataclasses import replace

from gen.algebra.expr import Expr, Num, Var, walk
from gen.algebra.numbers import NumberFormat
from gen.latex.writer import Latex
from gen.messages.sentences import Language
from gen.model.memo import Memo
from gen.model.problem import Problem, Weight, timeless_names
from gen.model.trace import Shapes

_NO_LETTERS: Mapping[tuple[Var, str], str] = {}
_NO_CALLS: Mapping[Var, Expr] = {}


def shared_latex(problem: Problem, language: Language, memo: Memo) -> Latex:
    """The LaTeX of a problem, with no names that stand for arrays."""
    return memo.call(_latex, problem.latex, language, problem.shown, problem.notation, memo.call(timeless_names, problem.cells))


def _latex(names: Mapping[str, str], language: Language, shown: NumberFormat, notation: Weight | None, timeless: frozenset[str]) -> Latex:
    return Latex(names, language, shown, plain=notation == "plain", timeless=timeless)


def knowing(
    latex: Latex, shapes: Shapes, deltas: Mapping[tuple[Var, str], str] = _NO_LETTERS, calls: Mapping[Var, Expr] = _NO_CALLS
) -> Latex:
    """The LaTeX of a problem with other shapes, letters and calls: one object as long as these are the same, down to the text of a number,
    for whatever numbers an item has."""
    typed = tuple(part.text for call in calls.values() for part in walk(call) if isinstance(part, Num))
    key = tuple(shapes.items()), tuple(deltas.items()), tuple(calls.items()), typed
    found = latex.known.get(key)
    if found is None:
        found = latex.known[key] = replace(latex, shapes=shapes, deltas=deltas, calls=calls)
    return found


def without_letters(latex: Latex) -> Latex:
    """The same with each derivative written out."""
    return knowing(latex, latex.shapes, calls=latex.calls) if latex.deltas else latex
