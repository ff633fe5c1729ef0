"""The author's LaTeX between `$` signs: read by a grammar, written anew, and set by TeX; anything else is refused at its place."""

import re
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gen.cli.commands import main
from gen.format.macros import read_macros
from gen.latex import Latex, in_notation
from gen.messages.errors import InputErrors, Location
from gen.messages.math_commands import ALSO, ARGUMENTS, COLUMNS, FENCES, KNOWN, LARGE, OPTIONS, SIGNS, SIZES, WORDS
from gen.model.math_tree import NO_MACROS, Macros, latex_of_row
from gen.model.source import Text
from gen.syntax.read_math import read_math
from gen.system.distribution import templates
from tests.support.examples import quick
from tests.support.problems import ROOT

MACROS, _ = read_macros(
    r"""% comments may say \anything{
\newcommand{\R}{\mathbb{R}^+}   % a half space
\newcommand\sq[1]{#1^2}
\renewcommand*{\vec}[1]{\boldsymbol{#1}}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\DeclareMathOperator*{\argmax}{arg\,max}
\DeclareMathOperator{\relu}{ReLU}
""",
    "macros.tex",
)


def _text(source: str) -> Text:
    lines = source.split("\n")
    return Text(source, Location("p.yaml", 1, 1, lines[0]), tuple(Location("p.yaml", n, 1, line) for n, line in enumerate(lines, 1)))


def _written(source: str, macros: Macros = NO_MACROS) -> str:
    return latex_of_row(read_math(_text(source), macros))


WRITTEN = {
    r"h_{t-1} + W^\top x": r"h_{t-1} + W^\top x",
    r"\frac12\frac\alpha{b c}": r"\frac{1}{2}\frac{\alpha}{b c}",
    r"\hat y, \mathbf W": r"\hat{y}, \mathbf{W}",
    "a\n  +   b": "a + b",
    "f''^2_1": "f_1''^2",
    "x′₁² ± α": r"x_{1}'^{2} \pm \alpha",
    "^2": "{}^2",
    r"\sum\limits_{i=1}^n x_i": r"\sum\limits_{i=1}^n x_i",
    r"\left( \frac{a}{b} \middle| c \right]": r"\left( \frac{a}{b} \middle| c \right]",
    r"\left.x\right|_{0}": r"\left.x\right|_{0}",
    r"\bigl\langle a, b \bigr\rangle \not= 0": r"\bigl\langle a, b \bigr\rangle \not= 0",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}": r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
    r"\begin{array}{l|c}\hline a&b\\[4pt]\hline\end{array}": r"\begin{array}{l|c} \hline a & b \\[4pt] \hline  \end{array}",
    r"\substack{i<j\\j>1}": r"\substack{i<j \\ j>1}",
    r"\sqrt[3]{x} \sqrt[{[1]}]y": r"\sqrt[3]{x} \sqrt[{[1]}]{y}",
    r"\text{für 50\% der Fälle, }\textbf{a \emph{b}~c}": r"\text{für 50\% der Fälle, }\textbf{a \emph{b}~c}",
    r"\bm W": r"\boldsymbol{W}",
    r"\operatorname*{argmin}_x f\ ": r"\operatorname*{argmin}_x f\ ",
    # what LaTeX would take for an option, or run into the next letter, is kept apart
    r"\begin{aligned}[t]x\\ *y\end{aligned}": r"\begin{aligned}{}[t]x \\ {}*y \end{aligned}",
    r"\begin{cases}[1]&x\\{[}2]\end{cases}": r"\begin{cases}{}[1] & x \\ {[}2] \end{cases}",
    # macros are put in, and what they raise is kept together
    r"\R^n": r"{\mathbb{R}^+}^n",
    r"\sq{x_1}\sq\alpha x": r"{x_1}^2\alpha^2 x",
    r"\pd L{\vec W}": r"\frac{\partial L}{\partial \boldsymbol{W}}",
    r"\argmax_x \relu x": r"\operatorname*{arg\,max}_x \operatorname{ReLU} x",
}


@pytest.mark.parametrize("source", WRITTEN)
def test_a_formula_is_written_anew_from_what_was_read(source: str) -> None:
    """What is set says the same; read once more, it is written as it stands."""
    assert _written(source, MACROS) == WRITTEN[source]
    assert _written(WRITTEN[source]) == WRITTEN[source]


