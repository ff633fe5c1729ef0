"""Numbers that are to be found: a witness is shown in every case, a student's own numbers are judged in the same way."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from gen.algebra.arrays import array, mapped
from gen.algebra.expr import Var
from gen.algebra.linear_inequalities import Contradiction
from gen.algebra.polynomials import ONE
from gen.algebra.printer import number_text
from gen.check.exam import check_exam
from gen.cli.commands import main
from gen.document import problem_json, problem_text
from gen.format.exam_file import load_exam
from gen.interface import check_answer, loads
from gen.latex.tex import Tex
from gen.latex.writer import Latex
from gen.messages.errors import InputErrors, VerificationError
from gen.model.derivation import Statement
from gen.model.problem import Given
from gen.page.exam import exam_view
from gen.page.solution import with_shapes
from gen.proofread.cases import read_cases
from gen.proofread.intervals import interval_of
from gen.proofread.relations import _relation_holds
from gen.proofread.statements import read_statements
from gen.questions import AskedItem, judgement
from gen.questions.identities import PIECES, SYMPY
from gen.questions.regions import PROVED, SAMPLED
from gen.typeset.templates import render
from gen.verify.requirements import verify_requirement
from tests.support.keys import key_of
from tests.support.mutation import Change, put_in
from tests.support.problems import ROOT, plain_layout, solve_text

GATE = """title: A unit
cells:
  unit:
    y: step(w_1*x_1 + w_2*x_2 + b)
items:
  - id: a
    prompt: Choose `w_1`, `w_2` and `b` so that {cell} computes the table.
    over:
      - {x_1: 0, x_2: 0, d: FALSE}
      - {x_1: 0, x_2: 1, d: FALSE}
      - {x_1: 1, x_2: 0, d: FALSE}
      - {x_1: 1, x_2: 1, d: 1}
    convention: {step(0): 1}
    ask: find w_1, w_2, b
    so that: y = d
    witness: {w_1: 1, w_2: 1, b: -3/2}
    points: 2
""".replace("FALSE", "0")

ARRAYS = """title: A layer
cells:
  layer:
    h: relu(W @ x + b)
    y: sum(h)
items:
  - id: a
    prompt: Choose `W` so that {cell} counts.
    given: {b: [0, -1]}
    over: [{x: [0, 0], d: 0}, {x: [0, 1], d: 1}, {x: [1, 0], d: 1}, {x: [1, 1], d: 2}]
    ask: find W
    so that: y = d, h >= 0
    witness: {W: [[1, 1], [0, 0]]}
    points: {witness: 2}
  - id: b
    prompt: Choose `b` so that {cell} gives 3 for {given}.
    given: {W: [[1, 2], [0, 1]], x: [1, 1], c: 4}
    ask: find b
    so that: y = c - 1
    witness: {b: [0, -1]}
    points: 2
