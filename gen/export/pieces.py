"""The pieces of a question as HTML for packages, each made of the sheet alone but for the key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from gen.export.questions import Question
from gen.html import Audience, Formula, Medium, problem_html, row_of
from gen.latex import shared_latex
from gen.messages.sentences import translate
from gen.model.memo import Memo

NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is asked, with what all items of the problem share; what is to be done with options and what that earns, or the `task` alone;
    the options; what the numbers are called that are asked for. The key is for graders or for students."""

    question: Question
    asked: Markup
    instruction: Markup
    task: Markup
    options: tuple[Markup, ...]
    labels: Mapping[str, Markup]
    for_graders: Markup
    for_students: Markup


def pieces_of(question: Question, medium: Medium, memo: Memo) -> Pieces:
    """The pieces of a question; what the `memo` has is not made again."""
    language, problem = question.language, question.stem.problem
    latex = replace(shared_latex(problem, language, memo), shapes=question.sheet.shapes)

    def key(audience: Audience) -> Markup:
        return problem_html(replace(question.stem, items=(question.key,)), 0, language, medium, audience, memo).items[0].key

    sheet = problem_html(replace(question.stem, items=(question.sheet,)), 0, language, medium, "students", memo)
    (item,) = sheet.items
    options = item.choice.options if item.choice else ()
    return Pieces(
        question=question,
        asked=Markup("\n").join(part for part in (sheet.stem, item.prompt, item.grid) if part),
        instruction=item.choice.instruction if item.choice else NOTHING,
        task=_task(question),
        options=tuple(Markup("{} ({})").format(one.text, one.points) if one.points else one.text for one in options),
        labels={slot.name: medium.formula(Formula(row_of(latex.expr(slot.of)), language)) for slot in question.slots},
        for_graders=key("graders"),
        for_students=key("students"),
    )


def _task(question: Question) -> Markup:
    """What is to be done with options, without what it earns."""
    first = question.ticks.instruction[0] if question.ticks else None
    return escape(translate(first.text, question.language)) if first else NOTHING
