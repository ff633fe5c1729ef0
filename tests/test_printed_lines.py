"""What is printed is what was computed: every line of text and every row of a key read back as a number."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.algebra.arrays import Array, Value, scalar
from gen.algebra.expr import Atom, Call, Var, walk
from gen.document.plain_text import problem_json, problem_text
from gen.format.problem_file import load_problem
from gen.functions import FUNCTIONS
from gen.latex.tex import Tex
from gen.latex.writer import Latex
from gen.messages.errors import VerificationError
from gen.messages.sentences import LANGUAGES, Language
from gen.model.problem import Given, Item, Mode
from gen.model.solved import SolvedItem, SolvedProblem
from gen.page.prose import latex_of
from gen.page.selection import for_students
from gen.page.solution import BlockView, SolutionView, with_adjoint_letters
from gen.proofread.forms import read_forms
from gen.proofread.printed_steps import printed_lines
from gen.proofread.proofread import proofread, read_prompt
from gen.proofread.reasons import check_reasons
from gen.proofread.statements import read_statements
from tests.support.keys import key_of
from tests.support.line_evaluator import evaluate, factors, latex_tokens, plain_tokens
from tests.support.printed_lines import (
    CELLS,
    HEAD,
    bare_minus_signs,
    lines_of,
    lost_factors,
    names_with_numbers,
    solved_cell,
    wrong_numbers,
    wrong_symbols,
)
from tests.support.problems import PROBLEMS, ROOT, solve_text, solved
from tests.support.problems import item as item_of
from tests.support.recurrences import SMOOTH, TELLINGS, OracleCell, load, misprinted, recurrences, solvable, truncated


@dataclass(frozen=True)
class Place:
    """A reading of an item of a problem, which is solved when a test needs it."""

    name: str
    solve: Callable[[], SolvedProblem]
    item: int = 0
    reading: int = 0
    arrays: bool = False

    def parts(self) -> tuple[SolvedProblem, SolvedItem, int]:
        """The problem, the item, and which of its readings it is."""
        problem = self.solve()
        return problem, problem.items[self.item], self.reading


@cache
def _key(place: Place, language: Language) -> SolutionView:
    """The key of the place's item, which several tests look at."""
    problem, item, _ = place.parts()
    return key_of(item, Latex(problem.problem.latex, language))


def _of_arrays(item: Item) -> bool:
    """Whether a cell of the item uses a function of arrays or of several arguments."""
    whole = [e for one in item.readings for equation in one.cell.equations for e in walk(equation.rhs.expr)]
    return any(isinstance(e, Call) and e.fn in FUNCTIONS and FUNCTIONS[e.fn].array for e in whole)


def _shipped() -> Iterator[Place]:
    """Every reading of what is shipped."""
    for path in PROBLEMS:
        for at, item in enumerate(load_problem(path)[0].items):
            for i in range(max(1, len(item.readings))):
                arrays = any(isinstance(given.value, Array) for given in item.given.values()) or _of_arrays(item)
                yield Place(f"{path.stem}-{item.id}-{i}", partial(solved, path), at, i, arrays)


# The three ways of telling take turns.
OWN = [Place(f"{name}-{mode}-a-0", partial(solved_cell, name, mode)) for name, mode in zip(CELLS, cycle(TELLINGS))]


@cache
def _places() -> list[Place]:
    """All readings whose lines are looked at."""
    return [*_shipped(), *OWN]


def _numbers() -> list[Place]:
    """Those without arrays: their plain lines are read nowhere, but their rows are, with those of all others."""
    return [place for place in _places() if not place.arrays]


# The lines of --json --------------------------------------------------------------------------------------------------


def test_symbols_give_the_value(subtests: pytest.Subtests) -> None:
    """Each line's symbols, with givens and the values of earlier lines put in, give its value."""
    for place in _numbers():
        with subtests.test(place.name):
            problem, item, reading = place.parts()
            assert wrong_symbols(problem, item, reading) == []


