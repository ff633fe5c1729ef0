"""What a key says of the numbers of a gradient, read back: each sentence must follow from the numbers, found here in another way.

What is cut off is followed through the equations, and does not move the target by central differences; so are slopes and what of a
gradient survives. The terms of a sum are those that are printed.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gen.algebra.arrays import Array, Value, numbers
from gen.algebra.expr import Call, Var
from gen.latex import Latex, escape
from gen.messages.errors import VerificationError
from gen.messages.sentences import lookup, translate
from gen.model.memo import Memo
from gen.model.problem import Item
from gen.model.solved import Solved
from gen.model.trace import Eqn, Trace
from gen.page import ReadingView
from gen.proofread.elided import is_elided, product_of, terms_of_rule
from gen.proofread.forms import page_of
from gen.proofread.intervals import Interval
from gen.proofread.printed_steps import PrintedStep
from gen.proofread.relations import read_relation
from gen.verify import Recurrence, move
from gen.verify.piecewise import active_piece
from gen.verify.tolerance import MP, close, mpf

_FORMULA = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$")


class _Reader:
    """The sentences of one reading against its numbers."""

    def __init__(
        self, printed_steps: Sequence[PrintedStep], one: Solved, trace: Trace, item: Item, latex: Latex, memo: Memo | None = None
    ) -> None:
        self.printed_steps, self.one, self.trace, self.latex = printed_steps, one, trace, latex
        self.values: Mapping[Any, Value] = one.derivation.values
        self.names = {latex.expr(var): var for var in (*(eqn.out for eqn in trace.eqns), *trace.inputs)}
        self.page = page_of(one, item, latex, memo)
        self.exactly = replace(self.page, shown=None)
        given = {var: one.value for var, one in item.given.items()}
        printed = {var: one.value for var, one in item.printed.items()} if one.reading and one.reading.values == "printed" else {}
        assert one.reading
        self.recurrence = Recurrence(one.reading.cell, trace, given, printed, item.cut, item.conventions, item.horizon, item.truncate)

    # What is cut off ---------------------------------------------------------------------------------------------------------

    def cut_off(self, where: str, of: str, names: str = "") -> bool:
        """Whether the inactive ReLUs that are named cut off these values and no others; without names all that there are."""
        target = self.name(of)
        gates = [eqn for formula in _FORMULA.findall(where) for eqn in self.inactive(formula)]
        before, past = self.reaching(target), self.reaching(target, gates)
        lost = [var for var in self.trace.inputs if var in before and var not in past]
        said = list(self.list_of(names)) if names else [var for var in self.trace.inputs if var in before]
        return bool(lost) and set(said) == set(lost) and not any(move(target, lost, self.recurrence, self.values))

    def inactive(self, formula: str) -> list[Eqn]:
        """The equations whose ReLU is told to be inactive, which it is: strictly below its kink, at each entry of an array."""
        left, *relation = re.split(r" [=<] | \\approx ", formula)
        z = self.name(left)
        if relation:
            read_relation("an inactive ReLU", formula, self.page)
        elif not isinstance(self.values[z], Array):
            raise VerificationError(f"an inactive ReLU: {formula} is no array")
        found = [eqn for eqn in self.trace.eqns if eqn.rhs == Call("relu", (z,))]
        if not found or any(active_piece("relu", x).slope != 0 for x in numbers(self.values[z])):
            raise VerificationError(f"no ReLU is inactive at {formula}")
        return found

    def reaching(self, target: Var, closed: Collection[Eqn] = ()) -> set[Var]:
        """All that a value depends on, but through these equations."""
        by_out, found, todo = {eqn.out: eqn for eqn in self.trace.eqns if eqn not in closed}, set[Var](), [target]
        while todo:
            var = todo.pop()
            if var not in found:
                found.add(var)
                todo += by_out[var].uses if var in by_out else ()
        return found

    # How much survives, and where hardly anything does -----------------------------------------------------------------------

    def survives(self, of: str, first: str, percent: str) -> bool:
        left = self.moved(of, first)
        return 0 < left < 1 and self.is_about(percent.replace(r"\,\%", ""), 100 * left)

    def shrinks(self, of: str, first: str, factor: str) -> bool:
        left = self.moved(of, first)
        return 0 < left < 1 and self.is_about(factor, 1 / left)

    def grows(self, of: str, first: str, factor: str) -> bool:
        left = self.moved(of, first)
        return left > 1 and self.is_about(factor, left)

    def moved(self, of: str, wrt: str) -> Any:
        last, first = self.formula(of), self.formula(wrt)
        return abs(move(self.name(last), [self.name(first)], self.recurrence, self.values)[0])

    def is_about(self, written: str, true: Any) -> bool:
        """Two digits are off by 5 % at most."""
        found = self.number(self.formula(written))
        return bool(20 * abs(mpf(found) - mpf(true)) <= mpf(true))

    def saturated(self, fn: str, where: str) -> bool:
        """Whether the slope of a function is below 1/20 at each place."""
        for formula in _FORMULA.findall(where):
            if " = " in formula or r" \approx " in formula:
                read_relation(f"a saturated {fn}", formula, self.page)
        places = list(self.list_of(re.sub(r" (=|\\approx) [^$]+\$", "$", where)))
        outs = [next((eqn.out for eqn in self.trace.eqns if eqn.rhs == Call(fn, (z,))), None) for z in places]
        return bool(outs) and all(
            out is not None and 20 * abs(move(out, [z], self.recurrence, self.values)[0]) < 1 for out, z in zip(outs, places, strict=True)
        )

    # The terms of a sum ------------------------------------------------------------------------------------------------------

    def outweighs(self, sum: str, term: str, percent: str) -> bool:
        """Whether a term of a printed sum has this share of the absolute values of all of them, and the largest."""
        lhs, own = self.formula(sum), self.formula(term)
        printed = [steps for steps in self.printed_steps if steps.forms and self.latex.expr(steps.step.lhs) == lhs]
        if not printed:
            return False
        form, step = printed[0].forms[0], printed[0].step
        if is_elided(form):
            terms = [product_of(factors) for factors in terms_of_rule(step, self.one, self.recurrence.conventions)]
        else:
            terms = [self.number(part) for part in _terms(form)]
        sizes, size = [abs(mpf(term)) for term in terms], abs(mpf(self.number(own)))
        return close(size, max(sizes)) and self.is_about(percent.replace(r"\,\%", ""), 100 * size / MP.fsum(sizes))

    def number(self, form: str) -> Any:
        """What stands for one number, as it is printed."""
        found = self.exactly.read("what it means", form, symbols=True)
        if not isinstance(found, Interval):
            raise VerificationError(f"{form} is no number")
        return found.middle

    # Names -------------------------------------------------------------------------------------------------------------------

    def formula(self, words: str) -> str:
        """The one formula that a slot holds."""
        found = _FORMULA.fullmatch(words)
        if not found:
            raise VerificationError(f"'{words}' is no formula")
        return found[1]

    def name(self, words: str) -> Var:
        written = words.strip("$")
        if written not in self.names:
            raise VerificationError(f"{written} is no value of the item")
        return self.names[written]

    def list_of(self, words: str) -> Iterator[Var]:
        """The values of a list, of which `$x_1$ to $x_8$` are eight."""
        to = translate("{first} to {last}", self.latex.language, first="$", last="$").strip("$")
        between = _FORMULA.split(words)
        for i in range(1, len(between), 2):
            var = self.name(between[i])
            if i > 1 and between[i - 1] == to:
                first = self.name(between[i - 2])
                if first.name != var.name or not isinstance(first.time, int) or not isinstance(var.time, int):
                    raise VerificationError(f"nothing goes from {between[i - 2]} to {between[i]}")
                yield from (Var(var.name, time) for time in range(first.time + 1, var.time))
            yield var


def _terms(form: str) -> Iterator[str]:
    """The terms of a sum without their signs."""
    depth, start = 0, 0
    for match in re.finditer(r"[{(\[]|[})\]]| [+-] ", form):
        if match[0] in "{([":
            depth += 1
        elif match[0] in "})]":
            depth -= 1
        elif depth == 0:
            yield form[start : match.start()].removeprefix("-")
            start = match.end()
    yield form[start:].removeprefix("-")


def read_meaning(
    view: ReadingView, printed: Sequence[PrintedStep], one: Solved, item: Item, latex: Latex, memo: Memo | None = None
) -> list[float]:
    """A 0 for each sentence. Raises VerificationError where one is none that a key may say, or does not follow from the numbers."""
    left: str = view.meaning
    if not left:
        return []
    if one.trace is None or one.reading is None:
        raise VerificationError(f"nothing is computed, and the key says '{left}'")
    reader = _Reader(printed, one, one.trace, item, latex, memo)
    says: dict[str, Callable[..., bool]] = {
        "The ReLU is inactive at {where}, so nothing of {names} reaches {of}.": reader.cut_off,
        "The ReLU is inactive at {where}, so all derivatives of {of} are 0.": reader.cut_off,
        "From {of} back to {first} the gradient shrinks to about {percent}.": reader.survives,
        "From {of} back to {first} the gradient shrinks by a factor of about {factor}.": reader.shrinks,
        "From {of} back to {first} the gradient grows by a factor of about {factor}.": reader.grows,
        "The tanh is saturated at {where}: hardly any gradient passes.": lambda where: reader.saturated("tanh", where),
        "The sigmoid is saturated at {where}: hardly any gradient passes.": lambda where: reader.saturated("sigmoid", where),
        "Of the terms of {sum}, {term} alone makes up about {percent} in absolute value.": reader.outweighs,
    }
    seen: list[float] = []
    while left:
        found = next(((holds, match) for sentence, holds in says.items() if (match := _match(sentence, left, latex))), None)
        if found is None:
            raise VerificationError(f"'{left}' is nothing that a key says")
        holds, match = found
        if not holds(**match.groupdict()):
            raise VerificationError(f"'{match[0]}' does not follow from the numbers")
        seen.append(0.0)
        left = left[match.end() :].lstrip(" ")
    return seen


def _match(sentence: str, words: str, latex: Latex) -> re.Match[str] | None:
    """A sentence at the start of a text, in the language of the page; each slot begins or ends with a formula."""
    parts = re.split(r"\{(\w+)\}", lookup(sentence, latex.language))
    pattern = "".join(rf"(?P<{part}>[^$]*(?:\$[^$]+\$[^$]*?)+)" if i % 2 else re.escape(escape(part)) for i, part in enumerate(parts))
    return re.match(pattern, words)
