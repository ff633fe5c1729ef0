"""The derivation as a straight-line program without numbers: forward values, then the chain rule told in one of three ways.

    forward   dz_t/dV = h_{t-1} + V dh_{t-1}/dV,  dh_t/dV = f'(z_t) dz_t/dV      (tangents, step by step in time)
    paths     dh_T/dV = sum over paths of products of local derivatives          (the recurrence multiplied out)
    reverse   dL/du = sum over the users v of u of what dL/dv brings to u        (adjoints, backpropagation)

With arrays the derivative of a number is told in reverse, that of a vector to a number or to a vector (a Jacobian) forward.
A plan depends on the equations and on what is asked, not on the numbers: one plan serves every variant.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction

from gen.algebra.arrays import SCALAR
from gen.algebra.expr import (
    UNIT,
    Add,
    Atom,
    Call,
    Expr,
    Num,
    Partial,
    PathTerm,
    SecondDerivative,
    Var,
    atoms,
    terms_of,
    walk,
)
from gen.algebra.printer import text
from gen.calculus.dependencies import Dependencies
from gen.calculus.differentiate import differentiate
from gen.calculus.first_derivatives import first_derivatives
from gen.calculus.fused_losses import fused
from gen.calculus.inner_adjoints import written_out
from gen.calculus.jacobian import jacobian, toward_vector
from gen.calculus.local_slopes import slopes_of
from gen.calculus.named_calls import with_names
from gen.calculus.paths import check_paths, factors_of_paths
from gen.calculus.slices import part_of, part_or_whole
from gen.calculus.target_order import backwards, in_order, slopes_first, with_siblings
from gen.calculus.telling import check_second, mode_for
from gen.calculus.truncation import gradient_cut, times_of
from gen.calculus.vjp import Vjp
from gen.calculus.window_lines import window_line
from gen.functions import FUNCTIONS, ShapeError
from gen.functions.shapes import broadcast_like, derivative_shape, shape
from gen.functions.simplify import collect_powers, entry_by_entry, fold_constants, product, sum_of, zero_if_none
from gen.messages.errors import InputError, InputErrors, MathError
from gen.model.derivation import Plan, PlannedStep, StepKind
from gen.model.problem import Mode
from gen.model.trace import Eqn, Trace


def plan(
    trace: Trace,
    targets: Collection[tuple[Var, Var | None]],
    mode: Mode,
    cut: Collection[Var] = (),
    truncate: int | None = None,
    seconds: Collection[tuple[Var, Var, Var]] = (),
    names: Collection[Var] = (),
) -> Plan:
    """Everything that a person writes down to answer the targets: (h_3, None) is a value, (h_3, V) a derivative, and among `seconds`
    (L, w, v) a second derivative.

    The derivative of a value in `cut` is taken as 0 wherever it is an intermediate value, and so is that of values more than
    `truncate` steps back (see `truncation`). Values that are `names` stand in derivatives for what they are, see `named_calls`. Raises
    MathError where the telling would be too long to read.
    """
    kept = [*(wrt for _, wrt in targets if wrt), *(wrt for _, *wrts in seconds for wrt in wrts)]
    builder = _Builder(trace, frozenset(cut), truncate, frozenset(kept))
    builder.forward_values([*(of for of, _ in targets), *(of for of, *_ in seconds), *names], kept, mode)
    for of, wrt in in_order([(of, wrt) for of, wrt in targets if wrt is not None], trace):
        builder.derivative(of, wrt, mode)
    answers: tuple[Atom, ...] = tuple(of if wrt is None else Partial(of, wrt) for of, wrt in targets)
    answers += tuple(SecondDerivative(Partial(of, first), wrt) for of, first, wrt in seconds)
    for of, first, wrt in seconds:
        builder.second(of, first, wrt, mode, answers)
    lines = list(with_names(builder.lines.values(), names, trace))
    return Plan(tuple(slopes_first(written_out(lines, trace, answers), trace)), answers)


class _Builder:
    """Collects lines, each left side once."""

    def __init__(self, trace: Trace, cut: frozenset[Var], truncate: int | None, kept: frozenset[Var]) -> None:
        self.trace, self.cut, self.truncate, self.kept = trace, cut, truncate, kept
        self.shapes = trace.shapes
        self.ways = Dependencies(trace, cut, truncate)
        self.eqns = self.ways.eqns
        self.lines: dict[object, PlannedStep] = {}
        self.windows: set[StepKind] = set()  # of which kind a step has shown the numbers of one window

    def add(self, line: PlannedStep) -> None:
        """With the numbers of one entry, if it is the first convolution of a pass, or the first to a kernel on the way back."""
        self.lines.setdefault(line.lhs, line)
        if line.kind not in self.windows and (entry := window_line(line, self.shapes)):
            self.windows.add(line.kind)
            self.add(entry)

    def forward_values(self, targets: Collection[Var], sources: Collection[Var], mode: Mode) -> None:
        """The targets and what they are made of. A source that they do not depend on must have a value, but nobody writes it down."""
        before, known = self.trace.before(targets), self.trace.before([*targets, *sources])
        needed = [eqn for eqn in self.trace.eqns if eqn.out in known]
        held = [atom for eqn in needed for atom in atoms(eqn.rhs) if isinstance(atom, Partial)]
        for eqn in needed:
            if of := {atom.of for atom in atoms(eqn.rhs) if isinstance(atom, Partial)}:
                for atom in held:  # one backward pass, although each weight has an equation of its own
                    if atom.of in of:
                        self.printed_value(atom, eqn, mode)
            self.add(PlannedStep("evaluate", eqn.out, eqn.rhs, eqn.written, eqn.where, hidden=eqn.auto or eqn.out not in before))
        for part in targets:
            if part.index:
                eqn = self.eqns[part.whole]
                rhs, written = (part_or_whole(e, part.index, self.shapes, part) for e in (eqn.rhs, eqn.written))
                self.add(PlannedStep("evaluate", part, rhs, written, eqn.where))

    def printed_value(self, partial: Partial, eqn: Eqn, mode: Mode) -> None:
        """The lines of a derivative that stands in an equation. Raises InputErrors, at the equation, where there are none."""
        try:
            self.derivative(partial.of, partial.wrt, mode)
        except MathError as error:
            raise InputErrors([InputError(eqn.where, str(error), f"for grad({text(partial.of)}, {text(partial.wrt)})")]) from None

    def derivative(self, of: Var, wrt: Var, mode: Mode) -> None:
        """The lines of one derivative. Raises MathError where it cannot be told so."""
        if wrt.whole in gradient_cut(self.trace, of, self.truncate):
            raise MathError(f"{text(wrt)} lies before the {self.truncate} steps that a gradient of {text(of)} looks back")
        self.no_second(of, wrt)
        try:
            if self.shapes:
                derivative_shape(Partial(of, wrt), shape(of, self.shapes), shape(wrt, self.shapes))
            uses = self.eqns[of.whole].uses if of.whole in self.eqns else ()
            moving = [var for var in uses if var not in self.cut and wrt.whole in self.ways.upstream(var)]
            if self.truncate and len(times_of(self.trace, of)) > 1 and moving:
                self.truncated_parts(of, wrt, moving, mode)
            elif of == wrt or wrt.whole not in self.ways.upstream(of):
                self.trivial(of, wrt)
            else:
                self.rule_for(of, wrt, mode)(of, wrt)
        except ShapeError as error:
            raise MathError(f"{error}; {error.hint}") from None

    def second(self, of: Var, first: Var, wrt: Var, mode: Mode, asked: Collection[Atom]) -> None:
        """The lines of the first derivative as they are told, each differentiated once more. Raises MathError where it cannot be told."""
        check_second(of, (first, wrt), mode, self.shapes)
        self.derivative(of, first, mode)
        self.no_second(of, wrt)
        told_first = [line for line in written_out(self.lines.values(), self.trace, asked) if not line.hidden]
        found = first_derivatives(told_first, self.trace)
        again, gradient = _Builder(found.trace, self.cut, None, frozenset()), found.names[Partial(of, first)]
        if wrt not in again.ways.upstream(gradient):
            jumps = [arg for slope, arg in found.constants.items() if slope in again.ways.upstream(gradient)]
            still = any(wrt in again.ways.upstream(arg) for arg in jumps)
            (again.zero("still", gradient, wrt) if still else again.trivial(gradient, wrt))
        elif shape(wrt, self.shapes) == SCALAR:
            again.tangents(gradient, wrt)
        else:
            one = Call("identity", (wrt,))
            again.forward(gradient, wrt, lambda eqn, d: toward_vector(eqn, d, again.shapes, wrt), one)
        for line in again.lines.values():
            if told := found.told(line):
                self.add(told)

    def no_second(self, of: Var, wrt: Var) -> None:
        """Raises MathError where a derivative that moves with `wrt` lies on the way: a gradient is a number for what comes after it."""
        up = self.ways.upstream(of)
        for eqn in self.trace.eqns:
            if eqn.out in up and eqn.out != wrt.whole:
                held = [var for atom in atoms(eqn.rhs) if isinstance(atom, Partial) for var in (atom.of, atom.wrt)]
                if held and wrt.whole in self.trace.before(held):
                    raise MathError(f"{text(eqn.out)} holds a derivative, of which no derivative is taken")

    def truncated_parts(self, of: Var, wrt: Var, moving: Collection[Var], mode: Mode) -> None:
        """A truncated gradient of what looks at several times, such as a sum of losses: each of them has its own window."""
        eqn = self.eqns[of.whole]
        for var in moving:
            if shape(var, self.shapes) != SCALAR:
                raise MathError(f"a truncated gradient is told step by step: give what {text(of)} adds up a name, such as l[t]")
            self.derivative(var, wrt, mode)
        partials = {var: Partial(var, wrt) for var in moving}
        self.locals_of([eqn], moving)
        if any(isinstance(e, Call) and FUNCTIONS[e.fn].array for e in walk(eqn.rhs)):
            # What comes to a number through a mean, say: the rule for a tangent would take the mean of a gradient's entries.
            shares = [(var, share) for var, share in Vjp(self.shapes).pull_back(eqn.rhs, UNIT, eqn.out) if var in partials]
            rhs = sum_of([product([share, partials[var]]) for var, share in shares])
        else:
            rhs = differentiate(eqn.rhs, partials.get, self.shapes, eqn.out)
        if rhs is None:
            self.zero("still", of, wrt)
        else:
            self.add(PlannedStep("accumulate", Partial(of, wrt), rhs, rhs, eqn.where))

    def rule_for(self, of: Var, wrt: Var, mode: Mode) -> Callable[[Var, Var], None]:
        """How a derivative is told."""
        return {"forward": self.tangents, "jacobian": self.jacobians, "paths": self.paths, "reverse": self.adjoints}[
            mode_for(of, wrt, mode, self.shapes)
        ]

    def trivial(self, of: Var, wrt: Var) -> None:
        """dh/dh = 1, and 0 where there is no way from wrt to of."""
        if of == wrt:
            one = UNIT if shape(of, self.shapes) == SCALAR else Call("identity", (wrt,))
            self.add(PlannedStep("seed", Partial(of, wrt), one, one))
        else:
            kind: StepKind = "cut" if wrt.whole in self.trace.before([of]) else "independent"
            self.zero(kind, of, wrt)

    def zero(self, kind: StepKind, of: Var, wrt: Var) -> None:
        rows, columns = shape(Partial(of, wrt), self.shapes)
        nothing = Num(Fraction(0)) if (rows, columns) == SCALAR else Call("zeros", (Num(Fraction(rows)), Num(Fraction(columns))))
        self.add(PlannedStep(kind, Partial(of, wrt), nothing, nothing))

    def locals_of(self, way: Iterable[Eqn], moving: Collection[Var]) -> None:
        for line in slopes_of(way, moving):
            self.add(line)

    def tangents(self, of: Var, wrt: Var) -> None:
        """Step by step in time, to a number."""
        self.forward(of.whole, wrt, lambda eqn, d: differentiate(eqn.rhs, d, self.shapes, eqn.out), UNIT)
        if of.index:
            self.add(PlannedStep("chain", Partial(of, wrt), Partial(of, wrt), Partial(of, wrt)))

    def jacobians(self, of: Var, wrt: Var) -> None:
        """Step by step in time, to a vector."""
        identity = Call("identity", (wrt,))
        self.forward(of, wrt, lambda eqn, d: jacobian(eqn.rhs, d, self.shapes, eqn.out), identity)

    def forward(self, of: Var, wrt: Var, rule: Callable[[Eqn, Callable[[Var], Expr | None]], Expr | None], one: Expr) -> None:
        way = self.ways.between(of, wrt)
        moving = {wrt}

        def d(var: Var) -> Expr | None:
            if var.whole not in moving:
                return None
            whole = one if var.whole == wrt else Partial(var.whole, wrt)
            return part_of(whole, var.index, self.shapes) if var.index else whole

        chain = []
        for eqn in way:
            rhs = rule(eqn, d)
            if rhs is not None or not self.shapes:
                moving.add(eqn.out)
                chain.append((eqn, zero_if_none(rhs)))
        if of not in moving:
            self.zero("still", of, wrt)
            return
        self.check_one_window(of, wrt, [eqn.out for eqn, _ in chain])
        self.locals_of([eqn for eqn, _ in chain], moving)
        for eqn, rhs in chain:
            rhs = broadcast_like(zero_if_none(sum_of([fold_constants(term) for term in terms_of(rhs)])), eqn.out, self.shapes)
            self.add(PlannedStep("chain", Partial(eqn.out, wrt), rhs, rhs, eqn.where))

    def check_one_window(self, of: Var, wrt: Var, way: Iterable[Var]) -> None:
        """Raises MathError where a derivative on the way is not the truncated one of its value, which looks further back."""
        for var in way if self.truncate else ():
            further = self.trace.before([var]) & gradient_cut(self.trace, of, self.truncate) - gradient_cut(self.trace, var, self.truncate)
            if any(wrt.whole in self.trace.before([before]) for before in further):
                raise MathError(f"a gradient over {self.truncate} steps is told from {text(of)} back; ask for a number by: reverse")

    def paths(self, of: Var, wrt: Var) -> None:
        way = self.ways.between(of, wrt)
        moving = {eqn.out for eqn in way}
        check_paths(way, of, wrt)
        self.locals_of(way, {wrt, *moving})

        whole = Partial(of, wrt)
        ways = [collect_powers(factors) for factors in factors_of_paths(self.eqns, of, wrt, moving)]
        if len(ways) > 1:
            for k, factors in enumerate(ways, 1):
                self.add(PlannedStep("term", PathTerm(whole, k), factors, factors, hidden=True))
            terms: Expr = Add(tuple(PathTerm(whole, k) for k in range(1, len(ways) + 1)))
        else:
            terms = ways[0]
        written = Add(tuple(ways)) if len(ways) > 1 else terms
        self.add(PlannedStep("accumulate", whole, terms, written))

    def adjoints(self, of: Var, wrt: Var) -> None:
        """From the result back to what it is made of, in the order in which it was computed; of families that are on the way to several
        targets all members, one after the other."""
        to_others = (eqn for other in self.kept for eqn in self.ways.between(of, other))
        way = with_siblings(self.ways.between(of, wrt), to_others, self.trace)
        on_way = {wrt.whole, *(eqn.out for eqn in way)}
        pull = Vjp(self.shapes, fused(way, {of.whole, *self.kept}))
        self.locals_of([eqn for eqn in way if eqn.out not in pull.fused], on_way)
        start = Vjp(self.shapes).placed(UNIT, of) if of.index else UNIT
        incoming: dict[Var, list[Expr]] = {wrt.whole: [start]} if of.whole == wrt.whole else {}
        for eqn in backwards(way):
            g = start if eqn.out == of.whole else self.adjoint_of(of, eqn.out, incoming)
            if g is not None:
                for var, term in pull.pull_back(eqn.rhs, g, eqn.out):
                    if var in on_way:
                        incoming.setdefault(var, []).append(fold_constants(term))
        found = self.adjoint_of(of, wrt, incoming)
        if found is None:
            self.zero("still", of, wrt)
        elif found == UNIT:  # it is asked for, be it a 1 that nobody writes down on the way
            self.add(PlannedStep("adjoint", Partial(of, wrt), UNIT, UNIT))

    def adjoint_of(self, of: Var, var: Var, incoming: Mapping[Var, list[Expr]]) -> Expr | None:
        """The line of an adjoint; what it is called from then on, None if nothing has come."""
        terms = incoming.get(var.whole)
        if not terms:
            return None
        rhs = entry_by_entry(terms) or fold_constants(zero_if_none(sum_of(terms)))
        if rhs == UNIT and var not in self.kept:
            return UNIT  # nobody writes down a factor 1
        partial = Partial(of, var)
        if var.index:
            part = part_or_whole(rhs, var.index, self.shapes, partial)
            if part == partial:
                self.add(PlannedStep("adjoint", Partial(of, var.whole), rhs, rhs))
            rhs = part
        self.add(PlannedStep("adjoint", partial, rhs, rhs))
        return partial
