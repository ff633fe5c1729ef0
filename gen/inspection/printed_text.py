"""What LaTeX prints of letters, digits and the signs `+ − = . ,`: read from the source alone, in the order in which TeX paints it.

It knows the commands of the tool's styles and most of those that an author may write. One that it does not know makes the formula around it
ANYTHING: there any text may stand.
"""

import re
import string
from collections.abc import Mapping
from functools import lru_cache

from gen.inspection.pdf_text import plain_characters
from gen.latex.font_metrics import ACCENTS, ALPHABETS, FUNCTIONS, LIMITS
from gen.messages.characters import GREEK
from gen.messages.math_commands import ARGUMENTS, LARGE, SIGNS, SIZES, WORDS

ANYTHING = "\0"
"""Stands for any text."""

# Commands with arguments that are not printed: `p` is printed, `m` is printed as a formula, `-` is not, `o` is an option in brackets.
_ARGUMENTS = {
    "fitted": "-p",
    "mathsign": "m-",
    "texorpdfstring": "p-",
    "accentabove": "p-",
    "accentbelow": "p-",
    "includegraphics": "o-",
    "authorpicture": "---",
    "begin{alignat*}": "-",
    "begin{array}": "-",
    "phantom": "-",
    "hphantom": "-",
    "vphantom": "-",
    "begin{pointstable}": "-",
    "begin{beside}": "-",
    "begin{coverfields}": "-",
    "sticker": "--p",
    "begin{tikzpicture}": "o",
    "end{tikzpicture}": "",
    "begin{narrowprompt}": "pp-",
    "begin{entries}": "-",
    "begin{smalltable}": "--",
    "begin{listing}": "-",
    "begin{writing}": "--",
    "blank": "-p",
    "coverfield": "-p",
    "blankbox": "-p",
    "filledbox": "-pp",
    "begin{options}": "-",
    "begin{statements}": "pp",
    "sqrt": "",
    **dict.fromkeys(("gridrow", "gridcell", "gridwords"), "-pp"),
    **dict.fromkeys(("gridhead", "gridtop", "gridbelow", "gridcredit"), "-p"),
    **dict.fromkeys(("gridprinted", "gridcrossed"), "-"),
}
_WORDS = {
    "textonehalf": "½",
    "bmod": "mod",
    "ldots": "...",
    "dots": "...",
    "dotsc": "...",
    "ell": "l",
    "Re": "R",
    "Im": "I",
    "imath": "i",
    "jmath": "j",
    "cong": "=",
    "doteq": ".=",
    "impliedby": "=",
    "hbar": "ħ",
    "hslash": "ħ",
    "eth": "ð",
    "aleph": "א",
    "beth": "ב",
    "Bbbk": "k",
    "varkappa": "κ",
    "ne": "=",
    "neq": "=",
    "dotless": "і",
    "vdots": "...",
    "ddots": "...",
    "longrightarrow": "−",
    "longleftarrow": "−",
    "longmapsto": "−",
    "Longrightarrow": "=",
    "Longleftarrow": "=",
    "implies": "=",
    "models": "=",
} | GREEK
_WORDS |= {f"var{name}": letter for name, letter in GREEK.items() if name[0].isupper()}
_IN_TEXT = {name.lstrip("\\") for name in WORDS} | {"hbox", "operatorname", "operatorname*", "remark"}
# Letters whose accent below is set as a sign of its own.
_BELOW = {letter: f"{letter}," for letter in "ĢĶķĻļŅņŖŗȘșȚț"} | {letter: f"{letter}." for letter in "ḍḥḷṃṇṛṣṭ"}
_AROUND = {"readinghead": ("", "."), "pointssum": ("Σ", "")}
_OWN = (
    "not substack hline frac tfrac dfrac sqrt operatorname mathrm text textrm textbf textit textsf texttt textsl textnormal "
    "emph mbox hbox left right middle item nolimits displaystyle textstyle enspace quad qquad thinspace small strut "
    "textbullet textsuperscript textsubscript textbackslash textasciitilde textasciicircum textless textgreater textquotedbl "
    "credit startrows goeson betweenrows remark statement header readinghead inner grouphead carried further longleft nextto figureatside "
    "erratum genfigure heads blank feet covertitle coverfact coverfields coverfield pointsrow pointssum creditbox par surd "
    "prime unichar textbar tonos upturned "
    "gap filledgap blanknumber blankcircle filledcircle writingrow writingline "
    "linebreakhere nextentry codeline codeword codecomment belowtablehead tablefoot textquotesingle textasciigrave "
    "instruction option truefalse openbox tickedbox "
    "standing gradedhead gradedreading gradedline gradedrules gradedrule gradedend "
    "gridnote"
)
# Those that paint signs of their own beside their arguments, or letters in an order that depends on the style.
_UNKNOWN = (
    "dddot ddddot overleftarrow overrightarrow underleftarrow underrightarrow overleftrightarrow xleftarrow xrightarrow "
    "digamma pmb mod pmod injlim liminf limsup projlim Pr varinjlim varliminf varlimsup varprojlim"
)
_COMMANDS = {name.lstrip("\\") for name in (*SIGNS, *LARGE, *SIZES, *ARGUMENTS, *ACCENTS, *ALPHABETS)}
_QUIET = (_COMMANDS | set(_OWN.split())) - set(_UNKNOWN.split())
"""Commands that print nothing but their arguments, if they have some."""

