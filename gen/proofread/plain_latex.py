r"""LaTeX of a formula in its plainest form, as `mathml_text` reads it: without spaces, sizes of brackets and braces that print nothing."""

import re
import unicodedata

from gen.messages.characters import GREEK
from gen.messages.math_commands import CHARACTERS, SIZES, SPACES, names
from gen.proofread.mathml_text import READ, without_blanks

_WORD = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
_SILENT = SPACES | names("displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits")
_SIZES = SIZES | names("left right middle")
_ALIKE = {
    r"\le": r"\leq", r"\ge": r"\geq", r"\ne": r"\neq", r"\to": r"\rightarrow", r"\gets": r"\leftarrow", r"\ldots": r"\dots",
    r"\dotsc": r"\dots", r"\land": r"\wedge", r"\lor": r"\vee", r"\lnot": r"\neg", r"\ast": "*",
    r"\lVert": r"\|", r"\rVert": r"\|", r"\Vert": r"\|", r"\lvert": "|", r"\rvert": "|", r"\vert": "|", r"\lbrace": r"\{",
    r"\rbrace": r"\}", r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\bm": r"\boldsymbol", r"\widehat": r"\hat", r"\widetilde": r"\tilde",
    r"\prime": "'",  r"\colon": ":",
}  # fmt: skip
_FUNCTIONS = names(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim ln log max min sec sin sinh sup tan tanh Pr"
)
_WORDS = names("operatorname operatorname* mathrm text textrm mathop")
_ONE = names(
    "boldsymbol mathbf mathit mathbb mathcal mathfrak mathsf mathtt hat tilde bar dot ddot check breve acute grave mathring vec "
    "overline underline overbrace underbrace sqrt"
)
_PHANTOMS = names("phantom hphantom vphantom")
_AROUND = {"pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "Vmatrix": (r"\|", r"\|"), "cases": (r"\{", "")}


def plain_latex(formula: str) -> str:
    """The plainest form of LaTeX that says the same. Raises ValueError where a group does not end."""
    return without_blanks(_Plain(formula).row(""))


class _Plain:
    def __init__(self, formula: str) -> None:
        self.words, self.at = _WORD.findall(formula), 0

    def peek(self) -> str:
        while self.at < len(self.words) and self.words[self.at].isspace():
            self.at += 1
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self) -> str:
        word = self.peek()
        if not word:
            raise ValueError("a group does not end")
        self.at += 1
        return word

    def row(self, *ends: str) -> str:
        """Everything up to one of `ends`, which is taken."""
        written = ""
        while (word := self.peek()) not in ends:
            if not word:
                raise ValueError("a group does not end")
            written += self.scripted()
        self.at += 1
        return written

    def scripted(self) -> str:
        base, below, above = "" if self.peek() in ("_", "^") else self.atom(), "", ""
        while (word := self.peek()) in ("_", "^"):
            self.at += 1
            inner = self.argument()
            script = f"{word}{{{inner}}}" if inner else ""
            below, above = (script, above) if word == "_" else (below, script)
        return base + below + above

    def argument(self) -> str:
        """A group without its braces, or one sign."""
        if self.peek() == "{":
            self.at += 1
            return self.row("}")
        return self.atom()

    def raw(self) -> str:
        """The words of a group, as they stand."""
        if self.take() != "{":
            raise ValueError("no group")
        begin, depth = self.at, 1
        while depth:
            if self.at == len(self.words):
                raise ValueError("a group does not end")
            depth += {"{": 1, "}": -1}.get(self.words[self.at], 0)
            self.at += 1
        return "".join(self.words[begin : self.at - 1])

    def atom(self) -> str:
        word = self.take()
        word = _ALIKE.get(word, word)
        if word in _SILENT:
            return ""
        if word in _SIZES:
            if self.peek() == ".":
                self.at += 1
            return ""
        if word == "{":
            inner = self.row("}")
            return "{,}" if inner == "," else inner
        if word in _FUNCTIONS:
            return rf"\text{{{word[1:]}}}"
        if word == r"\bmod":
            return "mod"
        if word in _WORDS:
            return _as_word(self.raw() if word.startswith(r"\text") else self.raw().replace(" ", ""))
        if word in _PHANTOMS:
            self.raw()
            return ""
        if word == r"\sqrt" and self.peek() == "[":
            self.at += 1
            return rf"\sqrt[{self.row(']')}]{{{self.argument()}}}"
        if word in _ONE:
            return f"{word}{{{self.argument()}}}"
        if word == r"\binom":
            return rf"(\binom{{{self.argument()}}}{{{self.argument()}}})"
        if word == r"\frac":
            return f"{word}{{{self.argument()}}}{{{self.argument()}}}"
        if word == r"\begin":
            return self.environment(self.raw())
        if word in (r"\xrightarrow", r"\xleftarrow"):
            return rf"\{word[2:]} ^{{{self.argument()}}}"
        if word in (r"\overset", r"\underset", r"\stackrel"):
            script, base = self.argument(), self.argument()
            return base + ("_" if word == r"\underset" else "^") + f"{{{script}}}"
        if word == r"\substack":
            self.take()
            return self.lines("}")
        if word == r"\not":
            sign = self.take()
            return r"\neq " if sign == "=" else unicodedata.normalize("NFC", CHARACTERS.get(sign, sign) + "\u0338")
        return self.command(word) if word[0] == "\\" and word[1:].isalpha() else word

    def command(self, word: str) -> str:
        """A command by itself; one for which no command is read by its character."""
        greek = word[1:] in GREEK or (word.startswith(r"\var") and word[4:] in GREEK)
        return f"{word} " if word in READ or greek or word not in CHARACTERS else CHARACTERS[word]

    def environment(self, name: str) -> str:
        before, behind = _AROUND.get(name, ("", ""))
        if name == "array":
            self.raw()
        inside = self.lines(r"\end")
        self.raw()
        return f"{before}{inside}{behind}"

    def lines(self, last: str) -> str:
        lines, end = [list[str]()], ""
        while end != last:
            cell = self.row("&", r"\\", last)
            end = self.words[self.at - 1]
            lines[-1].append(cell)
            lines += [[]] if end == r"\\" else []
        inside = r"\\".join("&".join(line) for line in lines)
        return rf"\matrix{{{inside}}}"


def _as_word(words: str) -> str:
    if "$" in words:  # formulas among words
        return "".join(_Plain(part).row("") if i % 2 else _as_word(part) for i, part in enumerate(words.split("$")) if part.strip())
    plain = re.sub(r"\\[,;:! ]", " ", words).strip()
    return rf"\text{{{plain}}}" if re.fullmatch(r"[^\\{}_^$]*", plain) else _Plain(plain).row("")
