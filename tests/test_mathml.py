"""Formulas as MathML: each node and command of the tree of a formula, operators as TeX spaces them, what is said between letters."""

import json
import re
import subprocess
from collections import Counter
from typing import Any

import pytest
from lxml import etree

from gen.html import row_of
from gen.mathml import mathml
from gen.mathml.style import Unwritable
from gen.messages.errors import Location
from gen.messages.math_commands import ARGUMENTS, COLUMNS, FENCES, LARGE, OPTIONS, SIGNS, SIZES, WORDS
from gen.model.math_tree import Parameter
from gen.model.source import Text
from gen.proofread.mathml_text import Unreadable, mathml_text
from gen.proofread.plain_latex import plain_latex
from gen.syntax import read_math
from tests.support.goldens import GOLDENS, compare
from tests.support.problems import ROOT

FORMULAS = (ROOT / "tests" / "support" / "formulas.txt").read_text(encoding="utf-8").splitlines()
"""One formula for each form that formulas of the shipped problems have, and what else authors write."""


def mathml_of_latex(latex: str, display: bool = False, of_tool: bool = False) -> str:
    return mathml(read_math(Text(latex, Location("", 1, 1))), display, of_tool)


# LaTeX, and what stands in `<math>`; formulas of the tool, set in a line.
TOOL = {
    r"-1.5": "<mo>−</mo><mn>1.5</mn>",
    r"1{,}5": "<mn>1,5</mn>",
    r"x=-10^{-3}": '<mi>x</mi><mo>=</mo><mo form="prefix">−</mo><msup><mn>10</mn><mrow><mo>−</mo><mn>3</mn></mrow></msup>',
    r"h_{t-1}": '<msub><mi>h</mi><mrow><mi>t</mi><mo lspace="0" rspace="0">−</mo><mn>1</mn></mrow></msub>',
    r"\boldsymbol{W}\,\boldsymbol{\beta}": '<mi>𝑾</mi><mo>&#x2062;</mo><mspace width="0.1667em"></mspace><mi>𝜷</mi>',
    r"\tanh'(z)": '<mrow><mi>tanh</mi><mo>′</mo></mrow><mo>&#x2061;</mo><mo stretchy="false">(</mo><mi>z</mi><mo stretchy="false">)</mo>',
    r"\sigma(z)": '<mi>σ</mi><mo>&#x2061;</mo><mo stretchy="false">(</mo><mi>z</mi><mo stretchy="false">)</mo>',
    r"\mathrm{e}^{s}": '<msup><mi mathvariant="normal">e</mi><mi>s</mi></msup>',
    r"w_{\mathrm{new}}": "<msub><mi>w</mi><mi>new</mi></msub>",
    r"\Gamma\nabla": '<mi mathvariant="normal">Γ</mi><mi mathvariant="normal">∇</mi>',
    r"\frac{\partial L}{\partial \tilde{c}_{2}}": "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><msub>"
    '<mover accent="true"><mi>c</mi><mo stretchy="false">~</mo></mover><mn>2</mn></msub></mrow></mfrac>',
    r"(X_{2})_{1,1}": '<msub><mrow><mo stretchy="false">(</mo><msub><mi>X</mi><mn>2</mn></msub><mo stretchy="false">)</mo></mrow>'
    "<mrow><mn>1</mn><mo>,</mo><mn>1</mn></mrow></msub>",
    r"\left|x\right|": '<mrow><mo stretchy="true" form="prefix">|</mo><mi>x</mi><mo stretchy="true" form="postfix">|</mo></mrow>',
    r"\text{if } x": "<mtext>if&#xA0;</mtext><mi>x</mi>",
}


@pytest.mark.parametrize("latex", TOOL)
def test_a_formula_of_the_tool(latex: str) -> None:
    """Numbers, signs before operands, products, functions, bold letters, words."""
    assert mathml_of_latex(latex, of_tool=True) == f"<math>{TOOL[latex]}</math>"


