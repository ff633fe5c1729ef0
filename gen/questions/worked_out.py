"""Numbers and formulas in a model answer that nobody asks for: worked out, and confirmed like those that are asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Expr, Partial, Var, atoms
from gen.algebra.printer import text
from gen.messages.errors import InputError, InputErrors
from gen.model.derivation import Derivation, Statement
from gen.model.problem import Inline, Item
from gen.model.source import Use
from gen.model.verified import Check
from gen.questions.formulas import FORMULA, FormulaQuery
from gen.questions.kind import AskedItem
from gen.questions.placeholders import fill_placeholders
from gen.questions.values import NUMBERS, GradientQuery, NumberQuery, ValueQuery


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """An item with all that its model answer tells worked out, the numbers that this took, and what confirmed them."""

    item: Item
    values: Mapping[Atom, Value]
    checks: tuple[Check, ...] = ()


def worked_out(asked: AskedItem) -> WorkedOut:
    """The item with the numbers and formulas of its model answer. Raises InputErrors where one of them is not to be had."""
    values, checks = _numbers(asked, confirmed=True)
    item = fill_placeholders(asked.item, values) if values else asked.item
    found: dict[tuple[Expr, ...], Inline] = {}
    for piece in _pieces(item):
        if piece.kind == "worked" and piece.chain not in found:
            found[piece.chain], more = _formula(piece, asked)
            checks += more
    answer = {label: tuple(found.get(p.chain, p) if p.kind == "worked" else p for p in pieces) for label, pieces in item.answer.items()}
    return WorkedOut(replace(item, answer=answer), values, checks)


def numbers_alone(asked: AskedItem) -> Mapping[Atom, Value]:
    """The numbers of its model answer without confirmation, for draws of variants. Raises InputErrors."""
    return _numbers(asked, confirmed=False)[0]


def _pieces(item: Item) -> Iterator[Inline]:
    return (piece for pieces in item.answer.values() for piece in pieces)


def _numbers(asked: AskedItem, confirmed: bool) -> tuple[dict[Atom, Value], tuple[Check, ...]]:
    """The values of all names in `{value ...}` that nothing has filled in; none where there is no such piece."""
    item = asked.item
    wanted = [piece.expr for piece in _pieces(item) if piece.kind == "value" and piece.values is None and piece.expr]
    if not wanted:
        return {}, ()
    given: dict[Atom, Value] = {var: one.value for var, one in item.given.items()}
    others = dict.fromkeys(atom for e in wanted for atom in atoms(e) if not (isinstance(atom, Var) and atom.whole in given))
    queries = [query for atom in others if (query := _query(atom, item))] if asked.reading else []
    if not queries:
        return given, ()
    alone = replace(asked, item=replace(item, queries=tuple(queries)))
    if not confirmed:
        return {**given, **NUMBERS.derivation(queries[0], alone).values}, ()
    found = NUMBERS.answer(queries[0], alone)
    return {**given, **found.derivation.values}, found.checks


def _query(atom: Atom, item: Item) -> NumberQuery | None:
    """What asks for a value or a derivative."""
    match atom:
        case Var():
            return ValueQuery(Use(atom, item.where), where=item.where)
        case Partial(Var() as of, wrt):
            return GradientQuery(Use(of, item.where), Use(wrt, item.where), where=item.where)
        case _:
            return None


def _formula(piece: Inline, asked: AskedItem) -> tuple[Inline, tuple[Check, ...]]:
    """`{formula of gradient of L wrt W}` as the last form of what it is, with the numbers on which it was confirmed."""
    item = asked.item
    if asked.reading is None:
        raise InputErrors([InputError(item.where, f"{{{piece.text}}} needs a cell", "name it under 'cell'")])
    of, wrt = (*(Use(var, item.where) for var in piece.chain if isinstance(var, Var)), None)[:2]
    assert of is not None
    query = FormulaQuery(of, wrt, where=item.where)
    found = FORMULA.answer(query, replace(asked, item=replace(item, queries=(query,), accepted=())))
    line = _last_line(found.derivation, Partial(of.var, wrt.var) if wrt else of.var)
    return replace(piece, chain=line.chain, expr=line.forms[-1], values=line.example), found.checks


def _last_line(derivation: Derivation, asked: Atom) -> Statement:
    lines: Sequence[Statement] = [step for step in derivation.steps if isinstance(step, Statement) and step.chain]
    return next((line for line in reversed(lines) if text(line.lhs) == text(asked)), lines[-1])
