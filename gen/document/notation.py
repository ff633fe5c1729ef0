"""The letter delta for the derivatives with respect to the arguments of functions, as one writes backpropagation by hand.

`delta_t` stands for dL/dz_t where the tool has named one argument z at each step, `delta_{f,t}` for dL/dz_{f,t} where it has named several.
The value of a function inside a formula is no such argument: `tanh(c_t)` in `o_t*tanh(c_t)` needs no letter and is written as it is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from gen.algebra.arrays import SCALAR, Shape, shape_of
from gen.algebra.expr import Atom, Call, Expr, LocalDerivative, Partial, Var, atoms, replace_atoms, walk
from gen.algebra.families import family_of, member, place_of
from gen.calculus import general_equations, has_images, inner_arguments, layer_sizes, parameter_shapes, unstated_shapes, with_channels
from gen.document.tree import Notation
from gen.functions import usual_letter
from gen.functions.shapes import inferred, shape
from gen.messages.errors import InputErrors
from gen.model.cases import one_of_each
from gen.model.derivation import Statement
from gen.model.memo import Memo
from gen.model.problem import Cell, Given, Inline, Item
from gen.model.solved import Solved
from gen.model.trace import Shapes, Trace

SHORT = 5  # parts of an argument that is written out, such as v + eps
NO_CALLS: Mapping[Var, Expr] = {}


def notation_of(solved: Solved, names: Mapping[str, str]) -> Notation:
    """With these letters, if one value is differentiated in reverse and no name of the author looks like them; `names` are those that
    have LaTeX of the author's own."""
    lines = [step for step in solved.derivation.steps if isinstance(step, Statement) and step.chain]
    known = [solved.derivation.values, *(line.example for line in lines)]
    shapes = with_families({a.name: shape_of(v) for values in known for a, v in values.items() if isinstance(a, Var) and not a.index})
    of_matrix = _of_matrix(solved)
    if of_matrix or not solved.trace:
        return _lettered(shapes, _in_symbols([line.lhs for line in lines], {*names, *names.values(), *shapes}), of_matrix)
    calls = _calls(solved.trace)
    shown = [step for step in solved.derivation.numbers if step.kind == "adjoint" and not step.planned.hidden]
    partials = [step.lhs for step in shown if isinstance(step.lhs, Partial)]
    taken = {*names, *names.values(), *(atom.name for atom in solved.derivation.values if isinstance(atom, Var))}
    if len({partial.of for partial in partials}) != 1 or any("delta" in name for name in taken):
        return Notation(shapes, calls=calls)
    inner = {eqn.out.name for eqn in solved.trace.general if eqn.auto and eqn.out not in calls}
    arguments = {arg.name for eqn in solved.trace.general if isinstance(eqn.rhs, Call) for arg in eqn.rhs.args if isinstance(arg, Var)}
    return _lettered(shapes, _deltas(partials, inner & arguments), calls)


def _of_matrix(solved: Solved) -> dict[Var, Call]:
    """Trace and determinant, written as those of the matrix whose entries they are made of."""
    found: dict[Var, Call] = {}
    for step in solved.derivation.numbers:
        if step.kind == "eigenvalue" and step.lhs in (Var("tr"), Var("det")):
            first = next(atom for atom in atoms(step.planned.written) if isinstance(atom, Var))
            found[Var(str(step.lhs))] = Call(str(step.lhs), (first.whole,))
    return found


def _lettered(shapes: Shapes, deltas: Mapping[tuple[Var, str], str], calls: Mapping[Var, Expr] = NO_CALLS) -> Notation:
    """A letter has the shape of the derivative that it stands for."""
    own = {letter: shape(Partial(of, Var(name)), shapes, strict=False) for (of, name), letter in deltas.items()}
    return Notation({**shapes, **own}, deltas, calls)


def _in_symbols(lines: Sequence[Atom], taken: Collection[str]) -> Mapping[tuple[Var, str], str]:
    """The letters in lines without numbers, where an inner value has a line of its own."""
    partials = [lhs for lhs in lines if isinstance(lhs, Partial)]
    if len({partial.of for partial in partials}) != 1 or any("delta" in name for name in taken):
        return {}
    return _deltas(partials, {lhs.name for lhs in lines if isinstance(lhs, Var)})


def _deltas(partials: Sequence[Partial], inner: Collection[str]) -> Mapping[tuple[Var, str], str]:
    """`delta` for derivatives to these inner values, with the rest of the name where there are several."""
    named = dict.fromkeys(partial.wrt.name for partial in partials if partial.wrt.name in inner)
    families = {family_of(name) for name in named}
    letters = {family: "delta" if len(families) == 1 else f"delta_{family.partition('_')[2]}" for family in families}
    return {(partials[0].of, name): member(letters[family_of(name)], place_of(name)) for name in named}


def _calls(trace: Trace) -> dict[Var, Expr]:
    """The values of functions that the tool had to name, and what is short and named for a root or a logarithm alone; but for functions
    that stand in several equations, which would look the same in each."""
    eqns = [*trace.general, *trace.eqns]
    found = {eqn.out: eqn.rhs for eqn in eqns if eqn.auto and isinstance(eqn.rhs, Call) and not usual_letter(eqn.rhs.fn)}
    alike = Counter(found.values())
    several = {out.name for out, call in found.items() if alike[call] > 1}
    arguments = {var: e for var, e in inner_arguments(eqns).items() if sum(1 for _ in walk(e)) <= SHORT}

    def written(atom: Atom) -> Expr:
        return arguments.get(atom, atom) if isinstance(atom, Var) else atom

    own = {out: replace_atoms(call, written) for out, call in found.items() if out.name not in several}
    return arguments | own


