"""Numbers that are to be found: `find w_1, w_2, b`, so that relations between values hold in every case of the item.

The author's witness is computed in each case like any value, and confirmed like one. A `region` says what all right answers have in
common, and is held against the requirement in both directions.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from gen.algebra.arrays import Array, Value
from gen.algebra.expr import Atom, Expr, Var
from gen.algebra.printer import name_text, number_text, text
from gen.messages.errors import ConventionMissing, InputError, InputErrors
from gen.model.cases import Case
from gen.model.derivation import Derivation, Statement, Step
from gen.model.problem import Given, Item
from gen.model.queries import Query
from gen.model.source import Parsed, Relation, Text, Use
from gen.model.verified import Check, Verified
from gen.questions.found_statements import (
    for_all_statement,
    lines_of_case,
    model_statements,
    region_statement,
    table_of_cases,
    witness_statement,
)
from gen.questions.identities import open_names, proof, tried, with_formulas
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.questions.regions import Region, check_region
from gen.questions.requirements import NO_CONVENTION, JudgedCase, attempted, case_text, judged_cases, worked_out
from gen.syntax import Fields, relation, split
from gen.syntax.yamltree import Sequence as List


@dataclass(frozen=True, slots=True)
class FindQuery(Query):
    """`find w_1, w_2, b`: numbers that meet a requirement. The `region` is what all of them have in common, if the author says it."""

    names: tuple[Use, ...]
    requirement: tuple[Relation, ...]
    region: tuple[Relation, ...] = ()
    kind: ClassVar[str] = "find"
    lines_per_point: ClassVar[float] = 3
    in_words: ClassVar[bool] = True
    paid: ClassVar[str] = "witness"

    @property
    def same(self) -> object:
        return self.kind, *(use.var for use in self.names)

    @property
    def uses(self) -> tuple[Use, ...]:
        relations = (*self.requirement, *self.region)
        return (*self.names, *(use for one in relations for side in (one.left, one.right) for use in side.uses))


@dataclass(frozen=True, slots=True)
class FindAnswer:
    """A right answer, and what all right answers have in common where that is known."""

    names: tuple[Var, ...]
    found: Mapping[Var, Value | Expr]
    region: tuple[str, ...]

    @property
    def name(self) -> str:
        return "witness"

    @property
    def about(self) -> str:
        return f"find {', '.join(map(name_text, self.names))}"

    @property
    def value(self) -> str:
        return ", ".join(f"{name_text(var)} = {_text(self.found[var])}" for var in self.names)

    @property
    def word(self) -> str:
        return self.value

    @property
    def text(self) -> str:
        return f"{self.value}, or any with {', '.join(self.region)}" if self.region else self.value

    @property
    def json(self) -> dict[str, Any]:
        witness = {name_text(var): _exact(self.found[var]) for var in self.names}
        return {"find": list(map(name_text, self.names)), "witness": witness, "region": list(self.region) or None}


def _text(value: Value | Expr) -> str:
    return text(value) if isinstance(value, Expr) else number_text(value)


def _exact(value: Value | Expr) -> Any:
    """A number or a formula as text, an array row by row."""
    if isinstance(value, Expr):
        return text(value)
    return [[str(x) for x in row] for row in value.rows] if isinstance(value, Array) else str(value)


def _read(written: WrittenQuestion) -> list[FindQuery]:
    fields, found = written.fields, written.names()
    requirement = _relations(fields, "so that", written)
    entries = [use for use in found if use.var.index]
    for use in entries:
        fields.fault(use.where, f"'{name_text(use.var)}' is an entry; values are found whole", f"write find {use.var.name}")
    if not found or entries:
        return []
    return [FindQuery(tuple(found), requirement, _relations(fields, "region", written), where=written.text.where)]


def _relations(fields: Fields, key: str, written: WrittenQuestion) -> tuple[Relation, ...]:
    """Relations with commas between them, or as a list."""
    node = fields.nodes.get(key)
    nodes = node.items if isinstance(node, List) else (node,) if node else ()
    texts = [part for one in nodes if (found := fields.leaf(one, f"'{key}'")) for part in split(found)]

    def read(written_one: Text) -> Relation:
        return relation(written_one, timeless=written.timeless, cell=True)

    return tuple(one for part in texts if (one := fields.attempt(read, part)))


@dataclass(frozen=True, slots=True)
class _Tried:
    """Numbers and formulas that were found, what they give in each case, and where there are none what is `open` and by what it is proved.

    The item has the cases and the formulas that were tried.
    """

    asked: AskedItem
    numbers: Mapping[Var, Value]
    formulas: Mapping[Var, Parsed]
    cases: tuple[JudgedCase, ...]
    open: tuple[Var, ...]
    proof: Check | None

    @property
    def found(self) -> Mapping[Var, Value | Expr]:
        return {**self.numbers, **{var: one.expr for var, one in self.formulas.items()}}

    @property
    def wrong(self) -> JudgedCase | None:
        return next((one for one in self.cases if not one.holds), None)


def _tried(query: FindQuery, asked: AskedItem, found: Mapping[Var, Given | Parsed | Value]) -> _Tried:
    """What was found, tried in each case, or on some numbers and proved for all. Raises InputErrors."""
    item = asked.item
    letters = {use.var for one in item.witness.values() if isinstance(one, Parsed) for use in one.uses} - item.given.keys()
    opened = () if item.over else open_names(query.requirement, asked, found)
    written = {var: one for var, one in found.items() if isinstance(one, Parsed)} if opened else {}
    formulas = {var: one for var, one in written.items() if {use.var for use in one.uses} - item.given.keys()}
    for use in (use for one in formulas.values() for use in one.uses):
        if use.var not in {*letters, *item.given}:
            hint = f"an answer may have {', '.join(map(name_text, letters))} in it" if letters else "an answer is made of numbers"
            message = f"'{name_text(use.var)}' cannot stand in an answer: the requirement is one for all its values"
            raise InputErrors([InputError(use.where, message, hint)])
    numbers = worked_out(item, {var: one for var, one in found.items() if var not in formulas})
    asked = with_formulas(asked, formulas)
    asked = replace(asked, item=replace(item, over=tuple(tried(opened, asked)))) if opened else asked
    cases = tuple(judged_cases(query.requirement, asked, numbers))
    proved = proof(query.requirement, asked, numbers, opened, asked.item.over[0]) if opened and all(one.holds for one in cases) else None
    return _Tried(asked, numbers, formulas, cases, opened, proved)


def _answer(query: FindQuery, asked: AskedItem) -> Verified:
    """The witness, shown to meet the requirement in each case. Raises InputErrors where it does not."""
    item, names = asked.item, tuple(use.var for use in query.names)
    _check_names(query, asked)
    own = _tried(query, asked, item.witness)
    if own.wrong:
        raise InputErrors([_failure(own.wrong, item)])
    checks = [*(check for one in own.cases for check in one.checks), *([own.proof] if own.proof else [])]
    example = own.cases[0].derivation.values if own.open else {}
    steps: list[Step | Statement] = [witness_statement(names, own.found, example if own.formulas else {})]
    if own.open:
        steps.append(for_all_statement(query.requirement, asked, own.found, own.open, example))
    else:
        steps += table_of_cases(query.requirement, own.cases) if item.over else lines_of_case(own.cases[0])
    if query.region:
        if own.formulas:
            message = "a region is told of numbers, and the witness has formulas with letters in it"
            raise InputErrors([InputError(query.region[0].where, message, "accept other forms by a rule: accept: ...")])
        checks.append(check_region(Region(query.requirement, query.region, own.asked, own.numbers, bool(own.open))))
        steps.append(region_statement(query.region, checks[-1]))
    answer = FindAnswer(names, own.found, tuple(one.text for one in query.region))
    values: dict[Atom, Value] = dict([*((var, one.value) for var, one in item.given.items()), *own.numbers.items()])
    alone = None if item.over or own.open else own.cases[0].derivation
    values |= alone.values if alone else {}
    derivation = Derivation((*steps, *model_statements(item)), (answer,), values, alone.trace if alone else None)
    return Verified(derivation, _together(checks))


def _check_names(query: FindQuery, asked: AskedItem) -> None:
    """The witness has what is to be found, and nothing gives it. Raises InputErrors."""
    item, names = asked.item, {use.var for use in query.names}
    computed = {equation.lhs.var.name for equation in asked.cell.equations}
    faults: list[InputError] = []
    if not query.requirement:
        faults.append(InputError(query.where, "'find' needs a requirement", "write so that: y = d"))
    for use in query.names:
        name = name_text(use.var)
        if use.var.name in computed and use.var.time is None:
            faults.append(InputError(use.where, f"'{name}' is computed by the cell '{asked.cell.name}' and cannot be chosen"))
        elif use.var in item.given or any(use.var in case for case in item.over):
            faults.append(InputError(use.where, f"'{name}' is to be found, and the item gives it", "leave it out under 'given' and 'over'"))
        elif use.var not in item.witness:
            hint = "write its numbers under 'witness'; if there are none, claim that in an item with 'ask: claim ...'"
            faults.append(InputError(use.where, f"there is no witness for '{name}'", hint))
    faults += [
        InputError(
            one.where, f"'{name_text(var)}' has a witness and is not to be found", f"write find {', '.join(map(name_text, [*names, var]))}"
        )
        for var, one in item.witness.items()
        if var not in names
    ]
    for use in (use for one in item.witness.values() if isinstance(one, Parsed) for use in one.uses if use.var.name in computed):
        faults.append(
            InputError(use.where, f"'{name_text(use.var)}' is computed by the cell '{asked.cell.name}' and cannot stand in a witness")
        )
    if faults:
        raise InputErrors(faults)


def _failure(one: JudgedCase, item: Item) -> InputError:
    """Which part of the requirement a witness misses, with the numbers."""
    wrong = next(part for part in one.relations if not part.holds)
    where = item.witness[next(iter(item.witness))].where
    return InputError(where, f"the witness is no right answer: {failure_text(one)}", f"the requirement is '{wrong.relation.text}'")


def failure_text(one: JudgedCase) -> str:
    """`for x_1 = 0, x_2 = 1 the left side of 'y = d' is 1, and the right side is 0`."""
    wrong = next(part for part in one.relations if not part.holds)
    case = case_text(one.case)
    at = f" at t = {wrong.time}" if wrong.time is not None else ""
    return (
        f"{f'for {case} ' if case else ''}the left side of '{wrong.relation.text}'{at} is {number_text(wrong.left)}, "
        f"and the right side is {number_text(wrong.right)}"
    )


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether numbers are a right answer; `lines` say it of each case."""

    right: bool
    lines: tuple[str, ...]


