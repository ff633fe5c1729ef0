"""The page of all keys, made from the tables."""

import re
import sys

import pytest

from gen.model.keys import Keys
from tests.support.goldens import compare
from tests.support.problems import ROOT

sys.path.insert(0, str(ROOT / "tools"))
from reference import EXPLAINED, PAGE, page


def test_the_page_of_all_keys_is_made_from_the_tables(request: pytest.FixtureRequest) -> None:
    """`python tools/reference.py` would change nothing; `make golden` writes it, too."""
    compare(PAGE, page(), request.config.getoption("--golden"))


def test_each_link_of_the_page_leads_to_a_heading() -> None:
    """Within the page and into the format's; each mapping is explained there."""
    text = PAGE.read_text(encoding="utf-8")
    assert set(re.findall(r"\(#([\w-]+)\)", text)) <= _anchors(text)
    explained = set(re.findall(r"\((format[\w/-]*\.md)#([\w-]+)\)", text))
    assert [(file, anchor) for file, anchor in explained if anchor not in _anchors((PAGE.parent / file).read_text(encoding="utf-8"))] == []
    assert len(explained) > 10
    titles = {title.lower() for title in re.findall(r"^## (.+)$", text, re.MULTILINE)}
    assert titles == EXPLAINED.keys()


def _anchors(page: str) -> set[str]:
    """The names of places in links: of headings, and of marks."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    named = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return named | set(re.findall(r'<a id="([\w-]+)">', page))


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ("an item", "item"),
        ("'published'", "published"),
        ("a row or a column", "row or column"),
        ("what an array is drawn from", "what an array is drawn from"),
    ],
)
def test_a_mapping_has_a_short_name(what: str, title: str) -> None:
    """Without articles and quotes."""
    assert Keys(what, ()).title == title
