"""An item of QTI 2.1 read and marked, by what the specification says and without what wrote it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from gen.export.packages import read_manifest
from gen.export.xml_elements import parsed, words
from gen.messages.errors import VerificationError

_NAMES = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1", "m": "http://www.w3.org/1998/Math/MathML"}
_BLOCKS = ("div", "choiceInteraction", "extendedTextInteraction", "rubricBlock")

Response = str | float | frozenset[str] | None
"""A number, the name of what was chosen or all names, a text; None where nothing was answered."""


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item as it was found: its title, the words that students and those that scorers see, formulas as words, and the elements of their
    formulas; the pictures that it names; what stands before each place for a number; options by their names.
    """

    ident: str
    title: str
    language: str
    points: float
    asked: str
    formulas: tuple[str, ...]
    places: tuple[str, ...]
    options: tuple[tuple[str, str, str], ...]
    shuffled: bool
    lines: int
    key: str
    feedback: str
    pictures: frozenset[str]
    right: Mapping[str, Response]
    root: etree._Element


def read_item(content: bytes) -> FoundItem:
    """Raises VerificationError for what is no item as it should be."""
    root = parsed(content)
    body = _one(root, "q:itemBody")
    strange = [part for part in body if etree.QName(part).localname not in _BLOCKS]
    if strange or len(body.findall("q:rubricBlock", _NAMES)) != 1 or len(root.findall(".//q:rubricBlock", _NAMES)) != 1:
        raise VerificationError("the key does not stand in one rubric directly below the body")
    (rubric,) = body.findall("q:rubricBlock", _NAMES)
    if rubric.get("view") != "scorer":
        raise VerificationError("the key is not for scorers alone")
    asked = _one(body, "q:div")
    choices = root.findall(".//q:choiceInteraction", _NAMES)
    texts = root.findall(".//q:extendedTextInteraction", _NAMES)
    feedback = root.find("q:modalFeedback", _NAMES)
    return FoundItem(
        ident=root.get("identifier", ""),
        title=root.get("title", ""),
        language=root.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
        points=float(_one(root, "q:outcomeDeclaration[@identifier='MAXSCORE']/q:defaultValue/q:value").text or "nan"),
        asked=words(asked),
        formulas=elements(asked),
        places=tuple(one.get("responseIdentifier", "") for one in asked.iterfind(".//q:textEntryInteraction", _NAMES)),
        options=tuple(
            (one.get("responseIdentifier", ""), option.get("identifier", ""), words(_prompt(one, option)))
            for one in choices
            for option in one.findall("q:simpleChoice", _NAMES)
        ),
        shuffled=any(one.get("shuffle") == "true" for one in choices),
        lines=sum(int(one.get("expectedLines", "0")) for one in texts),
        key=words(rubric),
        feedback="" if feedback is None else words(feedback),
        pictures=frozenset(one.get("src", "") for one in root.iterfind(".//q:img", _NAMES)),
        right={one.get("identifier", ""): _right(one) for one in root.findall("q:responseDeclaration", _NAMES)},
        root=root,
    )


def _one(root: etree._Element, path: str) -> etree._Element:
    found = root.findall(path, _NAMES)
    if len(found) != 1:
        raise VerificationError(f"{len(found)} times {path} in place of once")
    return found[0]


def _prompt(interaction: etree._Element, option: etree._Element) -> etree._Element:
    """What an option says, or the statement that it is an answer to."""
    prompt = interaction.find("q:prompt", _NAMES)
    return option if prompt is None else prompt


def elements(part: etree._Element) -> tuple[str, ...]:
    """The elements of formulas in their order."""
    own = (one for one in part.iter() if isinstance(one.tag, str) and etree.QName(one).namespace == _NAMES["m"])
    return tuple(etree.QName(one).localname for one in own)


def _right(declared: etree._Element) -> Response:
    values = [one.text or "" for one in declared.iterfind("q:correctResponse/q:value", _NAMES)]
    if declared.get("cardinality") == "multiple":
        return frozenset(values) or None
    return (float(values[0]) if declared.get("baseType") == "float" else values[0]) if values else None


# Marking --------------------------------------------------------------------------------------------------------------

_Value = str | float | bool | frozenset[str] | None


