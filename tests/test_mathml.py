"""Formulas as MathML: each node and command of the tree of a formula, operators as TeX spaces them, what is said between letters."""

import pytest
from lxml import etree

from gen.mathml import mathml
from gen.mathml.style import Unwritable
from gen.mathml.writer import mathml_of_latex
from gen.messages.math_commands import ARGUMENTS, COLUMNS, FENCES, LARGE, OPTIONS, SIGNS, SIZES, WORDS
from gen.model.math_tree import Parameter

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
    return [*found, *(rf"{operator}\limits_{{a}}^{{b}} x" for operator in LARGE), r"\not= \not\in x''''^2 {}^{\circ} é Ж ½"]


def test_whatever_can_be_read_can_be_written() -> None:
    """Each command of an author's formulas has MathML, in which nothing has been lost: it prints something, and it is XML."""
    silent = ("style", "strut", "quad", "space", "phantom", "mathstrut", r"\,", r"\:", r"\;", r"\!", "\\ ")
    for latex in _formulas():
        for display in (False, True):
            root = etree.fromstring(mathml_of_latex(latex, display))
            assert "".join(root.itertext()).strip() or any(word in latex for word in silent), latex


def test_what_has_no_mathml_is_refused() -> None:
    """A node that no element shows is no empty place."""
    with pytest.raises(Unwritable, match="Parameter"):
        mathml((Parameter(1),))
