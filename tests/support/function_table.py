"""What docs/format/expressions.md says of functions, made from their entries."""

from collections.abc import Iterable

from gen.algebra.expr import Expr, Num, Var
from gen.algebra.printer import text
from gen.functions.elementwise import ELEMENTWISE
from gen.functions.function import ArrayFunction, Function
from gen.functions.internal import INTERNAL
from gen.functions.of_arrays import ARRAY_FUNCTIONS
from gen.functions.registry import CONVENTIONS
from gen.functions.simplify import product, sum_of

_WIDTH = 104  # of the lines of an example, without the letter and what is left of it
_N = 97  # entries of a vector, which no formula has as a number of its own
_TIE = "`{}'(tie)`: the share of the first of those that are equal; the others have the rest in equal parts"
_ALONE = "These stand in lines of solutions alone:"
_OF_ARRAYS = "| function | value | what comes to its arguments | by `convention` |\n|---|---|---|---|\n"
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


_ARRAYS_EXAMPLE = """title: One call of each function of arrays
cells:
  each:
{equations}
items:
  - id: a
    prompt: Compute the derivatives for {{given}}.
    given:
      x: [1, 2, 3]
      y: [1/2, 1/4, 1/4]
      k: 2
    ask: [{asked}]
    by: reverse
    points: {{all: 1}}
"""


def up_to_date(page: str) -> str:
    """The page with its tables of functions and the examples of them as the entries say."""
    for begin, end, entries in (
        (_HEAD, "\n\n", _table()),
        (_OF_ARRAYS, "\n\n", _table_of_arrays()),
        (_ALONE, ".\n", "\n" + ",\n".join(_filled([f"`{fn}` ({rule.meaning})" for fn, rule in INTERNAL.items()], ", "))),
        ("```yaml\ntitle: One call of each function of arrays\n", "```\n", _example_of_arrays().partition("\n")[2]),
        ("```yaml\ntitle: One step of each function\n", "```\n", _example().partition("\n")[2]),
    ):
        before, head, rest = page.partition(begin)
        _, after, behind = rest.partition(end)
        assert head and after, begin
        page = before + head + entries + after + behind
    return page


def _table_of_arrays() -> str:
    rows = [
        (f"`{fn}`", rule.meaning, rule.vjp or _back(rule.array), _by_convention(fn, rule.array))
        for fn, rule in ARRAY_FUNCTIONS.items()
        if rule.array
    ]
    return "\n".join(f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows)


def _by_convention(fn: str, array: ArrayFunction) -> str:
    return _TIE.format(fn) if array.ties else f"`{array.by_ties_of}'(tie)`, of the entries of a window" if array.by_ties_of else ""


def _back(array: ArrayFunction) -> str:
    """What comes to the arguments a and b as a formula, each with its name if there are two."""
    args = [Var(name) for name in "ab"[: array.arguments[1]]]
    backs = [array.vjp(i, Var("g"), args, Var("y"), [(_N, 1)] * len(args)) for i in range(len(args))]
    formulas = [text(back).replace(str(_N), "n") for back in backs if back]
    several = [f"{back} to {arg.name}" for back, arg in zip(formulas, args, strict=False)] if formulas[1:] else formulas
    return ", ".join(several) or "nothing"


def call_of_arrays(fn: str) -> str:
    """A number that the function is, or that is made of what it gives, for vectors x and y."""
    rule = ARRAY_FUNCTIONS[fn]
    assert rule.array
    call = rule.example or f"{fn}({', '.join('xy'[: 1 if rule.array.gives == 'each' else rule.array.arguments[0]])})"
    return (
        f"dot({call}, y)" if rule.array.gives in ("alike", "vector") else f"dot({call}, {call})" if rule.array.gives == "joined" else call
    )


def _example_of_arrays() -> str:
    letters, equations = _lines(list(map(call_of_arrays, ARRAY_FUNCTIONS)), "")
    return _ARRAYS_EXAMPLE.format(equations=equations, asked=_list(f"gradient of {letter} wrt x" for letter in letters))


def _lines(calls: list[str], time: str) -> tuple[str, str]:
    """The letters of equations that add up some of the calls each, and these."""
    sums = _filled(calls, " + ")
    letters = "abcdefghij"[: len(sums)]
    return letters, "\n".join(f"    {letter}{time}: {terms}" for letter, terms in zip(letters, sums, strict=True))


def _list(parts: Iterable[str]) -> str:
    """What stands between the brackets of a list or mapping of an item."""
    return ",\n      ".join(_filled(list(parts), ", "))


def _filled(parts: list[str], between: str) -> list[str]:
    """As many of the parts in each line as it has room for."""
    first, *others = parts
    lines = [first]
    for part in others:
        longer = f"{lines[-1]}{between}{part}"
        lines[-1:] = [longer] if len(longer) <= _WIDTH - 12 else [lines[-1], part]
    return lines


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
    letters, equations = _lines([rule.example or f"{fn}(x[t])" for fn, rule in ELEMENTWISE.items()], "[t]")
    return _EXAMPLE.format(
        equations=equations,
        conventions=_list(f"{name}: 0" for fn in ELEMENTWISE for name in _conventions(fn)),
        asked=_list(f'"gradient of {letter}[1] wrt x[1]"' for letter in letters),
    )
