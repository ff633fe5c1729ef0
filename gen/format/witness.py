"""A right answer to a question for numbers, the author's own: `witness: {w: 2, b: 1/w_0}`, numbers as under `given`, or formulas."""

from collections.abc import Mapping, Sequence
from functools import partial

from gen.algebra.arrays import SCALAR, Value, shape_of, shape_words
from gen.algebra.expr import Var
from gen.algebra.printer import name_text
from gen.format.generators import call_of
from gen.format.givens import Told, WrittenValue, numbers_of, values_of
from gen.keys import ITEM
from gen.messages.errors import InputError, InputErrors, Location, did_you_mean
from gen.model.problem import Given, Item
from gen.model.queries import Query
from gen.model.source import Parsed, Text
from gen.questions import FindQuery
from gen.syntax import NUMBER, Fields, expression, variable
from gen.syntax.yamltree import Leaf, Node, tree
from gen.syntax.yamltree import Mapping as Tree

_NO_NUMBERS = ("nan", "inf", "infinity")  # as other tools print them
_KEYS = ("witness", "so that", "region")


def written_witness(fields: Fields, timeless: frozenset[str], told: Told) -> tuple[dict[Var, WrittenValue], dict[Var, Parsed]]:
    """The numbers, and the formulas, by name; faults go to `fields`."""
    entries = fields.entries("witness")
    formulas: dict[Var, Parsed] = {}
    for name, node in entries:
        if isinstance(node, Leaf) and _is_formula(node):
            use = fields.attempt(partial(variable, timeless=timeless), name)
            parsed = fields.attempt(partial(expression, timeless=timeless), node.text)
            if use and parsed:
                formulas[use.var] = parsed
    return values_of(fields, [(name, node) for name, node in entries if not _is_formula(node)], timeless, told), formulas


def _is_formula(node: Node) -> bool:
    """Whether it is a text with names in it, and makes no numbers."""
    if not isinstance(node, Leaf) or not any(sign.isalpha() for sign in node.text.value) or NUMBER.fullmatch(node.text.value):
        return False
    if node.text.value.strip().lstrip("+-").lower() in _NO_NUMBERS:
        return False
    try:
        return call_of(node.text) is None
    except InputErrors:
        return True


def check_inverse(fields: Fields, asked: Sequence[Query]) -> None:
    """What belongs to a question for numbers stands beside one."""
    for key in _KEYS:
        if key in fields and not any(isinstance(query, FindQuery) for query in asked):
            message = f"'{key}' belongs to a question for numbers, and the item asks none"
            fields.fault(fields.nodes[key].where, message, "write ask: find w, b")


def read_answer(texts: Sequence[str], item: Item) -> dict[Var, Value | Parsed]:
    """A student's numbers, `w_1=2` or `W=[[1, 2], [3, 4]]`, and formulas, for all that an item asks to be found. Raises InputErrors."""
    faults: list[InputError] = []
    wanted = {use.var: use for query in item.queries if isinstance(query, FindQuery) for use in query.names}
    timeless = frozenset(var.name for var in wanted if var.time is None)
    found: dict[Var, Value | Parsed] = {}
    for text in texts:
        where = Location(f"--answer '{text}'", 1, 1)
        name, sign, written = (part.strip() for part in text.partition("="))
        node = tree(written, where.file) if written else None
        fields = Fields(Tree((), where), ITEM.part(), faults)
        use = fields.attempt(partial(variable, timeless=timeless), Text(name, where)) if node and sign else None
        if node is None or not sign:
            fields.fault(where, f"'{text}' is no answer", "write NAME=VALUE, such as w_1=2 or 'W=[[1, 2], [3, 4]]'")
        elif use and use.var not in wanted:
            hint = did_you_mean(name, map(name_text, wanted)) or f"to be found: {', '.join(map(name_text, wanted))}"
            fields.fault(where, f"'{name}' is not to be found", hint)
        elif use and use.var in found:
            fields.fault(where, f"'{name}' is answered twice")
        elif use and _is_formula(node) and isinstance(node, Leaf):
            if parsed := fields.attempt(partial(expression, timeless=timeless), node.text):
                found[use.var] = parsed
        elif use and (value := numbers_of(fields, node, name)):
            own = item.witness.get(use.var)
            is_row = isinstance(own, Given) and shape_of(own.value)[0] == 1 != shape_of(own.value)[1]
            found[use.var] = value.given("rows" if is_row else "columns").value
    here = Location("--answer", 1, 1)
    if not faults:
        faults += [
            InputError(here, f"no answer for '{name_text(var)}'", f"add --answer {name_text(var)}=...")
            for var in wanted
            if var not in found
        ]
    if faults:
        raise InputErrors(faults)
    check_sizes(found, item, alike=True)
    return found


def check_sizes(found: Mapping[Var, Value | Parsed], item: Item, alike: bool = False) -> None:
    """Raises InputErrors where an answer has other sizes than the witness; `alike`: where one is a number and the other is none."""
    here, faults = Location("--answer", 1, 1), []
    for var, value in found.items():
        own = item.witness.get(var)
        if isinstance(value, Parsed) or not isinstance(own, Given):
            continue
        shapes = shape_of(value), shape_of(own.value)
        if shapes[0] != shapes[1] and (not alike or SCALAR in shapes):
            words, others = map(shape_words, shapes)
            others = others.removeprefix("a vector ") if words.startswith("a vector of ") and others.startswith("a vector of ") else others
            faults.append(InputError(here, f"{name_text(var)} is {words} in the answer, and {others} in the item"))
    if faults:
        raise InputErrors(faults)
