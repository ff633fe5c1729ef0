"""The questions of a solved exam as records that know no format: what is asked and what a machine may mark of it, one for each item.

What students may see stands in `sheet` and `stem`, which are made of an exam that is not solved: no writer can take an answer from there.
The rest of a record is for staff.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gen.algebra.numbers import NumberFormat
from gen.document import ItemPart, ProblemPart, document
from gen.export.numbers import NumberSlot, number_slots
from gen.export.ticks import Ticks, ticks_of
from gen.messages.sentences import Language
from gen.model.choice import choice_of, wants_reason
from gen.model.exam import Exam
from gen.model.memo import Memo
from gen.model.solved import SolvedItem, SolvedProblem

Kind = Literal["essay", "numerical", "cloze", "multichoice"]
"""How a question is answered and marked:

essay        in words, on paper, in a file; a person marks it by the key
numerical    with one number
cloze        with several numbers in one text
multichoice  with ticks: at one of several options, at all right ones, at true or false of each statement (`Ticks.form`)
"""

Wanted = Literal["auto", "essay", "numbers"]
"""Which kinds are wanted:

auto     a machine marks what the rubric pays for answers alone, a person the rest
essay    a person marks all
numbers  as auto, and whatever asks for numbers alone is marked by them, be there points for the way there or not
"""


@dataclass(frozen=True, slots=True)
class Question:
    """An item as a question by itself.

    `stem` is the sheet's problem, `sheet` this item of it as students see it, `key` the same solved; `label` is its letter. `category`
    names course, exam and problem, the outermost first. A `variant` has its name, which is its seed. Numbers are asked for in `slots`
    (each once, in the order of the item), what is ticked is in `ticks`. `by_hand` says in plain words why a person marks an essay.
    `place` is the item's among those of its problem, from 0 on.
    """

    category: tuple[str, ...]
    name: str
    label: str
    title: str
    variant: str
    language: Language
    points: Fraction
    stem: ProblemPart
    sheet: ItemPart
    key: ItemPart
    kind: Kind
    slots: tuple[NumberSlot, ...] = ()
    ticks: Ticks | None = None
    by_hand: str = ""
    place: int = 0

    @property
    def before(self) -> range:
        """The places of the items that it may speak of: those before it, if it or one of them has a cell that all may share. What is ticked
        says itself what it is about, unless it is `like` another item."""
        items = self.stem.problem.items[: self.place + 1]
        alone = choice_of(self.sheet.item) is not None and not self.sheet.item.like
        return range(0 if alone or not any(item.readings for item in items) else self.place)

    @property
    def ident(self) -> str:
        """What tells it apart from all others of its exam: `kink-a`, of a variant `kink-a-7`."""
        return f"{self.name}-{self.variant}" if self.variant else self.name


BY_WISH = "all are to be"
REASONS = "its ticks are to be explained"


@dataclass(frozen=True, slots=True)
class _Marking:
    kind: Kind
    slots: tuple[NumberSlot, ...] = ()
    ticks: Ticks | None = None
    by_hand: str = ""


def questions(exam: Exam, solved: Mapping[str, SolvedProblem], wanted: Wanted = "auto", memo: Memo | None = None) -> tuple[Question, ...]:
    """All questions of an exam, or of a variant, in its order. `exam` has the numbers of its sheet (`SolvedExam.exam`)."""
    memo = memo or Memo()
    asked, keys = document(exam, {}, memo), document(exam, solved, memo)
    top = tuple(filter(None, (exam.course.name, exam.title if len(exam.problems) > 1 else "")))
    found: list[Question] = []
    names = _names(asked.problems)
    for stem, key in zip(asked.problems, keys.problems, strict=True):
        problem = stem.problem
        for place, (sheet, own, one) in enumerate(zip(stem.items, key.items, solved[problem.id].items, strict=True)):
            marking = _marked(sheet, own, one, wanted, problem.shown, exam.language)
            label = sheet.item.id
            found.append(
                Question(
                    category=(*top, problem.title),
                    name=names[problem.id, label],
                    label=label,
                    title=f"{problem.title} {label})",
                    variant=exam.variant,
                    language=exam.language,
                    points=sheet.item.points,
                    stem=stem,
                    sheet=sheet,
                    key=own,
                    kind=marking.kind,
                    slots=marking.slots,
                    ticks=marking.ticks,
                    by_hand=marking.by_hand,
                    place=place,
                )
            )
    return tuple(found)


def _names(problems: Sequence[ProblemPart]) -> dict[tuple[str, str], str]:
    """What each item is called, by its problem and its letter: `kink-a`; with a dot, which no id has, where two would be the same."""
    both = [(part.problem.id, one.item.id) for part in problems for one in part.items]
    plain = Counter(map("-".join, both))
    return {one: "-".join(one) if plain["-".join(one)] == 1 else ".".join(one) for one in both}


def _marked(sheet: ItemPart, key: ItemPart, solved: SolvedItem, wanted: Wanted, shown: NumberFormat, language: Language) -> _Marking:
    """How an item is marked: nothing of that depends on what is right."""
    ticks = ticks_of(sheet, key, language)
    if wanted == "essay":
        return _Marking("essay", by_hand=BY_WISH)
    if ticks and wants_reason(sheet.item):
        return _Marking("essay", by_hand=REASONS)
    if ticks and len(sheet.item.queries) == 1:
        return _Marking("multichoice", ticks=ticks)
    slots, by_hand = number_slots(solved, shown, spread=wanted == "numbers")
    return _Marking("essay" if by_hand else "numerical" if len(slots) == 1 else "cloze", slots, None, by_hand)
