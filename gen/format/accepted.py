"""Other forms of answers that are formulas, which a grader accepts as well."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from gen.algebra.printer import text
from gen.model.problem import GradingRule, Inline, PublishedFormula
from gen.model.queries import Query
from gen.questions import FormulaQuery
from gen.syntax import Fields, formula
from gen.syntax.yamltree import Sequence as List


def accepted_forms(fields: Fields, asked: Sequence[Query], timeless: Collection[str]) -> tuple[PublishedFormula, ...]:
    """`dL/dz: -(y - p)`, or a list of formulas: what is accepted for an answer."""
    found: list[PublishedFormula] = []
    for lhs, node in fields.entries("accept"):
        if not any(isinstance(query, FormulaQuery) for query in asked):
            fields.fault(lhs.where, "'accept' is for answers that are formulas", "ask for one: formula of gradient of L wrt V")
            break
        nodes = node.items if isinstance(node, List) else (node,)
        texts = [rhs for one in nodes if (rhs := fields.leaf(one, f"'{lhs.value}'"))]
        read = partial(formula, timeless=timeless)
        found += [PublishedFormula(lhs, rhs) for rhs in texts if all(fields.attempt(read, side) is not None for side in (lhs, rhs))]
    return tuple(found)


def check_worked(fields: Fields, answer: Mapping[str, Sequence[Inline]], asked: Sequence[Query]) -> None:
    """A formula to be worked out stands in the answer of an open question; faults go to the fields."""
    worked = next((piece for pieces in answer.values() for piece in pieces if piece.kind == "worked"), None)
    if worked and not any(query.kind == "open" for query in asked):
        fields.fault(fields.nodes["answer"].where, f"{{{worked.text}}} stands in the answer of an open question only")


def accepted_rules(accepted: Sequence[PublishedFormula], timeless: Collection[str]) -> Iterator[GradingRule]:
    """The same as rules for graders, one for each answer."""
    forms: dict[str, list[PublishedFormula]] = {}
    for stated in accepted:
        forms.setdefault(text(formula(stated.lhs, timeless)), []).append(stated)
    for name, some in forms.items():
        pieces = [Inline("expr", one.rhs.value, formula(one.rhs, timeless)) for one in some]
        listed = [piece for one in pieces for piece in (one, Inline("text", ", "))][:-1]
        yield GradingRule("accept", (name,), tuple(listed), None, some[0].lhs.where)
