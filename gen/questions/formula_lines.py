"""The lines of an answer that is a formula: those of the plan, with slopes written out and short derivatives put in.

A derivative keeps its own name where it is long and stands in several lines, as dL/dz_3 does in backpropagation through time; what the
tool alone has named is written out, if it is a function or short.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from gen.algebra.expr import UNIT, Atom, Call, Expr, LocalDerivative, MatMul, Partial, PathTerm, Var, atoms, rebuild, replace_atoms, walk
from gen.calculus import simplifier
from gen.functions import WITHOUT_PRIME
from gen.model.derivation import Plan, PlannedStep
from gen.model.trace import Trace

SHORT = 8  # parts of a formula that is put in wherever it is needed
WORD = 4  # parts of an argument that is written out, such as 1 - s
LONG = 70  # parts of a line, beyond which nothing more is put into it


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """`lhs = rule = formula`: what the chain rule or the equation gives, and the same with what is known put in; one form if they agree.

    Where the entries of a `target` have to add up to 1, so that they do, one more form stands between them.
    """

    lhs: Atom
    forms: tuple[Expr, ...]
    target: Expr | None = None

    @property
    def formula(self) -> Expr:
        """The last form, which is the answer if this is what was asked for."""
        return self.forms[-1]


def formula_lines(plan: Plan, trace: Trace, is_near: Callable[[Var], bool] = lambda var: True) -> tuple[FormulaLine, ...]:
    """The lines that lead to what is asked, in order, after the slopes and inner values in them.

    Derivatives of or to what is not near, such as values of earlier steps, keep their names.
    """
    values = all(isinstance(answer, Var) for answer in plan.answers)
    words = _words(trace, LONG if values else WORD)
    named: dict[Expr, Expr] = {} if values else {eqn.rhs: eqn.out for eqn in trace.eqns if not eqn.auto and isinstance(eqn.rhs, Call)}
    named |= {Call("sum", (target,)): UNIT for _, target in predictions(trace)}
    targets = dict(predictions(trace))

    simplify = simplifier(trace.shapes)

    def simple(e: Expr, put_in: Mapping[Atom, Expr]) -> Expr:
        found = simplify(replace_atoms(e, lambda atom: put_in.get(atom, atom)))
        shorter = _with_names(found, named)
        return found if shorter == found else simplify(shorter)

    slopes = {line.lhs: simple(line.rhs, words) for line in plan.steps if line.kind == "local" and not _of_pieces(line)}
    plainly = {atom: e for atom, e in slopes.items() if isinstance(atom, LocalDerivative) and atom.fn in WITHOUT_PRIME}
    asked = [line for line in plan.steps if _is_about(line, values) and (line.lhs in plan.answers or all(map(is_near, _ends(line.lhs))))]
    uses: Counter[object] = Counter()
    for atom, n in Counter(atom for line in asked for atom in atoms(_rule(line))).items():
        uses[_family(atom)] = max(uses[_family(atom)], n)
    full: dict[Atom, Expr] = {}
    found: dict[Atom, FormulaLine] = {}
    for line in asked:
        inner = {lhs: e for lhs, e in full.items() if lhs not in found}
        rule = simple(_rule(line), words | inner | plainly)
        formula = simple(rule, slopes)
        known = [atom for atom in dict.fromkeys(atoms(formula)) if atom in found]
        kept = {_family(atom) for atom in known if not (values or uses[_family(atom)] == 1 or length(full[atom]) <= SHORT)}
        for atom in known:
            if _family(atom) not in kept:
                longer = simple(formula, {atom: full[atom]}) if length(formula) + length(full[atom]) <= 2 * LONG else formula
                formula = longer if length(longer) <= LONG else formula
        full[line.lhs] = formula
        if line.lhs in plan.answers or all(words.get(var.whole, var.whole) == var.whole for var in _ends(line.lhs)):
            target = next((targets[atom.wrt] for atom in atoms(rule) if isinstance(atom, Partial) and atom.wrt in targets), None)
            between = (rebuild(rule, lambda part: _with_names(simple(part, full), named)),) if target else ()
            found[line.lhs] = FormulaLine(line.lhs, tuple(dict.fromkeys((rule, *between, formula))), target)
    needed = _needed(found, plan.answers)
    return (*_before(needed, slopes, trace), *needed)


def length(e: Expr) -> int:
    """How many parts an expression has."""
    return sum(1 for _ in walk(e))


def _words(trace: Trace, most: int) -> dict[Atom, Expr]:
    """What the tool has named, as it is written: functions and short arguments.

    An argument of more than so many parts keeps its name, and so does one with a product of matrices.
    """
    found: dict[Atom, Expr] = {}
    for eqn in trace.eqns:
        named = length(eqn.rhs) > most or (most == WORD and any(isinstance(e, MatMul) for e in walk(eqn.rhs)))
        if eqn.auto and (isinstance(eqn.rhs, Call) or not named):
            found[eqn.out] = replace_atoms(eqn.rhs, lambda atom: found.get(atom, atom))
    return found


def predictions(trace: Trace) -> list[tuple[Var, Expr]]:
    """Each softmax value of which a cross-entropy or a divergence is taken, with its target, whose entries add up to 1."""
    calls = [eqn.rhs for eqn in trace.eqns if isinstance(eqn.rhs, Call)]
    losses = [call.args if call.fn == "cross_entropy" else call.args[::-1] for call in calls if call.fn in ("cross_entropy", "kl")]
    softmax = {eqn.out for eqn in trace.eqns if isinstance(eqn.rhs, Call) and eqn.rhs.fn == "softmax"}
    return [(p, target) for p, target in losses if isinstance(p, Var) and p in softmax]


def _with_names(e: Expr, named: Mapping[Expr, Expr]) -> Expr:
    """With the name of a value in place of the function that it is."""
    return named[e] if e in named else rebuild(e, lambda part: _with_names(part, named))


def _is_about(line: PlannedStep, values: bool) -> bool:
    """Whether a line is on the way to values, in which derivatives may stand, or to derivatives."""
    return isinstance(line.lhs, Partial) or (values and line.kind == "evaluate")


def _of_pieces(line: PlannedStep) -> bool:
    """Whether a slope has no formula: it is one number here and another one there."""
    return any(isinstance(e, Call) and e.fn.endswith("'") for e in walk(line.rhs))


def _rule(line: PlannedStep) -> Expr:
    """What a line says; a sum over paths with its terms written out."""
    return line.written if any(isinstance(atom, PathTerm) for atom in atoms(line.rhs)) else line.rhs


def _ends(lhs: Atom) -> tuple[Var, ...]:
    match lhs:
        case Var():
            return (lhs,)
        case Partial(of, wrt):
            return (of, wrt)
        case _:
            return ()


def _family(atom: Atom) -> object:
    """What is the same for a derivative at all steps: if one keeps its name, all do."""
    return tuple(replace(var, time=None) for var in _ends(atom)) or atom


def _needed(found: Mapping[Atom, FormulaLine], answers: Iterable[Atom]) -> list[FormulaLine]:
    """The lines of the answers and of what stands in these."""
    needed, todo = set[Atom](), list(answers)
    while todo:
        atom = todo.pop()
        if atom in found and atom not in needed:
            needed.add(atom)
            todo += [part for form in found[atom].forms for part in atoms(form)]
    return [line for lhs, line in found.items() if lhs in needed]


def _before(lines: Iterable[FormulaLine], slopes: Mapping[Atom, Expr], trace: Trace) -> Iterator[FormulaLine]:
    """What stands in lines and has none: the arguments of functions that the tool has named, and slopes."""
    spoken = dict.fromkeys(atom for line in lines for form in line.forms for atom in atoms(form))
    inner = {atom.arg for atom in spoken if isinstance(atom, LocalDerivative)}
    inner |= {var for atom in spoken for var in _ends(atom)} | {line.lhs.wrt for line in lines if isinstance(line.lhs, Partial)}
    for eqn in trace.eqns:
        if eqn.auto and eqn.out in inner:
            yield FormulaLine(eqn.out, (eqn.rhs,))
    for atom in spoken:
        if atom in slopes:
            yield FormulaLine(atom, (slopes[atom],))