def check_found(item: Item) -> None:
    """Raises InputErrors where an item asks for no numbers that are to be found."""
    if not any(isinstance(query, FindQuery) for query in item.queries):
        message = f"the item '{item.id}' asks for no numbers that are to be found"
        raise InputErrors([InputError(item.where, message, "its answer is the one of the key")])


def judgement(asked: AskedItem, found: Mapping[Var, Value | Parsed]) -> Judgement:
    """What a student has found, judged as the witness is. Raises InputErrors where it has no value, and no case is wrong."""
    query = next(query for query in asked.item.queries if isinstance(query, FindQuery))
    try:
        own = _tried(query, asked, found)
    except InputErrors as error:
        return _without_values(query, asked, found, error)
    if own.open and not own.wrong:
        names = ", ".join(map(name_text, own.open))
        return Judgement(True, tuple(f"{one.text} holds for all values of {names}" for one in query.requirement))
    return Judgement(own.wrong is None, tuple(map(_line, [own.wrong] if own.open and own.wrong else own.cases)))


def _without_values(query: FindQuery, asked: AskedItem, found: Mapping[Var, Value | Parsed], error: InputErrors) -> Judgement:
    """Wrong where a case fails, or is one of a jump without a convention. Raises the error where none is."""
    opened = not asked.item.over and open_names(query.requirement, asked, found)
    if opened and not isinstance(error, ConventionMissing):
        raise error
    cases = ({},) if opened else tuple(attempted(query.requirement, asked, worked_out(asked.item, found)))
    if all(isinstance(one, JudgedCase) and one.holds for one in cases):
        raise error
    return Judgement(False, tuple(map(_line, cases)))