def test_numbers_give_the_value(subtests: pytest.Subtests) -> None:
    """Each line's numbers give its value, within what six digits allow where they are rounded."""
    for place in _numbers():
        with subtests.test(place.name):
            problem, item, reading = place.parts()
            assert wrong_numbers(problem, item, reading) == []


def test_negative_numbers_stand_in_brackets(subtests: pytest.Subtests) -> None:
    """In numbers no minus sign follows an operator."""
    for place in _places():
        with subtests.test(place.name):
            problem, item, reading = place.parts()
            assert bare_minus_signs(lines_of(problem, item, reading)) == []


def test_no_factor_is_lost(subtests: pytest.Subtests) -> None:
    """Each summand has as many factors in numbers as in symbols: a factor 0 or 1 stays."""
    for place in _numbers():
        with subtests.test(place.name):
            problem, item, reading = place.parts()
            assert lost_factors(lines_of(problem, item, reading), names_with_numbers(item, item.readings[reading])) == []


def test_answers_of_json_are_those_of_its_steps(subtests: pytest.Subtests) -> None:
    """Each answer is the exact value of the step that it names, and its decimal value rounded to double precision."""
    for place in _numbers():
        with subtests.test(place.name):
            problem, item, reading = place.parts()
            (shown,) = problem_json(problem, item.item.id)["items"]
            told = [(a["of"], a["wrt"], a["exact"], a["value"]) for a in shown["readings"][reading]["answers"] if "exact" in a]
            steps = {line["lhs"]: line["exact"] for line in lines_of(problem, item, reading)}
            derivation = item.readings[reading].derivation
            values = [float(scalar(derivation.values[answer])) for answer in derivation.answers if isinstance(answer, Atom)]
            names = [of if wrt is None and of else f"d{of}/d{wrt}" if of else "total" for of, wrt, _, _ in told]
            assert [one[2:] for one in told] == [(steps[name], value) for name, value in zip(names, values, strict=True)]


@pytest.mark.parametrize("mode", TELLINGS)
def test_value_that_cancels_is_shown_as_0(mode: Mode) -> None:
    """A rounded value that is 0 is printed as 0, without digits or an exponent that mean nothing."""
    assert re.findall(r"(?<![\d.])0\.0+(?:e[+-]?\d+)?(?![\d])", problem_text(solved_cell("values that cancel", mode))) == []


# The rows of the key --------------------------------------------------------------------------------------------------


def test_rows_of_the_key_tell_every_step_with_its_value_and_reason(subtests: pytest.Subtests) -> None:
    """Each build reads its key back: every form, step and reason is accepted, in either language by turns."""
    for place, language in zip(_places(), cycle(LANGUAGES)):
        with subtests.test(place.name):
            problem, item, reading = place.parts()
            latex = Latex(problem.problem.latex, language)
            one, view = item.readings[reading], _key(place, language).readings[reading]
            own = with_adjoint_letters(latex, one)
            told, _ = printed_lines(view, one, own)
            assert len(read_forms(told, one, item.item, own)) == sum(len(steps.forms) for steps in told)
            check_reasons(told, one, item.item, own)
            read_statements(view, one, item.item, own)


def test_key_for_students_has_the_rows_that_were_read(subtests: pytest.Subtests) -> None:
    """What students get is read with the key for graders: the same rows, but for the remarks below them."""
    for place, language in zip(_places(), cycle(LANGUAGES)):
        with subtests.test(place.name):
            key = _key(place, language)
            theirs, ours = (
                [row for group in one.readings[place.reading].groups for block in group.blocks for row in block.rows]
                for one in (for_students(key), key)
            )
            assert theirs == [replace(row, remarks=()) for row in ours]


def _altered(key: SolutionView, change: Callable[[BlockView], BlockView]) -> SolutionView:
    """The key with another last block."""
    *before, last = key.readings
    *groups, group = last.groups
    changed = replace(group, blocks=(*group.blocks[:-1], change(group.blocks[-1])))
    return replace(key, readings=(*before, replace(last, groups=(*groups, changed))))


