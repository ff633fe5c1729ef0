"""Estimated widths against TeX's own, and what they are for: no row of a key runs into the margin."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from string import ascii_lowercase, digits
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from gen.cli.commands import main
from gen.latex.line_breaking import break_rows
from gen.latex.tex import NOTHING, Tex
from gen.latex.text_width import BOLD, height, row_width, text_width, width
from gen.page.rows import GAP, Chain, rows
from gen.system.distribution import templates
from tests.support.printed_lines import CELLS
from tests.support.problems import ROOT

# Against TeX ----------------------------------------------------------------------------------------------------------

MATH = [
    "x",
    "0{,}5 + 1{,}25",
    "f(0,5)",
    r"-3 + 2 \cdot (-1) = -5",
    r"\frac{\partial h_{3}}{\partial V}",
    r"\tanh(V\,h_{0} + W\,x_{1} + b)",
    r"\operatorname{ReLU}'\left(-\frac{137}{240}\right)",
    r"\left(\frac{\partial h_{12}}{\partial W}\right)_{11}",
    r"\left(\frac{1}{2} + \left(\frac{3}{4}\right)^{2}\right)^{2}",
    r"\left(1 + \frac{a + \frac{1}{x}}{2}\right) \cdot \left(-\frac{1}{2}\right)",
    r"\frac{\frac{1}{2} + V}{W - \frac{2}{3}} + 2^{-\frac{1}{2}}",
    r"\frac{h_{1}^{2} - 1}{\sqrt{W}} + \sqrt{2 + x^{2}} + \sqrt{\frac{9}{4}}",
    r"\sigma(W_{\mathrm{out}}\,h_{t-1}) \odot \mathbf{x}_{t}^{\top}",
    r"{\mathbf{o}}_{4} + \mathbb{R}^{n \times m}",
    r"\tilde{c}_{t-1} + \hat{y}_{2} + \bar{h} + \dot{x}",
    r"\max\left|\lambda(W)\right| \neq 1 \leq 2",
    r"\mathrm{hidden}_{\mathrm{state},12} + \mathrm{activation}_{3}",
    r"\text{parameters} = n_{x}\,n_{h} + \#W",
    r"\theta_{c} + \alpha\,\beta + \gamma^{\delta} \approx 1.23457 \cdot 10^{-7}",
    r"\quad {}+ \operatorname{ReLU}'(z_{3})\,V^{2}\,W_{1}^{2} + U_{c}'",
    r"\quad {}\quad \cdot \biggl(\frac{1}{2} + \bigl(a + b\bigr)\biggr) / \bigl(c\bigr)",
    r"\delta_{t,\tau} + \sum_{k=1}^{n} a_{k} + \cdots + \prod_{i} \Gamma_{i}",
    r"\exp(-s_{2}) - \ln(1 + \exp(V))",
    r"\begin{pmatrix}1\end{pmatrix}",
    r"V\,\begin{pmatrix}1 \\ -2\end{pmatrix} + b",
    r"\begin{pmatrix}1 & 0.761594\end{pmatrix}\,\begin{pmatrix}1 & 2 \\ -0.5 & 3\end{pmatrix}",
    r"\begin{pmatrix}\frac{1}{2} & -\frac{3}{4} \\ 0 & \frac{137}{240}\end{pmatrix} \odot \begin{pmatrix}1 & 2 \\ 3 & 4\end{pmatrix}",
    r"\tanh\left(\begin{pmatrix}1 & 0 \\ 0 & 1\end{pmatrix}\,\begin{pmatrix}1 \\ 2\end{pmatrix}\right)",
    r"\tanh\begin{pmatrix}1 & 0 & 1 \\ 0 & 1 & 1 \\ 5 & 6 & 7\end{pmatrix}",
    r"1 - \begin{pmatrix}1 \\ 2 \\ 3 \\ 4\end{pmatrix}^{\odot 3}",
    r"\left(\begin{pmatrix}1 \\ 2 \\ 3 \\ 4 \\ 5 \\ 6\end{pmatrix} - x\right)_{1:2}",
    r"\frac{\begin{pmatrix}1 \\ 2\end{pmatrix}}{3}",
    r"\langle h_{1}, \mathbf{1} \rangle - \lVert a + b \rVert + \left\lVert \begin{pmatrix}1 \\ 2\end{pmatrix} \right\rVert",
    r"\left\langle \begin{pmatrix}1 \\ 2\end{pmatrix}, \begin{pmatrix}1 \\ 2\end{pmatrix} \right\rangle",
    r"\left|u\right| + \left[\begin{pmatrix}1 \\ 2\end{pmatrix}; \begin{pmatrix}1 \\ 2\end{pmatrix}\right]",
    r"\left[\frac{1}{2}; \frac{3}{4}\right] + [h_{1}; x_{2}] + \left\lfloor \frac{1}{2} \right\rfloor + \left|-\frac{1}{2}\right|",
    r"W^{\top}\,\delta_{2} + (h_{2})_{1} + V_{1,:} + V_{:,2} + \operatorname*{arg\,max}(z) + \operatorname{CE}(p, y)",
    r"\frac{\partial \max(z, w)}{\partial z} + \frac{1}{T}\sum_{t=1}^{T} \ell_{t} + \sum_{t=1}^{T} L_{t}",
    r"\frac{1}{2} \cdot \begin{pmatrix}0.7616 & 0\end{pmatrix} \approx^{\dagger} 1",
]
TEXT = [
    "since $z_{2} = 1 > 0$",
    r"since $z_{2} = -\frac{137}{240} < 0$",
    "since $z_{2} = 0$, by the stated convention",
    "since every way there is cut",
    "since $h_{3}$ does not depend on $x_{4}$",
    "as printed",
    "wie auf dem Blatt angegeben, größer als 0",
]
CREDITS = [r"(½\,p)", r"(1\,p for all)"]


def _cells_of_goldens() -> list[str]:
    """The math in every cell of every aligned display of the golden keys."""
    found: list[str] = []
    for golden in sorted((ROOT / "tests" / "goldens").glob("*.solutions.tex")):
        for display in re.findall(r"\\begin\{align\*\}\n(.*?)\\end\{align\*\}", golden.read_text(encoding="utf-8"), re.DOTALL):
            for row in re.split(r"\\\\\n|\\goeson\n|\n", display):
                for equation in re.sub(r"&&.*|\\credit\{.*\}|\\intertext.*|\\betweenrows.*", "", row).split(", & "):
                    found += equation.split("&", 1)
    # A long left side has no width of its own: what stands in it is measured.
    cells = (re.sub(r"^\\longleft\{(.*)\}$", r"\1", cell.strip()) for cell in found)
    return list(dict.fromkeys(cell for cell in cells if cell))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """TeX's width in points of each string above and of each row of the goldens, from one run."""
    folder = tmp_path_factory.mktemp("widths")
    golden = _cells_of_goldens()
    # Behind dots that a dollar sign follows amsmath has a space; behind those at the end of a row it has none.
    sources = [rf"$\displaystyle {math}\relax$" for math in [*MATH, *golden]] + TEXT + [rf"\textbf{{{credit}}}" for credit in CREDITS]
    lines = [rf"\settowidth\wide{{{source}}}\immediate\write\file{{\the\wide}}" for source in sources]
    head = r"\documentclass[11pt,a4paper]{exam}\usepackage{gensheet}\newlength\wide\newwrite\file\immediate\openout\file=widths.txt"
    (folder / "widths.tex").write_text("\n".join([head, r"\begin{document}", *lines, r"x\end{document}"]), encoding="utf-8")
    for style in templates().glob("*.sty"):
        (folder / style.name).write_bytes(style.read_bytes())
    subprocess.run(["pdflatex", "-interaction=batchmode", "-halt-on-error", "widths.tex"], cwd=folder, check=True, capture_output=True)
    found = [float(line.removesuffix("pt")) for line in (folder / "widths.txt").read_text(encoding="utf-8").split()]
    return dict(zip([*MATH, *golden, *TEXT, *CREDITS], found, strict=True))


