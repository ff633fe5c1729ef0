"""What is copied from a PDF and read aloud: formulas and pictures in one line each, as one says them; greys that are seen."""

import math
import re
import subprocess
from pathlib import Path

import pytest
from pikepdf import Pdf, parse_content_stream, unparse_content_stream

from gen.inspection import is_text_of, printed_characters
from gen.latex import UNREAD, Tex
from gen.system.distribution import styles
from gen.typeset import actual_text
from gen.typeset.actual_text import picture_text, with_actual_text
from gen.typeset.pdf import typeset
from tests.support.problems import ROOT

GOLDENS = ROOT / "tests" / "goldens"
PREAMBLE = "\\documentclass[11pt,a4paper]{exam}\n\\usepackage[english]{babel}\n\\usepackage{gensheet}\n\\usepackage{genfigures}\n"
# Formulas of shipped problems, and what is copied from the page.
FORMULAS = [
    (r"h_{t} &= \operatorname{ReLU}(V\,h_{t-1} + W\,x_{t} + b)", "h_t = ReLU(V h_(t−1) + W x_t + b)"),
    (r"\frac{\partial h_{3}}{\partial b} &= \delta_{3} + \delta_{2} + \delta_{1} = 1 + 2 + 4", "∂h_3/∂b = δ_3 + δ_2 + δ_1 = 1 + 2 + 4"),
    (r"\frac{\partial h_{3}}{\partial W} &= \sum_{t=1}^{3} \delta_{t}\,x_{t}", "∂h_3/∂W = ∑_(t=1)^3 δ_t x_t"),
    (r"&\operatorname{ReLU}'(z_{2}) = 1", "ReLU′ (z_2 ) = 1"),
    (r"z_{3} &= -2 \cdot \frac{2}{3} + 1 \cdot 4 = \frac{8}{3}", "z_3 = −2 · 2/3 + 1 · 4 = 8/3"),
    (r"\boldsymbol{V} &= \begin{pmatrix}\frac{1}{2} & -1 \\ 1 & \frac{1}{2}\end{pmatrix}", "V = [[1/2, −1], [1, 1/2]]"),
    (r"\boldsymbol{y} &= \begin{pmatrix}1 \\ 0\end{pmatrix}", "y = [1, 0]"),
    (r"\boldsymbol{v}^{\top}\,h &= \begin{pmatrix}1 & 2\end{pmatrix}\,\begin{pmatrix}3 \\ 0\end{pmatrix}", "v^⊤ h = [[1, 2]] [3, 0]"),
    (
        r"\tanh\left(\begin{pmatrix}0 \\ 1\end{pmatrix} \cdot 2\right) &\approx^{\dagger} \begin{pmatrix}-0.7 \\ \phantom{-}0\end{pmatrix}",
        "tanh ([0, 1] · 2) ≈† [−0.7, 0]",
    ),
    (r"\boldsymbol{x}_{t} &\in \mathbb{R}^{3 \times 4}", "x_t ∈ ℝ^(3×4)"),
    (r"\tilde{\boldsymbol{c}}_{t} &= \tanh(\boldsymbol{W}_{c}\,\boldsymbol{x}_{t})", "c̃_t = tanh(W_c x_t )"),
    (r"\boldsymbol{c}_{t} &= \boldsymbol{g}_{2,t} \odot \boldsymbol{c}_{t-1}", "c_t = g_(2,t) ⊙ c_(t−1)"),
    (r"\lambda_{1} &= \frac{\operatorname{tr}(W) + \sqrt{\Delta}}{2} = \frac{1 + \sqrt{9}}{2}", "λ_1 = (tr(W) + √Δ)/2 = (1 + √9)/2"),
    (r"L &= \frac{1}{2}\,\lVert \boldsymbol{m} - \boldsymbol{y} \rVert^{2}", "L = 1/2 ∥m − y ∥^2"),
    (r"\hat{\boldsymbol{x}} &= \frac{\boldsymbol{x} - \mu}{\sqrt{v + \mathrm{eps}}}", "x̂ = (x − μ)/√(v + eps)"),
    (r"w_{t} &= w_{t-1} - \frac{\eta\,\hat{m}_{t}}{\sqrt{\hat{v}_{t}} + \mathrm{eps}}", "w_t = w_(t−1) − (η m̂_t)/(√v̂_t + eps)"),
    (r"\left(-\frac{1}{2}\right)^{8} &= 3.9 \cdot 10^{-3}", "(−1/2)^8 = 3.9 · 10^(−3)"),
    (r"\frac{1}{1 + \mathrm{e}^{-z_{1}}} &= 0{,}5", "1/(1 + e^(−z_1)) = 0,5"),
    (r"\delta_{t} &= \delta_{t+1}\,V \quad \text{for $t < 3$}", "δ_t = δ_(t+1) V for t < 3"),
    (r"\prod_{j=k+1}^{t} \operatorname{diag}(\boldsymbol{f}_{j}) &= \boldsymbol{C}_{1,2}^{2}", "∏_(j=k+1)^t diag(f_j ) = C_(1,2)^2"),
    (r"\max\left|\lambda(\theta_{c})\right| &> 1", "max |λ(θ_c)| > 1"),
]  # fmt: skip
PICTURE = r"""\begin{tikzpicture}[gen figure]
\node[gen start=24.0pt] (0-0) at (12.0,0.0) {$h_{0}$};
\node[gen value=24.0pt, gen dies] (0-1) at (68.2,0.0) {};
\node[gen name] at (68.2,0.0) {$h_{1}$};
\node[gen value=24.0pt] (0-2) at (124.5,0.0) {$h_{2}$};
\draw[gen edge, gen dead] (0-0) -- (0-1);
\draw[gen edge, gen live] (0-1) .. controls (80.0,9.0) and (110.0,9.0) .. (0-2);
\node[gen label] at (38.5,0.0) {$V$};
\node[gen badge] at (76.6,8.4) {$0$};
\end{tikzpicture}"""