SPOILT: dict[str, tuple[str, str, Callable[[SolutionView], SolutionView], str]] = {
    "steps told again": ("kink", "a", lambda key: _altered(key, lambda b: replace(b, rows=b.rows * 2)), "where no step belongs"),
    "a reading lost": ("sheet-a", "d", lambda key: replace(key, readings=key.readings[:-1]), "readings are printed, not"),
    "a sentence lost": ("sheet-c", "b", lambda key: _altered(key, lambda b: replace(b, text=Tex(""))), "sentences are told, not"),
    "a formula lost": ("sheet-c", "b", lambda key: _altered(key, lambda b: replace(b, text=Tex("So it is."))), "has lost a formula"),
}


@pytest.mark.parametrize(("stem", "ident", "spoil", "message"), SPOILT.values(), ids=SPOILT)
def test_key_that_tells_more_or_less_is_refused(stem: str, ident: str, spoil: Callable[[SolutionView], SolutionView], message: str) -> None:
    """A step, a reading, a sentence or its formula too many or too few."""
    one = item_of(solved(ROOT / "problems" / f"{stem}.yaml"), ident)
    latex = Latex()
    key = key_of(one, latex)
    proofread(key, one, latex)
    with pytest.raises(VerificationError, match=message):
        proofread(spoil(key), one, latex)


# What an earlier item tells -------------------------------------------------------------------------------------------

SHEET_C = ROOT / "problems" / "sheet-c.yaml"


def _in_rows(one: SolvedItem) -> SolvedItem:
    return replace(one, item=replace(one.item, style="rows"))


def test_forward_pass_of_an_earlier_item_is_told_once() -> None:
    """C.d has the numbers of C.c: its key says so, and tells no forward value again; alone it tells them all."""
    before, one = (_in_rows(item_of(solved(SHEET_C), ident)) for ident in "cd")
    (alone,), (key,) = key_of(one, Latex()).readings, key_of(one, Latex(), [before]).readings
    # The figure stands beside the general rule, as a group without a heading.
    assert [str(group.heading) for group in alone.groups][:3] == ["In general", "", "Forward pass"]
    assert [(str(group.heading), group.blocks) for group in key.groups][2:3] == [("Forward pass as in c)", ())]
    assert [group.blocks for group in key.groups[3:]] == [group.blocks for group in alone.groups[3:]]


TWO_LAYER = ROOT / "problems" / "two-layer.yaml"


def test_forward_pass_by_the_equations_of_another_cell_is_told_once_and_a_later_one_where_it_belongs() -> None:
    """The cell with the update holds the equations of the cell before; what it computes after the update has a heading of its own."""
    before, one = (item_of(solved(TWO_LAYER), ident) for ident in "ab")
    (key,) = key_of(one, Latex(), [before]).readings
    assert [group.heading for group in key.groups] == [
        "In general",
        "Forward pass as in a)",
        "Local derivatives",
        "Backward pass",
        "Update",
        "Forward pass with the new values",
    ]


TWO_PASSES = """
title: Two passes
cells:
  c:
    g[t]: x[t]**2
    h[t]: w*h[t-1] + g[t]
items:
  - {id: a, prompt: "{cell} {given}", given: {w: 2, "h[0]": 0, x: [1, 3]}, ask: "value of h[2]", points: {all: 1}, style: rows}
  - {id: b, prompt: "And {given}?", like: a, given: {w: 3}, ask: "value of h[2]", points: {all: 1}, style: rows}
  - {id: c, prompt: "And the gradient?", like: a, ask: "gradient of h[2] wrt w", by: reverse, points: {all: 1}, style: rows}
"""


def test_forward_pass_with_another_weight_is_no_reference(tmp_path: Path) -> None:
    """An item with another weight has all of its forward pass, also g[t], which item a has as well; with the same one it refers to it."""
    problem = solve_text(TWO_PASSES, tmp_path)
    headings = [
        [str(group.heading) for group in key_of(item, Latex(), problem.items[:n]).readings[0].groups]
        for n, item in enumerate(problem.items)
    ]
    assert headings == [[""], [""], ["Forward pass as in a)", "Backward pass"]]


