"""Contradictions in good input: each is found by computing and names both sides. None stops a build once it is acknowledged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gen.algebra.expr import Add, Call, Expr, Mul, Neg
from gen.algebra.numbers import NumberFormat
from gen.algebra.printer import text
from gen.findings.likely_slips import likely_slips
from gen.findings.published_answers import Derive, published_values
from gen.findings.published_formulas import formula_findings
from gen.findings.published_values import judge_values
from gen.findings.published_words import word_findings
from gen.findings.unused import copied_findings, horizon_findings, like, unshown_in_all, unused_findings, unused_in_all, unused_names
from gen.messages.errors import Finding, InputError, InputErrors, closest_word, did_you_mean
from gen.messages.sentences import Listed, Message, Slot, lazy_message, message_text
from gen.model.derivation import Derivation, Statement
from gen.model.memo import Memo
from gen.model.problem import Acknowledged, Cell, Inline, Item, Problem
from gen.model.solved import Erratum, RightNumber
from gen.model.source import Relation
from gen.questions.spectral_conditions import Verdict, decide
from gen.syntax import matrix_of, plain


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What findings of an item need of the problem around it: digits, stem, the items with its published label; those that take what it
    states, and what is found of numbers that it has from an item before it."""

    shown: NumberFormat
    stem: tuple[Inline, ...]
    labelled: tuple[str, ...]
    taking: tuple[Item, ...]
    copied: tuple[Finding, ...]


def surroundings_of(place: int, problem: Problem, memo: Memo) -> Surroundings:
    """Those of the item at a place; the same object where all is the same."""
    item = problem.items[place]
    labels = ((other.id, other.published.label.value if other.published.label else other.id) for other in problem.items)
    label = item.published.label
    labelled = tuple(ident for ident, one in labels if one == label.value) if label else ()
    copied = tuple(map(memo.same, copied_findings(item, (other for other in problem.items[:place] if other.varied))))
    return memo.call(Surroundings, problem.shown, problem.stem, labelled, tuple(like(item, problem)), copied)


def item_findings(
    item: Item, around: Surroundings, derivation: Derivation, derive: Derive
) -> tuple[list[Finding], tuple[RightNumber, ...]]:
    """All findings of one item, by its first reading, and which numbers of its sheet are right.

    `derive` does what is published and not asked. Raises InputErrors for what cannot be compared or decided.
    """
    values, whole = published_values(item, derivation, derive)
    wrong, right = judge_values(values, whole, item, around.shown)
    found = [*wrong, *word_findings(item, derivation)]
    if item.readings:
        found += formula_findings(item, item.readings[0].cell)
    found += _figure(item)
    found += _cases(item, [step for step in derivation.steps if isinstance(step, Statement)])
    found += _label(item, around.labelled)
    found += _paid_twice(item, derivation)
    found += [*unused_findings(item, around.taking), *around.copied, *horizon_findings(item, around.stem)]
    return found, right


def problem_findings(problem: Problem) -> list[Finding]:
    """Names that the problem uses and has not declared, and those that it has declared and does not use, where it declares names.

    Where it does not, names without a value that look like slips.
    """
    if problem.names is None:
        return [*unused_in_all(problem), *unshown_in_all(problem), *likely_slips(problem)]
    unused = list(unused_names(problem))
    declared = {use.var.name for use in problem.names}
    found: dict[str, Finding] = {}
    for cell in problem.cells:
        for equation in cell.equations:
            for use in (equation.lhs, *equation.rhs.uses):
                name = use.var.name
                if name not in declared and name not in found:
                    message = _undeclared(name, cell.name, closest_word(name, sorted(declared)))
                    found[name] = Finding(use.where, message, f"name {name}")
    return [*found.values(), *unused, *unused_in_all(problem), *unshown_in_all(problem)]


def _paid_twice(item: Item, derivation: Derivation) -> list[Finding]:
    """Answers that earn points by themselves beside those that all answers earn together."""
    answers = {text(answer) if isinstance(answer, Expr) else "" for answer in derivation.answers}
    own = [c for c in item.grading.criteria if c.credits in answers and c.part != "equation"]
    if all(c.credits is not None for c in item.grading.criteria):
        return []
    return [
        Finding(
            c.where, lazy_message("`{name}` earns points by itself, and as one of all answers", name=c.credits or ""), f"points {c.credits}"
        )
        for c in own
    ]


def _undeclared(name: str, cell: str, near: str) -> Message:
    if not near:
        return lazy_message("`{name}` in the cell '{cell}' is not among the declared names", name=name, cell=cell)
    return lazy_message(
        "`{name}` in the cell '{cell}' is not among the declared names, did you mean '{near}'?", name=name, cell=cell, near=near
    )


