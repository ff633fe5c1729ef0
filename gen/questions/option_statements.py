"""What a key says of options: which are right, and why."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from gen.algebra.expr import Call, Num, Var
from gen.model.choice import ChoiceAnswer, Option
from gen.model.problem import Inline, sentence_inline
from gen.model.slips import Slip


def ticks(answer: ChoiceAnswer) -> tuple[Inline, ...]:
    """Which boxes are ticked."""
    right, wrong = ([Inline("text", one.label) for one in answer.options if one.right == tick] for tick in (True, False))
    if answer.form != "statements":
        return (sentence_inline("Right: {options}.", options=right),)
    if not (right and wrong):
        return (sentence_inline("All are true.") if right else sentence_inline("All are false."),)
    return (sentence_inline("True: {options}; false: {others}.", options=right, others=wrong),)


def reasons(answer: ChoiceAnswer, options: Sequence[Option]) -> Iterator[Inline]:
    """A list with what is said of each option, the author's words first."""
    said = []
    for verdict, option in zip(answer.options, options, strict=True):
        between = (Inline("text", " "),) if option.reason and verdict.why else ()
        if pieces := (*option.reason, *between, *verdict.why):
            said.append((verdict.label, pieces))
    if said:
        yield Inline("begin", "list", label="M")
        for label, pieces in said:
            yield from (Inline("begin", "entry", label=label), *pieces, Inline("end", "entry"))
        yield Inline("end", "list")


def slip_words(slip: Slip) -> tuple[Inline, ...]:
    """What a slip changes: `With ReLU'(0) = 1.`"""
    item = slip.item
    changed = [Inline("relation", "=", chain=(var,), values={var: item.given[var].value}) for var in item.given if var in slip.given]
    if "convention" in slip.keys:
        changed += [Inline("relation", "=", chain=(_slope(name), Num(value))) for name, value in item.conventions.items()]
    if "cut" in slip.keys:
        cut = [Inline("expr", "", var) for var in sorted(item.cut, key=str)]
        changed.append(sentence_inline("{names} taken as constant", names=cut) if cut else sentence_inline("nothing taken as constant"))
    if "truncate" in slip.keys:
        after = sentence_inline("gradients cut off after {number} steps", number=Inline("text", str(item.truncate)))
        one, all_steps = sentence_inline("gradients cut off after one step"), sentence_inline("gradients through all steps")
        changed.append(one if item.truncate == 1 else after if item.truncate else all_steps)
    if "cell" in slip.keys:
        changed.append(sentence_inline("the equations of another cell"))
    if slip.sizes:
        changed.append(sentence_inline("another size"))
    return (sentence_inline("With {changes}.", changes=changed),)


def _slope(name: str) -> Call:
    """`relu'(0)`."""
    fn, place = name.removesuffix(")").split("(")
    return Call(fn, (Var(place) if place.isalpha() else Num(Fraction(place)),))
