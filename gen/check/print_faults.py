"""What would be wrong on paper whatever its layout: figures that no page holds, pictures that cannot be set, and values printed alike."""

import re
from collections.abc import Iterable, Iterator, Mapping

from gen.algebra.expr import Var
from gen.algebra.printer import name_text
from gen.figures import figure_faults
from gen.inspection import stripped_picture
from gen.latex import Latex, shared_latex
from gen.messages.errors import InputError, InputErrors
from gen.model.cases import one_of_each
from gen.model.memo import Memo
from gen.model.problem import Item, Problem
from gen.model.solved import SolvedItem, SolvedProblem
from gen.page import with_shapes

# What shows nothing on paper, or no difference to a name without it.
_UNSEEN = re.compile(
    r"\\(?:[,:;! ]|(?:q?quad|enspace|(?:thin|med|thick)space|math(?:strut|op|bin|rel|ord|open|close|inner|punct|normal|it)|smash"
    r"|(?:display|text|script|scriptscript)style)(?![A-Za-z])|[hv]?phantom\{[^{}]*\}|(?:left|right)\.)|[{}\s~]|[_^](?=\{\}|$)"
)


def faults_of_figures(problems: Iterable[Problem], memo: Memo) -> Iterator[InputError]:
    """Every figure that is too high for a page or cannot be read, and every picture that cannot be set."""
    for problem in problems:
        for picture in problem.pictures:
            try:
                stripped_picture(picture.file, picture.where)
            except InputErrors as error:
                yield from error.faults
        plain = shared_latex(problem, "en", memo)
        for item in problem.items:
            yield from memo.call(_figure_faults, item, plain, memo)


def _figure_faults(item: Item, plain: Latex, memo: Memo) -> tuple[InputError, ...]:
    return tuple(figure_faults(item, with_shapes(plain, item, memo)))


def names_alike(problems: Iterable[SolvedProblem], memo: Memo) -> Iterator[InputError]:
    """Of each item two values that would be printed alike, such as x1 and x[1], also where the prompt alone tells one of them."""
    for problem in problems:
        for item in problem.items:
            yield from memo.call(_alike, item, problem.problem.latex)


def _alike(solved: SolvedItem, names: Mapping[str, str]) -> tuple[InputError, ...]:
    latex, found = Latex(names), list[InputError]()
    computed = [var for one in solved.readings if one.trace for eqn in one.trace.eqns for var in (eqn.out, *eqn.inputs)]
    computed += [atom for one in solved.readings for atom in one.derivation.values if isinstance(atom, Var)]  # of counterexamples, too
    shown: dict[str, Var] = {}
    for var in (*one_of_each(solved.item), *solved.item.printed, *computed):
        other = shown.setdefault(_UNSEEN.sub("", latex.name(var)), var)
        if other != var:
            first, second = sorted((name_text(other), name_text(var)))
            message = f"{first} and {second} are both printed as {latex.name(var)}"
            found.append(InputError(solved.item.where, message, "set another LaTeX under 'latex'"))
            break
    return tuple(found)
