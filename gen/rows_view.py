"""One computed step as rows that are aligned at the relation sign: on one row if it fits, broken where a person would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gen.expr import Atom
from gen.notation import TEXT, Latex, number_text, summands, text
from gen.number import Number
from gen.steps import Step
from gen.telling import forms, is_rounded, joined
from gen.tex import NOTHING, Tex

LINE = 78  # characters of plain text that fit on one row beside the left side and the points


@dataclass(frozen=True, slots=True)
class RowView:
    """What stands left of the relation sign (empty in a continued step), the form, a remark, the points the row earns.

    The relation is empty in a row that goes on with a plus or minus. `remarks` are set below the row.
    """

    left: Tex
    form: Tex
    relation: Tex
    note: Tex = NOTHING
    credit: Tex = NOTHING
    remarks: tuple[Tex, ...] = ()


def rows(
    step: Step, values: Mapping[Atom, Number], latex: Latex, note: Tex, equation: Tex, result: Tex, remarks: tuple[Tex, ...]
) -> list[RowView]:
    """Symbols, numbers and value; the points for the equation stand at the first row, those for the result at the last."""
    told = forms(step, values, latex.expr, lambda x: latex.number(x)[0])
    plain = forms(step, values, text, number_text)
    left = Tex(latex.expr(step.lhs))
    if not equation and len(" = ".join(plain)) <= LINE:
        row = Tex(joined(told, step, nearly=r" \approx "))
        return [RowView(left, row, _relation(step, len(told) == 1), note, result, remarks)]
    result_rows = []
    broken = _broken(step, told, plain, values, latex)
    for i, (form, relation) in enumerate(broken):
        first, last = i == 0, i == len(broken) - 1
        credit = Tex(", ".join(filter(None, [equation if first else "", result if last else ""])))
        result_rows.append(
            RowView(left if first else NOTHING, Tex(form), relation, note if last else NOTHING, credit, remarks if last else ())
        )
    return result_rows


def _relation(step: Step, last: bool) -> Tex:
    return Tex(r"\approx" if last and is_rounded(step) else "=")


def _broken(step: Step, told: Sequence[str], plain: Sequence[str], values: Mapping[Atom, Number], latex: Latex) -> list[tuple[str, Tex]]:
    """The forms below each other, each with its relation sign.

    The first form keeps its row to itself; later ones share a row as long as they fit.
    """
    result: list[tuple[str, Tex]] = []
    room = 0
    for i, (form, short) in enumerate(zip(told, plain, strict=True)):
        relation = _relation(step, i == len(told) - 1)
        if len(short) > LINE and i < 2:
            result += _sum_rows(step, values if i else None, latex)
            room = 0
        elif i > 1 and len(short) + 3 <= room:
            result[-1] = (f"{result[-1][0]} {relation} {form}", result[-1][1])
            room -= len(short) + 3
        else:
            result.append((form, relation))
            room = LINE - len(short)
    return result


def _sum_rows(step: Step, values: Mapping[Atom, Number] | None, latex: Latex) -> list[tuple[str, Tex]]:
    """A long sum, broken before a sign."""
    written = step.line.written
    widths = [len(part) for part in summands(written, TEXT, values)]
    result: list[tuple[str, Tex]] = []
    width = LINE + 1
    for part, more in zip(summands(written, latex.script, values), widths, strict=True):
        if width + more > LINE:
            result.append((part, NOTHING if result else Tex("=")))
            width = more
        else:
            result[-1] = (f"{result[-1][0]} {part}", result[-1][1])
            width += more
    return result
