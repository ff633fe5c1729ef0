"""Formulas of a sentence set in lines of their own, as many in each as it has room for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gen.latex import INDENT, Tex, break_rows, fitted, height, width

LINE = 437 - 11 - 2  # points: a prompt is 437pt wide and its displays are set in by 11pt (\mathindent)
ONE_LINE, AIR = 17.6, 5.5  # points: the height of a line, and the air around a higher one
BESIDE = r",\qquad "  # between two formulas in one line


@dataclass(frozen=True, slots=True)
class Formula:
    """`left = right`, and what is said of it behind it: `for t < 3`."""

    left: Tex
    right: Tex
    condition: Tex

    @property
    def behind(self) -> str:
        """The condition as it is set."""
        return rf"\quad \text{{{self.condition}}}" if self.condition else ""

    @property
    def whole(self) -> str:
        """All of it in one line."""
        return f"{self.left} = {self.right}{self.behind}"


def display(rows: Iterable[Sequence[Formula]]) -> Tex:
    """The formulas aligned at the first sign of each line: a row goes into one line if it fits, and behind the row before if that fits."""
    lines: list[list[Formula]] = []
    for row in rows:
        for part in [row] if _fits(row) else [[formula] for formula in row]:
            if lines and _fits([*lines[-1], *part]):
                lines[-1] += part
            else:
                lines.append([*part])
    return Tex("\n\\begin{align*}\n" + "\\\\\n".join(map(_line, lines)) + "\n\\end{align*}\n")


def display_width(tex: str) -> float:
    """The width in points of the widest line of a display."""
    return max(map(width, _lines(tex)))


def display_height(tex: str) -> float:
    """The height in points of all lines of a display, with the air around them."""
    return sum(max(ONE_LINE, height(line) + AIR) for line in _lines(tex))


def _lines(tex: str) -> list[str]:
    lines = tex.strip().removeprefix(r"\begin{align*}").removesuffix(r"\end{align*}").split("\\\\\n")
    return [line.strip().replace("&", "") for line in lines]


def _fits(formulas: Sequence[Formula]) -> bool:
    return width(BESIDE.join(formula.whole for formula in formulas)) <= LINE


def _line(formulas: Sequence[Formula]) -> str:
    """A line, over several where a formula alone is too long for one."""
    first, *others = formulas
    if _fits(formulas):
        return BESIDE.join([f"{first.left} &= {first.right}{first.behind}", *(formula.whole for formula in others)])
    room = LINE - width(first.left)
    parts = break_rows(first.right, "{}=", room, width(first.behind))
    set_parts = [fitted(part, room - width(INDENT if i else "{}=")) for i, part in enumerate(parts)]
    return f"{first.left} &= " + f"\\\\\n &{INDENT}".join(set_parts) + first.behind