def _line(one: JudgedCase | Case) -> str:
    """`x_1 = 0, d = 1: y = d holds, 1 = 1`."""
    case = case_text(one.case if isinstance(one, JudgedCase) else one)
    if not isinstance(one, JudgedCase):
        return f"{f'{case}: ' if case else ''}{NO_CONVENTION}"
    parts = [
        f"{part.relation.text}{f' at t = {part.time}' if part.time is not None else ''} {'holds' if part.holds else 'FAILS'}"
        f" with {number_text(part.left)} and {number_text(part.right)}"
        for part in one.relations
    ]
    return f"{f'{case}: ' if case else ''}{'; '.join(parts)}"


def _together(checks: Iterable[Check]) -> tuple[Check, ...]:
    """One check for each route, over all cases."""
    found: dict[str, Check] = {}
    for one in checks:
        before = found.get(one.route, Check(one.route, 0))
        found[one.route] = Check(one.route, before.numbers + one.numbers, max(before.residual, one.residual))
    return tuple(found.values())


FIND = Kind(
    types=(FindQuery,),
    forms=("find w, b",),
    patterns=(re.compile(r"find\s+(?P<of>.+)", re.DOTALL),),
    read=_read,
    answer=_answer,
    one=("an item asks once for numbers that are to be found", "name all of them in one line: find w, b"),
    alone=("numbers that are to be found stand alone in their item, but for words", "ask for the rest in an item of its own"),
    cases=True,
)