def _painted(file: Path) -> str:
    """What pdftotext reads of a document in which no text stands for anything."""
    with Pdf.open(file) as pdf:
        for page in pdf.pages:
            shown = [one for one in parse_content_stream(page) if str(one.operator) not in ("BDC", "EMC")]
            page.Contents = pdf.make_stream(unparse_content_stream(shown))
        pdf.save(file.with_name("painted.pdf"))
    return _text(file.with_name("painted.pdf"))


def _text(file: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True).stdout


def _copied(body: str, folder: Path) -> list[str]:
    """The lines that pdftotext reads of a document, each with single spaces."""
    file = folder / "exam.pdf"
    file.write_bytes(typeset(Tex(f"{PREAMBLE}\\begin{{document}}\n{body}\n\\end{{document}}\n"), "exam").pdf)
    text = _text(file)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_formulas_are_copied_as_one_says_them(tmp_path: Path) -> None:
    """Each from its page in one line: fractions, matrices as in a problem file, indices, sums; and a picture by what its edges join."""
    rows = "\\\\\n".join(latex for latex, _ in FORMULAS)
    *copied, figure, caption = _copied(f"\\begin{{align*}}\n{rows}\n\\end{{align*}}\n\\genfigure{{%\n{PICTURE}}}{{A figure.}}", tmp_path)
    assert copied == [text for _, text in FORMULAS]
    painted = _painted(tmp_path / "exam.pdf")
    assert [sign for sign in "∑∏()√" if sign not in painted] == [] and "X" not in painted
    assert (figure, caption) == ("h_0 → h_1 (V), h_1 ⇒ h_2, h_1: 0", "A figure.")


