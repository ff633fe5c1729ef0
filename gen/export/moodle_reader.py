"""Moodle XML read back into records, as Moodle's importer reads it: what it skips without a word is missing here, and so differs."""

import re
from base64 import b64decode
from collections.abc import Iterator
from fractions import Fraction
from typing import get_args

from lxml import etree

from gen.export.moodle_records import Answer, Choice, Essay, File, MoodleQuestion, MoodleType, Place, Rich
from gen.export.xml_elements import parsed
from gen.messages.errors import VerificationError

_CHOICE = re.compile(r"(?:(=)|%(-?[0-9]+(?:[.,][0-9]*)?)%)?(.+)", re.DOTALL)
_PLACE = re.compile(r"\{([0-9]*):(NUMERICAL|MULTICHOICE_H):([^{}]+)\}")
_ANY_PLACE = re.compile(r"\{[0-9]*:[A-Za-z_]+:")
_NUMBER = r"-?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?"
_WITH_TOLERANCE = re.compile(rf"({_NUMBER})(?::({_NUMBER}))?")
_SEPARATOR = re.compile("(?<!/)/(?!/)")


class NotMoodle(VerificationError):
    """What is read is no file of Moodle XML that this tool writes."""


def read_moodle_xml(source: bytes) -> tuple[MoodleQuestion, ...]:
    """All questions of a file with their categories. Raises NotMoodle."""
    quiz = parsed(source)
    if quiz.tag != "quiz" or any(child.tag != "question" for child in quiz):
        raise NotMoodle("the file has no quiz of questions")
    return tuple(_questions(quiz))


def _questions(quiz: etree._Element) -> Iterator[MoodleQuestion]:
    category: tuple[str, ...] = ()
    for element in quiz:
        kind = element.get("type")
        if kind == "category":
            context, top, *names = _SEPARATOR.split(_plain(element, "category"))
            if (context, top) != ("$course$", "top"):
                raise NotMoodle(f"a category lies in {context}/{top}")
            category = tuple(name.replace("//", "/").strip() for name in names)
            continue
        found = next((one for one in get_args(MoodleType) if one == kind), None)
        if found is None:
            raise NotMoodle(f"there is no type '{kind}'")
        yield _question(element, found, category)


def _question(element: etree._Element, kind: MoodleType, category: tuple[str, ...]) -> MoodleQuestion:
    text, places = _rich(element, "questiontext"), tuple[Place, ...]()
    if kind == "cloze":
        text, places = _without_places(text)
    grade = sum((Fraction(place.weight) for place in places), Fraction(0)) if places else Fraction(_leaf(element, "defaultgrade"))
    if kind == "multichoice" and _leaf(element, "single") != "true":
        raise NotMoodle("a question with one right option has several")
    return MoodleQuestion(
        category=category,
        type=kind,
        name=_plain(element, "name"),
        idnumber=_leaf(element, "idnumber"),
        text=text,
        feedback=_rich(element, "generalfeedback"),
        grade=grade,
        answers=tuple(_answer(one) for one in element.findall("answer")),
        shuffle=kind == "multichoice" and _leaf(element, "shuffleanswers") == "true",
        places=places,
        essay=_essay(element) if kind == "essay" else None,
    )


def _essay(element: etree._Element) -> Essay:
    return Essay(
        lines=int(_leaf(element, "responsefieldlines")),
        words=int(_leaf(element, "maxwordlimit") or 0),
        attachments=int(_leaf(element, "attachments")),
        graderinfo=_rich(element, "graderinfo"),
    )


def _answer(element: etree._Element) -> Answer:
    tolerance = element.findtext("tolerance", "")
    return Answer(_rich_of(element), element.get("fraction", "0"), tolerance.strip())


def _without_places(text: Rich) -> tuple[Rich, tuple[Place, ...]]:
    """The text of a cloze with `{#1}` for its first place and so on, and the places."""
    places: list[Place] = []

    def found(match: re.Match[str]) -> str:
        weight, kind, choices = match.groups()
        read = tuple(_choice(one, kind) for one in choices.split("~"))
        places.append(Place("NUMERICAL" if kind == "NUMERICAL" else "MULTICHOICE_H", int(weight or 1), read))
        return f"{{#{len(places)}}}"

    html = _PLACE.sub(found, text.html)
    if other := _ANY_PLACE.search(html):
        raise NotMoodle(f"a text has a place that was not meant, '{other[0]}...'")
    return Rich(html, text.files), tuple(places)


def _choice(written: str, kind: str) -> Choice:
    match = _CHOICE.fullmatch(written)
    if match is None:
        raise NotMoodle("a place has an empty choice")
    right, percent, text = match.groups()
    earns = "100" if right else percent or "0"
    if kind != "NUMERICAL":
        return Choice(text, earns)
    number = _WITH_TOLERANCE.fullmatch(text)
    if number is None:
        raise NotMoodle(f"'{text}' is no number with its tolerance")
    return Choice(number[1], earns, number[2] or "0")


def _rich(parent: etree._Element, name: str) -> Rich:
    element = parent.find(name)
    if element is None or element.get("format") != "html":
        raise NotMoodle(f"a question has no '{name}' in HTML")
    return _rich_of(element)


def _rich_of(element: etree._Element) -> Rich:
    """The text of an element, without blanks around it, and its files."""
    files = tuple(File(file.get("name", ""), b64decode(file.text or "", validate=True)) for file in element.findall("file"))
    return Rich((element.findtext("text") or "").strip(), files)


def _plain(parent: etree._Element, name: str) -> str:
    return (parent.findtext(f"{name}/text") or "").strip()


def _leaf(parent: etree._Element, name: str) -> str:
    return (parent.findtext(name) or "").strip()
