"""The boxes beside an item of the sheet in which graders mark its points."""

from fractions import Fraction
from functools import lru_cache

from gen.model.choice import Choice, choice_of
from gen.model.problem import Item

MOST_BOXES = 51  # one below the other


def credit_steps(item: Item) -> tuple[Fraction, ...]:
    """0, 1, 2 ... up to the item's points; by halves if its rubric has halves. None where a page has no room for so many boxes.

    Of what is only ticked what ticks can earn, whatever is right.
    """
    choice = choice_of(item)
    if choice and choice.options and not is_framed(item):
        found = _of_ticks(choice, item.points)
    else:
        shares = [c.points for c in item.grading.criteria] + [rule.points for rule in item.grading.rules if rule.points is not None]
        found = _by(Fraction(1) if all(share.denominator == 1 for share in shares) else Fraction(1, 2), Fraction(0), item.points)
    return found if len(found) <= MOST_BOXES else ()


def is_framed(item: Item) -> bool:
    """Whether an answer is written and not only ticked, so that a sheet has a frame for it."""
    return any(query.framed for query in item.queries)


def _of_ticks(choice: Choice, points: Fraction) -> tuple[Fraction, ...]:
    scoring, n = choice.scoring, len(choice.options)
    match scoring.scheme:
        case "all or nothing":
            return (Fraction(0), points)
        case "half for one error":
            return (Fraction(0), points / 2, points)
        case _:
            loss = scoring.wrong if scoring.wrong is not None else points if choice.form == "one" else points / n
            least = -(loss if choice.form == "one" else loss * n) if scoring.below_zero else Fraction(0)
            equal = all(option.points is None for option in choice.options)
            step = points / n if equal and scoring.scheme == "per option" else Fraction(1, 2)
            return tuple(dict.fromkeys((-loss, Fraction(0), points))) if choice.form == "one" else _by(step, least, points)


@lru_cache(maxsize=1024)
def _by(step: Fraction, least: Fraction, most: Fraction) -> tuple[Fraction, ...]:
    """The multiples of a step from one number of points to another."""
    return tuple(step * n for n in range(int(least / step), int(most / step) + 1))
