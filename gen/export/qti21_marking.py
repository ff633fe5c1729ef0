"""How a machine marks a question, as rules of QTI 2.1: each number within its tolerance, ticks by each of the schemes of a sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lxml import etree

from gen.export.numbers import NumberSlot
from gen.export.ticks import Ticks
from gen.export.xhtml import QTI
from gen.export.xml_elements import decimal
from gen.export.xml_elements import element as xml_element

HALF, NONE = Fraction(1, 2), Fraction(0)
TRUE, FALSE = "true", "false"


def element(name: str, /, *parts: etree._Element | str, **attributes: str) -> etree._Element:
    """An element of QTI with what is in it."""
    return xml_element(QTI, name, *parts, **attributes)


def response(number: int) -> str:
    """The name of a response: of a number, of a statement, or of all there is to tick."""
    return f"RESPONSE_{number}"


def option_ident(label: str) -> str:
    """The name of an option."""
    return f"OPTION_{label}"


def value(kind: str, content: str) -> etree._Element:
    return element("baseValue", content, baseType=kind)


def variable(name: str) -> etree._Element:
    return element("variable", identifier=name)


def outcome(name: str, kind: str, default: str, **attributes: str) -> etree._Element:
    """The declaration of an outcome."""
    return element(
        "outcomeDeclaration",
        element("defaultValue", element("value", default)),
        identifier=name,
        cardinality="single",
        baseType=kind,
        **attributes,
    )


def _set(name: str, to: etree._Element) -> etree._Element:
    return element("setOutcomeValue", to, identifier=name)


def _added(name: str, points: Fraction) -> etree._Element:
    return _set(name, element("sum", variable(name), value("float", decimal(points))))


def _condition(*cases: tuple[etree._Element, etree._Element]) -> etree._Element:
    """The rule of the first case that holds."""
    names = ["responseIf", *["responseElseIf"] * (len(cases) - 1)]
    return element("responseCondition", *(element(name, holds, rule) for name, (holds, rule) in zip(names, cases, strict=True)))


# Numbers --------------------------------------------------------------------------------------------------------------


def number_rules(slots: Sequence[NumberSlot]) -> Iterator[etree._Element]:
    """A rule for each number: the first of what is accepted that it is near to."""
    for number, slot in enumerate(slots, 1):
        yield _condition(
            *(
                (
                    element(
                        "equal",
                        variable(response(number)),
                        value("float", one.text),
                        toleranceMode="absolute",
                        tolerance=f"{decimal(one.within)} {decimal(one.within)}",
                    ),
                    _added("SCORE", slot.points * one.share),
                )
                for one in slot.accepted
            )
        )


# Ticks ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Box:
    """When an option is marked as it should be, when it is marked otherwise, and what it earns. Each is an element that stands once."""

    right: etree._Element
    wrong: etree._Element
    points: Fraction


def tick_rules(ticks: Ticks) -> Iterator[etree._Element]:
    """The rules of the scheme. What is wrong is counted in ERRORS where that decides."""
    scoring = ticks.scoring
    if ticks.form == "one":
        yield _condition(*_one_of(ticks))
        return
    boxes = list(_boxes(ticks))
    match scoring.scheme:
        case "per option":
            yield from (_condition((box.right, _added("SCORE", box.points))) for box in boxes)
        case "right minus wrong":
            for box in boxes:
                cost = box.points if scoring.wrong is None else scoring.wrong
                yield _condition((box.right, _added("SCORE", box.points)), (box.wrong, _added("SCORE", -cost)))
            if not scoring.below_zero:
                zero = element("lt", variable("SCORE"), value("float", "0"))
                yield _condition((zero, _set("SCORE", value("float", "0"))))
        case "all or nothing" | "half for one error":
            yield _set("ERRORS", value("float", str(len(boxes))))
            yield from (_condition((box.right, _added("ERRORS", Fraction(-1)))) for box in boxes)
            shares = [ticks.points] + [ticks.points * HALF] * (scoring.scheme == "half for one error")
            yield _condition(*((_errors(n), _set("SCORE", value("float", decimal(points)))) for n, points in enumerate(shares)))


def _errors(number: int) -> etree._Element:
    return element("equal", variable("ERRORS"), value("float", str(number)), toleranceMode="exact")


def _one_of(ticks: Ticks) -> Iterator[tuple[etree._Element, etree._Element]]:
    for right in (one for one in ticks.options if one.right):
        chosen = element("match", variable(response(1)), value("identifier", option_ident(right.label)))
        yield chosen, _set("SCORE", value("float", decimal(ticks.points)))
    if ticks.scoring.scheme == "right minus wrong" and ticks.scoring.below_zero:
        cost = ticks.points if ticks.scoring.wrong is None else ticks.scoring.wrong
        answered = element("not", element("isNull", variable(response(1))))
        yield answered, _set("SCORE", value("float", decimal(-cost)))


def _boxes(ticks: Ticks) -> Iterator[_Box]:
    for number, one in enumerate(ticks.options, 1):
        if ticks.form == "statements":
            said = [
                element("match", variable(response(number)), value("identifier", word)) for word in (TRUE, FALSE)[:: 1 if one.right else -1]
            ]
            yield _Box(said[0], said[1], one.points)
        else:
            ticked, left = _ticked(one.label), element("or", element("isNull", variable(response(1))), element("not", _ticked(one.label)))
            yield _Box(ticked, left, one.points) if one.right else _Box(left, ticked, one.points)


def _ticked(label: str) -> etree._Element:
    return element("member", value("identifier", option_ident(label)), variable(response(1)))
