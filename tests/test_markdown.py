"""Texts are a small part of Markdown: what it becomes in LaTeX, and that nothing in it reaches TeX but our own commands."""

import re
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gen.check.exam import check_exam
from gen.document.prose import text_of
from gen.format.exam_file import load_exam
from gen.format.markdown import MAX_CODE
from gen.format.prompt import Prompts
from gen.latex import Latex
from gen.messages.errors import InputError, Location, VerificationError
from gen.model.math_tree import NO_MACROS
from gen.model.problem import Inline
from gen.model.source import Text
from gen.page.prose import latex_of
from tests.support.examples import quick


def _read(source: str, blocks: bool = True) -> tuple[tuple[Inline, ...], list[InputError]]:
    lines = source.split("\n")
    starts = tuple(Location("p.yaml", n, 1, line) for n, line in enumerate(lines, 1))
    faults: list[InputError] = []
    return Prompts({}, None, faults, NO_MACROS).pieces(Text(source, starts[0], starts), blocks=blocks), faults


def _latex(source: str, blocks: bool = True) -> str:
    pieces, faults = _read(source, blocks)
    assert faults == []
    return latex_of(pieces, Latex())


SET = {
    # words
    "**one** and *two*": r"\textbf{one} and \emph{two}",
    "__one *two*__": r"\textbf{one \emph{two}}",
    "a * b, 2*3, snake_case_name, * and _": r"a * b, 2*3, snake\_case\_name, * and \_",
    r"\*one\* \_two\_ \# \[a](b) \<b>": r"*one* \_two\_ \# [a](b) \textless{}b\textgreater{}",
    "5 \\$, \\`, \\{x\\}": r"5 \$, `, \{x\}",
    "one  \ntwo\\\nthree": "one\\linebreakhere\ntwo\\linebreakhere\nthree",
    "one\ntwo\n\nthree": "one\ntwo\n\nthree",
    "&amp; &lt; [a] (1) ~~x~~ #x": r"\&amp; \&lt; [a] (1) \textasciitilde{}\textasciitilde{}x\textasciitilde{}\textasciitilde{} \#x",
    "``a_b`` and ``` x`y ```": r"\texttt{a\_b} and \texttt{x\textasciigrave{}y}",
    # no sign of a formula, an expression or code is taken for Markdown
    "$a*b*c$ and $x_1$, $y_1$": "$a*b*c$ and $x_1$, $y_1$",
    "**$a*b$** *`h[1]*2`*": r"\textbf{$a*b$} \emph{$h_{1} \cdot 2$}",
    "so\n$a\n- b$ is\n$1. x$": "so\n$a - b$ is\n$1. x$",
    "``**a** $x$ {y} `z` <b>``": r"\texttt{**a** \$x\$ \{y\} \textasciigrave{}z\textasciigrave{} \textless{}b\textgreater{}}",
    # a formula in a line of its own has the sign behind it
    "So\n\n$$x_1*y_1$$, where": "So\n\\begin{align*}\n&x_1*y_1,\n\\end{align*}\nwhere",
    "$$x$$ and": "\\begin{align*}\n&x\n\\end{align*}\nand",
    # lists
    "- one\n- **two**": "\\begin{entries}{\\textbullet}\n\\nextentry{\\textbullet}one\n"
    "\\nextentry{\\textbullet}\\textbf{two}\n\\end{entries}",
    "a:\n1. b\n1. c": "a:\n\\begin{entries}{(2)}\n\\nextentry{(1)}b\n\\nextentry{(2)}c\n\\end{entries}",
    "3) a\n\n   b\n4) c": "\\begin{entries}{(4)}\n\\nextentry{(3)}a\n\nb\n\\nextentry{(4)}c\n\\end{entries}",
    "1. a\n   1. b\n   2. c": "\\begin{entries}{(1)}\n\\nextentry{(1)}a\n"
    "\\begin{entries}{(1.2)}\n\\nextentry{(1.1)}b\n\\nextentry{(1.2)}c\n"
    "\\end{entries}\n\\end{entries}",
    # tables: `|` in a formula ends no cell
    "|a|b|c|\n|---|:-:|--:|\n|$|x|$|`y`|\\||\n|1|": "\\begin{smalltable}{lcr}{51.3pt}\na & b & c \\\\\n\\belowtablehead\n"
    "$|x|$ & $y$ & \\textbar{} \\\\\n1 &  &  \\\\\n\\tablefoot\n\\end{smalltable}",
    # listings: no sign in them means anything
    "```python\ndef f(x): # $x$ 'y'\n\treturn \"{x}\" -- 1\n```": "\\begin{listing}{118.2pt}\n"
    "\\codeline{\\codeword{def}~f(x):~\\codecomment{\\#~\\$x\\$~\\textquotesingle{}y\\textquotesingle{}}}\n"
    "\\codeline{~~~~\\codeword{return}~\\textquotedbl{}\\{x\\}\\textquotedbl{}~-{}-~1}\n\\end{listing}",
    "~~~\n\\end{listing}\n\\input{x}\n```\n~~~": "\\begin{listing}{76.2pt}\n\\codeline{\\textbackslash{}end\\{listing\\}}\n"
    "\\codeline{\\textbackslash{}input\\{x\\}}\n\\codeline{\\textasciigrave{}\\textasciigrave{}\\textasciigrave{}}\n\\end{listing}",
    "```python\ns = '''def\n# x'''\n```": "\\begin{listing}{60.5pt}\n"
    "\\codeline{s~=~\\textquotesingle{}\\textquotesingle{}\\textquotesingle{}def}\n"
    "\\codeline{\\#~x\\textquotesingle{}\\textquotesingle{}\\textquotesingle{}}\n\\end{listing}",
}