"""


def _judged(text: str, item: str, **found: str) -> bool:
    return check_answer(loads(text), item, found)["as stated"].right


def test_numbers_are_right_where_a_loop_over_the_truth_table_says_so() -> None:
    """Random weights for a unit, against its definition in plain numbers: one in a few is right."""
    problem, random, right = loads(GATE).problems[0], Random(20), 0
    asked = AskedItem(problem.items[0], problem.items[0].readings[0])
    for _ in range(30):
        w_1, w_2, b = (Fraction(random.randint(*ends), 2) for ends in ((-1, 4), (-1, 4), (-8, 1)))
        true = all((w_1 * x_1 + w_2 * x_2 + b >= 0) == bool(x_1 and x_2) for x_1, x_2 in product((0, 1), repeat=2))
        assert judgement(asked, {Var("w_1"): w_1, Var("w_2"): w_2, Var("b"): b}).right == true
        right += true
    assert 0 < right < 30


def test_the_border_belongs_to_the_side_that_the_convention_says() -> None:
    assert _judged(GATE, "a", w_1="1", w_2="1", b="-2")
    assert not _judged(GATE.replace("step(0): 1", "step(0): 0"), "a", w_1="1", w_2="1", b="-2")
    assert not _judged(GATE.replace("    convention: {step(0): 1}\n", ""), "a", w_1="1", w_2="1", b="-2")


def test_each_case_says_what_holds_and_what_fails() -> None:
    found = check_answer(loads(ARRAYS), "a", {"W": "[[0, 0], [1, 1]]"})["as stated"]
    assert not found.right
    assert found.lines == (
        "x = [0, 0], d = 0: y = d holds with 0 and 0; h >= 0 holds with [0, 0] and 0",
        "x = [0, 1], d = 1: y = d FAILS with 0 and 1; h >= 0 holds with [0, 0] and 0",
        "x = [1, 0], d = 1: y = d FAILS with 0 and 1; h >= 0 holds with [0, 0] and 0",
        "x = [1, 1], d = 2: y = d FAILS with 1 and 2; h >= 0 holds with [0, 1] and 0",
    )


def test_a_formula_of_what_is_given_is_an_answer() -> None:
    assert _judged(ARRAYS, "b", b="[0, -2]")
    scalar = "title: x\ncells: {c: {y: w*x}}\nitems:\n"
    scalar += "  - {id: a, prompt: x, given: {x: 4, d: 6}, ask: find w, so that: y = d, witness: {w: d/x}, points: 1}\n"
    assert _judged(scalar, "a", w="d/x")
    assert _judged(scalar, "a", w="3/2")
    assert not _judged(scalar, "a", w="x/d")


def test_the_key_shows_every_case_and_the_only_case_line_by_line(tmp_path: Path) -> None:
    solved = solve_text(ARRAYS, tmp_path)
    assert "W = [[1, 1], [0, 0]]" in problem_text(solved)
    answer = problem_json(solved)["items"][0]["readings"][0]["answers"][0]
    assert answer == {"find": ["W"], "witness": {"W": [["1", "1"], ["0", "0"]]}, "region": None}
    first, second = (item.readings[0].derivation for item in solved.items)
    (table,) = (step for step in first.steps if isinstance(step, Statement) and step.kind == "cases")
    told = [number_text(value) for piece in table.pieces if piece.kind == "value" for value in (piece.values or {}).values()]
    assert told[-5:] == ["[1, 1]", "[2, -1]", "[2, 0]", "2", "2"]
    assert [str(step.lhs) for step in second.numbers if not step.planned.hidden] == ["h", "y"]
    routes = {check.route: check.numbers for check in solved.items[0].readings[0].checks}
    assert routes["both sides of the requirement"] == 12
    assert routes["dual numbers"] >= 12


FAULTS = [
    (
        "b: -3/2",
        "b: -1/2",
        "the witness is no right answer: for x_1 = 0, x_2 = 1, d = 0 the left side of 'y = d' is 1, and the right side is 0",
    ),
    ("b: -3/2", "c: 1", "there is no witness for 'b'"),
    ("b: -3/2}", "b: -3/2, c: 1}", "'c' has a witness and is not to be found"),
    ("find w_1, w_2, b", "find w_1, w_2, x_1", "'x_1' is to be found, and the item gives it"),
    ("find w_1, w_2, b", "find w_1, w_2, y", "'y' is computed by the cell 'unit' and cannot be chosen"),
    ("    so that: y = d\n", "", "'find' needs a requirement"),
    ("so that: y = d", "so that: y", "expected an equation or inequality, found 'y'"),
    ("b: -3/2}", "b: x_1 - 1}", "'x_1 - 1' speaks of a number that the item does not give once for all its cases"),
    ("ask: find w_1, w_2, b", "ask: value of y", "'witness' belongs to a question for numbers, and the item asks none"),
    ("ask: find w_1, w_2, b", "ask: ['find w_1, w_2, b', value of y]", "one number cannot pay for computed answers and for a model answer"),
    ("ask: find w_1, w_2, b", "ask: [find w_1, find w_2]", "an item asks once for numbers that are to be found"),
    ("d: 1}", "d: 1, e: 1}", "this case has 'e', and the first one does not"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_what_cannot_be_asked_is_told(old: str, new: str, message: str, tmp_path: Path) -> None:
    assert old in GATE
    with pytest.raises(InputErrors) as raised:
        solve_text(GATE.replace(old, new), tmp_path)
    assert message in [fault.message for fault in raised.value.faults]


ENTRYWISE = """title: A layer
cells:
  layer:
    h: relu(W @ x)