def test_widths_are_those_of_tex(measured: dict[str, float]) -> None:
    """Each estimate is at most 0.5% or a third of a point (letters that are kerned) below TeX's width, and at most 1.5% or a point above,
    never more than 2."""
    scales = dict.fromkeys(TEXT, 1.0) | dict.fromkeys(CREDITS, BOLD)
    estimated = {source: text_width(source, scales[source]) if source in scales else width(source) for source in measured}
    wrong = [
        f"{source}: {estimated[source]:.2f}, not {real:.2f}"
        for source, real in measured.items()
        if not (min(0.995 * real, real - 1 / 3) <= estimated[source] <= max(1.015 * real, real + 1) and abs(estimated[source] - real) <= 2)
    ]
    assert len(measured) > 150
    assert wrong == []


def test_digits_are_as_wide_as_each_other_and_a_scale_counts() -> None:
    """What has been measured with some digits is not measured again with others."""
    for formula in (
        "{0}",
        r"x_{{{0}}}^{{{0}}}",
        r"\mathbf{{{0}}}",
        r"\boldsymbol{{{0}}}",
        r"\frac{{{0}}}{{{0}{0}}}",
        r"\text{{f{0},}} \sqrt{{{0}}}",
    ):
        for measure in (width, height):
            assert len({_measured_anew(measure, formula.format(digit)) for digit in digits}) == 1
    assert width(r"\fitted{0.5}{x}") < width(r"\fitted{0.9}{x}") and height(r"\fitted{0.5}{x}") < height(r"\fitted{0.9}{x}")