def marks(item: FoundItem, responses: Mapping[str, Response]) -> float:
    """What an item gives for these responses, by its own rules."""
    outcomes: dict[str, _Value] = {}
    for one in item.root.findall("q:outcomeDeclaration", _NAMES):
        default = one.findtext("q:defaultValue/q:value", "", _NAMES)
        outcomes[one.get("identifier", "")] = float(default) if one.get("baseType") == "float" else default
    for rule in item.root.iterfind("q:responseProcessing/*", _NAMES):
        _follow(rule, outcomes, responses)
    score = outcomes["SCORE"]
    assert isinstance(score, float)
    return score


def _follow(rule: etree._Element, outcomes: dict[str, _Value], responses: Mapping[str, Response]) -> None:
    match etree.QName(rule).localname:
        case "setOutcomeValue":
            outcomes[rule.get("identifier", "")] = _evaluated(rule[0], outcomes, responses)
        case "responseCondition":
            for case in rule:
                holds = etree.QName(case).localname == "responseElse" or _evaluated(case[0], outcomes, responses) is True
                if holds:
                    for inner in case[1:]:
                        _follow(inner, outcomes, responses)
                    return
        case name:
            raise VerificationError(f"no rule of marking: {name}")


def _evaluated(part: etree._Element, outcomes: Mapping[str, _Value], responses: Mapping[str, Response]) -> _Value:
    """The value of an expression; None is NULL."""
    name = etree.QName(part).localname
    if name == "variable":
        ident = part.get("identifier", "")
        return responses[ident] if ident in responses else outcomes[ident]
    if name == "baseValue":
        return float(part.text or "nan") if part.get("baseType") == "float" else part.text or ""
    values = [_evaluated(one, outcomes, responses) for one in part]
    match name:
        case "isNull":
            return values[0] is None
        case "or":
            return True if True in values else None if None in values else False
        case "not":
            return None if values[0] is None else not values[0]
    if None in values:
        return None
    return _OPERATORS[name](part, values)


def _equal(part: etree._Element, values: list[_Value]) -> bool:
    first, second = (float(one) for one in values if isinstance(one, float))
    if part.get("toleranceMode") == "exact":
        return first == second
    below, above = map(float, part.get("tolerance", "").split())
    return second - below <= first <= second + above


_OPERATORS: Mapping[str, Callable[[etree._Element, list[_Value]], _Value]] = {
    "sum": lambda _, values: float(sum(one for one in values if isinstance(one, float))),
    "lt": lambda _, values: all(isinstance(one, float) for one in values) and float(str(values[0])) < float(str(values[1])),
    "match": lambda _, values: values[0] == values[1],
    "member": lambda _, values: isinstance(values[1], frozenset) and values[0] in values[1],
    "equal": _equal,
}


# Packages -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundPackage:
    """The files of a package; which file has each item; the items of each section, of which a student gets one."""

    files: Mapping[str, bytes]
    items: Mapping[str, str]
    sections: tuple[tuple[str, ...], ...]


def read_package(content: bytes) -> FoundPackage:
    """Raises VerificationError where a file is named that is not there, or is there and not named."""
    files, resources = read_manifest(content)
    (test,) = (one for one in resources if one.kind == "imsqti_test_xmlv2p1")
    root, sections = parsed(files[test.files[0]]), []
    items: dict[str, str] = {}
    for section in root.iterfind(".//q:assessmentSection", _NAMES):
        refs = section.findall("q:assessmentItemRef", _NAMES)
        items |= {one.get("identifier", ""): one.get("href", "") for one in refs}
        sections.append(tuple(one.get("identifier", "") for one in refs))
        drawn = section.find("q:selection", _NAMES)
        if (1 if drawn is None and len(refs) == 1 else drawn is not None and int(drawn.get("select", "0"))) != 1:
            raise VerificationError("a section of the package has not one item for each student")
    of_items = {one.ident: one.files for one in resources if one.kind == "imsqti_item_xmlv2p1"}
    if (
        set(test.needs) != of_items.keys()
        or {(file,) for file in items.values()} != set(of_items.values())
        or len(items) != sum(map(len, sections))
    ):
        raise VerificationError("the test of the package does not have each of its items once")
    return FoundPackage(files, items, tuple(sections))
