"""A variant of an exam: what was drawn for its problems, as a file that one can read and edit, and the exam with these numbers."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gen.algebra.arrays import Array, rows_of, shape_of
from gen.algebra.random_stream import chosen
from gen.keys import VARIANT
from gen.messages.errors import InputError, InputErrors, Location, did_you_mean
from gen.model.exam import Exam, ProblemChoice
from gen.model.keys import of_names
from gen.model.memo import Memo
from gen.model.problem import Problem
from gen.syntax import Fields
from gen.syntax.yamltree import Node, read, tree
from gen.variants.acceptance import UNSOLVED, Acceptance
from gen.variants.choices_file import array_of
from gen.variants.orders import NAME as ORDER
from gen.variants.orders import order_key, orders_of
from gen.variants.search import find
from gen.variants.variation import Choice, Draw, Drawn, drawn_items, item_named
from gen.variants.variation_file import load_variation

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
_NUMBERS_OF_AN_ITEM = "the numbers of an item"
_NUMBERS = dict[str, dict[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Variant:
    """Its name, which is the seed unless somebody has edited it, and what was drawn: by problem, then by item and name."""

    name: str
    draws: Mapping[str, Draw]


def acceptances(exam: Exam, memo: Memo | None = None) -> dict[str, Acceptance]:
    """What accepts the draws of each problem that an exam or a variant of it has; all have one memo. Raises InputErrors with those of all
    problem files."""
    memo = memo or Memo()
    return memo.call(_acceptances, exam.whole.problems, memo)


def _acceptances(problems: tuple[Problem, ...], memo: Memo) -> dict[str, Acceptance]:
    faults: list[InputError] = []
    result: dict[str, Acceptance] = {}
    for problem in problems:
        variation, more = load_variation(Path(problem.where.file), problem.macros, problem.spoken)
        faults += more
        if variation:
            result[problem.id] = Acceptance(variation, memo)
            faults += result[problem.id].faults()
    if faults:
        raise InputErrors(faults)
    return result


def draw(acceptances: Mapping[str, Acceptance], seed: int, choices: Sequence[ProblemChoice] = ()) -> Variant:
    """The variant of a seed: of what an exam leaves to its variants the problems, and their numbers. Raises InputErrors if there is none.

    Each problem has draws of its own, whatever others stand in the exam.
    """
    absent = {ident for one in choices for ident in frozenset(one.ids) - chosen(one.ids, one.number, seed)}
    return Variant(str(seed), {name: find(acceptance, seed) for name, acceptance in acceptances.items() if name not in absent})


def with_variant(exam: Exam, acceptances: Mapping[str, Acceptance], variant: Variant) -> Exam:
    """The exam with the problems and numbers of a variant; a problem in which nothing varies stays as it is. Raises InputErrors."""
    problems = tuple(
        acceptances[problem.id].problem(variant.draws[problem.id]) if acceptances[problem.id].varies else problem
        for problem in exam.whole.problems
        if problem.id in variant.draws
    )
    return replace(exam, problems=problems, variant=variant.name, drawn=numbers_of(variant, acceptances))


def of_seed(exam: Exam, acceptances: Mapping[str, Acceptance], seed: int) -> Exam:
    """The exam with the problems and numbers of a seed. Raises InputErrors if there are none."""
    return with_variant(exam, acceptances, draw(acceptances, seed, exam.choices))


def constant_text(acceptances: Mapping[str, Acceptance]) -> str:
    """Which problems have the same numbers for every seed, in words; empty if none has."""
    constant = ", ".join(name for name, acceptance in acceptances.items() if not acceptance.varies)
    return f"nothing varies in {constant}: it is the same for every seed (say under 'vary' what its numbers may be)" if constant else ""


def numbers_of(variant: Variant, acceptances: Mapping[str, Acceptance]) -> dict[str, object]:
    """Everything that was drawn as plain text and lists, by problem, item and name."""
    found: dict[str, object] = {}
    for name, drawn in variant.draws.items():
        items: dict[str, dict[str, object]] = {}
        for choice in acceptances[name].variation.free:
            items.setdefault(choice.item, {})[choice.name] = _drawn_text(choice, drawn[choice.key])
        for item, _ in orders_of(drawn_items(acceptances[name].variation, drawn)):
            items.setdefault(item, {})[ORDER] = ", ".join(drawn[order_key(item)])  # type: ignore[arg-type]
        found[name] = items
    return found


def _drawn_text(choice: Choice, drawn: Drawn) -> str | list[str] | list[list[str]]:
    """A drawn value as one writes it: `-3/2`, or lists; an order of names; the number of an alternative from 1."""
    match drawn:
        case Array():
            rows = [[str(x) for x in row] for row in rows_of(drawn)]
            return [x for row in rows for x in row] if 1 in drawn.shape else rows
        case tuple():
            return ", ".join(drawn)
        case int() if choice.kind == "either":
            return str(drawn + 1)
        case _:
            return str(drawn)


def variant_text(variant: Variant, acceptances: Mapping[str, Acceptance], exam: str) -> str:
    """The file of a variant."""
    return "\n".join(_lines(variant, acceptances, exam)) + "\n"


def _lines(variant: Variant, acceptances: Mapping[str, Acceptance], exam: str) -> Iterator[str]:
    exam = exam if re.fullmatch(r"[\w./ -]+", exam) else json.dumps(exam)  # a folder may be called what YAML takes for something else
    yield f"# Variant {variant.name} of {exam}. For staff: with these numbers the answers can be computed."
    yield "# Numbers may be edited; what the problem files require of variants is checked again."
    yield f"variant: {variant.name}"
    yield f"exam: {exam}"
    yield "problems:"
    for problem, items in numbers_of(variant, acceptances).items():
        yield f"  {problem}:" + ("" if items else " {}")
        assert isinstance(items, dict)
        for item, drawn in items.items():
            yield f"    {item}:"
            for name, value in drawn.items():
                yield f"      {name}: {_flow(value)}"


def _flow(value: str | Sequence[object]) -> str:
    return value if isinstance(value, str) else f"[{', '.join(map(_flow, value))}]"  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class VariantFile:
    """A variant file that has been read: its name, its exam, and what it says of each problem."""

    name: str
    exam: str
    problems: Mapping[str, Node]
    where: Location


def read_variant(file: Path) -> VariantFile:
    """The outline of a variant file. Raises InputErrors."""
    return _variant_file(read(file, str(file)))


def variant_record(numbers: Mapping[str, Any], exam: str, shown: str) -> VariantFile:
    """The same from what a certificate, which is called `shown`, says of a variant. Raises InputErrors."""
    return _variant_file(tree(json.dumps({"variant": numbers.get("variant"), "exam": exam, "problems": numbers.get("problems")}), shown))


def _variant_file(root: Node) -> VariantFile:
    faults: list[InputError] = []
    fields = Fields(root, VARIANT, faults)
    name = fields.text("variant")
    if name and not _ID.fullmatch(name.value):
        fields.fault(name.where, f"the name of a variant is made of up to 20 letters, digits, - and _; found '{name.value}'")
    problems = {key.value: node for key, node in fields.entries("problems")}
    if faults:
        raise InputErrors(faults)
    return VariantFile(fields.string("variant"), fields.string("exam"), problems, root.where)


def variant_of(stated: VariantFile, acceptances: Mapping[str, Acceptance], choices: Sequence[ProblemChoice] = ()) -> Variant:
    """The variant that a file states, checked like a drawn one; of its exam's `choices` it has those that it names. Raises InputErrors."""
    faults: list[InputError] = []
    absent = {ident for one in choices for ident in one.ids if ident not in stated.problems}
    for one in choices:
        if (number := sum(ident in stated.problems for ident in one.ids)) != one.number:
            message = f"the exam has {one.number} of {', '.join(one.ids)}, this variant {number}"
            faults.append(InputError(stated.where, message, "each stands under 'problems', with {} where nothing varies"))
    draws: dict[str, Draw] = {}
    for name in stated.problems.keys() - acceptances.keys():
        faults.append(InputError(stated.where, f"the exam has no problem '{name}'", did_you_mean(name, acceptances)))
    for name, acceptance in acceptances.items():
        if name not in absent:
            draws[name] = _draw_of(stated.problems.get(name), name, acceptance, stated.where, faults)
    if not faults:
        for name, drawn in draws.items():
            faults += _violations(acceptances[name], drawn, stated.problems.get(name), stated.where)
    if faults:
        raise InputErrors(faults)
    return Variant(stated.name, draws)