def test_only_the_tool_says_what_is_a_product_and_what_a_function() -> None:
    """An author's `w\\,(x)` may be anything: nothing invisible is put in; behind a function's own name it is."""
    assert "&#x206" not in mathml_of_latex(r"w\,x + f(x)")
    assert mathml_of_latex(r"\tanh x").count("&#x2061;") == 1


def test_no_space_at_an_edge_before_which_text_stands() -> None:
    """Text goes on behind `$x =$` as it does in TeX; a piece that goes on behind an operand keeps the space before its sign."""
    assert mathml_of_latex("x =") == '<math><mi>x</mi><mo rspace="0">=</mo></math>'
    assert mathml_of_latex("=") == '<math><mo lspace="0" rspace="0">=</mo></math>'
    row = read_math(Text("= x", Location("", 1, 1)))
    assert mathml(row) == '<math><mo lspace="0">=</mo><mi>x</mi></math>'
    assert mathml(row, goes_on=True) == "<math><mo>=</mo><mi>x</mi></math>"


def test_limits_stand_below_where_a_formula_stands_alone() -> None:
    """In a line they stand behind their sign, as in TeX, unless they are told to."""
    assert "<munderover>" in mathml_of_latex(r"\sum_{t=1}^{T} x", display=True)
    assert "<msubsup>" in mathml_of_latex(r"\sum_{t=1}^{T} x")
    assert '<munder><mo movablelimits="false">' in mathml_of_latex(r"\sum\limits_{t} x")
    assert "<msub>" in mathml_of_latex(r"\max\nolimits_{t} x", display=True)


def _formulas() -> list[str]:
    """Each command with what it takes, and each environment."""
    found = [*SIGNS, *(rf"\left{one} x \middle| y \right{one}" for one in sorted(FENCES)), *(rf"{size}(" for size in SIZES)]
    found += [command + "{x}" * groups for command, groups in ARGUMENTS.items()]
    found += [rf"{command}[3]{{x}}" for command in OPTIONS] + [rf"{command}{{a word}}" for command in WORDS]
    found += [rf"\begin{{{name}}} a & b \\[4pt] c \end{{{name}}}" for name, columns in COLUMNS.items() if columns > 1]
    found += [r"\begin{gathered} a \\ b \end{gathered}", r"\begin{array}{|l|cr} \hline a & b & c \end{array}", r"\substack{a \\ b}"]
    return [*found, *(rf"{operator}\limits_{{a}}^{{b}} x" for operator in LARGE), r"\not= \not\in x''''^2 {}^{\circ}"]


def test_whatever_can_be_read_can_be_written() -> None:
    """Each command of an author's formulas has MathML, in which nothing has been lost: it prints something, and it is XML."""
    silent = ("style", "strut", "quad", "space", "phantom", "mathstrut", r"\,", r"\:", r"\;", r"\!", "\\ ")
    for latex in _formulas():
        for display in (False, True):
            root = etree.fromstring(mathml_of_latex(latex, display))
            assert "".join(root.itertext()).strip() or any(word in latex for word in silent), latex


@pytest.mark.parametrize(("character", "shown"), [("é", "é"), ("Ж", "Ж"), ("½", "12"), ("≤", "≤"), ("α", "α")])
def test_a_character_is_shown_as_what_stands_for_it(character: str, shown: str) -> None:
    """An author's characters outside ASCII."""
    printed = "".join(etree.fromstring(mathml_of_latex(character)).itertext())
    assert printed == {"é": "e´"}.get(character, shown)


def test_what_has_no_mathml_is_refused() -> None:
    """A node that no element shows is no empty place."""
    with pytest.raises(Unwritable, match="Parameter"):
        mathml((Parameter(1),))


def test_a_formula_of_the_tool_may_be_longer_than_one_of_an_author() -> None:
    """A chain with several matrices has more than the 2,000 characters that an author may write in one formula."""
    assert mathml(row_of(" + ".join(["x_{1}"] * 1000)), of_tool=True).count("<msub>") == 1000


