r"""LaTeX of a formula in its plainest form, as `mathml_text` reads it: without spaces, sizes of brackets and braces that print nothing."""

import re
import unicodedata

from gen.messages.characters import GREEK
from gen.messages.math_commands import CHARACTERS, SIZES, SPACES, WORDS, names
from gen.proofread.mathml_text import READ, without_blanks

_WORD = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
_SILENT = SPACES | names("displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits mathstrut hline")
_SIZES = SIZES | names("left right middle")
_ALIKE = {
    r"\le": r"\leq", r"\ge": r"\geq", r"\ne": r"\neq", r"\to": r"\rightarrow", r"\gets": r"\leftarrow", r"\ldots": r"\dots",
    r"\dotsc": r"\dots", r"\dotsb": r"\cdots", r"\dotsm": r"\cdots", r"\dotsi": r"\cdots", r"\land": r"\wedge", r"\lor": r"\vee",
    r"\lnot": r"\neg", r"\ast": "*", r"\lVert": r"\|", r"\rVert": r"\|", r"\Vert": r"\|", r"\lvert": "|", r"\rvert": "|",
    r"\vert": "|", r"\lbrace": r"\{", r"\rbrace": r"\}", r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac",
    r"\dbinom": r"\binom", r"\tbinom": r"\binom", r"\bm": r"\boldsymbol", r"\pmb": r"\boldsymbol", r"\widehat": r"\hat",
    r"\widetilde": r"\tilde", r"\overrightarrow": r"\vec", r"\prime": "'", r"\colon": ":", r"\varpropto": r"\propto",
    r"\$": "$", r"\&": "&", r"\_": "_",
}  # fmt: skip
_SPELT = {
    r"\bmod": "mod", r"\liminf": r"\text{lim inf}", r"\limsup": r"\text{lim sup}", r"\injlim": r"\text{inj lim}",
    r"\projlim": r"\text{proj lim}", r"\varinjlim": r"\text{lim}_{\rightarrow}", r"\varprojlim": r"\text{lim}_{\leftarrow}",
    r"\varlimsup": r"\text{lim}^{―}", r"\varliminf": r"\text{lim}_{―}", r"\Re": r"\mathfrak{R}", r"\Im": r"\mathfrak{I}",
    r"\Bbbk": r"\mathbb{k}",
}  # fmt: skip
_FUNCTIONS = names(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim ln log max min sec sin sinh sup tan tanh Pr"
)
_FONTS = names("mathrm mathbf mathit mathnormal mathbb mathcal mathfrak mathsf mathtt boldsymbol operatorname operatorname*")
_WITH_DIGITS = ("mathbf", "mathbb", "mathsf", "mathtt", "boldsymbol")
_ACCENTS = names("hat tilde bar dot ddot dddot check breve acute grave mathring vec overline underline overbrace underbrace sqrt")
_ARROWS = {r"\overleftarrow": r"^{\leftarrow}", r"\underleftarrow": r"_{\leftarrow}", r"\underrightarrow": r"_{\rightarrow}"}
_ARROWS |= {r"\overleftrightarrow": "^{↔}"}
_PHANTOMS = names("phantom hphantom vphantom")
_PASSED = names("mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner smash boxed")
_AROUND = {"pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "Vmatrix": (r"\|", r"\|"), "cases": (r"\{", "")}
_AROUND |= {"Bmatrix": (r"\{", r"\}")}
_ANGLES = {"<": r"\langle ", ">": r"\rangle "}


def plain_latex(formula: str) -> str:
    """The plainest form of LaTeX that says the same. Raises ValueError where a group does not end."""
    return without_blanks(_Plain(formula).row(""))


_PRIME = "'"


class _Plain:
    def __init__(self, formula: str, font: str = "") -> None:
        self.words, self.at, self.font = _WORD.findall(formula), 0, font

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
        raised = above.removeprefix("^{")[:-1]
        primes = "'" * (len(raised) - len(raised.lstrip("'")))
        return base + primes + below + (f"^{{{raised.lstrip(_PRIME)}}}" if raised.lstrip(_PRIME) else "")

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
            self.at += self.peek() == "."
            return _ANGLES[self.take()] if self.peek() in _ANGLES else ""
        if word == "{":
            inner = self.row("}")
            return "{,}" if inner == "," else inner
        if word in _FUNCTIONS:
            return rf"\text{{{word[1:]}}}"
        if word in _SPELT:
            return _SPELT[word]
        if word in _FONTS:
            return self.in_font(word[1:])
        if word in WORDS:
            return _as_word(self.raw())
        if word in _PHANTOMS:
            self.raw()
            return ""
        if word in _PASSED:
            return self.argument()
        if word in (r"\sqrt", r"\xrightarrow", r"\xleftarrow"):
            return self.with_option(word)
        if word in _ACCENTS:
            return f"{word}{{{self.argument()}}}"
        if word in _ARROWS:
            return self.argument() + _ARROWS[word]
        if word == r"\binom":
            return rf"(\binom{{{self.argument()}}}{{{self.argument()}}})"
        if word == r"\frac":
            return f"{word}{{{self.argument()}}}{{{self.argument()}}}"
        if word in (r"\pmod", r"\pod", r"\mod"):
            before, behind = {r"\pmod": (r"(\text{mod}", ")"), r"\pod": ("(", ")"), r"\mod": (r"\text{mod}", "")}[word]
            return before + self.argument() + behind
        if word == r"\begin":
            return self.environment(self.raw())
        if word in (r"\overset", r"\underset", r"\stackrel"):
            script, base = self.argument(), self.argument()
            return base + ("_" if word == r"\underset" else "^") + f"{{{script}}}"
        if word == r"\substack":
            self.take()
            return self.lines("}")
        if word == r"\not":
            sign = self.take()
            return r"\neq " if sign == "=" else unicodedata.normalize("NFC", CHARACTERS.get(sign, sign) + "\u0338")
        return self.command(word) if word[0] == "\\" and word[1:].isalpha() else self.lettered(word)

    def in_font(self, font: str) -> str:
        """What an alphabet is for: within another one the inner one counts, but that bold stays."""
        if font.startswith("operatorname"):
            return _as_name(self.raw())
        before, self.font = self.font, font
        inner = self.argument()
        self.font = before
        return inner

    def lettered(self, sign: str) -> str:
        """A letter or a digit in the alphabet that counts."""
        letter, digit = sign.isalpha() and sign.isascii(), sign.isdecimal() and self.font in _WITH_DIGITS
        if self.font in ("", "mathit", "mathnormal") or not (letter or digit):
            return sign
        font = "text" if self.font == "mathrm" else "mathbf" if digit and self.font == "boldsymbol" else self.font
        return rf"\{font}{{{sign}}}"

    def with_option(self, word: str) -> str:
        option = ""
        if self.peek() == "[":
            self.at += 1
            option = self.row("]")
        inner = self.argument()
        if word == r"\sqrt":
            return rf"\sqrt[{option}]{{{inner}}}" if option else rf"\sqrt{{{inner}}}"
        return rf"\{word[2:]} " + (f"_{{{option}}}" if option else "") + f"^{{{inner}}}"

    def command(self, word: str) -> str:
        """A command by itself; one for which no command is read by its character."""
        greek = word[1:] in (*GREEK, "digamma") or (word.startswith(r"\var") and word[4:] in GREEK)
        if greek and self.font in ("boldsymbol", "mathbf"):
            return rf"\boldsymbol{{{word}}}"
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
            if end == r"\\" and self.peek() == "[":
                self.row("]")
        inside = r"\\".join("&".join(line) for line in lines)
        return rf"\matrix{{{inside}}}"


def _as_word(words: str) -> str:
    if "$" in re.sub(r"\\\$", "", words):  # formulas among words
        parts = re.split(r"(?<!\\)\$", words)
        return "".join(_Plain(part).row("") if i % 2 else _as_word(part) for i, part in enumerate(parts) if part.strip())
    plain = re.sub(r"\\[,;:! ]|~", " ", re.sub(r"\\text[a-z]+|\\emph|(?<!\\)[{}]", "", words))
    return rf"\text{{{re.sub(r'[{}]', '', re.sub(_ESCAPED, _BARE, plain)).strip()}}}"


_ESCAPED, _BARE = r"\\([%_&#${}])", r"\1"


def _as_name(words: str) -> str:
    """The name of an operator: a word, or what stands there in upright letters."""
    plain = re.sub(r"\\[,;:! ]", "\0", words.replace(" ", "")).replace("\0", " ").strip()
    return rf"\text{{{plain}}}" if re.fullmatch(r"[^\\{}_^$]*", plain) else _Plain(plain, "mathrm").row("")