def _measured_anew(measure: Callable[[str], float], formula: str) -> float:
    """As the reader of tokens sees it, whatever is kept."""
    with patch("gen.latex.text_width._with_zeros", lambda latex: latex):
        for kept in (row_width, height, text_width):
            kept.cache_clear()
        return measure(formula)


@pytest.mark.parametrize("source", [r"\nosuchmacro", r"\mathcal{L}", r"\mathscr{L}", r"\boxplus", "ß", "→"])
def test_what_is_unknown_is_not_nothing(source: str) -> None:
    """A symbol without an entry in the table counts as half a quad at least."""
    assert width(source) > 5


@pytest.mark.parametrize(
    "source",
    [
        r"\frac{1}",
        "}",
        "{",
        r"\left(",
        "x_",
        "^",
        r"\sqrt",
        "\\",
        r"\right)",
        r"\bigl",
        r"\text{$x",
        r"\frac12",
        r"\begin",
        r"\begin{pmatrix}1 & ",
        r"\end",
    ],
)
def test_math_that_is_no_math_has_a_width(source: str) -> None:
    """An author's slip in a name's LaTeX is for TeX to report; the estimate does not fail."""
    assert width(source) >= 0


# Breaking -------------------------------------------------------------------------------------------------------------

_M = r"\begin{pmatrix}1 - a & 2 \\ 3 \cdot b & -4\end{pmatrix}"
_V = r"\begin{pmatrix}1 \\ -2\end{pmatrix}"

BROKEN = [
    # formula, room in points, rows
    ("a + b - c", 40, ["a + b", "- c"]),
    (r"a\,b + c \cdot d", 43, [r"a\,b", r"+ c \cdot d"]),
    (r"-a + (-2) \cdot b", 62, ["-a", r"+ (-2) \cdot b"]),
    (r"a\,b\,c\,d\,e\,f\,g", 45, [r"a\,b\,c\,d\,e\,f", r"\quad \cdot g"]),
    (r"\tanh(a + b + c)", 62, [r"\tanh\bigl(a + b", r"\quad + c\bigr)"]),
    (r"\sigma\left(\frac{1}{2} + b + c\right)", 60, [r"\sigma\biggl(\frac{1}{2} + b", r"\quad + c\biggr)"]),
    (r"V\,\tanh(a + b + c)\,W + d", 75, [r"V\,\tanh\bigl(a + b", r"\quad + c\bigr)\,W", "+ d"]),
    (r"\frac{a + b + c}{d}", 40, [r"\bigl(a + b", r"\quad + c\bigr)", r"\quad / \bigl(d\bigr)"]),
    (r"\frac{a + b + c}{d}\,e", 40, [r"\bigl(a + b", r"\quad + c\bigr)", r"\quad \cdot \bigl(d\bigr)^{-1}", r"\quad \cdot e"]),
    (r"\sqrt{a + b + c}", 50, [r"\bigl(a + b", r"\quad + c\bigr)^{\frac{1}{2}}"]),
    (r"1.5 \cdot 10^{-7} + a", 62, [r"1.5 \cdot 10^{-7}", "+ a"]),
    (r"\frac{\partial a}{\partial b}", 5, [r"\frac{\partial a}{\partial b}"]),
    (rf"{_M}\,{_V} - b", 100, [rf"{_M}\,{_V}", "- b"]),
    (rf"{_M}\,{_V} + b", 50, [_M, rf"\quad \cdot {_V}", "+ b"]),
    (rf"c \odot {_M}", 50, ["c", rf"\quad \odot {_M}"]),
    (rf"\tanh\left({_V} - {_V}\right)", 65, [rf"\tanh\biggl({_V}", rf"\quad - {_V}\biggr)"]),
    (_M, 5, [_M]),
]


