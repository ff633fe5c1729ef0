"""What an item states that nothing in it uses, what it repeats, and what its sheet leaves unsaid.

A sheet may state more than is needed, so that these are findings. What an item takes from another one that it is like is that one's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from gen.algebra.expr import Call, Expr, Partial, Var, atoms, sees_last_step, walk
from gen.algebra.families import family_of
from gen.algebra.printer import name_text
from gen.calculus import free_values
from gen.functions import array_function
from gen.messages.errors import Finding, closest_word
from gen.messages.sentences import Listed, lazy_message
from gen.model.cases import one_of_each
from gen.model.choice import choice_of
from gen.model.placeholders import COMMON, filled_numbers
from gen.model.problem import Cell, Inline, Item, Problem
from gen.model.slips import priced_slips
from gen.model.table import table_of
from gen.questions import NumberQuery

# Numbers in words, as a prompt may say how many steps there are.
_WORDS = (
    ("one", "ein", "eine", "einen", "eins"),
    ("two", "zwei"),
    ("three", "drei"),
    ("four", "vier"),
    ("five", "fünf"),
    ("six", "sechs"),
    ("seven", "sieben"),
    ("eight", "acht"),
    ("nine", "neun"),
    ("ten", "zehn"),
    ("eleven", "elf"),
    ("twelve", "zwölf"),
)


def unused_findings(item: Item, taking: Sequence[Item]) -> list[Finding]:
    """Names, sizes, conventions and cuts of an item's own that have no effect on it, nor on those `taking` what it states."""
    if not item.readings or all(query.kind == "open" for query in item.queries):
        return []
    return _unused(item, [item, *taking])


def unused_in_all(problem: Problem) -> list[Finding]:
    """The same of what all items share; a question in words without a cell may be about any of it."""
    if problem.common is None or not all(item.readings for item in problem.items):
        return []
    return _unused(problem.common, problem.items)


def unshown_in_all(problem: Problem) -> Iterator[Finding]:
    """Numbers that items share and are asked with, and that neither the stem nor a prompt shows, nor a cell of a table."""
    if problem.common is None:
        return
    shown = {var for one in (problem.common, *problem.items) for var in filled_numbers(one)}
    shown |= {cell.given for item in problem.items if (table := table_of(item)) for _, cell in table.cells if cell.given}
    asked = [item for item in problem.items if _asks_numbers(item)]
    for var, given in problem.common.given.items():
        if var not in shown and any(item.given.get(var) == given and family_of(var.name) in _names(item) for item in asked):
            message = lazy_message("`{name}` is given for all items, and neither the stem nor a prompt shows it", name=name_text(var))
            yield Finding(given.where, message, f"unshown {name_text(var)}")


def _unused(item: Item, sharing: Sequence[Item]) -> list[Finding]:
    """What an item states and none of those that share it uses."""
    names = {name for one in sharing for name in _names(one)}
    names |= {name for one in sharing for query in one.queries for name in query.in_other_cells}
    functions = {fn for one in sharing for cell in _cells(one) for e in _expressions(cell) if isinstance(e, Call) for fn in _stating(e.fn)}
    timed = {var for one in sharing for var in _times(one)}
    found = []
    for var, given in item.given.items():
        key = f"given {name_text(var)}"
        if key in item.stated and not {var.name, family_of(var.name)} & names:
            message = lazy_message("`{name}` is given, and nothing in the item uses it", name=name_text(var))
            if item.id == COMMON:
                message = lazy_message("`{name}` is given, and no item uses it", name=name_text(var))
            found.append(Finding(item.stated[key], message, key))
        elif key in item.stated and isinstance(var.time, int) and var not in timed and any(map(_asks_numbers, sharing)):
            message = lazy_message("`{name}` is given, and no step uses it", name=name_text(var))
            found.append(Finding(given.where, message, key))
    cases = item.over[0] if "over" in item.stated and item.over else ()
    for name in sorted({family_of(var.name) for var in cases} - names):
        message = lazy_message("`{name}` differs from case to case, and nothing in the item uses it", name=name)
        found.append(Finding(item.stated["over"], message, f"over {name}"))
    for key, where in item.stated.items():
        kind, _, name = key.partition(" ")
        if kind == "size" and name not in names:
            message = lazy_message("`{name}` has a size, and no cell of the item has such a name", name=name)
            found.append(Finding(where, message, key))
        elif kind == "convention" and re.split(r"['(]", name)[0] not in functions:
            message = lazy_message("a convention is stated for {name}, and no cell of the item has that function", name=name)
            found.append(Finding(where, message, key))
    return found


def unused_names(problem: Problem) -> Iterator[Finding]:
    """Names that a problem declares and does not use."""
    used = {use.var.name for cell in problem.cells for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses)}
    items = [*problem.items, *([problem.common] if problem.common else [])]
    used |= {name for item in problem.items for name in _names(item)} | {var.name for item in items for var in one_of_each(item)}
    declared = [use.var.name for use in problem.names or ()]
    # A slip is told once, where it stands: u_c for U_c leaves U_c without a use.
    meant = {closest_word(name, sorted(declared)) for name in used if name not in declared}
    for use in problem.names or ():
        if use.var.name not in {*used, *meant, "t", "T"}:
            message = lazy_message("`{name}` is among the declared names, and no cell uses it", name=use.var.name)
            yield Finding(use.where, message, f"name {use.var.name}")