def settle(findings: Iterable[Finding], acknowledged: Sequence[Acknowledged]) -> tuple[tuple[Finding, ...], tuple[Erratum, ...]]:
    """The findings that are open, and those that are acknowledged. Raises InputErrors for an acknowledgement of nothing."""
    found = {plain(finding.key): finding for finding in findings}
    keys = [finding.key for finding in found.values()]
    faults = [
        InputError(one.where, f"there is no finding '{one.key}' to acknowledge", did_you_mean(one.key, keys))
        for one in acknowledged
        if plain(one.key) not in found
    ]
    if faults:
        raise InputErrors(faults)
    known = {plain(one.key): one for one in acknowledged}
    errata = tuple(Erratum(finding, known[key]) for key, finding in found.items() if key in known)
    return tuple(finding for key, finding in found.items() if key not in known), errata


def _figure(item: Item) -> list[Finding]:
    """A figure that draws other equations than the prompt shows."""
    figure = item.published.figure
    if figure is None:
        return []
    shown = {piece.cell: piece.label for piece in item.prompt if piece.cell} or {reading.cell: "" for reading in item.readings[:1]}
    for cell, some in shown.items():
        if not (_equations(cell) <= _equations(figure.cell) if some else _equations(cell) == _equations(figure.cell)):
            message = lazy_message(
                "the figure draws the cell '{drawn}' ({drawn_equations}), the item shows '{shown}' ({shown_equations})",
                drawn=figure.cell.name,
                drawn_equations=_equations_text(figure.cell),
                shown=cell.name,
                shown_equations=_equations_text(cell),
            )
            return [Finding(figure.where, message, "figure")]
    return []


def _equations(cell: Cell) -> set[tuple[str, str]]:
    """The equations, whatever the order of equations, terms and factors: a figure has none."""
    return {(text(eq.lhs.var), _unordered(eq.rhs.expr)) for eq in cell.equations}


def _unordered(e: Expr) -> str:
    match e:
        case Add(parts) | Mul(parts):
            return f"{type(e).__name__}({', '.join(sorted(map(_unordered, parts)))})"
        case Call(fn, args):
            return f"{fn}({', '.join(map(_unordered, args))})"
        case Neg(arg):
            return f"-({_unordered(arg)})"
        case _:
            return text(e)


def _equations_text(cell: Cell) -> str:
    return ", ".join(f"`{text(eq.lhs.var)} = {text(eq.rhs.expr)}`" for eq in cell.equations)


# The cases that the tool names itself; others are named by the author.
_NAMED = {"explode": lazy_message("explode"), "vanish": lazy_message("vanish"), "all": lazy_message("all")}


def _cases(item: Item, statements: Sequence[Statement]) -> list[Finding]:
    """Cases that cannot happen under the item's premises."""
    cases = [(s.name, s.condition) for s in statements if s.condition]
    cases += [(c.credits or "all", c.when) for c in item.grading.criteria if c.when]
    found, faults = [], []
    premises = Listed(tuple(f"`{premise.text}`" for premise in item.premises))
    where = item.premises[0].where if item.premises else item.where
    for name, condition in cases:
        matrix = matrix_of(condition)
        if matrix is None:
            faults.append(InputError(condition.where, f"cannot decide on '{condition.text}'", "write: maxabs(eig(A)) > 1"))
            continue
        verdict = decide(item.premises, matrix, condition)
        if verdict is None:
            under = message_text(premises, "en")
            faults.append(InputError(where, f"cannot decide whether '{condition.text}' is possible under {under}"))
        elif not verdict.possible:
            found.append(Finding(where, _impossible(_NAMED.get(name, name), condition, matrix, verdict, premises), f"case {name}"))
    if faults:
        raise InputErrors(faults)
    return found


def _impossible(name: Slot, condition: Relation, matrix: str, verdict: Verdict, premises: Listed) -> Message:
    """A case that cannot happen, and why: the moduli that there are, or none since no matrix meets the premises."""
    written = f"{condition.left.text} {condition.sign} {condition.right.text}"
    if not verdict.moduli:
        return lazy_message(
            "no real matrix `{matrix}` meets {premises}, so the case '{case}', `{condition}`, is impossible",
            matrix=matrix,
            premises=premises,
            case=name,
            condition=written,
        )
    return lazy_message(
        "under {premises} every eigenvalue of `{matrix}` has modulus {moduli}, so the case '{case}', `{condition}`, is impossible",
        premises=premises,
        matrix=matrix,
        moduli=Listed(tuple(f"`{float(m) ** 0.5:g}`" for m in verdict.moduli), "or"),
        case=name,
        condition=written,
    )


def _label(item: Item, labelled: tuple[str, ...]) -> list[Finding]:
    """A published label that another item has as well."""
    label = item.published.label
    if label is None or len(labelled) == 1:
        return []
    message = lazy_message("the label '{label}' stands for the items {items}", label=label.value, items=Listed(labelled))
    return [Finding(label.where, message, f"label {label.value}")]