def test_narrow_figure_stands_beside_the_highest_group() -> None:
    """The figure of closed gates takes the room beside the backward pass, above the words behind it; short groups stand side by side."""
    (key,) = key_of(item_of(solved(TWO_LAYER), "c"), Latex()).readings
    assert [(group.heading, group.side, group.figure is not None) for group in key.groups] == [
        ("In general", "", False),
        ("Forward pass", "left", False),
        ("Local derivatives", "right", False),
        ("Backward pass", "left", False),
        ("", "right", True),
        ("", "", False),
    ]


SPELLED = [
    ("one", "h[t]: V*tanh(c[t])", []),
    # Two values that would look the same keep their names; what comes through a power has a line.
    ("two alike", "k[t]: tanh(c[t])**2\n    h[t]: k[t]*tanh(c[t])", ["z_{k,1}"]),
]


@pytest.mark.parametrize(("equations", "names"), [row[1:] for row in SPELLED], ids=[row[0] for row in SPELLED])
def test_value_of_a_function_inside_a_formula_is_written_as_it_is(equations: str, names: list[str], tmp_path: Path) -> None:
    """Nobody gives tanh(c) in o*tanh(c) a letter, nor writes down the derivative with respect to it."""
    cell = f"{HEAD}    c[t]: W*c[t-1]\n    {equations}\n"
    asked = "by: reverse, ask: 'gradient of h[1] wrt W', points: {all: 1}, given: {V: 2, W: 3, 'c[0]': 1}"
    (one,) = solve_text(f"{cell}items:\n  - {{id: a, prompt: Find it., {asked}}}\n", tmp_path).items
    key = key_of(one, Latex())
    proofread(key, one, Latex())
    lefts = {str(row.left) for group in key.readings[0].groups for block in group.blocks for row in block.rows}
    told = {left for left in lefts if re.search("tial (z|.tanh)", left)}
    assert told == {rf"\frac{{\partial h_{{1}}}}{{\partial {name}}}" for name in names}


@pytest.mark.parametrize("ident", ["a", "b"], ids=["other questions", "no numbers"])
def test_forward_pass_is_told_where_no_earlier_item_has_it(ident: str) -> None:
    """An earlier item without these lines changes nothing."""
    one = item_of(solved(SHEET_C), "d")
    assert key_of(one, Latex(), [item_of(solved(SHEET_C), ident)]) == key_of(one, Latex())


@pytest.mark.parametrize("values", ["none", "others"])
def test_value_left_to_an_item_that_does_not_tell_it_is_refused(values: str) -> None:
    """A build accepts that a forward value is missing only where the item that the key names tells just this value."""
    before, one = (item_of(solved(SHEET_C), ident) for ident in "cd")
    key = key_of(one, Latex(), [before])
    told: dict[str, dict[Atom, Value]] = {}
    proofread(key_of(before, Latex()), before, Latex(), told)
    proofread(key, one, Latex(), dict(told))
    spoilt: dict[str, dict[Atom, Value]] = {"c": {lhs: Fraction(7) for lhs in told["c"]} if values == "others" else {}}
    with pytest.raises(VerificationError, match="is left to item c, which does not tell it"):
        proofread(key, one, Latex(), spoilt)


def test_value_left_to_an_item_that_no_heading_names_is_refused() -> None:
    """A build wants to read where the missing values are told."""
    before, one = (item_of(solved(SHEET_C), ident) for ident in "cd")
    key, told = key_of(one, Latex(), [before]), dict[str, dict[Atom, Value]]()
    proofread(key_of(before, Latex()), before, Latex(), told)
    unnamed = replace(key.readings[0], groups=tuple(replace(group, heading=Tex("Forward pass")) for group in key.readings[0].groups))
    with pytest.raises(VerificationError, match="but no heading says so"):
        proofread(replace(key, readings=(unnamed,)), one, Latex(), told)


# Random recurrences ---------------------------------------------------------------------------------------------------