@pytest.mark.parametrize("source", SET)
def test_markdown_becomes_this_latex(source: str) -> None:
    """What is marked, listed, tabled or code is set as that; anything else is what it was."""
    assert _latex(source) == SET[source]


def test_a_rule_has_words_alone() -> None:
    """A hyphen or a number at the beginning of a short text begins no list, and marked words are marked."""
    assert _latex("- 1 is *no* list\n\n2. neither", blocks=False) == "- 1 is \\emph{no} list\n\n2. neither"


def test_marked_words_are_told_in_plain_text() -> None:
    """What `gen show` prints of a text has its entries, cells and code, and none of its marks."""
    pieces, _ = _read("**One** of\n\n1. `a`\n2. ``b``\n\n|x|y|\n|-|-|\n|1|2|")
    assert text_of(pieces) == "One of (1) a (2) b x | y | 1 | 2 |"


REFUSED = {
    "a heading": ("one\n\n# two", "3:1: a heading cannot stand in a text"),
    "an underlined heading": ("one\n===", "1:1: a heading cannot stand in a text"),
    "a quotation": ("one\n > two", "2:2: a quotation cannot stand in a text"),
    "a rule": ("one\n\n***", "3:1: a rule cannot stand in a text"),
    "HTML in a line": ("one\ntwo < 3 <b>two</b>", "2:9: HTML is not read"),
    "HTML": ("<div>\n", "1:1: HTML is not read"),
    "a link": ("$x$ [a](b)", "1:5: a link cannot stand in a text"),
    "a picture": ("a\nb ![c](d)", "2:3: a picture cannot stand in a text"),
    "half a formula behind two lines": ("$a\nb$ 5$", "2:5: a '$' without its partner"),
    "a listing without an end": ("```\na", "1:1: a listing that begins here does not end"),
    "a listing without an end in a list": ("a\n- b\n  ```\n  c\nd $x$\n", "3:3: a listing that begins here does not end"),
    "a listing that its list ends": ("- ```\n  a\nb $x$\n  ```\n", "3:3: a '$' without its partner"),
    "lists in lists": ("- a\n  - b\n    - c\n      - d", "4:7: lists are nested at most 3 deep"),
    "marks in marks": ("a\n\n" + "*a **b " * 4 + "c** d*" * 4, "3:1: bold and emphasised words are nested at most 6 deep"),
    "more cells than columns": ("|a|b|\n|-|-|\n|1|2|3|", "3:1: a row has 3 cells, and its table 2 columns"),
    "many columns": ("|a" * 13 + "|\n" + "|-" * 13 + "|", "1:1: a table has at most 12 columns"),
    "a display in a cell": ("|a|b|\n|-|-|\n|1|$$x$$|", "3:4: a cell of a table holds words and formulas in a line"),
    "a long line of code": (
        f"a\n\n```\nb\n  {'c' * (MAX_CODE - 1)}\n```",
        "5:3: a line of code has 81 characters, and a page has room for 80 here",
    ),
    "a long line of code in a list": (
        f"- ```\n  {'c' * (MAX_CODE - 5)}\n  ```",
        "2:3: a line of code has 75 characters, and a page has room for 74 here",
    ),
    "a long text": ("a" * 150_001, "1:1: a text has at most 150,000 characters"),
}


@pytest.mark.parametrize(("source", "message"), REFUSED.values(), ids=REFUSED)
def test_what_the_subset_lacks_is_refused_at_its_place(source: str, message: str) -> None:
    """The first thing that is wrong is told with its line and column, and what to write instead."""
    _, faults = _read(source)
    assert [str(fault).splitlines()[0].removeprefix("p.yaml:").partition(" (")[0] for fault in faults[:1]] == [message]


# Nothing else reaches TeX ---------------------------------------------------------------------------------------------

