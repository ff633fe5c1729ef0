"""The rubric of an item: points, rules for graders, and findings that the author acknowledges."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import get_args

from gen.algebra.printer import text as text_of
from gen.format.prompt import Prompts
from gen.format.table_points import for_whole, table_criteria
from gen.keys import CRITERION, RULE
from gen.model.problem import Acknowledged, Criterion, FollowOn, Grading, GradingRule, Part, RuleKind
from gen.model.queries import Query
from gen.model.source import Relation, Text
from gen.model.table import Table
from gen.questions import FormulaQuery, NumberQuery, last_time, typed_elsewhere
from gen.syntax import MATRIX_FUNCTIONS, Fields, relation, split
from gen.syntax.yamltree import Leaf, Mapping

_EACH = re.compile("each (gap|blank|idea)")
_MOST = "at most"
_STEP = re.compile(r"\[t(-[0-9]+)?\]")  # a step of which there is one at each time


def read_grading(fields: Fields, prompts: Prompts, asked: Sequence[Query], horizon: int, table: Table | None = None) -> Grading:
    """`points`, `rules` and `follow_on` of an item that asks this, of a `table` perhaps; `h[t]` is the step at each time."""
    text = fields.text("follow_on")
    word = fields.choice("follow_on", "none")
    policy: FollowOn | None = next(v for v in get_args(FollowOn) if v == word) if text else None
    numbers = any(isinstance(query, NumberQuery) for query in asked) and not any(isinstance(query, FormulaQuery) for query in asked)
    steps = range(1, last_time(asked, horizon) + 1) if numbers else ()
    if isinstance(fields.nodes.get("points"), Leaf) and fields.string("points"):
        criteria = _for_all(fields, asked, table)
    else:
        criteria = _criteria(fields, steps, asked, table)
    return Grading(criteria, _rules(fields, prompts, steps), policy, _most(fields, criteria))


def _for_all(fields: Fields, asked: Sequence[Query], table: Table | None) -> tuple[Criterion, ...]:
    """`points: 2`: for the one answer or the one model answer that there is, for a table, or for all computed answers together."""
    text = fields.text("points")
    points = _half(fields, text)
    if text is None or points is None:
        return ()
    if table and _is_alone(table, asked):
        return (for_whole(points, text),)
    labels = _labels(fields)
    in_words = [query for query in asked if query.in_words]
    named = ", ".join(f"{label}: ..." for label in labels)
    if in_words and len(in_words) < len(asked):
        fields.fault(text.where, "one number cannot pay for computed answers and for a model answer", f"write {{all: ..., {named}}}")
    elif in_words and len(labels) > 1 and not (len(asked) == 1 and asked[0].paid):
        fields.fault(text.where, f"one number cannot pay for {len(labels)} model answers", f"write {{{named}}}")
    own = asked[0].paid if len(asked) == 1 else ""
    alone = own or labels[0] if in_words else text_of(asked[0].answer) if len(asked) == 1 and isinstance(asked[0], NumberQuery) else ""
    return (Criterion(points, alone or None, "whole", text.where),)


def _at_each_time(name: str, steps: Sequence[int]) -> list[str]:
    """`h[t]` and `dh[t]/dh[t-1]` at each of these steps; any other name as it is."""
    if not steps or not _STEP.search(name):
        return [name]
    return [_STEP.sub(partial(_time, t), name) for t in steps]


def _time(t: int, match: re.Match[str]) -> str:
    return f"[{t + int(match[1] or 0)}]"


def _half(fields: Fields, text: Text | None) -> Fraction | None:
    """Points, which are positive and come in halves."""
    points = fields.fraction(text) if text else None
    if text and points is not None and (not 0 < points <= 1000 or (2 * points).denominator != 1):
        fields.fault(text.where, f"points are positive and come in halves, found '{text.value}'")
    return points


def _step(name: str) -> str:
    """A step as `gen show` names it, however the author sets blanks: `dh[3]/dV`, `dL/dV[1, 2]`, `W_i + b_i`, `layer 2`."""
    layer = re.fullmatch(r"layer\s+([0-9]+)", name)
    return f"layer {layer[1]}" if layer else re.sub(r"\s+", "", name).replace("+", " + ").replace(",", ", ")


def _labels(fields: Fields) -> list[str]:
    """What a model answer is made of."""
    written = fields.nodes.get("answer")
    return [key.value for key, _ in written.entries] if isinstance(written, Mapping) else ["answer"]


def _each_place(what: str, fields: Fields, asked: Sequence[Query]) -> list[str]:
    """The steps that `each gap`, `each blank` and `each idea` stand for."""
    if what == "idea":
        typed = typed_elsewhere(asked)
        return [label for label in _labels(fields) if not typed(label)]
    return [str(n + 1) for query in asked if query.kind == f"{what}s" for n in range(query.places)]


def _most(fields: Fields, criteria: Sequence[Criterion]) -> Fraction | None:
    """`at most: 2`: what all ideas of a model answer earn together."""
    written = fields.nodes.get("points")
    node = next((node for key, node in written.entries if key.value == _MOST), None) if isinstance(written, Mapping) else None
    text = fields.leaf(node, f"'{_MOST}'") if node else None
    most = _half(fields, text)
    ideas = sum((one.points for one in criteria if one.credits in _labels(fields)), Fraction(0))
    if text and most is not None and most >= ideas:
        fields.fault(text.where, f"'{_MOST}: {text.value}' limits nothing: the ideas of the answer earn {ideas} in all")
    return most


def _is_alone(table: Table, asked: Sequence[Query]) -> bool:
    """Whether nothing is asked but a table and its cells."""
    return len(asked) == 1 + len(table.queries)


def _criteria(fields: Fields, steps: Sequence[int], asked: Sequence[Query], table: Table | None) -> tuple[Criterion, ...]:
    """`h[2]: 1`, `h[t]: 1`, `h[2]: {equation: 1/2, result: 1/2}`, `explode: {points: 1/2, when: maxabs(eig(A)) > 1}` or `all: 2`; of a
    table `cell: 1/2`, `row: 1`, `row h[t]: 1`.

    `each gap: 1` is so much for each.
    """
    before = len(fields.faults)
    result: list[Criterion] = []
    written = fields.nodes.get("points")
    if written and not isinstance(written, Mapping):
        fields.fault(written.where, "'points' must be a number, or a mapping of steps and their points")
        return ()
    entries = fields.entries("points")
    of_cells = list(table_criteria(fields, entries, table, _half, _is_alone(table, asked))) if table and table.empty else []
    for _, found in of_cells:
        result += found
    for name, node in entries:
        if name.value == _MOST or any(name is own for own, _ in of_cells):
            continue
        credits: Sequence[str | None] = [None] if name.value == "all" else _at_each_time(_step(name.value), steps)
        if each := _EACH.fullmatch(name.value):
            credits = _each_place(each[1], fields, asked)
            if not credits:
                fields.fault(name.where, f"nothing has a {each[1]} to give points for")
        parts: list[tuple[Part, Text | None]] = []
        when: Relation | None = None
        if isinstance(node, Mapping):
            own = Fields(node, CRITERION, fields.faults)
            keys: tuple[tuple[str, Part], ...] = (("points", "whole"), ("equation", "equation"), ("result", "result"))
            parts = [(part, own.text(key)) for key, part in keys if key in own]
            text = own.text("when")
            when = own.attempt(partial(relation, extra=MATRIX_FUNCTIONS), text) if text else None
        elif isinstance(node, Leaf):
            parts = [("whole", node.text)]
        else:
            fields.fault(node.where, f"the points of '{name.value}' must be a number")
        if len(parts) > 1 and parts[0][0] == "whole":
            fields.fault(name.where, f"'{name.value}' is paid twice: whole, and by its equation or result")
        if twice := [one.credits for one in result if one.credits in credits]:
            fields.fault(name.where, f"'{name.value if len(credits) == 1 else twice[0]}' is paid twice")
        earned = [(part, points) for part, text in parts if (points := _half(fields, text)) is not None]
        result += [Criterion(points, step, part, name.where, when) for step in credits for part, points in earned]
    if "points" in fields and not result and len(fields.faults) == before:
        fields.fault(fields.nodes["points"].where, "an item needs at least one criterion under 'points'")
    return tuple(result)


def _rules(fields: Fields, prompts: Prompts, each: Sequence[int]) -> tuple[GradingRule, ...]:
    """A list of `{accept: TEXT, about: h[2]}` and the like; one kind of rule each."""
    result = []
    for node in fields.items("rules"):
        own = Fields(node, RULE, fields.faults)
        kinds = [kind for kind in get_args(RuleKind) if kind in own]
        if len(kinds) != 1:
            own.fault(node.where, f"a rule has one of the keys {', '.join(RULE.one_of)}")
            continue
        kind: RuleKind = kinds[0]
        if (kind == "partial") != ("points" in own):
            own.fault(node.where, "'points' goes with 'partial', and only with it")
        about = own.text("about")
        text = own.text(kind)
        steps = tuple(step for piece in split(about) for step in _at_each_time(_step(piece.value), each)) if about else ()
        points = _half(own, own.text("points"))
        if text:
            result.append(GradingRule(kind, steps, prompts.pieces(text, blocks=False), points, about.where if about else own.where))
    return tuple(result)


def read_acknowledged(fields: Fields, prompts: Prompts) -> tuple[Acknowledged, ...]:
    """`printed h[2]: the reason`: a finding by its key, and why it may stand."""
    result = []
    for key, node in fields.entries("acknowledge"):
        text = fields.leaf(node, f"the reason for '{key.value}'")
        if text and not text.value and not text.comment:
            fields.fault(text.where, f"'{key.value}' is acknowledged without a reason")
        elif text:
            result.append(Acknowledged(key.value, prompts.pieces(text, blocks=False), key.where))
    return tuple(result)
