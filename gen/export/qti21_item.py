"""A question as an item of QTI 2.1: what students see, how it is marked, and the key in a rubric for scorers.

The rubric stands directly below the body: nested deeper, some systems show it to students.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from lxml import etree

from gen.export.pieces import Pieces, below, paragraph, words_for_each
from gen.export.qti21_marking import FALSE, TRUE, element, number_rules, option_ident, outcome, response, tick_rules
from gen.export.ticks import Ticks
from gen.export.xhtml import MATHML, QTI, Pictures, blocks, line
from gen.export.xml_elements import decimal

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
LINES_PER_POINT = 5
UP = "../"  # from an item to the folder of the package
FEEDBACK = "general_solution"

STUDENT_FIELDS = ("title", "itemBody/div", "itemBody/choiceInteraction", "itemBody/extendedTextInteraction", "modalFeedback")
"""What students may see of an item, by its paths: all but the rubric for scorers, what is declared and what rules of marking say."""


def item_ident(pieces: Pieces) -> str:
    """The name of an item, which begins with a letter."""
    return f"item-{pieces.question.ident}"


def item_xml(pieces: Pieces, pictures: Pictures, feedback: bool) -> etree._Element:
    """The item; with `feedback` students see the key once a test shows it."""
    question = pieces.question
    ticks = question.ticks if question.kind == "multichoice" else None
    made = etree.Element(
        f"{{{QTI}}}assessmentItem",
        {
            f"{{{_XSI}}}schemaLocation": _SCHEMA,
            "identifier": item_ident(pieces),
            "title": question.title,
            "{http://www.w3.org/XML/1998/namespace}lang": question.language,
            "adaptive": "false",
            "timeDependent": "false",
        },
        nsmap={None: QTI, "m": MATHML, "xsi": _XSI},
    )
    made.extend(_responses(pieces, ticks))
    made.append(outcome("SCORE", "float", "0", normalMaximum=decimal(question.points)))
    made.append(outcome("MAXSCORE", "float", decimal(question.points)))
    if ticks and ticks.form != "one" and ticks.scoring.scheme in ("all or nothing", "half for one error"):
        made.append(outcome("ERRORS", "float", "0"))
    if feedback:
        made.append(outcome("FEEDBACK", "identifier", FEEDBACK))
    made.append(_body(pieces, ticks, pictures, feedback))
    rules = list(tick_rules(ticks) if ticks else number_rules(question.slots))
    if rules:
        made.append(element("responseProcessing", *rules))
    if feedback:
        shown = blocks(pieces.for_students, pictures, UP)
        made.append(element("modalFeedback", *shown, outcomeIdentifier="FEEDBACK", identifier=FEEDBACK, showHide="show"))
    for part in made:
        part.tail = "\n"
    return made


def _responses(pieces: Pieces, ticks: Ticks | None) -> Iterator[etree._Element]:
    """What is answered, with what is right: not for essays, which nothing marks."""
    question = pieces.question
    if ticks and ticks.form == "statements":
        for number, one in enumerate(ticks.options, 1):
            yield _declared(number, "single", "identifier", TRUE if one.right else FALSE)
    elif ticks:
        right = [option_ident(one.label) for one in ticks.options if one.right]
        yield _declared(1, "single" if ticks.form == "one" else "multiple", "identifier", *right)
    elif question.slots:
        for number, slot in enumerate(question.slots, 1):
            yield _declared(number, "single", "float", slot.accepted[0].text)
    else:
        yield _declared(1, "single", "string")


def _declared(number: int, cardinality: Literal["single", "multiple"], kind: str, *right: str) -> etree._Element:
    correct = [element("correctResponse", *(element("value", one) for one in right))] if right else []
    return element("responseDeclaration", *correct, identifier=response(number), cardinality=cardinality, baseType=kind)


def _body(pieces: Pieces, ticks: Ticks | None, pictures: Pictures, feedback: bool) -> etree._Element:
    question = pieces.question
    asked = element("div", *blocks(_asked(pieces, ticks), pictures, UP))
    asked.extend(_places(pieces, pictures))
    own = list(_choices(pieces, ticks, pictures, ticks.shuffled and not feedback)) if ticks else []
    if not ticks and not question.slots:
        lines = max(LINES_PER_POINT, round(LINES_PER_POINT * question.points))
        own.append(element("extendedTextInteraction", responseIdentifier=response(1), expectedLines=str(lines)))
    key = element("rubricBlock", element("div", *blocks(pieces.for_graders, pictures, UP)), view="scorer")
    return element("itemBody", asked, *own, key)


def _asked(pieces: Pieces, ticks: Ticks | None) -> str:
    """The prompt with the instruction; options that a person marks stand in it."""
    if pieces.options and not ticks:
        return pieces.with_options
    return below(pieces.asked, paragraph(pieces.instruction), paragraph(pieces.typing if pieces.question.slots else ""))


def _places(pieces: Pieces, pictures: Pictures) -> Iterator[etree._Element]:
    """A place for each number behind its name; those of an array in rows."""
    slots = pieces.question.slots
    for name, own in groupby(enumerate(slots, 1), key=lambda one: one[1].name):
        label = line(pieces.labels[name], pictures, UP)
        places = [(slot.entry, element("textEntryInteraction", responseIdentifier=response(n), expectedLength="12")) for n, slot in own]
        if places[0][0] is None:
            yield _labelled(label, places[0][1])
            continue
        yield _labelled(label)
        rows = groupby(places, key=lambda one: one[0] and one[0][0])
        cells = (element("tr", *(element("td", place) for _, place in row)) for _, row in rows)
        yield element("table", element("tbody", *cells))


def _labelled(label: etree._Element, *place: etree._Element) -> etree._Element:
    made = element("p", label, *place)
    label.tail = " = "
    return made


def _choices(pieces: Pieces, ticks: Ticks, pictures: Pictures, shuffled: bool) -> Iterator[etree._Element]:
    """One interaction for all options, or for each statement one with `true` and `false`.

    The key calls options by the letters of the sheet: where students read it, they stand in that order.
    """
    language = pieces.question.language
    if ticks.form == "statements":
        for number, told in enumerate(pieces.options, 1):
            words = (element("simpleChoice", word, identifier=name, fixed="true") for name, word in words_for_each(ticks, language))
            prompt = element("prompt", line(told, pictures, UP))
            yield element("choiceInteraction", prompt, *words, responseIdentifier=response(number), shuffle="false", maxChoices="1")
        return
    options = (
        element("simpleChoice", line(told, pictures, UP), identifier=option_ident(one.label), fixed=str(one.last).lower())
        for one, told in zip(ticks.options, pieces.options, strict=True)
    )
    yield element(
        "choiceInteraction",
        *options,
        responseIdentifier=response(1),
        shuffle=str(shuffled).lower(),
        maxChoices="1" if ticks.form == "one" else "0",
    )
