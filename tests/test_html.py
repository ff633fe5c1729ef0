"""Exams as HTML: what pages hold, what they never hold, and whether a browser and a screen reader get along with them."""

import re
from functools import cache
from pathlib import Path

import pytest
from lxml import html as lxml_html

from gen.check import SolvedExam, solve_exam
from gen.html import key_page, sheet_page
from gen.interface import load
from tests.support.problems import ROOT

PROBLEMS = sorted((ROOT / "problems").glob("*.yaml"))


@cache
def solved(path: Path) -> SolvedExam:
    return solve_exam(load(path))


@pytest.mark.parametrize("name", ["kink", "choices", "table"])
def test_a_page_needs_nothing_else(name: str) -> None:
    """No script, no address of anything elsewhere, and a policy that lets a browser load nothing."""
    one = solved(ROOT / "problems" / f"{name}.yaml")
    for page in (sheet_page(one.exam), key_page(one.exam, one.solved)):
        assert "<script" not in page
        assert re.findall(r"(?:src|href)=\"([^\"]*)", page) == ["#main"]
        assert "default-src 'none'" in page
        assert lxml_html.fromstring(page).xpath("//main//h2")
