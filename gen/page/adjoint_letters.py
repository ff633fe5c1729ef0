"""The letter delta for the derivatives with respect to the arguments of functions, as one writes backpropagation by hand.

`delta_t` stands for dL/dz_t where the tool has named one argument z at each step, `delta_{f,t}` for dL/dz_{f,t} where it has named several.
The value of a function inside a formula is no such argument: `tanh(c_t)` in `o_t*tanh(c_t)` needs no letter and is written as it is.
"""

from collections import Counter
from dataclasses import replace

from gen.algebra.expr import Call, LocalDerivative, Partial, Var, atoms
from gen.functions import letter
from gen.latex import Latex
from gen.model.solved import Solved
from gen.model.trace import Trace


def lettered(latex: Latex, solved: Solved) -> Latex:
    """LaTeX with these letters, if one value is differentiated in reverse and no name of the author looks like them."""
    if not solved.trace:
        return latex
    latex = replace(latex, calls=_calls(solved.trace))
    told = [step.lhs for step in solved.derivation.numbers if step.kind == "adjoint" and isinstance(step.lhs, Partial)]
    taken = {*latex.names, *latex.names.values(), *(atom.name for atom in solved.derivation.values if isinstance(atom, Var))}
    if len({partial.of for partial in told}) != 1 or any("delta" in name for name in taken):
        return latex
    inner = {eqn.out.name for eqn in solved.trace.general if eqn.auto and eqn.out not in latex.calls}
    arguments = {arg.name for eqn in solved.trace.general if isinstance(eqn.rhs, Call) for arg in eqn.rhs.args if isinstance(arg, Var)}
    names = dict.fromkeys(partial.wrt.name for partial in told if partial.wrt.name in inner & arguments)
    letters = {name: "delta" if len(names) == 1 else f"delta_{name.partition('_')[2]}" for name in names}
    return replace(latex, deltas={(told[0].of, name): letter for name, letter in letters.items()})


def _calls(trace: Trace) -> dict[Var, Call]:
    """The values of functions that the tool had to name, but for what stands in several equations: it would look the same in each."""
    named = [eqn for eqn in (*trace.general, *trace.eqns) if eqn.auto]
    found = {eqn.out: eqn.rhs for eqn in named if isinstance(eqn.rhs, Call) and not letter(eqn.rhs.fn)}
    alike = Counter(found.values())
    several = {out.name for out, call in found.items() if alike[call] > 1}
    return {out: call for out, call in found.items() if out.name not in several}


def introduced(latex: Latex, solved: Solved) -> list[str]:
    """`\\delta_{t} = \\frac{\\partial L}{\\partial z_{t}}` and the like: what letters stand for that a derivative or reason has."""
    if not solved.trace:
        return []
    named = [eqn for eqn in solved.trace.general if eqn.auto and eqn.out.name in spoken(solved) and eqn.out not in latex.calls]
    inner = [f"{latex.name(eqn.out)} = {latex.expr(eqn.rhs)}" for eqn in named]
    plain = replace(latex, deltas={})
    times = {eqn.out.name: eqn.out.time for eqn in solved.trace.general}
    partials = [Partial(of, Var(name, times[name])) for of, name in latex.deltas]
    return [*inner, *(f"{latex.expr(partial)} = {plain.expr(partial)}" for partial in partials)]


def spoken(solved: Solved) -> set[str]:
    """The names that derivatives and reasons speak of, apart from those of hidden lines."""
    shown = [step for step in solved.derivation.numbers if not step.line.hidden]
    told = [step.line for step in shown if step.kind != "evaluate"]
    parts = [atom for line in told for e in (line.lhs, line.written) for atom in atoms(e)]
    parts += [step.about for step in shown if step.about]
    spoken = [atom.arg if isinstance(atom, LocalDerivative) else atom.wrt if isinstance(atom, Partial) else atom for atom in parts]
    return {atom.name for atom in spoken if isinstance(atom, Var)}
