"""What a question with options has besides: the options, what decides which are right, how they are paid, whether they change places."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import get_args

from gen.algebra.expr import Num
from gen.algebra.printer import points_words
from gen.algebra.rounding import as_typed
from gen.format.givens import numbers_of
from gen.format.prompt import Prompts
from gen.format.slips import Reread, at_last_step, expr_at_last_step, read_slip
from gen.keys import OPTION, SCORING
from gen.messages.errors import InputErrors
from gen.model.choice import MAX_OPTIONS, Choice, Option, RightIf, Scheme, Scoring, choice_of, letter, points_of_ticks, with_choice
from gen.model.problem import Inline, Item
from gen.model.slips import Slip
from gen.model.source import Text
from gen.questions import is_asked_by_options, read_question
from gen.syntax import Fields, constant, expression, formula, relation
from gen.syntax.yamltree import Leaf, Mapping, Node
from gen.syntax.yamltree import Sequence as List

KEYS = ("options", "right", "scoring", "shuffle")
_RIGHT = "write yes, no, no other, a claim (claim h[2] > 0), or what is asked (value of h[2])"
_SCHEMES = {"all": "all or nothing", "none": "all or nothing", "partial": "per option", "negative": "right minus wrong"}


def read_choice(fields: Fields, item: Item, prompts: Prompts, timeless: Collection[str], reread: Reread) -> Item:
    """The item with the options of what it asks; faults go to the fields."""
    choice = choice_of(item)
    if choice is None:
        for key in KEYS:
            if key in fields:
                fields.fault(fields.nodes[key].where, f"'{key}' belongs to a question with options", "ask: choose one")
        return item
    if "options" not in fields:
        fields.fault(choice.where, "what there is to choose is missing", "add 'options', a list")
        return item
    if "answer" in fields and len(item.queries) == 1:
        fields.fault(fields.nodes["answer"].where, "options have their reasons beside them", "write 'reason: ...' at an option")
    if len(item.readings) > 1:
        fields.fault(fields.nodes["readings"].where, "a question with options has one reading", "make two items of it")
    points = points_of_ticks(item)
    reader = _Reader(fields, item, choice, prompts, timeless, reread, len(fields.faults))
    options = tuple(reader.options())
    scoring = _scoring(fields, choice.form)
    words = [option.name for option in options if option.points is not None]
    if words and (len(words) < len(options) or scoring.scheme not in ("per option", "right minus wrong")):
        fields.fault(fields.nodes["options"].where, "points stand at each option or at none, and go with 'scoring: per option'")
    elif words and (total := sum((option.points or Fraction(0) for option in options), Fraction(0))) != points:
        fields.fault(fields.nodes["options"].where, f"the options have {total} points together, the item has {points} for ticks")
    found = replace(choice, options=options, scoring=scoring, shuffled=fields.choice("shuffle", "yes") == "yes")
    _check_shares(fields, found, points)
    return with_choice(item, found)


def _scoring(fields: Fields, form: str) -> Scoring:
    """`per option`, or `{scheme: right minus wrong, wrong: 1/2, below zero: yes}`."""
    usual: Scheme = "all or nothing" if form == "one" else "per option"
    node = fields.nodes.get("scoring")
    if isinstance(node, Mapping):
        own = Fields(node, SCORING, fields.faults)
        word = own.choice("scheme", usual, _SCHEMES)
        wrong, below = own.number("wrong"), own.choice("below zero", "no") == "yes"
    else:
        word, wrong, below = fields.choice("scoring", usual, _SCHEMES), None, False
    scheme = next(one for one in get_args(Scheme) if one == word)
    where = node.where if node else fields.where
    if (wrong is not None or below) and scheme != "right minus wrong":
        fields.fault(where, "what is wrong costs something in one scheme alone", "scheme: right minus wrong")
    elif wrong is not None and (wrong <= 0 or (2 * wrong).denominator != 1):
        fields.fault(where, f"what is wrong costs points, which are positive and come in halves, found '{wrong}'")
    elif scheme == "right minus wrong" and form == "one" and not below:
        fields.fault(where, "a wrong box would cost nothing: no item has less than 0 points", "add 'below zero: yes'")
    elif form == "one" and scheme in ("per option", "half for one error"):
        fields.fault(where, f"'{scheme}' is for several boxes", "write 'all or nothing', or 'ask: choose all'")
    return Scoring(scheme, wrong, below)


def _check_shares(fields: Fields, choice: Choice, points: Fraction) -> None:
    """What an option earns, and half of the points, come in halves."""
    n, scheme = len(choice.options), choice.scoring.scheme
    if choice.form == "one" or not n or any(option.points is not None for option in choice.options) or "points" not in fields:
        return
    share = points / n if scheme in ("per option", "right minus wrong") else points / 2
    if scheme != "all or nothing" and (2 * share).denominator != 1:
        words = points_words(points)
        what = f"{words} for {n} options" if share != points / 2 else f"half of {words}"
        hint = f"take a multiple of {Fraction(n, 2)}, points at each option, or 'scoring: all or nothing'"
        fields.fault(fields.nodes["points"].where, f"{what} are no halves each", hint if share != points / 2 else "take whole points")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the options of an item; `timeless` are names of which `b[2]` is an entry, `before` is how many faults there were."""

    fields: Fields
    item: Item
    choice: Choice
    prompts: Prompts
    timeless: Collection[str]
    reread: Reread
    before: int

    def options(self) -> list[Option]:
        nodes = self.fields.items("options")
        where = self.fields.nodes["options"].where
        if isinstance(self.fields.nodes["options"], List) and len(nodes) < (1 if self.choice.form == "statements" else 2):
            self.fields.fault(where, "there is nothing to choose", "two options at least")
        if len(nodes) > MAX_OPTIONS:
            self.fields.fault(where, f"a question has {MAX_OPTIONS} options at most, here are {len(nodes)}")
        whole = self.right(self.fields.text("right"), whole=True) if "right" in self.fields else None
        return [self.option(node, i, whole) for i, node in enumerate(nodes[:MAX_OPTIONS])]

    def option(self, node: Node, place: int, whole: RightIf | None) -> Option:
        if isinstance(node, Leaf):
            number = whole is not None and whole.asked is not None and _is_number(node.text)
            node = Mapping(((Text("value" if number else "text", node.where), node),), node.where)
        own = Fields(node, OPTION, self.fields.faults)
        what = [key for key in ("text", "value", "formula") if key in own] or [key for key in ("slip",) if key in own]
        if len(what) != 1 and own.nodes:
            own.fault(node.where, "an option is one of text, value and formula", "write 'text: ...'")
        if any(_is_empty(own.nodes[key]) for key in what):
            own.fault(node.where, "an option is empty", "write what it says, or take it away")
        right = self.rightness(own, what, whole)
        option = Option(
            name=letter(place),
            shown=(),
            right=right,
            where=node.where,
            reason=self.prompts.pieces(text, blocks=False) if (text := own.text("reason")) else (),
            points=self.points(own),
            last=own.choice("last", "yes" if right.is_no_other else "no") == "yes",
        )
        if what == ["text"] and (text := own.text("text")):
            shown = self.prompts.pieces(text, blocks=False)
            option = replace(
                option, shown=tuple(replace(piece, expr=piece.expr and expr_at_last_step(piece.expr, self.item.horizon)) for piece in shown)
            )
        elif what == ["formula"] and (text := own.text("formula")):
            found = own.attempt(partial(formula, timeless=self.timeless), text)
            option = replace(option, formula=text, shown=(Inline("expr", text.value, found),))
        elif what == ["value"]:
            option = self.value(own, option)
        if "slip" in own:
            option = replace(option, slip=self.slip(own, right))
        return option

    def points(self, own: Fields) -> Fraction | None:
        text, points = own.text("points"), own.number("points")
        if text and points is not None and (points <= 0 or (2 * points).denominator != 1):
            own.fault(text.where, f"points are positive and come in halves, found '{text.value}'")
        return points

    def value(self, own: Fields, option: Option) -> Option:
        """A number or a list of numbers as it was typed, or an expression."""
        node = own.nodes["value"]
        if isinstance(node, Leaf) and not _is_number(node.text):
            parsed = own.attempt(partial(expression, timeless=self.timeless, cell=True), node.text)
            parsed = parsed and at_last_step(parsed, self.item.horizon)
            return replace(option, value=parsed, shown=(Inline("value", node.text.value, parsed.expr),) if parsed else ())
        written = numbers_of(own, node, "value")
        if written is None:
            return option
        typed = written.given("rows")
        number = Num(typed.value) if isinstance(typed.value, Fraction) else Num(Fraction(0))
        return replace(option, typed=typed, shown=(Inline("value", "", number, values={number: as_typed(typed.value, typed.texts)}),))

    def rightness(self, own: Fields, what: list[str], whole: RightIf | None) -> RightIf:
        """What decides whether an option is right."""
        if "right" in own:
            return self.right(own.text("right"))
        if whole and what != ["text"]:
            return whole
        if what == ["text"] and self.choice.form == "one":
            return RightIf(own.where, typed=False)
        hint = "write 'right: yes' or 'right: no'" if what == ["text"] else "say what is asked, once: right: value of h[2]"
        own.fault(own.where, "nothing says whether this option is right", hint)
        return RightIf(own.where, typed=False)

    def right(self, text: Text | None, whole: bool = False) -> RightIf:
        if text is None:
            return RightIf(self.fields.where, typed=False)
        where, word = text.where, text.value.strip()
        if word in ("yes", "no") and not whole:
            return RightIf(where, typed=word == "yes")
        if word == "no other" and not whole:
            return RightIf(where)
        if word.startswith("claim ") and not whole:
            claim = self.fields.attempt(partial(relation, timeless=self.timeless, cell=True), text.part(len("claim"), len(text.value)))
            claim = claim and replace(
                claim, left=at_last_step(claim.left, self.item.horizon), right=at_last_step(claim.right, self.item.horizon)
            )
            return RightIf(where, claim=claim) if claim else RightIf(where, typed=False)
        before = len(self.fields.faults)
        cells = {reading.cell.name: reading.cell for reading in self.item.readings}
        queries = read_question(self.fields, text, self.timeless, cells)
        if len(self.fields.faults) > before:
            del self.fields.faults[before + 1 :]
            self.fields.faults[before] = replace(self.fields.faults[before], hint=_RIGHT) if not queries else self.fields.faults[before]
        elif len(queries) != 1 or not is_asked_by_options(queries[0]):
            self.fields.fault(where, f"'{word}' does not ask for one number or formula", _RIGHT)
        else:
            return RightIf(where, asked=queries[0])
        return RightIf(where, typed=False)

    def slip(self, own: Fields, right: RightIf) -> Slip | None:
        """The item once more with something of it changed."""
        node = own.nodes["slip"]
        if right.asked is None:
            own.fault(node.where, "a slip is made in what is asked", "say what that is: right: value of h[2]")
            return None
        return read_slip(self.fields, node, self.item, self.reread, self.before)


def _is_empty(node: Node) -> bool:
    """Whether nothing is written; of a text that YAML has taken for a comment something is."""
    return isinstance(node, Leaf) and node.text.value.strip() in ("", "null", "~") and not node.text.comment


def _is_number(text: Text) -> bool:
    try:
        constant(text)
    except InputErrors:
        return False
    return True
