"""Words that a sheet states as answers, the roles of gates and verdicts, against those derived."""

import re
from collections.abc import Collection, Iterator
from fractions import Fraction

from gen.algebra.arrays import scalar
from gen.algebra.numbers import compare
from gen.findings.published_answers import is_word
from gen.messages.errors import Finding, InputError, InputErrors
from gen.messages.sentences import Message, lazy_message
from gen.model.derivation import Derivation
from gen.model.problem import Item
from gen.model.source import Text
from gen.questions import RHO, ClaimAnswer, RoleAnswer
from gen.syntax import plain

_ROLES: dict[str, Message] = {
    "forget": lazy_message("forget gate"),
    "update": lazy_message("update gate (input gate)"),
    "output": lazy_message("output gate"),
    "reset": lazy_message("reset gate"),
}
_MODULI: dict[int, tuple[str, Message]] = {
    1: ("explode", lazy_message("explode")),
    -1: ("vanish", lazy_message("vanish")),
    0: ("neither", lazy_message("neither")),
}


def word_findings(item: Item, derivation: Derivation) -> Iterator[Finding]:
    """The published words that are not those derived. Raises InputErrors for text that is no such word."""
    faults: list[InputError] = []
    for name, stated in item.published.lines:
        if not is_word(name, derivation):
            continue
        try:
            if not isinstance(stated, Text):
                raise InputErrors([InputError(stated.where, f"'{name.value}' is a word and no list")])
            message = _difference(plain(name.value), stated, derivation)
        except InputErrors as error:
            faults += error.faults
            continue
        if message:
            yield Finding(name.where, message, f"line {plain(name.value)}")
    if faults:
        raise InputErrors(faults)


def _difference(name: str, stated: Text, derivation: Derivation) -> Message | None:
    for answer in derivation.answers:
        match answer:
            case RoleAnswer(gate, role) if gate == name:
                theirs = _one_of(stated, _ROLES, "a role")
                both = {"stated": _ROLES[theirs], "role": _ROLES[role]}
                return (
                    None
                    if theirs == role
                    else lazy_message("`{gate}` is stated to be the {stated}, but it is the {role}", gate=gate, **both)
                )
            case ClaimAnswer(_, holds, _) if name == "verdict":
                if (_one_of(stated, ("true", "false"), "a verdict on a claim") == "true") == holds:
                    return None
                right = lazy_message("the claim is stated to be false, but it is true")
                return right if holds else lazy_message("the claim is stated to be true, but it is false")
    if RHO not in derivation.values:
        raise InputErrors([InputError(stated.where, "the item has no verdict to compare with")])
    moduli = dict(_MODULI.values())
    theirs = _one_of(stated, moduli, "a verdict on eigenvalues")
    word, derived = _MODULI[compare(scalar(derivation.values[RHO]), Fraction(1))]
    both = {"stated": moduli[theirs], "derived": derived}
    return None if word == theirs else lazy_message("the verdict is stated as '{stated}', but it is '{derived}'", **both)


def _one_of(stated: Text, words: Collection[str], what: str) -> str:
    """The word that is meant: `Forget gate` is forget, and an input gate is an update gate. Raises InputErrors."""
    word = re.sub(r"[\s-]*gate$", "", stated.value.strip().lower())
    word = "update" if word == "input" and "update" in words else word
    if word not in words:
        raise InputErrors([InputError(stated.where, f"expected {what}, one of {', '.join(words)}; found '{stated.value}'")])
    return word
