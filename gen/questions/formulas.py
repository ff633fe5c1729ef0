"""Answers that are formulas: derived without numbers, in the author's letters, and confirmed on random numbers of several shapes."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, product
from typing import Any, ClassVar, TypeVar

from gen.algebra.arrays import SCALAR, shape_of
from gen.algebra.expr import Atom, Div, Expr, LocalDerivative, Partial, Shift, Var, atoms, walk
from gen.algebra.printer import name_text, text
from gen.algebra.values import value_of
from gen.functions.shapes import shape
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.messages.sentences import lazy_message
from gen.model.derivation import Derivation, Statement
from gen.model.problem import Inline, Item, sentence_inline
from gen.model.queries import Query
from gen.model.source import Use
from gen.model.trace import Shapes
from gen.model.verified import Verified
from gen.questions.formula_confirmation import Example, check_accepted, confirm
from gen.questions.formula_derivation import Formulas, derive, shifted
from gen.questions.formula_lines import FormulaLine
from gen.questions.kind import MAX_ASKED, AskedItem, Kind, WrittenQuestion
from gen.syntax import plain

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FormulaQuery(Query):
    """`formula of gradient of L wrt V`, or `formula of h[2]`; for a general t where a name has one."""

    of: Use
    wrt: Use | None = None
    kind: ClassVar[str] = "formula"
    lines_per_point: ClassVar[float] = 3

    @property
    def same(self) -> object:
        return self.kind, self.of.var, self.wrt and self.wrt.var

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.of, self.wrt) if self.wrt else (self.of,)


@dataclass(frozen=True, slots=True)
class FormulaAnswer:
    """What was asked for, and its formula."""

    asked: Atom
    formula: Expr

    @property
    def name(self) -> str:
        return text(self.asked)

    about = name

    @property
    def value(self) -> str:
        return text(self.formula)

    word = value

    @property
    def text(self) -> str:
        return f"{self.name} = {self.value}"

    @property
    def json(self) -> dict[str, Any]:
        of, wrt = (self.asked.of, self.asked.wrt) if isinstance(self.asked, Partial) else (self.asked, None)
        names = {key: name_text(var) if isinstance(var, Var) else None for key, var in (("of", of), ("wrt", wrt))}
        return {**names, "formula": self.value}


def _read(written: WrittenQuestion) -> list[FormulaQuery]:
    uses = written.names()
    if "wrt" not in written.match.groupdict():
        return [FormulaQuery(use, where=use.where) for use in uses]
    pairs = product(uses, written.names("wrt"))
    return [FormulaQuery(use, wrt, where=wrt.where) for use, wrt in islice(pairs, MAX_ASKED + 1)]


Group = tuple[list[FormulaQuery], Formulas]
"""What shares its lines: all values or all derivatives, of numbered steps or of a general t."""


def _answer(query: FormulaQuery, asked: AskedItem) -> Verified:
    """All formulas of the item. Raises InputErrors."""
    return _once("confirmed", asked, lambda: _confirmed(groups_of(asked), asked.item))


def _derive(query: FormulaQuery, asked: AskedItem) -> Derivation:
    groups = groups_of(asked)
    return _derivation(groups, [{}] * len(groups), asked.item)


def groups_of(asked: AskedItem) -> list[Group]:
    """The formulas of an item, which nothing has confirmed. Raises InputErrors."""
    return _once("derived", asked, lambda: _derived(asked))


def _once(what: str, asked: AskedItem, made: Callable[[], T]) -> T:
    """What does not depend on the numbers of a variant, made once."""
    item = asked.item
    shapes = frozenset((var, shape_of(given.value)) for var, given in item.given.items())
    rest = item.horizon, item.mode, item.cut, item.truncate, frozenset(item.shapes.items()), frozenset(item.conventions.items())
    key = (*_queries(item), asked.of_cell, item.where, shapes, *rest)
    return asked.memo.once(f"{what} formulas", key, made)


def _queries(item: Item) -> list[FormulaQuery]:
    return [query for query in item.queries if isinstance(query, FormulaQuery)]


def _derived(asked: AskedItem) -> list[Group]:
    groups: dict[tuple[bool, bool], list[FormulaQuery]] = {}
    for query in _queries(asked.item):
        general = any(isinstance(use.var.time, Shift) for use in query.uses)
        groups.setdefault((query.wrt is None, general), []).append(query)
    return [(group, derive([(query.of, query.wrt) for query in group], asked)) for group in groups.values()]


def _confirmed(groups: Sequence[Group], item: Item) -> Verified:
    _check_names(item, [plain(text(_asked(query))) for group, _ in groups for query in group])
    accepted = [check for group, one in groups for check in check_accepted(one, [plain(text(_asked(query))) for query in group])]
    found = [confirm(formulas) for _, formulas in groups]
    checks = [check for checks, _ in found for check in checks]
    return Verified(_derivation(groups, [example for _, example in found], item), (*checks, *accepted))


def _derivation(groups: Sequence[Group], examples: Sequence[Example], item: Item) -> Derivation:
    """All lines of all groups, and the answers in the author's order."""
    steps: list[Statement] = []
    answers: dict[Query, FormulaAnswer] = {}
    for (group, formulas), example in zip(groups, examples, strict=True):
        steps += (step for step in _statements(formulas, example) if step.chain not in [before.chain for before in steps])
        by_left = {line.lhs: line.formula for line in formulas.lines}
        for query, lhs in zip(group, formulas.answers, strict=True):
            answers[query] = FormulaAnswer(_asked(query), formulas.general(by_left[lhs]))
    if layout := _layout([formulas for _, formulas in groups]):
        steps.append(Statement("layout", "layout", layout))
    return Derivation(tuple(steps), tuple(answers[query] for query in _queries(item)), {})


