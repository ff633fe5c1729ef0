"""Numbers of a column with their decimal points below each other."""

import re
from collections.abc import Sequence

_PLAIN = re.compile(r"(?P<sign>-?)(?P<whole>\d+)(?:(?P<point>\.|\{,\})(?P<decimals>\d+))?")


def are_decimals(column: Sequence[str]) -> bool:
    """Whether all numbers are plain, without a line of a fraction or a power of ten, and one of them has a point."""
    found = [_PLAIN.fullmatch(number) for number in column]
    return all(found) and any(match["point"] for match in found if match)


def aligned(column: Sequence[str]) -> tuple[str, ...]:
    r"""Numbers in LaTeX with the room of what each lacks before and behind its point, `\phantom{0}{-}7.5\phantom{0}`; an empty place stays.

    Before one that is not plain, as a fraction is, there is the room of a minus sign alone.
    """
    found = [_PLAIN.fullmatch(number) for number in column]
    signs = any(number.startswith("-") for number in column)
    plain = [match for match in found if match]
    whole = max((len(match["whole"]) for match in plain), default=0)
    behind = max((_behind(match) for match in plain), default=0)
    return tuple(
        _in_room(match, signs, whole, behind) if match else _phantom("-" * (signs and number[:1] not in ("", "-"))) + number
        for match, number in zip(found, column, strict=True)
    )


def _behind(match: re.Match[str]) -> int:
    """How many characters stand from the point on."""
    return len(match["decimals"]) + 1 if match["point"] else 0


def _in_room(match: re.Match[str], signs: bool, whole: int, behind: int) -> str:
    before = "-" * (signs and not match["sign"]) + "0" * (whole - len(match["whole"]))
    number = f"{{-}}{match[0][1:]}" if before and match["sign"] else match[0]  # behind something a sign would be one between two numbers
    missing = behind - _behind(match)
    after = ("" if match["point"] else ".")[:missing] + "0" * (missing - (not match["point"]))
    return _phantom(before) + number + _phantom(after)


def _phantom(characters: str) -> str:
    return rf"\phantom{{{characters}}}" if characters else ""
