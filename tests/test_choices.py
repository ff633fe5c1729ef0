"""Questions with options: what is right, what is refused, what a sheet shows, and in which order variants have options."""

import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest

from gen.check.exam import CheckedExam, check_exam, solve_exam
from gen.document.choices import choice_instruction
from gen.document.plain_text import problem_json
from gen.document.prose import text_of
from gen.format.exam_file import load_exam
from gen.latex import Tex
from gen.messages.errors import InputErrors, VerificationError
from gen.model.choice import Choice, ChoiceAnswer, Option, RightIf, Scoring, choice_of
from gen.model.memo import Memo
from gen.model.pages import Layout
from gen.page.choices import ChoiceView
from gen.page.credit_boxes import credit_steps
from gen.page.exam import ExamView, exam_view
from gen.proofread.proofread import proofread_exam
from gen.questions.kind import AskedItem
from gen.questions.kinds import by_kind
from gen.typeset.building import build
from gen.typeset.measuring import _blocks
from gen.typeset.pagination import Paper, arrange
from gen.typeset.templates import render
from gen.variants.acceptance import Acceptance
from gen.variants.orders import Orders
from gen.variants.search import find
from gen.variants.variant_file import acceptances, draw, read_variant, variant_of, variant_text, with_variant
from gen.variants.variation_file import load_variation
from tests.support.mutation import Change, put_in
from tests.support.problems import plain_layout

HEAD = """title: Choices
cells:
  rnn:
    h[t]: relu(v*h[t-1] + w*x[t])
    y[t]: u*h[t]
  soft:
    p: softmax(W @ x)
    L: cross_entropy(p, q)
  vectors:
    s: A @ b
items:
"""
NUMBERS = '    cell: rnn\n    given: {v: 2, w: 1, u: 1/3, "h[0]": 1, x: [1, -2]}\n'


def _item(ask: str, options: str, more: str = "", cell: str = NUMBERS, ident: str = "a") -> str:
    lines = "".join(f"      - {one}\n" for one in options.split("\n"))
    return f"  - id: {ident}\n    prompt: What is it?\n{cell}    ask: {ask}\n{more}    options:\n{lines}    points: 6\n"


def _checked(items: str, folder: Path) -> CheckedExam:
    path = folder / "choices.yaml"
    path.write_text(HEAD + items, encoding="utf-8")
    return check_exam(*load_exam(path))


def _answer(checked: CheckedExam, place: int = 0) -> ChoiceAnswer:
    (solved,) = checked.solved.values()
    return next(one for one in solved.items[place].readings[0].derivation.answers if isinstance(one, ChoiceAnswer))


RIGHT = [
    # a value that is asked for, as an expression, a fraction, a slip, and none of them
    ("choose one", "right: value of h[2]", "{value: 'h[2]'}\n3\n{value: 'v*h[1]'}", "A"),
    ("choose one", "right: value of h[2]", "3\n{value: 'v*h[1] - 2'}", "B"),
    ("choose one", "right: value of h[2]", "{slip: {given: {x: [1, 2]}}}\n{slip: {given: {x: [1, -3]}}}\n4", "C"),
    ("choose one", "right: value of h[2]", "5\n6\n{text: None., right: no other}", "C"),
    (
        "choose one",
        "right: gradient of h[2] wrt v",
        "{value: 'grad(h[2], v)'}\n{slip: {cut: 'h[1]'}}\n{value: 'h[1]'}\n7".replace("\n{value: 'h[1]'}", ""),
        "A",
    ),
    # a decimal that is typed is the value rounded half up to its decimals; 4/3 is no whole number
    ("choose one", "right: value of y[2]", "1.33\n1.34\n1", "A"),
    ("choose one", "right: value of y[2]", "1.3\n1.4\n4/5", "A"),
    ("choose one", "right: value of y[2]", "4/3\n1.34\n1", "A"),
    # relations between numbers, for those of the item
    (
        "choose all",
        "",
        "{text: One., right: 'claim h[2] > h[1]'}\n{text: Two., right: 'claim h[2] = 4'}\n{text: Three., right: 'claim h[1] > 3'}",
        "A, B",
    ),
    ("choose all", "", "{text: One., right: 'claim grad(h[2], v) = 5'}\n{text: Two., right: 'claim h[T] != 4'}", "A"),
    # at each step of the item
    ("true or false", "", "{text: One., right: 'claim h[t] >= h[t-1]'}\n{text: Two., right: 'claim h[t] > 3'}", "A"),
    # the author's word
    ("choose all", "", "{text: One., right: yes}\n{text: Two., right: no}\n{text: Three., right: yes}", "A, C"),
    ("choose one", "", "One.\n{text: Two., right: yes}", "B"),
]


