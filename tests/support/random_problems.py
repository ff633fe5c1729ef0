"""Random problem files with several items that share numbers, and what becomes of one: a key read back, or a refusal with its reason."""

import re
from pathlib import Path

from hypothesis import assume
from hypothesis import strategies as st

from gen.check.exam import check_exam
from gen.format.exam_file import load_exam
from gen.messages.errors import InputErrors
from gen.page.exam import exam_view
from gen.typeset.templates import render
from tests.support.array_cells import CONVENTIONS, Cell, cells
from tests.support.problems import plain_layout

# What may be wrong with a random file, in words that an author can act on: the beginning of a kind, as a pattern of its message.
REFUSALS = (
    r"their derivative is no matrix",
    r"ask for (one entry|the derivative of a number|that of a number)",
    r"is neither computed nor used by the cell",
    r"stands (left|right) of a matrix here",
    r"a tie",
    r"this close to 0 cannot be told",
    r"digits are not enough for .*: its digits cancel",
    r"steps that a gradient of",
    r"a truncated gradient is told step by step",
    r"is compared with a part of itself",
    r"the number is too (large|small)",
    r"division by zero",
    r"logarithm of a number that is not positive",
    r"square root of a negative number",
    r"rounding what lies halfway between two whole numbers",
    r"has grown beyond 4,200 digits",
    r"no convention for",
    r"a power above",
    r"paths are told with numbers only",
    r"are both printed as",
    r"this is asked twice",
    r"is told from .* back",
    r"digits are not enough to show",
    r"wide where it cannot be broken",
    r"no value for .h\[0\]. \(L in the cell",  # a last step of 1, where an item without numbers of its own states no other
)


@st.composite
def problems(draw: st.DrawFn) -> str:
    """A problem file: one cell, up to three items, in any style, language and way of telling."""
    scalar = draw(st.booleans())
    cell = draw(cells(depth=draw(st.integers(1, 2)), scalar=scalar, rough=True))
    assume(cell.given)
    tellings = ("forward", "paths", "reverse") if scalar else ("reverse", "forward")
    style = [
        f"language: {draw(st.sampled_from(('en', 'de')))}",
        f"numbers: {draw(st.sampled_from(('fractions', 'decimals')))}",
        f"shown: {draw(st.integers(1, 7))} {draw(st.sampled_from(('digits', 'decimals')))}",
        *([f"vectors: {cell.vectors}"] if cell.vectors else []),
    ]
    whole, steps = " ".join(cell.equations), f"with $T = {cell.horizon}$"
    stated = [one for one in CONVENTIONS.split(", ") if re.search(r"\b" + one.replace("'", "(").partition("(")[0] + r"\(", whole)]
    first = ["given:", *(f"  {line}" for line in cell.given), f"horizon: {cell.horizon}", f"convention: {{{', '.join(stated)}}}"]
    first += [f"cut: {cell.cut}"] if cell.cut else []
    first += [f"truncate: {cell.truncate}"] if cell.truncate else []
    items = [_item("a", steps, first, cell.ask, draw(st.sampled_from(tellings)), draw(st.booleans()))]
    for label, (changed, ask) in zip("bc", cell.further, strict=False):
        like = [
            f"like: {draw(st.sampled_from('ab'[: ord(label) - ord('a')]))}",
            *(["given:", *(f"  {line}" for line in changed)] if changed else []),
        ]
        items.append(_item(label, steps, like, ask, draw(st.sampled_from(tellings)), draw(st.booleans())))
    return "\n".join(["title: Random", *style, "cells:", "  cell:", *(f"    {eq}" for eq in cell.equations), "items:", *items, ""])


def _item(label: str, steps: str, body: list[str], ask: tuple[str, ...], by: str, together: bool) -> str:
    """An item that pays for all answers together, or for each."""
    answers = [_answer(question) for question in ask]
    points = ["  all: 2"] if together or len(set(answers)) < len(answers) else [f'  "{answer}": 1' for answer in answers]
    lines = [f"by: {by}", "ask:", *(f"  - {question}" for question in ask), "points:", *points]
    numbers = "{given} and " * ("given:" in body)
    return "\n".join(
        [f"  - id: {label}", f"    prompt: For {numbers}{{cell}} {steps} find it.", *(f"    {line}" for line in [*body, *lines])]
    )


def _answer(question: str) -> str:
    """`dL/dV` for `gradient of L wrt V`: what `points` calls it."""
    kind, _, rest = question.partition(" of ")
    of, _, wrt = rest.partition(" wrt ")
    return of if kind == "value" else f"d{of}/d{wrt}"


def refusal(message: str) -> str:
    """The kind of a refusal that an author can act on; empty for any other."""
    return next((pattern for pattern in REFUSALS if re.search(pattern, message)), "")


def outcome(text: str, folder: Path) -> str:
    """`built` where a key is confirmed, read back and rendered, else the kind of the first refusal. Raises what is a fault of the tool."""
    path = folder / "random.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        exam, faults = load_exam(path)
        if faults:
            raise InputErrors(faults)
        checked = check_exam(exam)
    except InputErrors as error:
        kinds = [refusal(f"{fault.message} ({fault.hint})") for fault in error.faults]
        if not all(kinds):
            raise
        return kinds[0]
    if checked.findings:
        return "finding"
    layout = plain_layout(exam)
    for audience in ("graders", "students"):
        render(exam_view(exam, checked.solved, layout, audience), "solutions")
    render(exam_view(exam, None, layout), "exam")
    return "built"


__all__ = ["Cell", "outcome", "problems", "refusal"]