# Read back --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("display", [False, True], ids=["in a line", "displayed"])
def test_mathml_reads_as_the_latex_that_it_was_written_from(display: bool) -> None:
    """Every letter, index, digit and sign, by the names that Unicode gives the characters."""
    read = {latex: mathml_text(etree.fromstring(mathml_of_latex(latex, display, of_tool=True))) for latex in FORMULAS}
    assert read == {latex: plain_latex(latex) for latex in FORMULAS}


def test_each_command_reads_as_the_latex_that_it_was_written_from() -> None:
    """Whatever an author writes: a page is not refused since a command is rare."""
    fonts = [
        rf"\{font}{{{text}}}" for font in ("mathrm", "mathbf", "mathsf", "mathbb", "boldsymbol") for text in ("x", "ab", "a1", "x_1", "a+b")
    ]
    formulas = [*_formulas(), *fonts, r"\operatorname{arg\,max}", r"\text{a, b: 5\%}", r"x_{1}^{\prime}", r"\mathcal{L}_{\text{CE}}"]
    read = {latex: mathml_text(etree.fromstring(mathml_of_latex(latex))) for latex in formulas}
    assert read == {latex: plain_latex(latex) for latex in formulas}


READ = {
    "<mi>𝑾</mi>": r"\boldsymbol{W}",
    "<mi>𝜷</mi>": r"\boldsymbol{\beta}",
    "<mi>ϕ</mi><mi>φ</mi>": r"\phi\varphi",
    "<mi>ℝ</mi>": r"\mathbb{R}",
    "<mi>ReLU</mi><mo>&#x2061;</mo><mo>(</mo><mi>z</mi><mo>)</mo>": r"\text{ReLU}(z)",
    "<mo>−</mo><mn>1,5</mn>": "-1{,}5",
    "<mover accent='true'><mi>c</mi><mo>~</mo></mover>": r"\tilde{c}",
    "<msubsup><mi>x</mi><mi>t</mi><mn>2</mn></msubsup>": "x_{t}^{2}",
    "<mfrac><mn>1</mn><mi>d</mi></mfrac>": r"\frac{1}{d}",
    "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable>": r"\matrix{1&2}",
}


def test_the_reader_reads_what_it_never_saw_written() -> None:
    """MathML typed by hand, without the writer."""
    assert {source: mathml_text(etree.fromstring(f"<math>{source}</math>")) for source in READ} == READ


def test_an_element_that_is_not_known_is_not_read() -> None:
    with pytest.raises(Unreadable, match="<merror> is not known"):
        mathml_text(etree.fromstring("<math><merror/></math>"))


def test_each_wrong_character_is_read() -> None:
    """Whatever letter, digit or sign is another one in the MathML, it reads as another formula than the LaTeX."""
    others = {
        "1": "2",
        "2": "3",
        "t": "s",
        "−": "+",
        "+": "−",
        "σ": "ρ",
        "𝒉": "𝒈",
        "W": "V",
        "∂": "δ",
        "⋅": "+",
        ".": ",",
        "′": "″",
        "⊙": "⊗",
    }
    for latex in FORMULAS[:120]:
        source = mathml_of_latex(latex, of_tool=True)
        for match in re.finditer(r"(?<=>)[^<&]+(?=<)", source):
            for place, sign in enumerate(match[0], match.start()):
                if sign in others:
                    wrong = source[:place] + others[sign] + source[place + 1 :]
                    assert mathml_text(etree.fromstring(wrong)) != plain_latex(latex), (latex, wrong)


# What others say ---------------------------------------------------------------------------------------------------------

# Temml takes an index of a matrix for a number, `<mn>1,1</mn>`, and has accents and bars of its own; it draws lines by `menclose`, which
# is not in MathML Core. In formulas with these it prints other characters than TeX, or has more elements than there is to show.
_OTHERWISE = (r"\mid", r"\varGamma", r"\oplus", r"\overline", r"\xrightarrow", r"\underbrace", r"\not=")
_BY_TEMML = str.maketrans({"ˆ": "^", "‾": "¯", "˜": "~"})
_LAYOUT = ("mfrac", "msqrt", "mroot", "mtable", "mtr", "mtd", "mover", "munder", "munderover")


