"""A quiz in the QTI 1.2 that Canvas exports and imports: questions with their metadata, groups that draw one of several variants, and what
Canvas keeps of a quiz beside them.
"""

from collections.abc import Sequence
from fractions import Fraction

from lxml import etree

from gen.export.canvas_questions import CanvasOption, CanvasQuestion
from gen.export.xml_elements import decimal, element, file_text

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
RESPONSE = "response1"


def _q(name: str, /, *parts: "etree._Element | str", **attributes: str) -> etree._Element:
    return element(_QTI, name, *parts, **attributes)


def assessment_xml(ident: str, title: str, groups: Sequence[Sequence[CanvasQuestion]]) -> bytes:
    """The questions; of each group with several of them a student gets one."""
    root = _q("section", ident="root_section")
    for number, own in enumerate(groups, 1):
        items = [_item(one) for one in own]
        if len(items) == 1:
            root.extend(items)
            continue
        extension = _q("selection_extension", _q("points_per_item", decimal(own[0].points)))
        selection = _q("selection", _q("selection_number", "1"), extension)
        ordering = _q("selection_ordering", selection)
        root.append(_q("section", ordering, *items, ident=f"{ident}-group-{number}", title=own[0].title))
    fields = _q("qtimetadata", _field("cc_maxattempts", "1"))
    return _text(_q("questestinterop", _q("assessment", fields, root, ident=ident, title=title)))


def _field(label: str, entry: str) -> etree._Element:
    return _q("qtimetadatafield", _q("fieldlabel", label), _q("fieldentry", entry))


def _item(question: CanvasQuestion) -> etree._Element:
    fields = {
        "question_type": question.type,
        "points_possible": decimal(question.points),
        "assessment_question_identifierref": f"{question.ident}-question",
    }
    processing = [_q("outcomes", _q("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"))]
    if question.feedback:
        shown = _q("displayfeedback", feedbacktype="Response", linkrefid="general_fb")
        processing.append(_q("respcondition", _q("conditionvar", _q("other")), shown, continue_="Yes"))
    processing += _conditions(question)
    feedback = [_q("itemfeedback", _q("flow_mat", _material(question.feedback)), ident="general_fb")] if question.feedback else []
    return _q(
        "item",
        _q("itemmetadata", _q("qtimetadata", *(_field(label, entry) for label, entry in fields.items()))),
        _q("presentation", _material(question.text), _answer(question)),
        _q("resprocessing", *processing),
        *feedback,
        ident=question.ident,
        title=question.title,
    )


def _material(html: str) -> etree._Element:
    return _q("material", _q("mattext", html, texttype="text/html"))


def _answer(question: CanvasQuestion) -> etree._Element:
    if question.options:
        labels = (_q("response_label", _material(one.html), ident=one.ident) for one in question.options)
        many = "Multiple" if question.type == "multiple_answers_question" else "Single"
        return _q("response_lid", _q("render_choice", *labels), ident=RESPONSE, rcardinality=many)
    kind = {"fibtype": "Decimal"} if question.ranges else {}
    place = _q("render_fib", _q("response_label", ident="answer1", rshuffle="No"), **kind)
    return _q("response_str", place, ident=RESPONSE, rcardinality="Single")


def _conditions(question: CanvasQuestion) -> list[etree._Element]:
    """What earns all points: a number within a range, the right option, all right ones and none else."""
    if question.ranges:
        return [_scored(_in_range(*one)) for one in question.ranges]
    if question.type == "multiple_answers_question":
        return [_scored(_q("and", *map(_ticked, question.options)))]
    if question.options:
        return [_scored(_compared("varequal", one.ident)) for one in question.options if one.right]
    return [_q("respcondition", _q("conditionvar", _q("other")), continue_="No")]


def _in_range(low: str, exact: str, high: str) -> etree._Element:
    """The number itself, or one between two others: Canvas takes it for a number with a margin."""
    return _q("or", _compared("varequal", exact), _q("and", _compared("vargte", low), _compared("varlte", high)))


def _ticked(option: CanvasOption) -> etree._Element:
    compared = _compared("varequal", option.ident)
    return compared if option.right else _q("not", compared)


def _compared(name: str, with_: str) -> etree._Element:
    return _q(name, with_, respident=RESPONSE)


def _scored(condition: etree._Element) -> etree._Element:
    return _q("respcondition", _q("conditionvar", condition), _q("setvar", "100", action="Set", varname="SCORE"), continue_="No")


def meta_xml(ident: str, title: str, points: Fraction, feedback: bool) -> bytes:
    """What Canvas keeps of the quiz: not published, one attempt; its results are hidden unless students are to see feedback."""
    fields = {
        "title": title,
        "description": "",
        "shuffle_answers": "false",
        "scoring_policy": "keep_highest",
        "hide_results": "" if feedback else "always",
        "quiz_type": "assignment",
        "points_possible": decimal(points),
        "show_correct_answers": "false",
        "allowed_attempts": "1",
        "one_question_at_a_time": "false",
        "cant_go_back": "false",
        "available": "false",
    }
    return _text(element(_CANVAS, "quiz", *(element(_CANVAS, name, value) for name, value in fields.items()), identifier=ident))


def manifest_xml(ident: str, assessment: str, meta: str, pictures: Sequence[str]) -> bytes:
    """The files of the package: the quiz, what is kept of it, and pictures."""

    def node(name: str, /, *parts: "etree._Element | str", **attributes: str) -> etree._Element:
        return element(_CP, name, *parts, **attributes)

    def file(href: str) -> etree._Element:
        return node("file", href=href)

    resources = [
        node("resource", file(assessment), node("dependency", identifierref=f"{ident}-meta"), identifier=ident, type="imsqti_xmlv1p2"),
        node(
            "resource",
            file(meta),
            identifier=f"{ident}-meta",
            type="associatedcontent/imscc_xmlv1p1/learning-application-resource",
            href=meta,
        ),
        *(
            node("resource", file(name), identifier=f"{ident}-picture-{number}", type="webcontent", href=name)
            for number, name in enumerate(pictures, 1)
        ),
    ]
    metadata = node("metadata", node("schema", "IMS Content"), node("schemaversion", "1.1.3"))
    return _text(node("manifest", metadata, node("organizations"), node("resources", *resources), identifier=f"{ident}-package"))


def _text(root: etree._Element) -> bytes:
    """The bytes of a file: no element here has text beside other elements, so that each may stand on a line of its own."""
    etree.cleanup_namespaces(root)
    etree.indent(root)
    return file_text(root)
