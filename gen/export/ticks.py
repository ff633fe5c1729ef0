"""What is ticked in a question, with what each box earns."""

from dataclasses import dataclass, replace
from fractions import Fraction

from gen.document import ItemPart, choice_instruction
from gen.messages.sentences import Language
from gen.model.choice import ChoiceForm, Scoring, choice_of, points_of_ticks
from gen.model.problem import Inline, sentence_inline


@dataclass(frozen=True, slots=True)
class TickOption:
    """An option as students see it, with its letter; whether it is right; what it earns where each option earns something. `last` ones stay
    where they are when options change places."""

    label: str
    text: tuple[Inline, ...]
    right: bool
    points: Fraction
    last: bool


@dataclass(frozen=True, slots=True)
class Ticks:
    """Options with one box each, of which `one` is to be ticked or `all` right ones; or `statements`, each true or false.

    `instruction` tells students what to do and what it earns, `for_each` the same where each option is called right or wrong in place of a
    tick. All boxes together earn `points`, as the `scoring` says.
    """

    form: ChoiceForm
    scoring: Scoring
    shuffled: bool
    instruction: tuple[Inline, ...]
    for_each: tuple[Inline, ...]
    points: Fraction
    options: tuple[TickOption, ...]


def ticks_of(sheet: ItemPart, key: ItemPart, language: Language) -> Ticks | None:
    """What there is to tick in an item, if something is: words from the sheet, what is right from the key."""
    choice = choice_of(sheet.item)
    if choice is None or sheet.choice is None or key.choice is None:
        return None
    points = points_of_ticks(sheet.item)
    share = points / len(choice.options)
    rows = zip(choice.options, sheet.choice.options, key.choice.options, strict=True)
    options = tuple(
        TickOption(part.label, part.text, own.ticked[0], share if option.points is None else option.points, option.last)
        for option, part, own in rows
    )
    _, *paid = choice_instruction(replace(choice, form="statements"), points, language)
    for_each = (sentence_inline("Choose right or wrong for each."), *paid)
    return Ticks(choice.form, choice.scoring, choice.shuffled, sheet.choice.instruction, for_each, points, options)
