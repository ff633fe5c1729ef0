"""Losses as a person writes them before their values: sums of logarithms, squares and products, without terms that are 0."""

from collections.abc import Sequence
from fractions import Fraction

from gen.algebra.expr import TWO, UNIT, Add, Call, Div, Expr, Mul, Neg, Num, Pow, terms_of
from gen.algebra.numbers import ONE
from gen.functions.loss_slopes import from_1, logarithm
from gen.functions.simplify import minus, quotient
from gen.functions.written_out import Entries, ValueOf, added, differences, divided_by_count, exponentials, products, squares

HALF = Num(Fraction(1, 2))


def _weighted(weight: Expr, e: Expr, number: ValueOf) -> list[Expr]:
    """A term of a weighted sum: none for the weight 0, no factor for the weight 1."""
    value = number(weight)
    return [] if value == 0 else [e] if value == 1 else [Mul((weight, e))]


def _minus_all(terms: Sequence[Expr]) -> Expr:
    """Minus a sum, which for one term needs no bracket."""
    return minus(added(terms))


def _mean(terms: Sequence[Expr], n: int) -> Expr:
    whole = added(terms)
    return whole if n == 1 else quotient(whole, Num(Fraction(n)))


def bce(args: Sequence[Entries], number: ValueOf) -> Expr:
    terms = [
        term
        for guess, target in zip(*args, strict=True)
        for term in (
            *_weighted(target, logarithm(guess), number),
            *_weighted(from_1(target), logarithm(from_1(guess)), number),
        )
    ]
    return _mean([_minus_all(terms)], len(args[0]))


def bce_logits(args: Sequence[Entries], number: ValueOf) -> Expr:
    terms = [
        term
        for logit, target in zip(*args, strict=True)
        for term in (logarithm(Add((UNIT, Call("exp", (logit,))))), *map(minus, _weighted(target, logit, number)))
    ]
    return _mean(terms, len(args[0]))


def cross_entropy_logits(args: Sequence[Entries], number: ValueOf) -> Expr:
    """The logarithm of the sum of exponentials, less the logits weighted with the targets."""
    weighted = [term for logit, target in zip(*args, strict=True) for term in _weighted(target, logit, number)]
    return added([logarithm(added(exponentials(args[0]))), *map(minus, weighted)])


def nll(args: Sequence[Entries], number: ValueOf) -> Expr:
    p, k = args
    return minus(logarithm(p[int(number(k[0])) - 1]))


def entropy(args: Sequence[Entries], number: ValueOf) -> Expr:
    return _minus_all([term for x in args[0] for term in _weighted(x, logarithm(x), number)])


def kl(args: Sequence[Entries], number: ValueOf) -> Expr:
    return added([term for x, y in zip(*args, strict=True) for term in _weighted(x, logarithm(Div(x, y)), number)])


def kl_normal(args: Sequence[Entries], number: ValueOf) -> Expr:
    """(sigma^2 + mu^2 - 1)/2 - log(sigma), or log(s/sigma) + (sigma^2 + (mu - m)^2)/(2 s^2) - 1/2, of each entry."""
    terms: list[Expr] = []
    for mu, sigma, *other in _spread(args):
        if other:
            apart = differences([mu], [other[0]], number)[0]
            square = Div(Add((Pow(sigma, TWO), Pow(apart, TWO))), Mul((TWO, Pow(other[1], TWO))))
            terms += [logarithm(Div(other[1], sigma)), square, Neg(HALF)]
        else:
            terms += [Div(Add((Pow(sigma, TWO), Pow(mu, TWO), Neg(UNIT))), TWO), Neg(logarithm(sigma))]
    return added(terms)


def log_density(args: Sequence[Entries], number: ValueOf) -> Expr:
    """-n log(2 pi)/2, less log(sigma) and (x - mu)^2/(2 sigma^2) of each entry."""
    entries = _spread(args)
    times, height = Num(Fraction(len(entries), 2)), logarithm(Mul((TWO, Call("pi", ()))))
    terms: list[Expr] = [Neg(height if times == UNIT else Mul((times, height)))]
    for x, mu, sigma in entries:
        square = Pow(differences([x], [mu], number)[0], TWO)
        scaled = number(sigma) != ONE
        terms += [Neg(logarithm(sigma))] if scaled else []
        terms += [Neg(Div(square, Mul((TWO, Pow(sigma, TWO))) if scaled else TWO))]
    return added(terms)


def cosine_similarity(args: Sequence[Entries], number: ValueOf) -> Expr:
    a, b = args
    return Div(products(a, b), Mul((Call("sqrt", (squares(a),)), Call("sqrt", (squares(b),)))))


def huber(args: Sequence[Entries], number: ValueOf) -> Expr:
    """Half the square of a small error, delta (|e| - delta/2) of a large one."""
    a, b, *more = args
    delta = more[0][0] if more else UNIT
    terms: list[Expr] = []
    for error in differences(a, b, number):
        large = Add((Call("abs", (error,)), Neg(Div(delta, TWO) if more else HALF)))
        small = abs(Fraction(number(error))) <= number(delta)
        terms.append(Div(Pow(error, TWO), TWO) if small else Mul((delta, large)) if more else large)
    return divided_by_count(added([part for term in terms for part in terms_of(term)]), a) if len(a) > 1 else added(terms)


def _spread(args: Sequence[Entries]) -> list[tuple[Expr, ...]]:
    """Entry by entry, where a number goes with every one."""
    n = max(map(len, args))
    return list(zip(*(list(one) * n if len(one) < n else one for one in args), strict=True))
