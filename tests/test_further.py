"""Ten problems that were written for these tests alone: other cells, names, shapes and errors than those of the source sheets."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen.algebra.printer import text
from gen.cli.commands import main
from gen.messages.errors import InputErrors
from gen.questions import ClaimAnswer, RoleAnswer
from tests.support.problems import ROOT, item, solve_text, solved

FURTHER, FINALS = ROOT / "tests" / "further", ROOT / "tests" / "finals"
HALF = Fraction(1, 2)

CHECKED = {
    # file: exit code of `gen check`, the findings of each item ("": of the problem)
    "claims-false": (0, {}),
    "claims-true": (0, {}),
    "clean": (0, {}),
    "coupled": (1, {"": {"name f"}, "b": {"figure", "label c"}}),
    "gru-keep": (0, {}),
    "gru-take": (0, {}),
    "lstm-numbers": (0, {}),
    "misprints": (
        1,
        {
            "a": {"printed s[2]", "printed y[3]"},
            # a missing term, a wrong index, a wrong sign, a missing power of the weight, and factors that multiply to the same number
            "c": {"formula dq[t]/dR", "formula dq[t]/dS", "formula dq[t]/du[t]", "formula dq[3]/dq[0]", "line dq[3]/du[1]"},
            # a wrong sign and a wrong weight
            "d": {"formula dp[t]/dS", "formula dp[t]/dp[t-1]"},
        },
    ),
    # An eigenvalue of a matrix is 0 or 1 (K K = K), of modulus 1 (orthogonal), or 0 (K K = 0).
    "spectra": (1, {"b": {"case explode"}, "c": {"case explode", "case vanish"}, "e": {"case explode"}, "f": {"case grows"}}),
    "undecided": (2, {}),
}


def test_every_further_problem_is_in_the_table() -> None:
    """There are ten of them, and each has its row."""
    assert sorted(path.stem for path in FURTHER.glob("*.yaml")) == sorted(CHECKED)
    assert len(CHECKED) == 10


@pytest.mark.parametrize("name", CHECKED)
def test_check_ends_with_the_right_exit_code(name: str) -> None:
    """0 without findings, 1 with some, 2 where a claim is undecided."""
    assert CliRunner().invoke(main, ["check", str(FURTHER / f"{name}.yaml")]).exit_code == CHECKED[name][0]


@pytest.mark.parametrize("name", [name for name, (code, _) in CHECKED.items() if code < 2])
def test_exactly_the_errors_that_were_put_in_are_found(name: str) -> None:
    """Every error has its finding, and nothing that is right has one."""
    problem = solved(FURTHER / f"{name}.yaml")
    found = {"": {finding.key for finding in problem.open}} | {one.item.id: {f.key for f in one.findings} for one in problem.items}
    assert {where: keys for where, keys in found.items() if keys} == CHECKED[name][1]


ROLES = [
    ("gru-keep", "a", ["rst: reset", "upd: update"]),
    ("gru-take", "a", ["a: update", "b: reset"]),
    ("coupled", "a", ["q: forget", "r: output"]),
    ("coupled", "c", ["r: output", "q: update"]),
    ("lstm-numbers", "a", ["i: update", "f: forget", "o: output"]),
]


@pytest.mark.parametrize(("name", "ident", "expected"), ROLES)
def test_roles_do_not_depend_on_names_or_order(name: str, ident: str, expected: list[str]) -> None:
    """GRUs of both conventions, coupled gates, tanh on the output, sums and equations in any order."""
    answers = item(solved(FURTHER / f"{name}.yaml"), ident).readings[0].derivation.answers
    assert [f"{answer.gate}: {answer.role}" for answer in answers if isinstance(answer, RoleAnswer)] == expected


NUMBERS = [
    # R = L = 0: every a is 1/2 and every n is 0, so m halves: 8, 4, 2. da_1/dR = 8/4 and da_2/dR = 4/4 give
    # dm_1/dR = -8*2 = -16 and dm_2/dR = -16/2 - 4*1 = -12.
    ("gru-take", "b", {"m[2]": "2", "dm[2]/dm[0]": "1/4", "dm[2]/dR": "-12"}),
    # Every gate is 1/2 and k is 0, so c halves: 4, 2, 1. With k' = 1: dc_2/de = 3/2 + (5/2)/2 = 11/4. With f' = 1/4:
    # dc_1/db = 4*5/4 = 5 and dc_2/db = 2*3/4 + 5/2 = 4.
    ("lstm-numbers", "b", {"c[2]": "1", "dc[2]/dc[0]": "1/4", "dc[2]/de": "11/4", "dc[2]/db": "4"}),
    # s: relu(2-1+1) = 2, relu(4-4+1) = 1, relu(2-2+1) = 1; y = 3.
    ("misprints", "a", {"y[3]": "3"}),
    # At 0 the slope of tanh is 1: S*R^2 = 2*9 and S*R = 6.
    ("misprints", "c", {"dq[3]/du[1]": "18", "dq[3]/du[2]": "6"}),
    # z = 4*1 - 8/2 = 0, p = 1/2, slope 1/4.
    ("misprints", "d", {"dp[1]/dR": "1/4"}),
    # s_1 = 2+3-1 = 4, s_2 = 8+6-1 = 13; ds_2/dA = 4 + 2*1, ds_2/dd = 1 + 2.
    ("clean", "a", {"s[2]": "13", "ds[2]/dA": "6", "ds[2]/dd": "3"}),
    # L is 2 by 7, K is 2 by 2.
    ("clean", "c", {"total": "18"}),
]


@pytest.mark.parametrize(("name", "ident", "expected"), NUMBERS)
def test_numbers_are_those_worked_out_by_hand(name: str, ident: str, expected: dict[str, str]) -> None:
    """Values, derivatives and counts, each worked out in the comment above it."""
    derivation = item(solved(FURTHER / f"{name}.yaml"), ident).readings[0].derivation
    assert {text(one): str(derivation.values[one]) for one in derivation.asked} == expected


@pytest.mark.parametrize(("name", "holds"), [("claims-true", True), ("claims-false", False)])
def test_verdicts_are_right(name: str, holds: bool) -> None:
    """All claims of the one file hold, none of the other does."""
    answers = [answer for one in solved(FURTHER / f"{name}.yaml").items for answer in one.readings[0].derivation.answers]
    assert [answer.holds for answer in answers if isinstance(answer, ClaimAnswer)] == [holds] * len(answers)


def test_an_undecided_claim_points_at_its_line() -> None:
    """q = 7 at the square root of 7 only: no counterexample, no proof, exit 2 with file, line and column."""
    result = CliRunner().invoke(main, ["check", str(FURTHER / "undecided.yaml")])
    assert result.exit_code == 2
    assert "undecided.yaml:9:10: the claim 'q[t] != 7' is undecided" in result.stderr


def test_a_rubric_keeps_halves_parts_and_rules() -> None:
    """Half points, points for equation and result, all or nothing, and every kind of rule come through."""
    problem = solved(FURTHER / "clean.yaml")
    first, second = item(problem, "a").item.grading, item(problem, "b").item.grading
    assert [(c.credits, c.part, c.points) for c in first.criteria] == [
        ("s[2]", "equation", HALF),
        ("s[2]", "result", 1),
        ("ds[2]/dA", "whole", 3 * HALF),
        ("ds[2]/dd", "whole", HALF),
    ]
    assert [(r.kind, r.about, r.points) for r in first.rules] == [
        ("accept", ("s[2]",), None),
        ("partial", ("ds[2]/dA", "ds[2]/dd"), HALF),
        ("forfeit", (), None),
        ("zero", ("ds[2]/dA",), None),
        ("note", (), None),
    ]
    assert [(c.credits, c.points) for c in second.criteria] == [(None, 3 * HALF)]
    assert (first.follow_on, second.follow_on) == ("full", "none")
    assert problem.problem.points == 9


@pytest.mark.parametrize("form", ["exam", "solutions"])
def test_a_problem_without_errors_builds(form: str, tmp_path: Path) -> None:
    """Every kind of question but roles in one PDF."""
    result = CliRunner().invoke(main, [form, str(FURTHER / "clean.yaml"), "--out", str(tmp_path)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert (tmp_path / ("staff" if form == "solutions" else "") / f"{form}.pdf").read_bytes().startswith(b"%PDF")


def test_a_problem_with_findings_does_not_build(tmp_path: Path) -> None:
    """An open finding stops the key, and nothing is written."""
    result = CliRunner().invoke(main, ["solutions", str(FURTHER / "misprints.yaml"), "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert list(tmp_path.iterdir()) == []


INDIRECT = [
    # Besides P, A[t-1] comes into A[t] by another way: with numbers P = Q = 1, dA_3/dA_1 is 2 in the first and 4 in the second.
    "    A[t]: P @ A[t-1] + Q @ A[t-2]\n",
    "    B[t]: Q @ A[t-1]\n    A[t]: P @ A[t-1] + B[t]\n",
]


@pytest.mark.parametrize("cell", INDIRECT)
def test_a_power_is_not_stated_where_the_state_comes_in_by_other_ways(cell: str, tmp_path: Path) -> None:
    """dA_t/dA_1 is P^(t-1) only if P is the whole derivative of one step."""
    source = (
        f"title: T\ncells:\n  cell:\n{cell}items:\n  - id: a\n    prompt: P\n    ask: open\n    answer: Why.\n    points: {{answer: 1}}\n"
    )
    try:
        found = solve_text(f"{source}    derive: jacobian of A[t] wrt A[1]\n", tmp_path).items[0].readings[0].derivation.steps
    except InputErrors:
        found = ()
    assert "case" not in [step.kind for step in found]


DRAWN = """
title: T
cells:
  shown:
    h[t]: relu(V*h[t-1] + W*x[t])
    y[t]: u*h[t]
  drawn:
    y[t]: h[t]*u
    h[t]: relu(W*x[t] + V*h[t-1])
