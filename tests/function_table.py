"""What docs/format.md says of the functions of one number, made from their entries."""

from gen.algebra.expr import Expr, Num, Var
from gen.algebra.printer import text
from gen.functions.elementwise import ELEMENTWISE
from gen.functions.function import Function
from gen.functions.registry import CONVENTIONS
from gen.functions.simplify import product, sum_of

_IN_A_LINE = 6
_HEAD = "| function | value | slope, as it is written | by `convention`, where an input is there |\n|---|---|---|---|\n"
_EXAMPLE = """title: One step of each function
cells:
  each:
{equations}
items:
  - id: a
    prompt: Compute the derivatives for {{given}} with {{convention}}.
    given:
      x: [0]
    convention: {{{conventions}}}
    ask: [{asked}]
    points: {{all: 1}}
"""


def up_to_date(page: str) -> str:
    """The page with its table of functions of one number and the example of them made anew."""
    before, head, rest = page.partition(_HEAD)
    _, blank, behind = rest.partition("\n\n")
    page = before + head + _table() + blank + behind
    before, title, rest = page.partition("```yaml\ntitle: One step of each function\n")
    _, end, behind = rest.partition("```\n")
    assert title and end and head
    return f"{before}```yaml\n{_example()}{end}{behind}"


def _table() -> str:
    rows = [
        (f"`{fn}`", rule.meaning, _slope(rule), ", ".join(f"`{name}`" for name in _conventions(fn))) for fn, rule in ELEMENTWISE.items()
    ]
    return "\n".join(f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows)


def _slope(rule: Function) -> str:
    """As a formula of the output y and the input z; of pieces those of each from left to right."""
    if rule.slope:
        return text(rule.slope(Var("y"), Var("z")))
    assert rule.pieces
    smooth: list[Expr] = [sum_of([product([Num(a), Var("y")])] * bool(a) + [Num(b)]) or Num(b) for a, b in rule.pieces.smooth]
    *others, last = map(text, smooth) if smooth else map(str, rule.pieces.slopes())
    return last if {*others} == {last} else f"{', '.join(others)} or {last}"


def _conventions(fn: str) -> list[str]:
    return [name for name in CONVENTIONS if name.partition("(")[0].removesuffix("'") == fn]


def _example() -> str:
    calls = [rule.example or f"{fn}(x[t])" for fn, rule in ELEMENTWISE.items()]
    sums = [" + ".join(calls[i : i + _IN_A_LINE]) for i in range(0, len(calls), _IN_A_LINE)]
    letters = "abcdefgh"[: len(sums)]
    return _EXAMPLE.format(
        equations="\n".join(f"    {letter}[t]: {terms}" for letter, terms in zip(letters, sums, strict=True)),
        conventions=", ".join(f"{name}: 0" for fn in ELEMENTWISE for name in _conventions(fn)),
        asked=", ".join(f'"gradient of {letter}[1] wrt x[1]"' for letter in letters),
    )
