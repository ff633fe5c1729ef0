"""Pages of HTML read back before they are handed out: each formula, number, point and tick must be that of the key in LaTeX."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from gen.check import SolvedExam
from gen.check.pages import check_pages
from gen.html import grading_page, key_page, sheet_page
from gen.interface import load
from gen.interface.pages import build_pages
from gen.messages.errors import VerificationError
from gen.model.memo import Memo
from gen.page import Audience, ExamView, exam_view
from gen.proofread import check_html, check_html_grading
from gen.proofread.mathml_text import mathml_text
from gen.proofread.pieces import digits_of, plain_letters
from tests.support.problems import ROOT, answers_of, with_printed

MEMO = Memo()


@cache
def _solved(name: str) -> SolvedExam:
    exam = load(ROOT / "problems" / f"{name}.yaml")
    return SolvedExam(with_printed(exam), answers_of(exam))


@cache
def _key(name: str, audience: Audience = "graders") -> str:
    return key_page(_solved(name).exam, _solved(name).solved, audience, MEMO)


@cache
def _view(name: str) -> ExamView:
    return exam_view(_solved(name).exam, _solved(name).solved, memo=MEMO, endless=True)


@pytest.mark.parametrize("name", ["sheet-a", "choices", "table"])
def test_pages_say_what_has_been_confirmed(name: str) -> None:
    """Tables over time, misprints, readings, options, a table to fill in: sheet, both keys and the grading sheet agree with LaTeX in each
    piece, and the rows that they are compared with have been read as numbers."""
    one = _solved(name)
    grading = grading_page(one.exam, one.solved, MEMO)
    keys: list[tuple[Audience, str]] = [("graders", _key(name)), ("students", _key(name, "students"))]
    assert check_pages(one, sheet_page(one.exam, MEMO), keys, grading, MEMO) > 50


def _mutants(page: str) -> Iterator[str]:
    """The page with one wrong digit, letter, sign, index, point or tick each, from its beginning to its end; not in its figures."""
    unread = [range(*match.span()) for match in re.finditer(r"^.*?<main|<figure.*?</figure>|<mphantom>.*?</mphantom>", page, re.DOTALL)]
    wrong: dict[str, Callable[[str], str]] = {
        r"(?<=<mn>)\d(?=[\d.,]*</mn>)": lambda found: str((int(found) + 1) % 10),
        r"(?<=<mo>)[−+=≈](?=</mo>)": lambda found: {"−": "+", "+": "−", "=": "≈", "≈": "="}[found],
        r"(?<=<mi>)[hxVLWa](?=</mi>)": lambda _: "q",
        r'(?<=class="credit">\()[1-9½]': lambda _: "7",
        r'<input type="checkbox"[^>]*? checked>': lambda found: found.replace(" checked", ""),
        r"(?<=<msub>)(<mi>\w</mi>)<mn>\d</mn>": lambda found: f"{found[:-6]}9</mn>",
    }
    for pattern, other in wrong.items():
        places = [match for match in re.finditer(pattern, page) if not any(match.start() in part for part in unread)]
        for match in places[:: max(1, len(places) // 3)]:
            yield page[: match.start()] + other(match[0]) + page[match.end() :]


@pytest.mark.parametrize("name", ["sheet-a", "choices"])
def test_a_page_with_anything_wrong_is_refused(name: str) -> None:
    """One wrong digit, sign, letter, index, point or tick anywhere in the items of a key is found, and the item is named."""
    mutants = [*_mutants(_key(name))]
    assert len(mutants) > 10
    for page in mutants:
        with pytest.raises(VerificationError, match=rf"^{name}(/[a-z])?: the page has "):
            check_html(page, _view(name))


def test_steps_that_are_lost_told_twice_or_in_another_order_are_found() -> None:
    """A key is compared from its first piece to its last, in order."""
    key, view = _key("choices"), _view("choices")
    chains = re.findall(
        r'<div class="chain[^"]*" data-step.*?(?=<div class="chain[ "]|</div>\s*<div class="said|</details>)', key, re.DOTALL
    )
    first, second = next((one, two) for one, two in pairwise(chains) if one + two in key)
    for wrong in (key.replace(first, "", 1), key.replace(first, first + first, 1), key.replace(first + second, second + first, 1)):
        with pytest.raises(VerificationError, match=r"^choices/"):
            check_html(wrong, view)


_LEFT_OUT = "<p>The answer is 17.</p>"
WRONG: dict[str, tuple[str, str, str]] = {
    "two given numbers changed places": (r"(<mi>V</mi><mo>=</mo><mn>)2(.*?<mi>W</mi><mo>=</mo><mn>)1", r"\g<1>1\g<2>2", "the equations"),
    "something more in an item": (r'<div class="key">', rf"{_LEFT_OUT}\g<0>", "the text 'Theansweris17'"),
    "something more in a key": (r'<div class="key">', rf"\g<0>{_LEFT_OUT}", "the text 'Theansweris17'"),
    "something more before all problems": ("<main[^>]*>", rf"\g<0>{_LEFT_OUT}", "the text 'Theansweris17'"),
    "something more behind the last item": (r"</section>\s*</main>", rf"{_LEFT_OUT}\g<0>", "the text 'Theansweris17'"),
    "something more above": ("<header>", rf"{_LEFT_OUT}\g<0>", "the text 'Theansweris17'"),
    "another title": ("<h1>", r"\g<0>Not ", "the heading 'NotA"),
    "other points of all": (r'(<p class="facts">)3', r"\g<1>4", "the numbers above '4'"),
    "a script": ('<div class="key">', r"\g<0><script>x</script>", "the text 'x'"),
    "a part that is hidden": ('<div class="reading"', r"\g<0> hidden", "the part that is not shown as it is 'div'"),
    "a part that has no height": ('<div class="reading"', r'\g<0> style="display: none"', "the part that is not shown as it is 'div'"),
    "text between signs": ("</mn>", r"\g<0>7", "a formula that cannot be read"),
    "an element within a number": (r"(<mn>\d)(</mn>)", r"\1<mi>7</mi>\2", "a formula that cannot be read"),
}


@pytest.mark.parametrize(("pattern", "wrong", "told"), WRONG.values(), ids=WRONG)
def test_whatever_else_stands_on_a_page_is_refused(pattern: str, wrong: str, told: str) -> None:
    """Given numbers belong to their names, nothing stands outside of the pieces that are compared or is hidden, and formulas have signs
    in their places alone."""
    page = re.sub(pattern, wrong, str(_key("kink")), count=1, flags=re.DOTALL)
    assert page != _key("kink")
    with pytest.raises(VerificationError, match=rf"^(kink(/a)?|around the problems): the page has {re.escape(told)}"):
        check_html(page, _view("kink"))


def test_a_raised_digit_is_no_digit_on_the_line() -> None:
    """`2\u00b2` is 4 and not 22."""
    read = [mathml_text(etree.fromstring(f"<mn>{digits}</mn>")) for digits in ("22", "2\u00b2", "\u2460")]
    assert read[0] == "22" and "22" not in read[1:] and "1" not in read[2:]


def test_points_are_read_with_what_parts_a_decimal() -> None:
    """`1.5` is not `15`."""
    assert (plain_letters("(1.5 p)"), digits_of("1,5"), plain_letters("15. Then")) == ("1.5p", "1,5", "15Then")


def test_a_wrong_grading_sheet_is_refused() -> None:
    """Another point or number on the grading sheet alone is found there."""
    one = _solved("sheet-a")
    page = grading_page(one.exam, one.solved, MEMO)
    assert check_html_grading(page, _view("sheet-a")) > 20
    for pattern in (r'(?<=class="credit">)[1-9½]', r"(?<=<mn>)\d(?=</mn>)"):
        with pytest.raises(VerificationError, match=r"^sheet-a/[a-z], grading sheet: the page has "):
            check_html_grading(re.sub(pattern, "8", page, count=1), _view("sheet-a"))


def test_a_page_that_says_something_else_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong where pages are made: a build hands out none."""
    wrong = _key("choices").replace(" checked>", ">", 1)
    monkeypatch.setattr("gen.interface.pages.key_page", lambda *_: wrong)
    with pytest.raises(VerificationError, match=r"choices/a: the page has the option 'o"):
        build_pages(ROOT / "problems" / "choices.yaml", _solved("choices"), "graders", tmp_path)
