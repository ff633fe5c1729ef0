"""Each error of the source sheets is found by computing when its acknowledgement is taken out of the problem file."""

import re
from pathlib import Path

import pytest

from gen.model.solved import SolvedProblem
from tests.support.problems import ROOT, solve_text, solved

SHEETS = ROOT / "problems"

ERRATA = [
    # row, sheet, key, what is said of it
    ("A.d value", "sheet-a", "printed h[2]", "h[2] is printed as 2/3, but the equations give 3/2"),
    ("A.d dV", "sheet-a", "formula dh[t]/dV", "dh[t]/dV is stated as h[t-1] + V*dh[t-1]/dV, which is not what the equations give"),
    ("A.d dx", "sheet-a", "formula dh[t]/dx[tau]", "which is not what the equations give"),
    ("A.e name", "sheet-a", "name u_c", "u_c in the cell 'lstm' is not among the declared names, did you mean 'U_c'?"),
    ("B.a explode", "sheet-b", "case explode", "has modulus 1, so the case 'explode', maxabs(eig(theta_c)) > 1, is impossible"),
    ("B.a vanish", "sheet-b", "case vanish", "has modulus 1, so the case 'vanish', maxabs(eig(theta_c)) < 1, is impossible"),
    ("B.b figure", "sheet-b", "figure", "the figure draws the cell 'network' (h[t] = relu(u*x[t] + w*h[t-1])"),
    ("C.c label", "sheet-c", "label e", "the label 'e' stands for the items c and e"),
    ("C.d dV", "sheet-c", "formula dh[3]/dV", "which is not what the equations give: with relu'(z[3]) = 0"),
    ("C.d dW", "sheet-c", "formula dh[3]/dW", "which is not what the equations give: with relu'(z[3]) = 0"),
    ("C.d line", "sheet-c", "line dh[3]/dW", "in dh[3]/dW the term 3 is printed as 0*0, the derivation gives 1*1*1*1*0*1 (the sum agrees)"),
    ("C.e name", "sheet-c", "name u_c", "u_c in the cell 'lstm' is not among the declared names, did you mean 'U_c'?"),
]


def _without(sheet: str, key: str, folder: Path) -> SolvedProblem:
    """The sheet without one acknowledgement (and without the heading of a block that is then empty)."""
    text = (SHEETS / f"{sheet}.yaml").read_text(encoding="utf-8")
    shorter, count = re.subn(rf"\n +{re.escape(key)}: [A-Z].*", "", text)
    assert count == 1
    return solve_text(re.sub(r"\n *acknowledge:(?=\n\n|\n  - |\n$)", "", shorter), folder)


@pytest.mark.parametrize(("row", "sheet", "key", "said"), ERRATA, ids=[row[0] for row in ERRATA])
def test_erratum_is_found_without_its_acknowledgement(row: str, sheet: str, key: str, said: str, tmp_path: Path) -> None:
    """Exactly this one finding is open, and it says what is wrong."""
    (finding,) = _without(sheet, key, tmp_path).findings
    assert finding.key == key
    assert said in finding.plain


def test_everything_that_is_acknowledged_is_in_the_table() -> None:
    """No acknowledgement of the shipped sheets goes untested."""
    found = {
        (sheet, erratum.finding.key)
        for sheet in ("sheet-a", "sheet-b", "sheet-c")
        for problem in [solved(SHEETS / f"{sheet}.yaml")]
        for erratum in (*problem.errata, *(e for item in problem.items for e in item.errata))
    }
    assert found == {(sheet, key) for _, sheet, key, _ in ERRATA}


def test_right_formulas_and_lines_of_the_source_are_not_blamed() -> None:
    """A.d's formula for W, C.d's for x_1 and two of C.d's lines are right."""
    keys = {key for _, _, key, _ in ERRATA}
    for right in ("formula dh[t]/dW", "formula dh[3]/dx[1]", "line dh[3]/dV", "line dh[3]/dx[1]"):
        assert right not in keys
