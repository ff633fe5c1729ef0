"""What was read back of a file for Moodle beside what the exam says: by other ways than those by which it was written."""

from collections.abc import Sequence
from fractions import Fraction

from lxml import etree

from gen.export.fragments import Fragments
from gen.export.moodle_records import Choice, MoodleQuestion, Rich
from gen.export.numbers import Accepted
from gen.export.protected import MARK
from gen.export.xml_elements import html_tree, words
from gen.messages.errors import VerificationError

_PICTURE = "@@PLUGINFILE@@/"
_NEAR = Fraction(1, 10**5)  # of a number that was written with six digits, or of a percentage with five


def check_read_back(read: Sequence[MoodleQuestion], written: Sequence[MoodleQuestion], made_of: Sequence[Fragments]) -> None:
    """Raises VerificationError where a field is missing, is another one, or does not say what the exam does."""
    if len(read) != len(written):
        raise VerificationError(f"of {len(written)} questions {len(read)} are read back")
    for found, meant, fragments in zip(read, written, made_of, strict=True):
        for name in MoodleQuestion.__dataclass_fields__:
            if getattr(found, name) != getattr(meant, name):
                raise VerificationError(f"the field '{name}' of the question {meant.idnumber} is read back as another one")
        if wrong := _wrong(found, fragments):
            raise VerificationError(f"the question {meant.idnumber} is read back with {wrong}")


def _wrong(found: MoodleQuestion, fragments: Fragments) -> str:
    """What a question says otherwise than the exam; empty if nothing."""
    question = fragments.question
    if found.places:
        whole = sum(place.weight for place in found.places)
        points = [one.points for one in (question.ticks.options if question.ticks else question.slots)]
        if [Fraction(place.weight, whole) * question.points for place in found.places] != points:
            return "other points of its places"
    elif found.grade != question.points:
        return "other points"
    if question.slots and found.type in ("numerical", "cloze"):
        alone = tuple(Choice(one.text.html, one.percent, one.tolerance) for one in found.answers)
        read = [place.choices for place in found.places] or [alone]
        if len(read) != len(question.slots):
            return "more or fewer numbers"
        if not all(_same_numbers(own, slot.accepted) for own, slot in zip(read, question.slots, strict=True)):
            return "other numbers"
    if question.ticks and found.type != "essay":
        right = [one.right for one in question.ticks.options]
        told = [one.percent == "100" for one in found.answers] or [place.choices[0].percent == "100" for place in found.places]
        if told != right or any([one.percent for one in place.choices].count("100") != 1 for place in found.places):
            return "other options that are right"
    return _wrong_texts(found, fragments)


def _same_numbers(read: Sequence[Choice], meant: Sequence[Accepted]) -> bool:
    return len(read) == len(meant) and all(
        Fraction(one.text) == Fraction(own.text)
        and abs(Fraction(one.percent) / 100 - own.share) <= _NEAR
        and abs(Fraction(one.tolerance) - own.within) <= _NEAR * own.within
        for one, own in zip(read, meant, strict=True)
    )


def _wrong_texts(found: MoodleQuestion, fragments: Fragments) -> str:
    """Each text has the words and the formulas of what it was made of, in their order; a prompt has what the sheet asks."""
    item = fragments.item
    asked = f"{fragments.shared}{item.prompt}{item.figure}"
    if not _begins(found.text, asked):
        return "another text"
    if found.essay and not _begins(found.essay.graderinfo, fragments.keys["graders"]):
        return "another key"
    if found.feedback.html and not _begins(found.feedback, fragments.keys["students"]):
        return "another key for students"
    if found.answers and item.choice:
        options = zip(found.answers, item.choice.options, strict=True)
        return "" if all(_begins(one.text, option.text) for one, option in options) else "another option"
    return ""


def _begins(rich: Rich, html: str) -> bool:
    """Whether a text begins with these words and formulas, as a browser has them, and has the pictures that it names."""
    own, meant = html_tree(rich.html), html_tree(html)
    pictures = {file.name for file in rich.files}
    named = {one.get("src", "").removeprefix(_PICTURE) for one in own.iter("img")}
    return words(own).startswith(words(meant)) and _formulas(own)[: len(_formulas(meant))] == _formulas(meant) and named == pictures


def _formulas(part: etree._Element) -> list[str]:
    return ["".join(one.itertext()) for one in part.iter("span") if one.get("class") == MARK]
