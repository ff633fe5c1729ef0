"""Claims such as `h[t] = h[t-1]` for all numbers: refuted by a counterexample that was searched, or proved by SymPy.

A claim is taken for quantities of one dimension: a counterexample there refutes it (elementwise functions act on each component
alone), and `@` is then a plain product. What is neither refuted nor proved is undecided, and that is a fault.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gen.derive import plan
from gen.errors import Calculation, Disagreement, Fault, Faults
from gen.evaluate import evaluate, solve
from gen.expr import Add, Atom, Call, Div, Expr, MatMul, Mul, Neg, Num, Pow, Shift, Time, Var, replace_atoms
from gen.number import Number, lift
from gen.parse import Parsed, Relation, Use
from gen.spec import Cell, ClaimQuery, Equation, Item, Piece, Reading
from gen.steps import ClaimAnswer, Derivation, Statement
from gen.trace import Trace, at, expr_at, free_values, unroll
from gen.verify import Setting, Verified, verify

TRIES = 4_000  # combinations of small numbers; a false claim of an exam falls within the first few
_NUMBERS = tuple(Fraction(text) for text in ("1", "2", "-1", "1/2", "0", "3", "-2"))
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def settle(query: ClaimQuery, item: Item, reading: Reading) -> tuple[Verified, Trace]:
    """The verdict with its reason. Raises Faults if the claim can be neither refuted nor proved."""
    cell = _one_dimensional(reading.cell)
    relations = (query.statement, *item.hypotheses)
    _check_names(relations, cell)
    depth = max(1, *(-time.by for relation in relations for time in _times(relation) if isinstance(time, Shift)))
    steps = [use.var.time for relation in relations for use in _uses(relation) if isinstance(use.var.time, int)]
    horizon = max([depth, *steps])
    free = free_values(cell, horizon)
    for numbers in _combinations(free, item.hypotheses, horizon):
        try:
            found = _refuted(query.statement, cell, numbers, horizon, item)
        except (Calculation, Faults):
            continue
        if found:
            derivation, trace = found
            return _refutation(query, item, derivation, trace, numbers, horizon)
    if _proved(query.statement, item.hypotheses, cell, horizon):
        return _proof(query, item, cell, horizon)
    hint = f"no counterexample among {TRIES:,} and no proof; add hypotheses, or ask it as an open question"
    raise Faults([Fault(query.where, f"the claim '{query.statement.text}' is undecided", hint)])


def _one_dimensional(cell: Cell) -> Cell:
    def flat(e: Expr) -> Expr:
        match e:
            case MatMul(parts) | Mul(parts):
                return Mul(tuple(map(flat, parts)))
            case Add(parts):
                return Add(tuple(map(flat, parts)))
            case Call(fn, parts):
                return Call(fn, tuple(map(flat, parts)))
            case Neg(arg):
                return Neg(flat(arg))
            case Div(a, b):
                return Div(flat(a), flat(b))
            case Pow(a, b):
                return Pow(flat(a), flat(b))
            case _:
                return e

    equations = (Equation(eq.lhs, Parsed(flat(eq.rhs.expr), eq.rhs.uses, eq.rhs.where)) for eq in cell.equations)
    return Cell(cell.name, tuple(equations), cell.where)


def _uses(relation: Relation) -> tuple[Use, ...]:
    return (*relation.left.uses, *relation.right.uses)


def _times(relation: Relation) -> list[Time]:
    return [use.var.time for use in _uses(relation)]


def _check_names(relations: Sequence[Relation], cell: Cell) -> None:
    known = {use.var.name for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses)}
    unknown = [use for relation in relations for use in _uses(relation) if use.var.name not in known]
    if unknown:
        raise Faults([Fault(use.where, f"'{use.var.name}' does not stand in the cell '{cell.name}'") for use in unknown])


def _combinations(free: Sequence[Var], hypotheses: Sequence[Relation], horizon: int) -> Iterator[dict[Var, Number]]:
    """Small numbers for the free values that meet the hypotheses, the simplest first."""
    fixed = _fixed(hypotheses, horizon)
    open_ones = [var for var in free if var not in fixed]
    tries = 0
    for total in range(len(open_ones) * (len(_NUMBERS) - 1) + 1):
        for choice in _summing(len(open_ones), total, len(_NUMBERS) - 1):
            tries += 1
            if tries > TRIES:
                return
            numbers: dict[Var, Number] = {var: _NUMBERS[i] for var, i in zip(open_ones, choice, strict=True)}
            for var in free:
                if var in fixed:
                    # A hypothesis such as W = V takes the number that was chosen for V.
                    numbers[var] = evaluate(fixed[var], dict(numbers.items()), {})
            if all(_holds(h, dict(numbers.items()), t) for h in hypotheses for t in range(1, horizon + 1) if _known(h, numbers, t)):
                yield numbers


def _fixed(hypotheses: Sequence[Relation], horizon: int) -> dict[Var, Expr]:
    """What hypotheses of the form name = expression say, at each time."""
    return {
        at(h.left.expr, t): expr_at(h.right.expr, t)
        for h in hypotheses
        if h.sign == "=" and isinstance(h.left.expr, Var)
        for t in range(1, horizon + 1)
    }


def _known(relation: Relation, numbers: Mapping[Var, Number], t: int) -> bool:
    return all(at(use.var, t) in numbers for use in _uses(relation))


def _summing(count: int, total: int, most: int) -> Iterator[tuple[int, ...]]:
    """All tuples of that many numbers from 0 to `most` with the sum `total`."""
    if count == 0:
        if total == 0:
            yield ()
        return
    for first in range(min(total, most), -1, -1):
        for rest in _summing(count - 1, total - first, most):
            yield (first, *rest)


def _holds(relation: Relation, values: Mapping[Atom, Number], t: int) -> bool:
    left = evaluate(expr_at(relation.left.expr, t), values, {})
    right = evaluate(expr_at(relation.right.expr, t), values, {})
    a, b = lift(left), lift(right)
    near = left == right or ((isinstance(left, Decimal) or isinstance(right, Decimal)) and abs(a - b) < Decimal("1e-20"))
    return {"=": near, "!=": not near, "<": a < b and not near, ">": a > b and not near, "<=": a < b or near, ">=": a > b or near}[
        relation.sign
    ]


def _refuted(claim: Relation, cell: Cell, numbers: Mapping[Var, Number], horizon: int, item: Item) -> tuple[Derivation, Trace] | None:
    trace = unroll(cell, horizon, numbers.keys(), {var.name for var in numbers}, item.where)
    targets = {at(use.var, horizon) for use in _uses(claim)} & {eqn.out for eqn in trace.eqns}
    ordered = [eqn.out for eqn in trace.eqns if eqn.out in targets]
    derivation = solve(plan(trace, [(var, None) for var in ordered], "forward"), numbers, {}, {}, item.where)
    return None if _holds(claim, derivation.values, horizon) else (derivation, trace)


def _refutation(
    query: ClaimQuery, item: Item, derivation: Derivation, trace: Trace, numbers: Mapping[Var, Number], horizon: int
) -> tuple[Verified, Trace]:
    verify(derivation, Setting(trace, numbers, {}, frozenset(), {}))
    used = {var: value for var, value in numbers.items() if var in trace.inputs}
    left, right = (expr_at(side.expr, horizon) for side in (query.statement.left, query.statement.right))
    sign = _OPPOSITE[query.statement.sign]
    intro = (Piece("text", "A counterexample in one dimension: "), *_listing(used), Piece("text", "."))
    outcome = (Piece("text", "So "), Piece("relation", sign, chain=(left, right), values=derivation.values), Piece("text", "."))
    said = (
        Statement("verdict", "verdict", (Piece("text", "False."),)),
        *_model(item),
        Statement("reason", "counterexample" if "reason" in item.answer else "reason", intro),
        *derivation.steps,
        Statement("reason", "outcome", outcome),
    )
    answer = ClaimAnswer(query.statement.text, False, used)
    return Verified(Derivation(said, (answer,), derivation.values), ("dual numbers", "SymPy"), len(derivation.steps)), trace


def _listing(used: Mapping[Var, Number]) -> Iterator[Piece]:
    for i, (var, value) in enumerate(used.items()):
        if i:
            yield Piece("text", ", " if i < len(used) - 1 else " and ")
        yield Piece("relation", "=", chain=(var,), values={var: value})


def _model(item: Item) -> Iterator[Statement]:
    """The author's words, where a claim has some."""
    for label, pieces in item.answer.items():
        yield Statement("model", label, pieces)


