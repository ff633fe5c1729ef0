"""A package of QTI 2.1: a test with its sections, an item for each question, pictures, and a manifest that lists all of them.

Where an item has variants, its section draws one of them.
"""

from collections.abc import Sequence

from lxml import etree

from gen.export.packages import MANIFEST
from gen.export.pieces import Pieces, distinct, pieces_of
from gen.export.qti21_check import check_item
from gen.export.qti21_item import item_ident, item_xml
from gen.export.qti21_marking import element, outcome
from gen.export.qti21_reader import read_item, read_package
from gen.export.written import Task, Written
from gen.export.xhtml import QTI, Pictures
from gen.export.xml_elements import element as xml_element
from gen.export.xml_elements import file_text
from gen.html import COURSE_MATHML
from gen.messages.errors import VerificationError
from gen.system import pack

FILE = "qti21.zip"
TEST = "test.xml"
_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_SCHEMAS = {
    QTI: "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    _CP: "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
}


def qti21_files(task: Task) -> Written:
    """The package. Raises VerificationError where what is read back is not what was to be written."""
    variants = distinct([pieces_of(question, COURSE_MATHML, task.memo, task.pictures) for question in task.questions])
    made = [one for own in variants for one in own]
    pictures = Pictures({name: content for one in made for name, content in one.pictures.items()})
    items = {f"items/{item_ident(one)}.xml": file_text(item_xml(one, pictures, task.feedback)) for one in made}
    test = file_text(_test(task.exams[0][0].title, variants, task.feedback))
    manifest = file_text(_manifest(list(items), list(pictures.files)))
    content = pack({MANIFEST: manifest, TEST: test, **items, **pictures.files}.items())
    _check(content, variants, task.feedback)
    by_hand = {one.question.name: one.question.by_hand for one in made if one.question.by_hand}
    return Written({FILE: content}, len(made), by_hand)


def _check(content: bytes, variants: Sequence[Sequence[Pieces]], feedback: bool) -> None:
    """Everything that the package names is there, once; each item is as it should be, in its section."""
    package = read_package(content)
    if package.sections != tuple(tuple(item_ident(one) for one in own) for own in variants):
        raise VerificationError("the test of the package is read back with other items")
    named: set[str] = set()
    for one in (one for own in variants for one in own):
        found = read_item(package.files[package.items[item_ident(one)]])
        check_item(found, one, feedback)
        named |= {src.removeprefix("../") for src in found.pictures}
    if named != {name for name in package.files if name.startswith("pictures/")}:
        raise VerificationError("the pictures of the package are not those that its items name")


def _test(title: str, variants: Sequence[Sequence[Pieces]], feedback: bool) -> etree._Element:
    sections = []
    for number, own in enumerate(variants, 1):
        refs = [element("assessmentItemRef", identifier=item_ident(one), href=f"items/{item_ident(one)}.xml", fixed="false") for one in own]
        selection = [element("selection", select="1")] if len(own) > 1 else []
        title_of = own[0].question.title
        sections.append(element("assessmentSection", *selection, *refs, identifier=f"section-{number}", title=title_of, visible="true"))
    shown = str(feedback).lower()
    control = element("itemSessionControl", maxAttempts="1", showFeedback=shown, allowReview="true", showSolution="false")
    part = element("testPart", control, *sections, identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    total = element("setOutcomeValue", element("sum", element("testVariables", variableIdentifier="SCORE")), identifier="SCORE")
    made_test = etree.Element(
        f"{{{QTI}}}assessmentTest",
        {_XSI: f"{QTI} {_SCHEMAS[QTI]}", "identifier": "test", "title": title},
        nsmap={None: QTI, "xsi": _XSI[1:].partition("}")[0]},
    )
    made_test.extend([outcome("SCORE", "float", "0"), part, element("outcomeProcessing", total)])
    return _in_lines(made_test)


def _manifest(items: Sequence[str], pictures: Sequence[str]) -> etree._Element:
    def node(name: str, /, *parts: etree._Element | str, **attributes: str) -> etree._Element:
        return xml_element(_CP, name, *parts, **attributes)

    def resource(ident: str, kind: str, href: str, needs: Sequence[str] = ()) -> etree._Element:
        needed = (node("dependency", identifierref=one) for one in needs)
        return node("resource", node("file", href=href), *needed, identifier=ident, type=kind, href=href)

    names = {name: f"resource-{number}" for number, name in enumerate([*items, *pictures], 1)}
    whole = etree.Element(
        f"{{{_CP}}}manifest",
        {_XSI: " ".join(f"{name} {where}" for name, where in _SCHEMAS.items()), "identifier": "package"},
        nsmap={None: _CP, "xsi": _XSI[1:].partition("}")[0]},
    )
    whole.extend(
        [
            node("metadata", node("schema", "QTIv2.1 Package"), node("schemaversion", "1.0.0")),
            node("organizations"),
            node(
                "resources",
                resource("resource-test", "imsqti_test_xmlv2p1", TEST, [names[name] for name in items]),
                *(resource(names[name], "imsqti_item_xmlv2p1", name) for name in items),
                *(resource(names[name], "webcontent", name) for name in pictures),
            ),
        ]
    )
    return _in_lines(whole)


def _in_lines(root: etree._Element) -> etree._Element:
    """With each element on a line of its own, where there is no text that this would change."""
    etree.indent(root)
    return root
