"""Requirements for all values of names that have no numbers: two models that are equal, a function that is odd.

What is not so is shown by numbers, small fractions of a specified stream. What is so is proved entry by entry: where everything is made of
linear pieces by going through them, else by SymPy on the composed closed form.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Any

from gen.algebra.arrays import Shape, Value, array, numbers
from gen.algebra.expr import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Var
from gen.algebra.printer import name_text
from gen.algebra.random_stream import Stream
from gen.messages.errors import InputError, InputErrors, VerificationError
from gen.model.cases import Case
from gen.model.problem import Equation
from gen.model.source import Parsed, Relation, Use
from gen.model.verified import Check
from gen.questions.kind import AskedItem
from gen.questions.linear_pieces import NotLinear, TooManyPieces, paths
from gen.questions.proofs import sympy_shows
from gen.questions.regions import one_fails, system
from gen.questions.requirements import given_value, in_case, with_sides
from gen.questions.values import task_of
from gen.verify import function, scalarize

TRIED = 8  # sets of numbers
MAX_FORM = 600  # parts of a closed form that SymPy simplifies
PIECES, SYMPY = "for all values, by linear pieces", "for all values, by SymPy"


def with_formulas(asked: AskedItem, found: Mapping[Var, Parsed]) -> AskedItem:
    """The item whose cell computes what was found as formulas."""
    own = tuple(Equation(Use(var, one.where), one) for var, one in found.items())
    return replace(asked, reading=replace(asked.of_cell, cell=replace(asked.cell, equations=(*own, *asked.cell.equations))))


def open_names(requirement: Sequence[Relation], asked: AskedItem, found: Collection[Var]) -> tuple[Var, ...]:
    """The names that a requirement stands on and that have no numbers: it is one for all their values. Raises InputErrors."""
    equations = {equation.lhs.var.name: equation.rhs for equation in asked.cell.equations}
    todo = [use for one in requirement for side in (one.left, one.right) for use in side.uses]
    opened: dict[Var, Use] = {}
    seen: set[str] = set()
    while todo:
        use = todo.pop(0)
        name = use.var.name
        if name in equations and name not in seen:
            todo += equations[name].uses
        elif name not in equations and use.var.whole not in asked.item.given and use.var.whole not in found:
            opened.setdefault(use.var.whole, use)
        seen.add(name)
    timed = [use for use in opened.values() if use.var.time is not None and not any(var.name == use.var.name for var in asked.item.given)]
    if timed:
        message = f"'{name_text(timed[0].var)}' has no numbers, and a requirement for all values is one without steps"
        raise InputErrors([InputError(timed[0].where, message, "give its numbers, or cases under 'over'")])
    return tuple(var for var in opened if var.time is None)


def tried(names: Sequence[Var], asked: AskedItem) -> Iterator[Case]:
    """Small numbers for these names, in the shapes that the item declares."""
    draw = Stream("for all", asked.item.id)
    for _ in range(TRIED):
        values = {var: _drawn(draw, _shape(asked, var)) for var in names}
        yield {var: given_value(value, asked.item.where) for var, value in values.items()}


def _shape(asked: AskedItem, var: Var) -> Shape:
    match asked.item.shapes.get(var.name, ()):
        case ():
            return 1, 1
        case (n,):
            return n, 1
        case (n, m, *_):
            return n, m
    raise AssertionError


def _drawn(draw: Stream, shape: Shape) -> Value:
    """Not 0, which hides much."""
    return array([Fraction(draw.choice((-4, -3, -2, -1, 1, 2, 3, 4)), 2) for _ in range(shape[1])] for _ in range(shape[0]))


def proof(requirement: Sequence[Relation], asked: AskedItem, found: Mapping[Var, Value], names: Sequence[Var], case: Case) -> Check:
    """By what a requirement is proved for all values of these names, of which a `case` has some. Raises InputErrors where it is not."""
    own = in_case(asked, case, found)
    try:
        whole = system(requirement, own, names)
        if not any(wrong for _, wrong in paths(lambda path: one_fails(whole, path))):
            return Check(PIECES, sum(len(numbers(case[var].value)) for var in names))
    except (NotLinear, TooManyPieces):
        pass
    for relation in requirement:
        if not _is_shown(relation, own, names):
            message = f"'{relation.text}' holds for all numbers that were tried, and no proof was found that it holds for all there are"
            raise InputErrors([InputError(relation.where, message, "give cases under 'over', or ask it in words")])
    return Check(SYMPY, len(requirement))


def _is_shown(relation: Relation, asked: AskedItem, names: Sequence[Var]) -> bool:
    """Whether SymPy shows that all entries of both sides are as a relation says."""
    import sympy

    sides = with_sides([relation], asked)
    try:
        parts = scalarize(task_of(sides.wanted, sides.asked).recurrence(sides.asked.item), {})
        opened = [part for var in names for part in parts.of(var)]
        forms: dict[Var, Any] = {var: sympy.Rational(str(x)) for var, x in parts.recurrence.givens.items()}
        forms |= {part: sympy.Symbol(f"s{i}", real=True) for i, part in enumerate(opened)}
        for eqn in parts.recurrence.trace.eqns:
            forms[eqn.out] = _form(eqn.rhs, forms)
    except VerificationError:
        return False
    _, _, left, right = sides.of[0]
    lefts, rights = [forms[part] for part in parts.of(left)], [forms[part] for part in parts.of(right)]
    size = max(len(lefts), len(rights))
    gaps = [a - b for a, b in zip(lefts * (size // len(lefts)), rights * (size // len(rights)), strict=True)]
    return all(_is(relation.sign, gap) for gap in gaps)


def _form(e: Expr, forms: Mapping[Var, Any]) -> Any:
    """An expression of numbers in SymPy's terms, functions written out by their definitions. Raises VerificationError."""
    import sympy

    match e:
        case Num(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Var():
            return forms[e]
        case Neg(arg):
            return -_form(arg, forms)
        case Add(parts):
            return sympy.Add(*(_form(part, forms) for part in parts))
        case Mul(parts):
            return sympy.Mul(*(_form(part, forms) for part in parts))
        case Div(top, bottom):
            return _form(top, forms) / _form(bottom, forms)
        case Pow(base, exponent):
            return _form(base, forms) ** _form(exponent, forms)
        case Call("relu", (arg,)):
            return sympy.Max(0, _form(arg, forms))
        case Call("abs", (arg,)):
            return sympy.Abs(_form(arg, forms))
        case Call("max", parts):
            return sympy.Max(*(_form(part, forms) for part in parts))
        case Call("min", parts):
            return sympy.Min(*(_form(part, forms) for part in parts))
        case Call(fn, (arg,)):
            return function(fn, _form(arg, forms))
    raise VerificationError(f"no SymPy form for {e}")


def _is(sign: str, gap: Any) -> bool:
    """Whether SymPy can tell that a difference is 0, positive ... for all values of its symbols."""
    import sympy

    if sum(1 for _ in islice(sympy.preorder_traversal(gap), MAX_FORM + 1)) > MAX_FORM:
        return False
    return any(sympy_shows(sign, simpler(gap)) for simpler in (sympy.expand, sympy.cancel, sympy.simplify))
