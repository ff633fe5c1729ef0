"""Moodle XML: the elements and their order as Moodle's own exporter has them."""

from base64 import b64encode
from collections.abc import Iterable
from fractions import Fraction
from itertools import count

from lxml import etree

from gen.export.moodle_records import Answer, Essay, MoodleQuestion, Place, Rich

TOP = ("$course$", "top")
"""Where all categories lie: in the course into which a file is imported."""

_NO_PENALTY = "0.0000000"
_FILE_SIZE, _TRIES = "0", "0.3333333"


def moodle_xml(questions: Iterable[MoodleQuestion]) -> bytes:
    """The file of these questions, each behind the category that it is in where that is another one than before."""
    quiz = etree.Element("quiz")
    category: tuple[str, ...] = ()
    for question in questions:
        if question.category != category:
            category = question.category
            _category(quiz, category)
        _question(quiz, question)
    etree.indent(quiz, "  ")
    return etree.tostring(quiz, encoding="UTF-8", xml_declaration=True) + b"\n"


def category_path(names: Iterable[str]) -> str:
    """Names between `/`, which is doubled within a name."""
    escaped = (name.replace("/", "//") for name in names)
    return "/".join(f"{' ' * name.startswith('/')}{name}{' ' * name.endswith('/')}" for name in escaped)


def _category(quiz: etree._Element, names: tuple[str, ...]) -> None:
    question = etree.SubElement(quiz, "question", type="category")
    _text(etree.SubElement(question, "category"), category_path((*TOP, *names)))
    _text(etree.SubElement(question, "info", format="html"), "")
    etree.SubElement(question, "idnumber")


def _question(quiz: etree._Element, one: MoodleQuestion) -> None:
    question = etree.SubElement(quiz, "question", type=one.type)
    _text(etree.SubElement(question, "name"), one.name)
    _rich(question, "questiontext", _with_places(one) if one.places else one.text)
    _rich(question, "generalfeedback", one.feedback)
    if one.type != "cloze":
        _leaf(question, "defaultgrade", f"{float(one.grade):.7f}")
    _leaf(question, "penalty", _NO_PENALTY if one.type == "essay" else _TRIES)
    _leaf(question, "hidden", "0")
    _leaf(question, "idnumber", one.idnumber)
    match one.type:
        case "multichoice":
            _multichoice(question, one)
        case "numerical":
            _numerical(question, one)
        case "essay" if one.essay:
            _essay(question, one.essay)


def _multichoice(question: etree._Element, one: MoodleQuestion) -> None:
    _leaf(question, "single", "true")
    _leaf(question, "shuffleanswers", "true" if one.shuffle else "false")
    _leaf(question, "answernumbering", "ABCD")
    _leaf(question, "showstandardinstruction", "0")
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        _rich(question, name, Rich())
    for answer in one.answers:
        _answer(question, answer, "html")


def _numerical(question: etree._Element, one: MoodleQuestion) -> None:
    for answer in one.answers:
        _leaf(_answer(question, answer, "moodle_auto_format"), "tolerance", answer.tolerance)
    _leaf(question, "unitgradingtype", "0")
    _leaf(question, "unitpenalty", "0.1000000")
    _leaf(question, "showunits", "3")  # there are none
    _leaf(question, "unitsleft", "0")


def _essay(question: etree._Element, essay: Essay) -> None:
    _leaf(question, "responseformat", "editor")
    _leaf(question, "responserequired", "0" if essay.attachments else "1")
    _leaf(question, "responsefieldlines", str(essay.lines))
    _leaf(question, "minwordlimit", "")
    _leaf(question, "maxwordlimit", str(essay.words or ""))
    _leaf(question, "attachments", str(essay.attachments))
    _leaf(question, "attachmentsrequired", "0")
    _leaf(question, "maxbytes", _FILE_SIZE)
    _leaf(question, "filetypeslist", "")
    _rich(question, "graderinfo", essay.graderinfo)
    _rich(question, "responsetemplate", Rich())


def _answer(question: etree._Element, answer: Answer, written: str) -> etree._Element:
    element = _rich(question, "answer", answer.text, written, fraction=answer.percent)
    _rich(element, "feedback", Rich())
    return element


def _rich(parent: etree._Element, name: str, rich: Rich, written: str = "html", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, name, dict(attributes, format=written))
    _text(element, rich.html)
    for file in rich.files:
        _leaf(element, "file", b64encode(file.content).decode(), name=file.name, path="/", encoding="base64")
    return element


def _text(parent: etree._Element, text: str) -> None:
    """Where it has signs of XML it stands in CDATA, as Moodle writes it, unless it has the end of one."""
    element = etree.SubElement(parent, "text")
    marked = any(sign in text for sign in "<>&") and "]]>" not in text
    element.text = etree.CDATA(text) if marked else text


def _leaf(parent: etree._Element, tag: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, tag, attributes).text = text


def _with_places(one: MoodleQuestion) -> Rich:
    """The text of a cloze with its places written out."""
    html = one.text.html
    for number, place in zip(count(1), one.places, strict=False):
        html = html.replace(f"{{#{number}}}", place_text(place), 1)
    return Rich(html, one.text.files)


def place_text(place: Place) -> str:
    """`{1:NUMERICAL:=0.25:0.005~%50%0.5:0.005}`, `{2:MULTICHOICE_H:=true~false}`."""
    choices = []
    for choice in place.choices:
        earns = "=" if choice.percent == "100" else f"%{choice.percent}%" if Fraction(choice.percent) else ""
        choices.append(f"{earns}{choice.text}" + (f":{choice.tolerance}" if choice.tolerance else ""))
    return f"{{{place.weight}:{place.kind}:{'~'.join(choices)}}}"