items:
  - id: a
    prompt: Choose `W` so that {cell} is so for {given}.
    given: {x: [1, 1]}
    ask: find W
    so that: h > 0
    witness: {W: [[1, 0], [0, 1]]}
    points: 2
"""


@pytest.mark.parametrize("requirement", ["h > 0", "h = 1", "0 < h", "h != 0", "h < 2"])
def test_a_number_is_compared_with_each_entry(requirement: str, tmp_path: Path) -> None:
    """On the key, which is read back, as well."""
    file = tmp_path / "entrywise.yaml"
    file.write_text(ENTRYWISE.replace("h > 0", requirement), encoding="utf-8")
    assert check_exam(*load_exam(file)).findings == ()


def test_the_key_is_refused_where_one_entry_fails() -> None:
    """A number is read with each entry of an array, and arrays of two sizes are not alike."""
    one, two = interval_of(Fraction(1)), interval_of(array([[Fraction(1)], [Fraction(2)]]))
    assert _relation_holds(">", two, interval_of(Fraction(0))) and _relation_holds("<", interval_of(Fraction(0)), two)
    assert not _relation_holds(">", two, one) and not _relation_holds("=", two, one) and _relation_holds(r"\neq", two, one)
    assert not _relation_holds("=", two, interval_of(array([[Fraction(1), Fraction(2)]])))


COMMANDS = [
    ("a", ["w_1=2", "w_2=2", "b=-3"], 0, "right"),
    ("a", ["w_1=2", "w_2=2", "b=0"], 1, "wrong"),
    ("a", ["w_1=2", "w_2=2"], 2, "no answer for 'b'"),
    ("a", ["w_1=2", "w_2=2", "c=1"], 2, "'c' is not to be found"),
    ("a", ["w_1=2", "w_1=2", "w_2=1", "b=1"], 2, "'w_1' is answered twice"),
    ("a", ["w_1"], 2, "'w_1' is no answer"),
    ("a", ["w_1=two", "w_2=2", "b=0"], 2, "'two' speaks of a number that the item does not give once for all its cases"),
    ("c", ["w_1=2"], 2, "there is no item 'c'"),
]


@pytest.mark.parametrize(("item", "answers", "code", "said"), COMMANDS)
def test_the_command_says_right_or_wrong_or_why_it_cannot_tell(item: str, answers: list[str], code: int, said: str, tmp_path: Path) -> None:
    file = tmp_path / "gate.yaml"
    file.write_text(GATE, encoding="utf-8")
    given = [part for answer in answers for part in ("--answer", answer)]
    found = CliRunner().invoke(main, ["check-answer", str(file), "--item", item, *given])
    assert found.exit_code == code
    assert said in found.output


JUMP = """title: A unit
cells:
  unit:
    y: step(sum(w * x) + b)
items:
  - id: a
    prompt: Choose `w` and `b` so that {cell} computes the table.
    over: [{x: [0, 0], d: 0}, {x: [0, 1], d: 0}, {x: [1, 1], d: 1}]
    ask: find w, b
    so that: y = d
    witness: {w: [1, 1], b: -3/2}
    points: 2