@pytest.mark.parametrize(
    ("source", "latex"),
    [
        ("h_1, h_{t-1}^2", r"\boldsymbol{h}_1, \boldsymbol{h}_{t-1}^2"),
        (r"W^\top g_{1,t}", r"\boldsymbol{W}^\top \boldsymbol{g}_{1,t}"),
        (r"\frac{\partial h_t}{\partial W_1}", r"\frac{\partial \boldsymbol{h}_t}{\partial \boldsymbol{W}_1}"),
        (r"\tilde c_t", r"\tilde{\boldsymbol{c}}_t"),
        (r"W_{ij} = x_t, i = 1", r"W_{ij} = x_t, i = 1"),
        (r"\mathbf{W}, \mathrm{W}", r"\mathbf{W}, \mathrm{W}"),
    ],
)
def test_names_of_arrays_are_bold_in_the_authors_formulas(source: str, latex: str) -> None:
    """With a time where they have one; an entry, an index, a number and the author's own font stay as they are."""
    shapes = {"h": (2, 1), "W": (2, 2), "W_1": (2, 2), "g_1": (2, 1), "c_tilde": (2, 1), "i": (2, 1), "x": (1, 1)}
    page = Latex(shapes=shapes, timeless=("W", "W_1"))
    assert in_notation(read_math(_text(source)), page) == latex
    assert in_notation(read_math(_text(source)), replace(page, plain=True)) == _written(source)


REFUSED = {
    r"x + \write18{ls}": r"p.yaml:1:5: '\write' cannot stand in a formula",
    r"\input{secret}": r"p.yaml:1:1: '\input' cannot stand in a formula",
    r"\imediate": r"'\imediate' cannot stand in a formula",
    r"\argmin_x": r"'\argmin' cannot stand in a formula (write \operatorname{argmin}, or define it in the file of macros)",
    r"\alhpa": r"'\alhpa' cannot stand in a formula (did you mean '\alpha'?)",
    r"{a \over b}": r"p.yaml:1:4: '\over' cannot stand in a formula (write \frac{a}{b})",
    r"\def\x{y}": r"'\def' cannot stand in a formula (write \newcommand in the file of macros)",
    r"\begin{align*}a\end{align*}": r"p.yaml:1:1: the environment 'align*' is not known (write aligned)",
    r"\begin{verbatim}a\end{verbatim}": r"the environment 'verbatim' is not known",
    r"\begin{matrix}a\end{pmatrix}": r"p.yaml:1:1: '\begin{matrix}' ends with '\end{pmatrix}'",
    r"\begin{array}a\end{array}": r"an array says how its columns are set (write \begin{array}{lcr})",
    r"\begin{array}{p{3cm}}a\end{array}": r"an array says how its columns are set (write \begin{array}{lcr})",
    r"\begin{cases}a&b&c\end{cases}": r"a line has at most 2 columns here",
    r"\begin{cases}a\\[x]b\end{cases}": r"p.yaml:1:17: '[' behind '\\' gives a distance, such as [4pt] (to print it, write \\ {[})",
    "x^2^3": "p.yaml:1:4: a second exponent (put both into one pair of braces)",
    "x_1²₂": "a second index below (put both into one pair of braces)",
    "x^2'": "a prime stands before what is raised (write x'^2)",
    "^^5e": "p.yaml:1:1: nothing stands behind '^' (write what belongs to it in braces)",
    r"\sqrt[\begin{matrix}a\end{matrix}]{b}": "lines and columns cannot stand behind '[' (write them in a formula of their own)",
    "x^": "nothing stands behind '^'",
    r"\frac{a}": r"p.yaml:1:8: nothing stands behind '\frac'",
    "a & b": "p.yaml:1:3: '&' stands in an environment such as aligned or pmatrix only",
    r"a \\ b": r"p.yaml:1:3: '\\' stands in an environment such as aligned or pmatrix only",
    "50%": r"p.yaml:1:3: '%' has no meaning in a formula (to print it, write \%)",
    "#1": r"'#' has no meaning in a formula (to print it, write \#)",
    "{a": "p.yaml:1:1: '{' without its partner",
    "a}": "p.yaml:1:2: a '}' without its partner",
    r"\left( a": "p.yaml:1:6: '(' without its partner",
    r"\left a \right)": r"p.yaml:1:7: behind '\left' stands a bracket, or a dot for none",
    r"\right)": r"'\right' cannot stand here",
    r"\big x": r"behind '\big' stands a bracket",
    r"x\limits_1": r"'\limits' stands behind an operator such as \sum",
    r"\text a": r"nothing stands behind '\text' (write its words in braces)",
    r"\text{a_b}": r"'_' cannot stand among the words of '\text' (end it before: \text{...} ...)",
    r"\text{\input x}": r"'\input' cannot stand among the words of '\text'",
    "\\": "a backslash without a name",
    "{" * 31 + "}" * 31: "a formula is nested at most 30 deep",
    "x" * 2_001: "a formula has at most 2,000 characters",
    "a\n + b\n + \\foo": r"p.yaml:3:4: '\foo' cannot stand in a formula",
}