_ITSELF = frozenset(string.ascii_letters + string.digits)  # most of what is read
_WORD = re.compile(r"\\(?:begin|end)\{[A-Za-z]+\*?\}|\\[A-Za-z]+\*?|\\.|%[^\n]*\n?|[{}$^_&~\[\]]|\s+|.", re.DOTALL)
_NUMBERED = ("numpages", "thepage", "rightmark", "gradingpage")
_LABEL = "\1"  # stands around a label in place of the number of its page
_LABELLED = re.compile(f"{_LABEL}(.*?){_LABEL}", re.DOTALL)
_DRAWN = re.compile(r"\\node\[[^\]]*\](?: \([^)]*\))? at \([^)]*\) |\\draw\b[^;]*;")


def printed_characters(source: str, pages: Mapping[str, str]) -> str:
    """The letters, digits and signs, ANYTHING for a formula that is not understood; `pages` are the numbers of pages by their labels."""
    found = _printed(source)
    return (
        _LABELLED.sub(lambda label: pages[label[1]] if label[1] in _NUMBERED else pages.get(label[1], ""), found)
        if _LABEL in found
        else found
    )


@lru_cache(maxsize=4096)
def _printed(source: str) -> str:
    """The same with labels in place of numbers of pages; much of a form is the same in all variants."""
    reader = _Reader(_WORD.findall(_DRAWN.sub("", source)))
    return re.sub(f"{ANYTHING}+", ANYTHING, reader.until(""))


class _Reader:
    """Reads words one after the other; `math` is whether it is in a formula, `raised` whether the last indices had one above."""

    def __init__(self, words: list[str]) -> None:
        self.words, self.at, self.math, self.raised = words, 0, False, False

    def until(self, end: str) -> str:
        """All that is printed up to a word, which is passed over."""
        found = ""
        while self.at < len(self.words) and (word := self.words[self.at]) != end:
            if word in _ITSELF:
                found += word
                self.at += 1
            else:
                found += self.one()
        self.at += 1
        return found

    def one(self) -> str:
        """The next thing: a sign, a group, or a command with its arguments."""
        word = self.words[self.at]
        self.at += 1
        if word == "{":
            return self.until("}")
        if word == "$":
            return self.formula("$")
        if word in ("^", "_"):
            return self.scripts(word)
        if word.startswith(r"\begin{") and (display := word[7:-1]) in ("align*", "alignat*"):
            if display == "alignat*":
                self.argument()
            return self.formula(rf"\end{{{display}}}")
        if word.startswith("\\") and len(word) > 1 and word[1].isalpha():
            return self.command(word[1:])
        if word[0] in "%\\&~[]}" or word.isspace():
            return ""
        return plain_characters("−" if word == "-" and self.math else _BELOW.get(word, word))

    def formula(self, end: str) -> str:
        """A formula; ANYTHING where something in it is not understood."""
        before, self.math = self.math, True
        found = self.until(end)
        self.math = before
        return ANYTHING if ANYTHING in found else found

    def scripts(self, word: str) -> str:
        """An upper index is painted before a lower one, wherever it is written."""
        first, second = self.argument(), ""
        if self.at < len(self.words) and self.words[self.at] in "^_" and self.words[self.at] != word:
            self.at += 1
            second = self.argument()
        self.raised = word == "^" or bool(second)
        return first + second if word == "^" else second + first

    def argument(self, math: bool | None = None) -> str:
        """The next thing, spaces before it passed over; in a formula or in text, or else in what is around it."""
        while self.at < len(self.words) and self.words[self.at].isspace():
            self.at += 1
        before = self.math
        self.math = before if math is None else math
        found = self.one() if self.at < len(self.words) else ""
        self.math = before
        return found

    def command(self, name: str) -> str:
        if name in _WORDS:
            return plain_characters(_WORDS[name])
        if name in FUNCTIONS:
            return self.function(name)
        if name in ("left", "middle", "right"):
            self.at += 1
            return ""
        if name in ("mathbb", "mathcal"):
            letters = self.argument()
            return letters if letters.isupper() else ANYTHING  # they have no other ones
        if name in _NUMBERED:
            return f"{_LABEL}{name}{_LABEL}"
        if name == "pageref":
            self.at += 1
            label = "".join(self.words[self.at : self.words.index("}", self.at)])
            self.until("}")
            return f"{_LABEL}{label}{_LABEL}"
        if name in _IN_TEXT:
            return self.argument(math=False)
        if name in _AROUND:
            return self.argument().join(_AROUND[name])
        if name in _ARGUMENTS:
            found = [self.option() if kind == "o" else self.argument(self.math or kind == "m") for kind in _ARGUMENTS[name]]
            return "".join(text for text, kind in zip(found, _ARGUMENTS[name], strict=True) if kind in "pm")
        return "" if name.startswith(("begin{", "end{")) or name.rstrip("*") in _QUIET else ANYTHING

    def function(self, name: str) -> str:
        """A function with its indices; in a display what stands above its name is painted first, and not so in a line."""
        behind = self.words[self.at : self.at + 1]
        indices = self.one() if behind and behind[0] in "^_" else ""
        return ANYTHING if indices and name in LIMITS and self.raised else name + indices

    def option(self) -> str:
        if self.at < len(self.words) and self.words[self.at] == "[":
            self.until("]")
        return ""
