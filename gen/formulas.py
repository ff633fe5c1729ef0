"""General formulas that a published sheet states, compared with the derivation.

A general formula such as `dh[t]/dV: relu'(z[t])*(h[t-1] + V*dh[t-1]/dV)` must hold as an identity: at every pattern of open and closed
gates, with random fractions for all inputs. So a gate that was dropped is found although the numbers of the sheet agree.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from random import Random

from gen.array import Value, scalar
from gen.derive import plan
from gen.errors import Calculation, Fault, Faults, Finding, did_you_mean
from gen.evaluate import evaluate_number
from gen.expr import Atom, Call, Delta, Expr, Num, Partial, Prime, Shift, Time, Var, atoms, replace_atoms
from gen.language import Listed, Said, Slot, said
from gen.notation import name_text, number_text, text
from gen.number import Number, add, multiply, near
from gen.parse import Text, expression, variable
from gen.rules import CONVENTIONS, RULES, apply, lines, local_derivative
from gen.spec import Cell, Item, Stated
from gen.steps import Line
from gen.trace import Trace, free_values, unroll

MAX_PATTERNS = 256
DRAWS = 2  # of random fractions for each pattern
_NAME = r"[A-Za-z_]\w*(?:\[[^\]]*\])?"
_TOKEN = re.compile(
    rf"(?P<partial>\bd(?P<of>{_NAME})/d(?P<wrt>{_NAME}))"
    rf"|(?P<prime>\b(?P<fn>[a-z_]+)'\((?P<arg>{_NAME})\))"
    r"|(?P<delta>\bdelta\((?P<i>[^,()]*),(?P<j>[^,()]*)\))"
)


@dataclass(frozen=True, slots=True)
class _Setting:
    """A cell unrolled for the comparison."""

    trace: Trace
    horizon: int
    cut: frozenset[Var]


def formula_findings(item: Item, cell: Cell) -> list[Finding]:
    """The stated general formulas that are not identities of the cell. Raises Faults for text that is no formula."""
    if not item.published.formulas:
        return []
    horizon = max(3, item.horizon)
    given = free_values(cell, horizon)
    setting = _Setting(unroll(cell, horizon, given, {v.name for v in given}, item.where), horizon, item.cut)
    faults: list[Fault] = []
    found: list[Finding] = []
    for stated in item.published.formulas:
        try:
            difference = _difference(stated, setting)
        except Faults as error:
            faults += error.faults
            continue
        if difference:
            found.append(Finding(stated.lhs.where, difference, f"formula {plain(stated.lhs.value)}"))
    if faults:
        raise Faults(faults)
    return found


def plain(source: str) -> str:
    """A name without blanks, as it is compared."""
    return re.sub(r"\s+", "", source)


def _difference(stated: Stated, setting: _Setting) -> Said | None:
    """Where the formula and the derivation part, in words; None if they never do."""
    left, right = formula(stated.lhs), formula(stated.rhs)
    indices = list(_bases(left) | _bases(right))
    fitted = False
    for times in product(range(setting.horizon, 0, -1), repeat=len(indices)):
        named = dict(zip(indices, times, strict=True))
        lhs, rhs = (_put_in(side, named) for side in (left, right))
        if not isinstance(lhs, Partial):
            raise Faults([Fault(stated.lhs.where, f"expected a derivative such as dh[t]/dV, found '{stated.lhs.value}'")])
        if _unknown((lhs, *atoms(rhs)), setting):
            continue
        fitted = True
        for values, closed in _patterns(lhs, rhs, setting):
            ours, theirs = scalar(values[lhs]), _value(rhs, values)
            if theirs is None or not near(ours, theirs):
                return _told(stated, named, closed, theirs, ours)
    if not fitted:
        unknown = _unknown((lhs, *atoms(rhs)), setting)
        message = f"'{name_text(unknown[0])}' in the formula for {stated.lhs.value} is not a value of the cell"
        raise Faults([Fault(stated.rhs.where, message)])
    return None


def _told(stated: Stated, named: Mapping[str, int], closed: Sequence[Prime], theirs: Number | None, ours: Number) -> Said:
    """The formula, and the setting in which it is wrong."""
    place = [f"`{name} = {time}`" for name, time in named.items()]
    gates: list[Slot] = [f"`{text(prime)} = 0`" for prime in closed]
    return said(
        "`{lhs}` is stated as `{rhs}`, which is not what the equations give: with {conditions} it is {stated}, derived {derived}",
        lhs=stated.lhs.value,
        rhs=stated.rhs.value,
        conditions=Listed((*place, *(gates or [said("all gates open")]), said("random fractions for the rest"))),
        stated=_shown(theirs),
        derived=_shown(ours),
    )


def _bases(e: Expr) -> dict[str, None]:
    """The letters that stand for a time in a formula."""
    found: dict[str, None] = {}
    for atom in atoms(e):
        match atom:
            case Var():
                times = [atom.time]
            case Prime(_, arg):
                times = [arg.time]
            case Partial(of, wrt):
                times = [of.time, wrt.time]
            case Delta(a, b):
                times = [a, b]
            case _:
                times = []
        found |= {time.base: None for time in times if isinstance(time, Shift)}
    return found


def _put_in(e: Expr, named: Mapping[str, int]) -> Expr:
    """A formula with numbers for the letters that stand for a time."""

    def time(general: Time) -> Time:
        return named[general.base] + general.by if isinstance(general, Shift) else general

    def put(atom: Atom) -> Expr:
        match atom:
            case Var():
                return Var(atom.name, time(atom.time))
            case Prime(fn, arg):
                return Prime(fn, Var(arg.name, time(arg.time)))
            case Partial(of, wrt):
                return Partial(Var(of.name, time(of.time)), Var(wrt.name, time(wrt.time)))
            case Delta(a, b):
                return Num(Fraction(time(a) == time(b)))
            case _:
                return atom

    return replace_atoms(e, put)


def _shown(x: Number | None) -> Slot:
    return said("undefined") if x is None else f"`{number_text(x)}`"


def _value(e: Expr, values: Mapping[Atom, Value]) -> Number | None:
    try:
        return evaluate_number(e, values, {})
    except Calculation:
        return None


def formula(source: Text) -> Expr:
    """A general formula: expressions with derivatives `dh[t]/dV`, slopes `relu'(z[t])` and `delta(t, tau)`. Raises Faults.

    These are read first and stand in as names of the same length, so that every fault keeps its column.
    """
    stand_ins: dict[str, Atom] = {}
    indices = {"t", *re.findall(r"\[\s*([A-Za-z_]\w*)", source.value)}

    def stand_in(match: re.Match[str]) -> str:
        def name(part: str) -> Var:
            return variable(source.part(*match.span(part)), indices).var

        if match["partial"]:
            atom: Atom = Partial(name("of"), name("wrt"))
        elif match["prime"]:
            if match["fn"] not in RULES:
                raise Faults([Fault(source.at(match.start("fn")), f"unknown function '{match['fn']}'", did_you_mean(match["fn"], RULES))])
            atom = Prime(match["fn"], name("arg"))
        else:
            atom = Delta(_time(match["i"]), _time(match["j"]))
        word = f"s{len(stand_ins)}".ljust(len(match[0]), "_")
        stand_ins[word] = atom
        return word

    replaced = _TOKEN.sub(stand_in, source.value)
    read = expression(Text(replaced, source.where, source.starts), indices=indices).expr
    return replace_atoms(read, lambda atom: stand_ins.get(atom.name, atom) if isinstance(atom, Var) else atom)


def _time(word: str) -> Time:
    return int(word) if word.strip().isdigit() else Shift(0, word.strip())


def _unknown(used: tuple[Expr, ...], setting: _Setting) -> list[Var]:
    """The values in a formula that the unrolled cell does not have, such as h[-1]."""
    known = {*setting.trace.inputs, *(eqn.out for eqn in setting.trace.eqns)}
    found: list[Var] = []
    for atom in used:
        match atom:
            case Var():
                found.append(atom)
            case Prime(_, arg):
                found.append(arg)
            case Partial(of, wrt):
                found += [of, wrt]
    return [var for var in found if var not in known]


def _patterns(lhs: Partial, rhs: Expr, setting: _Setting) -> Iterator[tuple[dict[Atom, Value], list[Prime]]]:
    """Consistent values for every name, slope and derivative, at all patterns of open and closed gates.

    A gate is set, whatever its argument: its output is on the line that it follows. Everything else follows from random inputs.
    """
    wanted = {(a.of, a.wrt) for a in (lhs, *atoms(rhs)) if isinstance(a, Partial)}
    steps = plan(setting.trace, sorted(wanted, key=str), "forward", setting.cut).lines
    slopes = {p for p in (line.lhs for line in steps) if isinstance(p, Prime)} | {a for a in atoms(rhs) if isinstance(a, Prime)}
    gates = sorted((p for p in slopes if lines(p.fn)), key=str)
    draw = Random(len(gates))
    for pattern in _choices([len(lines(gate.fn)) for gate in gates], draw):
        for _ in range(DRAWS):
            values: dict[Atom, Value] = {
                var: Fraction(draw.choice([-1, 1]) * draw.randint(2, 23), draw.randint(2, 11)) for var in setting.trace.inputs
            }
            chosen = {gate: lines(gate.fn)[side] for gate, side in zip(gates, pattern, strict=True)}
            try:
                _fill(values, setting.trace, steps, slopes, chosen)
            except Calculation:
                continue
            yield values, [gate for gate, side in zip(gates, pattern, strict=True) if side]


def _choices(counts: Sequence[int], draw: Random) -> Iterator[tuple[int, ...]]:
    """All choices of a line for each gate, the open ones (0) first; where they are too many, single closed ones and random ones."""
    if prod(counts) <= MAX_PATTERNS:
        yield from product(*map(range, counts))
        return
    yield (0,) * len(counts)
    for closed in range(len(counts)):
        yield tuple(int(i == closed) for i in range(len(counts)))
    for _ in range(MAX_PATTERNS):
        yield tuple(draw.choice(range(count)[::-1]) for count in counts)


def _fill(
    values: dict[Atom, Value],
    trace: Trace,
    steps: Sequence[Line],
    slopes: Collection[Prime],
    chosen: Mapping[Prime, tuple[Fraction, Fraction]],
) -> None:
    """The values, slopes and derivatives that follow from the inputs and from slope and offset of each gate."""
    values |= {gate: slope for gate, (slope, _) in chosen.items()}
    for eqn in trace.eqns:
        match eqn.rhs:
            case Call(fn, (Var() as z,)) if Prime(fn, z) in chosen:
                slope, offset = chosen[Prime(fn, z)]
                values[eqn.out] = add(multiply(slope, scalar(values[z])), offset)
            case _:
                values[eqn.out] = evaluate_number(eqn.rhs, values, dict.fromkeys(CONVENTIONS, Fraction(1)))
    for prime in slopes:
        if prime not in values:
            z = prime.arg
            y = Var("f(z)")
            values[y] = apply(prime.fn, [values[z]], {})
            values[prime] = evaluate_number(local_derivative(prime.fn, y, z), values, {})
    for line in steps:
        if line.lhs not in values:
            values[line.lhs] = evaluate_number(line.rhs, values, {})
