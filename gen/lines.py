"""Lines of numbers that a published sheet states, compared with the derivation term by term; factors 1 may be left out."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from math import prod

from gen.array import Value
from gen.errors import Calculation, Fault, Faults, Finding
from gen.evaluate import evaluate_number
from gen.expr import Add, Atom, Call, Div, Expr, Mul, Neg, Num, Pow
from gen.formulas import plain
from gen.language import Said, said
from gen.notation import number_text, text
from gen.parse import expression
from gen.spec import Item
from gen.steps import Step


def line_findings(item: Item, steps: Mapping[str, Step], values: Mapping[Atom, Value]) -> list[Finding]:
    """The stated lines of numbers whose terms are not those of the derivation. Raises Faults for lines of unknown steps."""
    faults, found = [], []
    for stated in item.published.lines:
        name = plain(stated.lhs.value)
        if name not in steps:
            faults.append(Fault(stated.lhs.where, f"no step '{name}' to compare with", f"steps: {', '.join(steps)}"))
            continue
        try:
            printed = expression(stated.rhs).expr
            message = _line_difference(name, printed, steps[name], values)
        except Faults as error:
            faults += error.faults
            continue
        except (Calculation, KeyError):
            faults.append(Fault(stated.rhs.where, f"expected a line of numbers, found '{stated.rhs.value}'"))
            continue
        if message:
            found.append(Finding(stated.lhs.where, message, f"line {name}"))
    if faults:
        raise Faults(faults)
    return found


def _line_difference(name: str, printed: Expr, step: Step, values: Mapping[Atom, Value]) -> Said | None:
    theirs, ours = _terms(printed), _terms(step.line.written)
    total = evaluate_number(printed, {}, {})
    if total != step.value:
        return said(
            "`{name}` is printed as `{printed}`, which is `{total}`; the derivation gives `{derived}`",
            name=name,
            printed=text(printed),
            total=number_text(total),
            derived=number_text(step.value),
        )
    if isinstance(printed.arg if isinstance(printed, Neg) else printed, Num):
        return None  # the result alone
    if len(theirs) != len(ours):
        counts = {"count": str(len(theirs)), "ours": str(len(ours))}
        return said("`{name}` is printed with {count} terms, the derivation has {ours}", name=name, **counts)
    for k, (a, b) in enumerate(zip(theirs, ours, strict=True), 1):
        if _numbers(a, {}) != _numbers(b, values):
            return said(
                "in `{name}` the term {number} is printed as `{printed}`, the derivation gives `{derived}` (the sum agrees)",
                name=name,
                number=str(k),
                printed=text(a),
                derived=text(b, values),
            )
    return None


def _terms(e: Expr) -> tuple[Expr, ...]:
    return e.terms if isinstance(e, Add) else (e,)


def _numbers(e: Expr, values: Mapping[Atom, Value]) -> object:
    """The numbers of a product and how they stand together: its sign, its factors but for 1, sums and functions within."""
    sign, factors = _factors(e, values)
    if any(factor == 0 for factor in factors):
        sign = 1
    return sign, Counter(factor for factor in factors if factor != 1)


def _factors(e: Expr, values: Mapping[Atom, Value]) -> tuple[int, list[object]]:
    match e:
        case Neg(arg):
            sign, factors = _factors(arg, values)
            return -sign, factors
        case Mul(parts):
            both = [_factors(part, values) for part in parts]
            return prod(sign for sign, _ in both), [factor for _, found in both for factor in found]
        case Pow(base, Num(n)) if n.denominator == 1 and n > 0:
            sign, factors = _factors(base, values)
            return sign ** int(n), factors * int(n)
        case Add(terms):
            return 1, [("sum", *(repr(_numbers(term, values)) for term in terms))]
        case Call(fn, args):
            return 1, [(fn, *(repr([_numbers(term, values) for term in _terms(arg)]) for arg in args))]
        case Div(top, bottom):
            return 1, [("quotient", repr(_numbers(top, values)), repr(_numbers(bottom, values)))]
        case _:
            value = evaluate_number(e, values, {})
            return (-1 if value < 0 else 1), [abs(value) if isinstance(value, Fraction) else value.copy_abs()]
