"""An author's LaTeX between `$` signs, read by a grammar of what may stand there: anything else is a fault at its place.

    row     = { atom [ limits ] { "'" } [ "_" group ] [ "^" group ] }
    atom    = character | sign | command group ... | \\left fence row { \\middle fence row } \\right fence
            | \\begin{name} row { & row } { \\\\ row ... } \\end{name} | \\text{words} | { row } | a macro with its groups

What is set is written anew from what was read (`math_tree`), with the macros of the course put in.
"""

import re
from collections.abc import Callable, Mapping

from gen.messages.characters import LOWERED, PRIMES, RAISED
from gen.messages.errors import InputError, InputErrors, did_you_mean
from gen.messages.math_commands import ALSO, ARGUMENTS, COLUMNS, FENCES, INSTEAD, KNOWN, LARGE, OPTIONS, SIGNS, SIZES, SPACES, WORDS
from gen.model.math_tree import (
    NO_MACROS,
    Applied,
    Blank,
    Braced,
    Fenced,
    GridLine,
    Macros,
    MathGrid,
    MathNode,
    Parameter,
    Row,
    Scripted,
    Sign,
    TextInMath,
    holds_grid,
    size_of,
    substituted,
)
from gen.model.source import Text
from gen.syntax.math_tokens import TokenStream

MAX_LENGTH = 2_000  # characters of one formula
MAX_DEPTH = 30  # of groups in groups
MAX_SIGNS = 4_000  # of a formula with its macros put in
_NAME = re.compile(r"\{([A-Za-z]+\*?)\}")
_SKIP = re.compile(r"\[\s*(-?\d{0,2}(?:\.\d{1,3})?\s*(?:pt|em|ex|mm))\s*\]")
_COLUMNS = re.compile(r"\{([lcr|\s]{1,40})\}")
_BLANKS = {"\\,": "\u2009", "\\ ": " ", "~": "\u00a0"}
_WITHOUT = {"%": r"\%", "#": r"\#", "$": r"\$"}
_SEE = r"what may stand between $ signs is listed in docs/format.md#latex"


def read_math(text: Text, macros: Macros = NO_MACROS, longest: int = MAX_LENGTH) -> Row:
    """The formula of a text with at most so many characters. Raises InputErrors with the first thing that no formula holds."""
    return _Reader(text, macros).formula(longest)


def read_body(text: Text, macros: Macros, parameters: int) -> Row:
    """The body of a macro with so many parameters. Raises InputErrors."""
    return _Reader(text, macros, parameters).formula(MAX_LENGTH)


