"""Pages of HTML read back: each says what the sheet or the key in LaTeX says, whose rows have been read as numbers, in the same order."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile, zip_longest

from gen.messages.errors import VerificationError
from gen.page import ExamView
from gen.proofread.key_pieces import pieces_around, pieces_of_grading, pieces_of_key, pieces_of_stem, pieces_recalled
from gen.proofread.mathml_text import Unreadable
from gen.proofread.page_pieces import grading_rows, of_class, pieces_of_frame, pieces_of_item, pieces_of_row, recalled_in, stem_of, tree_of
from gen.proofread.pieces import Said


def check_html(page: str, view: ExamView) -> int:
    """How many pieces a sheet or a key has, as a page. Raises VerificationError where it does not say what the view says, and where."""
    tree = tree_of(page)
    parts = of_class(tree, "problem")
    problems = [part for part in parts if of_class(part, "item")]
    _same_number("problems", problems, view.problems)
    count = _compared("around the problems", pieces_of_frame(tree), pieces_around(view))
    for problem, own in zip(problems, view.problems, strict=True):
        items = of_class(problem, "item")
        _same_number(f"items of {own.name}", items, own.items)
        count += _compared(own.name, stem_of(problem), pieces_of_stem(own))
        count += sum(_compared(one.name, pieces_of_item(item), pieces_of_key(one)) for item, one in zip(items, own.items, strict=True))
    recalled = (said for part in parts if part not in problems for said in recalled_in(part))
    return count + _compared("what is recalled", recalled, pieces_recalled(view))


def check_html_grading(page: str, view: ExamView) -> int:
    """The same of a grading sheet."""
    rows, items = grading_rows(tree_of(page)), list(pieces_of_grading(view))
    _same_number("items of the grading sheet", rows, items)
    return sum(_compared(f"{name}, grading sheet", pieces_of_row(row), own) for row, (name, own) in zip(rows, items, strict=True))


def _same_number(what: str, found: Sequence[object], wanted: Sequence[object]) -> None:
    if len(found) != len(wanted):
        raise VerificationError(f"{what}: the page has {len(found)}, not {len(wanted)}")


def _compared(name: str, told: Iterator[Said], wanted: Iterable[Said]) -> int:
    count = 0
    try:
        for there, expected in zip_longest(told, wanted):
            if there != expected:
                raise VerificationError(f"{name}: the page has {_quoted(there, expected)}, not {_quoted(expected, there)}")
            count += 1
    except Unreadable as error:
        raise VerificationError(f"{name}: the page has a formula that cannot be read: {error}") from None
    return count


def _quoted(said: Said | None, other: Said | None) -> str:
    """A piece with what is around the first place at which it is not the other one."""
    if said is None:
        return "nothing more"
    both = zip(said.text, other.text if other and other.what == said.what else "", strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))
    shown = said.text[max(same - 30, 0) : same + 60]
    return f"the {said.what} '{'...' * (same > 30)}{shown}{'...' * (len(said.text) > same + 60)}'"
