"""Contradictions in good input: what a sheet states against what the equations give."""

from gen.findings.findings import item_findings, problem_findings, settle
from gen.findings.published_number import fixed, places
from gen.findings.published_values import summary
from gen.findings.shown_answers import answer_findings

__all__ = [
    "answer_findings",  # answers that the page cannot show with the digits it has
    "fixed",  # a number with so many decimals
    "item_findings",  # what contradicts itself in an item, and which published numbers are right
    "places",  # how many decimals a number shows
    "problem_findings",  # what contradicts itself in a problem
    "settle",  # findings that are acknowledged, apart from those that are not
    "summary",  # how many published numbers are right, in a line
]
