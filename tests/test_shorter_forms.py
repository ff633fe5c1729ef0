"""What an author need not write: points one by one, each step, numbers that nobody needs, what items share, how a gradient is told."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gen.algebra.printer import text
from gen.check.exam import check_exam
from gen.format.exam_file import load_exam
from gen.messages.errors import InputErrors, VerificationError
from gen.model.solved import SolvedProblem
from gen.proofread.proofread import proofread_exam
from gen.variants.variant_file import acceptances, draw, variant_text, with_variant
from tests.support.problems import solve_text

CELL = """title: T
cells:
  rnn:
    h[t]: relu(v*h[t-1] + w*x[t])
    l[t]: (h[t] - y[t])**2
    L: sum_t(l[t])
"""
GIVEN = 'given: {v: 2, w: 1, "h[0]": 1, x: [1, 2, -7], y: [1, 1, 1]}'


def _problem(*items: str, cell: str = CELL, before: str = "") -> str:
    """A problem with these items, each as lines in place of one."""
    lines = ("".join(f"    {line}\n" for line in item.split("; ")) for item in items)
    written = (f"  - id: {ident}\n    prompt: P\n{own}" for ident, own in zip("abcd", lines, strict=False))
    return f"{cell}{before}items:\n{''.join(written)}"


def _answers(solved: SolvedProblem, place: int = 0) -> list[str]:
    return [text(one) for one in solved.items[place].readings[0].derivation.asked]


def _numbers(solved: SolvedProblem) -> list[list[str]]:
    """The answers of each item."""
    found = (one.readings[0].derivation for one in solved.items)
    return [[str(derivation.values[name]) for name in derivation.asked] for derivation in found]


def _points(solved: SolvedProblem, place: int = 0) -> list[tuple[str | None, str, str]]:
    return [(one.credits, one.part, str(one.points)) for one in solved.items[place].item.grading.criteria]


# Points


@pytest.mark.parametrize(
    ("item", "paid"),
    [
        ("ask: value of h[2]", "h[2]"),
        ("ask: gradient of L wrt v", "dL/dv"),
        ("ask: value of h[1], h[2]", None),
        ("ask: open; answer: Since.", "answer"),
        ("ask: open; answer: {why: Since.}", "why"),
        ("ask: count of v, w; shapes: {x: 1, h: 1}", None),
    ],
)
def test_one_number_pays_for_the_one_answer_or_for_all(item: str, paid: str | None, tmp_path: Path) -> None:
    """Whatever kind the answer is of, computed or a model answer."""
    solved = solve_text(_problem(f"{GIVEN}; {item}; points: 3/2"), tmp_path)
    assert _points(solved) == [(paid, "whole", "3/2")]
    assert solved.problem.points == 1.5


def test_the_key_is_the_same_as_with_points_by_name(tmp_path: Path) -> None:
    """`points: 2` is a shorter way to write the same."""
    keys = []
    for points in ("2", '{"h[2]": 2}'):
        solve_text(_problem(f"{GIVEN}; ask: value of h[2]; points: {points}"), tmp_path)
        keys.append(check_exam(*load_exam(tmp_path / "problem.yaml")).key)
    assert [key.problems for key in keys[:1]] == [key.problems for key in keys[1:]]


def test_points_at_each_time_are_points_for_each_step(tmp_path: Path) -> None:
    """Also by equation and result, and for what rules are about; the total counts each."""
    item = f"""{GIVEN}; ask: ["value of h", "gradient of L wrt x[t]"]; total: 12