"""
ANSWERED = [
    ("[1, 1]", "-1", 1, "x = [0, 1], d = 0: nothing is a right answer at a jump without a convention\n"),
    ("[1, 1]", "0", 1, "x = [0, 1], d = 0: y = d FAILS with 1 and 0\n"),
    ("[1, 2, 3]", "0", 2, "--answer:1:1: w is a vector of 3 in the answer, and of 2 in the item\n"),
    ("3", "0", 2, "--answer:1:1: w is a number in the answer, and a vector of 2 in the item\n"),
    ("[1, 1]", "[1, 1]", 2, "--answer:1:1: b is a vector of 2 in the answer, and a number in the item\n"),
    ("nan", "0", 2, "--answer 'w=nan':1:1: expected a number such as -3, 3/2 or 0.1, found 'nan'\n"),
]


@pytest.mark.parametrize(("w", "b", "code", "said"), ANSWERED)
def test_numbers_without_a_value_are_wrong_and_other_sizes_are_told_at_the_answer(
    w: str, b: str, code: int, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "jump.yaml"
    file.write_text(JUMP, encoding="utf-8")
    found = CliRunner().invoke(main, ["check-answer", str(file), "--item", "a", "--answer", f"w={w}", "--answer", f"b={b}"])
    assert found.exit_code == code
    assert said in found.output


def test_a_table_of_cases_is_read_back_and_another_number_in_it_is_noticed(tmp_path: Path) -> None:
    problem = solve_text(ARRAYS, tmp_path)
    solved = problem.items[0]
    latex = with_shapes(Latex.of(problem.problem), solved.item)
    (statement,) = (step for step in solved.readings[0].derivation.steps if isinstance(step, Statement) and step.kind == "cases")
    blocks = (block for group in key_of(solved, latex).readings[0].groups for block in group.blocks)
    (sentence,) = (block.text for block in blocks if "smalltable" in block.text)
    values = solved.readings[0].derivation.values
    assert max(read_cases(statement, sentence, values, solved.item, latex)) == 0
    for old, new in (
        ("$2$ & $2$", "$2$ & $3$"),
        ("1 & -1", "1 & -2"),
        ("$y$", "$d$"),
        (r"\boldsymbol{h}^{\top}", r"\boldsymbol{x}^{\top}"),
    ):
        assert old in sentence
        with pytest.raises(VerificationError):
            read_cases(statement, sentence.replace(old, new), values, solved.item, latex)


def test_a_column_is_what_its_head_gives_in_each_row(tmp_path: Path) -> None:
    """A table in which derivation and print agree on a wrong number is refused by the formula above it."""
    problem = solve_text(GATE, tmp_path)
    solved = problem.items[0]
    latex = with_shapes(Latex.of(problem.problem), solved.item)
    (statement,) = (step for step in solved.readings[0].derivation.steps if isinstance(step, Statement) and step.kind == "cases")
    blocks = (block for group in key_of(solved, latex).readings[0].groups for block in group.blocks)
    (sentence,) = (block.text for block in blocks if "smalltable" in block.text)
    values = solved.readings[0].derivation.values
    assert read_cases(statement, sentence, values, solved.item, latex)
    pieces = tuple(
        replace(one, values=dict.fromkeys(one.values, Fraction(1, 3))) if one.values and [*one.values.values()] == [Fraction(1, 2)] else one
        for one in statement.pieces
    )
    with pytest.raises(VerificationError, match="is not what its head gives in this row"):
        read_cases(
            replace(statement, pieces=pieces),
            sentence.replace(r"\frac{1}{2}", r"\frac{1}{3}", 4).replace(r"-\frac{1}{3}", r"-\frac{1}{2}"),
            values,
            solved.item,
            latex,
        )


@pytest.mark.parametrize(("sign", "true"), [("=", "=="), ("!=", "!="), ("<", "<"), ("<=", "<="), (">", ">"), (">=", ">=")])
def test_a_requirement_is_confirmed_by_its_signs(sign: str, true: str) -> None:
    """Each sign on numbers that are less, equal and greater; what is said otherwise is refused."""
    for a, b in product((Fraction(0), Fraction(1, 2), Fraction(-1)), repeat=2):
        holds = {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[true]
        assert verify_requirement([(sign, a, b, holds)]).numbers == 1
        with pytest.raises(VerificationError):
            verify_requirement([(sign, a, b, not holds)])


REGIONS = [
    ("w_1 + b < 0, w_2 + b < 0, w_1 + w_2 + b >= 0", "exactly"),
    ("b < 0, w_1 + b < 0, w_2 + b < 0, w_1 + w_2 + b >= 0", "exactly"),  # the first follows from the others
    ("w_1 + b < 0, w_2 + b < 0, w_1 + w_2 + b > 0", "the region is too small: w_1 = 1, w_2 = 1, b = -2 is a right answer"),
    ("w_1 + b <= 0, w_2 + b < 0, w_1 + w_2 + b >= 0", "the region is too large: w_1 = 1, w_2 = 0, b = -1 lies in it"),
    ("w_1 = 1, w_2 = 1, b >= -2, b < -1", "the region is too small: w_1 = 1, w_2 = 2, b = -3 is a right answer"),
    ("b < 0", "the region is too large"),
    ("max(w_1, w_2) < -b, w_1 + w_2 + b >= 0", "exactly"),
    ("w_1 > 2", "the witness is a right answer, and 'w_1 > 2' does not hold for it"),
    ("w_1 + x_1 > 0", "'x_1' is neither to be found nor given once for all cases, and a region is about such numbers"),
]


@pytest.mark.parametrize(("region", "said"), REGIONS)
def test_a_region_is_all_right_answers_and_no_others(region: str, said: str, tmp_path: Path) -> None:
    """Proved in both directions; what is too large or too small is told with numbers that show it."""
    text = GATE.replace("    points: 2", f"    region: {region}\n    points: 2")
    if said == "exactly":
        derivation = solve_text(text, tmp_path).items[0].readings[0]
        assert [check.numbers for check in derivation.checks if check.route == PROVED] == [40]
    else:
        with pytest.raises(InputErrors) as raised:
            solve_text(text, tmp_path)
        assert said in raised.value.faults[0].message


def test_what_is_proved_is_so_on_a_grid() -> None:
    """The first regions, on all multiples of 1/2 from -3 to 1, against the truth table in plain numbers."""
    grid = [Fraction(n, 2) for n in range(-6, 7)]
    for w_1, w_2, b in product(grid, repeat=3):
        right = all((w_1 * x_1 + w_2 * x_2 + b >= 0) == bool(x_1 and x_2) for x_1, x_2 in product((0, 1), repeat=2))
        assert right == (w_1 + b < 0 and w_2 + b < 0 and w_1 + w_2 + b >= 0) == (max(w_1, w_2) < -b and w_1 + w_2 + b >= 0)


def _network(find: str, witness: str, region: str, given: str = "") -> str:
    return f"""title: XOR
