"""Relations between values: one rule, whoever asks, and arrays are told by the entry at which one fails."""

import operator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from gen.algebra.arrays import Value, array, numbers
from gen.algebra.numbers import Number
from gen.check.exam import check_exam
from gen.document import problem_text
from gen.format.exam_file import load_exam
from gen.messages.errors import MathError
from gen.model.choice import ChoiceAnswer
from gen.questions.comparison import certainly_same, holds_between

SIGNS = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_relation_is_about_each_entry_or_says_that_one_is_different(sign: str) -> None:
    """Against Python's own operators, on numbers, on vectors of two, and on a number beside a vector; rounded ones are like fractions."""
    small: list[Number] = [Fraction(-1), Decimal("0.5"), Fraction(1, 2)]
    values: list[Value] = [*small, *(array([[x], [y]]) for x, y in product(small, repeat=2))]
    for left, right in product(values, repeat=2):
        a, b = numbers(left), numbers(right)
        size = max(len(a), len(b))
        pairs = zip(a * (size // len(a)), b * (size // len(b)), strict=True)
        each = [SIGNS[sign](Fraction(x), Fraction(y)) for x, y in pairs]
        assert holds_between(sign, left, right) == (any(each) if sign == "!=" else all(each)), (left, right)


def test_what_is_too_near_to_tell_decides_no_claim() -> None:
    """A question may take rounded numbers for the same; of a claim it is not known. Shapes that differ are compared by nobody."""
    third, near = Fraction(1, 3), Decimal("0." + "3" * 40)
    assert holds_between("=", third, near) and not holds_between("<", near, third)
    for sign in SIGNS:
        with pytest.raises(MathError, match="too near to each other"):
            holds_between(sign, third, near, certainly_same)
        with pytest.raises(MathError, match="it compares a vector of 2 with a vector of 3"):
            holds_between(sign, array([[third]] * 2), array([[third]] * 3))


CLAIMS = [
    # a relation, whether it holds for x = (1, -2), y = tanh(x), z = (2, -4), and what is told of it
    ("y[1] > 1/2", True, "y[1] ≈ 0.761594 > 1/2"),
    ("x > -3", True, "x = [1, -2] > -3"),
    ("x != 1", True, "x = [1, -2] != 1"),
    ("y != z", True, "y ≈ [0.761594, -0.964028] != z = [2, -4]"),
    ("y < z", False, "y[2] ≈ -0.964028 >= z[2] = -4"),
    ("1 > x", False, "1 <= x[1] = 1"),
]


@pytest.mark.parametrize(("relation", "right", "told"), CLAIMS)
def test_options_and_claims_agree_on_arrays_and_are_read_back(relation: str, right: bool, told: str, tmp_path: Path) -> None:
    """What fails is told by the first entry at which it does, each side where it stands; both pages are read back."""
    path = tmp_path / "problem.yaml"
    common = "prompt: Say so., given: {x: [1, -2]}"
    path.write_text(f"""title: Arrays
cells: {{layer: {{y: tanh(x), z: 2*x}}}}
items:
  - {{id: a, {common}, ask: true or false, options: [{{text: It does., right: 'claim {relation}'}}], points: 1}}
  - {{id: b, {common}, ask: 'claim {relation}', points: {{verdict: 1}}}}
""")
    checked = check_exam(*load_exam(path))
    assert checked.findings == () and set(checked.read) == {"problem/a", "problem/b"}
    (solved,) = checked.solved.values()
    first, other = (item.readings[0].derivation.answers[0] for item in solved.items)
    assert isinstance(first, ChoiceAnswer) and first.options[0].right == right
    assert getattr(other, "value", None) == right
    assert problem_text(solved).count(told) == 2