@pytest.mark.parametrize(("formula", "room", "expected"), BROKEN)
def test_formulas_are_broken_where_a_person_would(formula: str, room: float, expected: list[str]) -> None:
    """Before signs, else before factors, else inside the widest bracket; a power of ten, a derivative and a matrix stay whole."""
    assert break_rows(formula, "", room) == expected


FORMULA = r"V\,h_{0} + W\,x_{1} + U\,x_{1}\,h_{0} + b"


def test_a_formula_is_broken_only_if_it_must_be() -> None:
    """What just fits stays on one row, what is a point too wide does not; room kept free at the end counts."""
    exact = width("{}= " + FORMULA)
    assert break_rows(FORMULA, "{}=", exact) == [FORMULA]
    assert len(break_rows(FORMULA, "{}=", exact - 1)) == 2
    assert break_rows(FORMULA, "{}=", exact + 20, 20) == [FORMULA]
    assert len(break_rows(FORMULA, "{}=", exact + 20, 21)) == 2


# Rows -----------------------------------------------------------------------------------------------------------------


def _chain(form: str, left: str = "h_{1}", note: str = "", result: str = "") -> Chain:
    return Chain(Tex(left), (form, "0"), f"{form} = 0", ("=", "="), Tex(note), NOTHING, Tex(result), ())


def test_the_widest_left_side_of_a_block_narrows_all_its_rows() -> None:
    """A step that fits beside a short left side is broken where another step of its block has a long one."""
    form, wide = " + ".join(["a"] * 20), r"\mathrm{hiddenstate}_{1}"
    assert [row.form for row in rows([_chain(form)])] == [f"{form} = 0"]
    assert [row.form for row in rows([_chain(form), _chain("a", wide)])] == [form, "0", "a = 0"]


def test_a_step_has_one_row_exactly_if_it_fits() -> None:
    """With a line as wide as left side, form and credit a step has one row, with one a point narrower it has two."""
    step = _chain(FORMULA, result=r"1\,p")
    exact = width("h_{1}") + width(f"{{}}={FORMULA} = 0") + GAP + text_width(r"(1\,p)", BOLD)
    assert [(row.form, row.credit) for row in rows([step], exact + 0.01)] == [(f"{FORMULA} = 0", r"1\,p")]
    assert [(row.form, row.credit) for row in rows([step], exact - 1)] == [(FORMULA, ""), ("0", r"1\,p")]


def test_a_long_left_side_has_a_row_of_its_own() -> None:
    """Where it would leave too little for the forms; where all fits on one row it does not."""
    wide = rf"\mathrm{{{'hiddenstate' * 3}}}"
    assert [(row.left, row.form) for row in rows([_chain("a", wide)])] == [(wide, "a = 0")]
    form = " + ".join(["a"] * 15)
    assert [(row.left, row.relation, row.form) for row in rows([_chain(form, wide), _chain("b")])] == [
        (rf"\longleft{{{wide}}}", "", ""),
        ("", "=", f"{form} = 0"),
        ("h_{1}", "=", "b = 0"),
    ]


WHY = "as printed on the sheet"


