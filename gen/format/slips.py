"""Slips as an author writes them: something of the item changed, or an expression; and those that rules of a rubric price."""

from collections.abc import Callable, Collection
from dataclasses import replace
from fractions import Fraction
from functools import partial

from gen.algebra.expr import Atom, Expr, Num, Partial, Shift, Var, atoms, replace_atoms
from gen.algebra.families import family_of
from gen.algebra.printer import name_text, points_words, text
from gen.keys import RULE, SLIP
from gen.messages.errors import Location, did_you_mean
from gen.model.problem import Given, GradingRule, Item
from gen.model.slips import PricedSlip, Slip
from gen.model.source import Parsed, Text
from gen.questions import NumberQuery
from gen.syntax import Fields, formula
from gen.syntax.yamltree import Leaf, Mapping, Node

_OF_THE_ITEM = ("like", "given", "shapes", "convention", "cut", "truncate", "horizon", "epochs", "cell", "by", "readings")

Reread = Callable[[Node], Item | None]
"""Reads a node as an item of the same problem."""


def at_last_step(parsed: Parsed, horizon: int) -> Parsed:
    """With the number of the last step in place of T."""
    uses = tuple(replace(use, var=var) for use in parsed.uses if isinstance(var := expr_at_last_step(use.var, horizon), Var))
    return replace(parsed, expr=expr_at_last_step(parsed.expr, horizon), uses=uses)


def expr_at_last_step(e: Expr, horizon: int) -> Expr:
    """`h[2]` for `h[T]`, also in `grad(h[T], w)`."""

    def at(var: Var) -> Var:
        time = var.time
        return replace(var, time=horizon + time.by) if isinstance(time, Shift) and time.base == "T" else var

    def put(atom: Atom) -> Expr:
        return at(atom) if isinstance(atom, Var) else Partial(at(atom.of), at(atom.wrt)) if isinstance(atom, Partial) else atom

    return replace_atoms(e, put)


def read_slip(fields: Fields, node: Node, item: Item, reread: Reread, before: int) -> Slip | None:
    """An item once more with something of it changed; None where there were more faults than `before`."""
    changed = Fields(node, SLIP, fields.faults)
    if not changed.nodes or len(fields.faults) > before:
        return None
    entries = {key: value for key, value in fields.nodes.items() if key in _OF_THE_ITEM}
    for key, value in changed.nodes.items():
        off = isinstance(value, Leaf) and value.text.value == "no" and key in ("cut", "truncate")
        entries[key] = _merged(entries.get(key), value)
        if off:
            del entries[key]
    asking = {"id": f"{item.id} slip", "ask": "open", "points": "1", "answer": "slip", "prompt": "slip"}
    leaves = {key: Leaf(Text(value, node.where)) for key, value in asking.items()}
    found = reread(Mapping(tuple((Text(key, node.where), value) for key, value in (entries | leaves).items()), node.where))
    if found is None:
        return None
    own_names = {var.name for var in item.given} | {*item.shapes}
    cells = [reading.cell for whole in (item, found) for reading in whole.readings]
    own_names |= {use.var.name for cell in cells for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses)}
    families = {*map(family_of, own_names)}
    for var, one in found.given.items():
        if var not in item.given and family_of(var.name) not in families:
            fields.fault(one.where, f"the item has no '{name_text(var)}' for a slip to change", did_you_mean(var.name, own_names))
    given = frozenset(var for var, one in found.given.items() if _differs(one, item.given.get(var)))
    sizes = frozenset(name for name, shape in found.shapes.items() if shape != item.shapes.get(name))
    return Slip(found, frozenset(changed.nodes), given, sizes)


def _differs(one: Given, other: Given | None) -> bool:
    return other is None or one.value != other.value


def _merged(own: Node | None, other: Node) -> Node:
    """Entries of a mapping on top of others."""
    if not isinstance(own, Mapping) or not isinstance(other, Mapping):
        return other
    entries = {key.value: (key, value) for key, value in (*own.entries, *other.entries)}
    return Mapping(tuple(entries.values()), other.where)


def read_priced_slips(fields: Fields, item: Item, timeless: Collection[str], reread: Reread) -> Item:
    """The item with the slips that its rules price; faults go to the fields."""
    found: dict[Location, PricedSlip] = {}
    before = len(fields.faults)
    for node in fields.items("rules"):
        own = Fields(node, RULE, [])  # what is wrong with its keys was said when the rubric was read
        if "slip" not in own:
            continue
        rule = next((one for one in item.grading.rules if one.where == _place(own)), None)
        slip = _priced(fields, own.nodes["slip"], rule, item, timeless, reread, before) if rule else None
        if rule and slip:
            found[rule.where] = slip
    rules = tuple(replace(rule, slip=found.get(rule.where)) for rule in item.grading.rules)
    return replace(item, grading=replace(item.grading, rules=rules)) if found else item


def _place(own: Fields) -> Location:
    """Where a rule stands, as the rubric has it."""
    about = own.text("about")
    return about.where if about else own.where


def _priced(
    fields: Fields, node: Node, rule: GradingRule, item: Item, timeless: Collection[str], reread: Reread, before: int
) -> PricedSlip | None:
    """The slip of one rule, of the one answer that this is about."""
    if rule.kind != "partial" or rule.points is None:
        fields.fault(node.where, "'slip' goes with 'partial' and its points, and only with them")
        return None
    numbers = {text(query.answer): query for query in item.queries if isinstance(query, NumberQuery)}
    names = rule.about or tuple(numbers)
    if len(names) != 1 or names[0] not in numbers:
        known = did_you_mean(names[0], numbers) if len(names) == 1 else ""
        hint = known or (f"about: {next(iter(numbers))}" if numbers else "it is for values and gradients that are asked for")
        fields.fault(node.where, "a slip is the number of one answer, which the rule is about", hint)
        return None
    if len(item.readings) != 1:
        fields.fault(node.where, "a slip is for an item with one reading", "make two items of it")
        return None
    name, query = names[0], numbers[names[0]]
    paid = sum((one.points for one in item.grading.criteria if one.credits == name or _is_alone(one.credits, numbers, item)), Fraction(0))
    if 0 < paid <= rule.points:
        fields.fault(rule.where, f"a slip earns less than '{name}', which has {points_words(paid)}")
        return None
    if isinstance(node, Mapping):
        change = read_slip(fields, node, item, reread, before)
        return PricedSlip(query, query.answer, node.where, change=change) if change else None
    if not isinstance(node, Leaf):
        fields.fault(node.where, "a slip is an expression, or a mapping of what is changed", f"slip: -{name}")
        return None
    value = fields.attempt(partial(formula, timeless=timeless), node.text)
    if value is not None and not any(True for _ in atoms(value)) and value != Num(Fraction(0)):
        fields.fault(node.where, "a slip is computed from names of the item, which vary", f"such as slip: -{name}")
        return None
    return None if value is None else PricedSlip(query, query.answer, node.where, expr_at_last_step(value, item.horizon))


def _is_alone(credits: str | None, numbers: Collection[str], item: Item) -> bool:
    """Whether points for all answers are for one."""
    return credits is None and len(numbers) == len(item.queries) == 1
