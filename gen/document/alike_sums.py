"""Gradients of several weights that are the same sum over the steps, `dL/dW_f` and `dL/dW_i`: the first has its numbers, of the others
the result stands.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from gen.algebra.arrays import Array
from gen.algebra.expr import Add, Atom, Expr, Partial, Var, replace_atoms
from gen.document.tree import EqualityChain, Text
from gen.model.derivation import Step
from gen.model.problem import sentence_inline

LIKEWISE: Text = (sentence_inline("Likewise"),)


def alike_sums(steps: Sequence[Step]) -> Collection[Step]:
    """The sums of arrays over the steps that differ by their names alone from one before them."""
    first: dict[Expr, Step] = {}
    found = set()
    for step in steps:
        sums = isinstance(step.line.rhs, Add) and isinstance(step.value, Array)
        match step.lhs:
            case Partial(_, Var(_, None)) if step.kind == "adjoint" and sums:
                if first.setdefault(_without_names(step.line.rhs), step) != step:
                    found.add(step)
    return found


def _without_names(e: Expr) -> Expr:
    """With numbers for names, in the order in which they appear."""
    numbers: dict[str, str] = {}

    def number(var: Var) -> Var:
        return replace(var, name=numbers.setdefault(var.name, str(len(numbers))))

    def without_name(atom: Atom) -> Atom:
        match atom:
            case Var():
                return number(atom)
            case Partial(of, wrt):
                return Partial(of, number(wrt))
            case _:
                return atom

    return replace_atoms(e, without_name)


def result_alone(equation: EqualityChain) -> EqualityChain:
    """Without numbers there is nothing to compute with."""
    landing = "nearly" if equation.landing == "elsewhere" else equation.landing
    return replace(equation, equalities=equation.equalities[-1:], landing=landing)
