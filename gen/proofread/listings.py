r"""Listings read back: the sheet has the author's code with nothing in its gaps, the key the same with each answer at its number.

Code is read sign by sign, `\_` as `_` and `\textquotesingle{}` as `'`; how it is coloured says nothing.
"""

import re
import unicodedata
from collections.abc import Mapping
from itertools import zip_longest

from gen.algebra.expr import Atom
from gen.messages.errors import VerificationError
from gen.model.derivation import Statement
from gen.model.gaps import GAP
from gen.model.problem import Item
from gen.model.solved import Solved
from gen.page import ItemView

_LISTING = re.compile(r"\\begin\{listing\}\{[\d.]+pt\}\n(.*?)\n\\end\{listing\}", re.DOTALL)
_SIGNS = {
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textquotedbl": '"',
    "textquotesingle": "'",
    "textasciigrave": "`",
}
_WORD = re.compile(
    r"\\gap\{(?P<gap>\d+)\}|\\(?P<macro>filledgap\{(?P<filled>\d+)\}|codeline|codeword|codecomment)\{|\\mathsign\{[^{}]*\}\{(?P<sign>\d+)\}|"
    r"\\texorpdfstring\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}\{(?P<numbers>(?:\\unichar\{[^{}]*\})+)\}|"
    r"\\(?P<name>[A-Za-z]+)|\\(?P<escaped>[^A-Za-z])|(?P<nothing>\{\})|(?P<end>\})|(?P<plain>[^\\{}])",
    re.DOTALL,
)


def check_listings(view: ItemView, item: Item, answers: Mapping[int, str]) -> int:
    """How many gaps were read in sheet and key. Raises VerificationError where a listing is not the author's code, where a gap of the
    sheet is not empty, and where one of the key has not what belongs there."""
    listings = [piece.text for piece in item.prompt if piece.kind == "listing"]
    for tex, where in ((view.prompt, "sheet"), *([(view.filled, "key")] if view.filled else [])):
        printed = [_read(part) for part in _LISTING.findall(tex)]
        if len(printed) != len(listings):
            raise VerificationError(f"the {where} has {len(printed)} listings, not {len(listings)}")
        for code, found in zip(listings, printed, strict=True):
            wanted = _with_gaps(code, {} if where == "sheet" else answers)
            if unicodedata.normalize("NFC", wanted) != unicodedata.normalize("NFC", found):
                raise VerificationError(f"the {where} has another listing than the author: {_difference(wanted, found)}")
    if view.filled and _LISTING.sub("", view.filled) != _LISTING.sub("", view.prompt):
        raise VerificationError("the prompt of the key is another one than that of the sheet")
    return 2 * sum(len(GAP.findall(code)) for code in listings) if answers else 0


def _with_gaps(code: str, answers: Mapping[int, str]) -> str:
    """Code with its gaps as they are read: the number between signs that no text has, with what is in it."""
    return GAP.sub(lambda gap: f"\ue000{gap[1]}" + (f"\ue001{answers[int(gap[1])]}" if answers else "") + "\ue002", code)


def _read(listing: str) -> str:
    """The code of a listing."""
    found, open_ones, at = "", list[str](), 0
    while at < len(listing):
        word = _WORD.match(listing, at)
        if word is None:
            raise VerificationError(f"a listing has what is no code: {listing[at : at + 20]}")
        at = word.end()
        if word["gap"]:
            found += f"\ue000{word['gap']}\ue002"
        elif word["macro"]:
            found += f"\ue000{word['filled']}\ue001" if word["filled"] else ""
            open_ones.append("\ue002" if word["filled"] else "")
        elif word["end"]:
            found += open_ones.pop()
        elif word["name"]:
            if word["name"] not in _SIGNS:
                raise VerificationError(f"a listing has the command {word[0]}")
            found += _SIGNS[word["name"]]
        elif word["numbers"]:
            found += "".join(chr(int(n)) for n in re.findall(r"\d+", word["numbers"]))
        else:
            found += chr(int(word["sign"])) if word["sign"] else (word["escaped"] or (word["plain"] or "").replace("~", " "))
    return found


def _difference(wanted: str, found: str) -> str:
    """The first line that differs."""
    lines = zip_longest(wanted.split("\n"), found.split("\n"), fillvalue="")
    own, other = next(((a, b) for a, b in lines if a != b), ("", ""))
    return f"'{other}' where '{own}' stands".replace("\ue000", "<<").replace("\ue001", ": ").replace("\ue002", ">>")


def check_gap_line(gap: str, sentence: str, answers: Mapping[int, str]) -> None:
    """Raises VerificationError where the key tells a gap otherwise than as its number with its code."""
    found = re.fullmatch(r"\((\d+)\) \\texttt\{(.*)\}", sentence)
    if not found or found[1] != gap or _read(found[2]) != answers[int(gap)]:
        raise VerificationError(f"gap {gap} is told as {sentence}")


def places_of(one: Solved) -> dict[int, str]:
    """What belongs into the numbered places of a prompt, in plain text."""
    names = {step.name for step in one.derivation.steps if isinstance(step, Statement) and step.kind in ("gap", "blank")}
    answers = (answer for answer in one.derivation.answers if not isinstance(answer, Atom))
    return {int(answer.name): str(answer.value) for answer in answers if answer.name in names}