cells:
  net:
    h_1: relu(x_1 + x_2 + b_1)
    h_2: relu(x_1 + x_2 + b_2)
    y: u_1*h_1 + u_2*h_2
items:
  - id: a
    prompt: Choose.
    {given}
    over: [{{x_1: 0, x_2: 0, d: 0}}, {{x_1: 0, x_2: 1, d: 1}}, {{x_1: 1, x_2: 0, d: 1}}, {{x_1: 1, x_2: 1, d: 0}}]
    ask: find {find}
    so that: y = d
    witness: {{{witness}}}
    region: {region}
    points: 2
"""


NETWORKS = [
    ("u_1, u_2", "u_1: 1, u_2: -2", "u_1 = 1, u_2 = -2", "given: {b_1: 0, b_2: -1}", PROVED),
    ("b_1, b_2", "b_1: 0, b_2: -1", "b_1 = 0, b_2 = -1", "given: {u_1: 1, u_2: -2}", PROVED),
    (
        "b_1, u_1, u_2",
        "b_1: 0, u_1: 1, u_2: -2",
        "b_1 <= 0, b_1 > -1, u_1 = 1/(1 + b_1), u_2 = -(2 + b_1)/(1 + b_1)",
        "given: {b_2: -1}",
        SAMPLED,
    ),
    ("b_1, u_1, u_2", "b_1: 0, u_1: 1, u_2: -2", "b_1 = 0, u_1 = 1, u_2 = -2", "given: {b_2: -1}", "the region is too small: "),
]


@pytest.mark.parametrize(("find", "witness", "region", "given", "route"), NETWORKS)
def test_the_only_right_answer_is_known_where_it_is_proved(
    find: str, witness: str, region: str, given: str, route: str, tmp_path: Path
) -> None:
    """Of the weights of one layer. Where two layers are multiplied it is proved for one at points of the other, and the key says so."""
    text = _network(find, witness, region, given)
    if route.endswith(": "):
        with pytest.raises(InputErrors, match=route):
            solve_text(text, tmp_path)
        return
    solved = solve_text(text, tmp_path)
    assert route in [check.route for check in solved.items[0].readings[0].checks]
    assert ("that was checked at 200 points" in problem_text(solved)) == (route == SAMPLED)


def test_a_region_that_no_point_meets_is_not_taken_for_checked(tmp_path: Path) -> None:
    """Where nothing is proved, a region in which no point but the witness lies is refused, with what to write."""
    text = "title: x\ncells: {c: {y: v*w*x}}\nitems:\n  - {id: a, prompt: x, over: {x: [1, 2]}, ask: 'find v, w', "
    text += "so that: y = 3*x, witness: {v: 3, w: 1}, "
    solve_text(text + "region: 'v = 3/w, w != 0', points: 1}\n", tmp_path)
    with pytest.raises(InputErrors, match="the region cannot be told by points: "):
        solve_text(text + "region: v*w = 3, points: 1}\n", tmp_path)


FOR_ALL = """title: For all
cells:
  models:
    h: W_1 @ x
    y: W_2 @ h
    z: V @ x
  odd:
    y: tanh(w*x + b)
    m: tanh(w*(-x) + b)
  pieces:
    y: relu(x) - relu(a*x)
