"""What notebooks and scripts call: `gen.load`, `gen.solve`, `gen.exam`, `gen.key`, `gen.variant`."""

import ast
import json
import subprocess
import sys
from contextlib import redirect_stdout
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import gen
from tests.support.problems import ROOT

KINK = ROOT / "problems" / "kink.yaml"
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


def test_answers_and_steps_have_the_names_of_the_field() -> None:
    """Exact numbers are fractions; a step is a number, a text and a formula."""
    item = gen.solve(gen.load(KINK))["a"]
    assert item.answers == {"dh[3]/dW": Fraction(2), "dh[3]/db": Fraction(7)}
    assert repr(item) == "dh[3]/dW = 2, dh[3]/db = 7"
    step = item["dh[3]/dW"]
    assert step.value == 2
    assert step.text.startswith("dh[3]/dW = ") and step.text.endswith(" = 2")
    assert step._repr_latex_().startswith(r"$\frac{\partial h_{3}}{\partial W} = ")
    with pytest.raises(KeyError):
        item["dh[4]/dW"]


@pytest.mark.parametrize("name", ["elman", "formulas", "linear-recurrence", "sheet-a", "sheet-c"])
def test_every_kind_of_question_can_be_looked_at(name: str) -> None:
    """All items have answers or words, and as many formulas as steps; each number has passed checks."""
    solution = gen.solve(gen.load(ROOT / "problems" / f"{name}.yaml"))
    assert len(solution) == len(list(solution)) >= 1 and solution.findings == ()
    for name in solution:
        item = solution[name]
        assert len(item.steps) == len(item.reading.derivation.numbers)
        assert item.steps._repr_latex_().count(r" \\ ") == max(len(item.steps) - 1, 0) or r"\begin{pmatrix}" in item.steps._repr_latex_()
        assert (len(item.checks) > 0) == (len(item.steps) > 0 or bool(item.checks))
    assert len(repr(solution).splitlines()) == len(solution)


def test_a_variant_is_a_problem_like_any_other() -> None:
    """The same seed gives the same numbers, another one others; the author's problem stays as it is."""
    problem = gen.load(KINK)
    seven, again, eight = (gen.solve(gen.variant(problem, seed))["a"].answers for seed in (7, 7, 8))
    assert seven == again != eight
    assert seven.keys() == gen.solve(problem)["a"].answers.keys()


def test_what_is_wrong_is_raised(tmp_path: Path) -> None:
    """Faults with line and column; and contradictions, before TeX runs."""
    with pytest.raises(gen.InputErrors, match=r"problem\.yaml:1:1: "):
        gen.loads("[]")
    text = KINK.read_text(encoding="utf-8")
    with pytest.raises(gen.InputErrors, match=r"draft\.yaml:\d+:\d+: unknown"):
        gen.loads(text.replace("relu", "relo"), "draft")
    file = tmp_path / "kink.yaml"
    file.write_text(text.replace("prompt: ", "published: {lines: {'dh[3]/dW': '5'}}\n    prompt: ", 1), encoding="utf-8")
    with pytest.raises(gen.Contradictions) as raised:
        gen.key(gen.load(file)).pdf(tmp_path / "out")
    assert len(raised.value.findings) == 1 and not (tmp_path / "out").exists()


def test_sheet_and_key_are_those_of_the_commands(tmp_path: Path) -> None:
    """In the folder that is named, with source and certificate in the folder for staff."""
    problem = gen.load(KINK)
    assert gen.exam(problem).pdf(tmp_path) == tmp_path / "exam.pdf"
    assert {file.name for file in (tmp_path / "staff").iterdir()} >= {"exam.pdf", "exam.tex", "exam.certificate.json"}
    assert (tmp_path / "exam.pdf").read_bytes().startswith(b"%PDF-")


def test_the_command_does_not_wait_for_the_interface() -> None:
    """What a notebook needs is imported when it is asked for; what is not there is an AttributeError."""
    code = "import gen.cli, sys; print('gen.interface' in sys.modules, 'sympy' in sys.modules, gen.__version__, 'load' in dir(gen))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == f"False False {gen.__version__} True\n"
    with pytest.raises(AttributeError, match="module 'gen' has no attribute 'lod'"):
        gen.lod  # noqa: B018


def test_the_notebook_shows_what_its_cells_give(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each code cell is run, and what it prints or shows is what is stored."""
    monkeypatch.chdir(ROOT)
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    count = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            outputs = _run("".join(cell["source"]), names, count)
            if pytestconfig.getoption("--golden"):
                cell |= {"outputs": outputs, "execution_count": count}
            assert (cell["outputs"], cell["execution_count"]) == (outputs, count)
    NOTEBOOK.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _run(source: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """What a cell prints, and its last expression, as a notebook stores them."""
    *before, last = ast.parse(source).body
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(ast.Module(before, []), "cell", "exec"), names)  # noqa: S102
        if not isinstance(last, ast.Expr):
            exec(compile(ast.Module([last], []), "cell", "exec"), names)  # noqa: S102
        shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None  # noqa: S307
    found: list[dict[str, Any]] = []
    if printed.getvalue():
        found.append({"name": "stdout", "output_type": "stream", "text": printed.getvalue().splitlines(keepends=True)})
    if shown is not None:
        data = {"text/plain": repr(shown).splitlines(keepends=True)}
        if hasattr(shown, "_repr_latex_"):
            data["text/latex"] = shown._repr_latex_().splitlines(keepends=True)
        found.append({"data": data, "execution_count": count, "metadata": {}, "output_type": "execute_result"})
    return found
