"""A package for Canvas read as its importer reads it: each question with its type, its texts, and what is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lxml import etree

from gen.export.packages import read_manifest
from gen.export.xml_elements import all_of, html_tree, parsed, words
from gen.messages.errors import VerificationError


@dataclass(frozen=True, slots=True)
class FoundText:
    """The words of a text without blanks, its formulas as LaTeX, and the pictures that it names."""

    words: str
    formulas: tuple[str, ...]
    pictures: frozenset[str]


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question. `accepted` are the ranges of numbers, `right` the options that earn its points."""

    ident: str
    title: str
    type: str
    points: Fraction
    text: FoundText
    feedback: FoundText | None
    options: tuple[tuple[str, FoundText], ...]
    right: frozenset[str]
    accepted: tuple[tuple[Fraction, Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class FoundQuiz:
    """A quiz: its title, its groups of questions, of each of which a student gets one, and all pictures."""

    title: str
    points: Fraction
    groups: tuple[tuple[FoundQuestion, ...], ...]
    pictures: frozenset[str]


def read_quiz(content: bytes) -> FoundQuiz:
    """Raises VerificationError for a package whose files are not those that it names."""
    files, resources = read_manifest(content)
    (quiz,) = (one for one in resources if one.kind == "imsqti_xmlv1p2")
    (meta,) = (one for one in resources if one.ident in quiz.needs)
    (assessment,) = all_of(parsed(files[quiz.files[0]]), "assessment")
    root = next(iter(all_of(assessment, "section")))
    groups = [_group(part) for part in root if isinstance(part.tag, str)]
    kept = {etree.QName(one).localname: one.text or "" for one in parsed(files[meta.files[0]])}
    if kept["title"] != assessment.get("title"):
        raise VerificationError("the quiz has two titles")
    pictures = (name for one in resources if one.kind == "webcontent" for name in one.files)
    return FoundQuiz(kept["title"], Fraction(kept["points_possible"]), tuple(groups), frozenset(pictures))


def _group(part: etree._Element) -> tuple[FoundQuestion, ...]:
    if etree.QName(part).localname == "item":
        return (_question(part),)
    drawn = [one.text for one in all_of(part, "selection_number")]
    own = tuple(map(_question, all_of(part, "item")))
    each = {Fraction(one.text or "") for one in all_of(part, "points_per_item")}
    if drawn != ["1"] or each != {one.points for one in own}:
        raise VerificationError("a group of the quiz does not give one question with its points")
    return own


def _question(item: etree._Element) -> FoundQuestion:
    fields = {one[0].text: one[1].text or "" for one in all_of(item, "qtimetadatafield")}
    (presentation,), (processing,) = all_of(item, "presentation"), all_of(item, "resprocessing")
    feedback = [_text(one) for one in all_of(item, "itemfeedback")]
    scored = [one for one in all_of(processing, "respcondition") if any(part.text == "100" for part in all_of(one, "setvar"))]
    return FoundQuestion(
        ident=item.get("ident", ""),
        title=item.get("title", ""),
        type=fields["question_type"],
        points=Fraction(fields["points_possible"]),
        text=_text(presentation[0]),
        feedback=feedback[0] if feedback else None,
        options=tuple((one.get("ident", ""), _text(one)) for one in all_of(presentation, "response_label") if len(one)),
        right=frozenset(_right(scored)),
        accepted=tuple(_range(one) for one in scored if all_of(one, "vargte")),
    )


def _right(scored: list[etree._Element]) -> set[str]:
    """What must be ticked: what is compared and not under a `not`."""
    parts = (one for condition in scored for one in all_of(condition, "varequal"))
    return {one.text or "" for one in parts if not any(etree.QName(above).localname in ("not", "or") for above in one.iterancestors())}


def _range(condition: etree._Element) -> tuple[Fraction, Fraction, Fraction]:
    low, exact, high = ([Fraction(one.text or "") for one in all_of(condition, name)] for name in ("vargte", "varequal", "varlte"))
    if not len(low) == len(exact) == len(high) == 1:
        raise VerificationError("a number of the quiz has not one range")
    return low[0], exact[0], high[0]


def _text(part: etree._Element) -> FoundText:
    (mattext,) = all_of(part, "mattext")
    if mattext.get("texttype") != "text/html":
        raise VerificationError("a text of the quiz is no HTML")
    return found_text(mattext.text or "")


def found_text(content: str) -> FoundText:
    """What a page shows of HTML: images of formulas are formulas."""
    whole = html_tree(content)
    formulas: list[str] = []
    pictures: set[str] = set()
    for image in whole.iter("img"):
        if image.get("class") == "equation_image":
            latex: Mapping[str, str] = {key: str(image.get(key)) for key in ("title", "alt", "data-equation-content")}
            if {latex["title"], latex["alt"].removeprefix("LaTeX: ")} != {latex["data-equation-content"]}:
                raise VerificationError("an image of a formula says two things")
            formulas.append(latex["data-equation-content"])
        else:
            pictures.add(str(image.get("src")))
    return FoundText(words(whole), tuple(formulas), frozenset(pictures))
