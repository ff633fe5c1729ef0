"""What a problem file says of its variants: the corrected problem, what varies in it, and what every variant must satisfy."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from gen.algebra.arrays import shape_of, shape_words
from gen.algebra.printer import name_text
from gen.format import problem_of
from gen.keys import ITEM, PROBLEM
from gen.messages.errors import InputError, working_on
from gen.messages.sentences import Language
from gen.model.math_tree import NO_MACROS, Macros
from gen.model.placeholders import COMMON
from gen.model.problem import Item, Problem, timeless_names
from gen.model.source import Parsed, Text
from gen.syntax import Fields, expression, relation, split
from gen.syntax.yamltree import Mapping as Tree
from gen.syntax.yamltree import Node, read
from gen.syntax.yamltree import Sequence as List
from gen.variants.choices_file import ChoiceReader
from gen.variants.overlay import alternatives, overlay
from gen.variants.requirements import OWN
from gen.variants.variation import FEATURES, Choice, ChoiceGroup, Feature, Requirement, VariantRules, Variation, item_named

FUNCTIONS: Mapping[str, int] = dict.fromkeys(OWN, 1)
_KEYS = ITEM.part("vary", "require", "differ", "like", "either")


def load_variation(path: Path, macros: Macros = NO_MACROS, language: Language | None = None) -> tuple[Variation | None, list[InputError]]:
    """The variation of a problem file, None if it cannot be told for its faults; `macros` are those of its course, `language` its exam's.

    Raises InputErrors only if the file is not YAML at all.
    """
    faults: list[InputError] = []
    root = read(path, str(path))
    number = alternatives(root, faults)
    problems = []
    for k in range(number):
        problem, more = problem_of(overlay(root, k), path, macros, language)
        problems.append(_without_printed(problem))
        faults += [fault for fault in more if fault not in faults]
    if faults:
        return None, faults
    return _Reader(root, tuple(problems), faults).read(), faults


def _without_printed(problem: Problem) -> Problem:
    """The problem without readings of printed values: those of a variant are the computed ones."""
    items = []
    for item in problem.items:
        readings = tuple(one for one in item.readings if one.values == "computed")
        readings = readings or tuple(replace(one, values="computed") for one in item.readings[:1])
        items.append(replace(item, readings=readings))
    return replace(problem, items=tuple(items))


class _Reader:
    def __init__(self, root: Node, problems: tuple[Problem, ...], faults: list[InputError]) -> None:
        self.problems, self.faults = problems, faults
        self.common = problems[0].common
        self.items = {item.id: item for item in problems[0].items}
        whole = Fields(root, PROBLEM, [])
        nodes = whole.items("items")
        self.fields = {ident: own for node in nodes if (own := _fields(node, faults)) and (ident := _ident(node)) in self.items}
        self.whole = _only(whole, "vary", faults)

    def read(self) -> Variation | None:
        like = {ident: own.string("like") for ident, own in self.fields.items() if "like" in own}
        reader = ChoiceReader(self.problems[0])
        choices = {ident: _choices(reader, own, self.items[ident]) for ident, own in self.fields.items()}
        if self.common and (shared := _choices(reader, self.whole, self.common)):
            choices = {COMMON: shared, **choices}
            like = {**dict.fromkeys(self.items, COMMON), **like}
        rules = {ident: self.rules(own, self.items[ident]) for ident, own in self.fields.items()}
        self.check_points()
        self.check_given(choices)
        if self.faults:
            return None
        found = Variation(self.problems, (), rules, like)
        return replace(found, groups=tuple(_groups(found, choices)))

    def check_points(self) -> None:
        """The answer spaces of an exam are those of all its variants, so alternatives earn the same points."""
        for item in self.problems[0].items:
            for problem in self.problems[1:]:
                other = next(one for one in problem.items if one.id == item.id)
                if other.points != item.points:
                    message = f"the alternatives of item '{item.id}' have {item.points} and {other.points} points"
                    self.faults.append(InputError(item.where, message))

    def check_given(self, choices: Mapping[str, tuple[Choice, ...]]) -> None:
        """What varies is there in each alternative, in one shape."""
        for k, problem in enumerate(self.problems[1:], 2):
            for item in (*problem.items, *([problem.common] if problem.common else [])):
                first = item_named(self.problems[0], item.id)
                for choice in choices.get(item.id, ()):
                    name = choice.var.whole if choice.var else None
                    if (name and name not in item.given) or (choice.kind == "size" and choice.name not in item.shapes):
                        message = f"'{choice.name}' varies, and alternative {k} does not give it"
                    elif name and shape_of(item.given[name].value) != shape_of(first.given[name].value):
                        one, other = (shape_words(shape_of(given.given[name].value)) for given in (first, item))
                        message = f"'{choice.name}' varies: '{name_text(name)}' is {one}, but {other} in alternative {k}"
                    else:
                        continue
                    self.faults.append(InputError(choice.where, message, "make two items of it"))

    def rules(self, own: Fields, item: Item) -> VariantRules:
        node = own.nodes.get("require")
        nodes = node.items if isinstance(node, List) else (node,) if node else ()
        texts = [text for one in nodes if (text := own.leaf(one, "a requirement"))]
        timeless = timeless_names(reading.cell for reading in item.readings)
        require = tuple(found for text in texts if (found := own.attempt(partial(requirement, timeless=timeless), text)))
        differ = [one for text in [own.text("differ")] if text for one in split(text)]
        features: set[Feature] = set()
        for one in differ:
            if one.value in FEATURES:
                features |= {feature for feature in FEATURES if feature == one.value}
            else:
                own.fault(one.where, f"'{one.value}' is nothing that all variants share", f"known: {', '.join(FEATURES)}")
        return VariantRules(require, frozenset(features))


def _choices(reader: ChoiceReader, own: Fields, item: Item) -> tuple[Choice, ...]:
    with working_on(item.where):
        return tuple(reader.choices(own, item))


def requirement(text: Text, timeless: frozenset[str] = frozenset()) -> Requirement:
    """`h[3] != 0`, `abs(z[t]) <= 12`, `denominator(answers) <= 4` or `distinct(answers)`. Raises InputErrors."""
    if text.value.startswith("distinct(") and text.value.endswith(")"):
        inner = text.part(len("distinct("), len(text.value) - 1)
        parts: tuple[Parsed, ...] = tuple(expression(one, FUNCTIONS, timeless=timeless, cell=True) for one in split(inner))
        return Requirement(text.value, text.where, None, parts)
    return Requirement(text.value, text.where, relation(text, FUNCTIONS, timeless=timeless, cell=True))


def _fields(node: Node, faults: list[InputError]) -> Fields | None:
    """The keys of an item that are about variants."""
    if not isinstance(node, Tree):
        return None
    kept = tuple((key, value) for key, value in node.entries if key.value in _KEYS.known)
    return Fields(Tree(kept, node.where), _KEYS, faults)


def _only(fields: Fields, key: str, faults: list[InputError]) -> Fields:
    """A mapping with this key alone."""
    nodes = tuple((Text(key, node.where), node) for node in [fields.nodes.get(key)] if node)
    return Fields(Tree(nodes, fields.where), PROBLEM.part(key), faults)


def _ident(node: Node) -> str:
    return Fields(node, ITEM, []).string("id")


def _groups(variation: Variation, choices: Mapping[str, tuple[Choice, ...]]) -> Iterator[ChoiceGroup]:
    """Items that share draws, joined: one is like another, or a cell of both varies."""
    items = variation.problem.items
    leader = {item.id: item.id for item in items} | {COMMON: COMMON}

    def first(ident: str) -> str:
        return ident if leader[ident] == ident else first(leader[ident])

    for ident, other in variation.like.items():
        leader[first(ident)] = first(other)
    for ident, own in choices.items():
        for choice in own:
            if choice.formula and choice.formula.item and first(choice.formula.item) != first(ident):
                leader[first(ident)] = first(choice.formula.item)
            for item in items if choice.kind == "cell" else ():
                if any(reading.cell.name == choice.name for reading in item.readings) and first(item.id) != first(ident):
                    leader[first(item.id)] = first(ident)
    for name in dict.fromkeys(first(item.id) for item in items):
        members = [n for n, one in enumerate(items) if first(one.id) == name]
        sources = [*([COMMON] if first(COMMON) == name else []), *(items[n].id for n in members)]
        found = tuple(choice for source in sources for choice in choices.get(source, ()))
        if found:
            yield ChoiceGroup(items[members[0]].id, tuple(members), found)
