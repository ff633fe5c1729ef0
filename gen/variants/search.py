"""Draws that make good variants: each seed finds one, each good draw is as likely as any other, and a census tells how many there are."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from gen.algebra.random_stream import Stream
from gen.messages.errors import InputError, InputErrors, LimitExceeded, working_on
from gen.variants.acceptance import UNSOLVED, Acceptance
from gen.variants.orders import drawn_orders
from gen.variants.variation import ChoiceGroup, Draw, Drawn, drawn_items

ATTEMPTS = 400  # draws of a seed before a small space is gone through
SMALL = 20_000  # draws that are all gone through, for a census or where a seed had no luck
PATIENCE = 20_000  # draws of a seed in a large space
SAMPLE = 1_000  # draws by which a large space is judged


@dataclass(frozen=True, slots=True)
class Removal:
    """What a requirement removes: the share of all draws that do not meet it, and of those that fail by nothing else."""

    name: str
    share: float
    alone: float


@dataclass(frozen=True, slots=True)
class Census:
    """How many draws a group has, and how many are good: counted where `exact`, else among `seen` draws of a fixed seed."""

    group: ChoiceGroup
    seen: int
    good: int
    exact: bool
    removals: tuple[Removal, ...]
    unsolved: str
    """Why a draw has no solution, for example."""
    unused: Mapping[str, tuple[Drawn, ...]]
    """By the keys of choices: values that are in no good draw. Nothing where this is not known."""

    @property
    def number(self) -> int:
        """The good draws that there are, or about how many."""
        return self.good if self.exact else round(self.group.size * self.good / self.seen)


def find(acceptance: Acceptance, seed: int) -> Draw:
    """The draw of a seed for all groups of a problem. Raises InputErrors where there is none, or none was found."""
    found: dict[str, Drawn] = {}
    for group in acceptance.variation.groups:
        with working_on(group.choices[0].where):
            try:
                found |= _search(acceptance, group, seed)
            except LimitExceeded as met:
                met.where = group.choices[0].where  # and not the item that was just judged
                if acceptance.removed:
                    met.message += f" in search of a variant: '{acceptance.removed.most_common(1)[0][0]}' removes most draws"
                raise
    return found | drawn_orders(drawn_items(acceptance.variation, found), seed, acceptance.variation.problem.id)


def _search(acceptance: Acceptance, group: ChoiceGroup, seed: int) -> Draw:
    """Attempt by attempt, so that each good draw is as likely as the others; a small space without luck is gone through."""
    problem = acceptance.variation.problem.id
    for attempt in range(ATTEMPTS if group.size <= SMALL else PATIENCE):
        draw = draw_group(group, seed, problem, attempt)
        if acceptance.accepts(group, draw):
            return draw
    if group.size <= SMALL and (good := [draw for draw in every_draw(group) if acceptance.accepts(group, draw)]):
        return Stream(seed, problem, group.name, "all").choice(good)
    raise InputErrors([_why_none(census(acceptance, group))])


def draw_group(group: ChoiceGroup, seed: int | str, problem: str, attempt: int) -> Draw:
    """A value for each choice, from a stream of its own: what else varies, and in which order it stands, does not matter."""
    return {choice.key: Stream(seed, problem, choice.item, choice.name, attempt).choice(choice.values) for choice in group.free}


def every_draw(group: ChoiceGroup) -> Iterator[Draw]:
    keys = [choice.key for choice in group.free]
    return (dict(zip(keys, values, strict=True)) for values in product(*(choice.values for choice in group.free)))


def census(acceptance: Acceptance, group: ChoiceGroup) -> Census:
    """What each requirement removes."""
    exact = group.size <= SMALL
    tried = list(every_draw(group)) if exact else [draw_group(group, "census", acceptance.variation.problem.id, k) for k in range(SAMPLE)]
    verdicts = [acceptance.violations(group, draw) for draw in tried]
    good = [draw for draw, verdict in zip(tried, verdicts, strict=True) if not verdict]
    missed = Counter(name for verdict in verdicts for name in verdict)
    alone = Counter(verdict[0] for verdict in verdicts if len(verdict) == 1)
    removals = tuple(Removal(name, missed[name] / len(tried), alone[name] / len(tried)) for name, _ in missed.most_common())
    unused = _unused(group, good) if exact and good else {}
    return Census(group, len(tried), len(good), exact, removals, acceptance.unsolved.get(group.name, ""), unused)


def _unused(group: ChoiceGroup, good: Sequence[Draw]) -> dict[str, tuple[Drawn, ...]]:
    """What each choice has in vain."""
    used = {choice.key: {draw[choice.key] for draw in good} for choice in group.free}
    found = {choice.key: tuple(value for value in choice.values if value not in used[choice.key]) for choice in group.free}
    return {key: values for key, values in found.items() if values}


def _why_none(found: Census) -> InputError:
    """Why there is no variant: the requirement that no draw meets, or the one that removes most."""
    where = found.group.choices[0].where
    empty = [one.name for one in found.removals if one.share == 1]
    if empty:
        why = f", for example: {found.unsolved}" if empty[0] == UNSOLVED else ""
        return InputError(where, f"no draw is a variant: none meets '{empty[0]}'{why}", "widen what numbers are drawn from, or drop it")
    worst = max(found.removals, key=lambda one: (one.alone, one.share))
    how = "no draw is a variant" if found.exact else f"no variant in {PATIENCE:,} draws"
    return InputError(where, f"{how}: '{worst.name}' removes {worst.share:.0%}", "widen what numbers are drawn from, or drop requirements")