_COMMANDS = "begin end textbf emph texttt linebreakhere nextentry textbullet belowtablehead tablefoot codeline codeword codecomment"
_SIGNS = "textbackslash textasciitilde textasciicircum textless textgreater textbar textquotedbl textquotesingle textasciigrave"
_OURS = {rf"\{name}" for name in (*_COMMANDS.split(), *_SIGNS.split())} | {rf"\{sign}" for sign in "&%$#_{}\\"}
_BLOCKS = ["entries", "smalltable", "listing", "align*"]
_PARTS = [
    *"*_`~|-+#<>[]()!&\\{}$ \n",
    "\n\n",
    "    ",
    "\n- ",
    "\n1. ",
    "  ",
    "\n```\n",
    "\n```python\n",
    "``",
    "**",
    "|-|-|",
    "\n|a|b|\n|-|-|\n",
    "$x$",
]
_PARTS += ["a", "b", "1", "def", "\\end{listing}", "\\input{x}", "^^41", "\\\\", "<b>", "<!--", "&lt;", "](x)", "{cell}", "`h`", "''", "\t"]


@quick(250)
@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=25).map("".join))
@example("- a\n\n  ```\n  \\end{listing}\\input{x}\n  ```\n")
@example("*a\n\n|b*|c|\n|-|-|\n|**d|e**|")
def test_only_commands_of_ours_come_out_of_any_text(source: str) -> None:
    """Whatever an author writes is refused, or becomes LaTeX of known commands in which groups and environments end where they should."""
    pieces, faults = _read(source)
    assert [fault for fault in faults if fault.where.file != "p.yaml"] == []
    depths = list(accumulate((piece.kind == "begin") - (piece.kind == "end") for piece in pieces))
    assert min(depths, default=0) >= 0 and depths[-1:] in ([], [0])
    if faults:
        return
    written = latex_of(pieces, Latex())
    assert set(re.findall(r"\\(?:[A-Za-z]+|.)", written, re.DOTALL)) <= _OURS
    around: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{([^{}]*)\}", written):
        assert name in _BLOCKS and (kind == "begin" or around.pop() == name)
        around += [name] if kind == "begin" else []
    assert around == []
    plain = re.sub(r"\\[A-Za-z]+|\\.", "", written)
    assert plain.count("{") == plain.count("}") and not set(plain) & set("#%^_")


# Sub-questions --------------------------------------------------------------------------------------------------------

QUESTIONS = """
title: Questions
cells: {{c: {{h: V*x, L: h**2}}}}
items:
  - id: a
    prompt: |
      For {{given}}:

      {entries}
    given: {{V: 2, x: 3}}
    ask: {ask}
    points: {{h: 1, L: 1/2, dL/dV: {{equation: 1/2, result: 1}}}}
    by: reverse
"""
_TWO, _THREE = "1. h\n      2. the rest", "1. h\n      2. L\n      3. dL/dV"
TOLD = {
    "an entry for each line": (_THREE, "[value of h, value of L, gradient of L wrt V]", {"h": "1", "L": "2", "dL/dV": "3"}),
    "lines of one entry": (_TWO, "[value of h, [value of L, gradient of L wrt V]]", {"h": "1", "L": "2", "dL/dV": "2"}),
    "fewer entries than lines": (_TWO, "[value of h, value of L, gradient of L wrt V]", {}),
    "no numbers": ("- h\n      - the rest", "['value of h, L', gradient of L wrt V]", {}),
    "from 4 on": (
        _TWO.replace("1.", "4.").replace("2.", "5."),
        "['value of h, L', gradient of L wrt V]",
        {"h": "4", "L": "4", "dL/dV": "5"},
    ),
}


@pytest.mark.parametrize(("entries", "ask", "numbers"), TOLD.values(), ids=TOLD)
def test_points_say_which_numbered_question_they_are_for(entries: str, ask: str, numbers: dict[str, str], tmp_path: Path) -> None:
    """The entries of a prompt's numbered list belong to those under `ask`, if there are as many; else points are told without a number."""
    file = tmp_path / "p.yaml"
    file.write_text(QUESTIONS.format(entries=entries, ask=ask))
    checked = check_exam(*load_exam(file))
    solution = checked.key.problems[0].items[0].solution
    assert solution
    rows = [row for reading in solution.readings for group in reading.groups for block in group.blocks for row in block.rows]
    credits = [part for row in rows if row.credit for part in row.credit.split(", ")]
    wanted = [numbers.get(name) for name in ("h", "L", "dL/dV", "dL/dV")]
    amounts = [r"1\,p", r"½\,p", r"½\,p", r"1\,p"]
    assert credits == [rf"for {number}:\ {points}" if number else points for number, points in zip(wanted, amounts, strict=True)]


def test_points_for_another_question_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that is asked for by its name belongs to the entry that asks for it, by the reader of the page."""
    entries, ask, numbers = TOLD["an entry for each line"]
    file = tmp_path / "p.yaml"
    file.write_text(QUESTIONS.format(entries=entries, ask=ask))
    monkeypatch.setattr("gen.document.solution.sub_questions", lambda item, solved: numbers | {"L": "3"})
    with pytest.raises(VerificationError, match=r"p/a: L is told as an answer to \(3\)"):
        check_exam(*load_exam(file))
