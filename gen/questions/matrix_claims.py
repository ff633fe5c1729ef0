"""Claims about matrices: proved as equations between sums of words, refuted by small matrices, whose entries are whole numbers or simple
fractions; and claims about the largest modulus of eigenvalues.

Matrices are square and of one size, any, where the item states no shapes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from gen.algebra.arrays import Value, array, mapped
from gen.algebra.expr import Add, Call, Expr, MatMul, Mul, Neg, Num, Pow, Var, variables, walk
from gen.functions.linalg import each, matmul, transpose
from gen.messages.errors import InputError, InputErrors, Location, VerificationError
from gen.model.derivation import Statement
from gen.model.problem import Inline, Item, sentence_inline
from gen.model.source import OPPOSITE, Relation, relation_holds
from gen.model.verified import Check
from gen.questions.decision import Decision
from gen.questions.kind import AskedItem
from gen.questions.matrix_words import Words, reduced, rules_of, words_of, written
from gen.questions.spectral_conditions import decide as decide_spectrum
from gen.syntax import constant_of, matrix_of
from gen.verify import largest_modulus, matrix_entries

WORDS, ENTRIES = "products of matrices, reduced by the premises", "matrices entry by entry"
MAX_TRIED = 6_000
_I = Var("I")


def is_of_matrices(statement: Relation, item: Item) -> bool:
    """Whether a claim is about matrices as wholes."""
    sides = [side.expr for one in (statement, *item.premises) for side in (one.left, one.right)]
    whole = any(isinstance(e, Call) and e.fn in ("transpose", "eig", "maxabs") for side in sides for e in walk(side))
    products = any(isinstance(e, MatMul) for side in (statement.left.expr, statement.right.expr) for e in walk(side))
    timeless = all(var.time is None and not var.index for side in sides for var in variables(side))
    return timeless and (bool(item.premises) or whole or (products and not item.readings) or _I in _names(statement))


def _names(statement: Relation) -> list[Var]:
    return list(dict.fromkeys(var for side in (statement.left, statement.right) for var in variables(side.expr)))


def decide_matrices(statement: Relation, asked: AskedItem, where: Location) -> Decision:
    """The verdict on a claim about matrices. Raises InputErrors where it is neither proved nor refuted."""
    item = asked.item
    premises = (*item.premises, *item.hypotheses)
    if matrix_of(statement):
        return _of_spectrum(statement, premises, where)
    if statement.sign not in ("=", "!=") or any(one.sign != "=" for one in premises):
        raise _undecided(statement, where, "matrices are compared with = or !=, and assumed equal")
    sides, equations = _words(statement), [_words(one) for one in premises]
    if sides is None or None in equations:
        raise _undecided(statement, where, "of matrices there are sums, products with @, transposes .T, I and numbers as factors")
    shapes = _shapes(statement, item)
    found = _search(statement, premises, shapes)
    rules = rules_of([one for one in equations if one is not None], square=len(set(sum(shapes.values(), ()))) <= 1)
    left, right = (reduced(side, rules) for side in sides)
    if left == right and found is None and statement.sign == "=":
        return _proved(statement, premises, [written(side) for side in sides], written(left), shapes)
    if found is not None:
        return _refuted(statement, premises, found)
    raise _undecided(statement, where, "no small matrices refute it, and the premises do not make both sides the same products")


def _undecided(statement: Relation, where: Location, why: str) -> InputErrors:
    return InputErrors([InputError(where, f"the claim '{statement.text}' is undecided", f"{why}; or ask it as an open question")])


def _words(relation: Relation) -> tuple[Words, Words] | None:
    left, right = words_of(relation.left.expr), words_of(relation.right.expr)
    return None if left is None or right is None else (left, right)


def _proved(
    statement: Relation, premises: Sequence[Relation], sides: Sequence[Expr], end: Expr, shapes: Mapping[str, tuple[int, int]]
) -> Decision:
    """From one side to the other, through what both are."""
    for values in _meeting(premises, statement, shapes, 3):
        left, right = (matrix_entries(side.expr, values) for side in (statement.left, statement.right))
        if left != right:
            raise VerificationError(f"{statement.text} is proved, and fails for {values}")
    chain: list[Expr] = []
    for e in (statement.left.expr, sides[0], end, sides[1], statement.right.expr):
        if e not in chain:
            chain.append(e)
    proof = Inline("relation", "=", chain=tuple(chain))
    if premises:
        given = [_inline(one) for one in premises]
        pieces = (sentence_inline("Indeed {relation}, since {conditions}.", relation=proof, conditions=given),)
    else:
        pieces = (sentence_inline("Indeed {relation}.", relation=proof),)
    return Decision(True, {}, (Statement("reason", "proof", pieces),), {}, (Check(WORDS, 1), Check(ENTRIES, 3)))


def _inline(relation: Relation) -> Inline:
    return Inline("relation", relation.sign, chain=(relation.left.expr, relation.right.expr))


def _refuted(statement: Relation, premises: Sequence[Relation], values: Mapping[Var, Value]) -> Decision:
    """The matrices, and what both sides are."""
    for relation in (statement, *premises):
        left, right = (matrix_entries(side.expr, values) for side in (relation.left, relation.right))
        holds = (left == right) == (relation.sign == "=")
        if holds == (relation is statement):
            raise VerificationError(f"{relation.text} is not as it should be for {values}")
    named = {var: value for var, value in values.items() if var != _I}
    listing = [Inline("relation", "=", chain=(var,), values={var: value}) for var, value in named.items()]
    sides = (statement.left.expr, statement.right.expr)
    reached: dict[Expr, Value] = {side: _value(side, values) for side in sides}
    outcome = Inline("relation", OPPOSITE[statement.sign], chain=sides, values={**reached, **values})
    said = (
        Statement("reason", "counterexample", (sentence_inline("A counterexample: {numbers}.", numbers=listing),)),
        Statement("reason", "outcome", (sentence_inline("So {relation}.", relation=outcome),)),
    )
    return Decision(False, named, said, dict(values.items()), (Check(ENTRIES, 1 + len(premises)),))


def _shapes(statement: Relation, item: Item) -> dict[str, tuple[int, int]]:
    """What is declared for each name, 2 x 2 otherwise."""
    sizes = {letter: 2 + number for number, letter in enumerate(item.size_letters)}
    declared = item.sized(sizes)
    found: dict[str, tuple[int, int]] = {}
    for var in _names(statement):
        shape = declared.get(var.name, (2, 2))
        found[var.name] = (shape[0], shape[1] if len(shape) > 1 else 1)
    return found


def _search(statement: Relation, premises: Sequence[Relation], shapes: Mapping[str, tuple[int, int]]) -> dict[Var, Value] | None:
    """Small matrices that meet all premises and not the claim, of one row and column first where no other shapes are declared."""
    sizes = [shapes] if set(shapes.values()) - {(2, 2)} else [dict.fromkeys(shapes, (1, 1)), shapes]
    for own in sizes:
        for values in _meeting(premises, statement, own, MAX_TRIED):
            if (_value(statement.left.expr, values) == _value(statement.right.expr, values)) != (statement.sign == "="):
                return values
    return None


def _meeting(
    premises: Sequence[Relation], statement: Relation, shapes: Mapping[str, tuple[int, int]], most: int
) -> Iterator[dict[Var, Value]]:
    """Matrices that meet all premises: so many at most, of a limited number that are tried."""
    names = list(dict.fromkeys(var for one in (statement, *premises) for var in _names(one)))
    free = [var for var in names if var != _I]
    size = next(iter(shapes.values()), (2, 2))[0]
    met = 0
    for tried, chosen in enumerate(product(*(_candidates(shapes.get(var.name, (size, size))) for var in free))):
        values: dict[Var, Value] = dict(zip(free, chosen, strict=True))
        if _I in names:
            values[_I] = array((Fraction(i == j) for j in range(size)) for i in range(size))
        if tried >= MAX_TRIED or met >= most:
            return
        if all(_value(one.left.expr, values) == _value(one.right.expr, values) for one in premises):
            met += 1
            yield values


def _candidates(shape: tuple[int, int]) -> list[Value]:
    rows, columns = shape
    if shape == (2, 2):
        texts = [
            "1 2 3 4",
            "0 1 0 0",
            "0 -1 1 0",
            "1 1 0 1",
            "1 0 0 1",
            "0 1 1 0",
            "2 0 0 1",
            "1 0 0 0",
            "3/5 -4/5 4/5 3/5",
            "1 0 0 -1",
            "0 0 0 0",
            "0 0 1 0",
        ]
        return [_filled(shape, [Fraction(x) for x in text.split()]) for text in texts]
    if shape == (1, 1):
        return [Fraction(x) for x in ("2", "1", "-1", "0", "1/2", "3")]
    count = rows * columns
    patterns = [
        [Fraction(k + 1) for k in range(count)],
        [Fraction((k * k + 2) % 5 - 2) for k in range(count)],
        [Fraction(k % (columns + 1) == 0) for k in range(count)],
        [Fraction(0)] * count,
    ]
    return [_filled(shape, pattern) for pattern in patterns]


def _filled(shape: tuple[int, int], numbers: Sequence[Fraction]) -> Value:
    return array(numbers[k : k + shape[1]] for k in range(0, len(numbers), shape[1]))


def _value(e: Expr, values: Mapping[Var, Value]) -> Value:
    """A matrix expression with numbers; a 0 is one of any shape."""
    match e:
        case Var():
            return values[e]
        case Num(value):
            return value
        case Neg(arg):
            return mapped(_value(arg, values), lambda x: -x)
        case Add(terms):
            found = _value(terms[0], values)
            for term in terms[1:]:
                found = each(lambda x, y: x + y, found, _value(term, values))
            return found
        case Mul(factors):
            found = _value(factors[0], values)
            for factor in factors[1:]:
                found = each(lambda x, y: x * y, found, _value(factor, values))
            return found
        case MatMul(factors):
            found = _value(factors[0], values)
            for factor in factors[1:]:
                found = matmul(found, _value(factor, values))
            return found
        case Pow(base, Num(n)):
            return _value(MatMul((base,) * int(n)), values) if n > 1 else _value(base, values)
        case Call("transpose", (arg,)):
            return transpose(_value(arg, values))
    raise VerificationError(f"no matrix expression: {e}")


# Eigenvalues -------------------------------------------------------------------------------------------------------------


def _of_spectrum(statement: Relation, premises: Sequence[Relation], where: Location) -> Decision:
    """`maxabs(eig(A)) <= 1`: true where its opposite is impossible under the premises, false for a matrix that meets these."""
    name, bound = matrix_of(statement), constant_of(statement.right.expr)
    assert name is not None and bound is not None
    opposite = decide_spectrum(premises, name, replace(statement, sign=OPPOSITE[statement.sign]))
    if opposite is None:
        raise _undecided(statement, where, "it follows neither from what eigenvalues the premises allow, nor does a small matrix refute it")
    var = Var(name)
    if not opposite.possible:
        moduli = [Inline("relation", "=", chain=(statement.left.expr, _root(square))) for square in opposite.moduli]
        told = Inline("either", "", slots={"parts": tuple(moduli)}) if len(moduli) > 1 else moduli[0]
        given = [_inline(one) for one in premises]
        pieces = (sentence_inline("From {equations} it follows that {relation}.", equations=given, relation=told),)
        return Decision(True, {}, (Statement("reason", "proof", pieces),), {}, (Check("which moduli the premises allow", 1),))
    assert opposite.witness is not None
    witness = array(opposite.witness)
    modulus = largest_modulus(opposite.witness)
    if relation_holds(statement.sign, modulus < bound, abs(modulus - bound) < Fraction(1, 10**12)):
        raise VerificationError(f"{statement.text} is refuted by {witness}, and the largest modulus there is {modulus}")
    listing = Inline("relation", "=", chain=(var,), values={var: witness})
    outcome = Inline("relation", OPPOSITE[statement.sign], chain=(statement.left.expr, statement.right.expr))
    said = (
        Statement("reason", "counterexample", (sentence_inline("A counterexample: {numbers}.", numbers=[listing]),)),
        Statement("reason", "outcome", (sentence_inline("So {relation}.", relation=outcome),)),
    )
    return Decision(False, {var: witness}, said, {var: witness}, (Check(ENTRIES, 1),))


def _root(square: Fraction) -> Expr:
    """The root of a squared modulus."""
    root = next((n for n in (Fraction(k) for k in range(100)) if n * n == square), None)
    return Num(root) if root is not None else Call("sqrt", (Num(square),))
