"""What a key says of numbers that were to be found: the witness, that it meets the requirement, and what all right answers are."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from gen.algebra.arrays import Value, array, rows_of, shape_of
from gen.algebra.expr import Atom, Call, Expr, Num, Var, replace_atoms
from gen.algebra.printer import text
from gen.calculus import expr_at
from gen.model.derivation import Statement, Step
from gen.model.problem import Inline, Item, sentence_inline
from gen.model.source import Relation
from gen.model.verified import Check
from gen.questions.comparison import relation_inline
from gen.questions.kind import AskedItem
from gen.questions.regions import SAMPLED
from gen.questions.requirements import JudgedCase

LONGEST = 160  # characters of a side that is written out


def witness_statement(names: Sequence[Var], found: Mapping[Var, Value | Expr], example: Mapping[Atom, Value]) -> Statement:
    """What was found; formulas have numbers on which they were confirmed."""
    numbers = [_is(var, found[var]) for var in names]
    return Statement("witness", "witness", (sentence_inline("For example {numbers}.", numbers=numbers),), example=example)


def _is(var: Var, value: Value | Expr) -> Inline:
    if isinstance(value, Expr):
        return Inline("relation", "=", chain=(var, value))
    return Inline("relation", "=", chain=(var,), values={var: value})


def lines_of_case(one: JudgedCase) -> Iterator[Step | Statement]:
    """The only case line by line, and both sides of the requirement at the end."""
    yield from one.derivation.numbers
    outcomes = []
    for part in one.relations:
        left, right = (expr_at(side.expr, part.time or 1) for side in (part.relation.left, part.relation.right))
        values: dict[Any, Value] = {**one.derivation.values, left: part.left, right: part.right}
        plain = part.relation.sign == "=" and isinstance(right, Num)  # and not y = 3 = 3
        outcomes.append(Inline("relation", part.relation.sign, chain=(left, right), values=None if plain else values))
    yield Statement("cases", "cases", (sentence_inline("So {relation}.", relation=outcomes),))


def table_of_cases(requirement: Sequence[Relation], cases: Sequence[JudgedCase]) -> Iterator[Statement]:
    """A table with a row for each case: its numbers, what is computed from them, and what this is compared with."""
    sides = [side.expr for one in requirement for side in (one.left, one.right)]
    given = [var for var in cases[0].case if var not in sides]
    compared = [var for var in cases[0].case if var in sides]
    places: dict[Expr, Atom] = {var: var for var in given}
    places |= {_head(step): step.lhs for step in cases[0].derivation.numbers} | {var: var for var in compared}
    columns = [_column(head, atom, cases) for head, atom in places.items()]
    for i, one in enumerate(cases[0].relations):
        if one.time is None:
            both = (
                (one.relation.left.expr, [case.relations[i].left for case in cases]),
                (one.relation.right.expr, [case.relations[i].right for case in cases]),
            )
            columns += [(e, values) for e, values in both if not isinstance(e, Num | Var) and e not in places]
    pieces = [sentence_inline("Then {requirement} in each case:", requirement=[*map(relation_inline, requirement)])]
    pieces += [
        Inline("begin", "table", label="".join("c" if isinstance(head, Call) and head.fn == "transpose" else "r" for head, _ in columns)),
        *_row([Inline("expr", "", head) for head, _ in columns]),
    ]
    for number in range(len(cases)):
        pieces += _row([Inline("value", "", head, values={head: values[number]}) for head, values in columns])
    yield Statement("cases", "cases", (*pieces, Inline("end", "table")))


def _column(head: Expr, atom: Atom, cases: Sequence[JudgedCase]) -> tuple[Expr, list[Value]]:
    """What a value is in each case; columns are turned, so that a case takes one line."""
    values = [one.case[atom].value if isinstance(atom, Var) and atom in one.case else one.derivation.values[atom] for one in cases]
    if all(shape_of(value)[1] == 1 < shape_of(value)[0] for value in values):
        return Call("transpose", (head,)), [array(zip(*rows_of(value), strict=True)) for value in values]
    return head, values


def for_all_statement(
    requirement: Sequence[Relation],
    asked: AskedItem,
    found: Mapping[Var, Value | Expr],
    names: Sequence[Var],
    example: Mapping[Atom, Value],
) -> Statement:
    """That a requirement holds for all values of some names: both sides with all equations put in, and numbers to try them on."""
    equations = {equation.lhs.var: equation.rhs.expr for equation in asked.cell.equations}
    own = {var: Num(value) if isinstance(value, Fraction) else value for var, value in found.items()}
    put_in = equations | {var: value for var, value in own.items() if isinstance(value, Expr)}  # an array keeps its name

    def written_out(e: Expr) -> Expr:
        return replace_atoms(e, lambda atom: written_out(put_in[atom]) if isinstance(atom, Var) and atom in put_in else atom)

    sides = [(side.expr, written_out(side.expr)) for one in requirement for side in (one.left, one.right)]
    lines = [Inline("relation", "=", chain=one) for one in dict.fromkeys(sides) if one[0] != one[1] and len(text(one[1])) <= LONGEST]
    told, of = [*map(relation_inline, requirement)], [Inline("expr", "", var) for var in names]
    if lines:
        said = sentence_inline("Then {requirement} for all values of {names}, since {lines}.", requirement=told, names=of, lines=lines)
    else:
        said = sentence_inline("Then {requirement} for all values of {names}.", requirement=told, names=of)
    return Statement("cases", "cases", (said,), example=example)


def region_statement(region: Sequence[Relation], check: Check) -> Statement:
    """What all right answers have in common, and how that is known."""
    told, count = [*map(relation_inline, region)], Inline("text", str(check.numbers))
    if check.route == SAMPLED:
        said = sentence_inline("Right are the numbers with {region}; that was checked at {count} points.", region=told, count=count)
    else:
        said = sentence_inline("Right are exactly the numbers with {region}.", region=told)
    return Statement("region", "region", (said,))


def _head(step: Step) -> Expr:
    """A value by its name; what only the tool has named by its formula."""
    return step.planned.written if step.planned.hidden else step.lhs


def _row(cells: Sequence[Inline]) -> Iterator[Inline]:
    yield Inline("begin", "row")
    for cell in cells:
        yield Inline("begin", "cell")
        yield cell
        yield Inline("end", "cell")
    yield Inline("end", "row")


def model_statements(item: Item) -> Iterator[Statement]:
    """The author's words, where there are some."""
    for label, pieces in item.answer.items():
        yield Statement("model", label, pieces)