@pytest.mark.parametrize("source", REFUSED, ids=lambda source: source[:30])
def test_what_no_formula_holds_is_refused_at_its_place(source: str) -> None:
    """With what to write in its place, where that is known."""
    with pytest.raises(InputErrors) as refused:
        read_math(_text(source))
    assert REFUSED[source] in str(refused.value.faults[0])


BROKEN_MACROS = {
    r"\newcommand{\x}{\write18{y}}": r"m.tex:1:17: '\write' cannot stand in a formula",
    r"\def\x{y}": r"m.tex:1:1: '\def' cannot stand in a file of macros (write \newcommand{\name}[2]{...} or ",
    "\\usepackage{bm}\n\\newcommand{\\x}{y}": r"m.tex:1:1: '\usepackage' cannot stand in a file of macros",
    "% one\n\\newcommand{\\x}{y": "m.tex:2:16: '{' without its partner",
    r"\newcommand{\x}[1]{#2}": "m.tex:1:21: '#2' is no parameter of this macro",
    r"\newcommand{\x}[1][y]{#1}": r"m.tex:1:1: '\newcommand' cannot stand in a file of macros",
    r"\newcommand{\left}{y}": r"m.tex:1:1: '\left' keeps its meaning: choose another name",
    r"\newcommand{\x}{\x}": r"m.tex:1:17: '\x' cannot stand in a formula",
    r"\newcommand{\x}{\begin{pmatrix}}": r"'\begin' without its partner",
    "\\newcommand{\\x}{猫}": "m.tex:1:17: '猫' (CJK UNIFIED IDEOGRAPH-732B) cannot be set on a page",
}


@pytest.mark.parametrize("source", BROKEN_MACROS)
def test_a_file_of_macros_holds_formulas_with_names_and_nothing_else(source: str) -> None:
    """A body is a whole formula of what was defined before; what is wrong is told at its line and column."""
    _, faults = read_macros(source, "m.tex")
    assert BROKEN_MACROS[source] in str(faults[0])
    assert len(faults) == 1


def test_a_faulty_macro_is_told_once() -> None:
    """Its uses are not blamed again, and the macros behind it are read."""
    macros, faults = read_macros("\\newcommand{\\x}{\\input y}\n\\foo\n\\newcommand{\\y}{z}", "m.tex")
    assert [str(fault).splitlines()[0].partition(" (")[0] for fault in faults] == [
        r"m.tex:1:17: '\input' cannot stand in a formula",
        r"m.tex:2:1: '\foo' cannot stand in a file of macros",
    ]
    assert _written(r"\x\y", macros) == "z"


_DOUBLING = [r"\newcommand{\a}{xx}", *(rf"\newcommand{{\{b}}}{{\{a}\{a}}}" for a, b in pairwise("abcdefghijklm"))]
GROWING = {
    "doubling": (_DOUBLING, r"\m"),
    "nesting": ([r"\newcommand{\a}[1]{{{{{{{{{{#1}}}}}}}}}}"], r"\a{\a{\a{\a{x}}}}"),
    "multiplying": ([r"\newcommand{\a}[1]{#1#1#1#1#1#1#1#1#1}"], r"\a{\a{\a{\a{x}}}}"),
}


@pytest.mark.parametrize(("bodies", "use"), GROWING.values(), ids=GROWING)
def test_macros_cannot_make_a_formula_grow_without_end(bodies: list[str], use: str) -> None:
    """What they stand for is counted while it is put in."""
    macros, faults = read_macros("\n".join(bodies), "m.tex")
    with pytest.raises(InputErrors, match=r"makes this formula larger than 4,000 signs or 30 groups in groups"):
        raise InputErrors(faults) if faults else _refusal(use, macros)


def _refusal(source: str, macros: Macros) -> InputErrors:
    with pytest.raises(InputErrors) as refused:
        read_math(_text(source), macros)
    return refused.value


# Nothing else reaches TeX ---------------------------------------------------------------------------------------------

