"""Places: which item stands where, how pages are filled, and what a stored layout refuses."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.messages.errors import InputErrors, VerificationError
from gen.model.pages import TENTH, Slot
from gen.typeset.layout_file import layout_text, load_layout
from gen.typeset.pagination import LONG, Block, Paper, arrange, check_places, overfull_pages

PAPER = Paper(page=700.0, gap=13.0, frame=23.0, credit=13.0)


def _height(page: tuple[Slot, ...]) -> float:
    return sum(slot.points for slot in page) + PAPER.gap * (len(page) - 1)


def _in_order(blocks: list[Block]) -> list[Block]:
    """With names, and as an exam has them: an item last, and no heading right after another."""
    named = [replace(b, name=str(i), heading=b.heading and i < len(blocks) - 1) for i, b in enumerate(blocks)]
    return [b for i, b in enumerate(named) if not (b.heading and i and named[i - 1].heading)]


BLOCKS = st.lists(
    st.builds(
        Block,
        name=st.just(""),
        top=st.floats(10, 200),
        need=st.floats(0, 1500),
        hand=st.floats(0, 600),
        alike=st.sampled_from([None, 1, 2]),
        least=st.floats(0, 200),
        heading=st.booleans(),
    ),
    min_size=1,
    max_size=25,
).map(_in_order)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(BLOCKS)
def test_no_page_holds_more_than_it_can(blocks: list[Block]) -> None:
    """The slots and gaps of each page add up to its height at most."""
    for page in arrange(blocks, PAPER):
        assert _height(page) <= PAPER.page + 0.001


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(BLOCKS)
def test_every_block_has_its_slot_in_order_and_room_for_its_solution(blocks: list[Block]) -> None:
    """Nothing is lost or moved; a block on one page has its prompt, frame and solution; a split one has more than one page."""
    layout = arrange(blocks, PAPER)
    assert list(dict.fromkeys(slot.name for page in layout for slot in page)) == [b.name for b in blocks]
    for block in blocks:
        parts = [slot.points for page in layout for slot in page if slot.name == block.name]
        needed = block.top if block.heading else max(block.top + PAPER.frame + block.need, block.least)
        assert sum(parts) >= needed - 0.001
        assert len(parts) == 1 or sum(parts) > PAPER.page * LONG


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(BLOCKS)
def test_a_heading_stands_on_the_page_of_its_first_item(blocks: list[Block]) -> None:
    """No heading is the last slot of its page."""
    headings = {b.name for b in blocks if b.heading}
    assert all(page[-1].name not in headings for page in arrange(blocks, PAPER))


def test_equal_questions_have_equal_frames_whatever_stands_beside_them() -> None:
    """Three of a kind with solutions of 50, 120 and 90 points have room for 120 each; another has what its points give."""
    blocks = [Block(str(i), top=40, need=need, hand=100, alike="value") for i, need in enumerate((50, 120, 90))]
    (page,) = arrange([*blocks, Block("other", 20, 20, 30, alike="count")], PAPER)
    assert [slot.points for slot in page] == pytest.approx([40 + 23 + 120] * 3 + [20 + 23 + 30], abs=TENTH)


def test_a_page_takes_what_fits_and_the_rest_is_left_at_the_end() -> None:
    """Seven items of a quarter of a page stand four on the first; no frame is stretched."""
    first, second = arrange([Block(str(i), top=40, hand=96) for i in range(7)], PAPER)
    assert (len(first), len(second)) == (4, 3)
    assert {slot.height for slot in (*first, *second)} == {first[0].height}


def test_an_authors_height_is_neither_stretched_nor_squeezed() -> None:
    """A fixed block has the height that was asked for to a tenth of a millimetre, whatever stands beside it."""
    blocks = [Block("a", 40, 10, 100, fixed=True, alike=1), Block("b", 40, 200, 100, alike=1), Block("c", 40, 500, 500)]
    slot = next(slot for page in arrange(blocks, PAPER) for slot in page if slot.name == "a")
    assert 0 <= slot.points - (40 + 23 + 100) < TENTH


def test_an_item_that_cannot_begin_below_its_heading_begins_on_a_page_of_its_own() -> None:
    """A long stem and a prompt that does not fit below it: the heading stands alone, and the item is whole or split from a page's top."""
    for need, parts in ((100, 1), (900, 2)):
        layout = arrange([Block("p", top=400, heading=True), Block("p/a", top=290, need=need)], PAPER)
        assert [[slot.name for slot in page] for page in layout] == [["p"], *[["p/a"]] * parts]


@pytest.mark.parametrize(("before", "names"), [(200, [["a", "b"], ["b", "c"]]), (600, [["a"], ["b"], ["b", "c"]])])
def test_an_item_that_goes_on_over_pages_begins_below_another_where_that_saves_a_page(before: float, names: list[list[str]]) -> None:
    """The page is filled, and what is left shares a page with the item behind it; otherwise it begins on a page of its own."""
    layout = arrange([Block("a", 40, before, before), Block("b", 40, 700, 700), Block("c", 40, 200, 200)], PAPER)
    assert [[slot.name for slot in page] for page in layout] == names


