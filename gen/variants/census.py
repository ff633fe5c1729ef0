"""What `gen variants` prints: how many variants there are, and what each requirement removes."""

from collections.abc import Iterator

from gen.algebra.printer import number_text
from gen.variants.acceptance import Acceptance
from gen.variants.orders import orders_of
from gen.variants.search import SAMPLE, Census, census
from gen.variants.variation import Choice, Drawn


def census_text(acceptance: Acceptance) -> tuple[str, bool]:
    """The census of a problem, and whether a part of it has no variant at all."""
    found = [census(acceptance, group) for group in acceptance.variation.groups]
    name = acceptance.variation.problem.id
    total, exact = 1, True
    for one in found:
        total, exact = total * one.number, exact and one.exact
    head = f"{name}: {'' if exact else 'about '}{total:,} variant{'' if total == 1 else 's'}"
    shuffled = [item for item, _ in orders_of(acceptance.variation.problem.items)]
    moving = [f"  item{'s' if shuffled[1:] else ''} {', '.join(shuffled)}: options change places"] if shuffled else []
    lines = [head if found else f"{name}: no number varies" if moving else f"{name}: nothing varies"]
    lines += [*(line for one in found for line in _part(acceptance, one)), *moving]
    return "\n".join(lines), any(one.good == 0 for one in found)


def _part(acceptance: Acceptance, found: Census) -> Iterator[str]:
    group, items = found.group, acceptance.variation.problem.items
    names = ", ".join(items[place].id for place in group.items)
    of = f"{found.good:,} of {found.seen:,} draws" if found.exact else f"{found.good / found.seen:.1%} of {SAMPLE:,} draws tried"
    yield f"  item{'s' if len(group.items) > 1 else ''} {names}: {group.size:,} draws, {of} are good"
    for choice in group.choices:
        yield f"    {choice.key:<16} {_drawn_from(choice)}"
    if found.removals:
        yield "    requirement                                removes   by itself"
    for one in found.removals:
        yield f"    {one.name[:42]:<42} {one.share:7.1%}     {one.alone:7.1%}"
    if found.unsolved:
        yield f"    no solution, for example: {found.unsolved}"
    for choice in group.free:
        if in_vain := found.unused.get(choice.key):
            shown = [_value_text(choice, value) for value in in_vain]
            some = shown if len(shown) <= 8 else [*shown[:8], f"and {len(shown) - 8} more"]
            yield f"    in no variant: {choice.key} = {' | '.join(some)}"
    if found.good == 0:
        empty = [one.name for one in found.removals if one.share == 1]
        why = f"no draw meets '{empty[0]}'" if empty else "no single requirement does it: they exclude each other"
        yield f"    there is no variant: {why}" if found.exact else "    no variant among the draws tried"


def _drawn_from(choice: Choice) -> str:
    if choice.formula:
        where = f" in {choice.formula.item}" if choice.formula.item else ""
        return f"= {choice.formula.parsed.text}{where}"
    if choice.kind == "either":
        return f"{len(choice.values)} alternatives"
    if len(choice.values) > 8:
        return f"{len(choice.values):,} values"
    shown = " | ".join(_value_text(choice, value) for value in choice.values)
    return shown if len(shown) <= 60 else f"{len(choice.values):,} values"


def _value_text(choice: Choice, value: Drawn) -> str:
    """As in a file: alternatives count from 1."""
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value + (choice.kind == "either")) if isinstance(value, int) else number_text(value)