def _draw_of(node: Node | None, name: str, acceptance: Acceptance, where: Location, faults: list[InputError]) -> Draw:
    choices = {choice.key: choice for choice in acceptance.variation.free}
    ordered = {item for problem in acceptance.variation.problems for item, _ in orders_of(problem.items)}
    if node is None:
        if choices or ordered:
            faults.append(InputError(where, f"the problem '{name}' is missing"))
        return {}
    items = tuple(dict.fromkeys([*(choice.item for choice in choices.values()), *sorted(ordered)]))
    fields = Fields(node, of_names("the numbers of a problem", items), faults)
    found: dict[str, Drawn] = {}
    for item, values in fields.nodes.items():
        names = tuple(choice.name for choice in choices.values() if choice.item == item)
        own = Fields(values, of_names(_NUMBERS_OF_AN_ITEM, names, (ORDER,) if item in ordered else ()), faults)
        for choice in choices.values():
            if choice.item == item and choice.name in own:
                value = _value(own, own.nodes[choice.name], choice, acceptance)
                if value is not None:
                    found[choice.key] = value
    return {**found, **_orders_in(fields, acceptance, found)}


def _orders_in(fields: Fields, acceptance: Acceptance, found: Draw) -> Draw:
    """What a file says of the orders of options."""
    orders: dict[str, Drawn] = {}
    for item, every in orders_of(drawn_items(acceptance.variation, found)):
        own = Fields(fields.nodes[item], of_names(_NUMBERS_OF_AN_ITEM, ()), []) if item in fields.nodes else None
        text = own.text(ORDER) if own else None
        order = tuple(part.strip() for part in text.value.split(",")) if text else ()
        if order in every:
            orders[order_key(item)] = order
        elif own:
            stay = [name for name, moves in zip(every.letters, every.move, strict=True) if not moves]
            hint = f"what stays where it is: {', '.join(stay)}" if stay else ""
            where = text.where if text else own.where
            fields.fault(where, f"'{ORDER}' is an order of {', '.join(every.letters)}", hint)
    return orders