_ALLOWED = KNOWN | {r"\texorpdfstring", r"\textsuperscript", r"\textsubscript", r"\unichar", r"\mathsign", r"\hline", r"\tfrac", "\\\\"}
_ALLOWED |= {rf"\text{name}" for name in ("textasciitilde", "backslash", "less", "greater", "bar", "quotedbl", "asciicircum", "asciitilde")}
_WILD = r"\write \input \csname \endcsname \catcode \pdfobj \jobname \relax \par \hline \R \sq \pd"
_PIECES = r"{pmatrix} {cases} {aligned} {array} {lcr} [4pt] {x} {\x} {i=1} \begin{cases} \end{cases} \left( \right) \\ ^^"
_PARTS = [*sorted(KNOWN), *_WILD.split(), *_PIECES.split(), *"abxyz0123456789+-=<>()[]|/.,;:!?'`\"@*&%#$^_~{}{}{}{} \n\\äα²₁ℝ′", "e\u0301"]


@quick(266)
@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=12).map("".join))
def test_only_known_commands_come_out_of_any_text(source: str) -> None:
    """Whatever an author writes is refused, or becomes a formula of known commands with matching braces, which reads as itself."""
    try:
        written = _written(source, MACROS)
    except InputErrors as refused:
        assert all(re.fullmatch(r"p\.yaml:\d+:\d+: .*", str(fault).splitlines()[0]) for fault in refused.faults)
        return
    assert set(re.findall(r"\\(?:operatorname\*|[A-Za-z]+|.)", written)) <= _ALLOWED
    assert not re.search(r"[^ -~]", re.sub(r"\\text[a-z]*\{[^{}]*\}", "", re.sub(r"\\(emph|mbox)\{[^{}]*\}", "", written)))
    plain = re.sub(r"\\[A-Za-z]+|\\.", "", written)
    assert plain.count("{") == plain.count("}") and not set(plain) & set("#$%")