def letters_of(notation: Notation, solved: Solved) -> tuple[Inline, ...]:
    """`z[t] = V*h[t-1]`, `delta[t] = dL/dz[t]` and the like: what letters stand for that a derivative or reason has."""
    if not solved.trace:
        return tuple(_delta(letter, of, _time_of(name, solved)) for (of, name), letter in notation.deltas.items())
    names = _names_in(solved)
    names |= {part.name for var, e in notation.calls.items() if var.name in names for part in walk(e) if isinstance(part, Var)}
    named = [eqn for eqn in solved.trace.general if eqn.auto and eqn.out.name in names and eqn.out not in notation.calls]
    inner = [Inline("relation", "=", chain=(eqn.out, eqn.rhs)) for eqn in named]
    times = {eqn.out.name: eqn.out.time for eqn in solved.trace.general}
    return (*inner, *(_delta(letter, of, Var(name, times[name])) for (of, name), letter in notation.deltas.items()))


def _delta(letter: str, of: Var, wrt: Var) -> Inline:
    return Inline("relation", "=", chain=(Var(letter, wrt.time), Partial(of, wrt)))


def _time_of(name: str, solved: Solved) -> Var:
    """An inner value as the line for it has it."""
    lines = [step.lhs for step in solved.derivation.steps if isinstance(step, Statement) and step.chain]
    return next(lhs for lhs in lines if isinstance(lhs, Var) and lhs.name == name)


def _names_in(solved: Solved) -> set[str]:
    """The names in derivatives and reasons, apart from those of hidden lines."""
    shown = [step for step in solved.derivation.numbers if not step.planned.hidden]
    lines = [step.planned for step in shown if step.kind != "evaluate"]
    parts = [atom for line in lines for e in (line.lhs, line.written) for atom in atoms(e)]
    parts += [step.about for step in shown if step.about]
    named = [atom.arg if isinstance(atom, LocalDerivative) else atom.wrt if isinstance(atom, Partial) else atom for atom in parts]
    return {atom.name for atom in named if isinstance(atom, Var)}


def shapes_of(items: Iterable[Item], memo: Memo | None = None) -> Shapes:
    """The shapes of the names of these items: from what is given or declared, else from where they stand. One that is an array in one
    item and a number in another counts as a number."""
    found: dict[str, Shape] = {}
    memo = memo or Memo()
    for item in items:
        own = memo.call(_shapes_of, item, memo)
        found = {**found, **own, **{name: SCALAR for name in found.keys() & own.keys() if SCALAR in (found[name], own[name])}}
    return found


def _shapes_of(item: Item, memo: Memo) -> Shapes:
    numbers = {**one_of_each(item), **{var: one for var, one in item.witness.items() if isinstance(one, Given)}}
    found = with_families({var.name: shape_of(given.value) for var, given in numbers.items()})
    formulas = [(var.name, one.expr) for var, one in item.witness.items() if not isinstance(one, Given)]
    found |= inferred(formulas, found) if formulas else {}
    cells = dict.fromkeys(reading.cell for reading in item.readings)
    for cell in cells:
        found |= _of_layers(item, cell, found)
        found |= memo.call(_inferred, cell, tuple(found.items()))
        found |= _of_sizes(item, cell) if item.letters or item.shapes else {}
    shown = [item.published.figure.cell] if item.published.figure else []
    for cell in dict.fromkeys([*cells, *shown, *(piece.cell for piece in item.prompt if piece.cell)]):
        found |= memo.call(_unstated, cell, tuple(found.items()))
    return found


def _inferred(cell: Cell, known: tuple[tuple[str, Shape], ...]) -> Shapes:
    return inferred([(eq.lhs.var.name, eq.rhs.expr) for eq in cell.equations], dict(known))


def _unstated(cell: Cell, known: tuple[tuple[str, Shape], ...]) -> Shapes:
    """What follows from the equations of a cell and the shapes that are `known`, whatever the numbers."""
    return unstated_shapes(cell, dict(known))


def _of_layers(item: Item, cell: Cell, known: Mapping[str, Shape]) -> Shapes:
    """The shapes of the names of a network over images, as far as its numbers or sizes tell them."""
    try:
        if any(map(place_of, known)):
            given = {var: shape_of(one.value) for var, one in one_of_each(item).items()}
            equations = with_channels(general_equations(cell), given)
            return with_families(inferred([(eqn.out.name, eqn.rhs) for eqn in equations], known))
        if has_images(cell, item.shapes):
            axes = layer_sizes(cell, item.shapes).axes
            return {name: _shape([2] * len(own)) for name, own in axes.items()}
    except InputErrors:
        pass
    return {}


def with_families(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """A family is written like a matrix, also where each of its members is a number."""
    return {**shapes, **{family_of(name): shape if shape != SCALAR else (2, 2) for name, shape in shapes.items() if place_of(name)}}


def _of_sizes(item: Item, cell: Cell) -> Shapes:
    """The shapes of the names of a cell whose sizes are declared, as far as they follow from these. A letter may be any size but 1."""
    try:
        shapes = parameter_shapes.infer(cell, item.sized({letter: n for n, letter in enumerate(item.size_letters, 2)}))
    except InputErrors:
        return {}
    sizes = {**shapes.units, **dict.fromkeys(shapes.sums, 2)}
    return {name: _shape([sizes[axis] for axis in axes]) for name, axes in shapes.axes.items()}


def _shape(sizes: Sequence[int]) -> Shape:
    """A vector is a column: print needs no more."""
    match sizes:
        case ():
            return SCALAR
        case (n,):
            return n, 1
        case (n, m, *_):
            return n, m
    raise AssertionError