@pytest.mark.parametrize(("ask", "more", "options", "right"), RIGHT, ids=range(len(RIGHT)))
def test_what_is_right_is_worked_out(ask: str, more: str, options: str, right: str, tmp_path: Path) -> None:
    """An option is right if it is what is asked, if its claim is true, if no other is, or if the author says so."""
    checked = _checked(_item(ask, options, f"    {more}\n" if more else ""), tmp_path)
    assert _answer(checked).value == right
    assert checked.findings == ()


FORMULAS = [
    ("(p - q) @ x.T", True),
    ("p @ x.T - q @ x.T", True),
    ("softmax(W @ x) @ x.T - q @ x.T", True),
    ("(q - p) @ x.T", False),
    ("p @ x.T", False),
    ("x @ (p - q).T", False),
]


@pytest.mark.parametrize(("formula", "right"), FORMULAS, ids=[formula for formula, _ in FORMULAS])
def test_a_formula_is_right_if_it_is_equal_to_the_one_that_is_asked_for(formula: str, right: bool, tmp_path: Path) -> None:
    """However it is written; another shape, sign or term is wrong."""
    cell = "    cell: soft\n    shapes: {x: d, q: k}\n"
    options = f"{{formula: '{formula}'}}\n{{formula: 'q @ x.T'}}\n{{text: None., right: no other}}"
    checked = _checked(_item("choose one", options, "    right: formula of gradient of L wrt W\n", cell), tmp_path)
    assert _answer(checked).value == ("A" if right else "C")


def test_vectors_are_options(tmp_path: Path) -> None:
    """A list is the column that it is compared with, and one wrong entry makes it wrong."""
    cell = "    cell: vectors\n    given: {A: [[1, 2], [0, 1]], b: [1, 1]}\n"
    checked = _checked(_item("choose one", "{value: [3, 2]}\n{value: [3, 1]}\n{value: 'b'}", "    right: value of s\n", cell), tmp_path)
    assert _answer(checked).value == "B"


ROUNDED = [
    ("-1/3200", "-0.00\n0.01", "C"),  # y[2] = -1/800
    ("1/10", "0.\n1", "C"),
    ("1/10", "0.\n0.4", "B"),
    ("1/2", "2.\n0.4", "A"),
    ("0", "0.00\n0.01", "A"),
]


@pytest.mark.parametrize(("u", "options", "right"), ROUNDED)
def test_a_typed_zero_is_exactly_zero_and_a_number_without_decimals_is_whole(u: str, options: str, right: str, tmp_path: Path) -> None:
    options += "\n{text: None., right: no other}"
    items = _item("choose one", options, "    right: value of y[2]\n", NUMBERS.replace("u: 1/3", f"u: {u}"))
    assert _answer(_checked(items, tmp_path)).value == right


