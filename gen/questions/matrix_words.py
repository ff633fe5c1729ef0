"""Matrix expressions as sums of words: products of matrices and of their transposes, reduced by equations between such products.

A letter is the name of a matrix and whether it is transposed. An equation `A.T @ A = I` makes a rule: its longest word, the last in the
alphabet among these, stands for the rest. Two words that overlap give new rules, a few times over.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from gen.algebra.expr import Add, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Var
from gen.model.source import Relation
from gen.syntax import constant_of

Letter = tuple[str, bool]
Word = tuple[Letter, ...]
Words = Mapping[Word, Fraction]
Rules = Mapping[Word, Words]

MAX_RULES = 24
MAX_LENGTH = 12
MAX_REDUCTIONS = 400
LARGEST_POWER = 8
NO_NUMBERS = "a number other than 0 is no matrix: write 2*I for 2"


def words_of(e: Expr) -> Words | None:
    """A matrix expression as a sum of words; None if it is not one. The empty word is the identity I."""
    match e:
        case Var("I"):
            return {(): Fraction(1)}
        case Var(name, None):
            return {((name, False),): Fraction(1)}
        case Num(value):
            return {} if value == 0 else None
        case Neg(arg):
            return _scaled(words_of(arg), Fraction(-1))
        case Add(terms):
            parts = [words_of(term) for term in terms]
            return None if None in parts else total(part for part in parts if part is not None)
        case Mul(factors):
            numbers = [constant_of(factor) for factor in factors]
            matrices = [factor for factor, number in zip(factors, numbers, strict=True) if number is None]
            if len(matrices) != 1:
                return None
            scale = Fraction(1)
            for number in numbers:
                scale *= 1 if number is None else number
            return _scaled(words_of(matrices[0]), scale)
        case Div(top, bottom) if number := constant_of(bottom):
            return _scaled(words_of(top), 1 / number)
        case MatMul(factors):
            found: Words | None = {(): Fraction(1)}
            for factor in factors:
                found = multiplied(found, words_of(factor))
            return found
        case Pow(base, Num(n)) if n.denominator == 1 and 0 <= n <= LARGEST_POWER:
            return words_of(MatMul((base,) * int(n))) if n > 1 else words_of(base) if n else {(): Fraction(1)}
        case Call("transpose", (arg,)):
            inner = words_of(arg)
            return None if inner is None else {_turned(word): factor for word, factor in inner.items()}
    return None


def have_numbers(relations: Iterable[Relation]) -> bool:
    """Whether a number other than 0 stands where a matrix is needed: nobody says if it is all entries or a multiple of I."""
    return any(_has_number(side.expr) for one in relations for side in (one.left, one.right))


def _has_number(e: Expr) -> bool:
    """Whether a number other than 0 stands alone, or beside a matrix in a sum."""
    if (number := constant_of(e)) is not None:
        return number != 0
    match e:
        case Add(parts):
            return any(map(_has_number, parts))
        case Neg(arg):
            return _has_number(arg)
    return False


def _turned(word: Word) -> Word:
    return tuple((name, not turned) for name, turned in reversed(word))


def _scaled(words: Words | None, factor: Fraction) -> Words | None:
    return None if words is None else {word: factor * own for word, own in words.items() if factor * own}


def total(parts: Iterable[Words]) -> Words:
    """The sum of sums."""
    found: dict[Word, Fraction] = {}
    for part in parts:
        for word, factor in part.items():
            found[word] = found.get(word, Fraction(0)) + factor
    return {word: factor for word, factor in found.items() if factor}


def multiplied(a: Words | None, b: Words | None) -> Words | None:
    if a is None or b is None:
        return None
    return total({left + right: x * y} for (left, x), (right, y) in product(a.items(), b.items()))


def rules_of(equations: Iterable[tuple[Words, Words]], square: bool) -> Rules | None:
    """Rules that follow from equations, those of their transposes too, and of square matrices that Q @ R = I means R @ Q = I.

    None where they make a number other than 0 of I equal to 0, so that they contradict each other.
    """
    todo: list[Words] = []
    for left, right in equations:
        gap = total([left, {word: -factor for word, factor in right.items()}])
        todo += [gap, {_turned(word): factor for word, factor in gap.items()}]
        inverse = _as_inverse(gap)
        if square and inverse:
            todo.append(inverse)
    rules: dict[Word, Words] = {}
    for _ in range(MAX_REDUCTIONS):
        if not todo or len(rules) >= MAX_RULES:
            break
        gap = reduced(todo.pop(0), rules)
        if not gap:
            continue
        longest = max(gap, key=lambda word: (len(word), word))
        if not longest:
            return None
        if len(longest) > MAX_LENGTH:
            continue
        rest = {word: -factor / gap[longest] for word, factor in gap.items() if word != longest}
        for old in [word for word in rules if any(True for _ in _places(word, longest))]:
            todo.append(total([{old: Fraction(1)}, {word: -factor for word, factor in rules.pop(old).items()}]))
        todo += list(_overlaps(longest, rest, rules))
        rules[longest] = rest
    return rules


def _as_inverse(gap: Words) -> Words | None:
    """Of `Q @ R = I` that R @ Q is I as well."""
    words = [word for word in gap if word]
    if len(gap) == 2 and len(words) == 1 and len(words[0]) == 2 and () in gap and gap[words[0]] == -gap[()]:
        one, other = words[0]
        return {(other, one): Fraction(1), (): Fraction(-1)}
    return None


def _overlaps(word: Word, rest: Words, rules: Rules) -> Iterator[Words]:
    """What two rules say of a word that begins as one and ends as the other."""
    for first, second in ((word, word), *((word, other) for other in rules), *((other, word) for other in rules)):
        of_first, of_second = (rest if one == word else rules[one] for one in (first, second))
        for n in range(1, min(len(first), len(second))):
            if first[-n:] == second[:n]:
                left = multiplied(of_first, {second[n:]: Fraction(1)}) or {}
                right = multiplied({first[:-n]: Fraction(1)}, of_second) or {}
                yield total([left, {one: -factor for one, factor in right.items()}])


def reduced(words: Words, rules: Rules) -> Words:
    """With rules put in as long as one fits."""
    found = dict(words)
    for _ in range(MAX_REDUCTIONS):
        place = next(((word, at, rule) for word in found for rule in rules for at in _places(word, rule)), None)
        if place is None:
            break
        word, at, rule = place
        factor = found.pop(word)
        put = [{word[:at] + one + word[at + len(rule) :]: factor * own} for one, own in rules[rule].items()]
        found = dict(total([found, *put]))
    return found


def _places(word: Word, rule: Word) -> Iterator[int]:
    return (at for at in range(len(word) - len(rule) + 1) if word[at : at + len(rule)] == rule)


def written(words: Words) -> Expr:
    """A sum of words as an expression."""
    terms: list[Expr] = []
    for word, factor in words.items():
        own = _written_word(word)
        size = abs(factor)
        whole = own if size == 1 else Mul((Num(size), own))
        terms.append(Neg(whole) if factor < 0 else whole)
    return Num(Fraction(0)) if not terms else terms[0] if len(terms) == 1 else Add(tuple(terms))


def _written_word(word: Word) -> Expr:
    letters: Sequence[Expr] = [Call("transpose", (Var(name),)) if turned else Var(name) for name, turned in word]
    return Var("I") if not letters else letters[0] if len(letters) == 1 else MatMul(tuple(letters))
