"""The derivation as a straight-line program without numbers: forward values, then the chain rule told in one of three ways.

    forward   dz_t/dV = h_{t-1} + V dh_{t-1}/dV,  dh_t/dV = f'(z_t) dz_t/dV      (tangents, step by step in time)
    paths     dh_T/dV = sum over paths of products of local derivatives          (the recurrence multiplied out)
    reverse   dh_T/du = sum over the users v of u of dh_T/dv times dv/du         (adjoints, backpropagation)

A plan depends on the equations and on what is asked, not on the numbers: one plan serves every variant.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction

from gen.differentiate import differentiate
from gen.errors import Calculation
from gen.expr import UNIT, Add, Call, Expr, Num, Partial, Prime, Term, Var
from gen.notation import name_text
from gen.rules import local_derivative
from gen.spec import Telling
from gen.steps import Kind, Line, Plan
from gen.terms import collect, product, total
from gen.trace import Eqn, Trace

MAX_PATHS = 200
MAX_LENGTH = 300  # values on a path


def plan(trace: Trace, targets: Collection[tuple[Var, Var | None]], telling: Telling, cut: Collection[Var] = ()) -> Plan:
    """Everything that a person writes down to answer the targets: (h_3, None) is a value, (h_3, V) a derivative.

    The derivative of a value in `cut` is taken as 0 wherever it is an intermediate value. Raises Calculation where the telling
    would be too long to read.
    """
    builder = _Builder(trace, frozenset(cut))
    builder.forward_values([of for of, _ in targets])
    tell: Mapping[Telling, Callable[[Var, Var], None]] = {
        "forward": builder.tangents,
        "paths": builder.paths,
        "reverse": builder.adjoints,
    }
    for of, wrt in targets:
        if wrt is not None:
            if of == wrt or wrt not in builder.upstream(of):
                builder.trivial(of, wrt)
            else:
                tell[telling](of, wrt)
    answers = tuple(of if wrt is None else Partial(of, wrt) for of, wrt in targets)
    return Plan(tuple(builder.lines.values()), answers)


class _Builder:
    """Collects lines, each left side once."""

    def __init__(self, trace: Trace, cut: frozenset[Var]) -> None:
        self.trace, self.cut = trace, cut
        self.eqns = {eqn.out: eqn for eqn in trace.eqns}
        self.lines: dict[object, Line] = {}

    def add(self, line: Line) -> None:
        self.lines.setdefault(line.lhs, line)

    def forward_values(self, targets: Collection[Var]) -> None:
        needed = self.trace.before(targets)
        for eqn in self.trace.eqns:
            if eqn.out in needed:
                self.add(Line("evaluate", eqn.out, eqn.rhs, eqn.written, eqn.where, hidden=eqn.auto))

    def trivial(self, of: Var, wrt: Var) -> None:
        """dh/dh = 1, and 0 where there is no way from wrt to of."""
        if of == wrt:
            self.add(Line("seed", Partial(of, wrt), UNIT, UNIT))
        else:
            zero = Num(Fraction(0))
            kind: Kind = "cut" if wrt in self.trace.before([of]) else "independent"
            self.add(Line(kind, Partial(of, wrt), zero, zero))

    def upstream(self, of: Var) -> frozenset[Var]:
        """What `of` depends on, not looking behind a cut."""
        found, todo = set[Var](), [of]
        while todo:
            var = todo.pop()
            if var not in found and (var not in self.cut or var == of):
                found.add(var)
                todo += self.eqns[var].inputs if var in self.eqns else ()
        return frozenset(found)

    def between(self, of: Var, wrt: Var) -> list[Eqn]:
        """The equations on the way from wrt to of, in order of computation; cut ones have left."""
        up, after = self.upstream(of), {wrt}
        way = []
        for eqn in self.trace.eqns:
            if eqn.out in up and eqn.out != wrt and any(v in after for v in eqn.inputs):
                after.add(eqn.out)
                way.append(eqn)
        return way

    def local(self, eqn: Eqn) -> None:
        """The slope of the function in an equation y = f(z), if it is one."""
        match eqn.rhs:
            case Call(fn, (Var() as z,)):
                slope = local_derivative(fn, eqn.out, z)
                self.add(Line("local", Prime(fn, z), slope, slope, eqn.where))

    def tangents(self, of: Var, wrt: Var) -> None:
        way = self.between(of, wrt)
        moving = {wrt, *(eqn.out for eqn in way)}

        def d(var: Var) -> Expr | None:
            return UNIT if var == wrt else Partial(var, wrt) if var in moving else None

        for eqn in way:
            self.local(eqn)
        for eqn in way:
            rhs = _present(differentiate(eqn.rhs, d))
            self.add(Line("chain", Partial(eqn.out, wrt), rhs, rhs, eqn.where))

    def paths(self, of: Var, wrt: Var) -> None:
        way = self.between(of, wrt)
        moving = {eqn.out for eqn in way}
        if len(way) > MAX_LENGTH:
            raise Calculation(f"a path over {len(way)} values is too long to tell; use 'by: reverse'")
        counts = {wrt: 1}
        for eqn in way:
            counts[eqn.out] = sum(counts.get(v, 0) for v in eqn.inputs)
        if counts[of] > MAX_PATHS:
            label = f"d{name_text(of)}/d{name_text(wrt)}"
            raise Calculation(f"{label} has {counts[of]:,} paths, more than {MAX_PATHS} to tell one by one; use 'by: reverse'")
        for eqn in way:
            self.local(eqn)

        def walk(var: Var) -> Iterator[list[Expr]]:
            """The factors of each way from wrt to var, latest first."""
            eqn = self.eqns[var]
            # What uses wrt directly comes first, so that the sum begins with the latest use, as one writes it.
            for before in sorted(eqn.inputs, key=lambda v: v != wrt):
                if before == wrt:
                    yield [self.partial(eqn, before)]
                elif before in moving:
                    for factors in walk(before):
                        yield [self.partial(eqn, before), *factors]

        whole = Partial(of, wrt)
        ways = [collect(factors) for factors in walk(of)]
        if len(ways) > 1:
            for k, factors in enumerate(ways, 1):
                self.add(Line("term", Term(whole, k), factors, factors, hidden=True))
            terms: Expr = Add(tuple(Term(whole, k) for k in range(1, len(ways) + 1)))
        else:
            terms = ways[0]
        written = Add(tuple(ways)) if len(ways) > 1 else terms
        self.add(Line("accumulate", whole, terms, written))

    def partial(self, eqn: Eqn, wrt: Var) -> Expr:
        """The immediate partial derivative of an equation to one of its inputs."""
        return _present(differentiate(eqn.rhs, lambda var: UNIT if var == wrt else None))

    def adjoints(self, of: Var, wrt: Var) -> None:
        way = self.between(of, wrt)
        for eqn in way:
            self.local(eqn)
        self.add(Line("seed", Partial(of, of), UNIT, UNIT))
        users: dict[Var, list[Eqn]] = {}
        for eqn in way:
            for var in eqn.inputs:
                users.setdefault(var, []).append(eqn)
        # Whatever uses a value on the way depends on wrt as well, so `way` holds all users that count.
        for var in [*(eqn.out for eqn in reversed(way)), wrt]:
            if var != of:
                terms = [product([Partial(of, user.out), self.partial(user, var)]) for user in reversed(users[var])]
                rhs = _present(total(terms))
                self.add(Line("adjoint", Partial(of, var), rhs, rhs))


def _present(e: Expr | None) -> Expr:
    """A derivative that is known to exist. A structural 0 can still come out (x**0): it is written as 0."""
    return Num(Fraction(0)) if e is None else e
