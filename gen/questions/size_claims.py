"""Claims about sizes: `count(W)` stands for the entries of a parameter, in numbers or in the letters that the item has for sizes.

With letters a claim is one about whole numbers from 1 on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from gen.algebra.arrays import Value
from gen.algebra.expr import Add, Atom, Call, Expr, Mul, Neg, Num, Pow, Size, Var, rebuild, variables, walk
from gen.algebra.printer import text
from gen.algebra.sizes import size_expr
from gen.calculus import evaluate_number, letter_numbers, parameter_shapes
from gen.messages.errors import InputError, InputErrors, Location, VerificationError
from gen.model.derivation import Statement
from gen.model.problem import Cell, Inline, Item, sentence_inline
from gen.model.source import OPPOSITE, Parsed, Relation, Use, relation_holds
from gen.model.verified import Check
from gen.questions.comparison import relation_inline
from gen.questions.decision import Decision, told_sides
from gen.questions.kind import AskedItem
from gen.verify import parameter_entries

COUNTED = "entries counted one by one"
MAX_TRIED = 20_000
_SAMPLES = ((2, 3, 5, 7, 11, 13, 17, 19), (5, 2, 3, 1, 4, 6, 8, 7))


def is_of_sizes(statement: Relation) -> bool:
    """Whether a claim speaks of counts."""
    return any(isinstance(e, Call) and e.fn == "count" for side in (statement.left, statement.right) for e in walk(side.expr))


def counted_names(relations: Sequence[Relation], where: Location) -> list[str]:
    """The parameters whose entries are counted. Raises InputErrors where something else is."""
    found: list[str] = []
    for e in (e for one in relations for side in (one.left, one.right) for e in walk(side.expr) if isinstance(e, Call) and e.fn == "count"):
        if not isinstance(arg := e.args[0], Var) or arg.index:
            raise InputErrors(
                [InputError(where, f"'{text(e)}' counts no parameter", "count takes one name; add counts: count(W) + count(b)")]
            )
        found.append(arg.name)
    return list(dict.fromkeys(found))


def sizes_in_letters(statement: Relation, asked: AskedItem, where: Location) -> dict[str, Expr]:
    """What each count is, as a product of sizes. Raises InputErrors."""
    item, cell = asked.item, asked.cell
    relations = (statement, *item.hypotheses)
    names, letters = counted_names(relations, where), letter_numbers(item)
    computed = {eq.lhs.var.name for eq in cell.equations}
    known = {use.var.name for eq in cell.equations for use in eq.rhs.uses} - computed
    for name in names:
        if name not in known:
            raise InputErrors([InputError(where, f"'{name}' is no parameter of the cell '{cell.name}'")])
    for letter in letters:
        if letter in known | computed:
            message = f"'{letter}' is a letter for a size and a name of the cell '{cell.name}'"
            raise InputErrors([InputError(item.where, message, "take another letter")])
    for var in (var for one in relations for side in (one.left, one.right) for var in variables(side.expr)):
        if var.name not in letters and var.name not in names:
            raise InputErrors(
                [InputError(where, f"'{text(var)}' is no size", "a claim about counts has the letters of 'shapes' and numbers")]
            )
    shapes = parameter_shapes.infer(cell, item.sized(letters), names)
    stated = {
        name if len(sizes) == 1 else f"{name}({i})": size_expr(size)
        for name, sizes in item.letters.items()
        for i, size in enumerate(sizes, 1)
    }

    def size(axis: str) -> Expr:
        parts = [stated.get(one) or Num(Fraction(shapes.units[one])) for one in shapes.sums.get(axis, (axis,))]
        return parts[0] if len(parts) == 1 else Add(tuple(parts))

    found: dict[str, Expr] = {}
    for name in names:
        sizes = [size(axis) for axis in shapes.inputs_first(name)]
        factors = tuple(part for one in sizes for part in (one.factors if isinstance(one, Mul) else (one,)))
        found[name] = Num(Fraction(1)) if not factors else factors[0] if len(factors) == 1 else Mul(factors)
    for numbers in _SAMPLES:
        _confirm(found, item, cell, dict(zip(item.size_letters, numbers, strict=False)))
    return found


def _confirm(found: Mapping[str, Expr], item: Item, cell: Cell, letters: Mapping[str, int]) -> None:
    """Each product gives the entries that are counted one by one. Raises VerificationError."""
    entries = parameter_entries(cell, item.sized(letters), list(found))[0]
    values: dict[Atom, Value] = {Var(letter): Fraction(n) for letter, n in letters.items()}
    for name, e in found.items():
        if evaluate_number(e, values, {}) != entries[name]:
            raise VerificationError(f"{name} has {entries[name]} entries for {letters}, not {e}")


def with_sizes(relation: Relation, sizes: Mapping[str, Expr]) -> Relation:
    """A relation with products of sizes in place of counts."""

    def put(e: Expr) -> Expr:
        match e:
            case Call("count", (Var(name),)):
                return sizes[name]
            case _:
                return rebuild(e, put)

    left, right = (replace(side, expr=put(side.expr), uses=()) for side in (relation.left, relation.right))
    return replace(relation, left=left, right=right)


def as_told(e: Expr) -> Expr:
    """A count as a key writes it, `#W`."""
    match e:
        case Call("count", (Var(name),)):
            return Size(name)
        case _:
            return rebuild(e, as_told)


def whole_hypotheses(hypotheses: Sequence[Relation], letters: Sequence[str], where: Location) -> tuple[Relation, ...]:
    """Hypotheses about whole numbers, from 1 on: n > m is n >= m + 1."""
    one = Num(Fraction(1))
    found = [Relation(_parsed(Var(letter), where), ">=", _parsed(one, where), f"{letter} >= 1", where) for letter in letters]
    for h in hypotheses:
        if h.sign in ("<", ">") and _is_whole(h.left.expr) and _is_whole(h.right.expr):
            smaller, larger = (h.left, h.right) if h.sign == "<" else (h.right, h.left)
            found.append(replace(h, left=larger, sign=">=", right=replace(smaller, expr=Add((smaller.expr, one)))))
        else:
            found.append(h)
    return tuple(found)


def _is_whole(e: Expr) -> bool:
    """Whether an expression is a whole number for all sizes, as far as its form tells."""
    match e:
        case Var():
            return True
        case Num(value):
            return value.denominator == 1
        case Add(parts) | Mul(parts):
            return all(map(_is_whole, parts))
        case Neg(arg):
            return _is_whole(arg)
        case Pow(base, Num(n)):
            return n >= 0 and n.denominator == 1 and _is_whole(base)
    return False


def _parsed(e: Expr, where: Location) -> Parsed:
    return Parsed(e, (Use(e, where),) if isinstance(e, Var) else (), where)


def compare_sizes(statement: Relation, sizes: Mapping[str, Expr], letters: Mapping[str, int]) -> Decision:
    """A claim about sizes that are numbers, or where numbers stand for their letters."""
    values: dict[Atom, Value] = {Var(letter): Fraction(n) for letter, n in letters.items()}
    values |= {Size(name): evaluate_number(e, values, {}) for name, e in sizes.items()}
    sides = as_told(statement.left.expr), as_told(statement.right.expr)
    left, right = (evaluate_number(side, values, {}) for side in sides)
    holds = relation_holds(statement.sign, left < right, left == right)
    reached: dict[Expr, Value] = dict(zip(sides, (left, right), strict=True))
    sign = statement.sign if holds else OPPOSITE[statement.sign]
    outcome = Inline("relation", sign, chain=told_sides(sides, sign), values={**reached, **values})
    equations = [Inline("relation", "=", chain=(Size(name), e)) for name, e in sizes.items()]
    said = [Statement("reason", "sizes", (sentence_inline("We have {equations}.", equations=equations),))]
    if letters:
        listing = [Inline("relation", "=", chain=(Var(letter),), values=values) for letter in letters]
        said.insert(0, Statement("reason", "counterexample", (sentence_inline("A counterexample: {numbers}.", numbers=listing),)))
    said.append(Statement("reason", "outcome", (sentence_inline("So {relation}.", relation=outcome),)))
    used: dict[Var, Value] = {Var(letter): Fraction(n) for letter, n in letters.items()}
    return Decision(holds, used, tuple(said), values, (Check(COUNTED, len(sizes)),))


def proved_sizes(statement: Relation, sizes: Mapping[str, Expr], hypotheses: Sequence[Relation]) -> Decision:
    """A claim about sizes in letters that has been proved."""
    given = [Inline("relation", "=", chain=(Size(name), e)) for name, e in sizes.items()]
    given += map(relation_inline, hypotheses)
    whole = Inline("relation", statement.sign, chain=(as_told(statement.left.expr), as_told(statement.right.expr)))
    pieces = (sentence_inline("From {equations} it follows that {relation}.", equations=given, relation=whole),)
    return Decision(True, {}, (Statement("reason", "proof", pieces),), {}, (Check(COUNTED, len(sizes)),))


def small_sizes(relations: Sequence[Relation], letters: Sequence[str]) -> Iterator[dict[str, int]]:
    """Sizes to be tried: small ones, and those near numbers that are spoken of."""
    near = {
        abs(e.value) + k
        for one in relations
        for side in (one.left, one.right)
        for e in walk(side.expr)
        if isinstance(e, Num)
        for k in (-1, 0, 1)
    }
    most = 12 if len(letters) <= 3 else 5 if len(letters) <= 6 else 3
    pool = sorted({*range(1, most + 1), *(int(n) for n in near if n.denominator == 1 and n > 0)})
    while len(pool) > most and len(pool) ** len(letters) > MAX_TRIED:
        pool.pop()
    return (dict(zip(letters, reversed(chosen), strict=True)) for chosen in product(pool, repeat=len(letters)))


def smallest_counterexample(
    statement: Relation, sizes: Mapping[str, Expr], hypotheses: Sequence[Relation], letters: Sequence[str]
) -> dict[str, int] | None:
    """Small sizes with which a claim fails; none if there are none among those that are tried, None where none meet the hypotheses."""
    own, met = with_sizes(statement, sizes), False
    for numbers in small_sizes((own, *hypotheses), letters):
        values: dict[Atom, Value] = {Var(letter): Fraction(n) for letter, n in numbers.items()}
        if all(_holds(h, values) for h in hypotheses):
            if not _holds(own, values):
                return numbers
            met = True
    return {} if met else None


def _holds(relation: Relation, values: Mapping[Atom, Value]) -> bool:
    left, right = (evaluate_number(side.expr, values, {}) for side in (relation.left, relation.right))
    return relation_holds(relation.sign, left < right, left == right)