def _check_names(item: Item, names: Collection[str]) -> None:
    """What is accepted is a form of an answer. Raises InputErrors."""
    others = [one.lhs for one in item.accepted if plain(one.lhs.value) not in names]
    if others:
        message = "'{}' is accepted, but no formula of it is asked for"
        raise InputErrors([InputError(one.where, message.format(one.value), did_you_mean(plain(one.value), names)) for one in others])


def _asked(query: FormulaQuery) -> Atom:
    return Partial(query.of.var, query.wrt.var) if query.wrt else query.of.var


def _statements(formulas: Formulas, example: Example) -> Iterator[Statement]:
    """The lines as they are told, slopes and inner values once for all steps."""
    asked_values = isinstance(formulas.answers[0], Var)
    same: dict[Atom, list[FormulaLine]] = {}
    for line in formulas.lines:
        inner = isinstance(line.lhs, LocalDerivative) or (isinstance(line.lhs, Var) and not asked_values)
        key = _of_each_step(line.lhs, line.lhs) if inner else line.lhs
        same.setdefault(key, []).append(line)
    for key, lines in same.items():
        if len({tuple(_of_each_step(form, line.lhs) for form in line.forms) for line in lines}) == 1 and key != lines[0].lhs:
            yield _statement(lines[-1], partial(_of_each_step, lhs=lines[-1].lhs), example)
        else:
            yield from (_statement(line, formulas.general, example) for line in lines)


def _of_each_step(e: Expr, lhs: Atom) -> Any:
    """With times relative to that of the left side, if it has one."""
    var = lhs.arg if isinstance(lhs, LocalDerivative) else lhs
    return shifted(e, var.time) if isinstance(var, Var) and isinstance(var.time, int) else e


def _statement(line: FormulaLine, say: Callable[[Expr], Expr], example: Example) -> Statement:
    """A line with the numbers for what stands in it."""
    chain = tuple(map(say, (line.lhs, *line.forms)))
    inside = [part for e in (line.lhs, *line.forms) for atom in atoms(e) for part in (atom, *_names_in(atom))]
    known = {said: value_of(atom, example) for atom in inside if example and isinstance(said := say(atom), Atom)}
    return Statement("formula", text(chain[0]), (Inline("relation", "=", chain=chain),), chain=chain, example=known)


def _names_in(atom: Atom) -> tuple[Var, ...]:
    """The values of which a derivative or slope speaks: their shapes decide how it is written."""
    match atom:
        case Partial(of, wrt):
            return (of.whole, wrt.whole)
        case LocalDerivative(_, arg):
            return (arg.whole,)
        case _:
            return ()


def _layout(groups: Sequence[Formulas]) -> tuple[Inline, ...]:
    """In which shape derivatives are told, and what counts as constant."""
    partials = [(lhs, one.shapes) for one in groups for lhs in one.answers if isinstance(lhs, Partial)]
    outlines = [(shape(lhs.of, shapes), shape(lhs.wrt, shapes)) for lhs, shapes in partials]
    targets = dict.fromkeys(one.general(line.target) for one in groups for line in one.lines if line.target)
    sentences = [sentence_inline("The entries of {target} add up to 1.", target=Inline("expr", "", target)) for target in targets]
    if any(_is_quotient_of_entries(form, one.shapes) for one in groups for line in one.lines for form in line.forms):
        sentences.append(sentence_inline("Quotients are taken entry by entry."))
    if any(of == SCALAR != wrt for of, wrt in outlines):
        sentences.append(sentence_inline("The derivative of a scalar has the shape of the variable."))
    if any(SCALAR not in pair for pair in outlines):
        places = {name: Inline("math", letters) for name, letters in (("place", "(i, j)"), ("row", "i"), ("column", "j"))}
        sentences.append(
            sentence_inline("Entry {place} of a Jacobian is the derivative of entry {row} with respect to entry {column}.", **places)
        )
    if any(1 in own and own != SCALAR for one in groups for own in one.shapes.values()):
        sentences.append(sentence_inline("Vectors are rows.") if groups[0].rows else sentence_inline("Vectors are columns."))
    if partials and (cut := dict.fromkeys(one.general(var) for one in groups for var in sorted(one.item.cut, key=text))):
        sentences.append(sentence_inline("Constants: {names}.", names=[Inline("expr", "", e) for e in cut]))
    return tuple(piece for sentence in sentences for piece in (sentence, Inline("text", " ")))[:-1]


def _is_quotient_of_entries(e: Expr, shapes: Shapes) -> bool:
    return any(isinstance(part, Div) and shape(part.bottom, shapes, strict=False) != SCALAR for part in walk(e))


FORMULA = Kind(
    types=(FormulaQuery,),
    forms=("formula of gradient of L wrt V", "formula of h[t]"),
    patterns=(
        re.compile(r"formula\s+of\s+(gradient|jacobian)\s+of\s+(?P<of>.+?)\s+wrt\s+(?P<wrt>.+)", re.DOTALL),
        re.compile(r"formula\s+of\s+(?:value\s+of\s+)?(?!(?:gradient|jacobian|value)\s)(?!.+?\s+wrt\s)(?P<of>.+)", re.DOTALL),
    ),
    read=_read,
    answer=_answer,
    derive=_derive,
    together=True,
    headings={"formula": lazy_message("In symbols")},
)