; points: {{"h[t]": 1, "dL/dz[t]": {{equation: 1, result: 1}}, "dL/dx[t]": 1}}; rules: [{{note: N, about: "h[t]"}}]""".replace("\n", "")
    solved = solve_text(_problem(item), tmp_path)
    steps = range(1, 4)
    parts = [(f"dL/dz[{t}]", part, "1") for t in steps for part in ("equation", "result")]
    assert _points(solved) == [*((f"h[{t}]", "whole", "1") for t in steps), *parts, *((f"dL/dx[{t}]", "whole", "1") for t in steps)]
    (rule,) = solved.items[0].item.grading.rules
    assert rule.about == ("h[1]", "h[2]", "h[3]")


# All steps


@pytest.mark.parametrize(
    ("ask", "answers"),
    [
        ("value of h", ["h[1]", "h[2]", "h[3]"]),
        ("value of h[t]", ["h[1]", "h[2]", "h[3]"]),
        ("value of h, L", ["h[1]", "h[2]", "h[3]", "L"]),
        ("gradient of L wrt x", ["dL/dx[1]", "dL/dx[2]", "dL/dx[3]"]),
        ("gradient of L wrt z", ["dL/dz[1]", "dL/dz[2]", "dL/dz[3]"]),  # a name of the tool's
        ("gradient of l wrt v", ["dl[1]/dv", "dl[2]/dv", "dl[3]/dv"]),
        ("jacobian of h[t] wrt h[t-1]", ["dh[1]/dh[0]", "dh[2]/dh[1]", "dh[3]/dh[2]"]),
        ("gradient of l[t] wrt h[t-2]", ["dl[2]/dh[0]", "dl[3]/dh[1]"]),  # only what there is
        ("gradient of l[t] wrt x[1]", ["dl[1]/dx[1]", "dl[2]/dx[1]", "dl[3]/dx[1]"]),
    ],
)
def test_a_question_about_all_steps_has_an_answer_for_each(ask: str, answers: list[str], tmp_path: Path) -> None:
    """A name without its time is what it is at all times; t is the same on both sides."""
    assert _answers(solve_text(_problem(f'{GIVEN}; ask: ["{ask}"]; points: 1'), tmp_path)) == answers


def test_a_later_step_that_is_asked_for_is_one_of_all(tmp_path: Path) -> None:
    """The last step is the horizon, or a later one that is asked for."""
    cell = "title: T\ncells:\n  f:\n    h[t]: v*h[t-1]\n    y[t]: h[t] + 1\n"
    asked = '; ask: ["value of y[2]", value of h]; points: 1'
    assert _answers(solve_text(_problem(f'given: {{v: 2, "h[0]": 1}}{asked}', cell=cell), tmp_path)) == ["y[2]", "h[1]", "h[2]"]


def test_what_is_asked_twice_is_told_also_if_one_is_among_all(tmp_path: Path) -> None:
    """h[2] is one of the values of h."""
    with pytest.raises(InputErrors, match="this is asked twice"):
        solve_text(_problem(f'{GIVEN}; ask: ["value of h[2]", value of h]; points: 1'), tmp_path)


def test_more_answers_than_an_item_has_are_refused(tmp_path: Path) -> None:
    """A question about all steps counts as often as there are steps."""
    with pytest.raises(InputErrors, match="an item asks for 100 values and gradients at most"):
        solve_text(_problem('given: {v: 1, w: 0, "h[0]": 1, x: [1]}; horizon: 101; ask: value of h; points: 1'), tmp_path)


# How a gradient is told


@pytest.mark.parametrize(
    ("ask", "mode"),
    [
        ("gradient of h[3] wrt v", "forward"),
        ("jacobian of h[t] wrt h[t-1]", "forward"),
        ("gradient of L wrt v", "forward"),
        ("gradient of L wrt v, w", "reverse"),
        ("gradient of L wrt x", "reverse"),
        ("gradient of h[4] wrt v", "reverse"),  # over more than three steps
    ],
)
def test_a_gradient_is_told_as_it_reads_best(ask: str, mode: str, tmp_path: Path) -> None:
    """The same lines as with `by`; a weight of a short recurrence goes forward, several go in reverse."""
    given = GIVEN.replace("-7]", "-7, 4]") if "[4]" in ask else GIVEN
    own, said = (solve_text(_problem(f'{given}; ask: ["{ask}"]; points: 1{by}'), tmp_path) for by in ("", f"; by: {mode}"))
    lines, same = ([(step.lhs, step.kind) for step in one.items[0].readings[0].derivation.numbers] for one in (own, said))
    assert lines == same
    assert "adjoint" in {kind for _, kind in lines} if mode == "reverse" else "chain" in {kind for _, kind in lines}


def test_a_step_of_learning_goes_in_reverse_for_several_weights(tmp_path: Path) -> None:
    """The derivatives that stand in equations count, too."""
    cell = f"{CELL}    v_new: v - grad(L, v)\n    w_new: w - grad(L, w)\n"
    solved = solve_text(_problem(f"{GIVEN}; ask: value of v_new, w_new; points: 1", cell=cell), tmp_path)
    assert "adjoint" in {step.kind for step in solved.items[0].readings[0].derivation.numbers}


# Equations that nobody asks for


def test_an_equation_that_nobody_asks_for_needs_no_numbers(tmp_path: Path) -> None:
    """Neither its parameters, nor values that it lacks at some steps; the answer is the same as with them."""
    some = 'given: {v: 2, w: 1, "h[0]": 1, x: [1, 2, -7], y: [1]}'
    first, second = (solve_text(_problem(f"{given}; ask: value of h; points: 1"), tmp_path) for given in (some, GIVEN))
    assert _numbers(first) == _numbers(second) == [["3", "8", "9"]]
    assert first.findings == ()


def test_arrays_whose_shapes_nothing_tells_do_not_matter_either(tmp_path: Path) -> None:
    """The unneeded equation holds a matrix that is not given."""
    cell = "title: T\ncells:\n  f:\n    h[t]: tanh(V @ h[t-1])\n    y[t]: U @ h[t] + c\n    s: sum(y[T])\n"
    given = 'given: {V: [[1, 0], [0, 2]], "h[0]": [1, 1]}; horizon: 2'
    item = f'{given}; ask: ["value of h", "jacobian of h[2] wrt h[1]"]; points: 1'
    assert _answers(solve_text(_problem(item, cell=cell), tmp_path)) == ["h[1]", "h[2]", "dh[2]/dh[1]"]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ('given: {v: 2, "h[0]": 1, x: [1]}; ask: value of h', r"no value for 'w' \(h\[t\] in the cell 'rnn' needs it"),
        ('given: {v: 2, w: 1, "h[0]": 1, x: [1]}; ask: value of L', r"no value for 'y' \(l\[t\] in the cell 'rnn' needs it"),
        ('given: {v: 2, w: 1, "h[0]": 1, x: [1]}; ask: value of h; printed: {L: 3}', "no value for 'y'"),
        ('given: {v: 2, w: 1, "h[0]": 1, x: [1, 2], y: [1]}; ask: value of L', r"no value for 'y\[2\]' \(l\[2\] in the cell"),
    ],
)
def test_what_is_asked_for_needs_its_numbers(item: str, message: str, tmp_path: Path) -> None:
    """What a question or a printed value stands on is not left out."""
    with pytest.raises(InputErrors, match=message):
        solve_text(_problem(f"{item}; points: 1"), tmp_path)


SLIPS = [
    ("hh[T]", "hh in the cell 'rnn' has no value anywhere, did you mean 'h'?"),
    ("h_In + 1", "h_In in the cell 'rnn' has no value anywhere, did you mean 'h_in'?"),
    ("eat", "eat in the cell 'rnn' has no value anywhere, did you mean 'eta'?"),
    ("W_y*h[T]", ""),  # not a slip for W_h
    ("U*h[T] + c", ""),
    ("w_2 + W", ""),
]


@pytest.mark.parametrize(("equation", "message"), SLIPS)
def test_a_likely_slip_in_an_equation_that_nobody_asks_for_is_a_finding(equation: str, message: str, tmp_path: Path) -> None:
    """Nothing else would tell it; other names stand for what the author has no numbers for."""
    cell = f"title: T\ncells:\n  rnn:\n    h[t]: v*h[t-1] + w*x[t] + W_h + eta + h_in\n    s: {equation}\n"
    given = 'given: {v: 2, w: 1, "h[0]": 1, x: [1], W_h: 1, eta: 1, h_in: 1}'
    found = [finding.plain for finding in solve_text(_problem(f"{given}; ask: value of h; points: 1", cell=cell), tmp_path).findings]
    assert found == ([message] if message else [])


def test_declared_names_are_no_slips(tmp_path: Path) -> None:
    """Whoever lists the names has said that there is one."""
    cell = "title: T\nnames: h, hh, v, s\ncells:\n  rnn:\n    h[t]: v*h[t-1]\n    s: hh + h[T]\n"
    assert solve_text(_problem('given: {v: 2, "h[0]": 1}; ask: value of h; points: 1', cell=cell), tmp_path).findings == ()


# What items share, and what a prompt shows of it

SHARED = """title: T
stem: For {given} and {convention}.
cells:
  rnn:
    h[t]: relu(v*h[t-1] + w*x[t])
  other:
    q: k**2
