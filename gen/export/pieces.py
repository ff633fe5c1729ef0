"""The pieces of a question as HTML for packages, each made of the sheet alone but for the key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gen.export.questions import Question
from gen.export.ticks import Ticks
from gen.html import Audience, Formula, Medium, problem_html, row_of
from gen.latex import shared_latex
from gen.messages.sentences import Language, lookup, translate
from gen.model.memo import Memo


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is asked, with what all items of the problem share; what is to be done with options and what that earns, or the `task` alone;
    the options; what the numbers are called that are asked for. The key is for graders or for students."""

    question: Question
    asked: str
    instruction: str
    task: str
    options: tuple[str, ...]
    labels: Mapping[str, str]
    for_graders: str
    for_students: str

    @property
    def with_options(self) -> str:
        """What is asked with the options below it, where a person marks what students write of them."""
        choice = self.question.sheet.choice
        letters = [one.label for one in choice.options] if choice else []
        entries = (f"<p>{letter}) {told}</p>" for letter, told in zip(letters, self.options, strict=True))
        return below(self.asked, paragraph(self.instruction), *entries)

    @property
    def typing(self) -> str:
        """How numbers are typed: with so many digits that they are near enough."""
        language = self.question.language
        return translate("Type decimal numbers such as 0.25, not fractions such as 1/4, with at least four digits.", language)


def pieces_of(question: Question, medium: Medium, memo: Memo) -> Pieces:
    """The pieces of a question; what the `memo` has is not made again."""
    language, problem = question.language, question.stem.problem
    latex = replace(shared_latex(problem, language, memo), shapes=question.sheet.shapes)

    def key(audience: Audience) -> str:
        return problem_html(replace(question.stem, items=(question.key,)), 0, language, medium, audience, memo).items[0].key

    sheet = problem_html(replace(question.stem, items=(question.sheet,)), 0, language, medium, "students", memo)
    (item,) = sheet.items
    options = item.choice.options if item.choice else ()
    return Pieces(
        question=question,
        asked=below(sheet.stem, item.prompt, item.grid),
        instruction=item.choice.instruction if item.choice else "",
        task=lookup(question.ticks.instruction[0].text, language) if question.ticks else "",
        options=tuple(f"{one.text} ({one.points})" if one.points else one.text for one in options),
        labels={slot.name: medium.formula(Formula(row_of(latex.expr(slot.of)), language)) for slot in question.slots},
        for_graders=key("graders"),
        for_students=key("students"),
    )


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