items:
  - id: a
    cell: models
    prompt: x
    shapes: {x: 2, W_1: [3, 2], W_2: [2, 3]}
    ask: find V
    so that: z = y
    witness: {V: W_2 @ W_1}
    points: 1
  - {id: b, cell: odd, prompt: x, given: {w: 2}, ask: find b, so that: m = -y, witness: {b: 0}, region: b = 0, points: 1}
  - {id: c, cell: pieces, prompt: x, ask: find a, so that: y = x, witness: {a: -1}, region: a = -1, points: 1}
"""
ANSWERS = [
    ("a", {"V": "W_2 @ W_1"}, True),
    ("a", {"V": "(2*W_2) @ W_1"}, False),
    ("b", {"b": "0"}, True),
    ("b", {"b": "1/1000"}, False),
    ("c", {"a": "-1"}, True),
    ("c", {"a": "1"}, False),
]


def test_a_requirement_for_all_values_is_proved(tmp_path: Path) -> None:
    """Of linear models and of a hyperbolic tangent by SymPy, of a ReLU by its pieces."""
    solved = solve_text(FOR_ALL, tmp_path)
    routes = [{check.route for check in item.readings[0].checks} for item in solved.items]
    assert SYMPY in routes[0] and {SYMPY, SAMPLED} <= routes[1] and {PIECES, PROVED} <= routes[2]
    assert "since z = (W_2 @ W_1) @ x and y = W_2 @ (W_1 @ x)" in problem_text(solved)


@pytest.mark.parametrize(("item", "answer", "right"), ANSWERS)
def test_an_answer_is_right_for_all_values_or_refuted_by_some(item: str, answer: dict[str, str], right: bool) -> None:
    found = check_answer(loads(_alone(f"id: {item}")), item, answer)["as stated"]
    assert found.right == right
    assert len(found.lines) == 1 and ("for all values of" in found.lines[0]) == right


def test_an_answer_has_no_letters_but_those_of_the_witness() -> None:
    """What a requirement holds for all values of cannot be what is found."""
    for answer, message in (("x", "'x' cannot stand in an answer"), ("z", "'z' cannot stand in an answer")):
        with pytest.raises(InputErrors, match=message):
            check_answer(loads(FOR_ALL), "a", {"V": answer})
    with pytest.raises(InputErrors, match="an answer is made of numbers"):
        check_answer(loads(FOR_ALL), "c", {"a": "-x/x"})


UNPROVED = [
    ("{V: W_2 @ W_1}", "{V: W_2 @ W_1 + 0*z}", "'z' is computed by the cell 'models' and cannot stand in a witness"),
    ("{b: 0}", "{b: 1}", "the witness is no right answer: for x = "),
    ("region: b = 0", "region: b >= 0", "the region is too large"),
    ("region: a = -1", "region: a < 0", "the region is too large"),
    (
        "so that: m = -y, witness: {b: 0}, region: b = 0",
        "so that: y*y <= exp(x*x), witness: {b: 0}",
        "and no proof was found that it holds for all there are",
    ),
]


def _alone(text: str) -> str:
    """The problem with the one item that has this text in it."""
    head, *items = re.split(r"(?m)^(?=  - )", FOR_ALL)
    (found,) = (item for item in items if text in item)
    return head + found


@pytest.mark.parametrize(("old", "new", "message"), UNPROVED)
def test_what_does_not_hold_for_all_values_or_is_not_proved_is_told(old: str, new: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as raised:
        solve_text(_alone(old).replace(old, new), tmp_path)
    assert message in raised.value.faults[0].message


def test_the_lines_for_all_values_are_read_back_on_numbers(tmp_path: Path) -> None:
    """Both sides with everything put in, and a witness in symbols: another sign or name in print is refused."""
    problem = solve_text(_alone("V: W_2 @ W_1"), tmp_path)
    solved = problem.items[0]
    latex = with_shapes(Latex.of(problem.problem), solved.item)
    view = key_of(solved, latex).readings[0]
    assert read_statements(view, solved.readings[0], solved.item, latex)
    changes = (
        ("\\boldsymbol{y}$ for", "\\boldsymbol{x}$ for"),
        ("(\\boldsymbol{W}_{1}", "(-\\boldsymbol{W}_{1}"),
        ("V} = ", "V} = 2\\,"),
        ("$ and $", " and "),
    )
    for old, new in changes:
        groups = [
            replace(group, blocks=tuple(replace(b, text=Tex(b.text.replace(old, new))) for b in group.blocks)) for group in view.groups
        ]
        assert groups != list(view.groups), old
        with pytest.raises(VerificationError):
            read_statements(replace(view, groups=tuple(groups)), solved.readings[0], solved.item, latex)


_RIGHT = "w_1 + b < 0, w_2 + b < 0, w_1 + w_2 + b >= 0"
MUTANTS = [
    (
        "a requirement that is never missed",
        "questions.requirements._holds",
        lambda f: lambda *a: replace(f(*a), holds=True),
        "b: -1/2",
        _RIGHT,
    ),
    (
        "a step that is always 1",
        "questions.linear_pieces._piece",
        lambda f: lambda *_: ONE,
        "",
        _RIGHT,
    ),
    (
        "at least taken for more than",
        "questions.regions._ways",
        lambda f: lambda sign, pairs: f(sign.replace(">=", ">"), pairs),
        "",
        _RIGHT,
    ),
]


@pytest.mark.parametrize(("what", "place", "change", "witness", "region"), MUTANTS, ids=[one[0] for one in MUTANTS])
def test_a_mutant_of_what_judges_numbers_is_noticed(
    what: str, place: str, change: Change, witness: str, region: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Sides are compared once more, and what is proved is tried at points: a wrong rule of either ends in a refusal."""
    calls = put_in(monkeypatch, place, change)
    text = GATE.replace("    points: 2", f"    region: {region}\n    points: 2").replace("b: -3/2", witness or "b: -3/2")
    with pytest.raises(VerificationError):
        solve_text(text, tmp_path)
    assert calls


def test_a_path_ends_only_where_bounds_add_up_to_a_contradiction(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Factors that the algorithm gives are added up once more."""
    monkeypatch.setattr("gen.questions.linear_pieces.decide", lambda bounds: Contradiction({0: Fraction(1)}))
    with pytest.raises(VerificationError, match="they do not add up to a contradiction"):
        solve_text(GATE.replace("    points: 2", f"    region: {_RIGHT}\n    points: 2"), tmp_path)


def test_the_sheet_knows_nothing_of_the_witness() -> None:
    """Other right numbers, and another region, leave the page of the exam as it is."""
    file = ROOT / "problems" / "xor-weights.yaml"
    exam, faults = load_exam(file)
    assert not faults
    other = tuple(
        replace(
            item,
            witness={
                var: replace(one, value=mapped(one.value, lambda x: x + 7)) if isinstance(one, Given) else one
                for var, one in item.witness.items()
            },
        )
        for item in exam.problems[0].items
    )
    pages = [
        render(exam_view(replace(exam, problems=(problem,)), None, plain_layout(exam)), "exam")
        for problem in (exam.problems[0], replace(exam.problems[0], items=other))
    ]
    assert pages[0] == pages[1] and "find" not in pages[0]