TWINS = [
    ("choose one", "right: value of h[2]", "4\n{value: 'h[2]'}", "A, B are right, and one box is to be ticked"),
    ("choose one", "right: value of h[2]", "4\n3\n{value: 'h[1]'}", "options B and C are the same"),
    ("choose one", "right: value of h[2]", "5\n3", "no option is right"),
    ("choose all", "", "{text: One., right: no}\n{text: Two., right: no}", "no option is right"),
    ("choose one", "", "One.\n{text: one., right: yes}", "options A and B are the same"),
    ("choose one", "right: value of y[2]", "4/3\n{value: 'y[2] + 10**(-12)/3'}", "option B is printed like y[2], and is another number"),
    # texts by what is printed, a number in them as a number
    ("choose one", "right: value of h[2]", "4\n{text: $4$, right: no}", "options A and B are the same"),
    ("choose one", "right: value of h[2]", "4\n{text: '4', right: no}", "options A and B are the same"),
    ("choose one", "right: value of h[2]", "4\n{text: '{value h[2]}', right: no}", "options A and B are the same"),
    ("choose one", "right: value of y[2]", "4/3\n{text: '$\\frac{4}{3}$', right: no}", "options A and B are the same"),
    ("choose one", "", "{text: '3', right: yes}\n{formula: '3', right: no}", "options A and B are the same"),
    ("choose one", "", "X.\n{text: Y., right: yes}\n{text: '{value 2*v+1}'}\n{text: '{value v+3}'}", "options C and D are the same"),
    ("choose one", "", "X.\n{text: It is 5., right: yes}\n{text: 'It is {value v+3}.'}", "options B and C are the same"),
    ("choose one", "", "X.\n{text: It is **5**., right: yes}\n{text: 'It is $5$.'}", "options B and C are the same"),
]


@pytest.mark.parametrize(("ask", "more", "options", "message"), TWINS, ids=range(len(TWINS)))
def test_options_that_do_not_make_a_question_are_refused(ask: str, more: str, options: str, message: str, tmp_path: Path) -> None:
    """Two right ones, none, and two that are the same, be it on paper alone, are faults with their place."""
    with pytest.raises(InputErrors) as error:
        _checked(_item(ask, options, f"    {more}\n" if more else ""), tmp_path)
    assert message in [fault.message for fault in error.value.faults]


ODD_OPTIONS = [
    ("4\n{slip: {given: {vv: 7, w: 2}}}", "the item has no 'vv' for a slip to change", "did you mean 'v'?"),
    ("4\nnull", "an option is empty", "write what it says, or take it away"),
    ("4\n", "an option is empty", "write what it says, or take it away"),
    ("4\n{value: null}", "an option is empty", "write what it says, or take it away"),
    ("4\n{text: null, right: no}", "an option is empty", "write what it says, or take it away"),
]


