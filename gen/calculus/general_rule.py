"""The recursion behind a derivation, in general t: from the equations of one step, by the tables that the derivation itself uses.

    forward   dh_t/dV = f'(z_t) (h_{t-1} + V dh_{t-1}/dV),  dh_0/dV = 0
    reverse   dL/dz_t = f'(z_t) (V dL/dz_{t+1}),  dL/dz_T = ...,  dL/dV = sum_t dL/dz_t h_{t-1}
    paths     dh_T/dV = sum_k (prod_{j=k+1}^T f'(z_j) V) f'(z_k) h_{k-1}

The same for vectors, for several states, and for graphs without time, where nothing recurs. Where no recursion with a start says what the
derivation does there is no rule.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from gen.algebra.expr import Partial, Var
from gen.calculus.general_forward import NOTHING, tangents
from gen.calculus.general_paths import sum_over_paths
from gen.calculus.general_reverse import adjoints
from gen.calculus.general_steps import StepEquations
from gen.calculus.general_times import NotGeneral
from gen.calculus.plan import mode_for
from gen.calculus.truncation import times
from gen.messages.errors import MathError
from gen.model.derivation import Line
from gen.model.general_rule import Form, GeneralEquation, GeneralRule
from gen.model.problem import Mode
from gen.model.trace import Trace

Targets = Sequence[tuple[Var, Var]]


def general_rules(
    trace: Trace,
    targets: Iterable[tuple[Var, Var | None]],
    mode: Mode,
    lines: Collection[Line],
    cut: Collection[Var] = (),
    truncate: int | None = None,
) -> tuple[GeneralRule, ...]:
    """The rules behind the `lines` that a plan has for these targets, in the order of the targets.

    There is none for a derivative that no recursion gives, and none that is as long as the lines themselves.
    """
    unrolled = StepEquations.of(trace, frozenset(cut), truncate)
    found: dict[tuple[GeneralEquation, ...], GeneralRule] = {}
    for form, asked in _together(unrolled, [(of, wrt) for of, wrt in targets if wrt], mode):
        try:
            rule = _rule(unrolled, form, asked)
        except (NotGeneral, MathError):
            continue
        if _is_shorter(rule, lines):
            found.setdefault(rule.equations, rule)
    return tuple(found.values())


def _together(unrolled: StepEquations, targets: Targets, mode: Mode) -> Iterator[tuple[Form, Targets]]:
    """Targets of one rule each: in reverse those of one value, forward those with respect to one, each with how they are told."""
    found: dict[tuple[Form, object], list[tuple[Var, Var]]] = {}
    ways = unrolled.ways
    for of, wrt in targets:
        several = ways.truncate and len(times(ways.trace, of)) > 1
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
    answers = tuple(Partial(of, wrt.whole) if form == "reverse" else Partial(of.whole, wrt) for of, wrt in asked)
    (of, wrt), *_ = asked
    match form:
        case "paths":
            whole = sum_over_paths(unrolled.ways, {out: unrolled.rhs(eqn)[0] for out, eqn in unrolled.ways.eqns.items()}, of, wrt)
            return GeneralRule("paths", answers, (GeneralEquation(Partial(of, wrt), whole),))
        case "reverse":
            return GeneralRule("reverse", answers, adjoints(unrolled, of, [wrt.whole for _, wrt in asked]))
        case _:
            equations = tangents(unrolled, [of.whole for of, _ in asked], wrt, form == "jacobian")
            return GeneralRule(form, answers, equations)


def _is_shorter(rule: GeneralRule, lines: Collection[Line]) -> bool:
    """Whether a rule says it in fewer equations than the lines, of which none has the value of one of its starts otherwise."""
    derived = {line.lhs: line for line in lines if isinstance(line.lhs, Partial)}
    ends = {answer.of for answer in rule.answers} if rule.form == "reverse" else {answer.wrt for answer in rule.answers}
    told = [partial for partial in derived if (partial.of if rule.form == "reverse" else partial.wrt).whole in {end.whole for end in ends}]
    starts = [equation.lhs for equation in rule.equations if equation.steps is None and equation.rhs == NOTHING]
    short = rule.form == "paths" or len(rule.equations) < len(told)
    return short and not any(start in derived for start in starts)
