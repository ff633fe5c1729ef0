"""The boxes beside an item of the sheet in which graders mark its points."""

from fractions import Fraction

from gen.model.problem import Item

MOST_BOXES = 51  # one below the other


def credit_steps(item: Item) -> tuple[Fraction, ...]:
    """0, 1, 2 ... up to the item's points; by halves if its rubric has halves. None where a page has no room for so many boxes."""
    shares = [c.points for c in item.grading.criteria] + [rule.points for rule in item.grading.rules if rule.points is not None]
    step = Fraction(1) if all(share.denominator == 1 for share in shares) else Fraction(1, 2)
    number = int(item.points / step) + 1
    return tuple(step * n for n in range(number)) if number <= MOST_BOXES else ()
