"""What stands between a function of arrays with numbers put in and its value: the sums, squares and exponentials that a person writes."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gen.algebra.expr import Expr
from gen.algebra.printer import text
from gen.document.plain_text import step_texts
from gen.functions.registry import FUNCTIONS
from gen.latex.tex import unfitted
from gen.latex.writer import Latex
from gen.messages.errors import Location, VerificationError
from gen.messages.sentences import Language
from gen.model.solved import SolvedItem, SolvedProblem
from gen.model.source import Text
from gen.proofread.proofread import proofread
from gen.syntax.parse import expression
from tests.support.keys import key_of
from tests.support.problems import solve_text

GIVEN = """{a: [1, 2], b: [2, 1/2], z: [3, -5], n: [0, 1], s: [1/4, 3/4], w: [1, 2, 3, 4, 5, 6], v: [1, 2, 3, 4, 5, 6, 7],
            W: [[1, 2], [3, 4]], k: [0, 0, 1], q: [1/2, 1/4, 1/4], m: [2, 4, 6], c: 3}"""
ROWS = [
    # equation, its numbers in plain text, in LaTeX; empty where nothing is written out
    ("softmax(a)", "1/(exp(1) + exp(2))*[exp(1), exp(2)]", r"\frac{1}{\mathrm{e}^{1} + \mathrm{e}^{2}} \cdot "
     r"\begin{pmatrix}\mathrm{e}^{1} \\ \mathrm{e}^{2}\end{pmatrix}"),
    ("softmax(W[1, :])", "1/(exp(1) + exp(2))*[exp(1), exp(2)]", r"\frac{1}{\mathrm{e}^{1} + \mathrm{e}^{2}} \cdot "
     r"\begin{pmatrix}\mathrm{e}^{1} & \mathrm{e}^{2}\end{pmatrix}"),
    ("sum(W, rows)", "[1 + 2, 3 + 4]", r"\begin{pmatrix}1 + 2 \\ 3 + 4\end{pmatrix}"),
    ("mean(W, columns)", "[(1 + 3)/2, (2 + 4)/2]", r"\begin{pmatrix}\dfrac{1 + 3}{2} & \dfrac{2 + 4}{2}\end{pmatrix}"),
    ("sum(norm(W, rows))", "sqrt(1^2 + 2^2) + sqrt(3^2 + 4^2)", r"\sqrt{1^{2} + 2^{2}} + \sqrt{3^{2} + 4^{2}}"),
    ("log_softmax(z)", "[3, -5] - log(exp(3) + exp(-5))", r"\begin{pmatrix}3 \\ -5\end{pmatrix} - \ln(\mathrm{e}^{3} + \mathrm{e}^{-5})"),
    ("logsumexp(b)", "log(exp(2) + exp(1/2))", r"\ln\left(\mathrm{e}^{2} + \mathrm{e}^{\frac{1}{2}}\right)"),
    ("sum(z)", "3 - 5", "3 - 5"),
    ("sum(W)", "1 + 2 + 3 + 4", "1 + 2 + 3 + 4"),
    ("sum(abs(z))", "3 + 5", "3 + 5"),
    ("sum((a - z)**2)/2", "((1 - 3)^2 + (2 - (-5))^2)/2", r"\frac{(1 - 3)^{2} + (2 - (-5))^{2}}{2}"),
    ("sum((a - n)**2)", "1^2 + (2 - 1)^2", "1^{2} + (2 - 1)^{2}"),
    ("mean(b)", "(2 + 1/2)/2", r"\frac{2 + \frac{1}{2}}{2}"),
    ("var(a)", "((1 - 3/2)^2 + (2 - 3/2)^2)/2", r"\frac{\left(1 - \frac{3}{2}\right)^{2} + \left(2 - \frac{3}{2}\right)^{2}}{2}"),
    ("var(z)", "((3 + 1)^2 + (-5 + 1)^2)/2", r"\frac{(3 + 1)^{2} + (-5 + 1)^{2}}{2}"),
    ("var(sqrt(a))", "", ""),  # its mean would need a name
    ("dot(a, z)", "3 + 2*(-5)", r"3 + 2 \cdot (-5)"),
    ("dot(n, z)", "0*3 + 1*(-5)", r"0 \cdot 3 + 1 \cdot (-5)"),  # without 0 and 1 nothing would be left to compute
    ("norm(b)", "sqrt(2^2 + (1/2)^2)", r"\sqrt{2^{2} + \left(\frac{1}{2}\right)^{2}}"),
    ("mse(b, n)", "(2^2 + (1/2 - 1)^2)/2", r"\frac{2^{2} + \left(\frac{1}{2} - 1\right)^{2}}{2}"),
    ("cross_entropy(q, k)", "-log(1/4)", r"-\ln\left(\frac{1}{4}\right)"),
    ("cross_entropy(b/4, s)", "-(1/4*log(1/2) + 3/4*log(1/8))",
     r"-\left(\frac{1}{4} \cdot \ln\left(\frac{1}{2}\right) + \frac{3}{4} \cdot \ln\left(\frac{1}{8}\right)\right)"),
    ("c*norm(a)", "3*sqrt(1^2 + 2^2)", r"3 \cdot \sqrt{1^{2} + 2^{2}}"),
    ("(m - mean(m))/2", "([2, 4, 6] - (2 + 4 + 6)/3)/2", r"\begin{pmatrix}2 \\ 4 \\ 6\end{pmatrix} - \frac{2 + 4 + 6}{3}"),
    ("sum(w)", "1 + 2 + 3 + 4 + 5 + 6", "1 + 2 + 3 + 4 + 5 + 6"),
    ("sum(v)", "", ""),  # longer than a person writes
    ("sum(W @ a)", "", ""),  # no sum of entries that have names
    ("max(a, z)", "", ""),
    ("-sum(k*q)*c", "-(0*(1/2) + 0*(1/4) + 1*(1/4))*3", r"0 \cdot \frac{1}{2} + 0 \cdot \frac{1}{4} + 1 \cdot \frac{1}{4}"),
]  # fmt: skip


def _problem(folder: Path) -> SolvedProblem:
    cells = "\n".join(f"    Y{i}: {row[0]}" for i, row in enumerate(ROWS))
    asked = ", ".join(f"Y{i}" for i in range(len(ROWS)))
    item = f"items:\n  - id: a\n    prompt: Compute.\n    given: {GIVEN}\n    ask: value of {asked}\n    points: {{all: 1}}\n"
    return solve_text(f"title: Sums\ncells:\n  each:\n{cells}\n{item}", folder)


@cache
def _solved() -> SolvedProblem:
    with TemporaryDirectory() as folder:
        return _problem(Path(folder))


def _page_forms(item: SolvedItem, language: Language = "en") -> dict[str, str]:
    """The rows of each value, put together, by its name."""
    found: dict[str, str] = {}
    latex = Latex({f"Y{i}": f"Y{i}" for i in range(len(ROWS))}, language)
    view = key_of(item, latex)
    proofread(view, item, latex)
    name = ""
    for row in (row for group in view.readings[0].groups for block in group.blocks for row in block.rows):
        name = row.left.strip() or name
        found[name] = f"{found.get(name, '')} {row.relation} {unfitted(row.form)[0]}"
    return found


@pytest.mark.parametrize("i", range(len(ROWS)), ids=[row[0] for row in ROWS])
def test_functions_of_arrays_are_written_out_with_numbers(i: int) -> None:
    """In plain text between symbols and value, in place of the call with numbers put in; where it would be long the call stays."""
    source, plain, _ = ROWS[i]
    (item,) = _solved().items
    one = item.readings[0]
    lines = {text(lhs): line for lhs, line in step_texts(one, {}, _solved().problem.shown).items()}
    _, _, *forms = lines[f"Y{i}"].replace("≈†", "=").replace("≈", "=").split(" = ")
    *before, last, _ = forms
    assert (last == plain) if plain else last.startswith(source.partition("(")[0])
    if plain:
        assert len(before) == (f"z1_Y{i}" in lines), "only an argument that has a line of its own stands in the call with numbers as well"


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_has_the_same_and_is_read_back(language: Language) -> None:
    """With e to the power of numbers; a key in German has the same formulas."""
    (item,) = _solved().items
    forms = _page_forms(item, language)
    for i, (_, _, latex) in enumerate(ROWS):
        assert latex in forms[f"Y{i}"]


def _without_the_first(entries: Sequence[Sequence[Expr]]) -> list[Sequence[Expr]]:
    return [each[1:] for each in entries]


@pytest.mark.parametrize("fn", ["softmax", "log_softmax", "logsumexp", "sum", "mean", "var", "dot", "norm", "mse", "cross_entropy"])
def test_a_lost_summand_is_refused(fn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written out of the entries but the first does not give the value, and no key is set."""
    (item,) = _solved().items
    rule = FUNCTIONS[fn].written_out
    assert rule
    mutant = replace(FUNCTIONS[fn], written_out=lambda args, number: rule(_without_the_first(args), number))
    monkeypatch.setitem(FUNCTIONS, fn, mutant)
    with pytest.raises(VerificationError, match=r"the derivation has|cannot be read back"):
        _page_forms(item)


def test_a_sum_of_squares_of_a_vector_is_the_square_of_its_norm() -> None:
    """In symbols; of a matrix, and where nobody knows what a name stands for, it stays a sum of squares."""
    known = Latex(shapes={"a": (2, 1), "b": (2, 1), "W": (2, 2)})
    (item,) = _solved().items
    assert (
        r"\frac{1}{2}\,\lVert \boldsymbol{a} - \boldsymbol{z} \rVert^{2}"
        in _page_forms(item)[f"Y{[row[0] for row in ROWS].index('sum((a - z)**2)/2')}"]
    )
    assert known.expr(_expression("sum(W**2)")) == r"\operatorname{sum}(\boldsymbol{W} \odot \boldsymbol{W})"
    assert Latex().expr(_expression("sum(a**2)")) == r"\operatorname{sum}(a^{2})"


def _expression(source: str) -> Expr:
    return expression(Text(source, Location("", 1, 1))).expr
