r"""The pieces of a question as HTML in a page of Moodle's.

Formulas are TeX between `\(` and `\)`: Moodle's editors keep it, its filter hands it to MathJax, and in MathML they drop elements. What
the filter would take for TeX in an author's words is broken up, and so is what a cloze would take for a place to type.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from types import MappingProxyType

from gen.document import sentence
from gen.export.moodle_records import File, Rich
from gen.export.pieces import before_html, filled_key, item_key, option_texts, sheet_html
from gen.export.protected import MARK, protected
from gen.export.questions import Question
from gen.html import COURSE_TEX, Audience, Formula, ItemHtml, ProblemHtml, row_of, with_marks
from gen.latex import knowing, shared_latex
from gen.messages.errors import VerificationError
from gen.model.memo import Memo
from gen.model.problem import Inline

_NAMED = re.compile('"@@PLUGINFILE@@/([^"]+)"')


def _address(name: str) -> str:
    """Where Moodle keeps a file that lies beside a text."""
    return f"@@PLUGINFILE@@/{name}"


MOODLE = replace(with_marks(COURSE_TEX, MARK), source=_address)
"""TeX in an element of its own, and pictures beside the text."""


@dataclass(frozen=True, slots=True)
class Fragments:
    """The pieces of one question, with its key for some readers. All but the key is made of the sheet alone, without any answer."""

    asked: ProblemHtml
    keys: Mapping[Audience, str]
    labels: Mapping[str, str]
    pictures: Mapping[str, bytes]
    question: Question

    @property
    def item(self) -> ItemHtml:
        return self.asked.items[self.question.place]

    @property
    def shared(self) -> str:
        """What stands before the prompt."""
        return before_html(self.asked, self.question)

    def prompt(self) -> Rich:
        """What is asked, behind what all items of the problem share, with what is to be done with boxes."""
        return self._asked(self.item.choice.instruction if self.item.choice else "")

    def prompt_for_each(self) -> Rich:
        """The same where each option is called right or wrong in place of a tick."""
        ticks = self.question.ticks
        if ticks is None or ticks.form == "statements":
            return self.prompt()
        pieces = (sentence(one, self.question.language, _text, str) if one.kind == "say" else one.text for one in ticks.for_each)
        return self._asked(escape("".join(pieces)))

    def prompt_with_options(self) -> Rich:
        """What is asked with the options below it, where a person marks what students write of them."""
        return below(self.prompt(), *([self._rich(_entries(self._options()))] if self.item.choice else ()))

    def options(self) -> tuple[Rich, ...]:
        """Each option, with its own points if it has some."""
        return tuple(map(self._rich, self._options()))

    def places_of_options(self) -> Rich:
        """The options, each with its place."""
        return Rich(_entries(f"{protected(option)} {{#{n}}}" for n, option in enumerate(self._options(), 1)))

    def places_of_numbers(self) -> Rich:
        """What is asked for, each with its place; the entries of a matrix in rows."""
        found = []
        for name, own in groupby(enumerate(self.question.slots, 1), key=lambda one: one[1].name):
            places = [(slot.entry, f"{{#{number}}}") for number, slot in own]
            label = protected(self.labels[name])
            if places[0][0] is None:
                found.append(f"<p>{label} = {places[0][1]}</p>")
            else:
                rows = groupby(places, key=lambda one: one[0] and one[0][0])
                cells = ("".join(f"<td>{place}</td>" for _, place in row) for _, row in rows)
                found.append(f"<p>{label} =</p>\n<table><tbody>{''.join(f'<tr>{row}</tr>' for row in cells)}</tbody></table>")
        return Rich("\n".join(found))

    def key(self, audience: Audience) -> Rich:
        """The worked key."""
        return self._rich(self.keys[audience])

    def _asked(self, told: str) -> Rich:
        item, told = self.item, f"<p>{told}</p>" if told else ""
        return self._rich("\n".join(filter(None, (self.shared, item.prompt, item.figure, item.grid, told))))

    def _rich(self, html: str) -> Rich:
        """HTML with the pictures that it names."""
        names = dict.fromkeys(_NAMED.findall(html))
        if missing := next((name for name in names if name not in self.pictures), ""):
            raise VerificationError(f"there is no picture {missing}")
        return Rich(protected(html), tuple(File(name, self.pictures[name]) for name in names))

    def _options(self) -> tuple[str, ...]:
        return option_texts(self.item)


def fragments_of(
    question: Question, audiences: Collection[Audience], memo: Memo, pictures: Mapping[str, bytes] = MappingProxyType({})
) -> Fragments:
    """The pieces of a question, with its key for these readers; what the `memo` has is not made again.

    `pictures` are the author's by the names of `gen.html.picture_name`. Raises VerificationError where one is missing.
    """
    language, problem = question.language, question.stem.problem
    latex = knowing(shared_latex(problem, language, memo), question.sheet.shapes)

    asked = memo.call(sheet_html, question.stem, language, MOODLE, memo)
    keys = {audience: memo.call(item_key, question.stem, question.key, language, MOODLE, audience, memo) for audience in audiences}
    files = [one.files for one in (*asked.items, *keys.values())]
    return Fragments(
        asked=asked,
        keys={audience: filled_key(key, asked.items[question.place]) for audience, key in keys.items()},
        labels={slot.name: MOODLE.formula(Formula(row_of(latex.expr(slot.of)), language)) for slot in question.slots},
        pictures={**pictures, **{name: data for own in files for name, data in own.items()}},
        question=question,
    )


def below(*parts: Rich) -> Rich:
    """Texts below each other, with the pictures of all."""
    return Rich("\n".join(part.html for part in parts), tuple(dict.fromkeys(file for part in parts for file in part.files)))


def _text(piece: Inline) -> str:
    return piece.text


def _entries(entries: Iterable[str]) -> str:
    """Options under their letters."""
    return f'<ol type="A">{"".join(f"<li>{entry}</li>" for entry in entries)}</ol>'