@pytest.mark.parametrize("name", ["default.solutions", "formulas.solutions", "hard-attention.solutions", "hard-deutsch.solutions"])
def test_every_formula_of_a_key_has_a_text_with_its_own_letters(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """None has a command that is not read; each has the letters and digits that are printed; and what it is put around is the source."""
    texts: list[tuple[str, str]] = []

    def wrapped(kind: str, text: str, source: str) -> str:
        texts.append((text, source))
        return source

    monkeypatch.setattr(actual_text, "_wrapped", wrapped)
    monkeypatch.setattr(actual_text, "_of_formula", actual_text._of_formula.__wrapped__)  # no formula is remembered
    monkeypatch.setattr(actual_text, "_with_picture_text", lambda picture: picture)
    source = Tex((GOLDENS / f"{name}.tex").read_text(encoding="utf-8"))
    assert with_actual_text(source) == source
    assert len(texts) > 80 and not any(UNREAD in text for text, _ in texts)
    assert [text for text, source in texts if not is_text_of(text, printed_characters(f"${source}$", {}))] == []


@pytest.mark.parametrize(
    ("formula", "set_as"),
    [
        (r"x_{1} = \unheard{2}_{3}", r"\actualtext{ord}{0078005F0031}{x_{1}} = \unheard{2}_{3}"),
        (r"\frac{\unheard{2}}{3}", r"\frac{\unheard{2}}{3}"),
        (r"\begin{cases} x_{1} & y \end{cases}", r"\begin{cases} \actualtext{ord}{0078005F0031}{x_{1}} & y \end{cases}"),
        (r"x_{1} {", r"x_{1} {"),
        (r"\ddots_{1}", r"\ddots_{1}"),
    ],
    ids=["its arguments", "in a fraction", "an environment", "no end", "other letters"],
)
def test_what_is_not_known_has_no_text(formula: str, set_as: str) -> None:
    """Nothing is said around a command that is not known, or that prints other letters than its sign has; what else there is, is said."""
    assert with_actual_text(Tex(rf"\begin{{document}}\$ ${formula}$")) == rf"\begin{{document}}\$ ${set_as}$"


def test_a_picture_of_boxes_is_read_by_its_labels() -> None:
    """Where no edge joins named nodes, the labels in their order."""
    box = r"\node[gen layer=30.0pt] (2) at (1.0,-3.4) {$\sigma$};"
    title = r"\node[gen title] at (1.0,-1.4) {$g_{2,t}$\enspace\textit{forget}};"
    assert picture_text(f"{box}\n{title}\n\\draw[gen edge] (5.7,-8.9) -- (9.5,-3.4);") == "σ, g_(2,t) forget"


# Contrast ---------------------------------------------------------------------------------------------------------------------

STYLES = "\n".join(style.read_text(encoding="utf-8") for style in styles())
GROUND = max(int(grey) for grey in re.findall(r"gen (?:input|start|ghost|value)/\.style=\{[^}]*fill=black!(\d+)", STYLES))


def _contrast(grey: int, ground: int = 0) -> float:
    """The ratio of WCAG of two greys, in percent of black."""
    light, dark = (math.pow((1 - part / 100 + 0.055) / 1.055, 2.4) + 0.05 for part in (ground, grey))
    return light / dark


@pytest.mark.parametrize(
    ("kind", "pattern", "ground", "least"),
    [
        ("text in figures", r"text=black!(\d+)", GROUND, 4.5),
        ("text", r"\\textcolor\{black!(\d+)\}\{#", GROUND, 4.5),
        ("lines and hatching", r"(?:draw|pattern color)=black!(\d+)", 0, 3.0),
        ("bars", r"\\textcolor\{black!(\d+)\}", 0, 3.0),
    ],
)
def test_what_is_grey_is_seen(kind: str, pattern: str, ground: int, least: float) -> None:
    """Text has a contrast of 4.5, also on the grey of inputs; lines that mean something, and the bars of remarks, one of 3."""
    greys = {int(grey) for grey in re.findall(pattern, STYLES)}
    assert greys and {grey: _contrast(grey, ground) for grey in greys if _contrast(grey, ground) < least} == {}


def test_words_in_a_row_are_as_large_as_their_place(tmp_path: Path) -> None:
    """In a cell they stand there once; below a letter, and wherever else they are within a formula, they have the size of that place."""
    body = r"x\begin{align*}\text{m} &= b_{\text{m}} + \frac{\text{m}}{b^{\text{m}}} \quad \text{m $b_{\text{m}}$}\end{align*}"
    file = tmp_path / "exam.pdf"
    file.write_bytes(typeset(Tex(f"{PREAMBLE}\\begin{{document}}\n{body}\n\\end{{document}}\n"), "exam").pdf)
    sizes, size = list[int](), 0
    with Pdf.open(file) as pdf:
        for one in parse_content_stream(pdf.pages[0]):
            size = round(float(one.operands[1])) if str(one.operator) == "Tf" else size
            sizes += [size] * (str(one.operator) == "TJ" and "m" in map(str, one.operands[0]))
    assert sizes == [11, 8, 11, 8, 11, 8]
