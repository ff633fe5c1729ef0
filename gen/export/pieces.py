"""The pieces of a question as HTML for packages, each made of the sheet alone but for the key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from types import MappingProxyType

from gen.document import ItemPart, ProblemPart
from gen.export.questions import Question
from gen.export.ticks import Ticks
from gen.html import Audience, Formula, ItemHtml, Medium, ProblemHtml, problem_html, row_of
from gen.latex import knowing, shared_latex
from gen.messages.sentences import Language, lookup, translate
from gen.model.memo import Memo


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is asked, with what all items of the problem share; what is to be done with options and what that earns, or the `task` alone;
    the options; what the numbers are called that are asked for. The key is for graders or for students. `pictures` has those of all of
    these by their names."""

    question: Question
    asked: str
    instruction: str
    task: str
    options: tuple[str, ...]
    labels: Mapping[str, str]
    for_graders: str
    for_students: str
    pictures: Mapping[str, bytes]

    @property
    def said(self) -> object:
        """All that is asked and right: the same for two variants that are no different."""
        numbers = tuple((slot.name, slot.entry, slot.accepted) for slot in self.question.slots)
        right = tuple(one.right for one in self.question.ticks.options) if self.question.ticks else ()
        return self.asked, self.options, self.for_graders, numbers, right

    @property
    def with_options(self) -> str:
        """What is asked with the options below it, where a person marks what students write of them."""
        choice = self.question.sheet.choice
        letters = [one.label for one in choice.options] if choice else []
        entries = (f"<p>{letter}) {told}</p>" for letter, told in zip(letters, self.options, strict=True))
        return below(self.asked, paragraph(self.instruction), *entries)

    @property
    def typing(self) -> str:
        """How numbers are typed."""
        return typing_text(self.question.language)


def pieces_of(question: Question, medium: Medium, memo: Memo, pictures: Mapping[str, bytes] = MappingProxyType({})) -> Pieces:
    """The pieces of a question; what the `memo` has is not made again. `pictures` are the author's, by the names that pages give."""
    language, problem = question.language, question.stem.problem
    latex = knowing(shared_latex(problem, language, memo), question.sheet.shapes)
    sheet = memo.call(sheet_html, question.stem, language, medium, memo)
    graders, students = (memo.call(item_key, question.stem, question.key, language, medium, one, memo) for one in ("graders", "students"))
    item = sheet.items[question.place]
    drawings = (one.files for one in (*sheet.items, graders, students))
    return Pieces(
        question=question,
        asked=below(before_html(sheet, question), item.prompt, item.figure, item.grid),
        instruction=item.choice.instruction if item.choice else "",
        task=lookup(question.ticks.instruction[0].text, language) if question.ticks else "",
        options=option_texts(item),
        labels={slot.name: medium.formula(Formula(row_of(latex.expr(slot.of)), language)) for slot in question.slots},
        for_graders=filled_key(graders, item),
        for_students=filled_key(students, item),
        pictures={**pictures, **{name: data for own in drawings for name, data in own.items()}},
    )


def distinct(made: Sequence[Pieces]) -> list[list[Pieces]]:
    """The variants of each question, those that say the same but once: what does not vary has one."""
    found: dict[str, dict[object, Pieces]] = {}
    for one in made:
        found.setdefault(one.question.name, {}).setdefault(one.said, one)
    return [list(own.values()) for own in found.values()]


def sheet_html(stem: ProblemPart, language: Language, medium: Medium, memo: Memo) -> ProblemHtml:
    """All of a problem as the sheet has it."""
    return problem_html(stem, 0, language, medium, "students", memo)


def item_key(stem: ProblemPart, item: ItemPart, language: Language, medium: Medium, audience: Audience, memo: Memo) -> ItemHtml:
    """An item with its key for these readers."""
    return problem_html(replace(stem, items=(item,)), 0, language, medium, audience, memo).items[0]


def before_html(sheet: ProblemHtml, question: Question) -> str:
    """What stands before a prompt: what all items share, and folded, what the items before it ask, of which it may speak."""
    before = [sheet.items[place] for place in question.before]
    asked = "\n".join(f"<p><strong>{escape(one.label)})</strong></p>\n{one.prompt}\n{one.figure}" for one in before)
    folded = f"<details><summary>{translate('The items before', question.language)}</summary>\n{asked}\n<hr></details>" if before else ""
    return below(sheet.stem, sheet.figure, folded)


def filled_key(key: ItemHtml, sheet: ItemHtml) -> str:
    """A key behind what it fills in: gaps of a listing, blanks and axes of a figure, a table."""
    filled = [own for own, empty in ((key.prompt, sheet.prompt), (key.figure, sheet.figure), (key.grid, sheet.grid)) if own != empty]
    return "\n".join((*filled, key.key))


def option_texts(item: ItemHtml) -> tuple[str, ...]:
    """What there is to tick, each option with its own points if it has some."""
    return tuple(f"{one.text} ({one.points})" if one.points else one.text for one in (item.choice.options if item.choice else ()))


def typing_text(language: Language) -> str:
    """How numbers are typed: what course systems read, with so many digits that they are near enough."""
    return translate("Type decimal numbers such as 0.25, not fractions such as 1/4, with at least four digits.", language)


def below(*parts: str) -> str:
    """HTML below each other."""
    return "\n".join(filter(None, parts))


def paragraph(line: str) -> str:
    """A line as a paragraph, if there is one."""
    return f"<p>{line}</p>" if line else ""


def words_for_each(ticks: Ticks, language: Language) -> tuple[tuple[str, str], ...]:
    """What is chosen for each statement, or for each option that is called right or wrong: a name, and the word in this language. The first
    is chosen where the statement is true or the option right."""
    if ticks.form == "statements":
        return ("true", translate("true", language)), ("false", translate("false", language))
    return ("right", translate("right", language)), ("wrong", translate("wrong", language))