items:
  - id: a
    prompt: The figure draws {cell shown}.
    cell: shown
    figure: drawn
    ask: value of y[1]
    given: {V: 1, W: 1, u: 2, "h[0]": 0, x: [1]}
    points: {"y[1]": 1}
"""


def test_a_figure_in_another_order_is_the_same_cell(tmp_path: Path) -> None:
    """The order of equations, terms and factors makes no other cell."""
    assert solve_text(DRAWN, tmp_path).findings == ()


def test_printed_values_are_compared_whatever_is_asked(tmp_path: Path) -> None:
    """h_1 = 1 is printed as 2 in an item that asks a question in words."""
    source = DRAWN.replace("figure: drawn", 'printed: {"h[1]": 2}\n    answer: Words.').replace("value of y[1]", "open")
    (finding,) = solve_text(source.replace('"y[1]": 1', "answer: 1"), tmp_path).findings
    assert finding.key == "printed h[1]"


@pytest.mark.parametrize("name", ["training", "final-de"])
def test_a_final_of_sixty_points_has_nothing_to_mend(name: str, tmp_path: Path) -> None:
    """Seven problems, with a picture, a listing and a table of the author's, are checked to the last printed line, in either language."""
    for folder in (ROOT / "problems", FINALS):
        for file in folder.iterdir():
            if file.is_file():
                shutil.copy(file, tmp_path)
    result = CliRunner().invoke(main, ["check", str(tmp_path / f"{name}.yaml")])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 file checked, nothing found\n", "")
