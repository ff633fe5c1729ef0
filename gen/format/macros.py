r"""A file of macros: `\newcommand` and `\DeclareMathOperator`, whose bodies are formulas like any other and are put in by us.

\newcommand{\R}{\mathbb{R}}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}   % what stands behind a per cent sign is a comment
\DeclareMathOperator*{\argmax}{arg\,max}
"""

import re
from collections.abc import Iterator

from gen.messages.characters import character_name, refused_characters, remedy
from gen.messages.errors import MAX_FAULTS, InputError, InputErrors, Location
from gen.messages.math_commands import names
from gen.model.math_tree import Applied, Macro, Macros
from gen.model.source import Text
from gen.syntax import read_body

MAX_MACROS = 500
_STRUCTURE = names("left right middle begin end not limits nolimits substack operatorname")
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)(%[^\n]*)")
_NAME = r"\s*(?:\{\s*(?P<braced>\\[A-Za-z]+)\s*\}|(?P<bare>\\[A-Za-z]+))\s*"
_COMMAND = re.compile(rf"\\(?:new|renew|provide)command\*?{_NAME}(?:\[\s*(?P<parameters>[1-9])\s*\])?\s*\{{")
_OPERATOR = re.compile(rf"\\DeclareMathOperator(?P<star>\*?){_NAME}\{{")
_BEGIN = re.compile(r"\\(?:(?:new|renew|provide)command|DeclareMathOperator)")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_OTHER = re.compile(r"\\[A-Za-z]+|\S")
_HINT = r"write \newcommand{\name}[2]{...} or \DeclareMathOperator{\name}{...}"


def read_macros(source: str, shown: str) -> tuple[Macros, list[InputError]]:
    """The macros of a text, and what is wrong with it; `shown` is its name in messages."""
    lines = source.splitlines()
    first = Location(shown, 1, 1, lines[0] if lines else "")
    text = Text(source, first, tuple(Location(shown, n, 1, line) for n, line in enumerate(lines, 1)))
    if strange := next(refused_characters(source), None):
        return {}, [InputError(text.at(strange[0]), f"{character_name(strange[1])} cannot be set on a page", remedy(strange[1]))]
    macros: dict[str, Macro] = {}
    faults: list[InputError] = []
    for name, parameters, star, body in _definitions(text, faults):
        try:
            row = read_body(body, macros, parameters)
        except InputErrors as error:
            faults += error.faults
            row = ()  # its uses are not blamed again
        macros[name] = Macro(parameters, row if star is None else (Applied(rf"\operatorname{star}", (row,)),))
        if len(macros) > MAX_MACROS:
            return macros, [*faults, InputError(first, f"a file has at most {MAX_MACROS} macros")]
    return macros, faults


def _definitions(text: Text, faults: list[InputError]) -> Iterator[tuple[str, int, str | None, Text]]:
    """Name, number of parameters, the star of an operator (None for a command) and body of each."""
    # Comments become blanks, so that every place stays what it is.
    source = _COMMENT.sub(lambda comment: comment[1] + " " * len(comment[2]), text.value)
    at = 0
    while len(faults) < MAX_FAULTS and (other := _OTHER.search(source, at)):
        found = _COMMAND.match(source, other.start()) or _OPERATOR.match(source, other.start())
        if not found:
            faults.append(InputError(text.at(other.start()), f"'{other[0]}' cannot stand in a file of macros", _HINT))
            at = goes_on.start() if (goes_on := _BEGIN.search(source, other.end())) else len(source)
            continue
        end = _closing(source, found.end())
        if end is None:
            faults.append(InputError(text.at(found.end() - 1), "'{' without its partner"))
            return
        name = found["braced"] or found["bare"]
        at = end + 1
        if name in _STRUCTURE:
            faults.append(InputError(text.at(found.start()), f"'{name}' keeps its meaning: choose another name"))
        else:
            known = found.groupdict()
            blank = Text(source, text.where, text.starts)
            yield name, int(known.get("parameters") or 0), known.get("star"), blank.part(found.end(), end)


def _closing(source: str, start: int) -> int | None:
    """The place of the brace that closes the group which begins at `start`."""
    depth = 1
    for brace in _BRACE.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if not depth:
            return brace.start()
    return None
