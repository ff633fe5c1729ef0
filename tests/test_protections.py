"""The table of protections fits the code: what `make protections` takes out is there, and so are the tests that must miss it."""

import re
import sys

import pytest

from tests.support.problems import ROOT

sys.path.insert(0, str(ROOT / "tools"))
from protections import PROTECTIONS


def test_a_protection_stands_where_the_table_has_it(subtests: pytest.Subtests) -> None:
    """Its text stands once in its file, and each of its tests is a function of its file, or all of a file."""
    for protection in PROTECTIONS:
        with subtests.test(protection.name):
            assert (ROOT / protection.file).read_text(encoding="utf-8").count(protection.old) == 1
            for node in protection.tests:
                file, _, function = node.partition("::")
                assert (f"def {function.partition('[')[0]}(" if function else "def test_") in (ROOT / file).read_text(encoding="utf-8")


def test_the_page_on_trust_tells_how_many_there_are() -> None:
    """The number in docs/trust.md is that of the table, and no two rows are called the same."""
    page = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    assert re.findall(r"each of (\d+) protections", page) == [str(len(PROTECTIONS))]
    assert len({protection.name for protection in PROTECTIONS}) == len(PROTECTIONS)