@pytest.mark.parametrize(
    ("terms", "note", "expected"),
    [
        (10, WHY, [("0", rf"\qquad \text{{{WHY}}}", ())]),
        (18, WHY, [("0", rf"\qquad \text{{{WHY}}}", ())]),
        (18, ", ".join([WHY] * 3), [("0", rf"\qquad \text{{{', '.join([WHY] * 3)}}}", ())]),
        (18, f"{', '.join([WHY] * 3)} again and again", [("0", "", ()), ("", rf"\text{{{', '.join([WHY] * 3)} again and again}}", ())]),
        (18, ", ".join([WHY] * 4), [("0", "", (", ".join([WHY] * 4),))]),
    ],
)
def test_a_reason_stands_where_there_is_room(terms: int, note: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    """Right behind its form, else on a row of its own, else as a remark below."""
    long, short = _chain(" + ".join(["a"] * terms)), Chain(Tex("h"), ("0",), "0", ("=",), Tex(note), NOTHING, NOTHING, ())
    assert [(row.form, row.note, row.below) for row in rows([long, short])[1:]] == expected


def test_reasons_stand_in_a_column_where_all_steps_have_one() -> None:
    """Two short steps with reasons align them; a step without one puts the other's behind its form."""
    one, other = (Chain(Tex("h"), ("0",), "0", ("=",), Tex(note), NOTHING, NOTHING, ()) for note in (WHY, ""))
    assert [row.note for row in rows([one, one])] == [rf"&&\qquad \text{{{WHY}}}"] * 2
    assert [row.note for row in rows([one, other])] == [rf"\qquad \text{{{WHY}}}", ""]


# Whole keys -----------------------------------------------------------------------------------------------------------

REASONS = """
  - id: b
    prompt: Find it.
    given: {W: 1/3, U: -1/7, 'first_hidden_state[0]': 1, 'second_hidden_state[0]': -2, x: [1, 2]}
    printed: {'first_hidden_state[1]': 137/240}
    readings:
      - {name: as printed, values: printed}
    ask: value of second_hidden_state[2]
    points: {'second_hidden_state[1]': {equation: 1/2, result: 1/2}, 'second_hidden_state[2]': {equation: 1/2, result: 1/2}}
    acknowledge: {'printed first_hidden_state[1]': It may stand.}
  - id: c
    prompt: Find it.
    like: b
    ask: gradient of second_hidden_state[2] wrt W, first_hidden_state[0]
    by: forward
    points: {all: 1}
"""
TWO_STATES = """
    first_hidden_state[t]: relu(W*first_hidden_state[t-1] + U*second_hidden_state[t-1] - x[t])
    second_hidden_state[t]: relu(U*first_hidden_state[t-1] + W*second_hidden_state[t-1] + first_hidden_state[t]*x[t] + 1)
"""


def _key(cells: str, items: str, folder: Path, logs: list[str]) -> str:
    """TeX's log of the key of a problem with these cells and items."""
    source = folder / "problem.yaml"
    source.write_text(f"title: Rows\ncells:\n{cells}items:\n" + items.strip("\n") + "\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["solutions", str(source), "--out", str(folder)])
    assert (result.exit_code, result.stderr) == (0, "")
    return logs[-1]


def test_no_row_of_a_nasty_key_runs_into_the_margin(tmp_path: Path, tex_logs: list[str]) -> None:
    """Twelve time steps, long names, ugly fractions, wide products, roots and quotients, in all tellings: TeX reports no overfull box."""
    nasty = [name for name in CELLS if re.search("wider than|as long as|twelve", name)]
    cells = "".join(f"  cell_{n}:\n    " + CELLS[name][0].strip() + "\n" for n, name in enumerate(nasty))
    tellings = ("forward", "paths", "reverse")
    asked = [(n, name, tellings[(n + k) % 3]) for n, name in enumerate(nasty) for k in range(1)]
    items = "".join(
        f"  - id: {ident}\n    prompt: 'Find it for {{cell}}'\n    cell: cell_{n}\n    given: {CELLS[name][1]}\n"
        f"    ask: {CELLS[name][2]}\n    by: {mode}\n    points: {{all: 1}}\n"
        for ident, (n, name, mode) in zip(ascii_lowercase, asked, strict=False)
    )
    assert len(nasty) == 5
    assert "Overfull" not in _key(cells, items, tmp_path, tex_logs)


def test_no_reason_or_credit_runs_into_the_margin(tmp_path: Path, tex_logs: list[str]) -> None:
    """Reasons and halves of points beside long names and long rows: TeX reports no overfull box."""
    assert "Overfull" not in _key(f"  cell:{TWO_STATES}", REASONS, tmp_path, tex_logs)
    key = (tmp_path / "staff" / "solutions.tex").read_text(encoding="utf-8")
    assert r"\qquad \text{as printed" in key
    assert r"&&\qquad \text{since" in key