@pytest.mark.parametrize("display", [False, True], ids=["in a line", "displayed"])
def test_temml_writes_the_same(display: bool) -> None:
    """Another writer of MathML, which shares nothing with ours: the same signs in the same places, and limits below the same operators."""
    compared = [latex for latex in FORMULAS if not any(command in latex for command in _OTHERWISE)]
    theirs = _by_node("temml.cjs", [[latex, display] for latex in compared])
    for latex, other in zip(compared, theirs, strict=True):
        ours, root = etree.fromstring(mathml_of_latex(latex, display)), etree.fromstring(other.translate(_BY_TEMML))
        for one in root.iter("mover"):
            if len(one[1]) == 0 and one[1].tag == "mo":
                one.set("accent", "true")
        assert mathml_text(ours).replace("{,}", ",") == mathml_text(root).replace("{,}", ","), latex
        ours_laid, theirs_laid = (Counter(one.tag for one in tree.iter(*_LAYOUT)) for tree in (ours, root))
        assert ours_laid == theirs_laid, latex


SPOKEN = (
    r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial h_{3}}\,\frac{\partial h_{3}}{\partial W}",
    r"\frac{\partial L}{\partial \tilde{c}_{2}} = 0.5 \cdot (-1.25) + 0.3 \cdot 0.1",
    r"\begin{pmatrix}1 & -2.5 \\ 0 & \frac{1}{2}\end{pmatrix}",
    r"\sum_{t=1}^{T} (y_{t} - \hat{y}_{t})^{2}",
    r"\prod_{j=1}^{4} w\,\operatorname{ReLU}'(a_{j-1})",
    r"\sigma'(z_{t}) = \sigma(z_{t})\,(1 - \sigma(z_{t}))",
    r"\hat{\boldsymbol{y}} = \operatorname{softmax}(\boldsymbol{W}\,\boldsymbol{h} + \boldsymbol{b})",
    r"\boldsymbol{\delta}\,\boldsymbol{W}^{\top}",
    r"\operatorname{ReLU}(z) = \begin{cases} z & z > 0 \\ 0 & z \leq 0 \end{cases}",
    r"\boldsymbol{\delta} \odot \tanh'(\boldsymbol{z})",
    r"\frac{1}{2}\,\lVert \boldsymbol{x} - \hat{\boldsymbol{x}} \rVert^{2}",
    r"-y\,\ln(p) - (1 - y)\,\ln(1 - p)",
    r"\left|h_{t-1}\right| \leq 1",
    r"w_{\mathrm{new}} = w - \eta\,(p_{t} - y_{t})",
    r"(\boldsymbol{X}_{2})_{1,1}",
    r"-1.5 \cdot 10^{-3}",
    r"\mathcal{N}(\mu, \sigma^{2})",
    r"\frac{\hat{m}}{\sqrt{\hat{v}} + \epsilon}",
    r"\#\boldsymbol{W} = 4 \cdot 3 + 3",
    r"\boldsymbol{x} \in \mathbb{R}^{3 \times 2}",
    r"\max(0, x)",
    r"w\,(x + y)",
)


def test_speech_of_formulas(pytestconfig: pytest.Config) -> None:
    """What a screen reader says in both languages: what is a product is none of a function, words are no letters, signs have names."""
    spoken = _by_node("speech.cjs", [mathml_of_latex(latex, display=True, of_tool=True) for latex in SPOKEN])
    lines = (f"{latex}\n  en {spoken['en'][i]}\n  de {spoken['de'][i]}\n" for i, latex in enumerate(SPOKEN))
    compare(GOLDENS / "speech.txt", "\n".join(lines), pytestconfig.getoption("--golden"))


def _by_node(script: str, data: object) -> Any:
    """What a script of `tests/node` prints for data in JSON, in JSON."""
    found = subprocess.run(["node", ROOT / "tests" / "node" / script], input=json.dumps(data), capture_output=True, text=True, check=True)
    return json.loads(found.stdout)