def copied_findings(item: Item, varying: Iterable[Item]) -> list[Finding]:
    """The numbers of an earlier item that vary there, typed once more: in a variant the two would differ."""
    for other in varying:
        cells = {reading.cell.name for reading in item.readings} & {reading.cell.name for reading in other.readings}
        if item.like or not cells or other.id == item.id:
            continue
        shared = {var: given for var, given in item.given.items() if var in other.given}
        copied = [name_text(var) for var in shared if var.name in other.varied and var.name not in item.varied]
        if copied and all(given.value == other.given[var].value for var, given in shared.items()):
            message = lazy_message(
                "the item '{item}' repeats {names} of the item '{other}', where it varies: write 'like: {other}'",
                item=item.id,
                names=Listed(tuple(f"`{name}`" for name in copied)),
                other=other.id,
            )
            return [Finding(shared[next(var for var in shared if name_text(var) == copied[0])].where, message, f"copied {other.id}")]
    return []


def horizon_findings(item: Item, stem: Sequence[Inline]) -> list[Finding]:
    """A last step that the answers depend on, and that neither numbers nor words of the sheet tell, in its prompt or before all items."""
    times = [var.time for var in item.given if isinstance(var.time, int)]
    if not _asks_numbers(item) or max(times, default=0) >= item.horizon or not item.readings:
        return []
    cell = item.readings[0].cell
    asked = {query.of.var.name for query in item.queries if isinstance(query, NumberQuery)}
    if not _uses_last_step(asked, cell) or _says(item.horizon, (*stem, *item.prompt)):
        return []
    message = lazy_message("the answer depends on the last step T = {steps}, which the sheet does not say", steps=str(item.horizon))
    return [Finding(item.stated.get("horizon", item.where), message, "horizon")]


def _uses_last_step(names: Iterable[str], cell: Cell) -> bool:
    """Whether equations of these names, or of what they need, speak of T or sum over all steps."""
    found, todo = set(names), list(names)
    while todo:
        name = todo.pop()
        for e in (eq.rhs.expr for eq in cell.equations if eq.lhs.var.name == name):
            if sees_last_step(e):
                return True
            new = {var.name for atom in atoms(e) for var in _vars(atom)} - found
            found |= new
            todo += new
    return False


def _says(number: int, pieces: Sequence[Inline]) -> bool:
    """Whether a text has a number in it, in digits or in words, or shows a value at that time."""
    words = _WORDS[number - 1] if number <= len(_WORDS) else ()
    form = re.compile(rf"(?<![\d.])(?:{'|'.join((str(number), *words))})(?![\d.]*\d)", re.IGNORECASE)
    texts = any(form.search(piece.text) for piece in pieces if piece.kind in ("text", "math", "formula"))
    return texts or any(var.time == number for piece in pieces if piece.expr for atom in atoms(piece.expr) for var in _vars(atom))


def _asks_numbers(item: Item) -> bool:
    """Whether something is asked for that is computed from the numbers of an item, be it by options."""
    choice = choice_of(item)
    asked = [option.right.asked for option in choice.options] if choice else []
    return any(isinstance(query, NumberQuery) for query in (*item.queries, *asked))


def like(item: Item, problem: Problem) -> Iterator[Item]:
    """The items that take what this one states, directly or by one another."""
    taking = {item.id}
    for other in problem.items:
        if other.like in taking:
            taking.add(other.id)
            yield other


def _cells(item: Item) -> list[Cell]:
    shown = [piece.cell for piece in item.prompt if piece.cell]
    figure = [item.published.figure.cell] if item.published.figure else []
    return [*(reading.cell for reading in item.readings), *shown, *figure]


def _expressions(cell: Cell) -> Iterator[Expr]:
    for equation in cell.equations:
        yield from walk(equation.rhs.expr)


def _names(item: Item) -> set[str]:
    """Every name that stands in an item's cells, in its texts, or in what it asks and assumes."""
    choice = choice_of(item)
    cells = [use for cell in _cells(item) for eq in cell.equations for use in (eq.lhs, *eq.rhs.uses)]
    asked = [use for query in item.queries for use in query.uses] + [*(item.plot.uses if item.plot else ())]
    sides = [use for one in (*item.hypotheses, *item.premises) for side in (one.left, one.right) for use in side.uses]
    texts = [
        *item.prompt,
        *(piece for text in item.answer.values() for piece in text),
        *(p for rule in item.grading.rules for p in rule.text),
        *(p for option in (choice.options if choice else ()) for p in (*option.shown, *option.reason)),
    ]
    exprs = [*(piece.expr for piece in texts), *(slip.value for _, slip in priced_slips(item))]
    spoken = {var.name for e in exprs if e for atom in atoms(e) for var in _vars(atom)}
    return spoken | {use.var.name for use in (*cells, *asked, *sides)}


def _times(item: Item) -> set[Var]:
    """Every value with a time that the steps of an item use and do not compute, and those that it asks about."""
    queries = [query for query in item.queries if isinstance(query, NumberQuery)]
    last = max([item.horizon, *(query.of.var.time for query in queries if isinstance(query.of.var.time, int))])
    asked = {use.var.whole for query in queries for use in query.uses[1:]}
    return asked | {var.whole for reading in item.readings for var in free_values(reading.cell, last)}


def _stating(fn: str) -> tuple[str, ...]:
    """The functions whose conventions hold for one: its own, and those of the maximum for a pool."""
    rule = array_function(fn)
    return (fn, rule.by_ties_of) if rule and rule.by_ties_of else (fn,)


def _vars(atom: Expr) -> tuple[Var, ...]:
    match atom:
        case Var():
            return (atom,)
        case Partial(of, wrt):
            return (of, wrt)
        case _:
            return ()
