"""Numbers that are to be found: `find w_1, w_2, b`, so that relations between values hold in every case of the item.

The author's witness is computed in each case like any value, and confirmed like one. A `region` says what all right answers have in
common, and is held against the requirement in both directions.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from gen.algebra.arrays import Array, Value, array, rows_of, shape_of
from gen.algebra.expr import Atom, Call, Expr, Num, Var
from gen.algebra.printer import name_text, number_text
from gen.calculus import expr_at
from gen.messages.errors import InputError, InputErrors
from gen.model.derivation import Derivation, Statement, Step
from gen.model.problem import Inline, Item, sentence_inline
from gen.model.queries import Query
from gen.model.source import Parsed, Relation, Text, Use
from gen.model.verified import Check, Verified
from gen.questions.kind import AskedItem, Kind, WrittenQuestion
from gen.questions.regions import SAMPLED, Region, check_region
from gen.questions.requirements import JudgedCase, judged_cases, worked_out
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
    found: Mapping[Var, Value]
    region: tuple[str, ...]

    @property
    def name(self) -> str:
        return "witness"

    @property
    def about(self) -> str:
        return f"find {', '.join(map(name_text, self.names))}"

    @property
    def value(self) -> str:
        return ", ".join(f"{name_text(var)} = {number_text(self.found[var])}" for var in self.names)

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


def _exact(value: Value) -> Any:
    """A number as text, an array row by row."""
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
    texts = [part for one in nodes if (text := fields.leaf(one, f"'{key}'")) for part in split(text)]

    def read(text: Text) -> Relation:
        return relation(text, timeless=written.timeless, cell=True)

    return tuple(one for text in texts if (one := fields.attempt(read, text)))


def _answer(query: FindQuery, asked: AskedItem) -> Verified:
    """The witness, shown to meet the requirement in each case. Raises InputErrors where it does not."""
    item, names = asked.item, tuple(use.var for use in query.names)
    _check_names(query, asked)
    found = worked_out(item, item.witness)
    cases = list(judged_cases(query.requirement, asked, found))
    for one in cases:
        if not one.holds:
            raise InputErrors([_failure(one, item)])
    shown = _table(query, cases) if item.over else _lines(cases[0])
    checks = [check for one in cases for check in one.checks]
    steps: list[Step | Statement] = [_witness(names, found), *shown]
    if query.region:
        checks.append(check_region(Region(query.requirement, query.region, asked, found)))
        steps.append(_region(query, checks[-1]))
    answer = FindAnswer(names, found, tuple(one.text for one in query.region))
    values: dict[Atom, Value] = dict([*((var, one.value) for var, one in item.given.items()), *found.items()])
    values |= {} if item.over else cases[0].derivation.values
    trace = None if item.over else cases[0].derivation.trace
    return Verified(Derivation((*steps, *_model(item)), (answer,), values, trace), _together(checks))


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
    if faults:
        raise InputErrors(faults)


def _failure(one: JudgedCase, item: Item) -> InputError:
    """Which part of the requirement a witness misses, with the numbers."""
    wrong = next(part for part in one.relations if not part.holds)
    return InputError(
        item.witness[next(iter(item.witness))].where,
        f"the witness is no right answer: {failure_text(one)}",
        f"the requirement is '{wrong.relation.text}'",
    )


def failure_text(one: JudgedCase) -> str:
    """`for x_1 = 0, x_2 = 1 the left side of 'y = d' is 1, and the right side is 0`."""
    wrong = next(part for part in one.relations if not part.holds)
    case = ", ".join(f"{name_text(var)} = {number_text(given.value)}" for var, given in one.case.items())
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
    """What a student has found, judged as the witness is. Raises InputErrors where it has no value."""
    query = next(query for query in asked.item.queries if isinstance(query, FindQuery))
    cases = list(judged_cases(query.requirement, asked, worked_out(asked.item, found)))
    return Judgement(all(one.holds for one in cases), tuple(map(_line, cases)))


def _line(one: JudgedCase) -> str:
    """`x_1 = 0, d = 1: y = d holds, 1 = 1`."""
    case = ", ".join(f"{name_text(var)} = {number_text(given.value)}" for var, given in one.case.items())
    parts = [
        f"{part.relation.text}{f' at t = {part.time}' if part.time is not None else ''} {'holds' if part.holds else 'FAILS'}"
        f" with {number_text(part.left)} and {number_text(part.right)}"
        for part in one.relations
    ]
    return f"{f'{case}: ' if case else ''}{'; '.join(parts)}"


def _witness(names: Sequence[Var], found: Mapping[Var, Value]) -> Statement:
    numbers = [_is(var, found[var]) for var in names]
    return Statement("witness", "witness", (sentence_inline("For example {numbers}.", numbers=numbers),))


def _is(var: Var, value: Value) -> Inline:
    return Inline("relation", "=", chain=(var,), values={var: value})


def _lines(one: JudgedCase) -> Iterator[Step | Statement]:
    """The only case line by line, and both sides of the requirement at the end."""
    yield from one.derivation.numbers
    outcomes = []
    for part in one.relations:
        left, right = (expr_at(side.expr, part.time or 1) for side in (part.relation.left, part.relation.right))
        values: dict[Any, Value] = {**one.derivation.values, left: part.left, right: part.right}
        plain = part.relation.sign == "=" and isinstance(right, Num)  # and not y = 3 = 3
        outcomes.append(Inline("relation", part.relation.sign, chain=(left, right), values=None if plain else values))
    yield Statement("cases", "cases", (sentence_inline("So {relation}.", relation=outcomes),))


def _table(query: FindQuery, cases: Sequence[JudgedCase]) -> Iterator[Statement]:
    """A table with a row for each case: its numbers, what is computed from them, and what this is compared with."""
    sides = [side.expr for one in query.requirement for side in (one.left, one.right)]
    given = [var for var in cases[0].case if var not in sides]
    compared = [var for var in cases[0].case if var in sides]
    places: dict[Expr, Atom] = {var: var for var in given}
    places |= {_head(step): step.lhs for step in cases[0].derivation.numbers} | {var: var for var in compared}
    columns = [_column(head, atom, cases) for head, atom in places.items()]
    requirement = [Inline("relation", one.sign, chain=(one.left.expr, one.right.expr)) for one in query.requirement]
    pieces = [sentence_inline("Then {requirement} in each case:", requirement=requirement)]
    pieces += [Inline("begin", "table", label="r" * len(columns)), *_row([Inline("expr", "", head) for head, _ in columns])]
    for number in range(len(cases)):
        pieces += _row([Inline("value", "", head, values={head: values[number]}) for head, values in columns])
    yield Statement("cases", "cases", (*pieces, Inline("end", "table")))


def _column(head: Expr, atom: Atom, cases: Sequence[JudgedCase]) -> tuple[Expr, list[Value]]:
    """What a value is in each case; columns are turned, so that a case takes one line."""
    values = [one.case[atom].value if isinstance(atom, Var) and atom in one.case else one.derivation.values[atom] for one in cases]
    if all(shape_of(value)[1] == 1 < shape_of(value)[0] for value in values):
        return Call("transpose", (head,)), [array(zip(*rows_of(value), strict=True)) for value in values]
    return head, values


def _region(query: FindQuery, check: Check) -> Statement:
    """What all right answers have in common, and how that is known."""
    region = [Inline("relation", one.sign, chain=(one.left.expr, one.right.expr)) for one in query.region]
    if check.route == SAMPLED:
        count = Inline("text", str(check.numbers))
        said = sentence_inline("Right are the numbers with {region}; that was checked at {count} points.", region=region, count=count)
    else:
        said = sentence_inline("Right are exactly the numbers with {region}.", region=region)
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


def _model(item: Item) -> Iterator[Statement]:
    """The author's words, where there are some."""
    for label, pieces in item.answer.items():
        yield Statement("model", label, pieces)


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