def _value(own: Fields, node: Node, choice: Choice, acceptance: Acceptance) -> Drawn | None:
    """What a file says for a choice."""
    if choice.kind == "given" and choice.var and not choice.var.index:
        item = item_named(acceptance.variation.problem, choice.item)
        return array_of(own, node, choice.name, shape_of(item.given[choice.var].value))
    text = own.leaf(node, f"'{choice.name}'")
    if text is None:
        return None
    if choice.kind == "cell":
        order = tuple(part.strip() for part in text.value.split(","))
        if order in choice.values:
            return order
        own.fault(text.where, f"'{text.value}' is no order of {', '.join(map(str, choice.values[0]))}")  # type: ignore[arg-type]
        return None
    number = own.fraction(text)
    if number is None or choice.kind == "given":
        return number
    if choice.kind == "either":
        if number - 1 in choice.values:
            return int(number) - 1
        own.fault(text.where, f"there is no alternative {text.value}", f"1 to {len(choice.values)}")
    elif number.denominator != 1 or number < 1:
        own.fault(text.where, f"'{choice.name}' is a whole number from 1 on, found '{text.value}'")
    else:
        return int(number)
    return None


def _violations(acceptance: Acceptance, draw: Draw, node: Node | None, where: Location) -> Iterator[InputError]:
    """What the numbers of a file do not meet."""
    for group in acceptance.variation.groups:
        for missed in acceptance.violations(group, draw):
            name = acceptance.variation.problem.id
            place = node.where if node else where
            why = f" ({acceptance.unsolved[group.name]})" if missed == UNSOLVED else ""
            yield InputError(place, f"{name}, item {group.name}: these numbers are no variant: '{missed}' does not hold{why}")