# Proof ----------------------------------------------------------------------------------------------------------------


def _proved(claim: Relation, hypotheses: Sequence[Relation], cell: Cell, horizon: int) -> bool:
    """Whether SymPy shows the claim on the composed closed form, for all real numbers that fit the hypotheses."""
    import sympy

    signs = {(h.left.expr, h.sign) for h in hypotheses if h.right.expr == Num(Fraction(0)) and h.sign in "><>=<="}
    symbols: dict[Var, Any] = {}

    def symbol(var: Var) -> Any:
        general = {s for e, s in signs if isinstance(e, Var) and e.name == var.name}
        kinds = {">": "positive", "<": "negative", ">=": "nonnegative", "<=": "nonpositive"}
        return symbols.setdefault(var, sympy.Symbol(f"s{len(symbols)}", real=True, **{kinds[s]: True for s in general}))

    fixed = _fixed(hypotheses, horizon)
    equations = {at(eq.lhs.var, t): expr_at(eq.rhs.expr, t) for t in range(1, horizon + 1) for eq in cell.equations}

    def form(e: Expr) -> Any:
        match e:
            case Var():
                return form(fixed[e]) if e in fixed else form(equations[e]) if e in equations else symbol(e)
            case Num(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Neg(arg):
                return -form(arg)
            case Add(parts):
                return sympy.Add(*map(form, parts))
            case Mul(parts):
                return sympy.Mul(*map(form, parts))
            case Div(a, b):
                return form(a) / form(b)
            case Pow(a, b):
                return form(a) ** form(b)
            case Call("relu", (arg,)):
                return sympy.Max(0, form(arg))
            case Call("sigmoid", (arg,)):
                return 1 / (1 + sympy.exp(-form(arg)))
            case Call(fn, (arg,)):
                return getattr(sympy, "Abs" if fn == "abs" else fn)(form(arg))
        raise Disagreement(f"no SymPy form for {e}")

    gap = sympy.simplify(form(expr_at(claim.left.expr, horizon)) - form(expr_at(claim.right.expr, horizon)))
    shown = {
        "=": gap.is_zero,
        "!=": gap.is_nonzero,
        "<": gap.is_negative,
        "<=": gap.is_nonpositive,
        ">": gap.is_positive,
        ">=": gap.is_nonnegative,
    }[claim.sign]
    return shown is True  # SymPy says None where it cannot tell


def _proof(query: ClaimQuery, item: Item, cell: Cell, horizon: int) -> tuple[Verified, Trace]:
    """The verdict for a proved claim, shown on the equations with the hypotheses put in."""
    numbers = next(_combinations(free_values(cell, horizon), item.hypotheses, horizon))
    trace = unroll(cell, horizon, numbers.keys(), {var.name for var in numbers}, item.where)
    fixed = {h.left.expr: h.right.expr for h in item.hypotheses if h.sign == "=" and isinstance(h.left.expr, Var)}
    asked = {use.var.name for use in _uses(query.statement)}
    pieces: list[Piece] = [Piece("text", "It follows from ")]
    for equation in cell.equations:
        if equation.lhs.var.name in asked:
            put_in = replace_atoms(equation.rhs.expr, lambda atom: fixed.get(atom, atom) if isinstance(atom, Var) else atom)
            chain = (equation.lhs.var, equation.rhs.expr, *(() if put_in == equation.rhs.expr else (put_in,)))
            pieces += [Piece("relation", "=", chain=chain), Piece("text", ", ")]
    pieces[-1] = Piece("text", ": the closed form of both sides is the same." if query.statement.sign == "=" else ".")
    said = (
        Statement("verdict", "verdict", (Piece("text", "True."),)),
        *_model(item),
        Statement("reason", "proof" if "reason" in item.answer else "reason", tuple(pieces)),
    )
    answer = ClaimAnswer(query.statement.text, True, {})
    return Verified(Derivation(said, (answer,), {}), ("SymPy's proof on the closed form",), 1), trace