@pytest.mark.parametrize(("start", "pages"), [(150, [["a", "b"], ["b"]]), (300, [["a"], ["b"], ["b"]])])
def test_an_item_begins_where_what_is_not_broken_has_room(start: float, pages: list[list[str]]) -> None:
    """Below 350 points there is room for a beginning of 150 points, and none for one of 300."""
    layout = arrange([Block("a", 40, 287), Block("b", 40, 750, start=start)], PAPER)
    assert [[slot.name for slot in page] for page in layout] == pages


def test_a_page_that_holds_more_than_it_can_is_told_by_how_much() -> None:
    """A page that is exactly full is none; gaps count."""
    full = PAPER.page / TENTH / 10
    half = (PAPER.page - PAPER.gap) / TENTH / 20
    assert overfull_pages(((Slot("a", full),), (Slot("b", half), Slot("c", half))), PAPER) == {}
    assert overfull_pages(((Slot("a", full),), (Slot("b", half), Slot("c", half + 1))), PAPER) == {2: pytest.approx(10 * TENTH)}


def test_credit_boxes_never_run_into_the_next_item() -> None:
    """An item with twelve points is as high as thirteen boxes, though its solution is one line."""
    ((slot,),) = arrange([Block("a", 14, 10, 10, least=13 * PAPER.credit)], PAPER)
    assert slot.points >= 13 * PAPER.credit


PLACES = [("p", 2, 750.0), ("p/a", 2, 750.0 - 10 * 10 * TENTH - 13.0), ("p/b", 3, 750.0)]
LAYOUT = ((Slot("p", 10.0), Slot("p/a", 50.0)), (Slot("p/b", 60.0),))


def test_what_tex_reports_is_compared_with_the_layout_to_a_hundredth_of_a_point() -> None:
    """0.009 pt off is accepted, 0.02 pt off, another page or a missing item is refused."""
    check_places(LAYOUT, PLACES, PAPER)
    name, page, y = PLACES[1]
    check_places(LAYOUT, [PLACES[0], (name, page, y - 0.009), PLACES[2]], PAPER)
    for wrong in ([PLACES[0], (name, page, y - 0.02), PLACES[2]], [*PLACES[:2], ("p/b", 4, 750.0)], PLACES[:2]):
        with pytest.raises(VerificationError):
            check_places(LAYOUT, wrong, PAPER)


def test_a_stored_layout_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Text to layout is the inverse of layout to text."""
    file = tmp_path / "e.layout.yaml"
    file.write_text(layout_text(LAYOUT, Path("e.yaml")), encoding="utf-8")
    assert load_layout(file, ["p", "p/a", "p/b"]).pages == LAYOUT


STORED = "pages:\n  - p: 10.0\n    p/a: 50.0\n  - p/b: 60.0\n"
WRONG = [
    (STORED, ["p", "p/a"], "1:1: this layout is not the exam's: it has more than the exam (make it anew with gen layout)"),
    (STORED, ["p", "p/b", "p/a"], "1:1: this layout is not the exam's: 'p/b' is not where the exam has it (make it anew with gen layout)"),
    (
        STORED + "  - p/a: 50.0\n",
        ["p", "p/a", "p/b"],
        "1:1: this layout is not the exam's: it has more than the exam (make it anew with gen layout)",
    ),
    (
        STORED + "  - p: 10.0\n  - p: 10.0\n    p/c: 9.0\n",
        ["p", "p/a", "p/b", "p", "p/c"],
        "1:1: this layout is not the exam's: 'p/c' is not where the exam has it (make it anew with gen layout)",
    ),
    (STORED.replace("50.0", "50.05"), ["p", "p/a", "p/b"], "3:10: a height is in mm, with at most one decimal"),
    (STORED.replace("50.0", "-1"), ["p", "p/a", "p/b"], "3:10: a height is in mm, with at most one decimal"),
    (STORED.replace("50.0", "high"), ["p", "p/a", "p/b"], "3:10: expected a number such as -3, 3/2 or 0.1, found 'high'"),
    ("pages:\n  - p/b\n", ["p/b"], "2:5: a page must be a mapping of names and heights"),
    ("seiten: []\n", ["p"], "1:1: a layout needs the key 'pages'"),
]


@pytest.mark.parametrize(("text", "names", "message"), WRONG, ids=[message for _, _, message in WRONG])
def test_a_layout_that_does_not_fit_the_exam_is_refused(text: str, names: list[str], message: str, tmp_path: Path) -> None:
    """The message has file, line and column, and what to do."""
    file = tmp_path / "e.layout.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputErrors) as told:
        load_layout(file, names)
    assert f"{file}:{message}" in str(told.value)