given:
  v: 2
  h[0]: 1
  k: 3
convention: {relu'(0): 0}
"""
ITEMS = """items:
  - id: a
    prompt: For {given}.
    cell: rnn
    given: {w: 1, x: [1, 2]}
    ask: value of h
    points: 1
  - id: b
    prompt: For {given}.
    like: a
    given: {w: 5}
    ask: value of h
    points: 1
  - id: c
    prompt: For {given all}.
    like: b
    ask: value of h
    points: 1
  - id: d
    prompt: For {given}.
    cell: other
    ask: value of q
    points: 1
"""


def test_a_prompt_shows_what_its_item_states_itself(tmp_path: Path) -> None:
    """The stem has what all share, an item what is new or, without that, all that it takes; `{given all}` is everything."""
    (tmp_path / "problem.yaml").write_text(SHARED + ITEMS, encoding="utf-8")
    (problem,) = check_exam(*load_exam(tmp_path / "problem.yaml")).key.problems
    assert problem.stem == "For $v = 2$, $h_{0} = 1$ and $k = 3$ and $\\operatorname{ReLU}'(0) = 0$."
    assert [item.prompt for item in problem.items] == [
        "For $w = 1$, $x_{1} = 1$ and $x_{2} = 2$.",
        "For $w = 5$.",
        "For $v = 2$, $h_{0} = 1$, $w = 5$, $x_{1} = 1$ and $x_{2} = 2$.",
        "For $k = 3$.",
    ]


def test_in_german_the_same_stands_in_a_german_list(tmp_path: Path) -> None:
    """`und` between the last two."""
    (tmp_path / "problem.yaml").write_text(SHARED.replace("title: T", "title: T\nlanguage: de") + ITEMS, encoding="utf-8")
    (problem,) = check_exam(*load_exam(tmp_path / "problem.yaml")).key.problems
    assert problem.items[0].prompt == "For $w = 1$, $x_{1} = 1$ und $x_{2} = 2$."


def test_items_take_what_they_share_and_may_say_otherwise(tmp_path: Path) -> None:
    """As with `like`: h is relu(2*1 + 1) = 3, then 2*3 + 2 = 8; with w = 5 it is 7, then 24; q is 9."""
    solved = solve_text(SHARED + ITEMS, tmp_path)
    assert _numbers(solved) == [["3", "8"], ["7", "24"], ["7", "24"], ["9"]]
    own = solve_text(SHARED + ITEMS.replace("{w: 1, x: [1, 2]}", "{w: 1, x: [1, 2], v: 0}"), tmp_path)
    assert _numbers(own)[0] == ["1", "2"]


def test_an_item_that_is_like_one_with_another_cell_takes_what_its_own_cell_has(tmp_path: Path) -> None:
    """k is not in the cell of `a`, but in that of the item that is like it."""
    more = "  - id: e\n    prompt: P\n    like: a\n    cell: other\n    ask: value of q\n    points: 1\n"
    assert _numbers(solve_text(SHARED + ITEMS + more, tmp_path))[-1] == ["9"]


def test_what_no_item_uses_of_it_is_a_finding(tmp_path: Path) -> None:
    """A number, a step's value and a convention, each at its place."""
    more = SHARED.replace("  k: 3\n", "  k: 3\n  m: 4\n").replace("relu'(0): 0", "relu'(0): 0, abs'(0): 0")
    found = [(finding.key, finding.plain, finding.where.line) for finding in solve_text(more + ITEMS, tmp_path).findings]
    assert found == [
        ("given m", "m is given, and no item uses it", 12),
        ("convention abs'(0)", "a convention is stated for abs'(0), and no cell of the item has that function", 13),
    ]


def test_numbers_that_items_share_and_no_sheet_shows_are_a_finding(tmp_path: Path) -> None:
    """Nobody could answer where prompts show only what is their items' own; `d` has nothing of its own and shows k."""
    hidden = SHARED.replace("stem: For {given} and {convention}.", "stem: S")
    own = ITEMS.replace("For {given all}.\n    like: b", "For {given}.\n    like: b\n    given: {w: 6}")
    assert [finding.key for finding in solve_text(hidden + own, tmp_path).findings] == ["unshown v", "unshown h[0]"]
    assert solve_text(hidden + ITEMS, tmp_path).findings == ()


def test_a_stem_with_another_number_than_the_items_is_not_set(tmp_path: Path) -> None:
    """What the stem shows is read back like a prompt."""
    (tmp_path / "problem.yaml").write_text(SHARED + ITEMS, encoding="utf-8")
    checked = check_exam(*load_exam(tmp_path / "problem.yaml"))
    (problem,) = checked.key.problems
    wrong = type(problem.stem)(problem.stem.replace("v = 2", "v = 3"))
    key = replace(checked.key, problems=(replace(problem, stem=wrong),))
    with pytest.raises(VerificationError, match="problem: the prompt does not say that v is 2"):
        proofread_exam(key, checked.solved)


def test_what_items_share_varies_for_all_of_them(tmp_path: Path) -> None:
    """One draw for stem and items; an item that says otherwise keeps its own; the variant file has it under `problem`."""
    varying = SHARED.replace("convention:", "vary:\n  v: 3..9\nconvention:") + ITEMS.replace("given: {w: 5}", "given: {w: 5, v: 2}")
    (tmp_path / "problem.yaml").write_text(varying.replace("ask: value", "differ: gates, zeros\n    ask: value"), encoding="utf-8")
    exam, faults = load_exam(tmp_path / "problem.yaml")
    assert not faults
    judges = acceptances(exam)
    variant = draw(judges, 5)
    (problem,) = with_variant(exam, judges, variant).problems
    assert problem.common
    v = next(given.value for var, given in problem.common.given.items() if var.name == "v")
    drawn = [next((str(given.value) for var, given in item.given.items() if var.name == "v"), "") for item in problem.items]
    assert v != 2 and drawn == [str(v), "2", "2", ""]
    assert f"    problem:\n      v: {v}\n" in variant_text(variant, judges, "problem.yaml")


VARIED = [
    ("like: a; vary: {w: 1..3}", "'w' is taken from elsewhere and would be another number here"),
    ("like: a; vary: {v: 1..3}", "'v' is taken from elsewhere and would be another number here"),
]


@pytest.mark.parametrize(("item", "message"), VARIED)
def test_what_an_item_takes_does_not_vary_in_it(item: str, message: str, tmp_path: Path) -> None:
    """Its prompt would not say so."""
    source = SHARED + ITEMS.replace("    like: a\n    given: {w: 5}\n", "".join(f"    {line}\n" for line in item.split("; ")))
    (tmp_path / "problem.yaml").write_text(source, encoding="utf-8")
    with pytest.raises(InputErrors, match=message) as told:
        acceptances(load_exam(tmp_path / "problem.yaml")[0])
    assert {fault.hint for fault in told.value.faults} == {"let it vary where it is given, or give it here, too"}


def test_what_items_share_is_not_computed_in_one_of_them(tmp_path: Path) -> None:
    """It would stand on what it is a part of."""
    source = SHARED.replace("convention:", "vary: {v: = 2*w in a}\nconvention:") + ITEMS
    (tmp_path / "problem.yaml").write_text(source, encoding="utf-8")
    with pytest.raises(InputErrors, match="what all items share is computed from what is given, not in item 'a'"):
        acceptances(load_exam(tmp_path / "problem.yaml")[0])


# Some equations of a cell


def test_a_prompt_shows_some_equations_in_the_order_of_the_cell(tmp_path: Path) -> None:
    """Of the item's cell or of a named one, by name with or without its time."""
    stem = "stem: The loss is {equation L of rnn}\n"
    source = _problem(f"{GIVEN}; ask: value of h; points: 1", before=stem).replace("prompt: P", 'prompt: "Compute {equations l[t], h}"')
    (tmp_path / "problem.yaml").write_text(source, encoding="utf-8")
    (problem,) = check_exam(*load_exam(tmp_path / "problem.yaml")).key.problems
    lines = problem.items[0].prompt.split("\n")
    assert [line.partition(" &=")[0] for line in lines if "&=" in line] == ["h_{t}", "l_{t}"]
    assert [line.partition(" &=")[0] for line in problem.stem.split("\n") if "&=" in line] == ["L"]


def test_equations_that_change_places_are_shown_as_they_are_then(tmp_path: Path) -> None:
    """A variant permutes names in what a prompt shows of a cell, and shows no more of it."""
    source = """title: T
cells:
  pair:
    a: relu(x)
    b: 2*x
    c: a - b
items:
  - id: a
    prompt: "Compute {equations c}"
    given: {x: 1}
    vary: {pair: "permutation of a, b", x: 1..3}
    differ: steps, gates
    ask: value of c
    points: 1
"""
    (tmp_path / "problem.yaml").write_text(source, encoding="utf-8")
    exam, _ = load_exam(tmp_path / "problem.yaml")
    judges = acceptances(exam)
    shown = set()
    for seed in range(8):
        (piece,) = [p for p in with_variant(exam, judges, draw(judges, seed)).problems[0].items[0].prompt if p.cell]
        assert piece.cell
        shown |= {", ".join(f"{text(eq.lhs.var)} = {text(eq.rhs.expr)}" for eq in piece.cell.equations)}
    assert shown == {"c = a - b", "c = b - a"}


def test_a_figure_may_draw_more_than_the_equations_that_are_shown(tmp_path: Path) -> None:
    """Some equations of the cell that it draws are no others."""
    item = f"{GIVEN}; figure: rnn; ask: value of h; points: 1"
    source = _problem(item).replace("prompt: P", 'prompt: "Compute {equations h}"')
    assert solve_text(source, tmp_path).findings == ()


def test_a_comma_in_a_flow_list_and_a_cell_in_a_stem_are_told_what_to_write() -> None:
    """`[value of h, L]` is cut at its comma by YAML, and a stem is about no cell of an item: both are told in words."""
    for text_of_file, hint in (
        (
            _problem(f"{GIVEN}; ask: [value of h, L]; points: 1"),
            'write: value of L; inside [ ] a text with a comma needs quotes, as "value of h, L"',
        ),
        (_problem(f"{GIVEN}; ask: value of L; points: 1", before="stem: All about {cell}.\n"), "write {cell NAME}"),
    ):
        with TemporaryDirectory() as folder, pytest.raises(InputErrors) as refused:
            solve_text(text_of_file, Path(folder))
        assert hint in [fault.hint for fault in refused.value.faults]