def _wrong(recurrence: OracleCell, mode: Mode) -> list[str]:
    """Everything that is wrong with the lines of a random recurrence, the rows of whose key are read back."""
    problem = solvable(load(recurrence), mode)
    (item,) = problem.items
    latex = Latex(problem.problem.latex)
    proofread(key_of(item, latex), item, latex)
    lines = lines_of(problem, item, 0)
    return [
        *wrong_symbols(problem, item, 0),
        *wrong_numbers(problem, item, 0),
        *bare_minus_signs(lines),
        *lost_factors(lines, names_with_numbers(item, item.readings[0])),
    ]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.one_of(recurrences(), truncated(horizon=4), misprinted(horizon=4)), st.sampled_from(TELLINGS))
def test_lines_of_rational_recurrences_are_exact(recurrence: OracleCell, mode: Mode) -> None:
    """Random recurrences, cut and misprinted ones among them: each line and row has its value, its brackets and its factors."""
    assert _wrong(recurrence, mode) == []


@settings(max_examples=15, deadline=None, derandomize=True)
@given(recurrences(SMOOTH, horizon=3, depth=1), st.sampled_from(TELLINGS))
def test_lines_of_smooth_recurrences_are_right_to_the_digits_shown(recurrence: OracleCell, mode: Mode) -> None:
    """Random recurrences with functions that are not rational: the same within what six digits allow."""
    assert _wrong(recurrence, mode) == []


# The reader itself ----------------------------------------------------------------------------------------------------

NAMES = {
    "h[3]": Fraction(5),
    "h": Fraction(7),
    "V": Fraction(-2),
    "dh[3]/dV": Fraction(3),
    "dh[3]/dV.2": Fraction(4),
    "relu'(z[1])": Fraction(9),
}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("2 + 3*4^2/8 - 1", 7),
        ("-2^2", -4),
        ("(-2)^2", 4),
        ("8/2/2", 2),
        ("h[3]*dh[3]/dV - V", 17),
        ("dh[3]/dV.2 + h/V", Fraction(1, 2)),
        ("relu'(z[1])*relu'(-2)", 0),
        ("relu'(0) + abs'(-3)", Fraction(-1, 2)),
        ("relu(-(3 - 4))", 1),
        ("1.25e-3*8e2", 1),
        ("sqrt(9/4)", Fraction(3, 2)),
        ("4^(1/2)", 2),
    ],
)
def test_reader_reads_plain_text(line: str, value: Fraction) -> None:
    """Numbers, names, precedence and slopes of plain text."""
    assert evaluate(plain_tokens(line, NAMES), NAMES, {"relu'(0)": Fraction(1, 2)}).contains(Fraction(value))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (r"\frac{1}{2} \cdot (-3)^{2}", Fraction(9, 2)),
        (r"\operatorname{ReLU}'\left(\frac{1}{2}\right) + \operatorname{ReLU}(-1)", 1),
        (r"V^{2}\,h_{3}", 20),
        (r"\frac{\partial h_{3}}{\partial V}\,V", -6),
        (r"\sqrt{\frac{9}{4}} - \exp(0)", Fraction(1, 2)),
        (r"2.5 \cdot 10^{-3} \cdot 400", 1),
        (r"\sigma(0)\,\tanh(0) + \ln(1)", 0),
    ],
)
def test_reader_reads_latex(line: str, value: Fraction) -> None:
    """Fractions, powers, products and functions of LaTeX."""
    names = {"V": Fraction(-2), "h_{3}": Fraction(5), r"\frac{\partial h_{3}}{\partial V}": Fraction(3)}
    assert evaluate(latex_tokens(line, names), names, {}).contains(Fraction(value))


@pytest.mark.parametrize("line", ["2*-3", "1 + -2", "1 - -2", "2^-1", "--2", "2 3", "2*", "(1", "U*2", "h[2]", "1 +* 2", "2(3)"])
def test_reader_refuses_what_a_person_would_not_write(line: str) -> None:
    """Bare negative operands, missing operators and unknown names are errors."""
    with pytest.raises(ValueError, match=r"cannot read|unexpected|expected|not a whole"):
        evaluate(plain_tokens(line, NAMES), NAMES, {})