@pytest.mark.parametrize(("options", "message", "hint"), ODD_OPTIONS)
def test_an_option_is_not_empty_and_a_slip_changes_what_there_is(options: str, message: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as error:
        _checked(_item("choose one", options, "    right: value of h[2]\n"), tmp_path)
    assert (message, hint) in [(fault.message, fault.hint) for fault in error.value.faults]


def test_a_claim_that_cannot_be_decided_is_a_fault(tmp_path: Path) -> None:
    """It is told at the option, as it is where a claim is asked for."""
    with pytest.raises(InputErrors, match="'k' does not stand in the cell 'rnn'"):
        _checked(_item("true or false", "{text: One., right: 'claim k[t] >= 0'}", cell="    cell: rnn\n"), tmp_path)


# What a page shows ----------------------------------------------------------------------------------------------------

TYPED = _item("choose one", "{text: Red., right: FIRST}\n{text: Green., right: OTHER}", cell="", ident="a") + _item(
    "true or false", "{text: Blue., right: OTHER, reason: Since it is so.}\n{text: White., right: FIRST}", cell="", ident="b"
)


def _typed(first: str, other: str, folder: Path) -> CheckedExam:
    return _checked(TYPED.replace("FIRST", first).replace("OTHER", other), folder)


def test_a_sheet_is_the_same_whatever_is_right(tmp_path: Path) -> None:
    """With the other boxes right the source of the sheet, its PDF and its fingerprint are the same to the byte; the key's are not."""
    sheets, keys, pdfs = set(), set(), set()
    for first, other in (("yes", "no"), ("no", "yes")):
        folder = tmp_path / first
        folder.mkdir()
        checked = _typed(first, other, folder)
        layout = plain_layout(checked.exam)
        sheets.add(render(exam_view(checked.exam, None, layout), "exam"))
        keys.add(render(exam_view(checked.exam, checked.solved, layout), "solutions"))
        built = build(folder / "choices.yaml", checked, "exam", "graders", folder / "out")
        pdfs.add(next(one.data for one in built.files if one.path.name == "exam.pdf"))
    assert (len(sheets), len(keys), len(pdfs)) == (1, 2, 1)
    (sheet,) = sheets
    assert sheet.count(r"\openbox") == 6 and r"\tickedbox" not in sheet and "Since it is so" not in sheet


def test_the_key_of_a_sheet_ticks_what_is_right(tmp_path: Path) -> None:
    """Each option has its boxes, in the key those of the right ones are ticked; reasons stand apart and not in a frame."""
    key = render(exam_view((checked := _typed("yes", "no", tmp_path)).exam, checked.solved, plain_layout(checked.exam)), "solutions")
    assert re.findall(r"\\option\{(.)\}\{\\(\w+)\}", key) == [("A", "tickedbox"), ("B", "openbox")]
    assert re.findall(r"\\truefalse\{(.)\}\{\\(\w+)\}\{\\(\w+)\}", key) == [("A", "openbox", "tickedbox"), ("B", "tickedbox", "openbox")]
    assert r"\begin{key}" not in key and key.count(r"\placeticked") == 2 and "Since it is so" in key
    assert key.count("What is right was typed by the author, not computed.") == 4  # in the key, and on the grading sheet


def test_the_place_of_what_is_only_ticked_does_not_depend_on_the_key(tmp_path: Path) -> None:
    """However long the reasons are, the item is as high as its prompt, and no frame is around anything."""
    checked = _typed("yes", "no", tmp_path)
    paper = Paper(700.0, 13.0, 23.0, 13.0)

    def layout(need: float) -> Layout:
        lengths = {"heading": 20.0, "prompt": 90.0}
        return arrange(list(_blocks(checked.exam, lambda kind, name: lengths.get(kind, need), paper)), paper)

    (page,) = layout(10.0)
    assert layout(10.0) == layout(600.0) and [round(slot.points) for slot in page[1:]] == [90, 90]


SCHEMES = [
    ("one", Scoring("all or nothing"), 1, "Tick one box.", "0 1"),
    ("one", Scoring("right minus wrong", Fraction(1, 2), True), 1, "Tick one box. A wrong tick costs ½ point.", "-1/2 0 1"),
    ("all", Scoring("all or nothing"), 2, "Tick all that are right. There are points only if all are answered correctly.", "0 2"),
    (
        "all",
        Scoring("per option"),
        2,
        "Tick all that are right. Each option that is correctly ticked or left open earns ½ point.",
        "0 1/2 1 3/2 2",
    ),
    (
        "all",
        Scoring("half for one error"),
        2,
        "Tick all that are right. One wrong answer leaves half of the points, several leave none.",
        "0 1 2",
    ),
    (
        "statements",
        Scoring("right minus wrong"),
        4,
        "Tick true or false for each. Each correct answer earns 1 point. Each wrong answer costs 1 point. "
        "The item has no less than 0 points.",
        "0 1/2 1 3/2 2 5/2 3 7/2 4",
    ),
]


REASONED = [
    ("choose one", "Tick one box, and give a reason.", "Ein Kästchen ankreuzen und begründen."),
    ("choose all", "Tick all that are right, and give reasons.", "Alle richtigen ankreuzen und begründen."),
    ("true or false", "Tick true or false for each, and give reasons.", "Jeweils wahr oder falsch ankreuzen und begründen."),
]


@pytest.mark.parametrize(("ask", "english", "german"), REASONED)
def test_a_sheet_says_that_a_reason_is_wanted(ask: str, english: str, german: str, tmp_path: Path) -> None:
    for language, told in (("en", english), ("de", german)):
        for reasoned in (True, False):
            text = _item(ask + " with a reason" * reasoned, "{text: One., right: yes}\n{text: Two., right: no}", cell="")
            (tmp_path / "reason.yaml").write_text(f"language: {language}\n{HEAD}{text}", encoding="utf-8")
            exam, faults = load_exam(tmp_path / "reason.yaml")
            assert faults == []
            source = render(exam_view(exam, None, plain_layout(exam)), "exam")
            assert (told in source) == reasoned


@pytest.mark.parametrize(("form", "scoring", "points", "words", "boxes"), SCHEMES, ids=[f"{one[0]} {one[1].scheme}" for one in SCHEMES])
def test_the_rule_on_the_sheet_does_not_depend_on_what_is_right(
    form: str, scoring: Scoring, points: int, words: str, boxes: str, tmp_path: Path
) -> None:
    """It is made of the form, the points and the number of options: the same with one, two or four right ones. So are the credit boxes."""
    checked = _typed("yes", "no", tmp_path)
    item = checked.exam.problems[0].items[0]
    told = set()
    for right in ((True, False, False, False), (True, True, False, False), (True, True, True, True)):
        options = tuple(Option(name, (), RightIf(item.where, typed=one), item.where) for name, one in zip("ABCD", right, strict=True))
        choice = Choice(form, item.where, options, scoring)  # type: ignore[arg-type]
        criterion = replace(item.grading.criteria[0], points=Fraction(points))
        paid = replace(item, grading=replace(item.grading, criteria=(criterion,)), queries=(item.queries[0].with_ticked(choice),))
        told.add((text_of(choice_instruction(choice, Fraction(points), "en")), " ".join(map(str, credit_steps(paid)))))
    assert told == {(words, boxes)}


def _with_choice(view: ExamView, changed: ChoiceView) -> ExamView:
    problem = view.problems[0]
    items = (replace(problem.items[0], choice=changed), *problem.items[1:])
    return replace(view, problems=(replace(problem, items=items),))


def test_a_key_with_another_tick_or_number_is_refused(tmp_path: Path) -> None:
    """The page is read back: boxes against what was found, printed numbers against those of the options, and the sentence about both."""
    checked = _checked(_item("choose one", "{value: 'h[2]'}\n3", "    right: value of h[2]\n"), tmp_path)
    choice = checked.key.problems[0].items[0].choice
    assert choice and proofread_exam(checked.key, checked.solved)
    first, second = choice.options
    for options, message in (
        ((replace(first, ticked=(False,)), second), "option A is ticked|option A is not ticked|option A is"),
        ((first, replace(second, ticked=(True,))), "option B is"),
        ((replace(first, text=Tex("$5$")), second), "option A does not print its number"),
        ((second, first), "the options are not told in their order"),
    ):
        with pytest.raises(VerificationError, match=message):
            proofread_exam(_with_choice(checked.key, replace(choice, options=options)), checked.solved)
    item = checked.key.problems[0].items[0]
    assert item.solution
    (reading,) = item.solution.readings
    groups = tuple(
        replace(group, blocks=tuple(replace(block, text=Tex(block.text.replace("Right: A", "Right: B"))) for block in group.blocks))
        for group in reading.groups
    )
    wrong = replace(item, solution=replace(item.solution, readings=(replace(reading, groups=groups),)))
    with pytest.raises(VerificationError, match="names B, not A"):
        proofread_exam(replace(checked.key, problems=(replace(checked.key.problems[0], items=(wrong,)),)), checked.solved)


def test_what_gen_show_prints_of_options(tmp_path: Path) -> None:
    """Letters of the right ones, and whose word it is."""
    checked = _typed("yes", "no", tmp_path)
    (solved,) = checked.solved.values()
    assert problem_json(solved)["items"][0]["readings"][0]["answers"] == [
        {"right": ["A"], "options": [{"option": "A", "right": True, "typed": True}, {"option": "B", "right": False, "typed": True}]}
    ]
    assert _answer(checked, 1).text == "right: B (typed, not computed: A, B)"


MUTANTS: list[tuple[str, Change, str]] = [
    # what decides, changed; an item that is judged by it
    ("questions.option_numbers.is_what_is_asked", lambda f: lambda option, own, asked: own == 3, "3\n7\n{text: None., right: no other}"),
    (
        "questions.choices.compare_values",
        lambda f: lambda *sides: not f(*sides),
        "{text: One., right: 'claim h[2] > h[1]'}\n{text: Two., right: 'claim h[2] < h[1]'}",
    ),
    ("questions.option_numbers.value_in", lambda f: lambda *parts: f(*parts) + 1, "{value: 'h[2]'}\n{value: 'h[1]'}\n9"),
]


@pytest.mark.parametrize(("place", "change", "options"), MUTANTS, ids=["asked", "claim", "value"])
def test_mutant_of_what_decides_is_refused(
    place: str, change: Change, options: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong verdict on an option, or a wrong value of it, is noticed by the definitions that judge it once more."""
    items = _item("choose one", options, "" if "claim" in options else "    right: value of h[2]\n")
    _checked(items, tmp_path)
    calls = put_in(monkeypatch, place, change)
    with pytest.raises(VerificationError):
        solve_exam(*load_exam(tmp_path / "choices.yaml"))  # before any page is read back
    assert calls


# Variants -------------------------------------------------------------------------------------------------------------

VARYING = """
    vary: {v: 1..4, w: 1..3}
    differ: gates, kinks, zeros, steps
    convention: {relu'(0): 0}
    right: value of h[2]
"""
FOUR = "{value: 'h[1]'}\n{value: 'h[2]'}\n{slip: {given: {x: [1, 2]}}}\n5"
SEEDS = 1000


def _acceptance(items: str, folder: Path) -> Acceptance:
    path = folder / "choices.yaml"
    path.write_text(HEAD + items, encoding="utf-8")
    variation, faults = load_variation(path)
    assert variation and faults == []
    return Acceptance(variation)


def _judged(acceptance: Acceptance, seed: int) -> tuple[tuple[str, ...], ChoiceAnswer]:
    """The order of the options of a seed, and the verdicts on them."""
    problem = acceptance.problem(find(acceptance, seed))
    item = problem.items[0]
    asked = AskedItem(item, item.readings[0], {"v", "w"}, acceptance.memo)
    ((kind, query),) = by_kind(item.queries)
    (answer,) = kind.derivation(query, asked).answers
    choice = choice_of(item)
    assert isinstance(answer, ChoiceAnswer) and choice
    return choice.order, answer


def test_in_a_thousand_variants_one_option_is_right_wherever_it_stands(tmp_path: Path) -> None:
    """No seed has two right options or two that are the same; the place of the right one is uniform (chi-squared, 3 degrees of freedom)."""
    acceptance = _acceptance(_item("choose one", FOUR, VARYING.lstrip("\n")), tmp_path)
    found = [_judged(acceptance, seed) for seed in range(SEEDS)]
    assert all(sum(one.right for one in answer.options) == 1 and answer.clashes == () for _, answer in found)
    assert all(order[[one.right for one in answer.options].index(True)] == "B" for order, answer in found)
    places = Counter(answer.value for _, answer in found)
    assert sum((places[name] - SEEDS / 4) ** 2 / (SEEDS / 4) for name in "ABCD") < 11.34  # 1 % of uniform draws are above it
    orders = Counter(order for order, _ in found)
    assert set(orders) == set(permutations("ABCD"))
    assert sum((n - SEEDS / 24) ** 2 / (SEEDS / 24) for n in orders.values()) < 41.6  # 23 degrees of freedom


def test_a_seed_has_its_order_whatever_else_varies(tmp_path: Path) -> None:
    """Other ranges, requirements and items change numbers and attempts, and no order."""
    usual = _acceptance(_item("choose one", FOUR, VARYING.lstrip("\n")), tmp_path)
    orders = [find(usual, seed)["a: options"] for seed in range(30)]
    other = VARYING.lstrip("\n").replace("1..4", "2..9").replace("    right", "    require: ['h[2] > 3']\n    right")
    more = _item("choose one", "One.\n{text: Two., right: yes}", cell="", ident="b")
    (tmp_path / "other").mkdir()
    changed = _acceptance(_item("choose one", FOUR, other) + more, tmp_path / "other")
    assert [find(changed, seed)["a: options"] for seed in range(30)] == orders
    assert len(set(orders)) > 10


def test_draws_with_two_right_options_are_counted_and_rejected(tmp_path: Path) -> None:
    """`gen variants` tells what removes them, as it does of requirements."""
    acceptance = _acceptance(_item("choose one", FOUR, VARYING.lstrip("\n")), tmp_path)
    (group,) = acceptance.variation.groups
    verdicts = {(v, w): acceptance.violations(group, {"a: v": Fraction(v), "a: w": Fraction(w)}) for v in range(1, 5) for w in range(1, 4)}
    # h[2] = max(0, v*(v + w) - 2*w) is h[1] = v + w, or 5 as the last option has it, or both slips agree.
    assert verdicts[2, 1] == () and any("one option is right" in one or "no two options are the same" in one for one in verdicts.values())


def test_draws_for_which_two_texts_print_one_number_are_rejected(tmp_path: Path) -> None:
    """2 v + 1 is v + 3 for v = 2."""
    options = "One.\n{text: Two., right: yes}\n{text: '{value 2*v + 1}', right: no}\n{text: '{value v + 3}', right: no}"
    cell = NUMBERS.replace("v: 2", "v: 1")
    acceptance = _acceptance(_item("choose one", options, "    vary: {v: 1..4}\n", cell), tmp_path)
    (group,) = acceptance.variation.groups
    clash = [any("no two options are the same" in one for one in acceptance.violations(group, {"a: v": Fraction(v)})) for v in range(1, 5)]
    assert clash == [False, True, False, False]


def test_what_stays_and_what_does_not_move(tmp_path: Path) -> None:
    """`last` options and `no other` keep their places, and `shuffle: no` keeps all."""
    options = "One.\n{text: Two., right: yes}\n{text: Three., last: yes}\n{text: None., right: no other}"
    moving = _acceptance(_item("choose one", options, cell=""), tmp_path)
    orders = {find(moving, seed)["a: options"] for seed in range(20)}
    assert orders == {("A", "B", "C", "D"), ("B", "A", "C", "D")}
    still = _acceptance(_item("choose one", options, "    shuffle: no\n", cell=""), tmp_path)
    assert find(still, 1) == {} and not still.varies


def test_orders_are_numbered_like_words(tmp_path: Path) -> None:
    """The k-th order is the k-th of all words of the letters that move, sorted."""
    orders = Orders(tuple("ABCD"), (True,) * 4)
    assert list(orders) == list(permutations("ABCD"))
    fixed = Orders(tuple("ABCD"), (True, True, False, True))
    assert list(fixed) == [(*one[:2], "C", one[2]) for one in permutations("ABD")]
    assert ("B", "A", "C", "D") in fixed and ("B", "C", "A", "D") not in fixed and ("A", "A", "C", "D") not in fixed


def test_a_variant_file_has_the_order_and_may_change_it(tmp_path: Path) -> None:
    """What is written for a seed gives the same exam; an order that is edited is taken, and one that there is not is refused."""
    path = tmp_path / "choices.yaml"
    path.write_text(HEAD + _item("choose one", FOUR, VARYING.lstrip("\n")), encoding="utf-8")
    exam, _ = load_exam(path)
    accepted = acceptances(exam)
    variant = draw(accepted, 5)
    file = tmp_path / "variant.yaml"
    written = variant_text(variant, accepted, "choices.yaml")
    file.write_text(written, encoding="utf-8")
    assert with_variant(exam, accepted, variant_of(read_variant(file), accepted)).problems == with_variant(exam, accepted, variant).problems
    for order, fits in (("D, C, B, A", True), ("A, B, C", False), ("A, B, C, C", False)):
        file.write_text(re.sub(r"options: .*", f"options: {order}", written), encoding="utf-8")
        if fits:
            choice = choice_of(with_variant(exam, accepted, variant_of(read_variant(file), accepted)).problems[0].items[0])
            assert choice and choice.order == ("D", "C", "B", "A")
        else:
            with pytest.raises(InputErrors, match="'options' is an order of A, B, C, D"):
                variant_of(read_variant(file), accepted)


def test_a_claim_about_each_step_is_decided_for_each_variant_anew(tmp_path: Path) -> None:
    """With other numbers it may be false: what was worked out for the author's own is not taken for it."""
    options = "{text: One., right: 'claim h[t] >= h[t-1]'}\n{text: Two., right: 'claim h[t] >= 0'}"
    own = 'cell: rnn\n    given: {v: 2, w: 1, u: 1/3, "h[0]": 1, x: [1, %s]}\n'
    memo = Memo()
    found = []
    for x in ("-2", "-5"):
        (tmp_path / "choices.yaml").write_text(HEAD + _item("choose all", options, cell="    " + own.replace("%s", x)), encoding="utf-8")
        exam, faults = load_exam(tmp_path / "choices.yaml")
        found.append(_answer(check_exam(exam, faults, memo)).value)
    assert found == ["A, B", "B"]
