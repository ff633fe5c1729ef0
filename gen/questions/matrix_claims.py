"""Claims about matrices: proved as equations between sums of words, refuted by small matrices, whose entries are whole numbers or simple
fractions.

Matrices are square and of one size, any, where the item states no shapes.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, pairwise, product

from gen.algebra.arrays import Shape, Value, array
from gen.algebra.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Var, variables, walk
from gen.messages.errors import InputError, InputErrors, Location, VerificationError
from gen.model.derivation import Statement
from gen.model.problem import Inline, Item, sentence_inline
from gen.model.source import OPPOSITE, Relation
from gen.model.verified import Check
from gen.questions.comparison import relation_inline
from gen.questions.decision import Decision
from gen.questions.kind import AskedItem
from gen.questions.matrix_values import equation_holds, identity, matrix_value
from gen.questions.matrix_words import NO_NUMBERS, Words, have_numbers, reduced, rules_of, words_of, written
from gen.questions.spectral_claims import decide_spectral, undecided
from gen.syntax import matrix_of
from gen.verify import sides_equal

WORDS, ENTRIES = "products of matrices, reduced by the premises", "matrices entry by entry"
MAX_TRIED = 6_000
_I = Var("I")
_OF_MATRICES = "of matrices there are sums, products with @, transposes .T, I and numbers as factors"


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
        return decide_spectral(statement, premises, where)
    if statement.sign not in ("=", "!=") or any(one.sign != "=" for one in premises):
        raise undecided(statement, where, "matrices are compared with = or !=, and assumed equal")
    relations = (statement, *premises)
    equations = [_words(one) for one in relations]
    if None in equations:
        raise undecided(statement, where, NO_NUMBERS if have_numbers(relations) else _OF_MATRICES)
    sides, *assumed = [one for one in equations if one is not None]
    shapes = _shapes(relations, item)
    if shapes is None:
        raise undecided(statement, where, "the shapes of its matrices do not fit; declare them under 'shapes'")
    rules = rules_of(assumed, square=len(set(sum(shapes.values(), ()))) <= 1)
    if rules is None or next(_meeting(premises, shapes, 1), None) is None:
        message = f"no matrices that were tried meet the premises of '{statement.text}'"
        raise InputErrors([InputError(where, message, "they contradict each other" if rules is None else "")])
    found = _search(statement, premises, shapes)
    left, right = (reduced(side, rules) for side in sides)
    if left == right and found is None and statement.sign == "=":
        return _proved(statement, premises, [written(side) for side in sides], written(left), shapes)
    if found is not None:
        return _refuted(statement, premises, found)
    raise undecided(statement, where, "no small matrices refute it, and the premises do not make both sides the same products")


def _words(relation: Relation) -> tuple[Words, Words] | None:
    left, right = words_of(relation.left.expr), words_of(relation.right.expr)
    return None if left is None or right is None else (left, right)


def _proved(statement: Relation, premises: Sequence[Relation], sides: Sequence[Expr], end: Expr, shapes: Mapping[Var, Shape]) -> Decision:
    """From one side to the other, through what both are."""
    for values in _meeting(premises, shapes, 3):
        if not sides_equal(statement.left.expr, statement.right.expr, values):
            raise VerificationError(f"{statement.text} is proved, and fails for {values}")
    chain: list[Expr] = []
    for e in (statement.left.expr, sides[0], end, sides[1], statement.right.expr):
        if e not in chain:
            chain.append(e)
    proof = Inline("relation", "=", chain=tuple(chain))
    if premises:
        given = [*map(relation_inline, premises)]
        pieces = (sentence_inline("Indeed {relation}, since {conditions}.", relation=proof, conditions=given),)
    else:
        pieces = (sentence_inline("Indeed {relation}.", relation=proof),)
    return Decision(True, {}, (Statement("reason", "proof", pieces),), {}, (Check(WORDS, 1), Check(ENTRIES, 3)))


def _refuted(statement: Relation, premises: Sequence[Relation], values: Mapping[Var, Value]) -> Decision:
    """The matrices, and what both sides are."""
    for relation in (statement, *premises):
        holds = sides_equal(relation.left.expr, relation.right.expr, values) == (relation.sign == "=")
        if holds == (relation is statement):
            raise VerificationError(f"{relation.text} is not as it should be for {values}")
    named = {var: value for var, value in values.items() if var != _I}
    listing = [Inline("relation", "=", chain=(var,), values={var: value}) for var, value in named.items()]
    sides = (statement.left.expr, statement.right.expr)
    reached: dict[Expr, Value] = {side: matrix_value(side, values) for side in sides}
    outcome = Inline("relation", OPPOSITE[statement.sign], chain=sides, values={**reached, **values})
    shown = (Statement("reason", "counterexample", (sentence_inline("A counterexample: {numbers}.", numbers=listing),)),)
    said = (*(shown if named else ()), Statement("reason", "outcome", (sentence_inline("So {relation}.", relation=outcome),)))
    return Decision(False, named, said, dict(values.items()), (Check(ENTRIES, 1 + len(premises)),))


def _shapes(relations: Sequence[Relation], item: Item) -> dict[Var, Shape] | None:
    """What is declared for each name, 2 x 2 otherwise, and for I what fits. None if nothing fits."""
    declared = item.sized({letter: 2 + number for number, letter in enumerate(item.size_letters)})
    found: dict[Var, Shape] = {}
    for var in dict.fromkeys(var for one in relations for var in _names(one) if var != _I):
        shape = declared.get(var.name, (2, 2))
        found[var] = (shape[0], shape[1]) if len(shape) > 1 else (shape[0], 1) if shape else (1, 1)
    for n in sorted({n for shape in found.values() for n in shape} or {2}):
        known = {**found, _I: (n, n)}
        sides = [(_shape(one.left.expr, known), _shape(one.right.expr, known)) for one in relations]
        if all(left == right if left and right else left != () and right != () for left, right in sides):
            return known if any(_I in _names(one) for one in relations) else found
    return None


def _shape(e: Expr, shapes: Mapping[Var, Shape]) -> Shape | tuple[()] | None:
    """Rows and columns of an expression; None of the number 0, which has any, and () where shapes do not fit."""
    match e:
        case Var():
            return shapes[e]
        case Num():
            return None
        case Call(_, (arg,)):
            inner = _shape(arg, shapes)
            return (inner[1], inner[0]) if inner else inner
        case Add(parts) | Mul(parts):
            known = {_shape(part, shapes) for part in parts} - {None}
            return known.pop() if len(known) == 1 else () if known else None
        case MatMul(factors):
            own = [_shape(factor, shapes) for factor in factors]
            first, last = own[0], own[-1]
            if () in own or any(a and b and a[1] != b[0] for a, b in pairwise(own)):
                return ()
            return (first[0], last[1]) if first and last and None not in own else None
        case Pow(base, _):
            inner = _shape(base, shapes)
            return inner if not inner or inner[0] == inner[1] else ()
        case Neg(arg) | Div(arg, _):
            return _shape(arg, shapes)
    return ()


def _search(statement: Relation, premises: Sequence[Relation], shapes: Mapping[Var, Shape]) -> dict[Var, Value] | None:
    """Small matrices that meet all premises and not the claim."""
    failing = (values for values in _meeting(premises, shapes, MAX_TRIED) if equation_holds(statement, values) != (statement.sign == "="))
    return next(failing, None)


def _meeting(premises: Sequence[Relation], shapes: Mapping[Var, Shape], most: int) -> Iterator[dict[Var, Value]]:
    """Matrices that meet all premises: so many at most, of a limited number that are tried."""
    fixed: dict[Var, Value] = {_I: identity(shapes[_I][0])} if _I in shapes else {}
    free = [var for var in shapes if var != _I]
    each_has = next((n for n in range(18, 1, -1) if n ** len(free) <= MAX_TRIED), 1)
    found = (
        {**dict(zip(free, chosen, strict=True)), **fixed} for chosen in product(*(_candidates(shapes[var])[:each_has] for var in free))
    )
    return islice((values for values in found if all(equation_holds(one, values) for one in premises)), most)


def _candidates(shape: Shape) -> list[Value]:
    rows, columns = shape
    if shape == (2, 2):
        texts = [
            "1 2 3 4",
            "0 1 0 0",
            "0 -1 1 0",
            "1 0 0 1",
            "0 0 0 0",
            "1 1 0 1",
            "0 1 1 0",
            "2 0 0 1",
            "1 0 0 0",
            "3/5 -4/5 4/5 3/5",
            "1 0 0 -1",
            "0 0 1 0",
            "2 0 0 2",
            "-1 0 0 -1",
            "1/2 0 0 1/2",
            "0 2 1 0",
            "1 1 1 0",
            "0 -1 1 -1",
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


def _filled(shape: Shape, numbers: Sequence[Fraction]) -> Value:
    return array(numbers[k : k + shape[1]] for k in range(0, len(numbers), shape[1]))