@pytest.mark.parametrize(
    "line", [r"2\,3", "{1 + 2} \\cdot 3", r"\sqrt(4)^{", r"\frac{1}{2}^{2}", r"V h_{3}", r"h_{31}", r"2 \cdot -3", r"\sigma'(1)", r"\ln(0)"]
)
def test_reader_refuses_latex_that_says_something_else(line: str) -> None:
    """Braces are no brackets and a space is no sign between numbers; names are whole, a power has a base, a function a value."""
    names = {"V": Fraction(-2), "h_{3}": Fraction(5)}
    with pytest.raises(ValueError, match=r"cannot read|unexpected|expected|not a whole|no slope|logarithm"):
        evaluate(latex_tokens(line, names), names, {})


def test_function_with_the_letter_of_a_name_is_known_by_its_bracket() -> None:
    r"""`\sigma` is a name where no bracket follows at once, else the sigmoid."""
    names = {r"\sigma": Fraction(3)}
    assert evaluate(latex_tokens(r"\sigma\,\sigma(0) + \sigma\left(0\right)", names), names, {}).contains(Fraction(2))


def test_decimal_comma_is_read() -> None:
    """A German page has it in braces."""
    assert evaluate(latex_tokens(r"2{,}5 \cdot 10^{-1}", {}), {}, {}).ends == (Fraction(1, 4),)


@pytest.mark.parametrize(
    ("line", "low", "high"),
    [
        ("1.00000*2", "1.99999", "2.00001"),
        ("1/3 + 2.5", "17/6", "17/6"),
        ("0.00123456^1", "0.001234555", "0.001234565"),
        ("1.23457e-7", "1.234565e-7", "1.234575e-7"),
        ("abs(1.00000 - 1)", "0", "0.000005"),
        ("(1.00000 - 1)^2", "0", "25e-12"),
        ("-1/0.500000", "-2000000/999999", "-2000000/1000001"),
        ("relu'(1.00000 - 1)", "0", "1"),
    ],
)
def test_room_follows_from_the_digits_shown(line: str, low: str, high: str) -> None:
    """A number with six digits may be off by half a unit of the last; one with fewer is exact, and so is all without rounded ones."""
    found = evaluate(plain_tokens(line, {}), {}, {}, rounded=True)
    assert (found.low, found.high) == (Fraction(low), Fraction(high))
    assert evaluate(plain_tokens("1.00000*2", {}), {}, {}).ends == (2,)


def test_factors_are_counted_by_summand() -> None:
    """Each summand's factors are counted; signs inside brackets and in front do not part summands."""
    assert factors(plain_tokens("-2*3*(1 - 2) + 4 - (-1)*5", {})) == [3, 1, 2]


# The sheet ------------------------------------------------------------------------------------------------------------

SHEETS: dict[str, Callable[[dict[Var, Given]], dict[Var, Given]]] = {
    "another number": lambda given: {
        var: replace(one, value=scalar(one.value) + 1, texts=((str(scalar(one.value) + 1),),)) for var, one in given.items()
    },
    "a number left out": lambda given: dict(list(given.items())[1:]),
    "numbers exchanged": lambda given: dict(zip(given, list(given.values())[::-1], strict=True)),
}


@pytest.mark.parametrize("other", SHEETS.values(), ids=SHEETS)
def test_sheet_with_other_numbers_than_the_key_starts_from_is_refused(
    other: Callable[[dict[Var, Given]], dict[Var, Given]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key may be right for another sheet: what a prompt fills in is read back as well."""
    problem, latex = solved(ROOT / "problems" / "kink.yaml"), Latex()
    (one,) = problem.items
    assert read_prompt(latex_of(one.item.prompt, latex, one.item), one.item, latex) == len(one.item.given)
    printed = latex_of(one.item.prompt, latex, replace(one.item, given=other(dict(one.item.given))))
    with pytest.raises(VerificationError, match="the prompt does not say that V is 2"):
        read_prompt(printed, one.item, latex)