_SIGNS = st.sampled_from([*sorted(SIGNS - {r"\hline"}), *"abxyz019+-=<>()[]|/.,;:!?'`\"@*~", " ", "ä", "α", "²", "₁", "ℝ"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Formulas of formulas, as authors write them."""
    one, two = inner.map("{{{}}}".format), st.tuples(inner, inner)
    fence = st.sampled_from(sorted(FENCES))
    cells = st.lists(st.lists(inner, min_size=2, max_size=2).map(" & ".join), min_size=1, max_size=3).map(r" \\ ".join)
    return st.one_of(
        two.map(" ".join),
        two.map(lambda pair: f"{pair[0]}_{{{pair[1]}}}"),
        two.map(lambda pair: f"{{{pair[0]}}}^{{{pair[1]}}}"),
        st.tuples(st.sampled_from(sorted(ARGUMENTS)), one, one).map(lambda parts: "".join(parts[: 1 + ARGUMENTS[parts[0]]])),
        st.tuples(st.sampled_from(sorted(OPTIONS)), inner, one).map(lambda parts: f"{parts[0]}[{{{parts[1]}}}]{parts[2]}"),
        st.tuples(st.sampled_from(sorted(LARGE)), st.sampled_from([r"\limits", r"\nolimits", ""]), one).map(
            lambda p: f"{p[0]}{p[1]}_{p[2]}"
        ),
        st.tuples(fence, inner, fence, inner, fence).map(lambda p: rf"\left{p[0]} {p[1]} \middle{p[2]} {p[3]} \right{p[4]}"),
        st.tuples(st.sampled_from(sorted(SIZES)), fence).map(" ".join),
        st.tuples(st.sampled_from([name for name, columns in COLUMNS.items() if columns > 1]), cells).map(
            lambda parts: rf"\begin{{{parts[0]}}}{parts[1]}\end{{{parts[0]}}}"
        ),
        inner.map(r"\begin{{array}}{{r|l}}\hline {0} & {0} \\[2pt] \hline\end{{array}}".format),
        two.map(lambda pair: rf"\substack{{{pair[0]} \\ {pair[1]}}}"),
        st.sampled_from(sorted(WORDS)).map(lambda name: rf"{name}{{a ä \% \textbf{{b}}~< c}}"),
    )


def _all_commands() -> list[str]:
    """Each command of the table once."""
    found = [*SIGNS, *(f"{size}(" for size in SIZES), *(rf"\left{fence} x\right{fence}" for fence in FENCES), r"\not=", r"\not\in"]
    found += [name + "{x}" * number for name, number in ARGUMENTS.items()] + [f"{name}{{a b}}" for name in WORDS]
    found += [f"{name}[3]{{x}}" for name in OPTIONS] + [f"{name}{{x}}" for name in ALSO] + [rf"{name}\limits_a^b" for name in LARGE]
    return sorted(found) + [rf"\begin{{{name}}}a\end{{{name}}}" for name in COLUMNS]


def test_tex_sets_every_formula_that_is_read(tmp_path: Path) -> None:
    """One run of pdflatex over each command, and over random formulas of all of them: no complaint."""
    formulas: list[str] = []

    @quick(166)
    @given(st.recursive(_SIGNS, _larger, max_leaves=6))
    def collect(source: str) -> None:
        try:
            formulas.append(_written(source, MACROS))
        except InputErrors as refused:
            message = refused.faults[0].message
            assert re.search("second|prime|behind|deep|most", message), (source, message)

    collect()
    rows = [rf"${formula}$\par" for formula in (*map(_written, _all_commands()), *dict.fromkeys(formulas))]
    head = r"\documentclass[11pt,a4paper]{exam}\usepackage[ngerman,shorthands=off]{babel}\usepackage{gensheet}"
    (tmp_path / "all.tex").write_text("\n".join([head, r"\begin{document}", *rows, r"\end{document}"]), encoding="utf-8")
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "TEXINPUTS": f"{templates()}:"}
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error", "all.tex"]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    log = (tmp_path / "all.log").read_text(encoding="latin-1")
    failed = re.search(r"all\.tex:(\d+): (.*)", log)
    assert run.returncode == 0, (failed and failed[2], failed and rows[int(failed[1]) - 3], log[-500:])


def test_the_reference_shows_formulas_that_are_read() -> None:
    """Each command and environment of its table is known, and each whole formula of it is read."""
    section = (ROOT / "docs" / "format.md").read_text(encoding="utf-8").partition("### LaTeX")[2].partition("Everything else")[0]
    shown = re.findall(r"`([^`\n]+)`", section)
    assert len(shown) > 30
    named = {word for formula in shown for word in re.findall(r"\\(?:operatorname\*|[A-Za-z]+)", formula)}
    assert named <= KNOWN
    assert {word for word in shown if re.fullmatch("[a-z]{5,}", word)} - {"latex"} <= {*COLUMNS, "array"}


# In files -------------------------------------------------------------------------------------------------------------

PROBLEM = """title: Formulas
macros: own.tex
stem: "For $\\\\R$ and $\\\\own{x}$."
latex: {V: '\\own{V}', h: 'h^{(1)}'}
cells:
  cell:
    h[t]: V*h[t-1]
items:
  - id: a
    prompt: Find $\\frac12$ of {given}.
    given: {V: 2, 'h[0]': 1}
    ask: value of h[1]
    points: {all: 1}
    answer: $\\own y$
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A problem with macros of its own, and an exam whose course has others."""
    folder = tmp_path / "problems"
    folder.mkdir()
    (folder / "p.yaml").write_text(PROBLEM, encoding="utf-8")
    (folder / "own.tex").write_text("\\newcommand{\\own}[1]{\\hat{#1}}\n", encoding="utf-8")
    (folder / "macros.tex").write_text("\\newcommand{\\R}{\\mathbb{R}}\n", encoding="utf-8")
    (folder / "course.yaml").write_text("name: C\nmacros: macros.tex\n", encoding="utf-8")
    (folder / "exam.yaml").write_text("title: E\ncourse: course.yaml\nproblems: [p.yaml]\n", encoding="utf-8")
    return folder


def test_an_exam_knows_the_macros_of_its_course_and_those_of_its_problems(course: Path) -> None:
    """A problem by itself knows only its own, and says at which place it uses another."""
    checked = CliRunner().invoke(main, ["check", str(course / "exam.yaml")])
    assert (checked.exit_code, checked.stderr) == (0, "")
    alone = CliRunner().invoke(main, ["check", str(course / "p.yaml")])
    assert alone.exit_code == 2
    assert r"p.yaml:3:7: '\R' cannot stand in a formula" in alone.stderr


def test_a_fault_in_a_file_of_macros_is_told_there(course: Path) -> None:
    """With the line of that file, for a course and for a problem alike."""
    for name in ("own.tex", "macros.tex"):
        (course / name).write_text("\n\\newcommand{\\own}[1]{#1 \\write x}\n", encoding="utf-8")
        result = CliRunner().invoke(main, ["check", str(course / "exam.yaml")])
        assert result.exit_code == 2
        assert rf"{name}:2:25: '\write' cannot stand in a formula" in result.stderr
        (course / name).write_text("\\newcommand{\\own}[1]{#1}\\newcommand{\\R}{R}", encoding="utf-8")