class _Reader(TokenStream):
    """Every method returns what it read."""

    def __init__(self, text: Text, macros: Macros, parameters: int = 0) -> None:
        super().__init__(text)
        self.macros, self.parameters, self.depth, self.signs = macros, parameters, 0, 0

    def formula(self, longest: int) -> Row:
        if len(self.text.value) > longest:
            raise InputErrors([InputError(self.text.where, f"a formula has at most {longest:,} characters")])
        return self.row()

    def row(self, *ends: str, begin: int | None = None) -> Row:
        """Everything up to one of `ends`, which is taken, or else to the end of the text; `begin` is the word that they end."""
        begin, nodes = self.at - 1 if begin is None else begin, list[MathNode]()
        self.deeper()
        while (word := self.peek()) not in (ends or ("",)):
            if not word:
                raise self.fault(f"'{self.all[begin]}' without its partner", at=begin)
            if word.isspace():
                self.at += 1
                nodes.append(Blank())
            else:
                nodes += self.scripted()
        self.at += 1
        self.depth -= 1
        return tuple(nodes)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fault(f"a formula is nested at most {MAX_DEPTH} deep")

    def scripted(self) -> Row:
        """An atom with what stands below and above it."""
        base = () if self.peek() in ("^", "_") or self.peek() in PRIMES.keys() | RAISED.keys() | LOWERED.keys() else self.atom()
        limits = self.limits(base[-1] if base else None)
        below, above, primes = None, None, 0
        while (word := self.after_blanks()) and (word in ("^", "_") or word in PRIMES or word in RAISED or word in LOWERED):
            self.skip()
            word = self.take()
            if word in PRIMES:
                if above is not None:
                    raise self.fault("a prime stands before what is raised", "write x'^2")
                primes += PRIMES[word]
            elif word == "_" or word in LOWERED:
                if below is not None:
                    raise self.fault("a second index below", "put both into one pair of braces")
                below = self.argument(word) if word == "_" else self.small(word, LOWERED)
            else:
                if above is not None:
                    raise self.fault("a second exponent", "put both into one pair of braces")
                above = self.argument(word) if word == "^" else self.small(word, RAISED)
        if below is None and above is None and not primes and not limits:
            return base
        return (*base[:-1], Scripted(base[-1] if base else None, limits, below, above, primes))

    def limits(self, base: MathNode | None) -> str:
        if self.after_blanks() not in (r"\limits", r"\nolimits"):
            return ""
        self.skip()
        word = self.take()
        operator = (isinstance(base, Sign) and base.latex in LARGE) or (
            isinstance(base, Applied) and base.command.startswith(r"\operatorname")
        )
        if not operator:
            raise self.fault(rf"'{word}' stands behind an operator such as \sum")
        return word

    def small(self, first: str, table: Mapping[str, str]) -> MathNode:
        """Raised or lowered characters, such as those of `x₁₂`."""
        row = [Sign(table[first])]
        while self.peek() in table:
            row.append(Sign(table[self.take()]))
        return Braced(tuple(row))

    def argument(self, of: str) -> MathNode:
        """What a command takes: a group, or one sign."""
        word = self.skip()
        if word in ("", "}", "&", "\\\\", "^", "_", "'", "]", r"\right", r"\middle", r"\end"):
            raise self.fault(f"nothing stands behind '{of}'", "write what belongs to it in braces")
        found = self.atom()
        return found[0] if len(found) == 1 else Braced(found)

    def group(self, of: str) -> Row:
        found = self.argument(of)
        return found.row if isinstance(found, Braced) else (found,)

    def atom(self) -> Row:
        """What the next word begins; a macro may stand for several things."""
        word = self.take()
        if word in self.macros:
            return self.expanded(word)
        if word == "{":
            return (Braced(self.row("}")),)
        if word == "#" and self.parameters:
            return (self.parameter(),)
        if word in SIGNS:
            return (Sign(word),)
        if word in SIZES or word == r"\not":
            return (Sign(self.with_sign(word)),)
        if word in ARGUMENTS or word in ALSO:
            return (self.applied(ALSO.get(word, word)),)
        if word in WORDS:
            return (self.words(word),)
        special: dict[str, Callable[[], MathNode]] = {r"\left": self.fenced, r"\begin": self.grid, r"\substack": self.substack}
        if word in special:
            return (special[word](),)
        if word[:1] in "\\}&%#$":
            raise self.stray(word)
        return (Sign(word),)

    def expanded(self, name: str) -> Row:
        """A macro with its groups put in. All that macros stand for is counted, so that no formula grows without end."""
        macro, begin = self.macros[name], self.at - 1
        row = substituted(macro.body, [self.group(name) for _ in range(macro.parameters)])
        signs, depth = size_of(row)
        self.signs += signs
        if self.signs > MAX_SIGNS or depth > MAX_DEPTH:
            raise self.fault(f"'{name}' makes this formula larger than {MAX_SIGNS:,} signs or {MAX_DEPTH} groups in groups", at=begin)
        return row

    def stray(self, word: str) -> InputErrors:
        """What cannot stand here, and what to write in its place."""
        if word == "}":
            return self.fault("a '}' without its partner")
        if word in ("&", "\\\\"):
            return self.fault(f"'{word}' stands in an environment such as aligned or pmatrix only")
        if word == "\\":
            return self.fault("a backslash without a name")
        if word in _WITHOUT:
            return self.fault(f"'{word}' has no meaning in a formula", f"to print it, write {_WITHOUT[word]}")
        if word in KNOWN:
            return self.fault(f"'{word}' cannot stand here")
        near = did_you_mean(word, [*self.macros, *KNOWN])
        return self.fault(f"'{word}' cannot stand in a formula", INSTEAD.get(word, "") or near or _SEE)

    def parameter(self) -> Parameter:
        number = self.take()
        if not (number.isdigit() and number.isascii() and 1 <= int(number) <= self.parameters):
            raise self.fault(f"'#{number}' is no parameter of this macro")
        return Parameter(int(number))

    def with_sign(self, command: str) -> str:
        r"""`\big(` and `\not=` as one sign."""
        sign = self.skip() and self.take()
        wanted = FENCES if command in SIZES else SIGNS - SPACES | frozenset("=<>")
        if sign not in wanted:
            raise self.fault(f"behind '{command}' stands a {'bracket' if command in SIZES else 'relation'}")
        return command + sign

    def applied(self, command: str) -> Applied:
        option = None
        if command in OPTIONS and self.skip() == "[":
            self.take()
            option = self.row("]")
            if holds_grid(option):  # TeX looks for the end of a column before that of the bracket
                raise self.fault("lines and columns cannot stand behind '['", "write them in a formula of their own")
        return Applied(command, tuple(self.group(command) for _ in range(ARGUMENTS[command])), option)

    def fence(self, command: str) -> str:
        sign = self.skip() and self.take()
        if sign not in FENCES:
            raise self.fault(f"behind '{command}' stands a bracket, or a dot for none")
        return sign

    def fenced(self) -> Fenced:
        fences, rows, command = [self.fence(r"\left")], list[Row](), ""
        while command != r"\right":
            rows.append(self.row(r"\middle", r"\right"))
            command = self.all[self.at - 1]
            fences.append(self.fence(command))
        return Fenced(tuple(fences), tuple(rows))

    # Lines and columns ------------------------------------------------------------------------------------------------

    def grid(self) -> MathGrid:
        begin = self.at - 1
        name = self.match(_NAME)
        if name is None or (name != "array" and name not in COLUMNS):
            hint = "write aligned" if (name or "").rstrip("*") in ("align", "equation", "gather", "split", "eqnarray", "alignat") else ""
            raise self.fault(f"the environment '{name or ''}' is not known", hint or did_you_mean(name or "", [*COLUMNS, "array"]), begin)
        columns = self.match(_COLUMNS) if name == "array" else ""
        if columns is None:
            raise self.fault("an array says how its columns are set", r"write \begin{array}{lcr}", begin)
        lines = self.lines(r"\end", len(re.sub(r"[|\s]", "", columns)) or COLUMNS.get(name, 0), name == "array", begin)
        if (ended := self.match(_NAME)) != name:
            raise self.fault(rf"'\begin{{{name}}}' ends with '\end{{{ended or ''}}}'", at=begin)
        return MathGrid(name, lines, "".join(columns.split()))

    def substack(self) -> MathGrid:
        if self.skip() != "{":
            raise self.fault(r"nothing stands behind '\substack'", "write what belongs to it in braces")
        self.take()
        return MathGrid(r"\substack", self.lines("}", 1, rules=False, begin=self.at - 1))

    def lines(self, end: str, columns: int, rules: bool, begin: int) -> tuple[GridLine, ...]:
        """The lines up to `end`, which is taken; one that is empty at the end is none."""
        found: list[GridLine] = []
        word = ""
        while word != end:
            above = 0
            while rules and self.skip() == r"\hline":
                self.take()
                above += 1
            cells: list[Row] = []
            word = "&"
            while word == "&":
                cells.append(self.row("&", "\\\\", end, begin=begin))
                word = self.all[self.at - 1]
                if len(cells) > columns:
                    raise self.fault(f"a line has at most {columns} column{'s' if columns > 1 else ''} here", at=self.at - 2)
            skip = ""
            if word == "\\\\" and self.skip() == "[":
                skip = self.match(_SKIP) or ""
                if not skip:
                    raise self.fault(r"'[' behind '\\' gives a distance, such as [4pt]", r"to print it, write \\ {[}", self.at)
            if word != end or above or len(cells) > 1 or any(not isinstance(node, Blank) for node in cells[0]) or not found:
                found.append(GridLine(tuple(cells), "".join(skip.split()), above))
        return tuple(found)

    # Text -------------------------------------------------------------------------------------------------------------

    def words(self, command: str) -> TextInMath:
        if self.skip() != "{":
            raise self.fault(f"nothing stands behind '{command}'", "write its words in braces")
        self.take()
        return TextInMath(command, self.parts(command))

    def parts(self, command: str) -> tuple[str | TextInMath, ...]:
        """Everything up to the brace that closes a group of words."""
        begin, found = self.at - 1, list[str | TextInMath]()
        self.deeper()
        while (word := self.take()) != "}":
            if not word:
                raise self.fault("'{' without its partner", at=begin)
            if word in WORDS:
                found.append(self.words(word))
            elif word == "{":
                found.append(TextInMath("", self.parts(command)))
            elif word in _BLANKS or word.isspace():
                found.append(_BLANKS.get(word, " "))
            elif word[0] == "\\" and word[1:] in ("{", "}", "%", "&", "#", "$", "_"):
                found.append(word[1:])
            elif word[0] == "\\" or word in "^_&#$%":
                raise self.fault(f"'{word}' cannot stand among the words of '{command}'", f"end it before: {command}{{...}} ...")
            else:
                found.append(word)
        self.depth -= 1
        return tuple(found)
