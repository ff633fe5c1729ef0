"""The recursion behind a derivation, in general t: from the equations of one step, by the tables that the derivation itself uses.

    forward   dh_t/dV = f'(z_t) (h_{t-1} + V dh_{t-1}/dV),  dh_0/dV = 0
    reverse   dL/dz_t = f'(z_t) (V dL/dz_{t+1}),  dL/dz_T = ...,  dL/dV = sum_t dL/dz_t h_{t-1}
    paths     dh_T/dV = sum_k (prod_{j=k+1}^T f'(z_j) V) f'(z_k) h_{k-1}

The same for vectors, for several states, and for graphs without time, where nothing recurs. Where no recursion with a start says what the
derivation does there is no rule.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from gen.algebra.expr import Call, Expr, LocalDerivative, Num, Partial, Var, walk
from gen.algebra.families import place_of
from gen.calculus.general_forward import tangents
from gen.calculus.general_paths import sum_over_paths
from gen.calculus.general_reverse import adjoints
from gen.calculus.general_steps import StepEquations
from gen.calculus.general_times import NotGeneral, at_step, mentions
from gen.calculus.telling import mode_for
from gen.calculus.truncation import times_of
from gen.messages.errors import MathError
from gen.model.derivation import PlannedStep
from gen.model.general_rule import Form, GeneralEquation, GeneralRule
from gen.model.problem import Mode
from gen.model.trace import Trace

Targets = Sequence[tuple[Var, Var]]


def general_rules(
    trace: Trace,
    targets: Iterable[tuple[Var, Var | None]],
    mode: Mode,
    lines: Collection[PlannedStep],
    horizon: int,
    cut: Collection[Var] = (),
    truncate: int | None = None,
) -> tuple[GeneralRule, ...]:
    """The rules behind the `lines` that a plan has for these targets, in the order of the targets.

    `horizon` is the last time. There is none for a derivative that no recursion gives, and none that is as long as the lines themselves.
    What has channels has no time, and its lines stand for all channels already.
    """
    if any(place_of(eqn.out.name) for eqn in trace.eqns):
        return ()
    unrolled = StepEquations.of(trace, horizon, frozenset(cut), truncate)
    found: dict[tuple[GeneralEquation, ...], GeneralRule] = {}
    for form, asked in _together(unrolled, [(of, wrt) for of, wrt in targets if wrt], mode):
        try:
            rule = _rule(unrolled, form, asked)
        except (NotGeneral, MathError):
            continue
        if _speaks_of(rule, lines) and not any(_is_special(part) for equation in rule.equations for part in walk(equation.rhs)):
            found.setdefault(rule.equations, rule)
    return tuple(found.values())


def _together(unrolled: StepEquations, targets: Targets, mode: Mode) -> Iterator[tuple[Form, Targets]]:
    """Targets of one rule each: in reverse those of one value, forward those with respect to one, each with how they are told."""
    found: dict[tuple[Form, object], list[tuple[Var, Var]]] = {}
    ways = unrolled.ways
    for of, wrt in targets:
        several = ways.truncate and len(times_of(ways.trace, of)) > 1
        if several or of == wrt or wrt.whole not in ways.upstream(of):
            continue
        form = mode_for(of, wrt, mode, unrolled.shapes)
        # Each value that is cut itself is a recurrence of its own: it moves where it is asked for, and not on the way to another.
        apart = of if ways.cut or ways.truncate else None
        key: object = of if form == "reverse" else (of, wrt) if form == "paths" else (wrt, apart)
        found.setdefault((form, key), []).append((of, wrt))
    for (form, _), asked in found.items():
        yield form, asked


def _rule(unrolled: StepEquations, form: Form, asked: Targets) -> GeneralRule:
    answers = tuple(dict.fromkeys(Partial(of, wrt.whole) if form == "reverse" else Partial(of.whole, wrt) for of, wrt in asked))
    (of, wrt), *_ = asked
    match form:
        case "paths":
            whole = sum_over_paths(unrolled.ways, {out: unrolled.rhs(eqn)[0] for out, eqn in unrolled.ways.eqns.items()}, of, wrt)
            return GeneralRule("paths", answers, (GeneralEquation(Partial(of, wrt), whole),))
        case "reverse":
            return GeneralRule("reverse", answers, adjoints(unrolled, of, [answer.wrt for answer in answers]))
        case _:
            equations = tangents(unrolled, [answer.of for answer in answers], wrt, form == "jacobian")
            return GeneralRule(form, answers, equations)


def _is_special(e: Expr) -> bool:
    """Whether something is written for one size of a vector only, or is the slope of a maximum of the step itself."""
    match e:
        case Call(fn, _):
            return fn in ("rows", "zeros")
        case LocalDerivative(_, _, among):
            return Var("t") in among
        case _:
            return False


def _speaks_of(rule: GeneralRule, lines: Collection[PlannedStep]) -> bool:
    """Whether a rule is about what the lines derive, and says it in fewer equations."""
    derived = {line.lhs for line in lines if isinstance(line.lhs, Partial)}
    starts = [equation.lhs for equation in rule.equations if equation.steps is None and _is_number(equation.rhs)]
    if rule.form == "paths":
        return True
    if rule.form == "reverse":
        ofs = {answer.of for answer in rule.answers}
        partials = [partial for partial in derived if partial.of in ofs]
        # Of what is asked for, only an entry may be derived, if the whole is not handed on.
        handed_on = {partial.wrt.name for equation in rule.equations for partial in mentions(equation.rhs)}
        last = [answer for answer in rule.answers if answer.wrt.name not in handed_on]
        given = {at_step(equation.lhs, step) for equation in rule.equations for step in _steps(equation)}
        return len(rule.equations) - len(starts) < len(partials) and given <= {*derived, *starts, *last}
    wrts = {answer.wrt for answer in rule.answers}
    partials = [partial for partial in derived if partial.wrt in wrts]
    return len(rule.equations) - len(starts) < len(partials) and not derived.intersection(starts)


def _steps(equation: GeneralEquation) -> range:
    first, last = equation.steps or (0, 0)
    return range(first, last + 1)


def _is_number(e: Expr) -> bool:
    """Whether it is 0, 1 or the identity."""
    return isinstance(e, Num) or (isinstance(e, Call) and e.fn == "identity")
