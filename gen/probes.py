"""Other numbers for a recurrence, drawn from a fixed seed: a factor that is 1 on the sheet is not 1 there."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from random import Random

from gen.rules import CONVENTIONS
from gen.setting import Setting

PROBES = 3


def probes(seed: str, setting: Setting) -> Iterable[Setting]:
    """The same recurrence on other numbers, small fractions drawn from a fixed seed."""
    for k in range(PROBES):
        draw = Random(int.from_bytes(sha256(f"{seed}/{k}".encode()).digest()[:8]))
        numbers = {var: Fraction(draw.choice([-5, -3, -2, -1, 1, 2, 3, 5]), draw.choice([1, 2, 3])) for var in setting.givens}
        printed = {var: Fraction(draw.randint(1, 9), 4) for var in setting.printed}
        conventions = {name: Fraction(draw.randint(0, 4), 4) for name in CONVENTIONS}
        yield replace(setting, givens=numbers, printed=printed, conventions=conventions)
