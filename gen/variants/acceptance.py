"""Whether a draw makes a good variant: the requirements of its items, and one structure for all variants."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import chain

from gen.algebra.arrays import Value
from gen.algebra.expr import Atom, Var
from gen.calculus import evaluate
from gen.messages.errors import InputError, InputErrors, MathError
from gen.model.cases import one_of_each
from gen.model.choice import clashes_of
from gen.model.memo import Memo
from gen.model.placeholders import COMMON
from gen.model.problem import Item, Problem
from gen.model.slips import priced_slips
from gen.questions import AskedItem, fill_placeholders, slip_clashes
from gen.solver import with_computed_prints
from gen.variants.computed_choices import formula_errors, writable_value
from gen.variants.features import Features, features_of
from gen.variants.orders import orders_of
from gen.variants.requirements import fails_on_givens, is_about_givens, meets, repeated_number, unknown_names
from gen.variants.variation import (
    FEATURES,
    Choice,
    ChoiceFormula,
    ChoiceGroup,
    Draw,
    Drawn,
    Feature,
    Requirement,
    VariantRules,
    Variation,
    alternative,
    apply_draw,
    cells_and_stem,
    cells_of,
    drawn_item,
    item_named,
    keys_for,
)

KEPT = 20_000  # draws of a space whose verdicts are kept
UNSOLVED = "has a solution"
SAME: Mapping[Feature, str] = {
    "steps": "has the same steps",
    "gates": "has as many gates closed",
    "kinks": "has as many kinks",
    "ties": "has as many ties",
    "zeros": "has as many zeros",
}


def _why(error: InputErrors | MathError) -> str:
    return error.faults[0].message if isinstance(error, InputErrors) else str(error)


class Acceptance:
    """Accepts draws for one variation, or tells what they violate. What does not depend on numbers is made once.

    Variants that have drawn the same for an item have the same item, the very object, as long as the `memo` has it.
    """

    def __init__(self, variation: Variation, memo: Memo | None = None) -> None:
        self.variation = variation
        self._known = frozenset(var.name for item in variation.problem.items for var in one_of_each(item))
        self.memo = memo or Memo()
        self._own: dict[tuple[int, int], tuple[Features, ...]] = {}
        self._early: dict[tuple[int, int], tuple[Requirement, ...]] = {}
        self._judged: dict[tuple[str, tuple[Drawn, ...]], bool] = {}
        self.removed = Counter[str]()  # how often what was the first that a draw did not meet
        self.unsolved: dict[str, str] = {}  # by group: why the last draw that was judged to have no solution has none

    @property
    def varies(self) -> bool:
        """Whether anything is drawn, be it only the order of options."""
        return bool(self.variation.groups) or any(True for problem in self.variation.problems for _ in orders_of(problem.items))

    def violations(self, group: ChoiceGroup, draw: Draw) -> tuple[str, ...]:
        """What the draw does not meet, as the author wrote it; nothing where the variant is good."""
        found: dict[str, None] = {}
        try:
            items = self._items(group, draw)
        except (InputErrors, MathError) as error:
            self.unsolved[group.name] = _why(error)
            return (UNSOLVED,)
        for place, item in items.items():
            try:
                missed = list(self._violations(place, item, draw))
            except (InputErrors, MathError) as error:
                self.unsolved[group.name] = _why(error)
                missed = [UNSOLVED]
            found |= dict.fromkeys(missed)
        return tuple(found)

    def accepts(self, group: ChoiceGroup, draw: Draw) -> bool:
        """Whether the draw meets everything. In a small space it is asked of the same draw for many seeds, and judged once."""
        if group.size > KEPT:
            return self._accepts(group, draw)
        key = group.name, tuple(draw[choice.key] for choice in group.free)
        found = self._judged.get(key)
        if found is None:
            found = self._judged[key] = self._accepts(group, draw)
        return found

    def _accepts(self, group: ChoiceGroup, draw: Draw) -> bool:
        """Stops at the first that is not met."""
        try:
            items = self._items(group, draw)
            early = ((one, item) for place, item in items.items() for one in self._of_givens(place, item.id, draw))
            vain = (one.text for one, item in early if fails_on_givens(one, item))
            missed = next(chain(vain, (name for place, item in items.items() for name in self._violations(place, item, draw))), None)
        except (InputErrors, MathError):
            missed = UNSOLVED
        if missed:
            self.removed[missed] += 1
        return not missed

    @property
    def corrected(self) -> tuple[Problem, ...]:
        """The author's own numbers in each alternative, with printed values that fit. Raises InputErrors."""
        return tuple(replace(one, items=tuple(map(with_computed_prints, one.items))) for one in self.variation.problems)

    def problem(self, draw: Draw) -> Problem:
        """The problem with what was drawn for all its groups, and with printed values that fit. Raises InputErrors."""
        whole = dict(draw)
        for group in self.variation.groups:
            whole |= self._kept(group, {choice.key: draw[choice.key] for choice in group.free})
        return self._with(whole)

    def own(self, draw: Draw) -> Problem:
        """The author's own numbers, corrected, in the alternatives of a draw. Raises InputErrors."""
        return self._with(
            {choice.key: draw[choice.key] for choice in self.variation.free if choice.kind == "either" and choice.key in draw}
        )

    def _with(self, draw: Draw) -> Problem:
        own = self.variation.problem
        items = tuple(self._item(item.id, draw) for item in own.items)
        orders = {choice.key: draw[choice.key] for choice in self.variation.choices if choice.kind == "cell" and choice.key in draw}
        cells, stem = self.memo.once("cells and stem", (self, *orders.items()), lambda: cells_and_stem(self.variation, orders))
        return replace(own, items=items, cells=cells, stem=stem, common=self._item(COMMON, draw) if own.common else None)

    def _item(self, name: str, draw: Draw) -> Item:
        """An item with what of the draw it may depend on. It is made of that alone, which is the key that it is kept by."""
        keys = self.memo.once("keys of an item", (self, name), lambda: keys_for(self.variation, name))
        seen = {key: drawn for key, drawn in draw.items() if key in keys}
        return self.memo.once("drawn item", (self, name, *seen.items()), lambda: self._made(name, seen))

    def _made(self, name: str, draw: Draw) -> Item:
        item = drawn_item(self.variation, name, draw, cells_of(self.variation, draw))
        return item if name == COMMON else with_computed_prints(item, self.memo)

    def _items(self, group: ChoiceGroup, draw: Draw) -> dict[int, Item]:
        return apply_draw(self.variation, self._completed(group, draw), group.items)

    def _kept(self, group: ChoiceGroup, own: Draw) -> Draw:
        return self.memo.once("computed choices", (self, group.name, *own.items()), lambda: self._completed(group, own))

    def _completed(self, group: ChoiceGroup, draw: Draw) -> Draw:
        """What was drawn, with what formulas make of it. Raises InputErrors and MathError where that has no value."""
        whole = dict(draw)
        for choice in group.choices:
            if choice.formula:
                item = self._source(choice, choice.formula, group, whole)
                value = evaluate(choice.formula.parsed.expr, self._env(choice.formula, item), item.conventions)
                whole[choice.key] = writable_value(value, choice)
        return whole

    def _source(self, choice: Choice, formula: ChoiceFormula, group: ChoiceGroup, draw: Draw) -> Item:
        """The item whose numbers a formula is of."""
        return drawn_item(self.variation, formula.item or choice.item, draw, cells_of(self.variation, draw))

    def _env(self, formula: ChoiceFormula, source: Item) -> Mapping[Atom, Value]:
        """What a formula may name: what its item gives, or all that is derived in another. Raises InputErrors."""
        env: dict[Atom, Value] = {var: given.value for var, given in source.given.items()}
        env |= {Var(axis): Fraction(sizes[0]) for axis, sizes in source.shapes.items()}
        return env | dict(features_of(source, self._known, self.memo)[0].derivation.values) if formula.item else env

    def _formula_errors(self, group: ChoiceGroup) -> Iterator[InputError]:
        """Formulas of what there is not, or of what comes later, and those whose values are none for what they stand for."""
        for n, choice in enumerate(group.choices):
            if choice.formula:
                source = self._source(choice, choice.formula, group, {})
                own = item_named(self.variation.problem, choice.item)
                later = [one for one in group.choices[n:] if one.formula and one.item == source.id]
                try:
                    yield from formula_errors(choice, choice.formula, self._env(choice.formula, source), own, later)
                except InputErrors as error:
                    yield from error.faults

    def faults(self) -> list[InputError]:
        """What is wrong: alternatives without a solution, and requirements that name what there is not or that the author does not meet."""
        result: list[InputError] = [fault for group in self.variation.groups for fault in self._formula_errors(group)]
        for k, problem in enumerate(self.variation.problems):
            for place, item in enumerate(problem.items):
                rules = self.variation.rules.get(item.id, VariantRules())
                if (k and item == self.variation.problem.items[place]) or not (k or rules.require):
                    continue  # no alternative, and what it requires is judged with the first; or nothing to meet
                try:
                    own = self._own_features(place, k)
                except InputErrors as error:
                    result += error.faults
                    continue
                for requirement in rules.require:
                    missing = list(chain.from_iterable(unknown_names(requirement, one) for one in own))
                    result += missing
                    if not missing and not all(self._meets(requirement, one) for one in own):
                        result.append(InputError(requirement.where, *self._unmet(requirement, own)))
        return list(dict.fromkeys(result))

    def _meets(self, requirement: Requirement, features: Features) -> bool:
        return meets(requirement, features, self.variation.problem.shown)

    def _unmet(self, requirement: Requirement, own: Iterable[Features]) -> tuple[str, str]:
        """What is wrong with the author's own numbers, and what to do."""
        message = f"the author's own numbers do not meet '{requirement.text}'"
        with suppress(MathError):
            twice = next(filter(None, (repeated_number(requirement, one, self.variation.problem.shown) for one in own)), None)
            if twice is not None:
                return f"{message}: two of them are shown as {twice}", "change them, or the requirement, or how many digits are shown"
        return message, "change them, or the requirement"

    def _violations(self, place: int, item: Item, draw: Draw) -> Iterator[str]:
        """What one item does not meet. Raises InputErrors and MathError where it has no solution."""
        rules = self.variation.rules[item.id]
        number = alternative(self.variation, item.id, draw)
        own = self._own_features(place, number)
        features = own if item == self.variation.problems[number].items[place] else features_of(item, self._known, self.memo)
        for one in features:
            fill_placeholders(item, one.derivation.values)
        yield from (clash.name for one in features for answer in one.derivation.answers for clash in clashes_of(answer))
        if any(priced_slips(item)):
            asked = AskedItem(item, item.readings[0], self._known, self.memo, self.variation.problem.shown)
            yield from (clash.name for clash in slip_clashes(asked, features[0].derivation))
        for feature in FEATURES:
            if feature not in rules.differ and [getattr(one, feature) for one in features] != [getattr(one, feature) for one in own]:
                yield SAME[feature]
        for requirement in rules.require:
            if not all(self._meets(requirement, one) for one in features):
                yield requirement.text

    def _of_givens(self, place: int, name: str, draw: Draw) -> tuple[Requirement, ...]:
        """The requirements of an item that are about nothing but what it is given: draws have other numbers, not other names."""
        number = alternative(self.variation, name, draw)
        if (place, number) not in self._early:
            item = self.variation.problems[number].items[place]
            self._early[place, number] = tuple(one for one in self.variation.rules[name].require if is_about_givens(one, item))
        return self._early[place, number]

    def _own_features(self, place: int, number: int) -> tuple[Features, ...]:
        """The features of the author's own numbers."""
        if (place, number) not in self._own:
            self._own[place, number] = features_of(self.variation.problems[number].items[place], self._known, self.memo)
        return self._own[place, number]
